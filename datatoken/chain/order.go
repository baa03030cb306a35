package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
	bindescrow "github.com/stintdao/stint/datatoken/chain/internal/bindings/jobescrow"
)

// Terms are what a trainer orders.
type Terms struct {
	Token    datatoken.Token  // what is bought; its price is the most that is paid for it
	Compute  datatoken.Amount // held for the provider's machine time
	Provider datatoken.Address
	Spec     datatoken.Hash // digest of the job's spec
	Deadline time.Time      // from then on anyone may refund; whole seconds
}

// OrderJob buys and orders a job in one transaction: price and compute move from the trainer to the escrow, with a signed allowance where there
// is none. It returns the order, whose job is what submits it, and where it is. Each call orders another job.
//
// It returns ErrInsufficientFunds, with the numbers, before anything is signed when the trainer has too little; ErrQuote when the quote
// is not the provider's for this spec or has run out; ErrPrice when the price rose.
func (s *Sender) OrderJob(ctx context.Context, t Terms, q Quote) (datatoken.Order, datatoken.Evidence, error) {
	o, err := s.orderJob(ctx, t, q)
	if err != nil {
		return datatoken.Order{}, datatoken.Evidence{}, fmt.Errorf("order job: %w", err)
	}
	return o, datatoken.Evidence{Tx: o.Tx, Block: o.Block}, nil
}

func (s *Sender) orderJob(ctx context.Context, t Terms, q Quote) (datatoken.Order, error) {
	if err := q.Check(t.Spec, t.Provider); err != nil {
		return datatoken.Order{}, err
	}
	if t.Deadline.Unix() < 0 {
		return datatoken.Order{}, ErrDeadline
	}
	sig, err := parseSignature(q.Signature)
	if err != nil {
		return datatoken.Order{}, err
	}
	need := t.Token.Price.Add(t.Compute)
	_, has, err := s.Balances(ctx, s.Address())
	if err != nil {
		return datatoken.Order{}, err
	}
	if has.Cmp(need) < 0 {
		return datatoken.Order{}, fmt.Errorf("%w: price %s and compute %s need %s units, %s has %s", ErrInsufficientFunds, t.Token.Price, t.Compute, need, s.Address(), has)
	}
	terms := bindescrow.JobEscrowTerms{
		Dataset: common.Address(t.Token.Dataset), Datatoken: common.Address(t.Token.Address), ExchangeId: t.Token.Exchange,
		MaxPrice: t.Token.Price.Big(), Compute: t.Compute.Big(),
		Provider: common.Address(t.Provider), Spec: t.Spec, Deadline: uint64(t.Deadline.Unix()),
	}
	quote := bindescrow.JobEscrowQuote{
		ValidUntil: big.NewInt(q.ValidUntil.Unix()), V: sig[64], R: [32]byte(sig[:32]), S: [32]byte(sig[32:64]),
	}
	data, err := s.orderCall(ctx, terms, quote, need)
	if err != nil {
		return datatoken.Order{}, err
	}
	ev, logs, err := s.send(ctx, call{to: s.at.JobEscrow, data: data})
	if err != nil {
		return datatoken.Order{}, err
	}
	o, err := event(logs, s.at.JobEscrow, readOrdered)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("transaction %s: %w", ev.Tx, err)
	}
	return *o, nil
}

// orderCall encodes the order, with a permit for need unless the escrow has that allowance already.
func (s *Sender) orderCall(ctx context.Context, t bindescrow.JobEscrowTerms, q bindescrow.JobEscrowQuote, need datatoken.Amount) ([]byte, error) {
	me, spender := common.Address(s.Address()), common.Address(s.at.JobEscrow)
	allowed, err := view(ctx, s.Client, s.at.Currency, stable.PackAllowance(me, spender), stable.UnpackAllowance)
	if err != nil {
		return nil, fmt.Errorf("read allowance: %w", err)
	}
	if allowed.Cmp(need.Big()) >= 0 {
		return escrow.TryPackOrder(t, q)
	}
	// The currency's own domain: real ones differ in name and version.
	domain, err := view(ctx, s.Client, s.at.Currency, stable.PackDOMAINSEPARATOR(), stable.UnpackDOMAINSEPARATOR)
	if err != nil {
		return nil, fmt.Errorf("read domain of currency: %w", err)
	}
	nonce, err := view(ctx, s.Client, s.at.Currency, stable.PackNonces(me), stable.UnpackNonces)
	if err != nil {
		return nil, fmt.Errorf("read permit nonce: %w", err)
	}
	until := t.Deadline // the allowance is of use no longer than the order could be made
	sig, err := s.wallet.sign(typed(domain, words(permitType, common.BytesToHash(me[:]), common.BytesToHash(spender[:]),
		common.BigToHash(need.Big()), common.BigToHash(nonce), word(until))))
	if err != nil {
		return nil, err
	}
	return escrow.TryPackOrderWithPermit(t, q, new(big.Int).SetUint64(until), sig[64], [32]byte(sig[:32]), [32]byte(sig[32:64]))
}

// Order returns the order that pays for a job, as the escrow's own events and state have it, or ErrNoOrder.
func (c *Client) Order(ctx context.Context, job datatoken.Hash) (datatoken.Order, error) {
	logs, err := c.logs(ctx, c.at.JobEscrow, topic(escrow.GetABI().Events["Ordered"].ID), topic(job))
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order of job %s: %w", job, err)
	}
	if len(logs) == 0 {
		return datatoken.Order{}, fmt.Errorf("read order of job %s: %w", job, ErrNoOrder)
	}
	o, err := readOrdered(&logs[0])
	if err == nil {
		o.State, err = c.orderState(ctx, job)
	}
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order of job %s: %w", job, err)
	}
	return *o, nil
}

// OrderIn returns the order that a transaction made, or ErrNoOrder when it made none.
func (c *Client) OrderIn(ctx context.Context, tx datatoken.Hash) (datatoken.Order, error) {
	r, err := c.eth.TransactionReceipt(ctx, common.Hash(tx))
	if pending(err) {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, ErrNoOrder)
	}
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, err)
	}
	o, err := event(r.Logs, c.at.JobEscrow, readOrdered)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, ErrNoOrder)
	}
	return c.Order(ctx, o.Job)
}

// Orders lists the orders of a trainer, oldest first.
func (c *Client) Orders(ctx context.Context, trainer datatoken.Address) ([]datatoken.Order, error) {
	logs, err := c.logs(ctx, c.at.JobEscrow, topic(escrow.GetABI().Events["Ordered"].ID), nil, addressTopic(trainer))
	if err != nil {
		return nil, fmt.Errorf("read orders of %s: %w", trainer, err)
	}
	var out []datatoken.Order
	for i := range logs {
		o, err := readOrdered(&logs[i])
		if err == nil {
			o.State, err = c.orderState(ctx, o.Job)
		}
		if err != nil {
			return nil, fmt.Errorf("read orders of %s: %w", trainer, err)
		}
		out = append(out, *o)
	}
	return out, nil
}

// orderState reads the state of an order that exists.
func (c *Client) orderState(ctx context.Context, job datatoken.Hash) (datatoken.OrderState, error) {
	o, err := view(ctx, c, c.at.JobEscrow, escrow.PackOrderOf(job), escrow.UnpackOrderOf)
	if err != nil {
		return "", err
	}
	switch o.State {
	case 0:
		return "", ErrNoOrder
	case 1:
		return datatoken.OrderOpen, nil
	case 2:
		return datatoken.OrderPaid, nil
	case 3:
		return datatoken.OrderRefunded, nil
	}
	return "", fmt.Errorf("unknown state %d: %w", o.State, ErrBadInput)
}

func readOrdered(l *types.Log) (*datatoken.Order, error) {
	e, err := decode(l, escrow.UnpackOrderedEvent)
	if err != nil {
		return nil, fmt.Errorf("read order: %w", err)
	}
	price, err := datatoken.AmountFromBig(e.Price)
	if err != nil {
		return nil, err
	}
	compute, err := datatoken.AmountFromBig(e.Compute)
	if err != nil {
		return nil, err
	}
	ev := evidence(l)
	return &datatoken.Order{
		Job: e.Job, Dataset: datatoken.Address(e.Dataset), Token: datatoken.Address(e.Datatoken),
		Trainer: datatoken.Address(e.Trainer), Provider: datatoken.Address(e.Provider), Spec: e.Spec,
		Price: price, Compute: compute, Deadline: time.Unix(int64(e.Deadline), 0).UTC(),
		State: datatoken.OrderOpen, Tx: ev.Tx, Block: ev.Block,
	}, nil
}

// Settle pays an open order out, royalties to the dataset's contributors and compute to the provider, and names the receipt. Settling again
// changes nothing and returns the evidence of the first time, whatever receipt it names. It returns ErrOrderClosed when the order was
// refunded, and ErrNotCommitted before the job's privacy loss is on the ledger. Provider only.
func (s *Sender) Settle(ctx context.Context, job, receipt datatoken.Hash) (datatoken.Evidence, error) {
	ev, err := s.closeOrder(ctx, job, datatoken.OrderPaid, "Settled", escrow.PackSettle(job, receipt))
	if err != nil {
		return ev, fmt.Errorf("settle job %s: %w", job, err)
	}
	return ev, nil
}

// Refund gives everything an open order holds back to the trainer, and names the receipt. Refunding again changes nothing and returns the
// evidence of the first time. It returns ErrOrderClosed when the order was paid, and ErrNotProvider for anyone but the provider before the
// deadline.
func (s *Sender) Refund(ctx context.Context, job, receipt datatoken.Hash) (datatoken.Evidence, error) {
	ev, err := s.closeOrder(ctx, job, datatoken.OrderRefunded, "Refunded", escrow.PackRefund(job, receipt))
	if err != nil {
		return ev, fmt.Errorf("refund job %s: %w", job, err)
	}
	return ev, nil
}

func (s *Sender) closeOrder(ctx context.Context, job datatoken.Hash, as datatoken.OrderState, name string, data []byte) (datatoken.Evidence, error) {
	done, ev, err := s.closed(ctx, job, as, name)
	if done || err != nil {
		return ev, err
	}
	ev, _, err = s.send(ctx, call{to: s.at.JobEscrow, data: data})
	if errors.Is(err, ErrOrderClosed) { // somebody was faster: anyone may refund after the deadline
		if done, ev, err := s.closed(ctx, job, as, name); done || err != nil {
			return ev, err
		}
	}
	return ev, err
}

// closed reports whether an order ended that way, with the evidence, or returns ErrOrderClosed when it ended the other way.
func (s *Sender) closed(ctx context.Context, job datatoken.Hash, as datatoken.OrderState, name string) (bool, datatoken.Evidence, error) {
	state, err := s.orderState(ctx, job)
	if err != nil || state == datatoken.OrderOpen {
		return false, datatoken.Evidence{}, err
	}
	if state != as {
		return false, datatoken.Evidence{}, fmt.Errorf("order is %s: %w", strings.ToLower(string(state)), ErrOrderClosed)
	}
	ev, err := s.find(ctx, s.at.JobEscrow, topic(escrow.GetABI().Events[name].ID), topic(job))
	return true, ev, err
}

// find returns the evidence of the first event with these topics.
func (c *Client) find(ctx context.Context, from datatoken.Address, topics ...*common.Hash) (datatoken.Evidence, error) {
	logs, err := c.logs(ctx, from, topics...)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	if len(logs) == 0 {
		return datatoken.Evidence{}, errors.New("the node does not return the event of what it says was done")
	}
	return evidence(&logs[0]), nil
}

// Sign signs the digest of a receipt as provider: 0x-hex, for RecoverReceipt with ReceiptDomain.
func (s *Sender) Sign(_ context.Context, digest datatoken.Hash) (string, error) {
	return s.wallet.SignReceipt(ReceiptDomain(s.at), digest)
}

// FlushInbox sends what plain Ocean orders left in a dataset's inbox to its royalties. Anyone may; an empty inbox changes nothing.
func (s *Sender) FlushInbox(ctx context.Context, dataset datatoken.Address) (datatoken.Evidence, error) {
	inbox, err := view(ctx, s.Client, s.at.JobEscrow, escrow.PackInboxOf(common.Address(dataset)), escrow.UnpackInboxOf)
	if err != nil {
		return datatoken.Evidence{}, fmt.Errorf("find inbox of %s: %w", dataset, err)
	}
	_, held, err := s.Balances(ctx, datatoken.Address(inbox))
	if err != nil || held.IsZero() {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: datatoken.Address(inbox), data: inboxCode.PackFlush()})
	if err != nil {
		return ev, fmt.Errorf("flush inbox of %s: %w", dataset, err)
	}
	return ev, nil
}
