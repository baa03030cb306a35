package c2d

import (
	"fmt"
	"slices"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// Claimed is a reservation or a charge as the chain's log states it.
type Claimed struct {
	Evidence datatoken.Evidence `json:"evidence"`
	Dataset  datatoken.Address  `json:"dataset"`
	Operator datatoken.Address  `json:"operator"`
	Blocks   []uint32           `json:"blocks"`
	Loss     privacy.Loss       `json:"loss"`
}

// Closing is the end of an order as the chain's log states it.
type Closing struct {
	Evidence datatoken.Evidence   `json:"evidence"`
	State    datatoken.OrderState `json:"state"`   // Paid or Refunded
	Receipt  datatoken.Hash       `json:"receipt"` // digest the provider named when the money moved
	Refund   datatoken.Amount     `json:"refund"`  // to the trainer
	Royalty  datatoken.Amount     `json:"royalty"` // to the royalty pool, treasury's part included
	Compute  datatoken.Amount     `json:"compute"` // to the provider, by the trainer's vouchers
	Claim    datatoken.Amount     `json:"claim"`   // that and what the provider claims beyond, to which the trainer may object
	Treasury datatoken.Amount     `json:"treasury"`
	Curator  datatoken.Amount     `json:"curator"`
	Pooled   datatoken.Amount     `json:"pooled"` // what the pool says arrived for this job
}

// Proof is what a chain snapshot proves of one job. Nil means that the chain has no such log.
type Proof struct {
	Ordered   *datatoken.Order `json:"ordered"`
	Reserved  *Claimed         `json:"reserved"`
	Committed *Claimed         `json:"committed"`
	Closed    *Closing         `json:"closed"`
}

// Finding is the result of one check: a statement, and whether it is true.
type Finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Says  string `json:"says"` // what was compared, with numbers
}

// Evidence is what a provider hands out about an ended job.
type Evidence struct {
	Spec    Spec          `json:"spec"`
	Receipt SignedReceipt `json:"receipt"`
}

// Verify checks a job's evidence against what the chain proves, and returns every check it made; the evidence holds if all are OK.
// recover returns the account that signed a digest. Outputs, if the caller has them in plain, are compared by name.
func Verify(e Evidence, p Proof, recover func(digest datatoken.Hash, signature string) (datatoken.Address, error), outputs []Output) []Finding {
	var v verifier
	r := e.Receipt.Receipt
	v.check("receipt digest", e.Receipt.Digest == r.Digest(), "the receipt's digest is %s", r.Digest())
	signer, err := recover(r.Digest(), e.Receipt.Signature)
	v.check("receipt signature", err == nil && signer == r.Provider, "signed by %s, the provider is %s", signer, r.Provider)
	v.check("spec", e.Spec.Digest() == r.Spec && e.Spec.Dataset == r.Dataset && e.Spec.Version == r.Version, "the spec's digest is %s", e.Spec.Digest())
	v.order(r, p.Ordered)
	v.losses(e.Spec, r, p)
	v.closing(r, r.Digest(), p)
	v.outputs(e.Spec, r, outputs)
	return v
}

type verifier []Finding

func (v *verifier) check(name string, ok bool, format string, args ...any) {
	*v = append(*v, Finding{Check: name, OK: ok, Says: fmt.Sprintf(format, args...)})
}

func (v *verifier) order(r Receipt, o *datatoken.Order) {
	if o == nil {
		v.check("order", false, "the chain has no order %s", r.Job)
		return
	}
	if !o.Plain.IsZero() {
		v.check("order", o.Job == r.Job && o.Trainer == r.Trainer && o.Provider == r.Provider && o.Spec == r.Spec && r.Price.IsZero() && o.Compute == r.Compute,
			"%s ordered spec %s from %s the plain Ocean way, with datatoken %s, in transaction %s; this is attempt %d. Whose datatoken it is, compare elsewhere",
			o.Trainer, o.Spec, o.Provider, o.Token, o.Tx, o.Attempt)
		return
	}
	v.check("order", o.Job == r.Job && o.Dataset == r.Dataset && o.Trainer == r.Trainer && o.Provider == r.Provider && o.Spec == r.Spec,
		"%s ordered spec %s of dataset %s from %s in transaction %s", o.Trainer, o.Spec, o.Dataset, o.Provider, o.Tx)
	v.check("price", o.Price == r.Price && o.Compute == r.Compute, "the order holds %s for data and %s for machine time", o.Price, o.Compute)
}

// losses checks that what the plan costs was reserved before, and that what ran was charged: both numbers are computed here, from the plan.
func (v *verifier) losses(s Spec, r Receipt, p Proof) {
	planned, err := s.Plan().Loss()
	ran, err2 := s.Plan().LossAfter(r.Started)
	if err != nil || err2 != nil {
		v.check("plan", false, "the plan cannot be accounted for")
		return
	}
	if p.Reserved == nil {
		v.check("reservation", r.Fault != nil && r.Started == 0, "nothing was reserved, and %d steps ran", r.Started)
		v.check("charge", p.Committed == nil && r.Spent.IsZero(), "nothing was charged")
		return
	}
	v.check("reservation", p.Reserved.Loss == planned && r.Reserved == planned && p.Reserved.Dataset == r.Dataset && slices.Equal(p.Reserved.Blocks, r.Blocks),
		"the plan's whole loss was reserved in blocks %v, in transaction %s", p.Reserved.Blocks, p.Reserved.Evidence.Tx)
	if p.Committed == nil {
		v.check("charge", false, "nothing was charged, and %d steps ran", r.Started)
		return
	}
	v.check("charge", p.Committed.Loss == ran && r.Spent == ran && slices.Equal(p.Committed.Blocks, r.Blocks),
		"%d of %d steps were charged, in transaction %s", r.Started, s.Plan().Steps(), p.Committed.Evidence.Tx)
	v.check("ledger head", r.Evidence[StepReserve].Head == p.Reserved.Evidence.Head && r.Evidence[StepCommit].Head == p.Committed.Evidence.Head,
		"the ledger's hash chain came to %s with the charge", p.Committed.Evidence.Head)
	v.check("charged before anything left", p.Reserved.Evidence.Block <= p.Committed.Evidence.Block && (p.Closed == nil || p.Committed.Evidence.Block <= p.Closed.Evidence.Block),
		"reserved in block %d, charged in block %d", p.Reserved.Evidence.Block, p.Committed.Evidence.Block)
}

func (v *verifier) closing(r Receipt, digest datatoken.Hash, p Proof) {
	c := p.Closed
	if c == nil || p.Ordered == nil {
		v.check("money", false, "the order is not closed")
		return
	}
	v.check("receipt on chain", c.Receipt == digest, "the transaction that moved the money names receipt %s", c.Receipt)
	if !p.Ordered.Plain.IsZero() {
		v.check("money", c.State.Settled() == (r.Fault == nil), "the price was paid with the order; the order is %s", c.State)
		return
	}
	total := r.Price.Add(r.Compute)
	if r.Fault != nil {
		v.check("money", c.State == datatoken.OrderRefunded && c.Refund.Add(c.Compute) == total && c.Compute.Cmp(r.Compute) <= 0,
			"%s of %s went back to the trainer, after %s to the provider by the trainer's vouchers", c.Refund, total, c.Compute)
		return
	}
	back, err := r.Compute.Sub(c.Claim)
	v.check("money", c.State.Settled() && c.Royalty == r.Price && c.Pooled == r.Price && c.Compute.Cmp(c.Claim) <= 0 && err == nil,
		"of %s paid, %s went to the contributors (treasury's part %s and curator's %s included), %s to the provider by the trainer's voucher, %s back",
		total, c.Royalty, c.Treasury, c.Curator, c.Compute, back)
	if c.Claim != c.Compute {
		v.check("claim", true, "the provider claims machine time worth %s in all, with as much of its own money beside it; the trainer can object", c.Claim)
	}
}

func (v *verifier) outputs(s Spec, r Receipt, outputs []Output) {
	declared := s.Declared()
	if r.Fault != nil {
		v.check("outputs", len(r.Outputs) == 0, "nothing left")
		return
	}
	v.check("outputs", slices.EqualFunc(declared, r.Outputs, func(d Declared, o ReceiptOutput) bool { return d.Name == o.Name && o.Size <= d.Max }),
		"what left is what was declared: %d outputs", len(r.Outputs))
	for _, o := range outputs {
		i := slices.IndexFunc(r.Outputs, func(x ReceiptOutput) bool { return x.Name == o.Name })
		v.check("output "+o.Name, i >= 0 && r.Outputs[i].Digest == Digest(o.Bytes), "SHA-256 %s", Digest(o.Bytes))
	}
}
