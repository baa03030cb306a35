package market

import (
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/datatoken/devchain"
	"github.com/stintdao/stint/privacy"
)

// town is a development chain with somebody for each part.
type town struct {
	t                          *testing.T
	url                        string // of the chain
	curator, trainer, provider *chain.Sender
	sets                       int
}

func newTown(t *testing.T) *town {
	t.Helper()
	dev, err := devchain.Open(devchain.Config{Dir: t.TempDir(), HTTPAddr: "127.0.0.1:0", Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Close() })
	at, err := dev.Deploy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client, err := chain.New(t.Context(), dev.RPC(), at)
	if err != nil {
		t.Fatal(err)
	}
	rich, err := chain.LoadWallet(dev.FaucetKey())
	if err != nil {
		t.Fatal(err)
	}
	w, faucet := &town{t: t, url: dev.URL()}, chain.NewSender(client, rich)
	for _, s := range []**chain.Sender{&w.curator, &w.trainer, &w.provider} {
		key, err := chain.NewWallet(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		*s = chain.NewSender(client, key)
		if _, err := faucet.Fund(t.Context(), (*s).Address(), faucetEther, faucetCurrency); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// publish makes a dataset with blocks 0 and 1 at the caps given.
func (w *town) publish(caps [privacy.NumOrders]uint32) chain.Dataset {
	w.t.Helper()
	w.sets++
	manifest := sha256.Sum256([]byte{byte(w.sets)})
	d, err := w.curator.Publish(w.t.Context(), chain.Publication{
		Name: "people", Symbol: "PPL", Manifest: manifest, URI: datatoken.Hash(manifest).String(), Open: true,
		Services:  []chain.Service{{Name: "query", Symbol: "PPLQ", Price: datatoken.Units(5_000_000)}},
		Blocks:    []chain.Block{{Index: 0, Caps: caps}, {Index: 1, Caps: caps}},
		Operators: []datatoken.Address{w.provider.Address()},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// TestMarketIsALedger runs the suite on the real contract.
func TestMarketIsALedger(t *testing.T) {
	w := newTown(t)
	c2dtest.LedgerSuite(t, func(t *testing.T, caps [privacy.NumOrders]uint32) (c2d.Ledger, datatoken.Address) {
		w.provider = chain.NewSender(w.provider.Client, fresh(t, w))
		return New(w.provider), w.publish(caps).ID
	})
}

// fresh is a provider that never reserved anything: jobs of the suite's cases have the same numbers.
func fresh(t *testing.T, w *town) *chain.Wallet {
	t.Helper()
	key, err := chain.NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.trainer.Fund(t.Context(), key.Address(), lowEther, datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	return key
}

var lowEther = datatoken.Units(1_000_000_000_000_000_000)

// order is the trainer's, of a test's own spec.
func (w *town) order(t *testing.T, d chain.Dataset) datatoken.Order {
	t.Helper()
	spec := sha256.Sum256([]byte(t.Name()))
	until := time.Now().Add(time.Hour).Truncate(time.Second)
	sig, err := New(w.provider).SignQuote(t.Context(), spec, until)
	if err != nil {
		t.Fatal(err)
	}
	o, _, err := w.trainer.OrderJob(t.Context(), chain.Terms{
		Token: d.Tokens[0], Compute: datatoken.Units(1_000_000), Provider: w.provider.Address(), Spec: spec, Deadline: until,
	}, chain.Quote{ValidUntil: until, Signature: sig})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestMarketIsAnExchange runs the suite on the real escrow.
func TestMarketIsAnExchange(t *testing.T) {
	w := newTown(t)
	var caps [privacy.NumOrders]uint32
	caps[0] = 100
	d := w.publish(caps)
	c2dtest.ExchangeSuite(t, func(t *testing.T) (c2d.Exchange, datatoken.Hash) {
		m, o := New(w.provider), w.order(t, d)
		if _, err := m.Reserve(t.Context(), c2d.Claim{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Commit(t.Context(), o.Job, privacy.Loss{}); err != nil {
			t.Fatal(err)
		}
		return m, o.Job
	})
}

// TestMarketTakesVouchers runs the suite on the real escrow.
func TestMarketTakesVouchers(t *testing.T) {
	w := newTown(t)
	var caps [privacy.NumOrders]uint32
	caps[0] = 100
	d := w.publish(caps)
	c2dtest.VouchersSuite(t, func(t *testing.T) (c2d.Vouchers, datatoken.Order, func(uint64) datatoken.Voucher, func()) {
		m, o := New(w.provider), w.order(t, d)
		sign := func(units uint64) datatoken.Voucher {
			t.Helper()
			v, err := w.trainer.SignVoucher(t.Context(), o.Job, datatoken.Units(units))
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		return m, o, sign, func() {
			_, before, err := w.trainer.Balances(t.Context(), w.trainer.Address())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Refund(t.Context(), o, datatoken.Hash{1}); err != nil {
				t.Fatal(err)
			}
			_, after, err := w.trainer.Balances(t.Context(), w.trainer.Address())
			if err != nil {
				t.Fatal(err)
			}
			if want, err := before.Add(o.Price).Add(o.Compute).Sub(datatoken.Units(3)); err != nil || after != want {
				t.Errorf("the trainer has %s after the refund, want %s", after, want)
			}
		}
	})
}
