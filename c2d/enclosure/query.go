package enclosure

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/privacy/release"
)

// Answers is what a query job lets out, as compact JSON in this order of keys, all numbers integers.
type Answers struct {
	Stint   int      `json:"stint"` // version of this document: 1
	Answers []Answer `json:"answers"`
}

// Answer is the answer to one statistic, in the order of the spec. What it says is in the one field that its kind has. Units are the column's.
type Answer struct {
	Name      string            `json:"name"`
	Kind      string            `json:"kind"`
	Column    string            `json:"column,omitempty"`
	By        string            `json:"by,omitempty"`
	Of        string            `json:"of,omitempty"`
	Epsilon   privacy.Micros    `json:"epsilon"`
	Count     *release.Estimate `json:"count,omitempty"`     // rows
	Counts    []Count           `json:"counts,omitempty"`    // rows with each value of the column, in the manifest's order
	Sum       *release.Estimate `json:"sum,omitempty"`       //
	Mean      *release.Estimate `json:"mean,omitempty"`      // in millionths
	Variance  *release.Estimate `json:"variance,omitempty"`  // in millionths of the unit's square
	Bins      []Bin             `json:"bins,omitempty"`      // rows with values in each bin
	Quantiles []Quantile        `json:"quantiles,omitempty"` //
	Threshold int64             `json:"threshold,omitempty"` // how many contributors, with noise, a group needs to be named
	Groups    []Count           `json:"groups,omitzero"`     // the groups that were, by name: rows, sums, or means in millionths
}

// Count is a noisy number of what has a value in common; it may be negative.
type Count struct {
	Of string `json:"of"`
	release.Estimate
}

// Bin is a noisy number of rows with values of From or more, and less than Below.
type Bin struct {
	From  int64 `json:"from"`
	Below int64 `json:"below"`
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
	for _, who := range s.contributors {
		if err := t.next(); err != nil {
			return c2d.Output{}, c2d.Refuse(c2d.BadRequest, "split the dataset", "the query cannot be answered: %v", err)
		}
		for _, shard := range who.shards {
			plain, err := s.appendShard(make([]byte, 0, shard.Contribution.Shard.Size), shard) // files of some formats cannot be put one after the other
			if err != nil {
				return c2d.Output{}, err
			}
			t.add(plain)
			clear(plain)
			if ctx.Err() != nil {
				return c2d.Output{}, ctx.Err()
			}
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

// answer draws the noise of every statistic, in the order of the spec.
func (t *table) answer(query []c2d.Statistic) ([]byte, error) {
	out := Answers{Stint: 1, Answers: make([]Answer, len(query))}
	for i, q := range query {
		a := &out.Answers[i]
		*a = Answer{Name: q.Name, Kind: q.Kind, Column: q.Column, By: q.By, Of: q.Of, Epsilon: q.Epsilon}
		if err := t.questions[i].answer(a); err != nil {
			return nil, fmt.Errorf("statistic %.64q: %w", q.Name, err)
		}
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false) // the airlock knows how long a name can get
	if err := w.Encode(out); err != nil {
		return nil, fmt.Errorf("write answers: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}
