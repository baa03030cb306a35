package enclosure

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// TestTogether: where a program may make processes the memory limit is that of all of them. Who takes more has no update, what the
// machine gave never was much more than the limit, and the next run is fine. Without the bound each of these would take gibibytes.
func TestTogether(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) {
		l, err := connect(t.Context(), hosting(cells), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer l.end()
		if err := errors.Join(l.load(cell.Program, built(t, "together")), l.load(cell.Params, []byte("{}"))); err != nil {
			t.Fatal(err)
		}
		// The processors of this test are shared with others, who can make a look late.
		const most = (64 + cell.Overhead + 256) << 20
		for _, tc := range []struct {
			shard string
			ok    bool
		}{
			{"beside 4 8", true},
			{"beside 40 60", false},
			{"beneath 4 8", true},
			{"beneath 40 60", false},
			{"abandoned 40 60", true},
			{"inherited 40 60", false},
			{"huge 40 60", false},
			{"tables 40 20", false},
			{"beside 4 8", true},
		} {
			t.Run(tc.shard, func(t *testing.T) {
				// The bound is that of a cell which runs when it wakes. On a machine that is busy with other things it may not: of five tries, one has to.
				var n uint64
				for range 5 {
					var peak atomic.Uint64
					stop, stopped := make(chan struct{}), make(chan struct{})
					go func() {
						defer close(stopped)
						for {
							select {
							case <-stop:
								return
							default:
								peak.Store(max(peak.Load(), together()))
							}
						}
					}()
					b, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 20_000}, []byte(tc.shard))
					close(stop)
					<-stopped
					if err != nil || (len(b) == 4) != tc.ok && !strings.HasPrefix(tc.shard, "abandoned") { // which can be over before it is too much
						t.Fatalf("update %x, %v", b, err)
					}
					if n = peak.Load(); n <= most {
						t.Logf("at most %d MiB", n>>20)
						return
					}
				}
				t.Errorf("its processes had %d MiB at the same moment, more than %d", n>>20, most>>20)
			})
		}
		gone(t)
	})
}

// together is the private memory of all programs of cells on this machine, with its page tables.
func together() (sum uint64) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, p := range lines {
		if b, err := os.ReadFile(p); err != nil || !bytes.Contains(b, []byte("/stint/program")) {
			continue
		}
		b, _ := os.ReadFile(filepath.Dir(p) + "/status")
		for line := range strings.Lines(string(b)) {
			f := strings.Fields(line)
			if len(f) == 3 && (f[0] == "RssAnon:" || f[0] == "VmPTE:") {
				n, _ := strconv.ParseUint(f[1], 10, 64)
				sum += n << 10
			}
		}
	}
	return sum
}

// BenchmarkTogether is BenchmarkSandbox for programs that may make processes.
func BenchmarkTogether(b *testing.B) {
	for name, cells := range walls {
		b.Run(name, func(b *testing.B) { benchmark(b, hosting(cells())) })
	}
}
