package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken/contracts"
)

func (k *poolsKit) version(dataset common.Address) common.Hash {
	k.t.Helper()
	return k.view(k.contributions, "version", dataset)[0].([32]byte)
}

func TestContributionsVersionIsADigestOfAllThatJoinedAndLeft(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	if got := k.version(d); got != (common.Hash{}) {
		t.Errorf("version of a dataset without batches is %x", got)
	}
	var version common.Hash
	var batches []*batch
	for i := range int64(3) {
		ms := crowd(4, i, func(j int) uint64 { return uint64(i) + uint64(j) + 1 })
		b := &batch{d, i, saidBatch{treeOf(ms).root(), total(ms), big64(0)}, ms, treeOf(ms)}
		batches = append(batches, b)
		root, list := b.tr.root(), common.Hash{byte(i), 5}
		r := k.do(k.curator, k.contributions, "join", d, uint32(i), root, total(ms), uint32(4), list, "ipfs://list")
		t.Logf("gas %8d  join", r.gas)
		version = crypto.Keccak256Hash(encode("bytes32,uint32,bytes32,uint64,uint32,bytes32",
			version, uint32(i), root, total(ms), uint32(4), list))
		ev := k.event(r, k.contributions, "Joined")
		if ev["version"] != [32]byte(version) || ev["batch"].(*big.Int).Int64() != i || ev["block_"] != uint32(i) || ev["uri"] != "ipfs://list" ||
			ev["root"] != [32]byte(root) || ev["shares"] != total(ms) || ev["members"] != uint32(4) || ev["list"] != [32]byte(list) {
			t.Errorf("event %v, want version %x", ev, version)
		}
		digest := crypto.Keccak256Hash(encode("bytes32,uint64,uint256", root, total(ms), big64(0)))
		if got := k.view(k.pools, "batchOf", d, big64(i))[0]; got != [32]byte(digest) {
			t.Errorf("batch %d: %x, want %x", i, got, digest)
		}
	}
	if got := k.version(d); got != version {
		t.Errorf("version %x, want %x", got, version)
	}
	if p := k.pool(d); p.Shares.Int64() != 10+14+18 || p.Batches != 3 {
		t.Errorf("pool %+v", p)
	}

	// Who leaves is in the version too: a job says whose records it still read.
	b := batches[1]
	left := func(i int, r receipt) {
		t.Helper()
		version = crypto.Keccak256Hash(encode("bytes32,uint256,address", version, big64(1), b.ms[i].addr))
		if ev := k.event(r, k.contributions, "Left"); ev["version"] != [32]byte(version) || ev["member"] != b.ms[i].addr || k.version(d) != version {
			t.Errorf("event %v, want version %x", ev, version)
		}
	}
	r := k.do(k.curator, k.contributions, "withdraw", b.seat(2)...)
	t.Logf("gas %8d  withdraw", r.gas)
	left(2, r)
	left(0, k.do(&account{addr: b.ms[0].addr}, k.contributions, "withdraw", b.seat(0)...))
	r = k.do(k.boss, k.contributions, "slash", b.seat(1)...)
	t.Logf("gas %8d  slash", r.gas)
	left(1, r)
	if p := k.pool(d); p.Shares.Int64() != 42-4-2-3 {
		t.Errorf("%v shares", p.Shares)
	}
}

func TestContributionsRefuse(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	join := func(block uint32, shares uint64, members uint32) []any {
		return []any{d, block, common.Hash{1}, shares, members, common.Hash{2}, ""}
	}
	k.fails("NotCurator", k.stranger, k.contributions, "register", d, common.Hash{1}, "")
	k.fails("NoManifest", k.curator, k.contributions, "register", d, common.Hash{}, "")
	k.fails("NotCurator", k.stranger, k.contributions, "join", join(0, 1, 1)...)
	k.fails("BadBatch", k.curator, k.contributions, "join", join(0, 0, 0)...)
	k.fails("BadBatch", k.curator, k.contributions, "join", join(0, 1, 2)...)

	k.fails("AccessManagedUnauthorized", k.curator, k.contributions, "suspend", d)
	k.do(k.boss, k.contributions, "suspend", d)
	k.fails("JoinsSuspended", k.curator, k.contributions, "join", join(0, 1, 1)...)
	k.fails("AccessManagedUnauthorized", k.curator, k.contributions, "resume", d)
	k.do(k.boss, k.contributions, "resume", d)

	fresh := k.deploy(k.boss, "Contributions", k.gov.addr, k.pools.addr)
	k.fails("NotRegistered", k.curator, fresh, "join", join(0, 1, 1)...)
	k.do(k.curator, fresh, "register", d, common.Hash{1}, "")
	k.fails("NotAllowed", k.curator, fresh, "join", join(0, 1, 1)...) // the pools know another contract

	// A new manifest is announced again and changes no version.
	k.do(k.curator, k.contributions, "join", join(0, 1, 1)...)
	before := k.version(d)
	r := k.do(k.curator, k.contributions, "register", d, common.Hash{7}, "ipfs://new")
	if ev := k.event(r, k.contributions, "Registered"); ev["manifest"] != [32]byte{7} || ev["curator"] != k.curator.addr {
		t.Errorf("event %v", ev)
	}
	if k.version(d) != before {
		t.Errorf("a manifest changed the version")
	}
}

// A member is taken out by its own hand or the curator's. It keeps what it earned, and what is locked of it unlocks as it would have.
func TestContributionsWithdraw(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	k.setTerms(d, 1000, 0)
	b := k.join(d, crowd(4, 1, func(i int) uint64 { return uint64(i) + 1 }))
	self := &account{addr: b.ms[0].addr}
	neighbour := &account{addr: b.ms[1].addr}
	k.time = (k.time/1000+1)*1000 + 1
	k.pay(d, 10_000)
	for _, who := range []*account{k.stranger, neighbour, k.boss, k.payer} {
		k.fails("NotCurator", who, k.contributions, "withdraw", b.seat(0)...)
	}
	before := k.version(d)
	wrong := b.seat(0)
	wrong[4] = uint64(2)
	k.fails("BadProof", self, k.contributions, "withdraw", wrong...)
	if k.version(d) != before {
		t.Error("a refused withdrawal changed the version")
	}
	k.do(self, k.contributions, "withdraw", b.seat(0)...)
	k.fails("AlreadyEnded", self, k.contributions, "withdraw", b.seat(0)...)
	k.fails("AlreadyEnded", k.curator, k.contributions, "withdraw", b.seat(0)...)
	k.do(k.curator, k.contributions, "withdraw", b.seat(3)...)

	k.pay(d, 5_000) // 1,000 a share for the two who are left
	want := func(i int, free, locked int64) {
		t.Helper()
		if f, l := k.owed(b, i); f != free || l != locked {
			t.Errorf("member %d: %d unlocked and %d locked, want %d and %d", i, f, l, free, locked)
		}
	}
	for i, locked := range []int64{1_000, 4_000, 6_000, 4_000} {
		want(i, 0, locked)
	}
	k.time = (k.time/1000+1)*1000 + 250
	want(0, 250, 750)
	want(1, 1_000, 3_000)
	want(3, 1_000, 3_000)
	k.wait(-1)
	k.claim(b, 0)
	k.wait(750)
	for i, amount := range []int64{1_000, 4_000, 6_000, 4_000} {
		k.claim(b, i)
		if got := k.balance(b.ms[i].addr); got != amount {
			t.Errorf("member %d has %d, want %d", i, got, amount)
		}
		want(i, 0, 0)
	}

	// One that never claimed may leave, too, and joins again only as a new batch.
	k.fails("NothingOwed", k.stranger, k.pools, "claim", b.seat(0)...)
	again := k.join(d, []member{{self.addr, 5}})
	k.pay(d, 10_000)
	k.wait(2000)
	want(0, 0, 0)
	if free, _ := k.owed(again, 0); free != 5_000 {
		t.Errorf("who joined again is owed %d, want 5000", free)
	}
}

// A slashed member loses exactly what is locked, and the others have it.
func TestContributionsSlash(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	k.setTerms(d, 1000, 0)
	b := k.join(d, crowd(3, 1, func(i int) uint64 { return []uint64{2, 1, 1}[i] }))
	bad := &account{addr: b.ms[0].addr}
	k.time = (k.time/1000+1)*1000 - 2
	k.pay(d, 4_000) // in the last second of an era
	k.time += 251
	k.claim(b, 0) // 251 seconds of the next: a little over a quarter of its 2,000
	k.time += 99
	k.pay(d, 40) // wholly locked
	k.time += 99
	for _, who := range []*account{bad, k.curator, k.stranger} {
		k.fails("AccessManagedUnauthorized", who, k.contributions, "slash", b.seat(0)...)
	}
	r := k.do(k.boss, k.contributions, "slash", b.seat(0)...) // at 451 seconds of the era
	ev := k.event(r, k.pools, "Ended")
	if ev["slashed"] != true || ev["kept"].(*big.Int).Int64() != 902 || ev["forfeited"].(*big.Int).Int64() != 2_020-902 {
		t.Errorf("event %v, want 902 kept and 1118 forfeited", ev)
	}
	k.fails("AlreadyEnded", k.boss, k.contributions, "slash", b.seat(0)...)
	k.fails("AlreadyEnded", bad, k.contributions, "withdraw", b.seat(0)...)
	k.fails("AlreadyEnded", k.curator, k.contributions, "withdraw", b.seat(0)...)
	want := func(i int, free, locked int64) {
		t.Helper()
		if f, l := k.owed(b, i); f != free || l != locked {
			t.Errorf("member %d: %d unlocked and %d locked, want %d and %d", i, f, l, free, locked)
		}
	}
	want(0, 902-502, 0)
	want(1, 451, 549+10+559)
	k.pay(d, 20)
	k.time += 3000
	want(0, 400, 0)
	for i, amount := range []int64{902, 1_000 + 10 + 559 + 10, 1_579} {
		k.claim(b, i)
		if got := k.balance(b.ms[i].addr); got != amount {
			t.Errorf("member %d has %d, want %d", i, got, amount)
		}
	}
	if got := k.balance(k.pools.addr); got != 0 {
		t.Errorf("%d left over", got)
	}

	// The last member's forfeit waits for the next one.
	only := k.join(k.datasets[1], crowd(1, 2, one))
	k.setTerms(k.datasets[2], 1000, 0)
	last := k.join(k.datasets[2], crowd(1, 3, one))
	k.pay(k.datasets[2], 500)
	k.do(k.boss, k.contributions, "slash", last.seat(0)...)
	if p := k.pool(k.datasets[2]); p.Parked.Int64() != 500 || p.Shares.Sign() != 0 {
		t.Errorf("pool %+v", p)
	}
	heir := k.join(k.datasets[2], crowd(1, 4, one))
	k.pay(k.datasets[2], 1)
	k.time += 2000
	if free, _ := k.owed(heir, 0); free != 501 {
		t.Errorf("the next member is owed %d, want 501", free)
	}
	// Where royalties unlock at once there is nothing to lose.
	k.pay(k.datasets[1], 70)
	r = k.do(k.boss, k.contributions, "slash", only.seat(0)...)
	if ev := k.event(r, k.pools, "Ended"); ev["kept"].(*big.Int).Int64() != 70 || ev["forfeited"].(*big.Int).Sign() != 0 {
		t.Errorf("event %v", ev)
	}
	k.claim(only, 0)
}

// Slashing is announced before it happens: who leaves meanwhile loses what is locked all the same, and leaves once.
func TestContributionsLeavingDoesNotSaveFromSlash(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	k.setTerms(d, 1000, 0)
	b := k.join(d, crowd(2, 1, one))
	bad := &account{addr: b.ms[0].addr}
	k.time = (k.time/1000+1)*1000 - 2
	k.pay(d, 2_000)
	k.do(bad, k.contributions, "withdraw", b.seat(0)...)
	k.pay(d, 300) // the other's alone
	left := k.version(d)
	k.time = (k.time/1000)*1000 + 399
	ev := k.event(k.do(k.boss, k.contributions, "slash", b.seat(0)...), k.pools, "Ended")
	if ev["kept"].(*big.Int).Int64() != 400 || ev["forfeited"].(*big.Int).Int64() != 600 {
		t.Errorf("event %v, want 400 kept and 600 forfeited", ev)
	}
	if p := k.pool(d); p.Shares.Int64() != 1 || k.version(d) != left {
		t.Errorf("it left twice: %d shares", p.Shares)
	}
	k.fails("AlreadyEnded", k.boss, k.contributions, "slash", b.seat(0)...)
	k.fails("AlreadyEnded", bad, k.contributions, "withdraw", b.seat(0)...)
	k.wait(5000)
	k.claim(b, 0)
	k.claim(b, 1)
	if bad, other := k.balance(b.ms[0].addr), k.balance(b.ms[1].addr); bad != 400 || other != 1_900 {
		t.Errorf("they have %d and %d, want 400 and 1900", bad, other)
	}
}

func TestAlgorithms(t *testing.T) {
	k := newPools(t, 0)
	a := k.deploy(k.boss, "Algorithms", k.gov.addr)
	d, prog, other := k.datasets[0], common.Hash{1}, common.Hash{2}
	admitted := func(dataset common.Address, digest common.Hash) bool {
		return k.view(a, "admitted", dataset, digest)[0].(bool)
	}

	k.fails("NotCurator", k.stranger, a, "admit", d, prog, uint8(1))
	k.fails("NotCurator", k.stranger, a, "setOpen", d, true)
	k.fails("NotAdmitted", k.curator, a, "revoke", d, prog)
	r := k.do(k.curator, a, "admit", d, prog, uint8(3))
	t.Logf("gas %8d  admit", r.gas)
	if !admitted(d, prog) || admitted(d, other) || admitted(k.datasets[1], prog) {
		t.Error("an approval is for one digest on one dataset")
	}
	k.fails("AlreadyAdmitted", k.curator, a, "admit", d, prog, uint8(4))
	k.fails("NotCurator", k.stranger, a, "revoke", d, prog)
	k.do(k.curator, a, "revoke", d, prog)
	if admitted(d, prog) {
		t.Error("admitted after revocation")
	}
	k.fails("PolicyFixed", k.curator, a, "admit", d, prog, uint8(4))
	k.do(k.curator, a, "admit", d, prog, uint8(3))
	if got := k.view(a, "policyOf", d, prog); got[0] != true || got[1] != uint8(3) {
		t.Errorf("policy %v", got)
	}

	k.do(k.curator, a, "setOpen", d, true)
	if !admitted(d, other) || admitted(k.datasets[1], other) {
		t.Error("open admits every program of one dataset")
	}
	k.fails("AccessManagedUnauthorized", k.curator, a, "ban", other)
	k.do(k.boss, a, "ban", other)
	k.do(k.boss, a, "ban", prog)
	if admitted(d, other) || admitted(d, prog) {
		t.Error("a banned program is admitted")
	}
	k.fails("AccessManagedUnauthorized", k.curator, a, "unban", prog)
	k.do(k.boss, a, "unban", prog)
	if !admitted(d, prog) || admitted(d, other) {
		t.Error("one ban was lifted")
	}
}

// Governance grows into a DAO without a new deployment: each function has its role, a ban falls at once and is lifted after a delay.
func TestGovernanceHandsOver(t *testing.T) {
	k := newPools(t, 0)
	a := k.deploy(k.boss, "Algorithms", k.gov.addr)
	council, lists := person("council"), person("lists")
	selector := func(method string) [][4]byte { return [][4]byte{[4]byte(a.abi.Methods[method].ID)} }
	k.do(k.boss, k.gov, "setTargetFunctionRole", a.addr, selector("ban"), uint64(1))
	k.do(k.boss, k.gov, "setTargetFunctionRole", a.addr, selector("unban"), uint64(2))
	k.do(k.boss, k.gov, "grantRole", uint64(1), council.addr, uint32(0))
	k.do(k.boss, k.gov, "grantRole", uint64(2), lists.addr, uint32(3600))
	k.fails("AccessManagedUnauthorized", lists, a, "ban", common.Hash{1})
	k.do(council, a, "ban", common.Hash{1})
	k.fails("AccessManagedUnauthorized", council, a, "unban", common.Hash{1})
	k.do(lists, k.gov, "schedule", a.addr, k.pack(a, "unban", []any{common.Hash{1}}), big64(0))
	k.fails("AccessManagerNotReady", lists, a, "unban", common.Hash{1})
	k.wait(3601)
	k.do(lists, a, "unban", common.Hash{1})
	k.fails("AccessManagedUnauthorized", k.boss, a, "ban", common.Hash{1}) // the administrator has given it away
}

func TestStable(t *testing.T) {
	k := newPools(t, 0)
	k.fails("NotMinter", k.stranger, k.token, "mint", k.stranger.addr, big64(1))
	if got := k.view(k.token, "decimals")[0]; got != uint8(6) {
		t.Errorf("decimals %v", got)
	}
	if got := k.view(k.token, "symbol")[0]; got != "TUSD" {
		t.Errorf("symbol %v", got)
	}
}

func TestArtifactUnknown(t *testing.T) {
	if _, _, err := contracts.Artifact("../contracts"); err == nil {
		t.Error("no error for a name that is no contract")
	}
}
