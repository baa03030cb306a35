package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/privacy/accountant"
)

func (a *app) privacyCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "privacy", Short: "Account for privacy loss, without a node"}
	cmd.AddCommand(a.planCmd(), a.evalCmd())
	return cmd
}

// maxVector is the longest line that eval reads.
const maxVector = 1 << 20

func (a *app) evalCmd() *cobra.Command {
	return &cobra.Command{
		Use: "eval", Short: "Answer reference vectors: one JSON object a line on stdin, one on stdout", Args: cobra.NoArgs,
		Long: `Read objects with id, kind and input, one a line, as files of reference vectors have them, and print {"id":…, "value":…} for each, or
{"id":…, "error":…} where the question makes no sense or its kind is not known. Values are upper bounds where they are not exact.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return eval(cmd.InOrStdin(), a.out) },
	}
}

// answer is one line of eval's output. An infinite value is the text "inf".
type answer struct {
	ID    string `json:"id"`
	Value any    `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

func eval(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxVector)
	w := json.NewEncoder(out)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var v accountant.Vector
		err := json.Unmarshal(lines.Bytes(), &v)
		x := 0.0
		if err == nil {
			x, err = accountant.Eval(v)
		}
		line := answer{ID: v.ID}
		switch {
		case err != nil:
			line.Error = err.Error()
		case math.IsInf(x, 1):
			line.Value = "inf"
		default:
			line.Value = x
		}
		if err := w.Encode(line); err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return c2d.Refuse(c2d.BadRequest, fmt.Sprintf("give one object a line, of at most %d bytes", maxVector), "cannot read the vectors: %v", err)
	}
	return nil
}

// planView is what is known of a plan before it runs.
type planView struct {
	Plan    privacy.Plan              `json:"plan"`
	Delta   privacy.Delta             `json:"delta"`
	Orders  [privacy.NumOrders]uint32 `json:"orders"`
	Loss    privacy.Loss              `json:"loss"`
	RDP     *privacy.Micros           `json:"epsilonRDP"` // of the loss; null when no ε bounds it
	Epsilon *privacy.Micros           `json:"epsilon"`    // the least that is known to hold for this plan
	Belief  privacy.Micros            `json:"belief"`     // from 1 %
	Target  *privacy.Micros           `json:"target,omitempty"`
	Sigma   *privacy.Micros           `json:"sigmaForTarget,omitempty"`
	Rounds  *uint32                   `json:"roundsForTarget,omitempty"`
}

// onePercent is what the attacker of planView knows before.
const onePercent = privacy.One / 100

func (a *app) planCmd() *cobra.Command {
	var deltaText, target string
	cmd := &cobra.Command{
		Use: "plan JOBFILE", Short: "What a job would reveal, and the noise or rounds that a target allows", Args: exactly(1, "a job file"),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := planOf(args[0])
			if err != nil {
				return err
			}
			v := planView{Plan: p, Orders: privacy.Orders}
			if v.Delta, err = readDelta(deltaText); err != nil {
				return err
			}
			if v.Loss, err = p.Loss(); err != nil {
				return c2d.Refuse(c2d.BadRequest, "correct the job file", "%v", err)
			}
			if e, finite := v.Loss.Epsilon(v.Delta); finite {
				v.RDP = &e
			}
			if e, finite := p.Epsilon(v.Delta); finite {
				v.Epsilon = &e
			}
			v.Belief, _ = p.Belief(onePercent, v.Delta)
			if target != "" {
				if err := v.calibrate(target); err != nil {
					return err
				}
			}
			return a.show(v, "", func(out io.Writer) { writePlan(out, v) })
		},
	}
	cmd.Flags().StringVar(&deltaText, "delta", "0.000001", "δ that ε is stated at; the dataset says which is its own")
	cmd.Flags().StringVar(&target, "epsilon", "", "print the noise, and the rounds, with which the job stays within this ε")
	return cmd
}

// planOf reads the plan of a job file. What the job is run on, and with, is not looked at.
func planOf(path string) (privacy.Plan, error) {
	r, err := os.Open(path)
	if err != nil {
		return privacy.Plan{}, fmt.Errorf("open job file: %w", err)
	}
	defer r.Close()
	f, err := parseJobFile(r)
	if err != nil {
		return privacy.Plan{}, err
	}
	return f.spec().Plan(), nil
}

func readDelta(text string) (privacy.Delta, error) {
	d, err := datatoken.ParseDecimal(text, 12)
	if err != nil || !d.Big().IsInt64() || d.IsZero() || privacy.Delta(d.Big().Int64()) >= privacy.Certain {
		return 0, c2d.Refuse(c2d.BadRequest, "write it with decimals, such as 0.000001", "δ is %.40q, want a number above 0 and below 1 with at most 12 decimals", text)
	}
	return privacy.Delta(d.Big().Int64()), nil
}

func (v *planView) calibrate(target string) error {
	t, err := datatoken.ParseDecimal(target, 6)
	if err != nil || !t.Big().IsInt64() || t.IsZero() {
		return c2d.Refuse(c2d.BadRequest, "write it with decimals, such as 2.5", "--epsilon is %.40q, want a number above 0 with at most 6 decimals", target)
	}
	eps := privacy.Micros(t.Big().Int64())
	v.Target = &eps
	if v.Plan.Gaussian == nil {
		return c2d.Refuse(c2d.BadRequest, "change the ε of its statistics instead", "a query job has no noise multiplier and no rounds to calibrate")
	}
	sigma, err := v.Plan.SigmaFor(eps, v.Delta)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "ask for a larger ε", "%v", err)
	}
	rounds, err := v.Plan.RoundsFor(eps, v.Delta)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "correct the job file", "%v", err)
	}
	v.Sigma, v.Rounds = &sigma, &rounds
	return nil
}

func writePlan(out io.Writer, v planView) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	show := func(e *privacy.Micros) string {
		if e == nil {
			return "∞"
		}
		return epsilon(*e)
	}
	fmt.Fprintf(t, "epsilon\t%s at δ %s: the least that is known to hold for this job alone\n", show(v.Epsilon), delta(v.Delta))
	fmt.Fprintf(t, "by RDP\t%s: what its loss on the ledger comes to\n", show(v.RDP))
	fmt.Fprintf(t, "belief\t%s %% at most, of what somebody held for 1 %% likely before\n", datatoken.Units(uint64(v.Belief)).Format(4))
	if v.Target != nil {
		fmt.Fprintf(t, "for ε %s\tsigma %s with its number of rounds, or %d of its rounds with its sigma\n", epsilon(*v.Target), decimal(int64(*v.Sigma)), *v.Rounds)
	}
	fmt.Fprint(t, "order")
	for _, o := range v.Orders {
		fmt.Fprintf(t, "\t%d", o)
	}
	fmt.Fprint(t, "\nloss, 1e-4 nats")
	for _, n := range v.Loss.Lanes() {
		if n == privacy.MaxLane {
			fmt.Fprint(t, "\t∞")
			continue
		}
		fmt.Fprintf(t, "\t%d", n)
	}
	fmt.Fprintln(t)
	t.Flush()
}
