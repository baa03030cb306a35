package operator

import (
	"bytes"
	"cmp"
	"context"
	crand "crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	clienttesting "k8s.io/client-go/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/airlock"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// plain is what a plainClient is made with.
var plain = sync.OnceValue(func() *runtime.Scheme {
	s := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(s))
	utilruntime.Must(v1alpha1.AddToScheme(s))
	return s
})

// plainClient is a fakeClient that keeps no owners of fields, which takes it most of its time.
func plainClient() client.Client {
	return fake.NewClientBuilder().WithScheme(plain()).WithObjectTracker(clienttesting.NewObjectTracker(plain(), serializer.NewCodecFactory(plain()).UniversalDecoder())).
		WithStatusSubresource(&v1alpha1.TrainingJob{}, &v1alpha1.Dataset{}, &v1alpha1.Environment{}).Build()
}

// apiserver is what survives an operator: the API of its cluster, which writes down, as they are stored, the records of jobs and of runs. Over the object
// tracker it also keeps namespaces as a real server does: one that is being deleted stays until it is finished, and takes nothing new.
type apiserver struct {
	client.Client
	tracker bool
	wrote   func(client.Object)
	built   func(namespace string)
}

// takes says whether something can be made in a namespace.
func (a apiserver) takes(ctx context.Context, namespace, name string) error {
	if !a.tracker || !strings.HasPrefix(namespace, "stint-run-") {
		return nil
	}
	var n corev1.Namespace
	if err := a.Client.Get(ctx, client.ObjectKey{Name: namespace}, &n); err != nil {
		return err
	}
	if !n.DeletionTimestamp.IsZero() {
		return apierrors.NewForbidden(schema.GroupResource{}, name, errors.New("the namespace is being terminated"))
	}
	return nil
}

func (a apiserver) note(o client.Object, err error) error {
	if err == nil {
		a.wrote(o)
	}
	return err
}

func (a apiserver) Create(ctx context.Context, o client.Object, opts ...client.CreateOption) error {
	if err := a.takes(ctx, o.GetNamespace(), o.GetName()); err != nil {
		return err
	}
	return a.note(o, a.Client.Create(ctx, o, opts...))
}

func (a apiserver) Update(ctx context.Context, o client.Object, opts ...client.UpdateOption) error {
	return a.note(o, a.Client.Update(ctx, o, opts...))
}

func (a apiserver) Patch(ctx context.Context, o client.Object, p client.Patch, opts ...client.PatchOption) error {
	return a.note(o, a.Client.Patch(ctx, o, p, opts...))
}

func (a apiserver) Status() client.SubResourceWriter { return noted{a.Client.Status(), a} }

type noted struct {
	client.SubResourceWriter
	a apiserver
}

func (s noted) Update(ctx context.Context, o client.Object, opts ...client.SubResourceUpdateOption) error {
	return s.a.note(o, s.SubResourceWriter.Update(ctx, o, opts...))
}

// Apply, over the object tracker, which cannot apply, makes the whole object: what the operator applies has one owner, and is always the same.
func (a apiserver) Apply(ctx context.Context, c runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
	u := c.(interface {
		runtime.Unstructured
		GroupVersionKind() schema.GroupVersionKind
		GetName() string
		GetNamespace() string
	})
	space := u.GroupVersionKind().Kind == "Namespace"
	if space {
		a.built(u.GetName())
	}
	if !a.tracker {
		return a.Client.Apply(ctx, c, opts...)
	}
	if err := a.takes(ctx, u.GetNamespace(), u.GetName()); err != nil {
		return err
	}
	made, err := a.Scheme().New(u.GroupVersionKind())
	if err == nil {
		err = runtime.DefaultUnstructuredConverter.FromUnstructured(u.UnstructuredContent(), made)
	}
	if err != nil {
		return err
	}
	o := made.(client.Object)
	if space {
		controllerutil.AddFinalizer(o, kubernetesFinalizer)
	}
	return client.IgnoreAlreadyExists(a.Client.Create(ctx, o)) // what it says never changes
}

// wire is an operator's way to its API server: every write is a place to die at, and may fail, or be done and seem to have failed.
type wire struct {
	client.Client
	fuse *c2dtest.Fuse
	// fails draws what becomes of a write.
	fails func() failure
}

type failure int

const (
	works failure = iota
	conflicts
	isLost  // it never arrived
	isDone  // it did, and nobody was told
	outages = 3
)

func (w wire) write(versioned bool, do func() error) error {
	w.fuse.Tick()
	f := w.fails()
	late := apierrors.NewTimeoutError("no answer", 1)
	switch {
	case f == conflicts && versioned:
		return apierrors.NewConflict(schema.GroupResource{}, "x", errors.New("somebody wrote"))
	case f == isLost, f == conflicts:
		return late
	}
	err := do()
	w.fuse.Tick()
	if f == isDone {
		return late
	}
	return err
}

func (w wire) Create(ctx context.Context, o client.Object, opts ...client.CreateOption) error {
	return w.write(false, func() error { return w.Client.Create(ctx, o, opts...) })
}

func (w wire) Update(ctx context.Context, o client.Object, opts ...client.UpdateOption) error {
	return w.write(true, func() error { return w.Client.Update(ctx, o, opts...) })
}

func (w wire) Patch(ctx context.Context, o client.Object, p client.Patch, opts ...client.PatchOption) error {
	return w.write(true, func() error { return w.Client.Patch(ctx, o, p, opts...) })
}

func (w wire) Delete(ctx context.Context, o client.Object, opts ...client.DeleteOption) error {
	return w.write(true, func() error { return w.Client.Delete(ctx, o, opts...) })
}

func (w wire) Apply(ctx context.Context, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
	return w.write(true, func() error { return w.Client.Apply(ctx, o, opts...) })
}

func (w wire) Status() client.SubResourceWriter { return wiredStatus{w.Client.Status(), w} }

type wiredStatus struct {
	client.SubResourceWriter
	w wire
}

func (s wiredStatus) Update(ctx context.Context, o client.Object, opts ...client.SubResourceUpdateOption) error {
	return s.w.write(true, func() error { return s.SubResourceWriter.Update(ctx, o, opts...) })
}

func (s wiredStatus) Patch(ctx context.Context, o client.Object, p client.Patch, opts ...client.SubResourcePatchOption) error {
	return s.w.write(true, func() error { return s.SubResourceWriter.Patch(ctx, o, p, opts...) })
}

// behind is an informer's cache: what the API held when it last looked.
type behind struct {
	from client.Reader
	seen map[string][]client.Object // by kind
}

func (b *behind) look(ctx context.Context) error {
	b.seen = map[string][]client.Object{}
	for _, list := range []client.ObjectList{
		&v1alpha1.TrainingJobList{}, &v1alpha1.DatasetList{}, &v1alpha1.EnvironmentList{}, &corev1.ConfigMapList{}, &batchv1.JobList{}, &corev1.PodList{},
	} {
		if err := b.from.List(ctx, list); err != nil {
			return err
		}
		items, err := meta.ExtractList(list)
		if err != nil {
			return err
		}
		kind := strings.TrimSuffix(reflect.TypeOf(list).Elem().Name(), "List")
		for _, o := range items {
			b.seen[kind] = append(b.seen[kind], o.(client.Object))
		}
	}
	return nil
}

func (b *behind) Get(_ context.Context, at client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	kind := reflect.TypeOf(o).Elem().Name()
	for _, x := range b.seen[kind] {
		if client.ObjectKeyFromObject(x) == at {
			reflect.ValueOf(o).Elem().Set(reflect.ValueOf(x.DeepCopyObject()).Elem())
			return nil
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: kind}, at.Name)
}

func (b *behind) List(_ context.Context, list client.ObjectList, opts ...client.ListOption) error {
	var o client.ListOptions
	o.ApplyOptions(opts)
	var out []runtime.Object
	for _, x := range b.seen[strings.TrimSuffix(reflect.TypeOf(list).Elem().Name(), "List")] {
		if o.Namespace == "" || o.Namespace == x.GetNamespace() {
			out = append(out, x.DeepCopyObject())
		}
	}
	return meta.SetList(list, out)
}

// life is a dataset, its ledger and exchange, and the towns whose operators run jobs on it.
type life struct {
	t        testing.TB
	rng      *rand.Rand
	fuse     *c2dtest.Fuse
	clock    *c2dtest.Clock
	vault    *c2dtest.Vault
	ledger   *c2dtest.Ledger
	exchange *c2dtest.Exchange
	dataset  c2d.Dataset
	towns    []*town
	orders   []*order
	byJob    map[datatoken.Hash]*order

	outages  int  // writes that may still fail
	trouble  bool // conductors die, and so on
	lag      bool // caches lag
	unsealed bool // what keeps runs closed is not in force
}

// order is a job somebody paid for, and what is known of its life from what was stored.
type order struct {
	*town
	id      datatoken.Hash
	spec    c2d.Spec
	hand    bool // it is submitted by a TrainingJob that somebody writes
	job     c2d.Job
	begun   int              // of the run's memory
	read    int              // rounds that a conductor was let read the data for
	digest  []datatoken.Hash // of finished rounds
	proven  bool             // in this life of the broker
	bytes   map[int][]byte   // what finished rounds gave
	doomed  bool             // it was deleted before it ran, which its operator has seen before it can have run
	last    error            // of its reconciler, cluster or conductors
	nonce   []byte           // of the last challenge
	vouched uint64           // units of machine time
}

// town is one cluster.
type town struct {
	*life
	provider  datatoken.Address
	api       apiserver
	namespace string
	hollow    *hollow
	cache     *behind
	// What dies with the operator.
	jobs   *Jobs
	broker *Broker
	runs   *Runs
}

func account(name string) (a datatoken.Address) {
	h := sha256.Sum256([]byte(name))
	copy(a[:], h[:])
	return a
}

// keyed are shards sealed to a provider: made once, for making them takes longer than a job.
var keyed = sync.OnceValues(func() (shards [][]c2d.Contribution, me storage.Identity) {
	me, err := storage.NewIdentity(crand.Reader)
	if err != nil {
		panic(err)
	}
	for block := range 2 {
		var list []c2d.Contribution
		for member := range 2 {
			key, err := storage.NewKey(crand.Reader)
			if err != nil {
				panic(err)
			}
			ref, err := storage.RefOf(strings.NewReader(fmt.Sprintf("shard %d of block %d", member, block)))
			if err != nil {
				panic(err)
			}
			c := c2d.Contribution{Member: account(fmt.Sprint("member", block, member)), Shard: ref, Rows: 3}
			e, err := storage.Wrap(key, me.Recipient(), c2d.ShardInfo(account("dataset"), c.Member))
			if err != nil {
				panic(err)
			}
			c.Keys = []storage.Envelope{e}
			list = append(list, c)
		}
		shards = append(shards, list)
	}
	return shards, me
})

func newLife(t testing.TB, seed uint64, epsilon privacy.Micros) *life {
	t.Helper()
	l := &life{
		t: t, rng: rand.New(rand.NewPCG(seed, 5)), fuse: &c2dtest.Fuse{}, clock: &c2dtest.Clock{T: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		vault: &c2dtest.Vault{}, byJob: map[datatoken.Hash]*order{},
	}
	l.ledger, l.exchange = &c2dtest.Ledger{Fuse: l.fuse}, &c2dtest.Exchange{Fuse: l.fuse}
	l.dataset = c2d.Dataset{
		ID: account("dataset"), Curator: account("curator"),
		Manifest: c2d.Manifest{
			Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: epsilon, Delta: 1_000_000, MaxRows: 10,
			Columns: []c2d.Column{{Name: "age", Kind: "integer", Min: 0, Max: 120}},
		},
		Tokens: []datatoken.Token{
			{Address: account("query"), Dataset: account("dataset"), Service: "query", Price: datatoken.Units(5)},
			{Address: account("isolate"), Dataset: account("dataset"), Service: "isolate", Price: datatoken.Units(20)},
		},
	}
	caps, err := privacy.Caps(epsilon, 1_000_000, privacy.DefaultOrder)
	must(t, err)
	shards, _ := keyed()
	for block, list := range shards {
		must(t, l.ledger.Open(l.dataset.ID, uint32(block), caps))
		ref, err := l.vault.Put(t.Context(), bytes.NewReader(c2d.EncodeBatch(list)))
		must(t, err)
		l.dataset.Version = sha256.Sum256(l.dataset.Version[:])
		l.dataset.Batches = append(l.dataset.Batches, c2d.Batch{
			Index: uint64(block), Block: uint32(block), Members: uint32(len(list)), Shares: 3 * uint64(len(list)), List: ref, Version: l.dataset.Version,
		})
	}
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// found adds a town.
func (l *life) found(c client.Client, namespace string) *town {
	l.t.Helper()
	ctx := l.t.Context()
	_, me := keyed()
	w := &town{life: l, provider: account(fmt.Sprint("provider", len(l.towns))), namespace: namespace}
	w.api = apiserver{Client: c, tracker: namespace == testNamespace, wrote: l.wrote, built: l.built}
	w.cache = &behind{from: w.api}
	w.hollow = &hollow{
		live: c, vault: l.vault, me: me, rng: l.rng, broken: l.broken, began: l.began, stored: l.stored,
		alive: map[datatoken.Hash][]*conductor{}, lost: map[datatoken.Hash]int{},
	}
	must(l.t, NewCatalogue(c, c, namespace).Put(ctx, l.dataset))
	e := &v1alpha1.Environment{ObjectMeta: metav1.ObjectMeta{Name: w.environment()}, Spec: v1alpha1.EnvironmentSpec{
		Tier: v1alpha1.Sealed, Lanes: 2, MaxMemoryMiB: 4096, Price: v1alpha1.Price{Base: "1", PerMinute: "1"},
	}}
	must(l.t, c.Create(ctx, e))
	meta.SetStatusCondition(&e.Status.Conditions, metav1.Condition{Type: v1alpha1.EnvironmentReady, Status: metav1.ConditionTrue, Reason: "Found"})
	must(l.t, c.Status().Update(ctx, e))
	if w.api.tracker {
		s := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: metav1.NamespaceDefault, Name: "kubernetes"}, Spec: corev1.ServiceSpec{ClusterIP: "10.96.0.1"}}
		must(l.t, c.Create(ctx, s))
	}
	l.towns = append(l.towns, w)
	w.boot()
	return w
}

func (w *town) environment() string { return "env-" + w.namespace }

// boot makes an operator over what survives a crash.
func (w *town) boot() {
	w.t.Helper()
	for _, o := range w.orders {
		if o.town == w {
			o.proven = false
		}
	}
	place := somePlace()
	live := wire{Client: w.api, fuse: w.fuse, fails: w.fails}
	var cached client.Reader = w.api
	if w.lag {
		must(w.t, w.cache.look(w.t.Context()))
		cached = w.cache
	}
	catalogue := NewCatalogue(cached, live, w.namespace)
	journal := NewJournal(cached, live, w.namespace)
	environments := &Environments{Cached: cached, Live: live}
	secret := broker.Secret{1}
	_, me := keyed()
	w.runs = NewRuns(cached, live, w.namespace, w.vault, secret, crand.Reader)
	sealed := func(context.Context) error {
		if w.unsealed {
			return c2d.Refuse(c2d.SealPolicyMissing, "", "somebody removed an admission policy")
		}
		return nil
	}
	services := place.Services
	services.Namespace = w.namespace
	runner, err := NewRunner(RunnerConfig{
		Cached: cached, Live: live, Runs: w.runs, Environments: environments, Vault: w.vault, Secrets: secret, Images: place.Images, Services: services,
		Sealed: sealed, Now: w.clock.Now, Random: crand.Reader,
	})
	must(w.t, err)
	metrics, log := NewMetrics(prometheus.NewRegistry()), slog.New(slog.NewTextHandler(io.Discard, nil))
	w.broker = NewBroker(BrokerConfig{
		Cached: cached, Live: live, Runner: runner, Journal: journal, Exchange: w.exchange, Environments: environments, Identity: me, Events: w,
		Metrics: metrics, Log: log, Random: crand.Reader,
	})
	engine, err := c2d.New(c2d.Config{
		Vault: w.vault, Exchange: w.exchange, Vouchers: w.exchange, Signer: c2dtest.Signer{}, Ledger: w.ledger, Runner: runner, Journal: journal, Catalogue: catalogue,
		Judge: airlock.Judge, Now: w.clock.Now, Rand: crand.Reader, Provider: w.provider, DrawEvery: time.Minute,
	})
	must(w.t, err)
	w.jobs = &Jobs{
		Cached: cached, Live: live, Namespace: w.namespace, Engine: engine, Runner: runner, Broker: w.broker, Metrics: metrics, Log: log, Now: w.clock.Now,
	}
}

func (l *life) fails() failure {
	if l.outages == 0 || l.rng.IntN(12) > 0 {
		return works
	}
	l.outages--
	return failure(l.rng.IntN(outages)) + 1
}

// buy pays for a job in a town.
func (w *town) buy(mode c2d.Mode) *order {
	w.t.Helper()
	o := &order{town: w, bytes: map[int][]byte{}, hand: w.rng.IntN(3) == 0}
	_, me := keyed()
	o.spec = c2d.Spec{
		Stint: 1, Dataset: w.dataset.ID, Version: w.dataset.Version, Mode: mode, Environment: w.environment(), Recipient: me.Recipient().String(),
		Nonce: sha256.Sum256(fmt.Appendf(nil, "%s %d", w.namespace, len(w.orders))),
	}
	if mode == c2d.ModeQuery {
		o.spec.Query = []c2d.Statistic{{Name: "mean age", Kind: "mean", Column: "age", Epsilon: 500_000}}
	} else {
		ref, err := w.vault.Put(w.t.Context(), strings.NewReader("program"))
		must(w.t, err)
		o.spec.Isolate = &c2d.Isolate{Program: ref, Dim: 2, Rounds: 2, Sigma: 4_000_000, Clip: 1_000_000, Rate: 1_000_000, Slot: 100, Memory: 64}
	}
	token, _ := w.dataset.Token(mode)
	o.id = sha256.Sum256(append(o.spec.Canonical(), w.provider[:]...))
	w.exchange.Buy(datatoken.Order{
		Job: o.id, Dataset: w.dataset.ID, Token: token.Address, Trainer: account("trainer"), Provider: w.provider, Spec: o.spec.Digest(), Price: token.Price,
		Compute: datatoken.Units(5), Deadline: w.clock.T.Add(time.Hour),
	})
	w.orders, w.byJob[o.id] = append(w.orders, o), o
	return o
}

func (l *life) broken(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf(format, args...)
}

// covered is the first invariant: the plan's whole loss is reserved, and not committed.
func (l *life) covered(o *order, what string) {
	l.t.Helper()
	want, err := o.spec.Plan().Loss()
	must(l.t, err)
	reserved, _, committed, ok := l.ledger.Claim(o.id)
	if !ok || committed || !want.AtMost(reserved) {
		l.t.Fatalf("invariant 1: %s of job %s with reservation %v (exists %v, committed %v)", what, o.id, reserved, ok, committed)
	}
}

// began is told of a conductor that was let read a round's data.
func (l *life) began(r c2d.Run, round int) {
	l.t.Helper()
	o := l.byJob[r.Job]
	l.covered(o, fmt.Sprintf("round %d", round))
	o.read = max(o.read, round+1)
	if o.read > o.begun {
		l.t.Fatalf("round %d of job %s reads data, and %d began", round, o.id, o.begun)
	}
}

// stored is told of what a finished round gave, by whoever stored or read it.
func (l *life) stored(r c2d.Run, round int, b []byte) {
	l.t.Helper()
	o := l.byJob[r.Job]
	if old, ok := o.bytes[round]; ok && !bytes.Equal(old, b) {
		l.t.Fatalf("invariant 7: round %d of job %s gave %q, and then %q", round, o.id, old, b)
	}
	if o.bytes[round] = b; len(o.digest) <= round || o.digest[round] != sha256.Sum256(b) {
		l.t.Fatalf("invariant 7: round %d of job %s is stored as something else", round, o.id)
	}
}

// built is told of a run's namespace before it is made.
func (l *life) built(namespace string) {
	l.t.Helper()
	for _, o := range l.orders {
		if NamespaceName(o.id) == namespace {
			l.covered(o, "the namespace")
			return
		}
	}
	l.t.Fatalf("namespace %s is nobody's", namespace)
}

// Record is told of the broker's events: the release of keys is checked at the moment that it happens.
func (w *town) Record(job datatoken.Hash, reason, _ string) {
	w.t.Helper()
	if reason != "KeysReleased" {
		return
	}
	o := w.byJob[job]
	w.covered(o, "the release of keys")
	paid, err := w.exchange.Order(w.t.Context(), job)
	must(w.t, err)
	if o.job.Stage != c2d.Running || o.job.Fault != nil || paid.State != datatoken.OrderOpen || w.unsealed || o.spec.Isolate != nil && !o.proven {
		w.t.Fatalf("keys of job %s were released: stage %s, fault %v, order %s, admission sealed %v, proven %v",
			job, o.job.Stage, o.job.Fault, paid.State, !w.unsealed, o.proven)
	}
}

// holder is a life of the broker, and remembers by itself which runs have proven their seal to it.
type holder struct {
	*Broker
	w *town
}

func (h holder) Challenge(ctx context.Context, job datatoken.Hash) ([]byte, []string, error) {
	o := h.w.byJob[job]
	nonce, forbidden, err := h.Broker.Challenge(ctx, job)
	o.nonce, o.proven = nonce, false
	return nonce, forbidden, err
}

func (h holder) Prove(ctx context.Context, job datatoken.Hash, cells []enclosure.Proof) error {
	o := h.w.byJob[job]
	err := h.Broker.Prove(ctx, job, cells)
	if err != nil {
		return err
	}
	lanes := map[int]bool{}
	for _, p := range cells {
		if lanes[p.Lane] = true; o.nonce == nil || !bytes.HasPrefix(p.Net, fmt.Appendf(nil, "%x\n", o.nonce)) || bytes.Contains(p.Inner, []byte("OPEN")) {
			h.w.t.Fatalf("job %s: a proof was taken that does not prove anything", job)
		}
	}
	if o.proven = true; len(lanes) != 2 {
		h.w.t.Fatalf("job %s: the proof of %d lanes was taken for that of 2", job, len(lanes))
	}
	return nil
}

// wrote is told of everything that was stored, and follows jobs and runs by it.
func (l *life) wrote(x client.Object) {
	l.t.Helper()
	switch x := x.(type) {
	case *v1alpha1.TrainingJob:
		if x.Status.Record == "" {
			return
		}
		j, err := decodeJob(x)
		must(l.t, err)
		o := l.byJob[j.ID]
		if o.job.Done() && !j.Done() {
			l.t.Fatalf("job %s was settled, and is %s", j.ID, j.Stage)
		}
		o.job = j
	case *corev1.ConfigMap:
		if x.Labels[LabelPart] != "run" {
			return
		}
		s, err := decodeState(x)
		must(l.t, err)
		id, err := datatoken.ParseHash(x.Annotations[AnnotationJob])
		must(l.t, err)
		o := l.byJob[id]
		if s.begun < o.begun || len(s.digests) < len(o.digest) || !slices.Equal(s.digests[:len(o.digest)], o.digest) {
			l.t.Fatalf("invariant 7: the memory of run %s went back: %d begun and %v, then %d and %v", id, o.begun, o.digest, s.begun, s.digests)
		}
		o.begun, o.digest = s.begun, slices.Clone(s.digests)
	}
}

// look is what must be true between any two writes.
func (l *life) look() {
	l.t.Helper()
	budgets, err := l.ledger.Budgets(l.t.Context(), l.dataset.ID, l.dataset.Blocks())
	must(l.t, err)
	for i, b := range budgets {
		within := false
		for k := range b.Caps {
			within = within || b.Held[k] <= b.Caps[k]
		}
		if !within {
			l.t.Fatalf("invariant 3: block %d holds %v, caps %v", i, b.Held, b.Caps)
		}
	}
	for _, o := range l.orders {
		ran, err := o.spec.Plan().LossAfter(o.begun)
		must(l.t, err)
		_, spent, committed, _ := l.ledger.Claim(o.id)
		if len(o.job.Delivered) > 0 && (!committed || !ran.AtMost(spent)) {
			l.t.Fatalf("invariant 2: job %s delivered, charge %v (committed %v), ran %v", o.id, spent, committed, ran)
		}
		if committed && spent != ran {
			l.t.Fatalf("invariants 4 and 8: job %s began %d rounds and is charged %v, not %v", o.id, o.begun, spent, ran)
		}
	}
}

// survive does something in an operator, and starts another one if it dies of it.
func (w *town) survive(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			cut, ok := r.(c2dtest.Cut)
			if !ok {
				panic(r)
			}
			if w.fuse.At = 0; cut.At%3 == 0 {
				w.clock.T = w.clock.T.Add(2 * time.Hour) // and it was down until after the deadline
			}
			if cut.At%2 == 0 {
				w.fuse.At = w.fuse.Ticks() + 1 + w.rng.IntN(30) // and the next one dies too
			}
			w.boot()
		}
	}()
	return do()
}

func (o *order) name() client.ObjectKey {
	return client.ObjectKey{Namespace: o.namespace, Name: JobName(o.id)}
}

// delete is what somebody with kubectl does.
func (o *order) delete() {
	o.doomed = !o.lag && (o.job.Stage == c2d.Submitted || o.job.Stage == c2d.Admitted)
	t := &v1alpha1.TrainingJob{ObjectMeta: metav1.ObjectMeta{Namespace: o.namespace, Name: JobName(o.id)}}
	must(o.t, client.IgnoreNotFound(o.api.Client.Delete(o.t.Context(), t)))
}

// submit is what a trainer does until there is a job: to write it, or to send it to the operator's API.
func (o *order) submit(ctx context.Context) error {
	if !o.hand {
		return o.survive(func() error {
			_, err := o.jobs.Engine.Submit(ctx, o.spec, o.id)
			return err
		})
	}
	t := &v1alpha1.TrainingJob{
		ObjectMeta: metav1.ObjectMeta{Namespace: o.namespace, Name: JobName(o.id)},
		Spec:       v1alpha1.TrainingJobSpec{Order: o.id.String(), Document: string(o.spec.Canonical())},
	}
	return client.IgnoreAlreadyExists(o.api.Client.Create(ctx, t))
}

// vouch is what a trainer does while its job runs: it vouches for one unit of machine time more, up to three of the five.
func (o *order) vouch(ctx context.Context) error {
	o.clock.T = o.clock.T.Add(time.Minute)
	if o.vouched < 3 {
		o.vouched++
	}
	paid, err := o.exchange.Order(ctx, o.id)
	must(o.t, err)
	err = o.survive(func() error {
		_, err := o.jobs.Engine.Vouch(ctx, o.id, c2dtest.Vouch(paid, datatoken.Units(o.vouched)))
		return err
	})
	if c2d.IsRefusal(err, c2d.NotFound) { // its object was removed
		return nil
	}
	return err
}

// over says whether nothing is left to do for an order, or of it.
func (o *order) over(ctx context.Context) bool {
	if !o.job.Done() {
		return false
	}
	var t v1alpha1.TrainingJob
	err := o.api.Get(ctx, o.name(), &t)
	must(o.t, client.IgnoreNotFound(err))
	return err != nil || !controllerutil.ContainsFinalizer(&t, Finalizer)
}

// step does one thing for an order: its operator's reconciler, its cluster, or a conductor of its has a turn.
func (o *order) step(ctx context.Context) error {
	if o.lag && o.rng.IntN(8) == 0 {
		must(o.t, o.cache.look(ctx))
	}
	switch o.rng.IntN(5) {
	case 0:
		if o.job.Stage == "" {
			return o.submit(ctx)
		}
		if o.job.Stage == c2d.Running && o.rng.IntN(2) == 0 {
			return o.vouch(ctx)
		}
		return o.hollow.tend(ctx, o.id)
	case 1, 2:
		return o.survive(func() error {
			_, err := o.jobs.Reconcile(ctx, ctrl.Request{NamespacedName: o.name()})
			return err
		})
	}
	return o.survive(func() error { return o.hollow.conduct(ctx, o.id, holder{o.broker, o.town}, o.runs) })
}

// drive lets everybody have turns, in random order, until every order is over.
func (l *life) drive() {
	l.t.Helper()
	ctx := l.t.Context()
	open := slices.Clone(l.orders)
	for step := 0; len(open) > 0; step++ {
		if step > 20_000 {
			o := open[0]
			l.t.Fatalf("the jobs do not end: job %s is %s, fault %v, last error %v", o.id, o.job.Stage, o.job.Fault, o.last)
		}
		i := l.rng.IntN(len(open))
		err := open[i].step(ctx)
		if open[i].last = cmp.Or(err, open[i].last); err != nil && !l.expected(err) {
			l.t.Fatalf("job %s, %s: %v", open[i].id, open[i].job.Stage, err)
		}
		if open[i].over(ctx) {
			open = slices.Delete(open, i, i+1)
		}
	}
}

// expected are errors after which one comes again: what was injected, what comes of a cache that lags, and a namespace that is going away.
func (l *life) expected(err error) bool {
	return apierrors.IsTimeout(err) || apierrors.IsConflict(err) || apierrors.IsForbidden(err) || errors.Is(err, c2d.ErrStale) || errors.Is(err, errAnew) ||
		c2d.IsRefusal(err, c2d.Unavailable) || apierrors.IsNotFound(err)
}

// ended is what must be true of every order when it is over, and of everything together.
func (l *life) ended() {
	l.t.Helper()
	ctx := l.t.Context()
	want := map[datatoken.Address]datatoken.Amount{}
	for _, o := range l.orders {
		j := o.job
		paid, err := l.exchange.Order(ctx, o.id)
		must(l.t, err)
		if paid.State == datatoken.OrderOpen || (paid.State == datatoken.OrderPaid) != (j.Fault == nil) || j.Stage != c2d.Settled {
			l.t.Fatalf("job %s: stage %s, order %s, fault %v", o.id, j.Stage, paid.State, j.Fault)
		}
		if j.Receipt == nil || j.Receipt.Digest != j.Receipt.Receipt.Digest() || (j.Fault == nil) != (len(j.Delivered) > 0) || j.Started != o.begun {
			l.t.Fatalf("job %s: fault %v, %d outputs, receipt %v, %d rounds of %d", o.id, j.Fault, len(j.Delivered), j.Receipt, j.Started, o.begun)
		}
		if j.Fault == nil && (len(o.digest) != o.spec.Plan().Steps() || !slices.Equal(j.Rounds, o.digest)) {
			l.t.Fatalf("job %s is paid for rounds %v, and %v finished", o.id, j.Rounds, o.digest)
		}
		if o.doomed && j.Fault == nil {
			l.t.Fatalf("job %s was deleted before it ran, and is paid for", o.id)
		}
		if reserved, _, committed, ok := l.ledger.Claim(o.id); ok && !committed {
			l.t.Fatalf("job %s: %v stays reserved for ever", o.id, reserved)
		}
		add := func(who datatoken.Address, n datatoken.Amount) {
			if !n.IsZero() {
				want[who] = want[who].Add(n)
			}
		}
		drawn := l.exchange.Drawn(o.id)
		rest, err := paid.Price.Add(paid.Compute).Sub(drawn)
		must(l.t, err)
		if drawn.Cmp(datatoken.Units(o.vouched)) > 0 {
			l.t.Fatalf("job %s: %s was drawn, %d were vouched for", o.id, drawn, o.vouched)
		}
		if j.Fault == nil {
			add(l.dataset.ID, paid.Price)
			add(o.provider, paid.Compute)
		} else {
			add(paid.Trainer, rest)
			add(o.provider, drawn)
		}
	}
	for who, n := range l.exchange.Income {
		if want[who] != n {
			l.t.Fatalf("invariant 5: %s got %s, not %s", who, n, want[who])
		}
		delete(want, who)
	}
	for who, n := range want {
		l.t.Fatalf("invariant 5: %s got nothing, not %s", who, n)
	}
	before := l.fuse.Ticks()
	for _, o := range l.orders {
		if o.lag {
			must(l.t, o.cache.look(ctx))
		}
		if gone := o.nothing(ctx); gone {
			continue // what is looked for then is removed again without asking whether it is there
		}
		for range 2 {
			_, err := o.jobs.Reconcile(ctx, ctrl.Request{NamespacedName: o.name()})
			must(l.t, err)
		}
	}
	if n := l.fuse.Ticks() - before; n != 0 {
		l.t.Fatalf("invariant 6: looking at ended jobs again made %d writes", n)
	}
}

// nothing is left of an order in its cluster, but a record that may be deleted. It reports whether that was.
func (o *order) nothing(ctx context.Context) (gone bool) {
	o.t.Helper()
	for what, x := range map[client.ObjectKey]client.Object{
		{Name: NamespaceName(o.id)}:                   &corev1.Namespace{},
		{Namespace: o.namespace, Name: RunName(o.id)}: &corev1.ConfigMap{},
	} {
		if err := o.api.Get(ctx, what, x); !apierrors.IsNotFound(err) {
			o.t.Fatalf("job %s: %s is left (%v)", o.id, what, err)
		}
	}
	var t v1alpha1.TrainingJob
	err := o.api.Get(ctx, o.name(), &t)
	if must(o.t, client.IgnoreNotFound(err)); err == nil && len(t.Finalizers) > 0 {
		o.t.Fatalf("job %s: finalizers %v are left", o.id, t.Finalizers)
	}
	o.broker.mu.Lock()
	defer o.broker.mu.Unlock()
	if o.broker.seals[o.id] != nil {
		o.t.Fatalf("job %s: the broker remembers its seal", o.id)
	}
	return err != nil
}

// story is the life of some jobs, at one moment of which something happens: a moment is a write's before or after. It returns how many there were.
func story(t testing.TB, seed uint64, at int, happens func(*life, *order), towns ...func() (client.Client, string)) int {
	t.Helper()
	l := newLife(t, seed, 3_000_000)
	l.trouble, l.lag = l.rng.IntN(2) == 0, l.rng.IntN(2) == 0
	if l.rng.IntN(3) == 0 {
		l.outages = 8
	}
	for _, open := range towns {
		l.found(open())
	}
	for _, w := range l.towns {
		w.hollow.trouble = l.trouble
	}
	for range 1 + l.rng.IntN(3) {
		o := l.towns[l.rng.IntN(len(l.towns))].buy([]c2d.Mode{c2d.ModeQuery, c2d.ModeIsolate}[l.rng.IntN(2)])
		if l.rng.IntN(6) == 0 && o.spec.Isolate != nil {
			o.spec.Isolate.Sigma = 100_000 // far over budget
			l.exchange.Buy(func() datatoken.Order {
				x, err := l.exchange.Order(t.Context(), o.id)
				must(t, err)
				x.Spec = o.spec.Digest()
				return x
			}())
		}
	}
	victim := l.orders[l.rng.IntN(len(l.orders))]
	begin := l.fuse.Ticks()
	l.fuse.Look = func() {
		l.look()
		if at > 0 && l.fuse.Ticks()-begin == at {
			happens(l, victim)
		}
	}
	l.drive()
	l.fuse.At, l.outages, l.unsealed = 0, 0, false
	l.ended()
	return l.fuse.Ticks() - begin
}

// happenings are what can happen at any moment.
var happenings = map[string]func(*life, *order){
	"the operator dies":         func(l *life, _ *order) { l.fuse.At = l.fuse.Ticks() },
	"the job is deleted":        func(_ *life, o *order) { o.delete() },
	"what closes runs is gone":  func(l *life, _ *order) { l.unsealed = true },
	"it dies and it is deleted": func(l *life, o *order) { o.delete(); l.fuse.At = l.fuse.Ticks() },
}

// TestLife drives jobs through the operator's reconciler, over clusters that are played, and has something happen at every single write in turn,
// before and after it. Conductors die, come twice and find their walls open; writes fail, or are done and seem to have failed; caches lag. Whatever happens, the
// invariants hold between any two writes, every job ends settled for exactly what ran, and nothing is left of it in a cluster.
func TestLife(t *testing.T) {
	tracker := func() (client.Client, string) { return plainClient(), testNamespace }
	// Each seed is another story. So that this takes seconds, each leaves out most moments; STINT_LIVES is how many leave out none.
	seeds, every := uint64(8), 48
	if testing.Short() {
		seeds = 1
	}
	if n, err := strconv.ParseUint(os.Getenv("STINT_LIVES"), 10, 32); err == nil {
		seeds, every = n, 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			moments := story(t, seed, 0, nil, tracker, tracker)
			for k, name := range slices.Sorted(maps.Keys(happenings)) {
				for at := 1 + (int(seed)*7+k*13)%every; at <= moments; at += every {
					t.Run(fmt.Sprintf("%s at %d", name, at), func(t *testing.T) { story(t, seed, at, happenings[name], tracker, tracker) })
				}
			}
		})
	}
}

// TestLifeOnAnAPIServer drives the same jobs over a real API server.
func TestLifeOnAnAPIServer(t *testing.T) {
	apiServer(t)
	live := func() (client.Client, string) { return liveClient(t) }
	seeds := uint64(2)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		name := []string{"the operator dies", "it dies and it is deleted"}[seed]
		t.Run(name, func(t *testing.T) {
			moments := story(t, seed+1, 0, nil, live)
			story(t, seed+1, moments/(2+int(seed)), happenings[name], live)
		})
	}
}

// TestSubmitBehindTheCache: whoever submits a job that the cache does not know of yet is told of it, and whoever submits one whose object is being
// deleted before it became a job is told to come again; neither is asked for ever.
func TestSubmitBehindTheCache(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c, n := open(t)
		ctx, job := t.Context(), c2d.Job{ID: datatoken.Hash{8}, Spec: c2d.Spec{Stint: 1, Mode: c2d.ModeQuery}, Stage: c2d.Submitted}
		old := &behind{from: c}
		if _, err := NewJournal(c, c, n).create(ctx, job); err != nil { // and no record: its operator died
			t.Fatal(err)
		}
		must(t, old.look(ctx))
		if _, err := NewJournal(c, c, n).Save(ctx, job); err != nil {
			t.Fatal(err)
		}
		late := NewJournal(old, c, n)
		if _, err := late.Load(ctx, job.ID); !errors.Is(err, c2d.ErrNoJob) {
			t.Fatalf("the cache knows already: %v", err)
		}
		if _, err := late.Save(ctx, job); !errors.Is(err, c2d.ErrStale) {
			t.Fatalf("save: %v", err)
		}
		if got, err := late.Load(ctx, job.ID); err != nil || got.ID != job.ID {
			t.Fatalf("load what was found: %v", err)
		}
		going := job
		going.ID[0]++
		j := NewJournal(c, c, n)
		o, err := j.create(ctx, going)
		must(t, err)
		must(t, c.Delete(ctx, o))
		if _, err := j.Save(ctx, going); !c2d.IsRefusal(err, c2d.Unavailable) {
			t.Fatalf("submit what is being deleted: %v", err)
		}
	})
}

// TestBreakOfWhatIsDone: a run whose rounds are all finished is done, though a conductor that lost to another says that it is broken.
func TestBreakOfWhatIsDone(t *testing.T) {
	c, ctx, job := fakeClient(t), t.Context(), datatoken.Hash{9}
	vault := &c2dtest.Vault{}
	r := NewRuns(c, c, testNamespace, vault, broker.Secret{1}, crand.Reader)
	ref, err := vault.Put(ctx, strings.NewReader("{}"))
	must(t, err)
	must(t, r.Open(ctx, job, ref, 1))
	must(t, r.Begin(ctx, job, 0))
	must(t, r.Finish(ctx, job, 0, []byte("one")))
	if err := r.Finish(ctx, job, 0, []byte("other")); !c2d.IsRefusal(err, c2d.Conflict) {
		t.Fatalf("the other conductor's result: %v", err)
	}
	must(t, r.Break(ctx, job, c2d.Refuse(c2d.Conflict, "", "it gave something else")))
	if s, err := r.look(ctx, job); err != nil || s.fault != nil {
		t.Fatalf("fault %v, %v", s.fault, err)
	}
}

// TestRunsGoAhead: what happens to a run is looked at before jobs that wait to begin.
func TestRunsGoAhead(t *testing.T) {
	q := priorityqueue.New[ctrl.Request]("test")
	defer q.ShutDown()
	named := func(name string) ctrl.Request { return ctrl.Request{NamespacedName: client.ObjectKey{Name: name}} }
	q.Add(named("waits"))
	h := ahead(handler.EnqueueRequestsFromMapFunc(func(_ context.Context, o client.Object) []ctrl.Request { return []ctrl.Request{named(o.GetName())} }))
	run := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "runs"}}
	h.Update(t.Context(), event.UpdateEvent{ObjectOld: run, ObjectNew: &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "runs", ResourceVersion: "2"}}}, q)
	for _, want := range []string{"runs", "waits"} {
		if r, _ := q.Get(); r.Name != want {
			t.Errorf("%s comes before %s", r.Name, want)
		}
	}
}
