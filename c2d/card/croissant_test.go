package card

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

var update = flag.Bool("update", false, "write testdata/*.croissant.json")

func put(t *testing.T, v c2d.Vault, b []byte) storage.Ref {
	t.Helper()
	ref, err := v.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// described are datasets of every format, with all that a card can have.
func described(t *testing.T, v c2d.Vault) map[string]c2d.Dataset {
	t.Helper()
	full := full()
	out := map[string]c2d.Dataset{}
	for _, format := range []string{"csv", "jsonl", "parquet"} {
		m := full
		m.Format = format
		out[format] = c2d.Dataset{Manifest: m, Batches: []c2d.Batch{
			{Index: 0, Members: 2, List: put(t, v, []byte("[]"))}, {Index: 1, Members: 700, List: put(t, v, bytes.Repeat([]byte("x"), storage.LeafSize+1))},
		}}
	}
	images := full
	images.Name, images.Format, images.Columns, images.MaxRows = "pets", "tar", nil, 0
	images.Files = []c2d.Files{{Name: "cats/*.png", Type: "image/png", Description: "Cats."}, {Name: "dogs/*.jpg", Type: "image/jpeg"}, {Name: "labels.txt", Type: "text/plain"}}
	out["tar"] = c2d.Dataset{Manifest: images}
	out["bare"] = c2d.Dataset{Manifest: bare()}
	for name, d := range out {
		d.ID, d.Curator = datatoken.Address{1}, datatoken.Address{2}
		d.ManifestRef = put(t, v, d.Manifest.Canonical())
		d.Tokens = []datatoken.Token{{Service: "isolate", Address: datatoken.Address{3}, Price: datatoken.Units(20_500_000)}}
		out[name] = d
	}
	return out
}

var place = Place{Contracts: datatoken.Addresses{ChainID: 1337, Currency: datatoken.Address{4}}, Symbol: "TUSD", Decimals: 6}

// TestCroissant holds the descriptions in testdata, which make croissant has the reference implementation judge, to what is written now.
func TestCroissant(t *testing.T) {
	v := &c2dtest.Vault{}
	for name, d := range described(t, v) {
		t.Run(name, func(t *testing.T) {
			p := place
			var err error
			if p.Sums, err = Sums(t.Context(), v, d); err != nil {
				t.Fatal(err)
			}
			got, err := Croissant(d, p)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".croissant.json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s has other text than is written now; go test ./c2d/card -update, and then make croissant", file)
			}
			if again, err := Croissant(d, p); err != nil || !bytes.Equal(got, again) {
				t.Error("another description of the same")
			}
		})
	}
}

// TestCroissantSums: the sums are those of the files, also of a file of more than one leaf, and none is made up where a sum is not known.
func TestCroissantSums(t *testing.T) {
	v := &c2dtest.Vault{}
	d := described(t, v)["csv"]
	sums, err := Sums(t.Context(), v, d)
	if err != nil || len(sums) != 1 {
		t.Fatalf("%d sums, %v", len(sums), err)
	}
	files := func(p Place) map[string]string {
		b, err := Croissant(d, p)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Distribution []struct {
				ID     string `json:"@id"`
				URL    string `json:"contentUrl"`
				SHA256 string `json:"sha256"`
			}
		}
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, f := range doc.Distribution {
			if f.URL != "" {
				out[f.ID] = f.SHA256
			}
		}
		return out
	}
	p := place
	p.Sums = sums
	want := map[string]string{
		"contributions-0": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
		"contributions-1": sumOf(bytes.Repeat([]byte("x"), storage.LeafSize+1)),
		"manifest":        sumOf(d.Manifest.Canonical()),
	}
	for id, sum := range want {
		if got := files(p)[id]; got != sum {
			t.Errorf("%s: %q, want %q", id, got, sum)
		}
	}
	if got := files(place); got["contributions-1"] != "" || got["contributions-0"] == "" {
		t.Errorf("without what was read: %v", got)
	}
	delete(sums, d.Batches[1].List)
	d.Batches[1].List.CID = strings.Replace(d.Batches[1].List.CID, "a", "b", 1)
	if _, err := Sums(t.Context(), v, d); err == nil {
		t.Error("the sum of a document that is not held")
	}
}
