package storage

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// buffers are reused because most objects are much shorter than the leaf that reading them takes.
var buffers = sync.Pool{New: func() any { return new([LeafSize]byte) }}

// leaves is a source that Import takes leaf by leaf, so that what makes them can run in parallel.
type leaves interface {
	// next reads what the next leaf is made of into b. The leaf is the first n bytes of b once finish, which may run beside other calls,
	// has returned; more says whether another one follows.
	next(b *[LeafSize]byte) (n int, finish func(), more bool, err error)
	// leaving is called before leaf i is handed on.
	leaving(i int, digest [32]byte) error
}

// plainLeaves are the leaves of bytes as they are.
type plainLeaves struct{ io.Reader }

func (r plainLeaves) next(b *[LeafSize]byte) (n int, finish func(), more bool, err error) {
	if n, err = fill(r, b[:]); err != nil {
		err = fmt.Errorf("read source: %w", err)
	}
	return n, func() {}, n == LeafSize, err
}

func (plainLeaves) leaving(int, [32]byte) error { return nil }

// Import reads r to its end, calls leaf for every leaf of the object, and returns its DAG. Leaves are hashed and handed over in
// parallel and out of order, with bytes that are valid only during the call; leaf may be nil. Memory is bounded, whatever r
// yields: two leaves for each processor, at least 8 and at most 64. The error is that of ctx, r or leaf, whichever came first, and then leaf is not
// called any more; r is not read beyond its end or the error.
func Import(ctx context.Context, r io.Reader, leaf func(i int, digest [32]byte, b []byte) error) (DAG, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	source, ok := r.(leaves)
	if !ok {
		source = plainLeaves{r}
	}
	var (
		digests []*[32]byte
		size    int64
		wg      sync.WaitGroup
		free    = make(chan struct{}, min(max(8, 2*runtime.GOMAXPROCS(0)), 64))
	)
	defer wg.Wait()
	for more := true; more; {
		free <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		buf := buffers.Get().(*[LeafSize]byte)
		n, finish, again, err := source.next(buf)
		if err != nil {
			cancel(err)
			break
		}
		if size+int64(n) > MaxSize {
			cancel(fmt.Errorf("read source: longer than %d bytes: %w", int64(MaxSize), ErrRef))
			break
		}
		if more = again; n == 0 && len(digests) > 0 {
			break // the object ended with the previous leaf
		}
		i, digest := len(digests), new([32]byte)
		digests, size = append(digests, digest), size+int64(n)
		work := func() {
			finish()
			*digest = sha256.Sum256(buf[:n])
			err := ctx.Err()
			if err == nil {
				err = source.leaving(i, *digest)
			}
			if err == nil && leaf != nil {
				err = leaf(i, *digest, buf[:n])
			}
			if err != nil {
				cancel(err)
			}
			buffers.Put(buf)
			<-free
		}
		if i == 0 && !more {
			work()
			break
		}
		wg.Go(work)
	}
	wg.Wait()
	if ctx.Err() != nil {
		return DAG{}, context.Cause(ctx)
	}
	all := make([][32]byte, len(digests))
	for i, d := range digests {
		all[i] = *d
	}
	return Layout(all, size)
}

// RefOf returns the address of everything r yields, without storing it.
func RefOf(r io.Reader) (Ref, error) {
	d, err := Import(context.Background(), r, nil)
	return d.Ref, err
}

// fill reads until p is full or r ends. Only io.EOF ends r: io.ReadFull would take the io.ErrUnexpectedEOF of a broken transfer
// for the end of the object, and give half of it an address.
func fill(r io.Reader, p []byte) (int, error) {
	n := 0
	for idle := 0; n < len(p); {
		k, err := r.Read(p[n:])
		n += k
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if k > 0 {
			idle = 0
			continue
		}
		if idle++; idle == 100 {
			return n, io.ErrNoProgress
		}
	}
	return n, nil
}
