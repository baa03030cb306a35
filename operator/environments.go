package operator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/version"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// Environments keeps in each Environment's status what the cluster was seen to offer it, and finds the one of a job.
type Environments struct {
	Cached client.Reader
	Live   client.Client
	// Version is the API server's, such as v1.35.4.
	Version func(context.Context) (string, error)
}

// oldest is the oldest Kubernetes whose promises hold what is built on them: comparable resource versions, admission policies, user namespaces.
const oldest = "1.35.0"

// lookAgain is how often an environment is looked at when nothing is heard of it.
const lookAgain = time.Minute

// find returns an environment by name, or the default one.
func (e *Environments) find(ctx context.Context, name string) (*v1alpha1.Environment, error) {
	var all v1alpha1.EnvironmentList
	if err := e.Cached.List(ctx, &all); err != nil {
		return nil, fmt.Errorf("list environments: %w", err)
	}
	slices.SortFunc(all.Items, func(a, b v1alpha1.Environment) int { return cmp.Compare(a.Name, b.Name) })
	for i := range all.Items {
		if o := &all.Items[i]; o.Name == name || name == "" && o.Spec.Default {
			return o, nil
		}
	}
	if name == "" {
		return nil, c2d.Refuse(c2d.Unavailable, "name one in the job", "this provider has no default environment")
	}
	return nil, c2d.Refuse(c2d.BadRequest, "name another, or none for the default", "this provider has no environment %q", name)
}

// fits refuses a spec that no node of an environment could ever hold. What is only busy now is not refused: such a job waits.
func fits(e *v1alpha1.Environment, s c2d.Spec) error {
	if c := meta.FindStatusCondition(e.Status.Conditions, v1alpha1.EnvironmentReady); c == nil || c.Status != metav1.ConditionTrue {
		why := "it was not looked at yet"
		if c != nil {
			why = c.Message
		}
		return c2d.Refuse(c2d.Unavailable, "name another environment, or try again later", "environment %s is not ready: %s", e.Name, why)
	}
	i := s.Isolate
	if i == nil {
		return nil
	}
	if i.Limit() > uint32(e.Spec.MaxMemoryMiB) {
		return c2d.Refuse(c2d.Unavailable, "ask for less memory, or name another environment", "environment %s gives a program at most %d MiB", e.Name, e.Spec.MaxMemoryMiB)
	}
	if i.GPUs == 0 {
		return nil
	}
	have := e.Status.Capabilities
	each := int64(0)
	if e.Spec.GPU != nil {
		each = min(int64(e.Spec.GPU.PerCell), have.GPUsLargestNode)
	}
	if int64(i.GPUs) > each || int64(i.GPUs)*int64(e.Spec.Lanes) > have.GPUsTotal {
		return c2d.Refuse(c2d.Unavailable, "ask for fewer, or name another environment",
			"environment %s gives one program at most %d accelerators and has %d for %d lanes", e.Name, each, have.GPUsTotal, e.Spec.Lanes)
	}
	return nil
}

// place is an environment in the engine's terms.
func place(e *v1alpha1.Environment) (c2d.Place, error) {
	p := c2d.Place{Environment: e.Name, Tier: string(e.Spec.Tier), Lanes: int(e.Spec.Lanes)}
	if e.Spec.Wall == v1alpha1.WallNamespaces { // cells that cannot build it prove nothing, and get no key
		p.Tier += "/" + string(e.Spec.Wall)
	}
	var err error
	for at, s := range map[*datatoken.Amount]string{&p.Price.Base: e.Spec.Price.Base, &p.Price.PerMinute: e.Spec.Price.PerMinute} {
		if s == "" {
			continue
		}
		if *at, err = datatoken.ParseAmount(s); err != nil {
			return c2d.Place{}, fmt.Errorf("read price of environment %s: %w", e.Name, err)
		}
	}
	return p, nil
}

// Reconcile looks at the cluster for one environment.
func (e *Environments) Reconcile(ctx context.Context, q ctrl.Request) (ctrl.Result, error) {
	var o v1alpha1.Environment
	if err := e.Cached.Get(ctx, q.NamespacedName, &o); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	before := o.Status.DeepCopy()
	if err := e.look(ctx, &o); err != nil {
		return ctrl.Result{}, err
	}
	if !equality.Semantic.DeepEqual(before, &o.Status) {
		if err := e.Live.Status().Update(ctx, &o); err != nil && !apierrors.IsConflict(err) {
			return ctrl.Result{}, fmt.Errorf("write environment: %w", err)
		}
	}
	return ctrl.Result{RequeueAfter: lookAgain}, nil
}

func (e *Environments) look(ctx context.Context, o *v1alpha1.Environment) error {
	var nodes corev1.NodeList
	if err := e.Cached.List(ctx, &nodes); err != nil {
		return fmt.Errorf("list nodes: %w", err)
	}
	c := &o.Status.Capabilities
	c.Nodes, c.GPUsTotal, c.GPUsLargestNode, c.RuntimeClassPresent = 0, 0, 0, o.Spec.RuntimeClassName == ""
	for i := range nodes.Items {
		n := &nodes.Items[i]
		if !labels.SelectorFromSet(o.Spec.NodeSelector).Matches(labels.Set(n.Labels)) {
			continue
		}
		c.Nodes++
		if o.Spec.GPU != nil {
			q := n.Status.Allocatable[corev1.ResourceName(o.Spec.GPU.ResourceName)]
			c.GPUsTotal += q.Value()
			c.GPUsLargestNode = max(c.GPUsLargestNode, q.Value())
		}
	}
	if name := o.Spec.RuntimeClassName; name != "" {
		err := e.Cached.Get(ctx, client.ObjectKey{Name: name}, &nodev1.RuntimeClass{})
		if client.IgnoreNotFound(err) != nil {
			return fmt.Errorf("read runtime class: %w", err)
		}
		c.RuntimeClassPresent = err == nil
	}
	var err error
	if c.Kubernetes, err = e.Version(ctx); err != nil {
		return fmt.Errorf("read the API server's version: %w", err)
	}
	ready := metav1.Condition{Type: v1alpha1.EnvironmentReady, Status: metav1.ConditionFalse, ObservedGeneration: o.Generation}
	switch v, err := version.ParseGeneric(c.Kubernetes); {
	case err != nil || v.LessThan(version.MustParseGeneric(oldest)):
		ready.Reason, ready.Message = "KubernetesTooOld", fmt.Sprintf("the cluster is %s, and must be %s or later", c.Kubernetes, oldest)
	case !c.RuntimeClassPresent:
		ready.Reason, ready.Message = "NoRuntimeClass", fmt.Sprintf("there is no RuntimeClass %s", o.Spec.RuntimeClassName)
	case c.Nodes == 0:
		ready.Reason, ready.Message = "NoNodes", "no node has the labels that it asks for"
	default:
		ready.Status, ready.Reason = metav1.ConditionTrue, "Found"
	}
	meta.SetStatusCondition(&o.Status.Conditions, ready)
	return nil
}

// proven records what the last run's cells proved in an environment. It is for people: nothing decides by it.
func (e *Environments) proven(ctx context.Context, name, wall string, closed bool) error {
	var o v1alpha1.Environment
	if err := e.Live.Get(ctx, client.ObjectKey{Name: name}, &o); err != nil {
		return client.IgnoreNotFound(err)
	}
	c := &o.Status.Capabilities
	if c.SealProven == closed && (wall == "" || c.Wall == wall) {
		return nil
	}
	if c.SealProven = closed; wall != "" {
		c.Wall = wall
	}
	if err := e.Live.Status().Update(ctx, &o); err != nil && !apierrors.IsConflict(err) {
		return fmt.Errorf("write environment: %w", err)
	}
	return nil
}

// SetupWithManager runs Reconcile for every environment, and again when nodes come, go or change what they offer.
func (e *Environments) SetupWithManager(m ctrl.Manager) error {
	all := handler.EnqueueRequestsFromMapFunc(func(ctx context.Context, _ client.Object) (out []ctrl.Request) {
		var list v1alpha1.EnvironmentList
		if e.Cached.List(ctx, &list) != nil {
			return nil
		}
		for _, o := range list.Items {
			out = append(out, ctrl.Request{NamespacedName: client.ObjectKeyFromObject(&o)})
		}
		return out
	})
	return ctrl.NewControllerManagedBy(m).Named("environment").For(&v1alpha1.Environment{}).Watches(&corev1.Node{}, all).Complete(e)
}
