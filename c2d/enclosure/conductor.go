package enclosure

import (
	"context"
	"fmt"

	"github.com/stintdao/stint/c2d"
)

// Conductor runs jobs. It keeps nothing between them but its configuration; one at a time is what a machine's lanes are for.
type Conductor struct{ config Config }

// New returns a conductor, or the reason why the configuration cannot work.
func New(c Config) (*Conductor, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Progress == nil {
		c.Progress = func(c2d.Progress) {}
	}
	return &Conductor{c}, nil
}

// The one output of each mode.
const (
	modelName   = "model.safetensors"
	answersName = "answers.json"
)

// Run executes the steps of a job that are not finished yet, and returns its outputs: the same bytes however often it is called.
// A run that is cut short, by its context or by a crash, goes on where its durable rounds end.
//
// A c2d.Refusal means that the run will not finish as it is: BadRequest, SandboxUnavailable, SealNotProven, DataUnavailable or
// RunFailed. Any other error is the context's, or of the durable rounds; calling again is right.
func (c *Conductor) Run(ctx context.Context, run c2d.Run) ([]c2d.Output, error) {
	p := &progress{tell: c.config.Progress, now: c2d.Progress{State: c2d.RunActive, Steps: run.Spec.Plan().Steps()}}
	begun, finished, last, err := c.config.Rounds.Load(ctx, run.Job)
	if err != nil {
		return nil, fmt.Errorf("load rounds: %w", err)
	}
	p.set(begun, finished)
	var out c2d.Output
	switch {
	case len(run.Shards) == 0:
		return nil, c2d.Refuse(c2d.BadRequest, "choose a dataset that has contributions", "the run has no shards")
	case run.Spec.Mode == c2d.ModeIsolate && run.Spec.Isolate != nil:
		out, err = c.isolate(ctx, run, p, last)
	case run.Spec.Mode == c2d.ModeQuery && len(run.Spec.Query) > 0:
		out, err = c.query(ctx, run, p, last)
	default:
		return nil, c2d.Refuse(c2d.BadRequest, "", "the spec has no plan for mode %.20q", run.Spec.Mode)
	}
	if err != nil {
		return nil, err
	}
	return []c2d.Output{out}, nil
}

// progress is how far a run is, in rounds; nothing finer is ever told.
type progress struct {
	tell func(c2d.Progress)
	now  c2d.Progress
}

func (p *progress) set(begun, finished int) {
	p.now.Started, p.now.Done = begun, finished
	p.tell(p.now)
}

func unreadable(format string, args ...any) error {
	return c2d.Refuse(c2d.DataUnavailable, "try again; if it stays so, ask the contributor to seal the shard again", format, args...)
}
