package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

const (
	// maxTxGas is the most gas a transaction may ask for (EIP-7825).
	maxTxGas = 16_777_216
	// patience is how long a transaction waits for a block before it is sent again with a higher fee.
	patience = 45 * time.Second
	// settling is how long a node may take to show the receipt of a transaction whose nonce is used up.
	settling = 5 * time.Second
	// maxTries is how often a transaction looks for another nonce when another Sender of its key takes them, and yield how much longer it
	// lets the other go ahead each time.
	maxTries = 60
	yield    = 5 * time.Millisecond
	// bump is the rise of the fee in eighths; pools want at least a tenth to replace a transaction.
	bump = 1
	// maxBumps bounds the fee: after so many rises it stays.
	maxBumps = 10
)

// errNonce reports that another transaction of the same key has the nonce: this one did not and will not happen.
var errNonce = errors.New("nonce is taken by another transaction of this key")

// Sender acts for one key: it reads as a Client and sends transactions, one at a time. Several Senders of one key get in each other's way and take
// longer, no more.
type Sender struct {
	*Client
	wallet   *Wallet
	patience time.Duration
	turn     sync.Mutex
}

// NewSender makes a Sender for a wallet.
func NewSender(c *Client, w *Wallet) *Sender {
	return &Sender{Client: c, wallet: w, patience: patience}
}

// Address is the account that acts.
func (s *Sender) Address() datatoken.Address { return s.wallet.Address() }

// Wallet is the key that acts.
func (s *Sender) Wallet() *Wallet { return s.wallet }

// call is one transaction.
type call struct {
	to    datatoken.Address
	data  []byte
	value *big.Int
}

// send makes a call, waits until it is in a block, and returns where, with its events. A call that would be refused is not sent: the
// error says what the contract said. When the context ends while the transaction waits, it may still happen.
func (s *Sender) send(ctx context.Context, c call) (datatoken.Evidence, []*types.Log, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	to, from := common.Address(c.to), common.Address(s.Address())
	gas, err := s.eth.EstimateGas(ctx, ethereum.CallMsg{From: from, To: &to, Data: c.data, Value: c.value})
	if err != nil {
		return datatoken.Evidence{}, nil, refusal(err)
	}
	gas = min(gas+gas/4, maxTxGas)
	r, err := s.next(ctx, &types.DynamicFeeTx{ChainID: s.id, To: &to, Data: c.data, Value: c.value, Gas: gas})
	for try := 1; errors.Is(err, errNonce) && try <= maxTries; try++ {
		select {
		case <-ctx.Done():
			return datatoken.Evidence{}, nil, ctx.Err()
		case <-time.After(time.Duration(try) * yield):
		}
		r, err = s.next(ctx, &types.DynamicFeeTx{ChainID: s.id, To: &to, Data: c.data, Value: c.value, Gas: gas})
	}
	if err != nil {
		return datatoken.Evidence{}, nil, err
	}
	ev := datatoken.Evidence{Tx: datatoken.Hash(r.TxHash), Block: r.BlockNumber.Uint64()}
	if r.Status == types.ReceiptStatusSuccessful {
		return ev, r.Logs, nil
	}
	// Something changed between the estimate and the block: ask what the contract says now.
	msg := ethereum.CallMsg{From: from, To: &to, Data: c.data, Value: c.value, Gas: gas}
	if _, err := s.eth.CallContract(ctx, msg, r.BlockNumber); err != nil {
		return ev, nil, refusal(err)
	}
	return ev, nil, &Reverted{Reason: "in block " + r.BlockNumber.String()}
}

// next sends a transaction with the key's next nonce and the fees of the moment, and waits for its receipt.
func (s *Sender) next(ctx context.Context, tx *types.DynamicFeeTx) (*types.Receipt, error) {
	var err error
	if tx.Nonce, err = s.eth.PendingNonceAt(ctx, common.Address(s.Address())); err != nil {
		return nil, fmt.Errorf("read nonce: %w", err)
	}
	if tx.GasTipCap, tx.GasFeeCap, err = s.fees(ctx); err != nil {
		return nil, err
	}
	return s.include(ctx, tx)
}

// fees suggests a tip and a fee that stays enough while the base fee doubles.
func (s *Sender) fees(ctx context.Context) (tip, fee *big.Int, err error) {
	tip, err = s.eth.SuggestGasTipCap(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("ask for fees: %w", err)
	}
	h, err := s.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("ask for fees: %w", err)
	}
	return tip, new(big.Int).Add(tip, new(big.Int).Lsh(h.BaseFee, 1)), nil
}

// include sends a transaction and waits for its receipt, raising its fee each time patience runs out.
func (s *Sender) include(ctx context.Context, tx *types.DynamicFeeTx) (*types.Receipt, error) {
	var sent []common.Hash
	for bumps := 0; ; bumps++ {
		signed, err := types.SignNewTx(s.wallet.priv, types.LatestSignerForChainID(s.id), tx)
		if err != nil {
			return nil, fmt.Errorf("sign transaction: %w", err)
		}
		err = s.eth.SendTransaction(ctx, signed)
		gone := err != nil && strings.Contains(err.Error(), "nonce too low")
		switch {
		case err == nil:
			sent = append(sent, signed.Hash())
		case len(sent) == 0 && (gone || strings.Contains(err.Error(), "replacement transaction underpriced") || strings.Contains(err.Error(), "already known")):
			return nil, errNonce // "already known" is an equal transaction that another Sender of the key has sent
		case len(sent) == 0:
			return nil, refusal(err)
		}
		// A replacement that was refused leaves the earlier ones waiting, unless their nonce is used up: then one of them is in a block, or
		// none will be.
		limit := s.patience
		if gone {
			limit = settling
		}
		r, err := s.wait(ctx, sent, limit)
		if err != nil || r != nil {
			return r, err
		}
		if gone {
			return nil, errNonce
		}
		if bumps < maxBumps {
			tx.GasTipCap, tx.GasFeeCap = raised(tx.GasTipCap), raised(tx.GasFeeCap)
		}
	}
}

func raised(fee *big.Int) *big.Int {
	up := new(big.Int).Mul(fee, big.NewInt(bump))
	return up.Rsh(up, 3).Add(up, fee).Add(up, big.NewInt(1))
}

// wait polls for the receipt of any of the transactions, which share a nonce, until the limit: then it returns nil and no error.
func (s *Sender) wait(ctx context.Context, txs []common.Hash, limit time.Duration) (*types.Receipt, error) {
	waited := time.Duration(0)
	for pause := 2 * time.Millisecond; waited < limit; pause = min(pause*3/2, 500*time.Millisecond) {
		for _, tx := range txs {
			r, err := s.eth.TransactionReceipt(ctx, tx)
			if err == nil {
				// Nodes show a receipt a moment before their newest block is the one it is in: who asked then would be answered
				// from the state before.
				head, err := s.eth.BlockNumber(ctx)
				if err != nil {
					return nil, fmt.Errorf("wait for transaction %s: %w", tx, err)
				}
				if head >= r.BlockNumber.Uint64() {
					return r, nil
				}
				break
			}
			if !pending(err) {
				return nil, fmt.Errorf("wait for transaction %s: %w", tx, err)
			}
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for transaction %s: %w", txs[len(txs)-1], ctx.Err())
		case <-time.After(pause):
			waited += pause
		}
	}
	return nil, nil
}

// Fund gives an account Ether, in wei, and mints test currency for it. Only the faucet of a development chain can.
func (s *Sender) Fund(ctx context.Context, to datatoken.Address, ether, currency datatoken.Amount) (datatoken.Evidence, error) {
	var ev datatoken.Evidence
	var err error
	if !ether.IsZero() {
		if ev, _, err = s.send(ctx, call{to: to, value: ether.Big()}); err != nil {
			return ev, fmt.Errorf("send Ether to %s: %w", to, err)
		}
	}
	if !currency.IsZero() {
		ev, _, err = s.send(ctx, call{to: s.at.Currency, data: stable.PackMint(common.Address(to), currency.Big())})
		if err != nil {
			return ev, fmt.Errorf("mint currency for %s: %w", to, err)
		}
	}
	return ev, nil
}

// event returns the first event of a contract in logs that read accepts.
func event[T any](logs []*types.Log, from datatoken.Address, read func(*types.Log) (*T, error)) (*T, error) {
	for _, l := range logs {
		if l.Address != common.Address(from) {
			continue
		}
		if v, err := read(l); err == nil {
			return v, nil
		}
	}
	return nil, errors.New("transaction left no such event")
}
