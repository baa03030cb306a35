package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
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
	Salt     datatoken.Hash // the trainer's number for the order: the same spec with another is another job
	Deadline time.Time      // from then on anyone may refund; whole seconds
}

// OrderJob buys and orders a job in one transaction: price and compute move from the trainer to the escrow, with a signed allowance where there
// is none. It returns the order, whose job is what submits it, and where it is. Ordering the same spec with the same salt again changes nothing and
// returns the order that is there.
//
// It returns ErrInsufficientFunds, with the numbers, before anything is signed when the trainer has too little; ErrQuote when the quote
// is not the provider's for this spec or has run out; ErrPrice when the price rose since; ErrDeadline for one that has passed.
func (s *Sender) OrderJob(ctx context.Context, t Terms, q Quote) (datatoken.Order, datatoken.Evidence, error) {
	o, err := s.orderJob(ctx, t, q)
	if err != nil {
		return datatoken.Order{}, datatoken.Evidence{}, fmt.Errorf("order job: %w", err)
	}
	return o, datatoken.Evidence{Tx: o.Tx, Block: o.Block}, nil
}

func (s *Sender) orderJob(ctx context.Context, t Terms, q Quote) (datatoken.Order, error) {
	job := s.JobOf(s.Address(), t.Spec, t.Salt)
	switch o, err := s.Order(ctx, job); {
	case err == nil:
		return o, nil
	case !errors.Is(err, ErrNoOrder):
		return datatoken.Order{}, err
	}
	if err := q.Check(t.Spec, t.Provider); err != nil {
		return datatoken.Order{}, err
	}
	switch _, _, now, err := s.Head(ctx); {
	case err != nil:
		return datatoken.Order{}, err
	case !t.Deadline.After(now):
		return datatoken.Order{}, ErrDeadline
	case q.ValidUntil.Before(now):
		return datatoken.Order{}, fmt.Errorf("it ran out at %v: %w", q.ValidUntil, ErrQuote)
	}
	sig, err := parseSignature(q.Signature)
	if err != nil {
		return datatoken.Order{}, err
	}
	list, err := ask[[]common.Address](ctx, s.Client, oceanNFT, t.Token.Dataset, "getTokensList")
	if err != nil || !slices.Contains(list, common.Address(t.Token.Address)) {
		return datatoken.Order{}, fmt.Errorf("%s is no datatoken of dataset %s: %w", t.Token.Address, t.Token.Dataset, ErrBadInput)
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
		Provider: common.Address(t.Provider), Spec: t.Spec, Salt: t.Salt, Deadline: uint64(t.Deadline.Unix()),
	}
	quote := bindescrow.JobEscrowQuote{
		ValidUntil: big.NewInt(q.ValidUntil.Unix()), V: sig[64], R: [32]byte(sig[:32]), S: [32]byte(sig[32:64]),
	}
	data, err := s.orderCall(ctx, terms, quote, need)
	if err != nil {
		return datatoken.Order{}, err
	}
	ev, logs, err := s.send(ctx, call{to: s.at.JobEscrow, data: data, action: ActionOrder, key: intent(ActionOrder, job)})
	if errors.Is(err, ErrOrderClosed) { // an attempt of ours that was thought lost has arrived
		return s.Order(ctx, job)
	}
	if err != nil {
		return datatoken.Order{}, err
	}
	o, err := event(logs, s.at.JobEscrow, readOrdered)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("transaction %s: %w", ev.Tx, err)
	}
	return *o, nil
}

// intent is the key of what a Sender does at most once.
func intent(a Action, of ...fmt.Stringer) string {
	key := string(a)
	for _, x := range of {
		key += "/" + x.String()
	}
	return key
}

// JobOf is the job that a trainer's order of a spec with a salt is for, as the escrow computes it.
func (c *Client) JobOf(trainer datatoken.Address, spec, salt datatoken.Hash) datatoken.Hash {
	return datatoken.Hash(words(word(c.at.ChainID), padded(c.at.JobEscrow), padded(trainer), common.Hash(spec), common.Hash(salt)))
}

// orderCall encodes the order, with a permit for need unless the escrow has that allowance already.
func (s *Sender) orderCall(ctx context.Context, t bindescrow.JobEscrowTerms, q bindescrow.JobEscrowQuote, need datatoken.Amount) ([]byte, error) {
	me := common.Address(s.Address())
	allowed, err := s.allowance(ctx)
	if err != nil {
		return nil, err
	}
	if allowed.Cmp(need) >= 0 {
		return escrow.TryPackOrder(t, q)
	}
	nonce, err := view(ctx, s.Client, s.at.Currency, stable.PackNonces(me), stable.UnpackNonces)
	if err != nil { // a currency without permits
		if err := s.allow(ctx, need); err != nil {
			return nil, err
		}
		return escrow.TryPackOrder(t, q)
	}
	until := t.Deadline // the allowance is of use no longer than the order could be made
	sig, err := s.signPermit(ctx, s.at.JobEscrow, need.Big(), nonce, until)
	if err != nil {
		return nil, err
	}
	return escrow.TryPackOrderWithPermit(t, q, new(big.Int).SetUint64(until), sig[64], [32]byte(sig[:32]), [32]byte(sig[32:64]))
}

// allowance is what the escrow may take from the Sender.
func (s *Sender) allowance(ctx context.Context) (datatoken.Amount, error) {
	v, err := view(ctx, s.Client, s.at.Currency, stable.PackAllowance(common.Address(s.Address()), common.Address(s.at.JobEscrow)), stable.UnpackAllowance)
	if err != nil {
		return datatoken.Amount{}, fmt.Errorf("read allowance: %w", err)
	}
	return datatoken.AmountFromBig(v)
}

// allow lets the escrow take so much from the Sender.
func (s *Sender) allow(ctx context.Context, amount datatoken.Amount) error {
	_, _, err := s.send(ctx, call{to: s.at.Currency, data: stable.PackApprove(common.Address(s.at.JobEscrow), amount.Big()), action: ActionOther})
	if err != nil {
		return fmt.Errorf("allow the escrow %s units: %w", amount, err)
	}
	return nil
}

// Order returns the order that pays for a job, as the escrow's own events and state have it, or ErrNoOrder. Plain Ocean orders are asked for by their
// transaction: see OrderIn.
func (c *Client) Order(ctx context.Context, job datatoken.Hash) (datatoken.Order, error) {
	o, err := c.order(ctx, job)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order of job %s: %w", job, err)
	}
	return o, nil
}

func (c *Client) order(ctx context.Context, job datatoken.Hash) (datatoken.Order, error) {
	logs, err := c.logs(ctx, c.at.JobEscrow, topic(escrow.GetABI().Events["Ordered"].ID), topic(job))
	if err != nil {
		return datatoken.Order{}, err
	}
	if len(logs) == 0 {
		return datatoken.Order{}, ErrNoOrder
	}
	o, err := readOrdered(&logs[0])
	if err != nil {
		return datatoken.Order{}, err
	}
	o.State, err = c.orderState(ctx, job)
	return *o, err
}

// OrderIn returns the order that a transaction made, through the escrow or the plain Ocean way, or ErrNoOrder when it made none.
func (c *Client) OrderIn(ctx context.Context, tx datatoken.Hash) (datatoken.Order, error) {
	r, err := c.eth.TransactionReceipt(ctx, common.Hash(tx))
	if pending(err) {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, ErrNoOrder)
	}
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, err)
	}
	if o, err := event(r.Logs, c.at.JobEscrow, readOrdered); err == nil {
		return c.Order(ctx, o.Job)
	}
	o, err := c.plainIn(ctx, r.Logs)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read order in transaction %s: %w", tx, err)
	}
	return o, nil
}

// Orders lists the orders of a trainer through the escrow, oldest first.
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

// orderStates are the states of an order in the escrow's numbers.
var orderStates = []datatoken.OrderState{
	"", datatoken.OrderOpen, datatoken.OrderClaimed, datatoken.OrderDisputed, datatoken.OrderPaid, datatoken.OrderRefunded,
}

// orderState reads the state of an order that exists, or returns ErrNoOrder.
func (c *Client) orderState(ctx context.Context, job datatoken.Hash) (datatoken.OrderState, error) {
	n, err := view(ctx, c, c.at.JobEscrow, escrow.PackStateOf(job), escrow.UnpackStateOf)
	switch {
	case err != nil:
		return "", err
	case int(n) >= len(orderStates):
		return "", fmt.Errorf("unknown state %d: %w", n, ErrBadInput)
	case n == 0:
		return "", ErrNoOrder
	}
	return orderStates[n], nil
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

// Holding is what the escrow holds for an order, and what of it is asked for.
type Holding struct {
	datatoken.Order
	Drawn datatoken.Amount `json:"drawn"`          // of the compute allowance: paid to the provider
	Claim datatoken.Amount `json:"claim"`          // of it: what the provider says it is due in all
	Until time.Time        `json:"until,omitzero"` // end of the window of a claim or a dispute

	draw datatoken.Evidence // the last
}

// Held returns what the escrow holds for a job's order: the order with what has become of it.
func (c *Client) Held(ctx context.Context, job datatoken.Hash) (Holding, error) {
	h, err := c.held(ctx, job)
	if err != nil {
		return h, fmt.Errorf("read what is held for job %s: %w", job, err)
	}
	return h, nil
}

func (c *Client) held(ctx context.Context, job datatoken.Hash) (Holding, error) {
	o, err := c.order(ctx, job)
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Order: o}
	logs, err := c.logs(ctx, c.at.JobEscrow, nil, topic(job))
	if err != nil {
		return h, err
	}
	for i := range logs {
		l := &logs[i]
		if e, err := escrow.UnpackDrawnEvent(l); err == nil {
			if h.Drawn, err = datatoken.AmountFromBig(e.Cumulative); err != nil {
				return h, err
			}
			h.draw = evidence(l)
		}
		if e, err := escrow.UnpackSettledEvent(l); err == nil {
			if h.Drawn, err = datatoken.AmountFromBig(e.Compute); err != nil {
				return h, err
			}
			if h.Claim, err = datatoken.AmountFromBig(e.Claim); err != nil {
				return h, err
			}
			if e.Until != 0 {
				h.Until = time.Unix(int64(e.Until), 0).UTC()
			}
		}
		if e, err := escrow.UnpackChallengedEvent(l); err == nil {
			h.Until = time.Unix(int64(e.Until), 0).UTC()
		}
	}
	return h, nil
}

// binding is the holding as the escrow wants it said again.
func (h Holding) binding() bindescrow.JobEscrowOrder {
	b := bindescrow.JobEscrowOrder{
		Trainer: common.Address(h.Trainer), Provider: common.Address(h.Provider), Dataset: common.Address(h.Dataset),
		Price: h.Price.Big(), Compute: h.Compute.Big(), Deadline: uint64(h.Deadline.Unix()), Drawn: h.Drawn.Big(), Claim: h.Claim.Big(),
	}
	if !h.Until.IsZero() {
		b.Until = uint64(h.Until.Unix())
	}
	return b
}

// Settle ends an open order of a finished job, and names the receipt: the price goes to the dataset's contributors, and machine time to the
// provider. What the trainer's voucher says is paid at once; due, if it is more and the provider has as much money of its own to put beside it,
// is claimed, which the trainer may object to. The rest goes back to the trainer.
//
// Settling again changes nothing and returns the evidence of the first time, whatever it names. It returns ErrOrderClosed when the order was refunded,
// and ErrNotCommitted before the job's privacy loss is on the ledger. Provider only.
func (s *Sender) Settle(ctx context.Context, job, receipt datatoken.Hash, v datatoken.Voucher, due datatoken.Amount) (datatoken.Evidence, error) {
	ev, err := s.closeOrder(ctx, job, true, func(h Holding) ([]byte, error) {
		voucher, err := s.voucher(h, v)
		if err != nil {
			return nil, err
		}
		claim, err := s.claimable(ctx, h, v, due)
		if err != nil {
			return nil, err
		}
		return escrow.TryPackSettle(job, h.binding(), receipt, voucher, claim.Big())
	})
	if err != nil {
		return ev, fmt.Errorf("settle job %s: %w", job, err)
	}
	return ev, nil
}

// voucher encodes the trainer's voucher, or one without a signature when it is of no use.
func (s *Sender) voucher(h Holding, v datatoken.Voucher) (bindescrow.JobEscrowVoucher, error) {
	none := bindescrow.JobEscrowVoucher{Cumulative: new(big.Int)}
	if v.Signature == "" || v.Cumulative.Cmp(h.Drawn) <= 0 {
		return none, nil
	}
	sig, err := voucherSignature(v)
	if err != nil {
		return none, err
	}
	return bindescrow.JobEscrowVoucher{Cumulative: v.Cumulative.Big(), Signature: sig}, nil
}

// claimable is how much of due can be claimed beyond the voucher: the provider puts as much of its own money beside it.
func (s *Sender) claimable(ctx context.Context, h Holding, v datatoken.Voucher, due datatoken.Amount) (datatoken.Amount, error) {
	had := h.Drawn
	if v.Signature != "" && v.Cumulative.Cmp(had) > 0 {
		had = v.Cumulative
	}
	if due.Cmp(h.Compute) > 0 {
		due = h.Compute
	}
	bond, err := due.Sub(had)
	if err != nil || bond.IsZero() {
		return datatoken.Amount{}, nil // the voucher covers it
	}
	_, has, err := s.Balances(ctx, s.Address())
	if err != nil {
		return datatoken.Amount{}, err
	}
	if has.Cmp(bond) < 0 {
		bond = has
	}
	if bond.IsZero() {
		return datatoken.Amount{}, nil
	}
	allowed, err := s.allowance(ctx)
	if err != nil {
		return datatoken.Amount{}, err
	}
	if allowed.Cmp(bond) < 0 {
		if err := s.allow(ctx, bond); err != nil {
			return datatoken.Amount{}, err
		}
	}
	return had.Add(bond), nil
}

// Refund gives everything an open order holds back to the trainer, and names the receipt. Refunding again changes nothing and returns the evidence of the first time. It returns ErrOrderClosed when the order was paid, and ErrNotProvider for anyone
// but the provider before the deadline.
func (s *Sender) Refund(ctx context.Context, job, receipt datatoken.Hash) (datatoken.Evidence, error) {
	ev, err := s.closeOrder(ctx, job, false, func(h Holding) ([]byte, error) {
		return escrow.TryPackRefund(job, h.binding(), receipt)
	})
	if err != nil {
		return ev, fmt.Errorf("refund job %s: %w", job, err)
	}
	return ev, nil
}

// Fulfil records the end of an attempt at a plain Ocean order, and names the receipt: the price went to the contributors when the order was made. An attempt
// that failed leaves the order for another. Recording the same again changes nothing and returns the evidence of the first time. It returns
// ErrOrderClosed when the attempt ended the other way, and ErrNotCommitted for one that finished before its privacy loss is on the ledger.
func (s *Sender) Fulfil(ctx context.Context, o datatoken.Order, finished bool, receipt datatoken.Hash) (datatoken.Evidence, error) {
	job := plainJobOf(s.at, s.Address(), o.Plain, o.Attempt)
	done, ev, err := s.closed(ctx, job, finished)
	if !done && err == nil {
		ev, _, err = s.send(ctx, call{
			to: s.at.JobEscrow, action: ActionSettle, key: intent(ActionSettle, job),
			data: escrow.PackFulfil(common.Address(o.Dataset), o.Plain, new(big.Int).SetUint64(o.Attempt), finished, receipt),
		})
	}
	if err != nil {
		return ev, fmt.Errorf("record end of job %s: %w", job, err)
	}
	return ev, nil
}

// closeOrder ends an order, finished or not, with the call that encode makes of what is held for it.
func (s *Sender) closeOrder(ctx context.Context, job datatoken.Hash, finished bool, encode func(Holding) ([]byte, error)) (datatoken.Evidence, error) {
	done, ev, err := s.closed(ctx, job, finished)
	if done || err != nil {
		return ev, err
	}
	action := ActionRefund
	if finished {
		action = ActionSettle
	}
	for try := 1; ; try++ {
		h, err := s.held(ctx, job)
		if err != nil {
			return ev, err
		}
		data, err := encode(h)
		if err != nil {
			return ev, err
		}
		ev, _, err = s.send(ctx, call{to: s.at.JobEscrow, data: data, action: action, key: intent(action, job)})
		if !errors.Is(err, ErrOrderClosed) {
			return ev, err
		}
		// Somebody was faster: anyone may refund after the deadline, and who has the same key may have drawn.
		if done, ev, err := s.closed(ctx, job, finished); done || err != nil {
			return ev, err
		}
		if try == closeTries {
			return ev, fmt.Errorf("what is held for job %s keeps changing", job)
		}
	}
}

// closeTries is how often an order is read again that is not as it was when its end was sent.
const closeTries = 3

// closed reports whether an order ended that way, with the evidence, or returns ErrOrderClosed when it ended the other way.
func (s *Sender) closed(ctx context.Context, job datatoken.Hash, finished bool) (bool, datatoken.Evidence, error) {
	state, err := s.orderState(ctx, job)
	if errors.Is(err, ErrNoOrder) || state == datatoken.OrderOpen { // a plain order is known to the escrow when it is over
		return false, datatoken.Evidence{}, nil
	}
	if err != nil {
		return false, datatoken.Evidence{}, err
	}
	if state.Settled() != finished {
		return false, datatoken.Evidence{}, fmt.Errorf("order is %s: %w", strings.ToLower(string(state)), ErrOrderClosed)
	}
	logs, err := s.logs(ctx, s.at.JobEscrow, nil, topic(job))
	if err != nil {
		return false, datatoken.Evidence{}, err
	}
	for i := range logs {
		if _, err := readClosing(&logs[i]); err == nil {
			return true, evidence(&logs[i]), nil
		}
	}
	return false, datatoken.Evidence{}, errUnseen
}

// find returns the evidence of the first event with these topics.
func (c *Client) find(ctx context.Context, from datatoken.Address, topics ...*common.Hash) (datatoken.Evidence, error) {
	logs, err := c.logs(ctx, from, topics...)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	if len(logs) == 0 {
		return datatoken.Evidence{}, errUnseen
	}
	return evidence(&logs[0]), nil
}

// Draw pays the provider what a trainer's voucher says, less what it had. Provider only. A voucher for no more than was drawn changes nothing, and the evidence is that of
// the last draw. It returns ErrVoucher when the voucher is not the trainer's for this job, or for more than is held, and ErrOrderClosed when the order is.
func (s *Sender) Draw(ctx context.Context, job datatoken.Hash, v datatoken.Voucher) (datatoken.Evidence, error) {
	ev, err := s.draw(ctx, job, v)
	if err != nil {
		return ev, fmt.Errorf("draw on job %s: %w", job, err)
	}
	return ev, nil
}

func (s *Sender) draw(ctx context.Context, job datatoken.Hash, v datatoken.Voucher) (datatoken.Evidence, error) {
	h, err := s.held(ctx, job)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	if h.State != datatoken.OrderOpen {
		return datatoken.Evidence{}, fmt.Errorf("order is %s: %w", strings.ToLower(string(h.State)), ErrOrderClosed)
	}
	voucher, err := s.voucher(h, v)
	if err != nil || voucher.Signature == nil {
		return h.draw, err
	}
	key := fmt.Sprintf("draw/%s/%s", job, v.Cumulative)
	ev, _, err := s.send(ctx, call{to: s.at.JobEscrow, data: escrow.PackDraw(job, h.binding(), voucher), action: ActionMove, key: key})
	return ev, err
}

// Challenge objects to a provider's claim to machine time; governance then decides. Trainer only, within the window of the claim.
func (s *Sender) Challenge(ctx context.Context, job datatoken.Hash) (datatoken.Evidence, error) {
	h, err := s.Held(ctx, job)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: s.at.JobEscrow, data: escrow.PackChallenge(job, h.binding()), action: ActionOther})
	if err != nil {
		return ev, fmt.Errorf("object to the claim on job %s: %w", job, err)
	}
	return ev, nil
}

// Rule decides a dispute: the provider is due so much of the compute allowance in all. Governance only.
func (s *Sender) Rule(ctx context.Context, job datatoken.Hash, due datatoken.Amount) (datatoken.Evidence, error) {
	h, err := s.Held(ctx, job)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: s.at.JobEscrow, data: escrow.PackRule(job, h.binding(), due.Big()), action: ActionOther})
	if err != nil {
		return ev, fmt.Errorf("rule on job %s: %w", job, err)
	}
	return ev, nil
}

// Finalize ends a claim or a dispute whose window is over. Anyone may. It returns ErrNotNow before.
func (s *Sender) Finalize(ctx context.Context, job datatoken.Hash) (datatoken.Evidence, error) {
	h, err := s.Held(ctx, job)
	if err != nil {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: s.at.JobEscrow, data: escrow.PackFinalize(job, h.binding()), action: ActionOther})
	if err != nil {
		return ev, fmt.Errorf("finalize job %s: %w", job, err)
	}
	return ev, nil
}

// Ripe lists the jobs whose claim or dispute can be finalized at a moment, of a provider.
func (c *Client) Ripe(ctx context.Context, provider datatoken.Address, now time.Time) ([]datatoken.Hash, error) {
	logs, err := c.logs(ctx, c.at.JobEscrow, topic(escrow.GetABI().Events["Settled"].ID))
	if err != nil {
		return nil, fmt.Errorf("look for claims: %w", err)
	}
	var out []datatoken.Hash
	for i := range logs {
		e, err := decode(&logs[i], escrow.UnpackSettledEvent)
		if err != nil {
			return nil, fmt.Errorf("look for claims: %w", err)
		}
		if e.Until == 0 || now.Before(time.Unix(int64(e.Until), 0)) {
			continue
		}
		h, err := c.held(ctx, e.Job)
		if err != nil {
			return nil, fmt.Errorf("look for claims: %w", err)
		}
		open := h.State == datatoken.OrderClaimed || h.State == datatoken.OrderDisputed
		if open && h.Provider == provider && !now.Before(h.Until) {
			out = append(out, e.Job)
		}
	}
	return out, nil
}

// Inbox returns where plain Ocean orders of a dataset pay to, and what waits there for FlushInbox.
func (c *Client) Inbox(ctx context.Context, dataset datatoken.Address) (at datatoken.Address, held datatoken.Amount, err error) {
	inbox, err := view(ctx, c, c.at.JobEscrow, escrow.PackInboxOf(common.Address(dataset)), escrow.UnpackInboxOf)
	if err != nil {
		return at, held, fmt.Errorf("find inbox of %s: %w", dataset, err)
	}
	at = datatoken.Address(inbox)
	_, held, err = c.Balances(ctx, at)
	return at, held, err
}

// FlushInbox sends what plain Ocean orders left in a dataset's inbox to its royalties. Anyone may; an empty inbox changes nothing.
func (s *Sender) FlushInbox(ctx context.Context, dataset datatoken.Address) (datatoken.Evidence, error) {
	inbox, held, err := s.Inbox(ctx, dataset)
	if err != nil || held.IsZero() {
		return datatoken.Evidence{}, err
	}
	ev, _, err := s.send(ctx, call{to: inbox, data: inboxCode.PackFlush(), action: ActionMove})
	if err != nil {
		return ev, fmt.Errorf("flush inbox of %s: %w", dataset, err)
	}
	return ev, nil
}

// plainFor is how long a plain Ocean order, which itself names no end, may still start a job.
const plainFor = 365 * 24 * time.Hour

// plainLogs returns what the logs of one transaction, of which nothing is missing, say of a plain Ocean order, or ErrNoOrder.
//
// There is one if a datatoken says that an order started and, in the same transaction, that its provider's fee was paid, whose data is the spec's
// digest: the provider's word that it runs that job. What the escrow buys looks the same, but for who pays: it is not one.
func plainLogs(at Addresses, logs []*types.Log) (*orderStarted, *providerFee, error) {
	var started []*orderStarted
	var fees []*providerFee
	for _, l := range logs {
		if o, err := readStarted(l); err == nil && o.payer != common.Address(at.JobEscrow) {
			started = append(started, o)
		}
		if f, err := readFee(l); err == nil {
			fees = append(fees, f)
		}
	}
	// Several orders in one transaction would have to be told apart, and nobody makes them.
	if len(started) != 1 || len(fees) != 1 || fees[0].log.Address != started[0].log.Address {
		return nil, nil, ErrNoOrder
	}
	return started[0], fees[0], nil
}

// plainOrder is the order of which a datatoken spoke, but for dataset, deadline, state and attempt.
func plainOrder(at Addresses, s *orderStarted, f *providerFee) datatoken.Order {
	o := datatoken.Order{
		Token: datatoken.Address(s.log.Address), Trainer: s.consumer, Provider: f.provider, Spec: f.spec, State: datatoken.OrderOpen,
		Tx: datatoken.Hash(s.log.TxHash), Block: s.log.BlockNumber,
		// Its number among the datatoken's orders in the transaction is zero: see plainLogs.
		Plain: datatoken.Hash(words(padded(datatoken.Address(s.log.Address)), s.log.TxHash, common.Hash{})),
	}
	if f.token == at.Currency {
		o.Compute = f.amount
	}
	return o
}

// plainIn returns the plain Ocean order in the logs of one transaction, as the provider's next attempt at it; or ErrNoOrder. The datatoken must pay the
// dataset's inbox. That it was paid for at all, only those who may mint it know: a curator who published the Ocean way can give datatokens away.
func (c *Client) plainIn(ctx context.Context, logs []*types.Log) (datatoken.Order, error) {
	started, fee, err := plainLogs(c.at, logs)
	if err != nil {
		return datatoken.Order{}, err
	}
	o := plainOrder(c.at, started, fee)
	nft, err := ask[common.Address](ctx, c, oceanToken, o.Token, "getERC721Address")
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("%w: %w", ErrNoOrder, err)
	}
	o.Dataset = datatoken.Address(nft)
	list, err := ask[[]common.Address](ctx, c, oceanNFT, o.Dataset, "getTokensList")
	if err != nil || !slices.Contains(list, common.Address(o.Token)) {
		return datatoken.Order{}, fmt.Errorf("%s is no datatoken of %s: %w", o.Token, o.Dataset, ErrNoOrder)
	}
	h, err := c.eth.HeaderByHash(ctx, started.log.BlockHash)
	if err != nil {
		return datatoken.Order{}, fmt.Errorf("read time of order: %w", err)
	}
	if fee.until.Cmp(new(big.Int).SetUint64(h.Time)) < 0 { // no datatoken looks at it
		return datatoken.Order{}, fmt.Errorf("the provider's quote had run out: %w", ErrNoOrder)
	}
	inbox, err := view(ctx, c, c.at.JobEscrow, escrow.PackInboxOf(nft), escrow.UnpackInboxOf)
	if err != nil {
		return datatoken.Order{}, err
	}
	collector, err := ask[common.Address](ctx, c, oceanToken, o.Token, "getPaymentCollector")
	if err != nil {
		return datatoken.Order{}, err
	}
	if collector != inbox {
		return datatoken.Order{}, fmt.Errorf("datatoken %s pays %s and not the dataset's inbox: %w", o.Token, datatoken.Address(collector), ErrNoOrder)
	}
	o.Deadline = time.Unix(int64(h.Time), 0).Add(plainFor).UTC()
	for ; ; o.Attempt++ { // those before the last have failed
		o.Job = plainJobOf(c.at, o.Provider, o.Plain, o.Attempt)
		switch o.State, err = c.orderState(ctx, o.Job); {
		case errors.Is(err, ErrNoOrder):
			o.State = datatoken.OrderOpen
			return o, nil
		case err != nil || o.State != datatoken.OrderRefunded:
			return o, err
		}
	}
}

// plainJobOf is the job of a provider's attempt at a plain Ocean order, as the escrow computes it.
func plainJobOf(at Addresses, provider datatoken.Address, order datatoken.Hash, attempt uint64) datatoken.Hash {
	return datatoken.Hash(words(word(at.ChainID), padded(at.JobEscrow), padded(provider), common.Hash(order), word(attempt), common.Hash(common.RightPadBytes([]byte("plain"), 32))))
}

// PlainOrders lists the plain Ocean orders of registered datasets that a provider quoted, each as its next attempt.
func (c *Client) PlainOrders(ctx context.Context, provider datatoken.Address) ([]datatoken.Order, error) {
	datasets, err := c.Datasets(ctx)
	if err != nil {
		return nil, err
	}
	var out []datatoken.Order
	for _, d := range datasets {
		list, err := ask[[]common.Address](ctx, c, oceanNFT, d, "getTokensList")
		if err != nil {
			return nil, err
		}
		for _, at := range list {
			fees, err := c.logs(ctx, datatoken.Address(at), topic(oceanToken.Events["ProviderFee"].ID), addressTopic(provider))
			if err != nil {
				return nil, err
			}
			for _, l := range fees {
				switch o, err := c.OrderIn(ctx, datatoken.Hash(l.TxHash)); {
				case errors.Is(err, ErrNoOrder):
				case err != nil:
					return nil, err
				case !o.Plain.IsZero():
					out = append(out, o)
				}
			}
		}
	}
	return out, nil
}

// orderStarted is what a datatoken says of an order.
type orderStarted struct {
	log      *types.Log
	consumer datatoken.Address
	payer    common.Address
}

func readStarted(l *types.Log) (*orderStarted, error) {
	e := oceanToken.Events["OrderStarted"]
	if len(l.Topics) != 3 || l.Topics[0] != e.ID {
		return nil, fmt.Errorf("not an order: %w", ErrBadInput)
	}
	v, err := e.Inputs.NonIndexed().Unpack(l.Data)
	if err != nil {
		return nil, fmt.Errorf("read order: %w", err)
	}
	return &orderStarted{l, datatoken.Address(common.BytesToAddress(l.Topics[1][:])), v[0].(common.Address)}, nil
}

// providerFee is what a datatoken says of a provider's quote, whose signature it has checked.
type providerFee struct {
	log      *types.Log
	provider datatoken.Address
	token    datatoken.Address
	amount   datatoken.Amount
	spec     datatoken.Hash
	until    *big.Int // unix seconds
}

func readFee(l *types.Log) (*providerFee, error) {
	e := oceanToken.Events["ProviderFee"]
	if len(l.Topics) != 3 || l.Topics[0] != e.ID {
		return nil, fmt.Errorf("not a provider's fee: %w", ErrBadInput)
	}
	v, err := e.Inputs.NonIndexed().Unpack(l.Data)
	if err != nil {
		return nil, fmt.Errorf("read provider's fee: %w", err)
	}
	f := &providerFee{log: l, provider: datatoken.Address(common.BytesToAddress(l.Topics[1][:])), token: datatoken.Address(common.BytesToAddress(l.Topics[2][:]))}
	data := v[1].([]byte)
	if len(data) != len(f.spec) {
		return nil, fmt.Errorf("the data of a provider's fee is no digest: %w", ErrBadInput)
	}
	copy(f.spec[:], data)
	f.until = v[5].(*big.Int)
	f.amount, err = datatoken.AmountFromBig(v[0].(*big.Int))
	return f, err
}
