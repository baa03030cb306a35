package enclosure

import (
	"time"
)

// Schedule is when the shards of one round run. It is a pure function of public numbers: what a program does, how long it takes
// and whether it fails move nothing in it.
type Schedule struct {
	Start  time.Time     // of the round
	Shards int           // how many run, in the public order of the list
	Lanes  int           // how many at the same moment
	Slot   time.Duration // what each gets
}

// At is when shard k starts, never earlier.
func (s Schedule) At(k int) time.Time { return s.Start.Add(time.Duration(k/s.Lanes) * s.Slot) }

// Until is when shard k must have ended, program killed and reaped; what comes later counts as nothing.
func (s Schedule) Until(k int) time.Time { return s.At(k).Add(s.Slot) }

// End is when the round ends, however early its last program did.
func (s Schedule) End() time.Time {
	return s.Start.Add(time.Duration((s.Shards+s.Lanes-1)/s.Lanes) * s.Slot)
}
