package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

const upload = "00112233445566778899aabbccddeeff"

// uploading is a node that takes objects in pieces, behind something that counts the bytes sent to it.
func uploading(t *testing.T) (*world, web.ClientVault, *dir.Store, *atomic.Int64) {
	w := newWorld(t)
	s, err := dir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if w.config.Uploads, err = dir.OpenUploads(t.TempDir(), s); err != nil {
		t.Fatal(err)
	}
	w.config.Vault, w.config.MaxObject = s, 32*leaf
	w.serve()
	sent := new(atomic.Int64)
	w.client, err = web.NewClient(w.at.URL, &http.Client{Transport: counting{sent}})
	if err != nil {
		t.Fatal(err)
	}
	return w, web.ClientVault{Client: w.client}, s, sent
}

type counting struct{ sent *atomic.Int64 }

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(r.Body, c), r.Body}
	}
	return http.DefaultTransport.RoundTrip(r)
}

func (c counting) Write(p []byte) (int, error) { c.sent.Add(int64(len(p))); return len(p), nil }

// What has arrived is not sent again, wherever the sender stopped; and what was stored is what was sent.
func TestPutAs(t *testing.T) {
	_, v, s, sent := uploading(t)
	want := storagetest.Bytes(1, 21*leaf+100)
	boom := errors.New("boom")
	if _, err := v.PutAs(t.Context(), upload, io.MultiReader(bytes.NewReader(want[:19*leaf]), iotest.ErrReader(boom))); !errors.Is(err, boom) {
		t.Fatalf("a source that breaks: error %v", err)
	}
	before := sent.Load()
	if before < 16*leaf {
		t.Fatalf("only %d bytes were sent of a source of %d", before, 19*leaf)
	}
	ref, err := v.PutAs(t.Context(), upload, bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	if again := sent.Load() - before; again > int64(len(want))-16*leaf {
		t.Errorf("%d bytes were sent of %d, of which %d had arrived", again, len(want), 16*leaf)
	}
	o, err := s.Open(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size())); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the object: error %v or other bytes", err)
	}
	// Killed behind the end: nothing is sent at all.
	before = sent.Load()
	if again, err := v.PutAs(t.Context(), upload, bytes.NewReader(want)); err != nil || again != ref || sent.Load() != before {
		t.Errorf("again: %v, error %v, %d bytes sent", again, err, sent.Load()-before)
	}
}

// Other bytes under an ID are found out, and the next attempt begins at the start.
func TestPutAsOfOtherBytes(t *testing.T) {
	for name, other := range map[string][]byte{"shorter": storagetest.Bytes(2, leaf), "longer": storagetest.Bytes(3, 12*leaf), "as long": storagetest.Bytes(4, 10*leaf), "empty": {}} {
		_, v, _, _ := uploading(t)
		first := storagetest.Bytes(1, 10*leaf)
		if _, err := v.Client.Append(t.Context(), upload, 0, bytes.NewReader(first)); err != nil {
			t.Fatal(err)
		}
		if ref, err := v.PutAs(t.Context(), upload, bytes.NewReader(other)); !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("%s: %v, error %v, want %v", name, ref, err, storage.ErrCorrupt)
		}
		want, err := storage.RefOf(bytes.NewReader(other))
		if err != nil {
			t.Fatal(err)
		}
		ref, err := v.PutAs(t.Context(), upload, bytes.NewReader(other))
		if diff := cmp.Diff(want, ref); err != nil || diff != "" {
			t.Errorf("%s, after that: error %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestUploadRefusals(t *testing.T) {
	w, _, _, _ := uploading(t)
	for name, tc := range map[string]struct {
		do   func(context.Context) error
		want c2d.Code
	}{
		"bad id":      {func(ctx context.Context) error { _, err := w.client.Received(ctx, "nothing"); return err }, c2d.BadRequest},
		"not begun":   {func(ctx context.Context) error { _, err := w.client.Finish(ctx, upload); return err }, c2d.NotFound},
		"hole":        {func(ctx context.Context) error { _, err := w.client.Append(ctx, upload, 5, http.NoBody); return err }, c2d.BadRequest},
		"before zero": {func(ctx context.Context) error { _, err := w.client.Append(ctx, upload, -5, http.NoBody); return err }, c2d.BadRequest},
		"too long": {func(ctx context.Context) error {
			_, err := w.client.Append(ctx, upload, 0, bytes.NewReader(make([]byte, 33*leaf)))
			return err
		}, web.TooLarge},
	} {
		if err := tc.do(t.Context()); !c2d.IsRefusal(err, tc.want) {
			t.Errorf("%s: error %v, want %s", name, err, tc.want)
		}
	}
	// A node that takes no pieces is sent the whole.
	_, u, _ := stored(t)
	want := storagetest.Bytes(5, leaf+1)
	ref, err := storage.RefOf(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := u.PutAs(t.Context(), upload, bytes.NewReader(want)); err != nil || got != ref {
		t.Errorf("a node without uploads: %v, error %v, want %v", got, err, ref)
	}
	// And one that does not answer with what was sent is not believed.
	liar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			io.WriteString(rw, `{"bytes":0}`)
		case http.MethodPut:
			n, _ := io.Copy(io.Discard, r.Body)
			fmt.Fprintf(rw, `{"bytes":%d}`, n)
		default:
			io.WriteString(rw, `{"cid":"bafkreigaknpexyvxt76zgkitavbwx6ejgfheup5oybpm77f3pxzrvwpfdi","size":5}`)
		}
	}))
	defer liar.Close()
	c, err := web.NewClient(liar.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := (web.ClientVault{Client: c}).PutAs(t.Context(), upload, bytes.NewReader(want)); !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("a node that lies: %v, error %v", got, err)
	}
}
