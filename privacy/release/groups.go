package release

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/stintdao/stint/privacy"
)

// Limits of Groups.
const (
	// MaxGroupsEach bounds in how many groups one contributor counts.
	MaxGroupsEach = 1 << 10
	// MaxGroups bounds how many groups are named.
	MaxGroups = 1 << 14
)

// Selection says which groups may be named.
type Selection struct {
	Each  uint32       // only the first Each groups of each contributor count; at least 1
	Delta privacy.Tiny // how probable it may be that a group is named which only one contributor has
}

// Group is the answer for one group that was selected.
type Group struct {
	Name string
	Estimate
}

// Groups is a statistic for every group of rows that have a value in common, where nobody declared which values there are: names come
// from the data. Like a Tally it releases once, shows no sum without noise, and is not safe for concurrent use.
//
// With a probability of Selection.Delta at most, what follows fails: it is ε-DP per contributor, ε being the bound's. One half of ε
// pays for the selection and the other for what is said of the groups.
//   - A group is named if the number of contributors who have it, with noise, reaches a threshold. One contributor changes Each of these
//     numbers by one, and each gets integer Laplace noise of scale Each/(ε/2). The threshold is such that the probability that any of at
//     most Each groups with one contributor reaches it is Delta (Korolova, Kenthapadi, Mishra, Ntoulas 2009, for numbers of users:
//     Wilson et al. 1909.01917, Section 3.4). A group that nobody has is never named.
//   - A contributor's rows are in one group each, so that together they change the sums of all groups by no more than they would
//     change one: the noise of what is said of a group does not grow with Each.
//
// Which groups and rows of a contributor count depends on the contributor alone. Where more than MaxGroups are selected, those with the
// largest noisy numbers are named. Intervals cover the noise of the sums, not the rows of groups that a contributor has beyond Each.
type Groups struct {
	crowd
	rows      uint32
	each      uint32
	slots     uint32 // how many more groups the contributor at hand may be in
	threshold int64
	selection privacy.Micros // the half of ε that pays for it
	rest      privacy.Micros
	measure   measure
	l1        int64
	index     map[string]uint32
	members   []member // by index
	sums      []int64  // measure.sums for each
}

type member struct {
	contributors uint32
	last         uint32 // the contributor who counted last, from 1
}

// NewGroupCounts counts the rows of each group. The value given to Add is of no account.
func NewGroupCounts(s Selection, b Bound) (*Groups, error) { return newGroups(rowsOf(), s, b) }

// NewGroupSums gives the sum of an integer column over each group's rows, as NewSum.
func NewGroupSums(r Range, s Selection, b Bound) (*Groups, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return newGroups(sumOf(r), s, b)
}

// NewGroupMeans gives the mean of an integer column over each group's rows, as NewMean.
func NewGroupMeans(r Range, s Selection, b Bound) (*Groups, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return newGroups(meanOf(r), s, b)
}

func newGroups(m measure, s Selection, b Bound) (*Groups, error) {
	if b.Epsilon > privacy.MaxEpsilon { // its halves might not be
		return nil, fmt.Errorf("groups: ε of %d millionths is outside 1..%d", b.Epsilon, privacy.MaxEpsilon)
	}
	if s.Each < 1 || s.Each > MaxGroupsEach {
		return nil, fmt.Errorf("groups: a contributor counts in %d groups, want 1..%d", s.Each, MaxGroupsEach)
	}
	if s.Delta == 0 {
		return nil, fmt.Errorf("groups: no group may be named with a failure probability of 0")
	}
	half := b.Epsilon / 2
	if err := (Bound{s.Each, half}).check(1); err != nil {
		return nil, fmt.Errorf("groups: select: %w", err)
	}
	rest := Bound{b.Rows, b.Epsilon - half}
	if err := rest.check(m.reach); err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return &Groups{
		rows: b.Rows, each: s.Each, selection: half, rest: rest.Epsilon, measure: m, l1: rest.weight(m.reach), index: map[string]uint32{},
		threshold: threshold(scale(int64(s.Each), half), float64(s.Each), float64(s.Delta)/1e24),
	}, nil
}

// threshold is the least t at which the probability that any of n counts of 1 reaches it with Laplace noise of a scale, see there, is delta
// at most: n·½·exp(-(t-1-½)/scale) ≤ delta. A part in 10^9 covers float64 and the 2^-40 of the noise; t is never below 2.
func threshold(scale, n, delta float64) int64 {
	return 1 + max(1, int64(math.Ceil(0.5+(1+1e-9)*scale*math.Log(n/(2*delta)))))
}

// Threshold is how many contributors, with noise, a group needs to be named. It is public.
func (g *Groups) Threshold() int64 { return g.threshold }

// Next says that the rows that follow are another contributor's. Each contributor comes once.
func (g *Groups) Next() error {
	g.slots = g.each
	return g.next(g.rows)
}

// Add adds a row of the contributor to a group. Rows beyond the bound's count nowhere, and nor do rows of groups beyond the selection's,
// though they use up rows.
func (g *Groups) Add(name []byte, v int64) {
	if !g.take() {
		return
	}
	i, known := g.index[string(name)]
	if !known || g.members[i].last != uint32(g.seen) {
		if g.slots == 0 {
			return
		}
		g.slots--
	}
	if !known {
		i = uint32(len(g.members))
		g.index[string(name)] = i
		g.members = append(g.members, member{})
		for range g.measure.sums {
			g.sums = append(g.sums, 0)
		}
	}
	if m := &g.members[i]; m.last != uint32(g.seen) {
		m.last = uint32(g.seen)
		m.contributors++
	}
	g.measure.add(g.of(i), v)
}

func (g *Groups) of(i uint32) []int64 {
	n := g.measure.sums
	return g.sums[int(i)*n : (int(i)+1)*n]
}

// Release draws the noise and returns the groups that were selected, by name; there may be none. After it the groups are gone, and Next
// and Release return ErrReleased.
func (g *Groups) Release() ([]Group, error) {
	if g.used {
		return nil, fmt.Errorf("release groups: %w", ErrReleased)
	}
	g.close()
	index := g.index
	g.index = nil
	type named struct {
		name         string
		contributors int64
		at           uint32
	}
	var selected []named
	for name, i := range index {
		noisy := []int64{int64(g.members[i].contributors)}
		if err := blur(noisy, int64(g.each), g.selection); err != nil {
			return nil, err
		}
		if noisy[0] >= g.threshold {
			selected = append(selected, named{name, noisy[0], i})
		}
	}
	slices.SortFunc(selected, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.contributors, a.contributors), strings.Compare(a.name, b.name))
	})
	selected = selected[:min(len(selected), MaxGroups)]
	slices.SortFunc(selected, func(a, b named) int { return strings.Compare(a.name, b.name) })
	out := make([]Group, len(selected))
	for k, s := range selected {
		sums := g.of(s.at)
		if err := blur(sums, g.l1, g.rest); err != nil {
			return nil, err
		}
		out[k] = Group{s.name, g.measure.read(sums, scale(g.l1, g.rest))}
	}
	g.members, g.sums = nil, nil
	return out, nil
}

// Format hides names, and sums without noise, from every verb of fmt.
func (Groups) Format(s fmt.State, _ rune) { io.WriteString(s, "[groups]") }
