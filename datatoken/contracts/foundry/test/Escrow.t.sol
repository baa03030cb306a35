// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobEscrow} from "../../src/JobEscrow.sol";
import {EscrowKit, Shop} from "./EscrowKit.sol";
import {check, clamp, vm} from "./Kit.sol";

/// @notice Drives an escrow at random, right and wrong calls alike, and keeps its own books of what everybody must have. It knows of each call
/// whether it must pass.
contract EscrowDriver is EscrowKit {
    struct Job {
        bytes32 id;
        uint256 key; // of the trainer
        JobEscrow.Order o;
        JobEscrow.State state;
        uint256 held;
        uint256 ends;
        bool committed;
    }

    Job[] private _jobs;
    Shop[2] private _shops;
    address[] private _people; // three trainers, two providers
    mapping(address => uint256) private _must; // what each has, with what is kept for it
    uint256 private _mustPools;
    uint256 private _now = 1_000_000_000;
    uint256 private _salt;
    uint256[6] public reached; // orders by the state they are or ended in

    constructor() {
        vm.warp(_now);
        _set();
        for (uint256 k = 1; k <= 3; ++k) {
            _people.push(vm.addr(k));
        }
        _people.push(address(0x9001));
        _people.push(address(0x9002));
        for (uint256 i; i < 5; ++i) {
            coin.mint(_people[i], 1e15);
            _must[_people[i]] = 1e15;
            vm.prank(_people[i]);
            coin.approve(address(escrow), type(uint256).max);
        }
        _shops = [_shop([_people[3], _people[4]]), _shop([_people[3], _people[4]])];
    }

    modifier watched() {
        _;
        uint256 held;
        for (uint256 k; k < _jobs.length; ++k) {
            held += _jobs[k].held;
        }
        for (uint256 i; i < 5; ++i) {
            uint256 kept = escrow.owedTo(_people[i]);
            held += kept;
            check(coin.balanceOf(_people[i]) + kept == _must[_people[i]], "somebody has not what it must have");
        }
        check(coin.balanceOf(address(escrow)) == held, "the escrow does not hold what it owes");
        check(coin.balanceOf(address(pools)) == _mustPools, "royalties are not what they must be");
    }

    // --- what is done ---

    function wait(uint256 seconds_) external watched {
        _now += clamp(seconds_, 1, seconds_ % 4 == 0 ? 16 days : 1 days);
        vm.warp(_now);
    }

    function ban(uint256 seed) external watched {
        coin.ban(_people[seed % 5], seed / 5 % 3 == 0); // more often back than out
    }

    function pause(uint256 seed) external watched {
        if (seed % 16 != 0) return;
        try escrow.pause() {} catch {}
    }

    function order(uint256 seed, uint96 price, uint96 extra, uint96 compute) external watched {
        if (_jobs.length >= 24) return;
        uint256 key = 1 + seed % 3;
        Shop shop = _shops[seed / 3 % 2];
        price = uint96(clamp(price, 1, 1e9));
        extra = uint96(clamp(extra, 0, 1e6));
        compute = uint96(clamp(compute, 0, 1e6));
        shop.set(price, Shop.Mode.Honest);
        address provider = _people[3 + seed / 6 % 2];
        JobEscrow.Terms memory t =
            _terms(shop, provider, price + extra, compute, bytes32(_salt++), uint64(_now + 1 hours + seed % 2 days));
        bool ok = !coin.banned(vm.addr(key)) && escrow.pausedUntil() <= _now;
        JobEscrow.Quote memory q = _quote();
        vm.prank(vm.addr(key));
        try escrow.order(t, q) returns (bytes32 id) {
            check(ok, "an order that must fail");
            _must[vm.addr(key)] -= uint256(price) + compute;
            JobEscrow.Order memory o =
                JobEscrow.Order(vm.addr(key), provider, address(shop), price, compute, t.deadline, 0, 0, 0);
            _jobs.push(Job(id, key, o, JobEscrow.State.Open, uint256(price) + compute, 0, false));
            ++reached[1];
        } catch {
            check(!ok, "an order that must pass");
        }
    }

    function charge(uint256 seed) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        if (j.committed) return;
        _charge(j.o.dataset, j.o.provider, j.id);
        j.committed = true;
    }

    function draw(uint256 seed, uint96 cumulative, uint256 by) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        cumulative = uint96(clamp(cumulative, 0, uint256(j.o.compute) + 1));
        (address sender, uint256 key) = _who(j, by);
        JobEscrow.Voucher memory v = _voucher(key, j.id, cumulative);
        bool ok = j.state == JobEscrow.State.Open && sender == j.o.provider && key == j.key;
        ok = ok && cumulative > j.o.drawn && cumulative <= j.o.compute;
        vm.prank(sender);
        try escrow.draw(j.id, j.o, v) {
            check(ok, "a draw that must fail");
            _must[j.o.provider] += cumulative - j.o.drawn;
            j.held -= cumulative - j.o.drawn;
            j.o.drawn = cumulative;
        } catch {
            check(!ok, "a draw that must pass");
        }
    }

    function settle(uint256 seed, uint96 cumulative, uint96 claim, uint256 by) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        claim = uint96(clamp(claim, 0, uint256(j.o.compute) + (by % 7 == 0 ? 1 : 0)));
        (address sender, uint256 key) = _who(j, by);
        JobEscrow.Voucher memory v = _none();
        uint96 drawn = j.o.drawn;
        bool ok = j.state == JobEscrow.State.Open && sender == j.o.provider && j.committed && claim <= j.o.compute;
        if (cumulative % 2 == 0) {
            cumulative = uint96(clamp(cumulative, 0, j.o.compute));
            v = _voucher(key, j.id, cumulative);
            ok = ok && key == j.key && cumulative > drawn;
            drawn = cumulative;
        }
        uint96 bond = claim > drawn ? claim - drawn : 0;
        if (bond != 0 && coin.banned(j.o.provider)) ok = false;
        vm.prank(sender);
        try escrow.settle(j.id, j.o, "receipt", v, claim) {
            check(ok, "a settlement that must fail");
            _settled(j, drawn, claim, bond);
        } catch {
            check(!ok, "a settlement that must pass");
        }
    }

    function _settled(Job storage j, uint96 drawn, uint96 claim, uint96 bond) private {
        _mustPools += j.o.price;
        _must[j.o.provider] += drawn - j.o.drawn;
        j.o.drawn = drawn;
        if (bond != 0) {
            _must[j.o.provider] -= bond;
            _must[j.o.trainer] += j.o.compute - claim;
            (j.state, j.held) = (JobEscrow.State.Claimed, 2 * uint256(bond));
            (j.o.claim, j.o.until) = (claim, uint64(_now) + CHALLENGE);
            ++reached[2];
        } else {
            _must[j.o.trainer] += j.o.compute - drawn;
            _end(j, JobEscrow.State.Paid);
        }
    }

    function challenge(uint256 seed, uint256 by) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        address sender = by % 4 == 0 ? _people[by / 4 % 5] : j.o.trainer;
        bool ok = j.state == JobEscrow.State.Claimed && sender == j.o.trainer && _now < j.o.until;
        vm.prank(sender);
        try escrow.challenge(j.id, j.o) {
            check(ok, "a challenge that must fail");
            (j.state, j.o.until) = (JobEscrow.State.Disputed, uint64(_now) + RULING);
            ++reached[3];
        } catch {
            check(!ok, "a challenge that must pass");
        }
    }

    function finalize(uint256 seed) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        bool disputed = j.state == JobEscrow.State.Disputed;
        bool ok = (j.state == JobEscrow.State.Claimed || disputed) && _now >= j.o.until;
        try escrow.finalize(j.id, j.o) {
            check(ok, "an end that must fail");
            uint256 bond = j.o.claim - j.o.drawn;
            _must[j.o.provider] += disputed ? bond : 2 * bond;
            _must[j.o.trainer] += disputed ? bond : 0;
            _end(j, JobEscrow.State.Paid);
        } catch {
            check(!ok, "an end that must pass");
        }
    }

    function rule(uint256 seed, uint96 due) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        due = uint96(clamp(due, 0, uint256(j.o.compute) + 1));
        if (due % 3 == 0) due = j.o.claim;
        bool ok = j.state == JobEscrow.State.Disputed && _now < j.o.until && due >= j.o.drawn && due <= j.o.claim;
        try escrow.rule(j.id, j.o, due) {
            check(ok, "a ruling that must fail");
            uint256 all = 2 * uint256(j.o.claim - j.o.drawn);
            uint256 toProvider = due == j.o.claim ? all : due - j.o.drawn;
            _must[j.o.provider] += toProvider;
            _must[j.o.trainer] += all - toProvider;
            _end(j, JobEscrow.State.Paid);
        } catch {
            check(!ok, "a ruling that must pass");
        }
    }

    function refund(uint256 seed, uint256 by) external watched {
        if (_jobs.length == 0 || by % 3 == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        address sender = by % 2 == 0 ? j.o.provider : _people[by / 2 % 5];
        bool ok = j.state == JobEscrow.State.Open && (sender == j.o.provider || _now >= j.o.deadline);
        vm.prank(sender);
        try escrow.refund(j.id, j.o, "receipt") {
            check(ok, "a refund that must fail");
            _must[j.o.trainer] += uint256(j.o.price) + j.o.compute - j.o.drawn;
            _end(j, JobEscrow.State.Refunded);
        } catch {
            check(!ok, "a refund that must pass");
        }
    }

    function withdraw(uint256 seed) external watched {
        address who = _people[seed % 5];
        try escrow.withdraw(who) {
            check(!coin.banned(who) && escrow.owedTo(who) == 0, "what was kept is kept on");
        } catch {
            check(coin.banned(who), "what was kept cannot be fetched");
        }
    }

    /// @notice Says an order again in a wrong way, of which no call must take notice.
    function lie(uint256 seed, uint96 by) external watched {
        if (_jobs.length == 0) return;
        Job storage j = _jobs[seed % _jobs.length];
        JobEscrow.Order memory o = j.o;
        uint96 more = uint96(clamp(by, 1, 1e6));
        if (seed % 5 == 0) o.price += more;
        else if (seed % 5 == 1) o.compute += more;
        else if (seed % 5 == 2) o.trainer = o.provider;
        else if (seed % 5 == 3) o.deadline = 0;
        else (o.claim, o.until) = (o.claim + more, 0);
        vm.startPrank(j.o.provider);
        try escrow.refund(j.id, o, 0) {
            check(false, "a false order was refunded");
        } catch {}
        try escrow.settle(j.id, o, 0, _none(), 0) {
            check(false, "a false order was settled");
        } catch {}
        try escrow.finalize(j.id, o) {
            check(false, "a false order was finalized");
        } catch {}
        vm.stopPrank();
    }

    // --- what must hold ---

    function states() external view {
        for (uint256 k; k < _jobs.length; ++k) {
            Job storage j = _jobs[k];
            check(escrow.stateOf(j.id) == j.state, "state");
            bool over = j.state == JobEscrow.State.Paid || j.state == JobEscrow.State.Refunded;
            check(j.ends == (over ? 1 : 0) && (!over || j.held == 0), "an order ends once, and holds nothing then");
        }
    }

    function _end(Job storage j, JobEscrow.State state) private {
        (j.state, j.held) = (state, 0);
        ++j.ends;
        ++reached[uint8(state)];
    }

    /// @dev Mostly the right sender and key.
    function _who(Job storage j, uint256 by) private view returns (address sender, uint256 key) {
        sender = by % 5 == 0 ? _people[by / 5 % 5] : j.o.provider;
        key = by % 11 == 0 ? 1 + by / 11 % 4 : j.key;
    }
}

contract EscrowTest {
    EscrowDriver private _driver;

    function setUp() public {
        _driver = new EscrowDriver();
    }

    function targetContracts() public view returns (address[] memory all) {
        all = new address[](1);
        all[0] = address(_driver);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory all) {
        bytes4[] memory s = new bytes4[](16);
        (s[0], s[1], s[2]) = (EscrowDriver.wait.selector, EscrowDriver.ban.selector, EscrowDriver.order.selector);
        (s[3], s[4], s[5]) = (EscrowDriver.charge.selector, EscrowDriver.draw.selector, EscrowDriver.settle.selector);
        (s[6], s[7], s[8]) =
            (EscrowDriver.challenge.selector, EscrowDriver.finalize.selector, EscrowDriver.rule.selector);
        (s[9], s[10], s[11]) = (EscrowDriver.refund.selector, EscrowDriver.withdraw.selector, EscrowDriver.lie.selector);
        (s[12], s[13], s[14], s[15]) = (
            EscrowDriver.pause.selector,
            EscrowDriver.order.selector,
            EscrowDriver.settle.selector,
            EscrowDriver.charge.selector
        );
        all = new FuzzSelector[](1);
        all[0] = FuzzSelector(address(_driver), s);
    }

    /// @notice Money that went in is money that came out and money that is held, for everybody, to the unit, after every call: the driver compares
    /// balances with its own books. An order has at most one end; each call passes exactly when it must.
    function invariant_escrow() public view {
        _driver.states();
    }
}
