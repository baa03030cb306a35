package e2e

import (
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
)

// TestKill: the operator, a conductor, a cell, containerd, the kubelet and the API server are killed with -9 at random moments while jobs run.
// Every job ends paid for or refunded, charged for exactly what it started; what a finished round gave never changes; the evidence of every job
// holds; the money and the budget add up; and nothing is left.
func TestKill(t *testing.T) {
	w := open(t)
	kills := 50
	if s := os.Getenv("STINT_E2E_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := mathrand.New(mathrand.NewPCG(seed, 0))
	set := w.publish(t, "killed", `{"stint":1,"name":"killed","format":"csv","columns":[{"name":"age","kind":"integer","min":0,"max":120}],
		"unit":"contributor","epsilon":100000000,"delta":1000000,"maxRows":20}`, strings.Repeat("41\n", 16), 4)
	query := w.spec(t, `{"mode":"query","query":[{"name":"age","kind":"mean","column":"age","epsilon":0.5}]}`)
	isolate := w.isolate(t, 3, "400ms")

	victims := []string{"operator", "conductor", "cell", "containerd", "kube-apiserver", "kubelet"}
	var jobs []string
	rounds := map[string][]datatoken.Hash{}
	for k := range kills {
		for len(jobs) < kills/2+2 && w.unsettled(t, jobs) < 3 {
			spec := isolate
			if len(jobs)%4 == 3 {
				spec = query
			}
			out, err := w.stint("run", spec, "--dataset", set, "--wallet", "trainer", "--yes", "--detach", "-o", "id")
			if err != nil {
				t.Logf("an order could not be made while things are down: %.200v", err)
				break
			}
			jobs = append(jobs, out)
		}
		// Half of the kills meet a system that is up, the others one that is still getting up from the last.
		if k%2 == 0 {
			if err := w.answers(2 * time.Minute); err != nil {
				t.Fatalf("kill %d: %v", k, err)
			}
		}
		time.Sleep(time.Duration(rng.IntN(4000)) * time.Millisecond)
		who := victims[(k+rng.IntN(2))%len(victims)]
		if err := w.kill(who, jobs); err != nil {
			t.Logf("kill %d, %s: %.200v", k, who, err)
		}
		w.watch(t, jobs, rounds)
	}
	if err := w.answers(3 * time.Minute); err != nil {
		t.Fatal(err)
	}
	var all []web.Job
	paid := 0
	for _, id := range jobs {
		j := w.settled(t, id, 5*time.Minute)
		if j.Fault == nil {
			paid++
			want, err := j.Spec.Plan().Loss()
			if err != nil || j.Spent != want {
				t.Errorf("job %s is charged %v, its plan costs %v (%v)", id, j.Spent, want, err)
			}
		} else {
			want, err := j.Spec.Plan().LossAfter(j.Started)
			if err != nil || j.Spent != want {
				t.Errorf("job %s, which failed, is charged %v, what it started costs %v (%v)", id, j.Spent, want, err)
			}
			t.Logf("job %s: %v", id, j.Fault)
		}
		w.must(t, "verify", id)
		all = append(all, j)
	}
	w.watch(t, jobs, rounds)
	w.sums(t, set, all)
	w.clean(t)
	t.Logf("%d kills, %d jobs, %d paid for", kills, len(jobs), paid)
	if paid == 0 {
		t.Error("no job came to its end")
	}
}

func (w *town) unsettled(t *testing.T, jobs []string) (n int) {
	t.Helper()
	for _, id := range jobs {
		out, err := w.stint("jobs", id, "-o", "json")
		if err != nil || !strings.Contains(out, `"done": true`) {
			n++
		}
	}
	return n
}

// watch holds what finished rounds gave against what they gave before.
func (w *town) watch(t *testing.T, jobs []string, rounds map[string][]datatoken.Hash) {
	t.Helper()
	for _, id := range jobs {
		var j struct {
			Progress struct{ Rounds []datatoken.Hash }
		}
		out, err := w.stint("jobs", id, "-o", "json")
		if err != nil || unmarshal(out, &j) != nil {
			continue // things are down
		}
		got, old := j.Progress.Rounds, rounds[id]
		n := min(len(got), len(old))
		if !slices.Equal(got[:n], old[:n]) {
			t.Errorf("job %s: what finished rounds gave was %v, is %v", id, old, got)
		}
		if len(got) > len(old) {
			rounds[id] = got
		}
	}
}

// kill ends something with -9, wherever it is.
func (w *town) kill(who string, jobs []string) error {
	switch who {
	case "operator", "conductor", "cell":
		_, err := w.script("in.sh", "pkill", "-KILL", "-x", "stint-"+who)
		return err
	}
	_, err := w.script("kill.sh", who)
	if err != nil {
		return fmt.Errorf("with %d jobs: %w", len(jobs), err)
	}
	return nil
}
