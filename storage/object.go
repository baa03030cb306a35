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

type object struct {
	dag     DAG
	leaf    func(int, []byte) error
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
			return n, o.verify(i, p[:n])
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

// verify reads leaf i into p, or leaves p zeroed and returns why not.
func (o *object) verify(i int, p []byte) error {
	err := o.leaf(i, p)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrCorrupt // an end of file must not look like the end of the object
	}
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
		if err != nil {
			return n, err
		}
		n += k
	}
	if want < len(p) {
		return want, io.EOF
	}
	return want, nil
}
