package chain

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// TestLoadSigner: a wallet file of any kind gives whoever signs for its account; what is none gives nobody.
func TestLoadSigner(t *testing.T) {
	w := wallet(t)
	x := External{Address: datatoken.Address{0xaa}, Command: []string{"sign", "--key", "7"}}
	write := func(text string) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	pass := func() (string, error) { return "correct horse", nil }
	for name, tc := range map[string]struct {
		save func(path string) error
		ask  []Passphrase
		who  datatoken.Address
		err  error
	}{
		"key":                        {func(p string) error { return SaveWallet(p, w) }, nil, w.Address(), nil},
		"keystore":                   {func(p string) error { return SaveKeystore(p, w, "correct horse", LightEffort) }, []Passphrase{pass}, w.Address(), nil},
		"keystore, nobody to ask":    {func(p string) error { return SaveKeystore(p, w, "correct horse", LightEffort) }, nil, datatoken.Address{}, ErrPassphrase},
		"external":                   {func(p string) error { return SaveExternal(p, x) }, []Passphrase{pass}, x.Address, nil},
		"external by hand":           {write("\n {\"external\": {\"command\": [\"sign\"], \"address\": \"" + x.Address.String() + "\"}}\n"), nil, x.Address, nil},
		"external without program":   {write(`{"external":{"address":"` + x.Address.String() + `","command":[]}}`), nil, datatoken.Address{}, ErrBadInput},
		"external of nobody":         {write(`{"external":{"command":["sign"]}}`), nil, datatoken.Address{}, ErrBadInput},
		"external of an odd account": {write(`{"external":{"address":"0xaa","command":["sign"]}}`), nil, datatoken.Address{}, ErrBadInput},
		"external of another shape":  {write(`{"external":"sign"}`), []Passphrase{pass}, datatoken.Address{}, ErrBadInput},
		"no external":                {write(`{"external":null}`), []Passphrase{pass}, datatoken.Address{}, ErrBadInput},
		"neither":                    {write(`{}`), []Passphrase{pass}, datatoken.Address{}, ErrBadInput},
		"no key":                     {write("5ec2e7"), nil, datatoken.Address{}, ErrBadInput},
		"nothing":                    {func(string) error { return nil }, nil, datatoken.Address{}, os.ErrNotExist},
		"others may read it":         {func(p string) error { return os.WriteFile(p, []byte(w.Secret()), 0o644) }, nil, datatoken.Address{}, os.ErrPermission},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "wallet")
			if err := tc.save(path); err != nil {
				t.Fatal(err)
			}
			k, err := LoadSigner(path, tc.ask...)
			if !errors.Is(err, tc.err) || (err == nil) != (tc.err == nil) || (k == nil) != (err != nil) {
				t.Fatalf("signer %v (%v), want %v", k, err, tc.err)
			}
			if err != nil {
				if strings.Contains(err.Error(), "5ec2e7") {
					t.Errorf("the error quotes the file: %v", err)
				}
				return
			}
			if k.Address() != tc.who {
				t.Errorf("signs for %s, want %s", k.Address(), tc.who)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "wallet")
	if err := SaveExternal(path, x); err != nil {
		t.Fatal(err)
	}
	b, err := ReadWallet(path)
	if err != nil || !IsExternal(b) {
		t.Fatalf("%s (%v)", b, err)
	}
	got, err := ParseExternal(b)
	if diff := cmp.Diff(x, got); diff != "" || err != nil {
		t.Errorf("read again (-want +got, %v):\n%s", err, diff)
	}
	if err := SaveExternal(path, x); !errors.Is(err, os.ErrExist) {
		t.Errorf("saved over a file: %v", err)
	}
	if err := SaveExternal(filepath.Join(t.TempDir(), "w"), External{}); !errors.Is(err, ErrBadInput) {
		t.Errorf("saved nobody: %v", err)
	}
	if _, err := LoadWallet(path, pass); !errors.Is(err, ErrNotHere) {
		t.Errorf("loaded as a key: %v", err)
	}
}

// TestUnattended: what a service is to sign with has signed something first, and does not keep it waiting.
func TestUnattended(t *testing.T) {
	w := wallet(t)
	nowhere, err := NewExecSigner(w.Address(), "/nowhere/at/all")
	if err != nil {
		t.Fatal(err)
	}
	var none *Wallet
	for name, tc := range map[string]struct {
		k        Signer
		patience time.Duration
		want     error
	}{
		"wallet":                {w, time.Nanosecond, nil},
		"program":               {program(t, w, ""), Patience, nil},
		"program, DER":          {program(t, w, "der high"), Patience, nil},
		"another key":           {program(t, w, "other key"), Patience, ErrSignature},
		"fails":                 {program(t, w, "fails"), Patience, ErrSigner},
		"silent":                {program(t, w, "silent"), Patience, ErrSigner},
		"slow":                  {program(t, w, "slow"), 300 * time.Millisecond, ErrSigner},
		"not there":             {nowhere, Patience, ErrSigner},
		"key that is elsewhere": {none, Patience, ErrNotHere},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := Unattended(t.Context(), tc.k, tc.patience)
			if !errors.Is(err, tc.want) || (err == nil) != (tc.want == nil) || (k == nil) != (err != nil) {
				t.Fatalf("signer %v (%v), want %v", k, err, tc.want)
			}
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v is taken for the end of the caller's own time", err)
			}
			if err == nil && k.Address() != w.Address() {
				t.Errorf("signs for %s", k.Address())
			}
		})
	}
	// Who has no more time hears that, and not that the program is at fault.
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := Unattended(ctx, program(t, w, "slow"), Patience); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("interrupted: %v", err)
	}
}
