package deploy

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

const (
	// patience is how long a transaction waits for a block before it is sent again with a higher fee.
	patience = 45 * time.Second
	// settling is how long a node may take to show what another node has shown.
	settling = 5 * time.Second
	// pollLeast and pollMost are the pauses between two questions.
	pollLeast, pollMost = 3 * time.Millisecond, 500 * time.Millisecond
	// maxBumps bounds the fee: after so many rises by an eighth it stays.
	maxBumps = 10
)

// runner does the steps of a plan.
type runner struct {
	node     Node
	signer   Signer
	id       *big.Int
	patience time.Duration
	progress func(Step)
	start    uint64 // block of the first step
}

func (r *runner) from() common.Address { return common.Address(r.signer.Address()) }

// atOnce signs all steps, sends those that are not on the chain, and waits for all of them. The signatures are deterministic, so a step done
// before a crash is recognised by its hash.
func (r *runner) atOnce(ctx context.Context, cfg Config, t Terms) (datatoken.Addresses, error) {
	p, a, err := newPlan(cfg, r.from(), 0)
	if err != nil {
		return a, err
	}
	if err := r.send(ctx, p.steps, t); err != nil {
		return a, err
	}
	return a, r.verify(ctx, p)
}

// send does steps, the first of which has nonce 0, at once.
func (r *runner) send(ctx context.Context, steps []step, t Terms) error {
	done, err := r.node.NonceAt(ctx, r.from(), nil)
	if err != nil {
		return fmt.Errorf("read nonce: %w", err)
	}
	txs := make([]*types.Transaction, len(steps))
	for i, s := range steps {
		if txs[i], err = r.sign(ctx, s, uint64(i), t.Gas, t.Fee, t.Tip); err != nil {
			return err
		}
		if uint64(i) < done {
			continue
		}
		if err := r.node.SendTransaction(ctx, txs[i]); err != nil && !known(err) {
			return fmt.Errorf("%s: send: %w", s.name, err)
		}
	}
	for i, tx := range txs {
		if uint64(i) < done {
			if _, err := r.node.TransactionReceipt(ctx, tx.Hash()); pending(err) {
				return fmt.Errorf("%s was done differently: %w", steps[i].name, ErrForeign)
			}
		}
		receipt, err := r.await(ctx, []*types.Transaction{tx}, 0)
		if err != nil {
			return fmt.Errorf("%s: %w", steps[i].name, err)
		}
		if err := r.took(steps, i, receipt); err != nil {
			return err
		}
	}
	return nil
}

// oneByOne does the steps one after another, with gas as the node estimates it and fees of the moment, and writes each transaction to the journal before it
// is sent.
func (r *runner) oneByOne(ctx context.Context, cfg Config, path string) (datatoken.Addresses, error) {
	if path == "" {
		return datatoken.Addresses{}, fmt.Errorf("a deployment needs a journal: %w", ErrConfig)
	}
	j, fresh, err := openJournal(path)
	if err != nil {
		return datatoken.Addresses{}, err
	}
	defer j.close()
	if fresh {
		// Nothing is written into the journal of a deployment that cannot begin.
		if err := r.preflight(ctx, cfg); err != nil {
			return datatoken.Addresses{}, err
		}
		j.head.Nonce, err = r.idle(ctx)
		if err != nil {
			return datatoken.Addresses{}, err
		}
	}
	p, a, err := newPlan(cfg, r.from(), j.head.Nonce)
	if err != nil {
		return a, err
	}
	this := head{r.id.Uint64(), r.signer.Address(), j.head.Nonce, p.digest(r.id.Uint64())}
	if fresh {
		if err := r.canPay(ctx, p); err != nil {
			return a, err
		}
		if err := j.begin(this); err != nil {
			return a, err
		}
	}
	if j.head != this {
		return a, fmt.Errorf("%s is of chain %d by %s, with another configuration or by another build if these are the same: %w", path, j.head.Chain, j.head.From, ErrOther)
	}
	if next, err := r.node.NonceAt(ctx, r.from(), nil); err != nil {
		return a, fmt.Errorf("read nonce: %w", err)
	} else if next < p.base {
		return a, fmt.Errorf("%s is at nonce %d, below the deployment's %d: the chain has begun anew: %w", r.signer.Address(), next, p.base, ErrOther)
	}
	for i := range p.steps {
		receipt, err := r.do(ctx, j, p, i)
		if err != nil {
			return a, fmt.Errorf("%s: %w", p.steps[i].name, err)
		}
		if err := r.took(p.steps, i, receipt); err != nil {
			return a, err
		}
	}
	return a, r.verify(ctx, p)
}

// idle returns the key's next nonce. A transaction that waits may or may not happen: no plan can be made on it.
func (r *runner) idle(ctx context.Context) (uint64, error) {
	next, err := r.node.NonceAt(ctx, r.from(), nil)
	if err != nil {
		return 0, fmt.Errorf("read nonce: %w", err)
	}
	waiting, err := r.node.PendingNonceAt(ctx, r.from())
	if err != nil {
		return 0, fmt.Errorf("read nonce: %w", err)
	}
	if waiting > next {
		return 0, fmt.Errorf("%d of %s: %w", waiting-next, r.signer.Address(), ErrWaiting)
	}
	return next, nil
}

// canPay refuses a deployment that would run out of gas money half way, at fees of the moment.
func (r *runner) canPay(ctx context.Context, p *plan) error {
	gas, err := total(r.id.Uint64(), p)
	if err != nil {
		return err
	}
	tip, cap, err := r.fees(ctx)
	if err != nil {
		return err
	}
	// The cap is for twice the base fee; what is paid now is half of that part.
	now := new(big.Int).Add(tip, new(big.Int).Rsh(new(big.Int).Sub(cap, tip), 1))
	need := now.Mul(now, new(big.Int).SetUint64(gas))
	has, err := r.node.BalanceAt(ctx, r.from(), nil)
	if err != nil {
		return fmt.Errorf("read balance: %w", err)
	}
	if has.Cmp(need) < 0 {
		return fmt.Errorf("%s has %s wei, and about %d gas costs %s wei now: %w", r.signer.Address(), has, gas, need, ErrFunds)
	}
	return nil
}

// do does step i, unless an earlier run did, and returns its receipt.
func (r *runner) do(ctx context.Context, j *journal, p *plan, i int) (*types.Receipt, error) {
	s, nonce := p.steps[i], p.base+uint64(i)
	if len(j.sent[i]) == 0 {
		if err := r.unused(ctx, nonce); err != nil {
			return nil, err
		}
		tx, err := r.prepare(ctx, s, nonce)
		if err != nil {
			return nil, err
		}
		if err := j.intend(i, s.name, tx); err != nil {
			return nil, err
		}
	}
	for bumps := 0; ; bumps++ {
		last := j.sent[i][len(j.sent[i])-1]
		// One that was sent before is known, or is in a block, or got lost: sending it again is right in every case. Its receipt tells which.
		refused := r.node.SendTransaction(ctx, last)
		limit := r.patience
		if refused != nil && !known(refused) {
			gone := r.unused(ctx, nonce)
			switch {
			case errors.Is(gone, ErrForeign):
				receipt, err := r.await(ctx, j.sent[i], settling)
				if receipt == nil && err == nil {
					err = gone
				}
				return receipt, err
			case gone != nil:
				return nil, gone
			case !underpriced(refused):
				return nil, fmt.Errorf("send: %w", refused)
			}
			limit = pollLeast
		}
		receipt, err := r.await(ctx, j.sent[i], limit)
		if receipt != nil || err != nil {
			return receipt, err
		}
		if bumps >= maxBumps {
			continue
		}
		tx, err := r.sign(ctx, s, nonce, last.Gas(), raised(last.GasFeeCap()), raised(last.GasTipCap()))
		if err != nil {
			return nil, err
		}
		if err := j.intend(i, s.name, tx); err != nil {
			return nil, err
		}
	}
}

// unused refuses a nonce that is gone: none of ours has it.
func (r *runner) unused(ctx context.Context, nonce uint64) error {
	next, err := r.node.NonceAt(ctx, r.from(), nil)
	if err != nil {
		return fmt.Errorf("read nonce: %w", err)
	}
	if next > nonce {
		return fmt.Errorf("nonce %d of %s: %w", nonce, r.signer.Address(), ErrForeign)
	}
	return nil
}

// prepare signs a step with gas as the node estimates it, and some to spare, at fees of the moment.
func (r *runner) prepare(ctx context.Context, s step, nonce uint64) (*types.Transaction, error) {
	gas, err := r.node.EstimateGas(ctx, ethereum.CallMsg{From: r.from(), To: s.to, Data: s.data})
	if err != nil {
		return nil, fmt.Errorf("estimate gas: %w", err)
	}
	if gas > maxTxGas {
		return nil, fmt.Errorf("would take %d gas, more than the %d that a transaction may: %w", gas, maxTxGas, ErrRules)
	}
	tip, cap, err := r.fees(ctx)
	if err != nil {
		return nil, err
	}
	return r.sign(ctx, s, nonce, min(gas+gas/4, maxTxGas), cap, tip)
}

// fees suggests a tip, and a cap that stays enough while the base fee doubles.
func (r *runner) fees(ctx context.Context) (tip, cap *big.Int, err error) {
	tip, err = r.node.SuggestGasTipCap(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("ask for fees: %w", err)
	}
	h, err := r.node.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("ask for fees: %w", err)
	}
	if h.BaseFee == nil {
		return nil, nil, fmt.Errorf("blocks have no base fee: %w", ErrRules)
	}
	return tip, new(big.Int).Add(tip, new(big.Int).Lsh(h.BaseFee, 1)), nil
}

func (r *runner) sign(ctx context.Context, s step, nonce, gas uint64, cap, tip *big.Int) (*types.Transaction, error) {
	tx, err := r.signer.SignTx(ctx, types.NewTx(&types.DynamicFeeTx{
		ChainID: r.id, Nonce: nonce, To: s.to, Data: s.data, Gas: gas, GasFeeCap: cap, GasTipCap: tip,
	}), r.id)
	if err != nil {
		return nil, fmt.Errorf("%s: sign: %w", s.name, err)
	}
	return tx, nil
}

func raised(fee *big.Int) *big.Int {
	up := new(big.Int).Rsh(fee, 3)
	return up.Add(up, fee).Add(up, big.NewInt(1))
}

// await asks for the receipt of any of the transactions, which share a nonce, until the limit: then it returns nil and no error. No limit is for ever.
func (r *runner) await(ctx context.Context, txs []*types.Transaction, limit time.Duration) (*types.Receipt, error) {
	waited := time.Duration(0)
	for pause := pollLeast; limit == 0 || waited < limit; pause = min(pause*3/2, pollMost) {
		for _, tx := range txs {
			receipt, err := r.node.TransactionReceipt(ctx, tx.Hash())
			if err == nil {
				return receipt, nil
			}
			if !pending(err) {
				return nil, fmt.Errorf("wait for transaction %s: %w", tx.Hash(), err)
			}
		}
		if limit == 0 {
			pause = pollLeast
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for transaction %s: %w", txs[len(txs)-1].Hash(), ctx.Err())
		case <-time.After(pause):
			waited += pause
		}
	}
	return nil, nil
}

// took reads what became of step i.
func (r *runner) took(steps []step, i int, receipt *types.Receipt) error {
	s := steps[i]
	if receipt.Status != types.ReceiptStatusSuccessful {
		return fmt.Errorf("%s in block %s, after %d gas: %w", s.name, receipt.BlockNumber, receipt.GasUsed, ErrReverted)
	}
	if i == 0 {
		r.start = receipt.BlockNumber.Uint64()
	}
	r.progress(Step{
		Index: i, Of: len(steps), Name: s.name, Creates: datatoken.Address(s.creates),
		Tx: datatoken.Hash(receipt.TxHash), Block: receipt.BlockNumber.Uint64(), Gas: receipt.GasUsed,
	})
	return nil
}

// known reports a transaction that the node holds from an attempt before this one. Nodes say it in their own words.
func known(err error) bool {
	return strings.Contains(err.Error(), "already known") || strings.Contains(err.Error(), "already imported")
}

// underpriced reports a transaction that the node wants a higher fee for.
func underpriced(err error) bool {
	return strings.Contains(err.Error(), "underpriced") || strings.Contains(err.Error(), "less than block base fee")
}

// pending reports that a node has no receipt yet. A node without a block says that it is indexing instead.
func pending(err error) bool {
	return errors.Is(err, ethereum.NotFound) || (err != nil && strings.Contains(err.Error(), "indexing is in progress"))
}
