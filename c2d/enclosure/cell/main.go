package cell

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

func init() {
	// A program must be started, and must start, on the main thread: the kernel ties its life to the thread that made it.
	if len(os.Args) > 0 && (os.Args[0] == inside || isCell(os.Args)) {
		runtime.LockOSThread()
	}
}

const supervisor = "stint-cell"

func isCell(args []string) bool { return args[0] == supervisor && len(args) == 4 }

// Arguments returns the command line that makes a binary whose main calls Main a cell, speaking on descriptor 3.
func Arguments(o Options) []string {
	return []string{supervisor, strconv.Itoa(o.Lane), strconv.Itoa(o.CPU), strings.Join(o.Runtime, ":")}
}

// Main is the whole of the stint-cell binary: it serves one conductor on descriptor 3, or is the inside of a run, or the probe.
// It returns the exit code.
func Main() int {
	Inside()
	if len(os.Args) == 2 && os.Args[0] == pathProgram && (os.Args[1] == probeStatic || os.Args[1] == probeHost) {
		return attack(os.Args[1] == probeHost)
	}
	if !isCell(os.Args) {
		fmt.Fprintln(os.Stderr, "stint-cell is started by stint, not by hand")
		return 2
	}
	lane, err1 := strconv.Atoi(os.Args[1])
	cpu, err2 := strconv.Atoi(os.Args[2])
	if err1 != nil || err2 != nil || lane < 0 {
		return 2
	}
	o := Options{Lane: lane, CPU: cpu}
	if os.Args[3] != "" {
		o.Runtime = strings.Split(os.Args[3], ":")
	}
	var conn io.ReadWriteCloser = os.NewFile(3, "conductor")
	if err := Serve(conn, o); err != nil {
		return 1
	}
	return 0
}
