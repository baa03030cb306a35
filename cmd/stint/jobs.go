package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

// jobView is a job with how far its run is, in machine output.
type jobView struct {
	web.Job
	Progress c2d.Progress `json:"progress"`
}

func (a *app) jobsCmd() *cobra.Command {
	var dataset string
	cmd := &cobra.Command{
		Use: "jobs [JOB]", Short: "List jobs, or show one with its marks, charge, receipt and fault", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var id datatoken.Hash
			var of datatoken.Address
			var err error
			if len(args) == 1 {
				if id, err = job(args[0]); err != nil {
					return err
				}
			}
			if dataset != "" {
				if of, err = address(dataset); err != nil {
					return err
				}
			}
			v, err := a.look(ctx)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				j, err := v.Job(ctx, id)
				if err != nil {
					return err
				}
				p, err := v.Client.Progress(ctx, id)
				if err != nil {
					return err
				}
				return a.show(jobView{j, p.Progress}, id.String(), func(out io.Writer) { writeJob(out, v, j) })
			}
			list, err := v.Jobs(ctx, of)
			if err != nil {
				return err
			}
			var ids []string
			for _, j := range list {
				ids = append(ids, j.ID.String())
			}
			if left, err := filepath.Glob(filepath.Join(a.home, "orders", "*.json")); err == nil && len(left) > 0 {
				a.note("%d orders may be paid and not submitted; see to them with stint run --resume", len(left))
			}
			return a.show(list, strings.Join(ids, "\n"), func(out io.Writer) {
				t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(t, "JOB\tMODE\tSTAGE\tSTEPS\tPAID\tCREATED")
				for _, j := range list {
					stage := string(j.Stage)
					if j.Fault != nil {
						stage += ", refunded: " + string(j.Fault.Code)
					}
					fmt.Fprintf(t, "%s\t%s\t%s\t%d/%d\t%s\t%s\n", j.ID, j.Mode, stage, j.Started, j.Steps, v.money(j.Price.Add(j.Compute)), j.Created.Local().Format(time.DateTime))
				}
				t.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&dataset, "dataset", "", "only jobs on this dataset")
	cmd.AddCommand(
		a.ordersCmd(),
		a.orderCmd("vouch", "Give the provider your word for all of a job's machine time, so that it need not claim any",
			func(ctx context.Context, v *visit, who *chain.Sender, id datatoken.Hash) (datatoken.Evidence, error) {
				o, err := v.chain.Order(ctx, id)
				if err != nil {
					return datatoken.Evidence{}, err
				}
				return datatoken.Evidence{}, v.vouch(ctx, who, id, o.Compute)
			}),
		a.orderCmd("object", "Object to what a provider claims for machine time; the DAO then decides",
			func(ctx context.Context, _ *visit, who *chain.Sender, id datatoken.Hash) (datatoken.Evidence, error) {
				return who.Challenge(ctx, id)
			}),
		a.orderCmd("refund", "Take back what an order holds, once its deadline is over",
			func(ctx context.Context, _ *visit, who *chain.Sender, id datatoken.Hash) (datatoken.Evidence, error) {
				return who.Refund(ctx, id, datatoken.Hash{})
			}),
		a.orderCmd("finalize", "End a provider's claim to machine time, once the time to object is over",
			func(ctx context.Context, _ *visit, who *chain.Sender, id datatoken.Hash) (datatoken.Evidence, error) {
				return who.Finalize(ctx, id)
			}))
	return cmd
}

// ordersCmd lists what a trainer paid for, as the chain has it, whether it was submitted or not.
func (a *app) ordersCmd() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use: "orders --wallet NAME", Short: "List a trainer's orders on the chain, also those made the plain Ocean way", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			v, who, err := a.person(ctx, name, 0)
			if err != nil {
				return err
			}
			list, err := v.chain.Orders(ctx, who.Address())
			if err != nil {
				return err
			}
			plain, err := v.chain.PlainOrders(ctx, v.info.Provider)
			if err != nil {
				return err
			}
			for _, o := range plain {
				if o.Trainer == who.Address() {
					list = append(list, o)
				}
			}
			var ids []string
			for _, o := range list {
				ids = append(ids, o.Job.String())
			}
			return a.show(list, strings.Join(ids, "\n"), func(out io.Writer) {
				t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(t, "JOB\tSTATE\tPRICE\tMACHINE TIME\tDEADLINE\tTRANSACTION")
				for _, o := range list {
					price := v.money(o.Price)
					if !o.Plain.IsZero() {
						price = "paid"
					}
					fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", o.Job, o.State, price, v.money(o.Compute), o.Deadline.Local().Format(time.DateTime), o.Tx)
				}
				t.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the trainer's wallet")
	return cmd
}

// orderCmd is a command that does one thing with the order of a job.
func (a *app) orderCmd(verb, short string, do func(context.Context, *visit, *chain.Sender, datatoken.Hash) (datatoken.Evidence, error)) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use: verb + " JOB --wallet NAME", Short: short, Args: exactly(1, "a job's ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			id, err := job(args[0])
			if err != nil {
				return err
			}
			v, who, err := a.person(ctx, name, 0)
			if err != nil {
				return err
			}
			ev, err := do(ctx, v, who, id)
			if err != nil {
				return err
			}
			return a.show(done{who.Address(), ev}, id.String(), func(out io.Writer) {
				if ev.Tx.IsZero() {
					fmt.Fprintln(out, "done")
					return
				}
				fmt.Fprintf(out, "done in transaction %s\n", ev.Tx)
			})
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the wallet that acts")
	return cmd
}

func writeJob(out io.Writer, v *visit, j web.Job) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "job\t%s\n", j.ID)
	fmt.Fprintf(t, "what\t%s on %d contributions of %s\n", j.Mode, j.Members, j.Dataset)
	fmt.Fprintf(t, "stage\t%s\n", j.Stage)
	if j.Fault != nil {
		fmt.Fprintf(t, "fault\t%s (%s)\n", j.Fault.Sentence, j.Fault.Code)
	}
	fmt.Fprintf(t, "charged\t%d of %d steps\n", j.Started, j.Steps)
	fmt.Fprintf(t, "money\t%s for data, %s for machine time, %s\n", v.money(j.Price), v.money(j.Compute), closing(j))
	if d := j.Drawn; d != nil && !d.Cumulative.IsZero() {
		fmt.Fprintf(t, "drawn\t%s for machine time, as its trainer vouched: block %d, transaction %s\n", v.money(d.Cumulative), d.Evidence.Block, d.Evidence.Tx)
	}
	for _, m := range j.Marks {
		if m.Evidence != nil {
			fmt.Fprintf(t, "%s\tblock %d, transaction %s\n", strings.ToLower(string(m.Step)), m.Evidence.Block, m.Evidence.Tx)
		}
	}
	for _, d := range j.Delivered {
		fmt.Fprintf(t, "output\t%s, %d bytes, SHA-256 %s\n", d.Name, d.Size, d.Digest)
	}
	if j.Receipt != nil {
		fmt.Fprintf(t, "receipt\t%s\n", j.Receipt.Digest)
	}
	t.Flush()
}

func closing(j web.Job) string {
	switch {
	case !j.Done:
		return "held in escrow"
	case j.Fault != nil && j.Drawn != nil && !j.Drawn.Cumulative.IsZero():
		return "refunded but for what was drawn"
	case j.Fault != nil:
		return "refunded"
	}
	return "paid"
}

func (a *app) resultsCmd() *cobra.Command {
	var name, to string
	cmd := &cobra.Command{
		Use: "results JOB --wallet NAME --to DIR", Short: "Fetch, open and check what a job released", Args: exactly(1, "a job's ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			id, err := job(args[0])
			if err != nil {
				return err
			}
			v, err := a.look(ctx)
			if err != nil {
				return err
			}
			j, err := v.Job(ctx, id)
			if err != nil {
				return err
			}
			if j.Fault != nil {
				return j.Fault
			}
			if len(j.Delivered) == 0 {
				return c2d.Refuse(c2d.Unavailable, "wait for it: stint jobs "+id.String(), "the job has released nothing yet")
			}
			if err := a.fetch(ctx, v, j, name, to); err != nil {
				return err
			}
			return a.show(j.Delivered, id.String(), func(out io.Writer) {
				for _, d := range j.Delivered {
					fmt.Fprintf(out, "%s  %d bytes  SHA-256 %s\n", filepath.Join(to, d.Name), d.Size, d.Digest)
				}
			})
		},
	}
	cmd.Flags().StringVar(&name, "wallet", "", "the trainer's wallet (default: whichever of this person's the results are sealed to)")
	cmd.Flags().StringVar(&to, "to", ".", "directory to put the results into")
	return cmd
}

// fetch opens what a job delivered and writes it to a directory. It writes nothing that is not what the receipt says.
func (a *app) fetch(ctx context.Context, v *visit, j web.Job, name, to string) error {
	id, err := a.recipient(j.Spec.Recipient, name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", to, err)
	}
	for _, d := range j.Delivered {
		// A node must not choose which file of the trainer's it writes.
		if !slices.ContainsFunc(j.Spec.Declared(), func(o c2d.Declared) bool { return o.Name == d.Name }) {
			return c2d.Refuse(c2d.VerificationFailed, "do not trust this node", "it delivers %.80q, which the job did not declare", d.Name)
		}
		plain, err := open(ctx, web.ClientVault{Client: v.Client}, id, j.ID, d)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, d.Name), plain, 0o600); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
	}
	return nil
}

// recipient finds the identity that results are sealed to.
func (a *app) recipient(want, name string) (storage.Identity, error) {
	names := []string{name}
	if name == "" {
		files, err := os.ReadDir(filepath.Join(a.home, "identities"))
		if err != nil {
			return storage.Identity{}, c2d.Refuse(c2d.NotFound, "use the home directory the job was ordered from", "there are no identities in %s", a.home)
		}
		names = nil
		for _, f := range files {
			names = append(names, f.Name())
		}
	}
	for _, n := range names {
		if !namePattern.MatchString(n) {
			continue
		}
		if _, err := os.Stat(a.identityPath(n)); err != nil {
			continue // asking must not make one
		}
		id, err := a.identity(n)
		if err != nil {
			return id, err
		}
		if id.Recipient().String() == want {
			return id, nil
		}
	}
	return storage.Identity{}, c2d.Refuse(c2d.NotAuthorized, "use the wallet, and the home directory, the job was ordered with", "the results are sealed to somebody else")
}

func open(ctx context.Context, from c2d.Vault, id storage.Identity, job datatoken.Hash, d c2d.Delivery) ([]byte, error) {
	info := c2d.OutputInfo(job, d.Name)
	key, err := id.Unwrap(d.Key, info)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", d.Name, err)
	}
	o, err := from.Open(ctx, d.Sealed)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", d.Name, err)
	}
	defer o.Close()
	r, err := storage.OpenSealed(o, key, info)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", d.Name, err)
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.NewSectionReader(r, 0, r.Size())); err != nil {
		return nil, fmt.Errorf("open %s: %w", d.Name, err)
	}
	if c2d.Digest(b.Bytes()) != d.Digest {
		return nil, c2d.Refuse(c2d.VerificationFailed, "do not use it", "%s is not what the receipt says", d.Name)
	}
	return b.Bytes(), nil
}
