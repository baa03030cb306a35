// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package jobescrow

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// JobEscrowOrder is an auto generated low-level Go binding around an user-defined struct.
type JobEscrowOrder struct {
	Trainer  common.Address
	Provider common.Address
	Dataset  common.Address
	Price    *big.Int
	Compute  *big.Int
	Deadline uint64
	Drawn    *big.Int
	Claim    *big.Int
	Until    uint64
}

// JobEscrowQuote is an auto generated low-level Go binding around an user-defined struct.
type JobEscrowQuote struct {
	ValidUntil *big.Int
	V          uint8
	R          [32]byte
	S          [32]byte
}

// JobEscrowTerms is an auto generated low-level Go binding around an user-defined struct.
type JobEscrowTerms struct {
	Dataset    common.Address
	Datatoken  common.Address
	ExchangeId [32]byte
	MaxPrice   *big.Int
	Compute    *big.Int
	Provider   common.Address
	Spec       [32]byte
	Salt       [32]byte
	Deadline   uint64
}

// JobEscrowVoucher is an auto generated low-level Go binding around an user-defined struct.
type JobEscrowVoucher struct {
	Cumulative *big.Int
	Signature  []byte
}

// JobEscrowMetaData contains all meta data concerning the JobEscrow contract.
var JobEscrowMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"},{\"internalType\":\"contractIERC20\",\"name\":\"token_\",\"type\":\"address\"},{\"internalType\":\"contractRoyaltyPools\",\"name\":\"pools_\",\"type\":\"address\"},{\"internalType\":\"contractPrivacyLedger\",\"name\":\"ledger_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"exchange_\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"challengeWindow_\",\"type\":\"uint32\"},{\"internalType\":\"uint32\",\"name\":\"rulingWindow_\",\"type\":\"uint32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"AlreadyOrdered\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadClaim\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadDeadline\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadVoucher\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CloneArgumentsTooLong\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Create2EmptyBytecode\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedDeployment\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ForeignDatatoken\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotCommitted\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotNow\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotOpen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotProvider\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotTrainer\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingPaid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OrdersPaused\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PausedRecently\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"QuoteExpired\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ShortTransfer\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"Challenged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cumulative\",\"type\":\"uint256\"}],\"name\":\"Drawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"compute\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"toProvider\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"toTrainer\",\"type\":\"uint256\"}],\"name\":\"Finalized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"order\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"attempt\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"finished\",\"type\":\"bool\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"}],\"name\":\"Fulfilled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"inbox\",\"type\":\"address\"}],\"name\":\"InboxOpened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Kept\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"datatoken\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"compute\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"spec\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"name\":\"Ordered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"name\":\"Paused\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"}],\"name\":\"Refunded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"royalty\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"compute\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"claim\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"}],\"name\":\"Settled\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"PAUSE\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"PAUSE_AGAIN\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"}],\"name\":\"challenge\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"challengeWindow\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint96\",\"name\":\"cumulative\",\"type\":\"uint96\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"internalType\":\"structJobEscrow.Voucher\",\"name\":\"voucher\",\"type\":\"tuple\"}],\"name\":\"draw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"exchange\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"}],\"name\":\"finalize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"order_\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"attempt\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"finished\",\"type\":\"bool\"},{\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"}],\"name\":\"fulfil\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"inboxCode\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"inboxOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"spec\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"}],\"name\":\"jobOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"ledger\",\"outputs\":[{\"internalType\":\"contractPrivacyLedger\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"openInbox\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"inbox\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"datatoken\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"exchangeId\",\"type\":\"bytes32\"},{\"internalType\":\"uint96\",\"name\":\"maxPrice\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"spec\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Terms\",\"name\":\"t\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"validUntil\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"internalType\":\"structJobEscrow.Quote\",\"name\":\"q\",\"type\":\"tuple\"}],\"name\":\"order\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"datatoken\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"exchangeId\",\"type\":\"bytes32\"},{\"internalType\":\"uint96\",\"name\":\"maxPrice\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"spec\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Terms\",\"name\":\"t\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"validUntil\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"internalType\":\"structJobEscrow.Quote\",\"name\":\"q\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"validBefore\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"orderWithAuthorization\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"datatoken\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"exchangeId\",\"type\":\"bytes32\"},{\"internalType\":\"uint96\",\"name\":\"maxPrice\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"spec\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Terms\",\"name\":\"t\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"validUntil\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"internalType\":\"structJobEscrow.Quote\",\"name\":\"q\",\"type\":\"tuple\"},{\"internalType\":\"uint256\",\"name\":\"permitDeadline\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"orderWithPermit\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"owedTo\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pausedUntil\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"order_\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"attempt\",\"type\":\"uint256\"}],\"name\":\"plainJobOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pools\",\"outputs\":[{\"internalType\":\"contractRoyaltyPools\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"},{\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"}],\"name\":\"refund\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"},{\"internalType\":\"uint96\",\"name\":\"due\",\"type\":\"uint96\"}],\"name\":\"rule\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"rulingWindow\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"address\",\"name\":\"trainer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"provider\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"price\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"compute\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"deadline\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"},{\"internalType\":\"uint64\",\"name\":\"until\",\"type\":\"uint64\"}],\"internalType\":\"structJobEscrow.Order\",\"name\":\"o\",\"type\":\"tuple\"},{\"internalType\":\"bytes32\",\"name\":\"receipt\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"uint96\",\"name\":\"cumulative\",\"type\":\"uint96\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"internalType\":\"structJobEscrow.Voucher\",\"name\":\"voucher\",\"type\":\"tuple\"},{\"internalType\":\"uint96\",\"name\":\"claim\",\"type\":\"uint96\"}],\"name\":\"settle\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"stateOf\",\"outputs\":[{\"internalType\":\"enumJobEscrow.State\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "JobEscrow",
	Bin: "0x610240604052348015610010575f5ffd5b5060405161578938038061578983398101604081905261002f9161036f565b604051806040016040528060058152602001641cdd1a5b9d60da1b815250604051806040016040528060018152602001603160f81b81525088610077816101b960201b60201c565b506100818261020c565b6101205261008e8161020c565b61014052815160208084019190912060e052815190820120610100524660a05261011a60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0526001600160a01b038381166101c0528481166101a0528581166101805286166101605263ffffffff80821661022052821661020052604051859061016690610333565b6001600160a01b039091168152602001604051809103905ff08015801561018f573d5f5f3e3d5ffd5b506001600160a01b039081166101e0526101ad908716865f19610252565b50505050505050610459565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f5f829050601f8151111561023f578260405163305a27a960e01b815260040161023691906103fe565b60405180910390fd5b805161024a82610433565b179392505050565b61025e8383835f6102d1565b6102cc5761026f83835f60016102d1565b61029757604051635274afe760e01b81526001600160a01b0384166004820152602401610236565b6102a483838360016102d1565b6102cc57604051635274afe760e01b81526001600160a01b0384166004820152602401610236565b505050565b60405163095ea7b360e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f5114831661032757838315161561031b573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6108b480614ed583390190565b6001600160a01b0381168114610354575f5ffd5b50565b805163ffffffff8116811461036a575f5ffd5b919050565b5f5f5f5f5f5f5f60e0888a031215610385575f5ffd5b875161039081610340565b60208901519097506103a181610340565b60408901519096506103b281610340565b60608901519095506103c381610340565b60808901519094506103d481610340565b92506103e260a08901610357565b91506103f060c08901610357565b905092959891949750929550565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b80516020808301519190811015610453575f198160200360031b1b821691505b50919050565b60805160a05160c05160e05161010051610120516101405161016051610180516101a0516101c0516101e051610200516102205161493d6105985f395f8181610319015261171f01525f81816103bd015261096101525f8181610505015281816110de015261182001525f81816104ad0152613a3b01525f8181610277015281816107da015261154301525f81816104860152610b2601525f818161055201528181610eff01528181610f5201528181611a0601528181611aba01528181611ebb01528181611fd901528181612073015281816120e2015281816124420152818161250f015281816127f501528181612f7f01528181613024015281816130910152818161316a01526131d801525f61260101525f6125d601525f61353b01525f61351301525f61346e01525f61349801525f6134c2015261493d5ff3fe608060405234801561000f575f5ffd5b50600436106101e7575f3560e01c8063861a141211610109578063d2f7265a1161009e578063e81f97fa1161006e578063e81f97fa14610500578063efd8392a14610527578063f542cd3b1461053a578063fc0c546a1461054d575f5ffd5b8063d2f7265a146104a8578063da748b10146104cf578063e4c07f1c146104e3578063e65fad97146104f6575f5ffd5b8063a3b4bd28116100d9578063a3b4bd281461043e578063be17e8c614610451578063bf7e214f14610464578063c5c51dca14610481575f5ffd5b8063861a1412146103b85780638e38a680146103df5780638fb36037146103f2578063990441501461042b575f5ffd5b806362859bf71161017f5780637a9e5e4b1161014f5780637a9e5e4b146103635780638456cb59146103765780638462d6611461037e57806384b0196e1461039d575f5ffd5b806362859bf7146102e157806364482ac4146102f45780636599a5a7146103145780636d9e384b14610350575f5ffd5b806343a77235116101ba57806343a772351461024c57806351cff8d91461025f57806356397c35146102725780635e2171e2146102be575f5ffd5b8063218eef51146101eb5780633b2e812e146102115780633ba1cfd71461022657806342f1608714610239575b5f5ffd5b6101fe6101f9366004613d6f565b610574565b6040519081526020015b60405180910390f35b61022461021f366004613eec565b6105fc565b005b610224610234366004613f42565b610709565b610224610247366004613fb4565b610bfc565b61022461025a366004613ff0565b610d94565b61022461026d366004614026565b610ec6565b6102997f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610208565b6102c862278d0081565b60405167ffffffffffffffff9091168152602001610208565b6101fe6102ef366004614070565b610f32565b6103076103023660046140d3565b61107e565b6040516102089190614117565b61033b7f000000000000000000000000000000000000000000000000000000000000000081565b60405163ffffffff9091168152602001610208565b61029961035e366004614026565b6110a7565b610224610371366004614026565b611135565b610224611219565b6101fe61038c366004614026565b60046020525f908152604090205481565b6103a5611320565b60405161020897969594939291906141a2565b61033b7f000000000000000000000000000000000000000000000000000000000000000081565b6101fe6103ed366004613d6f565b61137e565b6103fa6113c4565b6040517fffffffff000000000000000000000000000000000000000000000000000000009091168152602001610208565b6101fe610439366004614261565b611412565b61022461044c3660046142a3565b61142f565b61022461045f3660046142ef565b611671565b5f5473ffffffffffffffffffffffffffffffffffffffff16610299565b6102997f000000000000000000000000000000000000000000000000000000000000000081565b6102997f000000000000000000000000000000000000000000000000000000000000000081565b6003546102c89067ffffffffffffffff1681565b6102996104f1366004614026565b6117bd565b6102c862093a8081565b6102997f000000000000000000000000000000000000000000000000000000000000000081565b6102246105353660046142ef565b6118ca565b6101fe610548366004614070565b6119cd565b6102997f000000000000000000000000000000000000000000000000000000000000000081565b60408051466020820152309181019190915273ffffffffffffffffffffffffffffffffffffffff841660608201526080810183905260a081018290527f706c61696e00000000000000000000000000000000000000000000000000000060c08201525f9060e0015b6040516020818303038152906040528051906020012090505b9392505050565b610604611bf5565b61061083836001611c2c565b816020015173ffffffffffffffffffffffffffffffffffffffff163373ffffffffffffffffffffffffffffffffffffffff1614610679576040517f3480e2b200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f610685848484611c7b565b9050610692836001611e38565b5f858152600560209081526040918290209290925560c085015190516bffffffffffffffffffffffff909116815285917fda2fe0b86b3ff52b6b7097087f2054cf837bfb1c92c7f1ba096c20358a4d7894910160405180910390a26106fb836020015182611ea1565b50610704611f6c565b505050565b610711611bf5565b61071d85856001611c2c565b836020015173ffffffffffffffffffffffffffffffffffffffff163373ffffffffffffffffffffffffffffffffffffffff1614610786576040517f3480e2b200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60408481015190517fecf1c23900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff9182166004820152602481018790526002917f0000000000000000000000000000000000000000000000000000000000000000169063ecf1c23990604401602060405180830381865afa15801561081f573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906108439190614312565b6002811115610854576108546140ea565b1461088b576040517f81791cb400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6108996020840184614330565b90505f036108a7575f6108b2565b6108b2868685611c7b565b905084608001516bffffffffffffffffffffffff16826bffffffffffffffffffffffff16111561090e576040517f0b3524f400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f8560c001516bffffffffffffffffffffffff16836bffffffffffffffffffffffff1611156109c85760c086015161094690846143c5565b6bffffffffffffffffffffffff1690508261098763ffffffff7f000000000000000000000000000000000000000000000000000000000000000016426143e9565b67ffffffffffffffff166101008801526bffffffffffffffffffffffff1660e08701526109b5866002611e38565b5f88815260056020526040902055610a00565b60c08601515f6101008801526bffffffffffffffffffffffff1660e08701526109f16004611f96565b5f888152600560205260409020555b867f01c3e7cac22a3f7acc0b4f01d0ab4953f438484e52c5fadd79e60fab2c85a02787606001518860c001518960e001518a61010001518a604051610a879594939291906bffffffffffffffffffffffff9586168152938516602085015291909316604083015267ffffffffffffffff929092166060820152608081019190915260a00190565b60405180910390a28015610aa357610aa3866020015182611fa9565b60608601516bffffffffffffffffffffffff1615610b7e57604086810151606088015191517f71e130d500000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff9182166004820152602481018a90526bffffffffffffffffffffffff90921660448301527f000000000000000000000000000000000000000000000000000000000000000016906371e130d5906064015f604051808303815f87803b158015610b67575f5ffd5b505af1158015610b79573d5f5f3e3d5ffd5b505050505b8115610b9257610b92866020015183611ea1565b85608001516bffffffffffffffffffffffff168660e001516bffffffffffffffffffffffff161015610beb57855160e08701516080880151610beb9291610bd8916143c5565b6bffffffffffffffffffffffff16611ea1565b5050610bf5611f6c565b5050505050565b610c08335b5f3661218c565b610c10611bf5565b610c1c83836003611c2c565b81610100015167ffffffffffffffff164210610c64576040517ffc0851bc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8160c001516bffffffffffffffffffffffff16816bffffffffffffffffffffffff161080610cb157508160e001516bffffffffffffffffffffffff16816bffffffffffffffffffffffff16115b15610ce8576040517f0b3524f400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f8260c001518360e00151610cfd91906143c5565b610d16906bffffffffffffffffffffffff166002614409565b90505f8360e001516bffffffffffffffffffffffff16836bffffffffffffffffffffffff1614610d625760c0840151610d4f90846143c5565b6bffffffffffffffffffffffff16610d64565b815b9050610d8a85856bffffffffffffffffffffffff861684610d858188614420565b61231c565b5050610704611f6c565b610d9c611bf5565b610da883836001611c2c565b816020015173ffffffffffffffffffffffffffffffffffffffff163373ffffffffffffffffffffffffffffffffffffffff1614610e2a578160a0015167ffffffffffffffff16421015610e27576040517f3480e2b200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b505f5b610e346005611f96565b5f8481526005602052604081209190915560c0830151608084015160608501516bffffffffffffffffffffffff92831692610e729281169116614433565b610e7c9190614420565b604080518281526020810185905291925085917f59c1729dded57ecf0e7bb1a4fa847aa20821bfa5e241a5c9a8d492a75be05fa6910160405180910390a282516106fb9082611ea1565b610ece611bf5565b73ffffffffffffffffffffffffffffffffffffffff8082165f908152600460205260408120805491905590610f26907f00000000000000000000000000000000000000000000000000000000000000001683836123a0565b50610f2f611f6c565b50565b5f610f3b611bf5565b73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001663d505accf3330610f8960a08c0160808d01614446565b6bffffffffffffffffffffffff16610fa760808d0160608e01614446565b6bffffffffffffffffffffffff16610fbf9190614433565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e086901b16815273ffffffffffffffffffffffffffffffffffffffff938416600482015292909116602483015260448201526064810188905260ff8716608482015260a4810186905260c4810185905260e4015f604051808303815f87803b15801561104e575f5ffd5b505af192505050801561105f575060015b5061106a87876123fb565b9050611074611f6c565b9695505050505050565b5f81815260056020819052604082205460ff16908111156110a1576110a16140ea565b92915050565b6040517fffffffffffffffffffffffffffffffffffffffff000000000000000000000000606083901b1660208201525f906110a1907f000000000000000000000000000000000000000000000000000000000000000090603401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08184030181529190525f61254a565b5f54339073ffffffffffffffffffffffffffffffffffffffff1681146111a4576040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024015b60405180910390fd5b8173ffffffffffffffffffffffffffffffffffffffff163b5f0361120c576040517fc2f31e5e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8316600482015260240161119b565b61121582612557565b5050565b61122233610c01565b60035467ffffffffffffffff161580159061126f575060035462278d00906112589062093a809067ffffffffffffffff1661445f565b61126291906143e9565b67ffffffffffffffff1642105b156112a6576040517fbcd7348d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6112b362093a80426143e9565b600380547fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000001667ffffffffffffffff9290921691821790556040519081527fdb6a871e0ca1412b5a476ec1e7ec005fc584d1afa9bef37a3c64129332bb449b9060200160405180910390a1565b5f6060805f5f5f60606113316125cf565b6113396125fa565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b60408051466020820152309181019190915273ffffffffffffffffffffffffffffffffffffffff841660608201526080810183905260a081018290525f9060c0016105dc565b5f805474010000000000000000000000000000000000000000900460ff166113eb57505f90565b7f8fb36037000000000000000000000000000000000000000000000000000000005b905090565b5f61141b611bf5565b61142583836123fb565b90506110a1611f6c565b5f61143b338686610574565b5f8181526005602052604090205490915015611483576040517fddafad9800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b83158015906114b6575060056114a261030233886101f960018a614420565b60058111156114b3576114b36140ea565b14155b156114ed576040517fddafad9800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8280156115c0575060026040517fecf1c23900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8881166004830152602482018490527f0000000000000000000000000000000000000000000000000000000000000000169063ecf1c23990604401602060405180830381865afa158015611588573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906115ac9190614312565b60028111156115bd576115bd6140ea565b14155b156115f7576040517f81791cb400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61160d83611606576005611f96565b6004611f96565b5f828152600560209081526040918290209290925580518681528515159281019290925281018390528590339083907ffd7135f223a9631970805840ecde69884bb7121cd5f7e935a32b608c467b863e9060600160405180910390a4505050505050565b61167d82826002611c2c565b805173ffffffffffffffffffffffffffffffffffffffff1633146116cd576040517f4b382e0100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80610100015167ffffffffffffffff164210611715576040517ffc0851bc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61174563ffffffff7f000000000000000000000000000000000000000000000000000000000000000016426143e9565b67ffffffffffffffff16610100820152611760816003611e38565b5f8381526005602090815260409182902092909255610100830151905167ffffffffffffffff909116815283917f0e65362e429952bfbedb6584a686037031e2a80c81f9c9858d019025c9a7b2d591015b60405180910390a25050565b5f6117c7826110a7565b905073ffffffffffffffffffffffffffffffffffffffff81163b156117eb57919050565b6040517fffffffffffffffffffffffffffffffffffffffff000000000000000000000000606084901b166020820152611877907f000000000000000000000000000000000000000000000000000000000000000090603401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08184030181529190525f612625565b5060405173ffffffffffffffffffffffffffffffffffffffff82811682528316907f14f619aa5ebd084423dcee9dc5d0bbcbee337d4945350f3281cdf0b48a237fa19060200160405180910390a2919050565b6118d2611bf5565b5f6118de826003611e38565b5f84815260056020526040902054149050806119005761190083836002611c2c565b81610100015167ffffffffffffffff16421015611949576040517ffc0851bc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f8260c001518360e0015161195e91906143c5565b6bffffffffffffffffffffffff16905081156119985761199384848560c001516bffffffffffffffffffffffff16848561231c565b6119c3565b6119c384848560e001516bffffffffffffffffffffffff168460026119bd9190614409565b5f61231c565b5050611215611f6c565b5f6119d6611bf5565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa158015611a60573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611a84919061447f565b90505f604080611a9d338c60c001358d60e0013561137e565b901c901b905073ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001663ef55bec63330611af160a08e0160808f01614446565b6bffffffffffffffffffffffff168d6060016020810190611b129190614446565b6bffffffffffffffffffffffff16611b2a9190614433565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e086901b16815273ffffffffffffffffffffffffffffffffffffffff938416600482015292909116602483015260448201525f6064820152608481018a905260a4810184905260ff891660c482015260e481018890526101048101879052610124015f604051808303815f87803b158015611bc8575f5ffd5b505af1158015611bda573d5f5f3e3d5ffd5b50505050611be9898984612632565b92505050611074611f6c565b611bfd612a77565b611c2a60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90612ad0565b565b611c368282611e38565b5f8481526005602052604090205414610704576040517fddafad9800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80611cf27fc34531b1fd157161d6e35b9a6b0208d1f23361f812f18a8393c7baf1021dabc586611caf6020870187614446565b6040805160208101949094528301919091526bffffffffffffffffffffffff16606082015260800160405160208183030381529060405280519060200120612ad7565b60c08501519091506bffffffffffffffffffffffff16611d156020850185614446565b6bffffffffffffffffffffffff16111580611d5b575060808401516bffffffffffffffffffffffff16611d4b6020850185614446565b6bffffffffffffffffffffffff16115b15611d92576040517f6f2a72e800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8351611dab9082611da66020870187614330565b612b1e565b611de1576040517f6f2a72e800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60c0840151611df36020850185614446565b611dfd91906143c5565b6bffffffffffffffffffffffff169150611e1a6020840184614446565b6bffffffffffffffffffffffff1660c0909401939093529392505050565b5f816005811115611e4b57611e4b6140ea565b60ff1660ff1984604051602001611e629190614496565b604080518083037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0018152919052805160209091012016179392505050565b611ee273ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168383612bb9565b15611eeb575050565b73ffffffffffffffffffffffffffffffffffffffff82165f9081526004602052604081208054839290611f1f908490614433565b909155505060405181815273ffffffffffffffffffffffffffffffffffffffff8316907f6e4a58472a7716d97d90eb4356685384137ddca3a07ca3fc7e9b24bd0e04913c906020016117b1565b611c2a5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00611c24565b5f8160058111156110a1576110a16140ea565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa158015612033573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612057919061447f565b905061209b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016843085612bc6565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201528290829073ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa158015612127573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061214b919061447f565b6121559190614420565b14610704576040517f791aad8900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f6121cc6121af5f5473ffffffffffffffffffffffffffffffffffffffff1690565b86306121be60045f898b6145c0565b6121c7916145e7565b612c28565b9150915081610bf55763ffffffff8116156122d2575f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff811674010000000000000000000000000000000000000000179091556040517f94c7d7ee00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909116906394c7d7ee906122789088908890889060040161464c565b5f604051808303815f87803b15801561228f575f5ffd5b505af11580156122a1573d5f5f3e3d5ffd5b50505f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff16905550610bf59050565b6040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8616600482015260240161119b565b6123266004611f96565b5f86815260056020908152604091829020929092558051858152918201849052810182905285907fd3eb64bb17bbbbef230373401394bd87aa1b5dc584d6571b3b8df900e23a6b7e9060600160405180910390a2811561238e5761238e846020015183611ea1565b8015610bf5578351610bf59082611ea1565b6123ad8383836001612d2b565b610704576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8416600482015260240161119b565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f90819073ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa158015612487573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906124ab919061447f565b905061253733306124c260a0880160808901614446565b6bffffffffffffffffffffffff166124e06080890160608a01614446565b6bffffffffffffffffffffffff166124f89190614433565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016929190612bc6565b612542848483612632565b949350505050565b5f61254284848430612db3565b5f80547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b606061140d7f0000000000000000000000000000000000000000000000000000000000000000612dd3565b606061140d7f0000000000000000000000000000000000000000000000000000000000000000612dd3565b5f6125428484845f612e10565b6003545f9067ffffffffffffffff1642101561267a576040517f9ba8a0e600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b4261268d610120860161010087016146b5565b67ffffffffffffffff16116126ce576040517f710e1ce500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6126df60c0860160a08701614026565b73ffffffffffffffffffffffffffffffffffffffff160361272c576040517f3480e2b200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b4283351015612767576040517f8727a7f900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61277a338560c001358660e0013561137e565b5f81815260056020526040902054909150156127c5576040517fb328761f0000000000000000000000000000000000000000000000000000000081526004810182905260240161119b565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa15801561284f573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612873919061447f565b905061288560a0860160808701614446565b6bffffffffffffffffffffffff166128a36080870160608801614446565b6bffffffffffffffffffffffff166128bb9190614433565b6128c58483614420565b146128fc576040517f791aad8900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f5f612909878785612e29565b60408051610120810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e0810182905261010081019190915291935091503361296760c08a0160a08b01614026565b61297460208b018b614026565b6129866101208c016101008d016146b5565b67ffffffffffffffff1660a085015273ffffffffffffffffffffffffffffffffffffffff908116604085015290811660208401521681526129c68261330d565b6129d660a08a0160808b01614446565b6bffffffffffffffffffffffff90811660808401521660608201526129fc816001611e38565b5f86815260056020526040902055612a15858984613362565b612a256080890160608a01614446565b6bffffffffffffffffffffffff16831015612a6c57612a6c3384612a4f60808c0160608d01614446565b6bffffffffffffffffffffffff16612a679190614420565b611ea1565b505050509392505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c15611c2a576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b5f6110a1612ae3613455565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f8473ffffffffffffffffffffffffffffffffffffffff163b5f03612ba4575f5f612b4a86868661358b565b5090925090505f816003811115612b6357612b636140ea565b148015612b9b57508673ffffffffffffffffffffffffffffffffffffffff168273ffffffffffffffffffffffffffffffffffffffff16145b92505050612542565b612bb0858585856135d2565b95945050505050565b5f6125428484845f612d2b565b612bd4848484846001613655565b612c22576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8516600482015260240161119b565b50505050565b60405173ffffffffffffffffffffffffffffffffffffffff8085166024830152831660448201527fffffffff00000000000000000000000000000000000000000000000000000000821660648201525f9081908190608401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152602080830180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fb7009613000000000000000000000000000000000000000000000000000000001781525f808052918290528351939450919290918a5afa15612d21575f516020805191945081901c150291505b5094509492505050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f51148316612da7578383151615612d9b573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f5f612dbf86866136e8565b90506110748482805190602001208561375f565b60605f612ddf8361379e565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f5f612e1c86866136e8565b90506110748385836137de565b5f80612e386020860186614026565b73ffffffffffffffffffffffffffffffffffffffff166390184b02612e636040880160208901614026565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b16815273ffffffffffffffffffffffffffffffffffffffff9091166004820152602401602060405180830381865afa158015612eca573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612eee91906146ce565b612f24576040517f8c03560e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f612f356104f16020880188614026565b6040517f70a0823100000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff80831660048301529192505f917f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa158015612fc4573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612fe8919061447f565b9050613059612ffd6040890160208a01614026565b61300d60808a0160608b01614446565b73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001691906bffffffffffffffffffffffff166138c3565b613063878761393b565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201527f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa1580156130eb573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061310f919061447f565b6131199086614420565b935061312b6080880160608901614446565b6bffffffffffffffffffffffff16841015613191576131916131536040890160208a01614026565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016905f6138c3565b6040517f70a0823100000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff838116600483015282917f0000000000000000000000000000000000000000000000000000000000000000909116906370a0823190602401602060405180830381865afa15801561321f573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190613243919061447f565b61324d9190614420565b9250825f03613288576040517f56baacf600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517f4fd9efc40000000000000000000000000000000000000000000000000000000081526004810184905273ffffffffffffffffffffffffffffffffffffffff831690634fd9efc4906024015f604051808303815f87803b1580156132ed575f5ffd5b505af11580156132ff573d5f5f3e3d5ffd5b505050505050935093915050565b5f6bffffffffffffffffffffffff82111561335e576040517f6dfcc650000000000000000000000000000000000000000000000000000000008152606060048201526024810183905260440161119b565b5090565b61336f6020830183614026565b73ffffffffffffffffffffffffffffffffffffffff1633847f1fe5f2bdffb8ee050424573ab15f467d3499cd92075cad19957bed6f7b0927d96133b86040870160208801614026565b6133c860c0880160a08901614026565b866133d960a08a0160808b01614446565b60c08a01356133f06101208c016101008d016146b5565b6040805173ffffffffffffffffffffffffffffffffffffffff9788168152969095166020870152938501929092526bffffffffffffffffffffffff166060840152608083015267ffffffffffffffff1660a082015260c00160405180910390a4505050565b5f3073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000161480156134ba57507f000000000000000000000000000000000000000000000000000000000000000046145b156134e457507f000000000000000000000000000000000000000000000000000000000000000090565b61140d604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b5f808060418490036135bf578435602086013560408701355f1a6135b189828585613b1a565b9550955095505050506135c9565b505f915060029050825b93509350939050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8781166004528616602452604485905291602083606481808c5af1925060015f511483166136d75783831516156136cb573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b6060615fd382511115613727576040517f9428905400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b815161373490602d614433565b8383604051602001613748939291906146e9565b604051602081830303815290604052905092915050565b5f604051836040820152846020820152828152600b8101905060ff81536055902073ffffffffffffffffffffffffffffffffffffffff16949350505050565b5f60ff8216601f8111156110a1576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f83471015613822576040517fcf4791810000000000000000000000000000000000000000000000000000000081524760048201526024810185905260440161119b565b81515f0361385c576040517f4ca249dc00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8282516020840186f5905073ffffffffffffffffffffffffffffffffffffffff81166105f5573d5f036138bb576040517fb06ebf3d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6105f5613c0d565b6138cf8383835f613c18565b610704576138e083835f6001613c18565b61392e576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8416600482015260240161119b565b6123ad8383836001613c18565b613943613c88565b33815261395660c0840160a08501614026565b60408083015173ffffffffffffffffffffffffffffffffffffffff909216909152613986908301602084016147cc565b6040828101805160ff9390931660609384015280518583013560809091015280519285013560a0909301929092529051833560c091820152815190850135602082015201604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08184030181529181528281015160e00191909152613a1290840160208501614026565b73ffffffffffffffffffffffffffffffffffffffff1663a8c09b0b826040518060a001604052807f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16815260200187604001358152602001876060016020810190613a929190614446565b6bffffffffffffffffffffffff1681525f60208201819052604091820152517fffffffff0000000000000000000000000000000000000000000000000000000060e085901b168152613ae89291906004016147e5565b5f604051808303815f87803b158015613aff575f5ffd5b505af1158015613b11573d5f5f3e3d5ffd5b50505050505050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115613b5357505f91506003905082613c03565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015613ba4573d5f5f3e3d5ffd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff8116613bfa57505f925060019150829050613c03565b92505f91508190505b9450945094915050565b6040513d5f823e3d81fd5b6040517f095ea7b3000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f51148316612da7578383151615612d9b573d5f823e3d81fd5b60405180608001604052805f73ffffffffffffffffffffffffffffffffffffffff1681526020015f8152602001613d256040518061010001604052805f73ffffffffffffffffffffffffffffffffffffffff1681526020015f73ffffffffffffffffffffffffffffffffffffffff1681526020015f81526020015f60ff1681526020015f81526020015f81526020015f8152602001606081525090565b8152604080516060810182525f80825260208281018290529282015291015290565b803573ffffffffffffffffffffffffffffffffffffffff81168114613d6a575f5ffd5b919050565b5f5f5f60608486031215613d81575f5ffd5b613d8a84613d47565b95602085013595506040909401359392505050565b604051610120810167ffffffffffffffff81118282101715613de8577f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b60405290565b80356bffffffffffffffffffffffff81168114613d6a575f5ffd5b803567ffffffffffffffff81168114613d6a575f5ffd5b5f6101208284031215613e31575f5ffd5b613e39613d9f565b9050613e4482613d47565b8152613e5260208301613d47565b6020820152613e6360408301613d47565b6040820152613e7460608301613dee565b6060820152613e8560808301613dee565b6080820152613e9660a08301613e09565b60a0820152613ea760c08301613dee565b60c0820152613eb860e08301613dee565b60e0820152613eca6101008301613e09565b61010082015292915050565b5f60408284031215613ee6575f5ffd5b50919050565b5f5f5f6101608486031215613eff575f5ffd5b83359250613f108560208601613e20565b915061014084013567ffffffffffffffff811115613f2c575f5ffd5b613f3886828701613ed6565b9150509250925092565b5f5f5f5f5f6101a08688031215613f57575f5ffd5b85359450613f688760208801613e20565b9350610140860135925061016086013567ffffffffffffffff811115613f8c575f5ffd5b613f9888828901613ed6565b925050613fa86101808701613dee565b90509295509295909350565b5f5f5f6101608486031215613fc7575f5ffd5b83359250613fd88560208601613e20565b9150613fe76101408501613dee565b90509250925092565b5f5f5f6101608486031215614003575f5ffd5b833592506140148560208601613e20565b92959294505050610140919091013590565b5f60208284031215614036575f5ffd5b6105f582613d47565b5f6101208284031215613ee6575f5ffd5b5f60808284031215613ee6575f5ffd5b803560ff81168114613d6a575f5ffd5b5f5f5f5f5f5f6102208789031215614086575f5ffd5b614090888861403f565b95506140a0886101208901614050565b94506101a087013593506140b76101c08801614060565b959894975092956101e081013594610200909101359350915050565b5f602082840312156140e3575f5ffd5b5035919050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b6020810160068310614150577f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b91905290565b5f81518084528060208401602086015e5f6020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6141dc60e0830189614156565b82810360408401526141ee8189614156565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015614250578351835260209384019390920191600101614232565b50909b9a5050505050505050505050565b5f5f6101a08385031215614273575f5ffd5b61427d848461403f565b915061428d846101208501614050565b90509250929050565b8015158114610f2f575f5ffd5b5f5f5f5f5f60a086880312156142b7575f5ffd5b6142c086613d47565b9450602086013593506040860135925060608601356142de81614296565b949793965091946080013592915050565b5f5f6101408385031215614301575f5ffd5b8235915061428d8460208501613e20565b5f60208284031215614322575f5ffd5b8151600381106105f5575f5ffd5b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1843603018112614363575f5ffd5b83018035915067ffffffffffffffff82111561437d575f5ffd5b602001915036819003821315614391575f5ffd5b9250929050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6bffffffffffffffffffffffff82811682821603908111156110a1576110a1614398565b67ffffffffffffffff81811683821601908111156110a1576110a1614398565b80820281158282048414176110a1576110a1614398565b818103818111156110a1576110a1614398565b808201808211156110a1576110a1614398565b5f60208284031215614456575f5ffd5b6105f582613dee565b67ffffffffffffffff82811682821603908111156110a1576110a1614398565b5f6020828403121561448f575f5ffd5b5051919050565b5f6101208201905073ffffffffffffffffffffffffffffffffffffffff835116825273ffffffffffffffffffffffffffffffffffffffff602084015116602083015260408301516144ff604084018273ffffffffffffffffffffffffffffffffffffffff169052565b50606083015161451f60608401826bffffffffffffffffffffffff169052565b50608083015161453f60808401826bffffffffffffffffffffffff169052565b5060a083015161455b60a084018267ffffffffffffffff169052565b5060c083015161457b60c08401826bffffffffffffffffffffffff169052565b5060e083015161459b60e08401826bffffffffffffffffffffffff169052565b506101008301516145b961010084018267ffffffffffffffff169052565b5092915050565b5f5f858511156145ce575f5ffd5b838611156145da575f5ffd5b5050820193919092039150565b80357fffffffff0000000000000000000000000000000000000000000000000000000081169060048410156145b9577fffffffff00000000000000000000000000000000000000000000000000000000808560040360031b1b82161691505092915050565b73ffffffffffffffffffffffffffffffffffffffff8416815260406020820152816040820152818360608301375f818301606090810191909152601f9092017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe016010192915050565b5f602082840312156146c5575f5ffd5b6105f582613e09565b5f602082840312156146de575f5ffd5b81516105f581614296565b7f610000000000000000000000000000000000000000000000000000000000000081527fffff0000000000000000000000000000000000000000000000000000000000008460f01b1660018201527f3d81600a3d39f3363d3d373d3d3d363d7300000000000000000000000000000060038201527fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008360601b1660148201527f5af43d82803e903d91602b57fd5bf3000000000000000000000000000000000060288201525f82518060208501603785015e5f9201603701918252509392505050565b5f602082840312156147dc575f5ffd5b6105f582614060565b60c0815273ffffffffffffffffffffffffffffffffffffffff83511660c0820152602083015160e08201525f604084015160c061010084015273ffffffffffffffffffffffffffffffffffffffff81511661018084015273ffffffffffffffffffffffffffffffffffffffff6020820151166101a084015260408101516101c0840152606081015161487d6101e085018260ff169052565b50608081015161020084015260a081015161022084015260c081015161024084015260e001516101006102608401526148ba610280840182614156565b606086810151805173ffffffffffffffffffffffffffffffffffffffff90811661012088015260208083015182166101408901526040928301516101608901528851821681890152880151828801529087015186830152908601516080808701919091528601511660a085015291506105f5905056fea164736f6c6343000825000a60e060405234801561000f575f5ffd5b506040516108b43803806108b483398101604081905261002e916100c7565b336080526001600160a01b03811660a081905260408051637e062a3560e11b8152905163fc0c546a916004808201926020929091908290030181865afa15801561007a573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009e91906100c7565b6001600160a01b031660c052506100e9565b6001600160a01b03811681146100c4575f5ffd5b50565b5f602082840312156100d7575f5ffd5b81516100e2816100b0565b9392505050565b60805160a05160c0516107726101425f395f8181610123015281816101e90152818161026301526102fd01525f818160d50152818161031f015261034601525f818160fc01528181610178015261020b01526107725ff3fe608060405234801561000f575f5ffd5b506004361061006f575f3560e01c8063c5c51dca1161004d578063c5c51dca146100d0578063e2fdcc17146100f7578063fc0c546a1461011e575f5ffd5b806302b728ab146100735780634fd9efc4146100a55780636b9f96ea146100ba575b5f5ffd5b61007b610145565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020015b60405180910390f35b6100b86100b3366004610660565b610160565b005b6100c2610233565b60405190815260200161009c565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b5f61014f30610411565b61015890610677565b60601c905090565b3373ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016146101cf576040517ffc447f6200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61023073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000167f00000000000000000000000000000000000000000000000000000000000000008361048b565b50565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa1580156102bd573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906102e191906106e3565b905061034473ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000167f0000000000000000000000000000000000000000000000000000000000000000836104f0565b7f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff166371e130d5610388610145565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b16815273ffffffffffffffffffffffffffffffffffffffff90911660048201525f6024820152604481018490526064015f604051808303815f87803b1580156103f8575f5ffd5b505af115801561040a573d5f5f3e3d5ffd5b5050505090565b60605f610436602d73ffffffffffffffffffffffffffffffffffffffff85163b6106fa565b67ffffffffffffffff81111561044e5761044e610738565b6040519080825280601f01601f191660200182016040528015610478576020820181803683370190505b5090508051602d60208301853c92915050565b6104988383836001610568565b6104eb576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024015b60405180910390fd5b505050565b6104fc8383835f6105f0565b6104eb5761050d83835f60016105f0565b61055b576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024016104e2565b61049883838360016105f0565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166105e45783831516156105d8573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6040517f095ea7b3000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166105e45783831516156105d8573d5f823e3d81fd5b5f60208284031215610670575f5ffd5b5035919050565b805160208201517fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008116919060148210156106dc577fffffffffffffffffffffffffffffffffffffffff000000000000000000000000808360140360031b1b82161692505b5050919050565b5f602082840312156106f3575f5ffd5b5051919050565b81810381811115610732577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b92915050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffdfea164736f6c6343000825000a",
}

// JobEscrow is an auto generated Go binding around an Ethereum contract.
type JobEscrow struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *JobEscrow) GetABI() abi.ABI {
	return c.abi
}

// NewJobEscrow creates a new instance of JobEscrow.
func NewJobEscrow() *JobEscrow {
	parsed, err := JobEscrowMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &JobEscrow{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *JobEscrow) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address authority, address token_, address pools_, address ledger_, address exchange_, uint32 challengeWindow_, uint32 rulingWindow_) returns()
func (jobEscrow *JobEscrow) PackConstructor(authority common.Address, token_ common.Address, pools_ common.Address, ledger_ common.Address, exchange_ common.Address, challengeWindow_ uint32, rulingWindow_ uint32) []byte {
	enc, err := jobEscrow.abi.Pack("", authority, token_, pools_, ledger_, exchange_, challengeWindow_, rulingWindow_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackPAUSE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe65fad97.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PAUSE() view returns(uint64)
func (jobEscrow *JobEscrow) PackPAUSE() []byte {
	enc, err := jobEscrow.abi.Pack("PAUSE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPAUSE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe65fad97.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PAUSE() view returns(uint64)
func (jobEscrow *JobEscrow) TryPackPAUSE() ([]byte, error) {
	return jobEscrow.abi.Pack("PAUSE")
}

// UnpackPAUSE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe65fad97.
//
// Solidity: function PAUSE() view returns(uint64)
func (jobEscrow *JobEscrow) UnpackPAUSE(data []byte) (uint64, error) {
	out, err := jobEscrow.abi.Unpack("PAUSE", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPAUSEAGAIN is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e2171e2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PAUSE_AGAIN() view returns(uint64)
func (jobEscrow *JobEscrow) PackPAUSEAGAIN() []byte {
	enc, err := jobEscrow.abi.Pack("PAUSE_AGAIN")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPAUSEAGAIN is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e2171e2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PAUSE_AGAIN() view returns(uint64)
func (jobEscrow *JobEscrow) TryPackPAUSEAGAIN() ([]byte, error) {
	return jobEscrow.abi.Pack("PAUSE_AGAIN")
}

// UnpackPAUSEAGAIN is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5e2171e2.
//
// Solidity: function PAUSE_AGAIN() view returns(uint64)
func (jobEscrow *JobEscrow) UnpackPAUSEAGAIN(data []byte) (uint64, error) {
	out, err := jobEscrow.abi.Unpack("PAUSE_AGAIN", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (jobEscrow *JobEscrow) PackAuthority() []byte {
	enc, err := jobEscrow.abi.Pack("authority")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function authority() view returns(address)
func (jobEscrow *JobEscrow) TryPackAuthority() ([]byte, error) {
	return jobEscrow.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (jobEscrow *JobEscrow) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackChallenge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbe17e8c6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challenge(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o) returns()
func (jobEscrow *JobEscrow) PackChallenge(job [32]byte, o JobEscrowOrder) []byte {
	enc, err := jobEscrow.abi.Pack("challenge", job, o)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallenge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbe17e8c6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challenge(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o) returns()
func (jobEscrow *JobEscrow) TryPackChallenge(job [32]byte, o JobEscrowOrder) ([]byte, error) {
	return jobEscrow.abi.Pack("challenge", job, o)
}

// PackChallengeWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x861a1412.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengeWindow() view returns(uint32)
func (jobEscrow *JobEscrow) PackChallengeWindow() []byte {
	enc, err := jobEscrow.abi.Pack("challengeWindow")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengeWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x861a1412.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengeWindow() view returns(uint32)
func (jobEscrow *JobEscrow) TryPackChallengeWindow() ([]byte, error) {
	return jobEscrow.abi.Pack("challengeWindow")
}

// UnpackChallengeWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x861a1412.
//
// Solidity: function challengeWindow() view returns(uint32)
func (jobEscrow *JobEscrow) UnpackChallengeWindow(data []byte) (uint32, error) {
	out, err := jobEscrow.abi.Unpack("challengeWindow", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackDraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b2e812e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function draw(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, (uint96,bytes) voucher) returns()
func (jobEscrow *JobEscrow) PackDraw(job [32]byte, o JobEscrowOrder, voucher JobEscrowVoucher) []byte {
	enc, err := jobEscrow.abi.Pack("draw", job, o, voucher)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b2e812e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function draw(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, (uint96,bytes) voucher) returns()
func (jobEscrow *JobEscrow) TryPackDraw(job [32]byte, o JobEscrowOrder, voucher JobEscrowVoucher) ([]byte, error) {
	return jobEscrow.abi.Pack("draw", job, o, voucher)
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (jobEscrow *JobEscrow) PackEip712Domain() []byte {
	enc, err := jobEscrow.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (jobEscrow *JobEscrow) TryPackEip712Domain() ([]byte, error) {
	return jobEscrow.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (jobEscrow *JobEscrow) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := jobEscrow.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackExchange is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2f7265a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function exchange() view returns(address)
func (jobEscrow *JobEscrow) PackExchange() []byte {
	enc, err := jobEscrow.abi.Pack("exchange")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExchange is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2f7265a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function exchange() view returns(address)
func (jobEscrow *JobEscrow) TryPackExchange() ([]byte, error) {
	return jobEscrow.abi.Pack("exchange")
}

// UnpackExchange is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd2f7265a.
//
// Solidity: function exchange() view returns(address)
func (jobEscrow *JobEscrow) UnpackExchange(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("exchange", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFinalize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefd8392a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalize(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o) returns()
func (jobEscrow *JobEscrow) PackFinalize(job [32]byte, o JobEscrowOrder) []byte {
	enc, err := jobEscrow.abi.Pack("finalize", job, o)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xefd8392a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalize(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o) returns()
func (jobEscrow *JobEscrow) TryPackFinalize(job [32]byte, o JobEscrowOrder) ([]byte, error) {
	return jobEscrow.abi.Pack("finalize", job, o)
}

// PackFulfil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3b4bd28.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fulfil(address dataset, bytes32 order_, uint256 attempt, bool finished, bytes32 receipt) returns()
func (jobEscrow *JobEscrow) PackFulfil(dataset common.Address, order [32]byte, attempt *big.Int, finished bool, receipt [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("fulfil", dataset, order, attempt, finished, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFulfil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3b4bd28.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fulfil(address dataset, bytes32 order_, uint256 attempt, bool finished, bytes32 receipt) returns()
func (jobEscrow *JobEscrow) TryPackFulfil(dataset common.Address, order [32]byte, attempt *big.Int, finished bool, receipt [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("fulfil", dataset, order, attempt, finished, receipt)
}

// PackInboxCode is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe81f97fa.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function inboxCode() view returns(address)
func (jobEscrow *JobEscrow) PackInboxCode() []byte {
	enc, err := jobEscrow.abi.Pack("inboxCode")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInboxCode is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe81f97fa.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function inboxCode() view returns(address)
func (jobEscrow *JobEscrow) TryPackInboxCode() ([]byte, error) {
	return jobEscrow.abi.Pack("inboxCode")
}

// UnpackInboxCode is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe81f97fa.
//
// Solidity: function inboxCode() view returns(address)
func (jobEscrow *JobEscrow) UnpackInboxCode(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("inboxCode", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackInboxOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d9e384b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function inboxOf(address dataset) view returns(address)
func (jobEscrow *JobEscrow) PackInboxOf(dataset common.Address) []byte {
	enc, err := jobEscrow.abi.Pack("inboxOf", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInboxOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d9e384b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function inboxOf(address dataset) view returns(address)
func (jobEscrow *JobEscrow) TryPackInboxOf(dataset common.Address) ([]byte, error) {
	return jobEscrow.abi.Pack("inboxOf", dataset)
}

// UnpackInboxOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d9e384b.
//
// Solidity: function inboxOf(address dataset) view returns(address)
func (jobEscrow *JobEscrow) UnpackInboxOf(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("inboxOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (jobEscrow *JobEscrow) PackIsConsumingScheduledOp() []byte {
	enc, err := jobEscrow.abi.Pack("isConsumingScheduledOp")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (jobEscrow *JobEscrow) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return jobEscrow.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (jobEscrow *JobEscrow) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := jobEscrow.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackJobOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e38a680.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobOf(address trainer, bytes32 spec, bytes32 salt) view returns(bytes32)
func (jobEscrow *JobEscrow) PackJobOf(trainer common.Address, spec [32]byte, salt [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("jobOf", trainer, spec, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e38a680.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobOf(address trainer, bytes32 spec, bytes32 salt) view returns(bytes32)
func (jobEscrow *JobEscrow) TryPackJobOf(trainer common.Address, spec [32]byte, salt [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("jobOf", trainer, spec, salt)
}

// UnpackJobOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8e38a680.
//
// Solidity: function jobOf(address trainer, bytes32 spec, bytes32 salt) view returns(bytes32)
func (jobEscrow *JobEscrow) UnpackJobOf(data []byte) ([32]byte, error) {
	out, err := jobEscrow.abi.Unpack("jobOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackLedger is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x56397c35.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ledger() view returns(address)
func (jobEscrow *JobEscrow) PackLedger() []byte {
	enc, err := jobEscrow.abi.Pack("ledger")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLedger is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x56397c35.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ledger() view returns(address)
func (jobEscrow *JobEscrow) TryPackLedger() ([]byte, error) {
	return jobEscrow.abi.Pack("ledger")
}

// UnpackLedger is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x56397c35.
//
// Solidity: function ledger() view returns(address)
func (jobEscrow *JobEscrow) UnpackLedger(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("ledger", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOpenInbox is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe4c07f1c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function openInbox(address dataset) returns(address inbox)
func (jobEscrow *JobEscrow) PackOpenInbox(dataset common.Address) []byte {
	enc, err := jobEscrow.abi.Pack("openInbox", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpenInbox is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe4c07f1c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function openInbox(address dataset) returns(address inbox)
func (jobEscrow *JobEscrow) TryPackOpenInbox(dataset common.Address) ([]byte, error) {
	return jobEscrow.abi.Pack("openInbox", dataset)
}

// UnpackOpenInbox is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe4c07f1c.
//
// Solidity: function openInbox(address dataset) returns(address inbox)
func (jobEscrow *JobEscrow) UnpackOpenInbox(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("openInbox", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOrder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x99044150.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function order((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q) returns(bytes32 job)
func (jobEscrow *JobEscrow) PackOrder(t JobEscrowTerms, q JobEscrowQuote) []byte {
	enc, err := jobEscrow.abi.Pack("order", t, q)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOrder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x99044150.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function order((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q) returns(bytes32 job)
func (jobEscrow *JobEscrow) TryPackOrder(t JobEscrowTerms, q JobEscrowQuote) ([]byte, error) {
	return jobEscrow.abi.Pack("order", t, q)
}

// UnpackOrder is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x99044150.
//
// Solidity: function order((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q) returns(bytes32 job)
func (jobEscrow *JobEscrow) UnpackOrder(data []byte) ([32]byte, error) {
	out, err := jobEscrow.abi.Unpack("order", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOrderWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf542cd3b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function orderWithAuthorization((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 validBefore, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) PackOrderWithAuthorization(t JobEscrowTerms, q JobEscrowQuote, validBefore *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("orderWithAuthorization", t, q, validBefore, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOrderWithAuthorization is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf542cd3b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function orderWithAuthorization((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 validBefore, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) TryPackOrderWithAuthorization(t JobEscrowTerms, q JobEscrowQuote, validBefore *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("orderWithAuthorization", t, q, validBefore, v, r, s)
}

// UnpackOrderWithAuthorization is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf542cd3b.
//
// Solidity: function orderWithAuthorization((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 validBefore, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) UnpackOrderWithAuthorization(data []byte) ([32]byte, error) {
	out, err := jobEscrow.abi.Unpack("orderWithAuthorization", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOrderWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62859bf7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function orderWithPermit((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) PackOrderWithPermit(t JobEscrowTerms, q JobEscrowQuote, permitDeadline *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("orderWithPermit", t, q, permitDeadline, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOrderWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62859bf7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function orderWithPermit((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) TryPackOrderWithPermit(t JobEscrowTerms, q JobEscrowQuote, permitDeadline *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("orderWithPermit", t, q, permitDeadline, v, r, s)
}

// UnpackOrderWithPermit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x62859bf7.
//
// Solidity: function orderWithPermit((address,address,bytes32,uint96,uint96,address,bytes32,bytes32,uint64) t, (uint256,uint8,bytes32,bytes32) q, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s) returns(bytes32 job)
func (jobEscrow *JobEscrow) UnpackOrderWithPermit(data []byte) ([32]byte, error) {
	out, err := jobEscrow.abi.Unpack("orderWithPermit", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOwedTo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8462d661.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owedTo(address account) view returns(uint256)
func (jobEscrow *JobEscrow) PackOwedTo(account common.Address) []byte {
	enc, err := jobEscrow.abi.Pack("owedTo", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwedTo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8462d661.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owedTo(address account) view returns(uint256)
func (jobEscrow *JobEscrow) TryPackOwedTo(account common.Address) ([]byte, error) {
	return jobEscrow.abi.Pack("owedTo", account)
}

// UnpackOwedTo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8462d661.
//
// Solidity: function owedTo(address account) view returns(uint256)
func (jobEscrow *JobEscrow) UnpackOwedTo(data []byte) (*big.Int, error) {
	out, err := jobEscrow.abi.Unpack("owedTo", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (jobEscrow *JobEscrow) PackPause() []byte {
	enc, err := jobEscrow.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (jobEscrow *JobEscrow) TryPackPause() ([]byte, error) {
	return jobEscrow.abi.Pack("pause")
}

// PackPausedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda748b10.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pausedUntil() view returns(uint64)
func (jobEscrow *JobEscrow) PackPausedUntil() []byte {
	enc, err := jobEscrow.abi.Pack("pausedUntil")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPausedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda748b10.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pausedUntil() view returns(uint64)
func (jobEscrow *JobEscrow) TryPackPausedUntil() ([]byte, error) {
	return jobEscrow.abi.Pack("pausedUntil")
}

// UnpackPausedUntil is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xda748b10.
//
// Solidity: function pausedUntil() view returns(uint64)
func (jobEscrow *JobEscrow) UnpackPausedUntil(data []byte) (uint64, error) {
	out, err := jobEscrow.abi.Unpack("pausedUntil", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPlainJobOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x218eef51.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function plainJobOf(address provider, bytes32 order_, uint256 attempt) view returns(bytes32)
func (jobEscrow *JobEscrow) PackPlainJobOf(provider common.Address, order [32]byte, attempt *big.Int) []byte {
	enc, err := jobEscrow.abi.Pack("plainJobOf", provider, order, attempt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPlainJobOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x218eef51.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function plainJobOf(address provider, bytes32 order_, uint256 attempt) view returns(bytes32)
func (jobEscrow *JobEscrow) TryPackPlainJobOf(provider common.Address, order [32]byte, attempt *big.Int) ([]byte, error) {
	return jobEscrow.abi.Pack("plainJobOf", provider, order, attempt)
}

// UnpackPlainJobOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x218eef51.
//
// Solidity: function plainJobOf(address provider, bytes32 order_, uint256 attempt) view returns(bytes32)
func (jobEscrow *JobEscrow) UnpackPlainJobOf(data []byte) ([32]byte, error) {
	out, err := jobEscrow.abi.Unpack("plainJobOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackPools is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5c51dca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pools() view returns(address)
func (jobEscrow *JobEscrow) PackPools() []byte {
	enc, err := jobEscrow.abi.Pack("pools")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPools is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5c51dca.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pools() view returns(address)
func (jobEscrow *JobEscrow) TryPackPools() ([]byte, error) {
	return jobEscrow.abi.Pack("pools")
}

// UnpackPools is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc5c51dca.
//
// Solidity: function pools() view returns(address)
func (jobEscrow *JobEscrow) UnpackPools(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("pools", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x43a77235.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refund(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, bytes32 receipt) returns()
func (jobEscrow *JobEscrow) PackRefund(job [32]byte, o JobEscrowOrder, receipt [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("refund", job, o, receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x43a77235.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refund(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, bytes32 receipt) returns()
func (jobEscrow *JobEscrow) TryPackRefund(job [32]byte, o JobEscrowOrder, receipt [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("refund", job, o, receipt)
}

// PackRule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42f16087.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rule(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, uint96 due) returns()
func (jobEscrow *JobEscrow) PackRule(job [32]byte, o JobEscrowOrder, due *big.Int) []byte {
	enc, err := jobEscrow.abi.Pack("rule", job, o, due)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42f16087.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rule(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, uint96 due) returns()
func (jobEscrow *JobEscrow) TryPackRule(job [32]byte, o JobEscrowOrder, due *big.Int) ([]byte, error) {
	return jobEscrow.abi.Pack("rule", job, o, due)
}

// PackRulingWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6599a5a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rulingWindow() view returns(uint32)
func (jobEscrow *JobEscrow) PackRulingWindow() []byte {
	enc, err := jobEscrow.abi.Pack("rulingWindow")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRulingWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6599a5a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rulingWindow() view returns(uint32)
func (jobEscrow *JobEscrow) TryPackRulingWindow() ([]byte, error) {
	return jobEscrow.abi.Pack("rulingWindow")
}

// UnpackRulingWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6599a5a7.
//
// Solidity: function rulingWindow() view returns(uint32)
func (jobEscrow *JobEscrow) UnpackRulingWindow(data []byte) (uint32, error) {
	out, err := jobEscrow.abi.Unpack("rulingWindow", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (jobEscrow *JobEscrow) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := jobEscrow.abi.Pack("setAuthority", newAuthority)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (jobEscrow *JobEscrow) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return jobEscrow.abi.Pack("setAuthority", newAuthority)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ba1cfd7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, bytes32 receipt, (uint96,bytes) voucher, uint96 claim) returns()
func (jobEscrow *JobEscrow) PackSettle(job [32]byte, o JobEscrowOrder, receipt [32]byte, voucher JobEscrowVoucher, claim *big.Int) []byte {
	enc, err := jobEscrow.abi.Pack("settle", job, o, receipt, voucher, claim)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ba1cfd7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(bytes32 job, (address,address,address,uint96,uint96,uint64,uint96,uint96,uint64) o, bytes32 receipt, (uint96,bytes) voucher, uint96 claim) returns()
func (jobEscrow *JobEscrow) TryPackSettle(job [32]byte, o JobEscrowOrder, receipt [32]byte, voucher JobEscrowVoucher, claim *big.Int) ([]byte, error) {
	return jobEscrow.abi.Pack("settle", job, o, receipt, voucher, claim)
}

// PackStateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64482ac4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stateOf(bytes32 job) view returns(uint8)
func (jobEscrow *JobEscrow) PackStateOf(job [32]byte) []byte {
	enc, err := jobEscrow.abi.Pack("stateOf", job)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64482ac4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stateOf(bytes32 job) view returns(uint8)
func (jobEscrow *JobEscrow) TryPackStateOf(job [32]byte) ([]byte, error) {
	return jobEscrow.abi.Pack("stateOf", job)
}

// UnpackStateOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x64482ac4.
//
// Solidity: function stateOf(bytes32 job) view returns(uint8)
func (jobEscrow *JobEscrow) UnpackStateOf(data []byte) (uint8, error) {
	out, err := jobEscrow.abi.Unpack("stateOf", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (jobEscrow *JobEscrow) PackToken() []byte {
	enc, err := jobEscrow.abi.Pack("token")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function token() view returns(address)
func (jobEscrow *JobEscrow) TryPackToken() ([]byte, error) {
	return jobEscrow.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (jobEscrow *JobEscrow) UnpackToken(data []byte) (common.Address, error) {
	out, err := jobEscrow.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51cff8d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address account) returns()
func (jobEscrow *JobEscrow) PackWithdraw(account common.Address) []byte {
	enc, err := jobEscrow.abi.Pack("withdraw", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51cff8d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address account) returns()
func (jobEscrow *JobEscrow) TryPackWithdraw(account common.Address) ([]byte, error) {
	return jobEscrow.abi.Pack("withdraw", account)
}

// JobEscrowAuthorityUpdated represents a AuthorityUpdated event raised by the JobEscrow contract.
type JobEscrowAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const JobEscrowAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (JobEscrowAuthorityUpdated) ContractEventName() string {
	return JobEscrowAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (jobEscrow *JobEscrow) UnpackAuthorityUpdatedEvent(log *types.Log) (*JobEscrowAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowChallenged represents a Challenged event raised by the JobEscrow contract.
type JobEscrowChallenged struct {
	Job   [32]byte
	Until uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const JobEscrowChallengedEventName = "Challenged"

// ContractEventName returns the user-defined event name.
func (JobEscrowChallenged) ContractEventName() string {
	return JobEscrowChallengedEventName
}

// UnpackChallengedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Challenged(bytes32 indexed job, uint64 until)
func (jobEscrow *JobEscrow) UnpackChallengedEvent(log *types.Log) (*JobEscrowChallenged, error) {
	event := "Challenged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowChallenged)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowDrawn represents a Drawn event raised by the JobEscrow contract.
type JobEscrowDrawn struct {
	Job        [32]byte
	Cumulative *big.Int
	Raw        *types.Log // Blockchain specific contextual infos
}

const JobEscrowDrawnEventName = "Drawn"

// ContractEventName returns the user-defined event name.
func (JobEscrowDrawn) ContractEventName() string {
	return JobEscrowDrawnEventName
}

// UnpackDrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Drawn(bytes32 indexed job, uint256 cumulative)
func (jobEscrow *JobEscrow) UnpackDrawnEvent(log *types.Log) (*JobEscrowDrawn, error) {
	event := "Drawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowDrawn)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowEIP712DomainChanged represents a EIP712DomainChanged event raised by the JobEscrow contract.
type JobEscrowEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const JobEscrowEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (JobEscrowEIP712DomainChanged) ContractEventName() string {
	return JobEscrowEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (jobEscrow *JobEscrow) UnpackEIP712DomainChangedEvent(log *types.Log) (*JobEscrowEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowFinalized represents a Finalized event raised by the JobEscrow contract.
type JobEscrowFinalized struct {
	Job        [32]byte
	Compute    *big.Int
	ToProvider *big.Int
	ToTrainer  *big.Int
	Raw        *types.Log // Blockchain specific contextual infos
}

const JobEscrowFinalizedEventName = "Finalized"

// ContractEventName returns the user-defined event name.
func (JobEscrowFinalized) ContractEventName() string {
	return JobEscrowFinalizedEventName
}

// UnpackFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Finalized(bytes32 indexed job, uint256 compute, uint256 toProvider, uint256 toTrainer)
func (jobEscrow *JobEscrow) UnpackFinalizedEvent(log *types.Log) (*JobEscrowFinalized, error) {
	event := "Finalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowFinalized)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowFulfilled represents a Fulfilled event raised by the JobEscrow contract.
type JobEscrowFulfilled struct {
	Job      [32]byte
	Provider common.Address
	Order    [32]byte
	Attempt  *big.Int
	Finished bool
	Receipt  [32]byte
	Raw      *types.Log // Blockchain specific contextual infos
}

const JobEscrowFulfilledEventName = "Fulfilled"

// ContractEventName returns the user-defined event name.
func (JobEscrowFulfilled) ContractEventName() string {
	return JobEscrowFulfilledEventName
}

// UnpackFulfilledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Fulfilled(bytes32 indexed job, address indexed provider, bytes32 indexed order, uint256 attempt, bool finished, bytes32 receipt)
func (jobEscrow *JobEscrow) UnpackFulfilledEvent(log *types.Log) (*JobEscrowFulfilled, error) {
	event := "Fulfilled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowFulfilled)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowInboxOpened represents a InboxOpened event raised by the JobEscrow contract.
type JobEscrowInboxOpened struct {
	Dataset common.Address
	Inbox   common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobEscrowInboxOpenedEventName = "InboxOpened"

// ContractEventName returns the user-defined event name.
func (JobEscrowInboxOpened) ContractEventName() string {
	return JobEscrowInboxOpenedEventName
}

// UnpackInboxOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event InboxOpened(address indexed dataset, address inbox)
func (jobEscrow *JobEscrow) UnpackInboxOpenedEvent(log *types.Log) (*JobEscrowInboxOpened, error) {
	event := "InboxOpened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowInboxOpened)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowKept represents a Kept event raised by the JobEscrow contract.
type JobEscrowKept struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobEscrowKeptEventName = "Kept"

// ContractEventName returns the user-defined event name.
func (JobEscrowKept) ContractEventName() string {
	return JobEscrowKeptEventName
}

// UnpackKeptEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Kept(address indexed account, uint256 amount)
func (jobEscrow *JobEscrow) UnpackKeptEvent(log *types.Log) (*JobEscrowKept, error) {
	event := "Kept"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowKept)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowOrdered represents a Ordered event raised by the JobEscrow contract.
type JobEscrowOrdered struct {
	Job       [32]byte
	Trainer   common.Address
	Dataset   common.Address
	Datatoken common.Address
	Provider  common.Address
	Price     *big.Int
	Compute   *big.Int
	Spec      [32]byte
	Deadline  uint64
	Raw       *types.Log // Blockchain specific contextual infos
}

const JobEscrowOrderedEventName = "Ordered"

// ContractEventName returns the user-defined event name.
func (JobEscrowOrdered) ContractEventName() string {
	return JobEscrowOrderedEventName
}

// UnpackOrderedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Ordered(bytes32 indexed job, address indexed trainer, address indexed dataset, address datatoken, address provider, uint256 price, uint256 compute, bytes32 spec, uint64 deadline)
func (jobEscrow *JobEscrow) UnpackOrderedEvent(log *types.Log) (*JobEscrowOrdered, error) {
	event := "Ordered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowOrdered)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowPaused represents a Paused event raised by the JobEscrow contract.
type JobEscrowPaused struct {
	Until uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const JobEscrowPausedEventName = "Paused"

// ContractEventName returns the user-defined event name.
func (JobEscrowPaused) ContractEventName() string {
	return JobEscrowPausedEventName
}

// UnpackPausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paused(uint64 until)
func (jobEscrow *JobEscrow) UnpackPausedEvent(log *types.Log) (*JobEscrowPaused, error) {
	event := "Paused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowPaused)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowRefunded represents a Refunded event raised by the JobEscrow contract.
type JobEscrowRefunded struct {
	Job     [32]byte
	Amount  *big.Int
	Receipt [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobEscrowRefundedEventName = "Refunded"

// ContractEventName returns the user-defined event name.
func (JobEscrowRefunded) ContractEventName() string {
	return JobEscrowRefundedEventName
}

// UnpackRefundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refunded(bytes32 indexed job, uint256 amount, bytes32 receipt)
func (jobEscrow *JobEscrow) UnpackRefundedEvent(log *types.Log) (*JobEscrowRefunded, error) {
	event := "Refunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowRefunded)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobEscrowSettled represents a Settled event raised by the JobEscrow contract.
type JobEscrowSettled struct {
	Job     [32]byte
	Royalty *big.Int
	Compute *big.Int
	Claim   *big.Int
	Until   uint64
	Receipt [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobEscrowSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (JobEscrowSettled) ContractEventName() string {
	return JobEscrowSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(bytes32 indexed job, uint256 royalty, uint256 compute, uint256 claim, uint64 until, bytes32 receipt)
func (jobEscrow *JobEscrow) UnpackSettledEvent(log *types.Log) (*JobEscrowSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobEscrowSettled)
	if len(log.Data) > 0 {
		if err := jobEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (jobEscrow *JobEscrow) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["AlreadyOrdered"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackAlreadyOrderedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["BadClaim"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackBadClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["BadDeadline"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackBadDeadlineError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["BadVoucher"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackBadVoucherError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["CloneArgumentsTooLong"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackCloneArgumentsTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["Create2EmptyBytecode"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackCreate2EmptyBytecodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["FailedDeployment"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackFailedDeploymentError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["ForeignDatatoken"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackForeignDatatokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NotCommitted"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNotCommittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NotNow"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNotNowError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NotOpen"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNotOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NotProvider"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNotProviderError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NotTrainer"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNotTrainerError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["NothingPaid"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackNothingPaidError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["OrdersPaused"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackOrdersPausedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["PausedRecently"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackPausedRecentlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["QuoteExpired"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackQuoteExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["ShortTransfer"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackShortTransferError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobEscrow.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return jobEscrow.UnpackStringTooLongError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// JobEscrowAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the JobEscrow contract.
type JobEscrowAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func JobEscrowAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (jobEscrow *JobEscrow) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*JobEscrowAccessManagedInvalidAuthority, error) {
	out := new(JobEscrowAccessManagedInvalidAuthority)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the JobEscrow contract.
type JobEscrowAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func JobEscrowAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (jobEscrow *JobEscrow) UnpackAccessManagedRequiredDelayError(raw []byte) (*JobEscrowAccessManagedRequiredDelay, error) {
	out := new(JobEscrowAccessManagedRequiredDelay)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the JobEscrow contract.
type JobEscrowAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func JobEscrowAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (jobEscrow *JobEscrow) UnpackAccessManagedUnauthorizedError(raw []byte) (*JobEscrowAccessManagedUnauthorized, error) {
	out := new(JobEscrowAccessManagedUnauthorized)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowAlreadyOrdered represents a AlreadyOrdered error raised by the JobEscrow contract.
type JobEscrowAlreadyOrdered struct {
	Job [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyOrdered(bytes32 job)
func JobEscrowAlreadyOrderedErrorID() common.Hash {
	return common.HexToHash("0xb328761f3fbffefbe9f0f24b193882ff2dc42c370a8316b258f131f76e5856be")
}

// UnpackAlreadyOrderedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyOrdered(bytes32 job)
func (jobEscrow *JobEscrow) UnpackAlreadyOrderedError(raw []byte) (*JobEscrowAlreadyOrdered, error) {
	out := new(JobEscrowAlreadyOrdered)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "AlreadyOrdered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowBadClaim represents a BadClaim error raised by the JobEscrow contract.
type JobEscrowBadClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadClaim()
func JobEscrowBadClaimErrorID() common.Hash {
	return common.HexToHash("0x0b3524f48a7a52439bde3b9b2e5014fa77c8ec4f95298b29c2cad318fd114d61")
}

// UnpackBadClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadClaim()
func (jobEscrow *JobEscrow) UnpackBadClaimError(raw []byte) (*JobEscrowBadClaim, error) {
	out := new(JobEscrowBadClaim)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "BadClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowBadDeadline represents a BadDeadline error raised by the JobEscrow contract.
type JobEscrowBadDeadline struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadDeadline()
func JobEscrowBadDeadlineErrorID() common.Hash {
	return common.HexToHash("0x710e1ce5f2a5d2a5a6adb76135ccd44867643cf1f95c338947bc45066d1c02d9")
}

// UnpackBadDeadlineError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadDeadline()
func (jobEscrow *JobEscrow) UnpackBadDeadlineError(raw []byte) (*JobEscrowBadDeadline, error) {
	out := new(JobEscrowBadDeadline)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "BadDeadline", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowBadVoucher represents a BadVoucher error raised by the JobEscrow contract.
type JobEscrowBadVoucher struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadVoucher()
func JobEscrowBadVoucherErrorID() common.Hash {
	return common.HexToHash("0x6f2a72e8cbce3d3b5c8b091c9ed229572b8467e500730206cb15b1417f7860c0")
}

// UnpackBadVoucherError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadVoucher()
func (jobEscrow *JobEscrow) UnpackBadVoucherError(raw []byte) (*JobEscrowBadVoucher, error) {
	out := new(JobEscrowBadVoucher)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "BadVoucher", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowCloneArgumentsTooLong represents a CloneArgumentsTooLong error raised by the JobEscrow contract.
type JobEscrowCloneArgumentsTooLong struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CloneArgumentsTooLong()
func JobEscrowCloneArgumentsTooLongErrorID() common.Hash {
	return common.HexToHash("0x94289054871591d3430cc609d2f0e85b3474ba36313e71e06c09c95ae956555b")
}

// UnpackCloneArgumentsTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CloneArgumentsTooLong()
func (jobEscrow *JobEscrow) UnpackCloneArgumentsTooLongError(raw []byte) (*JobEscrowCloneArgumentsTooLong, error) {
	out := new(JobEscrowCloneArgumentsTooLong)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "CloneArgumentsTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowCreate2EmptyBytecode represents a Create2EmptyBytecode error raised by the JobEscrow contract.
type JobEscrowCreate2EmptyBytecode struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Create2EmptyBytecode()
func JobEscrowCreate2EmptyBytecodeErrorID() common.Hash {
	return common.HexToHash("0x4ca249dcffe41558ef8b961d71c905e4fa4317a1663f377b9610642e4e0abdb6")
}

// UnpackCreate2EmptyBytecodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Create2EmptyBytecode()
func (jobEscrow *JobEscrow) UnpackCreate2EmptyBytecodeError(raw []byte) (*JobEscrowCreate2EmptyBytecode, error) {
	out := new(JobEscrowCreate2EmptyBytecode)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "Create2EmptyBytecode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowFailedDeployment represents a FailedDeployment error raised by the JobEscrow contract.
type JobEscrowFailedDeployment struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedDeployment()
func JobEscrowFailedDeploymentErrorID() common.Hash {
	return common.HexToHash("0xb06ebf3d5067824a3fe5d5ba19471e035a7de6c88dac362c77b162830a5b9093")
}

// UnpackFailedDeploymentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedDeployment()
func (jobEscrow *JobEscrow) UnpackFailedDeploymentError(raw []byte) (*JobEscrowFailedDeployment, error) {
	out := new(JobEscrowFailedDeployment)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "FailedDeployment", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowForeignDatatoken represents a ForeignDatatoken error raised by the JobEscrow contract.
type JobEscrowForeignDatatoken struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ForeignDatatoken()
func JobEscrowForeignDatatokenErrorID() common.Hash {
	return common.HexToHash("0x8c03560eda1c6b3b22c1b064d515a59cad3247e3de148aa3a42dc37f6bce9fd3")
}

// UnpackForeignDatatokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ForeignDatatoken()
func (jobEscrow *JobEscrow) UnpackForeignDatatokenError(raw []byte) (*JobEscrowForeignDatatoken, error) {
	out := new(JobEscrowForeignDatatoken)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "ForeignDatatoken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowInsufficientBalance represents a InsufficientBalance error raised by the JobEscrow contract.
type JobEscrowInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func JobEscrowInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (jobEscrow *JobEscrow) UnpackInsufficientBalanceError(raw []byte) (*JobEscrowInsufficientBalance, error) {
	out := new(JobEscrowInsufficientBalance)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowInvalidShortString represents a InvalidShortString error raised by the JobEscrow contract.
type JobEscrowInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func JobEscrowInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (jobEscrow *JobEscrow) UnpackInvalidShortStringError(raw []byte) (*JobEscrowInvalidShortString, error) {
	out := new(JobEscrowInvalidShortString)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNotCommitted represents a NotCommitted error raised by the JobEscrow contract.
type JobEscrowNotCommitted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotCommitted()
func JobEscrowNotCommittedErrorID() common.Hash {
	return common.HexToHash("0x81791cb43e68aa2787915f848c31dc1c72f0105a3515ef1351d4a682bdf3133c")
}

// UnpackNotCommittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotCommitted()
func (jobEscrow *JobEscrow) UnpackNotCommittedError(raw []byte) (*JobEscrowNotCommitted, error) {
	out := new(JobEscrowNotCommitted)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NotCommitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNotNow represents a NotNow error raised by the JobEscrow contract.
type JobEscrowNotNow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotNow()
func JobEscrowNotNowErrorID() common.Hash {
	return common.HexToHash("0xfc0851bccbe1de060ef2e3f14e2bb5ddd37383997fecfbf716e1381bcd43584c")
}

// UnpackNotNowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotNow()
func (jobEscrow *JobEscrow) UnpackNotNowError(raw []byte) (*JobEscrowNotNow, error) {
	out := new(JobEscrowNotNow)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NotNow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNotOpen represents a NotOpen error raised by the JobEscrow contract.
type JobEscrowNotOpen struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOpen()
func JobEscrowNotOpenErrorID() common.Hash {
	return common.HexToHash("0xddafad98957e3330f4cfa14cb453d4f55c78b759d3c470492e4866db3bf3857e")
}

// UnpackNotOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOpen()
func (jobEscrow *JobEscrow) UnpackNotOpenError(raw []byte) (*JobEscrowNotOpen, error) {
	out := new(JobEscrowNotOpen)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NotOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNotProvider represents a NotProvider error raised by the JobEscrow contract.
type JobEscrowNotProvider struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotProvider()
func JobEscrowNotProviderErrorID() common.Hash {
	return common.HexToHash("0x3480e2b2462e4d9c2f0abe23c91f502123880203393e4f268e0c489e4ec3b3a0")
}

// UnpackNotProviderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotProvider()
func (jobEscrow *JobEscrow) UnpackNotProviderError(raw []byte) (*JobEscrowNotProvider, error) {
	out := new(JobEscrowNotProvider)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NotProvider", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNotTrainer represents a NotTrainer error raised by the JobEscrow contract.
type JobEscrowNotTrainer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotTrainer()
func JobEscrowNotTrainerErrorID() common.Hash {
	return common.HexToHash("0x4b382e01775ff172fa3e2228502db9295bb08a9997e028d5d9d11915c8860f07")
}

// UnpackNotTrainerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotTrainer()
func (jobEscrow *JobEscrow) UnpackNotTrainerError(raw []byte) (*JobEscrowNotTrainer, error) {
	out := new(JobEscrowNotTrainer)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NotTrainer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowNothingPaid represents a NothingPaid error raised by the JobEscrow contract.
type JobEscrowNothingPaid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingPaid()
func JobEscrowNothingPaidErrorID() common.Hash {
	return common.HexToHash("0x56baacf6820afef84ba2bcf3a5978a0f5251f06477b0642b1d4c113bb6622b36")
}

// UnpackNothingPaidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingPaid()
func (jobEscrow *JobEscrow) UnpackNothingPaidError(raw []byte) (*JobEscrowNothingPaid, error) {
	out := new(JobEscrowNothingPaid)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "NothingPaid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowOrdersPaused represents a OrdersPaused error raised by the JobEscrow contract.
type JobEscrowOrdersPaused struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OrdersPaused()
func JobEscrowOrdersPausedErrorID() common.Hash {
	return common.HexToHash("0x9ba8a0e661a440afeb843a50272ddca6641241995a1e6adcf479584119ca508d")
}

// UnpackOrdersPausedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OrdersPaused()
func (jobEscrow *JobEscrow) UnpackOrdersPausedError(raw []byte) (*JobEscrowOrdersPaused, error) {
	out := new(JobEscrowOrdersPaused)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "OrdersPaused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowPausedRecently represents a PausedRecently error raised by the JobEscrow contract.
type JobEscrowPausedRecently struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PausedRecently()
func JobEscrowPausedRecentlyErrorID() common.Hash {
	return common.HexToHash("0xbcd7348dbf9c60a6e7bf56ee490909ecab8b1394080cb8f259478df8eb741b78")
}

// UnpackPausedRecentlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PausedRecently()
func (jobEscrow *JobEscrow) UnpackPausedRecentlyError(raw []byte) (*JobEscrowPausedRecently, error) {
	out := new(JobEscrowPausedRecently)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "PausedRecently", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowQuoteExpired represents a QuoteExpired error raised by the JobEscrow contract.
type JobEscrowQuoteExpired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error QuoteExpired()
func JobEscrowQuoteExpiredErrorID() common.Hash {
	return common.HexToHash("0x8727a7f94ef698d5dc71f3bb925889658829f9e4c4ad348c55f86ad4824ab216")
}

// UnpackQuoteExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error QuoteExpired()
func (jobEscrow *JobEscrow) UnpackQuoteExpiredError(raw []byte) (*JobEscrowQuoteExpired, error) {
	out := new(JobEscrowQuoteExpired)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "QuoteExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the JobEscrow contract.
type JobEscrowReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func JobEscrowReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (jobEscrow *JobEscrow) UnpackReentrancyGuardReentrantCallError(raw []byte) (*JobEscrowReentrancyGuardReentrantCall, error) {
	out := new(JobEscrowReentrancyGuardReentrantCall)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the JobEscrow contract.
type JobEscrowSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func JobEscrowSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (jobEscrow *JobEscrow) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*JobEscrowSafeCastOverflowedUintDowncast, error) {
	out := new(JobEscrowSafeCastOverflowedUintDowncast)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the JobEscrow contract.
type JobEscrowSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func JobEscrowSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (jobEscrow *JobEscrow) UnpackSafeERC20FailedOperationError(raw []byte) (*JobEscrowSafeERC20FailedOperation, error) {
	out := new(JobEscrowSafeERC20FailedOperation)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowShortTransfer represents a ShortTransfer error raised by the JobEscrow contract.
type JobEscrowShortTransfer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ShortTransfer()
func JobEscrowShortTransferErrorID() common.Hash {
	return common.HexToHash("0x791aad897cd923e293eb8a13f5f408494426fef71a85a873cb765b6b93f222ca")
}

// UnpackShortTransferError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ShortTransfer()
func (jobEscrow *JobEscrow) UnpackShortTransferError(raw []byte) (*JobEscrowShortTransfer, error) {
	out := new(JobEscrowShortTransfer)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "ShortTransfer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobEscrowStringTooLong represents a StringTooLong error raised by the JobEscrow contract.
type JobEscrowStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func JobEscrowStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (jobEscrow *JobEscrow) UnpackStringTooLongError(raw []byte) (*JobEscrowStringTooLong, error) {
	out := new(JobEscrowStringTooLong)
	if err := jobEscrow.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}
