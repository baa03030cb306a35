package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata/sealed.json again")

// vector is one sealed object as docs/sealed-format.md explains it. Plain bytes are the SHA2-256 digests of the four-byte big-endian numbers 0, 1,
// 2, …, one after the other, cut to PlainSize.
type vector struct {
	Key          string `json:"key"`
	AAD          string `json:"aad"`
	Salt         string `json:"salt"`
	Prefix       string `json:"noncePrefix"`
	PlainSize    int    `json:"plainSize"`
	SealedSize   int    `json:"sealedSize"`
	SealedSHA256 string `json:"sealedSha256"`
	Sealed       string `json:"sealed,omitempty"` // base64, where it is short
	CID          string `json:"cid"`
	Commitment   string `json:"keyCommitment"`
}

// envelopeVector is a key wrapped to an identity: wrapping is random, so only opening it can be repeated.
type envelopeVector struct {
	Identity string   `json:"identity"`
	Envelope Envelope `json:"envelope"`
	Info     string   `json:"info"`
	Key      string   `json:"key"`
}

type vectors struct {
	Objects   []vector         `json:"objects"`
	Envelopes []envelopeVector `json:"envelopes"`
}

func vectorPlain(n int) []byte {
	var b []byte
	for i := uint32(0); len(b) < n; i++ {
		sum := sha256.Sum256([]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)})
		b = append(b, sum[:]...)
	}
	return b[:n]
}

// TestVectors holds the format to testdata/sealed.json, which other implementations can be held to.
func TestVectors(t *testing.T) {
	const path = "testdata/sealed.json"
	var got vectors
	for i, n := range []int{0, 1, 100, LeafSize - sealHeader - sealTag, LeafSize - sealHeader - sealTag + 1, 2*LeafSize + 12345} {
		random := vectorPlain(1000)[i*71:]
		key := Key{[32]byte(random)}
		header, aad := random[32:32+SealRandom], fmt.Appendf(nil, "vector %d", i)
		var sealed bytes.Buffer
		if err := Seal(&sealed, bytes.NewReader(vectorPlain(n)), SealConfig{Key: key, AAD: aad, Rand: bytes.NewReader(header)}); err != nil {
			t.Fatal(err)
		}
		ref, err := RefOf(bytes.NewReader(sealed.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		commit, sum := key.Commit(ref), sha256.Sum256(sealed.Bytes())
		v := vector{
			Key: hex.EncodeToString(key.b[:]), AAD: string(aad), Salt: hex.EncodeToString(header[:sealSalt]), Prefix: hex.EncodeToString(header[sealSalt:]),
			PlainSize: n, SealedSize: sealed.Len(), SealedSHA256: hex.EncodeToString(sum[:]), CID: ref.CID, Commitment: hex.EncodeToString(commit[:]),
		}
		if n < 1000 {
			v.Sealed = base64.StdEncoding.EncodeToString(sealed.Bytes())
		}
		got.Objects = append(got.Objects, v)
	}
	raw, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var want vectors
	if err := json.Unmarshal(raw, &want); err != nil && !*update {
		t.Fatal(err)
	}
	if *update {
		id, err := NewIdentity(bytes.NewReader(vectorPlain(32)))
		if err != nil {
			t.Fatal(err)
		}
		secret, err := id.Secret()
		if err != nil {
			t.Fatal(err)
		}
		key := Key{[32]byte(vectorPlain(64)[32:])}
		e, err := Wrap(key, id.Recipient(), []byte("vector"))
		if err != nil {
			t.Fatal(err)
		}
		got.Envelopes = []envelopeVector{{secret, e, "vector", hex.EncodeToString(key.b[:])}}
		out, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(out, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		want = got
	}
	if diff := cmp.Diff(want.Objects, got.Objects); diff != "" {
		t.Errorf("the sealed format has changed (-want +got):\n%s", diff)
	}
	for _, v := range want.Envelopes {
		id, err := ParseIdentity(v.Identity)
		if err != nil {
			t.Fatal(err)
		}
		key, err := id.Unwrap(v.Envelope, []byte(v.Info))
		if err != nil || hex.EncodeToString(key.b[:]) != v.Key {
			t.Errorf("the envelope opens with error %v or another key", err)
		}
	}
	if len(want.Envelopes) == 0 {
		t.Error("no envelope in the vectors")
	}
}

// importing is a store that keeps nothing but the leaves Import hands it.
type importing struct {
	mu     sync.Mutex
	leaves map[int][]byte
	left   func(i int, digest [32]byte)
}

func (s *importing) Put(ctx context.Context, r io.Reader) (Ref, error) {
	d, err := Import(ctx, r, func(i int, digest [32]byte, b []byte) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.leaves[i] = bytes.Clone(b)
		if s.left != nil {
			s.left(i, digest)
		}
		return nil
	})
	return d.Ref, err
}

// Sealing in parallel on the way into a store gives the bytes that sealing one segment after the other gives.
func TestPutSealedInParallel(t *testing.T) {
	k := newKey(t)
	for _, n := range []int{0, 1, LeafSize - 57, LeafSize - 56, LeafSize - 55, 2*LeafSize - 72, 2*LeafSize - 71, 9*LeafSize + 5} {
		plain, random := noise(n), noise(SealRandom)
		c := SealConfig{Key: k, AAD: []byte("aad")}
		var want bytes.Buffer
		c.Rand = bytes.NewReader(random)
		if err := Seal(&want, bytes.NewReader(plain), c); err != nil {
			t.Fatal(err)
		}
		s := &importing{leaves: map[int][]byte{}}
		c.Rand = bytes.NewReader(random)
		ref, err := PutSealed(t.Context(), s, bytes.NewReader(plain), c)
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		for i := range len(s.leaves) {
			got = append(got, s.leaves[i]...)
		}
		if !bytes.Equal(got, want.Bytes()) || ref.Size != int64(want.Len()) {
			t.Errorf("%d bytes sealed in parallel are others than in order", n)
		}
		// A store that wraps the reader sees the same.
		c.Rand = bytes.NewReader(random)
		wrapped, err := PutSealed(t.Context(), wrapping{s}, bytes.NewReader(plain), c)
		if err != nil || wrapped != ref {
			t.Errorf("%d bytes sealed through a reader: %v, error %v, want %v", n, wrapped, err, ref)
		}
	}
}

type wrapping struct{ *importing }

func (w wrapping) Put(ctx context.Context, r io.Reader) (Ref, error) {
	return w.importing.Put(ctx, io.TeeReader(r, io.Discard))
}

// Sealed hears of every segment before the store does; what it refuses never leaves.
func TestSealedHearsBeforeAnythingLeaves(t *testing.T) {
	k, plain, random := newKey(t), noise(7*LeafSize), noise(SealRandom)
	for name, to := range map[string]func(*importing) interface {
		Put(context.Context, io.Reader) (Ref, error)
	}{
		"in parallel": func(s *importing) interface {
			Put(context.Context, io.Reader) (Ref, error)
		} {
			return s
		},
		"in order": func(s *importing) interface {
			Put(context.Context, io.Reader) (Ref, error)
		} {
			return wrapping{s}
		},
	} {
		var mu sync.Mutex
		told := map[int][32]byte{}
		s := &importing{leaves: map[int][]byte{}, left: func(i int, digest [32]byte) {
			mu.Lock()
			defer mu.Unlock()
			if told[i] != digest {
				t.Errorf("%s: segment %d left before it was told of", name, i)
			}
		}}
		c := SealConfig{Key: k, Rand: bytes.NewReader(random), Sealed: func(i int, digest [32]byte) error {
			mu.Lock()
			defer mu.Unlock()
			told[i] = digest
			return nil
		}}
		if _, err := PutSealed(t.Context(), to(s), bytes.NewReader(plain), c); err != nil {
			t.Fatal(err)
		}
		if len(told) != 8 {
			t.Errorf("%s: told of %d segments, want 8", name, len(told))
		}
		// The same again, of a source in which one byte of segment 4 is another.
		changed := bytes.Clone(plain)
		changed[4*LeafSize+100] ^= 1
		again := &importing{leaves: map[int][]byte{}}
		c.Rand = bytes.NewReader(random)
		c.Sealed = func(i int, digest [32]byte) error {
			if told[i] != digest {
				return ErrChanged
			}
			return nil
		}
		if ref, err := PutSealed(t.Context(), to(again), bytes.NewReader(changed), c); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: a changed source became %v, error %v", name, ref, err)
		}
		if _, left := again.leaves[4]; left {
			t.Errorf("%s: the changed segment left under the nonce of the first", name)
		}
	}
}
