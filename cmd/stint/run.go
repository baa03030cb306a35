package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
)

func (a *app) quoteCmd() *cobra.Command {
	p := prepared{trainer: "default"}
	cmd := &cobra.Command{
		Use: "quote JOBFILE", Short: "Price a job, and say what it would leave of the privacy budget", Args: exactly(1, "a job file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := p.read(args[0]); err != nil {
				return err
			}
			v, err := a.look(cmd.Context())
			if err != nil {
				return err
			}
			s, err := a.prepare(cmd.Context(), v, p)
			if err != nil {
				return err
			}
			q, err := v.Quote(cmd.Context(), s)
			if err != nil {
				return err
			}
			return a.show(q, q.Spec.String(), func(out io.Writer) { writeQuote(out, v, s, q) })
		},
	}
	cmd.Flags().StringVar(&p.dataset, "dataset", "", "the dataset, instead of the one in the job file")
	return cmd
}

func writeQuote(out io.Writer, v *visit, s c2d.Spec, q c2d.Quote) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if s.Isolate != nil {
		fmt.Fprintf(t, "program\t%s, which the dataset admits\n", s.Isolate.Algorithm())
	}
	fmt.Fprintf(t, "price\t%s to the contributors, up to %s for machine time\n", v.money(q.Price), v.money(q.Compute))
	fmt.Fprintf(t, "privacy\tε %s per %s for this job (δ %s), %d contributions\n", epsilon(q.Epsilon), q.Unit, delta(q.Delta), q.Members)
	fmt.Fprintf(t, "jobs left\t%d like it after this one\n", q.JobsLeft)
	if q.Seconds > 0 {
		fmt.Fprintf(t, "time\t%s of rounds, whatever the program does\n", time.Duration(q.Seconds)*time.Second)
	}
	fmt.Fprintf(t, "assurance\t%s\n", q.Tier)
	fmt.Fprintf(t, "good until\t%s\n", q.Expires.Local().Format(time.DateTime))
	t.Flush()
}

// intent is a job that is about to be paid for, kept on disk so that a payment is never lost.
type intent struct {
	Spec   c2d.Spec       `json:"spec"`
	Wallet string         `json:"wallet"`
	Salt   datatoken.Hash `json:"salt"`  // the order's own number, so that it is made once
	Until  time.Time      `json:"until"` // when the quote runs out: after it, no payment can arrive any more
}

func (a *app) intentPath(spec datatoken.Hash) string {
	return filepath.Join(a.home, "orders", spec.String()+".json")
}

func (a *app) runCmd() *cobra.Command {
	p := prepared{}
	var yes, detach, resume bool
	var to string
	cmd := &cobra.Command{
		Use:   "run JOBFILE --wallet NAME",
		Short: "Buy, order and run a job, and watch it",
		Long: `Quote a job, buy and order it in one transaction, submit it, and watch it to its end. The price is held in escrow until then; a job that
fails is refunded at once. Interrupting the command does not interrupt the job.

While it watches, the command gives the provider your word, round by round and one round ahead, for the machine time that was delivered (stint jobs vouch
does so by hand). For what nobody vouches, the provider has to put as much of its own money beside its claim, and you can object: stint jobs object.

If it is killed after paying and before submitting, stint run --resume submits what was paid.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			switch {
			case resume && len(args) > 0:
				return c2d.Refuse(c2d.BadRequest, "see stint run --help", "stint run --resume takes no job file: it knows what was paid for")
			case !resume && len(args) != 1:
				return c2d.Refuse(c2d.BadRequest, "see stint run --help", "stint run needs a job file")
			case !resume:
				if _, err := a.known(p.trainer); err != nil {
					return err
				}
				if err := p.read(args[0]); err != nil {
					return err
				}
			}
			v, err := a.visit(ctx)
			if err != nil {
				return err
			}
			if resume {
				return a.resume(ctx, v)
			}
			trainer, err := a.one(p.trainer, v.chain)
			if err != nil {
				return err
			}
			s, err := a.prepare(ctx, v, p)
			if err != nil {
				return err
			}
			q, err := v.Quote(ctx, s)
			if err != nil {
				return err
			}
			if err := checkQuote(v, s, q); err != nil {
				return err
			}
			writeQuote(a.err, v, s, q)
			if err := confirm(yes, cmd.InOrStdin(), a.err); err != nil {
				return err
			}
			id, err := a.order(ctx, v, trainer, p.trainer, s, q)
			if err != nil {
				return err
			}
			if detach {
				return a.leave(id)
			}
			return a.follow(ctx, v, trainer, id, q.Compute, to)
		},
	}
	f := cmd.Flags()
	f.StringVar(&p.trainer, "wallet", "", "the trainer's wallet")
	f.StringVar(&p.dataset, "dataset", "", "the dataset, instead of the one in the job file")
	f.BoolVar(&yes, "yes", false, "pay without asking")
	f.BoolVar(&detach, "detach", false, "return once the job is submitted")
	f.BoolVar(&resume, "resume", false, "submit jobs that were paid for and not submitted")
	f.StringVar(&to, "to", "", "directory to put the results into")
	return cmd
}

// leave says how to come back to a job that goes on by itself.
func (a *app) leave(id datatoken.Hash) error {
	return a.show(map[string]datatoken.Hash{"job": id}, id.String(), func(out io.Writer) {
		fmt.Fprintf(out, "Job %s goes on. Come back with: stint jobs %s\n", id, id)
	})
}

// checkQuote makes sure that what is about to be paid for is what was asked for: a node's word is not enough.
func checkQuote(v *visit, s c2d.Spec, q c2d.Quote) error {
	loss, err := s.Plan().Loss()
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "correct the job file", "the plan cannot be accounted for: %v", err)
	}
	if q.Spec != s.Digest() || q.Dataset != s.Dataset || q.Token.Dataset != s.Dataset || q.Token.Price != q.Price || q.Provider != v.info.Provider || q.Loss != loss {
		return c2d.Refuse(c2d.VerificationFailed, "do not pay this node", "the quote is not for the job that was asked for")
	}
	return nil
}

// confirm asks a person before money moves.
func confirm(yes bool, in io.Reader, ask io.Writer) error {
	if yes {
		return nil
	}
	f, ok := in.(*os.File)
	if !ok {
		return c2d.Refuse(c2d.BadRequest, "add --yes to pay without being asked", "nobody is there to confirm the payment")
	}
	if s, err := f.Stat(); err != nil || s.Mode()&os.ModeCharDevice == 0 {
		return c2d.Refuse(c2d.BadRequest, "add --yes to pay without being asked", "nobody is there to confirm the payment")
	}
	fmt.Fprint(ask, "Buy and run it? [y/N] ")
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil || !strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "y") {
		return c2d.Refuse(c2d.BadRequest, "", "not bought")
	}
	return nil
}

// margin is added to a job's length to make its order's deadline: time to wait for a turn, and for settling.
const margin = time.Hour

// order persists what it is about to pay for, pays, and submits.
func (a *app) order(ctx context.Context, v *visit, trainer *chain.Sender, name string, s c2d.Spec, q c2d.Quote) (datatoken.Hash, error) {
	if err := v.gas(ctx, trainer.Address()); err != nil {
		return datatoken.Hash{}, err
	}
	var salt datatoken.Hash
	rand.Read(salt[:])
	raw, err := json.Marshal(intent{s, name, salt, q.Expires})
	if err != nil {
		return datatoken.Hash{}, fmt.Errorf("keep order: %w", err)
	}
	path := a.intentPath(q.Spec)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return datatoken.Hash{}, fmt.Errorf("keep order: %w", err)
	}
	if err := writeNew(path, raw); err != nil {
		return datatoken.Hash{}, err
	}
	o, ev, err := trainer.OrderJob(ctx, chain.Terms{
		Token: q.Token, Compute: q.Compute, Provider: q.Provider, Spec: q.Spec, Salt: salt, Deadline: time.Now().Add(time.Duration(q.Seconds)*time.Second + margin).Truncate(time.Second),
	}, chain.Quote{ValidUntil: q.Expires, Signature: q.Signature})
	if refused(err) {
		return datatoken.Hash{}, errors.Join(err, os.Remove(path))
	}
	if err != nil { // it may be in a block, or get into one
		return datatoken.Hash{}, c2d.Refuse(c2d.Unavailable, "stint run --resume looks whether it was paid for, and submits it if so", "whether the job was paid for is not known: %v", err)
	}
	a.note("bought and ordered in one transaction, %s", ev.Tx)
	return o.Job, a.submit(ctx, v, s, o.Job)
}

// refused reports an error that says for certain that nothing was paid.
func refused(err error) bool {
	var reverted *chain.Reverted
	return errors.As(err, &reverted) || errors.Is(err, chain.ErrInsufficientFunds) || errors.Is(err, chain.ErrQuote) || errors.Is(err, chain.ErrDeadline)
}

// submit hands in a paid spec, and forgets the intent.
func (a *app) submit(ctx context.Context, v *visit, s c2d.Spec, id datatoken.Hash) error {
	if _, err := v.Submit(ctx, s, id); err != nil {
		code := c2d.Unavailable
		if r := c2d.AsRefusal(err); r != nil {
			code = r.Code
		}
		return c2d.Refuse(code, "stint run --resume submits it", "job %s is paid for, and could not be submitted: %v", id, err)
	}
	return os.Remove(a.intentPath(s.Digest()))
}

// resume submits what was paid for and not submitted, and forgets what can no longer be. It never pays.
func (a *app) resume(ctx context.Context, v *visit) error {
	files, err := filepath.Glob(filepath.Join(a.home, "orders", "*.json"))
	if err != nil {
		return err
	}
	ids := []string{}
	var failed error
	for _, f := range files {
		id, err := a.resumeOne(ctx, v, f)
		if err != nil {
			failed = errors.Join(failed, err)
		} else if !id.IsZero() {
			ids = append(ids, id.String())
		}
	}
	if err := a.show(ids, strings.Join(ids, "\n"), func(out io.Writer) { fmt.Fprintf(out, "%d jobs submitted\n", len(ids)) }); err != nil {
		return err
	}
	return failed
}

// resumeOne returns the job it submitted, or none.
func (a *app) resumeOne(ctx context.Context, v *visit, file string) (none datatoken.Hash, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return none, fmt.Errorf("read order: %w", err)
	}
	var i intent
	if err := json.Unmarshal(raw, &i); err != nil {
		return none, fmt.Errorf("read order %s: %w", file, err)
	}
	trainer, err := a.one(i.Wallet, v.chain)
	if err != nil {
		return none, err
	}
	o, err := v.chain.Order(ctx, v.chain.JobOf(trainer.Address(), i.Spec.Digest(), i.Salt))
	missing := errors.Is(err, chain.ErrNoOrder)
	switch {
	case missing && time.Now().Before(i.Until.Add(late)):
		a.note("An order of wallet %s is not on the chain. It may still get there until %s; ask again then.", i.Wallet, i.Until.Add(late).Local().Format(time.DateTime))
		return none, nil
	case missing:
		a.note("An order of wallet %s was never paid for, and is forgotten.", i.Wallet)
		return none, os.Remove(file)
	case err != nil:
		return none, err
	case o.State != datatoken.OrderOpen:
		a.note("Order %s is %s already, and is forgotten here.", o.Job, strings.ToLower(string(o.State)))
		return none, os.Remove(file)
	}
	return o.Job, a.submit(ctx, v, i.Spec, o.Job)
}

// late is how far a chain's clock may be behind this machine's.
const late = 10 * time.Minute

// heartbeat is how much of a job's machine time its trainer vouches for: what was delivered, and one round ahead, so that neither side ever risks
// more than a round.
func heartbeat(compute datatoken.Amount, p c2d.Progress) datatoken.Amount {
	steps := uint64(max(p.Steps, 1))
	n := compute.Big()
	n.Mul(n, new(big.Int).SetUint64(min(uint64(p.Done)+1, steps))).Div(n, new(big.Int).SetUint64(steps))
	due, err := datatoken.AmountFromBig(n)
	if err != nil {
		return compute // cannot happen: it is at most compute
	}
	return due
}

// vouch gives the provider the trainer's word for machine time.
func (v *visit) vouch(ctx context.Context, trainer *chain.Sender, id datatoken.Hash, worth datatoken.Amount) error {
	voucher, err := trainer.SignVoucher(ctx, id, worth)
	if err != nil {
		return err
	}
	_, err = v.Vouch(ctx, id, voucher)
	return err
}

// follow watches a job to its end, vouching for machine time as it is delivered, and fetches its results if asked.
func (a *app) follow(ctx context.Context, v *visit, trainer *chain.Sender, id datatoken.Hash, compute datatoken.Amount, to string) error {
	var rounds *bar
	var stage c2d.Stage
	var vouched datatoken.Amount
	err := v.Watch(ctx, id, func(p web.JobProgress) {
		if due := heartbeat(compute, p.Progress); due.Cmp(vouched) > 0 && p.Fault == nil && !p.Done {
			if err := v.vouch(ctx, trainer, id, due); err != nil {
				a.note("The provider has no voucher for this round: %v", err)
			} else {
				vouched = due
			}
		}
		if p.Stage != stage {
			stage = p.Stage
			if rounds != nil && stage != c2d.Running {
				rounds.set(p.Progress.Done)
				rounds.end()
				rounds = nil
			}
			a.note("job %s  %s", id.String()[:10], stage)
		}
		if p.Progress.Steps > 1 && stage == c2d.Running {
			if rounds == nil {
				rounds = newBar(a.err, "rounds", p.Progress.Steps)
			}
			rounds.set(p.Progress.Done)
		}
	})
	if rounds != nil {
		rounds.end()
	}
	if err != nil && ctx.Err() != nil {
		return a.leave(id)
	}
	if err != nil {
		return err
	}
	j, err := v.Job(ctx, id)
	if err != nil {
		return err
	}
	if j.Fault != nil {
		a.note("The order is refunded: job %s", id)
		return j.Fault
	}
	if to != "" {
		if err := a.fetch(ctx, v, j, "", to); err != nil {
			return err
		}
	}
	return a.show(j, id.String(), func(out io.Writer) { writeJob(out, v, j) })
}
