package operator

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/storage"
)

// localQueues is Kueue's kind, by its shape.
func localQueues(t *testing.T, c *rest.Config) {
	t.Helper()
	yes := true
	crd := &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "localqueues.kueue.x-k8s.io"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: "kueue.x-k8s.io", Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "localqueues", Singular: "localqueue", Kind: "LocalQueue", ListKind: "LocalQueueList"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1beta2", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{Type: "object", XPreserveUnknownFields: &yes}},
			}},
		},
	}
	if _, err := envtest.InstallCRDs(c, envtest.CRDInstallOptions{CRDs: []*apiextensionsv1.CustomResourceDefinition{crd}}); err != nil {
		t.Fatal(err)
	}
}

// TestQueue: where an environment names a queue, a run's cells stay suspended until somebody else lets them go on, and its conductor until then;
// where it names none, both go on at once.
func TestQueue(t *testing.T) {
	apiServer(t) // which is another test's to put policies on
	own := &envtest.Environment{CRDDirectoryPaths: []string{filepath.Join("..", "charts", "stint", "crds")}, ErrorIfCRDPathMissing: true}
	config, err := own.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Stop() })
	localQueues(t, config)
	live, err := client.New(config, client.Options{Scheme: testScheme(t)})
	if err != nil {
		t.Fatal(err)
	}
	const namespace = metav1.NamespaceDefault
	ctx, vault := t.Context(), &c2dtest.Vault{}
	runner := func(queue string) *Runner {
		e := &v1alpha1.Environment{ObjectMeta: metav1.ObjectMeta{GenerateName: "queue-"}, Spec: v1alpha1.EnvironmentSpec{Tier: v1alpha1.Sealed, Queue: queue}}
		if err := live.Create(ctx, e); err != nil {
			t.Fatal(err)
		}
		meta.SetStatusCondition(&e.Status.Conditions, metav1.Condition{Type: v1alpha1.EnvironmentReady, Status: metav1.ConditionTrue, Reason: "Found"})
		if err := live.Status().Update(ctx, e); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { live.Delete(t.Context(), e) })
		digest := "@sha256:1111111111111111111111111111111111111111111111111111111111111111"
		r, err := NewRunner(RunnerConfig{
			Cached: live, Live: live, Runs: NewRuns(live, live, namespace, vault, broker.Secret{1}, rand.Reader), Environments: &Environments{Cached: live, Live: live},
			Vault: vault, Secrets: broker.Secret{1}, Images: Images{Conductor: "stint.test/conductor" + digest, Cell: "stint.test/cell" + digest},
			Services: Services{Storage: "http://10.0.0.1:8750", Broker: "https://10.0.0.2:8751", Namespace: namespace, StorageTarget: 8750, BrokerTarget: 8751,
				StoragePods: map[string]string{"app": "store"}, OperatorPods: map[string]string{"app": "operator"}},
			Sealed: Sealed(live, namespace, Images{}), Now: time.Now, Random: rand.Reader,
		})
		if err != nil {
			t.Fatal(err)
		}
		r.Sealed = func(context.Context) error { return nil }
		run := c2d.Run{
			Job: datatoken.Hash{byte(len(queue) + 1), 0x9e}, Place: c2d.Place{Environment: e.Name, Lanes: 1},
			Spec:   c2d.Spec{Mode: c2d.ModeIsolate, Isolate: &c2d.Isolate{Rounds: 1, Sigma: 1_000_000, Slot: 1000, Dim: 1, Memory: 64}},
			Shards: []c2d.Shard{{Contribution: c2d.Contribution{Member: datatoken.Address{1}, Shard: storage.Ref{CID: "x", Size: 10}, Rows: 1}}},
		}
		for range 2 { // starting again changes nothing
			if err := r.Start(ctx, run); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	suspended := func(job datatoken.Hash, name string) bool {
		t.Helper()
		var j batchv1.Job
		if err := live.Get(ctx, client.ObjectKey{Namespace: NamespaceName(job), Name: name}, &j); err != nil {
			t.Fatal(err)
		}
		return j.Spec.Suspend != nil && *j.Spec.Suspend
	}

	runner("")
	free := datatoken.Hash{1, 0x9e}
	if suspended(free, cellName) || suspended(free, conductorName) {
		t.Error("without a queue, something waits")
	}
	r := runner("gpus")
	waits := datatoken.Hash{5, 0x9e}
	q := &unstructured.Unstructured{}
	q.SetAPIVersion("kueue.x-k8s.io/v1beta2")
	q.SetKind("LocalQueue")
	if err := live.Get(ctx, client.ObjectKey{Namespace: NamespaceName(waits), Name: "gpus"}, q); err != nil {
		t.Fatal(err)
	}
	if to, _, _ := unstructured.NestedString(q.Object, "spec", "clusterQueue"); to != "gpus" {
		t.Errorf("the run's queue leads to %q", to)
	}
	if err := r.Follow(ctx, NamespaceName(waits)); err != nil || !suspended(waits, cellName) || !suspended(waits, conductorName) {
		t.Errorf("what is queued went on by itself (%v)", err)
	}
	var cells batchv1.Job
	if err := live.Get(ctx, client.ObjectKey{Namespace: NamespaceName(waits), Name: cellName}, &cells); err != nil {
		t.Fatal(err)
	}
	if cells.Labels[LabelQueue] != "gpus" {
		t.Errorf("labels %v", cells.Labels)
	}
	no := false
	cells.Spec.Suspend = &no // as Kueue does
	if err := live.Update(ctx, &cells); err != nil {
		t.Fatal(err)
	}
	if err := r.Follow(ctx, NamespaceName(waits)); err != nil || suspended(waits, conductorName) {
		t.Errorf("the conductor does not follow its cells (%v)", err)
	}
}
