package chain

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/stintdao/stint/datatoken"
)

// External is the wallet of an account whose key is elsewhere: a program signs for it, as ExecSigner says.
type External struct {
	Address datatoken.Address `json:"address"`
	Command []string          `json:"command"` // the program and its arguments
}

// Signer has the program sign. It returns ErrBadInput where there is no account or no program.
func (x External) Signer() (*ExecSigner, error) { return NewExecSigner(x.Address, x.Command...) }

// IsExternal reports whether bytes look like the wallet file of an External: a JSON object with a member of that name.
func IsExternal(b []byte) bool {
	var f struct {
		External json.RawMessage `json:"external"`
	}
	return IsKeystore(b) && json.Unmarshal(b, &f) == nil && len(f.External) > 0
}

// ParseExternal reads what SaveExternal wrote. It returns ErrBadInput for anything else.
func ParseExternal(b []byte) (External, error) {
	var f struct {
		External *External `json:"external"`
	}
	if json.Unmarshal(b, &f) != nil || f.External == nil {
		return External{}, fmt.Errorf("read external wallet: want {\"external\":{\"address\":\"0x…\",\"command\":[\"program\",…]}}: %w", ErrBadInput)
	}
	if _, err := f.External.Signer(); err != nil {
		return External{}, fmt.Errorf("read external wallet: %w", err)
	}
	return *f.External, nil
}

// SaveExternal writes the wallet file of an account whose key is elsewhere: only its owner may read it, and change which program it is. An existing file is never replaced: the
// error is os.ErrExist.
func SaveExternal(path string, x External) error {
	if _, err := x.Signer(); err != nil {
		return fmt.Errorf("save wallet: %w", err)
	}
	b, err := json.Marshal(map[string]External{"external": x})
	if err != nil {
		return fmt.Errorf("save wallet: %w", err)
	}
	return saveNew(path, append(b, '\n'))
}

// LoadSigner reads a wallet file of any kind, a Wallet's as LoadWallet does or an External's: whoever signs for the account. A file that others may read is refused.
func LoadSigner(path string, ask ...Passphrase) (Signer, error) {
	b, err := ReadWallet(path)
	if err != nil {
		return nil, err
	}
	k, err := ParseSigner(b, ask...)
	if err != nil {
		return nil, fmt.Errorf("load wallet %s: %w", path, err)
	}
	return k, nil
}

// ParseSigner reads what is in a wallet file of any kind.
func ParseSigner(b []byte, ask ...Passphrase) (Signer, error) {
	if !IsExternal(b) {
		w, err := openWallet(b, ask)
		if err != nil {
			return nil, err
		}
		return w, nil
	}
	x, err := ParseExternal(b)
	if err != nil {
		return nil, err
	}
	k, err := x.Signer()
	if err != nil {
		return nil, err
	}
	return k, nil
}

// Patience is how long a service waits for a signature: key services answer within a second, and whatever else the account has to send waits meanwhile.
const Patience = 30 * time.Second

// trial is what a Signer is tried with.
const trial = "stint: a trial of whether this key signs. The signature is of no other use."

// Unattended makes of k a Signer for a service that nobody sits before: a program that has not signed after patience has not signed, which is ErrSigner. It has k sign a text, so
// that a program that does not sign, or signs for another account, is found out before anything depends on it: the error is then ErrSigner or ErrSignature.
func Unattended(ctx context.Context, k Signer, patience time.Duration) (Signer, error) {
	if e, ok := k.(*ExecSigner); ok {
		k = &ExecSigner{e.account, e.command, patience}
	}
	sig, err := SignText(ctx, k, []byte(trial))
	if err != nil {
		return nil, fmt.Errorf("try the key of %s: %w", k.Address(), err)
	}
	if who, err := RecoverText([]byte(trial), sig); err != nil || who != k.Address() {
		return nil, fmt.Errorf("try the key of %s: not signed by it: %w", k.Address(), ErrSignature)
	}
	return k, nil
}
