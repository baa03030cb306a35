package swarm

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/storage/storagetest"
)

var kuboSizes = []int{0, 1, leaf, leaf + 1, 5 * leaf, 40*leaf + 1}

// TestKuboFetches has kubo pin and cat what a node of ours holds, over bitswap.
func TestKuboFetches(t *testing.T) {
	k := storagetest.Kubo(t, storagetest.KuboOptions{})
	n := openNode(t)
	h := start(t, Config{Listen: local, Blocks: n.Blocks()})
	k.Connect(h.Addrs()[0])
	for _, size := range kuboSizes {
		want := storagetest.Bytes(uint64(size), size)
		ref := put(t, n, want)
		k.Pin(ref.CID)
		if got := k.Cat(ref.CID); !bytes.Equal(got, want) {
			t.Errorf("kubo read %d bytes of %d", len(got), size)
		}
		if cid := k.Add(bytes.NewReader(want)); cid != ref.CID {
			t.Errorf("%d bytes are %s in kubo and %s here", size, cid, ref.CID)
		}
	}
}

// TestFetchFromKubo fetches what kubo added, knowing nothing but what kubo printed.
func TestFetchFromKubo(t *testing.T) {
	for name, o := range map[string]storagetest.KuboOptions{"tcp": {}, "quic": {QUIC: true}} {
		t.Run(name, func(t *testing.T) {
			k := storagetest.Kubo(t, o)
			h := start(t, Config{Peers: []string{k.PeerAddr()}})
			for _, size := range kuboSizes {
				want := storagetest.Bytes(uint64(size), size)
				ref, err := h.Stat(t.Context(), k.Add(bytes.NewReader(want)))
				if err != nil {
					t.Fatal(err)
				}
				if ref.Size != int64(size) {
					t.Errorf("%d bytes are stated to be %d", size, ref.Size)
				}
				wantRead(t, h, ref, want)
			}
		})
	}
}

// TestKuboManyLeaves is an object of two levels of inner nodes, which is the same leaf again and again.
func TestKuboManyLeaves(t *testing.T) {
	k := storagetest.Kubo(t, storagetest.KuboOptions{})
	path := filepath.Join(t.TempDir(), "sparse")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const size = 1030*leaf + 5
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	cid := k.Add(f)
	h := start(t, Config{Peers: []string{k.PeerAddr()}})
	ref, err := h.Stat(t.Context(), cid)
	if err != nil || ref.Size != size {
		t.Fatalf("%v of %d bytes, error %v", ref, ref.Size, err)
	}
	o, err := h.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	for _, off := range []int64{0, 1023 * leaf, 1024 * leaf, 1030 * leaf} {
		p := make([]byte, 5)
		if n, err := o.ReadAt(p, off); n != 5 || err != nil || !bytes.Equal(p, make([]byte, 5)) {
			t.Errorf("read at %d: %x, error %v", off, p[:n], err)
		}
	}
}

// TestKuboSwarmKey has kubo and us in one private network, and us with another key outside.
func TestKuboSwarmKey(t *testing.T) {
	key := swarmKey(t)
	k := storagetest.Kubo(t, storagetest.KuboOptions{SwarmKey: key})
	n := openNode(t)
	want, theirs := storagetest.Bytes(1, 3*leaf), storagetest.Bytes(2, 3*leaf)
	ref, cid := put(t, n, want), k.Add(bytes.NewReader(theirs))
	h := start(t, Config{Listen: local, Peers: []string{k.PeerAddr()}, SwarmKey: key, Blocks: n.Blocks()})
	got, err := h.Stat(t.Context(), cid)
	if err != nil {
		t.Fatal(err)
	}
	wantRead(t, h, got, theirs)
	if b := k.Cat(ref.CID); !bytes.Equal(b, want) {
		t.Errorf("kubo read %d bytes of %d", len(b), len(want))
	}
	for name, other := range map[string][]byte{"another key": swarmKey(t), "no key": nil} {
		out := start(t, Config{Listen: local, Peers: []string{k.PeerAddr()}, SwarmKey: other, Timeout: time.Second})
		if ref, err := out.Stat(t.Context(), cid); err == nil {
			t.Errorf("%s: found %v", name, ref)
		}
		if b, err := k.Try(t.Context(), nil, "swarm", "connect", out.Addrs()[0]); err == nil {
			t.Errorf("%s: kubo connected: %s", name, b)
		}
		if p := out.Peers(); len(p) > 0 {
			t.Errorf("%s: connected to %v", name, p)
		}
	}
}

// TestKuboImports has kubo import the CAR that the gateway of a node serves, and reads the gateway of kubo's blocks back.
func TestKuboImports(t *testing.T) {
	k := storagetest.Kubo(t, storagetest.KuboOptions{})
	n := openNode(t)
	web := httptest.NewServer(n.Handler())
	t.Cleanup(web.Close)
	for _, size := range kuboSizes {
		want := storagetest.Bytes(uint64(size), size)
		ref := put(t, n, want)
		res, err := web.Client().Get(web.URL + "/ipfs/" + ref.CID + "?format=car")
		if err != nil {
			t.Fatal(err)
		}
		out := k.Run(res.Body, "dag", "import")
		res.Body.Close()
		if !strings.Contains(string(out), ref.CID) {
			t.Errorf("%d bytes: kubo imported %s", size, out)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		got, err := k.Try(ctx, nil, "cat", "--offline", ref.CID)
		cancel()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("kubo read %d bytes of %d, error %v", len(got), size, err)
		}
	}
}
