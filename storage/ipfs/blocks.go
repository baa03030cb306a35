package ipfs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
)

// view shows the objects of a node as the blocks they are made of. Every block is verified when it is read. It cannot be written
// to: blocks come with their objects.
type view struct{ n *Node }

var _ blockstore.Blockstore = view{}

// Blocks shows what the node holds as blocks, for other parts of IPFS to read. Every block is verified when it is read.
func (n *Node) Blocks() blockstore.Blockstore { return view{n} }

var errReadOnly = errors.New("blocks come and go with their objects")

func (v view) find(c cid.Cid) (place, [32]byte, error) {
	h := c.Hash()
	if p := c.Prefix(); p.MhType != multihash.SHA2_256 || p.MhLength != 32 {
		return place{}, [32]byte{}, ipld.ErrNotFound{Cid: c}
	}
	digest := [32]byte(h[len(h)-32:])
	v.n.mu.RLock()
	defer v.n.mu.RUnlock()
	at, ok := v.n.blocks[digest]
	if !ok {
		return place{}, digest, ipld.ErrNotFound{Cid: c}
	}
	return at, digest, nil
}

// Get implements blockstore.Blockstore.
func (v view) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	at, digest, err := v.find(c)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(v.n.path(at.in))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ipld.ErrNotFound{Cid: c}
	}
	if err != nil {
		return nil, fmt.Errorf("read block %s: %w", c, err)
	}
	defer f.Close()
	b := make([]byte, at.len)
	if _, err := f.ReadAt(b, at.off); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read block %s: %w", c, err)
	}
	if sha256.Sum256(b) != digest {
		return nil, fmt.Errorf("read block %s: %w", c, blockstore.ErrHashMismatch)
	}
	return blocks.NewBlockWithCid(b, c)
}

// Has implements blockstore.Blockstore.
func (v view) Has(_ context.Context, c cid.Cid) (bool, error) {
	_, _, err := v.find(c)
	return err == nil, nil
}

// GetSize implements blockstore.Blockstore.
func (v view) GetSize(_ context.Context, c cid.Cid) (int, error) {
	at, _, err := v.find(c)
	if err != nil {
		return -1, err
	}
	return int(at.len), nil
}

// AllKeysChan implements blockstore.Blockstore, listing the blocks of one moment, as raw.
func (v view) AllKeysChan(ctx context.Context) (<-chan cid.Cid, error) {
	v.n.mu.RLock()
	digests := make([][32]byte, 0, len(v.n.blocks))
	for d := range v.n.blocks {
		digests = append(digests, d)
	}
	v.n.mu.RUnlock()
	out := make(chan cid.Cid)
	go func() {
		defer close(out)
		for _, d := range digests {
			select {
			case out <- blockCID(cid.Raw, d):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

func (view) Put(context.Context, blocks.Block) error       { return errReadOnly }
func (view) PutMany(context.Context, []blocks.Block) error { return errReadOnly }
func (view) DeleteBlock(context.Context, cid.Cid) error    { return errReadOnly }
