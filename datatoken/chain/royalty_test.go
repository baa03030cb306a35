package chain

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// TestRoyaltyIsTheContract plays random payments, joins and claims on the contract and on datatoken.Royalty: they agree to the last bit after every
// one of them, and the books always balance.
func TestRoyaltyIsTheContract(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	if _, err := w.faucet.Fund(ctx, w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1<<62)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.trainer.send(ctx, call{to: w.at.Currency, data: stable.PackApprove(common.Address(w.at.RoyaltyPools), datatoken.Units(1<<62).Big())}); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	var (
		model   datatoken.Royalty
		batches []*Shares
	)
	pay := func() {
		amount := datatoken.Units(1 + r.Uint64N(1<<(1+r.IntN(50))))
		if _, _, err := w.trainer.send(ctx, call{to: w.at.RoyaltyPools, data: pools.PackPay(common.Address(d.ID), hash("job"), amount.Big())}); err != nil {
			t.Fatal(err)
		}
		var err error
		if model, err = model.Pay(amount, 500); err != nil {
			t.Fatal(err)
		}
	}
	join := func() {
		tree := w.shares(t, 100*len(batches), 1+r.IntN(9))
		b := Batch{Dataset: d.ID, Shares: tree, List: hash(fmt.Sprint(len(batches))), URI: "ipfs://list"}
		if _, err := w.curator.Join(ctx, b); err != nil {
			t.Fatal(err)
		}
		var err error
		if model, _, err = model.Join(tree.Total()); err != nil {
			t.Fatal(err)
		}
		batches = append(batches, tree)
	}
	claim := func(members []Holding) {
		for _, m := range members {
			if m.Owed.IsZero() || r.IntN(3) > 0 {
				continue
			}
			got, _, err := w.curator.Claim(ctx, d.ID, m.Batch, batches[m.Batch], m.Member)
			if err != nil || got != m.Owed {
				t.Fatalf("%s claimed %s of %s (%v)", m.Member, got, m.Owed, err)
			}
			model.Claimed = model.Claimed.Add(got)
		}
	}
	pay() // parked: nobody is there yet
	for range 12 {
		switch r.IntN(3) {
		case 0:
			join()
		default:
			pay()
		}
		books, members, err := w.curator.Conservation(ctx, d.ID, batches)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(model, books.Royalty, sameAmounts); diff != "" {
			t.Fatalf("model and contract differ (-model +contract):\n%s", diff)
		}
		claim(members)
	}
}
