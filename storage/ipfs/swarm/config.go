package swarm

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ipfs/boxo/blockstore"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/pnet"
	ma "github.com/multiformats/go-multiaddr"
)

// Config says who a Host is, whom it talks to and how much it may use. Key is all that is needed; the zero value of the rest is a Host
// that neither listens nor dials.
type Config struct {
	// Key is who the Host is: the 32 bytes of NewKey, or an Ed25519 private key in libp2p's encoding. Peers know a Host by it, so keep it.
	Key Secret
	// Listen are the addresses to accept connections on, TCP or QUIC: /ip4/0.0.0.0/tcp/4001, /ip4/0.0.0.0/udp/4001/quic-v1. None: only dial.
	Listen []string
	// Peers are kept connected: /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo... Another address of the same peer is another way to reach it.
	Peers []string
	// SwarmKey is the content of a swarm.key file (/key/swarm/psk/1.0.0/). With it only holders of the same key connect, over TCP alone.
	SwarmKey Secret
	// Blocks are served to whoever connects, such as those of an ipfs.Node. Nil: serve nothing. It is never written to.
	Blocks blockstore.Blockstore
	// Bootstrap are ways into a DHT, in the form of Peers. With them the Host looks there for who has what its peers do not, and Provide
	// announces there. None: no DHT.
	Bootstrap []string

	// Timeout is how long a peer may send nothing of what it was asked for, and how long to wait for peers to connect. 0: 30 seconds.
	Timeout time.Duration
	// MaxConns is how many connections there may be at once. 0: 128.
	MaxConns int
	// MaxMemory bounds the buffers of all connections together, in bytes. 0: 64 MiB. Blocks on their way come to about 40 MiB more.
	MaxMemory int64
}

// Secret is bytes that do not print themselves.
type Secret []byte

// Format implements fmt.Formatter.
func (Secret) Format(f fmt.State, _ rune) { io.WriteString(f, "[secret]") }

// NewKey makes a Config.Key from rand.
func NewKey(rand io.Reader) (Secret, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, fmt.Errorf("make peer key: %w", err)
	}
	return seed, nil
}

// Check refuses a Config that Open could not use: it says what is wrong with the first bad field.
func (c Config) Check() error {
	_, err := c.parse()
	return err
}

// parsed is a Config in the terms of libp2p, with defaults.
type parsed struct {
	key              crypto.PrivKey
	id               peer.ID
	listen           []ma.Multiaddr
	peers, bootstrap []peer.AddrInfo
	psk              pnet.PSK
	timeout          time.Duration
	conns            int
	memory           int64
}

func (c Config) parse() (p parsed, err error) {
	if p.key, err = parseKey(c.Key); err != nil {
		return p, err
	}
	if p.id, err = peer.IDFromPrivateKey(p.key); err != nil {
		return p, fmt.Errorf("peer key: %w", err)
	}
	if len(c.SwarmKey) > 0 {
		if p.psk, err = pnet.DecodeV1PSK(bytes.NewReader(c.SwarmKey)); err != nil {
			return p, fmt.Errorf("swarm key: %w", err)
		}
	}
	for _, s := range c.Listen {
		a, err := ma.NewMultiaddr(s)
		if err != nil {
			return p, fmt.Errorf("listen address %q: %w", s, err)
		}
		if err := p.usable(a); err != nil {
			return p, fmt.Errorf("listen address %q: %w", s, err)
		}
		p.listen = append(p.listen, a)
	}
	if p.peers, err = p.infos("peer", c.Peers); err != nil {
		return p, err
	}
	if p.bootstrap, err = p.infos("bootstrap peer", c.Bootstrap); err != nil {
		return p, err
	}
	if c.Timeout < 0 || c.MaxConns < 0 || c.MaxMemory < 0 {
		return p, fmt.Errorf("timeout %v, %d connections, %d bytes of memory: a limit is not negative", c.Timeout, c.MaxConns, c.MaxMemory)
	}
	p.timeout, p.conns, p.memory = c.Timeout, c.MaxConns, c.MaxMemory
	if p.timeout == 0 {
		p.timeout = 30 * time.Second
	}
	if p.conns == 0 {
		p.conns = 128
	}
	if p.memory == 0 {
		p.memory = 64 << 20
	}
	return p, nil
}

func parseKey(b []byte) (crypto.PrivKey, error) {
	if len(b) == ed25519.SeedSize {
		return crypto.UnmarshalEd25519PrivateKey(ed25519.NewKeyFromSeed(b))
	}
	key, err := crypto.UnmarshalPrivateKey(b)
	if err != nil || key.Type() != crypto.Ed25519 {
		return nil, errors.New("peer key: want 32 bytes from NewKey, or an Ed25519 private key in libp2p's encoding")
	}
	return key, nil
}

// usable refuses an address of a transport that the host would not have.
func (p parsed) usable(a ma.Multiaddr) error {
	var last ma.Protocol
	ma.ForEach(a, func(c ma.Component) bool {
		if c.Protocol().Code != ma.P_P2P {
			last = c.Protocol()
		}
		return true
	})
	switch {
	case last.Code == ma.P_TCP:
		return nil
	case last.Code == ma.P_QUIC_V1 && p.psk != nil:
		return errors.New("QUIC cannot carry a swarm key: give a TCP address, or no swarm key")
	case last.Code == ma.P_QUIC_V1:
		return nil
	}
	return errors.New("want an address that ends in /tcp/PORT or /udp/PORT/quic-v1")
}

// infos groups addresses by the peer they lead to.
func (p parsed) infos(what string, addrs []string) ([]peer.AddrInfo, error) {
	var all []ma.Multiaddr
	for _, s := range addrs {
		a, err := ma.NewMultiaddr(s)
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", what, s, err)
		}
		info, err := peer.AddrInfoFromP2pAddr(a)
		if err != nil {
			return nil, fmt.Errorf("%s %q: want an address that ends in /p2p/ID: %w", what, s, err)
		}
		if info.ID == p.id {
			return nil, fmt.Errorf("%s %q: that is the host itself", what, s)
		}
		if err := p.usable(a); err != nil {
			return nil, fmt.Errorf("%s %q: %w", what, s, err)
		}
		all = append(all, a)
	}
	infos, err := peer.AddrInfosFromP2pAddrs(all...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return infos, nil
}
