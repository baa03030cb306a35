package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func adult(t *testing.T) params {
	t.Helper()
	p, err := readParams("params.json")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAdultRow(t *testing.T) {
	p := adult(t)
	if p.dim() != 49 || len(p.Columns) != 15 {
		t.Fatalf("%d features of %d columns, want 49 of 15", p.dim(), len(p.Columns))
	}
	const row = "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, Male, 2174, 0, 40, United-States, "
	for name, tc := range map[string]struct {
		label string
		y     float64
	}{
		"training label": {"<=50K", 0}, "positive": {">50K", 1}, "test label": {">50K.", 1}, "negative test label": {"<=50K.", 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows := p.read([]byte(row + tc.label + "\n"))
			if len(rows) != 1 || rows[0].y != tc.y || len(rows[0].x) != 49 {
				t.Fatalf("read %+v", rows)
			}
			// Bias, age 35 to 45, workclass State-gov, education (13-10)/3, …
			ones := 0
			for _, v := range rows[0].x {
				if v == 1 {
					ones++
				}
			}
			if x := rows[0].x; x[0] != 1 || x[3] != 1 || x[11] != 1 || x[12] != 1 || ones != 10 {
				t.Errorf("features %v, %d ones", x, ones)
			}
		})
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	p := adult(t)
	csv := "|1x3 Cross validator\n\n39, ?, x\n" + strings.Repeat("a, ", 14) + "b\n\"\n"
	if rows := p.read([]byte(csv)); len(rows) != 0 {
		t.Errorf("read %+v", rows)
	}
	for name, change := range map[string]func(p *params){
		"no label":     func(p *params) { p.Columns = p.Columns[:14] },
		"no scale":     func(p *params) { p.Columns[4].Scale = 0 },
		"no epochs":    func(p *params) { p.Epochs = 0 },
		"unknown kind": func(p *params) { p.Columns[0].Kind = "image" },
	} {
		t.Run(name, func(t *testing.T) {
			p := adult(t)
			change(&p)
			if p.check() == nil {
				t.Error("it was accepted")
			}
		})
	}
}

// TestGradient compares a step with the numeric derivative of the mean logistic loss.
func TestGradient(t *testing.T) {
	rows := []example{{[]float64{1, 0.5, -2}, 1}, {[]float64{1, -1, 0.25}, 0}, {[]float64{1, 2, 1}, 1}}
	loss := func(w []float64) float64 {
		s := 0.0
		for _, e := range rows {
			z := dot(w, e.x)
			s += math.Log1p(math.Exp(z)) - e.y*z
		}
		return s / 3
	}
	w := []float64{0.1, -0.2, 0.3}
	moved := slices.Clone(w)
	descend(moved, rows, 1, 1)
	for i := range w {
		up, down := slices.Clone(w), slices.Clone(w)
		up[i] += 1e-6
		down[i] -= 1e-6
		if g := (loss(up) - loss(down)) / 2e-6; math.Abs(g-(w[i]-moved[i])) > 1e-7 {
			t.Errorf("coordinate %d: step %v, gradient %v", i, w[i]-moved[i], g)
		}
	}
}

// TestLearnsUnderNoise trains as a node would, with clipping and noise, on made-up people whose label depends on two columns:
// four rounds over 500 contributors at noise multiplier 3.3 leave nearly all of the accuracy. With this noise the accuracy has
// moved by less than a point over hundreds of seeds; the test wants it within ten.
func TestLearnsUnderNoise(t *testing.T) {
	p := params{Columns: []column{{Name: "a", Kind: "number", Shift: 0, Scale: 1}, {Name: "b", Kind: "category", Values: []string{"x", "y"}},
		{Name: "label", Kind: "label", Positive: "yes"}}, Epochs: 30, Step: 1.5}
	r := rand.New(rand.NewPCG(1, 1))
	people := func(n int) string {
		var b strings.Builder
		for range n {
			a, x := r.NormFloat64(), r.IntN(2)
			label := map[bool]string{true: "yes", false: "no"}[2*a+float64(2*x-1) > 0]
			fmt.Fprintf(&b, "%.3f, %c, %s\n", a, "xy"[x], label)
		}
		return b.String()
	}
	test := p.read([]byte(people(4000)))
	w := make([]float64, p.dim())
	var shards [][]example
	for range 500 {
		shards = append(shards, p.read([]byte(people(40))))
	}
	const clip, sigma, rate = 1.6, 3.3, 2
	for range 4 {
		sum := make([]float64, len(w))
		for _, s := range shards {
			u := update(w, s, p)
			scale := min(1, clip/math.Sqrt(dot(u, u)))
			for i := range u {
				sum[i] += scale * u[i]
			}
		}
		for i := range w {
			w[i] += rate / 500. * (sum[i] + sigma*clip*r.NormFloat64())
		}
	}
	if a := accuracy(w, test); a < 0.88 {
		t.Errorf("accuracy %.3f, want 0.88 of the 0.99 that could be had", a)
	}
}

func TestModelFiles(t *testing.T) {
	w := []float64{1, -0.5, 0.25}
	got, err := decode(encode(w), 3)
	if err != nil || !slices.Equal(got, w) {
		t.Errorf("round trip: %v, %v", got, err)
	}
	header := `{"model":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}  `
	file := append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...)
	file = append(file, encode(w)...)
	if got, err = decodeSafetensors(file, 3); err != nil || !slices.Equal(got, w) {
		t.Errorf("safetensors: %v, %v", got, err)
	}
}

// FuzzModelFiles: no file makes reading it panic.
func FuzzModelFiles(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if w, err := decodeSafetensors(b, 3); err == nil && len(w) != 3 {
			t.Fatalf("%d weights", len(w))
		}
	})
}
