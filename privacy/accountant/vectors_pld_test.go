package accountant

import (
	"encoding/json"
	"testing"
)

// TestPLDVectors asks for an ε within 1.5e-5, relative above 1: that is within every tolerance, and above what numbers in the table are off by themselves (those
// of plans with an ε above 10 are up to 6e-7 of it too large; exactDelta tells).
func TestPLDVectors(t *testing.T) {
	const fine = 1.5e-5
	check := func(t *testing.T, r reference) {
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
		if !r.within(got) {
			t.Errorf("got %.12g, want %v (%s %v; %s)", got, r.Expected, r.Tolerance.Kind, r.Tolerance.Value, r.Source)
		}
		if exact := r.Verified.Exact; exact != nil && got < *exact*(1-1e-9) {
			t.Errorf("got %.12g, below the exact %.12g", got, *exact)
		}
		if coarse := answer(0); coarse < got-fine*max(1, r.Expected) || coarse > got+1e-3 {
			t.Errorf("got %.12g from the coarse grid, and %.12g from a fine one", coarse, got)
		}
	}
	testVectors(t, check, "pld_epsilon", "pld_delta", "calibrate_sigma_pld", "pld_calibration_laplace")
}
