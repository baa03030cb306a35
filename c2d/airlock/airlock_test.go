package airlock

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stintdao/stint/c2d"
)

func model(w ...float32) c2d.Output {
	return c2d.Output{Name: "model.safetensors", Bytes: c2d.EncodeModel(w)}
}

// raw is a model whose weights have the given bit patterns.
func raw(bits ...uint32) c2d.Output {
	b := c2d.ModelHeader(uint32(len(bits)))
	for _, v := range bits {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return c2d.Output{Name: "model.safetensors", Bytes: b}
}

func TestJudge(t *testing.T) {
	two := []c2d.Declared{{Name: "model.safetensors", Kind: "model", Dim: 2, Max: 1 << 20}}
	answers := []c2d.Declared{{Name: "answers.json", Kind: "answers", Max: 64}}
	say := func(s string) []c2d.Output { return []c2d.Output{{Name: "answers.json", Bytes: []byte(s)}} }
	trailing := model(1, 2)
	trailing.Bytes = append(trailing.Bytes, 0)
	metadata := c2d.Output{Name: "model.safetensors", Bytes: append([]byte{80, 0, 0, 0, 0, 0, 0, 0}, []byte(`{"__metadata__":{"secret":"row 17"},"model":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`)...)}
	for name, tc := range map[string]struct {
		declared []c2d.Declared
		outputs  []c2d.Output
		pass     bool
	}{
		"declared model":             {two, []c2d.Output{model(1, -2.5)}, true},
		"declared answers":           {answers, say(`{"a":[1,-2,{"b":"c"}]}`), true},
		"no output":                  {two, nil, false},
		"one output too many":        {two, []c2d.Output{model(1, 2), model(1, 2)}, false},
		"another name":               {two, []c2d.Output{{Name: "rows.csv", Bytes: model(1, 2).Bytes}}, false},
		"one weight too many":        {two, []c2d.Output{model(1, 2, 3)}, false},
		"bytes after the tensor":     {two, []c2d.Output{trailing}, false},
		"metadata in the header":     {two, []c2d.Output{metadata}, false},
		"pickle":                     {two, []c2d.Output{{Name: "model.safetensors", Bytes: []byte("\x80\x04K\x01.")}}, false},
		"NaN payload":                {two, []c2d.Output{model(1, float32(math.NaN()))}, false},
		"infinity":                   {two, []c2d.Output{model(float32(math.Inf(-1)), 0)}, false},
		"negative zero":              {two, []c2d.Output{raw(0, 1<<31)}, false},
		"denormal":                   {two, []c2d.Output{raw(0, 1)}, false},
		"white space as a channel":   {answers, say(`{"a": 1}`), false},
		"a fraction":                 {answers, say(`{"a":1.5}`), false},
		"a number beyond 64 bits":    {answers, say(`{"a":99999999999999999999}`), false},
		"two documents":              {answers, say(`{"a":1}{"b":2}`), false},
		"larger than declared":       {answers, say(`{"a":"0123456789012345678901234567890123456789012345678901234567890123456789"}`), false},
		"a kind nobody declared yet": {[]c2d.Declared{{Name: "x", Kind: "image", Max: 9}}, []c2d.Output{{Name: "x"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := Judge(tc.declared, tc.outputs)
			if tc.pass != (err == nil) {
				t.Fatalf("Judge: %v, want pass %v", err, tc.pass)
			}
			if err != nil && !c2d.IsRefusal(err, c2d.AirlockBlocked) {
				t.Fatalf("Judge: %v, want code %s", err, c2d.AirlockBlocked)
			}
		})
	}
}

// FuzzJudge: whatever bytes a run produces, what passes is exactly what re-encoding the declaration and the numbers would give.
func FuzzJudge(f *testing.F) {
	f.Add(c2d.EncodeModel([]float32{1, 2}))
	f.Add([]byte(`{"model":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := []c2d.Declared{{Name: "model.safetensors", Kind: "model", Dim: 2, Max: 1 << 20}}
		if Judge(d, []c2d.Output{{Name: "model.safetensors", Bytes: b}}) != nil {
			return
		}
		if h := c2d.ModelHeader(2); string(b[:len(h)]) != string(h) || len(b) != len(h)+8 {
			t.Fatalf("passed %x", b)
		}
	})
}
