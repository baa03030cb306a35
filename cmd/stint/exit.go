package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
)

// exitCodes is the one table of exit codes. 0 is success, 1 anything that is not in it.
var exitCodes = []struct {
	exit  int
	codes []c2d.Code
	what  string
}{
	{2, []c2d.Code{c2d.BadRequest, web.TooLarge, web.MediaType, web.MethodNotAllowed, web.WrongHost}, "the command does not make sense as it is"},
	{3, []c2d.Code{c2d.NotFound}, "there is no such thing"},
	{4, []c2d.Code{c2d.NotAuthorized}, "not with this wallet"},
	{5, []c2d.Code{c2d.OrderInvalid, c2d.AlgorithmNotAllowed, c2d.Conflict}, "the order, program or document is not acceptable"},
	{6, []c2d.Code{c2d.InsufficientFunds}, "the wallet cannot pay"},
	{7, []c2d.Code{c2d.BudgetExceeded}, "the privacy budget does not allow it"},
	{8, []c2d.Code{c2d.SandboxUnavailable, c2d.SealNotProven, c2d.SealPolicyMissing}, "untrusted code cannot be contained here"},
	{9, []c2d.Code{c2d.Unavailable, c2d.DeadlinePassed}, "not now, or not any more"},
	{10, []c2d.Code{c2d.RunFailed, c2d.DataUnavailable}, "the job failed, and was refunded"},
	{11, []c2d.Code{c2d.AirlockBlocked}, "the airlock let nothing out"},
	{12, []c2d.Code{c2d.VerificationFailed}, "evidence does not add up"},
}

func exitCode(code c2d.Code) int {
	for _, e := range exitCodes {
		for _, c := range e.codes {
			if c == code {
				return e.exit
			}
		}
	}
	return 1
}

// exitCodesTopic is help without a command.
func exitCodesTopic() *cobra.Command {
	var b strings.Builder
	writeExitCodes(&b)
	return &cobra.Command{Use: "exit-codes", Short: "What exit codes mean", Long: b.String()}
}

func writeExitCodes(to io.Writer) {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "EXIT\tMEANING\tCODES")
	fmt.Fprintln(w, "0\tdone\t")
	fmt.Fprintln(w, "1\tsomething nobody expected\t")
	for _, e := range exitCodes {
		var codes []string
		for _, c := range e.codes {
			codes = append(codes, string(c))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\n", e.exit, e.what, strings.Join(codes, ", "))
	}
	w.Flush()
}
