package contracts_test

import (
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const (
	orders = 16
	full   = 1<<32 - 1
	most   = 1<<24 - 1 // largest loss of a lane
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
		l[i] = new(big.Int).Rsh(w[i/8], uint(32*(i%8))).Uint64() & full
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

// ledgerBlock is blockOf's answer.
type ledgerBlock struct {
	Cap0, Cap1, Held0, Held1, Com0, Com1 *big.Int
	Head                                 [32]byte
	Seq                                  uint64
}

// book is what a block should hold, in the plainest terms.
type book struct {
	Cap, Held, Com lanes
	Head           common.Hash
	Seq            uint64
}

func bookOf(b ledgerBlock) book {
	return book{lanesOf(b.Cap0, b.Cap1), lanesOf(b.Held0, b.Held1), lanesOf(b.Com0, b.Com1), b.Head, b.Seq}
}

func (b *book) chain(job common.Hash, kind int64, a lanes) {
	a0, a1 := a.words()
	b.Head = crypto.Keccak256Hash(encode("bytes32,bytes32,uint8,uint256,uint256,uint64", b.Head, job, uint8(kind), a0, a1, b.Seq))
	b.Seq++
}

type claim struct {
	state  int
	blocks []uint32
	v      lanes
}

// ledgerModel is the ledger of one dataset with one operator, who is its curator too.
type ledgerModel struct {
	addr, dataset common.Address
	blocks        map[uint32]*book
	claims        map[common.Hash]*claim
}

func (m *ledgerModel) open(block uint32, caps lanes) {
	b := &book{Cap: caps}
	b.Head = crypto.Keccak256Hash(encode("uint256,address,address,uint32", big64(chainID), m.addr, m.dataset, block))
	b.chain(common.Hash{}, 0, caps)
	m.blocks[block] = b
}

func (m *ledgerModel) reserve(blocks []uint32, job common.Hash, v lanes) bool {
	if m.claims[job] != nil || !v.within(all(most)) || len(blocks) == 0 {
		return false
	}
	for i, n := range blocks {
		b := m.blocks[n]
		if b == nil || i > 0 && n <= blocks[i-1] {
			return false
		}
		fits := false
		for o := range v {
			fits = fits || min(b.Held[o]+v[o], full) <= b.Cap[o]
		}
		if !fits {
			return false
		}
	}
	m.claims[job] = &claim{1, blocks, v}
	for _, n := range blocks {
		b := m.blocks[n]
		for o := range v {
			b.Held[o] = min(b.Held[o]+v[o], full)
		}
		b.chain(job, 1, v)
	}
	return true
}

func (m *ledgerModel) commit(job common.Hash, blocks []uint32, c lanes) bool {
	cl := m.claims[job]
	if cl == nil || cl.state != 1 || !slices.Equal(blocks, cl.blocks) || !c.within(cl.v) {
		return false
	}
	cl.state = 2
	for _, n := range blocks {
		b := m.blocks[n]
		for o := range c {
			if b.Held[o] != full {
				b.Held[o] += c[o] - cl.v[o]
			}
			b.Com[o] = min(b.Com[o]+c[o], full)
		}
		b.chain(job, 2, c)
	}
	return true
}

func (m *ledgerModel) lower(block uint32, caps lanes) bool {
	b := m.blocks[block]
	if b == nil || !caps.within(b.Cap) {
		return false
	}
	b.Cap = caps
	b.chain(common.Hash{}, 3, caps)
	return true
}

func (c *chain) book(ledger contract, dataset common.Address, block uint32) book {
	c.t.Helper()
	return bookOf(convert[ledgerBlock](c.view(ledger, "blockOf", dataset, block)[0]))
}
