package card

import (
	"archive/tar"
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
)

func mock(t *testing.T, m c2d.Manifest, rows int, seed uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Mock(&b, m, rows, seed); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMock: every made-up record fits its dataset, by the reader that answers queries; a seed is a set of records.
func TestMock(t *testing.T) {
	odd := full()
	odd.Columns = append(odd.Columns, c2d.Column{Name: "odd", Kind: "category", Values: []string{"", `"`, `a",b`, `x""y`, ",", "=1+1", "<&>"}})
	for name, m := range map[string]c2d.Manifest{"bare": bare(), "full": full(), "odd values": odd} {
		for _, format := range []string{"csv", "jsonl"} {
			t.Run(name+" "+format, func(t *testing.T) {
				m.Format = format
				b := mock(t, m, 1000, 7)
				if n := enclosure.CountRecords(m, b); n != 1000 {
					t.Errorf("%d of 1000 records fit", n)
				}
				if !bytes.Equal(b, mock(t, m, 1000, 7)) {
					t.Error("the same seed gives other records")
				}
				if bytes.Equal(b, mock(t, m, 1000, 8)) {
					t.Error("another seed gives the same records")
				}
			})
		}
	}
}

// TestMockIsAsDeclared: bounds, values and weights are those of the manifest.
func TestMockIsAsDeclared(t *testing.T) {
	m := bare()
	m.Columns = []c2d.Column{
		{Name: "n", Kind: "integer", Min: -10, Max: 9, Weights: []uint32{0, 0, 3, 1}},
		{Name: "c", Kind: "category", Values: []string{"a", "b", "c"}, Weights: []uint32{3, 0, 1}},
		{Name: "u", Kind: "integer", Min: 1, Max: 2},
		{Name: "t", Kind: "text"},
	}
	count := map[string]int{}
	for line := range strings.Lines(string(mock(t, m, 10_000, 1))) {
		values := strings.Split(strings.TrimSpace(line), ",")
		count["n "+values[0]]++
		count["c "+values[1]]++
		count["u "+values[2]]++
		if !strings.HasPrefix(values[3], "mock-") {
			t.Fatalf("text %q does not say what it is", values[3])
		}
	}
	for value, want := range map[string]int{"n -1": 0, "n 0": 1500, "n 4": 1500, "n 5": 500, "n 9": 500, "n 10": 0, "c a": 7500, "c b": 0, "c c": 2500, "u 1": 5000, "u 2": 5000, "u 0": 0, "u 3": 0} {
		if got := count[value]; got < want*8/10 || got > want*12/10 {
			t.Errorf("%s is there %d times, want about %d", value, got, want)
		}
	}
}

func TestMockArchive(t *testing.T) {
	m := bare()
	m.Format, m.Columns, m.MaxRows = "tar", nil, 0
	if err := Mock(io.Discard, m, 3, 1); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Fatalf("files that nobody described: %v", err)
	}
	m.Files = []c2d.Files{
		{Name: "cats/*.png", Type: "image/png"}, {Name: "dogs/*.jpg", Type: "image/jpeg"}, {Name: "labels.txt", Type: "text/plain"}, {Name: "*.json", Type: "application/json"},
		{Name: "*.bin", Type: "application/octet-stream"},
	}
	b := mock(t, m, 2, 1)
	if !bytes.Equal(b, mock(t, m, 2, 1)) {
		t.Error("the same seed gives another archive")
	}
	var names []string
	for r := tar.NewReader(bytes.NewReader(b)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
		if strings.HasPrefix(h.Name, "cats") || strings.HasPrefix(h.Name, "dogs") {
			if _, kind, err := image.Decode(r); err != nil || kind != map[bool]string{true: "png", false: "jpeg"}[strings.HasPrefix(h.Name, "cats")] {
				t.Errorf("%s is %q, %v", h.Name, kind, err)
			}
		}
	}
	want := []string{
		"cats/mock-000001.png", "dogs/mock-000001.jpg", "labels.txt", "mock-000001.json", "mock-000001.bin", "cats/mock-000002.png", "dogs/mock-000002.jpg", "mock-000002.json", "mock-000002.bin",
	}
	if d := cmp.Diff(want, names); d != "" {
		t.Error(d)
	}
}

func TestMockRefuses(t *testing.T) {
	bad := bare()
	bad.Columns[0].Max = -1
	for name, tc := range map[string]struct {
		m    c2d.Manifest
		rows int
	}{"no rows": {bare(), 0}, "fewer than none": {bare(), -1}, "too many": {bare(), MaxMock + 1}, "a manifest that is none": {bad, 1}} {
		if err := Mock(io.Discard, tc.m, tc.rows, 1); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Mock(broken{}, bare(), 10, 1); err == nil {
		t.Error("nobody noticed that nothing was written")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
