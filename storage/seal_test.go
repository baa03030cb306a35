package storage

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
)

// edges are plaintext lengths around which segments begin and end.
var edges = []int{
	0, 1, 1000,
	segmentPlain - sealHeader - 1, segmentPlain - sealHeader, segmentPlain - sealHeader + 1,
	LeafSize,
	2*segmentPlain - sealHeader - 1, 2*segmentPlain - sealHeader, 2*segmentPlain - sealHeader + 1,
	3*LeafSize + 5,
}

func newKey(t testing.TB) Key {
	t.Helper()
	k, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func noise(n int) []byte {
	b := make([]byte, n)
	mathrand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}).Read(b)
	return b
}

func seal(t testing.TB, plain []byte, k Key, aad []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Seal(&out, bytes.NewReader(plain), SealConfig{Key: k, AAD: aad, Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unseal opens and reads everything.
func unseal(sealed []byte, k Key, aad []byte) ([]byte, error) {
	r, err := OpenSealed(bytes.NewReader(sealed), k, aad)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

func tink(t testing.TB, k Key) *subtle.AESGCMHKDF {
	t.Helper()
	p, err := subtle.NewAESGCMHKDF(k.b[:], "SHA256", 32, LeafSize, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTinkOpensWhatSealSealed(t *testing.T) {
	k, aad := newKey(t), []byte("aad")
	for _, n := range edges {
		plain := noise(n)
		sealed := seal(t, plain, k, aad)
		if int64(len(sealed)) != SealedSize(int64(n)) {
			t.Errorf("%d bytes sealed are %d, SealedSize says %d", n, len(sealed), SealedSize(int64(n)))
		}
		r, err := tink(t, k).NewDecryptingReader(bytes.NewReader(sealed), aad)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: error %v or wrong bytes", n, err)
		}
	}
}

func TestOpenSealedOpensWhatTinkSealed(t *testing.T) {
	k, aad := newKey(t), []byte("aad")
	for _, n := range edges {
		plain := noise(n)
		var sealed bytes.Buffer
		w, err := tink(t, k).NewEncryptingWriter(&sealed, aad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := unseal(sealed.Bytes(), k, aad)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: error %v or wrong bytes", n, err)
		}
	}
}

func TestReaderReadsAtRandom(t *testing.T) {
	k := newKey(t)
	plain := noise(3*LeafSize + 5)
	r, err := OpenSealed(bytes.NewReader(seal(t, plain, k, nil)), k, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Size() != int64(len(plain)) {
		t.Fatalf("size %d, want %d", r.Size(), len(plain))
	}
	check := func(off int64, n int) {
		t.Helper()
		want, got := make([]byte, n), make([]byte, n)
		wantN, wantErr := bytes.NewReader(plain).ReadAt(want, off)
		gotN, gotErr := r.ReadAt(got, off)
		if gotN != wantN || !bytes.Equal(got[:gotN], want[:wantN]) || n > 0 && gotErr != wantErr {
			t.Fatalf("read %d at %d: %d bytes, error %v, want %d, %v", n, off, gotN, gotErr, wantN, wantErr)
		}
	}
	rnd := mathrand.New(mathrand.NewPCG(5, 6))
	for range 200 {
		check(rnd.Int64N(r.Size()+10), rnd.IntN(2*LeafSize))
	}
	for _, edge := range edges {
		for d := -1; d <= 1; d++ {
			check(int64(max(0, edge+d)), 3)
			check(int64(max(0, edge+d)), segmentPlain)
		}
	}
}

// touched counts the segments that are read.
type touched struct {
	*bytes.Reader
	segments map[int64]bool
}

func (r touched) ReadAt(p []byte, off int64) (int, error) {
	r.segments[off/LeafSize] = true
	return r.Reader.ReadAt(p, off)
}

func TestReaderTouchesOnlyTheSegmentsItNeeds(t *testing.T) {
	k := newKey(t)
	src := touched{bytes.NewReader(seal(t, noise(6*LeafSize), k, nil)), map[int64]bool{}}
	r, err := OpenSealed(src, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	clear(src.segments)
	if _, err := r.ReadAt(make([]byte, 10), 3*LeafSize); err != nil {
		t.Fatal(err)
	}
	if len(src.segments) != 1 || !src.segments[3] {
		t.Errorf("read ten bytes of segment 3 by touching %v", src.segments)
	}
}

func TestOpenSealedRefusesAnythingElse(t *testing.T) {
	k, aad := newKey(t), []byte("shard 1")
	plain := noise(3*segmentPlain - sealHeader) // three full segments
	good := seal(t, plain, k, aad)
	seg := func(b []byte, i int) []byte { return b[i*LeafSize : (i+1)*LeafSize] }
	other := seal(t, plain, k, aad) // same key, plaintext and aad: another salt
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	flip := func(i int) []byte {
		b := bytes.Clone(good)
		b[i] ^= 0x10
		return b
	}
	small := seal(t, []byte("small"), k, aad)
	for name, tc := range map[string]struct {
		sealed []byte
		key    Key
		aad    []byte
		want   error
	}{
		"empty":                      {nil, k, aad, ErrCorrupt},
		"header only":                {good[:sealHeader], k, aad, ErrCorrupt},
		"shorter than a tag":         {good[:sealHeader+sealTag-1], k, aad, ErrCorrupt},
		"cut in the last segment":    {good[:len(good)-1], k, aad, ErrCorrupt},
		"cut at a border":            {good[:2*LeafSize], k, aad, ErrCorrupt},
		"cut to the first segment":   {good[:LeafSize], k, aad, ErrCorrupt},
		"cut in the first segment":   {good[:LeafSize-1], k, aad, ErrKey}, // nothing is left that authenticates
		"a byte more":                {append(bytes.Clone(good), 0), k, aad, ErrCorrupt},
		"an empty segment more":      {append(bytes.Clone(good), make([]byte, sealTag)...), k, aad, ErrCorrupt},
		"a segment twice":            {join(seg(good, 0), seg(good, 1), seg(good, 1), seg(good, 2)), k, aad, ErrCorrupt},
		"a segment less":             {join(seg(good, 0), seg(good, 2)), k, aad, ErrCorrupt},
		"segments in another order":  {join(seg(good, 0), seg(good, 2), seg(good, 1)), k, aad, ErrCorrupt},
		"a segment of another":       {join(seg(good, 0), seg(other, 1), seg(good, 2)), k, aad, ErrCorrupt},
		"the first of another":       {join(seg(other, 0), seg(good, 1), seg(good, 2)), k, aad, ErrCorrupt},
		"header length flipped":      {flip(0), k, aad, ErrCorrupt},
		"salt flipped":               {flip(5), k, aad, ErrKey},
		"nonce prefix flipped":       {flip(1 + sealSalt), k, aad, ErrKey},
		"first segment flipped":      {flip(sealHeader + 9), k, aad, ErrCorrupt},
		"middle segment flipped":     {flip(LeafSize + 9), k, aad, ErrCorrupt},
		"last segment flipped":       {flip(len(good) - 1), k, aad, ErrCorrupt},
		"wrong key":                  {good, newKey(t), aad, ErrKey},
		"no key":                     {good, Key{}, aad, ErrKey},
		"wrong aad":                  {good, k, []byte("shard 2"), ErrKey},
		"no aad":                     {good, k, nil, ErrKey},
		"small with the wrong key":   {small, newKey(t), aad, ErrKey},
		"small with the wrong aad":   {small, k, nil, ErrKey},
		"small flipped":              {append(small[:len(small)-1:len(small)-1], small[len(small)-1]^1), k, aad, ErrKey},
		"header of small on another": {join(small[:sealHeader], good[sealHeader:]), k, aad, ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := unseal(tc.sealed, tc.key, tc.aad); !errors.Is(err, tc.want) || bytes.Equal(got, plain) {
				t.Errorf("%d bytes, error %v, want %v", len(got), err, tc.want)
			}
		})
	}
	if got, err := unseal(good, k, aad); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("and the good one: error %v or wrong bytes", err)
	}
}

// liar is an object that is shorter than it says, or fails.
type liar struct {
	io.ReaderAt
	size int64
}

func (l liar) Size() int64 { return l.size }

func TestReaderOverABadObject(t *testing.T) {
	k := newKey(t)
	good := seal(t, noise(2*LeafSize), k, nil)
	if _, err := OpenSealed(liar{bytes.NewReader(good[:100]), int64(len(good))}, k, nil); !errors.Is(err, ErrCorrupt) {
		t.Errorf("object that ends before its size: error %v, want %v", err, ErrCorrupt)
	}
	boom := errors.New("boom")
	if _, err := OpenSealed(liar{failing{boom}, int64(len(good))}, k, nil); !errors.Is(err, boom) {
		t.Errorf("object that fails: error %v, want %v", err, boom)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func TestSealFailsWithWhatFailed(t *testing.T) {
	boom := errors.New("boom")
	k := newKey(t)
	for name, tc := range map[string]struct {
		dst  io.Writer
		src  io.Reader
		rand io.Reader
		key  Key
		want error
	}{
		"source":          {io.Discard, iotest.ErrReader(boom), rand.Reader, k, boom},
		"truncated":       {io.Discard, iotest.ErrReader(io.ErrUnexpectedEOF), rand.Reader, k, io.ErrUnexpectedEOF},
		"randomness":      {io.Discard, bytes.NewReader(nil), iotest.ErrReader(boom), k, boom},
		"little random":   {io.Discard, bytes.NewReader(nil), bytes.NewReader(make([]byte, 38)), k, io.ErrUnexpectedEOF},
		"destination":     {failingWriter{boom}, bytes.NewReader(nil), rand.Reader, k, boom},
		"key not drawn":   {io.Discard, bytes.NewReader(nil), rand.Reader, Key{}, ErrKey},
		"late in the src": {io.Discard, io.MultiReader(bytes.NewReader(noise(2*LeafSize)), iotest.ErrReader(boom)), rand.Reader, k, boom},
	} {
		if err := Seal(tc.dst, tc.src, SealConfig{Key: tc.key, Rand: tc.rand}); !errors.Is(err, tc.want) {
			t.Errorf("%s: error %v, want %v", name, err, tc.want)
		}
	}
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// The same plaintext under the same key never gives the same bytes, and Seal takes its randomness from where it is told.
func TestSealIsFreshAndDeterministicInItsRandomness(t *testing.T) {
	k := newKey(t)
	a, b := seal(t, []byte("x"), k, nil), seal(t, []byte("x"), k, nil)
	if bytes.Equal(a, b) {
		t.Error("sealed twice alike")
	}
	var c, d bytes.Buffer
	for _, out := range []*bytes.Buffer{&c, &d} {
		if err := Seal(out, bytes.NewReader([]byte("x")), SealConfig{Key: k, Rand: bytes.NewReader(make([]byte, SealRandom))}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(c.Bytes(), d.Bytes()) {
		t.Error("the same randomness sealed differently")
	}
}

// Arbitrary bytes never open, and never bring the process down.
func FuzzOpenSealed(f *testing.F) {
	k := Key{[32]byte{1}}
	small := seal(f, []byte("small"), k, []byte("aad"))
	f.Add(small, []byte("aad"))
	f.Add(small, []byte(""))
	f.Add(small[:20], []byte("aad"))
	f.Add(seal(f, nil, k, nil), []byte(nil))
	f.Add([]byte{40}, []byte(nil))
	other := Key{[32]byte{2}}
	f.Fuzz(func(t *testing.T, sealed, aad []byte) {
		_, err := unseal(sealed, other, aad)
		if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrKey) {
			t.Errorf("%d bytes under another key: error %v", len(sealed), err)
		}
		got, err := unseal(sealed, k, aad)
		if err == nil && string(got) != "small" && len(got) != 0 {
			t.Errorf("opened to %q", got)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	plain, k := make([]byte, 64<<20), newKey(b)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if err := Seal(io.Discard, bytes.NewReader(plain), SealConfig{Key: k, Rand: rand.Reader}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenSealed(b *testing.B) {
	k := newKey(b)
	sealed := seal(b, make([]byte, 64<<20), k, nil)
	p := make([]byte, 4<<20)
	b.SetBytes(64 << 20)
	for b.Loop() {
		r, err := OpenSealed(bytes.NewReader(sealed), k, nil)
		if err != nil {
			b.Fatal(err)
		}
		for off := int64(0); off < r.Size(); off += int64(len(p)) {
			if _, err := r.ReadAt(p, off); err != nil && err != io.EOF {
				b.Fatal(err)
			}
		}
	}
}

func ExampleSeal() {
	id, _ := NewIdentity(rand.Reader)
	key, _ := NewKey(rand.Reader)
	info := []byte("dataset 1, member 7")

	var sealed bytes.Buffer
	Seal(&sealed, bytes.NewReader([]byte("39,Bachelors,40\n")), SealConfig{Key: key, AAD: info, Rand: rand.Reader})
	ref, _ := RefOf(bytes.NewReader(sealed.Bytes()))
	commit := key.Commit(ref)
	envelope, _ := Wrap(key, id.Recipient(), info)

	key, err := id.Unwrap(envelope, info)
	fmt.Println(key, err, key.CheckCommit(ref, commit))
	r, _ := OpenSealed(bytes.NewReader(sealed.Bytes()), key, info)
	plain := make([]byte, r.Size())
	r.ReadAt(plain, 0)
	fmt.Printf("%s", plain)
	// Output:
	// [redacted] <nil> <nil>
	// 39,Bachelors,40
}
