package release

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stintdao/stint/privacy"
)

// TestDiscreteGaussianHasItsProbabilities compares draws with the probability function e^(−x²/2σ²)/Σ. Rare outputs share a bin of
// at least 100. A right sampler fails with probability below 6e-7 per row, and one with σ 5 % off is found in every row.
func TestDiscreteGaussianHasItsProbabilities(t *testing.T) {
	const n = 200_000
	for i, g := range []discrete{{1, 1}, {1, 2}, {3, 10}, {5, 2}, {8, 1}, {100, 7}, {61, 1}} {
		t.Run(fmt.Sprintf("%d over %d", g.p, g.q), func(t *testing.T) {
			sum := make([]int64, n)
			g.add(sum, seeded(byte(i)).stream(0))
			if z := discreteFault(sum, float64(g.p)/float64(g.q)); z > 5 {
				t.Errorf("%v standard errors away", z)
			}
			if z := discreteFault(sum, float64(g.p)/float64(g.q)*1.05); z < 5 {
				t.Errorf("5 %% more noise than there is: only %v standard errors away", z)
			}
		})
	}
}

func discreteFault(sample []int64, sigma float64) float64 {
	probability := func(x int64) float64 { return math.Exp(-float64(x*x) / (2 * sigma * sigma)) }
	total := 0.0
	for x := int64(-40 * (sigma + 1)); x <= int64(40*(sigma+1)); x++ {
		total += probability(x)
	}
	scale := float64(len(sample)) / total
	edge := int64(0)
	for probability(edge+1)*scale >= 100 {
		edge++
	}
	got, want := make([]float64, 2*edge+3), make([]float64, 2*edge+3)
	for _, x := range sample {
		got[min(max(x, -edge-1), edge+1)+edge+1]++
	}
	for x := -edge; x <= edge; x++ {
		want[x+edge+1] = probability(x) * scale
	}
	for x := edge + 1; x <= edge+2+int64(40*(sigma+1)); x++ {
		want[0] += probability(x) * scale
		want[len(want)-1] += probability(x) * scale
	}
	if want[0] < 100 { // so rare that they belong to their neighbours
		for _, c := range []*[]float64{&got, &want} {
			s := *c
			s[1] += s[0]
			s[len(s)-2] += s[len(s)-1]
			*c = s[1 : len(s)-1]
		}
	}
	return chiSquare(got, want)
}

func TestDiscreteLaplaceHasItsProbabilities(t *testing.T) {
	const n = 200_000
	for i, g := range []discrete{{1, 1}, {7, 2}, {1, 3}} {
		random := source{seeded(byte(20 + i)).stream(0)}
		decay := math.Exp(-float64(g.q) / float64(g.p))
		got, want := make([]float64, 21), make([]float64, 21) // −10 … 10, the ends with all beyond
		for range n {
			high, low, y, negative := g.laplace(random)
			if high != 0 || low != y*g.q {
				t.Fatalf("%v: %d·%d = %d·2^64 + %d", g, y, g.q, high, low)
			}
			x := int(min(y, 10))
			if negative {
				x = -x
			}
			got[x+10]++
		}
		for x := range want {
			d := math.Abs(float64(x - 10))
			want[x] = n * (1 - decay) / (1 + decay) * math.Pow(decay, d)
			if d == 10 {
				want[x] /= 1 - decay
			}
		}
		for want[0] < 100 {
			got[1], got[len(got)-2] = got[1]+got[0], got[len(got)-2]+got[len(got)-1]
			want[1], want[len(want)-2] = want[1]+want[0], want[len(want)-2]+want[len(want)-1]
			got, want = got[1:len(got)-1], want[1:len(want)-1]
		}
		if z := chiSquare(got, want); z > 5 { // 6e-7
			t.Errorf("scale %d/%d: %v standard errors away", g.p, g.q, z)
		}
	}
}

func TestDiscreteGaussianParameterIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	sigmas := []privacy.Micros{1, 2, 5, 15_625, one, one + 1, 1_100_000, privacy.MaxSigma, privacy.MaxSigma - 1}
	for range 1000 {
		sigmas = append(sigmas, 1+privacy.Micros(r.Int64N(int64(privacy.MaxSigma))))
	}
	for _, sigma := range sigmas {
		g := newDiscrete(sigma)
		want := new(big.Rat).Mul(big.NewRat(int64(sigma), 1_000_000), big.NewRat(steps, 1))
		got := new(big.Rat).SetFrac(new(big.Int).SetUint64(g.p), new(big.Int).SetUint64(g.q))
		if got.Cmp(want) != 0 || want.Denom().Uint64() != g.q {
			t.Errorf("σ of %d: %d/%d, want %v", sigma, g.p, g.q, want)
		}
	}
}

// TestExactEvents: frequencies within 5 standard errors, 6e-7 each.
func TestExactEvents(t *testing.T) {
	const n = 20_000
	random := source{seeded(30).stream(0)}
	check := func(name string, want float64, event func() bool) {
		t.Helper()
		count := 0.0
		for range n {
			if event() {
				count++
			}
		}
		if math.Abs(count-n*want) > 5*math.Sqrt(n*want*(1-want)) {
			t.Errorf("%s: %v of %v, want %v", name, count, n, n*want)
		}
	}
	for _, f := range [][2]uint64{{0, 1}, {1, 1}, {1, 2}, {3, 7}, {math.MaxUint64 - 1, math.MaxUint64}, {1 << 62, 1<<63 + 1}} {
		x := float64(f[0]) / float64(f[1])
		check(fmt.Sprintf("e^-%v", x), math.Exp(-x), func() bool { return random.exp(f[0], f[1]) })
		for w := range uint64(4) {
			y := float64(w) + x
			check(fmt.Sprintf("e^-%v²/2", y), math.Exp(-y*y/2), func() bool { return random.accept(w, f[0], f[1]) })
		}
	}
	for _, m := range []uint64{1, 2, 3, 10, 1<<63 + 1, math.MaxUint64} {
		check(fmt.Sprintf("below half of %d", m), float64((m+1)/2)/float64(m), func() bool { return random.below(m) < (m+1)/2 })
	}
	got, want := make([]float64, 7), []float64{n / 7., n / 7., n / 7., n / 7., n / 7., n / 7., n / 7.}
	for range n {
		got[random.below(7)]++
	}
	if z := chiSquare(got, want); z > 5 {
		t.Errorf("a die of 7 sides shows %v", got)
	}
}
