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
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
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

// receipt waits for a transaction to be in a block.
func (c *Chain) receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	for {
		r, err := c.client.TransactionReceipt(ctx, tx)
		if err == nil || !errors.Is(err, ethereum.NotFound) {
			return r, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

// sendForEver opens the chain in dir, deploys the contracts, sends transactions one after another and prints each number once its receipt was read.
func sendForEver(dir string) {
	c, err := Open(Config{Dir: dir, Rand: rand.Reader})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	ctx := context.Background()
	if _, err = c.Deploy(ctx); err == nil {
		fmt.Println("deployed")
	}
	var n uint64
	if err == nil {
		n, err = c.client.NonceAt(ctx, c.faucet.address(), nil)
	}
	for ; err == nil; n++ {
		var r *types.Receipt
		if r, err = c.transfer(ctx, n, common.Address{0x77}); err == nil {
			fmt.Println("sent", n, r.BlockHash.Hex())
		}
	}
	fmt.Println("error", err)
	os.Exit(1)
}

// kills is how often TestKill kills: a few times, or as often as STINT_KILLS says.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("STINT_KILLS")
	if text == "" {
		return 8
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("STINT_KILLS is %q, want a number of kills", text)
	}
	return n
}

// TestKill kills a process that writes to the chain at random moments, from its start on, the chain's first block and the deployment of the contracts
// included: every transaction whose receipt it had read must be there afterwards, in the same block.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	kept := map[string]string{}
	early, working := 0, 0 // kills before, and after, the first transaction of a process
	// What a start takes depends on the machine: moments are spread over twice that.
	spread := 400 * time.Millisecond
	for round := 0; round < kills(t) || (len(kept) < 10 && round < 100); round++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+dir)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stop := time.AfterFunc(time.Duration(mrand.Int64N(int64(spread))), func() { cmd.Process.Kill() })
		sent := 0
		for in := bufio.NewScanner(out); in.Scan(); {
			f := strings.Fields(in.Text())
			switch {
			case f[0] == "deployed":
				continue
			case f[0] != "sent":
				cmd.Process.Kill()
				t.Fatalf("round %d: child says %s", round, in.Text())
			case kept[f[1]] != "":
				cmd.Process.Kill()
				t.Fatalf("round %d: transaction %s, confirmed before, is sent again: it was lost", round, f[1])
			}
			if sent++; sent == 1 {
				spread = 2 * time.Since(began)
			}
			kept[f[1]] = f[2]
		}
		cmd.Wait()
		stop.Stop()
		if w, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || w.Signal() != syscall.SIGKILL {
			t.Fatalf("round %d: child ended by itself: %s\n%s", round, cmd.ProcessState, complaint.String())
		}
		if sent == 0 {
			early++
			spread += spread / 8
		} else {
			working++
		}
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
	report, err := deploy.Check(ctx, c.client, deployTest(t, c), deploy.Expect{Admin: c.faucet.Address(), Delays: &none})
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("contracts: %v (%v)", report.Findings, err)
	}
	t.Logf("%d kills, %d of them before a first transaction; %d transactions confirmed, all kept", early+working, early, len(kept))
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

// TestFirstIsServed: a transaction that comes the moment the node answers is in a block soon, and not only when another one comes.
func TestFirstIsServed(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := port.Addr().String()
	port.Close()
	rich, err := crypto.ToECDSA(crypto.Keccak256([]byte("rich")))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(rich, types.LatestSignerForChainID(big.NewInt(DefaultChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(DefaultChainID), To: &common.Address{1}, Value: big.NewInt(1), Gas: 21_000,
		GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	})
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan error, 1)
	go func() {
		client, err := ethclient.Dial("http://" + at)
		for err == nil && ctx.Err() == nil {
			if err := client.SendTransaction(ctx, tx); err == nil {
				break
			}
		}
		sent <- err
	}()
	c := openTest(t, Config{HTTPAddr: at, Funded: []datatoken.Address{datatoken.Address(crypto.PubkeyToAddress(rich.PublicKey))}})
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if _, err := c.receipt(ctx, tx.Hash()); err != nil {
		t.Fatal(err)
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
