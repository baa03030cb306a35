package cell

import (
	"fmt"
	"os"
	"runtime"
)

func init() {
	// A program must be started, and must start, on the main thread: the kernel ties its life to the thread that made it.
	if len(os.Args) > 0 && (os.Args[0] == inside || isCell(os.Args)) {
		runtime.LockOSThread()
	}
}

const supervisor = "stint-cell-supervisor"

func isCell(args []string) bool { return args[0] == supervisor && len(args) == 2 }

// Arguments returns the command line that makes a binary whose main calls Main a cell, speaking on descriptor 3.
func Arguments(o Options) []string { return []string{supervisor, o.encode()} }

// Main is the whole of the stint-cell binary: it serves one conductor on descriptor 3, or is the inside of a run, or the probe.
// It returns the exit code.
func Main() int {
	Inside()
	if isProbe(os.Args) {
		return attack(os.Args)
	}
	if !isCell(os.Args) {
		fmt.Fprintln(os.Stderr, "stint-cell is started by stint, not by hand")
		return 2
	}
	o, err := parseOptions(os.Args[1])
	if err != nil {
		return 2
	}
	if err := Serve(os.NewFile(3, "conductor"), o); err != nil {
		return 1
	}
	return 0
}
