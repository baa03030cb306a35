package storagetest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/storage"
)

// victimRoot names, in the process that is to be killed, the directory it is to put into.
const victimRoot = "STORAGETEST_VICTIM_ROOT"

const (
	victimSeed = 77
	// victimLeaves is how far the victim comes: some parts of an upload, of 5 MiB at least.
	victimLeaves = 16
)

// victim is the whole test in the process that is to be killed: it puts one object, says so, and puts another whose source never
// ends, saying how far it has come.
func victim(t *testing.T, open Opener) bool {
	root := os.Getenv(victimRoot)
	if root == "" {
		return false
	}
	st, err := open(root)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := st.Put(t.Context(), bytes.NewReader(Bytes(victimSeed, leaf+1)))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nput %s\n", ref)
	i := uint64(0)
	st.Put(t.Context(), readerFunc(func(p []byte) (int, error) {
		if i++; i > victimLeaves {
			fmt.Println("\nhalf way")
			time.Sleep(time.Minute)
		}
		return copy(p, Bytes(victimSeed+i, leaf)), nil
	}))
	t.Fatal("nobody killed the victim")
	return true
}

// killed kills a process that has put one object and is putting another.
func (s suite) killed(t *testing.T) {
	root := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	top, _, _ := strings.Cut(t.Name(), "/")
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^"+top+"$", "-test.count=1")
	cmd.Env = append(os.Environ(), victimRoot+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for lines := bufio.NewScanner(io.TeeReader(out, &said)); lines.Scan() && lines.Text() != "half way"; {
	}
	// Some stores write behind: until something of the second object is on the disk.
	for range 500 {
		if growing(root) > 3*(leaf+1) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if !strings.Contains(said.String(), "half way") {
		t.Fatalf("the victim died by itself: %s", said.String())
	}
	before := size(t, root)
	st, _ := s.opened(t, root)
	want := Bytes(victimSeed, leaf+1)
	ref, err := storage.RefOf(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, st, ref, want)
	var half []byte
	for i := uint64(1); i <= victimLeaves; i++ {
		half = append(half, Bytes(victimSeed+i, leaf)...)
	}
	wantInvisible(t, st, half)
	if after := size(t, root); after >= before || after > 3*int64(len(want)) {
		t.Errorf("%d bytes were on the disk after the kill and %d after opening again", before, after)
	}
}

// growing is about how much is under root, where files come and go.
func growing(root string) (sum int64) {
	filepath.WalkDir(root, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

// size adds up the files under root.
func size(t testing.TB, root string) int64 {
	t.Helper()
	var sum int64
	for _, path := range files(t, root) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	return sum
}
