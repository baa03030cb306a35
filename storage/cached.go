package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// aheadOfCache is how many pieces Cached fetches at once.
const aheadOfCache = 8

// Cached reads from a cache, into which every object that is opened is first copied whole from a store; a damaged object of the cache is copied
// again. Puts go to the store and are not cached. Objects that are opened by several at once are fetched once.
func Cached(store, cache Store) Store {
	return &cached{store: store, cache: cache, filling: map[Ref]*filling{}}
}

type cached struct {
	store, cache Store

	mu      sync.Mutex
	filling map[Ref]*filling
}

type filling struct {
	done chan struct{}
	err  error
}

func (c *cached) Put(ctx context.Context, r io.Reader) (Ref, error) { return c.store.Put(ctx, r) }

func (c *cached) Open(ctx context.Context, ref Ref) (Object, error) {
	o, err := c.cache.Open(ctx, ref)
	if err != nil && !errors.Is(err, ErrRef) && ctx.Err() == nil {
		if err := c.fill(ctx, ref); err != nil {
			return nil, err
		}
		o, err = c.cache.Open(ctx, ref)
	}
	if err != nil {
		return nil, err
	}
	return &cachedObject{Object: o, c: c, ctx: context.WithoutCancel(ctx), ref: ref}, nil
}

// fill copies an object into the cache, or waits for whoever does. Copying goes on when nobody waits any more: whoever asks again finds more of it done.
func (c *cached) fill(ctx context.Context, ref Ref) error {
	c.mu.Lock()
	f, ok := c.filling[ref]
	if !ok {
		f = &filling{done: make(chan struct{})}
		c.filling[ref] = f
		go func() {
			f.err = c.fetch(context.WithoutCancel(ctx), ref)
			c.mu.Lock()
			delete(c.filling, ref)
			c.mu.Unlock()
			close(f.done)
		}()
	}
	c.mu.Unlock()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *cached) fetch(ctx context.Context, ref Ref) error {
	o, err := c.store.Open(ctx, ref)
	if err != nil {
		return err
	}
	defer o.Close()
	s := Stream(ctx, o, aheadOfCache)
	defer s.Close()
	got, err := c.cache.Put(ctx, s)
	if err != nil {
		return fmt.Errorf("copy %s into the cache: %w", ref, err)
	}
	if got != ref {
		return fmt.Errorf("copy %s into the cache: it became %s: %w", ref, got, ErrCorrupt)
	}
	return nil
}

// cachedObject is an object of the cache, which is fetched again when it turns out to be damaged.
type cachedObject struct {
	Object
	c   *cached
	ctx context.Context
	ref Ref

	mu    sync.Mutex
	again Object // what was fetched in its place
}

func (o *cachedObject) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.Object.ReadAt(p, off)
	if !errors.Is(err, ErrCorrupt) {
		return n, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.again == nil {
		if o.c.fill(o.ctx, o.ref) != nil {
			return n, err
		}
		again, openErr := o.c.cache.Open(o.ctx, o.ref)
		if openErr != nil {
			return n, err
		}
		o.again = again
	}
	return o.again.ReadAt(p, off)
}

func (o *cachedObject) Close() error {
	err := o.Object.Close()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.again != nil {
		err = errors.Join(err, o.again.Close())
	}
	return err
}
