package ipfs_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
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

func objectFile(root string, ref storage.Ref) string {
	return filepath.Join(root, "objects", dir.Name(ref))
}

func TestOpenIgnoresForeignFiles(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	ref := put(t, n, []byte("held"))
	n.Close()
	shard := filepath.Dir(objectFile(root, ref))
	for _, path := range []string{
		filepath.Join(root, "objects", "README"), filepath.Join(root, "objects", ref.CID), filepath.Join(shard, "README"),
		filepath.Join(shard, ref.CID+".leaves"), filepath.Join(shard, ref.CID+"-4.car"), filepath.Join(shard, strings.ToUpper(ref.CID)), filepath.Join(shard, "-"),
	} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n = node(t, root)
	if got, err := read(t, n, ref); err != nil || string(got) != "held" {
		t.Errorf("%q, error %v", got, err)
	}
	if removed, _, err := n.Collect(t.Context(), keep(), later()); err != nil || len(removed) != 1 || removed[0].Ref != ref {
		t.Errorf("it held %v, error %v", removed, err)
	}
}

// The files on disk are the objects, as any tool reads them, and the digests of their leaves.
func TestObjectsArePlainFiles(t *testing.T) {
	for _, size := range []int{0, 1, 100, storage.LeafSize - 40, storage.LeafSize, 3*storage.LeafSize + 1} {
		root := t.TempDir()
		n := node(t, root)
		data := storagetest.Bytes(1, size)
		ref := put(t, n, data)
		want := map[string]bool{objectFile(root, ref): true}
		if got, err := os.ReadFile(objectFile(root, ref)); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: error %v or other bytes", size, err)
		}
		if size > storage.LeafSize {
			want[objectFile(root, ref)+".leaves"] = true
			var digests []byte
			for leaf := range slices.Chunk(data, storage.LeafSize) {
				d := sha256.Sum256(leaf)
				digests = append(digests, d[:]...)
			}
			if got, err := os.ReadFile(objectFile(root, ref) + ".leaves"); err != nil || !bytes.Equal(got, digests) {
				t.Errorf("%d bytes: error %v or other digests", size, err)
			}
		}
		for _, path := range files(t, root, "objects") {
			if !want[path] {
				t.Errorf("%d bytes: there is %s", size, path)
			}
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
