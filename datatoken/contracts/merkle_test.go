package contracts_test

import (
	"bytes"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

type member struct {
	addr  common.Address
	parts uint64
}

func (m member) leaf() common.Hash {
	return crypto.Keccak256Hash(crypto.Keccak256(encode("address,uint64", m.addr, m.parts)))
}

// tree is a Merkle tree over members whose inner nodes hash their children in ascending order; an odd node rises as it is.
type tree [][]common.Hash

func treeOf(ms []member) tree {
	level := make([]common.Hash, len(ms))
	for i, m := range ms {
		level[i] = m.leaf()
	}
	t := tree{level}
	for len(level) > 1 {
		var next []common.Hash
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) {
				next = append(next, level[i])
				continue
			}
			a, b := level[i], level[i+1]
			if bytes.Compare(a[:], b[:]) > 0 {
				a, b = b, a
			}
			next = append(next, crypto.Keccak256Hash(a[:], b[:]))
		}
		t = append(t, next)
		level = next
	}
	return t
}

func (t tree) root() common.Hash { return t[len(t)-1][0] }

func (t tree) proof(i int) (p [][32]byte) {
	for _, level := range t[:len(t)-1] {
		if s := i ^ 1; s < len(level) {
			p = append(p, level[s])
		}
		i /= 2
	}
	return p
}

func total(ms []member) (n uint64) {
	for _, m := range ms {
		n += m.parts
	}
	return n
}

// crowd makes n members; salt keeps different crowds apart.
func crowd(n int, salt int64, parts func(i int) uint64) []member {
	ms := make([]member, n)
	for i := range ms {
		ms[i] = member{common.BytesToAddress(crypto.Keccak256(encode("uint256,uint256", big64(salt), big64(int64(i))))), parts(i)}
	}
	return ms
}

func one(int) uint64 { return 1 }
