#include "textflag.h"

// func spend(flags uintptr) int64
TEXT ·spend(SB), NOSPLIT, $0-16
	MOVQ	flags+0(FP), DI
	XORL	SI, SI	// the parent's stack: the thread does not use it
	XORL	DX, DX
	XORL	R10, R10
	XORL	R8, R8
	MOVL	$56, AX	// clone
	SYSCALL
	TESTQ	AX, AX
	JNZ	parent
	XORL	DI, DI
	MOVL	$60, AX	// exit
	SYSCALL
	INT	$3
parent:
	MOVQ	AX, ret+8(FP)
	RET
