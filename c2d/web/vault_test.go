package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

const leaf = storage.LeafSize

// stored is a node whose vault is one of IPFS, and its vault from afar.
func stored(t *testing.T) (*world, web.ClientVault, string) {
	w, root := newWorld(t), t.TempDir()
	n, err := ipfs.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	w.config.Vault, w.config.Gateway, w.config.MaxObject = n, n.Handler(), 32*leaf
	w.serve()
	return w, web.ClientVault{Client: w.client}, root
}

// block is the gateway of a world: it has the objects that are single blocks.
func (w *world) block(rw http.ResponseWriter, r *http.Request) {
	for _, b := range w.vault.All() {
		if ref, err := storage.RefOf(bytes.NewReader(b)); err == nil && r.URL.Path == "/ipfs/"+ref.CID {
			rw.Header().Set("Content-Length", fmt.Sprint(len(b)))
			_, _ = rw.Write(b)
			return
		}
	}
	fmt.Fprint(rw, "block "+r.URL.Path)
}

func TestClientVault(t *testing.T) {
	_, v, _ := stored(t)
	for _, n := range []int{0, 1, leaf - 1, leaf, leaf + 1, 3*leaf + 17, 9 * leaf} {
		b := storagetest.Bytes(uint64(n), n)
		ref, err := storage.RefOf(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(t.Context(), ref); !errors.Is(err, storage.ErrNotFound) || !c2d.IsRefusal(err, c2d.NotFound) {
			t.Fatalf("open %d bytes before they are there: %v", n, err)
		}
		for range 2 {
			if got, err := v.Put(t.Context(), bytes.NewReader(b)); err != nil || got != ref {
				t.Fatalf("put %d bytes: %v, %v, want %v", n, got, err, ref)
			}
		}
		o, err := v.Open(t.Context(), ref)
		if err != nil || o.Size() != int64(n) {
			t.Fatalf("open %d bytes: %v", n, err)
		}
		got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
		if err != nil || !bytes.Equal(got, b) {
			t.Fatalf("read %d bytes: %d, %v", n, len(got), err)
		}
		part := make([]byte, min(n, 1000))
		if _, err := o.ReadAt(part, int64(n-len(part))); err != nil && err != io.EOF || !bytes.Equal(part, b[n-len(part):]) {
			t.Fatalf("read the end of %d bytes: %v", n, err)
		}
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.Open(t.Context(), storage.Ref{CID: "../../etc/passwd", Size: 4}); !errors.Is(err, storage.ErrRef) {
		t.Fatalf("open what is no address: %v", err)
	}
}

// TestClientVaultBrokenSource: what ends early is not stored, and the error is the source's.
func TestClientVaultBrokenSource(t *testing.T) {
	_, v, _ := stored(t)
	boom := errors.New("boom")
	for _, broken := range []error{boom, io.ErrUnexpectedEOF} {
		for _, n := range []int{0, 10, leaf, 5*leaf + 3} {
			b := storagetest.Bytes(uint64(n)+1, n)
			if ref, err := v.Put(t.Context(), io.MultiReader(bytes.NewReader(b), iotest.ErrReader(broken))); !errors.Is(err, broken) || ref != (storage.Ref{}) {
				t.Fatalf("put %d bytes and then %v: %v, %v", n, broken, ref, err)
			}
			ref, err := storage.RefOf(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := v.Open(t.Context(), ref); !errors.Is(err, storage.ErrNotFound) {
				t.Fatalf("what broke after %d bytes was stored: %v", n, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	src := io.MultiReader(bytes.NewReader(storagetest.Bytes(3, 3*leaf)), cancels{cancel}, zeros{})
	if ref, err := v.Put(ctx, src); !errors.Is(err, context.Canceled) || ref != (storage.Ref{}) {
		t.Fatalf("put cancelled half way: %v, %v", ref, err)
	}
	if _, err := v.Open(ctx, storage.Ref{CID: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", Size: 4}); !errors.Is(err, context.Canceled) {
		t.Fatalf("open with a cancelled context: %v", err)
	}
}

type cancels struct{ cancel func() }

func (c cancels) Read([]byte) (int, error) { c.cancel(); return 0, io.EOF }

// TestReadingAPart: a part of an object costs that part, goes over the client's own connections, and leaves nothing on the disk.
func TestReadingAPart(t *testing.T) {
	w, v, _ := stored(t)
	b := storagetest.Bytes(8, 9*leaf)
	ref, err := v.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir()+"/absent")
	asked := counter{Transport: http.DefaultTransport}
	c, err := web.NewClient(w.at.URL, &http.Client{Transport: &asked})
	if err != nil {
		t.Fatal(err)
	}
	o, err := web.ClientVault{Client: c}.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	got := make([]byte, 1000)
	if _, err := o.ReadAt(got, 5*leaf+10); err != nil || !bytes.Equal(got, b[5*leaf+10:][:1000]) {
		t.Fatalf("read a part: %v or wrong bytes", err)
	}
	if n := asked.n.Load(); n != 2 { // the root and a leaf
		t.Errorf("%d requests for a part of one leaf", n)
	}
	got = make([]byte, len(b))
	if err := storage.Copy(t.Context(), into(got), o, 4); err != nil || !bytes.Equal(got, b) {
		t.Fatalf("read all: %v or wrong bytes", err)
	}
}

type counter struct {
	Transport http.RoundTripper
	n         atomic.Int64
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.Transport.RoundTrip(r)
}

type into []byte

func (b into) WriteAt(p []byte, off int64) (int, error) { return copy(b[off:], p), nil }

// TestDamagedStore: what a node finds damaged it does not send, and the rest of the object can be read.
func TestDamagedStore(t *testing.T) {
	_, v, root := stored(t)
	b := storagetest.Bytes(9, 3*leaf)
	ref, err := v.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	damage(t, root, b[leaf+5:][:100])
	o, err := v.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	got := make([]byte, leaf)
	if _, err := o.ReadAt(got, 0); err != nil || !bytes.Equal(got, b[:leaf]) {
		t.Errorf("read what is whole: %v or wrong bytes", err)
	}
	got = make([]byte, 3*leaf)
	n, err := o.ReadAt(got, 0)
	if n != leaf || !errors.Is(err, storage.ErrCorrupt) || !c2d.IsRefusal(err, c2d.DataUnavailable) || !bytes.Equal(got[leaf:], make([]byte, 2*leaf)) {
		t.Errorf("read all: %d bytes, %v", n, err)
	}
}

// damage changes the file under root that has these bytes.
func damage(t *testing.T, root string, in []byte) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if at := bytes.Index(b, in); err == nil && at >= 0 {
			found++
			b[at] ^= 1
			err = os.WriteFile(path, b, 0o600)
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("%d files damaged: %v", found, err)
	}
}

// TestNodeGoesAway: an object that is being read when its node goes away is not taken for a damaged one, and can be tried again.
func TestNodeGoesAway(t *testing.T) {
	w, v, _ := stored(t)
	ref, err := v.Put(t.Context(), bytes.NewReader(storagetest.Bytes(2, 2*leaf)))
	if err != nil {
		t.Fatal(err)
	}
	o, err := v.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	w.at.Close()
	for name, read := range map[string]func() error{
		"read": func() error { _, err := o.ReadAt(make([]byte, leaf), 0); return err },
		"open": func() error { _, err := v.Open(t.Context(), ref); return err },
	} {
		if err := read(); !c2d.IsRefusal(err, c2d.Unavailable) || errors.Is(err, storage.ErrCorrupt) || errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.Close()
	if _, err := o.ReadAt(make([]byte, leaf), 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("read after it was closed: %v", err)
	}
}

// TestLyingNode: a node that answers with other bytes, or another address, is found out.
func TestLyingNode(t *testing.T) {
	good := storagetest.Bytes(1, leaf+10)
	d, err := storage.Import(t.Context(), bytes.NewReader(good), nil)
	if err != nil {
		t.Fatal(err)
	}
	var lie func(block []byte) []byte
	lies := func(path string) bool { return true }
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
			fmt.Fprintf(w, `{"cid":%q,"size":%d}`, d.Ref.CID, d.Ref.Size)
			return
		}
		block := good[:leaf]
		if strings.HasSuffix(r.URL.Path, d.Ref.CID) {
			block = d.Nodes[0].Bytes
		}
		if lies(r.URL.Path) {
			block = lie(block)
		}
		_, _ = w.Write(block)
	}))
	defer node.Close()
	c, err := web.NewClient(node.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := web.ClientVault{Client: c}
	read := func() error {
		o, err := v.Open(t.Context(), d.Ref)
		if err != nil {
			return err
		}
		defer o.Close()
		got := make([]byte, leaf)
		if _, err := o.ReadAt(got, 0); err != nil {
			return err
		}
		if !bytes.Equal(got, good[:leaf]) {
			t.Error("wrong bytes were read")
		}
		return nil
	}
	for name, f := range map[string]func([]byte) []byte{
		"nothing":   func([]byte) []byte { return nil },
		"short":     func(b []byte) []byte { return b[1:] },
		"long":      func(b []byte) []byte { return append(bytes.Clone(b), 1) },
		"very long": func(b []byte) []byte { return bytes.Repeat(b, 9) },
		"flipped":   func(b []byte) []byte { b = bytes.Clone(b); b[len(b)/2] ^= 1; return b },
	} {
		lie = f
		for at, which := range map[string]func(string) bool{
			"root": func(path string) bool { return strings.HasSuffix(path, d.Ref.CID) },
			"leaf": func(path string) bool { return !strings.HasSuffix(path, d.Ref.CID) },
		} {
			lies = which
			if err := read(); !errors.Is(err, storage.ErrCorrupt) || !c2d.IsRefusal(err, c2d.DataUnavailable) {
				t.Errorf("%s, %s: %v", name, at, err)
			}
		}
	}
	lies = func(string) bool { return false }
	if err := read(); err != nil {
		t.Errorf("the truth: %v", err)
	}
	if got, err := v.Put(t.Context(), strings.NewReader("other bytes")); !errors.Is(err, storage.ErrCorrupt) || got != (storage.Ref{}) {
		t.Errorf("put was told another address: %v, %v", got, err)
	}
}

// TestStrangeNode: whatever answers at the address, the client says what a person can do about it.
func TestStrangeNode(t *testing.T) {
	for name, tc := range map[string]struct {
		status     int
		kind, body string
		says       string
	}{
		"another program":      {200, "text/html", "<html>", "cannot be read"},
		"half an answer":       {200, "application/json", `{"stint":1`, "cannot be read"},
		"proxy":                {502, "text/html", "bad gateway", "status 502"},
		"redirect":             {307, "text/html", "", "status 307"},
		"problem without code": {404, "application/problem+json", `{"title":"no"}`, "status 404"},
		"problem cut short":    {404, "application/problem+json", `{"code":"NotFound"`, "status 404"},
	} {
		t.Run(name, func(t *testing.T) {
			node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tc.kind)
				w.Header().Set("Location", "/v1/elsewhere")
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			defer node.Close()
			c, err := web.NewClient(node.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Node(t.Context()); !c2d.IsRefusal(err, c2d.Unavailable) || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("the client says %v", err)
			}
		})
	}
	t.Run("terminal tricks", func(t *testing.T) {
		node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(404)
			_, _ = io.WriteString(w, `{"code":"NotFound","sentence":"no\u001b[2Jway\n","next":"`+strings.Repeat("n", 5000)+`"}`)
		}))
		defer node.Close()
		c, err := web.NewClient(node.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Node(t.Context())
		if r := c2d.AsRefusal(err); r == nil || r.Sentence != "no[2Jway" || len(r.Next) != 2048 {
			t.Fatalf("the client says %q", err)
		}
	})
}
