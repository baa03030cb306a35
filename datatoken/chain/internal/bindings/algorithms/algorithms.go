// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package algorithms

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

// AlgorithmsMetaData contains all meta data concerning the Algorithms contract.
var AlgorithmsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyAdmitted\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAdmitted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"PolicyFixed\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"Admitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"BannedSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"OpenSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"Revoked\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"admit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"admitted\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"ban\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"banned\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"open\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"policyOf\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"listed\",\"type\":\"bool\"},{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"revoke\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"setOpen\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"unban\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Algorithms",
	Bin: "0x6080604052348015600e575f5ffd5b50604051610f7a380380610f7a833981016040819052602b91608c565b806033816039565b505060b7565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f60208284031215609b575f5ffd5b81516001600160a01b038116811460b0575f5ffd5b9392505050565b610eb6806100c45f395ff3fe608060405234801561000f575f5ffd5b50600436106100cf575f3560e01c806388e627211161007d578063b95460f811610058578063b95460f814610215578063bf7e214f14610237578063dca259cb1461025e575f5ffd5b806388e62721146101b65780638ae7878a146101c95780638fb36037146101dc575f5ffd5b806362d8decf116100ad57806362d8decf14610123578063722363b4146101365780637a9e5e4b146101a3575f5ffd5b806325bfab42146100d357806336d34a97146100fb578063405035ed14610110575b5f5ffd5b6100e66100e1366004610cbd565b610280565b60405190151581526020015b60405180910390f35b61010e610109366004610ce7565b610307565b005b61010e61011e366004610d2b565b610501565b61010e610131366004610d42565b610578565b61018a610144366004610cbd565b73ffffffffffffffffffffffffffffffffffffffff919091165f908152600360209081526040808320938352929052205460ff6101008204811692620100009092041690565b60408051921515835260ff9091166020830152016100f2565b61010e6101b1366004610d7d565b61060c565b61010e6101c4366004610cbd565b6106eb565b61010e6101d7366004610d2b565b6107d2565b6101e4610847565b6040517fffffffff0000000000000000000000000000000000000000000000000000000090911681526020016100f2565b6100e6610223366004610d7d565b60016020525f908152604090205460ff1681565b5f5460405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100f2565b6100e661026c366004610d2b565b60026020525f908152604090205460ff1681565b5f8181526002602052604081205460ff16158015610300575073ffffffffffffffffffffffffffffffffffffffff83165f9081526001602052604090205460ff1680610300575073ffffffffffffffffffffffffffffffffffffffff83165f908152600360209081526040808320858452909152902054610100900460ff165b9392505050565b8261031181610893565b73ffffffffffffffffffffffffffffffffffffffff84165f90815260036020908152604080832086845290915290208054610100900460ff1615610381576040517fdd52318100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805460ff16801561039f5750805460ff848116620100009092041614155b156103e85780546040517f9acae9300000000000000000000000000000000000000000000000000000000081526201000090910460ff1660048201526024015b60405180910390fd5b604080516060810182526001808252602080830191825260ff87811684860181815273ffffffffffffffffffffffffffffffffffffffff8c165f818152600386528881208d82528652889020965187549651925190941662010000027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00ffff921515610100027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00ff951515959095167fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff000090971696909617939093171693909317909355925190815286927fbcb88bacda99d32d60e722e8314549e8b581e8911487bd2b1d3fecfa253a7302910160405180910390a35050505050565b61050d335b5f3661098a565b5f81815260026020908152604080832080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001690555191825282917fb4c9eebe19a2a2dae2c6f4a808b1543e8a062e7ab72cb6330890051a067cd73691015b60405180910390a250565b8161058281610893565b73ffffffffffffffffffffffffffffffffffffffff83165f8181526001602090815260409182902080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001686151590811790915591519182527feeaf704d357a18a436a0b8ae71f929ddfb6543d0989534b208c2acedaa307deb910160405180910390a2505050565b5f54339073ffffffffffffffffffffffffffffffffffffffff168114610676576040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024016103df565b8173ffffffffffffffffffffffffffffffffffffffff163b5f036106de576040517fc2f31e5e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff831660048201526024016103df565b6106e782610b21565b5050565b816106f581610893565b73ffffffffffffffffffffffffffffffffffffffff83165f90815260036020908152604080832085845290915290208054610100900460ff16610764576040517fc9d2a27c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00ff168155604051839073ffffffffffffffffffffffffffffffffffffffff8616907f6e70be4be1a4aebd688b5523bd8b6278acac3963d71ebf2bd5ea50757047664b905f90a350505050565b6107db33610506565b5f8181526002602090815260409182902080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00166001908117909155915191825282917fb4c9eebe19a2a2dae2c6f4a808b1543e8a062e7ab72cb6330890051a067cd736910161056d565b5f805474010000000000000000000000000000000000000000900460ff1661086e57505f90565b507f8fb360370000000000000000000000000000000000000000000000000000000090565b6040517f6352211e00000000000000000000000000000000000000000000000000000000815260016004820152339073ffffffffffffffffffffffffffffffffffffffff831690636352211e90602401602060405180830381865afa1580156108fe573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906109229190610d98565b73ffffffffffffffffffffffffffffffffffffffff1614610987576040517f227e45b200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024016103df565b50565b5f5f6109ca6109ad5f5473ffffffffffffffffffffffffffffffffffffffff1690565b86306109bc60045f898b610db3565b6109c591610dda565b610b99565b9150915081610b1a5763ffffffff811615610ad0575f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff811674010000000000000000000000000000000000000000179091556040517f94c7d7ee00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909116906394c7d7ee90610a7690889088908890600401610e40565b5f604051808303815f87803b158015610a8d575f5ffd5b505af1158015610a9f573d5f5f3e3d5ffd5b50505f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff16905550610b1a9050565b6040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff861660048201526024016103df565b5050505050565b5f80547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b60405173ffffffffffffffffffffffffffffffffffffffff8085166024830152831660448201527fffffffff00000000000000000000000000000000000000000000000000000000821660648201525f9081908190608401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152602080830180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fb7009613000000000000000000000000000000000000000000000000000000001781525f808052918290528351939450919290918a5afa15610c92575f516020805191945081901c150291505b5094509492505050565b73ffffffffffffffffffffffffffffffffffffffff81168114610987575f5ffd5b5f5f60408385031215610cce575f5ffd5b8235610cd981610c9c565b946020939093013593505050565b5f5f5f60608486031215610cf9575f5ffd5b8335610d0481610c9c565b925060208401359150604084013560ff81168114610d20575f5ffd5b809150509250925092565b5f60208284031215610d3b575f5ffd5b5035919050565b5f5f60408385031215610d53575f5ffd5b8235610d5e81610c9c565b915060208301358015158114610d72575f5ffd5b809150509250929050565b5f60208284031215610d8d575f5ffd5b813561030081610c9c565b5f60208284031215610da8575f5ffd5b815161030081610c9c565b5f5f85851115610dc1575f5ffd5b83861115610dcd575f5ffd5b5050820193919092039150565b80357fffffffff000000000000000000000000000000000000000000000000000000008116906004841015610e39577fffffffff00000000000000000000000000000000000000000000000000000000808560040360031b1b82161691505b5092915050565b73ffffffffffffffffffffffffffffffffffffffff8416815260406020820152816040820152818360608301375f818301606090810191909152601f9092017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01601019291505056fea164736f6c6343000825000a",
}

// Algorithms is an auto generated Go binding around an Ethereum contract.
type Algorithms struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Algorithms) GetABI() abi.ABI {
	return c.abi
}

// NewAlgorithms creates a new instance of Algorithms.
func NewAlgorithms() *Algorithms {
	parsed, err := AlgorithmsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Algorithms{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Algorithms) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address authority) returns()
func (algorithms *Algorithms) PackConstructor(authority common.Address) []byte {
	enc, err := algorithms.abi.Pack("", authority)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAdmit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36d34a97.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admit(address dataset, bytes32 digest, uint8 policy) returns()
func (algorithms *Algorithms) PackAdmit(dataset common.Address, digest [32]byte, policy uint8) []byte {
	enc, err := algorithms.abi.Pack("admit", dataset, digest, policy)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdmit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36d34a97.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function admit(address dataset, bytes32 digest, uint8 policy) returns()
func (algorithms *Algorithms) TryPackAdmit(dataset common.Address, digest [32]byte, policy uint8) ([]byte, error) {
	return algorithms.abi.Pack("admit", dataset, digest, policy)
}

// PackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25bfab42.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admitted(address dataset, bytes32 digest) view returns(bool)
func (algorithms *Algorithms) PackAdmitted(dataset common.Address, digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("admitted", dataset, digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdmitted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25bfab42.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function admitted(address dataset, bytes32 digest) view returns(bool)
func (algorithms *Algorithms) TryPackAdmitted(dataset common.Address, digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("admitted", dataset, digest)
}

// UnpackAdmitted is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x25bfab42.
//
// Solidity: function admitted(address dataset, bytes32 digest) view returns(bool)
func (algorithms *Algorithms) UnpackAdmitted(data []byte) (bool, error) {
	out, err := algorithms.abi.Unpack("admitted", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (algorithms *Algorithms) PackAuthority() []byte {
	enc, err := algorithms.abi.Pack("authority")
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
func (algorithms *Algorithms) TryPackAuthority() ([]byte, error) {
	return algorithms.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (algorithms *Algorithms) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := algorithms.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBan is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8ae7878a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ban(bytes32 digest) returns()
func (algorithms *Algorithms) PackBan(digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("ban", digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBan is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8ae7878a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ban(bytes32 digest) returns()
func (algorithms *Algorithms) TryPackBan(digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("ban", digest)
}

// PackBanned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdca259cb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function banned(bytes32 digest) view returns(bool)
func (algorithms *Algorithms) PackBanned(digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("banned", digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBanned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdca259cb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function banned(bytes32 digest) view returns(bool)
func (algorithms *Algorithms) TryPackBanned(digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("banned", digest)
}

// UnpackBanned is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdca259cb.
//
// Solidity: function banned(bytes32 digest) view returns(bool)
func (algorithms *Algorithms) UnpackBanned(data []byte) (bool, error) {
	out, err := algorithms.abi.Unpack("banned", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (algorithms *Algorithms) PackIsConsumingScheduledOp() []byte {
	enc, err := algorithms.abi.Pack("isConsumingScheduledOp")
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
func (algorithms *Algorithms) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return algorithms.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (algorithms *Algorithms) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := algorithms.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb95460f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(address dataset) view returns(bool)
func (algorithms *Algorithms) PackOpen(dataset common.Address) []byte {
	enc, err := algorithms.abi.Pack("open", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb95460f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(address dataset) view returns(bool)
func (algorithms *Algorithms) TryPackOpen(dataset common.Address) ([]byte, error) {
	return algorithms.abi.Pack("open", dataset)
}

// UnpackOpen is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb95460f8.
//
// Solidity: function open(address dataset) view returns(bool)
func (algorithms *Algorithms) UnpackOpen(data []byte) (bool, error) {
	out, err := algorithms.abi.Unpack("open", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackPolicyOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x722363b4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policyOf(address dataset, bytes32 digest) view returns(bool listed, uint8 policy)
func (algorithms *Algorithms) PackPolicyOf(dataset common.Address, digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("policyOf", dataset, digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicyOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x722363b4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policyOf(address dataset, bytes32 digest) view returns(bool listed, uint8 policy)
func (algorithms *Algorithms) TryPackPolicyOf(dataset common.Address, digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("policyOf", dataset, digest)
}

// PolicyOfOutput serves as a container for the return parameters of contract
// method PolicyOf.
type PolicyOfOutput struct {
	Listed bool
	Policy uint8
}

// UnpackPolicyOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x722363b4.
//
// Solidity: function policyOf(address dataset, bytes32 digest) view returns(bool listed, uint8 policy)
func (algorithms *Algorithms) UnpackPolicyOf(data []byte) (PolicyOfOutput, error) {
	out, err := algorithms.abi.Unpack("policyOf", data)
	outstruct := new(PolicyOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Listed = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Policy = *abi.ConvertType(out[1], new(uint8)).(*uint8)
	return *outstruct, nil
}

// PackRevoke is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88e62721.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revoke(address dataset, bytes32 digest) returns()
func (algorithms *Algorithms) PackRevoke(dataset common.Address, digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("revoke", dataset, digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevoke is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x88e62721.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revoke(address dataset, bytes32 digest) returns()
func (algorithms *Algorithms) TryPackRevoke(dataset common.Address, digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("revoke", dataset, digest)
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (algorithms *Algorithms) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := algorithms.abi.Pack("setAuthority", newAuthority)
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
func (algorithms *Algorithms) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return algorithms.abi.Pack("setAuthority", newAuthority)
}

// PackSetOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62d8decf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setOpen(address dataset, bool on) returns()
func (algorithms *Algorithms) PackSetOpen(dataset common.Address, on bool) []byte {
	enc, err := algorithms.abi.Pack("setOpen", dataset, on)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62d8decf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setOpen(address dataset, bool on) returns()
func (algorithms *Algorithms) TryPackSetOpen(dataset common.Address, on bool) ([]byte, error) {
	return algorithms.abi.Pack("setOpen", dataset, on)
}

// PackUnban is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x405035ed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unban(bytes32 digest) returns()
func (algorithms *Algorithms) PackUnban(digest [32]byte) []byte {
	enc, err := algorithms.abi.Pack("unban", digest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnban is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x405035ed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unban(bytes32 digest) returns()
func (algorithms *Algorithms) TryPackUnban(digest [32]byte) ([]byte, error) {
	return algorithms.abi.Pack("unban", digest)
}

// AlgorithmsAdmitted represents a Admitted event raised by the Algorithms contract.
type AlgorithmsAdmitted struct {
	Dataset common.Address
	Digest  [32]byte
	Policy  uint8
	Raw     *types.Log // Blockchain specific contextual infos
}

const AlgorithmsAdmittedEventName = "Admitted"

// ContractEventName returns the user-defined event name.
func (AlgorithmsAdmitted) ContractEventName() string {
	return AlgorithmsAdmittedEventName
}

// UnpackAdmittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Admitted(address indexed dataset, bytes32 indexed digest, uint8 policy)
func (algorithms *Algorithms) UnpackAdmittedEvent(log *types.Log) (*AlgorithmsAdmitted, error) {
	event := "Admitted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != algorithms.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AlgorithmsAdmitted)
	if len(log.Data) > 0 {
		if err := algorithms.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range algorithms.abi.Events[event].Inputs {
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

// AlgorithmsAuthorityUpdated represents a AuthorityUpdated event raised by the Algorithms contract.
type AlgorithmsAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const AlgorithmsAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (AlgorithmsAuthorityUpdated) ContractEventName() string {
	return AlgorithmsAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (algorithms *Algorithms) UnpackAuthorityUpdatedEvent(log *types.Log) (*AlgorithmsAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != algorithms.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AlgorithmsAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := algorithms.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range algorithms.abi.Events[event].Inputs {
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

// AlgorithmsBannedSet represents a BannedSet event raised by the Algorithms contract.
type AlgorithmsBannedSet struct {
	Digest [32]byte
	On     bool
	Raw    *types.Log // Blockchain specific contextual infos
}

const AlgorithmsBannedSetEventName = "BannedSet"

// ContractEventName returns the user-defined event name.
func (AlgorithmsBannedSet) ContractEventName() string {
	return AlgorithmsBannedSetEventName
}

// UnpackBannedSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BannedSet(bytes32 indexed digest, bool on)
func (algorithms *Algorithms) UnpackBannedSetEvent(log *types.Log) (*AlgorithmsBannedSet, error) {
	event := "BannedSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != algorithms.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AlgorithmsBannedSet)
	if len(log.Data) > 0 {
		if err := algorithms.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range algorithms.abi.Events[event].Inputs {
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

// AlgorithmsOpenSet represents a OpenSet event raised by the Algorithms contract.
type AlgorithmsOpenSet struct {
	Dataset common.Address
	On      bool
	Raw     *types.Log // Blockchain specific contextual infos
}

const AlgorithmsOpenSetEventName = "OpenSet"

// ContractEventName returns the user-defined event name.
func (AlgorithmsOpenSet) ContractEventName() string {
	return AlgorithmsOpenSetEventName
}

// UnpackOpenSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OpenSet(address indexed dataset, bool on)
func (algorithms *Algorithms) UnpackOpenSetEvent(log *types.Log) (*AlgorithmsOpenSet, error) {
	event := "OpenSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != algorithms.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AlgorithmsOpenSet)
	if len(log.Data) > 0 {
		if err := algorithms.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range algorithms.abi.Events[event].Inputs {
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

// AlgorithmsRevoked represents a Revoked event raised by the Algorithms contract.
type AlgorithmsRevoked struct {
	Dataset common.Address
	Digest  [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const AlgorithmsRevokedEventName = "Revoked"

// ContractEventName returns the user-defined event name.
func (AlgorithmsRevoked) ContractEventName() string {
	return AlgorithmsRevokedEventName
}

// UnpackRevokedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Revoked(address indexed dataset, bytes32 indexed digest)
func (algorithms *Algorithms) UnpackRevokedEvent(log *types.Log) (*AlgorithmsRevoked, error) {
	event := "Revoked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != algorithms.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(AlgorithmsRevoked)
	if len(log.Data) > 0 {
		if err := algorithms.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range algorithms.abi.Events[event].Inputs {
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
func (algorithms *Algorithms) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], algorithms.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return algorithms.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return algorithms.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return algorithms.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["AlreadyAdmitted"].ID.Bytes()[:4]) {
		return algorithms.UnpackAlreadyAdmittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["NotAdmitted"].ID.Bytes()[:4]) {
		return algorithms.UnpackNotAdmittedError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["NotCurator"].ID.Bytes()[:4]) {
		return algorithms.UnpackNotCuratorError(raw[4:])
	}
	if bytes.Equal(raw[:4], algorithms.abi.Errors["PolicyFixed"].ID.Bytes()[:4]) {
		return algorithms.UnpackPolicyFixedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// AlgorithmsAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the Algorithms contract.
type AlgorithmsAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func AlgorithmsAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (algorithms *Algorithms) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*AlgorithmsAccessManagedInvalidAuthority, error) {
	out := new(AlgorithmsAccessManagedInvalidAuthority)
	if err := algorithms.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the Algorithms contract.
type AlgorithmsAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func AlgorithmsAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (algorithms *Algorithms) UnpackAccessManagedRequiredDelayError(raw []byte) (*AlgorithmsAccessManagedRequiredDelay, error) {
	out := new(AlgorithmsAccessManagedRequiredDelay)
	if err := algorithms.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the Algorithms contract.
type AlgorithmsAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func AlgorithmsAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (algorithms *Algorithms) UnpackAccessManagedUnauthorizedError(raw []byte) (*AlgorithmsAccessManagedUnauthorized, error) {
	out := new(AlgorithmsAccessManagedUnauthorized)
	if err := algorithms.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsAlreadyAdmitted represents a AlreadyAdmitted error raised by the Algorithms contract.
type AlgorithmsAlreadyAdmitted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyAdmitted()
func AlgorithmsAlreadyAdmittedErrorID() common.Hash {
	return common.HexToHash("0xdd52318115d8e35717906838092cc447d52b0531aee202e4a0ce413500e46582")
}

// UnpackAlreadyAdmittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyAdmitted()
func (algorithms *Algorithms) UnpackAlreadyAdmittedError(raw []byte) (*AlgorithmsAlreadyAdmitted, error) {
	out := new(AlgorithmsAlreadyAdmitted)
	if err := algorithms.abi.UnpackIntoInterface(out, "AlreadyAdmitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsNotAdmitted represents a NotAdmitted error raised by the Algorithms contract.
type AlgorithmsNotAdmitted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAdmitted()
func AlgorithmsNotAdmittedErrorID() common.Hash {
	return common.HexToHash("0xc9d2a27ce6ea67d127622fb1a2678a8437c2137d7a0d05a89640aecd60e809dc")
}

// UnpackNotAdmittedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAdmitted()
func (algorithms *Algorithms) UnpackNotAdmittedError(raw []byte) (*AlgorithmsNotAdmitted, error) {
	out := new(AlgorithmsNotAdmitted)
	if err := algorithms.abi.UnpackIntoInterface(out, "NotAdmitted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsNotCurator represents a NotCurator error raised by the Algorithms contract.
type AlgorithmsNotCurator struct {
	Dataset common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotCurator(address dataset)
func AlgorithmsNotCuratorErrorID() common.Hash {
	return common.HexToHash("0x227e45b2a895192e243db9b3c2ad115c52ae2e3cacc8af0850bd7db8d646c177")
}

// UnpackNotCuratorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotCurator(address dataset)
func (algorithms *Algorithms) UnpackNotCuratorError(raw []byte) (*AlgorithmsNotCurator, error) {
	out := new(AlgorithmsNotCurator)
	if err := algorithms.abi.UnpackIntoInterface(out, "NotCurator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// AlgorithmsPolicyFixed represents a PolicyFixed error raised by the Algorithms contract.
type AlgorithmsPolicyFixed struct {
	Policy uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PolicyFixed(uint8 policy)
func AlgorithmsPolicyFixedErrorID() common.Hash {
	return common.HexToHash("0x9acae93005efd264d8333759c76339dc5e8a78fc08510a7f588229ca0557680b")
}

// UnpackPolicyFixedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PolicyFixed(uint8 policy)
func (algorithms *Algorithms) UnpackPolicyFixedError(raw []byte) (*AlgorithmsPolicyFixed, error) {
	out := new(AlgorithmsPolicyFixed)
	if err := algorithms.abi.UnpackIntoInterface(out, "PolicyFixed", raw); err != nil {
		return nil, err
	}
	return out, nil
}
