package c2dtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

// rounds is what a run keeps on disk.
type rounds struct {
	run     c2d.Run
	started int
	stored  [][]byte
	broken  *c2d.Refusal
}

// Runner runs one round at every Observe. What was begun and stored is durable; that a run is active is not.
type Runner struct {
	Fuse *Fuse
	// Break makes a run break once it has begun this many rounds; 0 is never.
	Break int
	// Hold keeps active runs from going on.
	Hold bool
	// Refuse makes every Start refuse.
	Refuse *c2d.Refusal
	// Began is called when a round's data is about to be read.
	Began func(c2d.Run, int)

	mu     sync.Mutex
	disk   map[datatoken.Hash]*rounds
	active map[datatoken.Hash]bool
	draws  int
}

// Crash loses what is not on disk.
func (r *Runner) Crash() { r.active = nil }

// Stored returns the durable outputs of a job's rounds.
func (r *Runner) Stored(job datatoken.Hash) [][]byte {
	if d := r.disk[job]; d != nil {
		return d.stored
	}
	return nil
}

// Started returns how many rounds of a job were durably begun.
func (r *Runner) Started(job datatoken.Hash) int {
	if d := r.disk[job]; d != nil {
		return d.started
	}
	return 0
}

// Place is two lanes at one unit, and one a minute. It runs no images.
func (r *Runner) Place(_ context.Context, s c2d.Spec) (c2d.Place, error) {
	if s.Isolate != nil && s.Isolate.Image != nil {
		return c2d.Place{}, c2d.Refuse(c2d.SandboxUnavailable, "bring one executable file", "this place runs no images")
	}
	return c2d.Place{Tier: "dev", Lanes: 2, Price: c2d.Price{Base: datatoken.Units(1), PerMinute: datatoken.Units(1)}}, nil
}

func (r *Runner) Start(_ context.Context, run c2d.Run) error {
	if r.Refuse != nil {
		return r.Refuse
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.disk == nil {
		r.disk = map[datatoken.Hash]*rounds{}
	}
	if r.active == nil {
		r.active = map[datatoken.Hash]bool{}
	}
	if r.disk[run.Job] == nil {
		r.disk[run.Job] = &rounds{run: run}
	}
	r.active[run.Job] = true
	return nil
}

func (r *Runner) Observe(_ context.Context, job datatoken.Hash) (c2d.Progress, error) {
	r.mu.Lock()
	d, live := r.disk[job], r.active[job]
	r.mu.Unlock()
	if d == nil {
		return c2d.Progress{State: c2d.RunUnknown}, nil
	}
	steps := d.run.Spec.Plan().Steps()
	if live && !r.Hold && d.broken == nil && len(d.stored) < steps {
		r.round(d)
	}
	p := c2d.Progress{State: c2d.RunUnknown, Started: d.started, Done: len(d.stored), Steps: steps, Fault: d.broken}
	switch {
	case d.broken != nil:
		p.State = c2d.RunBroken
	case len(d.stored) == steps:
		p.State = c2d.RunDone
	case live:
		p.State = c2d.RunActive
	}
	return p, nil
}

// round does what the conductor does: begin durably, read, draw fresh noise, store durably.
func (r *Runner) round(d *rounds) {
	t := len(d.stored)
	r.Fuse.Tick()
	d.started = max(d.started, t+1)
	r.Fuse.Tick()
	if r.Began != nil {
		r.Began(d.run, t)
	}
	if r.Break != 0 && d.started >= r.Break {
		d.broken = c2d.Refuse(c2d.RunFailed, "order again", "the run broke")
		return
	}
	r.draws++
	noisy := sha256.Sum256(fmt.Appendf(nil, "%s round %d draw %d", d.run.Job, t, r.draws))
	r.Fuse.Tick()
	d.stored = append(d.stored, noisy[:])
	r.Fuse.Tick()
}

func (r *Runner) Collect(_ context.Context, job datatoken.Hash) ([]c2d.Output, error) {
	d := r.disk[job]
	var all []byte
	for _, b := range d.stored {
		all = append(all, b...)
	}
	if d.run.Spec.Isolate == nil {
		return []c2d.Output{{Name: "answers.json", Bytes: fmt.Appendf(nil, `{"draw":"%x"}`, sha256.Sum256(all))}}, nil
	}
	w := make([]float32, d.run.Spec.Isolate.Dim)
	for i := range w {
		w[i] = float32(all[i%len(all)])
	}
	return []c2d.Output{{Name: "model.safetensors", Bytes: c2d.EncodeModel(w)}}, nil
}

func (r *Runner) Stop(_ context.Context, job datatoken.Hash) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.active, job)
	return nil
}
