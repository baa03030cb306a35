package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
)

// TestQuoteIsForThisJob: a node cannot have a trainer pay for another job than the one asked for.
func TestQuoteIsForThisJob(t *testing.T) {
	dataset, provider := datatoken.Address{1}, datatoken.Address{2}
	s := c2d.Spec{Stint: 1, Dataset: dataset, Mode: c2d.ModeQuery, Query: []c2d.Statistic{{Name: "a", Kind: "mean", Column: "age", Epsilon: 1_000_000}}}
	loss, err := s.Plan().Loss()
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{info: web.Info{Provider: provider}}
	honest := c2d.Quote{
		Spec: s.Digest(), Dataset: dataset, Provider: provider, Loss: loss, Price: datatoken.Units(5),
		Token: datatoken.Token{Dataset: dataset, Price: datatoken.Units(5)},
	}
	if err := checkQuote(v, s, honest); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*c2d.Quote){
		"another spec":        func(q *c2d.Quote) { q.Spec[0]++ },
		"another dataset":     func(q *c2d.Quote) { q.Dataset[0]++ },
		"another's datatoken": func(q *c2d.Quote) { q.Token.Dataset[0]++ },
		"another provider":    func(q *c2d.Quote) { q.Provider[0]++ },
		"a price not shown":   func(q *c2d.Quote) { q.Token.Price = datatoken.Units(500) },
		"a smaller loss":      func(q *c2d.Quote) { q.Loss = privacy.Loss{} },
	} {
		t.Run(name, func(t *testing.T) {
			q := honest
			change(&q)
			if err := checkQuote(v, s, q); !c2d.IsRefusal(err, c2d.VerificationFailed) {
				t.Errorf("got %v, want a refusal with code %s", err, c2d.VerificationFailed)
			}
		})
	}
}

// TestRefused: only an error that says for certain that nothing was paid lets go of an order; after any other the money may be on its way.
func TestRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"contract said no":     {fmt.Errorf("order job: %w", &chain.Reverted{Reason: "no"}), true},
		"too little money":     {fmt.Errorf("order job: %w", chain.ErrInsufficientFunds), true},
		"quote does not hold":  {chain.ErrQuote, true},
		"interrupted":          {fmt.Errorf("wait for transaction: %w", os.ErrDeadlineExceeded), false},
		"connection was lost":  {fmt.Errorf("wait for transaction: EOF"), false},
		"nothing went wrong":   {nil, false},
		"no order in the logs": {fmt.Errorf("transaction left no such event"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := refused(tc.err); got != tc.want {
				t.Errorf("refused is %v, want %v", got, tc.want)
			}
		})
	}
}

// TestFetchWritesOnlyWhatWasDeclared: a node that delivers under another name does not get to choose which file is written.
func TestFetchWritesOnlyWhatWasDeclared(t *testing.T) {
	a := &app{home: t.TempDir()}
	id, err := a.identity("trainer")
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "results")
	for _, name := range []string{".bashrc", "../answers.json", "/etc/passwd", "model.safetensors", "", ".", ".."} {
		j := web.Job{Spec: c2d.Spec{Recipient: id.Recipient().String()}, Delivered: []c2d.Delivery{{Name: name}}}
		if err := a.fetch(t.Context(), &visit{}, j, "trainer", to); !c2d.IsRefusal(err, c2d.VerificationFailed) {
			t.Errorf("name %q: got %v, want a refusal with code %s", name, err, c2d.VerificationFailed)
		}
	}
	if files, err := os.ReadDir(to); err != nil || len(files) > 0 {
		t.Errorf("%d files were written: %v", len(files), err)
	}
}

// TestConfirm: money moves only when a person at a terminal, or a flag, says so.
func TestConfirm(t *testing.T) {
	var asked strings.Builder
	if err := confirm(true, nil, &asked); err != nil || asked.Len() > 0 {
		t.Errorf("with --yes: %v, asked %q", err, asked.String())
	}
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(w, "y")
	w.Close()
	for name, in := range map[string]interface{ Read([]byte) (int, error) }{"a pipe": pipe, "a reader": strings.NewReader("y\n")} {
		if err := confirm(false, in, &asked); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("%s that says yes: %v, want a refusal", name, err)
		}
	}
}
