package chain

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// TestRoyaltyIsTheContract plays random payments, joins, departures and claims on the contract and on datatoken.Royalty, across eras: they agree to the last
// bit after every one of them, and the books always balance.
func TestRoyaltyIsTheContract(t *testing.T) {
	for name, unlock := range map[string]time.Duration{"at once": 0, "eras of seven seconds": 7 * time.Second} {
		t.Run(name, func(t *testing.T) { playRoyalties(t, unlock) })
	}
}

func playRoyalties(t *testing.T, unlock time.Duration) {
	ctx := context.Background()
	w := newWorld(t)
	p := w.publication("census")
	p.Unlock, p.CuratorBps = unlock, 300
	d, err := w.curator.Publish(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.faucet.Fund(ctx, w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1<<62)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.trainer.send(ctx, call{to: w.at.Currency, data: stable.PackApprove(common.Address(w.at.RoyaltyPools), datatoken.Units(1<<62).Big())}); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	model := datatoken.Royalty{Unlock: uint32(unlock / time.Second), CuratorBps: 300}
	var batches []*Shares
	now := func() uint64 {
		_, _, at, err := w.curator.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return uint64(at.Unix())
	}
	pay := func() {
		amount := datatoken.Units(1 + r.Uint64N(1<<(1+r.IntN(50))))
		if _, _, err := w.trainer.send(ctx, call{to: w.at.RoyaltyPools, data: pools.PackPay(common.Address(d.ID), hash("job"), amount.Big())}); err != nil {
			t.Fatal(err)
		}
		var err error
		if model, err = model.Pay(amount, 500, now()); err != nil {
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
	// leave takes out one of the members, by the curator or, slashed, by governance.
	leave := func(members []Member) {
		m := members[r.IntN(len(members))]
		state, err := w.curator.pool(ctx, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		stake := state.stake(m.Batch, datatoken.Share{Member: m.Member, Parts: m.Parts})
		if stake.Slashed {
			return
		}
		if r.IntN(2) == 0 && !m.Left {
			if _, err := w.curator.Withdraw(ctx, d.ID, m.Batch, batches[m.Batch], m.Member); err != nil {
				t.Fatal(err)
			}
			model, _, err = model.Leave(stake)
		} else {
			if _, err := w.faucet.Slash(ctx, d.ID, m.Batch, batches[m.Batch], m.Member); err != nil {
				t.Fatal(err)
			}
			model, _, err = model.Slash(stake, now())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	claim := func(members []Member) {
		for _, m := range members {
			if m.Owed.IsZero() || r.IntN(3) > 0 {
				continue
			}
			got, _, err := w.curator.Claim(ctx, d.ID, m.Batch, batches[m.Batch], m.Member)
			if err != nil || got.Cmp(m.Owed) < 0 { // more may be unlocked by now
				t.Fatalf("%s claimed %s of %s (%v)", m.Member, got, m.Owed, err)
			}
			model.Claimed = model.Claimed.Add(got)
		}
	}
	pay() // parked: nobody is there yet
	for range 25 {
		var members []Member
		switch r.IntN(6) {
		case 0:
			join()
		case 1:
			if _, members, err = w.curator.Conservation(ctx, d.ID, batches); err != nil {
				t.Fatal(err)
			}
			if len(members) > 0 {
				leave(members)
			}
		default:
			pay()
		}
		books, members, err := w.curator.Conservation(ctx, d.ID, batches)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(model.At(now()), books.Royalty, sameAmounts); diff != "" {
			t.Fatalf("model and contract differ (-model +contract):\n%s", diff)
		}
		claim(members)
	}
}

// TestLeave: who leaves earns no more and keeps what it earned; the version says that it left; leaving twice changes nothing; nobody puts another out.
func TestLeave(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	tree := w.shares(t, 0, 3)
	batch := w.join(t, d, 0, tree)
	member := w.sender(t, w.seed.Derive(1))
	if _, err := w.faucet.Fund(ctx, member.Address(), ether(1), datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	w.settle(t, d, "before")
	if _, err := w.trainer.Withdraw(ctx, d.ID, 0, tree, member.Address()); !errors.Is(err, ErrNotCurator) {
		t.Errorf("a stranger puts a member out: %v", err)
	}
	ev, err := member.Withdraw(ctx, d.ID, 0, tree, member.Address())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.curator.Withdraw(ctx, d.ID, 0, tree, member.Address()); err != nil || again != ev {
		t.Errorf("leaving again: %+v (%v), want %+v", again, err, ev)
	}
	now, err := w.curator.Dataset(ctx, d.ID)
	if err != nil || len(now.Left) != 1 || now.Left[0].Member != member.Address() || now.Version != now.Left[0].Version || now.Version == batch.Version {
		t.Errorf("dataset %+v (%v)", now, err)
	}
	w.settle(t, d, "after")
	books, members, err := w.curator.Conservation(ctx, d.ID, []*Shares{tree})
	if err != nil {
		t.Fatal(err)
	}
	// 95 % of the price, 2 parts of 6, once.
	if got, want := members[1].Owed, datatoken.Units(price*95/100*2/6); got != want || !members[1].Left {
		t.Errorf("who left is owed %s, want %s: %+v", got, want, books)
	}
	if got, _, err := member.Claim(ctx, d.ID, 0, tree, member.Address()); err != nil || got != members[1].Owed {
		t.Errorf("who left claimed %s (%v)", got, err)
	}
}

// TestPayout: a member's royalties go to another address when that address has accepted, and not before.
func TestPayout(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	tree := w.shares(t, 0, 1)
	w.join(t, d, 0, tree)
	member := w.sender(t, w.seed.Derive(0))
	if _, err := w.faucet.Fund(ctx, member.Address(), ether(1), datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	w.settle(t, d, "one")
	if _, err := member.ProposePayout(ctx, w.curator.Address()); err != nil {
		t.Fatal(err)
	}
	if to, next, _, err := w.curator.PayoutOf(ctx, member.Address()); err != nil || to != member.Address() || next != w.curator.Address() {
		t.Errorf("paid to %s, next %s (%v)", to, next, err)
	}
	if _, err := w.trainer.AcceptPayout(ctx, member.Address()); !errors.Is(err, ErrNotNow) {
		t.Errorf("somebody else accepts: %v", err)
	}
	if _, err := w.curator.AcceptPayout(ctx, member.Address()); err != nil {
		t.Fatal(err)
	}
	before := w.funds(t, w.curator.Address())
	got, _, err := w.trainer.Claim(ctx, d.ID, 0, tree, member.Address())
	if err != nil {
		t.Fatal(err)
	}
	if now := w.funds(t, w.curator.Address()); now != before.Add(got) || !w.funds(t, member.Address()).IsZero() {
		t.Errorf("claimed %s: had %s, has %s", got, before, now)
	}
}

// settle takes a job through its life.
func (w *world) settle(t testing.TB, d Dataset, spec string) datatoken.Order {
	t.Helper()
	ctx := context.Background()
	o := w.order(t, d, spec)
	if _, err := w.provider.Reserve(ctx, Reservation{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: flat(1)}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Commit(ctx, o.Job, flat(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Settle(ctx, o.Job, hash("receipt"), w.voucher(t, o), o.Compute); err != nil {
		t.Fatal(err)
	}
	return o
}
