package chain

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// Proven are the events of a verified snapshot. What it lists is on the chain that ends in Head; within From..To it lists everything.
type Proven struct {
	Addresses Addresses
	From, To  uint64
	Head      datatoken.Hash
	tokens    []datatoken.Address
	logs      []*types.Log
}

// Closing is the end of an order.
type Closing struct {
	Amount   datatoken.Amount   `json:"amount"`  // paid to the dataset's royalties, or given back to the trainer
	Compute  datatoken.Amount   `json:"compute"` // paid to the provider in all, by the trainer's vouchers
	Claim    datatoken.Amount   `json:"claim"`   // that and what the provider claims beyond, which the trainer may object to
	Receipt  datatoken.Hash     `json:"receipt"` // digest that the provider named; zero when someone else refunded
	Evidence datatoken.Evidence `json:"evidence"`
}

// Trace is everything the contracts said of one job. What did not happen in the stretch is nil.
type Trace struct {
	Ordered   *datatoken.Order `json:"ordered"`
	Reserved  *Entry           `json:"reserved"` // on the order's dataset
	Committed *Entry           `json:"committed"`
	Settled   *Closing         `json:"settled"`
	Paid      *Payment         `json:"paid"` // the royalty payment that settling made
	Refunded  *Closing         `json:"refunded"`
}

// Job returns what the contracts said of a job, or ErrNoOrder when it was not ordered in this stretch. It returns ErrUnproven when the events
// contradict each other, which these contracts never do.
func (p *Proven) Job(job datatoken.Hash) (Trace, error) {
	var t Trace
	for _, o := range events(p, p.Addresses.JobEscrow, readOrdered) {
		if o.Job == job {
			t.Ordered = o
		}
	}
	if t.Ordered == nil {
		t.Ordered = p.plain(job)
	}
	if t.Ordered == nil {
		return t, fmt.Errorf("trace job %s: %w", job, ErrNoOrder)
	}
	// Strangers can name the job on datasets of their own, and pay royalties in its name.
	if err := p.checkHeads(); err != nil {
		return t, fmt.Errorf("trace job %s: %w", job, err)
	}
	mine := func(e *Entry) bool {
		if !t.Ordered.Plain.IsZero() {
			return e.Job == job && e.Operator == t.Ordered.Provider // the job's number has the provider in it
		}
		return e.Job == job && e.Dataset == t.Ordered.Dataset
	}
	for _, e := range events(p, p.Addresses.PrivacyLedger, readReserved) {
		if mine(e) {
			t.Reserved = e
		}
	}
	for _, e := range events(p, p.Addresses.PrivacyLedger, readCommitted) {
		if mine(e) {
			t.Committed = e
		}
	}
	for _, c := range events(p, p.Addresses.JobEscrow, readClosing) {
		switch {
		case c.job != job:
		case c.paid && c.Claim != c.Compute:
			t.Settled, t.Ordered.State = &c.Closing, datatoken.OrderClaimed
		case c.paid:
			t.Settled, t.Ordered.State = &c.Closing, datatoken.OrderPaid
		default:
			t.Refunded, t.Ordered.State = &c.Closing, datatoken.OrderRefunded
		}
	}
	if t.Refunded != nil {
		for _, d := range events(p, p.Addresses.JobEscrow, readDrawn) {
			if d.job == job {
				t.Refunded.Compute = d.cumulative
			}
		}
	}
	if t.Settled != nil && t.Refunded != nil {
		return t, fmt.Errorf("trace job %s: paid and refunded: %w", job, ErrUnproven)
	}
	for _, pay := range events(p, p.Addresses.RoyaltyPools, readPaid) {
		if pay.Job == job && pay.Dataset == t.Ordered.Dataset && t.Settled != nil && pay.Evidence == t.Settled.Evidence {
			t.Paid = pay
		}
	}
	if t.Settled != nil && !t.Settled.Amount.IsZero() && (t.Paid == nil || t.Paid.Amount != t.Settled.Amount) {
		return t, fmt.Errorf("trace job %s: settled for %s, which the royalties did not receive: %w", job, t.Settled.Amount, ErrUnproven)
	}
	return t, nil
}

// Kinds of entries in the ledger's hash chains.
const (
	kindOpen = iota
	kindReserve
	kindCommit
	kindCaps
)

// checkHeads follows the hash chain of every privacy block through the entries of this stretch, from the first one of which the chain's value is known. It
// returns ErrUnproven, naming the entry, when one does not follow from the one before: then entries are missing.
func (p *Proven) checkHeads() error {
	type block struct {
		dataset common.Address
		n       uint32
	}
	heads := map[block]common.Hash{}
	enter := func(l *types.Log, dataset common.Address, blocks []uint32, job [32]byte, kind uint64, a0, a1 *big.Int, head common.Hash) error {
		for i, n := range blocks {
			b := block{dataset, n}
			before, known := heads[b]
			if known {
				heads[b] = words(before, job, word(kind), common.BigToHash(a0), common.BigToHash(a1))
			}
			switch {
			case i > 0:
			case !known:
				heads[b] = head
			case heads[b] != head:
				return fmt.Errorf("ledger entry in transaction %s does not follow the one before in block %d of dataset %s: %w", l.TxHash, n, datatoken.Address(dataset), ErrUnproven)
			}
		}
		return nil
	}
	for _, l := range p.logs {
		if l.Address != common.Address(p.Addresses.PrivacyLedger) {
			continue
		}
		var err error
		if e, e1 := decode(l, ledger.UnpackReservedEvent); e1 == nil {
			err = enter(l, e.Dataset, e.Blocks, e.Job, kindReserve, e.V0, e.V1, e.Head)
		} else if e, e1 := decode(l, ledger.UnpackCommittedEvent); e1 == nil {
			err = enter(l, e.Dataset, e.Blocks, e.Job, kindCommit, e.C0, e.C1, e.Head)
		} else if e, e1 := decode(l, ledger.UnpackCapsChangedEvent); e1 == nil {
			err = enter(l, e.Dataset, []uint32{e.Block}, [32]byte{}, kindCaps, e.C0, e.C1, e.Head)
		} else if e, e1 := decode(l, ledger.UnpackOpenedEvent); e1 == nil {
			first := words(word(p.Addresses.ChainID), padded(p.Addresses.PrivacyLedger), common.BytesToHash(e.Dataset[:]), word(uint64(e.Block)))
			heads[block{e.Dataset, e.Block}] = first
			err = enter(l, e.Dataset, []uint32{e.Block}, [32]byte{}, kindOpen, e.C0, e.C1, e.Head)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxAttempts is how many attempts at a plain Ocean order are looked through.
const maxAttempts = 1000

// plain returns the plain Ocean order that a job is an attempt at, or nil. Its dataset is not known: see Snapshot.Tokens.
func (p *Proven) plain(job datatoken.Hash) *datatoken.Order {
	for i := 0; i < len(p.logs); {
		n := i + 1
		for n < len(p.logs) && p.logs[n].TxHash == p.logs[i].TxHash {
			n++
		}
		var own []*types.Log
		for _, l := range p.logs[i:n] {
			if slices.Contains(p.tokens, datatoken.Address(l.Address)) {
				own = append(own, l)
			}
		}
		i = n
		s, f, err := plainLogs(p.Addresses, own)
		if err != nil {
			continue
		}
		o := plainOrder(p.Addresses, s, f)
		for o.Attempt = 0; o.Attempt < maxAttempts; o.Attempt++ {
			if o.Job = plainJobOf(p.Addresses, o.Provider, o.Plain, o.Attempt); o.Job == job {
				return &o
			}
		}
	}
	return nil
}

// Batches lists the batches that joined a dataset in this stretch, in order. Each names the version of the dataset with it.
func (p *Proven) Batches(dataset datatoken.Address) []JoinedBatch {
	var out []JoinedBatch
	for _, l := range p.logs {
		if l.Address != common.Address(p.Addresses.Contributions) || len(l.Topics) < 2 || l.Topics[1] != padded(dataset) {
			continue
		}
		if j, err := readJoined(l); err == nil {
			out = append(out, *j)
		}
	}
	return out
}

// Payments lists what reached a dataset's royalty pool in this stretch.
func (p *Proven) Payments(dataset datatoken.Address) []Payment {
	var out []Payment
	for _, pay := range events(p, p.Addresses.RoyaltyPools, readPaid) {
		if pay.Dataset == dataset {
			out = append(out, *pay)
		}
	}
	return out
}

// Spending lists what was reserved and committed from a dataset's budget in this stretch.
func (p *Proven) Spending(dataset datatoken.Address) (reserved, committed []Entry) {
	for _, e := range events(p, p.Addresses.PrivacyLedger, readReserved) {
		if e.Dataset == dataset {
			reserved = append(reserved, *e)
		}
	}
	for _, e := range events(p, p.Addresses.PrivacyLedger, readCommitted) {
		if e.Dataset == dataset {
			committed = append(committed, *e)
		}
	}
	return reserved, committed
}

// events reads those events of a contract that are of one kind.
func events[T any](p *Proven, from datatoken.Address, read func(*types.Log) (*T, error)) []*T {
	var out []*T
	for _, l := range p.logs {
		if l.Address != common.Address(from) {
			continue
		}
		if v, err := read(l); err == nil {
			out = append(out, v)
		}
	}
	return out
}

type drawn struct {
	job        datatoken.Hash
	cumulative datatoken.Amount
}

func readDrawn(l *types.Log) (*drawn, error) {
	e, err := decode(l, escrow.UnpackDrawnEvent)
	if err != nil {
		return nil, fmt.Errorf("read draw: %w", err)
	}
	d := &drawn{job: e.Job}
	d.cumulative, err = datatoken.AmountFromBig(e.Cumulative)
	return d, err
}

type closing struct {
	Closing
	job  datatoken.Hash
	paid bool
}

func readClosing(l *types.Log) (*closing, error) {
	c := &closing{Closing: Closing{Evidence: evidence(l)}}
	if e, err := decode(l, escrow.UnpackSettledEvent); err == nil {
		c.job, c.paid, c.Receipt = e.Job, true, e.Receipt
		return c, amounts(&c.Amount, e.Royalty, &c.Compute, e.Compute, &c.Claim, e.Claim)
	}
	if e, err := decode(l, escrow.UnpackFulfilledEvent); err == nil {
		c.job, c.paid, c.Receipt = e.Job, e.Finished, e.Receipt
		return c, nil
	}
	e, err := decode(l, escrow.UnpackRefundedEvent)
	if err != nil {
		return nil, fmt.Errorf("read end of order: %w", err)
	}
	c.job, c.Receipt = e.Job, e.Receipt
	c.Amount, err = datatoken.AmountFromBig(e.Amount)
	return c, err
}
