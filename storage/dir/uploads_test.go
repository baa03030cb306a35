package dir_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/storagetest"
)

const uploadID = "0123456789abcdef0123456789abcdef"

func openUploads(t *testing.T, root string) (*dir.Uploads, *dir.Store) {
	t.Helper()
	s, err := dir.Open(root + "/store")
	if err != nil {
		t.Fatal(err)
	}
	u, err := dir.OpenUploads(root+"/uploads", s)
	if err != nil {
		t.Fatal(err)
	}
	return u, s
}

// An object arrives over connections that break, is gone on with by another process, and is put once; repeating any step changes nothing.
func TestUploads(t *testing.T) {
	root, ctx := t.TempDir(), t.Context()
	u, _ := openUploads(t, root)
	want := storagetest.Bytes(1, 3<<20+5)
	ref, err := storage.RefOf(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Finish(ctx, uploadID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("finish what nobody began: error %v", err)
	}
	boom := errors.New("boom")
	n, err := u.Append(ctx, uploadID, 0, io.MultiReader(bytes.NewReader(want[:1000]), iotest.ErrReader(boom)))
	if !errors.Is(err, boom) || n != 1000 {
		t.Errorf("a connection that breaks: %d bytes, error %v", n, err)
	}
	u, s := openUploads(t, root)
	if n, err := u.Received(ctx, uploadID); err != nil || n != 1000 {
		t.Fatalf("after it broke: %d bytes, error %v, want 1000", n, err)
	}
	if n, err := u.Append(ctx, uploadID, 1001, bytes.NewReader(want[1001:])); !errors.Is(err, dir.ErrUpload) || n != 1000 {
		t.Errorf("a piece with a hole before it: %d bytes, error %v", n, err)
	}
	for _, at := range []int{1000, 1000, 500, 0} { // a piece again, and pieces that overlap
		if n, err := u.Append(ctx, uploadID, int64(at), bytes.NewReader(want[at:2<<20])); err != nil || n != 2<<20 {
			t.Errorf("append from %d: %d bytes, error %v", at, n, err)
		}
	}
	if n, err := u.Append(ctx, uploadID, 10, bytes.NewReader(want[10:100])); err != nil || n != 2<<20 {
		t.Errorf("a piece that arrived long ago: %d bytes, error %v", n, err)
	}
	if n, err := u.Append(ctx, uploadID, 2<<20, bytes.NewReader(want[2<<20:])); err != nil || n != int64(len(want)) {
		t.Errorf("the last piece: %d bytes, error %v", n, err)
	}
	for range 2 {
		if got, err := u.Finish(ctx, uploadID); err != nil || got != ref {
			t.Fatalf("finish: %v, error %v, want %v", got, err, ref)
		}
		if n, err := u.Received(ctx, uploadID); err != nil || n != ref.Size {
			t.Errorf("finished: %d bytes, error %v", n, err)
		}
		if n, err := u.Append(ctx, uploadID, 0, bytes.NewReader(want)); err != nil || n != ref.Size {
			t.Errorf("append to what is finished: %d bytes, error %v", n, err)
		}
		u, _ = openUploads(t, root)
	}
	o, err := s.Open(ctx, ref)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size())); err != nil || !bytes.Equal(got, want) {
		t.Errorf("what was put: error %v or other bytes", err)
	}
	if err := u.Sweep(ctx, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, err := u.Received(ctx, uploadID); err != nil || n != ref.Size {
		t.Errorf("swept too early: %d bytes, error %v", n, err)
	}
	if err := u.Sweep(ctx, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, err := u.Received(ctx, uploadID); err != nil || n != 0 {
		t.Errorf("not swept: %d bytes, error %v", n, err)
	}
}

func TestUploadIDs(t *testing.T) {
	u, _ := openUploads(t, t.TempDir())
	for _, id := range []string{"", "..", "../../../../../../../../etc/passwd", uploadID[1:], uploadID + "0", "0123456789ABCDEF0123456789abcdef", uploadID[:31] + "/"} {
		if _, err := u.Append(t.Context(), id, 0, bytes.NewReader(nil)); !errors.Is(err, dir.ErrUpload) {
			t.Errorf("%q: error %v, want %v", id, err, dir.ErrUpload)
		}
	}
}

// While a piece arrives, others wait for it, or for their patience to end.
func TestUploadsOneAtATime(t *testing.T) {
	u, _ := openUploads(t, t.TempDir())
	r, w := io.Pipe()
	done := make(chan error)
	go func() {
		_, err := u.Append(context.Background(), uploadID, 0, r)
		done <- err
	}()
	w.Write([]byte("x"))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if n, err := u.Received(ctx, uploadID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while a piece arrives: %d bytes, error %v", n, err)
	}
	w.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n, err := u.Received(t.Context(), uploadID); err != nil || n != 1 {
		t.Errorf("%d bytes, error %v", n, err)
	}
}
