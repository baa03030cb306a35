// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Curated} from "./Curated.sol";
import {Lanes} from "./Lanes.sol";

/// @title How much privacy loss the records of a dataset have taken and may still take.
/// @notice Promises: a job reserves its whole loss in all its privacy blocks or in none; a reservation passes only where, in each block, at
/// least one order stays within its cap (a Renyi filter); a job charges at most once and never more than it reserved; caps fall at once and
/// rise only through governance; only operators whom the dataset's curator admitted reserve; each block's history is chained by hashes, and
/// the events alone rebuild everything.
/// @dev A curve has 16 orders, one uint32 lane each in units of 10^-4 epsilon: order i at bits 32*(i%8) of word i/8. What a job does not
/// charge is released when it commits; a reservation that is never committed is spent. Of a claim only a digest is kept: who commits says
/// again what was reserved. An operator who under-reports is not detected here.
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
        uint256 free0; // caps less what is reserved or committed, see Lanes
        uint256 free1;
        bytes32 head; // of the chain of entries; 0 is not opened
    }

    /// @notice Whether the operator may reserve for the dataset.
    mapping(address dataset => mapping(address operator => bool)) public operatorOf;
    mapping(address dataset => mapping(uint32 block_ => Block)) private _blocks;
    /// @notice A job's claim: a digest, with the State in its last byte.
    mapping(address dataset => mapping(bytes32 job => bytes32)) public claimOf;

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
    /// @notice The caller has reserved nothing like it, or has committed it.
    error NotReserved();
    /// @notice The caller is not an operator of the dataset.
    error NotOperator();
    /// @notice More would be committed than was reserved.
    error Exceeds();
    /// @notice Blocks must be given in ascending order, at least one.
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
        if (b.head != 0) revert AlreadyOpen(dataset, block_);
        if (!c0.capped() || !c1.capped()) revert BadLanes();
        (b.cap0, b.cap1, b.free0, b.free1) = (c0, c1, c0.whole(), c1.whole());
        b.head = keccak256(abi.encode(block.chainid, address(this), dataset, block_));
        emit Opened(dataset, block_, c0, c1, _chain(b, 0, Kind.Open, c0, c1));
    }

    /// @notice Lowers caps, at once. Curator only; no lane may rise.
    function lower(address dataset, uint32 block_, uint256 c0, uint256 c1) external onlyCurator(dataset) {
        Block storage b = _opened(dataset, block_);
        if (!c0.capped() || !c1.capped() || !c0.within(b.cap0) || !c1.within(b.cap1)) revert BadLanes();
        (b.free0, b.free1) = (b.free0.take(b.cap0 - c0), b.free1.take(b.cap1 - c1));
        _setCaps(b, dataset, block_, c0, c1);
    }

    /// @notice Raises caps. Governance only, with the delay that it set for this function; no lane may fall.
    function raise(address dataset, uint32 block_, uint256 c0, uint256 c1) external restricted {
        Block storage b = _opened(dataset, block_);
        if (!c0.capped() || !c1.capped() || !b.cap0.within(c0) || !b.cap1.within(c1)) revert BadLanes();
        (b.free0, b.free1) = (b.free0.give(c0 - b.cap0), b.free1.give(c1 - b.cap1));
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
        if (claimOf[dataset][job] != 0) revert AlreadyClaimed();
        if (!v0.narrow() || !v1.narrow()) revert BadLanes();
        if (blocks.length == 0) revert BadBlocks();
        claimOf[dataset][job] = _claim(blocks, v0, v1);

        bytes32 first;
        for (uint256 i; i < blocks.length; ++i) {
            if (i != 0 && blocks[i] <= blocks[i - 1]) revert BadBlocks();
            Block storage b = _opened(dataset, blocks[i]);
            (uint256 f0, uint256 f1) = (b.free0.take(v0), b.free1.take(v1));
            if (!(f0 | f1).holds()) revert OverBudget(dataset, blocks[i]);
            (b.free0, b.free1) = (f0, f1);
            bytes32 head = _chain(b, job, Kind.Reserve, v0, v1);
            if (i == 0) first = head;
        }
        emit Reserved(dataset, job, msg.sender, blocks, v0, v1, first);
    }

    /// @notice Charges what a job really cost and releases the rest. The operator who reserved only, once.
    /// @param blocks the blocks that were reserved
    /// @param v0 what was reserved at orders 0 to 7
    /// @param v1 what was reserved at orders 8 to 15
    /// @param c0 loss at orders 0 to 7, no lane above what was reserved
    /// @param c1 loss at orders 8 to 15
    function commit(
        address dataset,
        bytes32 job,
        uint32[] calldata blocks,
        uint256 v0,
        uint256 v1,
        uint256 c0,
        uint256 c1
    ) external {
        if (!c0.narrow() || !c1.narrow() || !c0.within(v0) || !c1.within(v1)) revert Exceeds();
        if (c0 != v0 || c1 != v1) {
            for (uint256 i; i < blocks.length; ++i) {
                Block storage b = _blocks[dataset][blocks[i]];
                (b.free0, b.free1) = (b.free0.give(v0 - c0), b.free1.give(v1 - c1));
            }
        }
        _commit(dataset, job, blocks, _claim(blocks, v0, v1), c0, c1);
    }

    /// @notice Charges all that a job reserved, as commit does.
    function commitAll(address dataset, bytes32 job, uint32[] calldata blocks, uint256 v0, uint256 v1) external {
        _commit(dataset, job, blocks, _claim(blocks, v0, v1), v0, v1);
    }

    /// @notice What a job's claim on a dataset has come to.
    function stateOf(address dataset, bytes32 job) external view returns (State) {
        return State(uint8(uint256(claimOf[dataset][job])));
    }

    /// @notice The books of a privacy block.
    function blockOf(address dataset, uint32 block_) external view returns (Block memory) {
        return _blocks[dataset][block_];
    }

    /// @dev Makes the caller's reservation a charge.
    function _commit(address dataset, bytes32 job, uint32[] calldata blocks, bytes32 claim, uint256 c0, uint256 c1)
        private
    {
        if (claimOf[dataset][job] != claim) revert NotReserved();
        claimOf[dataset][job] = _tag(keccak256(abi.encode(claim, c0, c1)), State.Committed);
        bytes32 first;
        for (uint256 i; i < blocks.length; ++i) {
            bytes32 head = _chain(_blocks[dataset][blocks[i]], job, Kind.Commit, c0, c1);
            if (i == 0) first = head;
        }
        emit Committed(dataset, job, msg.sender, blocks, c0, c1, first);
    }

    /// @dev The digest of what the caller reserves or says it did.
    function _claim(uint32[] calldata blocks, uint256 v0, uint256 v1) private view returns (bytes32) {
        return _tag(keccak256(abi.encode(msg.sender, v0, v1, blocks)), State.Reserved);
    }

    function _tag(bytes32 digest, State state) private pure returns (bytes32) {
        return bytes32((uint256(digest) & ~uint256(0xff)) | uint8(state));
    }

    function _opened(address dataset, uint32 block_) private view returns (Block storage b) {
        b = _blocks[dataset][block_];
        if (b.head == 0) revert NotOpen(dataset, block_);
    }

    function _setCaps(Block storage b, address dataset, uint32 block_, uint256 c0, uint256 c1) private {
        (b.cap0, b.cap1) = (c0, c1);
        emit CapsChanged(dataset, block_, c0, c1, _chain(b, 0, Kind.Caps, c0, c1));
    }

    /// @dev head' = keccak256(abi.encode(head, job, kind, a0, a1)).
    function _chain(Block storage b, bytes32 job, Kind kind, uint256 a0, uint256 a1) private returns (bytes32 head) {
        head = keccak256(abi.encode(b.head, job, kind, a0, a1));
        b.head = head;
    }
}
