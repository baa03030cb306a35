package swarm

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	logging "github.com/ipfs/go-log/v2"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

func init() { logging.SetAllLoggers(logging.LevelFatal) } // the libraries log what tests provoke

const leaf = storage.LeafSize

var local = []string{"/ip4/127.0.0.1/tcp/0"}

// start starts a host, with a new key if c has none, until the test ends.
func start(t testing.TB, c Config) *Host {
	t.Helper()
	h, err := begin(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func begin(c Config) (*Host, error) {
	var err error
	if c.Key == nil {
		if c.Key, err = NewKey(rand.Reader); err != nil {
			return nil, err
		}
	}
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	return Open(context.Background(), c)
}

func openNode(t testing.TB) *ipfs.Node {
	t.Helper()
	n, err := ipfs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func put(t testing.TB, s storage.Store, b []byte) storage.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func read(ctx context.Context, s storage.Store, ref storage.Ref) ([]byte, error) {
	o, err := s.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
}

func wantRead(t testing.TB, s storage.Store, ref storage.Ref, want []byte) {
	t.Helper()
	got, err := read(t.Context(), s, ref)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("read %d bytes of %d, error %v", len(got), len(want), err)
	}
}

// readParallel reads a whole object, leaf by leaf, with several workers.
func readParallel(o storage.Object, workers int, leaf func(off int64, b []byte)) error {
	var mu sync.Mutex
	var next int64
	var errs []error
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			b := make([]byte, storage.LeafSize)
			for {
				mu.Lock()
				off := next
				next += storage.LeafSize
				stop := off >= o.Size() || errs != nil
				mu.Unlock()
				if stop {
					return
				}
				n, err := o.ReadAt(b[:min(storage.LeafSize, o.Size()-off)], off)
				if err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
					return
				}
				leaf(off, b[:n])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// through puts into a node and reads from it over two hosts.
type through struct {
	*Host
	node   *ipfs.Node
	server *Host
}

func (s through) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	return s.node.Put(ctx, r)
}

// Open opens what the node has not got either, if that is no bytes: a Host needs nobody for them.
func (s through) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	if ref.Size == 0 {
		return s.node.Open(ctx, ref)
	}
	return s.Host.Open(ctx, ref)
}

func (s through) Close() error { return errors.Join(s.Host.Close(), s.server.Close(), s.node.Close()) }

func TestSuite(t *testing.T) {
	storagetest.Run(t, func(root string) (storage.Store, error) {
		n, err := ipfs.Open(root)
		if err != nil {
			return nil, err
		}
		server, err := begin(Config{Listen: local, Blocks: n.Blocks()})
		if err != nil {
			return nil, err
		}
		client, err := begin(Config{Peers: server.Addrs()})
		if err != nil {
			return nil, err
		}
		return through{client, n, server}, nil
	})
}

func TestPut(t *testing.T) {
	h := start(t, Config{})
	if _, err := h.Put(t.Context(), strings.NewReader("x")); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("put: error %v, want %v", err, storage.ErrReadOnly)
	}
	if addrs := h.Addrs(); len(addrs) != 0 {
		t.Errorf("a host that does not listen can be dialled at %v", addrs)
	}
}

func TestTransports(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 3*leaf+7)
	ref := put(t, n, want)
	for name, listen := range map[string][]string{
		"tcp":  {"/ip4/127.0.0.1/tcp/0"},
		"quic": {"/ip4/127.0.0.1/udp/0/quic-v1"},
		"both": {"/ip4/127.0.0.1/udp/0/quic-v1", "/ip4/127.0.0.1/tcp/0"},
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, Config{Listen: listen, Blocks: n.Blocks()})
			if got := len(server.Addrs()); got != len(listen) {
				t.Fatalf("listens at %v", server.Addrs())
			}
			client := start(t, Config{Peers: server.Addrs()})
			wantRead(t, client, ref, want)
			if p := client.Peers(); len(p) != 1 || strings.Contains(p[0], "quic") != (name == "quic") {
				t.Errorf("connected to %v", p)
			}
		})
	}
}

// TestBothWays fetches over one connection in both directions, from the one that was dialled too.
func TestBothWays(t *testing.T) {
	n, m := openNode(t), openNode(t)
	b, c := storagetest.Bytes(1, 2*leaf), storagetest.Bytes(2, leaf+1)
	refB, refC := put(t, n, b), put(t, m, c)
	one := start(t, Config{Listen: local, Blocks: n.Blocks()})
	two := start(t, Config{Peers: one.Addrs(), Blocks: m.Blocks()})
	wantRead(t, two, refB, b)
	wantRead(t, one, refC, c)
}

func TestManyReaders(t *testing.T) {
	n := openNode(t)
	want := append(storagetest.Bytes(1, 20*leaf), make([]byte, 20*leaf+9)...) // half of the leaves are the same block
	ref := put(t, n, want)
	client := start(t, Config{Peers: start(t, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	o, err := client.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	got := make([]byte, len(want))
	if err := readParallel(o, 64, func(off int64, b []byte) { copy(got[off:], b) }); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("error %v or wrong bytes", err)
	}
}

// TestAgain fetches one block many times in a row: a server that is asked again before it is done with the last time must not be waited for.
func TestAgain(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 3000)
	ref := put(t, n, want)
	client := start(t, Config{Peers: start(t, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	for range 500 {
		wantRead(t, client, ref, want)
	}
}

func TestStat(t *testing.T) {
	n := openNode(t)
	client := start(t, Config{Peers: start(t, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	for _, size := range []int{0, 1, leaf, leaf + 1, 5*leaf + 3} {
		want := put(t, n, storagetest.Bytes(uint64(size), size))
		got, err := client.Stat(t.Context(), want.CID)
		if err != nil || got != want {
			t.Errorf("%d bytes: %v, error %v, want %v", size, got, err, want)
		}
	}
	absent, err := storage.RefOf(strings.NewReader("nobody has this"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cid  string
		want error
	}{
		"absent": {absent.CID, storage.ErrNotFound},
		"no cid": {"hello", storage.ErrRef},
		"v0":     {"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", storage.ErrRef},
		"cbor":   {"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua", storage.ErrRef},
		"upper":  {strings.ToUpper(absent.CID), storage.ErrRef},
	} {
		if ref, err := client.Stat(t.Context(), c.cid); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, error %v, want %v", name, ref, err, c.want)
		}
	}
}

// foreign is a block store of the blocks it is made of, whatever they are.
type foreign struct {
	blockstore.Blockstore
	held map[cid.Cid][]byte
}

func (f foreign) Has(_ context.Context, c cid.Cid) (bool, error) { return f.held[c] != nil, nil }

func (f foreign) GetSize(ctx context.Context, c cid.Cid) (int, error) {
	b, err := f.Get(ctx, c)
	if err != nil {
		return -1, err
	}
	return len(b.RawData()), nil
}

func (f foreign) Get(_ context.Context, c cid.Cid) (blocks.Block, error) {
	b, ok := f.held[c]
	if !ok {
		return nil, errors.New("not held")
	}
	return blocks.NewBlockWithCid(b, c)
}

// TestForeignLayout asks for well-formed files that are not laid out as a Ref says.
func TestForeignLayout(t *testing.T) {
	held := map[cid.Cid][]byte{}
	add := func(codec uint64, b []byte) string {
		p := cid.Prefix{Version: 1, Codec: codec, MhType: 0x12, MhLength: 32}
		c, err := p.Sum(b)
		if err != nil {
			t.Fatal(err)
		}
		held[c] = b
		return c.String()
	}
	small := []byte{0x0a, 0x07, 0x08, 0x02, 0x12, 0x01, 'x', 0x18, 0x01}            // a file of one byte, inside its node
	dir := []byte{0x0a, 0x02, 0x08, 0x01}                                           // an empty directory
	huge := []byte{0x0a, 0x0b, 0x08, 0x02, 0x18, 255, 255, 255, 255, 255, 255, 127} // a file that claims more than there can be
	liar := []byte{0x0a, 0x06, 0x08, 0x02, 0x18, 0x80, 0x80, 0x80, 0x01}            // a file of 2 MiB without links
	client := start(t, Config{Peers: start(t, Config{Listen: local, Blocks: foreign{held: held}}).Addrs()})
	for name, c := range map[string]string{
		"inline": add(cid.DagProtobuf, small), "directory": add(cid.DagProtobuf, dir), "huge": add(cid.DagProtobuf, huge),
		"no links": add(cid.DagProtobuf, liar), "no protobuf": add(cid.DagProtobuf, []byte("hello")),
		"long leaf": add(cid.Raw, make([]byte, leaf+1)),
	} {
		if ref, err := client.Stat(t.Context(), c); !errors.Is(err, storage.ErrRef) {
			t.Errorf("%s: %v, error %v, want %v", name, ref, err, storage.ErrRef)
		}
	}
}

// lying is a block store that returns other bytes for one block.
type lying struct {
	blockstore.Blockstore
	about cid.Cid
}

func (l lying) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	b, err := l.Blockstore.Get(ctx, c)
	if err != nil || c != l.about {
		return b, err
	}
	bad := bytes.Clone(b.RawData())
	bad[len(bad)/2] ^= 1
	return blocks.NewBlockWithCid(bad, c)
}

func TestLyingPeer(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 3*leaf)
	ref := put(t, n, want)
	second, err := storage.RefOf(bytes.NewReader(want[leaf : 2*leaf]))
	if err != nil {
		t.Fatal(err)
	}
	for name, about := range map[string]storage.Ref{"root": ref, "leaf": second} {
		t.Run(name, func(t *testing.T) {
			liar := start(t, Config{Listen: local, Blocks: lying{n.Blocks(), rootCID(about)}})
			client := start(t, Config{Peers: liar.Addrs(), Timeout: time.Second})
			got, err := read(t.Context(), client, ref)
			if !errors.Is(err, ErrUnreachable) || bytes.Contains(got, want[leaf:2*leaf]) || len(got) > leaf {
				t.Fatalf("read %d bytes from a liar, error %v", len(got), err)
			}
			honest := start(t, Config{Listen: local, Blocks: n.Blocks()})
			client = start(t, Config{Peers: append(liar.Addrs(), honest.Addrs()...), Timeout: time.Second})
			wantRead(t, client, ref, want)
		})
	}
}

func TestNobody(t *testing.T) {
	ref, err := storage.RefOf(strings.NewReader("nobody has this"))
	if err != nil {
		t.Fatal(err)
	}
	other := start(t, Config{Listen: local, Blocks: openNode(t).Blocks()})
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	off := start(t, Config{Key: key, Listen: local})
	offAddrs := off.Addrs()
	off.Close()
	for name, c := range map[string]struct {
		peers []string
		want  error
		says  string
	}{
		"no peers":          {nil, ErrUnreachable, "add a peer"},
		"peer off":          {offAddrs, ErrUnreachable, "check that it runs"},
		"peer without":      {other.Addrs(), storage.ErrNotFound, "add a peer"},
		"without, and off":  {append(other.Addrs(), offAddrs...), ErrUnreachable, "check that it runs"},
		"serves nothing":    {start(t, Config{Listen: local}).Addrs(), storage.ErrNotFound, "add a peer"},
		"empty, same again": {append(other.Addrs(), other.Addrs()...), storage.ErrNotFound, "add a peer"},
	} {
		t.Run(name, func(t *testing.T) {
			client := start(t, Config{Peers: c.peers, Timeout: 500 * time.Millisecond})
			if _, err := client.Open(t.Context(), ref); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %v that says %q", err, c.want, c.says)
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		client := start(t, Config{Peers: offAddrs})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := client.Open(ctx, ref); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
		}
	})
}

// stuck is a block store that reads no leaves any more once it is told so.
type stuck struct {
	blockstore.Blockstore
	after *sync.WaitGroup
	from  cid.Cid
}

func (s stuck) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	if c == s.from {
		s.after.Wait()
	}
	return s.Blockstore.Get(ctx, c)
}

func TestStalledPeer(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 3*leaf)
	ref := put(t, n, want)
	third, err := storage.RefOf(bytes.NewReader(want[2*leaf:]))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Add(1)
	slow := start(t, Config{Listen: local, Blocks: stuck{n.Blocks(), &wg, rootCID(third)}})
	t.Cleanup(wg.Done)
	client := start(t, Config{Peers: slow.Addrs(), Timeout: time.Second})
	if _, err := read(t.Context(), client, ref); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "stalled") {
		t.Errorf("error %v, want %v", err, ErrUnreachable)
	}
	good := start(t, Config{Listen: local, Blocks: n.Blocks()})
	client = start(t, Config{Peers: append(slow.Addrs(), good.Addrs()...), Timeout: time.Second})
	wantRead(t, client, ref, want)
}

// TestPeerDies closes one of two peers in the middle of a transfer, and then the other, which comes back.
func TestPeerDies(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 40*leaf)
	ref := put(t, n, want)
	first := start(t, Config{Listen: local, Blocks: n.Blocks()})
	second := Config{Listen: local, Blocks: n.Blocks()}
	var err error
	if second.Key, err = NewKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	other := start(t, second)
	second.Listen = []string{strings.Split(other.Addrs()[0], "/p2p/")[0]}
	client := start(t, Config{Peers: append(first.Addrs(), other.Addrs()...)})
	o, err := client.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	got := make([]byte, len(want))
	var mu sync.Mutex
	n1, n2 := 0, 0
	err = readParallel(o, 8, func(off int64, b []byte) {
		mu.Lock()
		defer mu.Unlock()
		copy(got[off:], b)
		if n1++; n1 == 5 {
			first.Close()
		}
		if n2++; n2 == 20 {
			other.Close()
			if other, err = begin(second); err != nil {
				t.Error(err)
			}
		}
	})
	defer other.Close()
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("error %v or wrong bytes", err)
	}
}

// TestLimits has more hosts dial one than it takes: it refuses the others, goes on serving those it took, in little memory, and can dial.
func TestLimits(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 12*leaf)
	ref := put(t, n, want)
	other := start(t, Config{Listen: local, Blocks: n.Blocks()})
	server := start(t, Config{Listen: local, Blocks: n.Blocks(), MaxConns: 4, MaxMemory: 8 << 20, Peers: other.Addrs()})
	var served, refused int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		client := start(t, Config{Peers: server.Addrs(), Timeout: 2 * time.Second})
		wg.Go(func() {
			got, err := read(t.Context(), client, ref)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && bytes.Equal(got, want):
				served++
			case errors.Is(err, ErrUnreachable):
				refused++
			default:
				t.Errorf("read %d bytes, error %v", len(got), err)
			}
		})
	}
	wg.Wait()
	if served < 1 || served > 3 {
		t.Errorf("%d served and %d refused, want 3 and 5, or fewer served on a slow machine", served, refused)
	}
	if p := server.Peers(); len(p) > 4 || !slices.Contains(p, other.Addrs()[0]) {
		t.Errorf("connected to %v, and not to %v", p, other.Addrs())
	}
}

func swarmKey(t testing.TB) []byte {
	t.Helper()
	b := make([]byte, 32)
	rand.Read(b)
	return fmt.Appendf(nil, "/key/swarm/psk/1.0.0/\n/base16/\n%s\n", hex.EncodeToString(b))
}

func TestSwarmKey(t *testing.T) {
	n := openNode(t)
	want := storagetest.Bytes(1, 2*leaf)
	ref := put(t, n, want)
	key := swarmKey(t)
	server := start(t, Config{Listen: local, Blocks: n.Blocks(), SwarmKey: key})
	wantRead(t, start(t, Config{Peers: server.Addrs(), SwarmKey: key}), ref, want)
	for name, other := range map[string][]byte{"another key": swarmKey(t), "no key": nil} {
		client := start(t, Config{Peers: server.Addrs(), SwarmKey: other, Timeout: time.Second})
		if b, err := read(t.Context(), client, ref); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: read %d bytes, error %v", name, len(b), err)
		}
	}
}

func TestClosed(t *testing.T) {
	n := openNode(t)
	ref := put(t, n, storagetest.Bytes(1, 3*leaf))
	client := start(t, Config{Peers: start(t, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	o, err := client.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := client.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	if _, err := gone.ReadAt(make([]byte, leaf), 0); err == nil {
		t.Error("read from a closed object")
	}
	for range 2 {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := o.ReadAt(make([]byte, leaf), 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("read through a closed host: error %v", err)
	}
	if _, err := client.Open(t.Context(), ref); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("open through a closed host: error %v", err)
	}
}

func TestConfig(t *testing.T) {
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const someone = "/p2p/12D3KooWBLkQ1Py9icfgnVKG2u1zqUdtGiZCPxkBkFtJGu5Mt5BQ"
	psk := swarmKey(t)
	good := Config{
		Key: key, Listen: []string{"/ip4/0.0.0.0/tcp/4001", "/ip6/::/udp/4001/quic-v1"},
		Peers: []string{"/ip4/192.0.2.1/tcp/4001" + someone, "/dns4/peer.example/udp/1/quic-v1" + someone},
	}
	if err := good.Check(); err != nil {
		t.Errorf("good config: %v", err)
	}
	s := fmt.Sprintf("%v %+v %#v %s %x", good, good, good, good.Key, good.Key)
	if strings.Contains(s, hex.EncodeToString(key)) || strings.Count(s, "[secret]") != 8 {
		t.Errorf("a config prints its key: %s", s)
	}
	for name, bad := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"no key":           {func(c *Config) { c.Key = nil }, "peer key"},
		"short key":        {func(c *Config) { c.Key = c.Key[1:] }, "peer key"},
		"no address":       {func(c *Config) { c.Listen = []string{"127.0.0.1:4001"} }, "listen address"},
		"udp":              {func(c *Config) { c.Listen = []string{"/ip4/127.0.0.1/udp/1"} }, "listen address"},
		"websocket":        {func(c *Config) { c.Listen = []string{"/ip4/127.0.0.1/tcp/1/ws"} }, "listen address"},
		"peer without id":  {func(c *Config) { c.Peers = []string{"/ip4/127.0.0.1/tcp/1"} }, "/p2p/ID"},
		"relayed peer":     {func(c *Config) { c.Peers = []string{"/ip4/127.0.0.1/tcp/1" + someone + "/p2p-circuit" + someone} }, "peer"},
		"bootstrap":        {func(c *Config) { c.Bootstrap = []string{"/ip4/127.0.0.1/tcp/1"} }, "bootstrap peer"},
		"no swarm key":     {func(c *Config) { c.SwarmKey = []byte("hello") }, "swarm key"},
		"short swarm key":  {func(c *Config) { c.SwarmKey = psk[:len(psk)-9] }, "swarm key"},
		"quic and key":     {func(c *Config) { c.SwarmKey, c.Peers = psk, nil }, "QUIC"},
		"quic peer, key":   {func(c *Config) { c.SwarmKey, c.Listen = psk, nil }, "QUIC"},
		"negative timeout": {func(c *Config) { c.Timeout = -1 }, "limit"},
	} {
		c := good
		bad.change(&c)
		err := c.Check()
		if err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("%s: error %v, want one that says %q", name, err, bad.says)
		}
		if h, err := Open(t.Context(), c); err == nil {
			h.Close()
			t.Errorf("%s: opened", name)
		}
	}
}
