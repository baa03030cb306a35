package c2d_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
)

// TestVouch: the trainer's last word for machine time is what the job is paid with; less than before changes nothing, more than was allowed and
// other people's word are refused, and a job that is over takes none.
func TestVouch(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n := w.nodes[0]
	s := w.spec(c2d.ModeQuery)
	id := w.buy(n, s)
	j, err := n.Submit(ctx, s, id)
	if err != nil {
		t.Fatal(err)
	}
	word := func(units uint64) datatoken.Voucher { return c2dtest.Vouch(j.Order, datatoken.Units(units)) }
	if _, err := n.Vouch(ctx, datatoken.Hash{1}, word(1)); !c2d.IsRefusal(err, c2d.NotFound) {
		t.Errorf("unknown job: %v", err)
	}
	forged := word(1)
	forged.Signature = word(2).Signature
	if _, err := n.Vouch(ctx, id, forged); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Errorf("somebody else's word: %v", err)
	}
	allowed := j.Order.Compute.Big().Uint64()
	if allowed < 2 {
		t.Fatalf("the order allows %d units", allowed)
	}
	if _, err := n.Vouch(ctx, id, word(allowed+1)); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Errorf("more than the order allows: %v", err)
	}
	for _, units := range []uint64{2, 1} {
		if got, err := n.Vouch(ctx, id, word(units)); err != nil || got.Voucher != word(2) {
			t.Errorf("vouched %d: %+v (%v)", units, got.Voucher, err)
		}
	}
	w.finish(n, id)
	if got := w.exchange.Vouchers[id]; got != word(2) {
		t.Errorf("paid with %+v", got)
	}
	if got, err := n.Vouch(ctx, id, word(allowed)); err != nil || got.Voucher != word(2) {
		t.Errorf("after the end: %+v (%v)", got.Voucher, err)
	}
}

// behind is a journal over a cache that does not learn what its store knows.
type behind struct{ c2d.Journal }

func (behind) Save(context.Context, c2d.Job) (c2d.Job, error) { return c2d.Job{}, c2d.ErrStale }

// TestBehind: a journal that lags is asked again later, not for ever.
func TestBehind(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n := w.nodes[0]
	s := w.spec(c2d.ModeQuery)
	id := w.buy(n, s)
	j, err := n.Submit(ctx, s, id)
	if err != nil {
		t.Fatal(err)
	}
	e := w.engine(n, behind{n.journal})
	if _, err := e.Advance(ctx, id); !errors.Is(err, c2d.ErrStale) {
		t.Errorf("advance: %v", err)
	}
	if err := e.Cancel(ctx, id); !errors.Is(err, c2d.ErrStale) {
		t.Errorf("cancel: %v", err)
	}
	if _, err := e.Vouch(ctx, id, c2dtest.Vouch(j.Order, datatoken.Units(1))); !c2d.IsRefusal(err, c2d.Unavailable) {
		t.Errorf("vouch: %v", err)
	}
	if j := w.finish(n, id); j.Fault != nil {
		t.Errorf("when it has caught up: %v", j.Fault)
	}
}

// TestDraw: while a job runs, the provider is paid what its trainer vouched for, once every DrawEvery, and nothing again when it ends; a job that breaks after that refunds the
// rest. A voucher that does not hold any more is forgotten, and holds the job up in nothing.
func TestDraw(t *testing.T) {
	units := datatoken.Units
	for name, tc := range map[string]struct {
		breaks, revoked   bool
		drawn             uint64
		provider, trainer uint64 // of 5 units for machine time, and 5 for the data
	}{
		"to the end":   {drawn: 3, provider: 5},
		"breaks":       {breaks: true, drawn: 3, provider: 3, trainer: 7},
		"revoked":      {revoked: true, drawn: 0, provider: 5},
		"breaks, none": {breaks: true, revoked: true, drawn: 0, trainer: 10},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 8_000_000, 1)
			n := w.nodes[0]
			n.runner.Hold = true
			s := w.spec(c2d.ModeQuery)
			id := w.buy(n, s)
			j, err := n.Submit(ctx, s, id)
			if err != nil {
				t.Fatal(err)
			}
			step := func() c2d.Job {
				t.Helper()
				if _, err := n.Advance(ctx, id); err != nil {
					t.Fatal(err)
				}
				if j, err = n.Job(ctx, id); err != nil {
					t.Fatal(err)
				}
				return j
			}
			vouch := func(n *node, amount uint64) {
				t.Helper()
				if _, err := n.Vouch(ctx, id, c2dtest.Vouch(j.Order, units(amount))); err != nil {
					t.Fatal(err)
				}
			}
			vouch(n, 1)
			for step().Stage != c2d.Running {
			}
			if step(); j.Drawn != nil {
				t.Errorf("drawn at once: %+v", j.Drawn)
			}
			w.exchange.Revoked = tc.revoked
			for i, want := range []uint64{1, 1, 3} { // the second within the minute
				vouch(n, uint64(i)+1)
				if i != 1 {
					w.clock.T = w.clock.T.Add(time.Minute)
				}
				if step(); tc.revoked {
					want = 0
				}
				if got := w.exchange.Drawn(id); got != units(want) || j.Drawn == nil || j.Drawn.Cumulative != got || j.Drawn.Evidence.Tx.IsZero() != tc.revoked {
					t.Errorf("try %d: %s drawn, want %d; the journal says %+v", i, got, want, j.Drawn)
				}
				if tc.revoked && i != 1 && j.Voucher.Signature != "" {
					t.Errorf("try %d: a voucher that does not hold is kept", i)
				}
			}
			ticks := w.fuse.Ticks()
			if step(); w.fuse.Ticks() != ticks {
				t.Error("nothing more is due, and something was written")
			}
			if n.runner.Hold = false; tc.breaks {
				n.runner.Break = 1
			}
			j = w.finish(n, id)
			if (j.Fault != nil) != tc.breaks || w.exchange.Drawn(id) != units(tc.drawn) {
				t.Errorf("fault %v, %s drawn", j.Fault, w.exchange.Drawn(id))
			}
			if p, r := w.exchange.Income[n.provider], w.exchange.Income[j.Order.Trainer]; p != units(tc.provider) || r != units(tc.trainer) {
				t.Errorf("the provider has %s, want %d; the trainer %s, want %d", p, tc.provider, r, tc.trainer)
			}
		})
	}
}

// TestLeft: what somebody who has left gave is read by no new job, not even by one on the version that still had it; a job that named it before ends as
// it would have.
func TestLeft(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n := w.nodes[0]
	var read []c2d.Shard
	n.runner.Began = func(r c2d.Run, round int) {
		read = r.Shards
		w.began(r, round)
	}
	before := w.spec(c2d.ModeQuery)
	d := w.dataset
	d.Version = datatoken.Hash{7}
	d.Left = []c2d.Departure{{Batch: 0, Member: account("member0"), Joined: 2, Version: d.Version}}
	if d.Members() != 1 {
		t.Errorf("%d members are left", d.Members())
	}
	for name, tc := range map[string]struct {
		version        datatoken.Hash
		batches, gone  int
		found, outdate bool
	}{
		"first batch": {w.dataset.Batches[0].Version, 1, 0, true, true},
		"both":        {w.dataset.Version, 2, 0, true, true},
		"without":     {d.Version, 2, 1, true, false},
		"never":       {datatoken.Hash{9}, 0, 0, false, false},
	} {
		at, ok := d.At(tc.version)
		if ok != tc.found || len(at.Batches) != tc.batches || len(at.Left) != tc.gone {
			t.Errorf("%s: %d batches, %d left, %v", name, len(at.Batches), len(at.Left), ok)
		}
		if ok && d.Outdated(at) != tc.outdate {
			t.Errorf("%s: outdated %v", name, !tc.outdate)
		}
	}
	running := w.buy(n, before)
	if _, err := n.Submit(ctx, before, running); err != nil {
		t.Fatal(err)
	}
	if err := w.catalogue.Put(ctx, d); err != nil {
		t.Fatal(err)
	}
	w.dataset = d
	if j := w.finish(n, running); j.Fault != nil || len(read) != 2 {
		t.Errorf("a job from before read %d shards: %v", len(read), j.Fault)
	}
	old := before
	old.Nonce[0]++
	if _, err := n.Quote(ctx, old); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Errorf("a quote on the version with it: %v", err)
	}
	if j, err := n.Submit(ctx, old, w.buy(n, old)); err != nil || j.Fault == nil {
		t.Errorf("a job on the version with it: %+v (%v)", j.Fault, err)
	}
	now := w.spec(c2d.ModeQuery)
	id := w.buy(n, now)
	if _, err := n.Submit(ctx, now, id); err != nil {
		t.Fatal(err)
	}
	if j := w.finish(n, id); j.Fault != nil || len(read) != 1 || read[0].Member != account("member1") || j.Members != 1 {
		t.Errorf("a new job read %d shards: %+v", len(read), j.Fault)
	}
}

// TestPlain: an order made the plain Ocean way, which paid for machine time with it, starts a job; one that did not pay enough is closed as failed, and asking
// by the order's transaction is asking for its job.
func TestPlain(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n := w.nodes[0]
	for name, paid := range map[string]bool{"paid": true, "paid nothing": false} {
		s := w.spec(c2d.ModeQuery)
		q, err := n.Quote(ctx, s)
		if err != nil || q.Fee == "" || q.Fee == q.Signature {
			t.Fatalf("%s: fee %q (%v)", name, q.Fee, err)
		}
		id := w.buy(n, s)
		o, err := w.exchange.Order(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		o.Plain, o.Price = datatoken.Hash{1}, datatoken.Amount{}
		if !paid {
			o.Compute = datatoken.Amount{}
		}
		w.exchange.Buy(o)
		j, err := n.Submit(ctx, s, o.Tx)
		if err != nil || j.ID != id || (j.Fault == nil) != paid {
			t.Fatalf("%s: job %s, fault %v (%v)", name, j.ID, j.Fault, err)
		}
		if again, err := n.Submit(ctx, s, o.Tx); err != nil || again.ID != id {
			t.Errorf("%s: submitted again: %s (%v)", name, again.ID, err)
		}
		if j := w.finish(n, id); (j.Fault == nil) != paid || !j.Done() {
			t.Errorf("%s: ended with %v", name, j.Fault)
		}
	}
}
