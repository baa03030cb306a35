package operator

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"
	psa "k8s.io/pod-security-admission/api"
	podsecurity "k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/storage"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

var (
	digestA = "@sha256:" + strings.Repeat("a1", 32)
	digestB = "@sha256:" + strings.Repeat("b2", 32)
	digestC = "@sha256:" + strings.Repeat("c3", 32)
)

// golden compares text with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: run the test with -update if this is meant (-want +got):\n%s", file, d)
	}
}

// somePlace is a query job in the plainest environment.
func somePlace() Place {
	job := datatoken.Hash{}
	for i := range job {
		job[i] = byte(i + 1)
	}
	return Place{
		Job: job, Dataset: datatoken.Address{7}, Environment: "standard",
		Spec:  v1alpha1.EnvironmentSpec{Tier: v1alpha1.Sealed, Wall: v1alpha1.WallAuto, Lanes: 2, MaxMemoryMiB: 4096},
		Lanes: 2, Members: 12, Rows: 4000, Sealed: 1 << 20, Largest: 90_000, Groups: 36,
		Run: storage.Ref{CID: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", Size: 4321},
		Images: Images{
			Conductor: "registry.example/stint/stint-conductor" + digestA, Cell: "registry.example/stint/stint-cell" + digestB,
		},
		Services: Services{
			Storage: "http://stint-node:8750", StorageAddress: "10.96.0.7:8750", Broker: "https://10.96.0.8:8751", BrokerKey: strings.Repeat("0f", 32),
			Namespace: "stint-system", StoragePods: map[string]string{"app.kubernetes.io/component": "node"},
			OperatorPods: map[string]string{"app.kubernetes.io/component": "operator"}, StorageTarget: 8750, BrokerTarget: 8751,
		},
		LinkKey: []byte("thirty-two bytes of a link's key"), Token: []byte("thirty-two bytes of some token.."),
	}
}

func programPlace() Place {
	p := somePlace()
	p.Isolate = &c2d.Isolate{Program: storage.Ref{CID: p.Run.CID, Size: 3 << 20}, Dim: 1000, Rounds: 3, Slot: 400, Memory: 256}
	p.Length = 7200 * time.Millisecond
	return p
}

func imagePlace() Place {
	p := somePlace()
	p.Isolate = &c2d.Isolate{
		Image: &c2d.Image{Reference: "registry.example/lab/train" + digestC, Command: []string{"/opt/train"}}, GPUs: 2, Dim: 1 << 20, Rounds: 1, Slot: 60_000,
		Memory: 8192, Params: []byte(`{"epochs":1}`),
	}
	users := false
	p.Spec = v1alpha1.EnvironmentSpec{
		Tier: v1alpha1.Sandboxed, RuntimeClassName: "gvisor", Wall: v1alpha1.WallLandlock, SeccompProfile: "stint/namespaces.json", HostUsers: &users,
		Lanes: 3, CPU: resource.MustParse("4"), MaxMemoryMiB: 65536, GPU: &v1alpha1.GPU{ResourceName: "nvidia.com/gpu", PerCell: 2},
		Conductor:    v1alpha1.Conductor{CPU: resource.MustParse("2"), Memory: resource.MustParse("512Mi")},
		NodeSelector: map[string]string{"stint.dev/pool": "gpu"}, Queue: "research", Labels: map[string]string{"team": "lab", LabelRole: "other"},
		Tolerations: []corev1.Toleration{{Key: "nvidia.com/gpu", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule}},
	}
	p.Environment, p.Lanes, p.Members, p.Length = "gpu", 3, 7, 3*time.Minute
	p.Services.StorageBlock, p.Services.StorageTarget = "192.0.2.0/28", 9000
	return p
}

func list(o RunObjects) []any {
	out := []any{o.Namespace}
	for _, p := range o.Policies {
		out = append(out, p)
	}
	out = append(out, o.Quota, o.Limits, o.ServiceAccount)
	for _, s := range o.Secrets {
		out = append(out, s)
	}
	if o.Cells != nil {
		out = append(out, o.Cells)
	}
	return append(out, o.Conductor)
}

// TestObjects: what a run has in a cluster is written down, field by field.
func TestObjects(t *testing.T) {
	for name, p := range map[string]Place{"query": somePlace(), "program": programPlace(), "image": imagePlace()} {
		var b strings.Builder
		for _, o := range list(Objects(p)) {
			y, err := yaml.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "---\n%s", y)
		}
		golden(t, filepath.Join("testdata", "objects", name+".yaml"), b.String())
		if d := cmp.Diff(Objects(p), Objects(p)); d != "" {
			t.Errorf("%s: the same place gives other objects:\n%s", name, d)
		}
	}
}

// TestObjectsKeepTheirPlace: objects share no memory with the place, so that changing one changes no other.
func TestObjectsKeepTheirPlace(t *testing.T) {
	p := imagePlace()
	want := Objects(p)
	o := Objects(p)
	o.Cells.Spec.Template.Spec.NodeSelector["x"] = "y"
	o.Cells.Spec.Template.Labels["x"] = "y"
	o.Cells.Spec.Template.Spec.Tolerations[0].Key = "other"
	*o.Cells.Spec.Template.Spec.HostUsers = true
	o.Cells.Spec.Template.Spec.Containers[0].Resources.Limits["cpu"] = resource.MustParse("7")
	if r := o.Cells.Spec.Template.Spec.Containers[0].Resources; r.Requests.Cpu().Equal(*r.Limits.Cpu()) {
		t.Error("requests and limits are one map")
	}
	if d := cmp.Diff(want, Objects(p)); d != "" {
		t.Errorf("objects are of one piece with their place:\n%s", d)
	}
}

// arbitrary is a random place.
func arbitrary(r *rand.Rand) Place {
	p := somePlace()
	for i := range p.Job {
		p.Job[i] = byte(r.Uint32())
	}
	maybe := func() bool { return r.IntN(2) == 0 }
	p.Sealed, p.Rows = r.Uint64N(1<<40), r.Uint64N(1<<30)
	p.Largest = r.Uint64N(p.Sealed + 1)
	p.Lanes, p.Members, p.Groups = r.IntN(257), r.IntN(1000)+1, r.Uint64N(1<<24)
	p.Length = time.Duration(r.Int64N(int64(60 * 24 * time.Hour)))
	if maybe() {
		p.Isolate = &c2d.Isolate{Dim: r.Uint32N(1<<24) + 1, Memory: r.Uint32N(64 << 10), GPUs: r.Uint32N(17)}
		if maybe() {
			p.Isolate.Image = &c2d.Image{Reference: "registry.example/x" + digestC, Command: []string{"/x"}}
		} else {
			p.Isolate.Program.Size = r.Int64N(256 << 20)
		}
	}
	s := &p.Spec
	s.Wall = []v1alpha1.Wall{"", v1alpha1.WallAuto, v1alpha1.WallNamespaces, v1alpha1.WallLandlock}[r.IntN(4)]
	if maybe() {
		s.RuntimeClassName = "kata"
	}
	if maybe() {
		s.SeccompProfile = "stint/namespaces.json"
	}
	if maybe() {
		own := maybe()
		s.HostUsers = &own
	}
	if maybe() {
		s.CPU, s.Conductor.Memory = resource.MustParse("2500m"), resource.MustParse("1Gi")
	}
	if maybe() {
		s.GPU = &v1alpha1.GPU{ResourceName: "example.com/accelerator", PerCell: 16}
	}
	if maybe() {
		s.Queue = "q"
	}
	if maybe() {
		s.Labels = map[string]string{LabelJob: "other", LabelRole: "other", "team": "lab", "kueue.x-k8s.io/priority-class": "low"}
	}
	if maybe() {
		p.Services.StorageBlock = "192.0.2.0/24"
	}
	return p
}

// TestObjectsOfAnyPlace: whatever a place is, its pods are restricted, closed and pinned, and its policies open exactly what a run needs.
func TestObjectsOfAnyPlace(t *testing.T) {
	checks := podsecurity.DefaultChecks()
	evaluator, err := podsecurity.NewEvaluator(checks, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	n := 500
	if testing.Short() {
		n = 50
	}
	for i := range n {
		p := arbitrary(r)
		o := Objects(p)
		var jobs []*batchv1.Job
		if o.Cells != nil {
			jobs = append(jobs, o.Cells)
		}
		jobs = append(jobs, o.Conductor)
		if (o.Cells == nil) != (p.Isolate == nil) {
			t.Fatalf("%d: cells without a program, or a program without cells", i)
		}
		for _, j := range jobs {
			where := fmt.Sprintf("%d: %s", i, j.Name)
			if waits := p.Isolate != nil || p.Spec.Queue != ""; j.Spec.Suspend == nil || *j.Spec.Suspend != waits {
				t.Errorf("%s: born running, or waits for nothing", where)
			}
			want := p.Spec.Queue
			if o.Cells != nil && j == o.Conductor {
				want = "" // it follows its cells
			}
			if j.Labels[LabelQueue] != want || j.Spec.Template.Labels[LabelQueue] != "" || (o.Queue == nil) != (p.Spec.Queue == "") {
				t.Errorf("%s: the queue is not on the one Job that waits in it", where)
			}
			checkPod(t, where, p, o, j)
			pod := j.Spec.Template
			for _, result := range evaluator.EvaluatePod(psa.LevelVersion{Level: psa.LevelRestricted, Version: psa.LatestVersion()}, &pod.ObjectMeta, &pod.Spec) {
				if !result.Allowed {
					t.Errorf("%s: %s: %s", where, result.ForbiddenReason, result.ForbiddenDetail)
				}
			}
		}
		checkPolicies(t, i, p, o)
		checkQuota(t, i, p, o, jobs)
		if t.Failed() {
			t.Fatalf("place %d: %+v", i, p)
		}
	}
}

func checkPod(t *testing.T, where string, p Place, o RunObjects, j *batchv1.Job) {
	t.Helper()
	pod, spec := j.Spec.Template, j.Spec.Template.Spec
	role := map[string]string{cellName: RoleCell, conductorName: RoleConductor}[j.Name]
	if pod.Labels[LabelRole] != role || pod.Labels[LabelJob] != o.Namespace.Labels[LabelJob] || j.Labels[LabelRole] != role {
		t.Errorf("%s: labels %v", where, pod.Labels)
	}
	if j.Namespace != o.Namespace.Name || pod.Namespace != "" || pod.Name != "" || j.Annotations[AnnotationJob] != p.Job.String() {
		t.Errorf("%s: it is not in its run's namespace", where)
	}
	if spec.HostNetwork || spec.HostPID || spec.HostIPC || spec.ShareProcessNamespace != nil || len(spec.HostAliases) > 0 || spec.NodeName != "" {
		t.Errorf("%s: it has a part of its node", where)
	}
	if *spec.AutomountServiceAccountToken || spec.ServiceAccountName != o.ServiceAccount.Name || *o.ServiceAccount.AutomountServiceAccountToken || *spec.EnableServiceLinks {
		t.Errorf("%s: it has an account", where)
	}
	if spec.DNSPolicy != corev1.DNSNone || !slices.Equal(spec.DNSConfig.Nameservers, []string{"127.0.0.1"}) || len(spec.DNSConfig.Searches) > 0 {
		t.Errorf("%s: it has a name service", where)
	}
	if got, least := time.Duration(*spec.ActiveDeadlineSeconds)*time.Second, p.Length+StartAllowance; got < least || got > least+time.Second {
		t.Errorf("%s: it may live for %s", where, got)
	}
	if s := spec.SecurityContext; *s.RunAsUser < 10_000 || *s.RunAsUser >= 1<<31 || *s.RunAsGroup != *s.RunAsUser || *s.FSGroup != *s.RunAsUser || !*s.RunAsNonRoot {
		t.Errorf("%s: user %d", where, *s.RunAsUser)
	}
	if (spec.RuntimeClassName == nil) != (p.Spec.RuntimeClassName == "") || o.Namespace.Labels[LabelRuntimeClass] != p.Spec.RuntimeClassName {
		t.Errorf("%s: another RuntimeClass", where)
	}
	want := map[string]bool{p.Images.Cell: role == RoleCell, p.Images.Conductor: role == RoleConductor}
	if p.Isolate != nil && p.Isolate.Image != nil {
		want[p.Isolate.Image.Reference] = role == RoleCell
		if o.Namespace.Annotations[AnnotationImage] != p.Isolate.Image.Reference {
			t.Errorf("%s: the namespace names another image", where)
		}
	}
	for _, c := range slices.Concat(spec.InitContainers, spec.Containers) {
		at := where + "/" + c.Name
		if !want[c.Image] || !strings.Contains(c.Image, "@sha256:") {
			t.Errorf("%s: image %s", at, c.Image)
		}
		if !equality.Semantic.DeepEqual(c.Resources.Requests, c.Resources.Limits) {
			t.Errorf("%s: requests are not limits", at)
		}
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage} {
			if q := c.Resources.Limits[name]; q.Sign() <= 0 {
				t.Errorf("%s: no limit of %s", at, name)
			}
		}
		s := c.SecurityContext
		if !*s.ReadOnlyRootFilesystem || *s.AllowPrivilegeEscalation || !slices.Equal(s.Capabilities.Drop, []corev1.Capability{"ALL"}) || len(s.Capabilities.Add) > 0 {
			t.Errorf("%s: privileges", at)
		}
		if c.TerminationMessagePolicy != corev1.TerminationMessageReadFile || len(c.Env) > 0 || len(c.EnvFrom) > 0 || c.Lifecycle != nil {
			t.Errorf("%s: words get in or out", at)
		}
	}
	names := map[string]bool{}
	for _, v := range spec.Volumes {
		names[v.Name] = true
		switch {
		case v.EmptyDir != nil && v.EmptyDir.SizeLimit.Sign() > 0 && (role != RoleCell || v.EmptyDir.Medium == corev1.StorageMediumMemory):
		case v.Secret != nil && v.Secret.SecretName == role && *v.Secret.DefaultMode == 0o440:
			for _, k := range v.Secret.Items {
				if role == RoleCell && k.Key != secretLinkKey {
					t.Errorf("%s: it is given the key %s", where, k.Key)
				}
				if k.Key == secretLinkKey && p.Isolate == nil {
					t.Errorf("%s: a query has a link key", where)
				}
			}
		default:
			t.Errorf("%s: volume %+v", where, v)
		}
	}
	for _, c := range slices.Concat(spec.InitContainers, spec.Containers) {
		for _, m := range c.VolumeMounts {
			if !names[m.Name] || m.Name == "key" && !m.ReadOnly {
				t.Errorf("%s: mount %+v", where, m)
			}
		}
	}
	if own := pod.Labels["team"]; own != p.Spec.Labels["team"] {
		t.Errorf("%s: the environment's labels are not there", where)
	}
	if role == RoleCell {
		i := p.Isolate
		if got := spec.Containers[0].Resources.Limits.Memory().Value(); got < int64(i.Limit()+c2d.MemoryOverhead)*mebibyte+int64(4*i.Dim) {
			t.Errorf("%s: %d bytes for a program of %d MiB", where, got, i.Limit())
		}
		if *j.Spec.Completions != *j.Spec.Parallelism || *j.Spec.Completions != int32(max(p.Lanes, 1)) {
			t.Errorf("%s: %d cells for %d lanes", where, *j.Spec.Completions, p.Lanes)
		}
	}
}

// checkPolicies: the first policy selects every pod and opens nothing; together, the rest open what a run needs, and nothing else.
func checkPolicies(t *testing.T, i int, p Place, o RunObjects) {
	t.Helper()
	both := []netv1.PolicyType{netv1.PolicyTypeIngress, netv1.PolicyTypeEgress}
	deny := o.Policies[0].Spec
	if len(deny.PodSelector.MatchLabels)+len(deny.PodSelector.MatchExpressions)+len(deny.Ingress)+len(deny.Egress) > 0 || !slices.Equal(deny.PolicyTypes, both) {
		t.Errorf("%d: the first policy does not close everything: %+v", i, deny)
	}
	opened := map[string]bool{}
	note := func(direction string, s netv1.NetworkPolicySpec, peers []netv1.NetworkPolicyPeer, ports []netv1.NetworkPolicyPort) {
		if len(peers) == 0 || len(ports) == 0 {
			t.Errorf("%d: a rule opens everything", i)
		}
		for _, peer := range peers {
			for _, port := range ports {
				to := "here/"
				switch {
				case peer.IPBlock != nil:
					to = peer.IPBlock.CIDR + " "
				case peer.NamespaceSelector != nil:
					to = peer.NamespaceSelector.MatchLabels[corev1.LabelMetadataName] + "/"
				}
				if peer.PodSelector != nil {
					to += fmt.Sprint(peer.PodSelector.MatchLabels)
				}
				opened[fmt.Sprintf("%s %s %s %s:%s", s.PodSelector.MatchLabels[LabelRole], direction, to, *port.Protocol, port.Port)] = true
			}
		}
	}
	for _, policy := range o.Policies[1:] {
		if policy.Namespace != o.Namespace.Name || !slices.Equal(policy.Spec.PolicyTypes, both) || len(policy.Spec.PodSelector.MatchLabels) != 1 {
			t.Errorf("%d: policy %s is not one role's, both ways", i, policy.Name)
		}
		for _, r := range policy.Spec.Ingress {
			note("from", policy.Spec, r.From, r.Ports)
		}
		for _, r := range policy.Spec.Egress {
			note("to", policy.Spec, r.To, r.Ports)
		}
	}
	want := map[string]bool{"conductor to stint-system/map[app.kubernetes.io/component:operator] TCP:8751": true}
	if p.Services.StorageBlock == "" {
		want["conductor to stint-system/map[app.kubernetes.io/component:node] TCP:8750"] = true
	} else {
		want["conductor to 192.0.2.0/24  TCP:8750"] = true
	}
	if p.Isolate != nil {
		want["conductor to here/map[stint.dev/role:cell] TCP:7443"] = true
		want["cell from here/map[stint.dev/role:conductor] TCP:7443"] = true
	}
	if d := cmp.Diff(want, opened); d != "" {
		t.Errorf("%d: the policies open something else (-want +got):\n%s", i, d)
	}
}

// checkQuota: the quota holds the run's pods and not one more, and no container is larger than the limits.
func checkQuota(t *testing.T, i int, p Place, o RunObjects, jobs []*batchv1.Job) {
	t.Helper()
	pods, used := int64(0), corev1.ResourceList{}
	for _, j := range jobs {
		n := int64(*j.Spec.Parallelism)
		pods += n
		for name, q := range j.Spec.Template.Spec.Containers[0].Resources.Limits {
			sum := used[name]
			for range n {
				sum.Add(q)
			}
			used[name] = sum
		}
		for _, c := range slices.Concat(j.Spec.Template.Spec.InitContainers, j.Spec.Template.Spec.Containers) {
			for name, most := range o.Limits.Spec.Limits[0].Max {
				if q := c.Resources.Limits[name]; q.Cmp(most) > 0 {
					t.Errorf("%d: %s has %s of %s, more than %s", i, c.Name, q.String(), name, most.String())
				}
			}
		}
	}
	if q := o.Quota.Spec.Hard[corev1.ResourcePods]; q.Value() != pods {
		t.Errorf("%d: a quota of %d pods for %d", i, q.Value(), pods)
	}
	for name, sum := range used {
		hard, ok := o.Quota.Spec.Hard["requests."+name]
		if ours := p.Spec.RuntimeClassName == "" || strings.Contains(string(name), "/"); ok != ours || ok && hard.Cmp(sum) != 0 {
			t.Errorf("%d: a quota of %s of %s, used %s", i, hard.String(), name, sum.String())
		}
	}
	for _, s := range o.Secrets {
		keys := slices.Sorted(maps.Keys(s.Data))
		if s.Immutable == nil || !*s.Immutable || s.Name == RoleCell && !slices.Equal(keys, []string{secretLinkKey}) {
			t.Errorf("%d: secret %s holds %v", i, s.Name, keys)
		}
	}
}
