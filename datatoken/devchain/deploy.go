package devchain

import (
	"bytes"
	"context"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/contracts"
)

const (
	addressesFile = "addresses.json"
	// treasuryBps is the treasury's part of every payment, in basis points.
	treasuryBps = 500
	// stepGas is offered for each step of the deployment; the largest contract takes 5.4 million.
	stepGas = 9_000_000
)

// ErrArtifacts reports a build without the contracts that are not part of the source.
var ErrArtifacts = errors.New("run `make contracts`, then build again")

//go:embed ocean
var oceanFS embed.FS

// Deploy puts the whole set of contracts on the chain, Ocean Protocol's and stint's, wires them and returns where they are. What is
// there already stays: a deployment that was cut short, even by a kill, goes on where it stopped. The addresses are also in
// addresses.json in the chain's directory.
//
// The faucet is the administrator of the Governance contract, mints the test currency, and is the treasury. Deploy returns
// ErrArtifacts when this build lacks contracts, and ErrForeign when an unfinished deployment was begun by another build.
func (c *Chain) Deploy(ctx context.Context) (datatoken.Addresses, error) {
	a, err := c.deploy(ctx)
	if err != nil {
		return datatoken.Addresses{}, fmt.Errorf("deploy contracts: %w", err)
	}
	return a, nil
}

func (c *Chain) deploy(ctx context.Context) (datatoken.Addresses, error) {
	path := filepath.Join(c.dir, addressesFile)
	if a, ok, err := c.deployed(ctx, path); ok || err != nil {
		return a, err
	}
	deployer, err := c.faucet.derive("deployer")
	if err != nil {
		return datatoken.Addresses{}, err
	}
	p := plan{from: deployer.address(), faucet: c.faucet.address()}
	a := p.whole()
	if p.err != nil {
		return datatoken.Addresses{}, p.err
	}
	if err := c.run(ctx, deployer, p.steps); err != nil {
		return datatoken.Addresses{}, err
	}
	a.ChainID = c.id
	b, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return datatoken.Addresses{}, err
	}
	return a, writeFile(path, append(b, '\n'), 0o644)
}

// deployed reads the addresses of a finished deployment whose contracts are on this chain.
func (c *Chain) deployed(ctx context.Context, path string) (a datatoken.Addresses, ok bool, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return a, false, nil
	}
	if err != nil {
		return a, false, err
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, false, fmt.Errorf("read %s: %w", path, err)
	}
	if a.Check() != nil || a.ChainID != c.id {
		return a, false, nil
	}
	for _, at := range []datatoken.Address{a.JobEscrow, a.Algorithms} { // the last ones of the plan
		code, err := c.client.CodeAt(ctx, common.Address(at), nil)
		if err != nil || len(code) == 0 {
			return a, false, err
		}
	}
	return a, true, nil
}

// step is one transaction of the deployment. Step i has nonce i of an account that does nothing else, so every address is known
// beforehand, and the account's nonce says which steps were done.
type step struct {
	name string
	to   *common.Address
	data []byte
}

// run signs all steps, sends those that are not on the chain, and waits for all of them. The signatures are deterministic, so a step done
// before a crash is recognised by its hash.
func (c *Chain) run(ctx context.Context, k *key, steps []step) error {
	done, err := c.client.NonceAt(ctx, k.address(), nil)
	if err != nil {
		return err
	}
	signer := types.LatestSignerForChainID(new(big.Int).SetUint64(c.id))
	txs := make([]*types.Transaction, len(steps))
	for i, s := range steps {
		txs[i], err = types.SignNewTx(k.priv, signer, &types.DynamicFeeTx{
			ChainID: new(big.Int).SetUint64(c.id), Nonce: uint64(i), To: s.to, Data: s.data, Gas: stepGas,
			GasFeeCap: big.NewInt(20 * params.GWei), GasTipCap: big.NewInt(params.GWei),
		})
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if uint64(i) < done {
			continue
		}
		if err := c.client.SendTransaction(ctx, txs[i]); err != nil && !known(err) {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	for i, tx := range txs {
		if uint64(i) < done {
			if _, err := c.client.TransactionReceipt(ctx, tx.Hash()); errors.Is(err, ethereum.NotFound) {
				return fmt.Errorf("%s was deployed by another build: %w", steps[i].name, ErrForeign)
			}
		}
		r, err := c.receipt(ctx, tx.Hash())
		if err != nil {
			return fmt.Errorf("%s: %w", steps[i].name, err)
		}
		if r.Status != types.ReceiptStatusSuccessful {
			return fmt.Errorf("%s: reverted in block %s after %d gas", steps[i].name, r.BlockNumber, r.GasUsed)
		}
	}
	return nil
}

// known reports a transaction that the pool holds from an attempt before this one.
func known(err error) bool { return err.Error() == "already known" }

// receipt waits for a transaction to be in a block.
func (c *Chain) receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	for {
		r, err := c.client.TransactionReceipt(ctx, tx)
		if err == nil || !errors.Is(err, ethereum.NotFound) {
			return r, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(3 * time.Millisecond):
		}
	}
}

// plan collects steps; after the first error it collects no more.
type plan struct {
	from, faucet common.Address
	steps        []step
	err          error
}

// contract is a contract the plan creates.
type contract struct {
	at  common.Address
	abi abi.ABI
}

// whole is the deployment.
func (p *plan) whole() datatoken.Addresses {
	stable := p.create(ours, "TestStable", p.faucet)
	gov := p.create(ours, "Governance", p.faucet)

	// The test currency takes the place of Ocean's own token.
	fees := p.create(ocean, "OPFCommunityFeeCollector", p.from, p.from)
	pool := p.create(ocean, "BPool")
	router := p.create(ocean, "FactoryRouter", p.from, stable.at, pool.at, fees.at, []common.Address{})
	fixed := p.create(ocean, "FixedRateExchange", router.at)
	dispenser := p.create(ocean, "Dispenser", router.at)
	nft := p.create(ocean, "ERC721Template")
	first := p.create(ocean, "ERC20Template")
	second := p.create(ocean, "ERC20TemplateEnterprise")
	factory := p.create(ocean, "ERC721Factory", nft.at, first.at, router.at)
	p.call(factory, "addTokenTemplate", second.at)
	p.call(router, "addFactory", factory.at)
	// No community fees: the whole price is the contributors', and a refund gives all of it back.
	none := new(big.Int)
	p.call(router, "updateOPCFee", none, none, none, none)
	p.call(router, "addFixedRateContract", fixed.at)
	p.call(router, "addDispenserContract", dispenser.at)

	ledger := p.create(ours, "PrivacyLedger", gov.at)
	pools := p.create(ours, "RoyaltyPools", gov.at, stable.at, p.faucet, uint16(treasuryBps))
	contributions := p.create(ours, "Contributions", gov.at, pools.at)
	p.call(pools, "wire", contributions.at)
	escrow := p.create(ours, "JobEscrow", gov.at, stable.at, pools.at, ledger.at, fixed.at)
	algorithms := p.create(ours, "Algorithms", gov.at)
	return datatoken.Addresses{
		Currency: datatoken.Address(stable.at), Authority: datatoken.Address(gov.at),
		Contributions: datatoken.Address(contributions.at), PrivacyLedger: datatoken.Address(ledger.at),
		JobEscrow: datatoken.Address(escrow.at), RoyaltyPools: datatoken.Address(pools.at), Algorithms: datatoken.Address(algorithms.at),
		Router: datatoken.Address(router.at), Factory: datatoken.Address(factory.at), FixedRate: datatoken.Address(fixed.at),
		Dispenser: datatoken.Address(dispenser.at), Enterprise: datatoken.Address(second.at),
	}
}

func (p *plan) create(from func(string) ([]byte, []byte, error), name string, args ...any) contract {
	if p.err != nil {
		return contract{}
	}
	spec, code, err := from(name)
	if err != nil {
		p.err = err
		return contract{}
	}
	parsed, err := abi.JSON(bytes.NewReader(spec))
	if err != nil {
		p.err = fmt.Errorf("%s: read ABI: %w", name, err)
		return contract{}
	}
	packed, err := parsed.Pack("", args...)
	if err != nil {
		p.err = fmt.Errorf("%s: pack arguments: %w", name, err)
		return contract{}
	}
	at := crypto.CreateAddress(p.from, uint64(len(p.steps)))
	p.steps = append(p.steps, step{name: name, data: append(bytes.Clone(code), packed...)})
	return contract{at, parsed}
}

func (p *plan) call(c contract, method string, args ...any) {
	if p.err != nil {
		return
	}
	data, err := c.abi.Pack(method, args...)
	if err != nil {
		p.err = fmt.Errorf("%s: pack arguments: %w", method, err)
		return
	}
	p.steps = append(p.steps, step{name: method, to: &c.at, data: data})
}

func ours(name string) (spec, code []byte, err error) { return contracts.Artifact(name) }

func ocean(name string) (spec, code []byte, err error) {
	b, err := oceanFS.ReadFile("ocean/" + name + ".json")
	if err != nil {
		return nil, nil, fmt.Errorf("this build lacks Ocean's %s: %w", name, ErrArtifacts)
	}
	var a struct {
		ABI json.RawMessage `json:"abi"`
		Bin string          `json:"bin"`
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, nil, fmt.Errorf("read Ocean's %s: %w", name, err)
	}
	code, err = hex.DecodeString(a.Bin)
	if err != nil || len(code) == 0 {
		return nil, nil, fmt.Errorf("read Ocean's %s: no code: %w", name, ErrArtifacts)
	}
	return a.ABI, code, nil
}
