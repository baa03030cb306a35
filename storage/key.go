package storage

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// ErrKey reports a key, identity or purpose that is not the one a thing was sealed with.
var ErrKey = errors.New("wrong key")

// Key is the 256-bit secret that seals one object. It prints and marshals as a placeholder; it leaves the process only by Wrap.
// The zero Key is invalid.
type Key struct{ b [32]byte }

const redacted = "[redacted]"

// NewKey draws a key.
func NewKey(random io.Reader) (Key, error) {
	var k Key
	if _, err := io.ReadFull(random, k.b[:]); err != nil {
		return Key{}, fmt.Errorf("draw key: %w", err)
	}
	return k, nil
}

// Commit binds the key to the object it sealed: HMAC-SHA256(key, "stint key commitment v1" | CID). It reveals nothing of the key,
// and nobody can find another key with the same commitment, which the sealed format alone does not promise.
func (k Key) Commit(ref Ref) [32]byte {
	m := hmac.New(sha256.New, k.b[:])
	m.Write([]byte("stint key commitment v1" + ref.CID))
	return [32]byte(m.Sum(nil))
}

// CheckCommit returns ErrKey unless commit is the key's commitment to ref. It takes the same time wherever they differ.
func (k Key) CheckCommit(ref Ref, commit [32]byte) error {
	want := k.Commit(ref)
	if k == (Key{}) || !hmac.Equal(want[:], commit[:]) {
		return fmt.Errorf("check key commitment to %s: %w", ref, ErrKey)
	}
	return nil
}

func (Key) String() string               { return redacted }
func (Key) GoString() string             { return redacted }
func (Key) Format(f fmt.State, _ rune)   { io.WriteString(f, redacted) }
func (Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
