package ipfs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	unixfs "github.com/ipfs/boxo/ipld/unixfs/io"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/storagetest"
)

// kept is a DAG service that keeps inner nodes.
type kept struct {
	ipld.DAGService
	nodes map[string][]byte
}

func (k kept) Add(_ context.Context, n ipld.Node) error {
	if n.Cid().Prefix().Codec == cid.DagProtobuf {
		k.nodes[n.Cid().String()] = n.RawData()
	}
	return nil
}

func (k kept) AddMany(ctx context.Context, all []ipld.Node) error {
	for _, n := range all {
		k.Add(ctx, n)
	}
	return nil
}

// boxo imports what the splitter yields as the profile unixfs-v1-2025 does, with boxo's own importer.
func boxo(t testing.TB, split chunk.Splitter, builder cid.Builder) (string, map[string][]byte) {
	t.Helper()
	k := kept{nodes: map[string][]byte{}}
	profile := unixfs.UnixFS_v1_2025
	if profile.FileDAGWidth != 1024 || !profile.RawLeaves {
		t.Fatalf("boxo's profile is %+v", profile)
	}
	params := helpers.DagBuilderParams{Maxlinks: profile.FileDAGWidth, RawLeaves: profile.RawLeaves, CidBuilder: builder, Dagserv: k}
	db, err := params.New(split)
	if err != nil {
		t.Fatal(err)
	}
	root, err := balanced.Layout(db)
	if err != nil {
		t.Fatal(err)
	}
	return root.Cid().String(), k.nodes
}

var v1 = cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256}

func nodesOf(d storage.DAG) map[string][]byte {
	m := map[string][]byte{}
	for _, n := range d.Nodes {
		c := cid.NewCidV1(cid.DagProtobuf, append(multihash.Multihash{multihash.SHA2_256, 32}, n.Digest[:]...))
		m[c.String()] = n.Bytes
	}
	return m
}

func TestLayoutEqualsBoxo(t *testing.T) {
	const leaf = storage.LeafSize
	for name, size := range map[string]int{
		"empty": 0, "one byte": 1, "leaf less one": leaf - 1, "leaf": leaf, "leaf and one": leaf + 1, "three leaves": 3 * leaf, "and some": 3*leaf + 12345,
	} {
		t.Run(name, func(t *testing.T) {
			data := storagetest.Bytes(9, size)
			want, nodes := boxo(t, chunk.NewSizeSplitter(bytes.NewReader(data), leaf), v1)
			d, err := storage.Import(t.Context(), bytes.NewReader(data), nil)
			if err != nil {
				t.Fatal(err)
			}
			if d.Ref.CID != want {
				t.Errorf("root %s, boxo's is %s", d.Ref.CID, want)
			}
			if diff := cmp.Diff(nodes, nodesOf(d)); diff != "" {
				t.Errorf("inner nodes differ (-boxo +ours):\n%s", diff)
			}
		})
	}
}

// leaves is a splitter that yields leaves of the right length without content.
type leaves struct {
	left int
	last int
	zero []byte
}

func (l *leaves) Reader() io.Reader { return nil }

func (l *leaves) NextBytes() ([]byte, error) {
	if l.left == 0 {
		return nil, io.EOF
	}
	if l.left--; l.left == 0 {
		return l.zero[:l.last], nil
	}
	return l.zero, nil
}

func leafDigest(i uint64) [32]byte { return sha256.Sum256(binary.BigEndian.AppendUint64(nil, i)) }

// numbered is a CID builder that gives leaf i leafDigest(i) instead of hashing it.
type numbered struct {
	cid.Builder
	codec uint64
	next  *uint64
}

func (n numbered) Sum(b []byte) (cid.Cid, error) {
	if n.codec != cid.Raw {
		return n.Builder.Sum(b)
	}
	digest := leafDigest(*n.next)
	*n.next++
	return cid.NewCidV1(cid.Raw, append(multihash.Multihash{multihash.SHA2_256, 32}, digest[:]...)), nil
}

func (n numbered) GetCodec() uint64 { return n.codec }

func (n numbered) WithCodec(c uint64) cid.Builder {
	return numbered{n.Builder.WithCodec(c), c, n.next}
}

func TestLayoutOfManyLeavesEqualsBoxo(t *testing.T) {
	zero := make([]byte, storage.LeafSize)
	for _, tc := range []struct{ count, last int }{{1023, 7}, {1024, storage.LeafSize}, {1025, 1}, {2048, storage.LeafSize}, {2049, 1}, {5000, 99}} {
		want, nodes := boxo(t, &leaves{tc.count, tc.last, zero}, numbered{v1, v1.Codec, new(uint64)})
		digests := make([][32]byte, tc.count)
		for i := range digests {
			digests[i] = leafDigest(uint64(i))
		}
		d, err := storage.Layout(digests, int64(tc.count-1)*storage.LeafSize+int64(tc.last))
		if err != nil {
			t.Fatal(err)
		}
		if d.Ref.CID != want {
			t.Errorf("%d leaves: root %s, boxo's is %s", tc.count, d.Ref.CID, want)
		}
		if !cmp.Equal(nodes, nodesOf(d)) {
			t.Errorf("%d leaves: inner nodes differ", tc.count)
		}
	}
}
