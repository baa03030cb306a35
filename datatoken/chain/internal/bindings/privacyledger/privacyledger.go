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
	Held0 *big.Int
	Held1 *big.Int
	Com0  *big.Int
	Com1  *big.Int
	Head  [32]byte
	Seq   uint64
}

// PrivacyLedgerClaim is an auto generated low-level Go binding around an user-defined struct.
type PrivacyLedgerClaim struct {
	Operator   common.Address
	State      uint8
	BlocksHash [32]byte
	V0         *big.Int
	V1         *big.Int
	C0         *big.Int
	C1         *big.Int
}

// PrivacyLedgerMetaData contains all meta data concerning the PrivacyLedger contract.
var PrivacyLedgerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AccessManagedInvalidAuthority\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"delay\",\"type\":\"uint32\"}],\"name\":\"AccessManagedRequiredDelay\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"AccessManagedUnauthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyClaimed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"AlreadyOpen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadBlocks\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadLanes\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Exceeds\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"}],\"name\":\"NotCurator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"NotOpen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotOperator\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotReserved\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"OverBudget\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"authority\",\"type\":\"address\"}],\"name\":\"AuthorityUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"CapsChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Committed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Opened\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"admitted\",\"type\":\"bool\"}],\"name\":\"OperatorSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"}],\"name\":\"Reserved\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"authority\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"}],\"name\":\"blockOf\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"cap0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"cap1\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"held0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"held1\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"com0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"com1\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"head\",\"type\":\"bytes32\"},{\"internalType\":\"uint64\",\"name\":\"seq\",\"type\":\"uint64\"}],\"internalType\":\"structPrivacyLedger.Block\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"claimOf\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"enumPrivacyLedger.State\",\"name\":\"state\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"blocksHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"internalType\":\"structPrivacyLedger.Claim\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"commit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isConsumingScheduledOp\",\"outputs\":[{\"internalType\":\"bytes4\",\"name\":\"\",\"type\":\"bytes4\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"lower\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"open\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"operatorOf\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"block_\",\"type\":\"uint32\"},{\"internalType\":\"uint256\",\"name\":\"c0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"c1\",\"type\":\"uint256\"}],\"name\":\"raise\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"uint32[]\",\"name\":\"blocks\",\"type\":\"uint32[]\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"v0\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"v1\",\"type\":\"uint256\"}],\"name\":\"reserve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newAuthority\",\"type\":\"address\"}],\"name\":\"setAuthority\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"admitted\",\"type\":\"bool\"}],\"name\":\"setOperator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dataset\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"job\",\"type\":\"bytes32\"}],\"name\":\"stateOf\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "PrivacyLedger",
	Bin: "0x6080604052348015600e575f5ffd5b50604051611ac5380380611ac5833981016040819052602b91608c565b806033816039565b505060b7565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b5f60208284031215609b575f5ffd5b81516001600160a01b038116811460b0575f5ffd5b9392505050565b611a01806100c45f395ff3fe608060405234801561000f575f5ffd5b50600436106100cb575f3560e01c806385cf1d9111610088578063bc735d9011610063578063bc735d90146101c6578063bf7e214f146101d9578063c999a032146101f3578063ecf1c23914610270575f5ffd5b806385cf1d911461017f5780638c4f6fab146101925780638fb36037146101a5575f5ffd5b80632b558793146100cf5780633116e53c14610111578063403ac19c146101265780634e5966bf146101395780635cf3830d1461014c5780637a9e5e4b1461016c575b5f5ffd5b6100fc6100dd3660046114c0565b600160209081525f928352604080842090915290825290205460ff1681565b60405190151581526020015b60405180910390f35b61012461011f36600461153f565b610295565b005b6101246101343660046115a9565b61066e565b61012461014736600461162a565b6108ea565b61015f61015a36600461166b565b6109ae565b60405161010891906116a9565b61012461017a36600461170f565b610a8e565b61012461018d36600461162a565b610b06565b6101246101a036600461162a565b610c0a565b6101ad610e26565b6040516001600160e01b03199091168152602001610108565b6101246101d436600461172a565b610e48565b5f546040516001600160a01b039091168152602001610108565b610206610201366004611776565b610f52565b60405161010891905f61010082019050825182526020830151602083015260408301516040830152606083015160608301526080830151608083015260a083015160a083015260c083015160c083015267ffffffffffffffff60e08401511660e083015292915050565b61028361027e36600461166b565b61102b565b60405160ff9091168152602001610108565b6001600160a01b0386165f90815260016020908152604080832033845290915290205460ff166102d857604051631f0853c160e21b815260040160405180910390fd5b6001600160a01b0386165f9081526003602090815260408083208684529091528120908154600160a01b900460ff16600281111561031857610318611695565b1461033657604051630c8d9eab60e31b815260040160405180910390fd5b7fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000831615158061038757507fff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000821615155b156103a5576040516303230ba960e61b815260040160405180910390fd5b5f8590036103c65760405163039c24db60e41b815260040160405180910390fd5b33600187876040516020016103dc9291906117ec565b60408051601f19818403018152919052805160209091012060018401819055835484905f908490839060ff60a01b1916600160a01b83600281111561042357610423611695565b021790555081546001600160a01b039586166101009290920a91820295909102191693909317909255505060038101829055600281018390555f805b868110156106175780158015906104d85750878761047e60018461181b565b81811061048d5761048d61182e565b90506020020160208101906104a29190611842565b63ffffffff168888838181106104ba576104ba61182e565b90506020020160208101906104cf9190611842565b63ffffffff1611155b156104f65760405163039c24db60e41b815260040160405180910390fd5b5f6105278a8a8a8581811061050d5761050d61182e565b90506020020160208101906105229190611842565b611070565b90505f5f61054788845f015485600201546110e19092919063ffffffff16565b915091505f5f61056a89866001015487600301546110e19092919063ffffffff16565b915091508215801561057a575080155b156105dc578d8d8d888181106105925761059261182e565b90506020020160208101906105a79190611842565b6040516326158b5760e01b81526001600160a01b03909216600483015263ffffffff1660248201526044015b60405180910390fd5b60038501829055600285018490555f6105f9868d60018e8e61113d565b9050865f03610606578097505b50505050505080600101905061045f565b5084886001600160a01b03167f4020a096e60c13523e374807e4380e2f7a27c1c929c51d4e1a34beab4b55f86d338a8a89898860405161065c9695949392919061185b565b60405180910390a35050505050505050565b6001600160a01b0386165f908152600360209081526040808320888452909152902060018154600160a01b900460ff1660028111156106af576106af611695565b146106cd576040516340fee6bf60e11b815260040160405180910390fd5b80546001600160a01b031633146106f757604051631f0853c160e21b815260040160405180910390fd5b848460405160200161070a9291906117ec565b604051602081830303815290604052805190602001208160010154146107435760405163039c24db60e41b815260040160405180910390fd5b6002810154600382015461075785836111c9565b158061076a575061076884826111c9565b155b156107885760405163fa12091160e01b815260040160405180910390fd5b825460ff60a01b1916600160a11b17835560058301849055600483018590555f805b87811015610891576001600160a01b038b165f908152600260205260408120818b8b858181106107dc576107dc61182e565b90506020020160208101906107f19190611842565b63ffffffff1663ffffffff1681526020019081526020015f209050610825858983600201546112159092919063ffffffff16565b600382015461083590868a611215565b60038301556002820155600481015461084f90895f6110e1565b506004820155600581015461086590885f6110e1565b5060058201555f61087a828d60028c8c61113d565b9050825f03610887578093505b50506001016107aa565b50888a6001600160a01b03167fb1c7b093d6d582bf944355911d247ceaa3dc0c175812c9d449d552a011e3cbed338b8b8b8b886040516108d69695949392919061185b565b60405180910390a350505050505050505050565b6108f5335f36611264565b5f6109008585611070565b805490915061090f90846111c9565b15806109275750600181015461092590836111c9565b155b15610945576040516303230ba960e61b815260040160405180910390fd5b61095c835f5160206119d55f395f51905f526111c9565b158061097c575061097a825f5160206119d55f395f51905f526111c9565b155b1561099a576040516303230ba960e61b815260040160405180910390fd5b6109a78186868686611353565b5050505050565b6109e96040805160e081019091525f808252602082019081526020015f81526020015f81526020015f81526020015f81526020015f81525090565b6001600160a01b038381165f908152600360209081526040808320868452825291829020825160e0810190935280549384168352919290830190600160a01b900460ff166002811115610a3e57610a3e611695565b6002811115610a4f57610a4f611695565b81526020016001820154815260200160028201548152602001600382015481526020016004820154815260200160058201548152505090505b92915050565b5f5433906001600160a01b03168114610ac45760405162d1953b60e31b81526001600160a01b03821660048201526024016105d3565b816001600160a01b03163b5f03610af9576040516361798f2f60e11b81526001600160a01b03831660048201526024016105d3565b610b02826113c4565b5050565b6040516331a9108f60e11b815260016004820152849033906001600160a01b03831690636352211e90602401602060405180830381865afa158015610b4d573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610b71919061189d565b6001600160a01b031614610ba35760405163113f22d960e11b81526001600160a01b03821660048201526024016105d3565b5f610bae8686611070565b8054909150610bbe9085906111c9565b1580610bd757506001810154610bd59084906111c9565b155b15610bf5576040516303230ba960e61b815260040160405180910390fd5b610c028187878787611353565b505050505050565b6040516331a9108f60e11b815260016004820152849033906001600160a01b03831690636352211e90602401602060405180830381865afa158015610c51573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610c75919061189d565b6001600160a01b031614610ca75760405163113f22d960e11b81526001600160a01b03821660048201526024016105d3565b6001600160a01b0385165f90815260026020908152604080832063ffffffff881684529091529020600781015467ffffffffffffffff1615610d1357604051633ffc440f60e11b81526001600160a01b038716600482015263ffffffff861660248201526044016105d3565b610d2a845f5160206119d55f395f51905f526111c9565b1580610d4a5750610d48835f5160206119d55f395f51905f526111c9565b155b15610d68576040516303230ba960e61b815260040160405180910390fd5b600181018390558381556040805146602082015230918101919091526001600160a01b038716606082015263ffffffff8616608082015260a00160408051601f198184030181529190528051602090910120600682015563ffffffff85166001600160a01b0387167f326de0d8573663263db1d0512a466ee7046075c0480f88709b4590eeda44302b8686610e00865f80858561113d565b6040805193845260208401929092529082015260600160405180910390a3505050505050565b5f8054600160a01b900460ff16610e3c57505f90565b50638fb3603760e01b90565b6040516331a9108f60e11b815260016004820152839033906001600160a01b03831690636352211e90602401602060405180830381865afa158015610e8f573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610eb3919061189d565b6001600160a01b031614610ee55760405163113f22d960e11b81526001600160a01b03821660048201526024016105d3565b6001600160a01b038481165f81815260016020908152604080832094881680845294825291829020805460ff191687151590811790915591519182527fceb576d9f15e4e200fdb5096d64d5dfd667e16def20c1eefd14256d8e3faa267910160405180910390a350505050565b610f9c6040518061010001604052805f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f81526020015f67ffffffffffffffff1681525090565b506001600160a01b0382165f90815260026020818152604080842063ffffffff861685528252928390208351610100810185528154815260018201549281019290925291820154928101929092526003810154606083015260048101546080830152600581015460a0830152600681015460c08301526007015467ffffffffffffffff1660e082015292915050565b6001600160a01b0382165f908152600360209081526040808320848452909152812054600160a01b900460ff16600281111561106957611069611695565b9392505050565b6001600160a01b0382165f90815260026020908152604080832063ffffffff8516845290915281206007810154909167ffffffffffffffff9091169003610a885760405163a9b5717960e01b81526001600160a01b038416600482015263ffffffff831660248201526044016105d3565b5f5f5f5b6101008110156111345785811c63ffffffff90811686831c8216019081111561110f575063ffffffff5b80821b939093179284821c63ffffffff16811161112b57600192505b506020016110e5565b50935093915050565b600785015460068601546040515f9267ffffffffffffffff169161116d91889088908890889087906020016118b8565b604051602081830303815290604052805190602001209150818160016111939190611903565b60078901805467ffffffffffffffff191667ffffffffffffffff9290921691909117905560069097019690965595945050505050565b5f5f5b61010081101561120b5763ffffffff8184901c1663ffffffff8286901c1611156111f9575f915050610a88565b611204602082611923565b90506111cc565b5060019392505050565b5f5f5b61010081101561125c5763ffffffff85821c811690811461124d5763ffffffff8285901c1663ffffffff8387901c1682030190505b811b9190911790602001611218565b509392505050565b5f5f61129761127a5f546001600160a01b031690565b863061128960045f898b611936565b6112929161195d565b611417565b91509150816109a75763ffffffff811615611330575f805460ff60a01b198116600160a01b17909155604051634a63ebf760e11b81526001600160a01b03909116906394c7d7ee906112f190889088908890600401611995565b5f604051808303815f87803b158015611308575f5ffd5b505af115801561131a573d5f5f3e3d5ffd5b50505f805460ff60a01b19169055506109a79050565b60405162d1953b60e31b81526001600160a01b03861660048201526024016105d3565b6001850181905581855563ffffffff83166001600160a01b0385167f79aa9a10514aac4e9dd4b42b7893fcc19d97b3691fedf1928ab2841f8c269fda848461139f8a5f6003858561113d565b6040805193845260208401929092529082015260600160405180910390a35050505050565b5f80546001600160a01b0319166001600160a01b0383169081179091556040519081527f2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad9060200160405180910390a150565b6040516001600160a01b038085166024830152831660448201526001600160e01b0319821660648201525f908190819060840160408051601f19818403018152918152602080830180516001600160e01b031663b700961360e01b1781525f808052918290528351939450919290918a5afa1561149f575f516020805191945081901c150291505b5094509492505050565b6001600160a01b03811681146114bd575f5ffd5b50565b5f5f604083850312156114d1575f5ffd5b82356114dc816114a9565b915060208301356114ec816114a9565b809150509250929050565b5f5f83601f840112611507575f5ffd5b50813567ffffffffffffffff81111561151e575f5ffd5b6020830191508360208260051b8501011115611538575f5ffd5b9250929050565b5f5f5f5f5f5f60a08789031215611554575f5ffd5b863561155f816114a9565b9550602087013567ffffffffffffffff81111561157a575f5ffd5b61158689828a016114f7565b979a90995096976040810135976060820135975060809091013595509350505050565b5f5f5f5f5f5f60a087890312156115be575f5ffd5b86356115c9816114a9565b955060208701359450604087013567ffffffffffffffff8111156115eb575f5ffd5b6115f789828a016114f7565b979a9699509760608101359660809091013595509350505050565b803563ffffffff81168114611625575f5ffd5b919050565b5f5f5f5f6080858703121561163d575f5ffd5b8435611648816114a9565b935061165660208601611612565b93969395505050506040820135916060013590565b5f5f6040838503121561167c575f5ffd5b8235611687816114a9565b946020939093013593505050565b634e487b7160e01b5f52602160045260245ffd5b81516001600160a01b03168152602082015160e0820190600381106116d0576116d0611695565b8060208401525060408301516040830152606083015160608301526080830151608083015260a083015160a083015260c083015160c083015292915050565b5f6020828403121561171f575f5ffd5b8135611069816114a9565b5f5f5f6060848603121561173c575f5ffd5b8335611747816114a9565b92506020840135611757816114a9565b91506040840135801515811461176b575f5ffd5b809150509250925092565b5f5f60408385031215611787575f5ffd5b8235611792816114a9565b91506117a060208401611612565b90509250929050565b8183526020830192505f815f5b848110156117e25763ffffffff6117cc83611612565b16865260209586019591909101906001016117b6565b5093949350505050565b602081525f6117ff6020830184866117a9565b949350505050565b634e487b7160e01b5f52601160045260245ffd5b81810381811115610a8857610a88611807565b634e487b7160e01b5f52603260045260245ffd5b5f60208284031215611852575f5ffd5b61106982611612565b6001600160a01b038716815260a0602082018190525f9061187f90830187896117a9565b60408301959095525060608101929092526080909101529392505050565b5f602082840312156118ad575f5ffd5b8151611069816114a9565b8681526020810186905260c08101600486106118d6576118d6611695565b85604083015284606083015283608083015267ffffffffffffffff831660a0830152979650505050505050565b67ffffffffffffffff8181168382160190811115610a8857610a88611807565b80820180821115610a8857610a88611807565b5f5f85851115611944575f5ffd5b83861115611950575f5ffd5b5050820193919092039150565b80356001600160e01b0319811690600484101561198e576001600160e01b0319600485900360031b81901b82161691505b5092915050565b6001600160a01b03841681526040602082018190528101829052818360608301375f818301606090810191909152601f909201601f191601019291505056fe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffea164736f6c6343000825000a",
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
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,uint256,uint256,bytes32,uint64))
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
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,uint256,uint256,bytes32,uint64))
func (privacyLedger *PrivacyLedger) TryPackBlockOf(dataset common.Address, block uint32) ([]byte, error) {
	return privacyLedger.abi.Pack("blockOf", dataset, block)
}

// UnpackBlockOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc999a032.
//
// Solidity: function blockOf(address dataset, uint32 block_) view returns((uint256,uint256,uint256,uint256,uint256,uint256,bytes32,uint64))
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
// Solidity: function claimOf(address dataset, bytes32 job) view returns((address,uint8,bytes32,uint256,uint256,uint256,uint256))
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
// Solidity: function claimOf(address dataset, bytes32 job) view returns((address,uint8,bytes32,uint256,uint256,uint256,uint256))
func (privacyLedger *PrivacyLedger) TryPackClaimOf(dataset common.Address, job [32]byte) ([]byte, error) {
	return privacyLedger.abi.Pack("claimOf", dataset, job)
}

// UnpackClaimOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5cf3830d.
//
// Solidity: function claimOf(address dataset, bytes32 job) view returns((address,uint8,bytes32,uint256,uint256,uint256,uint256))
func (privacyLedger *PrivacyLedger) UnpackClaimOf(data []byte) (PrivacyLedgerClaim, error) {
	out, err := privacyLedger.abi.Unpack("claimOf", data)
	if err != nil {
		return *new(PrivacyLedgerClaim), err
	}
	out0 := *abi.ConvertType(out[0], new(PrivacyLedgerClaim)).(*PrivacyLedgerClaim)
	return out0, nil
}

// PackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x403ac19c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commit(address dataset, bytes32 job, uint32[] blocks, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) PackCommit(dataset common.Address, job [32]byte, blocks []uint32, c0 *big.Int, c1 *big.Int) []byte {
	enc, err := privacyLedger.abi.Pack("commit", dataset, job, blocks, c0, c1)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x403ac19c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commit(address dataset, bytes32 job, uint32[] blocks, uint256 c0, uint256 c1) returns()
func (privacyLedger *PrivacyLedger) TryPackCommit(dataset common.Address, job [32]byte, blocks []uint32, c0 *big.Int, c1 *big.Int) ([]byte, error) {
	return privacyLedger.abi.Pack("commit", dataset, job, blocks, c0, c1)
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
