package cell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// thin is the Landlock wall: no namespaces, so the program runs beside the cell, in a domain that names the files it may use. The
// files are made once, when the cell starts, and filled anew for every run: no number of an inode ever changes.
type thin struct {
	dir                          string
	made                         bool // the directory is the cell's own, to be removed with it
	user                         int
	other                        bool // the user is somebody else than the cell
	numbers                      numbers
	params, model, shard, update *os.File // open for writing, which their modes forbid to everybody else
}

// How often a run is started because somebody else took the process number that was its: where the cell is alone, and where the
// numbers are a whole machine's, which no program can tell from noise.
const (
	triesAlone  = 32
	triesShared = 2
)

func newThin(o Options) (*thin, error) {
	if landlockABI() < 1 {
		return nil, fmt.Errorf("the kernel offers no Landlock (it must be built in and listed in the lsm= boot option): %w", ErrWall)
	}
	// Orphans of a program become this process's children, and nobody of the same user can look into it.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return nil, forbidden("become the parent of orphans", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return nil, forbidden("close the cell's own memory", err)
	}
	t := &thin{dir: o.Scratch}
	t.user, t.other = programUser(o.Lane)
	if err := t.furnish(); err != nil {
		t.close()
		return nil, forbidden("furnish a scratch directory", err)
	}
	return t, nil
}

func (t *thin) furnish() (err error) {
	if t.dir == "" {
		if t.dir, err = os.MkdirTemp("/dev/shm", "stint-"); err != nil {
			t.dir, err = os.MkdirTemp("", "stint-")
		}
		if err != nil {
			return err
		}
		t.made = true
	}
	if !filepath.IsAbs(t.dir) {
		return fmt.Errorf("%q is not an absolute path", t.dir)
	}
	if err := os.Mkdir(t.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if real, err := filepath.EvalSymlinks(t.dir); err != nil {
		return err
	} else if real != t.dir {
		return fmt.Errorf("%s is really %s", t.dir, real)
	}
	for _, d := range []string{"", "shard", "out"} {
		p := filepath.Join(t.dir, d)
		if err := os.Mkdir(p, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		if err := t.give(os.Chmod(p, 0o700), p); err != nil {
			return err
		}
	}
	p := placesIn(t.dir)
	for slot, path := range map[**os.File]string{&t.params: p.params, &t.shard: p.shard, &t.update: p.update, &t.model: t.noModel()} {
		mode := os.FileMode(0o400)
		if path == p.update {
			mode = 0o700 // so that it is the wall that forbids to execute it
		}
		if *slot, err = t.file(path, mode); err != nil {
			return err
		}
	}
	return nil
}

// noModel is where the model's file is while there is no model.
func (t *thin) noModel() string { return filepath.Join(t.dir, "no-model") }

// file makes a file that the program will find, or empties one that an earlier cell left.
func (t *thin) file(path string, mode os.FileMode) (*os.File, error) {
	if path == t.noModel() { // one that is still in its place
		if err := os.Rename(placesIn(t.dir).model, path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	if err := os.Chmod(path, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	return f, t.give(f.Chmod(mode), path)
}

func (t *thin) give(err error, path string) error {
	if err != nil || !t.other {
		return err
	}
	return os.Chown(path, t.user, t.user)
}

// close leaves nothing of what the cell was handed, and the directory only if it is not the cell's own.
func (t *thin) close() {
	for _, f := range []*os.File{t.params, t.model, t.shard, t.update} {
		if f != nil {
			f.Truncate(0)
			f.Close()
		}
	}
	if t.made {
		os.RemoveAll(t.dir)
	}
}

// settle takes process numbers until the next run's is right. Between runs there is time for it.
func (t *thin) settle() {
	if t.numbers.stride > 0 {
		t.numbers.advance()
	}
}

// run is inputs.run behind the Landlock wall.
func (t *thin) run(in inputs) ([]byte, error) {
	s, err := in.setup(Landlock)
	if err != nil {
		return nil, err
	}
	if s.fork() && landlockABI() < 6 {
		return nil, fmt.Errorf("programs that make processes need a kernel whose Landlock can scope signals (version 6, it has %d): %w", landlockABI(), ErrWall)
	}
	if t.numbers.stride != stride(s.fork()) {
		if t.numbers, err = newNumbers(s.fork()); err != nil {
			return nil, forbidden("draw a process number", err)
		}
		t.settle()
	}
	s.Scratch = t.dir
	if in.options.Alone {
		s.Numbers = [2]int{t.numbers.stride, t.numbers.residue}
	}
	program := in.program
	if program == nil {
		program = in.params // fills the place of one
	} else {
		s.Script = s.fork() && isScript(program)
	}
	defer t.wipe()
	if err := t.fill(in); err != nil {
		return nil, forbidden("fill the scratch directory", err)
	}
	r, err := t.start(in, s, program)
	if err != nil {
		return nil, forbidden("start a process", err)
	}
	defer r.close()
	ran, err := r.follow(in, func() {
		// Without its meter nothing of the run can make another process, so that killing comes to an end.
		if r.meter >= 0 {
			unix.Close(r.meter)
			r.meter = -1
		}
		if r.held != nil { // at once, and not a generation after the other
			r.held.look()
			r.held.kill()
		}
		killRest()
	})
	if !ran || err != nil {
		return nil, err
	}
	return readUpdate(int(t.update.Fd()), int64(in.task.Output)), nil
}

// start starts the inside under the right process number.
func (t *thin) start(in inputs, s setup, program *os.File) (*sandbox, error) {
	for try := 1; ; try++ {
		attr := &syscall.SysProcAttr{}
		if t.other {
			attr.Credential = &syscall.Credential{Uid: uint32(t.user), Gid: uint32(t.user)}
		}
		r, err := in.start(s, []*os.File{program}, attr)
		if err != nil {
			return nil, err
		}
		r.budget = t.numbers.budget()
		if t.numbers.right(r.process.Pid) || !in.options.Alone && try == triesShared {
			return r, nil
		}
		r.process.Kill()
		r.process.Wait()
		r.close()
		if try == triesAlone {
			return nil, errors.New("process numbers are taken by others all the time")
		}
		t.numbers.advance()
	}
}

// fill puts this run's files in their places.
func (t *thin) fill(in inputs) error {
	from, to := t.noModel(), placesIn(t.dir).model
	if !present(in.model) {
		from, to = to, from
	}
	if err := os.Rename(from, to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := t.update.Truncate(0); err != nil {
		return err
	}
	for to, from := range map[*os.File]*os.File{t.params: in.params, t.shard: in.shard, t.model: in.model} {
		if err := to.Truncate(0); err != nil {
			return err
		}
		if _, err := to.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if from == nil {
			continue
		}
		if err := copyAll(to, from); err != nil {
			return err
		}
	}
	return nil
}

func copyAll(to, from *os.File) error {
	fi, err := from.Stat()
	if err != nil {
		return err
	}
	for offset := int64(0); offset < fi.Size(); {
		n, err := unix.Sendfile(int(to.Fd()), int(from.Fd()), &offset, int(min(fi.Size()-offset, 1<<30)))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		if n == 0 {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}

// wipe forgets the run. The links that anybody can follow are followed, so that what their access times tell is when a run
// was over.
func (t *thin) wipe() {
	for _, f := range []*os.File{t.shard, t.update} {
		f.Truncate(0)
	}
	for _, l := range []string{"/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/ptmx", "/dev/core", "/proc/self", "/proc/thread-self", "/proc/mounts", "/proc/net"} {
		os.Readlink(l)
	}
}

func isScript(f *os.File) bool {
	var b [2]byte
	n, _ := f.ReadAt(b[:], 0)
	return n == 2 && string(b[:]) == "#!"
}

// killRest kills and reaps every child of this process until there is none. Orphans of children are children too: this process
// is their subreaper.
func killRest() {
	for {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG|unix.WALL, nil)
		switch {
		case errors.Is(err, unix.ECHILD):
			return
		case err != nil || pid > 0:
			continue
		}
		for _, c := range children() {
			unix.Kill(c, unix.SIGKILL)
		}
		unix.Wait4(-1, nil, unix.WALL, nil)
	}
}

func children() []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var out []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		b, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		// The name, in brackets, may hold anything. Behind it: state, parent.
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
		if len(f) > 1 && f[1] == strconv.Itoa(os.Getpid()) {
			out = append(out, pid)
		}
	}
	return out
}
