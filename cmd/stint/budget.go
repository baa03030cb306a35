package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
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
	cmd.AddCommand(a.claimCmd(), a.withdrawCmd(), a.payoutCmd(), a.cutCmd())
	return cmd
}

// balance checks that what was paid is what went somewhere.
func balance(r web.Royalties) error {
	sum := r.Treasury.Add(r.Curator).Add(r.Claimed).Add(r.Claimable).Add(r.Locked).Add(r.Parked).Add(r.Dust)
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
	}{
		{"treasury", r.Treasury}, {"curator", r.Curator}, {"claimed", r.Claimed}, {"claimable", r.Claimable}, {"locked", r.Locked}, {"parked", r.Parked},
		{"dust", r.Dust}, {"= paid", r.Paid},
	} {
		fmt.Fprintf(t, "%s\t%s\t\n", row.what, v.money(row.amount))
	}
	t.Flush()
	fmt.Fprintf(out, "%d contributors with %d parts; it adds up to the unit\n", len(r.Members), r.Parts)
	if !r.Inbox.IsZero() {
		fmt.Fprintf(out, "%s of plain Ocean orders is in the inbox: the end of the next such job, or a claim, sends it on\n", v.money(r.Inbox))
	}
	if r.Unlock > 0 {
		fmt.Fprintf(out, "what comes in during %s is unlocked, second by second, over the next\n", time.Duration(r.Unlock)*time.Second)
	}
	most := slices.SortedFunc(slices.Values(r.Members), func(a, b web.MemberRoyalty) int { return earned(b).Cmp(earned(a)) })
	t = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MEMBER\tBATCH\tPARTS\tCLAIMED\tCLAIMABLE\tLOCKED")
	for _, m := range most[:min(len(most), topMembers)] {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\n", m.Member, m.Batch, parts(m), v.money(m.Claimed), v.money(m.Claimable), v.money(m.Locked))
	}
	t.Flush()
	if n := len(most) - topMembers; n > 0 {
		fmt.Fprintf(out, "and %d more: -o json lists all\n", n)
	}
}

// earned is everything that a member ever earned.
func earned(m web.MemberRoyalty) datatoken.Amount {
	return m.Claimed.Add(m.Claimable).Add(m.Locked)
}

// parts are a member's, or say that it has left.
func parts(m web.MemberRoyalty) string {
	if m.Left {
		return "left"
	}
	return fmt.Sprint(m.Parts)
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
			v, who, d, err := a.member(ctx, args[0], name, index)
			if err != nil {
				return err
			}
			if _, err := who.FlushInbox(ctx, d.ID); err != nil {
				return err
			}
			var list []claimView
			for _, b := range d.Batches {
				tree, err := v.shares(ctx, b)
				if err != nil {
					return err
				}
				amount, ev, err := who.Claim(ctx, d.ID, b.Index, tree, who.Address())
				if errors.Is(err, chain.ErrBadProof) || errors.Is(err, chain.ErrNothingOwed) {
					continue // gave nothing in this batch, or has it all
				}
				if err != nil {
					return err
				}
				list = append(list, claimView{who.Address(), amount, ev})
			}
			if len(list) == 0 {
				return c2d.Refuse(c2d.NotFound, "stint royalties shows what is still locked; more comes with the next job", "nothing that %s can take out now", who.Address())
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
