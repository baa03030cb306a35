package privacy

// Micros is a non-negative quantity in units of 1e-6: an ε in micro-nats, a noise multiplier σ, a sampling rate q.
type Micros int64

// Delta is a failure probability δ in units of 1e-12.
type Delta int64

// Gaussian is rounds of the Poisson-subsampled Gaussian mechanism: each round samples every contributor with probability q,
// clips each contribution to L2 norm C, sums, and adds Gaussian noise of standard deviation σ·C.
type Gaussian struct {
	Rounds   uint32 `json:"rounds"`
	Sigma    Micros `json:"sigma"`    // noise multiplier σ, in millionths
	Sampling Micros `json:"sampling"` // q, in millionths; 1_000_000 is every contributor in every round
}

// Pure is one ε-differentially private release per privacy unit.
type Pure struct {
	Name    string `json:"name"`
	Epsilon Micros `json:"epsilon"`
}

// Plan describes everything a whole job will release, so that its Loss is known before it sees a byte. Exactly one of its
// fields is set. A Plan says nothing about data; it is public.
type Plan struct {
	Gaussian *Gaussian `json:"gaussian,omitempty"`
	Pure     []Pure    `json:"pure,omitempty"`
}

// Steps is the number of charges the plan is made of: the rounds of a Gaussian, or 1 for a list of pure releases, which are
// answered together or not at all.
func (p Plan) Steps() int {
	if p.Gaussian != nil {
		return int(p.Gaussian.Rounds)
	}
	return min(len(p.Pure), 1)
}
