// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoyaltyPools} from "../../src/RoyaltyPools.sol";
import {PoolsKit, Tree, check, clamp, vm} from "./Kit.sol";

/// @notice Drives three pools at random and keeps, beside them, a list of everything that was ever paid: what a member has earned, and what of
/// it is unlocked, is then added up payment by payment, where the contract knows three numbers.
contract PoolsDriver is PoolsKit {
    uint256 private constant Q = 1 << 96; // scale of the sums here
    uint256 private constant DATASETS = 3;
    uint256 private constant MOST = 9; // groups

    struct Payment {
        uint256 time;
        uint256 perPart; // times Q
    }

    struct Seat {
        bool proven;
        bool ended;
        bool slashed;
        uint256 since; // index of the first payment it shares in
        uint256 until; // index after the last
        uint256 kept;
        uint256 seen; // drawn and unlocked, when last looked at
    }

    address[DATASETS] public datasets;
    uint32[DATASETS] private _unlock;
    Payment[][DATASETS] private _log;
    uint256[DATASETS] private _shares;
    uint256[DATASETS] private _parked; // times Q
    uint256[DATASETS] private _in;
    uint256[DATASETS] private _out;
    Group[] private _groups;
    uint256[] private _of; // dataset of a group
    mapping(uint256 group => Seat[]) private _seats;
    uint256 private _now = 1_000_000_000;
    uint256 public paid;
    uint256 public claimed;
    uint256 public slashes;
    uint256 public promisesBroken;

    constructor() {
        vm.warp(_now);
        _pools(500, 3 days);
        _unlock = [uint32(7 days), 0, 1 days];
        for (uint256 d; d < DATASETS; ++d) {
            datasets[d] = _dataset(_unlock[d], d == 1 ? 0 : uint16(300));
        }
        _newGroup(0, 1, 0);
        _newGroup(2, 3, 0);
    }

    modifier watched() {
        _;
        for (uint256 g; g < _groups.length; ++g) {
            for (uint256 i; i < _groups[g].members.length; ++i) {
                _watch(g, i);
            }
        }
    }

    // --- what is done ---

    function wait(uint256 seconds_) external watched {
        _now += clamp(seconds_, 1, 5 days);
        vm.warp(_now);
    }

    function pay(uint256 seed, uint256 amount) external watched {
        uint256 d = seed % DATASETS;
        amount = clamp(amount, 1, seed % 5 == 0 ? 1e15 : 100);
        uint256 cut = amount * 500 / 10_000;
        cut += amount * (d == 1 ? 0 : 300) / 10_000;
        _in[d] += amount;
        _pay(datasets[d], amount);
        _credit(d, (amount - cut) * Q);
        ++paid;
    }

    function join(uint256 seed, uint256 size, uint256 liar) external watched {
        if (_groups.length < MOST) _newGroup(seed % DATASETS, 1 + size % 4, liar % 3 == 0 ? liar : 0);
    }

    function claim(uint256 seed) external watched {
        (uint256 g, uint256 i) = _pick(seed);
        if (!_mayProve(g, i)) {
            try this.claimIt(g, i) {
                check(false, "drew more than the shares of its batch");
            } catch {
                ++promisesBroken;
            }
            return;
        }
        (uint256 unlocked,) = _owed(_groups[g], i);
        address to = _groups[g].members[i];
        uint256 had = coin.balanceOf(to);
        try this.claimIt(g, i) returns (uint256 got) {
            check(got == unlocked && got != 0, "claim pays what owed says");
            check(coin.balanceOf(to) == had + got, "claim pays the member");
            _seats[g][i].proven = true;
            _out[_of[g]] += got;
            ++claimed;
        } catch {
            check(unlocked == 0, "what is unlocked cannot be claimed");
        }
    }

    function claimIt(uint256 g, uint256 i) external returns (uint256) {
        return _claim(_groups[g], i);
    }

    function quit(uint256 seed) external watched {
        (uint256 g, uint256 i) = _pick(seed);
        Seat storage s = _seats[g][i];
        Group storage group = _groups[g];
        if (seed % 2 == 0) vm.prank(group.members[i]);
        try contributions.withdraw(group.dataset, group.id, group.b, group.members[i], group.parts[i], _proof(group, i)) {
            check(!s.ended && _mayProve(g, i), "left twice, or what was not its own");
            (s.proven, s.ended, s.until) = (true, true, _log[_of[g]].length);
            _shares[_of[g]] -= group.parts[i];
        } catch {
            check(s.ended || !_mayProve(g, i), "cannot leave");
        }
    }

    function slash(uint256 seed) external watched {
        if (seed % 4 != 0) return;
        (uint256 g, uint256 i) = _pick(seed / 4);
        Seat storage s = _seats[g][i];
        Group storage group = _groups[g];
        (uint256 unlocked, uint256 locked) = _owed(group, i);
        uint256 drawn = _drawn(group, i);
        try contributions.slash(group.dataset, group.id, group.b, group.members[i], group.parts[i], _proof(group, i)) {
            check(!s.slashed && _mayProve(g, i), "slashed twice, or what was not there");
            if (!s.ended) {
                _shares[_of[g]] -= group.parts[i];
                s.until = _log[_of[g]].length;
            }
            (s.proven, s.ended, s.slashed, s.kept) = (true, true, true, drawn + unlocked);
            (uint256 u, uint256 l) = _owed(group, i);
            check(u == unlocked && l == 0, "a slashed member has what was unlocked, and no more");
            if (locked != 0) _credit(_of[g], locked * Q);
            ++slashes;
        } catch {
            check(s.slashed || !_mayProve(g, i), "cannot be slashed");
        }
    }

    function takeCuts(uint256 seed) external watched {
        uint256 d = seed % DATASETS;
        RoyaltyPools.Pool memory p = pools.poolOf(datasets[d]);
        if (seed % 2 == 0) {
            try pools.withdrawTreasury(datasets[d]) returns (uint256 got) {
                check(got == p.treasury, "treasury");
                _out[d] += got;
            } catch {
                check(p.treasury == 0, "treasury's cut is stuck");
            }
        } else {
            try pools.withdrawCurator(datasets[d]) returns (uint256 got) {
                check(got == p.curator, "curator");
                _out[d] += got;
            } catch {
                check(p.curator == 0, "curator's cut is stuck");
            }
        }
    }

    // --- what must hold ---

    /// @notice Everything paid in is paid out, a cut, parked, or owed to somebody, but for less than one unit a member; and it is here.
    function books() external view {
        uint256 held;
        for (uint256 d; d < DATASETS; ++d) {
            RoyaltyPools.Pool memory p = pools.poolOf(datasets[d]);
            uint256 sum = uint256(p.treasury) + p.curator + p.parked;
            uint256 members = 1;
            for (uint256 g; g < _groups.length; ++g) {
                if (_of[g] != d) continue;
                Group storage group = _groups[g];
                uint256 open = group.b.shares;
                for (uint256 i; i < group.members.length; ++i) {
                    if (!_seats[g][i].proven) continue;
                    (uint256 unlocked, uint256 locked) = _owed(group, i);
                    sum += unlocked + locked;
                    open -= group.parts[i];
                    ++members;
                }
                sum += open * (p.acc - group.b.acc) / pools.S(); // of whoever has not proven itself
                ++members;
            }
            check(_out[d] + sum <= _in[d], "more is owed than there is");
            check(_in[d] - _out[d] - sum <= members, "units are lost");
            check(p.shares == _shares[d], "shares");
            held += _in[d] - _out[d];
        }
        check(coin.balanceOf(address(pools)) == held, "the pools hold what they owe");
    }

    /// @notice What a member earned, and what of it is unlocked, added up payment by payment.
    function earned(uint256 g, uint256 i) public view returns (uint256 all, uint256 free) {
        Seat storage s = _seats[g][i];
        uint256 d = _of[g];
        Payment[] storage log = _log[d];
        uint256 unlock = _unlock[d];
        uint256 until = s.ended ? s.until : log.length;
        for (uint256 k = s.since; k < until; ++k) {
            uint256 v = log[k].perPart;
            all += v;
            if (unlock == 0) {
                free += v;
                continue;
            }
            uint256 ago = _now / unlock - log[k].time / unlock;
            if (ago >= 2) free += v;
            else if (ago == 1) free += v * (_now % unlock) / unlock;
        }
        uint256 parts = _groups[g].parts[i];
        (all, free) = (all * parts / Q, free * parts / Q);
    }

    function audit() external view {
        for (uint256 g; g < _groups.length; ++g) {
            for (uint256 i; i < _groups[g].members.length; ++i) {
                if (!_mayProve(g, i)) continue;
                (uint256 unlocked, uint256 locked) = _owed(_groups[g], i);
                uint256 drawn = _drawn(_groups[g], i);
                (uint256 all, uint256 free) = earned(g, i);
                Seat storage s = _seats[g][i];
                if (s.slashed) {
                    check(unlocked + drawn == s.kept && locked == 0, "a slashed member's part moved");
                    continue;
                }
                check(_near(unlocked + locked + drawn, all), "earned");
                check(_near(unlocked + drawn, free), "unlocked");
            }
        }
    }

    function _near(uint256 a, uint256 b) private pure returns (bool) {
        return a > b ? a - b <= 2 : b - a <= 2;
    }

    /// @dev What is unlocked never falls, and is never above what was earned. Who cannot prove its parts has nothing to watch.
    function _watch(uint256 g, uint256 i) private {
        if (!_mayProve(g, i)) return;
        (uint256 unlocked,) = _owed(_groups[g], i);
        uint256 seen = unlocked + _drawn(_groups[g], i);
        check(seen >= _seats[g][i].seen, "what was unlocked is locked again");
        _seats[g][i].seen = seen;
        (uint256 all,) = earned(g, i);
        check(seen <= all + 1, "more is unlocked than was earned");
    }

    // --- how ---

    function _newGroup(uint256 d, uint256 size, uint256 liar) private {
        address[] memory members = new address[](size);
        uint64[] memory parts = new uint64[](size);
        for (uint256 i; i < size; ++i) {
            members[i] = address(uint160(0xa000 + 16 * _groups.length + i));
            parts[i] = uint64(1 + uint256(keccak256(abi.encode(d, size, liar, i, _groups.length))) % (i == 0 ? 1_000_000 : 100));
        }
        uint64 shares = _sum(parts);
        if (liar != 0 && size > 1) shares = uint64(clamp(liar, size, shares)); // promises more than it joins with
        _groups.push(_join(datasets[d], members, parts, shares));
        _of.push(d);
        for (uint256 i; i < size; ++i) {
            _seats[_groups.length - 1].push();
            _seats[_groups.length - 1][i].since = _log[d].length;
        }
        _shares[d] += shares;
        // A payment that waited for members goes out with the next one: nothing is theirs yet.
    }

    function _credit(uint256 d, uint256 amount) private {
        amount += _parked[d];
        if (_shares[d] == 0) {
            _parked[d] = amount;
            return;
        }
        _parked[d] = 0;
        _log[d].push(Payment(_now, amount / _shares[d]));
    }

    function _pick(uint256 seed) private view returns (uint256 g, uint256 i) {
        g = seed % _groups.length;
        i = seed / 64 % _groups[g].members.length;
    }

    /// @dev Whether the member's parts still fit into what its batch joined with.
    function _mayProve(uint256 g, uint256 i) private view returns (bool) {
        if (_seats[g][i].proven) return true;
        uint256 proven;
        for (uint256 k; k < _seats[g].length; ++k) {
            if (_seats[g][k].proven) proven += _groups[g].parts[k];
        }
        return proven + _groups[g].parts[i] <= _groups[g].b.shares;
    }
}

contract PoolsTest is PoolsKit {
    PoolsDriver private _driver;
    address private constant A = address(0xa11ce);
    address private constant B = address(0xb0b);

    function setUp() public {
        _driver = new PoolsDriver();
        vm.warp(1_000_000_000);
        _pools(500, 3 days);
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
        bytes4[] memory s = new bytes4[](9);
        (s[0], s[1], s[2]) = (PoolsDriver.wait.selector, PoolsDriver.pay.selector, PoolsDriver.join.selector);
        (s[3], s[4], s[5]) = (PoolsDriver.claim.selector, PoolsDriver.quit.selector, PoolsDriver.slash.selector);
        (s[6], s[7], s[8]) = (PoolsDriver.takeCuts.selector, PoolsDriver.pay.selector, PoolsDriver.claim.selector);
        all = new FuzzSelector[](1);
        all[0] = FuzzSelector(address(_driver), s);
    }

    function invariant_pools() public view {
        _driver.books();
    }

    /// @notice At the end of every run, each member's part against the list of payments.
    function afterInvariant() public view {
        _driver.audit();
    }

    /// @notice Two members of any size split a payment to the last unit, but for less than one each.
    function testFuzz_exactSplit(uint96 amount, uint48 a, uint48 b) public {
        uint256 v = clamp(amount, 1, 1e15);
        (uint64 x, uint64 y) = (uint64(a) % 1e12 + 1, uint64(b) % 1e12 + 1);
        address ds = _dataset(0, 0);
        Group memory g = _pair(ds, A, x, B, y);
        _pay(ds, v);
        uint256 net = v - v * 500 / 10_000;
        (uint256 ea,) = _owed(g, 0);
        (uint256 eb,) = _owed(g, 1);
        check(ea <= net * x / (x + y) && eb <= net * y / (x + y), "a member gets more than its part");
        uint256 dust = 2 + (uint256(x) + y) / pools.S(); // the remainder, which the next payment carries
        check(net - ea - eb <= dust, "units are lost");
    }

    /// @notice A member who joins after a payment gets nothing of it, and takes nothing from those who were there.
    function testFuzz_lateJoiner(uint96 amount, uint48 parts, uint32 later) public {
        address ds = _dataset(7 days, 100);
        Group memory g = _pair(ds, A, 3, B, 4);
        _pay(ds, clamp(amount, 1, 1e15));
        (uint256 u0, uint256 l0) = _owed(g, 0);
        Group memory late = _pair(ds, address(0xbad), uint64(parts) % 1e12 + 1, address(0xbad2), 1);
        (uint256 u1, uint256 l1) = _owed(g, 0);
        check(u0 == u1 && l0 == l1, "a joiner dilutes what was paid before");
        vm.warp(block.timestamp + later);
        for (uint256 i; i < 2; ++i) {
            (uint256 u, uint256 l) = _owed(late, i);
            check(u == 0 && l == 0, "a joiner gets a part of what was paid before");
        }
        vm.expectRevert(RoyaltyPools.NothingOwed.selector);
        _claimLate(late);
    }

    function _claimLate(Group memory g) private {
        pools.claim(g.dataset, g.id, g.b, g.members[0], g.parts[0], _proof(g, 0));
    }

    /// @notice Whatever a root promises, its members together draw no more than the shares it joined with, in whatever order they come.
    function testFuzz_overPromise(uint64[4] memory parts, uint64 shares, uint256 order, uint96 amount) public {
        address ds = _dataset(0, 0);
        Group memory honest = _pair(ds, A, 1000, B, 1000);
        address[] memory members = new address[](4);
        uint64[] memory p = new uint64[](4);
        for (uint256 i; i < 4; ++i) {
            (members[i], p[i]) = (address(uint160(0xc000 + i)), uint64(clamp(parts[i], 1, 1e6)));
        }
        shares = uint64(clamp(shares, 4, 2e6));
        Group memory g = _join(ds, members, p, shares);
        uint256 v = clamp(amount, 1e6, 1e15);
        _pay(ds, v);
        uint256 net = v - v * 500 / 10_000;
        uint256 drawn;
        for (uint256 k; k < 4; ++k) {
            try this.claimOf(g, (k + order % 4) % 4) returns (uint256 got) {
                drawn += got;
            } catch {}
        }
        check(drawn <= net * shares / (2000 + uint256(shares)), "the batch drew more than its shares");
        check(_claim(honest, 0) + _claim(honest, 1) + 3 >= net * 2000 / (2000 + uint256(shares)), "others are short");
    }

    function claimOf(Group memory g, uint256 i) external returns (uint256) {
        require(msg.sender == address(this));
        return _claim(g, i);
    }

    /// @notice Of many tiny payments nothing sticks: what the parts are worth and what is carried to the next payment is all that was paid, to
    /// the last fraction of a unit, and each has its part of it.
    function testFuzz_noRoundingTheft(uint8 times, uint8 each, uint40 a, uint40 b) public {
        uint256 n = clamp(times, 1, 60);
        uint256 v = clamp(each, 1, 19); // below 20 the treasury's twentieth is nothing
        (uint64 x, uint64 y) = (uint64(a) + 1, uint64(b) + 1);
        address ds = _dataset(0, 0);
        Group memory g = _pair(ds, A, x, B, y);
        for (uint256 k; k < n; ++k) {
            _pay(ds, v);
        }
        RoyaltyPools.Pool memory p = pools.poolOf(ds);
        check(uint256(p.acc) * p.shares + p.remainder == n * v * pools.S(), "a fraction is lost");
        (uint256 ea,) = _owed(g, 0);
        check(ea == x * uint256(p.acc) / pools.S() && ea <= n * v * x / (uint256(x) + y), "rounding took a unit");
    }

    function testFuzz_claimTwiceIsNoMore(uint96 amount, uint32 later, uint8 times) public {
        address ds = _dataset(7 days, 0);
        Group memory once = _pair(ds, A, 5, B, 7);
        _pay(ds, clamp(amount, 1e3, 1e15));
        vm.warp((block.timestamp / 7 days + 1) * 7 days);
        uint256 got;
        uint256 n = clamp(times, 1, 9);
        uint256 from = block.timestamp;
        for (uint256 k = 1; k <= n; ++k) {
            vm.warp(from + uint256(later) % 7 days * k / n);
            try this.claimOf(once, 0) returns (uint256 v) {
                got += v;
            } catch {}
        }
        (uint256 left,) = _owed(once, 0);
        check(left == 0, "something was left behind");
        (uint256 unlocked,) = _owed(once, 1);
        check(got * 7 <= (unlocked + 1) * 5 && unlocked * 5 <= (got + 1) * 7, "claiming often changes what there is");
    }

    function test_foreignProof() public {
        address ds = _dataset(0, 0);
        Group memory g = _pair(ds, A, 5, B, 7);
        Group memory h = _pair(ds, A, 50, B, 70);
        _pay(ds, 1e6);
        vm.expectRevert(RoyaltyPools.BadProof.selector); // parts of another batch
        pools.claim(ds, g.id, g.b, A, 50, _proof(h, 0));
        vm.expectRevert(RoyaltyPools.BadProof.selector); // another batch's digest
        pools.claim(ds, g.id, h.b, A, 50, _proof(h, 0));
        vm.expectRevert(RoyaltyPools.BadProof.selector); // an inner node as a leaf
        pools.claim(ds, g.id, g.b, A, 12, new bytes32[](0));
        vm.expectRevert(RoyaltyPools.BadProof.selector); // not proven, no proof
        pools.claim(ds, g.id, g.b, A, 5, new bytes32[](0));
        _claim(g, 0);
        vm.expectRevert(RoyaltyPools.BadProof.selector); // other parts than were proven
        pools.claim(ds, g.id, g.b, A, 7, _proof(g, 0));
    }

    function test_payoutNeedsTwoStepsAndTheDelay() public {
        address ds = _dataset(0, 0);
        Group memory g = _pair(ds, A, 5, B, 7);
        vm.prank(A);
        pools.proposePayout(address(0xcafe));
        vm.startPrank(address(0xcafe));
        vm.expectRevert(RoyaltyPools.NotReady.selector);
        pools.acceptPayout(A);
        vm.warp(block.timestamp + 3 days - 1);
        vm.expectRevert(RoyaltyPools.NotReady.selector);
        pools.acceptPayout(A);
        vm.stopPrank();
        _pay(ds, 1e6);
        uint256 got = _claim(g, 0);
        check(coin.balanceOf(A) == got, "paid elsewhere before the second step");
        vm.warp(block.timestamp + 1);
        vm.prank(address(0xbad));
        vm.expectRevert(RoyaltyPools.NotReady.selector);
        pools.acceptPayout(A);
        vm.prank(address(0xcafe));
        pools.acceptPayout(A);
        _pay(ds, 1e6);
        got = _claim(g, 0);
        check(got != 0 && coin.balanceOf(address(0xcafe)) == got, "not paid where the member wants it");
        vm.prank(address(0xcafe)); // a change is used up
        vm.expectRevert(RoyaltyPools.NotReady.selector);
        pools.acceptPayout(A);
    }

    function test_onlyContributionsChangesShares() public {
        address ds = _dataset(0, 0);
        Group memory g = _pair(ds, A, 5, B, 7);
        vm.expectRevert(RoyaltyPools.NotAllowed.selector);
        pools.join(ds, bytes32(0), 1);
        vm.expectRevert(RoyaltyPools.NotAllowed.selector);
        pools.end(ds, g.id, g.b, A, 5, _proof(g, 0), true);
        vm.expectRevert(RoyaltyPools.NotAllowed.selector);
        pools.wire(address(this));
        vm.prank(B);
        vm.expectRevert(); // not the curator, not the member
        contributions.withdraw(ds, g.id, g.b, A, 5, _proof(g, 0));
        vm.prank(B);
        vm.expectRevert(); // not governance
        contributions.slash(ds, g.id, g.b, A, 5, _proof(g, 0));
    }

    /// @notice A locked part of who is slashed goes to the others, even if it left before, and only that.
    function testFuzz_slashTakesWhatIsLocked(uint96 amount, uint32 later, bool leftBefore) public {
        address ds = _dataset(7 days, 0);
        Group memory g = _pair(ds, A, 300, B, 700);
        _pay(ds, clamp(amount, 1e3, 1e15));
        vm.warp(block.timestamp + uint256(later) % 20 days);
        if (leftBefore) {
            vm.prank(A);
            contributions.withdraw(ds, g.id, g.b, A, 300, _proof(g, 0));
        }
        (uint256 ua, uint256 la) = _owed(g, 0);
        (uint256 ub, uint256 lb) = _owed(g, 1);
        contributions.slash(ds, g.id, g.b, A, 300, _proof(g, 0));
        (uint256 ua2, uint256 la2) = _owed(g, 0);
        (uint256 ub2, uint256 lb2) = _owed(g, 1);
        check(ua2 == ua && la2 == 0, "kept");
        check(ub2 >= ub && ub2 <= ub + (la == 0 ? 0 : la), "the others' unlocked part");
        check(ub2 + lb2 + 1 >= ub + lb + la && ub2 + lb2 <= ub + lb + la + 1, "what was locked goes to the others, all of it");
        vm.warp(block.timestamp + 30 days);
        (uint256 ua3, uint256 la3) = _owed(g, 0);
        check(ua3 == ua && la3 == 0, "a slashed member earns on");
    }
}
