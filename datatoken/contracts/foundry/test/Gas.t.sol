// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobEscrow} from "../../src/JobEscrow.sol";
import {EscrowKit, Shop} from "./EscrowKit.sol";
import {vm} from "./Kit.sol";

/// @notice What foundry/.gas-snapshot holds fast: each test is one path through the contracts with its set-up, so that a change of cost shows in
/// review. What a transaction costs is in docs/gas.md.
contract GasTest is EscrowKit {
    address private constant PROVIDER = address(0x9001);
    address private _trainer;
    Shop private _s;
    Group private _g;
    bytes32 private _job;
    JobEscrow.Order private _o;

    function setUp() public {
        vm.warp(1_000_000_000);
        _set();
        _trainer = vm.addr(0x57);
        _s = _shop([PROVIDER, address(this)]);
        _s.set(25e6, Shop.Mode.Honest);
        contributions.setTerms(address(_s), 7 days, 500);
        _g = _pair(address(_s), address(0xa), 3, address(0xb), 4);
        _pay(address(_s), 1e6);
        coin.mint(_trainer, 1e12);
        coin.mint(PROVIDER, 1e12);
        coin.mint(address(this), 1e12);
        vm.prank(_trainer);
        coin.approve(address(escrow), type(uint256).max);
        vm.prank(PROVIDER);
        coin.approve(address(escrow), type(uint256).max);
        _job = _order("first");
        _o = JobEscrow.Order(
            _trainer, PROVIDER, address(_s), 25e6, 3e6, uint64(block.timestamp + 1 hours), 0, 0, 0
        );
        _charge(address(_s), PROVIDER, _job);
    }

    function _order(bytes32 salt) private returns (bytes32) {
        JobEscrow.Terms memory t = _terms(_s, PROVIDER, 25e6, 3e6, salt, uint64(block.timestamp + 1 hours));
        JobEscrow.Quote memory q = _quote();
        vm.prank(_trainer);
        return escrow.order(t, q);
    }

    function test_pay() public {
        pools.pay(address(_s), 0, 1e6);
    }

    function test_payFirstOfAnEra() public {
        vm.warp(block.timestamp + 7 days);
        pools.pay(address(_s), 0, 1e6);
    }

    function test_claim() public {
        vm.warp(block.timestamp + 14 days);
        _claim(_g, 0);
    }

    function test_join() public {
        _pair(address(_s), address(0xc), 3, address(0xd), 4);
    }

    function test_withdraw() public {
        contributions.withdraw(_g.dataset, _g.id, _g.b, address(0xa), 3, _proof(_g, 0));
    }

    function test_slash() public {
        contributions.slash(_g.dataset, _g.id, _g.b, address(0xa), 3, _proof(_g, 0));
    }

    function test_reserveAndCommitAll() public {
        _charge(address(_s), PROVIDER, "job");
    }

    function test_reserveAndCommitPart() public {
        vm.startPrank(PROVIDER);
        ledger.reserve(address(_s), new uint32[](1), "job", 100, 100);
        ledger.commit(address(_s), "job", new uint32[](1), 100, 100, 60, 70);
        vm.stopPrank();
    }

    function test_order() public {
        _order("second");
    }

    function test_settle() public {
        vm.prank(PROVIDER);
        escrow.settle(_job, _o, 0, _none(), 0);
    }

    function test_draw() public {
        JobEscrow.Voucher memory v = _voucher(0x57, _job, 1e6);
        vm.prank(PROVIDER);
        escrow.draw(_job, _o, v);
    }

    function test_refund() public {
        vm.prank(PROVIDER);
        escrow.refund(_job, _o, 0);
    }
}
