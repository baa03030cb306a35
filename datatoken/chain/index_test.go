package chain

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEmitters: the events that the client reads are of contracts that Emitters and Datatokens name: an index that keeps those leaves nothing out.
func TestEmitters(t *testing.T) {
	w := newWorld(t)
	at := w.curator.Emitters()
	for _, a := range []Addresses{w.at} {
		for name, c := range map[string][20]byte{
			"contributions": a.Contributions, "ledger": a.PrivacyLedger, "escrow": a.JobEscrow, "pools": a.RoyaltyPools, "algorithms": a.Algorithms, "factory": a.Factory,
		} {
			found := false
			for _, e := range at {
				found = found || e == c
			}
			if !found {
				t.Errorf("no %s", name)
			}
		}
	}
	d := w.publish(t, "census")
	factory, announced, orders := w.curator.Datatokens()
	logs, err := w.curator.logs(context.Background(), w.at.Factory, &announced)
	if err != nil || factory != [20]byte(w.at.Factory) || len(orders) != 2 {
		t.Fatalf("%v, factory %s, %d kinds of events", err, factory, len(orders))
	}
	var got [][20]byte
	for _, l := range logs {
		got = append(got, [20]byte(l.Topics[1][12:]))
	}
	var want [][20]byte
	for _, k := range d.Tokens {
		want = append(want, k.Address)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("announced datatokens (-want +got):\n%s", diff)
	}
}
