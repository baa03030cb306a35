package storage_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/storage"
)

func newIdentity(t testing.TB) storage.Identity {
	t.Helper()
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func newKey(t testing.TB) storage.Key {
	t.Helper()
	k, err := storage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func secret(t testing.TB, id storage.Identity) string {
	t.Helper()
	s, err := id.Secret()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUnwrap(t *testing.T) {
	id, other, key := newIdentity(t), newIdentity(t), newKey(t)
	info := []byte("job 1")
	e, err := storage.Wrap(key, id.Recipient(), info)
	if err != nil {
		t.Fatal(err)
	}
	if e.Recipient != id.Recipient().Fingerprint() {
		t.Errorf("envelope to %s, want %s", e.Recipient, id.Recipient().Fingerprint())
	}
	change := func(f func(*storage.Envelope)) storage.Envelope {
		c := storage.Envelope{Recipient: e.Recipient, Sealed: bytes.Clone(e.Sealed)}
		f(&c)
		return c
	}
	for name, tc := range map[string]struct {
		id       storage.Identity
		envelope storage.Envelope
		info     []byte
		want     error
	}{
		"right":                   {id, e, info, nil},
		"another purpose":         {id, e, []byte("job 2"), storage.ErrKey},
		"no purpose":              {id, e, nil, storage.ErrKey},
		"another identity":        {other, e, info, storage.ErrKey},
		"no identity":             {storage.Identity{}, e, info, storage.ErrKey},
		"addressed to another":    {other, change(func(e *storage.Envelope) { e.Recipient = other.Recipient().Fingerprint() }), info, storage.ErrKey},
		"no address":              {id, change(func(e *storage.Envelope) { e.Recipient = "" }), info, storage.ErrKey},
		"flipped encapsulation":   {id, change(func(e *storage.Envelope) { e.Sealed[3] ^= 1 }), info, storage.ErrKey},
		"flipped X25519 share":    {id, change(func(e *storage.Envelope) { e.Sealed[1100] ^= 1 }), info, storage.ErrKey},
		"flipped ciphertext":      {id, change(func(e *storage.Envelope) { e.Sealed[1130] ^= 1 }), info, storage.ErrKey},
		"cut":                     {id, change(func(e *storage.Envelope) { e.Sealed = e.Sealed[:1167] }), info, storage.ErrKey},
		"longer":                  {id, change(func(e *storage.Envelope) { e.Sealed = append(e.Sealed, 0) }), info, storage.ErrKey},
		"empty":                   {id, change(func(e *storage.Envelope) { e.Sealed = nil }), info, storage.ErrKey},
		"all zeros, low-order":    {id, change(func(e *storage.Envelope) { clear(e.Sealed) }), info, storage.ErrKey},
		"zero value":              {id, storage.Envelope{}, info, storage.ErrKey},
		"zero value, no identity": {storage.Identity{}, storage.Envelope{}, info, storage.ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tc.id.Unwrap(tc.envelope, tc.info)
			if !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			if (got == key) != (tc.want == nil) {
				t.Errorf("the key came out: %v", got == key)
			}
		})
	}
}

func TestWrapRefusesWhatCannotBeUnwrapped(t *testing.T) {
	if e, err := storage.Wrap(newKey(t), storage.Recipient{}, nil); !errors.Is(err, storage.ErrKey) {
		t.Errorf("to nobody: %v, error %v", e, err)
	}
	if e, err := storage.Wrap(storage.Key{}, newIdentity(t).Recipient(), nil); !errors.Is(err, storage.ErrKey) {
		t.Errorf("no key: %v, error %v", e, err)
	}
}

func TestWrapIsFresh(t *testing.T) {
	id, key := newIdentity(t), newKey(t)
	a, errA := storage.Wrap(key, id.Recipient(), nil)
	b, errB := storage.Wrap(key, id.Recipient(), nil)
	if errA != nil || errB != nil || bytes.Equal(a.Sealed, b.Sealed) {
		t.Errorf("errors %v and %v, or wrapped twice alike", errA, errB)
	}
}

func TestKeyTexts(t *testing.T) {
	id := newIdentity(t)
	text := secret(t, id)
	back, err := storage.ParseIdentity(text)
	if err != nil {
		t.Fatal(err)
	}
	if back.Recipient() != id.Recipient() {
		t.Error("the identity that came back has another recipient")
	}
	var config struct{ To storage.Recipient }
	b, err := json.Marshal(struct{ To storage.Recipient }{id.Recipient()})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &config); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(id.Recipient().String(), config.To.String()); diff != "" {
		t.Errorf("recipient through JSON (-want +got):\n%s", diff)
	}
	if _, err := json.Marshal(storage.Recipient{}); err == nil {
		t.Error("no recipient was written")
	}
	if _, err := (storage.Identity{}).Secret(); !errors.Is(err, storage.ErrKeyText) {
		t.Errorf("no identity was written: error %v", err)
	}
	public := id.Recipient().String()
	for name, bad := range map[string]string{
		"empty":           "",
		"prefix":          "stint-recipient-1-",
		"typo":            public[:100] + swap(public[100]) + public[101:],
		"typo at the end": public[:len(public)-1] + swap(public[len(public)-1]),
		"cut":             public[:len(public)-4],
		"newline":         public[:50] + "\n" + public[50:],
		"space":           public + " ",
		"secret":          text,
	} {
		if r, err := storage.ParseRecipient(bad); !errors.Is(err, storage.ErrKeyText) || r != (storage.Recipient{}) {
			t.Errorf("recipient, %s: error %v", name, err)
		}
	}
	for name, bad := range map[string]string{
		"empty":  "",
		"typo":   text[:30] + swap(text[30]) + text[31:],
		"cut":    text[:len(text)-1],
		"public": public,
	} {
		_, err := storage.ParseIdentity(bad)
		if !errors.Is(err, storage.ErrKeyText) {
			t.Errorf("identity, %s: error %v", name, err)
		}
		if bad != "" && strings.Contains(fmt.Sprint(err), bad[20:]) {
			t.Errorf("identity, %s: the error quotes it", name)
		}
	}
}

func swap(c byte) string {
	if c == 'A' {
		return "E"
	}
	return "A"
}

// Secrets must not come out of any of the usual ways of printing and writing things.
func TestSecretsRedactThemselves(t *testing.T) {
	id, err := storage.NewIdentity(bytes.NewReader(bytes.Repeat([]byte{0xa7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := storage.NewKey(bytes.NewReader(bytes.Repeat([]byte{0xa7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	held := struct {
		Key storage.Key
		ID  storage.Identity
		P   *storage.Key
	}{key, id, &key}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%08b"} {
		fmt.Fprintf(&out, verb+verb+verb+verb+"\n", key, id, &key, held)
	}
	b, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "key", key, "id", id, "held", held)
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "key", key, "id", id, "held", held)
	for _, leak := range []string{"a7a7", "A7A7", "167", "10100111", "p6en", secret(t, id)[17:30]} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%q is in:\n%s", leak, out.String())
		}
	}
}

func TestCheckCommit(t *testing.T) {
	key, other := newKey(t), newKey(t)
	a, err := storage.RefOf(strings.NewReader("a"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := storage.RefOf(strings.NewReader("b"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := key.Commit(a)
	flipped[31] ^= 1
	for name, tc := range map[string]struct {
		key    storage.Key
		ref    storage.Ref
		commit [32]byte
		want   error
	}{
		"right":          {key, a, key.Commit(a), nil},
		"another key":    {other, a, key.Commit(a), storage.ErrKey},
		"another object": {key, b, key.Commit(a), storage.ErrKey},
		"flipped":        {key, a, flipped, storage.ErrKey},
		"zero":           {key, a, [32]byte{}, storage.ErrKey},
		"no key":         {storage.Key{}, a, storage.Key{}.Commit(a), storage.ErrKey},
	} {
		if err := tc.key.CheckCommit(tc.ref, tc.commit); !errors.Is(err, tc.want) {
			t.Errorf("%s: error %v, want %v", name, err, tc.want)
		}
	}
}

func TestLittleRandomnessIsAnError(t *testing.T) {
	if _, err := storage.NewKey(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a key from 31 bytes")
	}
	if _, err := storage.NewIdentity(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("an identity from 31 bytes")
	}
}

// There is one text for each recipient, and what parses can be wrapped to.
func FuzzParseRecipient(f *testing.F) {
	id := newIdentity(f)
	f.Add(id.Recipient().String())
	f.Add("stint-recipient-1-AAAA")
	f.Add("")
	key := newKey(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := storage.ParseRecipient(text)
		if err != nil {
			return
		}
		if r.String() != text {
			t.Errorf("%q parsed and was written as %q", text, r)
		}
		if _, err := storage.Wrap(key, r, nil); err != nil {
			t.Errorf("wrap: %v", err)
		}
	})
}

func FuzzParseIdentity(f *testing.F) {
	f.Add(secret(f, newIdentity(f)))
	f.Add("stint-identity-1-AAAA")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := storage.ParseIdentity(text)
		if err != nil {
			return
		}
		if secret(t, id) != text {
			t.Errorf("%q parsed and was written otherwise", text)
		}
	})
}

func FuzzUnwrap(f *testing.F) {
	id := newIdentity(f)
	e, err := storage.Wrap(newKey(f), id.Recipient(), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(e.Sealed, []byte("x"))
	f.Add([]byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, sealed, info []byte) {
		k, err := id.Unwrap(storage.Envelope{Recipient: e.Recipient, Sealed: sealed}, info)
		if err == nil && !(bytes.Equal(sealed, e.Sealed) && len(info) == 0) {
			t.Errorf("unwrapped %v", k)
		}
		if err != nil && !errors.Is(err, storage.ErrKey) {
			t.Errorf("error %v", err)
		}
	})
}

func BenchmarkWrapUnwrap(b *testing.B) {
	id, key := newIdentity(b), newKey(b)
	for b.Loop() {
		e, err := storage.Wrap(key, id.Recipient(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := id.Unwrap(e, nil); err != nil {
			b.Fatal(err)
		}
	}
}
