package accountant

import (
	"encoding/json"
	"os"
	"testing"
)

// TestPLDVectors asks for an ε within 1.5e-5, relative above 1: that is within every tolerance, and above what numbers in the table are off by themselves (those
// of plans with an ε above 10 are up to 6e-7 of it too large; exactDelta tells).
func TestPLDVectors(t *testing.T) {
	const fine = 1.5e-5
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []reference }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	ours := map[string]int{"pld_epsilon": 0, "pld_delta": 0, "calibrate_sigma_pld": 0, "pld_calibration_laplace": 0}
	for _, r := range file.Vectors {
		if _, ok := ours[r.Kind]; !ok {
			continue
		}
		ours[r.Kind]++
		t.Run(r.ID, func(t *testing.T) {
			var in input
			if err := json.Unmarshal(r.Input, &in); err != nil {
				t.Fatal(err)
			}
			if in.Composition == nil { // calibration
				got, err := Eval(r.Vector)
				if err != nil || !r.within(got) {
					t.Errorf("got %v and %v, want %v (%s %v; %s)", got, err, r.Expected, r.Tolerance.Kind, r.Tolerance.Value, r.Source)
				}
				return
			}
			events, rel, err := in.asked()
			if err != nil {
				t.Fatal(err)
			}
			answer := func(e float64) float64 {
				p := newPLD(t, rel, Grid{Error: e}, events...)
				if r.Kind == "pld_delta" {
					return deltaOf(t, p, *in.Epsilon)
				}
				return epsilonOf(t, p, *in.Delta)
			}
			got := answer(fine * max(1, r.Expected))
			below := r.Tolerance.Kind == "below_by_at_most" && got <= r.Expected && got >= r.Expected-r.Tolerance.Value
			if !below && !r.within(got) {
				t.Errorf("got %.12g, want %v (%s %v; %s)", got, r.Expected, r.Tolerance.Kind, r.Tolerance.Value, r.Source)
			}
			if exact := r.Verified.Exact; exact != nil && got < *exact*(1-1e-9) {
				t.Errorf("got %.12g, below the exact %.12g", got, *exact)
			}
			if coarse := answer(0); coarse < got-fine*max(1, r.Expected) || coarse > got+1e-3 {
				t.Errorf("got %.12g from the coarse grid, and %.12g from a fine one", coarse, got)
			}
		})
	}
	for kind, n := range ours {
		if n == 0 {
			t.Errorf("there is no vector of kind %s", kind)
		}
	}
}
