package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

func TestDeal(t *testing.T) {
	for name, tc := range map[string]struct {
		raw  string
		n    int
		want []string // nil is a refusal
	}{
		"one person":               {"a\nb\nc\n", 1, []string{"a\nb\nc\n"}},
		"in turn":                  {"a\nb\nc\nd\ne\n", 2, []string{"a\nc\ne\n", "b\nd\n"}},
		"no end of line":           {"a\nb", 2, []string{"a\n", "b\n"}},
		"ends of DOS":              {"a\r\nb\r\n", 2, []string{"a\n", "b\n"}},
		"blank lines do not count": {"\n\na\n  \n\t\r\nb\n\n", 2, []string{"a\n", "b\n"}},
		"spaces in records stay":   {" a, b \n", 1, []string{" a, b \n"}},
		"nothing":                  {"", 1, nil},
		"blank":                    {"\n \n", 1, nil},
		"too few":                  {"a\nb\n", 3, nil},
	} {
		t.Run(name, func(t *testing.T) {
			hands, err := deal([]byte(tc.raw), tc.n)
			if tc.want == nil {
				if !c2d.IsRefusal(err, c2d.BadRequest) {
					t.Fatalf("got %v, want a refusal with code %s", err, c2d.BadRequest)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range hands {
				if h.rows != uint64(bytes.Count(h.data, []byte("\n"))) {
					t.Errorf("%d rows counted in %q", h.rows, h.data)
				}
				got = append(got, string(h.data))
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzDeal: every record goes to exactly one person, in turn, and nobody has more than one record more than anybody else.
func FuzzDeal(f *testing.F) {
	f.Add("a\nb\nc\n", 2)
	f.Add("\r\n\n x\n", 1)
	f.Add("\"a\nb\",c", 1)
	f.Fuzz(func(t *testing.T, raw string, n int) {
		n = 1 + int(uint(n)%8)
		var want []string
		for line := range strings.Lines(raw) {
			if strings.TrimSpace(line) != "" {
				want = append(want, strings.TrimRight(line, "\r\n"))
			}
		}
		hands, err := deal([]byte(raw), n)
		if (err == nil) != (len(want) >= n) {
			t.Fatalf("%d records to %d people: %v", len(want), n, err)
		}
		if err != nil {
			return
		}
		var people [][]string
		for _, h := range hands {
			people = append(people, strings.Split(strings.TrimSuffix(string(h.data), "\n"), "\n"))
		}
		for i, r := range want {
			if got := people[i%n][i/n]; got != r {
				t.Fatalf("record %d of person %d is %q, want %q", i/n, i%n, got, r)
			}
		}
	})
}

// TestBatches: a batch never has somebody twice, and nothing is lost or reordered for a person.
func TestBatches(t *testing.T) {
	give := func(member byte, shard string) c2d.Contribution {
		return c2d.Contribution{Member: datatoken.Address{member}, Shard: storage.Ref{CID: shard}}
	}
	got := batches([]c2d.Contribution{give(1, "a"), give(2, "b"), give(1, "c"), give(3, "d"), give(1, "e"), give(2, "f")})
	var names []string
	for _, b := range got {
		var s string
		for _, c := range b {
			s += c.Shard.CID
		}
		names = append(names, s)
	}
	if d := cmp.Diff([]string{"abd", "cf", "e"}, names); d != "" {
		t.Error(d)
	}
	if got := batches(nil); len(got) != 0 {
		t.Errorf("%d batches of nothing", len(got))
	}
}
