// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token with six decimals that refuses to serve whom it has banned: it reverts, or only says false.
contract FussyToken is ERC20("Fussy", "FUS") {
    mapping(address account => bool) public banned;
    bool public quiet;

    error Banned(address account);

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function ban(address account, bool on) external {
        banned[account] = on;
    }

    function setQuiet(bool on) external {
        quiet = on;
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (quiet && (banned[msg.sender] || banned[to])) return false;
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (quiet && (banned[from] || banned[to])) return false;
        return super.transferFrom(from, to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (banned[from]) revert Banned(from);
        if (banned[to]) revert Banned(to);
        super._update(from, to, amount);
    }
}
