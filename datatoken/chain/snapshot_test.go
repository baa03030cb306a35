package chain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken"
)

// recorded runs one paid and one refunded job and returns a snapshot of everything, with the hash of its last block.
func recorded(t testing.TB) (w *world, d Dataset, paid, refunded datatoken.Order, s Snapshot, head datatoken.Hash) {
	t.Helper()
	ctx := context.Background()
	w = newWorld(t)
	d = w.publish(t, "census")
	w.join(t, d, 0, w.shares(t, 0, 5))
	paid, refunded = w.order(t, d, "one"), w.order(t, d, "two")
	for _, step := range steps(w.provider, d.ID, paid.Job) {
		if _, err := step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.provider.Refund(ctx, refunded.Job, hash("failed")); err != nil {
		t.Fatal(err)
	}
	n, head, _, err := w.provider.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = w.provider.Snapshot(ctx, 1, n); err != nil {
		t.Fatal(err)
	}
	return w, d, paid, refunded, s, head
}

func TestSnapshot(t *testing.T) {
	ctx := context.Background()
	w, d, paid, refunded, s, head := recorded(t)
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d headers, %d blocks, %d bytes of JSON", len(s.Headers), len(s.Blocks), len(raw))
	var read Snapshot
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	p, err := read.Verify(w.at, head)
	if err != nil {
		t.Fatal(err)
	}
	if p.Head != head || p.From != 1 {
		t.Errorf("proven from %d to %s", p.From, p.Head)
	}

	trace, err := p.Job(paid.Job)
	if err != nil {
		t.Fatal(err)
	}
	live, err := w.provider.Order(ctx, paid.Job)
	if err != nil || *trace.Ordered != live {
		t.Errorf("order is %+v, proven %+v (%v)", live, *trace.Ordered, err)
	}
	if trace.Reserved == nil || trace.Reserved.Loss != flat(2) || !slices.Equal(trace.Reserved.Blocks, []uint32{0, 1}) || trace.Reserved.Operator != w.provider.Address() {
		t.Errorf("reserved %+v", trace.Reserved)
	}
	if trace.Committed == nil || trace.Committed.Loss != flat(1) {
		t.Errorf("committed %+v", trace.Committed)
	}
	settled, err := w.provider.Settle(ctx, paid.Job, hash("receipt"), w.voucher(t, paid), paid.Compute)
	if err != nil || trace.Settled == nil || trace.Settled.Evidence != settled || trace.Settled.Receipt != hash("receipt") || trace.Settled.Amount != datatoken.Units(price) {
		t.Errorf("settled %+v, evidence %+v (%v)", trace.Settled, settled, err)
	}
	if trace.Paid == nil || trace.Paid.Amount != datatoken.Units(price) || trace.Refunded != nil {
		t.Errorf("paid %+v, refunded %+v", trace.Paid, trace.Refunded)
	}

	trace, err = p.Job(refunded.Job)
	if err != nil || trace.Refunded == nil || trace.Refunded.Receipt != hash("failed") || trace.Settled != nil || trace.Ordered.State != datatoken.OrderRefunded {
		t.Errorf("refunded job: %+v (%v)", trace, err)
	}
	if _, err := p.Job(hash("none")); !errors.Is(err, ErrNoOrder) {
		t.Errorf("job that never was: %v", err)
	}
	batches, err := w.provider.Batches(ctx, d.ID)
	if diff := cmp.Diff(batches, p.Batches(d.ID)); err != nil || diff != "" {
		t.Errorf("batches (-chain +proven): %s (%v)", diff, err)
	}
	payments, err := w.provider.Payments(ctx, d.ID)
	if diff := cmp.Diff(payments, p.Payments(d.ID), sameAmounts); err != nil || diff != "" {
		t.Errorf("payments (-chain +proven): %s (%v)", diff, err)
	}
}

// TestSnapshotStrangers: what others do in a job's name is not the job's.
func TestSnapshotStrangers(t *testing.T) {
	ctx := context.Background()
	w, d, paid, _, _, _ := recorded(t)
	// The trainer publishes a dataset of its own, admits itself, and uses the job's ID there with an absurd loss.
	pub := w.publication("mine")
	pub.Operators = []datatoken.Address{w.trainer.Address()}
	own, err := w.trainer.Publish(ctx, pub)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.trainer.Reserve(ctx, Reservation{Job: paid.Job, Dataset: own.ID, Blocks: []uint32{0}, Loss: flat(9_000)}); err != nil {
		t.Fatal(err)
	}
	// And it pays a unit of royalties in the job's name.
	if _, _, err := w.trainer.send(ctx, call{to: w.at.Currency, data: stable.PackApprove(commonAddress(w.at.RoyaltyPools), datatoken.Units(1).Big())}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.trainer.send(ctx, call{to: w.at.RoyaltyPools, data: pools.PackPay(commonAddress(d.ID), paid.Job, datatoken.Units(1).Big())}); err != nil {
		t.Fatal(err)
	}
	n, head, _, err := w.provider.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.provider.Snapshot(ctx, 1, n)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Verify(w.at, head)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := p.Job(paid.Job)
	if err != nil || trace.Reserved.Loss != flat(2) || trace.Paid.Amount != datatoken.Units(price) {
		t.Errorf("reserved %+v, paid %+v (%v)", trace.Reserved, trace.Paid, err)
	}
	if _, err := w.provider.Commit(ctx, paid.Job, flat(1)); err != nil {
		t.Errorf("committing again after a stranger used the job: %v", err)
	}
}

// TestSnapshotTampered changes each record of a snapshot in several places: none is believed, and the error names the block.
func TestSnapshotTampered(t *testing.T) {
	w, _, _, _, good, head := recorded(t)
	if _, err := good.Verify(w.at, head); err != nil {
		t.Fatal(err)
	}
	try := func(what string, number uint64, change func(*Snapshot)) {
		t.Helper()
		raw, err := json.Marshal(good)
		if err != nil {
			t.Fatal(err)
		}
		var s Snapshot
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		change(&s)
		_, err = s.Verify(w.at, head)
		if !errors.Is(err, ErrUnproven) {
			t.Errorf("%s: verified (%v)", what, err)
			return
		}
		if number > 0 && !strings.Contains(err.Error(), fmt.Sprintf("header %d", number)) && !strings.Contains(err.Error(), fmt.Sprintf("block %d", number)) {
			t.Errorf("%s: the error does not name block %d: %v", what, number, err)
		}
	}
	flip := func(what string, number uint64, n int, at func(*Snapshot) []byte) {
		t.Helper()
		for i := 0; i < n; i += max(1, n/12) {
			try(fmt.Sprintf("%s, byte %d", what, i), number, func(s *Snapshot) { at(s)[i] ^= 0x40 })
		}
	}
	for i, h := range good.Headers {
		if i%5 == 0 || i == len(good.Headers)-1 {
			flip(fmt.Sprintf("header %d", i+1), uint64(i+1), len(h), func(s *Snapshot) []byte { return s.Headers[i] })
		}
	}
	for i, b := range good.Blocks[len(good.Blocks)-8:] {
		i += len(good.Blocks) - 8
		for k, r := range b.Receipts {
			flip(fmt.Sprintf("receipt %d of block %d", k, b.Number), b.Number, len(r), func(s *Snapshot) []byte { return s.Blocks[i].Receipts[k] })
		}
		for k, tx := range b.Transactions {
			flip(fmt.Sprintf("transaction %d of block %d", k, b.Number), b.Number, len(tx), func(s *Snapshot) []byte { return s.Blocks[i].Transactions[k] })
		}
		try("block left out", b.Number, func(s *Snapshot) { s.Blocks = slices.Delete(s.Blocks, i, i+1) })
		try("receipt left out", b.Number, func(s *Snapshot) { s.Blocks[i].Receipts = nil })
		try("block emptied", b.Number, func(s *Snapshot) { s.Blocks[i].Receipts, s.Blocks[i].Transactions = nil, nil })
	}
	last := len(good.Headers) - 1
	try("last header left out", 0, func(s *Snapshot) { s.Headers = s.Headers[:last] })
	try("first header left out", 0, func(s *Snapshot) { s.Headers = s.Headers[1:] })
	try("header repeated", 0, func(s *Snapshot) { s.Headers = append(s.Headers, s.Headers[last]) })
	try("block twice", 0, func(s *Snapshot) { s.Blocks = append(s.Blocks, s.Blocks[len(s.Blocks)-1]) })
	try("from elsewhere", 0, func(s *Snapshot) { s.From++ })
	try("other contracts", 0, func(s *Snapshot) { s.Addresses.JobEscrow[3]++ })
	try("empty", 0, func(s *Snapshot) { *s = Snapshot{} })
	if _, err := good.Verify(w.at, hash("another head")); !errors.Is(err, ErrUnproven) {
		t.Errorf("verified against another head: %v", err)
	}
}

// FuzzSnapshot: whatever the document, Verify neither fails other than as it says nor falls over.
func FuzzSnapshot(f *testing.F) {
	w, _, paid, _, s, _ := recorded(f)
	raw, err := json.Marshal(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"stint":1,"headers":["0xc0"]}`))
	f.Add(bytes.ReplaceAll(raw, []byte("0x02"), []byte("0x03")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var s Snapshot
		if json.Unmarshal(raw, &s) != nil {
			return
		}
		p, err := s.Verify(w.at, datatoken.Hash{})
		if err != nil {
			if !errors.Is(err, ErrUnproven) {
				t.Fatal(err)
			}
			return
		}
		p.Job(paid.Job)
	})
}
