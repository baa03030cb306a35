package card

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
)

// TestReview: everything that is wrong is told at once, each once, with a way out.
func TestReview(t *testing.T) {
	const text = `{
		"stint": "1",
		"name": "",
		"licence": "CC-BY-4.0",
		"License": "CC-BY-4.0",
		"keywords": "census",
		"creators": [{"name": "Ada", "website": "https://example.org"}, {"nmae": "Bob"}],
		"rai": {"dataBiases": "many", "rai:dataUseCases": ["x"], "dataSocialImpact": null},
		"format": "xlsx",
		"columns": [
			{"name": "age", "kind": "integer", "min": 9, "max": 1},
			{"name": "age", "kind": "number"},
			{"name": "sex", "kind": "category", "values": ["F", "F"], "weights": [1.5, 2]},
			7
		],
		"unit": "contributor", "unit": "record",
		"epsilon": 8.5, "delta": "1e-6",
		"maxRows": -1
	}`
	m, flaws := Review([]byte(text))
	var got []string
	for _, f := range flaws {
		if f.Advice {
			continue
		}
		if f.Next == "" || f.Sentence == "" {
			t.Errorf("%+v does not say what to do", f)
		}
		got = append(got, f.Path)
	}
	slices.Sort(got)
	want := []string{
		"stint", "name", "licence", "License", "keywords", "creators[0].website", "creators[1].nmae", "creators[1].name", "rai.dataBiases", "rai.rai:dataUseCases", "rai.dataSocialImpact",
		"format", "columns[0].min", "columns[1].name", "columns[1].kind", "columns[2].values[1]", "columns[2].weights[0]", "columns[3]", "unit", "epsilon", "delta", "maxRows",
	}
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("flaws (-want +got):\n%s", d)
	}
	if m.Columns[0].Name != "age" {
		t.Errorf("what could be read was not: %+v", m)
	}
	says := func(path, part string) {
		t.Helper()
		if !slices.ContainsFunc(flaws, func(f c2d.Flaw) bool { return f.Path == path && strings.Contains(f.String()+" "+f.Next, part) }) {
			t.Errorf("nothing of %s says %q", path, part)
		}
	}
	says("licence", "did you mean license?")
	says("License", "did you mean license?")
	says("creators[1].nmae", "did you mean name?")
	says("rai.rai:dataUseCases", "did you mean dataUseCases?")
	says("epsilon", "millionths")
	says("delta", "1e-12")
}

func TestReviewOfWhole(t *testing.T) {
	for name, tc := range map[string]struct {
		text, path, part string
	}{
		"not JSON":      {"{\n\"stint\": 1,\n}", "", "line 3"},
		"nothing":       {"", "", "line 1"},
		"two documents": {"{}\n{}", "", "line 2"},
		"a list":        {"[]", "", "want an object"},
		"null":          {"null", "", "null"},
		"a huge one":    {strings.Repeat(" ", c2d.MaxManifest+1), "", "larger"},
	} {
		t.Run(name, func(t *testing.T) {
			_, flaws := Review([]byte(tc.text))
			if Errors(flaws) != 1 || flaws[0].Path != tc.path || !strings.Contains(flaws[0].Sentence, tc.part) {
				t.Errorf("%+v", flaws)
			}
		})
	}
}

// TestReviewAdvises: a good card gets no advice but on what it lacks, and advice is no reason to refuse.
func TestReviewAdvises(t *testing.T) {
	b, err := json.Marshal(bare())
	if err != nil {
		t.Fatal(err)
	}
	_, flaws := Review(b)
	if Errors(flaws) != 0 || len(flaws) < 10 {
		t.Errorf("of a bare manifest: %d errors in %+v", Errors(flaws), flaws)
	}
	m := full()
	if b, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	_, flaws = Review(b)
	var paths []string
	for _, f := range flaws {
		paths = append(paths, f.Path)
	}
	if d := cmp.Diff([]string{"recovery", "columns"}, paths); d != "" {
		t.Error(d)
	}
	m.Epsilon, m.Delta, m.License = 50_000_000, 20_000_000, "Beerware"
	if b, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	_, flaws = Review(b)
	for _, want := range []string{"epsilon", "delta", "license"} {
		if !slices.ContainsFunc(flaws, func(f c2d.Flaw) bool { return f.Advice && f.Path == want }) {
			t.Errorf("no advice on %s", want)
		}
	}
}

// TestExample: the example's card needs nothing but a recovery key.
func TestExample(t *testing.T) {
	b, err := os.ReadFile("../../examples/adult/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	_, flaws := Review(b)
	if len(flaws) != 1 || flaws[0].Path != "recovery" {
		t.Errorf("%+v", flaws)
	}
}

// FuzzReview: whatever is reviewed, no error means that the manifest is taken, and an error that it is not.
func FuzzReview(f *testing.F) {
	for _, m := range []c2d.Manifest{bare(), full()} {
		f.Add(m.Canonical())
	}
	f.Add([]byte(`{"stint":1,"columns":[{"name":"a","kind":"category","values":[""],"weights":[1]}],"rai":{"dataCollectionTimeframe":["2026-01-01"]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, flaws := Review(b)
		_, err := c2d.ParseManifest(strings.NewReader(string(b)))
		if Errors(flaws) == 0 && err != nil {
			t.Fatalf("nothing is wrong, and it is refused: %v", err)
		}
		for _, f := range flaws {
			if f.Sentence == "" || f.Next == "" {
				t.Fatalf("%+v", f)
			}
		}
	})
}
