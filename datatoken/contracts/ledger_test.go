package contracts_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
)

// The ledger and the model take the same few thousand random steps, good and bad ones, and must agree on which are refused and on
// every lane and hash afterwards. What the contract's events say alone must then be the same books again.
func TestLedgerAgreesWithModel(t *testing.T) {
	const steps = 3000
	op, dataset := person("operator"), common.HexToAddress("0xda7a")
	c := newChain(t)
	c.nft(dataset, op.addr)
	gov := c.deploy(op, "Governance", op.addr)
	ledger := c.deploy(op, "PrivacyLedger", gov.addr)
	c.do(op, ledger, "setOperator", dataset, op.addr, true)

	m := newLedgerModel(ledger.addr, dataset)
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
	step := func() (method string, args []any, model bool) {
		job := crypto.Keccak256Hash(big64(int64(rng.IntN(2 * steps))).Bytes())
		switch k := rng.IntN(100); {
		case k < 55:
			bs, v := pickBlocks(), loss()
			v0, v1 := v.words()
			jobs = append(jobs, job)
			return "reserve", []any{dataset, bs, job, v0, v1}, m.reserve(bs, job, v)
		case k < 95:
			if len(jobs) > 0 {
				job = jobs[len(jobs)-1-rng.IntN(min(len(jobs), 30))]
			}
			bs, v := pickBlocks(), loss()
			spent := v
			if cl := m.claims[job]; cl != nil && rng.IntN(10) != 0 {
				bs, v, spent = cl.blocks, cl.v, cl.v
				for o := range spent {
					spent[o] -= uint64(rng.Int64N(int64(v[o]) + 1))
				}
				switch o := rng.IntN(orders); rng.IntN(20) {
				case 0:
					spent[o] = v[o] + 1
				case 1:
					v[o]++ // says more than it reserved
				}
			}
			v0, v1 := v.words()
			c0, c1 := spent.words()
			if rng.IntN(4) == 0 {
				return "commitAll", []any{dataset, job, bs, v0, v1}, m.commit(job, bs, v, v)
			}
			return "commit", []any{dataset, job, bs, v0, v1, c0, c1}, m.commit(job, bs, v, spent)
		default:
			block, method := uint32(rng.IntN(3)), "lower"
			caps := m.blocks[block].cap
			o, by := rng.IntN(orders), uint64(rng.IntN(100_000))
			if rng.IntN(2) == 0 {
				method = "raise"
				caps[o] += by
			} else {
				caps[o] -= min(by, caps[o])
			}
			switch o := rng.IntN(orders); rng.IntN(6) {
			case 0:
				caps[o]++
			case 1:
				caps[o]--
			}
			c0, c1 := caps.words()
			return method, []any{dataset, block, c0, c1}, m.setCaps(block, caps, method == "raise")
		}
	}

	done := map[string][2]int{}
	for n := range steps {
		method, args, want := step()
		c.wait(1)
		_, revert := c.send(op.addr, &ledger.addr, c.pack(ledger, method, args))
		if got := revert == ""; got != want {
			t.Fatalf("step %d, %s: ledger says %q, model %v", n, method, revert, want)
		}
		d := done[method]
		if want {
			d[0]++
		} else {
			d[1]++
		}
		done[method] = d
		for block, want := range m.blocks {
			if diff := cmp.Diff(want.says(), c.book(ledger, dataset, block)); diff != "" {
				t.Fatalf("step %d, %s, block %d (-model +ledger):\n%s", n, method, block, diff)
			}
		}
	}
	t.Logf("accepted, refused: %v", done)
	for method, d := range done {
		if d[0] < 10 || d[1] < 10 {
			t.Errorf("%s: %d accepted, %d refused: the run tried too little", method, d[0], d[1])
		}
	}
	if !m.blocks[0].dead[3] {
		t.Error("no lane has run out: the run tried too little")
	}
	if diff := cmp.Diff(m.blocks, c.rebuild(ledger, dataset), cmp.AllowUnexported(modelBook{})); diff != "" {
		t.Errorf("books rebuilt from the events (-model +events):\n%s", diff)
	}
}

// rebuild makes the books of a dataset from nothing but the ledger's events.
func (c *chain) rebuild(ledger contract, dataset common.Address) map[uint32]*modelBook {
	c.t.Helper()
	m := newLedgerModel(ledger.addr, dataset)
	head := func(block uint32, ev map[string]any) {
		c.t.Helper()
		if m.blocks[block].head != ev["head"].([32]byte) {
			c.t.Fatalf("event %v: head %x, recomputed %x", ev, ev["head"], m.blocks[block].head)
		}
	}
	for _, l := range c.logs {
		name, ev := c.decode(ledger, l)
		if ev == nil || ev["dataset"] != dataset {
			continue
		}
		lane := func(w0, w1 string) lanes { return lanesOf(ev[w0].(*big.Int), ev[w1].(*big.Int)) }
		ok := true
		switch name {
		case "Opened":
			ok = m.open(ev["block_"].(uint32), lane("c0", "c1"))
			head(ev["block_"].(uint32), ev)
		case "CapsChanged":
			block, caps := ev["block_"].(uint32), lane("c0", "c1")
			ok = m.setCaps(block, caps, m.blocks[block].cap.within(caps))
			head(block, ev)
		case "Reserved":
			blocks := ev["blocks"].([]uint32)
			ok = m.reserve(blocks, ev["job"].([32]byte), lane("v0", "v1"))
			head(blocks[0], ev)
		case "Committed":
			job := common.Hash(ev["job"].([32]byte))
			blocks := ev["blocks"].([]uint32)
			ok = m.commit(job, blocks, m.claims[job].v, lane("c0", "c1"))
			head(blocks[0], ev)
		}
		if !ok {
			c.t.Fatalf("the model refuses the event %s %v", name, ev)
		}
	}
	return m.blocks
}

type ledgerKit struct {
	*chain
	gov, ledger                    contract
	curator, operator, other, boss *account
	dataset, theirs                common.Address
}

// newLedger has two open blocks with a cap of 1000 at every order.
func newLedger(t *testing.T) ledgerKit {
	k := ledgerKit{chain: newChain(t), curator: person("curator"), operator: person("operator"), other: person("other"), boss: person("boss"),
		dataset: common.HexToAddress("0xda7a"), theirs: common.HexToAddress("0xe71")}
	k.nft(k.dataset, k.curator.addr)
	k.nft(k.theirs, k.other.addr)
	k.gov = k.deploy(k.boss, "Governance", k.boss.addr)
	k.ledger = k.deploy(k.boss, "PrivacyLedger", k.gov.addr)
	for block := range uint32(2) {
		k.do(k.curator, k.ledger, "open", capArgs(k.dataset, block, all(1000))...)
	}
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, true)
	return k
}

func (k ledgerKit) reserveArgs(blocks []uint32, job byte, v lanes) []any {
	v0, v1 := v.words()
	return []any{k.dataset, blocks, common.Hash{job}, v0, v1}
}

func (k ledgerKit) commitArgs(job byte, blocks []uint32, v, c lanes) []any {
	v0, v1 := v.words()
	c0, c1 := c.words()
	return []any{k.dataset, common.Hash{job}, blocks, v0, v1, c0, c1}
}

func capArgs(dataset common.Address, block uint32, caps lanes) []any {
	c0, c1 := caps.words()
	return []any{dataset, block, c0, c1}
}

// left is what the first order of a block has left of its cap; negative if more is held.
func (k ledgerKit) left(block uint32) int64 {
	k.t.Helper()
	return int64(k.book(k.ledger, k.dataset, block).Free[0]) - bias
}

func TestLedgerReservesInAllBlocksOrNone(t *testing.T) {
	k := newLedger(t)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{1}, 1, all(600))...)
	before := k.book(k.ledger, k.dataset, 0)
	bad := k.reserveArgs([]uint32{0, 1}, 2, all(500))
	if _, revert := k.send(k.operator.addr, &k.ledger.addr, k.pack(k.ledger, "reserve", bad)); revert != "OverBudget" {
		t.Fatalf("reservation over budget: %q", revert)
	}
	if diff := cmp.Diff(before, k.book(k.ledger, k.dataset, 0)); diff != "" {
		t.Errorf("a refused reservation changed a block with room (-before +after):\n%s", diff)
	}
	// One order with room is enough, even if all others are far above their caps.
	v := all(most)
	v[15] = 400
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 2, v)...)
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{1}, 3, all(1))...)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 4, all(0))...)
}

func TestLedgerRefuses(t *testing.T) {
	k := newLedger(t)
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.boss.addr, true)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 1, all(10))...)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0, 1}, 9, all(10))...)
	k.do(k.operator, k.ledger, "commit", k.commitArgs(9, []uint32{0, 1}, all(10), all(4))...)
	over := all(10)
	over[7] = 11
	both := []uint32{0, 1}
	tests := map[string]struct {
		want   string
		from   *account
		method string
		args   []any
	}{
		"foreign operator":           {"NotOperator", k.other, "reserve", k.reserveArgs([]uint32{0}, 2, all(1))},
		"curator as operator":        {"NotOperator", k.curator, "reserve", k.reserveArgs([]uint32{0}, 2, all(1))},
		"replay":                     {"AlreadyClaimed", k.operator, "reserve", k.reserveArgs(both, 1, all(10))},
		"job of another operator":    {"AlreadyClaimed", k.boss, "reserve", k.reserveArgs(both, 1, all(10))},
		"replay after commit":        {"AlreadyClaimed", k.operator, "reserve", k.reserveArgs(both, 9, all(10))},
		"no blocks":                  {"BadBlocks", k.operator, "reserve", k.reserveArgs(nil, 2, all(1))},
		"same block twice":           {"BadBlocks", k.operator, "reserve", k.reserveArgs([]uint32{1, 1}, 2, all(1))},
		"descending blocks":          {"BadBlocks", k.operator, "reserve", k.reserveArgs([]uint32{1, 0}, 2, all(1))},
		"block not open":             {"NotOpen", k.operator, "reserve", k.reserveArgs([]uint32{0, 9}, 2, all(1))},
		"lane too wide":              {"BadLanes", k.operator, "reserve", k.reserveArgs([]uint32{0}, 2, all(most+1))},
		"commit of nothing":          {"NotReserved", k.operator, "commit", k.commitArgs(2, []uint32{0}, all(0), all(0))},
		"commit by another":          {"NotReserved", k.boss, "commit", k.commitArgs(1, both, all(10), all(10))},
		"commit by a stranger":       {"NotReserved", k.other, "commit", k.commitArgs(1, both, all(10), all(10))},
		"commit above reservation":   {"Exceeds", k.operator, "commit", k.commitArgs(1, both, all(10), over)},
		"commit of wide lanes":       {"Exceeds", k.operator, "commit", k.commitArgs(1, both, all(10), all(1<<31))},
		"commit says more":           {"NotReserved", k.operator, "commit", k.commitArgs(1, both, over, over)},
		"commit says less":           {"NotReserved", k.operator, "commit", k.commitArgs(1, both, all(9), all(9))},
		"commit of fewer blocks":     {"NotReserved", k.operator, "commit", k.commitArgs(1, []uint32{0}, all(10), all(10))},
		"commit of other blocks":     {"NotReserved", k.operator, "commit", k.commitArgs(1, []uint32{0, 2}, all(10), all(10))},
		"commit twice":               {"NotReserved", k.operator, "commit", k.commitArgs(9, both, all(10), all(4))},
		"commit what is left":        {"NotReserved", k.operator, "commit", k.commitArgs(9, both, all(4), all(0))},
		"commit all of nothing":      {"NotReserved", k.operator, "commitAll", k.commitArgs(2, []uint32{0}, all(0), all(0))[:5]},
		"commit all by another":      {"NotReserved", k.boss, "commitAll", k.commitArgs(1, both, all(10), all(0))[:5]},
		"commit all, says more":      {"NotReserved", k.operator, "commitAll", k.commitArgs(1, both, over, over)[:5]},
		"commit all, says less":      {"NotReserved", k.operator, "commitAll", k.commitArgs(1, both, all(0), all(0))[:5]},
		"commit all twice":           {"NotReserved", k.operator, "commitAll", k.commitArgs(9, both, all(10), all(4))[:5]},
		"open twice":                 {"AlreadyOpen", k.curator, "open", capArgs(k.dataset, 0, all(5))},
		"open by a stranger":         {"NotCurator", k.other, "open", capArgs(k.dataset, 5, all(5))},
		"cap at the limit":           {"BadLanes", k.curator, "open", capArgs(k.dataset, 5, all(most))},
		"cap beyond the limit":       {"BadLanes", k.curator, "open", capArgs(k.dataset, 5, all(1<<31))},
		"lower that rises":           {"BadLanes", k.curator, "lower", capArgs(k.dataset, 0, all(1001))},
		"lower to something wide":    {"BadLanes", k.curator, "lower", capArgs(k.dataset, 0, all(1<<31))},
		"lower by a stranger":        {"NotCurator", k.other, "lower", capArgs(k.dataset, 0, all(1))},
		"lower of a closed block":    {"NotOpen", k.curator, "lower", capArgs(k.dataset, 9, all(1))},
		"raise by the curator":       {"AccessManagedUnauthorized", k.curator, "raise", capArgs(k.dataset, 0, all(2000))},
		"raise that falls":           {"BadLanes", k.boss, "raise", capArgs(k.dataset, 0, all(999))},
		"raise to the limit":         {"BadLanes", k.boss, "raise", capArgs(k.dataset, 0, all(most))},
		"raise of a closed block":    {"NotOpen", k.boss, "raise", capArgs(k.dataset, 9, all(1))},
		"operator set by a stranger": {"NotCurator", k.other, "setOperator", []any{k.dataset, k.other.addr, true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { k.in(t).fails(tt.want, tt.from, k.ledger, tt.method, tt.args...) })
	}
}

func TestLedgerCommitReleasesTheRest(t *testing.T) {
	k := newLedger(t)
	blocks := []uint32{0, 1}
	r := k.do(k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 1, all(900))...)
	t.Logf("gas %8d  reserve, two blocks, first", r.gas)
	if got := k.event(r, k.ledger, "Reserved"); got["head"] != [32]byte(k.book(k.ledger, k.dataset, 0).Head) || got["operator"] != k.operator.addr {
		t.Errorf("event %v: its head is not that of the first block", got)
	}
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 2, all(700))...)
	// Dismissed operators bring home what they have reserved, and reserve nothing more.
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, false)
	r = k.do(k.operator, k.ledger, "commit", k.commitArgs(1, blocks, all(900), all(300))...)
	t.Logf("gas %8d  commit, two blocks", r.gas)
	k.fails("NotOperator", k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 2, all(1))...)
	k.do(k.curator, k.ledger, "setOperator", k.dataset, k.operator.addr, true)
	if got := k.left(1); got != 700 {
		t.Errorf("%d left, want 700", got)
	}
	r = k.do(k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 2, all(700))...)
	t.Logf("gas %8d  reserve, two blocks, later", r.gas)
	for job, want := range []uint8{0, 2, 1} {
		if got := k.view(k.ledger, "stateOf", k.dataset, common.Hash{byte(job)})[0]; got != want {
			t.Errorf("job %d: state %v, want %d", job, got, want)
		}
	}
	// What comes back is any lane's: here only the last one's.
	v := all(0)
	v[15] = 5
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 5, v)...)
	k.do(k.operator, k.ledger, "commit", k.commitArgs(5, blocks, v, all(0))...)
	if got := k.book(k.ledger, k.dataset, 0).Free; got != all(bias) {
		t.Errorf("free %v, want nothing left in every lane", got)
	}
	// All of it was spent: nothing comes back.
	r = k.do(k.operator, k.ledger, "commitAll", k.commitArgs(2, blocks, all(700), all(700))[:5]...)
	t.Logf("gas %8d  commitAll, two blocks", r.gas)
	k.fails("NotReserved", k.operator, k.ledger, "commitAll", k.commitArgs(2, blocks, all(700), all(700))[:5]...)
	k.fails("NotReserved", k.operator, k.ledger, "commit", k.commitArgs(2, blocks, all(700), all(0))...)
	if got := k.left(0); got != 0 {
		t.Errorf("%d left, want 0", got)
	}
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs(blocks, 3, all(1))...)
}

// A stranger with a dataset of its own cannot take a job's name away.
func TestLedgerJobsOfOtherDatasets(t *testing.T) {
	k := newLedger(t)
	k.do(k.other, k.ledger, "open", capArgs(k.theirs, 0, all(1000))...)
	k.do(k.other, k.ledger, "setOperator", k.theirs, k.other.addr, true)
	args := k.reserveArgs([]uint32{0}, 1, all(10))
	args[0] = k.theirs
	k.do(k.other, k.ledger, "reserve", args...)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 1, all(10))...)
	k.fails("NotOperator", k.other, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(10))...)
	commit := k.commitArgs(1, []uint32{0}, all(10), all(0))
	commit[0] = k.theirs
	k.fails("NotReserved", k.operator, k.ledger, "commit", commit...)
}

// Caps fall at once and rise only after the delay that governance has set.
func TestLedgerCaps(t *testing.T) {
	k := newLedger(t)
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 1, all(500))...)
	k.do(k.curator, k.ledger, "lower", capArgs(k.dataset, 0, all(400))...)
	if got := k.left(0); got != -100 {
		t.Errorf("%d left, want -100", got)
	}
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(0))...)
	k.do(k.operator, k.ledger, "commit", k.commitArgs(1, []uint32{0}, all(500), all(390))...) // room again, by what came back
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 2, all(10))...)
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 3, all(1))...)

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
	k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 3, all(1600))...)
	if got := k.book(k.ledger, k.dataset, 0); got.Cap != all(2000) || got.Free != all(bias) {
		t.Errorf("cap %d, free %d", got.Cap[0], got.Free[0])
	}
}

// A lane that has run out of numbers stays so for ever, whatever comes back and however far its cap rises; its neighbours do not notice.
func TestLedgerLaneRunsOut(t *testing.T) {
	k := newLedger(t)
	v := all(0)
	v[4], v[5] = most, 1
	const enough = 129 // times most is above 2^31 + 1000
	for job := range byte(enough) {
		k.do(k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, job+1, v)...)
	}
	want := all(bias + 1000)
	want[4], want[5] = 0, bias+1000-enough
	if got := k.book(k.ledger, k.dataset, 0).Free; got != want {
		t.Errorf("free %v, want %v", got, want)
	}
	for job := range byte(enough) {
		k.do(k.operator, k.ledger, "commit", k.commitArgs(job+1, []uint32{0}, v, all(0))...)
	}
	k.do(k.boss, k.ledger, "raise", capArgs(k.dataset, 0, all(most-1))...)
	want = all(bias + most - 1)
	want[4] = 0
	if got := k.book(k.ledger, k.dataset, 0).Free; got != want {
		t.Errorf("free %v after all came back, want %v", got, want)
	}
	v = all(most)
	v[4] = 0
	k.fails("OverBudget", k.operator, k.ledger, "reserve", k.reserveArgs([]uint32{0}, 200, v)...)
}
