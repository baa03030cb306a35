package contracts_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken/contracts"
)

// chain is a fresh chain in memory under the rules of Osaka. The development defaults would turn an unreleased fork on, whose gas
// nobody pays.
type chain struct {
	t    testing.TB
	sim  *simulated.Backend
	abis []abi.ABI // of everything deployed, to name errors
}

type account struct {
	key   *ecdsa.PrivateKey
	addr  common.Address
	nonce uint64
}

type contract struct {
	addr common.Address
	abi  abi.ABI
}

const (
	txGas   = 16_000_000 // below the cap of a transaction, 2^24
	chainID = 1337
)

// person makes the account of that name. All names used by a test must be given to newChain.
func person(name string) *account {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return &account{key: key, addr: crypto.PubkeyToAddress(key.PublicKey)}
}

func newChain(t testing.TB, alloc types.GenesisAlloc, people ...*account) *chain {
	t.Helper()
	if alloc == nil {
		alloc = types.GenesisAlloc{}
	}
	for _, p := range people {
		alloc[p.addr] = types.Account{Balance: new(big.Int).Lsh(big.NewInt(1), 100)}
	}
	sim := simulated.NewBackend(alloc, func(_ *node.Config, conf *ethconfig.Config) {
		rules := *params.MergedTestChainConfig
		rules.ChainID = big.NewInt(chainID)
		conf.Genesis.Config = &rules
	})
	t.Cleanup(func() { sim.Close() })
	return &chain{t: t, sim: sim}
}

// nft is code of a data NFT whose token always belongs to owner: PUSH20 owner PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
func nft(owner common.Address) types.Account {
	code := append([]byte{0x73}, owner[:]...)
	return types.Account{Balance: new(big.Int), Code: append(code, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3)}
}

func (c *chain) deploy(from *account, name string, args ...any) contract {
	c.t.Helper()
	raw, bin, err := contracts.Artifact(name)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.create(from, name, raw, bin, args)
}

// deployFile deploys an artifact that is not ours: Ocean's, or an attacker of these tests.
func (c *chain) deployFile(from *account, file string, args ...any) contract {
	c.t.Helper()
	raw, bin := artifactFile(c.t, file)
	return c.create(from, file, raw, bin, args)
}

func artifactFile(t testing.TB, file string) (abi, bin []byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		t.Fatalf("%s is missing: run `make contracts` first", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		ABI json.RawMessage
		Bin string
	}
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	bin, err = hex.DecodeString(a.Bin)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return a.ABI, bin
}

func (c *chain) create(from *account, name string, raw, bin []byte, args []any) contract {
	c.t.Helper()
	parsed := c.parse(raw)
	input, err := parsed.Pack("", args...)
	if err != nil {
		c.t.Fatalf("constructor of %s: %v", name, err)
	}
	r := c.mine(c.post(from, nil, append(bytes.Clone(bin), input...), txGas))
	if r.Status != types.ReceiptStatusSuccessful {
		c.t.Fatalf("creation of %s failed", name)
	}
	return contract{r.ContractAddress, parsed}
}

func (c *chain) parse(raw []byte) abi.ABI {
	c.t.Helper()
	parsed, err := abi.JSON(bytes.NewReader(raw))
	if err != nil {
		c.t.Fatal(err)
	}
	c.abis = append(c.abis, parsed)
	return parsed
}

func (c *chain) pack(to contract, method string, args []any) []byte {
	c.t.Helper()
	input, err := to.abi.Pack(method, args...)
	if err != nil {
		c.t.Fatalf("pack %s: %v", method, err)
	}
	return input
}

// post sends a transaction that waits for the next block. The sender's transactions keep their order.
func (c *chain) post(from *account, to *common.Address, data []byte, gas uint64) common.Hash {
	c.t.Helper()
	tx, err := types.SignNewTx(from.key, types.LatestSignerForChainID(big.NewInt(chainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(chainID), Nonce: from.nonce, To: to, Data: data, Gas: gas,
		GasFeeCap: big.NewInt(20 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.sim.Client().SendTransaction(context.Background(), tx); err != nil {
		c.t.Fatal(err)
	}
	from.nonce++
	return tx.Hash()
}

// mine makes blocks until tx is in one: a block is closed after some time, full or not.
func (c *chain) mine(tx common.Hash) *types.Receipt {
	c.t.Helper()
	for range 100 {
		c.sim.Commit()
		if r, err := c.sim.Client().TransactionReceipt(context.Background(), tx); err == nil {
			return r
		}
	}
	c.t.Fatalf("transaction %x is in no block", tx)
	return nil
}

func (c *chain) receipt(tx common.Hash) *types.Receipt {
	c.t.Helper()
	r, err := c.sim.Client().TransactionReceipt(context.Background(), tx)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// do makes a call in a block of its own and requires that it succeeds.
func (c *chain) do(from *account, to contract, method string, args ...any) *types.Receipt {
	c.t.Helper()
	if got := c.try(from, to, method, args...); got != "" {
		c.t.Fatalf("%s reverts: %s", method, got)
	}
	r := c.mine(c.post(from, &to.addr, c.pack(to, method, args), txGas))
	if r.Status != types.ReceiptStatusSuccessful {
		c.t.Fatalf("%s failed", method)
	}
	return r
}

// fails requires that the call reverts with the error of that name, or with that reason text.
func (c *chain) fails(want string, from *account, to contract, method string, args ...any) {
	c.t.Helper()
	if got := c.try(from, to, method, args...); got != want {
		c.t.Errorf("%s: got %q, want revert %q", method, got, want)
	}
}

// try returns the error's name or reason text with which the call would revert, or "".
func (c *chain) try(from *account, to contract, method string, args ...any) string {
	c.t.Helper()
	_, err := c.sim.Client().CallContract(context.Background(),
		ethereum.CallMsg{From: from.addr, To: &to.addr, Data: c.pack(to, method, args), Gas: txGas}, nil)
	if err == nil {
		return ""
	}
	de, ok := err.(rpc.DataError)
	if !ok {
		return err.Error()
	}
	data := common.FromHex(fmt.Sprint(de.ErrorData()))
	if reason, err := abi.UnpackRevert(data); err == nil {
		return reason
	}
	for _, a := range c.abis {
		for name, e := range a.Errors {
			if bytes.HasPrefix(data, e.ID[:4]) {
				return name
			}
		}
	}
	return fmt.Sprintf("%s %x", err, data)
}

// view returns the outputs of a call that changes nothing.
func (c *chain) view(to contract, method string, args ...any) []any {
	c.t.Helper()
	raw, err := c.sim.Client().CallContract(context.Background(), ethereum.CallMsg{To: &to.addr, Data: c.pack(to, method, args)}, nil)
	if err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	vals, err := to.abi.Unpack(method, raw)
	if err != nil {
		c.t.Fatalf("unpack %s: %v", method, err)
	}
	return vals
}

func (c *chain) number(to contract, method string, args ...any) *big.Int {
	c.t.Helper()
	return c.view(to, method, args...)[0].(*big.Int)
}

// event decodes the only event of that name that the contract emitted in r, indexed fields included.
func (c *chain) event(r *types.Receipt, from contract, name string) map[string]any {
	c.t.Helper()
	ev := from.abi.Events[name]
	var found map[string]any
	for _, l := range r.Logs {
		if l.Address != from.addr || l.Topics[0] != ev.ID {
			continue
		}
		if found != nil {
			c.t.Fatalf("more than one %s", name)
		}
		found = map[string]any{}
		if err := from.abi.UnpackIntoMap(found, name, l.Data); err != nil {
			c.t.Fatal(err)
		}
		var indexed abi.Arguments
		for _, in := range ev.Inputs {
			if in.Indexed {
				indexed = append(indexed, in)
			}
		}
		if err := abi.ParseTopicsIntoMap(found, indexed, l.Topics[1:]); err != nil {
			c.t.Fatal(err)
		}
	}
	if found == nil {
		c.t.Fatalf("no %s event", name)
	}
	return found
}

// encode is Solidity's abi.encode of values of elementary types.
func encode(names string, vals ...any) []byte {
	var args abi.Arguments
	for _, name := range strings.Split(names, ",") {
		typ, err := abi.NewType(name, "", nil)
		if err != nil {
			panic(err)
		}
		args = append(args, abi.Argument{Type: typ})
	}
	b, err := args.Pack(vals...)
	if err != nil {
		panic(err)
	}
	return b
}

func big64(n int64) *big.Int { return big.NewInt(n) }

// convert is abi.ConvertType with the type named once.
func convert[T any](v any) T { return *abi.ConvertType(v, new(T)).(*T) }

// wait lets that many seconds pass.
func (c *chain) wait(seconds int64) {
	c.t.Helper()
	var err error
	for range 100 { // a transaction that was just mined may still stand in the pool for a moment
		if err = c.sim.AdjustTime(time.Duration(seconds) * time.Second); err == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	c.t.Fatal(err)
}
