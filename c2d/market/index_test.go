package market

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
)

// TestFollow: what is shown of datasets, budgets, orders and royalties is the same whether it is read from the index or from the chain, right after each transaction;
// and an index made from nothing is the same as one that was there all along.
func TestFollow(t *testing.T) {
	ctx := t.Context()
	w := newTown(t)
	plain, err := chain.Dial(ctx, w.url, w.curator.Addresses())
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	x, err := Follow(w.curator.Client, filepath.Join(t.TempDir(), "events.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	same := func(when string, id datatoken.Address) {
		t.Helper()
		for name, ask := range map[string]func(c *chain.Client) (any, error){
			"datasets": func(c *chain.Client) (any, error) { return c.Datasets(ctx) },
			"dataset":  func(c *chain.Client) (any, error) { return c.Dataset(ctx, id) },
			"budget":   func(c *chain.Client) (any, error) { return c.Budgets(ctx, id, []uint32{0, 1}) },
			"orders":   func(c *chain.Client) (any, error) { return c.Orders(ctx, w.trainer.Address()) },
			"plain":    func(c *chain.Client) (any, error) { return c.PlainOrders(ctx, w.provider.Address()) },
			"payments": func(c *chain.Client) (any, error) { return c.Payments(ctx, id) },
		} {
			got, err := ask(w.curator.Client)
			want, err2 := ask(plain)
			if err != nil || err2 != nil {
				t.Fatalf("%s, %s: %v, %v", when, name, err, err2)
			}
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b datatoken.Amount) bool { return a == b })); diff != "" {
				t.Errorf("%s, %s (-chain +index):\n%s", when, name, diff)
			}
		}
	}
	var caps [privacy.NumOrders]uint32
	caps[0] = 100
	d := w.publish(caps)
	same("published", d.ID)
	spec := datatoken.Hash{5}
	until := time.Now().Add(time.Hour).Truncate(time.Second)
	sig, err := New(w.provider).SignQuote(ctx, spec, until)
	if err != nil {
		t.Fatal(err)
	}
	o, _, err := w.trainer.OrderJob(ctx, chain.Terms{
		Token: d.Tokens[0], Compute: datatoken.Units(1_000_000), Provider: w.provider.Address(), Spec: spec, Deadline: until,
	}, chain.Quote{ValidUntil: until, Signature: sig})
	if err != nil {
		t.Fatal(err)
	}
	same("ordered", d.ID)
	loss := chain.Lanes{0: 7}
	if _, err := w.provider.Reserve(ctx, chain.Reservation{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: loss}); err != nil {
		t.Fatal(err)
	}
	same("reserved", d.ID)
	if _, err := w.provider.Commit(ctx, o.Job, loss); err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Settle(ctx, o.Job, datatoken.Hash{6}, datatoken.Voucher{}, datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	same("settled", d.ID)

	again, err := Follow(plain, filepath.Join(t.TempDir(), "events.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	one, err := x.Digest(ctx)
	two, err2 := again.Digest(ctx)
	if err != nil || err2 != nil || one != two {
		t.Errorf("made from nothing: %s (%v), was there all along: %s (%v)", two, err2, one, err)
	}
}
