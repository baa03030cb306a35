package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

// signFor is a signing program: signer KEYFILE. While there is a file KEYFILE.refuse, it does not sign what that names: transaction, typedData or text;
// there is a file KEYFILE.refused once it has refused.
func signFor() {
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	w, err := chain.LoadWallet(os.Args[1])
	if err != nil {
		fail(err)
	}
	in := map[string]json.RawMessage{}
	var digest datatoken.Hash
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	if err := json.Unmarshal(in["digest"], &digest); err != nil {
		fail(err)
	}
	if b, err := os.ReadFile(os.Args[1] + ".refuse"); err == nil && in[strings.TrimSpace(string(b))] != nil {
		if err := os.WriteFile(os.Args[1]+".refused", b, 0o600); err != nil {
			fail(err)
		}
		fail(fmt.Errorf("no %s today", strings.TrimSpace(string(b))))
	}
	sig, err := w.Sign(context.Background(), chain.Request{Digest: digest})
	if err != nil {
		fail(err)
	}
	fmt.Printf("{\"signature\":\"0x%s\"}\n", hex.EncodeToString(sig[:]))
}

// TestTried: a provider's signer that does not sign is refused in words, with where to look.
func TestTried(t *testing.T) {
	for name, tc := range map[string]struct {
		command []string
		code    c2d.Code
		says    string
	}{
		"not there":     {[]string{"/nowhere/at/all"}, c2d.Unavailable, "/nowhere/at/all"},
		"says no":       {[]string{"false"}, c2d.Unavailable, "see that the command in wallet.json works"},
		"says nothing":  {[]string{"true"}, c2d.Unavailable, "the provider's signing program does not work"},
		"never answers": {[]string{"sleep", "60"}, c2d.Unavailable, "within 200ms"},
		"nonsense":      {[]string{"echo", `{"signature":"0x12"}`}, c2d.VerificationFailed, "name the account of the program's key in wallet.json"},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := chain.NewExecSigner(datatoken.Address{0xaa}, tc.command...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tried(t.Context(), k, "wallet.json", 200*time.Millisecond)
			wantRefusal(t, err, tc.code, tc.says)
			if got != nil {
				t.Errorf("signer %v", got)
			}
		})
	}
}

// TestProviderKey: the provider's wallet may be of any kind; without one named there is one key in the node's directory, the same every time.
func TestProviderKey(t *testing.T) {
	dir := t.TempDir()
	c := serveConfig{Dir: dir}
	made, err := c.providerKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.providerKey(t.Context()); err != nil || again.Address() != made.Address() {
		t.Errorf("another time %v (%v), want %s", again, err, made.Address())
	}
	c.ProviderWallet = filepath.Join(dir, "provider")
	if named, err := c.providerKey(t.Context()); err != nil || named.Address() != made.Address() {
		t.Errorf("by name %v (%v), want %s", named, err, made.Address())
	}
	c.ProviderWallet = filepath.Join(dir, "external")
	if err := os.WriteFile(c.ProviderWallet, []byte(`{"external":{"address":"`+made.Address().String()+`"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = c.providerKey(t.Context())
	wantRefusal(t, err, c2d.BadRequest, "correct it")
}
