package ipfs

import (
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

// Verify reads everything that the node holds, one file after the other, and returns what is damaged, be it in a block, in the digests of an
// object, or in what stands between the blocks of an archive. Objects are mended by putting them again, archives by importing them again. An
// error of the disk that is not known to be damage ends it.
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
	return info.Size(), n.verifyObject(ctx, f.ref)
}

// verifyObject looks whether the digests are the object's, and the leaves match them.
func (n *Node) verifyObject(ctx context.Context, ref storage.Ref) error {
	f, d, err := n.object(ref)
	if errors.Is(err, storage.ErrNotFound) {
		return fs.ErrNotExist // since its file was looked at
	}
	if err != nil {
		return err
	}
	defer f.Close()
	buf := make([]byte, storage.LeafSize)
	for i, digest := range d.Leaves {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := buf[:d.LeafLen(i)]
		if _, err := f.ReadAt(b, int64(i)*storage.LeafSize); err != nil && err != io.EOF {
			return err
		}
		if sha256.Sum256(b) != digest {
			return fmt.Errorf("leaf %d: %w", i, storage.ErrCorrupt)
		}
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
