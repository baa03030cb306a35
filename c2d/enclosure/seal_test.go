package enclosure

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// broker holds the keys of a test: it judges as a real one does, and keeps what it was shown.
type broker struct {
	nonce     []byte
	forbidden []string
	refuse    error
	mu        sync.Mutex
	shown     []Proof
}

func newBroker() *broker {
	return &broker{nonce: bytes.Repeat([]byte{7}, 32), forbidden: []string{"tcp 10.96.0.1:443 API server", "udp 10.96.0.10:53 resolver"}}
}

func (b *broker) Challenge(context.Context) ([]byte, []string, error) {
	return b.nonce, b.forbidden, nil
}

func (b *broker) Prove(_ context.Context, cells []Proof) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown = append(b.shown, cells...)
	for _, p := range cells {
		if err := CheckProof(p, b.nonce, b.forbidden); err != nil {
			return err
		}
	}
	return b.refuse
}

// TestSeal: who holds the keys sees every lane's proof for its own nonce before a program is loaded or a key is asked for. A policy that is enforced late
// is waited for, a minute at most.
func TestSeal(t *testing.T) {
	api, resolver := newBroker().forbidden[0], newBroker().forbidden[1]
	after := func(d time.Duration, open string) func(*scripted) {
		return func(s *scripted) {
			start := time.Now()
			s.net = func([]string) string {
				if time.Since(start) < d {
					return open
				}
				return ""
			}
		}
	}
	for name, tc := range map[string]struct {
		change func(*scripted)
		seal   func(*broker)
		want   c2d.Code
		least  time.Duration
		most   time.Duration
	}{
		"closed":                    {most: time.Second},
		"policy is late":            {change: after(20*time.Second, api), least: 20 * time.Second, most: 25 * time.Second},
		"policy never comes":        {change: after(time.Hour, resolver), want: c2d.SealNotProven, least: 55 * time.Second, most: 65 * time.Second},
		"a token is in the pod":     {change: after(time.Hour, cell.Facts()[0]), want: c2d.SealNotProven, most: time.Second},
		"the inner wall is open":    {change: func(s *scripted) { s.proof = func(n []byte) []byte { return verdict(n, "ptrace") } }, want: c2d.SealNotProven, most: time.Second},
		"refused by the key holder": {seal: func(b *broker) { b.refuse = c2d.Refuse(c2d.SealNotProven, "", "no") }, want: c2d.SealNotProven, most: time.Second},
		"an impossible challenge":   {seal: func(b *broker) { b.forbidden = []string{"tcp example.org:80"} }, want: "error", most: time.Second},
		"a short nonce":             {seal: func(b *broker) { b.nonce = []byte("x") }, want: "error", most: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBroker(), &scripted{program: func(_, _ []byte) []byte { return nil }}
				if tc.seal != nil {
					tc.seal(b)
				}
				if tc.change != nil {
					tc.change(s)
				}
				early := false
				s.loaded = func(cell.Kind) {
					b.mu.Lock()
					defer b.mu.Unlock()
					early = early || len(b.shown) == 0
				}
				w := newWorld(t, s, "a", "b")
				w.isolate(t, []byte("program"), plan(1))
				w.Lanes, w.Seal = 2, b
				start := time.Now()
				_, err := w.start(t.Context())
				switch {
				case tc.want == "" && err != nil, tc.want != "" && err == nil, tc.want != "" && tc.want != "error" && !c2d.IsRefusal(err, tc.want):
					t.Fatalf("run: %v, want %q", err, tc.want)
				case tc.want != "" && (w.keys.asked != 0 || len(w.rounds.begins) != 0):
					t.Error("a key was asked for, or a round began")
				case tc.want == "" && len(b.shown) != 2:
					t.Errorf("%d proofs were shown, want one of each lane", len(b.shown))
				}
				if early {
					t.Error("a program was loaded before the proof")
				}
				if took := time.Since(start); took < tc.least || took > tc.most {
					t.Errorf("it took %v, want %v to %v", took, tc.least, tc.most)
				}
			})
		})
	}
}

// TestReserveIsProven: a cell that comes later is not taken on trust: with an open network it gets no shard. The run goes on without it, as
// publicly as ever, and ends when there was no other cell for long.
func TestReserveIsProven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		probes := 0
		met := ""
		s := &scripted{after: func(shard []byte, c io.ReadWriteCloser, _ uint32) {
			mu.Lock()
			defer mu.Unlock()
			met += string(shard)
			c.Close()
		}}
		s.net = func(forbidden []string) string {
			mu.Lock()
			defer mu.Unlock()
			if probes++; probes > 1 { // of every later cell
				return forbidden[0]
			}
			return ""
		}
		w := newWorld(t, s, "a", "b", "c")
		w.isolate(t, []byte("program"), plan(3))
		w.run.Spec.Isolate.Slot = uint32((4 * time.Minute).Milliseconds())
		w.Lanes, w.Seal = 1, newBroker()
		start := time.Now()
		_, err := w.start(t.Context())
		if !c2d.IsRefusal(err, c2d.SealNotProven) {
			t.Errorf("run: %v, want %s", err, c2d.SealNotProven)
		}
		if took := time.Since(start); len(w.rounds.results) != 1 || took != 24*time.Minute {
			t.Errorf("%d rounds were stored in %v, want one, and the end after the second", len(w.rounds.results), took)
		}
		if met != "a" {
			t.Errorf("cells met %q, want the first one alone", met)
		}
	})
}

func TestCheckProof(t *testing.T) {
	nonce, forbidden := []byte("0123456789abcdef"), newBroker().forbidden
	good := func() Proof {
		return Proof{Wall: "namespaces", Inner: verdict(nonce, ""), Net: netVerdict(hex.EncodeToString(nonce), forbidden, "")}
	}
	for name, tc := range map[string]struct {
		change func(*Proof)
		ok     bool
	}{
		"good":                {func(*Proof) {}, true},
		"another wall":        {func(p *Proof) { p.Wall = "landlock" }, false},
		"no wall":             {func(p *Proof) { p.Wall = "" }, false},
		"an old nonce":        {func(p *Proof) { p.Inner = verdict([]byte("fedcba9876543210"), "") }, false},
		"an old network":      {func(p *Proof) { p.Net = netVerdict("66", forbidden, "") }, false},
		"fewer destinations":  {func(p *Proof) { p.Net = netVerdict(hex.EncodeToString(nonce), forbidden[1:], "") }, false},
		"inner open":          {func(p *Proof) { p.Inner = verdict(nonce, "bpf") }, false},
		"API server open":     {func(p *Proof) { p.Net = netVerdict(hex.EncodeToString(nonce), forbidden, forbidden[0]) }, false},
		"root can be written": {func(p *Proof) { p.Net = netVerdict(hex.EncodeToString(nonce), forbidden, "root file system") }, false},
		"cut":                 {func(p *Proof) { p.Net = p.Net[:len(p.Net)-1] }, false},
		"empty":               {func(p *Proof) { p.Inner, p.Net = nil, nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := good()
			tc.change(&p)
			err := CheckProof(p, nonce, forbidden)
			if tc.ok && err != nil || !tc.ok && !c2d.IsRefusal(err, c2d.SealNotProven) {
				t.Errorf("check: %v", err)
			}
		})
	}
}

// TestNetworkOfARealCell: what a cell says of a network, which on this machine is open.
func TestNetworkOfARealCell(t *testing.T) {
	l, err := connect(t.Context(), local(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	at := listenEverywhere(t)
	// At the last two nobody listens. That it is refused is an answer.
	list := []string{"tcp " + at["tcp"] + " here", "udp " + at["udp"] + " resolver", "tcp 127.0.0.1:1 refused", "udp 127.0.0.1:1 refused"}
	nonce := []byte("0123456789abcdef")
	b, err := l.run(cell.Net, cell.Task{Output: cell.NetVerdictSize, Memory: 1, Limit: 1000}, cell.EncodeNet(nonce, list))
	if err != nil {
		t.Fatal(err)
	}
	checks, err := cell.ParseNetVerdict(b, nonce, list)
	if err != nil {
		t.Fatalf("%v\n%s", err, bytes.TrimSpace(b))
	}
	var names []string
	for i, c := range checks {
		names = append(names, c.Name)
		if i < len(list) && c.Closed {
			t.Errorf("%s is closed", c.Name)
		}
	}
	if d := cmp.Diff(slices.Concat(list, cell.Facts()), names); d != "" {
		t.Error(d)
	}
	silent := []string{"udp " + at["silent"] + " silent"}
	if b, err = l.run(cell.Net, cell.Task{Output: cell.NetVerdictSize, Memory: 1, Limit: 300}, cell.EncodeNet(nonce, silent)); err != nil {
		t.Fatal(err)
	}
	if checks, err = cell.ParseNetVerdict(b, nonce, silent); err != nil || !checks[0].Closed {
		t.Errorf("%+v, %v", checks, err)
	}
	// A cell does not try what it is told wrongly: it is gone.
	if _, err := l.run(cell.Net, cell.Task{Output: cell.NetVerdictSize, Memory: 1, Limit: 300}, cell.EncodeNet(nonce, []string{"tcp localhost:80"})); !errors.Is(err, errLost) {
		t.Errorf("a name was looked up: %v", err)
	}
	if !strings.Contains(string(b), "root file system") {
		t.Error("no facts")
	}
}

// listenEverywhere answers on TCP and UDP, and listens in silence.
func listenEverywhere(t *testing.T) map[string]string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at := map[string]string{"tcp": l.Addr().String()}
	for _, name := range []string{"udp", "silent"} {
		u, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { u.Close() })
		at[name] = u.LocalAddr().String()
		go func() {
			b := make([]byte, 512)
			for {
				n, from, err := u.ReadFrom(b)
				if err != nil {
					return
				}
				if name == "udp" {
					u.WriteTo(b[:n], from)
				}
			}
		}()
	}
	return at
}
