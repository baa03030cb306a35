package enclosure

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/privacy/release"
)

// crew is the cells of a run, each behind a proven wall, each lane with a second one in reserve: should a lane's cell not be
// done when its slot ends, the next shard starts on time in the other.
type crew struct {
	config Config
	load   load
	sealed *sealed
	engage func(lane int) (*link, error) // a fresh cell that was proven and holds the program; for the life of the run
	lanes  []*lane
}

// load is what every cell of a run holds: a program, or the command of one in the cell's own image.
type load struct {
	program, params []byte
	command         []string
}

type lane struct {
	number  int
	live    *link
	reserve chan reserve // holds one, or one is on its way
}

type reserve struct {
	link *link
	err  error
}

// hire makes the cells, has every one of them proven, and only then gives them the program.
func (c *Conductor) hire(ctx context.Context, lanes int, l load) (*crew, error) {
	w := &crew{config: c.config, load: l}
	w.engage = func(lane int) (*link, error) { return w.fresh(ctx, lane) }
	nonce, err := w.challenge(ctx)
	if err == nil {
		err = w.greet(ctx, lanes)
	}
	if err == nil {
		err = w.proveAll(ctx, nonce)
	}
	for i := 0; err == nil && i < len(w.lanes); i++ {
		err = w.equip(w.lanes[i].live)
	}
	if err != nil {
		w.dismiss()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	for _, l := range w.lanes {
		l.reserve = make(chan reserve, 1)
		w.replenish(l)
	}
	return w, nil
}

// greet connects to a cell for each lane. How many there can be may depend on the wall.
func (w *crew) greet(ctx context.Context, lanes int) error {
	bounded, _ := w.config.Cells.(interface{ MaxLanes(w cell.Wall) int })
	for n := 0; n < lanes; n++ {
		live, err := connect(ctx, w.config.Cells, n)
		if err != nil {
			return unavailable(err)
		}
		w.lanes = append(w.lanes, &lane{number: n, live: live})
		if bounded != nil {
			lanes = min(lanes, max(bounded.MaxLanes(live.greeting.Wall), 1))
		}
	}
	return nil
}

// equip gives a proven cell what stays the same for the whole run.
func (w *crew) equip(l *link) error {
	var err error
	if len(w.load.command) == 0 {
		err = l.load(cell.Program, w.load.program)
	}
	if err == nil {
		err = l.load(cell.Params, w.load.params)
	}
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// fresh makes a reserve: proven like the first ones, but for the judgement, which the key holder made about the whole run.
func (w *crew) fresh(ctx context.Context, n int) (*link, error) {
	l, err := connect(ctx, w.config.Cells, n)
	if err == nil {
		if _, err = w.prove(ctx, l, n, nil); err == nil {
			err = w.equip(l)
		}
		if err != nil {
			l.end()
		}
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unavailable(err)
	}
	return l, nil
}

func (w *crew) replenish(l *lane) {
	go func() {
		link, err := w.engage(l.number)
		l.reserve <- reserve{link, err}
	}()
}

// dismiss ends every cell and returns when all of them are gone.
func (w *crew) dismiss() {
	for _, l := range w.lanes {
		l.live.end()
		if l.reserve == nil {
			continue
		}
		if r := <-l.reserve; r.link != nil {
			r.link.end()
		}
	}
}

// pass runs one round's shards on their schedule, adds what the programs returned to sum, and returns when the round is over:
// not before, however early the last program was.
func (w *crew) pass(ctx context.Context, s *stage, t training, model []byte, sum *release.Vector) error {
	for _, l := range w.lanes {
		if err := l.ready(ctx, w, model); err != nil {
			return err
		}
	}
	p := &passage{crew: w, stage: s, training: t, model: model, sum: sum, schedule: Schedule{
		Start: w.config.Clock.Now(), Shards: len(s.contributors), Lanes: len(w.lanes), Slot: time.Duration(t.Slot) * time.Millisecond,
	}}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	for _, l := range w.lanes {
		wg.Go(func() {
			if err := p.walk(ctx, l); err != nil {
				stop(err)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return w.config.Clock.Wait(ctx, p.schedule.End())
}

// ready gives the lane's cell the model, taking the reserve if the cell was lost.
func (l *lane) ready(ctx context.Context, w *crew, model []byte) error {
	for range 2 {
		if l.live.load(cell.Model, model) == nil {
			return nil
		}
		if err := l.swap(ctx, w); err != nil {
			return err
		}
	}
	return c2d.Refuse(c2d.RunFailed, "the order is refunded for the rounds that did not run; order again", "a sandbox was lost twice")
}

// swap puts the lane's reserve in the place of its cell, and has another one made.
func (l *lane) swap(ctx context.Context, w *crew) error {
	go l.live.end()
	select {
	case r := <-l.reserve:
		if r.err != nil {
			l.reserve <- reserve{}
			return r.err
		}
		l.live = r.link
		w.replenish(l)
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// passage is one round on its way.
type passage struct {
	*crew
	*stage
	training
	model    []byte
	schedule Schedule
	mu       sync.Mutex
	sum      *release.Vector
}

type opened struct {
	plain []byte
	err   error
}

// walk runs the shards of one lane. While one runs, the next is being opened, so that opening takes nothing from a slot.
func (p *passage) walk(ctx context.Context, l *lane) error {
	next := make(chan opened)
	feed, done := context.WithCancel(ctx)
	defer done()
	go func() {
		for k := l.number; k < p.schedule.Shards; k += p.schedule.Lanes {
			plain, err := p.open(k)
			select {
			case next <- opened{plain, err}:
			case <-feed.Done():
				clear(plain)
				return
			}
		}
	}()
	for k := l.number; k < p.schedule.Shards; k += p.schedule.Lanes {
		var o opened
		select {
		case o = <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
		if o.err != nil {
			return o.err
		}
		err := p.config.Clock.Wait(ctx, p.schedule.At(k))
		var update []byte
		if err == nil && len(o.plain) > 0 { // nothing to run on counts as zeros
			update, err = p.run(ctx, l, k, o.plain)
		}
		if err != nil {
			return err
		}
		p.mu.Lock()
		err = p.sum.Add(update) // nil, like all garbage, counts as zeros
		p.mu.Unlock()
		clear(update)
		if err != nil {
			return fmt.Errorf("sum updates: %w", err)
		}
	}
	return nil
}

type result struct {
	update []byte
	err    error
}

// run runs one shard within its slot. A program that is not over, a cell that was lost, and no time left all give nil: zeros.
func (p *passage) run(ctx context.Context, l *lane, k int, plain []byte) ([]byte, error) {
	limit := p.schedule.Until(k).Sub(p.config.Clock.Now()) - c2d.Margin(p.Limit())
	if limit < time.Millisecond {
		clear(plain)
		return nil, nil
	}
	live, got := l.live, make(chan result, 1)
	go func() {
		b, err := live.run(cell.Run, p.task(limit), plain)
		clear(plain)
		got <- result{b, err}
	}()
	slot, over := context.WithCancel(ctx)
	defer over()
	late := make(chan struct{})
	go func() {
		if p.config.Clock.Wait(slot, p.schedule.Until(k)) == nil {
			close(late)
		}
	}()
	select {
	case r := <-got:
		if errors.Is(r.err, errLost) {
			return nil, p.replace(ctx, l)
		}
		if r.err != nil {
			return nil, c2d.Refuse(c2d.RunFailed, "the order is refunded for the rounds that did not run; order again",
				"the sandbox could not be built for a shard: %v", r.err)
		}
		return r.update, nil
	case <-late:
		return nil, p.replace(ctx, l)
	case <-ctx.Done():
		live.end()
		return nil, ctx.Err()
	}
}

// replace gives a lane that lost its cell its reserve, ready for the next shard.
func (p *passage) replace(ctx context.Context, l *lane) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := l.swap(ctx, p.crew); err != nil {
		return err
	}
	return l.ready(ctx, p.crew, p.model)
}
