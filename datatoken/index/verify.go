package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"

	"github.com/ethereum/go-ethereum/core/types"
)

// Verify reads the last n blocks again, all when n is 0, from a node that may be somebody else's, and compares all that answers come
// from. It returns a *Difference that names the first block that differs. A chain that is reorganised meanwhile, or since the last Sync, can show
// as a difference, or as ErrNode: sync and verify again. It returns ErrChain for a node of another chain.
func (x *Index) Verify(ctx context.Context, node Node, n uint64) error {
	s, err := x.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	err = s.verify(ctx, source{node, x.plan}, n)
	var d *Difference
	if err != nil && !errors.As(err, &d) {
		return fmt.Errorf("verify index: %w", err)
	}
	return err
}

func (s *Snapshot) verify(ctx context.Context, from source, n uint64) error {
	if err := from.sameChain(ctx); err != nil {
		return err
	}
	next := s.plan.Start
	if n > 0 && s.head.Number-next >= n {
		next = s.head.Number - n + 1
	}
	known, err := emitters(ctx, s.tx, next)
	if err != nil {
		return err
	}
	for span := uint64(firstSpan); next <= s.head.Number; {
		to := min(s.head.Number, next+span-1)
		b, err := from.rangeOf(ctx, next, to, known)
		if errors.Is(err, errRefused) && to > next {
			span = (to - next + 1) / 2
			continue
		}
		if errors.Is(err, errMoved) {
			if _, _, err := from.headerAt(ctx, to); errors.Is(err, errMoved) {
				return &Difference{to, "the node's chain does not have it"}
			}
			return fmt.Errorf("chain changed meanwhile: %w", ErrNode)
		}
		if err != nil {
			return err
		}
		ours, err := s.between(ctx, next, to)
		if err != nil {
			return err
		}
		if err := compare(ours, b); err != nil {
			return err
		}
		maps.Copy(known, b.emitters)
		if to == s.head.Number && b.last.hash != s.head.Hash {
			return &Difference{to, "the node's block is another"}
		}
		next = to + 1
	}
	ours, err := emitters(ctx, s.tx, math.MaxInt64)
	if err != nil {
		return err
	}
	for _, f := range inPlace(known) {
		if ours[f] != known[f] {
			return &Difference{known[f].block, fmt.Sprintf("contract %s, announced there, is not followed", f.at)}
		}
	}
	for _, f := range inPlace(ours) {
		if _, ok := known[f]; !ok {
			return &Difference{ours[f].block, fmt.Sprintf("contract %s, followed, was not announced there", f.at)}
		}
	}
	return nil
}

// compare finds the first log that only one side has.
func compare(ours []types.Log, theirs batch) error {
	for i := range theirs.logs { // a node that does not say when a block was made was asked
		l := &theirs.logs[i]
		for len(theirs.blocks) > 0 && theirs.blocks[0].number < l.BlockNumber {
			theirs.blocks = theirs.blocks[1:]
		}
		l.BlockTimestamp = theirs.blocks[0].time
	}
	for i := range max(len(ours), len(theirs.logs)) {
		switch {
		case i >= len(ours):
			return &Difference{theirs.logs[i].BlockNumber, "the node has one log more"}
		case i >= len(theirs.logs):
			return &Difference{ours[i].BlockNumber, "the index has one log more"}
		case !bytes.Equal(canonicalLog(&ours[i]), canonicalLog(&theirs.logs[i])):
			return &Difference{min(ours[i].BlockNumber, theirs.logs[i].BlockNumber), "its logs are others"}
		}
	}
	return nil
}
