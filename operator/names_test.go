package operator

import (
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// TestNames: names are those that users and admission policies go by.
func TestNames(t *testing.T) {
	p := somePlace()
	if got, want := NamespaceName(p.Job), "stint-run-"+hex.EncodeToString(p.Job[:])[:40]; got != want || len(got) > 63 {
		t.Errorf("namespace %s, want %s", got, want)
	}
	if got := JobName(p.Job); "0x"+got != p.Job.String() {
		t.Errorf("job %s", got)
	}
	if got := DatasetName(p.Dataset); len(got) != 40 || "0x"+got != strings.ToLower(p.Dataset.String()) {
		t.Errorf("dataset %s", got)
	}
}

// TestUser: a run's user is never one of the node's own, and in a user namespace never one that it has not.
func TestUser(t *testing.T) {
	no, yes := false, true
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[int64]bool{}
	for range 10_000 {
		var job datatoken.Hash
		for i := range job {
			job[i] = byte(r.Uint32())
		}
		if u := User(job, nil); u < 100_000 || u >= 1<<31 || u != User(job, &yes) {
			t.Fatalf("user %d", u)
		}
		if u := User(job, &no); u < 10_000 || u > 65_533 {
			t.Fatalf("user %d in a user namespace", u)
		}
		seen[User(job, nil)] = true
	}
	if len(seen) < 9_990 {
		t.Errorf("10000 jobs have only %d users", len(seen))
	}
}

// TestKinds: the API server refuses objects that say something impossible, and fills in what need not be said.
func TestKinds(t *testing.T) {
	c, namespace := liveClient(t)
	ctx := t.Context()
	digits := strings.Repeat("ab", 32)
	job := func(name, order string) *v1alpha1.TrainingJob {
		return &v1alpha1.TrainingJob{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}, Spec: v1alpha1.TrainingJobSpec{Order: order, Document: "{}"},
		}
	}
	set := func(name, id string) *v1alpha1.Dataset {
		return &v1alpha1.Dataset{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}, Spec: v1alpha1.DatasetSpec{ID: id}}
	}
	no := false
	environment := func(change func(*v1alpha1.EnvironmentSpec)) *v1alpha1.Environment {
		e := &v1alpha1.Environment{ObjectMeta: metav1.ObjectMeta{GenerateName: "e-"}, Spec: v1alpha1.EnvironmentSpec{Tier: v1alpha1.Sealed}}
		change(&e.Spec)
		return e
	}
	for name, tc := range map[string]struct {
		o  client.Object
		ok bool
	}{
		"a job":                    {job(digits, "0x"+digits), true},
		"another job's name":       {job(digits, "0x"+strings.Repeat("ac", 32)), false},
		"an order that is none":    {job(digits, digits), false},
		"a dataset":                {set(digits[:40], "0x"+digits[:40]), true},
		"another dataset's name":   {set("x", "0x"+digits[:40]), false},
		"the plainest environment": {environment(func(*v1alpha1.EnvironmentSpec) {}), true},
		"a tier that is none":      {environment(func(s *v1alpha1.EnvironmentSpec) { s.Tier = "dev" }), false},
		"gVisor":                   {environment(func(s *v1alpha1.EnvironmentSpec) { s.Tier, s.RuntimeClassName = v1alpha1.Sandboxed, "gvisor" }), true},
		"sandboxed by nothing":     {environment(func(s *v1alpha1.EnvironmentSpec) { s.Tier = v1alpha1.Sandboxed }), false},
		"users of its own":         {environment(func(s *v1alpha1.EnvironmentSpec) { s.HostUsers = &no }), true},
		"users of its own, attested": {environment(func(s *v1alpha1.EnvironmentSpec) {
			s.Tier, s.RuntimeClassName, s.HostUsers = v1alpha1.Attested, "kata-cc", &no
		}), false},
		"users of its own, in Nitro": {environment(func(s *v1alpha1.EnvironmentSpec) {
			s.Tier, s.RuntimeClassName, s.HostUsers = v1alpha1.Sandboxed, "isolated-sandbox", &no
		}), false},
		"an attested GPU without one": {environment(func(s *v1alpha1.EnvironmentSpec) { s.Tier, s.RuntimeClassName = v1alpha1.AttestedGPU, "kata-cc" }), false},
		"a part of a GPU in gVisor": {environment(func(s *v1alpha1.EnvironmentSpec) {
			s.Tier, s.RuntimeClassName, s.GPU = v1alpha1.Sandboxed, "gvisor", &v1alpha1.GPU{ResourceName: "nvidia.com/mig-1g.10gb", PerCell: 1}
		}), false},
		"too many lanes":       {environment(func(s *v1alpha1.EnvironmentSpec) { s.Lanes = 257 }), false},
		"a price with a point": {environment(func(s *v1alpha1.EnvironmentSpec) { s.Price.Base = "1.5" }), false},
		"a price":              {environment(func(s *v1alpha1.EnvironmentSpec) { s.Price.Base, s.Price.PerMinute = "0", "1000000000000000000" }), true},
		"a label of ours":      {environment(func(s *v1alpha1.EnvironmentSpec) { s.Labels = map[string]string{LabelRole: "cell"} }), false},
		"a profile elsewhere":  {environment(func(s *v1alpha1.EnvironmentSpec) { s.SeccompProfile = "../x" }), false},
	} {
		if err := c.Create(ctx, tc.o, client.DryRunAll); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}

	e := environment(func(s *v1alpha1.EnvironmentSpec) { s.GPU = &v1alpha1.GPU{PerCell: 1} })
	if err := c.Create(ctx, e, client.DryRunAll); err != nil {
		t.Fatal(err)
	}
	if s := e.Spec; s.Lanes != 1 || s.CPU.String() != "1" || s.Conductor.Memory.String() != "256Mi" || s.GPU.ResourceName != "nvidia.com/gpu" ||
		s.Price.PerMinute != "0" || s.Wall != v1alpha1.WallAuto || s.MaxMemoryMiB != 4096 {
		t.Errorf("defaults: %+v", s)
	}

	j := job(digits, "0x"+digits)
	if err := c.Create(ctx, j); err != nil {
		t.Fatal(err)
	}
	j.Status.Mode, j.Status.Steps = "query", 1
	if err := c.Status().Update(ctx, j); err != nil {
		t.Errorf("write a job's status: %v", err)
	}
	j.Spec.Document = `{"stint":1}`
	if err := c.Update(ctx, j); err == nil {
		t.Error("a job changed after it was ordered")
	}
}
