package stint

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/stintdao/stint"

// floors: a package imports only packages of lower floors. Rooms of one floor do not know each other.
var floors = map[string]int{
	"": 0, "privacy": 0, "storage": 0, "datatoken": 0, // the ground rooms: loss, bytes, rights and money
	"datatoken/contracts":         0, // compiled artifacts, no code
	"operator/api/v1alpha1":       0, // types of the cluster's resources
	"c2d":                         1, // the join of the three ground rooms
	"privacy/release":             1,
	"privacy/admission":           1,
	"storage/dir":                 1,
	"storage/ipfs":                2, // a view of the files of storage/dir
	"storage/ipfs/swarm":          1,
	"storage/gateway":             1,
	"storage/s3":                  1,
	"storage/pack":                1,
	"storage/doors":               3, // which door a text names
	"datatoken/chain":             1,
	"datatoken/index":             1, // the events of contracts, in a file
	"datatoken/deploy":            1, // the contracts, put anywhere
	"datatoken/devchain":          2, // a chain that has them from the beginning
	"c2d/airlock":                 2,
	"c2d/card":                    2,
	"c2d/enclosure":               2,
	"c2d/web":                     2,
	"c2d/local":                   3,
	"c2d/market":                  3,
	"c2d/broker":                  3,
	"operator":                    3,
	"operator/e2e":                4,
	"cmd/stint":                   4,
	"cmd/stint-cell":              4,
	"cmd/stint-operator":          4,
	"cmd/stint-conductor":         4,
	"storage/bench":               4, // a main: it measures storage beside other tools
	"datatoken/devchain/bench":    4, // a main: it measures the development chain beside other nodes
	"datatoken/contracts/gas":     4, // a main: it measures what the contracts cost beside others
	"operator/images":             4, // a main: it builds the images, and no program has it
	"examples/logreg":             0, // programs that run inside a cell: they know nothing of us
	"examples/hostile":            0,
	"examples/demo":               0,
	"datatoken/deploy/deploytest": 3, // likewise
	"storage/storagetest":         1, // suites and worlds: only tests import them (see TestKitsStayInTests)
	"c2d/c2dtest":                 2,
}

// sub are packages that belong to a room and may be imported by it, and by those named here.
var sub = map[string][]string{
	"datatoken/chain/internal/bindings": {"datatoken/chain"},
	"c2d/enclosure/cell":                {"c2d/enclosure", "cmd/stint-cell", "cmd/stint"},
	"privacy/accountant":                {"privacy", "cmd/stint"},
	"datatoken/contracts":               {"datatoken/deploy", "datatoken/devchain", "datatoken/contracts/gas"},
	"datatoken/chain":                   {"c2d/market", "cmd/stint", "cmd/stint-operator"},
	"datatoken/index":                   {"c2d/market"},
}

// ownGround: a door knows its own ground room and no other. storage/ipfs is not among them: its objects are those of storage/dir, shown as blocks.
var ownGround = map[string]string{
	"privacy/release": "privacy", "privacy/admission": "privacy", "storage/dir": "storage", "storage/ipfs/swarm": "storage",
	"storage/gateway": "storage", "storage/s3": "storage", "storage/pack": "storage", "storage/storagetest": "storage",
	"datatoken/chain": "datatoken", "datatoken/index": "datatoken", "datatoken/deploy": "datatoken",
}

// heavy: an outside library lives behind one door, so that it can be replaced there, and so that a stranger knows where to look.
var heavy = []struct{ library, room, reason string }{
	{"github.com/google/differential-privacy", "privacy/release", "only what adds noise needs a noise library"},
	{"github.com/ipfs/boxo", "storage/ipfs", "its maintenance is uncertain; its surface here stays small"},
	{"github.com/libp2p", "storage/ipfs/swarm", "only who asks for peers gets a peer-to-peer host"},
	{"github.com/ipld/go-car", "storage/ipfs", "an archive of blocks is a thing of IPFS"},
	{"github.com/minio", "storage/s3", "one door to object stores"},
	{"github.com/ethereum/go-ethereum", "datatoken", "the chain is known by datatoken/chain and datatoken/devchain alone"},
	{"modernc.org/sqlite", "datatoken/index", "the only thing that is looked up in more ways than one"},
	{"go.etcd.io/bbolt", "c2d/local", "the journal of one machine"},
	{"k8s.io", "operator", "a cluster is a body, not a rule"},
	{"sigs.k8s.io", "operator", "a cluster is a body, not a rule"},
	{"github.com/spf13/cobra", "cmd", "flags live in mains"},
}

// forbidden calls below floor 3: time and randomness are arguments there.
var forbidden = map[string][]string{"time": {"Now", "Since", "Until"}, "crypto/rand": {"Reader", "Read", "Int", "Text"}, "os": {"Getenv", "LookupEnv", "Environ"}}

func packages(t *testing.T) map[string]*build.Package {
	t.Helper()
	out := map[string]*build.Package{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if n := d.Name(); p != "." && (strings.HasPrefix(n, ".") || n == "node_modules" || n == "testdata" || n == "bin") {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil && p != "." {
			return fs.SkipDir // a module of its own, with its own dependencies: nothing here can import it
		}
		b, err := build.ImportDir(p, 0)
		if err == nil && len(b.GoFiles)+len(b.TestGoFiles)+len(b.XTestGoFiles) > 0 {
			out[strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(p), "."), "/")] = b
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 5 {
		t.Fatalf("only %d packages found: the walk is broken", len(out))
	}
	return out
}

// room maps a package to the row that rules it.
func room(pkg string) string {
	for prefix := range sub {
		if _, listed := floors[prefix]; !listed && (pkg == prefix || strings.HasPrefix(pkg, prefix+"/")) {
			return prefix
		}
	}
	return pkg
}

func TestFloors(t *testing.T) {
	for pkg, b := range packages(t) {
		from := room(pkg)
		floor, listed := floors[from]
		if _, inner := sub[from]; !listed && !inner {
			t.Errorf("%q is in no room: give it a floor in arch_test.go, or put its code where it belongs", pkg)
			continue
		}
		for _, imp := range b.Imports {
			rel, ours := strings.CutPrefix(imp, module)
			if !ours {
				continue
			}
			to := room(strings.TrimPrefix(rel, "/"))
			if allowed, ok := sub[to]; ok {
				if from != to && !slices.Contains(allowed, from) {
					t.Errorf("%s imports %s, which belongs to %v", pkg, to, allowed)
				}
				continue
			}
			if !listed {
				t.Errorf("%s, the inside of a room, imports %s", pkg, to)
				continue
			}
			if floors[to] >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d): a package imports only lower floors", pkg, floor, to, floors[to])
			}
			if own, door := ownGround[from]; door && to != own {
				t.Errorf("%s imports %s: a door knows only its own ground room, %s", pkg, to, own)
			}
		}
	}
}

func TestHeavyDependencies(t *testing.T) {
	for pkg, b := range packages(t) {
		for _, imp := range b.Imports {
			for _, h := range heavy {
				if (imp == h.library || strings.HasPrefix(imp, h.library+"/")) && pkg != h.room && !strings.HasPrefix(pkg, h.room+"/") && !(h.room == "operator" && pkg == "cmd/stint-operator") {
					t.Errorf("%s imports %s, which belongs in %s: %s", pkg, imp, h.room, h.reason)
				}
			}
		}
	}
}

// TestKitsStayInTests: what exists for tests never reaches a shipped binary.
func TestKitsStayInTests(t *testing.T) {
	for pkg, b := range packages(t) {
		for _, imp := range b.Imports {
			kit := strings.HasSuffix(imp, "test") && strings.HasPrefix(imp, module) || imp == "testing"
			if kit && !strings.HasSuffix(pkg, "test") {
				t.Errorf("%s imports %s outside its tests", pkg, imp)
			}
		}
	}
}

func TestTimeAndRandomnessAreArguments(t *testing.T) {
	for pkg, b := range packages(t) {
		if floors[room(pkg)] >= 3 || strings.HasSuffix(pkg, "test") || strings.HasPrefix(pkg, "examples/") || strings.Contains(pkg, "/internal/") {
			continue
		}
		for _, name := range b.GoFiles {
			file := path.Join(b.Dir, name)
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, use := range uses(f) {
				for _, banned := range forbidden[use.pkg] {
					if use.name == banned && !strings.HasPrefix(pkg, "datatoken/devchain") {
						t.Errorf("%s uses %s.%s: below floor 3 it is an argument", file, use.pkg, use.name)
					}
				}
			}
		}
	}
}

func TestNamesSaySomething(t *testing.T) {
	for pkg, b := range packages(t) {
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc", "lib", "types", "models"}, path.Base(pkg)) {
			t.Errorf("%s: a package's name says what it is for", pkg)
		}
		if b.Doc == "" && len(b.GoFiles) > 0 && !strings.Contains(pkg, "/internal/bindings/") {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

type use struct{ pkg, name string }

// uses lists the selectors pkg.Name of imported packages in a file.
func uses(f *ast.File) []use {
	imported := map[string]string{}
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		imported[name] = p
	}
	var out []use
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil && imported[x.Name] != "" {
				out = append(out, use{imported[x.Name], s.Sel.Name})
			}
		}
		return true
	})
	return out
}
