package operator

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/privacy"
)

// Datasets reads Datasets that somebody wrote by hand from the chain, and shows in every one what is left of its budget.
type Datasets struct {
	Cached    client.Reader
	Namespace string
	Catalogue *Catalogue
	Ledger    c2d.Ledger
	// Register reads a dataset from the chain and keeps it, or refuses it.
	Register func(context.Context, datatoken.Address) (c2d.Dataset, error)
}

// registerAgain is how often a dataset is looked for that the chain does not have.
const registerAgain = time.Minute

// Reconcile looks at one dataset.
func (d *Datasets) Reconcile(ctx context.Context, q ctrl.Request) (ctrl.Result, error) {
	var o v1alpha1.Dataset
	if err := d.Cached.Get(ctx, q.NamespacedName, &o); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	id, err := datatoken.ParseAddress(o.Spec.ID)
	if err != nil {
		return ctrl.Result{}, nil // the API server admits no such object
	}
	set, err := d.Catalogue.Get(ctx, id)
	if err != nil {
		set, err = d.Register(ctx, id)
	}
	if no := c2d.AsRefusal(err); no != nil {
		return ctrl.Result{RequeueAfter: registerAgain}, d.Catalogue.refuse(ctx, id, no)
	}
	if err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, d.spent(ctx, set)
}

// spent shows what is left: in the block that has least, and in jobs like the latest one.
func (d *Datasets) spent(ctx context.Context, set c2d.Dataset) error {
	budgets, err := d.Ledger.Budgets(ctx, set.ID, set.Blocks())
	if err != nil {
		return fmt.Errorf("read budget: %w", err)
	}
	like, err := d.latest(ctx, set.ID)
	if err != nil {
		return err
	}
	left, more := set.Manifest.Epsilon, int64(0)
	for i, b := range budgets {
		left = min(left, max(0, set.Manifest.Epsilon-b.EpsilonHeld(set.Manifest.Delta)))
		if n := int64(b.JobsLeft(like)); !like.IsZero() && (i == 0 || n < more) {
			more = n
		}
	}
	return d.Catalogue.Spent(ctx, set.ID, left, more)
}

// latest is the loss of the dataset's newest job that reserved any; zero for none.
func (d *Datasets) latest(ctx context.Context, id datatoken.Address) (privacy.Loss, error) {
	var all v1alpha1.TrainingJobList
	if err := d.Cached.List(ctx, &all, client.InNamespace(d.Namespace), client.UnsafeDisableDeepCopy); err != nil {
		return privacy.Loss{}, fmt.Errorf("list jobs: %w", err)
	}
	var newest *v1alpha1.TrainingJob
	for i := range all.Items {
		o := &all.Items[i]
		if o.Status.Dataset == id.String() && o.Status.Record != "" && (newest == nil || newest.CreationTimestamp.Before(&o.CreationTimestamp)) {
			newest = o
		}
	}
	if newest == nil {
		return privacy.Loss{}, nil
	}
	j, err := decodeJob(newest)
	return j.Loss, err
}

// lookLater is how long after a job of it moved a dataset is looked at: many jobs move at once.
const lookLater = 5 * time.Second

// SetupWithManager runs Reconcile for every Dataset of the namespace, and again when a job of it comes to another stage.
func (d *Datasets) SetupWithManager(m ctrl.Manager) error {
	later := func(o client.Object, q workqueue.TypedRateLimitingInterface[ctrl.Request]) {
		if t, ok := o.(*v1alpha1.TrainingJob); ok {
			if id, err := datatoken.ParseAddress(t.Status.Dataset); err == nil {
				q.AddAfter(ctrl.Request{NamespacedName: client.ObjectKey{Namespace: d.Namespace, Name: DatasetName(id)}}, lookLater)
			}
		}
	}
	job := handler.Funcs{UpdateFunc: func(_ context.Context, e event.UpdateEvent, q workqueue.TypedRateLimitingInterface[ctrl.Request]) {
		later(e.ObjectNew, q)
	}}
	return ctrl.NewControllerManagedBy(m).Named("dataset").For(&v1alpha1.Dataset{}).Watches(&v1alpha1.TrainingJob{}, job).Complete(d)
}
