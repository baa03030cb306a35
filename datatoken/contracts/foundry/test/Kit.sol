// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Contributions} from "../../src/Contributions.sol";
import {Governance} from "../../src/Governance.sol";
import {RoyaltyPools} from "../../src/RoyaltyPools.sol";

/// @notice What these tests use of forge.
interface Vm {
    function warp(uint256) external;
    function chainId(uint256) external;
    function prank(address) external;
    function startPrank(address) external;
    function stopPrank() external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert(bytes4) external;
    function expectRevert(bytes calldata) external;
    function expectRevert() external;
    function assume(bool) external pure;
    function load(address, bytes32) external view returns (bytes32);
    function snapshotValue(string calldata, uint256) external;
    function lastCallGas() external view returns (Gas memory);

    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @notice Pretends a claim of a test; forge reports the text.
function check(bool ok, string memory what) pure {
    require(ok, what);
}

/// @notice A number of [low, high], all of them reachable, for a random one.
function clamp(uint256 x, uint256 low, uint256 high) pure returns (uint256) {
    return low + x % (high - low + 1);
}

/// @notice A plain token with hooks that a test can pull: it stands for every currency that somebody could have deployed the set with.
/// Mode 0 behaves; the others are the ill-bred ones.
contract Token {
    enum Mode {
        Plain,
        Fee, // burns a hundredth of every transfer
        False, // does nothing, and says false
        Lies, // does nothing, and says true
        Silent, // works, and returns nothing at all
        Reenters // calls `hook` with `data` in the middle of every transfer
    }

    string public constant name = "Coin";
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public banned;
    Mode public mode;
    address public hook;
    bytes public data;
    bool public entered; // the hook was called and did not revert

    function set(Mode mode_) external {
        mode = mode_;
    }

    function ban(address who, bool on) external {
        banned[who] = on;
    }

    function plant(address hook_, bytes calldata data_) external {
        (hook, data, mode, entered) = (hook_, data_, Mode.Reenters, false);
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return _answer();
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return _answer();
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        if (mode != Mode.False && mode != Mode.Lies) {
            uint256 left = allowance[from][msg.sender];
            require(left >= amount, "allowance");
            if (left != type(uint256).max) allowance[from][msg.sender] = left - amount;
        }
        _move(from, to, amount);
        return _answer();
    }

    function _move(address from, address to, uint256 amount) private {
        require(!banned[from] && !banned[to], "banned");
        if (mode == Mode.False || mode == Mode.Lies) return;
        require(balanceOf[from] >= amount, "balance");
        balanceOf[from] -= amount;
        balanceOf[to] += mode == Mode.Fee ? amount - amount / 100 : amount;
        if (mode == Mode.Reenters) {
            (bool ok,) = hook.call(data);
            entered = entered || ok;
        }
    }

    function _answer() private view returns (bool) {
        if (mode == Mode.Silent) {
            assembly {
                return(0, 0)
            }
        }
        return mode != Mode.False;
    }
}

/// @notice A data NFT that belongs to whoever made it.
contract Nft {
    address public owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function sell(address to) external {
        require(msg.sender == owner, "owner");
        owner = to;
    }

    function ownerOf(uint256) external view returns (address) {
        return owner;
    }
}

/// @notice Merkle trees as RoyaltyPools reads them.
library Tree {
    function leaf(address member, uint64 parts) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(member, parts))));
    }

    function node(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    /// @notice Root and proof of leaf i; a last node without a sibling rises as it is.
    function prove(bytes32[] memory leaves, uint256 i) internal pure returns (bytes32 root, bytes32[] memory proof) {
        bytes32[] memory level = leaves;
        bytes32[] memory path = new bytes32[](32);
        uint256 depth;
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 k; k < level.length; k += 2) {
                next[k / 2] = k + 1 < level.length ? node(level[k], level[k + 1]) : level[k];
            }
            if (i ^ 1 < level.length) path[depth++] = level[i ^ 1];
            (i, level) = (i / 2, next);
        }
        proof = new bytes32[](depth);
        for (uint256 k; k < depth; ++k) {
            proof[k] = path[k];
        }
        root = level[0];
    }
}

/// @notice Governance, currency and pools; the test contract is administrator, curator and payer.
abstract contract PoolsKit {
    Governance internal gov;
    Token internal coin;
    RoyaltyPools internal pools;
    Contributions internal contributions;
    address internal constant TREASURY = address(0x7ea5);

    /// @notice A batch with its members, as who acts for them must know them.
    struct Group {
        address dataset;
        uint256 id;
        RoyaltyPools.Batch b;
        address[] members;
        uint64[] parts;
        bytes32[] leaves;
    }

    function _pools(uint16 bps, uint32 payoutDelay) internal {
        gov = new Governance(address(this));
        coin = new Token();
        pools = new RoyaltyPools(address(gov), IERC20(address(coin)), TREASURY, bps, payoutDelay);
        contributions = new Contributions(address(gov), pools);
        pools.wire(address(contributions));
        coin.approve(address(pools), type(uint256).max);
    }

    function _dataset(uint32 unlock, uint16 curatorBps) internal returns (address ds) {
        ds = address(new Nft(address(this)));
        contributions.register(ds, bytes32(uint256(1)), "ipfs://");
        contributions.setTerms(ds, unlock, curatorBps);
    }

    /// @notice Joins members with parts; `shares` may promise something else than their sum.
    function _join(address dataset, address[] memory members, uint64[] memory parts, uint64 shares)
        internal
        returns (Group memory g)
    {
        bytes32[] memory leaves = new bytes32[](members.length);
        for (uint256 i; i < members.length; ++i) {
            leaves[i] = Tree.leaf(members[i], parts[i]);
        }
        (bytes32 root,) = Tree.prove(leaves, 0);
        uint256 id = contributions.join(dataset, 0, root, shares, uint32(members.length), bytes32(uint256(2)), "ipfs://");
        g = Group(dataset, id, RoyaltyPools.Batch(root, shares, pools.poolOf(dataset).acc), members, parts, leaves);
    }

    function _sum(uint64[] memory parts) internal pure returns (uint64 sum) {
        for (uint256 i; i < parts.length; ++i) {
            sum += parts[i];
        }
    }

    function _proof(Group memory g, uint256 i) internal pure returns (bytes32[] memory proof) {
        (, proof) = Tree.prove(g.leaves, i);
    }

    function _pay(address dataset, uint256 amount) internal {
        coin.mint(address(this), amount);
        pools.pay(dataset, bytes32(0), amount);
    }

    function _owed(Group memory g, uint256 i) internal view returns (uint256 unlocked, uint256 locked) {
        return pools.owed(g.dataset, g.id, g.b, g.members[i], g.parts[i]);
    }

    function _drawn(Group memory g, uint256 i) internal view returns (uint256) {
        return pools.memberOf(g.dataset, g.id, g.members[i]).drawn;
    }

    function _claim(Group memory g, uint256 i) internal returns (uint256) {
        return pools.claim(g.dataset, g.id, g.b, g.members[i], g.parts[i], _proof(g, i));
    }

    /// @notice A group of two: parts a and b.
    function _pair(address dataset, address x, uint64 a, address y, uint64 b) internal returns (Group memory) {
        address[] memory members = new address[](2);
        uint64[] memory parts = new uint64[](2);
        (members[0], members[1], parts[0], parts[1]) = (x, y, a, b);
        return _join(dataset, members, parts, a + b);
    }
}
