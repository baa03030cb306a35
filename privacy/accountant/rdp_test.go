package accountant

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
)

// addition is the other direction of removal.
func addition(q, sigma float64) pair {
	return pair{still, []part{{1 - q, math.Log1p(-q), 0}, newPart(q, -1/sigma)}}
}

// integrals are ln E_Q[(P/Q)^α] by a 40-digit trapezoid rule of fixed small steps.
var integrals = []struct {
	pair            string
	q, sigma, order float64
	want            float64
}{
	{"remove", 1e-09, 0.3, 64.5, 21417.516020183624835},
	{"remove", 1e-09, 1, 1.5, 6.4435568480147383634e-19},
	{"remove", 1e-09, 5, 1.01, 2.0609440966312071807e-22},
	{"remove", 0.0001, 0.1, 1.01, 0.000050117789797371616971},
	{"remove", 0.0001, 0.3, 1.01, 2.2700922881077013043e-7},
	{"remove", 0.0001, 0.3, 7.3, 188.2645152845738735},
	{"remove", 0.0001, 0.3, 64.5, 22160.099712674204567},
	{"remove", 0.0001, 5, 1.5, 1.5304008669104103145e-10},
	{"remove", 0.01, 0.3, 1.5, 0.054726240855337973134},
	{"remove", 0.01, 1, 2, 0.00017181342207454793814},
	{"remove", 0.01, 1, 7.3, 0.004778204174462005865},
	{"remove", 0.01, 100, 1.01, 5.0502475330108228015e-11},
	{"remove", 0.01, 100, 64.5, 0.000020481041263876393318},
	{"remove", 0.3, 1, 64.5, 1970.2187541209771261},
	{"remove", 0.3, 100, 7.3, 0.00020698745602721586036},
	{"remove", 0.3, 100000, 7.3, 2.0695500003245051782e-10},
	{"remove", 0.99, 0.1, 1.01, 0.50065451312044709049},
	{"remove", 0.99, 0.3, 1.01, 0.055185155405308160594},
	{"remove", 0.99, 0.3, 1.5, 4.1516571849551931601},
	{"remove", 0.99, 0.3, 7.3, 255.42663254826944491},
	{"remove", 0.99, 0.3, 64.5, 22753.518420004117507},
	{"remove", 0.99, 5, 1.5, 0.014704421369264737018},
	{"remove", 0.99, 5, 64.5, 81.318168599600569514},
	{"remove", 0.99, 100, 1.01, 4.9495050737483415644e-7},
	{"remove", 0.99, 100000, 1.01, 4.9495050000000780984e-13},
	{"remove", 0.99, 100000, 1.5, 3.6753750000018376216e-11},
	{"add", 1e-09, 0.1, 1.01, 9.9717870189107857216e-12},
	{"add", 1e-09, 0.3, 1.01, 2.9860136194609778807e-16},
	{"add", 1e-09, 1, 7.3, 3.9511889759152173083e-17},
	{"add", 1e-09, 5, 1.01, 2.0609440965442492179e-22},
	{"add", 1e-09, 100, 1.01, 5.0502525084158671435e-25},
	{"add", 0.01, 0.3, 1.01, 0.000049958670560849132283},
	{"add", 0.01, 0.3, 1.5, 0.0028025975066152027116},
	{"add", 0.01, 1, 1.5, 0.000060737996532006893707},
	{"add", 0.01, 5, 64.5, 0.0081411819286714837018},
	{"add", 0.3, 5, 7.3, 0.078775845613138126246},
	{"add", 0.3, 100000, 7.3, 2.0695499997334416982e-10},
	{"add", 0.99, 0.3, 2, 4.0952571678626203166},
	{"add", 0.99, 1, 1.01, 0.0048825873921978579211},
	{"add", 0.99, 100000, 2, 9.8009999999806428491e-11},
	{"replace", 1e-09, 0.3, 1.5, 4.5688479699054618749e-14},
	{"replace", 1e-09, 0.3, 2, 1.2435430961612880091e-13},
	{"replace", 1e-09, 1, 1.01, 2.3739064035769708689e-20},
	{"replace", 1e-09, 1, 64.5, 711.22435358045648449},
	{"replace", 1e-09, 5, 1.01, 8.0821548387100055172e-22},
	{"replace", 1e-09, 100, 7.3, 9.1980000153290807782e-21},
	{"replace", 0.01, 0.1, 1.01, 0.0058087765247290444633},
	{"replace", 0.01, 0.1, 1.5, 30.597269888944660518},
	{"replace", 0.01, 0.1, 2, 90.799709963877307645},
	{"replace", 0.01, 100, 1.01, 2.0199980033723022921e-10},
	{"replace", 0.01, 100, 1.5, 1.499998517357104579e-8},
	{"replace", 0.01, 100, 7.3, 9.19799090897213078e-7},
	{"replace", 0.3, 0.1, 1.5, 35.872378265480458158},
	{"replace", 0.3, 0.1, 7.3, 2292.9580506752343049},
	{"replace", 0.3, 0.3, 1.5, 2.5972695414348047829},
	{"replace", 0.3, 100, 1.5, 0.000013499716513387236813},
	{"replace", 0.3, 100000, 1.5, 1.3499999999716499001e-11},
	{"replace", 0.3, 100000, 7.3, 8.2781999998261567526e-10},
	{"replace", 0.99, 0.3, 1.5, 6.4542344341940453706},
	{"replace", 0.99, 1, 1.01, 0.019406020780687152303},
	{"replace", 0.99, 100, 1.5, 0.00014701485443178166493},
	{"replace", 0.99, 100000, 1.01, 1.9798019999980417363e-12},
}

func TestIntegralsAgainst40Digits(t *testing.T) {
	pairs := map[string]func(q, sigma float64) pair{"remove": removal, "add": addition, "replace": replacement}
	for _, tt := range integrals {
		got := pairs[tt.pair](tt.q, tt.sigma).moment(tt.order)
		if math.Abs(got/tt.want-1) > 1e-12 {
			t.Errorf("%s q %v σ %v order %v: got %.17g, want %.17g", tt.pair, tt.q, tt.sigma, tt.order, got, tt.want)
		}
	}
}

func TestMixtureAgainst40Digits(t *testing.T) {
	shifts, weights := []float64{0, 1, 2, 3}, []float64{0.5, 0.25, 0.2, 0.05}
	tests := []struct{ sigma, order, moment float64 }{ // of the direction from data with the unit, the larger in all
		{0.3, 1.1, 2.4847767809497881073}, {0.3, 2.5, 180.01066931611503653}, {0.3, 17, 13549.072551349583161},
		{1, 1.1, 0.054609114167631826863}, {1, 2.5, 9.50286472111713959}, {1, 17, 1173.0725513495821541},
		{4, 1.1, 0.0022901967452010744036}, {4, 2.5, 0.084834205165924192977}, {4, 17, 29.239001950913464749},
	}
	for _, tt := range tests {
		got := rdpOf(t, Mixture{tt.sigma, shifts, weights}, AddRemove, tt.order) * (tt.order - 1)
		if math.Abs(got/tt.moment-1) > 1e-12 {
			t.Errorf("σ %v order %v: got %.17g, want %.17g", tt.sigma, tt.order, got, tt.moment)
		}
	}
	// of mixtures that are something else
	for _, order := range []float64{1.01, 1.5, 3, 40.5} {
		for _, sigma := range []float64{0.2, 1, 30} {
			sample := rdpOf(t, Gaussian{sigma, 0.1}, AddRemove, order)
			same(t, "one shift is a Gaussian", rdpOf(t, Mixture{sigma, []float64{2}, []float64{1}}, AddRemove, order), 2*order/sigma/sigma, 1e-11)
			same(t, "two shifts are a sample", rdpOf(t, Mixture{sigma, []float64{0, 1}, []float64{0.9, 0.1}}, ZeroOut, order), sample, 1e-11)
			twice := Mixture{sigma, []float64{1, 0, 1}, []float64{0.05, 0.9, 0.05}}
			same(t, "a shift may be listed twice", rdpOf(t, twice, ZeroOut, order), sample, 1e-11)
			same(t, "nothing moves", rdpOf(t, Mixture{sigma, []float64{0, 0}, []float64{0.5, 0.5}}, ZeroOut, order), 0, 0)
		}
	}
}

func rdpOf(t *testing.T, m Mechanism, rel Relation, order float64) float64 {
	t.Helper()
	d, err := RDP([]Event{{m, 1}}, rel, order)
	if err != nil {
		t.Fatalf("%#v under %v at %v: %v", m, rel, order, err)
	}
	return d
}

// same allows a relative difference.
func same(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s: got %.17g, want %.17g (off by %.1e)", what, got, want, got/want-1)
	}
}

// digits is the precision of the slow reference, in bits.
const digits = 300

// bigExp is e^x by its series after 60 halvings.
func bigExp(x *big.Float) *big.Float {
	small := new(big.Float).SetMantExp(x, -60)
	sum, term := big.NewFloat(1).SetPrec(digits), big.NewFloat(1).SetPrec(digits)
	for k := int64(1); k < 30; k++ {
		term.Mul(term, small).Quo(term, new(big.Float).SetInt64(k))
		sum.Add(sum, term)
	}
	for range 60 {
		sum.Mul(sum, sum)
	}
	return sum
}

// slowLogA is the plain binomial sum of 1908.10530, Section 3.3, in 300 bits.
func slowLogA(q, sigma float64, order int) float64 {
	bigOf := func(x float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(x) }
	p, r := bigOf(q), bigOf(1)
	r.Sub(r, p)
	sum := bigOf(0)
	for k := 0; k <= order; k++ {
		term := new(big.Float).SetPrec(digits).SetInt(new(big.Int).Binomial(int64(order), int64(k)))
		for range k {
			term.Mul(term, p)
		}
		for range order - k {
			term.Mul(term, r)
		}
		x := bigOf(float64(k * (k - 1)))
		x.Quo(x, bigOf(2)).Quo(x, bigOf(sigma)).Quo(x, bigOf(sigma))
		sum.Add(sum, term.Mul(term, bigExp(x)))
	}
	if excess, _ := new(big.Float).Sub(sum, bigOf(1)).Float64(); excess < 0.5 {
		return math.Log1p(excess)
	}
	mantissa := new(big.Float)
	exponent := sum.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}

func TestLogAAgainstBigFloats(t *testing.T) {
	for _, q := range []float64{1e-9, 1e-4, 0.01, 0.3, 0.999} {
		for _, sigma := range []float64{0.05, 0.3, 1, 7, 1000} {
			for _, order := range []int{2, 3, 10, 64, 150} {
				want := slowLogA(q, sigma, order)
				got, err := LogA(q, sigma, float64(order))
				if err != nil {
					t.Fatal(err)
				}
				same(t, fmt.Sprintf("sum q %v σ %v order %v", q, sigma, order), got, want, 1e-12)
				same(t, fmt.Sprintf("integral q %v σ %v order %v", q, sigma, order), removal(q, sigma).moment(float64(order)), want, 1e-12)
			}
		}
	}
}

func TestClosedFormsAgainst50Digits(t *testing.T) {
	tests := map[string]struct {
		m     Mechanism
		rel   Relation
		order float64
		want  float64
	}{
		"Gaussian":                    {Gaussian{2, 1}, AddRemove, 3, 3.0 / 8},
		"Gaussian replaced":           {Gaussian{2, 1}, ReplaceOne, 3, 3.0 / 8},
		"Laplace tiny ε near 1":       {Laplace{1e6}, AddRemove, 1.01, 5.0499983166670786e-13},
		"Laplace tiny ε":              {Laplace{1e6}, AddRemove, 30.5, 1.5249994914381073e-11},
		"Laplace near 1":              {Laplace{10}, ZeroOut, 1.01, 0.0048857137092273493},
		"Laplace":                     {Laplace{1}, ReplaceOne, 2, 0.61912362999859288},
		"Laplace large ε near 1":      {Laplace{0.05}, AddRemove, 1.01, 19.01477035706679},
		"Laplace large ε":             {Laplace{0.05}, AddRemove, 30.5, 19.977063800725128},
		"Laplace at infinity":         {Laplace{0.25}, AddRemove, math.Inf(1), 4},
		"response replaced":           {Response{0.3, 10}, ReplaceOne, 1.5, 2.6946320226546314},
		"response replaced noisy":     {Response{0.999, 3}, ReplaceOne, 1.5, 4.4977519644007069e-6},
		"response replaced sharp":     {Response{1e-6, 5}, ReplaceOne, 100, 15.424947662317243},
		"response blanked":            {Response{0.3, 10}, ZeroOut, 2.5, 1.7801182478869704},
		"response blanked, few":       {Response{0.05, 2}, ZeroOut, 100, 2.9887307868816683},
		"response blanked noisy":      {Response{0.999, 3}, ZeroOut, 50, 5.076544753386009e-5},
		"response blanked sharp":      {Response{1e-6, 5}, ZeroOut, 1.5, 13.369447049723969},
		"response replaced, infinity": {Response{0.1, 10}, ReplaceOne, math.Inf(1), 4.51085950651685},
		"response blanked, infinity":  {Response{0.1, 10}, ZeroOut, math.Inf(1), 2.302585092994046},
		"response of nothing":         {Response{1, 2}, ReplaceOne, 5, 0},
		"pure tiny ε":                 {Approximate{1e-7, 0}, AddRemove, 1.01, 5.0499999999999953e-15},
		"pure small ε":                {Approximate{1e-7, 0}, AddRemove, 1024, 5.1199999910608849e-12},
		"pure":                        {Approximate{0.5, 0}, ZeroOut, 17.5, 0.47126806407389513},
		"pure near 1":                 {Approximate{3, 0}, ReplaceOne, 1.01, 2.7234311161325812},
		"pure large ε":                {Approximate{800, 0}, AddRemove, 1.01, 800},
		"pure at infinity":            {Approximate{3, 0}, AddRemove, math.Inf(1), 3},
		"pure of nothing":             {Approximate{0, 0}, AddRemove, 3, 0},
		"tree":                        {Tree{1.13, 1600}, ZeroOut, 4, 4 * 11 / (2 * 1.13 * 1.13)},
		"tree of one":                 {Tree{1, 1}, ZeroOut, 2, 1},
		"tree of a power of two":      {Tree{1, 8}, ZeroOut, 2, 4},
		"sample at infinity":          {Gaussian{1, 0.1}, AddRemove, math.Inf(1), math.Inf(1)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := rdpOf(t, tt.m, tt.rel, tt.order)
			if got != tt.want {
				same(t, "divergence", got, tt.want, 2e-14)
			}
		})
	}
}

// TestRemovalIsTheLarger checks 1908.10530, Theorem 5, numerically.
func TestRemovalIsTheLarger(t *testing.T) {
	for _, q := range []float64{1e-6, 0.01, 0.5, 0.99} {
		for _, sigma := range []float64{0.2, 0.5, 1, 3, 50} {
			for _, order := range []float64{1.01, 1.3, 2, 5.5, 30} {
				remove, add := removal(q, sigma).moment(order), addition(q, sigma).moment(order)
				if add > remove*(1+1e-12) {
					t.Errorf("q %v σ %v order %v: add %v, remove %v", q, sigma, order, add, remove)
				}
			}
		}
	}
}

// ladder calls f with neighbours of a list.
func ladder(list []float64, f func(small, large float64)) {
	for i := range list[1:] {
		f(list[i], list[i+1])
	}
}

func TestDivergenceIsMonotone(t *testing.T) {
	orders := []float64{1.0001, 1.01, 1.1, 1.9, 2, 2.1, 3, 7.5, 8, 9.5, 63, 64.5, 255, 255.5, 256, 1024, 4096, 4096.5, 5000}
	qs := []float64{1e-9, 1e-5, 0.001, 0.1, 0.5, 0.9, 1}
	sigmas := []float64{0.05, 0.1, 0.2, 0.5, 1, 2, 10, 1e3, 1e5}
	ok := func(what string, small, large float64) {
		if math.IsNaN(small) || math.IsNaN(large) || small < 0 || small > large*(1+1e-11) {
			t.Errorf("%s: %v then %v", what, small, large)
		}
	}
	for _, rel := range []Relation{AddRemove, ReplaceOne} {
		for _, q := range qs {
			for _, sigma := range sigmas {
				ladder(orders, func(a, b float64) {
					ok(fmt.Sprintf("order %v to %v, q %v σ %v %v", a, b, q, sigma, rel), rdpOf(t, Gaussian{sigma, q}, rel, a), rdpOf(t, Gaussian{sigma, q}, rel, b))
				})
			}
		}
		for _, order := range []float64{1.01, 1.5, 2, 6.5, 32, 300.5} {
			for _, sigma := range sigmas {
				ladder(qs[:6], func(a, b float64) {
					ok(fmt.Sprintf("q %v to %v, order %v σ %v %v", a, b, order, sigma, rel), rdpOf(t, Gaussian{sigma, a}, rel, order), rdpOf(t, Gaussian{sigma, b}, rel, order))
				})
			}
			for _, q := range qs {
				ladder(sigmas, func(a, b float64) {
					ok(fmt.Sprintf("σ %v to %v, order %v q %v %v", a, b, order, q, rel), rdpOf(t, Gaussian{b, q}, rel, order), rdpOf(t, Gaussian{a, q}, rel, order))
				})
			}
		}
	}
}

// TestFractionalOrdersLieBetween: ln E[r^α] is convex in α and 0 at α = 1, so what is integrated lies below the chord of what is summed, and above its
// continuations.
func TestFractionalOrdersLieBetween(t *testing.T) {
	at := func(q, sigma, order float64) float64 {
		x, err := LogA(q, sigma, order)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, q := range []float64{1e-9, 1e-3, 0.2, 0.95} {
		for _, sigma := range []float64{0.05, 0.3, 1, 10, 1e4} {
			for _, n := range []float64{2, 5, 40, 300} {
				before, low, high, after := at(q, sigma, n)-at(q, sigma, n+1), at(q, sigma, n), at(q, sigma, n+1), at(q, sigma, n+2)-at(q, sigma, n+1)
				for _, f := range []float64{0.01, 0.5, 0.9} {
					x := at(q, sigma, n+f)
					if x > ((1-f)*low+f*high)*(1+1e-11) || x < (high-(1-f)*after)-1e-11*high || x < low || -before < 0 {
						t.Errorf("q %v σ %v order %v: %v is not between %v and %v", q, sigma, n+f, x, low, high)
					}
				}
			}
		}
	}
}

func TestExtremeInputs(t *testing.T) {
	for _, rel := range []Relation{AddRemove, ReplaceOne} {
		for _, q := range []float64{math.SmallestNonzeroFloat64, 1e-300, 1e-30, 1e-9, 0.5, 1 - 1e-16, 1} {
			for _, sigma := range []float64{math.SmallestNonzeroFloat64, 1e-200, 1e-9, 1e-3, 0.05, 1e5, 1e200, math.MaxFloat64} {
				for _, order := range []float64{1 + 1e-15, 1.01, 2, 1024, 4097, 1e9, 1e300, math.Inf(1)} {
					d := rdpOf(t, Gaussian{sigma, q}, rel, order)
					if math.IsNaN(d) || d < 0 {
						t.Errorf("q %v σ %v order %v %v: %v", q, sigma, order, rel, d)
					}
					if rel == AddRemove && d > order/2/sigma/sigma*(1+1e-11) {
						t.Errorf("q %v σ %v order %v: a sample loses more than all: %v", q, sigma, order, d)
					}
				}
			}
		}
	}
}

func TestTruncatedPoisson(t *testing.T) {
	tails := []struct {
		n    int64
		p    float64
		k    int64
		want float64
	}{ // exact sums
		{3, 0.5, 2, 0.5}, {10, 0.1, 1, 0.65132155990000002}, {10, 0.1, 10, 1.0000000000000006e-10}, {999, 0.01, 1, 0.99995639267938317},
		{999, 0.01, 10, 0.54144200571384713}, {999, 0.01, 13, 0.20653870538747281}, {999, 0.01, 60, 1.7503645383418812e-27},
		{99999, 0.0128, 1300, 0.29043452250514761}, {99999, 0.0128, 2000, 1.984002944598166e-78}, {9999999, 0.0001, 1100, 0.00096210283157817362},
		{9999999, 0.5, 5001000, 0.26354461913682083}, {999, 0.99, 995, 0.028873665557045797}, {5, 0.3, 0, 1}, {5, 0.3, 6, 0}, {5, 1, 5, 1},
	}
	for _, tt := range tails {
		same(t, fmt.Sprintf("P[Binom(%d, %v) ≥ %d]", tt.n, tt.p, tt.k), binomialTail(tt.n, tt.p, tt.k), tt.want, 1e-12)
	}
	for _, order := range []float64{1.5, 4, 30.5} {
		plain := rdpOf(t, Gaussian{1, 0.01}, AddRemove, order)
		same(t, "never full", rdpOf(t, TruncatedPoisson{1, 0.01, 1000, 1000}, AddRemove, order), plain, 0)
		same(t, "hardly ever full", rdpOf(t, TruncatedPoisson{1, 0.01, 1000, 400}, AddRemove, order), plain, 1e-12)
		for _, batch := range []int64{1, 5, 10, 20, 40, 999} {
			d := rdpOf(t, TruncatedPoisson{1, 0.01, 1000, batch}, ZeroOut, order)
			if most := rdpOf(t, Gaussian{0.5, 0.01}, ReplaceOne, order); d <= 0 || d > most || batch > 40 && d < plain*(1-1e-12) {
				t.Errorf("order %v batch %d: %v, plain %v, most %v", order, batch, d, plain, most)
			}
		}
		// all are sampled: the batch is a random choice of 3 of 4 units, and a unit that is not there leaves its place to another
		same(t, "always full", rdpOf(t, TruncatedPoisson{2, 1, 4, 3}, AddRemove, order), rdpOf(t, Gaussian{1, 0.75}, ReplaceOne, order), 1e-12)
	}
}

func TestRDPRefuses(t *testing.T) {
	tests := map[string]struct {
		events []Event
		rel    Relation
		order  float64
	}{
		"nothing":            {nil, AddRemove, 2},
		"no mechanism":       {[]Event{{nil, 1}}, AddRemove, 2},
		"no runs":            {[]Event{{Gaussian{1, 1}, 0}}, AddRemove, 2},
		"negative runs":      {[]Event{{Gaussian{1, 1}, -1}}, AddRemove, 2},
		"no noise":           {[]Event{{Gaussian{0, 1}, 1}}, AddRemove, 2},
		"noise of NaN":       {[]Event{{Gaussian{math.NaN(), 1}, 1}}, AddRemove, 2},
		"sampling above 1":   {[]Event{{Gaussian{1, 1.5}, 1}}, AddRemove, 2},
		"order 1":            {[]Event{{Gaussian{1, 1}, 1}}, AddRemove, 1},
		"order of NaN":       {[]Event{{Gaussian{1, 1}, 1}}, AddRemove, math.NaN()},
		"negative order":     {[]Event{{Gaussian{1, 1}, 1}}, AddRemove, -3},
		"batch above size":   {[]Event{{TruncatedPoisson{1, 0.1, 5, 6}, 1}}, AddRemove, 2},
		"weights above 1":    {[]Event{{Mixture{1, []float64{0, 1}, []float64{0.7, 0.7}}, 1}}, AddRemove, 2},
		"no shifts":          {[]Event{{Mixture{1, nil, nil}, 1}}, AddRemove, 2},
		"negative ε":         {[]Event{{Approximate{-1, 0}, 1}}, AddRemove, 2},
		"δ of 1":             {[]Event{{Approximate{1, 1}, 1}}, AddRemove, 2},
		"one bucket":         {[]Event{{Response{0.5, 1}, 1}}, ReplaceOne, 2},
		"tree without steps": {[]Event{{Tree{1, 0}, 1}}, ZeroOut, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var wrong *ParameterError
			if d, err := RDP(tt.events, tt.rel, tt.order); !errors.As(err, &wrong) {
				t.Errorf("got %v, %v", d, err)
			}
		})
	}
	for name, tt := range map[string]struct {
		m   Mechanism
		rel Relation
	}{
		"response that comes and goes": {Response{0.5, 2}, AddRemove},
		"replaced in a cut sample":     {TruncatedPoisson{1, 0.1, 10, 5}, ReplaceOne},
		"replaced mixture":             {Mixture{1, []float64{1}, []float64{1}}, ReplaceOne},
		"unknown relation":             {Gaussian{1, 1}, ReplaceOne + 1},
	} {
		if d, err := RDP([]Event{{tt.m, 1}}, tt.rel, 2); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: got %v, %v", name, d, err)
		}
	}
}

func TestCurveAddsUp(t *testing.T) {
	orders := []float64{1.5, 2, 10}
	gauss, pure := Event{Gaussian{1, 0.1}, 7}, Event{Approximate{0.1, 1e-7}, 3}
	both, err := NewCurve([]Event{gauss, pure}, ZeroOut, orders)
	if err != nil {
		t.Fatal(err)
	}
	for i, order := range orders {
		want := 7*rdpOf(t, gauss.Mechanism, ZeroOut, order) + 3*rdpOf(t, Approximate{0.1, 0}, ZeroOut, order)
		same(t, "sum", both.Values[i], want, 1e-15)
	}
	same(t, "δ", both.Approx, 3e-7, 1e-15)
	if d := rdpOf(t, pure.Mechanism, ZeroOut, 2); !math.IsInf(d, 1) {
		t.Errorf("divergence of what may fail is %v", d)
	}
	many, err := NewCurve([]Event{{Approximate{0.1, 0.5}, 9}}, ZeroOut, orders)
	if err != nil || many.Approx != 1 {
		t.Errorf("δ of %v, %v", many.Approx, err)
	}
}

func FuzzRDP(f *testing.F) {
	f.Add(byte(0), 0.01, 1.1, 2.5, int64(10), byte(0))
	f.Add(byte(1), 1e-9, 0.05, 1024.5, int64(10), byte(2))
	f.Add(byte(4), 0.3, 3.0, 1.001, int64(7), byte(1))
	f.Add(byte(6), 0.5, 1e5, 17.0, int64(3), byte(0))
	f.Fuzz(func(t *testing.T, kind byte, x, y, order float64, n int64, rel byte) {
		mechanisms := []Mechanism{Gaussian{y, x}, Laplace{y}, Response{x, int(n)}, Approximate{y, x}, Approximate{y, 0}, Tree{y, n},
			TruncatedPoisson{y, x, n, n/2 + 1}, Mixture{y, []float64{0, 1, x}, []float64{1 - x, x / 2, x / 2}}}
		m := mechanisms[int(kind)%len(mechanisms)]
		d, err := RDP([]Event{{m, 1}}, Relation(rel%4), order)
		if err != nil {
			return
		}
		if math.IsNaN(d) || d < 0 {
			t.Fatalf("%#v under %v at order %v: %v", m, Relation(rel%4), order, d)
		}
		for _, delta := range []float64{0, 1e-9, 0.5} {
			c := Curve{Orders: []float64{order}, Values: []float64{d}}
			if eps, _, err := c.Epsilon(delta, Improved); err != nil || math.IsNaN(eps) || eps < 0 {
				t.Fatalf("%#v under %v at order %v: ε %v, %v", m, Relation(rel%4), order, eps, err)
			}
		}
	})
}
