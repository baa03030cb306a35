package cell

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// ErrKey reports the other end of a link to be somebody else.
var ErrKey = errors.New("the peer has another key")

// KeySize is the length of the key that a host and its conductor share for one run.
const KeySize = 32

// Both ends of a remote link derive both identities from the key they share, so that whoever has it is let in and nobody else.
const (
	hostIdentity      = "stint cell v1 host"
	conductorIdentity = "stint cell v1 conductor"
)

// ConductorTLS returns the conductor's end of a link to a host with the same key: TLS 1.3, where each side proves to have it.
func ConductorTLS(key []byte) (*tls.Config, error) {
	return tlsConfig(key, conductorIdentity, hostIdentity)
}

func hostTLS(key []byte) (*tls.Config, error) { return tlsConfig(key, hostIdentity, conductorIdentity) }

func tlsConfig(key []byte, me, them string) (*tls.Config, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("link key of %d bytes, want %d", len(key), KeySize)
	}
	mine, err := identityOf(key, me)
	if err != nil {
		return nil, err
	}
	theirs, err := identityOf(key, them)
	if err != nil {
		return nil, err
	}
	cert, err := certificate(mine)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, SessionTicketsDisabled: true,
		InsecureSkipVerify: true, // names and authorities mean nothing here: the key below is the identity
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) != 1 {
				return errors.New("want one certificate")
			}
			got, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
			if want := theirs.Public().(ed25519.PublicKey); !ok || !bytes.Equal(got, want) {
				return ErrKey
			}
			return nil
		},
	}, nil
}

func identityOf(key []byte, info string) (ed25519.PrivateKey, error) {
	seed, err := hkdf.Key(sha256.New, key, nil, info, ed25519.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("derive a link key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// certificate is what TLS needs around a public key; nothing in it means anything.
func certificate(key ed25519.PrivateKey) (tls.Certificate, error) {
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}
	der, err := x509.CreateCertificate(nil, t, t, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
