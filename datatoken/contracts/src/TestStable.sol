// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// @title A worthless stablecoin for development chains.
/// @notice One fixed account mints without limit. Never deploy it where money is real. It takes permits (EIP-2612) and authorisations
/// (ERC-3009), as the stablecoins it stands for do.
contract TestStable is ERC20, ERC20Permit, ERC3009 {
    /// @notice The only account that may mint.
    address public immutable minter;

    /// @notice The caller is not the minter.
    error NotMinter();

    /// @param minter_ the only account that may mint
    constructor(address minter_) ERC20("Test USD", "TUSD") ERC20Permit("Test USD") {
        minter = minter_;
    }

    /// @notice Creates `amount` units of 10^-6 for `to`.
    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter();
        _mint(to, amount);
    }

    /// @notice Six, as the stablecoins it stands for.
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
