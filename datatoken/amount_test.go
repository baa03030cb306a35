package datatoken

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for name, c := range map[string]struct {
		units    uint64
		decimals uint8
		want     string
	}{
		"none":       {0, 6, "0"},
		"half":       {12_500_000, 6, "12.5"},
		"whole":      {7_000_000, 6, "7"},
		"one unit":   {1, 6, "0.000001"},
		"no places":  {42, 0, "42"},
		"18 places":  {1, 18, "0.000000000000000001"},
		"trailing 0": {100, 1, "10"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Units(c.units).Format(c.decimals)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if back, err := ParseDecimal(got, c.decimals); err != nil || back != Units(c.units) {
				t.Errorf("read back as %s (%v)", back, err)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", ".", "1.", ".5", "-1", "+1", "1e3", "1_000", "0x10", " 1", "1 ", "1.2.3", "1.2345678", "١", strings.Repeat("9", 79)} {
		if a, err := ParseDecimal(s, 6); !errors.Is(err, ErrSyntax) {
			t.Errorf("ParseDecimal(%q) is %s, %v", s, a, err)
		}
	}
	for _, s := range []string{"", "-0", "-1", "+1", "1.0", "1_0", "0x1", strings.Repeat("9", 78), strings.Repeat("1", 79)} {
		if a, err := ParseAmount(s); !errors.Is(err, ErrSyntax) {
			t.Errorf("ParseAmount(%q) is %s, %v", s, a, err)
		}
	}
	for _, s := range []string{"", "0x", "0x12", "12", strings.Repeat("a", 42), "0x" + strings.Repeat("g", 40), "0x" + strings.Repeat("a", 41)} {
		if _, err := ParseAddress(s); !errors.Is(err, ErrSyntax) {
			t.Errorf("ParseAddress(%q): %v", s, err)
		}
	}
}

func TestSub(t *testing.T) {
	if d, err := Units(5).Sub(Units(5)); err != nil || !d.IsZero() {
		t.Errorf("5-5 is %s, %v", d, err)
	}
	if _, err := Units(5).Sub(Units(6)); !errors.Is(err, ErrShort) {
		t.Errorf("5-6: %v, want ErrShort", err)
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"0", "1", "007", "-0", "115792089237316195423570985008687907853269984665640564039457584007913129639935", "1e9", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			if !errors.Is(err, ErrSyntax) {
				t.Fatalf("unexpected error %v", err)
			}
			return
		}
		want, ok := new(big.Int).SetString(s, 10)
		if !ok || a.Big().Cmp(want) != 0 {
			t.Fatalf("%q read as %s", s, a)
		}
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Amount
		if err := json.Unmarshal(b, &back); err != nil || back != a {
			t.Fatalf("%s came back as %s (%v)", b, back, err)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	f.Add("12.5", uint8(6))
	f.Add("0.000001", uint8(6))
	f.Add("000.100", uint8(3))
	f.Add("1", uint8(255))
	f.Fuzz(func(t *testing.T, s string, decimals uint8) {
		a, err := ParseDecimal(s, decimals)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(s)
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
		if !ok || exact.Mul(exact, new(big.Rat).SetInt(scale)).Cmp(new(big.Rat).SetInt(a.Big())) != 0 {
			t.Fatalf("%q with %d decimals read as %s", s, decimals, a)
		}
		if back, err := ParseDecimal(a.Format(decimals), decimals); err == nil && back != a {
			t.Fatalf("%s formats as %s", a, a.Format(decimals))
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	f.Add("0x00000000000000000000000000000000DeaDBeef")
	f.Add("0x")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err == nil && a.String() != strings.ToLower(s) {
			t.Fatalf("%q read as %s", s, a)
		}
		h, err := ParseHash(s)
		if err == nil && h.String() != strings.ToLower(s) {
			t.Fatalf("%q read as %s", s, h)
		}
	})
}
