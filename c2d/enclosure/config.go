package enclosure

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Rounds is the conductor's durable memory. A query job is one round, number 0.
type Rounds interface {
	// Begin records that the shards of a round may be read from now on. When it returns nil that survives a crash. Beginning the
	// round again that was begun last and not finished changes nothing.
	Begin(ctx context.Context, job datatoken.Hash, round int) error
	// Finish stores what a begun round gave, for ever: when it returns nil the bytes survive a crash, and other bytes for the
	// same round are refused.
	Finish(ctx context.Context, job datatoken.Hash, round int, result []byte) error
	// Load returns how many rounds of a job began, how many of them were finished, and what the last finished one gave.
	Load(ctx context.Context, job datatoken.Hash) (begun, finished int, last []byte, err error)
}

// Keys opens shard keys. It is asked only after the wall was proven closed.
type Keys interface {
	// Unwrap returns the key that the shard's contributor wrapped to this provider. An error is an infrastructure fault.
	Unwrap(ctx context.Context, s c2d.Shard) (storage.Key, error)
}

// Cells makes cells: child processes (Local) or pods.
type Cells interface {
	// Dial returns a stream to a fresh cell for a lane. Closing the stream ends the cell and everything in it.
	Dial(ctx context.Context, lane int) (io.ReadWriteCloser, error)
}

// Clock is time as an argument.
type Clock interface {
	Now() time.Time
	// Wait returns nil when t has come, or the context's error if that ends first.
	Wait(ctx context.Context, t time.Time) error
}

// Config is what a conductor needs. Everything but Seal, Progress and Lanes must be set.
type Config struct {
	Vault  c2d.Vault
	Keys   Keys
	Rounds Rounds
	Cells  Cells // may be nil where only query jobs run
	Seal   Seal  // who else must see the cells proven closed before there are keys; nil on one machine
	Clock  Clock
	Rand   io.Reader // the operating system's: noise keys come from it
	// Lanes is how many shards run at the same moment; 0 for one per processor this process may use. It is public: the length
	// of a round depends on it.
	Lanes int
	// Scratch is a directory for ciphertext that was fetched, as unnamed files; empty for the system's.
	Scratch string
	// Progress is told how far the run is, in rounds. It must not block. nil for none.
	Progress func(c2d.Progress)
}

// Check refuses a configuration that cannot work.
func (c Config) Check() error {
	switch {
	case c.Vault == nil:
		return errors.New("enclosure: no vault")
	case c.Keys == nil:
		return errors.New("enclosure: no keys")
	case c.Rounds == nil:
		return errors.New("enclosure: no rounds")
	case c.Clock == nil:
		return errors.New("enclosure: no clock")
	case c.Rand == nil:
		return errors.New("enclosure: no randomness")
	case c.Lanes < 0 || c.Lanes > MaxLanes:
		return errors.New("enclosure: lanes must be 0 to 256")
	}
	return nil
}

// MaxLanes bounds Config.Lanes.
const MaxLanes = 256
