package cell

import (
	"fmt"
	"os"
	"strings"
)

// Greeting is what a cell says of its machine when a conductor connects.
type Greeting struct {
	ABI   int    // of Landlock; 0 for none
	Notes string // what weakens the wall here and is not forbidden: one sentence a line
}

func (g Greeting) encode() []byte { return fmt.Appendf(nil, "%d\n%s", g.ABI, g.Notes) }

// ParseGreeting reads the payload of a Hello frame.
func ParseGreeting(p []byte) (Greeting, error) {
	first, rest, ok := strings.Cut(string(p), "\n")
	var g Greeting
	if _, err := fmt.Sscanf(first, "%d", &g.ABI); err != nil || !ok || len(p) > 4096 {
		return Greeting{}, fmt.Errorf("read greeting: %w", ErrFrame)
	}
	g.Notes = rest
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
