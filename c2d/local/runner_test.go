package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

func someRun(job byte, rounds uint32) c2d.Run {
	return c2d.Run{Job: datatoken.Hash{job}, Spec: c2d.Spec{Mode: c2d.ModeIsolate, Isolate: &c2d.Isolate{Rounds: rounds, Sigma: 1_000_000}}}
}

// steps is a conductor whose rounds need a token each.
func steps(d *Disk, tokens <-chan struct{}) Conduct {
	return func(ctx context.Context, r c2d.Run) ([]c2d.Output, error) {
		for {
			_, done, last, err := d.Rounds().Load(ctx, r.Job)
			if err != nil {
				return nil, err
			}
			if done == int(r.Spec.Isolate.Rounds) {
				return []c2d.Output{{Name: "model.safetensors", Bytes: last}}, nil
			}
			if err := d.Rounds().Begin(ctx, r.Job, done); err != nil {
				return nil, err
			}
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-tokens:
			}
			if err := d.Rounds().Finish(ctx, r.Job, done, fmt.Appendf(nil, "round %d", done)); err != nil {
				return nil, err
			}
		}
	}
}

func eventually(t *testing.T, r *Runner, job datatoken.Hash, what string, is func(c2d.Progress) bool) c2d.Progress {
	t.Helper()
	for range 2000 {
		p, err := r.Observe(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if is(p) {
			return p
		}
		time.Sleep(time.Millisecond)
	}
	p, _ := r.Observe(t.Context(), job)
	t.Fatalf("%s does not happen: %+v", what, p)
	return p
}

func TestRunnerResumes(t *testing.T) {
	d, tokens, run := openDisk(t, filepath.Join(t.TempDir(), "node.db")), make(chan struct{}), someRun(1, 3)
	r := NewRunner(c2d.Place{}, steps(d, tokens), d, slog.New(slog.DiscardHandler))
	if p, err := r.Observe(t.Context(), run.Job); err != nil || p.State != c2d.RunUnknown || p.Started != 0 {
		t.Fatalf("before the start: %+v, %v", p, err)
	}
	for range 2 { // starting twice is starting once
		if err := r.Start(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	tokens <- struct{}{}
	before := eventually(t, r, run.Job, "round 1", func(p c2d.Progress) bool { return p.Done == 1 && p.Started == 2 })
	if before.State != c2d.RunActive || before.Steps != 3 || len(before.Rounds) != 1 {
		t.Fatalf("in the middle: %+v", before)
	}
	if err := r.Stop(t.Context(), run.Job); err != nil {
		t.Fatal(err)
	}
	if p, err := r.Observe(t.Context(), run.Job); err != nil || p.State != c2d.RunUnknown || p.Started != 2 || p.Done != 1 {
		t.Fatalf("stopped: %+v, %v", p, err)
	}

	r = NewRunner(c2d.Place{}, steps(d, tokens), d, slog.New(slog.DiscardHandler)) // another process
	if p, err := r.Observe(t.Context(), run.Job); err != nil || p.State != c2d.RunUnknown || p.Started != 2 || p.Done != 1 {
		t.Fatalf("after a restart: %+v, %v", p, err)
	}
	if err := r.Start(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	tokens <- struct{}{}
	tokens <- struct{}{}
	end := eventually(t, r, run.Job, "the end", func(p c2d.Progress) bool { return p.State == c2d.RunDone })
	if end.Started != 3 || end.Done != 3 || end.Rounds[0] != before.Rounds[0] {
		t.Fatalf("at the end: %+v, before %+v", end, before)
	}
	r = NewRunner(c2d.Place{}, steps(d, nil), d, slog.New(slog.DiscardHandler))
	if p, err := r.Observe(t.Context(), run.Job); err != nil || p.State != c2d.RunDone {
		t.Fatalf("a run that another process ended: %+v, %v", p, err)
	}
	out, err := r.Collect(t.Context(), run.Job)
	if err != nil || len(out) != 1 || string(out[0].Bytes) != "round 2" {
		t.Fatalf("collect: %v, %v", out, err)
	}
}

// TestRunnerOneAtATime: two jobs never have data open at the same moment, and one that waits can be stopped.
func TestRunnerOneAtATime(t *testing.T) {
	d, tokens := openDisk(t, filepath.Join(t.TempDir(), "node.db")), make(chan struct{})
	var inside, most atomic.Int32
	conduct := steps(d, tokens)
	r := NewRunner(c2d.Place{}, func(ctx context.Context, run c2d.Run) ([]c2d.Output, error) {
		most.Store(max(most.Load(), inside.Add(1)))
		defer inside.Add(-1)
		return conduct(ctx, run)
	}, d, slog.New(slog.DiscardHandler))
	for job := range byte(3) {
		if err := r.Start(t.Context(), someRun(job, 1)); err != nil {
			t.Fatal(err)
		}
	}
	tokens <- struct{}{}
	waiting := 0
	for job := range byte(3) {
		p, err := r.Observe(t.Context(), datatoken.Hash{job})
		if err != nil {
			t.Fatal(err)
		}
		if p.State == c2d.RunActive && p.Started == 0 {
			waiting++
			if err := r.Stop(t.Context(), datatoken.Hash{job}); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.Close()
	if most.Load() != 1 || waiting == 0 {
		t.Fatalf("%d runs at once; %d waited", most.Load(), waiting)
	}
}

func TestRunnerTellsWhatBroke(t *testing.T) {
	d := openDisk(t, filepath.Join(t.TempDir(), "node.db"))
	fault := c2d.Refuse(c2d.SealNotProven, "", "the sandbox is open")
	for name, tc := range map[string]struct {
		err   error
		state c2d.RunState
	}{
		"a refusal is an answer":     {fmt.Errorf("probe: %w", fault), c2d.RunBroken},
		"anything else is not known": {errors.New("disk full"), c2d.RunUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewRunner(c2d.Place{}, func(context.Context, c2d.Run) ([]c2d.Output, error) { return nil, tc.err }, d, slog.New(slog.DiscardHandler))
			run := someRun(name[0], 1)
			if err := r.Start(t.Context(), run); err != nil {
				t.Fatal(err)
			}
			p := eventually(t, r, run.Job, "the end", func(p c2d.Progress) bool { return p.State == tc.state })
			if (p.Fault != nil) != (tc.state == c2d.RunBroken) {
				t.Fatalf("fault %v", p.Fault)
			}
			r.Close()
		})
	}
}
