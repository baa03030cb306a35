package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

func account(name string) (a datatoken.Address) {
	h := sha256.Sum256([]byte(name))
	copy(a[:], h[:])
	return a
}

// chain answers from memory what a node's body knows of the chain.
type chain struct {
	mu        sync.Mutex
	catalogue c2d.Catalogue
	known     map[datatoken.Address]c2d.Dataset
	fail      error // what every method returns, if anything
	panics    any   // what Fund panics with, if anything
	funded    []datatoken.Address
}

func (c *chain) Register(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	d, ok := c.known[id]
	if !ok {
		return d, c2d.Refuse(c2d.NotFound, "check the address", "no dataset is at %s", id)
	}
	return d, c.catalogue.Put(ctx, d)
}

func (c *chain) Royalties(_ context.Context, id datatoken.Address) (web.Royalties, error) {
	return web.Royalties{
		Dataset: id, Paid: datatoken.Units(101), Treasury: datatoken.Units(1), Claimable: datatoken.Units(99), Dust: datatoken.Units(1), Parts: 6,
		Members: []web.MemberRoyalty{{Member: account("member0"), Parts: 3, Claimable: datatoken.Units(50)}, {Member: account("member1"), Parts: 3, Claimable: datatoken.Units(49)}},
	}, c.fail
}

func (c *chain) Croissant(_ context.Context, id datatoken.Address) (json.RawMessage, error) {
	return json.RawMessage(fmt.Sprintf(`{"@type":"sc:Dataset","identifier":%q}`, id)), c.fail
}

func (c *chain) Snapshot(_ context.Context, job datatoken.Hash) (json.RawMessage, error) {
	return json.RawMessage(fmt.Sprintf(`{"job":%q,"logs":[1,2]}`, job)), c.fail
}

func (c *chain) Fund(_ context.Context, a datatoken.Address) error {
	if c.panics != nil {
		panic(c.panics)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.funded = append(c.funded, a)
	return c.fail
}

// inbox keeps contributions in memory.
type inbox struct {
	mu sync.Mutex
	in map[datatoken.Address][]c2d.Contribution
}

func (b *inbox) Add(ctx context.Context, d datatoken.Address, l []c2d.Contribution) error {
	var shards []storage.Ref
	for _, c := range l {
		shards = append(shards, c.Shard)
	}
	if err := b.Clear(ctx, d, shards); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.in == nil {
		b.in = map[datatoken.Address][]c2d.Contribution{}
	}
	b.in[d] = append(b.in[d], l...)
	return nil
}

func (b *inbox) Pending(_ context.Context, d datatoken.Address) ([]c2d.Contribution, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.in[d]), nil
}

func (b *inbox) Clear(_ context.Context, d datatoken.Address, shards []storage.Ref) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.in != nil {
		b.in[d] = slices.DeleteFunc(b.in[d], func(c c2d.Contribution) bool { return slices.Contains(shards, c.Shard) })
	}
	return nil
}

// runner lets a job's engine and those who follow it look at the same time.
type runner struct {
	mu sync.Mutex
	*c2dtest.Runner
}

func (r *runner) Observe(ctx context.Context, job datatoken.Hash) (c2d.Progress, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Runner.Observe(ctx, job)
}

func (r *runner) Collect(ctx context.Context, job datatoken.Hash) ([]c2d.Output, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Runner.Collect(ctx, job)
}

// logbook is a log that tests read.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// world is a node with one dataset, served, and a client of it.
type world struct {
	t        testing.TB
	engine   *c2d.Engine
	vault    *c2dtest.Vault
	exchange *c2dtest.Exchange
	runner   *c2dtest.Runner
	chain    *chain
	inbox    *inbox
	log      *logbook
	dataset  c2d.Dataset
	trainer  storage.Identity
	config   web.Config
	server   *web.Server
	at       *httptest.Server
	client   *web.Client
	woken    chan struct{}
	orders   int
}

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w := &world{
		t: t, vault: &c2dtest.Vault{}, exchange: &c2dtest.Exchange{Fuse: &c2dtest.Fuse{}}, runner: &c2dtest.Runner{Fuse: &c2dtest.Fuse{}},
		inbox: &inbox{}, log: &logbook{}, woken: make(chan struct{}, 100),
	}
	var err error
	w.trainer, err = storage.NewIdentity(rand.Reader)
	must(err)
	w.dataset = c2d.Dataset{
		ID: account("dataset"), Curator: account("curator"),
		Manifest: c2d.Manifest{
			Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: 10,
			Columns: []c2d.Column{{Name: "age", Kind: "integer", Min: 0, Max: 120}, {Name: "degree", Kind: "category", Values: []string{"a", "b"}}},
		},
		Tokens: []datatoken.Token{
			{Address: account("query"), Dataset: account("dataset"), Service: "query", Price: datatoken.Units(5)},
			{Address: account("isolate"), Dataset: account("dataset"), Service: "isolate", Price: datatoken.Units(20)},
		},
	}
	caps, err := privacy.Caps(8_000_000, 1_000_000, privacy.DefaultOrder)
	must(err)
	ledger := &c2dtest.Ledger{Fuse: &c2dtest.Fuse{}}
	for block := range uint32(2) {
		must(ledger.Open(w.dataset.ID, block, caps))
		ref, err := w.vault.Put(ctx, bytes.NewReader(c2d.EncodeBatch([]c2d.Contribution{w.contribution(fmt.Sprint("member", block))})))
		must(err)
		w.dataset.Version = sha256.Sum256(w.dataset.Version[:])
		w.dataset.Batches = append(w.dataset.Batches, c2d.Batch{Index: uint64(block), Block: block, Members: 1, Shares: 3, List: ref, Version: w.dataset.Version})
	}
	catalogue := &c2dtest.Catalogue{}
	must(catalogue.Put(ctx, w.dataset))
	w.chain = &chain{catalogue: catalogue, known: map[datatoken.Address]c2d.Dataset{w.dataset.ID: w.dataset}}
	w.engine, err = c2d.New(c2d.Config{
		Vault: w.vault, Exchange: w.exchange, Vouchers: w.exchange, Signer: c2dtest.Signer{}, Ledger: ledger, Runner: &runner{Runner: w.runner}, Journal: &c2dtest.Journal{Fuse: &c2dtest.Fuse{}},
		Catalogue: catalogue, Judge: airlock.Judge, Now: (&c2dtest.Clock{T: epoch}).Now, Rand: mrand.NewChaCha8([32]byte{1}), Provider: account("provider"),
	})
	must(err)
	w.config = web.Config{
		Engine: w.engine, Vault: w.vault, Catalogue: catalogue, Ledger: ledger, Chain: w.chain, Inbox: w.inbox,
		Info: web.Info{Version: "test", Provider: account("provider"), Recipient: w.trainer.Recipient().String(), Tier: "dev", Lanes: 2},
		Log:  slog.New(slog.NewJSONHandler(w.log, nil)), Wake: func() { w.woken <- struct{}{} }, Now: time.Now, Rand: rand.Reader, MaxObject: 4 << 20,
		Gateway: http.HandlerFunc(w.block),
	}
	w.serve()
	return w
}

// serve serves the world as it is configured now.
func (w *world) serve() {
	w.t.Helper()
	var err error
	if w.server, err = web.New(w.config); err != nil {
		w.t.Fatal(err)
	}
	w.at = httptest.NewServer(w.server)
	w.t.Cleanup(w.at.Close)
	if w.client, err = web.NewClient(w.at.URL, nil); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) contribution(member string) c2d.Contribution {
	w.t.Helper()
	ref, err := w.vault.Put(w.t.Context(), strings.NewReader("sealed rows of "+member))
	if err != nil {
		w.t.Fatal(err)
	}
	return c2d.Contribution{
		Member: account(member), Shard: ref, Rows: 3, Commit: datatoken.Hash{1}, Signature: "0x0102",
		Keys: []storage.Envelope{{Recipient: "fingerprint", Sealed: []byte{1, 2, 3}}},
	}
}

func (w *world) spec(mode c2d.Mode) c2d.Spec {
	w.t.Helper()
	w.orders++
	s := c2d.Spec{
		Stint: 1, Dataset: w.dataset.ID, Version: w.dataset.Version, Mode: mode, Recipient: w.trainer.Recipient().String(),
		Nonce: sha256.Sum256([]byte{byte(w.orders)}),
	}
	if mode == c2d.ModeQuery {
		s.Query = []c2d.Statistic{{Name: "mean age", Kind: "mean", Column: "age", Epsilon: 500_000}}
		return s
	}
	ref, err := w.vault.Put(w.t.Context(), strings.NewReader("program"))
	if err != nil {
		w.t.Fatal(err)
	}
	s.Isolate = &c2d.Isolate{
		Program: ref, Dim: 4, Rounds: 3, Sigma: 4_000_000, Clip: 1_000_000, Rate: 1_000_000, Slot: 100, Memory: 64, Params: json.RawMessage(`{ "a<b": [1, 2] }`),
	}
	return s
}

// buy opens the order for a spec and returns the job's ID.
func (w *world) buy(s c2d.Spec) datatoken.Hash {
	token, _ := w.dataset.Token(s.Mode)
	id := datatoken.Hash(sha256.Sum256(s.Canonical()))
	w.exchange.Buy(datatoken.Order{
		Job: id, Dataset: s.Dataset, Token: token.Address, Trainer: account("trainer"), Provider: account("provider"), Spec: s.Digest(),
		Price: token.Price, Compute: datatoken.Units(5), Deadline: epoch.Add(time.Hour),
	})
	return id
}

// submit buys and submits a job through the client.
func (w *world) submit(mode c2d.Mode) datatoken.Hash {
	w.t.Helper()
	s := w.spec(mode)
	id := w.buy(s)
	if _, err := w.client.Submit(w.t.Context(), s, id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// finish advances a job to its end.
func (w *world) finish(id datatoken.Hash) {
	w.t.Helper()
	for range 100 {
		next, err := w.engine.Advance(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		if next.Done {
			return
		}
	}
	w.t.Fatal("the job does not end")
}
