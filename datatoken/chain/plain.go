package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

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
