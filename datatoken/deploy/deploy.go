package deploy

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/stintdao/stint/datatoken"
)

// Why a deployment is refused, or cannot go on.
var (
	ErrForeign  = errors.New("the deploying key has sent something else")
	ErrWaiting  = errors.New("the deploying key has transactions waiting")
	ErrFunds    = errors.New("the deploying key cannot pay for gas")
	ErrRules    = errors.New("the chain does not run the Osaka rules, which the contracts are compiled for")
	ErrCurrency = errors.New("not a currency that prices can be in")
	ErrOcean    = errors.New("not Ocean's contracts, or not of one set")
	ErrReverted = errors.New("reverted")
	ErrCode     = errors.New("the code on the chain is not what was compiled")
)

// Node is a node of the chain. go-ethereum's client is one, and so is that of its simulated backend.
type Node interface {
	ethereum.ChainIDReader
	ethereum.BlockNumberReader
	ethereum.ChainReader
	ethereum.ChainStateReader
	ethereum.PendingStateReader
	ethereum.ContractCaller
	ethereum.GasEstimator
	ethereum.GasPricer1559
	ethereum.TransactionReader
	ethereum.TransactionSender
	ethereum.LogFilterer
}

// Signer signs for the deploying key, wherever that is.
type Signer interface {
	// Address is the key's account.
	Address() datatoken.Address
	// SignTx returns the transaction with the account's signature for the chain. It may be called again for a transaction that was signed before.
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// Options say how a deployment is done, which leaves no trace in its result.
type Options struct {
	// Journal is the file in which the deployment's intents are kept; a run with the same file goes on where the last one stopped. It is needed
	// unless Terms are given.
	Journal string
	// Terms make every transaction known beforehand, hash included, so that no journal is needed and all are sent at once. They are for a chain that
	// has only us, with a deploying key that does nothing else, from nonce 0, and signs the same thing in the same way every time.
	Terms *Terms
	// To is the file that gets the addresses, once all is there and was verified; empty for none.
	To string
	// Progress is told of every step that is in a block, in order, those of earlier runs included. May be nil.
	Progress func(Step)
}

// Terms are the same for every transaction.
type Terms struct {
	Gas      uint64
	Fee, Tip *big.Int // per gas, in wei
}

// Step is a step of a deployment that is in a block.
type Step struct {
	Index, Of int
	Name      string
	Creates   datatoken.Address // zero for a call
	Tx        datatoken.Hash
	Block     uint64
	Gas       uint64 // used
}

// Dial connects to a node over HTTP, WebSocket or IPC.
func Dial(ctx context.Context, url string) (*ethclient.Client, error) {
	c, err := ethclient.DialContext(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connect to chain: %w", err)
	}
	return c, nil
}

// Run deploys the whole set of contracts, verifies it, and returns where it is; what an earlier run did stays. When the context ends, what was sent may still
// happen: the next run finds it.
//
// Before anything is sent it returns ErrConfig, ErrRules, ErrCurrency, ErrOcean, ErrFunds, ErrWaiting, ErrArtifacts, or ErrOther when the journal is of
// another deployment. ErrForeign means that the key's nonces went to something else, ErrReverted that a step did: what is there is then of no use, and a
// new journal begins again.
func Run(ctx context.Context, node Node, signer Signer, cfg Config, opt Options) (datatoken.Addresses, error) {
	a, err := run(ctx, node, signer, cfg, opt)
	if err != nil {
		return datatoken.Addresses{}, fmt.Errorf("deploy contracts: %w", err)
	}
	return a, nil
}

func run(ctx context.Context, node Node, signer Signer, cfg Config, opt Options) (datatoken.Addresses, error) {
	cfg, err := cfg.settle(signer.Address())
	if err != nil {
		return datatoken.Addresses{}, err
	}
	id, err := node.ChainID(ctx)
	if err != nil {
		return datatoken.Addresses{}, fmt.Errorf("ask for chain ID: %w", err)
	}
	if !id.IsUint64() {
		return datatoken.Addresses{}, fmt.Errorf("chain ID %s: %w", id, ErrConfig)
	}
	r := &runner{node: node, signer: signer, id: id, patience: patience, progress: opt.Progress}
	if r.progress == nil {
		r.progress = func(Step) {}
	}
	var a datatoken.Addresses
	if opt.Terms != nil {
		a, err = r.atOnce(ctx, cfg, *opt.Terms)
	} else {
		a, err = r.oneByOne(ctx, cfg, opt.Journal)
	}
	if err != nil {
		return datatoken.Addresses{}, err
	}
	a.ChainID, a.Start = id.Uint64(), r.start
	if err := a.Check(); err != nil {
		return datatoken.Addresses{}, err
	}
	if opt.To != "" {
		err = Write(opt.To, a)
	}
	return a, err
}

// probe executes what the rules of Osaka have and those before lack, beside what the contracts use: CLZ of 1 is 255.
var probe = []byte{0x60, 0x01, 0x1e, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xf3}

// preflight refuses what would fail later, when some of the set is on the chain already.
func (r *runner) preflight(ctx context.Context, cfg Config) error {
	out, err := r.node.CallContract(ctx, ethereum.CallMsg{From: r.from(), Data: probe}, nil)
	if err != nil || len(out) != 32 || out[31] != 255 {
		return fmt.Errorf("%w (%v)", ErrRules, err)
	}
	if !cfg.Currency.IsZero() {
		if _, _, err := currency(ctx, r.node, cfg.Currency); err != nil {
			return err
		}
	}
	if cfg.Ocean != (Ocean{}) {
		findings, err := checkOcean(ctx, r.node, cfg.Ocean)
		if err != nil {
			return err
		}
		if len(findings) > 0 {
			return fmt.Errorf("%s: %w", findings[0].Sentence, ErrOcean)
		}
	}
	return nil
}

// maxDecimals is what amounts are shown with at most.
const maxDecimals = 18

// currency asks an ERC-20 what it is. It returns ErrCurrency for what is none, or none that amounts can be shown in.
func currency(ctx context.Context, node Node, at datatoken.Address) (symbol string, decimals uint8, err error) {
	to := common.Address(at)
	code, err := node.CodeAt(ctx, to, nil)
	if err != nil {
		return "", 0, fmt.Errorf("read code of currency: %w", err)
	}
	if len(code) == 0 {
		return "", 0, fmt.Errorf("there is no contract at %s: %w", at, ErrCurrency)
	}
	token, err := ours("TestStable")
	if err != nil {
		return "", 0, err
	}
	n, err := ask[uint8](ctx, node, token.abi, to, "decimals")
	if err != nil {
		return "", 0, fmt.Errorf("%s does not say how many decimals it has: %w", at, errors.Join(ErrCurrency, err))
	}
	if n > maxDecimals {
		return "", 0, fmt.Errorf("%s has %d decimals, more than %d: %w", at, n, maxDecimals, ErrCurrency)
	}
	if symbol, err = ask[string](ctx, node, token.abi, to, "symbol"); err != nil {
		return "", 0, fmt.Errorf("%s has no symbol: %w", at, errors.Join(ErrCurrency, err))
	}
	return symbol, n, nil
}

// errAnswer reports a contract that does not answer as its interface says.
var errAnswer = errors.New("no such answer")

// ask calls a view function with one result.
func ask[T any](ctx context.Context, node Node, spec abi.ABI, to common.Address, method string, args ...any) (T, error) {
	var none T
	out, err := askAll(ctx, node, spec, to, method, args...)
	if err != nil {
		return none, err
	}
	v, ok := out[0].(T)
	if !ok {
		return none, fmt.Errorf("%s: %w", method, errAnswer)
	}
	return v, nil
}

// askAll calls a view function.
func askAll(ctx context.Context, node Node, spec abi.ABI, to common.Address, method string, args ...any) ([]any, error) {
	data, err := spec.Pack(method, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: pack arguments: %w", method, err)
	}
	b, err := node.CallContract(ctx, ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	out, err := spec.Unpack(method, b)
	if err != nil || len(out) == 0 {
		return nil, fmt.Errorf("%s: %w", method, errAnswer)
	}
	return out, nil
}

// verify compares the code at every address that the plan creates with what its constructors make.
func (r *runner) verify(ctx context.Context, p *plan) error {
	want, at, err := codes(r.id.Uint64(), p, p.from)
	if err != nil {
		return err
	}
	for name, code := range want {
		got, err := r.code(ctx, at[name])
		if err != nil {
			return fmt.Errorf("read code of %s: %w", name, err)
		}
		if !bytes.Equal(got, code) {
			return fmt.Errorf("%s at %s: %w", name, at[name], ErrCode)
		}
	}
	return nil
}

// code reads code that must be there. A node behind others may learn of it a moment later than the one that had the receipt.
func (r *runner) code(ctx context.Context, at common.Address) ([]byte, error) {
	for waited := time.Duration(0); ; waited += pollMost {
		b, err := r.node.CodeAt(ctx, at, nil)
		if err != nil || len(b) > 0 || waited >= settling {
			return b, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pollMost):
		}
	}
}

// Sign signs a digest for an account: r, s and v, which is 27 or 28. Beside it is the unsigned transaction that it is of, type and RLP payload (EIP-2718), for who wants to see
// it.
type Sign func(ctx context.Context, digest datatoken.Hash, unsigned []byte) ([65]byte, error)

// By is a Signer for an account whose key somebody else has: a key service, a device on somebody's desk. What comes back is sent only if it is the account's.
func By(account datatoken.Address, sign Sign) Signer { return by{account, sign} }

type by struct {
	account datatoken.Address
	sign    Sign
}

func (b by) Address() datatoken.Address { return b.account }

func (b by) SignTx(ctx context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	payload, err := rlp.EncodeToBytes([]any{id, tx.Nonce(), tx.GasTipCap(), tx.GasFeeCap(), tx.Gas(), tx.To(), tx.Value(), tx.Data(), tx.AccessList()})
	if err != nil {
		return nil, fmt.Errorf("encode transaction: %w", err)
	}
	signer := types.LatestSignerForChainID(id)
	sig, err := b.sign(ctx, datatoken.Hash(signer.Hash(tx)), append([]byte{tx.Type()}, payload...))
	if err != nil {
		return nil, err
	}
	sig[64] -= 27
	out, err := tx.WithSignature(signer, sig[:])
	if err != nil {
		return nil, err
	}
	if who, err := types.Sender(signer, out); err != nil || who != common.Address(b.account) {
		return nil, fmt.Errorf("what came back is not signed by %s: %w", b.account, ErrConfig)
	}
	return out, nil
}

// Key is a Signer of 64 hexadecimal digits, as wallet files have them. It prints as its address.
func Key(secret string) (Signer, error) {
	k, err := crypto.HexToECDSA(secret)
	if err != nil {
		return nil, fmt.Errorf("not a key: %w", ErrConfig) // the library's error may quote the text
	}
	return key{k}, nil
}

type key struct{ priv *ecdsa.PrivateKey }

func (k key) Address() datatoken.Address {
	return datatoken.Address(crypto.PubkeyToAddress(k.priv.PublicKey))
}

func (k key) SignTx(_ context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(id), k.priv)
}

func (k key) Format(f fmt.State, _ rune) { io.WriteString(f, "key of "+k.Address().String()) }

// maxTxGas is the most gas a transaction may ask for (EIP-7825).
const maxTxGas = params.MaxTxGas
