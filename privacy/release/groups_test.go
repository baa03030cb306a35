package release

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stintdao/stint/privacy"
)

type keyed struct {
	name  string
	value int64
}

func feedGroups(t testing.TB, g *Groups, crowd [][]keyed) {
	t.Helper()
	for _, rows := range crowd {
		if err := g.Next(); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			g.Add([]byte(row.name), row.value)
		}
	}
}

// town has people who have 4 rows in each of 3 groups: sizes say how many have each, in turn.
func town(sizes map[string]int, value func() int64) (crowd [][]keyed) {
	for name, n := range sizes {
		for range n {
			var rows []keyed
			for range 4 {
				rows = append(rows, keyed{name, value()})
			}
			crowd = append(crowd, rows)
		}
	}
	return crowd
}

// TestGroups: large groups are named, small ones are not, and the 95 % intervals of those that are hold the truth. Below 89 % of 300 trials is 4.8 standard
// errors off: a sound release fails a case with probability 1e-6. A group of 400 at a noise of scale 8 is missed with probability e^-30.
func TestGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	crowd := town(map[string]int{"alone": 1, "pair": 2, "large": 400, "larger": 900}, func() int64 { return int64(r.IntN(100)) })
	for i := range crowd { // a fifth row is in a third and fourth group, of which one counts; the tenth row does not count
		crowd[i] = append(crowd[i], keyed{"third", 1}, keyed{"fourth", 1}, keyed{"fourth", 1}, keyed{"fourth", 1}, keyed{"fourth", 1}, keyed{"third", 50})
	}
	s := Selection{Each: 2, Delta: 1e12}
	b := Bound{Rows: 9, Epsilon: one / 2}
	span := Range{0, 50}
	exact := map[string][]float64{} // rows, sum, mean in millionths
	for _, rows := range crowd {
		for i, row := range rows[:9] {
			if i >= 4 && row.name != "third" {
				continue
			}
			e := exact[row.name]
			if e == nil {
				e = make([]float64, 3)
				exact[row.name] = e
			}
			e[0]++
			e[1] += float64(span.clamp(row.value))
			e[2] = e[1] / e[0] * 1e6
		}
	}
	const trials = 300
	for k, start := range []func() (*Groups, error){
		func() (*Groups, error) { return NewGroupCounts(s, b) },
		func() (*Groups, error) { return NewGroupSums(span, s, b) },
		func() (*Groups, error) { return NewGroupMeans(span, s, b) },
	} {
		covered := map[string]int{}
		for range trials {
			g, err := start()
			if err != nil {
				t.Fatal(err)
			}
			feedGroups(t, g, crowd)
			got, err := g.Release()
			if err != nil {
				t.Fatal(err)
			}
			if names := namesOf(got); names != "large larger third" {
				t.Fatalf("measure %d names %s", k, names)
			}
			for _, e := range got {
				if want := exact[e.Name][k]; float64(e.Low)-1 <= want && want <= float64(e.High)+1 {
					covered[e.Name]++
				}
			}
		}
		for name, n := range covered {
			if n < trials*89/100 {
				t.Errorf("measure %d of %s: 95 %% interval holds the truth %d times of %d", k, name, n, trials)
			}
		}
	}
}

func namesOf(groups []Group) string {
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return strings.Join(names, " ")
}

// geometricTail is the exact probability that the library's integer noise for l1 at ε is k or more, k ≥ 1: a two-sided geometric variable on a grid, rounded.
func geometricTail(l1 int64, epsilon privacy.Micros, k int64) float64 {
	nats := float64(epsilon) / 1e6
	grid := 1.0
	for grid/2 >= float64(l1)/nats/(1<<40) {
		grid /= 2
	}
	steps := math.Ceil((float64(k) - 0.5) / grid)
	decay := grid * nats / (float64(l1) + grid)
	return math.Exp(-decay*steps) / (1 + math.Exp(-decay))
}

// TestThresholdIsSafe: on the exact distribution of the noise, the probability that any of a contributor's groups that nobody else has is
// named is δ at most; and the threshold is no more than 2, and 1e-5, above the least that does.
func TestThresholdIsSafe(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for range 20_000 {
		each := int64(math.Exp(r.Float64() * math.Log(MaxGroupsEach)))
		eps := privacy.Micros(math.Exp(r.Float64() * math.Log(50e6)))
		delta := privacy.Tiny(math.Exp(r.Float64() * math.Log(9e18)))
		if (Bound{uint32(each), eps}).check(1) != nil || delta == 0 {
			continue
		}
		at := threshold(scale(each, eps), float64(each), float64(delta)/1e24)
		want := float64(delta) / 1e24
		if p := float64(each) * geometricTail(each, eps, at-1); p > want {
			t.Fatalf("%d groups, ε %d, δ %de-24: a threshold of %d fails with probability %v", each, eps, delta, at, p)
		}
		if at > 4 {
			less := at - 3 - at/100_000
			if p := float64(each) * geometricTail(each, eps, less); p <= want {
				t.Fatalf("%d groups, ε %d, δ %de-24: a threshold of %d is more than it takes", each, eps, delta, at)
			}
		}
	}
	if at := threshold(1e-9, 1, 0.9); at != 2 {
		t.Errorf("least threshold %d, want 2", at)
	}
}

// TestNoiseHasTheTail compares geometricTail, on which the threshold rests, with what the library draws: 5 standard errors, 6e-7 for each of 6 comparisons.
func TestNoiseHasTheTail(t *testing.T) {
	const n, l1, eps = 60_000, 6, 2 * one
	draws := make([]int64, n)
	if err := blur(draws, l1, eps); err != nil {
		t.Fatal(err)
	}
	for _, k := range []int64{1, 2, 3, 5, 8, 12} {
		got := 0.0
		for _, x := range draws {
			if x >= k {
				got++
			}
		}
		p := geometricTail(l1, eps, k)
		if math.Abs(got-n*p) > 5*math.Sqrt(n*p*(1-p)) {
			t.Errorf("noise of %d or more: %v of %d, want a share of %v", k, got, n, p)
		}
	}
}

// TestSelectionOfOnesOwn: with a δ large enough to be seen, somebody's groups that nobody else has are named with probability δ at most, and nearly
// that: 4,000 trials at δ 0.05, 5 standard errors, 6e-7.
func TestSelectionOfOnesOwn(t *testing.T) {
	const trials, delta, each = 4000, 0.05, 3
	named := 0.0
	for range trials {
		g, err := NewGroupCounts(Selection{each, 1}, Bound{10, one / 2})
		if err != nil {
			t.Fatal(err)
		}
		g.threshold = threshold(scale(each, one/4), each, delta)
		feedGroups(t, g, [][]keyed{{{"x", 0}, {"y", 0}, {"x", 0}, {"z", 0}, {"w", 0}}, nil})
		got, err := g.Release()
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > 0 {
			named++
		}
	}
	if err := 5 * math.Sqrt(trials*delta*(1-delta)); named > trials*delta+err || named < trials*delta*0.85-err {
		t.Errorf("named %v times of %d, want a little below %v", named, trials, trials*delta)
	}
}

// TestGroupNeighbours: whatever a contributor's rows, the numbers of contributors of at most Each groups differ by one, and the exact sums of
// all groups together by no more than the noise is made for. What counts of one contributor does not depend on others.
func TestGroupNeighbours(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	for range 500 {
		span := Range{Min: int64(r.IntN(400)) - 200}
		span.Max = span.Min + int64(r.IntN(400))
		s := Selection{Each: 1 + r.Uint32N(4), Delta: 1e9}
		b := Bound{Rows: 1 + r.Uint32N(12), Epsilon: one}
		var crowd [][]keyed
		for range 5 {
			var rows []keyed
			for range r.IntN(25) {
				rows = append(rows, keyed{string("abcdefgh"[r.IntN(8)]), int64(r.IntN(1000)) - 500})
			}
			crowd = append(crowd, rows)
		}
		who := r.IntN(len(crowd))
		fewer := slices.Clone(crowd)
		fewer[who] = nil
		for k, start := range []func() (*Groups, error){
			func() (*Groups, error) { return NewGroupCounts(s, b) },
			func() (*Groups, error) { return NewGroupSums(span, s, b) },
			func() (*Groups, error) { return NewGroupMeans(span, s, b) },
		} {
			var have [2]map[string][]int64 // name → contributors, sums
			var l1 int64
			for i, c := range [][][]keyed{crowd, fewer} {
				g, err := start()
				if err != nil {
					t.Fatal(err)
				}
				feedGroups(t, g, c)
				l1, have[i] = g.l1, map[string][]int64{}
				for name, at := range g.index {
					have[i][name] = append([]int64{int64(g.members[at].contributors)}, g.of(at)...)
				}
			}
			moved, groups := int64(0), uint32(0)
			for name, with := range have[0] {
				without := have[1][name]
				if without == nil {
					without = make([]int64, len(with))
				}
				switch with[0] - without[0] {
				case 0:
				case 1:
					groups++
				default:
					t.Fatalf("measure %d: group %s has %d contributors, %d without one of them", k, name, with[0], without[0])
				}
				for i := 1; i < len(with); i++ {
					moved += max(with[i]-without[i], without[i]-with[i])
				}
			}
			if groups > s.Each || moved > l1 || len(have[1]) > len(have[0]) {
				t.Fatalf("measure %d: a contributor is in %d groups and moves the sums by %d, want %d and %d at most", k, groups, moved, s.Each, l1)
			}
		}
	}
}

// TestGroupsAreBounded: of too many groups those with the most contributors are named.
func TestGroupsAreBounded(t *testing.T) {
	g, err := NewGroupCounts(Selection{1, 1e18}, Bound{1, 100 * one})
	if err != nil {
		t.Fatal(err)
	}
	var crowd [][]keyed
	for i := range MaxGroups + 100 {
		n := 12
		if i < 100 {
			n = 4 // noise of scale 1/50 moves nothing by 3: e^-150
		}
		for range n {
			crowd = append(crowd, []keyed{{fmt.Sprintf("%06d", i), 0}})
		}
	}
	g.threshold = 2
	feedGroups(t, g, crowd)
	got, err := g.Release()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != MaxGroups || got[0].Name != "000100" || !slices.IsSortedFunc(got, func(a, b Group) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%d groups, the first is %s", len(got), got[0].Name)
	}
}

// FuzzGroups: no rows make a contributor count in more groups, or weigh more, than the bounds say.
func FuzzGroups(f *testing.F) {
	f.Add([]byte("aabbccdd"), uint32(2), uint32(5))
	f.Fuzz(func(t *testing.T, rows []byte, each, most uint32) {
		g, err := NewGroupSums(Range{-3, 5}, Selection{each, 1e9}, Bound{most, one})
		if err != nil {
			return
		}
		if err := g.Next(); err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(rows); i += 2 {
			g.Add(rows[i:i+1], int64(int8(rows[i+1])))
		}
		moved := int64(0)
		for _, s := range g.sums {
			moved += max(s, -s)
		}
		if len(g.members) > int(each) || len(g.members) != len(g.index) || moved > int64(most)*5 {
			t.Fatalf("%d groups, moved by %d", len(g.members), moved)
		}
	})
}
