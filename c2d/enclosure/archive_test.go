package enclosure

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/pack"
)

// packed is an archive of files, which hold their names.
func packed(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, n := range names {
		if err := w.WriteHeader(&tar.Header{Name: n, Mode: 0o644, Size: int64(len(n))}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, n)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArchives: a program gets the archives of its contributor as one valid archive, whatever they end with, and one archive as it is.
func TestArchives(t *testing.T) {
	long := strings.Repeat("long/", 30) + "x"
	a, b, c := packed(t, "a"), packed(t, "b/b", long), packed(t, "c")
	tape := strings.Repeat("\x00", 20*512) // what tar fills its last record with
	for name, tc := range map[string]struct {
		shards []string
		void   int // a shard, counted from 1, that no key opens
		want   string
		exact  bool // the bytes are to be these
	}{
		"one":                        {[]string{a + tape}, 0, a + tape, true},
		"three":                      {[]string{a, b, c}, 0, packed(t, "a", "b/b", long, "c"), true},
		"with the records of a tape": {[]string{a + tape, b + tape}, 0, packed(t, "a", "b/b", long), false},
		"the last is left out":       {[]string{a, b, c}, 3, packed(t, "a", "b/b", long), true},
		"the first is left out":      {[]string{a, c, b}, 1, packed(t, "c", "b/b", long), true},
		"one that is cut":            {[]string{b[:len(b)-1024-100], c}, 0, packed(t, "b/b", "c"), true},
		"one that is no archive":     {[]string{"no archive", c}, 0, c, true},
		"one that is nothing":        {[]string{"", c, ""}, 0, c, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var got []byte
				w := newWorld(t, &scripted{program: func(shard, _ []byte) []byte {
					mu.Lock()
					defer mu.Unlock()
					got = bytes.Clone(shard)
					return floats(0, 0)
				}})
				w.run.Manifest.Format = "tar"
				for i, s := range tc.shards {
					shard := w.seal(t, 1, s)
					if i+1 == tc.void {
						shard.Keys = []storage.Envelope{}
					}
					w.run.Shards = append(w.run.Shards, shard)
				}
				w.isolate(t, []byte("program"), plan(1))
				if _, err := w.start(t.Context()); err != nil {
					t.Fatal(err)
				}
				if tc.exact && string(got) != tc.want {
					t.Errorf("a program gets %d bytes, want %d", len(got), len(tc.want))
				}
				if d := cmp.Diff(listed(t, []byte(tc.want)), listed(t, got)); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// listed are the names in an archive that is valid.
func listed(t *testing.T, archive []byte) (names []string) {
	t.Helper()
	for e, err := range pack.Read(bytes.NewReader(archive), pack.Limits{Entries: 99, Size: 1 << 20}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, e.Name)
	}
	return names
}
