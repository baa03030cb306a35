package card

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

func open(b []byte) (Card, error) { return Open(bytes.NewReader(b), chain.RecoverText) }

// TestSign: a card opens to what was signed and by whom, and signing again gives the same bytes.
func TestSign(t *testing.T) {
	for name, m := range map[string]c2d.Manifest{"bare": bare(), "full": full()} {
		t.Run(name, func(t *testing.T) {
			w := newWallet(t)
			b, err := Sign(m, w)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Sign(m, w); err != nil || !bytes.Equal(b, again) {
				t.Errorf("signed again: other bytes, %v", err)
			}
			c, err := open(b)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(Card{Manifest: m, Signers: []datatoken.Address{w.Address()}}, c); d != "" {
				t.Error(d)
			}
			if !c.SignedBy(w.Address()) || c.SignedBy(datatoken.Address{}) {
				t.Error("signed by somebody else")
			}
		})
	}
	m := bare()
	m.Unit = "record"
	if _, err := Sign(m, newWallet(t)); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Errorf("sign a manifest that nobody would take: %v", err)
	}
}

// TestSignVector pins the format: DSSE's own pre-authentication encoding, an EIP-191 signature over it.
func TestSignVector(t *testing.T) {
	w, err := chain.ParseWallet("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Sign(bare(), w)
	if err != nil {
		t.Fatal(err)
	}
	const payload = `{"columns":[{"kind":"integer","max":120,"name":"age"}],"delta":1000000,"epsilon":8000000,"format":"csv","maxRows":5,"name":"people","stint":1,"unit":"contributor"}`
	sig, err := w.SignText([]byte("DSSEv1 35 application/vnd.stint.manifest+json 163 " + payload))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(sig[2:])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"payloadType":"application/vnd.stint.manifest+json","payload":"` + base64.StdEncoding.EncodeToString([]byte(payload)) +
		`","signatures":[{"keyid":"0x2c7536e3605d9c16a7a3d7b1898e529396a65c23","sig":"` + base64.StdEncoding.EncodeToString(raw) + `"}]}`
	if string(b) != want {
		t.Errorf("card is\n%s\nwant\n%s", b, want)
	}
}

// envelope takes a card apart for a test to change, with a signature that is good again.
func envelope(t *testing.T, m c2d.Manifest, w *chain.Wallet, payload func([]byte) []byte, change func(*dsse.Envelope)) []byte {
	t.Helper()
	b, err := Sign(m, w)
	if err != nil {
		t.Fatal(err)
	}
	var e dsse.Envelope
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	if payload != nil {
		p, err := e.DecodeB64Payload()
		if err != nil {
			t.Fatal(err)
		}
		p = payload(p)
		e.Payload = base64.StdEncoding.EncodeToString(p)
		e.Signatures = []dsse.Signature{sign(t, w, e.PayloadType, p)}
	}
	if change != nil {
		change(&e)
	}
	return encode(e)
}

func sign(t *testing.T, w *chain.Wallet, kind string, payload []byte) dsse.Signature {
	t.Helper()
	text, err := w.SignText(dsse.PAE(kind, payload))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(text[2:])
	if err != nil {
		t.Fatal(err)
	}
	return dsse.Signature{KeyID: w.Address().String(), Sig: base64.StdEncoding.EncodeToString(raw)}
}

func TestOpenRefuses(t *testing.T) {
	w, other := newWallet(t), newWallet(t)
	plain := func(old, with string) func([]byte) []byte {
		return func(p []byte) []byte {
			if !bytes.Contains(p, []byte(old)) {
				t.Fatalf("the manifest has no %s", old)
			}
			return bytes.Replace(p, []byte(old), []byte(with), 1)
		}
	}
	good, err := Sign(bare(), w)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing":               nil,
		"null":                  []byte("null"),
		"a bare manifest":       bare().Canonical(),
		"no signature":          envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures = nil }),
		"empty signature":       envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures[0].Sig = "" }),
		"signature of zeros":    envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures[0].Sig = base64.StdEncoding.EncodeToString(make([]byte, 65)) }),
		"somebody else's name":  envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures[0].KeyID = other.Address().String() }),
		"name in capitals":      envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures[0].KeyID = strings.ToUpper(e.Signatures[0].KeyID) }),
		"no name":               envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures[0].KeyID = "" }),
		"the same signer twice": envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Signatures = append(e.Signatures, e.Signatures[0]) }),
		"one good and one bad": envelope(t, bare(), w, nil, func(e *dsse.Envelope) {
			e.Signatures = append(e.Signatures, sign(t, other, e.PayloadType, []byte("another payload")))
		}),
		"too many signers": envelope(t, bare(), w, nil, func(e *dsse.Envelope) {
			for range maxSigners {
				p, _ := e.DecodeB64Payload()
				e.Signatures = append(e.Signatures, sign(t, newWallet(t), e.PayloadType, p))
			}
		}),
		"another type":              envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.PayloadType = "application/vnd.in-toto+json" }),
		"payload in url base64":     envelope(t, full(), w, nil, func(e *dsse.Envelope) { e.Payload = strings.TrimRight(e.Payload, "=") }),
		"payload changed":           envelope(t, bare(), w, nil, func(e *dsse.Envelope) { e.Payload = "e30=" }),
		"white space in manifest":   envelope(t, bare(), w, plain(`,"delta"`, `, "delta"`), nil),
		"other order in manifest":   envelope(t, bare(), w, plain(`"name":"people","stint":1`, `"stint":1,"name":"people"`), nil),
		"unknown field in manifest": envelope(t, bare(), w, plain(`"stint":1`, `"stint":1,"stunt":2`), nil),
		"repeated field":            envelope(t, bare(), w, plain(`"stint":1`, `"stint":1,"stint":1`), nil),
		"other case":                envelope(t, bare(), w, plain(`"stint":1`, `"Stint":1`), nil),
		"an exponent":               envelope(t, bare(), w, plain(`8000000`, `8e6`), nil),
		"a fraction":                envelope(t, bare(), w, plain(`8000000`, `8000000.0`), nil),
		"an escape":                 envelope(t, bare(), w, plain(`people`, `p\u0065ople`), nil),
		"an empty list":             envelope(t, bare(), w, plain(`"name":"people"`, `"keywords":[],"name":"people"`), nil),
		"manifest that is refused":  envelope(t, bare(), w, plain(`contributor`, `record`), nil),
		"not UTF-8":                 envelope(t, bare(), w, plain(`people`, "p\xffople"), nil),
		"white space":               append(bytes.Clone(good), ' '),
		"line end":                  append(bytes.Clone(good), '\n'),
		"something follows":         append(bytes.Clone(good), good...),
		"unknown field":             bytes.Replace(good, []byte(`{"payloadType"`), []byte(`{"note":"","payloadType"`), 1),
		"cut short":                 good[:len(good)-1],
		"too long":                  append(bytes.Clone(good), bytes.Repeat([]byte(" "), maxEnvelope)...),
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := open(b); !errors.Is(err, ErrCard) {
				t.Errorf("opened as %+v, %v", c, err)
			}
		})
	}
	both := envelope(t, bare(), w, nil, func(e *dsse.Envelope) {
		e.Signatures = append(e.Signatures, sign(t, other, e.PayloadType, bare().Canonical()))
	})
	if c, err := open(both); err != nil || !c.SignedBy(w.Address()) || !c.SignedBy(other.Address()) {
		t.Errorf("two signers: %v, %v", c.Signers, err)
	}
}

// TestOpenEveryByte: whichever byte of a card is changed, it is not what its signer signed.
func TestOpenEveryByte(t *testing.T) {
	w := newWallet(t)
	good, err := Sign(bare(), w)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1 << (i % 8)
		if c, err := open(b); err == nil && c.SignedBy(w.Address()) {
			t.Fatalf("byte %d changed, and the card is taken", i)
		}
	}
}

func FuzzOpen(f *testing.F) {
	w := newWallet(f)
	for _, m := range []c2d.Manifest{bare(), full()} {
		b, err := Sign(m, w)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"payloadType":"application/vnd.stint.manifest+json","payload":"e30=","signatures":[{"keyid":"","sig":""}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Open(bytes.NewReader(b), func(_ []byte, signature string) (a datatoken.Address, _ error) {
			copy(a[:], signature[2:])
			return a, nil
		})
		if err != nil {
			if !errors.Is(err, ErrCard) {
				t.Fatal(err)
			}
			return
		}
		if len(c.Signers) == 0 || c.Manifest.Check() != nil {
			t.Fatalf("opened %+v", c)
		}
	})
}
