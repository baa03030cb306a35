package storage

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
)

// NewObject returns the object that d describes, over untrusted bytes. leaf reads leaf i into p, which has exactly its length, and
// may be called concurrently; release is called once, by Close, and may be nil. Every leaf is verified before a byte of it is
// returned; a leaf that is short or does not match is ErrCorrupt. The last leaf read in part is kept, verified, for the next read.
func NewObject(d DAG, leaf func(i int, p []byte) error, release func() error) Object {
	return &object{dag: d, leaf: leaf, release: sync.OnceValue(func() error {
		if release == nil {
			return nil
		}
		return release()
	})}
}

// NewWideObject is NewObject over a store in which every request costs, however long what it asks for: read reads any stretch of the object, from off
// on, into all of p. Reads of several whole leaves become one.
func NewWideObject(d DAG, read func(off int64, p []byte) error, release func() error) Object {
	o := NewObject(d, func(i int, p []byte) error { return read(int64(i)*LeafSize, p) }, release).(*object)
	o.read = read
	return o
}

type object struct {
	dag     DAG
	leaf    func(int, []byte) error
	read    func(int64, []byte) error // nil where leaves are read one by one
	release func() error

	mu   sync.Mutex
	held []byte // leaf at, verified
	at   int
}

func (o *object) Size() int64  { return o.dag.Ref.Size }
func (o *object) Close() error { return o.release() }

func (o *object) ReadAt(p []byte, off int64) (int, error) {
	return readPieces(p, off, o.Size(), func(p []byte, off int64) (int, error) {
		i, from := int(off/LeafSize), int(off%LeafSize)
		n := o.dag.LeafLen(i)
		if from == 0 && len(p) >= n {
			if o.read != nil && len(p) > n {
				return o.verifyRun(i, p)
			}
			if err := o.verify(i, p[:n]); err != nil {
				return 0, err
			}
			return n, nil
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.held == nil || o.at != i {
			b := make([]byte, n)
			if err := o.verify(i, b); err != nil {
				return 0, err
			}
			o.held, o.at = b, i
		}
		return copy(p, o.held[from:]), nil
	})
}

// verifyRun reads as many whole leaves as there is room for, from leaf i on, and returns how many bytes of them are right.
func (o *object) verifyRun(i int, p []byte) (int, error) {
	n, last := 0, i
	for ; last < len(o.dag.Leaves) && n+o.dag.LeafLen(last) <= len(p); last++ {
		n += o.dag.LeafLen(last)
	}
	at := int64(i) * LeafSize
	if err := o.read(at, p[:n]); err != nil {
		clear(p[:n])
		return 0, fmt.Errorf("read leaves %d to %d of %s: %w", i, last-1, o.dag.Ref, whole(err))
	}
	for done := 0; i < last; i++ {
		b := p[done:][:o.dag.LeafLen(i)]
		if sha256.Sum256(b) != o.dag.Leaves[i] {
			clear(p[done:n])
			return done, fmt.Errorf("read leaf %d of %s: %w", i, o.dag.Ref, ErrCorrupt)
		}
		done += len(b)
	}
	return n, nil
}

// whole is what to say of an error while reading bytes that have to be there: an end of file must not look like the end of the object.
func whole(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCorrupt
	}
	return err
}

// verify reads leaf i into p, or leaves p zeroed and returns why not.
func (o *object) verify(i int, p []byte) error {
	err := whole(o.leaf(i, p))
	if err == nil && sha256.Sum256(p) != o.dag.Leaves[i] {
		err = ErrCorrupt
	}
	if err != nil {
		clear(p)
		return fmt.Errorf("read leaf %d of %s: %w", i, o.dag.Ref, err)
	}
	return nil
}

// readPieces is io.ReaderAt over size bytes by way of piece, which reads some bytes at off, at least one.
func readPieces(p []byte, off, size int64, piece func(p []byte, off int64) (int, error)) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("read at %d: negative offset", off)
	}
	if off >= size {
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	want := int(min(int64(len(p)), size-off))
	for n := 0; n < want; {
		k, err := piece(p[n:want], off+int64(n))
		n += k
		if err != nil {
			return n, err
		}
	}
	if want < len(p) {
		return want, io.EOF
	}
	return want, nil
}
