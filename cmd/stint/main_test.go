package main

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stintdao/stint/c2d/enclosure"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stint": main, "signer": signFor})
}

// TestScripts drives the program as a person's shell would. A script that needs a node starts one, on ports that were free.
func TestScripts(t *testing.T) {
	cells := t.TempDir()
	cell := filepath.Join(cells, "stint-cell")
	build := exec.Command("go", "build", "-o", cells+string(filepath.Separator), "../stint-cell")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build programs: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			api, rpc := freePort(t), freePort(t)
			e.Setenv("API", api)
			e.Setenv("RPC", rpc)
			e.Setenv("CELL", cell)
			e.Setenv("STINT_SERVER", "http://"+api)
			e.Setenv("STINT_HOME", filepath.Join(e.WorkDir, "home"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond != "sandbox" {
				return false, fmt.Errorf("unknown condition %s", cond)
			}
			_, err := enclosure.Probe(t.Context(), enclosure.Local{Path: cell}, rand.Reader)
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"capture": capture,
			"await":   await,
			"replace": replace,
			"mode":    mode,
			"rows":    rows,
			"deaf":    deaf,
			"until":   until,
		},
	})
}

// exits CODE program args...: the program must end with exactly that code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// capture NAME [REGEXP]: keeps what the last program printed, or the first group of what matches, in an environment variable.
func capture(ts *testscript.TestScript, _ bool, args []string) {
	s := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) > 1 {
		m := regexp.MustCompile(args[1]).FindStringSubmatch(s)
		if m == nil {
			ts.Fatalf("no match for %s in %q", args[1], s)
		}
		s = m[1]
	}
	ts.Setenv(args[0], s)
}

// await: the node answers, within a minute.
func await(ts *testscript.TestScript, _ bool, _ []string) {
	for range 600 {
		if r, err := http.Get(ts.Getenv("STINT_SERVER") + "/v1/node"); err == nil {
			r.Body.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("no node answers at %s", ts.Getenv("STINT_SERVER"))
}

// until REGEXP program args...: runs a program again and again, for a minute at most, until what it prints matches.
func until(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile(args[0])
	for range 600 {
		if err := ts.Exec(args[1], args[2:]...); err == nil && want.MatchString(ts.ReadFile("stdout")) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s never printed %s", args[1], args[0])
}

// replace REGEXP TEXT FILE: changes the first match in a file; there must be one.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.ReadFile(args[2])
	at := regexp.MustCompile(args[0]).FindStringSubmatchIndex(s)
	if at == nil {
		ts.Fatalf("no match for %s in %s", args[0], args[2])
	}
	write(ts, args[2], s[:at[0]]+args[1]+s[at[1]:])
}

// mode OCTAL FILE...: only these permissions.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	for _, f := range args[1:] {
		s, err := os.Stat(ts.MkAbs(f))
		ts.Check(err)
		if got := fmt.Sprintf("%04o", s.Mode().Perm()); got != args[0] {
			ts.Fatalf("%s has mode %s, want %s", f, got, args[0])
		}
	}
}

// rows N FILE: makes a file of N records: an age, a school and hours.
func rows(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d, %s, %d\n", 17+i*7%60, []string{"school", "college", "doctorate"}[i%3], 20+i*11%50)
	}
	write(ts, args[1], b.String()+"\n\n") // a file that ends in blank lines, as real ones do
}

// deaf NAME: opens another way to the node, on which no job can be submitted, and keeps its address in an environment variable.
func deaf(ts *testscript.TestScript, _ bool, args []string) {
	node, err := url.Parse(ts.Getenv("STINT_SERVER"))
	ts.Check(err)
	pass := httputil.NewSingleHostReverseProxy(node)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/v1/jobs" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

func write(ts *testscript.TestScript, file, s string) {
	ts.Check(os.WriteFile(ts.MkAbs(file), []byte(s), 0o600))
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
