package web

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

// Probe is what came of attacking a place where jobs run, from inside, as a job's program could: every wall around it and every destination that
// it must not reach. It is the provider's word, signed.
type Probe struct {
	Stint       int               `json:"stint"` // version of this document: 1
	Provider    datatoken.Address `json:"provider"`
	Environment string            `json:"environment"`
	Tier        string            `json:"tier"`
	Wall        string            `json:"wall"` // namespaces or landlock
	At          time.Time         `json:"at"`
	Closed      bool              `json:"closed"` // every check is
	Checks      []ProbeCheck      `json:"checks"`
	Signature   string            `json:"signature,omitempty"` // the provider's, over Digest, as over a receipt's
}

// ProbeCheck is one attack and how it ended.
type ProbeCheck struct {
	Lane   int    `json:"lane"`
	Name   string `json:"name"`
	Closed bool   `json:"closed"`
	Detail string `json:"detail,omitempty"` // what was possible
}

// Digest is what is signed: the SHA-256 of the document without its signature.
func (p Probe) Digest() datatoken.Hash {
	p.Signature = ""
	b, err := json.Marshal(p)
	if err != nil {
		panic("probe: " + err.Error()) // cannot happen: every field marshals
	}
	return sha256.Sum256(b)
}

// probeWithin is what a probe may take: pods are made for it.
const probeWithin = 5 * time.Minute

// probing is the body of a request for a probe.
type probing struct {
	Environment string `json:"environment"`
}

func (s *Server) probe(w *answer, r *http.Request) error {
	if err := mediaType(r, "application/json"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), probeWithin)
	defer cancel()
	body, err := w.intake(ctx, r, maxSmall)
	if err != nil {
		return err
	}
	q, err := decode[probing](body)
	if err != nil {
		return err
	}
	if s.c.Probe == nil {
		return c2d.Refuse(c2d.NotFound, "run stint doctor where the node runs", "this node probes nothing from afar")
	}
	select {
	case s.probes <- struct{}{}:
		defer func() { <-s.probes }()
	default:
		return c2d.Refuse(c2d.Unavailable, "try again when it is over", "another probe is under way")
	}
	p, err := s.c.Probe(ctx, q.Environment)
	if err != nil {
		return err
	}
	return reply(w, p)
}

// Probe makes a node attack its own places where jobs run: that of an environment, or of its default.
func (c *Client) Probe(ctx context.Context, environment string) (Probe, error) {
	return post[Probe](ctx, c, "v1/probes", probing{environment})
}
