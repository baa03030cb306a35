package storage

import (
	"errors"
	"fmt"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"
)

// ErrRef reports text that is not an acceptable content address.
var ErrRef = errors.New("bad content address")

// Ref is the content address of an immutable object: an IPFS CIDv1 (UnixFS profile unixfs-v1-2025: SHA2-256, 1 MiB raw leaves,
// balanced DAG of at most 1024 links) and the object's size in bytes. Refs are comparable; the zero Ref is invalid.
type Ref struct {
	CID  string `json:"cid"`
	Size int64  `json:"size"`
}

// Check refuses a Ref whose CID is not the canonical text of a CIDv1 with codec raw or dag-pb and a 32-byte SHA2-256 digest,
// whose size is negative or above MaxSize, or whose codec is not the one for its size: raw for an object of one leaf, dag-pb above.
func (r Ref) Check() error {
	_, err := r.parse()
	return err
}

func (r Ref) parse() (cid.Cid, error) {
	c, err := cid.Decode(r.CID)
	if err != nil {
		return cid.Undef, fmt.Errorf("%q: %w", r.CID, ErrRef)
	}
	p := c.Prefix()
	if p.Version != 1 || p.MhType != multihash.SHA2_256 || p.MhLength != 32 || c.String() != r.CID {
		return cid.Undef, fmt.Errorf("%q: want base32 CIDv1, raw or dag-pb, sha2-256: %w", r.CID, ErrRef)
	}
	if r.Size < 0 || r.Size > MaxSize {
		return cid.Undef, fmt.Errorf("size %d: %w", r.Size, ErrRef)
	}
	if p.Codec != codecFor(r.Size) {
		return cid.Undef, fmt.Errorf("%q: not the kind of address an object of %d bytes has: %w", r.CID, r.Size, ErrRef)
	}
	return c, nil
}

// Digest returns the 32-byte SHA2-256 digest inside the CID: what a contract stores. It panics on a Ref that fails Check.
func (r Ref) Digest() [32]byte {
	c, err := r.parse()
	if err != nil {
		panic(err)
	}
	h := c.Hash()
	return [32]byte(h[len(h)-32:])
}

func (r Ref) String() string { return r.CID }

func codecFor(size int64) uint64 {
	if size > LeafSize {
		return cid.DagProtobuf
	}
	return cid.Raw
}

// BlockCID is the CIDv1 of a block by the SHA2-256 digest of its bytes; the codec is cid.Raw for a leaf, cid.DagProtobuf for an inner node.
func BlockCID(codec uint64, digest [32]byte) cid.Cid {
	return cid.NewCidV1(codec, append(multihash.Multihash{multihash.SHA2_256, 32}, digest[:]...))
}
