package index_test

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken/index"
)

// FuzzFile opens files of any content: one without an index's mark stays as it is, one with it gives an index that works.
func FuzzFile(f *testing.F) {
	n := grown(20)
	x := open(f, file(f), config(n))
	sync_(f, x)
	x.Close()
	path := file(f)
	x = open(f, path, config(n))
	sync_(f, x)
	x.Close()
	sound := must(os.ReadFile(path))
	f.Add(uint32(0), []byte{})
	f.Add(uint32(68), []byte("other"))
	f.Add(uint32(100), []byte{1, 2, 3})
	f.Add(uint32(5000), slices.Repeat([]byte{0xee}, 3000))
	f.Add(uint32(len(sound)), []byte("more"))
	f.Fuzz(func(t *testing.T, at uint32, with []byte) {
		path := file(t)
		content := slices.Clone(sound)
		for i, b := range with {
			if n := int(at)%(len(sound)+1) + i; n < len(content) {
				content[n] = b
			} else {
				content = append(content, b)
			}
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		marked := string(content[:16]) == "SQLite format 3\x00" && slices.Equal(content[68:72], sound[68:72])
		x, err := index.Open(path, config(n))
		if !marked {
			if !errors.Is(err, index.ErrForeign) || !slices.Equal(must(os.ReadFile(path)), content) {
				t.Fatalf("got %v, want ErrForeign and the file as it was", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		// A change that leaves a sound file is for Verify to find; nothing panics, and nothing hangs.
		if err := x.Sync(t.Context()); err != nil {
			t.Logf("sync: %v", err)
		}
		if _, err := x.Logs(t.Context(), ledger, [][]common.Hash{{reserved}}); err != nil {
			t.Logf("logs: %v", err)
		}
		if _, err := x.Digest(t.Context()); err != nil {
			t.Logf("digest: %v", err)
		}
		if err := x.Verify(t.Context(), n, 0); err != nil {
			t.Logf("verify: %v", err)
		}
	})
}
