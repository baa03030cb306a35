package admission

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/stintdao/stint/privacy"
)

// Order is the order in which waiting claims get budget.
type Order uint8

const (
	// Arrival is first come, first served.
	Arrival Order = iota
	// Share is dominant private block fairness: the smallest dominant share first (PrivateKube 2106.15335). A claim's dominant share is the largest part
	// that it takes of any of its blocks: the largest loss/cap of the orders at which it fits a fresh block alone.
	Share
	// Profit is the privacy knapsack: the set of claims with the largest total Profit that fits (DPack 2212.13228).
	Profit
)

// Policy is how a Queue decides. The zero value is first come, first served: whatever fits is granted, in order of arrival.
type Policy struct {
	Order Order `json:"order"`
	// Strict lets no claim overtake: a claim is not granted while another that comes first and shares a block with it waits. Not with Profit.
	Strict bool `json:"strict,omitempty"`
}

// Claim is a job that waits for budget in all of Blocks. A tenant's quota inside a block is a block of its own, with smaller caps, that the tenant's claims
// name as well. The share that counts is then of the quota.
type Claim[K comparable] struct {
	ID       [32]byte     // the job
	Blocks   []K          // where it needs Loss; each at most once
	Loss     privacy.Loss // what it may cost in each of them
	Arrived  int64        // tick of its arrival, or its number; who comes first is by this, then by ID
	Deadline int64        // the last tick at which it may be granted; 0 is any
	Profit   uint32       // what it is worth granting; only the order Profit looks at it
}

// Errors of a Queue.
var (
	// ErrNever reports a claim that some block cannot admit, even if it were all unlocked and every reservation came back.
	ErrNever = errors.New("claim never fits the budget")
	// ErrExpired reports a claim that waited past its deadline.
	ErrExpired = errors.New("claim waited past its deadline")
	// ErrPolicy reports a policy that no queue follows.
	ErrPolicy = errors.New("no such admission policy")
)

// Decision is what Decide decided.
type Decision struct {
	Granted [][32]byte // in the order in which they got budget
	Refused []Refusal  // in order of arrival
	Optimal bool       // with Profit: no other set of the claims that waited has more
}

// Refusal says why a claim waits no longer. Err wraps ErrNever or ErrExpired.
type Refusal struct {
	ID  [32]byte
	Err error
}

// Queue is the blocks, the claims that wait for them, and the policy. Its methods are deterministic and know no clock: ticks are the caller's. In which
// order claims are brought to it between two decisions does not matter. What it grants it holds in its own copy of the budgets, so that it is right until
// the ledger says something else (see Set). To make a queue again: Set, Arrive, and Set again, as arrivals unlock. K names a block. A Queue is made by
// NewQueue; it is not safe for concurrent use and forgets a claim once it has decided on it.
type Queue[K comparable] struct {
	policy Policy
	now    int64 // the latest tick seen
	blocks map[K]*block[K]
	claims map[[32]byte]*waiting[K]
	line   []*waiting[K] // in no order, with some that are gone
	due    int64         // no deadline is before it

	fresh   []*waiting[K] // arrived since the last decision
	grown   []*block[K]   // may have more room than at the last decision
	timed   []*block[K]   // unlock over time, and are not yet unlocked
	drained []*block[K]   // may have less that can ever be had than at the last decision
}

// block is a Block and who waits for it.
type block[K comparable] struct {
	Block
	key     K
	waiting []*waiting[K]             // in no order, with some that are gone
	live    int                       // how many are not
	most    [privacy.NumOrders]uint32 // at each order, no waiting claim has more

	grown, timed, drained bool // it is in that list of the queue
	wakeAll               bool // its room grew otherwise than by unlocking
}

// waiting is a claim in the queue. It sleeps at a block that does not admit it, until that block has unlocked to a level.
type waiting[K comparable] struct {
	Claim[K]
	blocks   []*block[K]
	at       *block[K] // where it sleeps; nil: awake
	wake     uint64
	dominant uint64 // share, made anew by each decision that looks at it; 0 unless the order is Share
	gone     bool
	reason   error // of its refusal
}

// NewQueue returns a queue without blocks. It returns ErrPolicy for an Order that is none.
func NewQueue[K comparable](p Policy) (*Queue[K], error) {
	if p.Order > Profit || p.Strict && p.Order == Profit {
		return nil, fmt.Errorf("make admission queue: order %d, strict %t: %w", p.Order, p.Strict, ErrPolicy)
	}
	return &Queue[K]{policy: p, now: math.MinInt64, due: math.MaxInt64, blocks: map[K]*block[K]{}, claims: map[[32]byte]*waiting[K]{}}, nil
}

// Set opens a block, or replaces what the queue knows of it, such as by the ledger's view after a commit; what was granted and not yet reserved there has to
// be held in it. It returns privacy.ErrLane when a cap reaches privacy.MaxLane, ErrUnlock for a bad rule.
func (q *Queue[K]) Set(key K, b Block) error {
	if err := b.Unlock.check(); err != nil {
		return fmt.Errorf("set block %v: %w", key, err)
	}
	for i, c := range b.Budget.Caps {
		if c >= privacy.MaxLane {
			return fmt.Errorf("set block %v: order %d: %d units: %w", key, privacy.Orders[i], c, privacy.ErrLane)
		}
	}
	s := q.blocks[key]
	if s == nil {
		s = &block[K]{key: key}
		q.blocks[key] = s
	}
	before := s.Block
	s.Block = b
	s.wakeAll = s.wakeAll || before.Unlock != b.Unlock || before.Arrivals != b.Arrivals || before.Opened != b.Opened || !covers(before.Budget, b.Budget)
	if s.wakeAll {
		q.grow(s)
	}
	if !s.timed && b.Unlock.Period > 0 {
		s.timed = true
		q.timed = append(q.timed, s)
	}
	if !s.drained && (before.Budget.Committed != b.Budget.Committed || before.Budget.Caps != b.Budget.Caps) {
		s.drained = true
		q.drained = append(q.drained, s)
	}
	return nil
}

// covers reports whether a has at least the room of b at every order.
func covers(a, b privacy.Budget) bool {
	for i := range a.Caps {
		if a.Caps[i] < b.Caps[i] || a.Held[i] > b.Held[i] {
			return false
		}
	}
	return true
}

func (q *Queue[K]) grow(s *block[K]) {
	if !s.grown {
		s.grown = true
		q.grown = append(q.grown, s)
	}
}

// Block returns what the queue knows of a block, with what it granted, or privacy.ErrNoBlock.
func (q *Queue[K]) Block(key K) (Block, error) {
	s, ok := q.blocks[key]
	if !ok {
		return Block{}, fmt.Errorf("read block %v: %w", key, privacy.ErrNoBlock)
	}
	return s.Block, nil
}

// Len is the number of claims that wait.
func (q *Queue[K]) Len() int { return len(q.claims) }

// Arrive puts a claim at the end of the queue and, in blocks that unlock by claims, unlocks their next part. Repeating it while the claim waits changes nothing;
// another claim of the same ID is privacy.ErrConflict. It returns ErrNever for a claim that a block can never admit, and privacy.ErrNoBlock; such a claim
// does not wait and unlocks nothing. No block, or one named twice, is an error.
func (q *Queue[K]) Arrive(c Claim[K]) error {
	if w, ok := q.claims[c.ID]; ok {
		if w.Loss != c.Loss || w.Profit != c.Profit || w.Deadline != c.Deadline || w.Arrived != c.Arrived || !slices.Equal(w.Blocks, c.Blocks) {
			return fmt.Errorf("queue claim %x: %w", c.ID, privacy.ErrConflict)
		}
		return nil
	}
	if len(c.Blocks) == 0 {
		return fmt.Errorf("queue claim %x: no blocks", c.ID)
	}
	c.Blocks = slices.Clone(c.Blocks)
	w := &waiting[K]{Claim: c, blocks: make([]*block[K], len(c.Blocks))}
	for i, k := range c.Blocks {
		s, ok := q.blocks[k]
		switch {
		case !ok:
			return fmt.Errorf("queue claim %x: block %v: %w", c.ID, k, privacy.ErrNoBlock)
		case slices.Contains(w.blocks[:i], s):
			return fmt.Errorf("queue claim %x: block %v is there twice", c.ID, k)
		}
		w.blocks[i] = s
	}
	if err := w.never(); err != nil {
		return fmt.Errorf("queue claim %x: %w", c.ID, err)
	}
	for _, s := range w.blocks {
		if s.Arrivals < s.Unlock.Claims {
			s.Arrivals++
			q.grow(s)
		}
		if len(s.waiting) > 2*s.live+16 {
			s.waiting = present(s.waiting)
		}
		s.waiting = append(s.waiting, w)
		s.live++
		s.fit(w)
	}
	if len(q.line) > 2*len(q.claims)+16 {
		q.line = present(q.line)
	}
	q.claims[c.ID], q.line, q.fresh = w, append(q.line, w), append(q.fresh, w)
	if c.Deadline != 0 {
		q.due = min(q.due, c.Deadline)
	}
	return nil
}

// never is ErrNever if some block can never admit the claim.
func (w *waiting[K]) never() error {
	for _, s := range w.blocks {
		if s.never(w.Loss) {
			return fmt.Errorf("block %v: %w", s.key, ErrNever)
		}
	}
	return nil
}

// fit raises the block's most to w.
func (s *block[K]) fit(w *waiting[K]) {
	for i, v := range w.Loss.Lanes() {
		s.most[i] = max(s.most[i], v)
	}
}

// Withdraw takes a claim out of the queue. It reports whether it waited. What it unlocked stays unlocked.
func (q *Queue[K]) Withdraw(id [32]byte) bool {
	w, ok := q.claims[id]
	if ok {
		q.remove(w)
	}
	return ok
}

func (q *Queue[K]) remove(w *waiting[K]) {
	w.gone, w.at = true, nil
	delete(q.claims, w.ID)
	for _, s := range w.blocks {
		s.live--
	}
}

// present drops the claims that are gone, in place.
func present[K comparable](list []*waiting[K]) []*waiting[K] {
	return slices.DeleteFunc(list, func(w *waiting[K]) bool { return w.gone })
}

// Decide gives budget to waiting claims at tick now, by the policy, until nothing more that the policy allows fits, and refuses those that are past their deadline
// or can never fit any more. A tick before an earlier one counts as the earlier one. The queue is then in the state that follows.
func (q *Queue[K]) Decide(now int64) Decision {
	q.now = max(q.now, now)
	d := Decision{Refused: q.refuse()}
	list := q.candidates()
	if q.policy.Order == Profit {
		list, d.Optimal = q.pack(list)
	}
	taken := map[*block[K]]bool{} // with Strict: a claim that comes first waits for it
	for _, w := range list {
		if slices.ContainsFunc(w.blocks, func(s *block[K]) bool { return taken[s] }) || !q.fits(w) {
			for i := 0; q.policy.Strict && i < len(w.blocks); i++ {
				taken[w.blocks[i]] = true
			}
			continue
		}
		for _, s := range w.blocks {
			s.Budget, _ = s.Budget.Reserve(w.Loss)
		}
		q.remove(w)
		d.Granted = append(d.Granted, w.ID)
	}
	return d
}

// refuse takes out of the queue what is past its deadline or never fits.
func (q *Queue[K]) refuse() (out []Refusal) {
	var gone []*waiting[K]
	drop := func(w *waiting[K], reason error) {
		q.remove(w)
		w.reason = reason
		gone = append(gone, w)
	}
	if q.now > q.due {
		q.line, q.due = present(q.line), math.MaxInt64
		for _, w := range q.line {
			switch {
			case w.Deadline == 0:
			case w.Deadline < q.now:
				drop(w, fmt.Errorf("tick %d, deadline %d: %w", q.now, w.Deadline, ErrExpired))
			default:
				q.due = min(q.due, w.Deadline)
			}
		}
	}
	for _, s := range q.drained {
		s.drained = false
		if most, err := privacy.LossFromLanes(s.most); err == nil && !s.never(most) {
			continue // some order has room for each of them
		}
		s.waiting, s.most = present(s.waiting), [privacy.NumOrders]uint32{}
		for _, w := range s.waiting {
			if err := w.never(); err != nil {
				drop(w, err)
				continue
			}
			s.fit(w)
		}
	}
	q.drained = q.drained[:0]
	slices.SortFunc(gone, arrival)
	for _, w := range gone {
		out = append(out, Refusal{w.ID, w.reason})
	}
	return out
}

// arrival compares who came first.
func arrival[K comparable](a, b *waiting[K]) int {
	return cmp.Or(cmp.Compare(a.Arrived, b.Arrived), bytes.Compare(a.ID[:], b.ID[:]))
}

// candidates are, in the order of the policy, the claims that may fit: all but those that sleep. A sleeping claim's block does not admit it, and grants to
// others only take room.
func (q *Queue[K]) candidates() (list []*waiting[K]) {
	if q.policy.Strict || q.policy.Order == Profit {
		q.line = present(q.line)
		list = slices.Clone(q.line)
	} else {
		list = append(q.awake(), present(q.fresh)...)
	}
	q.fresh = q.fresh[:0]
	if q.policy.Order == Share {
		for _, w := range list {
			w.dominant = w.share()
		}
	}
	slices.SortFunc(list, func(a, b *waiting[K]) int { return cmp.Or(cmp.Compare(a.dominant, b.dominant), arrival(a, b)) })
	return list
}

// share is the dominant share.
func (w *waiting[K]) share() (most uint64) {
	for _, s := range w.blocks {
		most = max(most, s.share(w.Loss))
	}
	return most
}

// awake wakes the claims whose block has unlocked to their level.
func (q *Queue[K]) awake() (list []*waiting[K]) {
	for i := 0; i < len(q.timed); i++ {
		s := q.timed[i]
		q.grow(s)
		if level, parts := s.level(q.now); level == parts || s.Unlock.Period == 0 {
			s.timed = false
			q.timed = slices.Delete(q.timed, i, i+1)
			i--
		}
	}
	for _, s := range q.grown {
		level, _ := s.level(q.now)
		for _, w := range s.waiting {
			if w.at == s && (s.wakeAll || w.wake <= level) {
				w.at = nil
				list = append(list, w)
			}
		}
		s.grown, s.wakeAll = false, false
	}
	q.grown = q.grown[:0]
	return list
}

// fits reports whether all blocks admit the claim; if not, the claim sleeps.
func (q *Queue[K]) fits(w *waiting[K]) bool {
	for _, s := range w.blocks {
		level, _ := s.level(q.now)
		if wake := s.wake(w.Loss); wake > level {
			w.at, w.wake = s, wake
			return false
		}
	}
	return true
}
