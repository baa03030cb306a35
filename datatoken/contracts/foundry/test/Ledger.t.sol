// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governance} from "../../src/Governance.sol";
import {PrivacyLedger} from "../../src/PrivacyLedger.sol";
import {Nft, check, clamp, vm} from "./Kit.sol";

/// @notice Books of the ledger kept a second time, one lane at a time in whole numbers, by who drives it at random. The drive is of two datasets
/// with three privacy blocks each; its caps are so low that many reservations fail.
contract LedgerDriver {
    uint256 private constant BLOCKS = 6;
    uint256 private constant ORDERS = 16;

    struct Claim {
        uint256 dataset;
        bytes32 job;
        address operator;
        uint32[] blocks;
        uint256 v0;
        uint256 v1;
        uint256 charged0;
        uint256 charged1;
        bool committed;
    }

    PrivacyLedger public immutable ledger;
    address[2] public datasets;
    Claim[] private _claims;
    int256[ORDERS][BLOCKS] public left; // of the cap, less all that is reserved or committed
    uint256 public passed;
    uint256 public refused;
    uint256 public admissible; // reservations that passed while some block had no order within its cap; must stay 0

    constructor() {
        Governance gov = new Governance(address(this));
        ledger = new PrivacyLedger(address(gov));
        for (uint256 d; d < 2; ++d) {
            datasets[d] = address(new Nft(address(this)));
            ledger.setOperator(datasets[d], address(0x0a), true);
            ledger.setOperator(datasets[d], address(0x0b), true);
            for (uint256 b; b < 3; ++b) {
                ledger.open(datasets[d], uint32(b), _curve(1000, 3 * d + b, 0), _curve(1000, 3 * d + b, 8));
                for (uint256 i; i < ORDERS; ++i) {
                    left[3 * d + b][i] = int256(_order(1000, 3 * d + b, i));
                }
            }
        }
    }

    function claims() external view returns (uint256) {
        return _claims.length;
    }

    function claim(uint256 i) external view returns (Claim memory) {
        return _claims[i];
    }

    /// @notice Reserves in some of a dataset's blocks, and knows whether that must pass.
    function reserve(uint256 seed, uint256 size) external {
        uint256 d = seed % 2;
        uint32[] memory blocks = _subset(seed / 2);
        bool huge = size % 11 == 0;
        uint256 most = huge ? 0xffffff : clamp(size / 11, 0, 300);
        (uint256 v0, uint256 v1) = (_curve(most, seed, 0), _curve(most, seed, 8));
        bool fits = true;
        for (uint256 k; k < blocks.length; ++k) {
            bool any;
            for (uint256 i; i < ORDERS; ++i) {
                any = any || left[3 * d + blocks[k]][i] >= int256(_lane(v0, v1, i));
            }
            fits = fits && any;
        }
        bytes32 job = keccak256(abi.encode(_claims.length, seed));
        address operator = seed % 3 == 0 ? address(0x0a) : address(0x0b);
        vm.prank(operator);
        try ledger.reserve(datasets[d], blocks, job, v0, v1) {
            if (!fits) ++admissible;
            ++passed;
            for (uint256 k; k < blocks.length; ++k) {
                for (uint256 i; i < ORDERS; ++i) {
                    left[3 * d + blocks[k]][i] -= int256(_lane(v0, v1, i));
                }
            }
            _claims.push(Claim(d, job, operator, blocks, v0, v1, 0, 0, false));
        } catch {
            check(!fits, "a reservation that fits is refused");
            ++refused;
        }
    }

    /// @notice Commits a claim, once: a second time, another's, or more than was reserved is refused.
    function commit(uint256 seed, uint256 part) external {
        if (_claims.length == 0) return;
        Claim storage c = _claims[seed % _claims.length];
        uint256 c0 = part % 4 == 0 ? c.v0 : _part(c.v0, part);
        uint256 c1 = part % 4 == 0 ? c.v1 : _part(c.v1, part / 3);
        address ds = datasets[c.dataset];
        if (part % 5 == 0) {
            vm.prank(c.operator == address(0x0a) ? address(0x0b) : address(0x0a));
            try ledger.commit(ds, c.job, c.blocks, c.v0, c.v1, c0, c1) {
                check(false, "another operator commits");
            } catch {}
        }
        uint256 lane = 32 * (part % 8);
        if (part % 7 == 0 && (c.v0 >> lane) & 0xffffffff < 0xffffff) {
            vm.prank(c.operator);
            try ledger.commit(ds, c.job, c.blocks, c.v0, c.v1, c.v0 + (1 << lane), c1) {
                check(false, "more is charged than was reserved");
            } catch {}
        }
        vm.prank(c.operator);
        if (part % 4 == 0 && part % 8 == 0) {
            try ledger.commitAll(ds, c.job, c.blocks, c.v0, c.v1) {
                _committed(c, c0, c1);
            } catch {
                check(c.committed, "a claim cannot be committed");
            }
        } else {
            try ledger.commit(ds, c.job, c.blocks, c.v0, c.v1, c0, c1) {
                _committed(c, c0, c1);
            } catch {
                check(c.committed, "a claim cannot be committed");
            }
        }
    }

    function _committed(Claim storage c, uint256 c0, uint256 c1) private {
        check(!c.committed, "a job charges twice");
        (c.committed, c.charged0, c.charged1) = (true, c0, c1);
        for (uint256 k; k < c.blocks.length; ++k) {
            for (uint256 i; i < ORDERS; ++i) {
                left[3 * c.dataset + c.blocks[k]][i] += int256(_lane(c.v0, c.v1, i)) - int256(_lane(c0, c1, i));
            }
        }
    }

    function lower(uint256 seed, uint256 by) external {
        _recap(seed, by, false);
    }

    function raise(uint256 seed, uint256 by) external {
        _recap(seed, by, true);
    }

    function _recap(uint256 seed, uint256 by, bool up) private {
        (uint256 d, uint32 b) = (seed % 2, uint32(seed / 2 % 3));
        PrivacyLedger.Block memory was = ledger.blockOf(datasets[d], b);
        (uint256 n0, uint256 n1) = (was.cap0, was.cap1);
        for (uint256 i; i < ORDERS; ++i) {
            uint256 cap = _lane(was.cap0, was.cap1, i);
            uint256 step = uint256(keccak256(abi.encode(by, i))) % 20;
            if (!up && step > cap) step = cap;
            uint256 next = up ? cap + step : cap - step;
            if (i < 8) n0 = _set(n0, i, next);
            else n1 = _set(n1, i - 8, next);
            left[3 * d + b][i] += int256(next) - int256(cap);
        }
        if (up) ledger.raise(datasets[d], b, n0, n1);
        else ledger.lower(datasets[d], b, n0, n1);
    }

    function _set(uint256 word, uint256 i, uint256 v) private pure returns (uint256) {
        return (word & ~(uint256(0xffffffff) << (32 * i))) | (v << (32 * i));
    }

    function _subset(uint256 seed) private pure returns (uint32[] memory blocks) {
        uint256 mask = 1 + seed % 7;
        blocks = new uint32[]((mask & 1) + ((mask >> 1) & 1) + (mask >> 2));
        uint256 n;
        for (uint32 b; b < 3; ++b) {
            if ((mask >> b) & 1 == 1) blocks[n++] = b;
        }
    }

    function _part(uint256 v, uint256 seed) private pure returns (uint256 out) {
        for (uint256 i; i < 8; ++i) {
            uint256 lane = (v >> (32 * i)) & 0xffffffff;
            out |= (uint256(keccak256(abi.encode(seed, i))) % (lane + 1)) << (32 * i);
        }
    }

    function _order(uint256 most, uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i))) % (most + 1);
    }

    function _curve(uint256 most, uint256 seed, uint256 from) private pure returns (uint256 word) {
        for (uint256 i; i < 8; ++i) {
            word |= _order(most, seed, from + i) << (32 * i);
        }
    }

    function _lane(uint256 w0, uint256 w1, uint256 i) private pure returns (uint256) {
        return ((i < 8 ? w0 : w1) >> (32 * (i % 8))) & 0xffffffff;
    }
}

contract LedgerTest {
    LedgerDriver private _driver;

    function setUp() public {
        _driver = new LedgerDriver();
    }

    function targetContracts() public view returns (address[] memory all) {
        all = new address[](1);
        all[0] = address(_driver);
    }

    /// @notice At every step: no reservation ever passed where, in some block, no order would have been within its cap with everything counted
    /// that is held; in every block, what the ledger says is left of every order is what the books say, so that no order, block or dataset borrows
    /// from another; and what a job charged is at most what it reserved, at every order.
    function invariant_ledger() public view {
        _books();
        _charges();
        check(_driver.admissible() == 0, "a reservation broke the filter");
    }

    function _books() private view {
        PrivacyLedger ledger = _driver.ledger();
        for (uint256 b; b < 6; ++b) {
            PrivacyLedger.Block memory got = ledger.blockOf(_driver.datasets(b / 3), uint32(b % 3));
            for (uint256 i; i < 16; ++i) {
                uint256 lane = ((i < 8 ? got.free0 : got.free1) >> (32 * (i % 8))) & 0xffffffff;
                int256 left = _driver.left(b, i);
                check(lane == (left <= -(1 << 31) ? 0 : uint256(left + (1 << 31))), "what is left");
            }
        }
    }

    function _charges() private view {
        for (uint256 k; k < _driver.claims(); ++k) {
            LedgerDriver.Claim memory c = _driver.claim(k);
            PrivacyLedger.State state = _driver.ledger().stateOf(_driver.datasets(c.dataset), c.job);
            check(state == (c.committed ? PrivacyLedger.State.Committed : PrivacyLedger.State.Reserved), "state");
            for (uint256 i; i < 8; ++i) {
                check((c.charged0 >> (32 * i)) & 0xffffffff <= (c.v0 >> (32 * i)) & 0xffffffff, "charge");
                check((c.charged1 >> (32 * i)) & 0xffffffff <= (c.v1 >> (32 * i)) & 0xffffffff, "charge");
            }
        }
    }

    function test_headsChain() public {
        PrivacyLedger ledger = _driver.ledger();
        address ds = _driver.datasets(0);
        bytes32 head = ledger.blockOf(ds, 1).head;
        uint32[] memory blocks = new uint32[](1);
        blocks[0] = 1;
        vm.startPrank(address(0x0a));
        ledger.reserve(ds, blocks, "job", 7, 9);
        head = keccak256(abi.encode(head, bytes32("job"), PrivacyLedger.Kind.Reserve, 7, 9));
        check(ledger.blockOf(ds, 1).head == head, "reserve");
        ledger.commit(ds, "job", blocks, 7, 9, 3, 0);
        head = keccak256(abi.encode(head, bytes32("job"), PrivacyLedger.Kind.Commit, 3, 0));
        check(ledger.blockOf(ds, 1).head == head, "commit");
    }

    function test_refusals() public {
        PrivacyLedger ledger = _driver.ledger();
        address ds = _driver.datasets(0);
        uint32[] memory blocks = new uint32[](2);
        vm.startPrank(address(0x0a));
        vm.expectRevert(PrivacyLedger.BadBlocks.selector); // the same block twice
        ledger.reserve(ds, blocks, "job", 1, 1);
        (blocks[0], blocks[1]) = (2, 1);
        vm.expectRevert(PrivacyLedger.BadBlocks.selector); // in the wrong order
        ledger.reserve(ds, blocks, "job", 1, 1);
        vm.expectRevert(PrivacyLedger.BadBlocks.selector);
        ledger.reserve(ds, new uint32[](0), "job", 1, 1);
        (blocks[0], blocks[1]) = (1, 2);
        vm.expectRevert(PrivacyLedger.BadLanes.selector);
        ledger.reserve(ds, blocks, "job", 1 << 24, 1);
        ledger.reserve(ds, blocks, "job", 1, 1);
        vm.expectRevert(PrivacyLedger.AlreadyClaimed.selector);
        ledger.reserve(ds, blocks, "job", 1, 1);
        vm.stopPrank();
        vm.startPrank(address(0xbad));
        vm.expectRevert(PrivacyLedger.NotOperator.selector);
        ledger.reserve(ds, blocks, "other", 1, 1);
        vm.expectRevert(PrivacyLedger.NotReserved.selector);
        ledger.commitAll(ds, "job", blocks, 1, 1);
        vm.expectRevert();
        ledger.raise(ds, 1, 1 << 20, 1);
        vm.expectRevert();
        ledger.lower(ds, 1, 0, 0);
    }

    /// @notice A job of two blocks, of which one is full, takes nothing of the other either.
    function test_allOrNothing() public {
        PrivacyLedger ledger = _driver.ledger();
        address ds = address(new Nft(address(this)));
        ledger.open(ds, 1, 100, 0);
        ledger.open(ds, 2, 10, 0);
        ledger.setOperator(ds, address(this), true);
        uint32[] memory blocks = new uint32[](2);
        (blocks[0], blocks[1]) = (1, 2);
        uint256 all = 0x0000000b0000000b0000000b0000000b0000000b0000000b0000000b0000000b;
        vm.expectRevert(abi.encodeWithSelector(PrivacyLedger.OverBudget.selector, ds, 2));
        ledger.reserve(ds, blocks, "job", all, all);
        check(ledger.blockOf(ds, 1).free0 & 0xffffffff == (1 << 31) + 100, "block 1 is whole");
    }
}
