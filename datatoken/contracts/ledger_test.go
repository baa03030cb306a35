package contracts_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
)

// The ledger and the model take the same few thousand random steps, good and bad ones, and must agree on which are refused and on
// every lane and hash afterwards.
func TestLedgerAgreesWithModel(t *testing.T) {
	const steps, perBlock = 3000, 50
	op := person("operator")
	dataset := common.HexToAddress("0xda7a")
	c := newChain(t, types.GenesisAlloc{dataset: nft(op.addr)}, op)
	gov := c.deploy(op, "Governance", op.addr)
	ledger := c.deploy(op, "PrivacyLedger", gov.addr)
	c.do(op, ledger, "setOperator", dataset, op.addr, true)

	m := ledgerModel{ledger.addr, dataset, map[uint32]*book{}, map[common.Hash]*claim{}}
	rng := rand.New(rand.NewPCG(1, 2))
	for block := range uint32(3) {
		var caps lanes
		for o := range caps {
			caps[o] = 2_000_000 + uint64(rng.IntN(6_000_000))
		}
		c0, c1 := caps.words()
		c.do(op, ledger, "open", dataset, block, c0, c1)
		m.open(block, caps)
	}

	var jobs []common.Hash
	pickBlocks := func() (bs []uint32) {
		for b := range uint32(3) {
			if rng.IntN(2) == 0 {
				bs = append(bs, b)
			}
		}
		switch rng.IntN(20) {
		case 0:
			bs = append(bs, 7) // not open
		case 1:
			slices.Reverse(bs)
		}
		return bs
	}
	loss := func() (l lanes) {
		for o := range l {
			switch {
			case o%4 == 3 && rng.IntN(5) != 0:
				l[o] = most // an order where the loss is unbounded: such lanes fill up
			case rng.IntN(400) == 0:
				l[o] = most + 1
			default:
				l[o] = uint64(rng.IntN(12_000))
			}
		}
		return l
	}
	step := func() (method string, args []any, model func() bool) {
		job := crypto.Keccak256Hash(big64(int64(rng.IntN(2 * steps))).Bytes())
		switch k := rng.IntN(100); {
		case k < 55:
			bs, v := pickBlocks(), loss()
			v0, v1 := v.words()
			jobs = append(jobs, job)
			return "reserve", []any{dataset, bs, job, v0, v1}, func() bool { return m.reserve(bs, job, v) }
		case k < 98:
			if len(jobs) > 0 {
				job = jobs[len(jobs)-1-rng.IntN(min(len(jobs), 30))]
			}
			// The model is some steps behind here, so blocks and reservation are not always known: guesses are among the bad steps.
			bs, v := pickBlocks(), loss()
			if cl := m.claims[job]; cl != nil && rng.IntN(10) != 0 {
				bs, v = cl.blocks, cl.v
				for o := range v {
					v[o] -= uint64(rng.Int64N(int64(v[o]) + 1))
				}
				if o := rng.IntN(orders); rng.IntN(20) == 0 {
					v[o] = cl.v[o] + 1
				}
			}
			c0, c1 := v.words()
			return "commit", []any{dataset, job, bs, c0, c1}, func() bool { return m.commit(job, bs, v) }
		default:
			block := uint32(rng.IntN(3))
			caps := m.blocks[block].Cap
			caps[rng.IntN(orders)] -= uint64(rng.IntN(1000))
			if o := rng.IntN(orders); rng.IntN(3) == 0 {
				caps[o]++
			}
			c0, c1 := caps.words()
			return "lower", []any{dataset, block, c0, c1}, func() bool { return m.lower(block, caps) }
		}
	}

	done := map[string][2]int{}
	for n := 0; n < steps; n += perBlock {
		type sent struct {
			tx     common.Hash
			method string
			model  func() bool
		}
		var batch []sent
		for range perBlock {
			method, args, model := step()
			batch = append(batch, sent{c.post(op, &ledger.addr, c.pack(ledger, method, args), 1_000_000), method, model})
		}
		c.mine(batch[perBlock-1].tx)
		for i, s := range batch {
			got, want := c.receipt(s.tx).Status == types.ReceiptStatusSuccessful, s.model()
			if got != want {
				t.Fatalf("step %d, %s: ledger says %v, model %v", n+i, s.method, got, want)
			}
			d := done[s.method]
			if got {
				d[0]++
			} else {
				d[1]++
			}
			done[s.method] = d
		}
		for block, want := range m.blocks {
			if diff := cmp.Diff(*want, c.book(ledger, dataset, block)); diff != "" {
				t.Fatalf("after step %d, block %d (-model +ledger):\n%s", n+perBlock, block, diff)
			}
		}
	}
	t.Logf("accepted, refused: %v", done)
	for method, d := range done {
		if d[0] < 10 || d[1] < 10 {
			t.Errorf("%s: %d accepted, %d refused: the run tried too little", method, d[0], d[1])
		}
	}
	if m.blocks[0].Held[3] != full {
		t.Error("no lane has filled up: the run tried too little")
	}
}

type ledgerKit struct {
	*chain
	gov, ledger                    contract
	curator, operator, other, boss *account
	dataset                        common.Address
}

func newLedger(t *testing.T) ledgerKit {
	k := ledgerKit{curator: person("curator"), operator: person("operator"), other: person("other"), boss: person("boss"),
		dataset: common.HexToAddress("0xda7a")}
	k.chain = newChain(t, types.GenesisAlloc{k.dataset: nft(k.curator.addr), common.HexToAddress("0xe71"): nft(k.other.addr)},
		k.curator, k.operator, k.other, k.boss)
	k.gov = k.deploy(k.boss, "Governance", k.boss.addr)
	k.ledger = k.deploy(k.boss, "PrivacyLedger", k.gov.addr)
	for block := range uint32(2) {
		c0, c1 := all(1000).words()
		k.do(k.curator, k.ledger, "open", k.dataset, block, c0, c1)
	}
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, true)
	return k
}

func (k ledgerKit) reserveArgs(blocks []uint32, job byte, v lanes) []any {
	v0, v1 := v.words()
	return []any{k.dataset, blocks, common.Hash{job}, v0, v1}
}

func (k ledgerKit) commitArgs(job byte, blocks []uint32, v lanes) []any {
	v0, v1 := v.words()
	return []any{k.dataset, common.Hash{job}, blocks, v0, v1}
}

func TestLedgerReservesInAllBlocksOrNone(t *testing.T) {
	k := newLedger(t)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{1}, 1, all(600))...)
	before := k.book(k.ledger, k.dataset, 0)
	bad := k.reserveArgs([]uint32{0, 1}, 2, all(500))
	k.fails("OverBudget", k.operator, k.ledger, "reserve", bad...)
	if r := k.mine(k.post(k.operator, &k.ledger.addr, k.pack(k.ledger, "reserve", bad), txGas)); r.Status != types.ReceiptStatusFailed {
		t.Fatal("reservation over budget was accepted")
	}
	if diff := cmp.Diff(before, k.book(k.ledger, k.dataset, 0)); diff != "" {
		t.Errorf("a refused reservation changed a block with room (-before +after):\n%s", diff)
	}
	// One order with room is enough, even if all others are far above their caps.
	v := all(most)
	v[15] = 400
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 2, v)...)
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{1}, 3, all(1))...)
}

func TestLedgerRefuses(t *testing.T) {
	k := newLedger(t)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 1, all(10))...)
	over := all(10)
	over[7] = 11
	tests := map[string]struct {
		want   string
		from   *account
		method string
		args   []any
	}{
		"foreign operator":           {"NotOperator", k.other, "reserve", k.reserveArgs([]uint32{0}, 2, all(1))},
		"curator as operator":        {"NotOperator", k.curator, "reserve", k.reserveArgs([]uint32{0}, 2, all(1))},
		"replay":                     {"AlreadyClaimed", k.operator, "reserve", k.reserveArgs([]uint32{0, 1}, 1, all(10))},
		"no blocks":                  {"BadBlocks", k.operator, "reserve", k.reserveArgs(nil, 2, all(1))},
		"same block twice":           {"BadBlocks", k.operator, "reserve", k.reserveArgs([]uint32{1, 1}, 2, all(1))},
		"descending blocks":          {"BadBlocks", k.operator, "reserve", k.reserveArgs([]uint32{1, 0}, 2, all(1))},
		"block not open":             {"NotOpen", k.operator, "reserve", k.reserveArgs([]uint32{0, 9}, 2, all(1))},
		"lane too wide":              {"BadLanes", k.operator, "reserve", k.reserveArgs([]uint32{0}, 2, all(most+1))},
		"commit of nothing":          {"NotReserved", k.operator, "commit", k.commitArgs(2, []uint32{0}, all(0))},
		"commit by another":          {"NotOperator", k.other, "commit", k.commitArgs(1, []uint32{0, 1}, all(10))},
		"commit above reservation":   {"Exceeds", k.operator, "commit", k.commitArgs(1, []uint32{0, 1}, over)},
		"commit of fewer blocks":     {"BadBlocks", k.operator, "commit", k.commitArgs(1, []uint32{0}, all(10))},
		"commit of other blocks":     {"BadBlocks", k.operator, "commit", k.commitArgs(1, []uint32{0, 2}, all(10))},
		"open twice":                 {"AlreadyOpen", k.curator, "open", capArgs(k.dataset, 0, all(5))},
		"open by a stranger":         {"NotCurator", k.other, "open", capArgs(k.dataset, 5, all(5))},
		"cap at the limit":           {"BadLanes", k.curator, "open", capArgs(k.dataset, 5, all(most))},
		"lower that rises":           {"BadLanes", k.curator, "lower", capArgs(k.dataset, 0, all(1001))},
		"lower by a stranger":        {"NotCurator", k.other, "lower", capArgs(k.dataset, 0, all(1))},
		"lower of a closed block":    {"NotOpen", k.curator, "lower", capArgs(k.dataset, 9, all(1))},
		"raise by the curator":       {"AccessManagedUnauthorized", k.curator, "raise", capArgs(k.dataset, 0, all(2000))},
		"raise that falls":           {"BadLanes", k.boss, "raise", capArgs(k.dataset, 0, all(999))},
		"raise to the limit":         {"BadLanes", k.boss, "raise", capArgs(k.dataset, 0, all(most))},
		"operator set by a stranger": {"NotCurator", k.other, "setOperator", []any{k.dataset, k.other.addr, true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := k
			k.chain = &chain{t, k.sim, k.abis}
			k.fails(tt.want, tt.from, k.ledger, tt.method, tt.args...)
		})
	}
}

func capArgs(dataset common.Address, block uint32, caps lanes) []any {
	c0, c1 := caps.words()
	return []any{dataset, block, c0, c1}
}

func TestLedgerCommitReleasesTheRest(t *testing.T) {
	k := newLedger(t)
	blocks := []uint32{0, 1}
	r := k.do(k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 1, all(900))...)
	t.Logf("gas %8d  reserve, two blocks, first", r.GasUsed)
	if got := k.event(r, k.ledger, "Reserved"); got["head"] != [32]byte(k.book(k.ledger, k.dataset, 0).Head) {
		t.Error("the event's head is not that of the first block")
	}
	// Dismissed operators bring home what they have reserved, and reserve nothing more.
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, false)
	r = k.do(k.operator, k.ledger, "commit", k.commitArgs(1, blocks, all(300))...)
	t.Logf("gas %8d  commit, two blocks", r.GasUsed)
	k.fails("NotReserved", k.operator, k.ledger, "commit", k.commitArgs(1, blocks, all(300))...)
	k.fails("NotOperator", k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 2, all(1))...)
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, true)
	k.fails("AlreadyClaimed", k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 1, all(1))...)

	got := k.book(k.ledger, k.dataset, 1)
	if got.Held != all(300) || got.Com != all(300) {
		t.Errorf("held %v, committed %v, want 300 each", got.Held, got.Com)
	}
	r = k.do(k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 2, all(700))...)
	t.Logf("gas %8d  reserve, two blocks, later", r.GasUsed)
	if got := k.view(k.ledger, "stateOf", k.dataset, common.Hash{1})[0]; got != uint8(2) {
		t.Errorf("state %v, want 2", got)
	}
	type claimView struct {
		Operator       common.Address
		State          uint8
		BlocksHash     [32]byte
		V0, V1, C0, C1 *big.Int
	}
	cl := convert[claimView](k.view(k.ledger, "claimOf", k.dataset, common.Hash{1})[0])
	if lanesOf(cl.V0, cl.V1) != all(900) || lanesOf(cl.C0, cl.C1) != all(300) || cl.Operator != k.operator.addr || cl.State != 2 {
		t.Errorf("claim %+v", cl)
	}
}

// A stranger with a dataset of its own cannot take a job's name away.
func TestLedgerJobsOfOtherDatasets(t *testing.T) {
	k := newLedger(t)
	theirs := common.HexToAddress("0xe71")
	k.do(k.other, k.ledger, "open", capArgs(theirs, 0, all(1000))...)
	k.do(k.other, k.ledger, "setOperator", theirs, k.other.addr, true)
	args := k.reserveArgs([]uint32{0}, 1, all(10))
	args[0] = theirs
	k.do(k.other, k.ledger, "reserve", args...)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 1, all(10))...)
	k.fails("NotOperator", k.other, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(10))...)
}

// Caps fall at once and rise only after the delay that governance has set.
func TestLedgerCaps(t *testing.T) {
	k := newLedger(t)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 1, all(500))...)
	k.do(k.curator, k.ledger, "lower", capArgs(k.dataset, 0, all(400))...)
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(0))...)

	const role, delay = uint64(7), uint32(10 * 24 * 3600)
	selector := [4]byte(k.ledger.abi.Methods["raise"].ID)
	k.do(k.boss, k.gov, "setTargetFunctionRole", k.ledger.addr, [][4]byte{selector}, role)
	k.do(k.boss, k.gov, "grantRole", role, k.other.addr, delay)
	raise := capArgs(k.dataset, 0, all(2000))
	call := k.pack(k.ledger, "raise", raise)
	k.fails("AccessManagedUnauthorized", k.boss, k.ledger, "raise", raise...)
	k.do(k.other, k.gov, "schedule", k.ledger.addr, call, big64(0))
	k.fails("AccessManagerNotReady", k.other, k.ledger, "raise", raise...)
	k.wait(int64(delay) + 1)
	k.do(k.other, k.ledger, "raise", raise...)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(1500))...)
	if got := k.book(k.ledger, k.dataset, 0); got.Cap != all(2000) || got.Held != all(2000) || got.Seq != 5 {
		t.Errorf("cap %d, held %d, seq %d", got.Cap[0], got.Held[0], got.Seq)
	}
}
