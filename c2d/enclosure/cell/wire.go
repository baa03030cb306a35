package cell

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Version is the version of the protocol. Both ends refuse another.
const Version = 2

// Kind says what a frame is.
type Kind byte

// Frames from the conductor to the cell. A cell answers Run, Probe and Net with one Done each, in order, and the others not at all.
const (
	Program Kind = 'P' // the executable to run from now on
	Command Kind = 'C' // instead of Program: EncodeCommand of a program in the cell's own root file system
	Params  Kind = 'A' // the parameters from now on
	Model   Kind = 'M' // the model from now on; an empty one is absent
	Run     Kind = 'R' // Task, then the shard: run the program
	Net     Kind = 'N' // Task, then EncodeNet: try what the pod must not reach
	Probe   Kind = 'Q' // Task, then a nonce as the shard: run the cell's own attack list instead of the program
)

// Frames from the cell to the conductor.
const (
	Hello Kind = 'H' // once, first: Greeting
	Done  Kind = 'D' // Answer, then its bytes
)

// MaxPayload is the most bytes one frame can carry.
const MaxPayload = 1 << 30

// ErrFrame reports bytes that are not a frame of this protocol.
var ErrFrame = errors.New("bad frame")

const headLen = 8 // kind, version, two zero bytes, payload length (little-endian uint32)

// Head is the start of a frame.
type Head struct {
	Kind Kind
	Size int // payload bytes
}

func known(k Kind) bool {
	switch k {
	case Program, Command, Params, Model, Run, Probe, Net, Hello, Done:
		return true
	}
	return false
}

// ReadHead reads the start of a frame, and refuses an unknown kind, another version, and a payload longer than most. It returns
// io.EOF only where a frame could have begun.
func ReadHead(r io.Reader, most int) (Head, error) {
	var b [headLen]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return Head{}, err
	}
	h := Head{Kind: Kind(b[0]), Size: int(binary.LittleEndian.Uint32(b[4:]))}
	if !known(h.Kind) || b[1] != Version || b[2] != 0 || b[3] != 0 {
		return Head{}, fmt.Errorf("read frame: head %x: %w", b, ErrFrame)
	}
	if h.Size > most || h.Size > MaxPayload {
		return Head{}, fmt.Errorf("read frame: %d bytes, at most %d: %w", h.Size, min(most, MaxPayload), ErrFrame)
	}
	return h, nil
}

// WriteFrame writes one frame whose payload is the parts, one after the other.
func WriteFrame(w io.Writer, k Kind, parts ...[]byte) error {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	if size > MaxPayload || !known(k) {
		return fmt.Errorf("write frame %q of %d bytes: %w", k, size, ErrFrame)
	}
	b := [headLen]byte{byte(k), Version}
	binary.LittleEndian.PutUint32(b[4:], uint32(size))
	if _, err := w.Write(b[:]); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	for _, p := range parts {
		if len(p) == 0 {
			continue
		}
		if _, err := w.Write(p); err != nil {
			return fmt.Errorf("write frame: %w", err)
		}
	}
	return nil
}

// ReadPayload reads the payload of a frame. It never allocates much more than what really arrives.
func ReadPayload(r io.Reader, h Head) ([]byte, error) {
	const step = 1 << 20
	b := make([]byte, 0, min(h.Size, step))
	for len(b) < h.Size {
		n := min(h.Size-len(b), step)
		b = append(b, make([]byte, n)...)
		if _, err := io.ReadFull(r, b[len(b)-n:]); err != nil {
			return nil, fmt.Errorf("read frame: %w", cut(err))
		}
	}
	return b, nil
}

func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// MaxCommand is the most bytes a command can have.
const MaxCommand = 64 << 10

// EncodeCommand returns the payload of a Command frame.
func EncodeCommand(argv []string) []byte { return []byte(strings.Join(argv, "\x00")) }

// ParseCommand reads what EncodeCommand wrote: the program's absolute, clean path, then its arguments.
func ParseCommand(p []byte) ([]string, error) {
	argv := strings.Split(string(p), "\x00")
	if len(p) > MaxCommand || !filepath.IsAbs(argv[0]) || filepath.Clean(argv[0]) != argv[0] {
		return nil, fmt.Errorf("read command: %w", ErrFrame)
	}
	return argv, nil
}

// Task is the public shape of one run: the same for every shard of a job.
type Task struct {
	Seq    uint32 // repeated in the answer
	Output uint32 // exact size of the update in bytes; anything else is no update
	Memory uint32 // MiB the program may use
	Limit  uint32 // milliseconds until the program is killed
}

const taskLen = 16

// Encode returns the task's bytes.
func (t Task) Encode() []byte {
	b := make([]byte, 0, taskLen)
	for _, v := range []uint32{t.Seq, t.Output, t.Memory, t.Limit} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// ReadTask reads what Encode wrote and refuses sizes no cell serves.
func ReadTask(r io.Reader) (Task, error) {
	var b [taskLen]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return Task{}, fmt.Errorf("read task: %w", cut(err))
	}
	u := binary.LittleEndian.Uint32
	t := Task{Seq: u(b[0:]), Output: u(b[4:]), Memory: u(b[8:]), Limit: u(b[12:])}
	if t.Output == 0 || t.Output > MaxPayload-answerLen || t.Memory == 0 || t.Memory > 1<<20 || t.Limit == 0 {
		return Task{}, fmt.Errorf("read task: %+v: %w", t, ErrFrame)
	}
	return t, nil
}

// Status is how a run ended, as the conductor may know it. It is never told to anybody else.
type Status byte

const (
	Nothing Status = 0 // no update of the declared size: counts as zeros
	Update  Status = 1 // the answer carries the update
	Fault   Status = 2 // the wall could not be built, so the program was not run; the answer carries a sentence why
)

// Answer is the start of a Done frame.
type Answer struct {
	Seq    uint32
	Status Status
}

const answerLen = 8

// Encode returns the answer's bytes.
func (a Answer) Encode() []byte {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, answerLen), a.Seq)
	return append(b, byte(a.Status), 0, 0, 0)
}

// ParseAnswer splits the payload of a Done frame.
func ParseAnswer(p []byte) (Answer, []byte, error) {
	if len(p) < answerLen {
		return Answer{}, nil, fmt.Errorf("read answer: %d bytes: %w", len(p), ErrFrame)
	}
	a := Answer{Seq: binary.LittleEndian.Uint32(p), Status: Status(p[4])}
	if a.Status > Fault || p[5] != 0 || p[6] != 0 || p[7] != 0 || (a.Status == Nothing && len(p) > answerLen) {
		return Answer{}, nil, fmt.Errorf("read answer: %x: %w", p[:answerLen], ErrFrame)
	}
	return a, p[answerLen:], nil
}
