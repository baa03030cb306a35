package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
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

// SignVoucher signs, as the job's trainer, that machine time worth so much, from the job's beginning, was delivered.
func (w *Wallet) SignVoucher(d Domain, job datatoken.Hash, cumulative datatoken.Amount) (datatoken.Voucher, error) {
	return SignVoucher(context.Background(), w, d, job, cumulative)
}

// SignVoucher signs, as the trainer of a job, a voucher for its machine time.
func (s *Sender) SignVoucher(ctx context.Context, job datatoken.Hash, cumulative datatoken.Amount) (datatoken.Voucher, error) {
	return SignVoucher(ctx, s.signer, ReceiptDomain(s.at), job, cumulative)
}

// RecoverVoucher returns the account that signed a voucher for a job. The caller compares it with the trainer.
func RecoverVoucher(d Domain, job datatoken.Hash, v datatoken.Voucher) (datatoken.Address, error) {
	r, err := voucherRequest(d, job, v.Cumulative)
	if err != nil {
		return datatoken.Address{}, err
	}
	who, err := recoverSigner(common.Hash(r.Digest), v.Signature)
	if err != nil {
		return who, fmt.Errorf("%w: %w", ErrVoucher, err)
	}
	return who, nil
}
