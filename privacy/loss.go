package privacy

import (
	"encoding/json"
	"errors"
	"fmt"
)

// NumOrders is how many Rényi orders every Loss and Budget carries.
const NumOrders = 16

// Orders are the Rényi orders α at which loss is accounted, fixed for this ledger version: the same list, in the same order, is
// compiled into the PrivacyLedger contract.
var Orders = [NumOrders]uint32{2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64, 128}

const (
	// UnitsPerNat is the resolution of a Loss: one unit is 1e-4 nats of Rényi divergence.
	UnitsPerNat = 10_000
	// MaxLane is the largest loss one order can hold. It means "cannot be admitted at this order": no cap may reach it,
	// so a lane that saturated here is never within budget and never wraps.
	MaxLane = 1<<24 - 1
)

// Loss is the privacy loss of a mechanism or a whole job: an upper bound on its Rényi divergence at each of Orders, in units of
// 1e-4 nats, rounded up. The zero value is no loss. A Loss is a value; it can be compared with ==.
type Loss struct{ lane [NumOrders]uint32 }

// ErrLane reports a lane outside 0..MaxLane.
var ErrLane = errors.New("privacy loss lane out of range")

// LossFromLanes builds a Loss from ledger units, in the order of Orders. It returns ErrLane when a lane exceeds MaxLane.
func LossFromLanes(lanes [NumOrders]uint32) (Loss, error) {
	for i, v := range lanes {
		if v > MaxLane {
			return Loss{}, fmt.Errorf("order %d: %d units: %w", Orders[i], v, ErrLane)
		}
	}
	return Loss{lanes}, nil
}

// Lanes returns the loss at each of Orders in ledger units.
func (l Loss) Lanes() [NumOrders]uint32 { return l.lane }

// IsZero reports whether the loss is zero at every order.
func (l Loss) IsZero() bool { return l == Loss{} }

// Add composes two losses (RDP adds at each order; Mironov 1702.07476, Proposition 1), saturating at MaxLane.
func (l Loss) Add(m Loss) Loss {
	for i := range l.lane {
		l.lane[i] = min(l.lane[i]+m.lane[i], MaxLane)
	}
	return l
}

// AtMost reports whether l is no larger than m at every order.
func (l Loss) AtMost(m Loss) bool {
	for i := range l.lane {
		if l.lane[i] > m.lane[i] {
			return false
		}
	}
	return true
}

// MarshalJSON writes the lanes as an array of NumOrders integers.
func (l Loss) MarshalJSON() ([]byte, error) { return json.Marshal(l.lane) }

// UnmarshalJSON reads what MarshalJSON wrote; a wrong length or a lane above MaxLane is refused.
func (l *Loss) UnmarshalJSON(b []byte) error {
	var lanes []uint32
	if err := json.Unmarshal(b, &lanes); err != nil {
		return fmt.Errorf("read privacy loss: %w", err)
	}
	if len(lanes) != NumOrders {
		return fmt.Errorf("read privacy loss: %d lanes, want %d: %w", len(lanes), NumOrders, ErrLane)
	}
	v, err := LossFromLanes([NumOrders]uint32(lanes))
	if err != nil {
		return fmt.Errorf("read privacy loss: %w", err)
	}
	*l = v
	return nil
}
