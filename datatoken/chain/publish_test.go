package chain

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// TestPublishResumes cuts publishing short after every step and goes on: one dataset comes out, and publishing it once more
// does nothing.
func TestPublishResumes(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	steps := 0
	var last Dataset
	for ; steps < 40; steps++ {
		limited, cancel := context.WithCancel(ctx)
		s := NewSender(w.curator.Client, w.curator.wallet)
		before := w.head(t)
		go func() { // stop as soon as one more block is there
			for w.chainHead() == before && limited.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		d, err := s.Publish(limited, w.publication("census"))
		cancel()
		if err == nil {
			last = d
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("step %d: %v", steps, err)
		}
	}
	if last.ID.IsZero() {
		t.Fatal("never finished")
	}
	t.Logf("cut short %d times", steps)
	if steps < 3 {
		t.Errorf("only cut short %d times", steps)
	}
	head := w.head(t)
	again := w.publish(t, "census")
	if diff := cmp.Diff(last, again, sameAmounts); diff != "" {
		t.Errorf("publishing again (-first +second):\n%s", diff)
	}
	if now := w.head(t); now != head {
		t.Errorf("publishing again made %d blocks", now-head)
	}
	if len(again.Tokens) != 2 {
		t.Errorf("%d tokens", len(again.Tokens))
	}
	if all, err := w.curator.Datasets(ctx); err != nil || len(all) != 1 || all[0] != last.ID {
		t.Errorf("datasets %v (%v)", all, err)
	}
	if nfts, err := w.curator.nfts(ctx, w.curator.Address()); err != nil || len(nfts) != 1 {
		t.Errorf("%d data NFTs (%v)", len(nfts), err)
	}
}

func (w *world) chainHead() uint64 {
	n, _ := w.faucet.eth.BlockNumber(context.Background())
	return n
}

// TestJoin: each batch changes the version, and joining one again does nothing.
func TestJoin(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	d := w.publish(t, "census")
	seen := map[datatoken.Hash]bool{d.Version: true}
	for i := range 3 {
		b := Batch{Dataset: d.ID, Block: uint32(i % 2), Shares: w.shares(t, 10*i, 5), List: hash(fmt.Sprint("list", i)), URI: "ipfs://list"}
		j, err := w.curator.Join(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.curator.Join(ctx, b)
		if err != nil || again != j {
			t.Errorf("joining again: %+v (%v), want %+v", again, err, j)
		}
		if j.Index != uint64(i) || seen[j.Version] {
			t.Errorf("batch %d: %+v", i, j)
		}
		seen[j.Version] = true
	}
	d, err := w.curator.Dataset(ctx, d.ID)
	if err != nil || len(d.Batches) != 3 || d.Version != d.Batches[2].Version || d.URI != "ipfs://census" {
		t.Errorf("dataset %+v (%v)", d, err)
	}
}
