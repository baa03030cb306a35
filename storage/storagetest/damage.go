package storagetest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stintdao/stint/storage"
)

// reasons a damaged object may be refused for: that it is damaged, or that nothing is left to recognise it by.
var reasons = []error{storage.ErrCorrupt, storage.ErrNotFound}

// flipped changes every byte of every file.
func (s suite) flipped(t *testing.T) {
	for _, n := range []int{1, leaf, 2*leaf + 5} {
		root := t.TempDir()
		st, done := s.opened(t, root)
		ref := put(t, st, Bytes(uint64(n), n))
		early, err := st.Open(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files(t, root) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range b {
				b[i] ^= 1
			}
			overwrite(t, path, b)
		}
		wantRefused(t, st, ref, reasons...)
		wantNothing(t, early)
		done()
		st, _ = s.opened(t, root)
		wantRefused(t, st, ref, reasons...)
	}
}

// cut makes every file shorter by one byte and then empty, while an object is open.
func (s suite) cut(t *testing.T) {
	for _, n := range []int{1, leaf, 2*leaf + 5} {
		for _, all := range []bool{false, true} {
			root := t.TempDir()
			st, _ := s.opened(t, root)
			ref := put(t, st, Bytes(uint64(n), n))
			early, err := st.Open(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range files(t, root) {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				left := max(0, info.Size()-1)
				if all {
					left = 0
				}
				if err := os.Truncate(path, left); err != nil {
					t.Fatal(err)
				}
			}
			if all {
				wantRefused(t, st, ref, reasons...)
				wantNothing(t, early)
				continue
			}
			early.Close()
			if got, err := read(t.Context(), st, ref); err == nil && !bytes.Equal(got, Bytes(uint64(n), n)) {
				t.Errorf("%d bytes of %d were read without an error", len(got), n)
			}
		}
	}
}

// wantNothing reads an object, of which nothing is left, whole, and closes it: the error must not look like an end, and nothing
// that was not verified may be in the buffer.
func wantNothing(t testing.TB, o storage.Object) {
	t.Helper()
	defer o.Close()
	p := make([]byte, o.Size()+1)
	n, err := o.ReadAt(p, 0)
	if n != 0 || !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("object opened before the damage: %d bytes, error %v, want %v", n, err, storage.ErrCorrupt)
	}
	if !bytes.Equal(p, make([]byte, len(p))) {
		t.Error("bytes that were not verified are in the buffer")
	}
}

// overwrite changes a file in place, so that objects that are open see it.
func overwrite(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// damaged does one random thing to one random file, many times, and wants the right bytes or none.
func (s suite) damaged(t *testing.T) {
	root := t.TempDir()
	st, done := s.opened(t, root)
	want := Bytes(4, 2*leaf+777)
	ref := put(t, st, want)
	done()
	rnd := rand.New(rand.NewPCG(3, 4))
	refused := 0
	for range 60 {
		path, good, action := pick(t, rnd, root)
		bad := bytes.Clone(good)
		at := rnd.IntN(len(bad))
		switch action {
		case 0, 1:
			bad[at] ^= byte(1 + rnd.IntN(255))
		case 2:
			bad = bad[:at]
		case 3:
			bad = append(bad, bad[at:]...)
		case 4:
			bad = append(bad[:at], bad[min(len(bad), at+1+rnd.IntN(leaf)):]...)
		case 5:
			i, j := rnd.IntN(len(bad)-32), rnd.IntN(len(bad)-32)
			a, b := [32]byte(bad[i:]), [32]byte(bad[j:])
			copy(bad[i:], b[:])
			copy(bad[j:], a[:])
		}
		overwrite(t, path, bad)
		st, done := s.opened(t, root)
		got, err := partly(t, st, ref, want)
		if !got {
			t.Fatalf("damage %d at %d of %s went unseen", action, at, path)
		}
		if err != nil {
			refused++
		}
		done()
		overwrite(t, path, good)
	}
	if refused == 0 && !s.redundant(t, want) {
		t.Error("no damage was ever noticed")
	}
}

// redundant reports whether the store can do without any one of its files.
func (s suite) redundant(t testing.TB, want []byte) bool {
	root := t.TempDir()
	st, done := s.opened(t, root)
	ref := put(t, st, want)
	done()
	for _, path := range files(t, root) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		overwrite(t, path, nil)
		st, done := s.opened(t, root)
		_, err = read(t.Context(), st, ref)
		done()
		overwrite(t, path, b)
		if err != nil {
			return false
		}
	}
	return true
}

func pick(t testing.TB, rnd *rand.Rand, root string) (path string, b []byte, action int) {
	t.Helper()
	for {
		all := files(t, root)
		path = all[rnd.IntN(len(all))]
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 32 {
			return path, b, rnd.IntN(6)
		}
	}
}

// partly reads an object in pieces. It reports false if any piece that came without an error was wrong, and the first error.
func partly(t testing.TB, st storage.Store, ref storage.Ref, want []byte) (bool, error) {
	t.Helper()
	o, err := st.Open(t.Context(), ref)
	if err != nil {
		return known(t, err), err
	}
	defer o.Close()
	var first error
	for off := 0; off < len(want); off += 300_000 {
		p := make([]byte, 400_000)
		n, err := o.ReadAt(p, int64(off))
		if !bytes.Equal(p[:n], want[off:off+n]) {
			return false, err
		}
		if err != nil && err != io.EOF {
			// Nor may what was not verified be left in the buffer.
			for i, b := range p[n:] {
				if b != 0 && want[off+n+i] != b {
					return false, err
				}
			}
			known(t, err)
			first = err
		}
	}
	return true, first
}

func known(t testing.TB, err error) bool {
	t.Helper()
	if !errors.Is(err, storage.ErrCorrupt) && !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("damage is reported as %v", err)
	}
	return true
}

// mended puts an object again after its files were damaged.
func (s suite) mended(t *testing.T) {
	for _, n := range []int{100, 2*leaf + 5} {
		root := t.TempDir()
		st, _ := s.opened(t, root)
		b := Bytes(6, n)
		ref := put(t, st, b)
		for _, path := range files(t, root) {
			overwrite(t, path, []byte("damaged"))
		}
		wantRefused(t, st, ref, reasons...)
		put(t, st, b)
		wantBytes(t, st, ref, b)
	}
}

// swapped gives the files of one object to another of the same size.
func (s suite) swapped(t *testing.T) {
	for _, n := range []int{100, 2*leaf + 5} {
		here, there := t.TempDir(), t.TempDir()
		a, doneA := s.opened(t, here)
		refA := put(t, a, Bytes(1, n))
		b, doneB := s.opened(t, there)
		put(t, b, Bytes(2, n))
		doneA()
		doneB()
		from, to := files(t, there), files(t, here)
		if len(from) != len(to) {
			t.Fatalf("two stores with one object each have %d and %d files", len(from), len(to))
		}
		for i := range to {
			content, err := os.ReadFile(from[i])
			if err != nil {
				t.Fatal(err)
			}
			overwrite(t, to[i], content)
		}
		a, _ = s.opened(t, here)
		wantRefused(t, a, refA, reasons...)
	}
}
