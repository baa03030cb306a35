package enclosure

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// fragile is scripted cells that are all lost with a shard "bomb", and cannot be had again for some time.
func fragile(down time.Duration) *scripted {
	var mu sync.Mutex
	var until time.Time
	gone := func(bomb bool) bool {
		mu.Lock()
		defer mu.Unlock()
		if bomb && until.IsZero() {
			until = time.Now().Add(down)
		}
		return time.Now().Before(until)
	}
	return &scripted{
		after: func(shard []byte, c io.ReadWriteCloser, seq uint32) {
			if gone(string(shard) == "bomb") {
				c.Close()
				return
			}
			cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq, Status: cell.Update}.Encode(), floats(1, 0))
		},
		greet: func(lane int) error {
			if lane == 0 && gone(false) {
				return errInjected
			}
			return nil
		},
	}
}

// TestHostIsLost: when a lane loses its cell and its reserve at once, its shards count as zeros, on a schedule that does not move, until
// there is another cell. The run ends as every other.
func TestHostIsLost(t *testing.T) {
	for name, tc := range map[string]struct {
		down  time.Duration
		first float32 // the model after the first round
	}{
		"not at all":    {0, 1},
		"for some time": {5 * time.Second, 2. / 6}, // the first and the last shard have a cell
		"for long":      {18 * time.Second, 1. / 6},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, fragile(tc.down), "a", "bomb", "c", "d", "e", "f")
				w.isolate(t, []byte("program"), plan(4))
				w.run.Spec.Isolate.Slot = 2000
				w.Lanes = 1
				start := time.Now()
				if _, err := w.start(t.Context()); err != nil {
					t.Fatal(err)
				}
				near(t, w.rounds.results[0], tc.first, 0)
				before, last := make([]float32, 2), make([]float32, 2)
				decode(before, w.rounds.results[2])
				decode(last, w.rounds.results[3])
				if d := last[0] - before[0]; d < 0.9999 || d > 1.0001 {
					t.Errorf("the last round moved the model by %v, want all six shards of it", d)
				}
				if took := time.Since(start); took != 48*time.Second {
					t.Errorf("it took %v, want four rounds of six slots of 2 s to the nanosecond", took)
				}
			})
		})
	}
}

// TestLaneIsGivenUp: a run ends at the end of a round, when a lane had no cell in all of it nor could have had one for a public time.
func TestLaneIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, fragile(time.Hour), "bomb", "b", "c", "d")
		w.isolate(t, []byte("program"), plan(9))
		w.run.Spec.Isolate.Slot = uint32((2 * time.Minute).Milliseconds())
		w.Lanes = 2
		start := time.Now()
		if _, err := w.start(t.Context()); !c2d.IsRefusal(err, c2d.RunFailed) {
			t.Errorf("run: %v, want %s", err, c2d.RunFailed)
		}
		if took := time.Since(start); took != 16*time.Minute || len(w.rounds.results) != 3 {
			t.Errorf("it took %v and stored %d rounds, want 16 minutes and what was before the fourth", took, len(w.rounds.results))
		}
	})
}

// TestProgramThatEndsItsCells: however often a program does that, and however long it is until there is another, the run ends as every
// other, when every other does.
func TestProgramThatEndsItsCells(t *testing.T) {
	for name, tc := range map[string]struct {
		ends  bool
		every time.Duration // until there is a cell
	}{
		"never":          {false, 0},
		"at once":        {true, 0},
		"after a while":  {true, 90 * time.Second},
		"after a longer": {true, 200 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var before atomic.Bool
				s := &scripted{
					after: func(_ []byte, c io.ReadWriteCloser, seq uint32) {
						if before.Store(true); tc.ends {
							c.Close()
							return
						}
						cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq, Status: cell.Nothing}.Encode())
					},
					greet: func(int) error {
						if before.Load() {
							time.Sleep(tc.every)
						}
						return nil
					},
				}
				w := newWorld(t, s, "a", "b", "c")
				w.isolate(t, []byte("program"), plan(20))
				w.run.Spec.Isolate.Slot = 60_000
				w.Lanes = 2
				start, end := time.Now(), time.Time{}
				w.Progress = func(c2d.Progress) { end = time.Now() }
				if _, err := w.start(t.Context()); err != nil {
					t.Fatal(err)
				}
				near(t, w.rounds.results[19], 0, 0)
				if took := end.Sub(start); took != 40*time.Minute {
					t.Errorf("it took %v, want 20 rounds of two minutes", took)
				}
			})
		})
	}
}

// TestWallThatBreaks: a wall that cannot be built any more, once a program ran, is zeros too; one that never could ends the run.
func TestWallThatBreaks(t *testing.T) {
	for name, after := range map[string]int32{"at first": 0, "later": 1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				s := &scripted{after: func(_ []byte, c io.ReadWriteCloser, seq uint32) {
					a := cell.Answer{Seq: seq, Status: cell.Fault}
					if runs.Add(1) <= after {
						a.Status = cell.Nothing
					}
					cell.WriteFrame(c, cell.Done, a.Encode())
				}}
				w := newWorld(t, s, "a", "b", "c")
				w.isolate(t, []byte("program"), plan(2))
				w.Lanes = 1
				_, err := w.start(t.Context())
				if after == 0 && !c2d.IsRefusal(err, c2d.RunFailed) || after > 0 && err != nil {
					t.Errorf("run: %v", err)
				}
			})
		})
	}
}

// TestStuckCell: a cell that takes nothing any more, as one on a machine that is gone, delays a round by a public time at most.
func TestStuckCell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stuck atomic.Bool
		s := &scripted{after: func(shard []byte, c io.ReadWriteCloser, seq uint32) {
			cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq, Status: cell.Update}.Encode(), floats(1, 0))
			if string(shard) == "a" && stuck.CompareAndSwap(false, true) {
				time.Sleep(time.Hour) // and reads nothing
			}
		}}
		w := newWorld(t, s, "a", "b", "c")
		w.isolate(t, []byte("program"), plan(2))
		w.Lanes = 3
		start := time.Now()
		_, err := w.start(t.Context())
		if took := time.Since(start); err != nil || took > 2*40*time.Millisecond+loading+time.Second {
			t.Errorf("%v, in %v", err, took)
		}
		time.Sleep(time.Hour) // until that cell is over, too
	})
}

// TestHostComesBackElsewhere: over the wire, a host is killed in the middle of a round, and there is another one later, at another address.
func TestHostComesBackElsewhere(t *testing.T) {
	first := newHost(t, cell.LandlockOnly)
	second := startHost(t, string(cell.LandlockOnly), func(_ *exec.Cmd, key, _ string) {
		b, err := os.ReadFile(first.key)
		if err == nil {
			err = os.WriteFile(key, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	var at atomic.Value
	at.Store("")
	finds := make(chan string, 1<<10)
	r := Remote{Key: first.Key, Address: func(context.Context, int) (string, error) {
		a := at.Load().(string)
		finds <- a
		if a == "" {
			return "", errors.New("the pod is not there")
		}
		return a, nil
	}}
	const slot = 500 * time.Millisecond
	shards := make([]string, 20)
	for i := range shards {
		shards[i] = "attack behave\n"
	}
	w := newWorld(t, r, shards...)
	w.isolate(t, built(t, "hostile"), c2d.Isolate{Dim: 2, Rounds: 1, Sigma: 1, Clip: 2e6, Rate: 1e6, Slot: uint32(slot.Milliseconds()), Memory: 64})
	w.Lanes = 1
	began := make(chan time.Time, 9)
	w.Progress = func(p c2d.Progress) {
		if p.Started == 1 && p.Done == 0 {
			began <- time.Now()
		}
	}
	at.Store(first.at)
	go func() {
		time.Sleep(time.Until((<-began).Add(3 * slot)))
		at.Store("")
		first.process.Signal(syscall.SIGTERM)
		time.Sleep(4 * slot)
		at.Store(second.at)
	}()
	if _, err := w.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := make([]float32, 2)
	decode(f, w.rounds.results[0])
	if n := f[0] * 20; n < 4 || n > 17 {
		t.Errorf("%v shards counted, want some of the first and some of the last", n)
	}
	waited := w.clock.waited
	var start, end time.Time
	for _, x := range waited {
		if start.IsZero() || x.Before(start) {
			start = x
		}
		if x.After(end) {
			end = x
		}
	}
	if took := end.Sub(start); took != 20*slot {
		t.Errorf("the round was to take %v, want 20 slots of %v", took, slot)
	}
	lookups := len(finds)
	if lookups < 4 {
		t.Errorf("the address was asked for %d times", lookups)
	}
}

// TestLeftovers: what a node that was killed left in memory is removed by the next one that starts a cell, and what belongs to one that
// lives is not.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	live, lock, err := scratchIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	dead, gone, err := scratchIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "stint-123")
	link := filepath.Join(dir, leftover+"link")
	for _, err := range []error{
		os.Mkdir(filepath.Join(dead, "shard"), 0o700), os.WriteFile(filepath.Join(dead, "shard/data"), []byte("records"), 0o400),
		os.Mkdir(other, 0o700), os.WriteFile(filepath.Join(other, "file"), nil, 0o600), os.Symlink(other, link),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	gone.Close() // as the kernel does for who is killed
	next, third, err := scratchIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer third.Close()
	for path, want := range map[string]bool{live: true, dead: false, next: true, filepath.Join(other, "file"): true} {
		if _, err := os.Lstat(path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
}
