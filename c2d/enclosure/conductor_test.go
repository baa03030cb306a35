package enclosure

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// plan is a small isolate plan with so little noise that a test can see through it: sigma is a millionth.
func plan(rounds uint32) c2d.Isolate {
	return c2d.Isolate{Dim: 2, Rounds: rounds, Sigma: 1, Clip: 1e6, Rate: 1e6, Slot: 40, Memory: 1}
}

func floats(v ...float32) []byte {
	var b []byte
	for _, f := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
	}
	return b
}

// near compares a stored model with what it should be but for the noise: 12 standard deviations of a millionth of the clip, so
// that a false alarm has a probability below 1e-30.
func near(t *testing.T, stored []byte, want ...float32) {
	t.Helper()
	got := make([]float32, len(want))
	if !decode(got, stored) {
		t.Fatalf("a model of %d bytes, want %d", len(stored), 4*len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 12e-6 {
			t.Fatalf("model %v, want %v", got, want)
		}
	}
}

func TestRoundsMoveTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		models := make(chan string, 99)
		cells := &scripted{program: func(shard, model []byte) []byte {
			models <- fmt.Sprint(len(model))
			if string(shard) == "left" {
				return floats(0.5, 0)
			}
			return floats(0, 0.25)
		}}
		w := newWorld(t, cells, "left", "right")
		w.isolate(t, []byte("program"), plan(2))
		var told []c2d.Progress
		w.Progress = func(p c2d.Progress) { told = append(told, p) }
		out, err := w.start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		near(t, w.rounds.results[0], 0.25, 0.125)
		near(t, w.rounds.results[1], 0.5, 0.25)
		weights := make([]float32, 2)
		decode(weights, w.rounds.results[1])
		if want := []c2d.Output{{Name: "model.safetensors", Bytes: c2d.EncodeModel(weights)}}; !cmp.Equal(out, want) {
			t.Errorf("outputs %q, want the model of the last stored round", out)
		}
		// There is no model before the first round, and there is one after it.
		if got := []string{<-models, <-models, <-models, <-models}; !slices.Equal(got, []string{"0", "0", "8", "8"}) {
			t.Errorf("model sizes %v", got)
		}
		want := []c2d.Progress{
			{State: c2d.RunActive, Steps: 2}, {State: c2d.RunActive, Started: 1, Steps: 2}, {State: c2d.RunActive, Started: 1, Done: 1, Steps: 2},
			{State: c2d.RunActive, Started: 2, Done: 1, Steps: 2}, {State: c2d.RunActive, Started: 2, Done: 2, Steps: 2},
		}
		if d := cmp.Diff(want, told); d != "" {
			t.Errorf("progress (-want +got):\n%s", d)
		}
		// Asking again runs nothing and gives the same bytes.
		dials := cells.dials
		again, err := w.start(t.Context())
		if err != nil || !cmp.Equal(again, out) || cells.dials != dials {
			t.Errorf("a second run gave %v, %v, with %d more cells", again, err, cells.dials-dials)
		}
	})
}

// TestOneContributorIsBounded: whatever a program returns for a contributor, taking the contributor away moves the sum by at
// most the clip norm in L2. The noise is a millionth of the clip; the tolerance is 24 of its standard deviations on each side.
func TestOneContributorIsBounded(t *testing.T) {
	hostile := map[string]func() []byte{
		"huge":      func() []byte { return floats(math.MaxFloat32, -math.MaxFloat32) },
		"infinite":  func() []byte { return floats(float32(math.Inf(1)), 1) },
		"NaN":       func() []byte { return floats(float32(math.NaN()), 1) },
		"too long":  func() []byte { return floats(1, 1, 1) },
		"too short": func() []byte { return floats(9)[:3] },
		"none":      func() []byte { return nil },
		"denormal":  func() []byte { return floats(math.SmallestNonzeroFloat32, math.MaxFloat32) },
		"just over": func() []byte { return floats(0.70711, 0.70711) },
	}
	for name, update := range hostile {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cells := &scripted{program: func(shard, _ []byte) []byte {
					if string(shard) == "victim" {
						return update()
					}
					return floats(0.3, -0.2)
				}}
				sum := func(shards ...string) []float64 {
					w := newWorld(t, cells, shards...)
					p := plan(1)
					p.Rate = privacy.Micros(1e6 * len(shards)) // weights are then the sum itself
					w.isolate(t, []byte("program"), p)
					if _, err := w.start(t.Context()); err != nil {
						t.Fatal(err)
					}
					f := make([]float32, 2)
					decode(f, w.rounds.results[0])
					return []float64{float64(f[0]), float64(f[1])}
				}
				with, without := sum("a", "victim", "b"), sum("a", "b")
				if d := math.Hypot(with[0]-without[0], with[1]-without[1]); d > 1+48e-6 {
					t.Errorf("one contributor moved the sum by %v times the clip norm", d)
				}
			})
		})
	}
}

// TestShardsOfOneMemberAreOne: a member who contributed twice is one contributor: one update, over all the records.
func TestShardsOfOneMemberAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := make(chan string, 9)
		cells := &scripted{program: func(shard, _ []byte) []byte { seen <- string(shard); return floats(1, 0) }}
		w := newWorld(t, cells, "1,2", "3,4")
		w.run.Shards = append(w.run.Shards, w.seal(t, 1, "5,6\n"))
		w.isolate(t, []byte("program"), plan(1))
		w.Lanes = 1
		if _, err := w.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		near(t, w.rounds.results[0], 1, 0) // two updates of length 1, divided by two contributors
		if got := []string{<-seen, <-seen}; len(seen) != 0 || !slices.Equal(got, []string{"1,2\n5,6\n", "3,4"}) {
			t.Errorf("the program saw %q", got)
		}
	})
}

// TestTimeSaysNothing: the moments the conductor waits for, and how long a round lasts, are the same whether programs end at
// once, fail, or never end.
func TestTimeSaysNothing(t *testing.T) {
	for name, cells := range map[string]*scripted{
		"early": {program: func(_, _ []byte) []byte { return floats(1, 0) }},
		"fails": {program: func(_, _ []byte) []byte { return nil }},
		"late":  {after: func(_ []byte, _ io.ReadWriteCloser, _ uint32) {}},
		"lost":  {after: func(_ []byte, c io.ReadWriteCloser, _ uint32) { c.Close() }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cells, "a", "b", "c", "d", "e")
				w.isolate(t, []byte("program"), plan(1))
				w.Lanes = 2
				if _, err := w.start(t.Context()); err != nil {
					t.Fatal(err)
				}
				slots := map[int64]bool{}
				waited := w.clock.waited
				start := slices.MinFunc(waited, time.Time.Compare)
				for _, at := range waited {
					d := at.Sub(start)
					if d%(40*time.Millisecond) != 0 {
						t.Errorf("the conductor waited for %v after the round's start, which is no slot", d)
					}
					slots[int64(d/(40*time.Millisecond))] = true
				}
				if len(slots) != 4 || !slots[0] || !slots[3] {
					t.Errorf("the conductor waited for slots %v, want 0 to 3", slots)
				}
				if took := time.Since(start); w.rounds.results == nil || took != 120*time.Millisecond {
					t.Errorf("the round took %v, want 3 slots of 40 ms to the nanosecond", took)
				}
				if name != "early" {
					near(t, w.rounds.results[0], 0, 0)
				}
			})
		})
	}
}

// TestLateShardDoesNotTouchTheNext: a program that is not over when its slot ends counts as zeros, and its neighbours on the
// lane count as ever.
func TestLateShardDoesNotTouchTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cells := &scripted{after: func(shard []byte, c io.ReadWriteCloser, seq uint32) {
			if string(shard) != "stuck" {
				cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq, Status: cell.Update}.Encode(), floats(1, 0))
			}
		}}
		w := newWorld(t, cells, "a", "stuck", "b", "c")
		w.isolate(t, []byte("program"), plan(2))
		w.Lanes = 1
		if _, err := w.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		near(t, w.rounds.results[0], 0.75, 0)
		near(t, w.rounds.results[1], 1.5, 0)
	})
}

// TestCellThatLies: a cell is on the untrusted side. Whatever it answers, it is zeros or an update that is clipped.
func TestCellThatLies(t *testing.T) {
	for name, answer := range map[string]func(c io.Writer, seq uint32){
		"another run's answer": func(c io.Writer, seq uint32) {
			cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq + 1, Status: cell.Update}.Encode(), floats(1, 1))
		},
		"too long": func(c io.Writer, seq uint32) {
			cell.WriteFrame(c, cell.Done, cell.Answer{Seq: seq, Status: cell.Update}.Encode(), floats(1, 1, 1))
		},
		"a gibibyte":       func(c io.Writer, _ uint32) { c.Write([]byte{'D', cell.Version, 0, 0, 0, 0, 0, 0x40}) },
		"another frame":    func(c io.Writer, _ uint32) { cell.WriteFrame(c, cell.Hello, []byte("7\n")) },
		"not the protocol": func(c io.Writer, _ uint32) { io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, &scripted{after: func(_ []byte, c io.ReadWriteCloser, seq uint32) { answer(c, seq) }}, "a")
				w.isolate(t, []byte("program"), plan(1))
				if _, err := w.start(t.Context()); err != nil {
					t.Fatal(err)
				}
				near(t, w.rounds.results[0], 0, 0)
			})
		})
	}
}

// TestNoKeyBeforeTheProof: until every cell proved its wall closed, no key is asked for and no round begins.
func TestNoKeyBeforeTheProof(t *testing.T) {
	for name, tc := range map[string]struct {
		cells *scripted
		code  c2d.Code
	}{
		"one check open":       {&scripted{proof: func(n []byte) []byte { return verdict(n, "ptrace") }}, c2d.SealNotProven},
		"verdict of yesterday": {&scripted{proof: func([]byte) []byte { return verdict(make([]byte, 32), "") }}, c2d.SealNotProven},
		"a check is missing": {&scripted{proof: func(n []byte) []byte {
			return bytes.Replace(verdict(n, ""), []byte("closed\tptrace\n"), []byte("\n\n\n\n\n\n\n\n\n\n\n\n\n\n"), 1)
		}}, c2d.SealNotProven},
		"no verdict":  {&scripted{proof: func([]byte) []byte { return make([]byte, cell.VerdictSize) }}, c2d.SealNotProven},
		"no cell":     {&scripted{greet: func(int) error { return errors.New("no") }}, ""},
		"second lane": {&scripted{greet: func(lane int) error { return map[bool]error{true: errInjected}[lane == 1] }}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, tc.cells, "a", "b")
				w.isolate(t, []byte("program"), plan(1))
				w.Lanes = 2
				_, err := w.start(t.Context())
				if err == nil || tc.code != "" && !c2d.IsRefusal(err, tc.code) {
					t.Errorf("run: %v, want %s", err, tc.code)
				}
				if w.keys.asked != 0 || len(w.rounds.begins) != 0 {
					t.Errorf("%d keys were asked for and %d rounds began", w.keys.asked, len(w.rounds.begins))
				}
			})
		})
	}
}

// TestBadShardsAreFoundBeforeTheFirstRound: nothing is charged for a run that cannot be.
func TestBadShardsAreFoundBeforeTheFirstRound(t *testing.T) {
	for name, spoil := range map[string]func(w *world){
		"not in the store": func(w *world) {
			w.run.Shards[1].Contribution.Shard, _ = storage.RefOf(strings.NewReader("nobody put this"))
		},
		"another size":         func(w *world) { w.run.Shards[1].Contribution.Shard.Size++ },
		"no key fits anything": func(w *world) { w.run.Shards[0].Keys, w.run.Shards[1].Keys = nil, nil },
	} {
		for _, mode := range []c2d.Mode{c2d.ModeIsolate, c2d.ModeQuery} {
			t.Run(name+", "+string(mode), func(t *testing.T) {
				w := newWorld(t, &scripted{program: func(_, _ []byte) []byte { return nil }}, "a", "b")
				w.isolate(t, []byte("program"), plan(1))
				if mode == c2d.ModeQuery {
					w.ask()
				}
				spoil(w)
				if _, err := w.start(t.Context()); !c2d.IsRefusal(err, c2d.DataUnavailable) {
					t.Errorf("run: %v, want %s", err, c2d.DataUnavailable)
				}
				if len(w.rounds.begins) != 0 {
					t.Error("a round began")
				}
			})
		}
	}
}

// balky keys fail once.
type balky struct {
	Keys
	err error
}

func (b *balky) Unwrap(ctx context.Context, s c2d.Shard) (storage.Key, error) {
	if err := b.err; err != nil {
		b.err = nil
		return storage.Key{}, err
	}
	return b.Keys.Unwrap(ctx, s)
}

// TestKeysThatAreLate: whoever has the keys may be away, and come back. Only a refusal is an answer.
func TestKeysThatAreLate(t *testing.T) {
	refused := c2d.Refuse(c2d.SealNotProven, "", "not yet")
	for name, tc := range map[string]struct{ err error }{"away": {errors.New("connection refused")}, "refused": {refused}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil, "a", "b")
			w.ask()
			w.Keys = &balky{w.keys, tc.err}
			if _, err := w.start(t.Context()); !errors.Is(err, tc.err) || (c2d.AsRefusal(err) != nil) != (tc.err == error(refused)) {
				t.Errorf("run: %v", err)
			}
			if _, err := w.start(t.Context()); err != nil {
				t.Errorf("run again: %v", err)
			}
		})
	}
}

// TestShardThatDoesNotOpen: a contributor who seals wrongly, or gives a wrong key, counts as zeros and stops nobody's job. The rest of
// the sum is as if that contributor were not there.
func TestShardThatDoesNotOpen(t *testing.T) {
	for name, spoil := range map[string]func(w *world){
		"sealed for another member": func(w *world) { w.run.Shards[1].Member[5] = 9 },
		"another commitment":        func(w *world) { w.run.Shards[1].Commit[0] ^= 1 },
		"somebody's key":            func(w *world) { w.run.Shards[1].Keys = w.run.Shards[0].Keys },
		"no key":                    func(w *world) { w.run.Shards[1].Keys = nil },
	} {
		for _, mode := range []c2d.Mode{c2d.ModeIsolate, c2d.ModeQuery} {
			t.Run(name+", "+string(mode), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var mu sync.Mutex
					var met []string
					w := newWorld(t, &scripted{program: func(shard, _ []byte) []byte {
						mu.Lock()
						defer mu.Unlock()
						met = append(met, string(shard))
						return nil
					}}, "a", "secret-b", "c")
					w.isolate(t, []byte("program"), plan(1))
					if mode == c2d.ModeQuery {
						w.ask()
					}
					spoil(w)
					if _, err := w.start(t.Context()); err != nil {
						t.Fatal(err)
					}
					if len(w.rounds.results) != 1 {
						t.Error("no round was stored")
					}
					slices.Sort(met)
					if mode == c2d.ModeIsolate && !slices.Equal(met, []string{"a", "c"}) {
						t.Errorf("the program met %q", met)
					}
				})
			})
		}
	}
}

func TestPlansThatCannotRun(t *testing.T) {
	for name, change := range map[string]func(i *c2d.Isolate){
		"no weights":                      func(i *c2d.Isolate) { i.Dim = 0 },
		"too many weights":                func(i *c2d.Isolate) { i.Dim = 1 << 31 },
		"no rounds":                       func(i *c2d.Isolate) { i.Rounds = 0 },
		"a slot shorter than its end":     func(i *c2d.Isolate) { i.Slot = 36 },
		"a slot too short for a gigabyte": func(i *c2d.Isolate) { i.Memory = 0 },
		"no rate":                         func(i *c2d.Isolate) { i.Rate = 0 },
		"no clip":                         func(i *c2d.Isolate) { i.Clip = 0 },
		"no noise":                        func(i *c2d.Isolate) { i.Sigma = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, &scripted{program: func(_, _ []byte) []byte { return nil }}, "a")
			p := plan(1)
			change(&p)
			w.isolate(t, []byte("program"), p)
			if _, err := w.start(t.Context()); !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("run: %v, want %s", err, c2d.BadRequest)
			}
			if len(w.rounds.begins) != 0 || w.keys.asked != 0 {
				t.Error("a round began, or a key was asked for")
			}
		})
	}
}

// TestKilledAndResumed cuts a run at random moments until it is done: no stored round ever changes, no round runs again once it
// was stored, and what was begun last is what begins again.
func TestKilledAndResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		cells := &scripted{program: func(_, _ []byte) []byte { return floats(0.1, 0) }}
		w := newWorld(t, cells, "a", "b", "c")
		w.isolate(t, []byte("program"), plan(4))
		w.Lanes = 2
		var stored [][]byte
		var out []c2d.Output
		cuts := 0
		for out == nil {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(30+r.IntN(200))*time.Millisecond)
			if r.IntN(4) == 0 { // or the store fails after or before it took the bytes
				w.rounds.fail = func(string, int) error { return errInjected }
			}
			var err error
			out, err = w.start(ctx)
			cancel()
			w.rounds.fail = nil
			if err != nil {
				cuts++
				if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, errInjected) {
					t.Fatalf("cut %d: %v", cuts, err)
				}
			}
			for i := range stored {
				if !bytes.Equal(stored[i], w.rounds.results[i]) {
					t.Fatalf("round %d changed", i)
				}
			}
			stored = slices.Clone(w.rounds.results)
			if cuts > 500 {
				t.Fatal("the run does not get on")
			}
		}
		if len(stored) != 4 || len(w.rounds.begins) != 4 || cuts == 0 {
			t.Errorf("%d rounds stored, %d begun, %d cuts", len(stored), len(w.rounds.begins), cuts)
		}
		near(t, stored[3], 0.4, 0)
		t.Logf("begins by round after %d cuts: %v", cuts, w.rounds.begins)
	})
}

// TestNoiseIsFresh: two runs of one round draw different noise, of the size that was asked for.
func TestNoiseIsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, &scripted{program: func(_, _ []byte) []byte { return nil }}, "a")
		p := plan(1)
		p.Dim, p.Sigma = 4096, 2e6
		w.isolate(t, []byte("program"), p)
		if _, err := w.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		first := w.rounds.results[0]
		w.rounds.results, w.rounds.begins = nil, nil
		if _, err := w.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(first, w.rounds.results[0]) {
			t.Fatal("the same noise twice")
		}
		f := make([]float32, 4096)
		decode(f, first)
		squares := 0.0
		for _, v := range f {
			squares += float64(v) * float64(v)
		}
		// Standard deviation 2; that of its estimate is 2/sqrt(2·4096), 1.1 %. Nine of those: false alarm below 1e-18.
		if sd := math.Sqrt(squares / 4096); sd < 1.8 || sd > 2.2 {
			t.Errorf("noise of standard deviation %v, want 2", sd)
		}
	})
}
