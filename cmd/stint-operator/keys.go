package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

// keysSecret is the one Secret that everything of the operator's depends on: lose it, and nothing that was sealed to this provider opens again.
const keysSecret = "stint-keys"

// Keys of the Secret. The wallet is what a wallet file has in it, and may name a program that signs; it comes without a passphrase.
const (
	keyWallet, keyIdentity, keyBroker = "wallet", "identity", "broker"
)

// keys are the provider's.
type keys struct {
	wallet   chain.Signer
	identity storage.Identity
	broker   broker.Secret
}

// loadKeys reads the provider's keys, or makes them on first use.
func loadKeys(ctx context.Context, live client.Client, namespace string) (keys, error) {
	s := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: keysSecret}}
	err := live.Get(ctx, client.ObjectKeyFromObject(s), s)
	if apierrors.IsNotFound(err) {
		if s.Data, err = newKeys(); err != nil {
			return keys{}, err
		}
		if err = live.Create(ctx, s); apierrors.IsAlreadyExists(err) {
			err = live.Get(ctx, client.ObjectKeyFromObject(s), s)
		}
	}
	if err != nil {
		return keys{}, fmt.Errorf("read Secret %s: %w", keysSecret, err)
	}
	var k keys
	var e1, e2 error
	k.wallet, e1 = chain.ParseSigner(s.Data[keyWallet])
	k.identity, e2 = storage.ParseIdentity(string(s.Data[keyIdentity]))
	b, e3 := hex.DecodeString(string(s.Data[keyBroker]))
	if e3 == nil && len(b) != len(k.broker) {
		e3 = fmt.Errorf("the broker's secret has %d bytes", len(b))
	}
	if err := errors.Join(e1, e2, e3); err != nil {
		return keys{}, fmt.Errorf("read Secret %s: %w", keysSecret, err)
	}
	k.broker = broker.Secret(b)
	if k.wallet, err = chain.Unattended(ctx, k.wallet, chain.Patience); err != nil {
		return keys{}, fmt.Errorf("see that what %q of Secret %s names signs for its account: %w", keyWallet, keysSecret, err)
	}
	return k, nil
}

func newKeys() (map[string][]byte, error) {
	w, e1 := chain.NewWallet(rand.Reader)
	id, e2 := storage.NewIdentity(rand.Reader)
	var b broker.Secret
	_, e3 := rand.Read(b[:])
	if err := errors.Join(e1, e2, e3); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	secret, err := id.Secret()
	if err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	return map[string][]byte{keyWallet: []byte(w.Secret()), keyIdentity: []byte(secret), keyBroker: []byte(hex.EncodeToString(b[:]))}, nil
}
