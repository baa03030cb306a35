// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../../src/Lanes.sol";
import {check} from "./Kit.sol";

/// @notice Lanes against the same sums done one lane at a time, in whole numbers.
contract LanesTest {
    using Lanes for uint256;

    uint256 private constant NARROW = 0x00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff00ffffff;
    int256 private constant LOST = type(int256).min;

    function _lane(uint256 word, uint256 i) private pure returns (uint256) {
        return (word >> (32 * i)) & 0xffffffff;
    }

    function testFuzz_narrow(uint256 a) public pure {
        bool want = true;
        for (uint256 i; i < 8; ++i) {
            want = want && _lane(a, i) < 1 << 24;
        }
        check(a.narrow() == want, "narrow");
        check((a & NARROW).narrow(), "narrow");
    }

    function testFuzz_capped(uint256 a, uint256 raise) public pure {
        a &= NARROW;
        if (raise % 3 == 0) a |= uint256(0xffffff) << (32 * (raise % 8));
        bool want = true;
        for (uint256 i; i < 8; ++i) {
            want = want && _lane(a, i) < (1 << 24) - 1;
        }
        check(a.capped() == want, "capped");
    }

    function testFuzz_within(uint256 a, uint256 b, uint256 same) public pure {
        (a, b) = (a & NARROW, b & NARROW);
        uint256 mask;
        bool want = true;
        for (uint256 i; i < 8; ++i) {
            if ((same >> i) & 1 == 1) mask |= uint256(0xffffffff) << (32 * i); // else equality would never be tried
        }
        a = (a & ~mask) | (b & mask);
        for (uint256 i; i < 8; ++i) {
            want = want && _lane(a, i) <= _lane(b, i);
        }
        check(a.within(b) == want, "within");
    }

    /// @notice Any sequence of takes, and of gives of what was taken: each lane is what is left of its cap, or lost for ever once it could not
    /// be told, and no lane feels what happens to its neighbours.
    function testFuzz_takeAndGive(uint256 cap, uint256[16] memory v, uint256 heavy, uint256 give) public pure {
        cap &= NARROW;
        uint256 free = cap.whole();
        int256[8] memory want;
        for (uint256 i; i < 8; ++i) {
            want[i] = int256(_lane(cap, i));
        }
        uint256 times = 1 + heavy % 40; // 128 takes of the most lose a lane
        for (uint256 k; k < v.length; ++k) {
            v[k] &= NARROW;
            for (uint256 t; t < times; ++t) {
                uint256 took = free.take(v[k]);
                check(took.holds() == _anyHolds(want, v[k]), "holds");
                free = took;
                for (uint256 i; i < 8; ++i) {
                    if (want[i] == LOST) continue;
                    want[i] -= int256(_lane(v[k], i));
                    if (want[i] <= -(1 << 31)) want[i] = LOST;
                }
            }
            if ((give >> k) & 1 == 1) {
                // Give back a part of the last take.
                uint256 part = v[k] & (give | NARROW >> 3);
                free = free.give(part);
                for (uint256 i; i < 8; ++i) {
                    if (want[i] != LOST) want[i] += int256(_lane(part, i));
                }
            }
            for (uint256 i; i < 8; ++i) {
                uint256 lane = want[i] == LOST ? 0 : uint256(want[i] + (1 << 31));
                check(_lane(free, i) == lane, "lane");
            }
        }
    }

    function _anyHolds(int256[8] memory left, uint256 v) private pure returns (bool any) {
        for (uint256 i; i < 8; ++i) {
            any = any || (left[i] != LOST && left[i] >= int256(_lane(v, i)));
        }
    }

    /// @notice The very edge: the last number of a lane, one more, and nothing comes back.
    function test_lostLaneStaysLost() public pure {
        uint256 free = uint256(5).whole();
        for (uint256 k; k < 127; ++k) {
            free = free.take(0xffffff);
        }
        uint256 left = 5 + (1 << 31) - 127 * 0xffffff;
        check(_lane(free, 0) == left, "exact until the last");
        check(free.take(left - 1) & 0xffffffff == 1, "one is left");
        uint256 gone = free.take(left);
        check(gone & 0xffffffff == 0, "none is left");
        check(gone.give(left) & 0xffffffff == 0, "what is lost stays lost");
        check(free.take(left + 1) & 0xffffffff == 0, "below the lowest is lost, too");
        check(gone >> 32 == uint256(0).whole() >> 32, "neighbours feel nothing");
    }
}
