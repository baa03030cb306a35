// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title The one authority behind every `restricted` function of the set.
/// @notice It starts with a single administrator and hands over, role by role and with a delay per function, to a DAO, without any other
/// contract being deployed again. It has no way to money in escrow or to what members are owed; it names the treasury.
contract Governance is AccessManager {
    /// @param admin first holder of the administrator role
    constructor(address admin) AccessManager(admin) {}
}
