package cell

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Landlock access rights by the ABI version that brought them (linux/landlock.h).
const (
	rightsFS1 = 1<<13 - 1 // ABI 1: execute … make symbolic links
	refer     = 1 << 13   // ABI 2
	truncate  = 1 << 14   // ABI 3
	ioctlDev  = 1 << 15   // ABI 5

	scopeAll = 1<<0 | 1<<1 // ABI 6: abstract Unix sockets, signals
	netAll   = 1<<0 | 1<<1 // ABI 4: bind and connect TCP

	canRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	canRun   = unix.LANDLOCK_ACCESS_FS_EXECUTE
	canWrite = unix.LANDLOCK_ACCESS_FS_WRITE_FILE
	// In the two writable directories: ordinary files and directories, no links, pipes, sockets or devices.
	canStore = canWrite | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_DIR |
		unix.LANDLOCK_ACCESS_FS_REMOVE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | truncate
	// What can be granted on a file itself.
	ofFiles = canRun | canWrite | unix.LANDLOCK_ACCESS_FS_READ_FILE | truncate | ioctlDev
)

type rulesetAttr struct{ fs, net, scoped uint64 }

// landlockABI returns the version of Landlock the kernel offers; 0 for none.
func landlockABI() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// grant is what a Landlock domain allows below one path, without following a link at its end.
type grant struct {
	path   string
	rights uint64
}

// restrict puts the calling thread, and the program it becomes, into a Landlock domain: a wall that needs no namespace.
func restrict(grants []grant) error {
	abi := landlockABI()
	if abi < 1 {
		return fmt.Errorf("the kernel offers no Landlock (it must be built in and listed in the lsm= boot option): %w", ErrWall)
	}
	fs := uint64(rightsFS1)
	size := uintptr(8)
	attr := rulesetAttr{}
	if abi >= 2 {
		fs |= refer
	}
	if abi >= 3 {
		fs |= truncate
	}
	if abi >= 4 {
		attr.net, size = netAll, 16
	}
	if abi >= 5 {
		fs |= ioctlDev
	}
	if abi >= 6 {
		attr.scoped, size = scopeAll, 24
	}
	attr.fs = fs
	set, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return forbidden("make a Landlock ruleset", errno)
	}
	defer unix.Close(int(set))
	for _, g := range grants {
		if err := allow(int(set), g.path, g.rights&fs); err != nil {
			return err
		}
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0); errno != 0 {
		return forbidden("enter the Landlock domain", errno)
	}
	return nil
}

func allow(set int, path string, rights uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
	if err != nil {
		return forbidden("allow "+path, err)
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return forbidden("allow "+path, err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= ofFiles
	}
	// struct landlock_path_beneath_attr is packed: 8 bytes of rights, 4 of descriptor.
	var attr [12]byte
	*(*uint64)(unsafe.Pointer(&attr[0])) = rights
	*(*int32)(unsafe.Pointer(&attr[8])) = int32(fd)
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(set), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 {
		return forbidden("allow "+path+" in Landlock", errno)
	}
	return nil
}

// forbidden says what this machine did not allow, and which switch may be the reason.
func forbidden(what string, err error) error {
	if why := reason(err); why != "" {
		return fmt.Errorf("%s: %v (%s): %w", what, err, why, ErrWall)
	}
	return fmt.Errorf("%s: %v: %w", what, err, ErrWall)
}

func reason(err error) string {
	if errors.Is(err, unix.ENOENT) {
		return ""
	}
	switch {
	case setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" && !hasCapability(unix.CAP_SYS_ADMIN):
		return "kernel.apparmor_restrict_unprivileged_userns is 1"
	case setting("/proc/sys/kernel/unprivileged_userns_clone") == "0" && !hasCapability(unix.CAP_SYS_ADMIN):
		return "kernel.unprivileged_userns_clone is 0"
	case setting("/proc/sys/user/max_user_namespaces") == "0":
		return "user.max_user_namespaces is 0"
	case errors.Is(err, unix.ENOSPC):
		return "a limit on namespaces is reached: see /proc/sys/user"
	case seccomped():
		return "a seccomp filter is on this process, as in most containers"
	}
	return ""
}
