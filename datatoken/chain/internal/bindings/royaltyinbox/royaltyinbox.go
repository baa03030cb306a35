// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package royaltyinbox

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

// RoyaltyInboxMetaData contains all meta data concerning the RoyaltyInbox contract.
var RoyaltyInboxMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractRoyaltyPools\",\"name\":\"pools_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"NotEscrow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"dataset\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"escrow\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"flush\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pools\",\"outputs\":[{\"internalType\":\"contractRoyaltyPools\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"take\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "RoyaltyInbox",
	Bin: "0x60e060405234801561000f575f5ffd5b506040516108b43803806108b483398101604081905261002e916100c7565b336080526001600160a01b03811660a081905260408051637e062a3560e11b8152905163fc0c546a916004808201926020929091908290030181865afa15801561007a573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009e91906100c7565b6001600160a01b031660c052506100e9565b6001600160a01b03811681146100c4575f5ffd5b50565b5f602082840312156100d7575f5ffd5b81516100e2816100b0565b9392505050565b60805160a05160c0516107726101425f395f8181610123015281816101e90152818161026301526102fd01525f818160d50152818161031f015261034601525f818160fc01528181610178015261020b01526107725ff3fe608060405234801561000f575f5ffd5b506004361061006f575f3560e01c8063c5c51dca1161004d578063c5c51dca146100d0578063e2fdcc17146100f7578063fc0c546a1461011e575f5ffd5b806302b728ab146100735780634fd9efc4146100a55780636b9f96ea146100ba575b5f5ffd5b61007b610145565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020015b60405180910390f35b6100b86100b3366004610660565b610160565b005b6100c2610233565b60405190815260200161009c565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b61007b7f000000000000000000000000000000000000000000000000000000000000000081565b5f61014f30610411565b61015890610677565b60601c905090565b3373ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016146101cf576040517ffc447f6200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61023073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000167f00000000000000000000000000000000000000000000000000000000000000008361048b565b50565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa1580156102bd573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906102e191906106e3565b905061034473ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000167f0000000000000000000000000000000000000000000000000000000000000000836104f0565b7f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff166371e130d5610388610145565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b16815273ffffffffffffffffffffffffffffffffffffffff90911660048201525f6024820152604481018490526064015f604051808303815f87803b1580156103f8575f5ffd5b505af115801561040a573d5f5f3e3d5ffd5b5050505090565b60605f610436602d73ffffffffffffffffffffffffffffffffffffffff85163b6106fa565b67ffffffffffffffff81111561044e5761044e610738565b6040519080825280601f01601f191660200182016040528015610478576020820181803683370190505b5090508051602d60208301853c92915050565b6104988383836001610568565b6104eb576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024015b60405180910390fd5b505050565b6104fc8383835f6105f0565b6104eb5761050d83835f60016105f0565b61055b576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024016104e2565b61049883838360016105f0565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166105e45783831516156105d8573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6040517f095ea7b3000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166105e45783831516156105d8573d5f823e3d81fd5b5f60208284031215610670575f5ffd5b5035919050565b805160208201517fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008116919060148210156106dc577fffffffffffffffffffffffffffffffffffffffff000000000000000000000000808360140360031b1b82161692505b5050919050565b5f602082840312156106f3575f5ffd5b5051919050565b81810381811115610732577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b92915050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffdfea164736f6c6343000825000a",
}

// RoyaltyInbox is an auto generated Go binding around an Ethereum contract.
type RoyaltyInbox struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *RoyaltyInbox) GetABI() abi.ABI {
	return c.abi
}

// NewRoyaltyInbox creates a new instance of RoyaltyInbox.
func NewRoyaltyInbox() *RoyaltyInbox {
	parsed, err := RoyaltyInboxMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &RoyaltyInbox{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *RoyaltyInbox) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address pools_) returns()
func (royaltyInbox *RoyaltyInbox) PackConstructor(pools_ common.Address) []byte {
	enc, err := royaltyInbox.abi.Pack("", pools_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackDataset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02b728ab.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dataset() view returns(address)
func (royaltyInbox *RoyaltyInbox) PackDataset() []byte {
	enc, err := royaltyInbox.abi.Pack("dataset")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDataset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02b728ab.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dataset() view returns(address)
func (royaltyInbox *RoyaltyInbox) TryPackDataset() ([]byte, error) {
	return royaltyInbox.abi.Pack("dataset")
}

// UnpackDataset is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x02b728ab.
//
// Solidity: function dataset() view returns(address)
func (royaltyInbox *RoyaltyInbox) UnpackDataset(data []byte) (common.Address, error) {
	out, err := royaltyInbox.abi.Unpack("dataset", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEscrow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2fdcc17.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function escrow() view returns(address)
func (royaltyInbox *RoyaltyInbox) PackEscrow() []byte {
	enc, err := royaltyInbox.abi.Pack("escrow")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEscrow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2fdcc17.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function escrow() view returns(address)
func (royaltyInbox *RoyaltyInbox) TryPackEscrow() ([]byte, error) {
	return royaltyInbox.abi.Pack("escrow")
}

// UnpackEscrow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe2fdcc17.
//
// Solidity: function escrow() view returns(address)
func (royaltyInbox *RoyaltyInbox) UnpackEscrow(data []byte) (common.Address, error) {
	out, err := royaltyInbox.abi.Unpack("escrow", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFlush is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6b9f96ea.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function flush() returns(uint256 amount)
func (royaltyInbox *RoyaltyInbox) PackFlush() []byte {
	enc, err := royaltyInbox.abi.Pack("flush")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFlush is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6b9f96ea.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function flush() returns(uint256 amount)
func (royaltyInbox *RoyaltyInbox) TryPackFlush() ([]byte, error) {
	return royaltyInbox.abi.Pack("flush")
}

// UnpackFlush is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6b9f96ea.
//
// Solidity: function flush() returns(uint256 amount)
func (royaltyInbox *RoyaltyInbox) UnpackFlush(data []byte) (*big.Int, error) {
	out, err := royaltyInbox.abi.Unpack("flush", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPools is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc5c51dca.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pools() view returns(address)
func (royaltyInbox *RoyaltyInbox) PackPools() []byte {
	enc, err := royaltyInbox.abi.Pack("pools")
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
func (royaltyInbox *RoyaltyInbox) TryPackPools() ([]byte, error) {
	return royaltyInbox.abi.Pack("pools")
}

// UnpackPools is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc5c51dca.
//
// Solidity: function pools() view returns(address)
func (royaltyInbox *RoyaltyInbox) UnpackPools(data []byte) (common.Address, error) {
	out, err := royaltyInbox.abi.Unpack("pools", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4fd9efc4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function take(uint256 amount) returns()
func (royaltyInbox *RoyaltyInbox) PackTake(amount *big.Int) []byte {
	enc, err := royaltyInbox.abi.Pack("take", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4fd9efc4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function take(uint256 amount) returns()
func (royaltyInbox *RoyaltyInbox) TryPackTake(amount *big.Int) ([]byte, error) {
	return royaltyInbox.abi.Pack("take", amount)
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (royaltyInbox *RoyaltyInbox) PackToken() []byte {
	enc, err := royaltyInbox.abi.Pack("token")
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
func (royaltyInbox *RoyaltyInbox) TryPackToken() ([]byte, error) {
	return royaltyInbox.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (royaltyInbox *RoyaltyInbox) UnpackToken(data []byte) (common.Address, error) {
	out, err := royaltyInbox.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (royaltyInbox *RoyaltyInbox) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], royaltyInbox.abi.Errors["NotEscrow"].ID.Bytes()[:4]) {
		return royaltyInbox.UnpackNotEscrowError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyInbox.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return royaltyInbox.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// RoyaltyInboxNotEscrow represents a NotEscrow error raised by the RoyaltyInbox contract.
type RoyaltyInboxNotEscrow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEscrow()
func RoyaltyInboxNotEscrowErrorID() common.Hash {
	return common.HexToHash("0xfc447f62ef5e3aaf79a72d139443b110dc3a73693d1253edf194848f295a63ac")
}

// UnpackNotEscrowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEscrow()
func (royaltyInbox *RoyaltyInbox) UnpackNotEscrowError(raw []byte) (*RoyaltyInboxNotEscrow, error) {
	out := new(RoyaltyInboxNotEscrow)
	if err := royaltyInbox.abi.UnpackIntoInterface(out, "NotEscrow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyInboxSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the RoyaltyInbox contract.
type RoyaltyInboxSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func RoyaltyInboxSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (royaltyInbox *RoyaltyInbox) UnpackSafeERC20FailedOperationError(raw []byte) (*RoyaltyInboxSafeERC20FailedOperation, error) {
	out := new(RoyaltyInboxSafeERC20FailedOperation)
	if err := royaltyInbox.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}
