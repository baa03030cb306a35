package main

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

const queryJob = `{"mode":"query","query":[{"name":"a","kind":"quantiles","column":"age","epsilon":0.4,"quantiles":[0.25,0.5]}]}`

const isolateJob = `{"mode":"isolate","isolate":{"program":"p","dim":54,"rounds":4,"sigma":6.1,"clip":1.0,"rate":0.000001,"slot":"25ms","memory":64,"params":{"a":1}}}`

// TestJobFileIsExact: decimals become millionths without rounding.
func TestJobFileIsExact(t *testing.T) {
	q, err := parseJobFile(strings.NewReader(queryJob))
	if err != nil {
		t.Fatal(err)
	}
	if s := q.Query[0]; s.Epsilon != 400_000 || s.Quantiles[0] != 250_000 || s.Quantiles[1] != 500_000 {
		t.Errorf("query read as %+v", s)
	}
	i, err := parseJobFile(strings.NewReader(isolateJob))
	if err != nil {
		t.Fatal(err)
	}
	if s := i.Isolate; s.Sigma != 6_100_000 || s.Clip != 1_000_000 || s.Rate != 1 || s.Slot != 25 || s.Memory != 64 || string(s.Params) != `{"a":1}` {
		t.Errorf("isolate read as %+v", s)
	}
}

// TestJobFileIsTheSpec: every field of a statistic is in the spec as it was written.
func TestJobFileIsTheSpec(t *testing.T) {
	f, err := parseJobFile(strings.NewReader(`{"environment":"north","mode":"query","query":[
		{"name":"a","kind":"histogram","column":"age","epsilon":0.25,"bins":[-3,0,7]},
		{"name":"b","kind":"groups","by":"town","of":"mean","column":"age","groups":4,"epsilon":1},
		{"name":"c","kind":"quantiles","column":"age","quantiles":[0.5],"epsilon":0.000001}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := c2d.Spec{Stint: 1, Mode: c2d.ModeQuery, Environment: "north", Query: []c2d.Statistic{
		{Name: "a", Kind: "histogram", Column: "age", Epsilon: 250_000, Bins: []int64{-3, 0, 7}},
		{Name: "b", Kind: "groups", By: "town", Of: "mean", Column: "age", Groups: 4, Epsilon: 1_000_000},
		{Name: "c", Kind: "quantiles", Column: "age", Epsilon: 1, Quantiles: []privacy.Micros{500_000}},
	}}
	if d := cmp.Diff(want, f.spec()); d != "" {
		t.Error(d)
	}
}

// TestExamples: the job files of the example dataset are jobs on it, with the 500 people of the README.
func TestExamples(t *testing.T) {
	open := func(name string) *os.File {
		t.Helper()
		f, err := os.Open(filepath.Join("../../examples/adult", name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	m, err := c2d.ParseManifest(open("manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := c2d.Dataset{Manifest: m, Tokens: []datatoken.Token{{Service: "query"}}, Batches: []c2d.Batch{{Members: 500}}}
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"query.json", "statistics.json"} {
		f, err := parseJobFile(open(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := f.spec()
		s.Recipient = id.Recipient().String()
		if err := s.Check(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJobFileRefuses(t *testing.T) {
	query := func(epsilon string) string {
		return `{"mode":"query","query":[{"name":"a","kind":"mean","column":"age","epsilon":` + epsilon + `}]}`
	}
	slot := func(s string) string { return strings.Replace(isolateJob, `"25ms"`, s, 1) }
	for name, text := range map[string]string{
		"nothing":             ``,
		"not JSON":            `job`,
		"a list":              `[]`,
		"null":                `null`,
		"cut short":           queryJob[:40],
		"something follows":   queryJob + `{}`,
		"unknown field":       `{"mode":"query","epsilon":1}`,
		"unknown inner field": `{"mode":"query","query":[{"name":"a","kind":"mean","column":"age","epsilon":1,"secret":2}]}`,
		"no mode":             `{"query":[]}`,
		"unknown mode":        `{"mode":"review"}`,
		"query without query": `{"mode":"query"}`,
		"both sections":       strings.Replace(isolateJob, `"isolate",`, `"isolate","query":[{"name":"a","kind":"mean","column":"age","epsilon":1}],`, 1),
		"wrong section":       strings.Replace(isolateJob, `"mode":"isolate"`, `"mode":"query"`, 1),
		"bad dataset":         `{"dataset":"0x12","mode":"query","query":[{}]}`,
		"negative epsilon":    query("-1"),
		"seven decimals":      query("0.1234567"),
		"exponent":            query("1e-3"),
		"huge epsilon":        query("99999999999999999999"),
		"just too huge":       query("9223372036854.775808"),
		"epsilon in quotes":   query(`"1"`),
		"epsilon null":        query("null"),
		"epsilon list":        query("[1]"),
		"groups negative":     `{"mode":"query","query":[{"name":"a","kind":"groups","by":"x","of":"count","groups":-1,"epsilon":1}]}`,
		"bins in parts":       `{"mode":"query","query":[{"name":"a","kind":"histogram","column":"age","bins":[0,1.5],"epsilon":1}]}`,
		"slot without unit":   slot(`"25"`),
		"slot a number":       slot(`25`),
		"slot negative":       slot(`"-25ms"`),
		"slot zero":           slot(`"0s"`),
		"slot in parts of ms": slot(`"1500us"`),
		"slot of days":        slot(`"48h"`),
		"dim negative":        strings.Replace(isolateJob, `54`, `-1`, 1),
		"dim beyond 32 bits":  strings.Replace(isolateJob, `54`, `4294967296`, 1),
		"dim broken":          strings.Replace(isolateJob, `54`, `1.5`, 1),
		"too large":           queryJob + strings.Repeat(" ", maxJobFile),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseJobFile(strings.NewReader(text)); !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Errorf("got %v, want a refusal with code %s", err, c2d.BadRequest)
			}
		})
	}
}

// TestJobFileNamesFiles: paths count from the job file, and what they lead to is looked at before anybody is asked for a price.
func TestJobFileNamesFiles(t *testing.T) {
	dir := t.TempDir()
	put := func(name, s string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("p", "#!/bin/sh\n")
	put("params.json", `{"b":2}`)
	put("broken.json", `{"b":`)
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	const dataset = "0x0000000000000000000000000000000000000001"
	for name, tc := range map[string]struct {
		from, to string // in isolateJob
		want     c2d.Code
		params   string
	}{
		"inline":            {"", "", "", `{"a":1}`},
		"params in a file":  {`{"a":1}`, `"params.json"`, "", `{"b":2}`},
		"absolute path":     {`{"a":1}`, `"` + filepath.Join(dir, "params.json") + `"`, "", `{"b":2}`},
		"params missing":    {`{"a":1}`, `"none.json"`, c2d.NotFound, ""},
		"params broken":     {`{"a":1}`, `"broken.json"`, c2d.BadRequest, ""},
		"program missing":   {`"p"`, `"none"`, c2d.NotFound, ""},
		"program no file":   {`"p"`, `"folder"`, c2d.BadRequest, ""},
		"no program at all": {`"program":"p",`, ``, c2d.BadRequest, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := prepared{dataset: dataset}
			err := p.read(put("job.json", strings.Replace(isolateJob, tc.from, tc.to, 1)))
			if tc.want != "" {
				if got := refusal(err); err == nil || got.Code != tc.want {
					t.Fatalf("got %v, want code %s", err, tc.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(p.file.Isolate.Params); got != tc.params || p.file.Dataset.String() != dataset {
				t.Errorf("params %s of dataset %s, want %s of %s", got, p.file.Dataset, tc.params, dataset)
			}
		})
	}
	if err := (&prepared{}).read(put("job.json", queryJob)); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Errorf("a job without a dataset: %v", err)
	}
}

// FuzzJobFile: whatever is accepted has one mode, and its numbers are exactly those written.
func FuzzJobFile(f *testing.F) {
	for _, s := range []string{queryJob, isolateJob, `{}`, `null`, `{"mode":"query","query":[{"epsilon":1.0}]}`, `{"mode":"isolate","isolate":{"slot":"1h","params":"x"}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		j, err := parseJobFile(strings.NewReader(s))
		if err != nil {
			if !c2d.IsRefusal(err, c2d.BadRequest) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if (j.Mode == c2d.ModeQuery) != (j.Isolate == nil) || (j.Mode == c2d.ModeIsolate) != (len(j.Query) == 0) {
			t.Fatalf("mode %s with sections query %v, isolate %v", j.Mode, j.Query != nil, j.Isolate != nil)
		}
		numbers := []micros{}
		for _, q := range j.Query {
			numbers = append(append(numbers, q.Epsilon), q.Quantiles...)
		}
		if i := j.Isolate; i != nil {
			numbers = append(numbers, i.Sigma, i.Clip, i.Rate)
			if i.Slot > 24*3_600_000 {
				t.Fatalf("slot of %d ms", i.Slot)
			}
		}
		for _, n := range numbers {
			var again micros
			if err := json.Unmarshal([]byte(decimal(int64(n))), &again); err != nil || again != n || privacy.Micros(n) < 0 {
				t.Fatalf("%d millionths are written %s, and read as %d: %v", n, decimal(int64(n)), again, err)
			}
		}
	})
}
