package operator

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// labTool is a program that operator/lab/build.sh makes.
func labTool(t *testing.T, name string) string {
	t.Helper()
	lab := os.Getenv("LAB")
	if lab == "" {
		lab = filepath.Join("..", ".lab")
	}
	path := filepath.Join(lab, "bin", name)
	if _, err := os.Stat(path); err != nil {
		without(t, name, "operator/lab/build.sh "+name)
	}
	return path
}

// renderChart is the chart, with everything in it turned on that can be without kinds of other people's.
func renderChart(t *testing.T) []byte {
	t.Helper()
	args := []string{"template", "stint", filepath.Join("..", "charts", "stint"), "--namespace", testNamespace, "--kube-version", oldest, "--set", "metrics.dashboard.enabled=true"}
	for _, image := range []string{"operator", "conductor", "cell", "node"} {
		args = append(args, "--set", "images."+image+"=registry.example/stint/stint-"+image+digestA)
	}
	var failed bytes.Buffer
	c := exec.CommandContext(t.Context(), labTool(t, "helm"), args...)
	c.Stderr = &failed
	out, err := c.Output()
	if err != nil {
		t.Fatalf("helm template: %v\n%s", err, failed.String())
	}
	return out
}

// score returns what kube-score finds critical, as the check and what it says of a container or an object, by whom it says it of.
func score(t *testing.T, manifests []byte) map[string][]string {
	t.Helper()
	c := exec.CommandContext(t.Context(), labTool(t, "kube-score"), "score", "--kubernetes-version", "v1.35", "--output-format", "json", "-")
	c.Stdin = bytes.NewReader(manifests)
	b, err := c.Output() // it fails when anything is critical
	if _, exit := errors.AsType[*exec.ExitError](err); err != nil && (!exit || len(b) == 0) {
		t.Fatalf("kube-score: %v", err)
	}
	var objects []struct {
		Name   string `json:"object_name"`
		Checks []struct {
			Check struct {
				ID string `json:"id"`
			} `json:"check"`
			Grade    int  `json:"grade"`
			Skipped  bool `json:"skipped"`
			Comments []struct {
				Summary string `json:"summary"`
			} `json:"comments"`
		} `json:"checks"`
	}
	if err := json.Unmarshal(b, &objects); err != nil {
		t.Fatalf("read what kube-score says: %v", err)
	}
	const critical = 1
	judged, found := 0, map[string][]string{}
	for _, o := range objects {
		for _, k := range o.Checks {
			if k.Skipped {
				continue
			}
			if judged++; k.Grade > critical {
				continue
			}
			for _, c := range k.Comments {
				what := k.Check.ID + ": " + c.Summary
				found[what] = append(found[what], o.Name)
			}
		}
	}
	if judged < 10 {
		t.Fatalf("kube-score judged %d things: it was given nothing, or says it otherwise now", judged)
	}
	return found
}

// TestScore: kube-score finds nothing critical in what the chart installs, nor in what a run is made of, but what is listed here with its reason.
func TestScore(t *testing.T) {
	const byDigest = "images are named by digest: pulling one again cannot give another, and would make a registry that is away stop runs"
	always := "container-image-pull-policy: ImagePullPolicy is not set to Always"
	// The run's own policies are among its objects, and are judged with its pods.
	for name, tc := range map[string]struct {
		objects func(*testing.T) []byte
		meant   map[string]string // what is found, and why it is so
	}{
		"chart": {renderChart, map[string]string{
			always: byDigest,
			"container-resources: CPU limit is not set":                                  "what these use beyond their share is otherwise idle, and a limit only makes them late; memory and disk are limited",
			"statefulset-has-servicename: StatefulSet does not have a valid serviceName": "the Service it names has an address, and nobody asks for the name of the one pod",
			"pod-networkpolicy: The pod does not have a matching NetworkPolicy":          "the pod of helm test listens nowhere, asks the operator's public API, and is gone when it has its answer",
		}},
		"query":   {goldenObjects("query"), map[string]string{always: byDigest}},
		"program": {goldenObjects("program"), map[string]string{always: byDigest}},
		"image":   {goldenObjects("image"), map[string]string{always: byDigest}},
	} {
		t.Run(name, func(t *testing.T) {
			found := score(t, tc.objects(t))
			for _, what := range slices.Sorted(maps.Keys(found)) {
				if tc.meant[what] == "" {
					t.Errorf("%s\n\tof %s", what, strings.Join(found[what], ", "))
				}
			}
			for what := range tc.meant {
				if len(found[what]) == 0 {
					t.Errorf("nothing of this kind is found any more, and needs no reason: %s", what)
				}
			}
		})
	}
}

// goldenObjects are the objects of a run that TestObjects writes down.
func goldenObjects(name string) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("testdata", "objects", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}
