package chain

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stintdao/stint/datatoken"
)

func list(n int) []datatoken.Share {
	out := make([]datatoken.Share, n)
	for i := range out {
		binary.BigEndian.PutUint32(out[i].Member[:], uint32(i+1))
		out[i].Parts = uint64(i + 1)
	}
	return out
}

// TestShares: in trees of every small size each member's path leads to the root, with its parts and no others, and the order of the list
// does not matter.
func TestShares(t *testing.T) {
	for n := 1; n <= 33; n++ {
		shares := list(n)
		tree, err := NewShares(shares)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range shares {
			parts, path, err := tree.Proof(s.Member)
			if err != nil || parts != s.Parts || !VerifyShare(tree.Root(), s, path) {
				t.Fatalf("%d shares: %+v has parts %d, path %v (%v)", n, s, parts, path, err)
			}
			more := s
			more.Parts++
			if VerifyShare(tree.Root(), more, path) {
				t.Fatalf("%d shares: more parts pass", n)
			}
			other := s
			other.Member[19]++
			if VerifyShare(tree.Root(), other, path) {
				t.Fatalf("%d shares: another member passes", n)
			}
			if len(path) > 0 && VerifyShare(tree.Root(), s, path[1:]) {
				t.Fatalf("%d shares: a shorter path passes", n)
			}
		}
		rand.New(rand.NewPCG(uint64(n), 1)).Shuffle(n, func(i, k int) { shares[i], shares[k] = shares[k], shares[i] })
		if again, err := NewShares(shares); err != nil || again.Root() != tree.Root() || again.Total() != uint64(n*(n+1)/2) {
			t.Fatalf("%d shares in another order: another tree (%v)", n, err)
		}
	}
}

func TestSharesRefused(t *testing.T) {
	a := datatoken.Address{1}
	for name, shares := range map[string][]datatoken.Share{
		"none":        nil,
		"twice":       {{Member: a, Parts: 1}, {Member: a, Parts: 2}},
		"of nothing":  {{Member: a}},
		"overflowing": {{Member: a, Parts: 1 << 63}, {Member: datatoken.Address{2}, Parts: 1 << 63}},
	} {
		if _, err := NewShares(shares); !errors.Is(err, ErrBadInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	tree, err := NewShares(list(3))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := tree.Proof(datatoken.Address{9}); !errors.Is(err, ErrBadProof) {
		t.Errorf("path of a stranger: %v", err)
	}
}

func TestLanes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		var l Lanes
		for i := range l {
			l[i] = r.Uint32() >> r.IntN(32)
		}
		w0, w1 := pack(l)
		if w0.BitLen() > 256 || w1.BitLen() > 256 || unpack(w0, w1) != l {
			t.Fatalf("%v packs as %x, %x", l, w0, w1)
		}
	}
	w0, w1 := pack(Lanes{0: 1, 1: 2, 8: 3, 15: 4})
	if w0.Text(16) != "200000001" || w1.Text(16) != "400000000000000000000000000000000000000000000000000000003" {
		t.Errorf("packed as %x, %x", w0, w1)
	}
}

func BenchmarkShares(b *testing.B) {
	shares := list(100_000)
	for b.Loop() {
		if _, err := NewShares(shares); err != nil {
			b.Fatal(err)
		}
	}
}
