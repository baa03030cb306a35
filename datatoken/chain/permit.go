package chain

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken"
)

// Sign signs the digest of a receipt as provider: 0x-hex, for RecoverReceipt with ReceiptDomain.
func (s *Sender) Sign(ctx context.Context, digest datatoken.Hash) (string, error) {
	return SignReceipt(ctx, s.signer, ReceiptDomain(s.at), digest)
}

// signPermit signs an allowance (EIP-2612) of the payment currency, in its units, for a spender until a time in Unix seconds.
func (s *Sender) signPermit(ctx context.Context, spender datatoken.Address, value, nonce *big.Int, until uint64) ([65]byte, error) {
	return s.signForCurrency(ctx, "Permit",
		field{"address", "owner", padded(s.Address())}, field{"address", "spender", padded(spender)},
		field{"uint256", "value", common.BigToHash(value)}, field{"uint256", "nonce", common.BigToHash(nonce)}, field{"uint256", "deadline", word(until)})
}
