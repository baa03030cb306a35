package market

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// TestGrant: a provider keeps keys that it was granted if every one of them is the key the contributor committed to, and opens for it; reading the dataset
// from the chain again does not forget them.
func TestGrant(t *testing.T) {
	f := newFair(t, newTown(t))
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f.registry.Unwrap = func(_ context.Context, s c2d.Shard) (storage.Key, error) {
		return id.Unwrap(s.Keys[0], c2d.ShardInfo(s.Dataset, s.Member))
	}
	f.publish(t)
	f.contribute(t)
	keys := map[storage.Ref]storage.Key{}
	for i := range f.list {
		key, err := storage.NewKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		keys[f.list[i].Shard] = key
		f.list[i].Commit = datatoken.Hash(key.Commit(f.list[i].Shard))
		f.list[i] = f.sign(t, f.members[i], f.list[i])
	}
	f.join(t)
	if _, err := f.registry.Register(t.Context(), f.id); err != nil {
		t.Fatal(err)
	}
	grant := func(shard storage.Ref, key storage.Key, member datatoken.Address) c2d.Grant {
		e, err := storage.Wrap(key, id.Recipient(), c2d.ShardInfo(f.id, member))
		if err != nil {
			t.Fatal(err)
		}
		return c2d.Grant{Shard: shard, Key: e}
	}
	one, two := f.list[0], f.list[1]
	good := grant(one.Shard, keys[one.Shard], one.Member)
	stranger := grant(two.Shard, keys[two.Shard], two.Member)
	stranger.Key.Recipient = "somebody else"
	for name, tc := range map[string]struct {
		grants []c2d.Grant
		code   c2d.Code
	}{
		"no shard of it":       {[]c2d.Grant{good, grant(storage.Ref{CID: "bafkreigaknpexyvxt76zgkitavbwx6ejgfheup5oybpm77f3pxzrvwpfdi", Size: 5}, keys[one.Shard], one.Member)}, c2d.NotFound},
		"another shard's key":  {[]c2d.Grant{good, grant(two.Shard, keys[one.Shard], two.Member)}, c2d.BadRequest},
		"for another member":   {[]c2d.Grant{good, grant(two.Shard, keys[two.Shard], one.Member)}, c2d.BadRequest},
		"for another provider": {[]c2d.Grant{good, stranger}, c2d.BadRequest},
	} {
		if err := f.registry.Grant(t.Context(), f.id, tc.grants); !c2d.IsRefusal(err, tc.code) {
			t.Errorf("%s: error %v, want %s", name, err, tc.code)
		}
		if d, err := f.registry.Catalogue.Get(t.Context(), f.id); err != nil || d.Granted != (storage.Ref{}) {
			t.Errorf("%s: something was kept: %v, error %v", name, d.Granted, err)
		}
	}
	want := map[storage.Ref]storage.Envelope{}
	for _, c := range []c2d.Contribution{one, two} { // one after the other: the second does not end the first
		g := grant(c.Shard, keys[c.Shard], c.Member)
		want[c.Shard] = g.Key
		if err := f.registry.Grant(t.Context(), f.id, []c2d.Grant{g}); err != nil {
			t.Fatal(err)
		}
	}
	d, err := f.registry.Register(t.Context(), f.id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c2d.LoadGrants(t.Context(), f.registry.Vault, d)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("what is granted: error %v (-want +got):\n%s", err, diff)
	}
}
