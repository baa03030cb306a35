package enclosure

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

// binaries are what the tests run: they are built once, by TestMain, where any user may execute them.
var binaries string

func TestMain(m *testing.M) {
	if v := os.Getenv(forbidden); v != "" {
		os.Exit(becomeForbidden(v, os.Args[1:]))
	}
	os.Exit(func() int {
		if binaries = os.Getenv("STINT_TEST_BINARIES"); binaries != "" {
			return m.Run()
		}
		d, err := os.MkdirTemp("", "enclosure")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(d)
		if err := os.Chmod(d, 0o755); err != nil {
			panic(err)
		}
		binaries = d
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", d+"/", "../../cmd/stint-cell", "../../examples/hostile", "./testdata/trivial", "./testdata/numbers", "./testdata/together")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
		return m.Run()
	}())
}

func built(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(binaries, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sources reads what is built. The go command sees that, and does not take the result of other sources from its cache.
var sources = sync.OnceFunc(func() {
	if os.Getenv("STINT_TEST_BINARIES") != "" {
		return
	}
	for _, dir := range []string{"../../cmd/stint-cell", "../../examples/hostile", "testdata/trivial", "testdata/numbers", "testdata/together", "cell"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			panic("no sources in " + dir)
		}
		for _, f := range files {
			if _, err := os.ReadFile(f); err != nil {
				panic(err)
			}
		}
	}
})

func local() Local {
	sources()
	return Local{Path: filepath.Join(binaries, "stint-cell")}
}

// walls are the ways in which the tests of programs contain them.
var walls = map[string]func() Local{
	"namespaces": func() Local { l := local(); l.Wall = cell.NamespacesOnly; return l },
	"landlock":   func() Local { l := local(); l.Wall = cell.LandlockOnly; return l },
}

// overWalls runs a test over each of them.
func overWalls(t *testing.T, test func(t *testing.T, cells Local)) {
	for name, cells := range walls {
		t.Run(name, func(t *testing.T) { test(t, cells()) })
	}
}

// hosting is the same cells with a host runtime.
func hosting(l Local) Local { l.HostRuntime = hostRuntime; return l }

// wall is the clock of the machine; it remembers what it was asked to wait for.
type wall struct {
	mu     sync.Mutex
	waited []time.Time
}

func (w *wall) Now() time.Time { return time.Now() }

func (w *wall) Wait(ctx context.Context, t time.Time) error {
	w.mu.Lock()
	w.waited = append(w.waited, t)
	w.mu.Unlock()
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rounds is durable memory that checks its user: order of calls, and that stored bytes never change.
type rounds struct {
	t       testing.TB
	mu      sync.Mutex
	begins  []int // how often each round began
	results [][]byte
	fail    func(op string, round int) error // injected
}

func (r *rounds) Begin(ctx context.Context, _ datatoken.Hash, round int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if round == len(r.begins) && round == len(r.results) {
		r.begins = append(r.begins, 0)
	}
	if round != len(r.begins)-1 || round != len(r.results) {
		r.t.Errorf("round %d begins when %d began and %d finished", round, len(r.begins), len(r.results))
	}
	r.begins[round]++
	if r.fail != nil {
		return r.fail("begin", round)
	}
	return ctx.Err()
}

func (r *rounds) Finish(ctx context.Context, _ datatoken.Hash, round int, b []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if round != len(r.begins)-1 || round != len(r.results) {
		r.t.Errorf("round %d finishes when %d began and %d finished", round, len(r.begins), len(r.results))
	}
	r.results = append(r.results, bytes.Clone(b))
	if r.fail != nil {
		return r.fail("finish", round)
	}
	return nil
}

func (r *rounds) Load(context.Context, datatoken.Hash) (int, int, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.results) == 0 {
		return len(r.begins), 0, nil, nil
	}
	return len(r.begins), len(r.results), bytes.Clone(r.results[len(r.results)-1]), nil
}

// world is a store with sealed shards, the keys to them, and a conductor's configuration around both.
type world struct {
	Config
	run    c2d.Run
	store  *dir.Store
	rounds *rounds
	clock  *wall
	keys   *keys
}

type keys struct {
	identity storage.Identity
	mu       sync.Mutex
	asked    int
}

func (k *keys) Unwrap(_ context.Context, s c2d.Shard) (storage.Key, error) {
	k.mu.Lock()
	k.asked++
	k.mu.Unlock()
	for _, e := range s.Keys {
		if key, err := k.identity.Unwrap(e, s.Dataset[:]); err == nil {
			return key, nil
		}
	}
	return storage.Key{}, storage.ErrKey
}

// newWorld seals one shard for each member, in order; the same member again for a repeated name.
func newWorld(t testing.TB, cells Cells, shards ...string) *world {
	t.Helper()
	store, err := dir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{store: store, rounds: &rounds{t: t}, clock: &wall{}, keys: &keys{identity: id}}
	w.Config = Config{Vault: store, Keys: w.keys, Rounds: w.rounds, Cells: cells, Clock: w.clock, Rand: rand.Reader, Scratch: t.TempDir()}
	w.run.Job[0] = 7
	for i, s := range shards {
		w.run.Shards = append(w.run.Shards, w.seal(t, i+1, s))
	}
	return w
}

func (w *world) seal(t testing.TB, member int, plain string) c2d.Shard {
	t.Helper()
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := c2d.Shard{Dataset: datatoken.Address{0xda}}
	s.Member = datatoken.Address{byte(member), byte(member >> 8), 1}
	ref, err := storage.PutSealed(t.Context(), w.store, bytes.NewReader([]byte(plain)), storage.SealConfig{Key: key, AAD: c2d.ShardInfo(s.Dataset, s.Member), Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	e, err := storage.Wrap(key, w.keys.identity.Recipient(), s.Dataset[:])
	if err != nil {
		t.Fatal(err)
	}
	s.Contribution.Shard, s.Commit, s.Keys = ref, key.Commit(ref), []storage.Envelope{e}
	return s
}

// isolate makes the run an isolate job of a program. Memory is small so that slots can be short.
func (w *world) isolate(t testing.TB, program []byte, i c2d.Isolate) {
	t.Helper()
	ref, err := w.store.Put(t.Context(), bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	i.Program = ref
	w.run.Spec = c2d.Spec{Stint: 1, Mode: c2d.ModeIsolate, Isolate: &i}
}

func (w *world) start(ctx context.Context) ([]c2d.Output, error) {
	c, err := New(w.Config)
	if err != nil {
		return nil, err
	}
	return c.Run(ctx, w.run)
}

// scripted is cells without a wall, in this process: tests of the conductor say what a program returns. It speaks the protocol.
type scripted struct {
	program func(shard, model []byte) []byte                        // nil: no update
	proof   func(nonce []byte) []byte                               // nil: every check closed
	after   func(shard []byte, conn io.ReadWriteCloser, seq uint32) // nil: answer; else it does what it likes instead
	net     func(forbidden []string) (open string)                  // nil: everything closed
	loaded  func(k cell.Kind)                                       // told of programs and commands
	greet   func(lane int) error
	mu      sync.Mutex
	dials   int
}

func (s *scripted) Dial(_ context.Context, lane int) (io.ReadWriteCloser, error) {
	s.mu.Lock()
	s.dials++
	s.mu.Unlock()
	if s.greet != nil {
		if err := s.greet(lane); err != nil {
			return nil, err
		}
	}
	ours, theirs := net.Pipe()
	go s.serve(theirs)
	return ours, nil
}

func (s *scripted) serve(conn net.Conn) error {
	defer conn.Close()
	if err := cell.WriteFrame(conn, cell.Hello, []byte("7 namespaces\n")); err != nil {
		return err
	}
	var model []byte
	for {
		h, err := cell.ReadHead(conn, cell.MaxPayload)
		if err != nil {
			return err
		}
		p, err := cell.ReadPayload(conn, h)
		if err != nil {
			return err
		}
		if h.Kind == cell.Model {
			model = p
		}
		if s.loaded != nil && (h.Kind == cell.Program || h.Kind == cell.Command) {
			s.loaded(h.Kind)
		}
		if h.Kind != cell.Run && h.Kind != cell.Probe && h.Kind != cell.Net {
			continue
		}
		task, err := cell.ReadTask(bytes.NewReader(p))
		if err != nil {
			return err
		}
		shard := p[len(task.Encode()):]
		a := cell.Answer{Seq: task.Seq, Status: cell.Update}
		var out []byte
		switch {
		case h.Kind == cell.Net:
			lines := strings.Split(string(shard), "\n")
			open := ""
			if s.net != nil {
				open = s.net(lines[1:])
			}
			out = netVerdict(lines[0], lines[1:], open)
		case h.Kind == cell.Probe && s.proof != nil:
			out = s.proof(shard)
		case h.Kind == cell.Probe:
			out = verdict(shard, "")
		case s.after != nil:
			s.after(shard, conn, task.Seq)
			continue
		default:
			if out = s.program(shard, model); len(out) != int(task.Output) {
				a.Status, out = cell.Nothing, nil
			}
		}
		if err := cell.WriteFrame(conn, cell.Done, a.Encode(), out); err != nil {
			return err
		}
	}
}

// verdict is what a probe writes, with one check open.
func verdict(nonce []byte, open string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%x namespaces\n", nonce)
	for _, n := range cell.Checks() {
		if n == open {
			fmt.Fprintf(&b, "OPEN\t%s\tit is open\n", n)
			continue
		}
		fmt.Fprintf(&b, "closed\t%s\n", n)
	}
	b.Write(bytes.Repeat([]byte{'\n'}, cell.VerdictSize-b.Len()))
	return b.Bytes()
}

// netVerdict is what a cell says of its network, with one destination or fact open.
func netVerdict(nonce string, forbidden []string, open string) []byte {
	var b bytes.Buffer
	b.WriteString(nonce + "\n")
	for _, n := range slices.Concat(forbidden, cell.Facts()) {
		if n == open {
			fmt.Fprintf(&b, "OPEN\t%s\tit is open\n", n)
			continue
		}
		fmt.Fprintf(&b, "closed\t%s\n", n)
	}
	b.Write(bytes.Repeat([]byte{'\n'}, cell.NetVerdictSize-b.Len()))
	return b.Bytes()
}

var errInjected = errors.New("injected")
