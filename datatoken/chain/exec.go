package chain

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os/exec"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// ErrSigner reports a signing program that gave no signature.
var ErrSigner = errors.New("the signing program gave no signature")

const (
	maxAnswer = 1 << 16 // bytes that are read of what a program says
	maxQuoted = 200     // characters of it that an error repeats
	lastWords = time.Second
)

// ExecSigner has a program sign: the way to key services and devices. The program gets one JSON document on its standard input,
//
//	{"address":"0x…","digest":"0x…", and one of "transaction":"0x…" | "typedData":{…} | "text":"0x…"}
//
// and answers one on its standard output, {"signature":"0x…"}: r, s and v (0, 1, 27 or 28), r and s alone, or both in DER, as key services return them. It is
// killed when the context ends.
//
// Whatever v and whichever s the program gives, Sign returns the signature with the lower s that names the account, or ErrSignature for the signature of
// another key. ErrSigner reports a program that ends with an error or says something else; the error repeats at most 200 characters of what it wrote.
type ExecSigner struct {
	account  datatoken.Address
	command  []string
	patience time.Duration // 0: as long as the context
}

// NewExecSigner makes a Signer of an account out of a program and its arguments. It returns ErrBadInput for no program.
func NewExecSigner(account datatoken.Address, command ...string) (*ExecSigner, error) {
	if len(command) == 0 || command[0] == "" || account.IsZero() {
		return nil, fmt.Errorf("make signer: want an account and a program: %w", ErrBadInput)
	}
	return &ExecSigner{account: account, command: command}, nil
}

// Address is the account that the program signs for.
func (e *ExecSigner) Address() datatoken.Address { return e.account }

// execRequest is what the program reads.
type execRequest struct {
	Address     datatoken.Address `json:"address"`
	Digest      datatoken.Hash    `json:"digest"`
	Transaction string            `json:"transaction,omitempty"`
	Typed       json.RawMessage   `json:"typedData,omitempty"`
	Text        *string           `json:"text,omitempty"` // a message may be empty
}

// Sign runs the program.
func (e *ExecSigner) Sign(ctx context.Context, r Request) ([65]byte, error) {
	in := execRequest{Address: e.account, Digest: r.Digest, Typed: r.Typed}
	if r.Tx != nil {
		in.Transaction = "0x" + hex.EncodeToString(r.Tx)
	}
	if r.Text != nil {
		text := "0x" + hex.EncodeToString(r.Text)
		in.Text = &text
	}
	b, err := json.Marshal(in)
	if err != nil {
		return [65]byte{}, fmt.Errorf("ask %s to sign: %w", e.command[0], err)
	}
	out, err := e.run(ctx, append(b, '\n'))
	if err != nil {
		return [65]byte{}, fmt.Errorf("ask %s to sign: %w", e.command[0], err)
	}
	var answer struct {
		Signature string `json:"signature"`
	}
	if json.Unmarshal(out, &answer) != nil || answer.Signature == "" {
		return [65]byte{}, fmt.Errorf("ask %s to sign: want {\"signature\":\"0x…\"}, it wrote %s: %w", e.command[0], quoted(out), ErrSigner)
	}
	sig, err := signatureOf(e.account, common.Hash(r.Digest), answer.Signature)
	if err != nil {
		return [65]byte{}, fmt.Errorf("ask %s to sign: %w", e.command[0], err)
	}
	return sig, nil
}

func (e *ExecSigner) run(ctx context.Context, in []byte) ([]byte, error) {
	within := ctx
	if e.patience > 0 {
		var stop context.CancelFunc
		within, stop = context.WithTimeout(ctx, e.patience)
		defer stop()
	}
	cmd := exec.CommandContext(within, e.command[0], e.command[1:]...)
	var out, says short
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &says
	cmd.WaitDelay = lastWords // for children of the program that keep its output open
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && within.Err() != nil:
		return nil, fmt.Errorf("%w within %v", ErrSigner, e.patience)
	case err != nil:
		return nil, fmt.Errorf("%w: %.100s: it wrote %s", ErrSigner, err.Error(), quoted(says.b))
	}
	return out.b, nil
}

// short keeps the beginning of what is written to it.
type short struct{ b []byte }

func (s *short) Write(p []byte) (int, error) {
	s.b = append(s.b, p[:min(len(p), maxAnswer-len(s.b))]...)
	return len(p), nil
}

// quoted is the beginning of what a program wrote, on one line.
func quoted(b []byte) string {
	s := strings.TrimSpace(string(b[:min(len(b), maxQuoted)]))
	if q := fmt.Sprintf("%+q", s); len(q) <= maxQuoted {
		return q
	}
	q := fmt.Sprintf("%+q", s[:min(len(s), maxQuoted/10)]) // what is quoted may grow tenfold
	return q + "…"
}

// signatureOf reads a signature of a digest in any of the forms that programs give, and returns the one form that is used here. It returns ErrSignature for another form,
// and for the signature of another account.
func signatureOf(account datatoken.Address, digest common.Hash, text string) (sig [65]byte, err error) {
	bad := func(what string) ([65]byte, error) {
		return [65]byte{}, fmt.Errorf("%.16q: %s: %w", text, what, ErrSignature)
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(raw) > 80 {
		return bad("not a signature in hexadecimal digits")
	}
	var r, s *big.Int
	switch len(raw) {
	case 65:
		if v := raw[64]; v > 1 && v != 27 && v != 28 {
			return bad("v is none of 0, 1, 27 and 28")
		}
		fallthrough
	case 64:
		r, s = new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:64])
	default:
		var der struct{ R, S *big.Int }
		if rest, err := asn1.Unmarshal(raw, &der); err != nil || len(rest) > 0 {
			return bad("neither 65 bytes, nor 64, nor DER")
		}
		r, s = der.R, der.S
	}
	n := crypto.S256().Params().N
	if s.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		s = new(big.Int).Sub(n, s)
	}
	if !crypto.ValidateSignatureValues(0, r, s, true) {
		return bad("values out of range")
	}
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:64])
	for sig[64] = range byte(2) {
		pub, err := crypto.SigToPub(digest[:], sig[:])
		if err == nil && datatoken.Address(crypto.PubkeyToAddress(*pub)) == account {
			sig[64] += 27
			return sig, nil
		}
	}
	return bad("not signed by " + account.String())
}
