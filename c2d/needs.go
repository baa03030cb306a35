package c2d

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Errors the needs below return. Anything else they return is taken as "unknown, may be tried again".
var (
	ErrNoJob     = errors.New("no such job")
	ErrNoDataset = errors.New("no such dataset")
	ErrNoOrder   = errors.New("no such order")
	ErrStale     = errors.New("somebody else wrote first")
	// ErrOverBudget is a final no from the ledger: nothing was reserved in any block.
	ErrOverBudget = errors.New("privacy budget exceeded")
	// ErrOrderClosed is a final no from the exchange: the order is already paid or refunded the other way.
	ErrOrderClosed = errors.New("order already closed")
)

// Vault holds bytes by content address. It is satisfied by every storage.Store.
type Vault interface {
	// Put stores what r yields, durably, and returns its address.
	Put(ctx context.Context, r io.Reader) (storage.Ref, error)
	// Open returns the object at ref; every byte read is verified. It returns storage.ErrNotFound when it is not held.
	Open(ctx context.Context, ref storage.Ref) (storage.Object, error)
}

// Exchange is the money side of the chain. All methods are idempotent by job.
type Exchange interface {
	// Order returns the order that pays for a job, read from the chain's own logs, or ErrNoOrder. It is asked for by job, or by the transaction that
	// made it.
	Order(ctx context.Context, ref datatoken.Hash) (datatoken.Order, error)
	// Admits reports whether a dataset lets the algorithm with this digest run.
	Admits(ctx context.Context, dataset datatoken.Address, algorithm datatoken.Hash) (bool, error)
	// Pay ends an open order of a finished job, naming the receipt: the price goes to the contributors, and all of the compute allowance is the
	// provider's due, which the voucher, if it has a signature, shows to be the trainer's word as far as it goes. It returns ErrOrderClosed if the
	// order was refunded.
	Pay(ctx context.Context, o datatoken.Order, receipt datatoken.Hash, v datatoken.Voucher) (datatoken.Evidence, error)
	// Refund returns everything an open order holds to the trainer; or returns ErrOrderClosed if it was paid.
	Refund(ctx context.Context, o datatoken.Order, receipt datatoken.Hash) (datatoken.Evidence, error)
}

// Vouchers are the trainer's word for machine time, and money while a job still runs. Idempotent by job.
type Vouchers interface {
	// Vouched returns nil if a voucher is the word of an order's trainer; otherwise a Refusal.
	Vouched(ctx context.Context, o datatoken.Order, v datatoken.Voucher) error
	// Draw pays the provider, of what an open order holds, what a voucher says less what it was paid before; where that is nothing, it changes nothing and
	// returns the evidence of the last time. It returns a Refusal for a voucher that does not hold, and ErrOrderClosed once the order is.
	Draw(ctx context.Context, o datatoken.Order, v datatoken.Voucher) (datatoken.Evidence, error)
}

// Signer is the provider's key.
type Signer interface {
	// SignQuote signs that the provider runs the job with this spec for the price quoted, if it is ordered by then; the order
	// carries the signature. It is 0x and 130 hexadecimal digits.
	SignQuote(ctx context.Context, spec datatoken.Hash, until time.Time) (string, error)
	// SignFee signs the same for an order made the plain Ocean way, which pays that much for machine time, in the payment currency, with the order.
	SignFee(ctx context.Context, spec datatoken.Hash, amount datatoken.Amount, until time.Time) (string, error)
	// SignReceipt signs a receipt's digest, in the same form.
	SignReceipt(ctx context.Context, digest datatoken.Hash) (string, error)
}

// Claim asks a ledger to set loss aside for a job, in every block or in none.
type Claim struct {
	Job     datatoken.Hash    `json:"job"`
	Dataset datatoken.Address `json:"dataset"`
	Blocks  []uint32          `json:"blocks"`
	Loss    privacy.Loss      `json:"loss"`
}

// Ledger keeps privacy budgets. It is the only authority on them, and is shared by every provider of a dataset. All methods are
// idempotent by job: repeating one returns what it returned, and changes nothing.
type Ledger interface {
	// Budgets returns the filters of blocks of a dataset, in the order asked.
	Budgets(ctx context.Context, dataset datatoken.Address, blocks []uint32) ([]privacy.Budget, error)
	// Operates reports whether the dataset lets this provider reserve.
	Operates(ctx context.Context, dataset datatoken.Address) (bool, error)
	// Reserve sets the claim's loss aside in all its blocks atomically, or returns ErrOverBudget or a Refusal having changed nothing.
	Reserve(ctx context.Context, c Claim) (datatoken.Evidence, error)
	// Commit turns spent, which must be at most what was reserved, into irrevocable loss and releases the rest.
	Commit(ctx context.Context, job datatoken.Hash, spent privacy.Loss) (datatoken.Evidence, error)
}

// Shard is one contributor's ciphertext and the wrapped key to it, as a runner needs them.
type Shard struct {
	Contribution
	Dataset datatoken.Address `json:"dataset"`
}

// Run is everything a body needs to execute one job. It holds no key and no data.
type Run struct {
	Job      datatoken.Hash `json:"job"`
	Spec     Spec           `json:"spec"`
	Place    Place          `json:"place"`
	Manifest Manifest       `json:"manifest"`
	Shards   []Shard        `json:"shards"`
}

// Place is where a job runs. It is public, and fixed when the job is accepted: price and public length follow from it.
type Place struct {
	Environment string `json:"environment,omitempty"` // its name; empty on one machine
	Tier        string `json:"tier"`                  // assurance, as printed on receipts
	Lanes       int    `json:"lanes"`                 // cells side by side
	Price       Price  `json:"price"`
}

// Price is what machine time costs, in the payment currency's smallest units: a fixed part, and a part per started minute of a job's public
// length.
type Price struct {
	Base      datatoken.Amount `json:"base"`
	PerMinute datatoken.Amount `json:"perMinute"`
}

// For is the price of a job of a public length.
func (p Price) For(length time.Duration) datatoken.Amount {
	return p.Base.Add(p.PerMinute.Times(uint64((length + time.Minute - 1) / time.Minute)))
}

// RunState is where a run is.
type RunState string

const (
	RunUnknown RunState = "Unknown" // never started here, or lost in a crash: starting it (again) is safe
	RunActive  RunState = "Active"
	RunDone    RunState = "Done"   // every step ran; outputs can be collected
	RunBroken  RunState = "Broken" // it will not finish; Fault says why
)

// Progress is what a runner says of a run. Started counts the steps of the plan whose shards may have been read: it is durable
// before the first byte is, never goes down, and is what the job is charged for.
type Progress struct {
	State   RunState `json:"state"`
	Started int      `json:"started"`
	Done    int      `json:"done"`
	Steps   int      `json:"steps"`
	// Rounds are digests of what the finished rounds gave, in order. What they are of is private already, and they never change.
	Rounds []datatoken.Hash `json:"rounds,omitempty"`
	Fault  *Refusal         `json:"fault,omitempty"`
}

// Runner gives a job's run a body: processes on one machine, or pods in a cluster. Idempotent by job.
type Runner interface {
	// Place says where a job of this spec would run, or refuses what this body could never run, whatever it waited for. It reserves nothing.
	Place(ctx context.Context, s Spec) (Place, error)
	// Start begins a run, or resumes it where its durable rounds end. It returns once the run is under way; starting a run that
	// is active or over succeeds and changes nothing.
	Start(ctx context.Context, r Run) error
	// Observe reports where the run is. It changes nothing.
	Observe(ctx context.Context, job datatoken.Hash) (Progress, error)
	// Collect returns the outputs of a run that is Done: the same bytes every time.
	Collect(ctx context.Context, job datatoken.Hash) ([]Output, error)
	// Stop ends a run and frees what it holds, keeping its durable rounds. Stopping a run that is over succeeds.
	Stop(ctx context.Context, job datatoken.Hash) error
}

// Journal keeps jobs, durably.
type Journal interface {
	// Load returns a job, or ErrNoJob.
	Load(ctx context.Context, id datatoken.Hash) (Job, error)
	// Save writes a job whose Revision is the one last read (0 for a new one), and returns it with its new revision; or returns
	// ErrStale. When Save returns nil the job survives a crash.
	Save(ctx context.Context, j Job) (Job, error)
	// List returns all jobs, oldest first.
	List(ctx context.Context) ([]Job, error)
}

// Catalogue keeps what is known of datasets. It is a projection: losing it loses nothing.
type Catalogue interface {
	// Get returns a dataset, or ErrNoDataset.
	Get(ctx context.Context, id datatoken.Address) (Dataset, error)
	// Put writes a dataset.
	Put(ctx context.Context, d Dataset) error
	// List returns all datasets, by ID.
	List(ctx context.Context) ([]Dataset, error)
}
