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

// wallet is a person's key, or a set of people whose keys come from one seed.
type wallet struct {
	name  string
	seed  *chain.Wallet
	count int // 1 is one person with the seed itself
}

// key is the i-th person's.
func (w wallet) key(i int) *chain.Wallet {
	if w.count == 1 {
		return w.seed
	}
	return w.seed.Derive(uint32(i))
}

// walletView is a wallet in machine output.
type walletView struct {
	Name    string            `json:"name"`
	Address datatoken.Address `json:"address"` // of the first person
	Count   int               `json:"count"`
}

func (w wallet) view() walletView { return walletView{w.name, w.key(0).Address(), w.count} }

const maxSet = 1 << 20

func (a *app) walletPath(name string) string { return filepath.Join(a.home, "wallets", name) }

// wallet loads a wallet by name.
func (a *app) wallet(name string) (wallet, error) {
	if !namePattern.MatchString(name) {
		return wallet{}, c2d.Refuse(c2d.BadRequest, "name a wallet with --wallet", "%.80q is not a wallet's name", name)
	}
	w := wallet{name: name, count: 1}
	var err error
	if w.seed, err = chain.LoadWallet(a.walletPath(name)); errors.Is(err, os.ErrNotExist) {
		return w, c2d.Refuse(c2d.NotFound, "make it with stint wallet new "+name, "there is no wallet %s in %s", name, a.home)
	}
	if err != nil {
		return w, fmt.Errorf("load wallet %s: %w", name, err)
	}
	b, err := os.ReadFile(a.walletPath(name) + ".set")
	if errors.Is(err, os.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, fmt.Errorf("load wallet %s: %w", name, err)
	}
	if err := json.Unmarshal(b, &w.count); err != nil || w.count < 2 || w.count > maxSet {
		return w, c2d.Refuse(c2d.BadRequest, "make a new set", "%s.set does not say how many people wallet %s is", a.walletPath(name), name)
	}
	return w, nil
}

// one loads a wallet that is one person's, and returns its sender.
func (a *app) one(name string, c *chain.Client) (*chain.Sender, error) {
	w, err := a.wallet(name)
	if err != nil {
		return nil, err
	}
	if w.count != 1 {
		return nil, c2d.Refuse(c2d.BadRequest, "use a wallet of one person", "wallet %s is a set of %d people", name, w.count)
	}
	return chain.NewSender(c, w.seed), nil
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
		Use: "wallet", Short: "Make, list and fund wallets (plain files, for development chains)", Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c2d.Refuse(c2d.BadRequest, "see stint wallet --help", "there is no command stint wallet %.40s", args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(a.walletNewCmd(), a.walletListCmd(), a.walletFundCmd())
	return cmd
}

func (a *app) walletNewCmd() *cobra.Command {
	var count int
	cmd := &cobra.Command{
		Use: "new NAME", Short: "Make a wallet, or with --count a set of wallets from one seed", Args: exactly(1, "a wallet's name"),
		RunE: func(_ *cobra.Command, args []string) error {
			name := args[0]
			if !namePattern.MatchString(name) {
				return c2d.Refuse(c2d.BadRequest, "use letters, digits, - and _", "%.80q is not a wallet's name", name)
			}
			if count < 1 || count > maxSet {
				return c2d.Refuse(c2d.BadRequest, "give --count 1 or more", "a wallet cannot be %d people", count)
			}
			if err := os.MkdirAll(filepath.Dir(a.walletPath(name)), 0o700); err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			if _, err := os.Stat(a.walletPath(name)); err == nil {
				return c2d.Refuse(c2d.Conflict, "choose another name", "there is a wallet %s already", name)
			}
			seed, err := chain.NewWallet(rand.Reader)
			if err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			// What a kill between the two files left belongs to no wallet.
			if err := os.Remove(a.walletPath(name) + ".set"); err != nil && !errors.Is(err, os.ErrNotExist) {
				return fmt.Errorf("make wallet: %w", err)
			}
			if count > 1 {
				if err := writeNew(a.walletPath(name)+".set", fmt.Appendf(nil, "%d\n", count)); err != nil {
					return err
				}
			}
			if err := chain.SaveWallet(a.walletPath(name), seed); err != nil {
				return fmt.Errorf("make wallet: %w", err)
			}
			w := wallet{name, seed, count}
			a.note("The key is a plain file in %s: fine on a development chain, not with real money.", a.home)
			return a.show(w.view(), w.key(0).Address().String(), func(out io.Writer) { writeWallets(out, []wallet{w}) })
		},
	}
	cmd.Flags().IntVar(&count, "count", 1, "how many people the wallet is")
	return cmd
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
			w, err := a.wallet(f.Name())
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
	fmt.Fprintln(t, "NAME\tPEOPLE\tADDRESS")
	for _, w := range list {
		fmt.Fprintf(t, "%s\t%d\t%s\n", w.name, w.count, w.key(0).Address())
	}
	t.Flush()
}

func (a *app) walletFundCmd() *cobra.Command {
	var index int
	cmd := &cobra.Command{
		Use: "fund NAME", Short: "Get coins of the development chain for a wallet", Args: exactly(1, "a wallet's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.wallet(args[0])
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
			who := w.key(index).Address()
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
