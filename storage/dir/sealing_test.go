package dir_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

// wire is a store of which somebody sees what arrives: by the header under which it was sealed, every segment. It breaks after some segments.
type wire struct {
	mu    sync.Mutex
	seen  map[string]map[int][]byte
	after int // segments until it breaks
}

var errBroken = errors.New("the wire is broken")

// put seals plain over the wire, and reports a header and an index under which two different things left.
func (w *wire) put(t *testing.T, s *dir.Sealing, plain []byte) (storage.Ref, error) {
	t.Helper()
	c := s.Config([]byte("purpose"))
	header, err := io.ReadAll(c.Rand)
	if err != nil || len(header) != storage.SealRandom {
		t.Fatalf("%d bytes of randomness, error %v", len(header), err)
	}
	c.Rand = bytes.NewReader(header)
	return storage.PutSealed(t.Context(), putter(func(ctx context.Context, r io.Reader) (storage.Ref, error) {
		left := w.after
		d, err := storage.Import(ctx, r, func(i int, _ [32]byte, b []byte) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if left--; left < 0 {
				return errBroken
			}
			of := w.seen[string(header)]
			if of == nil {
				of = map[int][]byte{}
				w.seen[string(header)] = of
			}
			if of[i] != nil && !bytes.Equal(of[i], b) {
				t.Errorf("two different segments %d left under one header", i)
			}
			of[i] = bytes.Clone(b)
			return nil
		})
		return d.Ref, err
	}), bytes.NewReader(plain), c)
}

type putter func(ctx context.Context, r io.Reader) (storage.Ref, error)

func (p putter) Put(ctx context.Context, r io.Reader) (storage.Ref, error) { return p(ctx, r) }

func newWire() *wire { return &wire{seen: map[string]map[int][]byte{}} }

func mustSeal(t *testing.T, path string) *dir.Sealing {
	t.Helper()
	s, err := dir.OpenSealing(path, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// What is sealed after an interruption continues what was: it is one object, under one key.
func TestSealingGoesOn(t *testing.T) {
	path, w, plain := filepath.Join(t.TempDir(), "a.sealing"), newWire(), storagetest.Bytes(1, 6*storage.LeafSize)
	var id string
	for w.after = range 7 {
		s := mustSeal(t, path)
		if id != "" && s.ID() != id || len(s.ID()) != 32 {
			t.Fatalf("the upload is called %s, and was called %s", s.ID(), id)
		}
		id = s.ID()
		if _, err := w.put(t, s, plain); !errors.Is(err, errBroken) {
			t.Fatalf("error %v, want %v", err, errBroken)
		}
		if n := s.Known(); n < w.after {
			t.Errorf("%d segments known when %d left", n, w.after)
		}
		s.Close()
	}
	w.after = 99
	s := mustSeal(t, path)
	ref, err := w.put(t, s, plain)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.put(t, s, plain); err != nil || again != ref {
		t.Errorf("once more: %v, error %v, want %v", again, err, ref)
	}
	if len(w.seen) != 1 {
		t.Errorf("%d headers left the machine", len(w.seen))
	}
	key := s.Config(nil).Key
	if err := s.Forget(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a forgotten sealing is there: error %v", err)
	}
	if _, err := w.put(t, s, plain); err == nil {
		t.Error("a forgotten sealing seals")
	}
	if key.CheckCommit(ref, mustSeal(t, path).Config(nil).Key.Commit(ref)) == nil {
		t.Error("the key came back")
	}
}

// Whatever happens to the plain bytes between interruptions, no two plain texts leave under one nonce, and it is told if they would have.
func TestSealingNeverSealsOtherBytes(t *testing.T) {
	seed := mathrand.Uint64()
	t.Logf("seed %d", seed)
	rng := mathrand.New(mathrand.NewPCG(seed, 0))
	w, changed, went := newWire(), 0, 0
	for round := range 12 {
		path := filepath.Join(t.TempDir(), "a.sealing")
		plain := storagetest.Bytes(uint64(round), rng.IntN(5*storage.LeafSize))
		for range 6 {
			s := mustSeal(t, path)
			known := s.Known()
			w.after = rng.IntN(7)
			_, err := w.put(t, s, plain)
			switch {
			case errors.Is(err, storage.ErrChanged):
				if changed++; known == 0 {
					t.Error("told of a change where nothing had left")
				}
				if err := s.Forget(); err != nil {
					t.Fatal(err)
				}
			case err != nil && !errors.Is(err, errBroken):
				t.Fatal(err)
			case known > 0:
				went++
			}
			s.Close()
			switch rng.IntN(6) {
			case 0:
				plain = bytes.Clone(plain[:rng.IntN(len(plain)+1)])
			case 1:
				plain = append(bytes.Clone(plain), storagetest.Bytes(rng.Uint64(), 1+rng.IntN(2*storage.LeafSize))...)
			case 2:
				if plain = bytes.Clone(plain); len(plain) > 0 {
					plain[rng.IntN(len(plain))] ^= 1
				}
			}
		}
	}
	if changed == 0 || went == 0 {
		t.Errorf("%d changes told, %d sealings gone on with: this proves nothing", changed, went)
	}
}

// A file that cannot be trusted to know all that left is not gone on with.
func TestSealingStartsAfresh(t *testing.T) {
	const boot = 16 // where it is in the file
	for name, tc := range map[string]struct {
		harm  func(b []byte) []byte
		fresh bool
	}{
		"untouched": {func(b []byte) []byte { return b }, false},
		"the machine restarts": {func(b []byte) []byte {
			return resum(append(append(bytes.Clone(b[:boot]), "00000000-0000-4000-8000-000000000000"...), b[boot+36:]...))
		}, true},
		"no boot id": {func(b []byte) []byte {
			return resum(append(append(bytes.Clone(b[:boot]), make([]byte, 36)...), b[boot+36:]...))
		}, true},
		"empty":                {func([]byte) []byte { return nil }, true},
		"half a header":        {func(b []byte) []byte { return b[:100] }, true},
		"half a record":        {func(b []byte) []byte { return b[:len(b)-7] }, true},
		"another file":         {func([]byte) []byte { return bytes.Repeat([]byte("secret! "), 100) }, true},
		"zeros":                {func(b []byte) []byte { return make([]byte, len(b)) }, true},
		"flipped in the magic": {func(b []byte) []byte { b[3] ^= 1; return b }, true},
		"flipped in the key":   {func(b []byte) []byte { b[60] ^= 1; return b }, true},
		"flipped in the sum":   {func(b []byte) []byte { b[139] ^= 1; return b }, true},
	} {
		t.Run(name, func(t *testing.T) {
			path, w, plain := filepath.Join(t.TempDir(), "a.sealing"), newWire(), storagetest.Bytes(1, 3*storage.LeafSize)
			w.after = 2
			s := mustSeal(t, path)
			before := s.ID()
			w.put(t, s, plain)
			s.Close()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, tc.harm(b), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, 0o644); tc.fresh && err != nil {
				t.Fatal(err)
			}
			s = mustSeal(t, path)
			if fresh := s.ID() != before; fresh != tc.fresh || fresh != (s.Known() == 0) {
				t.Errorf("a new upload: %v, want %v; it knows of %d segments", fresh, tc.fresh, s.Known())
			}
			w.after = 99
			if _, err := w.put(t, s, plain); err != nil {
				t.Fatal(err)
			}
			want := 1
			if tc.fresh {
				want = 2
				info, err := os.Stat(path)
				if err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("mode %v, error %v, want 0600", info.Mode(), err)
				}
			}
			if len(w.seen) != want {
				t.Errorf("%d headers left, want %d", len(w.seen), want)
			}
		})
	}
}

// resum makes the header of a sealing's file consistent again.
func resum(b []byte) []byte {
	sum := sha256.Sum256(b[:139])
	copy(b[139:], sum[:])
	return b
}

func TestSealingIsOneProcessesOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.sealing")
	s := mustSeal(t, path)
	if _, err := dir.OpenSealing(path, rand.Reader); !errors.Is(err, dir.ErrBusy) {
		t.Errorf("a second time: error %v, want %v", err, dir.ErrBusy)
	}
	if err := dir.SweepSealings(path); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("in use: mode %v, error %v, want 0600", info.Mode(), err)
	}
	s.Close()
	mustSeal(t, path).Close()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.OpenSealing(link, rand.Reader); err == nil {
		t.Error("a link is followed")
	}
	if _, err := dir.OpenSealing(filepath.Join(t.TempDir(), "none", "a"), rand.Reader); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no directory: error %v, want %v", err, fs.ErrNotExist)
	}
}

// Sweeping takes what nobody can go on with, and leaves the rest.
func TestSweepSealings(t *testing.T) {
	root := t.TempDir()
	mustSeal(t, filepath.Join(root, "whole.sealing")).Close()
	for _, name := range []string{"damaged.sealing", "other.json"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := dir.SweepSealings(filepath.Join(root, "*.sealing")); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, root); got != "other.json whole.sealing" {
		t.Errorf("left: %s", got)
	}
}

func listing(t *testing.T, root string) string {
	t.Helper()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// The key is in the file and nowhere else.
func TestSealingKeepsItsKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.sealing")
	random := storagetest.Bytes(5, 87)
	s, err := dir.OpenSealing(path, bytes.NewReader(random))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, it := range []any{s, struct{ S *dir.Sealing }{s}, s.Config(nil).Key} {
			said := fmt.Sprintf(verb, it)
			if strings.Contains(said, fmt.Sprintf("%x", random[:8])) || strings.Contains(said, strings.Trim(fmt.Sprint(random[:8]), "[]")) {
				t.Errorf("%s prints the key", verb)
			}
		}
	}
	if _, err := dir.OpenSealing(path+"2", bytes.NewReader(random[:86])); err == nil {
		t.Error("it begins with too little randomness")
	}
	if s2 := mustSeal(t, path+"2"); s2.ID() == s.ID() {
		t.Error("what could not begin is gone on with")
	}
}

// What cannot be remembered does not leave.
func TestSealingThatCannotRemember(t *testing.T) {
	path, w := filepath.Join(t.TempDir(), "a.sealing"), newWire()
	s := mustSeal(t, path)
	w.after = 99
	c := s.Config(nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Sealed(0, [32]byte{1}); err == nil {
		t.Error("a closed sealing remembers")
	}
	if err := mustSeal(t, path).Config(nil).Sealed(1<<20, [32]byte{1}); !errors.Is(err, storage.ErrRef) {
		t.Errorf("a segment that no object has: error %v, want %v", err, storage.ErrRef)
	}
}

// FuzzSealing: whatever is in the file, opening it goes on or starts afresh, and leaves a file that goes on.
func FuzzSealing(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed")
	s, err := dir.OpenSealing(path, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	s.Config(nil).Sealed(3, [32]byte{1})
	s.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-5])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := dir.OpenSealing(path, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		id, known := s.ID(), s.Known()
		s.Close()
		if s, err = dir.OpenSealing(path, rand.Reader); err != nil || s.ID() != id || s.Known() != known {
			t.Fatalf("opened again: error %v or another upload", err)
		}
		s.Close()
	})
}
