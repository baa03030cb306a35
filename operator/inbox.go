package operator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Inbox keeps contributions that wait for their dataset's curator: the lists are objects in the store, and a ConfigMap for each dataset says
// which of them wait.
type Inbox struct {
	Live      client.Client
	Vault     c2d.Vault
	Namespace string
}

const keyLists = "lists"

// Add keeps contributions to a dataset; the same shard again replaces the earlier one.
func (i *Inbox) Add(ctx context.Context, dataset datatoken.Address, list []c2d.Contribution) error {
	ref, err := i.Vault.Put(ctx, bytes.NewReader(c2d.EncodeBatch(list)))
	if err != nil {
		return fmt.Errorf("keep contributions: %w", err)
	}
	return i.change(ctx, dataset, func(lists []storage.Ref) ([]storage.Ref, error) {
		if slices.Contains(lists, ref) {
			return lists, nil
		}
		return append(lists, ref), nil
	})
}

// Pending returns what Clear has not removed, by shard address.
func (i *Inbox) Pending(ctx context.Context, dataset datatoken.Address) ([]c2d.Contribution, error) {
	_, lists, err := i.read(ctx, dataset)
	if err != nil {
		return nil, err
	}
	return i.merge(ctx, lists)
}

// Clear removes the contributions of these shards; those that are not there are passed over.
func (i *Inbox) Clear(ctx context.Context, dataset datatoken.Address, shards []storage.Ref) error {
	return i.change(ctx, dataset, func(lists []storage.Ref) ([]storage.Ref, error) {
		all, err := i.merge(ctx, lists)
		if err != nil {
			return nil, err
		}
		left := slices.DeleteFunc(all, func(c c2d.Contribution) bool { return slices.Contains(shards, c.Shard) })
		if len(left) == 0 {
			return nil, nil
		}
		ref, err := i.Vault.Put(ctx, bytes.NewReader(c2d.EncodeBatch(left)))
		return []storage.Ref{ref}, err
	})
}

// merge reads lists; of one shard's contributions the last counts.
func (i *Inbox) merge(ctx context.Context, lists []storage.Ref) ([]c2d.Contribution, error) {
	last := map[string]c2d.Contribution{}
	for _, ref := range lists {
		o, err := i.Vault.Open(ctx, ref)
		if err != nil {
			return nil, fmt.Errorf("read contributions: %w", err)
		}
		var list []c2d.Contribution
		err = json.NewDecoder(io.NewSectionReader(o, 0, o.Size())).Decode(&list)
		o.Close()
		if err != nil {
			return nil, fmt.Errorf("read contributions: %w", err)
		}
		for _, c := range list {
			last[c.Shard.CID] = c
		}
	}
	out := make([]c2d.Contribution, 0, len(last))
	for _, cid := range slices.Sorted(maps.Keys(last)) {
		out = append(out, last[cid])
	}
	return out, nil
}

func (i *Inbox) read(ctx context.Context, dataset datatoken.Address) (*corev1.ConfigMap, []storage.Ref, error) {
	c := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Namespace: i.Namespace, Name: "inbox-" + DatasetName(dataset), Labels: map[string]string{LabelPart: "inbox"},
	}}
	err := i.Live.Get(ctx, client.ObjectKeyFromObject(c), c)
	if apierrors.IsNotFound(err) {
		return c, nil, nil
	}
	var lists []storage.Ref
	if err == nil {
		err = json.Unmarshal([]byte(c.Data[keyLists]), &lists)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read inbox: %w", err)
	}
	return c, lists, nil
}

func (i *Inbox) change(ctx context.Context, dataset datatoken.Address, how func([]storage.Ref) ([]storage.Ref, error)) error {
	for {
		c, lists, err := i.read(ctx, dataset)
		if err != nil {
			return err
		}
		next, err := how(slices.Clone(lists))
		if err != nil {
			return err
		}
		b, err := json.Marshal(next)
		if err != nil {
			return fmt.Errorf("write inbox: %w", err)
		}
		c.Data = map[string]string{keyLists: string(b)}
		switch fresh := c.ResourceVersion == ""; {
		case fresh && len(next) == 0:
			return nil
		case fresh:
			err = i.Live.Create(ctx, c)
		case len(next) == 0:
			err = client.IgnoreNotFound(i.Live.Delete(ctx, c, client.Preconditions{ResourceVersion: &c.ResourceVersion}))
		default:
			err = i.Live.Update(ctx, c)
		}
		if err == nil {
			return nil
		}
		if !apierrors.IsConflict(err) && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("write inbox: %w", err)
		}
	}
}
