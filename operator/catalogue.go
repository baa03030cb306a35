package operator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/privacy"
)

// Catalogue keeps what is known of datasets as Datasets: a projection of the chain and the manifest, in the status.
type Catalogue struct{ cluster }

// NewCatalogue makes a Catalogue over the Datasets of a namespace. cached may lag behind what live reads and writes.
func NewCatalogue(cached client.Reader, live client.Client, namespace string) *Catalogue {
	return &Catalogue{newCluster(cached, live, namespace)}
}

var _ c2d.Catalogue = (*Catalogue)(nil)

// Get returns a dataset, or c2d.ErrNoDataset.
func (c *Catalogue) Get(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	var o v1alpha1.Dataset
	if err := c.get(ctx, DatasetName(id), &o); apierrors.IsNotFound(err) {
		return c2d.Dataset{}, c2d.ErrNoDataset
	} else if err != nil {
		return c2d.Dataset{}, fmt.Errorf("read dataset: %w", err)
	}
	return decodeDataset(&o)
}

// Put writes a dataset.
func (c *Catalogue) Put(ctx context.Context, d c2d.Dataset) error {
	b, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write dataset: %w", err)
	}
	return c.change(ctx, d.ID, true, func(o *v1alpha1.Dataset) {
		s := &o.Status
		s.Record, s.Name, s.Curator, s.Version = string(b), d.Manifest.Name, d.Curator.String(), d.Version.String()
		s.Members, s.Epsilon = int64(d.Members()), decimal(d.Manifest.Epsilon)
		meta.SetStatusCondition(&s.Conditions, metav1.Condition{Type: v1alpha1.DatasetRegistered, Status: metav1.ConditionTrue, Reason: "Read", ObservedGeneration: o.Generation})
	})
}

// Spent writes how much of a dataset's budget is left, for those who look at the object. Nothing else reads it.
func (c *Catalogue) Spent(ctx context.Context, id datatoken.Address, left privacy.Micros, jobs int64) error {
	return c.change(ctx, id, false, func(o *v1alpha1.Dataset) {
		o.Status.EpsilonLeft, o.Status.JobsLeft = decimal(left), &jobs
	})
}

// refuse writes why a dataset is not known.
func (c *Catalogue) refuse(ctx context.Context, id datatoken.Address, why *c2d.Refusal) error {
	return c.change(ctx, id, false, func(o *v1alpha1.Dataset) {
		meta.SetStatusCondition(&o.Status.Conditions, metav1.Condition{
			Type: v1alpha1.DatasetRegistered, Status: metav1.ConditionFalse, Reason: string(why.Code), Message: why.Error(), ObservedGeneration: o.Generation,
		})
	})
}

// change writes a dataset's status, from the newest object, until nobody wrote in between.
func (c *Catalogue) change(ctx context.Context, id datatoken.Address, create bool, how func(*v1alpha1.Dataset)) error {
	for {
		o := &v1alpha1.Dataset{ObjectMeta: metav1.ObjectMeta{Namespace: c.namespace, Name: DatasetName(id)}, Spec: v1alpha1.DatasetSpec{ID: id.String()}}
		err := c.live.Get(ctx, client.ObjectKeyFromObject(o), o)
		if apierrors.IsNotFound(err) && create {
			if err = c.live.Create(ctx, o); apierrors.IsAlreadyExists(err) {
				continue
			}
		}
		if err != nil {
			return fmt.Errorf("write dataset: %w", err)
		}
		before := o.DeepCopy()
		if how(o); equalStatus(before, o) {
			return nil
		}
		err = c.live.Status().Update(ctx, o)
		if apierrors.IsConflict(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("write dataset: %w", err)
		}
		c.remember(o)
		return nil
	}
}

func equalStatus(a, b *v1alpha1.Dataset) bool {
	x, e1 := json.Marshal(a.Status)
	y, e2 := json.Marshal(b.Status)
	return e1 == nil && e2 == nil && bytes.Equal(x, y)
}

// List returns all datasets that have a record, by ID.
func (c *Catalogue) List(ctx context.Context) ([]c2d.Dataset, error) {
	var all v1alpha1.DatasetList
	if err := c.cached.List(ctx, &all, client.InNamespace(c.namespace)); err != nil {
		return nil, fmt.Errorf("list datasets: %w", err)
	}
	out := []c2d.Dataset{}
	for _, o := range newest(c.cluster, all.Items) {
		d, err := decodeDataset(o)
		if errors.Is(err, c2d.ErrNoDataset) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b c2d.Dataset) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out, nil
}

func decodeDataset(o *v1alpha1.Dataset) (c2d.Dataset, error) {
	if o.Status.Record == "" {
		return c2d.Dataset{}, c2d.ErrNoDataset
	}
	var d c2d.Dataset
	if err := json.Unmarshal([]byte(o.Status.Record), &d); err != nil {
		return c2d.Dataset{}, fmt.Errorf("read dataset %s: %w", o.Name, err)
	}
	return d, nil
}
