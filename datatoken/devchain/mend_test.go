package devchain

import (
	"bytes"
	"context"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
)

func TestMendMeta(t *testing.T) {
	for name, tc := range map[string]struct {
		is, want []byte // want nil: an error
		flushed  uint64
	}{
		"whole":                      {[]byte{0xc4, 2, 0x80, 0x81, 0xcc}, []byte{0xc4, 2, 0x80, 0x81, 0xcc}, 0xcc},
		"of a new table":             {[]byte{0xc3, 2, 0x80, 6}, []byte{0xc3, 2, 0x80, 6}, 6},
		"not begun":                  {[]byte{}, []byte{}, 0},
		"new, cut after its length":  {[]byte{0xc3}, []byte{}, 0},
		"grown, only the length":     {[]byte{0xc4, 2, 0x80, 6}, []byte{0xc3, 2, 0x80, 6}, 6},
		"grown more":                 {[]byte{0xc5, 2, 0x80, 0x81, 0xcc}, []byte{0xc4, 2, 0x80, 0x81, 0xcc}, 0xcc},
		"shrunk, only the length":    {[]byte{0xc3, 2, 0x80, 0x81, 0xcc}, []byte{0xc4, 2, 0x80, 0x81, 0xcc}, 0xcc},
		"shrunk, with an old end":    {[]byte{0xc3, 2, 0x80, 6, 0xcc}, []byte{0xc3, 2, 0x80, 6}, 6},
		"something else":             {[]byte("nonsense"), nil, 0},
		"a length, and nothing more": {[]byte{0xc4, 2}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "headers.meta")
			if err := os.WriteFile(path, tc.is, 0o644); err != nil {
				t.Fatal(err)
			}
			flushed, err := mendMeta(path)
			if (err != nil) != (tc.want == nil) {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				tc.want = tc.is
			}
			got, readErr := os.ReadFile(path)
			if readErr != nil || !bytes.Equal(got, tc.want) || flushed != tc.flushed {
				t.Errorf("%x became %x with %d flushed (%v), want %x with %d", tc.is, got, flushed, readErr, tc.want, tc.flushed)
			}
		})
	}
}

func FuzzMendMeta(f *testing.F) {
	f.Add([]byte{0xc4, 2, 0x80, 0x81, 0xcc})
	f.Add([]byte{0xc4, 2, 0x80, 6})
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "headers.meta")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		flushed, err := mendMeta(path)
		if err != nil {
			return
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var m tableMeta
		if len(got) > 0 && (rlp.DecodeBytes(got, &m) != nil || m.Flushed != flushed) || len(got) == 0 && flushed != 0 {
			t.Errorf("%x became %x with %d flushed", b, got, flushed)
		}
		if again, err := mendMeta(path); err != nil || again != flushed {
			t.Errorf("a second time: %d (%v), not %d", again, err, flushed)
		}
	})
}

// TestFirstBlocksMoveInPart: a kill while the first blocks are moved out of the database, with one of the tables not yet on disk, loses none of them.
func TestFirstBlocksMoveInPart(t *testing.T) {
	ctx := context.Background()
	const blocks = 70 // every 32nd makes those before it old enough to move
	kept, moved := filepath.Join(t.TempDir(), "kept"), t.TempDir()
	c := openTest(t, Config{Dir: moved})
	for n := range uint64(blocks) {
		if _, err := c.transfer(ctx, n, common.Address{1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	copyDir(t, kept, moved)
	ancient := func(dir string) string { return filepath.Join(dataDir(dir), "ancient", "chain") }
	c = openTest(t, Config{Dir: moved}) // moves at once what is old enough
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		b, err := os.ReadFile(filepath.Join(ancient(moved), "receipts.meta"))
		var m tableMeta
		if err == nil && rlp.DecodeBytes(b, &m) == nil && m.Flushed > indexEntry {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatal("no blocks were moved")
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, late := range append([]string{"none"}, tables...) {
		t.Run(late, func(t *testing.T) {
			// The database of before, the tables of after, and one of these of before.
			dir := filepath.Join(t.TempDir(), "chain")
			copyDir(t, dir, kept)
			if err := os.RemoveAll(ancient(dir)); err != nil {
				t.Fatal(err)
			}
			copyDir(t, ancient(dir), ancient(moved))
			files, err := filepath.Glob(filepath.Join(ancient(kept), late+".*"))
			if err != nil || (late != "none" && len(files) == 0) {
				t.Fatalf("table %s has no files (%v)", late, err)
			}
			for _, f := range files {
				b, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(ancient(dir), filepath.Base(f)), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			c := openTest(t, Config{Dir: dir})
			transfers := 0
			for n := range int64(blocks + 1) {
				b, err := c.client.BlockByNumber(ctx, big.NewInt(n))
				if err != nil {
					t.Fatalf("block %d: %v", n, err)
				}
				for _, tx := range b.Transactions() {
					r, err := c.client.TransactionReceipt(ctx, tx.Hash())
					if err != nil || r.BlockHash != b.Hash() {
						t.Fatalf("receipt in block %d: %v", n, err)
					}
					transfers++
				}
			}
			if transfers < blocks-1 {
				t.Errorf("%d transfers in %d blocks", transfers, blocks)
			}
			if _, err := c.transfer(ctx, blocks, common.Address{1}); err != nil {
				t.Errorf("the chain does not go on: %v", err)
			}
		})
	}
}

func copyDir(t testing.TB, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
