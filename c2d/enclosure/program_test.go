package enclosure

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

func TestAccepts(t *testing.T) {
	read := func(path string) []byte {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		program       []byte
		alone, hosted c2d.Code // "" is accepted
	}{
		"static binary":     {read(local().Path), "", ""},
		"dynamic binary":    {read(shell), c2d.SandboxUnavailable, ""},
		"script":            {[]byte("#!/bin/sh\n"), c2d.SandboxUnavailable, ""},
		"text":              {[]byte("print('hello')\n"), c2d.BadRequest, c2d.BadRequest},
		"nothing":           {nil, c2d.BadRequest, c2d.BadRequest},
		"half a binary":     {read(local().Path)[:60], c2d.BadRequest, c2d.BadRequest},
		"headers cut short": {read(local().Path)[:80], c2d.BadRequest, c2d.BadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			for cells, want := range map[*Local]c2d.Code{{}: tc.alone, {HostRuntime: hostRuntime}: tc.hosted} {
				err := cells.Accepts(tc.program)
				if want == "" && err != nil || want != "" && !c2d.IsRefusal(err, want) {
					t.Errorf("with %v: %v, want %q", cells.HostRuntime, err, want)
				}
			}
		})
	}
}

func FuzzProgramKind(f *testing.F) {
	f.Add([]byte("#!/bin/sh"))
	f.Add([]byte("\x7fELF\x02\x01"))
	f.Fuzz(func(t *testing.T, b []byte) { programKind(b) })
}

// TestOverheadIsOneNumber: the wall grants what the shortest slot is computed with.
func TestOverheadIsOneNumber(t *testing.T) {
	if cell.Overhead != c2d.MemoryOverhead {
		t.Fatalf("cells grant %d MiB beyond the limit, slots allow for %d", cell.Overhead, c2d.MemoryOverhead)
	}
}
