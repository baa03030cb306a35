package c2d

import (
	"context"

	"github.com/stintdao/stint/storage"
)

// Live lists every object that a catalogue, its jobs and the contributions that wait still need: cards, lists of contributions, sealed shards, programs
// and sealed results. What collects garbage must keep all of them. It reads the lists from the vault, and returns an error rather than less than everything.
func Live(ctx context.Context, v Vault, datasets []Dataset, jobs []Job, waiting []Contribution) (map[storage.Ref]bool, error) {
	live := map[storage.Ref]bool{}
	for _, d := range datasets {
		live[d.ManifestRef], live[d.Granted] = true, true
		for _, b := range d.Batches {
			list, err := LoadBatch(ctx, v, b)
			if err != nil {
				return nil, err
			}
			live[b.List] = true
			waiting = append(waiting, list...)
		}
	}
	for _, c := range waiting {
		live[c.Shard] = true
	}
	for _, j := range jobs {
		if i := j.Spec.Isolate; i != nil {
			live[i.Program] = true
		}
		for _, d := range j.Delivered {
			live[d.Sealed] = true
		}
	}
	delete(live, storage.Ref{})
	return live, nil
}
