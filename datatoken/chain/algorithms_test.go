package chain

import (
	"context"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// admits checks whether a dataset lets a program run.
func (w *world) admits(t *testing.T, d Dataset, digest string, want bool) {
	t.Helper()
	if ok, err := w.provider.Admits(t.Context(), d.ID, hash(digest)); err != nil || ok != want {
		t.Errorf("admits %s: %v (%v), want %v", digest, ok, err, want)
	}
}

// listed checks what is on a dataset's list, in order, and returns it.
func (w *world) listed(t *testing.T, d Dataset, open bool, want ...string) Algorithms {
	t.Helper()
	a, err := w.trainer.Algorithms(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	digests := []datatoken.Hash{}
	for _, w := range want {
		digests = append(digests, hash(w))
	}
	got := []datatoken.Hash{}
	for _, x := range a.List {
		got = append(got, x.Digest)
	}
	if diff := cmp.Diff(digests, got); diff != "" || a.Open != open || a.Dataset != d.ID || a.Curator != w.curator.Address() {
		t.Errorf("%+v, open %v; list (-want +got):\n%s", a, open, diff)
	}
	return a
}

// ban bans a program everywhere, or lifts the ban.
func (w *world) ban(t *testing.T, digest string, on bool) {
	t.Helper()
	data := algorithms.PackBan(hash(digest))
	if !on {
		data = algorithms.PackUnban(hash(digest))
	}
	if _, _, err := w.faucet.send(t.Context(), call{to: w.at.Algorithms, data: data}); err != nil {
		t.Fatal(err)
	}
}

// step is one change to a dataset's list.
type step func(context.Context, *Sender, datatoken.Address) (datatoken.Evidence, error)

func setOpen(on bool) step {
	return func(ctx context.Context, s *Sender, d datatoken.Address) (datatoken.Evidence, error) {
		return s.SetOpen(ctx, d, on)
	}
}

func admit(digest string, policy uint8) step {
	return func(ctx context.Context, s *Sender, d datatoken.Address) (datatoken.Evidence, error) {
		return s.AdmitAlgorithm(ctx, d, hash(digest), policy)
	}
}

func revoke(digest string) step {
	return func(ctx context.Context, s *Sender, d datatoken.Address) (datatoken.Evidence, error) {
		return s.RevokeAlgorithm(ctx, d, hash(digest))
	}
}

// TestAlgorithms: a dataset that is not open runs what its curator admitted and governance did not ban, and nothing else; the list says so.
func TestAlgorithms(t *testing.T) {
	w := newWorld(t)
	d := w.publish(t, "census")
	other := w.publish(t, "weather")
	// change makes a change twice: the first time it takes a transaction, the second time it is so already.
	change := func(do step) datatoken.Evidence {
		t.Helper()
		ev, err := do(t.Context(), w.curator, d.ID)
		if err != nil || ev.Tx.IsZero() || ev.Block != w.head(t) {
			t.Fatalf("changed in %+v (%v)", ev, err)
		}
		if again, err := do(t.Context(), w.curator, d.ID); err != nil || again != (datatoken.Evidence{}) || w.head(t) != ev.Block {
			t.Fatalf("changed again in %+v (%v), block %d", again, err, w.head(t))
		}
		return ev
	}
	w.admits(t, d, "any", true)
	w.listed(t, d, true)
	change(setOpen(false))
	w.admits(t, d, "any", false)
	w.listed(t, d, false)
	first := change(admit("first", 1))
	second := change(admit("second", 0))
	w.admits(t, d, "first", true)
	w.admits(t, d, "any", false)
	want := []Algorithm{{Digest: hash("first"), Policy: 1, Since: first}, {Digest: hash("second"), Since: second}}
	if diff := cmp.Diff(want, w.listed(t, d, false, "first", "second").List); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}

	// A policy never changes, also not by way of a revocation; who is admitted anew is the last on the list.
	if _, err := admit("first", 2)(t.Context(), w.curator, d.ID); !errors.Is(err, ErrPolicy) {
		t.Errorf("admitted under another policy: %v", err)
	}
	change(revoke("first"))
	w.admits(t, d, "first", false)
	w.listed(t, d, false, "second")
	if _, err := admit("first", 2)(t.Context(), w.curator, d.ID); !errors.Is(err, ErrPolicy) {
		t.Errorf("admitted anew under another policy: %v", err)
	}
	again := change(admit("first", 1))
	if x, ok := w.listed(t, d, false, "second", "first").Listed(hash("first")); !ok || x.Since != again {
		t.Errorf("listed %v since %+v, want %+v", ok, x.Since, again)
	}

	// A ban is over all lists, and leaves them as they are.
	w.ban(t, "second", true)
	w.ban(t, "any", true)
	w.admits(t, d, "second", false)
	if x, _ := w.listed(t, d, false, "second", "first").Listed(hash("second")); !x.Banned {
		t.Errorf("not banned: %+v", x)
	}
	change(setOpen(true))
	w.admits(t, d, "second", false)
	w.admits(t, d, "any", false)
	w.ban(t, "second", false)
	w.admits(t, d, "second", true)
	if x, _ := w.listed(t, d, true, "second", "first").Listed(hash("second")); x.Banned {
		t.Errorf("still banned: %+v", x)
	}
	w.listed(t, other, true)
}

// TestAlgorithmsRefusals: nobody but the curator changes the list, and nothing is spent on the attempt.
func TestAlgorithmsRefusals(t *testing.T) {
	w := newWorld(t)
	d := w.publish(t, "census")
	if _, err := w.curator.AdmitAlgorithm(t.Context(), d.ID, hash("mine"), 0); err != nil {
		t.Fatal(err)
	}
	head := w.head(t)
	for name, do := range map[string]step{
		"open": setOpen(true), "close": setOpen(false), "admit": admit("theirs", 0), "admit what is listed": admit("mine", 0), "revoke": revoke("mine"),
		"revoke what is not listed": revoke("theirs"),
	} {
		if _, err := do(t.Context(), w.trainer, d.ID); !errors.Is(err, ErrNotCurator) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if now := w.head(t); now != head {
		t.Errorf("%d transactions", now-head)
	}
	for _, id := range []datatoken.Address{{}, {9}, w.trainer.Address(), w.at.Currency} {
		if _, err := w.trainer.Algorithms(t.Context(), id); !errors.Is(err, ErrNoDataset) {
			t.Errorf("algorithms of %s: %v", id, err)
		}
	}
	// What the contract says when the list has changed meanwhile.
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"admitted":     {algorithms.PackAdmit(common.Address(d.ID), hash("mine"), 0), errAsItIs},
		"not admitted": {algorithms.PackRevoke(common.Address(d.ID), hash("theirs")), errAsItIs},
		"not curator":  {algorithms.PackAdmit(common.Address(w.at.Factory), hash("mine"), 0), nil},
	} {
		if _, _, err := w.curator.send(t.Context(), call{to: w.at.Algorithms, data: tc.data}); err == nil || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAlgorithmsFromIndex: the list comes from the chain's events, whoever keeps them.
func TestAlgorithmsFromIndex(t *testing.T) {
	w := newWorld(t)
	d := w.publish(t, "census")
	for _, do := range []step{admit("a", 0), admit("b", 3), revoke("a"), admit("c", 0)} {
		if _, err := do(t.Context(), w.curator, d.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.ban(t, "b", true)
	want := w.listed(t, d, true, "b", "c")
	kept := &keptLogs{}
	logs, err := w.trainer.eth.FilterLogs(t.Context(), ethereum.FilterQuery{Addresses: []common.Address{common.Address(w.at.Algorithms)}})
	if err != nil {
		t.Fatal(err)
	}
	kept.logs = logs
	w.trainer.ReadEvents(kept)
	if diff := cmp.Diff(want, w.listed(t, d, true, "b", "c")); diff != "" || kept.asked == 0 {
		t.Errorf("asked %d times; (-node +index):\n%s", kept.asked, diff)
	}
}

// keptLogs is an index of one contract.
type keptLogs struct {
	logs  []types.Log
	asked int
}

func (k *keptLogs) Logs(_ context.Context, from common.Address, topics [][]common.Hash) (out []types.Log, err error) {
	k.asked++
next:
	for _, l := range k.logs {
		for i, want := range topics {
			if len(want) > 0 && (i >= len(l.Topics) || l.Topics[i] != want[0]) {
				continue next
			}
		}
		if l.Address == from {
			out = append(out, l)
		}
	}
	return out, nil
}

// TestPublishOpens: publishing again says nothing about who may run what, unless it is told to.
func TestPublishOpens(t *testing.T) {
	w := newWorld(t)
	publish := func(name string, open, once bool) Dataset {
		t.Helper()
		p := w.publication(name)
		p.Open, p.OpenOnce = open, once
		d, err := w.curator.Publish(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, tc := range map[string]struct {
		first, open, once bool
		want              bool
	}{
		"open stays open":                 {true, true, true, true},
		"closed stays closed":             {false, true, true, false},
		"open stays open, the other way":  {true, false, true, true},
		"closed, and explicitly opened":   {false, true, false, true},
		"open, and explicitly closed":     {true, false, false, false},
		"closed, and explicitly the same": {false, false, false, false},
	} {
		if d := publish(name, tc.first, true); d.Open != tc.first {
			t.Errorf("%s: published open %v", name, d.Open)
		}
		head := w.head(t)
		if d := publish(name, tc.open, tc.once); d.Open != tc.want {
			t.Errorf("%s: open %v, want %v", name, d.Open, tc.want)
		}
		if n := w.head(t) - head; (n == 0) != (tc.first == tc.want) {
			t.Errorf("%s: %d transactions", name, n)
		}
	}
}
