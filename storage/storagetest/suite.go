// Package storagetest is the suite that every storage.Store passes, and every composition of stores: what the interface promises,
// and what somebody who can write to the disk, cut the power or send half a file may try.
//
// It does not prove durability against the loss of power: it kills the process, which leaves the page cache alive.
//
// This package does not know about any particular store; Run is given one.
package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/storage"
)

// Opener opens a store that keeps everything it has as files under root, again and again. The suite closes it if it has a Close
// method.
type Opener func(root string) (storage.Store, error)

const leaf = storage.LeafSize

// Run runs the suite on stores that open opens. It must be the only call in a test at the top level, because it starts that test
// again in another process to kill it.
func Run(t *testing.T, open Opener) {
	if victim(t, open) {
		return
	}
	s := suite{open}
	for name, f := range map[string]func(*testing.T){
		"sizes":            s.sizes,
		"random reads":     s.reads,
		"idempotent":       s.idempotent,
		"concurrent":       s.concurrent,
		"reopen":           s.reopen,
		"not found":        s.notFound,
		"refs":             s.refs,
		"lying sizes":      s.lyingSizes,
		"broken source":    s.brokenSource,
		"odd sources":      s.oddSources,
		"cancelled":        s.cancelled,
		"flipped bytes":    s.flipped,
		"cut files":        s.cut,
		"damaged files":    s.damaged,
		"damage is mended": s.mended,
		"swapped objects":  s.swapped,
		"killed":           s.killed,
		"sealed":           s.sealed,
	} {
		t.Run(name, f)
	}
}

type suite struct{ open Opener }

// opened opens the store at root until the test ends, or until the function it returns is called.
func (s suite) opened(t testing.TB, root string) (storage.Store, func()) {
	t.Helper()
	st, err := s.open(root)
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	done := sync.OnceFunc(func() {
		if c, ok := st.(io.Closer); ok {
			if err := c.Close(); err != nil {
				t.Errorf("close store: %v", err)
			}
		}
	})
	t.Cleanup(done)
	return st, done
}

func (s suite) fresh(t testing.TB) storage.Store {
	st, _ := s.opened(t, t.TempDir())
	return st
}

// Bytes are n bytes that look random and are the same for the same seed.
func Bytes(seed uint64, n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), 's'}).Read(b)
	return b
}

func put(t testing.TB, s storage.Store, b []byte) storage.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatalf("put %d bytes: %v", len(b), err)
	}
	return ref
}

// read opens and reads a whole object.
func read(ctx context.Context, s storage.Store, ref storage.Ref) ([]byte, error) {
	o, err := s.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	if o.Size() != ref.Size {
		return nil, fmt.Errorf("object of %d bytes opened for a ref of %d", o.Size(), ref.Size)
	}
	return io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
}

func wantBytes(t testing.TB, s storage.Store, ref storage.Ref, want []byte) {
	t.Helper()
	got, err := read(t.Context(), s, ref)
	if err != nil {
		t.Fatalf("read %d bytes: %v", len(want), err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("read %d bytes that are not the %d put", len(got), len(want))
	}
}

// wantRefused fails unless the whole object cannot be read, for one of the reasons given.
func wantRefused(t testing.TB, s storage.Store, ref storage.Ref, reasons ...error) {
	t.Helper()
	b, err := read(t.Context(), s, ref)
	for _, r := range reasons {
		if errors.Is(err, r) {
			return
		}
	}
	t.Fatalf("read %d bytes of %s with error %v, want one of %v", len(b), ref, err, reasons)
}

func (s suite) sizes(t *testing.T) {
	st := s.fresh(t)
	for _, n := range []int{0, 1, 100, leaf - 1, leaf, leaf + 1, 2*leaf - 1, 2 * leaf, 3*leaf + 17} {
		b := Bytes(uint64(n), n)
		ref := put(t, st, b)
		want, err := storage.RefOf(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, ref); diff != "" {
			t.Errorf("%d bytes have another ref here than everywhere (-want +got):\n%s", n, diff)
		}
		if err := ref.Check(); err != nil {
			t.Errorf("ref of %d bytes: %v", n, err)
		}
		wantBytes(t, st, ref, b)
	}
}

func (s suite) reads(t *testing.T) {
	st := s.fresh(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 1000, leaf, 3*leaf + 17} {
		b := Bytes(uint64(n), n)
		o, err := st.Open(t.Context(), put(t, st, b))
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		ref := bytes.NewReader(b)
		check := func(off int64, size int) {
			t.Helper()
			want, got := make([]byte, size), make([]byte, size)
			wantN, wantErr := ref.ReadAt(want, off)
			gotN, gotErr := o.ReadAt(got, off)
			if gotN != wantN || !bytes.Equal(got[:gotN], want[:wantN]) {
				t.Fatalf("read %d of %d at %d: %d bytes, want %d", size, n, off, gotN, wantN)
			}
			if gotErr != wantErr && size > 0 { // no bytes at the end: both nil and io.EOF are allowed
				t.Fatalf("read %d of %d at %d: error %v, want %v", size, n, off, gotErr, wantErr)
			}
		}
		for _, off := range []int64{0, 1, leaf - 1, leaf, leaf + 1, int64(n) - 1, int64(n), int64(n) + 1, 1 << 50} {
			for _, size := range []int{0, 1, 2, leaf, leaf + 1, 4 * leaf} {
				if off >= 0 {
					check(off, size)
				}
			}
		}
		for range 100 {
			check(rnd.Int64N(int64(n)+10), rnd.IntN(n/2+10))
		}
		if n, err := o.ReadAt(make([]byte, 1), -1); err == nil || err == io.EOF || n != 0 {
			t.Errorf("read before the start: %d bytes, error %v", n, err)
		}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				off := int64(n) * int64(i) / 8
				got := make([]byte, n/8)
				if _, err := o.ReadAt(got, off); err != nil && err != io.EOF || !bytes.Equal(got, b[off:][:n/8]) {
					t.Errorf("concurrent read at %d: error %v or wrong bytes", off, err)
				}
			})
		}
		wg.Wait()
	}
}

func (s suite) idempotent(t *testing.T) {
	st := s.fresh(t)
	for _, n := range []int{10, 2*leaf + 5} {
		b := Bytes(7, n)
		first := put(t, st, b)
		o, err := st.Open(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		if again := put(t, st, b); again != first {
			t.Errorf("put again: %v, want %v", again, first)
		}
		wantBytes(t, st, first, b)
		got := make([]byte, n)
		if _, err := o.ReadAt(got, 0); err != nil || !bytes.Equal(got, b) {
			t.Errorf("object opened before: error %v or wrong bytes", err)
		}
	}
}

func (s suite) concurrent(t *testing.T) {
	st := s.fresh(t)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			// Four writers for each of the eight objects.
			b := Bytes(uint64(i/4), (i/4)*leaf/3+1)
			ref, err := st.Put(t.Context(), bytes.NewReader(b))
			if err != nil {
				t.Errorf("put: %v", err)
				return
			}
			got, err := read(t.Context(), st, ref)
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("read back: error %v or wrong bytes", err)
			}
		})
	}
	wg.Wait()
}

func (s suite) reopen(t *testing.T) {
	root := t.TempDir()
	st, done := s.opened(t, root)
	objects := map[storage.Ref][]byte{}
	for _, n := range []int{0, 5, leaf, leaf + 1, 3 * leaf} {
		b := Bytes(uint64(n)+3, n)
		objects[put(t, st, b)] = b
	}
	done()
	for range 2 {
		st, done = s.opened(t, root)
		for ref, b := range objects {
			wantBytes(t, st, ref, b)
		}
		done()
	}
}

func (s suite) notFound(t *testing.T) {
	st := s.fresh(t)
	for _, n := range []int{0, 9, leaf, 2*leaf + 1} {
		b := Bytes(99, n)
		ref, err := storage.RefOf(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		wantRefused(t, st, ref, storage.ErrNotFound)
		put(t, st, b)
		wantBytes(t, st, ref, b)
	}
}

func (s suite) refs(t *testing.T) {
	st := s.fresh(t)
	good := put(t, st, []byte("held"))
	for name, ref := range map[string]storage.Ref{
		"zero":            {},
		"no cid":          {Size: 4},
		"path":            {CID: "../../etc/passwd", Size: 4},
		"path in cid":     {CID: "../" + good.CID, Size: 4},
		"negative size":   {CID: good.CID, Size: -1},
		"huge size":       {CID: good.CID, Size: 1 << 62},
		"upper case":      {CID: "BAFKREI" + good.CID[7:], Size: 4},
		"cid v0":          {CID: "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", Size: 4},
		"sha1":            {CID: "bafkreeh3ltqhwrl2vzkzkkzwlqvf3jmnv4tbmrgmm", Size: 4},
		"identity":        {CID: "bafkqabdimvwgy", Size: 4},
		"cbor":            {CID: "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua", Size: 4},
		"raw, two leaves": {CID: good.CID, Size: leaf + 1},
		"newline":         {CID: good.CID + "\n", Size: 4},
	} {
		if o, err := st.Open(t.Context(), ref); !errors.Is(err, storage.ErrRef) {
			t.Errorf("%s: opened %v with error %v, want %v", name, o, err, storage.ErrRef)
		}
	}
}

// lyingSizes opens held objects under sizes they do not have.
func (s suite) lyingSizes(t *testing.T) {
	st := s.fresh(t)
	small, big := put(t, st, Bytes(1, 1000)), put(t, st, Bytes(2, 3*leaf+5))
	for _, ref := range []storage.Ref{
		{CID: small.CID, Size: 0}, {CID: small.CID, Size: 999}, {CID: small.CID, Size: 1001}, {CID: small.CID, Size: leaf},
		{CID: big.CID, Size: 3*leaf + 4}, {CID: big.CID, Size: 3*leaf + 6}, {CID: big.CID, Size: 2*leaf + 5},
		{CID: big.CID, Size: 4*leaf + 5}, {CID: big.CID, Size: storage.MaxSize},
	} {
		wantRefused(t, st, ref, storage.ErrNotFound, storage.ErrCorrupt)
	}
}

// brokenSource puts what a source yields before it breaks, and looks whether any of it can be seen.
func (s suite) brokenSource(t *testing.T) {
	root := t.TempDir()
	st, done := s.opened(t, root)
	boom := errors.New("boom")
	for _, broken := range []error{boom, io.ErrUnexpectedEOF} {
		for _, n := range []int{0, 10, leaf, leaf + 1, 5*leaf + 3} {
			b := Bytes(uint64(n)+1, n)
			ref, err := st.Put(t.Context(), io.MultiReader(bytes.NewReader(b), iotest.ErrReader(broken)))
			if !errors.Is(err, broken) || ref != (storage.Ref{}) {
				t.Fatalf("put of %d bytes and then %v: %v, error %v", n, broken, ref, err)
			}
			wantInvisible(t, st, b)
		}
	}
	wantNoBytes(t, root)
	done()
	s.opened(t, root)
	wantNoBytes(t, root)
}

// wantInvisible fails if b, or its first leaf, is an object of the store.
func wantInvisible(t testing.TB, st storage.Store, b []byte) {
	t.Helper()
	for _, part := range [][]byte{b, b[:min(leaf, len(b))]} {
		ref, err := storage.RefOf(bytes.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		wantRefused(t, st, ref, storage.ErrNotFound)
	}
}

// wantNoBytes fails if there is a file with anything in it under root.
func wantNoBytes(t testing.TB, root string) {
	t.Helper()
	for _, path := range files(t, root) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 0 {
			t.Errorf("%s was left with %d bytes in it", path, info.Size())
		}
	}
}

// files lists the files under root.
func files(t testing.TB, root string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (s suite) oddSources(t *testing.T) {
	st := s.fresh(t)
	b := Bytes(5, leaf+1000)
	want := put(t, st, b)
	for name, r := range map[string]io.Reader{
		"half":           iotest.HalfReader(bytes.NewReader(b)),
		"data and error": iotest.DataErrReader(bytes.NewReader(b)),
		"small":          &smallReader{bytes.NewReader(b)},
	} {
		ref, err := st.Put(t.Context(), r)
		if err != nil || ref != want {
			t.Errorf("%s: %v, error %v, want %v", name, ref, err, want)
		}
	}
	if ref, err := st.Put(t.Context(), idleReader{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a source that never yields: %v, error %v", ref, err)
	}
}

type smallReader struct{ io.Reader }

func (r *smallReader) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(len(p), 777)]) }

type idleReader struct{}

func (idleReader) Read([]byte) (int, error) { return 0, nil }

func (s suite) cancelled(t *testing.T) {
	st := s.fresh(t)
	ref := put(t, st, []byte("held"))
	ctx, cancel := context.WithCancel(t.Context())
	b := Bytes(11, 6*leaf)
	src := io.MultiReader(bytes.NewReader(b[:3*leaf]), readerFunc(func([]byte) (int, error) { cancel(); return 0, io.EOF }), bytes.NewReader(b[3*leaf:]))
	if got, err := st.Put(ctx, src); !errors.Is(err, context.Canceled) || got != (storage.Ref{}) {
		t.Errorf("put cancelled half way: %v, error %v", got, err)
	}
	wantInvisible(t, st, b)
	if got, err := st.Put(ctx, bytes.NewReader([]byte("more"))); !errors.Is(err, context.Canceled) || got != (storage.Ref{}) {
		t.Errorf("put cancelled before: %v, error %v", got, err)
	}
	if _, err := st.Open(ctx, ref); !errors.Is(err, context.Canceled) {
		t.Errorf("open cancelled before: error %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
