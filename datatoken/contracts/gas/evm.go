package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
)

const (
	chainID  = 1337
	blockGas = 60_000_000
	interval = 12         // seconds between blocks
	start    = 1798761600 // 2027-01-01
	most     = 16_000_000 // gas limit of a transaction, below the cap of 2^24
)

// osaka is what Ethereum charges since December 2025, written out. The development rules of go-ethereum would turn unreleased forks on.
func osaka() *params.ChainConfig {
	rules := *params.MergedTestChainConfig
	rules.ChainID = big.NewInt(chainID)
	return &rules
}

// amsterdam adds the next fork, as this version of go-ethereum has it: its prices may still move.
func amsterdam() *params.ChainConfig {
	rules := osaka()
	rules.AmsterdamTime = new(uint64)
	return rules
}

// account signs transactions. Its key follows from its name, so that every run is the same to the last byte.
type account struct {
	key  *ecdsa.PrivateKey
	addr common.Address
}

type contract struct {
	addr common.Address
	abi  abi.ABI
}

// artifact is a compiled contract, linked.
type artifact struct {
	abi  abi.ABI
	code []byte // that creates it, without constructor arguments
}

// chain is go-ethereum's own state transition over a state in memory: signed transactions, receipts and gas are those of a node, while clock
// and block numbers are ours, so that a run is repeatable to the last unit of gas. After the first error it does nothing more.
type chain struct {
	rules   *params.ChainConfig
	db      *state.StateDB
	pool    *core.GasPool
	number  uint64
	now     uint64
	holding bool // transactions go into the block that is open
	names   []abi.ABI
	err     error
}

func newChain(rules *params.ChainConfig) *chain {
	c := &chain{rules: rules, number: 1, now: start, pool: core.NewGasPool(blockGas)}
	c.db, c.err = state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if c.err != nil {
		return c
	}
	for addr, a := range core.SystemContractAllocs() {
		c.put(addr, a.Code)
	}
	return c
}

// put places code without a transaction.
func (c *chain) put(addr common.Address, code []byte) {
	c.db.SetNonce(addr, 1, tracing.NonceChangeUnspecified)
	c.db.SetCode(addr, code, tracing.CodeChangeUnspecified)
	c.db.Finalise(c.env().GetRules())
}

// person makes the account of that name and gives it coins for gas.
func (c *chain) person(name string) *account {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		c.fail(err)
		return &account{}
	}
	p := &account{key: key, addr: crypto.PubkeyToAddress(key.PublicKey)}
	c.db.SetBalance(p.addr, new(uint256.Int).Lsh(uint256.NewInt(1), 100), tracing.BalanceChangeUnspecified)
	return p
}

// nft places code of a data NFT whose token always belongs to owner: PUSH20 owner PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
func (c *chain) nft(at, owner common.Address) common.Address {
	code := append([]byte{0x73}, owner[:]...)
	c.put(at, append(code, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3))
	return at
}

func (c *chain) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *chain) header() *types.Header {
	return &types.Header{
		Number: new(big.Int).SetUint64(c.number), Time: c.now, GasLimit: blockGas, Difficulty: new(big.Int), BaseFee: big.NewInt(params.GWei),
	}
}

func (c *chain) env() *vm.EVM {
	h := c.header()
	ctx := vm.BlockContext{
		CanTransfer: core.CanTransfer, Transfer: core.Transfer, GetHash: func(uint64) common.Hash { return common.Hash{} },
		GasLimit: h.GasLimit, BlockNumber: h.Number, Time: h.Time, Difficulty: h.Difficulty, BaseFee: h.BaseFee, BlobBaseFee: big.NewInt(1),
		Random: new(common.Hash), CostPerStateByte: params.CostPerStateByte,
	}
	return vm.NewEVM(ctx, c.db, c.rules, vm.Config{})
}

// next begins the next block, that many seconds later.
func (c *chain) next(seconds uint64) {
	c.number++
	c.now += seconds
	c.pool = core.NewGasPool(blockGas)
}

// oneBlock puts what do sends into a single block.
func (c *chain) oneBlock(do func()) {
	c.next(interval)
	c.holding = true
	do()
	c.holding = false
}

// transact signs and runs a transaction, in a block of its own unless one is held open, and requires that it succeeds.
func (c *chain) transact(from *account, to *common.Address, what string, data []byte) *types.Receipt {
	if c.err != nil {
		return &types.Receipt{}
	}
	if !c.holding {
		c.next(interval)
	}
	h := c.header()
	tx, err := types.SignNewTx(from.key, types.LatestSignerForChainID(c.rules.ChainID), &types.DynamicFeeTx{
		ChainID: c.rules.ChainID, Nonce: c.db.GetNonce(from.addr), To: to, Data: data, Gas: c.limit(to),
		GasFeeCap: big.NewInt(2 * params.GWei), GasTipCap: big.NewInt(1),
	})
	if err != nil {
		c.fail(fmt.Errorf("sign %s: %w", what, err))
		return &types.Receipt{}
	}
	c.db.SetTxContext(tx.Hash(), 0, 0)
	r, _, err := core.ApplyTransaction(context.Background(), c.env(), c.pool, c.db, h, tx)
	if err != nil {
		c.fail(fmt.Errorf("%s: %w", what, err))
		return &types.Receipt{}
	}
	if r.Status != types.ReceiptStatusSuccessful {
		c.fail(fmt.Errorf("%s: reverts after %d gas", what, r.GasUsed))
	}
	return r
}

// limit is a transaction's gas limit: creating costs more state gas under Amsterdam, which is outside the cap.
func (c *chain) limit(to *common.Address) uint64 {
	if c.rules.AmsterdamTime != nil {
		return 55_000_000
	}
	return most
}

// deploy creates a contract and returns it with the gas that took.
func (c *chain) deploy(from *account, a artifact, args ...any) (contract, uint64) {
	if c.err != nil {
		return contract{}, 0
	}
	packed, err := a.abi.Pack("", args...)
	if err != nil {
		c.fail(fmt.Errorf("pack constructor: %w", err))
		return contract{}, 0
	}
	c.names = append(c.names, a.abi)
	r := c.transact(from, nil, "create a contract", append(bytes.Clone(a.code), packed...))
	return contract{r.ContractAddress, a.abi}, r.GasUsed
}

// build creates a contract outside any transaction, with no limit: for a peer's set, whose test deployer is larger than a block takes.
func (c *chain) build(from common.Address, code []byte) common.Address {
	if c.err != nil {
		return common.Address{}
	}
	c.next(interval)
	env := c.env()
	env.Config.NoBaseFee = true
	c.db.Prepare(env.GetRules(), from, common.Address{}, nil, nil, nil)
	env.SetTxContext(vm.TxContext{Origin: from, GasPrice: new(uint256.Int)})
	ret, addr, _, err := env.Create(from, code, vm.NewGasBudget(1<<40, 1<<40), new(uint256.Int))
	if err != nil {
		c.fail(fmt.Errorf("build %d bytes: %w: %s", len(code), err, c.reason(ret[:min(len(ret), 100)])))
	}
	c.db.Finalise(env.GetRules())
	return addr
}

// poke calls outside any transaction, with no limit, and keeps what it changes: for setting a peer's set up.
func (c *chain) poke(from common.Address, to contract, method string, args ...any) []any {
	return c.call(from, to, true, method, args)
}

// view calls and forgets what it changes.
func (c *chain) view(to contract, method string, args ...any) []any {
	return c.call(common.Address{}, to, false, method, args)
}

func (c *chain) call(from common.Address, to contract, keep bool, method string, args []any) []any {
	if c.err != nil {
		return nil
	}
	input, err := to.abi.Pack(method, args...)
	if err != nil {
		c.fail(fmt.Errorf("pack %s: %w", method, err))
		return nil
	}
	ret, err := c.run(from, to.addr, input, keep)
	if err != nil {
		c.fail(fmt.Errorf("%s: %w: %s", method, err, c.reason(ret)))
		return nil
	}
	vals, err := to.abi.Unpack(method, ret)
	if err != nil {
		c.fail(fmt.Errorf("unpack %s: %w", method, err))
	}
	return vals
}

func (c *chain) run(from, to common.Address, input []byte, keep bool) ([]byte, error) {
	env := c.env()
	undo := c.db.Snapshot()
	c.db.Prepare(env.GetRules(), from, common.Address{}, &to, nil, nil)
	env.SetTxContext(vm.TxContext{Origin: from, GasPrice: new(uint256.Int)})
	ret, _, err := env.Call(from, to, input, vm.NewGasBudget(1<<40, 1<<40), new(uint256.Int))
	if !keep {
		c.db.RevertToSnapshot(undo)
	} else {
		c.db.Finalise(env.GetRules())
	}
	return ret, err
}

// do sends a call and returns what it did.
func (c *chain) do(from *account, to contract, method string, args ...any) *types.Receipt {
	if c.err != nil {
		return &types.Receipt{}
	}
	input, err := to.abi.Pack(method, args...)
	if err != nil {
		c.fail(fmt.Errorf("pack %s: %w", method, err))
		return &types.Receipt{}
	}
	if ret, err := c.run(from.addr, to.addr, input, false); err != nil {
		c.fail(fmt.Errorf("%s: %w: %s", method, err, c.reason(ret)))
		return &types.Receipt{}
	}
	return c.transact(from, &to.addr, method, input)
}

// refuses requires that a call reverts.
func (c *chain) refuses(from *account, to contract, method string, args ...any) {
	if c.err != nil {
		return
	}
	input, err := to.abi.Pack(method, args...)
	if err != nil {
		c.fail(fmt.Errorf("pack %s: %w", method, err))
		return
	}
	if _, err := c.run(from.addr, to.addr, input, false); !errors.Is(err, vm.ErrExecutionReverted) {
		c.fail(fmt.Errorf("%s: got %v, want a revert", method, err))
	}
}

func (c *chain) reason(data []byte) string {
	if text, err := abi.UnpackRevert(data); err == nil {
		return text
	}
	for _, a := range c.names {
		for name, e := range a.Errors {
			if len(data) >= 4 && bytes.Equal(data[:4], e.ID[:4]) {
				return name
			}
		}
	}
	return fmt.Sprintf("%x", data)
}

// event decodes the last event of that name in r, indexed fields included.
func (c *chain) event(r *types.Receipt, from contract, name string) map[string]any {
	found := map[string]any{}
	if c.err != nil {
		return found
	}
	ev := from.abi.Events[name]
	for _, l := range r.Logs {
		if l.Address != from.addr || l.Topics[0] != ev.ID {
			continue
		}
		var indexed abi.Arguments
		for _, in := range ev.Inputs {
			if in.Indexed {
				indexed = append(indexed, in)
			}
		}
		err := errors.Join(from.abi.UnpackIntoMap(found, name, l.Data), abi.ParseTopicsIntoMap(found, indexed, l.Topics[1:]))
		if err != nil {
			c.fail(fmt.Errorf("decode %s: %w", name, err))
		}
	}
	if len(found) == 0 {
		c.fail(fmt.Errorf("no event %s", name))
	}
	return found
}

// field reads a field of an event; the zero value after an error.
func field[T any](m map[string]any, name string) (v T) {
	v, _ = m[name].(T)
	return v
}
