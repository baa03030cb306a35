package chain

import (
	"context"
	"sync"
)

// desk is where the transactions of one account leave this process: one at a time, whoever sends.
type desk struct {
	turn   chan struct{} // holds one token while nobody sends
	memory *MemoryOutbox // of the Senders that have no other
}

// desks has one for each account that ever sent from this process.
var desks struct {
	sync.Mutex
	of map[Account]*desk
}

func deskOf(a Account) *desk {
	desks.Lock()
	defer desks.Unlock()
	d := desks.of[a]
	if d == nil {
		d = &desk{turn: make(chan struct{}, 1), memory: NewMemoryOutbox()}
		d.turn <- struct{}{}
		if desks.of == nil {
			desks.of = map[Account]*desk{}
		}
		desks.of[a] = d
	}
	return d
}

// take waits for the turn; give ends it.
func (d *desk) take(ctx context.Context) error {
	select {
	case <-d.turn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *desk) give() { d.turn <- struct{}{} }
