package accountant

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
)

func TestEvalRefuses(t *testing.T) {
	var wrong *ParameterError
	for name, in := range map[string]Vector{
		"kind":           {Kind: "astrology", Input: json.RawMessage(`{}`)},
		"no input":       {Kind: "rdp_value"},
		"no order":       {Kind: "rdp_value", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1}`)},
		"order 1":        {Kind: "rdp_value", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1,"order":1}`)},
		"q above 1":      {Kind: "rdp_log_a", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1.01,"order":2}`)},
		"no noise":       {Kind: "rdp_log_a", Input: json.RawMessage(`{"sampling_probability":0.1,"order":2}`)},
		"no rounds":      {Kind: "pld_epsilon", Input: json.RawMessage(`{"composition":[{"mechanism":"gaussian","noise_multiplier":1,"count":-1}],"delta":1e-5}`)},
		"part of one":    {Kind: "pld_epsilon", Input: json.RawMessage(`{"composition":[{"mechanism":"gaussian","noise_multiplier":1,"count":0.5}],"delta":1e-5}`)},
		"nothing":        {Kind: "pld_epsilon", Input: json.RawMessage(`{"composition":[],"delta":1e-5}`)},
		"δ 1":            {Kind: "rdp_epsilon", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1,"delta":1}`)},
		"mechanism":      {Kind: "rdp_epsilon", Input: json.RawMessage(`{"mechanism":"hope","delta":0.1}`)},
		"relation":       {Kind: "rdp_value", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1,"order":2,"relation":"cousins"}`)},
		"conversion":     {Kind: "rdp_epsilon", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1,"delta":0.1,"conversion":"hasty"}`)},
		"orders by name": {Kind: "rdp_epsilon", Input: json.RawMessage(`{"noise_multiplier":1,"sampling_probability":1,"delta":0.1,"orders":"SOME"}`)},
	} {
		if x, err := Eval(in); err == nil {
			t.Errorf("%s: %v", name, x)
		} else if name != "kind" && name != "no input" && !errors.As(err, &wrong) {
			t.Errorf("%s: refused, but not by name: %v", name, err)
		}
	}
}

// FuzzEval: whatever is asked, there is a number or a reason, and a number is never below 0.
func FuzzEval(f *testing.F) {
	for _, kind := range []string{"rdp_value", "rdp_epsilon", "rdp_to_epsilon", "gaussian_delta", "gaussian_tpr", "rr_rdp", "optimal_advanced_composition"} {
		for _, in := range []string{
			`{"composition":[{"mechanism":"poisson_subsampled_gaussian","sampling_probability":0.01,"noise_multiplier":2.5,"count":50}],"order":5}`,
			`{"orders":"2..32 (integers)","rdp":"1.1 at every order","delta":1e-05}`, `{"noise_multiplier":0.3,"count":1,"epsilon":1}`, `{"mu":1,"fpr":1e-6}`,
			`{"noise_parameter":0.3,"buckets":10,"order":1.5,"relation":"replace_special"}`, `{"epsilon":1,"delta":0.001,"count":30,"total_delta":0.06}`,
			`{"mechanism":"single_epoch_tree_aggregation","noise_multiplier":1.13,"steps":1600,"delta":1e-06,"orders":[1.5,2,64]}`,
		} {
			f.Add(kind, []byte(in))
		}
	}
	f.Fuzz(func(t *testing.T, kind string, in []byte) {
		if kind == "pld_epsilon" || kind == "pld_delta" || kind == "pld_calibration_laplace" || kind == "calibrate_sigma_pld" || kind == "calibrate_sigma_rdp" {
			return // slow, and fuzzed below its parser
		}
		if x, err := Eval(Vector{Kind: kind, Input: in}); err == nil && (math.IsNaN(x) || x < 0 && kind != "rdp_log_a" && kind != "rdp_to_epsilon") {
			t.Errorf("%s of %s is %v", kind, in, x)
		}
	})
}
