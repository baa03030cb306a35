package cell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Options is what the operator of the machine allows a cell.
type Options struct {
	Lane    int      // picks the host user that programs of this cell run as, where the node may choose one
	CPU     int      // processor to pin programs to; -1 for none
	Runtime []string // absolute host directories programs may read and execute from; empty for static programs only
}

// Serve speaks the protocol on conn until the conductor closes it, which returns nil. It must run on the goroutine that is
// locked to the main thread: a program dies with the thread that started it.
func Serve(conn io.ReadWriteCloser, o Options) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer conn.Close()
	s := &server{conn: conn, options: o}
	defer s.close()
	if err := WriteFrame(conn, Hello, Greeting{ABI: landlockABI(), Notes: notes()}.encode()); err != nil {
		return err
	}
	for {
		h, err := ReadHead(conn, MaxPayload)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.take(h); err != nil {
			return err
		}
	}
}

type server struct {
	conn                   io.ReadWriteCloser
	options                Options
	program, params, model *os.File
}

func (s *server) close() {
	for _, f := range []*os.File{s.program, s.params, s.model} {
		if f != nil {
			f.Close()
		}
	}
}

func (s *server) take(h Head) error {
	switch h.Kind {
	case Program:
		return s.keep(&s.program, h)
	case Params:
		return s.keep(&s.params, h)
	case Model:
		return s.keep(&s.model, h)
	case Run, Probe:
		return s.run(h)
	}
	return fmt.Errorf("serve: %q from the conductor: %w", h.Kind, ErrFrame)
}

// keep replaces a memory file by the frame's payload.
func (s *server) keep(slot **os.File, h Head) error {
	if *slot != nil {
		(*slot).Close()
		*slot = nil
	}
	f, err := memory(s.conn, int64(h.Size))
	if err != nil {
		return err
	}
	*slot = f
	return nil
}

func (s *server) run(h Head) error {
	if h.Size < taskLen {
		return fmt.Errorf("serve: task of %d bytes: %w", h.Size, ErrFrame)
	}
	t, err := ReadTask(s.conn)
	if err != nil {
		return err
	}
	shard, err := memory(s.conn, int64(h.Size-taskLen))
	if err != nil {
		return err
	}
	defer shard.Close()
	in := inputs{task: t, options: s.options, program: s.program, params: s.params, model: s.model, shard: shard}
	if h.Kind == Probe {
		self, err := os.Open("/proc/self/exe")
		if err != nil {
			return s.answer(t, nil, fmt.Errorf("open the cell's own program: %w", err))
		}
		defer self.Close()
		in.program, in.probe = self, true
	}
	update, err := in.run()
	return s.answer(t, update, err)
}

func (s *server) answer(t Task, update []byte, err error) error {
	a := Answer{Seq: t.Seq}
	switch {
	case err != nil:
		a.Status, update = Fault, []byte(err.Error())
	case update != nil:
		a.Status = Update
	}
	err = WriteFrame(s.conn, Done, a.Encode(), update)
	clear(update)
	return err
}

// memory copies n bytes from r into a sealed memory file: it has no name, is on no disk, and cannot be changed any more.
func memory(r io.Reader, n int64) (*os.File, error) {
	fd, err := unix.MemfdCreate("stint", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("make memory file: %w", err)
	}
	f := os.NewFile(uintptr(fd), "stint")
	buf := make([]byte, min(max(n, 1), 256<<10))
	defer clear(buf)
	for left := n; left > 0; {
		b := buf[:min(left, int64(len(buf)))]
		if _, err := io.ReadFull(r, b); err != nil {
			f.Close()
			return nil, fmt.Errorf("read frame: %w", cut(err))
		}
		if _, err := f.Write(b); err != nil {
			f.Close()
			return nil, fmt.Errorf("write memory file: %w", err)
		}
		left -= int64(len(b))
	}
	const seals = unix.F_SEAL_SEAL | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_WRITE
	if _, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		f.Close()
		return nil, fmt.Errorf("seal memory file: %w", err)
	}
	return f, nil
}
