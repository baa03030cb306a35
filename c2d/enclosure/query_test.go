package enclosure

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/privacy/release"
	"github.com/stintdao/stint/storage"
)

// columns are what the tests' queries are asked of.
func columns() []c2d.Column {
	return []c2d.Column{
		{Name: "age", Kind: "integer", Min: 0, Max: 100},
		{Name: "work", Kind: "category", Values: []string{"Private", "State"}},
		{Name: "note", Kind: "text"},
	}
}

// ask makes the run a query job over them, of every kind of question.
func (w *world) ask() {
	w.run.Manifest = c2d.Manifest{Format: "csv", Unit: "contributor", Epsilon: 100_000_000, Delta: 1_000_000, MaxRows: 3, Columns: columns()}
	const epsilon = 50_000_000 // 50: noise of a fraction of a row
	w.run.Spec = c2d.Spec{Stint: 1, Mode: c2d.ModeQuery, Query: []c2d.Statistic{
		{Name: "by work", Kind: "count", Column: "work", Epsilon: epsilon},
		{Name: "mean age", Kind: "mean", Column: "age", Epsilon: epsilon},
		{Name: "median", Kind: "quantiles", Column: "age", Epsilon: epsilon, Quantiles: []privacy.Micros{500_000}},
		{Name: "rows", Kind: "count", Epsilon: epsilon},
		{Name: "years", Kind: "sum", Column: "age", Epsilon: epsilon},
		{Name: "spread", Kind: "variance", Column: "age", Epsilon: epsilon},
		{Name: "ages", Kind: "histogram", Column: "age", Epsilon: epsilon, Bins: []int64{0, 40, 101}},
		{Name: "notes", Kind: "groups", By: "note", Of: "count", Groups: 2, Epsilon: epsilon},
		{Name: "age by note", Kind: "groups", By: "note", Of: "mean", Column: "age", Groups: 2, Epsilon: epsilon},
		{Name: "years by age", Kind: "groups", By: "age", Of: "sum", Column: "age", Groups: 3, Epsilon: epsilon},
	}}
}

func TestQuery(t *testing.T) {
	var shards []string
	for range 40 {
		// Four rows that fit, of which three count; the others do not fit, and do not count against the limit.
		shards = append(shards, "not a row\n30, Private, x\nx, State, x\n,,\n40, State, \"a, b\"\n50, Elsewhere, y\n99, Private, z\n")
	}
	w := newWorld(t, nil, shards...)
	w.Cells = nil
	w.ask()
	out, err := w.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	declared := []c2d.Declared{{Name: "answers.json", Kind: "answers", Max: 1 << 16}}
	if err := airlock.Judge(declared, out); err != nil {
		t.Errorf("the airlock: %v\n%s", err, out[0].Bytes)
	}
	if err := airlock.Judge(w.run.Spec.Declared(), out); err != nil {
		t.Errorf("the airlock: %v\n%s", err, out[0].Bytes)
	}
	var a Answers
	if err := json.Unmarshal(out[0].Bytes, &a); err != nil {
		t.Fatal(err)
	}
	counts := a.Answers[0].Counts
	// Noise of scale 3/50: beyond 5 rows with a probability below 1e-30.
	if len(counts) != 2 || counts[0].Of != "Private" || counts[1].Of != "State" ||
		counts[0].Value < 35 || counts[0].Value > 45 || counts[1].Value < 35 || counts[1].Value > 45 {
		t.Errorf("counts %+v, want 40 and 40", counts)
	}
	if m := a.Answers[1].Mean; m == nil || m.Value < 38e6 || m.Value > 42e6 {
		t.Errorf("mean %+v, want 40 million", m)
	}
	if q := a.Answers[2].Quantiles; len(q) != 1 || q[0].Rank != 500_000 || q[0].Value < 39 || q[0].Value > 41 {
		t.Errorf("median %+v, want 40", q)
	}
	near := func(what string, e *release.Estimate, want, off int64) {
		t.Helper()
		if e == nil || e.Value < want-off || e.Value > want+off || e.Low > e.Value || e.Value > e.High {
			t.Errorf("%s %+v, want %d", what, e, want)
		}
	}
	near("rows", a.Answers[3].Count, 120, 5)
	near("sum", a.Answers[4].Sum, 4800, 400)
	near("variance", a.Answers[5].Variance, 66_666_667, 40e6)
	if bins := a.Answers[6].Bins; len(bins) != 2 || bins[0].From != 0 || bins[0].Below != 40 || bins[1].From != 40 || bins[1].Below != 101 {
		t.Errorf("bins %+v", bins)
	} else {
		near("young", &bins[0].Estimate, 40, 5)
		near("old", &bins[1].Estimate, 80, 5)
	}
	groups := func(i int, names ...string) []Count {
		t.Helper()
		var got []string
		for _, g := range a.Answers[i].Groups {
			got = append(got, g.Of)
		}
		if !slices.Equal(got, names) || a.Answers[i].Threshold < 2 {
			t.Fatalf("groups %q with a threshold of %d, want %q", got, a.Answers[i].Threshold, names)
		}
		return a.Answers[i].Groups
	}
	notes := groups(7, "a, b", "x") // y is a third one
	near("a, b", &notes[0].Estimate, 40, 5)
	near("x", &notes[1].Estimate, 40, 5)
	ages := groups(8, "a, b", "x")
	near("age of a, b", &ages[0].Estimate, 40e6, 8e6)
	near("age of x", &ages[1].Estimate, 30e6, 8e6)
	years := groups(9, "30", "40", "50")
	near("years of 50", &years[2].Estimate, 2000, 400)
	if len(w.rounds.begins) != 1 || w.rounds.begins[0] != 1 {
		t.Errorf("begins %v, want one round once", w.rounds.begins)
	}
	again, err := w.start(t.Context())
	if err != nil || !cmp.Equal(again, out) {
		t.Errorf("asked again: %v, %v", again, err)
	}
}

// TestQuestionsThatCannotBeAnswered: the conductor has a floor of its own, whatever was asked of it, before it asks for a key.
func TestQuestionsThatCannotBeAnswered(t *testing.T) {
	const one = 1_000_000
	for name, q := range map[string]c2d.Statistic{
		"mean of a category":       {Kind: "mean", Column: "work", Epsilon: one},
		"sum of nothing":           {Kind: "sum", Epsilon: one},
		"count of an integer":      {Kind: "count", Column: "age", Epsilon: one},
		"count of free text":       {Kind: "count", Column: "note", Epsilon: one},
		"a column that is not":     {Kind: "count", Column: "income", Epsilon: one},
		"a question that is not":   {Kind: "rows", Column: "age", Epsilon: one},
		"count for nothing":        {Kind: "count", Column: "work"},
		"count for less":           {Kind: "count", Column: "work", Epsilon: -one},
		"histogram without bins":   {Kind: "histogram", Column: "age", Epsilon: one},
		"bins out of range":        {Kind: "histogram", Column: "age", Bins: []int64{0, 102}, Epsilon: one},
		"bins that do not rise":    {Kind: "histogram", Column: "age", Bins: []int64{0, 5, 5}, Epsilon: one},
		"rank of all":              {Kind: "quantiles", Column: "age", Quantiles: []privacy.Micros{one}, Epsilon: one},
		"groups by nothing":        {Kind: "groups", Of: "count", Groups: 1, Epsilon: one},
		"groups by a category":     {Kind: "groups", By: "work", Of: "count", Groups: 1, Epsilon: one},
		"groups of what":           {Kind: "groups", By: "note", Groups: 1, Epsilon: one},
		"groups of the mean of":    {Kind: "groups", By: "note", Of: "mean", Groups: 1, Epsilon: one},
		"groups of text":           {Kind: "groups", By: "note", Of: "sum", Column: "note", Groups: 1, Epsilon: one},
		"counts of a column":       {Kind: "groups", By: "note", Of: "count", Column: "age", Groups: 1, Epsilon: one},
		"no group each":            {Kind: "groups", By: "note", Of: "count", Epsilon: one},
		"any number of groups":     {Kind: "groups", By: "note", Of: "count", Groups: 1 << 31, Epsilon: one},
		"groups for half of an ε":  {Kind: "groups", By: "note", Of: "count", Groups: 1, Epsilon: 1},
		"groups for more than all": {Kind: "groups", By: "note", Of: "count", Groups: 1, Epsilon: privacy.MaxEpsilon + 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil, "30,Private,x\n")
			w.ask()
			w.run.Spec.Query = []c2d.Statistic{q}
			if _, err := w.start(t.Context()); !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("run: %v, want %s", err, c2d.BadRequest)
			}
			if w.keys.asked != 0 || len(w.rounds.begins) != 0 {
				t.Error("a key was asked for, or a round began")
			}
		})
	}
	for name, change := range map[string]func(*c2d.Manifest){
		"no rows count":      func(m *c2d.Manifest) { m.MaxRows = 0 },
		"noise only":         func(m *c2d.Manifest) { m.MaxRows = 1 << 31; m.Columns[0].Max = 1 << 40 },
		"format of tomorrow": func(m *c2d.Manifest) { m.Format = "orc" },
		"no budget":          func(m *c2d.Manifest) { m.Epsilon = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil, "30,Private,x\n")
			w.ask()
			change(&w.run.Manifest)
			if _, err := w.start(t.Context()); !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("run: %v, want %s", err, c2d.BadRequest)
			}
		})
	}
}

// TestGroupsOfOnesOwn: what only one contributor has is named in no answer, but with the probability that the block's δ leaves for it, below 1e-8; and what
// counts of a contributor is bounded over all shards together.
func TestGroupsOfOnesOwn(t *testing.T) {
	shards := []string{"1,State,secret diagnosis\n2,State,secret address\n3,State,secret name\n4,State,common\n"}
	for range 40 {
		shards = append(shards, "5,State,common\n")
	}
	w := newWorld(t, nil, shards...)
	more := w.seal(t, 1, "9,State,\"one more, of\nthe first\"\n")
	w.run.Shards = append(w.run.Shards, more)
	w.ask()
	out, err := w.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out[0].Bytes, []byte("secret")) || !bytes.Contains(out[0].Bytes, []byte(`"common"`)) || bytes.Contains(out[0].Bytes, []byte("one more")) {
		t.Errorf("answers %s", out[0].Bytes)
	}
}

// TestShardsOfOneContributor: each shard is a file of its own, and MaxRows is for all of them together.
func TestShardsOfOneContributor(t *testing.T) {
	w := &world{}
	w.ask()
	tab, err := newTable(w.run.Manifest, nil)
	if err != nil {
		t.Fatal(err)
	}
	var seen []int64
	tab.questions = []question{{next: func() error { return nil }, add: func(r *record) { seen = append(seen, r.numbers[0]) }}}
	if err := tab.next(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"1,State,a\n2,State,\"a", "10,State,b\n", "11,State,b\n"} {
		tab.add([]byte(s))
	}
	if err := tab.next(); err != nil {
		t.Fatal(err)
	}
	tab.add([]byte("20,State,b\n"))
	if !slices.Equal(seen, []int64{1, 2, 10, 20}) {
		t.Errorf("counted %v", seen)
	}
}

func TestGroupName(t *testing.T) {
	long := strings.Repeat("x", c2d.MaxText-1)
	for text, want := range map[string]string{
		"":                  "",
		"a":                 "a",
		"naïve <b>&\"\\":    "naïve <b>&\"\\",
		long + "yz":         long + "y",
		long + "é":          long,
		long + "é and more": long,
		"\u2028":            "\u2028",
	} {
		if got, ok := groupName([]byte(text)); !ok || string(got) != want {
			t.Errorf("%q is named %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"\xff", "a\nb", "\x00", "\u0085", "\x1b[2J", long + "\xc3", strings.Repeat("\x80", 99), long[:9] + strings.Repeat("\x80", 99)} {
		if got, ok := groupName([]byte(text)); ok {
			t.Errorf("%q makes a group %q", text, got)
		}
	}
}

// TestAnswersFit: the longest answers of each kind fit what Spec.Check lets pass, and pass the airlock.
func TestAnswersFit(t *testing.T) {
	const least = math.MinInt64
	longest := release.Estimate{Value: least, Low: least, High: least}
	name := strings.Repeat("n", 128)
	var values []string
	for i := range 2000 {
		values = append(values, strings.Repeat("\x01", 250)+fmt.Sprint(i))
	}
	many := strings.Repeat("\"\\", c2d.MaxText/2)
	whole := c2d.Column{Name: name, Kind: "category", Values: values}
	number := c2d.Column{Name: name + "x", Kind: "integer", Min: -1 << 40, Max: 1 << 40}
	d := c2d.Dataset{
		Manifest: c2d.Manifest{Epsilon: 100_000_000, Delta: 1_000_000, MaxRows: 1, Columns: []c2d.Column{whole, number, {Name: "text", Kind: "text"}}},
		Tokens:   []datatoken.Token{{Service: "query"}}, Batches: []c2d.Batch{{Members: 1 << 20}},
	}
	for kind, tc := range map[string]struct {
		q c2d.Statistic
		a Answer
	}{
		"groups":    {c2d.Statistic{By: "text", Of: "count", Groups: 4}, Answer{Threshold: math.MaxInt64, Groups: slices.Repeat([]Count{{many, longest}}, release.MaxGroups)}},
		"count":     {c2d.Statistic{Column: name}, Answer{Counts: counted(values, longest)}},
		"histogram": {c2d.Statistic{Column: name + "x", Bins: edges(1025)}, Answer{Bins: slices.Repeat([]Bin{{-1 << 40, -1 << 40, longest}}, 1024)}},
		"quantiles": {c2d.Statistic{Column: name + "x", Quantiles: ranks(64)}, Answer{Quantiles: slices.Repeat([]Quantile{{999_999, longest}}, 64)}},
	} {
		t.Run(kind, func(t *testing.T) {
			s := c2d.Spec{Stint: 1, Mode: c2d.ModeQuery, Recipient: recipient(t)}
			tab := &table{}
			q := tc.q
			q.Kind, q.Epsilon = kind, 100_000_000
			for i := range 64 {
				q.Name = fmt.Sprintf("%0128d", i)
				s.Query = append(s.Query, q)
				if s.Check(d) != nil {
					s.Query = s.Query[:i]
					break
				}
				tab.questions = append(tab.questions, question{answer: func(into *Answer) error {
					a := tc.a
					a.Name, a.Kind, a.Column, a.By, a.Of, a.Epsilon = into.Name, into.Kind, into.Column, into.By, into.Of, into.Epsilon
					*into = a
					return nil
				}})
			}
			if len(s.Query) == 0 {
				t.Fatal(s.Check(d))
			}
			b, err := tab.answer(s.Query)
			if err != nil {
				t.Fatal(err)
			}
			if err := airlock.Judge(s.Declared(), []c2d.Output{{Name: answersName, Bytes: b}}); err != nil {
				t.Errorf("%d answers, %d bytes: %v", len(s.Query), len(b), err)
			}
		})
	}
}

func counted(values []string, e release.Estimate) (out []Count) {
	for _, v := range values {
		out = append(out, Count{v, e})
	}
	return out
}

func edges(n int) (out []int64) {
	for i := range n {
		out = append(out, int64(i))
	}
	return out
}

func ranks(n int) (out []privacy.Micros) {
	for i := range n {
		out = append(out, privacy.Micros(i+1))
	}
	return out
}

func recipient(t *testing.T) string {
	t.Helper()
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String()
}

// FuzzTable: no bytes of a contributor make reading fail, in any format, or weigh more than the manifest lets them; and what is read of them does
// not depend on anybody else.
func FuzzTable(f *testing.F) {
	f.Add([]byte("30, Private, x\n40,State,\"y\n"))
	f.Add([]byte("\"\",,\r\n9223372036854775808,Private,x\n\x00,\xff,"))
	f.Add([]byte(`{"age":30,"work":"Private","note":"a\u00e9"}` + "\n" + `{"age":1e3,"work":"","note":null}`))
	for _, b := range parquetSeeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for format := range readers {
			w := &world{}
			w.ask()
			w.run.Manifest.Format = format
			tab, err := newTable(w.run.Manifest, w.run.Spec.Query)
			if err != nil {
				t.Fatal(err)
			}
			var seen [2][]string
			for i := range seen {
				tab.questions = append(tab.questions[:len(w.run.Spec.Query)], question{next: func() error { return nil }, add: func(r *record) {
					if len(r.numbers) != 3 || len(r.texts) != 3 {
						t.Fatalf("a record of %d numbers and %d texts", len(r.numbers), len(r.texts))
					}
					seen[i] = append(seen[i], fmt.Sprintf("%d %q %q", r.numbers[0], r.texts[1], r.texts[2]))
				}})
				if err := tab.next(); err != nil {
					t.Fatal(err)
				}
				tab.add(b)
				if err := tab.next(); err != nil {
					t.Fatal(err)
				}
				tab.add([]byte("1,State,other\n"))
				if len(seen[i]) > 4 {
					t.Fatalf("%d records count", len(seen[i]))
				}
			}
			if !slices.Equal(seen[0], seen[1]) {
				t.Fatalf("read %v, and then %v", seen[0], seen[1])
			}
			if n := CountRecords(w.run.Manifest, b); n < uint64(max(len(seen[0])-1, 0)) {
				t.Fatalf("%d records are said to fit, and %v did", n, seen[0])
			}
		}
	})
}
