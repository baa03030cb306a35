package web

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
)

// declared lists the constants of type Code in a Go file.
func declared(t *testing.T, file, typ string) []c2d.Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []c2d.Code
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Type == nil || len(v.Values) != 1 {
			return true
		}
		lit, ok := v.Values[0].(*ast.BasicLit)
		named := fmt.Sprint(v.Type) == typ
		if s, sel := v.Type.(*ast.SelectorExpr); sel {
			named = fmt.Sprint(s.X, ".", s.Sel) == typ
		}
		if ok && named {
			code, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, c2d.Code(code))
		}
		return true
	})
	slices.Sort(out)
	return out
}

// TestEveryCodeHasAStatus: a code that somebody adds and forgets here would reach callers as the node's own failure.
func TestEveryCodeHasAStatus(t *testing.T) {
	codes := c2d.Codes()
	slices.Sort(codes)
	if d := gocmp.Diff(declared(t, "../refusal.go", "Code"), codes); d != "" {
		t.Errorf("c2d.Codes does not list the codes (-declared +listed):\n%s", d)
	}
	ours := declared(t, "problem.go", "c2d.Code")
	want := slices.Sorted(slices.Values(append(slices.Clone(codes), ours...)))
	var got []c2d.Code
	for code, status := range statuses {
		got = append(got, code)
		if status < 400 || http.StatusText(status) == "" {
			t.Errorf("%s: status %d", code, status)
		}
	}
	slices.Sort(got)
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("the table of statuses is not complete (-want +got):\n%s", d)
	}
}

// rows reads the lines of a Markdown table whose header begins with a word.
func rows(t *testing.T, doc, header string) [][]string {
	t.Helper()
	var out [][]string
	in := false
	for line := range strings.Lines(doc) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "| "+header+" |"):
			in = true
		case !strings.HasPrefix(line, "|"):
			in = false
		case in && !strings.HasPrefix(line, "| ---"):
			var cells []string
			for cell := range strings.SplitSeq(strings.Trim(line, "|"), " | ") {
				cells = append(cells, strings.Trim(strings.TrimSpace(cell), "`"))
			}
			out = append(out, cells)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no table with header %q", header)
	}
	return out
}

// TestDocs: docs/api.md has the routes and the statuses that the server has, and an example of every route.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	var want, got []string
	for code, status := range statuses {
		want = append(want, fmt.Sprint(code, " ", status))
	}
	for _, r := range rows(t, doc, "code") {
		got = append(got, r[0]+" "+r[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("codes and statuses (-server +docs):\n%s", d)
	}
	want, got = nil, nil
	for _, r := range (&Server{}).routes() {
		want = append(want, r.method+" "+r.path)
		example := regexp.MustCompile("(?m)^" + r.method + " " + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(r.path), `[^/? ]+`) + `(\?\S+)?$`)
		if !example.MatchString(doc) {
			t.Errorf("no example of %s %s", r.method, r.path)
		}
	}
	for _, r := range rows(t, doc, "route") {
		got = append(got, r[0])
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("routes (-server +docs):\n%s", d)
	}
}

// TestWhatIsSaidOfAJob: a field added to a job is not published before somebody has thought about it.
func TestWhatIsSaidOfAJob(t *testing.T) {
	published := []string{
		"ID", "Spec", "Order", "Members", "Blocks", "Place", "Loss", "Epsilon", "Spent", "Stage", "Marks", "Started", "Fault", "Delivered", "Receipt", "Drawn", "Created", "Updated",
		"Voucher", // what it is worth, not the signature
	}
	withheld := []string{"Revision", "Rounds"} // rounds are told with the progress
	var got []string
	for f := range reflect.TypeFor[c2d.Job]().Fields() {
		got = append(got, f.Name)
	}
	slices.SortFunc(got, cmp.Compare[string])
	if d := gocmp.Diff(slices.Sorted(slices.Values(append(published, withheld...))), got); d != "" {
		t.Errorf("decide whether publish tells it, then list it here (-known +has):\n%s", d)
	}
}
