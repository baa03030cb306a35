// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {RoyaltyPools} from "./RoyaltyPools.sol";

/// @title The payment collector of a dataset's datatokens.
/// @notice Promises: payment currency that arrives here by a plain Ocean order can go to the royalties of this dataset and nowhere else, and
/// anyone may send it there. The escrow that made the inbox takes back only what its own order brought. Other tokens sent here are lost.
/// @dev A clone whose immutable argument is the dataset.
contract RoyaltyInbox {
    using SafeERC20 for IERC20;

    /// @notice The escrow that makes the inboxes.
    address public immutable escrow;
    /// @notice Where royalties go.
    RoyaltyPools public immutable pools;
    /// @notice The payment currency.
    IERC20 public immutable token;

    /// @notice The caller is not the escrow.
    error NotEscrow();

    /// @dev The deployer is the escrow.
    constructor(RoyaltyPools pools_) {
        escrow = msg.sender;
        pools = pools_;
        token = pools_.token();
    }

    /// @notice The dataset this inbox collects for.
    function dataset() public view returns (address) {
        return address(bytes20(Clones.fetchCloneArgs(address(this))));
    }

    /// @notice Sends everything here to the royalties of the dataset. Anyone may trigger it.
    function flush() external returns (uint256 amount) {
        amount = token.balanceOf(address(this));
        token.forceApprove(address(pools), amount);
        pools.pay(dataset(), 0, amount);
    }

    /// @notice Gives the escrow what its order has just brought. Escrow only.
    function take(uint256 amount) external {
        if (msg.sender != escrow) revert NotEscrow();
        token.safeTransfer(escrow, amount);
    }
}
