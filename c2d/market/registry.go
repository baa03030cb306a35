package market

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/card"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
)

// Registry is the chain as visitors of the node need it: it reads datasets into the catalogue, checking everything that they claim,
// balances royalties, and takes snapshots for those who verify.
type Registry struct {
	Client    *chain.Client
	Vault     c2d.Vault
	Catalogue c2d.Catalogue
	Journal   c2d.Journal
	// Unwrap opens the key to a shard with the provider's identity, to see whether what it was granted opens.
	Unwrap func(ctx context.Context, s c2d.Shard) (storage.Key, error)
	// Faucet gives a development account coins; nil where coins are worth something.
	Faucet func(ctx context.Context, account datatoken.Address) error

	mu sync.Mutex // held from reading a dataset's record to writing it
}

// ErrMismatch reports a dataset whose documents are not what its contracts say.
var ErrMismatch = errors.New("dataset does not match the chain")

// Register reads a dataset from the chain and its documents from the store, checks that they belong together, and keeps it.
func (r *Registry) Register(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	d, err := r.read(ctx, id)
	switch {
	case errors.Is(err, chain.ErrNoDataset):
		return c2d.Dataset{}, c2d.Refuse(c2d.NotFound, "publish it first", "the chain has no dataset %s", id)
	case errors.Is(err, storage.ErrNotFound), errors.Is(err, storage.ErrCorrupt):
		return c2d.Dataset{}, c2d.Refuse(c2d.DataUnavailable, "upload the manifest and the lists of contributions to this node", "a document of dataset %s is not held here", id)
	case errors.Is(err, ErrMismatch):
		return c2d.Dataset{}, c2d.Refuse(c2d.VerificationFailed, "tell the dataset's curator", "%v", err)
	case err != nil:
		return c2d.Dataset{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	before, err := r.Catalogue.Get(ctx, id)
	if err != nil && !errors.Is(err, c2d.ErrNoDataset) {
		return c2d.Dataset{}, err
	}
	d.Granted = before.Granted // the chain does not know of it
	return d, r.Catalogue.Put(ctx, d)
}

// Grant keeps keys to shards of a dataset that were wrapped to this provider by whoever could open them, such as the DAO with its recovery key. All of them must open, and be
// the keys that the contributors committed to, or none is kept.
func (r *Registry) Grant(ctx context.Context, id datatoken.Address, grants []c2d.Grant) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, err := r.Catalogue.Get(ctx, id)
	if err != nil {
		return err
	}
	shards := map[storage.Ref]c2d.Shard{}
	for _, b := range d.Batches {
		list, err := c2d.LoadBatch(ctx, r.Vault, b)
		if err != nil {
			return err
		}
		for _, c := range list {
			shards[c.Shard] = c2d.Shard{Contribution: c, Dataset: id}
		}
	}
	keys, err := c2d.LoadGrants(ctx, r.Vault, d)
	if err != nil {
		return err
	}
	for i, g := range grants {
		s, ok := shards[g.Shard]
		if !ok {
			return c2d.Refuse(c2d.NotFound, "grant keys to shards that have joined the dataset", "key %d is to %s, which is no shard of the dataset", i+1, g.Shard)
		}
		s.Keys = []storage.Envelope{g.Key}
		key, err := r.Unwrap(ctx, s)
		if err == nil {
			err = key.CheckCommit(g.Shard, s.Commit)
		}
		if errors.Is(err, storage.ErrKey) {
			return c2d.Refuse(c2d.BadRequest, "wrap it to the recipient that /v1/node names", "key %d does not open shard %s for this provider", i+1, g.Shard)
		}
		if err != nil {
			return fmt.Errorf("open granted key: %w", err)
		}
		keys[g.Shard] = g.Key
	}
	if d.Granted, err = r.Vault.Put(ctx, bytes.NewReader(c2d.EncodeGrants(keys))); err != nil {
		return fmt.Errorf("store granted keys: %w", err)
	}
	return r.Catalogue.Put(ctx, d)
}

func (r *Registry) read(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	on, err := r.Client.Dataset(ctx, id)
	if err != nil {
		return c2d.Dataset{}, err
	}
	d := c2d.Dataset{ID: id, Curator: on.Curator, Tokens: on.Tokens, Version: on.Version}
	if d.ManifestRef, err = document(on.URI, on.Manifest); err != nil {
		return d, err
	}
	o, err := r.Vault.Open(ctx, d.ManifestRef)
	if err != nil {
		return d, fmt.Errorf("open manifest: %w", err)
	}
	defer o.Close()
	signed, err := card.Open(io.NewSectionReader(o, 0, o.Size()), chain.RecoverText)
	switch {
	case errors.Is(err, card.ErrCard):
		return d, fmt.Errorf("%w: %w", ErrMismatch, err)
	case err != nil:
		return d, err
	case !signed.SignedBy(d.Curator):
		return d, fmt.Errorf("the card is signed by %s and not by the curator, %s: %w", signed.Signers[0], d.Curator, ErrMismatch)
	}
	d.Manifest = signed.Manifest
	for _, b := range on.Batches {
		batch, err := r.batch(ctx, id, b)
		if err != nil {
			return d, err
		}
		d.Batches = append(d.Batches, batch)
	}
	for _, l := range on.Left {
		d.Left = append(d.Left, c2d.Departure{Batch: l.Batch, Member: l.Member, Joined: l.Joined, Version: l.Version})
	}
	return d, r.checkCaps(ctx, d)
}

// document is the address of a document that the chain names by URI and digest.
func document(uri string, digest datatoken.Hash) (storage.Ref, error) {
	ref, err := storage.ParseURI(uri)
	if err != nil || ref.Digest() != digest {
		return storage.Ref{}, fmt.Errorf("a document's address %.100q does not have the digest on chain: %w", uri, ErrMismatch)
	}
	return ref, nil
}

// batch checks a list of contributions: every signature, every share, and that the list is the one that joined.
func (r *Registry) batch(ctx context.Context, dataset datatoken.Address, on chain.JoinedBatch) (c2d.Batch, error) {
	b := c2d.Batch{Index: on.Index, Block: on.Block, Members: on.Members, Shares: on.Shares, Root: on.Root, Version: on.Version, Joined: on.Joined}
	var err error
	if b.List, err = document(on.URI, on.List); err != nil {
		return b, err
	}
	list, err := c2d.LoadBatch(ctx, r.Vault, b)
	if c2d.AsRefusal(err) != nil {
		return b, fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	if err != nil {
		return b, err
	}
	for _, c := range list {
		if err := CheckContribution(r.Client.Addresses(), dataset, c); err != nil || c.Block != b.Block {
			return b, fmt.Errorf("batch %d has a contribution that %s did not sign for block %d: %w", b.Index, c.Member, b.Block, ErrMismatch)
		}
	}
	shares, err := Shares(list)
	if err != nil || shares.Root() != b.Root || shares.Total() != b.Shares {
		return b, fmt.Errorf("batch %d has other shares than its list: %w", b.Index, ErrMismatch)
	}
	return b, nil
}

// checkCaps holds the manifest's promise against the ledger: no block may spend more than the ε it states.
func (r *Registry) checkCaps(ctx context.Context, d c2d.Dataset) error {
	most, err := privacy.Caps(d.Manifest.Epsilon, d.Manifest.Delta, privacy.DefaultOrder)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	budgets, err := r.Client.Budgets(ctx, d.ID, d.Blocks())
	if err != nil {
		return err
	}
	for i, b := range budgets {
		for k, limit := range most {
			if b.Caps[k] > limit {
				return fmt.Errorf("block %d may spend more than the manifest says: %w", d.Blocks()[i], ErrMismatch)
			}
		}
	}
	return nil
}

// CheckContribution returns nil if the contribution's member signed it.
func CheckContribution(at chain.Addresses, dataset datatoken.Address, c c2d.Contribution) error {
	if err := c.Shard.Check(); err != nil {
		return err
	}
	signer, err := chain.RecoverContribution(chain.ContributionDomain(at), Signed(dataset, c), c.Signature)
	if err != nil {
		return err
	}
	if signer != c.Member {
		return fmt.Errorf("contribution of %s is signed by %s: %w", c.Member, signer, ErrMismatch)
	}
	return nil
}

// Signed is what the member of a contribution signs.
func Signed(dataset datatoken.Address, c c2d.Contribution) chain.Contribution {
	return chain.Contribution{Dataset: dataset, Shard: c.Shard.Digest(), Rows: c.Rows, Commit: c.Commit, Block: c.Block}
}

// Shares are the royalty shares of a batch: one part a row, one share a member however many shards it gave.
func Shares(list []c2d.Contribution) (*chain.Shares, error) {
	var out []datatoken.Share
	at := map[datatoken.Address]int{}
	for _, c := range list {
		i, seen := at[c.Member]
		if !seen {
			i, out = len(out), append(out, datatoken.Share{Member: c.Member})
			at[c.Member] = i
		}
		out[i].Parts += c.Rows
	}
	return chain.NewShares(out)
}

// Royalties balances a dataset's royalty pool, to the unit.
func (r *Registry) Royalties(ctx context.Context, id datatoken.Address) (web.Royalties, error) {
	d, err := r.Catalogue.Get(ctx, id)
	if err != nil {
		return web.Royalties{}, err
	}
	var batches []*chain.Shares
	for _, b := range d.Batches {
		list, err := c2d.LoadBatch(ctx, r.Vault, b)
		if err != nil {
			return web.Royalties{}, err
		}
		shares, err := Shares(list)
		if err != nil {
			return web.Royalties{}, err
		}
		batches = append(batches, shares)
	}
	books, members, err := r.Client.Conservation(ctx, id, batches)
	if err != nil {
		return web.Royalties{}, err
	}
	_, inbox, err := r.Client.Inbox(ctx, id)
	if err != nil {
		return web.Royalties{}, err
	}
	out := web.Royalties{
		Dataset: id, Paid: books.Paid, Treasury: books.Treasury, Curator: books.Curator, Claimed: books.Claimed, Claimable: books.Owed, Locked: books.Locked,
		Parked: books.Parked, Dust: books.Dust, Parts: books.Shares, Unlock: books.Unlock, Inbox: inbox,
	}
	for _, m := range members {
		out.Members = append(out.Members, web.MemberRoyalty{Member: m.Member, Batch: m.Batch, Parts: m.Parts, Claimed: m.Claimed, Claimable: m.Owed, Locked: m.Locked, Left: m.Left})
	}
	return out, nil
}

// Croissant describes a dataset for the rest of the world.
func (r *Registry) Croissant(ctx context.Context, id datatoken.Address) (json.RawMessage, error) {
	d, err := r.Catalogue.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	p := card.Place{Contracts: r.Client.Addresses()}
	if p.Symbol, p.Decimals, err = r.Client.Currency(ctx); err != nil {
		return nil, err
	}
	if p.Sums, err = card.Sums(ctx, r.Vault, d); err != nil {
		return nil, err
	}
	return card.Croissant(d, p)
}

// Snapshot is the stretch of the chain from a job's order to its end, with all that is needed to check it without a node.
func (r *Registry) Snapshot(ctx context.Context, job datatoken.Hash) (json.RawMessage, error) {
	j, err := r.Journal.Load(ctx, job)
	if err != nil {
		return nil, err
	}
	to := j.Order.Block
	for _, m := range j.Marks {
		if m.Evidence != nil {
			to = max(to, m.Evidence.Block)
		}
	}
	var tokens []datatoken.Address
	if !j.Order.Plain.IsZero() {
		tokens = append(tokens, j.Order.Token)
	}
	s, err := r.Client.Snapshot(ctx, j.Order.Block, to, tokens...)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode snapshot: %w", err)
	}
	return b, nil
}

// What the faucet of a development chain gives: Ether for gas, and currency.
var faucetEther, faucetCurrency = datatoken.Units(10_000_000_000_000_000_000), datatoken.Units(1_000_000_000)

// Faucet gives coins of a development chain from an account that has many.
func Faucet(rich *chain.Sender) func(context.Context, datatoken.Address) error {
	return func(ctx context.Context, account datatoken.Address) error {
		_, err := rich.Fund(ctx, account, faucetEther, faucetCurrency)
		return err
	}
}

// Fund gives a development account coins.
func (r *Registry) Fund(ctx context.Context, account datatoken.Address) error {
	if r.Faucet == nil {
		return c2d.Refuse(c2d.NotAuthorized, "fund the account yourself", "coins are worth something on this chain")
	}
	return r.Faucet(ctx, account)
}
