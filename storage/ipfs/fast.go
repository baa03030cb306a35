package ipfs

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

const (
	rawType = "application/vnd.ipld.raw"
	carType = "application/vnd.ipld.car"

	immutable = "public, max-age=29030400, immutable"

	// maxFastLeaves bounds the leaves of an object whose CAR is sent without the library: 64 GiB.
	maxFastLeaves = 1 << 16
)

// request is what format a client asks for.
type request struct {
	format string            // raw, car, or empty for anything else
	params map[string]string // of the format in the Accept header
	accept bool              // by the Accept header alone
	query  url.Values
}

// negotiate reads the format as the library does: the query before the first media type that it knows.
func negotiate(r *http.Request) request {
	a := request{query: r.URL.Query()}
	switch f := a.query.Get("format"); f {
	case "raw", "car":
		a.format = f
	case "tar", "json", "cbor", "dag-json", "dag-cbor", "ipns-record":
		return a
	}
	for _, header := range r.Header.Values("Accept") {
		for value := range strings.SplitSeq(header, ",") {
			value = strings.TrimSpace(value)
			if !strings.HasPrefix(value, "application/vnd.ip") && !strings.HasPrefix(value, "application/x-tar") &&
				!strings.HasPrefix(value, "application/json") && !strings.HasPrefix(value, "application/cbor") {
				continue
			}
			media, params, err := mime.ParseMediaType(value)
			format := map[string]string{rawType: "raw", carType: "car"}[media]
			switch {
			case err != nil:
				a.format = "" // for the library to refuse
			case a.format == "":
				a.format, a.params, a.accept = format, params, true
			case a.format == format:
				a.params = params
			}
			return a
		}
	}
	return a
}

// fast answers a request for one block, or a CAR of a whole object, by GET or HEAD, from the file. It reports false, having done nothing,
// for a request that asks for more than that, and for a file that is not as it was.
func (g *gate) fast(w http.ResponseWriter, r *http.Request, c cid.Cid, ask request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Service-Worker") != "" || r.Header.Get("Cache-Control") == "only-if-cached" ||
		ask.query.Has("filename") || ask.query.Has("uri") || r.URL.Path != "/ipfs/"+c.String() {
		return false
	}
	switch ask.format {
	case "raw":
		return len(ask.params) == 0 && g.fastBlock(w, r, c, ask)
	case "car":
		return g.fastCAR(w, r, c, ask)
	}
	return false
}

// headers sets what blocks and CARs have in common.
func headers(w http.ResponseWriter, r *http.Request, c cid.Cid, ask request, extension string) {
	h := w.Header()
	h.Set("X-Ipfs-Path", r.URL.Path)
	h.Set("X-Ipfs-Roots", c.String())
	h.Set("Ipfs-Uri", "ipfs://"+cid.NewCidV1(c.Type(), c.Hash()).String())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", immutable)
	name := c.String() + extension
	h.Set("Content-Disposition", `attachment; filename="`+name+`"; filename*=UTF-8''`+name)
	if ask.accept {
		ask.query.Set("format", ask.format)
		for k, v := range ask.params {
			if k = ask.format + "-" + k; !ask.query.Has(k) {
				ask.query.Set(k, v)
			}
		}
		h.Set("Content-Location", r.URL.Path+"?"+ask.query.Encode())
	}
}

func (g *gate) fastBlock(w http.ResponseWriter, r *http.Request, c cid.Cid, ask request) bool {
	places, _, err := view{g.node}.find(c)
	if err != nil {
		return false
	}
	p := places[0]
	var f *os.File
	if p.node == nil {
		if f, err = os.Open(g.node.path(p.in.name)); err != nil {
			return false
		}
		defer f.Close()
		if !g.node.same(f, p.in) {
			return false
		}
	}
	headers(w, r, c, ask, ".bin")
	w.Header().Set("Content-Type", rawType)
	w.Header().Set("Etag", `"`+c.String()+`.raw"`)
	for _, h := range []string{"Range", "If-Range", "If-Match", "If-None-Match"} {
		if r.Header.Get(h) != "" && p.len > 0 {
			http.ServeContent(w, r, "", time.Time{}, p.reader(f))
			return true
		}
	}
	w.Header().Set("Accept-Ranges", "bytes")
	send(w, r, f, slices.Values([]span{p.span()}))
	return true
}

// reader reads the block, from f if it is not in memory.
func (p place) reader(f *os.File) io.ReadSeeker {
	if p.node != nil {
		return bytes.NewReader(p.node.Bytes)
	}
	return io.NewSectionReader(f, p.off, int64(p.len))
}

func (p place) span() span {
	if p.node != nil {
		return span{bytes: p.node.Bytes}
	}
	return span{off: p.off, len: int64(p.len)}
}

// span is a part of an answer: bytes, and then a part of a file.
type span struct {
	bytes    []byte
	off, len int64
}

// send answers with the spans. The kernel moves the parts of the file where it can.
func send(w http.ResponseWriter, r *http.Request, f *os.File, spans iter.Seq[span]) {
	total := int64(0)
	for s := range spans {
		total += int64(len(s.bytes)) + s.len
	}
	w.Header().Set("Content-Length", strconv.FormatInt(total, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	// A client that takes no bytes does not hold the answer up for ever.
	control := http.NewResponseController(w)
	stall := time.AfterFunc(maxStall, func() { control.SetWriteDeadline(time.Unix(1, 0)) })
	defer func() {
		if !stall.Stop() {
			control.SetWriteDeadline(time.Time{})
		}
	}()
	for s := range spans {
		if _, err := w.Write(s.bytes); err != nil {
			return
		}
		if s.len > 0 {
			if _, err := f.Seek(s.off, io.SeekStart); err != nil {
				return
			}
			if _, err := io.CopyN(w, f, s.len); err != nil {
				return // short of its length: the server closes the connection
			}
		}
		stall.Reset(maxStall)
	}
}

// objectFile is the file of the object whose root c is, or nil.
func (n *Node) objectFile(c cid.Cid) *file {
	places, _, err := view{n}.find(c)
	if err != nil {
		return nil
	}
	text := cid.NewCidV1(c.Type(), c.Hash()).String()
	for _, p := range places {
		if p.in.ref.CID == text {
			return p.in
		}
	}
	return nil
}

// fastCAR sends an object as a CAR in depth-first order: the header, and every inner node before its leaves, which are in the file.
func (g *gate) fastCAR(w http.ResponseWriter, r *http.Request, c cid.Cid, ask request) bool {
	dups, ok := wholeCAR(ask)
	o := g.node.objectFile(c)
	if !ok || o == nil || c.Version() != 1 || storage.LeafCount(o.ref.Size) > maxFastLeaves {
		return false
	}
	f, dag, err := g.node.object(o.ref)
	if err != nil {
		return false
	}
	defer f.Close()
	if !g.node.same(f, o) || dups == "n" && repeats(dag) {
		return false
	}
	headers(w, r, c, ask, ".car")
	w.Header().Set("Content-Type", carType+"; version=1; order=dfs; dups="+dups)
	w.Header().Set("Accept-Ranges", "none")
	etag := `W/"` + c.String() + `.car.dfs-` + dups + `"`
	w.Header().Set("Etag", etag)
	if match := r.Header.Get("If-None-Match"); match != "" && (strings.Contains(match, etag) || strings.TrimSpace(match) == "*") {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	send(w, r, f, carSpans(dag))
	return true
}

// wholeCAR tells whether a request is for a CAR of the whole object depth first, and whether repeated blocks are to be repeated.
func wholeCAR(ask request) (dups string, ok bool) {
	get := func(key string) string {
		if v := ask.query.Get("car-" + key); v != "" {
			return v
		}
		return ask.params[key]
	}
	for key := range ask.query {
		switch key {
		case "format", "dag-scope", "car-version", "car-order", "car-dups":
		default:
			return "", false
		}
	}
	for key := range ask.params {
		if key != "version" && key != "order" && key != "dups" {
			return "", false
		}
	}
	dups = cmp.Or(get("dups"), "n")
	scope, all := ask.query["dag-scope"]
	all = !all || scope[0] == "all" || scope[0] == "entity" // of a file they are the same
	return dups, all && cmp.Or(get("version"), "1") == "1" && cmp.Or(get("order"), "dfs") == "dfs" && (dups == "n" || dups == "y")
}

// repeats tells whether an object has a leaf twice.
func repeats(dag storage.DAG) bool {
	seen := make(map[[32]byte]bool, len(dag.Leaves))
	for _, leaf := range dag.Leaves {
		seen[leaf] = true
	}
	return len(seen) < len(dag.Leaves)
}

// carSpans yields the CAR of an object of at most 1024 inner nodes above its leaves, in depth-first order.
func carSpans(dag storage.DAG) iter.Seq[span] {
	const width = 1024 // links of an inner node
	return func(yield func(span) bool) {
		node := func(n storage.Node) bool {
			return yield(span{bytes: append(section(cid.DagProtobuf, n.Digest, len(n.Bytes)), n.Bytes...)})
		}
		if !yield(span{bytes: archiveHeader([]cid.Cid{cid.MustParse(dag.Ref.CID)})}) {
			return
		}
		inner := dag.Nodes
		if len(inner) > 1 {
			if !node(inner[len(inner)-1]) {
				return
			}
			inner = inner[:len(inner)-1]
		}
		for i, digest := range dag.Leaves {
			if i%width == 0 && len(inner) > 0 && !node(inner[i/width]) {
				return
			}
			n := dag.LeafLen(i)
			if !yield(span{section(cid.Raw, digest, n), int64(i) * storage.LeafSize, int64(n)}) {
				return
			}
		}
	}
}
