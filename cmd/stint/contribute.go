package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/market"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/datatoken/chain"
	"github.com/stintdao/stint/privacy"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

func (a *app) contributeCmd() *cobra.Command {
	var dataset, data, name, curator, copies string
	var split int
	var block uint32
	cmd := &cobra.Command{
		Use:   "contribute --dataset DATASET --data ROWS --wallet NAME",
		Short: "Seal records on this machine and contribute them",
		Long: `Seal records on this machine, with a key of their own that only the node's sandboxes can use, upload the ciphertext, and hand in the
contribution, signed by its contributor. Plain records never leave this machine.

The dataset's curator then lets the contribution join (stint accept), or does so at once with --curator.
With --split the rows are dealt, in turn, to that many people of a set of wallets.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			id, err := address(dataset)
			if err != nil {
				return err
			}
			w, err := a.wallet(name)
			if err != nil {
				return err
			}
			if split < 1 || split > w.count {
				return c2d.Refuse(c2d.BadRequest, "make a larger set with stint wallet new --count", "wallet %s is %d people, the rows are for %d", name, w.count, split)
			}
			raw, err := os.ReadFile(data)
			if err != nil {
				return fmt.Errorf("read records: %w", err)
			}
			hands, err := deal(raw, split)
			if err != nil {
				return err
			}
			v, err := a.visit(ctx)
			if err != nil {
				return err
			}
			if curator != "" {
				if _, err := a.one(curator, v.chain); err != nil {
					return err
				}
			}
			d, err := v.Dataset(ctx, id)
			if err != nil {
				return err
			}
			if d.Manifest.Format == "parquet" {
				if hands, err = whole(d.Manifest, raw, split); err != nil {
					return err
				}
			}
			if most := hands[0].rows; most > uint64(d.Manifest.MaxRows) {
				a.note("A query counts the first %d records of a contributor; some here give %d.", d.Manifest.MaxRows, most)
			}
			s := sealer{
				dataset: id, block: block, at: v.info.Contracts, vault: web.ClientVault{Client: v.Client},
				memory: filepath.Join(a.home, "contributions", id.String()),
			}
			if s.to, err = storage.ParseRecipient(v.info.Recipient); err != nil {
				return fmt.Errorf("read the node's key: %w", err)
			}
			if copies != "" {
				keep, err := dir.Open(copies)
				if err != nil {
					return fmt.Errorf("open %s: %w", copies, err)
				}
				s.vault, s.keep = storage.Both(s.vault, keep), keep
			}
			list, err := a.seal(ctx, s, w, hands)
			if err != nil {
				return err
			}
			if err := v.Contribute(ctx, id, list); err != nil {
				return err
			}
			if curator != "" {
				return a.accept(ctx, v, id, curator, block)
			}
			a.note("The curator lets them join with: stint accept --dataset %s --wallet CURATOR", id)
			return a.show(list, id.String(), func(out io.Writer) { fmt.Fprintf(out, "%d contributions handed in\n", len(list)) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&dataset, "dataset", "", "the dataset")
	f.StringVar(&data, "data", "", "file of records in the dataset's format: one a line, or Parquet")
	f.StringVar(&name, "wallet", "", "the contributor's wallet, or a set of them")
	f.IntVar(&split, "split", 1, "deal the rows to this many people of the set")
	f.StringVar(&curator, "curator", "", "the curator's wallet: let the contributions join at once")
	f.StringVar(&copies, "copy", "", "directory that keeps a copy of the ciphertexts")
	f.Uint32Var(&block, "block", 0, "privacy block to be charged in")
	return cmd
}

// deal gives each line to one of n people, in turn. Blank lines are skipped.
func deal(raw []byte, n int) ([]hand, error) {
	hands := make([]hand, n)
	rows := 0
	for line := range bytes.Lines(raw) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		h := &hands[rows%n]
		h.rows++
		h.data = append(append(h.data, bytes.TrimRight(line, "\r\n")...), '\n')
		rows++
	}
	if rows < n {
		return nil, c2d.Refuse(c2d.BadRequest, "give fewer people, or more records", "%d records cannot be dealt to %d people", rows, n)
	}
	return hands, nil
}

// whole gives a file that is no list of lines to one person.
func whole(m c2d.Manifest, raw []byte, people int) ([]hand, error) {
	if people != 1 {
		return nil, c2d.Refuse(c2d.BadRequest, "write a file for each person, and contribute each with its own wallet", "a %s file cannot be dealt to %d people", m.Format, people)
	}
	rows := enclosure.CountRecords(m, raw)
	if rows == 0 {
		return nil, c2d.Refuse(c2d.BadRequest, "compare its columns with those that stint datasets shows", "the file has no record that fits the dataset's columns")
	}
	return []hand{{raw, rows}}, nil
}

// hand is what one person contributes.
type hand struct {
	data []byte
	rows uint64
}

// sealer makes contributions to one dataset.
type sealer struct {
	dataset datatoken.Address
	block   uint32
	at      chain.Addresses
	to      storage.Recipient
	vault   c2d.Vault
	keep    storage.Store // nil, or where a copy must be
	memory  string        // directory of what was sealed before
}

func (a *app) seal(ctx context.Context, s sealer, w wallet, hands []hand) ([]c2d.Contribution, error) {
	if err := os.MkdirAll(s.memory, 0o700); err != nil {
		return nil, fmt.Errorf("remember contributions: %w", err)
	}
	bar := newBar(a.err, "sealing and uploading shards", len(hands))
	defer bar.end()
	var list []c2d.Contribution
	for i, h := range hands {
		c, err := s.seal(ctx, w.key(i), h)
		if err != nil {
			return nil, fmt.Errorf("contribute shard %d: %w", i, err)
		}
		list = append(list, c)
		bar.step(len(h.data))
	}
	return list, nil
}

// seal makes a contribution, or returns the one it made of the same records before: contributing again after a kill must not give
// the same records twice.
func (s sealer) seal(ctx context.Context, member *chain.Wallet, h hand) (c2d.Contribution, error) {
	path := filepath.Join(s.memory, fmt.Sprintf("%s-%d-%x.json", member.Address(), s.block, sha256.Sum256(h.data)))
	if c, ok := s.recall(ctx, path); ok {
		return c, nil
	}
	c, err := s.fresh(ctx, member, h)
	if err != nil {
		return c, err
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return c, fmt.Errorf("remember contribution: %w", err)
	}
	return c, os.WriteFile(path, raw, 0o600) // one that is cut short is not recalled
}

// recall reads what was made before, if it is for this node and holds.
func (s sealer) recall(ctx context.Context, path string) (c c2d.Contribution, ok bool) {
	raw, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(raw, &c) != nil || market.CheckContribution(s.at, s.dataset, c) != nil {
		return c, false
	}
	if len(c.Keys) != 1 || c.Keys[0].Recipient != s.to.Fingerprint() {
		return c, false
	}
	if s.keep == nil {
		return c, true
	}
	o, err := s.keep.Open(ctx, c.Shard)
	return c, err == nil && o.Close() == nil
}

func (s sealer) fresh(ctx context.Context, member *chain.Wallet, h hand) (c2d.Contribution, error) {
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		return c2d.Contribution{}, err
	}
	info := c2d.ShardInfo(s.dataset, member.Address())
	c := c2d.Contribution{Member: member.Address(), Rows: h.rows, Block: s.block}
	if c.Shard, err = storage.PutSealed(ctx, s.vault, bytes.NewReader(h.data), storage.SealConfig{Key: key, AAD: info, Rand: rand.Reader}); err != nil {
		return c, err
	}
	c.Commit = key.Commit(c.Shard)
	env, err := storage.Wrap(key, s.to, info)
	if err != nil {
		return c, err
	}
	c.Keys = []storage.Envelope{env}
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
