package chain

import (
	"context"
	"crypto/ecdsa"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// ErrSignature reports text that is not a signature, or a signature in a second form: only the lower of the two values of s is accepted,
// so that nobody can make another valid signature out of one.
var ErrSignature = errors.New("bad signature")

// ErrNotHere reports a key that somebody else holds, where the key itself was wanted: Sender.Wallet of another Signer returns nil, and a nil Wallet
// signs nothing.
var ErrNotHere = errors.New("the key of this account is not in this process")

// Wallet holds the key of an account. It prints as its address. It is a Signer.
type Wallet struct{ priv *ecdsa.PrivateKey }

// NewWallet makes a wallet out of 32 random bytes.
func NewWallet(rand io.Reader) (*Wallet, error) {
	for {
		var seed [32]byte
		if _, err := io.ReadFull(rand, seed[:]); err != nil {
			return nil, fmt.Errorf("make wallet: %w", err)
		}
		if p, err := crypto.ToECDSA(seed[:]); err == nil { // fails for one in 2^127
			return &Wallet{p}, nil
		}
	}
}

// LoadWallet reads a wallet file: 64 hexadecimal digits, or a keystore (version 3, as Ethereum's other programs write them), which the passphrase opens. A file
// that others may read is refused. A passphrase that is not asked for is not needed; a keystore without one, or with a wrong one, is ErrPassphrase. The file of an External is
// ErrNotHere: LoadSigner takes it.
func LoadWallet(path string, ask ...Passphrase) (*Wallet, error) {
	b, err := ReadWallet(path)
	if err != nil {
		return nil, err
	}
	w, err := openWallet(b, ask)
	if err != nil {
		return nil, fmt.Errorf("load wallet %s: %w", path, err)
	}
	return w, nil
}

// openWallet opens what is in a wallet file.
func openWallet(b []byte, ask []Passphrase) (*Wallet, error) {
	switch {
	case !IsKeystore(b):
		return ParseWallet(string(b))
	case IsExternal(b):
		return nil, ErrNotHere
	case len(ask) == 0:
		return nil, fmt.Errorf("a keystore: %w", ErrPassphrase)
	}
	passphrase, err := ask[0]()
	if err != nil {
		return nil, err
	}
	return OpenKeystore(b, passphrase)
}

// ReadWallet reads a wallet file of any kind, without opening it. One that others may read is refused: the error is os.ErrPermission.
func ReadWallet(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load wallet: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("load wallet: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("load wallet %s: others may read it (mode %#o): %w", path, info.Mode().Perm(), os.ErrPermission)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeystore+1))
	if err != nil {
		return nil, fmt.Errorf("load wallet: %w", err)
	}
	return b, nil
}

// ParseWallet reads what Secret wrote.
func ParseWallet(text string) (*Wallet, error) {
	p, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(text), "0x"))
	if err != nil {
		return nil, fmt.Errorf("not a key: %w", ErrBadInput) // the library's error may quote the text
	}
	return &Wallet{p}, nil
}

// Secret is the wallet's key in the clear, as 64 hexadecimal digits: for a place that only its owner can read.
func (w *Wallet) Secret() string { return hex.EncodeToString(crypto.FromECDSA(w.priv)) }

// SaveWallet writes a wallet file that only its owner may read, with the key in the clear. An existing file is never replaced: the error is os.ErrExist.
func SaveWallet(path string, w *Wallet) error { return saveNew(path, []byte(w.Secret()+"\n")) }

// saveNew writes a file that only its owner may read, whole or not at all, and never over another.
func saveNew(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".wallet-*") // mode 0600
	if err != nil {
		return fmt.Errorf("save wallet: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Link(f.Name(), path) // unlike a rename, fails when path exists
	}
	if err != nil {
		return fmt.Errorf("save wallet: %w", err)
	}
	return nil
}

// Derive makes the i-th of a family of wallets, the same every time. Who has one of the family has none of the others.
func (w *Wallet) Derive(i uint32) *Wallet {
	seed := crypto.FromECDSA(w.priv)
	for salt := uint32(0); ; salt++ {
		p, err := crypto.ToECDSA(crypto.Keccak256([]byte("stint wallet"), seed, binary.BigEndian.AppendUint32(nil, i), binary.BigEndian.AppendUint32(nil, salt)))
		if err == nil {
			return &Wallet{p}
		}
	}
}

// Address is the wallet's account.
func (w *Wallet) Address() datatoken.Address {
	if w == nil {
		return datatoken.Address{}
	}
	return datatoken.Address(crypto.PubkeyToAddress(w.priv.PublicKey))
}

func (w *Wallet) String() string               { return "wallet of " + w.Address().String() }
func (w *Wallet) GoString() string             { return w.String() }
func (w *Wallet) Format(f fmt.State, _ rune)   { io.WriteString(f, w.String()) }
func (w *Wallet) LogValue() slog.Value         { return slog.StringValue(w.String()) }
func (w *Wallet) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// Sign signs the digest of a request, whatever it is of. It never waits.
func (w *Wallet) Sign(_ context.Context, r Request) ([65]byte, error) {
	return w.sign(common.Hash(r.Digest))
}

// sign signs a digest: r, s and v, which is 27 or 28, with the lower s.
func (w *Wallet) sign(digest common.Hash) ([65]byte, error) {
	if w == nil {
		return [65]byte{}, fmt.Errorf("sign: %w", ErrNotHere)
	}
	sig, err := crypto.Sign(digest[:], w.priv)
	if err != nil {
		return [65]byte{}, fmt.Errorf("sign: %w", err)
	}
	sig[64] += 27
	return [65]byte(sig), nil
}

// recoverSigner returns who signed a digest.
func recoverSigner(digest common.Hash, signature string) (datatoken.Address, error) {
	sig, err := parseSignature(signature)
	if err != nil {
		return datatoken.Address{}, err
	}
	sig[64] -= 27
	pub, err := crypto.SigToPub(digest[:], sig[:])
	if err != nil {
		return datatoken.Address{}, fmt.Errorf("recover signer: %w", ErrSignature)
	}
	return datatoken.Address(crypto.PubkeyToAddress(*pub)), nil
}

// parseSignature reads 0x and 130 hexadecimal digits: r, s and v. It returns ErrSignature for another form, and for the higher s.
func parseSignature(s string) (sig [65]byte, err error) {
	h, ok := strings.CutPrefix(s, "0x")
	if !ok || len(h) != 130 {
		return sig, fmt.Errorf("%.16q: want 0x and 130 hexadecimal digits: %w", s, ErrSignature)
	}
	if _, err := hex.Decode(sig[:], []byte(h)); err != nil {
		return sig, fmt.Errorf("%.16q: want 0x and 130 hexadecimal digits: %w", s, ErrSignature)
	}
	r, v := common.Hash(sig[:32]).Big(), sig[64]-27
	if !crypto.ValidateSignatureValues(v, r, common.Hash(sig[32:64]).Big(), true) {
		return sig, fmt.Errorf("%.16q: values out of range: %w", s, ErrSignature)
	}
	return sig, nil
}

// Domain is the place a typed signature is for (EIP-712): it is worth nothing on another chain or for another contract.
type Domain struct {
	ChainID  uint64
	Contract datatoken.Address
}

// ContributionDomain is the domain of contributions.
func ContributionDomain(at Addresses) Domain { return Domain{at.ChainID, at.Contributions} }

// ReceiptDomain is the domain of receipts.
func ReceiptDomain(at Addresses) Domain { return Domain{at.ChainID, at.JobEscrow} }

// Contribution is what a contributor signs: the sealed shard it gives to a dataset.
type Contribution struct {
	Dataset datatoken.Address
	Shard   datatoken.Hash // digest in the CID of the ciphertext
	Rows    uint64
	Commit  datatoken.Hash // key commitment
	Block   uint32         // privacy block
}

func (c Contribution) request(d Domain) (Request, error) {
	return typedRequest(d.place(), "Contribution", field{"address", "dataset", padded(c.Dataset)}, field{"bytes32", "shard", common.Hash(c.Shard)},
		field{"uint64", "rows", word(c.Rows)}, field{"bytes32", "commit", common.Hash(c.Commit)}, field{"uint32", "block", word(uint64(c.Block))})
}

// SignContribution signs a contribution, as its member.
func (w *Wallet) SignContribution(d Domain, c Contribution) (string, error) {
	return SignContribution(context.Background(), w, d, c)
}

// RecoverContribution returns the member who signed a contribution. The caller compares it with who it should be.
func RecoverContribution(d Domain, c Contribution, signature string) (datatoken.Address, error) {
	r, err := c.request(d)
	if err != nil {
		return datatoken.Address{}, err
	}
	return recoverSigner(common.Hash(r.Digest), signature)
}

func receiptRequest(d Domain, digest datatoken.Hash) (Request, error) {
	return typedRequest(d.place(), "Receipt", field{"bytes32", "digest", common.Hash(digest)})
}

// SignReceipt signs the digest of a receipt, as its provider.
func (w *Wallet) SignReceipt(d Domain, digest datatoken.Hash) (string, error) {
	return SignReceipt(context.Background(), w, d, digest)
}

// RecoverReceipt returns the provider who signed the digest of a receipt. The caller compares it with who it should be.
func RecoverReceipt(d Domain, digest datatoken.Hash, signature string) (datatoken.Address, error) {
	r, err := receiptRequest(d, digest)
	if err != nil {
		return datatoken.Address{}, err
	}
	return recoverSigner(common.Hash(r.Digest), signature)
}

// SignText signs a message as every Ethereum wallet can (EIP-191, personal_sign), the same message always in the same way. A message must say what it is
// for: nothing else keeps the signature from being shown for another purpose.
func (w *Wallet) SignText(message []byte) (string, error) {
	return SignText(context.Background(), w, message)
}

// RecoverText returns who signed a message with SignText, or in another wallet with personal_sign. The caller compares it with who it should be.
func RecoverText(message []byte, signature string) (datatoken.Address, error) {
	return recoverSigner(common.Hash(accounts.TextHash(message)), signature)
}

// Quote is a provider's word that it takes a job with this spec: Ocean's provider fee, of amount zero.
type Quote struct {
	ValidUntil time.Time `json:"validUntil"` // whole seconds
	Signature  string    `json:"signature"`
}

// Quote makes the provider's quote for a spec.
func (w *Wallet) Quote(spec datatoken.Hash, validUntil time.Time) (Quote, error) {
	return MakeQuote(context.Background(), w, spec, validUntil)
}

// Check reports whether the quote is the provider's for the spec; it returns ErrQuote when it is not.
func (q Quote) Check(spec datatoken.Hash, provider datatoken.Address) error {
	inner, err := q.packed(spec, provider)
	if err != nil {
		return err
	}
	who, err := RecoverText(inner, q.Signature)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrQuote, err)
	}
	if who != provider {
		return fmt.Errorf("signed by %s, not %s: %w", who, provider, ErrQuote)
	}
	return nil
}

// packed is the message, in the sense of EIP-191, that Ocean's datatokens recover the provider from: keccak256 of packed spec, provider, fee token 0,
// amount 0 and end.
func (q Quote) packed(spec datatoken.Hash, provider datatoken.Address) ([]byte, error) {
	return packedFee(spec, provider, datatoken.Address{}, datatoken.Amount{}, q.ValidUntil)
}

// packedFee is what Ocean's datatokens recover a provider from: a fee in a token's units, until a time.
func packedFee(spec datatoken.Hash, provider, token datatoken.Address, amount datatoken.Amount, until time.Time) ([]byte, error) {
	end := until.Unix()
	if end < 0 {
		return nil, fmt.Errorf("valid until %v: %w", until, ErrQuote)
	}
	fee, last := common.BigToHash(amount.Big()), word(uint64(end))
	return crypto.Keccak256(spec[:], provider[:], token[:], fee[:], last[:]), nil
}
