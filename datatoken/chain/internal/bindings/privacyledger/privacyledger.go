// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package privacyledger

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

// PrivacyLedgerBlock is an auto generated low-level Go binding around an user-defined struct.
type PrivacyLedgerBlock struct {
	Cap0  *big.Int
	Cap1  *big.Int
	Free0 *big.Int
	Free1 *big.Int
	Head  [32]byte
}

// PrivacyLedgerMetaData contains all meta data concerning the PrivacyLedger contract.
var PrivacyLedgerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyClaimed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"AlreadyOpen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadBlocks\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadLanes\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Exceeds\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"NotOpen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotOperator\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotReserved\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"OverBudget\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"CapsChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Committed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Opened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"admitted\",\"type\":\"bool\"}],\"name\":\"OperatorSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Reserved\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"blockOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"cap0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"cap1\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"free0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"free1\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"internalType\":\"structPrivacyLedger.Block\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"claimOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"commit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"}],\"name\":\"commitAll\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"lower\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"open\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"operatorOf\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"raise\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"}],\"name\":\"reserve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"admitted\",\"type\":\"bool\"}],\"name\":\"setOperator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"stateOf\",\"outputs\":[{\"internalType\":\"enumPrivacyLedger.State\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "PrivacyLedger",
	Bin: "0x6080604052348015600e575f5ffd5b5060405161211e38038061211e833981016040819052602b91608c565b806033816039565b505060b7565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f60208284031215609b575f5ffd5b81516001600160a01b038116811460b0575f5ffd5b9392505050565b61205a806100c45f395ff3fe608060405234801561000f575f5ffd5b50600436106100e5575f3560e01c80638c4f6fab11610088578063bf7e214f11610063578063bf7e214f14610223578063c06103ff1461024a578063c999a0321461025d578063ecf1c239146102b1575f5ffd5b80638c4f6fab146101c45780638fb36037146101d7578063bc735d9014610210575f5ffd5b80634e5966bf116100c35780634e5966bf146101535780635cf3830d146101665780637a9e5e4b1461019e57806385cf1d91146101b1575f5ffd5b80632339d97e146100e95780632b558793146100fe5780633116e53c14610140575b5f5ffd5b6100fc6100f7366004611ac7565b6102d1565b005b61012b61010c366004611b30565b600160209081525f928352604080842090915290825290205460ff1681565b60405190151581526020015b60405180910390f35b6100fc61014e366004611b67565b6102f3565b6100fc610161366004611be9565b610777565b610190610174366004611c2a565b600360209081525f928352604080842090915290825290205481565b604051908152602001610137565b6100fc6101ac366004611c54565b610945565b6100fc6101bf366004611be9565b610a24565b6100fc6101d2366004611be9565b610c05565b6101df610e3b565b6040517fffffffff000000000000000000000000000000000000000000000000000000009091168152602001610137565b6100fc61021e366004611c6f565b610e87565b5f5460405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610137565b6100fc610258366004611cbb565b610f29565b61027061026b366004611d34565b6110e2565b60405161013791905f60a082019050825182526020830151602083015260408301516040830152606083015160608301526080830151608083015292915050565b6102c46102bf366004611c2a565b611183565b6040516101379190611d94565b6102eb868686866102e4898989896111ce565b8787611211565b505050505050565b73ffffffffffffffffffffffffffffffffffffffff86165f90815260016020908152604080832033845290915290205460ff1661035c576040517f7c214f0400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff86165f908152600360209081526040808320868452909152902054156103c3576040517f646cf55800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b7fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000821615158061041457507fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000811615155b1561044b576040517fc8c2ea4000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f849003610485576040517f39c24db000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610491858584846111ce565b73ffffffffffffffffffffffffffffffffffffffff87165f908152600360209081526040808320878452909152812091909155805b8581101561071457801580159061053f575086866104e5600184611dae565b8181106104f4576104f4611de6565b90506020020160208101906105099190611e13565b63ffffffff1687878381811061052157610521611de6565b90506020020160208101906105369190611e13565b63ffffffff1611155b15610576576040517f39c24db000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6105a78989898581811061058d5761058d611de6565b90506020020160208101906105a29190611e13565b6113df565b90505f5f6105c287846002015461147690919063ffffffff16565b60038401547c01000000010000000100000001000000010000000100000001000000017f80000000800000008000000080000000800000008000000080000000800000008083178a900380841719601f1c9290921663ffffffff02199219161816915091506106548183177f800000008000000080000000800000008000000080000000800000008000000016151590565b6106db578a8a8a8681811061066b5761066b611de6565b90506020020160208101906106809190611e13565b6040517f26158b5700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909216600483015263ffffffff1660248201526044015b60405180910390fd5b60038301819055600283018290555f6106f8848a60018b8b6114d8565b9050845f03610705578095505b505050508060010190506104c6565b50838773ffffffffffffffffffffffffffffffffffffffff167f4020a096e60c13523e374807e4380e2f7a27c1c929c51d4e1a34beab4b55f86d33898988888860405161076696959493929190611e6f565b60405180910390a350505050505050565b610782335f36611520565b5f61078d85856113df565b9050610798836116b0565b15806107aa57506107a8826116b0565b155b806107df575080547f800000008000000080000000800000008000000080000000800000008000000080851791909103811614155b80610817575060018101547f800000008000000080000000800000008000000080000000800000008000000080841791909103811614155b1561084e576040517fc8c2ea4000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80546108b99061085e9085611dae565b6002830154907c01000000010000000100000001000000010000000100000001000000017f7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff808416018317601f1c1663ffffffff0291011690565b6109278260010154846108cc9190611dae565b6003840154907c01000000010000000100000001000000010000000100000001000000017f7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff808416018317601f1c1663ffffffff0291011690565b6003830155600282015561093e8186868686611729565b5050505050565b5f54339073ffffffffffffffffffffffffffffffffffffffff1681146109af576040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024016106d2565b8173ffffffffffffffffffffffffffffffffffffffff163b5f03610a17576040517fc2f31e5e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff831660048201526024016106d2565b610a20826117a7565b5050565b83610a2e8161181f565b5f610a3986866113df565b9050610a44846116b0565b1580610a565750610a54836116b0565b155b80610a8a575080547f8000000080000000800000008000000080000000800000008000000080000000908117859003811614155b80610ac1575060018101547f8000000080000000800000008000000080000000800000008000000080000000908117849003811614155b15610af8576040517fc8c2ea4000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8054610b7290610b09908690611dae565b6002830154907c01000000010000000100000001000000010000000100000001000000017f80000000800000008000000080000000800000008000000080000000800000008084179290920380841719601f1c9190911663ffffffff0219921991909116181690565b610bee848360010154610b859190611dae565b6003840154907c01000000010000000100000001000000010000000100000001000000017f80000000800000008000000080000000800000008000000080000000800000008084179290920380841719601f1c9190911663ffffffff0219921991909116181690565b600383015560028201556102eb8187878787611729565b83610c0f8161181f565b73ffffffffffffffffffffffffffffffffffffffff85165f90815260026020908152604080832063ffffffff881684529091529020600481015415610ca4576040517f7ff8881e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8716600482015263ffffffff861660248201526044016106d2565b610cad846116b0565b1580610cbf5750610cbd836116b0565b155b15610cf6576040517fc8c2ea4000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b83837f800000008000000080000000800000008000000080000000800000008000000082177f80000000800000008000000080000000800000008000000080000000800000008617600385015560028401556001830155815560408051466020820152309181019190915273ffffffffffffffffffffffffffffffffffffffff8716606082015263ffffffff8616608082015260a001604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08184030181529190528051602090910120600482015563ffffffff851673ffffffffffffffffffffffffffffffffffffffff87167f326de0d8573663263db1d0512a466ee7046075c0480f88709b4590eeda44302b8686610e15865f8085856114d8565b6040805193845260208401929092529082015260600160405180910390a3505050505050565b5f805474010000000000000000000000000000000000000000900460ff16610e6257505f90565b507f8fb360370000000000000000000000000000000000000000000000000000000090565b82610e918161181f565b73ffffffffffffffffffffffffffffffffffffffff8481165f8181526001602090815260408083209488168084529482529182902080547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001687151590811790915591519182527fceb576d9f15e4e200fdb5096d64d5dfd667e16def20c1eefd14256d8e3faa267910160405180910390a350505050565b7fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff0000008216151580610f7a57507fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000811615155b80610fac57507f8000000080000000800000008000000080000000800000008000000080000000808517839003811614155b80610fde57507f8000000080000000800000008000000080000000800000008000000080000000808417829003811614155b15611015576040517ffa12091100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b83821415806110245750828114155b156110c5575f5b858110156110c35773ffffffffffffffffffffffffffffffffffffffff89165f9081526002602052604081208189898581811061106a5761106a611de6565b905060200201602081019061107f9190611e13565b63ffffffff16815260208101919091526040015f2090506110a361085e8588611dae565b6110b06108cc8588611dae565b600383015560029091015560010161102b565b505b6110d8888888886102e48b8b8b8b6111ce565b5050505050505050565b61110f6040518060a001604052805f81526020015f81526020015f81526020015f81526020015f81525090565b5073ffffffffffffffffffffffffffffffffffffffff82165f90815260026020818152604080842063ffffffff86168552825292839020835160a081018552815481526001820154928101929092529182015492810192909252600381015460608301526004015460808201525b92915050565b73ffffffffffffffffffffffffffffffffffffffff82165f90815260036020908152604080832084845290915281205460ff1660028111156111c7576111c7611d67565b9392505050565b5f61120833848488886040516020016111eb959493929190611ebc565b604051602081830303815290604052805190602001206001611916565b95945050505050565b73ffffffffffffffffffffffffffffffffffffffff87165f9081526003602090815260408083208984529091529020548314611279576040517f81fdcd7e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040805160208101859052908101839052606081018290526112b590608001604051602081830303815290604052805190602001206002611916565b73ffffffffffffffffffffffffffffffffffffffff88165f9081526003602090815260408083208a8452909152812091909155805b8581101561137b5773ffffffffffffffffffffffffffffffffffffffff89165f90815260026020526040812061136590828a8a8681811061132d5761132d611de6565b90506020020160208101906113429190611e13565b63ffffffff1663ffffffff1681526020019081526020015f208a600288886114d8565b9050815f03611372578092505b506001016112ea565b50868873ffffffffffffffffffffffffffffffffffffffff167fb1c7b093d6d582bf944355911d247ceaa3dc0c175812c9d449d552a011e3cbed3389898888886040516113cd96959493929190611e6f565b60405180910390a35050505050505050565b73ffffffffffffffffffffffffffffffffffffffff82165f90815260026020908152604080832063ffffffff851684529091528120600481015490910361117d576040517fa9b5717900000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8416600482015263ffffffff831660248201526044016106d2565b81197f80000000800000008000000080000000800000008000000080000000800000009081169083179190910390811863ffffffff9190921719601f1c7c01000000010000000100000001000000010000000100000001000000011602191690565b5f8560040154858585856040516020016114f6959493929190611f02565b60405160208183030381529060405280519060200120905080866004018190555095945050505050565b5f5f6115606115435f5473ffffffffffffffffffffffffffffffffffffffff1690565b863061155260045f898b611f3c565b61155b91611f63565b61195b565b915091508161093e5763ffffffff811615611666575f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff811674010000000000000000000000000000000000000000179091556040517f94c7d7ee00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909116906394c7d7ee9061160c90889088908890600401611fc9565b5f604051808303815f87803b158015611623575f5ffd5b505af1158015611635573d5f5f3e3d5ffd5b50505f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff1690555061093e9050565b6040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff861660048201526024016106d2565b5f7fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000821615801561117d57507f80000000800000008000000080000000800000008000000080000000800000007f80fffffe80fffffe80fffffe80fffffe80fffffe80fffffe80fffffe80fffffe83900381161461117d565b6001850181905581855563ffffffff831673ffffffffffffffffffffffffffffffffffffffff85167f79aa9a10514aac4e9dd4b42b7893fcc19d97b3691fedf1928ab2841f8c269fda84846117828a5f600385856114d8565b6040805193845260208401929092529082015260600160405180910390a35050505050565b5f80547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6040517f6352211e00000000000000000000000000000000000000000000000000000000815260016004820152339073ffffffffffffffffffffffffffffffffffffffff831690636352211e90602401602060405180830381865afa15801561188a573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906118ae9190612032565b73ffffffffffffffffffffffffffffffffffffffff1614611913576040517f227e45b200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024016106d2565b50565b5f81600281111561192957611929611d67565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00841660ff9190911617905092915050565b60405173ffffffffffffffffffffffffffffffffffffffff8085166024830152831660448201527fffffffff00000000000000000000000000000000000000000000000000000000821660648201525f9081908190608401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152602080830180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fb7009613000000000000000000000000000000000000000000000000000000001781525f808052918290528351939450919290918a5afa15611a54575f516020805191945081901c150291505b5094509492505050565b73ffffffffffffffffffffffffffffffffffffffff81168114611913575f5ffd5b5f5f83601f840112611a8f575f5ffd5b50813567ffffffffffffffff811115611aa6575f5ffd5b6020830191508360208260051b8501011115611ac0575f5ffd5b9250929050565b5f5f5f5f5f5f60a08789031215611adc575f5ffd5b8635611ae781611a5e565b955060208701359450604087013567ffffffffffffffff811115611b09575f5ffd5b611b1589828a01611a7f565b979a9699509760608101359660809091013595509350505050565b5f5f60408385031215611b41575f5ffd5b8235611b4c81611a5e565b91506020830135611b5c81611a5e565b809150509250929050565b5f5f5f5f5f5f60a08789031215611b7c575f5ffd5b8635611b8781611a5e565b9550602087013567ffffffffffffffff811115611ba2575f5ffd5b611bae89828a01611a7f565b979a90995096976040810135976060820135975060809091013595509350505050565b803563ffffffff81168114611be4575f5ffd5b919050565b5f5f5f5f60808587031215611bfc575f5ffd5b8435611c0781611a5e565b9350611c1560208601611bd1565b93969395505050506040820135916060013590565b5f5f60408385031215611c3b575f5ffd5b8235611c4681611a5e565b946020939093013593505050565b5f60208284031215611c64575f5ffd5b81356111c781611a5e565b5f5f5f60608486031215611c81575f5ffd5b8335611c8c81611a5e565b92506020840135611c9c81611a5e565b915060408401358015158114611cb0575f5ffd5b809150509250925092565b5f5f5f5f5f5f5f5f60e0898b031215611cd2575f5ffd5b8835611cdd81611a5e565b975060208901359650604089013567ffffffffffffffff811115611cff575f5ffd5b611d0b8b828c01611a7f565b999c989b50996060810135986080820135985060a0820135975060c09091013595509350505050565b5f5f60408385031215611d45575f5ffd5b8235611d5081611a5e565b9150611d5e60208401611bd1565b90509250929050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b6020810160038310611da857611da8611d67565b91905290565b8181038181111561117d577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5f60208284031215611e23575f5ffd5b6111c782611bd1565b8183526020830192505f815f5b84811015611e655763ffffffff611e4f83611bd1565b1686526020958601959190910190600101611e39565b5093949350505050565b73ffffffffffffffffffffffffffffffffffffffff8716815260a060208201525f611e9e60a083018789611e2c565b60408301959095525060608101929092526080909101529392505050565b73ffffffffffffffffffffffffffffffffffffffff86168152846020820152836040820152608060608201525f611ef7608083018486611e2c565b979650505050505050565b8581526020810185905260a0810160048510611f2057611f20611d67565b8460408301528360608301528260808301529695505050505050565b5f5f85851115611f4a575f5ffd5b83861115611f56575f5ffd5b5050820193919092039150565b80357fffffffff000000000000000000000000000000000000000000000000000000008116906004841015611fc2577fffffffff00000000000000000000000000000000000000000000000000000000808560040360031b1b82161691505b5092915050565b73ffffffffffffffffffffffffffffffffffffffff8416815260406020820152816040820152818360608301375f818301606090810191909152601f9092017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe016010192915050565b5f60208284031215612042575f5ffd5b81516111c781611a5e56fea164736f6c6343000825000a",
}

// PrivacyLedger is an auto generated Go binding around an Ethereum contract.
type PrivacyLedger struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *PrivacyLedger) GetABI() abi.ABI {
	return c.abi
}

// NewPrivacyLedger creates a new instance of PrivacyLedger.
func NewPrivacyLedger() *PrivacyLedger {
	parsed, err := PrivacyLedgerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &PrivacyLedger{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *PrivacyLedger) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address authority) returns()
func (privacyLedger *PrivacyLedger) PackConstructor(authority common.Address) []byte {
	enc, err := privacyLedger.abi.Pack("", authority)
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
func (privacyLedger *PrivacyLedger) PackAuthority() []byte {
	enc, err := privacyLedger.abi.Pack("authority")
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
func (privacyLedger *PrivacyLedger) TryPackAuthority() ([]byte, error) {
	return privacyLedger.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (privacyLedger *PrivacyLedger) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := privacyLedger.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBlockOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc999a032.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,bytes32))
func (privacyLedger *PrivacyLedger) PackBlockOf(dataset common.Address, block uint32) []byte {
	enc, err := privacyLedger.abi.Pack("blockOf", dataset, block)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBlockOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc999a032.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,bytes32))
func (privacyLedger *PrivacyLedger) TryPackBlockOf(dataset common.Address, block uint32) ([]byte, error) {
	return privacyLedger.abi.Pack("blockOf", dataset, block)
}

// UnpackBlockOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc999a032.
//
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,bytes32))
func (privacyLedger *PrivacyLedger) UnpackBlockOf(data []byte) (PrivacyLedgerBlock, error) {
	out, err := privacyLedger.abi.Unpack("blockOf", data)
	if err != nil {
		return *new(PrivacyLedgerBlock), err
	}
	out0 := *abi.ConvertType(out[0], new(PrivacyLedgerBlock)).(*PrivacyLedgerBlock)
	return out0, nil
}

// PackClaimOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5cf3830d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimOf(address dataset, bytes32 job) view returns(bytes32)
func (privacyLedger *PrivacyLedger) PackClaimOf(dataset common.Address, job [32]byte) []byte {
	enc, err := privacyLedger.abi.Pack("claimOf", dataset, job)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5cf3830d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimOf(address dataset, bytes32 job) view returns(bytes32)
func (privacyLedger *PrivacyLedger) TryPackClaimOf(dataset common.Address, job [32]byte) ([]byte, error) {
	return privacyLedger.abi.Pack("claimOf", dataset, job)
}

// UnpackClaimOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5cf3830d.
//
// Solidity: function claimOf(address dataset, bytes32 job) view returns(bytes32)
func (privacyLedger *PrivacyLedger) UnpackClaimOf(data []byte) ([32]byte, error) {
	out, err := privacyLedger.abi.Unpack("claimOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06103ff.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commit(address dataset, bytes32 job, uint32[] blocks, uint256 v0, uint256 v1, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) PackCommit(dataset common.Address, job [32]byte, blocks []uint32, v0 *big.Int, v1 *big.Int, c0 *big.Int, c1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("commit", dataset, job, blocks, v0, v1, c0, c1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06103ff.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commit(address dataset, bytes32 job, uint32[] blocks, uint256 v0, uint256 v1, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) TryPackCommit(dataset common.Address, job [32]byte, blocks []uint32, v0 *big.Int, v1 *big.Int, c0 *big.Int, c1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("commit", dataset, job, blocks, v0, v1, c0, c1)
}

// PackCommitAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2339d97e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commitAll(address dataset, bytes32 job, uint32[] blocks, uint256 v0, uint256 v1) returns()
func (privacyLedger *PrivacyLedger) PackCommitAll(dataset common.Address, job [32]byte, blocks []uint32, v0 *big.Int, v1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("commitAll", dataset, job, blocks, v0, v1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2339d97e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commitAll(address dataset, bytes32 job, uint32[] blocks, uint256 v0, uint256 v1) returns()
func (privacyLedger *PrivacyLedger) TryPackCommitAll(dataset common.Address, job [32]byte, blocks []uint32, v0 *big.Int, v1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("commitAll", dataset, job, blocks, v0, v1)
}

// PackIsConsumingScheduledOp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fb36037.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (privacyLedger *PrivacyLedger) PackIsConsumingScheduledOp() []byte {
	enc, err := privacyLedger.abi.Pack("isConsumingScheduledOp")
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
func (privacyLedger *PrivacyLedger) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return privacyLedger.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (privacyLedger *PrivacyLedger) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := privacyLedger.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackLower is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85cf1d91.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lower(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) PackLower(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("lower", dataset, block, c0, c1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLower is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x85cf1d91.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lower(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) TryPackLower(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("lower", dataset, block, c0, c1)
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c4f6fab.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) PackOpen(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("open", dataset, block, c0, c1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c4f6fab.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) TryPackOpen(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("open", dataset, block, c0, c1)
}

// PackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b558793.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operatorOf(address dataset, address operator) view returns(bool)
func (privacyLedger *PrivacyLedger) PackOperatorOf(dataset common.Address, operator common.Address) []byte {
	enc, err := privacyLedger.abi.Pack("operatorOf", dataset, operator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b558793.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operatorOf(address dataset, address operator) view returns(bool)
func (privacyLedger *PrivacyLedger) TryPackOperatorOf(dataset common.Address, operator common.Address) ([]byte, error) {
	return privacyLedger.abi.Pack("operatorOf", dataset, operator)
}

// UnpackOperatorOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2b558793.
//
// Solidity: function operatorOf(address dataset, address operator) view returns(bool)
func (privacyLedger *PrivacyLedger) UnpackOperatorOf(data []byte) (bool, error) {
	out, err := privacyLedger.abi.Unpack("operatorOf", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackRaise is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e5966bf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function raise(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) PackRaise(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("raise", dataset, block, c0, c1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRaise is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e5966bf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function raise(address dataset, uint32 block_, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) TryPackRaise(dataset common.Address, block uint32, c0 *big.Int, c1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("raise", dataset, block, c0, c1)
}

// PackReserve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3116e53c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reserve(address dataset, uint32[] blocks, bytes32 job, uint256 v0, uint256 v1) returns()
func (privacyLedger *PrivacyLedger) PackReserve(dataset common.Address, blocks []uint32, job [32]byte, v0 *big.Int, v1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("reserve", dataset, blocks, job, v0, v1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReserve is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3116e53c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reserve(address dataset, uint32[] blocks, bytes32 job, uint256 v0, uint256 v1) returns()
func (privacyLedger *PrivacyLedger) TryPackReserve(dataset common.Address, blocks []uint32, job [32]byte, v0 *big.Int, v1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("reserve", dataset, blocks, job, v0, v1)
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (privacyLedger *PrivacyLedger) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := privacyLedger.abi.Pack("setAuthority", newAuthority)
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
func (privacyLedger *PrivacyLedger) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return privacyLedger.abi.Pack("setAuthority", newAuthority)
}

// PackSetOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc735d90.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setOperator(address dataset, address operator, bool admitted) returns()
func (privacyLedger *PrivacyLedger) PackSetOperator(dataset common.Address, operator common.Address, admitted bool) []byte {
	enc, err := privacyLedger.abi.Pack("setOperator", dataset, operator, admitted)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc735d90.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setOperator(address dataset, address operator, bool admitted) returns()
func (privacyLedger *PrivacyLedger) TryPackSetOperator(dataset common.Address, operator common.Address, admitted bool) ([]byte, error) {
	return privacyLedger.abi.Pack("setOperator", dataset, operator, admitted)
}

// PackStateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecf1c239.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stateOf(address dataset, bytes32 job) view returns(uint8)
func (privacyLedger *PrivacyLedger) PackStateOf(dataset common.Address, job [32]byte) []byte {
	enc, err := privacyLedger.abi.Pack("stateOf", dataset, job)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStateOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecf1c239.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stateOf(address dataset, bytes32 job) view returns(uint8)
func (privacyLedger *PrivacyLedger) TryPackStateOf(dataset common.Address, job [32]byte) ([]byte, error) {
	return privacyLedger.abi.Pack("stateOf", dataset, job)
}

// UnpackStateOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xecf1c239.
//
// Solidity: function stateOf(address dataset, bytes32 job) view returns(uint8)
func (privacyLedger *PrivacyLedger) UnpackStateOf(data []byte) (uint8, error) {
	out, err := privacyLedger.abi.Unpack("stateOf", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PrivacyLedgerAuthorityUpdated represents a AuthorityUpdated event raised by the PrivacyLedger contract.
type PrivacyLedgerAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerAuthorityUpdated) ContractEventName() string {
	return PrivacyLedgerAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (privacyLedger *PrivacyLedger) UnpackAuthorityUpdatedEvent(log *types.Log) (*PrivacyLedgerAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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

// PrivacyLedgerCapsChanged represents a CapsChanged event raised by the PrivacyLedger contract.
type PrivacyLedgerCapsChanged struct {
	Dataset common.Address
	Block   uint32
	C0      *big.Int
	C1      *big.Int
	Head    [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerCapsChangedEventName = "CapsChanged"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerCapsChanged) ContractEventName() string {
	return PrivacyLedgerCapsChangedEventName
}

// UnpackCapsChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CapsChanged(address indexed dataset, uint32 indexed block_, uint256 c0, uint256 c1, bytes32 head)
func (privacyLedger *PrivacyLedger) UnpackCapsChangedEvent(log *types.Log) (*PrivacyLedgerCapsChanged, error) {
	event := "CapsChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerCapsChanged)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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

// PrivacyLedgerCommitted represents a Committed event raised by the PrivacyLedger contract.
type PrivacyLedgerCommitted struct {
	Dataset  common.Address
	Job      [32]byte
	Operator common.Address
	Blocks   []uint32
	C0       *big.Int
	C1       *big.Int
	Head     [32]byte
	Raw      *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerCommittedEventName = "Committed"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerCommitted) ContractEventName() string {
	return PrivacyLedgerCommittedEventName
}

// UnpackCommittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Committed(address indexed dataset, bytes32 indexed job, address operator, uint32[] blocks, uint256 c0, uint256 c1, bytes32 head)
func (privacyLedger *PrivacyLedger) UnpackCommittedEvent(log *types.Log) (*PrivacyLedgerCommitted, error) {
	event := "Committed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerCommitted)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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

// PrivacyLedgerOpened represents a Opened event raised by the PrivacyLedger contract.
type PrivacyLedgerOpened struct {
	Dataset common.Address
	Block   uint32
	C0      *big.Int
	C1      *big.Int
	Head    [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerOpenedEventName = "Opened"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerOpened) ContractEventName() string {
	return PrivacyLedgerOpenedEventName
}

// UnpackOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Opened(address indexed dataset, uint32 indexed block_, uint256 c0, uint256 c1, bytes32 head)
func (privacyLedger *PrivacyLedger) UnpackOpenedEvent(log *types.Log) (*PrivacyLedgerOpened, error) {
	event := "Opened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerOpened)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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

// PrivacyLedgerOperatorSet represents a OperatorSet event raised by the PrivacyLedger contract.
type PrivacyLedgerOperatorSet struct {
	Dataset  common.Address
	Operator common.Address
	Admitted bool
	Raw      *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerOperatorSetEventName = "OperatorSet"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerOperatorSet) ContractEventName() string {
	return PrivacyLedgerOperatorSetEventName
}

// UnpackOperatorSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OperatorSet(address indexed dataset, address indexed operator, bool admitted)
func (privacyLedger *PrivacyLedger) UnpackOperatorSetEvent(log *types.Log) (*PrivacyLedgerOperatorSet, error) {
	event := "OperatorSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerOperatorSet)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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

// PrivacyLedgerReserved represents a Reserved event raised by the PrivacyLedger contract.
type PrivacyLedgerReserved struct {
	Dataset  common.Address
	Job      [32]byte
	Operator common.Address
	Blocks   []uint32
	V0       *big.Int
	V1       *big.Int
	Head     [32]byte
	Raw      *types.Log // Blockchain specific contextual infos
}

const PrivacyLedgerReservedEventName = "Reserved"

// ContractEventName returns the user-defined event name.
func (PrivacyLedgerReserved) ContractEventName() string {
	return PrivacyLedgerReservedEventName
}

// UnpackReservedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Reserved(address indexed dataset, bytes32 indexed job, address operator, uint32[] blocks, uint256 v0, uint256 v1, bytes32 head)
func (privacyLedger *PrivacyLedger) UnpackReservedEvent(log *types.Log) (*PrivacyLedgerReserved, error) {
	event := "Reserved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != privacyLedger.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PrivacyLedgerReserved)
	if len(log.Data) > 0 {
		if err := privacyLedger.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range privacyLedger.abi.Events[event].Inputs {
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
func (privacyLedger *PrivacyLedger) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["AlreadyClaimed"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackAlreadyClaimedError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["AlreadyOpen"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackAlreadyOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["BadBlocks"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackBadBlocksError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["BadLanes"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackBadLanesError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["Exceeds"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackExceedsError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["NotCurator"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackNotCuratorError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["NotOpen"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackNotOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["NotOperator"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackNotOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["NotReserved"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackNotReservedError(raw[4:])
	}
	if bytes.Equal(raw[:4], privacyLedger.abi.Errors["OverBudget"].ID.Bytes()[:4]) {
		return privacyLedger.UnpackOverBudgetError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PrivacyLedgerAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the PrivacyLedger contract.
type PrivacyLedgerAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func PrivacyLedgerAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (privacyLedger *PrivacyLedger) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*PrivacyLedgerAccessManagedInvalidAuthority, error) {
	out := new(PrivacyLedgerAccessManagedInvalidAuthority)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the PrivacyLedger contract.
type PrivacyLedgerAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func PrivacyLedgerAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (privacyLedger *PrivacyLedger) UnpackAccessManagedRequiredDelayError(raw []byte) (*PrivacyLedgerAccessManagedRequiredDelay, error) {
	out := new(PrivacyLedgerAccessManagedRequiredDelay)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the PrivacyLedger contract.
type PrivacyLedgerAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func PrivacyLedgerAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (privacyLedger *PrivacyLedger) UnpackAccessManagedUnauthorizedError(raw []byte) (*PrivacyLedgerAccessManagedUnauthorized, error) {
	out := new(PrivacyLedgerAccessManagedUnauthorized)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerAlreadyClaimed represents a AlreadyClaimed error raised by the PrivacyLedger contract.
type PrivacyLedgerAlreadyClaimed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyClaimed()
func PrivacyLedgerAlreadyClaimedErrorID() common.Hash {
	return common.HexToHash("0x646cf558a545d59f8a09cbf8a0eb8a9332f1d17834843b20fc8d154839dc46d7")
}

// UnpackAlreadyClaimedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyClaimed()
func (privacyLedger *PrivacyLedger) UnpackAlreadyClaimedError(raw []byte) (*PrivacyLedgerAlreadyClaimed, error) {
	out := new(PrivacyLedgerAlreadyClaimed)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "AlreadyClaimed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerAlreadyOpen represents a AlreadyOpen error raised by the PrivacyLedger contract.
type PrivacyLedgerAlreadyOpen struct {
	Dataset common.Address
	Block   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyOpen(address dataset, uint32 block_)
func PrivacyLedgerAlreadyOpenErrorID() common.Hash {
	return common.HexToHash("0x7ff8881ef2b64189b9e1ac9c9b5f9b52dd81fba0e75e51f589712fc33f2d5d79")
}

// UnpackAlreadyOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyOpen(address dataset, uint32 block_)
func (privacyLedger *PrivacyLedger) UnpackAlreadyOpenError(raw []byte) (*PrivacyLedgerAlreadyOpen, error) {
	out := new(PrivacyLedgerAlreadyOpen)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "AlreadyOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerBadBlocks represents a BadBlocks error raised by the PrivacyLedger contract.
type PrivacyLedgerBadBlocks struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadBlocks()
func PrivacyLedgerBadBlocksErrorID() common.Hash {
	return common.HexToHash("0x39c24db00641863aadce8c2578815cdd0cd6f3671e554f5c53ddbe1dc9d96263")
}

// UnpackBadBlocksError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadBlocks()
func (privacyLedger *PrivacyLedger) UnpackBadBlocksError(raw []byte) (*PrivacyLedgerBadBlocks, error) {
	out := new(PrivacyLedgerBadBlocks)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "BadBlocks", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerBadLanes represents a BadLanes error raised by the PrivacyLedger contract.
type PrivacyLedgerBadLanes struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLanes()
func PrivacyLedgerBadLanesErrorID() common.Hash {
	return common.HexToHash("0xc8c2ea40a9de31696e02b60e322e24f8a85cbbfe3a7590ca433ae4592eda7275")
}

// UnpackBadLanesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLanes()
func (privacyLedger *PrivacyLedger) UnpackBadLanesError(raw []byte) (*PrivacyLedgerBadLanes, error) {
	out := new(PrivacyLedgerBadLanes)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "BadLanes", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerExceeds represents a Exceeds error raised by the PrivacyLedger contract.
type PrivacyLedgerExceeds struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Exceeds()
func PrivacyLedgerExceedsErrorID() common.Hash {
	return common.HexToHash("0xfa12091131d4eee9f70d9365f63f888ecc55b3b1f6a331e23ff3af08a204cca9")
}

// UnpackExceedsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Exceeds()
func (privacyLedger *PrivacyLedger) UnpackExceedsError(raw []byte) (*PrivacyLedgerExceeds, error) {
	out := new(PrivacyLedgerExceeds)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "Exceeds", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerNotCurator represents a NotCurator error raised by the PrivacyLedger contract.
type PrivacyLedgerNotCurator struct {
	Dataset common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotCurator(address dataset)
func PrivacyLedgerNotCuratorErrorID() common.Hash {
	return common.HexToHash("0x227e45b2a895192e243db9b3c2ad115c52ae2e3cacc8af0850bd7db8d646c177")
}

// UnpackNotCuratorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotCurator(address dataset)
func (privacyLedger *PrivacyLedger) UnpackNotCuratorError(raw []byte) (*PrivacyLedgerNotCurator, error) {
	out := new(PrivacyLedgerNotCurator)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "NotCurator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerNotOpen represents a NotOpen error raised by the PrivacyLedger contract.
type PrivacyLedgerNotOpen struct {
	Dataset common.Address
	Block   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOpen(address dataset, uint32 block_)
func PrivacyLedgerNotOpenErrorID() common.Hash {
	return common.HexToHash("0xa9b571793171b36f3ec8fd9e1348cc99d214e8722182c85bf11aeb1513c85683")
}

// UnpackNotOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOpen(address dataset, uint32 block_)
func (privacyLedger *PrivacyLedger) UnpackNotOpenError(raw []byte) (*PrivacyLedgerNotOpen, error) {
	out := new(PrivacyLedgerNotOpen)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "NotOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerNotOperator represents a NotOperator error raised by the PrivacyLedger contract.
type PrivacyLedgerNotOperator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOperator()
func PrivacyLedgerNotOperatorErrorID() common.Hash {
	return common.HexToHash("0x7c214f0474e418b49066b523b4b4fdaaeed28f6f33b3f87920010fb4856b27c9")
}

// UnpackNotOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOperator()
func (privacyLedger *PrivacyLedger) UnpackNotOperatorError(raw []byte) (*PrivacyLedgerNotOperator, error) {
	out := new(PrivacyLedgerNotOperator)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "NotOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerNotReserved represents a NotReserved error raised by the PrivacyLedger contract.
type PrivacyLedgerNotReserved struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotReserved()
func PrivacyLedgerNotReservedErrorID() common.Hash {
	return common.HexToHash("0x81fdcd7e33cdee33a5d4e250da9f1f4dee7df746c2be694a577f074374faffcc")
}

// UnpackNotReservedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotReserved()
func (privacyLedger *PrivacyLedger) UnpackNotReservedError(raw []byte) (*PrivacyLedgerNotReserved, error) {
	out := new(PrivacyLedgerNotReserved)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "NotReserved", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PrivacyLedgerOverBudget represents a OverBudget error raised by the PrivacyLedger contract.
type PrivacyLedgerOverBudget struct {
	Dataset common.Address
	Block   uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OverBudget(address dataset, uint32 block_)
func PrivacyLedgerOverBudgetErrorID() common.Hash {
	return common.HexToHash("0x26158b57a2aaedc9e57ef38f81a23656068a376174be9ab124e37cb3ff33f515")
}

// UnpackOverBudgetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OverBudget(address dataset, uint32 block_)
func (privacyLedger *PrivacyLedger) UnpackOverBudgetError(raw []byte) (*PrivacyLedgerOverBudget, error) {
	out := new(PrivacyLedgerOverBudget)
	if err := privacyLedger.abi.UnpackIntoInterface(out, "OverBudget", raw); err != nil {
		return nil, err
	}
	return out, nil
}
