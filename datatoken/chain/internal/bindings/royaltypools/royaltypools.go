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

// RoyaltyPoolsPool is an auto generated low-level Go binding around an user-defined struct.
type RoyaltyPoolsPool struct {
	Shares    *big.Int
	Remainder *big.Int
	Acc       *big.Int
	Paid      *big.Int
	Claimed   *big.Int
	Treasury  *big.Int
	Parked    *big.Int
}

// RoyaltyPoolsMetaData contains all meta data concerning the RoyaltyPools contract.
var RoyaltyPoolsMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"},{\"internalType\":\"contractIERC20\",\"name\":\"token_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadProof\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadTreasury\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoShares\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAllowed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingOwed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingPaid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OverPromised\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"SafeERC20FailedOperation\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"name\":\"BatchJoined\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Claimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"treasury\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"shares\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"name\":\"Paid\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"treasury\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"}],\"name\":\"TreasurySet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"TreasuryWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"contributions\",\"type\":\"address\"}],\"name\":\"Wired\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"MAX_TREASURY_BPS\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"S\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"}],\"name\":\"batchOf\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"seen\",\"type\":\"uint128\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"parts\",\"type\":\"uint128\"},{\"internalType\":\"bytes32[]\",\"name\":\"proof\",\"type\":\"bytes32[]\"}],\"name\":\"claim\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"contributions\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"}],\"name\":\"drawnBy\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"root\",\"type\":\"bytes32\"},{\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"}],\"name\":\"join\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"batch\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"member\",\"type\":\"address\"},{\"internalType\":\"uint128\",\"name\":\"parts\",\"type\":\"uint128\"}],\"name\":\"owed\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"pay\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"poolOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint128\",\"name\":\"shares\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"remainder\",\"type\":\"uint128\"},{\"internalType\":\"uint256\",\"name\":\"acc\",\"type\":\"uint256\"},{\"internalType\":\"uint128\",\"name\":\"paid\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"claimed\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"treasury\",\"type\":\"uint128\"},{\"internalType\":\"uint128\",\"name\":\"parked\",\"type\":\"uint128\"}],\"internalType\":\"structRoyaltyPools.Pool\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"},{\"internalType\":\"uint16\",\"name\":\"bps\",\"type\":\"uint16\"}],\"name\":\"setTreasury\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"contractIERC20\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasury\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasuryBps\",\"outputs\":[{\"internalType\":\"uint16\",\"name\":\"\",\"type\":\"uint16\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasuryOwed\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"contributions_\",\"type\":\"address\"}],\"name\":\"wire\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"withdrawTreasury\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "RoyaltyPools",
	Bin: "0x60c060405234801561000f575f5ffd5b50604051611c92380380611c9283398101604081905261002e9161016e565b836100388161005d565b506001600160a01b0383166080523360a05261005482826100b0565b505050506101d0565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6001600160a01b03821615806100cb57506107d061ffff8216115b156100e957604051634b8c738160e11b815260040160405180910390fd5b600280546001600160a01b0384166001600160b01b03199091168117600160a01b61ffff8516908102919091179092556040805191825260208201929092527f1bab7f2978b6b9a328001665743a531d21f54df7c48c86f66595c2426eb06602910160405180910390a15050565b6001600160a01b038116811461016b575f5ffd5b50565b5f5f5f5f60808587031215610181575f5ffd5b845161018c81610157565b602086015190945061019d81610157565b60408601519093506101ae81610157565b606086015190925061ffff811681146101c5575f5ffd5b939692955090935050565b60805160a051611a7e6102145f395f61106b01525f81816103ee015281816104ae01528181610585015281816106050152818161065201526110120152611a7e5ff3fe608060405234801561000f575f5ffd5b5060043610610127575f3560e01c806375c3fc13116100a9578063bf7e214f1161006e578063bf7e214f146103a0578063c8fde523146103b0578063e5b77956146103c3578063f6487d8c146103d6578063fc0c546a146103e9575f5ffd5b806375c3fc131461027b5780637a9e5e4b14610284578063816f0a64146102975780638fb36037146102aa578063988b1fa7146102cb575f5ffd5b80634236e4ce116100ef5780634236e4ce146101f25780634be1c796146102355780634dc10ea11461024057806361d027b31461025557806371e130d514610268575f5ffd5b8063029eabcb1461012b5780630cfa31f91461015b57806310723c9014610170578063166bab951461018c5780633a2cc575146101a2575b5f5ffd5b60015461013e906001600160a01b031681565b6040516001600160a01b0390911681526020015b60405180910390f35b61016e610169366004611616565b610410565b005b6101796107d081565b60405161ffff9091168152602001610152565b610194610429565b604051908152602001610152565b6101946101b0366004611651565b6001600160a01b039283165f9081526006602090815260408083209483529381528382209290941681529252902054600160801b90046001600160801b031690565b61020561020036600461168a565b6104f4565b60405161015294939291909384526001600160801b03928316602085015291166040830152606082015260800190565b610194600160401b81565b60025461017990600160a01b900461ffff1681565b60025461013e906001600160a01b031681565b61016e6102763660046116b2565b610566565b61019460035481565b61016e6102923660046116e2565b6109bc565b6101946102a5366004611711565b610a35565b6102b2610b2a565b6040516001600160e01b03199091168152602001610152565b6103936102d93660046116e2565b6040805160e0810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810191909152506001600160a01b03165f90815260046020908152604091829020825160e08101845281546001600160801b038082168352600160801b91829004811694830194909452600183015494820194909452600282015480841660608301528490048316608082015260039091015480831660a0830152929092041660c082015290565b604051610152919061175b565b5f546001600160a01b031661013e565b6101946103be3660046117e6565b610b4c565b6101946103d1366004611816565b610cd8565b61016e6103e43660046116e2565b611060565b61013e7f000000000000000000000000000000000000000000000000000000000000000081565b61041b335f36611127565b610425828261121d565b5050565b5f6104326112c4565b6003549050805f0361045757604051631e5f6e9560e21b815260040160405180910390fd5b5f6003556002546040518281526001600160a01b03909116907f41fdd680478135993bc53fb2ffaf9560951b57ef62ff6badd02b61e018b4f17f9060200160405180910390a26002546104d7906001600160a01b037f000000000000000000000000000000000000000000000000000000000000000081169116836112f7565b6104f16112f55f5f516020611a525f395f51905f526112ef565b90565b6001600160a01b0382165f9081526005602052604081208054829182918291829187908110610525576105256118c1565b5f91825260209091206003909102018054600182015460029092015490996001600160801b038084169a50600160801b909304909216975095509350505050565b61056e6112c4565b6040516370a0823160e01b81523060048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa1580156105d2573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906105f691906118d5565b905061062d6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001633308561132c565b6040516370a0823160e01b81523060048201525f906106ca9083906001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa158015610697573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906106bb91906118d5565b6106c59190611900565b611368565b9050806001600160801b03165f036106f557604051632b5d567b60e11b815260040160405180910390fd5b6001600160a01b0385165f9081526004602052604081206002549091906127109061073490600160a01b900461ffff166001600160801b038616611913565b61073e919061193e565b60028301805491925084915f9061075f9084906001600160801b0316611951565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550806001600160801b03165f146107f6576003820180548291905f906107b29084906001600160801b0316611951565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550806001600160801b031660035f8282546107f09190611970565b90915550505b81546001600160801b03165f819003610860576108138285611983565b600384018054601090610837908490600160801b90046001600160801b0316611951565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550610934565b825460038401545f916001600160801b03600160801b91829004811692600160401b929004166108908689611983565b6001600160801b03166108a39190611970565b6108ad9190611913565b6108b79190611970565b90506108cc6001600160801b0383168261193e565b846001015f8282546108de9190611970565b909155506108f790506001600160801b038316826119a2565b84546001600160801b03908116600160801b92821683021786556003860154919091041615610932576003840180546001600160801b031690555b505b6001830154604080516001600160801b038781168252858116602083015284168183015260608101929092525188916001600160a01b038b16917f0dfa618f84cd8e323ca3728e1b02079a50602ee55d84453a171d82233ab6355b9181900360800190a350505050506109b76112f55f5f516020611a525f395f51905f526112ef565b505050565b5f5433906001600160a01b031681146109f75760405162d1953b60e31b81526001600160a01b03821660048201526024015b60405180910390fd5b816001600160a01b03163b5f03610a2c576040516361798f2f60e11b81526001600160a01b03831660048201526024016109ee565b6104258261139f565b6001600160a01b0384165f908152600560205260408120805482919086908110610a6157610a616118c1565b905f5260205f2090600302016002015460045f886001600160a01b03166001600160a01b031681526020019081526020015f2060010154610aa29190611900565b90505f600160401b610abd836001600160801b038716611913565b610ac7919061193e565b6001600160a01b038881165f9081526006602090815260408083208b84528252808320938a1683529290522054909150600160801b90046001600160801b0316808211610b14575f610b1e565b610b1e8183611900565b98975050505050505050565b5f8054600160a01b900460ff16610b4057505f90565b50638fb3603760e01b90565b6001545f906001600160a01b03163314610b7957604051631eb49d6d60e11b815260040160405180910390fd5b816001600160801b03165f03610ba25760405163b317087b60e01b815260040160405180910390fd5b506001600160a01b0383165f90815260046020908152604080832060058352818420805483516080810185528881526001600160801b03808916828801908152958201888152600180870154606085019081528186018755958a52978920925160038502909301928355955195518116600160801b02958116959095179581019590955590516002909401939093558054929390928592849291610c4891859116611951565b92506101000a8154816001600160801b0302191690836001600160801b0316021790555081856001600160a01b03167f2230498734f275783c761c8550f3f038aa814e07ac87d5dec2ec354746507b3186868560010154604051610cc8939291909283526001600160801b03919091166020830152604082015260600190565b60405180910390a3509392505050565b5f610ce16112c4565b6001600160a01b0387165f908152600560205260408120805488908110610d0a57610d0a6118c1565b905f5260205f20906003020190505f8686604051602001610d499291906001600160a01b039290921682526001600160801b0316602082015260400190565b60408051601f1981840301815282825280516020918201209083015201604051602081830303815290604052805190602001209050610d8d8585845f0154846113ec565b610daa57604051637ca55c7760e01b815260040160405180910390fd5b6001600160a01b03808a165f9081526006602090815260408083208c84528252808320938b16835292905220610de28a8a8a8a610a35565b9350835f03610e0457604051631e5f6e9560e21b815260040160405180910390fd5b80546001600160801b03165f03610ecf576001830154610e36906001600160801b03600160801b820481169116611983565b6001600160801b0316876001600160801b03161115610e68576040516345d1f59960e11b815260040160405180910390fd5b868360010160108282829054906101000a90046001600160801b0316610e8e9190611951565b82546101009290920a6001600160801b0381810219909316918316021790915582546fffffffffffffffffffffffffffffffff191690891617825550610efc565b80546001600160801b03888116911614610efc576040516345d1f59960e11b815260040160405180910390fd5b610f0584611368565b81548290601090610f27908490600160801b90046001600160801b0316611951565b92506101000a8154816001600160801b0302191690836001600160801b031602179055508360045f8c6001600160a01b03166001600160a01b031681526020019081526020015f2060020160108282829054906101000a90046001600160801b0316610f939190611951565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550876001600160a01b0316898b6001600160a01b03167f8dab6d35466ca3cba614bc5b262979b277949786977e81107f375f7e39f7734a87604051610ffd91815260200190565b60405180910390a46110396001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001689866112f7565b5050506110566112f55f5f516020611a525f395f51905f526112ef565b9695505050505050565b336001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000161415806110a257506001546001600160a01b031615155b806110b457506001600160a01b038116155b156110d257604051631eb49d6d60e11b815260040160405180910390fd5b600180546001600160a01b0319166001600160a01b0383169081179091556040519081527fcb1e6893a94f1584f97cfe7bc5f6468faace93d3346fd4cc35f1243252ac1ffe906020015b60405180910390a150565b5f5f61115a61113d5f546001600160a01b031690565b863061114c60045f898b6119b5565b611155916119dc565b611403565b91509150816112165763ffffffff8116156111f3575f805460ff60a01b198116600160a01b17909155604051634a63ebf760e11b81526001600160a01b03909116906394c7d7ee906111b490889088908890600401611a12565b5f604051808303815f87803b1580156111cb575f5ffd5b505af11580156111dd573d5f5f3e3d5ffd5b50505f805460ff60a01b19169055506112169050565b60405162d1953b60e31b81526001600160a01b03861660048201526024016109ee565b5050505050565b6001600160a01b038216158061123857506107d061ffff8216115b1561125657604051634b8c738160e11b815260040160405180910390fd5b600280546001600160a01b0384166001600160b01b03199091168117600160a01b61ffff8516908102919091179092556040805191825260208201929092527f1bab7f2978b6b9a328001665743a531d21f54df7c48c86f66595c2426eb06602910160405180910390a15050565b6112db5f516020611a525f395f51905f525c611495565b6112f560015f516020611a525f395f51905f525b906114b3565b565b61130483838360016114ba565b6109b757604051635274afe760e01b81526001600160a01b03841660048201526024016109ee565b61133a84848484600161151c565b61136257604051635274afe760e01b81526001600160a01b03851660048201526024016109ee565b50505050565b5f6001600160801b0382111561139b576040516306dfcc6560e41b815260806004820152602481018390526044016109ee565b5090565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200161111c565b5f826113f9868685611589565b1495945050505050565b6040516001600160a01b038085166024830152831660448201526001600160e01b0319821660648201525f908190819060840160408051601f19818403018152918152602080830180516001600160e01b031663b700961360e01b1781525f808052918290528351939450919290918a5afa1561148b575f516020805191945081901c150291505b5094509492505050565b156112f557604051633ee5aeb560e01b815260040160405180910390fd5b80825d5050565b60405163a9059cbb60e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316611510578383151615611504573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6040516323b872dd60e01b5f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f5114831661157857838315161561156c573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f81815b848110156115c1576115b7828787848181106115ab576115ab6118c1565b905060200201356115ca565b915060010161158d565b50949350505050565b5f8183106115e4575f8281526020849052604090206115f2565b5f8381526020839052604090205b90505b92915050565b80356001600160a01b0381168114611611575f5ffd5b919050565b5f5f60408385031215611627575f5ffd5b611630836115fb565b9150602083013561ffff81168114611646575f5ffd5b809150509250929050565b5f5f5f60608486031215611663575f5ffd5b61166c846115fb565b925060208401359150611681604085016115fb565b90509250925092565b5f5f6040838503121561169b575f5ffd5b6116a4836115fb565b946020939093013593505050565b5f5f5f606084860312156116c4575f5ffd5b6116cd846115fb565b95602085013595506040909401359392505050565b5f602082840312156116f2575f5ffd5b6115f2826115fb565b80356001600160801b0381168114611611575f5ffd5b5f5f5f5f60808587031215611724575f5ffd5b61172d856115fb565b935060208501359250611742604086016115fb565b9150611750606086016116fb565b905092959194509250565b5f60e0820190506001600160801b0383511682526001600160801b036020840151166020830152604083015160408301526001600160801b0360608401511660608301526001600160801b0360808401511660808301526001600160801b0360a08401511660a083015260c08301516117df60c08401826001600160801b03169052565b5092915050565b5f5f5f606084860312156117f8575f5ffd5b611801846115fb565b925060208401359150611681604085016116fb565b5f5f5f5f5f5f60a0878903121561182b575f5ffd5b611834876115fb565b955060208701359450611849604088016115fb565b9350611857606088016116fb565b9250608087013567ffffffffffffffff811115611872575f5ffd5b8701601f81018913611882575f5ffd5b803567ffffffffffffffff811115611898575f5ffd5b8960208260051b84010111156118ac575f5ffd5b60208201935080925050509295509295509295565b634e487b7160e01b5f52603260045260245ffd5b5f602082840312156118e5575f5ffd5b5051919050565b634e487b7160e01b5f52601160045260245ffd5b818103818111156115f5576115f56118ec565b80820281158282048414176115f5576115f56118ec565b634e487b7160e01b5f52601260045260245ffd5b5f8261194c5761194c61192a565b500490565b6001600160801b0381811683821601908111156115f5576115f56118ec565b808201808211156115f5576115f56118ec565b6001600160801b0382811682821603908111156115f5576115f56118ec565b5f826119b0576119b061192a565b500690565b5f5f858511156119c3575f5ffd5b838611156119cf575f5ffd5b5050820193919092039150565b80356001600160e01b031981169060048410156117df576001600160e01b031960049490940360031b84901b1690921692915050565b6001600160a01b03841681526040602082018190528101829052818360608301375f818301606090810191909152601f909201601f191601019291505056fe9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00a164736f6c6343000825000a",
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
// Solidity: constructor(address authority, address token_, address treasury_, uint16 bps) returns()
func (royaltyPools *RoyaltyPools) PackConstructor(authority common.Address, token_ common.Address, treasury_ common.Address, bps uint16) []byte {
	enc, err := royaltyPools.abi.Pack("", authority, token_, treasury_, bps)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXTREASURYBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x10723c90.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_TREASURY_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) PackMAXTREASURYBPS() []byte {
	enc, err := royaltyPools.abi.Pack("MAX_TREASURY_BPS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXTREASURYBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x10723c90.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_TREASURY_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) TryPackMAXTREASURYBPS() ([]byte, error) {
	return royaltyPools.abi.Pack("MAX_TREASURY_BPS")
}

// UnpackMAXTREASURYBPS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x10723c90.
//
// Solidity: function MAX_TREASURY_BPS() view returns(uint16)
func (royaltyPools *RoyaltyPools) UnpackMAXTREASURYBPS(data []byte) (uint16, error) {
	out, err := royaltyPools.abi.Unpack("MAX_TREASURY_BPS", data)
	if err != nil {
		return *new(uint16), err
	}
	out0 := *abi.ConvertType(out[0], new(uint16)).(*uint16)
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
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32 root, uint128 shares, uint128 seen, uint256 acc)
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
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32 root, uint128 shares, uint128 seen, uint256 acc)
func (royaltyPools *RoyaltyPools) TryPackBatchOf(dataset common.Address, batch *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("batchOf", dataset, batch)
}

// BatchOfOutput serves as a container for the return parameters of contract
// method BatchOf.
type BatchOfOutput struct {
	Root   [32]byte
	Shares *big.Int
	Seen   *big.Int
	Acc    *big.Int
}

// UnpackBatchOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4236e4ce.
//
// Solidity: function batchOf(address dataset, uint256 batch) view returns(bytes32 root, uint128 shares, uint128 seen, uint256 acc)
func (royaltyPools *RoyaltyPools) UnpackBatchOf(data []byte) (BatchOfOutput, error) {
	out, err := royaltyPools.abi.Unpack("batchOf", data)
	outstruct := new(BatchOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Root = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Shares = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.Seen = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.Acc = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5b77956.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(address dataset, uint256 batch, address member, uint128 parts, bytes32[] proof) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) PackClaim(dataset common.Address, batch *big.Int, member common.Address, parts *big.Int, proof [][32]byte) []byte {
	enc, err := royaltyPools.abi.Pack("claim", dataset, batch, member, parts, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5b77956.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(address dataset, uint256 batch, address member, uint128 parts, bytes32[] proof) returns(uint256 amount)
func (royaltyPools *RoyaltyPools) TryPackClaim(dataset common.Address, batch *big.Int, member common.Address, parts *big.Int, proof [][32]byte) ([]byte, error) {
	return royaltyPools.abi.Pack("claim", dataset, batch, member, parts, proof)
}

// UnpackClaim is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe5b77956.
//
// Solidity: function claim(address dataset, uint256 batch, address member, uint128 parts, bytes32[] proof) returns(uint256 amount)
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

// PackDrawnBy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3a2cc575.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function drawnBy(address dataset, uint256 batch, address member) view returns(uint256)
func (royaltyPools *RoyaltyPools) PackDrawnBy(dataset common.Address, batch *big.Int, member common.Address) []byte {
	enc, err := royaltyPools.abi.Pack("drawnBy", dataset, batch, member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDrawnBy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3a2cc575.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function drawnBy(address dataset, uint256 batch, address member) view returns(uint256)
func (royaltyPools *RoyaltyPools) TryPackDrawnBy(dataset common.Address, batch *big.Int, member common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("drawnBy", dataset, batch, member)
}

// UnpackDrawnBy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3a2cc575.
//
// Solidity: function drawnBy(address dataset, uint256 batch, address member) view returns(uint256)
func (royaltyPools *RoyaltyPools) UnpackDrawnBy(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("drawnBy", data)
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
// the contract method with ID 0xc8fde523.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function join(address dataset, bytes32 root, uint128 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) PackJoin(dataset common.Address, root [32]byte, shares *big.Int) []byte {
	enc, err := royaltyPools.abi.Pack("join", dataset, root, shares)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc8fde523.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function join(address dataset, bytes32 root, uint128 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) TryPackJoin(dataset common.Address, root [32]byte, shares *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("join", dataset, root, shares)
}

// UnpackJoin is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc8fde523.
//
// Solidity: function join(address dataset, bytes32 root, uint128 shares) returns(uint256 batch)
func (royaltyPools *RoyaltyPools) UnpackJoin(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("join", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x816f0a64.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address dataset, uint256 batch, address member, uint128 parts) view returns(uint256)
func (royaltyPools *RoyaltyPools) PackOwed(dataset common.Address, batch *big.Int, member common.Address, parts *big.Int) []byte {
	enc, err := royaltyPools.abi.Pack("owed", dataset, batch, member, parts)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x816f0a64.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address dataset, uint256 batch, address member, uint128 parts) view returns(uint256)
func (royaltyPools *RoyaltyPools) TryPackOwed(dataset common.Address, batch *big.Int, member common.Address, parts *big.Int) ([]byte, error) {
	return royaltyPools.abi.Pack("owed", dataset, batch, member, parts)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x816f0a64.
//
// Solidity: function owed(address dataset, uint256 batch, address member, uint128 parts) view returns(uint256)
func (royaltyPools *RoyaltyPools) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
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

// PackPoolOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x988b1fa7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function poolOf(address dataset) view returns((uint128,uint128,uint256,uint128,uint128,uint128,uint128))
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
// Solidity: function poolOf(address dataset) view returns((uint128,uint128,uint256,uint128,uint128,uint128,uint128))
func (royaltyPools *RoyaltyPools) TryPackPoolOf(dataset common.Address) ([]byte, error) {
	return royaltyPools.abi.Pack("poolOf", dataset)
}

// UnpackPoolOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x988b1fa7.
//
// Solidity: function poolOf(address dataset) view returns((uint128,uint128,uint256,uint128,uint128,uint128,uint128))
func (royaltyPools *RoyaltyPools) UnpackPoolOf(data []byte) (RoyaltyPoolsPool, error) {
	out, err := royaltyPools.abi.Unpack("poolOf", data)
	if err != nil {
		return *new(RoyaltyPoolsPool), err
	}
	out0 := *abi.ConvertType(out[0], new(RoyaltyPoolsPool)).(*RoyaltyPoolsPool)
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

// PackTreasuryOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75c3fc13.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasuryOwed() view returns(uint256)
func (royaltyPools *RoyaltyPools) PackTreasuryOwed() []byte {
	enc, err := royaltyPools.abi.Pack("treasuryOwed")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasuryOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x75c3fc13.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasuryOwed() view returns(uint256)
func (royaltyPools *RoyaltyPools) TryPackTreasuryOwed() ([]byte, error) {
	return royaltyPools.abi.Pack("treasuryOwed")
}

// UnpackTreasuryOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x75c3fc13.
//
// Solidity: function treasuryOwed() view returns(uint256)
func (royaltyPools *RoyaltyPools) UnpackTreasuryOwed(data []byte) (*big.Int, error) {
	out, err := royaltyPools.abi.Unpack("treasuryOwed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
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

// PackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x166bab95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawTreasury() returns(uint256 amount)
func (royaltyPools *RoyaltyPools) PackWithdrawTreasury() []byte {
	enc, err := royaltyPools.abi.Pack("withdrawTreasury")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x166bab95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawTreasury() returns(uint256 amount)
func (royaltyPools *RoyaltyPools) TryPackWithdrawTreasury() ([]byte, error) {
	return royaltyPools.abi.Pack("withdrawTreasury")
}

// UnpackWithdrawTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x166bab95.
//
// Solidity: function withdrawTreasury() returns(uint256 amount)
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
	Shares  *big.Int
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
// Solidity: event BatchJoined(address indexed dataset, uint256 indexed batch, bytes32 root, uint128 shares, uint256 acc)
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
// Solidity: event Claimed(address indexed dataset, uint256 indexed batch, address indexed member, uint256 amount)
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

// RoyaltyPoolsPaid represents a Paid event raised by the RoyaltyPools contract.
type RoyaltyPoolsPaid struct {
	Dataset  common.Address
	Job      [32]byte
	Amount   *big.Int
	Treasury *big.Int
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
// Solidity: event Paid(address indexed dataset, bytes32 indexed job, uint256 amount, uint256 treasury, uint256 shares, uint256 acc)
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

// RoyaltyPoolsTreasuryWithdrawn represents a TreasuryWithdrawn event raised by the RoyaltyPools contract.
type RoyaltyPoolsTreasuryWithdrawn struct {
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const RoyaltyPoolsTreasuryWithdrawnEventName = "TreasuryWithdrawn"

// ContractEventName returns the user-defined event name.
func (RoyaltyPoolsTreasuryWithdrawn) ContractEventName() string {
	return RoyaltyPoolsTreasuryWithdrawnEventName
}

// UnpackTreasuryWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TreasuryWithdrawn(address indexed to, uint256 amount)
func (royaltyPools *RoyaltyPools) UnpackTreasuryWithdrawnEvent(log *types.Log) (*RoyaltyPoolsTreasuryWithdrawn, error) {
	event := "TreasuryWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != royaltyPools.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RoyaltyPoolsTreasuryWithdrawn)
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
	if bytes.Equal(raw[:4], royaltyPools.abi.Errors["BadProof"].ID.Bytes()[:4]) {
		return royaltyPools.UnpackBadProofError(raw[4:])
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
