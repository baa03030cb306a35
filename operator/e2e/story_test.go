package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
)

// TestStory is the demo's story on a cluster: 400 contributors, statistics, a model, evidence, money.
func TestStory(t *testing.T) {
	w := open(t)
	records := filepath.Join(w.dir, "records")
	if _, err := w.command("demo", "-records-only", "-dir", records, "-data", os.Getenv("STINT_E2E_DATA"), "-test", os.Getenv("STINT_E2E_TEST")); err != nil {
		t.Fatal(err)
	}
	example := func(name string) string { return filepath.Join(w.root, "examples", name) }
	id := w.must(t, "publish", "--manifest", example("adult/manifest.json"), "--price", "query=5", "--price", "isolate=20", "--wallet", "publisher", "-o", "id")
	w.must(t, "contribute", "--dataset", id, "--data", filepath.Join(records, "train.csv"), "--wallet", "people", "--split", "400", "--curator", "publisher")
	results := filepath.Join(w.dir, "results")
	var jobs []web.Job
	for _, spec := range []string{"adult/query.json", "adult/isolate.json"} {
		job := w.must(t, "run", example(spec), "--dataset", id, "--wallet", "trainer", "--yes", "--to", results, "-o", "id")
		j := w.settled(t, job, 5*time.Minute)
		if j.Fault != nil || len(j.Delivered) != 1 || j.Receipt == nil {
			t.Fatalf("%s: fault %v, %d outputs\n%s", spec, j.Fault, len(j.Delivered), w.trouble(job))
		}
		if want, err := j.Spec.Plan().Loss(); err != nil || j.Spent != want {
			t.Errorf("%s: charged %v, its plan costs %v (%v)", spec, j.Spent, want, err)
		}
		if j.Receipt.Receipt.Tier != "sealed" {
			t.Errorf("%s: the receipt says tier %q", spec, j.Receipt.Receipt.Tier)
		}
		if j.Spec.Isolate != nil && (j.Drawn == nil || j.Drawn.Cumulative.IsZero()) {
			t.Errorf("%s: nothing was drawn while it ran, though its trainer vouched for it: %+v", spec, j.Drawn)
		}
		w.must(t, "verify", job, "--results", results)
		bundle := filepath.Join(w.dir, "evidence.json")
		w.must(t, "verify", job, "--save", bundle)
		w.must(t, "verify", job, "--bundle", bundle)
		jobs = append(jobs, j)
	}
	w.sums(t, id, jobs)
	out, err := w.command("logreg", "-eval", "-model", filepath.Join(results, "model.safetensors"), "-test", filepath.Join(records, "test.csv"), "-params", example("logreg/params.json"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`accuracy ([0-9.]+)`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("logreg says %q", out)
	}
	if accuracy, err := strconv.ParseFloat(found[1], 64); err != nil || accuracy < 0.8 {
		t.Errorf("of held-out records the model is right on %s, want at least 0.8", found[1])
	}
	t.Log(out)
	w.must(t, "royalties", "claim", id, "--wallet", "people", "--index", "0")
	w.clean(t)
	// The projection that people look at with kubectl.
	cols, err := w.kubectl("-n", namespace, "get", "trainingjobs,datasets")
	if err != nil || !strings.Contains(cols, "isolate") || !strings.Contains(cols, "Settled") || !strings.Contains(cols, "STAGE") {
		t.Errorf("kubectl shows %v\n%s", err, cols)
	}
	t.Log(cols)
}

const tiny = `"dim":2,"rounds":%d,"sigma":50,"clip":2,"rate":1,"slot":"%s","memory":64`

// isolate is a job of the program that misbehaves as its records tell it, brought as a file.
func (w *town) isolate(t *testing.T, rounds int, slot string) string {
	return w.spec(t, fmt.Sprintf(`{"mode":"isolate","isolate":{"program":%q,`+tiny+`}}`, filepath.Join(w.root, "bin", "hostile"), rounds, slot))
}

// image is the same from its image.
func (w *town) image(t *testing.T, rounds, gpus int, slot string) string {
	return w.spec(t, fmt.Sprintf(`{"mode":"isolate","environment":"gpus","isolate":{"image":{"reference":%q,"command":["/app/hostile"]},"gpus":%d,`+tiny+`}}`, w.ref(t, "hostile"), gpus, rounds, slot))
}

// ref is an image of ours, by digest.
func (w *town) ref(t *testing.T, name string) string {
	t.Helper()
	refs, err := w.images()
	if err != nil {
		t.Fatal(err)
	}
	for n, digest := range refs {
		if strings.HasSuffix(n, "/"+name) {
			return n + "@" + digest
		}
	}
	t.Fatalf("there is no image %s: make images", name)
	return ""
}

func (w *town) images() (refs map[string]string, err error) {
	b, err := os.ReadFile(filepath.Join(w.root, "bin", "images", "images.json"))
	if err == nil {
		err = json.Unmarshal(b, &refs)
	}
	return refs, err
}

const canary = "canary-e2e-5b1f"

// TestHostileImage: an image whose program does everything it must not. What it printed, how it ended and what it read are nowhere that a
// trainer, or anybody with the rights of one, could look; nothing of it reached the outside; the sum is what the honest shard gave.
func TestHostileImage(t *testing.T) {
	w := open(t)
	attacks := []string{"read-others", "leave-files", "leave-daemon", "leave-memory", "fork-bomb", "allocate", "fill-disk", "too-long", "not-a-number", "symlink", "print", "behave"}
	var rows strings.Builder
	for _, a := range attacks {
		fmt.Fprintf(&rows, "attack %s %s\n", a, canary)
	}
	id := w.publish(t, "hostile", `{"stint":1,"name":"attacks","format":"csv","columns":[{"name":"what","kind":"text"}],"unit":"contributor","epsilon":100000000,"delta":1000000,"maxRows":20}`,
		rows.String(), len(attacks))
	before := w.outside(t)
	var jobs []web.Job
	for _, spec := range []string{w.image(t, 2, 0, "1s"), w.isolate(t, 1, "1s")} {
		job := w.order(t, spec, id)
		seen := w.spy(t, job)
		j := w.settled(t, job, 5*time.Minute)
		if j.Fault != nil {
			t.Fatalf("fault %v\n%s", j.Fault, w.trouble(job))
		}
		if seen.denied == 0 || seen.entered != "" {
			t.Errorf("exec into its pods was denied %d times: %s", seen.denied, seen.entered)
		}
		for what, text := range map[string]string{"its pods' logs": seen.logs, "its pods": seen.pods, "its events": seen.events, "the API": w.must(t, "jobs", job, "-o", "json")} {
			if strings.Contains(text, canary) {
				t.Errorf("%s tell what a record holds", what)
			}
		}
		jobs = append(jobs, j)
	}
	if now := w.outside(t); now != before {
		t.Errorf("%d packets came out", now-before)
	}
	w.sums(t, id, jobs)
	w.clean(t)
}

// outside is how many packets of pods have reached the host that plays the internet.
func (w *town) outside(t *testing.T) int {
	t.Helper()
	out, err := w.script("outside.sh")
	n, e := strconv.Atoi(strings.TrimSpace(out))
	if err != nil || e != nil {
		t.Fatalf("count packets: %q, %v", out, err)
	}
	return n
}

// seen is everything that can be seen of a run while it goes on.
type seen struct {
	logs, pods, events string
	denied             int
	entered            string // what came of an exec that was not denied
}

// spy looks at a run, with the rights of whoever administers the cluster, while it goes on.
func (w *town) spy(t *testing.T, job string) (s seen) {
	t.Helper()
	ns := runNamespace(job)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		pods, err := w.kubectl("-n", ns, "get", "pods", "-l", "stint.dev/role=cell", "-o", "jsonpath={.items[*].metadata.name}")
		if err != nil || pods == "" {
			if s.pods != "" {
				return s // it is over
			}
			continue
		}
		for _, pod := range strings.Fields(pods) {
			out, err := w.kubectl("-n", ns, "exec", pod, "--", "/stint-bin/stint-cell")
			switch {
			case err == nil:
				s.entered = out
			case strings.Contains(err.Error(), "nobody enters a pod of a run"):
				s.denied++
			}
			out, _ = w.kubectl("-n", ns, "logs", pod, "--all-containers")
			s.logs += out
		}
		out, err := w.kubectl("-n", ns, "get", "pods", "-o", "json")
		if err == nil {
			s.pods += out
		}
		out, _ = w.kubectl("get", "events", "-A", "-o", "json")
		s.events += out
	}
	return s
}

// TestPolicyRace: where policies come into force late, as with most network plugins, no key is released before they do: never while a pod that
// it would go to is younger than the delay.
func TestPolicyRace(t *testing.T) {
	w := open(t)
	const delay = 3 * time.Second
	set := w.small(t)
	file := filepath.Join(w.lab, "netpol.delay")
	if err := os.WriteFile(file, []byte("3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file)
	runs := 20
	if testing.Short() {
		runs = 3
	}
	for i := range runs {
		job := w.order(t, w.isolate(t, 1, "60ms"), set)
		born := w.born(t, job)
		j := w.settled(t, job, 3*time.Minute)
		if j.Fault != nil {
			t.Fatalf("run %d: %v\n%s", i, j.Fault, w.trouble(job))
		}
		released := w.released(t, job)
		if len(released) != 1 || released[0].Before(born.Add(delay)) {
			t.Errorf("run %d: the cell's pod was made at %s, keys were released at %v", i, born, released)
		}
	}
	w.clean(t)
}

// TestOpen: where policies are never enforced, no key is released, nothing is charged, and the trainer is refunded.
func TestOpen(t *testing.T) {
	w := open(t)
	set := w.small(t)
	file := filepath.Join(w.lab, "netpol.delay")
	if err := os.WriteFile(file, []byte("3600\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file)
	job := w.order(t, w.isolate(t, 1, "60ms"), set)
	j := w.settled(t, job, 4*time.Minute)
	if j.Fault == nil || j.Fault.Code != c2d.SealNotProven || j.Started != 0 || !j.Spent.IsZero() {
		t.Errorf("fault %v, started %d, charged %v", j.Fault, j.Started, j.Spent)
	}
	if at := w.released(t, job); len(at) != 0 {
		t.Errorf("keys were released at %v", at)
	}
	w.clean(t)
}

// born is when the last cell of a run was made.
func (w *town) born(t *testing.T, job string) (at time.Time) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		out, err := w.kubectl("-n", runNamespace(job), "get", "pods", "-l", "stint.dev/role=cell", "-o", "jsonpath={.items[*].status.startTime}")
		for _, s := range strings.Fields(out) {
			if when, e := time.Parse(time.RFC3339, s); e == nil && when.After(at) {
				at = when
			}
		}
		if err == nil && !at.IsZero() {
			return at
		}
	}
	t.Fatalf("no cell is made for job %s\n%s", job, w.trouble(job))
	return at
}

// released is when keys were released to a run's conductor, by the operator's audit log.
func (w *town) released(t *testing.T, job string) (at []time.Time) {
	t.Helper()
	out, err := w.kubectl("-n", namespace, "logs", "deploy/"+release, "--tail=-1")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, "keys released") && strings.Contains(line, job) {
			stamp := regexp.MustCompile(`time=(\S+)`).FindStringSubmatch(line)
			if stamp == nil {
				t.Fatalf("a line without a time: %s", line)
			}
			when, err := time.Parse(time.RFC3339, stamp[1])
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, when)
		}
	}
	return at
}

// TestGPU: of three jobs that want one accelerator each, two run where there are two, and the third after them; a job that wants more than
// there are is refused before anybody pays.
func TestGPU(t *testing.T) {
	w := open(t)
	set := w.small(t)
	if _, err := w.stint("quote", w.image(t, 1, 3, "1s"), "--dataset", set); err == nil || !strings.Contains(err.Error(), "Unavailable") {
		t.Errorf("a quote for three accelerators of two: %v", err)
	}
	var jobs []string
	for range 3 {
		jobs = append(jobs, w.order(t, w.image(t, 1, 1, "3s"), set))
	}
	most := 0
	for end := time.Now().Add(4 * time.Minute); ; time.Sleep(500 * time.Millisecond) {
		done, running := 0, 0
		for _, id := range jobs {
			j := w.job(t, id)
			if j.Done {
				done++
			}
			if out, err := w.kubectl("-n", runNamespace(id), "get", "pods", "-l", "stint.dev/role=cell", "--field-selector=status.phase=Running", "-o", "name"); err == nil && out != "" {
				running++
			}
		}
		if most = max(most, running); done == 3 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the jobs do not end; %d ran at once\n%s", most, w.trouble(jobs[2]))
		}
	}
	if most != 2 {
		t.Errorf("%d jobs with one accelerator ran at once, where there are 2", most)
	}
	for _, id := range jobs {
		if j := w.job(t, id); j.Fault != nil {
			t.Errorf("job %s: %v", id, j.Fault)
		}
	}
	w.clean(t)
}

// TestStart: from an order to the first shard, on a cluster that has the images.
func TestStart(t *testing.T) {
	w := open(t)
	set := w.small(t)
	var took []time.Duration
	for range 5 {
		job := w.order(t, w.isolate(t, 1, "60ms"), set)
		j := w.settled(t, job, 3*time.Minute)
		if j.Fault != nil {
			t.Fatalf("%v\n%s", j.Fault, w.trouble(job))
		}
		if at := w.released(t, job); len(at) > 0 {
			took = append(took, at[len(at)-1].Sub(j.Created))
		}
		w.clean(t) // so that the next finds its processors free
	}
	slices.Sort(took)
	if len(took) != 5 {
		t.Fatalf("keys were released in %d of 5 runs", len(took))
	}
	t.Logf("from acceptance to the release of keys, which the first shard follows at once: %v, median %v", took, took[2])
	w.clean(t)
}
