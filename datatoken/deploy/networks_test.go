package deploy_test

import (
	"context"
	"crypto/rand"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
	"github.com/stintdao/stint/datatoken/deploy/deploytest"
	"github.com/stintdao/stint/datatoken/devchain"
)

const chainID = 1337

func signer(t testing.TB, name string) deploy.Signer {
	t.Helper()
	s, err := deploy.Key(deploytest.Key(name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func embedded(t testing.TB, funded ...datatoken.Address) deploy.Node {
	t.Helper()
	c, err := devchain.Open(devchain.Config{Dir: t.TempDir(), ChainID: chainID, Funded: funded, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return ethclient.NewClient(c.RPC())
}

// TestNetworks: the same deployment on three chains, of two different EVMs, costs the same gas in every step and leaves the same code everywhere.
func TestNetworks(t *testing.T) {
	type result struct {
		gas  map[string]uint64
		code map[string]common.Hash
		at   datatoken.Addresses
	}
	var first *result
	for _, chain := range []struct {
		name string
		open func(testing.TB) deploy.Node
	}{
		{"embedded", func(t testing.TB) deploy.Node { return embedded(t, deploytest.Account("deployer")) }},
		{"simulated", func(t testing.TB) deploy.Node {
			return deploytest.Simulated(t, chainID, deploytest.Account("deployer")).Node
		}},
		{"anvil", func(t testing.TB) deploy.Node {
			return deploytest.Anvil(t, chainID, deploytest.Account("deployer")).Node
		}},
	} {
		t.Run(chain.name, func(t *testing.T) {
			ctx := context.Background()
			node := chain.open(t)
			got := result{gas: map[string]uint64{}, code: map[string]common.Hash{}}
			var created []datatoken.Address
			var sum uint64
			a, err := deploy.Run(ctx, node, signer(t, "deployer"), config(), deploy.Options{
				Journal: filepath.Join(t.TempDir(), "journal"),
				Progress: func(s deploy.Step) {
					got.gas[s.Name] = s.Gas
					sum += s.Gas
					if !s.Creates.IsZero() {
						created = append(created, s.Creates)
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			got.at = a
			got.at.Start = 0 // a chain may have blocks of its own before
			for _, at := range created {
				b, err := node.CodeAt(ctx, common.Address(at), nil)
				if err != nil || len(b) == 0 {
					t.Fatalf("no code at %s (%v)", at, err)
				}
				got.code[at.String()] = crypto.Keccak256Hash(b)
			}
			report, err := deploy.Check(ctx, node, a, deploy.Expect{Admin: admin, Council: council, Delays: &delays})
			if err != nil || len(report.Findings) > 0 {
				t.Errorf("check finds %v (%v)", report.Findings, err)
			}
			if first == nil {
				first = &got
				t.Logf("%d steps, %d gas; %d contracts", len(got.gas), sum, len(got.code))
				return
			}
			if diff := cmp.Diff(*first, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("not as on the first chain (-first +this):\n%s", diff)
			}
		})
	}
	if first != nil && os.Getenv("STINT_GAS") != "" {
		for _, name := range slices.Sorted(maps.Keys(first.gas)) {
			t.Logf("%-28s %9d", name, first.gas[name])
		}
	}
}

var (
	admin, council, treasury = deploytest.Account("admin"), deploytest.Account("council"), deploytest.Account("treasury")
	delays                   = deploy.DefaultDelays()
)

func config() deploy.Config {
	return deploy.Config{Admin: admin, Council: council, Treasury: treasury, TreasuryBps: 250, Delays: delays}
}
