package c2d

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gowebpki/jcs"

	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Limits of a manifest: generous for people, small enough that a hostile one costs nothing.
const (
	MaxManifest = 1 << 20 // bytes

	maxColumns  = 4096
	maxValues   = 4096
	maxValue    = 256     // bytes
	maxBound    = 1 << 40 // of integer columns, either way
	maxParts    = 1024    // of an integer column's range
	maxWeight   = 1_000_000
	maxKinds    = 256 // of files in an archive
	maxRecovery = 16
	maxList     = 256 // entries of any other list
	maxProse    = 16 << 10
	maxLabel    = 256
	maxURL      = 2048
)

var (
	namePattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,127}$`)
	licensePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]*( (AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*$`)
	versionPattern = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$`)
)

// secretMark is how the text of a private key begins (storage.Identity.Secret).
const secretMark = "stint-identity-1-"

// Flaw is something wrong with a manifest.
type Flaw struct {
	Path     string `json:"path"` // such as "columns[2].min"; empty for the document as a whole
	Sentence string `json:"sentence"`
	Next     string `json:"next"`             // what to do about it
	Advice   bool   `json:"advice,omitempty"` // the manifest is acceptable all the same
}

func (f Flaw) String() string {
	if f.Path == "" {
		return f.Sentence
	}
	return f.Path + " " + f.Sentence
}

// Canonical is the one JSON form of the manifest (RFC 8785): what is signed and stored.
func (m Manifest) Canonical() []byte {
	b, err := json.Marshal(m)
	if err == nil {
		b, err = jcs.Transform(b)
	}
	if err != nil {
		panic("manifest: " + err.Error()) // cannot happen: every field marshals, to text and to integers
	}
	return b
}

// ParseManifest reads a manifest that a person wrote, refusing unknown fields, trailing text and anything Check refuses.
func ParseManifest(r io.Reader) (Manifest, error) {
	var m Manifest
	if err := decodeStrict(r, MaxManifest, &m); err != nil {
		return Manifest{}, Refuse(BadRequest, "correct the manifest and try again", "the manifest cannot be read: %v", err)
	}
	if err := m.Check(); err != nil {
		return Manifest{}, err
	}
	var clean Manifest // an empty list and none are the same
	if err := decodeStrict(bytes.NewReader(m.Canonical()), MaxManifest, &clean); err != nil {
		return Manifest{}, Refuse(BadRequest, "make the manifest shorter", "the manifest cannot be kept: %v", err)
	}
	return clean, nil
}

// Check refuses a manifest that does not describe a dataset.
func (m Manifest) Check() error {
	flaws := m.Flaws()
	if len(flaws) == 0 {
		return nil
	}
	more := ""
	if n := len(flaws) - 1; n > 0 {
		more = fmt.Sprintf("; %d more", n)
	}
	return Refuse(BadRequest, flaws[0].Next+"; stint publish --check shows all that is wrong", "the manifest is not acceptable: %s%s", flaws[0], more)
}

// Flaws is everything for which the manifest is refused, in the order of its fields.
func (m Manifest) Flaws() []Flaw {
	f := flaws{}
	if m.Stint != 1 {
		f.add("stint", "write 1", "is %d, the version of this document is 1", m.Stint)
	}
	if !namePattern.MatchString(m.Name) {
		f.add("name", "shorten or spell it so", "must be 1 to 128 letters, digits, spaces and . _ / -, and begin with a letter or digit")
	}
	f.prose("description", m.Description)
	if m.License != "" && (len(m.License) > maxLabel || !licensePattern.MatchString(m.License)) && !isURL(m.License) {
		f.add("license", "look it up at https://spdx.org/licenses, or give the address of the text", "%.60q is no SPDX identifier such as CC-BY-4.0, and no https address", m.License)
	}
	f.list("creators", len(m.Creators), maxList)
	for i, c := range m.Creators {
		at := fmt.Sprintf("creators[%d]", i)
		f.label(at+".name", c.Name)
		f.url(at+".url", c.URL)
	}
	f.url("url", m.URL)
	f.labels("keywords", m.Keywords)
	f.prose("citeAs", m.CiteAs)
	if m.Version != "" && !versionPattern.MatchString(m.Version) {
		f.add("version", "write it like 1.0.0", "%.40q is not three numbers with dots", m.Version)
	}
	if m.DatePublished != "" && !isDate(m.DatePublished) {
		f.add("datePublished", "write it like 2026-01-31", "%.40q is no date", m.DatePublished)
	}
	if m.Responsible != nil {
		f.responsible(*m.Responsible)
	}
	f.recovery(m.Recovery)
	f.shape(m)
	if m.Unit != "contributor" {
		f.add("unit", "write contributor", "%.40q is no privacy unit; the only one is \"contributor\"", m.Unit)
	}
	if _, err := privacy.Caps(m.Epsilon, m.Delta, privacy.DefaultOrder); err != nil {
		f.add("epsilon", "give epsilon in millionths (8000000 is 8) and delta in units of 1e-12 (1000000 is 1e-6)", "and delta make no budget: %v", err)
	}
	if len(f.all) == 0 && len(m.Canonical()) > MaxManifest {
		f.add("", "shorten descriptions and lists of values", "it is longer than %d bytes", MaxManifest)
	}
	return f.all
}

// RecoveryKeys are the recipients of Recovery. It refuses what Check refuses there.
func (m Manifest) RecoveryKeys() ([]storage.Recipient, error) {
	var f flaws
	f.recovery(m.Recovery)
	if len(f.all) > 0 {
		return nil, Refuse(BadRequest, f.all[0].Next, "the manifest is not acceptable: %s", f.all[0])
	}
	var out []storage.Recipient
	for _, text := range m.Recovery {
		r, err := storage.ParseRecipient(text)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// flaws collects what is wrong.
type flaws struct{ all []Flaw }

func (f *flaws) add(path, next, sentence string, args ...any) {
	f.all = append(f.all, Flaw{Path: path, Sentence: fmt.Sprintf(sentence, args...), Next: next})
}

func (f *flaws) list(path string, n, most int) {
	if n > most {
		f.add(path, "keep those that matter", "has %d entries, want at most %d", n, most)
	}
}

// prose refuses text that is too long to be shown, or would act on the terminal that shows it.
func (f *flaws) prose(path, text string) {
	f.text(path, text, maxProse, "\n\t")
}

func (f *flaws) text(path, text string, most int, controls string) {
	switch {
	case len(text) > most:
		f.add(path, "shorten it", "has %d bytes, want at most %d", len(text), most)
	case !utf8.ValidString(text), strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(controls, r) }):
		f.add(path, "retype it", "has characters that cannot be printed")
	case strings.Contains(text, secretMark):
		f.add(path, "take it out, and consider the key known to everybody who saw this file", "holds a private key, and a manifest is public")
	}
}

// label refuses what is no line of text.
func (f *flaws) label(path, text string) {
	if strings.TrimSpace(text) == "" {
		f.add(path, "fill it in, or take it out", "is empty")
		return
	}
	f.text(path, text, maxLabel, "")
}

func (f *flaws) labels(path string, list []string) {
	f.list(path, len(list), maxList)
	for i, s := range list {
		f.label(fmt.Sprintf("%s[%d]", path, i), s)
	}
}

func (f *flaws) url(path, s string) {
	if s != "" && !isURL(s) {
		f.add(path, "write it like https://example.org/data", "%.60q is no http or https address", s)
	}
}

func (f *flaws) responsible(r Responsible) {
	for _, p := range []struct{ path, text string }{
		{"dataCollection", r.DataCollection}, {"dataCollectionMissingData", r.DataCollectionMissingData}, {"dataCollectionRawData", r.DataCollectionRawData},
		{"dataImputationProtocol", r.DataImputationProtocol}, {"dataManipulationProtocol", r.DataManipulationProtocol}, {"annotationsPerItem", r.AnnotationsPerItem},
		{"dataSocialImpact", r.DataSocialImpact}, {"dataReleaseMaintenancePlan", r.DataReleaseMaintenancePlan},
	} {
		f.prose("rai."+p.path, p.text)
	}
	for _, l := range []struct {
		path string
		list []string
	}{
		{"dataCollectionType", r.DataCollectionType}, {"dataPreprocessingProtocol", r.DataPreprocessingProtocol}, {"dataAnnotationProtocol", r.DataAnnotationProtocol},
		{"dataAnnotationPlatform", r.DataAnnotationPlatform}, {"dataAnnotationAnalysis", r.DataAnnotationAnalysis}, {"annotatorDemographics", r.AnnotatorDemographics},
		{"machineAnnotationTools", r.MachineAnnotationTools}, {"dataBiases", r.DataBiases}, {"dataUseCases", r.DataUseCases}, {"dataLimitations", r.DataLimitations},
		{"personalSensitiveInformation", r.PersonalSensitiveInformation},
	} {
		f.list("rai."+l.path, len(l.list), maxList)
		for i, s := range l.list {
			f.prose(fmt.Sprintf("rai.%s[%d]", l.path, i), s)
		}
	}
	days := r.DataCollectionTimeframe
	if len(days) > 2 || slices.ContainsFunc(days, func(d string) bool { return !isDate(d) }) || len(days) == 2 && days[0] > days[1] {
		f.add("rai.dataCollectionTimeframe", `write one day, or the first and the last: ["2025-01-01", "2026-01-31"]`, "is no day and no pair of days")
	}
}

func (f *flaws) recovery(list []string) {
	f.list("recovery", len(list), maxRecovery)
	for i, text := range list {
		at := fmt.Sprintf("recovery[%d]", i)
		switch _, err := storage.ParseRecipient(text); {
		case strings.Contains(text, secretMark):
			f.add(at, "take it out, consider it known to everybody who saw this file, and put a new key's recipient here", "is a private key, and a manifest is public")
		case err != nil:
			f.add(at, "paste the whole text that begins with stint-recipient-1-", "is no recipient of keys")
		case slices.Index(list, text) < i:
			f.add(at, "take it out", "is there twice")
		}
	}
}

// shape refuses columns and files that the format does not have.
func (f *flaws) shape(m Manifest) {
	tar := m.Format == "tar"
	if !slices.Contains(Formats, m.Format) {
		f.add("format", "choose one of them", "%.40q is not supported, only %q", m.Format, Formats)
	}
	if len(m.Columns) == 0 && !tar || len(m.Columns) > maxColumns {
		f.add("columns", "describe each field of a record", "has %d entries, want 1 to %d", len(m.Columns), maxColumns)
	}
	seen := map[string]bool{}
	for i, c := range m.Columns {
		at := fmt.Sprintf("columns[%d]", i)
		if !namePattern.MatchString(c.Name) {
			f.add(at+".name", "shorten or spell it so", "must be 1 to 128 letters, digits, spaces and . _ / -, and begin with a letter or digit")
		} else if seen[c.Name] {
			f.add(at+".name", "give each column a name of its own", "%q is there twice", c.Name)
		}
		seen[c.Name] = true
		f.prose(at+".description", c.Description)
		f.column(at, c, m.Format)
	}
	if len(m.Files) > 0 && !tar {
		f.add("files", "take it out, or make the format tar", "describes what is in archives, and a %.40s shard is none", m.Format)
	}
	f.list("files", len(m.Files), maxKinds)
	patterns := map[string]bool{}
	for i, k := range m.Files {
		at := fmt.Sprintf("files[%d]", i)
		f.files(at, k)
		if patterns[k.Name] {
			f.add(at+".name", "give each kind of file a pattern of its own", "%q is there twice", k.Name)
		}
		patterns[k.Name] = true
	}
	if m.MaxRows == 0 && !tar {
		f.add("maxRows", "say how much one contributor may weigh", "must say how many rows of one contributor a query counts at most")
	}
}

func (f *flaws) column(at string, c Column, format string) {
	switch c.Kind {
	case "integer":
		if c.Min >= c.Max || c.Max > maxBound || c.Min < -maxBound {
			f.add(at+".min", "give bounds that are known without looking at the data", "and max are %d and %d; want min < max within ±2^40", c.Min, c.Max)
		} else if n := int64(len(c.Weights)); n > maxParts || n > c.Max-c.Min+1 {
			f.add(at+".weights", "give fewer", "cuts the range into %d parts, want at most %d, and one for each number", n, maxParts)
		}
		if len(c.Values) > 0 {
			f.add(at+".values", "take them out, or make the kind category", "is for categories")
		}
	case "category":
		if len(c.Values) == 0 || len(c.Values) > maxValues {
			f.add(at+".values", "list the values that queries may count, or make the kind text", "has %d entries, want 1 to %d", len(c.Values), maxValues)
		}
		if len(c.Weights) != 0 && len(c.Weights) != len(c.Values) {
			f.add(at+".weights", "give one for each value, or none", "has %d entries for %d values", len(c.Weights), len(c.Values))
		}
	case "text":
		if len(c.Values) > 0 || len(c.Weights) > 0 {
			f.add(at+".values", "take them out, or make the kind category", "and weights are for categories and integers")
		}
	default:
		f.add(at+".kind", "choose one of them", "%.40q is none of integer, category and text", c.Kind)
	}
	if c.Kind != "integer" && (c.Min != 0 || c.Max != 0) {
		f.add(at+".min", "take them out, or make the kind integer", "and max are for integers")
	}
	values := map[string]bool{}
	for i, v := range c.Values {
		at := fmt.Sprintf("%s.values[%d]", at, i)
		switch {
		case values[v]:
			f.add(at, "take it out", "%.60q is there twice", v)
		case format == "csv" && strings.TrimSpace(v) != v:
			f.add(at, "take the spaces away", "%.60q begins or ends with a space, and spaces around a value are no part of it", v)
		default:
			f.text(at, v, maxValue, "")
		}
		values[v] = true
	}
	some := len(c.Weights) == 0
	for i, w := range c.Weights {
		some = some || w > 0
		if w > maxWeight {
			f.add(fmt.Sprintf("%s.weights[%d]", at, i), "divide all weights", "is %d, want at most %d", w, maxWeight)
		}
	}
	if !some {
		f.add(at+".weights", "give one of them weight", "are all 0")
	}
}

func (f *flaws) files(at string, k Files) {
	if len(k.Name) == 0 || len(k.Name) > maxValue || path.Clean(k.Name) != k.Name || path.IsAbs(k.Name) || k.Name == "." || k.Name == ".." ||
		strings.HasPrefix(k.Name, "../") || strings.Count(k.Name, "*") > 1 || strings.ContainsAny(k.Name, `\?[]{}`) {
		f.add(at+".name", "write it like images/*.png", "%.60q is no path inside an archive with at most one *", k.Name)
	} else {
		f.text(at+".name", k.Name, maxValue, "")
	}
	if t, _, err := mime.ParseMediaType(k.Type); err != nil || t != k.Type || !strings.Contains(t, "/") {
		f.add(at+".type", "write it like image/png", "%.60q is no media type", k.Type)
	}
	f.prose(at+".description", k.Description)
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= maxURL && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsFunc(s, unicode.IsSpace)
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// decodeStrict reads exactly one JSON value of at most limit bytes into v and refuses fields v does not have.
func decodeStrict(r io.Reader, limit int64, v any) error {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return err
	}
	if int64(len(b)) > limit {
		return fmt.Errorf("it is larger than %d bytes", limit)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the document")
	}
	return nil
}
