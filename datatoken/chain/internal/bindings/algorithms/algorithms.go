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
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyAdmitted\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAdmitted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"PolicyFixed\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"Admitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"BannedSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"OpenSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"Revoked\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"name\":\"admit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"admitted\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"banned\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"open\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"policyOf\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"listed\",\"type\":\"bool\"},{\"internalType\":\"uint8\",\"name\":\"policy\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"name\":\"revoke\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"setBanned\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"setOpen\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Algorithms",
	Bin: "0x6080604052348015600e575f5ffd5b50604051610c0f380380610c0f833981016040819052602b91608c565b806033816039565b505060b7565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f60208284031215609b575f5ffd5b81516001600160a01b038116811460b0575f5ffd5b9392505050565b610b4b806100c45f395ff3fe608060405234801561000f575f5ffd5b50600436106100a6575f3560e01c806388e627211161006e57806388e627211461016d5780638d87893d146101805780638fb3603714610193578063b95460f8146101b4578063bf7e214f146101d6578063dca259cb146101f0575f5ffd5b806325bfab42146100aa57806336d34a97146100d257806362d8decf146100e7578063722363b4146100fa5780637a9e5e4b1461015a575b5f5ffd5b6100bd6100b836600461097d565b610212565b60405190151581526020015b60405180910390f35b6100e56100e03660046109a7565b61027f565b005b6100e56100f53660046109ff565b61046a565b61014161010836600461097d565b6001600160a01b03919091165f908152600360209081526040808320938352929052205460ff6101008204811692620100009092041690565b60408051921515835260ff9091166020830152016100c9565b6100e5610168366004610a32565b610566565b6100e561017b36600461097d565b6105de565b6100e561018e366004610a4d565b610708565b61019b610769565b6040516001600160e01b031990911681526020016100c9565b6100bd6101c2366004610a32565b60016020525f908152604090205460ff1681565b5f546040516001600160a01b0390911681526020016100c9565b6100bd6101fe366004610a6e565b60026020525f908152604090205460ff1681565b5f8181526002602052604081205460ff1615801561027857506001600160a01b0383165f9081526001602052604090205460ff168061027857506001600160a01b0383165f908152600360209081526040808320858452909152902054610100900460ff165b9392505050565b6040516331a9108f60e11b815260016004820152839033906001600160a01b03831690636352211e90602401602060405180830381865afa1580156102c6573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906102ea9190610a85565b6001600160a01b0316146103215760405163113f22d960e11b81526001600160a01b03821660048201526024015b60405180910390fd5b6001600160a01b0384165f90815260036020908152604080832086845290915290208054610100900460ff161561036b5760405163dd52318160e01b815260040160405180910390fd5b805460ff1680156103895750805460ff848116620100009092041614155b156103b45780546040516309acae9360e41b81526201000090910460ff166004820152602401610318565b604080516060810182526001808252602080830191825260ff8781168486018181526001600160a01b038c165f818152600386528881208d825286528890209651875496519251909416620100000262ff0000199215156101000261ff00199515159590951661ffff1990971696909617939093171693909317909355925190815286927fbcb88bacda99d32d60e722e8314549e8b581e8911487bd2b1d3fecfa253a7302910160405180910390a35050505050565b6040516331a9108f60e11b815260016004820152829033906001600160a01b03831690636352211e90602401602060405180830381865afa1580156104b1573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906104d59190610a85565b6001600160a01b0316146105075760405163113f22d960e11b81526001600160a01b0382166004820152602401610318565b6001600160a01b0383165f81815260016020908152604091829020805460ff191686151590811790915591519182527feeaf704d357a18a436a0b8ae71f929ddfb6543d0989534b208c2acedaa307deb910160405180910390a2505050565b5f5433906001600160a01b0316811461059c5760405162d1953b60e31b81526001600160a01b0382166004820152602401610318565b816001600160a01b03163b5f036105d1576040516361798f2f60e11b81526001600160a01b0383166004820152602401610318565b6105da8261078b565b5050565b6040516331a9108f60e11b815260016004820152829033906001600160a01b03831690636352211e90602401602060405180830381865afa158015610625573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906106499190610a85565b6001600160a01b03161461067b5760405163113f22d960e11b81526001600160a01b0382166004820152602401610318565b6001600160a01b0383165f90815260036020908152604080832085845290915290208054610100900460ff166106c457604051633274a89f60e21b815260040160405180910390fd5b805461ff001916815560405183906001600160a01b038616907f6e70be4be1a4aebd688b5523bd8b6278acac3963d71ebf2bd5ea50757047664b905f90a350505050565b610713335f366107de565b5f82815260026020908152604091829020805460ff1916841515908117909155915191825283917fb4c9eebe19a2a2dae2c6f4a808b1543e8a062e7ab72cb6330890051a067cd736910160405180910390a25050565b5f8054600160a01b900460ff1661077f57505f90565b50638fb3603760e01b90565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f5f6108116107f45f546001600160a01b031690565b863061080360045f898b610aa0565b61080c91610ac7565b6108d4565b91509150816108cd5763ffffffff8116156108aa575f805460ff60a01b198116600160a01b17909155604051634a63ebf760e11b81526001600160a01b03909116906394c7d7ee9061086b90889088908890600401610aff565b5f604051808303815f87803b158015610882575f5ffd5b505af1158015610894573d5f5f3e3d5ffd5b50505f805460ff60a01b19169055506108cd9050565b60405162d1953b60e31b81526001600160a01b0386166004820152602401610318565b5050505050565b6040516001600160a01b038085166024830152831660448201526001600160e01b0319821660648201525f908190819060840160408051601f19818403018152918152602080830180516001600160e01b031663b700961360e01b1781525f808052918290528351939450919290918a5afa1561095c575f516020805191945081901c150291505b5094509492505050565b6001600160a01b038116811461097a575f5ffd5b50565b5f5f6040838503121561098e575f5ffd5b823561099981610966565b946020939093013593505050565b5f5f5f606084860312156109b9575f5ffd5b83356109c481610966565b925060208401359150604084013560ff811681146109e0575f5ffd5b809150509250925092565b803580151581146109fa575f5ffd5b919050565b5f5f60408385031215610a10575f5ffd5b8235610a1b81610966565b9150610a29602084016109eb565b90509250929050565b5f60208284031215610a42575f5ffd5b813561027881610966565b5f5f60408385031215610a5e575f5ffd5b82359150610a29602084016109eb565b5f60208284031215610a7e575f5ffd5b5035919050565b5f60208284031215610a95575f5ffd5b815161027881610966565b5f5f85851115610aae575f5ffd5b83861115610aba575f5ffd5b5050820193919092039150565b80356001600160e01b03198116906004841015610af8576001600160e01b0319600485900360031b81901b82161691505b5092915050565b6001600160a01b03841681526040602082018190528101829052818360608301375f818301606090810191909152601f909201601f191601019291505056fea164736f6c6343000825000a",
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

// PackSetBanned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8d87893d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setBanned(bytes32 digest, bool on) returns()
func (algorithms *Algorithms) PackSetBanned(digest [32]byte, on bool) []byte {
	enc, err := algorithms.abi.Pack("setBanned", digest, on)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetBanned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8d87893d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setBanned(bytes32 digest, bool on) returns()
func (algorithms *Algorithms) TryPackSetBanned(digest [32]byte, on bool) ([]byte, error) {
	return algorithms.abi.Pack("setBanned", digest, on)
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
