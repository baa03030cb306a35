// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Curated} from "./Curated.sol";
import {Lanes} from "./Lanes.sol";

/// @title How much privacy loss the records of a dataset have taken and may still take.
/// @notice Promises: a job reserves its whole loss in all its privacy blocks or in none; a reservation passes only where, in each block, at
/// least one order stays within its cap (a Renyi filter); a job charges at most once and never more than it reserved; caps fall at once and
/// rise only through governance; only operators whom the dataset's curator admitted reserve; each block's history is chained by hashes.
/// @dev A curve has 16 orders, one uint32 lane each in units of 10^-4 epsilon: order i at bits 32*(i%8) of word i/8. What a job does not
/// charge is released when it commits; a reservation that is never committed is spent. An operator who under-reports is not detected here.
contract PrivacyLedger is Curated, AccessManaged {
    using Lanes for uint256;

    enum State {
        None,
        Reserved,
        Committed
    }

    enum Kind {
        Open,
        Reserve,
        Commit,
        Caps
    }

    struct Block {
        uint256 cap0;
        uint256 cap1;
        uint256 held0; // reserved and committed
        uint256 held1;
        uint256 com0; // committed
        uint256 com1;
        bytes32 head;
        uint64 seq; // number of entries in the chain; 0 is not opened
    }

    struct Claim {
        address operator;
        State state;
        bytes32 blocksHash; // keccak256(abi.encode(blocks))
        uint256 v0; // reserved
        uint256 v1;
        uint256 c0; // committed
        uint256 c1;
    }

    uint256 private constant CAP_LIMIT = 0x00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe;

    /// @notice Whether the operator may reserve for the dataset.
    mapping(address dataset => mapping(address operator => bool)) public operatorOf;
    mapping(address dataset => mapping(uint32 block_ => Block)) private _blocks;
    mapping(address dataset => mapping(bytes32 job => Claim)) private _claims;

    event Opened(address indexed dataset, uint32 indexed block_, uint256 c0, uint256 c1, bytes32 head);
    event CapsChanged(address indexed dataset, uint32 indexed block_, uint256 c0, uint256 c1, bytes32 head);
    event OperatorSet(address indexed dataset, address indexed operator, bool admitted);
    event Reserved(
        address indexed dataset,
        bytes32 indexed job,
        address operator,
        uint32[] blocks,
        uint256 v0,
        uint256 v1,
        bytes32 head
    );
    event Committed(
        address indexed dataset,
        bytes32 indexed job,
        address operator,
        uint32[] blocks,
        uint256 c0,
        uint256 c1,
        bytes32 head
    );

    /// @notice The block would be over its cap at every order.
    error OverBudget(address dataset, uint32 block_);
    /// @notice The dataset has a claim for this job already.
    error AlreadyClaimed();
    /// @notice There is no reservation to commit.
    error NotReserved();
    /// @notice The caller is not an operator of the dataset, or not the one who reserved.
    error NotOperator();
    /// @notice More would be committed than was reserved.
    error Exceeds();
    /// @notice Blocks must be given in ascending order, at least one; for a commit, those reserved.
    error BadBlocks();
    /// @notice The block has not been opened.
    error NotOpen(address dataset, uint32 block_);
    /// @notice The block is open already.
    error AlreadyOpen(address dataset, uint32 block_);
    /// @notice A lane is out of range: caps stay below 2^24 - 1, losses at most 2^24 - 1, lower only falls and raise only rises.
    error BadLanes();

    /// @param authority the Governance contract
    constructor(address authority) AccessManaged(authority) {}

    /// @notice Opens a privacy block with its caps. Curator only, once per block.
    function open(address dataset, uint32 block_, uint256 c0, uint256 c1) external onlyCurator(dataset) {
        Block storage b = _blocks[dataset][block_];
        if (b.seq != 0) revert AlreadyOpen(dataset, block_);
        if (!c0.within(CAP_LIMIT) || !c1.within(CAP_LIMIT)) revert BadLanes();
        (b.cap0, b.cap1) = (c0, c1);
        b.head = keccak256(abi.encode(block.chainid, address(this), dataset, block_));
        emit Opened(dataset, block_, c0, c1, _chain(b, 0, Kind.Open, c0, c1));
    }

    /// @notice Lowers caps, at once. Curator only; no lane may rise.
    function lower(address dataset, uint32 block_, uint256 c0, uint256 c1) external onlyCurator(dataset) {
        Block storage b = _opened(dataset, block_);
        if (!c0.within(b.cap0) || !c1.within(b.cap1)) revert BadLanes();
        _setCaps(b, dataset, block_, c0, c1);
    }

    /// @notice Raises caps. Governance only, with the delay that it set for this function; no lane may fall.
    function raise(address dataset, uint32 block_, uint256 c0, uint256 c1) external restricted {
        Block storage b = _opened(dataset, block_);
        if (!b.cap0.within(c0) || !b.cap1.within(c1)) revert BadLanes();
        if (!c0.within(CAP_LIMIT) || !c1.within(CAP_LIMIT)) revert BadLanes();
        _setCaps(b, dataset, block_, c0, c1);
    }

    /// @notice Admits or dismisses an operator. Curator only. A dismissed operator may still commit what it reserved.
    function setOperator(address dataset, address operator, bool admitted) external onlyCurator(dataset) {
        operatorOf[dataset][operator] = admitted;
        emit OperatorSet(dataset, operator, admitted);
    }

    /// @notice Sets the worst-case loss of a job aside in every one of its blocks, or reverts. Admitted operators only, once per job.
    /// @param blocks privacy blocks the job reads, ascending
    /// @param v0 loss at orders 0 to 7, each lane at most 2^24 - 1
    /// @param v1 loss at orders 8 to 15
    function reserve(address dataset, uint32[] calldata blocks, bytes32 job, uint256 v0, uint256 v1) external {
        if (!operatorOf[dataset][msg.sender]) revert NotOperator();
        Claim storage claim = _claims[dataset][job];
        if (claim.state != State.None) revert AlreadyClaimed();
        if (!v0.narrow() || !v1.narrow()) revert BadLanes();
        if (blocks.length == 0) revert BadBlocks();
        (claim.operator, claim.state, claim.blocksHash) = (msg.sender, State.Reserved, keccak256(abi.encode(blocks)));
        (claim.v0, claim.v1) = (v0, v1);

        bytes32 first;
        for (uint256 i; i < blocks.length; ++i) {
            if (i != 0 && blocks[i] <= blocks[i - 1]) revert BadBlocks();
            Block storage b = _opened(dataset, blocks[i]);
            (uint256 h0, bool fits0) = b.held0.add(v0, b.cap0);
            (uint256 h1, bool fits1) = b.held1.add(v1, b.cap1);
            if (!fits0 && !fits1) revert OverBudget(dataset, blocks[i]);
            (b.held0, b.held1) = (h0, h1);
            bytes32 head = _chain(b, job, Kind.Reserve, v0, v1);
            if (i == 0) first = head;
        }
        emit Reserved(dataset, job, msg.sender, blocks, v0, v1, first);
    }

    /// @notice Charges what a job really cost and releases the rest. The operator who reserved only, once.
    /// @param blocks the blocks that were reserved
    /// @param c0 loss at orders 0 to 7, no lane above what was reserved
    /// @param c1 loss at orders 8 to 15
    function commit(address dataset, bytes32 job, uint32[] calldata blocks, uint256 c0, uint256 c1) external {
        Claim storage claim = _claims[dataset][job];
        if (claim.state != State.Reserved) revert NotReserved();
        if (claim.operator != msg.sender) revert NotOperator();
        if (claim.blocksHash != keccak256(abi.encode(blocks))) revert BadBlocks();
        (uint256 v0, uint256 v1) = (claim.v0, claim.v1);
        if (!c0.within(v0) || !c1.within(v1)) revert Exceeds();
        claim.state = State.Committed;
        (claim.c0, claim.c1) = (c0, c1);

        bytes32 first;
        for (uint256 i; i < blocks.length; ++i) {
            Block storage b = _blocks[dataset][blocks[i]];
            (b.held0, b.held1) = (b.held0.settle(v0, c0), b.held1.settle(v1, c1));
            (b.com0,) = b.com0.add(c0, 0);
            (b.com1,) = b.com1.add(c1, 0);
            bytes32 head = _chain(b, job, Kind.Commit, c0, c1);
            if (i == 0) first = head;
        }
        emit Committed(dataset, job, msg.sender, blocks, c0, c1, first);
    }

    /// @notice 0 nothing, 1 reserved, 2 committed.
    function stateOf(address dataset, bytes32 job) external view returns (uint8) {
        return uint8(_claims[dataset][job].state);
    }

    /// @notice The claim of a job on a dataset.
    function claimOf(address dataset, bytes32 job) external view returns (Claim memory) {
        return _claims[dataset][job];
    }

    /// @notice The books of a privacy block.
    function blockOf(address dataset, uint32 block_) external view returns (Block memory) {
        return _blocks[dataset][block_];
    }

    function _opened(address dataset, uint32 block_) private view returns (Block storage b) {
        b = _blocks[dataset][block_];
        if (b.seq == 0) revert NotOpen(dataset, block_);
    }

    function _setCaps(Block storage b, address dataset, uint32 block_, uint256 c0, uint256 c1) private {
        (b.cap0, b.cap1) = (c0, c1);
        emit CapsChanged(dataset, block_, c0, c1, _chain(b, 0, Kind.Caps, c0, c1));
    }

    /// @dev head' = keccak256(abi.encode(head, job, kind, a0, a1, seq)), seq counting entries from 0.
    function _chain(Block storage b, bytes32 job, Kind kind, uint256 a0, uint256 a1) private returns (bytes32 head) {
        uint64 seq = b.seq;
        head = keccak256(abi.encode(b.head, job, kind, a0, a1, seq));
        (b.head, b.seq) = (head, seq + 1);
    }
}
