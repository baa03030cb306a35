// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Royalties of every dataset, shared among its contributors.
/// @notice Promises: a payment costs the same for ten contributors and for ten million; what a payment gives to whom is fixed when it is
/// made, so that later joiners get nothing of it; members pull, so that none can hinder another; nobody but the member is paid a member's
/// part; every unit paid in is the treasury's, claimed, owed, or accounted for in the remainder; a batch can never draw more than its shares.
/// @dev Accumulator of payment per share, scaled by S, with the division's remainder carried to the next payment.
contract RoyaltyPools is AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @notice Scale of the payment per share.
    uint256 public constant S = 1 << 64;
    /// @notice The treasury's cut can not exceed a fifth.
    uint16 public constant MAX_TREASURY_BPS = 2_000;

    /// @param shares sum of the shares of all batches
    /// @param remainder what divisions left over, in units/S
    /// @param acc payments per share so far, times S
    /// @param paid everything received for the dataset, treasury cut included
    /// @param claimed everything paid out to members
    /// @param treasury everything set aside for the treasury
    /// @param parked received while there were no shares; goes out with the next payment
    struct Pool {
        uint128 shares;
        uint128 remainder;
        uint256 acc;
        uint128 paid;
        uint128 claimed;
        uint128 treasury;
        uint128 parked;
    }

    struct Batch {
        bytes32 root;
        uint128 shares;
        uint128 seen; // sum of the parts of members who have claimed
        uint256 acc; // of the pool when the batch joined
    }

    struct Drawn {
        uint128 parts; // fixed by the first claim
        uint128 amount;
    }

    /// @notice The currency of all payments.
    IERC20 public immutable token;
    address private immutable _deployer;
    /// @notice The only contract that may add shares; set once.
    address public contributions;
    /// @notice Where withdrawTreasury sends.
    address public treasury;
    /// @notice The treasury's cut of a payment, in 1/10000.
    uint16 public treasuryBps;
    /// @notice Units set aside for the treasury and not yet withdrawn.
    uint256 public treasuryOwed;

    mapping(address dataset => Pool) private _pools;
    mapping(address dataset => Batch[]) private _batches;
    mapping(address dataset => mapping(uint256 batch => mapping(address member => Drawn))) private _drawn;

    event Wired(address contributions);
    event TreasurySet(address treasury, uint16 bps);
    event TreasuryWithdrawn(address indexed to, uint256 amount);
    event BatchJoined(address indexed dataset, uint256 indexed batch, bytes32 root, uint128 shares, uint256 acc);
    event Paid(
        address indexed dataset, bytes32 indexed job, uint256 amount, uint256 treasury, uint256 shares, uint256 acc
    );
    event Claimed(address indexed dataset, uint256 indexed batch, address indexed member, uint256 amount);

    /// @notice The caller may not do this.
    error NotAllowed();
    /// @notice A treasury address and a cut of at most MAX_TREASURY_BPS are needed.
    error BadTreasury();
    /// @notice The token moved nothing.
    error NothingPaid();
    /// @notice There is nothing to claim.
    error NothingOwed();
    /// @notice A batch needs at least one share.
    error NoShares();
    /// @notice The member and parts are not in the batch.
    error BadProof();
    /// @notice The batch's leaves promise more than the shares it joined with, or a member has two leaves.
    error OverPromised();

    /// @param authority the Governance contract
    /// @param token_ the payment currency; must not rebase
    /// @param treasury_ receiver of the treasury's cut
    /// @param bps the cut in 1/10000
    constructor(address authority, IERC20 token_, address treasury_, uint16 bps) AccessManaged(authority) {
        token = token_;
        _deployer = msg.sender;
        _setTreasury(treasury_, bps);
    }

    /// @notice Names the contract that may add shares. Deployer only, once.
    function wire(address contributions_) external {
        if (msg.sender != _deployer || contributions != address(0) || contributions_ == address(0)) revert NotAllowed();
        contributions = contributions_;
        emit Wired(contributions_);
    }

    /// @notice Changes receiver and cut for payments to come. Governance only.
    function setTreasury(address treasury_, uint16 bps) external restricted {
        _setTreasury(treasury_, bps);
    }

    /// @notice Adds a batch of members who earn from the next payment on. Contributions only.
    /// @param root Merkle root (sorted pairs) over leaves keccak256(bytes.concat(keccak256(abi.encode(member, parts)))), one per member
    /// @param shares sum of all parts
    function join(address dataset, bytes32 root, uint128 shares) external returns (uint256 batch) {
        if (msg.sender != contributions) revert NotAllowed();
        if (shares == 0) revert NoShares();
        Pool storage p = _pools[dataset];
        batch = _batches[dataset].length;
        _batches[dataset].push(Batch({root: root, shares: shares, seen: 0, acc: p.acc}));
        p.shares += shares;
        emit BatchJoined(dataset, batch, root, shares, p.acc);
    }

    /// @notice Takes `amount` units from the caller and credits what arrives to the members of this moment, less the treasury's cut.
    /// @param job what is paid for, zero if unknown; an annotation by the payer
    function pay(address dataset, bytes32 job, uint256 amount) external nonReentrant {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint128 got = (token.balanceOf(address(this)) - before).toUint128();
        if (got == 0) revert NothingPaid();

        Pool storage p = _pools[dataset];
        uint128 cut = uint128(uint256(got) * treasuryBps / 10_000);
        p.paid += got;
        if (cut != 0) {
            p.treasury += cut;
            treasuryOwed += cut;
        }
        uint128 shares = p.shares;
        if (shares == 0) {
            p.parked += got - cut;
        } else {
            uint256 num = (uint256(got - cut) + p.parked) * S + p.remainder;
            p.acc += num / shares;
            p.remainder = uint128(num % shares);
            if (p.parked != 0) p.parked = 0;
        }
        emit Paid(dataset, job, got, cut, shares, p.acc);
    }

    /// @notice Pays `member` everything the batch owes it. Anyone may trigger it; the money goes to the member.
    /// @param parts the member's parts, as in its leaf
    /// @param proof path from the leaf to the batch's root
    function claim(address dataset, uint256 batch, address member, uint128 parts, bytes32[] calldata proof)
        external
        nonReentrant
        returns (uint256 amount)
    {
        Batch storage b = _batches[dataset][batch];
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(member, parts))));
        if (!MerkleProof.verifyCalldata(proof, b.root, leaf)) revert BadProof();

        Drawn storage d = _drawn[dataset][batch][member];
        amount = owed(dataset, batch, member, parts);
        if (amount == 0) revert NothingOwed();
        if (d.parts == 0) {
            if (parts > b.shares - b.seen) revert OverPromised();
            b.seen += parts;
            d.parts = parts;
        } else if (d.parts != parts) {
            revert OverPromised();
        }
        d.amount += amount.toUint128();
        _pools[dataset].claimed += uint128(amount);
        emit Claimed(dataset, batch, member, amount);
        token.safeTransfer(member, amount);
    }

    /// @notice Sends the treasury what was set aside for it. Anyone may trigger it.
    function withdrawTreasury() external nonReentrant returns (uint256 amount) {
        amount = treasuryOwed;
        if (amount == 0) revert NothingOwed();
        treasuryOwed = 0;
        emit TreasuryWithdrawn(treasury, amount);
        token.safeTransfer(treasury, amount);
    }

    /// @notice Units owed to a member of a batch with that many parts. Whether the member has them only a claim's proof shows.
    function owed(address dataset, uint256 batch, address member, uint128 parts) public view returns (uint256) {
        uint256 perShare = _pools[dataset].acc - _batches[dataset][batch].acc;
        uint256 all = parts * perShare / S;
        uint256 had = _drawn[dataset][batch][member].amount;
        return all > had ? all - had : 0;
    }

    /// @notice What a member of a batch has been paid so far.
    function drawnBy(address dataset, uint256 batch, address member) external view returns (uint256) {
        return _drawn[dataset][batch][member].amount;
    }

    /// @notice The books of a dataset.
    function poolOf(address dataset) external view returns (Pool memory) {
        return _pools[dataset];
    }

    /// @notice A batch of a dataset.
    function batchOf(address dataset, uint256 batch)
        external
        view
        returns (bytes32 root, uint128 shares, uint128 seen, uint256 acc)
    {
        Batch storage b = _batches[dataset][batch];
        return (b.root, b.shares, b.seen, b.acc);
    }

    function _setTreasury(address treasury_, uint16 bps) private {
        if (treasury_ == address(0) || bps > MAX_TREASURY_BPS) revert BadTreasury();
        treasury = treasury_;
        treasuryBps = bps;
        emit TreasurySet(treasury_, bps);
    }
}
