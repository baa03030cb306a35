package deploy

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/stintdao/stint/datatoken"
)

// do sends one transaction of k, which must succeed.
func (s *sim) do(t testing.TB, k key, to datatoken.Address, a artifact, method string, args ...any) {
	t.Helper()
	data, err := a.abi.Pack(method, args...)
	if err != nil {
		t.Fatal(err)
	}
	at := common.Address(to)
	nonce, err := s.NonceAt(t.Context(), common.Address(k.Address()), nil)
	if err != nil {
		t.Fatal(err)
	}
	gas, err := s.EstimateGas(t.Context(), ethereum.CallMsg{From: common.Address(k.Address()), To: &at, Data: data})
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	tx, err := k.SignTx(t.Context(), types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(testChain), Nonce: nonce, To: &at, Data: data, Gas: gas * 2, GasFeeCap: big.NewInt(20 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	}), big.NewInt(testChain))
	if err == nil {
		err = s.SendTransaction(t.Context(), tx)
	}
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if r, err := s.TransactionReceipt(t.Context(), tx.Hash()); err != nil || r.Status != types.ReceiptStatusSuccessful {
		t.Fatalf("%s: receipt %+v (%v)", method, r, err)
	}
}

func mustArtifact(t testing.TB, from source, name string) artifact {
	t.Helper()
	a, err := from(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestCheckFinds changes one thing about a deployment, on the chain or in its addresses, and the check must say which.
func TestCheckFinds(t *testing.T) {
	k, stranger := newKey(t, "admin"), datatoken.Address{0x57}
	gov := mustArtifact(t, ours, "Governance")
	ban, err := selector("Algorithms", "ban")
	if err != nil {
		t.Fatal(err)
	}
	long := DefaultDelays()
	fresh := func(t *testing.T, d Delays) (*sim, datatoken.Addresses) {
		s := newSim(t, k.Address())
		a, err := Run(t.Context(), s, k, Config{Delays: d, TreasuryBps: 100}, Options{Terms: testTerms})
		if err != nil {
			t.Fatal(err)
		}
		return s, a
	}
	untouched, where := fresh(t, NoDelays()) // of those who change nothing on the chain
	for name, tc := range map[string]struct {
		delays Delays
		chain  bool // the change is on the chain
		change func(t *testing.T, s *sim, a *datatoken.Addresses)
		expect Expect
		want   []Code
	}{
		"nothing":                {},
		"nothing, with delays":   {delays: DefaultDelays(), expect: Expect{Admin: k.Address(), Council: k.Address(), Delays: &long}},
		"addresses of elsewhere": {change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.ChainID++ }, want: []Code{WrongChain}},
		"nothing at an address": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.Algorithms = stranger },
			want:   []Code{NoContract, WrongRole},
		},
		"no Governance": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.Authority = stranger },
			want:   []Code{NoContract, NotWired},
		},
		"two contracts exchanged": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) {
				a.Algorithms, a.PrivacyLedger = a.PrivacyLedger, a.Algorithms
			},
			want: []Code{ForeignCode, WrongRole},
		},
		"other currency": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.Currency = datatoken.Address{0xc1} },
			want:   []Code{WrongCurrency, ForeignCode},
		},
		"other exchange": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.FixedRate = a.Router },
			want:   []Code{ForeignCode, WrongOcean},
		},
		"other template": {
			change: func(_ *testing.T, _ *sim, a *datatoken.Addresses) { a.Enterprise = a.Factory },
			want:   []Code{WrongOcean},
		},
		"template switched off": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Factory, mustArtifact(t, ocean, "ERC721Factory"), "disableTokenTemplate", big.NewInt(2))
			},
			want: []Code{WrongOcean},
		},
		"function given to another role": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "setTargetFunctionRole", common.Address(a.Algorithms), [][4]byte{ban}, roleFees)
			},
			want: []Code{WrongRole},
		},
		"role given by another role": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "setRoleAdmin", roleCaps, roleFees)
			},
			want: []Code{WrongRole},
		},
		"guardian changed": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "setRoleGuardian", roleCaps, roleFees)
			},
			want: []Code{WrongGuardian},
		},
		"role given to a stranger": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "grantRole", roleCaps, common.Address(stranger), uint32(0))
			},
			expect: Expect{Admin: k.Address()},
			want:   []Code{WrongHolder},
		},
		"role taken away": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "revokeRole", roleCaps, common.Address(k.Address()))
			},
			expect: Expect{Admin: k.Address()},
			want:   []Code{WrongHolder},
		},
		"not the delays that were agreed": {expect: Expect{Delays: &long}, want: []Code{WrongDelay}},
		"administrator who need not wait": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "grantRole", roleCaps, common.Address(k.Address()), uint32(60))
			},
			want: []Code{WrongDelay},
		},
		"contract closed": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "setTargetClosed", common.Address(a.JobEscrow), true)
			},
			want: []Code{Closed},
		},
		"contract obeys another": {
			chain: true,
			change: func(t *testing.T, s *sim, a *datatoken.Addresses) {
				s.do(t, k, a.Authority, gov, "updateAuthority", common.Address(a.JobEscrow), common.Address{0xc0})
			},
			want: []Code{NotWired},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := untouched, where
			switch {
			case tc.delays != Delays{}:
				s, a = fresh(t, tc.delays)
			case tc.chain:
				s, a = fresh(t, NoDelays())
			}
			if tc.change != nil {
				tc.change(t, s, &a)
			}
			report, err := Check(t.Context(), s, a, tc.expect)
			if err != nil {
				t.Fatal(err)
			}
			var got []Code
			for _, f := range report.Findings {
				if f.Sentence == "" {
					t.Errorf("%s has no sentence", f.Code)
				}
				if !slices.Contains(got, f.Code) {
					got = append(got, f.Code)
				}
			}
			slices.Sort(got)
			slices.Sort(tc.want)
			if !slices.Equal(got, tc.want) {
				t.Errorf("found %v, want %v: %v", got, tc.want, report.Findings)
			}
		})
	}
}

// deaf is a node that answers no calls after some.
type deaf struct {
	*sim
	left int
}

func (d *deaf) CallContract(ctx context.Context, m ethereum.CallMsg, at *big.Int) ([]byte, error) {
	if d.left--; d.left < 0 {
		return nil, errors.New("connection reset by peer")
	}
	return d.sim.CallContract(ctx, m, at)
}

// short is a node that answers for a few blocks at a time.
type short struct{ *sim }

func (s short) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if new(big.Int).Sub(q.ToBlock, q.FromBlock).Uint64() > 40 {
		return nil, errors.New("query exceeds 40 blocks")
	}
	return s.sim.FilterLogs(ctx, q)
}

// TestCheckNode: a node that goes away is not a finding, and one that answers for few blocks at a time is asked more often.
func TestCheckNode(t *testing.T) {
	k := newKey(t, "admin")
	s := newSim(t, k.Address())
	a, err := Run(t.Context(), s, k, Config{Delays: NoDelays()}, Options{Terms: testTerms})
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{0, 3, 11, 20} {
		if r, err := Check(t.Context(), &deaf{s, left}, a, Expect{}); err == nil {
			t.Errorf("the node went away after %d calls, and the check found %v", left, r.Findings)
		}
	}
	for range 200 {
		s.backend.Commit()
	}
	if err := Reach(t.Context(), s, a); err != nil {
		t.Error(err)
	}
	elsewhere, gone := a, a
	elsewhere.ChainID++
	gone.JobEscrow = datatoken.Address{0x57}
	if err := Reach(t.Context(), s, elsewhere); !errors.Is(err, ErrWrongChain) {
		t.Errorf("addresses of another chain: %v", err)
	}
	if err := Reach(t.Context(), s, gone); !errors.Is(err, ErrAbsent) {
		t.Errorf("without an escrow: %v", err)
	}
	r, err := Check(t.Context(), short{s}, a, Expect{Admin: k.Address()})
	if err != nil || len(r.Findings) > 0 || len(r.Roles) != len(roles)+1 {
		t.Errorf("found %v in %d roles (%v)", r.Findings, len(r.Roles), err)
	}
	if r.Symbol != "TUSD" || r.Decimals != 6 || r.Treasury != k.Address() || r.Ruling.Duration != 24*time.Hour {
		t.Errorf("report %+v", r)
	}
}

// TestHandedOver: after a deployment for somebody else, the deploying key can do nothing any more, and who can must wait.
func TestHandedOver(t *testing.T) {
	deployer, admin, council := newKey(t, "deployer"), newKey(t, "admin"), newKey(t, "council")
	s := newSim(t, deployer.Address(), admin.Address(), council.Address())
	a, err := Run(t.Context(), s, deployer, Config{Admin: admin.Address(), Council: council.Address(), Delays: DefaultDelays()}, Options{Terms: testTerms})
	if err != nil {
		t.Fatal(err)
	}
	gov := mustArtifact(t, ours, "Governance")
	for _, r := range roles {
		for contract, functions := range r.contract {
			for _, f := range functions {
				id, err := selector(contract, f)
				if err != nil {
					t.Fatal(err)
				}
				for who, want := range map[datatoken.Address][2]any{
					deployer.Address(): {false, uint32(0)},
					admin.Address():    {false, seconds(r.delay(DefaultDelays()))},
					council.Address():  {false, uint32(0)},
				} {
					if r.id == roleCouncil {
						want = [2]any{who == council.Address(), uint32(0)}
					}
					out, err := askAll(t.Context(), s, gov.abi, common.Address(a.Authority), "canCall", common.Address(who), place(a)[contract], id)
					if err != nil || out[0] != want[0] || out[1] != want[1] {
						t.Errorf("%s may call %s.%s: %v (%v), want %v", who, contract, f, out, err, want)
					}
				}
			}
		}
	}
	ban := mustArtifact(t, ours, "Algorithms")
	s.do(t, council, a.Algorithms, ban, "ban", [32]byte{1})
	for who, k := range map[string]key{"deployer": deployer, "administrator": admin} {
		data, err := gov.abi.Pack("grantRole", roleCouncil, common.Address(k.Address()), uint32(0))
		if err != nil {
			t.Fatal(err)
		}
		to := common.Address(a.Authority)
		if _, err := s.CallContract(t.Context(), ethereum.CallMsg{From: common.Address(k.Address()), To: &to, Data: data}, nil); err == nil {
			t.Errorf("the %s gives itself a role at once", who)
		}
	}
	for contract, at := range map[string]datatoken.Address{"ERC721Factory": a.Factory, "FactoryRouter": a.Router} {
		owner := map[string]string{"ERC721Factory": "owner", "FactoryRouter": "routerOwner"}[contract]
		got, err := ask[common.Address](t.Context(), s, mustArtifact(t, ocean, contract).abi, common.Address(at), owner)
		if err != nil || got != common.Address(admin.Address()) {
			t.Errorf("Ocean's %s is %s's (%v)", contract, got, err)
		}
	}
}
