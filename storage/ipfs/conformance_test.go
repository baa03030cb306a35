package ipfs_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/ipld/go-car/v2"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

// site has DAGs like those of the public gateway-conformance suite, whose assertions these tests make again.
type site struct {
	forest
	n *ipfs.Node

	root, subdir, ascii, multi, sharded, legacy, web, twins, partial, doc, docJSON, plain, far cid.Cid
	asciiText, multiText, index                                                                []byte
	shard                                                                                      string // the name of a file of the sharded directory
	shardFile                                                                                  cid.Cid
}

const oddName = "Portugal%2C+España=Peninsula Ibérica.txt"

func newSite(t testing.TB) site {
	s := site{forest: newForest(t), n: node(t, t.TempDir()), shard: "685.txt"}
	s.asciiText, s.multiText, s.index = []byte("hello application/vnd.ipld.car\n"), storagetest.Bytes(4, 1026), []byte("<html><body>hello</body></html>")
	ascii, multi := s.file(s.asciiText, 256, false), s.file(s.multiText, 256, false)
	shards := map[string]ipld.Node{}
	for i := range 1000 {
		shards[itoa(int64(i))+".txt"] = s.file(storagetest.Bytes(uint64(i), 300), 256, false)
	}
	symlink, err := unixfs.SymlinkData("foo")
	s.must(err)
	link := merkledag.NodeWithData(symlink)
	s.must(s.dag.Add(t.Context(), link))
	subdir := s.dir(map[string]ipld.Node{"ascii.txt": ascii, "multiblock.txt": multi}, false)
	web := s.dir(map[string]ipld.Node{"index.html": s.file(s.index, 1<<18, false)}, false)
	sharded := s.dir(shards, true)
	legacy := s.file(storagetest.Bytes(6, 1<<19+3), 1<<18, true)
	nested := s.dir(map[string]ipld.Node{"ę": s.dir(map[string]ipld.Node{"file-źł.txt": ascii}, false)}, false)
	s.root = s.dir(map[string]ipld.Node{
		"subdir": subdir, "ą": nested, "web": web, "bar": link, oddName: multi, "sharded": sharded, "legacy": legacy,
	}, false).Cid()
	s.subdir, s.ascii, s.multi, s.sharded, s.legacy, s.web = subdir.Cid(), ascii.Cid(), multi.Cid(), sharded.Cid(), legacy.Cid(), web.Cid()
	s.shardFile = shards[s.shard].Cid()
	s.twins = s.dir(map[string]ipld.Node{"a": ascii, "b": ascii, "c": multi, "d": multi}, false).Cid()
	s.far = s.block(dagJSON, []byte(`{"hello":"this is not a link"}`))
	s.docJSON = s.block(dagJSON, []byte(`{"foo":{"link":{"/":"`+s.far.String()+`"}}}`))
	s.doc = s.block(dagCBOR, append([]byte{0xa1, 0x65, 'f', 'i', 'l', 'e', 's', 0xa1, 0x66, 's', 'i', 'n', 'g', 'l', 'e', 0xd8, 0x2a, 0x58, 0x25, 0},
		s.ascii.Bytes()...))
	s.plain = s.block(plainJSON, []byte(`{ "plain": [1, 2] }`))
	lost := s.file(storagetest.Bytes(8, 3072), 1024, false) // in three blocks, the middle one of which nobody has
	s.partial = lost.Cid()
	s.must(s.bs.DeleteBlock(t.Context(), lost.Links()[1].Cid))
	imported(t, s.n, s.car(s.root, s.twins, s.docJSON, s.doc, s.plain, s.partial))
	return s
}

func (s site) raw(c cid.Cid) []byte {
	s.t.Helper()
	b, err := s.bs.Get(s.t.Context(), c)
	s.must(err)
	return b.RawData()
}

// links are the children of a block.
func (s site) links(c cid.Cid) (out []cid.Cid) {
	s.t.Helper()
	node, err := s.dag.Get(s.t.Context(), c)
	s.must(err)
	for _, l := range node.Links() {
		out = append(out, l.Cid)
	}
	return out
}

// request is one request, and what must be true of the answer.
type request struct {
	method, path string
	accept       string
	header       map[string]string
	status       int
	want         map[string]string // of headers; "~" before it: a regular expression; "-": there is none
	body         []byte            // if not nil
	holds        []string
	blocks       []cid.Cid // of a CAR, in order
}

func (r request) run(t *testing.T, gateway string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), map[bool]string{true: "GET", false: r.method}[r.method == ""], gateway+r.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	for k, v := range r.header {
		req.Header.Set(k, v)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != r.status {
		t.Fatalf("status %s, want %d: %.200q", res.Status, r.status, b)
	}
	for k, want := range r.want {
		got := strings.Join(res.Header.Values(k), ", ")
		pattern, match := strings.CutPrefix(want, "~")
		if match && !regexp.MustCompile(pattern).MatchString(got) || !match && want == "-" && got != "" || !match && want != "-" && got != want {
			t.Errorf("%s: %q, want %q", k, got, want)
		}
	}
	if r.body != nil && !bytes.Equal(b, r.body) {
		t.Errorf("%d bytes that are not the %d wanted: %.200q", len(b), len(r.body), b)
	}
	for _, want := range r.holds {
		if !strings.Contains(string(b), want) {
			t.Errorf("%q is not in it: %.2000s", want, b)
		}
	}
	if r.blocks != nil {
		in, err := car.NewBlockReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		got := []cid.Cid{}
		for block, err := range each(in) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, block.Cid())
		}
		if diff := cmp.Diff(r.blocks, got, cmp.Comparer(func(a, b cid.Cid) bool { return a == b })); diff != "" {
			t.Errorf("blocks (-want +got):\n%s", diff)
		}
	}
	return res, b
}

func cids(parts ...any) []cid.Cid {
	out := []cid.Cid{}
	for _, p := range parts {
		switch p := p.(type) {
		case cid.Cid:
			out = append(out, p)
		case []cid.Cid:
			out = append(out, p...)
		}
	}
	return out
}

func (s site) serve(c ipfs.GatewayConfig) string {
	s.t.Helper()
	h, err := s.n.HandlerWith(c)
	s.must(err)
	server := httptest.NewServer(h)
	s.t.Cleanup(server.Close)
	return server.URL
}

const (
	immutable = "public, max-age=29030400, immutable"
	inRange   = "bytes=6-16"
)

// What the trustless gateway groups of the suite ask, of both kinds of gateway.
func TestTrustlessGateway(t *testing.T) {
	s := newSite(t)
	gateways := map[string]string{"trustless": s.serve(ipfs.GatewayConfig{}), "deserialized": s.serve(ipfs.GatewayConfig{Deserialized: true})}
	at := func(c cid.Cid, more string) string { return "/ipfs/" + c.String() + more }
	multi := s.links(s.multi)
	identity := sum(t, cid.Raw, multihash.IDENTITY, []byte("hello world, inlined"))
	rawType, carType := "application/vnd.ipld.raw", "application/vnd.ipld.car"
	var path []cid.Cid // below the sharded directory
	for c := s.sharded; c != s.shardFile; {
		next := cid.Undef
		for _, l := range s.links(c) {
			if l == s.shardFile {
				next = l
			}
			if l.Prefix().Codec == cid.DagProtobuf && next == cid.Undef {
				for _, below := range s.links(l) {
					if below == s.shardFile {
						next = l
					}
				}
			}
		}
		if next == cid.Undef {
			t.Fatal("the sharded directory is more than two levels deep")
		}
		path, c = append(path, next), next
	}
	for name, r := range map[string]request{
		"raw by format": {path: at(s.subdir, "?format=raw"), status: 200, body: s.raw(s.subdir)},
		"raw by Accept": {path: at(s.subdir, ""), accept: rawType, status: 200, body: s.raw(s.subdir), want: map[string]string{
			"Content-Type": rawType, "Content-Length": itoa(int64(len(s.raw(s.subdir)))), "Content-Disposition": `~^attachment;\s*filename=".*\.bin"`,
			"X-Content-Type-Options": "nosniff", "Etag": `~^".+"$`, "X-Ipfs-Path": at(s.subdir, ""), "X-Ipfs-Roots": s.subdir.String(), "Cache-Control": immutable,
		}},
		"raw with filename":  {path: at(s.ascii, "?filename=foobar.bin"), accept: rawType, status: 200, want: map[string]string{"Content-Disposition": `~^attachment;\s*filename="foobar\.bin"`}},
		"raw of an old file": {path: at(s.legacy, "?format=raw"), status: 200, body: s.raw(s.legacy)},
		"raw of another codec": {path: "/ipfs/" + cid.NewCidV1(cid.Raw, s.legacy.Hash()).String() + "?format=raw", status: 200,
			body: s.raw(s.legacy)},
		"raw range":        {path: at(s.ascii, ""), accept: rawType, header: map[string]string{"Range": inRange}, status: 206, body: s.asciiText[6:17], want: map[string]string{"Content-Range": "bytes 6-16/31", "Content-Type": rawType}},
		"raw not modified": {path: at(s.ascii, "?format=raw"), header: map[string]string{"If-None-Match": `"` + s.ascii.String() + `.raw"`}, status: 304, body: []byte{}},
		"raw HEAD":         {method: "HEAD", path: at(s.multi, "?format=raw"), status: 200, body: []byte{}, want: map[string]string{"Content-Length": itoa(int64(len(s.raw(s.multi))))}},
		"the probe":        {path: "/ipfs/bafkqaaa?format=raw", status: 200, body: []byte{}},
		"the probe, HEAD":  {method: "HEAD", path: "/ipfs/bafkqaaa", accept: rawType, status: 200},
		"not held":         {path: at(sum(t, cid.Raw, multihash.SHA2_256, []byte("absent")), "?format=raw"), status: 404},
		"not cached":       {path: at(sum(t, cid.Raw, multihash.SHA2_256, []byte("absent")), "?format=raw"), header: map[string]string{"Cache-Control": "only-if-cached"}, status: 412},
		"cached":           {method: "HEAD", path: at(s.root, "?format=raw"), header: map[string]string{"Cache-Control": "only-if-cached"}, status: 200},
		"md5":              {path: "/ipfs/" + cid.NewCidV1(cid.Raw, append(multihash.Multihash{0xd5, 1, 16}, make([]byte, 16)...)).String() + "?format=raw", status: 404},
		"a long path":      {path: at(s.root, strings.Repeat("/a", 5000)+"?format=car"), status: 414},
		"a long name":      {path: at(s.root, "/"+strings.Repeat("a", 5000)+"?format=car"), status: 200, want: map[string]string{"Content-Type": "~" + carType}},
		"a long CID":       {path: "/ipfs/" + strings.Repeat("z", 5000) + "?format=raw", status: 400},
		"a long query":     {path: at(s.root, "?format=raw&x="+strings.Repeat("a", 10000)), status: 414},
		"null in a path":   {path: at(s.root, "/%00?format=car"), status: 200},

		"CAR of a path":             {path: at(s.root, "/subdir/ascii.txt?format=car"), status: 200, blocks: cids(s.root, s.subdir, s.ascii), want: map[string]string{"Content-Type": "~^" + carType + "; version=1; order=dfs; dups=n$", "Etag": `~^W/".+"$`, "X-Content-Type-Options": "nosniff", "Accept-Ranges": "none", "Content-Disposition": `~^attachment; filename=".*\.car"`}},
		"CAR of a path in shards":   {path: at(s.sharded, "/"+s.shard+"?format=car"), status: 200, blocks: cids(s.sharded, path, s.links(s.shardFile))},
		"CAR of a path in CBOR":     {path: at(s.doc, "/files/single?format=car"), status: 200, blocks: cids(s.doc, s.ascii)},
		"CAR of a block":            {path: at(s.root, "/subdir?format=car&dag-scope=block"), status: 200, blocks: cids(s.root, s.subdir)},
		"CAR of a block in shards":  {path: at(s.sharded, "/"+s.shard+"?format=car&dag-scope=block"), status: 200, blocks: cids(s.sharded, path)},
		"CAR of a directory":        {path: at(s.subdir, "?format=car&dag-scope=entity"), status: 200, blocks: cids(s.subdir)},
		"CAR of a file":             {path: at(s.subdir, "/multiblock.txt?format=car&dag-scope=entity"), status: 200, blocks: cids(s.subdir, s.multi, multi)},
		"CAR of CBOR":               {path: at(s.doc, "?format=car&dag-scope=entity"), status: 200, blocks: cids(s.doc)},
		"CAR of all":                {path: at(s.subdir, "?format=car&dag-scope=all"), status: 200, blocks: cids(s.subdir, s.ascii, s.multi, multi)},
		"CAR by Accept":             {path: at(s.subdir, ""), accept: carType + "; version=1; order=dfs; dups=n", status: 200, blocks: cids(s.subdir, s.ascii, s.multi, multi)},
		"CAR of bytes before a gap": {path: at(s.partial, "?format=car&dag-scope=entity&entity-bytes=0:1000"), status: 200, blocks: cids(s.partial, s.links(s.partial)[0])},
		"CAR of bytes after a gap":  {path: at(s.partial, "?format=car&dag-scope=entity&entity-bytes=2200:*"), status: 200, blocks: cids(s.partial, s.links(s.partial)[2])},
		"CAR of all bytes":          {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=0:*"), status: 200, blocks: cids(s.multi, multi)},
		"CAR of bytes from":         {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=512:*"), status: 200, blocks: cids(s.multi, multi[2:])},
		"CAR of bytes between":      {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=512:-256"), status: 200, blocks: cids(s.multi, multi[2:4])},
		"CAR of the last bytes":     {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=-5:*"), status: 200, blocks: cids(s.multi, multi[3:])},
		"CAR of more bytes":         {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=-9999:-3"), status: 200, blocks: cids(s.multi, multi[:4])},
		"CAR of one byte":           {path: at(s.multi, "?format=car&dag-scope=entity&entity-bytes=0:0"), status: 200, blocks: cids(s.multi, multi[:1])},
		"CAR with duplicates": {path: at(s.twins, ""), accept: carType + "; version=1; order=dfs; dups=y", status: 200, want: map[string]string{"Content-Type": "~dups=y"},
			blocks: cids(s.twins, s.ascii, s.ascii, s.multi, multi, s.multi, multi)},
		"CAR without duplicates": {path: at(s.twins, ""), accept: carType + "; version=1; order=dfs; dups=n", status: 200, want: map[string]string{"Content-Type": "~dups=n"}, blocks: cids(s.twins, s.ascii, s.multi, multi)},
		"CAR in any order":       {path: at(s.twins, ""), accept: carType + "; order=unk", status: 200, want: map[string]string{"Content-Type": "~order="}},
		"CAR of nothing":         {path: at(identity, ""), accept: carType + "; dups=y", status: 200, blocks: cids(), want: map[string]string{"Content-Type": "~dups=y"}},
		"CAR not held":           {path: at(sum(t, cid.DagProtobuf, multihash.SHA2_256, []byte("absent")), "?format=car"), status: 404},
		"CAR version 2":          {path: at(s.subdir, ""), accept: carType + "; version=2", status: 400},
		"CAR of a bad scope":     {path: at(s.subdir, "?format=car&dag-scope=x"), status: 400},
		"CAR of bad bytes":       {path: at(s.subdir, "?format=car&entity-bytes=x"), status: 400},
		"names":                  {path: "/ipns/example.org/?format=car", status: 404},
		"options":                {method: "OPTIONS", path: at(s.root, ""), status: 200, want: map[string]string{"Access-Control-Allow-Origin": "-"}},
		"writing":                {method: "PUT", path: at(s.root, ""), status: 405},
	} {
		for kind, gateway := range gateways {
			t.Run(name+", "+kind, func(t *testing.T) { r.run(t, gateway) })
		}
	}
	for name, path := range map[string]string{
		"a file": at(s.ascii, ""), "a directory": at(s.root, "/"), "a path to a block": at(s.root, "/subdir?format=raw"), "DAG-JSON": at(s.docJSON, "?format=dag-json"),
		"JSON": at(s.plain, ""), "tar": at(s.root, "?format=tar"), "a name record": at(s.root, "?format=ipns-record"),
	} {
		t.Run("trustless alone refuses "+name, func(t *testing.T) { request{path: path, status: 406}.run(t, gateways["trustless"]) })
	}
	r := request{path: at(s.root, "/subdir/no?format=car"), status: 200, blocks: cids(s.root, s.subdir)}
	r.run(t, gateways["trustless"]) // or a 404, says the suite
}

// What the path gateway groups of the suite ask.
func TestPathGateway(t *testing.T) {
	s := newSite(t)
	gateway := s.serve(ipfs.GatewayConfig{Deserialized: true, CrossOrigin: true})
	object := put(t, s.n, storagetest.Bytes(2, storage.LeafSize+1))
	root := "/ipfs/" + s.root.String()
	at := func(c cid.Cid, more string) string { return "/ipfs/" + c.String() + more }
	match := func(tag string) map[string]string { return map[string]string{"If-None-Match": tag} }
	var dirTag string
	t.Run("directory", func(t *testing.T) {
		res, _ := request{path: root + "/subdir/", accept: "text/html", status: 200, holds: []string{"Index of", ">ascii.txt<", ">multiblock.txt<"}, want: map[string]string{
			"Content-Type": "~^text/html", "X-Ipfs-Path": root + "/subdir/", "X-Ipfs-Roots": s.root.String() + "," + s.subdir.String(),
			"Etag": "~DirIndex-.*_CID-" + s.subdir.String(), "Cache-Control": "public, max-age=604800, stale-while-revalidate=2678400",
		}}.run(t, gateway)
		dirTag = res.Header.Get("Etag")
	})
	cbor := func(c cid.Cid) request {
		return request{path: at(c, "?format=dag-cbor"), status: 200, want: map[string]string{"Content-Type": "application/vnd.ipld.dag-cbor", "Content-Disposition": `~^attachment; filename="` + c.String() + `\.cbor"`}}
	}
	for name, r := range map[string]request{
		"the root of directories":   {path: root + "/", status: 200, holds: []string{"Index of", ">bar<"}},
		"redirect to the directory": {path: root + "/ą/ę", status: 301, want: map[string]string{"Location": root + "/%C4%85/%C4%99/"}},
		"nested directory": {path: root + "/ą/ę/", status: 200, want: map[string]string{"Etag": `~^"DirIndex-`}, holds: []string{
			`/ipfs/<a href="` + root + `">` + s.root.String() + `</a>/<a href="` + root + `/%C4%85">ą</a>/<a href="` + root + `/%C4%85/%C4%99">ę</a>`,
			`<a href="` + root + `/%C4%85/%C4%99/..">..</a>`, `<a href="` + root + `/%C4%85/%C4%99/file-%C5%BA%C5%82.txt">file-źł.txt</a>`,
		}},
		"file":                       {path: root + "/subdir/ascii.txt", status: 200, body: s.asciiText, want: map[string]string{"Cache-Control": immutable, "Etag": `"` + s.ascii.String() + `"`, "Content-Type": "~^text/plain", "X-Ipfs-Roots": s.root.String() + "," + s.subdir.String() + "," + s.ascii.String()}},
		"file in blocks":             {path: at(s.multi, ""), status: 200, body: s.multiText},
		"old file":                   {path: root + "/legacy", status: 200, body: storagetest.Bytes(6, 1<<19+3)},
		"old file by its address":    {path: at(s.legacy, ""), status: 200, body: storagetest.Bytes(6, 1<<19+3)},
		"object":                     {path: "/ipfs/" + object.CID, status: 200, body: storagetest.Bytes(2, storage.LeafSize+1)},
		"file in shards":             {path: at(s.sharded, "/"+s.shard), status: 200, body: storagetest.Bytes(685, 300)},
		"sharded directory":          {path: at(s.sharded, "/"), status: 200, holds: []string{">685.txt<", ">0.txt<", ">999.txt<"}},
		"no file":                    {path: root + "/i-do-not-exist", status: 404},
		"no file in shards":          {path: at(s.sharded, "/i-do-not-exist"), status: 404},
		"index.html":                 {path: root + "/web/", status: 200, body: s.index, want: map[string]string{"Content-Type": "~^text/html", "Cache-Control": immutable, "Etag": `"` + s.web.String() + `"`, "X-Ipfs-Path": root + "/web/"}},
		"odd name":                   {path: root + "/Portugal%252C+España=Peninsula%20Ibérica.txt", status: 200, body: s.multiText},
		"symlink":                    {path: root + "/bar", status: 200, body: []byte("foo")},
		"HEAD of a file":             {method: "HEAD", path: root + "/subdir/ascii.txt", status: 200, body: []byte{}, want: map[string]string{"Content-Length": "31"}},
		"only if cached":             {path: root + "/web/?format=json", header: map[string]string{"Cache-Control": "only-if-cached"}, status: 200},
		"not cached":                 {path: "/ipfs/QmYzfKSE55XCjD1MW128RfciAf2DViABhEiXfgVFMabSjN", header: map[string]string{"Cache-Control": "only-if-cached"}, status: 412},
		"not cached, HEAD":           {method: "HEAD", path: "/ipfs/QmYzfKSE55XCjD1MW128RfciAf2DViABhEiXfgVFMabSjN", header: map[string]string{"Cache-Control": "only-if-cached"}, status: 412},
		"not held":                   {path: "/ipfs/QmYzfKSE55XCjD1MW128RfciAf2DViABhEiXfgVFMabSjN", status: 404},
		"file not modified":          {path: root + "/subdir/ascii.txt", header: match(`"x", W/"` + s.ascii.String() + `"`), status: 304},
		"file, any tag":              {path: root + "/subdir/ascii.txt", header: match("*"), status: 304},
		"index.html not modified":    {path: root + "/web/", header: match(`"` + s.web.String() + `"`), status: 304},
		"directory not modified":     {path: root + "/subdir/", header: match(dirTag), status: 304},
		"directory by its CID":       {path: root + "/subdir/", header: match(`W/"` + s.subdir.String() + `"`), status: 304},
		"file modified":              {path: root + "/subdir/ascii.txt", header: match(`"` + s.multi.String() + `"`), status: 200, body: s.asciiText},
		"range":                      {path: root + "/subdir/ascii.txt", header: map[string]string{"Range": inRange}, status: 206, body: s.asciiText[6:17], want: map[string]string{"Content-Range": "bytes 6-16/31", "Content-Type": "~text/plain"}},
		"last bytes":                 {path: root + "/subdir/ascii.txt", header: map[string]string{"Range": "bytes=-3"}, status: 206, body: s.asciiText[28:], want: map[string]string{"Content-Range": "bytes 28-30/31"}},
		"two ranges":                 {path: root + "/subdir/ascii.txt", header: map[string]string{"Range": "bytes=6-16,0-4"}, status: 206},
		"range across blocks":        {path: at(s.multi, ""), header: map[string]string{"Range": "bytes=250-1025"}, status: 206, body: s.multiText[250:]},
		"range before a gap":         {path: at(s.partial, ""), header: map[string]string{"Range": "bytes=997-1000"}, status: 206, body: storagetest.Bytes(8, 3072)[997:1001], want: map[string]string{"Content-Range": "bytes 997-1000/3072"}},
		"range after a gap":          {path: at(s.partial, ""), header: map[string]string{"Range": "bytes=2200-2201"}, status: 206, body: storagetest.Bytes(8, 3072)[2200:2202]},
		"raw block at a path":        {path: root + "/subdir?format=raw", status: 200, body: s.raw(s.subdir), want: map[string]string{"X-Ipfs-Roots": s.root.String() + "," + s.subdir.String(), "X-Ipfs-Path": root + "/subdir", "Cache-Control": immutable}},
		"raw range at a path":        {path: root + "/subdir", accept: "application/vnd.ipld.raw", header: map[string]string{"Range": "bytes=6-16"}, status: 206, body: s.raw(s.subdir)[6:17]},
		"directory as DAG-JSON":      {path: root + "/web/?format=dag-json", status: 200, want: map[string]string{"Content-Type": "application/vnd.ipld.dag-json", "Cache-Control": immutable}, holds: []string{`"Name":"index.html"`}},
		"directory as DAG-CBOR":      cbor(s.subdir),
		"file as DAG-CBOR":           cbor(s.multi),
		"DAG-JSON":                   {path: at(s.docJSON, ""), status: 200, body: s.raw(s.docJSON), want: map[string]string{"Content-Type": "application/vnd.ipld.dag-json", "Content-Disposition": `~^inline; filename="` + s.docJSON.String() + `\.json"`, "X-Content-Type-Options": "nosniff", "Etag": `"` + s.docJSON.String() + `.dag-json"`, "Cache-Control": immutable}},
		"DAG-JSON as JSON":           {path: at(s.docJSON, "?format=json"), status: 200, body: s.raw(s.docJSON), want: map[string]string{"Content-Type": "application/json"}},
		"DAG-JSON as a page":         {path: at(s.docJSON, "/"), accept: "text/html", status: 200, holds: []string{"</html>"}, want: map[string]string{"Content-Type": "~text/html", "Etag": "~DagIndex-", "Content-Disposition": "-", "Cache-Control": "-"}},
		"DAG-JSON of a remainder":    {path: at(s.docJSON, "/foo?format=dag-json"), status: 501, holds: []string{"reading IPLD Kinds other than Links (CBOR Tag 42) is not implemented"}},
		"DAG-JSON by links":          {path: at(s.docJSON, "/foo/link/hello?format=dag-json"), status: 501},
		"DAG-JSON through links":     {path: at(s.docJSON, "/foo/link?format=dag-json"), status: 200, body: s.raw(s.far)},
		"DAG-JSON without such":      {path: at(s.docJSON, "/foo/i-do-not-exist"), status: 404},
		"DAG-JSON HEAD":              {method: "HEAD", path: at(s.docJSON, ""), status: 200, want: map[string]string{"Content-Type": "application/vnd.ipld.dag-json"}},
		"DAG-JSON to download":       {path: at(s.docJSON, "?filename=foobar.json&download=true"), accept: "application/vnd.ipld.dag-json", status: 200, want: map[string]string{"Content-Disposition": `~^attachment; filename="foobar\.json"`}},
		"DAG-JSON range":             {path: at(s.docJSON, "/"), header: map[string]string{"Range": "bytes=1-3"}, status: 206, body: s.raw(s.docJSON)[1:4]},
		"DAG-CBOR":                   {path: at(s.doc, ""), status: 200, body: s.raw(s.doc), want: map[string]string{"Content-Type": "application/vnd.ipld.dag-cbor", "Content-Disposition": `~^attachment;`}},
		"DAG-CBOR to a file":         {path: at(s.doc, "/files/single"), status: 200, body: s.asciiText},
		"JSON":                       {path: at(s.plain, ""), status: 200, body: s.raw(s.plain), want: map[string]string{"Content-Type": "application/json"}},
		"JSON as DAG-JSON":           {path: at(s.plain, "?format=dag-json"), status: 200, want: map[string]string{"Content-Type": "application/vnd.ipld.dag-json"}},
		"tar":                        {path: root + "/subdir?format=tar", status: 200, want: map[string]string{"Content-Type": "application/x-tar"}, holds: []string{"ascii.txt", string(s.asciiText)}},
		"read by other sites":        {path: root + "/", status: 200, want: map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "~X-Ipfs-Path", "Access-Control-Allow-Headers": "~Range"}},
		"asked by other sites":       {method: "OPTIONS", path: root, status: 200, want: map[string]string{"Access-Control-Allow-Origin": "*"}},
		"ipfs twice":                 {path: "/ipfs" + root, status: 301, want: map[string]string{"Location": root}},
		"what browsers register":     {path: "/ipfs/?uri=ipfs%3A%2F%2F" + s.root.String(), status: 301, want: map[string]string{"Location": root}},
		"a page in the CID":          {path: at(sum(t, cid.Raw, multihash.IDENTITY, []byte("<script>alert(1)</script>")), ""), status: 404},
		"names":                      {path: "/ipns/example.org/", status: 404},
		"a service worker":           {path: root, header: map[string]string{"Service-Worker": "script"}, status: 400},
		"a name that leads upwards":  {path: root + "/subdir/..%2f..%2fetc", status: 400},
		"a very long name":           {path: root + "/" + strings.Repeat("%C4%85", 1000), status: 404},
		"names in names in names...": {path: root + strings.Repeat("/subdir", 1000), status: 404},
	} {
		t.Run(name, func(t *testing.T) { r.run(t, gateway) })
	}
	t.Run("DAG-CBOR as DAG-JSON", func(t *testing.T) {
		_, b := request{path: at(s.doc, "?format=dag-json"), status: 200}.run(t, gateway)
		var got any
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"files": map[string]any{"single": map[string]any{"/": s.ascii.String()}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// However often a DAG that came from elsewhere repeats its blocks, and whatever sizes it claims, an answer about it ends.
func TestGatewayBoundsBombs(t *testing.T) {
	f := newForest(t)
	deep, shallow := bomb(f, 5).Cid(), bomb(f, 2).Cid()
	n := node(t, t.TempDir())
	imported(t, n, f.car(deep, shallow))
	for _, deserialized := range []bool{false, true} {
		h, err := n.HandlerWith(ipfs.GatewayConfig{Deserialized: deserialized, MaxForeign: 32 << 20})
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		defer s.Close()
		for name, c := range map[string]cid.Cid{"deep": deep, "shallow": shallow} {
			for what, query := range map[string]string{"CAR": "?format=car", "CAR with duplicates": "?format=car&car-dups=y", "file": "", "tar": "?format=tar", "range": "?range"} {
				t.Run(name+" "+what, func(t *testing.T) {
					req, err := http.NewRequest("GET", s.URL+"/ipfs/"+c.String()+query, nil)
					if err != nil {
						t.Fatal(err)
					}
					if what == "range" {
						req.Header.Set("Range", "bytes=1000000000000-")
					}
					res, err := http.DefaultClient.Do(req)
					if err != nil {
						t.Fatal(err)
					}
					defer res.Body.Close()
					got, err := io.Copy(io.Discard, res.Body)
					if got > 35<<20 || got > 30<<20 && err == nil {
						t.Errorf("status %s, %d bytes, error %v", res.Status, got, err)
					}
					if what == "CAR" && (res.StatusCode != http.StatusOK || got > 2<<20 || err != nil) {
						t.Errorf("without duplicates it is small: status %s, %d bytes, error %v", res.Status, got, err)
					}
				})
			}
		}
	}
}
