package ipfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/stintdao/stint/storage"
)

// ErrInUse reports a directory that another Node has open.
var ErrInUse = errors.New("directory is in use by another node")

// Node is an IPFS block store with a trustless gateway. It is safe for concurrent use.
type Node struct {
	root    string
	lock    *os.File
	closed  atomic.Bool
	gateway http.Handler

	mu     sync.RWMutex
	blocks map[[32]byte]place // by SHA2-256 of the block
}

var _ storage.Store = (*Node)(nil)

// place is where a block lies.
type place struct {
	in  storage.Ref // the object whose file it is in
	off int64
	len int32
}

// Open opens the node kept in the directory root, making it if it is not there, and removes what crashed writers left. It reads
// the inner nodes of all objects. The error is ErrInUse while another Node, of this process or another, has not closed it.
func Open(root string) (*Node, error) {
	n, err := open(root)
	if err != nil {
		return nil, fmt.Errorf("open ipfs node: %w", err)
	}
	return n, nil
}

func open(root string) (_ *Node, err error) {
	n := &Node{root: root, blocks: make(map[[32]byte]place)}
	if err := os.MkdirAll(n.objects(), 0o700); err != nil {
		return nil, err
	}
	if n.lock, err = os.OpenFile(filepath.Join(root, "lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			n.lock.Close()
		}
	}()
	if err := syscall.Flock(int(n.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("%s: %w", root, ErrInUse)
	}
	if err := os.RemoveAll(n.temp()); err != nil {
		return nil, err
	}
	if err := os.Mkdir(n.temp(), 0o700); err != nil {
		return nil, err
	}
	if err := syncDir(root); err != nil {
		return nil, err
	}
	if err := n.index(); err != nil {
		return nil, err
	}
	n.gateway, err = newGateway(n)
	return n, err
}

func (n *Node) temp() string    { return filepath.Join(n.root, "tmp") }
func (n *Node) objects() string { return filepath.Join(n.root, "objects") }

// path is where the object at ref lies. The CID has passed Ref.Check, so it has no separator.
func (n *Node) path(ref storage.Ref) string {
	return filepath.Join(n.objects(), fileName(ref))
}

// index learns where all blocks lie. A file whose nodes are damaged is left out: its object is there to be opened, and
// found to be corrupt, or put again.
func (n *Node) index() error {
	entries, err := os.ReadDir(n.objects())
	if err != nil {
		return err
	}
	for _, e := range entries {
		ref, ok := parseName(e.Name())
		if !ok {
			continue
		}
		c, err := openCar(n.path(ref), ref)
		if errors.Is(err, storage.ErrCorrupt) {
			continue
		}
		if err != nil {
			return err
		}
		n.add(c)
		c.Close()
	}
	return nil
}

// add makes the blocks of a stored object known.
func (n *Node) add(c *car) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, digest := range c.dag.Leaves {
		n.blocks[digest] = place{c.dag.Ref, leafStart(i) + sectionHead(c.dag.LeafLen(i)), int32(c.dag.LeafLen(i))}
	}
	off := nodesStart(c.dag.Ref.Size)
	for _, node := range c.dag.Nodes {
		off += sectionHead(len(node.Bytes))
		n.blocks[node.Digest] = place{c.dag.Ref, off, int32(len(node.Bytes))}
		off += int64(len(node.Bytes))
	}
}

// Put implements storage.Store.
func (n *Node) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	ref, err := n.put(ctx, r)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	return ref, nil
}

func (n *Node) put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	if n.closed.Load() {
		return storage.Ref{}, fs.ErrClosed
	}
	f, err := os.CreateTemp(n.temp(), "put-*")
	if err != nil {
		return storage.Ref{}, err
	}
	defer f.Close()
	c := &car{File: f}
	if err := n.write(ctx, c, r); err != nil {
		os.Remove(f.Name()) // if this fails too, the next Open does it
		return storage.Ref{}, err
	}
	n.add(c)
	return c.dag.Ref, nil
}

func (n *Node) write(ctx context.Context, c *car, r io.Reader) error {
	var err error
	if c.dag, err = storage.Import(ctx, r, c.writeLeaf); err != nil {
		return err
	}
	if err := c.writeRest(); err != nil {
		return err
	}
	if err := c.Sync(); err != nil {
		return err
	}
	if err := os.Rename(c.Name(), n.path(c.dag.Ref)); err != nil {
		return err
	}
	return syncDir(n.objects())
}

// Open implements storage.Store. The Ref's size is part of what is looked for: with another size than the object's it is not held.
func (n *Node) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	o, err := n.openObject(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	return o, nil
}

func (n *Node) openObject(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	if err := ref.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if n.closed.Load() {
		return nil, fs.ErrClosed
	}
	c, err := openCar(n.path(ref), ref)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, storage.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return storage.NewObject(c.dag, c.readLeaf, c.Close), nil
}

// Close gives the directory back. Objects that are open stay open.
func (n *Node) Close() error {
	if n.closed.Swap(true) {
		return nil
	}
	return n.lock.Close()
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
