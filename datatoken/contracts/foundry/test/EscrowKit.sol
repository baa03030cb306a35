// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDatatoken} from "../../src/Ocean.sol";
import {JobEscrow} from "../../src/JobEscrow.sol";
import {PrivacyLedger} from "../../src/PrivacyLedger.sol";
import {PoolsKit, Token, vm} from "./Kit.sol";

/// @notice A data NFT that is its own datatoken and exchange: it takes a price and pays its inbox, or does what a hostile one could.
contract Shop {
    using SafeERC20 for IERC20;

    enum Mode {
        Honest,
        Greedy, // takes one unit more than it may
        Thief, // takes what it may, and pays its inbox nothing
        Returns, // gives a part back to the escrow
        Calls // calls `target` with `data` before it takes the price
    }

    Token public immutable coin;
    address public immutable owner;
    address public immutable inbox;
    uint256 public price;
    Mode public mode;
    address public target;
    bytes public data;
    bool public called; // the call did not revert

    constructor(Token coin_, JobEscrow escrow, address owner_) {
        (coin, owner, inbox) = (coin_, owner_, escrow.inboxOf(address(this)));
    }

    function set(uint256 price_, Mode mode_) external {
        (price, mode) = (price_, mode_);
    }

    function plant(address target_, bytes calldata data_) external {
        (target, data, mode, called) = (target_, data_, Mode.Calls, false);
    }

    function ownerOf(uint256) external view returns (address) {
        return owner;
    }

    function isDeployed(address datatoken) external view returns (bool) {
        return datatoken == address(this);
    }

    function buyFromFreAndOrder(IDatatoken.OrderParams calldata, IDatatoken.FreParams calldata fre) external {
        if (mode == Mode.Greedy) {
            _coin().safeTransferFrom(msg.sender, address(this), fre.maxBaseTokenAmount + 1);
            return;
        }
        if (mode == Mode.Thief) {
            _coin().safeTransferFrom(msg.sender, address(this), fre.maxBaseTokenAmount);
            return;
        }
        if (mode == Mode.Calls) {
            (bool ok,) = target.call(data);
            called = called || ok;
        }
        _coin().safeTransferFrom(msg.sender, inbox, price);
        if (mode == Mode.Returns) {
            _coin().safeTransferFrom(msg.sender, address(this), fre.maxBaseTokenAmount - price);
            _coin().safeTransfer(msg.sender, (fre.maxBaseTokenAmount - price) / 2);
        }
    }

    function steal(address from, uint256 amount) external {
        _coin().safeTransferFrom(from, address(this), amount);
    }

    function _coin() private view returns (IERC20) {
        return IERC20(address(coin));
    }
}

/// @notice A whole set with an escrow. Trainers are accounts with keys; the test contract governs.
abstract contract EscrowKit is PoolsKit {
    PrivacyLedger internal ledger;
    JobEscrow internal escrow;
    uint32 internal constant CHALLENGE = 1 days;
    uint32 internal constant RULING = 14 days;
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function _set() internal {
        _pools(500, 3 days);
        ledger = new PrivacyLedger(address(gov));
        escrow = new JobEscrow(address(gov), IERC20(address(coin)), pools, ledger, address(0xe8), CHALLENGE, RULING);
    }

    /// @notice A dataset, with room for any number of small losses, whose operators are those given.
    function _shop(address[2] memory operators) internal returns (Shop shop) {
        shop = new Shop(coin, escrow, address(this));
        contributions.register(address(shop), bytes32(uint256(1)), "ipfs://");
        ledger.open(address(shop), 0, 0xfffffe, 0);
        for (uint256 i; i < 2; ++i) {
            ledger.setOperator(address(shop), operators[i], true);
        }
    }

    function _terms(Shop shop, address provider, uint96 max, uint96 compute, bytes32 salt, uint64 deadline)
        internal
        pure
        returns (JobEscrow.Terms memory)
    {
        return JobEscrow.Terms(address(shop), address(shop), bytes32(0), max, compute, provider, "spec", salt, deadline);
    }

    function _quote() internal view returns (JobEscrow.Quote memory) {
        return JobEscrow.Quote(block.timestamp + 600, 27, 0, 0);
    }

    function _voucher(uint256 key, bytes32 job, uint96 cumulative) internal view returns (JobEscrow.Voucher memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(address(escrow), job, cumulative));
        return JobEscrow.Voucher(cumulative, abi.encodePacked(r, s, v));
    }

    function _digest(address verifier, bytes32 job, uint96 cumulative) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("stint"),
                keccak256("1"),
                block.chainid,
                verifier
            )
        );
        bytes32 what = keccak256(abi.encode(keccak256("Voucher(bytes32 job,uint96 cumulative)"), job, cumulative));
        return keccak256(abi.encodePacked(hex"1901", domain, what));
    }

    function _none() internal pure returns (JobEscrow.Voucher memory) {
        return JobEscrow.Voucher(0, "");
    }

    function _charge(address dataset, address operator, bytes32 job) internal {
        vm.startPrank(operator);
        ledger.reserve(dataset, new uint32[](1), job, 0, 0);
        ledger.commitAll(dataset, job, new uint32[](1), 0, 0);
        vm.stopPrank();
    }
}
