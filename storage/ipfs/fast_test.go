package ipfs

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/go-cid"
	carv2 "github.com/ipld/go-car/v2"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/storagetest"
)

// answers is what one handler says to a request.
type answer struct {
	Status  int
	Headers http.Header
	Body    []byte
}

func ask(t testing.TB, h http.Handler, method, path string, header map[string]string) answer {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	res.Header.Del("Date")
	return answer{res.StatusCode, res.Header, b}
}

// fastOnly answers with the fast path, and 599 where it passes.
func fastOnly(t testing.TB, n *Node) http.Handler {
	g, ok := n.gateway.(*gate)
	if !ok {
		t.Fatalf("the gateway is a %T", n.gateway)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/ipfs/"), "/")
		c, err := cid.Decode(text)
		if err != nil || !g.fast(w, r, c, negotiate(r)) {
			w.WriteHeader(599)
		}
	})
}

func testNode(t testing.TB, sizes ...int) (*Node, []storage.Ref) {
	t.Helper()
	n, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	var refs []storage.Ref
	for _, size := range sizes {
		ref, err := n.Put(t.Context(), bytes.NewReader(storagetest.Bytes(uint64(size), size)))
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	return n, refs
}

// What is sent straight from the file is what the library would have sent.
func TestFastAnswersEqualTheLibrarys(t *testing.T) {
	n, refs := testNode(t, 0, 10, storage.LeafSize, 3*storage.LeafSize+5)
	library := n.gateway.(*gate).known
	fast := fastOnly(t, n)
	for _, ref := range refs {
		path := "/ipfs/" + ref.CID
		raw, car := map[string]string{"Accept": "application/vnd.ipld.raw"}, map[string]string{"Accept": "application/vnd.ipld.car"}
		with := func(m map[string]string, more ...string) map[string]string {
			m = maps.Clone(m)
			m[more[0]] = more[1]
			return m
		}
		for name, tc := range map[string]struct {
			method, path string
			header       map[string]string
		}{
			"raw":                    {"GET", path + "?format=raw", nil},
			"raw by Accept":          {"GET", path, raw},
			"raw before Accept":      {"GET", path + "?format=raw", car},
			"raw, unknown format":    {"GET", path + "?format=x", raw},
			"raw among others":       {"GET", path, map[string]string{"Accept": "text/html, application/vnd.ipld.raw, application/json"}},
			"raw HEAD":               {"HEAD", path + "?format=raw", nil},
			"raw not modified":       {"GET", path, with(raw, "If-None-Match", `"x", W/"`+ref.CID+`.raw"`)},
			"raw modified":           {"GET", path, with(raw, "If-None-Match", `"`+ref.CID+`"`)},
			"raw any":                {"HEAD", path, with(raw, "If-None-Match", `*`)},
			"raw range":              {"GET", path, with(raw, "Range", "bytes=3-5")},
			"raw range HEAD":         {"HEAD", path, with(raw, "Range", "bytes=3-5")},
			"raw end":                {"GET", path, with(raw, "Range", "bytes=-2")},
			"raw from":               {"GET", path, with(raw, "Range", "bytes=4-")},
			"raw with other query":   {"GET", path + "?format=raw&x=y", nil},
			"car":                    {"GET", path + "?format=car", nil},
			"car by Accept":          {"GET", path, car},
			"car with version":       {"GET", path, map[string]string{"Accept": "application/vnd.ipld.car;version=1;order=dfs;dups=y"}},
			"car with dups by query": {"GET", path + "?format=car&car-dups=y&car-version=1&car-order=dfs", nil},
			"car query over Accept":  {"GET", path + "?car-dups=n", map[string]string{"Accept": "application/vnd.ipld.car;dups=y"}},
			"car of all":             {"GET", path + "?format=car&dag-scope=all", nil},
			"car of the entity":      {"GET", path + "?format=car&dag-scope=entity", nil},
			"car HEAD":               {"HEAD", path + "?format=car", nil},
		} {
			if ref.Size == 0 && (tc.header["Range"] != "" || tc.header["If-None-Match"] != "") {
				continue // nothing is in no range, and worth no tag
			}
			t.Run(itoa(ref.Size)+" "+name, func(t *testing.T) {
				got, want := ask(t, fast, tc.method, tc.path, tc.header), ask(t, library, tc.method, tc.path, tc.header)
				if got.Status == 599 {
					t.Fatal("it was left to the library")
				}
				isCAR := strings.HasPrefix(got.Headers.Get("Content-Type"), carType)
				for _, h := range []http.Header{got.Headers, want.Headers} {
					if isCAR { // ours has a length, and a tag of its own
						h.Del("Etag")
						h.Del("Content-Length")
						h.Del("Trailer")
					}
					if got.Status == http.StatusNotModified || got.Status == http.StatusRequestedRangeNotSatisfiable {
						// What the client knows already, and in which words it is told, is left to the standard library.
						for _, k := range []string{"X-Ipfs-Roots", "X-Content-Type-Options", "Content-Disposition", "Content-Type", "Content-Length", "Cache-Control", "Etag"} {
							h.Del(k)
						}
						got.Body, want.Body = nil, nil
					}
				}
				if diff := cmp.Diff(want.Headers, got.Headers); diff != "" {
					t.Errorf("headers (-library +fast):\n%s", diff)
				}
				if got.Status != want.Status || !bytes.Equal(got.Body, want.Body) {
					t.Errorf("status %d with %d bytes, the library says %d with %d", got.Status, len(got.Body), want.Status, len(want.Body))
				}
			})
		}
		for name, tc := range map[string]struct {
			method, path string
			header       map[string]string
		}{
			"path":            {"GET", path + "/x?format=raw", nil},
			"slash":           {"GET", path + "/?format=raw", nil},
			"no format":       {"GET", path, nil},
			"tar":             {"GET", path + "?format=tar", raw},
			"filename":        {"GET", path + "?format=raw&filename=x", nil},
			"weights":         {"GET", path, map[string]string{"Accept": "application/vnd.ipld.raw;q=0.1"}},
			"bad Accept":      {"GET", path, map[string]string{"Accept": "application/vnd.ipld.raw;;=;"}},
			"POST":            {"POST", path + "?format=raw", nil},
			"only if cached":  {"GET", path + "?format=raw", map[string]string{"Cache-Control": "only-if-cached"}},
			"service worker":  {"GET", path + "?format=raw", map[string]string{"Service-Worker": "script"}},
			"range of a CAR":  {"GET", path + "?format=car&entity-bytes=0:1", nil},
			"block of a CAR":  {"GET", path + "?format=car&dag-scope=block", nil},
			"empty scope":     {"GET", path + "?format=car&dag-scope=", nil},
			"CAR version 2":   {"GET", path + "?format=car&car-version=2", nil},
			"other order":     {"GET", path + "?format=car&car-order=unk", nil},
			"unknown dups":    {"GET", path + "?format=car&car-dups=x", nil},
			"CAR with weight": {"GET", path, map[string]string{"Accept": "application/vnd.ipld.car;q=1"}},
			"another base":    {"GET", "/ipfs/" + strings.ToUpper(ref.CID) + "?format=raw", nil},
		} {
			t.Run(itoa(ref.Size)+" not "+name, func(t *testing.T) {
				if got := ask(t, fast, tc.method, tc.path, tc.header); got.Status != 599 {
					t.Errorf("status %d", got.Status)
				}
			})
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestFastRanges(t *testing.T) {
	n, refs := testNode(t, 0, 10)
	data := storagetest.Bytes(10, 10)
	for name, tc := range map[string]struct {
		ref    storage.Ref
		header map[string]string
		status int
		want   []byte
	}{
		"of nothing":       {refs[0], map[string]string{"Range": "bytes=-2"}, 200, []byte{}},
		"of something":     {refs[1], map[string]string{"Range": "bytes=2-3"}, 206, data[2:4]},
		"longer":           {refs[1], map[string]string{"Range": "bytes=8-99"}, 206, data[8:]},
		"beyond":           {refs[1], map[string]string{"Range": "bytes=10-"}, 416, nil},
		"of another block": {refs[1], map[string]string{"Range": "bytes=2-3", "If-Range": `"other"`}, 200, data},
		"unless it is it":  {refs[1], map[string]string{"If-Match": `"other"`}, 412, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, n.Handler(), "GET", "/ipfs/"+tc.ref.CID+"?format=raw", tc.header)
			if got.Status != tc.status || tc.want != nil && !bytes.Equal(got.Body, tc.want) {
				t.Errorf("status %d, body %q", got.Status, got.Body)
			}
		})
	}
}

// A leaf that is there twice is sent once, unless both are asked for.
func TestCARsOfRepeatingObjects(t *testing.T) {
	n, _ := testNode(t)
	ref, err := n.Put(t.Context(), io.LimitReader(zeros{}, 3*storage.LeafSize+1))
	if err != nil {
		t.Fatal(err)
	}
	for dups, want := range map[string]int{"n": 3, "y": 5} {
		got := ask(t, n.Handler(), "GET", "/ipfs/"+ref.CID+"?format=car&car-dups="+dups, nil)
		if blocks := countBlocks(t, got.Body); blocks != want {
			t.Errorf("dups=%s: %d blocks, want %d", dups, blocks, want)
		}
	}
}

func countBlocks(t testing.TB, b []byte) (count int) {
	t.Helper()
	r, err := carv2.NewBlockReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, err := r.Next()
		if err == io.EOF {
			return count
		}
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
}

// The spans of an object with more than one level of inner nodes put every node before its leaves, and before every leaf what it is.
func TestCARSpans(t *testing.T) {
	for _, tc := range []struct{ leaves, last int }{{1, 0}, {1, 7}, {1, storage.LeafSize}, {2, 1}, {1024, storage.LeafSize}, {1025, 1}, {2048, storage.LeafSize}, {5000, 99}, {maxFastLeaves, 1}} {
		digests := make([][32]byte, tc.leaves)
		for i := range digests {
			digests[i] = [32]byte{byte(i), byte(i >> 8), byte(i >> 16)}
		}
		d, err := storage.Layout(digests, int64(tc.leaves-1)*storage.LeafSize+int64(tc.last))
		if err != nil {
			t.Fatal(err)
		}
		spans := slices.Collect(carSpans(d))
		if !bytes.Equal(spans[0].bytes, archiveHeader([]cid.Cid{cid.MustParse(d.Ref.CID)})) {
			t.Errorf("%d leaves: it does not begin with a header", tc.leaves)
		}
		// Every block is the root, or one that the last node said would come.
		coming := [][32]byte{d.Ref.Digest()}
		next, nodes := int64(0), 0
		nodeOf := map[[32]byte]storage.Node{}
		for _, n := range d.Nodes {
			nodeOf[n.Digest] = n
		}
		for _, s := range spans[1:] {
			digest := coming[0]
			coming = coming[1:]
			if n, inner := nodeOf[digest]; inner {
				if want := append(section(cid.DagProtobuf, digest, len(n.Bytes)), n.Bytes...); !bytes.Equal(s.bytes, want) || s.len != 0 {
					t.Fatalf("%d leaves: node %d is not where it belongs", tc.leaves, nodes)
				}
				coming = append(storage.Links(n.Bytes), coming...)
				nodes++
				continue
			}
			if !bytes.Equal(s.bytes, section(cid.Raw, digest, int(s.len))) || s.off != next || s.len > storage.LeafSize {
				t.Fatalf("%d leaves: a leaf begins at %d, want %d, or has another head", tc.leaves, s.off, next)
			}
			next += s.len
		}
		if next != d.Ref.Size || nodes != len(d.Nodes) || len(coming) > 0 {
			t.Errorf("%d leaves: %d bytes with %d nodes, want %d with %d; %d blocks are missing", tc.leaves, next, nodes, d.Ref.Size, len(d.Nodes), len(coming))
		}
	}
}

// A block whose file was cut off since it was opened is not half of a whole answer.
func TestFastAnswersOfCutFiles(t *testing.T) {
	n, refs := testNode(t, 2*storage.LeafSize)
	path := n.path(objectName(refs[0]))
	if err := os.Truncate(path, storage.LeafSize); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f := n.list()[0]
	f.as = stampOf(info) // as if nobody could tell
	second := storage.BlockCID(cid.Raw, dagOf(t, refs[0]).Leaves[1])
	s := httptest.NewServer(fastOnly(t, n))
	defer s.Close()
	res, err := http.Get(s.URL + "/ipfs/" + second.String() + "?format=raw")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("status %s, %d bytes and no error", res.Status, len(b))
	}
}

// dagOf is the DAG of an object of testNode.
func dagOf(t testing.TB, ref storage.Ref) storage.DAG {
	d, err := storage.Import(t.Context(), bytes.NewReader(storagetest.Bytes(uint64(ref.Size), int(ref.Size))), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTooManyRequests(t *testing.T) {
	n, refs := testNode(t, 10)
	h, err := n.HandlerWith(GatewayConfig{MaxRequests: 1})
	if err != nil {
		t.Fatal(err)
	}
	g := h.(*gate)
	g.slots <- struct{}{}
	path := "/ipfs/" + refs[0].CID + "?format=raw"
	if got := ask(t, h, "GET", path, nil); got.Status != http.StatusTooManyRequests || got.Headers.Get("Retry-After") == "" {
		t.Errorf("status %d", got.Status)
	}
	<-g.slots
	if got := ask(t, h, "GET", path, nil); got.Status != http.StatusOK {
		t.Errorf("status %d", got.Status)
	}
}

func BenchmarkServeBlock(b *testing.B) {
	n, refs := testNode(b, 64<<20)
	g := n.gateway.(*gate)
	for name, h := range map[string]http.Handler{"fast": n.gateway, "library": g.known} {
		b.Run(name, func(b *testing.B) {
			s := httptest.NewServer(h)
			defer s.Close()
			var all []string
			for _, leaf := range dagOf(b, refs[0]).Leaves {
				all = append(all, s.URL+"/ipfs/"+storage.BlockCID(cid.Raw, leaf).String()+"?format=raw")
			}
			b.SetBytes(storage.LeafSize)
			for i := 0; b.Loop(); i++ {
				res, err := http.Get(all[i%len(all)])
				if err != nil {
					b.Fatal(err)
				}
				if k, err := io.Copy(io.Discard, res.Body); err != nil || k != storage.LeafSize {
					b.Fatalf("%d bytes, error %v", k, err)
				}
				res.Body.Close()
			}
		})
		b.Run(name+" CAR", func(b *testing.B) {
			s := httptest.NewServer(h)
			defer s.Close()
			b.SetBytes(64 << 20)
			for b.Loop() {
				res, err := http.Get(s.URL + "/ipfs/" + refs[0].CID + "?format=car")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, res.Body); err != nil {
					b.Fatal(err)
				}
				res.Body.Close()
			}
		})
	}
}
