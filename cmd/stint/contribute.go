package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/pack"
)

// offer is what a person asks contribute to do.
type offer struct {
	dataset, data, name, curator, copies, store string

	split     int
	block     uint32
	dry, skip bool
}

func (a *app) contributeCmd() *cobra.Command {
	var o offer
	cmd := &cobra.Command{
		Use:   "contribute --dataset DATASET --data RECORDS --wallet NAME",
		Short: "Seal records on this machine and contribute them",
		Long: `Seal records on this machine, with a key of their own that only the node's sandboxes can use, upload the ciphertext, and hand in the
contribution, signed by its contributor. Plain records never leave this machine.

RECORDS is a file in the dataset's format, or a directory: of files of lines, which are put one after the other, or, for a dataset in tar, of any
files, which are packed. A command that was interrupted, or killed, goes on where it was when it is run again.

The dataset's curator then lets the contribution join (stint accept), or does so at once with --curator.
With --split the rows are dealt, in turn, to that many people of a set of wallets. --dry-run shows what it would be, and sends nothing.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.contribute(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.dataset, "dataset", "", "the dataset")
	f.StringVar(&o.data, "data", "", "file or directory of records in the dataset's format")
	f.StringVar(&o.name, "wallet", "", "the contributor's wallet, or a set of them")
	f.IntVar(&o.split, "split", 1, "deal the rows to this many people of the set")
	f.StringVar(&o.curator, "curator", "", "the curator's wallet: let the contributions join at once")
	f.StringVar(&o.store, "store", "", "LOCATION to upload to, instead of the node, which has to read from there (stint store --help, stint serve --source)")
	f.StringVar(&o.copies, "copy", "", "directory that keeps a copy of the ciphertexts")
	f.Uint32Var(&o.block, "block", 0, "privacy block to be charged in")
	f.BoolVar(&o.dry, "dry-run", false, "show sizes, time and cost; seal and send nothing")
	f.BoolVar(&o.skip, "skip", false, "leave out what a directory has beside files of records: links, devices, other names")
	return cmd
}

func (a *app) contribute(ctx context.Context, o offer) error {
	id, err := address(o.dataset)
	if err != nil {
		return err
	}
	w, err := a.wallet(o.name)
	if err != nil {
		return err
	}
	if o.split < 1 || o.split > w.count {
		return c2d.Refuse(c2d.BadRequest, "make a larger set with stint wallet new --count", "wallet %s is %d people, the rows are for %d", o.name, w.count, o.split)
	}
	empty, err := blank(o.data)
	if err != nil {
		return err
	}
	if empty {
		return c2d.Refuse(c2d.BadRequest, "give a file with records", "%s has 0 records", o.data)
	}
	v, err := a.visit(ctx)
	if err != nil {
		return err
	}
	if o.curator != "" {
		if _, err := a.one(o.curator, v.chain); err != nil {
			return err
		}
	}
	d, err := v.Dataset(ctx, id)
	if err != nil {
		return err
	}
	src, err := openData(d.Manifest, o.data, o.skip)
	if err != nil {
		return err
	}
	defer src.Close()
	if n := src.Skipped(); n > 0 {
		a.note("%d links, devices and files with other names are left out.", n)
	}
	hands, err := handsOf(d.Manifest, src, o.data, o.split)
	if err != nil {
		return err
	}
	if most := hands[0].rows; most > uint64(d.Manifest.MaxRows) && d.Manifest.Format != "tar" {
		a.note("A query counts the first %d records of a contributor; some here give %d.", d.Manifest.MaxRows, most)
	}
	s := sealer{dataset: id, block: o.block, at: v.info.Contracts, vault: v.vault(), memory: filepath.Join(a.home, "contributions", id.String())}
	if s.to, err = recipients(v.info, d.Manifest); err != nil {
		return err
	}
	if err := s.room(w, hands); err != nil {
		return err
	}
	if o.dry {
		return a.rehearse(ctx, d, src, hands)
	}
	if o.store != "" {
		st, done, err := openStore(ctx, o.store)
		if err != nil {
			return err
		}
		defer done()
		s.vault = st
	}
	if o.copies != "" {
		keep, err := dir.Open(o.copies)
		if err != nil {
			return fmt.Errorf("open %s: %w", o.copies, err)
		}
		s.vault, s.keep = storage.Both(s.vault, keep), keep
	}
	list, err := a.seal(ctx, s, w, hands)
	switch {
	case errors.Is(err, pack.ErrChanged):
		return c2d.Refuse(c2d.Conflict, "contribute again when nobody writes to it", "the data changes while it is sealed: %v", err)
	case errors.Is(err, dir.ErrBusy):
		return c2d.Refuse(c2d.Conflict, "wait until the other command is through", "the same data is being contributed: %v", err)
	case err != nil:
		return err
	}
	if err := v.Contribute(ctx, id, list); err != nil {
		if c2d.IsRefusal(err, c2d.DataUnavailable) { // nothing was kept: what is nowhere is not to be handed in again
			for i, h := range hands {
				os.Remove(s.path(w.key(i).Address(), h) + ".json")
			}
		}
		return err
	}
	if o.curator != "" {
		return a.accept(ctx, v, id, o.curator, o.block)
	}
	a.note("The curator lets them join with: stint accept --dataset %s --wallet CURATOR", id)
	return a.show(list, id.String(), func(out io.Writer) { fmt.Fprintf(out, "%d contributions handed in\n", len(list)) })
}

// vault is where ciphertexts go.
func (v *visit) vault() c2d.Vault { return web.ClientVault{Client: v.Client} }

// recipients are those whom a contribution's key is wrapped to: the node, and whom the manifest names to recover it.
func recipients(node web.Info, m c2d.Manifest) ([]storage.Recipient, error) {
	to, err := storage.ParseRecipient(node.Recipient)
	if err != nil {
		return nil, fmt.Errorf("read the node's key: %w", err)
	}
	out, err := m.RecoveryKeys()
	if err != nil {
		return nil, err
	}
	if slices.Contains(out, to) {
		return out, nil
	}
	return append([]storage.Recipient{to}, out...), nil
}

// rehearsal is what contributing would be. Sizes are in bytes.
type rehearsal struct {
	People  int    `json:"people"`
	Files   int    `json:"files"`
	Rows    uint64 `json:"rows"`
	Plain   int64  `json:"plain"`
	Sealed  int64  `json:"sealed"`
	Objects int    `json:"objects"`
	Leaves  int    `json:"leaves"`
	Rate    int64  `json:"rate"`    // bytes a second that this machine seals
	Seconds int64  `json:"seconds"` // to seal all of it
	Gas     uint64 `json:"gas"`     // of the one transaction with which the curator lets them join; contributing has none
}

// Gas of a transaction that lets a batch of any size join a dataset (docs/benchmarks.md).
const gasFirstJoin, gasJoin = 182_431, 133_614

// rehearse says what contributing would be.
func (a *app) rehearse(ctx context.Context, d c2d.Dataset, src *pack.Source, hands []hand) error {
	r := rehearsal{People: len(hands), Files: src.Files(), Objects: len(hands), Gas: gasFirstJoin}
	if len(d.Batches) > 0 {
		r.Gas = gasJoin
	}
	for _, h := range hands {
		sealed := storage.SealedSize(h.size)
		r.Rows, r.Plain, r.Sealed, r.Leaves = r.Rows+h.rows, r.Plain+h.size, r.Sealed+sealed, r.Leaves+storage.LeafCount(sealed)
	}
	var err error
	if r.Rate, err = sealingRate(ctx, hands[0].open()); err != nil {
		return err
	}
	r.Seconds = (r.Plain + r.Rate - 1) / r.Rate
	return a.show(r, d.ID.String(), func(out io.Writer) {
		t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
		defer t.Flush()
		fmt.Fprintf(t, "records\t%d of %d people, in %s\n", r.Rows, r.People, plural(r.Files, "file"))
		fmt.Fprintf(t, "plain\t%d bytes\n", r.Plain)
		fmt.Fprintf(t, "sealed\t%d bytes in %d objects, %d leaves\n", r.Sealed, r.Objects, r.Leaves)
		fmt.Fprintf(t, "time\t%s to seal at %s/s; the way to the store comes on top\n", time.Duration(r.Seconds)*time.Second, bytesText(r.Rate))
		fmt.Fprintf(t, "cost\tno gas; the curator pays about %d gas when they join, in one transaction\n", r.Gas)
		fmt.Fprintf(t, "sent\tnothing: this was a rehearsal\n")
	})
}

// sealingRate seals up to 32 MiB, of which the data is the first part, for nobody, and says how many bytes a second that was.
func sealingRate(ctx context.Context, data io.Reader) (int64, error) {
	const sample = 32 << 20
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	if _, err := storage.PutSealed(ctx, nowhere{}, io.LimitReader(io.MultiReader(data, zeros{}), sample), storage.SealConfig{Key: key, Rand: rand.Reader}); err != nil {
		return 0, fmt.Errorf("measure sealing: %w", err)
	}
	return max(1, int64(sample/time.Since(start).Seconds())), nil
}

// nowhere is a store that keeps nothing.
type nowhere struct{}

func (nowhere) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	d, err := storage.Import(ctx, r, nil)
	return d.Ref, err
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// sealer makes contributions to one dataset.
type sealer struct {
	dataset datatoken.Address
	block   uint32
	at      chain.Addresses
	to      []storage.Recipient
	vault   c2d.Vault
	keep    storage.Store // nil, or where a copy must be
	memory  string        // directory of what was sealed before, and of what is being sealed
}

func (a *app) seal(ctx context.Context, s sealer, w wallet, hands []hand) ([]c2d.Contribution, error) {
	if err := os.MkdirAll(s.memory, 0o700); err != nil {
		return nil, fmt.Errorf("remember contributions: %w", err)
	}
	if err := dir.SweepSealings(filepath.Join(s.memory, "*.sealing")); err != nil {
		return nil, err
	}
	size := int64(0)
	for _, h := range hands {
		size += h.size
	}
	bar := newBar(a.err, "sealing and uploading shards", len(hands)).ofBytes(size)
	defer bar.end()
	var list []c2d.Contribution
	for i, h := range hands {
		c, err := s.seal(ctx, w.key(i), h, bar)
		if err != nil {
			return nil, fmt.Errorf("contribute shard %d: %w", i, err)
		}
		list = append(list, c)
		bar.step()
	}
	return list, nil
}

// path is where a contribution is remembered: as .json when it is made, as .sealing while it is.
func (s sealer) path(member datatoken.Address, h hand) string {
	return filepath.Join(s.memory, fmt.Sprintf("%s-%d-%x", member, s.block, h.digest))
}

// seal makes a contribution, or returns the one it made of the same records before: contributing again after a kill must not give
// the same records twice.
func (s sealer) seal(ctx context.Context, member *chain.Wallet, h hand, bar *bar) (c2d.Contribution, error) {
	path := s.path(member.Address(), h)
	var c c2d.Contribution
	err := resume(path+".sealing", func(mem *dir.Sealing) error {
		made := false
		if c, made = s.recall(ctx, path+".json"); made {
			bar.add(h.size)
			return nil
		}
		r := bar.read(h.open())
		var err error
		if c, err = s.fresh(ctx, member, h.rows, r, mem); err == nil {
			err = remember(path+".json", c)
		}
		if err != nil {
			bar.add(-r.n)
		}
		return err
	})
	return c, err
}

// remember keeps a contribution. One that is cut short is not recalled.
func remember(path string, c c2d.Contribution) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("remember contribution: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("remember contribution: %w", err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("remember contribution: %w", err)
	}
	return nil
}

// recall reads what was made before, if it is for this node, and all who can recover it, and holds.
func (s sealer) recall(ctx context.Context, path string) (c c2d.Contribution, ok bool) {
	raw, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(raw, &c) != nil || market.CheckContribution(s.at, s.dataset, c) != nil {
		return c, false
	}
	for _, to := range s.to {
		if !slices.ContainsFunc(c.Keys, func(e storage.Envelope) bool { return e.Recipient == to.Fingerprint() }) {
			return c, false
		}
	}
	if s.keep == nil {
		return c, true
	}
	o, err := s.keep.Open(ctx, c.Shard)
	return c, err == nil && o.Close() == nil
}

// room refuses more than a contributor may have in a dataset, with what is remembered of contributions before these.
func (s sealer) room(w wallet, hands []hand) error {
	paths, err := filepath.Glob(filepath.Join(s.memory, "*.json"))
	if err != nil {
		return fmt.Errorf("recall contributions: %w", err)
	}
	before := map[datatoken.Address]map[string]int64{}
	for _, path := range paths {
		var c c2d.Contribution
		raw, err := os.ReadFile(path)
		if err != nil || json.Unmarshal(raw, &c) != nil {
			continue
		}
		if before[c.Member] == nil {
			before[c.Member] = map[string]int64{}
		}
		before[c.Member][path] = c.Shard.Size + 1
	}
	for i, h := range hands {
		member := w.key(i).Address()
		sum := int64(0)
		for path, size := range before[member] {
			if path != s.path(member, h)+".json" {
				sum += size
			}
		}
		if sealed := storage.SealedSize(h.size); sealed+1+sum > maxSealed {
			return tooMuch(sealed, sum)
		}
	}
	return nil
}

// fresh seals what r reads as one object, and signs for it.
func (s sealer) fresh(ctx context.Context, member *chain.Wallet, rows uint64, r io.Reader, mem *dir.Sealing) (c2d.Contribution, error) {
	c := c2d.Contribution{Member: member.Address(), Rows: rows, Block: s.block}
	var commit [32]byte
	var err error
	if c.Shard, commit, c.Keys, err = sealTo(ctx, s.vault, r, mem, c2d.ShardInfo(s.dataset, member.Address()), s.to); err != nil {
		return c, err
	}
	c.Commit = commit
	c.Signature, err = member.SignContribution(chain.ContributionDomain(s.at), market.Signed(s.dataset, c))
	return c, err
}

func (a *app) acceptCmd() *cobra.Command {
	var dataset, name string
	var block uint32
	cmd := &cobra.Command{
		Use: "accept --dataset DATASET --wallet CURATOR", Short: "Let contributions that wait join a dataset, in one transaction", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			id, err := address(dataset)
			if err != nil {
				return err
			}
			v, err := a.visit(cmd.Context())
			if err != nil {
				return err
			}
			return a.accept(cmd.Context(), v, id, name, block)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dataset, "dataset", "", "the dataset")
	f.StringVar(&name, "wallet", "", "the curator's wallet")
	f.Uint32Var(&block, "block", 0, "accept contributions to this privacy block")
	return cmd
}

// accept lets everything that waits for a block join: the curator checks each signature, not only the node.
func (a *app) accept(ctx context.Context, v *visit, id datatoken.Address, name string, block uint32) error {
	curator, err := a.one(name, v.chain)
	if err != nil {
		return err
	}
	d, err := v.Register(ctx, id) // what joined before a kill does not wait any more
	if err != nil {
		return err
	}
	if d.Curator != curator.Address() {
		return c2d.Refuse(c2d.NotAuthorized, "use the wallet that published it", "%s is not the curator of dataset %s", curator.Address(), id)
	}
	pending, err := v.Pending(ctx, id)
	if err != nil {
		return err
	}
	var list []c2d.Contribution
	for _, c := range pending {
		if c.Block != block {
			continue
		}
		if err := market.CheckContribution(v.info.Contracts, id, c); err != nil {
			return c2d.Refuse(c2d.VerificationFailed, "do not trust this node", "a contribution that waits is not signed by its member: %v", err)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return c2d.Refuse(c2d.NotFound, "contribute with stint contribute", "no contribution waits for block %d of dataset %s", block, id)
	}
	if err := v.gas(ctx, curator.Address()); err != nil {
		return err
	}
	caps, err := privacy.Caps(d.Manifest.Epsilon, d.Manifest.Delta, privacy.DefaultOrder)
	if err != nil {
		return fmt.Errorf("make caps: %w", err)
	}
	if err := curator.OpenBlock(ctx, id, chain.Block{Index: block, Caps: caps}); err != nil { // new contributors may bring a fresh budget
		return err
	}
	var says strings.Builder
	for _, batch := range batches(list) {
		b, err := v.join(ctx, curator, id, batch)
		if err != nil {
			return err
		}
		fmt.Fprintf(&says, "%d contributions with %d shares joined block %d in one transaction, %s\n", b.Members, b.Shares, b.Block, b.Joined.Tx)
	}
	if d, err = v.Register(ctx, id); err != nil {
		return err
	}
	return a.show(d, d.ID.String(), func(out io.Writer) { io.WriteString(out, says.String()) })
}

// batches divides contributions so that nobody is twice in one batch: usually there is one.
func batches(list []c2d.Contribution) [][]c2d.Contribution {
	var out [][]c2d.Contribution
	times := map[datatoken.Address]int{}
	for _, c := range list {
		n := times[c.Member]
		times[c.Member]++
		if n == len(out) {
			out = append(out, nil)
		}
		out[n] = append(out[n], c)
	}
	return out
}

// join stores a batch's list and puts it on chain.
func (v *visit) join(ctx context.Context, curator *chain.Sender, id datatoken.Address, list []c2d.Contribution) (chain.JoinedBatch, error) {
	shares, err := market.Shares(list)
	if err != nil {
		return chain.JoinedBatch{}, fmt.Errorf("make shares: %w", err)
	}
	ref, err := web.ClientVault{Client: v.Client}.Put(ctx, bytes.NewReader(c2d.EncodeBatch(list)))
	if err != nil {
		return chain.JoinedBatch{}, fmt.Errorf("store list of contributions: %w", err)
	}
	return curator.Join(ctx, chain.Batch{Dataset: id, Block: list[0].Block, Shares: shares, List: ref.Digest(), URI: ref.URI()})
}
