package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stintdao/stint/datatoken"
)

// Code names a way in which a chain is not as it should be. Codes are stable: programs match on them.
type Code string

const (
	WrongChain    Code = "WrongChain"    // the node runs another chain than the addresses are for
	NoContract    Code = "NoContract"    // there is no code at the address
	ForeignCode   Code = "ForeignCode"   // the code is not what this build compiles to with these addresses
	NotWired      Code = "NotWired"      // a contract answers to another contract than to its neighbour of the set
	WrongCurrency Code = "WrongCurrency" // the currency does not say what it is, or amounts in it cannot be shown
	WrongOcean    Code = "WrongOcean"    // Ocean's contracts do not belong together
	WrongRole     Code = "WrongRole"     // a function may be called by another role
	WrongGuardian Code = "WrongGuardian" // what a role announces can be cancelled by others than the council
	WrongHolder   Code = "WrongHolder"   // a role is held by somebody else than expected
	WrongDelay    Code = "WrongDelay"    // a delay is not what was expected, or the administrator could take it away
	Closed        Code = "Closed"        // governance has closed a contract: none of its restricted functions works
)

// Finding is one thing that is not as it should be.
type Finding struct {
	Code     Code   `json:"code"`
	Sentence string `json:"sentence"`
}

// Expect says how the set should be governed. A zero field expects nothing.
type Expect struct {
	Admin, Council datatoken.Address
	Delays         *Delays
}

// Report is what stands on a chain.
type Report struct {
	ChainID   uint64            `json:"chainId"`
	Contracts []Found           `json:"contracts"`
	Symbol    string            `json:"symbol"` // of the currency
	Decimals  uint8             `json:"decimals"`
	Treasury  datatoken.Address `json:"treasury"`
	Bps       uint16            `json:"treasuryBps"`
	Payout    Period            `json:"payout"`
	Challenge Period            `json:"challenge"`
	Ruling    Period            `json:"ruling"`
	Roles     []FoundRole       `json:"roles"`
	Findings  []Finding         `json:"findings"` // empty when all is well
}

// Found is a contract of the set.
type Found struct {
	Name    string            `json:"name"`
	Address datatoken.Address `json:"address"`
	Is      string            `json:"is"` // "ours", "foreign", "absent", or "given": not ours to compile
}

// FoundRole is a role of the Governance contract.
type FoundRole struct {
	ID        uint64   `json:"id"`
	Label     string   `json:"label"`
	Functions []string `json:"functions"` // as Contract.function
	Holders   []Holder `json:"holders"`
}

// Holder has a role.
type Holder struct {
	Account datatoken.Address `json:"account"`
	Delay   Period            `json:"delay"` // between announcing a call and making it
}

// checker collects findings.
type checker struct {
	node Node
	a    datatoken.Addresses
	gov  abi.ABI
	Report
}

func (c *checker) find(code Code, format string, args ...any) {
	c.Findings = append(c.Findings, Finding{code, fmt.Sprintf(format, args...)})
}

// Check says what stands at addresses on a chain, and in which ways it is not the set that this build deploys. The error is for a node that cannot be asked, never for
// what it answers.
func Check(ctx context.Context, node Node, a datatoken.Addresses, want Expect) (Report, error) {
	asked := &asker{Node: node}
	c := &checker{node: asked, a: a}
	if err := errors.Join(c.check(ctx, want), asked.broken); err != nil {
		return Report{}, fmt.Errorf("check contracts: %w", err)
	}
	return c.Report, nil
}

// Why a set of contracts cannot be used.
var (
	ErrWrongChain = errors.New("the node runs another chain than the contracts are on")
	ErrAbsent     = errors.New("the chain does not have the contracts")
)

// Reach is the least that whoever uses the contracts wants to know: that the node runs their chain, and that there is code at every address. It returns
// ErrWrongChain or ErrAbsent. Check says much more, and asks much more.
func Reach(ctx context.Context, node Node, a datatoken.Addresses) error {
	id, err := node.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("ask for chain ID: %w", err)
	}
	if !id.IsUint64() || id.Uint64() != a.ChainID {
		return fmt.Errorf("it runs chain %s, they are on chain %d: %w", id, a.ChainID, ErrWrongChain)
	}
	at := place(a)
	at["currency"], at["factory of Ocean"], at["fixed-rate exchange of Ocean"] = common.Address(a.Currency), common.Address(a.Factory), common.Address(a.FixedRate)
	for _, name := range slices.Sorted(maps.Keys(at)) {
		code, err := node.CodeAt(ctx, at[name], nil)
		if err != nil {
			return fmt.Errorf("read code of %s: %w", name, err)
		}
		if len(code) == 0 {
			return fmt.Errorf("there is no %s at %s: %w", name, datatoken.Address(at[name]), ErrAbsent)
		}
	}
	return nil
}

// asker keeps apart what a contract answers, which is a finding when it is wrong, from a node that does not answer.
type asker struct {
	Node
	broken error // the first time that it did not
}

func (a *asker) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	out, err := a.Node.CallContract(ctx, msg, block)
	if says := rpc.Error(nil); err != nil && a.broken == nil && !errors.As(err, &says) {
		a.broken = err
	}
	return out, err
}

func (c *checker) check(ctx context.Context, want Expect) error {
	id, err := c.node.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("ask for chain ID: %w", err)
	}
	c.ChainID = id.Uint64()
	if !id.IsUint64() || c.ChainID != c.a.ChainID {
		c.find(WrongChain, "the node runs chain %s, and the addresses are for chain %d", id, c.a.ChainID)
		return nil // nothing there is of any meaning
	}
	gov, err := ours("Governance")
	if err != nil {
		return err
	}
	c.gov = gov.abi
	for _, step := range []func(context.Context) error{c.currency, c.contracts, c.wiring, c.ocean, c.functions} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if !c.absent("Governance") {
		if err := c.holders(ctx); err != nil {
			return err
		}
		c.expect(want)
	}
	return nil
}

func (c *checker) absent(name string) bool {
	return slices.ContainsFunc(c.Contracts, func(f Found) bool { return f.Name == name && f.Is == "absent" })
}

func (c *checker) currency(ctx context.Context) error {
	var err error
	c.Symbol, c.Decimals, err = currency(ctx, c.node, c.a.Currency)
	if errors.Is(err, ErrCurrency) {
		c.find(WrongCurrency, "%v", err)
		return nil
	}
	return err
}

// place is where the contracts of the set are by their names.
func place(a datatoken.Addresses) map[string]common.Address {
	return map[string]common.Address{
		"Governance": common.Address(a.Authority), "PrivacyLedger": common.Address(a.PrivacyLedger), "RoyaltyPools": common.Address(a.RoyaltyPools),
		"Contributions": common.Address(a.Contributions), "JobEscrow": common.Address(a.JobEscrow), "Algorithms": common.Address(a.Algorithms),
	}
}

// contracts compares code. What a constructor writes into the code it leaves follows from the addresses, from a few values that the contracts tell, and
// from who deployed them, which nobody knows any more: that is masked.
func (c *checker) contracts(ctx context.Context) error {
	at := place(c.a)
	pools, err := ours("RoyaltyPools")
	if err != nil {
		return err
	}
	escrow, err := ours("JobEscrow")
	if err != nil {
		return err
	}
	// A contract that does not answer has the zero value here, and its code is found to be foreign.
	c.Payout = Period{lenient[uint32](ctx, c.node, pools.abi, at["RoyaltyPools"], "payoutDelay")}
	c.Challenge = Period{lenient[uint32](ctx, c.node, escrow.abi, at["JobEscrow"], "challengeWindow")}
	c.Ruling = Period{lenient[uint32](ctx, c.node, escrow.abi, at["JobEscrow"], "rulingWindow")}
	if v, err := ask[common.Address](ctx, c.node, pools.abi, at["RoyaltyPools"], "treasury"); err == nil {
		c.Treasury = datatoken.Address(v)
	}
	if v, err := ask[uint16](ctx, c.node, pools.abi, at["RoyaltyPools"], "treasuryBps"); err == nil {
		c.Bps = v
	}
	delays := NoDelays()
	delays.Payout, delays.Challenge, delays.Ruling = c.Payout, c.Challenge, c.Ruling
	someone := datatoken.Address{19: 1}
	p := &plan{
		cfg: Config{
			Currency: c.a.Currency, Admin: someone, Council: someone, Minter: someone, Treasury: someone, Delays: delays,
			Ocean: Ocean{Router: c.a.Router, Factory: c.a.Factory, FixedRate: c.a.FixedRate, Dispenser: c.a.Dispenser, Enterprise: c.a.Enterprise},
		},
		from: common.Address(someone), place: at, at: map[string]common.Address{},
	}
	p.whole()
	if p.err != nil {
		return p.err
	}
	one, where, err := codes(c.ChainID, p, common.Address(bytes.Repeat([]byte{0xaa}, 20)))
	if err != nil {
		return err
	}
	two, _, err := codes(c.ChainID, p, common.Address(bytes.Repeat([]byte{0x55}, 20)))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(one)) {
		got, err := c.node.CodeAt(ctx, where[name], nil)
		if err != nil {
			return fmt.Errorf("read code of %s: %w", name, err)
		}
		f := Found{Name: name, Address: datatoken.Address(where[name]), Is: "ours"}
		switch {
		case len(got) == 0:
			f.Is = "absent"
			c.find(NoContract, "there is no %s at %s", name, f.Address)
		case !same(got, one[name], two[name]):
			f.Is = "foreign"
			c.find(ForeignCode, "the code at %s is not that of %s of this build", f.Address, name)
		}
		c.Contracts = append(c.Contracts, f)
	}
	return c.given(ctx)
}

// given lists the contracts that this build did not compile, or need not have deployed.
func (c *checker) given(ctx context.Context) error {
	for _, f := range []Found{
		{"Currency", c.a.Currency, "given"}, {"Router", c.a.Router, "given"}, {"Factory", c.a.Factory, "given"}, {"FixedRate", c.a.FixedRate, "given"},
		{"Dispenser", c.a.Dispenser, "given"}, {"Enterprise", c.a.Enterprise, "given"},
	} {
		if f.Address.IsZero() {
			continue
		}
		code, err := c.node.CodeAt(ctx, common.Address(f.Address), nil)
		if err != nil {
			return fmt.Errorf("read code of %s: %w", f.Name, err)
		}
		if len(code) == 0 {
			f.Is = "absent"
			if f.Name != "Currency" { // which has its own finding
				c.find(NoContract, "there is no %s at %s", f.Name, f.Address)
			}
		}
		if f.Name == "Currency" && c.isTestStable(ctx, code) {
			f.Is = "ours"
		}
		c.Contracts = append(c.Contracts, f)
	}
	return nil
}

// isTestStable tells the worthless currency of this build.
func (c *checker) isTestStable(ctx context.Context, code []byte) bool {
	token, err := ours("TestStable")
	if err != nil {
		return false
	}
	minter, err := ask[common.Address](ctx, c.node, token.abi, common.Address(c.a.Currency), "minter")
	if err != nil {
		return false
	}
	p := &plan{place: map[string]common.Address{"TestStable": common.Address(c.a.Currency)}, at: map[string]common.Address{}}
	p.create(ours, "TestStable", minter)
	want, _, err := codes(c.ChainID, p, common.Address{})
	return err == nil && bytes.Equal(code, want["TestStable"])
}

// same compares code with what two deployers would have left, ignoring where these differ.
func same(got, one, two []byte) bool {
	if len(got) != len(one) || len(got) != len(two) {
		return false
	}
	for i := range got {
		if got[i] != one[i] && one[i] == two[i] {
			return false
		}
	}
	return true
}

// lenient asks for a number of seconds, which is zero when there is no answer.
func lenient[T uint32](ctx context.Context, node Node, spec abi.ABI, at common.Address, method string) time.Duration {
	v, err := ask[T](ctx, node, spec, at, method)
	if err != nil {
		return 0
	}
	return time.Duration(v) * time.Second
}

// wiring compares what is in the contracts' storage, not in their code: whom they obey, and whom the pools take batches from.
func (c *checker) wiring(ctx context.Context) error {
	for _, name := range governed {
		if c.absent(name) {
			continue
		}
		a, err := ours(name)
		if err != nil {
			return err
		}
		if got, err := ask[common.Address](ctx, c.node, a.abi, place(c.a)[name], "authority"); err != nil || got != common.Address(c.a.Authority) {
			c.find(NotWired, "%s obeys %s and not the Governance at %s", name, answer(got, err), c.a.Authority)
		}
	}
	if c.absent("RoyaltyPools") {
		return nil
	}
	a, err := ours("RoyaltyPools")
	if err != nil {
		return err
	}
	if got, err := ask[common.Address](ctx, c.node, a.abi, common.Address(c.a.RoyaltyPools), "contributions"); err != nil || got != common.Address(c.a.Contributions) {
		c.find(NotWired, "RoyaltyPools takes batches from %s and not from the Contributions at %s", answer(got, err), c.a.Contributions)
	}
	return nil
}

func answer(a common.Address, err error) string {
	if err != nil {
		return "nobody"
	}
	return datatoken.Address(a).String()
}

func (c *checker) ocean(ctx context.Context) error {
	found, err := checkOcean(ctx, c.node, Ocean{
		Router: c.a.Router, Factory: c.a.Factory, FixedRate: c.a.FixedRate, Dispenser: c.a.Dispenser, Enterprise: c.a.Enterprise,
	})
	c.Findings = append(c.Findings, found...)
	return err
}

// checkOcean compares what Ocean's contracts say of each other.
func checkOcean(ctx context.Context, node Node, o Ocean) (found []Finding, err error) {
	find := func(format string, args ...any) {
		found = append(found, Finding{WrongOcean, fmt.Sprintf(format, args...)})
	}
	if o.Router.IsZero() || o.Enterprise.IsZero() {
		find("the addresses name no router or no template 2 of Ocean's: without them there is nothing to compare")
		return found, nil
	}
	specs := map[string]abi.ABI{}
	for _, name := range []string{"ERC721Factory", "FixedRateExchange", "FactoryRouter"} {
		a, err := ocean(name)
		if err != nil {
			return nil, err
		}
		specs[name] = a.abi
	}
	for name, at := range map[string]datatoken.Address{"ERC721Factory": o.Factory, "FixedRateExchange": o.FixedRate} {
		if got, err := ask[common.Address](ctx, node, specs[name], common.Address(at), "router"); err != nil || got != common.Address(o.Router) {
			find("Ocean's %s at %s belongs to %s and not to the router at %s", name, at, answer(got, err), o.Router)
		}
	}
	if ok, err := ask[bool](ctx, node, specs["FactoryRouter"], common.Address(o.Router), "isFixedRateContract", common.Address(o.FixedRate)); err != nil || !ok {
		find("Ocean's router at %s does not know the fixed-rate exchange at %s", o.Router, o.FixedRate)
	}
	template, err := askAll(ctx, node, specs["ERC721Factory"], common.Address(o.Factory), "templateList", big.NewInt(2))
	if err != nil {
		find("Ocean's factory at %s has no template 2", o.Factory)
		return found, nil
	}
	if at, ok := template[0].(common.Address); !ok || at != common.Address(o.Enterprise) {
		find("template 2 of Ocean's factory is at %v and not at %s", template[0], o.Enterprise)
	} else if active, ok := template[1].(bool); !ok || !active {
		find("template 2 of Ocean's factory is switched off")
	}
	return found, nil
}

// functions compares who may call the restricted functions.
func (c *checker) functions(ctx context.Context) error {
	if c.absent("Governance") {
		return nil
	}
	at, gov := place(c.a), common.Address(c.a.Authority)
	for _, r := range roles {
		f := FoundRole{ID: r.id, Label: r.label, Functions: []string{}, Holders: []Holder{}}
		for _, name := range governed {
			for _, function := range r.contract[name] {
				s, err := selector(name, function)
				if err != nil {
					return err
				}
				f.Functions = append(f.Functions, name+"."+function)
				if got, err := ask[uint64](ctx, c.node, c.gov, gov, "getTargetFunctionRole", at[name], s); err != nil {
					c.find(WrongRole, "Governance does not say who may call %s.%s", name, function)
				} else if got != r.id {
					c.find(WrongRole, "%s.%s is for the role %s and not for %s", name, function, labelOf(got), r.label)
				}
			}
		}
		guardian := roleAdmin // what AccessManager says of a role without one
		if r.guarded {
			guardian = roleCouncil
		}
		if got, err := ask[uint64](ctx, c.node, c.gov, gov, "getRoleGuardian", r.id); err != nil || got != guardian {
			c.find(WrongGuardian, "what %s announces can be cancelled by the role %s and not by %s", r.label, labelOf(got), labelOf(guardian))
		}
		if got, err := ask[uint64](ctx, c.node, c.gov, gov, "getRoleAdmin", r.id); err != nil || got != roleAdmin {
			c.find(WrongRole, "the role %s is given by the role %s and not by the administrator", r.label, labelOf(got))
		}
		c.Roles = append(c.Roles, f)
	}
	for _, name := range governed {
		if closed, err := ask[bool](ctx, c.node, c.gov, gov, "isTargetClosed", at[name]); err == nil && closed {
			c.find(Closed, "governance has closed %s", name)
		}
	}
	return nil
}

func labelOf(id uint64) string {
	if id == roleAdmin {
		return "ADMIN"
	}
	for _, r := range roles {
		if r.id == id {
			return r.label
		}
	}
	return fmt.Sprint(id)
}

// holders lists who has a role: everybody whom it was ever given to, and who still has it.
func (c *checker) holders(ctx context.Context) error {
	granted := c.gov.Events["RoleGranted"].ID
	head, err := c.node.BlockNumber(ctx)
	if err != nil {
		return fmt.Errorf("read head of chain: %w", err)
	}
	l := &logReader{c.node, ethereum.FilterQuery{Addresses: []common.Address{common.Address(c.a.Authority)}, Topics: [][]common.Hash{{granted}}}, maxQueries}
	logs, err := l.read(ctx, c.a.Start, head)
	if err != nil {
		return fmt.Errorf("read who was given roles: %w", err)
	}
	c.Roles = append([]FoundRole{{ID: roleAdmin, Label: "ADMIN", Functions: []string{}, Holders: []Holder{}}}, c.Roles...)
	seen := map[[2]common.Hash]bool{}
	for _, log := range logs {
		if len(log.Topics) != 3 || seen[[2]common.Hash{log.Topics[1], log.Topics[2]}] {
			continue
		}
		seen[[2]common.Hash{log.Topics[1], log.Topics[2]}] = true
		id, who := log.Topics[1].Big().Uint64(), common.BytesToAddress(log.Topics[2][:])
		out, err := askAll(ctx, c.node, c.gov, common.Address(c.a.Authority), "getAccess", id, who)
		if err != nil || len(out) != 4 {
			return fmt.Errorf("ask who has the role %s: %w", labelOf(id), errors.Join(errAnswer, err))
		}
		since, _ := out[0].(*big.Int)
		delay, _ := out[1].(uint32)
		if since == nil || since.Sign() == 0 {
			continue // it was taken away
		}
		i := slices.IndexFunc(c.Roles, func(f FoundRole) bool { return f.ID == id })
		if i < 0 {
			c.Roles = append(c.Roles, FoundRole{ID: id, Label: fmt.Sprint(id), Functions: []string{}})
			i = len(c.Roles) - 1
		}
		c.Roles[i].Holders = append(c.Roles[i].Holders, Holder{datatoken.Address(who), Period{time.Duration(delay) * time.Second}})
	}
	return nil
}

// expect compares holders and delays with what they should be, and each administrator's delay with those that it could take away.
func (c *checker) expect(want Expect) {
	var longest Holder
	var of string
	for _, f := range c.Roles {
		for _, h := range f.Holders {
			if h.Delay.Duration > longest.Delay.Duration {
				longest, of = h, f.Label
			}
		}
	}
	for _, f := range c.Roles {
		right := want.Admin
		if f.ID == roleCouncil && !want.Council.IsZero() {
			right = want.Council
		}
		if !right.IsZero() && !slices.ContainsFunc(f.Holders, func(h Holder) bool { return h.Account == right }) {
			c.find(WrongHolder, "%s has not the role %s", right, f.Label)
		}
		for _, h := range f.Holders {
			if !right.IsZero() && h.Account != right {
				c.find(WrongHolder, "%s has the role %s, which is %s's", h.Account, f.Label, right)
			}
			if d, known := c.delay(want.Delays, f.ID); known && h.Delay.Duration != d {
				c.find(WrongDelay, "%s waits %s with the role %s, not %s", h.Account, h.Delay, f.Label, d)
			}
			if f.ID == roleAdmin && h.Delay.Duration < longest.Delay.Duration {
				c.find(WrongDelay, "the administrator %s waits %s, and so could take away the %s that %s waits with the role %s", h.Account, h.Delay, longest.Delay, longest.Account, of)
			}
		}
	}
	if d := want.Delays; d != nil {
		for _, x := range []struct {
			what      string
			got, want Period
		}{{"change of payout address", c.Payout, d.Payout}, {"objection to a claim", c.Challenge, d.Challenge}, {"ruling", c.Ruling, d.Ruling}} {
			if x.got != x.want {
				c.find(WrongDelay, "the time for a %s is %s, not %s", x.what, x.got, x.want)
			}
		}
	}
}

func (c *checker) delay(d *Delays, id uint64) (time.Duration, bool) {
	if d == nil {
		return 0, false
	}
	if id == roleAdmin {
		return d.Admin.Duration, true
	}
	for _, r := range roles {
		if r.id == id {
			return r.delay(*d), true
		}
	}
	return 0, false
}

// maxQueries bounds how often logs are asked for.
const maxQueries = 2_000

// logReader reads logs from nodes that answer for a limited number of blocks only, each for another one.
type logReader struct {
	node  Node
	query ethereum.FilterQuery
	left  int
}

func (l *logReader) read(ctx context.Context, from, to uint64) ([]types.Log, error) {
	if l.left--; l.left < 0 {
		return nil, fmt.Errorf("after %d questions: the node answers for too few blocks", maxQueries)
	}
	l.query.FromBlock, l.query.ToBlock = new(big.Int).SetUint64(from), new(big.Int).SetUint64(to)
	logs, err := l.node.FilterLogs(ctx, l.query)
	if err == nil || to-from < 16 || ctx.Err() != nil {
		return logs, err
	}
	middle := from + (to-from)/2
	first, err := l.read(ctx, from, middle)
	if err != nil {
		return nil, err
	}
	second, err := l.read(ctx, middle+1, to)
	return append(first, second...), err
}
