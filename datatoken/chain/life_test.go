package chain

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

var sameAmounts = cmp.Comparer(func(a, b datatoken.Amount) bool { return a == b })

// TestLife goes through a job's whole life with 500 contributors: publish, join, order, reserve, commit, settle, claim.
func TestLife(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	if len(d.Tokens) != 2 || d.Tokens[0].Service != "query" || d.Tokens[0].Price != datatoken.Units(price) || d.Curator != w.curator.Address() {
		t.Fatalf("published %+v", d)
	}
	tree := w.shares(t, 0, 500)
	batch := w.join(t, d, 0, tree)
	if batch.Members != 500 || batch.Shares != 500*501/2 || batch.Index != 0 {
		t.Fatalf("joined %+v", batch)
	}

	before := w.funds(t, w.trainer.Address())
	o := w.order(t, d, "first job")
	if got, err := w.provider.Order(ctx, o.Job); err != nil || got != o {
		t.Fatalf("provider reads %+v (%v)\nwant %+v", got, err, o)
	}
	if got, err := w.provider.OrderIn(ctx, o.Tx); err != nil || got != o {
		t.Fatalf("in its transaction: %+v (%v)", got, err)
	}
	if got, err := before.Sub(w.funds(t, w.trainer.Address())); err != nil || got != datatoken.Units(price+1_000_000) {
		t.Errorf("trainer paid %s (%v)", got, err)
	}

	claim := Reservation{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: flat(700)}
	reserved, err := w.provider.Reserve(ctx, claim)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Settle(ctx, o.Job, hash("receipt"), w.voucher(t, o), o.Compute); !errors.Is(err, ErrNotCommitted) {
		t.Errorf("settled before committing: %v", err)
	}
	committed, err := w.provider.Commit(ctx, o.Job, flat(650))
	if err != nil {
		t.Fatal(err)
	}
	settled, err := w.provider.Settle(ctx, o.Job, hash("receipt"), w.voucher(t, o), o.Compute)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.funds(t, w.provider.Address()); got != datatoken.Units(1_000_000) {
		t.Errorf("provider has %s", got)
	}

	b, err := w.provider.Budgets(ctx, d.ID, []uint32{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	if b[1].Caps != flat(10_000) || b[1].Held != b[1].Committed || b[1].Committed != flat(650) || b[0].Held != (Lanes{}) {
		t.Errorf("budgets %+v", b)
	}

	head := w.head(t)
	for name, again := range map[string]struct {
		do   func() (datatoken.Evidence, error)
		want datatoken.Evidence
	}{
		"reserve": {func() (datatoken.Evidence, error) { return w.provider.Reserve(ctx, claim) }, reserved},
		"commit":  {func() (datatoken.Evidence, error) { return w.provider.Commit(ctx, o.Job, flat(650)) }, committed},
		"settle": {func() (datatoken.Evidence, error) {
			return w.provider.Settle(ctx, o.Job, hash("receipt"), w.voucher(t, o), o.Compute)
		}, settled},
	} {
		if ev, err := again.do(); err != nil || ev != again.want {
			t.Errorf("%s again: %+v (%v), want %+v", name, ev, err, again.want)
		}
	}
	if _, err := w.provider.Refund(ctx, o.Job, hash("receipt")); !errors.Is(err, ErrOrderClosed) {
		t.Errorf("refund after settling: %v", err)
	}
	if _, err := w.provider.Commit(ctx, o.Job, flat(1)); !errors.Is(err, ErrAlreadyClaimed) {
		t.Errorf("committing less afterwards: %v", err)
	}
	other := claim
	other.Loss = flat(1)
	if _, err := w.provider.Reserve(ctx, other); !errors.Is(err, ErrAlreadyClaimed) {
		t.Errorf("reserving something else afterwards: %v", err)
	}
	if now := w.head(t); now != head {
		t.Errorf("repeating made %d blocks", now-head)
	}

	if got := w.state(t, o.Job); got != datatoken.OrderPaid {
		t.Errorf("order is %s", got)
	}
	w.claims(t, d, tree)
}

// claims has two members claim and checks the books before, between and after.
func (w *world) claims(t *testing.T, d Dataset, tree *Shares) {
	t.Helper()
	ctx := context.Background()
	books := func() datatoken.Books {
		t.Helper()
		b, _, err := w.curator.Conservation(ctx, d.ID, []*Shares{tree})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	start := books()
	if start.Paid != datatoken.Units(price) || !start.Claimed.IsZero() {
		t.Errorf("before claims: %+v", start)
	}
	for _, i := range []uint32{0, 499} {
		who := w.seed.Derive(i).Address()
		var owed datatoken.Amount
		_, members, err := w.curator.Conservation(ctx, d.ID, []*Shares{tree})
		for _, m := range members {
			if m.Member == who {
				owed = m.Owed
			}
		}
		if err != nil || owed.IsZero() {
			t.Fatalf("member %d is owed %s (%v)", i, owed, err)
		}
		got, _, err := w.curator.Claim(ctx, d.ID, 0, tree, who)
		if err != nil || got != owed || w.funds(t, who) != owed {
			t.Errorf("member %d claimed %s, has %s, was owed %s (%v)", i, got, w.funds(t, who), owed, err)
		}
		if _, _, err := w.curator.Claim(ctx, d.ID, 0, tree, who); !errors.Is(err, ErrNothingOwed) {
			t.Errorf("member %d claimed twice: %v", i, err)
		}
		books()
	}
	end := books()
	if end.Claimed.IsZero() || end.Dust != start.Dust || end.Owed.Add(end.Claimed) != start.Owed {
		t.Errorf("books went from %+v to %+v", start, end)
	}
	// 500·501/2 shares of 95 % of the price; the sum says which unit is where.
	if sum := end.Treasury.Add(end.Claimed).Add(end.Owed).Add(end.Parked).Add(end.Dust); sum != end.Paid {
		t.Errorf("paid %s, found %s", end.Paid, sum)
	}
	if _, _, err := w.curator.Claim(ctx, d.ID, 0, tree, w.trainer.Address()); !errors.Is(err, ErrBadProof) {
		t.Errorf("a stranger claims: %v", err)
	}
	forged, err := NewShares([]datatoken.Share{{Member: w.trainer.Address(), Parts: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.curator.Claim(ctx, d.ID, 0, forged, w.trainer.Address()); !errors.Is(err, ErrBadProof) {
		t.Errorf("a stranger claims with a tree of its own: %v", err)
	}
	if _, _, err := w.curator.Conservation(ctx, d.ID, []*Shares{forged}); !errors.Is(err, ErrBadProof) {
		t.Errorf("books with other shares: %v", err)
	}
}

// voucher is the trainer's word that all the machine time of an order was delivered.
func (w *world) voucher(t testing.TB, o datatoken.Order) datatoken.Voucher {
	t.Helper()
	return vouched(t, w.trainer, o.Job, o.Compute)
}

// pass lets so many seconds of the chain's time go by.
func (w *world) pass(t testing.TB, seconds int) {
	t.Helper()
	blocks := seconds // each is a second, at least
	if os.Getenv("STINT_CHAIN") == "anvil" {
		if err := w.rpc.Call(nil, "evm_increaseTime", seconds); err != nil {
			t.Fatal(err)
		}
		blocks = 1
	}
	for range blocks {
		if _, err := w.faucet.Fund(context.Background(), w.faucet.Address(), datatoken.Units(1), datatoken.Amount{}); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) head(t testing.TB) uint64 {
	t.Helper()
	n, err := w.faucet.eth.BlockNumber(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *world) state(t testing.TB, job datatoken.Hash) datatoken.OrderState {
	t.Helper()
	o, err := w.provider.Order(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	return o.State
}

func TestRefund(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 3))
	before := w.funds(t, w.trainer.Address())

	o := w.order(t, d, "job that fails")
	if _, err := w.trainer.Refund(ctx, o.Job, hash("r")); !errors.Is(err, ErrNotProvider) {
		t.Errorf("trainer refunds before the deadline: %v", err)
	}
	ev, err := w.provider.Refund(ctx, o.Job, hash("r"))
	if err != nil {
		t.Fatal(err)
	}
	if now := w.funds(t, w.trainer.Address()); now != before {
		t.Errorf("trainer had %s, has %s", before, now)
	}
	if again, err := w.provider.Refund(ctx, o.Job, hash("r")); err != nil || again != ev {
		t.Errorf("refund again: %+v (%v), want %+v", again, err, ev)
	}
	if _, err := w.provider.Settle(ctx, o.Job, hash("r"), datatoken.Voucher{}, datatoken.Amount{}); !errors.Is(err, ErrOrderClosed) {
		t.Errorf("settle after refund: %v", err)
	}

	// After the deadline the trainer needs nobody.
	terms, q := w.terms(t, d.Tokens[0], "job of a provider that vanished")
	terms.Deadline = w.deadline(t, 30*time.Second)
	late, _, err := w.trainer.OrderJob(ctx, terms, q)
	if err != nil {
		t.Fatal(err)
	}
	w.pass(t, 31)
	if _, err := w.trainer.Refund(ctx, late.Job, datatoken.Hash{}); err != nil {
		t.Errorf("trainer refunds after the deadline: %v", err)
	}
	if now := w.funds(t, w.trainer.Address()); now != before {
		t.Errorf("trainer had %s, has %s", before, now)
	}
	if orders, err := w.trainer.Orders(ctx, w.trainer.Address()); err != nil || len(orders) != 2 || orders[1].State != datatoken.OrderRefunded {
		t.Errorf("trainer's orders: %+v (%v)", orders, err)
	}
}

// TestRefusals: each refusal has its error, and costs no gas and no block.
func TestRefusals(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 3))
	o := w.order(t, d, "job")
	poor := w.sender(t, w.seed.Derive(77))
	if _, err := w.faucet.Fund(ctx, poor.Address(), ether(1), datatoken.Units(5)); err != nil {
		t.Fatal(err)
	}
	terms, q := w.terms(t, d.Tokens[0], "spec")
	head := w.head(t)
	reserve := func(s *Sender, blocks []uint32, loss Lanes) error {
		_, err := s.Reserve(ctx, Reservation{Job: o.Job, Dataset: d.ID, Blocks: blocks, Loss: loss})
		return err
	}
	order := func(s *Sender, change func(*Terms, *Quote)) error {
		t, q := terms, q
		change(&t, &q)
		_, _, err := s.OrderJob(ctx, t, q)
		return err
	}
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"over budget":         {func() error { return reserve(w.provider, []uint32{0}, flat(10_100)) }, ErrOverBudget},
		"over in one block":   {func() error { return reserve(w.provider, []uint32{0, 1}, flat(6_000)) }, ErrOverBudget},
		"block not open":      {func() error { return reserve(w.provider, []uint32{9}, flat(1)) }, ErrNoBlock},
		"blocks out of order": {func() error { return reserve(w.provider, []uint32{1, 0}, flat(1)) }, ErrBadInput},
		"no blocks":           {func() error { return reserve(w.provider, nil, flat(1)) }, ErrBadInput},
		"lane too large":      {func() error { return reserve(w.provider, []uint32{0}, flat(1<<24)) }, ErrBadInput},
		"not an operator":     {func() error { return reserve(w.trainer, []uint32{0}, flat(1)) }, ErrNotOperator},
		"commit unreserved":   {func() error { _, err := w.provider.Commit(ctx, o.Job, flat(1)); return err }, ErrNotReserved},
		"settle uncommitted": {func() error {
			_, err := w.provider.Settle(ctx, o.Job, hash("r"), datatoken.Voucher{}, datatoken.Amount{})
			return err
		}, ErrNotCommitted},
		"unknown order": {func() error {
			_, err := w.provider.Settle(ctx, hash("none"), hash("r"), datatoken.Voucher{}, datatoken.Amount{})
			return err
		}, ErrNoOrder},
		"read unknown order": {func() error { _, err := w.provider.Order(ctx, hash("none")); return err }, ErrNoOrder},
		"no order in tx":     {func() error { _, err := w.provider.OrderIn(ctx, d.Batches0(ctx, w).Tx); return err }, ErrNoOrder},
		"unknown dataset":    {func() error { _, err := w.provider.Dataset(ctx, w.at.Currency); return err }, ErrNoDataset},
		"poor trainer":       {func() error { return order(poor, func(*Terms, *Quote) {}) }, ErrInsufficientFunds},
		"no gas":             {func() error { return order(w.sender(t, w.seed.Derive(78)), func(*Terms, *Quote) {}) }, ErrInsufficientFunds},
		"quote for another":  {func() error { return order(w.trainer, func(t *Terms, _ *Quote) { t.Spec = hash("other") }) }, ErrQuote},
		"quote of another":   {func() error { return order(w.trainer, func(t *Terms, _ *Quote) { t.Provider = w.curator.Address() }) }, ErrQuote},
		"quote prolonged": {func() error {
			return order(w.trainer, func(_ *Terms, q *Quote) { q.ValidUntil = q.ValidUntil.Add(time.Hour) })
		}, ErrQuote},
		"quote run out": {func() error {
			return order(w.trainer, func(_ *Terms, q *Quote) { *q, _ = w.provider.Wallet().Quote(terms.Spec, time.Unix(1000, 0)) })
		}, ErrQuote},
		"deadline passed": {func() error { return order(w.trainer, func(t *Terms, _ *Quote) { t.Deadline = time.Unix(1000, 0) }) }, ErrDeadline},
		"price too low": {func() error {
			return order(w.trainer, func(t *Terms, _ *Quote) { t.Token.Price = datatoken.Units(price - 1) })
		}, ErrPrice},
		"foreign token": {func() error { return order(w.trainer, func(t *Terms, _ *Quote) { t.Token.Dataset = w.at.Currency }) }, nil},
		"curator only": {func() error {
			_, err := w.trainer.Join(ctx, Batch{Dataset: d.ID, Shares: w.shares(t, 50, 1), List: hash("l")})
			return err
		}, ErrNotCurator},
		"operators by curator": {func() error { return w.trainer.AdmitOperator(ctx, d.ID, w.trainer.Address(), true) }, ErrNotCurator},
		"blocks by curator":    {func() error { return w.trainer.OpenBlock(ctx, d.ID, Block{Index: 3}) }, ErrNotCurator},
		"publish over another": {func() error {
			p := w.publication("census")
			p.Dataset = d.ID
			_, err := w.trainer.Publish(ctx, p)
			return err
		}, ErrNotCurator},
		"mint by anyone": {func() error {
			_, err := w.trainer.Fund(ctx, w.trainer.Address(), datatoken.Amount{}, datatoken.Units(1))
			return err
		}, ErrNotAllowed},
	} {
		err := c.do()
		if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if now := w.head(t); now != head {
		t.Errorf("refusals made %d blocks", now-head)
	}
	if got := w.state(t, o.Job); got != datatoken.OrderOpen {
		t.Errorf("order is %s", got)
	}
}

// Batches0 is where the first batch joined.
func (d Dataset) Batches0(ctx context.Context, w *world) datatoken.Evidence {
	b, err := w.curator.Batches(ctx, d.ID)
	if err != nil || len(b) == 0 {
		return datatoken.Evidence{}
	}
	return b[0].Joined
}

// TestBudgetIsShared: two operators draw from one budget; what one holds the other cannot have, and what one releases it can.
func TestBudgetIsShared(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	p := w.publication("census")
	p.Operators = append(p.Operators, w.trainer.Address()) // a second operator
	d, err := w.curator.Publish(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	first := Reservation{Job: hash("a"), Dataset: d.ID, Blocks: []uint32{0, 1}, Loss: flat(4_000)}
	second := Reservation{Job: hash("b"), Dataset: d.ID, Blocks: []uint32{1}, Loss: flat(4_000)}
	if _, err := w.provider.Reserve(ctx, first); err != nil {
		t.Fatal(err)
	}
	if _, err := w.trainer.Reserve(ctx, second); !errors.Is(err, ErrOverBudget) {
		t.Fatalf("second operator reserves what is held: %v", err)
	}
	if _, err := w.trainer.Reserve(ctx, first); !errors.Is(err, ErrAlreadyClaimed) {
		t.Errorf("second operator reserves for the first one's job: %v", err)
	}
	if _, err := w.trainer.Commit(ctx, first.Job, Lanes{}); !errors.Is(err, ErrNotReserved) {
		t.Errorf("second operator commits the first one's job: %v", err)
	}
	if _, err := w.provider.Commit(ctx, first.Job, flat(4_001)); !errors.Is(err, ErrExceeds) {
		t.Errorf("more than reserved: %v", err)
	}
	if _, err := w.provider.Commit(ctx, first.Job, flat(100)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.trainer.Reserve(ctx, second); err != nil {
		t.Errorf("after the release: %v", err)
	}
	reserved, committed, err := w.trainer.Spending(ctx, d.ID)
	if err != nil || len(reserved) != 2 || len(committed) != 1 || committed[0].Loss != flat(100) {
		t.Errorf("spending: %+v, %+v (%v)", reserved, committed, err)
	}
}

// TestRestart: a chain that was closed holds what it held.
func TestRestart(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	tree := w.shares(t, 0, 4)
	w.join(t, d, 0, tree)
	o := w.order(t, d, "job")
	ev, err := w.provider.Reserve(ctx, Reservation{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: flat(10)})
	if err != nil {
		t.Fatal(err)
	}
	d, err = w.curator.Dataset(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.chain.Close(); err != nil {
		t.Fatal(err)
	}
	w.open(t)
	now, err := w.curator.Dataset(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, now, sameAmounts); diff != "" {
		t.Errorf("dataset after the restart (-before +after):\n%s", diff)
	}
	again, err := w.provider.Reserve(ctx, Reservation{Job: o.Job, Dataset: d.ID, Blocks: []uint32{0}, Loss: flat(10)})
	if err != nil || again != ev {
		t.Errorf("reservation after the restart: %+v (%v), want %+v", again, err, ev)
	}
	if _, err := w.provider.Commit(ctx, o.Job, flat(5)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.provider.Settle(ctx, o.Job, hash("r"), datatoken.Voucher{}, datatoken.Amount{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.curator.Conservation(ctx, d.ID, []*Shares{tree}); err != nil {
		t.Error(err)
	}
}
