// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the escrow needs of an Ocean data NFT.
interface IDataNFT {
    /// @notice Whether the NFT itself created that datatoken.
    function isDeployed(address datatoken) external view returns (bool);
}

/// @notice What the escrow needs of an Ocean datatoken of template 2, which buys and orders in one call.
interface IDatatoken {
    struct ProviderFee {
        address providerFeeAddress;
        address providerFeeToken;
        uint256 providerFeeAmount;
        uint8 v;
        bytes32 r;
        bytes32 s;
        uint256 validUntil;
        bytes providerData;
    }

    struct ConsumeMarketFee {
        address consumeMarketFeeAddress;
        address consumeMarketFeeToken;
        uint256 consumeMarketFeeAmount;
    }

    struct OrderParams {
        address consumer;
        uint256 serviceIndex;
        ProviderFee providerFee;
        ConsumeMarketFee consumeMarketFee;
    }

    struct FreParams {
        address exchangeContract;
        bytes32 exchangeId;
        uint256 maxBaseTokenAmount;
        uint256 swapMarketFee;
        address marketFeeAddress;
    }

    /// @notice Buys one datatoken from a fixed-rate exchange and spends it on an order.
    function buyFromFreAndOrder(OrderParams calldata order, FreParams calldata fre) external;
}
