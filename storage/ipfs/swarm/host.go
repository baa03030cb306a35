package swarm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/bitswap/server"
	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/core/routing"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	tls "github.com/libp2p/go-libp2p/p2p/security/tls"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	ma "github.com/multiformats/go-multiaddr"

	bitswap "github.com/ipfs/boxo/bitswap/network"

	"github.com/stintdao/stint/storage"
)

var errClosed = fmt.Errorf("host: %w", fs.ErrClosed)

// How long to wait before a peer that could not be reached is dialled again, at first and at most.
const firstWait, longestWait = 200 * time.Millisecond, 30 * time.Second

// Host is a peer. It is safe for concurrent use.
type Host struct {
	config parsed
	host   host.Host
	net    bitswap.BitSwapNetwork // once it is started
	server *server.Server
	dht    *dht.IpfsDHT
	asker  *asker
	close  func() error
	gone   map[peer.ID]chan struct{} // of the configured peers; told when they leave
	wg     sync.WaitGroup
}

var _ storage.Store = (*Host)(nil)

// Open starts a peer. It returns when the host listens; configured peers are dialled in the background. ctx is for starting alone.
func Open(ctx context.Context, c Config) (*Host, error) {
	h, err := open(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open swarm host: %w", err)
	}
	return h, nil
}

func open(ctx context.Context, c Config) (_ *Host, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := c.parse()
	if err != nil {
		return nil, err
	}
	h := &Host{config: p, gone: map[peer.ID]chan struct{}{}}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.close = sync.OnceValue(func() error {
		cancel()
		err := h.stop()
		h.wg.Wait()
		return err
	})
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if h.host, err = newHost(p); err != nil {
		return nil, err
	}
	net := bsnet.NewFromIpfsHost(h.host)
	h.asker = &asker{
		ctx: run, net: net, timeout: p.timeout, missing: h.missing,
		slots: make(chan struct{}, parallel), peers: map[peer.ID]*remote{}, joined: make(chan struct{}),
	}
	if len(p.bootstrap) > 0 {
		mode := dht.ModeAuto
		if len(p.listen) == 0 {
			mode = dht.ModeClient
		}
		if h.dht, err = dht.New(h.host, dht.Mode(mode), dht.BootstrapPeers(p.bootstrap...)); err != nil {
			return nil, err
		}
		h.asker.find = h.find
	}
	for _, info := range p.peers {
		h.gone[info.ID] = make(chan struct{}, 1)
	}
	h.host.Network().Notify(&network.NotifyBundle{ConnectedF: h.asker.join, DisconnectedF: func(n network.Network, conn network.Conn) {
		h.asker.leave(n, conn)
		select {
		case h.gone[conn.RemotePeer()] <- struct{}{}:
		default:
		}
	}})
	// One leaf is all that a peer would have on its way by default. The workers are few, for each holds a leaf or two.
	h.server = server.New(run, net, served{c.Blocks}, server.MaxOutstandingBytesPerPeer(4<<20), server.EngineBlockstoreWorkerCount(4),
		server.EngineTaskWorkerCount(2), server.TaskWorkerCount(4))
	net.Start(h.asker, h.server)
	h.net = net
	if len(p.listen) > 0 {
		if err := h.host.Network().Listen(p.listen...); err != nil {
			return nil, err
		}
	}
	for _, info := range p.peers {
		h.wg.Go(func() { h.keep(run, info) })
	}
	if h.dht != nil {
		if err := h.dht.Bootstrap(run); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// served are the blocks of a block store, or none where it is nil: a peer is told so, and need not wait to see. The block of no bytes does
// not say how long it is, because boxo's server would not send it.
type served struct{ blockstore.Blockstore }

func (s served) Has(ctx context.Context, c cid.Cid) (bool, error) {
	if s.Blockstore == nil {
		return false, nil
	}
	return s.Blockstore.Has(ctx, c)
}

func (s served) GetSize(ctx context.Context, c cid.Cid) (int, error) {
	if s.Blockstore == nil {
		return -1, ipld.ErrNotFound{Cid: c}
	}
	n, err := s.Blockstore.GetSize(ctx, c)
	if n == 0 && err == nil {
		n = 1
	}
	return n, err
}

func (s served) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	if s.Blockstore == nil {
		return nil, ipld.ErrNotFound{Cid: c}
	}
	return s.Blockstore.Get(ctx, c)
}

// newHost makes a libp2p host with nothing in it that was not asked for. It does not listen yet.
func newHost(p parsed) (host.Host, error) {
	scaling := rcmgr.DefaultLimits
	libp2p.SetDefaultServiceLimits(&scaling)
	n := rcmgr.LimitVal(p.conns)
	limits := rcmgr.PartialLimitConfig{
		// A quarter of the connections is kept for those that we dial.
		System:    rcmgr.ResourceLimits{Conns: n, ConnsInbound: max(1, n-n/4), ConnsOutbound: n, FD: n, Memory: rcmgr.LimitVal64(p.memory)},
		Transient: rcmgr.ResourceLimits{Conns: max(8, n/4), Memory: rcmgr.LimitVal64(p.memory / 4)},
	}.Build(scaling.Scale(p.memory, p.conns))
	manager, err := rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(limits), rcmgr.WithMetricsDisabled())
	if err != nil {
		return nil, err
	}
	options := []libp2p.Option{
		libp2p.Identity(p.key), libp2p.NoListenAddrs, libp2p.ResourceManager(manager), libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Security(tls.ID, tls.New), libp2p.Security(noise.ID, noise.New), libp2p.SwarmOpts(swarm.WithDialRanker(tcpFirst)), libp2p.DisableRelay(),
		libp2p.DisableIdentifyAddressDiscovery(), libp2p.DisableMetrics(), libp2p.UserAgent("stint"),
	}
	if p.psk != nil {
		options = append(options, libp2p.PrivateNetwork(p.psk))
	} else {
		options = append(options, libp2p.Transport(quic.NewTransport))
	}
	h, err := libp2p.New(options...)
	if err != nil {
		manager.Close()
		return nil, err
	}
	return h, nil
}

// tcpFirst dials QUIC only where TCP does not get through: it takes about two fifths more work for the same bytes.
func tcpFirst(addrs []ma.Multiaddr) []network.AddrDelay {
	out := make([]network.AddrDelay, 0, len(addrs))
	for _, a := range addrs {
		d := network.AddrDelay{Addr: a}
		if _, err := a.ValueForProtocol(ma.P_TCP); err != nil {
			d.Delay = time.Second
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b network.AddrDelay) int { return int(a.Delay - b.Delay) })
	if len(out) > 0 && out[0].Delay > 0 { // there is no TCP address
		for i := range out {
			out[i].Delay = 0
		}
	}
	return out
}

// keep keeps a peer connected.
func (h *Host) keep(ctx context.Context, info peer.AddrInfo) {
	h.host.Peerstore().AddAddrs(info.ID, info.Addrs, peerstore.PermanentAddrTTL)
	for wait := firstWait; ctx.Err() == nil; {
		if s, ok := h.host.Network().(*swarm.Swarm); ok {
			s.Backoff().Clear(info.ID) // we have our own
		}
		dial, cancel := context.WithTimeout(ctx, h.config.timeout)
		err := h.host.Connect(dial, info)
		cancel()
		if err == nil {
			wait = firstWait
			for h.host.Network().Connectedness(info.ID) == network.Connected {
				select {
				case <-h.gone[info.ID]:
				case <-ctx.Done():
					return
				}
			}
		}
		select {
		case <-time.After(wait/2 + rand.N(wait)): // not all who lost a peer come back to it at once
		case <-ctx.Done():
		}
		wait = min(2*wait, longestWait)
	}
}

// missing tells whether a configured peer is not connected.
func (h *Host) missing() bool {
	for _, info := range h.config.peers {
		if h.host.Network().Connectedness(info.ID) != network.Connected {
			return true
		}
	}
	return false
}

// find connects to peers that announced c in the DHT. It reports false if there is no DHT within reach.
func (h *Host) find(ctx context.Context, c cid.Cid) bool {
	ctx, cancel := context.WithTimeout(ctx, h.config.timeout)
	defer cancel()
	for h.dht.RoutingTable().Size() == 0 { // it has just started, or nobody is there
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return false
		}
	}
	var wg sync.WaitGroup
	for info := range h.dht.FindProvidersAsync(ctx, c, 10) {
		wg.Go(func() { h.host.Connect(ctx, info) })
	}
	wg.Wait()
	return true
}

// Addrs are the addresses the Host can be dialled at, as Config.Peers of another takes them. None if it does not listen.
func (h *Host) Addrs() []string {
	return fullAddrs(peer.AddrInfo{ID: h.host.ID(), Addrs: h.host.Addrs()})
}

// Peers are the addresses of the peers that are connected now.
func (h *Host) Peers() []string {
	var out []string
	for _, conn := range h.host.Network().Conns() {
		out = append(out, fullAddrs(peer.AddrInfo{ID: conn.RemotePeer(), Addrs: []ma.Multiaddr{conn.RemoteMultiaddr()}})...)
	}
	slices.Sort(out)
	return out
}

func fullAddrs(info peer.AddrInfo) []string {
	var out []string
	for _, a := range info.Addrs {
		out = append(out, a.String()+"/p2p/"+info.ID.String())
	}
	return out
}

// ErrNoDHT reports a Provide by a Host that is in no DHT.
var ErrNoDHT = errors.New("host is in no DHT: give Config.Bootstrap")

// Provide announces in the DHT that this Host has the objects: their roots, not every block. An announcement is forgotten after a day or
// two, so repeat it daily.
func (h *Host) Provide(ctx context.Context, refs ...storage.Ref) error {
	if h.dht == nil {
		return fmt.Errorf("provide: %w", ErrNoDHT)
	}
	for _, ref := range refs {
		if err := ref.Check(); err != nil {
			return fmt.Errorf("provide: %w", err)
		}
		if err := (routing.ContentRouting)(h.dht).Provide(ctx, rootCID(ref), true); err != nil {
			return fmt.Errorf("provide %s: %w", ref, err)
		}
	}
	return nil
}

// Close stops serving and disconnects. Reads of open objects fail from then on.
func (h *Host) Close() error { return h.close() }

func (h *Host) stop() error {
	if h.host == nil {
		return nil
	}
	if h.net != nil {
		h.net.Stop()
	}
	if h.server != nil {
		h.server.Close()
	}
	var err error
	if h.dht != nil {
		err = h.dht.Close()
	}
	return errors.Join(err, h.host.Close())
}
