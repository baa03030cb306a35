package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/datatoken/deploy"
	"github.com/stintdao/stint/datatoken/devchain"
)

func (a *app) chainCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "chain", Short: "Deploy the contracts to a chain, and check what stands there", Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c2d.Refuse(c2d.BadRequest, "see stint chain --help", "there is no command stint chain %.40s", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(a.chainDeployCmd(), a.chainCheckCmd())
	return cmd
}

// chainDeploy is what `stint chain deploy` is told.
type chainDeploy struct {
	rpc, wallet, to                    string
	currency, admin, council, treasury string
	ocean, delays                      string
	bps                                uint16
}

func (a *app) chainDeployCmd() *cobra.Command {
	var c chainDeploy
	cmd := &cobra.Command{
		Use: "deploy --rpc URL --wallet NAME", Short: "Put the whole set of contracts on a chain, and hand it over to who governs it",
		Long: `Put the whole set of contracts on a chain, verify that what stands there is what was compiled, hand its government over, and write the
addresses to a file that stint serve --contracts takes.

A deployment that was cut short goes on where it stopped when the command is run again: what was signed is in FILE.journal before it is sent.
Every role waits between announcing a call and making it, as --delays says; the council, which only stops things, does not. The wallet that
deploys keeps no right. Without --admin it is the administrator itself.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.chainDeploy(cmd.Context(), c) },
	}
	f := cmd.Flags()
	f.StringVar(&c.rpc, "rpc", "", "JSON-RPC of a node of the chain (required)")
	f.StringVar(&c.wallet, "wallet", "", "the wallet that deploys, and pays the gas (required)")
	f.StringVar(&c.to, "to", "addresses.json", "file that gets the contracts' addresses")
	f.StringVar(&c.currency, "currency", "", "the ERC-20 that prices are in (default: a new test currency, worth nothing)")
	f.StringVar(&c.ocean, "ocean", "", "file with the addresses of Ocean's contracts, Ocean's own for all networks or one of addresses (default: new ones)")
	f.StringVar(&c.admin, "admin", "", "who holds every role but the council's, and gives and takes roles (default: the wallet)")
	f.StringVar(&c.council, "council", "", "who stops things, and cancels what is announced (default: the administrator)")
	f.StringVar(&c.treasury, "treasury", "", "who gets the treasury's part of every payment (default: the administrator)")
	f.Uint16Var(&c.bps, "treasury-bps", 500, "the treasury's part of every payment, in 1/10000")
	f.StringVar(&c.delays, "delays", "default", "how long roles wait: default, none (for trying things out), or a file such as {\"fees\": \"48h\"}")
	return cmd
}

func (a *app) chainDeploy(ctx context.Context, c chainDeploy) error {
	if c.to == "" {
		return c2d.Refuse(c2d.BadRequest, "name a file with --to", "there is nowhere to write the addresses")
	}
	cfg := deploy.Config{TreasuryBps: c.bps}
	var err error
	for _, f := range []struct {
		flag, text string
		to         *datatoken.Address
	}{{"currency", c.currency, &cfg.Currency}, {"admin", c.admin, &cfg.Admin}, {"council", c.council, &cfg.Council}, {"treasury", c.treasury, &cfg.Treasury}} {
		if *f.to, err = optionalAddress(f.flag, f.text); err != nil {
			return err
		}
	}
	if cfg.Delays, err = readDelays(c.delays); err != nil {
		return err
	}
	key, err := a.deployer(c.wallet)
	if err != nil {
		return err
	}
	node, done, err := dialChain(ctx, c.rpc)
	if err != nil {
		return err
	}
	defer done()
	if c.ocean != "" {
		id, err := node.ChainID(ctx)
		if err != nil {
			return unreachable(err)
		}
		b, err := os.ReadFile(c.ocean)
		if err != nil {
			return fmt.Errorf("read Ocean's addresses: %w", err)
		}
		if cfg.Ocean, err = deploy.ParseOcean(b, id.Uint64()); err != nil {
			return chainRefusal(err)
		}
	}
	if cfg.Currency.IsZero() {
		a.note("Prices will be in a test currency that is worth nothing: name another with --currency.")
	}
	at, err := deploy.Run(ctx, node, key, cfg, deploy.Options{
		Journal: c.to + ".journal", To: c.to,
		Progress: func(s deploy.Step) {
			a.note("%2d/%d %-26s block %d, %d gas", s.Index+1, s.Of, s.Name, s.Block, s.Gas)
		},
	})
	if err != nil {
		return chainRefusal(err)
	}
	return a.show(at, c.to, func(out io.Writer) {
		fmt.Fprintf(out, "The contracts are on chain %d. Their addresses are in %s.\n", at.ChainID, c.to)
	})
}

// deployer signs for a wallet of one person, of any kind.
func (a *app) deployer(name string) (deploy.Signer, error) {
	w, err := a.known(name)
	if err != nil {
		return nil, err
	}
	if w.count != 1 {
		return nil, c2d.Refuse(c2d.BadRequest, "use a wallet of one person", "wallet %s is a set of %d people", name, w.count)
	}
	if w, err = a.open(w); err != nil {
		return nil, err
	}
	s, err := w.signer(0)
	if err != nil {
		return nil, err
	}
	return deploy.By(s.Address(), func(ctx context.Context, digest datatoken.Hash, unsigned []byte) ([65]byte, error) {
		return s.Sign(ctx, chain.Request{Digest: digest, Tx: unsigned})
	}), nil
}

func (a *app) chainCheckCmd() *cobra.Command {
	var rpc, contracts, delays, admin, council string
	cmd := &cobra.Command{
		Use: "check --rpc URL --contracts FILE", Short: "Say whether the contracts on a chain are this program's, and how they are governed",
		Long: `Say whether the code at every address is what this program compiles to with these addresses, whether the contracts belong together, who may
call what and after how long, and what the currency is. Each thing that is not as it should be is one line, with a code that does not change.
With --admin, --council or --delays, that is compared, too.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if contracts == "" {
				return c2d.Refuse(c2d.BadRequest, "name the file that stint chain deploy wrote with --contracts", "there are no addresses of contracts")
			}
			at, err := readContracts(contracts)
			if err != nil {
				return err
			}
			var want deploy.Expect
			if want.Admin, err = optionalAddress("admin", admin); err != nil {
				return err
			}
			if want.Council, err = optionalAddress("council", council); err != nil {
				return err
			}
			if delays != "" {
				d, err := readDelays(delays)
				if err != nil {
					return err
				}
				want.Delays = &d
			}
			node, done, err := dialChain(cmd.Context(), rpc)
			if err != nil {
				return err
			}
			defer done()
			report, err := deploy.Check(cmd.Context(), node, at, want)
			if err != nil {
				return chainRefusal(err)
			}
			if err := a.show(report, "", func(out io.Writer) { writeReport(out, report) }); err != nil {
				return err
			}
			if n := len(report.Findings); n > 0 {
				return c2d.Refuse(c2d.VerificationFailed, "do not use these contracts before you know why", "%d things are not as they should be: %s", n, codes(report.Findings))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&rpc, "rpc", "", "JSON-RPC of a node of the chain (required)")
	f.StringVar(&contracts, "contracts", "", "file with the contracts' addresses (required)")
	f.StringVar(&admin, "admin", "", "who should hold every role but the council's")
	f.StringVar(&council, "council", "", "who should hold the council's role (default: --admin)")
	f.StringVar(&delays, "delays", "", "how long roles should wait: default, none, or a file")
	return cmd
}

// codes lists each code once.
func codes(findings []deploy.Finding) string {
	var list []string
	seen := map[deploy.Code]bool{}
	for _, f := range findings {
		if !seen[f.Code] {
			seen[f.Code] = true
			list = append(list, string(f.Code))
		}
	}
	return strings.Join(list, ", ")
}

func writeReport(out io.Writer, r deploy.Report) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "chain %d, prices in %s with %d decimals\n\n", r.ChainID, r.Symbol, r.Decimals)
	fmt.Fprintln(t, "CONTRACT\tADDRESS\tCODE")
	for _, c := range r.Contracts {
		fmt.Fprintf(t, "%s\t%s\t%s\n", c.Name, c.Address, c.Is)
	}
	fmt.Fprintln(t, "\nROLE\tHOLDER\tWAITS\tMAY CALL")
	for _, role := range r.Roles {
		for _, h := range role.Holders {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", role.Label, h.Account, h.Delay, strings.Join(role.Functions, " "))
		}
		if len(role.Holders) == 0 {
			fmt.Fprintf(t, "%s\tnobody\t\t%s\n", role.Label, strings.Join(role.Functions, " "))
		}
	}
	fmt.Fprintf(t, "\nThe treasury %s gets %d of 10000. A change of payout address takes %s, an objection %s, a ruling %s.\n",
		r.Treasury, r.Bps, r.Payout, r.Challenge, r.Ruling)
	if len(r.Findings) > 0 {
		fmt.Fprintln(t, "\nCODE\tWHAT IS WRONG")
	}
	for _, f := range r.Findings {
		fmt.Fprintf(t, "%s\t%s\n", f.Code, f.Sentence)
	}
	t.Flush()
}

func optionalAddress(flag, text string) (datatoken.Address, error) {
	if text == "" {
		return datatoken.Address{}, nil
	}
	at, err := datatoken.ParseAddress(text)
	if err != nil || at.IsZero() {
		return at, c2d.Refuse(c2d.BadRequest, "give 0x and 40 hexadecimal digits, not all of them 0", "--%s %.80q is not an address", flag, text)
	}
	return at, nil
}

// readDelays reads what --delays says.
func readDelays(text string) (deploy.Delays, error) {
	switch text {
	case "default":
		return deploy.DefaultDelays(), nil
	case "none":
		return deploy.NoDelays(), nil
	}
	b, err := os.ReadFile(text)
	if err != nil {
		return deploy.Delays{}, fmt.Errorf("read delays: %w", err)
	}
	d, err := deploy.ParseDelays(b)
	if err != nil {
		return d, chainRefusal(err)
	}
	return d, nil
}

// chainNode is a connection to a chain's node.
type chainNode interface {
	deploy.Node
	Close()
}

func dialChain(ctx context.Context, at string) (chainNode, func(), error) {
	if at == "" {
		return nil, nil, c2d.Refuse(c2d.BadRequest, "name a node of the chain, such as --rpc http://127.0.0.1:8545", "there is no chain to go to")
	}
	node, err := deploy.Dial(ctx, at)
	if err != nil {
		return nil, nil, c2d.Refuse(c2d.BadRequest, "give a URL of JSON-RPC, such as http://127.0.0.1:8545", "%.12q… is no address of a chain's node", at)
	}
	return node, node.Close, nil
}

// unreachable says that a chain's node cannot be reached, without its URL, which is often a secret that others pay for.
func unreachable(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return c2d.Refuse(c2d.Unavailable, "check the address of the chain's node, then run the command again", "cannot reach the chain: %v", err)
}

// chainReasons translate what a deployment refuses.
var chainReasons = []struct {
	err  error
	code c2d.Code
	next string
}{
	{deploy.ErrFunds, c2d.InsufficientFunds, "send the chain's own coins to that address, then run the command again"},
	{deploy.ErrWaiting, c2d.Unavailable, "wait until they are in a block, then run the command again"},
	{deploy.ErrOther, c2d.Conflict, "choose another --to, or remove its journal to begin anew"},
	{deploy.ErrForeign, c2d.Conflict, "remove the journal to begin anew, with a wallet that does nothing else meanwhile"},
	{deploy.ErrReverted, c2d.Conflict, "remove the journal to begin anew"},
	{deploy.ErrCode, c2d.VerificationFailed, "do not use what stands there"},
	{deploy.ErrRules, c2d.Conflict, "choose a chain that runs the rules of Osaka"},
	{deploy.ErrCurrency, c2d.BadRequest, "name an ERC-20 with symbol() and decimals(), at most 18"},
	{deploy.ErrOcean, c2d.BadRequest, "correct --ocean"},
	{deploy.ErrConfig, c2d.BadRequest, "correct it and try again"},
	{deploy.ErrArtifacts, c2d.Unavailable, "build with make build"},
	{deploy.ErrWrongChain, c2d.Conflict, "name a node of the contracts' chain, or the contracts of the node's"},
	{deploy.ErrAbsent, c2d.NotFound, "deploy them with stint chain deploy, or correct the file of addresses"},
}

func chainRefusal(err error) error {
	for _, r := range chainReasons {
		if errors.Is(err, r.err) {
			return c2d.Refuse(r.code, r.next, "%v", err)
		}
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return unreachable(err)
	}
	return err
}

// ledgerChain is the chain that a node works on.
type ledgerChain struct {
	client   *chain.Client
	at       datatoken.Addresses
	provider *chain.Sender
	faucet   func(context.Context, datatoken.Address) error // nil where coins are worth something
	url      string                                         // that visitors are told of
}

// embedded opens the development chain in the node's directory.
func (c serveConfig) embedded(ctx context.Context, open *closers, log *slog.Logger) (ledgerChain, error) {
	var chainLog *slog.Logger // a development chain warns at every start of what it is meant to be
	if c.Debug {
		chainLog = log
	}
	dev, err := devchain.Open(devchain.Config{Dir: filepath.Join(c.Dir, "chain"), HTTPAddr: c.ChainListen, Hosts: c.Hosts, Rand: rand.Reader, Log: chainLog})
	if errors.Is(err, syscall.EADDRINUSE) {
		return ledgerChain{}, c2d.Refuse(c2d.Unavailable, "stop what is there, or choose another --chain-listen", "%s is in use", c.ChainListen)
	}
	if err != nil {
		return ledgerChain{}, err
	}
	open.add(dev.Close)
	at, err := dev.Deploy(ctx)
	if err != nil {
		return ledgerChain{}, err
	}
	client, err := chain.New(ctx, dev.RPC(), at)
	if err != nil {
		return ledgerChain{}, err
	}
	rich, err := chain.LoadWallet(dev.FaucetKey())
	if err != nil {
		return ledgerChain{}, fmt.Errorf("load faucet: %w", err)
	}
	key, err := c.providerKey(ctx)
	if err != nil {
		return ledgerChain{}, err
	}
	faucet := chain.NewSender(client, rich)
	ether, _, err := client.Balances(ctx, key.Address())
	if err != nil {
		return ledgerChain{}, err
	}
	if ether.Cmp(lowEther) < 0 {
		if _, err := faucet.Fund(ctx, key.Address(), fullEther, bondMoney); err != nil {
			return ledgerChain{}, fmt.Errorf("fund provider: %w", err)
		}
	}
	provider, err := c.sender(ctx, client, key, open)
	if err != nil {
		return ledgerChain{}, err
	}
	return ledgerChain{client, at, provider, market.Faucet(faucet), dev.URL()}, nil
}

// other connects to a chain that somebody else runs, whose contracts are in a file. It refuses another chain than theirs, a chain without them, and a provider that
// cannot pay for gas.
func (c serveConfig) other(ctx context.Context, open *closers, log *slog.Logger) (ledgerChain, error) {
	at, err := readContracts(c.Contracts)
	if err != nil {
		return ledgerChain{}, err
	}
	node, done, err := dialChain(ctx, c.Chain)
	if err != nil {
		return ledgerChain{}, err
	}
	defer done()
	switch err := deploy.Reach(ctx, node, at); {
	case errors.Is(err, deploy.ErrWrongChain), errors.Is(err, deploy.ErrAbsent):
		return ledgerChain{}, chainRefusal(err)
	case err != nil:
		return ledgerChain{}, unreachable(err)
	}
	client, err := chain.Dial(ctx, c.Chain, at)
	if err != nil {
		return ledgerChain{}, err
	}
	open.add(func() error { client.Close(); return nil })
	key, err := c.providerKey(ctx)
	if err != nil {
		return ledgerChain{}, err
	}
	provider, err := c.sender(ctx, client, key, open)
	if err != nil {
		return ledgerChain{}, err
	}
	ether, _, err := client.Balances(ctx, provider.Address())
	if err != nil {
		return ledgerChain{}, err
	}
	if ether.IsZero() {
		return ledgerChain{}, c2d.Refuse(c2d.InsufficientFunds, fmt.Sprintf("send coins of chain %d to %s", at.ChainID, provider.Address()),
			"the provider %s has nothing to pay for gas with on chain %d", provider.Address(), at.ChainID)
	}
	if ether.Cmp(lowEther) < 0 {
		log.Warn("the provider's account is nearly empty: without gas it can neither settle nor refund", "provider", provider.Address(), "wei", ether)
	}
	public := c.ChainPublic
	if public == "" {
		public = c.Chain
	}
	return ledgerChain{client, at, provider, nil, public}, nil
}

// sender acts for the provider: what it is about to send is written down first, in the node's directory, so that a kill neither loses nor repeats it.
func (c serveConfig) sender(ctx context.Context, client *chain.Client, key chain.Signer, open *closers) (*chain.Sender, error) {
	final, err := chain.ParseFinality(c.Confirmations)
	if err != nil {
		return nil, c2d.Refuse(c2d.BadRequest, "give --confirmations a number of blocks, safe or finalized", "%v", err)
	}
	outbox, err := chain.OpenOutbox(ctx, filepath.Join(c.Dir, "outbox"), client, key.Address())
	if err != nil {
		return nil, err
	}
	open.add(outbox.Close)
	return chain.OpenSender(ctx, client, key, chain.Sending{Outbox: outbox, Policy: chain.Provider(final)})
}

// bondMoney is the currency that a development chain's faucet gives the provider, to put beside its claims.
var bondMoney = datatoken.Units(1_000_000_000)

// providerKey is who signs for the provider: what is named, or the key in the node's directory, made on first use.
func (c serveConfig) providerKey(ctx context.Context) (chain.Signer, error) {
	if c.ProviderWallet != "" {
		k, err := chain.LoadSigner(c.ProviderWallet, func() (string, error) { return ask("Passphrase of the provider's wallet", false) })
		if err != nil {
			return nil, fmt.Errorf("load provider's wallet: %w", err)
		}
		return tried(ctx, k, c.ProviderWallet, chain.Patience)
	}
	path := filepath.Join(c.Dir, "provider")
	w, err := chain.LoadWallet(path)
	if errors.Is(err, os.ErrNotExist) {
		if w, err = chain.NewWallet(rand.Reader); err == nil {
			err = chain.SaveWallet(path, w)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("load provider's wallet: %w", err)
	}
	return w, nil
}

// tried refuses a provider's signer that does not sign, before a job depends on it.
func tried(ctx context.Context, k chain.Signer, file string, patience time.Duration) (chain.Signer, error) {
	k, err := chain.Unattended(ctx, k, patience)
	switch {
	case errors.Is(err, chain.ErrSignature):
		return nil, c2d.Refuse(c2d.VerificationFailed, "name the account of the program's key in "+file+", or have the program use that account's key", "the provider's signing program does not sign for its account: %v", err)
	case errors.Is(err, chain.ErrSigner):
		return nil, c2d.Refuse(c2d.Unavailable, "see that the command in "+file+" works for this user without anybody to ask, then start the node again", "the provider's signing program does not work: %v", err)
	}
	return k, err
}
