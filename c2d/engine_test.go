package c2d_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

var ctx = context.Background()

// node is one operator: an engine over its own journal and runner, and over a ledger and an exchange it shares with others.
type node struct {
	*c2d.Engine
	provider datatoken.Address
	journal  *c2dtest.Journal
	runner   *c2dtest.Runner
}

// world is a dataset, its ledger and exchange, and the nodes that may run jobs on it.
type world struct {
	t         *testing.T
	fuse      *c2dtest.Fuse
	clock     *c2dtest.Clock
	vault     *c2dtest.Vault
	catalogue *c2dtest.Catalogue
	ledger    *c2dtest.Ledger
	exchange  *c2dtest.Exchange
	dataset   c2d.Dataset
	recipient string
	nodes     []*node
	orders    int
}

func account(name string) (a datatoken.Address) {
	h := sha256.Sum256([]byte(name))
	copy(a[:], h[:])
	return a
}

func newWorld(t *testing.T, epsilon privacy.Micros, nodes int) *world {
	t.Helper()
	w := &world{
		t: t, fuse: &c2dtest.Fuse{}, clock: &c2dtest.Clock{T: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		vault: &c2dtest.Vault{}, catalogue: &c2dtest.Catalogue{},
	}
	w.ledger, w.exchange = &c2dtest.Ledger{Fuse: w.fuse}, &c2dtest.Exchange{Fuse: w.fuse}
	id, err := storage.NewIdentity(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	w.recipient = id.Recipient().String()
	w.dataset = c2d.Dataset{
		ID: account("dataset"), Curator: account("curator"),
		Manifest: c2d.Manifest{
			Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: epsilon, Delta: 1_000_000, MaxRows: 10,
			Columns: []c2d.Column{{Name: "age", Kind: "integer", Min: 0, Max: 120}, {Name: "degree", Kind: "category", Values: []string{"a", "b"}}},
		},
		Tokens: []datatoken.Token{
			{Address: account("query"), Dataset: account("dataset"), Service: "query", Price: datatoken.Units(5)},
			{Address: account("isolate"), Dataset: account("dataset"), Service: "isolate", Price: datatoken.Units(20)},
		},
	}
	caps, err := privacy.Caps(epsilon, 1_000_000, privacy.DefaultOrder)
	if err != nil {
		t.Fatal(err)
	}
	for block := range uint32(2) {
		if err := w.ledger.Open(w.dataset.ID, block, caps); err != nil {
			t.Fatal(err)
		}
		list := []c2d.Contribution{{Member: account(fmt.Sprint("member", block)), Rows: 3}}
		ref, err := w.vault.Put(ctx, strings.NewReader(string(c2d.EncodeBatch(list))))
		if err != nil {
			t.Fatal(err)
		}
		w.dataset.Version = sha256.Sum256(w.dataset.Version[:])
		w.dataset.Batches = append(w.dataset.Batches, c2d.Batch{Index: uint64(block), Block: block, Members: 1, Shares: 3, List: ref, Version: w.dataset.Version})
	}
	if err := w.catalogue.Put(ctx, w.dataset); err != nil {
		t.Fatal(err)
	}
	for i := range nodes {
		n := &node{provider: account(fmt.Sprint("provider", i)), journal: &c2dtest.Journal{Fuse: w.fuse}, runner: &c2dtest.Runner{Fuse: w.fuse}}
		n.runner.Began = func(r c2d.Run, round int) { w.began(r, round) }
		w.nodes = append(w.nodes, n)
		w.boot(n)
	}
	return w
}

// boot makes an engine over what survives a crash.
func (w *world) boot(n *node) {
	w.t.Helper()
	n.runner.Crash()
	n.Engine = w.engine(n, n.journal)
}

// engine makes one of a node over a journal.
func (w *world) engine(n *node, journal c2d.Journal) *c2d.Engine {
	w.t.Helper()
	e, err := c2d.New(c2d.Config{
		Vault: w.vault, Exchange: w.exchange, Vouchers: w.exchange, Signer: c2dtest.Signer{}, Ledger: w.ledger, Runner: n.runner, Journal: journal, Catalogue: w.catalogue,
		Judge: airlock.Judge, Now: w.clock.Now, Rand: rand.NewChaCha8([32]byte{1}), Provider: n.provider, DrawEvery: time.Minute,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) spec(mode c2d.Mode) c2d.Spec {
	w.orders++
	s := c2d.Spec{Stint: 1, Dataset: w.dataset.ID, Version: w.dataset.Version, Mode: mode, Recipient: w.recipient, Nonce: sha256.Sum256([]byte{byte(w.orders), byte(w.orders >> 8)})}
	if mode == c2d.ModeQuery {
		s.Query = []c2d.Statistic{{Name: "mean age", Kind: "mean", Column: "age", Epsilon: 500_000}}
		return s
	}
	ref, err := w.vault.Put(ctx, strings.NewReader("program"))
	if err != nil {
		w.t.Fatal(err)
	}
	s.Isolate = &c2d.Isolate{Program: ref, Dim: 4, Rounds: 3, Sigma: 4_000_000, Clip: 1_000_000, Rate: 1_000_000, Slot: 100, Memory: 64}
	return s
}

// buy opens the order for a spec at a node and returns the job's ID.
func (w *world) buy(n *node, s c2d.Spec) datatoken.Hash {
	token, _ := w.dataset.Token(s.Mode)
	id := datatoken.Hash(sha256.Sum256(append(s.Canonical(), n.provider[:]...)))
	w.exchange.Buy(datatoken.Order{
		Job: id, Dataset: s.Dataset, Token: token.Address, Trainer: account("trainer"), Provider: n.provider, Spec: s.Digest(),
		Price: token.Price, Compute: datatoken.Units(5), Deadline: w.clock.T.Add(time.Hour),
	})
	return id
}

func (w *world) finish(n *node, id datatoken.Hash) c2d.Job {
	w.t.Helper()
	for range 100 {
		next, err := n.Advance(ctx, id)
		if err != nil {
			w.t.Fatal(err)
		}
		if next.Done {
			j, err := n.Job(ctx, id)
			if err != nil {
				w.t.Fatal(err)
			}
			return j
		}
	}
	w.t.Fatal("the job does not end")
	return c2d.Job{}
}

// began is invariant 1, at the moment data would be read: a reservation covers the plan, and is not committed yet.
func (w *world) began(r c2d.Run, round int) {
	want, err := r.Spec.Plan().Loss()
	if err != nil {
		w.t.Fatal(err)
	}
	reserved, _, committed, ok := w.ledger.Claim(r.Job)
	if !ok || committed || !want.AtMost(reserved) {
		w.t.Fatalf("invariant 1: round %d of job %s reads data with reservation %v (exists %v, committed %v)", round, r.Job, reserved, ok, committed)
	}
}

// look is what must be true between any two writes.
func (w *world) look() {
	budgets, err := w.ledger.Budgets(ctx, w.dataset.ID, w.dataset.Blocks())
	if err != nil {
		w.t.Fatal(err)
	}
	for i, b := range budgets {
		within := false
		for k := range b.Caps {
			within = within || b.Held[k] <= b.Caps[k]
		}
		if !within {
			w.t.Fatalf("invariant 3: block %d holds %v, caps %v", i, b.Held, b.Caps)
		}
	}
	for _, n := range w.nodes {
		jobs, err := n.journal.List(ctx)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, j := range jobs {
			started := n.runner.Started(j.ID)
			ran, err := j.Spec.Plan().LossAfter(started)
			if err != nil {
				w.t.Fatal(err)
			}
			_, spent, committed, _ := w.ledger.Claim(j.ID)
			if len(j.Delivered) > 0 && (!committed || !ran.AtMost(spent)) {
				w.t.Fatalf("invariant 2: job %s delivered, charge %v (committed %v), ran %v", j.ID, spent, committed, ran)
			}
			if committed && spent != ran {
				w.t.Fatalf("invariants 4 and 8: job %s began %d rounds and is charged %v, not %v", j.ID, started, spent, ran)
			}
		}
	}
}

// drive runs all jobs to their end in random order, through a crash whenever the fuse blows.
func (w *world) drive(rng *rand.Rand, jobs map[datatoken.Hash]*node) {
	w.t.Helper()
	var open []datatoken.Hash
	for id := range jobs {
		open = append(open, id)
	}
	stored := map[datatoken.Hash][][]byte{}
	for step := 0; len(open) > 0; step++ {
		if step > 10_000 {
			w.t.Fatal("the jobs do not end")
		}
		i := rng.IntN(len(open))
		id, n := open[i], jobs[open[i]]
		if rng.IntN(4) == 0 {
			if err := w.vouch(n, id); err != nil {
				w.t.Fatalf("vouch for %s: %v", id, err)
			}
			w.clock.T = w.clock.T.Add(time.Minute)
		}
		next, err := w.advance(n, id)
		if err != nil {
			w.t.Fatalf("advance %s: %v", id, err)
		}
		if got, old := n.runner.Stored(id), stored[id]; len(got) < len(old) || !slices.EqualFunc(got[:len(old)], old, bytes.Equal) {
			w.t.Fatalf("invariant 7: job %s: stored rounds changed", id)
		}
		stored[id] = append([][]byte(nil), n.runner.Stored(id)...)
		if next.Done {
			open = append(open[:i], open[i+1:]...)
		}
	}
}

// advance is one Advance; if the fuse blows in it, the node comes back with what is on disk.
func (w *world) advance(n *node, id datatoken.Hash) (next c2d.Next, err error) {
	defer w.survive(n)
	return n.Advance(ctx, id)
}

// vouch has the trainer vouch for one unit of machine time more, up to three of the five.
func (w *world) vouch(n *node, id datatoken.Hash) error {
	defer w.survive(n)
	j, err := n.Job(ctx, id)
	if err != nil || j.Voucher.Cumulative == datatoken.Units(3) {
		return err
	}
	_, err = n.Vouch(ctx, id, c2dtest.Vouch(j.Order, j.Voucher.Cumulative.Add(datatoken.Units(1))))
	return err
}

// survive restarts a node in which the fuse has blown.
func (w *world) survive(n *node) {
	if r := recover(); r != nil {
		if _, cut := r.(c2dtest.Cut); !cut {
			panic(r)
		}
		if w.fuse.At%3 == 0 {
			w.clock.T = w.clock.T.Add(2 * time.Hour) // and it was down until after the deadline
		}
		w.fuse.At = 0
		w.boot(n)
	}
}

// settled checks a job's end: invariants 5 and 6, and that the evidence hangs together.
func (w *world) settled(n *node, id datatoken.Hash) {
	w.t.Helper()
	j, err := n.Job(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	o, err := w.exchange.Order(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	if paid := o.State == datatoken.OrderPaid; j.Stage != c2d.Settled || o.State == datatoken.OrderOpen || paid != (j.Fault == nil) {
		w.t.Fatalf("job %s: stage %s, order %s, fault %v", id, j.Stage, o.State, j.Fault)
	}
	if (j.Fault == nil) != (len(j.Delivered) > 0) || j.Receipt == nil || j.Receipt.Digest != j.Receipt.Receipt.Digest() {
		w.t.Fatalf("job %s: fault %v, %d outputs, receipt %v", id, j.Fault, len(j.Delivered), j.Receipt)
	}
	if reserved, _, committed, ok := w.ledger.Claim(id); ok && !committed {
		w.t.Fatalf("job %s: %v stays reserved for ever", id, reserved)
	}
	drawn := w.exchange.Drawn(id)
	if j.Drawn != nil && j.Drawn.Cumulative.Cmp(drawn) > 0 || drawn.Cmp(j.Voucher.Cumulative) > 0 {
		w.t.Fatalf("job %s: %s was drawn, the journal says %+v, and the trainer vouched for %s", id, drawn, j.Drawn, j.Voucher.Cumulative)
	}
	ticks := w.fuse.Ticks()
	next, err := n.Advance(ctx, id)
	if err != nil || !next.Done || w.fuse.Ticks() != ticks {
		w.t.Fatalf("invariant 6: advancing an ended job: %v, %v, %d writes", next, err, w.fuse.Ticks()-ticks)
	}
}

// TestInvariants drives random jobs of two operators over one ledger, and cuts the power at every single write in turn, before and
// after it: the nine invariants hold between any two writes, and every job ends paid or refunded.
func TestInvariants(t *testing.T) {
	story := func(t *testing.T, seed uint64, cut int) int {
		rng := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t, 3_000_000, 2)
		w.nodes[1].runner.Break = rng.IntN(3) // 0: never, 1 or 2: while that round runs
		if rng.IntN(4) == 0 {
			w.nodes[1].runner.Refuse = c2d.Refuse(c2d.SealNotProven, "", "the seal is not proven")
		}
		jobs := map[datatoken.Hash]*node{}
		for range 5 {
			n := w.nodes[rng.IntN(2)]
			s := w.spec([]c2d.Mode{c2d.ModeQuery, c2d.ModeIsolate}[rng.IntN(2)])
			if rng.IntN(5) == 0 && s.Isolate != nil {
				s.Isolate.Sigma = 100_000 // far over budget
			}
			id := w.buy(n, s)
			if _, err := n.Submit(ctx, s, id); err != nil {
				t.Fatal(err)
			}
			jobs[id] = n
		}
		w.fuse.Look = w.look
		if cut > 0 {
			w.fuse.At = w.fuse.Ticks() + cut
		}
		begin := w.fuse.Ticks()
		w.drive(rng, jobs)
		for id, n := range jobs {
			w.settled(n, id)
		}
		w.conserved(jobs)
		return w.fuse.Ticks() - begin
	}
	seeds := 12
	if testing.Short() {
		seeds = 2
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			writes := story(t, seed, 0)
			for cut := 1; cut <= writes; cut++ {
				story(t, seed, cut)
			}
		})
	}
}

// conserved is invariant 5: what was paid in is what was paid out, to the unit.
func (w *world) conserved(jobs map[datatoken.Hash]*node) {
	w.t.Helper()
	in, out := datatoken.Amount{}, datatoken.Amount{}
	for id := range jobs {
		o, err := w.exchange.Order(ctx, id)
		if err != nil {
			w.t.Fatal(err)
		}
		in = in.Add(o.Price).Add(o.Compute)
	}
	for _, a := range w.exchange.Income {
		out = out.Add(a)
	}
	if in != out {
		w.t.Fatalf("invariant 5: paid in %s, paid out %s", in, out)
	}
}

// TestOrderStartsOneJob is invariant 9, with everybody submitting at once.
func TestOrderStartsOneJob(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n, s := w.nodes[0], w.spec(c2d.ModeQuery)
	id := w.buy(n, s)
	other := s
	other.Nonce[0]++
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			mine := s
			if i%2 == 1 {
				mine = other
			}
			_, err := n.Submit(ctx, mine, id)
			if i%2 == 0 && err != nil {
				t.Errorf("submit the spec ordered: %v", err)
			}
			if i%2 == 1 && !c2d.IsRefusal(err, c2d.OrderInvalid) && !c2d.IsRefusal(err, c2d.Conflict) {
				t.Errorf("submit another spec: %v", err)
			}
		})
	}
	wg.Wait()
	jobs, err := n.Jobs(ctx)
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%d jobs, %v, want 1", len(jobs), err)
	}
	w.finish(n, id)
	if again, err := n.Submit(ctx, s, id); err != nil || again.Stage != c2d.Settled {
		t.Fatalf("submit again: %s, %v", again.Stage, err)
	}
}

func TestSubmitRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		change   func(*world, *c2d.Spec, *datatoken.Order)
		code     c2d.Code
		refunded bool // the order named us and this spec: it becomes a job that is refunded at once
	}{
		"order for another provider":   {func(w *world, s *c2d.Spec, o *datatoken.Order) { o.Provider = account("somebody") }, c2d.OrderInvalid, false},
		"order for another spec":       {func(w *world, s *c2d.Spec, o *datatoken.Order) { o.Spec[0]++ }, c2d.OrderInvalid, false},
		"datatoken of another service": {func(w *world, s *c2d.Spec, o *datatoken.Order) { o.Token = account("query") }, c2d.OrderInvalid, true},
		"too little for machine time":  {func(w *world, s *c2d.Spec, o *datatoken.Order) { o.Compute = datatoken.Amount{} }, c2d.OrderInvalid, true},
		"deadline too near":            {func(w *world, s *c2d.Spec, o *datatoken.Order) { o.Deadline = w.clock.T }, c2d.DeadlinePassed, true},
		"program not admitted":         {func(w *world, s *c2d.Spec, o *datatoken.Order) { w.exchange.Closed = true }, c2d.AlgorithmNotAllowed, true},
		"plan over budget":             {func(w *world, s *c2d.Spec, o *datatoken.Order) { s.Isolate.Sigma = 100_000; o.Spec = s.Digest() }, c2d.BudgetExceeded, true},
		"provider not admitted": {func(w *world, s *c2d.Spec, o *datatoken.Order) {
			w.ledger.Refuse = c2d.Refuse(c2d.NotAuthorized, "", "not an operator")
		}, c2d.NotAuthorized, true},
		"a dataset version that never was": {func(w *world, s *c2d.Spec, o *datatoken.Order) { s.Version[0]++; o.Spec = s.Digest() }, c2d.BadRequest, true},
		"no such recipient":                {func(w *world, s *c2d.Spec, o *datatoken.Order) { s.Recipient = "me"; o.Spec = s.Digest() }, c2d.BadRequest, true},
		"no rounds":                        {func(w *world, s *c2d.Spec, o *datatoken.Order) { s.Isolate.Rounds = 0; o.Spec = s.Digest() }, c2d.BadRequest, true},
		"rounds without end": {func(w *world, s *c2d.Spec, o *datatoken.Order) {
			s.Isolate.Rounds, s.Isolate.Slot = 10_000, 3_600_000
			o.Spec = s.Digest()
		}, c2d.BadRequest, true},
		"params that are not JSON": {func(w *world, s *c2d.Spec, o *datatoken.Order) { s.Isolate.Params = []byte("{"); o.Spec = s.Digest() }, c2d.BadRequest, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 8_000_000, 1)
			n, s := w.nodes[0], w.spec(c2d.ModeIsolate)
			id := w.buy(n, s)
			o, err := w.exchange.Order(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			tc.change(w, &s, &o)
			w.exchange.Buy(o)
			j, err := n.Submit(ctx, s, id)
			if !tc.refunded {
				if !c2d.IsRefusal(err, tc.code) {
					t.Fatalf("submit: %v, want %s", err, tc.code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			j = w.finish(n, id)
			w.settled(n, id)
			if j.Fault == nil || j.Fault.Code != tc.code || n.runner.Started(id) != 0 || !j.Spent.IsZero() {
				t.Fatalf("fault %v, want %s; began %d rounds, spent %v", j.Fault, tc.code, n.runner.Started(id), j.Spent)
			}
			if got := w.exchange.Income[account("trainer")]; got != o.Price.Add(o.Compute) {
				t.Fatalf("refunded %s, want %s", got, o.Price.Add(o.Compute))
			}
		})
	}
}

// TestCancel: a job ended at any stage is settled: charged for what ran and refunded, or, once its outputs were judged, paid for.
func TestCancel(t *testing.T) {
	for _, at := range []c2d.Stage{c2d.Submitted, c2d.Admitted, c2d.Running, c2d.Judged, c2d.Charged, c2d.Released, c2d.Settled} {
		t.Run(string(at), func(t *testing.T) {
			w := newWorld(t, 8_000_000, 1)
			n, s := w.nodes[0], w.spec(c2d.ModeIsolate)
			id := w.buy(n, s)
			j, err := n.Submit(ctx, s, id)
			for err == nil && j.Stage != at {
				if _, err = n.Advance(ctx, id); err == nil {
					j, err = n.Job(ctx, id)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := n.Cancel(ctx, id); err != nil {
					t.Fatal(err)
				}
			}
			j = w.finish(n, id)
			w.settled(n, id)
			late := at != c2d.Submitted && at != c2d.Admitted && at != c2d.Running
			if late != (j.Fault == nil) || !late && j.Fault.Code != c2d.RunFailed {
				t.Errorf("ended when %s, the job says %v", at, j.Fault)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n, s := w.nodes[0], w.spec(c2d.ModeIsolate)
	q, err := n.Quote(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	if q.Price != datatoken.Units(20) || q.Compute != datatoken.Units(2) || q.Members != 2 || q.Epsilon <= 0 || q.Spec != s.Digest() {
		t.Fatalf("quote %+v", q)
	}
	w.finishBought(n, s)
	for left := q.JobsLeft; left > 0; left-- {
		s.Nonce[5]++
		q, err := n.Quote(ctx, s)
		if err != nil || q.JobsLeft != left-1 {
			t.Fatalf("quote says %d jobs left, %v, want %d", q.JobsLeft, err, left-1)
		}
		if j := w.finishBought(n, s); j.Fault != nil {
			t.Fatalf("a job the quote promised: %v", j.Fault)
		}
	}
	s.Nonce[6]++
	if _, err := n.Quote(ctx, s); !c2d.IsRefusal(err, c2d.BudgetExceeded) {
		t.Fatalf("quote on an empty budget: %v", err)
	}
	if j := w.finishBought(n, s); j.Fault == nil || j.Fault.Code != c2d.BudgetExceeded {
		t.Fatalf("job on an empty budget: %v", j.Fault)
	}
}

func (w *world) finishBought(n *node, s c2d.Spec) c2d.Job {
	w.t.Helper()
	id := w.buy(n, s)
	if _, err := n.Submit(ctx, s, id); err != nil {
		w.t.Fatal(err)
	}
	return w.finish(n, id)
}

// TestUnknownOutcomeStops: an error that is no refusal is not taken for an answer; the job stays where it was and can go on later.
func TestUnknownOutcomeStops(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n, s := w.nodes[0], w.spec(c2d.ModeQuery)
	id := w.buy(n, s)
	if _, err := n.Submit(ctx, s, id); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the chain does not answer")
	n.runner.Refuse = nil
	w.fuse.Look = func() { panic(broken) }
	func() {
		defer func() { _ = recover() }()
		_, _ = n.Advance(ctx, id)
	}()
	w.fuse.Look = nil
	j, err := n.Job(ctx, id)
	if err != nil || j.Stage != c2d.Submitted || j.Fault != nil {
		t.Fatalf("stage %s, fault %v, %v", j.Stage, j.Fault, err)
	}
	if j := w.finish(n, id); j.Fault != nil {
		t.Fatal(j.Fault)
	}
}

func TestDeadline(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	n, s := w.nodes[0], w.spec(c2d.ModeIsolate)
	id := w.buy(n, s)
	if _, err := n.Submit(ctx, s, id); err != nil {
		t.Fatal(err)
	}
	for range 3 { // reserved, started, one round
		if _, err := n.Advance(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.T = w.clock.T.Add(2 * time.Hour)
	j := w.finish(n, id)
	w.settled(n, id)
	if j.Fault == nil || j.Fault.Code != c2d.DeadlinePassed {
		t.Fatalf("fault %v", j.Fault)
	}
	want, err := s.Plan().LossAfter(n.runner.Started(id))
	if err != nil || j.Spent != want || j.Started == 0 || j.Started == 3 {
		t.Fatalf("spent %v for %d rounds, want %v (%v)", j.Spent, j.Started, want, err)
	}
}

// FuzzSpec: whatever a spec was read from, its canonical form reads back as the same spec.
func FuzzSpec(f *testing.F) {
	f.Add([]byte(`{"stint":1,"mode":"query","query":[{"name":"n","kind":"count","column":"c","epsilon":1}]}`))
	f.Add([]byte(`{"stint":1,"mode":"isolate","isolate":{"params":{"a":[1, 2]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, again c2d.Spec
		if json.Unmarshal(b, &s) != nil {
			return
		}
		if err := json.Unmarshal(s.Canonical(), &again); err != nil || again.Digest() != s.Digest() {
			t.Fatalf("canonical form of %s reads back as %s: %v", s.Canonical(), again.Canonical(), err)
		}
	})
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"stint":1,"name":"x","format":"csv","columns":[{"name":"a","kind":"integer","min":0,"max":9}],"unit":"contributor","epsilon":8000000,"delta":1000000,"maxRows":5}`))
	f.Add([]byte(`{"stint":1,"name":"x","format":"tar","files":[{"name":"a/*.png","type":"image/png"}],"keywords":[],"rai":{},"license":"MIT OR CC0-1.0","unit":"contributor","epsilon":8000000,"delta":1000000}`))
	f.Add([]byte(`{"stint":1,"name":"x","format":"jsonl","columns":[{"name":"a","kind":"category","values":["<","\u2028"],"weights":[1,0]}],"creators":[{"name":"\ud83d\ude00"}],"datePublished":"2026-01-31","unit":"contributor","epsilon":1,"delta":1,"maxRows":5}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := c2d.ParseManifest(strings.NewReader(string(b)))
		if err == nil {
			if again, err := c2d.ParseManifest(strings.NewReader(string(m.Canonical()))); err != nil || !cmp.Equal(again, m) {
				t.Fatalf("canonical form reads back differently: %v", err)
			}
		}
	})
}
