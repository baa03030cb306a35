package storage

import (
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrKeyText reports text that is not a recipient or an identity.
var ErrKeyText = errors.New("bad key text")

const (
	recipientText = "stint-recipient-1-"
	identityText  = "stint-identity-1-"
	checksumSize  = 4

	recipientSize = 1216 // ML-KEM-768 encapsulation key and X25519 public key
	wrappedSize   = 1168 // their two ciphertexts, the 32-byte key and a tag
)

// Recipient is the public half of an Identity: who may unwrap a key. Recipients are comparable; the zero Recipient is invalid.
type Recipient struct{ public string }

// ParseRecipient reads a recipient's text form: "stint-recipient-1-" and base64url of the 1216-byte public key and a checksum. The
// error is ErrKeyText.
func ParseRecipient(text string) (Recipient, error) {
	public, err := parseKeyText(recipientText, text, recipientSize)
	if err == nil {
		_, err = suite.kem.NewPublicKey(public)
	}
	if err != nil {
		return Recipient{}, fmt.Errorf("parse recipient: %w", ErrKeyText)
	}
	return Recipient{string(public)}, nil
}

// String is the recipient's text form, empty for the zero Recipient.
func (r Recipient) String() string {
	if r.public == "" {
		return ""
	}
	return keyText(recipientText, []byte(r.public))
}

// Fingerprint names the recipient in 64 hex digits: SHA-256 of the public key.
func (r Recipient) Fingerprint() string {
	sum := sha256.Sum256([]byte(r.public))
	return hex.EncodeToString(sum[:])
}

// MarshalText implements encoding.TextMarshaler. The zero Recipient is an error: nothing can be wrapped to it.
func (r Recipient) MarshalText() ([]byte, error) {
	if r.public == "" {
		return nil, fmt.Errorf("write recipient: none: %w", ErrKeyText)
	}
	return []byte(r.String()), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Recipient) UnmarshalText(text []byte) error {
	parsed, err := ParseRecipient(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// Identity is the private key that unwraps what was wrapped to its Recipient. It prints and marshals as a placeholder; Secret is
// the one way to its text form. The zero Identity is invalid.
type Identity struct{ private hpke.PrivateKey }

// NewIdentity draws an identity.
func NewIdentity(random io.Reader) (Identity, error) {
	seed := make([]byte, 32)
	if _, err := io.ReadFull(random, seed); err != nil {
		return Identity{}, fmt.Errorf("draw identity: %w", err)
	}
	private, err := suite.kem.NewPrivateKey(seed)
	if err != nil {
		return Identity{}, fmt.Errorf("draw identity: %w", err)
	}
	return Identity{private}, nil
}

// ParseIdentity reads what Secret wrote. The error is ErrKeyText and does not quote the text.
func ParseIdentity(text string) (Identity, error) {
	seed, err := parseKeyText(identityText, text, 32)
	if err != nil {
		return Identity{}, fmt.Errorf("parse identity: %w", ErrKeyText)
	}
	private, err := suite.kem.NewPrivateKey(seed)
	if err != nil {
		return Identity{}, fmt.Errorf("parse identity: %w", ErrKeyText)
	}
	return Identity{private}, nil
}

// Secret is the identity's text form, in the clear: "stint-identity-1-" and base64url of the 32-byte seed and a checksum. It is
// for a file that only its owner can read.
func (id Identity) Secret() (string, error) {
	if id.private == nil {
		return "", fmt.Errorf("write identity: none: %w", ErrKeyText)
	}
	seed, err := id.private.Bytes()
	if err != nil {
		return "", fmt.Errorf("write identity: %w", err)
	}
	return keyText(identityText, seed), nil
}

// Recipient is the public half of the identity.
func (id Identity) Recipient() Recipient {
	if id.private == nil {
		return Recipient{}
	}
	return Recipient{string(id.private.PublicKey().Bytes())}
}

func (Identity) String() string               { return redacted }
func (Identity) GoString() string             { return redacted }
func (Identity) Format(f fmt.State, _ rune)   { io.WriteString(f, redacted) }
func (Identity) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Envelope is a shard key sealed to one recipient.
type Envelope struct {
	Recipient string `json:"recipient"` // fingerprint of the recipient's public key
	Sealed    []byte `json:"sealed"`
}

// suite is HPKE (RFC 9180, base mode) with MLKEM768-X25519 (draft-ietf-hpke-pq), HKDF-SHA256 and AES-256-GCM.
var suite = struct {
	kem  hpke.KEM
	kdf  hpke.KDF
	aead hpke.AEAD
}{hpke.MLKEM768X25519(), hpke.HKDFSHA256(), hpke.AES256GCM()}

// purpose separates envelopes from whatever else an identity may ever be used for.
func purpose(info []byte) []byte { return append([]byte("stint key envelope v1\x00"), info...) }

// Wrap seals key to a recipient. info says what for (dataset, job, expiry, …): Unwrap must be given the same, so an envelope
// cannot be replayed for another purpose. Randomness comes from the system, crypto/hpke takes no other. Wrap does not say who
// wrapped: sign the envelope where that matters.
func Wrap(key Key, to Recipient, info []byte) (Envelope, error) {
	if key == (Key{}) {
		return Envelope{}, fmt.Errorf("wrap key: no key: %w", ErrKey)
	}
	public, err := suite.kem.NewPublicKey([]byte(to.public))
	if err != nil {
		return Envelope{}, fmt.Errorf("wrap key: no recipient: %w", ErrKey)
	}
	sealed, err := hpke.Seal(public, suite.kdf, suite.aead, purpose(info), key.b[:])
	if err != nil {
		return Envelope{}, fmt.Errorf("wrap key: %w", err)
	}
	return Envelope{Recipient: to.Fingerprint(), Sealed: sealed}, nil
}

// Unwrap opens an envelope that was wrapped to the identity's recipient with the same info. Anything else is ErrKey.
func (id Identity) Unwrap(e Envelope, info []byte) (Key, error) {
	if id.private == nil || e.Recipient != id.Recipient().Fingerprint() {
		return Key{}, fmt.Errorf("unwrap key: wrapped to another recipient: %w", ErrKey)
	}
	if len(e.Sealed) != wrappedSize {
		return Key{}, fmt.Errorf("unwrap key: %d bytes are not an envelope: %w", len(e.Sealed), ErrKey)
	}
	b, err := hpke.Open(id.private, suite.kdf, suite.aead, purpose(info), e.Sealed)
	if err != nil {
		return Key{}, fmt.Errorf("unwrap key: %w", ErrKey)
	}
	key := Key{[32]byte(b)} // as long as it should be, because the envelope is
	if key == (Key{}) {
		return Key{}, fmt.Errorf("unwrap key: no key: %w", ErrKey)
	}
	return key, nil
}

// keyText writes prefix and base64url of key and its checksum, so that a slip of the hand does not become a key nobody has.
func keyText(prefix string, key []byte) string {
	sum := sha256.Sum256(append([]byte(prefix), key...))
	return prefix + base64.RawURLEncoding.EncodeToString(append(append([]byte(nil), key...), sum[:checksumSize]...))
}

func parseKeyText(prefix, text string, size int) ([]byte, error) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok || len(rest) != base64.RawURLEncoding.EncodedLen(size+checksumSize) {
		return nil, ErrKeyText
	}
	b, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil || len(b) != size+checksumSize || keyText(prefix, b[:size]) != text {
		return nil, ErrKeyText
	}
	return b[:size], nil
}
