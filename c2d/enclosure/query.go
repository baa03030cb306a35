package enclosure

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/privacy/release"
)

// Answers is what a query job lets out, as compact JSON in this order of keys, all numbers integers.
type Answers struct {
	Stint   int      `json:"stint"` // version of this document: 1
	Answers []Answer `json:"answers"`
}

// Answer is the answer to one statistic, in the order of the spec. Exactly one of Counts, Mean and Quantiles is set.
type Answer struct {
	Name      string            `json:"name"`
	Kind      string            `json:"kind"`
	Column    string            `json:"column"`
	Epsilon   privacy.Micros    `json:"epsilon"`
	Counts    []Count           `json:"counts,omitempty"`    // rows with each value of the column, in the manifest's order
	Mean      *release.Estimate `json:"mean,omitempty"`      // in millionths of the column's unit
	Quantiles []Quantile        `json:"quantiles,omitempty"` // in the column's unit
}

// Count is a noisy number of rows; it may be negative.
type Count struct {
	Of string `json:"of"`
	release.Estimate
}

// Quantile is the value below which a share of the rows lies.
type Quantile struct {
	Rank privacy.Micros `json:"rank"` // the share, in millionths
	release.Estimate
}

// query answers all statistics in one step: together, or not at all.
func (c *Conductor) query(ctx context.Context, run c2d.Run, p *progress, last []byte) (c2d.Output, error) {
	if p.now.Done > 0 {
		return c2d.Output{Name: answersName, Bytes: last}, nil
	}
	t, err := newTable(run.Manifest, run.Spec.Query)
	if err != nil {
		return c2d.Output{}, err
	}
	s, err := newStage(ctx, c.config, run.Shards)
	if err != nil {
		return c2d.Output{}, err
	}
	defer s.close()
	if err := s.unlock(ctx, c.config.Keys); err != nil {
		return c2d.Output{}, err
	}
	if err := c.config.Rounds.Begin(ctx, run.Job, 0); err != nil {
		return c2d.Output{}, fmt.Errorf("begin the query: %w", err)
	}
	p.set(1, 0)
	for k := range s.contributors {
		plain, err := s.open(k)
		if err != nil {
			return c2d.Output{}, err
		}
		t.add(plain)
		clear(plain)
		if ctx.Err() != nil {
			return c2d.Output{}, ctx.Err()
		}
	}
	b, err := t.answer(run.Spec.Query)
	if err != nil {
		return c2d.Output{}, err
	}
	if err := c.config.Rounds.Finish(ctx, run.Job, 0, b); err != nil {
		return c2d.Output{}, fmt.Errorf("finish the query: %w", err)
	}
	p.set(1, 1)
	return c2d.Output{Name: answersName, Bytes: b}, nil
}

// answer computes every statistic. Bounding what a contributor weighs, and the noise, are the release package's.
func (t *table) answer(query []c2d.Statistic) ([]byte, error) {
	out := Answers{Stint: 1}
	for _, q := range query {
		a, err := t.one(q)
		if err != nil {
			return nil, c2d.Refuse(c2d.BadRequest, "correct the spec and order again", "statistic %.64q: %v", q.Name, err)
		}
		out.Answers = append(out.Answers, a)
	}
	return json.Marshal(out)
}

func (t *table) one(q c2d.Statistic) (Answer, error) {
	a := Answer{Name: q.Name, Kind: q.Kind, Column: q.Column, Epsilon: q.Epsilon}
	i := t.column(q.Column)
	col := t.manifest.Columns[i]
	bound := release.Bound{Rows: t.manifest.MaxRows, Epsilon: q.Epsilon}
	span := release.Range{Min: col.Min, Max: col.Max}
	switch q.Kind {
	case "count":
		e, err := release.Counts(each(t.texts[i]), col.Values, bound)
		for k, v := range e {
			a.Counts = append(a.Counts, Count{col.Values[k], v})
		}
		return a, err
	case "mean":
		e, err := release.Mean(each(t.numbers[i]), span, bound)
		a.Mean = &e
		return a, err
	}
	e, err := release.Quantiles(each(t.numbers[i]), span, q.Quantiles, bound)
	for k, v := range e {
		a.Quantiles = append(a.Quantiles, Quantile{q.Quantiles[k], v})
	}
	return a, err
}

func each[V any](contributors [][]V) iter.Seq[[]V] { return slices.Values(contributors) }
