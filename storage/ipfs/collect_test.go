package ipfs_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

func read(t testing.TB, n *ipfs.Node, ref storage.Ref) ([]byte, error) {
	t.Helper()
	o, err := n.Open(t.Context(), ref)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(io.NewSectionReader(o, 0, o.Size()))
}

func keep(refs ...storage.Ref) func(storage.Ref) (bool, error) {
	return func(r storage.Ref) (bool, error) {
		for _, k := range refs {
			if r == k {
				return true, nil
			}
		}
		return false, nil
	}
}

func later() time.Time { return time.Now().Add(time.Hour) }

func TestCollect(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	shared := storagetest.Bytes(1, storage.LeafSize)
	// Two objects that begin with the same leaf, and one that is that leaf.
	kept := put(t, n, append(bytes.Clone(shared), "kept"...))
	lost := put(t, n, append(bytes.Clone(shared), "lost"...))
	alone := put(t, n, shared)
	pinned := put(t, n, []byte("pinned"))
	if err := n.Pin(pinned.CID, "a name"); err != nil {
		t.Fatal(err)
	}
	f := newForest(t)
	archive := f.block(dagJSON, []byte(`{"l":{"/":"`+f.block(cid.Raw, []byte("leaf")).String()+`"}}`))
	imported(t, n, f.car(archive))
	other := newForest(t)
	stale := other.block(cid.Raw, []byte("stale"))
	other.block(cid.Raw, []byte("and more"))
	imported(t, n, other.car(stale))
	if err := n.Unpin(stale.String()); err != nil {
		t.Fatal(err)
	}
	open, err := n.Open(t.Context(), lost)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if removed, bytes, err := n.Collect(t.Context(), keep(), time.Now().Add(-time.Hour)); err != nil || len(removed) > 0 || bytes > 0 {
		t.Errorf("young objects: removed %v, %d bytes, error %v", removed, bytes, err)
	}
	removed, size, err := n.Collect(t.Context(), keep(kept), later())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	total := int64(0)
	for _, s := range removed {
		got[s.Ref.CID] = true
		for _, r := range s.Roots {
			got[r] = true
		}
		total += s.Size
	}
	if diff := cmp.Diff(map[string]bool{lost.CID: true, alone.CID: true, stale.String(): true, "": true}, got); diff != "" || total != size || size < 2*storage.LeafSize {
		t.Errorf("%d bytes in all, %d reported; removed (-want +got):\n%s", total, size, diff)
	}
	check := func(n *ipfs.Node) {
		t.Helper()
		for _, ref := range []storage.Ref{lost, alone} {
			if _, err := read(t, n, ref); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("%s: error %v, want %v", ref, err, storage.ErrNotFound)
			}
		}
		for _, ref := range []storage.Ref{kept, pinned} {
			if _, err := read(t, n, ref); err != nil {
				t.Errorf("%s: %v", ref, err)
			}
		}
		// The shared leaf is found in the object that is left.
		if b, err := n.Blocks().Get(t.Context(), cid.MustParse(alone.CID)); err != nil || !bytes.Equal(b.RawData(), shared) {
			t.Errorf("the shared block: error %v", err)
		}
		if err := n.ExportCAR(t.Context(), archive.String(), io.Discard); err != nil {
			t.Errorf("what was imported: %v", err)
		}
		if ok, err := n.Blocks().Has(t.Context(), stale); ok || err != nil {
			t.Errorf("a block that was collected is there, error %v", err)
		}
	}
	check(n)
	if b, err := io.ReadAll(io.NewSectionReader(open, 0, open.Size())); err != nil || len(b) != storage.LeafSize+4 {
		t.Errorf("an open object: %d bytes, error %v", len(b), err)
	}
	n.Close()
	n = node(t, root)
	check(n)
	if diff := cmp.Diff(map[string]string{pinned.CID: "a name", archive.String(): ""}, n.Pins()); diff != "" {
		t.Errorf("pins (-want +got):\n%s", diff)
	}
	if got := put(t, n, append(bytes.Clone(shared), "lost"...)); got != lost {
		t.Errorf("put again: %v", got)
	}
	if _, err := read(t, n, lost); err != nil {
		t.Errorf("what was put again: %v", err)
	}
}

// A pin spares what is below it in whichever files that is, past blocks that cannot be read any further and links to nothing.
func TestPinsSpareWholeDAGs(t *testing.T) {
	f := newForest(t)
	n := node(t, t.TempDir())
	object := put(t, n, storagetest.Bytes(1, 2*storage.LeafSize))
	leaf := f.block(cid.Raw, []byte("a leaf in another archive"))
	imported(t, n, f.car(leaf))
	f = newForest(t)
	absent := sum(t, cid.Raw, 0x12, []byte("absent"))
	git := f.block(gitRaw, []byte("blob"))
	links := ""
	for i, c := range []cid.Cid{absent, git, leaf, cid.MustParse(object.CID)} {
		links += map[bool]string{true: ",", false: ""}[i > 0] + `{"/":"` + c.String() + `"}`
	}
	root := f.block(dagJSON, []byte(`[`+links+`]`))
	imported(t, n, f.car(root))
	if err := n.Unpin(leaf.String()); err != nil {
		t.Fatal(err)
	}
	if removed, _, err := n.Collect(t.Context(), keep(), later()); err != nil || len(removed) > 0 {
		t.Fatalf("removed %v, error %v", removed, err)
	}
	if err := n.Unpin(root.String()); err != nil {
		t.Fatal(err)
	}
	if removed, _, err := n.Collect(t.Context(), keep(), later()); err != nil || len(removed) != 3 {
		t.Fatalf("removed %v, error %v, want all", removed, err)
	}
	if keys, err := n.Blocks().AllKeysChan(t.Context()); err != nil {
		t.Error(err)
	} else {
		for c := range keys {
			t.Errorf("block %s is still known", c)
		}
	}
}

func TestCollectStops(t *testing.T) {
	n := node(t, t.TempDir())
	var refs []storage.Ref
	for i := range 10 {
		refs = append(refs, put(t, n, storagetest.Bytes(uint64(i), 100)))
	}
	left := func() (count int) {
		for _, ref := range refs {
			if _, err := read(t, n, ref); err == nil {
				count++
			}
		}
		return count
	}
	boom := errors.New("boom")
	asked := 0
	removed, _, err := n.Collect(t.Context(), func(storage.Ref) (bool, error) {
		if asked++; asked == 3 {
			return false, boom
		}
		return false, nil
	}, later())
	if !errors.Is(err, boom) || len(removed) != 2 || left() != 8 {
		t.Errorf("removed %d, %d left, error %v", len(removed), left(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	removed, _, err = n.Collect(ctx, func(storage.Ref) (bool, error) { cancel(); return false, nil }, later())
	if !errors.Is(err, context.Canceled) || len(removed) != 0 || left() != 8 {
		t.Errorf("removed %d, %d left, error %v", len(removed), left(), err)
	}
	n.Close()
	if _, _, err := n.Collect(t.Context(), keep(), later()); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closed: error %v", err)
	}
}

// What is put or pinned while the collection asks about it stays.
func TestCollectSparesWhatComesMeanwhile(t *testing.T) {
	n := node(t, t.TempDir())
	again, pinned, fresh := storagetest.Bytes(1, 1000), storagetest.Bytes(2, 1000), storagetest.Bytes(3, 1000)
	refs := []storage.Ref{put(t, n, again), put(t, n, pinned)}
	removed, _, err := n.Collect(t.Context(), func(r storage.Ref) (bool, error) {
		if r == refs[0] {
			put(t, n, again)
		} else if err := n.Pin(r.CID, ""); err != nil {
			t.Error(err)
		}
		if len(refs) < 3 {
			refs = append(refs, put(t, n, fresh))
		}
		return false, nil
	}, later())
	if err != nil || len(removed) > 0 {
		t.Errorf("removed %v, error %v", removed, err)
	}
	for _, ref := range refs {
		if _, err := read(t, n, ref); err != nil {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

// What is named as live before it is put is there after, with all its blocks, however the collections fall.
func TestPutAndCollectAtOnce(t *testing.T) {
	n := node(t, t.TempDir())
	var live sync.Map
	done, collected := make(chan struct{}), 0
	var collector, putters sync.WaitGroup
	collector.Go(func() {
		for {
			removed, _, err := n.Collect(t.Context(), func(r storage.Ref) (bool, error) { _, ok := live.Load(r); return ok, nil }, later())
			if err != nil {
				t.Error(err)
			}
			collected += len(removed)
			select {
			case <-done:
				return
			default:
			}
		}
	})
	shared := storagetest.Bytes(9, storage.LeafSize)
	leaf := sum(t, cid.Raw, 0x12, shared)
	for i := range 4 {
		putters.Go(func() {
			b := append(bytes.Clone(shared), byte(i))
			ref, err := storage.RefOf(bytes.NewReader(b))
			if err != nil {
				t.Error(err)
				return
			}
			for range 15 {
				live.Store(ref, true)
				if _, err := n.Put(t.Context(), bytes.NewReader(b)); err != nil {
					t.Error(err)
				}
				if got, err := read(t, n, ref); err != nil || !bytes.Equal(got, b) {
					t.Errorf("object: error %v or other bytes", err)
				}
				if got, err := n.Blocks().Get(t.Context(), leaf); err != nil || !bytes.Equal(got.RawData(), shared) {
					t.Errorf("block: error %v or other bytes", err)
				}
				live.Delete(ref)
			}
		})
	}
	putters.Wait()
	close(done)
	collector.Wait()
	if _, _, err := n.Collect(t.Context(), keep(), later()); err != nil {
		t.Error(err)
	}
	if ok, err := n.Blocks().Has(t.Context(), leaf); ok || err != nil || collected == 0 {
		t.Errorf("%d were collected, and the block is left: %v, error %v", collected, ok, err)
	}
}

func TestPins(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	ref := put(t, n, []byte("held"))
	absent, err := storage.RefOf(bytes.NewReader([]byte("absent")))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		cid string
		err error
	}{"absent": {absent.CID, storage.ErrNotFound}, "no CID": {"../x", storage.ErrRef}, "empty": {"", storage.ErrRef}, "inlined": {"bafkqabdimvwgy", storage.ErrNotFound}} {
		if err := n.Pin(tc.cid, ""); !errors.Is(err, tc.err) {
			t.Errorf("%s: error %v, want %v", name, err, tc.err)
		}
	}
	for _, name := range []string{"\xff", string(make([]byte, 1025))} {
		if err := n.Pin(ref.CID, name); err == nil {
			t.Errorf("pinned as %q", name)
		}
	}
	for _, name := range []string{"first", "second \"quoted\"\n"} {
		if err := n.Pin(ref.CID, name); err != nil {
			t.Fatal(err)
		}
		n.Close()
		n = node(t, root)
		if diff := cmp.Diff(map[string]string{ref.CID: name}, n.Pins()); diff != "" {
			t.Errorf("pins (-want +got):\n%s", diff)
		}
	}
	if err := errors.Join(n.Unpin(ref.CID), n.Unpin(ref.CID)); err != nil {
		t.Error(err)
	}
	if n.Unpin("x") == nil {
		t.Error("unpinned what is no CID")
	}
	n.Close()
	if err := n.Pin(ref.CID, ""); !errors.Is(err, os.ErrClosed) {
		t.Errorf("pinned in a closed node: %v", err)
	}
	// Without its pins a node would collect what is pinned.
	if err := os.WriteFile(filepath.Join(root, "pins.json"), []byte(`{"half":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := ipfs.Open(root); err == nil {
		n.Close()
		t.Error("opened with damaged pins")
	}
}

// Every byte of a file matters to Verify, and how many there are; no damage makes the node return other bytes, nor Collect remove what is put again.
func TestVerify(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	data := storagetest.Bytes(3, 2*storage.LeafSize+100)
	ref, good := put(t, n, data), put(t, n, []byte("good"))
	f := newForest(t)
	c := f.block(dagJSON, []byte(`{"l":{"/":"`+f.block(cid.Raw, []byte("leaf")).String()+`"}}`))
	whole := f.car(c)
	imported(t, n, whole)
	if bad, err := n.Verify(t.Context()); err != nil || len(bad) > 0 {
		t.Fatalf("damaged: %v, error %v", bad, err)
	}
	object, archive := objectFile(root, ref), files(t, root, "archives")[0]
	digests := object + ".leaves"
	n.Close()
	info, err := os.Stat(archive)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int64) func(b []byte) []byte {
		return func(b []byte) []byte { b[at] ^= 1; return b }
	}
	cut := func(to int) func(b []byte) []byte { return func(b []byte) []byte { return b[:to] } }
	longer := func(b []byte) []byte { return append(b, 0) }
	for name, tc := range map[string]struct {
		path   string
		harm   func(b []byte) []byte // nil: remove the file
		size   int64                 // of the damaged object, as far as can be known
		blocks bool                  // those that are right are found
	}{
		"first byte":          {object, flip(0), ref.Size, true},
		"leaf":                {object, flip(storage.LeafSize + 5000), ref.Size, true},
		"last byte":           {object, flip(ref.Size - 1), ref.Size, true},
		"one byte less":       {object, cut(int(ref.Size) - 1), ref.Size - 1, false},
		"a leaf less":         {object, cut(2 * storage.LeafSize), 2 * storage.LeafSize, false},
		"a leaf is left":      {object, cut(storage.LeafSize), storage.LeafSize, false},
		"nothing is left":     {object, cut(0), 0, false},
		"one byte more":       {object, longer, ref.Size + 1, false},
		"first digest":        {digests, flip(0), ref.Size, false},
		"last digest":         {digests, flip(3*32 - 1), ref.Size, false},
		"a digest less":       {digests, cut(64), ref.Size, false},
		"half a digest":       {digests, cut(80), ref.Size, false},
		"digests and a byte":  {digests, longer, ref.Size, false},
		"no digests":          {digests, nil, ref.Size, false},
		"archive's header":    {archive, flip(20), 0, false},
		"archive's length":    {archive, flip(0), 0, false},
		"archive's root":      {archive, flip(40), 0, false},
		"archive's section":   {archive, flip(59), 0, false},
		"archive's block CID": {archive, flip(70), 0, false},
		"archive's block":     {archive, flip(info.Size() - 1), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(tc.path)
			if err != nil {
				t.Fatal(err)
			}
			if tc.harm == nil {
				err = os.Remove(tc.path)
			} else {
				err = os.WriteFile(tc.path, tc.harm(b), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			n := node(t, root)
			bad, err := n.Verify(t.Context())
			if err != nil || len(bad) != 1 {
				t.Fatalf("damaged: %v, error %v, want one", bad, err)
			}
			if want := (storage.Ref{CID: ref.CID, Size: tc.size}); tc.path != archive && bad[0].Ref != want || tc.path == archive && (bad[0].Ref != storage.Ref{}) {
				t.Errorf("damaged: %v", bad)
			}
			if got, err := read(t, n, good); err != nil || string(got) != "good" {
				t.Errorf("another object: %q, error %v", got, err)
			}
			if got, err := read(t, n, ref); err == nil && (!bytes.Equal(got, data) || tc.path != archive) || err != nil && !errors.Is(err, storage.ErrCorrupt) {
				t.Errorf("%d bytes, error %v", len(got), err)
			}
			if b, err := n.Blocks().Get(t.Context(), c); err == nil && !bytes.Equal(b.RawData(), f.raw(c)) {
				t.Error("other bytes in a block")
			}
			top := cid.MustParse(ref.CID)
			if found, err := n.Blocks().Has(t.Context(), top); err != nil || tc.path != archive && found != tc.blocks {
				t.Errorf("its root is found: %v, want %v; error %v", found, tc.blocks, err)
			}
			if tc.path != archive {
				put(t, n, data)
			} else {
				imported(t, n, whole)
			}
			if bad, err := n.Verify(t.Context()); err != nil || len(bad) > 0 {
				t.Errorf("mended, there are %v, error %v", bad, err)
			}
			if tc.path == archive {
				if err := n.ExportCAR(t.Context(), c.String(), io.Discard); err != nil {
					t.Errorf("imported again: %v", err)
				}
			} else if err := n.ExportCAR(t.Context(), ref.CID, io.Discard); err != nil {
				t.Errorf("put again: %v", err)
			}
			if removed, _, err := n.Collect(t.Context(), keep(ref, good), later()); err != nil || len(removed) > 0 {
				t.Errorf("collected: %v, error %v", removed, err)
			}
			n.Close()
		})
	}
}

// An object of one leaf whose file was cut is found, and mended by putting it again.
func TestCutLeaf(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	ref := put(t, n, []byte("an object"))
	n.Close()
	if err := os.Truncate(objectFile(root, ref), 3); err != nil {
		t.Fatal(err)
	}
	n = node(t, root)
	if bad, err := n.Verify(t.Context()); err != nil || len(bad) != 1 || bad[0].Ref != (storage.Ref{CID: ref.CID, Size: 3}) {
		t.Errorf("damaged: %v, error %v", bad, err)
	}
	if b, err := n.Blocks().Get(t.Context(), cid.MustParse(ref.CID)); !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("block %v, error %v", b, err)
	}
	put(t, n, []byte("an object"))
	if bad, err := n.Verify(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("mended, there are %v, error %v", bad, err)
	}
	if b, err := n.Blocks().Get(t.Context(), cid.MustParse(ref.CID)); err != nil || string(b.RawData()) != "an object" {
		t.Errorf("block %v, error %v", b, err)
	}
	if removed, _, err := n.Collect(t.Context(), keep(ref), later()); err != nil || len(removed) > 0 {
		t.Errorf("collected: %v, error %v", removed, err)
	}
}

// Nobody is asked about a file whose length no object with its CID has, and it stays until it is put again. What is collected leaves nothing.
func TestCollectSparesWhatIsUnknown(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	data := storagetest.Bytes(1, 2*storage.LeafSize)
	ref := put(t, n, data)
	n.Close()
	if err := os.Truncate(objectFile(root, ref), 100); err != nil {
		t.Fatal(err)
	}
	n = node(t, root)
	never := func(r storage.Ref) (bool, error) { t.Errorf("asked about %v", r); return false, nil }
	if removed, _, err := n.Collect(t.Context(), never, later()); err != nil || len(removed) > 0 || len(files(t, root, "objects")) != 2 {
		t.Errorf("removed %v, error %v, left %v", removed, err, files(t, root, "objects"))
	}
	put(t, n, data)
	if removed, size, err := n.Collect(t.Context(), keep(), later()); err != nil || len(removed) != 1 || removed[0].Ref != ref || size != ref.Size {
		t.Errorf("removed %v, %d bytes, error %v", removed, size, err)
	}
	if left := files(t, root, "objects"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func (f forest) raw(c cid.Cid) []byte {
	f.t.Helper()
	b, err := f.bs.Get(f.t.Context(), c)
	f.must(err)
	return b.RawData()
}

// A block that is damaged in one file is read from another.
func TestDamageIsReadAround(t *testing.T) {
	root := t.TempDir()
	n := node(t, root)
	leaf := storagetest.Bytes(1, storage.LeafSize)
	first := put(t, n, append(bytes.Clone(leaf), 1))
	second := put(t, n, append(bytes.Clone(leaf), 2))
	c := sum(t, cid.Raw, 0x12, leaf)
	for i, ref := range []storage.Ref{second, first} {
		path := objectFile(root, ref)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[4000] ^= 1
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := n.Blocks().Get(t.Context(), c); i == 0 && (err != nil || !bytes.Equal(b.RawData(), leaf)) || i == 1 && !errors.Is(err, storage.ErrCorrupt) {
			t.Errorf("damaged in %d files: error %v", i+1, err)
		}
	}
	for _, ref := range []storage.Ref{first, second} {
		if err := os.Remove(objectFile(root, ref)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.Blocks().Get(t.Context(), c); !ipld.IsNotFound(err) {
		t.Errorf("removed: error %v", err)
	}
}

// small is a directory on a file system of a few MiB; the error is what writing too much to it gives.
func small(t *testing.T, size string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err == nil {
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		})
		return dir, syscall.ENOSPC
	}
	// Who may not mount limits the length of files instead.
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8 << 20, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			t.Error(err)
		}
		signal.Reset(syscall.SIGXFSZ)
	})
	return dir, syscall.EFBIG
}

func TestFullDisk(t *testing.T) {
	dir, full := small(t, "8m")
	n := node(t, dir)
	held := put(t, n, storagetest.Bytes(1, storage.LeafSize))
	f := newForest(t)
	var blocks []ipld.Node
	for i := range 12 {
		blocks = append(blocks, f.file(storagetest.Bytes(uint64(i), 1<<20), 1<<20, false))
	}
	entries := map[string]ipld.Node{}
	for i, b := range blocks {
		entries[itoa(int64(i))] = b
	}
	big := f.car(f.dir(entries, false).Cid())
	for range 2 {
		if ref, err := n.Put(t.Context(), bytes.NewReader(storagetest.Bytes(2, 16*storage.LeafSize))); !errors.Is(err, full) {
			t.Errorf("put %v, error %v, want %v", ref, err, full)
		}
		if roots, err := n.ImportCAR(t.Context(), bytes.NewReader(big)); !errors.Is(err, full) || errors.Is(err, ipfs.ErrArchive) {
			t.Errorf("imported %v, error %v, want %v", roots, err, full)
		}
		if left := files(t, dir, "tmp"); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		if got := append(files(t, dir, "objects"), files(t, dir, "archives")...); len(got) != 1 {
			t.Errorf("files: %v", got)
		}
	}
	if got, err := read(t, n, held); err != nil || !bytes.Equal(got, storagetest.Bytes(1, storage.LeafSize)) {
		t.Errorf("what was there before: error %v", err)
	}
	put(t, n, storagetest.Bytes(3, storage.LeafSize))
	n.Close()
}
