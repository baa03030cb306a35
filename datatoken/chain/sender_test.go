package chain

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/devchain"
)

// TestSenderTakesTurns: many goroutines send with one key; every transaction arrives, none takes another's nonce.
func TestSenderTakesTurns(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	to := datatoken.Address{0xab}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := w.trainer.Fund(ctx, to, datatoken.Units(3), datatoken.Amount{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if wei, _, err := w.faucet.Balances(ctx, to); err != nil || wei != datatoken.Units(60) {
		t.Errorf("%s wei arrived (%v), want 60", wei, err)
	}
}

// TestSendersOfOneKey: several Senders of one key that do the same at the same time all get it done, each once.
func TestSendersOfOneKey(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	to := datatoken.Address{0xac}
	var all sync.WaitGroup
	for range 4 {
		s := NewSender(w.trainer.Client, w.trainer.wallet)
		all.Go(func() {
			for range 4 {
				if _, err := s.Fund(ctx, to, datatoken.Units(3), datatoken.Amount{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if wei, _, err := w.faucet.Balances(ctx, to); err != nil || wei != datatoken.Units(48) {
		t.Errorf("%s wei arrived (%v), want 48", wei, err)
	}
}

// TestOrderWithAllowance: an allowance that is there is used, and no permit is signed.
func TestOrderWithAllowance(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	nonce := func() uint64 {
		n, err := view(ctx, w.trainer.Client, w.at.Currency, stable.PackNonces(common.Address(w.trainer.Address())), stable.UnpackNonces)
		if err != nil {
			t.Fatal(err)
		}
		return n.Uint64()
	}
	w.order(t, d, "with a permit")
	if nonce() != 1 {
		t.Errorf("%d permits used, want 1", nonce())
	}
	if _, _, err := w.trainer.send(ctx, call{to: w.at.Currency, data: stable.PackApprove(common.Address(w.at.JobEscrow), datatoken.Units(1<<50).Big())}); err != nil {
		t.Fatal(err)
	}
	w.order(t, d, "with an allowance")
	if nonce() != 1 {
		t.Errorf("%d permits used, want 1", nonce())
	}
}

// TestOrderOnIdleChain: the chain's clock stands still while nothing happens; a permit signed then must hold when the next block is made.
func TestOrderOnIdleChain(t *testing.T) {
	w := newWorld(t)
	d := w.publish(t, "census")
	until := time.Unix(1<<33, 0)
	q, err := w.provider.Wallet().Quote(hash("spec"), until)
	if err != nil {
		t.Fatal(err)
	}
	o, _, err := w.trainer.OrderJob(context.Background(), Terms{Token: d.Tokens[1], Provider: w.provider.Address(), Spec: hash("spec"), Deadline: until}, q)
	if err != nil || o.Price != d.Tokens[1].Price || !o.Compute.IsZero() {
		t.Fatalf("ordered %+v (%v)", o, err)
	}
}

// TestFlushInbox: money that a plain Ocean purchase left in the inbox reaches the royalties, once.
func TestFlushInbox(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	tree := w.shares(t, 0, 3)
	w.join(t, d, 0, tree)
	head := w.head(t)
	if _, err := w.trainer.FlushInbox(ctx, d.ID); err != nil || w.head(t) != head {
		t.Errorf("flushing an empty inbox: %v, %d blocks", err, w.head(t)-head)
	}
	if _, err := w.faucet.Fund(ctx, d.Inbox, datatoken.Amount{}, datatoken.Units(1000)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.trainer.FlushInbox(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if b, _, err := w.curator.Conservation(ctx, d.ID, []*Shares{tree}); err != nil || b.Paid != datatoken.Units(1000) {
		t.Errorf("books %+v (%v)", b, err)
	}
}

func TestOverHTTP(t *testing.T) {
	ctx := context.Background()
	node, err := devchain.Open(devchain.Config{Dir: t.TempDir(), HTTPAddr: "127.0.0.1:0", Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	at, err := node.Deploy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Dial(ctx, node.URL(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key, err := LoadWallet(node.FaucetKey())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewSender(c, key).Fund(ctx, datatoken.Address{7}, datatoken.Units(1), datatoken.Units(2)); err != nil {
		t.Fatal(err)
	}
	if wei, units, err := c.Balances(ctx, datatoken.Address{7}); err != nil || wei != datatoken.Units(1) || units != datatoken.Units(2) {
		t.Errorf("balances %s, %s (%v)", wei, units, err)
	}
	if symbol, decimals, err := c.Currency(ctx); err != nil || symbol != "TUSD" || decimals != 6 {
		t.Errorf("currency %s with %d decimals (%v)", symbol, decimals, err)
	}
	if _, err := NewSender(c, wallet(t)).Settle(ctx, hash("none"), hash("r"), datatoken.Voucher{}, datatoken.Amount{}); !errors.Is(err, ErrNoOrder) {
		t.Errorf("settling nothing: %v", err)
	}
	// A refusal says the same over HTTP.
	poor := NewSender(c, wallet(t))
	if _, err := poor.Fund(ctx, datatoken.Address{7}, datatoken.Amount{}, datatoken.Units(2)); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("minting by a stranger: %v", err)
	}
	at.ChainID++
	if _, err := Dial(ctx, node.URL(), at); !errors.Is(err, ErrBadInput) {
		t.Errorf("addresses of another chain: %v", err)
	}
}

func BenchmarkJob(b *testing.B) {
	ctx := context.Background()
	w := newWorld(b)
	p := w.publication("census")
	var wide Lanes
	for i := range wide {
		wide[i] = 1<<24 - 2
	}
	p.Blocks = []Block{{Index: 0, Caps: wide}, {Index: 1, Caps: wide}}
	d, err := w.curator.Publish(ctx, p)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := w.faucet.Fund(ctx, w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1<<60)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		o := w.order(b, d, "spec")
		for _, step := range steps(w.provider, d.ID, o.Job) {
			if _, err := step(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkSend measures from the sending of a transaction to its receipt, on the embedded chain in this process and over HTTP, with outboxes in memory and on disk.
func BenchmarkSend(b *testing.B) {
	ctx := context.Background()
	node, err := devchain.Open(devchain.Config{Dir: b.TempDir(), HTTPAddr: "127.0.0.1:0", Rand: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { node.Close() })
	at := must[Addresses](b)(node.Deploy(ctx))
	key := must[*Wallet](b)(LoadWallet(node.FaucetKey()))
	for name, connect := range map[string]func() (*Client, error){
		"in process": func() (*Client, error) { return New(ctx, node.RPC(), at) },
		"over HTTP":  func() (*Client, error) { return Dial(ctx, node.URL(), at) },
	} {
		c := must[*Client](b)(connect())
		for kind, box := range map[string]Outbox{"outbox in memory": NewMemoryOutbox(), "outbox on disk": must[*FileOutbox](b)(OpenOutbox(ctx, b.TempDir(), c, key.Address()))} {
			b.Run(name+", "+kind, func(b *testing.B) {
				s := must[*Sender](b)(OpenSender(ctx, c, key, Sending{Outbox: box}))
				var took []time.Duration
				for i := 0; b.Loop(); i++ {
					began := time.Now()
					_, _, err := s.send(ctx, call{to: datatoken.Address{1}, value: big.NewInt(1), key: fmt.Sprint(began.UnixNano(), i), action: ActionFund})
					if err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}
