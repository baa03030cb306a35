package enclosure

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// Report is what a probe found.
type Report struct {
	Wall     cell.Wall    // what the cell builds
	Landlock int          // ABI version of the kernel's Landlock
	Checks   []cell.Check // of the second of two runs, in order
	Notes    []string     // what weakens the wall on this machine without opening it
}

// Probe starts a cell as lane 0 and has it attack its own wall, twice: the second run also looks for what the first left behind.
// The error is a c2d.Refusal: SandboxUnavailable when the wall cannot be built on this machine, with what forbids it, or
// SealNotProven when it can and is not closed. The report is valid if the error is nil or SealNotProven.
func Probe(ctx context.Context, cells Cells, random io.Reader) (Report, error) {
	l, err := connect(ctx, cells, 0)
	if err != nil {
		return Report{}, unavailable(err)
	}
	defer l.end()
	r, _, err := l.prove(ctx, random, nil)
	return r, err
}

// prove probes the wall of this very cell, and returns the last verdict, which is of the nonce if there is one.
func (l *link) prove(ctx context.Context, random io.Reader, nonce []byte) (Report, []byte, error) {
	defer context.AfterFunc(ctx, l.end)()
	r := Report{Wall: l.greeting.Wall, Landlock: l.greeting.ABI}
	for n := range strings.Lines(l.greeting.Notes) {
		r.Notes = append(r.Notes, strings.TrimSuffix(n, "\n"))
	}
	if err := l.load(cell.Params, []byte("{}")); err != nil {
		return r, nil, unavailable(err)
	}
	// A model is there while the probe runs, so that it can try to change it.
	if err := l.load(cell.Model, []byte("model")); err != nil {
		return r, nil, unavailable(err)
	}
	var last []byte
	for n := range 2 {
		now := make([]byte, 32)
		if _, err := io.ReadFull(random, now); err != nil {
			return r, nil, fmt.Errorf("draw a nonce: %w", err)
		}
		if n == 1 && nonce != nil {
			now = nonce
		}
		var err error
		last, err = l.run(cell.Probe, cell.Task{Output: cell.VerdictSize, Memory: 256, Limit: 10_000}, now)
		if ctx.Err() != nil {
			return r, nil, ctx.Err()
		}
		if err != nil {
			return r, nil, unavailable(err)
		}
		if r.Checks, err = cell.ParseVerdict(last, now, r.Wall); err != nil {
			return r, nil, notProven("the probe gave no verdict")
		}
		for _, c := range r.Checks {
			if !c.Closed {
				return r, nil, notProven("%s: %.200s", c.Name, c.Detail)
			}
		}
	}
	return r, last, nil
}

func notProven(format string, args ...any) error {
	return c2d.Refuse(c2d.SealNotProven, "no key was released; look at the machine with stint doctor",
		"the sandbox did not prove that it is closed: "+format, args...)
}
