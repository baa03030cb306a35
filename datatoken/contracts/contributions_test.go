package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken/contracts"
)

func TestContributionsVersionIsADigestOfAllBatches(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	if got := k.view(k.contributions, "version", d)[0]; got != [32]byte{} {
		t.Errorf("version of a dataset without batches is %x", got)
	}
	var version common.Hash
	for i := range int64(3) {
		ms := crowd(4, i, func(j int) int64 { return i + int64(j) + 1 })
		root, list := treeOf(ms).root(), common.Hash{byte(i), 5}
		r := k.do(k.curator, k.contributions, "join", d, uint32(i), root, big64(total(ms)), uint32(4), list, "ipfs://list")
		t.Logf("gas %8d  join", r.GasUsed)
		version = crypto.Keccak256Hash(encode("bytes32,uint32,bytes32,uint128,uint32,bytes32",
			version, uint32(i), root, big64(total(ms)), uint32(4), list))
		ev := k.event(r, k.contributions, "Joined")
		if ev["version"] != [32]byte(version) || ev["batch"].(*big.Int).Int64() != i || ev["block_"] != uint32(i) || ev["uri"] != "ipfs://list" {
			t.Errorf("event %v, want version %x", ev, version)
		}
		got := k.view(k.contributions, "batch", d, big64(i))
		if got[0] != [32]byte(root) || got[1].(*big.Int).Int64() != total(ms) || got[2] != [32]byte(version) {
			t.Errorf("batch %d: %v", i, got)
		}
	}
	if got := k.view(k.contributions, "version", d)[0]; got != [32]byte(version) {
		t.Errorf("version %x, want %x", got, version)
	}
	if n := k.number(k.contributions, "batchCount", d); n.Int64() != 3 {
		t.Errorf("%v batches, want 3", n)
	}
	if p := k.pool(d); p.Shares.Int64() != 10+14+18 {
		t.Errorf("%v shares", p.Shares)
	}
}

func TestContributionsRefuse(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	join := func(block uint32, shares int64, members uint32) []any {
		return []any{d, block, common.Hash{1}, big64(shares), members, common.Hash{2}, ""}
	}
	k.fails("NotCurator", k.stranger, k.contributions, "register", d, common.Hash{1}, "")
	k.fails("NoManifest", k.curator, k.contributions, "register", d, common.Hash{}, "")
	k.fails("NotCurator", k.stranger, k.contributions, "join", join(0, 1, 1)...)
	k.fails("BadBatch", k.curator, k.contributions, "join", join(0, 0, 0)...)
	k.fails("BadBatch", k.curator, k.contributions, "join", join(0, 1, 2)...)

	k.fails("AccessManagedUnauthorized", k.curator, k.contributions, "setSuspended", d, true)
	k.do(k.boss, k.contributions, "setSuspended", d, true)
	k.fails("JoinsSuspended", k.curator, k.contributions, "join", join(0, 1, 1)...)
	k.do(k.boss, k.contributions, "setSuspended", d, false)

	fresh := k.deploy(k.boss, "Contributions", k.gov.addr, k.pools.addr)
	k.fails("NotRegistered", k.curator, fresh, "join", join(0, 1, 1)...)
	k.do(k.curator, fresh, "register", d, common.Hash{1}, "")
	k.fails("NotAllowed", k.curator, fresh, "join", join(0, 1, 1)...) // the pools know another contract

	// A new manifest is announced again and changes no version.
	k.do(k.curator, k.contributions, "join", join(0, 1, 1)...)
	before := k.view(k.contributions, "version", d)[0]
	r := k.do(k.curator, k.contributions, "register", d, common.Hash{7}, "ipfs://new")
	if ev := k.event(r, k.contributions, "Registered"); ev["manifest"] != [32]byte{7} || ev["curator"] != k.curator.addr {
		t.Errorf("event %v", ev)
	}
	if got := k.view(k.contributions, "version", d)[0]; got != before {
		t.Errorf("a manifest changed the version")
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
	t.Logf("gas %8d  admit", r.GasUsed)
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
	k.fails("AccessManagedUnauthorized", k.curator, a, "setBanned", other, true)
	k.do(k.boss, a, "setBanned", other, true)
	k.do(k.boss, a, "setBanned", prog, true)
	if admitted(d, other) || admitted(d, prog) {
		t.Error("a banned program is admitted")
	}
	k.do(k.boss, a, "setBanned", prog, false)
	if !admitted(d, prog) {
		t.Error("the ban was lifted")
	}
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
