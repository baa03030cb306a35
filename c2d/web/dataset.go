package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

func datasetID(r *http.Request) (datatoken.Address, error) {
	id, err := datatoken.ParseAddress(r.PathValue("id"))
	if err != nil {
		return id, c2d.Refuse(c2d.BadRequest, "give the dataset's address", "that is no dataset: %v", err)
	}
	return id, nil
}

func (s *Server) datasets(ctx context.Context, _ *http.Request) ([]c2d.Dataset, error) {
	l, err := s.c.Catalogue.List(ctx)
	return list(l), err
}

func (s *Server) dataset(ctx context.Context, r *http.Request) (c2d.Dataset, error) {
	id, err := datasetID(r)
	if err != nil {
		return c2d.Dataset{}, err
	}
	return s.c.Catalogue.Get(ctx, id)
}

// croissant describes the dataset for catalogues and search engines.
func (s *Server) croissant(ctx context.Context, r *http.Request) (json.RawMessage, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.c.Chain.Croissant(ctx, d.ID)
}

func (s *Server) budget(ctx context.Context, r *http.Request) (Budget, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return Budget{}, err
	}
	budgets, err := s.c.Ledger.Budgets(ctx, d.ID, d.Blocks())
	if err != nil {
		return Budget{}, fmt.Errorf("read budget: %w", err)
	}
	jobs, err := s.c.Engine.Jobs(ctx)
	if err != nil {
		return Budget{}, fmt.Errorf("list jobs: %w", err)
	}
	return newBudget(d, budgets, jobs)
}

func (s *Server) royalties(ctx context.Context, r *http.Request) (Royalties, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return Royalties{}, err
	}
	pool, err := s.c.Chain.Royalties(ctx, d.ID)
	if err != nil {
		return Royalties{}, fmt.Errorf("read royalties: %w", err)
	}
	pool.Members = list(pool.Members)
	return pool, nil
}

// registration is the body of a request to read a dataset from the chain.
type registration struct {
	ID datatoken.Address `json:"id"`
}

// register reads a dataset from the chain, and forgets pending contributions that have joined it.
func (s *Server) register(ctx context.Context, _ *http.Request, q registration) (c2d.Dataset, error) {
	if q.ID.IsZero() {
		return c2d.Dataset{}, c2d.Refuse(c2d.BadRequest, `send {"id": "0x…"}`, "the request names no dataset")
	}
	d, err := s.c.Chain.Register(ctx, q.ID)
	if err != nil {
		return c2d.Dataset{}, fmt.Errorf("register dataset: %w", err)
	}
	pending, err := s.c.Inbox.Pending(ctx, d.ID)
	if err != nil {
		return c2d.Dataset{}, fmt.Errorf("read pending contributions: %w", err)
	}
	if len(pending) == 0 {
		return d, nil
	}
	waiting := map[storage.Ref]bool{}
	for _, c := range pending {
		waiting[c.Shard] = true
	}
	var joined []storage.Ref
	for _, b := range d.Batches {
		members, err := c2d.LoadBatch(ctx, s.c.Vault, b)
		if errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrCorrupt) {
			return c2d.Dataset{}, c2d.Refuse(c2d.DataUnavailable, "put the list into the node, then register again", "this node does not hold the list of batch %d", b.Index)
		}
		if err != nil {
			return c2d.Dataset{}, fmt.Errorf("read who joined: %w", err)
		}
		for _, c := range members {
			if waiting[c.Shard] {
				joined = append(joined, c.Shard)
			}
		}
	}
	if err := s.c.Inbox.Clear(ctx, d.ID, joined); err != nil {
		return c2d.Dataset{}, fmt.Errorf("clear contributions that joined: %w", err)
	}
	return d, nil
}

func (s *Server) pending(ctx context.Context, r *http.Request) ([]c2d.Contribution, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return nil, err
	}
	l, err := s.c.Inbox.Pending(ctx, d.ID)
	return list(l), err
}

func (s *Server) contribute(ctx context.Context, r *http.Request, q []c2d.Contribution) (nothing, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return nothing{}, err
	}
	if err := checkContributions(q); err != nil {
		return nothing{}, err
	}
	return nothing{}, s.c.Inbox.Add(ctx, d.ID, q)
}

// grant takes keys to shards, from anybody: that they open is the proof.
func (s *Server) grant(ctx context.Context, r *http.Request, q []c2d.Grant) (nothing, error) {
	d, err := s.dataset(ctx, r)
	if err != nil {
		return nothing{}, err
	}
	if s.c.Grants == nil {
		return nothing{}, c2d.Refuse(c2d.NotFound, "ask the node's operator", "this node takes no keys")
	}
	if len(q) == 0 {
		return nothing{}, c2d.Refuse(c2d.BadRequest, "send a list of shards and keys", "the request holds no key")
	}
	for i, g := range q {
		if g.Shard.Check() != nil || len(g.Key.Recipient) > 256 || len(g.Key.Sealed) == 0 || len(g.Key.Sealed) > 4096 {
			return nothing{}, c2d.Refuse(c2d.BadRequest, "correct the list and send all of it again", "key %d is no wrapped key to a shard", i+1)
		}
	}
	return nothing{}, s.c.Grants.Grant(ctx, d.ID, q)
}

// checkContributions refuses what no inbox can want. Signatures are the inbox's business.
func checkContributions(l []c2d.Contribution) error {
	bad := func(i int, what string) error {
		return c2d.Refuse(c2d.BadRequest, "correct the contribution and send all of them again", "contribution %d: %s", i+1, what)
	}
	if len(l) == 0 {
		return c2d.Refuse(c2d.BadRequest, "send a list of contributions", "the request holds no contribution")
	}
	seen := map[storage.Ref]bool{}
	for i, c := range l {
		switch {
		case c.Member.IsZero() || c.Rows == 0 || c.Commit.IsZero():
			return bad(i, "member, rows or key commitment is missing")
		case c.Shard.Check() != nil:
			return bad(i, "the shard is no content address")
		case seen[c.Shard]:
			return bad(i, "the same shard is there twice")
		case len(c.Keys) == 0 || len(c.Keys) > 64:
			return bad(i, "want 1 to 64 wrapped keys")
		case len(c.Signature) < 4 || len(c.Signature) > 4096 || !strings.HasPrefix(c.Signature, "0x"):
			return bad(i, "the signature is not 0x and hexadecimal digits")
		}
		for _, k := range c.Keys {
			if len(k.Recipient) > 256 || len(k.Sealed) == 0 || len(k.Sealed) > 4096 {
				return bad(i, "a wrapped key is not one")
			}
		}
		seen[c.Shard] = true
	}
	return nil
}
