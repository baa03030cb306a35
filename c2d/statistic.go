package c2d

import (
	"encoding/json"
	"math"

	"github.com/stintdao/stint/privacy"
)

// Statistic is one question of a query job. Which fields a kind has is in statisticKinds; others must be empty.
type Statistic struct {
	Name      string           `json:"name"`
	Kind      string           `json:"kind"`
	Column    string           `json:"column,omitempty"`    // what is measured; a count without one counts all rows
	Epsilon   privacy.Micros   `json:"epsilon"`             // what this answer may cost one contributor
	Quantiles []privacy.Micros `json:"quantiles,omitempty"` // ranks in millionths, for "quantiles"
	Bins      []int64          `json:"bins,omitempty"`      // ascending edges, for "histogram": bins are from an edge to below the next
	By        string           `json:"by,omitempty"`        // for "groups": the column whose values make them, text or integer
	Of        string           `json:"of,omitempty"`        // for "groups": "count" of rows, "sum" or "mean" of Column
	Groups    uint32           `json:"groups,omitempty"`    // for "groups": the first so many of each contributor count
}

// Bounds of a statistic, as privacy/release has them.
const (
	MaxText       = 64      // bytes of a group's name; longer values are cut
	maxBins       = 1024    // of a histogram
	maxGroupsEach = 1024    // in which one contributor counts
	maxGroups     = 1 << 14 // that are named
	maxNoise      = 1 << 40 // scale
	maxSpread     = 4_000_000
	maxAnswers    = 8 << 20 // bytes of all answers
)

// statisticKinds says, for each kind, which kind of column it measures; "" is none.
var statisticKinds = map[string][]string{
	"count":     {"", "category"}, // of all rows, or by the values of a category
	"sum":       {"integer"},
	"mean":      {"integer"},
	"variance":  {"integer"},
	"quantiles": {"integer"},
	"histogram": {"integer"},
	"groups":    {"", "integer"}, // counts, or sums and means
}

// Selects reports whether the statistic names groups that nobody declared.
func (q Statistic) Selects() bool { return q.Kind == "groups" }

// Columns returns what the statistic measures, the zero Column if it counts rows, and what makes its groups, if any. It refuses what the columns
// of a dataset cannot answer. A conductor asks it again before it charges anything.
func (q Statistic) Columns(m Manifest) (measured, by Column, err error) {
	kinds, ok := statisticKinds[q.Kind]
	if !ok {
		return measured, by, q.bad("kind %.20q is none of count, sum, mean, variance, quantiles, histogram and groups", q.Kind)
	}
	if measured, err = q.find(m, q.Column); err != nil {
		return measured, by, err
	}
	if q.Selects() {
		switch q.Of {
		case "count":
			kinds = []string{""}
		case "sum", "mean":
			kinds = []string{"integer"}
		default:
			return measured, by, q.bad("of is %.20q, want count, sum or mean", q.Of)
		}
		if q.By == "" {
			return measured, by, q.bad("by names no column: say what makes the groups")
		}
		if by, err = q.find(m, q.By); err != nil {
			return measured, by, err
		}
		if by.Kind == "category" {
			return measured, by, q.bad("the values of %q are declared: ask for a count of them instead of groups", by.Name)
		}
	} else if q.By != "" || q.Of != "" || q.Groups != 0 {
		return measured, by, q.bad("by, of and groups are for kind groups, not %s", q.Kind)
	}
	for _, k := range kinds {
		if measured.Kind == k {
			return measured, by, nil
		}
	}
	switch {
	case q.Selects() && q.Of == "count":
		return measured, by, q.bad("groups of count have no column: they count rows")
	case q.Column == "":
		return measured, by, q.bad("%s needs a column of kind %s", q.Kind, kinds[len(kinds)-1])
	}
	return measured, by, q.bad("%s needs a column of kind %s; %q is %s", q.Kind, kinds[len(kinds)-1], measured.Name, measured.Kind)
}

func (q Statistic) find(m Manifest, name string) (Column, error) {
	if name == "" {
		return Column{}, nil
	}
	c, ok := m.Column(name)
	if !ok {
		return c, q.bad("the dataset has no column %.60q", name)
	}
	return c, nil
}

func (q Statistic) bad(format string, args ...any) error {
	return Refuse(BadRequest, "correct the query section of the job spec", "statistic %.64q: "+format, append([]any{q.Name}, args...)...)
}

// check refuses a statistic that cannot be asked of a dataset of so many contributors.
func (q Statistic) check(m Manifest, members int) error {
	if !namePattern.MatchString(q.Name) {
		return q.bad("name must be 1 to 128 letters, digits, spaces and . _ / -")
	}
	if q.Epsilon <= 0 || q.Epsilon > privacy.MaxEpsilon {
		return q.bad("epsilon is %d millionths, want 1 to %d", q.Epsilon, privacy.MaxEpsilon)
	}
	c, _, err := q.Columns(m)
	if err != nil {
		return err
	}
	switch {
	case (q.Kind == "quantiles") != (len(q.Quantiles) > 0) || len(q.Quantiles) > maxQuantiles:
		return q.bad("quantiles, and only they, name 1 to %d ranks", maxQuantiles)
	case (q.Kind == "histogram") != (len(q.Bins) > 0) || len(q.Bins) == 1 || len(q.Bins) > maxBins+1:
		return q.bad("a histogram, and only that, has bins: 2 to %d edges", maxBins+1)
	case q.Kind == "variance" && c.Max-c.Min > maxSpread:
		return q.bad("column %q is wider than %d, the most for a variance; ask for quantiles, or a coarser column", c.Name, maxSpread)
	case q.Selects() && (q.Groups < 1 || q.Groups > maxGroupsEach):
		return q.bad("groups is %d: say in how many groups one contributor counts, 1 to %d", q.Groups, maxGroupsEach)
	}
	for k, r := range q.Quantiles {
		if r <= 0 || r >= 1_000_000 || k > 0 && r <= q.Quantiles[k-1] {
			return q.bad("ranks must ascend strictly between 0 and 1000000 millionths")
		}
	}
	for k, e := range q.Bins {
		if e < c.Min || e > c.Max+1 || k > 0 && e <= q.Bins[k-1] {
			return q.bad("bins must ascend strictly from %d or more to %d or less", c.Min, c.Max+1)
		}
	}
	if q.noise(c, m.MaxRows) > maxNoise {
		return q.bad("its noise would drown any answer; raise epsilon")
	}
	if q.Selects() {
		return q.checkSelection(m, members)
	}
	return nil
}

// noise bounds the scale of the noise a statistic needs: what one contributor can move, over ε. privacy/release refuses the same at
// run time; refused here, it costs nothing.
func (q Statistic) noise(c Column, rows uint32) float64 {
	reach, epsilon := 1.0, float64(q.Epsilon)/1e6
	kind := q.Kind
	if q.Selects() {
		kind, epsilon = q.Of, epsilon/2
	}
	switch kind {
	case "sum":
		reach = float64(max(c.Min, -c.Min, c.Max, -c.Max))
	case "mean":
		reach = float64(c.Max) - float64(c.Min)
	case "variance": // in levels
		reach = math.Pow(float64(min(c.Max-c.Min, 64)), 2)
	case "quantiles": // levels of a tree
		reach = 3
	}
	scale := float64(rows) * reach / epsilon
	if q.Selects() {
		scale = max(scale, q.selectionNoise())
	}
	return max(scale, float64(rows)*reach)
}

// selectionNoise is the scale of the noise on the numbers of contributors that groups are selected by. Half of ε pays for it, rounded down.
func (q Statistic) selectionNoise() float64 { return float64(q.Groups) * 1e6 / float64(q.Epsilon/2) }

// checkSelection refuses groups of which none could be named.
func (q Statistic) checkSelection(m Manifest, members int) error {
	delta, err := m.SelectionDelta(q.Epsilon)
	if err != nil {
		return q.bad("%v", err)
	}
	if delta == 0 {
		return q.bad("epsilon is too small to name any group; raise it")
	}
	need := 1 + q.selectionNoise()*math.Log(float64(q.Groups)/(2*float64(delta)/1e24))
	if need > float64(members) {
		return q.bad("a group needs %.0f contributors to be named, and the dataset has %d; raise epsilon or lower groups", math.Ceil(need), members)
	}
	return nil
}

// SelectionDelta is how probable it may be that one private selection of an ε names a group that only one contributor has. A block's caps on the
// ledger are never above the manifest's.
func (m Manifest) SelectionDelta(epsilon privacy.Micros) (privacy.Tiny, error) {
	caps, err := privacy.Caps(m.Epsilon, m.Delta, privacy.DefaultOrder)
	if err != nil {
		return 0, err
	}
	return privacy.SelectionDelta(epsilon, caps, m.Delta)
}

// size bounds how many bytes the answer takes, as compact JSON.
func (q Statistic) size(c Column, members int) int {
	const head, estimate, place = 1024, 100, 40 // what stands before, three numbers of 20 digits and their keys, and where a bin or a rank is
	switch {
	case q.Kind == "count" && q.Column != "":
		names, err := json.Marshal(c.Values)
		if err != nil {
			return maxAnswers // strings marshal
		}
		return head + len(names) + len(c.Values)*estimate
	case q.Selects(): // a name has no control characters: at most each byte is escaped
		return head + min(maxGroups, members*int(q.Groups))*(2*MaxText+estimate)
	}
	return head + (1+len(q.Quantiles)+len(q.Bins))*(estimate+place)
}

func (s Spec) checkQuery(m Manifest, members int) error {
	if len(s.Query) > maxStatistics {
		return Refuse(BadRequest, "correct the query section of the job spec", "it asks %d statistics, want at most %d", len(s.Query), maxStatistics)
	}
	size := 0
	for _, q := range s.Query {
		if err := q.check(m, members); err != nil {
			return err
		}
		c, _ := m.Column(q.Column)
		if size += q.size(c, members); size > maxAnswers {
			return Refuse(BadRequest, "ask fewer statistics in one job", "its answers could take more than %d bytes", maxAnswers)
		}
	}
	return nil
}
