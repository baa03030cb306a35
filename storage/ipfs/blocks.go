package ipfs

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/ipfs/boxo/blockstore"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
)

// view shows what a node holds as blocks. Every block is verified when it is read. It cannot be written to: blocks come with their
// objects and archives.
type view struct{ n *Node }

var _ blockstore.Blockstore = view{}

// Blocks shows what the node holds as blocks, for other parts of IPFS to read: those of objects and those of imported archives, under
// any codec and CID version. Every block is verified when it is read; one that is damaged in one file is looked for in the others. Blocks
// that are inlined in their CID (the identity hash, up to 128 bytes) are there always.
func (n *Node) Blocks() blockstore.Blockstore { return view{n} }

var errReadOnly = errors.New("blocks come and go with their objects")

const maxInline = 128 // bytes of an identity hash

// digestOf returns the SHA2-256 digest in a CID. Blocks are known by no other hash.
func digestOf(c cid.Cid) ([32]byte, bool) {
	h := c.Hash()
	if p := c.Prefix(); p.MhType != multihash.SHA2_256 || p.MhLength != 32 || len(h) < 32 {
		return [32]byte{}, false
	}
	return [32]byte(h[len(h)-32:]), true
}

// inlined returns the block that a CID has in itself.
func inlined(c cid.Cid) ([]byte, bool) {
	if c.Prefix().MhType != multihash.IDENTITY {
		return nil, false
	}
	h, err := multihash.Decode(c.Hash())
	return h.Digest, err == nil && len(h.Digest) <= maxInline
}

// find returns where a block lies, best first, or ErrNotFound.
func (v view) find(c cid.Cid) ([]place, [32]byte, error) {
	digest, ok := digestOf(c)
	places := v.n.lookup(digest)
	if !ok || len(places) == 0 {
		return nil, digest, ipld.ErrNotFound{Cid: c}
	}
	return places, digest, nil
}

// Get implements blockstore.Blockstore.
func (v view) Get(ctx context.Context, c cid.Cid) (blocks.Block, error) {
	b, ok := inlined(c)
	if !ok {
		places, digest, err := v.find(c)
		if err != nil {
			return nil, err
		}
		if b, err = v.n.readBlock(ctx, places, digest); errors.Is(err, fs.ErrNotExist) {
			return nil, ipld.ErrNotFound{Cid: c} // collected since
		} else if errors.Is(err, storage.ErrCorrupt) {
			return nil, fmt.Errorf("read block %s: %w: %w", c, blockstore.ErrHashMismatch, err)
		} else if err != nil {
			return nil, fmt.Errorf("read block %s: %w", c, err)
		}
	}
	if err := spend(ctx, c, b); err != nil {
		return nil, fmt.Errorf("read block %s: %w", c, err)
	}
	return blocks.NewBlockWithCid(b, c)
}

// readBlock reads a block from the first place where it is right. If there is none, the error is that of the first place.
func (n *Node) readBlock(ctx context.Context, places []place, digest [32]byte) (_ []byte, why error) {
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := n.readPlace(p)
		if err == nil && sha256.Sum256(b) != digest {
			err = storage.ErrCorrupt
		}
		if err == nil {
			return b, nil
		}
		if why == nil || errors.Is(why, fs.ErrNotExist) {
			why = err
		}
	}
	return nil, why
}

func (n *Node) readPlace(p place) ([]byte, error) {
	if p.node != nil {
		return p.node.Bytes, nil
	}
	f, err := os.Open(n.path(p.in.name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, p.len)
	if k, err := f.ReadAt(b, p.off); k < len(b) {
		if errors.Is(err, io.EOF) {
			err = storage.ErrCorrupt // cut off
		}
		return nil, err
	}
	return b, nil
}

// Has implements blockstore.Blockstore.
func (v view) Has(_ context.Context, c cid.Cid) (bool, error) {
	if _, ok := inlined(c); ok {
		return true, nil
	}
	_, _, err := v.find(c)
	return err == nil, nil
}

// GetSize implements blockstore.Blockstore.
func (v view) GetSize(_ context.Context, c cid.Cid) (int, error) {
	if b, ok := inlined(c); ok {
		return len(b), nil
	}
	places, _, err := v.find(c)
	if err != nil {
		return -1, err
	}
	return int(places[0].len), nil
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
			case out <- storage.BlockCID(cid.Raw, d):
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

// budget is what may still be read for one request about a DAG of which nothing is known.
type budget struct{ bytes, links atomic.Int64 }

type budgetKey struct{}

// What a block costs at least, so that many small ones are not free, and the most links that are followed or listed for one request.
const (
	blockCost = 1 << 10
	maxLinks  = 1 << 17
)

// spend charges a block to the budget of the request that reads it, if it has one.
func spend(ctx context.Context, c cid.Cid, b []byte) error {
	left, ok := ctx.Value(budgetKey{}).(*budget)
	if !ok {
		return nil
	}
	if left.bytes.Add(-int64(max(len(b), blockCost))) < 0 {
		return errTooMuch
	}
	if c.Prefix().Codec == cid.DagProtobuf && left.links.Add(-int64(countLinks(b))) < 0 {
		return errTooMuch
	}
	return nil
}
