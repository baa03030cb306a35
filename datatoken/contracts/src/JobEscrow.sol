// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDataNFT, IDatatoken, IFixedRateExchange} from "./Ocean.sol";
import {PrivacyLedger} from "./PrivacyLedger.sol";
import {RoyaltyInbox} from "./RoyaltyInbox.sol";
import {RoyaltyPools} from "./RoyaltyPools.sol";

/// @title Holds a trainer's money from the order of a job to its end.
/// @notice Promises: one transaction buys and orders a real Ocean datatoken for the trainer; the price and the compute allowance stay here until
/// either the job's privacy loss is on the ledger and the provider settles (price to the royalties, compute to the provider), or everything
/// held goes back to the trainer: at the provider's word at any time, at anyone's after the deadline. Exactly one of the two happens.
/// @dev The dataset's contracts are not trusted: money is counted by what moved, and a datatoken can spend at most maxPrice. Whether the result
/// was good is not judged here. Fees that Ocean or a publishing market take of a purchase are part of maxPrice and are not refunded.
contract JobEscrow is AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    enum State {
        None,
        Open,
        Paid,
        Refunded
    }

    /// @param maxPrice most units to spend on the datatoken, all fees included
    /// @param compute units held for the provider's machine time
    /// @param spec digest of the job's specification
    /// @param deadline unix seconds; from then on anyone may refund
    struct Terms {
        address dataset;
        address datatoken;
        bytes32 exchangeId;
        uint256 maxPrice;
        uint256 compute;
        address provider;
        bytes32 spec;
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

    struct Order {
        address trainer;
        uint64 deadline;
        State state;
        address dataset;
        uint96 price;
        address provider;
        uint96 compute;
    }

    /// @notice The payment currency.
    IERC20 public immutable token;
    /// @notice Where settled prices go.
    RoyaltyPools public immutable pools;
    /// @notice Where a job's privacy loss must stand before it is settled.
    PrivacyLedger public immutable ledger;
    /// @notice Ocean's fixed-rate exchange.
    IFixedRateExchange public immutable exchange;
    /// @notice Code of the inboxes.
    address public immutable inboxCode;

    /// @notice Whether new orders are stopped; settling and refunding never are.
    bool public paused;
    /// @notice Number of a trainer's orders so far, which names the next job.
    mapping(address trainer => uint256) public nonces;
    mapping(bytes32 job => Order) private _orders;

    event InboxOpened(address indexed dataset, address inbox);
    event PausedSet(bool on);
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
    event Settled(bytes32 indexed job, uint256 royalty, uint256 compute, bytes32 receipt);
    event Refunded(bytes32 indexed job, uint256 amount, bytes32 receipt);

    /// @notice Governance has stopped new orders.
    error OrdersPaused();
    /// @notice The deadline is not in the future.
    error BadDeadline();
    /// @notice The provider's quote is no longer valid.
    error QuoteExpired();
    /// @notice The datatoken was not created by the dataset's NFT, or is not of template 2.
    error ForeignDatatoken();
    /// @notice The exchange sells another datatoken, or for another currency.
    error WrongExchange();
    /// @notice The datatoken's payment collector is not the dataset's inbox.
    error WrongCollector(address collector);
    /// @notice The currency did not move exactly what was asked.
    error ShortTransfer();
    /// @notice The order is not open.
    error NotOpen();
    /// @notice The caller is not the provider of the order, or the order names none.
    error NotProvider();
    /// @notice The job's privacy loss has not been committed.
    error NotCommitted();

    /// @param authority the Governance contract
    /// @param token_ the payment currency, as of the pools; no fee on transfer, no rebasing
    constructor(
        address authority,
        IERC20 token_,
        RoyaltyPools pools_,
        PrivacyLedger ledger_,
        IFixedRateExchange exchange_
    ) AccessManaged(authority) {
        (token, pools, ledger, exchange) = (token_, pools_, ledger_, exchange_);
        inboxCode = address(new RoyaltyInbox(pools_));
        token_.forceApprove(address(pools_), type(uint256).max); // the pools take only what this contract pays
    }

    /// @notice Buys and orders one datatoken for the caller and holds price and compute. The caller has approved maxPrice + compute.
    /// @return job keccak256(abi.encode(chain id, this, trainer, spec, nonce))
    function order(Terms calldata t, Quote calldata q) external nonReentrant returns (bytes32 job) {
        return _order(t, q);
    }

    /// @notice As order, with the approval as an EIP-2612 signature over exactly maxPrice + compute.
    function orderWithPermit(Terms calldata t, Quote calldata q, uint256 permitDeadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (bytes32 job)
    {
        // A permit that someone else has sent first has done its work: only the transfer decides.
        try IERC20Permit(address(token)).permit(
            msg.sender, address(this), t.maxPrice + t.compute, permitDeadline, v, r, s
        ) {} catch {}
        return _order(t, q);
    }

    /// @notice Ends a finished job: price to the royalties of its dataset, compute to the provider. Provider only, and in its interest before
    /// the deadline, from which on anyone may refund instead.
    /// @param receipt digest of the job's receipt
    function settle(bytes32 job, bytes32 receipt) external nonReentrant {
        Order storage o = _orders[job];
        if (o.state != State.Open) revert NotOpen();
        if (msg.sender != o.provider) revert NotProvider();
        if (ledger.stateOf(o.dataset, job) != uint8(PrivacyLedger.State.Committed)) revert NotCommitted();
        o.state = State.Paid;
        (uint256 price, uint256 compute) = (o.price, o.compute);
        emit Settled(job, price, compute, receipt);
        if (price != 0) pools.pay(o.dataset, job, price);
        if (compute != 0) token.safeTransfer(o.provider, compute);
    }

    /// @notice Ends a job that did not finish: everything held goes back to the trainer. Provider at any time, anyone from the deadline on.
    /// @param receipt digest of the job's receipt; not recorded unless the provider gives it
    function refund(bytes32 job, bytes32 receipt) external nonReentrant {
        Order storage o = _orders[job];
        if (o.state != State.Open) revert NotOpen();
        if (msg.sender != o.provider) {
            if (block.timestamp < o.deadline) revert NotProvider();
            receipt = 0;
        }
        o.state = State.Refunded;
        uint256 amount = uint256(o.price) + o.compute;
        emit Refunded(job, amount, receipt);
        token.safeTransfer(o.trainer, amount);
    }

    /// @notice Makes the dataset's inbox if it does not exist yet. Anyone may.
    function openInbox(address dataset) public returns (address inbox) {
        inbox = inboxOf(dataset);
        if (inbox.code.length != 0) return inbox;
        Clones.cloneDeterministicWithImmutableArgs(inboxCode, abi.encodePacked(dataset), 0);
        emit InboxOpened(dataset, inbox);
    }

    /// @notice Stops new orders, or allows them again. Governance only.
    function setPaused(bool on) external restricted {
        paused = on;
        emit PausedSet(on);
    }

    /// @notice Address of the dataset's inbox, opened or not.
    function inboxOf(address dataset) public view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(inboxCode, abi.encodePacked(dataset), 0);
    }

    /// @notice The order of a job.
    function orderOf(bytes32 job) external view returns (Order memory) {
        return _orders[job];
    }

    function _order(Terms calldata t, Quote calldata q) private returns (bytes32 job) {
        if (paused) revert OrdersPaused();
        if (t.deadline <= block.timestamp) revert BadDeadline();
        if (t.provider == address(0)) revert NotProvider();
        if (q.validUntil < block.timestamp) revert QuoteExpired();
        job = keccak256(abi.encode(block.chainid, address(this), msg.sender, t.spec, nonces[msg.sender]++));

        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), t.maxPrice + t.compute);
        if (token.balanceOf(address(this)) - before != t.maxPrice + t.compute) revert ShortTransfer();

        (uint256 spent, uint256 price) = _buy(t, q);
        _orders[job] = Order({
            trainer: msg.sender,
            deadline: t.deadline,
            state: State.Open,
            dataset: t.dataset,
            price: price.toUint96(),
            provider: t.provider,
            compute: t.compute.toUint96()
        });
        emit Ordered(job, msg.sender, t.dataset, t.datatoken, t.provider, price, t.compute, t.spec, t.deadline);
        if (spent < t.maxPrice) token.safeTransfer(msg.sender, t.maxPrice - spent);
    }

    /// @dev Buys and orders; what reached the inbox is the price, and comes back here.
    function _buy(Terms calldata t, Quote calldata q) private returns (uint256 spent, uint256 price) {
        address inbox = _checked(t);
        uint256 held = token.balanceOf(address(this));
        uint256 inboxHeld = token.balanceOf(inbox);
        token.forceApprove(t.datatoken, t.maxPrice);
        _buyFromFreAndOrder(t, q);
        token.forceApprove(t.datatoken, 0);
        spent = held - token.balanceOf(address(this));
        price = token.balanceOf(inbox) - inboxHeld;
        if (price != 0) RoyaltyInbox(inbox).take(price);
    }

    /// @dev The dataset's inbox, once it is sure that the datatoken is the dataset's, sold for our currency, and pays there. The NFT alone
    /// knows its datatokens; templates other than 2 take the call below for a gift of ether and do nothing.
    function _checked(Terms calldata t) private returns (address inbox) {
        if (!IDataNFT(t.dataset).isDeployed(t.datatoken)) revert ForeignDatatoken();
        IDatatoken datatoken = IDatatoken(t.datatoken);
        if (datatoken.getERC721Address() != t.dataset || datatoken.getId() != 2) revert ForeignDatatoken();
        (, address sold,, address base,,,,,,,,) = exchange.getExchange(t.exchangeId);
        if (sold != t.datatoken || base != address(token)) revert WrongExchange();
        inbox = openInbox(t.dataset);
        address collector = datatoken.getPaymentCollector();
        if (collector != inbox) revert WrongCollector(collector);
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
            params, IDatatoken.FreParams(address(exchange), t.exchangeId, t.maxPrice, 0, address(0))
        );
    }
}
