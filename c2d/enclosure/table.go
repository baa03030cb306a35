package enclosure

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/privacy/release"
)

// table answers a query's statistics over contributors' records, of which it keeps none: a record is added to every statistic and
// forgotten.
type table struct {
	manifest  c2d.Manifest
	read      reader
	questions []question
	kept      uint32 // records of the contributor at hand
}

// record is what one record holds, by column of the manifest: numbers of integer columns, bytes of the others. It is valid until the next.
type record struct {
	numbers []int64
	texts   [][]byte
}

func newRecord(m c2d.Manifest) *record {
	return &record{numbers: make([]int64, len(m.Columns)), texts: make([][]byte, len(m.Columns))}
}

// reader gives use the records of one shard that fit the columns of the manifest, in order, until use wants no more. The shard is a stranger's:
// whatever is in it, a reader returns, and needs memory in proportion to the shard, a line or a constant at most. What cannot be read is
// passed over in silence.
type reader func(m c2d.Manifest, plain []byte, use func(*record) bool)

var readers = map[string]reader{"csv": readCSV, "jsonl": readJSONL, "parquet": readParquet}

// question is one statistic at work.
type question struct {
	next   func() error // the records that follow are another contributor's
	add    func(*record)
	answer func(*Answer) error
}

// newTable refuses statistics that the columns cannot answer, and such as could only be answered with noise.
func newTable(m c2d.Manifest, query []c2d.Statistic) (*table, error) {
	t := &table{manifest: m, read: readers[m.Format]}
	if t.read == nil {
		return nil, c2d.Refuse(c2d.BadRequest, "ask the provider for a newer conductor", "records in format %.20q cannot be read here", m.Format)
	}
	for _, q := range query {
		a, err := ask(m, q)
		if err != nil {
			if c2d.AsRefusal(err) == nil {
				err = c2d.Refuse(c2d.BadRequest, "correct the spec and order again", "statistic %.64q: %v", q.Name, err)
			}
			return nil, err
		}
		t.questions = append(t.questions, a)
	}
	return t, nil
}

// next says that the shards that follow are another contributor's.
func (t *table) next() error {
	t.kept = 0
	for _, q := range t.questions {
		if err := q.next(); err != nil {
			return err
		}
	}
	return nil
}

// add reads one shard of the contributor, as far as its records may count.
func (t *table) add(plain []byte) {
	if t.kept >= t.manifest.MaxRows {
		return
	}
	t.read(t.manifest, plain, func(r *record) bool {
		for _, q := range t.questions {
			q.add(r)
		}
		t.kept++
		return t.kept < t.manifest.MaxRows
	})
}

// CountRecords is how many records of a shard fit the columns of its dataset: so many count, up to the manifest's MaxRows.
func CountRecords(m c2d.Manifest, plain []byte) (n uint64) {
	if read := readers[m.Format]; read != nil {
		read(m, plain, func(*record) bool { n++; return true })
	}
	return n
}

// ask sets up a statistic. Bounding what a contributor weighs, and the noise, are the release package's.
func ask(m c2d.Manifest, q c2d.Statistic) (question, error) {
	column, by, err := q.Columns(m)
	if err != nil {
		return question{}, err
	}
	place := func(c c2d.Column) int {
		return slices.IndexFunc(m.Columns, func(o c2d.Column) bool { return o.Name == c.Name })
	}
	at := place(column)
	bound := release.Bound{Rows: m.MaxRows, Epsilon: q.Epsilon}
	span := release.Range{Min: column.Min, Max: column.Max}
	number := func(r *record) int64 { return r.numbers[at] }
	switch q.Kind {
	case "count":
		if column.Name == "" {
			s, err := release.NewRows(bound)
			return tallied(s, err, func(*record) int64 { return 0 }, func(a *Answer, e release.Estimate) { a.Count = &e })
		}
		s, err := release.NewCounts(column.Values, bound)
		return tallied(s, err, func(r *record) []byte { return r.texts[at] }, func(a *Answer, list []release.Estimate) {
			for k, e := range list {
				a.Counts = append(a.Counts, Count{column.Values[k], e})
			}
		})
	case "sum":
		s, err := release.NewSum(span, bound)
		return tallied(s, err, number, func(a *Answer, e release.Estimate) { a.Sum = &e })
	case "mean":
		s, err := release.NewMean(span, bound)
		return tallied(s, err, number, func(a *Answer, e release.Estimate) { a.Mean = &e })
	case "variance":
		s, err := release.NewVariance(span, bound)
		return tallied(s, err, number, func(a *Answer, e release.Estimate) { a.Variance = &e })
	case "histogram":
		s, err := release.NewHistogram(q.Bins, span, bound)
		return tallied(s, err, number, func(a *Answer, list []release.Estimate) {
			for k, e := range list {
				a.Bins = append(a.Bins, Bin{q.Bins[k], q.Bins[k+1], e})
			}
		})
	case "quantiles":
		s, err := release.NewQuantiles(span, q.Quantiles, bound)
		return tallied(s, err, number, func(a *Answer, list []release.Estimate) {
			for k, e := range list {
				a.Quantiles = append(a.Quantiles, Quantile{q.Quantiles[k], e})
			}
		})
	}
	delta, err := m.SelectionDelta(q.Epsilon)
	if err != nil {
		return question{}, err
	}
	selection := release.Selection{Each: q.Groups, Delta: delta}
	var g *release.Groups
	switch q.Of {
	case "sum":
		g, err = release.NewGroupSums(span, selection, bound)
	case "mean":
		g, err = release.NewGroupMeans(span, selection, bound)
	default:
		g, err = release.NewGroupCounts(selection, bound)
		number = func(*record) int64 { return 0 }
	}
	if err != nil {
		return question{}, err
	}
	return grouped(g, namer(by, place(by)), number, by.Kind == "integer"), nil
}

// tallied is a statistic of all records.
func tallied[V, A any](s *release.Tally[V, A], err error, value func(*record) V, put func(*Answer, A)) (question, error) {
	return question{
		next: func() error { return s.Next() },
		add:  func(r *record) { s.Add(value(r)) },
		answer: func(a *Answer) error {
			got, err := s.Release()
			if err == nil {
				put(a, got)
			}
			return err
		},
	}, err
}

// grouped is a statistic of groups of records.
func grouped(g *release.Groups, name func(*record) ([]byte, bool), value func(*record) int64, integers bool) question {
	return question{
		next: g.Next,
		add: func(r *record) {
			if n, ok := name(r); ok {
				g.Add(n, value(r))
			}
		},
		answer: func(a *Answer) error {
			got, err := g.Release()
			if err != nil {
				return err
			}
			if integers {
				slices.SortFunc(got, func(x, y release.Group) int { return byNumber(x.Name, y.Name) })
			}
			a.Threshold = g.Threshold()
			a.Groups = make([]Count, len(got))
			for k, e := range got {
				a.Groups[k] = Count{e.Name, e.Estimate}
			}
			return nil
		},
	}
}

// byNumber compares two decimal numbers without leading zeros.
func byNumber(a, b string) int {
	x, _ := strconv.ParseInt(a, 10, 64)
	y, _ := strconv.ParseInt(b, 10, 64)
	return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
}

// namer tells which group a record is in, if any. The name is valid until the next record.
func namer(by c2d.Column, at int) func(*record) ([]byte, bool) {
	if by.Kind == "integer" {
		var buffer []byte
		return func(r *record) ([]byte, bool) {
			buffer = strconv.AppendInt(buffer[:0], min(max(r.numbers[at], by.Min), by.Max), 10)
			return buffer, true
		}
	}
	return func(r *record) ([]byte, bool) { return groupName(r.texts[at]) }
}

// groupName is what a text is called as a group: cut to c2d.MaxText bytes, before a character that does not fit. What is not UTF-8, or has control
// characters, in what is left of it, makes no group.
func groupName(text []byte) ([]byte, bool) {
	if end := c2d.MaxText; len(text) > end {
		for end > c2d.MaxText-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	if !utf8.Valid(text) {
		return nil, false
	}
	for _, c := range string(text) { // not copied
		if unicode.IsControl(c) {
			return nil, false
		}
	}
	return text, true
}
