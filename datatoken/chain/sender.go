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
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
)

const (
	// maxTxGas is the most gas a transaction may ask for (EIP-7825).
	maxTxGas = 16_777_216
	// spareGas is asked for beyond a quarter more than the estimate: what a call finds otherwise than the estimate did, such as a new era, costs a few writes.
	spareGas = 60_000
	// fillGas is what a transaction takes that does nothing.
	fillGas = 21_000
	// defaultResubmit is how long a transaction waits for a block before it is sent again with a higher fee: some blocks of a chain of 12 seconds.
	defaultResubmit = 45 * time.Second
	// settling is how long a node may take to show the receipt of a transaction whose nonce is used up.
	settling = 5 * time.Second
	// maxTries is how often a transaction looks for another nonce when another process with its key takes them, and yield how much longer it
	// lets the other go ahead each time.
	maxTries = 60
	yield    = 5 * time.Millisecond
	// buried is how deep a block is, at least, that took the nonce of a transaction nobody waits for, before that one is given up.
	buried = 12
)

// errNonce reports that another transaction of the same key has the nonce: this one did not and will not happen.
var errNonce = errors.New("nonce is taken by another transaction of this key")

// Sending says how a Sender sends. The zero value is for a development chain.
type Sending struct {
	Outbox   Outbox        // nil: one in memory, which the Senders of the account in this process share
	Policy   Policy        // when an effect counts; nil: when it is in a block
	Fees     Fees          //
	Resubmit time.Duration // after how long without a block a transaction is sent again with a higher fee: a few blocks; 0 is 45 seconds
}

// Check reports what cannot be done as ErrBadInput.
func (c Sending) Check() error {
	if c.Resubmit < 0 {
		return fmt.Errorf("resubmit after %v: %w", c.Resubmit, ErrBadInput)
	}
	return c.Policy.Check()
}

// Sender acts for one account: it reads as a Client and sends transactions. All Senders of an account in one process take turns, one transaction at a time. Several processes
// with one key get in each other's way and take longer, no more; but only one may have its outbox.
//
// A transaction is in the outbox before it is sent. One that has a key, which names the intent, happens once, in whichever life of the process: who sends it again gets the
// receipt of the first time. Without a key, and with an outbox in memory, what happened to a transaction whose process died has to be read from the chain.
type Sender struct {
	*Client
	signer   Signer
	wallet   *Wallet // the signer, where it is one; nil signs nothing
	outbox   Outbox  // nil until the first transaction, for the one in memory
	policy   Policy
	fees     Fees
	resubmit time.Duration

	mu   sync.Mutex
	desk *desk
}

// NewSender makes a Sender for a development chain out of whoever signs: with an outbox in memory, and effects that count once they are in a block.
func NewSender(c *Client, k Signer) *Sender {
	w, _ := k.(*Wallet)
	return &Sender{Client: c, signer: k, wallet: w, resubmit: defaultResubmit}
}

// OpenSender makes a Sender and sees to what its outbox has from before: what the node forgot is sent again, and nonces that were lost are used up. It returns ErrBadInput for a
// Sending that cannot be, and ErrOutbox for the outbox of another account.
func OpenSender(ctx context.Context, c *Client, k Signer, cfg Sending) (*Sender, error) {
	if err := cfg.Check(); err != nil {
		return nil, fmt.Errorf("open sender: %w", err)
	}
	s := NewSender(c, k)
	s.outbox, s.policy, s.fees = cfg.Outbox, cfg.Policy, cfg.Fees
	if cfg.Resubmit > 0 {
		s.resubmit = cfg.Resubmit
	}
	d, err := s.take(ctx)
	if err != nil {
		return nil, fmt.Errorf("open sender: %w", err)
	}
	defer d.give()
	if len(s.outbox.Open()) == 0 {
		return s, nil
	}
	for _, o := range s.outbox.Open() {
		if err := s.sweep(ctx, o); err != nil {
			return nil, fmt.Errorf("open sender: %w", err)
		}
	}
	if _, err := s.repair(ctx); err != nil && !errors.Is(err, ErrInsufficientFunds) { // whoever wants it sent will hear
		return nil, fmt.Errorf("open sender: %w", err)
	}
	return s, nil
}

// Address is the account that acts.
func (s *Sender) Address() datatoken.Address { return s.signer.Address() }

// Signer is who signs for the account.
func (s *Sender) Signer() Signer { return s.signer }

// Wallet is the key of the account, or nil when it is not in this process: use Signer where that will do.
func (s *Sender) Wallet() *Wallet { return s.wallet }

// call is one transaction.
type call struct {
	to     datatoken.Address
	data   []byte
	value  *big.Int
	key    string // names the intent, such as "reserve/0x<job>": it happens once; "" for none
	action Action
}

// send makes a call, waits until it is in a block and that block counts, and returns where, with its events. A call that would be refused is not sent: the
// error says what the contract said. When the context ends while the transaction waits, it may still happen.
//
// A call whose key is in the outbox is not made again: the result is that of the first one, and the rest of the call does not matter. One that was reverted does not count.
func (s *Sender) send(ctx context.Context, c call) (datatoken.Evidence, []*types.Log, error) {
	for try := 1; ; try++ {
		o, r, err := s.post(ctx, c)
		switch {
		case err == nil && r == nil: // so long ago that the node does not have it any more
			return o.End.Evidence, nil, nil
		case err == nil:
			return s.outcome(ctx, c, r)
		case !errors.Is(err, errNonce) || try > maxTries:
			return datatoken.Evidence{}, nil, err
		}
		select {
		case <-ctx.Done():
			return datatoken.Evidence{}, nil, ctx.Err()
		case <-time.After(time.Duration(try) * yield):
		}
	}
}

// outcome reads what became of a call.
func (s *Sender) outcome(ctx context.Context, c call, r *types.Receipt) (datatoken.Evidence, []*types.Log, error) {
	ev := datatoken.Evidence{Tx: datatoken.Hash(r.TxHash), Block: r.BlockNumber.Uint64()}
	if r.Status == types.ReceiptStatusSuccessful {
		return ev, r.Logs, nil
	}
	// Something changed between the estimate and the block: ask what the contract says now.
	msg := s.message(c)
	msg.Gas = maxTxGas
	if _, err := s.eth.CallContract(ctx, msg, r.BlockNumber); err != nil {
		return ev, nil, refusal(err)
	}
	return ev, nil, &Reverted{Reason: "in block " + r.BlockNumber.String()}
}

func (s *Sender) message(c call) ethereum.CallMsg {
	to := common.Address(c.to)
	return ethereum.CallMsg{From: common.Address(s.Address()), To: &to, Data: c.data, Value: c.value}
}

// office finds the account's desk. The first time it asks the node which chain this is.
func (s *Sender) office(ctx context.Context) (*desk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.desk != nil {
		return s.desk, nil
	}
	a, err := s.account(ctx, s.Address())
	if err != nil {
		return nil, err
	}
	if f, ok := s.outbox.(*FileOutbox); ok && f.account != a {
		return nil, fmt.Errorf("outbox in %s is not of %s on this chain: %w", f.dir, s.Address(), ErrOutbox)
	}
	d := deskOf(a)
	if s.outbox == nil {
		s.outbox = d.memory
	}
	s.desk = d
	return d, nil
}

// take waits for the account's turn in this process.
func (s *Sender) take(ctx context.Context) (*desk, error) {
	d, err := s.office(ctx)
	if err == nil {
		err = d.take(ctx)
	}
	return d, err
}

// post brings a call into a block that counts.
func (s *Sender) post(ctx context.Context, c call) (Outgoing, *types.Receipt, error) {
	d, err := s.take(ctx)
	if err != nil {
		return Outgoing{}, nil, err
	}
	o, r, err := s.deliver(ctx, c)
	d.give() // others need not wait until the block counts
	if err == nil && r != nil {
		r, err = s.confirm(ctx, d, o, r)
	}
	return o, r, err
}

// deliver brings a call into a block.
func (s *Sender) deliver(ctx context.Context, c call) (Outgoing, *types.Receipt, error) {
	if o, found := s.outbox.Find(c.key); found {
		return s.recall(ctx, o)
	}
	gas, err := s.eth.EstimateGas(ctx, s.message(c))
	if err != nil {
		return Outgoing{}, nil, refusal(err)
	}
	tip, fee, err := s.price(ctx)
	if err != nil {
		return Outgoing{}, nil, err
	}
	nonce, err := s.repair(ctx)
	if err != nil {
		return Outgoing{}, nil, err
	}
	to := common.Address(c.to)
	o, err := s.launch(ctx, Outgoing{Nonce: nonce, Key: c.key, Action: c.action}, &types.DynamicFeeTx{
		ChainID: s.id, Nonce: nonce, To: &to, Data: c.data, Value: c.value, Gas: min(gas+gas/4+spareGas, maxTxGas), GasTipCap: tip, GasFeeCap: fee,
	})
	if err != nil {
		return o, nil, err
	}
	r, err := s.drive(ctx, o)
	return o, r, err
}

// recall finds the receipt of what was sent before, and sends it again if it is not on the chain. Without an error and a receipt it was done, and the node has forgotten all of it but its
// block.
func (s *Sender) recall(ctx context.Context, o Outgoing) (Outgoing, *types.Receipt, error) {
	if o.End != nil {
		r, undone, err := s.recorded(ctx, *o.End)
		if err != nil || !undone {
			return o, r, err
		}
		if len(o.Raws) == 0 {
			return o, nil, fmt.Errorf("transaction %s is not on the chain any more, and is too old to be sent again: %w", o.End.Evidence.Tx, ErrOutbox)
		}
		if err := s.outbox.Replace(o.ID, o.Raws[len(o.Raws)-1]); err != nil {
			return o, nil, err
		}
	}
	if _, err := s.repair(ctx); err != nil {
		return o, nil, err
	}
	r, err := s.drive(ctx, o)
	return o, r, err
}

// recorded finds the receipt of a transaction that is done, or that a reorganisation has undone it. Nodes forget receipts of transactions before they forget blocks.
func (s *Sender) recorded(ctx context.Context, e Ending) (r *types.Receipt, undone bool, err error) {
	r, err = s.eth.TransactionReceipt(ctx, common.Hash(e.Evidence.Tx))
	if err == nil {
		return r, false, nil
	}
	if !pending(err) {
		return nil, false, fmt.Errorf("read receipt of transaction %s: %w", e.Evidence.Tx, err)
	}
	h, err := s.eth.HeaderByNumber(ctx, new(big.Int).SetUint64(e.Evidence.Block))
	if err != nil {
		return nil, false, fmt.Errorf("read block %d of transaction %s: %w", e.Evidence.Block, e.Evidence.Tx, err)
	}
	if h.Hash() != common.Hash(e.Block) {
		return nil, true, nil
	}
	all, err := s.eth.BlockReceipts(ctx, rpc.BlockNumberOrHashWithHash(h.Hash(), true))
	if err != nil {
		return nil, false, nil
	}
	for _, r := range all {
		if r.TxHash == common.Hash(e.Evidence.Tx) {
			return r, false, nil
		}
	}
	return nil, false, nil
}

// launch signs a transaction, keeps it, and sends it for the first time. It returns errNonce when the nonce is another's.
func (s *Sender) launch(ctx context.Context, o Outgoing, tx *types.DynamicFeeTx) (Outgoing, error) {
	signed, raw, err := s.seal(ctx, tx)
	if err != nil {
		return o, err
	}
	o.Raws = [][]byte{raw}
	if o.ID, err = s.outbox.Begin(o); err != nil {
		return o, err
	}
	switch err := s.eth.SendTransaction(ctx, signed); reply(err) {
	case taken:
		return o, nil
	case known: // without a key, an equal transaction that another process with the key has sent
		if o.Key != "" {
			return o, nil
		}
		return o, s.void(o, errNonce)
	case late, crowded:
		return o, s.void(o, errNonce)
	case refused:
		return o, s.void(o, refusal(err))
	default:
		return o, fmt.Errorf("send transaction %s: %w", signed.Hash(), err) // it may have arrived
	}
}

// seal signs a transaction.
func (s *Sender) seal(ctx context.Context, tx *types.DynamicFeeTx) (*types.Transaction, []byte, error) {
	signed, err := signTx(ctx, s.signer, tx)
	if err != nil {
		return nil, nil, err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return nil, nil, fmt.Errorf("encode transaction: %w", err)
	}
	return signed, raw, nil
}

// void keeps that a transaction will not happen, and returns why.
func (s *Sender) void(o Outgoing, why error) error {
	if err := s.outbox.End(o.ID, Ending{Fate: FateVoid}); err != nil {
		return err
	}
	return why
}

// drive waits until an open transaction is in a block. Whenever patience runs out, it and what is in its way are sent again, with higher fees. It returns errNonce when another
// transaction has the nonce.
func (s *Sender) drive(ctx context.Context, o Outgoing) (*types.Receipt, error) {
	capped, slips := false, 0
	for {
		r, err := s.wait(ctx, o, s.resubmit)
		if err != nil && capped {
			err = fmt.Errorf("%w: %w", ErrFeeCeiling, err)
		}
		if err != nil || r != nil {
			return r, err
		}
		mined, err := s.mined(ctx)
		switch {
		case err != nil:
		case mined > o.Nonce:
			// One of its forms is in a block, or none will be. A node may know the nonce before it shows the receipt.
			if r, err := s.wait(ctx, o, max(s.resubmit, settling)); err != nil || r != nil {
				return r, err
			}
			if mined, err = s.mined(ctx); err == nil && mined > o.Nonce {
				if _, open := s.letter(o.ID); open {
					return nil, s.void(o, errNonce)
				}
				return nil, errNonce
			}
		default:
			capped, err = s.push(ctx, mined, o.Nonce)
		}
		if slips, err = slip(ctx, slips, err); err != nil {
			return nil, fmt.Errorf("wait for transaction with nonce %d: %w", o.Nonce, err)
		}
	}
}

// mined is the number of the account's transactions in blocks.
func (s *Sender) mined(ctx context.Context) (uint64, error) {
	n, err := s.eth.NonceAt(ctx, common.Address(s.Address()), nil)
	if err != nil {
		return 0, fmt.Errorf("read nonce: %w", err)
	}
	return n, nil
}

// push replaces the open transactions of these nonces by ones with higher fees. It reports whether one is at the ceiling.
func (s *Sender) push(ctx context.Context, from, to uint64) (capped bool, err error) {
	stuck := s.outbox.Open()
	if _, err := s.repair(ctx); err != nil {
		return false, err
	}
	m, err := s.asked(ctx)
	if err != nil {
		return false, err
	}
	for _, o := range stuck {
		if o.Nonce < from || o.Nonce > to {
			continue
		}
		first, err := decodeTx(o.Raws[0])
		if err != nil {
			return false, err
		}
		last, err := decodeTx(o.Raws[len(o.Raws)-1])
		if err != nil {
			return false, err
		}
		tip, fee := s.fees.raise(first, last, m)
		if tip == nil {
			capped = true
			continue
		}
		signed, raw, err := s.seal(ctx, &types.DynamicFeeTx{
			ChainID: s.id, Nonce: o.Nonce, To: last.To(), Data: last.Data(), Value: last.Value(), Gas: last.Gas(), GasTipCap: tip, GasFeeCap: fee,
		})
		if err != nil {
			return false, err
		}
		if err := s.outbox.Replace(o.ID, raw); err != nil {
			return false, err
		}
		// A replacement that is refused leaves the earlier ones waiting.
		if err := s.eth.SendTransaction(ctx, signed); reply(err) == unclear {
			return capped, fmt.Errorf("send transaction %s: %w", signed.Hash(), err)
		}
	}
	return capped, nil
}

func decodeTx(raw []byte) (*types.Transaction, error) {
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(raw); err != nil {
		return nil, fmt.Errorf("read transaction in outbox: %w: %w", ErrOutbox, err)
	}
	return tx, nil
}

// hashOf is a transaction's hash.
func hashOf(raw []byte) common.Hash { return crypto.Keccak256Hash(raw) }

// repair returns the next nonce, once everything that is before it in the outbox is with the node: what the node forgot is sent again, and a nonce that is before others and
// belongs to nothing is used up by a transaction that does nothing.
func (s *Sender) repair(ctx context.Context) (next uint64, err error) {
	next, err = s.eth.PendingNonceAt(ctx, common.Address(s.Address()))
	if err != nil {
		return 0, fmt.Errorf("read nonce: %w", err)
	}
	open := s.outbox.Open()
	if len(open) == 0 {
		return next, nil
	}
	mined, err := s.mined(ctx)
	if err != nil {
		return 0, err
	}
	first, here := next, map[uint64]bool{}
	for _, o := range open {
		here[o.Nonce] = true
		if o.Nonce >= mined {
			next = max(next, o.Nonce+1)
		}
	}
	if open[0].Nonce < mined {
		_ = s.sweep(ctx, open[0]) // one at a time: nobody waits for it
	}
	for n := first; n < next; n++ {
		if !here[n] {
			if err := s.fill(ctx, n); err != nil {
				return 0, err
			}
		}
	}
	for _, o := range open {
		if o.Nonce < first {
			continue
		}
		if err := s.resend(ctx, o); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// resend sends a transaction that the node does not have, in its newest form that the node takes. Only a lack of money is an error, and a node that cannot be reached: all else, waiting
// will show.
func (s *Sender) resend(ctx context.Context, o Outgoing) error {
	var lack error
	for i := len(o.Raws) - 1; i >= 0; i-- {
		tx, err := decodeTx(o.Raws[i])
		if err != nil {
			return err
		}
		err = s.eth.SendTransaction(ctx, tx)
		switch reply(err) {
		case taken, known, late:
			return nil
		case unclear:
			return fmt.Errorf("send transaction %s again: %w", tx.Hash(), err)
		case refused:
			if err := refusal(err); errors.Is(err, ErrInsufficientFunds) {
				lack = fmt.Errorf("send transaction %s again: %w", tx.Hash(), err)
			}
		}
	}
	return lack
}

// fill uses up a nonce.
func (s *Sender) fill(ctx context.Context, nonce uint64) error {
	tip, fee, err := s.price(ctx)
	if err != nil {
		return err
	}
	me := common.Address(s.Address())
	_, err = s.launch(ctx, Outgoing{Nonce: nonce, Action: ActionFill}, &types.DynamicFeeTx{
		ChainID: s.id, Nonce: nonce, To: &me, Value: new(big.Int), Gas: fillGas, GasTipCap: tip, GasFeeCap: fee,
	})
	if errors.Is(err, errNonce) {
		return nil // it belongs to something after all
	}
	return err
}

// sweep ends a transaction that nobody waits for any more, when it is known how.
func (s *Sender) sweep(ctx context.Context, o Outgoing) error {
	r, err := s.receipt(ctx, o.Raws)
	if err != nil {
		return err
	}
	f := s.policy.of(o.Action)
	if r != nil {
		ok, err := s.deep(ctx, r, f)
		if err != nil || !ok {
			return err
		}
		return s.ended(o.ID, r)
	}
	f.Blocks = max(f.Blocks, buried)
	top, err := s.top(ctx, f)
	if err != nil || top == 0 {
		return err
	}
	used, err := s.eth.NonceAt(ctx, common.Address(s.Address()), new(big.Int).SetUint64(top))
	if err != nil || used <= o.Nonce {
		return ignoreMissing(err)
	}
	return s.void(o, nil)
}

// wait polls for the receipt of a transaction until the limit: then it returns nil and no error.
func (s *Sender) wait(ctx context.Context, o Outgoing, limit time.Duration) (*types.Receipt, error) {
	waited, slips := time.Duration(0), 0
	for pause := fastest; waited < limit; pause = slower(pause, quick) {
		now, open := s.letter(o.ID)
		if open {
			o = now
		}
		r, err := s.receipt(ctx, o.Raws)
		if err == nil && r == nil && !open {
			return nil, errNonce // somebody else found out that it will not be
		}
		if r != nil {
			return r, nil
		}
		if slips, err = slip(ctx, slips, err); err != nil {
			return nil, fmt.Errorf("wait for transaction with nonce %d: %w", o.Nonce, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for transaction with nonce %d: %w", o.Nonce, ctx.Err())
		case <-time.After(pause):
			waited += pause
		}
	}
	return nil, nil
}

// answer is what a node says to a transaction.
type answer int

const (
	taken   answer = iota
	known          // it has it already
	late           // the nonce is used up
	crowded        // another transaction waits with the nonce, and pays too much to be replaced
	refused        // it will not have it
	unclear        // it may have it or not
)

// reply reads a node's answer. Nodes of different makes have different words for the same.
func reply(err error) answer {
	if err == nil {
		return taken
	}
	msg := strings.ToLower(err.Error())
	for _, w := range []struct {
		words string
		means answer
	}{
		{"already known", known}, {"alreadyknown", known}, {"already imported", known}, {"known transaction", known},
		{"nonce too low", late}, {"oldnonce", late},
		{"replacement transaction underpriced", crowded}, {"replacementnotallowed", crowded}, {"could not replace existing", crowded},
		{"timeout", unclear}, {"timed out", unclear},
	} {
		if strings.Contains(msg, w.words) {
			return w.means
		}
	}
	var e rpc.Error
	if errors.As(err, &e) && (e.ErrorCode() == -32000 || e.ErrorCode() == -32003 || e.ErrorCode() == 3) {
		return refused
	}
	if errors.Is(refusal(err), ErrInsufficientFunds) {
		return refused
	}
	return unclear
}

// Fund gives an account Ether, in wei, and mints test currency for it. Only the faucet of a development chain can.
func (s *Sender) Fund(ctx context.Context, to datatoken.Address, ether, currency datatoken.Amount) (datatoken.Evidence, error) {
	var ev datatoken.Evidence
	var err error
	if !ether.IsZero() {
		if ev, _, err = s.send(ctx, call{to: to, value: ether.Big(), action: ActionFund}); err != nil {
			return ev, fmt.Errorf("send Ether to %s: %w", to, err)
		}
	}
	if !currency.IsZero() {
		ev, _, err = s.send(ctx, call{to: s.at.Currency, data: stable.PackMint(common.Address(to), currency.Big()), action: ActionFund})
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
