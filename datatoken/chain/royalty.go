package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
	bindcontributions "github.com/stintdao/stint/datatoken/chain/internal/bindings/contributions"
	bindpools "github.com/stintdao/stint/datatoken/chain/internal/bindings/royaltypools"
)

// Royalties returns the state of a dataset's royalty pool at the newest block, and that block's time in unix seconds.
func (c *Client) Royalties(ctx context.Context, dataset datatoken.Address) (datatoken.Royalty, uint64, error) {
	s, err := c.pool(ctx, dataset)
	if err != nil {
		return datatoken.Royalty{}, 0, fmt.Errorf("read royalties of %s: %w", dataset, err)
	}
	return s.Royalty, s.now, nil
}

// poolState is a royalty pool at one block, with what its events say of the members.
type poolState struct {
	datatoken.Royalty
	now     uint64 // time of the block, in unix seconds
	joined  []JoinedPool
	claimed map[drawer]datatoken.Amount
	ended   map[drawer]datatoken.Stake // who left: Until, Slashed, Kept
}

// JoinedPool is a batch as it joined a royalty pool.
type JoinedPool struct {
	Root   datatoken.Hash
	Shares uint64
	Acc    datatoken.Amount // of the pool when it joined
}

func (b JoinedPool) binding() bindpools.RoyaltyPoolsBatch {
	return bindpools.RoyaltyPoolsBatch{Root: b.Root, Shares: b.Shares, Acc: b.Acc.Big()}
}

type drawer struct {
	batch  uint64
	member datatoken.Address
}

// pool reads a pool's state and its events up to the same block. Sums of what was paid and taken are not kept on chain: the events are the books.
func (c *Client) pool(ctx context.Context, dataset datatoken.Address) (*poolState, error) {
	head, err := c.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, err
	}
	p, err := viewAt(ctx, c, head.Number, c.at.RoyaltyPools, pools.PackPoolOf(common.Address(dataset)), pools.UnpackPoolOf)
	if err != nil {
		return nil, err
	}
	s := &poolState{now: head.Time, claimed: map[drawer]datatoken.Amount{}, ended: map[drawer]datatoken.Stake{}}
	s.Shares, s.Era = p.Shares.Uint64(), uint64(p.Era)
	s.Unlock, s.CuratorBps = p.Unlock, p.CuratorBps
	if err := amounts(&s.Remainder, p.Remainder, &s.Acc, p.Acc, &s.Acc1, p.Acc1, &s.Acc2, p.Acc2, &s.Parked, p.Parked); err != nil {
		return nil, err
	}
	logs, err := c.logs(ctx, c.at.RoyaltyPools, nil, addressTopic(dataset))
	if err != nil {
		return nil, err
	}
	for i := range logs {
		if logs[i].BlockNumber > head.Number.Uint64() {
			break
		}
		if err := s.read(&logs[i]); err != nil {
			return nil, fmt.Errorf("read events of royalties: %w", err)
		}
	}
	return s, nil
}

// amounts fills pairs of amount and number.
func amounts(pairs ...any) (err error) {
	for i := 0; i < len(pairs); i += 2 {
		if *pairs[i].(*datatoken.Amount), err = datatoken.AmountFromBig(pairs[i+1].(*big.Int)); err != nil {
			return err
		}
	}
	return nil
}

// read takes in one event of the pool.
func (s *poolState) read(l *types.Log) error {
	if p, err := readPaid(l); err == nil {
		s.Paid, s.Treasury, s.Curator = s.Paid.Add(p.Amount), s.Treasury.Add(p.Treasury), s.Curator.Add(p.Curator)
		return nil
	}
	if e, err := decode(l, pools.UnpackClaimedEvent); err == nil {
		var amount datatoken.Amount
		if err := amounts(&amount, e.Amount); err != nil || !e.Batch.IsUint64() {
			return errors.Join(ErrBadInput, err)
		}
		who := drawer{e.Batch.Uint64(), datatoken.Address(e.Member)}
		s.claimed[who], s.Claimed = s.claimed[who].Add(amount), s.Claimed.Add(amount)
		return nil
	}
	if e, err := decode(l, pools.UnpackEndedEvent); err == nil {
		end := datatoken.Stake{Left: true, Slashed: e.Slashed}
		if err := amounts(&end.Until, e.Acc, &end.Kept, e.Kept); err != nil || !e.Batch.IsUint64() {
			return errors.Join(ErrBadInput, err)
		}
		s.ended[drawer{e.Batch.Uint64(), datatoken.Address(e.Member)}] = end
		return nil
	}
	if e, err := decode(l, pools.UnpackBatchJoinedEvent); err == nil {
		b := JoinedPool{Root: e.Root, Shares: e.Shares}
		if err := amounts(&b.Acc, e.Acc); err != nil || e.Batch.Uint64() != uint64(len(s.joined)) {
			return errors.Join(ErrBadInput, err)
		}
		s.joined = append(s.joined, b)
	}
	return nil
}

// stake is a member's place in the pool.
func (s *poolState) stake(batch uint64, share datatoken.Share) datatoken.Stake {
	who := drawer{batch, share.Member}
	k := s.ended[who]
	k.Parts, k.Since, k.Claimed = share.Parts, s.joined[batch].Acc, s.claimed[who]
	return k
}

// batch returns a batch as it joined, or ErrBadProof when there is none or the tree is not of it.
func (s *poolState) batch(i uint64, tree *Shares) (JoinedPool, error) {
	if i >= uint64(len(s.joined)) || s.joined[i].Root != tree.Root() || s.joined[i].Shares != tree.Total() {
		return JoinedPool{}, fmt.Errorf("batch %d: the shares given are not those that joined: %w", i, ErrBadProof)
	}
	return s.joined[i], nil
}

// Claim pays out what is unlocked of a member's part in a batch. Anyone may claim for a member: the money goes where the member wants it. When nothing is
// owed it sends nothing and returns ErrNothingOwed.
func (s *Sender) Claim(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (datatoken.Amount, datatoken.Evidence, error) {
	amount, ev, err := s.claim(ctx, dataset, batch, tree, member)
	if err != nil {
		return datatoken.Amount{}, ev, fmt.Errorf("claim royalties of %s: %w", member, err)
	}
	return amount, ev, nil
}

func (s *Sender) claim(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (amount datatoken.Amount, ev datatoken.Evidence, err error) {
	m, err := s.seat(ctx, dataset, batch, tree, member)
	if err != nil {
		return amount, ev, err
	}
	ev, logs, err := s.send(ctx, call{
		to: s.at.RoyaltyPools, action: ActionClaim,
		data: pools.PackClaim(common.Address(dataset), m.batch, m.joined, common.Address(member), m.parts, m.proof),
	})
	if err != nil {
		return amount, ev, err
	}
	e, err := event(logs, s.at.RoyaltyPools, pools.UnpackClaimedEvent)
	if err != nil {
		return amount, ev, err
	}
	return amount, ev, amounts(&amount, e.Amount)
}

// seat is a member's place in a batch, as the contracts want it said.
type seat struct {
	batch  *big.Int
	joined bindpools.RoyaltyPoolsBatch
	parts  uint64
	proof  [][32]byte
}

func (s *Sender) seat(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (seat, error) {
	parts, path, err := tree.Proof(member)
	if err != nil {
		return seat{}, err
	}
	p, err := s.pool(ctx, dataset)
	if err != nil {
		return seat{}, err
	}
	b, err := p.batch(batch, tree)
	if err != nil {
		return seat{}, err
	}
	m := seat{batch: new(big.Int).SetUint64(batch), joined: b.binding(), parts: parts}
	known, err := view(ctx, s.Client, s.at.RoyaltyPools, pools.PackMemberOf(common.Address(dataset), m.batch, common.Address(member)), pools.UnpackMemberOf)
	if err != nil {
		return seat{}, err
	}
	if known.Parts != 0 { // it has shown its proof before
		return m, nil
	}
	m.proof = make([][32]byte, len(path))
	for i, h := range path {
		m.proof[i] = h
	}
	return m, nil
}

// Withdraw takes a member out of a batch: it earns no more, keeps what it earned, and no job on a later version of the dataset reads what it gave in
// that batch. Curator, or the member. A member that has left changes nothing.
func (s *Sender) Withdraw(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (datatoken.Evidence, error) {
	m, err := s.seat(ctx, dataset, batch, tree, member)
	var ev datatoken.Evidence
	if err == nil {
		ev, _, err = s.send(ctx, call{
			to: s.at.Contributions, action: ActionOther,
			data: contributions.PackWithdraw(common.Address(dataset), m.batch, bindcontributions.RoyaltyPoolsBatch(m.joined), common.Address(member), m.parts, m.proof),
		})
	}
	if errors.Is(err, ErrLeft) {
		return s.left(ctx, dataset, batch, member)
	}
	if err != nil {
		return ev, fmt.Errorf("withdraw %s from dataset %s: %w", member, dataset, err)
	}
	return ev, nil
}

// left is where a member was taken out of a batch.
func (c *Client) left(ctx context.Context, dataset datatoken.Address, batch uint64, member datatoken.Address) (datatoken.Evidence, error) {
	n := common.BigToHash(new(big.Int).SetUint64(batch))
	return c.find(ctx, c.at.Contributions, topic(contributions.GetABI().Events["Left"].ID), addressTopic(dataset), &n, addressTopic(member))
}

// Slash takes a member out of a batch, and what is still locked of its royalties goes to the others. Governance only.
func (s *Sender) Slash(ctx context.Context, dataset datatoken.Address, batch uint64, tree *Shares, member datatoken.Address) (datatoken.Evidence, error) {
	m, err := s.seat(ctx, dataset, batch, tree, member)
	var ev datatoken.Evidence
	if err == nil {
		ev, _, err = s.send(ctx, call{
			to: s.at.Contributions, action: ActionOther,
			data: contributions.PackSlash(common.Address(dataset), m.batch, bindcontributions.RoyaltyPoolsBatch(m.joined), common.Address(member), m.parts, m.proof),
		})
	}
	if err != nil {
		return ev, fmt.Errorf("slash %s of dataset %s: %w", member, dataset, err)
	}
	return ev, nil
}

// PayoutOf returns where a member's royalties are paid, and the change that it proposed, if any: to whom, and from when it can be accepted.
func (c *Client) PayoutOf(ctx context.Context, member datatoken.Address) (now, next datatoken.Address, from time.Time, err error) {
	to, err := view(ctx, c, c.at.RoyaltyPools, pools.PackPayoutOf(common.Address(member)), pools.UnpackPayoutOf)
	if err != nil {
		return now, next, from, fmt.Errorf("read payout address of %s: %w", member, err)
	}
	change, err := view(ctx, c, c.at.RoyaltyPools, pools.PackChangeOf(common.Address(member)), pools.UnpackChangeOf)
	if err != nil {
		return now, next, from, fmt.Errorf("read payout address of %s: %w", member, err)
	}
	if change.To != (common.Address{}) {
		next, from = datatoken.Address(change.To), time.Unix(int64(change.From), 0).UTC()
	}
	return datatoken.Address(to), next, from, nil
}

// ProposePayout asks that the Sender's royalties, of all datasets, be paid to another address, which accepts once the delay is over. The zero address takes
// a proposal back.
func (s *Sender) ProposePayout(ctx context.Context, to datatoken.Address) (datatoken.Evidence, error) {
	ev, _, err := s.send(ctx, call{to: s.at.RoyaltyPools, data: pools.PackProposePayout(common.Address(to)), action: ActionOther})
	if err != nil {
		return ev, fmt.Errorf("propose payout to %s: %w", to, err)
	}
	return ev, nil
}

// AcceptPayout makes the Sender the one to whom a member's royalties are paid, as the member proposed. It returns ErrNotNow before the delay is over, and when
// there is no such proposal.
func (s *Sender) AcceptPayout(ctx context.Context, member datatoken.Address) (datatoken.Evidence, error) {
	ev, _, err := s.send(ctx, call{to: s.at.RoyaltyPools, data: pools.PackAcceptPayout(common.Address(member)), action: ActionOther})
	if err != nil {
		return ev, fmt.Errorf("accept payouts of %s: %w", member, err)
	}
	return ev, nil
}

// WithdrawCut pays out what was set aside of a dataset's royalties for its curator, or for the treasury. Anyone may; the money goes to them.
func (s *Sender) WithdrawCut(ctx context.Context, dataset datatoken.Address, treasury bool) (datatoken.Evidence, error) {
	data := pools.PackWithdrawCurator(common.Address(dataset))
	if treasury {
		data = pools.PackWithdrawTreasury(common.Address(dataset))
	}
	ev, _, err := s.send(ctx, call{to: s.at.RoyaltyPools, data: data, action: ActionClaim})
	if err != nil {
		return ev, fmt.Errorf("withdraw cut of %s: %w", dataset, err)
	}
	return ev, nil
}

// Member is one member's place in a royalty pool.
type Member struct {
	Member  datatoken.Address `json:"member"`
	Batch   uint64            `json:"batch"`
	Parts   uint64            `json:"parts"`
	Claimed datatoken.Amount  `json:"claimed"`
	Owed    datatoken.Amount  `json:"owed"`   // can be claimed now
	Locked  datatoken.Amount  `json:"locked"` // earned and not yet unlocked
	Left    bool              `json:"left,omitempty"`
}

// Conservation checks a dataset's royalty pool to the unit, at one block: everything paid is a cut, claimed, owed to a member, locked, parked
// or dust. It needs the shares of every batch, in order, and returns what each member has, in the same order; a list that is not the one that
// joined is refused with ErrBadProof. It returns datatoken.ErrLeak when the books do not balance.
func (c *Client) Conservation(ctx context.Context, dataset datatoken.Address, batches []*Shares) (datatoken.Books, []Member, error) {
	b, members, err := c.conservation(ctx, dataset, batches)
	if err != nil {
		return b, nil, fmt.Errorf("balance royalties of %s: %w", dataset, err)
	}
	return b, members, nil
}

func (c *Client) conservation(ctx context.Context, dataset datatoken.Address, batches []*Shares) (datatoken.Books, []Member, error) {
	p, err := c.pool(ctx, dataset)
	if err != nil {
		return datatoken.Books{}, nil, err
	}
	var stakes []datatoken.Stake
	var members []Member
	for i, t := range batches {
		if _, err := p.batch(uint64(i), t); err != nil {
			return datatoken.Books{}, nil, err
		}
		for _, s := range t.shares {
			k := p.stake(uint64(i), s)
			owed, locked := p.Due(k, p.now)
			stakes = append(stakes, k)
			members = append(members, Member{Member: s.Member, Batch: uint64(i), Parts: s.Parts, Claimed: k.Claimed, Owed: owed, Locked: locked, Left: k.Left})
		}
	}
	books, err := p.Balance(stakes, p.now)
	return books, members, err
}

// Payment is money that reached a dataset's royalty pool.
type Payment struct {
	Dataset  datatoken.Address  `json:"dataset"`
	Job      datatoken.Hash     `json:"job"` // what the payer says it is for; zero for plain Ocean orders
	Amount   datatoken.Amount   `json:"amount"`
	Treasury datatoken.Amount   `json:"treasury"` // part of Amount
	Curator  datatoken.Amount   `json:"curator"`  // part of Amount
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
	if err := amounts(&p.Amount, e.Amount, &p.Treasury, e.Treasury, &p.Curator, e.Curator, &p.Shares, e.Shares); err != nil {
		return nil, fmt.Errorf("read payment: %w", err)
	}
	return p, nil
}
