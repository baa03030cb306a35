package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

// superfluid measures Superfluid's pools (General Distribution Agreement), set up by its own test deployer.
func superfluid(c *chain, s *sheet, p package_) {
	const steps = "utils/SuperfluidFrameworkDeploymentSteps.t.sol/"
	boss := c.person("superfluid")
	// The test deployer's libraries are larger than Osaka lets a contract be; what they deploy is not.
	column := c.rules
	c.rules = amsterdam()
	registry(c, p)
	at := map[string]common.Address{}
	for _, path := range []string{
		"libs/SlotsBitmapLibrary", "agreements/gdav1/SuperfluidPoolDeployerLibrary",
		steps + "SuperfluidGovDeployerLibrary", steps + "SuperfluidHostDeployerLibrary", steps + "SuperfluidCFAv1DeployerLibrary",
		steps + "SuperfluidIDAv1DeployerLibrary", steps + "SuperfluidGDAv1DeployerLibrary", steps + "SuperTokenDeployerLibrary",
		steps + "SuperfluidPeripheryDeployerLibrary", steps + "SuperfluidPoolLogicDeployerLibrary", steps + "SuperfluidPoolNFTLogicDeployerLibrary",
		steps + "ProxyDeployerLibrary", steps + "CFAv1ForwarderDeployerLibrary", steps + "GDAv1ForwarderDeployerLibrary",
		steps + "SuperTokenFactoryDeployerLibrary", steps + "TokenDeployerLibrary",
	} {
		a, err := p.link(path, at)
		if err != nil {
			c.fail(err)
			return
		}
		at[filepath.Base(path)] = c.build(boss.addr, a.code)
	}
	a, err := p.link("utils/SuperfluidFrameworkDeployer.t.sol/SuperfluidFrameworkDeployer", at)
	if err != nil {
		c.fail(err)
		return
	}
	deployer := contract{c.build(boss.addr, a.code), a.abi}
	for i := range uint8(7) {
		c.poke(boss.addr, deployer, "executeStep", i)
	}
	framework := c.view(deployer, "getFramework")
	tokens := c.poke(boss.addr, deployer, "deployWrapperSuperToken", "Test USD", "TUSD", uint8(18), new(big.Int).Lsh(n(1), 100), boss.addr)
	c.rules = column
	if c.err != nil {
		return
	}
	sf := *abi.ConvertType(framework[0], new(struct {
		Governance, Host, Cfa, Ida, Gda, SuperTokenFactory, SuperTokenLogic, Resolver, SuperfluidLoader, CfaV1Forwarder, GdaV1Forwarder,
		MacroForwarder, ClearMacroForwarderV1WithPermit2, BatchLiquidator, Toga common.Address
	})).(*struct {
		Governance, Host, Cfa, Ida, Gda, SuperTokenFactory, SuperTokenLogic, Resolver, SuperfluidLoader, CfaV1Forwarder, GdaV1Forwarder,
		MacroForwarder, ClearMacroForwarderV1WithPermit2, BatchLiquidator, Toga common.Address
	})
	in := func(path string, addr common.Address) contract {
		a, err := p.link(path, at)
		if err != nil {
			c.fail(err)
		}
		c.names = append(c.names, a.abi)
		return contract{addr, a.abi}
	}
	forwarder, host := in("utils/GDAv1Forwarder", sf.GdaV1Forwarder), in("superfluid/Superfluid", sf.Host)
	agreement := in("agreements/gdav1/GeneralDistributionAgreementV1", sf.Gda)
	coin, super := in("utils/TestToken", tokens[0].(common.Address)), in("superfluid/SuperToken", tokens[1].(common.Address))
	c.do(boss, coin, "mint", boss.addr, ether(1_000_000))
	c.do(boss, coin, "approve", super.addr, ether(1_000_000))
	c.do(boss, super, "upgrade", ether(1_000_000))

	type config struct{ TransferabilityForUnitsOwner, DistributionFromAnyAddress bool }
	pool := func(members int) common.Address {
		// The forwarder's return value names the pool; the agreement's event does too.
		r := c.do(boss, forwarder, "createPool", super.addr, boss.addr, config{false, true})
		at := field[common.Address](c.event(r, agreement, "PoolCreated"), "pool")
		for i := range members {
			who := common.BigToAddress(new(big.Int).Add(new(big.Int).Lsh(n(0xabcdef), 100), n(int64(i))))
			gas := c.do(boss, forwarder, "updateMemberUnits", at, who, n(1), []byte{}).GasUsed
			if members == 10 && i == 9 {
				s.peer("Superfluid updateMemberUnits, one new member", gas)
			}
		}
		return at
	}
	member := c.person("superfluid member")
	for _, members := range []int{10, 1_000} {
		at := pool(members)
		c.do(boss, forwarder, "updateMemberUnits", at, member.addr, n(1), []byte{})
		amount := ether(7)
		distribute := func() uint64 {
			input, err := agreement.abi.Pack("distribute", super.addr, boss.addr, at, amount, []byte{})
			if err != nil {
				c.fail(err)
			}
			return c.do(boss, host, "callAgreement", agreement.addr, input, []byte{}).GasUsed
		}
		label := "Superfluid distribute, " + thousands(members) + " members"
		s.peer(label+", first", distribute())
		s.peer(label+", steady", distribute())
		s.peer(label+", steady, by its forwarder", c.do(boss, forwarder, "distribute", super.addr, boss.addr, at, amount, []byte{}).GasUsed)
		if members == 1_000 {
			units := in("agreements/gdav1/SuperfluidPool", at)
			claim := func() uint64 { return c.do(member, units, "claimAll", member.addr).GasUsed }
			s.peer("Superfluid claimAll, first", claim())
			distribute()
			s.peer("Superfluid claimAll, steady", claim())
		}
	}
}

// registry puts the ERC-1820 registry where everybody expects it.
func registry(c *chain, p package_) {
	b, err := os.ReadFile(filepath.Join(p.dir, "ERC1820Registry.json"))
	if err != nil {
		c.fail(fmt.Errorf("the ERC-1820 registry is missing, run `%s` first: %w", p.make, err))
		return
	}
	var a struct{ Bin string }
	if err := json.Unmarshal(b, &a); err != nil {
		c.fail(fmt.Errorf("read the ERC-1820 registry: %w", err))
		return
	}
	code, err := hex.DecodeString(strings.TrimPrefix(a.Bin, "0x"))
	if err != nil {
		c.fail(fmt.Errorf("read the ERC-1820 registry: %w", err))
		return
	}
	from := c.person("registry")
	c.put(common.HexToAddress("0x1820a4b7618bde71dce8cdc73aab6c95905fad24"), c.db.GetCode(c.build(from.addr, code)))
}
