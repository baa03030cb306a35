package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// ClientVault is a node's vault from afar. It trusts the node with nothing: Put computes the address itself, and Open fetches the whole
// object and verifies it before the first byte is read. Objects above 8 MiB wait in an unnamed temporary file, and are verified
// again as they are read from there. For random access to a part of a large object, read blocks from the node's gateway instead.
type ClientVault struct{ Client *Client }

var _ c2d.Vault = ClientVault{}

const spoolAbove = 8 << 20

// Put implements c2d.Vault.
func (v ClientVault) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	return v.Client.PutObject(ctx, r)
}

// Open implements c2d.Vault. The error is storage.ErrNotFound when the node does not hold the object, and storage.ErrCorrupt when what it
// sends, or has, is something else.
func (v ClientVault) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	body, err := v.Client.GetObject(ctx, ref)
	switch {
	case c2d.IsRefusal(err, c2d.NotFound):
		return nil, fmt.Errorf("%w: %w", storage.ErrNotFound, err)
	case c2d.IsRefusal(err, c2d.DataUnavailable):
		return nil, fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	case err != nil:
		return nil, err
	}
	defer body.Close()
	s, err := newSpool(ref.Size)
	if err != nil {
		return nil, fmt.Errorf("fetch object: %w", err)
	}
	dag, err := storage.Import(ctx, io.LimitReader(body, ref.Size+1), func(i int, _ [32]byte, b []byte) error {
		return s.write(b, int64(i)*storage.LeafSize)
	})
	if err == nil && dag.Ref != ref {
		err = fmt.Errorf("the node sent something else: %w", storage.ErrCorrupt)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("fetch %s: %w", ref, err), s.close())
	}
	return storage.NewObject(dag, func(i int, p []byte) error {
		_, err := s.at.ReadAt(p, int64(i)*storage.LeafSize)
		return err
	}, s.close), nil
}

// spool holds an object while it is verified and read: in memory, or in a file that has no name any more.
type spool struct {
	at interface {
		io.ReaderAt
		io.WriterAt
	}
	size  int64
	close func() error
}

func newSpool(size int64) (*spool, error) {
	if size <= spoolAbove {
		return &spool{at: memory(make([]byte, size)), size: size, close: func() error { return nil }}, nil
	}
	f, err := os.CreateTemp("", "stint-object-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &spool{at: f, size: size, close: f.Close}, nil
}

// write refuses what is longer than was announced before it takes up room.
func (s *spool) write(b []byte, off int64) error {
	if off+int64(len(b)) > s.size {
		return fmt.Errorf("the node sent too much: %w", storage.ErrCorrupt)
	}
	_, err := s.at.WriteAt(b, off)
	return err
}

// memory is a block of bytes that is read and written at offsets.
type memory []byte

func (m memory) ReadAt(p []byte, off int64) (int, error) {
	n := copy(p, m[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (m memory) WriteAt(p []byte, off int64) (int, error) { return copy(m[off:], p), nil }
