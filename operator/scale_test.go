package operator

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"github.com/prometheus/client_golang/prometheus"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	toolscache "k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// fileVault keeps objects in files, so that they are not counted as the operator's memory.
type fileVault struct{ dir string }

type fileObject struct {
	*io.SectionReader
	io.Closer
}

func (v fileVault) Put(_ context.Context, r io.Reader) (storage.Ref, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return storage.Ref{}, err
	}
	ref, err := storage.RefOf(bytes.NewReader(b))
	if err != nil {
		return storage.Ref{}, err
	}
	return ref, os.WriteFile(filepath.Join(v.dir, ref.CID), b, 0o600)
}

func (v fileVault) Open(_ context.Context, ref storage.Ref) (storage.Object, error) {
	f, err := os.Open(filepath.Join(v.dir, ref.CID))
	if err != nil {
		return nil, storage.ErrNotFound
	}
	return fileObject{io.NewSectionReader(f, 0, ref.Size), f}, nil
}

// figures are what one run of the benchmark measured.
type figures struct {
	Jobs       int
	Seconds    float64 // from the first submission to the last job that left nothing behind
	P50, P99   float64 // milliseconds of one Reconcile of a job
	Most       float64
	Reconciles float64 // of jobs, for each job
	Requests   float64 // of the operator to its API server, for each job
	Heap       float64 // MiB in use at most, without what was in use before the first submission
	Base       float64 // MiB in use before that: libraries, and the harness's orders
	CPU        float64 // milliseconds of processor time of this process, for each job
	RSS        float64 // MiB at most, of everything: the operator, its informers, and the harness
}

// timed measures every Reconcile.
type timed struct {
	reconcile.Reconciler
	mu   sync.Mutex
	took []time.Duration
}

func (r *timed) Reconcile(ctx context.Context, q ctrl.Request) (ctrl.Result, error) {
	start := time.Now()
	out, err := r.Reconciler.Reconcile(ctx, q)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.took = append(r.took, time.Since(start))
	return out, err
}

func (r *timed) at(q float64) float64 {
	return float64(r.took[min(int(q*float64(len(r.took))), len(r.took)-1)].Microseconds()) / 1000
}

// counted counts requests. Watches are few.
type counted struct {
	http.RoundTripper
	n *atomic.Int64
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.RoundTripper.RoundTrip(r)
}

// freshServer is an API server of this benchmark's alone, over an empty etcd.
func freshServer(b *testing.B) (*envtest.Environment, *rest.Config) {
	b.Helper()
	ctrl.SetLogger(logr.Discard())
	if os.Getenv("KUBEBUILDER_ASSETS") == "" {
		without(b, "apiserver", "make cluster-build, then KUBEBUILDER_ASSETS=$PWD/.lab/bin")
	}
	env := &envtest.Environment{CRDDirectoryPaths: []string{filepath.Join("..", "charts", "stint", "crds")}, ErrorIfCRDPathMissing: true}
	c, err := env.Start()
	must(b, err)
	b.Cleanup(func() {
		if err := env.Stop(); err != nil {
			b.Error(err)
		}
	})
	c.QPS, c.Burst = -1, -1 // what is measured is work, not waiting for a turn
	return env, c
}

// asUser is a configuration that the API server takes for somebody's who may do everything that roles can allow.
func asUser(c *rest.Config, user string) *rest.Config {
	c = rest.CopyConfig(c)
	c.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: []string{"system:masters", "system:authenticated"}}
	return c
}

// scaled is a world of n query jobs and the operator that runs them, with the manager, the informers and the controllers of a real one, over a real
// API server that holds runs closed by the real policies. Played are the chain, the store, and what is below the API.
func scaled(b *testing.B, n int) figures {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	_, admin := freshServer(b)
	vault := fileVault{b.TempDir()}
	ledger, exchange, id, orders := market(b, vault, n)
	place := somePlace()

	scheme := testScheme(b)
	root, err := client.New(admin, client.Options{Scheme: scheme})
	must(b, err)
	must(b, root.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: testNamespace}}))
	policies, bindings := Policies(OperatorUser(testNamespace), place.Images)
	for i := range policies {
		must(b, root.Create(ctx, policies[i]))
		must(b, root.Create(ctx, bindings[i]))
	}
	must(b, root.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "node"}}))
	must(b, root.Create(ctx, &v1alpha1.Environment{ObjectMeta: metav1.ObjectMeta{Name: "standard"}, Spec: v1alpha1.EnvironmentSpec{Tier: v1alpha1.Sealed, Default: true, Lanes: 2}}))
	must(b, NewCatalogue(root, root, testNamespace).Put(ctx, orders.dataset))

	var requests atomic.Int64
	own := asUser(admin, OperatorUser(testNamespace))
	own.Wrap(func(t http.RoundTripper) http.RoundTripper { return counted{t, &requests} })
	yes := true
	m, err := ctrl.NewManager(own, ctrl.Options{
		Scheme: scheme, Cache: CacheOptions(testNamespace), Metrics: metricsserver.Options{BindAddress: "0"}, Controller: config.Controller{SkipNameValidation: &yes},
	})
	must(b, err)
	live, err := client.New(own, client.Options{Scheme: scheme})
	must(b, err)
	cached, log, secret := m.GetCache(), slog.New(slog.NewTextHandler(io.Discard, nil)), broker.Secret{1}
	catalogue := NewCatalogue(cached, live, testNamespace)
	journal, runs := NewJournal(cached, live, testNamespace), NewRuns(cached, live, testNamespace, vault, secret, crand.Reader)
	environments := &Environments{Cached: cached, Live: live, Version: func(context.Context) (string, error) { return "v1.35.4", nil }}
	runner, err := NewRunner(RunnerConfig{
		Cached: cached, Live: live, Runs: runs, Environments: environments, Vault: vault, Secrets: secret, Images: place.Images, Services: place.Services,
		Sealed: Sealed(cached, testNamespace, place.Images), Now: time.Now, Random: crand.Reader,
	})
	must(b, err)
	counts := NewMetrics(prometheus.NewRegistry())
	holder := NewBroker(BrokerConfig{
		Cached: cached, Live: live, Runner: runner, Journal: journal, Exchange: exchange, Environments: environments, Identity: id, Metrics: counts, Log: log,
		Random: crand.Reader, Events: NewEvents(m.GetEventRecorder("stint-operator"), testNamespace),
	})
	engine, err := c2d.New(c2d.Config{
		Vault: vault, Exchange: exchange, Vouchers: exchange, Signer: c2dtest.Signer{}, Ledger: ledger, Runner: runner, Journal: journal, Catalogue: catalogue, Judge: airlock.Judge,
		Now: time.Now, Rand: crand.Reader, Provider: account("provider"),
	})
	must(b, err)
	jobs := &Jobs{
		Cached: cached, Live: live, Namespace: testNamespace, Engine: engine, Runner: runner, Broker: holder, Metrics: counts, Log: log, Now: time.Now, Workers: DefaultWorkers,
	}
	watch := &timed{Reconciler: jobs}
	must(b, jobs.setup(m, watch))
	must(b, (&Datasets{Cached: cached, Namespace: testNamespace, Catalogue: catalogue, Ledger: ledger}).SetupWithManager(m))
	must(b, environments.SetupWithManager(m))
	below := playBelow(b, ctx, asUser(admin, "system:kube-controller-manager"), cached, vault, id, holder, runs)
	over := done(b, ctx, cached, n)
	ended := make(chan error, 1)
	go func() { ended <- m.Start(ctx) }()
	if !cached.WaitForCacheSync(ctx) {
		b.Fatal("the cache does not fill")
	}
	for { // until the environment was looked at
		if _, err := runner.Place(ctx, c2d.Spec{}); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	runtime.GC()
	out := figures{Jobs: n, Base: heap()}
	requests.Store(0)
	used := cpu(b)
	most := make(chan float64)
	sampled, enough := context.WithCancel(ctx)
	go func() {
		peak := 0.0
		for sampled.Err() == nil {
			peak = max(peak, heap())
			time.Sleep(100 * time.Millisecond)
		}
		most <- peak
	}()
	start := time.Now()
	orders.submit(b, ctx, engine)
	select {
	case <-over:
	case err := <-ended:
		b.Fatalf("the manager ended: %v", err)
	case err := <-below:
		b.Fatalf("below the API: %v", err)
	case <-time.After(time.Hour):
		b.Fatal("the jobs do not end")
	}
	out.Seconds = time.Since(start).Seconds()
	enough()
	out.Heap = <-most - out.Base
	out.CPU = float64((cpu(b) - used).Microseconds()) / 1000 / float64(n)
	out.Requests = float64(requests.Load()) / float64(n)
	stop()
	<-ended
	slices.Sort(watch.took)
	out.P50, out.P99, out.Most, out.Reconciles = watch.at(0.5), watch.at(0.99), watch.at(1), float64(len(watch.took))/float64(n)
	out.RSS = peakRSS(b)
	for _, s := range orders.specs {
		o, err := exchange.Order(b.Context(), s.job)
		if err != nil || o.State != datatoken.OrderPaid {
			b.Fatalf("order %s is %s, %v", s.job, o.State, err)
		}
	}
	return out
}

// heap is the memory of live and dead objects, in MiB.
func heap() float64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return float64(s.HeapInuse) / (1 << 20)
}

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func peakRSS(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	must(b, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	must(b, err)
	return n / 1024
}

// ordered is what trainers have paid for.
type ordered struct {
	dataset c2d.Dataset
	specs   []struct {
		job  datatoken.Hash
		spec c2d.Spec
	}
}

// market is a chain in memory with n orders for query jobs on one dataset, whose budget they do not exhaust.
func market(b *testing.B, vault c2d.Vault, n int) (*c2dtest.Ledger, *c2dtest.Exchange, storage.Identity, *ordered) {
	b.Helper()
	shards, id := keyed()
	ledger, exchange := &c2dtest.Ledger{Fuse: &c2dtest.Fuse{}}, &c2dtest.Exchange{Fuse: &c2dtest.Fuse{}}
	o := &ordered{dataset: c2d.Dataset{
		ID: account("dataset"), Curator: account("curator"),
		Manifest: c2d.Manifest{
			Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: 10,
			Columns: []c2d.Column{{Name: "age", Kind: "integer", Min: 0, Max: 120}},
		},
		Tokens: []datatoken.Token{{Address: account("query"), Dataset: account("dataset"), Service: "query", Price: datatoken.Units(5)}},
	}}
	var caps [privacy.NumOrders]uint32
	for i := range caps {
		caps[i] = privacy.MaxLane - 1
	}
	for block, list := range shards {
		must(b, ledger.Open(o.dataset.ID, uint32(block), caps))
		ref, err := vault.Put(b.Context(), bytes.NewReader(c2d.EncodeBatch(list)))
		must(b, err)
		o.dataset.Version = sha256.Sum256(o.dataset.Version[:])
		o.dataset.Batches = append(o.dataset.Batches, c2d.Batch{
			Index: uint64(block), Block: uint32(block), Members: uint32(len(list)), Shares: 3 * uint64(len(list)), List: ref, Version: o.dataset.Version,
		})
	}
	for i := range n {
		s := c2d.Spec{
			Stint: 1, Dataset: o.dataset.ID, Version: o.dataset.Version, Mode: c2d.ModeQuery, Recipient: id.Recipient().String(), Nonce: sha256.Sum256(fmt.Append(nil, i)),
			Query: []c2d.Statistic{{Name: "mean age", Kind: "mean", Column: "age", Epsilon: 20_000}},
		}
		job := datatoken.Hash(sha256.Sum256(s.Canonical()))
		exchange.Buy(datatoken.Order{
			Job: job, Dataset: o.dataset.ID, Token: account("query"), Trainer: account("trainer"), Provider: account("provider"), Spec: s.Digest(),
			Price: datatoken.Units(5), Compute: datatoken.Units(5), Deadline: time.Now().Add(24 * time.Hour),
		})
		o.specs = append(o.specs, struct {
			job  datatoken.Hash
			spec c2d.Spec
		}{job, s})
	}
	return ledger, exchange, id, o
}

// submit submits everything, eight at once.
func (o *ordered) submit(b *testing.B, ctx context.Context, e *c2d.Engine) {
	b.Helper()
	next := make(chan int)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range next {
				if j, err := e.Submit(ctx, o.specs[i].spec, o.specs[i].job); err != nil || j.Fault != nil {
					b.Errorf("submit: %v, %v", j.Fault, err)
				}
			}
		})
	}
	for i := range o.specs {
		next <- i
	}
	close(next)
	all.Wait()
}

// done is closed when n jobs are settled and have left nothing behind.
func done(b *testing.B, ctx context.Context, c cache.Cache, n int) <-chan struct{} {
	b.Helper()
	over := make(chan struct{})
	i, err := c.GetInformer(ctx, &v1alpha1.TrainingJob{}, cache.BlockUntilSynced(false))
	must(b, err)
	ended := map[string]bool{}
	_, err = i.AddEventHandler(toolscache.ResourceEventHandlerFuncs{UpdateFunc: func(_, x any) {
		o := x.(*v1alpha1.TrainingJob)
		if o.Status.Record == "" || controllerutil.ContainsFinalizer(o, Finalizer) || ended[o.Name] {
			return
		}
		if ended[o.Name] = true; len(ended) == n {
			close(over)
		}
	}})
	must(b, err)
	return over
}

// work does things by name, some at once, and again when they fail.
func work[T comparable](ctx context.Context, workers int, do func(T) error, failed chan<- error) workqueue.TypedRateLimitingInterface[T] {
	q := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[T]())
	context.AfterFunc(ctx, q.ShutDown)
	for range workers {
		go func() {
			for {
				x, over := q.Get()
				if over {
					return
				}
				if err := do(x); err != nil && ctx.Err() == nil {
					if q.NumRequeues(x) > 30 {
						select {
						case failed <- err:
						default:
						}
					}
					q.AddRateLimited(x)
				} else {
					q.Forget(x)
				}
				q.Done(x)
			}
		}()
	}
	return q
}

// playBelow plays what is below the API, for query jobs, as cheaply as it can: it makes a conductor's pod, conducts, ends pod and Job, and finishes namespaces
// whose Jobs and pods are removed. Of other things in them it leaves to etcd what there is.
func playBelow(b *testing.B, ctx context.Context, as *rest.Config, c cache.Cache, v c2d.Vault, id storage.Identity, h broker.Holder, r *Runs) <-chan error {
	b.Helper()
	live, err := client.New(as, client.Options{Scheme: testScheme(b)})
	must(b, err)
	failed := make(chan error, 1)
	run := work(ctx, 8, func(at client.ObjectKey) error {
		var j batchv1.Job
		if err := live.Get(ctx, at, &j); err != nil || *j.Spec.Suspend || len(j.Status.Conditions) > 0 {
			return client.IgnoreNotFound(err)
		}
		pod := podOf(&j)
		if err := client.IgnoreAlreadyExists(live.Create(ctx, pod)); err != nil {
			return err
		}
		document, err := runOf(ctx, v, &j)
		if err != nil {
			return err
		}
		k := hire(document, id, rand.Uint64)
		for k.next != nil {
			if err := k.ask(ctx, h, r); err != nil {
				if !c2d.IsRefusal(err, c2d.Unavailable) {
					return err
				}
				time.Sleep(50 * time.Millisecond) // its start is not written yet
			}
		}
		if k.fault != nil {
			return k.fault
		}
		pod.Status.Phase = corev1.PodSucceeded
		if err := live.Status().Update(ctx, pod); err != nil {
			return err
		}
		return ended(ctx, live, &j, false)
	}, failed)
	end := work(ctx, 8, func(name string) error {
		var n corev1.Namespace
		if err := live.Get(ctx, client.ObjectKey{Name: name}, &n); err != nil || n.DeletionTimestamp.IsZero() {
			return client.IgnoreNotFound(err)
		}
		j := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Namespace: name, Name: conductorName}}
		p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: name, Name: conductorName}}
		for _, o := range []client.Object{j, p} {
			if err := live.Delete(ctx, o, client.GracePeriodSeconds(0), client.PropagationPolicy(metav1.DeletePropagationBackground)); client.IgnoreNotFound(err) != nil {
				return err
			}
		}
		return finalize(ctx, live, &n)
	}, failed)
	for o, add := range map[client.Object]func(client.Object){
		&batchv1.Job{}: func(o client.Object) {
			if j := o.(*batchv1.Job); j.Name == conductorName && !*j.Spec.Suspend && len(j.Status.Conditions) == 0 {
				run.Add(client.ObjectKeyFromObject(j))
			}
		},
		&corev1.Namespace{}: func(o client.Object) {
			if !o.GetDeletionTimestamp().IsZero() {
				end.Add(o.GetName())
			}
		},
	} {
		i, err := c.GetInformer(ctx, o, cache.BlockUntilSynced(false))
		must(b, err)
		_, err = i.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
			AddFunc: func(x any) { add(x.(client.Object)) }, UpdateFunc: func(_, x any) { add(x.(client.Object)) },
		})
		must(b, err)
	}
	return failed
}

// podOf is the pod that the Job controller makes of a Job of one.
func podOf(j *batchv1.Job) *corev1.Pod {
	yes := true
	p := &corev1.Pod{ObjectMeta: *j.Spec.Template.ObjectMeta.DeepCopy(), Spec: *j.Spec.Template.Spec.DeepCopy()}
	p.Namespace, p.Name = j.Namespace, j.Name
	p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "Job", Name: j.Name, UID: j.UID, Controller: &yes}}
	return p
}

// peer is what Kubernetes' own Job controller needs for n Jobs of one pod, in seconds, on the same machine.
func peer(b *testing.B, n int) float64 {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	env, admin := freshServer(b)
	kubeconfig := filepath.Join(b.TempDir(), "kubeconfig")
	must(b, os.WriteFile(kubeconfig, env.KubeConfig, 0o600))
	manager := exec.CommandContext(ctx, filepath.Join(os.Getenv("KUBEBUILDER_ASSETS"), "kube-controller-manager"),
		"--kubeconfig", kubeconfig, "--controllers=job-controller", "--leader-elect=false", "--secure-port=0", "--kube-api-qps=100000", "--kube-api-burst=100000",
		"--concurrent-job-syncs=8")
	var said bytes.Buffer
	manager.Stderr = &said
	must(b, manager.Start())
	defer manager.Wait()
	defer stop()

	live, err := client.New(admin, client.Options{Scheme: testScheme(b)})
	must(b, err)
	c, err := cache.New(admin, cache.Options{Scheme: testScheme(b)})
	must(b, err)
	failed, over := make(chan error, 1), make(chan struct{})
	kubelet := work(ctx, 8, func(at client.ObjectKey) error {
		p := &corev1.Pod{}
		if err := c.Get(ctx, at, p); err != nil || p.Status.Phase == corev1.PodSucceeded {
			return client.IgnoreNotFound(err)
		}
		p.Status.Phase = corev1.PodSucceeded
		return client.IgnoreNotFound(live.Status().Update(ctx, p))
	}, failed)
	pods, err := c.GetInformer(ctx, &corev1.Pod{}, cache.BlockUntilSynced(false))
	must(b, err)
	_, err = pods.AddEventHandler(toolscache.ResourceEventHandlerFuncs{AddFunc: func(x any) { kubelet.Add(client.ObjectKeyFromObject(x.(client.Object))) }})
	must(b, err)
	jobs, err := c.GetInformer(ctx, &batchv1.Job{}, cache.BlockUntilSynced(false))
	must(b, err)
	complete := map[string]bool{}
	_, err = jobs.AddEventHandler(toolscache.ResourceEventHandlerFuncs{UpdateFunc: func(_, x any) {
		j := x.(*batchv1.Job)
		if complete[j.Name] || !slices.ContainsFunc(j.Status.Conditions, func(c batchv1.JobCondition) bool { return c.Type == batchv1.JobComplete }) {
			return
		}
		if complete[j.Name] = true; len(complete) == n {
			close(over)
		}
	}})
	must(b, err)
	go c.Start(ctx)
	c.WaitForCacheSync(ctx)
	template := Objects(somePlace()).Conductor
	start := time.Now()
	create := work(ctx, 8, func(i int) error {
		j := template.DeepCopy()
		no := false
		j.Namespace, j.Name, j.Spec.Suspend = metav1.NamespaceDefault, fmt.Sprint("job-", i), &no
		return client.IgnoreAlreadyExists(live.Create(ctx, j))
	}, failed)
	for i := range n {
		create.Add(i)
	}
	select {
	case <-over:
	case err := <-failed:
		b.Fatalf("the peer: %v\n%s", err, said.String())
	case <-time.After(time.Hour):
		b.Fatalf("the peer does not end: %d of %d\n%s", len(complete), n, said.String())
	}
	return time.Since(start).Seconds()
}

// alone is set for a process that runs scaled and prints what it measured.
const alone = "STINT_SCALE_ALONE"

// BenchmarkTenThousandJobs submits STINT_SCALE query jobs at once, and a tenth as many, to an operator in a process of its own each, and runs as many
// plain Jobs of one pod through Kubernetes' own Job controller.
func BenchmarkTenThousandJobs(b *testing.B) {
	if n, err := strconv.Atoi(os.Getenv(alone)); err == nil {
		debug.SetMemoryLimit(256 << 20) // as in the chart
		out, err := json.Marshal(scaled(b, n))
		must(b, err)
		fmt.Printf("figures %s\n", out)
		return
	}
	if os.Getenv("KUBEBUILDER_ASSETS") == "" {
		without(b, "apiserver", "make cluster-build, then KUBEBUILDER_ASSETS=$PWD/.lab/bin")
	}
	size := 10_000
	if n, err := strconv.Atoi(os.Getenv("STINT_SCALE")); err == nil {
		size = max(n, 10)
	}
	for b.Loop() {
		var all [2]figures
		for i, n := range []int{size / 10, size} {
			c := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkTenThousandJobs$", "-test.benchtime=1x", "-test.timeout=2h")
			c.Env = append(os.Environ(), fmt.Sprintf("%s=%d", alone, n))
			out, err := c.CombinedOutput()
			_, found, _ := bytes.Cut(out, []byte("figures "))
			if line, _, _ := bytes.Cut(found, []byte("\n")); err != nil || json.Unmarshal(line, &all[i]) != nil {
				b.Fatalf("%d jobs: %v\n%s", n, err, out)
			}
			b.Logf("%+v", all[i])
			fmt.Fprintf(os.Stderr, "%+v\n", all[i])
		}
		few, many := all[0], all[1]
		b.ReportMetric(many.Seconds, "s")
		b.ReportMetric(1000*many.Seconds/float64(size), "ms/job")
		b.ReportMetric(1000*few.Seconds/float64(few.Jobs), "ms/job-of-a-tenth")
		b.ReportMetric(many.P50, "ms-p50")
		b.ReportMetric(many.P99, "ms-p99")
		b.ReportMetric(many.Most, "ms-max")
		b.ReportMetric(many.Reconciles, "reconciles/job")
		b.ReportMetric(few.Reconciles, "reconciles/job-of-a-tenth")
		b.ReportMetric(many.Requests, "requests/job")
		b.ReportMetric(many.CPU, "cpu-ms/job")
		b.ReportMetric(few.CPU, "cpu-ms/job-of-a-tenth")
		b.ReportMetric(many.Heap, "MiB-heap")
		b.ReportMetric(many.RSS, "MiB-rss")
		b.ReportMetric(1000*peer(b, size)/float64(size), "ms/job-of-the-peer")
	}
}
