package chain

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/stintdao/stint/datatoken"
)

// program is a signing program: this test's own binary, with the key and the way it answers in its environment.
func program(t testing.TB, w *Wallet, form string) *ExecSigner {
	t.Helper()
	e, err := NewExecSigner(w.Address(), "env", childEnv+"=sign:"+form+"|"+w.Secret(), os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// signForOnce is that program. Like a device with a screen, it computes the digest of what it is shown, and signs nothing that it is shown wrong.
func signForOnce(form, secret string) {
	fail := func(what string) {
		fmt.Fprintln(os.Stderr, what)
		os.Exit(1)
	}
	w, err := ParseWallet(secret)
	if err != nil {
		fail(err.Error())
	}
	var in struct {
		Address           datatoken.Address
		Digest            datatoken.Hash
		Transaction, Text *string
		TypedData         *apitypes.TypedData
	}
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil || in.Address != w.Address() {
		fail(fmt.Sprint("bad request: ", err))
	}
	var sees []byte
	switch {
	case in.Transaction != nil:
		sees = crypto.Keccak256(common.FromHex(*in.Transaction))
	case in.Text != nil:
		sees = accounts.TextHash(common.FromHex(*in.Text))
	case in.TypedData != nil:
		if sees, _, err = apitypes.TypedDataAndHash(*in.TypedData); err != nil {
			fail(err.Error())
		}
	}
	if !bytes.Equal(sees, in.Digest[:]) {
		fail(fmt.Sprintf("it says %s and shows %x", in.Digest, sees))
	}
	sig, err := w.sign(common.Hash(in.Digest))
	if err != nil {
		fail(err.Error())
	}
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
	other := new(big.Int).Sub(crypto.S256().Params().N, s)
	der := func(r, s *big.Int) []byte {
		b, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
		if err != nil {
			fail(err.Error())
		}
		return b
	}
	out := sig[:]
	switch form {
	case "recovery": // v is 0 or 1
		out[64] -= 27
	case "short":
		out = out[:64]
	case "high":
		other.FillBytes(out[32:64])
		out[64] = 27 + 28 - out[64]
	case "der":
		out = der(r, s)
	case "der high":
		out = der(r, other)
	case "other key":
		stranger, _ := NewWallet(strings.NewReader(strings.Repeat("k", 32)))
		x, _ := stranger.sign(common.Hash(in.Digest))
		out = x[:]
	case "slow":
		time.Sleep(time.Minute)
	case "silent":
		os.Exit(0)
	case "chatty":
		fmt.Println(strings.Repeat("\x1b\U0010ffff<secret>", 10_000))
		os.Exit(0)
	case "fails":
		fail(strings.Repeat("\x00no ", 10_000))
	case "odd":
		out = out[:63]
	}
	fmt.Printf("{\"signature\":\"0x%x\"}\n", out)
	os.Exit(0)
}

// TestSigners is the suite of all signers: whatever they sign names them, is in one form, and is what they were shown.
func TestSigners(t *testing.T) {
	w := wallet(t)
	world := newWorld(t)
	n := byte(0)
	for name, k := range map[string]Signer{
		"wallet": w, "program": program(t, w, ""), "program, v 0 or 1": program(t, w, "recovery"), "program, r and s": program(t, w, "short"),
		"program, higher s": program(t, w, "high"), "program, DER": program(t, w, "der"), "program, DER with the higher s": program(t, w, "der high"),
	} {
		t.Run(name, func(t *testing.T) {
			n++
			ctx := t.Context()
			if k.Address() != w.Address() {
				t.Fatalf("address %s, want %s", k.Address(), w.Address())
			}
			at := Addresses{ChainID: 5747, Contributions: datatoken.Address{1}, JobEscrow: datatoken.Address{2}}
			c := Contribution{Dataset: datatoken.Address{9}, Shard: hash("shard"), Rows: 1 << 40, Commit: hash("key"), Block: 7}
			sig, err := SignContribution(ctx, k, ContributionDomain(at), c)
			if err != nil {
				t.Fatal(err)
			}
			if who, err := RecoverContribution(ContributionDomain(at), c, sig); err != nil || who != k.Address() {
				t.Errorf("contribution signed by %s (%v)", who, err)
			}
			if sig, err = SignReceipt(ctx, k, ReceiptDomain(at), hash("receipt")); err != nil {
				t.Fatal(err)
			}
			if who, err := RecoverReceipt(ReceiptDomain(at), hash("receipt"), sig); err != nil || who != k.Address() {
				t.Errorf("receipt signed by %s (%v)", who, err)
			}
			for _, text := range []string{"", "hello"} {
				if sig, err = SignText(ctx, k, []byte(text)); err != nil {
					t.Fatal(err)
				}
				if who, err := RecoverText([]byte(text), sig); err != nil || who != k.Address() {
					t.Errorf("text signed by %s (%v)", who, err)
				}
				if same, err := Texts(ctx, k).SignText([]byte(text)); err != nil || same != sig {
					t.Errorf("signed again: %s (%v), want %s", same, err, sig)
				}
			}
			q, err := MakeQuote(ctx, k, hash("spec"), time.Unix(1<<33, 5))
			if err != nil || q.Check(hash("spec"), k.Address()) != nil {
				t.Errorf("quote %+v (%v)", q, err)
			}
			// It can act: money moves and orders are made, with a permit in the currency's own domain.
			if _, err := world.faucet.Fund(ctx, k.Address(), ether(1), datatoken.Units(1_000_000_000)); err != nil {
				t.Fatal(err)
			}
			s := NewSender(world.trainer.Client, k)
			if (s.Wallet() == nil) != (name != "wallet") || s.Signer() != k {
				t.Errorf("wallet %v, signer %v", s.Wallet(), s.Signer())
			}
			to := datatoken.Address{0xee, n}
			if _, err := s.Fund(ctx, to, datatoken.Units(5), datatoken.Amount{}); err != nil {
				t.Fatal(err)
			}
			if wei, _, err := s.Balances(ctx, to); err != nil || wei != datatoken.Units(5) {
				t.Errorf("%s wei arrived (%v)", wei, err)
			}
			spender := common.Address{n}
			nonce, err := view(ctx, s.Client, s.at.Currency, stable.PackNonces(common.Address(k.Address())), stable.UnpackNonces)
			if err != nil {
				t.Fatal(err)
			}
			p, err := s.signPermit(ctx, datatoken.Address(spender), big.NewInt(77), nonce, 1<<40)
			if err != nil {
				t.Fatal(err)
			}
			data := stable.PackPermit(common.Address(k.Address()), spender, big.NewInt(77), big.NewInt(1<<40), p[64], [32]byte(p[:32]), [32]byte(p[32:64]))
			if _, _, err := world.faucet.send(ctx, call{to: s.at.Currency, data: data}); err != nil {
				t.Fatal(err)
			}
			got, err := view(ctx, s.Client, s.at.Currency, stable.PackAllowance(common.Address(k.Address()), spender), stable.UnpackAllowance)
			if err != nil || got.Int64() != 77 {
				t.Errorf("allowance %v (%v), want 77", got, err)
			}
		})
	}
}

// TestBadSigners: a program that signs with another key, says nothing, says too much, fails or does not come back makes nothing happen, and its words do not spread.
func TestBadSigners(t *testing.T) {
	w := wallet(t)
	for form, want := range map[string]error{
		"other key": ErrSignature, "odd": ErrSignature, "silent": ErrSigner, "chatty": ErrSigner, "fails": ErrSigner, "slow": context.DeadlineExceeded,
	} {
		t.Run(form, func(t *testing.T) {
			ctx := t.Context()
			if form == "slow" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 300*time.Millisecond)
				defer cancel()
			}
			sig, err := SignText(ctx, program(t, w, form), []byte("x"))
			if !errors.Is(err, want) || sig != "" {
				t.Fatalf("signature %q (%v), want %v", sig, err, want)
			}
			if len(err.Error()) > 600 || strings.ContainsAny(err.Error(), "\x00\x1b\n") || strings.Count(err.Error(), "secret") > maxQuoted/8 {
				t.Errorf("the error repeats too much: %d bytes, %q", len(err.Error()), err)
			}
		})
	}
	if _, err := NewExecSigner(w.Address()); !errors.Is(err, ErrBadInput) {
		t.Errorf("no program: %v", err)
	}
	e, err := NewExecSigner(w.Address(), "/nowhere/at/all")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := SignText(t.Context(), e, nil); !errors.Is(err, ErrSigner) {
		t.Errorf("a program that is not there: %v", err)
	}
	var none *Wallet
	if _, err := SignText(t.Context(), none, nil); !errors.Is(err, ErrNotHere) {
		t.Errorf("no wallet: %v", err)
	}
}

// TestTypedData compares the digests with those of go-ethereum's general EIP-712 encoder, reading the document that signers are shown.
func TestTypedData(t *testing.T) {
	d := Domain{ChainID: 5747, Contract: datatoken.Address{0xc0, 0xff, 0xee}}
	c := Contribution{Dataset: datatoken.Address{1, 2}, Shard: hash("shard"), Rows: 1 << 63, Commit: hash("key"), Block: 7}
	contribution, e1 := c.request(d)
	receipt, e2 := receiptRequest(d, hash("receipt"))
	if err := errors.Join(e1, e2); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]Request{"Contribution": contribution, "Receipt": receipt} {
		var doc apitypes.TypedData
		if err := json.Unmarshal(r.Typed, &doc); err != nil {
			t.Fatal(err)
		}
		want, _, err := apitypes.TypedDataAndHash(doc)
		if err != nil || !bytes.Equal(want, r.Digest[:]) {
			t.Errorf("%s: digest %s, want %x (%v)", name, r.Digest, want, err)
		}
		if doc.Domain.Name != "stint" || doc.Domain.VerifyingContract != d.Contract.String() || doc.PrimaryType != name {
			t.Errorf("%s: shown as %+v", name, doc)
		}
	}
	// The types that contracts know them by.
	for text, want := range map[string]common.Hash{
		"Contribution(address dataset,bytes32 shard,uint64 rows,bytes32 commit,uint32 block)": structHash("Contribution", []field{
			{"address", "dataset", padded(c.Dataset)}, {"bytes32", "shard", common.Hash(c.Shard)}, {"uint64", "rows", word(c.Rows)},
			{"bytes32", "commit", common.Hash(c.Commit)}, {"uint32", "block", word(7)}}),
		"Receipt(bytes32 digest)": structHash("Receipt", []field{{"bytes32", "digest", common.Hash(hash("receipt"))}}),
	} {
		list := []common.Hash{crypto.Keccak256Hash([]byte(text)), common.Hash(hash("receipt"))}
		if strings.HasPrefix(text, "Contribution") {
			list = []common.Hash{list[0], padded(c.Dataset), common.Hash(c.Shard), word(c.Rows), common.Hash(c.Commit), word(7)}
		}
		if got := words(list...); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestTxRequest: what signers see of a transaction is what go-ethereum signs.
func TestTxRequest(t *testing.T) {
	to := common.Address{7}
	for name, tx := range map[string]*types.DynamicFeeTx{
		"a call":    {ChainID: big.NewInt(5747), Nonce: 3, To: &to, Data: []byte("data"), Value: big.NewInt(9), Gas: 50_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(1 << 40)},
		"no value":  {ChainID: big.NewInt(1), To: &to, Gas: 21_000, GasTipCap: new(big.Int), GasFeeCap: new(big.Int)},
		"a created": {ChainID: big.NewInt(1), Data: []byte{1}, Gas: 21_000, GasTipCap: new(big.Int), GasFeeCap: new(big.Int)},
	} {
		r, err := txRequest(tx)
		if err != nil {
			t.Fatal(err)
		}
		if want := types.LatestSignerForChainID(tx.ChainID).Hash(types.NewTx(tx)); common.Hash(r.Digest) != want || crypto.Keccak256Hash(r.Tx) != want {
			t.Errorf("%s: digest %s, want %s", name, r.Digest, want)
		}
	}
}

func FuzzSignatureOf(f *testing.F) {
	w := wallet(f)
	digest := common.Hash(hash("x"))
	sig, err := w.sign(digest)
	if err != nil {
		f.Fatal(err)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])})
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range [][]byte{sig[:], sig[:64], der, append(bytes.Clone(der), 0), bytes.Repeat([]byte{0xff}, 65), {0x30, 6, 2, 1, 0xff, 2, 1, 0xff}, {0x30, 0}} {
		f.Add("0x" + hex.EncodeToString(b))
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := signatureOf(w.Address(), digest, s)
		if err != nil {
			if !errors.Is(err, ErrSignature) || got != [65]byte{} {
				t.Fatalf("%x, %v", got, err)
			}
			return
		}
		if who, err := recoverSigner(digest, "0x"+hex.EncodeToString(got[:])); err != nil || who != w.Address() {
			t.Fatalf("%q read as %x of %s (%v)", s, got, who, err)
		}
	})
}
