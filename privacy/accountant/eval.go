package accountant

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// Vector is one question to the accountants, as files of reference vectors have them.
type Vector struct {
	ID    string          `json:"id"`
	Kind  string          `json:"kind"`
	Input json.RawMessage `json:"input"`
}

// input is what any kind of vector asks. What a kind does not need is not looked at.
type input struct {
	mechanism
	Composition []mechanism `json:"composition"`
	Relation    string      `json:"relation"`
	Orders      orderList   `json:"orders"`
	Order       *float64    `json:"order"`
	RDP         *values     `json:"rdp"`
	Conversion  string      `json:"conversion"`
	Delta       *float64    `json:"delta"`
	Epsilon     *float64    `json:"epsilon"`
	Target      *float64    `json:"target_epsilon"`
	TotalDelta  *float64    `json:"total_delta"`
	Mu          *float64    `json:"mu"`
	FPR         *float64    `json:"fpr"`
}

// mechanism is one mechanism with how often it runs; which fields matter depends on its name.
type mechanism struct {
	Mechanism   string    `json:"mechanism"`
	Q           *float64  `json:"sampling_probability"`
	Sigma       *float64  `json:"noise_multiplier"`
	Count       *float64  `json:"count"`
	Steps       *float64  `json:"steps"`
	Size        *float64  `json:"dataset_size"`
	Batch       *float64  `json:"truncated_batch_size"`
	Scale       *float64  `json:"scale"`
	Sensitivity *float64  `json:"sensitivity"`
	P           *float64  `json:"noise_parameter"`
	Buckets     *float64  `json:"buckets"`
	Eps         *float64  `json:"epsilon"`
	Dlt         *float64  `json:"delta"`
	Shifts      []float64 `json:"sensitivities"`
	Weights     []float64 `json:"sampling_probs"`
}

// whole is a number as a whole one; 0 for one that is missing, which every Check refuses.
func whole(x *float64) int64 {
	if x == nil || *x != math.Trunc(*x) || math.Abs(*x) > 1<<53 {
		return 0
	}
	return int64(*x)
}

func or(x *float64, fallback float64) float64 {
	if x == nil {
		return fallback
	}
	return *x
}

// nan is what a number that is missing counts as: no Check passes it.
var nan = math.NaN()

func (m mechanism) event() (Event, error) {
	e := Event{Count: 1}
	if m.Count != nil {
		e.Count = whole(m.Count)
	}
	sigma, sensitivity := or(m.Sigma, nan), or(m.Sensitivity, 1)
	switch m.Mechanism {
	case "poisson_subsampled_gaussian":
		e.Mechanism = Gaussian{sigma, or(m.Q, nan)}
	case "gaussian":
		e.Mechanism = Gaussian{sigma, or(m.Q, 1)}
	case "laplace":
		e.Mechanism = Laplace{or(m.Scale, sigma) / sensitivity}
	case "truncated_poisson_gaussian", "truncated_poisson_subsampled_gaussian":
		e.Mechanism = TruncatedPoisson{sigma, or(m.Q, nan), whole(m.Size), whole(m.Batch)}
	case "single_epoch_tree_aggregation", "tree_aggregation":
		e.Mechanism = Tree{sigma, whole(m.Steps)}
	case "randomized_response":
		e.Mechanism = Response{or(m.P, nan), int(whole(m.Buckets))}
	case "mixture_of_gaussians":
		e.Mechanism = Mixture{sigma, m.Shifts, m.Weights}
	case "pure_dp", "approximate_dp", "epsilon_delta":
		e.Mechanism = Approximate{or(m.Eps, nan), or(m.Dlt, 0)}
	default:
		return Event{}, &ParameterError{"mechanism", fmt.Sprintf("%.60q is not known", m.Mechanism)}
	}
	return e, nil
}

func (in input) events() ([]Event, error) {
	list := in.Composition
	if list == nil {
		one := in.mechanism
		if one.Mechanism == "" {
			one.Mechanism = "poisson_subsampled_gaussian"
		}
		list = []mechanism{one}
	}
	var out []Event
	for _, m := range list {
		e, err := m.event()
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, check(out)
}

func (in input) relation() (Relation, error) {
	switch in.Relation {
	case "", "add_remove", "add_or_remove_one":
		return AddRemove, nil
	case "replace_special", "zero_out":
		return ZeroOut, nil
	case "substitute", "replace_one":
		return ReplaceOne, nil
	}
	return 0, &ParameterError{"relation", fmt.Sprintf("%.60q is not known", in.Relation)}
}

func (in input) conversion() (Conversion, error) {
	switch in.Conversion {
	case "", "improved":
		return Improved, nil
	case "classic":
		return Classic, nil
	}
	return 0, &ParameterError{"conversion", fmt.Sprintf("%.60q is not known", in.Conversion)}
}

// orderList is a list of orders by name, by range or one by one.
type orderList []float64

var rangePattern = regexp.MustCompile(`^([0-9]+)\.\.([0-9]+)( \(integers\))?$`)

// UnmarshalJSON reads "OPACUS", "2..32 (integers)" or [2, 2.5].
func (o *orderList) UnmarshalJSON(b []byte) error {
	var name string
	if string(b) == "null" {
		return nil
	}
	if json.Unmarshal(b, &name) != nil {
		return json.Unmarshal(b, (*[]float64)(o))
	}
	switch name {
	case "OPACUS":
		*o = OrdersOpacus
	case "DP_ACCOUNTING":
		*o = OrdersDPAccounting
	case "TFP":
		*o = OrdersTFP
	case "PRIVATEKUBE12":
		*o = OrdersPrivateKube
	default:
		m := rangePattern.FindStringSubmatch(name)
		if m == nil {
			return &ParameterError{"orders", fmt.Sprintf("%.60q are not known", name)}
		}
		first, e1 := strconv.Atoi(m[1])
		last, e2 := strconv.Atoi(m[2])
		if e1 != nil || e2 != nil || first < 2 || last < first || last > 1<<20 {
			return &ParameterError{"orders", fmt.Sprintf("%.60q are no range", name)}
		}
		for ; first <= last; first++ {
			*o = append(*o, float64(first))
		}
	}
	return nil
}

// values are divergences: one for all orders, or one each.
type values []float64

var everyPattern = regexp.MustCompile(`^([-+.0-9eE]+) at every order$`)

// UnmarshalJSON reads "1.1 at every order", 1.1 or [1.1, 1.2].
func (v *values) UnmarshalJSON(b []byte) error {
	var text string
	var one float64
	if json.Unmarshal(b, &text) == nil {
		m := everyPattern.FindStringSubmatch(text)
		if m == nil {
			return &ParameterError{"rdp", fmt.Sprintf("%.60q is not understood", text)}
		}
		b = []byte(m[1])
	}
	if json.Unmarshal(b, &one) == nil {
		*v = values{one}
		return nil
	}
	return json.Unmarshal(b, (*[]float64)(v))
}

// Eval answers a vector with the number that its kind asks for. Kinds and inputs are those of the reference vectors in testdata.
func Eval(v Vector) (float64, error) {
	answer, known := kinds[v.Kind]
	if !known {
		return 0, fmt.Errorf("kind %.60q is not known", v.Kind)
	}
	var in input
	if err := json.Unmarshal(v.Input, &in); err != nil {
		return 0, fmt.Errorf("read input: %w", err)
	}
	if in.Composition == nil { // at the top, ε and δ are the target's unless the mechanism has its own
		in.mechanism.Eps, in.mechanism.Dlt = in.Epsilon, in.Delta
	}
	x, err := answer(in)
	if err == nil && math.IsNaN(x) {
		err = ErrDomain
	}
	return x, err
}

// need is a number that the kind cannot do without.
func need(x *float64, name string) (float64, error) {
	if x == nil || math.IsNaN(*x) {
		return 0, &ParameterError{name, "is missing"}
	}
	return *x, nil
}

var kinds = map[string]func(input) (float64, error){
	"rdp_value": rdpValue,
	"rr_rdp": func(in input) (float64, error) {
		in.mechanism.Mechanism = "randomized_response"
		return rdpValue(in)
	},
	"rdp_log_a": func(in input) (float64, error) {
		order, err := need(in.Order, "order")
		if err != nil {
			return 0, err
		}
		return LogA(or(in.Q, nan), or(in.Sigma, nan), order)
	},
	"rdp_epsilon":             rdpEpsilon,
	"rdp_epsilon_upper_bound": rdpEpsilon,
	"rdp_to_epsilon": func(in input) (float64, error) {
		if in.RDP == nil || len(*in.RDP) == 0 {
			return 0, &ParameterError{"rdp", "is missing"}
		}
		c := Curve{Orders: in.orders(), Values: *in.RDP}
		for len(c.Values) < len(c.Orders) && len(*in.RDP) == 1 {
			c.Values = append(c.Values, (*in.RDP)[0])
		}
		return in.convert(c)
	},
	"calibrate_sigma_rdp": func(in input) (float64, error) {
		return in.calibrate(rdpEpsilon)
	},
	"calibrate_sigma_pld": func(in input) (float64, error) {
		return in.calibrate(pldEpsilon)
	},
	"pld_epsilon": pldEpsilon,
	"pld_delta": func(in input) (float64, error) {
		eps, err := need(in.Epsilon, "ε")
		if err != nil {
			return 0, err
		}
		p, err := in.pld()
		if err != nil {
			return 0, err
		}
		delta, err := p.Delta(eps)
		return min(1, delta*(1+lift)), err
	},
	"gaussian_delta": func(in input) (float64, error) {
		eps, err := need(in.Epsilon, "ε")
		if err != nil {
			return 0, err
		}
		in.mechanism.Mechanism = "gaussian"
		events, err := in.events()
		if err != nil {
			return 0, err
		}
		return GaussianDelta(events[0].Mechanism.(Gaussian).Sigma, events[0].Count, eps)
	},
	"gaussian_tpr": func(in input) (float64, error) {
		mu, err := need(in.Mu, "μ")
		if err != nil {
			return 0, err
		}
		fpr, err := need(in.FPR, "false positive rate")
		if err != nil {
			return 0, err
		}
		return TPR(mu, fpr)
	},
	"optimal_advanced_composition": func(in input) (float64, error) {
		eps, e1 := need(in.Epsilon, "ε")
		total, e2 := need(in.TotalDelta, "total δ")
		if e1 != nil || e2 != nil {
			return 0, &ParameterError{"ε and total δ", "are needed"}
		}
		return OptimalComposition(eps, or(in.Delta, 0), int(whole(in.Count)), total)
	},
	"pld_calibration_laplace": func(in input) (float64, error) {
		eps, e1 := need(in.Epsilon, "ε")
		delta, e2 := need(in.Delta, "δ")
		if e1 != nil || e2 != nil {
			return 0, &ParameterError{"ε and δ", "are needed"}
		}
		sensitivity := or(in.Sensitivity, 1)
		scale, err := Sigma(eps, func(scale float64) (float64, error) {
			p, err := NewPLD([]Event{{Laplace{scale}, whole(in.Count)}}, AddRemove, Grid{})
			if err != nil {
				return 0, err
			}
			return p.Epsilon(delta)
		})
		return scale * sensitivity, err
	},
}

func (in input) asked() ([]Event, Relation, error) {
	events, err := in.events()
	if err != nil {
		return nil, 0, err
	}
	rel, err := in.relation()
	return events, rel, err
}

func (in input) orders() []float64 {
	if len(in.Orders) == 0 {
		return Orders
	}
	return in.Orders
}

func rdpValue(in input) (float64, error) {
	events, rel, err := in.asked()
	if err != nil {
		return 0, err
	}
	order, err := need(in.Order, "order")
	if err != nil {
		return 0, err
	}
	return RDP(events, rel, order)
}

func rdpEpsilon(in input) (float64, error) {
	events, rel, err := in.asked()
	if err != nil {
		return 0, err
	}
	c, err := NewCurve(events, rel, in.orders())
	if err != nil {
		return 0, err
	}
	return in.convert(c)
}

// convert is the ε of a curve, for the δ and by the rule that are asked for.
func (in input) convert(c Curve) (float64, error) {
	delta, err := need(in.Delta, "δ")
	if err != nil {
		return 0, err
	}
	conversion, err := in.conversion()
	if err != nil {
		return 0, err
	}
	eps, _, err := c.Epsilon(delta, conversion)
	return eps, err
}

func (in input) pld() (*PLD, error) {
	events, rel, err := in.asked()
	if err != nil {
		return nil, err
	}
	return NewPLD(events, rel, Grid{Error: fine})
}

// Vectors are answered with an error of about fine in ε and δ, and lifted, relatively: reference values are extrapolations that can be a little above the
// true one, and whoever compares wants an upper bound on either.
const fine, lift = 1e-6, 1e-6

func pldEpsilon(in input) (float64, error) {
	delta, err := need(in.Delta, "δ")
	if err != nil {
		return 0, err
	}
	p, err := in.pld()
	if err != nil {
		return 0, err
	}
	eps, err := p.Epsilon(delta)
	return eps * (1 + 2*lift), err
}

// calibrate is the least σ whose ε is within the target.
func (in input) calibrate(epsilon func(input) (float64, error)) (float64, error) {
	target, err := need(in.Target, "target ε")
	if err != nil {
		return 0, err
	}
	if in.mechanism.Mechanism == "" && in.Q == nil {
		in.mechanism.Mechanism = "gaussian"
	}
	return Sigma(target, func(sigma float64) (float64, error) {
		in := in
		in.Sigma = &sigma
		return epsilon(in)
	})
}
