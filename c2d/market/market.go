package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
)

// Market is the chain as the engine needs it: Exchange, Vouchers, Signer and Ledger over one provider's sender. It translates; the rules are the
// contracts' and the engine's.
type Market struct {
	sender *chain.Sender
}

// New makes a Market that acts as the sender's account.
func New(s *chain.Sender) *Market { return &Market{s} }

// Order returns the order that pays for a job, or that a transaction made, through the escrow or the plain Ocean way; or c2d.ErrNoOrder.
func (m *Market) Order(ctx context.Context, ref datatoken.Hash) (datatoken.Order, error) {
	o, err := m.sender.Order(ctx, ref)
	if errors.Is(err, chain.ErrNoOrder) {
		o, err = m.sender.OrderIn(ctx, ref)
	}
	return o, translate(err)
}

// Admits reports whether a dataset lets an algorithm run.
func (m *Market) Admits(ctx context.Context, dataset datatoken.Address, algorithm datatoken.Hash) (bool, error) {
	return m.sender.Admits(ctx, dataset, algorithm)
}

// Vouched returns nil if a voucher is the word of an order's trainer.
func (m *Market) Vouched(ctx context.Context, o datatoken.Order, v datatoken.Voucher) error {
	return vouched(o, m.sender.Vouched(ctx, o, v))
}

// Draw pays the provider what a voucher says, less what it was paid before.
func (m *Market) Draw(ctx context.Context, o datatoken.Order, v datatoken.Voucher) (datatoken.Evidence, error) {
	if err := m.Vouched(ctx, o, v); err != nil {
		return datatoken.Evidence{}, err
	}
	ev, err := m.sender.Draw(ctx, o.Job, v)
	return ev, vouched(o, translate(err))
}

// vouched names what is wrong with a voucher.
func vouched(o datatoken.Order, err error) error {
	if errors.Is(err, chain.ErrVoucher) {
		return c2d.Refuse(c2d.BadRequest, "sign it with the wallet that ordered the job, for at most the order's allowance", "the voucher is not the word of %s, or for too much", o.Trainer)
	}
	return err
}

// Pay ends the order of a finished job. What the voucher does not cover of the compute allowance is claimed, as far as the provider has money of its own to
// put beside it; so is all of it if the voucher does not hold, as that of a contract that has changed its mind. A plain Ocean order has paid already: what waits in the
// dataset's inbox is sent on to its contributors.
func (m *Market) Pay(ctx context.Context, o datatoken.Order, receipt datatoken.Hash, v datatoken.Voucher) (ev datatoken.Evidence, err error) {
	if o.Plain.IsZero() {
		ev, err = m.sender.Settle(ctx, o.Job, receipt, v, o.Compute)
		if errors.Is(err, chain.ErrVoucher) {
			ev, err = m.sender.Settle(ctx, o.Job, receipt, datatoken.Voucher{}, o.Compute)
		}
	} else if ev, err = m.sender.Fulfil(ctx, o, true, receipt); err == nil {
		_, err = m.sender.FlushInbox(ctx, o.Dataset)
	}
	return ev, translate(err)
}

// Refund returns an order's money to the trainer. A plain Ocean order is left for another attempt.
func (m *Market) Refund(ctx context.Context, o datatoken.Order, receipt datatoken.Hash) (ev datatoken.Evidence, err error) {
	if o.Plain.IsZero() {
		ev, err = m.sender.Refund(ctx, o.Job, receipt)
	} else {
		ev, err = m.sender.Fulfil(ctx, o, false, receipt)
	}
	return ev, translate(err)
}

// Finalize ends the provider's claims to which nobody objected in time, and disputes that nobody decided, as of a moment. It returns how many.
func (m *Market) Finalize(ctx context.Context, now time.Time) (int, error) {
	jobs, err := m.sender.Ripe(ctx, m.sender.Address(), now)
	if err != nil {
		return 0, err
	}
	for i, job := range jobs {
		if _, err := m.sender.Finalize(ctx, job); err != nil && !errors.Is(err, chain.ErrNotNow) && !errors.Is(err, chain.ErrOrderClosed) {
			return i, err
		}
	}
	return len(jobs), nil
}

// SignQuote signs a quote, in the form that the order carries.
func (m *Market) SignQuote(ctx context.Context, spec datatoken.Hash, until time.Time) (string, error) {
	q, err := chain.MakeQuote(ctx, m.sender.Signer(), spec, until)
	return q.Signature, err
}

// SignFee signs a provider's fee for an order made the plain Ocean way.
func (m *Market) SignFee(ctx context.Context, spec datatoken.Hash, amount datatoken.Amount, until time.Time) (string, error) {
	return chain.SignFee(ctx, m.sender.Signer(), spec, m.sender.Addresses().Currency, amount, until)
}

// SignReceipt signs the digest of a receipt.
func (m *Market) SignReceipt(ctx context.Context, digest datatoken.Hash) (string, error) {
	return m.sender.Sign(ctx, digest)
}

// Operates reports whether a dataset lets the provider reserve.
func (m *Market) Operates(ctx context.Context, dataset datatoken.Address) (bool, error) {
	return m.sender.IsOperator(ctx, dataset, m.sender.Address())
}

// Budgets returns the filters of blocks of a dataset.
func (m *Market) Budgets(ctx context.Context, dataset datatoken.Address, blocks []uint32) ([]privacy.Budget, error) {
	list, err := m.sender.Budgets(ctx, dataset, blocks)
	if err != nil {
		return nil, err
	}
	out := make([]privacy.Budget, len(list))
	for i, b := range list {
		out[i] = privacy.Budget{Caps: b.Caps, Held: b.Held, Committed: b.Committed}
	}
	return out, nil
}

// Reserve sets a claim's loss aside in all its blocks or in none.
func (m *Market) Reserve(ctx context.Context, c c2d.Claim) (datatoken.Evidence, error) {
	blocks := slices.Clone(c.Blocks)
	slices.Sort(blocks)
	ev, err := m.sender.Reserve(ctx, chain.Reservation{Job: c.Job, Dataset: c.Dataset, Blocks: blocks, Loss: c.Loss.Lanes()})
	return ev, translate(err)
}

// Commit charges what was spent and releases the rest.
func (m *Market) Commit(ctx context.Context, job datatoken.Hash, spent privacy.Loss) (datatoken.Evidence, error) {
	ev, err := m.sender.Commit(ctx, job, spent.Lanes())
	return ev, translate(err)
}

// translate names the chain's final answers in the engine's words. What it does not know stays an error of unknown outcome.
func translate(err error) error {
	switch {
	case errors.Is(err, chain.ErrNoOrder):
		return c2d.ErrNoOrder
	case errors.Is(err, chain.ErrOrderClosed):
		return c2d.ErrOrderClosed
	case errors.Is(err, chain.ErrOverBudget), errors.Is(err, chain.ErrNoBlock):
		return c2d.ErrOverBudget
	case errors.Is(err, chain.ErrNotOperator):
		return c2d.NotAdmitted()
	case errors.Is(err, chain.ErrAlreadyClaimed):
		return c2d.Refuse(c2d.Conflict, "order again", "another claim was made in the name of this job")
	}
	return err
}

// Trace is what a verified snapshot proves of a job, in the terms of c2d.Verify.
func Trace(p *chain.Proven, job datatoken.Hash) (c2d.Proof, error) {
	t, err := p.Job(job)
	if err != nil {
		return c2d.Proof{}, fmt.Errorf("trace job: %w", err)
	}
	proof := c2d.Proof{Ordered: t.Ordered}
	if proof.Reserved, err = claimed(t.Reserved); err != nil {
		return c2d.Proof{}, err
	}
	if proof.Committed, err = claimed(t.Committed); err != nil {
		return c2d.Proof{}, err
	}
	switch {
	case t.Settled != nil:
		proof.Closed = &c2d.Closing{
			Evidence: t.Settled.Evidence, State: t.Ordered.State, Receipt: t.Settled.Receipt, Royalty: t.Settled.Amount, Compute: t.Settled.Compute,
			Claim: t.Settled.Claim,
		}
		if t.Paid != nil {
			proof.Closed.Pooled, proof.Closed.Treasury, proof.Closed.Curator = t.Paid.Amount, t.Paid.Treasury, t.Paid.Curator
		}
	case t.Refunded != nil:
		proof.Closed = &c2d.Closing{Evidence: t.Refunded.Evidence, State: datatoken.OrderRefunded, Receipt: t.Refunded.Receipt, Refund: t.Refunded.Amount, Compute: t.Refunded.Compute}
	}
	return proof, nil
}

func claimed(e *chain.Entry) (*c2d.Claimed, error) {
	if e == nil {
		return nil, nil
	}
	loss, err := privacy.LossFromLanes(e.Loss)
	if err != nil {
		return nil, fmt.Errorf("read claim of job %s: %w", e.Job, err)
	}
	return &c2d.Claimed{Evidence: e.Evidence, Dataset: e.Dataset, Operator: e.Operator, Blocks: e.Blocks, Loss: loss}, nil
}
