package deploy

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// restricted finds the functions of a contract's source that governance guards.
var restricted = regexp.MustCompile(`(?s)function\s+(\w+)\s*\([^)]*\)([^{;]*)[{;]`)

// TestEveryRestrictedFunctionHasARole: the table of roles names every restricted function of the sources, once, and nothing else. A function without a
// role would be the administrator's, who waits longest: what stops harm would come too late.
func TestEveryRestrictedFunctionHasARole(t *testing.T) {
	files, err := filepath.Glob("../contracts/src/*.sol")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources (%v)", err)
	}
	want := map[string]int{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range restricted.FindAllStringSubmatch(string(b), -1) {
			if slices.Contains(strings.Fields(m[2]), "restricted") {
				want[strings.TrimSuffix(filepath.Base(f), ".sol")+"."+m[1]]++
				n++
			}
		}
		// The pattern must not have overlooked one.
		code := regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(string(b), "")
		if all := len(regexp.MustCompile(`\brestricted\b`).FindAllString(code, -1)); all != n {
			t.Errorf("%s says restricted %d times, and %d functions were found", f, all, n)
		}
	}
	got := map[string]int{}
	for _, r := range roles {
		for contract, functions := range r.contract {
			if !slices.Contains(governed, contract) {
				t.Errorf("%s has functions in the table and is not governed", contract)
			}
			for _, f := range functions {
				got[contract+"."+f]++
				if _, err := selector(contract, f); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("restricted functions (-sources +table):\n%s", diff)
	}
	if _, err := selector("Algorithms", "nothing"); err == nil {
		t.Error("a function that is not there has a selector")
	}
}

// TestEveryGovernedContract: each contract whose constructor takes an authority answers to Governance.
func TestEveryGovernedContract(t *testing.T) {
	files, err := os.ReadDir("../contracts/out")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".json")
		a, err := ours(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := a.abi.Methods["authority"]; ok {
			want = append(want, name)
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(governed))); diff != "" {
		t.Errorf("governed contracts (-artifacts +table):\n%s", diff)
	}
	ids := map[uint64]bool{roleAdmin: true}
	for _, r := range roles {
		if ids[r.id] || r.label == "" || len(slices.Collect(maps.Keys(r.contract))) == 0 {
			t.Errorf("role %d is there twice, or has no label, or nothing to do", r.id)
		}
		ids[r.id] = true
	}
}
