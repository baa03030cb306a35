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

// ContributionsMetaData contains all meta data concerning the Contributions contract.
var ContributionsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"},{\"internalType\":\"contractRoyaltyPools\",\"name\":\"pools_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadBatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"JoinsSuspended\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoManifest\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotRegistered\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"members\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"list\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"version\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"Joined\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"manifest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"Registered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"Suspended\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"i\",\"type\":\"uint256\"}],\"name\":\"batch\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"internalType\":\"bytes32\",\"name\":\"version_\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"batchCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"internalType\":\"uint32\",\"name\":\"members\",\"type\":\"uint32\"},{\"internalType\":\"bytes32\",\"name\":\"list\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"join\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"manifest\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pools\",\"outputs\":[{\"internalType\":\"contractRoyaltyPools\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"manifest_\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"uri\",\"type\":\"string\"}],\"name\":\"register\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"on\",\"type\":\"bool\"}],\"name\":\"setSuspended\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"suspended\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"version\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "Contributions",
	Bin: "0x60a060405234801561000f575f5ffd5b50604051610f93380380610f9383398101604081905261002e916100b5565b816100388161004b565b506001600160a01b0316608052506100ed565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6001600160a01b03811681146100b2575f5ffd5b50565b5f5f604083850312156100c6575f5ffd5b82516100d18161009e565b60208401519092506100e28161009e565b809150509250929050565b608051610e806101135f395f818161020f0152818161053201526107be0152610e805ff3fe608060405234801561000f575f5ffd5b50600436106100b1575f3560e01c80637a9e5e4b1161006e5780637a9e5e4b1461017c5780638fb360371461018f57806393c5dc5a146101b0578063bf7e214f146101e6578063c5c51dca1461020a578063cf178f3714610231575f5ffd5b8063082e4b9f146100b55780632f08b18d146100ec57806334553bfc146101195780635f72155f1461014157806364422b8614610156578063767cb5bf14610169575b5f5ffd5b6100d76100c3366004610ac8565b60026020525f908152604090205460ff1681565b60405190151581526020015b60405180910390f35b61010b6100fa366004610ac8565b60016020525f908152604090205481565b6040519081526020016100e3565b61010b610127366004610ac8565b6001600160a01b03165f9081526003602052604090205490565b61015461014f366004610ae3565b610244565b005b610154610164366004610b63565b6102ad565b61010b610177366004610ac8565b6103d0565b61015461018a366004610ac8565b610437565b6101976104af565b6040516001600160e01b031990911681526020016100e3565b6101c36101be366004610bbb565b6104d1565b604080519384526001600160801b039092166020840152908201526060016100e3565b5f546001600160a01b03165b6040516001600160a01b0390911681526020016100e3565b6101f27f000000000000000000000000000000000000000000000000000000000000000081565b61010b61023f366004610c11565b6105ad565b61024f335f366108d6565b6001600160a01b0382165f81815260026020908152604091829020805460ff191685151590811790915591519182527ff8418f5f9106c6b52db755d70c5b61a4e7e302ee42b244c0d17809f008c9a25b910160405180910390a25050565b6040516331a9108f60e11b815260016004820152849033906001600160a01b03831690636352211e90602401602060405180830381865afa1580156102f4573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906103189190610ca8565b6001600160a01b03161461034f5760405163113f22d960e11b81526001600160a01b03821660048201526024015b60405180910390fd5b5f84900361037057604051636a166a2d60e01b815260040160405180910390fd5b6001600160a01b0385165f8181526001602052604090819020869055513391907f1ec3f8c8da0bdc852b7199f0d45024e2bca86e6c511fdae3586c4ea98c98693f906103c190889088908890610ceb565b60405180910390a35050505050565b6001600160a01b0381165f90815260036020526040812054801561042e576001600160a01b0383165f908152600360205260409020610410600183610d0d565b8154811061042057610420610d32565b905f5260205f200154610430565b5f5b9392505050565b5f5433906001600160a01b0316811461046d5760405162d1953b60e31b81526001600160a01b0382166004820152602401610346565b816001600160a01b03163b5f036104a2576040516361798f2f60e11b81526001600160a01b0383166004820152602401610346565b6104ab826109cc565b5050565b5f8054600160a01b900460ff166104c557505f90565b50638fb3603760e01b90565b6001600160a01b0382165f908152600360205260408120805482918291859081106104fe576104fe610d32565b5f9182526020909120015460405163211b726760e11b81526001600160a01b038781166004830152602482018790529192507f000000000000000000000000000000000000000000000000000000000000000090911690634236e4ce90604401608060405180830381865afa158015610579573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061059d9190610d46565b5091979096509194509092505050565b6040516331a9108f60e11b8152600160048201525f90899033906001600160a01b03831690636352211e90602401602060405180830381865afa1580156105f6573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061061a9190610ca8565b6001600160a01b03161461064c5760405163113f22d960e11b81526001600160a01b0382166004820152602401610346565b6001600160a01b038a165f90815260016020526040812054900361068e5760405163bfc6c33760e01b81526001600160a01b038b166004820152602401610346565b6001600160a01b038a165f9081526002602052604090205460ff16156106d257604051632b96e90560e21b81526001600160a01b038b166004820152602401610346565b63ffffffff861615806106f357508563ffffffff16876001600160801b0316105b15610711576040516321af709760e21b815260040160405180910390fd5b5f61071b8b6103d0565b60408051602081019290925263ffffffff808d1691830191909152606082018b90526001600160801b038a166080830152881660a082015260c0810187905260e00160405160208183030381529060405280519060200120905060035f8c6001600160a01b03166001600160a01b031681526020019081526020015f2081908060018154018082558091505060019003905f5260205f20015f90919091909150557f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031663c8fde5238c8b8b6040518463ffffffff1660e01b8152600401610831939291906001600160a01b0393909316835260208301919091526001600160801b0316604082015260600190565b6020604051808303815f875af115801561084d573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906108719190610d8c565b92508963ffffffff16838c6001600160a01b03167f430ba773fa9fec70244810a9df6b086effa2a69a271bdd97e76b4e0e5538855a8c8c8c8c888d8d6040516108c09796959493929190610da3565b60405180910390a4505098975050505050505050565b5f5f6109096108ec5f546001600160a01b031690565b86306108fb60045f898b610df0565b61090491610e17565b610a1f565b91509150816109c55763ffffffff8116156109a2575f805460ff60a01b198116600160a01b17909155604051634a63ebf760e11b81526001600160a01b03909116906394c7d7ee9061096390889088908890600401610e4f565b5f604051808303815f87803b15801561097a575f5ffd5b505af115801561098c573d5f5f3e3d5ffd5b50505f805460ff60a01b19169055506109c59050565b60405162d1953b60e31b81526001600160a01b0386166004820152602401610346565b5050505050565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6040516001600160a01b038085166024830152831660448201526001600160e01b0319821660648201525f908190819060840160408051601f19818403018152918152602080830180516001600160e01b031663b700961360e01b1781525f808052918290528351939450919290918a5afa15610aa7575f516020805191945081901c150291505b5094509492505050565b6001600160a01b0381168114610ac5575f5ffd5b50565b5f60208284031215610ad8575f5ffd5b813561043081610ab1565b5f5f60408385031215610af4575f5ffd5b8235610aff81610ab1565b915060208301358015158114610b13575f5ffd5b809150509250929050565b5f5f83601f840112610b2e575f5ffd5b50813567ffffffffffffffff811115610b45575f5ffd5b602083019150836020828501011115610b5c575f5ffd5b9250929050565b5f5f5f5f60608587031215610b76575f5ffd5b8435610b8181610ab1565b935060208501359250604085013567ffffffffffffffff811115610ba3575f5ffd5b610baf87828801610b1e565b95989497509550505050565b5f5f60408385031215610bcc575f5ffd5b8235610bd781610ab1565b946020939093013593505050565b803563ffffffff81168114610bf8575f5ffd5b919050565b6001600160801b0381168114610ac5575f5ffd5b5f5f5f5f5f5f5f5f60e0898b031215610c28575f5ffd5b8835610c3381610ab1565b9750610c4160208a01610be5565b9650604089013595506060890135610c5881610bfd565b9450610c6660808a01610be5565b935060a0890135925060c089013567ffffffffffffffff811115610c88575f5ffd5b610c948b828c01610b1e565b999c989b5096995094979396929594505050565b5f60208284031215610cb8575f5ffd5b815161043081610ab1565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b838152604060208201525f610d04604083018486610cc3565b95945050505050565b81810381811115610d2c57634e487b7160e01b5f52601160045260245ffd5b92915050565b634e487b7160e01b5f52603260045260245ffd5b5f5f5f5f60808587031215610d59575f5ffd5b845193506020850151610d6b81610bfd565b6040860151909350610d7c81610bfd565b6060959095015193969295505050565b5f60208284031215610d9c575f5ffd5b5051919050565b8781526001600160801b038716602082015263ffffffff8616604082015284606082015283608082015260c060a08201525f610de360c083018486610cc3565b9998505050505050505050565b5f5f85851115610dfe575f5ffd5b83861115610e0a575f5ffd5b5050820193919092039150565b80356001600160e01b03198116906004841015610e48576001600160e01b0319600485900360031b81901b82161691505b5092915050565b6001600160a01b03841681526040602082018190525f90610d049083018486610cc356fea164736f6c6343000825000a",
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

// PackBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x93c5dc5a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batch(address dataset, uint256 i) view returns(bytes32 root, uint128 shares, bytes32 version_)
func (contributions *Contributions) PackBatch(dataset common.Address, i *big.Int) []byte {
	enc, err := contributions.abi.Pack("batch", dataset, i)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x93c5dc5a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batch(address dataset, uint256 i) view returns(bytes32 root, uint128 shares, bytes32 version_)
func (contributions *Contributions) TryPackBatch(dataset common.Address, i *big.Int) ([]byte, error) {
	return contributions.abi.Pack("batch", dataset, i)
}

// BatchOutput serves as a container for the return parameters of contract
// method Batch.
type BatchOutput struct {
	Root    [32]byte
	Shares  *big.Int
	Version [32]byte
}

// UnpackBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x93c5dc5a.
//
// Solidity: function batch(address dataset, uint256 i) view returns(bytes32 root, uint128 shares, bytes32 version_)
func (contributions *Contributions) UnpackBatch(data []byte) (BatchOutput, error) {
	out, err := contributions.abi.Unpack("batch", data)
	outstruct := new(BatchOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Root = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Shares = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.Version = *abi.ConvertType(out[2], new([32]byte)).(*[32]byte)
	return *outstruct, nil
}

// PackBatchCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x34553bfc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchCount(address dataset) view returns(uint256)
func (contributions *Contributions) PackBatchCount(dataset common.Address) []byte {
	enc, err := contributions.abi.Pack("batchCount", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x34553bfc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchCount(address dataset) view returns(uint256)
func (contributions *Contributions) TryPackBatchCount(dataset common.Address) ([]byte, error) {
	return contributions.abi.Pack("batchCount", dataset)
}

// UnpackBatchCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x34553bfc.
//
// Solidity: function batchCount(address dataset) view returns(uint256)
func (contributions *Contributions) UnpackBatchCount(data []byte) (*big.Int, error) {
	out, err := contributions.abi.Unpack("batchCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
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
// the contract method with ID 0xcf178f37.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint128 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
func (contributions *Contributions) PackJoin(dataset common.Address, block uint32, root [32]byte, shares *big.Int, members uint32, list [32]byte, uri string) []byte {
	enc, err := contributions.abi.Pack("join", dataset, block, root, shares, members, list, uri)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf178f37.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint128 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
func (contributions *Contributions) TryPackJoin(dataset common.Address, block uint32, root [32]byte, shares *big.Int, members uint32, list [32]byte, uri string) ([]byte, error) {
	return contributions.abi.Pack("join", dataset, block, root, shares, members, list, uri)
}

// UnpackJoin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcf178f37.
//
// Solidity: function join(address dataset, uint32 block_, bytes32 root, uint128 shares, uint32 members, bytes32 list, string uri) returns(uint256 id)
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

// PackSetSuspended is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f72155f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSuspended(address dataset, bool on) returns()
func (contributions *Contributions) PackSetSuspended(dataset common.Address, on bool) []byte {
	enc, err := contributions.abi.Pack("setSuspended", dataset, on)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetSuspended is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f72155f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setSuspended(address dataset, bool on) returns()
func (contributions *Contributions) TryPackSetSuspended(dataset common.Address, on bool) ([]byte, error) {
	return contributions.abi.Pack("setSuspended", dataset, on)
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
	Shares  *big.Int
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
// Solidity: event Joined(address indexed dataset, uint256 indexed batch, uint32 indexed block_, bytes32 root, uint128 shares, uint32 members, bytes32 list, bytes32 version, string uri)
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
