package ipfs

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/exchange/offline"
	"github.com/ipfs/boxo/gateway"
	"github.com/ipfs/go-cid"
	"github.com/prometheus/client_golang/prometheus"
)

// GatewayConfig says what a gateway answers. The zero value is that of Node.Handler.
type GatewayConfig struct {
	// Deserialized serves files, directories, and DAG-JSON and DAG-CBOR too (specs.ipfs.tech/http-gateways/path-gateway), which the client
	// cannot verify: it has to trust the node. Web pages among them run with whatever origin the gateway is reached at: give it its own.
	Deserialized bool
	// CrossOrigin lets the scripts of every web page read the answers (CORS).
	CrossOrigin bool
	// MaxForeign is how many bytes of blocks are read for one request about an imported DAG, of which nobody knows how often it repeats
	// its blocks. Objects have no such limit: their layout is known. 0: 16 GiB.
	MaxForeign int64
	// MaxRequests is how many requests are answered at once; more are told to come again (429). 0: 256.
	MaxRequests int
}

const (
	// maxURI is the length of the longest path and query that is looked at. Resolving a path takes time quadratic in its length.
	maxURI = 8 << 10
	// maxStall is how long a client may take for a block.
	maxStall = 2 * time.Minute
)

// errTooMuch ends a request that reads more than a DAG of which nothing is known may take.
var errTooMuch = gateway.NewErrorStatusCode(errors.New("it takes more blocks than this gateway reads for one request"), http.StatusGone)

// Handler serves what the node holds under /ipfs/ as a trustless gateway (specs.ipfs.tech/http-gateways/trustless-gateway): raw
// blocks and CARs, by GET and HEAD, to anybody who reaches it. It answers 404 for what is not here and 406 for formats that the
// client could not verify. It resolves no names and asks nobody else.
//
// Single blocks, and the leaves in CARs of whole objects, are sent as they lie on the disk: to check them is the client's part. A file that was changed
// since the node was opened is checked before anything of it is sent.
func (n *Node) Handler() http.Handler { return n.gateway }

// HandlerWith is a Handler that answers as c says.
func (n *Node) HandlerWith(c GatewayConfig) (http.Handler, error) {
	if c.MaxForeign == 0 {
		c.MaxForeign = 16 << 30
	}
	if c.MaxRequests == 0 {
		c.MaxRequests = 256
	}
	bs := view{n}
	backend, err := gateway.NewBlocksBackend(blockservice.New(bs, offline.Exchange(bs)))
	if err != nil {
		return nil, err
	}
	library := func(most int64) http.Handler {
		return gateway.NewHandler(gateway.Config{
			DeserializedResponses:       c.Deserialized,
			AllowCodecConversion:        c.Deserialized,
			MaxDeserializedResponseSize: most,
			NoDNSLink:                   true,
			DisableHTMLErrors:           true,
			DeprecatedXIpfsPath:         true,
			RetrievalTimeout:            30 * time.Second,
			MaxRequestDuration:          time.Hour,
			MetricsRegistry:             prometheus.NewRegistry(),
		}, backend)
	}
	g := &gate{GatewayConfig: c, node: n, slots: make(chan struct{}, c.MaxRequests), known: library(0), foreign: library(c.MaxForeign)}
	if c.CrossOrigin {
		return gateway.NewHeaders(nil).WithDeprecatedXIpfsPath().ApplyCors().Wrap(g), nil
	}
	return g, nil
}

// gate answers simple requests itself, and lets the library answer what else it may.
type gate struct {
	GatewayConfig
	node           *Node
	slots          chan struct{}
	known, foreign http.Handler // for DAGs that are objects, and for others
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	default:
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}
	// The library would resolve /ipns/ through the DNS, and begin a CAR before it knows that it holds the root.
	rest, ok := strings.CutPrefix(r.URL.Path, "/ipfs/")
	if !ok {
		http.NotFound(w, r)
		return
	}
	if len(r.RequestURI) > maxURI {
		http.Error(w, "path is too long", http.StatusRequestURITooLong)
		return
	}
	text, _, deeper := strings.Cut(rest, "/")
	if g.Deserialized && (text == "" || text == "ipfs" || text == "ipns") {
		g.known.ServeHTTP(w, r) // what browsers and people make of ipfs:// is redirected
		return
	}
	c, err := cid.Decode(text)
	if err != nil {
		http.Error(w, "not a CID", http.StatusBadRequest)
		return
	}
	ask := negotiate(r)
	_, inline := inlined(c)
	_, _, err = view{g.node}.find(c)
	switch {
	case r.Method == http.MethodOptions:
	case inline && (c == gateway.EmptyIdentityCID || ask.format == "car"):
		// There is nothing to be had that the client has not got: the one asks whether this is a gateway, the other gets no blocks.
	case err != nil && r.Header.Get("Cache-Control") != "only-if-cached":
		http.NotFound(w, r)
		return
	}
	if !deeper && err == nil && g.fast(w, r, c, ask) {
		return
	}
	if g.node.objectFile(c) != nil {
		g.known.ServeHTTP(w, r)
		return
	}
	left := &budget{}
	left.bytes.Store(g.MaxForeign)
	left.links.Store(maxLinks)
	if ask.format == "car" {
		left.links.Store(g.MaxForeign / blockCost) // links are followed one by one, and kept nowhere
	}
	out := &bounded{ResponseWriter: w}
	out.left.Store(g.MaxForeign + MaxBlock) // what frames the blocks comes on top
	g.foreign.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), budgetKey{}, left)))
	if out.status.Load()/100 == 2 && (out.left.Load() < 0 || left.bytes.Load() < 0 || left.links.Load() < 0) {
		panic(http.ErrAbortHandler) // half of an answer must not look like one
	}
}

// bounded is an answer of limited length. The library fetches a block once that a node has many times.
type bounded struct {
	http.ResponseWriter
	left   atomic.Int64
	status atomic.Int32
}

func (b *bounded) WriteHeader(status int) {
	b.status.CompareAndSwap(0, int32(status))
	b.ResponseWriter.WriteHeader(status)
}

func (b *bounded) Write(p []byte) (int, error) {
	b.status.CompareAndSwap(0, http.StatusOK)
	if b.left.Add(-int64(len(p))) < 0 {
		return 0, errTooMuch
	}
	return b.ResponseWriter.Write(p)
}

// Hijack and Flush let the library end what takes too long.
func (b *bounded) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(b.ResponseWriter).Hijack()
}

func (b *bounded) Flush() { http.NewResponseController(b.ResponseWriter).Flush() }
