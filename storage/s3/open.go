package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/stintdao/stint/storage"
)

// Open implements storage.Store. The context bounds Open alone; closing the object ends the reads that are on their way. A read of
// several whole leaves is one request.
func (s *Store) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	d, at, err := s.find(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	return s.object(ctx, d, at), nil
}

// find is where the bytes of an object are.
func (s *Store) find(ctx context.Context, ref storage.Ref) (storage.DAG, place, error) {
	if err := ref.Check(); err != nil {
		return storage.DAG{}, place{}, err
	}
	if isLeaf(ref) {
		info, err := s.stat(ctx, s.leafKey(ref), "")
		if err != nil {
			return storage.DAG{}, place{}, err
		}
		if info.Size != ref.Size {
			return storage.DAG{}, place{}, fmt.Errorf("%d bytes stored, %d wanted: %w", info.Size, ref.Size, storage.ErrCorrupt)
		}
		d, err := storage.Layout([][32]byte{ref.Digest()}, ref.Size)
		return d, place{s.leafKey(ref), info.VersionID}, err
	}
	b, err := s.get(ctx, s.indexKey(ref), "", indexLimit(ref))
	if err != nil {
		return storage.DAG{}, place{}, err
	}
	d, x, err := parseIndex(b, ref)
	return d, place{s.dataKey(x.Data), x.Version}, err
}

func (s *Store) object(ctx context.Context, d storage.DAG, at place) storage.Object {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	return storage.NewWideObject(d, func(off int64, p []byte) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return s.readRange(ctx, at, off, d.Ref.Size, p)
	}, func() error {
		cancel(fs.ErrClosed)
		return nil
	})
}

// verify reads all of an object. The error is nil only if every byte is there and right.
func (s *Store) verify(ctx context.Context, d storage.DAG, at place) error {
	o := s.object(ctx, d, at)
	defer o.Close()
	defer context.AfterFunc(ctx, func() { o.Close() })()
	p := make([]byte, min(d.Ref.Size, int64(s.c.Parallel)*storage.LeafSize))
	for off := int64(0); off < d.Ref.Size; off += int64(len(p)) {
		if _, err := o.ReadAt(p, off); err != nil && !errors.Is(err, io.EOF) {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			return err
		}
	}
	return nil
}
