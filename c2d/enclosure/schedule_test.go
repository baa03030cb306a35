package enclosure

import (
	"testing"
	"time"
)

func TestSchedule(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, tc := range map[string]struct {
		shards, lanes int
		at            []int // start of each shard, in slots
		end           int
	}{
		"one lane":             {3, 1, []int{0, 1, 2}, 3},
		"two lanes, even":      {4, 2, []int{0, 0, 1, 1}, 2},
		"two lanes, odd":       {5, 2, []int{0, 0, 1, 1, 2}, 3},
		"as many as there are": {3, 3, []int{0, 0, 0}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := Schedule{Start: start, Shards: tc.shards, Lanes: tc.lanes, Slot: 40 * time.Millisecond}
			last := map[int]time.Time{}
			for k, slot := range tc.at {
				if got := s.At(k).Sub(start); got != time.Duration(slot)*s.Slot {
					t.Errorf("shard %d starts after %v, want %d slots", k, got, slot)
				}
				if s.Until(k).Sub(s.At(k)) != s.Slot || s.Until(k).After(s.End()) {
					t.Errorf("shard %d: slot %v to %v, round ends %v", k, s.At(k), s.Until(k), s.End())
				}
				if !s.At(k).Before(last[k%s.Lanes]) {
					last[k%s.Lanes] = s.Until(k)
					continue
				}
				t.Errorf("shard %d starts on lane %d before the shard ahead of it is over", k, k%s.Lanes)
			}
			if got := s.End().Sub(start); got != time.Duration(tc.end)*s.Slot {
				t.Errorf("round lasts %v, want %d slots", got, tc.end)
			}
		})
	}
}
