package storage

import (
	"errors"
	"strings"
	"testing"
)

func TestURI(t *testing.T) {
	for _, size := range []int{0, 1, LeafSize, LeafSize + 1} {
		want, err := RefOf(strings.NewReader(strings.Repeat("x", size)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseURI(want.URI()); err != nil || got != want {
			t.Fatalf("%s reads back as %v, %v", want.URI(), got, err)
		}
	}
}

func FuzzParseURI(f *testing.F) {
	f.Add("ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku?size=0")
	f.Add("ipfs://x?size=-1")
	f.Add("http://x")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseURI(s)
		if err != nil {
			if !errors.Is(err, ErrRef) {
				t.Fatalf("%v", err)
			}
			return
		}
		if r.URI() != s || r.Check() != nil {
			t.Fatalf("%q is accepted and is not canonical", s)
		}
	})
}
