package cell

import (
	"errors"
	"fmt"
	"os"
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
	shard                  *os.File
	probe                  bool
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

// run runs the program once and returns its update; nil when it made none of the declared size. Whatever happens, nothing of
// the program is alive when run returns. An error means that the program never ran.
func (in inputs) run() ([]byte, error) {
	if in.program == nil || in.params == nil {
		return nil, fmt.Errorf("no program or no parameters: %w", ErrWall)
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("make a socket pair: %v: %w", err, ErrWall)
	}
	defer unix.Close(pair[0])
	theirs := os.NewFile(uintptr(pair[1]), "control")
	p, err := in.start(theirs)
	theirs.Close()
	if err != nil {
		return nil, forbidden("start a process in new namespaces", err)
	}
	// The one deadline. Killing pid 1 of the namespace kills everything in it.
	kill := time.AfterFunc(time.Duration(in.task.Limit)*time.Millisecond, func() { p.Kill() })
	out, armed, why := watch(pair[0])
	if out >= 0 {
		defer unix.Close(out)
	}
	if !armed {
		p.Kill()
	}
	_, werr := p.Wait() // returns after the kernel has reaped every process of the namespace
	inTime := kill.Stop()
	if werr != nil {
		return nil, fmt.Errorf("wait for the sandbox: %v: %w", werr, ErrWall)
	}
	if !armed && inTime {
		if why == "" {
			why = "it ended before it was closed"
		}
		return nil, fmt.Errorf("%s: %w", why, ErrWall)
	}
	if !armed || !inTime {
		return nil, nil
	}
	return collect(out, int64(in.task.Output)), nil
}

// start clones the first process of the sandbox: this same binary, in new namespaces, with no right on the host.
func (in inputs) start(control *os.File) (*os.Process, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	files := []*os.File{null, null, null, control, in.program, in.params, in.shard}
	model := present(in.model)
	if model {
		files = append(files, in.model)
	}
	host, root := os.Geteuid(), hasCapability(unix.CAP_SETUID) && hasCapability(unix.CAP_SETGID)
	hostGroup := os.Getegid()
	if root {
		host = laneUser + in.options.Lane%lanes
		if !mapped(host) {
			host = nobody
		}
		hostGroup = host
	}
	argv := []string{inside,
		strconv.FormatUint(uint64(in.task.Output), 10),
		strconv.FormatUint(uint64(in.task.Memory), 10),
		strconv.Itoa(in.options.CPU),
		strconv.FormatBool(in.probe),
		strconv.FormatBool(model),
		strings.Join(in.options.Runtime, ":"),
	}
	return os.StartProcess("/proc/self/exe", argv, &os.ProcAttr{
		Dir: "/", Env: []string{}, Files: files,
		Sys: &syscall.SysProcAttr{
			Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC |
				unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP,
			UidMappings:                []syscall.SysProcIDMap{{ContainerID: insider, HostID: host, Size: 1}},
			GidMappings:                []syscall.SysProcIDMap{{ContainerID: insider, HostID: hostGroup, Size: 1}},
			GidMappingsEnableSetgroups: root,
			Credential:                 &syscall.Credential{Uid: insider, Gid: insider, NoSetGroups: !root},
			AmbientCaps:                []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP},
			Setsid:                     true,
			Pdeathsig:                  unix.SIGKILL,
		},
	})
}

func present(f *os.File) bool {
	if f == nil {
		return false
	}
	fi, err := f.Stat()
	return err == nil && fi.Size() > 0
}

// watch follows the sandbox being built. It returns the directory that the program will write to (-1 if it was not sent),
// whether the wall was complete, and else what the inside says went wrong.
func watch(control int) (out int, armed bool, why string) {
	out = -1
	buf, oob := make([]byte, 512), make([]byte, unix.CmsgSpace(4))
	for {
		n, on, _, _, err := unix.Recvmsg(control, buf, oob, unix.MSG_CMSG_CLOEXEC)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			return out, armed, why
		}
		switch buf[0] {
		case sayOut:
			if out < 0 {
				out = received(oob[:on])
			}
		case sayArmed:
			armed = true
		case sayFault:
			why = string(buf[1:n])
		}
	}
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
