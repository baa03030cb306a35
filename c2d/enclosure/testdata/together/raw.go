package main

import (
	"syscall"
	"unsafe"
)

// A forked child of a Go program has one thread and no scheduler: it makes system calls and touches memory, and never returns.

func fork() uintptr {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		return 1 << 30 // as a parent
	}
	return pid
}

func reserve(size uintptr) uintptr {
	at, _, errno := syscall.RawSyscall6(syscall.SYS_MMAP, 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE|syscall.MAP_ANON, ^uintptr(0), 0)
	if errno != 0 {
		rest()
	}
	return at
}

func take(size uintptr, advice uintptr) uintptr {
	at, _, errno := syscall.RawSyscall6(syscall.SYS_MMAP, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON, ^uintptr(0), 0)
	if errno != 0 {
		rest()
	}
	if advice != 0 {
		syscall.RawSyscall(syscall.SYS_MADVISE, at, size, advice)
	}
	touch(at, size)
	return at
}

func touch(at, size uintptr) {
	for end := at + size; at < end; at += 4096 {
		*(*byte)(pointer(at)) = 1
	}
}

func rest() {
	for {
		forever := syscall.Timespec{Sec: 1 << 30}
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&forever)), 0, 0)
	}
}

// pointer is memory that Go did not make.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
