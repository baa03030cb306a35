// Gas measures what the contracts of this project cost, beside those of others that do the same, and writes docs/gas.md.
//
// It promises that every number of the page but those that name another source was measured in the run that wrote it, by go-ethereum's state
// transition under the rules named at the head of its column, on signed transactions; and that a run is repeatable to the last unit of gas:
// keys, clock and inputs are fixed. A test of this package compares our rows of the page with a fresh run.
//
// It does not know what gas costs on a network, or what a roll-up charges for data.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/ethereum/go-ethereum/params"
)

// cost is one number of a run.
type cost struct {
	group, what string
	gas         uint64
}

// sheet collects the numbers of one run, in order.
type sheet struct {
	ours, peers []cost
}

func (s *sheet) note(group, what string, gas uint64) {
	s.ours = append(s.ours, cost{group, what, gas})
}

func (s *sheet) peer(what string, gas uint64) { s.peers = append(s.peers, cost{"", what, gas}) }

// find returns a number by its group and name. Both are spelt in this package: one that is missing is a mistake here.
func find(costs []cost, group, what string) uint64 {
	for _, c := range costs {
		if c.group == group && c.what == what {
			return c.gas
		}
	}
	panic("no number called " + group + ": " + what)
}

// sources say where the peers are.
type sources struct{ ocean, superfluid package_ }

func under(root string) sources {
	return sources{
		ocean:      package_{filepath.Join(root, "datatoken/contracts/node_modules/@oceanprotocol/contracts/artifacts/contracts"), "make contracts"},
		superfluid: package_{filepath.Join(root, ".peers/superfluid"), "make gas"},
	}
}

// measure is a whole run under some rules. Without Superfluid it leaves that peer out.
func measure(rules *params.ChainConfig, from sources, withSuperfluid bool) (*sheet, error) {
	s := &sheet{}
	c := newChain(rules)
	w := newWorld(c, s, from.ocean)
	w.budget()
	w.royalties()
	w.orders()
	w.jobs()
	w.oceanLocks()
	if c.err != nil {
		return nil, c.err
	}
	if withSuperfluid {
		c := newChain(rules)
		superfluid(c, s, from.superfluid)
		if c.err != nil {
			return nil, fmt.Errorf("superfluid: %w", c.err)
		}
	}
	return s, nil
}

func run() error {
	root := flag.String("root", ".", "the repository")
	out := flag.String("o", "docs/gas.md", "the page to write, below the repository")
	flag.Parse()
	now, err := measure(osaka(), under(*root), true)
	if err != nil {
		return fmt.Errorf("measure under Osaka: %w", err)
	}
	then, err := measure(amsterdam(), under(*root), true)
	if err != nil {
		return fmt.Errorf("measure under Amsterdam: %w", err)
	}
	page, missed := render(now, then, version())
	if err := os.WriteFile(filepath.Join(*root, *out), page, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d numbers, %d goals missed\n", *out, len(now.ours)+len(now.peers), missed)
	return nil
}

// version is that of go-ethereum in this program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/ethereum/go-ethereum" {
				return m.Version
			}
		}
	}
	return "unknown"
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gas:", err)
		os.Exit(1)
	}
}
