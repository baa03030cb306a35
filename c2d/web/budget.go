package web

import (
	"fmt"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// Budget is what is left of a dataset's privacy budget and where the rest went. Every ε is in micro-nats at the dataset's Delta; the largest
// int64, privacy.Infinite, means that no ε bounds it.
type Budget struct {
	Dataset datatoken.Address         `json:"dataset"`
	Epsilon privacy.Micros            `json:"epsilon"` // of one block, in all
	Delta   privacy.Delta             `json:"delta"`
	Unit    string                    `json:"unit"`    // whom it protects
	Orders  [privacy.NumOrders]uint32 `json:"orders"`  // Rényi orders of the lanes
	Blocks  []Block                   `json:"blocks"`  // ascending
	Charges []Charge                  `json:"charges"` // of jobs of this node, oldest first; other providers' are in the blocks' totals
}

// Block is the budget of one privacy block.
type Block struct {
	Block   uint32 `json:"block"`
	Members uint32 `json:"members"`
	privacy.Budget
	EpsilonHeld      privacy.Micros `json:"epsilonHeld"` // reserved and committed
	EpsilonCommitted privacy.Micros `json:"epsilonCommitted"`
	JobsLeft         []JobsLeft     `json:"jobsLeft"` // one for each mode that ever reserved something here
}

// JobsLeft is how many more jobs like a given one, the latest of its mode, a block has room for.
type JobsLeft struct {
	Mode    c2d.Mode       `json:"mode"`
	Like    datatoken.Hash `json:"like"`
	Epsilon privacy.Micros `json:"epsilon"` // of one such job alone
	Left    int            `json:"left"`
}

// Charge is what one job holds, or has used up for ever, in each of its blocks.
type Charge struct {
	Job       datatoken.Hash      `json:"job"`
	Mode      c2d.Mode            `json:"mode"`
	Blocks    []uint32            `json:"blocks"`
	Committed bool                `json:"committed"` // final; until then it is a reservation
	Loss      privacy.Loss        `json:"loss"`
	Epsilon   privacy.Micros      `json:"epsilon"` // of this charge alone
	Reserve   *datatoken.Evidence `json:"reserve,omitempty"`
	Commit    *datatoken.Evidence `json:"commit,omitempty"`
}

// newBudget tells the budget of a dataset from its blocks' filters, in the order of d.Blocks, and the jobs of the node.
func newBudget(d c2d.Dataset, budgets []privacy.Budget, jobs []c2d.Job) (Budget, error) {
	blocks := d.Blocks()
	if len(budgets) != len(blocks) {
		return Budget{}, fmt.Errorf("read budget: %d blocks, want %d", len(budgets), len(blocks))
	}
	b := Budget{
		Dataset: d.ID, Epsilon: d.Manifest.Epsilon, Delta: d.Manifest.Delta, Unit: d.Manifest.Unit, Orders: privacy.Orders,
		Blocks: []Block{}, Charges: []Charge{},
	}
	latest := map[c2d.Mode]c2d.Job{}
	for _, j := range jobs {
		if j.Spec.Dataset != d.ID {
			continue
		}
		if c, ok := chargeOf(j, b.Delta); ok {
			b.Charges = append(b.Charges, c)
			latest[j.Spec.Mode] = j
		}
	}
	members := map[uint32]uint32{}
	for _, batch := range d.Batches {
		members[batch.Block] += batch.Members
	}
	for _, l := range d.Left {
		members[d.Batches[l.Batch].Block]--
	}
	for i, n := range blocks {
		row := Block{
			Block: n, Members: members[n], Budget: budgets[i], JobsLeft: []JobsLeft{},
			EpsilonHeld: budgets[i].EpsilonHeld(b.Delta), EpsilonCommitted: budgets[i].EpsilonCommitted(b.Delta),
		}
		for _, mode := range []c2d.Mode{c2d.ModeQuery, c2d.ModeIsolate} {
			if j, ok := latest[mode]; ok {
				row.JobsLeft = append(row.JobsLeft, JobsLeft{Mode: mode, Like: j.ID, Epsilon: epsilon(j, j.Loss, b.Delta), Left: budgets[i].JobsLeft(j.Loss)})
			}
		}
		b.Blocks = append(b.Blocks, row)
	}
	return b, nil
}

// chargeOf is the charge that the chain shows for a job, if any. A reservation that only Commit made sure of has no evidence of its own.
func chargeOf(j c2d.Job, d privacy.Delta) (Charge, bool) {
	c := Charge{Job: j.ID, Mode: j.Spec.Mode, Blocks: list(j.Blocks), Loss: j.Loss}
	for _, m := range j.Marks {
		switch m.Step {
		case c2d.StepReserve:
			c.Reserve = m.Evidence
		case c2d.StepCommit:
			c.Commit = m.Evidence
		}
	}
	if c.Commit != nil {
		c.Committed, c.Loss = true, j.Spent
	}
	c.Epsilon = epsilon(j, c.Loss, d)
	return c, c.Reserve != nil || c.Commit != nil
}

// epsilon is the ε of what a job holds or used up: that of its quote for the whole plan.
func epsilon(j c2d.Job, l privacy.Loss, d privacy.Delta) privacy.Micros {
	if l == j.Loss && !l.IsZero() {
		return j.Epsilon
	}
	eps, ok := l.Epsilon(d)
	if !ok {
		return privacy.Infinite
	}
	return eps
}
