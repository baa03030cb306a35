// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title Who may speak for a dataset.
/// @notice A dataset is named by the address of its data NFT; its curator is whoever owns token 1 of it at this moment, so that selling the
/// NFT hands over every right of the curator at once. An invented NFT contract gives power over its own address only.
abstract contract Curated {
    /// @notice The caller is not the curator of `dataset`.
    error NotCurator(address dataset);

    modifier onlyCurator(address dataset) {
        _onlyCurator(dataset);
        _;
    }

    function _onlyCurator(address dataset) internal view {
        if (IERC721(dataset).ownerOf(1) != msg.sender) revert NotCurator(dataset);
    }
}
