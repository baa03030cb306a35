package c2d_test

import (
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/privacy"
)

// population makes the world's dataset one of many contributors with columns of every kind.
func (w *world) population(members uint32) {
	w.dataset.Batches[0].Members = members
	w.dataset.Manifest.Columns = []c2d.Column{
		{Name: "age", Kind: "integer", Min: 0, Max: 120},
		{Name: "wealth", Kind: "integer", Min: -1 << 40, Max: 1 << 40},
		{Name: "degree", Kind: "category", Values: []string{"a", "b"}},
		{Name: "town", Kind: "text"},
	}
}

func TestStatistics(t *testing.T) {
	const one = 1_000_000
	groups := func(change func(*c2d.Statistic)) c2d.Statistic {
		q := c2d.Statistic{Kind: "groups", By: "town", Of: "mean", Column: "age", Groups: 2, Epsilon: one}
		change(&q)
		return q
	}
	bins := func(n int64) (out []int64) {
		for i := range n {
			out = append(out, i)
		}
		return out
	}
	for name, tc := range map[string]struct {
		q    c2d.Statistic
		want string // what the refusal says; empty if there is none
	}{
		"rows":                        {c2d.Statistic{Kind: "count", Epsilon: one}, ""},
		"categories":                  {c2d.Statistic{Kind: "count", Column: "degree", Epsilon: one}, ""},
		"sum":                         {c2d.Statistic{Kind: "sum", Column: "age", Epsilon: one}, ""},
		"mean":                        {c2d.Statistic{Kind: "mean", Column: "age", Epsilon: one}, ""},
		"variance":                    {c2d.Statistic{Kind: "variance", Column: "age", Epsilon: one}, ""},
		"quantiles":                   {c2d.Statistic{Kind: "quantiles", Column: "wealth", Quantiles: []privacy.Micros{1, 999_999}, Epsilon: one}, ""},
		"histogram":                   {c2d.Statistic{Kind: "histogram", Column: "age", Bins: []int64{0, 18, 121}, Epsilon: one}, ""},
		"most bins":                   {c2d.Statistic{Kind: "histogram", Column: "wealth", Bins: bins(1025), Epsilon: one}, ""},
		"groups":                      {groups(func(*c2d.Statistic) {}), ""},
		"groups of integers":          {groups(func(q *c2d.Statistic) { q.By = "age" }), ""},
		"groups counted":              {groups(func(q *c2d.Statistic) { q.Of, q.Column = "count", "" }), ""},
		"no kind":                     {c2d.Statistic{Epsilon: one}, "kind"},
		"another kind":                {c2d.Statistic{Kind: "median", Column: "age", Epsilon: one}, "kind"},
		"no such column":              {c2d.Statistic{Kind: "sum", Column: "height", Epsilon: one}, "no column"},
		"no column":                   {c2d.Statistic{Kind: "sum", Epsilon: one}, "needs a column of kind integer"},
		"sum of text":                 {c2d.Statistic{Kind: "sum", Column: "town", Epsilon: one}, "needs a column of kind integer"},
		"count of text":               {c2d.Statistic{Kind: "count", Column: "town", Epsilon: one}, "needs a column of kind category"},
		"count of integers":           {c2d.Statistic{Kind: "count", Column: "age", Epsilon: one}, "needs a column of kind category"},
		"no epsilon":                  {c2d.Statistic{Kind: "sum", Column: "age"}, "epsilon"},
		"negative epsilon":            {c2d.Statistic{Kind: "sum", Column: "age", Epsilon: -1}, "epsilon"},
		"huge epsilon":                {c2d.Statistic{Kind: "sum", Column: "age", Epsilon: privacy.MaxEpsilon + 1}, "epsilon"},
		"sum of noise":                {c2d.Statistic{Kind: "sum", Column: "wealth", Epsilon: one}, "drown"},
		"mean of noise":               {c2d.Statistic{Kind: "mean", Column: "wealth", Epsilon: one}, "drown"},
		"groups of noise":             {groups(func(q *c2d.Statistic) { q.Column = "wealth" }), "drown"},
		"variance of a wide range":    {c2d.Statistic{Kind: "variance", Column: "wealth", Epsilon: one}, "wider"},
		"mean with ranks":             {c2d.Statistic{Kind: "mean", Column: "age", Quantiles: []privacy.Micros{1}, Epsilon: one}, "quantiles, and only they"},
		"quantiles without ranks":     {c2d.Statistic{Kind: "quantiles", Column: "age", Epsilon: one}, "quantiles, and only they"},
		"ranks that fall":             {c2d.Statistic{Kind: "quantiles", Column: "age", Quantiles: []privacy.Micros{2, 1}, Epsilon: one}, "ascend"},
		"rank one":                    {c2d.Statistic{Kind: "quantiles", Column: "age", Quantiles: []privacy.Micros{one}, Epsilon: one}, "ascend"},
		"mean with bins":              {c2d.Statistic{Kind: "mean", Column: "age", Bins: []int64{0, 1}, Epsilon: one}, "only that, has bins"},
		"histogram without bins":      {c2d.Statistic{Kind: "histogram", Column: "age", Epsilon: one}, "only that, has bins"},
		"one edge":                    {c2d.Statistic{Kind: "histogram", Column: "age", Bins: []int64{0}, Epsilon: one}, "only that, has bins"},
		"too many bins":               {c2d.Statistic{Kind: "histogram", Column: "wealth", Bins: bins(1026), Epsilon: one}, "only that, has bins"},
		"bins that fall":              {c2d.Statistic{Kind: "histogram", Column: "age", Bins: []int64{0, 7, 7}, Epsilon: one}, "ascend"},
		"bins below":                  {c2d.Statistic{Kind: "histogram", Column: "age", Bins: []int64{-1, 7}, Epsilon: one}, "ascend"},
		"bins above":                  {c2d.Statistic{Kind: "histogram", Column: "age", Bins: []int64{0, 122}, Epsilon: one}, "ascend"},
		"mean by town":                {c2d.Statistic{Kind: "mean", Column: "age", By: "town", Epsilon: one}, "for kind groups"},
		"mean of mean":                {c2d.Statistic{Kind: "mean", Column: "age", Of: "mean", Epsilon: one}, "for kind groups"},
		"mean with groups":            {c2d.Statistic{Kind: "mean", Column: "age", Groups: 1, Epsilon: one}, "for kind groups"},
		"groups by nothing":           {groups(func(q *c2d.Statistic) { q.By = "" }), "by names no column"},
		"groups by what is not there": {groups(func(q *c2d.Statistic) { q.By = "street" }), "no column"},
		"groups by a category":        {groups(func(q *c2d.Statistic) { q.By = "degree" }), "declared"},
		"groups of nothing":           {groups(func(q *c2d.Statistic) { q.Of = "" }), "of is"},
		"groups of the variance":      {groups(func(q *c2d.Statistic) { q.Of = "variance" }), "of is"},
		"groups counted of a column":  {groups(func(q *c2d.Statistic) { q.Of = "count" }), "they count rows"},
		"groups of a mean of nothing": {groups(func(q *c2d.Statistic) { q.Column = "" }), "needs a column of kind integer"},
		"no groups each":              {groups(func(q *c2d.Statistic) { q.Groups = 0 }), "groups is 0"},
		"too many groups each":        {groups(func(q *c2d.Statistic) { q.Groups = 1025 }), "groups is 1025"},
		"half an epsilon":             {groups(func(q *c2d.Statistic) { q.Epsilon = 1 }), "drown"},
		"groups larger than all":      {groups(func(q *c2d.Statistic) { q.Groups = 1000 }), "contributors to be named, and the dataset has 501"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 8_000_000, 1)
			w.population(500)
			s := w.spec(c2d.ModeQuery)
			tc.q.Name = "q"
			s.Query = []c2d.Statistic{tc.q}
			err := s.Check(w.dataset)
			switch {
			case tc.want == "" && err != nil:
				t.Fatalf("refused: %v", err)
			case tc.want == "":
				if p := s.Plan().Pure; len(p) != 1 || p[0].Epsilon != tc.q.Epsilon || p[0].Selects != (tc.q.Kind == "groups") {
					t.Errorf("plan %+v", p)
				}
			case !c2d.IsRefusal(err, c2d.BadRequest) || !strings.Contains(err.Error(), tc.want):
				t.Errorf("got %v, want a refusal that says %q", err, tc.want)
			}
		})
	}
}

// TestAnswersThatCouldNotLeave: what the airlock would stop is refused before it is paid for.
func TestAnswersThatCouldNotLeave(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	w.population(1_000_000)
	wide := c2d.Column{Name: "wide", Kind: "category"}
	for i := range 4096 {
		wide.Values = append(wide.Values, strings.Repeat("\x01", 250)+string(rune('0'+i)))
	}
	w.dataset.Manifest.Columns = append(w.dataset.Manifest.Columns, wide)
	s := w.spec(c2d.ModeQuery)
	ask := func(n int, q c2d.Statistic) error {
		s.Query = nil
		for i := range n {
			q.Name = strings.Repeat("q", i+1)
			s.Query = append(s.Query, q)
		}
		return s.Check(w.dataset)
	}
	groups := c2d.Statistic{Kind: "groups", By: "town", Of: "count", Groups: 2, Epsilon: 1_000_000}
	counts := c2d.Statistic{Kind: "count", Column: "wide", Epsilon: 1_000_000}
	for name, tc := range map[string]struct {
		q          c2d.Statistic
		some, many int
	}{
		"groups": {groups, 2, 3}, "counts": {counts, 1, 2},
	} {
		if err := ask(tc.some, tc.q); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := ask(tc.many, tc.q); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("%d %s: %v, want %s", tc.many, name, err, c2d.BadRequest)
		}
	}
}

func TestFormats(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	for format, ok := range map[string]bool{"csv": true, "jsonl": true, "parquet": true, "tar": true, "": false, "CSV": false, "orc": false} {
		m := w.dataset.Manifest
		m.Format = format
		if err := m.Check(); (err == nil) != ok || err != nil && !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("format %q: %v", format, err)
		}
	}
}

// A contributor's shards are one file to a program, one after the other, which no two Parquet files are.
func TestProgramsGetLines(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	for format, ok := range map[string]bool{"csv": true, "jsonl": true, "tar": true, "parquet": false} {
		w.dataset.Manifest.Format = format
		if err := w.spec(c2d.ModeIsolate).Check(w.dataset); (err == nil) != ok || err != nil && !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("format %q: %v", format, err)
		}
	}
}

// Archives have no columns: whoever asks statistics of one is told to bring a program, also where a column is described.
func TestArchivesAnswerNothing(t *testing.T) {
	w := newWorld(t, 8_000_000, 1)
	for format, ok := range map[string]bool{"csv": true, "tar": false} {
		w.dataset.Manifest.Format = format
		err := w.spec(c2d.ModeQuery).Check(w.dataset)
		if (err == nil) != ok || err != nil && (!c2d.IsRefusal(err, c2d.BadRequest) || !strings.Contains(err.Error(), "isolate")) {
			t.Errorf("format %q: %v", format, err)
		}
	}
}
