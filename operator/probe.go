package operator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
)

// probing is a probe under way: a run of nobody's, which gets no keys.
type probing struct {
	lanes  int
	proofs chan []enclosure.Proof
}

// Probe makes a run without data in an environment, has its cells attack their walls and their network, and returns what came of it. Of the run
// nothing is left when it returns, or soon after.
func (b *Broker) Probe(ctx context.Context, environment string) (web.Probe, error) {
	e, err := b.Environments.find(ctx, environment)
	if err != nil {
		return web.Probe{}, err
	}
	run, err := b.probeRun(ctx, e.Name, int(e.Spec.Lanes))
	if err != nil {
		return web.Probe{}, err
	}
	p := &probing{lanes: int(e.Spec.Lanes), proofs: make(chan []enclosure.Proof, 1)}
	b.mu.Lock()
	b.probes[run.Job] = p
	b.mu.Unlock()
	defer b.unprobe(run.Job)
	if err := b.Runner.Start(ctx, run); err != nil {
		return web.Probe{}, err
	}
	at, err := place(e)
	if err != nil {
		return web.Probe{}, err
	}
	out := web.Probe{Stint: 1, Environment: e.Name, Tier: at.Tier, Closed: true}
	proofs, err := b.await(ctx, run.Job, p)
	if err != nil {
		return web.Probe{}, c2d.Refuse(c2d.SealNotProven, "look at the operator's log and at the nodes", "environment %s cannot be probed: %v", e.Name, err)
	}
	b.mu.Lock()
	s := b.seals[run.Job]
	b.mu.Unlock()
	for _, proof := range proofs {
		checks, err := enclosure.ParseProof(proof, s.nonce, s.forbidden)
		if err != nil {
			return web.Probe{}, err
		}
		out.Wall = proof.Wall
		for _, c := range checks {
			out.Closed = out.Closed && c.Closed
			out.Checks = append(out.Checks, web.ProbeCheck{Lane: proof.Lane, Name: c.Name, Closed: c.Closed, Detail: c.Detail})
		}
	}
	return out, nil
}

// await returns what a probe's cells said, or why they will not.
func (b *Broker) await(ctx context.Context, job datatoken.Hash, p *probing) ([]enclosure.Proof, error) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case proofs := <-p.proofs:
			return proofs, nil
		case <-ctx.Done():
			return nil, errors.New("its cells did not come up in time")
		case <-look.C:
			if s, err := b.Runner.Runs.look(ctx, job); err == nil && s.fault != nil && len(p.proofs) == 0 {
				return nil, errors.New(s.fault.Sentence)
			}
			if state, fault, err := b.Runner.body(ctx, job); err == nil && state == c2d.RunBroken {
				return nil, errors.New(fault.Sentence)
			}
		}
	}
}

// probeRun is a run over one member for each lane, whose shards are empty and whose program is none.
func (b *Broker) probeRun(ctx context.Context, environment string, lanes int) (c2d.Run, error) {
	nonce := make([]byte, 32)
	if _, err := io.ReadFull(b.Random, nonce); err != nil {
		return c2d.Run{}, fmt.Errorf("draw a nonce: %w", err)
	}
	nothing, err := b.Runner.Vault.Put(ctx, bytes.NewReader(noProgram()))
	if err != nil {
		return c2d.Run{}, fmt.Errorf("store a probe's program: %w", err)
	}
	run := c2d.Run{
		Job: sha256.Sum256(append([]byte("stint probe v1|"), nonce...)), Place: c2d.Place{Environment: environment, Lanes: lanes},
		Spec: c2d.Spec{Stint: 1, Mode: c2d.ModeIsolate, Isolate: &c2d.Isolate{
			Program: nothing, Dim: 1, Rounds: 1, Sigma: 1_000_000, Clip: 1_000_000, Rate: 1_000_000, Slot: 1000, Memory: 256,
		}},
	}
	for n := range lanes {
		s := c2d.Shard{Contribution: c2d.Contribution{Member: datatoken.Address{byte(n), byte(n >> 8), 1}, Shard: nothing}}
		run.Shards = append(run.Shards, s)
	}
	return run, nil
}

// noProgram is the head of a static program, which cells take, and nothing behind it. It is never run: no key is given for it.
func noProgram() []byte {
	const head, entry = 64, 56
	b := make([]byte, head+entry)
	copy(b, "\x7fELF\x02\x01\x01")
	binary.LittleEndian.PutUint64(b[32:], head)
	binary.LittleEndian.PutUint16(b[54:], entry)
	binary.LittleEndian.PutUint16(b[56:], 1)
	return b
}

// tidyWithin is what removing a probe's run may take.
const tidyWithin = 10 * time.Second

func (b *Broker) unprobe(job datatoken.Hash) {
	ctx, cancel := context.WithTimeout(context.Background(), tidyWithin)
	defer cancel()
	_, err := b.Runner.Clear(ctx, job)
	if err == nil {
		err = b.Runner.Runs.Forget(ctx, job)
	}
	if err != nil {
		b.Log.Warn("a probe's run is left", "job", job, "err", err) // its objects bring it to the job controller, which removes them
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.probes, job)
	delete(b.seals, job)
}

// isProbe reports whether a run is a probe under way.
func (b *Broker) isProbe(job datatoken.Hash) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.probes[job] != nil
}
