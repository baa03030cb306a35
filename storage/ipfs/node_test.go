package ipfs_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ipfs/go-cid"
	"github.com/ipld/go-car/v2"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

func open(root string) (storage.Store, error) { return ipfs.Open(root) }

func TestSuite(t *testing.T) { storagetest.Run(t, open) }

func node(t testing.TB, root string) *ipfs.Node {
	t.Helper()
	n, err := ipfs.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func put(t testing.TB, n *ipfs.Node, b []byte) storage.Ref {
	t.Helper()
	ref, err := n.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestOneNodePerDirectory(t *testing.T) {
	root := t.TempDir()
	first := node(t, root)
	if _, err := ipfs.Open(root); !errors.Is(err, ipfs.ErrInUse) {
		t.Errorf("second node: error %v, want %v", err, ipfs.ErrInUse)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	node(t, root)
	if _, err := first.Put(t.Context(), bytes.NewReader(nil)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("put into a closed node: error %v", err)
	}
	if err := first.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestOpenIgnoresForeignFiles(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	ref := put(t, n, []byte("held"))
	n.Close()
	for _, name := range []string{"README", ref.CID + "-+4.car", ref.CID + "-04.car", ref.CID + "-9999999.car", ref.CID + ".car", "-.car"} {
		if err := os.WriteFile(filepath.Join(root, "objects", name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := node(t, root).Open(t.Context(), ref); err != nil {
		t.Error(err)
	}
}

// The files on disk are CARs as any IPFS implementation reads them: the root first, then blocks that hash to their CIDs.
func TestObjectsAreCARFiles(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	for _, size := range []int{0, 1, 100, storage.LeafSize - 40, storage.LeafSize, 3*storage.LeafSize + 1} {
		data := storagetest.Bytes(1, size)
		ref := put(t, n, data)
		f, err := os.Open(filepath.Join(root, "objects", ref.CID+"-"+itoa(ref.Size)+".car"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r, err := car.NewBlockReader(f)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Roots) != 1 || r.Roots[0].String() != ref.CID {
			t.Errorf("%d bytes: roots %v, want %s", size, r.Roots, ref.CID)
		}
		var leaves []byte
		var last cid.Cid
		for b, err := range each(r) {
			if err != nil {
				t.Fatal(err)
			}
			if last = b.Cid(); last.Prefix().Codec == cid.Raw {
				leaves = append(leaves, b.RawData()...)
			}
		}
		if !bytes.Equal(leaves, data) || last.String() != ref.CID {
			t.Errorf("%d bytes: the leaves are other bytes, or the last block is %s and not the root", size, last)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	for name, n := range map[string]int{"64MiB": 64 << 20, "5kB": 5000} {
		b.Run(name, func(b *testing.B) {
			s := node(b, b.TempDir())
			data := storagetest.Bytes(1, n)
			b.SetBytes(int64(n))
			for i := uint64(0); b.Loop(); i++ {
				binary.BigEndian.PutUint64(data, i)
				put(b, s, data)
			}
		})
	}
}

func BenchmarkOpenWith1000Objects(b *testing.B) {
	root := b.TempDir()
	n := node(b, root)
	for i := range 1000 {
		put(b, n, storagetest.Bytes(uint64(i), 100))
	}
	n.Close()
	for b.Loop() {
		node(b, root).Close()
	}
}
