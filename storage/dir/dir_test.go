package dir_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

func open(root string) (storage.Store, error) { return dir.Open(root) }

func TestSuite(t *testing.T) { storagetest.Run(t, open) }

// An object's file is its bytes, so other tools can read it, and objects of one leaf have no other.
func TestObjectsArePlainFiles(t *testing.T) {
	root := t.TempDir()
	s, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	for n, side := range map[int]bool{0: false, 5: false, storage.LeafSize: false, storage.LeafSize + 1: true} {
		want := storagetest.Bytes(2, n)
		ref, err := s.Put(t.Context(), bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, ref.CID[len(ref.CID)-3:len(ref.CID)-1], ref.CID)
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: error %v or other bytes in the file", n, err)
		}
		if _, err := os.Stat(path + ".leaves"); (err == nil) != side {
			t.Errorf("%d bytes: leaf digests: error %v, want them: %v", n, err, side)
		}
	}
}

// pausing yields one leaf, and then waits between telling that it has and the end.
type pausing struct {
	data     *bytes.Reader
	yielded  chan<- struct{}
	released <-chan struct{}
}

func (p pausing) Read(b []byte) (int, error) {
	if p.data.Len() == 0 {
		close(p.yielded)
		<-p.released
	}
	return p.data.Read(b)
}

// Opening the directory again, as another process does, sweeps what crashed writers left and not what is being written.
func TestOpenSparesWriters(t *testing.T) {
	root := t.TempDir()
	s, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(root, "tmp", "put-left")
	if err := os.WriteFile(left, []byte("half an object"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := storagetest.Bytes(3, storage.LeafSize)
	yielded, released, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		_, err := s.Put(t.Context(), pausing{bytes.NewReader(data), yielded, released})
		done <- err
	}()
	<-yielded
	if _, err := dir.Open(root); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a crash left is still there: error %v", err)
	}
	close(released)
	if err := <-done; err != nil {
		t.Errorf("put while the directory was opened again: %v", err)
	}
}

func BenchmarkPut(b *testing.B) {
	s, err := dir.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	for name, n := range map[string]int{"64MiB": 64 << 20, "5kB": 5000} {
		b.Run(name, func(b *testing.B) {
			data := storagetest.Bytes(1, n)
			b.SetBytes(int64(n))
			for i := 0; b.Loop(); i++ {
				data[0], data[1] = byte(i), byte(i>>8)
				if _, err := s.Put(b.Context(), bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
