package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// ErrFeeCeiling reports a transaction that waited at the most its Sender pays until the context ended.
var ErrFeeCeiling = errors.New("the chain asks for more than the ceiling on fees")

// Fees bounds what a Sender pays for gas.
type Fees struct {
	// Times is how often the fee per gas that a transaction was first sent with may be paid for it, when blocks do not take it. 0 is 5.
	Times uint64
	// Max is the most that is ever paid per gas, in wei. Zero is no such bound: then the first fee is what the node suggests.
	Max datatoken.Amount
}

const defaultTimes = 5

// atMost is the most to be paid per gas for a transaction first sent with a fee.
func (f Fees) atMost(first *big.Int) *big.Int {
	times := f.Times
	if times == 0 {
		times = defaultTimes
	}
	most := new(big.Int).Mul(first, new(big.Int).SetUint64(times))
	if m := f.Max.Big(); m.Sign() > 0 && m.Cmp(most) < 0 {
		return m
	}
	return most
}

// asked is what the chain asks for.
type asked struct{ tip, base *big.Int }

// fee stays enough while the base fee doubles.
func (m asked) fee() *big.Int { return new(big.Int).Add(m.tip, new(big.Int).Lsh(m.base, 1)) }

// asked reads the tip that is usual and the base fee of the newest block.
func (s *Sender) asked(ctx context.Context) (asked, error) {
	tip, err := s.eth.SuggestGasTipCap(ctx)
	if err != nil {
		return asked{}, fmt.Errorf("ask for fees: %w", err)
	}
	h, err := s.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return asked{}, fmt.Errorf("ask for fees: %w", err)
	}
	if h.BaseFee == nil {
		return asked{}, fmt.Errorf("ask for fees: the chain has no base fee (EIP-1559): %w", ErrBadInput)
	}
	return asked{tip, h.BaseFee}, nil
}

// price is what a new transaction is sent with. While the chain asks for more than the Sender ever pays, it waits.
func (s *Sender) price(ctx context.Context) (tip, fee *big.Int, err error) {
	most := s.fees.Max.Big()
	for {
		m, err := s.asked(ctx)
		if err != nil {
			return nil, nil, err
		}
		tip, fee = m.tip, m.fee()
		if most.Sign() == 0 || most.Cmp(fee) >= 0 {
			return tip, fee, nil
		}
		if least := new(big.Int).Add(m.base, tip); most.Cmp(least) >= 0 {
			return tip, most, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, fmt.Errorf("wait for lower fees than %s wei and %s wei tip: %w: %w", m.base, tip, ErrFeeCeiling, ctx.Err())
		case <-time.After(min(s.resubmit, slowest)):
		}
	}
}

// raise returns what to replace a transaction with, at what the chain asks for now and an eighth more at least; pools want a tenth. It is nil at the ceiling.
func (f Fees) raise(first, last *types.Transaction, m asked) (tip, fee *big.Int) {
	most := f.atMost(first.GasFeeCap())
	if fee = eighthMore(last.GasFeeCap()); fee.Cmp(most) > 0 {
		return nil, nil
	}
	fee, tip = larger(fee, m.fee()), larger(eighthMore(last.GasTipCap()), m.tip)
	if fee.Cmp(most) > 0 {
		fee = most
	}
	if tip.Cmp(fee) > 0 {
		tip = fee
	}
	return tip, fee
}

// eighthMore rounds up.
func eighthMore(v *big.Int) *big.Int {
	up := new(big.Int).Rsh(v, 3)
	return up.Add(up, v).Add(up, big.NewInt(1))
}

func larger(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}
