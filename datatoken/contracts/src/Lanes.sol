// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Eight unsigned 32-bit lanes in one word, lane i at bits 32*i.
/// @notice A full lane (0xffffffff) means "more than can be counted" and stays full for ever.
library Lanes {
    uint256 internal constant FULL = 0xffffffff;
    uint256 private constant HIGH = 0xff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000;

    /// @notice Whether every lane is below 2^24.
    function narrow(uint256 a) internal pure returns (bool) {
        return a & HIGH == 0;
    }

    /// @notice Whether every lane of `a` is at most that of `b`.
    function within(uint256 a, uint256 b) internal pure returns (bool) {
        for (uint256 i; i < 256; i += 32) {
            if ((a >> i) & FULL > (b >> i) & FULL) return false;
        }
        return true;
    }

    /// @notice Sum per lane, filling up at FULL, and whether any lane of it is at most that of `cap`.
    function add(uint256 a, uint256 b, uint256 cap) internal pure returns (uint256 sum, bool fits) {
        unchecked {
            for (uint256 i; i < 256; i += 32) {
                uint256 n = ((a >> i) & FULL) + ((b >> i) & FULL);
                if (n > FULL) n = FULL;
                sum |= n << i;
                if (n <= (cap >> i) & FULL) fits = true;
            }
        }
    }

    /// @notice Per lane a - v + c, where v was part of a and c <= v; full lanes stay full.
    function settle(uint256 a, uint256 v, uint256 c) internal pure returns (uint256 r) {
        unchecked {
            for (uint256 i; i < 256; i += 32) {
                uint256 n = (a >> i) & FULL;
                if (n != FULL) n = n - ((v >> i) & FULL) + ((c >> i) & FULL);
                r |= n << i;
            }
        }
    }
}
