package storage

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Sized is what can be read at random and knows where it ends: an Object, or the Reader of a sealed one.
type Sized interface {
	io.ReaderAt
	Size() int64
}

// pieceAt is the length of the piece of from that begins at off: a leaf of an object, or what a segment holds of a plaintext. Reading whole
// pieces fetches, verifies and opens each byte once.
func pieceAt(from Sized, off int64) int {
	if r, ok := from.(*Reader); ok {
		return int(r.end((off+sealHeader)/segmentPlain) - off)
	}
	return int(min(LeafSize-off%LeafSize, from.Size()-off))
}

// Copy copies all of from to the same offsets of to, reading parallel pieces at once, in any order. It holds two megabytes for each. On error
// to holds part of it.
func Copy(ctx context.Context, to io.WriterAt, from Sized, parallel int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	next := int64(0)
	take := func() (off int64, n int) {
		mu.Lock()
		defer mu.Unlock()
		if off = next; off < from.Size() {
			n = pieceAt(from, off)
		}
		next += int64(n)
		return off, n
	}
	var wg sync.WaitGroup
	for range min(max(1, parallel), LeafCount(from.Size())) {
		wg.Go(func() {
			buf := buffers.Get().(*[LeafSize]byte)
			defer buffers.Put(buf)
			defer clear(buf[:])
			for ctx.Err() == nil {
				off, n := take()
				if n == 0 {
					return
				}
				err := readFull(from, buf[:n], off)
				if err == nil {
					_, err = to.WriteAt(buf[:n], off)
				}
				if err != nil {
					cancel(fmt.Errorf("copy %d bytes at %d: %w", n, off, err))
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// Stream reads all of from in order, up to parallel pieces ahead of whoever reads the stream. It holds two megabytes for each. Close it to stop.
func Stream(ctx context.Context, from Sized, parallel int) io.ReadCloser {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &stream{ctx: ctx, cancel: cancel, ahead: make(chan *piece, max(1, parallel)-1)}
	go s.fetch(from)
	return s
}

type stream struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	ahead  chan *piece // in order; closed behind the last

	at     *piece // being read
	unread []byte
}

type piece struct {
	buf  *[LeafSize]byte
	n    int
	err  error
	done chan struct{}
}

func (s *stream) fetch(from Sized) {
	defer close(s.ahead)
	for off := int64(0); off < from.Size(); {
		p := &piece{buf: buffers.Get().(*[LeafSize]byte), n: pieceAt(from, off), done: make(chan struct{})}
		select {
		case s.ahead <- p:
		case <-s.ctx.Done():
			buffers.Put(p.buf)
			return
		}
		at := off
		go func() {
			defer close(p.done)
			p.err = readFull(from, p.buf[:p.n], at)
		}()
		off += int64(p.n)
	}
}

// Read implements io.Reader.
func (s *stream) Read(b []byte) (int, error) {
	if len(s.unread) == 0 {
		if err := s.advance(); err != nil {
			return 0, err
		}
	}
	n := copy(b, s.unread)
	s.unread = s.unread[n:]
	return n, nil
}

// WriteTo implements io.WriterTo.
func (s *stream) WriteTo(w io.Writer) (int64, error) {
	total := int64(0)
	for {
		if len(s.unread) == 0 {
			err := s.advance()
			if err == io.EOF {
				return total, nil
			}
			if err != nil {
				return total, err
			}
		}
		n, err := w.Write(s.unread)
		s.unread, total = s.unread[n:], total+int64(n)
		if err != nil {
			return total, err
		}
	}
}

// advance waits for the next piece.
func (s *stream) advance() error {
	s.drop(s.at)
	s.at, s.unread = nil, nil
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	select {
	case p, more := <-s.ahead:
		if !more {
			if s.ctx.Err() != nil {
				return context.Cause(s.ctx)
			}
			return io.EOF
		}
		select {
		case <-p.done:
		case <-s.ctx.Done():
			go s.drop(p)
			return context.Cause(s.ctx)
		}
		if p.err != nil {
			s.cancel(fmt.Errorf("read ahead: %w", p.err))
			s.drop(p)
			return context.Cause(s.ctx)
		}
		s.at, s.unread = p, p.buf[:p.n]
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// drop gives a piece's buffer back, cleared, once nobody writes to it.
func (s *stream) drop(p *piece) {
	if p == nil {
		return
	}
	<-p.done
	clear(p.buf[:p.n])
	buffers.Put(p.buf)
}

// Close stops reading ahead. Reads that are under way end by themselves.
func (s *stream) Close() error {
	s.cancel(io.ErrClosedPipe)
	at := s.at
	s.at, s.unread = nil, nil
	go func() {
		s.drop(at)
		for p := range s.ahead {
			s.drop(p)
		}
	}()
	return nil
}
