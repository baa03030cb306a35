package chain

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/stintdao/stint/datatoken"
)

func say(passphrase string) Passphrase { return func() (string, error) { return passphrase, nil } }

func TestKeystore(t *testing.T) {
	w := wallet(t)
	path := filepath.Join(t.TempDir(), "a.wallet")
	if err := SaveKeystore(path, w, "", LightEffort); !errors.Is(err, ErrPassphrase) {
		t.Errorf("no passphrase: %v", err)
	}
	if err := SaveKeystore(path, w, "corréct horse", LightEffort); err != nil {
		t.Fatal(err)
	}
	if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", i.Mode(), err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), w.Secret()) || !IsKeystore(b) {
		t.Errorf("written: %s", b)
	}
	if a, err := KeystoreAddress(b); err != nil || a != w.Address() {
		t.Errorf("address %s (%v)", a, err)
	}
	got, err := LoadWallet(path, say("corréct horse"))
	if err != nil || got.Secret() != w.Secret() {
		t.Fatalf("loaded %v (%v)", got, err)
	}
	// Other programs can read it.
	if k, err := keystore.DecryptKey(b, "corréct horse"); err != nil || k.Address != common.Address(w.Address()) {
		t.Errorf("go-ethereum: %v", err)
	}
	for name, ask := range map[string][]Passphrase{"wrong": {say("correct horse")}, "empty": {say("")}, "nobody to ask": nil} {
		if got, err := LoadWallet(path, ask...); !errors.Is(err, ErrPassphrase) || got != nil {
			t.Errorf("%s: %v (%v)", name, got, err)
		}
	}
	stop := errors.New("stop")
	if _, err := LoadWallet(path, func() (string, error) { return "", stop }); !errors.Is(err, stop) {
		t.Errorf("nobody answers: %v", err)
	}
	if err := SaveKeystore(path, wallet(t), "other", LightEffort); !errors.Is(err, os.ErrExist) {
		t.Errorf("replacing a wallet: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadWallet(path, say("corréct horse")); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a wallet that others may read: %v", err)
	}
	// A key in the clear needs no passphrase, and nobody is asked for one.
	plain := filepath.Join(t.TempDir(), "b.wallet")
	if err := SaveWallet(plain, w); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadWallet(plain, func() (string, error) { t.Error("asked"); return "", nil }); err != nil {
		t.Error(err)
	}
}

// vectors are those of the specification (Web3 Secret Storage): both with the passphrase "testpassword".
var vectors = []string{
	`{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`,
	`{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`,
}

func TestKeystoreVectors(t *testing.T) {
	for _, v := range vectors {
		w, err := OpenKeystore([]byte(v), "testpassword")
		if err != nil || w.Secret() != "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d" {
			t.Errorf("%v (%v)", w, err)
		}
		if _, err := KeystoreAddress([]byte(v)); !errors.Is(err, ErrBadInput) {
			t.Errorf("an address that is not there: %v", err)
		}
	}
}

// TestBadKeystores: what is no keystore, and what would take all memory or panic a library, is refused before it is opened.
func TestBadKeystores(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wallet")
	if err := SaveKeystore(path, wallet(t), "x", Effort{2, 1}); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeystore(good, "x"); err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	for name, change := range map[string]func(top, crypto, kdf object){
		"version 1":             func(top, _, _ object) { top["version"] = "1" },
		"version 4":             func(top, _, _ object) { top["version"] = 4 },
		"no identifier":         func(top, _, _ object) { top["id"] = "x" },
		"another's address":     func(top, _, _ object) { top["address"] = strings.Repeat("ab", 20) },
		"half an address":       func(top, _, _ object) { top["address"] = "abcd" },
		"no crypto":             func(top, _, _ object) { delete(top, "crypto") },
		"another cipher":        func(_, c, _ object) { c["cipher"] = "rot13" },
		"a short IV":            func(_, c, _ object) { c["cipherparams"] = object{"iv": "00"} },
		"a short text":          func(_, c, _ object) { c["ciphertext"] = "00" },
		"no MAC":                func(_, c, _ object) { delete(c, "mac") },
		"another derivation":    func(_, c, _ object) { c["kdf"] = "md5" },
		"a short key":           func(_, _, k object) { k["dklen"] = 16 },
		"a number that is text": func(_, _, k object) { k["n"] = "2" },
		"no N":                  func(_, _, k object) { delete(k, "n") },
		"N of no power":         func(_, _, k object) { k["n"] = 3 },
		"negative N":            func(_, _, k object) { k["n"] = -2 },
		"all memory":            func(_, _, k object) { k["n"] = 1 << 30 },
		"all memory, by r":      func(_, _, k object) { k["r"] = 1 << 30 },
		"all day":               func(_, _, k object) { k["p"] = 1 << 28 },
		"salt that is a list":   func(_, _, k object) { k["salt"] = []int{1} },
		"all day, by PBKDF2":    func(_, c, k object) { c["kdf"], k["prf"], k["c"] = "pbkdf2", "hmac-sha256", 1<<30 },
		"another PRF":           func(_, c, k object) { c["kdf"], k["prf"], k["c"] = "pbkdf2", "md5", 1 },
	} {
		var top object
		if err := json.Unmarshal(good, &top); err != nil {
			t.Fatal(err)
		}
		c := top["crypto"].(object)
		change(top, c, c["kdfparams"].(object))
		b, err := json.Marshal(top)
		if err != nil {
			t.Fatal(err)
		}
		if w, err := OpenKeystore(b, "x"); !errors.Is(err, ErrBadInput) || w != nil {
			t.Errorf("%s: %v (%v)", name, w, err)
		}
	}
	if _, err := OpenKeystore([]byte("{"+strings.Repeat(" ", maxKeystore)+"}"), "x"); !errors.Is(err, ErrBadInput) {
		t.Errorf("a large file: %v", err)
	}
}

func FuzzOpenKeystore(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.wallet")
	w, err := NewWallet(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	if err := SaveKeystore(path, w, "x", Effort{2, 1}); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	for _, v := range vectors {
		f.Add([]byte(v))
	}
	f.Add([]byte(`{"version":"1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := readKeystore(b)
		if err != nil {
			if !errors.Is(err, ErrBadInput) {
				t.Fatal(err)
			}
			return
		}
		if k.Crypto.KDF == "scrypt" && k.Crypto.KDFParams.N*k.Crypto.KDFParams.R*k.Crypto.KDFParams.P > 1<<10 || k.Crypto.KDFParams.C > 1<<10 {
			return // takes long
		}
		got, err := OpenKeystore(b, "x")
		if err == nil && got.Address() == (datatoken.Address{}) || err != nil && !errors.Is(err, ErrBadInput) && !errors.Is(err, ErrPassphrase) {
			t.Fatalf("%v, %v", got, err)
		}
	})
}
