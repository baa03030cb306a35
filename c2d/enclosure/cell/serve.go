package cell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Serve speaks the protocol on conn until the conductor closes it, which returns nil. It must run on the goroutine that is
// locked to the main thread: a program dies with the thread that started it.
func Serve(conn io.ReadWriteCloser, o Options) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer conn.Close()
	s := &server{conn: conn, options: o, descriptor: -1}
	if f, ok := conn.(*os.File); ok {
		s.descriptor = int(f.Fd())
	}
	defer s.close()
	s.choose()
	if err := WriteFrame(conn, Hello, Greeting{ABI: landlockABI(), Wall: s.wall, Notes: s.notes()}.encode()); err != nil {
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
	descriptor             int // of conn; -1 if it has none
	options                Options
	wall                   Wall
	thin                   *thin // the Landlock wall
	broken                 error // why there is no wall at all
	program, params, model *os.File
	command                []string
	self                   *os.File // the cell's own program, once the probe was asked for
}

// choose picks the wall, by trying: whether namespaces can be had is known only by asking for them.
func (s *server) choose() {
	s.wall = Namespaces
	if s.options.Wall == NamespacesOnly {
		return
	}
	var refused error
	if s.options.Wall == NamespacesElseLandlock {
		if refused = s.try(); refused == nil {
			return
		}
	}
	s.wall = Landlock
	if s.thin, s.broken = newThin(s.options); s.broken != nil && refused != nil {
		s.broken = fmt.Errorf("%v; without namespaces: %w", refused, s.broken)
	}
}

// try builds the namespaces wall around nothing.
func (s *server) try() error {
	nothing, err := memory(strings.NewReader(""), 0)
	if err != nil {
		return err
	}
	defer nothing.Close()
	_, err = inputs{task: Task{Output: 1, Memory: 1, Limit: 10_000}, options: s.options, program: nothing, params: nothing, shard: nothing, conductor: -1}.run()
	return err
}

func (s *server) notes() string {
	n := notes()
	if s.thin != nil {
		n += s.thin.notes(s.options)
	}
	return n
}

func (s *server) close() {
	for _, f := range []*os.File{s.program, s.params, s.model, s.self} {
		if f != nil {
			f.Close()
		}
	}
	if s.thin != nil {
		s.thin.close()
	}
}

func (s *server) take(h Head) error {
	switch h.Kind {
	case Program:
		s.command = nil
		return s.keep(&s.program, h)
	case Command:
		return s.keepCommand(h)
	case Params:
		return s.keep(&s.params, h)
	case Model:
		return s.keep(&s.model, h)
	case Net:
		return s.answerNet(h)
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

func (s *server) keepCommand(h Head) error {
	p, err := ReadPayload(s.conn, h)
	if err != nil {
		return err
	}
	s.command, err = ParseCommand(p)
	return err
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
	in := inputs{task: t, options: s.options, program: s.program, params: s.params, model: s.model, command: s.command, shard: shard, conductor: s.descriptor}
	if h.Kind == Probe {
		if s.self == nil {
			if s.self, err = ownProgram(); err != nil {
				return s.answer(t, nil, err)
			}
		}
		in.program, in.probe = s.self, true
	}
	if s.wall == Namespaces {
		update, err := in.run()
		return s.answer(t, update, err)
	}
	if s.broken != nil {
		return s.answer(t, nil, s.broken)
	}
	update, err := s.thin.run(in)
	defer s.thin.settle()
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

// ownProgram is a copy of this binary: what is executed behind the Landlock wall has no path.
func ownProgram() (*os.File, error) {
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		return nil, fmt.Errorf("open the cell's own program: %w", err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the cell's own program: %w", err)
	}
	return memory(f, fi.Size())
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
