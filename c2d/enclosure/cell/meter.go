package cell

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The meter is a second seccomp filter, beside the one that decides: it asks the cell about every thread and process that is to
// be made. The cell counts them, and says no when a run has made as many as it may; once the cell has let go of the meter, no
// more can be made at all, which is what makes killing the rest certain.

// meterFilter asks the listener about the calls that take a process number.
func meterFilter() []unix.SockFilter {
	p := []unix.SockFilter{load(0)}
	for _, nr := range append([]uint32{native.clone}, nativeForks...) {
		p = append(p, equal(nr, 0, 1), ret(unix.SECCOMP_RET_USER_NOTIF))
	}
	return append(p, ret(unix.SECCOMP_RET_ALLOW))
}

// handOverMeter installs the meter on this thread, and sends its other end over the control socket.
func handOverMeter() error {
	p := meterFilter()
	prog := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	fd, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return forbidden("install the meter", errno)
	}
	defer unix.Close(int(fd))
	if err := unix.Sendmsg(fdControl, []byte{sayMeter}, unix.UnixRights(int(fd)), nil, 0); err != nil {
		return forbidden("hand over the meter", err)
	}
	return nil
}

// meter is the cell's end.
type meter struct{ fd, left int }

// Linux: struct seccomp_notif and struct seccomp_notif_resp.
type (
	question struct {
		id         uint64
		pid, flags uint32
		data       [64]byte
	}
	reply struct {
		id    uint64
		val   int64
		errno int32
		flags uint32
	}
)

// answer answers one question. It reports whether the meter is still of use.
func (m *meter) answer() bool {
	var q question
	if err := ioctl(m.fd, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&q)); err != nil {
		return errors.Is(err, unix.EINTR) || errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EAGAIN)
	}
	r := reply{id: q.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	if m.left <= 0 {
		r = reply{id: q.id, errno: -int32(unix.EAGAIN)}
	}
	if ioctl(m.fd, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&r)) == nil && m.left > 0 {
		m.left--
	}
	return true
}

func ioctl(fd int, request uint, arg unsafe.Pointer) error {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(arg))
	if errno != 0 {
		return errno
	}
	return nil
}
