package storagetest

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"github.com/stintdao/stint/storage"
)

// sealed seals into the store and opens out of it, as everybody does who uses one.
func (s suite) sealed(t *testing.T) {
	st := s.fresh(t)
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	info := []byte("dataset 1, member 2")
	for _, n := range []int{0, 1, leaf - 56, leaf - 55, leaf, 3*leaf + 5} {
		plain := Bytes(uint64(n), n)
		key, err := storage.NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		ref, err := storage.PutSealed(t.Context(), st, bytes.NewReader(plain), storage.SealConfig{Key: key, AAD: info, Rand: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		if ref.Size != storage.SealedSize(int64(n)) {
			t.Errorf("%d bytes sealed are %d, want %d", n, ref.Size, storage.SealedSize(int64(n)))
		}
		commit := key.Commit(ref)
		e, err := storage.Wrap(key, id.Recipient(), info)
		if err != nil {
			t.Fatal(err)
		}
		key, err = id.Unwrap(e, info)
		if err != nil {
			t.Fatal(err)
		}
		if err := key.CheckCommit(ref, commit); err != nil {
			t.Error(err)
		}
		o, err := st.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		r, err := storage.OpenSealed(o, key, info)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("open %d bytes: error %v or wrong bytes", n, err)
		}
		if _, err := storage.OpenSealed(o, key, []byte("dataset 1, member 3")); !errors.Is(err, storage.ErrKey) {
			t.Errorf("open with another purpose: error %v, want %v", err, storage.ErrKey)
		}
	}
	boom := errors.New("boom")
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	broken := io.MultiReader(bytes.NewReader(make([]byte, 3*leaf)), readerFunc(func([]byte) (int, error) { return 0, boom }))
	if ref, err := storage.PutSealed(t.Context(), st, broken, storage.SealConfig{Key: key, Rand: rand.Reader}); !errors.Is(err, boom) {
		t.Errorf("seal a source that breaks: %v, error %v, want %v", ref, err, boom)
	}
}
