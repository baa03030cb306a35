package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/go-cid"
)

func TestRefOfRoot(t *testing.T) {
	for _, n := range []int{0, 1, LeafSize} {
		block := bytes.Repeat([]byte{7}, n)
		want, err := RefOf(bytes.NewReader(block))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := RefOfRoot(want.CID, block); err != nil || got != want {
			t.Errorf("leaf of %d bytes: %+v, error %v", n, got, err)
		}
	}
	for _, size := range []int64{
		LeafSize + 1, 2 * LeafSize, 2*LeafSize + 127, 2*LeafSize + 128, 1024*LeafSize - 1, 1024 * LeafSize, // one level
		1024*LeafSize + 1, 1025*LeafSize + 1, 2048 * LeafSize, 2500*LeafSize + 9, 17_000 * LeafSize, // two
	} {
		d := synthetic(t, size)
		root := d.Nodes[len(d.Nodes)-1].Bytes
		if got, err := RefOfRoot(d.Ref.CID, root); err != nil || got != d.Ref {
			t.Errorf("%d bytes: %+v, error %v", size, got, err)
		}
		var below [][32]byte
		for _, n := range d.Nodes[:len(d.Nodes)-1] {
			below = append(below, n.Digest)
		}
		if below == nil {
			below = d.Leaves
		}
		if diff := cmp.Diff(below, Links(root)); diff != "" {
			t.Errorf("%d bytes: links (-want +got):\n%s", size, diff)
		}
	}
}

// rooted is the CID of an inner node.
func rooted(node []byte) string { return BlockCID(cid.DagProtobuf, sha256.Sum256(node)).String() }

// Each case is a block that hashes to its CID, which is acceptable, and that is the root of no object.
func TestRefOfRootRefusesForeignRoots(t *testing.T) {
	one, two := synthetic(t, 3*LeafSize+5), synthetic(t, 2500*LeafSize)
	rootOf := func(d DAG) []byte { return d.Nodes[len(d.Nodes)-1].Bytes }
	leaf := func(size, total uint64) link { return link{BlockCID(cid.Raw, [32]byte{1}), size, total} }
	inner := func(size, total uint64) link { return link{BlockCID(cid.DagProtobuf, [32]byte{1}), size, total} }
	node := func(children ...link) []byte { n, _ := parent(children); return n.Bytes }
	full := leaf(LeafSize, LeafSize)
	chunks := slices.Repeat([]link{leaf(256<<10, 256<<10)}, 9)
	for name, block := range map[string][]byte{
		"nothing":                {},
		"empty file":             {0x0a, 2, 0x08, 2},
		"empty directory":        {0x0a, 2, 0x08, 1},
		"small chunks":           node(chunks...),
		"one link":               node(full),
		"short leaf first":       node(leaf(5, 5), full),
		"lies about a total":     node(full, leaf(5, 6)),
		"inner nodes too early":  node(inner(LeafSize, LeafSize), inner(5, 5)),
		"too deep":               node(inner(1<<50, 1<<50), inner(1<<50, 1<<50)),
		"wraps around":           node(leaf(1<<63, 1), leaf(1<<63+5, 5)),
		"a byte more":            append(slices.Clone(rootOf(one)), 0),
		"a byte less":            rootOf(one)[:len(rootOf(one))-1],
		"two levels, one flat":   bytes.Replace(rootOf(two), inner(0, 0).cid.Bytes()[:4], full.cid.Bytes()[:4], 1),
		"more children than fit": node(slices.Repeat([]link{full}, 1025)...),
		"links that end nowhere": {0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"data that ends nowhere": append(node(full, full)[:2*(cidSize+11)], 0x0a, 0xff),
		"only data":              {0x0a, 7, 0x08, 2, 0x18, 0x81, 0x80, 0x40, 0x20},
	} {
		if ref, err := RefOfRoot(rooted(block), block); !errors.Is(err, ErrRef) {
			t.Errorf("%s: %+v, error %v", name, ref, err)
		}
	}
	long := make([]byte, LeafSize+1)
	if ref, err := RefOfRoot(BlockCID(cid.Raw, sha256.Sum256(long)).String(), long); !errors.Is(err, ErrRef) {
		t.Errorf("leaf that is too long: %+v, error %v", ref, err)
	}
	if ref, err := RefOfRoot(one.Ref.CID, rootOf(two)); !errors.Is(err, ErrCorrupt) {
		t.Errorf("root of another object: %+v, error %v", ref, err)
	}
	if ref, err := RefOfRoot(BlockCID(cid.Raw, sha256.Sum256(nil)).String(), []byte{1}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("bytes of another leaf: %+v, error %v", ref, err)
	}
	for _, id := range []string{
		"", "../../etc/passwd", one.Ref.CID + "\n", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", "bafkqabdimvwgy",
		"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua", "bafkreeh3ltqhwrl2vzkzkkzwlqvf3jmnv4tbmrgmm",
	} {
		if ref, err := RefOfRoot(id, nil); !errors.Is(err, ErrRef) {
			t.Errorf("%q: %+v, error %v", id, ref, err)
		}
	}
}

// Whatever a root says, RefOfRoot refuses it or names an object whose Layout has it, and never reads beyond it.
func FuzzRefOfRoot(f *testing.F) {
	for _, size := range []int64{LeafSize + 1, 3*LeafSize + 5, 1025*LeafSize + 1} {
		d := synthetic(f, size)
		f.Add(d.Nodes[len(d.Nodes)-1].Bytes)
	}
	f.Add([]byte{0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{0x0a, 2, 0x08, 2})
	f.Add(binary.AppendUvarint([]byte{0x0a, 13, 0x08, 2, 0x18}, 1<<63))
	f.Fuzz(func(t *testing.T, block []byte) {
		ref, err := RefOfRoot(rooted(block), block)
		if err != nil {
			if !errors.Is(err, ErrRef) {
				t.Fatal(err)
			}
			return
		}
		if err := ref.Check(); err != nil {
			t.Fatal(err)
		}
		if ref.Size > 1024*LeafSize {
			return // what is below is not here
		}
		d, err := Layout(Links(block), ref.Size)
		if err != nil || d.Ref != ref {
			t.Errorf("the layout of %d bytes has another root: %v, %v", ref.Size, d.Ref, err)
		}
	})
}
