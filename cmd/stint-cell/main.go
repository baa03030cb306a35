// Stint-cell runs a stranger's program behind a wall. It is started by a stint node, one for each lane, and speaks only to it.
package main

import (
	"os"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

func main() { os.Exit(cell.Main()) }
