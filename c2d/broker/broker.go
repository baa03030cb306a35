// Package broker is how a conductor in a pod of its own reaches what it must not hold: the keys to shards, the durable memory of rounds, and
// the addresses of its cells. It has both ends: Server, beside whoever holds those, and Client, which is the conductor's Keys, Rounds and Seal.
//
// It promises that a conductor reaches only its own run, by a token nobody else has; that data keys cross the network wrapped to a key pair
// which the conductor made in its memory, inside TLS whose server key the conductor pins; and that a refusal arrives as the refusal it was.
// It does not protect against a conductor that was changed: whoever runs it can read what it opens. Which conductor gets keys, and when, is
// the Holder's to decide.
//
// This package does not know about Kubernetes, money or budgets.
package broker

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Holder has what a run needs and decides when it may have it. A Refusal reaches the conductor; any other error is told as "not now".
type Holder interface {
	// Cells returns the addresses of a run's cells, one a lane, empty for one that is not up; or a Refusal with code Unavailable while nothing is
	// known of them.
	Cells(ctx context.Context, job datatoken.Hash) ([]string, error)
	// Challenge draws the nonce that a proof of the run's seal must carry, and says what the cells must not reach.
	Challenge(ctx context.Context, job datatoken.Hash) (nonce []byte, forbidden []string, err error)
	// Prove judges a proof of the run's seal against the last challenge. nil means that keys may follow; a Refusal with code Conflict, here and from
	// Keys, that a new challenge has to be answered.
	Prove(ctx context.Context, job datatoken.Hash, cells []enclosure.Proof) error
	// Keys wraps the keys of the run's shards, in the order of the run's document, to a conductor. A shard that was sealed to somebody else, or
	// wrongly, has an empty envelope.
	Keys(ctx context.Context, job datatoken.Hash, to storage.Recipient) ([]storage.Envelope, error)
	// Break records that the run will not finish.
	Break(ctx context.Context, job datatoken.Hash, why *c2d.Refusal) error
}

// Secret is what a broker's own keys come from: 32 random bytes that outlive it.
type Secret [32]byte

func (s Secret) derive(what string, n int) []byte {
	b, err := hkdf.Key(sha256.New, s[:], nil, "stint broker v1|"+what, n)
	if err != nil {
		panic(err) // lengths are constant
	}
	return b
}

// Token is what a run's conductor shows.
func (s Secret) Token(job datatoken.Hash) []byte { return s.derive("token|"+job.String(), 32) }

// LinkKey is what a run's conductor and cells know each other by.
func (s Secret) LinkKey(job datatoken.Hash) []byte { return s.derive("link|"+job.String(), 32) }

// RoundsKey seals what one round of a run gave while it is stored. The salt must be new for every seal.
func (s Secret) RoundsKey(job datatoken.Hash, salt []byte) []byte {
	return s.derive(fmt.Sprintf("round|%s|%x", job, salt), 32)
}

func (s Secret) admits(job datatoken.Hash, token []byte) bool { return hmac.Equal(s.Token(job), token) }

func (s Secret) signer() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(s.derive("tls", 32)) }

// Fingerprint is the SHA-256 of the broker's public key, in hexadecimal digits: what conductors pin.
func (s Secret) Fingerprint() string {
	return fingerprint(s.signer().Public().(ed25519.PublicKey))
}

func fingerprint(k ed25519.PublicKey) string {
	sum := sha256.Sum256(k)
	return hex.EncodeToString(sum[:])
}

// TLS is the server's side: a certificate for the broker's key. Its dates are wide, because conductors look at the key alone.
func (s Secret) TLS() (*tls.Config, error) {
	key := s.signer()
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "stint-broker"}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(nil, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make the broker's certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
}

// pinned is the client's side: whoever holds the key with this fingerprint, and nobody else.
func pinned(want string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		// Not verified by names and authorities, which a run does not have, but by the key itself, below.
		InsecureSkipVerify: true,
		VerifyConnection: func(c tls.ConnectionState) error {
			if len(c.PeerCertificates) == 1 {
				if k, ok := c.PeerCertificates[0].PublicKey.(ed25519.PublicKey); ok && fingerprint(k) == want {
					return nil
				}
			}
			return fmt.Errorf("the broker has another key")
		},
	}
}
