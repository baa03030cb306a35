package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

// TestExitTable: every reason for which the platform says no has its exit code, and only one.
func TestExitTable(t *testing.T) {
	rows, seen := map[c2d.Code]int{}, map[int]bool{0: true, 1: true}
	for _, e := range exitCodes {
		if seen[e.exit] || e.what == "" {
			t.Errorf("exit code %d is there twice, or means nothing", e.exit)
		}
		seen[e.exit] = true
		for _, c := range e.codes {
			rows[c]++
		}
	}
	for _, c := range c2d.Codes() {
		if rows[c] != 1 || exitCode(c) < 2 {
			t.Errorf("%s is in %d rows of the table, and exits with %d", c, rows[c], exitCode(c))
		}
	}
	if got := exitCode("Nonsense"); got != 1 {
		t.Errorf("an unknown code exits with %d, want 1", got)
	}
}

// TestRefusal: errors of every room reach a person with a code; a sentence already made is kept.
func TestRefusal(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want c2d.Code
	}{
		"refusal, wrapped":  {fmt.Errorf("quote: %w", c2d.Refuse(c2d.BudgetExceeded, "", "no")), c2d.BudgetExceeded},
		"no money":          {fmt.Errorf("order job: %w", chain.ErrInsufficientFunds), c2d.InsufficientFunds},
		"old quote":         {chain.ErrQuote, c2d.OrderInvalid},
		"not the curator":   {chain.ErrNotCurator, c2d.NotAuthorized},
		"stopped":           {chain.ErrPaused, c2d.Unavailable},
		"books do not add":  {datatoken.ErrLeak, c2d.VerificationFailed},
		"false snapshot":    {chain.ErrUnproven, c2d.VerificationFailed},
		"object lost":       {storage.ErrNotFound, c2d.DataUnavailable},
		"object changed":    {storage.ErrCorrupt, c2d.DataUnavailable},
		"not sealed to me":  {storage.ErrKey, c2d.VerificationFailed},
		"no such file":      {fmt.Errorf("open: %w", os.ErrNotExist), c2d.NotFound},
		"not my file":       {fmt.Errorf("open: %w", os.ErrPermission), c2d.NotAuthorized},
		"interrupted":       {fmt.Errorf("wait: %w", context.Canceled), c2d.Unavailable},
		"nobody foresaw it": {errors.New("disk on fire"), "Unexpected"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := refusal(tc.err); got.Code != tc.want || got.Sentence == "" {
				t.Errorf("refusal %q (%s), want code %s", got.Sentence, got.Code, tc.want)
			}
		})
	}
}
