// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The money of one order, as JobEscrow moves it, for the SMTChecker. Signatures, senders, clocks and ledger are left out: any call may
/// come at any time, which is more than the escrow allows. The proof is by induction, as in Lane.
contract Money {
    enum State {
        None,
        Open,
        Claimed,
        Disputed,
        Paid,
        Refunded
    }

    State private state;
    uint96 private price;
    uint96 private compute;
    uint96 private drawn;
    uint96 private claim;
    uint256 private held; // ghosts
    uint256 private paidIn;
    uint256 private paidOut;
    uint256 private ends;

    constructor() {
        assert(books());
    }

    modifier inductive() {
        require(books());
        _;
        assert(books());
    }

    function order(uint96 price_, uint96 compute_) external inductive {
        require(state == State.None);
        (state, price, compute) = (State.Open, price_, compute_);
        paidIn += uint256(price_) + compute_;
        held += uint256(price_) + compute_;
    }

    function draw(uint96 cumulative) external inductive {
        require(state == State.Open && cumulative > drawn && cumulative <= compute);
        _out(cumulative - drawn);
        drawn = cumulative;
    }

    function settle(bool hasVoucher, uint96 cumulative, uint96 claim_) external inductive {
        require(state == State.Open && claim_ <= compute);
        uint96 due;
        if (hasVoucher) {
            require(cumulative > drawn && cumulative <= compute);
            due = cumulative - drawn;
            drawn = cumulative;
        }
        if (claim_ > drawn) {
            claim = claim_;
            state = State.Claimed;
            paidIn += claim_ - drawn; // the bond
            held += claim_ - drawn;
        } else {
            claim = drawn;
            _over(State.Paid);
        }
        _out(price);
        _out(due);
        if (claim < compute) _out(compute - claim);
    }

    function challenge() external inductive {
        require(state == State.Claimed);
        state = State.Disputed;
    }

    function finalize() external inductive {
        require(state == State.Claimed || state == State.Disputed);
        uint256 bond = claim - drawn;
        if (state == State.Disputed) _finalize(bond, bond);
        else _finalize(2 * bond, 0);
    }

    function rule(uint96 due) external inductive {
        require(state == State.Disputed && due >= drawn && due <= claim);
        uint256 all = 2 * uint256(claim - drawn);
        uint256 toProvider = due == claim ? all : due - drawn;
        _finalize(toProvider, all - toProvider);
    }

    function refund() external inductive {
        require(state == State.Open);
        _over(State.Refunded);
        _out(uint256(price) + compute - drawn);
    }

    function _finalize(uint256 toProvider, uint256 toTrainer) private {
        _over(State.Paid);
        _out(toProvider);
        _out(toTrainer);
    }

    function _over(State s) private {
        state = s;
        ++ends;
    }

    function _out(uint256 amount) private {
        assert(amount <= held); // never with another order's money
        held -= amount;
        paidOut += amount;
    }

    /// @notice Nothing appears or vanishes; an order ends at most once, and holds nothing then.
    function books() private view returns (bool) {
        if (paidIn != paidOut + held || paidOut > 2 ** 200) return false;
        if (drawn > compute || claim > compute) return false;
        if (state == State.None) return held == 0 && ends == 0 && paidIn == 0 && drawn == 0;
        if (state == State.Open) return held == uint256(price) + compute - drawn && ends == 0;
        if (state == State.Claimed || state == State.Disputed) {
            return claim > drawn && held == 2 * uint256(claim - drawn) && ends == 0;
        }
        return held == 0 && ends == 1;
    }
}
