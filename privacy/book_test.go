package privacy

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func openBook(t testing.TB, blocks ...string) *Book[string] {
	t.Helper()
	b := NewBook[string]()
	for _, k := range blocks {
		if err := b.SetCaps(k, mustCaps(t, 8*One, One6)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *Book[K]) snapshot() map[K]Budget {
	out := map[K]Budget{}
	for k, s := range b.blocks {
		out[k] = s
	}
	return out
}

func TestBookReplaysChangeNothing(t *testing.T) {
	b := openBook(t, "x", "y")
	job, l := [32]byte{1}, mustLoss(t, gaussian(50, 20*One, One))
	spent, err := gaussian(50, 20*One, One).LossAfter(20)
	if err != nil {
		t.Fatal(err)
	}
	replay := func(want error, do func() error) {
		t.Helper()
		before := b.snapshot()
		if err := do(); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		if d := cmp.Diff(before, b.snapshot()); d != "" {
			t.Errorf("a replay changed the book: %s", d)
		}
	}
	if err := b.Reserve(job, []string{"x", "y"}, l); err != nil {
		t.Fatal(err)
	}
	reserve := func() error { return b.Reserve(job, []string{"x", "y"}, l) }
	replay(nil, reserve)
	replay(ErrConflict, func() error { return b.Reserve(job, []string{"x"}, l) })
	replay(ErrConflict, func() error { return b.Reserve(job, []string{"y", "x"}, l) })
	replay(ErrConflict, func() error { return b.Reserve(job, []string{"x", "y"}, spent) })
	replay(ErrCommit, func() error { return b.Commit(job, l.Add(uniformLoss(t, 1))) })
	if err := b.Commit(job, spent); err != nil {
		t.Fatal(err)
	}
	replay(nil, func() error { return b.Commit(job, spent) })
	replay(ErrConflict, func() error { return b.Commit(job, l) })
	replay(nil, reserve)
	replay(ErrNoClaim, func() error { return b.Commit([32]byte{2}, Loss{}) })

	want := Claim[string]{Blocks: []string{"x", "y"}, Reserved: l, Spent: spent, Committed: true}
	got, err := b.Claim(job)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Loss{})); d != "" {
		t.Error(d)
	}
	for _, k := range []string{"x", "y"} {
		s, err := b.Budget(k)
		if err != nil || s.Held != spent.Lanes() || s.Committed != spent.Lanes() {
			t.Errorf("block %s: %+v, %v", k, s, err)
		}
	}
}

func TestBookReservesEverywhereOrNowhere(t *testing.T) {
	b := openBook(t, "roomy", "full")
	big := mustLoss(t, Plan{Pure: []Pure{{Name: "a", Epsilon: 5 * One}}})
	if err := b.Reserve([32]byte{1}, []string{"full"}, big); err != nil {
		t.Fatal(err)
	}
	before := b.snapshot()
	for name, tt := range map[string]struct {
		blocks []string
		want   error
	}{
		"no room":       {[]string{"roomy", "full"}, ErrOverBudget},
		"unknown block": {[]string{"roomy", "nowhere"}, ErrNoBlock},
		"twice":         {[]string{"roomy", "roomy"}, nil},
		"no blocks":     {nil, nil},
	} {
		err := b.Reserve([32]byte{2}, tt.blocks, big)
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
		if d := cmp.Diff(before, b.snapshot()); d != "" {
			t.Errorf("%s: changed the book: %s", name, d)
		}
		if _, err := b.Claim([32]byte{2}); !errors.Is(err, ErrNoClaim) {
			t.Errorf("%s: left a claim: %v", name, err)
		}
	}
	// Refused is not for ever: once room is back, the same job is admitted.
	if err := b.Commit([32]byte{1}, Loss{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Reserve([32]byte{2}, []string{"roomy", "full"}, big); err != nil {
		t.Errorf("after a refund: %v", err)
	}
}

func TestBookSetCaps(t *testing.T) {
	b := openBook(t, "x")
	var caps [NumOrders]uint32
	caps[3] = MaxLane
	if err := b.SetCaps("x", caps); !errors.Is(err, ErrLane) {
		t.Errorf("cap at saturation: got %v", err)
	}
	if err := b.Reserve([32]byte{1}, []string{"x"}, uniformLoss(t, 100)); err != nil {
		t.Fatal(err)
	}
	if err := b.SetCaps("x", [NumOrders]uint32{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Reserve([32]byte{2}, []string{"x"}, uniformLoss(t, 1)); !errors.Is(err, ErrOverBudget) {
		t.Errorf("closed block: got %v", err)
	}
	if err := b.Commit([32]byte{1}, uniformLoss(t, 100)); err != nil {
		t.Errorf("what was reserved before the fall: %v", err)
	}
	if _, err := b.Budget("y"); !errors.Is(err, ErrNoBlock) {
		t.Errorf("unknown block: %v", err)
	}
}

// TestBookAgainstLosses replays random calls, many of them repeated, and checks each block against the sum of the claims.
func TestBookAgainstLosses(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	b := openBook(t, names...)
	r := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		job := [32]byte{byte(r.IntN(200))}
		if r.IntN(3) > 0 {
			var blocks []string
			for _, i := range r.Perm(len(names))[:1+r.IntN(len(names))] {
				blocks = append(blocks, names[i])
			}
			err := b.Reserve(job, blocks, randomLoss(t, r))
			if err != nil && !errors.Is(err, ErrOverBudget) && !errors.Is(err, ErrConflict) {
				t.Fatal(err)
			}
		} else if c, err := b.Claim(job); err == nil {
			err := b.Commit(job, scaleLoss(t, c.Reserved, 0.1*r.Float64()))
			if err != nil && !errors.Is(err, ErrConflict) {
				t.Fatal(err)
			}
		}
	}
	want := map[string]Budget{}
	for _, k := range names {
		want[k] = Budget{Caps: mustCaps(t, 8*One, One6)}
	}
	for _, c := range b.claims {
		for _, k := range c.Blocks {
			s, held := want[k], c.Reserved
			if c.Committed {
				held = c.Spent
			}
			for i := range NumOrders {
				s.Held[i] += held.Lanes()[i]
				s.Committed[i] += c.Spent.Lanes()[i]
			}
			want[k] = s
		}
	}
	if d := cmp.Diff(want, b.snapshot()); d != "" {
		t.Error(d)
	}
}
