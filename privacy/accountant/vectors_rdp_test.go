package accountant

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
)

// reference is a vector with the number that is expected, published or computed to many digits, and where it is from.
type reference struct {
	Vector
	Expected  float64 `json:"expected"`
	Tolerance struct {
		Kind  string  `json:"kind"`
		Value float64 `json:"value"`
	} `json:"tolerance"`
	Floor    float64 `json:"abs_floor"`
	Source   string  `json:"source"`
	Verified struct {
		Exact *float64 `json:"exact"`
	} `json:"verified"`
}

func (r reference) within(x float64) bool {
	off, rel := math.Abs(x-r.Expected), math.Abs(r.Expected)*r.Tolerance.Value
	switch r.Tolerance.Kind {
	case "abs":
		return off <= r.Tolerance.Value
	case "rel":
		return off <= rel
	case "rel_or_abs":
		return off <= rel || off <= r.Floor
	case "at_most":
		return x <= r.Expected
	case "below_by_at_most":
		return x <= r.Expected && x >= r.Expected-r.Tolerance.Value
	}
	return false
}

// testVectors runs a check of each vector of some kinds. Of every kind there has to be one.
func testVectors(t *testing.T, check func(*testing.T, reference), kinds ...string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []reference }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range file.Vectors {
		if slices.Contains(kinds, r.Kind) {
			seen[r.Kind] = true
			t.Run(r.ID, func(t *testing.T) { check(t, r) })
		}
	}
	for _, k := range kinds {
		if !seen[k] {
			t.Errorf("there is no vector of kind %s", k)
		}
	}
}

func TestRDPVectors(t *testing.T) {
	const rounding = 1e-9 // how much of an exact number its last digits, and ours, may be
	check := func(t *testing.T, r reference) {
		got, err := Eval(r.Vector)
		if err != nil {
			t.Fatal(err)
		}
		if !r.within(got) {
			t.Errorf("got %.17g, want %v (%s %v; %s)", got, r.Expected, r.Tolerance.Kind, r.Tolerance.Value, r.Source)
		}
		exact := r.Verified.Exact
		if exact == nil {
			return
		}
		if got < *exact*(1-rounding) {
			t.Errorf("got %.17g, below the exact %.17g", got, *exact)
		}
		over := rounding
		if r.Kind == "calibrate_sigma_rdp" { // and known to eight digits
			over = precision + 1e-7
		}
		if got > *exact*(1+over) {
			t.Errorf("got %.17g, above the exact %.17g", got, *exact)
		}
	}
	testVectors(t, check, "rdp_value", "rdp_log_a", "rdp_to_epsilon", "rdp_epsilon", "rdp_epsilon_upper_bound", "calibrate_sigma_rdp", "gaussian_delta",
		"gaussian_tpr", "optimal_advanced_composition", "rr_rdp")
}

// TestRDPTable: what published tutorials give by the Improved rule, which they do not use, and a table of other figures.
func TestRDPTable(t *testing.T) {
	for _, tt := range []struct {
		q, sigma float64
		count    int64
		delta    float64
		want     float64
		within   float64
	}{
		{256.0 / 60000, 1.1, 14062, 1e-5, 2.596555868953298, 1e-9}, {256.0 / 60000, 1.3, 3515, 1e-5, 0.954429508729932, 1e-9},
		{0.004, 1.1, 15000, 1e-5, 2.5028709266189955, 1e-9}, {0.004, 0.7, 11250, 1e-5, 6.092535247413267, 1e-9},
		{256.0 / 60000, 0.7, 10546, 1e-5, 6.318, 5e-4}, {0.01, 4, 10000, 1e-5, 1.0355, 5e-5}, {0.0064, 1, 782, 1e-6, 1.6164, 5e-5}, {1, 1, 5, 1e-6, 13.3764, 5e-5},
	} {
		c, err := NewCurve([]Event{{Gaussian{tt.sigma, tt.q}, tt.count}}, AddRemove, OrdersOpacus)
		if err != nil {
			t.Fatal(err)
		}
		if eps, _, err := c.Epsilon(tt.delta, Improved); err != nil || math.Abs(eps-tt.want) > tt.within {
			t.Errorf("q %v σ %v, %d rounds: got %v, %v, want %v", tt.q, tt.sigma, tt.count, eps, err, tt.want)
		}
	}
}
