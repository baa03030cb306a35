package card

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
)

func files(t testing.TB, content map[string]string) (fs.FS, []string) {
	t.Helper()
	out := fstest.MapFS{}
	var names []string
	for name, text := range content {
		out[name] = &fstest.MapFile{Data: []byte(text)}
		names = append(names, name)
	}
	slices.Sort(names)
	return out, names
}

func draft(t testing.TB, content map[string]string, header Header) (Drafted, error) {
	t.Helper()
	data, names := files(t, content)
	return Draft(data, names, "people", header)
}

// people are n lines of csv: an age from 17 to 90, a school, an identifier, a postal code, and a note of which one is rare.
func people(n int) string {
	var b strings.Builder
	for i := range n {
		note := "none"
		if i == 7 {
			note = "was in hospital"
		}
		fmt.Fprintf(&b, "%d, %s, id-%d, 0%d, \"%s, so far\"\n", 17+i%74, []string{"school", "college"}[i%2], i, i%3, note)
	}
	return b.String()
}

func TestDraftCSV(t *testing.T) {
	const header = "age,degree,id,postcode,Note (free)\n"
	columns := func(names ...string) []c2d.Column {
		return []c2d.Column{
			{Name: names[0], Kind: "integer", Min: 10, Max: 100}, // 90 is there too rarely to be shown
			{Name: names[1], Kind: "category", Values: []string{"college", "school"}},
			{Name: names[2], Kind: "text"},
			{Name: names[3], Kind: "category", Values: []string{"00", "01", "02"}},
			{Name: names[4], Kind: "text"},
		}
	}
	named, plain := columns("age", "degree", "id", "postcode", "Note _free"), columns("column-1", "column-2", "column-3", "column-4", "column-5")
	for name, tc := range map[string]struct {
		content map[string]string
		header  Header
		want    []c2d.Column
	}{
		"with a header":         {map[string]string{"people.csv": header + people(300)}, HeaderAuto, named},
		"without":               {map[string]string{"people.csv": people(300)}, HeaderAuto, plain},
		"no ending":             {map[string]string{"people.data": people(300)}, HeaderAuto, plain},
		"of two people":         {map[string]string{"a.csv": header + people(150), "b.csv": header + people(150)}, HeaderAuto, named},
		"Windows":               {map[string]string{"people.csv": strings.ReplaceAll(header+people(300), "\n", "\r\n")}, HeaderAuto, named},
		"forced to be a record": {map[string]string{"people.csv": strings.Repeat("1,a\n", 30)}, HeaderNo, []c2d.Column{{Name: "column-1", Kind: "integer", Min: 1, Max: 2}, {Name: "column-2", Kind: "category", Values: []string{"a"}}}},
		"forced to be a header": {map[string]string{"people.csv": "one,two\n" + strings.Repeat("b,a\n", 30)}, HeaderYes, []c2d.Column{{Name: "one", Kind: "category", Values: []string{"b"}}, {Name: "two", Kind: "category", Values: []string{"a"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := draft(t, tc.content, tc.header)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, d.Manifest.Columns); diff != "" {
				t.Error(diff)
			}
			if d.Manifest.Format != "csv" || d.Manifest.Check() != nil {
				t.Errorf("%+v", d.Manifest)
			}
			for _, c := range tc.want {
				if c.Kind != "text" && !slices.ContainsFunc(d.Reveals, func(r string) bool { return strings.HasPrefix(r, c.Name+": its ") }) {
					t.Errorf("nothing says that %s shows facts of the data: %q", c.Name, d.Reveals)
				}
			}
		})
	}
}

// TestDraftHeaderOfSomebody: a record is not taken for a header, which would be shown.
func TestDraftHeaderOfSomebody(t *testing.T) {
	for name, first := range map[string]string{
		"a record":                   "Alice,31,Paris\n",
		"a record without a number":  "Alice,NA,Paris\n",
		"with a mark of nothing":     "Alice,?,Paris\n",
		"with a value that is there": "Alice,unsure,Rome\n",
		"with a repeated value":      "Alice,Alice,Paris\n",
		"with nothing":               "Alice,,Paris\n",
	} {
		t.Run(name, func(t *testing.T) {
			d, err := draft(t, map[string]string{"x.csv": first + strings.Repeat("Bob,44,Rome\n", 30)}, HeaderAuto)
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"Alice", "Paris", "31", "unsure"} {
				if bytes.Contains(b, []byte(secret)) {
					t.Errorf("the draft shows %s: %s", secret, b)
				}
			}
		})
	}
	d, err := draft(t, map[string]string{"x.csv": "name,town\n" + strings.Repeat("Bob,Rome\n", 30)}, HeaderAuto)
	if err != nil || d.Manifest.Columns[0].Name != "column-1" {
		t.Errorf("without numbers nothing tells a header from a record: %+v, %v", d.Manifest.Columns, err)
	}
}

func TestDraftJSONL(t *testing.T) {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `{"age": %d, "school": %q, "score": %d.5, "name": "person %d", "code": "7", "only-%d": 1, "half": %s, "nested": {"a": 1}}`+"\n",
			-5-i%50, []string{"yes", "no"}[i%2], i, i, i, []string{"1", `"x"`}[i%2])
	}
	b.WriteString("not JSON\n")
	d, err := draft(t, map[string]string{"people.jsonl": b.String()}, HeaderAuto)
	if err != nil {
		t.Fatal(err)
	}
	want := []c2d.Column{
		{Name: "age", Kind: "integer", Min: -60, Max: 0}, {Name: "school", Kind: "category", Values: []string{"no", "yes"}}, {Name: "name", Kind: "text"},
		{Name: "code", Kind: "category", Values: []string{"7"}},
	}
	if diff := cmp.Diff(want, d.Manifest.Columns); diff != "" {
		t.Error(diff)
	}
	all := strings.Join(append(d.Notes, d.Reveals...), "\n")
	for _, part := range []string{"score: left out", "half: left out", "nested: left out", "few records have them", "no JSON objects"} {
		if !strings.Contains(all, part) {
			t.Errorf("nothing says %q in\n%s", part, all)
		}
	}
	if strings.Contains(all, "only-") {
		t.Error("a field of one record is shown")
	}
}

func TestDraftFiles(t *testing.T) {
	tree := map[string]string{"README": "x", "secret/alice.png": "x"}
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for i := range 30 {
		name := fmt.Sprintf("cats/%d.PNG", i)
		tree[name] = "x"
		tree[fmt.Sprintf("dogs/big/%d.weird", i)] = "x"
		if err := w.WriteHeader(&tar.Header{Name: "./" + name, Size: 0, Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	cats, dogs := c2d.Files{Name: "cats/*.PNG", Type: "image/png"}, c2d.Files{Name: "dogs/big/*.weird", Type: "application/octet-stream"}
	for name, tc := range map[string]struct {
		content map[string]string
		want    []c2d.Files
	}{
		"a tree":                      {tree, []c2d.Files{cats, dogs}},
		"an archive":                  {map[string]string{"cats.tar": archive.String()}, []c2d.Files{cats}},
		"an archive by another name":  {map[string]string{"cats.shard": archive.String()}, []c2d.Files{cats}},
		"two archives":                {map[string]string{"a.tar": archive.String(), "b.tar": archive.String()}, []c2d.Files{cats}},
		"an archive that is cut":      {map[string]string{"cats.tar": archive.String()[:1000]}, nil},
		"an archive that is none":     {map[string]string{"cats.tar": strings.Repeat("x", 2000)}, nil},
		"few files":                   {map[string]string{"a.png": "x", "b.png": "x"}, nil},
		"no file":                     {nil, nil},
		"Parquet":                     {map[string]string{"a.parquet": "PAR1"}, nil},
		"Parquet by another name":     {map[string]string{"a": "PAR1xxxxxxxxx"}, nil},
		"one file of who knows what":  {map[string]string{"a.bin": "\x00\x01\x02"}, nil},
		"one line of words":           {map[string]string{"a.txt": "hello"}, nil},
		"few records":                 {map[string]string{"a.csv": people(Rare - 1)}, nil},
		"few objects":                 {map[string]string{"a.jsonl": strings.Repeat("{\"a\":1}\n", Rare-1)}, nil},
		"objects that share no field": {map[string]string{"a.jsonl": strings.Repeat("{}\n", 100)}, nil},
		"an empty table":              {map[string]string{"a.csv": ""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := draft(t, tc.content, HeaderAuto)
			if tc.want == nil {
				if !c2d.IsRefusal(err, c2d.BadRequest) {
					t.Fatalf("drafted %+v, %v", d.Manifest, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, d.Manifest.Files); diff != "" || d.Manifest.Format != "tar" || len(d.Reveals) == 0 {
				t.Errorf("%+v\n%s", d, diff)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	for name, tc := range map[string]struct {
		min, max     int64
		atMin, atMax int
		low, high    int64
	}{
		"ages":             {17, 90, 50, 50, 10, 90},
		"rare ages":        {17, 90, 1, 1, 10, 100},
		"from a rare zero": {0, 90, 1, 50, 0, 90},
		"below zero":       {-17, -3, 1, 1, -20, 0},
		"one number":       {7, 7, 50, 50, 7, 8},
		"a rare number":    {7, 7, 1, 1, 6, 8},
		"yes or no":        {0, 1, 50, 50, 0, 1},
		"money":            {12, 99_999, 1, 1, 0, 100_000},
		"rare and round":   {100, 900, 1, 1, 0, 1000},
		"the widest":       {-edge, edge, 1, 1, -edge, edge},
	} {
		t.Run(name, func(t *testing.T) {
			c := column{min: tc.min, max: tc.max, atMin: tc.atMin, atMax: tc.atMax}
			if low, high := c.bounds(); low != tc.low || high != tc.high {
				t.Errorf("%d to %d, want %d to %d", low, high, tc.low, tc.high)
			}
		})
	}
}

var token = regexp.MustCompile(`-?[0-9]+|v[0-9]+`)

// TestDraftShowsNothingRare: of records at random, no value that fewer than Rare have is in a draft. Zero is no such value, see bounds; numbers of the manifest's own
// are taken away.
func TestDraftShowsNothingRare(t *testing.T) {
	for seed := range uint64(200) {
		d := rand.New(rand.NewPCG(seed, 1))
		rows, span, words := Rare+d.IntN(300), 1+d.Int64N(1000), 1+d.IntN(20)
		var b strings.Builder
		counts := map[string]int{}
		for range rows {
			number, text := d.Int64N(span)-d.Int64N(span), "v"+strconv.Itoa(1000+int(float64(words)*d.Float64()*d.Float64()))
			fmt.Fprintf(&b, "%d,%s\n", number, text)
			counts[strconv.FormatInt(number, 10)]++
			counts[text]++
		}
		got, err := draft(t, map[string]string{"x.csv": b.String()}, HeaderAuto)
		if err != nil {
			t.Fatal(err)
		}
		m := got.Manifest
		var shown []string
		for _, c := range m.Columns {
			shown = append(shown, c.Values...)
			if c.Kind == "integer" {
				shown = append(shown, strconv.FormatInt(c.Min, 10), strconv.FormatInt(c.Max, 10))
			}
		}
		for _, v := range token.FindAllString(strings.Join(append(got.Notes, got.Reveals...), " "), -1) {
			if strings.HasPrefix(v, "v") {
				shown = append(shown, v)
			}
		}
		for _, v := range shown {
			if n := counts[v]; v != "0" && n > 0 && n < Rare {
				t.Fatalf("seed %d: %s, which %d records have, is in %+v", seed, v, n, m.Columns)
			}
		}
	}
}

// FuzzDraft: whatever the data, a draft is refused or can be published.
func FuzzDraft(f *testing.F) {
	f.Add([]byte(people(30)), "x.csv")
	f.Add([]byte("age,school\n"+people(30)), "x.csv")
	f.Add([]byte(strings.Repeat("{\"a\":1,\"b\":\"x\"}\n", 30)), "x.jsonl")
	f.Add([]byte(strings.Repeat("\"a\"\"\",\" \n", 30)), "x")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		if !fs.ValidPath(name) || name == "." {
			return
		}
		d, err := Draft(fstest.MapFS{name: &fstest.MapFile{Data: b}}, []string{name}, name, HeaderAuto)
		if err != nil {
			if !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Fatal(err)
			}
			return
		}
		if err := d.Manifest.Check(); err != nil {
			t.Fatal(err)
		}
	})
}
