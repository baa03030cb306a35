// Bench measures the embedded chain beside other programs that do the same: go-ethereum's own `geth --dev`, and anvil, each in its own process, one after
// another, on the machine it runs on. It prints a table.
//
// It promises that all are asked the same over the same loopback HTTP, that a start ends with the first answer, and that a transaction is timed from
// its sending to the first sight of its receipt, asked for every half millisecond. It does not promise the same guarantees of all: anvil keeps its blocks in
// memory until it ends, and geth --dev under its defaults writes states late; the embedded chain has every block on disk before the next.
//
// This package does not know about contracts.
package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/devchain"
)

// patience is how long a receipt is waited for.
const patience = 20 * time.Second

// key is the account that sends, on every chain.
var key = func() *ecdsa.PrivateKey {
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte("stint benchmark")))
	if err != nil {
		panic(err)
	}
	return k
}()

var account = crypto.PubkeyToAddress(key.PublicKey)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	geth := flag.String("geth", ".peers/bin/geth", "the geth program; left out when it is not there")
	anvil := flag.String("anvil", "datatoken/contracts/foundry/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil", "the anvil program; left out when it is not there")
	n := flag.Int("n", 300, "transactions, each in a block of its own")
	starts := flag.Int("starts", 5, "how often each program is started; the table has the medians")
	inside := flag.String("inside", "", "measure the embedded chain in this process, in this directory (used by the program itself)")
	node := flag.String("node", "", "serve the embedded chain from this directory until told to stop (used by the program itself)")
	flag.Parse()
	ctx := context.Background()
	switch {
	case *inside != "":
		return measureInside(ctx, *inside, *n)
	case *node != "":
		return serve(*node)
	}
	dir, err := os.MkdirTemp("", "bench-chain-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var rows []row
	r, err := runInside(dir, *n, *starts)
	if err != nil {
		return err
	}
	rows = append(rows, r)
	for _, p := range programs(*geth, *anvil) {
		if _, err := exec.LookPath(p.path); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s left out: %v\n", p.name, err)
			continue
		}
		r, err := measure(ctx, p, filepath.Join(dir, p.name), *n, *starts)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		rows = append(rows, r)
	}
	print(os.Stdout, *n, rows)
	return nil
}

// row is what was measured of one program.
type row struct {
	name           string
	start, restart time.Duration // medians
	idle, after    int           // resident memory, in KiB
	p50, p95       time.Duration // from send to receipt
}

func print(out io.Writer, n int, rows []row) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\tfresh start\trestart with %d blocks\tRSS at first\tRSS after %d\tsend to receipt p50\tp95\n", n, n)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d MiB\t%d MiB\t%s\t%s\n", r.name, millis(r.start), millis(r.restart), r.idle>>10, r.after>>10, millis(r.p50), millis(r.p95))
	}
	w.Flush()
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%d.%d ms", d.Milliseconds(), d.Microseconds()%1000/100)
}

// program is a chain in a process of its own.
type program struct {
	name, path string
	args       func(dir, port string) []string
	fund       func(ctx context.Context, r *rpc.Client) error // nil when the account starts with coins
}

func programs(geth, anvil string) []program {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return []program{
		{name: "embedded, over HTTP", path: self, args: func(dir, port string) []string { return []string{"-node", dir + "@" + port} }},
		{name: "geth --dev", path: geth, args: func(dir, port string) []string {
			return []string{"--dev", "--datadir", dir, "--http", "--http.port", port, "--port", "0", "--authrpc.port", "0", "--nodiscover", "--ipcdisable", "--verbosity", "1"}
		}, fund: fundFromNode},
		{name: "anvil", path: anvil, args: func(dir, port string) []string {
			return []string{"--port", port, "--state", filepath.Join(dir, "state.json"), "--silent", "--hardfork", "osaka"}
		}, fund: func(ctx context.Context, r *rpc.Client) error {
			return r.CallContext(ctx, nil, "anvil_setBalance", account, "0x3635c9adc5dea00000")
		}},
	}
}

// fundFromNode has the node send coins from the account that it holds.
func fundFromNode(ctx context.Context, r *rpc.Client) error {
	var held []common.Address
	if err := r.CallContext(ctx, &held, "eth_accounts"); err != nil || len(held) == 0 {
		return fmt.Errorf("the node holds no account: %w", errors.Join(err, ethereum.NotFound))
	}
	var tx common.Hash
	if err := r.CallContext(ctx, &tx, "eth_sendTransaction", map[string]any{"from": held[0], "to": account, "value": "0x3635c9adc5dea00000"}); err != nil {
		return err
	}
	return receipt(ctx, ethclient.NewClient(r), tx)
}

// process is a running program that has answered.
type process struct {
	cmd   *exec.Cmd
	rpc   *rpc.Client
	took  time.Duration // from its start to its first answer
	stdin io.Closer
}

func start(ctx context.Context, p program, dir string) (*process, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	l.Close()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	cmd := exec.Command(p.path, p.args(dir, port)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &process{cmd: cmd, stdin: in}
	if s.rpc, err = rpc.Dial("http://127.0.0.1:" + port); err != nil {
		return nil, err
	}
	for time.Since(began) < time.Minute {
		var id string
		if s.rpc.CallContext(ctx, &id, "eth_chainId") == nil {
			s.took = time.Since(began)
			return s, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.stop()
	return nil, errors.New("no answer within a minute")
}

func (s *process) stop() error {
	s.rpc.Close()
	s.stdin.Close()
	if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	err := s.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil // a program that was told to stop may say so
	}
	return err
}

// resident is the memory of a process, in KiB.
func (s *process) resident() (int, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		if rest, ok := strings.CutPrefix(in.Text(), "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, errors.New("no VmRSS")
}

func measure(ctx context.Context, p program, dir string, n, starts int) (row, error) {
	r := row{name: p.name}
	var fresh, again []time.Duration
	for i := range starts {
		s, err := start(ctx, p, fmt.Sprintf("%s-%d", dir, i))
		if err != nil {
			return r, err
		}
		fresh = append(fresh, s.took)
		if i < starts-1 {
			if err := s.stop(); err != nil {
				return r, err
			}
			continue
		}
		dir = fmt.Sprintf("%s-%d", dir, i)
		if r.idle, err = s.resident(); err != nil {
			return r, err
		}
		if p.fund != nil {
			if err := p.fund(ctx, s.rpc); err != nil {
				return r, fmt.Errorf("fund: %w", err)
			}
		}
		if r.p50, r.p95, err = send(ctx, ethclient.NewClient(s.rpc), n); err != nil {
			return r, err
		}
		if r.after, err = s.resident(); err != nil {
			return r, err
		}
		if err := s.stop(); err != nil {
			return r, err
		}
	}
	for range starts {
		s, err := start(ctx, p, dir)
		if err != nil {
			return r, err
		}
		again = append(again, s.took)
		head, err := ethclient.NewClient(s.rpc).BlockNumber(ctx)
		if err != nil || head < uint64(n) {
			return r, fmt.Errorf("after a restart there are %d blocks (%w)", head, err)
		}
		if err := s.stop(); err != nil {
			return r, err
		}
	}
	r.start, r.restart = median(fresh), median(again)
	return r, nil
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// send sends n transactions one after another and returns the median and the 95th percentile of the times to their receipts.
func send(ctx context.Context, c *ethclient.Client, n int) (p50, p95 time.Duration, err error) {
	id, err := c.ChainID(ctx)
	if err != nil {
		return 0, 0, err
	}
	var took []time.Duration
	for i := range n {
		to := common.Address{1}
		tx, err := types.SignNewTx(key, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
			ChainID: id, Nonce: uint64(i), To: &to, Value: big.NewInt(1), Gas: 200_000, // geth --dev prices by rules to come
			GasFeeCap: big.NewInt(10 * params.GWei), GasTipCap: big.NewInt(params.GWei),
		})
		if err != nil {
			return 0, 0, err
		}
		began := time.Now()
		if err := c.SendTransaction(ctx, tx); err != nil {
			return 0, 0, err
		}
		if err := receipt(ctx, c, tx.Hash()); err != nil {
			return 0, 0, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*95/100], nil
}

func receipt(ctx context.Context, c *ethclient.Client, tx common.Hash) error {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(time.Millisecond / 2) {
		_, err := c.TransactionReceipt(ctx, tx)
		if err == nil || !errors.Is(err, ethereum.NotFound) && !strings.Contains(err.Error(), "indexing is in progress") {
			return err
		}
	}
	_, waiting, err := c.TransactionByHash(ctx, tx)
	head, _ := c.BlockNumber(ctx)
	return fmt.Errorf("no receipt of %s in time: waiting %v (%v), head %d", tx, waiting, err, head)
}

func open(dir, http string) (*devchain.Chain, error) {
	return devchain.Open(devchain.Config{Dir: dir, HTTPAddr: http, Funded: []datatoken.Address{datatoken.Address(account)}, Rand: rand.Reader})
}

// serve runs the embedded chain until its standard input ends.
func serve(where string) error {
	dir, port, _ := strings.Cut(where, "@")
	signal.Ignore(os.Interrupt) // the end of the input is enough
	c, err := open(dir, "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	io.Copy(io.Discard, os.Stdin)
	return c.Close()
}

// measureInside prints how long opening took and how long transactions take inside this process, in nanoseconds, and then its resident memory in KiB.
func measureInside(ctx context.Context, dir string, n int) error {
	began := time.Now()
	c, err := open(dir, "")
	if err != nil {
		return err
	}
	opened := time.Since(began)
	var p50, p95 time.Duration
	before, err := (&process{cmd: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}).resident()
	if err != nil {
		return err
	}
	if n > 0 {
		if p50, p95, err = send(ctx, ethclient.NewClient(c.RPC()), n); err != nil {
			return err
		}
	}
	after, err := (&process{cmd: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}).resident()
	if err != nil {
		return err
	}
	fmt.Println(int64(opened), int64(p50), int64(p95), before, after)
	return c.Close()
}

// runInside measures the embedded chain inside processes of this program.
func runInside(dir string, n, starts int) (row, error) {
	self, err := os.Executable()
	if err != nil {
		return row{}, err
	}
	r := row{name: "embedded, in process"}
	one := func(dir string, n int) (opened time.Duration, err error) {
		out, err := exec.Command(self, "-inside", dir, "-n", strconv.Itoa(n)).Output()
		if err != nil {
			return 0, fmt.Errorf("embedded: %w", err)
		}
		var p50, p95 time.Duration
		var idle, after int
		if _, err := fmt.Sscan(string(out), (*int64)(&opened), (*int64)(&p50), (*int64)(&p95), &idle, &after); err != nil {
			return 0, fmt.Errorf("embedded says %q: %w", out, err)
		}
		if n > 0 {
			r.p50, r.p95, r.idle, r.after = p50, p95, idle, after
		}
		return opened, nil
	}
	var fresh, again []time.Duration
	for i := range starts {
		with := 0
		if i == starts-1 {
			with = n
		}
		took, err := one(filepath.Join(dir, fmt.Sprint("inside-", i)), with)
		if err != nil {
			return r, err
		}
		fresh = append(fresh, took)
	}
	for range starts {
		took, err := one(filepath.Join(dir, fmt.Sprint("inside-", starts-1)), 0)
		if err != nil {
			return r, err
		}
		again = append(again, took)
	}
	r.start, r.restart = median(fresh), median(again)
	return r, nil
}
