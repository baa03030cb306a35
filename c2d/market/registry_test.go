package market

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/c2dtest"
	"github.com/stintdao/stint/c2d/card"
	"github.com/stintdao/stint/c2d/local"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// fair is a dataset on its way into a registry: a test changes what it likes before it is published, and before a batch joins.
type fair struct {
	*town
	registry *Registry
	manifest c2d.Manifest
	caps     [privacy.NumOrders]uint32
	members  []*chain.Wallet
	list     []c2d.Contribution
	shares   *chain.Shares
	missing  bool // the documents are not in the node's store
	card     func(*testing.T, *fair) []byte
	id       datatoken.Address
}

func newFair(t *testing.T, w *town) *fair {
	t.Helper()
	w.sets++
	f := &fair{town: w, manifest: c2d.Manifest{
		Stint: 1, Name: "people", Format: "csv", Unit: "contributor", Epsilon: 8_000_000, Delta: 1_000_000, MaxRows: uint32(w.sets),
		Columns: []c2d.Column{{Name: "age", Kind: "integer", Max: 120}},
	}}
	var err error
	if f.caps, err = privacy.Caps(f.manifest.Epsilon, f.manifest.Delta, privacy.DefaultOrder); err != nil {
		t.Fatal(err)
	}
	f.card = func(t *testing.T, f *fair) []byte { return f.signed(t, f.curator.Wallet()) }
	f.registry = &Registry{
		Client: w.provider.Client, Vault: &c2dtest.Vault{}, Catalogue: &c2dtest.Catalogue{}, Journal: &c2dtest.Journal{Fuse: &c2dtest.Fuse{}},
	}
	return f
}

func (f *fair) put(t *testing.T, b []byte) storage.Ref {
	t.Helper()
	var vault c2d.Vault = &c2dtest.Vault{}
	if !f.missing {
		vault = f.registry.Vault
	}
	ref, err := vault.Put(t.Context(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func (f *fair) signed(t *testing.T, by *chain.Wallet) []byte {
	t.Helper()
	b, err := card.Sign(f.manifest, by)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (f *fair) publish(t *testing.T) {
	t.Helper()
	ref := f.put(t, f.card(t, f))
	d, err := f.curator.Publish(t.Context(), chain.Publication{
		Name: f.manifest.Name, Symbol: "PPL", Manifest: ref.Digest(), URI: ref.URI(), Open: true,
		Services: []chain.Service{{Name: "query", Symbol: "PPLQ", Price: datatoken.Units(5)}},
		Blocks:   []chain.Block{{Index: 0, Caps: f.caps}}, Operators: []datatoken.Address{f.provider.Address()},
	})
	if err != nil {
		t.Fatal(err)
	}
	f.id = d.ID
}

// contribute makes signed contributions of three members.
func (f *fair) contribute(t *testing.T) {
	t.Helper()
	for i := range 3 {
		key, err := chain.NewWallet(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		f.members = append(f.members, key)
		c := c2d.Contribution{Member: key.Address(), Shard: f.put(t, []byte{byte(i)}), Rows: uint64(i + 1)}
		f.list = append(f.list, f.sign(t, key, c))
	}
	var err error
	if f.shares, err = Shares(f.list); err != nil {
		t.Fatal(err)
	}
}

func (f *fair) sign(t *testing.T, key *chain.Wallet, c c2d.Contribution) c2d.Contribution {
	t.Helper()
	var err error
	if c.Signature, err = key.SignContribution(chain.ContributionDomain(f.registry.Client.Addresses()), Signed(f.id, c)); err != nil {
		t.Fatal(err)
	}
	return c
}

func (f *fair) join(t *testing.T) {
	t.Helper()
	ref := f.put(t, c2d.EncodeBatch(f.list))
	if _, err := f.curator.Join(t.Context(), chain.Batch{Dataset: f.id, Shares: f.shares, List: ref.Digest(), URI: ref.URI()}); err != nil {
		t.Fatal(err)
	}
}

// TestRegistryBelievesNobody: a node takes a dataset up only if every document is the one on chain, every contribution is signed by its member, the
// shares are those of the list, and no block may spend more than the card says. A curator who cheats is found out.
func TestRegistryBelievesNobody(t *testing.T) {
	w := newTown(t)
	for name, tc := range map[string]struct {
		before, after func(*testing.T, *fair) // publishing; contributing
		code          c2d.Code                // "" is accepted
	}{
		"honest":                         {nil, nil, ""},
		"caps beyond the card's epsilon": {func(_ *testing.T, f *fair) { f.caps[4]++ }, nil, c2d.VerificationFailed},
		"card signed by somebody else": {func(_ *testing.T, f *fair) {
			f.card = func(t *testing.T, f *fair) []byte { return f.signed(t, f.provider.Wallet()) }
		}, nil, c2d.VerificationFailed},
		"card not signed": {func(_ *testing.T, f *fair) {
			f.card = func(_ *testing.T, f *fair) []byte { return f.manifest.Canonical() }
		}, nil, c2d.VerificationFailed},
		"card changed after it was signed": {func(_ *testing.T, f *fair) {
			f.card = func(t *testing.T, f *fair) []byte {
				b := f.signed(t, f.curator.Wallet())
				b[len(b)/2]++
				return b
			}
		}, nil, c2d.VerificationFailed},
		"card is not in the store": {func(_ *testing.T, f *fair) { f.missing = true }, nil, c2d.DataUnavailable},
		"list is not in the store": {nil, func(_ *testing.T, f *fair) { f.missing = true }, c2d.DataUnavailable},
		"signed by somebody else": {nil, func(t *testing.T, f *fair) {
			f.list[1] = f.sign(t, f.members[0], f.list[1])
		}, c2d.VerificationFailed},
		"not signed":           {nil, func(_ *testing.T, f *fair) { f.list[1].Signature = "" }, c2d.VerificationFailed},
		"rows raised":          {nil, func(_ *testing.T, f *fair) { f.list[1].Rows++ }, c2d.VerificationFailed},
		"another shard":        {nil, func(_ *testing.T, f *fair) { f.list[1].Shard = f.list[0].Shard }, c2d.VerificationFailed},
		"signed for a block":   {nil, func(t *testing.T, f *fair) { f.list[1].Block = 7; f.list[1] = f.sign(t, f.members[1], f.list[1]) }, c2d.VerificationFailed},
		"shard has no address": {nil, func(_ *testing.T, f *fair) { f.list[1].Shard.CID = "nowhere" }, c2d.VerificationFailed},
		"a member left out":    {nil, func(_ *testing.T, f *fair) { f.list = f.list[:2] }, c2d.VerificationFailed},
		"shares of other parts": {nil, func(t *testing.T, f *fair) {
			f.list[2].Rows = 100
			f.list[2] = f.sign(t, f.members[2], f.list[2])
		}, c2d.VerificationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFair(t, w)
			if tc.before != nil {
				tc.before(t, f)
			}
			f.publish(t)
			f.contribute(t)
			if tc.after != nil {
				tc.after(t, f)
			}
			f.join(t)
			d, err := f.registry.Register(t.Context(), f.id)
			if tc.code != "" {
				if !c2d.IsRefusal(err, tc.code) {
					t.Fatalf("register: %v, want %s", err, tc.code)
				}
				if _, err := f.registry.Catalogue.Get(t.Context(), f.id); err == nil {
					t.Fatal("the dataset was taken up all the same")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d.Members() != 3 || d.Batches[0].Shares != 6 || d.Curator != w.curator.Address() || d.Version != d.Batches[0].Version {
				t.Fatalf("registered %+v", d)
			}
			if b, err := f.registry.Croissant(t.Context(), f.id); err != nil || !json.Valid(b) || !bytes.Contains(b, []byte(f.id.String())) {
				t.Fatalf("description %s, %v", b, err)
			}
			if r, err := f.registry.Royalties(t.Context(), f.id); err != nil || len(r.Members) != 3 || r.Parts != 6 {
				t.Fatalf("royalties %+v, %v", r, err)
			}
		})
	}
	f := newFair(t, w)
	if _, err := f.registry.Register(t.Context(), datatoken.Address{1}); !c2d.IsRefusal(err, c2d.NotFound) {
		t.Fatalf("a dataset that is not on chain: %v", err)
	}
	if err := f.registry.Fund(t.Context(), datatoken.Address{1}); !c2d.IsRefusal(err, c2d.NotAuthorized) {
		t.Fatalf("coins where they are worth something: %v", err)
	}
}

// TestPendingIsSigned: the inbox keeps contributions that their member signed and whose shards are there, all of a list or none.
func TestPendingIsSigned(t *testing.T) {
	f := newFair(t, newTown(t))
	f.publish(t)
	f.contribute(t)
	disk, err := local.OpenDisk(filepath.Join(t.TempDir(), "node.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	inbox := Pending{Inbox: disk.Inbox(), At: f.registry.Client.Addresses(), Vault: f.registry.Vault}
	bad := append([]c2d.Contribution(nil), f.list...)
	bad[2].Signature = bad[1].Signature
	if err := inbox.Add(t.Context(), f.id, bad); !c2d.IsRefusal(err, c2d.BadRequest) {
		t.Fatalf("add a contribution that somebody else signed: %v", err)
	}
	elsewhere := inbox
	elsewhere.Vault = &c2dtest.Vault{}
	if err := elsewhere.Add(t.Context(), f.id, f.list); !c2d.IsRefusal(err, c2d.DataUnavailable) {
		t.Fatalf("add contributions whose shards are nowhere: %v", err)
	}
	if list, err := inbox.Pending(t.Context(), f.id); err != nil || len(list) != 0 {
		t.Fatalf("%d wait, %v", len(list), err)
	}
	if err := inbox.Add(t.Context(), f.id, f.list); err != nil {
		t.Fatal(err)
	}
	if list, err := inbox.Pending(t.Context(), f.id); err != nil || len(list) != 3 {
		t.Fatalf("%d wait, %v", len(list), err)
	}
}
