// Package devchain is a persistent Ethereum chain inside the calling process, for development and for installations that need no
// public chain: one go-ethereum node, no peers, a block for every transaction.
//
// It promises that a transaction whose receipt was read survives the death of the process at any moment (kill -9), that a second
// process cannot open the same directory, and that gas costs what it costs under the Osaka rules that public chains run, not what an
// unreleased fork would charge. Each block is flushed to disk before the next one is made, so at most the last block is at the
// mercy of a power cut. A chain whose directory an earlier build made keeps the database of then, under which a kill can undo the last block
// within a few milliseconds of its receipt.
//
// It does not protect against its operator, who holds every key that the chain starts with and can rewrite all of it: anchor its head
// elsewhere where that matters. Block time is at least one second after the block before, so a burst of transactions moves the
// chain's clock ahead of the wall's. go-ethereum has one log for the whole process: of several chains, the last one opened with a log has it.
//
// This package does not know about datasets, jobs, privacy budgets or prices.
package devchain

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
)

// DefaultChainID is the chain ID of a new chain when Config names none.
const DefaultChainID = 5747

// gasLimit is of one block: mainnet's, so that what fits here fits there.
const gasLimit = 60_000_000

var (
	// ErrBusy reports a directory that another process has open.
	ErrBusy = errors.New("chain directory is in use by another process")
	// ErrForeign reports a directory that holds something other than the chain asked for.
	ErrForeign = errors.New("directory holds another chain")
)

// Config says where and how to open a chain.
type Config struct {
	Dir      string              // data directory; made when missing
	ChainID  uint64              // 0 is DefaultChainID; of an existing chain, 0 or what it was made with
	HTTPAddr string              // host:port that serves JSON-RPC to wallets, port 0 for any; empty for none
	Hosts    []string            // host names besides localhost and addresses that the JSON-RPC server answers to
	Funded   []datatoken.Address // accounts that start a new chain with Ether; of no effect on an existing one
	Rand     io.Reader           // where the keys of a new chain come from
	Log      *slog.Logger        // the node's own log, warnings and worse; nil for none
}

// Chain is an open chain. Its methods may be called from any goroutine.
type Chain struct {
	dir    string
	id     uint64
	faucet *key
	node   *node.Node
	eth    *eth.Ethereum
	beacon *catalyst.SimulatedBeacon
	rpc    *rpc.Client
	client *ethclient.Client

	logs        []string // of the database, as they were flushed last
	quit, mined chan struct{}
	stopped     error // why no more blocks are made; read after mined is closed
	close       sync.Once
	closeErr    error
}

// Open opens the chain in cfg.Dir, or starts a new one there. It returns ErrBusy when another process has it open and ErrForeign
// when the directory holds another chain.
func Open(cfg Config) (*Chain, error) {
	c, err := open(cfg)
	if err != nil {
		return nil, fmt.Errorf("open development chain in %s: %w", cfg.Dir, err)
	}
	return c, nil
}

func open(cfg Config) (*Chain, error) {
	if cfg.Dir == "" {
		return nil, errors.New("no directory")
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, err
	}
	nc, err := nodeConfig(cfg, logTo(cfg.Log))
	if err != nil {
		return nil, err
	}
	// The node's lock on the directory comes first: nothing is written into a chain that somebody else runs.
	stack, err := node.New(nc)
	if errors.Is(err, node.ErrDatadirUsed) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	c, err := start(cfg, stack)
	if err != nil {
		stack.Close()
		return nil, err
	}
	return c, nil
}

// nodeName is the directory of the node's own files in the chain's.
const nodeName = "devchain"

// dataDir is where the node keeps blocks and states.
func dataDir(dir string) string { return filepath.Join(dir, nodeName, "chaindata") }

func nodeConfig(cfg Config, lg log.Logger) (*node.Config, error) {
	nc := node.DefaultConfig
	nc.Name, nc.DataDir, nc.Logger = nodeName, cfg.Dir, lg
	nc.P2P = p2p.Config{NoDiscovery: true, NoDial: true}
	nc.HTTPHost, nc.WSHost, nc.IPCPath = "", "", ""
	nc.UseLightweightKDF = true
	// Pebble, go-ethereum's choice for new databases, hands what it writes to a goroutine: for a moment others can read what a kill would undo. LevelDB has
	// given it to the operating system before anybody can read it.
	if rawdb.PreexistingDatabase(dataDir(cfg.Dir)) == "" {
		nc.DBEngine = rawdb.DBLeveldb
	}
	if cfg.HTTPAddr == "" {
		return &nc, nil
	}
	host, port, err := net.SplitHostPort(cfg.HTTPAddr)
	if err != nil {
		return nil, fmt.Errorf("listen address %q: %w", cfg.HTTPAddr, err)
	}
	nc.HTTPPort, err = strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("listen address %q: %w", cfg.HTTPAddr, err)
	}
	if host == "" {
		host = "0.0.0.0"
	}
	nc.HTTPHost = host
	nc.HTTPModules = []string{"eth", "net", "web3"} // nothing that reads keys or rewinds the chain
	nc.HTTPVirtualHosts = append([]string{"localhost"}, cfg.Hosts...)
	return &nc, nil
}

func start(cfg Config, stack *node.Node) (*Chain, error) {
	faucet, g, err := loadOrCreate(cfg)
	if err != nil {
		return nil, err
	}
	if err := mend(dataDir(cfg.Dir)); err != nil {
		return nil, err
	}
	ec := ethconfig.Defaults
	ec.NetworkId = g.ChainID
	ec.Genesis = g.genesis()
	ec.SyncMode = ethconfig.FullSync
	// Every block's state on disk under the hash scheme: the path scheme keeps the newest states in memory and rewinds the chain
	// by as much when the process dies.
	ec.StateScheme, ec.NoPruning = rawdb.HashScheme, true
	ec.DatabaseCache, ec.DatabaseHandles, ec.TrieCleanCache, ec.TrieDirtyCache, ec.SnapshotCache = 64, 256, 32, 32, 0
	ec.LogNoHistory = true    // bloom filters are enough here; no indexer to wait for
	ec.TransactionHistory = 0 // index all
	ec.Miner.GasCeil = gasLimit
	ec.BlobPool.Datadir = "" // no blobs here, whose files would take half the time of a start
	ec.TxPool.NoLocals = true
	ec.TxPool.AccountSlots, ec.TxPool.GlobalSlots = 4096, 16384
	ec.TxPool.AccountQueue, ec.TxPool.GlobalQueue = 4096, 16384
	be, err := eth.New(stack, &ec)
	if err != nil {
		if errors.As(err, new(*core.GenesisMismatchError)) {
			err = fmt.Errorf("%w: %w", ErrForeign, err)
		}
		return nil, err
	}
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(be.APIBackend, filters.Config{})),
	}})
	beacon, err := catalyst.NewSimulatedBeacon(0, common.Address{}, be)
	if err != nil {
		return nil, err
	}
	if err := stack.Start(); err != nil {
		return nil, err
	}
	be.SetSynced()
	c := &Chain{
		dir: cfg.Dir, id: g.ChainID, faucet: faucet,
		node: stack, eth: be, beacon: beacon, rpc: stack.Attach(),
		quit: make(chan struct{}), mined: make(chan struct{}),
	}
	c.client = ethclient.NewClient(c.rpc)
	if err := c.settle(); err != nil {
		c.rpc.Close()
		return nil, err
	}
	c.mine()
	return c, nil
}

// settle makes the first block of a new chain and waits until the node answers for transactions: before its first block it reports
// every one as "being indexed".
func (c *Chain) settle() error {
	if c.eth.BlockChain().CurrentBlock().Number.Sign() == 0 {
		c.beacon.Commit()
		if err := c.flush(); err != nil {
			return fmt.Errorf("write first block: %w", err)
		}
	}
	for wait := 0; !c.eth.BlockChain().TxIndexDone(); wait++ {
		if wait == 30_000 {
			return errors.New("transactions are still being indexed")
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// RPC returns a client of the chain inside this process. It ends with the chain.
func (c *Chain) RPC() *rpc.Client { return c.rpc }

// URL returns where JSON-RPC is served, or "" when it is not.
func (c *Chain) URL() string {
	if c.node.Config().HTTPHost == "" {
		return ""
	}
	return c.node.HTTPEndpoint()
}

// ID returns the chain ID.
func (c *Chain) ID() uint64 { return c.id }

// Dir returns the data directory.
func (c *Chain) Dir() string { return c.dir }

// FaucetKey returns the file that holds the key of the account that starts with Ether and may mint test currency: 64 hexadecimal
// digits, readable by its owner alone.
func (c *Chain) FaucetKey() string { return filepath.Join(c.dir, faucetFile) }

// Head returns the number of the newest block.
func (c *Chain) Head(ctx context.Context) (uint64, error) { return c.client.BlockNumber(ctx) }

// Close ends the chain. Closing twice is fine.
func (c *Chain) Close() error {
	c.close.Do(func() {
		close(c.quit)
		<-c.mined
		c.rpc.Close()
		if err := errors.Join(c.stopped, c.node.Close()); err != nil {
			c.closeErr = fmt.Errorf("close development chain in %s: %w", c.dir, err)
		}
	})
	return c.closeErr
}

// logTo makes go-ethereum's log, which is one for the whole process and silent by default, go to l. Setting it also takes over the process's
// own loggers, which are given back.
func logTo(l *slog.Logger) log.Logger {
	if l == nil {
		return log.NewLogger(slog.DiscardHandler)
	}
	own, out, flags := slog.Default(), stdlog.Writer(), stdlog.Flags()
	lg := log.NewLogger(quiet{l.Handler()})
	log.SetDefault(lg)
	slog.SetDefault(own)
	stdlog.SetOutput(out)
	stdlog.SetFlags(flags)
	return lg
}

// quiet lets warnings and errors through.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(name string) slog.Handler   { return quiet{q.Handler.WithGroup(name)} }
