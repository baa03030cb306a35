// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDatatoken} from "../../src/Ocean.sol";
import {JobEscrow} from "../../src/JobEscrow.sol";

/// @notice Data NFT and datatoken in one, both lying.
contract Hostile {
    enum Mode {
        Honest, // pays the inbox maxPrice
        Greedy, // takes more than it was approved for
        Thief, // takes maxPrice for itself and pays the inbox nothing
        Reenter, // calls the escrow while an order is made
        Flush // empties the inbox in the middle
    }

    IERC20 public immutable token;
    JobEscrow public escrow;
    Mode public mode;
    address public thief;
    address public dataset; // whose inbox it pays
    bytes private _call;

    constructor(IERC20 token_, address thief_) {
        (token, thief, dataset) = (token_, thief_, address(this));
    }

    function set(JobEscrow escrow_, Mode mode_, bytes calldata call_) external {
        (escrow, mode, _call) = (escrow_, mode_, call_);
    }

    function pretend(address dataset_) external {
        dataset = dataset_;
    }

    function ownerOf(uint256) external view returns (address) {
        return thief;
    }

    function isDeployed(address) external pure returns (bool) {
        return true;
    }

    function buyFromFreAndOrder(IDatatoken.OrderParams calldata, IDatatoken.FreParams calldata fre) external {
        uint256 max = fre.maxBaseTokenAmount;
        address inbox = escrow.inboxOf(dataset);
        if (mode == Mode.Honest) token.transferFrom(msg.sender, inbox, max);
        if (mode == Mode.Greedy) token.transferFrom(msg.sender, thief, max + 1);
        if (mode == Mode.Thief) token.transferFrom(msg.sender, thief, max);
        if (mode == Mode.Reenter) _do(address(escrow), _call);
        if (mode == Mode.Flush) _do(inbox, abi.encodeWithSignature("flush()"));
    }

    function _do(address to, bytes memory data) private {
        (bool ok, bytes memory out) = to.call(data);
        if (ok) return;
        assembly {
            revert(add(out, 32), mload(out))
        }
    }
}
