package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Info is what does not change about a node while it runs.
type Info struct {
	Stint     int                 `json:"stint"`   // version of this API: 1
	Version   string              `json:"version"` // of the program
	Provider  datatoken.Address   `json:"provider"`
	Recipient string              `json:"recipient"` // public key that contributors wrap their shard keys to
	Tier      string              `json:"tier"`      // assurance of the place jobs run in
	Lanes     int                 `json:"lanes"`     // cells side by side
	MaxObject int64               `json:"maxObject"` // bytes of the longest object the node takes
	RPC       string              `json:"rpc"`       // JSON-RPC address of the chain, for wallets
	Contracts datatoken.Addresses `json:"contracts"`
	Currency  Currency            `json:"currency"`
}

// Currency is how to write amounts of the payment currency.
type Currency struct {
	Symbol   string `json:"symbol"`
	Decimals uint8  `json:"decimals"`
}

func (i Info) check() error {
	switch {
	case i.Provider.IsZero():
		return errors.New("info: provider is missing")
	case i.Tier == "" || i.Lanes < 1:
		return errors.New("info: tier or lanes is missing")
	}
	if _, err := storage.ParseRecipient(i.Recipient); err != nil {
		return fmt.Errorf("info: %w", err)
	}
	return nil
}

// Chain is what a node's body knows of the chain beyond the engine's needs. A Refusal it returns reaches the caller; any other error
// only the log. All methods may be called concurrently, and repeated.
type Chain interface {
	// Register reads a dataset from the chain, stores it into the catalogue and returns it. It refuses with NotFound what is no dataset.
	Register(ctx context.Context, dataset datatoken.Address) (c2d.Dataset, error)
	// Royalties returns a dataset's pool as the chain has it now.
	Royalties(ctx context.Context, dataset datatoken.Address) (Royalties, error)
	// Croissant describes a dataset of the catalogue, in JSON-LD.
	Croissant(ctx context.Context, dataset datatoken.Address) (json.RawMessage, error)
	// Snapshot returns, as one JSON value, everything of the chain that verifying a job offline takes.
	Snapshot(ctx context.Context, job datatoken.Hash) (json.RawMessage, error)
	// Fund gives a development account coins to try things with. On a chain where coins are worth something it refuses with
	// NotAuthorized.
	Fund(ctx context.Context, account datatoken.Address) error
}

// Grants keeps keys to shards that were wrapped to this provider after their contributors had signed.
type Grants interface {
	// Grant keeps keys to shards of a dataset if all of them open, or refuses them.
	Grant(ctx context.Context, dataset datatoken.Address, keys []c2d.Grant) error
}

// Inbox keeps contributions that were handed in and have not joined their dataset yet, durably. All methods may be called
// concurrently, and repeated.
type Inbox interface {
	// Add keeps contributions to a dataset, after checking their signatures. A contribution of the same shard replaces the earlier one.
	Add(ctx context.Context, dataset datatoken.Address, list []c2d.Contribution) error
	// Pending returns what Clear has not removed, in an order that adding to it may change and asking does not.
	Pending(ctx context.Context, dataset datatoken.Address) ([]c2d.Contribution, error)
	// Clear removes the contributions of these shards; those that are not there are passed over.
	Clear(ctx context.Context, dataset datatoken.Address, shards []storage.Ref) error
}

// Royalties is a dataset's royalty pool, in the payment currency's smallest units. Paid is the sum of Treasury, Curator, Claimed, Claimable, Locked,
// Parked and Dust, to the unit.
type Royalties struct {
	Dataset   datatoken.Address `json:"dataset"`
	Paid      datatoken.Amount  `json:"paid"`      // everything ever paid in
	Treasury  datatoken.Amount  `json:"treasury"`  // the DAO's part
	Claimed   datatoken.Amount  `json:"claimed"`   // what members took out
	Claimable datatoken.Amount  `json:"claimable"` // what members can take out now
	Locked    datatoken.Amount  `json:"locked"`    // what members earned and can take out later
	Curator   datatoken.Amount  `json:"curator"`   // the curator's part
	Unlock    uint32            `json:"unlock"`    // seconds of an era: what comes in during one is unlocked over the next; 0 is at once
	Parked    datatoken.Amount  `json:"parked"`    // paid before there were members; goes out with the next payment
	Dust      datatoken.Amount  `json:"dust"`      // what division has left over
	Inbox     datatoken.Amount  `json:"inbox"`     // not in Paid yet: what plain Ocean orders left for anybody to send on to the pool
	Parts     uint64            `json:"parts"`     // of all members
	Members   []MemberRoyalty   `json:"members"`
}

// MemberRoyalty is the part in a pool that a member got with one batch. It is public on the chain.
type MemberRoyalty struct {
	Member    datatoken.Address `json:"member"`
	Batch     uint64            `json:"batch"`
	Parts     uint64            `json:"parts"`
	Claimed   datatoken.Amount  `json:"claimed"`
	Claimable datatoken.Amount  `json:"claimable"`
	Locked    datatoken.Amount  `json:"locked"`
	Left      bool              `json:"left,omitempty"` // it earns no more
}

func (s *Server) node(context.Context, *http.Request) (Info, error) { return s.c.Info, nil }

// funding is the body of a request for development coins.
type funding struct {
	Account datatoken.Address `json:"account"`
}

func (s *Server) fund(ctx context.Context, _ *http.Request, q funding) (nothing, error) {
	if q.Account.IsZero() {
		return nothing{}, c2d.Refuse(c2d.BadRequest, `send {"account": "0x…"}`, "the request names no account")
	}
	if err := s.c.Chain.Fund(ctx, q.Account); err != nil {
		return nothing{}, fmt.Errorf("fund account: %w", err)
	}
	return nothing{}, nil
}
