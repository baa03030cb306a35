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
    uint256 private held; // ghosts: of this order, here
    uint256 private paidIn;
    uint256 private paidOut;
    uint256 private ends;

    constructor() {
        assert(books());
    }

    modifier inductive() {
        require(paidIn < 2 ** 200 && paidOut < 2 ** 200 && held < 2 ** 200); // more than there is
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
        uint256 toProvider = cumulative - drawn;
        drawn = cumulative;
        assert(toProvider <= held); // never with another order's money
        (held, paidOut) = (held - toProvider, paidOut + toProvider);
    }

    function settle(bool hasVoucher, uint96 cumulative, uint96 claim_) external inductive {
        require(state == State.Open && claim_ <= compute);
        uint256 due;
        if (hasVoucher) {
            require(cumulative > drawn && cumulative <= compute);
            due = cumulative - drawn;
            drawn = cumulative;
        }
        if (claim_ > drawn) {
            (claim, state) = (claim_, State.Claimed);
            paidIn += claim_ - drawn; // the bond
            held += claim_ - drawn;
        } else {
            (claim, state) = (drawn, State.Paid);
            ++ends;
        }
        uint256 toTrainer = claim < compute ? compute - claim : 0;
        assert(price + due + toTrainer <= held);
        (held, paidOut) = (held - price - due - toTrainer, paidOut + price + due + toTrainer);
    }

    function challenge() external inductive {
        require(state == State.Claimed);
        state = State.Disputed;
    }

    function finalize() external inductive {
        require(state == State.Claimed || state == State.Disputed);
        uint256 bond = claim - drawn;
        (uint256 toProvider, uint256 toTrainer) = state == State.Disputed ? (bond, bond) : (2 * bond, 0);
        state = State.Paid;
        ++ends;
        assert(toProvider + toTrainer <= held);
        (held, paidOut) = (held - toProvider - toTrainer, paidOut + toProvider + toTrainer);
    }

    function rule(uint96 due) external inductive {
        require(state == State.Disputed && due >= drawn && due <= claim);
        uint256 all = 2 * uint256(claim - drawn);
        uint256 toProvider = due == claim ? all : due - drawn;
        uint256 toTrainer = all - toProvider;
        state = State.Paid;
        ++ends;
        assert(toProvider + toTrainer <= held);
        (held, paidOut) = (held - toProvider - toTrainer, paidOut + toProvider + toTrainer);
    }

    function refund() external inductive {
        require(state == State.Open);
        uint256 toTrainer = uint256(price) + compute - drawn;
        state = State.Refunded;
        ++ends;
        assert(toTrainer <= held);
        (held, paidOut) = (held - toTrainer, paidOut + toTrainer);
    }

    /// @notice Nothing appears or vanishes; an order ends at most once, and holds nothing then.
    function books() private view returns (bool) {
        return held < 2 ** 201 && paidOut < 2 ** 201 && paidIn == paidOut + held && drawn <= compute && claim <= compute
            && (state != State.None || (held == 0 && ends == 0 && paidIn == 0 && drawn == 0 && claim == 0))
            && (state != State.Open || (held + drawn == uint256(price) + compute && ends == 0 && claim == 0))
            && ((state != State.Claimed && state != State.Disputed)
                || (claim > drawn && held + 2 * uint256(drawn) == 2 * uint256(claim) && ends == 0))
            && ((state != State.Paid && state != State.Refunded) || (held == 0 && ends == 1));
    }
}
