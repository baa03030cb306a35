package local

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

// Conduct runs a job to its end, or goes on where its durable rounds end, and returns its outputs: enclosure.Conductor.Run.
type Conduct func(ctx context.Context, r c2d.Run) ([]c2d.Output, error)

// Runner is the Runner of one machine. It executes one run at a time: lanes are for one job, so that jobs never share the machine with
// a shard that is open, and a public schedule can be kept. Others wait their turn.
type Runner struct {
	place   c2d.Place
	conduct Conduct
	disk    *Disk
	log     *slog.Logger
	turn    chan struct{}

	mu    sync.Mutex
	runs  map[datatoken.Hash]*attempt
	steps map[datatoken.Hash]int // of the plans of runs seen so far; a run is too large to read for every look at it
}

// attempt is a run that this process started.
type attempt struct {
	stop context.CancelFunc
	over chan struct{} // closed when the attempt has ended
	at   c2d.Progress  // state and fault alone; guarded by Runner.mu
}

// NewRunner makes a Runner over a disk, for a machine that is one place.
func NewRunner(place c2d.Place, conduct Conduct, d *Disk, log *slog.Logger) *Runner {
	return &Runner{place: place, conduct: conduct, disk: d, log: log, turn: make(chan struct{}, 1), runs: map[datatoken.Hash]*attempt{}, steps: map[datatoken.Hash]int{}}
}

// Place is this machine, for every spec that one machine can run.
func (r *Runner) Place(_ context.Context, s c2d.Spec) (c2d.Place, error) {
	const next = "order from a provider that runs a cluster"
	switch {
	case s.Environment != r.place.Environment && s.Environment != "":
		return c2d.Place{}, c2d.Refuse(c2d.BadRequest, "leave environment empty", "this node has no environment %q", s.Environment)
	case s.Isolate != nil && s.Isolate.Image != nil:
		return c2d.Place{}, c2d.Refuse(c2d.SandboxUnavailable, next+", or bring one executable file", "this node runs no images")
	case s.Isolate != nil && s.Isolate.GPUs > 0:
		return c2d.Place{}, c2d.Refuse(c2d.Unavailable, next, "this node has no accelerators to give")
	}
	return r.place, nil
}

// Start begins a run, or resumes it, in the background.
func (r *Runner) Start(_ context.Context, run c2d.Run) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if old := r.runs[run.Job]; old != nil && old.at.State != c2d.RunUnknown {
		return nil
	}
	if err := r.disk.putRun(run); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	a := &attempt{stop: stop, over: make(chan struct{}), at: c2d.Progress{State: c2d.RunActive}}
	r.runs[run.Job] = a
	go r.attempt(ctx, run, a)
	return nil
}

// attempt waits for its turn, runs, and says how it ended. Only a Refusal is an answer; anything else leaves the run unknown, to be started
// again.
func (r *Runner) attempt(ctx context.Context, run c2d.Run, a *attempt) {
	defer close(a.over)
	defer a.stop()
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		r.set(a, c2d.Progress{State: c2d.RunUnknown})
		return
	}
	_, err := r.conduct(ctx, run)
	end := c2d.Progress{State: c2d.RunDone}
	if fault := c2d.AsRefusal(err); fault != nil {
		end = c2d.Progress{State: c2d.RunBroken, Fault: fault}
	} else if err != nil {
		end.State = c2d.RunUnknown
		if ctx.Err() == nil {
			r.log.Warn("run cut short", "job", run.Job, "err", err)
			time.Sleep(time.Second) // whatever it was, the next attempt should not meet it at once
		}
	}
	r.set(a, end)
}

func (r *Runner) set(a *attempt, p c2d.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a.at = p
}

// Observe says how far a run is. Which rounds began and ended is what the disk says.
func (r *Runner) Observe(ctx context.Context, job datatoken.Hash) (c2d.Progress, error) {
	steps, err := r.planned(job)
	if errors.Is(err, c2d.ErrNoJob) {
		return c2d.Progress{State: c2d.RunUnknown}, nil
	}
	if err != nil {
		return c2d.Progress{}, err
	}
	p := c2d.Progress{State: c2d.RunUnknown}
	r.mu.Lock()
	if a := r.runs[job]; a != nil {
		p = a.at
	}
	r.mu.Unlock()
	p.Steps = steps
	if p.Started, p.Done, _, err = r.disk.Rounds().Load(ctx, job); err != nil {
		return c2d.Progress{}, err
	}
	if p.Rounds, err = r.disk.Rounds().digests(job); err != nil {
		return c2d.Progress{}, err
	}
	if p.State == c2d.RunUnknown && p.Done == p.Steps {
		p.State = c2d.RunDone // it ended, and the process that ran it with it
	}
	return p, nil
}

// planned is how many steps the plan of a started run has, or c2d.ErrNoJob.
func (r *Runner) planned(job datatoken.Hash) (int, error) {
	r.mu.Lock()
	steps, known := r.steps[job]
	r.mu.Unlock()
	if known {
		return steps, nil
	}
	run, err := r.disk.run(job)
	if err != nil {
		return 0, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps[job] = run.Spec.Plan().Steps()
	return r.steps[job], nil
}

// Collect returns the outputs of a run that is Done, from its durable rounds.
func (r *Runner) Collect(ctx context.Context, job datatoken.Hash) ([]c2d.Output, error) {
	run, err := r.disk.run(job)
	if err != nil {
		return nil, err
	}
	return r.conduct(ctx, run)
}

// Stop ends a run and returns when nothing of it is left.
func (r *Runner) Stop(ctx context.Context, job datatoken.Hash) error {
	r.mu.Lock()
	a := r.runs[job]
	r.mu.Unlock()
	if a == nil {
		return nil
	}
	a.stop()
	select {
	case <-a.over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close stops every run.
func (r *Runner) Close() {
	r.mu.Lock()
	var all []*attempt
	for _, a := range r.runs {
		a.stop()
		all = append(all, a)
	}
	r.mu.Unlock()
	for _, a := range all {
		<-a.over
	}
}
