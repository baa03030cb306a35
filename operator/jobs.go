package operator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// Jobs drives TrainingJobs to their end. It holds no rule of a job's life: it asks the engine for the next step, and keeps Kubernetes' side of
// it tidy.
type Jobs struct {
	Cached    client.Reader
	Live      client.Client
	Namespace string
	Engine    *c2d.Engine
	Runner    *Runner
	Broker    *Broker
	Metrics   *Metrics
	Log       *slog.Logger
	Now       func() time.Time
	// Workers is how many jobs are advanced side by side.
	Workers int
}

// DefaultWorkers is how many jobs are advanced side by side where nobody says. More of them do not get more out of an API server with two processors;
// they only wait longer for it.
const DefaultWorkers = 4

// Times between looks at a job of which nothing is heard. Events of its run come in between.
const (
	watchAgain  = 5 * time.Second  // while its run goes on
	submitAgain = 30 * time.Second // while it is refused
	clearAgain  = time.Second      // while its namespace is going away
	stepsAtOnce = 8                // of one job, before another one's turn
)

// Reconcile takes one job as far as it can be taken now.
func (j *Jobs) Reconcile(ctx context.Context, q ctrl.Request) (ctrl.Result, error) {
	var o v1alpha1.TrainingJob
	if err := j.Cached.Get(ctx, q.NamespacedName, &o); apierrors.IsNotFound(err) {
		return j.orphan(ctx, q.Name)
	} else if err != nil {
		return ctrl.Result{}, err
	}
	id, err := datatoken.ParseHash(o.Spec.Order)
	if err != nil {
		return ctrl.Result{}, nil // the API server admits no such object
	}
	job, err := j.Engine.Job(ctx, id)
	if c2d.IsRefusal(err, c2d.NotFound) {
		return j.submit(ctx, &o, id)
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	if job.Done() && !controllerutil.ContainsFinalizer(&o, Finalizer) {
		return ctrl.Result{}, nil // settled, and nothing was left
	}
	if !o.DeletionTimestamp.IsZero() && !job.Done() {
		if err := j.Engine.Cancel(ctx, id); err != nil {
			return again(err)
		}
	}
	next, err := j.advance(ctx, id, job.Stage)
	if err != nil {
		return again(err)
	}
	return j.tidy(ctx, &o, id, next)
}

// orphan removes what is left of a run whose job is not there: a probe's that a crash left, or one whose object somebody removed by force.
func (j *Jobs) orphan(ctx context.Context, name string) (ctrl.Result, error) {
	id, err := datatoken.ParseHash("0x" + name)
	if err != nil || j.Broker.isProbe(id) {
		return ctrl.Result{}, nil
	}
	// The cache may not know yet what was made a moment ago.
	if err := j.Live.Get(ctx, client.ObjectKey{Namespace: j.Namespace, Name: name}, &v1alpha1.TrainingJob{}); !apierrors.IsNotFound(err) {
		return ctrl.Result{RequeueAfter: clearAgain}, err
	}
	if _, err := j.Engine.Job(ctx, id); err != nil && !c2d.IsRefusal(err, c2d.NotFound) { // so that the journal forgets it, too
		return ctrl.Result{}, err
	}
	if gone, err := j.Runner.Clear(ctx, id); err != nil || !gone {
		return ctrl.Result{RequeueAfter: clearAgain}, err
	}
	return ctrl.Result{}, j.Runner.Runs.Forget(ctx, id)
}

// again tells the queue to come back: at once when somebody else wrote first, later and later when it is for another reason.
func again(err error) (ctrl.Result, error) {
	if errors.Is(err, c2d.ErrStale) {
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil
	}
	return ctrl.Result{}, err
}

// submit makes a job of an object that has no record yet: one that somebody wrote by hand, or that a crash left.
func (j *Jobs) submit(ctx context.Context, o *v1alpha1.TrainingJob, id datatoken.Hash) (ctrl.Result, error) {
	if !o.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, j.release(ctx, o)
	}
	spec, err := decodeSpec(o)
	if err == nil {
		_, err = j.Engine.Submit(ctx, spec, id)
	}
	no := c2d.AsRefusal(err)
	if no == nil {
		if err != nil {
			return again(err)
		}
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil
	}
	before := o.DeepCopy()
	meta.SetStatusCondition(&o.Status.Conditions, metav1.Condition{
		Type: v1alpha1.JobAdmitted, Status: metav1.ConditionFalse, Reason: string(no.Code), Message: no.Error(), ObservedGeneration: o.Generation,
	})
	if err := j.Live.Status().Patch(ctx, o, client.MergeFrom(before)); client.IgnoreNotFound(err) != nil {
		return ctrl.Result{}, fmt.Errorf("write condition: %w", err)
	}
	return ctrl.Result{RequeueAfter: submitAgain}, nil
}

// advance lets the engine take steps until it wants to wait.
func (j *Jobs) advance(ctx context.Context, id datatoken.Hash, from c2d.Stage) (next c2d.Next, err error) {
	for range stepsAtOnce {
		start := j.Now()
		if next, err = j.Engine.Advance(ctx, id); err != nil {
			return next, err
		}
		j.Metrics.Advance.Observe(j.Now().Sub(start).Seconds())
		moved := next.Stage != from
		if moved {
			j.Log.Info("job", "job", id, "stage", next.Stage)
			j.Metrics.Stages.WithLabelValues(string(next.Stage)).Inc()
			from = next.Stage
		}
		if next.Done && moved {
			return next, j.ended(ctx, id)
		}
		if next.Done || next.After > 0 {
			return next, nil
		}
	}
	return next, nil
}

// ended counts a job that failed.
func (j *Jobs) ended(ctx context.Context, id datatoken.Hash) error {
	job, err := j.Engine.Job(ctx, id)
	if err == nil && job.Fault != nil {
		j.Metrics.Refused.WithLabelValues(string(job.Fault.Code)).Inc()
	}
	return err
}

// tidy removes what a run no longer needs, and lets go of the object when nothing of the run is left.
func (j *Jobs) tidy(ctx context.Context, o *v1alpha1.TrainingJob, id datatoken.Hash, next c2d.Next) (ctrl.Result, error) {
	switch next.Stage {
	case c2d.Submitted, c2d.Admitted:
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil
	case c2d.Running:
		if next.After > 0 {
			return ctrl.Result{RequeueAfter: watchAgain}, j.follow(ctx, id)
		}
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil
	}
	j.Broker.forget(id)
	gone, err := j.Runner.Clear(ctx, id)
	if err != nil {
		return ctrl.Result{}, err
	}
	if !next.Done {
		return ctrl.Result{RequeueAfter: time.Millisecond}, nil
	}
	if !gone {
		return ctrl.Result{RequeueAfter: clearAgain}, nil
	}
	if err := j.Runner.Runs.Forget(ctx, id); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, j.release(ctx, o)
}

// follow lets a run's conductor go on once a queue has let its cells.
func (j *Jobs) follow(ctx context.Context, id datatoken.Hash) error {
	var c batchv1.Job
	err := j.Cached.Get(ctx, client.ObjectKey{Namespace: NamespaceName(id), Name: conductorName}, &c)
	if err != nil || c.Spec.Suspend == nil || !*c.Spec.Suspend {
		return client.IgnoreNotFound(err)
	}
	return j.Runner.Follow(ctx, c.Namespace)
}

// release lets an object be deleted: nothing of its run is left.
func (j *Jobs) release(ctx context.Context, o *v1alpha1.TrainingJob) error {
	if !controllerutil.ContainsFinalizer(o, Finalizer) {
		return nil
	}
	before := o.DeepCopy()
	controllerutil.RemoveFinalizer(o, Finalizer)
	if err := j.Live.Patch(ctx, o, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})); err != nil {
		if apierrors.IsConflict(err) {
			return nil // its change brings it back here
		}
		return client.IgnoreNotFound(err)
	}
	return nil
}

// SetupWithManager runs Reconcile for every TrainingJob of the namespace, and again when something of its run changes.
func (j *Jobs) SetupWithManager(m ctrl.Manager) error { return j.setup(m, j) }

func (j *Jobs) setup(m ctrl.Manager, r reconcile.Reconciler) error {
	run := ahead(handler.EnqueueRequestsFromMapFunc(func(_ context.Context, o client.Object) []ctrl.Request {
		id, err := datatoken.ParseHash(o.GetAnnotations()[AnnotationJob])
		if err != nil {
			return nil
		}
		return []ctrl.Request{{NamespacedName: client.ObjectKey{Namespace: j.Namespace, Name: JobName(id)}}}
	}))
	return ctrl.NewControllerManagedBy(m).Named("job").For(&v1alpha1.TrainingJob{}).
		Watches(&corev1.ConfigMap{}, run).Watches(&batchv1.Job{}, run).Watches(&corev1.Namespace{}, run).
		WithOptions(controller.Options{MaxConcurrentReconciles: j.Workers}).Complete(r)
}

// ahead has what a handler adds go before jobs that wait for their first turn. Runs are seen to their end before others begin, so that few are in
// the cluster, and in this process's memory, however many jobs wait.
func ahead(h handler.EventHandler) handler.EventHandler {
	type queue = workqueue.TypedRateLimitingInterface[ctrl.Request]
	first := func(q queue) queue {
		if p, ok := q.(priorityqueue.PriorityQueue[ctrl.Request]); ok {
			return hasty{p}
		}
		return q
	}
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) { h.Create(ctx, e, first(q)) },
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) { h.Update(ctx, e, first(q)) },
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) { h.Delete(ctx, e, first(q)) },
	}
}

type hasty struct {
	priorityqueue.PriorityQueue[ctrl.Request]
}

func (q hasty) Add(r ctrl.Request) {
	above := 1
	q.AddWithOpts(priorityqueue.AddOpts{Priority: &above}, r)
}
