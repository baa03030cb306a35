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
// done when its slot ends, or be lost, the next shard starts on time in the other. Where both are lost the lane's shards count as zeros, on
// their schedule, until there is another cell: nothing that happens to a cell once data was read moves the schedule, or ends the run. What
// ends it is a lane for which no cell at all could be had for a whole round and for the time given up.
type crew struct {
	config Config
	load   load
	sealed *sealed
	engage func(ctx context.Context, lane int) (*link, error) // a fresh cell that was proven and holds the program
	lanes  []*lane
	took   time.Duration // until every lane's cell had the model, when they last all had

	quit    context.CancelFunc // ends the making of reserves
	reserve sync.WaitGroup
}

// load is what every cell of a run holds: a program, or the command of one in the cell's own image.
type load struct {
	program, params []byte
	command         []string
}

type lane struct {
	number  int
	live    *link // nil while the lane has none
	ran     bool  // a program ran on this lane in this run
	reserve chan *link

	mu   sync.Mutex
	had  time.Time // when a cell of this lane was last known to be there
	last error     // why there was none since
}

const (
	// givenUp is how long no cell of a lane can be had before a run ends. It is longer than a cluster takes to put a pod elsewhere, and than the
	// five minutes for which it keeps a container down that ended often: a program that ends its cells, or even their host, never has a run
	// ended by that.
	givenUp = 15 * time.Minute
	// attempt is how long making one cell may take; again and rare are how long it is until the next try, at first and at most.
	attempt     = 4 * time.Minute
	again, rare = time.Second, 5 * time.Second
	// loading is how long a model may be on its way to a cell before the cell counts as lost, and how many bytes a second get more.
	loading     = 2 * time.Second
	loadingRate = 8 << 20
)

// hire makes the cells, has every one of them proven, and only then gives them the program.
func (c *Conductor) hire(ctx context.Context, lanes int, l load) (*crew, error) {
	w := &crew{config: c.config, load: l}
	w.engage = w.fresh
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
	ctx, w.quit = context.WithCancel(ctx)
	for _, l := range w.lanes {
		l.reserve = make(chan *link)
		l.met(c.config.Clock.Now())
		w.reserve.Go(func() { w.replenish(ctx, l) })
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
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	l, err := connect(ctx, w.config.Cells, n)
	if err != nil {
		return nil, unavailable(err)
	}
	defer context.AfterFunc(ctx, l.end)() // whatever it waits for
	if _, err = w.prove(ctx, l, n, nil); err == nil {
		err = w.equip(l)
	}
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		l.end()
		return nil, unavailable(err)
	}
	return l, nil
}

// replenish makes one reserve after the other, each when the one before was taken, until the context ends. What cannot be made now may be
// made later, in another place.
func (w *crew) replenish(ctx context.Context, l *lane) {
	for pause := again; ctx.Err() == nil; {
		link, err := w.engage(ctx, l.number)
		if err != nil {
			l.missed(err)
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause = min(2*pause, rare)
			continue
		}
		pause = again
		l.met(w.config.Clock.Now())
		select {
		case l.reserve <- link:
		case <-ctx.Done():
			link.end()
		}
	}
}

func (l *lane) met(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.After(l.had) {
		l.had, l.last = now, nil
	}
}

func (l *lane) missed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = err
}

// dismiss ends every cell and returns when all of them are gone.
func (w *crew) dismiss() {
	if w.quit != nil {
		w.quit()
		w.reserve.Wait()
	}
	for _, l := range w.lanes {
		if l.live != nil {
			l.live.end()
		}
	}
}

// pass runs one round's shards on their schedule, adds what the programs returned to sum, and returns when the round is over:
// not before, however early the last program was, and not after.
func (w *crew) pass(ctx context.Context, s *stage, t training, model []byte, sum *release.Vector) error {
	w.ready(ctx, model)
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
	if err := w.config.Clock.Wait(ctx, p.schedule.End()); err != nil {
		return err
	}
	for _, l := range w.lanes {
		if err := l.lost(p.schedule); err != nil {
			return err
		}
	}
	return nil
}

// lost says whether a lane is to be given up, at the end of a round: when there was no cell in all of it, nor could be had for longer.
func (l *lane) lost(s Schedule) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.live != nil || l.had.After(s.Start) || s.End().Sub(l.had) < givenUp {
		return nil
	}
	if c2d.IsRefusal(l.last, c2d.SealNotProven) {
		return l.last
	}
	return c2d.Refuse(c2d.RunFailed, notRun, "no sandbox could be had for %v", givenUp)
}

const notRun = "the order is refunded for the rounds that did not run; order again"

// ready gives every lane's cell the model, all at the same time. A cell that does not take it in time is lost; how long the others are waited for
// depends on its size alone. Where a lane has no cell it takes as long as it did when each had one.
func (w *crew) ready(ctx context.Context, model []byte) {
	start, missing := w.config.Clock.Now(), false
	ctx, cancel := context.WithTimeout(ctx, loading+time.Duration(len(model))*time.Second/loadingRate)
	defer cancel()
	var all sync.WaitGroup
	for _, l := range w.lanes {
		all.Go(func() {
			if l.take(model); l.live != nil && !l.live.taken(ctx) && ctx.Err() == nil {
				if l.leave(); l.take(model) {
					l.live.taken(ctx)
				}
			}
		})
	}
	all.Wait()
	for _, l := range w.lanes {
		if l.live == nil || l.live.refused() {
			missing = true
			continue
		}
		l.met(w.config.Clock.Now())
	}
	took := w.config.Clock.Now().Sub(start)
	if !missing {
		w.took = took
		return
	}
	select {
	case <-time.After(w.took - took):
	case <-ctx.Done():
	}
}

// take sends the model to the lane's cell: to its reserve, where there is one, if the cell was lost. It waits for nothing, and reports whether
// the lane has a cell.
func (l *lane) take(model []byte) bool {
	if l.live == nil {
		select {
		case l.live = <-l.reserve:
		default:
			return false
		}
	}
	l.live.hand(model)
	return true
}

// leave ends the lane's cell.
func (l *lane) leave() {
	go l.live.end()
	l.live = nil
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

// run runs one shard within its slot. A program that is not over, a cell that was lost, none to be had, and no time left all give nil: zeros.
func (p *passage) run(ctx context.Context, l *lane, k int, plain []byte) ([]byte, error) {
	if l.live != nil && l.live.refused() {
		l.leave()
	}
	if l.live == nil && !l.take(p.model) || p.left(k) < time.Millisecond {
		clear(plain)
		return nil, nil
	}
	live, got := l.live, make(chan result, 1)
	go func() {
		defer clear(plain)
		if !live.taken(ctx) {
			got <- result{err: errLost}
			return
		}
		limit := p.left(k)
		if limit < time.Millisecond {
			got <- result{}
			return
		}
		b, err := live.run(cell.Run, p.task(limit), plain)
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
		switch {
		case r.err == nil:
			l.ran = true
			l.met(p.config.Clock.Now())
			return r.update, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case !errors.Is(r.err, errLost) && !l.ran: // no data can be the reason
			return nil, c2d.Refuse(c2d.RunFailed, notRun, "the sandbox could not be built for a shard: %v", r.err)
		}
	case <-late:
	case <-ctx.Done():
		live.end()
		return nil, ctx.Err()
	}
	l.leave()
	if k+p.schedule.Lanes < p.schedule.Shards { // else the next round's model is what a cell needs
		l.take(p.model)
	}
	return nil, nil
}

// left is how long the program of a shard may run from now on.
func (p *passage) left(k int) time.Duration {
	return p.schedule.Until(k).Sub(p.config.Clock.Now()) - c2d.Margin(p.Limit())
}
