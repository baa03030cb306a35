package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// frail is a node that is killed again and again, and the commands run against it.
type frail struct {
	t    *testing.T
	dir  string
	env  []string
	args []string
	node *exec.Cmd
}

// start runs the node and returns when it answers.
func (f *frail) start() {
	f.t.Helper()
	f.node = exec.Command("stint", f.args...)
	var out bytes.Buffer
	f.node.Stderr = &out
	if err := f.node.Start(); err != nil {
		f.t.Fatal(err)
	}
	for range 600 {
		if r, err := http.Get("http://" + f.args[4] + "/v1/node"); err == nil {
			r.Body.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	f.t.Fatalf("the node does not come back:\n%s", out.String())
}

// kill is kill -9.
func (f *frail) kill() {
	f.node.Process.Kill()
	f.node.Wait()
}

// run runs a command and returns what it prints.
func (f *frail) run(args ...string) string {
	f.t.Helper()
	cmd := exec.Command("stint", args...)
	cmd.Env, cmd.Dir = f.env, f.dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		f.t.Fatalf("stint %v: %v\n%s%s", args, err, out.String(), errs.String())
	}
	return strings.TrimSpace(out.String())
}

func (f *frail) read(v any, args ...string) {
	f.t.Helper()
	if err := json.Unmarshal([]byte(f.run(append(args, "-o", "json")...)), v); err != nil {
		f.t.Fatal(err)
	}
}

// TestKill: the node is killed at random moments while jobs run. Every job ends paid for and charged once, what a finished round gave
// never changes, the evidence of every job holds, and the money adds up.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a node")
	}
	dir := t.TempDir()
	cell := filepath.Join(dir, "stint-cell")
	if out, err := exec.Command("go", "build", "-o", cell, "../stint-cell").CombinedOutput(); err != nil {
		t.Fatalf("build stint-cell: %v\n%s", err, out)
	}
	if _, err := enclosure.Probe(t.Context(), enclosure.Local{Path: cell}, rand.Reader); err != nil {
		t.Fatalf("this machine cannot contain programs: %v", err)
	}
	api := freePort(t)
	f := &frail{
		t: t, dir: dir, env: append(os.Environ(), "STINT_SERVER=http://"+api, "STINT_HOME="+filepath.Join(dir, "home")),
		args: []string{"serve", "--dir", filepath.Join(dir, "node"), "--listen", api, "--chain-listen", freePort(t), "--lanes", "1", "--cell", cell, "--draw-every", "1ms"},
	}
	write := func(name, s string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("manifest.json", `{"stint":1,"name":"people","format":"csv","columns":[{"name":"age","kind":"integer","min":0,"max":120}],
		"unit":"contributor","epsilon":8000000,"delta":1000000,"maxRows":20}`)
	write("rows.csv", strings.Repeat("41\n", 80))
	write("query.json", `{"mode":"query","query":[{"name":"age","kind":"mean","column":"age","epsilon":0.5}]}`)
	write("isolate.json", `{"mode":"isolate","isolate":{"program":"stint-cell","dim":4,"rounds":5,"sigma":9,"clip":1,"rate":1,"slot":"44ms","memory":32}}`)
	f.start()
	defer func() { f.kill() }()
	for _, name := range []string{"publisher", "trainer"} {
		f.run("wallet", "new", name)
		f.run("wallet", "fund", name)
	}
	f.run("wallet", "new", "people", "--count", "8")
	dataset := f.run("publish", "--manifest", "manifest.json", "--price", "query=5", "--price", "isolate=20", "--wallet", "publisher", "-o", "id")
	f.run("contribute", "--dataset", dataset, "--data", "rows.csv", "--wallet", "people", "--split", "8", "--curator", "publisher")
	var jobs []string
	for _, file := range []string{"isolate.json", "query.json", "isolate.json"} {
		jobs = append(jobs, f.run("run", file, "--dataset", dataset, "--wallet", "trainer", "--yes", "--detach", "-o", "id"))
	}

	f.run("jobs", "vouch", jobs[2], "--wallet", "trainer") // drawn on while it runs
	rng := mathrand.New(mathrand.NewPCG(uint64(time.Now().UnixNano()), 0))
	rounds := map[string][]datatoken.Hash{}
	look := func() (settled int) {
		t.Helper()
		for _, id := range jobs {
			var j jobView
			f.read(&j, "jobs", id)
			if j.Fault != nil {
				t.Fatalf("job %s: %v", id, j.Fault)
			}
			if got, old := j.Progress.Rounds, rounds[id]; len(got) < len(old) && j.Progress.Started > 0 && j.Stage == "Running" || len(got) >= len(old) && !slices.Equal(got[:len(old)], old) {
				t.Fatalf("job %s: what finished rounds gave was %v, is %v", id, old, got)
			}
			if len(j.Progress.Rounds) > 0 {
				rounds[id] = j.Progress.Rounds
			}
			if j.Done {
				settled++
			}
		}
		return settled
	}
	for range 12 {
		time.Sleep(time.Duration(rng.IntN(700)) * time.Millisecond)
		f.kill()
		f.start()
		look()
	}
	for try := 0; look() < len(jobs); try++ {
		if try > 600 {
			t.Fatal("the jobs do not end")
		}
		time.Sleep(100 * time.Millisecond)
	}

	var spent [privacy.NumOrders]uint32
	for _, id := range jobs {
		var j web.Job
		f.read(&j, "jobs", id)
		for i, v := range j.Spent.Lanes() {
			spent[i] += v
		}
		if want, err := j.Spec.Plan().Loss(); err != nil || j.Spent != want {
			t.Errorf("job %s is charged %v, its plan costs %v (%v)", id, j.Spent, want, err)
		}
		if id == jobs[2] && (j.Drawn == nil || j.Drawn.Cumulative != j.Compute || j.Drawn.Evidence.Tx.IsZero()) {
			t.Errorf("job %s: %+v was drawn, its trainer vouched for %s", id, j.Drawn, j.Compute)
		}
		f.run("verify", id)
	}
	var budget web.Budget
	f.read(&budget, "budget", dataset)
	if b := budget.Blocks[0]; b.Committed != spent || b.Held != spent {
		t.Errorf("the ledger holds %v and committed %v; the jobs cost %v", b.Held, b.Committed, spent)
	}
	var royalties web.Royalties
	f.read(&royalties, "royalties", dataset)
	if fmt.Sprint(royalties.Paid) != "45000000" {
		t.Errorf("contributors were paid %s, want 45000000", royalties.Paid)
	}
}
