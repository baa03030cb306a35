package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

func (a *app) budgetCmd() *cobra.Command {
	return &cobra.Command{
		Use: "budget DATASET", Short: "What may still be learned from a dataset, and who learned what", Args: exactly(1, "a dataset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := address(args[0])
			if err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			b, err := c.Budget(cmd.Context(), id)
			if err != nil {
				return err
			}
			return a.show(b, id.String(), func(out io.Writer) { writeBudget(out, b) })
		},
	}
}

func writeBudget(out io.Writer, b web.Budget) {
	for _, block := range b.Blocks {
		fmt.Fprintf(out, "block %d, %d contributions\n", block.Block, block.Members)
		for _, l := range block.JobsLeft {
			fmt.Fprintf(out, "  jobs left  %d like the last %s job (ε %s each)\n", l.Left, l.Mode, epsilon(l.Epsilon))
		}
		fmt.Fprintf(out, "  committed  ε %s of %s per %s, at δ %s\n", epsilon(block.EpsilonCommitted), decimal(int64(b.Epsilon)), b.Unit, delta(b.Delta))
		fmt.Fprintf(out, "  held       ε %s, with what running jobs have reserved\n", epsilon(block.EpsilonHeld))
	}
	if len(b.Charges) == 0 {
		fmt.Fprintln(out, "no job was charged yet")
		return
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "JOB\tMODE\tEPSILON ALONE\tSTATE\tTRANSACTION")
	for _, c := range b.Charges {
		state, ev := "reserved", c.Reserve
		if c.Committed {
			state, ev = "committed", c.Commit
		}
		tx := ""
		if ev != nil {
			tx = ev.Tx.String()
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", c.Job, c.Mode, epsilon(c.Epsilon), state, tx)
	}
	t.Flush()
}

func (a *app) royaltiesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "royalties DATASET", Short: "What a dataset earned, whose it is, and that it adds up to the unit", Args: exactly(1, "a dataset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := address(args[0])
			if err != nil {
				return err
			}
			v, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			r, err := v.Royalties(cmd.Context(), id)
			if err != nil {
				return err
			}
			if err := balance(r); err != nil {
				return err
			}
			return a.show(r, id.String(), func(out io.Writer) { writeRoyalties(out, v, r) })
		},
	}
	cmd.AddCommand(a.claimCmd())
	return cmd
}

// balance checks that what was paid is what went somewhere.
func balance(r web.Royalties) error {
	sum := r.Treasury.Add(r.Claimed).Add(r.Claimable).Add(r.Parked).Add(r.Dust)
	if sum != r.Paid {
		return c2d.Refuse(c2d.VerificationFailed, "tell the DAO", "%s was paid, and %s went somewhere", r.Paid, sum)
	}
	return nil
}

func writeRoyalties(out io.Writer, v *visit, r web.Royalties) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range []struct {
		what   string
		amount datatoken.Amount
	}{{"treasury", r.Treasury}, {"claimed", r.Claimed}, {"claimable", r.Claimable}, {"parked", r.Parked}, {"dust", r.Dust}, {"= paid", r.Paid}} {
		fmt.Fprintf(t, "%s\t%s\t\n", row.what, v.money(row.amount))
	}
	t.Flush()
	fmt.Fprintf(out, "%d contributors with %d parts; it adds up to the unit\n", len(r.Members), r.Parts)
	most := slices.SortedFunc(slices.Values(r.Members), func(a, b web.MemberRoyalty) int { return b.Claimed.Add(b.Claimable).Cmp(a.Claimed.Add(a.Claimable)) })
	t = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MEMBER\tBATCH\tPARTS\tCLAIMED\tCLAIMABLE")
	for _, m := range most[:min(len(most), topMembers)] {
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%s\n", m.Member, m.Batch, m.Parts, v.money(m.Claimed), v.money(m.Claimable))
	}
	t.Flush()
	if n := len(most) - topMembers; n > 0 {
		fmt.Fprintf(out, "and %d more: -o json lists all\n", n)
	}
}

// topMembers is how many contributors a table shows.
const topMembers = 5

// claimView is a claim in machine output.
type claimView struct {
	Member   datatoken.Address  `json:"member"`
	Amount   datatoken.Amount   `json:"amount"`
	Evidence datatoken.Evidence `json:"evidence"`
}

func (a *app) claimCmd() *cobra.Command {
	var name string
	var index int
	cmd := &cobra.Command{
		Use: "claim DATASET --wallet NAME", Short: "Take out what a contributor earned", Args: exactly(1, "a dataset"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			id, err := address(args[0])
			if err != nil {
				return err
			}
			v, err := a.visit(ctx)
			if err != nil {
				return err
			}
			w, err := a.wallet(name)
			if err != nil {
				return err
			}
			if index < 0 || index >= w.count {
				return c2d.Refuse(c2d.BadRequest, "give --index below the number of people", "wallet %s has no person %d", w.name, index)
			}
			who := chain.NewSender(v.chain, w.key(index))
			if err := v.gas(ctx, who.Address()); err != nil {
				return err
			}
			d, err := v.Dataset(ctx, id)
			if err != nil {
				return err
			}
			var list []claimView
			for _, b := range d.Batches {
				shares, err := c2d.LoadBatch(ctx, web.ClientVault{Client: v.Client}, b)
				if err != nil {
					return err
				}
				tree, err := market.Shares(shares)
				if err != nil {
					return err
				}
				amount, ev, err := who.Claim(ctx, id, b.Index, tree, who.Address())
				if errors.Is(err, chain.ErrBadProof) || errors.Is(err, chain.ErrNothingOwed) {
					continue // gave nothing in this batch, or has it all
				}
				if err != nil {
					return err
				}
				list = append(list, claimView{who.Address(), amount, ev})
			}
			if len(list) == 0 {
				return c2d.Refuse(c2d.NotFound, "royalties come with the next job", "%s is owed nothing", who.Address())
			}
			return a.show(list, who.Address().String(), func(out io.Writer) {
				for _, c := range list {
					fmt.Fprintf(out, "%s claimed %s in transaction %s\n", c.Member, v.money(c.Amount), c.Evidence.Tx)
				}
			})
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the contributor's wallet, or a set of them")
	cmd.Flags().IntVar(&index, "index", 0, "which person of a set")
	return cmd
}
