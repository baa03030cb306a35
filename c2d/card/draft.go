package card

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stintdao/stint/c2d"
)

// Rare is how many records have to have a value before a draft shows it.
const Rare = 20

const (
	maxChoices = 64      // values of a drafted category
	maxKeys    = 4096    // columns that are looked at
	maxLine    = 1 << 20 // bytes of a record, as where queries are answered
	edge       = 1 << 40 // bounds go so far, either way
)

// Header says whether the first line of a csv file names its columns.
type Header string

const (
	HeaderAuto Header = "auto" // where it looks so
	HeaderYes  Header = "yes"
	HeaderNo   Header = "no"
)

// Drafted is a manifest made from data, for a person to go over.
type Drafted struct {
	Manifest c2d.Manifest
	Reveals  []string // which facts of the data it shows: none that is about fewer than Rare records
	Notes    []string // what else the person should know, who may see the data
}

// Draft makes a manifest from files of data: csv with or without header, jsonl, tar archives, or a tree of other files that is to be packed into one. Nothing charges for what
// it shows of them: see Drafted.Reveals. Files of fewer than Rare records are refused.
func Draft(data fs.FS, files []string, name string, header Header) (Drafted, error) {
	format, err := sniff(data, files)
	if err != nil {
		return Drafted{}, err
	}
	d := Drafted{Manifest: c2d.Manifest{
		Stint: 1, Name: identifier(name, "dataset"), Format: format, Version: "1.0.0", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: 100,
	}}
	switch format {
	case "csv":
		err = d.fromCSV(data, files, header)
	case "jsonl":
		err = d.fromJSONL(data, files)
	case "parquet":
		err = c2d.Refuse(c2d.BadRequest, "draft from some rows as csv, then set format to parquet", "a manifest cannot be drafted from Parquet")
	default:
		d.Manifest.Format, d.Manifest.MaxRows = "tar", 0
		err = d.fromTree(data, files, format == "tar")
	}
	if err != nil {
		return Drafted{}, err
	}
	d.note("epsilon (8), delta (1e-6) and maxRows (100) are not from the data: they say how much may be learned of one contributor, and how many of its records count")
	return d, d.Manifest.Check()
}

func (d *Drafted) note(format string, args ...any) {
	d.Notes = append(d.Notes, fmt.Sprintf(format, args...))
}

func (d *Drafted) reveal(format string, args ...any) {
	d.Reveals = append(d.Reveals, fmt.Sprintf(format, args...))
}

// sniff tells the format of files by their names, and where those say nothing, by how they begin. Files of no format that has records are a tree.
func sniff(data fs.FS, files []string) (string, error) {
	kinds := map[string]bool{}
	for _, f := range files {
		kind := map[string]string{".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".tar": "tar"}[strings.ToLower(path.Ext(f))]
		if kind == "" && len(files) == 1 {
			start, err := begin(data, f)
			if err != nil {
				return "", err
			}
			kind = looks(start)
		}
		kinds[kind] = true
	}
	switch {
	case len(files) == 0:
		return "", c2d.Refuse(c2d.BadRequest, "name a file, or a directory with files", "there is no data to draft from")
	case len(kinds) == 1 && !kinds[""]:
		for k := range kinds {
			return k, nil
		}
	case len(files) == 1:
		return "", c2d.Refuse(c2d.BadRequest, "use csv, jsonl, or a directory of files", "%.80q is in no format that a manifest can be drafted from", files[0])
	}
	return "tree", nil
}

func begin(data fs.FS, name string) ([]byte, error) {
	f, err := data.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open data: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 512))
	if err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	return b, nil
}

func looks(start []byte) string {
	line, _, _ := bytes.Cut(start, []byte{'\n'})
	switch {
	case bytes.HasPrefix(start, []byte("PAR1")):
		return "parquet"
	case len(start) >= 262 && string(start[257:262]) == "ustar":
		return "tar"
	case bytes.IndexByte(start, 0) >= 0:
		return ""
	case bytes.HasPrefix(bytes.TrimSpace(start), []byte("{")):
		return "jsonl"
	case bytes.IndexByte(line, ',') >= 0:
		return "csv"
	}
	return ""
}

// eachLine calls use for the lines of files that are not blank, without spaces around. One that is too long ends neither.
func eachLine(data fs.FS, files []string, use func(file int, line []byte)) error {
	for i, name := range files {
		f, err := data.Open(name)
		if err != nil {
			return fmt.Errorf("open data: %w", err)
		}
		r := bufio.NewReaderSize(f, 64<<10)
		var line []byte
		for err == nil {
			var part []byte
			part, err = r.ReadSlice('\n')
			if len(line) <= maxLine {
				line = append(line, part...)
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				err = nil
				continue
			}
			if text := bytes.TrimSpace(line); len(text) > 0 && len(line) <= maxLine {
				use(i, text)
			}
			line = line[:0]
		}
		f.Close()
		if err != io.EOF {
			return fmt.Errorf("read data: %w", err)
		}
	}
	return nil
}

// column is what is seen of one column. What it keeps is bounded, whatever the data.
type column struct {
	name     string
	seen     int  // records that have it
	text     int  // of them with a string, in a format that tells
	odd      int  // of them with what is neither text nor a whole number
	integers int  // of them with a whole number
	padded   bool // some begin with a zero or a plus: they are codes, not numbers
	min, max int64
	atMin    int // records with the smallest value
	atMax    int
	values   map[string]int // nil once there are too many
}

func newColumn(name string) *column { return &column{name: name, values: map[string]int{}} }

func (c *column) add(value string) {
	c.seen++
	if v, err := strconv.ParseInt(value, 10, 64); err == nil {
		digits := strings.TrimPrefix(value, "-")
		c.padded = c.padded || value[0] == '+' || len(digits) > 1 && digits[0] == '0'
		if c.integers == 0 || v < c.min {
			c.min, c.atMin = v, 0
		}
		if c.integers == 0 || v > c.max {
			c.max, c.atMax = v, 0
		}
		if v == c.min {
			c.atMin++
		}
		if v == c.max {
			c.atMax++
		}
		c.integers++
	}
	if c.values == nil {
		return
	}
	if c.values[value]++; len(c.values) > maxChoices {
		c.values = nil
	}
}

// draft is what a manifest may say of the column.
func (d *Drafted) draft(c *column, whole bool) {
	out := c2d.Column{Name: c.name, Kind: "text"}
	if whole && !c.padded && c.min >= -edge && c.max <= edge {
		out.Kind = "integer"
		out.Min, out.Max = c.bounds()
		if c.values == nil && c.max-c.min == int64(c.seen)-1 {
			d.note("%s: it looks like a running number; leave it out of the records, or make its kind text", c.name)
		}
		d.reveal("%s: its bounds, rounded outwards from the smallest and the largest value", c.name)
	} else if choices := c.choices(); choices != nil {
		out.Kind, out.Values = "category", choices
		d.reveal("%s: its values, each of which at least %d records have", c.name, Rare)
	} else {
		d.note("%s: text, because it has many values, or rare ones; if everybody knows its values, make it a category and list them", c.name)
	}
	if out.Kind != "integer" && c.integers > 0 && !whole && c.integers > c.seen/2 {
		d.note("%s: most values are whole numbers; make it an integer column, with bounds, if records with other values may be passed over", c.name)
	}
	d.Manifest.Columns = append(d.Manifest.Columns, out)
}

// bounds are round numbers around all values. None is a value that few records have, but for 0, which says nothing: it stands for all small numbers.
func (c *column) bounds() (low, high int64) {
	step := int64(1)
	for c.max-c.min >= 10*step {
		step *= 10
	}
	low, high = floor(c.min, step), -floor(-c.max, step)
	if low != 0 && low == c.min && c.atMin < Rare {
		low -= step
	}
	if high != 0 && high == c.max && c.atMax < Rare || low == high {
		high += step
	}
	return max(low, -edge), min(high, edge)
}

func floor(v, step int64) int64 {
	q := v / step
	if v%step < 0 {
		q--
	}
	return q * step
}

// choices are the column's values, in order, if they are few and each is frequent.
func (c *column) choices() []string {
	if len(c.values) == 0 {
		return nil
	}
	var out []string
	for v, n := range c.values {
		if n < Rare || strings.TrimSpace(v) != v {
			return nil
		}
		out = append(out, v)
	}
	slices.Sort(out)
	probe := c2d.Manifest{Format: "csv", Columns: []c2d.Column{{Name: "x", Kind: "category", Values: out}}}
	if slices.ContainsFunc(probe.Flaws(), func(f c2d.Flaw) bool { return strings.HasPrefix(f.Path, "columns") }) {
		return nil // too long, or not printable
	}
	return out
}

// word is what names of columns look like, and marks of missing values do not.
var (
	word    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9 ._/()%-]{0,63}$`)
	nothing = regexp.MustCompile(`(?i)^(na|n/a|nan|null|nil|none|missing|unknown|inf|true|false)$`)
)

func (d *Drafted) fromCSV(data fs.FS, files []string, header Header) error {
	var first []string
	var columns []*column
	rows, odd, last := 0, 0, -1
	err := eachLine(data, files, func(file int, line []byte) {
		values := cut(line)
		switch {
		case first == nil:
			first = values
			for range values[:min(len(values), maxKeys)] {
				columns = append(columns, newColumn(""))
			}
			last = file
			return // it may be a header
		case file != last && slices.Equal(values, first):
			last = file // the header of another file, or a record like the first one: of no account
			return
		}
		last = file
		if len(values) != len(columns) {
			odd++
			return
		}
		rows++
		for i, v := range values {
			columns[i].add(v)
		}
	})
	if err != nil {
		return err
	}
	if len(first) > len(columns) {
		return c2d.Refuse(c2d.BadRequest, "leave out what nobody asks for", "it has %d columns, want at most %d", len(first), maxKeys)
	}
	named := header == HeaderYes || header == HeaderAuto && titled(first, columns)
	if !named && first != nil {
		rows++
		for i, v := range first {
			columns[i].add(v)
		}
	}
	if err := enough(rows); err != nil {
		return err
	}
	names := map[string]bool{}
	for i, c := range columns {
		c.name = fmt.Sprintf("column-%d", i+1)
		if named {
			c.name = identifier(first[i], c.name)
		}
		for n := 2; names[c.name]; n++ {
			c.name = fmt.Sprintf("column-%d-%d", i+1, n)
		}
		names[c.name] = true
		d.draft(c, c.integers == c.seen)
	}
	if named {
		d.reveal("the first line, as names of columns: if it is a record, draft again with --header no")
		d.note("records are contributed without a header: take the first line out of each file")
	} else {
		d.note("columns have no names yet: give them some; if the first line names them, draft again with --header yes")
	}
	if odd > 0 {
		d.note("some lines have another number of values than the first one: they would be passed over")
	}
	return nil
}

// cut divides a line of csv.
func cut(line []byte) []string {
	var out []string
	if bytes.IndexByte(line, '"') < 0 {
		for v := range strings.SplitSeq(string(line), ",") {
			out = append(out, strings.TrimSpace(v))
		}
		return out
	}
	r := csv.NewReader(bytes.NewReader(line))
	r.LazyQuotes, r.TrimLeadingSpace, r.FieldsPerRecord = true, true, -1
	values, err := r.Read()
	if err != nil {
		return []string{string(line)}
	}
	for _, v := range values {
		out = append(out, strings.TrimSpace(v))
	}
	return out
}

// titled reports whether the first line names columns beyond doubt: words, each another, none of which is a value, above at least one column of nothing but numbers. It
// would rather take a header for a record than a record for a header, which would be shown.
func titled(first []string, columns []*column) bool {
	numbers, seen := false, map[string]bool{}
	for i, v := range first {
		c := columns[i]
		if !word.MatchString(v) || nothing.MatchString(v) || seen[v] || c.values[v] > 0 {
			return false
		}
		seen[v] = true
		numbers = numbers || c.seen > 0 && c.integers == c.seen
	}
	return numbers
}

func enough(rows int) error {
	if rows >= Rare {
		return nil
	}
	return c2d.Refuse(c2d.BadRequest, "write the manifest by hand, or draft from more data", "a draft from fewer than %d records would show them", Rare)
}

func (d *Drafted) fromJSONL(data fs.FS, files []string) error {
	at := map[string]*column{}
	var columns []*column
	rows, odd := 0, 0
	err := eachLine(data, files, func(_ int, line []byte) {
		if line[0] != '{' || !json.Valid(line) {
			odd++
			return
		}
		rows++
		seen := map[string]bool{}
		members(line, func(name string, value []byte) {
			c := at[name]
			if c == nil && len(columns) < maxKeys {
				c = newColumn(name)
				at[name], columns = c, append(columns, c)
			}
			if c == nil || seen[name] {
				return
			}
			seen[name] = true
			var text string
			switch _, err := strconv.ParseInt(string(value), 10, 64); {
			case err == nil:
				c.add(string(value))
			case value[0] == '"' && json.Unmarshal(value, &text) == nil:
				c.text++
				c.add(text)
			default:
				c.seen++
				c.odd++
			}
		})
	})
	if err != nil {
		return err
	}
	if err := enough(rows); err != nil {
		return err
	}
	rare := 0
	for _, c := range columns {
		switch {
		case c.seen < Rare || identifier(c.name, "") != c.name:
			rare++
		case c.seen < rows-rows/10:
			d.note("%s: left out, because many records do not have it", c.name)
		case c.text == 0 && c.odd == 0:
			d.field(c, true, rows)
		case c.text == c.seen:
			d.field(c, false, rows)
		default:
			d.note("%s: left out, because its values are not all text, and not all whole numbers; count cents or grams instead of fractions", c.name)
		}
	}
	if len(d.Manifest.Columns) == 0 {
		return c2d.Refuse(c2d.BadRequest, "write records as objects with the same fields: text, and whole numbers", "the records share no field that a column could be")
	}
	if rare > 0 {
		d.note("some fields are left out, because few records have them, or their names are not letters, digits, spaces and . _ / -")
	}
	if odd > 0 {
		d.note("some lines are no JSON objects: they would be passed over")
	}
	d.reveal("the names of fields, each of which at least %d records have", Rare)
	return nil
}

// field drafts a column of jsonl, where text and numbers are told apart.
func (d *Drafted) field(c *column, whole bool, rows int) {
	if !whole {
		c.padded, c.integers = true, 0
	}
	if c.seen < rows {
		d.note("%s: records that do not have it would be passed over; leave it out if they should count", c.name)
	}
	d.draft(c, whole)
}

// media types by ending, of what datasets are made of.
var media = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".tif": "image/tiff", ".tiff": "image/tiff",
	".bmp": "image/bmp", ".dcm": "image/dicom", ".txt": "text/plain", ".cls": "text/plain", ".csv": "text/csv", ".json": "application/json", ".xml": "application/xml",
	".html": "text/html", ".md": "text/markdown", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".flac": "audio/flac", ".mp4": "video/mp4", ".pdf": "application/pdf",
}

var ending = regexp.MustCompile(`^\.[A-Za-z0-9]{1,8}$`)

// fromTree describes files by folder and ending.
func (d *Drafted) fromTree(data fs.FS, files []string, archives bool) error {
	names := files
	if archives {
		names = nil
		for _, f := range files {
			list, err := listTar(data, f)
			if err != nil {
				return err
			}
			names = append(names, list...)
		}
	}
	if err := enough(len(names)); err != nil {
		return err
	}
	count := map[string]int{}
	for _, n := range names {
		if e := path.Ext(n); ending.MatchString(e) {
			count[path.Join(path.Dir(n), "*"+e)]++
		}
	}
	shown := 0
	for pattern, n := range count {
		k := c2d.Files{Name: pattern, Type: media[strings.ToLower(path.Ext(pattern))]}
		if k.Type == "" {
			k.Type = "application/octet-stream"
		}
		probe := c2d.Manifest{Format: "tar", Files: []c2d.Files{k}}
		if n < Rare || slices.ContainsFunc(probe.Flaws(), func(f c2d.Flaw) bool { return strings.HasPrefix(f.Path, "files") }) {
			continue
		}
		shown += n
		d.Manifest.Files = append(d.Manifest.Files, k)
	}
	slices.SortFunc(d.Manifest.Files, func(a, b c2d.Files) int { return strings.Compare(a.Name, b.Name) })
	if len(d.Manifest.Files) > 0 {
		d.reveal("names of folders and endings of files, each of which at least %d files have", Rare)
	}
	if shown < len(names) {
		d.note("some files are not described, because few are like them; describe them in files if everybody knows that they are there")
	}
	d.note("a shard is a tar archive of such files; only programs read it, there are no statistics")
	return nil
}

const maxNames = 10_000_000

func listTar(data fs.FS, name string) ([]string, error) {
	f, err := data.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open data: %w", err)
	}
	defer f.Close()
	var out []string
	t := tar.NewReader(bufio.NewReader(f))
	for len(out) < maxNames {
		h, err := t.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, c2d.Refuse(c2d.BadRequest, "make the archive again", "%.80q is no tar archive: %v", name, err)
		}
		if h.Typeflag == tar.TypeReg {
			out = append(out, path.Clean(h.Name))
		}
	}
	return out, nil
}

var notName = regexp.MustCompile(`[^A-Za-z0-9 ._/-]+`)

// identifier makes a name that a manifest takes of any text, or takes another.
func identifier(text, otherwise string) string {
	text = strings.TrimSpace(notName.ReplaceAllString(text, "_"))
	text = strings.TrimRight(strings.TrimLeft(text, "_ ./-"), "_ ")
	if text = text[:min(len(text), 128)]; text == "" {
		return otherwise
	}
	return text
}
