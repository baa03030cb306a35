package operator

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// cluster reads objects of one namespace from a cache that may lag, and still sees every write of this process: each is remembered until the
// cache has caught up.
type cluster struct {
	cached    client.Reader
	live      client.Client
	namespace string
	own       *memory
}

type memory struct {
	mu   sync.Mutex
	last map[string]client.Object // own writes that the cache may not have seen, by kind and name
}

func newCluster(cached client.Reader, live client.Client, namespace string) cluster {
	return cluster{cached, live, namespace, &memory{last: map[string]client.Object{}}}
}

func key(o client.Object, name string) string { return reflect.TypeOf(o).String() + "/" + name }

// remember keeps a written object.
func (c cluster) remember(o client.Object) {
	c.own.mu.Lock()
	defer c.own.mu.Unlock()
	c.own.last[key(o, o.GetName())] = o.DeepCopyObject().(client.Object)
}

// forget drops what is remembered of an object that is gone.
func (c cluster) forget(o client.Object, name string) {
	c.own.mu.Lock()
	defer c.own.mu.Unlock()
	delete(c.own.last, key(o, name))
}

// newer returns a copy of the own write of an object that the cache has not seen, or nil, and forgets what it has seen.
func (c cluster) newer(cached client.Object) client.Object {
	c.own.mu.Lock()
	defer c.own.mu.Unlock()
	k := key(cached, cached.GetName())
	own := c.own.last[k]
	if own == nil {
		return nil
	}
	mine, e1 := revision(own)
	theirs, e2 := revision(cached)
	if e1 != nil || e2 != nil || theirs >= mine || own.GetUID() != cached.GetUID() {
		delete(c.own.last, k)
		return nil
	}
	return own.DeepCopyObject().(client.Object)
}

// newest returns the objects of a cached list as new as this process knows them, with those that the cache has not seen at all.
func newest[T any, P interface {
	*T
	client.Object
}](c cluster, cached []T) (out []P) {
	seen := map[string]bool{}
	for i := range cached {
		o := P(&cached[i])
		seen[o.GetName()] = true
		if own, ok := c.newer(o).(P); ok {
			o = own
		}
		out = append(out, o)
	}
	c.own.mu.Lock()
	defer c.own.mu.Unlock()
	for _, k := range slices.Sorted(maps.Keys(c.own.last)) {
		if o, ok := c.own.last[k].(P); ok && !seen[o.GetName()] {
			out = append(out, o.DeepCopyObject().(P))
		}
	}
	return out
}

// get reads an object into o, as new as this process knows it. What the cache does not have is asked of the API server.
func (c cluster) get(ctx context.Context, name string, o client.Object) error {
	at := client.ObjectKey{Namespace: c.namespace, Name: name}
	err := c.cached.Get(ctx, at, o)
	if apierrors.IsNotFound(err) {
		if err = c.live.Get(ctx, at, o); apierrors.IsNotFound(err) {
			c.forget(o, name)
		}
		return err
	}
	if own := c.newer(o); err == nil && own != nil {
		set(o, own)
	}
	return err
}

// known reads an object into o without asking the API server. It may be gone.
func (c cluster) known(ctx context.Context, name string, o client.Object) error {
	err := c.cached.Get(ctx, client.ObjectKey{Namespace: c.namespace, Name: name}, o)
	var own client.Object
	switch {
	case err == nil:
		own = c.newer(o)
	case apierrors.IsNotFound(err):
		c.own.mu.Lock()
		if last := c.own.last[key(o, name)]; last != nil {
			own, err = last.DeepCopyObject().(client.Object), nil
		}
		c.own.mu.Unlock()
	}
	if own != nil {
		set(o, own)
	}
	return err
}

func set(o, to client.Object) { reflect.ValueOf(o).Elem().Set(reflect.ValueOf(to).Elem()) }
