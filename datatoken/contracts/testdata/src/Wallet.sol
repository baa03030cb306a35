// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A wallet that is a contract: it does what its owner says, and signs by EIP-1271 what its signer signed.
contract Wallet {
    address public immutable owner;
    address public signer;

    constructor(address owner_) {
        (owner, signer) = (owner_, owner_);
    }

    function setSigner(address signer_) external {
        require(msg.sender == owner, "not the owner");
        signer = signer_;
    }

    function exec(address to, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == owner, "not the owner");
        (bool ok, bytes memory out) = to.call(data);
        if (!ok) {
            assembly {
                revert(add(out, 32), mload(out))
            }
        }
        return out;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address by,,) = ECDSA.tryRecoverCalldata(digest, signature);
        return by == signer ? this.isValidSignature.selector : bytes4(0);
    }
}
