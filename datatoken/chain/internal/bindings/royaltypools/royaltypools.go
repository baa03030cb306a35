// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package royaltypools

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

// RoyaltyPoolsMember is an auto generated low-level Go binding around an user-defined struct.
type RoyaltyPoolsMember struct {
	Parts uint64
	Drawn *big.Int
	Seat  uint8
	End   *big.Int
}

// RoyaltyPoolsPool is an auto generated low-level Go binding around an user-defined struct.
type RoyaltyPoolsPool struct {
	Acc        *big.Int
	Shares     *big.Int
	Remainder  *big.Int
	Era        uint32
	Acc1       *big.Int
	Acc2       *big.Int
	Unlock     uint32
	Treasury   *big.Int
	Curator    *big.Int
	Batches    uint32
	CuratorBps uint16
	Parks      bool
	Parked     *big.Int
}

// RoyaltyPoolsMetaData contains all meta data concerning the RoyaltyPools contract.
var RoyaltyPoolsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"},{\"internalType\":\"contractIERC20\",\"name\":\"token_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"},{\"internalType\":\"uint32\",\"name\":\"payoutDelay_\",\"type\":\"uint32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyEnded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadProof\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadTerms\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadTreasury\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoShares\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAllowed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotReady\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingOwed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingPaid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OverPromised\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"name\":\"BatchJoined\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Claimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"treasury\",\"type\":\"bool\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"CutWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"slashed\",\"type\":\"bool\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"kept\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"forfeited\",\"type\":\"uint256\"}],\"name\":\"Ended\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"treasury\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"curator\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"shares\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"name\":\"Paid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"}],\"name\":\"PayoutChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"from\",\"type\":\"uint64\"}],\"name\":\"PayoutProposed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32\",\"name\":\"unlock\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"curatorBps\",\"type\":\"uint16\"}],\"name\":\"TermsSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"treasury\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"}],\"name\":\"TreasurySet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"contributions\",\"type\":\"address\"}],\"name\":\"Wired\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"MAX_BPS\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"MAX_UNLOCK\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"S\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"}],\"name\":\"acceptPayout\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"}],\"name\":\"batchOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"}],\"name\":\"changeOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"from\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Batch\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"proof\",\"type\":\"bytes32[]\"}],\"name\":\"claim\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"contributions\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Batch\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"internalType\":\"bytes32[]\",\"name\":\"proof\",\"type\":\"bytes32[]\"},{\"internalType\":\"bool\",\"name\":\"slash\",\"type\":\"bool\"}],\"name\":\"end\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"earning\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"}],\"name\":\"join\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"}],\"name\":\"memberOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"},{\"internalType\":\"uint96\",\"name\":\"drawn\",\"type\":\"uint96\"},{\"internalType\":\"enumRoyaltyPools.Seat\",\"name\":\"seat\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"end\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Member\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"shares\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"internalType\":\"structRoyaltyPools.Batch\",\"name\":\"b\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint64\",\"name\":\"parts\",\"type\":\"uint64\"}],\"name\":\"owed\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"unlocked\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"locked\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"pay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"payoutDelay\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"}],\"name\":\"payoutOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"poolOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint112\",\"name\":\"acc\",\"type\":\"uint112\"},{\"internalType\":\"uint56\",\"name\":\"shares\",\"type\":\"uint56\"},{\"internalType\":\"uint56\",\"name\":\"remainder\",\"type\":\"uint56\"},{\"internalType\":\"uint32\",\"name\":\"era\",\"type\":\"uint32\"},{\"internalType\":\"uint112\",\"name\":\"acc1\",\"type\":\"uint112\"},{\"internalType\":\"uint112\",\"name\":\"acc2\",\"type\":\"uint112\"},{\"internalType\":\"uint32\",\"name\":\"unlock\",\"type\":\"uint32\"},{\"internalType\":\"uint96\",\"name\":\"treasury\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"curator\",\"type\":\"uint96\"},{\"internalType\":\"uint32\",\"name\":\"batches\",\"type\":\"uint32\"},{\"internalType\":\"uint16\",\"name\":\"curatorBps\",\"type\":\"uint16\"},{\"internalType\":\"bool\",\"name\":\"parks\",\"type\":\"bool\"},{\"internalType\":\"uint128\",\"name\":\"parked\",\"type\":\"uint128\"}],\"internalType\":\"structRoyaltyPools.Pool\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"}],\"name\":\"proposePayout\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"}],\"name\":\"provenOf\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"\",\"type\":\"uint64\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"unlock\",\"type\":\"uint32\"},{\"internalType\":\"uint16\",\"name\":\"curatorBps\",\"type\":\"uint16\"}],\"name\":\"setTerms\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"}],\"name\":\"setTreasury\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasury\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasuryBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"contributions_\",\"type\":\"address\"}],\"name\":\"wire\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"withdrawCurator\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"withdrawTreasury\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "RoyaltyPools",
	Bin: "0x60e060405234801561000f575f5ffd5b50604051613eaf380380613eaf83398101604081905261002e91610182565b8461003881610068565b503360c05263ffffffff811660a0526001600160a01b03841660805261005e83836100bb565b5050505050610201565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6001600160a01b03821615806100d657506107d061ffff8216115b156100f457604051634b8c738160e11b815260040160405180910390fd5b600280546001600160b01b031916600160a01b61ffff84169081026001600160a01b031916919091176001600160a01b0385169081179092556040805192835260208301919091527f1bab7f2978b6b9a328001665743a531d21f54df7c48c86f66595c2426eb06602910160405180910390a15050565b6001600160a01b038116811461017f575f5ffd5b50565b5f5f5f5f5f60a08688031215610196575f5ffd5b85516101a18161016b565b60208701519095506101b28161016b565b60408701519094506101c38161016b565b606087015190935061ffff811681146101da575f5ffd5b608087015190925063ffffffff811681146101f3575f5ffd5b809150509295509295909350565b60805160a05160c051613c5a6102555f395f611e2501525f81816106b70152610c4501525f818161079201528181610bfe01528181610eb801528181610f5201528181610fc50152612d900152613c5a5ff3fe608060405234801561000f575f5ffd5b50600436106101c6575f3560e01c80637b9a1787116100fe578063a39df1161161009e578063f6487d8c1161006e578063f6487d8c14610767578063f86c9e9a1461077a578063fc0c546a1461078d578063fd967f47146107b4575f5ffd5b8063a39df11614610672578063bf7e214f14610695578063caaf683c146106b2578063d450a8f9146106d9575f5ffd5b8063988b1fa7116100d9578063988b1fa7146103ec5780639cf6b29f146105ff5780639d013b2214610612578063a1ebe31b14610625575f5ffd5b80637b9a1787146103805780637ba166f0146103a05780638fb36037146103b3575f5ffd5b80634be1c7961161016957806361d027b31161014457806361d027b3146103275780636da61d1e1461034757806371e130d51461035a5780637a9e5e4b1461036d575f5ffd5b80634be1c796146102ba5780634dc10ea1146102c657806353cbeabb146102ff575f5ffd5b806322c1e9b9116101a457806322c1e9b91461023c5780632b920b821461025c5780633ab6c8b61461027d5780634236e4ce14610290575f5ffd5b8063029eabcb146101ca5780630bb4a2a9146102145780630cfa31f914610229575b5f5ffd5b6001546101ea9073ffffffffffffffffffffffffffffffffffffffff1681565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020015b60405180910390f35b61022761022236600461339c565b6107bd565b005b6102276102373660046133e8565b610a45565b6102476301e2850081565b60405163ffffffff909116815260200161020b565b61026f61026a366004613489565b610a5e565b60405190815260200161020b565b61022761028b366004613519565b610c3a565b61026f61029e36600461353b565b600460209081525f928352604080842090915290825290205481565b61026f64010000000081565b6002546102ec9074010000000000000000000000000000000000000000900461ffff1681565b60405161ffff909116815260200161020b565b61031261030d366004613565565b610d40565b6040805192835260208301919091520161020b565b6002546101ea9073ffffffffffffffffffffffffffffffffffffffff1681565b6101ea610355366004613519565b610e4c565b6102276103683660046135c4565b610e80565b61022761037b366004613519565b6112b0565b61039361038e3660046135f6565b611390565b60405161020b9190613662565b6102276103ae366004613519565b61147b565b6103bb6115e7565b6040517fffffffff00000000000000000000000000000000000000000000000000000000909116815260200161020b565b6105f26103fa366004613519565b604080516101a0810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e0810182905261010081018290526101208101829052610140810182905261016081018290526101808101919091525073ffffffffffffffffffffffffffffffffffffffff165f9081526003602081815260409283902083516101a08101855281546dffffffffffffffffffffffffffff80821683526e01000000000000000000000000000080830466ffffffffffffff9081169685019690965275010000000000000000000000000000000000000000008304909516968301969096527c01000000000000000000000000000000000000000000000000000000009081900463ffffffff90811660608401526001840154808816608085015294850490961660a083015292839004851660c082015260028201546bffffffffffffffffffffffff80821660e08401526c010000000000000000000000008204166101008301527801000000000000000000000000000000000000000000000000810490951661012082015291840461ffff166101408301527e0100000000000000000000000000000000000000000000000000000000000090930460ff1615156101608201529101546fffffffffffffffffffffffffffffffff1661018082015290565b60405161020b91906136de565b61026f61060d366004613857565b611633565b61026f610620366004613519565b611912565b61065961063336600461353b565b600560209081525f928352604080842090915290825290205467ffffffffffffffff1681565b60405167ffffffffffffffff909116815260200161020b565b610685610680366004613889565b611a1a565b604051901515815260200161020b565b5f5473ffffffffffffffffffffffffffffffffffffffff166101ea565b6102477f000000000000000000000000000000000000000000000000000000000000000081565b6107326106e7366004613519565b60086020525f908152604090205473ffffffffffffffffffffffffffffffffffffffff81169074010000000000000000000000000000000000000000900467ffffffffffffffff1682565b6040805173ffffffffffffffffffffffffffffffffffffffff909316835267ffffffffffffffff90911660208301520161020b565b610227610775366004613519565b611e0d565b61026f610788366004613519565b611f39565b6101ea7f000000000000000000000000000000000000000000000000000000000000000081565b6102ec6107d081565b60015473ffffffffffffffffffffffffffffffffffffffff16331461080e576040517f3d693ada00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff83165f9081526003602052604090206301e2850063ffffffff8416118061084f57506107d061ffff8316115b15610886576040517f8dc5992100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60028101547801000000000000000000000000000000000000000000000000900463ffffffff161580159061091d5750600181015463ffffffff8481167c01000000000000000000000000000000000000000000000000000000009092041614158061091d5750600281015461ffff7c01000000000000000000000000000000000000000000000000000000009091048116908316115b15610954576040517f8dc5992100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6002810180547fffff0000ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c010000000000000000000000000000000000000000000000000000000061ffff85168102919091179091556001820180547bffffffffffffffffffffffffffffffffffffffffffffffffffffffff1663ffffffff86169092029190911790556109e581611fb7565b6040805163ffffffff8516815261ffff8416602082015273ffffffffffffffffffffffffffffffffffffffff8616917f72e20fcdf45415e92d313933b91cd33ef693eb94130e686e9456ecd88817f701910160405180910390a250505050565b610a50335f36612107565b610a5a828261229e565b5050565b5f610a676123c2565b5f610a77898989898989896123f9565b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526003602052604090819020919250610aaf9190890135838861274f565b5091505f829003610aec576040517f797dba5400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610af582612867565b81548290600890610b219084906801000000000000000090046bffffffffffffffffffffffff1661395e565b92506101000a8154816bffffffffffffffffffffffff02191690836bffffffffffffffffffffffff1602179055505f610b5987610e4c565b90508673ffffffffffffffffffffffffffffffffffffffff16898b73ffffffffffffffffffffffffffffffffffffffff167fbf2bd6c6e857374cecdea1ca6e18e15b11b360651294968ae3635c7117465ba98487604051610bdc92919073ffffffffffffffffffffffffffffffffffffffff929092168252602082015260400190565b60405180910390a4610c2573ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001682856128bc565b5050610c2f612917565b979650505050505050565b5f610c6b63ffffffff7f00000000000000000000000000000000000000000000000000000000000000001642613982565b60408051808201825273ffffffffffffffffffffffffffffffffffffffff85811680835267ffffffffffffffff8581166020808601828152335f8181526008845289902097518854925190951674010000000000000000000000000000000000000000027fffffffff0000000000000000000000000000000000000000000000000000000090921694909616939093179290921790945584519182528101929092529293507f5c452240ce691963bd28ae11aabb810102af332dfa15369ef531425d221cfe5591015b60405180910390a25050565b5f5f84604051602001610d5391906139a2565b604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152815160209283012073ffffffffffffffffffffffffffffffffffffffff8a165f908152600484528281208a825290935291205414610deb576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff8088165f908152600360209081526040808320600683528184208b8552835281842094891684529390915290819020610e3e9291880135908661274f565b915091509550959350505050565b73ffffffffffffffffffffffffffffffffffffffff8082165f908152600760205260409020541680610e7b5750805b919050565b610e886123c2565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f907f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff16906370a0823190602401602060405180830381865afa158015610f12573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610f3691906139d6565b9050610f7a73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016333085612941565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f9061103d90839073ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa15801561100a573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061102e91906139d6565b61103891906139ed565b612867565b6bffffffffffffffffffffffff169050805f03611086576040517f56baacf600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff85165f908152600360205260408120600254909190612710906110da9074010000000000000000000000000000000000000000900461ffff1685613a00565b6110e49190613a44565b60028301549091505f9061271090611120907c0100000000000000000000000000000000000000000000000000000000900461ffff1686613a00565b61112a9190613a44565b90508115611185576002830180548391905f906111569084906bffffffffffffffffffffffff1661395e565b92506101000a8154816bffffffffffffffffffffffff02191690836bffffffffffffffffffffffff1602179055505b80156111e5578083600201600c8282829054906101000a90046bffffffffffffffffffffffff166111b6919061395e565b92506101000a8154816bffffffffffffffffffffffff02191690836bffffffffffffffffffffffff1602179055505b6111ee83611fb7565b61120c83826111fd85886139ed565b61120791906139ed565b6129a3565b8254604080518681526020810185905280820184905266ffffffffffffff6e01000000000000000000000000000084041660608201526dffffffffffffffffffffffffffff909216608083015251889173ffffffffffffffffffffffffffffffffffffffff8b16917f8938d18d725648dc1d424462dffbda2047e34099f2db4f4ee9525f98662484f19181900360a00190a350505050506112ab612917565b505050565b5f54339073ffffffffffffffffffffffffffffffffffffffff16811461131f576040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024015b60405180910390fd5b8173ffffffffffffffffffffffffffffffffffffffff163b5f03611387576040517fc2f31e5e00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff83166004820152602401611316565b610a5a82612c0e565b60408051608080820183525f80835260208084018290528385018290526060840182905273ffffffffffffffffffffffffffffffffffffffff8881168352600682528583208884528252858320908716835281529084902084519283018552805467ffffffffffffffff811684526801000000000000000081046bffffffffffffffffffffffff1692840192909252929391929183019074010000000000000000000000000000000000000000900460ff16600281111561145357611453613635565b600281111561146457611464613635565b815260200160018201548152505090509392505050565b73ffffffffffffffffffffffffffffffffffffffff8181165f908152600860209081526040918290208251808401909352549283168083527401000000000000000000000000000000000000000090930467ffffffffffffffff169082015290331415806114f65750806020015167ffffffffffffffff1642105b1561152d576040517f9488aaa600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff8281165f81815260086020908152604080832080547fffffffff000000000000000000000000000000000000000000000000000000001690558551600783529281902080547fffffffffffffffffffffffff000000000000000000000000000000000000000016938616939093179092558451915191909316815290917f58a5ff072be0c939808b8ba8c3c7009527337e9b9a3b050f8cc0221b09e1a3c19101610d34565b5f805474010000000000000000000000000000000000000000900460ff1661160e57505f90565b507f8fb360370000000000000000000000000000000000000000000000000000000090565b6001545f9073ffffffffffffffffffffffffffffffffffffffff163314611686576040517f3d693ada00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8167ffffffffffffffff165f036116c9576040517fb317087b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5073ffffffffffffffffffffffffffffffffffffffff83165f90815260036020526040902060028101547801000000000000000000000000000000000000000000000000900463ffffffff169061172967ffffffffffffffff8416612c80565b81546117589165ffffffffffff16906e010000000000000000000000000000900466ffffffffffffff16613a57565b611763836001613a76565b60028301805463ffffffff929092167801000000000000000000000000000000000000000000000000027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff909216919091179055815466ffffffffffffff919091166e010000000000000000000000000000027fffffffffffffffffffffff00000000000000ffffffffffffffffffffffffffff821681178355604080516060808201835288825267ffffffffffffffff88811660208085019182526dffffffffffffffffffffffffffff968716969097169590951792840183815284519687018b90529451169285019290925291519083015290608001604080518083037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0018152828252805160209182012073ffffffffffffffffffffffffffffffffffffffff8a165f8181526004845284812089825284528490209190915588845267ffffffffffffffff88169184019190915290820183905284917f6a3f221ce95ddbe7037c30431f5a5839f916669c920c84a5d14bc111130d28479060600160405180910390a350509392505050565b5f61191b6123c2565b5073ffffffffffffffffffffffffffffffffffffffff81165f81815260036020526040908190206002810180547fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff811690915591517f6352211e000000000000000000000000000000000000000000000000000000008152600160048201526c010000000000000000000000009092046bffffffffffffffffffffffff16929091611a11918591636352211e90602401602060405180830381865afa1580156119e6573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611a0a9190613a89565b5f85612ccb565b50610e7b612917565b6001545f9073ffffffffffffffffffffffffffffffffffffffff163314611a6d576040517f3d693ada00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f611a7d8a8a8a8a8a8a8a6123f9565b90505f815474010000000000000000000000000000000000000000900460ff166002811115611aae57611aae613635565b149150811582611af35750821580611af357506002815474010000000000000000000000000000000000000000900460ff166002811115611af157611af1613635565b145b15611b2a576040517f4f9ebfb700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526003602052604081209083611b5e578260010154611b71565b81546dffffffffffffffffffffffffffff165b90508315611bcd57815488908390600e90611ba89084906e010000000000000000000000000000900466ffffffffffffff16613aa4565b92506101000a81548166ffffffffffffff021916908366ffffffffffffff1602179055505b84611c9957600183018190558254740100000000000000000000000000000000000000007fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff9091161783556040805167ffffffffffffffff8a168152602081018390525f91810182905260608101829052608081019190915273ffffffffffffffffffffffffffffffffffffffff8a8116918d918f16907f23828d7df1327720563968d1f1fa04276e318c0be9624211a1b092920448b4b39060a00160405180910390a4505050611e01565b5f611cb4838a67ffffffffffffffff168d6040013585612db7565b90505f81640100000000611ccc60408f0135866139ed565b611ce09067ffffffffffffffff8e16613a00565b611cea9190613a44565b611cf491906139ed565b6001860183905585549091506002908390829088907fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff167401000000000000000000000000000000000000000083021790555050508a73ffffffffffffffffffffffffffffffffffffffff168d8f73ffffffffffffffffffffffffffffffffffffffff167f23828d7df1327720563968d1f1fa04276e318c0be9624211a1b092920448b4b38d8760018888604051611dda95949392919067ffffffffffffffff959095168552602085019390935290151560408401526060830152608082015260a00190565b60405180910390a4611deb84611fb7565b8015611dfb57611dfb84826129a3565b50505050505b98975050505050505050565b3373ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016141580611e69575060015473ffffffffffffffffffffffffffffffffffffffff1615155b80611e88575073ffffffffffffffffffffffffffffffffffffffff8116155b15611ebf576040517f3d693ada00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600180547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527fcb1e6893a94f1584f97cfe7bc5f6468faace93d3346fd4cc35f1243252ac1ffe906020015b60405180910390a150565b5f611f426123c2565b5073ffffffffffffffffffffffffffffffffffffffff8082165f908152600360205260409020600280820180547fffffffffffffffffffffffffffffffffffffffff000000000000000000000000811690915590546bffffffffffffffffffffffff90911692611a1191859116600185612ccb565b60018101547c0100000000000000000000000000000000000000000000000000000000900463ffffffff165f819003611fee575050565b5f611ff98242613a44565b835490915063ffffffff7c010000000000000000000000000000000000000000000000000000000090910481169082160361203357505050565b61203d8382612ef5565b6001850180547fffffffff00000000000000000000000000000000000000000000000000000000166e0100000000000000000000000000006dffffffffffffffffffffffffffff938416027fffffffffffffffffffffffffffffffffffff000000000000000000000000000016179290911691909117905582547bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c010000000000000000000000000000000000000000000000000000000063ffffffff92909216919091021790915550565b5f5f61214761212a5f5473ffffffffffffffffffffffffffffffffffffffff1690565b863061213960045f898b613ac3565b61214291613aea565b612fb8565b91509150816122975763ffffffff81161561224d575f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff811674010000000000000000000000000000000000000000179091556040517f94c7d7ee00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff909116906394c7d7ee906121f390889088908890600401613b4f565b5f604051808303815f87803b15801561220a575f5ffd5b505af115801561221c573d5f5f3e3d5ffd5b50505f80547fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff169055506122979050565b6040517f068ca9d800000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff86166004820152602401611316565b5050505050565b73ffffffffffffffffffffffffffffffffffffffff821615806122c657506107d061ffff8216115b156122fd576040517f9718e70200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600280547fffffffffffffffffffff00000000000000000000000000000000000000000000167401000000000000000000000000000000000000000061ffff84169081027fffffffffffffffffffffffff0000000000000000000000000000000000000000169190911773ffffffffffffffffffffffffffffffffffffffff85169081179092556040805192835260208301919091527f1bab7f2978b6b9a328001665743a531d21f54df7c48c86f66595c2426eb06602910160405180910390a15050565b6123ca6130bb565b6123f760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90613114565b565b5f8560405160200161240b91906139a2565b604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152815160209283012073ffffffffffffffffffffffffffffffffffffffff8b165f908152600484528281208b8252909352912054146124a3576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5073ffffffffffffffffffffffffffffffffffffffff8088165f9081526006602090815260408083208a84528252808320938816835292905220805467ffffffffffffffff168015612542578467ffffffffffffffff168167ffffffffffffffff161461253c576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50610c2f565b6040805173ffffffffffffffffffffffffffffffffffffffff8816602082015267ffffffffffffffff8716918101919091525f90606001604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152828252805160209182012090830152016040516020818303038152906040528051906020012090508567ffffffffffffffff165f14806125ee57506125ec85858a358461311b565b155b15612625576040517f7ca55c7700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b73ffffffffffffffffffffffffffffffffffffffff8a165f9081526005602090815260408083208c84528252918290205467ffffffffffffffff16918291612671918c01908c01613bb8565b61267b9190613bd1565b67ffffffffffffffff168767ffffffffffffffff1611156126c8576040517f8ba3eb3200000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6126d28782613982565b73ffffffffffffffffffffffffffffffffffffffff8c165f9081526005602090815260408083208e84529091529020805467ffffffffffffffff9283167fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000009182161790915585549189169116178455505050979650505050505050565b81545f90819074010000000000000000000000000000000000000000810460ff16906801000000000000000090046bffffffffffffffffffffffff16600282600281111561279f5761279f613635565b036127c0578086600101546127b491906139ed565b5f93509350505061285e565b5f60018360028111156127d5576127d5613635565b146127f15788546dffffffffffffffffffffffffffff166127f7565b86600101545b90505f6128108a8867ffffffffffffffff168b85612db7565b905061281c83826139ed565b8164010000000061282d8c866139ed565b6128419067ffffffffffffffff8c16613a00565b61284b9190613a44565b61285591906139ed565b95509550505050505b94509492505050565b5f6bffffffffffffffffffffffff8211156128b8576040517f6dfcc6500000000000000000000000000000000000000000000000000000000081526060600482015260248101839052604401611316565b5090565b6128c98383836001613132565b6112ab576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff84166004820152602401611316565b6123f75f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006123f1565b61294f8484848460016131ba565b61299d576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff85166004820152602401611316565b50505050565b815460028301546dffffffffffffffffffffffffffff82169166ffffffffffffff6e01000000000000000000000000000082048116927501000000000000000000000000000000000000000000909204169060ff7e010000000000000000000000000000000000000000000000000000000000009091041615612a98576003850154612a41906fffffffffffffffffffffffffffffffff1685613a76565b6003860180547fffffffffffffffffffffffffffffffff000000000000000000000000000000001690556002860180547fff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff16905593505b815f03612b3f57612aa88461324d565b6002860180547fff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff167e01000000000000000000000000000000000000000000000000000000000000179055600390950180546fffffffffffffffffffffffffffffffff9096167fffffffffffffffffffffffffffffffff000000000000000000000000000000009096169590951790945550505050565b5f81612b5064010000000087613a00565b612b5a9190613a76565b9050612b78612b698483613a44565b612b739086613a76565b6132a2565b612b828483613bf1565b87547fffffffff00000000000000ffffffffffffff000000000000000000000000000016750100000000000000000000000000000000000000000066ffffffffffffff92909216919091027fffffffffffffffffffffffffffffffffffff000000000000000000000000000016176dffffffffffffffffffffffffffff91909116179095555050505050565b5f80547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff83169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad90602001611f2e565b5f65ffffffffffff8211156128b8576040517f6dfcc6500000000000000000000000000000000000000000000000000000000081526030600482015260248101839052604401611316565b805f03612d04576040517f797dba5400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b8273ffffffffffffffffffffffffffffffffffffffff168473ffffffffffffffffffffffffffffffffffffffff167f7b3a4b1a6b23a1d92487e44e3c874bd1bc72e50ff86c7e6f1d3e9e416834d51f8484604051612d6e9291909115158252602082015260400190565b60405180910390a361299d73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001684836128bc565b60018401545f907c0100000000000000000000000000000000000000000000000000000000900463ffffffff16808203612e1757640100000000612dfb85856139ed565b612e059087613a00565b612e0f9190613a44565b915050612eed565b5f80612e2c88612e278542613a44565b612ef5565b6dffffffffffffffffffffffffffff1691506dffffffffffffffffffffffffffff1691505f5f828710612e5f5782612e61565b865b905087811115612e7c57612e7588826139ed565b9097509050865b838710612e895783612e8b565b865b905087811115612ecb5784612ea08142613bf1565b612eaa8a846139ed565b612eb49190613a00565b612ebe9190613a44565b612ec89083613a76565b91505b640100000000612edb838b613a00565b612ee59190613a44565b955050505050505b949350505050565b81545f90819063ffffffff7c01000000000000000000000000000000000000000000000000000000009091048116908416819003612f605750505060018201546dffffffffffffffffffffffffffff808216916e010000000000000000000000000000900416612fb1565b84546dffffffffffffffffffffffffffff169250612f7f816001613c04565b63ffffffff168463ffffffff1614612f975782612fad565b60018501546dffffffffffffffffffffffffffff165b9150505b9250929050565b60405173ffffffffffffffffffffffffffffffffffffffff8085166024830152831660448201527fffffffff00000000000000000000000000000000000000000000000000000000821660648201525f9081908190608401604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152918152602080830180517bffffffffffffffffffffffffffffffffffffffffffffffffffffffff167fb7009613000000000000000000000000000000000000000000000000000000001781525f808052918290528351939450919290918a5afa156130b1575f516020805191945081901c150291505b5094509492505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156123f7576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b5f826131288686856132f5565b1495945050505050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166131ae5783831516156131a2573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8781166004528616602452604485905291602083606481808c5af1925060015f5114831661323c578383151615613230573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f6fffffffffffffffffffffffffffffffff8211156128b8576040517f6dfcc6500000000000000000000000000000000000000000000000000000000081526080600482015260248101839052604401611316565b5f6dffffffffffffffffffffffffffff8211156128b8576040517f6dfcc6500000000000000000000000000000000000000000000000000000000081526070600482015260248101839052604401611316565b5f81815b8481101561332d576133238287878481811061331757613317613c20565b90506020020135613336565b91506001016132f9565b50949350505050565b5f818310613350575f82815260208490526040902061335e565b5f8381526020839052604090205b90505b92915050565b73ffffffffffffffffffffffffffffffffffffffff81168114613388575f5ffd5b50565b803561ffff81168114610e7b575f5ffd5b5f5f5f606084860312156133ae575f5ffd5b83356133b981613367565b9250602084013563ffffffff811681146133d1575f5ffd5b91506133df6040850161338b565b90509250925092565b5f5f604083850312156133f9575f5ffd5b823561340481613367565b91506134126020840161338b565b90509250929050565b5f6060828403121561342b575f5ffd5b50919050565b803567ffffffffffffffff81168114610e7b575f5ffd5b5f5f83601f840112613458575f5ffd5b50813567ffffffffffffffff81111561346f575f5ffd5b6020830191508360208260051b8501011115612fb1575f5ffd5b5f5f5f5f5f5f5f610100888a0312156134a0575f5ffd5b87356134ab81613367565b9650602088013595506134c18960408a0161341b565b945060a08801356134d181613367565b93506134df60c08901613431565b925060e088013567ffffffffffffffff8111156134fa575f5ffd5b6135068a828b01613448565b989b979a50959850939692959293505050565b5f60208284031215613529575f5ffd5b813561353481613367565b9392505050565b5f5f6040838503121561354c575f5ffd5b823561355781613367565b946020939093013593505050565b5f5f5f5f5f60e08688031215613579575f5ffd5b853561358481613367565b94506020860135935061359a876040880161341b565b925060a08601356135aa81613367565b91506135b860c08701613431565b90509295509295909350565b5f5f5f606084860312156135d6575f5ffd5b83356135e181613367565b95602085013595506040909401359392505050565b5f5f5f60608486031215613608575f5ffd5b833561361381613367565b925060208401359150604084013561362a81613367565b809150509250925092565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b815167ffffffffffffffff1681526020808301516bffffffffffffffffffffffff169082015260408201516080820190600381106136c7577f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b806040840152506060830151606083015292915050565b81516dffffffffffffffffffffffffffff1681526101a081016020830151613711602084018266ffffffffffffff169052565b50604083015161372c604084018266ffffffffffffff169052565b506060830151613744606084018263ffffffff169052565b50608083015161376660808401826dffffffffffffffffffffffffffff169052565b5060a083015161378860a08401826dffffffffffffffffffffffffffff169052565b5060c08301516137a060c084018263ffffffff169052565b5060e08301516137c060e08401826bffffffffffffffffffffffff169052565b506101008301516137e26101008401826bffffffffffffffffffffffff169052565b506101208301516137fc61012084018263ffffffff169052565b5061014083015161381461014084018261ffff169052565b5061016083015161382a61016084018215159052565b506101808301516138506101808401826fffffffffffffffffffffffffffffffff169052565b5092915050565b5f5f5f60608486031215613869575f5ffd5b833561387481613367565b9250602084013591506133df60408501613431565b5f5f5f5f5f5f5f5f610120898b0312156138a1575f5ffd5b88356138ac81613367565b9750602089013596506138c28a60408b0161341b565b955060a08901356138d281613367565b94506138e060c08a01613431565b935060e089013567ffffffffffffffff8111156138fb575f5ffd5b6139078b828c01613448565b9094509250506101008901358015158114613920575f5ffd5b809150509295985092959890939650565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6bffffffffffffffffffffffff818116838216019081111561336157613361613931565b67ffffffffffffffff818116838216019081111561336157613361613931565b813581526060810167ffffffffffffffff6139bf60208501613431565b166020830152604092830135929091019190915290565b5f602082840312156139e6575f5ffd5b5051919050565b8181038181111561336157613361613931565b808202811582820484141761336157613361613931565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b5f82613a5257613a52613a17565b500490565b66ffffffffffffff818116838216019081111561336157613361613931565b8082018082111561336157613361613931565b5f60208284031215613a99575f5ffd5b815161353481613367565b66ffffffffffffff828116828216039081111561336157613361613931565b5f5f85851115613ad1575f5ffd5b83861115613add575f5ffd5b5050820193919092039150565b80357fffffffff000000000000000000000000000000000000000000000000000000008116906004841015613850577fffffffff00000000000000000000000000000000000000000000000000000000808560040360031b1b82161691505092915050565b73ffffffffffffffffffffffffffffffffffffffff8416815260406020820152816040820152818360608301375f818301606090810191909152601f9092017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe016010192915050565b5f60208284031215613bc8575f5ffd5b61335e82613431565b67ffffffffffffffff828116828216039081111561336157613361613931565b5f82613bff57613bff613a17565b500690565b63ffffffff818116838216019081111561336157613361613931565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffdfea164736f6c6343000825000a",
}

// RoyaltyPools is an auto generated Go binding around an Ethereum contract.
type RoyaltyPools struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *RoyaltyPools) GetABI() abi.ABI {
	return c.abi
}

// NewRoyaltyPools creates a new instance of RoyaltyPools.
func NewRoyaltyPools() *RoyaltyPools {
	parsed, err := RoyaltyPoolsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &RoyaltyPools{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *RoyaltyPools) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address authority, address token_, address treasury_, uint16 bps, uint32 payoutDelay_) returns()
func (royaltyPools *RoyaltyPools) PackConstructor(authority common.Address, token_ common.Address, treasury_ common.Address, bps uint16, payoutDelay_ uint32) []byte {
	enc, err := royaltyPools.abi.Pack("", authority, token_, treasury_, bps, payoutDelay_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfd967f47.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) PackMAXBPS() []byte {
	enc, err := royaltyPools.abi.Pack("MAX_BPS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfd967f47.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) TryPackMAXBPS() ([]byte, error) {
	return royaltyPools.abi.Pack("MAX_BPS")
}

// UnpackMAXBPS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfd967f47.
//
// Solidity: function MAX_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) UnpackMAXBPS(data []byte) (uint16, error) {
	out, err := royaltyPools.abi.Unpack("MAX_BPS", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackMAXUNLOCK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x22c1e9b9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_UNLOCK() view returns(uint32)
func (royaltyPools *RoyaltyPools) PackMAXUNLOCK() []byte {
	enc, err := royaltyPools.abi.Pack("MAX_UNLOCK")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXUNLOCK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x22c1e9b9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_UNLOCK() view returns(uint32)
func (royaltyPools *RoyaltyPools) TryPackMAXUNLOCK() ([]byte, error) {
	return royaltyPools.abi.Pack("MAX_UNLOCK")
}

// UnpackMAXUNLOCK is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x22c1e9b9.
//
// Solidity: function MAX_UNLOCK() view returns(uint32)
func (royaltyPools *RoyaltyPools) UnpackMAXUNLOCK(data []byte) (uint32, error) {
	out, err := royaltyPools.abi.Unpack("MAX_UNLOCK", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4be1c796.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function S() view returns(uint256)
func (royaltyPools *RoyaltyPools) PackS() []byte {
	enc, err := royaltyPools.abi.Pack("S")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4be1c796.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function S() view returns(uint256)
func (royaltyPools *RoyaltyPools) TryPackS() ([]byte, error) {
	return royaltyPools.abi.Pack("S")
}

// UnpackS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4be1c796.
//
// Solidity: function S() view returns(uint256)
func (royaltyPools *RoyaltyPools) UnpackS(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("S", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAcceptPayout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ba166f0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptPayout(address member) returns()
func (royaltyPools *RoyaltyPools) PackAcceptPayout(member common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("acceptPayout", member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptPayout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ba166f0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptPayout(address member) returns()
func (royaltyPools *RoyaltyPools) TryPackAcceptPayout(member common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("acceptPayout", member)
}

// PackAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf7e214f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function authority() view returns(address)
func (royaltyPools *RoyaltyPools) PackAuthority() []byte {
	enc, err := royaltyPools.abi.Pack("authority")
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
func (royaltyPools *RoyaltyPools) TryPackAuthority() ([]byte, error) {
	return royaltyPools.abi.Pack("authority")
}

// UnpackAuthority is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf7e214f.
//
// Solidity: function authority() view returns(address)
func (royaltyPools *RoyaltyPools) UnpackAuthority(data []byte) (common.Address, error) {
	out, err := royaltyPools.abi.Unpack("authority", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4236e4ce.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32)
func (royaltyPools *RoyaltyPools) PackBatchOf(dataset common.Address, batch *big.Int) []byte {
	enc, err := royaltyPools.abi.Pack("batchOf", dataset, batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4236e4ce.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32)
func (royaltyPools *RoyaltyPools) TryPackBatchOf(dataset common.Address, batch *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("batchOf", dataset, batch)
}

// UnpackBatchOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4236e4ce.
//
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32)
func (royaltyPools *RoyaltyPools) UnpackBatchOf(data []byte) ([32]byte, error) {
	out, err := royaltyPools.abi.Unpack("batchOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackChangeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd450a8f9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function changeOf(address member) view returns(address to, uint64 from)
func (royaltyPools *RoyaltyPools) PackChangeOf(member common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("changeOf", member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChangeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd450a8f9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function changeOf(address member) view returns(address to, uint64 from)
func (royaltyPools *RoyaltyPools) TryPackChangeOf(member common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("changeOf", member)
}

// ChangeOfOutput serves as a container for the return parameters of contract
// method ChangeOf.
type ChangeOfOutput struct {
	To   common.Address
	From uint64
}

// UnpackChangeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd450a8f9.
//
// Solidity: function changeOf(address member) view returns(address to, uint64 from)
func (royaltyPools *RoyaltyPools) UnpackChangeOf(data []byte) (ChangeOfOutput, error) {
	out, err := royaltyPools.abi.Unpack("changeOf", data)
	outstruct := new(ChangeOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.To = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.From = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b920b82.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) PackClaim(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) []byte {
	enc, err := royaltyPools.abi.Pack("claim", dataset, batch, b, member, parts, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b920b82.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) TryPackClaim(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte) ([]byte, error) {
	return royaltyPools.abi.Pack("claim", dataset, batch, b, member, parts, proof)
}

// UnpackClaim is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2b920b82.
//
// Solidity: function claim(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackClaim(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("claim", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackContributions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x029eabcb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function contributions() view returns(address)
func (royaltyPools *RoyaltyPools) PackContributions() []byte {
	enc, err := royaltyPools.abi.Pack("contributions")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackContributions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x029eabcb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function contributions() view returns(address)
func (royaltyPools *RoyaltyPools) TryPackContributions() ([]byte, error) {
	return royaltyPools.abi.Pack("contributions")
}

// UnpackContributions is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x029eabcb.
//
// Solidity: function contributions() view returns(address)
func (royaltyPools *RoyaltyPools) UnpackContributions(data []byte) (common.Address, error) {
	out, err := royaltyPools.abi.Unpack("contributions", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEnd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39df116.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function end(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof, bool slash) returns(bool earning)
func (royaltyPools *RoyaltyPools) PackEnd(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte, slash bool) []byte {
	enc, err := royaltyPools.abi.Pack("end", dataset, batch, b, member, parts, proof, slash)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEnd is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39df116.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function end(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof, bool slash) returns(bool earning)
func (royaltyPools *RoyaltyPools) TryPackEnd(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64, proof [][32]byte, slash bool) ([]byte, error) {
	return royaltyPools.abi.Pack("end", dataset, batch, b, member, parts, proof, slash)
}

// UnpackEnd is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa39df116.
//
// Solidity: function end(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts, bytes32[] proof, bool slash) returns(bool earning)
func (royaltyPools *RoyaltyPools) UnpackEnd(data []byte) (bool, error) {
	out, err := royaltyPools.abi.Unpack("end", data)
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
func (royaltyPools *RoyaltyPools) PackIsConsumingScheduledOp() []byte {
	enc, err := royaltyPools.abi.Pack("isConsumingScheduledOp")
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
func (royaltyPools *RoyaltyPools) TryPackIsConsumingScheduledOp() ([]byte, error) {
	return royaltyPools.abi.Pack("isConsumingScheduledOp")
}

// UnpackIsConsumingScheduledOp is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fb36037.
//
// Solidity: function isConsumingScheduledOp() view returns(bytes4)
func (royaltyPools *RoyaltyPools) UnpackIsConsumingScheduledOp(data []byte) ([4]byte, error) {
	out, err := royaltyPools.abi.Unpack("isConsumingScheduledOp", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9cf6b29f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function join(address dataset, bytes32 root, uint64 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) PackJoin(dataset common.Address, root [32]byte, shares uint64) []byte {
	enc, err := royaltyPools.abi.Pack("join", dataset, root, shares)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9cf6b29f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function join(address dataset, bytes32 root, uint64 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) TryPackJoin(dataset common.Address, root [32]byte, shares uint64) ([]byte, error) {
	return royaltyPools.abi.Pack("join", dataset, root, shares)
}

// UnpackJoin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9cf6b29f.
//
// Solidity: function join(address dataset, bytes32 root, uint64 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) UnpackJoin(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("join", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMemberOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b9a1787.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function memberOf(address dataset, uint256 batch, address member) view returns((uint64,uint96,uint8,uint256))
func (royaltyPools *RoyaltyPools) PackMemberOf(dataset common.Address, batch *big.Int, member common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("memberOf", dataset, batch, member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMemberOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b9a1787.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function memberOf(address dataset, uint256 batch, address member) view returns((uint64,uint96,uint8,uint256))
func (royaltyPools *RoyaltyPools) TryPackMemberOf(dataset common.Address, batch *big.Int, member common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("memberOf", dataset, batch, member)
}

// UnpackMemberOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7b9a1787.
//
// Solidity: function memberOf(address dataset, uint256 batch, address member) view returns((uint64,uint96,uint8,uint256))
func (royaltyPools *RoyaltyPools) UnpackMemberOf(data []byte) (RoyaltyPoolsMember, error) {
	out, err := royaltyPools.abi.Unpack("memberOf", data)
	if err != nil {
		return *new(RoyaltyPoolsMember), err
	}
	out0 := *abi.ConvertType(out[0], new(RoyaltyPoolsMember)).(*RoyaltyPoolsMember)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53cbeabb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts) view returns(uint256 unlocked, uint256 locked)
func (royaltyPools *RoyaltyPools) PackOwed(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64) []byte {
	enc, err := royaltyPools.abi.Pack("owed", dataset, batch, b, member, parts)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53cbeabb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts) view returns(uint256 unlocked, uint256 locked)
func (royaltyPools *RoyaltyPools) TryPackOwed(dataset common.Address, batch *big.Int, b RoyaltyPoolsBatch, member common.Address, parts uint64) ([]byte, error) {
	return royaltyPools.abi.Pack("owed", dataset, batch, b, member, parts)
}

// OwedOutput serves as a container for the return parameters of contract
// method Owed.
type OwedOutput struct {
	Unlocked *big.Int
	Locked   *big.Int
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x53cbeabb.
//
// Solidity: function owed(address dataset, uint256 batch, (bytes32,uint64,uint256) b, address member, uint64 parts) view returns(uint256 unlocked, uint256 locked)
func (royaltyPools *RoyaltyPools) UnpackOwed(data []byte) (OwedOutput, error) {
	out, err := royaltyPools.abi.Unpack("owed", data)
	outstruct := new(OwedOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Unlocked = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Locked = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x71e130d5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pay(address dataset, bytes32 job, uint256 amount) returns()
func (royaltyPools *RoyaltyPools) PackPay(dataset common.Address, job [32]byte, amount *big.Int) []byte {
	enc, err := royaltyPools.abi.Pack("pay", dataset, job, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x71e130d5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pay(address dataset, bytes32 job, uint256 amount) returns()
func (royaltyPools *RoyaltyPools) TryPackPay(dataset common.Address, job [32]byte, amount *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("pay", dataset, job, amount)
}

// PackPayoutDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaaf683c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payoutDelay() view returns(uint32)
func (royaltyPools *RoyaltyPools) PackPayoutDelay() []byte {
	enc, err := royaltyPools.abi.Pack("payoutDelay")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayoutDelay is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaaf683c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payoutDelay() view returns(uint32)
func (royaltyPools *RoyaltyPools) TryPackPayoutDelay() ([]byte, error) {
	return royaltyPools.abi.Pack("payoutDelay")
}

// UnpackPayoutDelay is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcaaf683c.
//
// Solidity: function payoutDelay() view returns(uint32)
func (royaltyPools *RoyaltyPools) UnpackPayoutDelay(data []byte) (uint32, error) {
	out, err := royaltyPools.abi.Unpack("payoutDelay", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackPayoutOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6da61d1e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payoutOf(address member) view returns(address to)
func (royaltyPools *RoyaltyPools) PackPayoutOf(member common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("payoutOf", member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayoutOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6da61d1e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payoutOf(address member) view returns(address to)
func (royaltyPools *RoyaltyPools) TryPackPayoutOf(member common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("payoutOf", member)
}

// UnpackPayoutOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6da61d1e.
//
// Solidity: function payoutOf(address member) view returns(address to)
func (royaltyPools *RoyaltyPools) UnpackPayoutOf(data []byte) (common.Address, error) {
	out, err := royaltyPools.abi.Unpack("payoutOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPoolOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x988b1fa7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function poolOf(address dataset) view returns((uint112,uint56,uint56,uint32,uint112,uint112,uint32,uint96,uint96,uint32,uint16,bool,uint128))
func (royaltyPools *RoyaltyPools) PackPoolOf(dataset common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("poolOf", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPoolOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x988b1fa7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function poolOf(address dataset) view returns((uint112,uint56,uint56,uint32,uint112,uint112,uint32,uint96,uint96,uint32,uint16,bool,uint128))
func (royaltyPools *RoyaltyPools) TryPackPoolOf(dataset common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("poolOf", dataset)
}

// UnpackPoolOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x988b1fa7.
//
// Solidity: function poolOf(address dataset) view returns((uint112,uint56,uint56,uint32,uint112,uint112,uint32,uint96,uint96,uint32,uint16,bool,uint128))
func (royaltyPools *RoyaltyPools) UnpackPoolOf(data []byte) (RoyaltyPoolsPool, error) {
	out, err := royaltyPools.abi.Unpack("poolOf", data)
	if err != nil {
		return *new(RoyaltyPoolsPool), err
	}
	out0 := *abi.ConvertType(out[0], new(RoyaltyPoolsPool)).(*RoyaltyPoolsPool)
	return out0, nil
}

// PackProposePayout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ab6c8b6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proposePayout(address to) returns()
func (royaltyPools *RoyaltyPools) PackProposePayout(to common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("proposePayout", to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProposePayout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ab6c8b6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proposePayout(address to) returns()
func (royaltyPools *RoyaltyPools) TryPackProposePayout(to common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("proposePayout", to)
}

// PackProvenOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa1ebe31b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function provenOf(address dataset, uint256 batch) view returns(uint64)
func (royaltyPools *RoyaltyPools) PackProvenOf(dataset common.Address, batch *big.Int) []byte {
	enc, err := royaltyPools.abi.Pack("provenOf", dataset, batch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProvenOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa1ebe31b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function provenOf(address dataset, uint256 batch) view returns(uint64)
func (royaltyPools *RoyaltyPools) TryPackProvenOf(dataset common.Address, batch *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("provenOf", dataset, batch)
}

// UnpackProvenOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa1ebe31b.
//
// Solidity: function provenOf(address dataset, uint256 batch) view returns(uint64)
func (royaltyPools *RoyaltyPools) UnpackProvenOf(data []byte) (uint64, error) {
	out, err := royaltyPools.abi.Unpack("provenOf", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackSetAuthority is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a9e5e4b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setAuthority(address newAuthority) returns()
func (royaltyPools *RoyaltyPools) PackSetAuthority(newAuthority common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("setAuthority", newAuthority)
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
func (royaltyPools *RoyaltyPools) TryPackSetAuthority(newAuthority common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("setAuthority", newAuthority)
}

// PackSetTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0bb4a2a9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTerms(address dataset, uint32 unlock, uint16 curatorBps) returns()
func (royaltyPools *RoyaltyPools) PackSetTerms(dataset common.Address, unlock uint32, curatorBps uint16) []byte {
	enc, err := royaltyPools.abi.Pack("setTerms", dataset, unlock, curatorBps)
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
func (royaltyPools *RoyaltyPools) TryPackSetTerms(dataset common.Address, unlock uint32, curatorBps uint16) ([]byte, error) {
	return royaltyPools.abi.Pack("setTerms", dataset, unlock, curatorBps)
}

// PackSetTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0cfa31f9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTreasury(address treasury_, uint16 bps) returns()
func (royaltyPools *RoyaltyPools) PackSetTreasury(treasury common.Address, bps uint16) []byte {
	enc, err := royaltyPools.abi.Pack("setTreasury", treasury, bps)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0cfa31f9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTreasury(address treasury_, uint16 bps) returns()
func (royaltyPools *RoyaltyPools) TryPackSetTreasury(treasury common.Address, bps uint16) ([]byte, error) {
	return royaltyPools.abi.Pack("setTreasury", treasury, bps)
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (royaltyPools *RoyaltyPools) PackToken() []byte {
	enc, err := royaltyPools.abi.Pack("token")
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
func (royaltyPools *RoyaltyPools) TryPackToken() ([]byte, error) {
	return royaltyPools.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (royaltyPools *RoyaltyPools) UnpackToken(data []byte) (common.Address, error) {
	out, err := royaltyPools.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasury() view returns(address)
func (royaltyPools *RoyaltyPools) PackTreasury() []byte {
	enc, err := royaltyPools.abi.Pack("treasury")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasury() view returns(address)
func (royaltyPools *RoyaltyPools) TryPackTreasury() ([]byte, error) {
	return royaltyPools.abi.Pack("treasury")
}

// UnpackTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61d027b3.
//
// Solidity: function treasury() view returns(address)
func (royaltyPools *RoyaltyPools) UnpackTreasury(data []byte) (common.Address, error) {
	out, err := royaltyPools.abi.Unpack("treasury", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTreasuryBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dc10ea1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasuryBps() view returns(uint16)
func (royaltyPools *RoyaltyPools) PackTreasuryBps() []byte {
	enc, err := royaltyPools.abi.Pack("treasuryBps")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasuryBps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dc10ea1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasuryBps() view returns(uint16)
func (royaltyPools *RoyaltyPools) TryPackTreasuryBps() ([]byte, error) {
	return royaltyPools.abi.Pack("treasuryBps")
}

// UnpackTreasuryBps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4dc10ea1.
//
// Solidity: function treasuryBps() view returns(uint16)
func (royaltyPools *RoyaltyPools) UnpackTreasuryBps(data []byte) (uint16, error) {
	out, err := royaltyPools.abi.Unpack("treasuryBps", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
	return out0, nil
}

// PackWire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf6487d8c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function wire(address contributions_) returns()
func (royaltyPools *RoyaltyPools) PackWire(contributions common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("wire", contributions)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWire is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf6487d8c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function wire(address contributions_) returns()
func (royaltyPools *RoyaltyPools) TryPackWire(contributions common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("wire", contributions)
}

// PackWithdrawCurator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d013b22.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawCurator(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) PackWithdrawCurator(dataset common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("withdrawCurator", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawCurator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9d013b22.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawCurator(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) TryPackWithdrawCurator(dataset common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("withdrawCurator", dataset)
}

// UnpackWithdrawCurator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9d013b22.
//
// Solidity: function withdrawCurator(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackWithdrawCurator(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("withdrawCurator", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf86c9e9a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawTreasury(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) PackWithdrawTreasury(dataset common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("withdrawTreasury", dataset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf86c9e9a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawTreasury(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) TryPackWithdrawTreasury(dataset common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("withdrawTreasury", dataset)
}

// UnpackWithdrawTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf86c9e9a.
//
// Solidity: function withdrawTreasury(address dataset) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackWithdrawTreasury(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("withdrawTreasury", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// RoyaltyPoolsAuthorityUpdated represents a AuthorityUpdated event raised by the RoyaltyPools contract.
type RoyaltyPoolsAuthorityUpdated struct {
	Authority common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsAuthorityUpdatedEventName = "AuthorityUpdated"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsAuthorityUpdated) ContractEventName() string {
	return RoyaltyPoolsAuthorityUpdatedEventName
}

// UnpackAuthorityUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AuthorityUpdated(address authority)
func (royaltyPools *RoyaltyPools) UnpackAuthorityUpdatedEvent(log *types.Log) (*RoyaltyPoolsAuthorityUpdated, error) {
	event := "AuthorityUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsAuthorityUpdated)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsBatchJoined represents a BatchJoined event raised by the RoyaltyPools contract.
type RoyaltyPoolsBatchJoined struct {
	Dataset common.Address
	Batch   *big.Int
	Root    [32]byte
	Shares  uint64
	Acc     *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsBatchJoinedEventName = "BatchJoined"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsBatchJoined) ContractEventName() string {
	return RoyaltyPoolsBatchJoinedEventName
}

// UnpackBatchJoinedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchJoined(address indexed dataset, uint256 indexed batch, bytes32 root, uint64 shares, uint256 acc)
func (royaltyPools *RoyaltyPools) UnpackBatchJoinedEvent(log *types.Log) (*RoyaltyPoolsBatchJoined, error) {
	event := "BatchJoined"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsBatchJoined)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsClaimed represents a Claimed event raised by the RoyaltyPools contract.
type RoyaltyPoolsClaimed struct {
	Dataset common.Address
	Batch   *big.Int
	Member  common.Address
	To      common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsClaimed) ContractEventName() string {
	return RoyaltyPoolsClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(address indexed dataset, uint256 indexed batch, address indexed member, address to, uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackClaimedEvent(log *types.Log) (*RoyaltyPoolsClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsClaimed)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsCutWithdrawn represents a CutWithdrawn event raised by the RoyaltyPools contract.
type RoyaltyPoolsCutWithdrawn struct {
	Dataset  common.Address
	To       common.Address
	Treasury bool
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsCutWithdrawnEventName = "CutWithdrawn"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsCutWithdrawn) ContractEventName() string {
	return RoyaltyPoolsCutWithdrawnEventName
}

// UnpackCutWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CutWithdrawn(address indexed dataset, address indexed to, bool treasury, uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackCutWithdrawnEvent(log *types.Log) (*RoyaltyPoolsCutWithdrawn, error) {
	event := "CutWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsCutWithdrawn)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsEnded represents a Ended event raised by the RoyaltyPools contract.
type RoyaltyPoolsEnded struct {
	Dataset   common.Address
	Batch     *big.Int
	Member    common.Address
	Parts     uint64
	Acc       *big.Int
	Slashed   bool
	Kept      *big.Int
	Forfeited *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsEndedEventName = "Ended"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsEnded) ContractEventName() string {
	return RoyaltyPoolsEndedEventName
}

// UnpackEndedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Ended(address indexed dataset, uint256 indexed batch, address indexed member, uint64 parts, uint256 acc, bool slashed, uint256 kept, uint256 forfeited)
func (royaltyPools *RoyaltyPools) UnpackEndedEvent(log *types.Log) (*RoyaltyPoolsEnded, error) {
	event := "Ended"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsEnded)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsPaid represents a Paid event raised by the RoyaltyPools contract.
type RoyaltyPoolsPaid struct {
	Dataset  common.Address
	Job      [32]byte
	Amount   *big.Int
	Treasury *big.Int
	Curator  *big.Int
	Shares   *big.Int
	Acc      *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsPaidEventName = "Paid"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsPaid) ContractEventName() string {
	return RoyaltyPoolsPaidEventName
}

// UnpackPaidEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paid(address indexed dataset, bytes32 indexed job, uint256 amount, uint256 treasury, uint256 curator, uint256 shares, uint256 acc)
func (royaltyPools *RoyaltyPools) UnpackPaidEvent(log *types.Log) (*RoyaltyPoolsPaid, error) {
	event := "Paid"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsPaid)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsPayoutChanged represents a PayoutChanged event raised by the RoyaltyPools contract.
type RoyaltyPoolsPayoutChanged struct {
	Member common.Address
	To     common.Address
	Raw    *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsPayoutChangedEventName = "PayoutChanged"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsPayoutChanged) ContractEventName() string {
	return RoyaltyPoolsPayoutChangedEventName
}

// UnpackPayoutChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PayoutChanged(address indexed member, address to)
func (royaltyPools *RoyaltyPools) UnpackPayoutChangedEvent(log *types.Log) (*RoyaltyPoolsPayoutChanged, error) {
	event := "PayoutChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsPayoutChanged)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsPayoutProposed represents a PayoutProposed event raised by the RoyaltyPools contract.
type RoyaltyPoolsPayoutProposed struct {
	Member common.Address
	To     common.Address
	From   uint64
	Raw    *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsPayoutProposedEventName = "PayoutProposed"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsPayoutProposed) ContractEventName() string {
	return RoyaltyPoolsPayoutProposedEventName
}

// UnpackPayoutProposedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PayoutProposed(address indexed member, address to, uint64 from)
func (royaltyPools *RoyaltyPools) UnpackPayoutProposedEvent(log *types.Log) (*RoyaltyPoolsPayoutProposed, error) {
	event := "PayoutProposed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsPayoutProposed)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsTermsSet represents a TermsSet event raised by the RoyaltyPools contract.
type RoyaltyPoolsTermsSet struct {
	Dataset    common.Address
	Unlock     uint32
	CuratorBps uint16
	Raw        *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsTermsSetEventName = "TermsSet"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsTermsSet) ContractEventName() string {
	return RoyaltyPoolsTermsSetEventName
}

// UnpackTermsSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TermsSet(address indexed dataset, uint32 unlock, uint16 curatorBps)
func (royaltyPools *RoyaltyPools) UnpackTermsSetEvent(log *types.Log) (*RoyaltyPoolsTermsSet, error) {
	event := "TermsSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsTermsSet)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsTreasurySet represents a TreasurySet event raised by the RoyaltyPools contract.
type RoyaltyPoolsTreasurySet struct {
	Treasury common.Address
	Bps      uint16
	Raw      *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsTreasurySetEventName = "TreasurySet"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsTreasurySet) ContractEventName() string {
	return RoyaltyPoolsTreasurySetEventName
}

// UnpackTreasurySetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TreasurySet(address treasury, uint16 bps)
func (royaltyPools *RoyaltyPools) UnpackTreasurySetEvent(log *types.Log) (*RoyaltyPoolsTreasurySet, error) {
	event := "TreasurySet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsTreasurySet)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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

// RoyaltyPoolsWired represents a Wired event raised by the RoyaltyPools contract.
type RoyaltyPoolsWired struct {
	Contributions common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsWiredEventName = "Wired"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsWired) ContractEventName() string {
	return RoyaltyPoolsWiredEventName
}

// UnpackWiredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Wired(address contributions)
func (royaltyPools *RoyaltyPools) UnpackWiredEvent(log *types.Log) (*RoyaltyPoolsWired, error) {
	event := "Wired"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsWired)
	if len(log.Data) > 0 {
		if err := royaltyPools.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range royaltyPools.abi.Events[event].Inputs {
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
func (royaltyPools *RoyaltyPools) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["AccessManagedInvalidAuthority"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackAccessManagedInvalidAuthorityError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["AccessManagedRequiredDelay"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackAccessManagedRequiredDelayError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["AccessManagedUnauthorized"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackAccessManagedUnauthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["AlreadyEnded"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackAlreadyEndedError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["BadProof"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackBadProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["BadTerms"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackBadTermsError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["BadTreasury"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackBadTreasuryError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["NoShares"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackNoSharesError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["NotAllowed"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackNotAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["NotReady"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackNotReadyError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["NothingPaid"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackNothingPaidError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["OverPromised"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackOverPromisedError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// RoyaltyPoolsAccessManagedInvalidAuthority represents a AccessManagedInvalidAuthority error raised by the RoyaltyPools contract.
type RoyaltyPoolsAccessManagedInvalidAuthority struct {
	Authority common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func RoyaltyPoolsAccessManagedInvalidAuthorityErrorID() common.Hash {
	return common.HexToHash("0xc2f31e5ee06c96eddd5864bf58d26da15afa7233cb6f74e000aa686fca7a7a0b")
}

// UnpackAccessManagedInvalidAuthorityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedInvalidAuthority(address authority)
func (royaltyPools *RoyaltyPools) UnpackAccessManagedInvalidAuthorityError(raw []byte) (*RoyaltyPoolsAccessManagedInvalidAuthority, error) {
	out := new(RoyaltyPoolsAccessManagedInvalidAuthority)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "AccessManagedInvalidAuthority", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsAccessManagedRequiredDelay represents a AccessManagedRequiredDelay error raised by the RoyaltyPools contract.
type RoyaltyPoolsAccessManagedRequiredDelay struct {
	Caller common.Address
	Delay  uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func RoyaltyPoolsAccessManagedRequiredDelayErrorID() common.Hash {
	return common.HexToHash("0xaf77169dad650be42a753d4bbd4f4ad0d10be80053e495da3bb1525746eda4e4")
}

// UnpackAccessManagedRequiredDelayError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedRequiredDelay(address caller, uint32 delay)
func (royaltyPools *RoyaltyPools) UnpackAccessManagedRequiredDelayError(raw []byte) (*RoyaltyPoolsAccessManagedRequiredDelay, error) {
	out := new(RoyaltyPoolsAccessManagedRequiredDelay)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "AccessManagedRequiredDelay", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsAccessManagedUnauthorized represents a AccessManagedUnauthorized error raised by the RoyaltyPools contract.
type RoyaltyPoolsAccessManagedUnauthorized struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func RoyaltyPoolsAccessManagedUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x068ca9d827f779c08fd30d7fda45faef5f2a6b2e57f8b809b3c6bbed99f5fb1f")
}

// UnpackAccessManagedUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AccessManagedUnauthorized(address caller)
func (royaltyPools *RoyaltyPools) UnpackAccessManagedUnauthorizedError(raw []byte) (*RoyaltyPoolsAccessManagedUnauthorized, error) {
	out := new(RoyaltyPoolsAccessManagedUnauthorized)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "AccessManagedUnauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsAlreadyEnded represents a AlreadyEnded error raised by the RoyaltyPools contract.
type RoyaltyPoolsAlreadyEnded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyEnded()
func RoyaltyPoolsAlreadyEndedErrorID() common.Hash {
	return common.HexToHash("0x4f9ebfb7ab8bc3a196d2344248a911dbeae2803c5aac60b0be47214f1e5b11da")
}

// UnpackAlreadyEndedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyEnded()
func (royaltyPools *RoyaltyPools) UnpackAlreadyEndedError(raw []byte) (*RoyaltyPoolsAlreadyEnded, error) {
	out := new(RoyaltyPoolsAlreadyEnded)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "AlreadyEnded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsBadProof represents a BadProof error raised by the RoyaltyPools contract.
type RoyaltyPoolsBadProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadProof()
func RoyaltyPoolsBadProofErrorID() common.Hash {
	return common.HexToHash("0x7ca55c774976027f27f73629387ed99a2044a8721aec39c3c2717944b08c423a")
}

// UnpackBadProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadProof()
func (royaltyPools *RoyaltyPools) UnpackBadProofError(raw []byte) (*RoyaltyPoolsBadProof, error) {
	out := new(RoyaltyPoolsBadProof)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "BadProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsBadTerms represents a BadTerms error raised by the RoyaltyPools contract.
type RoyaltyPoolsBadTerms struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTerms()
func RoyaltyPoolsBadTermsErrorID() common.Hash {
	return common.HexToHash("0x8dc599212cab654299a2bf31d0baab479b0ef032e5276a7206a05bbb2910ec06")
}

// UnpackBadTermsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTerms()
func (royaltyPools *RoyaltyPools) UnpackBadTermsError(raw []byte) (*RoyaltyPoolsBadTerms, error) {
	out := new(RoyaltyPoolsBadTerms)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "BadTerms", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsBadTreasury represents a BadTreasury error raised by the RoyaltyPools contract.
type RoyaltyPoolsBadTreasury struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTreasury()
func RoyaltyPoolsBadTreasuryErrorID() common.Hash {
	return common.HexToHash("0x9718e702dcfebff83f80c88843adb35a10eb997487ebd8d46af5d5c49d4deef4")
}

// UnpackBadTreasuryError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTreasury()
func (royaltyPools *RoyaltyPools) UnpackBadTreasuryError(raw []byte) (*RoyaltyPoolsBadTreasury, error) {
	out := new(RoyaltyPoolsBadTreasury)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "BadTreasury", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsNoShares represents a NoShares error raised by the RoyaltyPools contract.
type RoyaltyPoolsNoShares struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoShares()
func RoyaltyPoolsNoSharesErrorID() common.Hash {
	return common.HexToHash("0xb317087bc0909dcb5638f39c3b87c33dccb359020c0d4828d14d63255fc746ac")
}

// UnpackNoSharesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoShares()
func (royaltyPools *RoyaltyPools) UnpackNoSharesError(raw []byte) (*RoyaltyPoolsNoShares, error) {
	out := new(RoyaltyPoolsNoShares)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "NoShares", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsNotAllowed represents a NotAllowed error raised by the RoyaltyPools contract.
type RoyaltyPoolsNotAllowed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAllowed()
func RoyaltyPoolsNotAllowedErrorID() common.Hash {
	return common.HexToHash("0x3d693ada2b7d6a2edee20ea0cf19d7267a84cc4ae96aafe9d465faf4dde58518")
}

// UnpackNotAllowedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAllowed()
func (royaltyPools *RoyaltyPools) UnpackNotAllowedError(raw []byte) (*RoyaltyPoolsNotAllowed, error) {
	out := new(RoyaltyPoolsNotAllowed)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "NotAllowed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsNotReady represents a NotReady error raised by the RoyaltyPools contract.
type RoyaltyPoolsNotReady struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotReady()
func RoyaltyPoolsNotReadyErrorID() common.Hash {
	return common.HexToHash("0x9488aaa6d4c8422fd206d80a4f6148f09f6483789c11233566b6677a823a66ba")
}

// UnpackNotReadyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotReady()
func (royaltyPools *RoyaltyPools) UnpackNotReadyError(raw []byte) (*RoyaltyPoolsNotReady, error) {
	out := new(RoyaltyPoolsNotReady)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "NotReady", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsNothingOwed represents a NothingOwed error raised by the RoyaltyPools contract.
type RoyaltyPoolsNothingOwed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed()
func RoyaltyPoolsNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x797dba544d72fb0dfb4c7610346de0274cf6d4e8b1d64dc398abc9027c89eff2")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed()
func (royaltyPools *RoyaltyPools) UnpackNothingOwedError(raw []byte) (*RoyaltyPoolsNothingOwed, error) {
	out := new(RoyaltyPoolsNothingOwed)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsNothingPaid represents a NothingPaid error raised by the RoyaltyPools contract.
type RoyaltyPoolsNothingPaid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingPaid()
func RoyaltyPoolsNothingPaidErrorID() common.Hash {
	return common.HexToHash("0x56baacf6820afef84ba2bcf3a5978a0f5251f06477b0642b1d4c113bb6622b36")
}

// UnpackNothingPaidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingPaid()
func (royaltyPools *RoyaltyPools) UnpackNothingPaidError(raw []byte) (*RoyaltyPoolsNothingPaid, error) {
	out := new(RoyaltyPoolsNothingPaid)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "NothingPaid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsOverPromised represents a OverPromised error raised by the RoyaltyPools contract.
type RoyaltyPoolsOverPromised struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OverPromised()
func RoyaltyPoolsOverPromisedErrorID() common.Hash {
	return common.HexToHash("0x8ba3eb321f65fecb94206a57f82c336c041da4c957b64d8967080888796d0813")
}

// UnpackOverPromisedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OverPromised()
func (royaltyPools *RoyaltyPools) UnpackOverPromisedError(raw []byte) (*RoyaltyPoolsOverPromised, error) {
	out := new(RoyaltyPoolsOverPromised)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "OverPromised", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the RoyaltyPools contract.
type RoyaltyPoolsReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func RoyaltyPoolsReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (royaltyPools *RoyaltyPools) UnpackReentrancyGuardReentrantCallError(raw []byte) (*RoyaltyPoolsReentrancyGuardReentrantCall, error) {
	out := new(RoyaltyPoolsReentrancyGuardReentrantCall)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the RoyaltyPools contract.
type RoyaltyPoolsSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func RoyaltyPoolsSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (royaltyPools *RoyaltyPools) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*RoyaltyPoolsSafeCastOverflowedUintDowncast, error) {
	out := new(RoyaltyPoolsSafeCastOverflowedUintDowncast)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RoyaltyPoolsSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the RoyaltyPools contract.
type RoyaltyPoolsSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func RoyaltyPoolsSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (royaltyPools *RoyaltyPools) UnpackSafeERC20FailedOperationError(raw []byte) (*RoyaltyPoolsSafeERC20FailedOperation, error) {
	out := new(RoyaltyPoolsSafeERC20FailedOperation)
	if err := royaltyPools.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}
