// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobEscrow} from "../../src/JobEscrow.sol";
import {RoyaltyInbox} from "../../src/RoyaltyInbox.sol";
import {RoyaltyPools} from "../../src/RoyaltyPools.sol";
import {TestStable} from "../../src/TestStable.sol";
import {Wallet} from "../../testdata/src/Wallet.sol";
import {EscrowKit, Shop} from "./EscrowKit.sol";
import {Token, check, clamp, vm} from "./Kit.sol";

/// @notice What an attacker would try.
contract AttackTest is EscrowKit {
    uint256 private constant KEY = 0x57;
    address private _trainer;
    address private constant PROVIDER = address(0x9001);
    Shop private _s;
    uint96 private constant PRICE = 25e6;
    uint96 private constant COMPUTE = 3e6;

    function setUp() public {
        vm.warp(1_000_000_000);
        _set();
        _trainer = vm.addr(KEY);
        _s = _shop([PROVIDER, address(this)]);
        _s.set(PRICE, Shop.Mode.Honest);
        coin.mint(_trainer, 1e12);
        coin.mint(PROVIDER, 1e12);
        vm.prank(_trainer);
        coin.approve(address(escrow), type(uint256).max);
        vm.prank(PROVIDER);
        coin.approve(address(escrow), type(uint256).max);
    }

    function _t(bytes32 salt) private view returns (JobEscrow.Terms memory) {
        return _terms(_s, PROVIDER, PRICE, COMPUTE, salt, uint64(block.timestamp + 1 hours));
    }

    function _order(bytes32 salt) private returns (bytes32 job, JobEscrow.Order memory o) {
        JobEscrow.Terms memory t = _t(salt);
        JobEscrow.Quote memory q = _quote();
        vm.prank(_trainer);
        job = escrow.order(t, q);
        o = JobEscrow.Order(_trainer, PROVIDER, address(_s), PRICE, COMPUTE, t.deadline, 0, 0, 0);
    }

    function _tryOrder(bytes32 salt, bytes4 want) private {
        JobEscrow.Terms memory t = _t(salt);
        JobEscrow.Quote memory q = _quote();
        vm.prank(_trainer);
        if (want == 0) vm.expectRevert();
        else vm.expectRevert(want);
        escrow.order(t, q);
    }

    // --- re-entrance ---

    /// @notice A currency that calls back in the middle of every transfer gets into nothing: not the function that is running, not another, not of
    /// the pools while the escrow pays them.
    function test_reenterThroughTheCurrency() public {
        (bytes32 a, JobEscrow.Order memory oa) = _order("a");
        (bytes32 b, JobEscrow.Order memory ob) = _order("b");
        (bytes32 c, JobEscrow.Order memory oc) = _order("c");
        _charge(address(_s), PROVIDER, c);
        vm.warp(block.timestamp + 2 hours); // anyone may refund: the calls below would pass by themselves
        coin.plant(address(escrow), abi.encodeCall(escrow.refund, (b, ob, 0)));
        escrow.refund(a, oa, 0);
        check(!coin.entered() && escrow.stateOf(b) == JobEscrow.State.Open, "refund re-enters");
        vm.prank(PROVIDER);
        escrow.settle(c, oc, 0, _none(), COMPUTE);
        check(!coin.entered() && escrow.stateOf(b) == JobEscrow.State.Open, "settle is re-entered");
        coin.plant(address(escrow), abi.encodeCall(escrow.withdraw, (_trainer)));
        escrow.refund(b, ob, 0);
        check(!coin.entered(), "withdraw re-enters");
    }

    function test_reenterPools() public {
        Group memory g = _pair(address(_s), address(0xa), 1, address(0xb), 1);
        _pay(address(_s), 1e6);
        _pay(address(_s), 1e6);
        coin.plant(
            address(pools),
            abi.encodeCall(pools.claim, (g.dataset, g.id, g.b, address(0xb), uint64(1), _proof(g, 1)))
        );
        uint256 got = _claim(g, 0);
        check(!coin.entered() && coin.balanceOf(address(0xb)) == 0 && got == 950_000, "claim re-enters");
        coin.plant(address(pools), abi.encodeCall(pools.withdrawTreasury, (address(_s))));
        _claim(g, 1);
        check(!coin.entered() && coin.balanceOf(TREASURY) == 0, "withdrawTreasury re-enters");
        coin.set(Token.Mode.Plain);
        coin.mint(address(coin), 100);
        coin.plant(address(pools), abi.encodeCall(pools.pay, (address(_s), bytes32(0), 100)));
        _pay(address(_s), 1e6);
        check(!coin.entered(), "a payment counts twice");
    }

    /// @notice A dataset that calls back while it is bought from gets into nothing that moves money.
    function test_reenterThroughTheDataset() public {
        (bytes32 a, JobEscrow.Order memory oa) = _order("a");
        vm.warp(block.timestamp + 2 hours);
        _s.plant(address(escrow), abi.encodeCall(escrow.refund, (a, oa, 0)));
        _order("b");
        check(!_s.called() && escrow.stateOf(a) == JobEscrow.State.Open, "refund within an order");
        _s.plant(address(escrow), abi.encodeCall(escrow.withdraw, (_trainer)));
        _order("c");
        check(!_s.called(), "withdraw within an order");
        _s.plant(address(escrow), abi.encodeCall(escrow.order, (_t("x"), _quote())));
        _order("d");
        check(!_s.called(), "an order within an order");
        bytes memory end = abi.encodeCall(escrow.fulfil, (address(_s), bytes32("spec"), uint256(uint160(0)), false, 0));
        _s.plant(address(escrow), end);
        (bytes32 e,) = _order("e");
        check(escrow.stateOf(e) == JobEscrow.State.Open, "an order's state was written from within it");
    }

    /// @notice What stood in the inbox before, and is flushed in the middle of a purchase, is not the trainer's, and nobody else pays for it.
    function test_flushWithinAnOrder() public {
        coin.mint(_s.inbox(), 7e6); // plain orders
        escrow.openInbox(address(_s));
        _s.plant(_s.inbox(), abi.encodeCall(RoyaltyInbox.flush, ()));
        uint256 had = coin.balanceOf(_trainer);
        JobEscrow.Terms memory t = _t("a");
        JobEscrow.Quote memory q = _quote();
        vm.prank(_trainer);
        bytes32 job = escrow.order(t, q);
        JobEscrow.Order memory o =
            JobEscrow.Order(_trainer, PROVIDER, address(_s), PRICE - 7e6, COMPUTE, t.deadline, 0, 0, 0);
        check(coin.balanceOf(address(escrow)) == uint256(o.price) + COMPUTE, "the escrow holds what it says");
        vm.prank(PROVIDER);
        escrow.refund(job, o, 0);
        check(coin.balanceOf(address(escrow)) == 0 && coin.balanceOf(_trainer) + 7e6 == had, "only this trainer is short");
    }

    // --- datasets that lie ---

    function test_greedyAndThievishShops() public {
        (bytes32 a, JobEscrow.Order memory oa) = _order("a"); // whose money they are after
        _s.set(PRICE, Shop.Mode.Greedy);
        _tryOrder("b", 0);
        _s.set(PRICE, Shop.Mode.Thief);
        _tryOrder("b", JobEscrow.NothingPaid.selector);
        _s.set(0, Shop.Mode.Honest);
        _tryOrder("b", JobEscrow.NothingPaid.selector);
        _s.set(PRICE - 1e6, Shop.Mode.Returns); // takes all, gives half of the rest back
        (JobEscrow.Terms memory t, JobEscrow.Quote memory q) = (_t("c"), _quote());
        vm.prank(_trainer);
        escrow.order(t, q);
        check(coin.balanceOf(address(escrow)) == 2 * (uint256(PRICE) + COMPUTE) - 1e6, "held");
        vm.expectRevert();
        _s.steal(address(escrow), 1);
        vm.prank(PROVIDER);
        escrow.refund(a, oa, 0);
    }

    function testFuzz_noAllowanceIsLeft(uint96 max, uint96 price) public {
        uint96 p = uint96(clamp(price, 1, 1e9));
        uint96 m = uint96(clamp(max, p, 2e9));
        _s.set(p, Shop.Mode.Honest);
        JobEscrow.Terms memory t = _terms(_s, PROVIDER, m, 0, "a", uint64(block.timestamp + 1));
        JobEscrow.Quote memory q = _quote();
        uint256 had = coin.balanceOf(_trainer);
        vm.prank(_trainer);
        escrow.order(t, q);
        check(coin.allowance(address(escrow), address(_s)) == 0, "allowance");
        check(coin.balanceOf(_trainer) == had - p && coin.balanceOf(address(escrow)) == p, "change");
    }

    function test_foreignDatatoken() public {
        Shop other = _shop([PROVIDER, address(this)]);
        JobEscrow.Terms memory t = _t("a");
        t.datatoken = address(other);
        JobEscrow.Quote memory q = _quote();
        vm.prank(_trainer);
        vm.expectRevert(JobEscrow.ForeignDatatoken.selector);
        escrow.order(t, q);
    }

    function test_onlyTheEscrowTakesFromAnInbox() public {
        escrow.openInbox(address(_s));
        coin.mint(_s.inbox(), 5e6);
        RoyaltyInbox inbox = RoyaltyInbox(_s.inbox());
        vm.expectRevert(RoyaltyInbox.NotEscrow.selector);
        inbox.take(5e6);
        inbox.flush();
        check(coin.balanceOf(address(pools)) == 5e6, "flush");
    }

    // --- currencies that lie ---

    function test_feeOnTransfer() public {
        coin.set(Token.Mode.Fee);
        _tryOrder("a", JobEscrow.ShortTransfer.selector);
        Group memory g = _pair(address(_s), address(0xa), 1, address(0xb), 1);
        coin.mint(address(this), 1e6);
        pools.pay(address(_s), 0, 1e6);
        (uint256 ua,) = _owed(g, 0);
        (uint256 ub,) = _owed(g, 1);
        check(ua + ub + 49_500 <= 990_000, "more was credited than came");
        // A fee that a currency takes up later costs the receiver, and no one else.
        coin.set(Token.Mode.Plain);
        (bytes32 a, JobEscrow.Order memory oa) = _order("a");
        (bytes32 b, JobEscrow.Order memory ob) = _order("b");
        coin.set(Token.Mode.Fee);
        vm.startPrank(PROVIDER);
        escrow.refund(a, oa, 0);
        check(coin.balanceOf(address(escrow)) == uint256(PRICE) + COMPUTE, "another order pays the fee");
        vm.stopPrank();
        _charge(address(_s), PROVIDER, b);
        vm.prank(PROVIDER);
        vm.expectRevert(JobEscrow.ShortTransfer.selector); // a bond that did not arrive
        escrow.settle(b, ob, 0, _none(), COMPUTE);
    }

    function test_falseAndLyingCurrencies() public {
        coin.set(Token.Mode.False);
        _tryOrder("a", 0);
        coin.set(Token.Mode.Lies);
        _tryOrder("a", JobEscrow.ShortTransfer.selector);
        vm.expectRevert(RoyaltyPools.NothingPaid.selector);
        pools.pay(address(_s), 0, 1e6);
        coin.set(Token.Mode.Plain);
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        _charge(address(_s), PROVIDER, a);
        coin.set(Token.Mode.Lies);
        vm.prank(PROVIDER);
        vm.expectRevert(JobEscrow.ShortTransfer.selector);
        escrow.settle(a, o, 0, _none(), COMPUTE);
        coin.set(Token.Mode.False);
        vm.prank(PROVIDER);
        escrow.refund(a, o, 0);
        check(escrow.owedTo(_trainer) == uint256(PRICE) + COMPUTE, "a refund that says false is kept");
        vm.expectRevert();
        escrow.withdraw(_trainer);
        coin.set(Token.Mode.Plain);
        escrow.withdraw(_trainer);
        check(coin.balanceOf(address(escrow)) == 0 && escrow.owedTo(_trainer) == 0, "and fetched");
    }

    /// @notice A currency that returns nothing, as old ones do, serves for a whole job.
    function test_silentCurrency() public {
        coin.set(Token.Mode.Silent);
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        _charge(address(_s), PROVIDER, a);
        Group memory g = _pair(address(_s), address(0xa), 1, address(0xb), 1);
        vm.prank(PROVIDER);
        escrow.settle(a, o, 0, _voucher(KEY, a, 1e6), 2e6);
        (o.drawn, o.claim, o.until) = (1e6, 2e6, uint64(block.timestamp) + CHALLENGE);
        vm.warp(o.until);
        escrow.finalize(a, o);
        check(coin.balanceOf(PROVIDER) == 1e12 + 2e6, "provider");
        check(coin.balanceOf(_trainer) == 1e12 - PRICE - 2e6, "trainer");
        check(_claim(g, 0) == (uint256(PRICE) - PRICE / 20) / 2, "member");
    }

    /// @notice Nobody's ban stops another's payment, and what cannot be sent waits.
    function test_bans() public {
        (bytes32 a, JobEscrow.Order memory oa) = _order("a");
        (bytes32 b, JobEscrow.Order memory ob) = _order("b");
        _charge(address(_s), PROVIDER, a);
        coin.ban(_trainer, true);
        vm.startPrank(PROVIDER);
        escrow.settle(a, oa, 0, _voucher(KEY, a, 1e6), 0);
        check(coin.balanceOf(PROVIDER) == 1e12 + 1e6 && escrow.owedTo(_trainer) == COMPUTE - 1e6, "settle");
        coin.ban(PROVIDER, true);
        escrow.refund(b, ob, 0);
        vm.stopPrank();
        check(escrow.owedTo(_trainer) == uint256(PRICE) + 2 * COMPUTE - 1e6, "refund");
        Group memory g = _pair(address(_s), address(0xa), 1, address(0xb), 1);
        _pay(address(_s), 1e6);
        coin.ban(address(0xa), true);
        vm.expectRevert();
        pools.claim(g.dataset, g.id, g.b, address(0xa), 1, _proof(g, 0));
        check(_claim(g, 1) != 0, "a banned member hinders another");
        coin.ban(address(0xa), false);
        check(_claim(g, 0) != 0, "what a ban held back is lost");
    }

    // --- signatures ---

    function _refusesVoucher(bytes32 job, JobEscrow.Order memory o, JobEscrow.Voucher memory v) private {
        vm.prank(PROVIDER);
        vm.expectRevert(JobEscrow.BadVoucher.selector);
        escrow.draw(job, o, v);
    }

    function test_vouchersAreForOneJobOnOneChainAndContract() public {
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        (bytes32 b, JobEscrow.Order memory ob) = _order("b");
        JobEscrow.Voucher memory good = _voucher(KEY, a, 1e6);
        _refusesVoucher(b, ob, good); // another job's
        _refusesVoucher(a, o, _voucher(KEY + 1, a, 1e6)); // another's
        _refusesVoucher(a, o, JobEscrow.Voucher(2e6, good.signature)); // another amount
        _refusesVoucher(a, o, _voucher(KEY, a, COMPUTE + 1)); // more than is held
        _refusesVoucher(a, o, _none());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _digest(address(0xdead), a, 1e6));
        _refusesVoucher(a, o, JobEscrow.Voucher(1e6, abi.encodePacked(r, s, v))); // another contract's
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        JobEscrow.Voucher memory there = _voucher(KEY, a, 1e6);
        _refusesVoucher(a, o, good); // this chain's, replayed on a fork with another number
        vm.chainId(here);
        _refusesVoucher(a, o, there);
        vm.prank(PROVIDER);
        escrow.draw(a, o, good);
        o.drawn = 1e6;
        _refusesVoucher(a, o, good); // again
        _refusesVoucher(a, o, _voucher(KEY, a, 999_999)); // an older one
    }

    /// @notice The other half of a signature (high s) and its short form are no vouchers.
    function testFuzz_malleable(uint96 cumulative) public {
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        cumulative = uint96(clamp(cumulative, 1, COMPUTE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _digest(address(escrow), a, cumulative));
        bytes32 high = bytes32(CURVE_ORDER - uint256(s));
        _refusesVoucher(a, o, JobEscrow.Voucher(cumulative, abi.encodePacked(r, high, uint8(55 - v))));
        bytes32 short = bytes32(uint256(s) | (uint256(v - 27) << 255));
        _refusesVoucher(a, o, JobEscrow.Voucher(cumulative, abi.encodePacked(r, short)));
        _refusesVoucher(a, o, JobEscrow.Voucher(cumulative, abi.encodePacked(r, s, uint8(v - 27))));
        vm.prank(PROVIDER);
        escrow.draw(a, o, JobEscrow.Voucher(cumulative, abi.encodePacked(r, s, v)));
    }

    /// @notice Cumulative vouchers pay in all what the highest of them says, in whatever order they come.
    function testFuzz_vouchersAreCumulative(uint96[5] memory says) public {
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        uint96 most;
        for (uint256 i; i < 5; ++i) {
            uint96 v = uint96(clamp(says[i], 0, uint256(COMPUTE) + 10));
            JobEscrow.Voucher memory voucher = _voucher(KEY, a, v);
            bool ok = v > most && v <= COMPUTE;
            vm.prank(PROVIDER);
            if (!ok) vm.expectRevert(JobEscrow.BadVoucher.selector);
            escrow.draw(a, o, voucher);
            if (ok) (most, o.drawn) = (v, v);
        }
        check(coin.balanceOf(PROVIDER) == 1e12 + uint256(most), "drawn");
    }

    /// @notice A trainer that is a contract signs by EIP-1271, and its signer, once dismissed, signs no more.
    function test_walletTrainer() public {
        Wallet wallet = new Wallet(address(this));
        wallet.setSigner(_trainer);
        coin.mint(address(wallet), 1e9);
        wallet.exec(address(coin), abi.encodeCall(coin.approve, (address(escrow), 1e9)));
        JobEscrow.Terms memory t = _t("w");
        bytes32 a = abi.decode(wallet.exec(address(escrow), abi.encodeCall(escrow.order, (t, _quote()))), (bytes32));
        JobEscrow.Order memory o =
            JobEscrow.Order(address(wallet), PROVIDER, address(_s), PRICE, COMPUTE, t.deadline, 0, 0, 0);
        vm.prank(PROVIDER);
        escrow.draw(a, o, _voucher(KEY, a, 1e6));
        o.drawn = 1e6;
        wallet.setSigner(address(0xdead));
        _refusesVoucher(a, o, _voucher(KEY, a, 2e6));
    }

    // --- permits and authorisations ---

    struct Signed {
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function _stable() private returns (TestStable usd, JobEscrow e, Shop shop) {
        usd = new TestStable(address(this));
        usd.mint(_trainer, 1e9);
        RoyaltyPools p = new RoyaltyPools(address(gov), IERC20(address(usd)), TREASURY, 0, 0);
        e = new JobEscrow(address(gov), IERC20(address(usd)), p, ledger, address(0xe8), CHALLENGE, RULING);
        shop = new Shop(Token(address(usd)), e, address(this));
        shop.set(PRICE, Shop.Mode.Honest);
    }

    function _sign(TestStable usd, bytes32 what) private view returns (Signed memory g) {
        (g.v, g.r, g.s) = vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", usd.DOMAIN_SEPARATOR(), what)));
    }

    /// @notice A permit that somebody else sends first has done its work; it allows what it says, to whom it says.
    function test_permitSentByAnother() public {
        (TestStable usd, JobEscrow e, Shop shop) = _stable();
        uint256 until = block.timestamp + 600;
        bytes32 what = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                _trainer,
                address(e),
                uint256(PRICE) + COMPUTE,
                0,
                until
            )
        );
        Signed memory g = _sign(usd, what);
        vm.prank(address(0xbad));
        usd.permit(_trainer, address(e), uint256(PRICE) + COMPUTE, until, g.v, g.r, g.s);
        JobEscrow.Terms memory t = _terms(shop, PROVIDER, PRICE, COMPUTE, "p", uint64(block.timestamp + 1 hours));
        JobEscrow.Quote memory q = _quote();
        vm.prank(address(0xbad)); // who has no money here
        vm.expectRevert();
        e.orderWithPermit(t, q, until, g.v, g.r, g.s);
        vm.prank(_trainer);
        e.orderWithPermit(t, q, until, g.v, g.r, g.s);
        check(usd.balanceOf(address(e)) == uint256(PRICE) + COMPUTE, "held");
        t.salt = "again";
        vm.prank(_trainer);
        vm.expectRevert();
        e.orderWithPermit(t, q, until, g.v, g.r, g.s);
    }

    /// @notice An authorisation pays for its job alone, sent by its trainer alone, once.
    function test_authorisationPaysForItsJobAlone() public {
        (TestStable usd, JobEscrow e, Shop shop) = _stable();
        JobEscrow.Terms memory t = _terms(shop, PROVIDER, PRICE, COMPUTE, "p", uint64(block.timestamp + 1 hours));
        JobEscrow.Quote memory q = _quote();
        uint256 until = block.timestamp + 600;
        bytes32 nonce = (e.jobOf(_trainer, t.spec, t.salt) >> 64) << 64;
        bytes32 what = keccak256(
            abi.encode(
                keccak256(
                    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
                ),
                _trainer,
                address(e),
                uint256(PRICE) + COMPUTE,
                0,
                until,
                nonce
            )
        );
        Signed memory g = _sign(usd, what);
        vm.prank(address(0xbad));
        vm.expectRevert();
        e.orderWithAuthorization(t, q, until, g.v, g.r, g.s);
        vm.prank(address(0xbad));
        vm.expectRevert(); // nobody but the escrow receives it
        usd.receiveWithAuthorization(
            _trainer, address(e), uint256(PRICE) + COMPUTE, 0, until, nonce, g.v, g.r, g.s
        );
        JobEscrow.Terms memory other = _terms(shop, PROVIDER, PRICE, COMPUTE, "other", t.deadline);
        vm.prank(_trainer);
        vm.expectRevert();
        e.orderWithAuthorization(other, q, until, g.v, g.r, g.s);
        vm.prank(_trainer);
        e.orderWithAuthorization(t, q, until, g.v, g.r, g.s);
        vm.prank(_trainer);
        vm.expectRevert();
        e.orderWithAuthorization(t, q, until, g.v, g.r, g.s);
        check(usd.balanceOf(address(e)) == uint256(PRICE) + COMPUTE, "held");
    }

    // --- griefing ---

    /// @notice The end of a job costs the same whether it is the only one or one of two hundred, all of them tiny, by whomever.
    function test_manySmallLocksCostOthersNothing() public {
        (bytes32 a, JobEscrow.Order memory oa) = _order("a");
        (bytes32 b, JobEscrow.Order memory ob) = _order("b");
        _charge(address(_s), PROVIDER, a);
        _charge(address(_s), PROVIDER, b);
        (bytes32 warm, JobEscrow.Order memory ow) = _order("warm");
        _charge(address(_s), PROVIDER, warm);
        uint256 first = _settleGas(warm, ow); // every shared place is written once
        first = _settleGas(a, oa);
        _s.set(1, Shop.Mode.Honest);
        coin.mint(address(0xbad), 1e9);
        vm.startPrank(address(0xbad));
        coin.approve(address(escrow), type(uint256).max);
        for (uint256 i; i < 200; ++i) {
            escrow.order(
                _terms(_s, PROVIDER, 1, 0, bytes32(i), uint64(block.timestamp + 365 days)), _quote()
            );
        }
        vm.stopPrank();
        check(_settleGas(b, ob) == first, "other orders make an end dearer");
    }

    function _settleGas(bytes32 job, JobEscrow.Order memory o) private returns (uint256) {
        vm.prank(PROVIDER);
        escrow.settle(job, o, 0, JobEscrow.Voucher(0, ""), 0);
        return vm.lastCallGas().gasTotalUsed;
    }

    /// @notice A stranger ends no order before its deadline, nor twice, nor in its own favour.
    function testFuzz_strangerRefunds(uint32 later) public {
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        vm.warp(block.timestamp + later);
        bool late = block.timestamp >= o.deadline;
        vm.prank(address(0xbad));
        if (!late) vm.expectRevert(JobEscrow.NotProvider.selector);
        escrow.refund(a, o, "a receipt that is not recorded");
        check(coin.balanceOf(_trainer) == (late ? 1e12 : 1e12 - PRICE - COMPUTE), "refund");
        if (!late) return;
        vm.prank(PROVIDER);
        vm.expectRevert(JobEscrow.NotOpen.selector);
        escrow.refund(a, o, 0);
    }

    /// @notice The last second of each term, and the first after it.
    function test_terms() public {
        (bytes32 a, JobEscrow.Order memory o) = _order("a");
        vm.warp(o.deadline - 1);
        vm.expectRevert(JobEscrow.NotProvider.selector);
        escrow.refund(a, o, 0);
        vm.warp(o.deadline);
        escrow.refund(a, o, 0);
        (a, o) = _order("b");
        _charge(address(_s), PROVIDER, a);
        vm.prank(PROVIDER);
        escrow.settle(a, o, 0, _none(), COMPUTE);
        (o.claim, o.until) = (COMPUTE, uint64(block.timestamp) + CHALLENGE);
        vm.warp(o.until - 1);
        vm.expectRevert(JobEscrow.NotNow.selector);
        escrow.finalize(a, o);
        vm.warp(o.until);
        vm.prank(_trainer);
        vm.expectRevert(JobEscrow.NotNow.selector);
        escrow.challenge(a, o);
        vm.warp(o.until - 1);
        vm.prank(_trainer);
        escrow.challenge(a, o);
        o.until = uint64(block.timestamp) + RULING;
        vm.warp(o.until);
        vm.expectRevert(JobEscrow.NotNow.selector);
        escrow.rule(a, o, COMPUTE);
        vm.warp(o.until - 1);
        vm.expectRevert(JobEscrow.NotNow.selector);
        escrow.finalize(a, o);
        vm.warp(o.until);
        escrow.finalize(a, o);
        check(coin.balanceOf(PROVIDER) == 1e12, "a bond of an undecided dispute goes back");
    }

    function test_jobsOfTwoKindsNeverMeet() public view {
        for (uint256 i; i < 3; ++i) {
            check(
                escrow.jobOf(_trainer, "spec", bytes32(i)) != escrow.plainJobOf(_trainer, "spec", i), "one job, two kinds"
            );
        }
    }

    function test_plainOrdersAttempts() public {
        bytes32 key = "plain";
        vm.startPrank(PROVIDER);
        vm.expectRevert(JobEscrow.NotOpen.selector); // the attempt before it has not failed
        escrow.fulfil(address(_s), key, 1, false, 0);
        vm.expectRevert(JobEscrow.NotCommitted.selector);
        escrow.fulfil(address(_s), key, 0, true, 0);
        escrow.fulfil(address(_s), key, 0, false, 0);
        vm.expectRevert(JobEscrow.NotOpen.selector);
        escrow.fulfil(address(_s), key, 0, true, 0);
        vm.stopPrank();
        _charge(address(_s), PROVIDER, escrow.plainJobOf(PROVIDER, key, 1));
        vm.startPrank(PROVIDER);
        escrow.fulfil(address(_s), key, 1, true, 0);
        vm.expectRevert(JobEscrow.NotOpen.selector);
        escrow.fulfil(address(_s), key, 2, false, 0);
    }
}
