package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Both keeps every object in two stores. Put writes to both at once and fails unless both take the object under the same Ref; the
// copy commits after the primary, so a Put that failed may be visible in the primary alone, and putting again completes it. Open
// and reads take the copy where the primary does not hold the object, cannot read it, or holds it damaged.
func Both(primary, copy Store) Store { return both{primary, copy} }

type both struct{ primary, copy Store }

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

func (b both) Open(ctx context.Context, ref Ref) (Object, error) {
	first, err := b.primary.Open(ctx, ref)
	if err == nil {
		second := sync.OnceValues(func() (Object, error) { return b.copy.Open(context.WithoutCancel(ctx), ref) })
		return &pair{Object: first, second: second}, nil
	}
	if errors.Is(err, ErrRef) || ctx.Err() != nil {
		return nil, err
	}
	second, copyErr := b.copy.Open(ctx, ref)
	if copyErr == nil {
		return second, nil
	}
	return nil, worse(err, copyErr)
}

// pair reads from one object and falls back to a second, opened when first needed.
type pair struct {
	Object
	second func() (Object, error)
	mu     sync.Mutex
	opened bool
}

func (p *pair) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.Object.ReadAt(b, off)
	if err == nil || err == io.EOF || off < 0 {
		return n, err
	}
	p.mu.Lock()
	p.opened = true
	second, secondErr := p.second()
	p.mu.Unlock()
	if secondErr == nil {
		n, secondErr = second.ReadAt(b, off)
	}
	if secondErr == nil || secondErr == io.EOF {
		return n, secondErr
	}
	return 0, worse(err, secondErr)
}

func (p *pair) Close() error {
	err := p.Object.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opened {
		return err
	}
	second, secondErr := p.second()
	if secondErr != nil {
		return err
	}
	return errors.Join(err, second.Close())
}

// worse is what to say when neither store had the object: that it is not there only if it is in neither.
func worse(primary, copy error) error {
	if errors.Is(primary, ErrNotFound) {
		return copy
	}
	return primary
}
