package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
	bindalgorithms "github.com/stintdao/stint/datatoken/chain/internal/bindings/algorithms"
	bindcontributions "github.com/stintdao/stint/datatoken/chain/internal/bindings/contributions"
	bindescrow "github.com/stintdao/stint/datatoken/chain/internal/bindings/jobescrow"
	bindledger "github.com/stintdao/stint/datatoken/chain/internal/bindings/privacyledger"
	bindinbox "github.com/stintdao/stint/datatoken/chain/internal/bindings/royaltyinbox"
	bindpools "github.com/stintdao/stint/datatoken/chain/internal/bindings/royaltypools"
	bindstable "github.com/stintdao/stint/datatoken/chain/internal/bindings/teststable"
)

// The bindings only encode and decode; they hold no connection.
var (
	escrow        = bindescrow.NewJobEscrow()
	ledger        = bindledger.NewPrivacyLedger()
	pools         = bindpools.NewRoyaltyPools()
	contributions = bindcontributions.NewContributions()
	algorithms    = bindalgorithms.NewAlgorithms()
	inboxCode     = bindinbox.NewRoyaltyInbox()
	stable        = bindstable.NewTestStable()
)

// Addresses says where the contracts are.
type Addresses = datatoken.Addresses

// Client reads the contracts through a node. Its methods may be called from any goroutine.
type Client struct {
	eth    *ethclient.Client
	at     Addresses
	id     *big.Int
	events Events
}

// Events answers for the logs of contracts in place of the node, which would look through all of its history.
type Events interface {
	// Logs returns the logs of a contract up to the node's newest block, oldest first, as the node would: each of topics is what is wanted at its
	// position, nothing for anything.
	Logs(ctx context.Context, from common.Address, topics [][]common.Hash) ([]types.Log, error)
}

// ReadEvents makes the client ask e for logs. It is called before anything else uses the client.
func (c *Client) ReadEvents(e Events) { c.events = e }

// Dial connects to the node at url. It returns an error when the node runs another chain than the addresses are for.
func Dial(ctx context.Context, url string, at Addresses) (*Client, error) {
	r, err := rpc.DialContext(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to chain: %w", err)
	}
	c, err := New(ctx, r, at)
	if err != nil {
		r.Close()
		return nil, err
	}
	return c, nil
}

// New makes a client over a connection, which it takes over.
func New(ctx context.Context, r *rpc.Client, at Addresses) (*Client, error) {
	if err := at.Check(); err != nil {
		return nil, err
	}
	c := &Client{eth: ethclient.NewClient(r), at: at}
	id, err := c.eth.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for chain ID: %w", err)
	}
	if !id.IsUint64() || id.Uint64() != at.ChainID {
		return nil, fmt.Errorf("node runs chain %s, the contracts are on chain %d: %w", id, at.ChainID, ErrBadInput)
	}
	c.id = id
	return c, nil
}

// Close ends the connection.
func (c *Client) Close() { c.eth.Close() }

// Addresses returns where the contracts are.
func (c *Client) Addresses() Addresses { return c.at }

// Head returns number, hash and time of the newest block. On a development chain under load its time can be ahead of the clock.
func (c *Client) Head(ctx context.Context) (number uint64, hash datatoken.Hash, at time.Time, err error) {
	h, err := c.eth.HeaderByNumber(ctx, nil)
	if err != nil {
		return 0, hash, at, fmt.Errorf("read head of chain: %w", err)
	}
	return h.Number.Uint64(), datatoken.Hash(h.Hash()), time.Unix(int64(h.Time), 0).UTC(), nil
}

// Currency describes the currency that prices are in.
func (c *Client) Currency(ctx context.Context) (symbol string, decimals uint8, err error) {
	symbol, err = view(ctx, c, c.at.Currency, stable.PackSymbol(), stable.UnpackSymbol)
	if err != nil {
		return "", 0, fmt.Errorf("read symbol of currency: %w", err)
	}
	decimals, err = view(ctx, c, c.at.Currency, stable.PackDecimals(), stable.UnpackDecimals)
	if err != nil {
		return "", 0, fmt.Errorf("read decimals of currency: %w", err)
	}
	return symbol, decimals, nil
}

// Balances returns what an account has: Ether, for gas, in wei, and currency in its units.
func (c *Client) Balances(ctx context.Context, who datatoken.Address) (ether, currency datatoken.Amount, err error) {
	wei, err := c.eth.BalanceAt(ctx, common.Address(who), nil)
	if err != nil {
		return ether, currency, fmt.Errorf("read balance of %s: %w", who, err)
	}
	units, err := view(ctx, c, c.at.Currency, stable.PackBalanceOf(common.Address(who)), stable.UnpackBalanceOf)
	if err != nil {
		return ether, currency, fmt.Errorf("read balance of %s: %w", who, err)
	}
	if ether, err = datatoken.AmountFromBig(wei); err != nil {
		return ether, currency, err
	}
	currency, err = datatoken.AmountFromBig(units)
	return ether, currency, err
}

// view calls a function of a contract and reads its answer, at the newest block.
func view[T any](ctx context.Context, c *Client, to datatoken.Address, data []byte, read func([]byte) (T, error)) (T, error) {
	return viewAt(ctx, c, nil, to, data, read)
}

// viewAt is view at a block.
func viewAt[T any](ctx context.Context, c *Client, block *big.Int, to datatoken.Address, data []byte, read func([]byte) (T, error)) (T, error) {
	var none T
	addr := common.Address(to)
	out, err := c.eth.CallContract(ctx, ethereum.CallMsg{To: &addr, Data: data}, block)
	if err != nil {
		return none, refusal(err)
	}
	if len(out) == 0 {
		return none, fmt.Errorf("no such contract function at %s: %w", to, ErrBadInput)
	}
	return read(out)
}

// logs returns the events of a contract, oldest first. A nil topic matches anything.
func (c *Client) logs(ctx context.Context, from datatoken.Address, topics ...*common.Hash) ([]types.Log, error) {
	var want [][]common.Hash
	for _, t := range topics {
		if t == nil {
			want = append(want, nil)
			continue
		}
		want = append(want, []common.Hash{*t})
	}
	var logs []types.Log
	var err error
	if c.events != nil {
		logs, err = c.events.Logs(ctx, common.Address(from), want)
	} else {
		logs, err = c.eth.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: new(big.Int).SetUint64(c.at.Start), Addresses: []common.Address{common.Address(from)}, Topics: want,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read events of %s: %w", from, err)
	}
	return logs, nil
}

func topic[T ~[32]byte](h T) *common.Hash {
	t := common.Hash(h)
	return &t
}

func addressTopic(a datatoken.Address) *common.Hash {
	t := common.BytesToHash(a[:])
	return &t
}

func evidence(l *types.Log) datatoken.Evidence {
	return datatoken.Evidence{Tx: datatoken.Hash(l.TxHash), Block: l.BlockNumber}
}

// pending reports that a node has no receipt yet. A node without a block says that it is indexing instead.
func pending(err error) bool {
	return errors.Is(err, ethereum.NotFound) || (err != nil && strings.Contains(err.Error(), "indexing is in progress"))
}

// decode reads an event. All events read here carry data; without it the bindings would leave numbers nil.
func decode[T any](l *types.Log, read func(*types.Log) (*T, error)) (*T, error) {
	if len(l.Data) == 0 {
		return nil, fmt.Errorf("event without data: %w", ErrBadInput)
	}
	return read(l)
}
