package admission

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// instance is one of testdata/knapsack.json, whose optimum is known.
type instance struct {
	Capacity float64   `json:"capacity"`
	Optimum  float64   `json:"optimal_profit"`
	Weights  []float64 `json:"weights"`
	Profits  []float64 `json:"profits"`
}

// items scales an instance to integers, 2^25 to 1: weights up, the capacity down. All of them are below 128.
func (p instance) items() (uint64, []Item) {
	const scale = 1 << 25
	items := make([]Item, len(p.Weights))
	for i := range items {
		items[i] = Item{uint32(math.Ceil(p.Weights[i] * scale)), uint32(p.Profits[i] * scale)}
	}
	return uint64(p.Capacity * scale), items
}

func instances(t testing.TB) []instance {
	t.Helper()
	b, err := os.ReadFile("testdata/knapsack.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Instances []instance }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Instances) != 200 {
		t.Fatalf("%d instances, want 200", len(file.Instances))
	}
	return file.Instances
}

// solve is the sum of profit/optimum, how many are optimal (to within float error), and how many are proven.
func solve(t testing.TB, list []instance) (sum float64, optimal, proven int) {
	t.Helper()
	for n, p := range list {
		capacity, items := p.items()
		chosen, exact := Knapsack(capacity, items)
		weight, profit := 0.0, 0.0
		for _, i := range chosen {
			weight, profit = weight+p.Weights[i], profit+p.Profits[i]
		}
		if weight > p.Capacity {
			t.Errorf("instance %d: weight %g of %g", n, weight, p.Capacity)
		}
		if exact {
			proven++
		}
		if profit >= p.Optimum*(1-1e-9) {
			optimal++
		}
		if p.Optimum > 0 { // in one of them nothing fits
			profit /= p.Optimum
		} else {
			profit = 1
		}
		sum += profit
	}
	return sum, optimal, proven
}

func TestKnapsackFindsKnownOptima(t *testing.T) {
	if _, optimal, proven := solve(t, instances(t)); optimal != 200 || proven != 200 {
		t.Errorf("%d of 200 optimal, %d proven", optimal, proven)
	}
}

func BenchmarkKnapsack(b *testing.B) {
	list := instances(b)
	sum, optimal := 0.0, 0
	for b.Loop() {
		sum, optimal, _ = solve(b, list)
	}
	b.ReportMetric(sum/200, "of-optimum")
	b.ReportMetric(float64(optimal), "optimal/200")
}

// best is the most profit of any subset.
func best(capacity uint64, items []Item) (most uint64) {
	for set := range 1 << len(items) {
		weight, profit := uint64(0), uint64(0)
		for i, it := range items {
			if set>>i&1 == 1 {
				weight, profit = weight+uint64(it.Weight), profit+uint64(it.Profit)
			}
		}
		if weight <= capacity {
			most = max(most, profit)
		}
	}
	return most
}

func TestKnapsackEqualsBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		size := uint32(1) << (1 + rng.IntN(32)) // small sizes have many ties, 2^32 is 0 and taken as all
		draw := func() uint32 {
			if size == 0 {
				return rng.Uint32()
			}
			return rng.Uint32N(size)
		}
		items, total := make([]Item, rng.IntN(13)), uint64(0)
		for i := range items {
			items[i] = Item{draw(), draw()}
			if n%3 == 0 {
				items[i].Profit = items[i].Weight // the hard ones: profit says nothing
			}
			total += uint64(items[i].Weight)
		}
		capacity := rng.Uint64N(total + 2)
		chosen, exact := Knapsack(capacity, items)
		weight, profit := uint64(0), uint64(0)
		for k, i := range chosen {
			if k > 0 && i <= chosen[k-1] {
				t.Fatalf("chosen %v is not ascending", chosen)
			}
			weight, profit = weight+uint64(items[i].Weight), profit+uint64(items[i].Profit)
		}
		if want := best(capacity, items); profit != want || weight > capacity || !exact {
			t.Fatalf("capacity %d, items %v: profit %d of %d, weight %d, exact %t", capacity, items, profit, want, weight, exact)
		}
	}
}

func TestKnapsackAtTheEdges(t *testing.T) {
	full := Item{math.MaxUint32, math.MaxUint32}
	cases := map[string]struct {
		capacity uint64
		items    []Item
		want     []int
	}{
		"nothing":                {10, nil, nil},
		"no room":                {0, []Item{{1, 1}}, nil},
		"no weight needs none":   {0, []Item{{0, 1}, {1, 9}, {0, 0}}, []int{0}},
		"nothing is worth it":    {10, []Item{{1, 0}}, nil},
		"all":                    {math.MaxUint64, []Item{full, full, full}, []int{0, 1, 2}},
		"the largest":            {2 * math.MaxUint32, []Item{full, {1, 1}, full}, []int{0, 2}},
		"of equals, the first":   {2, []Item{{1, 1}, {1, 1}, {1, 1}}, []int{0, 1}},
		"not by profit / weight": {10, []Item{{6, 7}, {5, 5}, {5, 5}}, []int{1, 2}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, exact := Knapsack(c.capacity, c.items)
			if d := cmp.Diff(c.want, got); d != "" || !exact {
				t.Errorf("exact %t, %s", exact, d)
			}
		})
	}
}

// TestKnapsackGivesUpInOrder: a subset-sum of large even numbers to an odd capacity cannot be proven in bounds.
func TestKnapsackGivesUpInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	items, total := make([]Item, 60), uint64(0)
	for i := range items {
		v := rng.Uint32N(1<<31) * 2
		items[i] = Item{v, v}
		total += uint64(v)
	}
	capacity := total/2 | 1
	chosen, exact := Knapsack(capacity, items)
	weight := uint64(0)
	for _, i := range chosen {
		weight += uint64(items[i].Weight)
	}
	if exact || weight > capacity || weight < capacity/10*9 {
		t.Errorf("exact %t, weight %d of %d", exact, weight, capacity)
	}
}
