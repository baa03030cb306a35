package contracts_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken/contracts"
	"github.com/stintdao/stint/privacy"
)

// bareLedger is the contract in a machine without a chain around it: thousands of calls a second.
type bareLedger struct {
	t    testing.TB
	conf *runtime.Config
	addr common.Address
	abi  abi.ABI
}

var bareDataset = common.HexToAddress("0xda7a")

func newBareLedger(t testing.TB) bareLedger {
	t.Helper()
	raw, bin, err := contracts.Artifact("PrivacyLedger")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := abi.JSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	me := common.HexToAddress("0x0be")
	db.SetCode(bareDataset, nft(me).Code, tracing.CodeChangeUnspecified)
	conf := &runtime.Config{ChainConfig: params.MergedTestChainConfig, Origin: me, State: db, GasLimit: 1 << 30, Random: new(common.Hash)}
	args, err := parsed.Pack("", me)
	if err != nil {
		t.Fatal(err)
	}
	_, addr, _, err := runtime.Create(append(bytes.Clone(bin), args...), conf)
	if err != nil {
		t.Fatal(err)
	}
	l := bareLedger{t, conf, addr, parsed}
	if !l.call("setOperator", bareDataset, me, true) {
		t.Fatal("no operator")
	}
	return l
}

func (l bareLedger) raw(method string, args ...any) ([]byte, error) {
	l.t.Helper()
	in, err := l.abi.Pack(method, args...)
	if err != nil {
		l.t.Fatal(err)
	}
	out, _, err := runtime.Call(l.addr, in, l.conf)
	return out, err
}

// call reports whether the contract did it.
func (l bareLedger) call(method string, args ...any) bool {
	l.t.Helper()
	_, err := l.raw(method, args...)
	return err == nil
}

func (l bareLedger) budget(block uint32) (b privacy.Budget) {
	l.t.Helper()
	out, err := l.raw("blockOf", bareDataset, block)
	if err != nil {
		l.t.Fatal(err)
	}
	list, err := l.abi.Unpack("blockOf", out)
	if err != nil {
		l.t.Fatal(err)
	}
	got := *abi.ConvertType(list[0], new(ledgerBlock)).(*ledgerBlock)
	for to, from := range map[*[privacy.NumOrders]uint32]lanes{&b.Caps: lanesOf(got.Cap0, got.Cap1), &b.Held: lanesOf(got.Held0, got.Held1), &b.Committed: lanesOf(got.Com0, got.Com1)} {
		for i, v := range from {
			to[i] = uint32(v)
		}
	}
	return b
}

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

// FuzzLedger gives the same calls to the contract and to privacy.Book. They must admit and refuse the same, and agree in every lane afterwards.
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
		s, l, b := &script{in}, newBareLedger(t), privacy.NewBook[uint32]()
		const blocks = 3
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
			if !l.call("open", bareDataset, k, c0, c1) || b.SetCaps(k, narrow(caps)) != nil {
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
				did = l.call("reserve", bareDataset, list, job, v0, v1)
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
				did = l.call("commit", bareDataset, job, slices.Clone(claim.Blocks), c0, c1)
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
				if got := l.budget(k); got != want {
					t.Fatalf("call %d, block %d: the contract has %+v, the book %+v", n, k, got, want)
				}
			}
		}
	})
}
