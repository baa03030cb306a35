package enclosure

import (
	"context"
	"time"
)

// WallClock is a Clock that waits as a machine does: by its Now, which is time.Now.
type WallClock func() time.Time

// Now returns the time.
func (c WallClock) Now() time.Time { return c() }

// Wait returns nil when t has come, or the context's error if that ends first.
func (c WallClock) Wait(ctx context.Context, t time.Time) error {
	timer := time.NewTimer(t.Sub(c()))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
