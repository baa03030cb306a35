package privacy

import (
	"fmt"
	"math"
	"sort"

	"github.com/stintdao/stint/privacy/accountant"
)

// Epsilon is the smallest ε that is known to hold for the whole plan at δ = d, rounded up; false when none does. It is the least of what its Loss comes to;
// for pure releases the sum of their ε (basic composition, at δ = 0); and the exact or upper-bound accounting of the one declared plan: the Gaussian curve
// where everybody is in every round (Balle, Wang 1805.06530, Theorem 8), the privacy loss distribution else.
//
// It is for quotes and for people. What many jobs share is counted in Loss: privacy loss distributions do not compose along a path that is chosen on the
// way (2602.06756). It takes up to some tenths of a second.
func (p Plan) Epsilon(d Delta) (Micros, bool) {
	l, err := p.Loss()
	if err != nil || d <= 0 || d >= Certain {
		return 0, false
	}
	delta := float64(d) / 1e12
	if p.selects() { // what SelectionDelta gives away of it
		delta *= 1 - selectionShare
	}
	best := math.Inf(1)
	if eps, finite := l.epsilon(delta); finite {
		best = eps
	}
	if eps, err := p.tight(delta); err == nil {
		best = min(best, eps)
	}
	eps, finite := up(best)
	var sum Micros
	for _, r := range p.Pure {
		sum += r.Epsilon
	}
	if len(p.Pure) > 0 && (!finite || sum-sum/100 < eps) { // which holds at δ = 0: what is hardly less is not worth a δ
		return sum, true
	}
	return eps, finite
}

// up is an ε in whole micro-nats, rounded up. A thousandth of one covers the float64 error.
func up(nats float64) (Micros, bool) {
	if nats <= 0 {
		return 0, true
	}
	units := math.Ceil(nats*1e6 + 1e-3)
	if !(units < math.MaxInt64/2) {
		return 0, false
	}
	return Micros(units), true
}

func (p Plan) selects() bool {
	for _, r := range p.Pure {
		if r.Selects {
			return true
		}
	}
	return false
}

// tight is the accounting that is only for one plan that is declared as a whole.
func (p Plan) tight(delta float64) (float64, error) {
	events := p.events(p.Steps())
	if len(events) == 0 {
		return 0, accountant.ErrUnsupported
	}
	d, err := accountant.NewPLD(events, accountant.ZeroOut, accountant.Grid{})
	if err != nil {
		return 0, err
	}
	return d.Epsilon(delta)
}

// Belief is how sure somebody can be at most, after all that the plan releases, of a fact about a contributor that had probability prior before, both in
// millionths, rounded up: whatever outcomes convince him, all but δ = d of their probability keeps to it. It follows from ε, by which the odds grow at
// most (Dwork, Roth 2014, Section 2.3.1).
func (p Plan) Belief(prior Micros, d Delta) (Micros, bool) {
	if prior <= 0 || prior >= One {
		return 0, false
	}
	eps, finite := p.Epsilon(d)
	if !finite {
		return One, true
	}
	after, err := accountant.Posterior(float64(prior)/1e6, float64(eps)/1e6)
	if err != nil {
		return One, true
	}
	return min(One, Micros(math.Ceil(after*1e6+1e-6))), true
}

// SigmaFor is the least noise multiplier, in millionths, with which the plan's Gaussian stays within ε eps at δ = d, all else as it is. It returns a
// *PlanError for a plan without a Gaussian, and when no noise up to MaxSigma is enough.
func (p Plan) SigmaFor(eps Micros, d Delta) (Micros, error) {
	if p.Gaussian == nil {
		return 0, &PlanError{"plan", "has no gaussian to calibrate"}
	}
	g := *p.Gaussian
	within := func(sigma int) bool {
		g.Sigma = Micros(sigma + 1)
		got, finite := Plan{Gaussian: &g}.Epsilon(d)
		return finite && got <= eps
	}
	if !within(int(MaxSigma) - 1) {
		return 0, &PlanError{"gaussian.sigma", fmt.Sprintf("no noise keeps it within ε of %d millionths", eps)}
	}
	return Micros(sort.Search(int(MaxSigma)-1, within) + 1), nil
}

// RoundsFor is the largest number of rounds with which the plan's Gaussian stays within ε eps at δ = d, all else as it is; 0 when one round is too many.
// It returns a *PlanError for a plan without a Gaussian or one that does not pass Check.
func (p Plan) RoundsFor(eps Micros, d Delta) (uint32, error) {
	if p.Gaussian == nil {
		return 0, &PlanError{"plan", "has no gaussian to calibrate"}
	}
	g := *p.Gaussian
	if g.Rounds = 1; g.check() != nil {
		return 0, g.check()
	}
	return uint32(sort.Search(MaxRounds, func(n int) bool {
		g.Rounds = uint32(n + 1)
		got, finite := Plan{Gaussian: &g}.Epsilon(d)
		return !finite || got > eps
	})), nil
}
