// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One order of one privacy block, as PrivacyLedger keeps it with Lanes, for the SMTChecker: take and give are what prove.mjs proves Lanes
/// to do to every lane. Who may call what is left out: any call may come at any time, which is more than the ledger allows. The proof is by
/// induction: the constructor makes `books` true, and each call that finds it true leaves it true.
contract Lane {
    uint256 private constant TOP = 2 ** 31;
    uint256 private constant LOSSES = 2 ** 24; // losses and caps are below

    uint256 private cap;
    uint256 private free; // as in the ledger
    uint256 private reserved; // ghosts: of claims that wait, and of jobs that were charged
    uint256 private charged;
    bool private lost; // the lane ran out of numbers once

    constructor(uint256 c) {
        require(c < LOSSES - 1);
        cap = c;
        free = c + TOP;
        assert(books());
    }

    modifier inductive() {
        require(free < 2 ** 200 && reserved < 2 ** 200 && charged < 2 ** 200); // no chain lives to see more
        require(books());
        _;
        assert(books());
    }

    /// @notice A job's loss at this order. It may have passed because another order holds.
    function reserve(uint256 v, bool anotherHolds) external inductive {
        require(v < LOSSES);
        uint256 f = free > v ? free - v : 0;
        require(f >= TOP || anotherHolds);
        if (f == 0) lost = true;
        free = f;
        reserved += v;
        if (!anotherHolds) assert(reserved + charged <= cap); // the filter
    }

    /// @notice Charges c of a claim of v.
    function commit(uint256 v, uint256 c) external inductive {
        require(v <= reserved && c <= v && v < LOSSES);
        if (free != 0) free += v - c;
        reserved -= v;
        charged += c;
    }

    function lower(uint256 c) external inductive {
        require(c <= cap);
        uint256 f = free > cap - c ? free - (cap - c) : 0;
        if (f == 0) lost = true;
        (free, cap) = (f, c);
    }

    function raise(uint256 c) external inductive {
        require(c >= cap && c < LOSSES - 1);
        if (free != 0) free += c - cap;
        cap = c;
    }

    /// @notice What is left is the cap less everything held, or nothing for ever; a lane never grows into the next.
    function books() private view returns (bool) {
        return cap < LOSSES - 1 && lost == (free == 0) && free <= cap + TOP && reserved < 2 ** 201 && charged < 2 ** 201
            && (lost || free + reserved + charged == cap + TOP);
    }
}
