package operator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// fieldOwner owns every field that the operator applies.
const fieldOwner = client.FieldOwner("stint-operator")

// patience is how long a pod may fail to be made, its image to be pulled, before its run is given up.
const patience = 2 * time.Minute

// RunnerConfig is what a Runner is made of. Every field is required.
type RunnerConfig struct {
	Cached       client.Reader
	Live         client.Client
	Runs         *Runs
	Environments *Environments
	Vault        c2d.Vault
	Secrets      Secrets
	Images       Images
	Services     Services
	// Sealed reports, as a Refusal with code SealPolicyMissing, that what keeps runs closed is not in force.
	Sealed func(context.Context) error
	Now    func() time.Time
	Random io.Reader
}

// Runner gives runs their place: a namespace each, closed before the first pod is made, with a conductor and its cells.
type Runner struct {
	RunnerConfig
	conductor *enclosure.Conductor
}

// NewRunner makes a Runner.
func NewRunner(c RunnerConfig) (*Runner, error) {
	// Of a conductor only what it does with rounds that are finished is wanted here: it gets no keys and no cells.
	conductor, err := enclosure.New(enclosure.Config{
		Vault: c.Vault, Keys: keyless{}, Rounds: c.Runs, Clock: enclosure.WallClock(c.Now), Rand: c.Random,
	})
	if err != nil {
		return nil, fmt.Errorf("make runner: %w", err)
	}
	return &Runner{c, conductor}, nil
}

var _ c2d.Runner = (*Runner)(nil)

type keyless struct{}

func (keyless) Unwrap(context.Context, c2d.Shard) (storage.Key, error) {
	return storage.Key{}, errors.New("the operator opens no shards")
}

// Place finds the environment of a spec, and refuses what no node of it could ever hold.
func (r *Runner) Place(ctx context.Context, s c2d.Spec) (c2d.Place, error) {
	e, err := r.Environments.find(ctx, s.Environment)
	if err != nil {
		return c2d.Place{}, err
	}
	if err := fits(e, s); err != nil {
		return c2d.Place{}, err
	}
	return place(e)
}

// Start makes the run's namespace, closes it, sees that it is closed, and only then lets pods be made. Doing it again completes what is missing.
func (r *Runner) Start(ctx context.Context, run c2d.Run) error {
	if err := r.Sealed(ctx); err != nil {
		return err
	}
	document, err := json.Marshal(run)
	if err != nil {
		return fmt.Errorf("write run's document: %w", err)
	}
	at, err := r.Vault.Put(ctx, bytes.NewReader(document))
	if err != nil {
		return fmt.Errorf("store run's document: %w", err)
	}
	if err := r.Runs.Open(ctx, run.Job, at, run.Spec.Plan().Steps()); err != nil {
		return err
	}
	p, err := r.layout(ctx, run, at)
	if err != nil {
		return err
	}
	return r.build(ctx, Objects(p))
}

// layout is everything that a run's objects follow from.
func (r *Runner) layout(ctx context.Context, run c2d.Run, at storage.Ref) (Place, error) {
	e, err := r.Environments.find(ctx, run.Place.Environment)
	if err != nil {
		return Place{}, err
	}
	p := Place{
		Job: run.Job, Dataset: run.Spec.Dataset, Environment: e.Name, Spec: e.Spec, Isolate: run.Spec.Isolate, Run: at,
		Images: r.Images, Services: r.Services, LinkKey: r.Secrets.LinkKey(run.Job), Token: r.Secrets.Token(run.Job),
	}
	members := map[datatoken.Address]uint64{}
	for _, s := range run.Shards {
		members[s.Member] += uint64(s.Contribution.Shard.Size)
		p.Largest = max(p.Largest, members[s.Member])
		p.Rows += s.Rows
		p.Sealed += uint64(s.Contribution.Shard.Size)
	}
	p.Members = len(members)
	for _, q := range run.Spec.Query {
		p.Groups += min(uint64(p.Members)*uint64(q.Groups), p.Rows)
	}
	p.Lanes = min(run.Place.Lanes, p.Members)
	p.Length = run.Spec.Length(p.Members, p.Lanes)
	return p, nil
}

// build makes a run's objects in an order in which nothing can run before it is closed.
func (r *Runner) build(ctx context.Context, o RunObjects) error {
	if err := r.apply(ctx, o.Namespace); err != nil {
		return err
	}
	for _, p := range o.Policies {
		if err := r.apply(ctx, p); err != nil {
			return err
		}
	}
	if err := r.closed(ctx, o.Policies); err != nil {
		return err
	}
	for _, x := range []client.Object{o.Quota, o.Limits, o.ServiceAccount} {
		if err := r.apply(ctx, x); err != nil {
			return err
		}
	}
	for _, s := range o.Secrets {
		if err := r.apply(ctx, s); err != nil {
			return err
		}
	}
	if o.Queue != nil {
		if err := r.apply(ctx, o.Queue); err != nil {
			return err
		}
	}
	for _, j := range []*batchv1.Job{o.Cells, o.Conductor} {
		if j == nil {
			continue
		}
		if err := r.make(ctx, j); err != nil {
			return err
		}
	}
	if !*o.Conductor.Spec.Suspend {
		return nil
	}
	return r.Follow(ctx, o.Conductor.Namespace)
}

// make makes a Job unless it is there. A quota that the Job itself has used up refuses it before its name is looked at, so a refusal is no answer yet.
func (r *Runner) make(ctx context.Context, j *batchv1.Job) error {
	err := r.Live.Create(ctx, j.DeepCopy(), fieldOwner)
	if apierrors.IsForbidden(err) && r.Live.Get(ctx, client.ObjectKeyFromObject(j), &batchv1.Job{}) == nil {
		return nil
	}
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("make job %s: %w", j.Name, err)
	}
	return nil
}

// apply makes or completes one object, by server-side apply with one owner.
func (r *Runner) apply(ctx context.Context, o client.Object) error {
	gvk, err := r.Live.GroupVersionKindFor(o)
	if err != nil {
		return fmt.Errorf("apply %s: %w", o.GetName(), err)
	}
	m, err := runtime.DefaultUnstructuredConverter.ToUnstructured(o)
	if err != nil {
		return fmt.Errorf("apply %s: %w", o.GetName(), err)
	}
	u := &unstructured.Unstructured{Object: m}
	u.SetGroupVersionKind(gvk)
	delete(u.Object, "status")
	unstructured.RemoveNestedField(u.Object, "metadata", "creationTimestamp")
	if err := r.Live.Apply(ctx, client.ApplyConfigurationFromUnstructured(u), fieldOwner, client.ForceOwnership); err != nil {
		return fmt.Errorf("apply %s %s: %w", gvk.Kind, o.GetName(), err)
	}
	return nil
}

// closed reads a namespace's policies back: what is not there, as it should be, closes nothing.
func (r *Runner) closed(ctx context.Context, policies []*netv1.NetworkPolicy) error {
	for _, want := range policies {
		var have netv1.NetworkPolicy
		if err := r.Live.Get(ctx, client.ObjectKeyFromObject(want), &have); err != nil {
			return fmt.Errorf("read policy %s back: %w", want.Name, err)
		}
		if !equality.Semantic.DeepEqual(want.Spec, have.Spec) {
			return c2d.Refuse(c2d.SealPolicyMissing, "find out who else writes there, and order again", "the run's network policy %s is not what it should be", want.Name)
		}
	}
	return nil
}

// Follow lets the Jobs of a run go on, of which a queue does not decide that: the cells at once, the conductor with the cells.
func (r *Runner) Follow(ctx context.Context, namespace string) error {
	for _, name := range []string{cellName, conductorName} {
		j := &batchv1.Job{}
		err := r.Live.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, j)
		if apierrors.IsNotFound(err) {
			continue // a query has no cells, and a run that is over has nothing
		}
		if err != nil {
			return fmt.Errorf("read job %s: %w", name, err)
		}
		if j.Spec.Suspend == nil || !*j.Spec.Suspend {
			continue
		}
		if queued(j) {
			return nil
		}
		unsuspend := client.RawPatch(types.MergePatchType, []byte(`{"spec":{"suspend":false}}`))
		if err := r.Live.Patch(ctx, j, unsuspend, fieldOwner); err != nil {
			return fmt.Errorf("let job %s go on: %w", name, err)
		}
	}
	return nil
}

func queued(j *batchv1.Job) bool { return j.Labels[LabelQueue] != "" }

// Observe says how far a run is: which rounds began and finished is in the run's memory, whether anything still works on it in the cluster.
func (r *Runner) Observe(ctx context.Context, job datatoken.Hash) (c2d.Progress, error) {
	s, err := r.Runs.look(ctx, job)
	if errors.Is(err, errNoRun) {
		return c2d.Progress{State: c2d.RunUnknown}, nil
	}
	if err != nil {
		return c2d.Progress{}, err
	}
	p := c2d.Progress{State: c2d.RunActive, Started: s.begun, Done: len(s.digests), Steps: s.steps, Rounds: s.digests, Fault: s.fault}
	switch {
	case s.fault != nil:
		p.State = c2d.RunBroken
		return p, nil
	case p.Done == p.Steps:
		p.State = c2d.RunDone
		return p, nil
	case s.stopped:
		p.State = c2d.RunUnknown
		return p, nil
	}
	p.State, p.Fault, err = r.body(ctx, job)
	return p, err
}

// body says whether the cluster still works on a run.
func (r *Runner) body(ctx context.Context, job datatoken.Hash) (c2d.RunState, *c2d.Refusal, error) {
	broken := func(format string, args ...any) (c2d.RunState, *c2d.Refusal, error) {
		return c2d.RunBroken, c2d.Refuse(c2d.RunFailed, "the order is refunded for the rounds that did not run; order again", format, args...), nil
	}
	unseen := false // what is made before what the cache has, the cache has
	for _, name := range []string{conductorName, cellName} {
		var j batchv1.Job
		at := client.ObjectKey{Namespace: NamespaceName(job), Name: name}
		err := r.Cached.Get(ctx, at, &j)
		if apierrors.IsNotFound(err) && (unseen || name == conductorName) {
			unseen = true
			err = r.Live.Get(ctx, at, &j)
		}
		switch {
		case apierrors.IsNotFound(err) && name == cellName:
			continue // a query has none
		case apierrors.IsNotFound(err), err == nil && !j.DeletionTimestamp.IsZero():
			return c2d.RunUnknown, nil, nil
		case err != nil:
			return "", nil, fmt.Errorf("read job %s: %w", name, err)
		}
		for _, c := range j.Status.Conditions {
			if c.Status == corev1.ConditionTrue && (c.Type == batchv1.JobFailed || c.Type == batchv1.JobFailureTarget) {
				return broken("the run's %s ended: %s", name, c.Reason)
			}
			if c.Status == corev1.ConditionTrue && c.Type == batchv1.JobComplete {
				return broken("the run's %s ended before its rounds did", name)
			}
		}
	}
	var pods corev1.PodList
	if err := r.Cached.List(ctx, &pods, client.InNamespace(NamespaceName(job))); err != nil {
		return "", nil, fmt.Errorf("list pods: %w", err)
	}
	for i := range pods.Items {
		if why := stuck(&pods.Items[i], r.Now()); why != "" {
			return broken("a pod of the run cannot be made: %s", why)
		}
	}
	return c2d.RunActive, nil, nil
}

// stuck is why a pod will not start by itself, once it has been tried for long enough.
func stuck(p *corev1.Pod, now time.Time) string {
	if now.Sub(p.CreationTimestamp.Time) < patience {
		return ""
	}
	for _, s := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		if w := s.State.Waiting; w != nil {
			switch w.Reason {
			case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError":
				return w.Reason
			}
		}
	}
	return ""
}

// Collect returns the outputs of a run that is done, from its last round.
func (r *Runner) Collect(ctx context.Context, job datatoken.Hash) ([]c2d.Output, error) {
	s, err := r.Runs.look(ctx, job)
	if err != nil {
		return nil, err
	}
	if len(s.digests) != s.steps {
		return nil, fmt.Errorf("collect outputs: %d of %d rounds are finished", len(s.digests), s.steps)
	}
	run, err := c2d.ReadRun(ctx, r.Vault, s.run)
	if err != nil {
		return nil, err
	}
	return r.conductor.Run(ctx, run)
}

// Stop ends a run. No round of it begins once Stop has returned; its pods are gone a little later.
func (r *Runner) Stop(ctx context.Context, job datatoken.Hash) error {
	if err := r.Runs.Fence(ctx, job); err != nil {
		return err
	}
	_, err := r.Clear(ctx, job)
	return err
}

// clearJobs removes a run's Jobs, before its namespace: that goes when its pods have, a failed pod of an indexed Job when it is replaced or its Job is
// gone, and nothing is replaced in a namespace that goes.
func (r *Runner) clearJobs(ctx context.Context, namespace string) error {
	for _, name := range []string{conductorName, cellName} {
		var j batchv1.Job
		err := r.Cached.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, &j)
		if err == nil && j.DeletionTimestamp.IsZero() {
			err = r.Live.Delete(ctx, &j, client.PropagationPolicy(metav1.DeletePropagationBackground))
		}
		if err != nil && !apierrors.IsNotFound(err) {
			return fmt.Errorf("remove job %s: %w", name, err)
		}
	}
	return nil
}

// Clear removes what a run has in the cluster, and reports whether nothing of it is left.
func (r *Runner) Clear(ctx context.Context, job datatoken.Hash) (bool, error) {
	n := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: NamespaceName(job)}}
	err := r.Cached.Get(ctx, client.ObjectKeyFromObject(n), n)
	if apierrors.IsNotFound(err) { // the cache may not know yet what was made a moment ago
		err = r.Live.Get(ctx, client.ObjectKeyFromObject(n), n)
	}
	if err == nil {
		err = r.clearJobs(ctx, n.Name)
	}
	if err == nil && n.DeletionTimestamp.IsZero() {
		err = r.Live.Delete(ctx, n, client.Preconditions{UID: &n.UID})
	}
	if apierrors.IsNotFound(err) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove run: %w", err)
	}
	return false, nil
}
