package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// Royalties returns the state of a dataset's royalty pool.
func (c *Client) Royalties(ctx context.Context, dataset datatoken.Address) (datatoken.Royalty, error) {
	return c.royaltiesAt(ctx, nil, dataset)
}

func (c *Client) royaltiesAt(ctx context.Context, block *big.Int, dataset datatoken.Address) (datatoken.Royalty, error) {
	p, err := viewAt(ctx, c, block, c.at.RoyaltyPools, pools.PackPoolOf(common.Address(dataset)), pools.UnpackPoolOf)
	if err != nil {
		return datatoken.Royalty{}, fmt.Errorf("read royalties of %s: %w", dataset, err)
	}
	if !p.Shares.IsUint64() {
		return datatoken.Royalty{}, fmt.Errorf("read royalties of %s: more than 64 bits of shares: %w", dataset, ErrBadInput)
	}
	r := datatoken.Royalty{Shares: p.Shares.Uint64()}
	for _, f := range []struct {
		to   *datatoken.Amount
		from *big.Int
	}{{&r.Acc, p.Acc}, {&r.Remainder, p.Remainder}, {&r.Paid, p.Paid}, {&r.Claimed, p.Claimed}, {&r.Treasury, p.Treasury}, {&r.Parked, p.Parked}} {
		if *f.to, err = datatoken.AmountFromBig(f.from); err != nil {
			return r, fmt.Errorf("read royalties of %s: %w", dataset, err)
		}
	}
	return r, nil
}

// Owed returns what a member of a batch with that many parts can claim now.
func (c *Client) Owed(ctx context.Context, dataset datatoken.Address, batch uint64, share datatoken.Share) (datatoken.Amount, error) {
	v, err := view(ctx, c, c.at.RoyaltyPools, pools.PackOwed(common.Address(dataset), new(big.Int).SetUint64(batch),
		common.Address(share.Member), new(big.Int).SetUint64(share.Parts)), pools.UnpackOwed)
	if err != nil {
		return datatoken.Amount{}, fmt.Errorf("read what %s is owed: %w", share.Member, err)
	}
	return datatoken.AmountFromBig(v)
}

// Claim pays a member everything a batch owes it. Anyone may claim for a member: the money goes to the member. When nothing is owed it sends
// nothing and returns ErrNothingOwed.
func (s *Sender) Claim(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (datatoken.Amount, datatoken.Evidence, error) {
	parts, path, err := tree.Proof(member)
	if err != nil {
		return datatoken.Amount{}, datatoken.Evidence{}, fmt.Errorf("claim royalties: %w", err)
	}
	proof := make([][32]byte, len(path))
	for i, h := range path {
		proof[i] = h
	}
	ev, logs, err := s.send(ctx, call{to: s.at.RoyaltyPools, data: pools.PackClaim(
		common.Address(dataset), new(big.Int).SetUint64(batch), common.Address(member), new(big.Int).SetUint64(parts), proof)})
	if err != nil {
		return datatoken.Amount{}, ev, fmt.Errorf("claim royalties of %s: %w", member, err)
	}
	e, err := event(logs, s.at.RoyaltyPools, pools.UnpackClaimedEvent)
	if err != nil {
		return datatoken.Amount{}, ev, fmt.Errorf("claim royalties of %s: %w", member, err)
	}
	amount, err := datatoken.AmountFromBig(e.Amount)
	return amount, ev, err
}

// Holding is one member's place in a royalty pool.
type Holding struct {
	Member  datatoken.Address `json:"member"`
	Batch   uint64            `json:"batch"`
	Parts   uint64            `json:"parts"`
	Claimed datatoken.Amount  `json:"claimed"`
	Owed    datatoken.Amount  `json:"owed"`
}

// Conservation checks a dataset's royalty pool to the unit, at one block: everything paid is the treasury's, claimed, owed to a member, parked
// or dust. It needs the shares of every batch, in order, and returns what each member has, in the same order; a list that is not the one that
// joined is refused with ErrBadProof. It returns datatoken.ErrLeak when the books do not balance.
func (c *Client) Conservation(ctx context.Context, dataset datatoken.Address, batches []*Shares) (datatoken.Books, []Holding, error) {
	b, members, err := c.conservation(ctx, dataset, batches)
	if err != nil {
		return b, nil, fmt.Errorf("balance royalties of %s: %w", dataset, err)
	}
	return b, members, nil
}

func (c *Client) conservation(ctx context.Context, dataset datatoken.Address, batches []*Shares) (datatoken.Books, []Holding, error) {
	head, err := c.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return datatoken.Books{}, nil, err
	}
	pool, err := c.royaltiesAt(ctx, head.Number, dataset)
	if err != nil {
		return datatoken.Books{}, nil, err
	}
	claimed, err := c.claimed(ctx, dataset, head.Number.Uint64())
	if err != nil {
		return datatoken.Books{}, nil, err
	}
	var stakes []datatoken.Stake
	var members []Holding
	for i, t := range batches {
		j, err := viewAt(ctx, c, head.Number, c.at.RoyaltyPools, pools.PackBatchOf(common.Address(dataset), big.NewInt(int64(i))), pools.UnpackBatchOf)
		if err != nil {
			return datatoken.Books{}, nil, fmt.Errorf("read batch %d: %w", i, err)
		}
		if j.Root != t.Root() {
			return datatoken.Books{}, nil, fmt.Errorf("batch %d: the shares given are not those that joined: %w", i, ErrBadProof)
		}
		since, err := datatoken.AmountFromBig(j.Acc)
		if err != nil {
			return datatoken.Books{}, nil, err
		}
		for _, s := range t.shares {
			had := claimed[drawer{uint64(i), s.Member}]
			owed, err := pool.Entitled(s.Parts, since).Sub(had)
			if err != nil {
				return datatoken.Books{}, nil, fmt.Errorf("member %s took more than it earned: %w", s.Member, datatoken.ErrLeak)
			}
			stakes = append(stakes, datatoken.Stake{Parts: s.Parts, Since: since, Claimed: had})
			members = append(members, Holding{Member: s.Member, Batch: uint64(i), Parts: s.Parts, Claimed: had, Owed: owed})
		}
	}
	books, err := pool.Balance(stakes)
	return books, members, err
}

type drawer struct {
	batch  uint64
	member datatoken.Address
}

// claimed sums what each member took, from the events up to a block.
func (c *Client) claimed(ctx context.Context, dataset datatoken.Address, upTo uint64) (map[drawer]datatoken.Amount, error) {
	logs, err := c.logs(ctx, c.at.RoyaltyPools, topic(pools.GetABI().Events["Claimed"].ID), addressTopic(dataset))
	if err != nil {
		return nil, err
	}
	sums := map[drawer]datatoken.Amount{}
	for i := range logs {
		if logs[i].BlockNumber > upTo {
			break
		}
		e, err := decode(&logs[i], pools.UnpackClaimedEvent)
		if err != nil {
			return nil, fmt.Errorf("read claim: %w", err)
		}
		amount, err := datatoken.AmountFromBig(e.Amount)
		if err != nil || !e.Batch.IsUint64() {
			return nil, errors.Join(fmt.Errorf("read claim: %w", ErrBadInput), err)
		}
		who := drawer{e.Batch.Uint64(), datatoken.Address(e.Member)}
		sums[who] = sums[who].Add(amount)
	}
	return sums, nil
}

// Payment is money that reached a dataset's royalty pool.
type Payment struct {
	Dataset  datatoken.Address  `json:"dataset"`
	Job      datatoken.Hash     `json:"job"` // what the payer says it is for; zero for plain Ocean orders
	Amount   datatoken.Amount   `json:"amount"`
	Treasury datatoken.Amount   `json:"treasury"` // part of Amount
	Shares   datatoken.Amount   `json:"shares"`   // parts it was divided among; zero when it was parked
	Evidence datatoken.Evidence `json:"evidence"`
}

// Payments lists what a dataset's royalty pool received, oldest first.
func (c *Client) Payments(ctx context.Context, dataset datatoken.Address) ([]Payment, error) {
	logs, err := c.logs(ctx, c.at.RoyaltyPools, topic(pools.GetABI().Events["Paid"].ID), addressTopic(dataset))
	if err != nil {
		return nil, fmt.Errorf("read payments to %s: %w", dataset, err)
	}
	var out []Payment
	for i := range logs {
		p, err := readPaid(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("read payments to %s: %w", dataset, err)
		}
		out = append(out, *p)
	}
	return out, nil
}

func readPaid(l *types.Log) (*Payment, error) {
	e, err := decode(l, pools.UnpackPaidEvent)
	if err != nil {
		return nil, fmt.Errorf("read payment: %w", err)
	}
	p := &Payment{Dataset: datatoken.Address(e.Dataset), Job: e.Job, Evidence: evidence(l)}
	for _, f := range []struct {
		to   *datatoken.Amount
		from *big.Int
	}{{&p.Amount, e.Amount}, {&p.Treasury, e.Treasury}, {&p.Shares, e.Shares}} {
		if *f.to, err = datatoken.AmountFromBig(f.from); err != nil {
			return nil, fmt.Errorf("read payment: %w", err)
		}
	}
	return p, nil
}
