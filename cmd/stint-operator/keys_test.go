package main

import (
	"errors"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

// TestLoadKeys: keys are made once. The wallet may name a program that signs; one that does not is an error before anything else begins.
func TestLoadKeys(t *testing.T) {
	live := fake.NewClientBuilder().Build()
	made, err := loadKeys(t.Context(), live, "here")
	if err != nil {
		t.Fatal(err)
	}
	again, err := loadKeys(t.Context(), live, "here")
	if err != nil || again.wallet.Address() != made.wallet.Address() || again.broker != made.broker || again.identity.Recipient().String() != made.identity.Recipient().String() {
		t.Errorf("other keys the second time (%v)", err)
	}
	if _, err := chain.SignText(t.Context(), again.wallet, []byte("x")); err != nil {
		t.Error(err)
	}
	at := datatoken.Address{0xaa}.String()
	for name, tc := range map[string]struct {
		wallet string
		want   error
	}{
		"a program that does not sign":  {`{"external":{"address":"` + at + `","command":["false"]}}`, chain.ErrSigner},
		"a program that is not there":   {`{"external":{"address":"` + at + `","command":["/nowhere/at/all"]}}`, chain.ErrSigner},
		"a signature of nobody":         {`{"external":{"address":"` + at + `","command":["echo","{\"signature\":\"0x12\"}"]}}`, chain.ErrSignature},
		"no program":                    {`{"external":{"address":"` + at + `"}}`, chain.ErrBadInput},
		"a keystore, and nobody to ask": {`{"version":3}`, chain.ErrPassphrase},
		"nothing":                       {"", chain.ErrBadInput},
		"the wallet that was there":     {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := &corev1.Secret{}
			if err := live.Get(t.Context(), client.ObjectKey{Namespace: "here", Name: keysSecret}, s); err != nil {
				t.Fatal(err)
			}
			s = s.DeepCopy()
			s.Namespace, s.ResourceVersion = "there", ""
			if tc.want != nil {
				s.Data[keyWallet] = []byte(tc.wallet)
			}
			if _, err := loadKeys(t.Context(), fake.NewClientBuilder().WithObjects(s).Build(), "there"); !errors.Is(err, tc.want) || (err == nil) != (tc.want == nil) {
				t.Errorf("keys: %v, want %v", err, tc.want)
			}
		})
	}
}
