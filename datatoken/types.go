package datatoken

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// ErrSyntax reports text that is not an address, a hash or an amount.
var ErrSyntax = errors.New("bad syntax")

// Address is a 20-byte account or contract address.
type Address [20]byte

// Hash is a 32-byte digest, transaction hash or identifier.
type Hash [32]byte

func (a Address) String() string { return "0x" + hex.EncodeToString(a[:]) }
func (h Hash) String() string    { return "0x" + hex.EncodeToString(h[:]) }

// IsZero reports whether a is the zero address.
func (a Address) IsZero() bool { return a == Address{} }

// IsZero reports whether h is all zero.
func (h Hash) IsZero() bool { return h == Hash{} }

func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
func (h Hash) MarshalText() ([]byte, error)    { return []byte(h.String()), nil }

func (a *Address) UnmarshalText(b []byte) error { return unhex(a[:], b) }
func (h *Hash) UnmarshalText(b []byte) error    { return unhex(h[:], b) }

// ParseAddress reads 0x and 40 hexadecimal digits, in either case.
func ParseAddress(s string) (a Address, err error) { return a, a.UnmarshalText([]byte(s)) }

// ParseHash reads 0x and 64 hexadecimal digits, in either case.
func ParseHash(s string) (h Hash, err error) { return h, h.UnmarshalText([]byte(s)) }

func unhex(dst, src []byte) error {
	s, ok := strings.CutPrefix(string(src), "0x")
	if !ok || len(s) != 2*len(dst) {
		return fmt.Errorf("%.80q: want 0x and %d hexadecimal digits: %w", src, 2*len(dst), ErrSyntax)
	}
	if _, err := hex.Decode(dst, []byte(s)); err != nil {
		return fmt.Errorf("%.80q: want 0x and %d hexadecimal digits: %w", src, 2*len(dst), ErrSyntax)
	}
	return nil
}

// Amount is a non-negative number of a currency's smallest units, below 2^256. The zero value is zero. Amounts are values:
// arithmetic returns a new one.
type Amount struct{ s string } // decimal without leading zeros; "" is zero, so that == works

// Units makes an Amount of n smallest units.
func Units(n uint64) Amount { return amount(new(big.Int).SetUint64(n)) }

// AmountFromBig makes an Amount; it returns ErrSyntax for a negative number or one of more than 256 bits.
func AmountFromBig(b *big.Int) (Amount, error) {
	if b.Sign() < 0 || b.BitLen() > 256 {
		return Amount{}, fmt.Errorf("amount out of range: %w", ErrSyntax)
	}
	return amount(b), nil
}

// ParseAmount reads a decimal integer of smallest units: digits alone.
func ParseAmount(s string) (Amount, error) {
	if s == "" || len(s) > maxDigits || strings.Trim(s, "0123456789") != "" {
		return Amount{}, fmt.Errorf("%.80q: want a decimal integer: %w", s, ErrSyntax)
	}
	b, _ := new(big.Int).SetString(s, 10)
	return AmountFromBig(b)
}

func amount(b *big.Int) Amount {
	if b.Sign() == 0 {
		return Amount{}
	}
	return Amount{b.String()}
}

// Big returns a fresh big.Int of the amount.
func (a Amount) Big() *big.Int {
	b, _ := new(big.Int).SetString(a.String(), 10)
	return b
}

// Add returns a + b.
func (a Amount) Add(b Amount) Amount { return amount(a.Big().Add(a.Big(), b.Big())) }

// Cmp compares a and b as -1, 0 or +1.
func (a Amount) Cmp(b Amount) int { return a.Big().Cmp(b.Big()) }

func (a Amount) String() string {
	if a.s == "" {
		return "0"
	}
	return a.s
}

// MarshalJSON writes the amount as a decimal string, so that no reader turns it into a float.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// UnmarshalJSON reads a decimal string.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("amount: want a decimal string: %w", ErrSyntax)
	}
	v, err := ParseAmount(s)
	if err != nil {
		return err
	}
	*a = v
	return nil
}

// Token is a datatoken: the right to one job of one service of one dataset.
type Token struct {
	Address  Address `json:"address"`  // the ERC-20
	Dataset  Address `json:"dataset"`  // the data NFT it belongs to
	Service  string  `json:"service"`  // "query", "isolate", …
	Symbol   string  `json:"symbol"`   //
	Exchange Hash    `json:"exchange"` // fixed-rate exchange id
	Price    Amount  `json:"price"`    // of one datatoken, in the payment currency, all fees included
}

// OrderState is where the money of an order is.
type OrderState string

const (
	OrderOpen     OrderState = "Open"     // price and compute allowance are held by the escrow; a plain Ocean order is a right that is left
	OrderClaimed  OrderState = "Claimed"  // contributors were paid; the provider's claim to machine time waits for the trainer's objection
	OrderDisputed OrderState = "Disputed" // contributors were paid; governance decides about the provider's claim
	OrderPaid     OrderState = "Paid"     // contributors and provider were paid
	OrderRefunded OrderState = "Refunded" // the trainer has everything back; of a plain Ocean order: this attempt failed
)

// Settled reports whether the contributors were paid.
func (s OrderState) Settled() bool { return s == OrderClaimed || s == OrderDisputed || s == OrderPaid }

// Order is one purchase of a datatoken, for one job. Its ID is the job's ID.
//
// An order through the escrow holds its money there. A plain Ocean order (buyFromFreAndOrder, startOrder) has paid already, price and machine
// time: it is a right to one finished job, and each attempt at it is a job of its own.
type Order struct {
	Job      Hash       `json:"job"`
	Dataset  Address    `json:"dataset"`
	Token    Address    `json:"token"`
	Trainer  Address    `json:"trainer"`
	Provider Address    `json:"provider"`
	Spec     Hash       `json:"spec"` // digest of the job spec the trainer paid for
	Price    Amount     `json:"price"`
	Compute  Amount     `json:"compute"`
	Deadline time.Time  `json:"deadline"`         // after it anyone may refund the order; a plain order starts no job after it
	Plain    Hash       `json:"plain,omitzero"`   // of a plain Ocean order: what names it
	Attempt  uint64     `json:"attempt,omitzero"` // of a plain Ocean order: how many attempts failed before this one
	State    OrderState `json:"state"`
	Tx       Hash       `json:"tx"`
	Block    uint64     `json:"block"`
}

// Share is a contributor's part in the royalties of a dataset; parts are compared with the sum of all parts.
type Share struct {
	Member Address `json:"member"`
	Parts  uint64  `json:"parts"`
}

// Voucher is the trainer's word that machine time worth so much, from the job's beginning, was delivered. Its signature is over the job and
// the amount, for one escrow on one chain. A voucher replaces the ones before it.
type Voucher struct {
	Cumulative Amount `json:"cumulative"`
	Signature  string `json:"signature"`
}

// Evidence is where on the chain an effect can be seen.
type Evidence struct {
	Tx    Hash   `json:"tx"`
	Block uint64 `json:"block"`
	// Head is what the hash chain of the privacy ledger came to with an entry there, in the first of its privacy blocks.
	Head Hash `json:"head,omitzero"`
}
