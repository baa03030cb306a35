package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
)

// Finality is when a block counts. The zero value is as soon as it is there.
type Finality struct {
	Blocks uint64 // how many blocks must be on top of it
	Tag    string // "": of the newest block; "safe", "finalized": of the block that the chain calls that
}

// ParseFinality reads what people write: a number of blocks, safe, finalized, or nothing for as soon as it is there. It returns ErrBadInput for anything else.
func ParseFinality(s string) (Finality, error) {
	if s == "" || s == "safe" || s == "finalized" {
		return Finality{Tag: s}, nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > maxDepth {
		return Finality{}, fmt.Errorf("%.40q is no number of blocks up to %d, safe or finalized: %w", s, maxDepth, ErrBadInput)
	}
	return Finality{Blocks: n}, nil
}

// Policy says when the block of an action's transaction counts: until then a reorganisation may undo it, and the Sender waits. That of ActionOther is for all
// actions that are not in it. A reorganisation deeper than the policy goes unnoticed until the action's key is asked for again.
type Policy map[Action]Finality

// Provider is the policy of a provider whose effects count then. Only ActionMove does at once: a reorganisation that undoes one harms nobody, as what is left to
// move is read from the chain.
func Provider(f Finality) Policy { return Policy{ActionOther: f, ActionMove: {}} }

// of returns the finality of an action.
func (p Policy) of(a Action) Finality {
	if f, ok := p[a]; ok {
		return f
	}
	return p[ActionOther]
}

// maxDepth bounds Finality.Blocks: more than a day's.
const maxDepth = 1 << 17

// Check reports a policy that cannot be followed as ErrBadInput.
func (p Policy) Check() error {
	for a, f := range p {
		if f.Tag != "" && f.Tag != "safe" && f.Tag != "finalized" || f.Blocks > maxDepth {
			return fmt.Errorf("policy of %q: %d blocks of tag %.20q: %w", a, f.Blocks, f.Tag, ErrBadInput)
		}
	}
	return nil
}

// deep reports whether the block of a receipt is on the chain and as deep as it must be.
func (s *Sender) deep(ctx context.Context, r *types.Receipt, f Finality) (bool, error) {
	if f == (Finality{}) {
		return true, nil
	}
	top, err := s.top(ctx, f)
	if err != nil || top < r.BlockNumber.Uint64() {
		return false, err
	}
	h, err := s.eth.HeaderByNumber(ctx, r.BlockNumber)
	if err != nil {
		return false, ignoreMissing(err)
	}
	return h.Hash() == r.BlockHash, nil
}

// top is the number of the newest block that counts; 0 when none does.
func (s *Sender) top(ctx context.Context, f Finality) (uint64, error) {
	var at *big.Int
	switch f.Tag {
	case "safe":
		at = big.NewInt(rpc.SafeBlockNumber.Int64())
	case "finalized":
		at = big.NewInt(rpc.FinalizedBlockNumber.Int64())
	}
	h, err := s.eth.HeaderByNumber(ctx, at)
	if err != nil {
		return 0, ignoreMissing(err) // before the first such block
	}
	return h.Number.Uint64() - min(f.Blocks, h.Number.Uint64()), nil
}

// ignoreMissing is nil for what a node says of a block that it does not have.
func ignoreMissing(err error) error {
	var e rpc.Error
	if pending(err) || errors.As(err, &e) {
		return nil
	}
	return err
}

// confirm waits until a transaction that is in a block is as deep as it must be, and returns where it is then. When a reorganisation drops it, it is sent again and waited
// for again. It returns errNonce when another transaction took its place.
func (s *Sender) confirm(ctx context.Context, d *desk, o Outgoing, r *types.Receipt) (*types.Receipt, error) {
	f, slips := s.policy.of(o.Action), 0
	fail := func(err error) (*types.Receipt, error) {
		return nil, fmt.Errorf("wait for block %s of transaction %s to be final: %w", r.BlockNumber, r.TxHash, err)
	}
	for pause := fastest; ; pause = slower(pause, slowest) {
		ok, err := s.deep(ctx, r, f)
		if err == nil && ok {
			return r, s.ended(o.ID, r)
		}
		if slips, err = slip(ctx, slips, err); err != nil {
			return fail(err)
		}
		select {
		case <-ctx.Done():
			return fail(ctx.Err())
		case <-time.After(pause):
		}
		o = s.newest(o)
		now, err := s.receipt(ctx, o.Raws)
		if err == nil && now == nil {
			if r, err = s.again(ctx, d, o); err != nil {
				return nil, err
			}
			pause = fastest
			continue
		}
		if slips, err = slip(ctx, slips, err); err != nil {
			return fail(err)
		}
		if now != nil {
			r = now
		}
	}
}

// again brings a transaction that a reorganisation dropped into a block again. While others send, they look after it too.
func (s *Sender) again(ctx context.Context, d *desk, o Outgoing) (*types.Receipt, error) {
	if err := d.take(ctx); err != nil {
		return nil, fmt.Errorf("send transaction with nonce %d again: %w", o.Nonce, err)
	}
	defer d.give()
	if _, err := s.repair(ctx); err != nil {
		return nil, err
	}
	return s.drive(ctx, o)
}

// newest is a transaction with all its forms of now, while it is open.
func (s *Sender) newest(o Outgoing) Outgoing {
	if now, open := s.letter(o.ID); open {
		return now
	}
	return o
}

// ended keeps that a transaction ended in a block. Another who waited for it may have been first.
func (s *Sender) ended(id uint64, r *types.Receipt) error {
	if _, open := s.letter(id); !open {
		return nil
	}
	fate := FateDone
	if r.Status != types.ReceiptStatusSuccessful {
		fate = FateReverted
	}
	err := s.outbox.End(id, Ending{fate, datatoken.Evidence{Tx: datatoken.Hash(r.TxHash), Block: r.BlockNumber.Uint64()}, datatoken.Hash(r.BlockHash)})
	if _, open := s.letter(id); err != nil && !open {
		return nil
	}
	return err
}

// slips is how many errors in a row of a node are overlooked while waiting: the transaction is on its way, and giving up helps nobody.
const maxSlips = 10

// slip counts errors in a row. It returns the error when they are too many, or when it is the context's.
func slip(ctx context.Context, slips int, err error) (int, error) {
	switch {
	case err == nil:
		return 0, nil
	case ctx.Err() != nil:
		return slips, ctx.Err()
	case slips >= maxSlips:
		return slips, err
	}
	return slips + 1, nil
}

// receipt looks for the receipt of any of the forms of a transaction; nil is none. Nodes show a receipt a moment before their newest block is the one it is in: who asked
// then would be answered from the state before, so that is none yet.
func (s *Sender) receipt(ctx context.Context, raws [][]byte) (*types.Receipt, error) {
	for i := len(raws) - 1; i >= 0; i-- {
		r, err := s.eth.TransactionReceipt(ctx, hashOf(raws[i]))
		switch {
		case pending(err):
			continue
		case err != nil:
			return nil, fmt.Errorf("read receipt of transaction %s: %w", hashOf(raws[i]), err)
		}
		head, err := s.eth.BlockNumber(ctx)
		if err != nil {
			return nil, fmt.Errorf("read receipt of transaction %s: %w", hashOf(raws[i]), err)
		}
		if head >= r.BlockNumber.Uint64() {
			return r, nil
		}
		return nil, nil
	}
	return nil, nil
}

func (s *Sender) letter(id uint64) (Outgoing, bool) {
	for _, o := range s.outbox.Open() {
		if o.ID == id {
			return o, true
		}
	}
	return Outgoing{}, false
}

const (
	fastest = 2 * time.Millisecond
	quick   = 500 * time.Millisecond
	slowest = 2 * time.Second
)

func slower(pause, most time.Duration) time.Duration { return min(pause*3/2, most) }
