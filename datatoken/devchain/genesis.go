package devchain

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
)

const (
	faucetFile  = "faucet.key"
	genesisFile = "chain.json"
)

// key signs for one account of the chain.
type key struct{ priv *ecdsa.PrivateKey }

func (k *key) address() common.Address { return crypto.PubkeyToAddress(k.priv.PublicKey) }

// Address is the key's account.
func (k *key) Address() datatoken.Address { return datatoken.Address(k.address()) }

// SignTx signs a transaction, the same always in the same way.
func (k *key) SignTx(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(chainID), k.priv)
}

// derive makes another key from k, the same every time.
func (k *key) derive(purpose string) (*key, error) {
	p, err := crypto.ToECDSA(crypto.Keccak256([]byte("stint development chain: "+purpose), crypto.FromECDSA(k.priv)))
	if err != nil {
		return nil, fmt.Errorf("derive %s key: %w", purpose, err)
	}
	return &key{p}, nil
}

func (k *key) String() string   { return "key of " + k.address().Hex() }
func (k *key) GoString() string { return k.String() }

// beginning is what a chain started with; it is written before the chain is, and never changes.
type beginning struct {
	ChainID uint64              `json:"chainId"`
	Faucet  datatoken.Address   `json:"faucet"`
	Deploys datatoken.Address   `json:"deployer"`
	Funded  []datatoken.Address `json:"funded,omitempty"`
}

// loadOrCreate reads the faucet key and the beginning of the chain in cfg.Dir, or writes new ones.
func loadOrCreate(cfg Config) (*key, beginning, error) {
	k, err := loadKey(filepath.Join(cfg.Dir, faucetFile), cfg.Rand)
	if err != nil {
		return nil, beginning{}, err
	}
	path := filepath.Join(cfg.Dir, genesisFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		g, err := create(cfg, k, path)
		return k, g, err
	}
	if err != nil {
		return nil, beginning{}, err
	}
	var g beginning
	if err := json.Unmarshal(b, &g); err != nil {
		return nil, beginning{}, fmt.Errorf("read %s: %w", path, err)
	}
	if g.Faucet != datatoken.Address(k.address()) {
		return nil, beginning{}, fmt.Errorf("%s is not the key the chain began with: %w", faucetFile, ErrForeign)
	}
	if cfg.ChainID != 0 && cfg.ChainID != g.ChainID {
		return nil, beginning{}, fmt.Errorf("chain ID is %d, not %d: %w", g.ChainID, cfg.ChainID, ErrForeign)
	}
	return k, g, nil
}

func create(cfg Config, k *key, path string) (beginning, error) {
	d, err := k.derive("deployer")
	if err != nil {
		return beginning{}, err
	}
	g := beginning{ChainID: cfg.ChainID, Faucet: datatoken.Address(k.address()), Deploys: datatoken.Address(d.address()), Funded: cfg.Funded}
	if g.ChainID == 0 {
		g.ChainID = DefaultChainID
	}
	b, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		return beginning{}, err
	}
	return g, writeFile(path, append(b, '\n'), 0o644)
}

func loadKey(path string, rand io.Reader) (*key, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return newKey(path, rand)
	}
	if err != nil {
		return nil, err
	}
	p, err := crypto.HexToECDSA(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("read %s: not a key", path) // the error of the library may quote the file
	}
	return &key{p}, nil
}

func newKey(path string, rand io.Reader) (*key, error) {
	if rand == nil {
		return nil, errors.New("make faucet key: no source of randomness")
	}
	for {
		var seed [32]byte
		if _, err := io.ReadFull(rand, seed[:]); err != nil {
			return nil, fmt.Errorf("make faucet key: %w", err)
		}
		p, err := crypto.ToECDSA(seed[:])
		if err != nil {
			continue // zero or not below the group order: one in 2^127
		}
		return &key{p}, writeFile(path, []byte(hex.EncodeToString(seed[:])+"\n"), 0o600)
	}
}

// genesis is the block 0 that g stands for.
func (g beginning) genesis() *core.Genesis {
	alloc := core.SystemContractAllocs() // without these no block can be built
	rich := new(big.Int).Mul(big.NewInt(1_000_000_000), big.NewInt(params.Ether))
	for _, a := range append([]datatoken.Address{g.Faucet, g.Deploys}, g.Funded...) {
		alloc[common.Address(a)] = types.Account{Balance: rich}
	}
	return &core.Genesis{
		Config:     deploy.Rules(g.ChainID),
		GasLimit:   gasLimit,
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Difficulty: new(big.Int),
		Timestamp:  1_700_000_000,
		Alloc:      alloc,
	}
}

// writeFile replaces path atomically and durably.
func writeFile(path string, b []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if e := f.Chmod(mode); err == nil {
		err = e
	}
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
