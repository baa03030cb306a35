package ipfs

import (
	"net/http"
	"strings"
	"time"

	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/exchange/offline"
	"github.com/ipfs/boxo/gateway"
	"github.com/ipfs/go-cid"
)

// Handler serves the node's objects under /ipfs/ as a trustless gateway (specs.ipfs.tech/http-gateways/trustless-gateway): raw
// blocks and CARs, by GET and HEAD, to anybody who reaches it. It answers 404 for what is not here and 406 for formats that the
// client could not verify. It resolves no names and asks nobody else.
func (n *Node) Handler() http.Handler { return n.gateway }

func newGateway(n *Node) (http.Handler, error) {
	bs := view{n}
	backend, err := gateway.NewBlocksBackend(blockservice.New(bs, offline.Exchange(bs)))
	if err != nil {
		return nil, err
	}
	h := gateway.NewHandler(gateway.Config{
		DeserializedResponses: false,
		NoDNSLink:             true,
		DisableHTMLErrors:     true,
		RetrievalTimeout:      30 * time.Second,
		MaxConcurrentRequests: 256,
		MaxRequestDuration:    time.Hour,
	}, backend)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The library would resolve /ipns/ through the DNS, and begin a CAR before it knows that it holds the root.
		rest, ok := strings.CutPrefix(r.URL.Path, "/ipfs/")
		if !ok {
			http.NotFound(w, r)
			return
		}
		root, _, _ := strings.Cut(rest, "/")
		c, err := cid.Decode(root)
		if err != nil {
			http.Error(w, "not a CID", http.StatusBadRequest)
			return
		}
		if _, _, err := bs.find(c); err != nil {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	}), nil
}
