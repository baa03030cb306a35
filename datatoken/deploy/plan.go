package deploy

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// step is one transaction of a deployment. Step i has nonce base+i of an account that does nothing else meanwhile, so every address is known
// beforehand, and the account's nonce says which steps were done.
type step struct {
	name    string
	to      *common.Address // nil creates the contract at `creates`
	creates common.Address
	data    []byte
}

// contract is a contract of the plan.
type contract struct {
	at  common.Address
	abi abi.ABI
}

// plan collects the steps of a deployment; after the first error it collects no more.
type plan struct {
	cfg   Config // settled
	from  common.Address
	base  uint64
	place map[string]common.Address // where contracts are, when they are there already; nil puts them where the steps create them

	steps []step
	at    map[string]common.Address // every contract of the set by name, Ocean's included where the plan creates them
	err   error
}

// newPlan plans the deployment of cfg, which is settled, by an account whose next nonce is base.
func newPlan(cfg Config, from common.Address, base uint64) (*plan, datatoken.Addresses, error) {
	p := &plan{cfg: cfg, from: from, base: base, at: map[string]common.Address{}}
	a := p.whole()
	return p, a, p.err
}

// whole is the deployment.
func (p *plan) whole() datatoken.Addresses {
	cfg := p.cfg
	currency := common.Address(cfg.Currency)
	if cfg.Currency.IsZero() {
		currency = p.create(ours, "TestStable", common.Address(cfg.Minter)).at
	}
	gov := p.create(ours, "Governance", p.from)
	sea := cfg.Ocean
	if sea == (Ocean{}) {
		sea = p.ocean(currency)
	}
	ledger := p.create(ours, "PrivacyLedger", gov.at)
	pools := p.create(ours, "RoyaltyPools", gov.at, currency, common.Address(cfg.Treasury), cfg.TreasuryBps, seconds(cfg.Delays.Payout.Duration))
	contributions := p.create(ours, "Contributions", gov.at, pools.at)
	p.call(pools, "wire pools", "wire", contributions.at)
	escrow := p.create(ours, "JobEscrow", gov.at, currency, pools.at, ledger.at, common.Address(sea.FixedRate),
		seconds(cfg.Delays.Challenge.Duration), seconds(cfg.Delays.Ruling.Duration))
	algorithms := p.create(ours, "Algorithms", gov.at)
	p.govern(gov)
	return datatoken.Addresses{
		Currency: datatoken.Address(currency), Authority: datatoken.Address(gov.at),
		Contributions: datatoken.Address(contributions.at), PrivacyLedger: datatoken.Address(ledger.at),
		JobEscrow: datatoken.Address(escrow.at), RoyaltyPools: datatoken.Address(pools.at), Algorithms: datatoken.Address(algorithms.at),
		Router: sea.Router, Factory: sea.Factory, FixedRate: sea.FixedRate, Dispenser: sea.Dispenser, Enterprise: sea.Enterprise,
	}
}

// ocean deploys Ocean's contracts, with the payment currency in the place of Ocean's own token, and gives them to the administrator.
func (p *plan) ocean(currency common.Address) Ocean {
	admin := common.Address(p.cfg.Admin)
	fees := p.create(ocean, "OPFCommunityFeeCollector", admin, admin)
	pool := p.create(ocean, "BPool")
	router := p.create(ocean, "FactoryRouter", p.from, currency, pool.at, fees.at, []common.Address{})
	fixed := p.create(ocean, "FixedRateExchange", router.at)
	dispenser := p.create(ocean, "Dispenser", router.at)
	nft := p.create(ocean, "ERC721Template")
	first := p.create(ocean, "ERC20Template")
	second := p.create(ocean, "ERC20TemplateEnterprise")
	factory := p.create(ocean, "ERC721Factory", nft.at, first.at, router.at)
	p.call(factory, "add template 2", "addTokenTemplate", second.at)
	p.call(router, "add factory", "addFactory", factory.at)
	// No community fees: the whole price is the contributors', and a refund gives all of it back.
	none := new(big.Int)
	p.call(router, "set community fees", "updateOPCFee", none, none, none, none)
	p.call(router, "add fixed-rate exchange", "addFixedRateContract", fixed.at)
	p.call(router, "add dispenser", "addDispenserContract", dispenser.at)
	if admin != p.from {
		p.call(factory, "hand over factory", "transferOwnership", admin)
		p.call(router, "hand over router", "changeRouterOwner", admin)
	}
	return Ocean{
		Router: datatoken.Address(router.at), Factory: datatoken.Address(factory.at), FixedRate: datatoken.Address(fixed.at),
		Dispenser: datatoken.Address(dispenser.at), Enterprise: datatoken.Address(second.at),
	}
}

func (p *plan) create(from source, name string, args ...any) contract {
	if p.err != nil {
		return contract{}
	}
	a, err := from(name)
	if err != nil {
		p.err = err
		return contract{}
	}
	packed, err := a.abi.Pack("", args...)
	if err != nil {
		p.err = fmt.Errorf("%s: pack arguments: %w", name, err)
		return contract{}
	}
	at := crypto.CreateAddress(p.from, p.base+uint64(len(p.steps)))
	if p.place != nil {
		at = p.place[name]
	}
	p.at[name] = at
	p.steps = append(p.steps, step{name: name, creates: at, data: append(bytes.Clone(a.code), packed...)})
	return contract{at, a.abi}
}

func (p *plan) call(c contract, name, method string, args ...any) {
	if p.err != nil {
		return
	}
	data, err := c.abi.Pack(method, args...)
	if err != nil {
		p.err = fmt.Errorf("%s: pack arguments: %w", name, err)
		return
	}
	p.steps = append(p.steps, step{name: name, to: &c.at, data: data})
}

// digest names the plan: two that differ in anything that a chain would see differ in it.
func (p *plan) digest(chainID uint64) datatoken.Hash {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, chainID), p.base))
	h.Write(p.from[:])
	for _, s := range p.steps {
		to := s.creates
		if s.to != nil {
			to = *s.to
		}
		h.Write(to[:])
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s.data))))
		h.Write(s.data)
	}
	return datatoken.Hash(h.Sum(nil))
}
