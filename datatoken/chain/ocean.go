package chain

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// What is used of Ocean Protocol's contracts, which are deployed as they are.

const (
	// enterpriseTemplate is the datatoken that buys and orders in one call and pays its collector at once.
	enterpriseTemplate = 2
	nftTemplate        = 1
	datatokenDecimals  = 18
)

var (
	oceanFactory = mustABI(`[
{"type":"function","name":"deployERC721Contract","stateMutability":"nonpayable","inputs":[{"name":"name","type":"string"},{"name":"symbol","type":"string"},{"name":"_templateIndex","type":"uint256"},{"name":"additionalERC20Deployer","type":"address"},{"name":"additionalMetaDataUpdater","type":"address"},{"name":"tokenURI","type":"string"},{"name":"transferable","type":"bool"},{"name":"owner","type":"address"}],"outputs":[{"name":"token","type":"address"}]},
{"type":"event","name":"NFTCreated","anonymous":false,"inputs":[{"name":"newTokenAddress","type":"address","indexed":false},{"name":"templateAddress","type":"address","indexed":true},{"name":"tokenName","type":"string","indexed":false},{"name":"admin","type":"address","indexed":true},{"name":"symbol","type":"string","indexed":false},{"name":"tokenURI","type":"string","indexed":false},{"name":"transferable","type":"bool","indexed":false},{"name":"creator","type":"address","indexed":true}]},
{"type":"event","name":"TokenCreated","anonymous":false,"inputs":[{"name":"newTokenAddress","type":"address","indexed":true},{"name":"templateAddress","type":"address","indexed":true},{"name":"name","type":"string","indexed":false},{"name":"symbol","type":"string","indexed":false},{"name":"cap","type":"uint256","indexed":false},{"name":"creator","type":"address","indexed":false}]}
]`)
	oceanNFT = mustABI(`[
{"type":"function","name":"ownerOf","stateMutability":"view","inputs":[{"name":"tokenId","type":"uint256"}],"outputs":[{"name":"","type":"address"}]},
{"type":"function","name":"getTokensList","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"address[]"}]},
{"type":"function","name":"createERC20","stateMutability":"nonpayable","inputs":[{"name":"_templateIndex","type":"uint256"},{"name":"strings","type":"string[]"},{"name":"addresses","type":"address[]"},{"name":"uints","type":"uint256[]"},{"name":"bytess","type":"bytes[]"}],"outputs":[{"name":"","type":"address"}]}
]`)
	oceanToken = mustABI(`[
{"type":"function","name":"name","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"string"}]},
{"type":"function","name":"symbol","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"string"}]},
{"type":"function","name":"getId","stateMutability":"pure","inputs":[],"outputs":[{"name":"","type":"uint8"}]},
{"type":"function","name":"getFixedRates","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"tuple[]","components":[{"name":"contractAddress","type":"address"},{"name":"id","type":"bytes32"}]}]},
{"type":"function","name":"getPaymentCollector","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"address"}]},
{"type":"function","name":"setPaymentCollector","stateMutability":"nonpayable","inputs":[{"name":"_newPaymentCollector","type":"address"}],"outputs":[]},
{"type":"function","name":"getERC721Address","stateMutability":"view","inputs":[],"outputs":[{"name":"","type":"address"}]},
{"type":"event","name":"OrderStarted","anonymous":false,"inputs":[{"name":"consumer","type":"address","indexed":true},{"name":"payer","type":"address","indexed":false},{"name":"amount","type":"uint256","indexed":false},{"name":"serviceIndex","type":"uint256","indexed":false},{"name":"timestamp","type":"uint256","indexed":false},{"name":"publishMarketAddress","type":"address","indexed":true},{"name":"blockNumber","type":"uint256","indexed":false}]},
{"type":"event","name":"ProviderFee","anonymous":false,"inputs":[{"name":"providerFeeAddress","type":"address","indexed":true},{"name":"providerFeeToken","type":"address","indexed":true},{"name":"providerFeeAmount","type":"uint256","indexed":false},{"name":"providerData","type":"bytes","indexed":false},{"name":"v","type":"uint8","indexed":false},{"name":"r","type":"bytes32","indexed":false},{"name":"s","type":"bytes32","indexed":false},{"name":"validUntil","type":"uint256","indexed":false}]},
{"type":"function","name":"createFixedRate","stateMutability":"nonpayable","inputs":[{"name":"fixedPriceAddress","type":"address"},{"name":"addresses","type":"address[]"},{"name":"uints","type":"uint256[]"}],"outputs":[{"name":"exchangeId","type":"bytes32"}]}
]`)
	oceanExchange = mustABI(`[
{"type":"function","name":"calcBaseInGivenOutDT","stateMutability":"view","inputs":[{"name":"exchangeId","type":"bytes32"},{"name":"datatokenAmount","type":"uint256"},{"name":"consumeMarketSwapFeeAmount","type":"uint256"}],"outputs":[{"name":"baseTokenAmount","type":"uint256"},{"name":"oceanFeeAmount","type":"uint256"},{"name":"publishMarketFeeAmount","type":"uint256"},{"name":"consumeMarketFeeAmount","type":"uint256"}]},
{"type":"function","name":"getExchange","stateMutability":"view","inputs":[{"name":"exchangeId","type":"bytes32"}],"outputs":[{"name":"exchangeOwner","type":"address"},{"name":"datatoken","type":"address"},{"name":"dtDecimals","type":"uint256"},{"name":"baseToken","type":"address"},{"name":"btDecimals","type":"uint256"},{"name":"fixedRate","type":"uint256"},{"name":"active","type":"bool"},{"name":"dtSupply","type":"uint256"},{"name":"btSupply","type":"uint256"},{"name":"dtBalance","type":"uint256"},{"name":"btBalance","type":"uint256"},{"name":"withMint","type":"bool"}]}
]`)
	oneDatatoken = new(big.Int).Exp(big.NewInt(10), big.NewInt(datatokenDecimals), nil)
)

func mustABI(s string) abi.ABI {
	a, err := abi.JSON(strings.NewReader(s))
	if err != nil {
		panic(err) // a constant of this file
	}
	return a
}

// ask calls a function of one of Ocean's contracts and returns its first result.
func ask[T any](ctx context.Context, c *Client, of abi.ABI, at datatoken.Address, method string, args ...any) (T, error) {
	var none T
	data, err := of.Pack(method, args...)
	if err != nil {
		return none, fmt.Errorf("%s: %w", method, err)
	}
	v, err := view(ctx, c, at, data, func(b []byte) (T, error) {
		out, err := of.Unpack(method, b)
		if err != nil {
			return none, err
		}
		return *abi.ConvertType(out[0], new(T)).(*T), nil
	})
	if err != nil {
		return none, fmt.Errorf("ask %s for %s: %w", at, method, err)
	}
	return v, nil
}

// owner returns the owner of a data NFT: the dataset's curator.
func (c *Client) owner(ctx context.Context, dataset datatoken.Address) (datatoken.Address, error) {
	o, err := ask[common.Address](ctx, c, oceanNFT, dataset, "ownerOf", big.NewInt(1))
	return datatoken.Address(o), err
}

// tokens returns the datatokens of a data NFT that the escrow can buy, in the order they were created.
func (c *Client) tokens(ctx context.Context, dataset datatoken.Address) ([]datatoken.Token, error) {
	list, err := ask[[]common.Address](ctx, c, oceanNFT, dataset, "getTokensList")
	if err != nil {
		return nil, err
	}
	var out []datatoken.Token
	for _, at := range list {
		t, err := c.token(ctx, dataset, datatoken.Address(at))
		if err != nil {
			return nil, err
		}
		if !t.Exchange.IsZero() {
			out = append(out, t)
		}
	}
	return out, nil
}

// token reads one datatoken. Its exchange is zero when nothing sells it for the currency.
func (c *Client) token(ctx context.Context, dataset, at datatoken.Address) (datatoken.Token, error) {
	t := datatoken.Token{Address: at, Dataset: dataset}
	template, err := ask[uint8](ctx, c, oceanToken, at, "getId")
	if err != nil {
		return t, err
	}
	if t.Service, err = ask[string](ctx, c, oceanToken, at, "name"); err != nil {
		return t, err
	}
	if t.Symbol, err = ask[string](ctx, c, oceanToken, at, "symbol"); err != nil {
		return t, err
	}
	if template != enterpriseTemplate {
		return t, nil
	}
	type rate = struct {
		ContractAddress common.Address `json:"contractAddress"`
		Id              [32]byte       `json:"id"`
	}
	rates, err := ask[[]rate](ctx, c, oceanToken, at, "getFixedRates")
	if err != nil {
		return t, err
	}
	for _, r := range rates {
		if datatoken.Address(r.ContractAddress) != c.at.FixedRate {
			continue
		}
		base, active, err := c.exchange(ctx, r.Id)
		if err != nil {
			return t, err
		}
		if base != c.at.Currency || !active {
			continue
		}
		price, err := ask[*big.Int](ctx, c, oceanExchange, c.at.FixedRate, "calcBaseInGivenOutDT", r.Id, oneDatatoken, new(big.Int))
		if err != nil {
			return t, err
		}
		t.Exchange = r.Id
		t.Price, err = datatoken.AmountFromBig(price)
		return t, err
	}
	return t, nil
}

// exchange returns what a fixed-rate exchange takes, and whether it sells.
func (c *Client) exchange(ctx context.Context, id [32]byte) (base datatoken.Address, active bool, err error) {
	data, err := oceanExchange.Pack("getExchange", id)
	if err != nil {
		return base, false, err
	}
	out, err := view(ctx, c, c.at.FixedRate, data, func(b []byte) ([]any, error) { return oceanExchange.Unpack("getExchange", b) })
	if err != nil {
		return base, false, fmt.Errorf("read exchange: %w", err)
	}
	return datatoken.Address(out[3].(common.Address)), out[6].(bool), nil
}

// nfts returns the data NFTs an account created, with their token URIs, oldest first.
func (c *Client) nfts(ctx context.Context, curator datatoken.Address) ([]nft, error) {
	created := oceanFactory.Events["NFTCreated"]
	logs, err := c.logs(ctx, c.at.Factory, topic(created.ID), nil, addressTopic(curator))
	if err != nil {
		return nil, err
	}
	var out []nft
	for i := range logs {
		n, err := readNFT(&logs[i])
		if err != nil {
			return nil, err
		}
		out = append(out, *n)
	}
	return out, nil
}

type nft struct {
	at  datatoken.Address
	uri string
}

func readNFT(l *types.Log) (*nft, error) {
	created := oceanFactory.Events["NFTCreated"]
	if len(l.Topics) == 0 || l.Topics[0] != created.ID {
		return nil, fmt.Errorf("not a new data NFT")
	}
	v, err := created.Inputs.NonIndexed().Unpack(l.Data)
	if err != nil {
		return nil, fmt.Errorf("read new data NFT: %w", err)
	}
	return &nft{datatoken.Address(v[0].(common.Address)), v[3].(string)}, nil
}

func readToken(l *types.Log) (*datatoken.Address, error) {
	if len(l.Topics) != 3 || l.Topics[0] != oceanFactory.Events["TokenCreated"].ID {
		return nil, fmt.Errorf("not a new datatoken")
	}
	at := datatoken.Address(common.BytesToAddress(l.Topics[1][:]))
	return &at, nil
}
