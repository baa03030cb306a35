// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Curated} from "./Curated.sol";
import {RoyaltyPools} from "./RoyaltyPools.sol";

/// @title Which contributions make up a dataset, and who shares in its royalties.
/// @notice Promises: contributions join in batches at constant cost, whatever the number of members; the version of a dataset is a digest of
/// every batch that joined and every member who left, in order, so that a job names exactly the data it runs on; a batch never changes once
/// joined; a member can leave at any time, by its own hand, and keeps what it earned.
/// @dev The curator decides what is accepted and for how many shares, and so can dilute royalties still to come, never those already paid.
/// The members and shards of a batch stand in a document off chain; its sha2-256 digest is in the version, its address in the event.
contract Contributions is Curated, AccessManaged {
    /// @notice Where the shares of accepted batches earn.
    RoyaltyPools public immutable pools;

    /// @notice Digest of the dataset's manifest; zero when the dataset is not registered.
    mapping(address dataset => bytes32) public manifest;
    /// @notice Whether governance has stopped new batches of the dataset.
    mapping(address dataset => bool) public suspended;
    /// @notice Digest of everything that joined and left so far, in order; zero before the first batch.
    mapping(address dataset => bytes32) public version;

    event Registered(address indexed dataset, address indexed curator, bytes32 manifest, string uri);
    event Joined(
        address indexed dataset,
        uint256 indexed batch,
        uint32 indexed block_,
        bytes32 root,
        uint64 shares,
        uint32 members,
        bytes32 list,
        bytes32 version,
        string uri
    );
    event Left(address indexed dataset, uint256 indexed batch, address indexed member, bytes32 version);
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

    /// @notice Sets how long royalties unlock, before the first batch, and the curator's cut, which afterwards only falls. Curator only.
    /// @param unlock seconds, see RoyaltyPools; 0 at once
    /// @param curatorBps the cut in 1/10000
    function setTerms(address dataset, uint32 unlock, uint16 curatorBps) external onlyCurator(dataset) {
        pools.setTerms(dataset, unlock, curatorBps);
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
        uint64 shares,
        uint32 members,
        bytes32 list,
        string calldata uri
    ) external onlyCurator(dataset) returns (uint256 id) {
        if (manifest[dataset] == 0) revert NotRegistered(dataset);
        if (suspended[dataset]) revert JoinsSuspended(dataset);
        if (members == 0 || shares < members) revert BadBatch();
        bytes32 next = keccak256(abi.encode(version[dataset], block_, root, shares, members, list));
        version[dataset] = next;
        id = pools.join(dataset, root, shares);
        emit Joined(dataset, id, block_, root, shares, members, list, next, uri);
    }

    /// @notice Takes a member out of a batch: from now on it earns nothing, and no job on a later version reads its contributions. What it
    /// earned stays its own. Curator, or the member itself. Other parts for the same member are another batch that joins.
    function withdraw(
        address dataset,
        uint256 batch,
        RoyaltyPools.Batch calldata b,
        address member,
        uint64 parts,
        bytes32[] calldata proof
    ) external {
        if (msg.sender != member) _onlyCurator(dataset);
        pools.end(dataset, batch, b, member, parts, proof, false);
        _left(dataset, batch, member);
    }

    /// @notice Takes a member out of a batch whose contribution was found to be harmful or not its own; what is still locked of its royalties
    /// goes to the others. It reaches a member that has left, too. Governance only, with the delay that it set for this function.
    function slash(
        address dataset,
        uint256 batch,
        RoyaltyPools.Batch calldata b,
        address member,
        uint64 parts,
        bytes32[] calldata proof
    ) external restricted {
        if (pools.end(dataset, batch, b, member, parts, proof, true)) _left(dataset, batch, member);
    }

    /// @notice Stops new batches of a dataset, at once. Governance only.
    function suspend(address dataset) external restricted {
        suspended[dataset] = true;
        emit Suspended(dataset, true);
    }

    /// @notice Allows new batches of a dataset again. Governance only, with the delay that it set for this function.
    function resume(address dataset) external restricted {
        suspended[dataset] = false;
        emit Suspended(dataset, false);
    }

    function _left(address dataset, uint256 batch, address member) private {
        bytes32 next = keccak256(abi.encode(version[dataset], batch, member));
        version[dataset] = next;
        emit Left(dataset, batch, member, next);
    }
}
