package pack

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// chunkSize is how much of the stream is read as one: many small files, or a part of a large one.
const chunkSize = 1 << 20

// flow reads a source ahead: the stream is cut into chunks, which workers fill, several at once, and which are read in order.
type flow struct {
	queue   chan *chunk // in the order of the stream
	free    chan *chunk
	quit    chan struct{}
	running sync.WaitGroup

	now  *chunk
	rest []byte
	err  error
}

// chunk is a part of the stream, from one entry to another.
type chunk struct {
	first int   // entry
	skip  int64 // bytes of it that earlier chunks have
	buf   []byte
	err   error
	full  chan struct{}
}

func (s *Source) start() *flow {
	workers := min(max(2*runtime.GOMAXPROCS(0), 4), 16)
	window := workers + 2
	f := &flow{queue: make(chan *chunk, window), free: make(chan *chunk, window), quit: make(chan struct{})}
	for range window {
		f.free <- &chunk{full: make(chan struct{}, 1)}
	}
	work := make(chan *chunk, window)
	f.running.Go(func() {
		defer close(work)
		defer close(f.queue)
		s.cut(f, work)
	})
	for range workers {
		f.running.Go(func() {
			for c := range work {
				c.err = s.render(c)
				c.full <- struct{}{}
			}
		})
	}
	return f
}

// cut hands out the stream chunk by chunk. No more chunks exist than the channels hold.
func (s *Source) cut(f *flow, work chan<- *chunk) {
	i, skip := 0, int64(0)
	for left := s.size; left > 0; {
		var c *chunk
		select {
		case c = <-f.free:
		case <-f.quit:
			return
		}
		n := min(chunkSize, left)
		if c.buf == nil {
			c.buf = make([]byte, n)
		}
		c.first, c.skip, c.buf = i, skip, c.buf[:n]
		f.queue <- c
		work <- c
		left -= n
		for n > 0 {
			k := s.entries[i].length() - skip
			if k > n {
				skip += n
				break
			}
			n -= k
			i, skip = i+1, 0
		}
	}
}

func (f *flow) read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(f.rest) == 0 && f.err == nil {
		if f.now != nil {
			f.free <- f.now
			f.now = nil
		}
		c, more := <-f.queue
		if !more {
			f.err = io.EOF
			break
		}
		<-c.full
		f.now, f.rest, f.err = c, c.buf, c.err
		if c.err != nil {
			f.rest = nil
		}
	}
	if len(f.rest) == 0 {
		return 0, f.err
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *flow) stop() {
	close(f.quit)
	f.running.Wait()
}

// render fills a chunk.
func (s *Source) render(c *chunk) error {
	b, skip := c.buf, c.skip
	for i := c.first; len(b) > 0; i, skip = i+1, 0 {
		e := &s.entries[i]
		part := b[:min(int64(len(b)), e.length()-skip)]
		b = b[len(part):]
		if err := s.renderEntry(e, part, skip); err != nil {
			return err
		}
	}
	return nil
}

// renderEntry fills p with what an entry is from off on.
func (s *Source) renderEntry(e *entry, p []byte, off int64) error {
	if off < e.head {
		h, err := header(e.name, e.dir, e.size)
		if err != nil {
			return fmt.Errorf("pack %q: %w", e.name, err)
		}
		n := copy(p, h[off:])
		p, off = p[n:], off+int64(n)
	}
	off -= e.head
	if n := min(int64(len(p)), e.size-off); n > 0 || n == 0 && e.size == 0 && e.inode != 0 { // an empty file is looked at too
		if err := s.readFile(e, p[:n], off); err != nil {
			return err
		}
		p = p[n:]
	}
	if clear(p); e.lines && len(p) > 0 {
		p[0] = '\n'
	}
	return nil
}

// readFile reads exactly p at off of an entry's file, and then sees whether it is the file that it was. The four calls are all that a small
// file costs.
func (s *Source) readFile(e *entry, p []byte, off int64) error {
	path := s.root
	if e.name != "" {
		path = filepath.Join(s.root, e.name)
	}
	err := readAt(path, e, p, off)
	switch err {
	case nil:
		return nil
	case syscall.ENOENT, syscall.ENOTDIR, syscall.ELOOP, syscall.ENXIO:
		err = ErrChanged
	}
	return fmt.Errorf("read %s: %w", path, err)
}

func readAt(path string, e *entry, p []byte, off int64) error {
	fd, err := again(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	})
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	for err == nil && len(p) > 0 {
		var n int
		if n, err = again(func() (int, error) { return syscall.Pread(fd, p, off) }); err == nil && n == 0 {
			err = ErrChanged
		}
		p, off = p[max(n, 0):], off+int64(n)
	}
	var st syscall.Stat_t
	if syscall.Fstat(fd, &st) != nil || st.Ino != e.inode || st.Size != e.size || st.Mtim.Nano() != e.mtime || st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return ErrChanged
	}
	return err
}

func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}
