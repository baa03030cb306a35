package operator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/stintdao/stint/c2d"
)

// chartAdmission is Policies as the chart has them.
func chartAdmission(t *testing.T) string {
	t.Helper()
	const namespace, conductor, cell = "RELEASE-NAMESPACE", "IMAGE-CONDUCTOR", "IMAGE-CELL"
	policies, bindings := Policies(OperatorUser(namespace), Images{Conductor: conductor, Cell: cell})
	var b strings.Builder
	b.WriteString("{{- /* Written by make generate from operator/policies.go. */ -}}\n")
	for _, p := range policies {
		appendYAML(t, &b, p)
	}
	for _, p := range bindings {
		appendYAML(t, &b, p)
	}
	return strings.NewReplacer(
		namespace, "{{ .Release.Namespace }}", conductor, `{{ include "stint.image" .Values.images.conductor }}`, cell, `{{ include "stint.image" .Values.images.cell }}`,
	).Replace(b.String())
}

func appendYAML(t *testing.T, b *strings.Builder, o client.Object) {
	t.Helper()
	y, err := yaml.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "---\n%s", strings.TrimSuffix(string(y), "status: {}\n"))
}

// TestChartAdmission: the chart installs the policies that the operator demands.
func TestChartAdmission(t *testing.T) {
	golden(t, filepath.Join("..", "charts", "stint", "templates", "admission.yaml"), chartAdmission(t))
}

// TestCheckPolicies: what is missing, or not to the letter, is named.
func TestCheckPolicies(t *testing.T) {
	const user = "system:serviceaccount:stint-system:stint-operator"
	images := somePlace().Images
	type state struct {
		have  []admissionv1.ValidatingAdmissionPolicy
		bound []admissionv1.ValidatingAdmissionPolicyBinding
	}
	now := metav1.Now()
	for name, tc := range map[string]struct {
		change func(*state)
		want   string // part of the sentence; empty if all is well
	}{
		"all there":  {func(*state) {}, ""},
		"and others": {func(s *state) { s.have = append(s.have, admissionv1.ValidatingAdmissionPolicy{}) }, ""},
		"status and metadata are the server's": {func(s *state) {
			s.have[0].UID, s.have[0].Generation, s.have[0].Status.ObservedGeneration = "u", 4, 4
			s.have[0].Labels = map[string]string{"app.kubernetes.io/managed-by": "Helm"}
		}, ""},
		"nothing":             {func(s *state) { *s = state{} }, "there is no admission policy stint-namespaces"},
		"one is missing":      {func(s *state) { s.have = s.have[:5] }, "there is no admission policy stint-run-doors"},
		"one is not bound":    {func(s *state) { s.bound = s.bound[1:] }, "policy stint-namespaces is not bound"},
		"one is going":        {func(s *state) { s.have[2].DeletionTimestamp = &now }, "policy stint-run-pods is being deleted"},
		"a binding is going":  {func(s *state) { s.bound[2].DeletionTimestamp = &now }, "binding of admission policy stint-run-pods"},
		"one only warns":      {func(s *state) { s.bound[3].Spec.ValidationActions = []admissionv1.ValidationAction{admissionv1.Warn} }, "stint-run-labels is not bound as"},
		"one is bound partly": {func(s *state) { s.bound[3].Spec.MatchResources = &admissionv1.MatchResources{} }, "stint-run-labels is not bound as"},
		"one fails open": {func(s *state) {
			ignore := admissionv1.Ignore
			s.have[4].Spec.FailurePolicy = &ignore
		}, "stint-run-closed is not the one"},
		"one lost a rule": {func(s *state) { s.have[2].Spec.Validations = s.have[2].Spec.Validations[1:] }, "stint-run-pods is not the one"},
		"one excludes something": {func(s *state) {
			s.have[5].Spec.MatchConditions = []admissionv1.MatchCondition{{Name: "x", Expression: "false"}}
		}, "stint-run-doors is not the one"},
		"for other images": {func(s *state) {
			p, _ := Policies(user, Images{Conductor: images.Cell, Cell: images.Cell})
			s.have[2] = *p[2]
		}, "stint-run-pods is not the one"},
		"for another operator": {func(s *state) {
			p, _ := Policies(OperatorUser("elsewhere"), images)
			s.have[1] = *p[1]
		}, "stint-run-writers is not the one"},
	} {
		var s state
		policies, bindings := Policies(user, images)
		for i := range policies {
			s.have, s.bound = append(s.have, *policies[i]), append(s.bound, *bindings[i])
		}
		tc.change(&s)
		err := CheckPolicies(user, images, s.have, s.bound)
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tc.want != "" && (!c2d.IsRefusal(err, c2d.SealPolicyMissing) || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("%s: %v, want SealPolicyMissing: …%s…", name, err, tc.want)
		}
	}
}

// as is a client that the API server takes for somebody else, who may do everything that roles can allow.
func as(t *testing.T, c *rest.Config, user string) client.Client {
	t.Helper()
	c = rest.CopyConfig(c)
	c.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: []string{"system:masters", "system:authenticated"}}
	out, err := client.New(c, client.Options{Scheme: testScheme(t)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sealedServer is an API server with the policies in force, until the test ends.
func sealedServer(t *testing.T, images Images) *rest.Config {
	t.Helper()
	server := apiServer(t)
	admin := as(t, server, "admin")
	policies, bindings := Policies(OperatorUser(testNamespace), images)
	for i := range slices.Backward(policies) { // so that the one waited for below comes last, and when it is in force the others are
		for _, o := range []client.Object{policies[i], bindings[i]} {
			if err := admin.Create(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := admin.Delete(context.Background(), o); err != nil {
					t.Error(err)
				}
			})
		}
	}
	if err := Sealed(admin, testNamespace, images)(t.Context()); err != nil {
		t.Fatalf("what the server stored is not what was asked for: %v", err)
	}
	// A server takes a moment to compile what it has, all of it together.
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		n := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "stint-run-"}}
		if err := admin.Create(t.Context(), n, client.DryRunAll); apierrors.IsForbidden(err) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the policies are not in force")
		}
	}
	return server
}

// TestPolicies: a real API server lets a run be made as the operator makes it, and refuses everybody everything else.
func TestPolicies(t *testing.T) {
	p := imagePlace()
	p.Spec.RuntimeClassName, p.Spec.HostUsers = "", nil // there is no such class on this server
	server := sealedServer(t, p.Images)
	ctx := t.Context()
	operator, admin := as(t, server, OperatorUser(testNamespace)), as(t, server, "admin")
	jobs := as(t, server, "system:serviceaccount:kube-system:job-controller")
	controllers := as(t, server, "system:kube-controller-manager")
	o := Objects(p)

	for _, x := range list(o) {
		made := x.(client.Object).DeepCopyObject().(client.Object)
		if err := admin.Create(ctx, made.DeepCopyObject().(client.Object), client.DryRunAll); !apierrors.IsForbidden(err) && !apierrors.IsNotFound(err) {
			t.Errorf("%T by an administrator: %v", x, err)
		}
		if err := operator.Create(ctx, made); err != nil {
			t.Fatalf("%T by the operator: %v", x, err)
		}
		for _, want := range o.Policies {
			if have, ok := made.(*netv1.NetworkPolicy); ok && have.Name == want.Name {
				if d := cmp.Diff(want.Spec, have.Spec); d != "" {
					t.Errorf("the server made something else of policy %s:\n%s", want.Name, d)
				}
			}
		}
	}
	namespace := o.Namespace.Name
	var cells batchv1.Job
	if err := operator.Get(ctx, client.ObjectKeyFromObject(o.Cells), &cells); err != nil {
		t.Fatal(err)
	}
	yes := true
	// pod is what the Job controller makes of a Job.
	pod := func(j *batchv1.Job) *corev1.Pod {
		x := &corev1.Pod{ObjectMeta: *j.Spec.Template.ObjectMeta.DeepCopy(), Spec: *j.Spec.Template.Spec.DeepCopy()}
		x.GenerateName, x.Namespace = j.Name+"-", namespace
		x.OwnerReferences = []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "Job", Name: j.Name, UID: cells.UID, Controller: &yes}}
		env := corev1.EnvVar{Name: "JOB_COMPLETION_INDEX", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']"}}}
		for i := range x.Spec.Containers {
			x.Spec.Containers[i].Env = append(x.Spec.Containers[i].Env, env)
		}
		for i := range x.Spec.InitContainers {
			x.Spec.InitContainers[i].Env = append(x.Spec.InitContainers[i].Env, env)
		}
		return x
	}
	cell := pod(o.Cells)
	if err := jobs.Create(ctx, cell); err != nil {
		t.Fatalf("a cell by the Job controller: %v", err)
	}
	if err := controllers.Create(ctx, pod(o.Conductor)); err != nil {
		t.Fatalf("a conductor by the controller manager: %v", err)
	}

	cellWith := func(change func(*corev1.Pod)) *corev1.Pod {
		x := pod(o.Cells)
		change(x)
		return x
	}
	main := func(change func(*corev1.Container)) *corev1.Pod {
		return cellWith(func(x *corev1.Pod) { change(&x.Spec.Containers[0]) })
	}
	deleted := func(x client.Object, name string) client.Object {
		x.SetName(name)
		x.SetNamespace(namespace)
		return x
	}
	named := func(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Name: name, Namespace: namespace} }
	create := func(c client.Client, o client.Object) func() error {
		return func() error { return c.Create(ctx, o, client.DryRunAll) }
	}
	patch := func(c client.Client, o client.Object, merge string) func() error {
		return func() error {
			return c.Patch(ctx, o, client.RawPatch("application/merge-patch+json", []byte(merge)), client.DryRunAll)
		}
	}
	status := func(c client.Client, o client.Object, merge string) func() error {
		return func() error {
			return c.Status().Patch(ctx, o, client.RawPatch("application/merge-patch+json", []byte(merge)), client.DryRunAll)
		}
	}
	space := func() client.Object { return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}} }
	foreign := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "other-"}}
	if err := admin.Create(ctx, foreign); err != nil {
		t.Fatalf("another namespace: %v", err)
	}
	home := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: testNamespace}}
	for _, err := range []error{admin.Create(ctx, home), admin.Create(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: foreign.Name}})} {
		if client.IgnoreAlreadyExists(err) != nil {
			t.Fatal(err)
		}
	}
	orphan := pod(o.Cells)
	orphan.OwnerReferences = nil
	user0 := int64(0)
	type attempt struct {
		do  func() error
		why string // part of the message of who is refused; empty for what is allowed
	}
	const writers = "only the stint operator makes and changes"
	for name, tc := range map[string]attempt{
		"the operator makes the pods itself":        {create(operator, cellWith(func(*corev1.Pod) {})), ""},
		"the Job controller makes one of no Job":    {create(jobs, orphan), writers},
		"an administrator makes one":                {create(admin, cellWith(func(*corev1.Pod) {})), writers},
		"a ServiceAccount of kube-system":           {create(as(t, server, "system:serviceaccount:kube-system:replicaset-controller"), cellWith(func(*corev1.Pod) {})), writers},
		"an account called like the Job controller": {create(as(t, server, "system:serviceaccount:evil:job-controller"), cellWith(func(*corev1.Pod) {})), writers},
		"a node": {create(as(t, server, "system:node:node1"), cellWith(func(*corev1.Pod) {})), writers},

		"another image":         {create(jobs, main(func(c *corev1.Container) { c.Image = "registry.example/lab/other" + digestC })), "by digest"},
		"the image by tag":      {create(jobs, main(func(c *corev1.Container) { c.Image = "registry.example/lab/train:1" })), "by digest"},
		"a trainer's conductor": {create(jobs, cellWith(func(x *corev1.Pod) { x.Labels[LabelRole] = RoleConductor })), "by digest"},
		"a trainer's installer": {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.InitContainers[0].Image = x.Spec.Containers[0].Image })), "by digest"},
		"no role":               {create(jobs, cellWith(func(x *corev1.Pod) { delete(x.Labels, LabelRole) })), "a cell or a conductor"},
		"another job":           {create(jobs, cellWith(func(x *corev1.Pod) { x.Labels[LabelJob] = "other" })), "a cell or a conductor"},
		"environment":           {create(jobs, main(func(c *corev1.Container) { c.Env = append(c.Env, corev1.EnvVar{Name: "A", Value: "b"}) })), "words in or out"},
		"environment of a Secret": {create(jobs, main(func(c *corev1.Container) {
			c.EnvFrom = []corev1.EnvFromSource{{SecretRef: &corev1.SecretEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: "s"}}}}
		})), "words in or out"},
		"logs as a last word": {create(jobs, main(func(c *corev1.Container) { c.TerminationMessagePolicy = corev1.TerminationMessageFallbackToLogsOnError })), "words in or out"},
		"a hook": {create(jobs, main(func(c *corev1.Container) {
			c.Lifecycle = &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{HTTPGet: &corev1.HTTPGetAction{Port: intstr.FromInt32(1)}}}
		})), "words in or out"},
		"a probe that runs": {create(jobs, main(func(c *corev1.Container) {
			c.ReadinessProbe.TCPSocket, c.ReadinessProbe.Exec = nil, &corev1.ExecAction{Command: []string{"x"}}
		})), "words in or out"},
		"a terminal":             {create(jobs, main(func(c *corev1.Container) { c.TTY = true })), "words in or out"},
		"more than it asks for":  {create(jobs, main(func(c *corev1.Container) { c.Resources.Requests[corev1.ResourceCPU] = resource.MustParse("3") })), "exactly what it asks for"},
		"a root that can change": {create(jobs, main(func(c *corev1.Container) { c.SecurityContext.ReadOnlyRootFilesystem = nil })), "read-only root"},
		"a user of its own":      {create(jobs, main(func(c *corev1.Container) { c.SecurityContext.RunAsUser = &user0 })), "PodSecurity"},
		"a capability": {create(jobs, main(func(c *corev1.Container) {
			c.SecurityContext.Capabilities.Add = []corev1.Capability{"NET_BIND_SERVICE"}
		})), "read-only root"},
		"a syscall filter less": {create(jobs, main(func(c *corev1.Container) {
			c.SecurityContext.SeccompProfile = &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}
		})), "read-only root"},
		"the node's network":       {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.HostNetwork = true })), "PodSecurity"},
		"an account's token":       {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.AutomountServiceAccountToken = &yes })), "no account"},
		"a name service":           {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.DNSPolicy, x.Spec.DNSConfig = corev1.DNSClusterFirst, nil })), "no account"},
		"links to services":        {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.EnableServiceLinks = nil })), "no account"},
		"no end":                   {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.ActiveDeadlineSeconds = nil })), "no account"},
		"starting again by itself": {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.RestartPolicy = corev1.RestartPolicyOnFailure })), "no account"},
		"the conductor's keys":     {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.Volumes[1].Secret.SecretName = RoleConductor })), "no volumes but"},
		"a token by projection": {create(jobs, cellWith(func(x *corev1.Pod) {
			x.Spec.Volumes[1].VolumeSource = corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "t"}}}}}
		})), "no volumes but"},
		"a volume without a bound": {create(jobs, cellWith(func(x *corev1.Pod) { x.Spec.Volumes[2].EmptyDir.SizeLimit = nil })), "no volumes but"},
		"a disk of the cluster": {create(jobs, cellWith(func(x *corev1.Pod) {
			x.Spec.Volumes[2].VolumeSource = corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "c"}}
		})), "no volumes but"},

		"another image for a pod that runs": {func() error {
			x := cell.DeepCopy()
			x.Spec.Containers[0].Image = "registry.example/lab/other" + digestC
			return controllers.Update(ctx, x, client.DryRunAll)
		}, "by digest"},
		"an administrator changes a pod":    {patch(admin, cell.DeepCopy(), `{"metadata":{"labels":{"a":"b"}}}`), writers},
		"the Job controller drops its mark": {patch(jobs, cell.DeepCopy(), `{"metadata":{"finalizers":null}}`), ""},
		"a pod becomes a conductor":         {patch(jobs, cell.DeepCopy(), `{"metadata":{"labels":{"stint.dev/role":"conductor"}}}`), "denied request"},
		"by its status":                     {status(admin, cell.DeepCopy(), `{"metadata":{"labels":{"stint.dev/role":"conductor"}}}`), "does not change"},
		"its kubelet tells how it is":       {status(as(t, server, "system:node:node1"), cell.DeepCopy(), `{"status":{"phase":"Running"}}`), ""},

		"a Secret":                    {create(admin, &corev1.Secret{ObjectMeta: named("s")}), writers},
		"an account":                  {create(admin, &corev1.ServiceAccount{ObjectMeta: named("s")}), writers},
		"a role":                      {create(admin, &rbacv1.Role{ObjectMeta: named("r")}), writers},
		"a Service":                   {create(admin, &corev1.Service{ObjectMeta: named("s"), Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 1}}}}), writers},
		"a policy that opens":         {create(admin, &netv1.NetworkPolicy{ObjectMeta: named("open"), Spec: netv1.NetworkPolicySpec{Egress: []netv1.NetworkPolicyEgressRule{{}}}}), writers},
		"a Job":                       {create(admin, &batchv1.Job{ObjectMeta: named("j"), Spec: *o.Conductor.Spec.DeepCopy()}), writers},
		"an event":                    {create(as(t, server, "system:node:node1"), &corev1.Event{ObjectMeta: named("e"), InvolvedObject: corev1.ObjectReference{Namespace: namespace}}), ""},
		"the cluster's own authority": {create(as(t, server, "system:serviceaccount:kube-system:root-ca-cert-publisher"), &corev1.ConfigMap{ObjectMeta: named("kube-root-ca.crt")}), ""},
		"something by its publisher":  {create(as(t, server, "system:serviceaccount:kube-system:root-ca-cert-publisher"), &corev1.ConfigMap{ObjectMeta: named("other")}), writers},
		"the usual account":           {create(as(t, server, "system:serviceaccount:kube-system:service-account-controller"), &corev1.ServiceAccount{ObjectMeta: named("default")}), ""},
		"the queue lets a Job go on":  {patch(as(t, server, queueUser), o.Cells.DeepCopy(), `{"spec":{"suspend":false}}`), ""},
		"an administrator does":       {patch(admin, o.Cells.DeepCopy(), `{"spec":{"suspend":false}}`), writers},
		"the operator does":           {patch(operator, o.Cells.DeepCopy(), `{"spec":{"suspend":false}}`), ""},
		"the Job controller counts":   {status(jobs, o.Cells.DeepCopy(), `{"status":{"active":1}}`), ""},

		"the operator deletes what closes":     {func() error { return operator.Delete(ctx, deleted(&netv1.NetworkPolicy{}, denyName), client.DryRunAll) }, "stay as they are"},
		"an administrator deletes what closes": {func() error { return admin.Delete(ctx, deleted(&netv1.NetworkPolicy{}, denyName), client.DryRunAll) }, "stay as they are"},
		"all at once": {func() error {
			return admin.DeleteAllOf(ctx, &netv1.NetworkPolicy{}, client.InNamespace(namespace), client.DryRunAll)
		}, "stay as they are"},
		"the operator opens what closes": {patch(operator, o.Policies[0].DeepCopy(), `{"spec":{"egress":[{}]}}`), "stay as they are"},
		"the operator applies it again":  {patch(operator, o.Policies[0].DeepCopy(), `{"metadata":{"labels":{"a":"b"}}}`), ""},
		"somebody deletes a pod":         {func() error { return admin.Delete(ctx, cell.DeepCopy(), client.DryRunAll) }, ""},

		"a token of the account": {func() error {
			return operator.SubResource("token").Create(ctx, o.ServiceAccount.DeepCopy(), &authenticationv1.TokenRequest{})
		}, "nobody enters"},
		"a debugger": {func() error {
			x := cell.DeepCopy()
			x.Spec.EphemeralContainers = []corev1.EphemeralContainer{{EphemeralContainerCommon: corev1.EphemeralContainerCommon{
				Name: "d", Image: p.Images.Cell, SecurityContext: x.Spec.Containers[0].SecurityContext, ImagePullPolicy: corev1.PullIfNotPresent,
				TerminationMessagePolicy: corev1.TerminationMessageReadFile,
			}}}
			return admin.SubResource("ephemeralcontainers").Update(ctx, x)
		}, "nobody enters"},
		"a shell":          {enter(t, server, namespace, cell.Name, "exec?command=sh&stdout=true"), "nobody enters"},
		"its output":       {enter(t, server, namespace, cell.Name, "attach?stdout=true"), "nobody enters"},
		"its ports":        {enter(t, server, namespace, cell.Name, "portforward?ports=7443"), "nobody enters"},
		"its ports by URL": {enter(t, server, namespace, cell.Name+":7443", "proxy/"), "nobody enters"},

		"an administrator makes a run's namespace": {create(admin, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "stint-run-x", Labels: o.Namespace.Labels}}), "only the stint operator makes namespaces"},
		"under another name":                       {create(admin, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "y", Labels: o.Namespace.Labels}}), "only the stint operator makes namespaces"},
		"the operator makes one that is open":      {create(operator, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "stint-run-x", Labels: map[string]string{LabelRun: "true"}}}), "held to the restricted"},
		"a namespace becomes a run's":              {patch(admin, foreign.DeepCopy(), `{"metadata":{"labels":{"stint.dev/run":"true"}}}`), "does not change"},
		"a run's namespace becomes another":        {patch(operator, space(), `{"metadata":{"labels":{"stint.dev/run":null}}}`), "does not change"},
		"it is held to less":                       {patch(operator, space(), `{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"privileged"}}}`), "does not change"},
		"it admits another image":                  {patch(operator, space(), `{"metadata":{"annotations":{"stint.dev/image":"other"}}}`), "does not change"},
		"by its status, too":                       {status(admin, space(), `{"metadata":{"labels":{"stint.dev/run":"false"}}}`), "does not change"},
		"it gets another label":                    {patch(admin, space(), `{"metadata":{"labels":{"team":"a"}}}`), ""},
		"the operator applies the namespace again": {patch(operator, space(), `{"metadata":{"labels":{"stint.dev/run":"true"}}}`), ""},
		"the operator writes elsewhere":            {create(operator, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: foreign.Name}}), "writes in its own namespace"},
		"the operator reads by writing":            {patch(operator, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: foreign.Name}}, `{}`), "writes in its own namespace"},
		"the operator deletes elsewhere": {func() error {
			return operator.Delete(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: foreign.Name}}, client.DryRunAll)
		}, "writes in its own namespace"},
		"the operator removes another namespace": {func() error { return operator.Delete(ctx, foreign.DeepCopy(), client.DryRunAll) }, "writes in its own namespace"},
		"the operator labels another namespace":  {patch(operator, foreign.DeepCopy(), `{"metadata":{"labels":{"team":"a"}}}`), "writes in its own namespace"},
		"the operator removes a run's namespace": {func() error { return operator.Delete(ctx, space(), client.DryRunAll) }, ""},
		"the operator writes at home":            {create(operator, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: testNamespace}}), ""},
		"a namespace of somebody else":           {patch(admin, foreign.DeepCopy(), `{"metadata":{"labels":{"team":"a"}}}`), ""},
		"a pod somewhere else":                   {create(admin, &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "p", Namespace: foreign.Name}, Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "x"}}}}), ""},
		"a node somewhere":                       {create(as(t, server, "system:node:n"), &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n"}}), ""},
	} {
		err := tc.do()
		switch {
		case tc.why == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tc.why != "" && (err == nil || !strings.Contains(err.Error(), tc.why)):
			t.Errorf("%s: %v, want a refusal: %s", name, err, tc.why)
		}
	}
}

// enter opens a door of a pod as an administrator would.
func enter(t *testing.T, c *rest.Config, namespace, pod, door string) func() error {
	t.Helper()
	c = rest.CopyConfig(c)
	c.Impersonate = rest.ImpersonationConfig{UserName: "admin", Groups: []string{"system:masters"}}
	h, err := rest.HTTPClientFor(c)
	if err != nil {
		t.Fatal(err)
	}
	return func() error {
		a, err := h.Get(strings.TrimSuffix(c.Host, "/") + "/api/v1/namespaces/" + namespace + "/pods/" + pod + "/" + door)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode == http.StatusOK {
			return err
		}
		return fmt.Errorf("%s: %s", a.Status, b)
	}
}
