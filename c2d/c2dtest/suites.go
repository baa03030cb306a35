package c2dtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// JournalSuite is what every Journal must pass. open makes an empty one; reopen gives back what a crash right now would leave of it.
func JournalSuite(t *testing.T, open func(*testing.T) (j c2d.Journal, reopen func() c2d.Journal)) {
	ctx := t.Context()
	start := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	job := func(n byte) c2d.Job {
		loss, err := privacy.LossFromLanes([privacy.NumOrders]uint32{1, 2, 3, uint32(n)})
		if err != nil {
			t.Fatal(err)
		}
		return c2d.Job{
			ID: datatoken.Hash{n}, Stage: c2d.Submitted, Created: start.Add(time.Duration(n) * time.Second), Updated: start, Blocks: []uint32{0, 7}, Loss: loss,
			Marks: []c2d.Mark{{Step: c2d.StepReserve, Intent: start, Evidence: &datatoken.Evidence{Tx: datatoken.Hash{9}, Block: 4}}},
			Order: datatoken.Order{Job: datatoken.Hash{n}, Price: datatoken.Units(12), Deadline: start},
			Fault: c2d.Refuse(c2d.RunFailed, "next", "sentence"),
		}
	}
	t.Run("nothing", func(t *testing.T) {
		j, _ := open(t)
		if _, err := j.Load(ctx, datatoken.Hash{1}); !errors.Is(err, c2d.ErrNoJob) {
			t.Fatalf("load what was never saved: %v", err)
		}
		if list, err := j.List(ctx); err != nil || len(list) != 0 {
			t.Fatalf("list of nothing: %v, %v", list, err)
		}
	})
	t.Run("save survives", func(t *testing.T) {
		j, reopen := open(t)
		want := job(2)
		for _, n := range []byte{2, 1, 3} {
			got, err := j.Save(ctx, job(n))
			if err != nil || got.Revision == 0 {
				t.Fatalf("save: revision %d, %v", got.Revision, err)
			}
			if n == 2 {
				want.Revision = got.Revision
			}
		}
		j = reopen()
		got, err := j.Load(ctx, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmp.Comparer(func(a, b privacy.Loss) bool { return a == b }), cmp.Comparer(func(a, b datatoken.Amount) bool { return a == b }), cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("read back (-want +got):\n%s", d)
		}
		list, err := j.List(ctx)
		if err != nil || len(list) != 3 || list[0].ID != (datatoken.Hash{1}) || list[2].ID != (datatoken.Hash{3}) {
			t.Fatalf("list is not oldest first: %v, %v", list, err)
		}
	})
	t.Run("the later of two writers loses", func(t *testing.T) {
		j, _ := open(t)
		first, err := j.Save(ctx, job(1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := j.Save(ctx, job(1)); !errors.Is(err, c2d.ErrStale) {
			t.Fatalf("create twice: %v", err)
		}
		second := first
		second.Stage = c2d.Admitted
		if _, err := j.Save(ctx, second); err != nil {
			t.Fatal(err)
		}
		first.Stage = c2d.Refused
		if _, err := j.Save(ctx, first); !errors.Is(err, c2d.ErrStale) {
			t.Fatalf("write over what was not read: %v", err)
		}
		if got, err := j.Load(ctx, first.ID); err != nil || got.Stage != c2d.Admitted || got.Revision <= first.Revision {
			t.Fatalf("stage %s at revision %d after %d, %v", got.Stage, got.Revision, first.Revision, err)
		}
	})
	t.Run("a hundred writers, one at a time", func(t *testing.T) {
		j, _ := open(t)
		if _, err := j.Save(ctx, job(1)); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 5 {
					for {
						cur, err := j.Load(ctx, datatoken.Hash{1})
						if err != nil {
							t.Error(err)
							return
						}
						cur.Started++
						if _, err = j.Save(ctx, cur); err == nil {
							break
						}
						if !errors.Is(err, c2d.ErrStale) {
							t.Error(err)
							return
						}
					}
				}
			})
		}
		wg.Wait()
		if got, err := j.Load(ctx, datatoken.Hash{1}); err != nil || got.Started != 100 {
			t.Fatalf("counted %d at revision %d, %v", got.Started, got.Revision, err)
		}
	})
}

// CatalogueSuite is what every Catalogue must pass.
func CatalogueSuite(t *testing.T, open func(*testing.T) c2d.Catalogue) {
	ctx := t.Context()
	c := open(t)
	if _, err := c.Get(ctx, datatoken.Address{1}); !errors.Is(err, c2d.ErrNoDataset) {
		t.Fatalf("get what was never put: %v", err)
	}
	for _, n := range []byte{3, 1, 2, 1} {
		if err := c.Put(ctx, c2d.Dataset{ID: datatoken.Address{n}, Version: datatoken.Hash{n, 1}, Manifest: c2d.Manifest{Name: fmt.Sprint(n)}}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := c.List(ctx)
	if err != nil || len(list) != 3 || list[0].ID != (datatoken.Address{1}) || list[2].ID != (datatoken.Address{3}) {
		t.Fatalf("list %v, %v", list, err)
	}
	if d, err := c.Get(ctx, datatoken.Address{2}); err != nil || d.Manifest.Name != "2" {
		t.Fatalf("get %v, %v", d, err)
	}
}

// LedgerSuite is what every Ledger must pass. open gives one with blocks 0 and 1 of a dataset at the caps given.
func LedgerSuite(t *testing.T, open func(t *testing.T, caps [privacy.NumOrders]uint32) (c2d.Ledger, datatoken.Address)) {
	ctx := t.Context()
	caps := [privacy.NumOrders]uint32{}
	for i := range caps {
		caps[i] = 1000 * uint32(i+1)
	}
	loss := func(f func(i int) uint32) privacy.Loss {
		var lanes [privacy.NumOrders]uint32
		for i := range lanes {
			lanes[i] = f(i)
		}
		l, err := privacy.LossFromLanes(lanes)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	flat := func(v uint32) privacy.Loss { return loss(func(int) uint32 { return v }) }
	held := func(t *testing.T, l c2d.Ledger, d datatoken.Address) [][2]uint32 {
		t.Helper()
		b, err := l.Budgets(ctx, d, []uint32{0, 1})
		if err != nil || len(b) != 2 {
			t.Fatalf("budgets: %v, %v", b, err)
		}
		return [][2]uint32{{b[0].Held[0], b[0].Committed[0]}, {b[1].Held[0], b[1].Committed[0]}}
	}
	want := func(t *testing.T, l c2d.Ledger, d datatoken.Address, w ...[2]uint32) {
		t.Helper()
		if diff := cmp.Diff(w, held(t, l, d)); diff != "" {
			t.Fatalf("held and committed of blocks 0 and 1 (-want +got):\n%s", diff)
		}
	}
	t.Run("reserve, commit less, the rest returns", func(t *testing.T) {
		l, d := open(t, caps)
		c := c2d.Claim{Job: datatoken.Hash{1}, Dataset: d, Blocks: []uint32{0, 1}, Loss: flat(100)}
		first, err := l.Reserve(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		want(t, l, d, [2]uint32{100, 0}, [2]uint32{100, 0})
		again, err := l.Reserve(ctx, c)
		if err != nil || again != first {
			t.Fatalf("reserve again: %v, %v, want %v", again, err, first)
		}
		want(t, l, d, [2]uint32{100, 0}, [2]uint32{100, 0})
		done, err := l.Commit(ctx, c.Job, flat(30))
		if err != nil {
			t.Fatal(err)
		}
		want(t, l, d, [2]uint32{30, 30}, [2]uint32{30, 30})
		if again, err := l.Commit(ctx, c.Job, flat(30)); err != nil || again != done {
			t.Fatalf("commit again: %v, %v, want %v", again, err, done)
		}
		if again, err := l.Reserve(ctx, c); err != nil || again != first {
			t.Fatalf("reserve after commit: %v, %v, want %v", again, err, first)
		}
		want(t, l, d, [2]uint32{30, 30}, [2]uint32{30, 30})
	})
	t.Run("all blocks or none", func(t *testing.T) {
		l, d := open(t, caps)
		full := loss(func(i int) uint32 { return caps[i] })
		if _, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{1}, Dataset: d, Blocks: []uint32{1}, Loss: full}); err != nil {
			t.Fatal(err)
		}
		_, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{2}, Dataset: d, Blocks: []uint32{0, 1}, Loss: flat(1)})
		if !errors.Is(err, c2d.ErrOverBudget) {
			t.Fatalf("reserve in a full block: %v", err)
		}
		want(t, l, d, [2]uint32{0, 0}, [2]uint32{caps[0], 0})
		if _, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{2}, Dataset: d, Blocks: []uint32{0}, Loss: flat(1)}); err != nil {
			t.Fatalf("a refused claim must be able to come again smaller: %v", err)
		}
	})
	t.Run("one order with room is enough, none is not", func(t *testing.T) {
		l, d := open(t, caps)
		only := loss(func(i int) uint32 {
			if i == 5 {
				return caps[5]
			}
			return privacy.MaxLane
		})
		if _, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{1}, Dataset: d, Blocks: []uint32{0}, Loss: only}); err != nil {
			t.Fatal(err)
		}
		one := loss(func(i int) uint32 {
			if i == 5 {
				return 1
			}
			return 0
		})
		if _, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{2}, Dataset: d, Blocks: []uint32{0}, Loss: one}); !errors.Is(err, c2d.ErrOverBudget) {
			t.Fatalf("reserve past the last order: %v", err)
		}
	})
	t.Run("nobody commits more than was reserved", func(t *testing.T) {
		l, d := open(t, caps)
		if _, err := l.Reserve(ctx, c2d.Claim{Job: datatoken.Hash{1}, Dataset: d, Blocks: []uint32{0}, Loss: flat(10)}); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Commit(ctx, datatoken.Hash{1}, flat(11)); err == nil {
			t.Fatal("committed more than was reserved")
		}
		if _, err := l.Commit(ctx, datatoken.Hash{2}, flat(1)); err == nil {
			t.Fatal("committed what was never reserved")
		}
		want(t, l, d, [2]uint32{10, 0}, [2]uint32{0, 0})
	})
}

// ExchangeSuite is what every Exchange must pass. open gives one with an open order that pays for a job.
func ExchangeSuite(t *testing.T, open func(t *testing.T) (x c2d.Exchange, job datatoken.Hash)) {
	ctx := context.Background()
	t.Run("unknown order", func(t *testing.T) {
		x, _ := open(t)
		if _, err := x.Order(ctx, datatoken.Hash{0xee}); !errors.Is(err, c2d.ErrNoOrder) {
			t.Fatalf("order: %v", err)
		}
	})
	for name, tc := range map[string]struct {
		close, other func(x c2d.Exchange, o datatoken.Order) (datatoken.Evidence, error)
		state        datatoken.OrderState
	}{
		"refund": {
			func(x c2d.Exchange, o datatoken.Order) (datatoken.Evidence, error) {
				return x.Refund(ctx, o, datatoken.Hash{1})
			},
			func(x c2d.Exchange, o datatoken.Order) (datatoken.Evidence, error) {
				return x.Pay(ctx, o, datatoken.Hash{1}, datatoken.Voucher{})
			}, datatoken.OrderRefunded,
		},
		"pay": {
			func(x c2d.Exchange, o datatoken.Order) (datatoken.Evidence, error) {
				return x.Pay(ctx, o, datatoken.Hash{1}, datatoken.Voucher{})
			},
			func(x c2d.Exchange, o datatoken.Order) (datatoken.Evidence, error) {
				return x.Refund(ctx, o, datatoken.Hash{1})
			}, datatoken.OrderPaid,
		},
	} {
		t.Run(name, func(t *testing.T) {
			x, job := open(t)
			before, err := x.Order(ctx, job)
			if err != nil || before.State != datatoken.OrderOpen || before.Job != job {
				t.Fatalf("order %+v, %v", before, err)
			}
			first, err := tc.close(x, before)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := tc.close(x, before); err != nil || again != first {
				t.Fatalf("again: %v, %v, want %v", again, err, first)
			}
			if _, err := tc.other(x, before); !errors.Is(err, c2d.ErrOrderClosed) {
				t.Fatalf("the other way: %v", err)
			}
			if o, err := x.Order(ctx, job); err != nil || o.State != tc.state && !(o.State.Settled() && tc.state.Settled()) || o.Price != before.Price || o.Spec != before.Spec {
				t.Fatalf("order %+v, %v", o, err)
			}
		})
	}
}

// VouchersSuite is what all Vouchers must pass. open gives some with an open order that allows at least 4 units for machine time, its trainer's signature of a
// voucher, and what ends the order with a refund.
func VouchersSuite(t *testing.T, open func(t *testing.T) (v c2d.Vouchers, o datatoken.Order, sign func(units uint64) datatoken.Voucher, refund func())) {
	ctx := context.Background()
	t.Run("the trainer's word", func(t *testing.T) {
		v, o, sign, _ := open(t)
		if err := v.Vouched(ctx, o, sign(3)); err != nil {
			t.Fatal(err)
		}
		other := o
		other.Trainer[0]++
		if err := v.Vouched(ctx, other, sign(3)); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("of another trainer: %v", err)
		}
		for _, signature := range []string{"", "0x", "0x00", "nonsense"} {
			if err := v.Vouched(ctx, o, datatoken.Voucher{Cumulative: datatoken.Units(3), Signature: signature}); !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("signature %q: %v", signature, err)
			}
		}
	})
	t.Run("draws", func(t *testing.T) {
		v, o, sign, refund := open(t)
		two, err := v.Draw(ctx, o, sign(2))
		if err != nil || two.Tx.IsZero() {
			t.Fatalf("draw: %+v (%v)", two, err)
		}
		for _, units := range []uint64{2, 1} {
			if again, err := v.Draw(ctx, o, sign(units)); err != nil || again != two {
				t.Errorf("draw %d after 2: %+v (%v), want the evidence of 2, %+v", units, again, err, two)
			}
		}
		three, err := v.Draw(ctx, o, sign(3))
		if err != nil || three == two {
			t.Errorf("draw 3 after 2: %+v (%v)", three, err)
		}
		forged := sign(3)
		forged.Cumulative = datatoken.Units(4)
		if _, err := v.Draw(ctx, o, forged); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("forged: %v", err)
		}
		if _, err := v.Draw(ctx, o, sign(o.Compute.Big().Uint64()+1)); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("more than is held: %v", err)
		}
		refund()
		if _, err := v.Draw(ctx, o, sign(4)); !errors.Is(err, c2d.ErrOrderClosed) {
			t.Errorf("after the refund: %v", err)
		}
	})
}
