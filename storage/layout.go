package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/ipfs/go-cid"
)

// The layout of profile unixfs-v1-2025 (IPIP-499). It is a pure function of the leaf digests and the size, so a DAG that claims
// to be an object is never trusted: it is computed again.
const (
	// LeafSize is the length of every leaf but the last, in bytes: 1 MiB.
	LeafSize = 1 << 20
	// MaxSize is the length of the longest object, in bytes: 1 TiB, which is two levels of inner nodes.
	MaxSize = LeafSize * maxLinks * maxLinks

	maxLinks = 1024
	cidSize  = 36 // version, codec, hash, length, 32 bytes of digest
)

// DAG is the Merkle tree of an object: its address, the SHA2-256 digests of its leaves in order, and its inner nodes, every one
// after its children, so the root is last. An object of at most one leaf has no inner nodes: its leaf is its root.
type DAG struct {
	Ref    Ref
	Leaves [][32]byte
	Nodes  []Node
}

// Node is an inner node of a DAG: a DAG-PB block that holds a UnixFS file header and links.
type Node struct {
	Digest [32]byte // SHA2-256 of Bytes
	Bytes  []byte
}

// LeafLen is the length of leaf i in bytes.
func (d DAG) LeafLen(i int) int { return int(min(LeafSize, d.Ref.Size-int64(i)*LeafSize)) }

// LeafCount is the number of leaves of an object of size bytes. The empty object has one leaf, which is empty.
func LeafCount(size int64) int { return int(max(1, (size+LeafSize-1)/LeafSize)) }

// Layout computes the DAG of an object of size bytes from the digests of its leaves. The number of leaves must be LeafCount(size),
// otherwise the error is ErrRef.
func Layout(leaves [][32]byte, size int64) (DAG, error) {
	if size < 0 || size > MaxSize || len(leaves) != LeafCount(size) {
		return DAG{}, fmt.Errorf("lay out %d bytes in %d leaves: %w", size, len(leaves), ErrRef)
	}
	d := DAG{Ref: Ref{Size: size}, Leaves: leaves}
	level := make([]link, len(leaves))
	for i, digest := range leaves {
		n := uint64(d.LeafLen(i))
		level[i] = link{cid: BlockCID(cid.Raw, digest), size: n, total: n}
	}
	for len(level) > 1 {
		var up []link
		for ; len(level) > 0; level = level[min(maxLinks, len(level)):] {
			node, l := parent(level[:min(maxLinks, len(level))])
			d.Nodes = append(d.Nodes, node)
			up = append(up, l)
		}
		level = up
	}
	d.Ref.CID = level[0].cid.String()
	return d, nil
}

// link points from an inner node to a child.
type link struct {
	cid   cid.Cid
	size  uint64 // bytes of the object below
	total uint64 // bytes of all blocks below, DAG-PB's Tsize
}

// parent encodes the inner node above children, and the link to it. The encoding is that of the DAG-PB specification (links
// before data, an empty name present) around a UnixFS message of type file with unpacked block sizes, in field order.
func parent(children []link) (Node, link) {
	var sum link
	var file []byte // the block sizes of the UnixFS message
	out := make([]byte, 0, len(children)*(cidSize+16))
	for _, c := range children {
		body := binary.AppendUvarint(append(append([]byte{0x0a, cidSize}, c.cid.Bytes()...), 0x12, 0, 0x18), c.total)
		out = append(binary.AppendUvarint(append(out, 0x12), uint64(len(body))), body...)
		file = binary.AppendUvarint(append(file, 0x20), c.size)
		sum.size += c.size
		sum.total += c.total
	}
	file = append(binary.AppendUvarint([]byte{0x08, 2, 0x18}, sum.size), file...)
	out = append(binary.AppendUvarint(append(out, 0x0a), uint64(len(file))), file...)
	digest := sha256.Sum256(out)
	sum.cid = BlockCID(cid.DagProtobuf, digest)
	sum.total += uint64(len(out))
	return Node{Digest: digest, Bytes: out}, sum
}

// Resolve recovers the DAG of the object at ref from its inner nodes, which node returns by digest. Nodes come from anywhere: each
// is checked against its digest, no more of them are asked for than an object of ref.Size has, and the result is ErrCorrupt unless
// it is exactly the layout of such an object. Errors of node are returned wrapped.
func Resolve(ref Ref, node func(digest [32]byte) ([]byte, error)) (DAG, error) {
	if err := ref.Check(); err != nil {
		return DAG{}, err
	}
	widths := []int{LeafCount(ref.Size)} // of the levels, from the leaves up
	for widths[len(widths)-1] > 1 {
		widths = append(widths, (widths[len(widths)-1]+maxLinks-1)/maxLinks)
	}
	level := [][32]byte{ref.Digest()}
	for i := len(widths) - 2; i >= 0; i-- {
		down := make([][32]byte, 0, min(widths[i], len(level)*maxLinks))
		for _, digest := range level {
			b, err := node(digest)
			if err != nil {
				return DAG{}, fmt.Errorf("read inner node: %w", err)
			}
			if sha256.Sum256(b) != digest {
				return DAG{}, fmt.Errorf("inner node of %s: %w", ref, ErrCorrupt)
			}
			down = appendChildren(down, b)
		}
		if len(down) != widths[i] {
			return DAG{}, fmt.Errorf("%s has not the layout of %d bytes: %w", ref, ref.Size, ErrCorrupt)
		}
		level = down
	}
	d, err := Layout(level, ref.Size)
	if err != nil {
		return DAG{}, err
	}
	if d.Ref != ref {
		return DAG{}, fmt.Errorf("%s has not the layout of %d bytes: %w", ref, ref.Size, ErrCorrupt)
	}
	return d, nil
}

// appendChildren appends the digests an inner node links to. It reads no further than the first byte that is not as parent writes
// it: what else the node holds is judged by computing the node again.
func appendChildren(to [][32]byte, node []byte) [][32]byte {
	for n := 0; n < maxLinks && len(node) > 0 && node[0] == 0x12; n++ {
		size, k := binary.Uvarint(node[1:])
		if k <= 0 || size < 2+cidSize || size > uint64(len(node)-1-k) {
			return to
		}
		body := node[1+k:][:size]
		if !bytes.HasPrefix(body, []byte{0x0a, cidSize}) {
			return to
		}
		to = append(to, [32]byte(body[2+cidSize-32:2+cidSize]))
		node = node[1+k+int(size):]
	}
	return to
}
