package contracts_test

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken/contracts"
)

// chain is geth's machine on a fresh state under the rules of Osaka, without a node around it: a test says when it is, and thousands of
// transactions take a second.
type chain struct {
	t testing.TB
	*world
}

type world struct {
	db   *state.StateDB
	conf *params.ChainConfig
	time uint64
	txs  int
	logs []*types.Log // all, in order
	abis []abi.ABI    // of everything deployed, to name errors
}

type account struct {
	key  *ecdsa.PrivateKey
	addr common.Address
}

type contract struct {
	addr common.Address
	abi  abi.ABI
}

// receipt is what became of a transaction that did not revert.
type receipt struct {
	gas     uint64 // used
	calls   uint64 // of it, without what the transaction's data cost
	logs    []*types.Log
	created common.Address
}

const (
	txGas   = params.MaxTxGas // of a transaction, since Osaka
	chainID = 1337
	genesis = 1_800_000_000 // unix seconds
)

// person makes the account of that name.
func person(name string) *account {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return &account{key: key, addr: crypto.PubkeyToAddress(key.PublicKey)}
}

func newChain(t testing.TB) *chain {
	t.Helper()
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	conf := *params.MergedTestChainConfig
	conf.ChainID = big.NewInt(chainID)
	return &chain{t, &world{db: db, conf: &conf, time: genesis}}
}

// in is the same chain, for a subtest.
func (c *chain) in(t testing.TB) *chain { return &chain{t, c.world} }

// nft puts a data NFT whose token always belongs to owner: PUSH20 owner PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
func (c *chain) nft(at, owner common.Address) {
	code := append([]byte{0x73}, owner[:]...)
	c.db.SetCode(at, append(code, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3), tracing.CodeChangeUnspecified)
}

// deploy deploys one of our contracts.
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
	b, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		c.t.Fatalf("%s is missing: run `make contracts` first", file)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	var a struct {
		ABI json.RawMessage
		Bin string
	}
	if err := json.Unmarshal(b, &a); err != nil {
		c.t.Fatalf("%s: %v", file, err)
	}
	bin, err := hex.DecodeString(a.Bin)
	if err != nil {
		c.t.Fatalf("%s: %v", file, err)
	}
	return c.create(from, file, a.ABI, bin, args)
}

func (c *chain) create(from *account, name string, raw, bin []byte, args []any) contract {
	c.t.Helper()
	parsed := c.parse(raw)
	input, err := parsed.Pack("", args...)
	if err != nil {
		c.t.Fatalf("constructor of %s: %v", name, err)
	}
	c.wait(1)
	r, revert := c.send(from.addr, nil, append(bytes.Clone(bin), input...))
	if revert != "" {
		c.t.Fatalf("creation of %s: %s", name, revert)
	}
	return contract{r.created, parsed}
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

func (c *chain) machine() *vm.EVM {
	return vm.NewEVM(vm.BlockContext{
		CanTransfer: core.CanTransfer, Transfer: core.Transfer, GetHash: func(uint64) common.Hash { return common.Hash{} },
		BlockNumber: new(big.Int).SetUint64(c.time - genesis), Time: c.time, GasLimit: 4 * txGas,
		Difficulty: new(big.Int), BaseFee: new(big.Int), BlobBaseFee: big.NewInt(1), Random: new(common.Hash),
	}, c.db, c.conf, vm.Config{})
}

// send makes a transaction in the block of this second. It returns the error's name or reason text if it reverts, or "".
func (c *chain) send(from common.Address, to *common.Address, data []byte) (r receipt, revert string) {
	c.t.Helper()
	zero := common.U2560
	evm := c.machine()
	nonce := c.db.GetNonce(from)
	c.txs++
	hash := common.BigToHash(big64(int64(c.txs)))
	c.db.SetTxContext(hash, 0, 0)
	msg := &core.Message{To: to, From: from, Nonce: nonce, Value: zero, GasLimit: txGas, GasPrice: zero, GasFeeCap: zero, GasTipCap: zero,
		BlobGasFeeCap: zero, Data: data}
	res, err := core.ApplyMessage(evm, msg, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	rules := evm.GetRules()
	c.db.Finalise(rules)
	if res.Err != nil {
		return receipt{}, c.reason(res.Err, res.ReturnData)
	}
	plain, err := core.IntrinsicGas(data, nil, nil, from, to, zero, rules)
	if err != nil {
		c.t.Fatal(err)
	}
	r = receipt{gas: res.UsedGas, calls: res.UsedGas - plain, logs: c.db.GetLogs(hash, 0, common.Hash{}, c.time)}
	if to == nil {
		r.created = crypto.CreateAddress(from, nonce)
	}
	c.logs = append(c.logs, r.logs...)
	return r, ""
}

// reason names what a call reverted with.
func (c *chain) reason(err error, data []byte) string {
	if text, err := abi.UnpackRevert(data); err == nil {
		return text
	}
	if len(data) >= 4 {
		for _, a := range c.abis {
			if e, err := a.ErrorByID([4]byte(data)); err == nil {
				return e.Name
			}
		}
	}
	return fmt.Sprintf("%v %x", err, data)
}

// do makes a call in a block of its own and requires that it succeeds.
func (c *chain) do(from *account, to contract, method string, args ...any) receipt {
	c.t.Helper()
	c.wait(1)
	r, revert := c.send(from.addr, &to.addr, c.pack(to, method, args))
	if revert != "" {
		c.t.Fatalf("%s reverts: %s", method, revert)
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

// try returns the error's name or reason text with which the call would revert in the next block, or "".
func (c *chain) try(from *account, to contract, method string, args ...any) string {
	c.t.Helper()
	c.time++
	defer func() { c.time-- }()
	_, revert := c.call(from.addr, to, method, args)
	return revert
}

// call makes a call and forgets what it changed.
func (c *chain) call(from common.Address, to contract, method string, args []any) (out []byte, revert string) {
	c.t.Helper()
	evm := c.machine()
	rules := evm.GetRules()
	c.db.Prepare(rules, from, common.Address{}, &to.addr, vm.ActivePrecompiles(rules), nil)
	before := c.db.Snapshot()
	out, _, err := evm.Call(from, to.addr, c.pack(to, method, args), vm.NewGasBudget(txGas, 0), common.U2560)
	c.db.RevertToSnapshot(before)
	if err != nil {
		return nil, c.reason(err, out)
	}
	return out, ""
}

// view returns the outputs of a call that changes nothing.
func (c *chain) view(to contract, method string, args ...any) []any {
	c.t.Helper()
	raw, revert := c.call(common.Address{}, to, method, args)
	if revert != "" {
		c.t.Fatalf("%s: %v", method, revert)
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

// decode returns the fields of a log, indexed ones included, or nil if the contract emits no event like it.
func (c *chain) decode(from contract, l *types.Log) (name string, fields map[string]any) {
	c.t.Helper()
	if l.Address != from.addr {
		return "", nil
	}
	ev, err := from.abi.EventByID(l.Topics[0])
	if err != nil {
		return "", nil
	}
	fields = map[string]any{}
	if err := from.abi.UnpackIntoMap(fields, ev.Name, l.Data); err != nil && len(l.Data) > 0 {
		c.t.Fatal(err)
	}
	var indexed abi.Arguments
	for _, in := range ev.Inputs {
		if in.Indexed {
			indexed = append(indexed, in)
		}
	}
	if err := abi.ParseTopicsIntoMap(fields, indexed, l.Topics[1:]); err != nil {
		c.t.Fatal(err)
	}
	return ev.Name, fields
}

// event returns the fields of the only event of that name that the contract emitted in r.
func (c *chain) event(r receipt, from contract, name string) (found map[string]any) {
	c.t.Helper()
	for _, l := range r.logs {
		got, fields := c.decode(from, l)
		if got != name {
			continue
		}
		if found != nil {
			c.t.Fatalf("more than one %s", name)
		}
		found = fields
	}
	if found == nil {
		c.t.Fatalf("no %s event", name)
	}
	return found
}

// wait lets that many seconds pass.
func (c *chain) wait(seconds int64) { c.time += uint64(seconds) }

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
