package accountant

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Mu is the μ of the Gaussian differential privacy of Gaussians without sampling, also of tree aggregation: √Σ Count/σ² (Dong, Roth, Su 1905.02383,
// Corollary 3.3). Nothing else here is exactly Gaussian.
func Mu(events []Event) (float64, error) {
	if err := check(events); err != nil {
		return 0, err
	}
	sum := 0.0
	for _, e := range events {
		switch m := e.Mechanism.(type) {
		case Gaussian:
			if m.Q < 1 {
				return 0, fmt.Errorf("Gaussian DP of a sample: %w", ErrUnsupported)
			}
			sum += float64(e.Count) / m.Sigma / m.Sigma
		case Tree:
			sum += float64(e.Count) * float64(bits.Len64(uint64(m.Steps))) / m.Sigma / m.Sigma
		default:
			return 0, fmt.Errorf("Gaussian DP of %T: %w", m, ErrUnsupported)
		}
	}
	return math.Sqrt(sum), nil
}

func checkMu(mu float64) error {
	return want(mu >= 0 && !math.IsInf(mu, 0), "μ", "is %v, want 0 or more", mu)
}

// GaussianDelta is the exact δ(ε) of count Gaussians without sampling (Balle, Wang 1805.06530, Theorem 8, for μ = √count/σ).
func GaussianDelta(sigma float64, count int64, eps float64) (float64, error) {
	mu, err := Mu([]Event{{Gaussian{sigma, 1}, count}})
	if err != nil {
		return 0, err
	}
	return MuDelta(mu, eps)
}

// GaussianEpsilon is the exact ε(δ) of count Gaussians without sampling, rounded up.
func GaussianEpsilon(sigma float64, count int64, delta float64) (float64, error) {
	mu, err := Mu([]Event{{Gaussian{sigma, 1}, count}})
	if err != nil {
		return 0, err
	}
	return MuEpsilon(mu, delta)
}

// MuDelta is the exact δ(ε) of μ-Gaussian DP: Φ(μ/2 - ε/μ) - e^ε·Φ(-μ/2 - ε/μ) (Dong, Roth, Su 1905.02383, Corollary 2.13).
func MuDelta(mu, eps float64) (float64, error) {
	if err := checkMu(mu); err != nil {
		return 0, err
	}
	if err := want(eps >= 0, "ε", "is %v, want 0 or more", eps); err != nil {
		return 0, err
	}
	return muDelta(mu, eps), nil
}

// muDelta: with a = ε/μ - μ/2 it is φ(a)·(R(a) - R(a+μ)), where R is Mills' ratio and R'(t) = t·R(t) - 1; so for a small μ nothing cancels in the
// integral of φ(a)·(1 - t·R(t)) from a to a+μ.
func muDelta(mu, eps float64) float64 {
	a := eps/mu - mu/2
	switch {
	case mu == 0 || math.IsInf(eps, 1) || a > 40: // φ(40) is below any float
		return 0
	case mu < 1:
		sum := 0.0
		for i, x := range legendreNodes {
			for _, t := range []float64{a + mu*(1-x)/2, a + mu*(1+x)/2} {
				sum += legendreWeights[i] * (1 - t*mills(t))
			}
		}
		return phi(a) * sum * mu / 2
	case a < 0: // Φ(-a) has no small tail
		return min(1, math.Erfc(a/math.Sqrt2)/2-phi(a)*mills(a+mu))
	}
	return phi(a) * (mills(a) - mills(a+mu))
}

// Gauss-Legendre quadrature of 10 points on [-1, 1] (Abramowitz, Stegun, Table 25.4): exact to rounding for 1 - t·R(t) on an interval of length 1.
var (
	legendreNodes   = [5]float64{0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717}
	legendreWeights = [5]float64{0.2955242247147529, 0.2692667193099964, 0.2190863625159820, 0.1494513491505806, 0.0666713443086881}
)

func phi(t float64) float64 { return math.Exp(-t*t/2) / math.Sqrt(2*math.Pi) }

// mills is Mills' ratio (1-Φ(t))/φ(t), from a continued fraction (Abramowitz, Stegun 26.2.14) where erfc would meet a large exponential.
func mills(t float64) float64 {
	if t < 5 {
		return math.Exp(t*t/2) * math.Erfc(t/math.Sqrt2) * math.Sqrt(math.Pi/2)
	}
	x := t
	for k := 60.0; k >= 1; k-- {
		x = t + k/x
	}
	return 1 / x
}

// MuEpsilon is the exact ε(δ) of μ-Gaussian DP, rounded up.
func MuEpsilon(mu, delta float64) (float64, error) {
	if err := checkMu(mu); err != nil {
		return 0, err
	}
	if err := want(delta > 0 && delta < 1, "δ", "is %v, want in (0, 1)", delta); err != nil {
		return 0, err
	}
	if muDelta(mu, 0) <= delta {
		return 0, nil
	}
	low, high := 0.0, mu*mu/2+mu*math.Sqrt(-2*math.Log(delta)) // Bun, Steinke 1605.02065, Prop. 1.3, with ρ = μ²/2
	for range 200 {
		mid := (low + high) / 2
		if mid <= low || mid >= high {
			break
		}
		if muDelta(mu, mid) > delta {
			low = mid
		} else {
			high = mid
		}
	}
	return high, nil
}

// MuFor is the largest μ that is (ε, δ)-DP, in millionths, rounded down.
func MuFor(eps, delta float64) (int64, error) {
	if err := want(eps >= 0 && !math.IsInf(eps, 1), "ε", "is %v, want 0 or more", eps); err != nil {
		return 0, err
	}
	if err := want(delta > 0 && delta < 1, "δ", "is %v, want in (0, 1)", delta); err != nil {
		return 0, err
	}
	low, high := int64(0), int64(MaxMu+1)
	for high-low > 1 {
		if mid := (low + high) / 2; muDelta(float64(mid)/1e6, eps) <= delta {
			low = mid
		} else {
			high = mid
		}
	}
	return low, nil
}

// MaxMu is the largest μ of a filter, in millionths.
const MaxMu = 3_000_000_000

// MuFilter stops Gaussians without sampling before they exceed a μ that is fixed in advance, however they are chosen: while Σ μᵢ² ≤ μ² the whole is
// μ-Gaussian DP (Koskela et al. 2209.15596; Smith, Thakurta 2210.17520). No such filter is known for what is sampled. Amounts are μ² in units
// of 1e-12. The zero MuFilter admits nothing. It is not safe for concurrent use.
type MuFilter struct{ budget, spent uint64 }

// NewMuFilter takes μ in millionths, such as MuFor gives.
func NewMuFilter(mu int64) (*MuFilter, error) {
	if err := want(mu >= 0 && mu <= MaxMu, "μ", "of %d millionths, want 0 to %d", mu, int64(MaxMu)); err != nil {
		return nil, err
	}
	return &MuFilter{budget: uint64(mu) * uint64(mu)}, nil
}

// Admit charges the cost if there is room for all of it, and says whether it did.
func (f *MuFilter) Admit(cost uint64) bool {
	if cost > f.Left() {
		return false
	}
	f.spent += cost
	return true
}

// Left is what is not spent.
func (f *MuFilter) Left() uint64 { return f.budget - f.spent }

// MuCost is the μ² of count Gaussians without sampling of noise multiplier sigma, which is in millionths: count/σ² in units of 1e-12, rounded up,
// saturating.
func MuCost(sigma, count int64) (uint64, error) {
	if err := want(sigma > 0, "noise multiplier", "is %d millionths, want above 0", sigma); err != nil {
		return 0, err
	}
	if err := want(count >= 1 && count <= MaxCount, "count", "is %d, want 1 to %d", count, int64(MaxCount)); err != nil {
		return 0, err
	}
	num := new(big.Int).Mul(big.NewInt(count), new(big.Int).Exp(big.NewInt(10), big.NewInt(24), nil))
	den := new(big.Int).Mul(big.NewInt(sigma), big.NewInt(sigma))
	num.Add(num, den).Sub(num, big.NewInt(1)).Quo(num, den)
	if !num.IsUint64() {
		return math.MaxUint64, nil
	}
	return num.Uint64(), nil
}

// TPR is the largest true positive rate that a test for a unit can have at a false positive rate, under μ-Gaussian DP: Φ(Φ⁻¹(fpr) + μ)
// (Dong, Roth, Su 1905.02383, Definition 2.6).
func TPR(mu, fpr float64) (float64, error) {
	if err := checkMu(mu); err != nil {
		return 0, err
	}
	if err := want(fpr >= 0 && fpr <= 1, "false positive rate", "is %v, want 0 to 1", fpr); err != nil {
		return 0, err
	}
	switch fpr {
	case 0, 1:
		return fpr, nil
	}
	return math.Erfc((upperQuantile(fpr)-mu)/math.Sqrt2) / 2, nil
}

// upperQuantile is the t with 1-Φ(t) = p, by Newton's method on ln(1-Φ), which is concave: steps from above stay above.
func upperQuantile(p float64) float64 {
	if p > 0.5 {
		return -upperQuantile(1 - p)
	}
	t := math.Sqrt(-2 * math.Log(2*p)) // 1-Φ(t) ≤ e^(-t²/2)/2
	for range 50 {
		m := mills(t)
		step := m * (math.Log(m) - t*t/2 - math.Log(2*math.Pi)/2 - math.Log(p))
		t += step
		if math.Abs(step) < 1e-16*t {
			break
		}
	}
	return t
}

// Posterior is the largest belief that an attacker of the given prior can come to hold about a unit from the answers of an ε-DP mechanism:
// p·e^ε/(1-p+p·e^ε). With a δ above 0 there are rare answers, or with Gaussian noise any, that exceed it.
func Posterior(prior, eps float64) (float64, error) {
	if err := want(prior >= 0 && prior <= 1, "prior", "is %v, want 0 to 1", prior); err != nil {
		return 0, err
	}
	if err := want(eps >= 0, "ε", "is %v, want 0 or more", eps); err != nil {
		return 0, err
	}
	if prior == 0 {
		return 0, nil
	}
	return 1 / (1 + (1-prior)/prior*math.Exp(-eps)), nil
}

// Precision is the largest part of an attacker's accusations that can be right, when he accuses a part fpr of the innocent and a part prior is guilty, under
// μ-Gaussian DP: p·TPR/(p·TPR + (1-p)·fpr), by Bayes' rule. No Posterior holds for Gaussian noise, because its likelihood ratio has no bound; this does,
// for any attacker of that or a larger false positive rate (TPR/fpr falls along a trade-off curve).
func Precision(mu, prior, fpr float64) (float64, error) {
	if err := want(prior >= 0 && prior <= 1, "prior", "is %v, want 0 to 1", prior); err != nil {
		return 0, err
	}
	tpr, err := TPR(mu, fpr)
	if err != nil {
		return 0, err
	}
	switch {
	case prior == 0:
		return 0, nil
	case fpr == 0:
		return 1, nil
	}
	return 1 / (1 + (1-prior)/prior*fpr/tpr), nil
}
