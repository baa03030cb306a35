package storage

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The sealed format is Tink's AES256-GCM-HKDF-1MB (github.com/tink-crypto/tink-go, streamingaead/subtle; analysed by Hoang and
// Shen, "Security of Streaming Encryption in Google's Tink Library", CCS 2020): a header of its own length, a salt and a nonce
// prefix, then segments of AES-256-GCM, LeafSize long in ciphertext, the first one counting the header. The nonce of a segment is
// prefix, index and whether it is the last.
const (
	sealHeader = 1 + sealSalt + sealPrefix
	sealSalt   = 32
	sealPrefix = 7
	sealTag    = 16
)

// SealedSize is the length in bytes of what Seal writes for plain bytes of plaintext.
func SealedSize(plain int64) int64 {
	n := max(1, (plain+sealHeader+segmentPlain-1)/segmentPlain)
	return sealHeader + plain + n*sealTag
}

const segmentPlain = LeafSize - sealTag // plaintext of a segment, except that the header takes room from the first

// ErrChanged reports a source whose plain bytes are not those that were sealed before under the same key and header.
var ErrChanged = errors.New("source has changed since it was sealed first")

// SealConfig is what it takes to seal: a key that seals nothing else, what the object is bound to, and randomness.
type SealConfig struct {
	Key  Key
	AAD  []byte
	Rand io.Reader // SealRandom bytes are read of it
	// Sealed, if it is set, is told the SHA2-256 of every sealed segment before a byte of that segment is handed on, in any order and
	// perhaps concurrently. An error ends the sealing. It is what makes sealing resumable: with the Key and the bytes of Rand of an earlier
	// attempt, and a Sealed that returns ErrChanged for a digest which is not that attempt's, no two plain texts ever leave under one nonce.
	Sealed func(segment int, digest [32]byte) error
}

// SealRandom is how many bytes sealing an object reads of SealConfig.Rand: its salt and nonce prefix.
const SealRandom = sealSalt + sealPrefix

// Seal encrypts src to dst under c.Key, binding c.AAD, both of which OpenSealed must be given again. It holds a megabyte, whatever the
// length. A key must seal one object only: start again with a new one after an error, when dst holds nothing of use.
func Seal(dst io.Writer, src io.Reader, c SealConfig) error {
	s, err := newSealing(src, c)
	if err != nil {
		return err
	}
	b := buffers.Get().(*[LeafSize]byte)
	defer buffers.Put(b)
	for more := true; more; {
		var n int
		if n, more, err = s.segment(b); err != nil {
			return err
		}
		if _, err := dst.Write(b[:n]); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
	}
	return nil
}

// PutSealed seals plain on its way into a store, which sees ciphertext only, and returns the address of the ciphertext. A store that
// gives the reader it gets to Import, as the doors of this room do, has its segments sealed and hashed in parallel, in one pass. On error
// nothing is visible.
func PutSealed(ctx context.Context, to interface {
	Put(ctx context.Context, r io.Reader) (Ref, error)
}, plain io.Reader, c SealConfig) (Ref, error) {
	s, err := newSealing(plain, c)
	if err != nil {
		return Ref{}, err
	}
	defer s.close()
	return to.Put(ctx, s)
}

// sealing is the ciphertext of a plain source. It can be read; Import, instead, takes its segments unfinished, and seals them in parallel.
type sealing struct {
	segments
	plain  io.Reader
	header []byte
	sealed func(int, [32]byte) error
	i      int64
	spare  byte // the byte behind the last segment, if there was one

	unread []byte // of what Read sealed
	buf    *[LeafSize]byte
	end    error
}

func newSealing(plain io.Reader, c SealConfig) (*sealing, error) {
	s := &sealing{plain: plain, header: make([]byte, sealHeader), sealed: c.Sealed}
	s.header[0] = sealHeader
	if _, err := io.ReadFull(c.Rand, s.header[1:]); err != nil {
		return nil, fmt.Errorf("seal: read randomness: %w", err)
	}
	var err error
	if s.segments, err = newSegments(c.Key, s.header, c.AAD); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s, nil
}

// next implements leaves: it reads the plain bytes of a segment to where its ciphertext will be.
func (s *sealing) next(b *[LeafSize]byte) (n int, finish func(), more bool, err error) {
	i, at, held := s.i, 0, 0
	if s.i++; i == 0 {
		at = copy(b[:], s.header)
	} else {
		b[0], held = s.spare, 1
	}
	// One byte more than the segment takes tells whether it is the last.
	room := LeafSize - sealTag - at
	n, err = fill(s.plain, b[at+held:at+room+1])
	n += held
	if err == nil && i*LeafSize+int64(n) > MaxSize-LeafSize {
		err = fmt.Errorf("longer than an object of %d bytes can hold", int64(MaxSize))
	}
	if err != nil {
		clear(b[at : at+n])
		return 0, nil, false, fmt.Errorf("seal: read source: %w", err)
	}
	if more = n > room; more {
		n, s.spare = room, b[at+room]
	}
	plain, nonce := b[at:at+n], s.nonce(i, !more)
	return at + n + sealTag, func() { s.aead.Seal(plain[:0], nonce, plain, nil) }, more, nil
}

// leaving tells whoever keeps account of it that a segment is about to be handed on.
func (s *sealing) leaving(i int, digest [32]byte) error {
	if s.sealed == nil {
		return nil
	}
	if err := s.sealed(i, digest); err != nil {
		return fmt.Errorf("seal segment %d: %w", i, err)
	}
	return nil
}

// segment seals the next segment into b.
func (s *sealing) segment(b *[LeafSize]byte) (n int, more bool, err error) {
	n, finish, more, err := s.next(b)
	if err != nil {
		return 0, false, err
	}
	if finish(); s.sealed != nil {
		err = s.leaving(int(s.i-1), sha256.Sum256(b[:n]))
	}
	return n, more, err
}

// Read implements io.Reader, for whoever is not Import.
func (s *sealing) Read(p []byte) (int, error) {
	if len(s.unread) == 0 {
		if s.end != nil {
			return 0, s.end
		}
		if s.buf == nil {
			s.buf = buffers.Get().(*[LeafSize]byte)
		}
		n, more, err := s.segment(s.buf)
		if err != nil {
			s.end = err
			return 0, err
		}
		if s.unread = s.buf[:n]; !more {
			s.end = io.EOF
		}
	}
	n := copy(p, s.unread)
	s.unread = s.unread[n:]
	return n, nil
}

func (s *sealing) close() {
	if s.buf != nil {
		buffers.Put(s.buf)
		s.buf = nil
	}
	s.unread, s.end = nil, io.ErrClosedPipe
}

// segments seals or opens the segments of one object.
type segments struct {
	aead   cipher.AEAD
	prefix [sealPrefix]byte
}

func newSegments(key Key, header, aad []byte) (segments, error) {
	if key == (Key{}) {
		return segments{}, fmt.Errorf("no key: %w", ErrKey)
	}
	derived, err := hkdf.Key(sha256.New, key.b[:], header[1:1+sealSalt], string(aad), 32)
	if err != nil {
		return segments{}, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return segments{}, err
	}
	aead, err := cipher.NewGCM(block)
	return segments{aead, [sealPrefix]byte(header[1+sealSalt:])}, err
}

func (s segments) nonce(i int64, last bool) []byte {
	n := binary.BigEndian.AppendUint32(append(make([]byte, 0, 12), s.prefix[:]...), uint32(i))
	if last {
		return append(n, 1)
	}
	return append(n, 0)
}

// Reader reads the plaintext of a sealed object at random. It fetches and opens the segments a read touches and no others, and
// keeps the last one for the next read. It is safe for concurrent use.
type Reader struct {
	segments
	sealed io.ReaderAt
	length int64 // of sealed
	size   int64 // of the plaintext
	count  int64 // of segments

	mu   sync.Mutex
	held []byte // plaintext of segment at
	at   int64
}

// OpenSealed opens a sealed object, which should be one that a Store opened. It authenticates the last segment, and so the length:
// Size can be trusted when OpenSealed returns. The error is ErrCorrupt if the object is not in the sealed format or was cut, and
// ErrKey if key and aad are not those it was sealed with, which cannot be told from damage to an object that nothing else
// verified. Reads return ErrCorrupt for segments that were changed, moved, or taken from elsewhere. The Reader does not close obj.
func OpenSealed(obj interface {
	io.ReaderAt
	Size() int64
}, key Key, aad []byte) (*Reader, error) {
	r := &Reader{sealed: obj, length: obj.Size()}
	r.count = (r.length + LeafSize - 1) / LeafSize
	r.size = r.length - sealHeader - r.count*sealTag
	if r.size < 0 || r.length > MaxSize || r.length != SealedSize(r.size) {
		return nil, fmt.Errorf("open sealed object of %d bytes: no plaintext has that length: %w", r.length, ErrCorrupt)
	}
	var header [sealHeader]byte
	if err := readFull(obj, header[:], 0); err != nil {
		return nil, fmt.Errorf("open sealed object: %w", err)
	}
	if header[0] != sealHeader {
		return nil, fmt.Errorf("open sealed object: unknown header: %w", ErrCorrupt)
	}
	var err error
	if r.segments, err = newSegments(key, header[:], aad); err != nil {
		return nil, fmt.Errorf("open sealed object: %w", err)
	}
	last := r.count - 1
	r.at, r.held = last, make([]byte, r.end(last)-r.start(last))
	err = r.open(last, true, r.held)
	if errors.Is(err, errSegment) {
		// The key is right if the first segment opens as one that others follow: then it is the length that is wrong.
		first := make([]byte, min(r.end(0), r.size))
		if r.open(0, false, first) == nil {
			clear(first)
			return nil, fmt.Errorf("open sealed object: its end is missing: %w", ErrCorrupt)
		}
		return nil, fmt.Errorf("open sealed object: %w", ErrKey)
	}
	if err != nil {
		return nil, fmt.Errorf("open sealed object: %w", err)
	}
	return r, nil
}

// Size is the length of the plaintext in bytes.
func (r *Reader) Size() int64 { return r.size }

// ReadAt implements io.ReaderAt.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	return readPieces(p, off, r.size, func(p []byte, off int64) (int, error) {
		i := (off + sealHeader) / segmentPlain
		start, end := r.start(i), r.end(i)
		if off == start && int64(len(p)) >= end-start {
			if err := r.segment(i, p[:end-start]); err != nil {
				return 0, err
			}
			return int(end - start), nil
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.at != i {
			b := make([]byte, end-start)
			if err := r.segment(i, b); err != nil {
				return 0, err
			}
			clear(r.held)
			r.held, r.at = b, i
		}
		return copy(p, r.held[off-start:]), nil
	})
}

// start and end are where the plaintext of segment i lies.
func (r *Reader) start(i int64) int64 { return max(0, i*segmentPlain-sealHeader) }
func (r *Reader) end(i int64) int64   { return min(r.size, (i+1)*segmentPlain-sealHeader) }

func (r *Reader) segment(i int64, p []byte) error {
	err := r.open(i, i == r.count-1, p)
	if errors.Is(err, errSegment) {
		err = ErrCorrupt // the key opened the last segment, so it is not the key
	}
	if err != nil {
		return fmt.Errorf("open segment %d: %w", i, err)
	}
	return nil
}

var errSegment = errors.New("segment does not authenticate")

// open decrypts segment i into p, which has the length of its plaintext, or leaves p zeroed.
func (r *Reader) open(i int64, last bool, p []byte) error {
	buf := buffers.Get().(*[LeafSize]byte)
	defer buffers.Put(buf)
	b := buf[:min(LeafSize, r.length-i*LeafSize)]
	if err := readFull(r.sealed, b, i*LeafSize); err != nil {
		return err
	}
	if i == 0 {
		b = b[sealHeader:]
	}
	if _, err := r.aead.Open(p[:0], r.nonce(i, last), b, nil); err != nil {
		clear(p)
		return errSegment
	}
	return nil
}

// openRun opens the whole segments whose plaintext is the n bytes at off, in the place where their ciphertext is read to, and returns their plaintexts, of
// which it leaves nothing when there is an error.
func (r *Reader) openRun(buf []byte, off int64, n int) ([][]byte, error) {
	first := (off + sealHeader) / segmentPlain
	last := (off + int64(n) - 1 + sealHeader) / segmentPlain
	sealed := buf[:min((last+1)*LeafSize, r.length)-first*LeafSize]
	if err := readFull(r.sealed, sealed, first*LeafSize); err != nil {
		return nil, fmt.Errorf("open segments %d to %d: %w", first, last, err)
	}
	var parts [][]byte
	for i := first; i <= last; i++ {
		b := sealed[(i-first)*LeafSize:]
		b = b[:min(LeafSize, len(b))]
		if i == 0 {
			b = b[sealHeader:]
		}
		plain, err := r.aead.Open(b[:0], r.nonce(i, i == r.count-1), b, nil)
		if err != nil {
			clear(buf)
			return nil, fmt.Errorf("open segment %d: %w", i, ErrCorrupt)
		}
		parts = append(parts, plain)
	}
	return parts, nil
}

// readFull reads exactly p; an object that ends before its own size is corrupt.
func readFull(r io.ReaderAt, p []byte, off int64) error {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCorrupt
	}
	return err
}
