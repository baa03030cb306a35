// Package dir keeps objects as files of one directory: the file of an object holds its bytes as they are, under the name of its
// address, so that they can be looked at, copied and checked with ordinary tools.
//
//	<root>/<2 characters>/<cid>          the object
//	<root>/<2 characters>/<cid>.leaves   SHA2-256 digests of its 1 MiB leaves, if it has more than one
//	<root>/tmp/                          what is being written
//
// The two characters are the CID's last but one and last but two. An object appears whole, by a rename, after its bytes are on the
// disk, and Put returns after its name is; a crash leaves only files in tmp, which the next Open removes. Any number of processes
// may use one directory at once. Putting an object again writes it again, and so mends a damaged one. Nothing is removed but by Remove.
//
// The file of an object is its own leaves, at multiples of 1 MiB, so most of it is written past the page cache: what was just put is read
// from the disk.
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
	if err := SyncDir(root); err != nil {
		return nil, fmt.Errorf("open directory store: %w", err)
	}
	return s, nil
}

func (s *Store) temp() string { return filepath.Join(s.root, "tmp") }

// Name is where below the root the file of an object lies. The Ref must pass Check, or be one that Each told of.
func Name(ref storage.Ref) string {
	return filepath.Join(ref.CID[len(ref.CID)-3:len(ref.CID)-1], ref.CID)
}

func (s *Store) path(ref storage.Ref) string { return filepath.Join(s.root, Name(ref)) }

const leavesSuffix = ".leaves"

// Put implements storage.Store.
func (s *Store) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	return s.PutWith(ctx, r, func(_ storage.DAG, commit func() error) error { return commit() })
}

// PutWith is Put for whoever has to know an object before others find it, or to keep them from looking meanwhile. When all bytes are on the
// disk it calls with, whose commit gives the object its name, durably; until then nothing is visible, and without it nothing is put. An error
// of with is returned.
func (s *Store) PutWith(ctx context.Context, r io.Reader, with func(d storage.DAG, commit func() error) error) (storage.Ref, error) {
	ref, err := s.put(ctx, r, with)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	return ref, nil
}

func (s *Store) put(ctx context.Context, r io.Reader, with func(d storage.DAG, commit func() error) error) (storage.Ref, error) {
	f, err := newTemp(s.temp())
	if err != nil {
		return storage.Ref{}, err
	}
	defer f.discard()
	d, err := storage.Import(ctx, r, func(i int, _ [32]byte, b []byte) error { return f.writeLeaf(i, b) })
	if err != nil {
		return storage.Ref{}, err
	}
	if err := f.Sync(); err != nil {
		return storage.Ref{}, err
	}
	var side *temp // of the digests
	if len(d.Leaves) > 1 {
		if side, err = newTemp(s.temp()); err != nil {
			return storage.Ref{}, err
		}
		defer side.discard()
		if err := side.writeDigests(d.Leaves); err != nil {
			return storage.Ref{}, err
		}
	}
	to := s.path(d.Ref)
	if err := s.shard(filepath.Dir(to)); err != nil {
		return storage.Ref{}, err
	}
	return d.Ref, with(d, func() error {
		if side != nil { // before the object, which must never be seen without them
			if err := side.commit(to + leavesSuffix); err != nil {
				return err
			}
		}
		if err := f.commit(to); err != nil {
			return err
		}
		return SyncDir(filepath.Dir(to))
	})
}

// shard makes a directory for objects, durably: one that is there may be so new that its maker has not synced it.
func (s *Store) shard(path string) error {
	if _, ok := s.shards.Load(path); ok {
		return nil
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := SyncDir(s.root); err != nil {
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
	f, d, err := s.file(ref)
	if err != nil {
		return nil, err
	}
	return storage.NewObject(d, func(i int, p []byte) error {
		_, err := f.ReadAt(p, int64(i)*storage.LeafSize)
		return err
	}, f.Close), nil
}

// File opens the file of an object, whose leaves lie in it at multiples of storage.LeafSize, and returns its DAG. The digests are the
// object's; whether the bytes match them is for the caller to see. Errors are those of Open.
func (s *Store) File(ref storage.Ref) (*os.File, storage.DAG, error) {
	f, d, err := s.file(ref)
	if err != nil {
		return nil, storage.DAG{}, fmt.Errorf("open file of object %s: %w", ref, err)
	}
	return f, d, nil
}

func (s *Store) file(ref storage.Ref) (*os.File, storage.DAG, error) {
	if err := ref.Check(); err != nil {
		return nil, storage.DAG{}, err
	}
	f, err := os.Open(s.path(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, storage.DAG{}, storage.ErrNotFound
	}
	if err != nil {
		return nil, storage.DAG{}, err
	}
	d, err := s.dag(f, ref)
	if err != nil {
		f.Close()
		return nil, storage.DAG{}, err
	}
	return f, d, nil
}

// Each calls f with every object that has a file, until f returns an error, and returns that. The size of a Ref is the length of the file,
// whatever the object's is: File tells whether the digests match it, and a Ref of a damaged object may fail Check. What is put or removed
// meanwhile may be missed.
func (s *Store) Each(f func(storage.Ref) error) error {
	shards, err := os.ReadDir(s.root)
	if err != nil {
		return fmt.Errorf("list objects: %w", err)
	}
	for _, shard := range shards {
		if !shard.IsDir() || len(shard.Name()) != 2 {
			continue
		}
		files, err := os.ReadDir(filepath.Join(s.root, shard.Name()))
		if err != nil {
			return fmt.Errorf("list objects: %w", err)
		}
		for _, e := range files {
			ref := storage.Ref{CID: e.Name()}
			if !named(ref.CID) || Name(ref) != filepath.Join(shard.Name(), e.Name()) {
				continue
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
				continue
			}
			if err != nil {
				return fmt.Errorf("list objects: %w", err)
			}
			ref.Size = info.Size()
			if err := f(ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// named tells whether there can be an object with this CID.
func named(cid string) bool {
	return storage.Ref{CID: cid}.Check() == nil || storage.Ref{CID: cid, Size: storage.LeafSize + 1}.Check() == nil
}

// Remove removes an object, if it is held; those who have it open can read on. It does not wait for the disk: a crash may bring the object
// back, whole. Whoever calls it sees to it that the same object is not put meanwhile, by this process or another: its digests might be lost.
func (s *Store) Remove(ref storage.Ref) error {
	if !named(ref.CID) {
		return fmt.Errorf("remove object %q: %w", ref.CID, storage.ErrRef)
	}
	for _, path := range []string{s.path(ref), s.path(ref) + leavesSuffix} { // in this order: no object is seen without its digests
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove object %s: %w", ref, err)
		}
	}
	return nil
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
	b, err := readExactly(s.path(ref)+leavesSuffix, 32*len(leaves))
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
