package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ipfs/go-cid"
)

// synthetic is the DAG of an object whose leaves are digests of nothing in particular.
func synthetic(t testing.TB, size int64) DAG {
	t.Helper()
	leaves := make([][32]byte, LeafCount(size))
	for i := range leaves {
		leaves[i] = sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	d, err := Layout(leaves, size)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func nodesOf(d DAG) func([32]byte) ([]byte, error) {
	m := map[[32]byte][]byte{}
	for _, n := range d.Nodes {
		m[n.Digest] = n.Bytes
	}
	return func(digest [32]byte) ([]byte, error) {
		b, ok := m[digest]
		if !ok {
			return nil, ErrNotFound
		}
		return b, nil
	}
}

func TestResolveInvertsLayout(t *testing.T) {
	for name, tc := range map[string]struct {
		size  int64
		nodes int
	}{
		"empty":           {0, 0},
		"one leaf":        {LeafSize, 0},
		"two leaves":      {LeafSize + 1, 1},
		"one full node":   {1024 * LeafSize, 1},
		"two levels":      {1024*LeafSize + 1, 3},
		"three in second": {2500*LeafSize + 9, 4},
	} {
		t.Run(name, func(t *testing.T) {
			d := synthetic(t, tc.size)
			if len(d.Nodes) != tc.nodes {
				t.Errorf("%d inner nodes, want %d", len(d.Nodes), tc.nodes)
			}
			if err := d.Ref.Check(); err != nil {
				t.Error(err)
			}
			got, err := Resolve(d.Ref, nodesOf(d))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, got); diff != "" {
				t.Errorf("resolved DAG differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLayoutRefusesAnotherNumberOfLeaves(t *testing.T) {
	for _, tc := range []struct {
		leaves int
		size   int64
	}{{0, 0}, {2, LeafSize}, {1, LeafSize + 1}, {1, -1}, {1, MaxSize + 1}} {
		if _, err := Layout(make([][32]byte, tc.leaves), tc.size); !errors.Is(err, ErrRef) {
			t.Errorf("%d leaves for %d bytes: error %v, want %v", tc.leaves, tc.size, err, ErrRef)
		}
	}
}

// Each case is a DAG whose blocks hash as they should, but which is not the layout of an object.
func TestResolveRefusesForeignLayouts(t *testing.T) {
	leafLink := func(i byte, size, total uint64) link {
		return link{BlockCID(cid.Raw, [32]byte{i}), size, total}
	}
	full := leafLink(1, LeafSize, LeafSize)
	for name, tc := range map[string]struct {
		children []link
		size     int64
	}{
		"lies about its size":       {[]link{full, leafLink(2, 5, 5)}, LeafSize + 6},
		"lies about a leaf":         {[]link{leafLink(1, LeafSize-1, LeafSize), leafLink(2, 6, 5)}, LeafSize + 5},
		"lies about the total":      {[]link{full, leafLink(2, 5, 1<<63)}, LeafSize + 5},
		"too many leaves":           {[]link{full, full, full}, 2 * LeafSize},
		"too few leaves":            {[]link{full, full}, 3 * LeafSize},
		"no leaves":                 {nil, 2 * LeafSize},
		"short leaf first":          {[]link{leafLink(2, 5, 5), full}, LeafSize + 5},
		"a level less than it says": {[]link{full, full}, 1025 * LeafSize},
	} {
		t.Run(name, func(t *testing.T) {
			node, l := parent(tc.children)
			ref := Ref{CID: l.cid.String(), Size: tc.size}
			d, err := Resolve(ref, nodesOf(DAG{Nodes: []Node{node}}))
			if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNotFound) {
				t.Errorf("resolved %d leaves, error %v", len(d.Leaves), err)
			}
		})
	}
}

// A bomb is a DAG of a few blocks, each linking 1024 times to the one below. As long as its size is honest it is an object (of one
// leaf repeated); as soon as it lies it is refused, having asked for no more nodes than the size it claims has.
func TestResolveBoundsABomb(t *testing.T) {
	repeat := func(l link) (Node, link) {
		children := make([]link, maxLinks)
		for i := range children {
			children[i] = l
		}
		return parent(children)
	}
	n1, l1 := repeat(link{BlockCID(cid.Raw, sha256.Sum256(make([]byte, LeafSize))), LeafSize, LeafSize})
	n2, l2 := repeat(l1)
	n3, l3 := repeat(l2)
	nodes := nodesOf(DAG{Nodes: []Node{n1, n2, n3}})
	asked := 0
	count := func(d [32]byte) ([]byte, error) { asked++; return nodes(d) }
	if _, err := Resolve(Ref{l1.cid.String(), 1024 * LeafSize}, count); err != nil || asked != 1 {
		t.Errorf("honest repetition: %d nodes asked for, error %v", asked, err)
	}
	asked = 0
	if _, err := Resolve(Ref{l3.cid.String(), 3000 * LeafSize}, count); !errors.Is(err, ErrCorrupt) || asked > 4 {
		t.Errorf("bomb: %d nodes asked for, error %v", asked, err)
	}
	if _, err := Resolve(Ref{l3.cid.String(), 1 << 62}, count); !errors.Is(err, ErrRef) {
		t.Errorf("bomb with a size beyond all objects: error %v", err)
	}
}

// Whatever a node says, Resolve returns the layout of the size asked for or an error, and never reads beyond the node.
func FuzzResolve(f *testing.F) {
	for _, size := range []int64{LeafSize + 1, 3*LeafSize + 5} {
		d := synthetic(f, size)
		f.Add(d.Nodes[0].Bytes, size)
	}
	f.Add([]byte{0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, int64(2*LeafSize))
	f.Add([]byte{0x12, 38, 0x0a, 36}, int64(2*LeafSize))
	f.Fuzz(func(t *testing.T, node []byte, size int64) {
		digest := sha256.Sum256(node)
		ref := Ref{BlockCID(codecFor(size), digest).String(), size}
		d, err := Resolve(ref, func(want [32]byte) ([]byte, error) {
			if want != digest {
				return nil, ErrNotFound
			}
			return node, nil
		})
		if err != nil || size <= LeafSize {
			return
		}
		if d.Ref != ref || len(d.Nodes) != 1 || !bytes.Equal(d.Nodes[0].Bytes, node) {
			t.Errorf("a node of %d bytes resolved for %d bytes is not the one that Layout makes", len(node), size)
		}
	})
}

func TestImportHandsOverEveryLeafOnce(t *testing.T) {
	for _, n := range []int{0, 1, LeafSize, LeafSize + 1, 9*LeafSize + 3} {
		src := make([]byte, n)
		for i := 0; i < n; i += LeafSize {
			src[i] = byte(1 + i/LeafSize)
		}
		got := make([]byte, n) // leaves write to places of their own
		count := make(chan int, 100)
		d, err := Import(t.Context(), bytes.NewReader(src), func(i int, digest [32]byte, b []byte) error {
			copy(got[i*LeafSize:], b)
			count <- len(b)
			if digest != sha256.Sum256(b) {
				t.Errorf("leaf %d has another digest", i)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, src) || len(count) != len(d.Leaves) || len(d.Leaves) != LeafCount(int64(n)) {
			t.Errorf("%d bytes: %d leaves handed over, %d in the DAG", n, len(count), len(d.Leaves))
		}
	}
}

func TestImportStopsAtTheFirstError(t *testing.T) {
	boom := errors.New("boom")
	for _, n := range []int{5, 20 * LeafSize} {
		src := bytes.NewReader(make([]byte, n))
		if d, err := Import(t.Context(), src, func(int, [32]byte, []byte) error { return boom }); !errors.Is(err, boom) {
			t.Errorf("import %d bytes: %v, error %v, want %v", n, d.Ref, err, boom)
		}
		if n > LeafSize && src.Len() == 0 {
			t.Error("the source was read to its end")
		}
	}
}

func BenchmarkRefOf(b *testing.B) {
	data := make([]byte, 64<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := RefOf(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkObjectRead(b *testing.B) {
	data := make([]byte, 64<<20)
	d, err := Import(context.Background(), bytes.NewReader(data), nil)
	if err != nil {
		b.Fatal(err)
	}
	o := NewObject(d, func(i int, p []byte) error { copy(p, data[i*LeafSize:]); return nil }, nil)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := io.Copy(io.Discard, io.NewSectionReader(o, 0, o.Size())); err != nil {
			b.Fatal(err)
		}
	}
}
