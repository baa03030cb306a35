package chain

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/stintdao/stint/datatoken"
)

// Signer holds the key of one account, or knows who does: a Wallet in this process, a key service, a device on somebody's desk.
type Signer interface {
	// Address is the account, the same every time.
	Address() datatoken.Address
	// Sign signs the digest of a request: r, s and v, which is 27 or 28, with the lower s, so that the account is what is recovered from it. It
	// returns an error, and no signature, for what it does not want to sign and when the context ends first.
	Sign(ctx context.Context, r Request) ([65]byte, error)
}

// Request is what a Signer is asked to sign: always a digest, and beside it at most one of what the digest is of, for signers that want to see it. A
// signer that shows something must compute the digest of it itself.
type Request struct {
	Digest datatoken.Hash
	Tx     []byte          // the unsigned transaction: its type and RLP payload (EIP-2718)
	Typed  json.RawMessage // typed data (EIP-712), as eth_signTypedData_v4 takes it
	Text   []byte          // a message (EIP-191, personal_sign), without the prefix
}

// textRequest asks for what personal_sign makes.
func textRequest(message []byte) Request {
	return Request{Digest: datatoken.Hash(accounts.TextHash(message)), Text: message}
}

// txRequest asks for the signature of a transaction.
func txRequest(tx *types.DynamicFeeTx) (Request, error) {
	payload, err := rlp.EncodeToBytes([]any{tx.ChainID, tx.Nonce, tx.GasTipCap, tx.GasFeeCap, tx.Gas, tx.To, tx.Value, tx.Data, tx.AccessList})
	if err != nil {
		return Request{}, fmt.Errorf("encode transaction: %w", err)
	}
	raw := append([]byte{types.DynamicFeeTxType}, payload...)
	return Request{Digest: datatoken.Hash(crypto.Keccak256(raw)), Tx: raw}, nil
}

// signTx signs a transaction and returns it as it is sent.
func signTx(ctx context.Context, k Signer, tx *types.DynamicFeeTx) (*types.Transaction, error) {
	r, err := txRequest(tx)
	if err != nil {
		return nil, err
	}
	sig, err := k.Sign(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("sign transaction: %w", err)
	}
	sig[64] -= 27
	out, err := types.NewTx(tx).WithSignature(types.LatestSignerForChainID(tx.ChainID), sig[:])
	if err != nil {
		return nil, fmt.Errorf("sign transaction: %w", err)
	}
	if who, err := types.Sender(types.LatestSignerForChainID(tx.ChainID), out); err != nil || who != common.Address(k.Address()) {
		return nil, fmt.Errorf("sign transaction: not signed by %s: %w", k.Address(), ErrSignature)
	}
	return out, nil
}

// place is an EIP-712 domain by its words.
type place struct {
	name, version string
	chain         uint64
	contract      datatoken.Address
}

func (d Domain) place() place { return place{"stint", "1", d.ChainID, d.Contract} }

var domainType = crypto.Keccak256Hash([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))

func (p place) separator() common.Hash {
	return words(domainType, crypto.Keccak256Hash([]byte(p.name)), crypto.Keccak256Hash([]byte(p.version)), word(p.chain), padded(p.contract))
}

// field is one member of typed data: an address, a bytes32 or an unsigned integer, as the word it is encoded to.
type field struct {
	kind, name string
	value      common.Hash
}

// shown is the field's value in a JSON document: numbers in decimal, the rest in hexadecimal digits.
func (f field) shown() string {
	switch f.kind {
	case "address":
		return "0x" + hex.EncodeToString(f.value[12:])
	case "bytes32":
		return f.value.Hex()
	}
	return f.value.Big().String()
}

// structHash is the hash of typed data of flat fields.
func structHash(kind string, fields []field) common.Hash {
	var b strings.Builder
	b.WriteString(kind + "(")
	list := make([]common.Hash, 1, len(fields)+1)
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(f.kind + " " + f.name)
		list = append(list, f.value)
	}
	b.WriteByte(')')
	list[0] = crypto.Keccak256Hash([]byte(b.String()))
	return words(list...)
}

// typedRequest asks for the signature of typed data at a place.
func typedRequest(at place, kind string, fields ...field) (Request, error) {
	type member struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	members, message := []member{}, map[string]string{}
	for _, f := range fields {
		members, message[f.name] = append(members, member{f.name, f.kind}), f.shown()
	}
	doc, err := json.Marshal(map[string]any{
		"types": map[string][]member{
			"EIP712Domain": {{"name", "string"}, {"version", "string"}, {"chainId", "uint256"}, {"verifyingContract", "address"}},
			kind:           members,
		},
		"primaryType": kind,
		"domain":      map[string]any{"name": at.name, "version": at.version, "chainId": fmt.Sprint(at.chain), "verifyingContract": at.contract},
		"message":     message,
	})
	if err != nil {
		return Request{}, fmt.Errorf("write typed data: %w", err)
	}
	return Request{Digest: datatoken.Hash(typed(at.separator(), structHash(kind, fields))), Typed: doc}, nil
}

// typed is the digest that EIP-712 signs.
func typed(domain, message common.Hash) common.Hash {
	return crypto.Keccak256Hash([]byte("\x19\x01"), domain[:], message[:])
}

func words(w ...common.Hash) common.Hash {
	h := crypto.NewKeccakState()
	for _, x := range w {
		h.Write(x[:])
	}
	var out common.Hash
	h.Read(out[:])
	return out
}

func word(v uint64) (h common.Hash) {
	binary.BigEndian.PutUint64(h[24:], v)
	return h
}

func padded(a datatoken.Address) common.Hash { return common.BytesToHash(a[:]) }

func signHex(ctx context.Context, k Signer, r Request) (string, error) {
	sig, err := k.Sign(ctx, r)
	if err != nil {
		return "", err
	}
	return "0x" + hex.EncodeToString(sig[:]), nil
}

// SignReceipt signs the digest of a receipt, as its provider, for RecoverReceipt.
func SignReceipt(ctx context.Context, k Signer, d Domain, digest datatoken.Hash) (string, error) {
	r, err := receiptRequest(d, digest)
	if err != nil {
		return "", err
	}
	return signHex(ctx, k, r)
}

// SignContribution signs a contribution, as its member, for RecoverContribution.
func SignContribution(ctx context.Context, k Signer, d Domain, c Contribution) (string, error) {
	r, err := c.request(d)
	if err != nil {
		return "", err
	}
	return signHex(ctx, k, r)
}

// SignText signs a message as every Ethereum wallet can (EIP-191, personal_sign), for RecoverText. A message must say what it is for: nothing else keeps
// the signature from being shown for another purpose.
func SignText(ctx context.Context, k Signer, message []byte) (string, error) {
	return signHex(ctx, k, textRequest(message))
}

// MakeQuote makes a provider's quote for a spec, for Quote.Check.
func MakeQuote(ctx context.Context, k Signer, spec datatoken.Hash, validUntil time.Time) (Quote, error) {
	q := Quote{ValidUntil: validUntil.UTC().Truncate(time.Second)}
	inner, err := q.packed(spec, k.Address())
	if err != nil {
		return Quote{}, err
	}
	if q.Signature, err = signHex(ctx, k, textRequest(inner)); err != nil {
		return Quote{}, fmt.Errorf("sign quote: %w", err)
	}
	return q, nil
}

// SignFee signs a provider's fee for machine time, in units of a token, as an order made the plain Ocean way carries it: its data is the digest of the spec.
func SignFee(ctx context.Context, k Signer, spec datatoken.Hash, token datatoken.Address, amount datatoken.Amount, validUntil time.Time) (string, error) {
	inner, err := packedFee(spec, k.Address(), token, amount, validUntil)
	if err != nil {
		return "", err
	}
	sig, err := signHex(ctx, k, textRequest(inner))
	if err != nil {
		return "", fmt.Errorf("sign fee: %w", err)
	}
	return sig, nil
}

// TextSigner signs messages within one context, for those who know nothing of contexts.
type TextSigner struct {
	ctx context.Context
	k   Signer
}

// Texts makes a TextSigner of a Signer, good for as long as the context.
func Texts(ctx context.Context, k Signer) TextSigner { return TextSigner{ctx, k} }

// Address is the account that signs.
func (t TextSigner) Address() datatoken.Address { return t.k.Address() }

// SignText is the function SignText.
func (t TextSigner) SignText(message []byte) (string, error) { return SignText(t.ctx, t.k, message) }

// signForCurrency signs typed data for the payment currency, in the currency's own domain: real ones differ in name and version. Where the currency does
// not say both, a signer gets only the digest.
func (s *Sender) signForCurrency(ctx context.Context, kind string, fields ...field) ([65]byte, error) {
	domain, err := view(ctx, s.Client, s.at.Currency, stable.PackDOMAINSEPARATOR(), stable.UnpackDOMAINSEPARATOR)
	if err != nil {
		return [65]byte{}, fmt.Errorf("read domain of currency: %w", err)
	}
	r := Request{Digest: datatoken.Hash(typed(domain, structHash(kind, fields)))}
	if at := (place{chain: s.at.ChainID, contract: s.at.Currency}); s.nameCurrency(ctx, &at) == nil && at.separator() == domain {
		if r, err = typedRequest(at, kind, fields...); err != nil {
			return [65]byte{}, err
		}
	}
	return s.signer.Sign(ctx, r)
}

// nameCurrency asks the currency for name and version of its domain, as EIP-5267 or as the older currencies have them.
func (s *Sender) nameCurrency(ctx context.Context, at *place) error {
	d, err := view(ctx, s.Client, s.at.Currency, stable.PackEip712Domain(), stable.UnpackEip712Domain)
	if err == nil {
		at.name, at.version = d.Name, d.Version
		return nil
	}
	if at.name, err = view(ctx, s.Client, s.at.Currency, stable.PackName(), stable.UnpackName); err != nil {
		return err
	}
	// version() returns a string as name() does.
	at.version, err = view(ctx, s.Client, s.at.Currency, crypto.Keccak256([]byte("version()"))[:4], stable.UnpackName)
	return err
}
