package ipfs_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	gosync "sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/blockstore"
	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/exchange/offline"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	unixfsio "github.com/ipfs/boxo/ipld/unixfs/io"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	"github.com/ipfs/go-datastore/sync"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/ipld/go-car/v2"
	carstorage "github.com/ipld/go-car/v2/storage"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/storagetest"
)

// Codecs by their numbers in the table of multicodecs.
const dagJSON, dagCBOR, plainJSON, plainCBOR, gitRaw = 0x0129, 0x71, 0x0200, 0x51, 0x78

// forest is where DAGs are made with boxo's own tools.
type forest struct {
	t   testing.TB
	bs  blockstore.Blockstore
	dag ipld.DAGService
}

func newForest(t testing.TB) forest {
	bs := blockstore.NewBlockstore(sync.MutexWrap(datastore.NewMapDatastore()))
	return forest{t, bs, merkledag.NewDAGService(blockservice.New(bs, offline.Exchange(bs)))}
}

func (f forest) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// block adds a block of any codec.
func (f forest) block(codec uint64, b []byte) cid.Cid {
	f.t.Helper()
	c := sum(f.t, codec, multihash.SHA2_256, b)
	block, err := blocks.NewBlockWithCid(b, c)
	f.must(err)
	f.must(f.bs.Put(f.t.Context(), block))
	return c
}

func sum(t testing.TB, codec, hash uint64, b []byte) cid.Cid {
	t.Helper()
	c, err := cid.NewPrefixV1(codec, hash).Sum(b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// file adds a UnixFS file as kubo did by default for years (CIDv0, leaves wrapped), or as it does now.
func (f forest) file(b []byte, chunkSize int64, legacy bool) ipld.Node {
	f.t.Helper()
	params := helpers.DagBuilderParams{Maxlinks: 174, Dagserv: f.dag, CidBuilder: merkledag.V0CidPrefix()}
	if !legacy {
		params.RawLeaves, params.CidBuilder = true, v1
	}
	db, err := params.New(chunk.NewSizeSplitter(bytes.NewReader(b), chunkSize))
	f.must(err)
	root, err := balanced.Layout(db)
	f.must(err)
	return root
}

// dir adds a UnixFS directory, in shards of a HAMT if sharded.
func (f forest) dir(entries map[string]ipld.Node, sharded bool) ipld.Node {
	f.t.Helper()
	d, err := unixfsio.NewBasicDirectory(f.dag)
	f.must(err)
	var dir unixfsio.Directory = d
	if sharded {
		dir, err = unixfsio.NewHAMTDirectory(f.dag, 0)
		f.must(err)
	}
	dir.SetCidBuilder(v1)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		f.must(dir.AddChild(f.t.Context(), name, entries[name]))
	}
	root, err := dir.GetNode()
	f.must(err)
	f.must(f.dag.Add(f.t.Context(), root))
	return root
}

// car is a CAR of all blocks there are, in some order.
func (f forest) car(roots ...cid.Cid) []byte {
	f.t.Helper()
	all, err := f.bs.AllKeysChan(f.t.Context())
	f.must(err)
	var list []blocks.Block
	for c := range all {
		b, err := f.bs.Get(f.t.Context(), c)
		f.must(err)
		list = append(list, b)
	}
	return carOf(f.t, roots, list...)
}

func carOf(t testing.TB, roots []cid.Cid, list ...blocks.Block) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := carstorage.NewWritable(&out, roots, car.WriteAsCarV1(true), car.StoreIdentityCIDs(true), car.AllowDuplicatePuts(true))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if err := w.Put(t.Context(), b.Cid().KeyString(), b.RawData()); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func version2(t testing.TB, v1 []byte) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "2.car")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := car.WrapV1(bytes.NewReader(v1), out); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func imported(t testing.TB, n *ipfs.Node, b []byte) []string {
	t.Helper()
	roots, err := n.ImportCAR(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return roots
}

// content reads all blocks of a CAR, verified by go-car.
func content(t testing.TB, b []byte) (roots []cid.Cid, all map[string][]byte) {
	t.Helper()
	r, err := car.NewBlockReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	all = map[string][]byte{}
	for block, err := range each(r) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[block.Cid().String()]; twice {
			t.Errorf("block %s is there twice", block.Cid())
		}
		all[block.Cid().String()] = block.RawData()
	}
	return r.Roots, all
}

// a DAG of every codec: a directory with a legacy file, a new one and a sharded directory, below CBOR below JSON.
func mixed(t testing.TB) (f forest, root cid.Cid, kept map[string][]byte) {
	f = newForest(t)
	many := map[string]ipld.Node{}
	for i := range 500 {
		many["name-"+itoa(int64(i))] = f.file([]byte("content "+itoa(int64(i))), 1<<18, false)
	}
	dir := f.dir(map[string]ipld.Node{
		"legacy.bin": f.file(storagetest.Bytes(1, 3<<18+7), 1<<18, true),
		"new.txt":    f.file([]byte("hello"), 1<<18, false),
		"sharded":    f.dir(many, true),
	}, false)
	link := func(c cid.Cid) []byte {
		return append([]byte{0xd8, 0x2a, 0x58, byte(c.ByteLen() + 1), 0}, c.Bytes()...)
	}
	other := f.block(plainJSON, []byte(`{"plain": true}`))
	doc := append([]byte{0xa2, 0x63, 'd', 'i', 'r'}, link(dir.Cid())...)
	doc = append(append(doc, 0x64, 'm', 'o', 'r', 'e'), append([]byte{0x82}, append(link(other), link(f.block(plainCBOR, []byte{0x80}))...)...)...)
	inline := sum(t, cid.Raw, multihash.IDENTITY, []byte("in the CID itself"))
	root = f.block(dagJSON, []byte(`{"a":{"/":"`+f.block(dagCBOR, doc).String()+`"},"i":{"/":"`+inline.String()+`"}}`))
	_, kept = content(t, f.car(root))
	return f, root, kept
}

func TestImportAndExport(t *testing.T) {
	f, root, want := mixed(t)
	b := f.car(root)
	for name, b := range map[string][]byte{"version 1": b, "version 2": version2(t, b)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			n := node(t, dir)
			if got := imported(t, n, b); !cmp.Equal(got, []string{root.String()}) {
				t.Errorf("roots %v, want %s", got, root)
			}
			check := func(n *ipfs.Node) {
				t.Helper()
				if diff := cmp.Diff(map[string]string{root.String(): ""}, n.Pins()); diff != "" {
					t.Errorf("pins (-want +got):\n%s", diff)
				}
				var out bytes.Buffer
				if err := n.ExportCAR(t.Context(), root.String(), &out); err != nil {
					t.Fatal(err)
				}
				roots, got := content(t, out.Bytes())
				// The blocks of the forest have lost their codecs; these tell them apart.
				if len(got) != len(want) || len(roots) != 1 || roots[0] != root {
					t.Errorf("%d blocks below %v, want %d below %s", len(got), roots, len(want), root)
				}
				if first, err := car.NewBlockReader(bytes.NewReader(out.Bytes())); err != nil {
					t.Error(err)
				} else if b, err := first.Next(); err != nil || b.Cid() != root {
					t.Errorf("the first block is not the root: error %v", err)
				}
				for _, c := range slices.Sorted(maps.Keys(got)) {
					if block, err := n.Blocks().Get(t.Context(), cid.MustParse(c)); err != nil || !bytes.Equal(block.RawData(), got[c]) {
						t.Errorf("block %s: error %v or other bytes", c, err)
					}
				}
			}
			check(n)
			imported(t, n, b) // again
			if files := files(t, dir, "archives"); len(files) != 1 {
				t.Errorf("imported twice, there are %d archives", len(files))
			}
			n.Close()
			n = node(t, dir)
			check(n)
			if bad, err := n.Verify(t.Context()); err != nil || len(bad) > 0 {
				t.Errorf("verify: %v, error %v", bad, err)
			}
		})
	}
}

// files lists the files below a directory of a node.
func files(t testing.TB, root, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// An archive of exactly one object is that object, in whatever order its blocks come.
func TestImportedObjectsAreObjects(t *testing.T) {
	for name, size := range map[string]int{"empty": 0, "small": 10, "a leaf": storage.LeafSize, "leaves": 3*storage.LeafSize + 5} {
		t.Run(name, func(t *testing.T) {
			data := storagetest.Bytes(uint64(size), size)
			from := node(t, t.TempDir())
			ref := put(t, from, data)
			var b bytes.Buffer
			if err := from.ExportCAR(t.Context(), ref.CID, &b); err != nil {
				t.Fatal(err)
			}
			root := t.TempDir()
			n := node(t, root)
			if got := imported(t, n, b.Bytes()); !cmp.Equal(got, []string{ref.CID}) {
				t.Errorf("roots %v, want %s", got, ref)
			}
			check := func(n *ipfs.Node) {
				t.Helper()
				o, err := n.Open(t.Context(), ref)
				if err != nil {
					t.Fatal(err)
				}
				defer o.Close()
				if got, err := io.ReadAll(io.NewSectionReader(o, 0, o.Size())); err != nil || !bytes.Equal(got, data) {
					t.Errorf("%d bytes, error %v", len(got), err)
				}
			}
			check(n)
			if left := files(t, root, "archives"); len(left) > 0 {
				t.Errorf("it is an archive too: %v", left)
			}
			n.Close()
			check(node(t, root))
		})
	}
	t.Run("with something else", func(t *testing.T) {
		f := newForest(t)
		c := f.block(cid.Raw, []byte("object"))
		f.block(cid.Raw, []byte("something else"))
		root := t.TempDir()
		imported(t, node(t, root), f.car(c))
		if len(files(t, root, "objects")) != 0 || len(files(t, root, "archives")) != 1 {
			t.Error("it is not an archive")
		}
	})
	t.Run("folded", func(t *testing.T) { // 5 GiB of zeros, in 2 MiB
		zeros := make([]byte, storage.LeafSize)
		digests := make([][32]byte, 5<<10)
		zero := sha256.Sum256(zeros)
		for i := range digests {
			digests[i] = zero
		}
		d, err := storage.Layout(digests, 5<<30)
		if err != nil {
			t.Fatal(err)
		}
		f := newForest(t)
		f.block(cid.Raw, zeros)
		for _, n := range d.Nodes {
			f.block(cid.DagProtobuf, n.Bytes)
		}
		root := t.TempDir()
		imported(t, node(t, root), f.car(cid.MustParse(d.Ref.CID)))
		if len(files(t, root, "objects")) != 0 {
			t.Error("a small archive took the disk of a big object")
		}
	})
}

func TestImportRefuses(t *testing.T) {
	f, root, _ := mixed(t)
	good := f.car(root)
	held := f.block(cid.Raw, []byte("held"))
	raw := func(codec uint64, hash uint64, b []byte) blocks.Block {
		t.Helper()
		block, err := blocks.NewBlockWithCid(b, sum(t, codec, hash, b))
		if err != nil {
			t.Fatal(err)
		}
		return block
	}
	lying, err := blocks.NewBlockWithCid([]byte("other"), held)
	if err != nil {
		t.Fatal(err)
	}
	big := make([]byte, ipfs.MaxBlock+1)
	digest := md5.Sum([]byte("x"))
	md5CID := cid.NewCidV1(cid.Raw, append(multihash.Multihash{0xd5, 0x01, 16}, digest[:]...))
	md5Block, err := blocks.NewBlockWithCid([]byte("x"), md5CID)
	if err != nil {
		t.Fatal(err)
	}
	short := sum(t, cid.Raw, multihash.SHA2_256, []byte("x")).Hash()
	cut, err := multihash.Encode(short[2:18], multihash.SHA2_256)
	if err != nil {
		t.Fatal(err)
	}
	cutBlock, err := blocks.NewBlockWithCid([]byte("x"), cid.NewCidV1(cid.Raw, cut))
	if err != nil {
		t.Fatal(err)
	}
	inline := raw(cid.Raw, multihash.IDENTITY, []byte("inline"))
	lyingInline, err := blocks.NewBlockWithCid([]byte("enilni"), inline.Cid())
	if err != nil {
		t.Fatal(err)
	}
	none := []cid.Cid{inline.Cid()}
	flipped := bytes.Clone(good)
	flipped[len(flipped)-3] ^= 1
	many := make([]cid.Cid, 2000)
	for i := range many {
		many[i] = held
	}
	v2 := version2(t, good)
	far := bytes.Clone(v2)
	binary.LittleEndian.PutUint64(far[11+16:], 1<<62)
	longer := bytes.Clone(v2)
	binary.LittleEndian.PutUint64(longer[11+24:], uint64(len(good)+1<<20))
	for name, b := range map[string][]byte{
		"nothing":              {},
		"text":                 []byte("<html>this is no archive"),
		"endless varint":       bytes.Repeat([]byte{0xff}, 1000),
		"oversize header":      binary.AppendUvarint(nil, 1<<40),
		"long header":          carOf(t, many),
		"header of version 3":  []byte("\x0a\xa1gversion\x03"),
		"version 2 alone":      []byte("\x0a\xa1gversion\x02"),
		"payload far off":      far,
		"payload cut":          longer[:len(longer)-1],
		"version 2 cut":        v2[:len(v2)/2],
		"deep header":          append(binary.AppendUvarint(nil, 60000), bytes.Repeat([]byte{0x81}, 60000)...),
		"cut in a block":       good[:len(good)-1],
		"cut after a length":   append(carOf(t, none), 40),
		"cut in a length":      append(carOf(t, none), 0x80),
		"oversize section":     binary.AppendUvarint(carOf(t, none), 1<<40),
		"section without CID":  append(carOf(t, none), 3, 'a', 'b', 'c'),
		"empty section":        append(carOf(t, none), 0),
		"flipped":              flipped,
		"other bytes":          carOf(t, none, lying),
		"other inlined bytes":  carOf(t, none, lyingInline),
		"inlined, too long":    carOf(t, none, raw(cid.Raw, multihash.IDENTITY, make([]byte, 129))),
		"block above 2 MiB":    carOf(t, none, raw(cid.Raw, multihash.SHA2_256, big)),
		"md5":                  carOf(t, none, md5Block),
		"sha1":                 carOf(t, none, raw(cid.Raw, multihash.SHA1, []byte("x"))),
		"sha2-512":             carOf(t, none, raw(cid.Raw, multihash.SHA2_512, []byte("x"))),
		"blake2b":              carOf(t, none, raw(cid.Raw, multihash.BLAKE2B_MIN+31, []byte("x"))),
		"cut sha2-256":         carOf(t, none, cutBlock),
		"root of another hash": carOf(t, []cid.Cid{md5CID}),
		"root not in it":       carOf(t, []cid.Cid{sum(t, cid.Raw, multihash.SHA2_256, []byte("absent"))}),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			n := node(t, dir)
			if roots, err := n.ImportCAR(t.Context(), bytes.NewReader(b)); !errors.Is(err, ipfs.ErrArchive) {
				t.Fatalf("roots %v, error %v, want %v", roots, err, ipfs.ErrArchive)
			}
			wantNothing(t, n, dir)
		})
	}
	t.Run("broken source", func(t *testing.T) {
		for _, broken := range []error{errors.New("boom"), io.ErrUnexpectedEOF} {
			for _, at := range []int{0, 5, len(good) / 2, len(good)} {
				dir := t.TempDir()
				n := node(t, dir)
				src := io.MultiReader(bytes.NewReader(good[:at]), iotest.ErrReader(broken))
				if _, err := n.ImportCAR(t.Context(), src); !errors.Is(err, broken) {
					t.Errorf("error %v, want %v", err, broken)
				}
				wantNothing(t, n, dir)
			}
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		dir := t.TempDir()
		n := node(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		src := io.MultiReader(bytes.NewReader(good[:len(good)/2]), readerFunc(func([]byte) (int, error) { cancel(); return 0, io.EOF }), bytes.NewReader(good[len(good)/2:]))
		if _, err := n.ImportCAR(ctx, src); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		wantNothing(t, n, dir)
	})
	t.Run("closed", func(t *testing.T) {
		n := node(t, t.TempDir())
		n.Close()
		if _, err := n.ImportCAR(t.Context(), bytes.NewReader(good)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("error %v", err)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func wantNothing(t testing.TB, n *ipfs.Node, dir string) {
	t.Helper()
	for _, sub := range []string{"objects", "archives", "tmp"} {
		if left := files(t, dir, sub); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	}
	if pins := n.Pins(); len(pins) > 0 {
		t.Errorf("pinned: %v", pins)
	}
	keys, err := n.Blocks().AllKeysChan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for c := range keys {
		t.Errorf("there is block %s", c)
	}
}

func TestExportRefuses(t *testing.T) {
	f := newForest(t)
	missing := sum(t, cid.Raw, multihash.SHA2_256, []byte("missing"))
	partial := f.block(dagJSON, []byte(`{"l":{"/":"`+missing.String()+`"}}`))
	unknown := f.block(gitRaw, []byte("blob 1"))
	broken := f.block(dagCBOR, []byte{0xff, 0xff})
	deep := f.block(dagCBOR, bytes.Repeat([]byte{0x81}, 1<<20)) // arrays in arrays
	notPB := f.block(cid.DagProtobuf, []byte("not a node"))
	n := node(t, t.TempDir())
	imported(t, n, f.car(partial))
	for name, tc := range map[string]struct {
		root string
		err  error
	}{
		"no CID":              {"../../etc/passwd", storage.ErrRef},
		"not held":            {missing.String(), storage.ErrNotFound},
		"a block is missing":  {partial.String(), storage.ErrNotFound},
		"a codec without DAG": {unknown.String(), ipfs.ErrArchive},
		"not of its codec":    {broken.String(), ipfs.ErrArchive},
		"too deep":            {deep.String(), ipfs.ErrArchive},
		"no DAG-PB":           {notPB.String(), ipfs.ErrArchive},
		"another hash":        {sum(t, cid.Raw, multihash.SHA1, []byte("x")).String(), storage.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if err := n.ExportCAR(t.Context(), tc.root, io.Discard); !errors.Is(err, tc.err) {
				t.Errorf("error %v, want %v", err, tc.err)
			}
		})
	}
	if err := n.ExportCAR(t.Context(), sum(t, cid.Raw, multihash.IDENTITY, []byte("inline")).String(), io.Discard); err != nil {
		t.Errorf("an inlined block: %v", err)
	}
	boom := errors.New("boom")
	if err := n.ExportCAR(t.Context(), sum(t, cid.Raw, multihash.IDENTITY, []byte("inline")).String(), failing{boom}); !errors.Is(err, boom) {
		t.Errorf("error %v, want %v", err, boom)
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

// bomb is a file whose nodes all link 1024 times to the same node below: depth 5 is 2^50 times its one leaf of 1 MiB, more than a size can
// say.
func bomb(f forest, depth int) ipld.Node {
	f.t.Helper()
	leaf := merkledag.NewRawNode(make([]byte, 1<<20))
	f.must(f.dag.Add(f.t.Context(), leaf))
	var below ipld.Node = leaf
	size := uint64(1 << 20)
	for range depth {
		fs := unixfs.NewFSNode(unixfs.TFile)
		node := new(merkledag.ProtoNode)
		f.must(node.SetCidBuilder(v1))
		for range 1024 {
			fs.AddBlockSize(size)
			f.must(node.AddRawLink("", &ipld.Link{Cid: below.Cid(), Size: size}))
		}
		b, err := fs.GetBytes()
		f.must(err)
		node.SetData(b)
		f.must(f.dag.Add(f.t.Context(), node))
		below, size = node, size*1024
	}
	return below
}

func TestBombsAreSmallToExport(t *testing.T) {
	f := newForest(t)
	root := bomb(f, 5).Cid()
	n := node(t, t.TempDir())
	imported(t, n, f.car(root))
	var out bytes.Buffer
	if err := n.ExportCAR(t.Context(), root.String(), &out); err != nil {
		t.Fatal(err)
	}
	if _, got := content(t, out.Bytes()); len(got) != 6 {
		t.Errorf("%d blocks, want 6", len(got))
	}
}

// Whatever bytes come, importing them fails and leaves nothing, or gives what can be exported and verified.
func FuzzImportCAR(f *testing.F) {
	forest := newForest(f)
	root := forest.block(dagJSON, []byte(`{"l":{"/":"`+forest.block(cid.Raw, []byte("leaf")).String()+`"}}`))
	good := forest.car(root)
	f.Add(good)
	f.Add(version2(f, good))
	f.Add(good[:len(good)-2])
	f.Add(carOf(f, nil))
	f.Add([]byte("\x0a\xa1gversion\x02"))
	f.Add(binary.AppendUvarint(nil, 1<<60))
	root0 := f.TempDir()
	n, err := ipfs.Open(root0)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := len(files(t, root0, "archives")) + len(files(t, root0, "objects"))
		roots, err := n.ImportCAR(t.Context(), bytes.NewReader(b))
		if len(files(t, root0, "tmp")) > 0 {
			t.Error("something was left")
		}
		if err != nil {
			if after := len(files(t, root0, "archives")) + len(files(t, root0, "objects")); !errors.Is(err, ipfs.ErrArchive) || after != before {
				t.Errorf("%d files after, %d before, error %v", after, before, err)
			}
			return
		}
		for _, r := range roots {
			if ok, err := n.Blocks().Has(t.Context(), cid.MustParse(r)); err != nil || !ok {
				t.Errorf("root %s is not there: error %v", r, err)
			}
			n.ExportCAR(t.Context(), r, io.Discard)
		}
		if bad, err := n.Verify(t.Context()); err != nil || len(bad) > 0 {
			t.Errorf("damaged: %v, error %v", bad, err)
		}
	})
}

// kubo takes what is exported here, and what kubo exports is taken in here, to the byte.
func TestArchivesOfKubo(t *testing.T) {
	program := storagetest.Program(t, "ipfs")
	repo := t.TempDir()
	kubo := func(in []byte, args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, append(args, "--offline")...)
		cmd.Env = append(os.Environ(), "IPFS_PATH="+repo, "IPFS_TELEMETRY=off")
		cmd.Stdin = bytes.NewReader(in)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Run(); err != nil {
			t.Fatalf("ipfs %v: %v: %s", args, err, said.String())
		}
		return out.Bytes()
	}
	kubo(nil, "init", "--empty-repo")
	dir := t.TempDir()
	for name, size := range map[string]int{"a.txt": 10, "b.bin": 700_000, "c.bin": 0} {
		if err := os.WriteFile(filepath.Join(dir, name), storagetest.Bytes(uint64(size), size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root := strings.TrimSpace(string(kubo(nil, "add", "-Q", "-r", "--cid-version=0", dir)))
	exported := kubo(nil, "dag", "export", root, "--progress=false")
	n := node(t, t.TempDir())
	if got := imported(t, n, exported); !cmp.Equal(got, []string{root}) {
		t.Errorf("roots %v, want %s", got, root)
	}
	var back bytes.Buffer
	if err := n.ExportCAR(t.Context(), root, &back); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Bytes(), exported) {
		t.Errorf("exported %d bytes, kubo's archive has %d", back.Len(), len(exported))
	}
	data := storagetest.Bytes(5, 2*storage.LeafSize+5)
	ref := put(t, n, data)
	var object bytes.Buffer
	if err := n.ExportCAR(t.Context(), ref.CID, &object); err != nil {
		t.Fatal(err)
	}
	kubo(object.Bytes(), "dag", "import")
	if got := kubo(nil, "cat", ref.CID); !bytes.Equal(got, data) {
		t.Errorf("kubo reads %d bytes that are not those put", len(got))
	}
}

func TestImportsAtOnce(t *testing.T) {
	f, root, _ := mixed(t)
	b := f.car(root)
	dir := t.TempDir()
	n := node(t, dir)
	var wg gosync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := n.ImportCAR(t.Context(), bytes.NewReader(b)); err != nil {
				t.Error(err)
				return
			}
			if err := n.ExportCAR(t.Context(), root.String(), io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if left := append(files(t, dir, "archives"), files(t, dir, "tmp")...); len(left) != 1 {
		t.Errorf("files: %v", left)
	}
}

// importRoot names, in a process that is to be killed, the node to import into.
const importRoot = "STINT_TEST_IMPORT_ROOT"

// An import whose process is killed leaves nothing once the node is opened again.
func TestKilledImport(t *testing.T) {
	f, root, _ := mixed(t)
	b := f.car(root)
	half := io.MultiReader(bytes.NewReader(b[:len(b)-10]), readerFunc(func([]byte) (int, error) {
		os.Stdout.WriteString("half way\n")
		select {}
	}))
	if dir := os.Getenv(importRoot); dir != "" {
		node(t, dir).ImportCAR(t.Context(), half)
		t.Fatal("nobody killed it")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestKilledImport$", "-test.count=1")
	cmd.Env = append(os.Environ(), importRoot+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	for said.Scan() && said.Text() != "half way" {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if said.Text() != "half way" || len(files(t, dir, "tmp")) != 1 {
		t.Fatalf("it was not killed half way: %q", said.Text())
	}
	n := node(t, dir)
	wantNothing(t, n, dir)
	imported(t, n, b)
}
