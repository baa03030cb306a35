package ipfs

import (
	"io"
	"testing"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

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
