package c2d

import (
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Stage is how far a job's life has come. It only moves forward.
type Stage string

const (
	Submitted Stage = "Submitted" // paid for and accepted; nothing reserved, nothing read
	Admitted  Stage = "Admitted"  // the plan's whole loss is reserved on the ledger
	Running   Stage = "Running"   // the run was started; rounds are charged as they start
	Judged    Stage = "Judged"    // the airlock passed what the run declared
	Charged   Stage = "Charged"   // what ran is committed, the rest released
	Released  Stage = "Released"  // outputs are sealed to the trainer, the receipt is signed
	Settled   Stage = "Settled"   // contributors were paid, or the trainer was refunded: the end
	Refused   Stage = "Refused"   // nothing was reserved; to be refunded
	Failed    Stage = "Failed"    // something was reserved; to be charged for what ran, then refunded
)

// Step is one thing Advance can do.
type Step string

const (
	StepReserve Step = "Reserve"
	StepStart   Step = "Start"
	StepWatch   Step = "Watch"
	StepDraw    Step = "Draw"
	StepJudge   Step = "Judge"
	StepCommit  Step = "Commit"
	StepRelease Step = "Release"
	StepPay     Step = "Pay"
	StepRefund  Step = "Refund"
)

// Mark records one step: the intent is durable before the act, the outcome after it. A mark without outcome means the act may
// have happened; it is repeated, which is safe because every act is idempotent by job.
type Mark struct {
	Step     Step                `json:"step"`
	Intent   time.Time           `json:"intent"`
	Outcome  time.Time           `json:"outcome,omitzero"`
	Evidence *datatoken.Evidence `json:"evidence,omitempty"`
}

// Drawing is what a provider was paid for machine time while its job ran.
type Drawing struct {
	Cumulative datatoken.Amount   `json:"cumulative"` // from the job's beginning, as the trainer vouched
	At         time.Time          `json:"at"`         // of the last try, whatever came of it
	Evidence   datatoken.Evidence `json:"evidence,omitzero"`
}

// Delivery is an output on its way to the trainer: sealed, stored, addressed.
type Delivery struct {
	Name   string           `json:"name"`
	Digest datatoken.Hash   `json:"digest"` // SHA-256 of the plain output
	Size   int64            `json:"size"`   // of the plain output
	Sealed storage.Ref      `json:"sealed"`
	Key    storage.Envelope `json:"key"`
}

// Job is one run of one algorithm over one dataset version, paid for by one order. Its ID is the order's.
type Job struct {
	ID        datatoken.Hash    `json:"id"`
	Revision  uint64            `json:"revision"`
	Spec      Spec              `json:"spec"`
	Order     datatoken.Order   `json:"order"`
	Members   int               `json:"members"` // contributors in the dataset version
	Blocks    []uint32          `json:"blocks"`
	Place     Place             `json:"place"`
	Loss      privacy.Loss      `json:"loss"`    // of the whole plan: what is reserved
	Epsilon   privacy.Micros    `json:"epsilon"` // of the whole plan alone, at the dataset's δ: as it was quoted
	Spent     privacy.Loss      `json:"spent"`
	Stage     Stage             `json:"stage"`
	Marks     []Mark            `json:"marks"`
	Started   int               `json:"started"`          // steps of the plan charged
	Rounds    []datatoken.Hash  `json:"rounds,omitempty"` // digests of what the rounds of a finished run gave
	Fault     *Refusal          `json:"fault,omitempty"`
	Delivered []Delivery        `json:"delivered,omitempty"`
	Receipt   *SignedReceipt    `json:"receipt,omitempty"`
	Voucher   datatoken.Voucher `json:"voucher,omitzero"` // the trainer's last
	Drawn     *Drawing          `json:"drawn,omitempty"`
	Created   time.Time         `json:"created"`
	Updated   time.Time         `json:"updated"`
}

// Done reports whether nothing is left to do for the job.
func (j Job) Done() bool { return j.Stage == Settled }

// drawable reports whether the trainer has vouched for more machine time than the provider was paid for, and it is time to ask for it: a transaction costs
// the provider something, too. A plain order has paid already.
func (j Job) drawable(now time.Time, every time.Duration) bool {
	if every <= 0 || j.mark(StepStart) == nil || j.Voucher.Signature == "" || !j.Order.Plain.IsZero() {
		return false
	}
	d := j.drawing()
	return j.Voucher.Cumulative.Cmp(d.Cumulative) > 0 && !now.Before(d.At.Add(every))
}

// drawing is what was drawn of a job that has started: nothing, at its start, before the first time.
func (j Job) drawing() Drawing {
	if j.Drawn != nil {
		return *j.Drawn
	}
	return Drawing{At: j.mark(StepStart).Outcome}
}

// mark returns the job's mark for a step, or nil.
func (j *Job) mark(s Step) *Mark {
	for i := range j.Marks {
		if j.Marks[i].Step == s {
			return &j.Marks[i]
		}
	}
	return nil
}
