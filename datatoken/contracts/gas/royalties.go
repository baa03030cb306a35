package main

import (
	"bytes"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// crowd is a batch of n members with one part each, as a Merkle tree whose inner nodes hash their children in ascending order.
type crowd struct {
	members []common.Address
	levels  [][]common.Hash
}

func newCrowd(n int, name string) crowd {
	c := crowd{members: make([]common.Address, n)}
	level := make([]common.Hash, n)
	for i := range c.members {
		c.members[i] = common.BytesToAddress(crypto.Keccak256([]byte(fmt.Sprint(name, i))))
		level[i] = crypto.Keccak256Hash(crypto.Keccak256(common.LeftPadBytes(c.members[i][:], 32), common.LeftPadBytes([]byte{1}, 32)))
	}
	c.levels = append(c.levels, level)
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
		c.levels = append(c.levels, next)
		level = next
	}
	return c
}

func (c crowd) root() common.Hash { return c.levels[len(c.levels)-1][0] }

func (c crowd) proof(i int) (p [][32]byte) {
	for _, level := range c.levels[:len(c.levels)-1] {
		if s := i ^ 1; s < len(level) {
			p = append(p, level[s])
		}
		i /= 2
	}
	return p
}

// batch says a batch again, as it joined.
type batch struct {
	Root   [32]byte
	Shares uint64
	Acc    *big.Int
}

func (w *world) join(dataset common.Address, c crowd, block uint32) (*types.Receipt, batch) {
	r := w.do(w.curator, w.contributions, "join", dataset, block, c.root(), uint64(len(c.members)), uint32(len(c.members)), word("list", 0), uri)
	ev := w.event(r, w.pools, "BatchJoined")
	return r, batch{field[[32]byte](ev, "root"), field[uint64](ev, "shares"), field[*big.Int](ev, "acc")}
}

func (w *world) pay(dataset common.Address, i int, amount int64) uint64 {
	return w.do(w.payer, w.pools, "pay", dataset, word("job", i), n(amount)).GasUsed
}

// royalties measures pools of three sizes, and one of 131,072 members. Amounts are such that no division is without a remainder.
func (w *world) royalties() {
	sizes := []int{10, 1_000, 100_000}
	var crowds []crowd
	var sets []common.Address
	var batches []batch
	for i, size := range sizes {
		at := w.nft(common.HexToAddress(fmt.Sprintf("0xda7ada7ada7ada7ada7ada7ada7ada7ada7ada%x", 0x11+i)), w.curator.addr)
		w.do(w.curator, w.contributions, "register", at, word("manifest", i+1), uri)
		w.do(w.curator, w.contributions, "setTerms", at, uint32(unlock), uint16(curator_))
		c := newCrowd(size, "member")
		_, b := w.join(at, c, 1)
		sets, crowds, batches = append(sets, at), append(crowds, c), append(batches, b)
	}
	// The first payment of a pool falls into an era of its own; the others into the next.
	for i, at := range sets {
		w.note(paying, fmt.Sprintf("first ever, %s members", thousands(sizes[i])), w.pay(at, 1, 7_000_001))
	}
	w.next(unlock)
	for i, at := range sets {
		w.note(paying, fmt.Sprintf("first of an era, %s members", thousands(sizes[i])), w.pay(at, 2, 7_654_323))
	}
	for i, at := range sets {
		w.note(paying, fmt.Sprintf("steady, %s members", thousands(sizes[i])), w.pay(at, 3, 8_123_457))
	}

	big, c, b := sets[2], crowds[2], batches[2]
	claim := func(i int, proof [][32]byte) uint64 {
		return w.do(w.stranger, w.pools, "claim", big, n(0), b, c.members[i], uint64(1), proof).GasUsed
	}
	w.next(unlock)
	w.note(claiming, "first: 17 hashes of proof, to an account that had nothing", claim(4711, c.proof(4711)))
	w.pay(big, 4, 9_000_001)
	w.next(2 * unlock)
	w.note(claiming, "steady, no payment yet in this era", claim(4711, nil))
	w.pay(big, 5, 9_100_001)
	w.next(unlock)
	w.pay(big, 6, 9_200_001)
	w.note(claiming, "steady, in an era with payments", claim(4711, nil))
	w.note(claiming, "treasury's cut of a dataset", w.do(w.stranger, w.pools, "withdrawTreasury", big).GasUsed)
	w.note(claiming, "curator's cut of a dataset", w.do(w.stranger, w.pools, "withdrawCurator", big).GasUsed)

	r, _ := w.join(w.dataset.addr, newCrowd(131_072, "first"), 1)
	w.note(joining, "join of 131,072 members, one transaction, first batch", r.GasUsed)
	r, _ = w.join(w.dataset.addr, newCrowd(131_072, "second"), 1)
	w.note(joining, "join of 131,072 members, one transaction, later batch", r.GasUsed)

	w.pay(big, 7, 9_300_001)
	end := func(by *account, method string, i int, proof [][32]byte) uint64 {
		return w.do(by, w.contributions, method, big, n(0), b, c.members[i], uint64(1), proof).GasUsed
	}
	w.note(joining, "withdraw a member that never claimed, 17 hashes", end(w.curator, "withdraw", 1, c.proof(1)))
	claim(2, c.proof(2))
	w.note(joining, "withdraw a member that had claimed", end(w.curator, "withdraw", 2, nil))
	w.note(joining, "slash a member that never claimed, 17 hashes", end(w.boss, "slash", 3, c.proof(3)))
	claim(4, c.proof(4))
	w.note(joining, "slash a member that had claimed", end(w.boss, "slash", 4, nil))

	member := w.person("member with a key")
	w.note(joining, "change of payout address, first step", w.do(member, w.pools, "proposePayout", w.stranger.addr).GasUsed)
	w.next(3 * 24 * 3600)
	w.note(joining, "change of payout address, second step", w.do(w.stranger, w.pools, "acceptPayout", member.addr).GasUsed)
}
