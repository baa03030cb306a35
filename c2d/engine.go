package c2d

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Config is what an Engine is made of. Every field is required but the last two.
type Config struct {
	Vault     Vault
	Exchange  Exchange
	Vouchers  Vouchers
	Signer    Signer
	Ledger    Ledger
	Runner    Runner
	Journal   Journal
	Catalogue Catalogue
	// Judge is the airlock: it passes outputs that match their declaration, or returns a Refusal.
	Judge func([]Declared, []Output) error
	// Now and Rand are the clock and the source of keys.
	Now  func() time.Time
	Rand io.Reader
	// Provider is the account orders must name and receipts are signed by.
	Provider datatoken.Address
	// Margin is how long before an order's deadline a job that has not started is given up.
	Margin time.Duration
	// DrawEvery is how often the provider is paid for machine time while a job runs, where the trainer vouched for some; 0 is when the job ends.
	DrawEvery time.Duration
}

// Check refuses a Config that lacks a part.
func (c Config) Check() error {
	switch {
	case c.Vault == nil, c.Exchange == nil, c.Vouchers == nil, c.Signer == nil, c.Ledger == nil, c.Runner == nil, c.Journal == nil, c.Catalogue == nil:
		return errors.New("engine: a need is missing")
	case c.Judge == nil, c.Now == nil, c.Rand == nil:
		return errors.New("engine: airlock, clock or randomness is missing")
	case c.Provider.IsZero():
		return errors.New("engine: provider is missing")
	case c.Margin < 0, c.DrawEvery < 0:
		return errors.New("engine: a time is negative")
	}
	return nil
}

// Engine holds the life of jobs. It keeps no state of its own: any number of engines may share the ledger and the exchange, and one may
// take over another's journal after a crash. Advance must not run twice at once for one job; the journal refuses the later of two.
type Engine struct{ c Config }

// New makes an Engine.
func New(c Config) (*Engine, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return &Engine{c}, nil
}

// Quote is what a job would cost, before anything is paid or read.
type Quote struct {
	Spec     datatoken.Hash    `json:"spec"`
	Dataset  datatoken.Address `json:"dataset"`
	Token    datatoken.Token   `json:"token"`
	Price    datatoken.Amount  `json:"price"`   // of the datatoken: goes to the contributors
	Compute  datatoken.Amount  `json:"compute"` // allowance for machine time: goes to the provider
	Provider datatoken.Address `json:"provider"`
	Members  int               `json:"members"`
	Loss     privacy.Loss      `json:"loss"`
	Epsilon  privacy.Micros    `json:"epsilon"` // of this job alone, per privacy unit, at Delta
	Delta    privacy.Delta     `json:"delta"`
	Unit     string            `json:"unit"`
	JobsLeft int               `json:"jobsLeft"` // of this kind, after this one
	Seconds  int64             `json:"seconds"`  // public length of the rounds
	Tier     string            `json:"tier"`
	Expires  time.Time         `json:"expires"` // order before
	// Signature is the provider's over Spec and Expires; the order carries it.
	Signature string `json:"signature"`
	// Fee is the provider's signature over the same with Compute as provider fee, for an order made the plain Ocean way: in the payment currency, with the
	// spec's digest as its data.
	Fee string `json:"fee"`
}

const quoteLife = 15 * time.Minute

// Quote prices a spec and says what it would leave of the budget. It refuses a spec that would not run now: with BadRequest,
// AlgorithmNotAllowed, NotAuthorized or BudgetExceeded.
func (e *Engine) Quote(ctx context.Context, s Spec) (Quote, error) {
	d, err := e.dataset(ctx, s)
	if err != nil {
		return Quote{}, err
	}
	if err := e.current(ctx, d); err != nil {
		return Quote{}, err
	}
	if err := e.admit(ctx, s, d); err != nil {
		return Quote{}, err
	}
	if ok, err := e.c.Ledger.Operates(ctx, d.ID); err != nil {
		return Quote{}, fmt.Errorf("read operators of dataset: %w", err)
	} else if !ok {
		return Quote{}, NotAdmitted()
	}
	place, err := e.c.Runner.Place(ctx, s)
	if err != nil {
		return Quote{}, fmt.Errorf("find a place: %w", err)
	}
	loss, err := s.Plan().Loss()
	if err != nil {
		return Quote{}, fmt.Errorf("account for plan: %w", err)
	}
	eps, finite := s.Plan().Epsilon(d.Manifest.Delta)
	budgets, err := e.c.Ledger.Budgets(ctx, d.ID, d.Blocks())
	if err != nil {
		return Quote{}, fmt.Errorf("read budget: %w", err)
	}
	left := -1
	for _, b := range budgets {
		if n := b.JobsLeft(loss); left < 0 || n < left {
			left = n
		}
	}
	if left < 1 || !finite {
		return Quote{}, overBudget()
	}
	token, _ := d.Token(s.Mode)
	length, expires := s.Length(d.Members(), place.Lanes), e.c.Now().Add(quoteLife).UTC().Truncate(time.Second)
	sig, err := e.c.Signer.SignQuote(ctx, s.Digest(), expires)
	if err != nil {
		return Quote{}, fmt.Errorf("sign quote: %w", err)
	}
	compute := place.Price.For(length)
	fee, err := e.c.Signer.SignFee(ctx, s.Digest(), compute, expires)
	if err != nil {
		return Quote{}, fmt.Errorf("sign fee: %w", err)
	}
	return Quote{
		Spec: s.Digest(), Dataset: d.ID, Token: token, Price: token.Price, Compute: compute,
		Provider: e.c.Provider, Members: d.Members(), Loss: loss, Epsilon: eps, Delta: d.Manifest.Delta, Unit: d.Manifest.Unit,
		JobsLeft: left - 1, Seconds: int64(length / time.Second), Tier: place.Tier, Expires: expires, Signature: sig, Fee: fee,
	}, nil
}

// submitted returns the job that was submitted for an order, or ErrNoJob.
func (e *Engine) submitted(ctx context.Context, s Spec, job datatoken.Hash) (Job, error) {
	old, err := e.c.Journal.Load(ctx, job)
	if errors.Is(err, ErrNoJob) {
		return Job{}, err
	}
	if err != nil {
		return Job{}, fmt.Errorf("read journal: %w", err)
	}
	if old.Spec.Digest() != s.Digest() {
		return Job{}, Refuse(Conflict, "an order starts at most one job; buy another", "order %s already started another job", job)
	}
	return old, nil
}

// Vouch takes the trainer's voucher for a job's machine time. One for less than the last changes nothing.
func (e *Engine) Vouch(ctx context.Context, id datatoken.Hash, v datatoken.Voucher) (Job, error) {
	for tried := uint64(0); ; {
		j, err := e.Job(ctx, id)
		if err != nil {
			return Job{}, err
		}
		if j.Revision == tried { // the journal does not know yet what it is behind
			return Job{}, Refuse(Unavailable, "give the voucher again", "the job is being changed by somebody else")
		}
		tried = j.Revision
		if j.Voucher.Signature != "" && v.Cumulative.Cmp(j.Voucher.Cumulative) <= 0 || j.Done() {
			return j, nil
		}
		if v.Cumulative.Cmp(j.Order.Compute) > 0 {
			return Job{}, Refuse(BadRequest, "sign one for at most the order's allowance", "the voucher is for %s, the order allows %s for machine time", v.Cumulative, j.Order.Compute)
		}
		if err := e.c.Vouchers.Vouched(ctx, j.Order, v); err != nil {
			return Job{}, err
		}
		j.Voucher = v
		if j, err = e.save(ctx, Job{}, j); !errors.Is(err, ErrStale) { // the job has gone on meanwhile
			return j, err
		}
	}
}

// dataset returns the dataset at the version the spec names, with the spec checked against it.
func (e *Engine) dataset(ctx context.Context, s Spec) (Dataset, error) {
	d, err := e.c.Catalogue.Get(ctx, s.Dataset)
	if errors.Is(err, ErrNoDataset) {
		return Dataset{}, Refuse(NotFound, "stint datasets lists what this node knows", "no dataset %s is known here", s.Dataset)
	}
	if err != nil {
		return Dataset{}, fmt.Errorf("read dataset: %w", err)
	}
	if err := s.Check(d); err != nil {
		return Dataset{}, err
	}
	d, _ = d.At(s.Version) // Check has seen that it exists
	return d, nil
}

// current refuses a version of a dataset of which somebody has left since.
func (e *Engine) current(ctx context.Context, at Dataset) error {
	d, err := e.c.Catalogue.Get(ctx, at.ID)
	if err != nil {
		return fmt.Errorf("read dataset: %w", err)
	}
	if d.Outdated(at) {
		return Refuse(BadRequest, "ask for a new quote", "a contributor has left the dataset since version %s", at.Version)
	}
	return nil
}

func (e *Engine) admit(ctx context.Context, s Spec, d Dataset) error {
	if s.Isolate == nil {
		return nil // the platform's own statistics need no approval
	}
	ok, err := e.c.Exchange.Admits(ctx, d.ID, s.Isolate.Algorithm())
	if err != nil {
		return fmt.Errorf("read admitted algorithms: %w", err)
	}
	if !ok {
		return Refuse(AlgorithmNotAllowed, fmt.Sprintf("send its digest to the dataset's curator, who can admit it: stint algorithms admit %s %s", d.ID, s.Isolate.Algorithm()),
			"the dataset does not admit program %s", s.Isolate.Algorithm())
	}
	return nil
}

// NotAdmitted refuses what a provider cannot do for a dataset whose curator has not admitted it.
func NotAdmitted() *Refusal {
	return Refuse(NotAuthorized, "ask the dataset's curator to admit the provider", "the dataset does not admit this provider")
}

func overBudget() *Refusal {
	return Refuse(BudgetExceeded, "plan a smaller job (fewer rounds, more noise) or ask the dataset's members for new budget; stint budget shows what is left",
		"the plan does not fit what is left of the dataset's privacy budget; nothing was read and nothing was charged")
}

// Submit accepts the job that an order pays for; ref is the job, or the transaction that ordered it. It is idempotent: submitting the same spec for the
// same order returns the job. A spec that the order names but that cannot run becomes a job that is refunded at once; a spec that the order does not name
// is refused.
func (e *Engine) Submit(ctx context.Context, s Spec, ref datatoken.Hash) (Job, error) {
	old, err := e.submitted(ctx, s, ref)
	if !errors.Is(err, ErrNoJob) {
		return old, err
	}
	order, err := e.c.Exchange.Order(ctx, ref)
	if errors.Is(err, ErrNoOrder) {
		return Job{}, Refuse(OrderInvalid, "buy and order first, then submit", "there is no order %s on the chain", ref)
	}
	if err != nil {
		return Job{}, fmt.Errorf("read order: %w", err)
	}
	job := order.Job
	if job != ref {
		if old, err := e.submitted(ctx, s, job); !errors.Is(err, ErrNoJob) {
			return old, err
		}
	}
	if err := e.checkOrder(order, s); err != nil {
		return Job{}, err
	}
	now := e.c.Now().UTC()
	j := Job{ID: job, Spec: s, Order: order, Stage: Submitted, Created: now, Updated: now}
	if fault := e.prepare(ctx, &j); fault != nil {
		r := AsRefusal(fault)
		if r == nil {
			return Job{}, fault
		}
		j.Fault, j.Stage = r, Refused
	}
	j, err = e.c.Journal.Save(ctx, j)
	if errors.Is(err, ErrStale) { // somebody submitted it at the same moment
		return e.Submit(ctx, s, job)
	}
	if err != nil {
		return Job{}, fmt.Errorf("write journal: %w", err)
	}
	return j, nil
}

// checkOrder refuses an order that is not for this spec and this provider. What it refuses was not paid to us for this, so there is nothing
// for us to refund.
func (e *Engine) checkOrder(o datatoken.Order, s Spec) error {
	switch {
	case o.Provider != e.c.Provider:
		return Refuse(OrderInvalid, "submit it to the provider it names", "order %s names provider %s", o.Job, o.Provider)
	case o.Spec != s.Digest():
		return Refuse(OrderInvalid, "submit the spec that was quoted and ordered", "order %s pays for another job spec", o.Job)
	case o.State != datatoken.OrderOpen:
		return Refuse(OrderInvalid, "buy another", "order %s is already closed", o.Job)
	}
	return nil
}

// prepare fills in what follows from the spec, or returns the Refusal for which the order is to be refunded.
func (e *Engine) prepare(ctx context.Context, j *Job) error {
	d, err := e.dataset(ctx, j.Spec)
	if err != nil {
		return err
	}
	if j.Place, err = e.c.Runner.Place(ctx, j.Spec); err != nil {
		return err
	}
	token, _ := d.Token(j.Spec.Mode)
	o, length := j.Order, j.Spec.Length(d.Members(), j.Place.Lanes)
	if o.Dataset != d.ID || o.Token != token.Address {
		return Refuse(OrderInvalid, "buy the datatoken of the service the job uses", "the order is for another dataset or service")
	}
	if need := j.Place.Price.For(length); o.Compute.Cmp(need) < 0 {
		return Refuse(OrderInvalid, "ask for a new quote", "the order allows %s for machine time, the job needs %s", o.Compute, need)
	}
	if o.Deadline.Before(e.c.Now().Add(e.c.Margin + length)) {
		return Refuse(DeadlinePassed, "order again with a later deadline", "the order's deadline is too near for the job to finish")
	}
	if err := e.current(ctx, d); err != nil {
		return err
	}
	if err := e.admit(ctx, j.Spec, d); err != nil {
		return err
	}
	loss, err := j.Spec.Plan().Loss()
	if err != nil {
		return fmt.Errorf("account for plan: %w", err)
	}
	eps, finite := j.Spec.Plan().Epsilon(d.Manifest.Delta)
	if !finite {
		return overBudget()
	}
	j.Loss, j.Epsilon, j.Members, j.Blocks = loss, eps, d.Members(), d.Blocks()
	return nil
}

// Jobs lists all jobs, oldest first.
func (e *Engine) Jobs(ctx context.Context) ([]Job, error) { return e.c.Journal.List(ctx) }

// Job returns a job, or a NotFound refusal.
func (e *Engine) Job(ctx context.Context, id datatoken.Hash) (Job, error) {
	j, err := e.c.Journal.Load(ctx, id)
	if errors.Is(err, ErrNoJob) {
		return Job{}, Refuse(NotFound, "stint jobs lists the jobs of this node", "no job %s is known here", id)
	}
	return j, err
}

// Progress says how far a job's run is, in rounds; it reveals nothing else.
func (e *Engine) Progress(ctx context.Context, id datatoken.Hash) (Progress, error) {
	return e.c.Runner.Observe(ctx, id)
}

// run collects everything a body needs to execute the job.
func (e *Engine) run(ctx context.Context, j Job) (Run, error) {
	d, err := e.dataset(ctx, j.Spec)
	if err != nil {
		return Run{}, err
	}
	r := Run{Job: j.ID, Spec: j.Spec, Place: j.Place, Manifest: d.Manifest}
	for _, b := range d.Batches {
		list, err := LoadBatch(ctx, e.c.Vault, b)
		if err != nil {
			return Run{}, err
		}
		for _, c := range list {
			if d.Has(b.Index, c.Member) {
				r.Shards = append(r.Shards, Shard{Contribution: c, Dataset: d.ID})
			}
		}
	}
	granted, err := LoadGrants(ctx, e.c.Vault, d)
	if err != nil {
		return Run{}, err
	}
	for i := range r.Shards {
		if k, ok := granted[r.Shards[i].Contribution.Shard]; ok {
			// Before the contributor's: a key to this provider in there may be one that is lost, or wrong.
			r.Shards[i].Keys = append([]storage.Envelope{k}, r.Shards[i].Keys...)
		}
	}
	return r, nil
}

// LoadBatch reads a batch's list of contributions from a vault. Its address, which the chain holds, proves it is the list that joined.
func LoadBatch(ctx context.Context, v Vault, b Batch) ([]Contribution, error) {
	o, err := v.Open(ctx, b.List)
	if err != nil {
		return nil, fmt.Errorf("open list of batch %d: %w", b.Index, err)
	}
	defer o.Close()
	var list []Contribution
	if err := decodeStrict(io.NewSectionReader(o, 0, o.Size()), maxBatch, &list); err != nil {
		return nil, Refuse(DataUnavailable, "tell the curator", "the list of batch %d cannot be read: %v", b.Index, err)
	}
	members := map[datatoken.Address]bool{}
	for _, c := range list {
		members[c.Member] = true
	}
	if len(members) != int(b.Members) {
		return nil, Refuse(DataUnavailable, "tell the curator", "the list of batch %d has %d members, the chain says %d", b.Index, len(members), b.Members)
	}
	return list, nil
}

const maxBatch = 1 << 30

// ReadRun reads the document of a run from a vault: the JSON that a body stored when the run was started. Its address proves that it is that.
func ReadRun(ctx context.Context, v Vault, at storage.Ref) (Run, error) {
	o, err := v.Open(ctx, at)
	if err != nil {
		return Run{}, fmt.Errorf("open the run's document: %w", err)
	}
	defer o.Close()
	var r Run
	if err := decodeStrict(io.NewSectionReader(o, 0, o.Size()), maxBatch, &r); err != nil {
		return Run{}, fmt.Errorf("read the run's document: %w", err)
	}
	return r, nil
}

// EncodeBatch is the JSON form of a batch's list of contributions.
func EncodeBatch(list []Contribution) []byte {
	b, err := json.Marshal(list)
	if err != nil {
		panic("batch: " + err.Error()) // cannot happen: every field marshals
	}
	return b
}

// OutputInfo binds a sealed output to its job and name: it is the associated data of the ciphertext and of the key envelope.
func OutputInfo(job datatoken.Hash, name string) []byte {
	return fmt.Appendf(nil, "stint output v1|%s|%s", job, name)
}

// ShardInfo binds a sealed shard to its dataset and contributor: it is the associated data of the ciphertext and of the key envelopes.
func ShardInfo(dataset, member datatoken.Address) []byte {
	return fmt.Appendf(nil, "stint shard v1|%s|%s", dataset, member)
}

// KeyInfo binds a shard's key, on its way to the conductor of a job in a pod of its own, to both: it is the associated data of that envelope.
func KeyInfo(job datatoken.Hash, shard storage.Ref) []byte {
	return fmt.Appendf(nil, "stint conductor key v1|%s|%s", job, shard.CID)
}

// deliver seals one output to the trainer and stores it.
func (e *Engine) deliver(ctx context.Context, j Job, o Output) (Delivery, error) {
	to, err := storage.ParseRecipient(j.Spec.Recipient)
	if err != nil {
		return Delivery{}, fmt.Errorf("read recipient: %w", err)
	}
	key, err := storage.NewKey(e.c.Rand)
	if err != nil {
		return Delivery{}, fmt.Errorf("make key: %w", err)
	}
	info := OutputInfo(j.ID, o.Name)
	ref, err := storage.PutSealed(ctx, e.c.Vault, bytes.NewReader(o.Bytes), storage.SealConfig{Key: key, AAD: info, Rand: e.c.Rand})
	if err != nil {
		return Delivery{}, fmt.Errorf("store output: %w", err)
	}
	env, err := storage.Wrap(key, to, info)
	if err != nil {
		return Delivery{}, fmt.Errorf("wrap key: %w", err)
	}
	return Delivery{Name: o.Name, Digest: Digest(o.Bytes), Size: int64(len(o.Bytes)), Sealed: ref, Key: env}, nil
}
