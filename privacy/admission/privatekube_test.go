package admission

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stintdao/stint/privacy"
)

// The micro-benchmark of PrivateKube (2106.15335; parameters of microbench_multi_block.py in its artifact): 300 s; 12 blocks, and one more every 10 s; claims
// arrive as a Poisson process; 75 % ask for the last block, the others for the last ten; independently, 75 % (mice) ask for ε 0.01, the others (elephants) for
// ε 0.1, at δ 1e-9; a block has ε 1 at δ 1e-6 (in the paper all ε are ten times that). What is granted is spent at once. With Rényi accounting a claim is a
// Gaussian of σ = sqrt(2 ln(1.25/δ))/ε, and one comes every 4.264781 ms on average; with basic composition every 78.125 ms.
//
// Not as there: the seed; demands are equal (there they are less by up to 1e-7, at random, so that ties are broken at random and not by arrival); a claim that
// can never fit is refused on arrival and unlocks nothing (there it does; without that, 23 % more are granted at N = 1451, 7 % at N = 7257, none from N = 10885
// on); and lanes are integers, of 1/16000000 nat.
type world struct {
	seed     uint64
	interval float64 // mean, in seconds
	caps     [privacy.NumOrders]uint32
	mouse    privacy.Loss
	elephant privacy.Loss
}

const second = 1_000_000 // ticks

// simulate is how many claims arrive and how many get budget.
func (w world) simulate(t testing.TB, p Policy, u Unlock) (arrived, granted int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(w.seed, 1))
	q, err := NewQueue[int](p)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[[32]byte]Claim[int]{}
	blocks := 0
	for now := 0.0; ; arrived++ {
		now += rng.ExpFloat64() * w.interval
		if now >= 300 {
			return arrived, granted
		}
		tick := int64(now * second)
		for blocks < 12+int(now/10) {
			if err := q.Set(blocks, Block{Budget: privacy.Budget{Caps: w.caps}, Unlock: u, Opened: int64(max(0, blocks-11)) * 10 * second}); err != nil {
				t.Fatal(err)
			}
			blocks++
		}
		c := Claim[int]{ID: id(arrived), Arrived: int64(arrived), Loss: w.elephant, Profit: 1}
		want := 10
		if rng.Float64() < 0.75 {
			want = 1
		}
		if rng.Float64() < 0.75 {
			c.Loss = w.mouse
		}
		for k := blocks - want; k < blocks; k++ {
			c.Blocks = append(c.Blocks, k)
		}
		if err := q.Arrive(c); err == nil {
			claims[c.ID] = c
		} else if !errors.Is(err, ErrNever) {
			t.Fatal(err)
		}
		d := q.Decide(tick)
		for _, id := range d.Granted {
			granted++
			for _, k := range claims[id].Blocks {
				b, err := q.Block(k)
				if err != nil {
					t.Fatal(err)
				}
				if b.Budget, err = b.Budget.Commit(claims[id].Loss, claims[id].Loss); err != nil {
					t.Fatal(err)
				}
				if err := q.Set(k, b); err != nil {
					t.Fatal(err)
				}
			}
			delete(claims, id)
		}
		for _, r := range d.Refused {
			delete(claims, r.ID)
		}
	}
}

// Orders of accounting: PrivateKube's simulator's (dpsched/utils/configs.py), and ours.
var (
	simulatorOrders = []float64{1.000001, 1.0001, 1.5, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 20480}
	ledgerOrders    = func() (out []float64) {
		for _, a := range privacy.Orders {
			out = append(out, float64(a))
		}
		return out
	}()
)

// classic is Mironov 1702.07476, Prop. 3; improved is Canonne, Kamath, Steinke 2004.00010, Prop. 12: what is left of ε at order a, in nats.
func classic(a, eps, delta float64) float64 { return eps + math.Log(delta)/(a-1) }
func improved(a, eps, delta float64) float64 {
	return eps - math.Log1p(-1/a) + (math.Log(delta)+math.Log(a))/(a-1)
}

// preferred splits δ as privacy.Caps does: 0.99 of it, 0.9 of that on one order.
func preferred(order float64) func(a, eps, delta float64) float64 {
	return func(a, eps, delta float64) float64 {
		weight := 0.1 / (privacy.NumOrders - 1)
		if a == order {
			weight = 0.9
		}
		return improved(a, eps, weight*0.99*delta)
	}
}

const (
	fine   = 16_000_000 // units per nat
	ledger = privacy.UnitsPerNat
)

func renyi(t testing.TB, seed uint64, orders []float64, left func(a, eps, delta float64) float64, unit float64) world {
	w := world{seed: seed, interval: 0.004264781}
	curve := func(eps float64) privacy.Loss {
		sigma := math.Sqrt(2*math.Log(1.25/1e-9)) / eps
		lanes := flat(t, privacy.MaxLane).Lanes() // a lane without an order admits nothing
		for i, a := range orders {
			lanes[i] = uint32(min(math.Ceil(a/(2*sigma*sigma)*unit), privacy.MaxLane))
		}
		return lossOf(t, lanes)
	}
	for i, a := range orders {
		w.caps[i] = uint32(max(0, math.Floor(left(a, 1, 1e-6)*unit)))
	}
	w.mouse, w.elephant = curve(0.01), curve(0.1)
	return w
}

func basic(t testing.TB) world {
	return world{seed: 3345, interval: 0.078125, caps: flat(t, 100).Lanes(), mouse: flat(t, 1), elephant: flat(t, 10)}
}

// privateKube is what was published (read off the artifact's notebooks, to about 2 %; 0 is nothing), and how to get there.
var privateKube = []struct {
	name      string
	world     func(testing.TB) world
	policy    Policy
	unlock    Unlock
	published int
}{
	{"classic/FCFS", published, Policy{}, Unlock{}, 18_500},
	{"classic/DPF-N=7257", published, dpf, Unlock{Claims: 7257}, 54_000},
	{"classic/DPF-N=10885", published, dpf, Unlock{Claims: 10885}, 54_000},
	{"classic/DPF-T=62s", published, dpf, Unlock{Period: 62 * second}, 0},
	{"improved/FCFS", func(t testing.TB) world { return renyi(t, 3345, simulatorOrders, improved, fine) }, Policy{}, Unlock{}, 0},
	{"improved/DPF-N=7257", func(t testing.TB) world { return renyi(t, 3345, simulatorOrders, improved, fine) }, dpf, Unlock{Claims: 7257}, 0},
	{"ledger/FCFS", shipped, Policy{}, Unlock{}, 0},
	{"ledger/DPF-N=7257", shipped, dpf, Unlock{Claims: 7257}, 0},
	{"ledger/DPF-T=62s", shipped, dpf, Unlock{Period: 62 * second}, 0},
	{"ledger-units/FCFS", coarse, Policy{}, Unlock{}, 0},
	{"ledger-units/DPF-N=7257", coarse, dpf, Unlock{Claims: 7257}, 0},
	{"basic/FCFS", basic, Policy{}, Unlock{}, 1150},
	{"basic/DPF-N=150", basic, dpf, Unlock{Claims: 150}, 2350},
}

var dpf = Policy{Order: Share}

// published is PrivateKube's own accounting; shipped is the ledger's orders, improved conversion and split of δ; coarse is that in the ledger's units, too, of
// which a mouse takes a fraction at most orders.
func published(t testing.TB) world { return renyi(t, 3345, simulatorOrders, classic, fine) }
func shipped(t testing.TB) world   { return renyi(t, 3345, ledgerOrders, preferred(24), fine) }
func coarse(t testing.TB) world    { return renyi(t, 3345, ledgerOrders, preferred(24), ledger) }

func BenchmarkPrivateKube(b *testing.B) {
	for _, c := range privateKube {
		b.Run(c.name, func(b *testing.B) {
			w, arrived, granted := c.world(b), 0, 0
			for b.Loop() {
				arrived, granted = w.simulate(b, c.policy, c.unlock)
			}
			b.ReportMetric(float64(arrived), "arrived")
			b.ReportMetric(float64(granted), "granted")
			b.ReportMetric(float64(c.published), "published")
			b.ReportMetric(float64(arrived*b.N)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}

// TestPrivateKubeWorkload: the published accounting gives the published counts, to within 5 % with Rényi accounting and 10 % with basic composition, and the
// ledger's gives more. The seed is fixed; with eight others, basic composition gives 930..1101 and 2238..2329.
func TestPrivateKubeWorkload(t *testing.T) {
	bounds := map[string]struct{ least, most int }{
		"classic/FCFS":        {18_500 * 95 / 100, 18_500 * 105 / 100},
		"classic/DPF-N=10885": {54_000 * 95 / 100, 54_000 * 105 / 100},
		"ledger/FCFS":         {22_000, 70_000},
		"ledger/DPF-N=7257":   {53_000, 70_000},
		"basic/FCFS":          {1150 * 90 / 100, 1150 * 110 / 100},
		"basic/DPF-N=150":     {2350 * 90 / 100, 2350 * 110 / 100},
	}
	for _, c := range privateKube {
		bound, ok := bounds[c.name]
		if !ok {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			if arrived, granted := c.world(t).simulate(t, c.policy, c.unlock); granted < bound.least || granted > bound.most {
				t.Errorf("%d of %d granted, want %d..%d", granted, arrived, bound.least, bound.most)
			}
		})
	}
}
