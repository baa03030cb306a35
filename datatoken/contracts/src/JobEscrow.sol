// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataNFT, IDatatoken} from "./Ocean.sol";
import {PrivacyLedger} from "./PrivacyLedger.sol";
import {RoyaltyInbox} from "./RoyaltyInbox.sol";
import {RoyaltyPools} from "./RoyaltyPools.sol";

/// @title Holds a trainer's money from the order of a job to its end.
/// @notice Promises: one transaction buys and orders a real Ocean datatoken for the trainer; the price stays here until either the job's
/// privacy loss is on the ledger and the provider settles (price to the royalties), or it goes back to the trainer, with all of the
/// compute allowance that was not drawn: at the provider's word at any time, at anyone's after the deadline. Exactly one of the two happens.
/// Machine time is paid by the trainer's signed word (cumulative vouchers); where there is none, by a claim with as much of the provider's
/// own money beside it, against which the trainer has a window to object, and governance to decide.
/// @dev Of an order only a digest is kept: who acts on it says it again. The dataset's contracts are not trusted: money is counted by what
/// moved, and a datatoken can spend at most maxPrice. Whether the result was good is not judged here. Fees that Ocean or a publishing market
/// take of a purchase are part of maxPrice and are not refunded.
contract JobEscrow is AccessManaged, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    enum State {
        None,
        Open,
        Claimed, // settled; the provider's claim to machine time waits for objections
        Disputed, // the trainer objects; governance decides
        Paid,
        Refunded
    }

    /// @param maxPrice most units to spend on the datatoken, all fees included
    /// @param compute units held for the provider's machine time
    /// @param spec digest of the job's specification
    /// @param salt chosen by the trainer, so that it can order the same again
    /// @param deadline unix seconds; from then on anyone may refund
    struct Terms {
        address dataset;
        address datatoken;
        bytes32 exchangeId;
        uint96 maxPrice;
        uint96 compute;
        address provider;
        bytes32 spec;
        bytes32 salt;
        uint64 deadline;
    }

    /// @notice The provider's word that it takes the job, as Ocean's provider fee of amount zero: its signature, by EIP-191, of
    /// keccak256(abi.encodePacked(spec, provider, address(0), uint256(0), validUntil)).
    struct Quote {
        uint256 validUntil;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @param price units that the datatoken brought its dataset
    /// @param drawn units of the compute allowance that the provider was paid
    /// @param claim units of it that the provider says it is due; the part above drawn is also its bond
    /// @param until unix seconds; end of the window of a claim or a dispute
    struct Order {
        address trainer;
        address provider;
        address dataset;
        uint96 price;
        uint96 compute;
        uint64 deadline;
        uint96 drawn;
        uint96 claim;
        uint64 until;
    }

    /// @notice The trainer's word that machine time worth so much, from the job's beginning, was delivered. It signs
    /// Voucher(bytes32 job,uint96 cumulative) by EIP-712, or by EIP-1271 if it is a contract.
    struct Voucher {
        uint96 cumulative;
        bytes signature;
    }

    bytes32 private constant VOUCHER = keccak256("Voucher(bytes32 job,uint96 cumulative)");
    /// @notice Longest time that orders can be stopped, and the time after which they can be stopped again, in seconds.
    uint64 public constant PAUSE = 7 days;
    uint64 public constant PAUSE_AGAIN = 30 days;

    /// @notice The payment currency.
    IERC20 public immutable token;
    /// @notice Where settled prices go.
    RoyaltyPools public immutable pools;
    /// @notice Where a job's privacy loss must stand before it is settled.
    PrivacyLedger public immutable ledger;
    /// @notice Ocean's fixed-rate exchange.
    address public immutable exchange;
    /// @notice Code of the inboxes.
    address public immutable inboxCode;
    /// @notice Seconds in which a trainer can object to a claim, and governance can decide about an objection.
    uint32 public immutable challengeWindow;
    uint32 public immutable rulingWindow;

    /// @notice Until when new orders are stopped, in unix seconds; settling and refunding never are.
    uint64 public pausedUntil;
    /// @notice Units that could not be sent to an account, which has to fetch them.
    mapping(address account => uint256) public owedTo;
    /// @dev Digest of the order, with its State in the last byte; of an order that is over, the State alone.
    mapping(bytes32 job => bytes32) private _orders;

    event InboxOpened(address indexed dataset, address inbox);
    event Paused(uint64 until);
    event Ordered(
        bytes32 indexed job,
        address indexed trainer,
        address indexed dataset,
        address datatoken,
        address provider,
        uint256 price,
        uint256 compute,
        bytes32 spec,
        uint64 deadline
    );
    event Drawn(bytes32 indexed job, uint256 cumulative);
    event Settled(bytes32 indexed job, uint256 royalty, uint256 compute, uint256 claim, uint64 until, bytes32 receipt);
    event Challenged(bytes32 indexed job, uint64 until);
    event Finalized(bytes32 indexed job, uint256 compute, uint256 toProvider, uint256 toTrainer);
    event Refunded(bytes32 indexed job, uint256 amount, bytes32 receipt);
    event Kept(address indexed account, uint256 amount);
    event Fulfilled(
        bytes32 indexed job,
        address indexed provider,
        bytes32 indexed order,
        uint256 attempt,
        bool finished,
        bytes32 receipt
    );

    /// @notice Governance has stopped new orders.
    error OrdersPaused();
    /// @notice Orders were stopped not long ago.
    error PausedRecently();
    /// @notice The deadline is not in the future.
    error BadDeadline();
    /// @notice The provider's quote is no longer valid.
    error QuoteExpired();
    /// @notice The trainer has made this order already.
    error AlreadyOrdered(bytes32 job);
    /// @notice The datatoken was not created by the dataset's NFT.
    error ForeignDatatoken();
    /// @notice The purchase brought the dataset nothing: it is sold for another currency, by another exchange, or paid elsewhere.
    error NothingPaid();
    /// @notice The currency did not move exactly what was asked.
    error ShortTransfer();
    /// @notice There is no such order in the state that this needs.
    error NotOpen();
    /// @notice The caller is not the provider of the order, or the order names none.
    error NotProvider();
    /// @notice The caller is not the trainer of the order.
    error NotTrainer();
    /// @notice The job's privacy loss has not been committed.
    error NotCommitted();
    /// @notice The voucher is not the trainer's, or is for less than was drawn or more than is held.
    error BadVoucher();
    /// @notice The claim is below what was drawn or above what is held.
    error BadClaim();
    /// @notice The window has not ended, or has.
    error NotNow();

    /// @param authority the Governance contract
    /// @param token_ the payment currency, as of the pools; no fee on transfer, no rebasing
    /// @param challengeWindow_ seconds in which a trainer can object to a claim
    /// @param rulingWindow_ seconds in which governance can decide about an objection
    constructor(
        address authority,
        IERC20 token_,
        RoyaltyPools pools_,
        PrivacyLedger ledger_,
        address exchange_,
        uint32 challengeWindow_,
        uint32 rulingWindow_
    ) AccessManaged(authority) EIP712("stint", "1") {
        (token, pools, ledger, exchange) = (token_, pools_, ledger_, exchange_);
        (challengeWindow, rulingWindow) = (challengeWindow_, rulingWindow_);
        inboxCode = address(new RoyaltyInbox(pools_));
        token_.forceApprove(address(pools_), type(uint256).max); // the pools take only what this contract pays
    }

    /// @notice Buys and orders one datatoken for the caller and holds price and compute. The caller has approved maxPrice + compute.
    /// @return job jobOf(caller, spec, salt)
    function order(Terms calldata t, Quote calldata q) external nonReentrant returns (bytes32 job) {
        return _orderApproved(t, q);
    }

    /// @notice As order, with the approval as an EIP-2612 signature over exactly maxPrice + compute.
    function orderWithPermit(Terms calldata t, Quote calldata q, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (bytes32 job)
    {
        // A permit that someone else has sent first has done its work: only the transfer decides.
        try IERC20Permit(address(token)).permit(
            msg.sender, address(this), uint256(t.maxPrice) + t.compute, permitDeadline, v, r, s
        ) {} catch {}
        return _orderApproved(t, q);
    }

    /// @notice As order, with an ERC-3009 authorisation of the caller to receive exactly maxPrice + compute, at once. Its nonce is the job
    /// with the last 8 bytes zero, so that it pays for nothing else.
    function orderWithAuthorization(Terms calldata t, Quote calldata q, uint256 validBefore, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (bytes32 job)
    {
        uint256 before = token.balanceOf(address(this));
        bytes32 nonce = (jobOf(msg.sender, t.spec, t.salt) >> 64) << 64;
        IERC3009(address(token)).receiveWithAuthorization(
            msg.sender, address(this), uint256(t.maxPrice) + t.compute, 0, validBefore, nonce, v, r, s
        );
        return _order(t, q, before);
    }

    /// @notice Pays the provider what a voucher says, less what it had. Provider only: nobody else changes an open order under its feet.
    function draw(bytes32 job, Order memory o, Voucher calldata voucher) external nonReentrant {
        _require(job, o, State.Open);
        if (msg.sender != o.provider) revert NotProvider();
        uint256 due = _redeem(job, o, voucher);
        _orders[job] = _tag(o, State.Open);
        emit Drawn(job, o.drawn);
        _send(o.provider, due);
    }

    /// @notice Ends a finished job: price to the royalties of its dataset, and machine time to the provider: what the voucher says, if there is
    /// one, and what it claims beyond that after a window, with its own money beside it. What is neither goes back to the trainer. Provider
    /// only, and in its interest before the deadline, from which on anyone may refund instead.
    /// @param receipt digest of the job's receipt
    /// @param voucher the trainer's last, or one without a signature
    /// @param claim units of the compute allowance due for the whole job; at most what was drawn makes no claim
    function settle(bytes32 job, Order memory o, bytes32 receipt, Voucher calldata voucher, uint96 claim)
        external
        nonReentrant
    {
        _require(job, o, State.Open);
        if (msg.sender != o.provider) revert NotProvider();
        if (ledger.stateOf(o.dataset, job) != PrivacyLedger.State.Committed) revert NotCommitted();
        uint256 due = voucher.signature.length != 0 ? _redeem(job, o, voucher) : 0;
        if (claim > o.compute) revert BadClaim();
        uint256 bond;
        if (claim > o.drawn) {
            bond = claim - o.drawn;
            (o.claim, o.until) = (claim, uint64(block.timestamp) + challengeWindow);
            _orders[job] = _tag(o, State.Claimed);
        } else {
            (o.claim, o.until) = (o.drawn, 0);
            _orders[job] = _over(State.Paid);
        }
        emit Settled(job, o.price, o.drawn, o.claim, o.until, receipt);
        if (bond != 0) _take(o.provider, bond);
        if (o.price != 0) pools.pay(o.dataset, job, o.price);
        if (due != 0) _send(o.provider, due);
        if (o.claim < o.compute) _send(o.trainer, o.compute - o.claim);
    }

    /// @notice Objects to a claim. Trainer only, within the window.
    function challenge(bytes32 job, Order memory o) external {
        _require(job, o, State.Claimed);
        if (msg.sender != o.trainer) revert NotTrainer();
        if (block.timestamp >= o.until) revert NotNow();
        o.until = uint64(block.timestamp) + rulingWindow;
        _orders[job] = _tag(o, State.Disputed);
        emit Challenged(job, o.until);
    }

    /// @notice Ends a claim to which nobody objected: the provider has it, and its bond. If it was objected to and governance has not decided
    /// in time, the trainer has what was claimed and the provider its bond. Anyone may trigger it.
    function finalize(bytes32 job, Order memory o) external nonReentrant {
        bool disputed = _orders[job] == _tag(o, State.Disputed);
        if (!disputed) _require(job, o, State.Claimed);
        if (block.timestamp < o.until) revert NotNow();
        uint256 bond = o.claim - o.drawn;
        if (disputed) _finalize(job, o, o.drawn, bond, bond);
        else _finalize(job, o, o.claim, 2 * bond, 0);
    }

    /// @notice Decides a dispute: the provider is due so much in all. Unless that is all that it claimed, the trainer has its bond, too.
    /// Governance only.
    function rule(bytes32 job, Order memory o, uint96 due) external restricted nonReentrant {
        _require(job, o, State.Disputed);
        if (block.timestamp >= o.until) revert NotNow();
        if (due < o.drawn || due > o.claim) revert BadClaim();
        uint256 all = 2 * uint256(o.claim - o.drawn);
        uint256 toProvider = due == o.claim ? all : due - o.drawn;
        _finalize(job, o, due, toProvider, all - toProvider);
    }

    /// @notice Ends a job that did not finish: everything held goes back to the trainer. Provider at any time, anyone from the deadline on.
    /// @param receipt digest of the job's receipt; not recorded unless the provider gives it
    function refund(bytes32 job, Order memory o, bytes32 receipt) external nonReentrant {
        _require(job, o, State.Open);
        if (msg.sender != o.provider) {
            if (block.timestamp < o.deadline) revert NotProvider();
            receipt = 0;
        }
        _orders[job] = _over(State.Refunded);
        uint256 amount = uint256(o.price) + o.compute - o.drawn;
        emit Refunded(job, amount, receipt);
        _send(o.trainer, amount);
    }

    /// @notice Sends an account what could not be sent to it before. Anyone may trigger it.
    function withdraw(address account) external nonReentrant {
        uint256 amount = owedTo[account];
        owedTo[account] = 0;
        token.safeTransfer(account, amount);
    }

    /// @notice Records the end of a job on an order that was made the plain Ocean way, whose money this contract does not hold. Each provider
    /// speaks for itself. An attempt that failed leaves the order open for the next; one that finished does not.
    /// @param order_ keccak256(abi.encode(datatoken, transaction hash, number of OrderStarted events of the datatoken before it in the transaction))
    /// @param attempt 0, 1, ...: all before it have failed
    /// @param receipt digest of the job's receipt
    function fulfil(address dataset, bytes32 order_, uint256 attempt, bool finished, bytes32 receipt) external {
        bytes32 job = plainJobOf(msg.sender, order_, attempt);
        if (_orders[job] != 0) revert NotOpen();
        if (attempt != 0 && stateOf(plainJobOf(msg.sender, order_, attempt - 1)) != State.Refunded) revert NotOpen();
        if (finished && ledger.stateOf(dataset, job) != PrivacyLedger.State.Committed) revert NotCommitted();
        _orders[job] = _over(finished ? State.Paid : State.Refunded);
        emit Fulfilled(job, msg.sender, order_, attempt, finished, receipt);
    }

    /// @notice Makes the dataset's inbox if it does not exist yet. Anyone may.
    function openInbox(address dataset) public returns (address inbox) {
        inbox = inboxOf(dataset);
        if (inbox.code.length != 0) return inbox;
        Clones.cloneDeterministicWithImmutableArgs(inboxCode, abi.encodePacked(dataset), 0);
        emit InboxOpened(dataset, inbox);
    }

    /// @notice Stops new orders for PAUSE seconds, once in PAUSE_AGAIN. Governance only.
    function pause() external restricted {
        if (pausedUntil != 0 && block.timestamp < pausedUntil - PAUSE + PAUSE_AGAIN) revert PausedRecently();
        pausedUntil = uint64(block.timestamp) + PAUSE;
        emit Paused(pausedUntil);
    }

    /// @notice Address of the dataset's inbox, opened or not.
    function inboxOf(address dataset) public view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(inboxCode, abi.encodePacked(dataset), 0);
    }

    /// @notice The job that a trainer's order is for.
    function jobOf(address trainer, bytes32 spec, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), trainer, spec, salt));
    }

    /// @notice The job that a provider's attempt at a plain Ocean order is.
    function plainJobOf(address provider, bytes32 order_, uint256 attempt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), provider, order_, attempt, bytes32("plain")));
    }

    /// @notice What a job's order has come to.
    function stateOf(bytes32 job) public view returns (State) {
        return State(uint8(uint256(_orders[job])));
    }

    function _orderApproved(Terms calldata t, Quote calldata q) private returns (bytes32) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), uint256(t.maxPrice) + t.compute);
        return _order(t, q, before);
    }

    /// @dev Orders with what has just arrived.
    function _order(Terms calldata t, Quote calldata q, uint256 before) private returns (bytes32 job) {
        if (block.timestamp < pausedUntil) revert OrdersPaused();
        if (t.deadline <= block.timestamp) revert BadDeadline();
        if (t.provider == address(0)) revert NotProvider();
        if (q.validUntil < block.timestamp) revert QuoteExpired();
        job = jobOf(msg.sender, t.spec, t.salt);
        if (_orders[job] != 0) revert AlreadyOrdered(job);
        uint256 held = token.balanceOf(address(this));
        if (held - before != uint256(t.maxPrice) + t.compute) revert ShortTransfer();

        (uint256 spent, uint256 price) = _buy(t, q, held);
        Order memory o;
        (o.trainer, o.provider, o.dataset, o.deadline) = (msg.sender, t.provider, t.dataset, t.deadline);
        (o.price, o.compute) = (price.toUint96(), t.compute);
        _orders[job] = _tag(o, State.Open);
        _ordered(job, t, price);
        if (spent < t.maxPrice) _send(msg.sender, t.maxPrice - spent);
    }

    function _ordered(bytes32 job, Terms calldata t, uint256 price) private {
        emit Ordered(job, msg.sender, t.dataset, t.datatoken, t.provider, price, t.compute, t.spec, t.deadline);
    }

    /// @dev Buys and orders; what reached the inbox is the price, and comes back here. The NFT alone knows its datatokens. What a purchase
    /// does is judged by what moved: nothing else of the datatoken or the exchange is believed.
    function _buy(Terms calldata t, Quote calldata q, uint256 held) private returns (uint256 spent, uint256 price) {
        if (!IDataNFT(t.dataset).isDeployed(t.datatoken)) revert ForeignDatatoken();
        address inbox = openInbox(t.dataset);
        uint256 inboxHeld = token.balanceOf(inbox);
        token.forceApprove(t.datatoken, t.maxPrice);
        _buyFromFreAndOrder(t, q);
        spent = held - token.balanceOf(address(this));
        if (spent < t.maxPrice) token.forceApprove(t.datatoken, 0);
        price = token.balanceOf(inbox) - inboxHeld;
        if (price == 0) revert NothingPaid();
        RoyaltyInbox(inbox).take(price);
    }

    function _buyFromFreAndOrder(Terms calldata t, Quote calldata q) private {
        IDatatoken.OrderParams memory params;
        params.consumer = msg.sender;
        params.providerFee.providerFeeAddress = t.provider;
        params.providerFee.v = q.v;
        params.providerFee.r = q.r;
        params.providerFee.s = q.s;
        params.providerFee.validUntil = q.validUntil;
        params.providerFee.providerData = abi.encodePacked(t.spec);
        IDatatoken(t.datatoken).buyFromFreAndOrder(
            params, IDatatoken.FreParams(exchange, t.exchangeId, t.maxPrice, 0, address(0))
        );
    }

    /// @dev Raises o.drawn to what the trainer's voucher says, and returns by how much.
    function _redeem(bytes32 job, Order memory o, Voucher calldata voucher) private view returns (uint256 due) {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(VOUCHER, job, voucher.cumulative)));
        if (voucher.cumulative <= o.drawn || voucher.cumulative > o.compute) revert BadVoucher();
        if (!SignatureChecker.isValidSignatureNowCalldata(o.trainer, digest, voucher.signature)) revert BadVoucher();
        due = voucher.cumulative - o.drawn;
        o.drawn = voucher.cumulative;
    }

    function _finalize(bytes32 job, Order memory o, uint256 due, uint256 toProvider, uint256 toTrainer) private {
        _orders[job] = _over(State.Paid);
        emit Finalized(job, due, toProvider, toTrainer);
        if (toProvider != 0) _send(o.provider, toProvider);
        if (toTrainer != 0) _send(o.trainer, toTrainer);
    }

    /// @dev Sends, or keeps what the currency will not let through: nobody's ill fortune stops another's payment.
    function _send(address to, uint256 amount) private {
        if (token.trySafeTransfer(to, amount)) return;
        owedTo[to] += amount;
        emit Kept(to, amount);
    }

    function _take(address from, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        if (token.balanceOf(address(this)) - before != amount) revert ShortTransfer();
    }

    function _require(bytes32 job, Order memory o, State state) private view {
        if (_orders[job] != _tag(o, state)) revert NotOpen();
    }

    function _tag(Order memory o, State state) private pure returns (bytes32) {
        return bytes32((uint256(keccak256(abi.encode(o))) & ~uint256(0xff)) | uint8(state));
    }

    function _over(State state) private pure returns (bytes32) {
        return bytes32(uint256(state));
    }
}
