package ipfs

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

// Whatever stands after the leaves, opening the file gives the object's DAG or ErrCorrupt.
func FuzzOpenCar(f *testing.F) {
	data := make([]byte, storage.LeafSize+9)
	d, err := storage.Import(f.Context(), bytes.NewReader(data), nil)
	if err != nil {
		f.Fatal(err)
	}
	node := d.Nodes[0]
	f.Add(append(section(cid.DagProtobuf, node.Digest, len(node.Bytes)), node.Bytes...))
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{36, 1})
	path := filepath.Join(f.TempDir(), "x.car")
	f.Fuzz(func(t *testing.T, tail []byte) {
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.WriteAt(tail, nodesStart(d.Ref.Size)); err != nil {
			t.Fatal(err)
		}
		if len(tail) == 0 {
			if err := file.Truncate(nodesStart(d.Ref.Size)); err != nil {
				t.Fatal(err)
			}
		}
		c, err := openCar(path, d.Ref)
		if errors.Is(err, storage.ErrCorrupt) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if len(c.dag.Nodes) != 1 || sha256.Sum256(c.dag.Nodes[0].Bytes) != d.Ref.Digest() {
			t.Error("another DAG came out")
		}
	})
}

func FuzzParseName(f *testing.F) {
	ref, err := storage.RefOf(bytes.NewReader(nil))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(fileName(ref))
	f.Add("../" + fileName(ref))
	f.Add("-.car")
	f.Fuzz(func(t *testing.T, name string) {
		ref, ok := parseName(name)
		if ok && (ref.Check() != nil || fileName(ref) != name || filepath.Base(name) != name) {
			t.Errorf("%q parsed to %+v", name, ref)
		}
	})
}

// The view cannot be written to, and finds no block by a hash that others can forge.
func TestViewIsReadOnly(t *testing.T) {
	n, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	ref, err := n.Put(t.Context(), io.LimitReader(zeros{}, 2*storage.LeafSize))
	if err != nil {
		t.Fatal(err)
	}
	v, c := view{n}, cid.MustParse(ref.CID)
	b, err := v.Get(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if v.Put(t.Context(), b) == nil || v.PutMany(t.Context(), nil) == nil || v.DeleteBlock(t.Context(), c) == nil {
		t.Error("the view was written to")
	}
	if size, err := v.GetSize(t.Context(), c); err != nil || size != len(b.RawData()) {
		t.Errorf("size %d, error %v, want %d", size, err, len(b.RawData()))
	}
	keys, err := v.AllKeysChan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for k := range keys {
		if ok, err := v.Has(t.Context(), k); err != nil || !ok {
			t.Errorf("listed %s is not there: error %v", k, err)
		}
		count++
	}
	if count != 2 { // a leaf, twice in the object, and the root
		t.Errorf("%d blocks, want 2", count)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
