package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

// closing is a pair of stores of which the first must be closed.
type closing struct {
	storage.Store
	io.Closer
}

func TestBothSuite(t *testing.T) {
	storagetest.Run(t, func(root string) (storage.Store, error) {
		node, err := ipfs.Open(filepath.Join(root, "ipfs"))
		if err != nil {
			return nil, err
		}
		copy, err := dir.Open(filepath.Join(root, "dir"))
		if err != nil {
			return nil, err
		}
		return closing{storage.Both(node, copy), node}, nil
	})
}

func mustOpen(t testing.TB, root string) *dir.Store {
	t.Helper()
	s, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readAll(s storage.Store, ref storage.Ref) ([]byte, error) {
	o, err := s.Open(context.Background(), ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
}

func TestBothTakesWhatAnswers(t *testing.T) {
	want := storagetest.Bytes(1, 2*storage.LeafSize+9)
	for name, tc := range map[string]struct {
		hurt func(t *testing.T, primary, copy string)
		err  error
	}{
		"primary gone":             {func(t *testing.T, primary, _ string) { empty(t, primary) }, nil},
		"copy gone":                {func(t *testing.T, _, copy string) { empty(t, copy) }, nil},
		"primary damaged":          {func(t *testing.T, primary, _ string) { damage(t, primary) }, nil},
		"primary damaged, no copy": {func(t *testing.T, primary, copy string) { damage(t, primary); empty(t, copy) }, storage.ErrCorrupt},
		"primary gone, bad copy":   {func(t *testing.T, primary, copy string) { empty(t, primary); damage(t, copy) }, storage.ErrCorrupt},
		"both gone":                {func(t *testing.T, primary, copy string) { empty(t, primary); empty(t, copy) }, storage.ErrNotFound},
		"both damaged":             {func(t *testing.T, primary, copy string) { damage(t, primary); damage(t, copy) }, storage.ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			primary, copy := t.TempDir(), t.TempDir()
			s := storage.Both(mustOpen(t, primary), mustOpen(t, copy))
			ref, err := s.Put(t.Context(), bytes.NewReader(want))
			if err != nil {
				t.Fatal(err)
			}
			tc.hurt(t, primary, copy)
			got, err := readAll(s, ref)
			if !errors.Is(err, tc.err) || tc.err == nil && !bytes.Equal(got, want) {
				t.Errorf("%d bytes, error %v, want %v", len(got), err, tc.err)
			}
		})
	}
}

// objects calls f for all files that are as long as objects, not leaf digests.
func objects(t *testing.T, root string, f func(path string)) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, "??", "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("%d files, error %v", len(found), err)
	}
	for _, path := range found {
		if filepath.Ext(path) == "" {
			f(path)
		}
	}
}

func empty(t *testing.T, root string) {
	objects(t, root, func(path string) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
}

func damage(t *testing.T, root string) {
	objects(t, root, func(path string) {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt([]byte("damage"), storage.LeafSize+5); err != nil {
			t.Fatal(err)
		}
	})
}

// broken is a store that takes some bytes and then fails, or lies about what it took.
type broken struct {
	storage.Store
	take int64
	err  error
}

func (b broken) Put(_ context.Context, r io.Reader) (storage.Ref, error) {
	n, err := io.CopyN(io.Discard, r, b.take)
	if err != nil && err != io.EOF {
		return storage.Ref{}, err
	}
	return storage.Ref{CID: "lie", Size: n}, b.err
}

func TestBothPutFailsIfEitherFails(t *testing.T) {
	boom := errors.New("boom")
	data := storagetest.Bytes(2, 3*storage.LeafSize)
	ref, err := storage.RefOf(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	good := func() *dir.Store { return mustOpen(t, t.TempDir()) }
	for name, tc := range map[string]struct {
		take int64
		err  error
		want error
	}{
		"at once":          {0, boom, boom},
		"half way":         {storage.LeafSize, boom, boom},
		"at the end":       {1 << 40, boom, boom},
		"stops, no error":  {storage.LeafSize, nil, nil},
		"lies about a ref": {1 << 40, nil, storage.ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			copyHolds, primaryHolds := good(), good()
			if got, err := storage.Both(broken{take: tc.take, err: tc.err}, copyHolds).Put(t.Context(), bytes.NewReader(data)); err == nil || !errors.Is(err, tc.want) && tc.want != nil {
				t.Errorf("primary: %v, error %v, want %v", got, err, tc.want)
			}
			if _, err := copyHolds.Open(t.Context(), ref); tc.err != nil && !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("primary failed and the copy is there: error %v", err)
			}
			if got, err := storage.Both(primaryHolds, broken{take: tc.take, err: tc.err}).Put(t.Context(), bytes.NewReader(data)); err == nil || !errors.Is(err, tc.want) && tc.want != nil {
				t.Errorf("copy: %v, error %v, want %v", got, err, tc.want)
			}
		})
	}
}
