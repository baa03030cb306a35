package cell

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFrames(t *testing.T) {
	for name, tc := range map[string]struct {
		kind  Kind
		parts [][]byte
	}{
		"empty":     {Model, nil},
		"one part":  {Params, [][]byte{[]byte("{}")}},
		"two parts": {Run, [][]byte{Task{1, 2, 3, 4}.Encode(), []byte("shard")}},
		"large":     {Program, [][]byte{make([]byte, 3<<20)}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteFrame(&b, tc.kind, tc.parts...); err != nil {
				t.Fatal(err)
			}
			h, err := ReadHead(&b, MaxPayload)
			if err != nil {
				t.Fatal(err)
			}
			p, err := ReadPayload(&b, h)
			if err != nil || h.Kind != tc.kind || !bytes.Equal(p, bytes.Join(tc.parts, nil)) || b.Len() != 0 {
				t.Errorf("read %c of %d bytes, %v, %d left", h.Kind, len(p), err, b.Len())
			}
		})
	}
}

func TestFramesThatAreNot(t *testing.T) {
	for name, tc := range map[string]struct {
		bytes string
		want  error
	}{
		"nothing":         {"", io.EOF},
		"cut head":        {"P\x02\x00", io.ErrUnexpectedEOF},
		"unknown kind":    {"X\x02\x00\x00\x00\x00\x00\x00", ErrFrame},
		"another version": {"P\x01\x00\x00\x00\x00\x00\x00", ErrFrame},
		"padding":         {"P\x02\x00\x01\x00\x00\x00\x00", ErrFrame},
		"too long":        {"P\x02\x00\x00\x01\x10\x00\x00", ErrFrame},
		"cut payload":     {"P\x02\x00\x00\x02\x00\x00\x00x", io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			r := bytes.NewReader([]byte(tc.bytes))
			h, err := ReadHead(r, 4096)
			if err == nil {
				_, err = ReadPayload(r, h)
			}
			if !errors.Is(err, tc.want) {
				t.Errorf("read: %v, want %v", err, tc.want)
			}
		})
	}
}

// FuzzFrames: whatever bytes arrive, reading them takes no more memory than arrived, and what is read is what would be written.
func FuzzFrames(f *testing.F) {
	var b bytes.Buffer
	WriteFrame(&b, Run, Task{Seq: 1, Output: 4, Memory: 64, Limit: 100}.Encode(), []byte("a,b\n"))
	WriteFrame(&b, Done, Answer{Seq: 1, Status: Update}.Encode(), []byte("abcd"))
	WriteFrame(&b, Hello, Greeting{ABI: 7, Wall: Landlock, Notes: "swap\n"}.encode())
	f.Add(b.Bytes())
	f.Add([]byte("D\x02\x00\x00\xff\xff\xff\x3f1234"))
	f.Add([]byte("R\x02\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		var again bytes.Buffer
		for {
			at := len(in) - r.Len()
			h, err := ReadHead(r, MaxPayload)
			if err != nil {
				break
			}
			p, err := ReadPayload(r, h)
			if cap(p) > 2*len(in)+(2<<20) {
				t.Fatalf("%d bytes for %d that arrived", cap(p), len(in))
			}
			if err != nil {
				break
			}
			again.Reset()
			if err := WriteFrame(&again, h.Kind, p); err != nil || !bytes.Equal(again.Bytes(), in[at:len(in)-r.Len()]) {
				t.Fatalf("wrote %x, %v, for %x", again.Bytes(), err, in[at:len(in)-r.Len()])
			}
			if task, err := ReadTask(bytes.NewReader(p)); err == nil && !bytes.Equal(task.Encode(), p[:taskLen]) {
				t.Fatalf("task %+v of %x", task, p)
			}
			if a, rest, err := ParseAnswer(p); err == nil && !bytes.Equal(append(a.Encode(), rest...), p) {
				t.Fatalf("answer %+v of %x", a, p)
			}
			ParseGreeting(p)
		}
	})
}

// FuzzVerdict: nothing but the whole list of checks, for the very nonce, is a verdict.
func FuzzVerdict(f *testing.F) {
	f.Add([]byte("6e landlock\nclosed\tdescriptors\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		checks, err := ParseVerdict(in, []byte("n"), Landlock)
		if err != nil {
			return
		}
		var names []string
		for _, c := range checks {
			names = append(names, c.Name)
		}
		if d := cmp.Diff(Checks(), names); d != "" {
			t.Fatal(d)
		}
	})
}
