package enclosure

import (
	"context"
	"fmt"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// Keyring opens shard keys with the provider's identity. The conductor asks it after the wall was proven closed, and at no other time.
type Keyring struct{ Identity storage.Identity }

// Unwrap returns the key of a shard, if it is wrapped to this provider.
func (k Keyring) Unwrap(_ context.Context, s c2d.Shard) (storage.Key, error) {
	me := k.Identity.Recipient().Fingerprint()
	for _, e := range s.Keys {
		if e.Recipient == me {
			return k.Identity.Unwrap(e, c2d.ShardInfo(s.Dataset, s.Member))
		}
	}
	return storage.Key{}, fmt.Errorf("shard %s is not sealed to this provider: %w", s.Shard, storage.ErrKey)
}
