// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Eight 32-bit lanes in one word, lane i at bits 32*i, all computed at once.
/// @notice A lane of `free` holds what is left of a cap, plus 2^31: its highest bit says that the cap holds. A lane at zero has run out of
/// numbers and stays there for ever. Losses and caps are below 2^24 in every lane, so that no lane ever reaches into the next.
library Lanes {
    uint256 private constant EACH = 0x0000000100000001000000010000000100000001000000010000000100000001;
    uint256 private constant TOP = EACH << 31;
    uint256 private constant WIDE = 0xff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000;
    uint256 private constant MOST = 0x00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe00fffffe;

    /// @notice Whether every lane is below 2^24: a loss.
    function narrow(uint256 a) internal pure returns (bool) {
        return a & WIDE == 0;
    }

    /// @notice Whether every lane is below 2^24 - 1: a cap, smaller than the loss that stands for "more than can be counted".
    function capped(uint256 a) internal pure returns (bool) {
        return narrow(a) && within(a, MOST);
    }

    /// @notice Whether every lane of `a` is at most that of `b`. Both narrow.
    function within(uint256 a, uint256 b) internal pure returns (bool) {
        unchecked {
            return ((b | TOP) - a) & TOP == TOP;
        }
    }

    /// @notice What is left of a cap of which nothing is taken. The cap is narrow.
    function whole(uint256 cap) internal pure returns (uint256) {
        return cap | TOP;
    }

    /// @notice Whether any lane's cap holds.
    function holds(uint256 free) internal pure returns (bool) {
        return free & TOP != 0;
    }

    /// @notice What is left after taking `v`, which is narrow; a lane that runs out of numbers is zero.
    function take(uint256 free, uint256 v) internal pure returns (uint256) {
        unchecked {
            uint256 d = (free | TOP) - v; // no lane borrows from the next
            uint256 gone = TOP & ~(free | d); // below the lane's lowest number
            return (d ^ (TOP & ~free)) & ~((gone >> 31) * 0xffffffff);
        }
    }

    /// @notice What is left after giving back `v`, which is narrow and was part of what was taken; a lane at zero stays there.
    function give(uint256 free, uint256 v) internal pure returns (uint256) {
        unchecked {
            uint256 there = (((free & ~TOP) + (TOP - EACH)) | free) & TOP; // the lane is not zero
            return (free + v) & ((there >> 31) * 0xffffffff);
        }
    }
}
