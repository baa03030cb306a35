package index_test

import (
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken/index"
)

// anvil is another node than go-ethereum, which reorganises its chain when it is told to. npm ci in datatoken/contracts/foundry gets it.
type anvil struct {
	*ethclient.Client
	t      testing.TB
	minter common.Address
	stable common.Address
	abi    abi.ABI
}

func newAnvil(t testing.TB) *anvil {
	t.Helper()
	bin := must(filepath.Abs("../contracts/foundry/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"))
	if _, err := os.Stat(bin); err != nil {
		without(t, "anvil", "npm ci in datatoken/contracts/foundry gets it")
	}
	port := freePort(t)
	cmd := exec.Command(bin, "--port", fmt.Sprint(port), "--silent", "--hardfork", "osaka", "--chain-id", fmt.Sprint(simID))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	a := &anvil{t: t}
	var accounts []common.Address
	for {
		r, err := rpc.Dial(fmt.Sprintf("http://127.0.0.1:%d", port))
		if err == nil {
			err = r.CallContext(t.Context(), &accounts, "eth_accounts")
		}
		if err == nil {
			a.Client = ethclient.NewClient(r)
			break
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Cleanup(a.Close)
	a.minter = accounts[0]
	var code []byte
	a.abi, code = artifact(t)
	a.stable = a.send(map[string]any{"from": a.minter, "data": hexutil.Bytes(append(code, must(a.abi.Pack("", a.minter))...)), "gas": hexutil.Uint64(5_000_000)}).ContractAddress
	return a
}

func (a *anvil) call(out any, method string, args ...any) {
	a.t.Helper()
	if err := a.Client.Client().CallContext(a.t.Context(), out, method, args...); err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
}

// send makes a transaction and waits for the block that is made for it.
func (a *anvil) send(tx map[string]any) *types.Receipt {
	a.t.Helper()
	var hash common.Hash
	a.call(&hash, "eth_sendTransaction", tx)
	for {
		r, err := a.TransactionReceipt(a.t.Context(), hash)
		if err == nil && r.Status == types.ReceiptStatusSuccessful {
			return r
		}
		if err == nil || !errors.Is(err, ethereum.NotFound) {
			a.t.Fatalf("transaction %s: %v %v", hash, r, err)
		}
		time.Sleep(time.Millisecond)
	}
}

func (a *anvil) mint(who common.Address, units int64) map[string]any {
	return map[string]any{"from": a.minter, "to": a.stable, "gas": hexutil.Uint64(200_000),
		"data": hexutil.Bytes(must(a.abi.Pack("mint", who, big.NewInt(units))))}
}

// sees requires that the balances that follow from the index's logs are those that the contract has at the index's head.
func (a *anvil) sees(x *index.Index) {
	a.t.Helper()
	s := must(x.Snapshot(a.t.Context()))
	defer s.Close()
	logs := must(s.Logs(a.t.Context(), a.stable, [][]common.Hash{{moved}}))
	have := balances(logs)
	for _, who := range holders {
		out, err := a.CallContract(a.t.Context(), ethereum.CallMsg{To: &a.stable, Data: must(a.abi.Pack("balanceOf", who))}, new(big.Int).SetUint64(s.Head().Number))
		if err != nil {
			a.t.Fatal(err)
		}
		got := have[who]
		if got == nil {
			got = new(big.Int)
		}
		if want := new(big.Int).SetBytes(out); want.Cmp(got) != 0 {
			a.t.Errorf("block %d: %s has %v by its events, %v by the contract", s.Head().Number, who, got, want)
		}
	}
	want := must(a.FilterLogs(a.t.Context(), ethereum.FilterQuery{FromBlock: new(big.Int), ToBlock: new(big.Int).SetUint64(s.Head().Number), Addresses: []common.Address{a.stable}}))
	if d := diff(want, must(s.Logs(a.t.Context(), a.stable, nil))); d != "" {
		a.t.Errorf("logs (-node +index):\n%s", d)
	}
}

// TestAnvilReorganisations: six reorganisations of depth 2 to 12, and one to a shorter chain; after each, what follows from the events is what the contract
// says, and the index is the one that is made from nothing.
func TestAnvilReorganisations(t *testing.T) {
	a := newAnvil(t)
	r := random(t, 4)
	cfg := index.Config{Node: a.Client, ChainID: simID, Addresses: []common.Address{a.stable}}
	x := open(t, file(t), cfg)
	mine := func(n int) {
		for range n {
			a.send(a.mint(holders[r.IntN(len(holders))], r.Int64N(1_000_000)))
		}
	}
	mine(150)
	sync_(t, x)
	a.sees(x)
	for _, depth := range []int{2, 4, 6, 8, 10, 12} {
		before := must(x.Head(t.Context()))
		var fresh [][]any
		for b := range depth {
			for range r.IntN(3) {
				fresh = append(fresh, []any{a.mint(holders[r.IntN(len(holders))], r.Int64N(1_000_000)), b})
			}
		}
		a.call(nil, "anvil_reorg", depth, fresh)
		sync_(t, x)
		after := must(x.Head(t.Context()))
		if after.Hash == before.Hash {
			t.Fatalf("depth %d: the chain was not reorganised", depth)
		}
		a.sees(x)
		mine(r.IntN(8))
		sync_(t, x)
		a.sees(x)
		if digest(t, x) != rebuilt(t, cfg) {
			t.Errorf("depth %d: digest is not the one from nothing", depth)
		}
	}
	head := must(x.Head(t.Context()))
	a.call(nil, "anvil_rollback", 5)
	sync_(t, x)
	if h := must(x.Head(t.Context())); h.Number != head.Number-5 {
		t.Errorf("rolled back by 5 from block %d, index is at %d", head.Number, h.Number)
	}
	a.sees(x)
	if digest(t, x) != rebuilt(t, cfg) {
		t.Error("rolled back: digest is not the one from nothing")
	}
	if err := x.Verify(t.Context(), a.Client, 0); err != nil {
		t.Error(err)
	}
}
