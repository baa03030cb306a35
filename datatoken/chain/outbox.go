package chain

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken"
)

// What transactions are for, besides what a provider, a trainer and a curator do.
const (
	ActionJoin Action = "join" // a curator lets contributions in
	ActionFund Action = "fund" // money moves between accounts
	ActionFill Action = "fill" // a Sender's own: nothing, to use up a nonce that was lost
)

// Fate is how a transaction ended.
type Fate string

const (
	FateDone     Fate = "done"     // in a block, as deep as its policy wants
	FateReverted Fate = "reverted" // the same, but its contract refused it
	FateVoid     Fate = "void"     // it never happened and cannot any more, or the node would not have it
)

// Ending is how a transaction ended, and where.
type Ending struct {
	Fate     Fate               `json:"fate"`
	Evidence datatoken.Evidence `json:"evidence,omitzero"`
	Block    datatoken.Hash     `json:"block,omitzero"` // hash of the block
}

// Outgoing is a transaction in an Outbox.
type Outgoing struct {
	ID     uint64   `json:"id"`
	Nonce  uint64   `json:"nonce"`
	Key    string   `json:"key,omitempty"`    // names the intent; at most one transaction of a key is open or done
	Action Action   `json:"action,omitempty"` //
	Raws   [][]byte `json:"raws,omitempty"`   // as signed (EIP-2718), oldest first; of one that is done, that which is in the block, while it is kept
	End    *Ending  `json:"end,omitempty"`    // nil while it is open
}

func (o Outgoing) clone() Outgoing {
	o.Raws = slices.Clone(o.Raws)
	return o
}

// ErrOutbox reports an outbox that cannot be trusted or used: changed by something else, of another key or chain, closed, or asked for what makes no sense.
var ErrOutbox = errors.New("outbox cannot be used")

// Outbox keeps the transactions of one key on one chain from before they are sent until they have ended. Its methods may be called from any goroutine.
type Outbox interface {
	// Begin keeps a new transaction with its first signed form and gives it an ID. When it returns, the transaction survives the death of whatever the outbox
	// promises to survive. It returns ErrOutbox for a key of which one is open or done.
	Begin(o Outgoing) (id uint64, err error)
	// Replace adds a signed form, the one to be sent from now on, and survives as Begin does. Adding one that is there moves it to the end. A transaction that had ended is
	// open again: a block that held it is no longer part of the chain.
	Replace(id uint64, raw []byte) error
	// End says how a transaction ended. A crash may forget an end that is in a block, which the next life finds out again; FateVoid survives as Begin does.
	End(id uint64, e Ending) error
	// Open lists the transactions that have not ended, by nonce.
	Open() []Outgoing
	// Find returns the transaction of a key that is open or done.
	Find(key string) (Outgoing, bool)
}

// keepRaws is how many done transactions keep their signed form, to send it again should a deep reorganisation undo them.
const keepRaws = 256

// shelf is the contents of an outbox.
type shelf struct {
	next  uint64
	open  map[uint64]*Outgoing
	keys  map[string]*Outgoing
	fresh []*Outgoing // done ones with a key that still have their signed form, oldest first
}

func newShelf() shelf { return shelf{open: map[uint64]*Outgoing{}, keys: map[string]*Outgoing{}} }

// check reports whether a record can follow what is there.
func (s *shelf) check(r record) error {
	switch {
	case r.Begin != nil:
		_, taken := s.keys[r.Begin.Key]
		switch {
		case taken && r.Begin.Key != "":
			return fmt.Errorf("begin transaction: %q is there already: %w", r.Begin.Key, ErrOutbox)
		case s.at(r.Begin.ID) != nil:
			return fmt.Errorf("begin transaction: %d is there already: %w", r.Begin.ID, ErrOutbox)
		case r.Begin.End == nil && len(r.Begin.Raws) == 0, r.Begin.End != nil && (r.Begin.End.Fate != FateDone || r.Begin.Key == ""):
			return fmt.Errorf("begin transaction: nothing is signed: %w", ErrOutbox)
		}
	case r.Replace != nil:
		if s.at(r.Replace.ID) == nil {
			return fmt.Errorf("replace transaction %d: it is not there: %w", r.Replace.ID, ErrOutbox)
		}
	case r.End != nil:
		if s.open[r.End.ID] == nil {
			return fmt.Errorf("end transaction %d: it is not open: %w", r.End.ID, ErrOutbox)
		}
	default:
		return fmt.Errorf("a record says nothing: %w", ErrOutbox)
	}
	return nil
}

// apply does what a record that was checked says.
func (s *shelf) apply(r record) {
	switch {
	case r.Begin != nil:
		o := r.Begin.clone()
		s.next = max(s.next, o.ID+1)
		if o.End == nil {
			s.open[o.ID] = &o
		}
		if o.Key != "" {
			s.keys[o.Key] = &o
		}
		if o.End != nil && len(o.Raws) > 0 {
			s.fresh = append(s.fresh, &o)
		}
	case r.Replace != nil:
		o := s.at(r.Replace.ID)
		o.Raws = append(slices.DeleteFunc(o.Raws, func(raw []byte) bool { return bytes.Equal(raw, r.Replace.Raw) }), r.Replace.Raw)
		if o.End != nil {
			o.End = nil
			s.open[o.ID] = o
			s.fresh = slices.DeleteFunc(s.fresh, func(f *Outgoing) bool { return f == o })
		}
	case r.End != nil:
		s.end(s.open[r.End.ID], r.End.End)
	}
}

func (s *shelf) end(o *Outgoing, e Ending) {
	delete(s.open, o.ID)
	o.End = &e
	switch {
	case o.Key == "":
	case e.Fate != FateDone:
		delete(s.keys, o.Key)
	default:
		o.Raws = slices.DeleteFunc(o.Raws, func(raw []byte) bool { return datatoken.Hash(crypto.Keccak256(raw)) != e.Evidence.Tx })
		s.fresh = append(s.fresh, o)
		if len(s.fresh) > keepRaws {
			s.fresh[0].Raws = nil
			s.fresh = slices.Delete(s.fresh, 0, 1)
		}
	}
}

// at finds a transaction that is open, or done and kept with its signed form.
func (s *shelf) at(id uint64) *Outgoing {
	if o := s.open[id]; o != nil {
		return o
	}
	for _, o := range s.fresh {
		if o.ID == id {
			return o
		}
	}
	return nil
}

func (s *shelf) opened() []Outgoing {
	out := make([]Outgoing, 0, len(s.open))
	for _, o := range s.open {
		out = append(out, o.clone())
	}
	slices.SortFunc(out, func(a, b Outgoing) int { return cmp.Or(cmp.Compare(a.Nonce, b.Nonce), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (s *shelf) find(key string) (Outgoing, bool) {
	o := s.keys[key]
	if key == "" || o == nil {
		return Outgoing{}, false
	}
	return o.clone(), true
}

// MemoryOutbox is an Outbox that lasts as long as the process: for who can find out what happened in another way.
type MemoryOutbox struct {
	mu sync.Mutex
	s  shelf
}

// NewMemoryOutbox makes an empty one.
func NewMemoryOutbox() *MemoryOutbox { return &MemoryOutbox{s: newShelf()} }

func (m *MemoryOutbox) do(r record) error {
	if err := m.s.check(r); err != nil {
		return err
	}
	m.s.apply(r)
	return nil
}

// Begin is Outbox.Begin; nothing survives the process.
func (m *MemoryOutbox) Begin(o Outgoing) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o.ID, o.End = m.s.next, nil
	return o.ID, m.do(record{Begin: &o})
}

// Replace is Outbox.Replace.
func (m *MemoryOutbox) Replace(id uint64, raw []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.do(record{Replace: &replaced{id, raw}})
}

// End is Outbox.End.
func (m *MemoryOutbox) End(id uint64, e Ending) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.do(record{End: &ended{id, e}})
}

// Open is Outbox.Open.
func (m *MemoryOutbox) Open() []Outgoing {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.s.opened()
}

// Find is Outbox.Find.
func (m *MemoryOutbox) Find(key string) (Outgoing, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.s.find(key)
}
