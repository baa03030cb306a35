package c2d

import (
	"slices"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Mode is how a job may look at data.
type Mode string

const (
	// ModeQuery answers a fixed list of statistics with noise.
	ModeQuery Mode = "query"
	// ModeIsolate runs any program once per contributor and round in a sandbox; only the clipped, noisy sum of what it returns
	// is ever used.
	ModeIsolate Mode = "isolate"
)

// Column describes one field of every record. It is public, declared by the publisher, and must not be computed from the data
// without being charged: bounds and values are what queries may ask for.
type Column struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`             // "integer", "category", or "text": values that nobody declared
	Min    int64    `json:"min,omitempty"`    // integer: smallest value counted; smaller ones are raised to it
	Max    int64    `json:"max,omitempty"`    // integer: largest value counted; larger ones are lowered to it
	Values []string `json:"values,omitempty"` // category: the values that can be counted
}

// Formats are how a shard's records can be written. In each, a record that does not fit the columns is passed over.
//   - csv: one record a line, its columns in the manifest's order, comma-separated; no header. Values with commas are in double quotes.
//   - jsonl: one JSON object a line, its fields named as the columns: integers as whole numbers, others as strings. Other fields are of no account.
//   - parquet: Apache Parquet, its columns named as the manifest's: INT32 or INT64, others BYTE_ARRAY; without compression, or Snappy or gzip. Other columns are
//     of no account.
var Formats = []string{"csv", "jsonl", "parquet"}

// Manifest is the public card of a dataset. Its canonical JSON is stored by content; the digest of that is on chain.
type Manifest struct {
	Stint       int            `json:"stint"` // version of this document: 1
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	License     string         `json:"license,omitempty"`
	Format      string         `json:"format"` // of shards, one of Formats
	Columns     []Column       `json:"columns"`
	Unit        string         `json:"unit"`    // privacy unit: "contributor"
	Epsilon     privacy.Micros `json:"epsilon"` // total budget of one block
	Delta       privacy.Delta  `json:"delta"`
	MaxRows     uint32         `json:"maxRows"` // rows of one contributor that a query counts at most
}

// Contribution is one contributor's sealed shard: where the ciphertext is, to whom its key is wrapped, and the contributor's
// signature over all of it.
type Contribution struct {
	Member    datatoken.Address  `json:"member"`
	Shard     storage.Ref        `json:"shard"`  // of the ciphertext
	Rows      uint64             `json:"rows"`   // also the parts of the royalty share
	Block     uint32             `json:"block"`  // privacy block it agrees to be charged in
	Commit    datatoken.Hash     `json:"commit"` // key commitment
	Keys      []storage.Envelope `json:"keys"`
	Signature string             `json:"signature"` // 0x-hex, EIP-712 by Member
}

// Batch is a set of contributions that joined together, in one transaction, into one privacy block.
type Batch struct {
	Index   uint64             `json:"index"`
	Block   uint32             `json:"block"`
	Members uint32             `json:"members"`
	Shares  uint64             `json:"shares"`
	Root    datatoken.Hash     `json:"root"`    // Merkle root over (member, parts)
	List    storage.Ref        `json:"list"`    // JSON array of Contribution
	Version datatoken.Hash     `json:"version"` // of the dataset once this batch had joined
	Joined  datatoken.Evidence `json:"joined"`
}

// Dataset is what is known of a published dataset: all of it public, all of it recoverable from the chain and the store.
type Dataset struct {
	ID          datatoken.Address `json:"id"` // the data NFT
	Curator     datatoken.Address `json:"curator"`
	Manifest    Manifest          `json:"manifest"`
	ManifestRef storage.Ref       `json:"manifestRef"`
	Tokens      []datatoken.Token `json:"tokens"`
	Batches     []Batch           `json:"batches"`
	Version     datatoken.Hash    `json:"version"` // digest of the accepted contributions, as on chain
}

// Token returns the datatoken that sells a service of the dataset.
func (d Dataset) Token(m Mode) (datatoken.Token, bool) {
	for _, t := range d.Tokens {
		if t.Service == string(m) {
			return t, true
		}
	}
	return datatoken.Token{}, false
}

// At returns the dataset as it was at an earlier version: the batches that had joined by then. Versions are a hash chain, so a
// version names exactly one set of contributions.
func (d Dataset) At(version datatoken.Hash) (Dataset, bool) {
	for i, b := range d.Batches {
		if b.Version == version {
			d.Batches, d.Version = d.Batches[:i+1], version
			return d, true
		}
	}
	return Dataset{}, false
}

// Column returns the declared column with a name.
func (m Manifest) Column(name string) (Column, bool) {
	for _, c := range m.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Members is the number of contributions in the dataset.
func (d Dataset) Members() int {
	n := 0
	for _, b := range d.Batches {
		n += int(b.Members)
	}
	return n
}

// Blocks lists the privacy blocks the dataset's contributions are in, ascending, each once.
func (d Dataset) Blocks() []uint32 {
	var out []uint32
	for _, b := range d.Batches {
		out = append(out, b.Block)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
