package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

const (
	// tail is how many of the last blocks have their hashes kept, logs or not.
	tail = 256
	// confirmations is how far below the head a chain is read in ranges when the node does not know what is final.
	confirmations = 64
	// firstSpan is how many blocks the first range has, and maxSpan the most that any has. A range grows while it gives fewer than fewLogs and
	// shrinks when it gives more than manyLogs, which all stand in memory at once.
	firstSpan, maxSpan = 1000, 1 << 20
	fewLogs, manyLogs  = 5_000, 10_000
	// maxMoves is how often the chain may change under one Sync.
	maxMoves = 64
	// patience is how long WaitFor waits before it asks a node again that does not have the block yet.
	patience = 50 * time.Millisecond
)

// Index is an open index. Its methods may be called from any goroutine: readers see what one Sync after another commits.
type Index struct {
	source
	store *store
	turn  chan struct{} // taken by who changes what follows, and the file
	down  chan struct{}
	once  sync.Once

	greeted bool   // the node was seen to be of the right chain
	span    uint64 // blocks of the next range
	fresh   bool   // at and known are what the file has
	at      *block
	known   map[followed]place
}

// Open opens the index file at path, whose directory exists, or makes one. The file's name with -wal, -shm, .lock and .new belongs to it too. An index of another
// configuration, schema or chain ID, or a broken one, is thrown away and made anew; a broken one is found by a look at every page, which takes a
// second for some hundred megabytes. It does not ask the node anything. It returns ErrConfig, ErrBusy or ErrForeign.
func Open(path string, cfg Config) (*Index, error) {
	p, err := newPlan(cfg)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	s, err := openStore(path, p)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", path, err)
	}
	return &Index{source: source{p.Node, p}, store: s, span: firstSpan, turn: make(chan struct{}, 1), down: make(chan struct{})}, nil
}

// Close waits for the Sync that is going on, and closes the file. Closing again does nothing.
func (x *Index) Close() error {
	var err error
	x.once.Do(func() {
		close(x.down)
		x.turn <- struct{}{} // and keeps it
		err = x.store.close()
	})
	return err
}

func (x *Index) take(ctx context.Context) error {
	select {
	case <-x.down:
		return ErrClosed
	default:
	}
	select {
	case x.turn <- struct{}{}:
		return nil
	case <-x.down:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Sync reads on until the index is at the block that was the node's head when it began, or at a later one. It undoes what is no longer on the node's
// chain. It returns ErrNode when the node could not be asked, contradicts itself or changes its chain too often, and ErrChain when it is of another
// chain; whatever it returns, the index is then at some block of the chain that the node showed.
func (x *Index) Sync(ctx context.Context) error { return x.catchUp(ctx, math.MaxUint64) }

// catchUp syncs unless, when its turn comes, the index has reached a block that is enough.
func (x *Index) catchUp(ctx context.Context, enough uint64) error {
	if err := x.take(ctx); err != nil {
		return fmt.Errorf("sync index: %w", err)
	}
	defer func() { <-x.turn }()
	err := x.load(ctx)
	if err == nil && (x.at == nil || x.at.number < enough) {
		err = x.sync(ctx)
	}
	if err != nil {
		x.fresh = false
		return fmt.Errorf("sync index: %w", err)
	}
	return nil
}

// load reads where the index is, when that is not known.
func (x *Index) load(ctx context.Context) (err error) {
	if x.fresh {
		return nil
	}
	if x.at, err = x.store.reached(ctx); err != nil {
		return err
	}
	if x.known, err = emitters(ctx, x.store.write, math.MaxInt64); err != nil {
		return err
	}
	x.fresh = true
	return nil
}

func (x *Index) sync(ctx context.Context) error {
	if !x.greeted {
		if err := x.sameChain(ctx); err != nil {
			return err
		}
		x.greeted = true
	}
	for range maxMoves {
		head, _, err := x.header(ctx, nil)
		if err == nil {
			err = x.climb(ctx, head)
		}
		if err == nil {
			return nil
		}
		if !errors.Is(err, errMoved) {
			return err
		}
		if err := x.retreat(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("chain changed %d times meanwhile: %w", maxMoves, ErrNode)
}

// climb reads on up to head. It returns errMoved when the node's chain no longer has the block where the index is.
func (x *Index) climb(ctx context.Context, head block) error {
	if x.at != nil && x.at.number >= head.number && x.at.hash != head.hash {
		return errMoved
	}
	if head.number > x.next()+confirmations {
		for final := x.final(ctx, head.number); x.next() <= final; {
			if err := x.stride(ctx, final); err != nil {
				return err
			}
		}
	}
	for x.next() <= head.number {
		b, err := x.single(ctx, x.at, x.next(), x.known)
		if err != nil {
			return err
		}
		if err := x.commit(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// next is the number of the next block to read.
func (x *Index) next() uint64 {
	if x.at == nil {
		return x.plan.Start
	}
	return x.at.number + 1
}

// stride reads the next range, up to final at most.
func (x *Index) stride(ctx context.Context, final uint64) error {
	if x.at != nil {
		still, err := x.has(ctx, *x.at)
		if err != nil {
			return err
		}
		if !still {
			return errMoved
		}
	}
	from := x.next()
	to := min(final, from+x.span-1)
	b, err := x.rangeOf(ctx, from, to, x.known)
	if errors.Is(err, errRefused) && to > from {
		x.span = (to - from + 1) / 2
		return nil
	}
	if err != nil {
		return err
	}
	if err := x.commit(ctx, b); err != nil {
		return err
	}
	switch n := len(b.logs); {
	case n > manyLogs:
		x.span = max(x.span/2, 1)
	case n < fewLogs && to-from+1 == x.span: // by a quarter: a node that refuses a size refuses few of the questions
		x.span = min(x.span+x.span/4+1, maxSpan)
	}
	return nil
}

func (x *Index) commit(ctx context.Context, b batch) error {
	if err := x.store.add(ctx, b); err != nil {
		return err
	}
	x.at = &b.last
	for f, at := range b.emitters {
		x.known[f] = at
	}
	return nil
}

// retreat takes away what is above the newest block that the node's chain has too.
func (x *Index) retreat(ctx context.Context) error {
	if x.at == nil {
		return nil
	}
	if err := x.sameChain(ctx); err != nil { // before much is thrown away
		return err
	}
	to, err := x.common(ctx)
	if err != nil {
		return err
	}
	if to != nil && to.hash == x.at.hash {
		return nil // the node came back
	}
	if err := x.store.cut(ctx, to); err != nil {
		return err
	}
	kept := "nothing"
	if to != nil {
		kept = fmt.Sprint(to.number)
	}
	x.plan.Log.Info("chain was reorganised", "from", x.at.number, "to", kept)
	x.fresh = false
	return x.load(ctx)
}

// common returns the newest block that both the index and the node's chain have, nil when there is none. Every block before one that both have
// is one that both have, so it looks at rows 0, 1, 3, 7 and so on from the newest, and then between the last two. Should the node
// change its mind meanwhile, the next block read tells.
func (x *Index) common(ctx context.Context) (*block, error) {
	good := func(k int) (*block, bool, error) { // no row is as good as one: there is nothing further down
		b, err := x.store.row(ctx, k)
		if err != nil || b == nil {
			return nil, err == nil, err
		}
		ok, err := x.has(ctx, *b)
		return b, ok, err
	}
	bad, k := -1, 0
	for {
		b, ok, err := good(k)
		if err != nil {
			return nil, err
		}
		if ok && k-bad == 1 {
			return b, nil
		}
		if ok {
			break
		}
		bad, k = k, 2*k+1
	}
	for k-bad > 1 {
		mid := bad + (k-bad)/2
		_, ok, err := good(mid)
		if err != nil {
			return nil, err
		}
		if ok {
			k = mid
		} else {
			bad = mid
		}
	}
	return x.store.row(ctx, k)
}

// WaitFor returns when the index has reached block number, which it reads itself if need be, whether or not Run is running. Who has a receipt of
// a transaction in that block finds its logs afterwards, unless the chain was reorganised meanwhile.
func (x *Index) WaitFor(ctx context.Context, number uint64) error {
	for {
		h, err := x.Head(ctx)
		if err == nil && h.Number >= number {
			return nil
		}
		if err != nil && !errors.Is(err, ErrEmpty) {
			return fmt.Errorf("wait for block %d: %w", number, err)
		}
		if err := x.catchUp(ctx, number); err != nil {
			return fmt.Errorf("wait for block %d: %w", number, err)
		}
		if h, err := x.Head(ctx); err == nil && h.Number >= number {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for block %d: %w", number, ctx.Err())
		case <-time.After(patience):
		}
	}
}

// Run syncs again and again: whenever heads gives a header, and after that much time without one. heads may be nil or end, for it is a hint and
// no more. A node that cannot be asked is asked again. Run returns when ctx ends, with its error, or when the index can no longer be
// written, or the node turns out to be of another chain.
func (x *Index) Run(ctx context.Context, heads <-chan *types.Header, every time.Duration) error {
	if every <= 0 {
		return fmt.Errorf("run index: no time between looks at the node: %w", ErrConfig)
	}
	failing := false
	for {
		err := x.Sync(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrNode) && !failing:
			x.plan.Log.Warn("node is not reached; trying on", "error", err)
		case err == nil && failing:
			x.plan.Log.Info("node is reached again")
		case err != nil && !errors.Is(err, ErrNode):
			return err
		}
		if failing = err != nil; failing {
			wait(ctx, nil, every) // new heads do not hurry a node that fails
			continue
		}
		heads = wait(ctx, heads, every)
	}
}

// wait returns after that time, or when ctx ends or heads gives a header; then it takes all that it gives. It returns nil when heads has ended.
func wait(ctx context.Context, heads <-chan *types.Header, every time.Duration) <-chan *types.Header {
	select {
	case <-ctx.Done():
	case <-time.After(every):
	case _, ok := <-heads:
		for ok {
			select {
			case _, ok = <-heads:
			default:
				return heads
			}
		}
		return nil
	}
	return heads
}
