package chain

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	bindescrow "github.com/stintdao/stint/datatoken/chain/internal/bindings/jobescrow"

	"github.com/stintdao/stint/datatoken"
)

// commit reserves for a job and charges it.
func (w *world) commit(t *testing.T, o datatoken.Order) {
	t.Helper()
	ctx := context.Background()
	if _, err := w.provider.Reserve(ctx, Reservation{Job: o.Job, Dataset: o.Dataset, Blocks: []uint32{0}, Loss: flat(1)}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Commit(ctx, o.Job, flat(1)); err != nil {
		t.Fatal(err)
	}
}

// vouched is somebody's word that a job's machine time is worth so much.
func vouched(t testing.TB, k *Sender, job datatoken.Hash, worth datatoken.Amount) datatoken.Voucher {
	t.Helper()
	v, err := k.SignVoucher(context.Background(), job, worth)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (w *world) vouch(t testing.TB, job datatoken.Hash, units uint64) datatoken.Voucher {
	t.Helper()
	return vouched(t, w.trainer, job, datatoken.Units(units))
}

// TestDraw: what is drawn while a job runs is the provider's whatever comes of the job, and a snapshot proves where every unit went.
func TestDraw(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 3))
	const compute = 1_000_000 // see terms
	for name, tc := range map[string]struct {
		fails            bool
		last, due        uint64 // the voucher at the end, and what the provider says it is due
		compute, claimed uint64
	}{
		"fails":              {fails: true, compute: 700},
		"no more vouchers":   {compute: 700, claimed: 700},
		"a last voucher":     {last: 900, compute: 900, claimed: 900},
		"an older voucher":   {last: 500, compute: 700, claimed: 700},
		"and a claim beyond": {last: 900, due: 1_000, compute: 900, claimed: 1_000},
	} {
		t.Run(name, func(t *testing.T) {
			o := w.order(t, d, "drawn on: "+name)
			before := w.funds(t, w.provider.Address())
			var last datatoken.Evidence
			for _, units := range []uint64{300, 700, 700, 300} {
				ev, err := w.provider.Draw(ctx, o.Job, w.vouch(t, o.Job, units))
				if err != nil {
					t.Fatal(err)
				}
				if again := units == 300 && !last.Tx.IsZero() || ev == last; again && ev != last {
					t.Errorf("draw %d again: %+v, want %+v", units, ev, last)
				}
				last = ev
			}
			if got, err := w.funds(t, w.provider.Address()).Sub(before); err != nil || got != datatoken.Units(700) {
				t.Errorf("the provider was paid %s (%v)", got, err)
			}
			if _, err := w.provider.Draw(ctx, o.Job, w.vouch(t, o.Job, compute+1)); !errors.Is(err, ErrVoucher) {
				t.Errorf("more than is held: %v", err)
			}
			if _, err := w.provider.Draw(ctx, o.Job, w.vouch(t, hash("another"), 800)); !errors.Is(err, ErrVoucher) {
				t.Errorf("for another job: %v", err)
			}
			if _, err := w.curator.Draw(ctx, o.Job, w.vouch(t, o.Job, 800)); !errors.Is(err, ErrNotProvider) {
				t.Errorf("by somebody else: %v", err)
			}
			var err error
			if tc.fails {
				_, err = w.provider.Refund(ctx, o.Job, hash("r"))
			} else {
				w.commit(t, o)
				var v datatoken.Voucher
				if tc.last > 0 {
					v = w.vouch(t, o.Job, tc.last)
				}
				_, err = w.provider.Settle(ctx, o.Job, hash("r"), v, datatoken.Units(tc.due))
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.provider.Draw(ctx, o.Job, w.vouch(t, o.Job, 800)); !errors.Is(err, ErrOrderClosed) {
				t.Errorf("after the end: %v", err)
			}
			n, head, _, err := w.provider.Head(ctx)
			if err != nil {
				t.Fatal(err)
			}
			s, err := w.provider.Snapshot(ctx, o.Block, n)
			if err != nil {
				t.Fatal(err)
			}
			p, err := s.Verify(w.at, head)
			if err != nil {
				t.Fatal(err)
			}
			trace, err := p.Job(o.Job)
			if err != nil {
				t.Fatal(err)
			}
			end := trace.Settled
			if tc.fails {
				end = trace.Refunded
			}
			if end == nil || end.Compute != datatoken.Units(tc.compute) || end.Claim != datatoken.Units(tc.claimed) {
				t.Fatalf("end %+v, want %d for machine time and a claim to %d", end, tc.compute, tc.claimed)
			}
			if whole := o.Price.Add(o.Compute); tc.fails && end.Amount.Add(end.Compute) != whole {
				t.Errorf("%s went back and %s to the provider, of %s", end.Amount, end.Compute, whole)
			}
		})
	}
}

// TestSettleBesideADraw: an order that changes while its end is on the way, because whoever has the same key drew on it, is read again, and ended once.
func TestSettleBesideADraw(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 3))
	o := w.order(t, d, "job")
	w.commit(t, o)
	other := w.sender(t, w.provider.wallet)
	tries := uint64(0)
	ev, err := w.provider.closeOrder(ctx, o.Job, true, func(h Holding) ([]byte, error) {
		tries++
		if tries <= 2 {
			if _, err := other.Draw(ctx, o.Job, w.vouch(t, o.Job, 100*tries)); err != nil {
				t.Fatal(err)
			}
		}
		return escrow.TryPackSettle(o.Job, h.binding(), hash("r"), bindescrow.JobEscrowVoucher{Cumulative: new(big.Int)}, new(big.Int))
	})
	if err != nil || tries != 3 || w.state(t, o.Job) != datatoken.OrderPaid {
		t.Fatalf("after %d tries: %+v (%v), order %s", tries, ev, err, w.state(t, o.Job))
	}
	if h, err := w.provider.Held(ctx, o.Job); err != nil || h.Drawn != datatoken.Units(200) {
		t.Errorf("%s drawn (%v)", h.Drawn, err)
	}
}

// smartWallet is a wallet that is a contract, see contracts/testdata/src/Wallet.sol.
type smartWallet struct {
	at    datatoken.Address
	abi   abi.ABI
	owner *Sender
}

// deploySmart makes one of an owner.
func (w *world) deploySmart(t *testing.T, owner *Sender) smartWallet {
	t.Helper()
	ctx := context.Background()
	raw, err := os.ReadFile("../contracts/testdata/Wallet.json")
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		ABI json.RawMessage `json:"abi"`
		Bin string          `json:"bin"`
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	s := smartWallet{owner: owner}
	if s.abi, err = abi.JSON(strings.NewReader(string(out.ABI))); err != nil {
		t.Fatal(err)
	}
	code, err := hex.DecodeString(strings.TrimPrefix(out.Bin, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	args, err := s.abi.Pack("", common.Address(owner.Address()))
	if err != nil {
		t.Fatal(err)
	}
	nonce, err := w.faucet.eth.PendingNonceAt(ctx, common.Address(owner.Address()))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := signTx(ctx, owner.signer, &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(w.at.ChainID), Nonce: nonce, Gas: 3_000_000, GasFeeCap: big.NewInt(10_000_000_000), GasTipCap: big.NewInt(1_000_000_000),
		Data: append(code, args...),
	})
	if err == nil {
		err = w.faucet.eth.SendTransaction(ctx, tx)
	}
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		r, err := w.faucet.eth.TransactionReceipt(ctx, tx.Hash())
		if err == nil {
			if s.at = datatoken.Address(r.ContractAddress); r.Status != types.ReceiptStatusSuccessful {
				t.Fatal("the wallet was not deployed")
			}
			return s
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the wallet is not deployed")
	return s
}

func (s smartWallet) do(t *testing.T, method string, args ...any) []*types.Log {
	t.Helper()
	data, err := s.abi.Pack(method, args...)
	if err != nil {
		t.Fatal(err)
	}
	_, logs, err := s.owner.send(context.Background(), call{to: s.at, data: data, action: ActionOther})
	if err != nil {
		t.Fatal(err)
	}
	return logs
}

// TestVouchedByAContract: the trainer's account may be a contract, whose word is what it says is its word; a contract that changes its mind
// takes back what was not drawn.
func TestVouchedByAContract(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 3))
	smart := w.deploySmart(t, w.trainer)
	terms, q := w.terms(t, d.Tokens[0], "job of a contract")
	need := terms.Token.Price.Add(terms.Compute)
	if _, err := w.faucet.Fund(ctx, smart.at, datatoken.Amount{}, need); err != nil {
		t.Fatal(err)
	}
	sig, err := parseSignature(q.Signature)
	if err != nil {
		t.Fatal(err)
	}
	smart.do(t, "exec", common.Address(w.at.Currency), stable.PackApprove(common.Address(w.at.JobEscrow), need.Big()))
	logs := smart.do(t, "exec", common.Address(w.at.JobEscrow), escrow.PackOrder(bindescrow.JobEscrowTerms{
		Dataset: common.Address(d.ID), Datatoken: common.Address(terms.Token.Address), ExchangeId: terms.Token.Exchange, MaxPrice: terms.Token.Price.Big(),
		Compute: terms.Compute.Big(), Provider: common.Address(terms.Provider), Spec: terms.Spec, Deadline: uint64(terms.Deadline.Unix()),
	}, bindescrow.JobEscrowQuote{ValidUntil: big.NewInt(q.ValidUntil.Unix()), V: sig[64], R: [32]byte(sig[:32]), S: [32]byte(sig[32:64])}))
	made, err := event(logs, w.at.JobEscrow, readOrdered)
	if err != nil || made.Trainer != smart.at {
		t.Fatalf("ordered %+v (%v)", made, err)
	}
	o := *made
	by := func(k *Sender, units uint64) datatoken.Voucher {
		t.Helper()
		return vouched(t, k, o.Job, datatoken.Units(units))
	}
	check := func(v datatoken.Voucher, ok bool) {
		t.Helper()
		if err := w.provider.Vouched(ctx, o, v); (err == nil) != ok || !ok && !errors.Is(err, ErrVoucher) {
			t.Errorf("voucher %+v: %v, want %v", v, err, ok)
		}
	}
	check(by(w.trainer, 100), true)
	check(by(w.curator, 100), false)
	check(datatoken.Voucher{Cumulative: datatoken.Units(101), Signature: by(w.trainer, 100).Signature}, false)
	for _, form := range []string{"", "0x", "0x0", "0x" + strings.Repeat("00", maxVoucher), "0x" + strings.Repeat("00", maxVoucher+1), "nonsense"} {
		check(datatoken.Voucher{Cumulative: datatoken.Units(100), Signature: form}, false)
	}
	if _, err := w.provider.Draw(ctx, o.Job, by(w.trainer, 100)); err != nil {
		t.Fatal(err)
	}
	old := by(w.trainer, 200)
	check(old, true)
	smart.do(t, "setSigner", common.Address(w.curator.Address()))
	check(old, false)
	check(by(w.curator, 200), true)
	if _, err := w.provider.Draw(ctx, o.Job, old); !errors.Is(err, ErrVoucher) {
		t.Errorf("draw with what it took back: %v", err)
	}
	w.commit(t, o)
	if _, err := w.provider.Settle(ctx, o.Job, hash("r"), old, datatoken.Amount{}); !errors.Is(err, ErrVoucher) {
		t.Errorf("settle with what it took back: %v", err)
	}
	if _, err := w.provider.Settle(ctx, o.Job, hash("r"), by(w.curator, 200), datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	// The word of an account without code is its signature and nothing else.
	plain := w.order(t, d, "job of a key")
	if err := w.provider.Vouched(ctx, plain, datatoken.Voucher{Cumulative: datatoken.Units(1), Signature: "0x01"}); !errors.Is(err, ErrVoucher) {
		t.Errorf("nonsense for a key: %v", err)
	}
}
