package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../../.."

// today is the run under Osaka that the tests share.
var today = sync.OnceValues(func() (*sheet, error) { return measure(osaka(), under(root), false) })

// TestPage holds the page to the contracts: our rows are those of a fresh run, to the last unit of gas. Peers change only with their packages,
// which `make gas` fetches, so their rows are not run again here.
func TestPage(t *testing.T) {
	page, err := os.ReadFile(root + "/docs/gas.md")
	if err != nil {
		t.Fatal(err)
	}
	now, err := today()
	if err != nil {
		t.Fatal(err)
	}
	then, err := measure(amsterdam(), under(root), false)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for i, c := range now.ours {
		want[c.group+": "+c.what] = fmt.Sprintf("%s | %s", thousands(int(c.gas)), thousands(int(then.ours[i].gas)))
	}
	if diff := cmp.Diff(want, rows(page)); diff != "" {
		t.Errorf("docs/gas.md is not what the contracts cost, run `make gas` (-measured +page):\n%s", diff)
	}
}

// rows reads the tables between "## Ours" and "## Peers".
func rows(page []byte) map[string]string {
	_, page, _ = bytes.Cut(page, []byte("\n## Ours\n"))
	page, _, _ = bytes.Cut(page, []byte("\n## Peers\n"))
	found := map[string]string{}
	var group string
	for s := bufio.NewScanner(bytes.NewReader(page)); s.Scan(); {
		cells := strings.SplitN(strings.Trim(s.Text(), "| "), " | ", 2)
		switch {
		case len(cells) < 2:
		case strings.HasSuffix(cells[1], "Amsterdam"):
			group = cells[0]
		default:
			found[group+": "+cells[0]] = cells[1]
		}
	}
	return found
}

// What the contracts promise about gas, whatever the page says.
func TestGoals(t *testing.T) {
	s, err := today()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goals {
		t.Run(g.group+" "+g.what, func(t *testing.T) {
			if ours := find(s.ours, g.group, g.what); !g.holds(ours, s) && !g.known {
				t.Errorf("%d gas, the goal is %s", ours, g.text)
			} else if g.holds(ours, s) && g.known {
				t.Errorf("%d gas reaches the goal %s: it is a known miss no longer", ours, g.text)
			}
		})
	}
}

// Two runs are the same to the last unit of gas: nothing in them depends on the clock or on chance.
func TestRepeatable(t *testing.T) {
	a, err := today()
	if err != nil {
		t.Fatal(err)
	}
	b, err := measure(osaka(), under(root), false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.ours, b.ours, cmp.AllowUnexported(cost{})); diff != "" {
		t.Error(diff)
	}
}
