package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stintdao/stint/datatoken"
)

// Dataset is what the chain holds of a dataset.
type Dataset struct {
	ID       datatoken.Address `json:"id"`
	Curator  datatoken.Address `json:"curator"`
	Inbox    datatoken.Address `json:"inbox"`    // where the price of plain Ocean orders waits
	Manifest datatoken.Hash    `json:"manifest"` // digest
	URI      string            `json:"uri"`      // of the manifest
	Version  datatoken.Hash    `json:"version"`  // digest of who joined and left; zero before the first batch
	Open     bool              `json:"open"`     // admits every algorithm
	Tokens   []datatoken.Token `json:"tokens"`
	Batches  []JoinedBatch     `json:"batches"`
	Left     []LeftMember      `json:"left,omitempty"`
}

// LeftMember is a member that was taken out of a batch.
type LeftMember struct {
	Batch    uint64             `json:"batch"`
	Member   datatoken.Address  `json:"member"`
	Joined   uint64             `json:"joined"`  // batches that had joined by then
	Version  datatoken.Hash     `json:"version"` // of the dataset without it
	Evidence datatoken.Evidence `json:"evidence"`
}

// JoinedBatch is a batch that joined a dataset.
type JoinedBatch struct {
	Index   uint64             `json:"index"`
	Block   uint32             `json:"block"` // privacy block
	Root    datatoken.Hash     `json:"root"`
	Shares  uint64             `json:"shares"`
	Members uint32             `json:"members"`
	List    datatoken.Hash     `json:"list"`    // digest of the list of contributions
	URI     string             `json:"uri"`     // where the list is
	Version datatoken.Hash     `json:"version"` // of the dataset with this batch
	Joined  datatoken.Evidence `json:"joined"`
}

// Dataset reads a dataset, or returns ErrNoDataset when it is not registered.
func (c *Client) Dataset(ctx context.Context, id datatoken.Address) (Dataset, error) {
	d := Dataset{ID: id}
	manifest, err := view(ctx, c, c.at.Contributions, contributions.PackManifest(common.Address(id)), contributions.UnpackManifest)
	if err != nil {
		return d, fmt.Errorf("read dataset %s: %w", id, err)
	}
	if manifest == [32]byte{} {
		return d, fmt.Errorf("read dataset %s: %w", id, ErrNoDataset)
	}
	d.Manifest = manifest
	if err := c.fill(ctx, &d); err != nil {
		return d, fmt.Errorf("read dataset %s: %w", id, err)
	}
	return d, nil
}

func (c *Client) fill(ctx context.Context, d *Dataset) (err error) {
	if d.Curator, err = c.owner(ctx, d.ID); err != nil {
		return err
	}
	id := common.Address(d.ID)
	inbox, err := view(ctx, c, c.at.JobEscrow, escrow.PackInboxOf(id), escrow.UnpackInboxOf)
	if err != nil {
		return err
	}
	d.Inbox = datatoken.Address(inbox)
	if d.Open, err = view(ctx, c, c.at.Algorithms, algorithms.PackOpen(id), algorithms.UnpackOpen); err != nil {
		return err
	}
	if d.Tokens, err = c.tokens(ctx, d.ID); err != nil {
		return err
	}
	registered, err := c.logs(ctx, c.at.Contributions, topic(contributions.GetABI().Events["Registered"].ID), addressTopic(d.ID))
	if err != nil {
		return err
	}
	for i := range registered { // the last one with the manifest of this moment
		r, err := decode(&registered[i], contributions.UnpackRegisteredEvent)
		if err != nil {
			return fmt.Errorf("read registration: %w", err)
		}
		if r.Manifest == d.Manifest {
			d.URI = r.Uri
		}
	}
	d.Batches, d.Left, d.Version, err = c.history(ctx, d.ID)
	return err
}

// history returns who joined a dataset and who left, each in order, and the version that it is at now.
func (c *Client) history(ctx context.Context, dataset datatoken.Address) (joined []JoinedBatch, left []LeftMember, version datatoken.Hash, err error) {
	logs, err := c.logs(ctx, c.at.Contributions, nil, addressTopic(dataset))
	if err != nil {
		return nil, nil, version, err
	}
	for i := range logs {
		l := &logs[i]
		switch l.Topics[0] {
		case contributions.GetABI().Events["Joined"].ID:
			j, err := readJoined(l)
			if err != nil {
				return nil, nil, version, err
			}
			joined, version = append(joined, *j), j.Version
		case contributions.GetABI().Events["Left"].ID:
			e, err := decode(l, contributions.UnpackLeftEvent)
			if err != nil || !e.Batch.IsUint64() {
				return nil, nil, version, errors.Join(fmt.Errorf("read who left: %w", ErrBadInput), err)
			}
			version = e.Version
			left = append(left, LeftMember{
				Batch: e.Batch.Uint64(), Member: datatoken.Address(e.Member), Joined: uint64(len(joined)), Version: version, Evidence: evidence(l),
			})
		}
	}
	return joined, left, version, nil
}

// Datasets lists all registered datasets, oldest first.
func (c *Client) Datasets(ctx context.Context) ([]datatoken.Address, error) {
	logs, err := c.logs(ctx, c.at.Contributions, topic(contributions.GetABI().Events["Registered"].ID))
	if err != nil {
		return nil, err
	}
	var out []datatoken.Address
	for i := range logs {
		if len(logs[i].Topics) < 2 {
			continue
		}
		if id := datatoken.Address(common.BytesToAddress(logs[i].Topics[1][:])); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// Batches lists the batches of a dataset, in the order they joined.
func (c *Client) Batches(ctx context.Context, dataset datatoken.Address) ([]JoinedBatch, error) {
	joined, _, _, err := c.history(ctx, dataset)
	return joined, err
}

func readJoined(l *types.Log) (*JoinedBatch, error) {
	e, err := decode(l, contributions.UnpackJoinedEvent)
	if err != nil {
		return nil, fmt.Errorf("read batch: %w", err)
	}
	if !e.Batch.IsUint64() {
		return nil, fmt.Errorf("read batch: number of more than 64 bits: %w", ErrBadInput)
	}
	return &JoinedBatch{
		Index: e.Batch.Uint64(), Block: e.Block, Root: e.Root, Shares: e.Shares, Members: e.Members,
		List: e.List, URI: e.Uri, Version: e.Version, Joined: evidence(l),
	}, nil
}

// Admits reports whether a dataset lets the algorithm with this digest run now.
func (c *Client) Admits(ctx context.Context, dataset datatoken.Address, algorithm datatoken.Hash) (bool, error) {
	ok, err := view(ctx, c, c.at.Algorithms, algorithms.PackAdmitted(common.Address(dataset), algorithm), algorithms.UnpackAdmitted)
	if err != nil {
		return false, fmt.Errorf("ask whether %s admits algorithm %s: %w", dataset, algorithm, err)
	}
	return ok, nil
}

// IsOperator reports whether an operator may reserve from the dataset's privacy budget.
func (c *Client) IsOperator(ctx context.Context, dataset, operator datatoken.Address) (bool, error) {
	ok, err := view(ctx, c, c.at.PrivacyLedger, ledger.PackOperatorOf(common.Address(dataset), common.Address(operator)), ledger.UnpackOperatorOf)
	if err != nil {
		return false, fmt.Errorf("ask whether %s is an operator of %s: %w", operator, dataset, err)
	}
	return ok, nil
}
