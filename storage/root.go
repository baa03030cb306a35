package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/ipfs/go-cid"
)

// RefOfRoot returns the address of the object whose root is block, from the text of its CID alone: what an IPFS tool prints. The error is
// ErrRef for text that is not the CID of an object, and for a block that is the root of none, such as one imported with another profile than
// unixfs-v1-2025; it is ErrCorrupt for a block that does not hash to the CID. It does not look below the root: Resolve does.
func RefOfRoot(id string, block []byte) (Ref, error) {
	ref := Ref{CID: id}
	if err := ref.Check(); err != nil {
		ref.Size = LeafSize + 1 // the smallest object whose root is an inner node
	}
	if err := ref.Check(); err != nil {
		return Ref{}, fmt.Errorf("%.200q: want base32 CIDv1, raw or dag-pb, sha2-256: %w", id, ErrRef)
	}
	if sha256.Sum256(block) != ref.Digest() {
		return Ref{}, fmt.Errorf("root of %s: %w", id, ErrCorrupt)
	}
	size, ok := int64(len(block)), len(block) <= LeafSize
	if ref.Size > LeafSize {
		size, ok = rootSize(block)
	}
	if !ok {
		return Ref{}, fmt.Errorf("%s is no file of the profile unixfs-v1-2025: %w", id, ErrRef)
	}
	return Ref{CID: id, Size: size}, nil
}

// Links returns the digests that an inner node links to, as far as it is written as Layout writes it: at most 1024. It promises nothing
// about the node; Resolve judges it.
func Links(node []byte) [][32]byte { return appendChildren(nil, node) }

// rootSize is the size of the object whose root is this inner node. It reports false unless the node is, to the byte, what Layout writes.
func rootSize(node []byte) (int64, bool) {
	children := appendChildren(nil, node)
	rest := node
	for range children { // appendChildren has seen that they are whole
		n, k := binary.Uvarint(rest[1:])
		rest = rest[1+k+int(n):]
	}
	if len(rest) == 0 || rest[0] != 0x0a {
		return 0, false
	}
	_, k := binary.Uvarint(rest[1:])
	file, ok := bytes.CutPrefix(rest[1+max(0, k):], []byte{0x08, 2, 0x18})
	claim, k := binary.Uvarint(file)
	if !ok || k <= 0 || claim <= LeafSize || claim > MaxSize {
		return 0, false
	}
	size := int64(claim)
	width, codec := int64(LeafSize), uint64(cid.Raw) // of the children
	if size > LeafSize*maxLinks {
		width, codec = LeafSize*maxLinks, cid.DagProtobuf
	}
	if int64(len(children)) != (size+width-1)/width {
		return 0, false
	}
	level := make([]link, len(children))
	for i, digest := range children {
		if i == 0 || i == len(children)-1 {
			level[i] = linkTo(codec, min(width, size-int64(i)*width))
		} else {
			level[i] = level[0]
		}
		level[i].cid = BlockCID(codec, digest)
	}
	want, _ := parent(level)
	return size, bytes.Equal(want.Bytes, node)
}

// linkTo is a link to a leaf, or to an inner node above leaves, with size bytes of an object below. Its digest is of nothing.
func linkTo(codec uint64, size int64) link {
	leaf := func(n int64) link { return link{cid: BlockCID(cid.Raw, [32]byte{}), size: uint64(n), total: uint64(n)} }
	if codec == cid.Raw {
		return leaf(size)
	}
	level := make([]link, LeafCount(size))
	for i := range level {
		level[i] = leaf(min(LeafSize, size-int64(i)*LeafSize))
	}
	_, l := parent(level)
	return l
}
