package devchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/deploy"
)

const (
	addressesFile = "addresses.json"
	// treasuryBps is the treasury's part of every payment, in basis points.
	treasuryBps = 500
	// stepGas is offered for each step of the deployment; the largest contract takes 5.4 million.
	stepGas = 9_000_000
)

// ErrArtifacts reports a build without the contracts that are not part of the source.
var ErrArtifacts = deploy.ErrArtifacts

// Deploy puts the whole set of contracts on the chain, Ocean Protocol's and stint's, wires them and returns where they are. What is
// there already stays: a deployment that was cut short, even by a kill, goes on where it stopped. The addresses are also in
// addresses.json in the chain's directory.
//
// The faucet mints the test currency, is the treasury, and holds every role of the Governance contract, none of which waits. Deploy returns
// ErrArtifacts when this build lacks contracts, and ErrForeign when an unfinished deployment was begun by another build.
func (c *Chain) Deploy(ctx context.Context) (datatoken.Addresses, error) {
	path := filepath.Join(c.dir, addressesFile)
	if a, ok, err := c.deployed(ctx, path); ok || err != nil {
		return a, err
	}
	deployer, err := c.faucet.derive("deployer")
	if err != nil {
		return datatoken.Addresses{}, err
	}
	a, err := deploy.Run(ctx, c.client, deployer, c.config(), deploy.Options{Terms: terms, To: path})
	if errors.Is(err, deploy.ErrForeign) {
		err = fmt.Errorf("by another build: %w: %w", ErrForeign, err)
	}
	return a, err
}

// config is what a development chain gets.
func (c *Chain) config() deploy.Config {
	return deploy.Config{Admin: c.faucet.Address(), TreasuryBps: treasuryBps, Delays: deploy.NoDelays()}
}

// terms are enough for every step on a chain that nobody else uses yet.
var terms = &deploy.Terms{Gas: stepGas, Fee: big.NewInt(20 * params.GWei), Tip: big.NewInt(params.GWei)}

// deployed reads the addresses of a finished deployment whose contracts are on this chain.
func (c *Chain) deployed(ctx context.Context, path string) (a datatoken.Addresses, ok bool, err error) {
	a, err = deploy.Read(path)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, datatoken.ErrSyntax) || (err == nil && a.ChainID != c.id) {
		return a, false, nil
	}
	if err != nil {
		return a, false, err
	}
	for _, at := range []datatoken.Address{a.JobEscrow, a.Algorithms} { // the last ones of the plan
		code, err := c.client.CodeAt(ctx, common.Address(at), nil)
		if err != nil || len(code) == 0 {
			return a, false, err
		}
	}
	return a, true, nil
}
