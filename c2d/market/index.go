package market

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/datatoken/index"
)

// Follow opens the index of a chain's events at path and has the client read from it, so that what is shown of datasets, budgets, orders and royalties is looked
// up and not searched for in the chain's whole history. Close the index after its last use by the client.
func Follow(c *chain.Client, path string, log *slog.Logger) (*index.Index, error) {
	factory, announced, orders := c.Datatokens()
	x, err := index.Open(path, index.Config{
		Node: c.Node(), ChainID: c.Addresses().ChainID, Start: c.Addresses().Start, Addresses: c.Emitters(), Log: log,
		Follow: []index.Rule{{Factory: factory, Event: announced, Topic: 1, Keep: orders}},
	})
	if err != nil {
		return nil, err
	}
	c.ReadEvents(index.Live{Index: x})
	return x, nil
}

// finalizeEvery is how often claims are looked for to which nobody objected in time.
const finalizeEvery = 10 * time.Minute

// Tend does what comes due on the chain by itself, until ctx ends: it ends the provider's claims to machine time when their window is over.
func (m *Market) Tend(ctx context.Context, now func() time.Time, log *slog.Logger) {
	for {
		n, err := m.Finalize(ctx, now())
		switch {
		case err != nil && !errors.Is(err, context.Canceled):
			log.Warn("claims to machine time could not be finalized; trying again", "err", err)
		case n > 0:
			log.Info("claims to machine time finalized", "claims", n)
		}
		select {
		case <-time.After(finalizeEvery):
		case <-ctx.Done():
			return
		}
	}
}
