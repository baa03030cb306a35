package devchain

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	stdlog "log"
	"log/slog"
	"math/big"
	mrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken"
)

// childEnv names the chain directory of a child of the kill test.
const childEnv = "STINT_DEVCHAIN_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		sendForEver(dir)
	}
	os.Exit(m.Run())
}

func openTest(t testing.TB, cfg Config) *Chain {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	cfg.Rand = rand.Reader
	c, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// transfer sends one wei to `to` and waits for the receipt.
func (c *Chain) transfer(ctx context.Context, nonce uint64, to common.Address) (*types.Receipt, error) {
	tx, err := types.SignNewTx(c.faucet.priv, types.LatestSignerForChainID(new(big.Int).SetUint64(c.id)), &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.id), Nonce: nonce, To: &to, Value: big.NewInt(1), Gas: 21_000,
		GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err != nil {
		return nil, err
	}
	if err := c.client.SendTransaction(ctx, tx); err != nil {
		return nil, err
	}
	return c.receipt(ctx, tx.Hash())
}

// sendForEver opens the chain in dir, sends transactions one after another and prints each number once its receipt was read.
func sendForEver(dir string) {
	c, err := Open(Config{Dir: dir, Rand: rand.Reader})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	ctx := context.Background()
	n, err := c.client.NonceAt(ctx, c.faucet.address(), nil)
	for ; err == nil; n++ {
		var r *types.Receipt
		if r, err = c.transfer(ctx, n, common.Address{0x77}); err == nil {
			fmt.Println("sent", n, r.BlockHash.Hex())
		}
	}
	fmt.Println("error", err)
	os.Exit(1)
}

// TestKill kills a process that writes to the chain at random moments: every transaction whose receipt it had read must be there
// afterwards, in the same block.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	kept := map[string]string{}
	for round := range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stop := time.AfterFunc(time.Duration(400+mrand.IntN(700))*time.Millisecond, func() { cmd.Process.Kill() })
		for in := bufio.NewScanner(out); in.Scan(); {
			f := strings.Fields(in.Text())
			if f[0] != "sent" {
				cmd.Process.Kill()
				t.Fatalf("round %d: child says %s", round, in.Text())
			}
			kept[f[1]] = f[2]
		}
		cmd.Wait()
		stop.Stop()
	}
	if len(kept) < 10 {
		t.Fatalf("only %d transactions were confirmed in all rounds", len(kept))
	}
	c := openTest(t, Config{Dir: dir})
	ctx := context.Background()
	n, err := c.client.NonceAt(ctx, c.faucet.address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if int(n) < len(kept) {
		t.Fatalf("chain knows %d transactions, %d were confirmed", n, len(kept))
	}
	for nonce, block := range kept {
		b, err := c.client.BlockByHash(ctx, common.HexToHash(block))
		if err != nil {
			t.Fatalf("block of transaction %s: %v", nonce, err)
		}
		canon, err := c.client.HeaderByNumber(ctx, b.Number())
		if err != nil || canon.Hash() != b.Hash() {
			t.Fatalf("block of transaction %s is no longer on the chain", nonce)
		}
	}
	if bal, err := c.client.BalanceAt(ctx, common.Address{0x77}, nil); err != nil || bal.Uint64() != n {
		t.Fatalf("balance %v after %d transfers (%v)", bal, n, err)
	}
	t.Logf("%d transactions confirmed, all kept", len(kept))
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	rich := datatoken.Address{0xaa}
	c := openTest(t, Config{Dir: dir, Funded: []datatoken.Address{rich}})
	ctx := context.Background()
	if c.ID() != DefaultChainID {
		t.Fatalf("chain ID %d", c.ID())
	}
	if _, err := c.transfer(ctx, 0, common.Address{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir, Rand: rand.Reader}); !errors.Is(err, ErrBusy) {
		t.Fatalf("second opening: %v, want ErrBusy", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir, ChainID: 99, Rand: rand.Reader}); !errors.Is(err, ErrForeign) {
		t.Fatalf("other chain ID: %v, want ErrForeign", err)
	}
	d := openTest(t, Config{Dir: dir})
	for addr, want := range map[common.Address]bool{{1}: true, common.Address(rich): true, {2}: false} {
		if b, err := d.client.BalanceAt(ctx, addr, nil); err != nil || (b.Sign() > 0) != want {
			t.Errorf("balance of %s is %v (%v)", addr, b, err)
		}
	}
	d.Close()
	if err := os.Remove(filepath.Join(dir, faucetFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Dir: dir, Rand: rand.Reader}); !errors.Is(err, ErrForeign) {
		t.Fatalf("without its faucet key: %v, want ErrForeign", err)
	}
}

func TestKeyFile(t *testing.T) {
	c := openTest(t, Config{})
	i, err := os.Stat(c.FaucetKey())
	if err != nil || i.Mode().Perm() != 0o600 {
		t.Fatalf("faucet key: mode %v (%v), want 0600", i.Mode().Perm(), err)
	}
	secret, err := os.ReadFile(c.FaucetKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprint(c.faucet), fmt.Sprintf("%v", c.faucet), fmt.Sprintf("%#v", c.faucet)} {
		if strings.Contains(s, strings.TrimSpace(string(secret))) {
			t.Error("key prints itself")
		}
	}
}

// TestLogsStayOurs: opening a chain, with a log or without, leaves the process's own loggers alone.
func TestLogsStayOurs(t *testing.T) {
	var text, structured, node bytes.Buffer
	defer slog.SetDefault(slog.Default())
	defer stdlog.SetOutput(stdlog.Writer())
	slog.SetDefault(slog.New(slog.NewTextHandler(&structured, nil)))
	stdlog.SetOutput(&text)
	openTest(t, Config{})
	openTest(t, Config{Log: slog.New(slog.NewTextHandler(&node, nil))})
	slog.Info("still here")
	stdlog.Print("still here")
	for name, got := range map[string]string{"slog": structured.String(), "log": text.String()} {
		if strings.Count(got, "\n") != 1 || !strings.Contains(got, "still here") {
			t.Errorf("%s has %q", name, got)
		}
	}
	if strings.Contains(node.String(), "level=INFO") {
		t.Errorf("the node chatters: %s", node.String())
	}
}

func TestGasIsOsaka(t *testing.T) {
	c := openTest(t, Config{})
	r, err := c.transfer(context.Background(), 0, common.Address{0x99})
	if err != nil {
		t.Fatal(err)
	}
	if r.GasUsed != 21_000 {
		t.Fatalf("a transfer to a fresh account costs %d gas, want 21000", r.GasUsed)
	}
}

func TestHTTP(t *testing.T) {
	c := openTest(t, Config{HTTPAddr: "127.0.0.1:0"})
	client, err := ethclient.Dial(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if id, err := client.ChainID(context.Background()); err != nil || id.Uint64() != DefaultChainID {
		t.Fatalf("chain ID %v (%v)", id, err)
	}
	for _, method := range []string{"debug_setHead", "admin_peers", "personal_listAccounts", "dev_setFeeRecipient"} {
		var out json.RawMessage
		if err := client.Client().Call(&out, method); err == nil || !strings.Contains(err.Error(), "not exist") {
			t.Errorf("%s is served: %v", method, err)
		}
	}
	req, err := http.NewRequest("POST", c.URL(), strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Host = "evil.example"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("request for another host name answered %s", resp.Status)
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		c, err := Open(Config{Dir: b.TempDir(), Rand: rand.Reader})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		c.Close()
		b.StartTimer()
	}
}

func BenchmarkReopen(b *testing.B) {
	dir := b.TempDir()
	c, err := Open(Config{Dir: dir, Rand: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	for n := range uint64(200) {
		if _, err := c.transfer(context.Background(), n, common.Address{1}); err != nil {
			b.Fatal(err)
		}
	}
	c.Close()
	for b.Loop() {
		c, err := Open(Config{Dir: dir, Rand: rand.Reader})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		c.Close()
		b.StartTimer()
	}
}

func BenchmarkTransfer(b *testing.B) {
	c := openTest(b, Config{})
	var n uint64
	for b.Loop() {
		if _, err := c.transfer(context.Background(), n, common.Address{1}); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
