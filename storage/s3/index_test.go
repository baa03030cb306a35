package s3

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stintdao/stint/storage"
)

func dag(t testing.TB, size int) storage.DAG {
	t.Helper()
	d, err := storage.Import(t.Context(), bytes.NewReader(make([]byte, size)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestIndexReadsBack(t *testing.T) {
	d := dag(t, 2*storage.LeafSize+1)
	b, err := newIndex(d, "p0123456789abcdef", "v1")
	if err != nil {
		t.Fatal(err)
	}
	got, x, err := parseIndex(b, d.Ref)
	if err != nil || got.Ref != d.Ref || x.Data != "p0123456789abcdef" || x.Version != "v1" {
		t.Errorf("%v, %q, version %q, error %v", got.Ref, x.Data, x.Version, err)
	}
	if limit := indexLimit(d.Ref); int64(len(b)) > limit {
		t.Errorf("index of %d bytes, limit %d", len(b), limit)
	}
}

func TestIndexOfAnythingElseIsRefused(t *testing.T) {
	d := dag(t, 2*storage.LeafSize+1)
	good, err := newIndex(d, "p0123456789abcdef", "v1")
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) []byte {
		b, err := newIndex(d, name, "")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	other, err := newIndex(dag(t, 2*storage.LeafSize+2), "p0123456789abcdef", "")
	if err != nil {
		t.Fatal(err)
	}
	short := d
	short.Leaves = d.Leaves[:2]
	less, err := newIndex(short, "p0123456789abcdef", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"empty":              nil,
		"not JSON":           []byte("damaged"),
		"cut":                good[:len(good)-1],
		"more after it":      append(bytes.Clone(good), '{'),
		"another object":     other,
		"one leaf less":      less,
		"unknown member":     bytes.Replace(good, []byte(`{"data"`), []byte(`{"x":1,"data"`), 1),
		"no name":            named(""),
		"name out of folder": named("../index/x"),
		"name of a leaf":     named("../leaf/" + d.Ref.CID),
		"name with a slash":  named("p01234567/89abcdef"),
		"long version":       bytes.Replace(good, []byte("v1"), bytes.Repeat([]byte("v"), 1025), 1),
	} {
		if bytes.Equal(b, good) {
			t.Errorf("%s: the test changes nothing", name)
		}
		if _, _, err := parseIndex(b, d.Ref); !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("%s: error %v, want %v", name, err, storage.ErrCorrupt)
		}
	}
}

func FuzzParseIndex(f *testing.F) {
	d := dag(f, 2*storage.LeafSize+1)
	good, err := newIndex(d, "p0123456789abcdef", "v1")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"data":"p0123456789abcdef","leaves":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, x, err := parseIndex(b, d.Ref)
		if err != nil {
			if !errors.Is(err, storage.ErrCorrupt) {
				t.Errorf("error %v", err)
			}
			return
		}
		if got.Ref != d.Ref || got.Leaves[0] != d.Leaves[0] || !names.MatchString(x.Data) {
			t.Errorf("%q is taken for the index of %v", b, d.Ref)
		}
	})
}

func FuzzIndexed(f *testing.F) {
	d := dag(f, 2*storage.LeafSize+1)
	f.Add(d.Ref.CID + "-2097153")
	f.Add(d.Ref.CID + "-02097153")
	f.Add(d.Ref.CID + "-1")
	f.Fuzz(func(t *testing.T, name string) {
		ref, ok := indexed(name)
		if ok && (new(Store).indexKey(ref) != "index/"+name || ref.Check() != nil) {
			t.Errorf("%q is taken for the index of %v", name, ref)
		}
	})
}

func TestObjectOfTooManyPartsIsRefused(t *testing.T) {
	s := &Store{c: Config{PartSize: 5 << 20, Parallel: 1}}
	g := &gate{r: bytes.NewReader([]byte("more")), u: s.newUpload(t.Context(), "", 0), parts: maxParts - 1, read: (maxParts - 1) * 5 << 20}
	if n, err := g.Read(make([]byte, 3)); n != 3 || err != nil {
		t.Errorf("last part: %d bytes, error %v", n, err)
	}
	g.read = maxParts * 5 << 20
	if n, err := g.Read(make([]byte, 3)); n != 0 || err == nil {
		t.Errorf("one part more: %d bytes, error %v", n, err)
	}
}

func TestConfigIsChecked(t *testing.T) {
	good := Config{Endpoint: "localhost:9000", Bucket: "b", AccessKey: "a", SecretKey: "top secret", Rand: bytes.NewReader(nil)}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"no endpoint":       func(c *Config) { c.Endpoint = "" },
		"endpoint is URL":   func(c *Config) { c.Endpoint = "http://localhost" },
		"no bucket":         func(c *Config) { c.Bucket = "" },
		"prefix no slash":   func(c *Config) { c.Prefix = "x" },
		"prefix from root":  func(c *Config) { c.Prefix = "/x/" },
		"prefix goes up":    func(c *Config) { c.Prefix = "../" },
		"key alone":         func(c *Config) { c.SecretKey = "" },
		"secret alone":      func(c *Config) { c.AccessKey = "" },
		"small parts":       func(c *Config) { c.PartSize = 4 << 20 },
		"parts of no leaf":  func(c *Config) { c.PartSize = 5<<20 + 1 },
		"negative parallel": func(c *Config) { c.Parallel = -1 },
		"negative stall":    func(c *Config) { c.Stall = -1 },
		"no randomness":     func(c *Config) { c.Rand = nil },
	} {
		c := good
		change(&c)
		if err := c.Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
