// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Curated} from "./Curated.sol";

/// @title Which programs a dataset lets near its records.
/// @notice Promises: an approval is for one content digest, and its launch policy never changes; a revocation works at once; a digest banned
/// by governance is admitted nowhere, not even by datasets open to every program.
contract Algorithms is Curated, AccessManaged {
    struct Entry {
        bool known;
        bool listed;
        uint8 policy;
    }

    /// @notice Whether the dataset admits programs that are not listed.
    mapping(address dataset => bool) public open;
    /// @notice Whether governance has banned the digest everywhere.
    mapping(bytes32 digest => bool) public banned;
    mapping(address dataset => mapping(bytes32 digest => Entry)) private _entries;

    event Admitted(address indexed dataset, bytes32 indexed digest, uint8 policy);
    event Revoked(address indexed dataset, bytes32 indexed digest);
    event OpenSet(address indexed dataset, bool on);
    event BannedSet(bytes32 indexed digest, bool on);

    /// @notice The digest is listed already.
    error AlreadyAdmitted();
    /// @notice The digest is not listed.
    error NotAdmitted();
    /// @notice The digest was approved before with another policy, which never changes.
    error PolicyFixed(uint8 policy);

    /// @param authority the Governance contract
    constructor(address authority) AccessManaged(authority) {}

    /// @notice Lists a program. Curator only.
    /// @param digest content digest of the program
    /// @param policy launch policy, opaque to this contract
    function admit(address dataset, bytes32 digest, uint8 policy) external onlyCurator(dataset) {
        Entry storage e = _entries[dataset][digest];
        if (e.listed) revert AlreadyAdmitted();
        if (e.known && e.policy != policy) revert PolicyFixed(e.policy);
        _entries[dataset][digest] = Entry({known: true, listed: true, policy: policy});
        emit Admitted(dataset, digest, policy);
    }

    /// @notice Takes a program off the list. Curator only.
    function revoke(address dataset, bytes32 digest) external onlyCurator(dataset) {
        Entry storage e = _entries[dataset][digest];
        if (!e.listed) revert NotAdmitted();
        e.listed = false;
        emit Revoked(dataset, digest);
    }

    /// @notice Opens the dataset to every program that is not banned, or back to listed ones. Curator only.
    function setOpen(address dataset, bool on) external onlyCurator(dataset) {
        open[dataset] = on;
        emit OpenSet(dataset, on);
    }

    /// @notice Bans a digest from all datasets, at once. Governance only.
    function ban(bytes32 digest) external restricted {
        banned[digest] = true;
        emit BannedSet(digest, true);
    }

    /// @notice Lifts a ban. Governance only, with the delay that it set for this function.
    function unban(bytes32 digest) external restricted {
        banned[digest] = false;
        emit BannedSet(digest, false);
    }

    /// @notice Whether the dataset admits the program now.
    function admitted(address dataset, bytes32 digest) external view returns (bool) {
        return !banned[digest] && (open[dataset] || _entries[dataset][digest].listed);
    }

    /// @notice Whether the program is on the dataset's list, and the policy it was first approved with.
    function policyOf(address dataset, bytes32 digest) external view returns (bool listed, uint8 policy) {
        Entry storage e = _entries[dataset][digest];
        return (e.listed, e.policy);
    }
}
