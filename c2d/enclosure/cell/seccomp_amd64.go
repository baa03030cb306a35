package cell

import "golang.org/x/sys/unix"

var native = filter{
	arch:  unix.AUDIT_ARCH_X86_64,
	high:  0x40000000,
	clone: unix.SYS_CLONE, mmap: unix.SYS_MMAP, prctl: unix.SYS_PRCTL, ioctl: unix.SYS_IOCTL, clone3: unix.SYS_CLONE3,
	allow: []uint32{
		unix.SYS_ARCH_PRCTL, unix.SYS_OPEN, unix.SYS_STAT, unix.SYS_LSTAT, unix.SYS_NEWFSTATAT, unix.SYS_ACCESS,
		unix.SYS_CREAT, unix.SYS_DUP2, unix.SYS_POLL,
		unix.SYS_SELECT, unix.SYS_EPOLL_WAIT, unix.SYS_EPOLL_CREATE, unix.SYS_TIME, unix.SYS_ALARM, unix.SYS_PAUSE, unix.SYS_GETPGRP,
		unix.SYS_GETDENTS,
	},
}

var (
	nativeNamespaced = []uint32{
		unix.SYS_READLINK, unix.SYS_RENAME, unix.SYS_UNLINK, unix.SYS_MKDIR, unix.SYS_RMDIR, unix.SYS_CHMOD, unix.SYS_RENAMEAT,
	}
	nativeForks     = []uint32{unix.SYS_FORK, unix.SYS_VFORK}
	nativeScripting = []uint32{unix.SYS_PIPE}
	nativeReadlink  = []uint32{unix.SYS_READLINK}
)
