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
