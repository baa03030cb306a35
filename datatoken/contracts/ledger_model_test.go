package contracts_test

import (
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const (
	orders = 16
	most   = 1<<24 - 1 // largest loss of a lane
	bias   = 1 << 31   // of a lane of what is free
)

type lanes [orders]uint64

func (l lanes) words() (w0, w1 *big.Int) {
	w := [2]*big.Int{new(big.Int), new(big.Int)}
	for i, v := range l {
		w[i/8].Or(w[i/8], new(big.Int).Lsh(new(big.Int).SetUint64(v), uint(32*(i%8))))
	}
	return w[0], w[1]
}

func lanesOf(w0, w1 *big.Int) (l lanes) {
	w := [2]*big.Int{w0, w1}
	for i := range l {
		l[i] = new(big.Int).Rsh(w[i/8], uint(32*(i%8))).Uint64() & (1<<32 - 1)
	}
	return l
}

func all(v uint64) (l lanes) {
	for i := range l {
		l[i] = v
	}
	return l
}

func (l lanes) within(m lanes) bool {
	for i := range l {
		if l[i] > m[i] {
			return false
		}
	}
	return true
}

// book is what the contract says of a block.
type book struct {
	Cap, Free lanes
	Head      common.Hash
}

func (c *chain) book(ledger contract, dataset common.Address, block uint32) book {
	c.t.Helper()
	b := convert[struct {
		Cap0, Cap1, Free0, Free1 *big.Int
		Head                     [32]byte
	}](c.view(ledger, "blockOf", dataset, block)[0])
	return book{lanesOf(b.Cap0, b.Cap1), lanesOf(b.Free0, b.Free1), b.Head}
}

// modelBook is what a block should hold, in the plainest terms: each lane a cap and a sum.
type modelBook struct {
	cap, held, committed lanes
	dead                 [orders]bool // as much above the cap as a lane can count, or was so once
	head                 common.Hash
}

func (b *modelBook) says() (s book) {
	s.Cap, s.Head = b.cap, b.head
	for o := range s.Free {
		if !b.dead[o] {
			s.Free[o] = b.cap[o] + bias - b.held[o]
		}
	}
	return s
}

func (b *modelBook) add(job common.Hash, kind uint8, a lanes) {
	for o := range b.dead {
		b.dead[o] = b.dead[o] || b.held[o] >= b.cap[o]+bias
	}
	a0, a1 := a.words()
	b.head = crypto.Keccak256Hash(encode("bytes32,bytes32,uint8,uint256,uint256", b.head, job, kind, a0, a1))
}

func (b *modelBook) admits(v lanes) bool {
	for o := range v {
		if !b.dead[o] && b.held[o]+v[o] <= b.cap[o] {
			return true
		}
	}
	return false
}

type claim struct {
	committed bool
	blocks    []uint32
	v         lanes
}

// ledgerModel is the ledger of one dataset with one operator, who is its curator and its governance, too.
type ledgerModel struct {
	addr, dataset common.Address
	blocks        map[uint32]*modelBook
	claims        map[common.Hash]*claim
}

func newLedgerModel(ledger, dataset common.Address) *ledgerModel {
	return &ledgerModel{ledger, dataset, map[uint32]*modelBook{}, map[common.Hash]*claim{}}
}

func (m *ledgerModel) open(block uint32, caps lanes) bool {
	if m.blocks[block] != nil || !caps.within(all(most-1)) {
		return false
	}
	b := &modelBook{cap: caps, head: crypto.Keccak256Hash(encode("uint256,address,address,uint32", big64(chainID), m.addr, m.dataset, block))}
	b.add(common.Hash{}, 0, caps)
	m.blocks[block] = b
	return true
}

func (m *ledgerModel) reserve(blocks []uint32, job common.Hash, v lanes) bool {
	if m.claims[job] != nil || !v.within(all(most)) || len(blocks) == 0 {
		return false
	}
	for i, n := range blocks {
		if b := m.blocks[n]; b == nil || i > 0 && n <= blocks[i-1] || !b.admits(v) {
			return false
		}
	}
	m.claims[job] = &claim{false, blocks, v}
	for _, n := range blocks {
		b := m.blocks[n]
		for o := range v {
			b.held[o] += v[o]
		}
		b.add(job, 1, v)
	}
	return true
}

func (m *ledgerModel) commit(job common.Hash, blocks []uint32, v, c lanes) bool {
	cl := m.claims[job]
	if cl == nil || cl.committed || !slices.Equal(blocks, cl.blocks) || v != cl.v || !c.within(v) {
		return false
	}
	cl.committed = true
	for _, n := range blocks {
		b := m.blocks[n]
		for o := range c {
			b.held[o] -= v[o] - c[o]
			b.committed[o] += c[o]
		}
		b.add(job, 2, c)
	}
	return true
}

func (m *ledgerModel) setCaps(block uint32, caps lanes, up bool) bool {
	b := m.blocks[block]
	if b == nil || !caps.within(all(most-1)) || up && !b.cap.within(caps) || !up && !caps.within(b.cap) {
		return false
	}
	b.cap = caps
	b.add(common.Hash{}, 3, caps)
	return true
}
