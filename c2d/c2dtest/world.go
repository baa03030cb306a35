// Package c2dtest is a world for tests of jobs: an in-memory implementation of each need of c2d with durable and volatile state kept
// apart, a fuse that cuts the power at any write, and the suites that the real implementations pass as well.
//
// It promises nothing to production code, which must not import it.
package c2dtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Cut is what a blown Fuse panics with.
type Cut struct{ At int }

// Fuse counts durable writes and cuts the power at one of them. The zero Fuse never blows.
type Fuse struct {
	At    int    // blow at this tick; 0 is never
	Look  func() // called at every tick, to look at the world between two writes
	ticks int
}

// Tick is called before and after every durable write.
func (f *Fuse) Tick() {
	f.ticks++
	if f.Look != nil {
		f.Look()
	}
	if f.At != 0 && f.ticks == f.At {
		panic(Cut{f.At})
	}
}

// Ticks is how many have passed.
func (f *Fuse) Ticks() int { return f.ticks }

// Vault holds objects in memory.
type Vault struct {
	mu      sync.Mutex
	objects map[storage.Ref][]byte
}

type object struct{ *bytes.Reader }

func (object) Close() error { return nil }

// All returns every object.
func (v *Vault) All() [][]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out [][]byte
	for _, b := range v.objects {
		out = append(out, b)
	}
	return out
}

func (v *Vault) Put(_ context.Context, r io.Reader) (storage.Ref, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return storage.Ref{}, err
	}
	ref, err := storage.RefOf(bytes.NewReader(b))
	if err != nil {
		return storage.Ref{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.objects == nil {
		v.objects = map[storage.Ref][]byte{}
	}
	v.objects[ref] = b
	return ref, nil
}

func (v *Vault) Open(_ context.Context, ref storage.Ref) (storage.Object, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	b, ok := v.objects[ref]
	if !ok {
		return nil, storage.ErrNotFound
	}
	return object{bytes.NewReader(b)}, nil
}

// Journal keeps jobs in memory, as a disk would: what Save returned nil for survives.
type Journal struct {
	Fuse *Fuse
	mu   sync.Mutex
	jobs map[datatoken.Hash]c2d.Job
}

func (l *Journal) Load(_ context.Context, id datatoken.Hash) (c2d.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	j, ok := l.jobs[id]
	if !ok {
		return c2d.Job{}, c2d.ErrNoJob
	}
	return clone(j), nil
}

func (l *Journal) Save(_ context.Context, j c2d.Job) (c2d.Job, error) {
	l.Fuse.Tick()
	l.mu.Lock()
	old := l.jobs[j.ID]
	if old.Revision != j.Revision {
		l.mu.Unlock()
		return c2d.Job{}, c2d.ErrStale
	}
	if l.jobs == nil {
		l.jobs = map[datatoken.Hash]c2d.Job{}
	}
	j.Revision++
	l.jobs[j.ID] = clone(j)
	l.mu.Unlock()
	l.Fuse.Tick()
	return j, nil
}

func (l *Journal) List(context.Context) ([]c2d.Job, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]c2d.Job, 0, len(l.jobs))
	for _, j := range l.jobs {
		out = append(out, clone(j))
	}
	slices.SortFunc(out, func(a, b c2d.Job) int {
		return cmp.Or(a.Created.Compare(b.Created), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out, nil
}

func clone(j c2d.Job) c2d.Job {
	j.Marks = slices.Clone(j.Marks)
	j.Delivered = slices.Clone(j.Delivered)
	j.Blocks = slices.Clone(j.Blocks)
	return j
}

// Catalogue keeps datasets in memory.
type Catalogue struct {
	mu sync.Mutex
	ds map[datatoken.Address]c2d.Dataset
}

func (c *Catalogue) Get(_ context.Context, id datatoken.Address) (c2d.Dataset, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.ds[id]
	if !ok {
		return c2d.Dataset{}, c2d.ErrNoDataset
	}
	return d, nil
}

func (c *Catalogue) Put(_ context.Context, d c2d.Dataset) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ds == nil {
		c.ds = map[datatoken.Address]c2d.Dataset{}
	}
	c.ds[d.ID] = d
	return nil
}

func (c *Catalogue) List(context.Context) ([]c2d.Dataset, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.SortedFunc(maps.Values(c.ds), func(a, b c2d.Dataset) int { return cmp.Compare(a.ID.String(), b.ID.String()) }), nil
}

type blockKey struct {
	dataset datatoken.Address
	block   uint32
}

// Ledger is the PrivacyLedger contract in memory: a privacy.Book behind the interface.
type Ledger struct {
	Fuse     *Fuse
	Refuse   *c2d.Refusal // refuse every new claim
	mu       sync.Mutex
	book     *privacy.Book[blockKey]
	evidence map[string]datatoken.Evidence
}

// Open gives a block its caps.
func (l *Ledger) Open(dataset datatoken.Address, block uint32, caps [privacy.NumOrders]uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.book == nil {
		l.book, l.evidence = privacy.NewBook[blockKey](), map[string]datatoken.Evidence{}
	}
	return l.book.SetCaps(blockKey{dataset, block}, caps)
}

func (l *Ledger) Budgets(_ context.Context, dataset datatoken.Address, blocks []uint32) ([]privacy.Budget, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []privacy.Budget
	for _, b := range blocks {
		s, err := l.book.Budget(blockKey{dataset, b})
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Operates is true of everybody, or of nobody while Refuse is set.
func (l *Ledger) Operates(context.Context, datatoken.Address) (bool, error) {
	return l.Refuse == nil, nil
}

func (l *Ledger) Reserve(_ context.Context, c c2d.Claim) (datatoken.Evidence, error) {
	return l.effect("reserve", c.Job, func() error {
		if _, err := l.book.Claim(c.Job); err != nil && l.Refuse != nil {
			return l.Refuse
		}
		var blocks []blockKey
		for _, b := range c.Blocks {
			blocks = append(blocks, blockKey{c.Dataset, b})
		}
		err := l.book.Reserve(c.Job, blocks, c.Loss)
		if errors.Is(err, privacy.ErrOverBudget) {
			return c2d.ErrOverBudget
		}
		return err
	})
}

func (l *Ledger) Commit(_ context.Context, job datatoken.Hash, spent privacy.Loss) (datatoken.Evidence, error) {
	return l.effect("commit", job, func() error { return l.book.Commit(job, spent) })
}

// effect is one transaction: its evidence is that of the first time.
func (l *Ledger) effect(kind string, job datatoken.Hash, do func() error) (datatoken.Evidence, error) {
	l.Fuse.Tick()
	l.mu.Lock()
	err := do()
	key := kind + job.String()
	if _, seen := l.evidence[key]; err == nil && !seen {
		l.evidence[key] = datatoken.Evidence{Tx: sha256.Sum256([]byte(key)), Block: uint64(len(l.evidence) + 1)}
	}
	ev := l.evidence[key]
	l.mu.Unlock()
	l.Fuse.Tick()
	return ev, err
}

// Claim returns what a job has reserved and what of it is committed.
func (l *Ledger) Claim(job datatoken.Hash) (reserved, spent privacy.Loss, committed, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, err := l.book.Claim(job)
	return c.Reserved, c.Spent, c.Committed, err == nil
}

// Exchange is orders and money in memory.
type Exchange struct {
	Fuse   *Fuse
	Closed bool // refuse every algorithm
	// Revoked has no voucher hold when it is drawn on, though it did when it was given.
	Revoked bool
	mu      sync.Mutex
	orders  map[datatoken.Hash]*datatoken.Order
	ends    map[datatoken.Hash]datatoken.Evidence
	// Vouchers are what jobs were paid with.
	Vouchers map[datatoken.Hash]datatoken.Voucher
	drawn    map[datatoken.Hash]datatoken.Amount
	draws    map[datatoken.Hash]datatoken.Evidence
	Income   map[datatoken.Address]datatoken.Amount // what contributors of a dataset, providers and trainers received
}

// Buy opens an order.
func (x *Exchange) Buy(o datatoken.Order) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.orders == nil {
		x.orders, x.ends = map[datatoken.Hash]*datatoken.Order{}, map[datatoken.Hash]datatoken.Evidence{}
		x.Income, x.drawn, x.draws = map[datatoken.Address]datatoken.Amount{}, map[datatoken.Hash]datatoken.Amount{}, map[datatoken.Hash]datatoken.Evidence{}
	}
	o.State = datatoken.OrderOpen
	if o.Tx.IsZero() {
		o.Tx = sha256.Sum256(o.Job[:])
	}
	x.orders[o.Job] = &o
}

func (x *Exchange) Order(_ context.Context, ref datatoken.Hash) (datatoken.Order, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for job, o := range x.orders {
		if job == ref || o.Tx == ref {
			return *o, nil
		}
	}
	return datatoken.Order{}, c2d.ErrNoOrder
}

func (x *Exchange) Admits(context.Context, datatoken.Address, datatoken.Hash) (bool, error) {
	return !x.Closed, nil
}

// Signer signs without a key.
type Signer struct{}

func (Signer) SignQuote(_ context.Context, spec datatoken.Hash, until time.Time) (string, error) {
	return fmt.Sprint("quoted ", spec, until.Unix()), nil
}

func (Signer) SignFee(_ context.Context, spec datatoken.Hash, amount datatoken.Amount, until time.Time) (string, error) {
	return fmt.Sprint("quoted ", spec, amount, until.Unix()), nil
}

func (Signer) SignReceipt(_ context.Context, digest datatoken.Hash) (string, error) {
	return "signed " + digest.String(), nil
}

// Vouch is the word of an order's trainer for so much machine time, as Exchange takes it.
func Vouch(o datatoken.Order, amount datatoken.Amount) datatoken.Voucher {
	return datatoken.Voucher{Cumulative: amount, Signature: fmt.Sprintf("%s vouched by %s", amount, o.Trainer)}
}

// Vouched believes every voucher that says its order's trainer and its amount.
func (x *Exchange) Vouched(_ context.Context, o datatoken.Order, v datatoken.Voucher) error {
	if v != Vouch(o, v.Cumulative) {
		return c2d.Refuse(c2d.BadRequest, "sign it as the trainer", "the voucher is not the trainer's")
	}
	return nil
}

func (x *Exchange) Draw(ctx context.Context, o datatoken.Order, v datatoken.Voucher) (datatoken.Evidence, error) {
	x.Fuse.Tick()
	defer x.Fuse.Tick()
	if err := x.Vouched(ctx, o, v); err != nil || x.Revoked {
		return datatoken.Evidence{}, cmp.Or(err, error(c2d.Refuse(c2d.BadRequest, "sign another", "the voucher does not hold any more")))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	p, ok := x.orders[o.Job]
	if !ok {
		return datatoken.Evidence{}, c2d.ErrNoOrder
	}
	if p.State != datatoken.OrderOpen {
		return datatoken.Evidence{}, c2d.ErrOrderClosed
	}
	if v.Cumulative.Cmp(p.Compute) > 0 {
		return datatoken.Evidence{}, c2d.Refuse(c2d.BadRequest, "sign one for at most the order's allowance", "the voucher is for more than is held")
	}
	if due, err := v.Cumulative.Sub(x.drawn[o.Job]); err == nil && !due.IsZero() {
		x.drawn[o.Job], x.Income[p.Provider] = v.Cumulative, x.Income[p.Provider].Add(due)
		x.draws[o.Job] = datatoken.Evidence{Tx: sha256.Sum256(fmt.Appendf(nil, "draw %s %s", o.Job, v.Cumulative)), Block: uint64(len(x.ends) + 1)}
	}
	return x.draws[o.Job], nil
}

// Drawn returns what the provider was paid for a job's machine time while it ran.
func (x *Exchange) Drawn(job datatoken.Hash) datatoken.Amount {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.drawn[job]
}

func (x *Exchange) Pay(_ context.Context, o datatoken.Order, _ datatoken.Hash, v datatoken.Voucher) (datatoken.Evidence, error) {
	x.mu.Lock()
	if x.Vouchers == nil {
		x.Vouchers = map[datatoken.Hash]datatoken.Voucher{}
	}
	x.Vouchers[o.Job] = v
	x.mu.Unlock()
	return x.close(o.Job, datatoken.OrderPaid)
}

func (x *Exchange) Refund(_ context.Context, o datatoken.Order, _ datatoken.Hash) (datatoken.Evidence, error) {
	return x.close(o.Job, datatoken.OrderRefunded)
}

func (x *Exchange) close(job datatoken.Hash, to datatoken.OrderState) (datatoken.Evidence, error) {
	x.Fuse.Tick()
	defer x.Fuse.Tick()
	x.mu.Lock()
	defer x.mu.Unlock()
	o, ok := x.orders[job]
	if !ok {
		return datatoken.Evidence{}, c2d.ErrNoOrder
	}
	if o.State == to {
		return x.ends[job], nil
	}
	if o.State != datatoken.OrderOpen {
		return datatoken.Evidence{}, c2d.ErrOrderClosed
	}
	o.State = to
	rest, err := o.Compute.Sub(x.drawn[job])
	if err != nil {
		return datatoken.Evidence{}, err
	}
	if to == datatoken.OrderPaid {
		x.Income[o.Dataset] = x.Income[o.Dataset].Add(o.Price)
		x.Income[o.Provider] = x.Income[o.Provider].Add(rest)
	} else {
		x.Income[o.Trainer] = x.Income[o.Trainer].Add(o.Price).Add(rest)
	}
	x.ends[job] = datatoken.Evidence{Tx: sha256.Sum256(fmt.Appendf(nil, "%s %s", to, job)), Block: uint64(len(x.ends) + 1)}
	return x.ends[job], nil
}

// Clock is a clock that only moves when told.
type Clock struct{ T time.Time }

// Now returns the clock's time.
func (c *Clock) Now() time.Time { return c.T }
