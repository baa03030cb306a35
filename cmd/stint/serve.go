package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/c2d/local"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/ipfs/swarm"
)

// serveConfig is what `stint serve` is told.
type serveConfig struct {
	Dir         string
	Listen      string
	ChainListen string
	Hosts       []string
	Lanes       int
	Cell        string
	HostRuntime bool
	Wall        string
	Debug       bool

	Chain          string // JSON-RPC of a chain that somebody else runs; empty for the development chain
	Contracts      string // file with the addresses of the contracts there
	ChainPublic    string // what visitors are told of in the place of Chain
	ProviderWallet string // file, of any kind
	Confirmations  string // see chain.ParseFinality
	DrawEvery      time.Duration

	Sources    []string // stores that objects are fetched from, which are not here
	Copies     []string // stores that keep every object, too
	PeerListen []string // multiaddresses
	Peers      []string
	SwarmKey   string // file
	Bootstrap  []string
	Announce   bool
}

// Check refuses a configuration that cannot work.
func (c serveConfig) Check() error {
	if c.Dir == "" {
		return c2d.Refuse(c2d.BadRequest, "name a directory for the node's state with --dir", "there is no directory")
	}
	if c.Lanes < 1 || c.Lanes > enclosure.MaxLanes {
		return c2d.Refuse(c2d.BadRequest, "set --lanes", "%d lanes, want 1 to %d", c.Lanes, enclosure.MaxLanes)
	}
	if c.Announce && len(c.Bootstrap) == 0 {
		return c2d.Refuse(c2d.BadRequest, "name a way into a DHT with --bootstrap", "there is nowhere to announce anything")
	}
	if (c.Chain == "") != (c.Contracts == "") {
		return c2d.Refuse(c2d.BadRequest, "give both --chain and --contracts, or neither for the development chain", "a chain without its contracts, or the other way round, is of no use")
	}
	if c.Chain == "" && c.ChainPublic != "" {
		return c2d.Refuse(c2d.BadRequest, "give --chain, or use --chain-listen", "the development chain has its own address")
	}
	final, err := chain.ParseFinality(c.Confirmations)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "give --confirmations a number of blocks, safe or finalized", "%v", err)
	}
	if c.Chain == "" && final != (chain.Finality{}) {
		return c2d.Refuse(c2d.BadRequest, "leave --confirmations out without --chain", "the development chain makes a block when there is something to put in it: nothing would ever be deep enough")
	}
	if c.DrawEvery < 0 {
		return c2d.Refuse(c2d.BadRequest, "give --draw-every a time, such as 1h, or 0s", "machine time cannot be drawn every %v", c.DrawEvery)
	}
	for _, a := range []string{c.Listen, c.ChainListen} {
		if _, _, err := net.SplitHostPort(a); err != nil {
			return c2d.Refuse(c2d.BadRequest, "give host:port", "%q is not an address to listen on", a)
		}
	}
	return nil
}

func newServeCmd() *cobra.Command {
	var c serveConfig
	cmd := &cobra.Command{
		Use:   "serve --dir DIR",
		Short: "Run a node: development chain, IPFS store, sandboxes and HTTP API, with its state in a directory",
		Long: `Run a node until it is interrupted. Everything it keeps is in --dir: a persistent development chain with the contracts deployed,
an IPFS block store, the jobs, and the provider's keys. It can be killed at any moment and started again: unfinished jobs go on.

The chain is for development: its coins are worth nothing and anybody who reaches the node gets some (stint wallet fund). With --chain and
--contracts the node works on another chain, where the provider's account must have coins for gas, and gives none away.
With --provider-wallet the provider's key can stay in a key service or a device: the file names the program that signs, as stint wallet external writes
it. The program is tried once at the start. It has to answer within 30 seconds, without anybody there; what it fails to sign for a job is tried again.

The node's operator can read the memory in which records are processed; there is no confidential computing here.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.Check(); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serve(ctx, c, cmd.OutOrStdout(), newLog(cmd.ErrOrStderr(), c.Debug))
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Dir, "dir", "", "directory for the node's state (required)")
	f.StringVar(&c.Listen, "listen", "127.0.0.1:8750", "address of the HTTP API")
	f.StringVar(&c.ChainListen, "chain-listen", "127.0.0.1:8545", "address of the chain's JSON-RPC, for wallets")
	f.StringVar(&c.Chain, "chain", "", "work on the chain behind this JSON-RPC, on which stint chain deploy has been; default: a development chain of the node's own")
	f.StringVar(&c.Contracts, "contracts", "", "file with the addresses of the contracts on --chain")
	f.StringVar(&c.ChainPublic, "chain-public", "", "the JSON-RPC of --chain that visitors are told of (default: --chain itself, with any key in it)")
	f.StringVar(&c.ProviderWallet, "provider-wallet", "", "wallet file of the provider, of any kind that stint wallet makes: a key, a keystore, or a program that signs (default: provider in --dir, made on first use)")
	f.StringVar(&c.Confirmations, "confirmations", "0", "take an effect on the chain as done so many blocks later, or when its block is safe or finalized; keys are released no earlier")
	f.DurationVar(&c.DrawEvery, "draw-every", time.Hour, "be paid this often for the machine time that a running job's trainer vouched for; 0s when the job ends")
	f.StringSliceVar(&c.Hosts, "host", nil, "names besides localhost that the node may be called by")
	f.IntVar(&c.Lanes, "lanes", runtime.NumCPU(), "programs that run side by side; 1 closes channels through shared processors")
	f.StringVar(&c.Cell, "cell", "", "the stint-cell program (default: beside stint, else in PATH)")
	f.BoolVar(&c.HostRuntime, "host-runtime", false, "let programs read and execute this machine's /usr, /bin and /lib, so that scripts run")
	f.StringVar(&c.Wall, "wall", "auto", "how programs are contained: namespaces, landlock, or auto for namespaces where this machine allows them")
	f.StringArrayVar(&c.Sources, "source", nil, "fetch contributed objects that are not here from this LOCATION (stint store --help); again for more")
	f.StringArrayVar(&c.Copies, "copy", nil, "keep every object at this LOCATION, too, such as s3://BUCKET/PREFIX; again for more")
	f.StringArrayVar(&c.PeerListen, "peer-listen", nil, "serve blocks over bitswap at this multiaddress, such as /ip4/0.0.0.0/tcp/4001")
	f.StringArrayVar(&c.Peers, "peer", nil, "fetch from, and serve to, this peer: /ip4/ADDRESS/tcp/PORT/p2p/ID")
	f.StringVar(&c.SwarmKey, "swarm-key", "", "swarm.key file: talk only to peers that have the same")
	f.StringArrayVar(&c.Bootstrap, "bootstrap", nil, "a way into a DHT, to find who has what peers have not: /ip4/ADDRESS/tcp/PORT/p2p/ID; none is built in")
	f.BoolVar(&c.Announce, "announce", false, "announce there, daily, what datasets and jobs name: everybody in it learns who has it")
	f.BoolVar(&c.Debug, "debug", false, "log more")
	return cmd
}

func newLog(w io.Writer, debug bool) *slog.Logger {
	level := slog.LevelInfo
	if debug {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// closers are undone in the reverse of their order.
type closers []func() error

func (c *closers) add(f func() error) { *c = append(*c, f) }

func (c closers) close() (err error) {
	for i := len(c) - 1; i >= 0; i-- {
		err = errors.Join(err, c[i]())
	}
	return err
}

// serve wires the node and runs it until ctx ends.
func serve(ctx context.Context, c serveConfig, out io.Writer, log *slog.Logger) (err error) {
	var open closers
	defer func() { err = errors.Join(err, open.close()) }()
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	disk, err := local.OpenDisk(filepath.Join(c.Dir, "node.db"))
	if errors.Is(err, local.ErrLocked) {
		return c2d.Refuse(c2d.Unavailable, "stop the other node, or choose another --dir", "another node is using %s", c.Dir)
	}
	if err != nil {
		return err
	}
	open.add(disk.Close)
	node, err := ipfs.Open(filepath.Join(c.Dir, "ipfs"))
	if err != nil {
		return fmt.Errorf("open IPFS store: %w", err)
	}
	open.add(node.Close)
	held, vault, host, err := c.stores(ctx, node, &open, log)
	if err != nil {
		return err
	}
	uploads, err := dir.OpenUploads(filepath.Join(c.Dir, "uploads"), held)
	if err == nil {
		err = uploads.Sweep(ctx, time.Now().Add(-uploadsFor))
	}
	if err != nil {
		return err
	}
	openChain := c.embedded
	if c.Chain != "" {
		openChain = c.other
	}
	base, err := openChain(ctx, &open, log)
	if err != nil {
		return err
	}
	client, at, provider := base.client, base.at, base.provider
	events, err := market.Follow(client, filepath.Join(c.Dir, "events.db"), log)
	if err != nil {
		return fmt.Errorf("open index of the chain's events: %w", err)
	}
	open.add(events.Close)
	wall, err := cell.ParsePolicy(c.Wall)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "set --wall", "%v", err)
	}
	identity, err := loadIdentity(filepath.Join(c.Dir, "identity"))
	if err != nil {
		return err
	}
	cells := enclosure.Local{Path: c.Cell, Wall: wall}
	if cells.Path == "" {
		if cells.Path, err = cellPath(); err != nil {
			return err
		}
	}
	if c.HostRuntime {
		cells.HostRuntime = hostRuntime
	}
	report, err := enclosure.Probe(ctx, cells, rand.Reader)
	if err != nil {
		log.Warn("this machine cannot run isolate jobs; query jobs work", "err", err)
	}
	if most := cells.MaxLanes(report.Wall); err == nil && most > 0 && c.Lanes > most {
		log.Warn("programs run one at a time here: this machine makes no namespaces, and programs could tell of each other", "lanes", most)
		c.Lanes = most
	}
	conductor, err := enclosure.New(enclosure.Config{
		Vault: vault, Keys: enclosure.Keyring{Identity: identity}, Rounds: disk.Rounds(), Cells: cells, Clock: enclosure.WallClock(time.Now), Rand: rand.Reader, Lanes: c.Lanes,
	})
	if err != nil {
		return err
	}
	runner := local.NewRunner(c2d.Place{
		Tier: tierDev, Lanes: c.Lanes, Price: c2d.Price{Base: datatoken.Units(100_000), PerMinute: datatoken.Units(500_000)},
	}, conductor.Run, disk, log)
	open.add(func() error { runner.Close(); return nil })
	exchange := market.New(provider)
	engine, err := c2d.New(c2d.Config{
		Vault: vault, Exchange: exchange, Vouchers: exchange, Signer: exchange, Ledger: exchange, Runner: runner, Journal: disk, Catalogue: disk.Datasets(),
		Judge: airlock.Judge, Now: time.Now, Rand: rand.Reader, Provider: provider.Address(), Margin: time.Minute, DrawEvery: c.DrawEvery,
	})
	if err != nil {
		return err
	}
	driver := local.NewDriver(engine, log)
	symbol, decimals, err := client.Currency(ctx)
	if err != nil {
		return err
	}
	registry := &market.Registry{
		Client: client, Vault: vault, Catalogue: disk.Datasets(), Journal: disk, Unwrap: enclosure.Keyring{Identity: identity}.Unwrap, Faucet: base.faucet,
	}
	server, err := web.New(web.Config{
		Engine: engine, Vault: held, Catalogue: disk.Datasets(), Ledger: exchange, Log: log, Wake: driver.Wake, Now: time.Now, Rand: rand.Reader,
		Chain: registry, Grants: registry,
		Inbox:   market.Pending{Inbox: disk.Inbox(), At: at, Vault: vault},
		Gateway: node.Handler(), Uploads: uploads, Hosts: c.Hosts,
		Probe: local.Probe{Cells: cells, Signer: exchange, Provider: provider.Address(), Tier: tierDev, Now: time.Now, Random: rand.Reader}.Do,
		Info: web.Info{
			Version: version(), Provider: provider.Address(), Recipient: identity.Recipient().String(), Tier: tierDev, Lanes: c.Lanes,
			RPC: base.url, Contracts: at, Currency: web.Currency{Symbol: symbol, Decimals: decimals},
		},
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return c2d.Refuse(c2d.Unavailable, "choose another --listen", "cannot listen on %s: %v", c.Listen, err)
	}
	if c.Announce {
		go announce(ctx, host, func() (map[storage.Ref]bool, error) { return live(ctx, disk, node) }, log)
	}
	driving := make(chan struct{})
	go func() {
		defer close(driving)
		driver.Run(ctx)
	}()
	tending := make(chan struct{})
	go func() {
		defer close(tending)
		exchange.Tend(ctx, time.Now, log)
	}()
	open.add(func() error { <-tending; return nil })
	open.add(func() error { <-driving; return nil })
	fmt.Fprintf(out, "stint node at http://%s\n", listener.Addr())
	return server.Serve(ctx, listener)
}

// stores returns where objects are put and what is here, and that with everything that can be fetched: what is fetched is kept, so that no job
// waits for a source twice. Only contributions bring something in; whoever asks the node for an object gets what it holds.
func (c serveConfig) stores(ctx context.Context, node *ipfs.Node, open *closers, log *slog.Logger) (held, all storage.Store, host *swarm.Host, err error) {
	held = node
	for _, at := range c.Copies {
		s, done, err := openStore(ctx, at)
		if err != nil {
			return nil, nil, nil, err
		}
		open.add(done)
		held = storage.Both(held, s)
	}
	from := []storage.Store{held}
	for _, at := range c.Sources {
		s, done, err := openStore(ctx, at)
		if err != nil {
			return nil, nil, nil, err
		}
		open.add(done)
		from = append(from, s)
	}
	if len(c.PeerListen)+len(c.Peers)+len(c.Bootstrap) > 0 {
		if host, err = c.host(ctx, node); err != nil {
			return nil, nil, nil, err
		}
		open.add(host.Close)
		from = append(from, host)
		log.Info("peer-to-peer", "addresses", host.Addrs())
	}
	if len(from) == 1 {
		return held, held, nil, nil
	}
	return held, storage.Cached(storage.Any(storage.Patience, from...), node), host, nil
}

// announceEvery is how often providers are told of again: a DHT forgets them after two days.
const announceEvery = 22 * time.Hour

// announce tells a DHT what datasets and jobs name, until ctx ends.
func announce(ctx context.Context, host *swarm.Host, live func() (map[storage.Ref]bool, error), log *slog.Logger) {
	for {
		objects, err := live()
		if err == nil {
			err = host.Provide(ctx, slices.Collect(maps.Keys(objects))...)
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("not everything was announced", "objects", len(objects), "err", err)
		}
		select {
		case <-time.After(announceEvery):
		case <-ctx.Done():
			return
		}
	}
}

// host serves the node's blocks to peers.
func (c serveConfig) host(ctx context.Context, node *ipfs.Node) (*swarm.Host, error) {
	path := filepath.Join(c.Dir, "peer")
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if key, err = swarm.NewKey(rand.Reader); err == nil {
			err = writeNew(path, key)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("load the node's peer key: %w", err)
	}
	config := swarm.Config{Key: key, Listen: c.PeerListen, Peers: c.Peers, Bootstrap: c.Bootstrap, Blocks: node.Blocks()}
	if c.SwarmKey != "" {
		if config.SwarmKey, err = os.ReadFile(c.SwarmKey); err != nil {
			return nil, fmt.Errorf("read swarm key: %w", err)
		}
	}
	if err := config.Check(); err != nil {
		return nil, c2d.Refuse(c2d.BadRequest, "see stint serve --help", "%v", err)
	}
	return swarm.Open(ctx, config)
}

// uploadsFor is how long an upload to which nothing is added is kept for whoever may go on with it.
const uploadsFor = 7 * 24 * time.Hour

// tierDev is the assurance of a node on its own development chain: sandboxed programs, and an operator who could read memory.
const tierDev = "dev"

// hostRuntime is what scripts need of a machine.
var hostRuntime = []string{"/usr", "/bin", "/lib", "/lib64"}

// lowEther is when the provider's account is low on gas, and fullEther what the faucet of a development chain then gives it.
var lowEther, fullEther = datatoken.Units(1_000_000_000_000_000_000), datatoken.Units(10_000_000_000_000_000_000)

// loadIdentity reads the key that opens what was sealed to the node, or makes one on first use.
func loadIdentity(path string) (storage.Identity, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		id, err := storage.NewIdentity(rand.Reader)
		if err != nil {
			return storage.Identity{}, fmt.Errorf("make identity: %w", err)
		}
		secret, err := id.Secret()
		if err != nil {
			return storage.Identity{}, fmt.Errorf("make identity: %w", err)
		}
		return id, writeNew(path, []byte(secret+"\n"))
	}
	if err != nil {
		return storage.Identity{}, fmt.Errorf("read identity: %w", err)
	}
	id, err := storage.ParseIdentity(strings.TrimSpace(string(b)))
	if err != nil {
		return storage.Identity{}, fmt.Errorf("read identity %s: %w", path, err)
	}
	return id, nil
}

// writeNew writes a secret to a file that must not exist, so that it is all there or not at all after a crash.
func writeNew(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Link(f.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
