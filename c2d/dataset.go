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
	Name        string   `json:"name"`
	Kind        string   `json:"kind"` // "integer", "category", or "text": values that nobody declared
	Description string   `json:"description,omitempty"`
	Min         int64    `json:"min,omitempty"`    // integer: smallest value counted; smaller ones are raised to it
	Max         int64    `json:"max,omitempty"`    // integer: largest value counted; larger ones are lowered to it
	Values      []string `json:"values,omitempty"` // category: the values that can be counted
	// Weights say what made-up records look like, and nothing of real ones. Category: how often each of Values comes, beside the others. Integer: the
	// range from Min to Max in so many parts of one width, and how often each comes. Without them all come equally often.
	Weights []uint32 `json:"weights,omitempty"`
}

// Files are those files of a tar archive whose name matches a pattern. They are described, not enforced: what is in an archive, only programs see.
type Files struct {
	Name        string `json:"name"` // with at most one "*", which stands for characters other than "/", such as "cats/*.png"
	Type        string `json:"type"` // media type, such as "image/png"
	Description string `json:"description,omitempty"`
}

// Creator is who made the data: a person, or an organization.
type Creator struct {
	Name         string `json:"name"`
	Organization bool   `json:"organization,omitempty"`
	URL          string `json:"url,omitempty"`
}

// Responsible is what somebody has to know before using the data for good or ill. Its fields are those of the Croissant RAI vocabulary, version 1.0, in plain words.
type Responsible struct {
	DataCollection               string   `json:"dataCollection,omitempty"`     // how the data was collected
	DataCollectionType           []string `json:"dataCollectionType,omitempty"` // such as "Surveys"
	DataCollectionMissingData    string   `json:"dataCollectionMissingData,omitempty"`
	DataCollectionRawData        string   `json:"dataCollectionRawData,omitempty"`
	DataCollectionTimeframe      []string `json:"dataCollectionTimeframe,omitempty"` // one day, or the first and the last: 2026-01-31
	DataImputationProtocol       string   `json:"dataImputationProtocol,omitempty"`
	DataManipulationProtocol     string   `json:"dataManipulationProtocol,omitempty"`
	DataPreprocessingProtocol    []string `json:"dataPreprocessingProtocol,omitempty"`
	DataAnnotationProtocol       []string `json:"dataAnnotationProtocol,omitempty"`
	DataAnnotationPlatform       []string `json:"dataAnnotationPlatform,omitempty"`
	DataAnnotationAnalysis       []string `json:"dataAnnotationAnalysis,omitempty"`
	AnnotationsPerItem           string   `json:"annotationsPerItem,omitempty"`
	AnnotatorDemographics        []string `json:"annotatorDemographics,omitempty"`
	MachineAnnotationTools       []string `json:"machineAnnotationTools,omitempty"`
	DataBiases                   []string `json:"dataBiases,omitempty"`      // who or what is over- or underrepresented
	DataUseCases                 []string `json:"dataUseCases,omitempty"`    // what it is good for, and what not
	DataLimitations              []string `json:"dataLimitations,omitempty"` // what it cannot tell
	DataSocialImpact             string   `json:"dataSocialImpact,omitempty"`
	PersonalSensitiveInformation []string `json:"personalSensitiveInformation,omitempty"` // such as "Gender", "Health"
	DataReleaseMaintenancePlan   string   `json:"dataReleaseMaintenancePlan,omitempty"`
}

// Formats are how a shard's records can be written. In each, a record that does not fit the columns is passed over.
//   - csv: one record a line, its columns in the manifest's order, comma-separated; no header. Values with commas are in double quotes.
//   - jsonl: one JSON object a line, its fields named as the columns: integers as whole numbers, others as strings. Other fields are of no account.
//   - parquet: Apache Parquet, its columns named as the manifest's: INT32 or INT64, others BYTE_ARRAY; without compression, or Snappy or gzip. Other columns are
//     of no account.
//   - tar: a tar archive of any files, such as images in folders. It has no columns that statistics could be asked of, so only programs read it. A program gets
//     what one contributor gave as one archive.
var Formats = []string{"csv", "jsonl", "parquet", "tar"}

// Manifest is the public card of a dataset: what a machine goes by, and what people should know. Its canonical JSON, in an envelope that the publisher signed (package
// card), is stored by content; the digest of that is on chain. Everything in it is public, and declared rather than computed from the data.
type Manifest struct {
	Stint         int            `json:"stint"` // version of this document: 1
	Name          string         `json:"name"`
	Description   string         `json:"description,omitempty"`
	License       string         `json:"license,omitempty"` // SPDX expression, such as "CC-BY-4.0", or the URL of the text
	Creators      []Creator      `json:"creators,omitempty"`
	URL           string         `json:"url,omitempty"` // page for people
	Keywords      []string       `json:"keywords,omitempty"`
	CiteAs        string         `json:"citeAs,omitempty"`        // BibTeX, or as it should be printed
	Version       string         `json:"version,omitempty"`       // of what is described, such as "1.0.0"; not the digest of who contributed
	DatePublished string         `json:"datePublished,omitempty"` // such as "2026-01-31"
	Responsible   *Responsible   `json:"rai,omitempty"`
	Recovery      []string       `json:"recovery,omitempty"` // recipients (storage.Recipient) that the key of every shard is wrapped to, too
	Format        string         `json:"format"`             // of shards, one of Formats
	Columns       []Column       `json:"columns,omitempty"`
	Files         []Files        `json:"files,omitempty"` // tar: what is in an archive
	Unit          string         `json:"unit"`            // privacy unit: "contributor"
	Epsilon       privacy.Micros `json:"epsilon"`         // total budget of one block
	Delta         privacy.Delta  `json:"delta"`
	MaxRows       uint32         `json:"maxRows,omitempty"` // rows of one contributor that a query counts at most; tar: none, there are no queries
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

// Departure is a member that was taken out of a batch, by its own hand, the curator's or governance's. No job on a later version reads what it gave there.
type Departure struct {
	Batch   uint64            `json:"batch"`
	Member  datatoken.Address `json:"member"`
	Joined  uint64            `json:"joined"`  // batches that had joined by then
	Version datatoken.Hash    `json:"version"` // of the dataset without it
}

// Dataset is what is known of a published dataset: all of it public, all of it recoverable from the chain and the store.
type Dataset struct {
	ID          datatoken.Address `json:"id"` // the data NFT
	Curator     datatoken.Address `json:"curator"`
	Manifest    Manifest          `json:"manifest"`
	ManifestRef storage.Ref       `json:"manifestRef"`
	Tokens      []datatoken.Token `json:"tokens"`
	Batches     []Batch           `json:"batches"`
	Left        []Departure       `json:"left,omitempty"` // who was taken out again, in order
	Version     datatoken.Hash    `json:"version"`        // digest of who joined and who left, as on chain
	// Granted is a list of Grant: keys that were wrapped to this provider by whoever could open them, after the contributions were signed. It is what this provider
	// was given, not a part of the dataset.
	Granted storage.Ref `json:"granted,omitzero"`
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

// At returns the dataset as it was at an earlier version: the batches that had joined by then, less who had left. Versions are a hash chain, so a
// version names exactly one set of contributions.
func (d Dataset) At(version datatoken.Hash) (Dataset, bool) {
	for i, b := range d.Batches {
		if b.Version == version {
			gone := 0
			for gone < len(d.Left) && d.Left[gone].Joined <= uint64(i) {
				gone++
			}
			d.Batches, d.Left, d.Version = d.Batches[:i+1], d.Left[:gone], version
			return d, true
		}
	}
	for i, l := range d.Left {
		if l.Version == version && l.Joined <= uint64(len(d.Batches)) {
			d.Batches, d.Left, d.Version = d.Batches[:l.Joined], d.Left[:i+1], version
			return d, true
		}
	}
	return Dataset{}, false
}

// Has reports whether a contribution of a batch is in the dataset: whether its member has not left.
func (d Dataset) Has(batch uint64, member datatoken.Address) bool {
	return !slices.ContainsFunc(d.Left, func(l Departure) bool { return l.Batch == batch && l.Member == member })
}

// Outdated reports whether somebody who was in the dataset at a version of it has left since. No new job starts on such a version.
func (d Dataset) Outdated(at Dataset) bool {
	for _, l := range d.Left[len(at.Left):] {
		if l.Batch < uint64(len(at.Batches)) {
			return true
		}
	}
	return false
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

// Members is the number of contributors in the dataset.
func (d Dataset) Members() int {
	n := -len(d.Left)
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
