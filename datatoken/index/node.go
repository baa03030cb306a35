package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// Node is what is asked of an Ethereum node. *ethclient.Client is one.
type Node interface {
	// ChainID returns the ID of the node's chain.
	ChainID(ctx context.Context) (*big.Int, error)
	// HeaderByNumber returns the header of the block of that number on the chain that the node takes for the right one: of the newest when number is
	// nil, of the newest final one when it is rpc.FinalizedBlockNumber. It returns ethereum.NotFound where there is none.
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	// FilterLogs returns the logs of a range of blocks, or of the block of a hash, that match the addresses and topics. It returns an error for
	// a hash that it does not know.
	FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error)
}

var (
	// errMoved reports that the node's chain is not, or no longer, the one that was being read.
	errMoved = errors.New("chain was reorganised")
	// errRefused reports, beside ErrNode, that the node was reached and did not answer. About fewer blocks it may.
	errRefused = errors.New("question was refused")
)

// block is what is kept of a header.
type block struct {
	number uint64
	hash   common.Hash
	time   uint64 // seconds since 1970
}

// place is where in the chain a log is.
type place struct {
	block uint64
	index uint
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.block, q.block), cmp.Compare(p.index, q.index))
}

func placeOf(l *types.Log) place { return place{l.BlockNumber, l.Index} }

// followed is a contract that a rule follows.
type followed struct {
	rule int
	at   common.Address
}

// batch is what a piece of the chain adds to the index.
type batch struct {
	last     block // the piece's last block
	blocks   []block
	logs     []types.Log
	emitters map[followed]place // with the place of the announcement
}

// source reads a node for a plan.
type source struct {
	node Node
	plan *plan
}

// header returns the block of that number on the node's chain, the newest when number is nil. It returns errMoved when there is none.
func (s source) header(ctx context.Context, number *big.Int) (block, *types.Header, error) {
	h, err := s.node.HeaderByNumber(ctx, number)
	if errors.Is(err, ethereum.NotFound) {
		return block{}, nil, errMoved
	}
	if err != nil {
		return block{}, nil, fmt.Errorf("read header: %w: %w", ErrNode, err)
	}
	switch {
	case h == nil || h.Number == nil || !h.Number.IsInt64() || h.Number.Sign() < 0 || h.Time > math.MaxInt64:
		return block{}, nil, fmt.Errorf("read header: it is out of bounds: %w", ErrNode)
	case number != nil && number.Sign() >= 0 && number.Cmp(h.Number) != 0:
		return block{}, nil, fmt.Errorf("read header %d: node gives header %d: %w", number, h.Number, ErrNode)
	}
	return block{h.Number.Uint64(), h.Hash(), h.Time}, h, nil
}

func (s source) headerAt(ctx context.Context, number uint64) (block, *types.Header, error) {
	return s.header(ctx, new(big.Int).SetUint64(number))
}

// has reports whether a block is on the node's chain.
func (s source) has(ctx context.Context, b block) (bool, error) {
	there, _, err := s.headerAt(ctx, b.number)
	if errors.Is(err, errMoved) {
		return false, nil
	}
	return there.hash == b.hash, err
}

// sameChain returns ErrChain when the node's chain has another ID.
func (s source) sameChain(ctx context.Context) error {
	id, err := s.node.ChainID(ctx)
	if err != nil {
		return fmt.Errorf("ask for chain ID: %w: %w", ErrNode, err)
	}
	if !id.IsUint64() || id.Uint64() != s.plan.ChainID {
		return fmt.Errorf("chain %d is asked for, node has %s: %w", s.plan.ChainID, id, ErrChain)
	}
	return nil
}

// final returns a block number up to which a chain with that head can be read in ranges, with little fear of reading in vain.
func (s source) final(ctx context.Context, head uint64) uint64 {
	h, err := s.node.HeaderByNumber(ctx, big.NewInt(int64(rpc.FinalizedBlockNumber)))
	if err == nil && h != nil && h.Number != nil && h.Number.Sign() > 0 && h.Number.IsUint64() {
		return min(h.Number.Uint64(), head)
	}
	return head - min(head, confirmations) // not every node knows what is final
}

// single reads the block after parent, or block number when parent is nil. It returns errMoved when there is no such block on the node's chain.
func (s source) single(ctx context.Context, parent *block, number uint64, known map[followed]place) (batch, error) {
	b, h, err := s.headerAt(ctx, number)
	if err != nil {
		return batch{}, err
	}
	if parent != nil && h.ParentHash != parent.hash {
		return batch{}, errMoved
	}
	got, err := s.collect(ctx, ethereum.FilterQuery{BlockHash: &b.hash}, known, func(l *types.Log) bool {
		return l.BlockNumber == b.number && l.BlockHash == b.hash && (l.BlockTimestamp == 0 || l.BlockTimestamp == b.time)
	})
	if err != nil {
		// A node that went to another fork may have forgotten the block.
		if still, err := s.has(ctx, b); err == nil && !still {
			return batch{}, errMoved
		}
		return batch{}, fmt.Errorf("block %d: %w", number, err)
	}
	got.last, got.blocks = b, []block{b}
	return got, nil
}

// rangeOf reads blocks from to to, of which the node has the last one. It returns errMoved when the node went to another fork meanwhile and errRefused when fewer
// blocks may do.
func (s source) rangeOf(ctx context.Context, from, to uint64, known map[followed]place) (batch, error) {
	last, _, err := s.headerAt(ctx, to)
	if err != nil {
		return batch{}, err
	}
	q := ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to)}
	got, err := s.collect(ctx, q, known, func(l *types.Log) bool { return l.BlockNumber >= from && l.BlockNumber <= to })
	still, unsure := s.has(ctx, last)
	switch {
	case unsure == nil && !still:
		return batch{}, errMoved
	case err != nil:
		return batch{}, fmt.Errorf("blocks %d to %d: %w", from, to, err)
	case unsure != nil: // the logs may be of another fork
		return batch{}, unsure
	}
	got.last = last
	for i := range got.logs {
		l := &got.logs[i]
		b := block{l.BlockNumber, l.BlockHash, l.BlockTimestamp}
		if n := len(got.blocks); n > 0 && got.blocks[n-1].number == b.number {
			if seen := got.blocks[n-1]; seen.hash != b.hash || (b.time != 0 && seen.time != b.time) {
				return batch{}, fmt.Errorf("logs of two blocks %d: %w", b.number, ErrNode)
			}
			continue
		}
		if b.time == 0 { // an older node does not say
			there, _, err := s.headerAt(ctx, b.number)
			if err != nil {
				return batch{}, err
			}
			b.time = there.time
			if b.hash != there.hash {
				return batch{}, errMoved
			}
		}
		got.blocks = append(got.blocks, b)
	}
	if n := len(got.blocks); n == 0 || got.blocks[n-1].number != last.number {
		got.blocks = append(got.blocks, last)
	} else if got.blocks[n-1] != last {
		return batch{}, fmt.Errorf("logs of block %d are of another: %w", last.number, ErrNode)
	}
	return got, nil
}

// collect asks for the logs of the blocks of q that the plan keeps. within says which logs can be of these blocks.
func (s source) collect(ctx context.Context, q ethereum.FilterQuery, known map[followed]place, within func(*types.Log) bool) (batch, error) {
	b := batch{emitters: map[followed]place{}}
	q.Addresses = s.plan.Addresses
	var err error
	b.logs, err = s.ask(ctx, q, func(l *types.Log) bool { return within(l) && s.plan.fixed[l.Address] })
	if err != nil {
		return b, err
	}
	for i := range b.logs {
		for n, r := range s.plan.Follow {
			at, ok, err := r.announced(&b.logs[i])
			if err != nil {
				return b, err
			}
			key := followed{n, at}
			if _, old := known[key]; !ok || old {
				continue
			}
			if _, old := b.emitters[key]; !old {
				b.emitters[key] = placeOf(&b.logs[i])
			}
		}
	}
	if len(known)+len(b.emitters) == 0 {
		return b, nil // nobody to follow
	}
	q.Addresses, q.Topics = nil, [][]common.Hash{s.plan.topics}
	logs, err := s.ask(ctx, q, func(l *types.Log) bool { return within(l) && len(l.Topics) > 0 && s.plan.keepers[l.Topics[0]] != nil })
	if err != nil {
		return b, err
	}
	n := len(b.logs)
	for i := range logs {
		if l := &logs[i]; !s.plan.fixed[l.Address] && (s.keeps(l, known) || s.keeps(l, b.emitters)) {
			b.logs = append(b.logs, *l)
		}
	}
	if len(b.logs) == n {
		return b, nil
	}
	return b, inOrder(b.logs)
}

// keeps reports whether a log comes from one of these contracts, after it was announced.
func (s source) keeps(l *types.Log, of map[followed]place) bool {
	for _, rule := range s.plan.keepers[l.Topics[0]] {
		if since, ok := of[followed{rule, l.Address}]; ok && since.compare(placeOf(l)) < 0 {
			return true
		}
	}
	return false
}

// ask returns the logs that match, in order. It returns errRefused, an ErrNode, when the node may answer a smaller question.
func (s source) ask(ctx context.Context, q ethereum.FilterQuery, match func(*types.Log) bool) ([]types.Log, error) {
	logs, err := s.node.FilterLogs(ctx, q)
	if err != nil && ctx.Err() == nil && refused(err) {
		return nil, fmt.Errorf("read logs: %w: %w: %w", ErrNode, errRefused, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read logs: %w: %w", ErrNode, err)
	}
	for i := range logs {
		l := &logs[i]
		if l.Removed || len(l.Topics) > 4 || l.BlockNumber > math.MaxInt64 || l.BlockTimestamp > math.MaxInt64 ||
			uint64(l.Index) > math.MaxInt64 || uint64(l.TxIndex) > math.MaxInt64 || !match(l) {
			return nil, fmt.Errorf("read logs: node gives log %d of block %d, which was not asked for: %w", l.Index, l.BlockNumber, ErrNode)
		}
	}
	return logs, inOrder(logs)
}

// refused reports an error with which a node, or what stands before it, answered, rather than one of the way to it. How nodes say that a
// question is too big has no standard: codes and texts differ.
func refused(err error) bool {
	var answer rpc.Error
	var status rpc.HTTPError
	var late net.Error
	return errors.As(err, &answer) || errors.As(err, &status) || errors.As(err, &late) && late.Timeout()
}

// inOrder sorts logs by block and index, which nodes mostly do, and refuses two of one place.
func inOrder(logs []types.Log) error {
	byPlace := func(a, b types.Log) int { return placeOf(&a).compare(placeOf(&b)) }
	if !slices.IsSortedFunc(logs, byPlace) {
		slices.SortFunc(logs, byPlace)
	}
	for i := 1; i < len(logs); i++ {
		if placeOf(&logs[i-1]) == placeOf(&logs[i]) {
			return fmt.Errorf("read logs: node gives log %d of block %d twice: %w", logs[i].Index, logs[i].BlockNumber, ErrNode)
		}
	}
	return nil
}
