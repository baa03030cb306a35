package main

import (
	"bytes"
	"fmt"
)

// The groups of our numbers, in the order in which the page shows them.
const (
	paying     = "Royalty payment"
	claiming   = "Royalty claim"
	joining    = "Members"
	budgeting  = "Privacy budget of a job"
	ordering   = "Order: buy, order and lock in one transaction"
	settling   = "End of a job"
	drawing    = "Machine time"
	publishing = "New dataset, once each"
	deploying  = "Deployment, once"
)

// Names of peers' numbers that goals refer to.
const (
	oceanBuy   = "Ocean buyFromFreAndOrder"
	oceanAlone = oceanBuy + ", standing allowance, steady"
	oceanBoth  = oceanBuy + " and the separate approve before it, steady"
	oceanLate  = "Ocean Escrow cancelExpiredLock, an hour later"
	gdaClaim   = "Superfluid claimAll, steady"
)

// goal is a promise about one of our numbers, and what stands beside it.
type goal struct {
	group, what string
	text        string
	holds       func(ours uint64, now *sheet) bool
	peers       []string
	known       bool // that it is missed: the page says so, and a test says when it no longer is
}

func atMost(limit uint64) func(uint64, *sheet) bool {
	return func(ours uint64, _ *sheet) bool { return ours <= limit }
}

// times is a limit in tenths of a peer's number.
func times(tenths uint64, peer string) func(uint64, *sheet) bool {
	return func(ours uint64, now *sheet) bool { return 10*ours <= tenths*find(now.peers, "", peer) }
}

var goals = func() (all []goal) {
	for _, members := range []string{"10", "1,000", "100,000"} {
		var peers []string
		if members != "100,000" {
			peers = []string{"Superfluid distribute, " + members + " members, steady"}
		}
		all = append(all, goal{group: paying, what: "steady, " + members + " members", text: "≤ 70,000, the same for any number",
			holds: func(ours uint64, now *sheet) bool {
				return ours <= 70_000 && ours == find(now.ours, paying, "steady, 10 members")
			}, peers: peers})
	}
	for _, when := range []string{"no payment yet in this era", "in an era with payments"} {
		all = append(all, goal{group: claiming, what: "steady, " + when, text: "≤ 60,000", holds: atMost(60_000), peers: []string{gdaClaim}})
	}
	all = append(all,
		goal{group: joining, what: "join of 131,072 members, one transaction, first batch", text: "≤ 150,000", holds: atMost(150_000)},
		goal{group: joining, what: "join of 131,072 members, one transaction, later batch", text: "≤ 150,000", holds: atMost(150_000)},
		goal{group: budgeting, what: "one privacy block, all of it spent: both, in one block", text: "≤ 110,000", holds: atMost(110_000)},
		goal{group: budgeting, what: "one privacy block, a part spent: both, in one block", text: "≤ 110,000", holds: atMost(110_000), known: true})
	for _, way := range []struct {
		name  string
		known bool
	}{{"standing allowance", false}, {"with permit (EIP-2612)", true}, {"with authorisation (ERC-3009)", true}} {
		all = append(all, goal{group: ordering, what: way.name + ", steady", text: "≤ 1.3 × Ocean's purchase without its approve",
			holds: times(13, oceanAlone), peers: []string{oceanAlone, oceanBoth}, known: way.known})
	}
	return append(all, goal{group: settling, what: "refund by the provider, in the block of the order", text: "one transaction, in the order's own block",
		holds: func(uint64, *sheet) bool { return true }, peers: []string{oceanLate}}) // measure fails where it needs another block
}()

// render writes the page, and says how many goals were missed.
func render(now, then *sheet, geth string) (page []byte, missed int) {
	var b bytes.Buffer
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# Gas")
	p("")
	p("Written by `make gas`; do not edit. Every number below was measured in the run that wrote this page, ours and the peers' alike, by the state transition of")
	p("go-ethereum %s on signed transactions, with fixed keys, clock and inputs: a second run gives the same page. A test (`go test ./datatoken/contracts/gas`)", geth)
	p("holds our rows to a fresh run, to the last unit. What comes from elsewhere says so.")
	p("")
	p("**Osaka** is what Ethereum charges today, set explicitly: the development defaults of nodes turn unreleased forks on. **Amsterdam** is the next fork as this")
	p("go-ethereum has it, for information: its prices may still move. *First* means that a place is written for the first time; *steady* is every time after.")
	p("")
	p("## Goals")
	p("")
	p("| | goal | ours | peer, same run | theirs | ours / theirs | |")
	p("|---|---|---:|---|---:|---:|---|")
	for _, g := range goals {
		ours := find(now.ours, g.group, g.what)
		verdict := "hit"
		if !g.holds(ours, now) {
			verdict = "**missed**"
			missed++
		}
		what := g.group + ": " + g.what
		if len(g.peers) == 0 {
			p("| %s | %s | %s | | | | %s |", what, g.text, thousands(int(ours)), verdict)
		}
		for i, peer := range g.peers {
			theirs := find(now.peers, "", peer)
			if i == 0 {
				p("| %s | %s | %s | %s | %s | %s | %s |", what, g.text, thousands(int(ours)), peer, thousands(int(theirs)), ratio(ours, theirs), verdict)
			} else {
				p("| | | | %s | %s | %s | |", peer, thousands(int(theirs)), ratio(ours, theirs))
			}
		}
	}
	p("")
	p("Of the two rows of Ocean's purchase, the first leaves out the approve that must come before it as a transaction of its own, the second counts it. Our order with a")
	p("permit or an authorisation needs no approve at all, and also locks the machine time. Ocean's escrow has no word for a job that failed: its payer has the money back only when the lock")
	p("has expired, by cancelExpiredLock, which does nothing before; ours is a refund that the provider sends at once.")
	p("")
	p("Superfluid's pool was not filled with 100,000 members: each costs what updateMemberUnits costs below. 0xSplits v2 is in no package registry that this build uses; on the same")
	p("rules an earlier measurement of its sources gave 1,010,886 for a pull split among 100 (161,849 among 10, 4,795,494 among 500) and 66,842 for a withdrawal: its list is")
	p("calldata, so that a payment grows with it. Those four are quoted, not measured here.")
	p("")
	p("## Ours")
	for _, group := range []string{paying, claiming, joining, budgeting, ordering, settling, drawing, publishing, deploying} {
		p("")
		p("| %s | Osaka | Amsterdam |", group)
		p("|---|---:|---:|")
		for i, c := range now.ours {
			if c.group == group {
				p("| %s | %s | %s |", c.what, thousands(int(c.gas)), thousands(int(then.ours[i].gas)))
			}
		}
	}
	p("")
	p("## Peers")
	p("")
	p("| npm `@oceanprotocol/contracts` 2.6.0, `@superfluid-finance/ethereum-contracts` 1.15.2 | Osaka | Amsterdam |")
	p("|---|---:|---:|")
	for i, c := range now.peers {
		p("| %s | %s | %s |", c.what, thousands(int(c.gas)), thousands(int(then.peers[i].gas)))
	}
	p("")
	p("## What was measured how")
	p("")
	p("- Gas is the whole transaction's, as a receipt states it: the base fee of 21,000, calldata, storage, refunds.")
	p("- The dataset unlocks royalties over 30 days and gives its curator 5 %%, the treasury 5 %%; amounts are such that no division comes out even.")
	p("- Payers have a standing allowance where a row does not say otherwise, in our rows and in the peers'. The peers' buyers buy the same datatoken at the same price in the same state.")
	p("- Superfluid's distribute is called through its host, which is cheaper than its forwarder; both are below. Its token is a wrapper of 18 decimals.")
	p("- The functions that wait for a governance delay (slash, rule, raise) are called by a role without one; a delay adds a schedule call before.")
	p("- Not measured: what a roll-up charges for data, prices of gas, and reads, which cost nothing to who asks a node.")
	return b.Bytes(), missed
}
