package card

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

// PayloadType says what is in the envelope.
const PayloadType = "application/vnd.stint.manifest+json"

// ErrCard reports bytes that are not a signed card.
var ErrCard = errors.New("not a signed card")

const (
	maxSigners  = 16
	signature   = 65 // bytes: r, s and v
	maxEnvelope = (c2d.MaxManifest+2)/3*4 + maxSigners*256 + 1024
)

// Signer signs a message, the same message always in the same way, as Ethereum wallets do (EIP-191, personal_sign): 0x and 130 hexadecimal digits.
type Signer interface {
	Address() datatoken.Address
	SignText(message []byte) (string, error)
}

// Recover returns who signed a message as a Signer does, or an error if nobody did.
type Recover func(message []byte, signature string) (datatoken.Address, error)

// Card is an open envelope.
type Card struct {
	Manifest c2d.Manifest
	Signers  []datatoken.Address // at least one; each is there once
}

// SignedBy reports whether an account signed the card.
func (c Card) SignedBy(a datatoken.Address) bool { return slices.Contains(c.Signers, a) }

// Sign puts a manifest into an envelope (DSSE) signed by an account. The same manifest and account give the same bytes. It refuses what Manifest.Check refuses.
func Sign(m c2d.Manifest, by Signer) ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	payload := m.Canonical()
	text, err := by.SignText(dsse.PAE(PayloadType, payload))
	if err != nil {
		return nil, fmt.Errorf("sign card: %w", err)
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(raw) != signature {
		return nil, fmt.Errorf("sign card: the signer gave no signature: %w", ErrCard)
	}
	return encode(dsse.Envelope{
		PayloadType: PayloadType, Payload: base64.StdEncoding.EncodeToString(payload),
		Signatures: []dsse.Signature{{KeyID: by.Address().String(), Sig: base64.StdEncoding.EncodeToString(raw)}},
	}), nil
}

// Open reads a card. Anything but what Sign writes, with 1 to 16 signatures, is ErrCard: other JSON of the same meaning, a manifest that is not in canonical form or
// that Check refuses, a signature that is bad or not by the account that it names.
func Open(r io.Reader, signer Recover) (Card, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxEnvelope+1))
	if err != nil {
		return Card{}, fmt.Errorf("read card: %w", err)
	}
	if len(b) > maxEnvelope {
		return Card{}, fmt.Errorf("open card: more than %d bytes: %w", maxEnvelope, ErrCard)
	}
	var e dsse.Envelope
	if json.Unmarshal(b, &e) != nil || !bytes.Equal(encode(e), b) {
		return Card{}, fmt.Errorf("open card: no envelope in its one form: %w", ErrCard)
	}
	if e.PayloadType != PayloadType {
		return Card{}, fmt.Errorf("open card: it holds %.80q: %w", e.PayloadType, ErrCard)
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	if err != nil || base64.StdEncoding.EncodeToString(payload) != e.Payload {
		return Card{}, fmt.Errorf("open card: the manifest is not in base64: %w", ErrCard)
	}
	if n := len(e.Signatures); n < 1 || n > maxSigners {
		return Card{}, fmt.Errorf("open card: %d signatures, want 1 to %d: %w", n, maxSigners, ErrCard)
	}
	var c Card
	for _, s := range e.Signatures {
		raw, err := base64.StdEncoding.Strict().DecodeString(s.Sig)
		if err != nil || len(raw) != signature || base64.StdEncoding.EncodeToString(raw) != s.Sig {
			return Card{}, fmt.Errorf("open card: a signature is not %d bytes in base64: %w", signature, ErrCard)
		}
		who, err := signer(dsse.PAE(e.PayloadType, payload), "0x"+hex.EncodeToString(raw))
		if err != nil {
			return Card{}, fmt.Errorf("open card: %w: %w", ErrCard, err)
		}
		if who.String() != s.KeyID {
			return Card{}, fmt.Errorf("open card: a signature that names %.80q is by %s: %w", s.KeyID, who, ErrCard)
		}
		if c.SignedBy(who) {
			return Card{}, fmt.Errorf("open card: %s signed twice: %w", who, ErrCard)
		}
		c.Signers = append(c.Signers, who)
	}
	if c.Manifest, err = c2d.ParseManifest(bytes.NewReader(payload)); err != nil {
		return Card{}, fmt.Errorf("open card: %w: %w", ErrCard, err)
	}
	if !bytes.Equal(c.Manifest.Canonical(), payload) {
		return Card{}, fmt.Errorf("open card: the manifest is not in canonical form: %w", ErrCard)
	}
	return c, nil
}

// encode writes an envelope in its one form.
func encode(e dsse.Envelope) []byte {
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	if err := j.Encode(e); err != nil {
		panic("card: " + err.Error()) // cannot happen: strings marshal
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
