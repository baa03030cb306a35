package chain

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy/deploytest"
	"github.com/stintdao/stint/datatoken/devchain"
)

// market is somebody with nothing but Ocean Protocol's published client library, on this world's chain.
type market struct {
	*world
	script, dir string
}

// marketSays is what a command of the script prints.
type marketSays struct {
	Owner, NFT, Datatoken, Inbox, Collector datatoken.Address
	Exchange                                datatoken.Hash
	Template                                int
	Price                                   string

	Created, Opened, Directed, Allowed, Bought, Collected datatoken.Evidence
	Ordered                                               struct {
		datatoken.Evidence
		LogIndex, FeeLogIndex uint
	}
	Consumer, Payer, Provider datatoken.Address
	Amount                    string
	Index                     uint64
	ProviderData              datatoken.Hash
}

// newMarket starts a world whose chain is served over HTTP. Without the library the test is skipped, or fails where skipping is forbidden:
// STINT_FORBID_SKIP lists what must be there.
func newMarket(t *testing.T) *market {
	t.Helper()
	script := deploytest.OceanJS(t)
	w := newWorld(t)
	if err := w.chain.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := devchain.Open(devchain.Config{Dir: w.dir, HTTPAddr: "127.0.0.1:0", Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	w.chain, w.rpc = c, c.RPC()
	for _, s := range []**Sender{&w.faucet, &w.curator, &w.trainer, &w.provider} {
		*s = w.sender(t, (*s).wallet)
	}
	return &market{world: w, script: script, dir: t.TempDir()}
}

// run lets somebody run a command of the script. The error is what it wrote to standard error.
func (m *market) run(t *testing.T, who *Sender, command string, args ...string) (marketSays, error) {
	t.Helper()
	key := filepath.Join(m.dir, who.Address().String())
	if err := SaveWallet(key, who.wallet); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	args = append([]string{m.script, command, "--rpc", m.chain.URL(), "--addresses", filepath.Join(m.chain.Dir(), "addresses.json"), "--key", key}, args...)
	cmd := exec.CommandContext(ctx, "node", args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return marketSays{}, fmt.Errorf("%s: %w: %s", command, err, &errs)
	}
	var s marketSays
	d := json.NewDecoder(&out)
	if err := d.Decode(&s); err != nil {
		t.Fatalf("%s printed something else: %v", command, err)
	}
	return s, nil
}

func (m *market) must(t *testing.T, who *Sender, command string, args ...string) marketSays {
	t.Helper()
	s, err := m.run(t, who, command, args...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fee is a quote in the form in which an Ocean provider answers: the client hands it on to the datatoken.
func fee(t *testing.T, provider datatoken.Address, spec datatoken.Hash, q Quote) string {
	t.Helper()
	return feeOf(t, provider, spec, q, datatoken.Address{}, datatoken.Amount{})
}

// feeOf is fee for a quote that asks for an amount of a currency.
func feeOf(t *testing.T, provider datatoken.Address, spec datatoken.Hash, q Quote, token datatoken.Address, amount datatoken.Amount) string {
	t.Helper()
	sig, err := parseSignature(q.Signature)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]any{
		"providerFeeAddress": provider, "providerFeeToken": token, "providerFeeAmount": amount, "providerData": spec,
		"v": sig[64], "r": datatoken.Hash(sig[:32]), "s": datatoken.Hash(sig[32:64]), "validUntil": q.ValidUntil.Unix(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// quoted is the provider's own fee for a spec.
func (m *market) quoted(t *testing.T, spec string) string {
	t.Helper()
	q, err := m.provider.Wallet().Quote(hash(spec), m.deadline(t, time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return fee(t, m.provider.Address(), hash(spec), q)
}

// publish has the library publish a service, and stint take it over as a dataset with contributors.
func (m *market) publish(t *testing.T, service string) (marketSays, Dataset, *Shares) {
	t.Helper()
	p := m.publication("market")
	s := m.must(t, m.curator, "publish", "--name", p.Name, "--service", service, "--price", "25", "--uri", p.URI)
	p.Dataset, p.Services = s.NFT, []Service{{Name: service, Symbol: "IGNORED", Price: datatoken.Units(price)}}
	d, err := m.curator.Publish(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	tree := m.shares(t, 0, 7)
	m.join(t, d, 0, tree)
	return s, d, tree
}

// started reads Ocean's own event of an order, where the library says that it is.
func (m *market) started(t *testing.T, s marketSays) (consumer, payer datatoken.Address, service *big.Int) {
	t.Helper()
	r, err := m.trainer.eth.TransactionReceipt(context.Background(), common.Hash(s.Ordered.Tx))
	if err != nil {
		t.Fatal(err)
	}
	e := mustABI(`[{"type":"event","name":"OrderStarted","inputs":[{"name":"consumer","type":"address","indexed":true},{"name":"payer","type":"address"},
		{"name":"amount","type":"uint256"},{"name":"serviceIndex","type":"uint256"},{"name":"timestamp","type":"uint256"},
		{"name":"publishMarketAddress","type":"address","indexed":true},{"name":"blockNumber","type":"uint256"}]}]`).Events["OrderStarted"]
	i := slices.IndexFunc(r.Logs, func(l *types.Log) bool { return l.Index == s.Ordered.LogIndex })
	if i < 0 || r.Logs[i].Topics[0] != e.ID || datatoken.Hash(r.TxHash) != s.Ordered.Tx || r.BlockNumber.Uint64() != s.Ordered.Block {
		t.Fatalf("no OrderStarted where the library saw it: %+v in %+v", s, r)
	}
	v, err := e.Inputs.NonIndexed().Unpack(r.Logs[i].Data)
	if err != nil {
		t.Fatal(err)
	}
	if v[1].(*big.Int).Cmp(oneDatatoken) != 0 {
		t.Errorf("order of %v datatokens", v[1])
	}
	return datatoken.Address(common.BytesToAddress(r.Logs[i].Topics[1][:])), datatoken.Address(v[0].(common.Address)), v[2].(*big.Int)
}

// plain checks that the provider sees an order of Ocean's library as one of a spec, and returns it.
func (m *market) plain(t *testing.T, published, s marketSays, consumer datatoken.Address, spec string) datatoken.Order {
	t.Helper()
	ctx := context.Background()
	o, err := m.provider.OrderIn(ctx, s.Ordered.Tx)
	want := datatoken.Order{
		Job: o.Job, Plain: o.Plain, Deadline: o.Deadline, // ours to make
		Dataset: published.NFT, Token: published.Datatoken, Trainer: consumer, Provider: m.provider.Address(), Spec: hash(spec),
		State: datatoken.OrderOpen, Tx: s.Ordered.Tx, Block: s.Ordered.Block,
	}
	if err != nil || o != want {
		t.Fatalf("seen as %+v (%v)\nwant %+v", o, err, want)
	}
	if now := m.deadline(t, 0); o.Job.IsZero() || o.Plain.IsZero() || !o.Deadline.After(now) {
		t.Errorf("order %+v", o)
	}
	if _, err := m.provider.Order(ctx, o.Job); !errors.Is(err, ErrNoOrder) {
		t.Errorf("the escrow has it: %v", err)
	}
	return o
}

// paid flushes the inbox and checks that the royalties, and the books down to each member, have n prices.
func (m *market) paid(t *testing.T, d Dataset, tree *Shares, n uint64) {
	t.Helper()
	ctx := context.Background()
	if _, err := m.provider.FlushInbox(ctx, d.ID); err != nil { // anyone may
		t.Fatal(err)
	}
	if left := m.funds(t, d.Inbox); !left.IsZero() {
		t.Errorf("%s left in the inbox", left)
	}
	list, err := m.trainer.Payments(ctx, d.ID)
	if err != nil || uint64(len(list)) != n {
		t.Fatalf("%d payments (%v), want %d", len(list), err, n)
	}
	for _, p := range list {
		if p.Amount != datatoken.Units(price) || p.Dataset != d.ID || !p.Job.IsZero() || p.Shares != datatoken.Units(tree.Total()) {
			t.Errorf("payment %+v", p)
		}
	}
	books, members, err := m.trainer.Conservation(ctx, d.ID, []*Shares{tree})
	if err != nil || len(members) != 7 || members[6].Owed.IsZero() || books.Paid != datatoken.Units(n*price) {
		t.Errorf("books %+v, members %+v (%v)", books, members, err)
	}
}

// TestOceanJSPublishes: what Ocean's own library publishes is seen here, and becomes a dataset without another NFT, datatoken or exchange.
func TestOceanJSPublishes(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t)
	s := m.must(t, m.curator, "publish", "--name", "market", "--service", "query", "--price", "25", "--uri", "ipfs://market")
	if s.Owner != m.curator.Address() || s.Template != enterpriseTemplate || s.Collector != s.Inbox {
		t.Errorf("published %+v", s)
	}
	mine, err := m.trainer.nfts(ctx, m.curator.Address())
	if err != nil || len(mine) != 1 || mine[0] != (nft{s.NFT, "ipfs://market"}) {
		t.Fatalf("data NFTs %+v (%v)", mine, err)
	}
	want := datatoken.Token{Address: s.Datatoken, Dataset: s.NFT, Service: "query", Symbol: "OCEAN-DT", Exchange: s.Exchange, Price: datatoken.Units(price)}
	if list, err := m.trainer.tokens(ctx, s.NFT); err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("datatokens %+v (%v)\nwant %+v", list, err, want)
	}

	p := m.publication("market")
	p.Services = p.Services[:1]
	d, err := m.curator.Publish(ctx, p) // finds the NFT by its URI
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != s.NFT || d.Curator != s.Owner || d.Inbox != s.Inbox || d.Manifest != p.Manifest || len(d.Tokens) != 1 || d.Tokens[0] != want {
		t.Errorf("became %+v\nof %+v", d, s)
	}
}

// TestOceanJSOrders: one call of Ocean's library buys and orders, for somebody else; the price waits in the inbox, and goes to the contributors.
func TestOceanJSOrders(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t)
	s, d, tree := m.publish(t, "query")
	had := m.funds(t, m.trainer.Address())
	consumer := m.seed.Derive(3_000_000).Address()
	o := m.must(t, m.trainer, "order", "--datatoken", s.Datatoken.String(), "--fee", m.quoted(t, "a spec"), "--consumer", consumer.String(), "--index", "4")

	if o.Exchange != s.Exchange || o.Price != "25.0" || o.Provider != m.provider.Address() || o.ProviderData != hash("a spec") {
		t.Errorf("ordered %+v", o)
	}
	c, payer, service := m.started(t, o)
	if c != consumer || payer != m.trainer.Address() || service.Uint64() != 4 || c != o.Consumer || payer != o.Payer || o.Index != 4 {
		t.Errorf("order by %s for %s of service %v; the library says %+v", payer, c, service, o)
	}
	if spent, err := had.Sub(m.funds(t, m.trainer.Address())); err != nil || spent != datatoken.Units(price) {
		t.Errorf("spent %s (%v)", spent, err)
	}
	if got := m.funds(t, s.Inbox); got != datatoken.Units(price) {
		t.Errorf("inbox has %s", got)
	}

	first := m.plain(t, s, o, consumer, "a spec")

	// The escrow's own order of the same datatoken leaves alone what is not its own.
	held := m.order(t, d, "another spec")
	if held.Token != s.Datatoken || held.Price != datatoken.Units(price) {
		t.Errorf("ordered %+v", held)
	}
	if got := m.funds(t, s.Inbox); got != datatoken.Units(price) {
		t.Errorf("inbox has %s", got)
	}
	if list, err := m.provider.PlainOrders(ctx, m.provider.Address()); err != nil || len(list) != 1 || list[0] != first {
		t.Errorf("plain orders %+v (%v)", list, err)
	}
	m.paid(t, d, tree, 1)
	m.paid(t, d, tree, 1) // nothing more

	// A job that fails leaves the order open for the next, and one that finishes does not.
	if _, err := m.provider.Fulfil(ctx, first, false, hash("failed")); err != nil {
		t.Fatal(err)
	}
	again, err := m.provider.OrderIn(ctx, o.Ordered.Tx)
	if err != nil || again.Attempt != 1 || again.State != datatoken.OrderOpen || again.Job == first.Job || again.Plain != first.Plain {
		t.Fatalf("after a failure: %+v (%v)", again, err)
	}
	if _, err := m.provider.Reserve(ctx, Reservation{Job: again.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: flat(700)}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.provider.Commit(ctx, again.Job, flat(650)); err != nil {
		t.Fatal(err)
	}
	if _, err := m.provider.Fulfil(ctx, again, true, hash("finished")); err != nil {
		t.Fatal(err)
	}
	again.State = datatoken.OrderPaid
	if got, err := m.provider.OrderIn(ctx, o.Ordered.Tx); err != nil || got != again {
		t.Errorf("after the end: %+v (%v), want %+v", got, err, again)
	}
	m.paid(t, d, tree, 1) // the price was paid once, however often it took
}

// TestOceanJSBuysFirst: a datatoken can be bought before it is ordered with, once the publisher lets anyone buy. The price waits in the exchange
// until somebody collects it, which can only go to the inbox.
func TestOceanJSBuysFirst(t *testing.T) {
	m := newMarket(t)
	s, d, tree := m.publish(t, "query")
	token := []string{"--datatoken", s.Datatoken.String()}
	buy := append([]string{"--fee", m.quoted(t, "a spec")}, token...)
	if _, err := m.run(t, m.trainer, "start", buy...); err == nil || !strings.Contains(err.Error(), "not allowed to swap") {
		t.Fatalf("bought from an exchange that sells to its datatoken alone: %v", err)
	}
	m.must(t, m.curator, "anyone", token...)

	o := m.must(t, m.trainer, "start", buy...)
	if c, payer, service := m.started(t, o); c != m.trainer.Address() || payer != c || service.Sign() != 0 {
		t.Errorf("order by %s for %s of service %v", payer, c, service)
	}
	if o.Bought.Tx == o.Ordered.Tx || o.Bought.Tx.IsZero() || o.ProviderData != hash("a spec") {
		t.Errorf("ordered %+v", o)
	}
	m.plain(t, s, o, m.trainer.Address(), "a spec")
	if got := m.funds(t, s.Inbox); !got.IsZero() {
		t.Errorf("inbox has %s before anybody collected", got)
	}
	if c := m.must(t, m.trainer, "collect", token...); c.Collector != s.Inbox || c.Collected.Tx.IsZero() {
		t.Errorf("collected %+v", c)
	}
	m.paid(t, d, tree, 1)

	// The other way stays open, here as a buyer's market goes it.
	o = m.must(t, m.trainer, "asset", append([]string{"--fee", m.quoted(t, "another spec")}, token...)...)
	m.plain(t, s, o, m.trainer.Address(), "another spec")
	m.paid(t, d, tree, 2)
}

// TestOceanJSFee: a provider's fee is paid with the order, and counts as what the order allows for machine time, whichever way the library goes.
func TestOceanJSFee(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t)
	s, d, tree := m.publish(t, "query")
	token := []string{"--datatoken", s.Datatoken.String()}
	m.must(t, m.curator, "anyone", token...)
	due, until := datatoken.Units(400_000), m.deadline(t, time.Hour)
	for i, way := range []string{"order", "start"} {
		spec := "spec to " + way
		sig, err := SignFee(ctx, m.provider.Signer(), hash(spec), m.at.Currency, due, until)
		if err != nil {
			t.Fatal(err)
		}
		had, paid := m.funds(t, m.provider.Address()), m.funds(t, m.trainer.Address())
		with := feeOf(t, m.provider.Address(), hash(spec), Quote{ValidUntil: until, Signature: sig}, m.at.Currency, due)
		o := m.must(t, m.trainer, way, append([]string{"--fee", with}, token...)...)
		if got, err := m.funds(t, m.provider.Address()).Sub(had); err != nil || got != due {
			t.Errorf("%s: the provider was paid %s (%v)", way, got, err)
		}
		if got, err := paid.Sub(m.funds(t, m.trainer.Address())); err != nil || got != due.Add(datatoken.Units(price)) {
			t.Errorf("%s: the trainer paid %s (%v)", way, got, err)
		}
		seen, err := m.provider.OrderIn(ctx, o.Ordered.Tx)
		if err != nil || seen.Compute != due || seen.Spec != hash(spec) || seen.Trainer != m.trainer.Address() || seen.State != datatoken.OrderOpen {
			t.Errorf("%s: seen as %+v (%v)", way, seen, err)
		}
		if way == "start" {
			m.must(t, m.trainer, "collect", token...)
		}
		m.paid(t, d, tree, uint64(i)+1)
	}
}

// TestOceanJSRefuses: no money moves for a fee that the provider did not sign as it is.
func TestOceanJSRefuses(t *testing.T) {
	m := newMarket(t)
	s, _, _ := m.publish(t, "query")
	until := m.deadline(t, time.Hour)
	theirs, err := m.provider.Wallet().Quote(hash("a spec"), until)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := m.trainer.Wallet().Quote(hash("a spec"), until)
	if err != nil {
		t.Fatal(err)
	}
	later := theirs
	later.ValidUntil = until.Add(time.Hour)
	had := m.funds(t, m.trainer.Address())
	for name, bad := range map[string]string{
		"signed by the buyer":    fee(t, m.provider.Address(), hash("a spec"), forged),
		"for another spec":       fee(t, m.provider.Address(), hash("another spec"), theirs),
		"for longer":             fee(t, m.provider.Address(), hash("a spec"), later),
		"of a larger fee amount": strings.Replace(fee(t, m.provider.Address(), hash("a spec"), theirs), `"providerFeeAmount":"0"`, `"providerFeeAmount":"1"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := m.run(t, m.trainer, "order", "--datatoken", s.Datatoken.String(), "--fee", bad)
			if err == nil || !strings.Contains(err.Error(), "Invalid provider fee") {
				t.Errorf("got %v", err)
			}
		})
	}
	if has := m.funds(t, m.trainer.Address()); has != had {
		t.Errorf("had %s, has %s", had, has)
	}
}

// TestOceanJSLate: the provider's word binds it no longer than it says. Ocean's datatokens do not look at the end of a fee, so we do.
func TestOceanJSLate(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t)
	s, _, _ := m.publish(t, "query")
	q, err := m.provider.Wallet().Quote(hash("a spec"), m.deadline(t, -time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	o := m.must(t, m.trainer, "order", "--datatoken", s.Datatoken.String(), "--fee", fee(t, m.provider.Address(), hash("a spec"), q))
	if got, err := m.provider.OrderIn(ctx, o.Ordered.Tx); !errors.Is(err, ErrNoOrder) {
		t.Errorf("seen as %+v (%v)", got, err)
	}
	if list, err := m.provider.PlainOrders(ctx, m.provider.Address()); err != nil || len(list) != 0 {
		t.Errorf("plain orders %+v (%v)", list, err)
	}
}
