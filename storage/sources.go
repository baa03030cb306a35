package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Patience is how long Any waits for one source, to open an object or for a read, before it asks another one too.
const Patience = 2 * time.Second

// Any reads every object from whichever of several stores has it and answers. They are asked in order; one that fails, sends other bytes, or takes longer
// than patience is asked last from then on, for this object, while the next one is asked already; the first right answer wins. Whatever wins
// was verified by the store that gave it. Put goes to the first store alone.
func Any(patience time.Duration, stores ...Store) Store {
	if len(stores) == 1 {
		return stores[0]
	}
	return sources{patience, stores}
}

type sources struct {
	patience time.Duration
	stores   []Store
}

func (s sources) Put(ctx context.Context, r io.Reader) (Ref, error) {
	if len(s.stores) == 0 {
		return Ref{}, fmt.Errorf("put object: %w", ErrReadOnly)
	}
	return s.stores[0].Put(ctx, r)
}

func (s sources) Open(ctx context.Context, ref Ref) (Object, error) {
	if err := ref.Check(); err != nil {
		return nil, fmt.Errorf("open object: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	o := &anyObject{size: ref.Size, patience: s.patience, cancel: cancel}
	for _, st := range s.stores {
		o.order = append(o.order, &source{open: sync.OnceValues(func() (Object, error) { return st.Open(inner, ref) })})
	}
	stop := context.AfterFunc(ctx, cancel) // until it is open, and not after
	_, err := race(o, func(s *source) (struct{}, error) {
		_, err := s.object()
		return struct{}{}, err
	})
	stop()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		o.Close()
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	return o, nil
}

// anyObject is an object that several stores may hold.
type anyObject struct {
	size     int64
	patience time.Duration
	cancel   context.CancelFunc

	mu    sync.Mutex
	order []*source // the best first
}

// source is one store's object, opened when it is first needed.
type source struct {
	open func() (Object, error)

	mu     sync.Mutex
	asked  bool
	closed bool
}

// object opens it. It must not be held up by close, nor be opened after.
func (s *source) object() (Object, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, io.ErrClosedPipe
	}
	s.asked = true
	s.mu.Unlock()
	return s.open()
}

func (s *source) close() {
	s.mu.Lock()
	s.closed = true
	asked := s.asked
	s.mu.Unlock()
	if asked {
		go func() { // it may be opening still
			if o, err := s.open(); err == nil {
				o.Close()
			}
		}()
	}
}

func (o *anyObject) Size() int64 { return o.size }

func (o *anyObject) ReadAt(p []byte, off int64) (int, error) {
	return readPieces(p, off, o.size, func(p []byte, off int64) (int, error) {
		p = p[:min(int64(len(p)), LeafSize-off%LeafSize)]
		buf, err := race(o, func(s *source) (*[LeafSize]byte, error) {
			from, err := s.object()
			if err != nil {
				return nil, err
			}
			// Not into p: who loses may write for longer than the caller waits.
			buf := buffers.Get().(*[LeafSize]byte)
			if err := readFull(from, buf[:len(p)], off); err != nil {
				return nil, err
			}
			return buf, nil
		})
		if err != nil {
			return 0, err
		}
		copy(p, buf[:])
		buffers.Put(buf)
		return len(p), nil
	})
}

// Close ends what is under way.
func (o *anyObject) Close() error {
	o.cancel()
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.order {
		s.close()
	}
	return nil
}

// race asks the sources in order, the next one as soon as all that were asked have failed or patience is over, and returns the first answer. Those
// that failed, or were overtaken, are asked last the next time.
func race[T any](o *anyObject, ask func(*source) (T, error)) (T, error) {
	type answer struct {
		from *source
		got  T
		err  error
	}
	o.mu.Lock()
	waiting := append([]*source(nil), o.order...)
	o.mu.Unlock()
	answers := make(chan answer, len(waiting))
	timer := time.NewTimer(o.patience)
	defer timer.Stop()
	var late []*source // asked, and not heard of
	var why error
	next := func() {
		s := waiting[0]
		waiting, late = waiting[1:], append(late, s)
		go func() {
			got, err := ask(s)
			answers <- answer{s, got, err}
		}()
		timer.Reset(o.patience)
	}
	if len(waiting) == 0 {
		var none T
		return none, ErrNotFound
	}
	for next(); ; {
		select {
		case a := <-answers:
			if a.err == nil {
				for _, s := range late {
					if s != a.from {
						o.demote(s)
					}
				}
				return a.got, nil
			}
			o.demote(a.from)
			if why = worst(why, a.err); len(late) == 1 && len(waiting) == 0 {
				return a.got, why
			}
			for i, s := range late {
				if s == a.from {
					late = append(late[:i], late[i+1:]...)
					break
				}
			}
			if len(waiting) > 0 {
				next()
			}
		case <-timer.C:
			if len(waiting) > 0 {
				next()
			}
		}
	}
}

// demote puts a source behind the others.
func (o *anyObject) demote(s *source) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.order {
		if o.order[i] == s {
			o.order = append(append(o.order[:i:i], o.order[i+1:]...), s)
			return
		}
	}
}

// worst is what to say when several sources failed: that it is not there only if it is in none.
func worst(a, b error) error {
	if a == nil || errors.Is(a, ErrNotFound) && !errors.Is(b, ErrNotFound) {
		return b
	}
	return a
}
