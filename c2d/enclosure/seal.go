package enclosure

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// Seal is who holds the keys and judges, before they are handed out, whether the cells are closed. On one machine there is none: the
// conductor holds the keys itself, and judges itself.
type Seal interface {
	// Challenge draws a nonce for this run's proof, and says what the cells must not reach: lines as cell.CheckDestination wants them.
	Challenge(ctx context.Context) (nonce []byte, forbidden []string, err error)
	// Prove returns nil when every cell is proven closed for the last challenge. Keys are asked for only after that.
	Prove(ctx context.Context, cells []Proof) error
}

// Proof is what a lane's cell found out about the walls around it, in its own words, for who drew the nonce.
type Proof struct {
	Lane  int    `json:"lane"`
	Wall  string `json:"wall"`  // the inner wall: a cell.Wall
	Inner []byte `json:"inner"` // verdict of the probe behind it
	Net   []byte `json:"net"`   // verdict of the cell on its pod's network
}

// CheckProof judges a proof by the nonce and the forbidden destinations of the challenge. The error is a c2d.Refusal: SealNotProven.
func CheckProof(p Proof, nonce []byte, forbidden []string) error {
	checks, err := ParseProof(p, nonce, forbidden)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if !c.Closed {
			return notProven("lane %d: %.100s: %.200s", p.Lane, c.Name, c.Detail)
		}
	}
	return nil
}

// ParseProof returns every check of a proof: of the inner wall, then of the network. The error is a c2d.Refusal: SealNotProven.
func ParseProof(p Proof, nonce []byte, forbidden []string) ([]cell.Check, error) {
	w := cell.Wall(p.Wall)
	if w != cell.Namespaces && w != cell.Landlock {
		return nil, notProven("lane %d has no wall that is known", p.Lane)
	}
	inner, err := cell.ParseVerdict(p.Inner, nonce, w)
	if err != nil {
		return nil, notProven("the probe of lane %d gave no verdict", p.Lane)
	}
	around, err := cell.ParseNetVerdict(p.Net, nonce, forbidden)
	if err != nil {
		return nil, notProven("the network probe of lane %d gave no verdict", p.Lane)
	}
	return append(inner, around...), nil
}

// How long a network policy may take until it is enforced, and how often that is looked at.
const (
	enforcement = time.Minute
	between     = time.Second
	tryFor      = time.Second // one destination
)

// sealed is the challenge that a run's cells answer; nil where nobody asks for a proof.
type sealed struct {
	forbidden []string
	clock     Clock
}

// around probes the network of a cell until it is closed, or time is over: policies can be enforced late. It returns the last verdict.
func (s *sealed) around(ctx context.Context, l *link, nonce []byte) ([]byte, error) {
	defer context.AfterFunc(ctx, l.end)()
	until := s.clock.Now().Add(enforcement)
	for {
		b, err := l.run(cell.Net, cell.Task{Output: cell.NetVerdictSize, Memory: 1, Limit: uint32(tryFor.Milliseconds())}, cell.EncodeNet(nonce, s.forbidden))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, unavailable(err)
		}
		checks, err := cell.ParseNetVerdict(b, nonce, s.forbidden)
		if err != nil {
			return nil, notProven("the network probe gave no verdict")
		}
		open := firstOpen(checks)
		if open < 0 {
			return b, nil
		}
		if open >= len(s.forbidden) || !s.clock.Now().Add(between).Before(until) { // no policy changes a fact
			return nil, notProven("%.100s: %.200s", checks[open].Name, checks[open].Detail)
		}
		if err := s.clock.Wait(ctx, s.clock.Now().Add(between)); err != nil {
			return nil, err
		}
	}
}

// firstOpen is the index of a check that is open, of a fact rather than of a destination; -1 if all are closed.
func firstOpen(checks []cell.Check) int {
	for i := len(checks) - 1; i >= 0; i-- {
		if !checks[i].Closed {
			return i
		}
	}
	return -1
}

// challenge asks for a challenge, if there is anybody to ask.
func (w *crew) challenge(ctx context.Context) ([]byte, error) {
	if w.config.Seal == nil {
		return nil, nil
	}
	nonce, forbidden, err := w.config.Seal.Challenge(ctx)
	if err != nil {
		return nil, err
	}
	if len(forbidden) > cell.MaxDestinations || len(nonce) < 16 || len(nonce) > 64 {
		return nil, fmt.Errorf("a challenge of %d destinations, with a nonce of %d bytes", len(forbidden), len(nonce))
	}
	for _, d := range forbidden {
		if err := cell.CheckDestination(d); err != nil {
			return nil, fmt.Errorf("read a challenge: %w", err)
		}
	}
	w.sealed = &sealed{forbidden, w.config.Clock}
	return nonce, nil
}

// prove has a cell prove both walls, for a nonce or, if it is nil, for one drawn here.
func (w *crew) prove(ctx context.Context, l *link, lane int, nonce []byte) (Proof, error) {
	if len(w.load.command) > 0 { // what a program sees of its image is part of the wall
		if err := l.load(cell.Command, cell.EncodeCommand(w.load.command)); err != nil {
			return Proof{}, unavailable(err)
		}
	}
	if nonce == nil {
		nonce = make([]byte, 32)
		if _, err := io.ReadFull(w.config.Rand, nonce); err != nil {
			return Proof{}, fmt.Errorf("draw a nonce: %w", err)
		}
	}
	_, inner, err := l.prove(ctx, w.config.Rand, nonce)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Lane: lane, Wall: string(l.greeting.Wall), Inner: inner}
	if w.sealed != nil {
		p.Net, err = w.sealed.around(ctx, l, nonce)
	}
	return p, err
}

// proveAll has every lane's cell prove its walls, and who holds the keys judge. All of them at the same time where they are in pods
// of their own.
func (w *crew) proveAll(ctx context.Context, nonce []byte) error {
	if w.config.Seal == nil {
		for _, l := range w.lanes {
			if _, err := w.prove(ctx, l.live, l.number, nil); err != nil {
				return err
			}
		}
		return nil
	}
	proofs, errs := make([]Proof, len(w.lanes)), make([]error, len(w.lanes))
	var all sync.WaitGroup
	for i, l := range w.lanes {
		all.Go(func() { proofs[i], errs[i] = w.prove(ctx, l.live, l.number, nonce) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return w.config.Seal.Prove(ctx, proofs)
}
