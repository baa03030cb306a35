package c2d

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Statistic is one question of a query job.
type Statistic struct {
	Name      string           `json:"name"`
	Kind      string           `json:"kind"` // "count" by the values of a category, "mean" or "quantiles" of an integer
	Column    string           `json:"column"`
	Epsilon   privacy.Micros   `json:"epsilon"`             // what this answer may cost one contributor
	Quantiles []privacy.Micros `json:"quantiles,omitempty"` // ranks in millionths, for "quantiles"
}

// Isolate is the plan of an isolate job: a program that turns (model, one contributor's shard) into one update vector, and how
// the platform clips, sums, blurs and applies the updates.
type Isolate struct {
	Program storage.Ref     `json:"program"` // one executable file: a static binary, or a script if the node offers a runtime
	Dim     uint32          `json:"dim"`     // length of the update, and of the model: little-endian float32
	Rounds  uint32          `json:"rounds"`
	Sigma   privacy.Micros  `json:"sigma"`            // noise multiplier: noise has standard deviation sigma·clip per coordinate of the sum
	Clip    privacy.Micros  `json:"clip"`             // L2 norm that one contributor's update is scaled down to
	Rate    privacy.Micros  `json:"rate"`             // model += rate · noisy sum / contributors
	Slot    uint32          `json:"slot"`             // wall-clock milliseconds one shard gets, always all of them; a public constant
	Memory  uint32          `json:"memory,omitempty"` // MiB one shard may use
	Params  json.RawMessage `json:"params,omitempty"`
}

// Spec is what a trainer pays for: one job, described completely before it sees a byte. Exactly one of Query and Isolate is set.
type Spec struct {
	Stint     int               `json:"stint"` // version of this document: 1
	Dataset   datatoken.Address `json:"dataset"`
	Version   datatoken.Hash    `json:"version"` // of the dataset; a job never runs on another than the one quoted
	Mode      Mode              `json:"mode"`
	Query     []Statistic       `json:"query,omitempty"`
	Isolate   *Isolate          `json:"isolate,omitempty"`
	Recipient string            `json:"recipient"` // public key the outputs are sealed to
	Nonce     datatoken.Hash    `json:"nonce"`     // makes two orders of the same work two jobs
}

// Canonical is the one JSON form of the spec.
func (s Spec) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("spec: " + err.Error()) // cannot happen after Check: every field marshals
	}
	return b
}

// Digest identifies the spec; the trainer's order names it, so that nobody can run another job for the same money.
func (s Spec) Digest() datatoken.Hash { return sha256.Sum256(s.Canonical()) }

// Plan is everything the job will release, for the privacy accountant.
func (s Spec) Plan() privacy.Plan {
	if i := s.Isolate; i != nil {
		return privacy.Plan{Gaussian: &privacy.Gaussian{Rounds: i.Rounds, Sigma: i.Sigma, Sampling: 1_000_000}}
	}
	var p privacy.Plan
	for _, q := range s.Query {
		p.Pure = append(p.Pure, privacy.Pure{Name: q.Name, Epsilon: q.Epsilon})
	}
	return p
}
