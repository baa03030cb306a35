package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

const leaf = storage.LeafSize

// stored is a node whose vault is a directory, and its vault from afar.
func stored(t *testing.T) (*world, web.ClientVault, string) {
	w, root := newWorld(t), t.TempDir()
	v, err := dir.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	w.config.Vault, w.config.MaxObject = v, 32*leaf
	w.serve()
	return w, web.ClientVault{Client: w.client}, root
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

// TestDamagedStore: what a node finds damaged it does not send; where it finds out half way, the answer is cut.
func TestDamagedStore(t *testing.T) {
	_, v, root := stored(t)
	b := storagetest.Bytes(9, 3*leaf)
	ref, err := v.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("%s/%s/%s", root, ref.CID[len(ref.CID)-3:len(ref.CID)-1], ref.CID)
	for name, tc := range map[string]struct {
		at   int
		want func(error) bool
	}{
		"at once": {0, func(err error) bool {
			return errors.Is(err, storage.ErrCorrupt) && c2d.IsRefusal(err, c2d.DataUnavailable)
		}},
		"half way": {2*leaf + 5, func(err error) bool { return c2d.IsRefusal(err, c2d.Unavailable) }},
	} {
		t.Run(name, func(t *testing.T) {
			bad := bytes.Clone(b)
			bad[tc.at] ^= 1
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if o, err := v.Open(t.Context(), ref); o != nil || !tc.want(err) {
				t.Fatalf("open: %v, %v", o, err)
			}
		})
	}
}

// TestLyingNode: a node that answers with other bytes, or another address, is found out.
func TestLyingNode(t *testing.T) {
	good := storagetest.Bytes(1, leaf+10)
	ref, err := storage.RefOf(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	var answer []byte
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		_, _ = w.Write(answer)
	}))
	defer node.Close()
	c, err := web.NewClient(node.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	v := web.ClientVault{Client: c}
	flipped := bytes.Clone(good)
	flipped[leaf+3] ^= 1
	for name, tc := range map[string][]byte{
		"nothing": {}, "short": good[:leaf], "long": append(bytes.Clone(good), 1), "very long": bytes.Repeat(good, 9), "flipped": flipped,
	} {
		answer = tc
		if o, err := v.Open(t.Context(), ref); o != nil || !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("%s: opened %v, %v", name, o, err)
		}
	}
	answer = good
	if o, err := v.Open(t.Context(), ref); err != nil {
		t.Errorf("the truth: %v", err)
	} else {
		o.Close()
	}
	answer = fmt.Appendf(nil, `{"cid":%q,"size":%d}`, ref.CID, ref.Size)
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
