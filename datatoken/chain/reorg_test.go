package chain

import (
	"context"
	"encoding/hex"
	"errors"
	"math/big"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy/deploytest"
)

// lab is a chain of another make than the embedded one, without contracts, on which blocks are made and undone by hand.
type lab struct {
	*Client
	w    *Wallet // has Ether
	rpc  *rpc.Client
	mine func()
}

func newLab(t testing.TB, r *rpc.Client, id uint64, w *Wallet) *lab {
	return &lab{Client: &Client{eth: ethclient.NewClient(r), at: Addresses{ChainID: id}, id: new(big.Int).SetUint64(id)}, w: w, rpc: r}
}

// anvilLab makes a block for every transaction until it is told not to.
func anvilLab(t testing.TB) *lab {
	t.Helper()
	w := wallet(t)
	r := deploytest.Anvil(t, 31337, w.Address()).RPC
	l := newLab(t, r, 31337, w)
	l.mine = func() { l.do(t, "evm_mine") }
	return l
}

func (l *lab) do(t testing.TB, method string, args ...any) {
	t.Helper()
	if err := l.rpc.Call(nil, method, args...); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

// simLab is go-ethereum itself; blocks are made by hand.
func simLab(t testing.TB) (*lab, *simulated.Backend) {
	t.Helper()
	w := wallet(t)
	ipc := filepath.Join(t.TempDir(), "geth.ipc")
	sim := simulated.NewBackend(types.GenesisAlloc{common.Address(w.Address()): {Balance: new(big.Int).Lsh(big.NewInt(1), 100)}},
		func(n *node.Config, c *ethconfig.Config) {
			n.IPCPath = ipc
			rules := *params.MergedTestChainConfig // Osaka
			rules.ChainID = big.NewInt(1337)
			c.Genesis.Config = &rules
		})
	t.Cleanup(func() { sim.Close() })
	r, err := rpc.Dial(ipc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	l := newLab(t, r, 1337, w)
	l.mine = func() { sim.Commit() }
	return l, sim
}

// apart makes a Sender that knows nothing of the others in this process, as one of another process.
func (l *lab) apart(t testing.TB, cfg Sending) *Sender {
	t.Helper()
	if cfg.Outbox == nil {
		cfg.Outbox = NewMemoryOutbox()
	}
	s := NewSender(l.Client, l.w)
	s.outbox, s.policy, s.fees, s.resubmit = cfg.Outbox, cfg.Policy, cfg.Fees, cfg.Resubmit
	if s.resubmit == 0 {
		s.resubmit = time.Second
	}
	s.desk = &desk{turn: make(chan struct{}, 1)}
	s.desk.give()
	return s
}

// result is of a transaction that is sent while the test does something else.
type result struct {
	ev  datatoken.Evidence
	err error
}

func (l *lab) send(ctx context.Context, s *Sender, c call) chan result {
	done := make(chan result, 1)
	go func() {
		ev, _, err := s.send(ctx, c)
		done <- result{ev, err}
	}()
	return done
}

// until waits for something to be so.
func until(t testing.TB, what string, so func() bool) {
	t.Helper()
	for range 3000 {
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}

func (l *lab) receiptOf(t testing.TB, box Outbox) *types.Receipt {
	t.Helper()
	for _, o := range box.Open() {
		for _, raw := range o.Raws {
			if r, err := l.eth.TransactionReceipt(t.Context(), hashOf(raw)); err == nil {
				return r
			}
		}
	}
	return nil
}

func (l *lab) wei(t testing.TB, a datatoken.Address) int64 {
	t.Helper()
	b, err := l.eth.BalanceAt(t.Context(), common.Address(a), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.Int64()
}

func (l *lab) height(t testing.TB) uint64 {
	t.Helper()
	n, err := l.eth.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// onChain requires that the evidence is on the chain as it is now, so deep, and that the account sent so many transactions.
func (l *lab) onChain(t testing.TB, ev datatoken.Evidence, deep, sent uint64) {
	t.Helper()
	r, err := l.eth.TransactionReceipt(t.Context(), common.Hash(ev.Tx))
	if err != nil || r.BlockNumber.Uint64() != ev.Block || r.Status != types.ReceiptStatusSuccessful {
		t.Fatalf("evidence %+v: receipt %+v (%v)", ev, r, err)
	}
	if top := l.height(t); top < ev.Block+deep {
		t.Errorf("returned at height %d, want %d blocks on top of %d", top, deep, ev.Block)
	}
	if n, err := l.eth.NonceAt(t.Context(), common.Address(l.w.Address()), nil); err != nil || n != sent {
		t.Errorf("%d transactions (%v), want %d", n, err, sent)
	}
}

// mining makes blocks until the returned function is called.
func (l *lab) mining(t testing.TB) (stop func()) {
	quit := make(chan struct{})
	var idle sync.WaitGroup
	idle.Go(func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(5 * time.Millisecond):
				l.mine()
			}
		}
	})
	return sync.OnceFunc(func() { close(quit); idle.Wait() })
}

var to = datatoken.Address{0xee}

func pay(n int64) call {
	return call{to: to, value: big.NewInt(n), key: "pay/" + big.NewInt(n).String(), action: ActionFund}
}

// TestReorganised: transactions that reorganisations of some depth undo are sent again, happen once, and are reported once they are deep, in the block where they are then.
func TestReorganised(t *testing.T) {
	for _, depth := range []int{1, 5, 12} {
		l := anvilLab(t)
		box := NewMemoryOutbox()
		s := l.apart(t, Sending{Outbox: box, Policy: Policy{ActionFund: {Blocks: 15}}})
		l.do(t, "anvil_mine", 20)
		result := l.send(t.Context(), s, pay(7))
		until(t, "in a block", func() bool { return l.receiptOf(t, box) != nil })
		first := l.receiptOf(t, box)
		l.do(t, "anvil_mine", depth-1)
		l.do(t, "anvil_reorg", depth, []any{})
		if h, err := l.eth.HeaderByNumber(t.Context(), first.BlockNumber); err != nil || h.Hash() == first.BlockHash {
			t.Fatalf("depth %d: nothing was undone (%v)", depth, err)
		}
		stop := l.mining(t)
		got := <-result
		stop()
		if got.err != nil {
			t.Fatalf("depth %d: %v", depth, got.err)
		}
		l.onChain(t, got.ev, 15, 1)
		if l.wei(t, to) != 7 {
			t.Errorf("depth %d: %d wei arrived, want 7", depth, l.wei(t, to))
		}
		if len(box.Open()) != 0 {
			t.Errorf("depth %d: still open: %+v", depth, box.Open())
		}
	}
}

// TestReorganisedByFork: the same on go-ethereum, which brings the transaction into another block by itself: the evidence is of the block that stays.
func TestReorganisedByFork(t *testing.T) {
	l, sim := simLab(t)
	for range 3 {
		sim.Commit()
	}
	root, err := l.eth.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Policy: Policy{ActionOther: {Blocks: 14}}, Resubmit: 30 * time.Second})
	result := l.send(t.Context(), s, pay(7))
	until(t, "waits for a block", func() bool { return len(box.Open()) == 1 })
	until(t, "in a block", func() bool { sim.Commit(); return l.receiptOf(t, box) != nil })
	for range 11 {
		sim.Commit()
	}
	if err := sim.Fork(root.Hash()); err != nil {
		t.Fatal(err)
	}
	stop := l.mining(t)
	got := <-result
	stop()
	if got.err != nil {
		t.Fatal(got.err)
	}
	l.onChain(t, got.ev, 14, 1)
	if l.wei(t, to) != 7 {
		t.Errorf("%d wei arrived, want 7", l.wei(t, to))
	}
}

// TestFinalized: an action can wait for what the chain calls final, and others need not wait for that.
func TestFinalized(t *testing.T) {
	l := anvilLab(t)
	s := l.apart(t, Sending{Policy: Policy{ActionFund: {Tag: "finalized"}, ActionOther: {}}})
	slow := l.send(t.Context(), s, pay(1))
	quick := pay(2)
	quick.action = ActionClaim
	until(t, "the slow one is in a block", func() bool { return l.wei(t, to) == 1 })
	if got := <-l.send(t.Context(), s, quick); got.err != nil {
		t.Fatal(got.err)
	}
	select {
	case got := <-slow:
		t.Fatalf("final at once: %+v", got)
	default:
	}
	stop := l.mining(t)
	got := <-slow
	stop()
	if got.err != nil {
		t.Fatal(got.err)
	}
	final, err := l.eth.HeaderByNumber(t.Context(), big.NewInt(rpc.FinalizedBlockNumber.Int64()))
	if err != nil || final.Number.Uint64() < got.ev.Block {
		t.Errorf("returned with block %d when %v was final (%v)", got.ev.Block, final.Number, err)
	}
	l.onChain(t, got.ev, 0, 2)
}

// TestDropped: a transaction that the node forgot is sent again, with a higher fee, and happens once.
func TestDropped(t *testing.T) {
	l := anvilLab(t)
	l.do(t, "evm_setAutomine", false)
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Resubmit: 200 * time.Millisecond})
	result := l.send(t.Context(), s, pay(7))
	until(t, "waits", func() bool { return len(box.Open()) == 1 })
	first := box.Open()[0].Raws[0]
	for range 2 {
		o := box.Open()[0]
		for _, raw := range o.Raws {
			_ = l.rpc.Call(nil, "anvil_dropTransaction", hashOf(raw))
		}
		until(t, "replaced", func() bool { return len(box.Open()[0].Raws) > len(o.Raws) })
	}
	until(t, "the node has it again", func() bool {
		raws := box.Open()[0].Raws
		tx, waits, err := l.eth.TransactionByHash(t.Context(), hashOf(raws[len(raws)-1]))
		return err == nil && waits && tx != nil
	})
	l.mine()
	got := <-result
	if got.err != nil {
		t.Fatal(got.err)
	}
	l.onChain(t, got.ev, 0, 1)
	if common.Hash(got.ev.Tx) == hashOf(first) {
		t.Error("the fee was not raised")
	}
}

// TestGap: nonces that belong to nothing are used up when the outbox has a transaction behind them, and it happens.
func TestGap(t *testing.T) {
	l := anvilLab(t)
	dir := t.TempDir()
	box := must[*FileOutbox](t)(OpenOutbox(t.Context(), dir, l.Client, l.w.Address()))
	defer box.Close()
	at := common.Address(to)
	tip, fee, err := NewSender(l.Client, l.w).price(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, nonce := range []uint64{2, 4} { // 0, 1 and 3 are lost
		tx, err := signTx(t.Context(), l.w, &types.DynamicFeeTx{
			ChainID: l.id, Nonce: nonce, To: &at, Value: big.NewInt(int64(nonce)), Gas: 21_000, GasTipCap: tip, GasFeeCap: fee,
		})
		if err != nil {
			t.Fatal(err)
		}
		raw := must[[]byte](t)(tx.MarshalBinary())
		must[uint64](t)(box.Begin(Outgoing{Nonce: nonce, Key: "pay/" + tx.Value().String(), Raws: [][]byte{raw}}))
	}
	s, err := OpenSender(t.Context(), l.Client, l.w, Sending{Outbox: box})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{5, 4, 2} { // one that is new, and those that wait
		if _, _, err := s.send(t.Context(), pay(n)); err != nil {
			t.Fatal(err)
		}
	}
	if l.wei(t, to) != 11 {
		t.Errorf("%d wei arrived, want 11", l.wei(t, to))
	}
	if n, err := l.eth.NonceAt(t.Context(), common.Address(l.w.Address()), nil); err != nil || n != 6 {
		t.Errorf("%d transactions (%v), want 6", n, err)
	}
}

// TestTakenNonce: another process with the key replaces the transaction. It is sent with another nonce, once.
func TestTakenNonce(t *testing.T) {
	l := anvilLab(t)
	l.do(t, "evm_setAutomine", false)
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Resubmit: 150 * time.Millisecond})
	result := l.send(t.Context(), s, pay(7))
	until(t, "waits", func() bool { return len(box.Open()) == 1 })
	other := common.Address{0xdd}
	first, err := decodeTx(box.Open()[0].Raws[0])
	if err != nil {
		t.Fatal(err)
	}
	high := new(big.Int).Mul(first.GasFeeCap(), big.NewInt(50))
	tx, err := signTx(t.Context(), l.w, &types.DynamicFeeTx{ChainID: l.id, Nonce: first.Nonce(), To: &other, Value: big.NewInt(1), Gas: 21_000, GasTipCap: high, GasFeeCap: high})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.eth.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	l.mine()
	until(t, "tried with the next nonce", func() bool {
		open := box.Open()
		return len(open) == 1 && open[0].Nonce == 1
	})
	stop := l.mining(t)
	got := <-result
	stop()
	if got.err != nil {
		t.Fatal(got.err)
	}
	l.onChain(t, got.ev, 0, 2)
	if l.wei(t, to) != 7 || l.wei(t, datatoken.Address(other)) != 1 {
		t.Errorf("%d and %d wei arrived, want 7 and 1", l.wei(t, to), l.wei(t, datatoken.Address(other)))
	}
}

// TestKey: what has a key happens once, also when it is sent by two at once and by another life of the process; one that was reverted can be sent again.
func TestKey(t *testing.T) {
	l := anvilLab(t)
	dir := t.TempDir()
	open := func() (*Sender, *FileOutbox) {
		box := must[*FileOutbox](t)(OpenOutbox(t.Context(), dir, l.Client, l.w.Address()))
		return l.apart(t, Sending{Outbox: box}), box
	}
	s, box := open()
	a, b := l.send(t.Context(), s, pay(7)), l.send(t.Context(), s, pay(7))
	x, y := <-a, <-b
	if x.err != nil || y.err != nil || x.ev != y.ev {
		t.Fatalf("%+v and %+v", x, y)
	}
	box.Close()
	s, box = open()
	again := pay(7)
	again.value = big.NewInt(1 << 40) // the key decides
	ev, _, err := s.send(t.Context(), again)
	if err != nil || ev != x.ev {
		t.Errorf("after a restart: %+v (%v), want %+v", ev, err, x.ev)
	}
	l.onChain(t, x.ev, 0, 1)

	// A contract that refuses once its first word is set: if (sload(0)) revert.
	code := datatoken.Address{0xc0}
	l.do(t, "anvil_setCode", common.Address(code), "0x"+hex.EncodeToString([]byte{0x5f, 0x54, 0x60, 6, 0x57, 0, 0x5b, 0x5f, 0x5f, 0xfd}))
	l.do(t, "evm_setAutomine", false)
	call := call{to: code, key: "call", action: ActionCommit}
	result := l.send(t.Context(), s, call)
	until(t, "waits", func() bool { return len(box.Open()) == 1 })
	l.do(t, "anvil_setStorageAt", common.Address(code), "0x0", common.Hash{31: 1})
	l.mine()
	var refused *Reverted
	if got := <-result; !errors.As(got.err, &refused) || got.ev.Tx.IsZero() {
		t.Fatalf("reverted: %+v", got)
	}
	l.do(t, "anvil_setStorageAt", common.Address(code), "0x0", common.Hash{})
	l.do(t, "evm_setAutomine", true)
	if ev, _, err = s.send(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	l.onChain(t, ev, 0, 3)
	box.Close()
	s, box = open()
	defer box.Close()
	if again, _, err := s.send(t.Context(), call); err != nil || again != ev {
		t.Errorf("after a restart: %+v (%v), want %+v", again, err, ev)
	}
}

// TestKeyUndone: a reorganisation deeper than the policy undoes what was done. Whoever asks for it again has it done again, once.
func TestKeyUndone(t *testing.T) {
	l := anvilLab(t)
	l.do(t, "anvil_mine", 20)
	s := l.apart(t, Sending{})
	ev, _, err := s.send(t.Context(), pay(7))
	if err != nil {
		t.Fatal(err)
	}
	l.do(t, "anvil_mine", 3)
	l.do(t, "anvil_reorg", 10, []any{})
	if l.wei(t, to) != 0 {
		t.Fatal("nothing was undone")
	}
	now, _, err := s.send(t.Context(), pay(7))
	if err != nil || now == ev {
		t.Fatalf("%+v (%v)", now, err)
	}
	l.onChain(t, now, 0, 1)
	if l.wei(t, to) != 7 {
		t.Errorf("%d wei arrived, want 7", l.wei(t, to))
	}
}

// TestInterrupted: a transaction whose sender went away, before it was in a block or before the block counted, is what the next one with the key waits for.
func TestInterrupted(t *testing.T) {
	l := anvilLab(t)
	l.do(t, "evm_setAutomine", false)
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Policy: Policy{ActionFund: {Blocks: 2}}})
	for i, stage := range []string{"in no block", "in a block"} {
		ctx, cancel := context.WithCancel(t.Context())
		c := pay(int64(i + 1))
		result := l.send(ctx, s, c)
		until(t, "waits", func() bool { return len(box.Open()) == 1 })
		if i == 1 {
			l.mine()
			until(t, "in a block", func() bool { return l.receiptOf(t, box) != nil })
		}
		cancel()
		if got := <-result; !errors.Is(got.err, context.Canceled) {
			t.Fatalf("%s: %+v", stage, got)
		}
		stop := l.mining(t)
		ev, _, err := s.send(t.Context(), c)
		stop()
		if err != nil {
			t.Fatalf("%s: %v", stage, err)
		}
		l.onChain(t, ev, 2, uint64(i+1))
	}
	if l.wei(t, to) != 3 {
		t.Errorf("%d wei arrived, want 3", l.wei(t, to))
	}
}

// TestFeeCeiling: a Sender pays no more than it may. Before a transaction is sent it waits for lower fees, and nothing happens when nobody waits any longer; one that is sent stays at the ceiling.
func TestFeeCeiling(t *testing.T) {
	l := anvilLab(t)
	within := func(d time.Duration) context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), d)
		t.Cleanup(cancel)
		return ctx
	}
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Fees: Fees{Max: datatoken.Units(1_000)}, Resubmit: 100 * time.Millisecond})
	if _, _, err := s.send(within(300*time.Millisecond), pay(7)); !errors.Is(err, ErrFeeCeiling) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("below the base fee: %v", err)
	}
	if n, err := l.eth.NonceAt(t.Context(), common.Address(l.w.Address()), nil); err != nil || n != 0 || len(box.Open()) != 0 {
		t.Fatalf("sent %d, %d open (%v)", n, len(box.Open()), err)
	}
	l.do(t, "evm_setAutomine", false)
	s.fees = Fees{Times: 2}
	if _, _, err := s.send(within(5*time.Second), pay(7)); !errors.Is(err, ErrFeeCeiling) {
		t.Fatalf("in no block: %v", err)
	}
	raws := box.Open()[0].Raws
	first, last := must[*types.Transaction](t)(decodeTx(raws[0])), must[*types.Transaction](t)(decodeTx(raws[len(raws)-1]))
	if most := new(big.Int).Lsh(first.GasFeeCap(), 1); last.GasFeeCap().Cmp(most) > 0 || len(raws) < 3 {
		t.Errorf("sent %d times, with %v at last, at most %v", len(raws), last.GasFeeCap(), most)
	}
	for i := range raws[1:] {
		a, b := must[*types.Transaction](t)(decodeTx(raws[i])), must[*types.Transaction](t)(decodeTx(raws[i+1]))
		for _, fee := range [][2]*big.Int{{a.GasFeeCap(), b.GasFeeCap()}, {a.GasTipCap(), b.GasTipCap()}} {
			if new(big.Int).Mul(fee[1], big.NewInt(8)).Cmp(new(big.Int).Mul(fee[0], big.NewInt(9))) < 0 {
				t.Errorf("form %d: %v after %v", i+1, fee[1], fee[0])
			}
		}
	}
	l.do(t, "evm_setAutomine", true)
	l.mine()
	ev, _, err := s.send(t.Context(), pay(7))
	if err != nil {
		t.Fatal(err)
	}
	l.onChain(t, ev, 0, 1)
}

// TestSendersShareATurn: Senders of one key in one process, over other connections, take turns and share what they know of keys.
func TestSendersShareATurn(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	var seen []datatoken.Evidence
	for range 6 {
		s := w.sender(t, w.trainer.wallet)
		all.Go(func() {
			for i := range int64(4) {
				ev, _, err := s.send(t.Context(), pay(i+1))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				seen = append(seen, ev)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.SortFunc(seen, func(a, b datatoken.Evidence) int { return slices.Compare(a.Tx[:], b.Tx[:]) })
	if n := len(slices.Compact(seen)); n != 4 {
		t.Errorf("%d transactions, want 4", n)
	}
	if wei, _, err := w.faucet.Balances(t.Context(), to); err != nil || wei != datatoken.Units(10) {
		t.Errorf("%s wei arrived (%v), want 10", wei, err)
	}
}

// TestSendersApart: Senders of one key in several processes get in each other's way, and every transaction arrives once.
func TestSendersApart(t *testing.T) {
	w := newWorld(t)
	l := &lab{Client: w.trainer.Client, w: w.trainer.wallet}
	var all sync.WaitGroup
	for range 4 {
		s := l.apart(t, Sending{Resubmit: 30 * time.Second})
		all.Go(func() {
			for range 4 {
				if _, err := s.Fund(t.Context(), to, datatoken.Units(3), datatoken.Amount{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if wei, _, err := w.faucet.Balances(t.Context(), to); err != nil || wei != datatoken.Units(48) {
		t.Errorf("%s wei arrived (%v), want 48", wei, err)
	}
}

// TestStuckBehind: a transaction that waits behind one with too low a tip, which nobody waits for any more, gets both into blocks.
func TestStuckBehind(t *testing.T) {
	w := newWorld(t)
	l := &lab{Client: w.trainer.Client, w: w.trainer.wallet}
	box := NewMemoryOutbox()
	s := l.apart(t, Sending{Outbox: box, Resubmit: 200 * time.Millisecond})
	nonce, err := s.eth.PendingNonceAt(t.Context(), common.Address(s.Address()))
	if err != nil {
		t.Fatal(err)
	}
	_, fee, err := s.price(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at, low := common.Address(to), big.NewInt(900_000) // wei; the chain's blocks take a million
	_, err = s.launch(t.Context(), Outgoing{Nonce: nonce}, &types.DynamicFeeTx{
		ChainID: s.id, Nonce: nonce, To: &at, Value: big.NewInt(1), Gas: 21_000, GasTipCap: low, GasFeeCap: fee,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.send(t.Context(), pay(2)); err != nil {
		t.Fatal(err)
	}
	if wei, _, err := w.faucet.Balances(t.Context(), to); err != nil || wei != datatoken.Units(3) {
		t.Errorf("%s wei arrived (%v), want 3", wei, err)
	}
	if _, err := s.launch(t.Context(), Outgoing{Nonce: nonce}, &types.DynamicFeeTx{
		ChainID: s.id, Nonce: nonce, To: &at, Gas: 21_000, GasTipCap: fee, GasFeeCap: fee,
	}); !errors.Is(err, errNonce) {
		t.Errorf("with a nonce that is used up: %v", err)
	}
}

// TestPolicyCheck: a policy that no chain can meet is refused before anything is sent.
func TestPolicyCheck(t *testing.T) {
	l := newLab(t, nil, 1, wallet(t))
	for name, cfg := range map[string]Sending{
		"tag":       {Policy: Policy{ActionFund: {Tag: "pending"}}},
		"depth":     {Policy: Policy{ActionFund: {Blocks: 1 << 40}}},
		"impatient": {Resubmit: -1},
	} {
		if _, err := OpenSender(t.Context(), l.Client, l.w, cfg); !errors.Is(err, ErrBadInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseFinality(t *testing.T) {
	for in, want := range map[string]Finality{"": {}, "0": {}, "12": {Blocks: 12}, "safe": {Tag: "safe"}, "finalized": {Tag: "finalized"}, "100000": {Blocks: 100_000}} {
		if got, err := ParseFinality(in); err != nil || got != want {
			t.Errorf("%q is %+v (%v)", in, got, err)
		}
	}
	for _, in := range []string{"-1", "1.5", "latest", "1000000", "99999999999999999999", " 3"} {
		if _, err := ParseFinality(in); !errors.Is(err, ErrBadInput) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// TestProviderWaits: nothing that keys or outputs hang on counts before its block does; money that is on its way holds no job up.
func TestProviderWaits(t *testing.T) {
	l := anvilLab(t)
	s := l.apart(t, Sending{Policy: Provider(Finality{Blocks: 3})})
	for i, a := range []Action{ActionOrder, ActionReserve, ActionCommit, ActionSettle, ActionRefund, ActionOther} {
		c := pay(int64(i) + 1)
		c.action = a
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		if _, _, err := s.send(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, though nothing is on top of its block", a, err)
		}
		cancel()
	}
	c := pay(100)
	c.action = ActionMove
	if _, _, err := s.send(t.Context(), c); err != nil {
		t.Errorf("%s: %v", ActionMove, err)
	}
}
