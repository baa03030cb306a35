package chain

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/rpc"
)

// What the contracts refuse, and what is not there.
var (
	ErrNoOrder           = errors.New("no such order")
	ErrNoDataset         = errors.New("no such dataset")
	ErrNoBlock           = errors.New("privacy block not open")
	ErrOverBudget        = errors.New("privacy budget exceeded")
	ErrExceeds           = errors.New("more loss than was reserved")
	ErrAlreadyClaimed    = errors.New("job has another claim on the privacy ledger")
	ErrNotReserved       = errors.New("nothing reserved for the job")
	ErrNotCommitted      = errors.New("privacy loss not committed")
	ErrOrderClosed       = errors.New("order already closed")
	ErrNotCurator        = errors.New("not the curator of the dataset")
	ErrNotOperator       = errors.New("not an operator of the dataset")
	ErrNotProvider       = errors.New("not the provider of the order, or before its deadline")
	ErrNotAllowed        = errors.New("not allowed by governance")
	ErrPaused            = errors.New("stopped by governance")
	ErrQuote             = errors.New("provider's quote does not hold")
	ErrDeadline          = errors.New("deadline has passed")
	ErrPrice             = errors.New("price is above the limit")
	ErrBadProof          = errors.New("not a member with these parts")
	ErrNothingOwed       = errors.New("nothing is owed")
	ErrInsufficientFunds = errors.New("insufficient funds")
	ErrVoucher           = errors.New("voucher does not hold")
	ErrNotNow            = errors.New("too early or too late")
	ErrLeft              = errors.New("member has left the batch")
	ErrCurrency          = errors.New("currency cannot be used")
	ErrPolicy            = errors.New("admitted before with another launch policy, which never changes")
	ErrBadInput          = errors.New("bad input")
)

// errUnseen reports a node that contradicts itself.
var errUnseen = errors.New("the node does not return the event of what it says was done")

// Reverted is a call that a contract refused. It unwraps to the sentinel of its reason, where there is one.
type Reverted struct {
	Name   string // of the contract's error, "" for a plain message
	Args   []any
	Reason string // plain message
	is     error
}

func (r *Reverted) Error() string {
	switch {
	case r.Name == "" && r.Reason == "":
		return "reverted without a reason"
	case r.Name == "":
		return fmt.Sprintf("reverted: %s", r.Reason)
	case r.is != nil && len(r.Args) == 0:
		return r.is.Error()
	case r.is != nil:
		return fmt.Sprintf("%v: %s%v", r.is, r.Name, r.Args)
	}
	return fmt.Sprintf("reverted: %s%v", r.Name, r.Args)
}

func (r *Reverted) Unwrap() error { return r.is }

// reasons maps what contracts say to sentinels: custom errors as "contract.Name", or "Name" in any contract.
var reasons = map[string]error{
	"PrivacyLedger.NotOpen":          ErrNoBlock,
	"JobEscrow.NotOpen":              ErrOrderClosed,
	"OverBudget":                     ErrOverBudget,
	"Exceeds":                        ErrExceeds,
	"AlreadyClaimed":                 ErrAlreadyClaimed,
	"NotReserved":                    ErrNotReserved,
	"NotCommitted":                   ErrNotCommitted,
	"NotCurator":                     ErrNotCurator,
	"NotOperator":                    ErrNotOperator,
	"NotProvider":                    ErrNotProvider,
	"NotTrainer":                     ErrNotProvider,
	"BadVoucher":                     ErrVoucher,
	"BadClaim":                       ErrBadInput,
	"NotNow":                         ErrNotNow,
	"NotReady":                       ErrNotNow,
	"PausedRecently":                 ErrNotNow,
	"AlreadyEnded":                   ErrLeft,
	"BadTerms":                       ErrBadInput,
	"NothingPaid":                    ErrBadInput,
	"ShortTransfer":                  ErrCurrency,
	"AlreadyAdmitted":                errAsItIs,
	"NotAdmitted":                    errAsItIs,
	"PolicyFixed":                    ErrPolicy,
	"NotRegistered":                  ErrNoDataset,
	"NotAllowed":                     ErrNotAllowed,
	"NotMinter":                      ErrNotAllowed,
	"AccessManagedUnauthorized":      ErrNotAllowed,
	"AccessManagedRequiredDelay":     ErrNotAllowed,
	"OrdersPaused":                   ErrPaused,
	"JoinsSuspended":                 ErrPaused,
	"QuoteExpired":                   ErrQuote,
	"BadDeadline":                    ErrDeadline,
	"BadProof":                       ErrBadProof,
	"OverPromised":                   ErrBadProof,
	"NothingOwed":                    ErrNothingOwed,
	"ERC20InsufficientBalance":       ErrInsufficientFunds,
	"ERC20InsufficientAllowance":     ErrInsufficientFunds,
	"BadLanes":                       ErrBadInput,
	"BadBlocks":                      ErrBadInput,
	"BadBatch":                       ErrBadInput,
	"NoManifest":                     ErrBadInput,
	"ForeignDatatoken":               ErrBadInput,
	"SafeCastOverflowedUintDowncast": ErrBadInput,
}

// messages maps the plain messages of Ocean's contracts.
var messages = map[string]error{
	"Invalid provider fee":                        ErrQuote,
	"Provider fee is not valid anymore":           ErrQuote,
	"FixedRateExchange: Too many base tokens":     ErrPrice,
	"ERC20: transfer amount exceeds balance":      ErrInsufficientFunds,
	"ERC20: transfer amount exceeds allowance":    ErrInsufficientFunds,
	"ERC20: insufficient allowance":               ErrInsufficientFunds,
	"ERC721Template: not NFTOwner":                ErrNotCurator,
	"ERC20Template: NOT DEPLOYER ROLE":            ErrNotCurator,
	"ERC721Template: NOT ERC20DEPLOYER_ROLE":      ErrNotCurator,
	"ERC20Template: NOT PAYMENT MANAGER or OWNER": ErrNotCurator,
}

type customError struct {
	contract string
	abi.Error
}

// knownErrors are the custom errors of our contracts by selector.
var knownErrors = func() map[[4]byte]customError {
	known := map[[4]byte]customError{}
	for name, a := range map[string]abi.ABI{
		"JobEscrow": escrow.GetABI(), "PrivacyLedger": ledger.GetABI(), "RoyaltyPools": pools.GetABI(),
		"Contributions": contributions.GetABI(), "Algorithms": algorithms.GetABI(), "TestStable": stable.GetABI(),
	} {
		for _, e := range a.Errors {
			known[[4]byte(e.ID[:4])] = customError{name, e}
		}
	}
	return known
}()

// refusal turns the error of an eth_call or gas estimate into what the contract said; other errors stay as they are.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	var d rpc.DataError
	if errors.As(err, &d) {
		if s, ok := d.ErrorData().(string); ok {
			if b, e := hex.DecodeString(strings.TrimPrefix(s, "0x")); e == nil {
				return decodeRevert(b)
			}
		}
	}
	switch msg := err.Error(); {
	case strings.Contains(msg, "insufficient funds"):
		return fmt.Errorf("%w for gas: %v", ErrInsufficientFunds, err)
	case strings.Contains(msg, "execution reverted"):
		return &Reverted{Reason: strings.TrimPrefix(msg, "execution reverted: ")}
	}
	return err
}

// decodeRevert reads the data of a revert.
func decodeRevert(b []byte) error {
	if reason, err := abi.UnpackRevert(b); err == nil {
		for m, is := range messages {
			if strings.Contains(reason, m) {
				return &Reverted{Reason: reason, is: is}
			}
		}
		return &Reverted{Reason: reason}
	}
	if len(b) < 4 {
		return &Reverted{}
	}
	e, ok := knownErrors[[4]byte(b[:4])]
	if !ok {
		return &Reverted{Name: "0x" + hex.EncodeToString(b[:4])}
	}
	r := &Reverted{Name: e.Name, is: reasons[e.contract+"."+e.Name]}
	if r.is == nil {
		r.is = reasons[e.Name]
	}
	if args, err := e.Inputs.Unpack(bytes.Clone(b[4:])); err == nil {
		r.Args = args
	}
	return r
}
