package index

import (
	"context"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Live is an Index that reads on before every answer: who has just seen a transaction in a block finds its logs. What the index does not keep is asked of the
// node.
type Live struct{ *Index }

// Logs returns the logs of a contract up to the node's newest block, oldest first. See Snapshot.Logs.
func (l Live) Logs(ctx context.Context, address common.Address, topics [][]common.Hash) ([]types.Log, error) {
	if err := l.Sync(ctx); err != nil {
		return nil, err
	}
	logs, err := l.Index.Logs(ctx, address, topics)
	if errors.Is(err, ErrEmpty) { // the chain has not come to where the contracts begin
		return nil, nil
	}
	if !errors.Is(err, ErrNotIndexed) {
		return logs, err
	}
	h, err := l.Head(ctx) // one answer is of one block
	if err != nil {
		return nil, err
	}
	return l.node.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(l.plan.Start), ToBlock: new(big.Int).SetUint64(h.Number), Addresses: []common.Address{address}, Topics: topics,
	})
}
