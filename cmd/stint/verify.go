package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

// verdict is the result of a verification, in machine output.
type verdict struct {
	Job   datatoken.Hash `json:"job"`
	OK    bool           `json:"ok"`
	Block uint64         `json:"block"` // that the proof hangs on
	Hash  datatoken.Hash `json:"hash"`  // of that block; compare it with one from elsewhere
	// Contracts are those whose word is taken, as the evidence names them; compare them with those of the DAO.
	Contracts datatoken.Addresses `json:"contracts"`
	Findings  []c2d.Finding       `json:"findings"`
}

func (a *app) verifyCmd() *cobra.Command {
	var bundle, save, head, contracts, results string
	cmd := &cobra.Command{
		Use:   "verify JOB",
		Short: "Check a job's order, reservation, charge, outputs and payouts from its evidence alone",
		Long: `Check a job from its receipt and a snapshot of the chain: that the order, the reservation, the charge, the outputs' digests and the payouts
are what the plan and the price say. With --bundle nothing but the file is needed: no node, no network.

A snapshot proves what certain contracts said on the chain that ends in one block. Compare the block hash and the contracts that are printed
with those of a source you trust, or give those with --head and --contracts.`,
		Args: exactly(1, "a job's ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := job(args[0])
			if err != nil {
				return err
			}
			var raw []byte
			if bundle != "" {
				if raw, err = os.ReadFile(bundle); err != nil {
					return fmt.Errorf("read evidence: %w", err)
				}
			} else if raw, err = a.evidence(cmd, id); err != nil {
				return err
			}
			if save != "" {
				if err := os.WriteFile(save, raw, 0o644); err != nil {
					return fmt.Errorf("keep evidence: %w", err)
				}
			}
			var trust anchor
			if head != "" {
				if trust.head, err = datatoken.ParseHash(head); err != nil {
					return c2d.Refuse(c2d.BadRequest, "give the hash of a block", "%.80q is not a block's hash", head)
				}
			}
			if contracts != "" {
				if trust.contracts, err = readContracts(contracts); err != nil {
					return err
				}
			}
			v, err := judge(raw, id, trust, results)
			if err != nil {
				return err
			}
			if err := a.show(v, id.String(), func(out io.Writer) { writeVerdict(out, v) }); err != nil {
				return err
			}
			if !v.OK {
				return c2d.Refuse(c2d.VerificationFailed, "do not rely on this job", "the evidence of job %s does not add up", id)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&bundle, "bundle", "", "read the evidence from this file instead of the node")
	f.StringVar(&save, "save", "", "keep the evidence in this file")
	f.StringVar(&head, "head", "", "hash of the block that the proof must hang on")
	f.StringVar(&contracts, "contracts", "", "file with the addresses that the contracts must have, such as a node's chain/addresses.json")
	f.StringVar(&results, "results", "", "directory of the job's results, to check their digests too")
	return cmd
}

// anchor is what a person trusts that did not come with the evidence. Its parts may be zero.
type anchor struct {
	head      datatoken.Hash
	contracts datatoken.Addresses
}

func readContracts(path string) (at datatoken.Addresses, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return at, fmt.Errorf("read contracts: %w", err)
	}
	if err = json.Unmarshal(raw, &at); err == nil {
		err = at.Check()
	}
	if err != nil {
		return at, c2d.Refuse(c2d.BadRequest, "give a file such as a node's chain/addresses.json", "%.200s does not list contracts: %v", path, err)
	}
	return at, nil
}

func (a *app) evidence(cmd *cobra.Command, id datatoken.Hash) ([]byte, error) {
	c, err := a.client()
	if err != nil {
		return nil, err
	}
	e, err := c.Evidence(cmd.Context(), id)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(e, "", " ")
}

// judge checks a bundle of evidence. It needs nothing else, and trusts nothing in it.
func judge(raw []byte, id datatoken.Hash, trust anchor, results string) (verdict, error) {
	unreadable := func(err error) error {
		return c2d.Refuse(c2d.VerificationFailed, "get it again with stint verify --save", "the evidence cannot be read: %v", err)
	}
	var e web.Evidence
	if err := json.Unmarshal(raw, &e); err != nil {
		return verdict{}, unreadable(err)
	}
	var s chain.Snapshot
	if err := json.Unmarshal(e.Snapshot, &s); err != nil {
		return verdict{}, unreadable(err)
	}
	if e.Receipt.Receipt.Job != id {
		return verdict{}, c2d.Refuse(c2d.VerificationFailed, "get the right one with stint verify --save", "the evidence is of job %s", e.Receipt.Receipt.Job)
	}
	if trust.contracts == (datatoken.Addresses{}) {
		trust.contracts = s.Addresses
	}
	proven, err := s.Verify(trust.contracts, trust.head)
	if err != nil {
		return verdict{}, c2d.Refuse(c2d.VerificationFailed, "do not rely on this evidence", "the chain snapshot does not hold: %v", err)
	}
	proof, err := market.Trace(proven, id)
	if err != nil {
		return verdict{}, c2d.Refuse(c2d.VerificationFailed, "do not rely on this evidence", "%v", err)
	}
	var outputs []c2d.Output
	for _, o := range e.Receipt.Receipt.Outputs {
		if results == "" {
			break
		}
		b, err := os.ReadFile(filepath.Join(results, filepath.Base(o.Name)))
		if err != nil {
			return verdict{}, fmt.Errorf("read result: %w", err)
		}
		outputs = append(outputs, c2d.Output{Name: o.Name, Bytes: b})
	}
	v := verdict{Job: id, OK: true, Block: proven.To, Hash: proven.Head, Contracts: s.Addresses}
	v.Findings = c2d.Verify(e.Evidence, proof, func(digest datatoken.Hash, sig string) (datatoken.Address, error) {
		return chain.RecoverReceipt(chain.ReceiptDomain(s.Addresses), digest, sig)
	}, outputs)
	for _, f := range v.Findings {
		v.OK = v.OK && f.OK
	}
	return v, nil
}

func writeVerdict(out io.Writer, v verdict) {
	for _, f := range v.Findings {
		mark := "ok     "
		if !f.OK {
			mark = "BROKEN "
		}
		fmt.Fprintf(out, "%s%s: %s\n", mark, f.Check, f.Says)
	}
	fmt.Fprintf(out, "All of it hangs on block %d of chain %d, %s,\nand on the contracts JobEscrow %s, PrivacyLedger %s and RoyaltyPools %s.\nCompare them with a source you trust.\n",
		v.Block, v.Contracts.ChainID, v.Hash, v.Contracts.JobEscrow, v.Contracts.PrivacyLedger, v.Contracts.RoyaltyPools)
}

// health is what doctor found, in machine output.
type health struct {
	Version string       `json:"version"`
	Sandbox string       `json:"sandbox"` // "closed", or why not
	Wall    string       `json:"wall"`    // namespaces or landlock; empty where none can be built
	Landed  int          `json:"landlock"`
	Checks  []string     `json:"checks"`
	Notes   []string     `json:"notes"`
	Server  string       `json:"server"`
	Node    *web.Info    `json:"node,omitempty"`
	Fault   *c2d.Refusal `json:"fault,omitempty"`
}

func (a *app) doctorCmd() *cobra.Command {
	var cell, environment string
	var probe bool
	cmd := &cobra.Command{
		Use: "doctor", Short: "Tell whether this machine can contain untrusted programs, and whether the node answers", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if probe {
				return a.probe(cmd.Context(), environment)
			}
			h := health{Version: version(), Server: a.server, Sandbox: "closed"}
			var err error
			var report enclosure.Report
			if cell == "" {
				cell, err = cellPath()
			}
			if err == nil {
				report, err = enclosure.Probe(cmd.Context(), enclosure.Local{Path: cell}, rand.Reader)
			}
			if err != nil {
				if h.Fault = c2d.AsRefusal(err); h.Fault == nil {
					h.Fault = c2d.Refuse(c2d.SandboxUnavailable, "install stint-cell beside stint, or name it with --cell", "the sandbox cannot be tried: %v", err)
				}
				h.Sandbox = h.Fault.Sentence
			}
			h.Wall, h.Landed, h.Notes = string(report.Wall), report.Landlock, report.Notes
			for _, c := range report.Checks {
				state := "closed"
				if !c.Closed {
					state = "OPEN: " + c.Detail
				}
				h.Checks = append(h.Checks, c.Name+": "+state)
			}
			if c, err := a.client(); err == nil {
				if info, err := c.Node(cmd.Context()); err == nil {
					h.Node = &info
				}
			}
			if err := a.show(h, h.Sandbox, func(out io.Writer) { writeHealth(out, h) }); err != nil {
				return err
			}
			if h.Fault != nil {
				return h.Fault
			}
			if h.Node == nil && cmd.Flags().Changed("server") {
				return c2d.Refuse(c2d.Unavailable, "check the address, and that the node runs", "no node answers at %s", a.server)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&cell, "cell", "", "the stint-cell program (default: beside stint, else in PATH)")
	f.BoolVar(&probe, "probe", false, "have the node attack the place where its jobs run, from inside, and print what it signs")
	f.StringVar(&environment, "environment", "", "which of a cluster's environments to probe (default: its default)")
	return cmd
}

// probe shows what came of a node's attack on itself, and whether its provider signed it.
func (a *app) probe(ctx context.Context, environment string) error {
	node, err := a.look(ctx)
	if err != nil {
		return err
	}
	p, err := node.Probe(ctx, environment)
	if err != nil {
		return err
	}
	signer, err := chain.RecoverReceipt(chain.ReceiptDomain(node.info.Contracts), p.Digest(), p.Signature)
	if err != nil || signer != p.Provider || signer != node.info.Provider {
		return c2d.Refuse(c2d.VerificationFailed, "do not rely on it", "the probe is not signed by provider %s", node.info.Provider)
	}
	if err := a.show(p, p.Wall, func(out io.Writer) { writeProbe(out, p) }); err != nil {
		return err
	}
	if !p.Closed {
		return c2d.Refuse(c2d.SealNotProven, "keep data away from it", "environment %s is open", p.Environment)
	}
	return nil
}

func writeProbe(out io.Writer, p web.Probe) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "environment\t%s, tier %s, wall %s\n", p.Environment, p.Tier, p.Wall)
	for _, c := range p.Checks {
		state := "closed"
		if !c.Closed {
			state = "OPEN: " + c.Detail
		}
		fmt.Fprintf(w, "lane %d\t%s\t%s\n", c.Lane, c.Name, state)
	}
	fmt.Fprintf(w, "signed\tby provider %s, %s\n", p.Provider, p.At.Format(time.RFC3339))
	w.Flush()
}

func writeHealth(out io.Writer, h health) {
	fmt.Fprintf(out, "stint    %s\n", h.Version)
	fmt.Fprintf(out, "sandbox  %s (%d attacks tried, wall %s, Landlock %d)\n", h.Sandbox, len(h.Checks), h.Wall, h.Landed)
	for _, c := range h.Checks {
		fmt.Fprintf(out, "         %s\n", c)
	}
	for _, n := range h.Notes {
		fmt.Fprintf(out, "note     %s\n", n)
	}
	if h.Node == nil {
		fmt.Fprintf(out, "node     none answers at %s\n", h.Server)
		return
	}
	fmt.Fprintf(out, "node     %s, version %s, provider %s, %d lanes, assurance %s\n", h.Server, h.Node.Version, h.Node.Provider, h.Node.Lanes, h.Node.Tier)
}
