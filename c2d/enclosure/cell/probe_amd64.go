package cell

import "golang.org/x/sys/unix"

func nativeAttacks() []attackFunc {
	const x32 = 0x40000000
	return []attackFunc{
		refused("iopl", unix.EPERM, unix.SYS_IOPL, 3),
		refused("ioperm", unix.EPERM, unix.SYS_IOPERM),
		refused("modify_ldt", unix.EPERM, unix.SYS_MODIFY_LDT),
		refused("system calls of another table", unix.ENOSYS, x32|unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM),
	}
}
