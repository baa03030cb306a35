package broker

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// holder has two shards, one of which it cannot open, and remembers what it was asked.
type holder struct {
	mu     sync.Mutex
	job    datatoken.Hash
	shards []c2d.Shard
	keys   []storage.Key
	proofs []enclosure.Proof
	fault  *c2d.Refusal
	refuse *c2d.Refusal
	cells  int // calls until the cells are known
	rounds map[int][]byte
	begun  int
}

func (h *holder) Cells(context.Context, datatoken.Hash) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.cells--; h.cells > 1 {
		return nil, c2d.Refuse(c2d.Unavailable, "", "not yet")
	}
	if h.cells == 1 {
		return []string{"10.0.0.1:7443", ""}, nil
	}
	return []string{"10.0.0.1:7443", "10.0.0.2:7443"}, nil
}

func (h *holder) Challenge(context.Context, datatoken.Hash) ([]byte, []string, error) {
	return []byte("nonce"), []string{"tcp 10.0.0.9:443 API server"}, nil
}

func (h *holder) Prove(_ context.Context, _ datatoken.Hash, p []enclosure.Proof) error {
	h.proofs = p
	if h.refuse != nil {
		return h.refuse
	}
	return nil
}

func (h *holder) Keys(_ context.Context, job datatoken.Hash, to storage.Recipient) ([]storage.Envelope, error) {
	if h.refuse != nil {
		return nil, h.refuse
	}
	out := make([]storage.Envelope, len(h.shards))
	for i, k := range h.keys {
		if k == (storage.Key{}) {
			continue
		}
		var err error
		if out[i], err = storage.Wrap(k, to, c2d.KeyInfo(job, h.shards[i].Contribution.Shard)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (h *holder) Break(_ context.Context, _ datatoken.Hash, why *c2d.Refusal) error {
	h.fault = why
	return nil
}

func (h *holder) Begin(_ context.Context, _ datatoken.Hash, n int) error {
	if n != h.begun {
		return c2d.Refuse(c2d.Conflict, "", "out of order")
	}
	h.begun++
	return nil
}

func (h *holder) Finish(_ context.Context, _ datatoken.Hash, n int, b []byte) error {
	h.rounds[n] = bytes.Clone(b)
	return nil
}

func (h *holder) Load(context.Context, datatoken.Hash) (int, int, []byte, error) {
	return h.begun, len(h.rounds), h.rounds[len(h.rounds)-1], nil
}

type world struct {
	*holder
	secret Secret
	url    string
	run    c2d.Run
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{holder: &holder{job: datatoken.Hash{1}, rounds: map[int][]byte{}}, secret: Secret{9}}
	for i := range 2 {
		ref, err := storage.RefOf(bytes.NewReader([]byte{byte(i)}))
		if err != nil {
			t.Fatal(err)
		}
		s := c2d.Shard{Contribution: c2d.Contribution{Shard: ref, Member: datatoken.Address{byte(i)}}}
		w.shards = append(w.shards, s)
	}
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.keys = []storage.Key{key, {}}
	w.run = c2d.Run{Job: w.job, Shards: w.shards}
	s := &Server{Secret: w.secret, Holder: w.holder, Rounds: w.holder, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	w.url = "https://" + l.Addr().String()
	return w
}

func (w *world) dial(t *testing.T, fingerprint string, token []byte, run c2d.Run) *Client {
	t.Helper()
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Dial(w.url, fingerprint, token, id, run, enclosure.WallClock(time.Now))
}

// TestConductor: everything a conductor asks arrives, and every answer comes back as it was.
func TestConductor(t *testing.T) {
	w := newWorld(t)
	w.holder.cells = 3
	c, ctx := w.dial(t, w.secret.Fingerprint(), w.secret.Token(w.job), w.run), t.Context()
	if at, err := c.Cell(ctx, 1); err != nil || at != "10.0.0.2:7443" {
		t.Errorf("cell 1: %s, %v", at, err)
	}
	if _, err := c.Cell(ctx, 2); err == nil {
		t.Error("there is a third cell")
	}
	nonce, forbidden, err := c.Challenge(ctx)
	if err != nil || string(nonce) != "nonce" || len(forbidden) != 1 {
		t.Errorf("challenge: %q, %q, %v", nonce, forbidden, err)
	}
	proof := []enclosure.Proof{{Lane: 1, Inner: []byte{0, 1}, Net: []byte{2}}}
	if err := c.Prove(ctx, proof); err != nil || !cmp.Equal(proof, w.proofs) {
		t.Errorf("prove: %v, %v", w.proofs, err)
	}
	if k, err := c.Unwrap(ctx, w.shards[0]); err != nil || k != w.keys[0] {
		t.Errorf("key: %v", err)
	}
	if _, err := c.Unwrap(ctx, w.shards[1]); !errors.Is(err, storage.ErrKey) {
		t.Errorf("key of a shard that was sealed wrongly: %v", err)
	}
	if err := c.Begin(ctx, w.job, 0); err != nil {
		t.Error(err)
	}
	if err := c.Begin(ctx, w.job, 5); !c2d.IsRefusal(err, c2d.Conflict) {
		t.Errorf("a round out of order: %v", err)
	}
	big := bytes.Repeat([]byte{7}, 5<<20)
	if err := c.Finish(ctx, w.job, 0, big); err != nil {
		t.Error(err)
	}
	if begun, finished, last, err := c.Load(ctx, w.job); err != nil || begun != 1 || finished != 1 || !bytes.Equal(last, big) {
		t.Errorf("load: %d, %d, %d bytes, %v", begun, finished, len(last), err)
	}
	if err := c.Break(ctx, c2d.Refuse(c2d.SealNotProven, "", "open")); err != nil || w.fault == nil || w.fault.Code != c2d.SealNotProven {
		t.Errorf("fault %v, %v", w.fault, err)
	}
	w.refuse = c2d.Refuse(c2d.SealNotProven, "", "the network is open")
	if err := c.Prove(ctx, proof); !c2d.IsRefusal(err, c2d.SealNotProven) {
		t.Errorf("prove: %v", err)
	}
	if _, err := w.dial(t, w.secret.Fingerprint(), w.secret.Token(w.job), w.run).Unwrap(ctx, w.shards[0]); !c2d.IsRefusal(err, c2d.SealNotProven) {
		t.Errorf("key without proof: %v", err)
	}
	w.refuse = c2d.Refuse(c2d.Conflict, "", "another broker by now")
	if err := c.Prove(ctx, proof); err == nil || c2d.AsRefusal(err) != nil {
		t.Errorf("a proof for a broker that has forgotten ends the run: %v", err)
	}
	if _, err := w.dial(t, w.secret.Fingerprint(), w.secret.Token(w.job), w.run).Unwrap(ctx, w.shards[0]); err == nil || c2d.AsRefusal(err) != nil {
		t.Errorf("keys of a broker that has forgotten end the run: %v", err)
	}
}

// TestStrangers: without the run's own token, or from a broker with another key, there is nothing to be had.
func TestStrangers(t *testing.T) {
	w := newWorld(t)
	other := w.run
	other.Job = datatoken.Hash{2}
	for name, c := range map[string]*Client{
		"no token":               w.dial(t, w.secret.Fingerprint(), nil, w.run),
		"another run's token":    w.dial(t, w.secret.Fingerprint(), w.secret.Token(other.Job), w.run),
		"its token, another run": w.dial(t, w.secret.Fingerprint(), w.secret.Token(w.job), other),
		"another broker's token": w.dial(t, w.secret.Fingerprint(), Secret{8}.Token(w.job), w.run),
	} {
		if _, err := c.Unwrap(t.Context(), w.shards[0]); !c2d.IsRefusal(err, c2d.NotAuthorized) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := w.dial(t, Secret{8}.Fingerprint(), w.secret.Token(w.job), w.run).Unwrap(ctx, w.shards[0]); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Errorf("a broker with another key: %v", err)
	}
}

// TestPatience: a broker that is away is waited for, as long as the conductor's context says.
func TestPatience(t *testing.T) {
	calls := 0
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if calls++; calls < 3 {
			rw.WriteHeader(http.StatusBadGateway)
			return
		}
		rw.Write([]byte(`["10.0.0.1:1"]`))
	}))
	defer s.Close()
	c := Dial(s.URL, "", nil, storage.Identity{}, c2d.Run{}, enclosure.WallClock(time.Now))
	if at, err := c.Cell(t.Context(), 0); err != nil || at != "10.0.0.1:1" || calls != 3 {
		t.Errorf("%q after %d calls, %v", at, calls, err)
	}
}

// FuzzServer: whatever is sent, by whoever it is sent, nothing breaks, and nothing is answered without the token.
func FuzzServer(f *testing.F) {
	job := datatoken.Hash{1}
	f.Add("POST", "/v1/runs/"+job.String()+"/keys", `{"to":"x"}`, false)
	f.Add("PUT", "/v1/runs/"+job.String()+"/rounds/0", "abc", true)
	f.Add("POST", "/v1/runs/0x/proof", "[]", true)
	h := &holder{rounds: map[int][]byte{}}
	s := (&Server{Secret: Secret{9}, Holder: h, Rounds: h, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}).Handler()
	f.Fuzz(func(t *testing.T, method, path, body string, known bool) {
		r, err := http.NewRequest(method, "http://broker", strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		if r.URL.Path = path; known {
			r.Header.Set("Authorization", "Bearer "+strings.Repeat("0", 64))
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code == http.StatusOK {
			t.Errorf("%s %s was answered: %s", method, path, w.Body)
		}
	})
}
