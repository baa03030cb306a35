package storage

import (
	"context"
	"fmt"
	"io"
)

// Both keeps every object in two stores. Put writes to both at once and fails unless both take the object under the same Ref; the
// copy commits after the primary, so a Put that failed may be visible in the primary alone, and putting again completes it. Objects are
// read from Any of the two.
func Both(primary, copy Store) Store { return both{Any(Patience, primary, copy), primary, copy} }

type both struct {
	Store
	primary, copy Store
}

func (b both) Put(ctx context.Context, r io.Reader) (Ref, error) {
	type result struct {
		ref Ref
		err error
	}
	pr, pw := io.Pipe()
	copied := make(chan result, 1)
	go func() {
		ref, err := b.copy.Put(ctx, pr)
		pr.CloseWithError(err) // the primary fails too if it has more to say
		copied <- result{ref, err}
	}()
	ref, err := b.primary.Put(ctx, io.TeeReader(r, pw))
	// The copy sees the end of the object only now, when the primary holds it.
	if err == nil {
		pw.Close()
	} else {
		pw.CloseWithError(err)
	}
	c := <-copied
	if err != nil {
		return Ref{}, err
	}
	if c.err != nil {
		return Ref{}, fmt.Errorf("put copy: %w", c.err)
	}
	if c.ref != ref {
		return Ref{}, fmt.Errorf("put copy: stored as %s what is %s: %w", c.ref, ref, ErrCorrupt)
	}
	return ref, nil
}
