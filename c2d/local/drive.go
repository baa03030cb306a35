package local

import (
	"context"
	"log/slog"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

const (
	firstRetry = 200 * time.Millisecond
	lastRetry  = 30 * time.Second
	restUnless = time.Second // how long the driver rests when no job wants anything and nobody wakes it
)

// Driver advances jobs until they are settled. It holds no rule: it calls the engine, and calls it again when the engine says so, or
// later and later when the engine cannot go on now.
type Driver struct {
	Engine *c2d.Engine
	Log    *slog.Logger
	wake   chan struct{}
}

// NewDriver makes a driver.
func NewDriver(e *c2d.Engine, log *slog.Logger) *Driver {
	return &Driver{Engine: e, Log: log, wake: make(chan struct{}, 1)}
}

// Wake makes the driver look at the journal now.
func (d *Driver) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// due is when a job is to be advanced again, and how long the driver waited the last time it failed.
type due struct {
	at    time.Time
	retry time.Duration
	stage c2d.Stage
	done  bool
}

// Run drives every unfinished job of the journal until ctx ends.
func (d *Driver) Run(ctx context.Context) {
	open := map[datatoken.Hash]due{}
	d.Wake()
	for ctx.Err() == nil {
		rest := restUnless
		for job, n := range open {
			if !time.Now().Before(n.at) {
				n = d.step(ctx, job, n)
				open[job] = n
			}
			if n.done {
				delete(open, job)
				continue
			}
			rest = min(rest, max(0, time.Until(n.at)))
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
			d.read(ctx, open)
		case <-time.After(rest):
		}
	}
}

// read adds the unfinished jobs of the journal to those the driver knows.
func (d *Driver) read(ctx context.Context, open map[datatoken.Hash]due) {
	jobs, err := d.Engine.Jobs(ctx)
	if err != nil && ctx.Err() == nil {
		d.Log.Error("read journal", "err", err)
		time.AfterFunc(restUnless, d.Wake)
	}
	for _, j := range jobs {
		if _, known := open[j.ID]; !known && !j.Done() {
			open[j.ID] = due{}
		}
	}
}

func (d *Driver) step(ctx context.Context, job datatoken.Hash, n due) due {
	got, err := d.Engine.Advance(ctx, job)
	if err == nil {
		if got.Stage != n.stage {
			d.Log.Info("job", "job", job, "stage", got.Stage)
		}
		return due{at: time.Now().Add(got.After), stage: got.Stage, done: got.Done}
	}
	if ctx.Err() != nil {
		return n
	}
	n.retry = min(max(2*n.retry, firstRetry), lastRetry)
	n.at = time.Now().Add(n.retry)
	d.Log.Warn("job waits", "job", job, "err", err, "retry", n.retry)
	return n
}
