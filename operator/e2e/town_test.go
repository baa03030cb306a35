package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

const (
	namespace = "stint-system"
	release   = "stint"
)

// town is the cluster with stint installed, and a person at a keyboard.
type town struct {
	root    string // of the repository
	lab     string
	dir     string // of this run
	server  string
	env     []string
	dataset string

	mu      sync.Mutex
	forward *exec.Cmd
	stop    chan struct{}
}

var shared struct {
	once sync.Once
	town *town
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.town != nil {
		shared.town.end()
	}
	os.Exit(code)
}

// open returns the town, installed once for all tests.
func open(t *testing.T) *town {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	lab := os.Getenv("LAB")
	if lab == "" {
		lab = filepath.Join(root, ".lab")
	}
	if _, err := os.Stat(filepath.Join(lab, "pki", "admin.kubeconfig")); err != nil {
		if slices.Contains(strings.Split(os.Getenv("STINT_FORBID_SKIP"), ","), "cluster") {
			t.Fatal("there is no cluster: make cluster")
		}
		t.Skip("there is no cluster: make e2e brings one up")
	}
	shared.once.Do(func() {
		w := &town{root: root, lab: lab, stop: make(chan struct{})}
		shared.town, shared.err = w, w.settle()
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.town
}

// settle installs the chart and makes the dataset that most tests use.
func (w *town) settle() (err error) {
	if w.dir, err = os.MkdirTemp("", "stint-e2e-"); err != nil {
		return err
	}
	w.env = append(os.Environ(), "KUBECONFIG="+filepath.Join(w.lab, "pki", "admin.kubeconfig"), "STINT_HOME="+filepath.Join(w.dir, "home"),
		"PATH="+filepath.Join(w.lab, "bin")+":"+filepath.Join(w.root, "bin")+":"+os.Getenv("PATH"))
	if err := w.install(); err != nil {
		return err
	}
	if err := w.reach(); err != nil {
		return err
	}
	for _, name := range []string{"publisher", "trainer"} {
		if _, err := w.stint("wallet", "new", name); err != nil {
			return err
		}
		if _, err := w.stint("wallet", "fund", name); err != nil {
			return err
		}
	}
	_, err = w.stint("wallet", "new", "people", "--count", "400")
	return err
}

// command runs a program and returns what it prints; what went wrong is in the error.
func (w *town) command(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Env, c.Dir = w.env, w.dir
	if p, err := w.look(name); err == nil {
		c.Path, c.Err = p, nil
	}
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, out.String(), errs.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// look finds a program in the PATH of the town.
func (w *town) look(name string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, dir := range []string{filepath.Join(w.lab, "bin"), filepath.Join(w.root, "bin")} {
		if p := filepath.Join(dir, name); exists(p) {
			return p, nil
		}
	}
	return exec.LookPath(name)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (w *town) stint(args ...string) (string, error) {
	return w.command("stint", append(args, "--server", w.server)...)
}

func (w *town) kubectl(args ...string) (string, error) { return w.command("kubectl", args...) }

// script runs one of the lab's.
func (w *town) script(name string, args ...string) (string, error) {
	return w.command("bash", append([]string{filepath.Join(w.root, "operator", "lab", name)}, args...)...)
}

// must is for what a test cannot go on without.
func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (w *town) must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := w.stint(args...)
	return must(t, out, err)
}

func (w *town) read(t *testing.T, v any, args ...string) {
	t.Helper()
	if err := json.Unmarshal([]byte(w.must(t, append(args, "-o", "json")...)), v); err != nil {
		t.Fatal(err)
	}
}

// reach forwards the operator's HTTP API to this machine, and again whenever that ends.
func (w *town) reach() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	w.server = "http://127.0.0.1:" + port
	path, err := w.look("kubectl")
	if err != nil {
		return err
	}
	go func() {
		for {
			select {
			case <-w.stop:
				return
			default:
			}
			c := exec.Command(path, "-n", namespace, "port-forward", "service/"+release, port+":8750")
			c.Env = w.env
			w.mu.Lock()
			w.forward = c
			err := c.Start()
			w.mu.Unlock()
			if err == nil {
				c.Wait()
			}
			time.Sleep(200 * time.Millisecond)
		}
	}()
	return w.answers(2 * time.Minute)
}

// answers waits until the operator answers.
func (w *town) answers(limit time.Duration) error {
	hc := http.Client{Timeout: 2 * time.Second}
	for end := time.Now().Add(limit); ; time.Sleep(200 * time.Millisecond) {
		r, err := hc.Get(w.server + "/v1/node")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(r.Status)
		}
		if time.Now().After(end) {
			return fmt.Errorf("the operator does not answer: %w", err)
		}
		// A forwarded connection dies with the pod it went to, and kubectl does not notice.
		w.mu.Lock()
		if w.forward != nil && w.forward.Process != nil && time.Now().After(end.Add(-limit+3*time.Second)) {
			w.forward.Process.Kill()
		}
		w.mu.Unlock()
	}
}

func (w *town) end() {
	if w.stop != nil {
		close(w.stop)
	}
	w.mu.Lock()
	if w.forward != nil && w.forward.Process != nil {
		w.forward.Process.Kill()
	}
	w.mu.Unlock()
	os.RemoveAll(w.dir)
}

// publish makes a dataset of records, split among people.
func (w *town) publish(t *testing.T, name, manifest, rows string, people int) string {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{"manifest.json": manifest, "rows.csv": rows} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	id := w.must(t, "publish", "--manifest", filepath.Join(dir, "manifest.json"), "--price", "query=5", "--price", "isolate=20", "--wallet", "publisher", "-o", "id")
	w.must(t, "contribute", "--dataset", id, "--data", filepath.Join(dir, "rows.csv"), "--wallet", "people", "--split", strconv.Itoa(people), "--curator", "publisher")
	return id
}

// small is a dataset of a few people with a large budget, made once.
func (w *town) small(t *testing.T) string {
	t.Helper()
	w.mu.Lock()
	id := w.dataset
	w.mu.Unlock()
	if id != "" {
		return id
	}
	id = w.publish(t, "people", `{"stint":1,"name":"people","format":"csv","columns":[{"name":"age","kind":"integer","min":0,"max":120}],
		"unit":"contributor","epsilon":100000000,"delta":1000000,"maxRows":20}`, strings.Repeat("41\n", 16), 4)
	w.mu.Lock()
	w.dataset = id
	w.mu.Unlock()
	return id
}

// spec writes a job file.
func (w *town) spec(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "job.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// order buys a job and does not wait for it.
func (w *town) order(t *testing.T, spec, dataset string) string {
	t.Helper()
	return w.must(t, "run", spec, "--dataset", dataset, "--wallet", "trainer", "--yes", "--detach", "-o", "id")
}

func (w *town) job(t *testing.T, id string) (j web.Job) {
	t.Helper()
	w.read(t, &j, "jobs", id)
	return j
}

// settled waits for a job's end.
func (w *town) settled(t *testing.T, id string, limit time.Duration) web.Job {
	t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(300 * time.Millisecond) {
		var j web.Job
		out, err := w.stint("jobs", id, "-o", "json")
		if err == nil {
			err = json.Unmarshal([]byte(out), &j)
		}
		if err == nil && j.Done {
			return j
		}
		if time.Now().After(end) {
			t.Fatalf("job %s does not end: %s, %v\n%s", id, j.Stage, err, w.trouble(id))
		}
	}
}

// trouble is what one looks at when a job does not end.
func (w *town) trouble(id string) string {
	var b strings.Builder
	for _, args := range [][]string{
		{"-n", namespace, "get", "trainingjobs,pods", "-o", "wide"}, {"get", "pods", "-A", "-o", "wide"}, {"-n", namespace, "get", "events", "--sort-by=.lastTimestamp"},
		{"-n", namespace, "logs", "deploy/" + release, "--tail=60"}, {"-n", runNamespace(id), "describe", "pods"},
		{"-n", runNamespace(id), "logs", "-l", "stint.dev/role=conductor", "--tail=40"},
	} {
		out, err := w.kubectl(args...)
		fmt.Fprintf(&b, "$ kubectl %s\n%s\n", strings.Join(args, " "), out)
		if err != nil {
			fmt.Fprintln(&b, err)
		}
	}
	return b.String()
}

func runNamespace(job string) string { return "stint-run-" + strings.TrimPrefix(job, "0x")[:40] }

// clean fails unless nothing of any run is left in the cluster, once Kubernetes' own controllers have had time to find that out.
func (w *town) clean(t *testing.T) {
	t.Helper()
	var left string
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		ns, err := w.kubectl("get", "namespaces", "-l", "stint.dev/run", "-o", "name")
		if err != nil {
			continue
		}
		maps, err := w.kubectl("-n", namespace, "get", "configmaps", "-l", "stint.dev/part=run", "-o", "name")
		if err != nil {
			continue
		}
		if left = strings.TrimSpace(ns + "\n" + maps); left == "" {
			return
		}
	}
	t.Errorf("left in the cluster: %s", left)
}

// sums holds the money and the budget of a dataset against its jobs: contributors were paid for the jobs that released something and for no
// others, and the ledger holds what the jobs were charged, to the unit.
func (w *town) sums(t *testing.T, dataset string, jobs []web.Job) {
	t.Helper()
	paid := datatoken.Amount{}
	var spent [privacy.NumOrders]uint64
	for _, j := range jobs {
		if j.Fault == nil {
			paid = paid.Add(j.Price)
		}
		for i, v := range j.Spent.Lanes() {
			spent[i] += uint64(v)
		}
	}
	var royalties web.Royalties
	w.read(t, &royalties, "royalties", dataset)
	if royalties.Paid != paid {
		t.Errorf("contributors were paid %s, the jobs that ran cost %s", royalties.Paid, paid)
	}
	if sum := royalties.Treasury.Add(royalties.Curator).Add(royalties.Claimed).Add(royalties.Claimable).Add(royalties.Locked).Add(royalties.Parked).Add(royalties.Dust); sum != royalties.Paid {
		t.Errorf("of %s paid in, %s is accounted for", royalties.Paid, sum)
	}
	var budget web.Budget
	w.read(t, &budget, "budget", dataset)
	for _, b := range budget.Blocks {
		for i := range b.Committed {
			if uint64(b.Committed[i]) != spent[i] || b.Held[i] != b.Committed[i] {
				t.Errorf("block %d, order %d: committed %d and holding %d, the jobs were charged %d", b.Block, i, b.Committed[i], b.Held[i], spent[i])
			}
		}
	}
}

func unmarshal(s string, v any) error { return json.Unmarshal([]byte(s), v) }

// must2 is must for the two results of a call.
func must2(t *testing.T) func(string, error) string {
	return func(s string, err error) string {
		t.Helper()
		return must(t, s, err)
	}
}

// patience is how long something may take that takes seconds on a quiet machine.
func (w *town) patience() time.Duration { return 3 * time.Minute }
