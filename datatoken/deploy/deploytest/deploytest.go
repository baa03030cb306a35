// Package deploytest gives tests chains other than the embedded one, fresh for each test, under the same rules: anvil, another program's EVM, and
// go-ethereum's simulated backend.
//
// It promises that a chain has the ID and the funded accounts asked for, and ends with the test. It does not protect against what a test does to its
// chain, and its keys are in the source: nothing here may touch a chain that matters.
//
// This package does not know about contracts.
package deploytest

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
)

const (
	// gasLimit is of one block: mainnet's, as on the embedded chain.
	gasLimit = 60_000_000
	baseFee  = params.InitialBaseFee
)

// Key is the secret of an account for tests, the same for the same name: 64 hexadecimal digits, as wallet files have them.
func Key(name string) string {
	return hex.EncodeToString(crypto.Keccak256([]byte("stint test account " + name)))
}

// Account is the account of Key.
func Account(name string) datatoken.Address {
	k, err := crypto.HexToECDSA(Key(name))
	if err != nil {
		panic(err)
	}
	return datatoken.Address(crypto.PubkeyToAddress(k.PublicKey))
}

// Chain is a running chain of its own.
type Chain struct {
	URL string      // of JSON-RPC; "" inside the process
	RPC *rpc.Client // ends with the test; nil inside the process
	deploy.Node
}

// Anvil starts anvil with a block for every transaction, under the Osaka rules, and gives Ether to accounts. It takes the program from STINT_PEERS, or from where
// npm puts it in datatoken/contracts/foundry; without it the test is skipped, or fails where STINT_FORBID_SKIP lists "anvil".
func Anvil(t testing.TB, chainID uint64, funded ...datatoken.Address) *Chain {
	t.Helper()
	cmd := exec.Command(anvil(t), "--port", "0", "--chain-id", fmt.Sprint(chainID), "--hardfork", "osaka", "--gas-limit", fmt.Sprint(gasLimit),
		"--base-fee", fmt.Sprint(baseFee), "--accounts", "1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatalf("start anvil: %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	listening := regexp.MustCompile(`Listening on ([0-9.]+:[0-9]+)`)
	var at string
	lines := bufio.NewScanner(out)
	for at == "" && lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			at = "http://" + m[1]
		}
	}
	if at == "" {
		t.Fatalf("anvil ended before it listened: %s", complaint.String())
	}
	go func() {
		for lines.Scan() { // it tells of every request, and waits for whoever does not listen
		}
	}()
	r, err := rpc.Dial(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	for _, a := range funded {
		if err := r.Call(nil, "anvil_setBalance", common.Address(a), "0x"+rich.Text(16)); err != nil {
			t.Fatalf("fund %s: %v", a, err)
		}
	}
	return &Chain{at, r, ethclient.NewClient(r)}
}

var rich = new(big.Int).Mul(big.NewInt(1_000_000), big.NewInt(params.Ether))

// anvil finds the program.
func anvil(t testing.TB) string {
	t.Helper()
	if path := filepath.Join(os.Getenv("STINT_PEERS"), "anvil"); os.Getenv("STINT_PEERS") != "" && there(path) {
		return path
	}
	path := above("datatoken", "contracts", "foundry", "node_modules", "@foundry-rs", "anvil-linux-amd64", "bin", "anvil")
	if path == "" {
		Without(t, "anvil", "npm ci in datatoken/contracts/foundry brings it")
	}
	return path
}

// OceanJS is the path of market.mjs, which does with Ocean Protocol's own client library what its publishers and buyers do. Where npm has not brought the library the test is skipped,
// or fails where STINT_FORBID_SKIP lists "oceanjs".
func OceanJS(t testing.TB) string {
	t.Helper()
	lib := above("datatoken", "contracts", "oceanjs", "node_modules", "@oceanprotocol", "lib")
	if lib == "" {
		Without(t, "oceanjs", "make oceanjs installs it")
	}
	return filepath.Join(lib, "..", "..", "..", "market.mjs")
}

// above finds a file in this directory or one above it: the path, or "" where there is none.
func above(path ...string) string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if at := filepath.Join(append([]string{dir}, path...)...); there(at) {
			return at
		}
	}
	return ""
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Without skips a test for want of something, or fails it where skipping is forbidden: STINT_FORBID_SKIP lists what must be there.
func Without(t testing.TB, what, how string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), what) {
		t.Fatalf("there is no %s: %s", what, how)
	}
	t.Skipf("there is no %s: %s", what, how)
}

// Simulated starts go-ethereum's simulated backend under the Osaka rules, with a block for every transaction.
func Simulated(t testing.TB, chainID uint64, funded ...datatoken.Address) *Chain {
	t.Helper()
	alloc := types.GenesisAlloc{}
	for _, a := range funded {
		alloc[common.Address(a)] = types.Account{Balance: rich}
	}
	b := simulated.NewBackend(alloc, func(_ *node.Config, c *ethconfig.Config) {
		all := core.SystemContractAllocs() // without these no block can be built
		for a, acc := range c.Genesis.Alloc {
			all[a] = acc
		}
		c.NetworkId = chainID
		c.Genesis.Config, c.Genesis.Alloc, c.Genesis.GasLimit, c.Genesis.BaseFee = deploy.Rules(chainID), all, gasLimit, big.NewInt(baseFee)
		c.Miner.GasCeil = gasLimit
	})
	t.Cleanup(func() { b.Close() })
	return &Chain{Node: instant{b.Client(), b}}
}

// instant makes a block for every transaction.
type instant struct {
	simulated.Client
	backend *simulated.Backend
}

func (i instant) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := i.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	i.backend.Commit()
	// A block is there before the node answers for it.
	for wait := 0; wait < 1000; wait++ {
		if _, err := i.Client.TransactionReceipt(ctx, tx.Hash()); err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// Deploy deploys the whole set on a chain with the key of a name, which mints the test currency, is the treasury, and holds every role, none of which waits:
// what the faucet is on the embedded chain.
func Deploy(t testing.TB, c *Chain, name string) datatoken.Addresses {
	t.Helper()
	s, err := deploy.Key(Key(name))
	if err != nil {
		t.Fatal(err)
	}
	a, err := deploy.Run(t.Context(), c, s, deploy.Config{TreasuryBps: 500, Delays: deploy.NoDelays()}, deploy.Options{Journal: filepath.Join(t.TempDir(), "journal")})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
