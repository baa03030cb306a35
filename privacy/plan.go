package privacy

import (
	"fmt"

	"github.com/stintdao/stint/privacy/accountant"
)

// Micros is a non-negative quantity in units of 1e-6: an ε in micro-nats, a noise multiplier σ, a sampling rate q.
type Micros int64

// Delta is a failure probability δ in units of 1e-12.
type Delta int64

// One is the Micros of 1: a whole nat, a whole unit, every contributor.
const One Micros = 1_000_000

// Bounds on what a Plan may ask for. They are far outside anything useful; within them no computation here overflows.
const (
	MaxRounds  = 1_000_000       // rounds of one Gaussian
	MaxSigma   = 1_000_000 * One // noise multiplier
	MaxEpsilon = 100 * One       // of one pure release, or of a whole budget
	MaxPure    = 256             // pure releases of one plan
	MaxName    = 128             // bytes of a release's name
)

// Gaussian is rounds of the Poisson-subsampled Gaussian mechanism: each round samples every contributor with probability q,
// clips each contribution to L2 norm C, sums, and adds Gaussian noise of standard deviation σ·C.
type Gaussian struct {
	Rounds   uint32 `json:"rounds"`
	Sigma    Micros `json:"sigma"`           // noise multiplier σ, in millionths
	Sampling Micros `json:"sampling"`        // q, in millionths; 1_000_000 is every contributor in every round
	Batch    uint32 `json:"batch,omitempty"` // most contributors of one round, chosen at random among the sampled ones; 0 is no limit
	Size     uint32 `json:"size,omitempty"`  // contributors in all; known where there is a Batch
}

// Pure is one ε-differentially private release per privacy unit.
type Pure struct {
	Name    string `json:"name"`
	Epsilon Micros `json:"epsilon"`
	Selects bool   `json:"selects,omitempty"` // it names groups, and may fail with the probability that SelectionDelta says
}

// Plan describes everything a whole job will release, so that its Loss is known before it sees a byte. Exactly one of its
// fields is set. A Plan says nothing about data; it is public.
//
// A query job is a list of Pure releases; training, contained per contributor or by the platform, is a Gaussian, and so are votes; code that somebody
// approved without any noise is Unbounded: no ε holds for it, and no budget admits it.
type Plan struct {
	Gaussian  *Gaussian `json:"gaussian,omitempty"`
	Pure      []Pure    `json:"pure,omitempty"`
	Unbounded bool      `json:"unbounded,omitempty"`
}

// PlanError says which field of a Plan is wrong, and why.
type PlanError struct {
	Field  string // such as "gaussian.sigma" or "pure[2].epsilon"; "plan" for the plan as a whole
	Reason string
}

func (e *PlanError) Error() string { return fmt.Sprintf("check plan: %s: %s", e.Field, e.Reason) }

// Check returns a *PlanError for a plan that no accountant here can price: no or several fields set, a rate outside (0, 1], a
// noise multiplier or ε that is not positive or absurd, no rounds or too many, releases without a name or with the same one.
func (p Plan) Check() error {
	kinds := 0
	for _, set := range []bool{p.Gaussian != nil, len(p.Pure) > 0, p.Unbounded} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds == 0:
		return &PlanError{"plan", "releases nothing: neither gaussian nor pure nor unbounded is set"}
	case kinds > 1:
		return &PlanError{"plan", "more than one of gaussian, pure and unbounded are set"}
	case p.Gaussian != nil:
		return p.Gaussian.check()
	}
	return checkPure(p.Pure)
}

func (g *Gaussian) check() error {
	if g.Rounds < 1 || g.Rounds > MaxRounds {
		return &PlanError{"gaussian.rounds", fmt.Sprintf("%d is outside 1..%d", g.Rounds, MaxRounds)}
	}
	if g.Sigma <= 0 || g.Sigma > MaxSigma {
		return &PlanError{"gaussian.sigma", fmt.Sprintf("%d millionths is outside 1..%d", g.Sigma, MaxSigma)}
	}
	if g.Sampling <= 0 || g.Sampling > One {
		return &PlanError{"gaussian.sampling", fmt.Sprintf("%d millionths is outside 1..%d", g.Sampling, One)}
	}
	if g.Batch > g.Size || (g.Batch == 0) != (g.Size == 0) {
		return &PlanError{"gaussian.batch", fmt.Sprintf("%d of %d contributors is no limit", g.Batch, g.Size)}
	}
	return nil
}

func checkPure(list []Pure) error {
	if len(list) > MaxPure {
		return &PlanError{"pure", fmt.Sprintf("%d releases, at most %d", len(list), MaxPure)}
	}
	seen := make(map[string]bool, len(list))
	for i, r := range list {
		field := fmt.Sprintf("pure[%d]", i)
		if r.Name == "" || len(r.Name) > MaxName {
			return &PlanError{field + ".name", fmt.Sprintf("%d bytes, want 1..%d", len(r.Name), MaxName)}
		}
		if seen[r.Name] {
			return &PlanError{field + ".name", fmt.Sprintf("%q is there twice", r.Name)}
		}
		seen[r.Name] = true
		if r.Epsilon <= 0 || r.Epsilon > MaxEpsilon {
			return &PlanError{field + ".epsilon", fmt.Sprintf("%d millionths is outside 1..%d", r.Epsilon, MaxEpsilon)}
		}
	}
	return nil
}

// Steps is the number of charges the plan is made of: the rounds of a Gaussian, or 1 for a list of pure releases, which are
// answered together or not at all, and for what has no bound.
func (p Plan) Steps() int {
	switch {
	case p.Gaussian != nil:
		return int(p.Gaussian.Rounds)
	case len(p.Pure) > 0 || p.Unbounded:
		return 1
	}
	return 0
}

// Loss is what the whole plan costs one contributor at most. It returns a *PlanError when the plan does not pass Check.
func (p Plan) Loss() (Loss, error) { return p.LossAfter(p.Steps()) }

// LossAfter is what the first steps of the plan cost one contributor at most: nothing for 0, Loss for Steps, and never less
// for more. It returns a *PlanError when the plan does not pass Check or has not that many steps.
func (p Plan) LossAfter(steps int) (Loss, error) {
	if err := p.Check(); err != nil {
		return Loss{}, err
	}
	if steps < 0 || steps > p.Steps() {
		return Loss{}, &PlanError{"steps", fmt.Sprintf("%d is outside 0..%d", steps, p.Steps())}
	}
	if steps == 0 {
		return Loss{}, nil
	}
	switch g := p.Gaussian; {
	case p.Unbounded:
		return unbounded, nil
	case g != nil && g.Sampling == One && g.Batch == 0:
		return plainLoss(g.Sigma, steps), nil
	}
	return lossOf(p.events(steps))
}

// unbounded is the Loss of what no ε bounds.
var unbounded = func() (l Loss) {
	for i := range l.lane {
		l.lane[i] = MaxLane
	}
	return l
}()

// events is the first steps of the plan in the accountants' terms. An unbounded plan has none.
func (p Plan) events(steps int) (out []accountant.Event) {
	if g := p.Gaussian; g != nil {
		sigma, q := float64(g.Sigma)/1e6, float64(g.Sampling)/1e6
		if g.Batch > 0 {
			return []accountant.Event{{Mechanism: accountant.TruncatedPoisson{Sigma: sigma, Q: q, Size: int64(g.Size), Batch: int64(g.Batch)}, Count: int64(steps)}}
		}
		return []accountant.Event{{Mechanism: accountant.Gaussian{Sigma: sigma, Q: q}, Count: int64(steps)}}
	}
	at := map[Micros]int{}
	for _, r := range p.Pure {
		i, again := at[r.Epsilon]
		if !again {
			i, at[r.Epsilon] = len(out), len(out)
			out = append(out, accountant.Event{Mechanism: accountant.Approximate{Epsilon: float64(r.Epsilon) / 1e6}})
		}
		out[i].Count++
	}
	return out
}
