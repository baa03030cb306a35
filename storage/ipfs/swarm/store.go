package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

// Put implements storage.Store: it refuses.
func (*Host) Put(context.Context, io.Reader) (storage.Ref, error) {
	return storage.Ref{}, fmt.Errorf("put object: %w", storage.ErrReadOnly)
}

// Open implements storage.Store. It fetches the inner nodes of the object; leaves are fetched when they are read, until the object is
// closed, whatever becomes of ctx. The error is storage.ErrNotFound if every peer says that it has not got it, and ErrUnreachable if that
// is not known because peers are not connected or do not answer in time. Reads return ErrUnreachable too, and storage.ErrCorrupt where the
// peers have the object's root and not its leaves, or have them damaged. The object of no bytes is always there. Up to 8 blocks are fetched
// at once for all objects together: a reader that wants speed reads many whole leaves (storage.LeafSize) concurrently.
func (h *Host) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	o, err := h.openObject(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	return o, nil
}

func (h *Host) openObject(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	if err := ref.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ref.Size == 0 && rootCID(ref) != noBytes {
		return nil, fmt.Errorf("it has more than no bytes: %w", storage.ErrCorrupt) // nothing will be read that could show it
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	known := newHolders(life)
	dag, err := storage.Resolve(ref, func(digest [32]byte) ([]byte, error) {
		return h.asker.get(ctx, storage.BlockCID(cid.DagProtobuf, digest), known)
	})
	if err != nil {
		end()
		return nil, err
	}
	if len(dag.Nodes) == 0 {
		if err := h.asker.has(ctx, rootCID(ref), known); err != nil {
			end()
			return nil, err
		}
	}
	leaf := func(i int, p []byte) error {
		b, err := h.asker.get(life, storage.BlockCID(cid.Raw, dag.Leaves[i]), known)
		if errors.Is(err, storage.ErrNotFound) {
			return fmt.Errorf("%w: the peers that had the object lack a part of it: %v", storage.ErrCorrupt, err)
		}
		if err == nil && copy(p, b) != max(len(p), len(b)) {
			err = storage.ErrCorrupt
		}
		return err
	}
	return storage.NewObject(dag, leaf, func() error { end(); return nil }), nil
}

// Stat finds the Ref that belongs to a CID, such as one that another IPFS implementation printed, by asking peers for its root. It is
// storage.ErrRef for what no object has: another codec or hash, or another layout than unixfs-v1-2025; errors are otherwise those of Open.
func (h *Host) Stat(ctx context.Context, c string) (storage.Ref, error) {
	ref, err := h.stat(ctx, c)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("look up %q: %w", c, err)
	}
	return ref, nil
}

func (h *Host) stat(ctx context.Context, text string) (storage.Ref, error) {
	c, err := cid.Decode(text)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("%w: %w", storage.ErrRef, err)
	}
	if ref, err := storage.RefOfRoot(text, nil); err == nil || errors.Is(err, storage.ErrRef) {
		return ref, err // the empty object, or none: nothing to ask for
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	known := newHolders(ctx)
	root, err := h.asker.get(ctx, c, known)
	if err != nil {
		return storage.Ref{}, err
	}
	return storage.RefOfRoot(text, root)
}

// rootCID is the CID of a Ref that has passed Check.
func rootCID(ref storage.Ref) cid.Cid {
	c, err := cid.Decode(ref.CID)
	if err != nil {
		panic(err)
	}
	return c
}
