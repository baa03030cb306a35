package cell

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Greeting is what a cell says of its machine when a conductor connects.
type Greeting struct {
	ABI   int    // of Landlock; 0 for none
	Wall  Wall   // what this cell builds
	Notes string // what weakens the wall here and is not forbidden: one sentence a line
}

func (g Greeting) encode() []byte { return fmt.Appendf(nil, "%d %s\n%s", g.ABI, g.Wall, g.Notes) }

// ParseGreeting reads the payload of a Hello frame.
func ParseGreeting(p []byte) (Greeting, error) {
	first, notes, ok := strings.Cut(string(p), "\n")
	abi, wall, _ := strings.Cut(first, " ")
	g := Greeting{Wall: Wall(wall), Notes: notes}
	var err error
	if g.ABI, err = strconv.Atoi(abi); err != nil || !ok || len(p) > 4096 || g.Wall != Namespaces && g.Wall != Landlock {
		return Greeting{}, fmt.Errorf("read greeting: %w", ErrFrame)
	}
	return g, nil
}

// notes lists what weakens the wall on this machine.
func notes() string {
	var b strings.Builder
	if n := strings.Count(setting("/proc/swaps"), "\n"); n > 0 {
		b.WriteString("Swap is on: memory files may reach a disk unless it is encrypted.\n")
	}
	return b.String()
}

// notes lists what weakens the Landlock wall besides.
func (t *thin) notes(o Options) string {
	var b strings.Builder
	if !o.Alone {
		b.WriteString("Without namespaces process numbers are the whole machine's: programs see how many others make, and one lane runs at a time.\n")
	}
	var st unix.Statfs_t
	if err := unix.Statfs(t.dir, &st); err != nil || st.Type != unix.TMPFS_MAGIC && st.Type != unix.RAMFS_MAGIC {
		b.WriteString("The scratch directory is on no memory file system: plain records reach a disk.\n")
	}
	return b.String()
}

func setting(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

func seccomped() bool {
	return strings.Contains(setting("/proc/self/status"), "\nSeccomp:\t2")
}
