package index

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	maxTopics  = 4    // that a log can have
	maxChoices = 1000 // at one position of a query, as go-ethereum has it
)

// Head is the block that answers are of.
type Head struct {
	Number uint64
	Hash   common.Hash
	Time   time.Time // when the block says it was made, UTC, whole seconds
}

// Snapshot answers at one block, whatever is read meanwhile. Its methods may be called from any goroutine, one at a time.
type Snapshot struct {
	tx   *sql.Tx
	plan *plan
	head Head
}

// Snapshot opens a view of the index as it is now, which ends with ctx or Close. Close it soon: while one is open the file can only grow, and a seventeenth waits. It
// returns ErrEmpty when the index has no block yet.
func (x *Index) Snapshot(ctx context.Context) (*Snapshot, error) {
	select {
	case <-x.down:
		return nil, fmt.Errorf("read index: %w", ErrClosed)
	default:
	}
	tx, err := x.store.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	// The first question fixes what the transaction sees.
	b, err := scanBlock(tx.QueryRowContext(ctx, "SELECT number, hash, time FROM blocks ORDER BY number DESC LIMIT 1"))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrEmpty
	}
	if err != nil {
		tx.Rollback()
		return nil, fmt.Errorf("read index: %w", err)
	}
	return &Snapshot{tx, x.plan, Head{b.number, b.hash, time.Unix(int64(b.time), 0).UTC()}}, nil
}

// Close ends the view.
func (s *Snapshot) Close() error {
	if err := s.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("end snapshot of index: %w", err)
	}
	return nil
}

// Head returns the block that all answers are of.
func (s *Snapshot) Head() Head { return s.head }

// Head returns the newest block that the index has, or ErrEmpty.
func (x *Index) Head(ctx context.Context) (Head, error) {
	s, err := x.Snapshot(ctx)
	if err != nil {
		return Head{}, err
	}
	defer s.Close()
	return s.head, nil
}

// Logs is Snapshot.Logs at the newest block that the index has. It returns ErrEmpty when there is none.
func (x *Index) Logs(ctx context.Context, address common.Address, topics [][]common.Hash) ([]types.Log, error) {
	s, err := x.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Logs(ctx, address, topics)
}

// Logs returns the logs of a contract, oldest first. At each position of topics, a log has one of these, or any when there are none; a log with fewer
// topics than positions does not match. They are as the node gives them, but always with BlockTimestamp, which older nodes leave out.
//
// It returns ErrNotIndexed where the answer could be less than the node's: for a contract that is neither in Config.Addresses nor was announced,
// and, of one that was announced, for other first topics than those its rules keep.
func (s *Snapshot) Logs(ctx context.Context, address common.Address, topics [][]common.Hash) ([]types.Log, error) {
	out, err := s.logs(ctx, address, topics)
	if err != nil {
		return nil, fmt.Errorf("read logs of %s: %w", address, err)
	}
	return out, nil
}

func (s *Snapshot) logs(ctx context.Context, address common.Address, topics [][]common.Hash) ([]types.Log, error) {
	if len(topics) > maxTopics {
		return nil, fmt.Errorf("%d topics: %w", len(topics), ErrQuery)
	}
	if err := s.kept(ctx, address, topics); err != nil {
		return nil, err
	}
	where := []string{"l.address = ?"}
	args := []any{address[:]}
	for i, choices := range topics {
		switch n := len(choices); {
		case n > maxChoices:
			return nil, fmt.Errorf("%d choices of a topic: %w", n, ErrQuery)
		case n == 0:
			where = append(where, fmt.Sprintf("l.topic%d IS NOT NULL", i))
		case n == 1:
			where = append(where, fmt.Sprintf("l.topic%d = ?", i))
		default:
			where = append(where, fmt.Sprintf("l.topic%d IN (?%s)", i, strings.Repeat(",?", n-1)))
		}
		for _, c := range choices {
			args = append(args, c[:])
		}
	}
	return s.list(ctx, strings.Join(where, " AND "), args...)
}

// kept reports whether all logs are kept that a query could match.
func (s *Snapshot) kept(ctx context.Context, address common.Address, topics [][]common.Hash) error {
	if s.plan.fixed[address] {
		return nil
	}
	rows, err := s.tx.QueryContext(ctx, "SELECT rule FROM emitters WHERE address = ?", address[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	var rules []int
	for rows.Next() {
		var r int
		if err := rows.Scan(&r); err != nil {
			return err
		}
		rules = append(rules, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(rules) == 0 {
		return fmt.Errorf("contract is not followed: %w", ErrNotIndexed)
	}
	if len(topics) == 0 || len(topics[0]) == 0 {
		return fmt.Errorf("only some events of the contract are kept: %w", ErrNotIndexed)
	}
	for _, t := range topics[0] {
		if !slices.ContainsFunc(s.plan.keepers[t], func(r int) bool { return slices.Contains(rules, r) }) {
			return fmt.Errorf("event %s of the contract is not kept: %w", t, ErrNotIndexed)
		}
	}
	return nil
}

// list returns the logs that meet a condition, in order.
func (s *Snapshot) list(ctx context.Context, where string, args ...any) ([]types.Log, error) {
	// CROSS JOIN: go through the logs and look the blocks up, never the other way.
	rows, err := s.tx.QueryContext(ctx, `SELECT l.block, l.idx, l.address, l.topic0, l.topic1, l.topic2, l.topic3, l.data, l.tx, l.txidx, b.hash, b.time
		FROM logs l CROSS JOIN blocks b ON b.number = l.block WHERE `+where+` ORDER BY l.block, l.idx`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []types.Log{}
	for rows.Next() {
		var l types.Log
		var address, tx, hash sql.RawBytes
		var topics [maxTopics]sql.RawBytes
		if err := rows.Scan(&l.BlockNumber, &l.Index, &address, &topics[0], &topics[1], &topics[2], &topics[3], &l.Data, &tx, &l.TxIndex, &hash,
			&l.BlockTimestamp); err != nil {
			return nil, err
		}
		l.Address, l.TxHash, l.BlockHash = common.BytesToAddress(address), common.BytesToHash(tx), common.BytesToHash(hash)
		l.Topics = make([]common.Hash, 0, maxTopics)
		for _, t := range topics {
			if t != nil {
				l.Topics = append(l.Topics, common.BytesToHash(t))
			}
		}
		if l.Data == nil {
			l.Data = []byte{}
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// Digest names all that the index took from the chain: two indexes of one configuration at one block have the same, whatever ranges and
// reorganisations each went through. Rows of blocks without logs are not in it but for the head's: how many there are depends on the way, and no answer comes
// from them.
func (x *Index) Digest(ctx context.Context) (common.Hash, error) {
	s, err := x.Snapshot(ctx)
	if err != nil {
		return common.Hash{}, err
	}
	defer s.Close()
	return s.Digest(ctx)
}

// digestStep is how many blocks Digest holds in memory at a time.
const digestStep = 10_000

// Digest is Index.Digest at the snapshot's block. It reads everything.
func (s *Snapshot) Digest(ctx context.Context) (common.Hash, error) {
	var sum common.Hash
	h := sha256.New()
	h.Write(s.plan.digest[:])
	h.Write(number(s.head.Hash.Bytes(), s.head.Number, uint64(s.head.Time.Unix())))
	for from := s.plan.Start; from <= s.head.Number; from += digestStep {
		logs, err := s.between(ctx, from, min(from+digestStep-1, s.head.Number))
		if err != nil {
			return sum, fmt.Errorf("sum up index: %w", err)
		}
		for i := range logs {
			h.Write(canonicalLog(&logs[i]))
		}
	}
	known, err := emitters(ctx, s.tx, math.MaxInt64)
	if err != nil {
		return sum, fmt.Errorf("sum up index: %w", err)
	}
	for _, e := range inPlace(known) {
		h.Write(number(append([]byte("emitter"), e.at[:]...), uint64(e.rule), known[e].block, uint64(known[e].index)))
	}
	h.Sum(sum[:0])
	return sum, nil
}

func (s *Snapshot) between(ctx context.Context, from, to uint64) ([]types.Log, error) {
	return s.list(ctx, "l.block BETWEEN ? AND ?", int64(from), int64(to))
}

// canonicalLog is an encoding of everything of a log, of which no two logs have the same.
func canonicalLog(l *types.Log) []byte {
	b := number([]byte("log"), l.BlockNumber, uint64(l.Index), l.BlockTimestamp, uint64(l.TxIndex), uint64(len(l.Topics)), uint64(len(l.Data)))
	b = append(append(append(b, l.BlockHash[:]...), l.TxHash[:]...), l.Address[:]...)
	for _, t := range l.Topics {
		b = append(b, t[:]...)
	}
	return append(b, l.Data...)
}

// inPlace lists contracts in the order of their announcements.
func inPlace(known map[followed]place) []followed {
	out := make([]followed, 0, len(known))
	for f := range known {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b followed) int {
		if c := known[a].compare(known[b]); c != 0 {
			return c
		}
		if a.rule != b.rule {
			return a.rule - b.rule
		}
		return a.at.Cmp(b.at)
	})
	return out
}
