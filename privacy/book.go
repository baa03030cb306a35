package privacy

import (
	"errors"
	"fmt"
	"slices"
)

// Errors of a Book.
var (
	// ErrOverBudget reports that some block has no room at any order; nothing was reserved in any block.
	ErrOverBudget = errors.New("privacy budget exceeded")
	// ErrNoBlock reports a block that was never opened.
	ErrNoBlock = errors.New("no such privacy block")
	// ErrNoClaim reports a job that reserved nothing.
	ErrNoClaim = errors.New("no such claim")
	// ErrConflict reports a job that comes again with something else than before.
	ErrConflict = errors.New("job already has another claim")
)

// Claim is what a job holds in a Book.
type Claim[K comparable] struct {
	Blocks    []K
	Reserved  Loss
	Spent     Loss // zero until Committed
	Committed bool
}

// Book is a ledger of budgets over many blocks, in memory, with the rules of the PrivacyLedger contract: a job claims in all its
// blocks or in none, and repeating a call changes nothing. K names a block, such as a dataset's address with a block number. A
// Book is made by NewBook. It is not safe for concurrent use and does not survive the process.
type Book[K comparable] struct {
	blocks map[K]Budget
	claims map[[32]byte]Claim[K]
}

// NewBook returns an empty book.
func NewBook[K comparable]() *Book[K] {
	return &Book[K]{blocks: map[K]Budget{}, claims: map[[32]byte]Claim[K]{}}
}

// SetCaps opens a block, or changes the caps of an open one; what it holds stays. It returns ErrLane when a cap reaches MaxLane.
func (b *Book[K]) SetCaps(block K, caps [NumOrders]uint32) error {
	for i, c := range caps {
		if c >= MaxLane {
			return fmt.Errorf("set caps: order %d: %d units: %w", Orders[i], c, ErrLane)
		}
	}
	s := b.blocks[block]
	s.Caps = caps
	b.blocks[block] = s
	return nil
}

// Budget returns the state of a block, or ErrNoBlock.
func (b *Book[K]) Budget(block K) (Budget, error) {
	s, ok := b.blocks[block]
	if !ok {
		return Budget{}, fmt.Errorf("read budget of %v: %w", block, ErrNoBlock)
	}
	return s, nil
}

// Claim returns what a job holds, or ErrNoClaim.
func (b *Book[K]) Claim(job [32]byte) (Claim[K], error) {
	c, ok := b.claims[job]
	if !ok {
		return Claim[K]{}, fmt.Errorf("read claim of job %x: %w", job, ErrNoClaim)
	}
	c.Blocks = slices.Clone(c.Blocks)
	return c, nil
}

// Reserve holds l for a job in every one of blocks, or in none. Repeating it succeeds, also after Commit; the same job with
// other blocks, in another order, or another loss is ErrConflict. It returns ErrOverBudget when some block does not admit l,
// ErrNoBlock when one was never opened; such a job has no claim and may try again. No block, or one named twice, is an error.
func (b *Book[K]) Reserve(job [32]byte, blocks []K, l Loss) error {
	if c, ok := b.claims[job]; ok {
		if c.Reserved != l || !slices.Equal(c.Blocks, blocks) {
			return fmt.Errorf("reserve for job %x: %w", job, ErrConflict)
		}
		return nil
	}
	if len(blocks) == 0 {
		return fmt.Errorf("reserve for job %x: no blocks", job)
	}
	next := make(map[K]Budget, len(blocks))
	for _, k := range blocks {
		if _, ok := next[k]; ok {
			return fmt.Errorf("reserve for job %x: block %v is there twice", job, k)
		}
		s, ok := b.blocks[k]
		if !ok {
			return fmt.Errorf("reserve for job %x: block %v: %w", job, k, ErrNoBlock)
		}
		if next[k], ok = s.Reserve(l); !ok {
			return fmt.Errorf("reserve for job %x: block %v: %w", job, k, ErrOverBudget)
		}
	}
	for k, s := range next {
		b.blocks[k] = s
	}
	b.claims[job] = Claim[K]{Blocks: slices.Clone(blocks), Reserved: l}
	return nil
}

// Commit makes spent of a job's reservation final in all its blocks and frees the rest. Repeating it succeeds; another spent is
// ErrConflict. It returns ErrNoClaim for a job that reserved nothing, and ErrCommit when spent exceeds the reservation.
func (b *Book[K]) Commit(job [32]byte, spent Loss) error {
	c, ok := b.claims[job]
	if !ok {
		return fmt.Errorf("commit job %x: %w", job, ErrNoClaim)
	}
	if c.Committed {
		if c.Spent != spent {
			return fmt.Errorf("commit job %x: %w", job, ErrConflict)
		}
		return nil
	}
	next := make([]Budget, len(c.Blocks))
	for i, k := range c.Blocks {
		s, err := b.blocks[k].Commit(c.Reserved, spent)
		if err != nil {
			return fmt.Errorf("commit job %x: block %v: %w", job, k, err)
		}
		next[i] = s
	}
	for i, k := range c.Blocks {
		b.blocks[k] = next[i]
	}
	c.Spent, c.Committed = spent, true
	b.claims[job] = c
	return nil
}
