package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/datatoken/deploy"
	"github.com/stintdao/stint/datatoken/devchain"
)

// town is a chain with nothing on it, and a person with a wallet that has coins.
type town struct {
	home, rpc string
	who       datatoken.Address
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{home: t.TempDir()}
	key, err := chain.NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(w.home, "wallets"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := chain.SaveWallet(filepath.Join(w.home, "wallets", "dao"), key); err != nil {
		t.Fatal(err)
	}
	w.who = key.Address()
	c, err := devchain.Open(devchain.Config{Dir: t.TempDir(), HTTPAddr: "127.0.0.1:0", ChainID: 4321, Funded: []datatoken.Address{w.who}, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	w.rpc = c.URL()
	return w
}

// stint runs a command of `stint chain`.
func (w *town) stint(t *testing.T, format string, args ...string) (out, notes string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	a := &app{out: &o, err: &e, home: w.home, format: format}
	cmd := a.chainCmd()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(io.Discard)
	cmd.SetErr(io.Discard)
	err = cmd.ExecuteContext(t.Context())
	return o.String(), e.String(), err
}

func wantRefusal(t *testing.T, err error, code c2d.Code, says string) {
	t.Helper()
	if err == nil {
		t.Errorf("done, want %s", code)
		return
	}
	r := refusal(err)
	if r.Code != code || !strings.Contains(r.Sentence+" "+r.Next, says) {
		t.Errorf("refused as %s: %s; %s; want %s saying %q", r.Code, r.Sentence, r.Next, code, says)
	}
}

// TestChainCommands: what deploy puts on a chain, check approves of; what either cannot use, it refuses in words with a code.
func TestChainCommands(t *testing.T) {
	w := newTown(t)
	dir := t.TempDir()
	to, council := filepath.Join(dir, "addresses.json"), "0x00000000000000000000000000000000000000c0"
	_, notes, err := w.stint(t, "table", "deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", to, "--council", council, "--treasury-bps", "300")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(notes, "JobEscrow") || !strings.Contains(notes, "worth nothing") {
		t.Errorf("deploy tells %q", notes)
	}
	at, err := readContracts(to)
	if err != nil || at.ChainID != 4321 || at.Start == 0 {
		t.Fatalf("addresses %+v (%v)", at, err)
	}
	// Once more is nothing more.
	before, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = w.stint(t, "table", "deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", to, "--council", council, "--treasury-bps", "300"); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(to); err != nil || !bytes.Equal(before, after) {
		t.Errorf("deploying again moved the contracts (%v)", err)
	}

	out, _, err := w.stint(t, "table", "check", "--rpc", w.rpc, "--contracts", to, "--delays", "default", "--admin", w.who.String(), "--council", council)
	if err != nil || !strings.Contains(out, "336h0m0s") || !strings.Contains(out, "JobEscrow") || !strings.Contains(out, "TUSD with 6 decimals") {
		t.Errorf("check says %s (%v)", out, err)
	}
	out, _, err = w.stint(t, "json", "check", "--rpc", w.rpc, "--contracts", to, "--delays", "none")
	wantRefusal(t, err, c2d.VerificationFailed, "WrongDelay")
	var report deploy.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil || len(report.Findings) == 0 || report.Findings[0].Code != deploy.WrongDelay {
		t.Errorf("report %+v (%v)", report, err)
	}

	elsewhere := at
	elsewhere.ChainID++
	other := filepath.Join(dir, "elsewhere.json")
	if err := deploy.Write(other, elsewhere); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte(`{"fee": "1h"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := func() string { return filepath.Join(t.TempDir(), "addresses.json") }
	for name, tc := range map[string]struct {
		args []string
		code c2d.Code
		says string
	}{
		"no chain":               {[]string{"deploy", "--wallet", "dao", "--to", fresh()}, c2d.BadRequest, "--rpc"},
		"no wallet":              {[]string{"deploy", "--rpc", w.rpc, "--to", fresh()}, c2d.BadRequest, "--wallet"},
		"unknown wallet":         {[]string{"deploy", "--rpc", w.rpc, "--wallet", "nobody", "--to", fresh()}, c2d.NotFound, "nobody"},
		"no file":                {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", ""}, c2d.BadRequest, "--to"},
		"admin is no address":    {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--admin", "me", "--to", fresh()}, c2d.BadRequest, "--admin"},
		"council is nobody":      {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--council", "0x" + strings.Repeat("0", 40), "--to", fresh()}, c2d.BadRequest, "--council"},
		"greedy treasury":        {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--treasury-bps", "2001", "--to", fresh()}, c2d.BadRequest, "2001"},
		"unknown delay":          {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--delays", bad, "--to", fresh()}, c2d.BadRequest, "fee"},
		"no such file of delays": {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--delays", "absent", "--to", fresh()}, c2d.NotFound, "absent"},
		"currency is an account": {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--currency", council, "--to", fresh()}, c2d.BadRequest, "no contract"},
		"currency is a contract that is none": {
			[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--currency", at.JobEscrow.String(), "--to", fresh()}, c2d.BadRequest, "decimals",
		},
		"Ocean is half":              {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--ocean", bad, "--to", fresh()}, c2d.BadRequest, "Ocean"},
		"another deployment":         {[]string{"deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", to}, c2d.Conflict, "journal"},
		"check without addresses":    {[]string{"check", "--rpc", w.rpc}, c2d.BadRequest, "--contracts"},
		"check without a chain":      {[]string{"check", "--contracts", to}, c2d.BadRequest, "--rpc"},
		"check against another file": {[]string{"check", "--rpc", w.rpc, "--contracts", other}, c2d.VerificationFailed, "WrongChain"},
		"no such command":            {[]string{"destroy"}, c2d.BadRequest, "destroy"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := w.stint(t, "table", tc.args...)
			wantRefusal(t, err, tc.code, tc.says)
		})
	}

	// What is deployed with the currency and the Ocean that are there stands beside it.
	beside := fresh()
	if _, _, err := w.stint(t, "table", "deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", beside, "--currency", at.Currency.String(), "--ocean", to, "--delays", "none"); err != nil {
		t.Fatal(err)
	}
	second, err := readContracts(beside)
	if err != nil || second.Currency != at.Currency || second.FixedRate != at.FixedRate || second.JobEscrow == at.JobEscrow {
		t.Errorf("beside %+v stands %+v (%v)", at, second, err)
	}
	if _, _, err := w.stint(t, "table", "check", "--rpc", w.rpc, "--contracts", beside, "--delays", "none", "--admin", w.who.String()); err != nil {
		t.Error(err)
	}
}

// TestChainUnreachable: a node that is not there is said to be so, without its URL, which is often a secret.
func TestChainUnreachable(t *testing.T) {
	w := newTown(t)
	const secret = "http://127.0.0.1:1/v3/0123456789abcdef"
	_, _, err := w.stint(t, "table", "deploy", "--rpc", secret, "--wallet", "dao", "--to", filepath.Join(t.TempDir(), "a"))
	wantRefusal(t, err, c2d.Unavailable, "")
	if err != nil && strings.Contains(refusal(err).Sentence, "0123456789abcdef") {
		t.Errorf("the URL is told: %v", err)
	}
}

// TestServeElsewhere: a node works on a chain that is not its own, and refuses one that it could not work on.
func TestServeElsewhere(t *testing.T) {
	w := newTown(t)
	to := filepath.Join(t.TempDir(), "addresses.json")
	if _, _, err := w.stint(t, "table", "deploy", "--rpc", w.rpc, "--wallet", "dao", "--to", to, "--delays", "none"); err != nil {
		t.Fatal(err)
	}
	at, err := readContracts(to)
	if err != nil {
		t.Fatal(err)
	}
	config := func(t *testing.T) serveConfig {
		return serveConfig{
			Dir: t.TempDir(), Listen: "127.0.0.1:0", ChainListen: "127.0.0.1:0", Lanes: 1, Wall: "auto", Chain: w.rpc, Contracts: to,
			ProviderWallet: filepath.Join(w.home, "wallets", "dao"),
		}
	}
	quiet := slog.New(slog.DiscardHandler)
	base := func(t *testing.T, c serveConfig) (ledgerChain, error) {
		t.Helper()
		if err := c.Check(); err != nil {
			return ledgerChain{}, err
		}
		var open closers
		t.Cleanup(func() { open.close() })
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		return c.other(ctx, &open, quiet)
	}
	t.Run("works", func(t *testing.T) {
		b, err := base(t, config(t))
		if err != nil {
			t.Fatal(err)
		}
		if b.faucet != nil || b.at != at || b.provider.Address() != w.who || b.url != w.rpc {
			t.Errorf("base %+v", b)
		}
	})
	t.Run("tells another URL", func(t *testing.T) {
		c := config(t)
		c.ChainPublic = "https://public.example"
		if b, err := base(t, c); err != nil || b.url != c.ChainPublic {
			t.Errorf("tells %s (%v)", b.url, err)
		}
	})
	t.Run("provider without gas", func(t *testing.T) {
		c := config(t)
		c.ProviderWallet = ""
		_, err := base(t, c)
		wantRefusal(t, err, c2d.InsufficientFunds, "send coins of chain 4321 to 0x")
		made, loadErr := chain.LoadWallet(filepath.Join(c.Dir, "provider"))
		if loadErr != nil || !strings.Contains(refusal(err).Next, made.Address().String()) {
			t.Errorf("the refusal does not name the provider's address (%v)", loadErr)
		}
	})
	t.Run("wrong chain", func(t *testing.T) {
		elsewhere, c := at, config(t)
		elsewhere.ChainID++
		c.Contracts = filepath.Join(t.TempDir(), "a.json")
		if err := deploy.Write(c.Contracts, elsewhere); err != nil {
			t.Fatal(err)
		}
		_, err := base(t, c)
		wantRefusal(t, err, c2d.Conflict, "runs chain 4321, they are on chain 4322")
	})
	t.Run("contracts absent", func(t *testing.T) {
		gone, c := at, config(t)
		gone.PrivacyLedger = datatoken.Address{5}
		c.Contracts = filepath.Join(t.TempDir(), "a.json")
		if err := deploy.Write(c.Contracts, gone); err != nil {
			t.Fatal(err)
		}
		_, err := base(t, c)
		wantRefusal(t, err, c2d.NotFound, "PrivacyLedger")
	})
	t.Run("chain without contracts", func(t *testing.T) {
		c := config(t)
		c.Contracts = ""
		_, err := base(t, c)
		wantRefusal(t, err, c2d.BadRequest, "--contracts")
	})
	t.Run("public URL of the development chain", func(t *testing.T) {
		c := config(t)
		c.Chain, c.Contracts, c.ChainPublic = "", "", "https://public.example"
		wantRefusal(t, c.Check(), c2d.BadRequest, "--chain")
	})
	t.Run("nobody there", func(t *testing.T) {
		c := config(t)
		c.Chain = "http://127.0.0.1:1/0123456789abcdef"
		_, err := base(t, c)
		wantRefusal(t, err, c2d.Unavailable, "cannot reach the chain")
		if strings.Contains(refusal(err).Sentence, "0123456789abcdef") {
			t.Errorf("the URL is told: %v", err)
		}
	})
}
