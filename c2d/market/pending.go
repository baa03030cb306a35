package market

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/storage"
)

// Pending is the inbox with a guard: only contributions that their member signed are kept, and whose shard can be read. A vault that fetches what it does not
// hold takes the shard in at that moment, so that no job waits for it later.
type Pending struct {
	web.Inbox
	At    chain.Addresses
	Vault c2d.Vault
}

// Add keeps contributions whose signatures hold and whose shards are there, or none.
func (p Pending) Add(ctx context.Context, dataset datatoken.Address, list []c2d.Contribution) error {
	for i, c := range list {
		if err := CheckContribution(p.At, dataset, c); err != nil {
			return c2d.Refuse(c2d.BadRequest, "sign it with the contributor's wallet", "contribution %d is not signed by its member", i+1)
		}
	}
	if err := p.fetch(ctx, list); err != nil {
		return err
	}
	return p.Inbox.Add(ctx, dataset, list)
}

// fetchAtOnce is how many shards are looked for at a time.
const fetchAtOnce = 8

// fetch opens every shard and reads its first byte, which a store that is asked from afar may need to know that it is there.
func (p Pending) fetch(ctx context.Context, list []c2d.Contribution) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchAtOnce)
	for i, c := range list {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err() // nobody waits for the others any more
			}
			if err := p.open(ctx, c.Shard); err != nil {
				return unreachable(i, c.Shard, err)
			}
			return nil
		})
	}
	return g.Wait()
}

func (p Pending) open(ctx context.Context, shard storage.Ref) error {
	o, err := p.Vault.Open(ctx, shard)
	if err != nil {
		return err
	}
	defer o.Close()
	if _, err := o.ReadAt(make([]byte, 1), 0); err != nil && err != io.EOF {
		return err
	}
	return nil
}

func unreachable(i int, shard storage.Ref, err error) error {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return c2d.Refuse(c2d.DataUnavailable, "upload the shard first, or to a store that the node reads from", "the shard of contribution %d, %s, is nowhere to be found", i+1, shard)
	case errors.Is(err, storage.ErrCorrupt):
		return c2d.Refuse(c2d.DataUnavailable, "upload the shard again", "the shard of contribution %d, %s, is damaged where it is", i+1, shard)
	}
	return fmt.Errorf("look for the shard of contribution %d: %w", i+1, err)
}
