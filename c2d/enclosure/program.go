package enclosure

import (
	"bytes"
	"encoding/binary"

	"github.com/stintdao/stint/c2d"
)

// Accepts refuses a program that could not start in these cells, so that nobody pays for zeros: a script or a dynamically linked
// binary where no host runtime is offered, and what is neither a script nor a binary.
func (l Local) Accepts(program []byte) error {
	kind := programKind(program)
	if kind == static || kind != unknown && len(l.HostRuntime) > 0 {
		return nil
	}
	switch kind {
	case script:
		return c2d.Refuse(c2d.SandboxUnavailable, "bring a static binary, or order from a node that offers a runtime",
			"the program is a script, and this node offers no interpreter")
	case dynamic:
		return c2d.Refuse(c2d.SandboxUnavailable, "link it statically, for Go with CGO_ENABLED=0, or order from a node that offers a runtime",
			"the program needs shared libraries, and this node offers none")
	}
	return c2d.Refuse(c2d.BadRequest, "bring a static Linux binary", "the program is neither a 64-bit Linux binary nor a script")
}

// AcceptsImage refuses every image: cells of this machine have its own files around them, not an image's.
func (l Local) AcceptsImage(c2d.Image) error {
	return c2d.Refuse(c2d.SandboxUnavailable, "bring a static binary, or order from a place that runs images", "this node runs no images")
}

type kind int

const (
	unknown kind = iota
	script
	dynamic
	static
)

// programKind looks at the first bytes of a file the way the kernel does: at #!, or at the ELF header and whether a program header asks for an
// interpreter.
func programKind(b []byte) kind {
	if bytes.HasPrefix(b, []byte("#!")) {
		return script
	}
	const class64, little, interpreter, headerLen, entryLen = 2, 1, 3, 64, 56
	if len(b) < headerLen || !bytes.HasPrefix(b, []byte("\x7fELF")) || b[4] != class64 || b[5] != little {
		return unknown
	}
	at, size, n := binary.LittleEndian.Uint64(b[32:]), uint64(binary.LittleEndian.Uint16(b[54:])), uint64(binary.LittleEndian.Uint16(b[56:]))
	if size != entryLen || n == 0 || at > uint64(len(b)) || n*size > uint64(len(b))-at {
		return unknown
	}
	for ; n > 0; n, at = n-1, at+size {
		if binary.LittleEndian.Uint32(b[at:]) == interpreter {
			return dynamic
		}
	}
	return static
}
