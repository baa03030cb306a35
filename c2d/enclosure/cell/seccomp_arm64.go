package cell

import "golang.org/x/sys/unix"

var native = filter{
	arch:  unix.AUDIT_ARCH_AARCH64,
	clone: unix.SYS_CLONE, mmap: unix.SYS_MMAP, prctl: unix.SYS_PRCTL, ioctl: unix.SYS_IOCTL, clone3: unix.SYS_CLONE3,
	allow: []uint32{unix.SYS_FSTATAT},
}

var (
	nativeNamespaced                             = []uint32{unix.SYS_RENAMEAT}
	nativeForks, nativeScripting, nativeReadlink []uint32
)
