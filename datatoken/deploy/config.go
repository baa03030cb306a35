package deploy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/stintdao/stint/datatoken"
)

// ErrConfig reports a configuration, or a file of one, that describes no deployment.
var ErrConfig = errors.New("bad configuration")

// Config says what to deploy.
type Config struct {
	// Currency is the ERC-20 that prices are in. Zero deploys TestStable, worthless by design, which Minter may make without limit.
	Currency datatoken.Address
	Minter   datatoken.Address // zero is Admin
	// Ocean is where the chain has Ocean Protocol's contracts. Zero deploys them, owned by Admin and without community fees.
	Ocean Ocean
	// Admin holds every role but the council's, and gives and takes roles. Zero is the deploying key: fit for trying things out.
	Admin       datatoken.Address
	Council     datatoken.Address // stops things at once, and cancels what other roles announce; zero is Admin
	Treasury    datatoken.Address // zero is Admin
	TreasuryBps uint16            // the treasury's part of every payment, in 1/10000
	Delays      Delays
}

// Ocean says where Ocean Protocol's contracts are.
type Ocean struct {
	Router     datatoken.Address `json:"router"`
	Factory    datatoken.Address `json:"factory"`
	FixedRate  datatoken.Address `json:"fixedRate"`
	Dispenser  datatoken.Address `json:"dispenser"`
	Enterprise datatoken.Address `json:"enterprise"` // datatoken template 2
}

// Delays are the waiting times of a deployment, in whole seconds: between announcing a call and making it, for the holders of each role, and those
// that the contracts themselves impose.
type Delays struct {
	Fees    Period `json:"fees"`    // changes of the treasury and its cut
	Caps    Period `json:"caps"`    // rises of privacy budgets
	Lists   Period `json:"lists"`   // lifting of bans and suspensions
	Council Period `json:"council"` // bans, suspensions, pauses
	Arbiter Period `json:"arbiter"` // rulings on disputes, slashes
	Admin   Period `json:"admin"`   // gifts and changes of roles

	Payout    Period `json:"payout"`    // between the two steps of a member's change of payout address
	Challenge Period `json:"challenge"` // in which a trainer can object to a provider's claim
	Ruling    Period `json:"ruling"`    // in which the arbiter can rule on an objection
}

const day = 24 * time.Hour

// DefaultDelays are fit for a chain where money is real.
func DefaultDelays() Delays {
	return Delays{
		Fees: Period{2 * day}, Caps: Period{10 * day}, Lists: Period{5 * day}, Arbiter: Period{day}, Admin: Period{14 * day},
		Payout: Period{3 * day}, Challenge: Period{day}, Ruling: Period{14 * day},
	}
}

// NoDelays are fit for a development chain: no role waits.
func NoDelays() Delays { return Delays{Challenge: Period{time.Hour}, Ruling: Period{day}} }

// Period is a time of whole seconds. Its text is a duration of Go, such as 48h.
type Period struct{ time.Duration }

// MarshalText writes the period as UnmarshalText reads it.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a period.
func (p *Period) UnmarshalText(b []byte) error {
	d, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%.40q is no time such as 48h: %w", b, ErrConfig)
	}
	*p = Period{d}
	return p.check()
}

func (p Period) check() error {
	if p.Duration < 0 || p.Duration%time.Second != 0 || p.Duration > math.MaxUint32*time.Second {
		return fmt.Errorf("%s: want whole seconds, 0 to %d: %w", p.Duration, uint32(math.MaxUint32), ErrConfig)
	}
	return nil
}

// ParseDelays reads delays from JSON, such as {"fees": "48h"}. What it does not name has its default; a name it does not know is refused.
func ParseDelays(b []byte) (Delays, error) {
	d := DefaultDelays()
	if err := strict(b, &d); err != nil {
		return Delays{}, fmt.Errorf("read delays: %w", err)
	}
	return d, d.check()
}

func (d Delays) check() error {
	for name, p := range map[string]Period{
		"fees": d.Fees, "caps": d.Caps, "lists": d.Lists, "council": d.Council, "arbiter": d.Arbiter, "admin": d.Admin,
		"payout": d.Payout, "challenge": d.Challenge, "ruling": d.Ruling,
	} {
		if err := p.check(); err != nil {
			return fmt.Errorf("delay of %s: %w", name, err)
		}
	}
	// Who gives roles without waiting gives them without a delay, too.
	if longest := max(d.Fees.Duration, d.Caps.Duration, d.Lists.Duration, d.Council.Duration, d.Arbiter.Duration); d.Admin.Duration < longest {
		return fmt.Errorf("the administrator would wait for %s and could take away every longer delay, up to %s: %w", d.Admin, longest, ErrConfig)
	}
	return nil
}

// ParseOcean reads where Ocean's contracts are on a chain: either fields of an Ocean, as contracts' addresses have them, or the file of addresses that
// Ocean publishes for all networks.
func ParseOcean(b []byte, chainID uint64) (Ocean, error) {
	var own Ocean
	if err := json.Unmarshal(b, &own); err != nil {
		return Ocean{}, fmt.Errorf("read Ocean's addresses: %w: %w", ErrConfig, err)
	}
	if own != (Ocean{}) {
		return own, own.check()
	}
	type network struct {
		ChainID   uint64
		Router    datatoken.Address
		Factory   datatoken.Address            `json:"ERC721Factory"`
		FixedRate datatoken.Address            `json:"FixedPrice"`
		Templates map[string]datatoken.Address `json:"ERC20Template"`
		Dispenser datatoken.Address
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return Ocean{}, fmt.Errorf("read Ocean's addresses: %w: %w", ErrConfig, err)
	}
	found, where := Ocean{}, ""
	for name, raw := range all {
		var id struct{ ChainID uint64 }
		if json.Unmarshal(raw, &id) != nil || id.ChainID != chainID {
			continue
		}
		var n network
		if err := json.Unmarshal(raw, &n); err != nil {
			return Ocean{}, fmt.Errorf("read Ocean's addresses on %.40q: %w: %w", name, ErrConfig, err)
		}
		if where != "" {
			return Ocean{}, fmt.Errorf("read Ocean's addresses: the file names chain %d twice, as %.40q and %.40q: %w", chainID, min(where, name), max(where, name), ErrConfig)
		}
		found, where = Ocean{Router: n.Router, Factory: n.Factory, FixedRate: n.FixedRate, Dispenser: n.Dispenser, Enterprise: n.Templates["2"]}, name
	}
	if where == "" {
		return Ocean{}, fmt.Errorf("read Ocean's addresses: the file does not name chain %d: %w", chainID, ErrConfig)
	}
	return found, found.check()
}

func (o Ocean) check() error {
	for name, a := range map[string]datatoken.Address{"router": o.Router, "factory": o.Factory, "fixedRate": o.FixedRate, "enterprise": o.Enterprise} {
		if a.IsZero() {
			return fmt.Errorf("addresses of Ocean's contracts: no %s: %w", name, ErrConfig)
		}
	}
	return nil
}

// maxBps is what the contract takes at most for the treasury's cut.
const maxBps = 2_000

// settle puts what a zero stands for, and checks the rest.
func (c Config) settle(deployer datatoken.Address) (Config, error) {
	if c.Admin.IsZero() {
		c.Admin = deployer
	}
	for _, a := range []*datatoken.Address{&c.Minter, &c.Council, &c.Treasury} {
		if a.IsZero() {
			*a = c.Admin
		}
	}
	if c.TreasuryBps > maxBps {
		return c, fmt.Errorf("the treasury would get %d of 10000, more than the %d that the contract allows: %w", c.TreasuryBps, maxBps, ErrConfig)
	}
	if c.Ocean != (Ocean{}) {
		if err := c.Ocean.check(); err != nil {
			return c, err
		}
	}
	return c, c.Delays.check()
}

// strict decodes JSON that is one value, all of whose names are known.
func strict(b []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(to)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return nil
}
