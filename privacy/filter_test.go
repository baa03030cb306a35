package privacy

import (
	"errors"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// steps of the long property below. Every one of them is checked against sums kept beside the book.
const steps = 1_000_000

// call is one thing that somebody asks of a book, as a journal would have it.
type call struct {
	job    [32]byte
	blocks []int // nil for a commit
	loss   Loss
	caps   *[NumOrders]uint32 // of blocks[0], instead of a claim
}

func (c call) on(b *Book[int]) error {
	switch {
	case c.caps != nil:
		return b.SetCaps(c.blocks[0], *c.caps)
	case c.blocks == nil:
		return b.Commit(c.job, c.loss)
	}
	return b.Reserve(c.job, c.blocks, c.loss)
}

func (b *Book[K]) copy() *Book[K] { return &Book[K]{maps.Clone(b.blocks), maps.Clone(b.claims)} }

// sums are what a block should hold, counted without bounds.
type sums struct{ held, committed [NumOrders]uint64 }

// TestFilterHolds makes a million random calls with crashes in between: replies that are lost and asked again, and restarts from an older state and a
// journal. No block is ever over all its caps, no restart gives back anything, and a repeated call answers the same and changes nothing.
func TestFilterHolds(t *testing.T) {
	n := steps
	if testing.Short() {
		n /= 20
	}
	const blocks = 6
	r := rand.New(rand.NewPCG(11, 4))
	book, truth := NewBook[int](), [blocks]sums{}
	for k := range blocks {
		if err := book.SetCaps(k, mustCaps(t, Micros(1+r.Int64N(int64(30*One))), One6)); err != nil {
			t.Fatal(err)
		}
	}
	var losses [500]Loss
	for i := range losses {
		losses[i] = randomLoss(t, r)
	}
	disk, journal := book.copy(), []call(nil)
	jobs := uint64(0)
	admitted, refused, restarts := 0, 0, 0
	for step := range n {
		c := call{loss: losses[r.IntN(len(losses))]}
		if step%200 == 199 { // the curator makes room, or takes some away
			k := r.IntN(blocks)
			caps := book.blocks[k].Caps
			for i := range caps {
				caps[i] = uint32(min(uint64(book.blocks[k].Held[i])+r.Uint64N(40_000), MaxLane-1))
			}
			change := call{blocks: []int{k}, caps: &caps}
			if err := change.on(book); err != nil {
				t.Fatal(err)
			}
			journal = append(journal, change)
		}
		id := jobs - min(jobs, r.Uint64N(50)) // one of the last jobs, so that calls repeat and conflict
		switch {
		case r.IntN(3) == 0:
			jobs++
			id = jobs
			fallthrough
		case r.IntN(2) == 0:
			for k := range blocks {
				if r.IntN(3) == 0 {
					c.blocks = append(c.blocks, k)
				}
			}
			if c.blocks == nil {
				c.blocks = []int{r.IntN(blocks)}
			}
		}
		c.job = [32]byte{byte(id), byte(id >> 8), byte(id >> 16)}
		before, had := book.claims[c.job]
		if c.blocks == nil && had {
			c.loss = scaleLoss(t, before.Reserved, r.Float64())
		}
		err := c.on(book)
		after := book.claims[c.job]
		switch {
		case err == nil && !had: // admitted
			admitted++
			for _, k := range c.blocks {
				room := false
				for i, v := range c.loss.Lanes() {
					truth[k].held[i] += uint64(v)
					room = room || truth[k].held[i] <= uint64(book.blocks[k].Caps[i])
				}
				if !room {
					t.Fatalf("step %d: block %d is over its cap at every order", step, k)
				}
			}
		case err == nil && after.Committed && !before.Committed:
			for _, k := range after.Blocks {
				for i, v := range after.Spent.Lanes() {
					truth[k].committed[i] += uint64(v)
					truth[k].held[i] -= uint64(after.Reserved.Lanes()[i] - v)
				}
			}
		case errors.Is(err, ErrOverBudget):
			refused++
		case err != nil && !errors.Is(err, ErrConflict) && !errors.Is(err, ErrNoClaim):
			t.Fatalf("step %d: %v", step, err)
		}
		if err == nil {
			journal = append(journal, c)
		}
		touched := c.blocks
		if touched == nil {
			touched = after.Blocks
		}
		for _, k := range touched {
			s := book.blocks[k]
			for i := range NumOrders {
				if truth[k].held[i] < stuck && (uint64(s.Held[i]) != truth[k].held[i] && s.Held[i] != stuck || uint64(s.Committed[i]) != truth[k].committed[i]) {
					t.Fatalf("step %d: block %d, order %d: holds %d and %d, want %+v", step, k, Orders[i], s.Held[i], s.Committed[i], truth[k])
				}
				if s.Committed[i] > s.Held[i] {
					t.Fatalf("step %d: block %d, order %d: more is committed than held", step, k, Orders[i])
				}
			}
		}
		if r.IntN(20) == 0 { // the reply was lost
			again := c.on(book)
			if (err == nil) != (again == nil) {
				t.Fatalf("step %d: first %v, then %v", step, err, again)
			}
			for _, k := range touched {
				for i, v := range book.blocks[k].Held {
					if v != stuck && uint64(v) != truth[k].held[i] {
						t.Fatalf("step %d: a repeated call changed block %d", step, k)
					}
				}
			}
		}
		if r.IntN(20_000) == 0 { // the process ended
			restarts++
			for _, c := range journal {
				if err := c.on(disk); err != nil {
					t.Fatalf("step %d: on replay: %v", step, err)
				}
			}
			if d := cmp.Diff(book.snapshot(), disk.snapshot()); d != "" {
				t.Fatalf("step %d: after a restart (-before +after):\n%s", step, d)
			}
			book, journal = disk.copy(), nil
		}
	}
	if admitted < n/20 || refused < n/20 || restarts == 0 {
		t.Errorf("%d admitted, %d refused, %d restarts: nothing was tried", admitted, refused, restarts)
	}
}

// BenchmarkBook reserves and commits claims in four of a hundred blocks.
func BenchmarkBook(b *testing.B) {
	book := NewBook[int]()
	for k := range 100 {
		if err := book.SetCaps(k, mustCaps(b, 8*One, One6)); err != nil {
			b.Fatal(err)
		}
	}
	l, err := LossFromLanes([NumOrders]uint32{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
	if err != nil {
		b.Fatal(err)
	}
	n := uint64(0)
	for b.Loop() {
		n++
		job := [32]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
		k := int(n % 96)
		if err := book.Reserve(job, []int{k, k + 1, k + 2, k + 3}, l); err != nil {
			b.Fatal(err)
		}
		if err := book.Commit(job, Loss{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "claims/s")
}
