// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package contributions

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

// RoyaltyPoolsBatch is an auto generated low-level Go binding around an user-defined struct.
type RoyaltyPoolsBatch struct {
	Root   [32]byte
	Shares uint64
	Acc    *big.Int
}

// ContributionsMetaData contains all meta data concerning the Contributions contract.
var ContributionsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"},{\"internalType\":\"contractRoyaltyPools\",\"name\":\"pools_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadBatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"JoinsSuspended\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoManifest\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotRegistered\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"members\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"list\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"version\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"Joined\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"version\",\"type\":\"bytes32\"}],\"name\":\"Left\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"manifest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"Registered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"Suspended\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint32\",\"name\":\"members\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"list\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"join\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"manifest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pools\",\"outputs\":[{\"internalType\":\"contractRoyaltyPools\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"manifest_\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"register\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"resume\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"unlock\",\"type\":\"uint32\"},{\"internalType\":\"uint16\",\"name\":\"curatorBps\",\"type\":\"uint16\"}],\"name\":\"setTerms\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Batch\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"proof\",\"type\":\"bytes32[]\"}],\"name\":\"slash\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"suspend\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"suspended\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"version\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Batch\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"proof\",\"type\":\"bytes32[]\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Contributions",
	Bin: "0x60a060405234801561000f575f5ffd5b5060405161170e38038061170e83398101604081905261002e916100b5565b816100388161004b565b506001600160a01b0316608052506100ed565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6001600160a01b03811681146100b2575f5ffd5b50565b5f5f604083850312156100c6575f5ffd5b82516100d18161009e565b60208401519092506100e28161009e565b809150509250929050565b6080516115ed6101215f395f818161025c0152818161030901528181610657015281816107a30152610a4301526115ed5ff3fe608060405234801561000f575f5ffd5b50600436106100e5575f3560e01c80637a9e5e4b11610088578063bf7e214f11610063578063bf7e214f14610219578063c5c51dca14610257578063d13b0f0d1461027e578063eccaa2de14610291575f5ffd5b80637a9e5e4b146101ba5780637c38a4e1146101cd5780638fb36037146101e0575f5ffd5b80632f08b18d116100c35780632f08b18d1461014857806364422b8614610175578063767cb5bf14610188578063793c1946146101a7575f5ffd5b8063082e4b9f146100e95780630bb4a2a914610120578063286781c714610135575b5f5ffd5b61010b6100f7366004611087565b60026020525f908152604090205460ff1681565b60405190151581526020015b60405180910390f35b61013361012e3660046110c1565b6102a4565b005b610133610143366004611087565b610366565b610167610156366004611087565b60016020525f908152604090205481565b604051908152602001610117565b610133610183366004611152565b6103fa565b610167610196366004611087565b60036020525f908152604090205481565b6101336101b5366004611087565b6104ab565b6101336101c8366004611087565b61052d565b6101336101db3660046111c1565b610611565b6101e86106f4565b6040517fffffffff000000000000000000000000000000000000000000000000000000009091168152602001610117565b5f5473ffffffffffffffffffffffffffffffffffffffff165b60405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610117565b6102327f000000000000000000000000000000000000000000000000000000000000000081565b61013361028c3660046111c1565b610740565b61016761029f3660046112ab565b610832565b826102ae81610b83565b6040517f0bb4a2a900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff858116600483015263ffffffff8516602483015261ffff841660448301527f00000000000000000000000000000000000000000000000000000000000000001690630bb4a2a9906064015f604051808303815f87803b15801561034a575f5ffd5b505af115801561035c573d5f5f3e3d5ffd5b5050505050505050565b610372335b5f36610c7a565b73ffffffffffffffffffffffffffffffffffffffff81165f8181526002602090815260409182902080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0016600190811790915591519182527ff8418f5f9106c6b52db755d70c5b61a4e7e302ee42b244c0d17809f008c9a25b91015b60405180910390a250565b8361040481610b83565b5f84900361043e576040517f6a166a2d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff85165f8181526001602052604090819020869055513391907f1ec3f8c8da0bdc852b7199f0d45024e2bca86e6c511fdae3586c4ea98c98693f9061049c90889088908890611387565b60405180910390a35050505050565b6104b43361036b565b73ffffffffffffffffffffffffffffffffffffffff81165f81815260026020908152604080832080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00169055519182527ff8418f5f9106c6b52db755d70c5b61a4e7e302ee42b244c0d17809f008c9a25b91016103ef565b5f54339073ffffffffffffffffffffffffffffffffffffffff16811461059c576040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024015b60405180910390fd5b8173ffffffffffffffffffffffffffffffffffffffff163b5f03610604576040517fc2f31e5e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff83166004820152602401610593565b61060d82610e11565b5050565b61061a3361036b565b6040517fa39df11600000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169063a39df1169061069b908a908a908a908a908a908a908a906001906004016113a9565b6020604051808303815f875af11580156106b7573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906106db9190611492565b156106eb576106eb878786610e89565b50505050505050565b5f805474010000000000000000000000000000000000000000900460ff1661071b57505f90565b507f8fb360370000000000000000000000000000000000000000000000000000000090565b3373ffffffffffffffffffffffffffffffffffffffff8516146107665761076687610b83565b6040517fa39df11600000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169063a39df116906107e6908a908a908a908a908a908a908a905f906004016113a9565b6020604051808303815f875af1158015610802573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906108269190611492565b506106eb878786610e89565b5f8861083d81610b83565b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526001602052604081205490036108b2576040517fbfc6c33700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8b166004820152602401610593565b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526002602052604090205460ff1615610929576040517fae5ba41400000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8b166004820152602401610593565b63ffffffff8616158061094b57508563ffffffff168767ffffffffffffffff16105b15610982576040517f86bdc25c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526003602090815260408083205481519283015263ffffffff808d1691830191909152606082018b905267ffffffffffffffff8a166080830152881660a082015260c0810187905260e0016040516020818303038152906040528051906020012090508060035f8d73ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1681526020019081526020015f20819055507f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16639cf6b29f8c8b8b6040518463ffffffff1660e01b8152600401610ad19392919073ffffffffffffffffffffffffffffffffffffffff939093168352602083019190915267ffffffffffffffff16604082015260600190565b6020604051808303815f875af1158015610aed573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610b1191906114b1565b92508963ffffffff16838c73ffffffffffffffffffffffffffffffffffffffff167ff97ce92a8bb3eec19a54e3c8e870cafb1dc2ee665282489803a0eb530f710b1f8c8c8c8c888d8d604051610b6d97969594939291906114c8565b60405180910390a4505098975050505050505050565b6040517f6352211e00000000000000000000000000000000000000000000000000000000815260016004820152339073ffffffffffffffffffffffffffffffffffffffff831690636352211e90602401602060405180830381865afa158015610bee573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610c129190611509565b73ffffffffffffffffffffffffffffffffffffffff1614610c77576040517f227e45b200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff82166004820152602401610593565b50565b5f5f610cba610c9d5f5473ffffffffffffffffffffffffffffffffffffffff1690565b8630610cac60045f898b611524565b610cb59161154b565b610f63565b9150915081610e0a5763ffffffff811615610dc0575f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff811674010000000000000000000000000000000000000000179091556040517f94c7d7ee00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909116906394c7d7ee90610d66908890889088906004016115b1565b5f604051808303815f87803b158015610d7d575f5ffd5b505af1158015610d8f573d5f5f3e3d5ffd5b50505f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff16905550610e0a9050565b6040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff86166004820152602401610593565b5050505050565b5f80547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b73ffffffffffffffffffffffffffffffffffffffff8381165f908152600360209081526040808320548151928301528101859052918316606083015290608001604080518083037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0018152828252805160209182012073ffffffffffffffffffffffffffffffffffffffff8881165f81815260038552949094208290558185529094508516928692917ff10647d17c0bff2b4fba1cc8056f928ecbe8d4d6472681a2bac9208f3adf7562910160405180910390a450505050565b60405173ffffffffffffffffffffffffffffffffffffffff8085166024830152831660448201527fffffffff00000000000000000000000000000000000000000000000000000000821660648201525f9081908190608401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152602080830180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fb7009613000000000000000000000000000000000000000000000000000000001781525f808052918290528351939450919290918a5afa1561105c575f516020805191945081901c150291505b5094509492505050565b73ffffffffffffffffffffffffffffffffffffffff81168114610c77575f5ffd5b5f60208284031215611097575f5ffd5b81356110a281611066565b9392505050565b803563ffffffff811681146110bc575f5ffd5b919050565b5f5f5f606084860312156110d3575f5ffd5b83356110de81611066565b92506110ec602085016110a9565b9150604084013561ffff81168114611102575f5ffd5b809150509250925092565b5f5f83601f84011261111d575f5ffd5b50813567ffffffffffffffff811115611134575f5ffd5b60208301915083602082850101111561114b575f5ffd5b9250929050565b5f5f5f5f60608587031215611165575f5ffd5b843561117081611066565b935060208501359250604085013567ffffffffffffffff811115611192575f5ffd5b61119e8782880161110d565b95989497509550505050565b803567ffffffffffffffff811681146110bc575f5ffd5b5f5f5f5f5f5f5f8789036101008112156111d9575f5ffd5b88356111e481611066565b97506020890135965060607fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc08201121561121c575f5ffd5b5060408801945060a088013561123181611066565b935061123f60c089016111aa565b925060e088013567ffffffffffffffff81111561125a575f5ffd5b8801601f81018a1361126a575f5ffd5b803567ffffffffffffffff811115611280575f5ffd5b8a60208260051b8401011115611294575f5ffd5b602082019350809250505092959891949750929550565b5f5f5f5f5f5f5f5f60e0898b0312156112c2575f5ffd5b88356112cd81611066565b97506112db60208a016110a9565b9650604089013595506112f060608a016111aa565b94506112fe60808a016110a9565b935060a0890135925060c089013567ffffffffffffffff811115611320575f5ffd5b61132c8b828c0161110d565b999c989b5096995094979396929594505050565b81835281816020850137505f602082840101525f60207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116840101905092915050565b838152604060208201525f6113a0604083018486611340565b95945050505050565b73ffffffffffffffffffffffffffffffffffffffff891681526020808201899052873560408301525f9067ffffffffffffffff906113e8908a016111aa565b1660608301526040880135608083015273ffffffffffffffffffffffffffffffffffffffff871660a083015267ffffffffffffffff861660c083015261012060e0830181905282018481525f7f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff861115611460575f5ffd5b8560051b80886020850137919091016020019150611485905061010083018415159052565b9998505050505050505050565b5f602082840312156114a2575f5ffd5b815180151581146110a2575f5ffd5b5f602082840312156114c1575f5ffd5b5051919050565b87815267ffffffffffffffff8716602082015263ffffffff8616604082015284606082015283608082015260c060a08201525f61148560c083018486611340565b5f60208284031215611519575f5ffd5b81516110a281611066565b5f5f85851115611532575f5ffd5b8386111561153e575f5ffd5b5050820193919092039150565b80357fffffffff0000000000000000000000000000000000000000000000000000000081169060048410156115aa577fffffffff00000000000000000000000000000000000000000000000000000000808560040360031b1b82161691505b5092915050565b73ffffffffffffffffffffffffffffffffffffffff84168152604060208201525f6113a060408301848661134056fea164736f6c6343000825000a",
}

// Contributions is an auto generated Go binding around an Ethereum contract.
type Contributions struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Contributions) GetABI() abi.ABI {
	return c.abi
}

// NewContributions creates a new instance of Contributions.
func NewContributions() *Contributions {
	parsed, err := ContributionsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Contributions{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Contributions) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address authority, address pools_) returns()
func (contributions *Contributions) PackConstructor(authority common.Address, pools_ common.Address) []byte {
	enc, err := contributions.abi.Pack("", authority, pools_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (contributions *Contributions) PackAuthority() []byte {
	enc, err := contributions.abi.Pack("authority")
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
func (contributions *Contributions) TryPackAuthority() ([]byte, error) {
	return contributions.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (contributions *Contributions) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := contributions.abi.Unpack("authority", data)
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
func (contributions *Contributions) PackIsConsumingScheduledOp() []byte {
	enc, err := contributions.abi.Pack("isConsumingScheduledOp")
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
func (contributions *Contributions) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return contributions.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (contributions *Contributions) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := contributions.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeccaa2de.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint64 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
func (contributions *Contributions) PackJoin(dataset common.Address, block uint32, root [32]byte, shares uint64, members uint32, list [32]byte, uri string) []byte {
	enc, err := contributions.abi.Pack("join", dataset, block, root, shares, members, list, uri)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeccaa2de.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint64 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
func (contributions *Contributions) TryPackJoin(dataset common.Address, block uint32, root [32]byte, shares uint64, members uint32, list [32]byte, uri string) ([]byte, error) {
	return contributions.abi.Pack("join", dataset, block, root, shares, members, list, uri)
}

// UnpackJoin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xeccaa2de.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint64 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
func (contributions *Contributions) UnpackJoin(data []byte) (*big.Int, error) {
	out, err := contributions.abi.Unpack("join", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackManifest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f08b18d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function manifest(address dataset) view returns(bytes32)
func (contributions *Contributions) PackManifest(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("manifest", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackManifest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f08b18d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function manifest(address dataset) view returns(bytes32)
func (contributions *Contributions) TryPackManifest(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("manifest", dataset)
}

// UnpackManifest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2f08b18d.
//
// Solidity: function manifest(address dataset) view returns(bytes32)
func (contributions *Contributions) UnpackManifest(data []byte) ([32]byte, error) {
	out, err := contributions.abi.Unpack("manifest", data)
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
func (contributions *Contributions) PackPools() []byte {
	enc, err := contributions.abi.Pack("pools")
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
func (contributions *Contributions) TryPackPools() ([]byte, error) {
	return contributions.abi.Pack("pools")
}

// UnpackPools is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc5c51dca.
//
// Solidity: function pools() view returns(address)
func (contributions *Contributions) UnpackPools(data []byte) (common.Address, error) {
	out, err := contributions.abi.Unpack("pools", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64422b86.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function register(address dataset, bytes32 manifest_, string uri) returns()
func (contributions *Contributions) PackRegister(dataset common.Address, manifest [32]byte, uri string) []byte {
	enc, err := contributions.abi.Pack("register", dataset, manifest, uri)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x64422b86.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function register(address dataset, bytes32 manifest_, string uri) returns()
func (contributions *Contributions) TryPackRegister(dataset common.Address, manifest [32]byte, uri string) ([]byte, error) {
	return contributions.abi.Pack("register", dataset, manifest, uri)
}

// PackResume is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x793c1946.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function resume(address dataset) returns()
func (contributions *Contributions) PackResume(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("resume", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackResume is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x793c1946.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function resume(address dataset) returns()
func (contributions *Contributions) TryPackResume(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("resume", dataset)
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (contributions *Contributions) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := contributions.abi.Pack("setAuthority", newAuthority)
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
func (contributions *Contributions) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return contributions.abi.Pack("setAuthority", newAuthority)
}

// PackSetTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0bb4a2a9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTerms(address dataset, uint32 unlock, uint16 curatorBps) returns()
func (contributions *Contributions) PackSetTerms(dataset common.Address, unlock uint32, curatorBps uint16) []byte {
	enc, err := contributions.abi.Pack("setTerms", dataset, unlock, curatorBps)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0bb4a2a9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTerms(address dataset, uint32 unlock, uint16 curatorBps) returns()
func (contributions *Contributions) TryPackSetTerms(dataset common.Address, unlock uint32, curatorBps uint16) ([]byte, error) {
	return contributions.abi.Pack("setTerms", dataset, unlock, curatorBps)
}

// PackSlash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c38a4e1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function slash(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns()
func (contributions *Contributions) PackSlash(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) []byte {
	enc, err := contributions.abi.Pack("slash", dataset, batch, b, member, parts, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSlash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c38a4e1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function slash(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns()
func (contributions *Contributions) TryPackSlash(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) ([]byte, error) {
	return contributions.abi.Pack("slash", dataset, batch, b, member, parts, proof)
}

// PackSuspend is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x286781c7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function suspend(address dataset) returns()
func (contributions *Contributions) PackSuspend(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("suspend", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSuspend is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x286781c7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function suspend(address dataset) returns()
func (contributions *Contributions) TryPackSuspend(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("suspend", dataset)
}

// PackSuspended is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x082e4b9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function suspended(address dataset) view returns(bool)
func (contributions *Contributions) PackSuspended(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("suspended", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSuspended is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x082e4b9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function suspended(address dataset) view returns(bool)
func (contributions *Contributions) TryPackSuspended(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("suspended", dataset)
}

// UnpackSuspended is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x082e4b9f.
//
// Solidity: function suspended(address dataset) view returns(bool)
func (contributions *Contributions) UnpackSuspended(data []byte) (bool, error) {
	out, err := contributions.abi.Unpack("suspended", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x767cb5bf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function version(address dataset) view returns(bytes32)
func (contributions *Contributions) PackVersion(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("version", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVersion is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x767cb5bf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function version(address dataset) view returns(bytes32)
func (contributions *Contributions) TryPackVersion(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("version", dataset)
}

// UnpackVersion is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x767cb5bf.
//
// Solidity: function version(address dataset) view returns(bytes32)
func (contributions *Contributions) UnpackVersion(data []byte) ([32]byte, error) {
	out, err := contributions.abi.Unpack("version", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd13b0f0d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns()
func (contributions *Contributions) PackWithdraw(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) []byte {
	enc, err := contributions.abi.Pack("withdraw", dataset, batch, b, member, parts, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd13b0f0d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns()
func (contributions *Contributions) TryPackWithdraw(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) ([]byte, error) {
	return contributions.abi.Pack("withdraw", dataset, batch, b, member, parts, proof)
}

// ContributionsAuthorityUpdated represents a AuthorityUpdated event raised by the Contributions contract.
type ContributionsAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const ContributionsAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (ContributionsAuthorityUpdated) ContractEventName() string {
	return ContributionsAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (contributions *Contributions) UnpackAuthorityUpdatedEvent(log *types.Log) (*ContributionsAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != contributions.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ContributionsAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := contributions.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range contributions.abi.Events[event].Inputs {
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

// ContributionsJoined represents a Joined event raised by the Contributions contract.
type ContributionsJoined struct {
	Dataset common.Address
	Batch   *big.Int
	Block   uint32
	Root    [32]byte
	Shares  uint64
	Members uint32
	List    [32]byte
	Version [32]byte
	Uri     string
	Raw     *types.Log // Blockchain specific contextual infos
}

const ContributionsJoinedEventName = "Joined"

// ContractEventName returns the user-defined event name.
func (ContributionsJoined) ContractEventName() string {
	return ContributionsJoinedEventName
}

// UnpackJoinedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Joined(address indexed dataset, uint256 indexed batch, uint32 indexed block_, bytes32 root, uint64 shares, uint32 members, bytes32 list, bytes32 version, string uri)
func (contributions *Contributions) UnpackJoinedEvent(log *types.Log) (*ContributionsJoined, error) {
	event := "Joined"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != contributions.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ContributionsJoined)
	if len(log.Data) > 0 {
		if err := contributions.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range contributions.abi.Events[event].Inputs {
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

// ContributionsLeft represents a Left event raised by the Contributions contract.
type ContributionsLeft struct {
	Dataset common.Address
	Batch   *big.Int
	Member  common.Address
	Version [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const ContributionsLeftEventName = "Left"

// ContractEventName returns the user-defined event name.
func (ContributionsLeft) ContractEventName() string {
	return ContributionsLeftEventName
}

// UnpackLeftEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Left(address indexed dataset, uint256 indexed batch, address indexed member, bytes32 version)
func (contributions *Contributions) UnpackLeftEvent(log *types.Log) (*ContributionsLeft, error) {
	event := "Left"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != contributions.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ContributionsLeft)
	if len(log.Data) > 0 {
		if err := contributions.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range contributions.abi.Events[event].Inputs {
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

// ContributionsRegistered represents a Registered event raised by the Contributions contract.
type ContributionsRegistered struct {
	Dataset  common.Address
	Curator  common.Address
	Manifest [32]byte
	Uri      string
	Raw      *types.Log // Blockchain specific contextual infos
}

const ContributionsRegisteredEventName = "Registered"

// ContractEventName returns the user-defined event name.
func (ContributionsRegistered) ContractEventName() string {
	return ContributionsRegisteredEventName
}

// UnpackRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Registered(address indexed dataset, address indexed curator, bytes32 manifest, string uri)
func (contributions *Contributions) UnpackRegisteredEvent(log *types.Log) (*ContributionsRegistered, error) {
	event := "Registered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != contributions.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ContributionsRegistered)
	if len(log.Data) > 0 {
		if err := contributions.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range contributions.abi.Events[event].Inputs {
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

// ContributionsSuspended represents a Suspended event raised by the Contributions contract.
type ContributionsSuspended struct {
	Dataset common.Address
	On      bool
	Raw     *types.Log // Blockchain specific contextual infos
}

const ContributionsSuspendedEventName = "Suspended"

// ContractEventName returns the user-defined event name.
func (ContributionsSuspended) ContractEventName() string {
	return ContributionsSuspendedEventName
}

// UnpackSuspendedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Suspended(address indexed dataset, bool on)
func (contributions *Contributions) UnpackSuspendedEvent(log *types.Log) (*ContributionsSuspended, error) {
	event := "Suspended"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != contributions.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ContributionsSuspended)
	if len(log.Data) > 0 {
		if err := contributions.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range contributions.abi.Events[event].Inputs {
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
func (contributions *Contributions) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], contributions.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return contributions.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return contributions.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return contributions.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["BadBatch"].ID.Bytes()[:4]) {
		return contributions.UnpackBadBatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["JoinsSuspended"].ID.Bytes()[:4]) {
		return contributions.UnpackJoinsSuspendedError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["NoManifest"].ID.Bytes()[:4]) {
		return contributions.UnpackNoManifestError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["NotCurator"].ID.Bytes()[:4]) {
		return contributions.UnpackNotCuratorError(raw[4:])
	}
	if bytes.Equal(raw[:4], contributions.abi.Errors["NotRegistered"].ID.Bytes()[:4]) {
		return contributions.UnpackNotRegisteredError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ContributionsAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the Contributions contract.
type ContributionsAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func ContributionsAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (contributions *Contributions) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*ContributionsAccessManagedInvalidAuthority, error) {
	out := new(ContributionsAccessManagedInvalidAuthority)
	if err := contributions.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the Contributions contract.
type ContributionsAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func ContributionsAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (contributions *Contributions) UnpackAccessManagedRequiredDelayError(raw []byte) (*ContributionsAccessManagedRequiredDelay, error) {
	out := new(ContributionsAccessManagedRequiredDelay)
	if err := contributions.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the Contributions contract.
type ContributionsAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func ContributionsAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (contributions *Contributions) UnpackAccessManagedUnauthorizedError(raw []byte) (*ContributionsAccessManagedUnauthorized, error) {
	out := new(ContributionsAccessManagedUnauthorized)
	if err := contributions.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsBadBatch represents a BadBatch error raised by the Contributions contract.
type ContributionsBadBatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadBatch()
func ContributionsBadBatchErrorID() common.Hash {
	return common.HexToHash("0x86bdc25c99648598923bb853ace35b4957af66811405e311820e81be4c44dd00")
}

// UnpackBadBatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadBatch()
func (contributions *Contributions) UnpackBadBatchError(raw []byte) (*ContributionsBadBatch, error) {
	out := new(ContributionsBadBatch)
	if err := contributions.abi.UnpackIntoInterface(out, "BadBatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsJoinsSuspended represents a JoinsSuspended error raised by the Contributions contract.
type ContributionsJoinsSuspended struct {
	Dataset common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JoinsSuspended(address dataset)
func ContributionsJoinsSuspendedErrorID() common.Hash {
	return common.HexToHash("0xae5ba414fba019d4db226857a541cfaa074377842cdba9ab382fb42f34cb4fa9")
}

// UnpackJoinsSuspendedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JoinsSuspended(address dataset)
func (contributions *Contributions) UnpackJoinsSuspendedError(raw []byte) (*ContributionsJoinsSuspended, error) {
	out := new(ContributionsJoinsSuspended)
	if err := contributions.abi.UnpackIntoInterface(out, "JoinsSuspended", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsNoManifest represents a NoManifest error raised by the Contributions contract.
type ContributionsNoManifest struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoManifest()
func ContributionsNoManifestErrorID() common.Hash {
	return common.HexToHash("0x6a166a2d4020a829ab7d0e4e2ec496ce495d04f9bdc9fb44b7ad03eb4cb9d695")
}

// UnpackNoManifestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoManifest()
func (contributions *Contributions) UnpackNoManifestError(raw []byte) (*ContributionsNoManifest, error) {
	out := new(ContributionsNoManifest)
	if err := contributions.abi.UnpackIntoInterface(out, "NoManifest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsNotCurator represents a NotCurator error raised by the Contributions contract.
type ContributionsNotCurator struct {
	Dataset common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotCurator(address dataset)
func ContributionsNotCuratorErrorID() common.Hash {
	return common.HexToHash("0x227e45b2a895192e243db9b3c2ad115c52ae2e3cacc8af0850bd7db8d646c177")
}

// UnpackNotCuratorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotCurator(address dataset)
func (contributions *Contributions) UnpackNotCuratorError(raw []byte) (*ContributionsNotCurator, error) {
	out := new(ContributionsNotCurator)
	if err := contributions.abi.UnpackIntoInterface(out, "NotCurator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ContributionsNotRegistered represents a NotRegistered error raised by the Contributions contract.
type ContributionsNotRegistered struct {
	Dataset common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotRegistered(address dataset)
func ContributionsNotRegisteredErrorID() common.Hash {
	return common.HexToHash("0xbfc6c337a80b7b8201f77f0a2a54c6e5f7c6fd9124a749804a482fa16ee8a895")
}

// UnpackNotRegisteredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotRegistered(address dataset)
func (contributions *Contributions) UnpackNotRegisteredError(raw []byte) (*ContributionsNotRegistered, error) {
	out := new(ContributionsNotRegistered)
	if err := contributions.abi.UnpackIntoInterface(out, "NotRegistered", raw); err != nil {
		return nil, err
	}
	return out, nil
}
