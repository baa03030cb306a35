package enclosure

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/stintdao/stint/c2d"
)

// table holds the columns that a query asks for, by contributor: for each column of the manifest, one list of values for each
// contributor; nil for columns nobody asks for.
type table struct {
	manifest c2d.Manifest
	used     []bool
	known    []map[string]string // category: its public values
	numbers  [][][]int64
	texts    [][][]string
}

// elsewhere stands for every value that is not one of a category's: it counts nowhere.
const elsewhere = "\x00"

// newTable refuses statistics that the columns cannot answer.
func newTable(m c2d.Manifest, query []c2d.Statistic) (*table, error) {
	n := len(m.Columns)
	t := &table{manifest: m, used: make([]bool, n), known: make([]map[string]string, n), numbers: make([][][]int64, n), texts: make([][][]string, n)}
	kinds := map[string]string{"count": "category", "mean": "integer", "quantiles": "integer"}
	for _, q := range query {
		i := t.column(q.Column)
		if i < 0 || kinds[q.Kind] == "" || kinds[q.Kind] != m.Columns[i].Kind {
			return nil, c2d.Refuse(c2d.BadRequest, "correct the spec and order again",
				"statistic %.64q: column %.64q cannot answer a %.20q", q.Name, q.Column, q.Kind)
		}
		if t.used[i] = true; t.known[i] == nil {
			t.known[i] = map[string]string{}
			for _, v := range m.Columns[i].Values {
				t.known[i][v] = v
			}
		}
	}
	return t, nil
}

func (t *table) column(name string) int {
	return slices.IndexFunc(t.manifest.Columns, func(c c2d.Column) bool { return c.Name == name })
}

// add reads one contributor's records: comma-separated, no header, spaces around values ignored. Rows that do not fit the
// manifest are passed over in silence, and only as many rows are taken as may count.
func (t *table) add(plain []byte) {
	r := csv.NewReader(bytes.NewReader(plain))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace, r.ReuseRecord = -1, true, true, true
	numbers, texts := make([][]int64, len(t.used)), make([][]string, len(t.used))
	row := make([]int64, len(t.used))
	for kept := uint32(0); kept < t.manifest.MaxRows; {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !t.parse(fields, row) {
			continue
		}
		kept++
		for i, c := range t.manifest.Columns {
			switch {
			case !t.used[i]:
			case c.Kind == "integer":
				numbers[i] = append(numbers[i], row[i])
			default:
				v, ok := t.known[i][strings.TrimSpace(fields[i])]
				if !ok {
					v = elsewhere
				}
				texts[i] = append(texts[i], v)
			}
		}
	}
	for i := range t.used {
		t.numbers[i] = append(t.numbers[i], numbers[i])
		t.texts[i] = append(t.texts[i], texts[i])
	}
}

// parse reads the integers of one row, and reports whether the row fits the manifest.
func (t *table) parse(fields []string, row []int64) bool {
	if len(fields) != len(t.manifest.Columns) {
		return false
	}
	for i, c := range t.manifest.Columns {
		if c.Kind != "integer" {
			continue
		}
		v, err := strconv.ParseInt(strings.TrimSpace(fields[i]), 10, 64)
		if err != nil {
			return false
		}
		row[i] = v
	}
	return true
}
