package cell

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// inputs is everything one run gets.
type inputs struct {
	task                   Task
	options                Options
	program, params, model *os.File // model may be nil or empty: absent
	command                []string // of the image, instead of a program
	shard                  *os.File
	probe                  bool
	conductor              int // its descriptor: when it hangs up, the run is over; -1 for none
}

// ErrWall is in the chain of every error that means: this machine did not let the wall be built. The program was not run.
var ErrWall = errors.New("cannot build the sandbox")

// Host users that programs run as when the node is root: one for each lane, far from any real one. Where the node's own user
// namespace does not reach that far, nobody.
const (
	laneUser = 1_879_000_000
	nobody   = 65534
	lanes    = 4096
)

// setup is what the inside is told, but for what depends on the wall.
func (in inputs) setup(w Wall) (setup, error) {
	if in.program == nil && len(in.command) == 0 || in.params == nil {
		return setup{}, fmt.Errorf("no program or no parameters: %w", ErrWall)
	}
	s := setup{Wall: w, Output: int64(in.task.Output), Memory: int64(in.task.Memory), CPU: in.options.CPU, Model: present(in.model), Probe: in.probe, Command: in.command}
	roots, hidden := in.options.Runtime, in.options.Hide
	if len(in.command) > 0 {
		roots, hidden = []string{"/"}, append(slices.Clone(hidden), unseen...)
	}
	if in.options.Scratch != "" {
		hidden = append(slices.Clone(hidden), in.options.Scratch)
	}
	var err error
	s.Show, err = visible(roots, hidden)
	return s, err
}

// run runs the program once behind the namespaces wall and returns its update; nil when it made none of the declared size.
// Whatever happens, nothing of the program is alive when run returns. An error means that the program never ran.
func (in inputs) run() ([]byte, error) {
	s, err := in.setup(Namespaces)
	if err != nil {
		return nil, err
	}
	user, root := programUser(in.options.Lane)
	group := user
	if !root {
		group = os.Getegid()
	}
	program := in.program
	if program == nil {
		program = in.params // fills the place of one
	}
	files := []*os.File{program, in.params, in.shard}
	if s.Model {
		files = append(files, in.model)
	}
	r, err := in.start(s, files, &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC |
			unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP,
		UidMappings:                []syscall.SysProcIDMap{{ContainerID: insider, HostID: user, Size: 1}},
		GidMappings:                []syscall.SysProcIDMap{{ContainerID: insider, HostID: group, Size: 1}},
		GidMappingsEnableSetgroups: root,
		Credential:                 &syscall.Credential{Uid: insider, Gid: insider, NoSetGroups: !root},
		AmbientCaps:                []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP},
	})
	if err != nil {
		return nil, forbidden("start a process in new namespaces", err)
	}
	defer r.close()
	if ran, err := r.follow(in, nil); !ran || err != nil { // killing pid 1 of the namespace kills everything in it
		return nil, err
	}
	return collect(r.out, int64(in.task.Output)), nil
}

// programUser is who programs run as, and whether that is somebody else than this process.
func programUser(lane int) (id int, other bool) {
	if !hasCapability(unix.CAP_SETUID) || !hasCapability(unix.CAP_SETGID) {
		return os.Geteuid(), false
	}
	if id = laneUser + lane%lanes; !mapped(id) {
		id = nobody
	}
	return id, true
}

// Owns reports whether a user is this process's own, or one that programs of a cell here run as.
func Owns(user int) bool {
	return user == os.Geteuid() || os.Geteuid() == 0 && (user == nobody || user >= laneUser && user < laneUser+lanes)
}

// sandbox is a run on its way: the process that builds the wall from inside and becomes the program.
type sandbox struct {
	process *os.Process
	pidfd   int
	control int
	out     int       // the output directory: namespaces wall
	meter   int       // Landlock wall
	budget  int       // how many threads and processes the meter lets be made
	held    *together // nil where a program cannot make processes, and so has the limit for itself
}

// start starts this same binary as the inside.
func (in inputs) start(s setup, files []*os.File, attr *syscall.SysProcAttr) (*sandbox, error) {
	told, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	theirs := os.NewFile(uintptr(pair[1]), "control")
	defer theirs.Close()
	r := &sandbox{control: pair[0], pidfd: -1, out: -1, meter: -1}
	if s.fork() {
		if r.held, err = newTogether(in.task, in.options.CPU); err != nil {
			r.close()
			return nil, err
		}
	}
	attr.Setsid, attr.Pdeathsig, attr.PidFD = true, unix.SIGKILL, &r.pidfd
	r.process, err = os.StartProcess("/proc/self/exe", []string{inside, string(told)}, &os.ProcAttr{
		Dir: "/", Env: []string{}, Files: append([]*os.File{null, null, null, theirs}, files...), Sys: attr,
	})
	if err == nil && r.pidfd < 0 {
		r.process.Kill()
		r.process.Wait()
		err = errors.New("the kernel gives no descriptor of a process")
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *sandbox) close() {
	for _, fd := range []*int{&r.control, &r.pidfd, &r.out, &r.meter} {
		if *fd >= 0 {
			unix.Close(*fd)
			*fd = -1
		}
	}
	if r.held != nil {
		r.held.close()
		r.held = nil
	}
}

// follow watches the sandbox from its first instruction until its first process has ended and been reaped: by itself, at its
// deadline, because its processes have more memory together than it may, or because the conductor hung up. It reports whether the
// program ran and ended by itself in time; an error means that it never ran. rest ends what else the run may have left, before follow
// returns.
func (r *sandbox) follow(in inputs, rest func()) (ran bool, err error) {
	// The one deadline.
	kill := time.AfterFunc(time.Duration(in.task.Limit)*time.Millisecond, func() { r.process.Kill() })
	armed, why, ended := r.watch(in.conductor)
	if !armed {
		r.process.Kill()
	}
	_, werr := r.process.Wait() // behind namespaces it returns after the kernel has reaped every process in them
	inTime := kill.Stop()
	if rest != nil {
		rest()
	}
	switch {
	case werr != nil:
		return false, fmt.Errorf("wait for the sandbox: %v: %w", werr, ErrWall)
	case armed || !inTime || ended:
		return armed && inTime && !ended, nil
	case why == "":
		why = "it ended before it was closed"
	}
	return false, fmt.Errorf("%s: %w", strings.TrimSuffix(why, ": "+ErrWall.Error()), ErrWall)
}

// watch follows the sandbox being built, and the program running, until its first process ends. It returns whether the wall was
// complete, and else what the inside says went wrong; and whether it was ended from here.
func (r *sandbox) watch(conductor int) (armed bool, why string, ended bool) {
	m := &meter{fd: -1}
	for {
		fds := []unix.PollFd{
			{Fd: int32(r.control), Events: unix.POLLIN}, {Fd: int32(m.fd), Events: unix.POLLIN},
			{Fd: int32(r.pidfd), Events: unix.POLLIN}, {Fd: int32(conductor), Events: unix.POLLRDHUP},
		}
		if _, err := unix.Poll(fds, r.held.wait()); err != nil && !errors.Is(err, unix.EINTR) {
			r.process.Kill()
			return armed, why, ended
		}
		if r.held.exceeded() { // however busy the run keeps its cell otherwise
			ended = true
			r.process.Kill()
			r.held.kill()
		}
		switch {
		case fds[0].Revents != 0:
			if !r.hear(&armed, &why) {
				unix.Close(r.control)
				r.control = -1
			}
			if m.fd != r.meter {
				m = &meter{fd: r.meter, left: r.budget}
			}
		case fds[2].Revents != 0:
			return armed, why, ended
		case fds[3].Revents != 0:
			ended, conductor = true, -1
			r.process.Kill()
		case fds[1].Revents&unix.POLLIN == 0 && fds[1].Revents != 0 || fds[1].Revents != 0 && !m.answer():
			m.fd = -1 // nobody is left to ask
		}
	}
}

// hear takes one message from the inside; it returns false when no more can come.
func (r *sandbox) hear(armed *bool, why *string) bool {
	buf, oob := make([]byte, 512), make([]byte, unix.CmsgSpace(4))
	n, on, _, _, err := unix.Recvmsg(r.control, buf, oob, unix.MSG_CMSG_CLOEXEC)
	if errors.Is(err, unix.EINTR) {
		return true
	}
	if err != nil || n == 0 {
		return false
	}
	switch buf[0] {
	case sayOut:
		if r.out < 0 {
			r.out = received(oob[:on])
		}
	case sayMeter:
		if r.meter < 0 {
			r.meter = received(oob[:on])
		}
	case sayArmed:
		*armed = true
	case sayFault:
		*why = string(buf[1:n])
	}
	return true
}

func present(f *os.File) bool {
	if f == nil {
		return false
	}
	fi, err := f.Stat()
	return err == nil && fi.Size() > 0
}

func received(oob []byte) int {
	msgs, err := unix.ParseSocketControlMessage(oob)
	if err != nil || len(msgs) != 1 {
		return -1
	}
	fds, err := unix.ParseUnixRights(&msgs[0])
	if err != nil || len(fds) != 1 {
		return -1
	}
	return fds[0]
}

// collect reads the update out of the directory the program could write to: a regular file of exactly the declared size, or
// nothing. Everything that could change it is dead.
func collect(dir int, size int64) []byte {
	if dir < 0 {
		return nil
	}
	// Without O_NONBLOCK, opening a pipe would wait for ever; O_NOFOLLOW refuses a symbolic link.
	fd, err := unix.Openat(dir, updateName, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	return readUpdate(fd, size)
}

func readUpdate(fd int, size int64) []byte {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size != size {
		return nil
	}
	b := make([]byte, size)
	for n := 0; n < len(b); {
		k, err := unix.Pread(fd, b[n:], int64(n))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || k <= 0 {
			return nil
		}
		n += k
	}
	return b
}

// hasCapability reports whether this process holds an effective capability.
func hasCapability(c int) bool {
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&hdr, &data[0]); err != nil {
		return false
	}
	return data[c/32].Effective&(1<<(c%32)) != 0
}

// mapped reports whether a user ID exists in this process's user namespace.
func mapped(id int) bool {
	b, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		first, e1 := strconv.Atoi(f[0])
		count, e2 := strconv.Atoi(f[2])
		if e1 == nil && e2 == nil && id >= first && id-first < count {
			return true
		}
	}
	return false
}
