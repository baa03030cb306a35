package enclosure

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/privacy"
)

// ask makes the run a query job over (age, work, note).
func (w *world) ask() {
	w.run.Manifest = c2d.Manifest{MaxRows: 3, Columns: []c2d.Column{
		{Name: "age", Kind: "integer", Min: 0, Max: 100},
		{Name: "work", Kind: "category", Values: []string{"Private", "State"}},
		{Name: "note", Kind: "text"},
	}}
	const epsilon = 50_000_000 // 50: noise of a fraction of a row
	w.run.Spec = c2d.Spec{Stint: 1, Mode: c2d.ModeQuery, Query: []c2d.Statistic{
		{Name: "by work", Kind: "count", Column: "work", Epsilon: epsilon},
		{Name: "mean age", Kind: "mean", Column: "age", Epsilon: epsilon},
		{Name: "median", Kind: "quantiles", Column: "age", Epsilon: epsilon, Quantiles: []privacy.Micros{500_000}},
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
	if len(w.rounds.begins) != 1 || w.rounds.begins[0] != 1 {
		t.Errorf("begins %v, want one round once", w.rounds.begins)
	}
	again, err := w.start(t.Context())
	if err != nil || !cmp.Equal(again, out) {
		t.Errorf("asked again: %v, %v", again, err)
	}
}

func TestQuestionsThatColumnsCannotAnswer(t *testing.T) {
	for name, q := range map[string]c2d.Statistic{
		"mean of a category":     {Kind: "mean", Column: "work", Epsilon: 1e6},
		"count of an integer":    {Kind: "count", Column: "age", Epsilon: 1e6},
		"count of free text":     {Kind: "count", Column: "note", Epsilon: 1e6},
		"a column that is not":   {Kind: "count", Column: "income", Epsilon: 1e6},
		"a question that is not": {Kind: "rows", Column: "age", Epsilon: 1e6},
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
}

// FuzzTable: no bytes of a contributor make reading fail, or weigh more than the manifest lets them.
func FuzzTable(f *testing.F) {
	f.Add([]byte("30, Private, x\n40,State,\"y\n"))
	f.Add([]byte("\"\",,\r\n9223372036854775808,Private,x\n\x00,\xff,"))
	f.Fuzz(func(t *testing.T, b []byte) {
		w := &world{}
		w.ask()
		tab, err := newTable(w.run.Manifest, w.run.Spec.Query)
		if err != nil {
			t.Fatal(err)
		}
		tab.add(b)
		if len(tab.numbers[0]) != 1 || len(tab.numbers[0][0]) > 3 || len(tab.numbers[0][0]) != len(tab.texts[1][0]) || tab.texts[2][0] != nil {
			t.Fatalf("read %v, %v", tab.numbers, tab.texts)
		}
	})
}
