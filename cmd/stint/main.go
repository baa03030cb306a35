// Stint is the whole of it in one program: a node (stint serve), and what publishers, contributors, trainers and members of a data DAO do with
// one. This package holds flags, environment, exit codes and wiring, and nothing else.
//
// It promises that machine output goes to stdout and everything else to stderr, that exit codes follow one table (stint help exit-codes), and
// that keys stay on this machine, in files that only their owner can read. It does not protect those files from whoever owns the machine:
// wallets without a passphrase are for development chains.
//
// This package does not know about rules of jobs, privacy or money.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // whoever interrupts twice does not want to wait
	a := &app{out: stdout, err: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case !a.begun && c2d.AsRefusal(err) == nil: // cobra's own words for what was typed
		err = c2d.Refuse(c2d.BadRequest, "see stint --help", "%s", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return a.complain(err)
}

// app is what every command shares.
type app struct {
	out, err io.Writer
	server   string
	home     string
	format   string
	begun    bool // a command was understood, and runs
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "stint",
		Short:         "A data DAO's compute-to-data platform: buy computations on shared data that nobody ever downloads",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if a.format != "table" && a.format != "json" && a.format != "id" {
				return c2d.Refuse(c2d.BadRequest, "use -o table, json or id", "there is no output format %.40q", a.format)
			}
			a.begun = true
			return nil
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return c2d.Refuse(c2d.BadRequest, "see "+cmd.CommandPath()+" --help", "%v", err)
	})
	f := root.PersistentFlags()
	f.StringVar(&a.server, "server", environment("STINT_SERVER", "http://127.0.0.1:8750"), "the node's HTTP API (STINT_SERVER)")
	f.StringVar(&a.home, "home", environment("STINT_HOME", defaultHome()), "where wallets and keys of this person are kept (STINT_HOME)")
	f.StringVar(&passphraseFile, "passphrase-file", "", "file with the passphrase of keystores on its first line (STINT_PASSPHRASE_FILE)")
	f.StringVarP(&a.format, "output", "o", environment("STINT_OUTPUT", "table"), "table, json or id (STINT_OUTPUT)")
	root.AddCommand(newServeCmd(), a.chainCmd(), a.walletCmd(), a.publishCmd(), a.mockCmd(), a.contributeCmd(), a.acceptCmd(), a.recoverCmd(), a.storeCmd(), a.datasetsCmd(), a.algorithmsCmd(), a.quoteCmd(), a.runCmd(),
		a.jobsCmd(), a.resultsCmd(), a.budgetCmd(), a.privacyCmd(), a.royaltiesCmd(), a.verifyCmd(), a.doctorCmd(), a.versionCmd(), exitCodesTopic())
	return root
}

func environment(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

func defaultHome() string {
	h, err := os.UserHomeDir()
	if err != nil {
		return ".stint"
	}
	return filepath.Join(h, ".stint")
}

// client talks to the node.
func (a *app) client() (*web.Client, error) {
	c, err := web.NewClient(a.server, nil)
	if err != nil {
		return nil, c2d.Refuse(c2d.BadRequest, "give --server a URL such as http://127.0.0.1:8750", "%v", err)
	}
	return c, nil
}

// visit is a node, and its chain, as one wallet sees them.
type visit struct {
	*web.Client
	info  web.Info
	chain *chain.Client // nil for those who only look
}

// look connects to the node. It takes no chain, so it works where only the node can be reached.
func (a *app) look(ctx context.Context) (*visit, error) {
	c, err := a.client()
	if err != nil {
		return nil, err
	}
	info, err := c.Node(ctx)
	if err != nil {
		return nil, err
	}
	return &visit{Client: c, info: info}, nil
}

// visit connects to the node and to its chain.
func (a *app) visit(ctx context.Context) (*visit, error) {
	v, err := a.look(ctx)
	if err != nil {
		return nil, err
	}
	rpc, err := v.rpc(a.server)
	if err == nil {
		v.chain, err = chain.Dial(ctx, rpc, v.info.Contracts)
	}
	if err != nil {
		return nil, c2d.Refuse(c2d.Unavailable, "check that the node's chain can be reached from here", "cannot reach the chain at %s: %v", v.info.RPC, err)
	}
	return v, nil
}

// rpc is the address of the chain's JSON-RPC. A node that passes calls on to its chain names a path below its own address.
func (v *visit) rpc(server string) (string, error) {
	base, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	at, err := base.Parse(v.info.RPC)
	if err != nil {
		return "", err
	}
	return at.String(), nil
}

// money writes an amount in the node's currency.
func (v *visit) money(a datatoken.Amount) string {
	return a.Format(v.info.Currency.Decimals) + " " + v.info.Currency.Symbol
}

func version() string {
	b, ok := debug.ReadBuildInfo()
	if !ok || b.Main.Version == "" {
		return "(devel)"
	}
	return b.Main.Version
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "Print the program's version", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
		return a.show(map[string]string{"version": version()}, version(), func(w io.Writer) { fmt.Fprintln(w, version()) })
	}}
}

// show prints a result in the format asked for.
func (a *app) show(v any, id string, table func(io.Writer)) error {
	switch a.format {
	case "json":
		e := json.NewEncoder(a.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(v)
	case "id":
		if id == "" {
			return nil
		}
		_, err := fmt.Fprintln(a.out, id)
		return err
	}
	table(a.out)
	return nil
}

// note tells the person something that is not the result.
func (a *app) note(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// complain says what went wrong, and returns the exit code for it.
func (a *app) complain(err error) int {
	r := refusal(err)
	if a.format == "json" {
		b, _ := json.Marshal(r)
		fmt.Fprintf(a.err, "%s\n", b)
		return exitCode(r.Code)
	}
	fmt.Fprintf(a.err, "stint: %s (%s)\n", r.Sentence, r.Code)
	if r.Next != "" {
		fmt.Fprintf(a.err, "  next: %s\n", r.Next)
	}
	return exitCode(r.Code)
}

// refusal puts any error into the form people can act on.
func refusal(err error) *c2d.Refusal {
	if r := c2d.AsRefusal(err); r != nil {
		return r
	}
	for _, t := range reasons {
		if errors.Is(err, t.err) {
			return c2d.Refuse(t.code, t.next, "%v", err)
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return c2d.Refuse(c2d.Unavailable, "run the command again: it goes on where it was", "interrupted: %v", err)
	case errors.Is(err, os.ErrNotExist):
		return c2d.Refuse(c2d.NotFound, "check the path", "%v", err)
	case errors.Is(err, os.ErrPermission):
		return c2d.Refuse(c2d.NotAuthorized, "check who owns it, and its permissions", "%v", err)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET), errors.Is(err, context.DeadlineExceeded):
		return c2d.Refuse(c2d.Unavailable, "try again", "%v", err)
	}
	return c2d.Refuse("Unexpected", "", "%v", err)
}

// reasons translate what the contracts and the stores refuse.
var reasons = []struct {
	err  error
	code c2d.Code
	next string
}{
	{chain.ErrInsufficientFunds, c2d.InsufficientFunds, "stint wallet fund gives development coins"},
	{chain.ErrNoOrder, c2d.OrderInvalid, "buy and order first"},
	{chain.ErrNoDataset, c2d.NotFound, "stint datasets lists what the node knows"},
	{chain.ErrOrderClosed, c2d.OrderInvalid, "buy another"},
	{chain.ErrNotCurator, c2d.NotAuthorized, "use the wallet that published the dataset"},
	{chain.ErrNotOperator, c2d.NotAuthorized, "ask the dataset's curator to admit the provider"},
	{chain.ErrNotProvider, c2d.NotAuthorized, ""},
	{chain.ErrNotAllowed, c2d.NotAuthorized, ""},
	{chain.ErrPaused, c2d.Unavailable, "ask the DAO why it stopped this"},
	{chain.ErrQuote, c2d.OrderInvalid, "ask for a new quote"},
	{chain.ErrPrice, c2d.OrderInvalid, "ask for a new quote"},
	{chain.ErrDeadline, c2d.DeadlinePassed, "order again"},
	{chain.ErrVoucher, c2d.BadRequest, "sign it with the wallet that ordered the job"},
	{chain.ErrNotNow, c2d.Conflict, "wait until its time has come; stint jobs and stint royalties payout say when"},
	{chain.ErrLeft, c2d.Conflict, ""},
	{chain.ErrPolicy, c2d.Conflict, "leave the policy as it is, or admit another program"},
	{chain.ErrCurrency, c2d.BadRequest, "use a currency that moves what it is asked to, and has decimals"},
	{chain.ErrFeeCeiling, c2d.Unavailable, "wait for lower fees, or allow more"},
	{chain.ErrSigner, c2d.Unavailable, "see what the wallet's signing program says"},
	{chain.ErrSignature, c2d.VerificationFailed, ""},
	{chain.ErrNotHere, c2d.NotAuthorized, "use a wallet whose key is on this machine"},
	{chain.ErrPassphrase, c2d.NotAuthorized, "try again"},
	{chain.ErrOutboxBusy, c2d.Unavailable, "end the other process that sends with this key"},
	{chain.ErrOutbox, c2d.VerificationFailed, "find out what happened to the outbox before removing it"},
	{chain.ErrNothingOwed, c2d.NotFound, "royalties come with the next job"},
	{chain.ErrBadProof, c2d.VerificationFailed, ""},
	{chain.ErrUnproven, c2d.VerificationFailed, ""},
	{datatoken.ErrLeak, c2d.VerificationFailed, "tell the DAO: the books of the pool do not balance"},
	{datatoken.ErrSyntax, c2d.BadRequest, "correct it and try again"},
	{chain.ErrBadInput, c2d.BadRequest, "correct it and try again"},
	{storage.ErrNotFound, c2d.DataUnavailable, "ask a node that holds it"},
	{storage.ErrCorrupt, c2d.DataUnavailable, "ask another node: what this one sends is not what was asked for"},
	{storage.ErrKey, c2d.VerificationFailed, "do not use it"},
}
