package chain

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/devchain"
)

// childEnv names the directory of a child of the kill test.
const childEnv = "STINT_CHAIN_CHILD"

// cutTwo reads prefix first:second.
func cutTwo(s, prefix string) (first, second string, ok bool) {
	if s, ok = strings.CutPrefix(s, prefix); !ok {
		return "", "", false
	}
	return strings.Cut(s, "|")
}

// workForEver is a provider and a trainer in one process: it orders jobs and takes each through its life, printing the evidence of every
// step. It starts with the jobs it finds unfinished, as a provider does after a crash.
func workForEver(dir string) {
	if form, secret, ok := cutTwo(dir, "sign:"); ok {
		signForOnce(form, secret)
	}
	if url, at, ok := cutTwo(dir, "pay:"); ok {
		payForEver(url, at)
	}
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	ctx := context.Background()
	node, err := devchain.Open(devchain.Config{Dir: dir, Rand: rand.Reader})
	fail(err)
	at, err := node.Deploy(ctx)
	fail(err)
	var who [3]*Sender
	for i, name := range []string{"curator", "trainer", "provider"} {
		key, err := LoadWallet(filepath.Join(dir, name+".wallet"))
		fail(err)
		c, err := New(ctx, node.RPC(), at)
		fail(err)
		who[i] = NewSender(c, key)
	}
	w := world{dir: dir, chain: node, at: at, curator: who[0], trainer: who[1], provider: who[2]}
	d, err := w.curator.Publish(ctx, w.publication("census"))
	fail(err)
	finish := func(o datatoken.Order) {
		for name, step := range steps(w.provider, d.ID, o.Job) {
			ev, err := step(ctx)
			fail(err)
			fmt.Println("did", o.Job, name, ev.Tx, ev.Block)
		}
	}
	open, err := w.trainer.Orders(ctx, w.trainer.Address())
	fail(err)
	for _, o := range open {
		if o.State == datatoken.OrderOpen {
			finish(o)
		}
	}
	until := time.Unix(1<<34, 0)
	q, err := w.provider.Wallet().Quote(hash("spec"), until)
	fail(err)
	for {
		o, _, err := w.trainer.OrderJob(ctx, Terms{Token: d.Tokens[0], Provider: w.provider.Address(), Spec: hash("spec"), Salt: hash(fmt.Sprint(time.Now().UnixNano())), Deadline: until}, q)
		fail(err)
		fmt.Println("did", o.Job, "order", o.Tx, o.Block)
		finish(o)
	}
}

// steps yields a provider's steps with a job, in order.
func steps(s *Sender, dataset datatoken.Address, job datatoken.Hash) func(func(string, func(context.Context) (datatoken.Evidence, error)) bool) {
	return func(yield func(string, func(context.Context) (datatoken.Evidence, error)) bool) {
		_ = yield("reserve", func(ctx context.Context) (datatoken.Evidence, error) {
			return s.Reserve(ctx, Reservation{Job: job, Dataset: dataset, Blocks: []uint32{0, 1}, Loss: flat(2)})
		}) && yield("commit", func(ctx context.Context) (datatoken.Evidence, error) {
			return s.Commit(ctx, job, flat(1))
		}) && yield("settle", func(ctx context.Context) (datatoken.Evidence, error) {
			return s.Settle(ctx, job, hash("receipt"), datatoken.Voucher{}, datatoken.Amount{})
		})
	}
}

// TestKill kills that process again and again, from its first deployment on. Afterwards every step it had evidence of is on the chain, with the
// same evidence, and nothing was charged or paid twice.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	w := newWorldIn(t, dir)
	w.publish(t, "census")
	if _, err := w.faucet.Fund(context.Background(), w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1_000_000*price)); err != nil {
		t.Fatal(err)
	}
	w.chain.Close()
	for name, s := range map[string]*Sender{"curator": w.curator, "trainer": w.trainer, "provider": w.provider} {
		if err := SaveWallet(filepath.Join(dir, name+".wallet"), s.wallet); err != nil {
			t.Fatal(err)
		}
	}
	did := map[string]map[string]string{} // job, step: evidence
	for round := range 6 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stop := time.AfterFunc(time.Duration(300+mrand.IntN(900))*time.Millisecond, func() { cmd.Process.Kill() })
		for in := bufio.NewScanner(out); in.Scan(); {
			f := strings.Fields(in.Text())
			if f[0] != "did" {
				cmd.Process.Kill()
				t.Fatalf("round %d: child says %s", round, in.Text())
			}
			if did[f[1]] == nil {
				did[f[1]] = map[string]string{}
			}
			ev := f[3] + " " + f[4]
			if was := did[f[1]][f[2]]; was != "" && was != ev {
				t.Errorf("job %s: %s at %s, then at %s", f[1], f[2], was, ev)
			}
			did[f[1]][f[2]] = ev
		}
		cmd.Wait()
		stop.Stop()
	}
	w.open(t)
	w.audit(t, did)
}

func (w *world) audit(t *testing.T, did map[string]map[string]string) {
	t.Helper()
	ctx := context.Background()
	d := w.publish(t, "census")
	if len(did) < 3 {
		t.Fatalf("only %d jobs in all rounds", len(did))
	}
	orders, err := w.trainer.Orders(ctx, w.trainer.Address())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		have := did[o.Job.String()]
		delete(did, o.Job.String())
		if was := have["order"]; was != "" && was != fmt.Sprintf("%s %d", o.Tx, o.Block) {
			t.Errorf("job %s: ordered at %s, now %s %d", o.Job, was, o.Tx, o.Block)
		}
		for name, step := range steps(w.provider, d.ID, o.Job) {
			ev, err := step(ctx)
			if err != nil {
				t.Fatalf("job %s: %s: %v", o.Job, name, err)
			}
			if was := have[name]; was != "" && was != fmt.Sprintf("%s %d", ev.Tx, ev.Block) {
				t.Errorf("job %s: %s was at %s, is at %s %d", o.Job, name, was, ev.Tx, ev.Block)
			}
		}
	}
	if len(did) > 0 {
		t.Errorf("%d jobs are gone", len(did))
	}
	n := uint32(len(orders))
	t.Logf("%d jobs", n)
	budgets, err := w.provider.Budgets(ctx, d.ID, []uint32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range budgets {
		if b.Committed[0] != n || b.Held[0] != n || b.Committed[15] != 16*n {
			t.Errorf("block %d: %d jobs of loss 1 cost %+v", i, n, b)
		}
	}
	pool, _, err := w.provider.Royalties(ctx, d.ID)
	if err != nil || pool.Paid != datatoken.Units(uint64(n)*price) {
		t.Errorf("%d jobs paid %s (%v)", n, pool.Paid, err)
	}
}

// intents is how many payments each round of TestKillPayments has to make.
const intents = 60

// payForEver makes payments, each of which must happen once, of a chain of another process, and says what it did. It begins with the first one each time: its outbox knows.
func payForEver(url, dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	ctx := context.Background()
	var at Addresses
	b, err := os.ReadFile(filepath.Join(dir, "addresses.json"))
	fail(err)
	fail(json.Unmarshal(b, &at))
	c, err := Dial(ctx, url, at)
	fail(err)
	key, err := LoadWallet(filepath.Join(dir, "payer.wallet"))
	fail(err)
	box, err := OpenOutbox(ctx, filepath.Join(dir, "outbox"), c, key.Address())
	fail(err)
	s, err := OpenSender(ctx, c, key, Sending{Outbox: box})
	fail(err)
	for i := range intents {
		ev, _, err := s.send(ctx, call{to: payee(i), value: big.NewInt(int64(i + 1)), key: fmt.Sprint("pay/", i), action: ActionFund})
		fail(err)
		fmt.Println("did", i, ev.Tx, ev.Block)
	}
	fmt.Println("finished 0 0 0")
	os.Exit(0)
}

func payee(i int) datatoken.Address { return datatoken.Address{0xaa, byte(i)} }

// TestKillPayments kills a process at any moment while it makes payments that must happen once, until it has made all of them. Every one happened once, and what was said to be done
// once was done in the same transaction ever after.
func TestKillPayments(t *testing.T) {
	dir := t.TempDir()
	node, err := devchain.Open(devchain.Config{Dir: filepath.Join(dir, "chain"), HTTPAddr: "127.0.0.1:0", Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { node.Close() })
	at := must[Addresses](t)(node.Deploy(t.Context()))
	if err := os.WriteFile(filepath.Join(dir, "addresses.json"), must[[]byte](t)(json.Marshal(at)), 0o600); err != nil {
		t.Fatal(err)
	}
	payer := wallet(t)
	if err := SaveWallet(filepath.Join(dir, "payer.wallet"), payer); err != nil {
		t.Fatal(err)
	}
	c := must[*Client](t)(New(t.Context(), node.RPC(), at))
	rich := NewSender(c, must[*Wallet](t)(LoadWallet(node.FaucetKey())))
	must[datatoken.Evidence](t)(rich.Fund(t.Context(), payer.Address(), ether(1), datatoken.Amount{}))
	did := map[string]string{}
	rounds, finished := 0, false
	for ; !finished; rounds++ {
		if rounds == 400 {
			t.Fatalf("%d payments after %d rounds", len(did), rounds)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"=pay:"+node.URL()+"|"+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Many lives end before the first transaction, and all within a few.
		stop := time.AfterFunc(time.Duration(30+mrand.IntN(400))*time.Millisecond, func() { cmd.Process.Kill() })
		for in := bufio.NewScanner(out); in.Scan(); {
			f := strings.Fields(in.Text())
			switch {
			case f[0] == "finished":
				finished = true
			case f[0] != "did":
				cmd.Process.Kill()
				t.Fatalf("round %d: child says %s", rounds, in.Text())
			case did[f[1]] != "" && did[f[1]] != f[2]+" "+f[3]:
				t.Errorf("payment %s: %s %s, was %s", f[1], f[2], f[3], did[f[1]])
			default:
				did[f[1]] = f[2] + " " + f[3]
			}
		}
		cmd.Wait()
		stop.Stop()
	}
	t.Logf("%d lives", rounds)
	for i := range intents {
		if wei, _, err := c.Balances(t.Context(), payee(i)); err != nil || wei != datatoken.Units(uint64(i+1)) {
			t.Errorf("payment %d: %s wei arrived (%v), want %d", i, wei, err, i+1)
		}
	}
	if n, err := c.eth.NonceAt(t.Context(), commonAddress(payer.Address()), nil); err != nil || n != intents {
		t.Errorf("%d transactions (%v), want %d", n, err, intents)
	}
}
