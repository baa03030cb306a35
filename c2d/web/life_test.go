package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

var plain = cmpopts.EquateComparable(privacy.Loss{}, datatoken.Amount{})

// TestLifeOfAJob is everything a trainer does, through the client: quote, order, submit, follow, fetch, open, and look at what it cost.
func TestLifeOfAJob(t *testing.T) {
	for _, mode := range []c2d.Mode{c2d.ModeQuery, c2d.ModeIsolate} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			ctx, c, s := t.Context(), w.client, w.spec(mode)

			q, err := c.Quote(ctx, s)
			if err != nil || q.Spec != s.Digest() || q.Epsilon <= 0 || q.JobsLeft < 1 {
				t.Fatalf("quote %+v, %v", q, err)
			}
			id := w.buy(s)
			j, err := c.Submit(ctx, s, id)
			if err != nil || j.ID != id || j.Stage != c2d.Submitted || j.Mode != mode || j.Spec.Digest() != s.Digest() {
				t.Fatalf("submit: %+v, %v", j, err)
			}
			select {
			case <-w.woken:
			default:
				t.Fatal("the body was not woken")
			}
			if again, err := c.Submit(ctx, s, id); err != nil || again.ID != id {
				t.Fatalf("submit again: %+v, %v", again, err)
			}
			if _, err := c.Evidence(ctx, id); !c2d.IsRefusal(err, c2d.NotFound) {
				t.Fatalf("evidence of a job that has none yet: %v", err)
			}

			var seen []web.JobProgress
			watched := make(chan error, 1)
			first := make(chan struct{})
			go func() {
				watched <- c.Watch(ctx, id, func(p web.JobProgress) {
					if seen = append(seen, p); len(seen) == 1 {
						close(first)
					}
				})
			}()
			<-first
			w.finish(id)
			if err := <-watched; err != nil {
				t.Fatal(err)
			}
			steps := s.Plan().Steps()
			if last := seen[len(seen)-1]; !last.Done || last.Stage != c2d.Settled || last.Progress.Done != steps || last.Progress.Started != steps || last.Progress.Steps != steps {
				t.Fatalf("last progress %+v", last)
			}
			if seen[0].Stage != c2d.Submitted || seen[0].Progress.Steps != steps {
				t.Fatalf("first progress %+v", seen[0])
			}

			j, err = c.Job(ctx, id)
			if err != nil || !j.Done || j.Fault != nil || len(j.Delivered) != 1 || len(j.Marks) == 0 || j.Spent.IsZero() {
				t.Fatalf("job %+v, %v", j, err)
			}
			w.open(j)

			b, err := c.Budget(ctx, w.dataset.ID)
			if err != nil || len(b.Blocks) != 2 || len(b.Charges) != 1 {
				t.Fatalf("budget %+v, %v", b, err)
			}
			charge := b.Charges[0]
			if charge.Job != id || charge.Mode != mode || !charge.Committed || charge.Loss != j.Spent || charge.Epsilon != q.Epsilon || charge.Commit == nil || charge.Reserve == nil {
				t.Fatalf("charge %+v", charge)
			}
			for _, block := range b.Blocks {
				if block.Members != 1 || block.EpsilonHeld == 0 || block.EpsilonCommitted != block.EpsilonHeld || block.Committed != j.Spent.Lanes() {
					t.Fatalf("block %+v", block)
				}
				want := []web.JobsLeft{{Mode: mode, Like: id, Epsilon: q.Epsilon, Left: q.JobsLeft}}
				if d := cmp.Diff(want, block.JobsLeft); d != "" {
					t.Fatalf("jobs left (-want +got):\n%s", d)
				}
			}

			ev, err := c.Evidence(ctx, id)
			if err != nil || ev.Receipt.Digest != ev.Receipt.Receipt.Digest() || ev.Receipt.Receipt.Spec != ev.Spec.Digest() || !strings.Contains(string(ev.Snapshot), id.String()) {
				t.Fatalf("evidence %+v, %v", ev, err)
			}
			jobs, err := c.Jobs(ctx, datatoken.Address{})
			if err != nil || len(jobs) != 1 || jobs[0].ID != id {
				t.Fatalf("jobs %+v, %v", jobs, err)
			}
			if d := cmp.Diff(j.JobSummary, jobs[0], plain); d != "" {
				t.Fatalf("the job and its line in the list differ (-job +line):\n%s", d)
			}
			if jobs, err := c.Jobs(ctx, account("other")); err != nil || len(jobs) != 0 {
				t.Fatalf("jobs of another dataset: %+v, %v", jobs, err)
			}
		})
	}
}

// open fetches a job's output from the node, opens it with the trainer's key, and wants the bytes the receipt names.
func (w *world) open(j web.Job) {
	w.t.Helper()
	d := j.Delivered[0]
	info := c2d.OutputInfo(j.ID, d.Name)
	key, err := w.trainer.Unwrap(d.Key, info)
	if err != nil {
		w.t.Fatal(err)
	}
	o, err := web.ClientVault{Client: w.client}.Open(w.t.Context(), d.Sealed)
	if err != nil {
		w.t.Fatal(err)
	}
	defer o.Close()
	r, err := storage.OpenSealed(o, key, info)
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	if err != nil || sha256.Sum256(b) != j.Receipt.Receipt.Outputs[0].Digest {
		w.t.Fatalf("the output is not what the receipt names: %v", err)
	}
}

// TestLifeOfAContribution: it waits in the inbox until a batch with it has joined on the chain.
func TestLifeOfAContribution(t *testing.T) {
	w := newWorld(t)
	ctx, c := t.Context(), w.client
	alice, bob := w.contribution("alice"), w.contribution("bob")
	for range 2 { // repeating changes nothing
		if err := c.Contribute(ctx, w.dataset.ID, []c2d.Contribution{alice, bob}); err != nil {
			t.Fatal(err)
		}
	}
	pending, err := c.Pending(ctx, w.dataset.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]c2d.Contribution{alice, bob}, pending); d != "" {
		t.Fatalf("pending (-want +got):\n%s", d)
	}
	list, err := c.PutObject(ctx, bytes.NewReader(c2d.EncodeBatch(pending[:1])))
	if err != nil {
		t.Fatal(err)
	}
	d := w.dataset
	d.Version = datatoken.Hash{9}
	d.Batches = append(d.Batches, c2d.Batch{Index: 2, Block: 2, Members: 1, Shares: 3, List: list, Version: d.Version})
	w.chain.known[d.ID] = d
	got, err := c.Register(ctx, d.ID)
	if err != nil || got.Version != d.Version {
		t.Fatalf("register: version %s, %v", got.Version, err)
	}
	if pending, err = c.Pending(ctx, d.ID); err != nil || len(pending) != 1 || pending[0].Member != bob.Member {
		t.Fatalf("pending after alice joined: %+v, %v", pending, err)
	}
	if again, err := c.Dataset(ctx, d.ID); err != nil || again.Members() != 3 {
		t.Fatalf("dataset %+v, %v", again, err)
	}

	d.Batches = append(d.Batches, c2d.Batch{Index: 3, Block: 3, Members: 1, List: bob.Shard, Version: datatoken.Hash{10}})
	w.chain.known[d.ID] = d
	if _, err := c.Register(ctx, d.ID); !c2d.IsRefusal(err, c2d.DataUnavailable) {
		t.Fatalf("register with a list that is no list: %v", err)
	}
}

func TestWhatANodeSaysOfItself(t *testing.T) {
	w := newWorld(t)
	ctx, c := t.Context(), w.client
	info, err := c.Node(ctx)
	want := w.config.Info
	want.Stint, want.MaxObject = 1, 4<<20
	if d := cmp.Diff(want, info); err != nil || d != "" {
		t.Fatalf("%v, info (-want +got):\n%s", err, d)
	}
	if l, err := c.Datasets(ctx); err != nil || len(l) != 1 || l[0].ID != w.dataset.ID || l[0].Manifest.Name != "people" {
		t.Fatalf("datasets %+v, %v", l, err)
	}
	if doc, err := c.Croissant(ctx, w.dataset.ID); err != nil || !strings.Contains(string(doc), w.dataset.ID.String()) {
		t.Fatalf("description %s, %v", doc, err)
	}
	pool, err := c.Royalties(ctx, w.dataset.ID)
	if err != nil || len(pool.Members) != 2 {
		t.Fatalf("royalties %+v, %v", pool, err)
	}
	sum := pool.Treasury.Add(pool.Curator).Add(pool.Claimed).Add(pool.Claimable).Add(pool.Locked).Add(pool.Parked).Add(pool.Dust)
	if sum != pool.Paid {
		t.Fatalf("%s was paid, %s accounted for", pool.Paid, sum)
	}
	if err := c.Fund(ctx, account("trainer")); err != nil || len(w.chain.funded) != 1 || w.chain.funded[0] != account("trainer") {
		t.Fatalf("funded %v, %v", w.chain.funded, err)
	}
	b, err := c.Budget(ctx, w.dataset.ID)
	if err != nil || len(b.Charges) != 0 || b.Epsilon != 8_000_000 || len(b.Blocks) != 2 || len(b.Blocks[0].JobsLeft) != 0 || b.Blocks[0].EpsilonHeld != 0 {
		t.Fatalf("budget before any job: %+v, %v", b, err)
	}
}

// TestBudgetOfARunningJob: what is only reserved is shown as held, not as spent.
func TestBudgetOfARunningJob(t *testing.T) {
	w := newWorld(t)
	id := w.submit(c2d.ModeIsolate)
	if b, err := w.client.Budget(t.Context(), w.dataset.ID); err != nil || len(b.Charges) != 0 {
		t.Fatalf("charges before the reservation: %+v, %v", b.Charges, err)
	}
	if _, err := w.engine.Advance(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	b, err := w.client.Budget(t.Context(), w.dataset.ID)
	if err != nil || len(b.Charges) != 1 || b.Charges[0].Committed || b.Charges[0].Reserve == nil || b.Charges[0].Epsilon == 0 {
		t.Fatalf("charges %+v, %v", b.Charges, err)
	}
	if block := b.Blocks[0]; block.EpsilonHeld == 0 || block.EpsilonCommitted != 0 {
		t.Fatalf("block %+v", block)
	}
}

// TestFailedJobSaysWhy: the fault and the refund are seen by the trainer, nothing else of the run is.
func TestFailedJobSaysWhy(t *testing.T) {
	w := newWorld(t)
	w.runner.Break = 2
	id := w.submit(c2d.ModeIsolate)
	w.finish(id)
	p, err := w.client.Progress(t.Context(), id)
	if err != nil || !p.Done || p.Fault == nil || p.Fault.Code != c2d.RunFailed || p.Progress.State != c2d.RunBroken || p.Progress.Started != 2 || p.Progress.Done != 0 {
		t.Fatalf("progress %+v, %v", p, err)
	}
	j, err := w.client.Job(t.Context(), id)
	if err != nil || len(j.Delivered) != 0 || j.Fault == nil || j.Receipt == nil || j.Spent == j.Reserved || j.Started != 2 {
		t.Fatalf("job %+v, %v", j, err)
	}
}

// TestWatchOutlivesTheNode kills the node under a watcher and starts it again at the same place.
func TestWatchOutlivesTheNode(t *testing.T) {
	w := newWorld(t)
	id := w.submit(c2d.ModeIsolate)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	first := &http.Server{Handler: w.server}
	go first.Serve(l)
	c, err := web.NewClient("http://"+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	stages := make(chan c2d.Stage, 100)
	watched := make(chan error, 1)
	go func() {
		watched <- c.Watch(t.Context(), id, func(p web.JobProgress) { stages <- p.Stage })
	}()
	if s := <-stages; s != c2d.Submitted {
		t.Fatalf("first stage %s", s)
	}
	first.Close()
	if _, err := c.Job(t.Context(), id); !c2d.IsRefusal(err, c2d.Unavailable) || !strings.Contains(err.Error(), "stint serve") {
		t.Fatalf("ask a node that is down: %v", err)
	}
	w.finish(id)
	l, err = net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	second := &http.Server{Handler: w.server}
	go second.Serve(l)
	defer second.Close()
	if err := <-watched; err != nil {
		t.Fatal(err)
	}
	if s := <-stages; s != c2d.Settled || len(stages) != 0 {
		t.Fatalf("stage %s after the node came back, and %d more", s, len(stages))
	}
}

func TestWatchEnds(t *testing.T) {
	w := newWorld(t)
	t.Run("for a job that is not there", func(t *testing.T) {
		if err := w.client.Watch(t.Context(), datatoken.Hash{7}, func(web.JobProgress) { t.Error("called") }); !c2d.IsRefusal(err, c2d.NotFound) {
			t.Fatal(err)
		}
	})
	t.Run("when the context does", func(t *testing.T) {
		id := w.submit(c2d.ModeQuery)
		ctx, cancel := context.WithCancel(t.Context())
		if err := w.client.Watch(ctx, id, func(web.JobProgress) { cancel() }); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	})
	t.Run("when the context does, while the node is away", func(t *testing.T) {
		var tries atomic.Int32
		ctx, cancel := context.WithCancel(t.Context())
		away := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			if tries.Add(1) == 3 {
				cancel()
			}
			http.Error(rw, "bad gateway", http.StatusBadGateway)
		}))
		defer away.Close()
		c, err := web.NewClient(away.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Watch(ctx, datatoken.Hash{7}, func(web.JobProgress) { t.Error("called") }); !errors.Is(err, context.Canceled) || tries.Load() != 3 {
			t.Fatalf("%v after %d tries", err, tries.Load())
		}
	})
}

// TestStreamForOtherReaders: any reader of server-sent events can follow a job, and the stream ends with it.
func TestStreamForOtherReaders(t *testing.T) {
	w := newWorld(t)
	id := w.submit(c2d.ModeQuery)
	w.finish(id)
	r, err := http.NewRequestWithContext(t.Context(), "GET", w.at.URL+"/v1/jobs/"+id.String()+"/progress", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json;q=0.5, text/event-stream")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v, headers %v", err, resp.Header)
	}
	if !strings.HasPrefix(string(b), "event: progress\ndata: {") || !strings.HasSuffix(string(b), "}\n\n") || strings.Count(string(b), "event:") != 1 {
		t.Fatalf("stream %q", b)
	}
}

// TestServeEnds: a server that is told to end lets go of those who follow a job, and of its listener.
func TestServeEnds(t *testing.T) {
	w := newWorld(t)
	id := w.submit(c2d.ModeQuery)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Serve(ctx, l) }()
	c, err := web.NewClient("http://"+l.Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	watching, stop := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- c.Watch(watching, id, func(web.JobProgress) { cancel() }) }()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-watched; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := c.Node(t.Context()); !c2d.IsRefusal(err, c2d.Unavailable) {
		t.Fatalf("ask a node that ended: %v", err)
	}
	l.Close()
	if err := w.server.Serve(t.Context(), l); err == nil {
		t.Fatal("served on a listener that is closed")
	}
}

func TestNewClientRefuses(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:8440", "ftp://127.0.0.1", "http://", "http://user:secret@host", "http://host/?q", "http://host/#f", "http://[::1", "http://\x00"} {
		if _, err := web.NewClient(address, nil); !c2d.IsRefusal(err, c2d.BadRequest) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
