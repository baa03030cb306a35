package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Kinds of wallets.
const (
	kindPlain    = "plain"    // the key is in the clear
	kindKeystore = "keystore" // a passphrase opens the key
	kindExternal = "external" // a program signs; the key is elsewhere
)

// wallet is a person's key, or a set of people whose keys come from one seed.
type wallet struct {
	name  string
	seed  *chain.Wallet // nil while nobody needed it
	count int           // 1 is one person with the seed itself

	kind    string
	raw     []byte            // of the file
	first   datatoken.Address // of the first person
	program chain.External    // that signs
}

// people is the file beside a set. Sets of keystores name their first person, so that nobody is asked for a passphrase to list them; those of plain files are
// just the number.
type people struct {
	Count   int               `json:"count"`
	Address datatoken.Address `json:"address"`
}

// key is the i-th person's, of a wallet that is open.
func (w wallet) key(i int) *chain.Wallet {
	if w.count == 1 {
		return w.seed
	}
	return w.seed.Derive(uint32(i))
}

// signer is the i-th person's, of a wallet that is open or of one whose key is elsewhere.
func (w wallet) signer(i int) (chain.Signer, error) {
	if w.kind == kindExternal {
		return w.program.Signer()
	}
	return w.key(i), nil
}

// walletView is a wallet in machine output.
type walletView struct {
	Name    string            `json:"name"`
	Address datatoken.Address `json:"address"` // of the first person
	Count   int               `json:"count"`
	Kind    string            `json:"kind"`
}

func (w wallet) view() walletView { return walletView{w.name, w.first, w.count, w.kind} }

const maxSet = 1 << 20

func (a *app) walletPath(name string) string { return filepath.Join(a.home, "wallets", name) }

// known reads a wallet by name, and does not open it.
func (a *app) known(name string) (wallet, error) {
	if !namePattern.MatchString(name) {
		return wallet{}, c2d.Refuse(c2d.BadRequest, "name a wallet with --wallet", "%.80q is not a wallet's name", name)
	}
	w := wallet{name: name, count: 1, kind: kindPlain}
	var err error
	if w.raw, err = chain.ReadWallet(a.walletPath(name)); errors.Is(err, os.ErrNotExist) {
		return w, c2d.Refuse(c2d.NotFound, "make it with stint wallet new "+name, "there is no wallet %s in %s", name, a.home)
	}
	if err != nil {
		return w, fmt.Errorf("load wallet %s: %w", name, err)
	}
	var named datatoken.Address
	if w.count, named, err = a.people(name); err != nil {
		return w, err
	}
	switch {
	case !chain.IsKeystore(w.raw):
		if w.seed, err = chain.ParseWallet(string(w.raw)); err == nil {
			w.first = w.key(0).Address()
		}
	case chain.IsExternal(w.raw):
		w.kind = kindExternal
		w.program, err = chain.ParseExternal(w.raw)
		if w.first = w.program.Address; w.count != 1 {
			err = c2d.Refuse(c2d.BadRequest, "remove "+a.walletPath(name)+".set", "wallet %s signs elsewhere, and cannot be a set", name)
		}
	case w.count > 1 && named.IsZero():
		err = c2d.Refuse(c2d.BadRequest, "make a new set", "%s.set does not say whose wallet %s is", a.walletPath(name), name)
	default:
		w.kind, w.first = kindKeystore, named
		if w.count == 1 {
			w.first, err = chain.KeystoreAddress(w.raw)
		}
	}
	if err != nil {
		return w, fmt.Errorf("load wallet %s: %w", name, err)
	}
	return w, nil
}

// people reads how many people a wallet is, and who the first one of a set is, where that is said.
func (a *app) people(name string) (int, datatoken.Address, error) {
	path := a.walletPath(name) + ".set"
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 1, datatoken.Address{}, nil
	}
	if err != nil {
		return 0, datatoken.Address{}, fmt.Errorf("load wallet %s: %w", name, err)
	}
	var p people
	if json.Unmarshal(b, &p.Count) != nil {
		p = people{}
		err = json.Unmarshal(b, &p)
	}
	if err != nil || p.Count < 2 || p.Count > maxSet {
		return 0, datatoken.Address{}, c2d.Refuse(c2d.BadRequest, "make a new set", "%s does not say how many people wallet %s is", path, name)
	}
	return p.Count, p.Address, nil
}

// unlocked is the keys that this run of the program has opened, so that nobody is asked for a passphrase twice.
var unlocked = map[string]*chain.Wallet{}

// open opens a wallet, if it has a key that needs it. Of a keystore, whoever runs the program is asked for the passphrase.
func (a *app) open(w wallet) (wallet, error) {
	if w.kind != kindKeystore {
		return w, nil
	}
	if w.seed = unlocked[a.walletPath(w.name)]; w.seed == nil {
		passphrase, err := ask("Passphrase of wallet "+w.name, false)
		if err == nil {
			w.seed, err = chain.OpenKeystore(w.raw, passphrase)
		}
		if errors.Is(err, chain.ErrPassphrase) {
			return w, c2d.Refuse(c2d.NotAuthorized, "try again", "this passphrase does not open wallet %s", w.name)
		}
		if err != nil {
			return w, fmt.Errorf("open wallet %s: %w", w.name, err)
		}
		unlocked[a.walletPath(w.name)] = w.seed
	}
	if w.key(0).Address() != w.first {
		return w, c2d.Refuse(c2d.VerificationFailed, "do not use it", "wallet %s says that it is %s, and has the key of %s", w.name, w.first, w.key(0).Address())
	}
	return w, nil
}

// wallet loads a wallet whose key is needed itself, and opens it.
func (a *app) wallet(name string) (wallet, error) {
	w, err := a.known(name)
	if err != nil {
		return w, err
	}
	if w.kind == kindExternal {
		return w, c2d.Refuse(c2d.NotAuthorized, "use a wallet whose key is on this machine", "the key of wallet %s is not on this machine, and this needs it here", name)
	}
	return a.open(w)
}

// one loads a wallet that is one person's, of any kind, and returns its sender.
func (a *app) one(name string, c *chain.Client) (*chain.Sender, error) {
	w, err := a.known(name)
	if err != nil {
		return nil, err
	}
	if w.count != 1 {
		return nil, c2d.Refuse(c2d.BadRequest, "use a wallet of one person", "wallet %s is a set of %d people", name, w.count)
	}
	return a.sender(w, 0, c)
}

// sender returns the sender of the i-th person of a wallet of any kind.
func (a *app) sender(w wallet, i int, c *chain.Client) (*chain.Sender, error) {
	if i < 0 || i >= w.count {
		return nil, c2d.Refuse(c2d.BadRequest, "give --index below the number of people", "wallet %s has no person %d", w.name, i)
	}
	w, err := a.open(w)
	if err != nil {
		return nil, err
	}
	k, err := w.signer(i)
	if err != nil {
		return nil, fmt.Errorf("load wallet %s: %w", w.name, err)
	}
	return chain.NewSender(c, k), nil
}

// identity is the key that a person's results are sealed to, made on first use.
func (a *app) identity(name string) (storage.Identity, error) {
	path := a.identityPath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return storage.Identity{}, fmt.Errorf("make identity: %w", err)
	}
	return loadIdentity(path)
}

func (a *app) identityPath(name string) string { return filepath.Join(a.home, "identities", name) }

func (a *app) walletCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "wallet", Short: "Make, list and fund wallets", Args: cobra.ArbitraryArgs,
		Long: `Make, list and fund wallets. A wallet is of one of three kinds:

  plain     a file with the key in the clear. For development chains only: whoever reads the file has the money.
  keystore  a file that a passphrase opens, of the form that Ethereum's other programs read and write. For real chains.
  external  no key at all, but a program that signs: the way to key services and devices.

A passphrase is read from the file that --passphrase-file or STINT_PASSPHRASE_FILE names, or asked for on the terminal.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c2d.Refuse(c2d.BadRequest, "see stint wallet --help", "there is no command stint wallet %.40s", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(a.walletNewCmd(), a.walletImportCmd(), a.walletExportCmd(), a.walletExternalCmd(), a.walletListCmd(), a.walletFundCmd())
	return cmd
}

func (a *app) walletNewCmd() *cobra.Command {
	var count int
	var keystore, light bool
	cmd := &cobra.Command{
		Use: "new NAME", Short: "Make a wallet, or with --count a set of wallets from one seed", Args: exactly(1, "a wallet's name"),
		Long: `Make a wallet, or with --count a set of wallets from one seed. Without --keystore the key is a plain file, for development chains only.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.vacant(args[0]); err != nil {
				return err
			}
			if count < 1 || count > maxSet {
				return c2d.Refuse(c2d.BadRequest, "give --count 1 or more", "a wallet cannot be %d people", count)
			}
			seed, err := chain.NewWallet(rand.Reader)
			if err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			w := wallet{name: args[0], seed: seed, count: count, kind: kindPlain}
			if keystore {
				w.kind = kindKeystore
			}
			return a.keep(w, light, "Passphrase of the new wallet "+w.name)
		},
	}
	f := cmd.Flags()
	f.IntVar(&count, "count", 1, "how many people the wallet is")
	f.BoolVar(&keystore, "keystore", false, "encrypt the key with a passphrase")
	lightFlag(cmd, &light)
	return cmd
}

func lightFlag(cmd *cobra.Command, light *bool) {
	cmd.Flags().BoolVar(light, "light", false, "make the keystore faster to open, and its passphrase easier to guess: for tests and small machines")
}

// vacant makes the place of a wallet, unless there is one of that name.
func (a *app) vacant(name string) error {
	if !namePattern.MatchString(name) {
		return c2d.Refuse(c2d.BadRequest, "use letters, digits, - and _", "%.80q is not a wallet's name", name)
	}
	if err := os.MkdirAll(filepath.Dir(a.walletPath(name)), 0o700); err != nil {
		return fmt.Errorf("make wallet: %w", err)
	}
	if _, err := os.Stat(a.walletPath(name)); err == nil {
		return c2d.Refuse(c2d.Conflict, "choose another name", "there is a wallet %s already", name)
	}
	return nil
}

// keep writes a new wallet and shows it. For a keystore it asks for a passphrase, in those words.
func (a *app) keep(w wallet, light bool, words string) error {
	path := a.walletPath(w.name)
	w.first = w.key(0).Address()
	var passphrase string
	if w.kind == kindKeystore {
		var err error
		if passphrase, err = ask(words, true); err != nil {
			return err
		}
	}
	// What a kill between the two files left belongs to no wallet.
	if err := os.Remove(path + ".set"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make wallet: %w", err)
	}
	if w.count > 1 {
		set := fmt.Appendf(nil, "%d\n", w.count)
		if w.kind == kindKeystore {
			b, err := json.Marshal(people{w.count, w.first})
			if err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			set = append(b, '\n')
		}
		if err := writeNew(path+".set", set); err != nil {
			return err
		}
	}
	var err error
	if w.kind == kindKeystore {
		err = chain.SaveKeystore(path, w.seed, passphrase, effort(light))
	} else {
		err = chain.SaveWallet(path, w.seed)
	}
	if err != nil {
		return fmt.Errorf("make wallet: %w", err)
	}
	if w.kind == kindPlain {
		a.note("The key is a plain file in %s: fine on a development chain, not with real money (--keystore).", a.home)
	}
	return a.show(w.view(), w.first.String(), func(out io.Writer) { writeWallets(out, []wallet{w}) })
}

func effort(light bool) chain.Effort {
	if light {
		return chain.LightEffort
	}
	return chain.StandardEffort
}

func (a *app) walletListCmd() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "List the wallets of this person", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
		files, err := os.ReadDir(filepath.Join(a.home, "wallets"))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("list wallets: %w", err)
		}
		list, views, ids := []wallet{}, []walletView{}, []string{}
		for _, f := range files {
			if !namePattern.MatchString(f.Name()) {
				continue
			}
			w, err := a.known(f.Name())
			if err != nil {
				return err
			}
			list, views, ids = append(list, w), append(views, w.view()), append(ids, w.name)
		}
		return a.show(views, strings.Join(ids, "\n"), func(out io.Writer) { writeWallets(out, list) })
	}}
}

func writeWallets(out io.Writer, list []wallet) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tPEOPLE\tADDRESS\tKIND")
	for _, w := range list {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\n", w.name, w.count, w.first, w.kind)
	}
	t.Flush()
}

func (a *app) walletFundCmd() *cobra.Command {
	var index int
	cmd := &cobra.Command{
		Use: "fund NAME", Short: "Get coins of the development chain for a wallet", Args: exactly(1, "a wallet's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.known(args[0])
			if err != nil {
				return err
			}
			v, err := a.visit(cmd.Context())
			if err != nil {
				return err
			}
			if index < 0 || index >= w.count {
				return c2d.Refuse(c2d.BadRequest, "give --index below the number of people", "wallet %s has no person %d", w.name, index)
			}
			who := w.first
			if index > 0 {
				if w, err = a.open(w); err != nil {
					return err
				}
				who = w.key(index).Address()
			}
			if err := v.Fund(cmd.Context(), who); err != nil {
				return err
			}
			_, has, err := v.chain.Balances(cmd.Context(), who)
			if err != nil {
				return err
			}
			return a.show(map[string]any{"address": who, "balance": has}, who.String(), func(out io.Writer) {
				fmt.Fprintf(out, "%s has %s\n", who, v.money(has))
			})
		},
	}
	cmd.Flags().IntVar(&index, "index", 0, "which person of a set")
	return cmd
}

// exactly refuses another number of arguments, in words.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return c2d.Refuse(c2d.BadRequest, "see "+cmd.CommandPath()+" --help", "%s needs %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// gas makes sure that a person of a development chain can pay for a transaction.
func (v *visit) gas(ctx context.Context, who datatoken.Address) error {
	ether, _, err := v.chain.Balances(ctx, who)
	if err != nil || ether.Cmp(lowGas) >= 0 {
		return err
	}
	return v.Fund(ctx, who)
}

var lowGas = datatoken.Units(100_000_000_000_000_000)
