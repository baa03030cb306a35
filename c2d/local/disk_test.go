package local

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

func openDisk(t *testing.T, path string) *Disk {
	t.Helper()
	d, err := OpenDisk(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDiskIsAJournal(t *testing.T) {
	c2dtest.JournalSuite(t, func(t *testing.T) (c2d.Journal, func() c2d.Journal) {
		path := filepath.Join(t.TempDir(), "node.db")
		d := openDisk(t, path)
		return d, func() c2d.Journal {
			d.Close()
			return openDisk(t, path)
		}
	})
}

func TestDiskIsACatalogue(t *testing.T) {
	c2dtest.CatalogueSuite(t, func(t *testing.T) c2d.Catalogue { return openDisk(t, filepath.Join(t.TempDir(), "node.db")).Datasets() })
}

func TestDiskIsLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	openDisk(t, path)
	if _, err := OpenDisk(path); !errors.Is(err, ErrLocked) {
		t.Fatalf("a second node on the same directory: %v", err)
	}
}

// TestRounds: what began stays begun and what was stored stays stored, across a restart.
func TestRounds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	d, job, ctx := openDisk(t, path), datatoken.Hash{1}, t.Context()
	want := func(started, done int, last string) {
		t.Helper()
		d.Close()
		d = openDisk(t, path)
		s, n, b, err := d.Rounds().Load(ctx, job)
		if err != nil || s != started || n != done || string(b) != last {
			t.Fatalf("load: %d started, %d done, %q, %v; want %d, %d, %q", s, n, b, err, started, done, last)
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(err error) {
		t.Helper()
		if !errors.Is(err, ErrRound) {
			t.Fatalf("%v, want %v", err, ErrRound)
		}
	}
	want(0, 0, "")
	refused(d.Rounds().Begin(ctx, job, 1))
	refused(d.Rounds().Finish(ctx, job, 0, []byte("x")))
	ok(d.Rounds().Begin(ctx, job, 0))
	want(1, 0, "")
	ok(d.Rounds().Begin(ctx, job, 0)) // again after a crash
	want(1, 0, "")
	ok(d.Rounds().Finish(ctx, job, 0, []byte("first")))
	ok(d.Rounds().Finish(ctx, job, 0, []byte("first")))
	refused(d.Rounds().Finish(ctx, job, 0, []byte("other noise")))
	refused(d.Rounds().Begin(ctx, job, 0))
	want(1, 1, "first")
	ok(d.Rounds().Begin(ctx, job, 1))
	want(2, 1, "first")
	ok(d.Rounds().Finish(ctx, job, 1, bytes.Repeat([]byte("m"), 1<<20)))
	want(2, 2, string(bytes.Repeat([]byte("m"), 1<<20)))
}

func TestInbox(t *testing.T) {
	d, ctx, set := openDisk(t, filepath.Join(t.TempDir(), "node.db")), t.Context(), datatoken.Address{5}
	a, b := c2d.Contribution{Shard: storage.Ref{CID: "a"}, Rows: 1}, c2d.Contribution{Shard: storage.Ref{CID: "b"}, Rows: 2}
	for _, list := range [][]c2d.Contribution{{a, b}, {b}} {
		if err := d.Inbox().Add(ctx, set, list); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := d.Inbox().Pending(ctx, set); err != nil || len(got) != 2 {
		t.Fatalf("pending %v, %v", got, err)
	}
	if err := d.Inbox().Clear(ctx, set, []storage.Ref{a.Shard}); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Inbox().Pending(ctx, set); err != nil || len(got) != 1 || got[0].Rows != 2 {
		t.Fatalf("pending %v, %v", got, err)
	}
	if got, err := d.Inbox().Pending(ctx, datatoken.Address{6}); err != nil || len(got) != 0 {
		t.Fatalf("pending of another dataset %v, %v", got, err)
	}
}
