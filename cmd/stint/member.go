package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

// done is a transaction in machine output.
type done struct {
	Account  datatoken.Address  `json:"account"`
	Evidence datatoken.Evidence `json:"evidence"`
}

func (a *app) withdrawCmd() *cobra.Command {
	var name string
	var index int
	cmd := &cobra.Command{
		Use: "withdraw DATASET --wallet NAME", Short: "Take a contributor's records out of a dataset: no new job reads them, and they earn no more", Args: exactly(1, "a dataset"),
		Long: `Take what a contributor gave out of a dataset. From then on no new job reads it and it earns nothing; what it earned before stays its own. What jobs have
learned from it before cannot be taken back: their privacy loss is charged already.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			v, who, d, err := a.member(ctx, args[0], name, index)
			if err != nil {
				return err
			}
			list := []done{}
			for _, b := range d.Batches {
				tree, err := v.shares(ctx, b)
				if err != nil {
					return err
				}
				ev, err := who.Withdraw(ctx, d.ID, b.Index, tree, who.Address())
				if errors.Is(err, chain.ErrBadProof) {
					continue // gave nothing in this batch
				}
				if err != nil {
					return err
				}
				list = append(list, done{who.Address(), ev})
			}
			if len(list) == 0 {
				return c2d.Refuse(c2d.NotFound, "stint royalties lists who gave something", "%s gave nothing to dataset %s", who.Address(), d.ID)
			}
			if _, err := v.Register(ctx, d.ID); err != nil {
				return err
			}
			return a.show(list, who.Address().String(), func(out io.Writer) {
				for _, w := range list {
					fmt.Fprintf(out, "%s has left, in transaction %s\n", w.Account, w.Evidence.Tx)
				}
			})
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the contributor's wallet, or a set of them")
	cmd.Flags().IntVar(&index, "index", 0, "which person of a set")
	return cmd
}

// member finds a contributor, with gas, and a dataset.
func (a *app) member(ctx context.Context, dataset, name string, index int) (*visit, *chain.Sender, c2d.Dataset, error) {
	id, err := address(dataset)
	if err != nil {
		return nil, nil, c2d.Dataset{}, err
	}
	v, who, err := a.person(ctx, name, index)
	if err != nil {
		return nil, nil, c2d.Dataset{}, err
	}
	d, err := v.Dataset(ctx, id)
	return v, who, d, err
}

// person returns the sender of a person, with gas.
func (a *app) person(ctx context.Context, name string, index int) (*visit, *chain.Sender, error) {
	v, err := a.visit(ctx)
	if err != nil {
		return nil, nil, err
	}
	w, err := a.known(name)
	if err != nil {
		return nil, nil, err
	}
	who, err := a.sender(w, index, v.chain)
	if err != nil {
		return nil, nil, err
	}
	return v, who, v.gas(ctx, who.Address())
}

// shares are the royalty shares of a batch.
func (v *visit) shares(ctx context.Context, b c2d.Batch) (*chain.Shares, error) {
	list, err := c2d.LoadBatch(ctx, web.ClientVault{Client: v.Client}, b)
	if err != nil {
		return nil, err
	}
	return market.Shares(list)
}

// payoutView is where a member's royalties go, in machine output.
type payoutView struct {
	Member datatoken.Address `json:"member"`
	To     datatoken.Address `json:"to"`
	Next   datatoken.Address `json:"next,omitzero"` // proposed, and not accepted yet
	From   time.Time         `json:"from,omitzero"` // when it can be accepted
}

func (a *app) payoutCmd() *cobra.Command {
	var name, to, accept string
	var index int
	cmd := &cobra.Command{
		Use: "payout --wallet NAME [--to ADDRESS | --accept MEMBER]", Short: "Show or change where a contributor's royalties are paid", Args: cobra.NoArgs,
		Long: `Show or change the address that a contributor's royalties, of all datasets, are paid to. A change takes two steps, so that neither a slip of the hand nor
a thief in a hurry sends them away: the contributor proposes an address (--to), and that address accepts (--accept) once the delay that the DAO set is
over. Proposing the contributor's own address, or 0x0000000000000000000000000000000000000000, takes a proposal back.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if to != "" && accept != "" {
				return c2d.Refuse(c2d.BadRequest, "do one after the other, with two wallets", "one address proposes, the other accepts")
			}
			v, who, err := a.person(ctx, name, index)
			if err != nil {
				return err
			}
			member := who.Address()
			if to != "" {
				next, err := datatoken.ParseAddress(to)
				if err != nil {
					return err
				}
				if _, err := who.ProposePayout(ctx, next); err != nil {
					return err
				}
			}
			if accept != "" {
				if member, err = datatoken.ParseAddress(accept); err != nil {
					return err
				}
				if _, err := who.AcceptPayout(ctx, member); err != nil {
					return err
				}
			}
			p := payoutView{Member: member}
			if p.To, p.Next, p.From, err = v.chain.PayoutOf(ctx, member); err != nil {
				return err
			}
			return a.show(p, p.To.String(), func(out io.Writer) {
				fmt.Fprintf(out, "royalties of %s are paid to %s\n", p.Member, p.To)
				if !p.Next.IsZero() {
					fmt.Fprintf(out, "proposed: %s, which can accept from %s\n", p.Next, p.From.Local().Format(time.DateTime))
				}
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "wallet", "", "the wallet of the contributor, or with --accept of the new address")
	f.IntVar(&index, "index", 0, "which person of a set")
	f.StringVar(&to, "to", "", "address to propose")
	f.StringVar(&accept, "accept", "", "contributor whose proposal to accept")
	return cmd
}

func (a *app) cutCmd() *cobra.Command {
	var name string
	var treasury bool
	cmd := &cobra.Command{
		Use: "cut DATASET --wallet NAME", Short: "Send the curator, or the treasury, its part of a dataset's royalties", Args: exactly(1, "a dataset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			id, err := address(args[0])
			if err != nil {
				return err
			}
			_, who, err := a.person(ctx, name, 0)
			if err != nil {
				return err
			}
			ev, err := who.WithdrawCut(ctx, id, treasury)
			if err != nil {
				return err
			}
			return a.show(done{who.Address(), ev}, ev.Tx.String(), func(out io.Writer) { fmt.Fprintf(out, "sent in transaction %s\n", ev.Tx) })
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "who pays for the transaction; the money goes to the curator or the treasury")
	cmd.Flags().BoolVar(&treasury, "treasury", false, "the treasury's part instead of the curator's")
	return cmd
}
