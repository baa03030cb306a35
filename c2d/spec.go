package c2d

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Isolate is the plan of an isolate job: a program that turns (model, one contributor's shard) into one update vector, and how
// the platform clips, sums, blurs and applies the updates.
type Isolate struct {
	Program storage.Ref     `json:"program,omitzero"` // one executable file: a static binary, or a script if the node offers a runtime
	Image   *Image          `json:"image,omitempty"`  // or a program in a container image, where the place runs images
	GPUs    uint32          `json:"gpus,omitempty"`   // accelerators one shard's program gets, for itself alone
	Dim     uint32          `json:"dim"`              // length of the update, and of the model: little-endian float32
	Rounds  uint32          `json:"rounds"`           // how often the program meets every contributor
	Sigma   privacy.Micros  `json:"sigma"`            // noise multiplier: the noise on each coordinate of the sum has standard deviation sigma·clip
	Clip    privacy.Micros  `json:"clip"`             // L2 norm that one contributor's update is scaled down to
	Rate    privacy.Micros  `json:"rate"`             // model += rate · noisy sum / contributors
	Slot    uint32          `json:"slot"`             // wall-clock milliseconds one shard gets, always all of them; a public constant
	Memory  uint32          `json:"memory,omitempty"` // MiB one shard may use; 0 is 1024
	Params  json.RawMessage `json:"params,omitempty"` // given to the program as it is
}

// Image is a program that comes with its own root file system.
type Image struct {
	Reference string   `json:"reference"` // registry/name@sha256:digest; a tag could be moved after it was admitted
	Command   []string `json:"command"`   // absolute path in the image, and arguments; part of what a dataset admits
}

// Digest identifies what a dataset admits: the image's own digest and the command, wherever it is pulled from.
func (i Image) Digest() datatoken.Hash {
	_, digest, _ := strings.Cut(i.Reference, "@")
	return sha256.Sum256([]byte("stint image v1\x00" + digest + "\x00" + strings.Join(i.Command, "\x00")))
}

var imagePattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}$`)

// Check refuses an image that is not pinned, and a command that names no file in it.
func (i Image) Check() error {
	if len(i.Reference) > 255 || !imagePattern.MatchString(i.Reference) {
		return fmt.Errorf("reference is %.300q, want registry/name@sha256:digest", i.Reference)
	}
	if n := len(i.Command); n < 1 || n > maxCommand || !path.IsAbs(i.Command[0]) || path.Clean(i.Command[0]) != i.Command[0] {
		return fmt.Errorf("command has to be an absolute path and at most %d arguments", maxCommand-1)
	}
	if all := strings.Join(i.Command, ""); len(all) > maxCommandLen || strings.ContainsRune(all, 0) {
		return fmt.Errorf("command has to be at most %d bytes without NUL", maxCommandLen)
	}
	return nil
}

// Algorithm identifies the program, for the list of what a dataset admits.
func (i Isolate) Algorithm() datatoken.Hash {
	if i.Image != nil {
		return i.Image.Digest()
	}
	return i.Program.Digest()
}

// MemoryOverhead is how much memory, in MiB, a program can have beyond its limit: language runtimes map tables they hardly touch.
const MemoryOverhead = 64

// Limit is the memory one shard may use, in MiB.
func (i Isolate) Limit() uint32 {
	if i.Memory == 0 {
		return 1024
	}
	return i.Memory
}

// Margin is the end of a slot that no program gets: in it the kernel kills, reaps and frees what the program had, so that the next shard
// starts on time and on a clean machine. It depends on the public memory limit, in MiB: 10 ms, and 1 ms for every 8 MiB that a program can have.
func Margin(memory uint32) time.Duration {
	return 10*time.Millisecond + time.Duration(memory+MemoryOverhead)*time.Millisecond/8
}

// MinSlot is the shortest slot for the memory limit: half of it is the program's.
func (i Isolate) MinSlot() time.Duration { return 2 * Margin(i.Limit()) }

// Spec is what a trainer pays for: one job, described completely before it sees a byte. Exactly one of Query and Isolate is set.
type Spec struct {
	Stint   int               `json:"stint"` // version of this document: 1
	Dataset datatoken.Address `json:"dataset"`
	Version datatoken.Hash    `json:"version"` // of the dataset; a job never runs on another than the one quoted
	Mode    Mode              `json:"mode"`
	Query   []Statistic       `json:"query,omitempty"`
	Isolate *Isolate          `json:"isolate,omitempty"`
	// Environment names the place to run in; empty for the provider's default.
	Environment string         `json:"environment,omitempty"`
	Recipient   string         `json:"recipient"` // public key the outputs are sealed to
	Nonce       datatoken.Hash `json:"nonce"`     // makes two orders of the same work two jobs
}

// Bounds of a job that no dataset and no node exceeds.
const (
	maxStatistics = 64
	maxQuantiles  = 64
	maxDim        = 1 << 24
	maxRounds     = 10_000
	maxSlot       = 3_600_000
	maxProgram    = 256 << 20
	maxMemory     = 64 << 10
	maxParams     = 256 << 10
	maxGPUs       = 16
	maxCommand    = 64
	maxCommandLen = 4096
	maxLength     = 60 * 24 * time.Hour // of all rounds, on one lane
)

// Canonical is the one JSON form of the spec.
func (s Spec) Canonical() []byte {
	if s.Isolate != nil && len(s.Isolate.Params) > 0 {
		var b bytes.Buffer
		if json.Compact(&b, s.Isolate.Params) == nil {
			i := *s.Isolate
			i.Params = b.Bytes()
			s.Isolate = &i
		}
	}
	b, err := json.Marshal(s)
	if err != nil {
		return nil // only Params can fail to marshal, and Check refuses such a spec
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
		p.Pure = append(p.Pure, privacy.Pure{Name: q.Name, Epsilon: q.Epsilon, Selects: q.Selects()})
	}
	return p
}

// Declared is the complete list of what the job may let out.
func (s Spec) Declared() []Declared {
	if i := s.Isolate; i != nil {
		return []Declared{{Name: "model.safetensors", Kind: "model", Dim: i.Dim, Max: modelSize(i.Dim)}}
	}
	return []Declared{{Name: "answers.json", Kind: "answers", Max: maxAnswers}}
}

// Length is how long the rounds of the job take for a number of contributors on a number of lanes: a public constant that does not
// depend on what the program does. A length past what time.Duration holds is its largest value.
func (s Spec) Length(members, lanes int) time.Duration {
	if s.Isolate == nil || lanes < 1 {
		return 0
	}
	slots := (members + lanes - 1) / lanes
	ms := new(big.Int).Mul(big.NewInt(int64(slots)), big.NewInt(int64(s.Isolate.Rounds)))
	if ms.Mul(ms, big.NewInt(int64(s.Isolate.Slot))); ms.Cmp(big.NewInt(math.MaxInt64/int64(time.Millisecond))) > 0 {
		return math.MaxInt64
	}
	return time.Duration(ms.Int64()) * time.Millisecond
}

// Check refuses a spec that does not describe a job on the dataset.
func (s Spec) Check(d Dataset) error {
	bad := func(format string, args ...any) error {
		return Refuse(BadRequest, "correct the job spec and try again", format, args...)
	}
	if s.Stint != 1 {
		return bad("the job spec says stint %d, want 1", s.Stint)
	}
	if s.Dataset != d.ID {
		return bad("the job spec names dataset %s, not %s", s.Dataset, d.ID)
	}
	if _, ok := d.Token(s.Mode); !ok {
		return Refuse(BadRequest, "ask for a mode the dataset sells", "the dataset does not sell mode %.40q", string(s.Mode))
	}
	at, ok := d.At(s.Version)
	if !ok {
		return Refuse(BadRequest, "ask for a new quote", "the dataset never had version %s", s.Version)
	}
	if _, err := storage.ParseRecipient(s.Recipient); err != nil {
		return bad("recipient is not a public key to seal results to: %v", err)
	}
	if (s.Mode == ModeQuery) != (s.Isolate == nil) || (s.Mode == ModeIsolate) != (len(s.Query) == 0) {
		return bad("mode %q needs its own section and no other", s.Mode)
	}
	if s.Environment != "" && !environmentPattern.MatchString(s.Environment) {
		return bad("environment is %.80q, want a name of at most 63 lower-case letters, digits and hyphens", s.Environment)
	}
	if s.Isolate != nil {
		if err := s.Isolate.Check(); err != nil {
			return err
		}
		if d.Manifest.Format == "parquet" { // a contributor's shards reach a program as one file, one after the other
			return Refuse(BadRequest, "ask for statistics, or for a dataset of lines", "programs cannot be given shards in Parquet yet")
		}
	}
	if s.Mode == ModeQuery && d.Manifest.Format == "tar" {
		return Refuse(BadRequest, "bring a program: ask for an isolate job", "the dataset is archives of files, which have no columns that statistics could be asked of")
	}
	if err := s.checkQuery(at.Manifest, at.Members()); err != nil {
		return err
	}
	if s.Length(d.Members(), 1) > maxLength {
		return bad("its rounds would take longer than %s", maxLength)
	}
	if err := s.Plan().Check(); err != nil {
		return bad("the plan is not acceptable: %v", err)
	}
	return nil
}

// Check refuses a section that no cell could run. A conductor asks it again before it charges anything.
func (i Isolate) Check() error {
	bad := func(format string, args ...any) error {
		return Refuse(BadRequest, "correct the isolate section of the job spec", format, args...)
	}
	switch {
	case i.Image != nil:
		if err := i.Image.Check(); err != nil {
			return bad("image: %v", err)
		}
		if i.Program != (storage.Ref{}) {
			return bad("it has a program and an image, want one of them")
		}
	case i.Program.Check() != nil:
		return bad("program: %v", i.Program.Check())
	case i.Program.Size < 1 || i.Program.Size > maxProgram:
		return bad("program has %d bytes, want 1 to %d", i.Program.Size, maxProgram)
	}
	switch {
	case i.GPUs > maxGPUs:
		return bad("gpus is %d, want at most %d", i.GPUs, maxGPUs)
	case len(i.Params) > maxParams:
		return bad("params has %d bytes, want at most %d", len(i.Params), maxParams)
	case i.Dim < 1 || i.Dim > maxDim:
		return bad("dim is %d, want 1 to %d", i.Dim, maxDim)
	case i.Rounds < 1 || i.Rounds > maxRounds:
		return bad("rounds is %d, want 1 to %d", i.Rounds, maxRounds)
	case i.Clip < 1 || i.Clip > 1e12:
		return bad("clip is %d millionths, want 1 to 1e12", i.Clip)
	case i.Rate < 1 || i.Rate > 1e12:
		return bad("rate is %d millionths, want 1 to 1e12", i.Rate)
	case i.Memory > maxMemory:
		return bad("memory is %d MiB, want at most %d", i.Memory, maxMemory)
	case i.Slot > maxSlot || time.Duration(i.Slot)*time.Millisecond < i.MinSlot():
		return bad("slot is %d ms, want %d to %d for %d MiB of memory, which take time to give back", i.Slot, i.MinSlot()/time.Millisecond, maxSlot, i.Limit())
	case len(i.Params) > 0 && !json.Valid(i.Params):
		return bad("params is not JSON")
	}
	return nil
}

var environmentPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
