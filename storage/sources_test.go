package storage_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

// faulty is a store in the way that wrong says, counting how often it is asked. It lies as a store can that somebody else wrote: nothing else
// checks what it returns.
type faulty struct {
	storage.Store
	open  error                // what Open returns
	read  func(p []byte) error // what reads do beside
	stuck chan struct{}        // what they wait for
	asked *atomic.Int64
}

func (f faulty) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	f.asked.Add(1)
	if f.open != nil {
		return nil, f.open
	}
	o, err := f.Store.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	return faultyObject{o, f}, nil
}

type faultyObject struct {
	storage.Object
	f faulty
}

func (o faultyObject) ReadAt(p []byte, off int64) (int, error) {
	o.f.asked.Add(1)
	if o.f.stuck != nil {
		<-o.f.stuck
	}
	if o.f.read != nil {
		if err := o.f.read(p); err != nil {
			return 0, err
		}
	}
	return o.Object.ReadAt(p, off)
}

// Whatever a source does, the object is read from another one, and the one at fault is left alone soon.
func TestAnyDropsSources(t *testing.T) {
	good := mustOpen(t, t.TempDir())
	want := storagetest.Bytes(4, 12*storage.LeafSize+77)
	ref, err := good.Put(t.Context(), bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	stuck := make(chan struct{})
	t.Cleanup(func() { close(stuck) })
	for name, tc := range map[string]struct {
		bad  faulty
		most int64 // times it is asked
	}{
		"has it not":  {faulty{open: storage.ErrNotFound}, 1},
		"is down":     {faulty{open: boom}, 1},
		"fails later": {faulty{read: func([]byte) error { return boom }}, 2},
		"sends other": {faulty{read: func([]byte) error { return storage.ErrCorrupt }}, 2},
		"stalls":      {faulty{stuck: stuck}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			tc.bad.Store, tc.bad.asked = good, new(atomic.Int64)
			s := storage.Any(20*time.Millisecond, tc.bad, good)
			got, err := readAll(s, ref)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes, error %v", len(got), err)
			}
			if n := tc.bad.asked.Load(); n > tc.most {
				t.Errorf("the source at fault was asked %d times, want at most %d", n, tc.most)
			}
		})
	}
}

// When no source has the bytes, the reason says more than that the last one has not got them.
func TestAnySaysWhy(t *testing.T) {
	held := mustOpen(t, t.TempDir())
	ref, err := held.Put(t.Context(), bytes.NewReader([]byte("x")))
	if err != nil {
		t.Fatal(err)
	}
	empty, boom := mustOpen(t, t.TempDir()), errors.New("boom")
	broken := faulty{Store: held, open: boom, asked: new(atomic.Int64)}
	for name, tc := range map[string]struct {
		stores []storage.Store
		want   error
	}{
		"none":           {nil, storage.ErrNotFound},
		"none has it":    {[]storage.Store{empty, empty}, storage.ErrNotFound},
		"first is down":  {[]storage.Store{broken, empty}, boom},
		"second is down": {[]storage.Store{empty, broken}, boom},
	} {
		if _, err := storage.Any(time.Second, tc.stores...).Open(t.Context(), ref); !errors.Is(err, tc.want) {
			t.Errorf("%s: error %v, want %v", name, err, tc.want)
		}
	}
	if _, err := storage.Any(time.Second).Put(t.Context(), bytes.NewReader(nil)); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("put nowhere: error %v", err)
	}
}

func TestAnyEndsWithItsContext(t *testing.T) {
	held := mustOpen(t, t.TempDir())
	ref, err := held.Put(t.Context(), bytes.NewReader(make([]byte, storage.LeafSize+1)))
	if err != nil {
		t.Fatal(err)
	}
	hang := hanging{held}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := storage.Any(time.Millisecond, hang, hang).Open(ctx, ref); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("open: error %v, want %v", err, context.DeadlineExceeded)
	}
}

// hanging opens nothing until its context ends.
type hanging struct{ storage.Store }

func (hanging) Open(ctx context.Context, _ storage.Ref) (storage.Object, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestAnySuite(t *testing.T) {
	storagetest.Run(t, func(root string) (storage.Store, error) {
		first, err := dir.Open(filepath.Join(root, "first"))
		if err != nil {
			return nil, err
		}
		second, err := dir.Open(filepath.Join(root, "second"))
		return storage.Any(time.Second, first, second), err
	})
}

func TestCachedSuite(t *testing.T) {
	storagetest.Run(t, func(root string) (storage.Store, error) {
		store, err := dir.Open(filepath.Join(root, "store"))
		if err != nil {
			return nil, err
		}
		cache, err := dir.Open(filepath.Join(root, "cache"))
		return storage.Cached(store, cache), err
	})
}

// What was read once is read without the store, and a damaged copy is mended from it, under the eyes of whoever reads.
func TestCachedReadsOnce(t *testing.T) {
	root := t.TempDir()
	store, cache := mustOpen(t, filepath.Join(root, "store")), mustOpen(t, filepath.Join(root, "cache"))
	want := storagetest.Bytes(5, 3*storage.LeafSize)
	ref, err := store.Put(t.Context(), bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	asked := new(atomic.Int64)
	s := storage.Cached(faulty{Store: store, asked: asked}, cache)
	check := func(what string) {
		t.Helper()
		if got, err := readAll(s, ref); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s: %d bytes, error %v", what, len(got), err)
		}
	}
	check("first")
	first := asked.Load()
	check("again")
	if n := asked.Load(); n != first {
		t.Errorf("the store was asked %d times for what the cache holds", n-first)
	}
	damage(t, filepath.Join(root, "cache"))
	check("damaged")
	if asked.Load() == first {
		t.Error("a damaged copy was read without asking the store")
	}
}

// Many who open the same object at once have it fetched once.
func TestCachedFetchesOnce(t *testing.T) {
	store, cache := mustOpen(t, t.TempDir()), mustOpen(t, t.TempDir())
	want := storagetest.Bytes(6, storage.LeafSize+1)
	ref, err := store.Put(t.Context(), bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	asked, stuck := new(atomic.Int64), make(chan struct{})
	s := storage.Cached(faulty{Store: store, asked: asked, stuck: stuck}, cache)
	results := make(chan error)
	for range 16 {
		go func() {
			got, err := readAll(s, ref)
			if err == nil && !bytes.Equal(got, want) {
				err = errors.New("other bytes")
			}
			results <- err
		}()
	}
	time.Sleep(20 * time.Millisecond) // so that most of them wait
	close(stuck)
	for range 16 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if n := asked.Load(); n != 3 { // opened, and two leaves read
		t.Errorf("the store was asked %d times", n)
	}
}

func TestCopyAndStream(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	for _, n := range []int{0, 1, storage.LeafSize - 57, storage.LeafSize - 56, storage.LeafSize - 55, storage.LeafSize, 5*storage.LeafSize + 3} {
		want := storagetest.Bytes(uint64(n), n)
		key, err := storage.NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		ref, err := storage.PutSealed(t.Context(), s, bytes.NewReader(want), storage.SealConfig{Key: key, Rand: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		r, err := storage.OpenSealed(o, key, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, parallel := range []int{0, 1, 3, 16} {
			got := make(memory, n)
			if err := storage.Copy(t.Context(), got, r, parallel); err != nil || !bytes.Equal(got, want) {
				t.Errorf("copy %d bytes, %d at once: error %v or other bytes", n, parallel, err)
			}
			for what, read := range map[string]func(io.Reader) ([]byte, error){
				"read": func(r io.Reader) ([]byte, error) { return io.ReadAll(struct{ io.Reader }{r}) },
				"write to": func(r io.Reader) ([]byte, error) {
					var b bytes.Buffer
					_, err := io.Copy(&b, r)
					return b.Bytes(), err
				},
			} {
				stream := storage.Stream(t.Context(), r, parallel)
				if got, err := read(stream); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s %d bytes, %d ahead: error %v or other bytes", what, n, parallel, err)
				}
				stream.Close()
				if _, err := stream.Read(make([]byte, 1)); err == nil {
					t.Errorf("%s: read after close", what)
				}
			}
		}
	}
}

type memory []byte

func (m memory) WriteAt(p []byte, off int64) (int, error) { return copy(m[off:], p), nil }

// An error in the middle is told once everything before it was read, and a stream that is closed early, or whose context ends, ends.
func TestStreamEnds(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	want := storagetest.Bytes(8, 9*storage.LeafSize)
	ref, err := s.Put(t.Context(), bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	boom := errors.New("boom")
	reads := new(atomic.Int64)
	broken := brokenAt{o, 5 * storage.LeafSize, boom, reads}
	got, err := io.ReadAll(storage.Stream(t.Context(), broken, 4))
	if !errors.Is(err, boom) || !bytes.Equal(got, want[:5*storage.LeafSize]) {
		t.Errorf("%d bytes and error %v before the fault at %d", len(got), err, 5*storage.LeafSize)
	}
	if err := storage.Copy(t.Context(), make(memory, len(want)), broken, 4); !errors.Is(err, boom) {
		t.Errorf("copy: error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stream := storage.Stream(ctx, o, 4)
	if _, err := io.ReadFull(stream, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, stream); !errors.Is(err, context.Canceled) {
		t.Errorf("stream of an ended context: error %v", err)
	}
	reads.Store(0)
	early := storage.Stream(t.Context(), brokenAt{o, -1, nil, reads}, 3)
	if _, err := early.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	early.Close()
	time.Sleep(10 * time.Millisecond)
	if n := reads.Load(); n > 5 {
		t.Errorf("%d leaves were read for one byte, 3 ahead", n)
	}
}

type brokenAt struct {
	storage.Object
	at    int64
	err   error
	reads *atomic.Int64
}

func (b brokenAt) ReadAt(p []byte, off int64) (int, error) {
	b.reads.Add(1)
	if off == b.at {
		return 0, b.err
	}
	return b.Object.ReadAt(p, off)
}
