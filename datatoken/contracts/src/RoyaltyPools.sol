// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Royalties of every dataset, shared among its contributors.
/// @notice Promises: a payment costs the same for ten contributors and for ten million; what a payment gives to whom is fixed when it is
/// made, so that later joiners get nothing of it; it is unlocked linearly, at one pace for everybody; members pull, so that none can hinder
/// another; nobody but the member, or whom it named in two steps, is paid a member's part; every unit paid in is a cut, claimed, owed, or
/// accounted for in the remainder; a batch can never draw more than its shares; who is put out loses what was locked, and nothing else.
/// @dev Accumulator of payment per part, scaled by S, with the division's remainder carried to the next payment. Time is cut into eras of the
/// dataset's unlock period: what came in during one era is unlocked linearly over the next, second by second. Three values of the accumulator
/// (now, when this era began, when the one before it began) therefore say what is unlocked of any holding, at any number of payments.
contract RoyaltyPools is AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    enum Seat {
        Active,
        Ended, // earns no more; what it earned is unlocked as it would have been
        Slashed // has what was unlocked at that moment, and no more
    }

    /// @dev Three words: what every payment changes, what a new era changes, and the cuts. A part can earn 2^80 units in a pool's life (1.2
    /// million tokens of 18 decimals); then payments revert. What a payment leaves over is below shares/S units, and goes out with the next.
    /// @param acc payments per part so far, times S
    /// @param remainder what divisions left over, in units/S
    /// @param era number of the unlock period that acc1 and acc2 belong to
    /// @param acc1 acc when the era began
    /// @param acc2 acc when the era before it began
    /// @param unlock length of an era in seconds; 0 unlocks at once
    /// @param treasury cut set aside for the treasury and not yet withdrawn
    /// @param curator cut set aside for the curator and not yet withdrawn
    /// @param parks whether parked is not zero
    /// @param parked received while there were no shares; goes out with the next payment
    struct Pool {
        uint112 acc;
        uint56 shares;
        uint56 remainder;
        uint32 era;
        uint112 acc1;
        uint112 acc2;
        uint32 unlock;
        uint96 treasury;
        uint96 curator;
        uint32 batches;
        uint16 curatorBps;
        bool parks;
        uint128 parked;
    }

    /// @notice A batch as it joined. The contract keeps its digest only: who acts for a member says it again.
    /// @param root root of the Merkle tree over (member, parts), sorted pairs, leaves keccak256(bytes.concat(keccak256(abi.encode(member, parts))))
    /// @param shares sum of all parts
    /// @param acc of the pool when the batch joined
    struct Batch {
        bytes32 root;
        uint64 shares;
        uint256 acc;
    }

    /// @param parts fixed by the first proof; 0 before
    /// @param drawn units paid out
    /// @param end acc up to which an ended member earned; units that a slashed one had unlocked
    struct Member {
        uint64 parts;
        uint96 drawn;
        Seat seat;
        uint256 end;
    }

    struct Change {
        address to;
        uint64 from;
    }

    /// @notice Scale of the payment per part.
    uint256 public constant S = 1 << 32;
    /// @notice Neither cut can exceed a fifth.
    uint16 public constant MAX_BPS = 2_000;
    /// @notice The longest unlock period, in seconds.
    uint32 public constant MAX_UNLOCK = 366 days;

    /// @notice The currency of all payments.
    IERC20 public immutable token;
    /// @notice Seconds between the two steps of a change of payout address.
    uint32 public immutable payoutDelay;
    address private immutable _deployer;
    /// @notice The only contract that may change shares; set once.
    address public contributions;
    /// @notice Where withdrawTreasury sends.
    address public treasury;
    /// @notice The treasury's cut of a payment, in 1/10000.
    uint16 public treasuryBps;

    mapping(address dataset => Pool) private _pools;
    /// @notice Digest of a batch, keccak256(abi.encode(Batch)).
    mapping(address dataset => mapping(uint256 batch => bytes32)) public batchOf;
    /// @notice Sum of the parts of a batch that were proven so far.
    mapping(address dataset => mapping(uint256 batch => uint64)) public provenOf;
    mapping(address dataset => mapping(uint256 batch => mapping(address member => Member))) private _members;
    mapping(address member => address) private _payouts;
    /// @notice The change of payout address that waits for its second step.
    mapping(address member => Change) public changeOf;

    event Wired(address contributions);
    event TreasurySet(address treasury, uint16 bps);
    event TermsSet(address indexed dataset, uint32 unlock, uint16 curatorBps);
    event BatchJoined(address indexed dataset, uint256 indexed batch, bytes32 root, uint64 shares, uint256 acc);
    event Ended(
        address indexed dataset,
        uint256 indexed batch,
        address indexed member,
        uint64 parts,
        uint256 acc, // until when the member earned
        bool slashed,
        uint256 kept, // of a slashed member: what was unlocked
        uint256 forfeited
    );
    event Paid(
        address indexed dataset,
        bytes32 indexed job,
        uint256 amount,
        uint256 treasury,
        uint256 curator,
        uint256 shares,
        uint256 acc
    );
    event Claimed(address indexed dataset, uint256 indexed batch, address indexed member, address to, uint256 amount);
    event CutWithdrawn(address indexed dataset, address indexed to, bool treasury, uint256 amount);
    event PayoutProposed(address indexed member, address to, uint64 from);
    event PayoutChanged(address indexed member, address to);

    /// @notice The caller may not do this.
    error NotAllowed();
    /// @notice A treasury address and a cut of at most MAX_BPS are needed.
    error BadTreasury();
    /// @notice The curator's cut only falls, to at most MAX_BPS, and the unlock period is fixed once a batch has joined.
    error BadTerms();
    /// @notice The token moved nothing.
    error NothingPaid();
    /// @notice There is nothing to take out now.
    error NothingOwed();
    /// @notice A batch needs at least one share.
    error NoShares();
    /// @notice The batch is not the one that joined, or the member and parts are not in it.
    error BadProof();
    /// @notice The batch's leaves promise more than the shares it joined with.
    error OverPromised();
    /// @notice The member was put out of the batch already.
    error AlreadyEnded();
    /// @notice No such change was proposed, or its time has not come.
    error NotReady();

    /// @param authority the Governance contract
    /// @param token_ the payment currency; must not rebase
    /// @param treasury_ receiver of the treasury's cut
    /// @param bps the cut in 1/10000
    /// @param payoutDelay_ seconds between the two steps of a change of payout address
    constructor(address authority, IERC20 token_, address treasury_, uint16 bps, uint32 payoutDelay_)
        AccessManaged(authority)
    {
        (token, payoutDelay, _deployer) = (token_, payoutDelay_, msg.sender);
        _setTreasury(treasury_, bps);
    }

    modifier onlyContributions() {
        if (msg.sender != contributions) revert NotAllowed();
        _;
    }

    /// @notice Names the contract that may change shares. Deployer only, once.
    function wire(address contributions_) external {
        if (msg.sender != _deployer || contributions != address(0) || contributions_ == address(0)) revert NotAllowed();
        contributions = contributions_;
        emit Wired(contributions_);
    }

    /// @notice Changes receiver and cut for payments to come. Governance only, with the delay that it set for this function.
    function setTreasury(address treasury_, uint16 bps) external restricted {
        _setTreasury(treasury_, bps);
    }

    /// @notice Sets a dataset's unlock period, before its first batch, and its curator's cut, which afterwards only falls. Contributions only.
    function setTerms(address dataset, uint32 unlock, uint16 curatorBps) external onlyContributions {
        Pool storage p = _pools[dataset];
        if (unlock > MAX_UNLOCK || curatorBps > MAX_BPS) revert BadTerms();
        if (p.batches != 0 && (unlock != p.unlock || curatorBps > p.curatorBps)) revert BadTerms();
        (p.unlock, p.curatorBps) = (unlock, curatorBps);
        _turn(p); // there is no payment yet that a new period could unlock at another pace: it had nobody to go to
        emit TermsSet(dataset, unlock, curatorBps);
    }

    /// @notice Adds a batch of members who earn from the next payment on. Contributions only.
    /// @param root see Batch
    /// @param shares sum of all parts, below 2^48
    function join(address dataset, bytes32 root, uint64 shares) external onlyContributions returns (uint256 batch) {
        if (shares == 0) revert NoShares();
        Pool storage p = _pools[dataset];
        batch = p.batches;
        (p.shares, p.batches) = (p.shares + uint256(shares).toUint48(), uint32(batch + 1));
        uint256 acc = p.acc;
        batchOf[dataset][batch] = keccak256(abi.encode(Batch(root, shares, acc)));
        emit BatchJoined(dataset, batch, root, shares, acc);
    }

    /// @notice Puts a member out of a batch: it earns nothing more. Slashed, it also loses what is still locked, to the others; one that has left
    /// can still be slashed, so that leaving is no way out. Contributions only.
    /// @return earning whether the member earned until now
    function end(
        address dataset,
        uint256 batch,
        Batch calldata b,
        address member,
        uint64 parts,
        bytes32[] calldata proof,
        bool slash
    ) external onlyContributions returns (bool earning) {
        Member storage m = _prove(dataset, batch, b, member, parts, proof);
        earning = m.seat == Seat.Active;
        if (!earning && (!slash || m.seat == Seat.Slashed)) revert AlreadyEnded();
        Pool storage p = _pools[dataset];
        uint256 acc = earning ? p.acc : m.end;
        if (earning) p.shares -= uint56(parts); // which are no more than its batch's shares
        if (!slash) {
            (m.seat, m.end) = (Seat.Ended, acc);
            emit Ended(dataset, batch, member, parts, acc, false, 0, 0);
            return earning;
        }
        uint256 kept = _unlocked(p, parts, b.acc, acc);
        uint256 forfeited = parts * (acc - b.acc) / S - kept;
        (m.seat, m.end) = (Seat.Slashed, kept);
        emit Ended(dataset, batch, member, parts, acc, true, kept, forfeited);
        _turn(p);
        if (forfeited != 0) _credit(p, forfeited);
    }

    /// @notice Takes `amount` units from the caller and credits what arrives to the members of this moment, less the cuts.
    /// @param job what is paid for, zero if unknown; an annotation by the payer
    function pay(address dataset, bytes32 job, uint256 amount) external nonReentrant {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 got = uint256((token.balanceOf(address(this)) - before).toUint96());
        if (got == 0) revert NothingPaid();

        Pool storage p = _pools[dataset];
        uint256 toTreasury = got * treasuryBps / 10_000;
        uint256 toCurator = got * p.curatorBps / 10_000;
        if (toTreasury != 0) p.treasury += uint96(toTreasury);
        if (toCurator != 0) p.curator += uint96(toCurator);
        _turn(p);
        _credit(p, got - toTreasury - toCurator);
        emit Paid(dataset, job, got, toTreasury, toCurator, p.shares, p.acc);
    }

    /// @notice Pays what is unlocked of a member's part in a batch. Anyone may trigger it; the money goes where the member wants it.
    /// @param b the batch as it joined
    /// @param parts the member's parts, as in its leaf
    /// @param proof path from the leaf to the batch's root; not needed once the member was proven
    function claim(
        address dataset,
        uint256 batch,
        Batch calldata b,
        address member,
        uint64 parts,
        bytes32[] calldata proof
    ) external nonReentrant returns (uint256 amount) {
        Member storage m = _prove(dataset, batch, b, member, parts, proof);
        (amount,) = _owed(_pools[dataset], b.acc, m, parts);
        if (amount == 0) revert NothingOwed();
        m.drawn += amount.toUint96();
        address to = payoutOf(member);
        emit Claimed(dataset, batch, member, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @notice Sends the treasury what was set aside for it of a dataset. Anyone may trigger it.
    function withdrawTreasury(address dataset) external nonReentrant returns (uint256 amount) {
        Pool storage p = _pools[dataset];
        amount = p.treasury;
        p.treasury = 0;
        _send(dataset, treasury, true, amount);
    }

    /// @notice Sends the curator of this moment what was set aside for it. Anyone may trigger it.
    function withdrawCurator(address dataset) external nonReentrant returns (uint256 amount) {
        Pool storage p = _pools[dataset];
        amount = p.curator;
        p.curator = 0;
        _send(dataset, IERC721(dataset).ownerOf(1), false, amount);
    }

    /// @notice First step: the caller wants its royalties, of every dataset, paid to another address. A new proposal replaces the last one;
    /// zero takes it back.
    function proposePayout(address to) external {
        uint64 from = uint64(block.timestamp) + payoutDelay;
        changeOf[msg.sender] = Change(to, from);
        emit PayoutProposed(msg.sender, to, from);
    }

    /// @notice Second step, by the new address, once the delay is over.
    function acceptPayout(address member) external {
        Change memory c = changeOf[member];
        if (c.to != msg.sender || block.timestamp < c.from) revert NotReady();
        delete changeOf[member];
        _payouts[member] = c.to;
        emit PayoutChanged(member, c.to);
    }

    /// @notice Where a member's royalties are paid.
    function payoutOf(address member) public view returns (address to) {
        to = _payouts[member];
        if (to == address(0)) to = member;
    }

    /// @notice Units that a member of a batch can claim now, and those it earned that are still locked. Whether it is a member with that many
    /// parts only a proof shows.
    function owed(address dataset, uint256 batch, Batch calldata b, address member, uint64 parts)
        external
        view
        returns (uint256 unlocked, uint256 locked)
    {
        if (batchOf[dataset][batch] != keccak256(abi.encode(b))) revert BadProof();
        return _owed(_pools[dataset], b.acc, _members[dataset][batch][member], parts);
    }

    /// @notice What is known of a member of a batch.
    function memberOf(address dataset, uint256 batch, address member) external view returns (Member memory) {
        return _members[dataset][batch][member];
    }

    /// @notice The books of a dataset.
    function poolOf(address dataset) external view returns (Pool memory) {
        return _pools[dataset];
    }

    /// @dev The member's record, once it is sure that it is a member of that batch with that many parts.
    function _prove(
        address dataset,
        uint256 batch,
        Batch calldata b,
        address member,
        uint64 parts,
        bytes32[] calldata proof
    ) private returns (Member storage m) {
        if (batchOf[dataset][batch] != keccak256(abi.encode(b))) revert BadProof();
        m = _members[dataset][batch][member];
        uint64 known = m.parts;
        if (known != 0) {
            if (known != parts) revert BadProof();
            return m;
        }
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(member, parts))));
        if (parts == 0 || !MerkleProof.verifyCalldata(proof, b.root, leaf)) revert BadProof();
        uint64 proven = provenOf[dataset][batch];
        if (parts > b.shares - proven) revert OverPromised();
        provenOf[dataset][batch] = proven + parts;
        m.parts = parts;
    }

    function _owed(Pool storage p, uint256 since, Member storage m, uint64 parts)
        private
        view
        returns (uint256 unlocked, uint256 locked)
    {
        (Seat seat, uint256 drawn) = (m.seat, m.drawn);
        if (seat == Seat.Slashed) return (m.end - drawn, 0);
        uint256 to = seat == Seat.Ended ? m.end : p.acc;
        uint256 free = _unlocked(p, parts, since, to);
        return (free - drawn, parts * (to - since) / S - free);
    }

    /// @dev What is unlocked now of what so many parts earned while acc went from `from` to `to`.
    function _unlocked(Pool storage p, uint256 parts, uint256 from, uint256 to) private view returns (uint256) {
        uint256 unlock = p.unlock;
        if (unlock == 0) return parts * (to - from) / S;
        (uint256 acc1, uint256 acc2) = _eras(p, uint32(block.timestamp / unlock));
        uint256 perPart;
        uint256 until = to < acc2 ? to : acc2; // came in before the last era: all of it
        if (until > from) (perPart, from) = (until - from, until);
        until = to < acc1 ? to : acc1; // came in during the last era: as much of it as has passed of this one
        if (until > from) perPart += (until - from) * (block.timestamp % unlock) / unlock;
        return parts * perPart / S;
    }

    /// @dev acc1 and acc2 as they are in an era, which is the pool's or a later one.
    function _eras(Pool storage p, uint32 era) private view returns (uint112 acc1, uint112 acc2) {
        uint32 last = p.era;
        if (era == last) return (p.acc1, p.acc2);
        acc1 = p.acc;
        acc2 = era == last + 1 ? p.acc1 : acc1;
    }

    /// @dev Turns to the era of this moment.
    function _turn(Pool storage p) private {
        uint256 unlock = p.unlock;
        if (unlock == 0) return;
        uint32 era = uint32(block.timestamp / unlock);
        if (era == p.era) return;
        (p.acc1, p.acc2) = _eras(p, era);
        p.era = era;
    }

    /// @dev Credits units that are here to the members of this moment.
    function _credit(Pool storage p, uint256 amount) private {
        (uint256 acc, uint256 shares, uint256 remainder) = (p.acc, p.shares, p.remainder);
        if (p.parks) (amount, p.parks, p.parked) = (amount + p.parked, false, 0);
        if (shares == 0) {
            (p.parked, p.parks) = (amount.toUint128(), true);
            return;
        }
        uint256 num = amount * S + remainder;
        (p.acc, p.remainder) = ((acc + num / shares).toUint112(), uint56(num % shares));
    }

    function _send(address dataset, address to, bool toTreasury, uint256 amount) private {
        if (amount == 0) revert NothingOwed();
        emit CutWithdrawn(dataset, to, toTreasury, amount);
        token.safeTransfer(to, amount);
    }

    function _setTreasury(address treasury_, uint16 bps) private {
        if (treasury_ == address(0) || bps > MAX_BPS) revert BadTreasury();
        (treasury, treasuryBps) = (treasury_, bps);
        emit TreasurySet(treasury_, bps);
    }
}
