package chain

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// ErrPassphrase reports a passphrase that is missing or does not open a keystore.
var ErrPassphrase = errors.New("wrong passphrase, or none")

// Passphrase asks for the passphrase of a keystore. It is called only when one is needed.
type Passphrase func() (string, error)

// Effort is how hard it is to try passphrases on a keystore: the parameters N and P of scrypt, with r = 8. Opening one takes 1024 N bytes of memory, and time in
// proportion to N P.
type Effort struct{ N, P int }

// Efforts that Ethereum's programs use: about a second and 256 MiB, and about a tenth of a second and 4 MiB, for keys that are worth little.
var (
	StandardEffort = Effort{keystore.StandardScryptN, keystore.StandardScryptP}
	LightEffort    = Effort{keystore.LightScryptN, keystore.LightScryptP}
)

const (
	// maxKeystore is the most bytes that a wallet file may have; keystores have about 500.
	maxKeystore = 1 << 14
	// maxMemory, maxWork and maxRounds bound what opening a keystore of somebody else's may cost: bytes and block mixes of scrypt, rounds of PBKDF2.
	maxMemory = 1 << 30
	maxWork   = 1 << 25
	maxRounds = 1 << 23
)

// keystoreV3 is what a keystore of version 3 says (Web3 Secret Storage).
type keystoreV3 struct {
	Address string `json:"address"`
	Version int    `json:"version"`
	ID      string `json:"id"`
	Crypto  struct {
		Cipher       string `json:"cipher"`
		CipherText   string `json:"ciphertext"`
		CipherParams struct {
			IV string `json:"iv"`
		} `json:"cipherparams"`
		KDF       string `json:"kdf"`
		KDFParams struct {
			DKLen int    `json:"dklen"`
			N     int    `json:"n"`
			P     int    `json:"p"`
			R     int    `json:"r"`
			C     int    `json:"c"`
			PRF   string `json:"prf"`
			Salt  string `json:"salt"`
		} `json:"kdfparams"`
		MAC string `json:"mac"`
	} `json:"crypto"`
}

// IsKeystore reports whether bytes look like a keystore rather than a key in the clear.
func IsKeystore(b []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) }

// readKeystore reads a keystore and checks all of it that the passphrase does not: it returns ErrBadInput for anything that a keystore of version 3 cannot be,
// and for one that takes unreasonable memory or time to open.
func readKeystore(b []byte) (k keystoreV3, err error) {
	bad := func(what string) (keystoreV3, error) {
		return keystoreV3{}, fmt.Errorf("read keystore: %s: %w", what, ErrBadInput)
	}
	if len(b) > maxKeystore || json.Unmarshal(b, &k) != nil { // the library's error may quote the text
		return bad("not the JSON of a keystore")
	}
	if k.Version != 3 {
		return bad(fmt.Sprintf("version %d, want 3", k.Version))
	}
	c, p := k.Crypto, k.Crypto.KDFParams
	sized := func(s string, n int) bool {
		raw, err := hex.DecodeString(s)
		return err == nil && (n < 0 || len(raw) == n)
	}
	switch {
	case !uuid(k.ID):
		return bad("no identifier")
	case k.Address != "" && !sized(trim0x(k.Address), 20):
		return bad("address is not 40 hexadecimal digits")
	case c.Cipher != "aes-128-ctr":
		return bad(fmt.Sprintf("cipher %.20q, want aes-128-ctr", c.Cipher))
	case !sized(c.CipherText, 32), !sized(c.CipherParams.IV, 16), !sized(c.MAC, 32), !sized(p.Salt, -1), p.DKLen != 32:
		return bad("parts of other lengths than a key's")
	}
	switch c.KDF {
	case "scrypt":
		if p.N < 2 || p.N&(p.N-1) != 0 || p.R < 1 || p.P < 1 || p.N > maxMemory/128 || p.R > maxMemory/128/p.N || p.P > maxWork/p.N/p.R {
			return bad("scrypt parameters out of range")
		}
	case "pbkdf2":
		if p.PRF != "hmac-sha256" || p.C < 1 || p.C > maxRounds {
			return bad("PBKDF2 parameters out of range")
		}
	default:
		return bad(fmt.Sprintf("key derivation %.20q", c.KDF))
	}
	return k, nil
}

func trim0x(s string) string {
	if len(s) > 1 && s[0] == '0' && s[1] == 'x' {
		return s[2:]
	}
	return s
}

// uuid reports the form 8-4-4-4-12 of hexadecimal digits.
func uuid(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	_, err := hex.DecodeString(s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
	return err == nil
}

// KeystoreAddress reads whose key a keystore says it has, without opening it: true is known only when it is open. It returns ErrBadInput for what is no keystore, and
// for one that does not say.
func KeystoreAddress(b []byte) (datatoken.Address, error) {
	k, err := readKeystore(b)
	if err != nil {
		return datatoken.Address{}, err
	}
	if k.Address == "" {
		return datatoken.Address{}, fmt.Errorf("read keystore: it names no address: %w", ErrBadInput)
	}
	return datatoken.ParseAddress("0x" + trim0x(k.Address))
}

// OpenKeystore opens a keystore. It returns ErrPassphrase for a wrong passphrase, and ErrBadInput for what is no keystore of version 3.
func OpenKeystore(b []byte, passphrase string) (*Wallet, error) {
	k, err := readKeystore(b)
	if err != nil {
		return nil, err
	}
	if b, err = json.Marshal(k); err != nil { // only what was checked: the library panics on much of the rest
		return nil, fmt.Errorf("open keystore: %w", err)
	}
	key, err := keystore.DecryptKey(b, passphrase)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, fmt.Errorf("open keystore: %w", ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("open keystore: not a key: %w", ErrBadInput)
	}
	w := &Wallet{key.PrivateKey}
	if k.Address != "" && common.HexToAddress(k.Address) != common.Address(w.Address()) {
		return nil, fmt.Errorf("open keystore: it names %.42q and holds the key of %s: %w", k.Address, w.Address(), ErrBadInput)
	}
	return w, nil
}

// SaveKeystore writes a wallet as a keystore that the passphrase opens, in a file that only its owner may read. An existing file is never replaced: the error is
// os.ErrExist. An empty passphrase is ErrPassphrase.
func SaveKeystore(path string, w *Wallet, passphrase string, e Effort) error {
	if passphrase == "" {
		return fmt.Errorf("save wallet: %w", ErrPassphrase)
	}
	key := &keystore.Key{Address: common.Address(w.Address()), PrivateKey: w.priv}
	copy(key.Id[:], crypto.Keccak256([]byte("stint keystore"), key.Address[:])) // names the file's key, and says no more than its address does
	key.Id[6], key.Id[8] = key.Id[6]&0x0f|0x40, key.Id[8]&0x3f|0x80
	b, err := keystore.EncryptKey(key, passphrase, e.N, e.P)
	if err != nil {
		return fmt.Errorf("save wallet: %w", err)
	}
	return saveNew(path, append(b, '\n'))
}
