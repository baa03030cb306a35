// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Curated} from "./Curated.sol";
import {RoyaltyPools} from "./RoyaltyPools.sol";

/// @title Which contributions make up a dataset, and who shares in its royalties.
/// @notice Promises: contributions join in batches at constant cost, whatever the number of members; the version of a dataset is a digest of
/// every batch accepted so far, in order, so that a job names exactly the data it ran on; a batch never changes once joined.
/// @dev The curator decides what is accepted and for how many shares, and so can dilute royalties still to come, never those already paid.
/// The members and shards of a batch stand in a document off chain; its sha2-256 digest is in the version, its address in the event.
contract Contributions is Curated, AccessManaged {
    /// @notice Where the shares of accepted batches earn.
    RoyaltyPools public immutable pools;

    /// @notice Digest of the dataset's manifest; zero when the dataset is not registered.
    mapping(address dataset => bytes32) public manifest;
    /// @notice Whether governance has stopped new batches of the dataset.
    mapping(address dataset => bool) public suspended;
    mapping(address dataset => bytes32[]) private _versions; // after batch i

    event Registered(address indexed dataset, address indexed curator, bytes32 manifest, string uri);
    event Joined(
        address indexed dataset,
        uint256 indexed batch,
        uint32 indexed block_,
        bytes32 root,
        uint128 shares,
        uint32 members,
        bytes32 list,
        bytes32 version,
        string uri
    );
    event Suspended(address indexed dataset, bool on);

    /// @notice The manifest digest is zero.
    error NoManifest();
    /// @notice The curator has not registered the dataset yet.
    error NotRegistered(address dataset);
    /// @notice Governance has stopped new batches of the dataset.
    error JoinsSuspended(address dataset);
    /// @notice A batch has members, and each has at least one share.
    error BadBatch();

    /// @param authority the Governance contract
    /// @param pools_ the royalty pools, wired to this contract afterwards
    constructor(address authority, RoyaltyPools pools_) AccessManaged(authority) {
        pools = pools_;
    }

    /// @notice Announces the dataset, or a new manifest for it. Curator only.
    /// @param manifest_ sha2-256 digest of the manifest document
    /// @param uri where the document can be fetched
    function register(address dataset, bytes32 manifest_, string calldata uri) external onlyCurator(dataset) {
        if (manifest_ == 0) revert NoManifest();
        manifest[dataset] = manifest_;
        emit Registered(dataset, msg.sender, manifest_, uri);
    }

    /// @notice Accepts a batch of contributions; its shares earn from the next payment on. Curator only.
    /// @param block_ privacy block that the batch belongs to
    /// @param root root of the Merkle tree over (member, parts), see RoyaltyPools
    /// @param shares sum of all parts
    /// @param members number of leaves
    /// @param list sha2-256 digest of the batch document
    /// @param uri where the document can be fetched
    /// @return id index of the batch within the dataset, in RoyaltyPools too
    function join(
        address dataset,
        uint32 block_,
        bytes32 root,
        uint128 shares,
        uint32 members,
        bytes32 list,
        string calldata uri
    ) external onlyCurator(dataset) returns (uint256 id) {
        if (manifest[dataset] == 0) revert NotRegistered(dataset);
        if (suspended[dataset]) revert JoinsSuspended(dataset);
        if (members == 0 || shares < members) revert BadBatch();
        bytes32 next = keccak256(abi.encode(version(dataset), block_, root, shares, members, list));
        _versions[dataset].push(next);
        id = pools.join(dataset, root, shares);
        emit Joined(dataset, id, block_, root, shares, members, list, next, uri);
    }

    /// @notice Stops new batches of a dataset, or allows them again. Governance only.
    function setSuspended(address dataset, bool on) external restricted {
        suspended[dataset] = on;
        emit Suspended(dataset, on);
    }

    /// @notice Digest of all batches accepted so far; zero before the first.
    function version(address dataset) public view returns (bytes32) {
        uint256 n = _versions[dataset].length;
        return n == 0 ? bytes32(0) : _versions[dataset][n - 1];
    }

    /// @notice Number of batches accepted so far.
    function batchCount(address dataset) external view returns (uint256) {
        return _versions[dataset].length;
    }

    /// @notice Batch `i` of the dataset.
    /// @return root Merkle root of its members
    /// @return shares sum of their parts
    /// @return version_ version of the dataset right after it joined
    function batch(address dataset, uint256 i) external view returns (bytes32 root, uint128 shares, bytes32 version_) {
        version_ = _versions[dataset][i];
        (root, shares,,) = pools.batchOf(dataset, i);
    }
}
