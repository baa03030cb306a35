package ipfs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

// Verify reads everything that the node holds, one file after the other, and returns what is damaged, be it in a block or in what stands
// between the blocks. Objects are mended by putting them again, archives by importing them again. An error of the disk that is not known to
// be damage ends it.
func (n *Node) Verify(ctx context.Context) ([]Stored, error) {
	var bad []Stored
	for _, f := range n.list() {
		if n.closed.Load() {
			return bad, fmt.Errorf("verify: %w", fs.ErrClosed)
		}
		size, err := n.verifyFile(ctx, f)
		n.mu.RLock()
		gone := f.gone
		n.mu.RUnlock()
		switch {
		case gone:
		case errors.Is(err, storage.ErrCorrupt) || errors.Is(err, fs.ErrNotExist):
			bad = append(bad, f.stored(size))
		case err != nil:
			return bad, fmt.Errorf("verify %s: %w", f.name, err)
		}
	}
	return bad, nil
}

func (n *Node) verifyFile(ctx context.Context, f *file) (int64, error) {
	in, err := os.Open(n.path(f.name))
	if err != nil {
		return 0, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return 0, err
	}
	if f.ref == (storage.Ref{}) {
		return info.Size(), verifyArchive(ctx, in, info)
	}
	return info.Size(), verifyObject(ctx, &car{File: in}, f.ref, info.Size())
}

// verifyObject compares the file of an object with what Put writes.
func verifyObject(ctx context.Context, c *car, ref storage.Ref, size int64) (err error) {
	if c.dag, err = c.resolve(ref); err != nil {
		return err
	}
	same := func(off int64, want []byte) error {
		got := make([]byte, len(want))
		if _, err := c.ReadAt(got, off); err != nil && err != io.EOF {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("at %d: %w", off, storage.ErrCorrupt)
		}
		return nil
	}
	if err := same(0, header(cid.MustParse(ref.CID))); err != nil {
		return err
	}
	buf := make([]byte, storage.LeafSize)
	for i, digest := range c.dag.Leaves {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := buf[:c.dag.LeafLen(i)]
		if err := same(leafStart(i), section(cid.Raw, digest, len(b))); err != nil {
			return err
		}
		if err := c.readLeaf(i, b); err != nil && err != io.EOF {
			return err
		}
		if sha256.Sum256(b) != digest {
			return fmt.Errorf("leaf %d: %w", i, storage.ErrCorrupt)
		}
	}
	off := nodesStart(ref.Size)
	for _, node := range c.dag.Nodes {
		want := append(section(cid.DagProtobuf, node.Digest, len(node.Bytes)), node.Bytes...)
		if err := same(off, want); err != nil {
			return err
		}
		off += int64(len(want))
	}
	if off != size {
		return fmt.Errorf("file of %d bytes: %w", size, storage.ErrCorrupt)
	}
	return nil
}

// verifyArchive looks whether the blocks of an archive's file match, and all else its name.
func verifyArchive(ctx context.Context, f *os.File, info os.FileInfo) error {
	heads := sha256.New()
	first := func(roots []cid.Cid) { heads.Write(archiveHeader(roots)) }
	err := readSections(f, info.Size(), first, func(c cid.Cid, e entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		heads.Write(sectionOf(c, int(e.len)))
		b := make([]byte, e.len)
		if _, err := f.ReadAt(b, e.off); err != nil && err != io.EOF {
			return err
		}
		if sha256.Sum256(b) != e.digest {
			return fmt.Errorf("block %s: %w", c, storage.ErrCorrupt)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if hex.EncodeToString(heads.Sum(nil))+".car" != filepath.Base(f.Name()) {
		return fmt.Errorf("what stands between the blocks: %w", storage.ErrCorrupt)
	}
	return nil
}
