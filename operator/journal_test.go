package operator

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/storage"
)

// places are what the operator keeps things in: the object tracker, and a real API server.
func places(t *testing.T, do func(t *testing.T, open func(*testing.T) (client.Client, string))) {
	t.Run("tracker", func(t *testing.T) {
		do(t, func(t *testing.T) (client.Client, string) { return fakeClient(t), testNamespace })
	})
	t.Run("apiserver", func(t *testing.T) {
		apiServer(t)
		do(t, func(t *testing.T) (client.Client, string) { return liveClient(t) })
	})
}

func TestJournal(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c2dtest.JournalSuite(t, func(t *testing.T) (c2d.Journal, func() c2d.Journal) {
			c, n := open(t)
			return NewJournal(c, c, n), func() c2d.Journal { return NewJournal(c, c, n) }
		})
	})
}

// TestJournalBehindItsCache: a cache that lags, as long as it likes, hides no write of this process, and lets no stale one through.
func TestJournalBehindItsCache(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c2dtest.JournalSuite(t, func(t *testing.T) (c2d.Journal, func() c2d.Journal) {
			c, n := open(t)
			return NewJournal(fakeClient(t), c, n), func() c2d.Journal { return NewJournal(c, c, n) }
		})
	})
}

func TestCatalogue(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c2dtest.CatalogueSuite(t, func(t *testing.T) c2d.Catalogue {
			c, n := open(t)
			return NewCatalogue(c, c, n)
		})
	})
}

// TestHandWritten: a TrainingJob that somebody wrote, or that a crash left without a record, becomes the job it describes, and no other.
func TestHandWritten(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c, n := open(t)
		j := NewJournal(c, c, n)
		spec := c2d.Spec{Stint: 1, Mode: c2d.ModeQuery}
		id := datatoken.Hash{7}
		o := &v1alpha1.TrainingJob{Spec: v1alpha1.TrainingJobSpec{Order: id.String(), Document: string(spec.Canonical())}}
		o.Namespace, o.Name = n, JobName(id)
		if err := c.Create(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if _, err := j.Load(t.Context(), id); !errors.Is(err, c2d.ErrNoJob) {
			t.Fatalf("it has no record yet: %v", err)
		}
		other := spec
		other.Mode = c2d.ModeIsolate
		if _, err := j.Save(t.Context(), c2d.Job{ID: id, Spec: other, Stage: c2d.Submitted}); !c2d.IsRefusal(err, c2d.Conflict) {
			t.Fatalf("another job in its place: %v", err)
		}
		if _, err := j.Save(t.Context(), c2d.Job{ID: id, Spec: spec, Stage: c2d.Submitted}); err != nil {
			t.Fatal(err)
		}
		if err := c.Get(t.Context(), client.ObjectKeyFromObject(o), o); err != nil || !controllerutil.ContainsFinalizer(o, Finalizer) {
			t.Fatalf("the object has no finalizer: %v, %v", o.Finalizers, err)
		}
	})
}

// TestRuns: what a finished round gave is the same for ever; rounds begin in order, and none after the fence.
func TestRuns(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c, n := open(t)
		vault := &c2dtest.Vault{}
		secret := broker.Secret{1}
		fresh := func() *Runs { return NewRuns(c, c, n, vault, secret, rand.Reader) }
		r, ctx, job := fresh(), t.Context(), datatoken.Hash{3}
		ref, err := vault.Put(ctx, bytes.NewReader([]byte("{}")))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Begin(ctx, job, 0); !errors.Is(err, errNoRun) {
			t.Fatalf("begin a run that was not opened: %v", err)
		}
		if err := r.Open(ctx, job, ref, 3); err != nil {
			t.Fatal(err)
		}
		ok := func(what string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		no := func(what string, err error) {
			t.Helper()
			if err == nil {
				t.Fatalf("%s was let through", what)
			}
		}
		no("round 1 before round 0", r.Begin(ctx, job, 1))
		no("an end before its beginning", r.Finish(ctx, job, 0, []byte("x")))
		ok("begin", r.Begin(ctx, job, 0))
		ok("begin again", fresh().Begin(ctx, job, 0))
		no("the next before this one ended", r.Begin(ctx, job, 1))
		ok("finish", r.Finish(ctx, job, 0, []byte("first")))
		ok("finish again", fresh().Finish(ctx, job, 0, []byte("first")))
		no("another result", r.Finish(ctx, job, 0, []byte("other")))
		no("begin what is finished", r.Begin(ctx, job, 0))
		ok("begin the second", r.Begin(ctx, job, 1))
		ok("finish the second", r.Finish(ctx, job, 1, []byte("second")))
		begun, finished, last, err := fresh().Load(ctx, job)
		if err != nil || begun != 2 || finished != 2 || string(last) != "second" {
			t.Fatalf("load: %d, %d, %q, %v", begun, finished, last, err)
		}
		for _, o := range vault.All() {
			if bytes.Contains(o, []byte("second")) {
				t.Error("what a round gave lies in the store for everybody to read")
			}
		}
		no("another document", r.Open(ctx, job, storage.Ref{CID: "x"}, 3))
		ok("fence", r.Fence(ctx, job))
		no("a round behind the fence", fresh().Begin(ctx, job, 2))
		ok("fault behind the fence", r.Break(ctx, job, c2d.Refuse(c2d.RunFailed, "", "late")))
		s, err := fresh().look(ctx, job)
		if err != nil || s.fault != nil || !s.stopped || s.begun != 2 || len(s.digests) != 2 {
			t.Fatalf("state %+v, %v", s, err)
		}
		ok("forget", r.Forget(ctx, job))
		if _, err := r.look(ctx, job); !errors.Is(err, errNoRun) {
			t.Fatalf("it is remembered: %v", err)
		}
	})
}

// TestTwoConductors: of two conductors of one run, only one can store a round, and the other learns that it lost.
func TestTwoConductors(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c, n := open(t)
		vault := &c2dtest.Vault{}
		ctx, job := t.Context(), datatoken.Hash{4}
		r := NewRuns(c, c, n, vault, broker.Secret{1}, rand.Reader)
		ref, err := vault.Put(ctx, bytes.NewReader([]byte("{}")))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Open(ctx, job, ref, 100); err != nil {
			t.Fatal(err)
		}
		won := 0
		for round := range 10 {
			got := make(chan error, 2)
			for i := range 2 {
				go func() {
					own := NewRuns(c, c, n, vault, broker.Secret{1}, rand.Reader)
					err := own.Begin(ctx, job, round)
					if err == nil {
						err = own.Finish(ctx, job, round, fmt.Appendf(nil, "round %d of %d", round, i))
					}
					got <- err
				}()
			}
			for range 2 {
				if <-got == nil {
					won++
				}
			}
		}
		if won != 10 {
			t.Errorf("%d results of 10 rounds were stored", won)
		}
	})
}

// TestInbox: what waits is the last contribution of each shard, until it is cleared.
func TestInbox(t *testing.T) {
	places(t, func(t *testing.T, open func(*testing.T) (client.Client, string)) {
		c, n := open(t)
		i, ctx, set := &Inbox{Live: c, Vault: &c2dtest.Vault{}, Namespace: n}, t.Context(), datatoken.Address{5}
		of := func(cid string, rows uint64) c2d.Contribution {
			return c2d.Contribution{Shard: storage.Ref{CID: cid, Size: 1}, Rows: rows}
		}
		for _, list := range [][]c2d.Contribution{{of("a", 1), of("b", 1)}, {of("a", 2)}, {of("a", 2)}} {
			if err := i.Add(ctx, set, list); err != nil {
				t.Fatal(err)
			}
		}
		got, err := i.Pending(ctx, set)
		if err != nil || len(got) != 2 || got[0].Rows != 2 || got[1].Rows != 1 {
			t.Fatalf("pending: %+v, %v", got, err)
		}
		if err := i.Clear(ctx, set, []storage.Ref{{CID: "a", Size: 1}, {CID: "z", Size: 1}}); err != nil {
			t.Fatal(err)
		}
		if got, err = i.Pending(ctx, set); err != nil || len(got) != 1 || got[0].Shard.CID != "b" {
			t.Fatalf("pending: %+v, %v", got, err)
		}
		if got, err = i.Pending(ctx, datatoken.Address{6}); err != nil || len(got) != 0 {
			t.Fatalf("pending of another dataset: %+v, %v", got, err)
		}
		var all corev1.ConfigMapList
		if err := c.List(ctx, &all, client.InNamespace(n), client.MatchingLabels{LabelPart: "inbox"}); err != nil || len(all.Items) != 1 {
			t.Fatalf("%d ConfigMaps, %v", len(all.Items), err)
		}
	})
}
