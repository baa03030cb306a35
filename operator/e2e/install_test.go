package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outsideHost plays the internet in the lab.
const outsideHost = "203.0.113.10"

// values are those of the chart, for a node with two processors.
func (w *town) values() (string, error) {
	refs, err := w.images()
	if err != nil {
		return "", fmt.Errorf("read bin/images/images.json: make images: %w", err)
	}
	images := map[string]string{}
	for name, digest := range refs {
		if short, ours := strings.CutPrefix(filepath.Base(name), "stint-"); ours {
			images[short] = name + "@" + digest
		}
	}
	small := map[string]any{"requests": map[string]string{"cpu": "50m", "memory": "256Mi", "ephemeral-storage": "64Mi"}, "limits": map[string]string{"memory": "768Mi", "ephemeral-storage": "2Gi"}}
	v := map[string]any{
		"images":   images,
		"chain":    map[string]string{"drawEvery": "1s"},
		"operator": map[string]any{"resources": small, "forbid": []string{"tcp " + outsideHost + ":80 outside", "udp 8.8.8.8:53 resolver outside"}},
		"node":     map[string]any{"resources": small, "persistence": ""},
		// What runs on schedule needs a processor: a share of one is given in pieces that are longer than a slot.
		"environments": []any{map[string]any{"name": "standard", "spec": map[string]any{
			"default": true, "tier": "sealed", "lanes": 1, "cpu": "1", "conductor": map[string]string{"cpu": "200m", "memory": "128Mi"},
			"price": map[string]string{"base": "100000", "perMinute": "500000"},
		}}, map[string]any{"name": "gpus", "spec": map[string]any{
			"tier": "sealed", "lanes": 1, "cpu": "200m", "conductor": map[string]string{"cpu": "100m", "memory": "128Mi"}, "gpu": map[string]any{"perCell": 2},
		}}, map[string]any{"name": "namespaces", "spec": map[string]any{
			"tier": "sealed", "wall": "namespaces", "seccompProfile": "stint/namespaces.json", "lanes": 1, "cpu": "300m",
			"conductor": map[string]string{"cpu": "200m", "memory": "128Mi"},
		}}},
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	path := filepath.Join(w.dir, "values.json")
	return path, os.WriteFile(path, b, 0o600)
}

func (w *town) install() error {
	if os.Getenv("STINT_E2E_AS_IS") != "" {
		return nil // it is installed already; for working on these tests
	}
	path, err := w.values()
	if err != nil {
		return err
	}
	_, err = w.command("helm", "upgrade", "--install", release, filepath.Join(w.root, "charts", "stint"), "--namespace", namespace, "--create-namespace",
		"--values", path, "--wait", "--timeout", "5m")
	return err
}

// TestChart: it passes Helm's own linter, and its test, which is stint doctor from inside the cluster; what it rendered is not refused a second time.
func TestChart(t *testing.T) {
	w := open(t)
	path := must2(t)(w.values())
	if out, err := w.command("helm", "lint", "--strict", filepath.Join(w.root, "charts", "stint"), "--values", path); err != nil {
		t.Error(err, out)
	}
	if err := w.install(); err != nil {
		t.Errorf("an upgrade to the same: %v", err)
	}
	if err := w.answers(w.patience()); err != nil {
		t.Fatal(err)
	}
	if out, err := w.command("helm", "test", release, "--namespace", namespace); err != nil {
		t.Error(err, out)
	}
	// The operator has the rights it needs and no others that would matter.
	for _, may := range []struct {
		verb, what, sub string
		want            bool
	}{
		{"create", "namespaces", "", true}, {"list", "secrets", "", false}, {"get", "secrets", "", false}, {"create", "pods", "", false},
		{"create", "pods", "exec", false}, {"get", "pods", "log", false}, {"delete", "networkpolicies", "", false},
		{"update", "validatingadmissionpolicies", "", false}, {"delete", "validatingadmissionpolicies", "", false},
		{"create", "clusterrolebindings", "", false}, {"impersonate", "users", "", false},
	} {
		out, _ := w.kubectl("auth", "can-i", may.verb, may.what, "--subresource="+may.sub, "--all-namespaces", "--as", "system:serviceaccount:"+namespace+":stint-operator")
		if got := strings.HasSuffix(strings.TrimSpace(out), "yes"); got != may.want {
			t.Errorf("the operator may %s %s: %t", may.verb, strings.TrimSuffix(may.what+"/"+may.sub, "/"), got)
		}
	}
}

// TestProbe: stint doctor --probe on both kinds of environment: every wall and every destination is closed, and the tier says which wall.
func TestProbe(t *testing.T) {
	w := open(t)
	for environment, want := range map[string][]string{"": {"wall landlock", "tier sealed,"}, "namespaces": {"wall namespaces", "tier sealed/namespaces"}} {
		out := w.must(t, "doctor", "--probe", "--environment", environment)
		for _, s := range append(want, "metadata service", "API server", "kubelet of its node", "conductor", "outside", "signed") {
			if !strings.Contains(out, s) {
				t.Errorf("environment %q: the probe says nothing of %q", environment, s)
			}
		}
		if strings.Contains(out, "OPEN") {
			t.Errorf("environment %q is open:\n%s", environment, out)
		}
	}
	if out, err := w.stint("doctor", "--probe", "--environment", "nowhere"); err == nil || !strings.Contains(err.Error(), "BadRequest") {
		t.Errorf("an environment that is not there: %v\n%s", err, out)
	}
	w.clean(t)
}

// TestPolicyMissing: where one of the admission policies is gone, nothing starts, and what was paid is refunded.
func TestPolicyMissing(t *testing.T) {
	w := open(t)
	set := w.small(t)
	if _, err := w.kubectl("delete", "validatingadmissionpolicybinding", "stint-run-pods"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		// Helm does not put back what somebody else removed.
		out := must2(t)(w.command("helm", "get", "manifest", release, "--namespace", namespace))
		file := filepath.Join(w.dir, "manifest.yaml")
		if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.kubectl("apply", "--server-side", "--force-conflicts", "-f", file); err != nil {
			t.Error(err)
		}
	}()
	job := w.order(t, w.isolate(t, 1, "60ms"), set)
	j := w.settled(t, job, w.patience())
	if j.Fault == nil || j.Fault.Code != "SealPolicyMissing" || !j.Spent.IsZero() || j.Started != 0 {
		t.Errorf("fault %v, started %d", j.Fault, j.Started)
	}
	w.clean(t)
}

// TestDeleted: a TrainingJob that somebody deletes in the middle of its run is charged for what ran, refunded, and leaves nothing.
func TestDeleted(t *testing.T) {
	w := open(t)
	set := w.small(t)
	job := w.order(t, w.isolate(t, 10, "1s"), set)
	w.born(t, job)
	if _, err := w.kubectl("-n", namespace, "delete", "trainingjob", strings.TrimPrefix(job, "0x"), "--timeout=120s"); err != nil {
		t.Fatal(err)
	}
	w.clean(t)
	if _, err := w.stint("jobs", job); err == nil {
		t.Error("the job is still known")
	}
	// The order is closed on the chain: the same job cannot start again.
	if out, err := w.stint("jobs", "-o", "json"); err != nil || slices.Contains(strings.Fields(out), job) {
		t.Errorf("jobs: %v\n%s", err, out)
	}
}
