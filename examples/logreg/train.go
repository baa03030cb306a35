package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// descend takes steps of full-batch gradient descent on the mean logistic loss, in place.
func descend(w []float64, rows []example, epochs int, step float64) {
	if len(rows) == 0 {
		return
	}
	g := make([]float64, len(w))
	for range epochs {
		clear(g)
		for _, e := range rows {
			d := 1/(1+math.Exp(-dot(w, e.x))) - e.y
			for i, x := range e.x {
				g[i] += d * x
			}
		}
		for i := range w {
			w[i] -= step / float64(len(rows)) * g[i]
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// update is how far a few steps on one contributor's rows move the weights.
func update(w []float64, rows []example, p params) []float64 {
	moved := append([]float64(nil), w...)
	descend(moved, rows, p.Epochs, p.Step)
	for i := range moved {
		moved[i] -= w[i]
	}
	return moved
}

// accuracy is the share of rows whose label the sign of the score predicts.
func accuracy(w []float64, rows []example) float64 {
	right := 0
	for _, e := range rows {
		if (dot(w, e.x) > 0) == (e.y == 1) {
			right++
		}
	}
	return float64(right) / float64(max(len(rows), 1))
}

func encode(w []float64) []byte {
	b := make([]byte, 0, 4*len(w))
	for _, v := range w {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

func decode(b []byte, dim int) ([]float64, error) {
	if len(b) != 4*dim {
		return nil, fmt.Errorf("model has %d bytes, want %d", len(b), 4*dim)
	}
	w := make([]float64, dim)
	for i := range w {
		w[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
	}
	return w, nil
}

// decodeSafetensors reads the one tensor of a released model.
func decodeSafetensors(b []byte, dim int) ([]float64, error) {
	if len(b) < 8 {
		return nil, errors.New("not a safetensors file")
	}
	n := binary.LittleEndian.Uint64(b)
	if n > uint64(len(b)-8) {
		return nil, errors.New("not a safetensors file")
	}
	var header struct {
		Model struct {
			DType   string `json:"dtype"`
			Offsets [2]int `json:"data_offsets"`
		} `json:"model"`
	}
	if err := json.Unmarshal(b[8:8+n], &header); err != nil {
		return nil, fmt.Errorf("read safetensors header: %w", err)
	}
	data, o := b[8+n:], header.Model.Offsets
	if header.Model.DType != "F32" || o[0] < 0 || o[1] < o[0] || o[1] > len(data) {
		return nil, errors.New("want one float32 tensor named model")
	}
	return decode(data[o[0]:o[1]], dim)
}
