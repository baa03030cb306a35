package chain

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy/deploytest"
	"github.com/stintdao/stint/datatoken/devchain"
)

// world is a development chain with the contracts and somebody for each part.
type world struct {
	dir                        string
	chain                      *devchain.Chain // nil on another node
	rpc                        *rpc.Client
	at                         Addresses
	faucet                     *Sender
	curator, trainer, provider *Sender
	seed                       *Wallet // of the contributors
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldIn(t, t.TempDir())
}

func newWorldIn(t testing.TB, dir string) *world {
	t.Helper()
	w := &world{dir: dir}
	var err error
	if w.seed, err = NewWallet(rand.Reader); err != nil {
		t.Fatal(err)
	}
	w.open(t)
	for i, s := range []**Sender{&w.curator, &w.trainer, &w.provider} {
		*s = w.sender(t, w.seed.Derive(uint32(1_000_000+i)))
		if _, err := w.faucet.Fund(context.Background(), (*s).Address(), ether(10), datatoken.Amount{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.faucet.Fund(context.Background(), w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1_000_000_000)); err != nil {
		t.Fatal(err)
	}
	return w
}

// open opens the chain in w.dir and connects everybody.
func (w *world) open(t testing.TB) {
	t.Helper()
	if os.Getenv("STINT_CHAIN") == "anvil" {
		w.openAnvil(t)
		return
	}
	var err error
	if w.chain, err = devchain.Open(devchain.Config{Dir: w.dir, Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	c := w.chain
	w.rpc = c.RPC()
	t.Cleanup(func() { c.Close() })
	w.at, err = w.chain.Deploy(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	key, err := LoadWallet(w.chain.FaucetKey())
	if err != nil {
		t.Fatal(err)
	}
	w.faucet = w.sender(t, key)
	for _, s := range []**Sender{&w.curator, &w.trainer, &w.provider} {
		if *s != nil {
			*s = w.sender(t, (*s).wallet)
		}
	}
}

// openAnvil does the same on another node, anvil, in the stead of the embedded chain.
func (w *world) openAnvil(t testing.TB) {
	t.Helper()
	node := deploytest.Anvil(t, devchain.DefaultChainID, deploytest.Account("faucet"))
	w.rpc, w.at = node.RPC, deploytest.Deploy(t, node, "faucet")
	key, err := ParseWallet(deploytest.Key("faucet"))
	if err != nil {
		t.Fatal(err)
	}
	w.faucet = w.sender(t, key)
}

func (w *world) sender(t testing.TB, key *Wallet) *Sender {
	t.Helper()
	c, err := New(context.Background(), w.rpc, w.at)
	if err != nil {
		t.Fatal(err)
	}
	return NewSender(c, key)
}

func ether(n uint64) datatoken.Amount {
	a, err := datatoken.ParseDecimal(fmt.Sprint(n), 18)
	if err != nil {
		panic(err)
	}
	return a
}

func hash(s string) datatoken.Hash { return sha256.Sum256([]byte(s)) }

func flat(v uint32) (l Lanes) {
	for i := range l {
		l[i] = v + uint32(i)
	}
	return l
}

const price = 25_000_000

func (w *world) publication(name string) Publication {
	return Publication{
		Name: name, Symbol: "CENSUS", Manifest: hash("manifest of " + name), URI: "ipfs://" + name,
		Services: []Service{
			{Name: "query", Symbol: "CENSUS-Q", Price: datatoken.Units(price)},
			{Name: "isolate", Symbol: "CENSUS-I", Price: datatoken.Units(4 * price)},
		},
		Blocks:    []Block{{Index: 0, Caps: flat(10_000)}, {Index: 1, Caps: flat(5_000)}},
		Operators: []datatoken.Address{w.provider.Address()},
		Open:      true,
	}
}

func (w *world) publish(t testing.TB, name string) Dataset {
	t.Helper()
	d, err := w.curator.Publish(context.Background(), w.publication(name))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shares makes a batch of n members with 1..n parts, starting with member first.
func (w *world) shares(t testing.TB, first, n int) *Shares {
	t.Helper()
	list := make([]datatoken.Share, n)
	for i := range list {
		list[i] = datatoken.Share{Member: w.seed.Derive(uint32(first + i)).Address(), Parts: uint64(i + 1)}
	}
	tree, err := NewShares(list)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func (w *world) join(t testing.TB, d Dataset, block uint32, tree *Shares) JoinedBatch {
	t.Helper()
	b, err := w.curator.Join(context.Background(), Batch{Dataset: d.ID, Block: block, Shares: tree, List: hash("list"), URI: "ipfs://list"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) deadline(t testing.TB, in time.Duration) time.Time {
	t.Helper()
	_, _, now, err := w.trainer.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return now.Add(in)
}

// terms of a job on a token, with the provider's quote.
func (w *world) terms(t testing.TB, token datatoken.Token, spec string) (Terms, Quote) {
	t.Helper()
	until := w.deadline(t, time.Hour)
	q, err := w.provider.Wallet().Quote(hash(spec), until)
	if err != nil {
		t.Fatal(err)
	}
	return Terms{Token: token, Compute: datatoken.Units(1_000_000), Provider: w.provider.Address(), Spec: hash(spec), Deadline: until}, q
}

func (w *world) order(t testing.TB, d Dataset, spec string) datatoken.Order {
	t.Helper()
	terms, q := w.terms(t, d.Tokens[0], spec)
	o, _, err := w.trainer.OrderJob(context.Background(), terms, q)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *world) funds(t testing.TB, who datatoken.Address) datatoken.Amount {
	t.Helper()
	_, units, err := w.faucet.Balances(context.Background(), who)
	if err != nil {
		t.Fatal(err)
	}
	return units
}

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		workForEver(dir)
	}
	os.Exit(m.Run())
}
