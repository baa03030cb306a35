package c2d

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Receipt is the operator's statement of what a job was, what it cost and what it gave. Its digest goes on chain when the money
// moves, so that it cannot be rewritten afterwards.
type Receipt struct {
	Stint    int                         `json:"stint"` // version of this document: 1
	Job      datatoken.Hash              `json:"job"`
	Dataset  datatoken.Address           `json:"dataset"`
	Version  datatoken.Hash              `json:"version"`
	Blocks   []uint32                    `json:"blocks"`
	Members  int                         `json:"members"`
	Spec     datatoken.Hash              `json:"spec"` // digest of the spec
	Plan     privacy.Plan                `json:"plan"`
	Reserved privacy.Loss                `json:"reserved"`
	Spent    privacy.Loss                `json:"spent"`
	Started  int                         `json:"started"` // steps of the plan that were charged
	Outputs  []ReceiptOutput             `json:"outputs"`
	Fault    *Refusal                    `json:"fault,omitempty"`
	Price    datatoken.Amount            `json:"price"`
	Compute  datatoken.Amount            `json:"compute"`
	Trainer  datatoken.Address           `json:"trainer"`
	Provider datatoken.Address           `json:"provider"`
	Tier     string                      `json:"tier"` // assurance of the place it ran in
	Evidence map[Step]datatoken.Evidence `json:"evidence"`
}

// ReceiptOutput names one output that left.
type ReceiptOutput struct {
	Name   string         `json:"name"`
	Digest datatoken.Hash `json:"digest"` // SHA-256 of the plain output
	Size   int64          `json:"size"`
	Sealed storage.Ref    `json:"sealed"`
}

// SignedReceipt is a receipt, its digest, and the provider's signature over it.
type SignedReceipt struct {
	Receipt   Receipt        `json:"receipt"`
	Digest    datatoken.Hash `json:"digest"`
	Signature string         `json:"signature"`
}

// Canonical is the one JSON form of the receipt: struct order, map keys sorted, no white space.
func (r Receipt) Canonical() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic("receipt: " + err.Error()) // cannot happen: every field marshals
	}
	return b
}

// Digest is what is signed and what the chain is told when the money moves.
func (r Receipt) Digest() datatoken.Hash { return sha256.Sum256(r.Canonical()) }

func (e *Engine) receipt(j Job) Receipt {
	r := Receipt{
		Stint: 1, Job: j.ID, Dataset: j.Spec.Dataset, Version: j.Spec.Version, Blocks: j.Blocks, Members: j.Members,
		Spec: j.Spec.Digest(), Plan: j.Spec.Plan(), Reserved: j.Loss, Spent: j.Spent, Started: j.Started, Outputs: []ReceiptOutput{},
		Fault: j.Fault, Price: j.Order.Price, Compute: j.Order.Compute, Trainer: j.Order.Trainer, Provider: j.Order.Provider,
		Tier: j.Place.Tier, Evidence: map[Step]datatoken.Evidence{},
	}
	for _, d := range j.Delivered {
		r.Outputs = append(r.Outputs, ReceiptOutput{Name: d.Name, Digest: d.Digest, Size: d.Size, Sealed: d.Sealed})
	}
	for _, m := range j.Marks {
		if m.Evidence != nil {
			r.Evidence[m.Step] = *m.Evidence
		}
	}
	return r
}
