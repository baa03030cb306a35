package gateway_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/gateway"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

const leaf = storage.LeafSize

// through puts into a node and reads from it through its gateway.
type through struct {
	*gateway.Store
	node   *ipfs.Node
	server *httptest.Server
}

func (s through) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	return s.node.Put(ctx, r)
}

func (s through) Close() error {
	s.server.Close()
	return errors.Join(s.Store.Close(), s.node.Close())
}

// careless makes a gateway that admits to a failure into one that does not notice it, and sends whatever there is.
func careless(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(shameless{w}, r) })
}

type shameless struct{ http.ResponseWriter }

func (w shameless) WriteHeader(status int) {
	if status == http.StatusInternalServerError {
		status = http.StatusOK
	}
	w.ResponseWriter.WriteHeader(status)
}

func TestSuite(t *testing.T) {
	storagetest.Run(t, func(root string) (storage.Store, error) {
		n, err := ipfs.Open(root)
		if err != nil {
			return nil, err
		}
		server := httptest.NewServer(careless(n.Handler()))
		s, err := gateway.New(gateway.Config{URL: server.URL})
		return through{s, n, server}, err
	})
}

// shelf is a gateway that has some blocks, and counts what it is asked for.
type shelf struct {
	*httptest.Server
	blocks map[string][]byte
	asked  atomic.Int64
	conns  atomic.Int64
}

// serve serves blocks; attack, if there is one, may answer instead, by returning true.
func serve(t testing.TB, blocks map[string][]byte, attack func(w http.ResponseWriter, r *http.Request, block []byte) bool) *shelf {
	t.Helper()
	s := &shelf{blocks: blocks}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		_, id, _ := strings.Cut(r.URL.Path, "/ipfs/")
		b, ok := s.blocks[id]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if attack == nil || !attack(w, r, b) {
			send(w, b)
		}
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.conns.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func send(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "application/vnd.ipld.raw")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	w.Write(b)
}

func open(t testing.TB, c gateway.Config) *gateway.Store {
	t.Helper()
	s, err := gateway.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func blockCID(codec uint64, digest [32]byte) cid.Cid {
	return cid.NewCidV1(codec, append(multihash.Multihash{multihash.SHA2_256, 32}, digest[:]...))
}

// object is an object of n bytes, by its blocks.
func object(t testing.TB, n int) (storage.DAG, []byte, map[string][]byte) {
	t.Helper()
	data, blocks := storagetest.Bytes(uint64(n), n), map[string][]byte{}
	d, err := storage.Import(t.Context(), bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, digest := range d.Leaves {
		blocks[blockCID(cid.Raw, digest).String()] = data[i*leaf:][:d.LeafLen(i)]
	}
	for _, node := range d.Nodes {
		blocks[blockCID(cid.DagProtobuf, node.Digest).String()] = node.Bytes
	}
	return d, data, blocks
}

func readAll(ctx context.Context, s storage.Store, ref storage.Ref) ([]byte, error) {
	o, err := s.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	p := make([]byte, o.Size())
	n, err := o.ReadAt(p, 0)
	if err == io.EOF {
		err = nil
	}
	return p[:n], err
}

func TestPutIsRefused(t *testing.T) {
	s := open(t, gateway.Config{URL: "http://127.0.0.1:1"})
	if ref, err := s.Put(t.Context(), strings.NewReader("x")); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("put: %v, error %v", ref, err)
	}
}

func TestConfig(t *testing.T) {
	for name, c := range map[string]gateway.Config{
		"nothing":       {},
		"no scheme":     {URL: "example.org"},
		"another":       {URL: "ftp://example.org"},
		"no host":       {URL: "http:///ipfs"},
		"password":      {URL: "http://a:secret@example.org"},
		"query":         {URL: "http://example.org/?a"},
		"fragment":      {URL: "http://example.org/#a"},
		"control":       {URL: "http://example.org/\n"},
		"negative time": {URL: "http://example.org", Stall: -1},
		"tries":         {URL: "http://example.org", MaxRetries: 101},
	} {
		if s, err := gateway.New(c); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, error %v", name, s, err)
		}
	}
	c := gateway.Config{URL: "https://example.org/x", Header: http.Header{"Authorization": {"Bearer secret"}}}
	if said := fmt.Sprintf("%v %+v %#v %s", c, c, c, c); strings.Contains(said, "secret") || !strings.Contains(said, "example.org") {
		t.Errorf("it prints as %s", said)
	}
}

// What the server sees: the blocks of a prefix, by the trustless protocol, with the header that was configured.
func TestRequests(t *testing.T) {
	d, data, blocks := object(t, 2*leaf+9)
	var mu sync.Mutex
	var seen []string
	s := serve(t, blocks, func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header))
		return false
	})
	for _, prefix := range []string{"", "/", "/a/b", "/a/b/"} {
		seen = nil
		got, err := readAll(t.Context(), open(t, gateway.Config{URL: s.URL + prefix, Header: http.Header{"Authorization": {"Bearer token"}}}), d.Ref)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("prefix %q: %d bytes, error %v", prefix, len(got), err)
		}
		first := "GET " + strings.TrimSuffix(prefix, "/") + "/ipfs/" + d.Ref.CID + "?format=raw "
		if len(seen) != 4 || !strings.HasPrefix(seen[0], first) {
			t.Errorf("prefix %q: asked for %q", prefix, seen)
		}
		for _, q := range seen {
			for _, want := range []string{"Authorization:[Bearer token]", "Accept:[application/vnd.ipld.raw]", "Accept-Encoding:[identity]"} {
				if !strings.Contains(q, want) {
					t.Errorf("%q lacks %s", q, want)
				}
			}
		}
	}
}

// Connections are kept, one for each that reads at once, and what is read goes where it is wanted and nowhere else.
func TestReadsCostLittle(t *testing.T) {
	d, data, blocks := object(t, 16*leaf)
	s := serve(t, blocks, nil)
	o, err := open(t, gateway.Config{URL: s.URL}).Open(t.Context(), d.Ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	p := make([]byte, len(data))
	o.ReadAt(p, 0)
	clear(p)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := o.ReadAt(p, 0); err != nil || !bytes.Equal(p, data) {
		t.Fatalf("read: error %v or wrong bytes", err)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / 16; each > 128<<10 {
		t.Errorf("a leaf of %d bytes takes %d bytes of memory, at both ends together", leaf, each)
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("one reader had %d connections", n)
	}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for range 4 {
				if _, err := o.ReadAt(p[i*leaf:][:leaf], int64(i*leaf)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	// A reader that finds no idle connection begins a new one, and takes whichever is there first.
	if n := s.conns.Load(); n > 33 {
		t.Errorf("16 readers had %d connections", n)
	}
	if !bytes.Equal(p, data) {
		t.Error("wrong bytes")
	}
}

// The context of Open ends Open, and Close ends what is being read.
func TestContextAndClose(t *testing.T) {
	d, data, blocks := object(t, 2*leaf)
	hold, arrived := make(chan struct{}), make(chan struct{}, 10)
	wait := atomic.Bool{}
	s := serve(t, blocks, func(_ http.ResponseWriter, r *http.Request, _ []byte) bool {
		if wait.Load() {
			arrived <- struct{}{}
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		}
		return false
	})
	defer close(hold)
	st := open(t, gateway.Config{URL: s.URL})
	ctx, cancel := context.WithCancel(t.Context())
	o, err := st.Open(ctx, d.Ref)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	p := make([]byte, leaf)
	if _, err := o.ReadAt(p, leaf); err != nil || !bytes.Equal(p, data[leaf:]) {
		t.Errorf("read after the context of Open ended: error %v or wrong bytes", err)
	}
	wait.Store(true)
	failed := make(chan error)
	for range 3 {
		go func() {
			_, err := o.ReadAt(make([]byte, leaf), 0)
			failed <- err
		}()
		<-arrived
	}
	o.Close()
	for range 3 {
		if err := <-failed; !errors.Is(err, fs.ErrClosed) {
			t.Errorf("read while it was closed: error %v", err)
		}
	}
	if _, err := o.ReadAt(p, 0); !errors.Is(err, fs.ErrClosed) || !bytes.Equal(p, make([]byte, leaf)) {
		t.Errorf("read after it was closed: error %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if _, err := st.Open(ctx, d.Ref); !errors.Is(err, context.Canceled) {
		t.Errorf("open until the context ended: error %v", err)
	}
}

func TestStat(t *testing.T) {
	s := serve(t, map[string][]byte{}, nil)
	st := open(t, gateway.Config{URL: s.URL})
	for _, n := range []int{0, 1, leaf, leaf + 1, 3*leaf + 17} {
		d, _, blocks := object(t, n)
		s.blocks = blocks
		if got, err := st.Stat(t.Context(), d.Ref.CID); err != nil || got != d.Ref {
			t.Errorf("%d bytes: %+v, error %v", n, got, err)
		}
		s.blocks = nil
		if got, err := st.Stat(t.Context(), d.Ref.CID); n > 0 && !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%d bytes that are not there: %+v, error %v", n, got, err)
		}
		s.blocks = map[string][]byte{d.Ref.CID: []byte("something else")}
		if got, err := st.Stat(t.Context(), d.Ref.CID); n > 0 && !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("%d bytes that are others: %+v, error %v", n, got, err)
		}
	}
	directory := []byte{0x0a, 2, 0x08, 1}
	id := blockCID(cid.DagProtobuf, sha256.Sum256(directory)).String()
	s.blocks = map[string][]byte{id: directory}
	if ref, err := st.Stat(t.Context(), id); !errors.Is(err, storage.ErrRef) {
		t.Errorf("directory: %+v, error %v", ref, err)
	}
	s.asked.Store(0)
	for name, id := range map[string]string{
		"nothing": "", "path": "../x", "query": id + "?x", "version 0": "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
		"cbor": "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua", "sha1": "bafkreeh3ltqhwrl2vzkzkkzwlqvf3jmnv4tbmrgmm", "identity": "bafkqabdimvwgy",
	} {
		if ref, err := st.Stat(t.Context(), id); !errors.Is(err, storage.ErrRef) {
			t.Errorf("%s: %+v, error %v", name, ref, err)
		}
	}
	if n := s.asked.Load(); n != 0 {
		t.Errorf("%d requests for what is no address", n)
	}
}

// A server that only knows GET is still asked before an object without inner nodes is opened.
func TestOpenWithoutHead(t *testing.T) {
	d, data, blocks := object(t, 1000)
	absent, _, _ := object(t, 999)
	s := serve(t, blocks, func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
		return r.Method == http.MethodHead
	})
	st := open(t, gateway.Config{URL: s.URL})
	if got, err := readAll(t.Context(), st, d.Ref); err != nil || !bytes.Equal(got, data) {
		t.Errorf("read %d bytes, error %v", len(got), err)
	}
	if _, err := st.Open(t.Context(), absent.Ref); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("open what is not there: error %v", err)
	}
}

// kubo reads and writes the same files: what it added is found by the CID it printed.
func TestKubo(t *testing.T) {
	k := storagetest.Kubo(t, storagetest.KuboOptions{})
	st := open(t, gateway.Config{URL: k.GatewayURL()})
	for _, n := range []int{1, 5000, leaf, leaf + 1, 5*leaf + 3} {
		data := storagetest.Bytes(uint64(n), n)
		want, err := storage.RefOf(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		ref, err := st.Stat(t.Context(), k.Add(bytes.NewReader(data)))
		if err != nil || ref != want {
			t.Fatalf("%d bytes: %+v, error %v, want %+v", n, ref, err, want)
		}
		if got, err := readAll(t.Context(), st, ref); err != nil || !bytes.Equal(got, data) {
			t.Errorf("read %d of %d bytes, error %v", len(got), n, err)
		}
	}
	small := strings.TrimSpace(string(k.Run(bytes.NewReader(make([]byte, 3*leaf)), "add", "--quieter", "--chunker=size-262144")))
	if ref, err := st.Stat(t.Context(), small); !errors.Is(err, storage.ErrRef) {
		t.Errorf("file in smaller chunks: %+v, error %v", ref, err)
	}
	// By this name a kubo answers under subdomains.
	data := storagetest.Bytes(9, 10)
	id := k.Add(bytes.NewReader(data))
	local := open(t, gateway.Config{URL: strings.Replace(k.GatewayURL(), "127.0.0.1", "localhost", 1)})
	if ref, err := local.Stat(t.Context(), id); err == nil || !strings.Contains(err.Error(), "redirects to another host") {
		t.Errorf("through a subdomain: %+v, error %v", ref, err)
	}
}

func BenchmarkRead(b *testing.B) {
	n, err := ipfs.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	ref, err := n.Put(b.Context(), bytes.NewReader(storagetest.Bytes(1, 64*leaf)))
	if err != nil {
		b.Fatal(err)
	}
	s := httptest.NewServer(n.Handler())
	defer s.Close()
	st := open(b, gateway.Config{URL: s.URL})
	for _, workers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("%dreaders", workers), func(b *testing.B) {
			b.SetBytes(ref.Size)
			b.ReportAllocs()
			p := make([][leaf]byte, workers)
			for b.Loop() {
				o, err := st.Open(b.Context(), ref)
				if err != nil {
					b.Fatal(err)
				}
				var next atomic.Int64
				var wg sync.WaitGroup
				for i := range workers {
					wg.Go(func() {
						for off := next.Add(leaf) - leaf; off < ref.Size; off = next.Add(leaf) - leaf {
							if _, err := o.ReadAt(p[i][:], off); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				o.Close()
			}
		})
	}
}
