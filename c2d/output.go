package c2d

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/stintdao/stint/datatoken"
)

// Declared is an output a job announced before it ran. Nothing else can leave.
type Declared struct {
	Name string `json:"name"` // "answers.json" or "model.safetensors"
	Kind string `json:"kind"` // "answers" or "model"
	Dim  uint32 `json:"dim,omitempty"`
	Max  int64  `json:"max"` // bytes
}

// Output is bytes that a run wants to let out.
type Output struct {
	Name  string
	Bytes []byte
}

// Digest is the SHA-256 of an output: what a receipt says of it.
func Digest(b []byte) datatoken.Hash { return sha256.Sum256(b) }

// ModelHeader is the one header a released model of dim weights can have: a safetensors file with a single float32 tensor "model".
func ModelHeader(dim uint32) []byte {
	h := fmt.Appendf(nil, `{"model":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]}}`, dim, 4*uint64(dim))
	for len(h)%8 != 0 {
		h = append(h, ' ')
	}
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(h))), h...)
}

func modelSize(dim uint32) int64 { return int64(len(ModelHeader(dim))) + 4*int64(dim) }

// EncodeModel writes weights as a canonical safetensors file: denormal numbers and negative zero become zero.
func EncodeModel(weights []float32) []byte {
	b := ModelHeader(uint32(len(weights)))
	for _, w := range weights {
		bits := math.Float32bits(w)
		if bits&0x7f800000 == 0 {
			bits = 0
		}
		b = binary.LittleEndian.AppendUint32(b, bits)
	}
	return b
}
