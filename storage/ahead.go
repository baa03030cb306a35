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

// runLeaves is how many leaves of a wide object are read at once.
const runLeaves = 4

// runs are the buffers of pieces of wide objects.
var runs = sync.Pool{New: func() any { return new([runLeaves * LeafSize]byte) }}

// ahead reads from in pieces: a leaf of an object, or what a segment holds of a plaintext, or a run of them from a wide one. Reading whole pieces fetches,
// verifies and opens each byte once.
type ahead struct {
	from   Sized
	sealed *Reader // from, if that is what it is
	wide   bool
}

func newAhead(from Sized) ahead {
	a := ahead{from: from}
	under := from
	if r, ok := from.(*Reader); ok {
		a.sealed = r
		under, _ = r.sealed.(Sized)
	}
	o, ok := under.(*object)
	a.wide = ok && o.read != nil
	return a
}

// atOnce is how many pieces take up the memory of n narrow ones, and are enough to have one on its way while others are hashed.
func (a ahead) atOnce(n int) int {
	if a.wide {
		return max(1, n*2/runLeaves)
	}
	return max(1, n)
}

// piece is some bytes that are read at once.
type piece struct {
	a     ahead
	buf   []byte
	off   int64
	n     int
	parts [][]byte // of buf, which make the n bytes at off
	err   error
	done  chan struct{}
}

// piece is the one that begins at off, not read yet. It has no bytes at the end.
func (a ahead) piece(off int64) *piece {
	p := &piece{a: a, off: off, done: make(chan struct{})}
	if off >= a.from.Size() {
		return p
	}
	leaves := int64(1)
	if a.wide {
		leaves = runLeaves
	}
	if r := a.sealed; r != nil {
		first := (off + sealHeader) / segmentPlain
		p.n = int(r.end(min(first+leaves, r.count)-1) - off)
	} else {
		p.n = int(min(leaves*LeafSize, a.from.Size()-off))
	}
	return p
}

// read fills the piece, in which nothing was, or leaves it empty.
func (p *piece) read() {
	if p.a.wide {
		p.buf = runs.Get().(*[runLeaves * LeafSize]byte)[:]
	} else {
		p.buf = buffers.Get().(*[LeafSize]byte)[:]
	}
	if p.a.sealed != nil && p.a.wide {
		p.parts, p.err = p.a.sealed.openRun(p.buf, p.off, p.n)
		return
	}
	p.parts = [][]byte{p.buf[:p.n]}
	p.err = readFull(p.a.from, p.buf[:p.n], p.off)
}

// drop gives the piece's buffer back, cleared of plain bytes.
func (p *piece) drop() {
	if p.buf == nil {
		return
	}
	if p.a.sealed != nil {
		clear(p.buf[:min(len(p.buf), p.n+sealHeader+(runLeaves+1)*sealTag)])
	}
	if p.a.wide {
		runs.Put((*[runLeaves * LeafSize]byte)(p.buf))
	} else {
		buffers.Put((*[LeafSize]byte)(p.buf))
	}
	p.buf, p.parts = nil, nil
}

// Copy copies all of from to the same offsets of to, reading parallel pieces at once, in any order. It holds three megabytes for each. On error
// to holds part of it.
func Copy(ctx context.Context, to io.WriterAt, from Sized, parallel int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := newAhead(from)
	var mu sync.Mutex
	next := int64(0)
	take := func() *piece {
		mu.Lock()
		defer mu.Unlock()
		p := a.piece(next)
		next += int64(p.n)
		return p
	}
	var wg sync.WaitGroup
	for range min(a.atOnce(parallel), LeafCount(from.Size())) {
		wg.Go(func() {
			for ctx.Err() == nil {
				p := take()
				if p.n == 0 {
					return
				}
				p.read()
				err, off := p.err, p.off
				for _, part := range p.parts {
					if err == nil {
						_, err = to.WriteAt(part, off)
						off += int64(len(part))
					}
				}
				p.drop()
				if err != nil {
					cancel(fmt.Errorf("copy %d bytes at %d: %w", p.n, p.off, err))
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// Stream reads all of from in order, up to parallel pieces ahead of whoever reads the stream. It holds three megabytes for each. Close it to stop.
func Stream(ctx context.Context, from Sized, parallel int) io.ReadCloser {
	ctx, cancel := context.WithCancelCause(ctx)
	a := newAhead(from)
	s := &stream{ctx: ctx, cancel: cancel, ahead: make(chan *piece, a.atOnce(parallel)-1)}
	go s.fetch(a)
	return s
}

type stream struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	ahead  chan *piece // in order; closed behind the last

	at     *piece // being read
	unread []byte // of its first part
}

func (s *stream) fetch(a ahead) {
	defer close(s.ahead)
	for off := int64(0); ; {
		p := a.piece(off)
		if p.n == 0 {
			return
		}
		select {
		case s.ahead <- p:
		case <-s.ctx.Done():
			return
		}
		go func() {
			defer close(p.done)
			p.read()
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

// advance waits for the next part.
func (s *stream) advance() error {
	if s.at != nil && len(s.at.parts) > 1 {
		s.at.parts = s.at.parts[1:]
		s.unread = s.at.parts[0]
		return nil
	}
	if s.at != nil {
		s.at.drop()
	}
	s.at, s.unread = nil, nil
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	var p *piece
	select {
	case p = <-s.ahead:
	case <-s.ctx.Done():
	}
	if p == nil {
		if s.ctx.Err() != nil {
			return context.Cause(s.ctx)
		}
		return io.EOF
	}
	select {
	case <-p.done:
	case <-s.ctx.Done():
		go p.dropWhenRead()
		return context.Cause(s.ctx)
	}
	if p.err != nil {
		s.cancel(fmt.Errorf("read ahead: %w", p.err))
		p.drop()
		return context.Cause(s.ctx)
	}
	s.at, s.unread = p, p.parts[0]
	return nil
}

func (p *piece) dropWhenRead() {
	<-p.done
	p.drop()
}

// Close stops reading ahead. Reads that are under way end by themselves.
func (s *stream) Close() error {
	s.cancel(io.ErrClosedPipe)
	if s.at != nil {
		s.at.drop()
	}
	s.at, s.unread = nil, nil
	go func() {
		for p := range s.ahead {
			p.dropWhenRead()
		}
	}()
	return nil
}
