package c2d_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// TestVerify: the evidence of an honest job holds; change any one thing, in the evidence or in what the chain proves, and the check that
// covers it says so.
func TestVerify(t *testing.T) {
	honest := func(t *testing.T, fails bool) (c2d.Evidence, c2d.Proof, []c2d.Output) {
		w := newWorld(t, 8_000_000, 1)
		n, s := w.nodes[0], w.spec(c2d.ModeIsolate)
		if fails {
			n.runner.Break = 2
		}
		j := w.finishBought(n, s)
		o, err := w.exchange.Order(ctx, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := j.Receipt.Receipt
		at := func(s c2d.Step) datatoken.Evidence { return r.Evidence[s] }
		p := c2d.Proof{
			Ordered:   &o,
			Reserved:  &c2d.Claimed{Evidence: at(c2d.StepReserve), Dataset: r.Dataset, Operator: r.Provider, Blocks: r.Blocks, Loss: j.Loss},
			Committed: &c2d.Claimed{Evidence: at(c2d.StepCommit), Dataset: r.Dataset, Operator: r.Provider, Blocks: r.Blocks, Loss: j.Spent},
			Closed: &c2d.Closing{
				Evidence: datatoken.Evidence{Block: 9}, State: o.State, Receipt: j.Receipt.Digest,
				Royalty: o.Price, Compute: o.Compute, Claim: o.Compute, Pooled: o.Price, Treasury: datatoken.Units(1),
			},
		}
		if fails {
			p.Closed.Royalty, p.Closed.Compute, p.Closed.Pooled, p.Closed.Refund = datatoken.Amount{}, datatoken.Amount{}, datatoken.Amount{}, o.Price.Add(o.Compute)
			return c2d.Evidence{Spec: s, Receipt: *j.Receipt}, p, nil
		}
		out, err := n.runner.Collect(ctx, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		return c2d.Evidence{Spec: s, Receipt: *j.Receipt}, p, out
	}
	verify := func(e c2d.Evidence, p c2d.Proof, out []c2d.Output) (broken []string) {
		recover := func(digest datatoken.Hash, sig string) (datatoken.Address, error) {
			if sig != "signed "+digest.String() {
				return datatoken.Address{}, errors.New("bad signature")
			}
			return account("provider0"), nil
		}
		for _, f := range c2d.Verify(e, p, recover, out) {
			if !f.OK {
				broken = append(broken, f.Check)
			}
		}
		return broken
	}
	for _, fails := range []bool{false, true} {
		if broken := verify(honest(t, fails)); len(broken) > 0 {
			t.Fatalf("honest job (fails %v): %v", fails, broken)
		}
	}
	e, p, out := honest(t, true)
	p.Closed.Compute, p.Closed.Refund = datatoken.Units(1), less(p.Ordered.Price.Add(p.Ordered.Compute), 1)
	if broken := verify(e, p, out); len(broken) > 0 {
		t.Fatalf("honest job that failed after a draw: %v", broken)
	}
	loss, err := privacy.LossFromLanes([privacy.NumOrders]uint32{1})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		fails  bool
		change func(*c2d.Evidence, *c2d.Proof, []c2d.Output)
		check  string
	}{
		"receipt rewritten":           {false, func(e *c2d.Evidence, _ *c2d.Proof, _ []c2d.Output) { e.Receipt.Receipt.Tier = "attested" }, "receipt digest"},
		"signed by nobody":            {false, func(e *c2d.Evidence, _ *c2d.Proof, _ []c2d.Output) { e.Receipt.Signature = "" }, "receipt signature"},
		"another spec":                {false, func(e *c2d.Evidence, _ *c2d.Proof, _ []c2d.Output) { e.Spec.Nonce[0]++ }, "spec"},
		"no such order":               {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Ordered = nil }, "order"},
		"somebody else's order":       {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Ordered.Trainer = account("x") }, "order"},
		"another price":               {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Ordered.Price = datatoken.Units(1) }, "price"},
		"reserved less than the plan": {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Reserved.Loss = loss }, "reservation"},
		"never reserved":              {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Reserved = nil }, "reservation"},
		"charged less than ran":       {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Committed.Loss = loss }, "charge"},
		"never charged":               {true, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Committed = nil }, "charge"},
		"charged in other blocks":     {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Committed.Blocks = []uint32{1} }, "charge"},
		"charged after the money":     {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Committed.Evidence.Block = 10 }, "charged before anything left"},
		"another receipt on chain":    {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Closed.Receipt[0]++ }, "receipt on chain"},
		"contributors short-changed":  {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Closed.Pooled = datatoken.Units(19) }, "money"},
		"more machine time than was allowed": {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) {
			p.Closed.Claim = p.Ordered.Compute.Add(datatoken.Units(1))
		}, "money"},
		"another ledger":           {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Committed.Evidence.Head[0]++ }, "ledger head"},
		"money kept":               {false, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Closed = nil }, "money"},
		"a failed job was paid":    {true, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Closed.State = datatoken.OrderPaid }, "money"},
		"a failed job kept a part": {true, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) { p.Closed.Refund = datatoken.Units(1) }, "money"},
		"a failed job drew of the price": {true, func(_ *c2d.Evidence, p *c2d.Proof, _ []c2d.Output) {
			p.Closed.Compute, p.Closed.Refund = p.Ordered.Compute.Add(datatoken.Units(1)), less(p.Ordered.Price, 1)
		}, "money"},
		"another model": {false, func(_ *c2d.Evidence, _ *c2d.Proof, o []c2d.Output) { o[0].Bytes[len(o[0].Bytes)-1]++ }, "output model.safetensors"},
		"an output more": {false, func(e *c2d.Evidence, _ *c2d.Proof, _ []c2d.Output) {
			e.Receipt.Receipt.Outputs = append(e.Receipt.Receipt.Outputs, c2d.ReceiptOutput{Name: "rows.csv"})
		}, "outputs"},
	} {
		t.Run(name, func(t *testing.T) {
			e, p, out := honest(t, tc.fails)
			tc.change(&e, &p, out)
			if broken := verify(e, p, out); !strings.Contains(strings.Join(broken, "\n"), tc.check) {
				t.Fatalf("checks that failed: %q, want %q among them", broken, tc.check)
			}
		})
	}
}

func less(a datatoken.Amount, units uint64) datatoken.Amount {
	a, err := a.Sub(datatoken.Units(units))
	if err != nil {
		panic(err)
	}
	return a
}
