// Package airlock judges what may leave a run. It is the only way out: an output leaves if the job declared it before it ran and its
// bytes are exactly the canonical form of what was declared, and in no other case.
//
// It promises that the name, the number, the size and the encoding of outputs carry no information that the declaration did not. It does
// not judge meaning: that the numbers inside are differentially private is the business of what computed them (privacy/release) and of
// the ledger that was charged.
//
// This package does not know about jobs, money, stores or the network.
package airlock

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"

	"github.com/stintdao/stint/c2d"
)

// Judge passes outputs that match their declaration exactly, or returns a c2d.Refusal with code AirlockBlocked. The sentence names the
// rule, never the bytes.
func Judge(declared []c2d.Declared, outputs []c2d.Output) error {
	if len(outputs) != len(declared) {
		return blocked("the run produced %d outputs, %d were declared", len(outputs), len(declared))
	}
	for i, d := range declared {
		o := outputs[i]
		if o.Name != d.Name {
			return blocked("output %d is not the one declared", i+1)
		}
		if int64(len(o.Bytes)) > d.Max {
			return blocked("output %s is larger than the %d bytes declared", d.Name, d.Max)
		}
		if err := judgeKind(d, o.Bytes); err != nil {
			return err
		}
	}
	return nil
}

func judgeKind(d c2d.Declared, b []byte) error {
	switch d.Kind {
	case "model":
		return judgeModel(d, b)
	case "answers":
		return judgeAnswers(d, b)
	}
	return blocked("output %s has a kind the airlock does not know", d.Name)
}

func judgeModel(d c2d.Declared, b []byte) error {
	h := c2d.ModelHeader(d.Dim)
	if !bytes.HasPrefix(b, h) || len(b) != len(h)+4*int(d.Dim) {
		return blocked("output %s is not the one float32 tensor declared", d.Name)
	}
	for w := b[len(h):]; len(w) > 0; w = w[4:] {
		bits := binary.LittleEndian.Uint32(w)
		if f := float64(math.Float32frombits(bits)); math.IsNaN(f) || math.IsInf(f, 0) {
			return blocked("output %s holds a number that is not finite", d.Name)
		}
		if bits == 1<<31 || bits<<1 != 0 && bits&0x7f800000 == 0 {
			return blocked("output %s holds a negative zero or a denormal number", d.Name)
		}
	}
	return nil
}

// judgeAnswers wants one JSON document in its compact form, in which every number is an integer: the form Go's encoder gives back
// after reading it.
func judgeAnswers(d c2d.Declared, b []byte) error {
	if !json.Valid(b) {
		return blocked("output %s is not JSON", d.Name)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, b); err != nil || !bytes.Equal(compact.Bytes(), b) {
		return blocked("output %s is not in canonical form", d.Name)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil // io.EOF: the document was valid above
		}
		if n, ok := tok.(json.Number); ok {
			if _, err := n.Int64(); err != nil {
				return blocked("output %s holds a number that is not an integer", d.Name)
			}
		}
	}
}

func blocked(format string, args ...any) error {
	return c2d.Refuse(c2d.AirlockBlocked, "nothing left; the order is refunded", format, args...)
}
