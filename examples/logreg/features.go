package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

// params says how rows become features and how a contributor's update is computed.
type params struct {
	Columns []column `json:"columns"` // of every row, in order
	Epochs  int      `json:"epochs"`  // gradient steps over all rows of a shard
	Step    float64  `json:"step"`    // length of one, times the mean gradient
}

// column is one field of a row.
type column struct {
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`               // "number", "log", "bins", "category", "label" or "skip"
	Shift    float64   `json:"shift,omitempty"`    // number: (value-shift)/scale, kept within ±3
	Scale    float64   `json:"scale,omitempty"`    // log: ln(1+value)/scale
	Edges    []float64 `json:"edges,omitempty"`    // bins: one feature for each interval between ascending edges
	Values   []string  `json:"values,omitempty"`   // category: one feature for each
	Positive string    `json:"positive,omitempty"` // label: the value that is 1
}

func readParams(path string) (params, error) {
	var p params
	b, err := os.ReadFile(path)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return p, fmt.Errorf("read %s: %w", path, err)
	}
	return p, p.check()
}

func (p params) check() error {
	labels := 0
	for _, c := range p.Columns {
		switch c.Kind {
		case "number", "log":
			if c.Scale <= 0 {
				return fmt.Errorf("column %s: scale must be positive", c.Name)
			}
		case "bins", "category", "skip":
		case "label":
			labels++
		default:
			return fmt.Errorf("column %s: unknown kind %q", c.Name, c.Kind)
		}
	}
	if labels != 1 || p.Epochs < 1 || p.Step <= 0 {
		return errors.New("want exactly one label column, and positive epochs and step")
	}
	return nil
}

// dim is the number of features, the first of which is always 1.
func (p params) dim() int {
	n := 1
	for _, c := range p.Columns {
		n += c.width()
	}
	return n
}

func (c column) width() int {
	switch c.Kind {
	case "number", "log":
		return 1
	case "bins":
		return len(c.Edges) + 1
	case "category":
		return len(c.Values)
	}
	return 0
}

// example is one row: its features and its label.
type example struct {
	x []float64
	y float64
}

// read turns CSV without header into examples. Rows that do not fit the columns are left out.
func (p params) read(b []byte) []example {
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	var out []example
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil || len(fields) != len(p.Columns) {
			continue
		}
		if e, ok := p.example(fields); ok {
			out = append(out, e)
		}
	}
}

func (p params) example(fields []string) (example, bool) {
	e := example{x: make([]float64, 1, p.dim())}
	e.x[0] = 1
	for i, c := range p.Columns {
		v := strings.TrimSpace(fields[i])
		switch c.Kind {
		case "label":
			if strings.TrimSuffix(v, ".") == c.Positive {
				e.y = 1
			}
		case "category":
			for _, known := range c.Values {
				e.x = append(e.x, indicator(v == known))
			}
		case "number", "log", "bins":
			f, err := strconv.ParseFloat(v, 64)
			if err != nil {
				return e, false
			}
			e.x = append(e.x, c.numeric(f)...)
		}
	}
	return e, true
}

func (c column) numeric(f float64) []float64 {
	switch c.Kind {
	case "log":
		return []float64{math.Log1p(math.Max(f, 0)) / c.Scale}
	case "bins":
		out := make([]float64, len(c.Edges)+1)
		i := 0
		for i < len(c.Edges) && f >= c.Edges[i] {
			i++
		}
		out[i] = 1
		return out
	}
	return []float64{math.Max(-3, math.Min(3, (f-c.Shift)/c.Scale))}
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
