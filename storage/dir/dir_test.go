package dir_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func mustOpen(t testing.TB, root string) *dir.Store {
	t.Helper()
	s, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Nothing is visible before the commit, all of it is after, and nothing is left without one.
func TestPutWith(t *testing.T) {
	for _, n := range []int{10, 2*storage.LeafSize + 5} {
		root := t.TempDir()
		s, b := mustOpen(t, root), storagetest.Bytes(1, n)
		d, err := storage.Import(t.Context(), bytes.NewReader(b), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantNone := func() {
			t.Helper()
			if _, err := s.Open(t.Context(), d.Ref); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("%d bytes: error %v, want %v", n, err, storage.ErrNotFound)
			}
		}
		boom := errors.New("boom")
		for _, refused := range []error{boom, nil} {
			ref, err := s.PutWith(t.Context(), bytes.NewReader(b), func(storage.DAG, func() error) error { return refused })
			if !errors.Is(err, refused) || refused != nil && ref != (storage.Ref{}) {
				t.Errorf("%d bytes: %v, error %v, want %v", n, ref, err, refused)
			}
			wantNone()
		}
		if left := below(t, root); len(left) > 0 {
			t.Errorf("%d bytes: left %v", n, left)
		}
		ref, err := s.PutWith(t.Context(), bytes.NewReader(b), func(got storage.DAG, commit func() error) error {
			if diff := cmp.Diff(d, got); diff != "" {
				t.Errorf("%d bytes: DAG (-want +got):\n%s", n, diff)
			}
			wantNone()
			if err := commit(); err != nil {
				return err
			}
			o, err := s.Open(t.Context(), d.Ref)
			if err != nil {
				return err
			}
			return o.Close()
		})
		if err != nil || ref != d.Ref {
			t.Errorf("%d bytes: %v, error %v", n, ref, err)
		}
		if got, err := readWhole(s, ref); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes: error %v or other bytes", n, err)
		}
	}
}

// below lists the files below root.
func below(t testing.TB, root string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEach(t *testing.T) {
	root := t.TempDir()
	s, want := mustOpen(t, root), map[storage.Ref]bool{}
	var last storage.Ref
	for _, n := range []int{0, 1, 5000, storage.LeafSize, 2*storage.LeafSize + 1} {
		ref, err := s.Put(t.Context(), bytes.NewReader(storagetest.Bytes(uint64(n), n)))
		if err != nil {
			t.Fatal(err)
		}
		want[ref], last = true, ref
	}
	path := filepath.Join(root, dir.Name(last))
	shard := filepath.Dir(path)
	foreign := []string{filepath.Join(root, last.CID), filepath.Join(root, "tmp", last.CID), filepath.Join(shard, "-"), filepath.Join(root, "..", last.CID)}
	for _, name := range []string{"README", strings.ToUpper(last.CID), last.CID + "\n", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"} {
		foreign = append(foreign, filepath.Join(root, dir.Name(storage.Ref{CID: name}))) // where it would be if it were one
	}
	for _, path := range foreign {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(root, "xy"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, filepath.Join(root, "xy", last.CID)); err != nil { // in the wrong place
		t.Fatal(err)
	}
	list := func() map[storage.Ref]bool {
		t.Helper()
		got := map[storage.Ref]bool{}
		err := s.Each(func(r storage.Ref) error {
			if got[r] {
				t.Errorf("%v is there twice", r)
			}
			got[r] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if diff := cmp.Diff(want, list()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	boom, asked := errors.New("boom"), 0
	if err := s.Each(func(storage.Ref) error { asked++; return boom }); !errors.Is(err, boom) || asked != 1 {
		t.Errorf("asked %d times, error %v", asked, err)
	}
	// One that was cut is told of with the length it has.
	if err := os.Truncate(path, 7); err != nil {
		t.Fatal(err)
	}
	delete(want, last)
	want[storage.Ref{CID: last.CID, Size: 7}] = true
	if diff := cmp.Diff(want, list()); diff != "" {
		t.Errorf("cut (-want +got):\n%s", diff)
	}
}

func TestFile(t *testing.T) {
	root := t.TempDir()
	s := mustOpen(t, root)
	for _, n := range []int{0, 5000, 2*storage.LeafSize + 1} {
		b := storagetest.Bytes(uint64(n), n)
		ref, err := s.Put(t.Context(), bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		want, err := storage.Import(t.Context(), bytes.NewReader(b), nil)
		if err != nil {
			t.Fatal(err)
		}
		f, d, err := s.File(ref)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, b) || !cmp.Equal(d, want) {
			t.Errorf("%d bytes: error %v, or other bytes or another DAG", n, err)
		}
		for _, size := range []int64{ref.Size + 1, ref.Size - 1} {
			if _, _, err := s.File(storage.Ref{CID: ref.CID, Size: size}); !errors.Is(err, storage.ErrCorrupt) && size >= 0 || size < 0 && !errors.Is(err, storage.ErrRef) {
				t.Errorf("%d bytes as %d: error %v", n, size, err)
			}
		}
	}
	absent, err := storage.RefOf(strings.NewReader("absent"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.File(absent); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("absent: error %v", err)
	}
}

// What is removed is gone, all of it, but not for those who have it open.
func TestRemove(t *testing.T) {
	root := t.TempDir()
	s := mustOpen(t, root)
	for _, n := range []int{10, 2*storage.LeafSize + 5} {
		b := storagetest.Bytes(1, n)
		for range 2 {
			ref, err := s.Put(t.Context(), bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			o, err := s.Open(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			defer o.Close()
			if err := errors.Join(s.Remove(ref), s.Remove(ref)); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Open(t.Context(), ref); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("removed: error %v", err)
			}
			if got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size())); err != nil || !bytes.Equal(got, b) {
				t.Errorf("opened before: error %v or other bytes", err)
			}
			if left := below(t, root); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		}
	}
	for _, bad := range []string{"", "..", "../../../etc/passwd", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"} {
		if err := s.Remove(storage.Ref{CID: bad}); !errors.Is(err, storage.ErrRef) {
			t.Errorf("%q: error %v, want %v", bad, err, storage.ErrRef)
		}
	}
}

// Whatever is in the file of digests, the object opens as what it is or not at all.
func FuzzDigests(f *testing.F) {
	root := f.TempDir()
	s := mustOpen(f, root)
	ref, err := s.Put(f.Context(), bytes.NewReader(make([]byte, storage.LeafSize+9)))
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(root, dir.Name(ref)) + ".leaves"
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{})
	f.Add(good[:32])
	f.Add(append(bytes.Clone(good), 0))
	f.Add(append(bytes.Clone(good[32:]), good[:32]...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		file, d, err := s.File(ref)
		if err == nil {
			file.Close()
		}
		if bytes.Equal(b, good) != (err == nil) || err == nil && d.Ref != ref || err != nil && !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("%x: another DAG, or error %v", b, err)
		}
	})
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
