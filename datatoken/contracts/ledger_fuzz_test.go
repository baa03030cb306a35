package contracts_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/privacy"
)

// script makes a run of calls from bytes, whatever they are.
type script struct{ rest []byte }

func (s *script) next() byte {
	if len(s.rest) == 0 {
		return 0
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return b
}

// lane is small, at an edge, or anything in between.
func (s *script) lane(most uint64) uint64 {
	b := s.next()
	switch v := uint64(s.next()); b % 8 {
	case 0:
		return 0
	case 1:
		return most
	case 2:
		return most - 1
	case 3:
		return most / (v + 1)
	default:
		return v * v * uint64(b) % (most + 1)
	}
}

func (s *script) lanes(most uint64) (l lanes) {
	for i := range l {
		l[i] = s.lane(most)
	}
	return l
}

func lanesFrom(x [privacy.NumOrders]uint32) (l lanes) {
	for i, v := range x {
		l[i] = uint64(v)
	}
	return l
}

// FuzzLedger gives the same calls to the contract and to privacy.Book. They must admit and refuse the same, and agree in every lane afterwards:
// too few jobs for a lane of the contract to run out, which it does at half the number at which a Book does.
func FuzzLedger(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 40 {
		seed := make([]byte, 4000)
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		s, c, b := &script{in}, newChain(t), privacy.NewBook[uint32]()
		const blocks = 3
		op, dataset := person("operator"), common.HexToAddress("0xda7a")
		c.nft(dataset, op.addr)
		ledger := c.deploy(op, "PrivacyLedger", op.addr)
		call := func(method string, args ...any) bool {
			_, revert := c.send(op.addr, &ledger.addr, c.pack(ledger, method, args))
			return revert == ""
		}
		if !call("setOperator", dataset, op.addr, true) {
			t.Fatal("no operator")
		}
		narrow := func(x lanes) (out [privacy.NumOrders]uint32) {
			for i, v := range x {
				out[i] = uint32(v)
			}
			return out
		}
		loss := func(x lanes) privacy.Loss {
			out, err := privacy.LossFromLanes(narrow(x))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		for k := range uint32(blocks) {
			caps := s.lanes(most - 1)
			c0, c1 := caps.words()
			if !call("open", dataset, k, c0, c1) || b.SetCaps(k, narrow(caps)) != nil {
				t.Fatal("a block does not open")
			}
		}
		for n := 0; len(s.rest) > 0 && n < 200; n++ {
			kind, job := s.next(), [32]byte{s.next() % 16}
			claim, err := b.Claim(job)
			claimed := err == nil
			var did bool
			if kind%2 == 0 {
				var list []uint32
				for k, mask := uint32(0), s.next(); k < blocks; k++ {
					if mask>>k&1 == 1 {
						list = append(list, k)
					}
				}
				x := s.lanes(most)
				v0, v1 := x.words()
				did = call("reserve", dataset, list, job, v0, v1)
				if claimed {
					if did {
						t.Fatal("the contract reserved twice for a job")
					}
					continue
				}
				err = b.Reserve(job, list, loss(x))
			} else {
				x := s.lanes(most)
				if !claimed {
					claim.Blocks = []uint32{0}
				} else if kind%4 == 1 {
					for i, v := range claim.Reserved.Lanes() {
						x[i] %= uint64(v) + 1
					}
				}
				c0, c1 := x.words()
				v0, v1 := lanesFrom(claim.Reserved.Lanes()).words()
				did = call("commit", dataset, job, slices.Clone(claim.Blocks), v0, v1, c0, c1)
				if claim.Committed {
					if did {
						t.Fatal("the contract committed twice for a job")
					}
					continue
				}
				err = b.Commit(job, loss(x))
			}
			if did != (err == nil) {
				t.Fatalf("call %d: the contract did it: %v; the book: %v", n, did, err)
			}
			for k := range uint32(blocks) {
				want, err := b.Budget(k)
				if err != nil {
					t.Fatal(err)
				}
				got, held := c.book(ledger, dataset, k), lanesFrom(want.Held)
				for o, free := range got.Free {
					held[o] += free - bias
				}
				if caps := lanesFrom(want.Caps); got.Cap != caps || held != caps {
					t.Fatalf("call %d, block %d: the contract has %+v, the book %+v", n, k, got, want)
				}
			}
		}
	})
}
