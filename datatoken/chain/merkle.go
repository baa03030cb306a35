package chain

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// Shares is a Merkle tree over the shares of a batch, as the RoyaltyPools contract verifies it: leaves are hashed twice (so that no inner node
// passes as a leaf), pairs are sorted. Its layout is that of OpenZeppelin's StandardMerkleTree, so the root does not depend on the
// order in which shares are given.
type Shares struct {
	shares []datatoken.Share
	index  map[datatoken.Address]int // position in shares
	place  []int                     // of each share's leaf in nodes
	nodes  []common.Hash             // nodes[0] is the root, children of i are 2i+1 and 2i+2
	total  uint64
}

// maxParts is the most that the parts of a batch can add up to.
const maxParts = 1<<48 - 1

// NewShares builds the tree. It returns ErrBadInput for no shares, a share of nothing, a member twice, or a sum of 2^48 or more.
func NewShares(shares []datatoken.Share) (*Shares, error) {
	if len(shares) == 0 {
		return nil, fmt.Errorf("build share tree: no shares: %w", ErrBadInput)
	}
	t := &Shares{
		shares: slices.Clone(shares),
		index:  make(map[datatoken.Address]int, len(shares)),
		place:  make([]int, len(shares)),
		nodes:  make([]common.Hash, 2*len(shares)-1),
	}
	type leaf struct {
		hash  common.Hash
		share int
	}
	leaves := make([]leaf, len(shares))
	for i, s := range shares {
		if _, twice := t.index[s.Member]; twice {
			return nil, fmt.Errorf("build share tree: member %s twice: %w", s.Member, ErrBadInput)
		}
		if s.Parts == 0 {
			return nil, fmt.Errorf("build share tree: member %s has no parts: %w", s.Member, ErrBadInput)
		}
		if t.total += s.Parts; s.Parts > maxParts || t.total > maxParts {
			return nil, fmt.Errorf("build share tree: too many parts: %w", ErrBadInput)
		}
		t.index[s.Member] = i
		leaves[i] = leaf{leafHash(s), i}
	}
	slices.SortFunc(leaves, func(a, b leaf) int { return cmp.Or(bytes.Compare(a.hash[:], b.hash[:]), cmp.Compare(a.share, b.share)) })
	for i, l := range leaves {
		at := len(t.nodes) - 1 - i
		t.nodes[at], t.place[l.share] = l.hash, at
	}
	for i := len(t.nodes) - len(leaves) - 1; i >= 0; i-- {
		t.nodes[i] = pair(t.nodes[2*i+1], t.nodes[2*i+2])
	}
	return t, nil
}

// Root is the tree's root.
func (t *Shares) Root() datatoken.Hash { return datatoken.Hash(t.nodes[0]) }

// Total is the sum of all parts.
func (t *Shares) Total() uint64 { return t.total }

// Members is the number of shares.
func (t *Shares) Members() int { return len(t.shares) }

// Proof returns a member's parts and the path from its leaf to the root, or ErrBadProof when it has no share.
func (t *Shares) Proof(member datatoken.Address) (parts uint64, path []datatoken.Hash, err error) {
	i, ok := t.index[member]
	if !ok {
		return 0, nil, fmt.Errorf("%s has no share: %w", member, ErrBadProof)
	}
	for at := t.place[i]; at > 0; at = (at - 1) / 2 {
		sibling := at + 1
		if at%2 == 0 {
			sibling = at - 1
		}
		path = append(path, datatoken.Hash(t.nodes[sibling]))
	}
	return t.shares[i].Parts, path, nil
}

// VerifyShare reports whether a share with this path is in the tree of a root.
func VerifyShare(root datatoken.Hash, s datatoken.Share, path []datatoken.Hash) bool {
	at := leafHash(s)
	for _, h := range path {
		at = pair(at, common.Hash(h))
	}
	return at == common.Hash(root)
}

// leafHash is keccak256(keccak256(abi.encode(member, parts))).
func leafHash(s datatoken.Share) common.Hash { return words(words(padded(s.Member), word(s.Parts))) }

func pair(a, b common.Hash) common.Hash {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return crypto.Keccak256Hash(a[:], b[:])
}
