package accountant

import (
	"fmt"
	"math"
)

// law is the distribution of the privacy loss ln(dP/dQ) under P, of a pair (P, Q) that dominates one run of a mechanism on neighbouring data (Zhu, Dong,
// Wang 2106.08567, Definition 7): a composition of such pairs has at least the δ(ε) of the mechanisms' composition (Theorem 10 there).
type law struct {
	points   []point
	lines    []line
	infinite float64 // the probability that the loss has no bound
}

// point is a loss that has a probability of its own.
type point struct{ loss, mass float64 }

// line is a part without points: an answer x in [low, high] has this loss, which does not fall with x, and this density under P.
type line struct {
	weight    float64
	low, high float64
	scale     float64 // neither of the two changes much while x changes by a small part of it
	at        func(x float64) (loss, density float64)
	tail      float64 // what lies beyond either end has at most this probability
}

// curve is the law of a pair of mixtures. Of p, what lies further than reach standard deviations from all means is left out.
func (p pair) curve(reach float64) law {
	low, high := means(p.p)
	return law{lines: []line{{
		weight: 1, low: low - reach, high: high + reach, scale: 1, tail: math.Exp(-reach * reach / 2),
		at: func(t float64) (float64, float64) {
			_, a := density(p.p, t)
			_, b := density(p.q, t)
			return a - b, math.Exp(a-t*t/2) / math.Sqrt(2*math.Pi)
		},
	}}}
}

// laws are those of a mechanism that was checked, in each direction: P with the unit and Q without, and the reverse. Both are the same when there is only
// one, as of any pair that is its own mirror image.
func laws(m Mechanism, rel Relation, reach float64) ([]law, error) {
	both := func(with pair) []law { return []law{with.curve(reach), with.reversed().curve(reach)} }
	switch m := m.(type) {
	case Gaussian:
		if m.Q == 1 {
			return []law{pair{[]part{newPart(1, 1/m.Sigma)}, still}.curve(reach)}, nil
		}
		if rel == ReplaceOne {
			return []law{replacement(m.Q, m.Sigma).curve(reach)}, nil
		}
		return both(removal(m.Q, m.Sigma)), nil // 2106.08567, Theorem 11
	case Laplace:
		// Between the two centres, 1/Scale apart, the loss falls from ε to -ε; beyond them it is that. x is the distance, downwards.
		eps := 1 / m.Scale
		return []law{{
			points: []point{{eps, 0.5}, {-eps, math.Exp(-eps) / 2}},
			lines:  []line{{weight: 1, low: -eps, high: 0, scale: 1, at: func(x float64) (float64, float64) { return eps + 2*x, math.Exp(x) / 2 }}},
		}}, nil
	case Response:
		k := float64(m.Buckets)
		lie := m.P / k
		truth := 1 - m.P + lie
		switch rel {
		case ReplaceOne:
			l := math.Log1p((1 - m.P) / lie)
			return []law{{points: []point{{l, truth}, {-l, lie}, {0, (k - 2) * lie}}}}, nil
		case ZeroOut: // a unit without a value answers uniformly
			more, less := math.Log1p((k-1)*(1-m.P)), math.Log(m.P)
			return []law{{points: []point{{more, truth}, {less, (k - 1) * lie}}}, {points: []point{{-more, 1 / k}, {-less, (k - 1) / k}}}}, nil
		}
	case Approximate: // Kairouz, Oh, Viswanath 1311.0776, Theorem 2.1 and its proof
		e := math.Exp(-m.Epsilon)
		return []law{{points: []point{{m.Epsilon, (1 - m.Delta) / (1 + e)}, {-m.Epsilon, (1 - m.Delta) * e / (1 + e)}}, infinite: m.Delta}}, nil
	case Mixture:
		if rel == ReplaceOne {
			break
		}
		return both(m.pair()), nil // 2106.08567, Theorem 11, for several shifts; Choquette-Choo et al. 2310.15526
	case TruncatedPoisson:
		// While the other units do not fill the batch it is the plain mechanism; otherwise the unit may displace another, which is no worse than
		// replacing it (Ganesh 2411.04205; Feldman, Shenfeld 2508.15089). Which of the two happens does not depend on the unit, so telling is no loss.
		if rel == ReplaceOne {
			break
		}
		plain, err := laws(Gaussian{m.Sigma, m.Q}, rel, reach)
		if err != nil {
			return nil, err
		}
		full, q := truncation(m)
		if full <= 0 {
			return plain, nil
		}
		swapped, err := laws(Gaussian{m.Sigma / 2, q}, ReplaceOne, reach)
		if err != nil {
			return nil, err
		}
		for i := range plain {
			l := swapped[0].lines[0]
			plain[i].lines[0].weight, l.weight = 1-full, full
			plain[i].lines = append(plain[i].lines, l)
		}
		return plain, nil
	}
	return nil, fmt.Errorf("privacy loss of %T under %v: %w", m, rel, ErrUnsupported)
}

// span is the least and the largest loss.
func (l law) span() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range l.points {
		low, high = min(low, p.loss), max(high, p.loss)
	}
	for _, c := range l.lines {
		first, _ := c.at(c.low)
		last, _ := c.at(c.high)
		low, high = min(low, first), max(high, last)
	}
	return low, high
}

// lost is the probability of a loss that is infinite or above the span.
func (l law) lost() float64 {
	sum := l.infinite
	for _, c := range l.lines {
		sum += c.weight * c.tail
	}
	return sum
}

// sample is the law on a few points, to plan with: no bound of any kind, but within about 1e-6.
func (l law) sample() ([]point, error) {
	points := append([]point(nil), l.points...)
	for _, c := range l.lines {
		panels := max(16, math.Ceil(5*(c.high-c.low)/c.scale))
		if !(panels < maxPanels/16) {
			return nil, fmt.Errorf("privacy loss over %g standard deviations: %w", (c.high-c.low)/c.scale, ErrDomain)
		}
		width := (c.high - c.low) / panels
		for i := 0.0; i <= panels; i++ {
			loss, density := c.at(c.low + i*width)
			if i == 0 || i == panels {
				density /= 2
			}
			if density > 0 {
				points = append(points, point{loss, c.weight * density * width})
			}
		}
	}
	return points, nil
}

const maxPanels = 1 << 24

// onGrid gives the law's probabilities on the multiples of a step, in no order, some in parts, without what is lost.
//
// A loss between two points of the grid is split among them such that its probability under P and under Q are kept ("connect the dots", Doroshenko et al.
// 2207.04380): when it is f above the lower of two points that are d apart, (1-e^-f)/(1-e^-d) of it goes up. By revealing to which of the two it went,
// the pair becomes one that dominates. That holds for any two points; neighbours add least. Where a density times how much its loss matters (rough
// gives the ln of that) is tiny, they are further apart: what they add goes with mass·distance², so with distance as mass^(-1/3) it is least for their
// number, and in all it is a fifth of what neighbours add.
//
// The integrals are by Gauss-Legendre quadrature with three points, on panels of at most 1/128 of the scale that do not cross the points: what that leaves
// is (Abramowitz, Stegun 25.4.30) below 1e-13 of a panel's mass, 10 standard deviations out, and a thousand times less around the centre.
func (l law) onGrid(step float64, rough func(loss float64) (matter, widest float64), give func(i int, mass float64)) error {
	for _, p := range l.points {
		i := math.Floor(p.loss / step)
		up := math.Expm1(i*step-p.loss) / math.Expm1(-step) * p.mass
		give(int(i), p.mass-up)
		give(int(i)+1, up)
	}
	low, high := l.span()
	little := 0.2 * step / (high - low) // mass·distance³, in steps
	for _, c := range l.lines {
		panels := math.Ceil(128 * (c.high - c.low) / c.scale)
		if !(panels < maxPanels) {
			return fmt.Errorf("privacy loss over %g standard deviations: %w", (c.high-c.low)/c.scale, ErrDomain)
		}
		x := c.low
		loss, density := c.at(x)
		cell, far, whole := math.Floor(loss/step), 1.0, math.Expm1(-step) // far is how many steps the next point is away
		below, above := 0.0, c.weight*c.tail
		fill := func(to float64) {
			half := (to - x) / 2
			for _, n := range legendre3 {
				var loss float64
				loss, density = c.at(x + half*(1+n.x))
				mass := c.weight * density * half * n.weight
				up := math.Expm1(cell*step-loss) / whole * mass
				below += mass - up
				above += up
			}
			x = to
		}
		from, ahead := x, 0.0 // where x was at the last point, and how far it went a step before
		for i := 1.0; i <= panels; i++ {
			end := c.low + (c.high-c.low)*(i/panels)
			top, _ := c.at(end)
			flat := (end - x) * step / (top - loss) // how far x goes in a step here
			// distance is how many steps the next point may be away, for a mass there. Over a quarter of the scale the mass does not rise and fall.
			distance := func(loss, density float64) float64 {
				matter, widest := rough(loss)
				d := math.Cbrt(little / (c.weight * density * flat * math.Exp(matter)))
				if !(d >= 2) {
					return 1
				}
				return min(d, widest/step, c.scale/4/flat)
			}
			for (cell+far)*step < top {
				guess := from + ahead*far
				if ahead == 0 || guess <= x || guess >= end {
					guess = x + (end-x)*((cell+far)*step-loss)/(top-loss)
				}
				to := c.cross((cell+far)*step, x, loss, end, guess, step)
				fill(to)
				from, ahead = to, (to-from)/far
				give(int(cell), below)
				below, above = above, 0
				cell += far
				loss, far = cell*step, 1
				if d := distance(loss, density); d >= 2 {
					far = max(1, math.Floor(min(d, distance(c.at(x+d*flat)))))
				}
				whole = math.Expm1(-far * step)
			}
			fill(end)
			loss = top
		}
		give(int(cell), below)
		give(int(cell+far), above)
	}
	return nil
}

var legendre3 = [3]struct{ x, weight float64 }{{-math.Sqrt(0.6), 5.0 / 9}, {0, 8.0 / 9}, {math.Sqrt(0.6), 5.0 / 9}}

// cross finds, to 1e-5 of a step, where between low and high the loss passes a value, by the secant method from a guess. What lies between there and the
// true place is split by the neighbouring cell's line: a 1e-10th of what splitting adds.
func (c line) cross(value, low, atLow, high, guess, step float64) float64 {
	x0, y0, x := low, atLow-value, guess
	for range 60 {
		if !(x > low && x < high) {
			x = (low + high) / 2
		}
		y, _ := c.at(x)
		y -= value
		if math.Abs(y) <= 1e-5*step || x == low || x == high {
			break
		}
		if y < 0 {
			low = x
		} else {
			high = x
		}
		x0, y0, x = x, y, x-y*(x-x0)/(y-y0)
	}
	return x
}
