package deploy

import (
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// The roles of the Governance contract. Their numbers are on the chain; a role keeps its number for ever.
const (
	roleAdmin   uint64 = 0 // of OpenZeppelin's AccessManager: gives and takes all roles
	roleFees    uint64 = 1
	roleCaps    uint64 = 2
	roleLists   uint64 = 3
	roleCouncil uint64 = 4
	roleArbiter uint64 = 5
)

// role is a right to call functions, and how long its holders wait between announcing a call and making it.
type role struct {
	id       uint64
	label    string
	delay    func(Delays) time.Duration
	guarded  bool                // the council may cancel what was announced
	contract map[string][]string // the functions it may call, by contract
}

// roles is the one table of who may do what to the contracts. Every `restricted` function of theirs is in it once; a test compares it with
// the sources, and Check compares it with a chain.
//
// Stopping something is the council's, at once; setting it going again, and everything that moves money or privacy, waits where all can see it.
var roles = []role{
	{roleFees, "FEES", func(d Delays) time.Duration { return d.Fees.Duration }, true, map[string][]string{"RoyaltyPools": {"setTreasury"}}},
	{roleCaps, "CAPS", func(d Delays) time.Duration { return d.Caps.Duration }, true, map[string][]string{"PrivacyLedger": {"raise"}}},
	{roleLists, "LISTS", func(d Delays) time.Duration { return d.Lists.Duration }, true, map[string][]string{"Algorithms": {"unban"}, "Contributions": {"resume"}}},
	{roleCouncil, "COUNCIL", func(d Delays) time.Duration { return d.Council.Duration }, false, map[string][]string{"Algorithms": {"ban"}, "Contributions": {"suspend"}, "JobEscrow": {"pause"}}},
	{roleArbiter, "ARBITER", func(d Delays) time.Duration { return d.Arbiter.Duration }, false, map[string][]string{"JobEscrow": {"rule"}, "Contributions": {"slash"}}},
}

// governed are the contracts that answer to Governance, in the order in which their functions get their roles.
var governed = []string{"PrivacyLedger", "RoyaltyPools", "Contributions", "JobEscrow", "Algorithms"}

// selector is the first four bytes of a call of a contract's function. A name that stands for two functions is refused: it would name only one.
func selector(contract, function string) ([4]byte, error) {
	a, err := ours(contract)
	if err != nil {
		return [4]byte{}, err
	}
	m, ok := a.abi.Methods[function]
	if _, two := a.abi.Methods[function+"0"]; !ok || two {
		return [4]byte{}, fmt.Errorf("%s has no one function %s", contract, function)
	}
	return [4]byte(m.ID), nil
}

// govern hands the Governance contract over in one transaction: what each role may call, who holds it and how long it waits, and then, last, because
// an administrator who need not wait could take every delay away, the administrator's own. The deploying key keeps nothing.
func (p *plan) govern(gov contract) {
	var calls [][]byte
	add := func(method string, args ...any) {
		if p.err != nil {
			return
		}
		data, err := gov.abi.Pack(method, args...)
		if err != nil {
			p.err = fmt.Errorf("%s: pack arguments: %w", method, err)
		}
		calls = append(calls, data)
	}
	admin, council := common.Address(p.cfg.Admin), common.Address(p.cfg.Council)
	for _, r := range roles {
		add("labelRole", r.id, r.label)
		if r.guarded {
			add("setRoleGuardian", r.id, roleCouncil)
		}
		for _, name := range governed {
			var selectors [][4]byte
			for _, f := range r.contract[name] {
				s, err := selector(name, f)
				if err != nil && p.err == nil {
					p.err = err
				}
				selectors = append(selectors, s)
			}
			if len(selectors) > 0 {
				add("setTargetFunctionRole", p.at[name], selectors, r.id)
			}
		}
		holder := admin
		if r.id == roleCouncil {
			holder = council
		}
		add("grantRole", r.id, holder, seconds(r.delay(p.cfg.Delays)))
	}
	add("grantRole", roleAdmin, admin, seconds(p.cfg.Delays.Admin.Duration))
	if admin != p.from {
		add("renounceRole", roleAdmin, p.from)
	}
	p.call(gov, "govern", "multicall", calls)
}

func seconds(d time.Duration) uint32 { return uint32(d / time.Second) }
