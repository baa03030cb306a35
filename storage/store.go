package storage

import (
	"context"
	"errors"
	"io"
)

// ErrNotFound reports that a store does not hold the object asked for.
var ErrNotFound = errors.New("object not found")

// ErrCorrupt reports bytes that do not hash to their address. The bytes are never returned.
var ErrCorrupt = errors.New("object does not match its address")

// ErrReadOnly reports a Put into a store that only reads.
var ErrReadOnly = errors.New("store is read-only")

// Object is an open, immutable, content-addressed object. Every byte it returns has been verified against its Ref.
type Object interface {
	io.ReaderAt
	io.Closer
	// Size is the length of the object in bytes; it equals Ref.Size.
	Size() int64
}

// Store holds immutable bytes by content address. All methods are safe for concurrent use.
type Store interface {
	// Put stores everything r yields and returns its address. When Put returns nil the bytes are durable: they survive a crash.
	// Putting the same bytes again returns the same Ref and changes nothing. On error nothing is visible.
	Put(ctx context.Context, r io.Reader) (Ref, error)
	// Open returns the object at ref for verified random-access reads. It returns ErrNotFound when the store does not hold it;
	// reads return ErrCorrupt when the stored bytes are not what ref names.
	Open(ctx context.Context, ref Ref) (Object, error)
}
