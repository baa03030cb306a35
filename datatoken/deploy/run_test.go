package deploy

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/datatoken"
)

const testChain = 1337

// sim is a chain in memory that makes a block for every transaction, and can be made to fail.
type sim struct {
	simulated.Client
	backend *simulated.Backend
	// before is asked before a transaction is sent, lose whether it gets lost on the way.
	before func(n int) error
	lose   func(n int) bool
	sent   int
	tip    *big.Int // suggested; nil for the chain's own
	clz    bool     // whether the chain lacks the newest rules
}

func (s *sim) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	s.sent++
	if s.before != nil {
		if err := s.before(s.sent); err != nil {
			return err
		}
	}
	if s.lose != nil && s.lose(s.sent) {
		return nil
	}
	err := s.Client.SendTransaction(ctx, tx)
	if err == nil || known(err) {
		s.backend.Commit()
	}
	return err
}

func (s *sim) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	if s.tip != nil {
		return s.tip, nil
	}
	return s.Client.SuggestGasTipCap(ctx)
}

func (s *sim) CallContract(ctx context.Context, m ethereum.CallMsg, at *big.Int) ([]byte, error) {
	if s.clz && m.To == nil {
		return nil, errors.New("invalid opcode: opcode 0x1e not defined")
	}
	return s.Client.CallContract(ctx, m, at)
}

func newSim(t testing.TB, funded ...datatoken.Address) *sim {
	t.Helper()
	alloc := types.GenesisAlloc{}
	for _, a := range funded {
		alloc[common.Address(a)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))}
	}
	b := simulated.NewBackend(alloc, func(_ *node.Config, c *ethconfig.Config) {
		c.Genesis.Config, c.Genesis.GasLimit = Rules(testChain), 60_000_000
		c.Miner.GasCeil = 60_000_000
		for a, code := range map[common.Address][]byte{{0xc0}: yes, {0xc1}: {0x60, 0x13, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3}, {0xc2}: {0x5f, 0x5f, 0xfd}} {
			c.Genesis.Alloc[a] = types.Account{Balance: new(big.Int), Code: code}
		}
		for a, acc := range core.SystemContractAllocs() {
			c.Genesis.Alloc[a] = acc
		}
	})
	t.Cleanup(func() { b.Close() })
	return &sim{Client: b.Client(), backend: b}
}

func newKey(t testing.TB, name string) key {
	t.Helper()
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return key{k}
}

var boss = datatoken.Address{0xb0, 0x55}

var testTerms = &Terms{Gas: 9_000_000, Fee: big.NewInt(20 * params.GWei), Tip: big.NewInt(params.GWei)}

func testConfig() Config { return Config{Admin: boss, TreasuryBps: 250, Delays: DefaultDelays()} }

// TestRunResumes kills a deployment, again and again at random moments: before a transaction is sent, after it was written down but not sent, and
// after it was sent. In the end all is there once.
func TestRunResumes(t *testing.T) {
	k := newKey(t, "deployer")
	for range 2 {
		s := newSim(t, k.Address())
		journal := filepath.Join(t.TempDir(), "journal")
		died := errors.New("killed")
		var want datatoken.Addresses
		for try := 0; ; try++ {
			ctx, cancel := context.WithCancel(t.Context())
			s.sent = 0
			after, how := 1+rand.IntN(12), rand.IntN(3)
			s.before, s.lose = nil, nil
			switch {
			case try >= 8: // let it finish
			case how == 0:
				s.before = func(n int) error {
					if n == after {
						cancel()
						return died
					}
					return nil
				}
			case how == 1:
				s.lose = func(n int) bool {
					if n == after {
						cancel()
					}
					return n == after
				}
			default:
				s.before = func(n int) error {
					if n == after {
						time.AfterFunc(2*time.Millisecond, cancel) // while it waits, or the step after
					}
					return nil
				}
			}
			a, err := Run(ctx, s, k, testConfig(), Options{Journal: journal})
			cancel()
			if err == nil {
				want = a
				break
			}
			if try >= 8 {
				t.Fatal(err)
			}
		}
		p, a, err := newPlan(mustSettle(t, testConfig(), k.Address()), common.Address(k.Address()), 0)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.NonceAt(t.Context(), common.Address(k.Address()), nil); err != nil || int(n) != len(p.steps) {
			t.Errorf("%d transactions for %d steps (%v)", n, len(p.steps), err)
		}
		a.ChainID, a.Start = want.ChainID, want.Start
		if diff := cmp.Diff(a, want); diff != "" {
			t.Errorf("not where it was planned (-plan +got):\n%s", diff)
		}
		// A finished deployment that is run again changes nothing.
		head, err := s.BlockNumber(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		again, err := Run(t.Context(), s, k, testConfig(), Options{Journal: journal})
		if now, _ := s.BlockNumber(t.Context()); err != nil || again != want || now != head {
			t.Errorf("again: %v, %d blocks more", err, now-head)
		}
	}
}

func mustSettle(t testing.TB, c Config, from datatoken.Address) Config {
	t.Helper()
	c, err := c.settle(from)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAtOnceResumes stops a deployment that needs no journal after each of some numbers of steps.
func TestAtOnceResumes(t *testing.T) {
	k := newKey(t, "deployer")
	for _, stop := range []int{1, 7, 12, 21} {
		s := newSim(t, k.Address())
		p, _, err := newPlan(mustSettle(t, testConfig(), k.Address()), common.Address(k.Address()), 0)
		if err != nil {
			t.Fatal(err)
		}
		r := &runner{node: s, signer: k, id: big.NewInt(testChain), progress: func(Step) {}}
		if err := r.send(t.Context(), p.steps[:stop], *testTerms); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(t.Context(), s, k, testConfig(), Options{Terms: testTerms}); err != nil {
			t.Errorf("stopped after %d: %v", stop, err)
		}
		if n, err := s.NonceAt(t.Context(), common.Address(k.Address()), nil); err != nil || int(n) != len(p.steps) {
			t.Errorf("stopped after %d: %d transactions for %d steps (%v)", stop, n, len(p.steps), err)
		}
		other := testConfig()
		other.TreasuryBps++
		if _, err := Run(t.Context(), s, k, other, Options{Terms: testTerms}); !errors.Is(err, ErrForeign) {
			t.Errorf("with another configuration: %v", err)
		}
	}
}

// TestRunRefuses: what cannot work, or is not this deployment, is refused before anything is sent.
func TestRunRefuses(t *testing.T) {
	k := newKey(t, "deployer")
	for name, tc := range map[string]struct {
		config func(*Config)
		chain  func(*sim)
		poor   bool
		want   error
	}{
		"no gas money":             {poor: true, want: ErrFunds},
		"old rules":                {chain: func(s *sim) { s.clz = true }, want: ErrRules},
		"currency is an account":   {config: func(c *Config) { c.Currency = datatoken.Address{9} }, want: ErrCurrency},
		"currency has 19 decimals": {config: func(c *Config) { c.Currency = datatoken.Address{0xc1} }, want: ErrCurrency},
		"currency has no decimals": {config: func(c *Config) { c.Currency = datatoken.Address{0xc2} }, want: ErrCurrency},
		"currency has no symbol":   {config: func(c *Config) { c.Currency = datatoken.Address{0xc0} }, want: ErrCurrency},
		"Ocean is something else": {config: func(c *Config) {
			c.Ocean = Ocean{Router: datatoken.Address{0xc0}, Factory: datatoken.Address{0xc0}, FixedRate: datatoken.Address{0xc0}, Enterprise: datatoken.Address{0xc0}}
		}, want: ErrOcean},
		"half of Ocean":          {config: func(c *Config) { c.Ocean = Ocean{Router: datatoken.Address{1}} }, want: ErrConfig},
		"greedy treasury":        {config: func(c *Config) { c.TreasuryBps = 2001 }, want: ErrConfig},
		"hasty administrator":    {config: func(c *Config) { c.Delays.Admin = Period{time.Hour} }, want: ErrConfig},
		"delay of half a second": {config: func(c *Config) { c.Delays.Payout = Period{time.Second / 2} }, want: ErrConfig},
		"delay of two centuries": {config: func(c *Config) { c.Delays.Ruling = Period{200 * 365 * day} }, want: ErrConfig},
		"transaction of our key waits": {chain: func(s *sim) {
			tx, err := k.SignTx(t.Context(), types.NewTx(&types.DynamicFeeTx{
				ChainID: big.NewInt(testChain), To: &common.Address{1}, Gas: 21_000, GasFeeCap: big.NewInt(20 * params.GWei), GasTipCap: big.NewInt(params.GWei),
			}), big.NewInt(testChain))
			if err == nil {
				err = s.Client.SendTransaction(t.Context(), tx)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, want: ErrWaiting},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSim(t, k.Address())
			if tc.poor {
				s = newSim(t)
			}
			if tc.chain != nil {
				tc.chain(s)
			}
			cfg := testConfig()
			if tc.config != nil {
				tc.config(&cfg)
			}
			to, journal := filepath.Join(t.TempDir(), "addresses.json"), filepath.Join(t.TempDir(), "journal")
			_, err := Run(t.Context(), s, k, cfg, Options{Journal: journal, To: to})
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if s.sent > 0 {
				t.Errorf("%d transactions were sent", s.sent)
			}
			if _, err := os.Stat(to); err == nil {
				t.Error("addresses were written")
			}
			// Once the reason is gone, the same journal serves.
			if name == "hasty administrator" {
				if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: journal, To: to}); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			}
		})
	}
	if _, err := Run(t.Context(), newSim(t, k.Address()), k, testConfig(), Options{}); !errors.Is(err, ErrConfig) {
		t.Errorf("without a journal: %v", err)
	}
}

// TestRunForeign: a journal is continued by the deployment that wrote it and no other, and nonces that went elsewhere are not built upon.
func TestRunForeign(t *testing.T) {
	k := newKey(t, "deployer")
	s := newSim(t, k.Address(), newKey(t, "other").Address())
	journal := filepath.Join(t.TempDir(), "journal")
	died := errors.New("killed")
	s.before = func(n int) error {
		if n == 5 {
			return died
		}
		return nil
	}
	if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: journal}); !errors.Is(err, died) {
		t.Fatal(err)
	}
	s.before = nil
	other := testConfig()
	other.Council = datatoken.Address{7}
	if _, err := Run(t.Context(), s, k, other, Options{Journal: journal}); !errors.Is(err, ErrOther) {
		t.Errorf("another configuration: %v", err)
	}
	if _, err := Run(t.Context(), s, newKey(t, "other"), testConfig(), Options{Journal: journal}); !errors.Is(err, ErrOther) {
		t.Errorf("another key: %v", err)
	}
	// The key sends something else with the nonce of the next step.
	tx, err := k.SignTx(t.Context(), types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(testChain), Nonce: 4, To: &common.Address{1}, Gas: 21_000, GasFeeCap: big.NewInt(20 * params.GWei), GasTipCap: big.NewInt(params.GWei),
	}), big.NewInt(testChain))
	if err == nil {
		err = s.SendTransaction(t.Context(), tx)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: journal}); !errors.Is(err, ErrForeign) {
		t.Errorf("nonce used elsewhere: %v", err)
	}
}

// TestRunRaisesFees: a step that no block takes for its low tip is sent again with a higher one, and happens once.
func TestRunRaisesFees(t *testing.T) {
	k := newKey(t, "deployer")
	s := newSim(t, k.Address())
	s.tip = big.NewInt(900_000) // wei; the chain's blocks take a million
	r := &runner{node: s, signer: k, id: big.NewInt(testChain), patience: 50 * time.Millisecond, progress: func(Step) {}}
	if _, err := r.oneByOne(t.Context(), mustSettle(t, testConfig(), k.Address()), filepath.Join(t.TempDir(), "journal")); err != nil {
		t.Fatal(err)
	}
	p, _, err := newPlan(mustSettle(t, testConfig(), k.Address()), common.Address(k.Address()), 0)
	if n, _ := s.NonceAt(t.Context(), common.Address(k.Address()), nil); err != nil || int(n) != len(p.steps) {
		t.Errorf("%d transactions for %d steps (%v)", n, len(p.steps), err)
	}
	if s.sent != 2*len(p.steps) {
		t.Errorf("%d transactions sent for %d steps, want two for each", s.sent, len(p.steps))
	}
}

// TestTotal: what a deployment is said to cost is what it costs, to a few parts in a hundred.
func TestTotal(t *testing.T) {
	k := newKey(t, "deployer")
	s := newSim(t, k.Address())
	var used uint64
	if _, err := Run(t.Context(), s, k, testConfig(), Options{Journal: filepath.Join(t.TempDir(), "j"), Progress: func(s Step) { used += s.Gas }}); err != nil {
		t.Fatal(err)
	}
	p, _, err := newPlan(mustSettle(t, testConfig(), k.Address()), common.Address(k.Address()), 0)
	if err != nil {
		t.Fatal(err)
	}
	said, err := total(testChain, p)
	if err != nil || said < used || said > used+used/20 {
		t.Errorf("said %d gas, used %d (%v)", said, used, err)
	}
}

// TestKeyIsSilent: a signer does not print its key.
func TestKeyIsSilent(t *testing.T) {
	secret := strings.Repeat("a1", 32)
	k, err := Key(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(f, k); strings.Contains(strings.ToLower(got), "a1a1") || got != "key of "+k.Address().String() {
			t.Errorf("%s prints %s", f, got)
		}
	}
	if _, err := Key("a1"); !errors.Is(err, ErrConfig) || strings.Contains(err.Error(), "a1") {
		t.Errorf("short key: %v", err)
	}
}

// TestBy: a signature from elsewhere is over what is sent, whose bytes the signer was shown, and another account's is not sent.
func TestBy(t *testing.T) {
	k, other := newKey(t, "deployer"), newKey(t, "other")
	with := func(k key) Signer {
		return By(newKey(t, "deployer").Address(), func(_ context.Context, digest datatoken.Hash, unsigned []byte) (sig [65]byte, err error) {
			if got := crypto.Keccak256Hash(unsigned); got != common.Hash(digest) {
				t.Errorf("shown a transaction of digest %s, asked for %s", got, digest)
			}
			b, err := crypto.Sign(digest[:], k.priv)
			copy(sig[:], b)
			sig[64] += 27
			return sig, err
		})
	}
	for name, to := range map[string]*common.Address{"call": {1}, "creation": nil} {
		tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(testChain), Nonce: 3, To: to, Data: []byte{1, 2}, Gas: 21_000, GasFeeCap: big.NewInt(5), GasTipCap: big.NewInt(1)})
		want, err := k.SignTx(t.Context(), tx, big.NewInt(testChain))
		if err != nil {
			t.Fatal(err)
		}
		got, err := with(k).SignTx(t.Context(), tx, big.NewInt(testChain))
		if err != nil || got.Hash() != want.Hash() {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := with(other).SignTx(t.Context(), tx, big.NewInt(testChain)); !errors.Is(err, ErrConfig) {
			t.Errorf("%s signed by another account: %v", name, err)
		}
	}
}
