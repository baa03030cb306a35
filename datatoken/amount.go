package datatoken

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// maxDigits is the length of 2^256 in decimal.
const maxDigits = 78

// ErrShort reports a subtraction of more than there is.
var ErrShort = errors.New("amount too small")

// Sub returns a - b, or ErrShort when b is more than a.
func (a Amount) Sub(b Amount) (Amount, error) {
	d := a.Big()
	if d.Sub(d, b.Big()).Sign() < 0 {
		return Amount{}, fmt.Errorf("take %s from %s: %w", b, a, ErrShort)
	}
	return amount(d), nil
}

// Times returns n times a.
func (a Amount) Times(n uint64) Amount {
	return amount(a.Big().Mul(a.Big(), new(big.Int).SetUint64(n)))
}

// IsZero reports whether a is nothing.
func (a Amount) IsZero() bool { return a == Amount{} }

// Format writes the amount for people, in whole units of a currency with that many decimals: Units(12_500_000).Format(6) is "12.5".
// ParseDecimal reads it back exactly.
func (a Amount) Format(decimals uint8) string {
	s, d := a.String(), int(decimals)
	if d == 0 {
		return s
	}
	if len(s) <= d {
		s = strings.Repeat("0", d+1-len(s)) + s
	}
	whole, frac := s[:len(s)-d], strings.TrimRight(s[len(s)-d:], "0")
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// ParseDecimal reads what people write: digits with at most one point and at most `decimals` digits behind it. "12.5" with 6 decimals is
// 12,500,000 units. It returns ErrSyntax for anything else: no sign, no exponent, no rounding.
func ParseDecimal(s string, decimals uint8) (Amount, error) {
	whole, frac, point := strings.Cut(s, ".")
	if whole == "" || (point && frac == "") || len(frac) > int(decimals) || len(s) > maxDigits+1 {
		return Amount{}, fmt.Errorf("%.80q: want a number with at most %d decimals: %w", s, decimals, ErrSyntax)
	}
	if strings.Trim(whole+frac, "0123456789") != "" {
		return Amount{}, fmt.Errorf("%.80q: want a number with at most %d decimals: %w", s, decimals, ErrSyntax)
	}
	b, _ := new(big.Int).SetString(whole+frac+strings.Repeat("0", int(decimals)-len(frac)), 10)
	return AmountFromBig(b)
}
