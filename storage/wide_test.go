package storage

import (
	"bytes"
	"errors"
	"io"
	"sync/atomic"
	"testing"
)

// wideOf is a wide object over bytes, that counts requests; read may spoil what they return.
func wideOf(t *testing.T, b []byte, spoil func(off int64, p []byte) error) (Object, *atomic.Int64) {
	t.Helper()
	d, err := Import(t.Context(), bytes.NewReader(b), nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := new(atomic.Int64)
	return NewWideObject(d, func(off int64, p []byte) error {
		asked.Add(1)
		copy(p, b[off:])
		if spoil != nil {
			return spoil(off, p)
		}
		return nil
	}, nil), asked
}

// A wide object reads as any other does, with fewer requests, by itself and under a seal.
func TestWideObject(t *testing.T) {
	for _, n := range []int{0, 1, LeafSize - 57, LeafSize - 56, LeafSize, LeafSize + 1, 8 * LeafSize, 8*LeafSize - 8*16 - 40, 8*LeafSize - 8*16 - 39, 8*LeafSize + 1, 19*LeafSize + 5} {
		plain, k := noise(n), newKey(t)
		sealed := seal(t, plain, k, nil)
		o, asked := wideOf(t, sealed, nil)
		r, err := OpenSealed(o, k, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			from Sized
			want []byte
		}{"object": {o, sealed}, "sealed": {r, plain}} {
			for _, parallel := range []int{1, 8, 30} {
				asked.Store(0)
				s := Stream(t.Context(), tc.from, parallel)
				got, err := io.ReadAll(s)
				if err != nil || !bytes.Equal(got, tc.want) {
					t.Errorf("%s of %d bytes, %d ahead: error %v or other bytes", name, n, parallel, err)
				}
				s.Close()
				if most := int64(len(sealed)/(runLeaves*LeafSize) + 1); asked.Load() > most {
					t.Errorf("%s of %d bytes took %d requests, want at most %d", name, n, asked.Load(), most)
				}
				copied := make(at, len(tc.want))
				if err := Copy(t.Context(), copied, tc.from, parallel); err != nil || !bytes.Equal(copied, tc.want) {
					t.Errorf("%s of %d bytes copied, %d at once: error %v or other bytes", name, n, parallel, err)
				}
			}
			got := make([]byte, len(tc.want))
			for off := 0; off < len(got); off += 2*LeafSize + 777 { // from anywhere, over leaves and parts of them
				to := min(len(got), off+3*LeafSize+11)
				if _, err := tc.from.ReadAt(got[off:to], int64(off)); err != nil && err != io.EOF {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, tc.want) {
				t.Errorf("%s of %d bytes read in stretches is another", name, n)
			}
		}
	}
}

type at []byte

func (a at) WriteAt(p []byte, off int64) (int, error) { return copy(a[off:], p), nil }

// Bytes that are wrong anywhere in a run are found, and none of the run is returned behind them.
func TestWideObjectDamage(t *testing.T) {
	k, plain := newKey(t), noise(5*LeafSize)
	sealed := seal(t, plain, k, nil)
	for name, tc := range map[string]struct {
		spoil func(off int64, p []byte) error
		want  error
	}{
		"flipped": {func(off int64, p []byte) error {
			if i := 3*LeafSize + 9 - off; i >= 0 && i < int64(len(p)) {
				p[i] ^= 1
			}
			return nil
		}, ErrCorrupt},
		"short": {func(off int64, p []byte) error {
			if off+int64(len(p)) > 3*LeafSize {
				return io.ErrUnexpectedEOF
			}
			return nil
		}, ErrCorrupt},
	} {
		good, _ := wideOf(t, sealed, nil)
		r, err := OpenSealed(good, k, nil)
		if err != nil {
			t.Fatal(err)
		}
		bad, _ := wideOf(t, sealed, tc.spoil)
		p := make([]byte, len(sealed))
		n, err := bad.ReadAt(p, 0)
		if !errors.Is(err, tc.want) || n > 3*LeafSize || !bytes.Equal(p[:n], sealed[:n]) || !bytes.Equal(p[n:], make([]byte, len(p)-n)) {
			t.Errorf("%s: %d bytes, error %v, or bytes behind them", name, n, err)
		}
		r.sealed = bad
		got, err := io.ReadAll(Stream(t.Context(), r, 8))
		if !errors.Is(err, tc.want) || len(got) > 0 && !bytes.HasPrefix(plain, got) {
			t.Errorf("%s, under a seal: %d bytes, error %v", name, len(got), err)
		}
		if err := Copy(t.Context(), make(at, len(plain)), r, 8); !errors.Is(err, tc.want) {
			t.Errorf("%s, copied: error %v", name, err)
		}
	}
}
