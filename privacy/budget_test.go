package privacy

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func TestBudgetLanes(t *testing.T) {
	at := func(v uint32) (lanes [NumOrders]uint32) {
		for i := range lanes {
			lanes[i] = v
		}
		return lanes
	}
	tests := map[string]struct {
		budget          Budget
		reserved, spent uint32
		want            Budget
	}{
		"all spent":         {Budget{Held: at(10)}, 10, 10, Budget{Held: at(10), Committed: at(10)}},
		"nothing spent":     {Budget{Held: at(10)}, 10, 0, Budget{}},
		"part spent":        {Budget{Held: at(30), Committed: at(20)}, 10, 4, Budget{Held: at(24), Committed: at(24)}},
		"held is stuck":     {Budget{Held: at(stuck)}, 10, 4, Budget{Held: at(stuck), Committed: at(4)}},
		"committed sticks":  {Budget{Held: at(stuck), Committed: at(stuck - 1)}, 10, 4, Budget{Held: at(stuck), Committed: at(stuck)}},
		"largest committed": {Budget{Held: at(stuck), Committed: at(stuck - 4)}, 4, 4, Budget{Held: at(stuck), Committed: at(stuck)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := tt.budget.Commit(uniformLoss(t, tt.reserved), uniformLoss(t, tt.spent))
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

func TestBudgetReserveSticks(t *testing.T) {
	b := Budget{}
	b.Caps[0] = 5 // only order 2 has room, again and again, while the others overflow
	var lanes [NumOrders]uint32
	for i := 1; i < NumOrders; i++ {
		lanes[i] = MaxLane
	}
	l, err := LossFromLanes(lanes)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		var ok bool
		if b, ok = b.Reserve(l); !ok {
			t.Fatal("order 2 has room, yet refused")
		}
	}
	if b.Held[0] != 0 || b.Held[1] != math.MaxUint32 {
		t.Fatalf("held %v", b.Held)
	}
	b, err = b.Commit(l, Loss{})
	if err != nil || b.Held[1] != math.MaxUint32 {
		t.Errorf("an overflowed order came back: %v, %v", b.Held, err)
	}
	if b.EpsilonHeld(One6) != 0 { // order 2 says that nothing was lost
		t.Errorf("ε held %d", b.EpsilonHeld(One6))
	}
}

func TestBudgetCommitRefuses(t *testing.T) {
	held, ok := Budget{Caps: mustCaps(t, 8*One, One6)}.Reserve(uniformLoss(t, 10))
	if !ok {
		t.Fatal("refused")
	}
	for name, tt := range map[string]struct{ reserved, spent uint32 }{
		"more than reserved": {10, 11},
		"never reserved":     {12, 1},
	} {
		got, err := held.Commit(uniformLoss(t, tt.reserved), uniformLoss(t, tt.spent))
		if !errors.Is(err, ErrCommit) || got != held {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestZeroBudgetIsClosed(t *testing.T) {
	if (Budget{}).Admits(uniformLoss(t, 1)) {
		t.Error("admits a loss")
	}
	if !(Budget{}).Admits(Loss{}) {
		t.Error("refuses no loss")
	}
}

func TestJobsLeftIsHowManyAreAdmitted(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		b := Budget{Caps: mustCaps(t, One+Micros(r.Int64N(int64(9*One))), One6)}
		for range r.IntN(4) {
			b, _ = b.Reserve(randomLoss(t, r))
		}
		job := randomLoss(t, r)
		left, n := b.JobsLeft(job), 0
		for ok := true; n <= left; n++ {
			if b, ok = b.Reserve(job); !ok {
				break
			}
		}
		if n != left {
			t.Fatalf("%d jobs left, %d admitted", left, n)
		}
	}
	if left := (Budget{Caps: mustCaps(t, One, One6)}).JobsLeft(Loss{}); left != MaxJobs {
		t.Errorf("jobs that cost nothing: %d left", left)
	}
	if left := (Budget{Held: [NumOrders]uint32{}, Caps: [NumOrders]uint32{}}).JobsLeft(uniformLoss(t, 1)); left != 0 {
		t.Errorf("closed block: %d left", left)
	}
}

// TestFilterNeverExceeds runs 100,000 random reservations, commits and refunds and checks after each that some order is within its
// cap: that is the order whose guarantee holds. It also checks what is shown to people against the budget's ε.
func TestFilterNeverExceeds(t *testing.T) {
	const eps = 8 * One
	r := rand.New(rand.NewPCG(5, 6))
	type job struct{ reserved Loss }
	var open []job
	b, admitted, refused := Budget{Caps: mustCaps(t, eps, One6)}, 0, 0
	for step := range 100_000 {
		if len(open) > 0 && r.IntN(2) == 0 {
			i := r.IntN(len(open))
			spent := scaleLoss(t, open[i].reserved, r.Float64()*r.Float64()*0.02)
			next, err := b.Commit(open[i].reserved, spent)
			if err != nil {
				t.Fatal(err)
			}
			b, open = next, append(open[:i], open[i+1:]...)
		} else {
			l := randomLoss(t, r)
			next, ok := b.Reserve(l)
			if ok {
				b, open, admitted = next, append(open, job{l}), admitted+1
			} else {
				refused++
			}
		}
		alive := false
		for i := range NumOrders {
			alive = alive || b.Held[i] <= b.Caps[i]
			if b.Committed[i] > b.Held[i] {
				t.Fatalf("step %d: order %d committed more than held", step, Orders[i])
			}
		}
		if !alive {
			t.Fatalf("step %d: no order is within its cap: %+v", step, b)
		}
		if got := b.EpsilonHeld(One6); got > eps {
			t.Fatalf("step %d: holds ε %d of %d", step, got, eps)
		}
	}
	if admitted < 100 || refused < 100 {
		t.Errorf("no test: %d admitted, %d refused", admitted, refused)
	}
	for _, j := range open {
		next, err := b.Commit(j.reserved, Loss{})
		if err != nil {
			t.Fatal(err)
		}
		b = next
	}
	for i := range NumOrders {
		if b.Held[i] != b.Committed[i] && b.Held[i] != stuck {
			t.Errorf("order %d: %d held after all is settled, %d committed", Orders[i], b.Held[i], b.Committed[i])
		}
	}
}

// randomLoss is that of a random job: subsampled or not, or pure.
func randomLoss(t testing.TB, r *rand.Rand) Loss {
	t.Helper()
	switch r.IntN(3) {
	case 0:
		return mustLoss(t, gaussian(1+r.Uint32N(100), 5*One+Micros(r.Int64N(int64(50*One))), One))
	case 1:
		return mustLoss(t, gaussian(1+r.Uint32N(1000), One+Micros(r.Int64N(int64(3*One))), One/100))
	}
	return mustLoss(t, Plan{Pure: []Pure{{Name: "a", Epsilon: 1 + Micros(r.Int64N(int64(2*One)))}}})
}

func scaleLoss(t testing.TB, l Loss, by float64) Loss {
	t.Helper()
	lanes := l.Lanes()
	for i := range lanes {
		lanes[i] = uint32(float64(lanes[i]) * by)
	}
	out, err := LossFromLanes(lanes)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
