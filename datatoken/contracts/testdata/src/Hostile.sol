// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IDatatoken} from "../../src/Ocean.sol";
import {JobEscrow} from "../../src/JobEscrow.sol";

/// @notice Data NFT, datatoken and exchange in one, all lying, to try an escrow that trusts this exchange.
contract Hostile {
    enum Mode {
        Honest, // pays the inbox maxPrice
        Greedy, // takes more than it was approved for
        Thief, // takes maxPrice for itself and pays the inbox nothing
        Reenter, // refunds another order while this one is made
        Flush // empties the inbox in the middle
    }

    IERC20 public immutable token;
    JobEscrow public escrow;
    Mode public mode;
    address public thief;
    bytes32 public victim;
    address public dataset; // which the datatoken says it belongs to

    constructor(IERC20 token_, address thief_) {
        (token, thief, dataset) = (token_, thief_, address(this));
    }

    function set(JobEscrow escrow_, Mode mode_, bytes32 victim_) external {
        (escrow, mode, victim) = (escrow_, mode_, victim_);
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

    function getERC721Address() external view returns (address) {
        return dataset;
    }

    function getId() external pure returns (uint8) {
        return 2;
    }

    function getPaymentCollector() public view returns (address) {
        return escrow.inboxOf(dataset);
    }

    function getExchange(bytes32)
        external
        view
        returns (address, address, uint256, address, uint256, uint256, bool, uint256, uint256, uint256, uint256, bool)
    {
        return (thief, address(this), 18, address(token), 6, 0, true, 0, 0, 0, 0, true);
    }

    function buyFromFreAndOrder(IDatatoken.OrderParams calldata, IDatatoken.FreParams calldata fre) external {
        uint256 max = fre.maxBaseTokenAmount;
        if (mode == Mode.Honest) token.transferFrom(msg.sender, getPaymentCollector(), max);
        if (mode == Mode.Greedy) token.transferFrom(msg.sender, thief, max + 1);
        if (mode == Mode.Thief) token.transferFrom(msg.sender, thief, max);
        if (mode == Mode.Reenter) escrow.refund(victim, 0);
        if (mode == Mode.Flush) {
            (bool ok,) = getPaymentCollector().call(abi.encodeWithSignature("flush()"));
            require(ok, "flush");
        }
    }
}
