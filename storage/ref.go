package storage

import (
	"errors"
	"fmt"

	"github.com/ipfs/go-cid"
)

// ErrRef reports text that is not an acceptable content address.
var ErrRef = errors.New("bad content address")

// Ref is the content address of an immutable object: an IPFS CIDv1 (UnixFS profile unixfs-v1-2025: SHA2-256, 1 MiB raw leaves,
// balanced DAG of at most 1024 links) and the object's size in bytes. Refs are comparable; the zero Ref is invalid.
type Ref struct {
	CID  string `json:"cid"`
	Size int64  `json:"size"`
}

// Check refuses a Ref whose CID is not CIDv1 with codec raw or dag-pb and a 32-byte SHA2-256 digest, or whose size is negative.
func (r Ref) Check() error {
	c, err := cid.Decode(r.CID)
	if err != nil {
		return fmt.Errorf("%q: %w", r.CID, ErrRef)
	}
	p := c.Prefix()
	if p.Version != 1 || (p.Codec != cid.Raw && p.Codec != cid.DagProtobuf) || p.MhType != 0x12 || p.MhLength != 32 || c.String() != r.CID {
		return fmt.Errorf("%q: want base32 CIDv1, raw or dag-pb, sha2-256: %w", r.CID, ErrRef)
	}
	if r.Size < 0 {
		return fmt.Errorf("size %d: %w", r.Size, ErrRef)
	}
	return nil
}

// Digest returns the 32-byte SHA2-256 digest inside the CID: what a contract stores. It panics on a Ref that fails Check.
func (r Ref) Digest() [32]byte {
	c := cid.MustParse(r.CID)
	h := c.Hash()
	return [32]byte(h[len(h)-32:])
}

func (r Ref) String() string { return r.CID }
