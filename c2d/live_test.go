package c2d_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Whatever a dataset, a job or somebody who waits names is live; and when not everything can be read, nothing is said to be.
func TestLive(t *testing.T) {
	ref := func(text string) storage.Ref {
		r, err := storage.RefOf(bytes.NewReader([]byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	vault := &c2dtest.Vault{}
	list := []c2d.Contribution{{Member: datatoken.Address{1}, Shard: ref("one")}, {Member: datatoken.Address{2}, Shard: ref("two")}}
	at, err := vault.Put(t.Context(), bytes.NewReader(c2d.EncodeBatch(list)))
	if err != nil {
		t.Fatal(err)
	}
	datasets := []c2d.Dataset{{ManifestRef: ref("card"), Batches: []c2d.Batch{{Members: 2, List: at}}}}
	jobs := []c2d.Job{
		{Spec: c2d.Spec{Isolate: &c2d.Isolate{Program: ref("program")}}, Delivered: []c2d.Delivery{{Sealed: ref("result")}}},
		{Spec: c2d.Spec{Isolate: &c2d.Isolate{}}}, // in an image: nothing of it is stored
		{},
	}
	got, err := c2d.Live(t.Context(), vault, datasets, jobs, []c2d.Contribution{{Shard: ref("waiting")}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[storage.Ref]bool{at: true}
	for _, text := range []string{"card", "one", "two", "program", "result", "waiting"} {
		want[ref(text)] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("live (-want +got):\n%s", diff)
	}
	datasets[0].Batches = append(datasets[0].Batches, c2d.Batch{Members: 1, List: ref("a list that is not there")})
	if got, err := c2d.Live(t.Context(), vault, datasets, jobs, nil); got != nil || !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a list that cannot be read: %d live, error %v", len(got), err)
	}
}
