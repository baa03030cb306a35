// Package dir keeps objects as files of one directory: the file of an object holds its bytes as they are, under the name of its
// address, so that they can be looked at, copied and checked with ordinary tools.
//
//	<root>/<2 characters>/<cid>          the object
//	<root>/<2 characters>/<cid>.leaves   SHA2-256 digests of its 1 MiB leaves, if it has more than one
//	<root>/tmp/                          what is being written
//
// The two characters are the CID's last but one and last but two. An object appears whole, by a rename, after its bytes are on the
// disk, and Put returns after its name is; a crash leaves only files in tmp, which the next Open removes. Any number of processes
// may use one directory at once. Putting an object again writes it again, and so mends a damaged one.
//
// What it does not protect against: whoever can write to the directory can delete objects or make them unreadable, though never
// make this package return other bytes than a Ref names. It needs a local file system that honours fsync, rename and flock.
//
// This package does not know about keys, IPFS nodes, networks, or what the bytes mean.
package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/stintdao/stint/storage"
)

// Store is a storage.Store in a directory.
type Store struct {
	root   string
	shards sync.Map // directories whose own names are known to be on the disk
}

var _ storage.Store = (*Store)(nil)

// Open opens the store in the directory root, making it if it is not there, and removes what crashed writers left.
func Open(root string) (*Store, error) {
	s := &Store{root: root}
	if err := os.MkdirAll(s.temp(), 0o700); err != nil {
		return nil, fmt.Errorf("open directory store: %w", err)
	}
	if err := sweep(s.temp()); err != nil {
		return nil, fmt.Errorf("open directory store: %w", err)
	}
	if err := syncDir(root); err != nil {
		return nil, fmt.Errorf("open directory store: %w", err)
	}
	return s, nil
}

func (s *Store) temp() string { return filepath.Join(s.root, "tmp") }

// path is where the object with a CID lies. The CID has passed Ref.Check, so it is long enough and has no separator.
func (s *Store) path(cid string) string {
	return filepath.Join(s.root, cid[len(cid)-3:len(cid)-1], cid)
}

// Put implements storage.Store.
func (s *Store) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	ref, err := s.put(ctx, r)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	return ref, nil
}

func (s *Store) put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	f, err := newTemp(s.temp())
	if err != nil {
		return storage.Ref{}, err
	}
	defer f.discard()
	bypass := sync.OnceFunc(f.bypass)
	d, err := storage.Import(ctx, r, func(i int, _ [32]byte, b []byte) error {
		if len(b) == storage.LeafSize {
			bypass()
		}
		return f.writeLeaf(b, int64(i)*storage.LeafSize)
	})
	if err != nil {
		return storage.Ref{}, err
	}
	to := s.path(d.Ref.CID)
	if err := s.shard(filepath.Dir(to)); err != nil {
		return storage.Ref{}, err
	}
	if len(d.Leaves) > 1 { // before the object, which must never be seen without them
		if err := s.putLeaves(to+".leaves", d.Leaves); err != nil {
			return storage.Ref{}, err
		}
	}
	if err := f.commit(to); err != nil {
		return storage.Ref{}, err
	}
	return d.Ref, syncDir(filepath.Dir(to))
}

func (s *Store) putLeaves(to string, leaves [][32]byte) error {
	f, err := newTemp(s.temp())
	if err != nil {
		return err
	}
	defer f.discard()
	b := make([]byte, 0, 32*len(leaves))
	for _, l := range leaves {
		b = append(b, l[:]...)
	}
	if _, err := f.Write(b); err != nil {
		return err
	}
	return f.commit(to)
}

// shard makes a directory for objects, durably: one that is there may be so new that its maker has not synced it.
func (s *Store) shard(path string) error {
	if _, ok := s.shards.Load(path); ok {
		return nil
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncDir(s.root); err != nil {
		return err
	}
	s.shards.Store(path, true)
	return nil
}

// Open implements storage.Store.
func (s *Store) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	o, err := s.open(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	return o, nil
}

func (s *Store) open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	if err := ref.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(s.path(ref.CID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, storage.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	d, err := s.dag(f, ref)
	if err != nil {
		f.Close()
		return nil, err
	}
	return storage.NewObject(d, func(i int, p []byte) error {
		_, err := f.ReadAt(p, int64(i)*storage.LeafSize)
		return err
	}, f.Close), nil
}

// dag returns the DAG of the object in f, computed from digests that are trusted only if they lead to ref.
func (s *Store) dag(f *os.File, ref storage.Ref) (storage.DAG, error) {
	info, err := f.Stat()
	if err != nil {
		return storage.DAG{}, err
	}
	if info.Size() != ref.Size {
		return storage.DAG{}, fmt.Errorf("%d bytes stored, %d wanted: %w", info.Size(), ref.Size, storage.ErrCorrupt)
	}
	leaves := make([][32]byte, storage.LeafCount(ref.Size))
	if len(leaves) == 1 {
		leaves[0] = ref.Digest()
		return storage.Layout(leaves, ref.Size)
	}
	b, err := readExactly(s.path(ref.CID)+".leaves", 32*len(leaves))
	if err != nil {
		return storage.DAG{}, err
	}
	for i := range leaves {
		leaves[i] = [32]byte(b[32*i:])
	}
	d, err := storage.Layout(leaves, ref.Size)
	if err == nil && d.Ref != ref {
		err = fmt.Errorf("leaf digests are not this object's: %w", storage.ErrCorrupt)
	}
	return d, err
}

// readExactly reads a file that has a known length. One that is missing or has another was damaged.
func readExactly(path string, size int) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("leaf digests are missing: %w", storage.ErrCorrupt)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, int64(size)+1))
	if err == nil && len(b) != size {
		err = fmt.Errorf("leaf digests have the wrong length: %w", storage.ErrCorrupt)
	}
	return b, err
}
