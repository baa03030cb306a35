package chain

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
)

func voucherRequest(d Domain, job datatoken.Hash, cumulative datatoken.Amount) (Request, error) {
	return typedRequest(d.place(), "Voucher", field{"bytes32", "job", common.Hash(job)}, field{"uint96", "cumulative", common.BigToHash(cumulative.Big())})
}

// SignVoucher signs, as the job's trainer, that machine time worth so much, from the job's beginning, was delivered.
func SignVoucher(ctx context.Context, k Signer, d Domain, job datatoken.Hash, cumulative datatoken.Amount) (datatoken.Voucher, error) {
	r, err := voucherRequest(d, job, cumulative)
	if err != nil {
		return datatoken.Voucher{}, err
	}
	sig, err := signHex(ctx, k, r)
	return datatoken.Voucher{Cumulative: cumulative, Signature: sig}, err
}

// SignVoucher signs, as the trainer of a job, a voucher for its machine time.
func (s *Sender) SignVoucher(ctx context.Context, job datatoken.Hash, cumulative datatoken.Amount) (datatoken.Voucher, error) {
	return SignVoucher(ctx, s.signer, ReceiptDomain(s.at), job, cumulative)
}

// recoverVoucher returns the account that signed a voucher for a job with its own key.
func recoverVoucher(d Domain, job datatoken.Hash, v datatoken.Voucher) (digest datatoken.Hash, who datatoken.Address, err error) {
	r, err := voucherRequest(d, job, v.Cumulative)
	if err != nil {
		return digest, who, err
	}
	who, err = recoverSigner(common.Hash(r.Digest), v.Signature)
	return r.Digest, who, err
}

// maxVoucher is the most bytes of a voucher's signature: contracts of many owners have theirs one after the other.
const maxVoucher = 4096

// voucherSignature reads a voucher's signature: of a key, or of a contract in its own form.
func voucherSignature(v datatoken.Voucher) ([]byte, error) {
	h, ok := strings.CutPrefix(v.Signature, "0x")
	b, err := hex.DecodeString(h)
	if !ok || err != nil || len(b) == 0 || len(b) > maxVoucher {
		return nil, fmt.Errorf("%.16q: want 0x and hexadecimal digits of at most %d bytes: %w", v.Signature, maxVoucher, ErrVoucher)
	}
	return b, nil
}

// contractWallet is how a contract says whether a signature is its own (EIP-1271).
var contractWallet = mustABI(`[{"type":"function","name":"isValidSignature","stateMutability":"view",
	"inputs":[{"name":"hash","type":"bytes32"},{"name":"signature","type":"bytes"}],"outputs":[{"type":"bytes4"}]}]`)

// contractGas is what a contract may take to say so.
const contractGas = 1_000_000

// Vouched returns nil if a voucher is the word of an order's trainer: signed with its key, or, where the trainer is a contract, what that takes for its own signature now (EIP-1271),
// which it may not later. It returns ErrVoucher otherwise.
func (c *Client) Vouched(ctx context.Context, o datatoken.Order, v datatoken.Voucher) error {
	digest, who, err := recoverVoucher(ReceiptDomain(c.at), o.Job, v)
	if err == nil && who == o.Trainer {
		return nil
	}
	if err != nil && !errors.Is(err, ErrSignature) {
		return fmt.Errorf("check voucher of job %s: %w", o.Job, err)
	}
	sig, err := voucherSignature(v)
	if err != nil {
		return fmt.Errorf("check voucher of job %s: %w", o.Job, err)
	}
	no := fmt.Errorf("check voucher of job %s: not the word of %s: %w", o.Job, o.Trainer, ErrVoucher)
	at := common.Address(o.Trainer)
	code, err := c.eth.CodeAt(ctx, at, nil)
	if err != nil {
		return fmt.Errorf("check voucher of job %s: %w", o.Job, err)
	}
	if len(code) == 0 {
		return no
	}
	f := contractWallet.Methods["isValidSignature"]
	data, err := f.Inputs.Pack([32]byte(digest), sig)
	if err != nil {
		return fmt.Errorf("check voucher of job %s: %w", o.Job, err)
	}
	out, err := c.eth.CallContract(ctx, ethereum.CallMsg{To: &at, Gas: contractGas, Data: append(f.ID, data...)}, nil)
	var reverted rpc.DataError
	switch {
	case errors.As(err, &reverted), err != nil && strings.Contains(err.Error(), "out of gas"):
		return no
	case err != nil:
		return fmt.Errorf("check voucher of job %s: %w", o.Job, err)
	case len(out) != 32 || !bytes.Equal(out[:4], f.ID):
		return no
	}
	return nil
}
