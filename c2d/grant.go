package c2d

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stintdao/stint/storage"
)

// Grant is the key to a shard, wrapped once more, to a provider that its contributor had not wrapped it to. The shard stays as it is. Whoever could make it
// could open the shard, so a provider that can open what it was granted needs nobody's word for it.
type Grant struct {
	Shard storage.Ref      `json:"shard"`
	Key   storage.Envelope `json:"key"`
}

// LoadGrants reads the keys that this provider was granted to a dataset's shards.
func LoadGrants(ctx context.Context, v Vault, d Dataset) (map[storage.Ref]storage.Envelope, error) {
	out := map[storage.Ref]storage.Envelope{}
	if d.Granted == (storage.Ref{}) {
		return out, nil
	}
	o, err := v.Open(ctx, d.Granted)
	if err != nil {
		return nil, fmt.Errorf("open granted keys: %w", err)
	}
	defer o.Close()
	var list []Grant
	if err := decodeStrict(io.NewSectionReader(o, 0, o.Size()), maxBatch, &list); err != nil {
		return nil, Refuse(DataUnavailable, "grant them again with stint recover", "the list of granted keys cannot be read: %v", err)
	}
	for _, g := range list {
		out[g.Shard] = g.Key
	}
	return out, nil
}

// EncodeGrants is the JSON form of a list of granted keys, by shard.
func EncodeGrants(keys map[storage.Ref]storage.Envelope) []byte {
	list := make([]Grant, 0, len(keys))
	for shard, key := range keys {
		list = append(list, Grant{shard, key})
	}
	slices.SortFunc(list, func(a, b Grant) int { return strings.Compare(a.Shard.CID, b.Shard.CID) })
	b, err := json.Marshal(list)
	if err != nil {
		panic("grants: " + err.Error()) // cannot happen: every field marshals
	}
	return b
}
