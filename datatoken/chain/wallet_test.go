package chain

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

func commonAddress(a datatoken.Address) common.Address { return common.Address(a) }

func wallet(t testing.TB) *Wallet {
	t.Helper()
	w, err := NewWallet(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWalletFile(t *testing.T) {
	w := wallet(t)
	path := filepath.Join(t.TempDir(), "a.wallet")
	if err := SaveWallet(path, w); err != nil {
		t.Fatal(err)
	}
	if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", i.Mode(), err)
	}
	got, err := LoadWallet(path)
	if err != nil || got.Address() != w.Address() {
		t.Fatalf("loaded %v (%v), want %v", got, err, w)
	}
	if err := SaveWallet(path, wallet(t)); !errors.Is(err, os.ErrExist) {
		t.Errorf("replacing a wallet: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadWallet(path); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a wallet that others may read: %v", err)
	}
	secret := hex.EncodeToString(crypto.FromECDSA(w.priv))
	bad := filepath.Join(t.TempDir(), "bad.wallet")
	if err := os.WriteFile(bad, []byte(secret[:60]+"zz"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadWallet(bad); err == nil || strings.Contains(err.Error(), secret[:20]) {
		t.Errorf("broken file: %v", err)
	}
}

func TestWalletKeepsItsSecret(t *testing.T) {
	w := wallet(t)
	raw := crypto.FromECDSA(w.priv)
	secret, d := hex.EncodeToString(raw), new(big.Int).SetBytes(raw).String()
	j, err := json.Marshal(map[string]any{"wallet": w})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("hello", "wallet", w)
	for _, s := range []string{fmt.Sprint(w), fmt.Sprintf("%v %+v %#v %s %x %d", w, w, w, w, w, w), fmt.Sprintf("%+v", []*Wallet{w}), string(j), logged.String()} {
		if strings.Contains(strings.ToLower(s), secret) || strings.Contains(s, d) {
			t.Errorf("prints its secret: %s", s)
		}
	}
}

func TestDerive(t *testing.T) {
	w := wallet(t)
	seen := map[datatoken.Address]bool{w.Address(): true}
	for i := range uint32(100) {
		a := w.Derive(i).Address()
		if a != w.Derive(i).Address() || seen[a] {
			t.Fatalf("wallet %d: %s is not its own", i, a)
		}
		seen[a] = true
	}
}

// TestSignatures: each kind of signature names its signer, and a signature for one thing is none for another.
func TestSignatures(t *testing.T) {
	w := wallet(t)
	at := Addresses{ChainID: 5747, Contributions: datatoken.Address{1}, JobEscrow: datatoken.Address{2}}
	c := Contribution{Dataset: datatoken.Address{9}, Shard: hash("shard"), Rows: 10, Commit: hash("key"), Block: 1}
	sig, err := w.SignContribution(ContributionDomain(at), c)
	if err != nil {
		t.Fatal(err)
	}
	if who, err := RecoverContribution(ContributionDomain(at), c, sig); err != nil || who != w.Address() {
		t.Fatalf("signed by %s (%v), want %s", who, err, w.Address())
	}
	for name, change := range map[string]func(*Contribution, *Domain){
		"dataset":  func(c *Contribution, _ *Domain) { c.Dataset[19]++ },
		"shard":    func(c *Contribution, _ *Domain) { c.Shard[0]++ },
		"rows":     func(c *Contribution, _ *Domain) { c.Rows++ },
		"key":      func(c *Contribution, _ *Domain) { c.Commit[31]++ },
		"block":    func(c *Contribution, _ *Domain) { c.Block++ },
		"chain":    func(_ *Contribution, d *Domain) { d.ChainID++ },
		"contract": func(_ *Contribution, d *Domain) { d.Contract[0]++ },
	} {
		c, d := c, ContributionDomain(at)
		change(&c, &d)
		if who, err := RecoverContribution(d, c, sig); err == nil && who == w.Address() {
			t.Errorf("holds for another %s", name)
		}
	}
	digest := hash("receipt")
	if sig, err = w.SignReceipt(ReceiptDomain(at), digest); err != nil {
		t.Fatal(err)
	}
	if who, err := RecoverReceipt(ReceiptDomain(at), digest, sig); err != nil || who != w.Address() {
		t.Errorf("receipt signed by %s (%v)", who, err)
	}
	if who, err := RecoverReceipt(ContributionDomain(at), digest, sig); err == nil && who == w.Address() {
		t.Error("receipt holds for another contract")
	}
}

// TestHighS: the other form of a valid signature is refused.
func TestHighS(t *testing.T) {
	w := wallet(t)
	sig, err := w.sign(common.Hash(hash("x")))
	if err != nil {
		t.Fatal(err)
	}
	s := new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(sig[32:64]))
	s.FillBytes(sig[32:64])
	sig[64] = 27 + 28 - sig[64]
	pub, err := crypto.SigToPub(hashBytes("x"), append(bytes.Clone(sig[:64]), sig[64]-27))
	if err != nil || datatoken.Address(crypto.PubkeyToAddress(*pub)) != w.Address() {
		t.Fatalf("the other form is not valid at all (%v)", err)
	}
	if _, err := recoverSigner(common.Hash(hash("x")), "0x"+hex.EncodeToString(sig[:])); !errors.Is(err, ErrSignature) {
		t.Errorf("accepted: %v", err)
	}
}

func hashBytes(s string) []byte { h := hash(s); return h[:] }

func TestQuote(t *testing.T) {
	w := wallet(t)
	until := time.Date(2030, 1, 2, 3, 4, 5, 678, time.UTC)
	q, err := w.Quote(hash("spec"), until)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Check(hash("spec"), w.Address()); err != nil {
		t.Error(err)
	}
	b, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var back Quote
	if err := json.Unmarshal(b, &back); err != nil || back.Check(hash("spec"), w.Address()) != nil {
		t.Errorf("after JSON: %s (%v)", b, err)
	}
	if err := q.Check(hash("other"), w.Address()); !errors.Is(err, ErrQuote) {
		t.Errorf("for another spec: %v", err)
	}
	if err := (Quote{ValidUntil: until, Signature: "0x12"}).Check(hash("spec"), w.Address()); !errors.Is(err, ErrQuote) || !errors.Is(err, ErrSignature) {
		t.Errorf("no signature: %v", err)
	}
}

// TestText: any wallet's personal_sign is taken, and ours is the same every time. The vector was made with web3.js 1.x, accounts.sign("Some data", …), and is in
// its documentation.
func TestText(t *testing.T) {
	w, err := ParseWallet("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
	if err != nil {
		t.Fatal(err)
	}
	const want = "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"
	for range 2 {
		if got, err := w.SignText([]byte("Some data")); err != nil || got != want {
			t.Fatalf("signature %s, %v", got, err)
		}
	}
	if who, err := RecoverText([]byte("Some data"), want); err != nil || who != w.Address() {
		t.Errorf("recovered %s, %v", who, err)
	}
	if who, err := RecoverText([]byte("Some other data"), want); err == nil && who == w.Address() {
		t.Error("the signature is good for another message")
	}
	if _, err := RecoverText(nil, "0x12"); !errors.Is(err, ErrSignature) {
		t.Errorf("no signature: %v", err)
	}
}

func FuzzParseSignature(f *testing.F) {
	w := wallet(f)
	sig, err := w.sign(common.Hash(hash("x")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("0x" + hex.EncodeToString(sig[:]))
	f.Add("0x" + strings.Repeat("00", 65))
	f.Add("0x" + strings.Repeat("ff", 65))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseSignature(s)
		if err != nil {
			if !errors.Is(err, ErrSignature) {
				t.Fatal(err)
			}
			return
		}
		if "0x"+hex.EncodeToString(got[:]) != strings.ToLower(s) {
			t.Fatalf("%q read as %x", s, got)
		}
		recoverSigner(common.Hash{1}, s)
	})
}
