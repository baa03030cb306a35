package ipfs_test

import (
	"bytes"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/boxo/exchange/offline"
	"github.com/ipfs/boxo/ipld/merkledag"
	unixfs "github.com/ipfs/boxo/ipld/unixfs/io"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	"github.com/ipfs/go-datastore/sync"
	"github.com/ipld/go-car/v2"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func each(r *car.BlockReader) iter.Seq2[blocks.Block, error] {
	return func(yield func(blocks.Block, error) bool) {
		for {
			b, err := r.Next()
			if err == io.EOF || !yield(b, err) || err != nil {
				return
			}
		}
	}
}

func get(t testing.TB, url string) (*http.Response, []byte) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body) // a transfer that breaks off is for the caller to notice
	return res, b
}

// fetch does what a stranger with boxo does: takes the CAR, checks and keeps its blocks, and reads the file out of them.
func fetch(t testing.TB, gateway string, ref storage.Ref) []byte {
	t.Helper()
	res, body := get(t, gateway+"/ipfs/"+ref.CID+"?format=car")
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %s: %s", res.Status, body)
	}
	r, err := car.NewBlockReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	bs := blockstore.NewBlockstore(sync.MutexWrap(datastore.NewMapDatastore()))
	for b, err := range each(r) {
		if err != nil {
			t.Fatal(err)
		}
		if err := bs.Put(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	dag := merkledag.NewDAGService(blockservice.New(bs, offline.Exchange(bs)))
	root, err := dag.Get(t.Context(), cid.MustParse(ref.CID))
	if err != nil {
		t.Fatal(err)
	}
	file, err := unixfs.NewDagReader(t.Context(), root, dag)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func serve(t testing.TB, n *ipfs.Node) string {
	s := httptest.NewServer(n.Handler())
	t.Cleanup(s.Close)
	return s.URL
}

func TestStrangersFetchObjects(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	refs := map[storage.Ref][]byte{}
	for _, size := range []int{0, 1, 5000, storage.LeafSize, storage.LeafSize + 1, 3*storage.LeafSize + 7} {
		b := storagetest.Bytes(uint64(size), size)
		refs[put(t, n, b)] = b
	}
	check := func(gateway string) {
		t.Helper()
		for ref, want := range refs {
			if got := fetch(t, gateway, ref); !bytes.Equal(got, want) {
				t.Errorf("fetched %d bytes that are not the %d put", len(got), len(want))
			}
		}
	}
	check(serve(t, n))
	n.Close()
	check(serve(t, node(t, root))) // where the blocks are is found again
}

func TestGatewayServesSingleBlocks(t *testing.T) {
	n := node(t, t.TempDir())
	data := storagetest.Bytes(3, 2*storage.LeafSize+3)
	ref := put(t, n, data)
	gateway := serve(t, n)
	for i := range 3 {
		leaf := data[i*storage.LeafSize : min(len(data), (i+1)*storage.LeafSize)]
		leafRef, err := storage.RefOf(bytes.NewReader(leaf))
		if err != nil {
			t.Fatal(err)
		}
		res, body := get(t, gateway+"/ipfs/"+leafRef.CID+"?format=raw")
		if res.StatusCode != http.StatusOK || !bytes.Equal(body, leaf) {
			t.Errorf("leaf %d: status %s, %d bytes", i, res.Status, len(body))
		}
	}
	if res, body := get(t, gateway+"/ipfs/"+ref.CID+"?format=raw"); res.StatusCode != http.StatusOK || len(body) > 500 {
		t.Errorf("root: status %s, %d bytes", res.Status, len(body))
	}
}

func TestGatewayRefuses(t *testing.T) {
	n := node(t, t.TempDir())
	ref := put(t, n, storagetest.Bytes(3, storage.LeafSize+3))
	absent, err := storage.RefOf(bytes.NewReader([]byte("absent")))
	if err != nil {
		t.Fatal(err)
	}
	gateway := serve(t, n)
	for name, tc := range map[string]struct {
		method, path string
		status       int
	}{
		"what is not held":         {"GET", "/ipfs/" + absent.CID + "?format=raw", 404},
		"what is not held, as CAR": {"GET", "/ipfs/" + absent.CID + "?format=car", 404},
		"bytes without a proof":    {"GET", "/ipfs/" + ref.CID, 406},
		"tar":                      {"GET", "/ipfs/" + ref.CID + "?format=tar", 406},
		"names":                    {"GET", "/ipns/example.org?format=raw", 404},
		"another path":             {"GET", "/", 404},
		"no CID":                   {"GET", "/ipfs/../../etc/passwd?format=raw", 400},
		"an identity CID":          {"GET", "/ipfs/bafkqabdimvwgy?format=raw", 404},
		"bad CID":                  {"GET", "/ipfs/x?format=raw", 400},
		"writing":                  {"POST", "/ipfs/" + ref.CID, 405},
		"deleting":                 {"DELETE", "/ipfs/" + ref.CID, 405},
		"a weak hash":              {"GET", "/ipfs/bafkreeb5clnizqyofiqnf4ssjwwvdvhikkq?format=raw", 404},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(tc.method, gateway+tc.path, nil)
			req.RequestURI = ""
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if res.StatusCode != tc.status {
				b, _ := io.ReadAll(res.Body)
				t.Errorf("status %s, want %d: %s", res.Status, tc.status, b)
			}
		})
	}
}

// The gateway breaks off rather than serve a block that was changed on disk.
func TestGatewayNeverServesDamage(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	data := storagetest.Bytes(3, 2*storage.LeafSize+3)
	ref := put(t, n, data)
	gateway := serve(t, n)
	path := objectFile(root, ref)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[storage.LeafSize+4000] ^= 1 // in the second leaf
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := storage.RefOf(bytes.NewReader(data[storage.LeafSize : 2*storage.LeafSize]))
	if err != nil {
		t.Fatal(err)
	}
	if res, body := get(t, gateway+"/ipfs/"+second.CID+"?format=raw"); res.StatusCode == http.StatusOK {
		t.Errorf("the damaged block was served: %d bytes", len(body))
	}
	_, body := get(t, gateway+"/ipfs/"+ref.CID+"?format=car")
	if bytes.Contains(body, b[storage.LeafSize+3900:storage.LeafSize+4100]) {
		t.Error("the damaged block was served in a CAR")
	}
}
