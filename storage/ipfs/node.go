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
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

// ErrInUse reports a directory that another Node has open.
var ErrInUse = errors.New("directory is in use by another node")

// Node is an IPFS block store with a gateway. It is safe for concurrent use.
type Node struct {
	root    string
	lock    *os.File
	closed  atomic.Bool
	gateway http.Handler

	commit  sync.RWMutex // held to give a file its name and make it known; held alone to remove one
	collect sync.Mutex   // one collection at a time
	pins    pins

	mu     sync.RWMutex
	files  map[string]*file
	blocks map[[32]byte]place   // by SHA2-256 of the block
	also   map[[32]byte][]place // where else blocks lie that are in several files
}

var _ storage.Store = (*Node)(nil)

// Open opens the node kept in the directory root, making it if it is not there, and removes what crashed writers left. It reads
// the inner nodes of all objects, and where the blocks of archives lie. The error is ErrInUse while another Node, of this process or
// another, has not closed it.
func Open(root string) (*Node, error) {
	n, err := open(root)
	if err != nil {
		return nil, fmt.Errorf("open ipfs node: %w", err)
	}
	return n, nil
}

func open(root string) (_ *Node, err error) {
	n := &Node{root: root, files: make(map[string]*file), blocks: make(map[[32]byte]place), also: make(map[[32]byte][]place)}
	for _, dir := range []string{objectsDir, archivesDir} {
		if err := os.MkdirAll(n.path(dir), 0o700); err != nil {
			return nil, err
		}
	}
	if n.lock, err = os.OpenFile(n.path("lock"), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
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
	if err := n.loadPins(); err != nil {
		return nil, err
	}
	if err := n.index(); err != nil {
		return nil, err
	}
	n.gateway, err = n.HandlerWith(GatewayConfig{})
	return n, err
}

func (n *Node) temp() string { return n.path("tmp") }

// index learns where all blocks lie. A file whose nodes or sections are damaged has none: its object is there to be opened, and found to
// be corrupt, or put again.
func (n *Node) index() error {
	objects, err := os.ReadDir(n.path(objectsDir))
	if err != nil {
		return err
	}
	for _, e := range objects {
		if ref, ok := parseName(e.Name()); ok {
			if err := n.indexFile(objectName(ref), ref); err != nil {
				return err
			}
		}
	}
	archives, err := os.ReadDir(n.path(archivesDir))
	if err != nil {
		return err
	}
	for _, e := range archives {
		if archiveName.MatchString(e.Name()) {
			if err := n.indexFile(filepath.Join(archivesDir, e.Name()), storage.Ref{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Node) indexFile(name string, ref storage.Ref) error {
	f, err := os.Open(n.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var roots []string
	var entries []entry
	if ref != (storage.Ref{}) {
		c := &car{File: f}
		if c.dag, err = c.resolve(ref); err == nil {
			entries = slices.Collect(c.entries)
		}
	} else {
		err = readSections(f, info.Size(), func(all []cid.Cid) { roots = texts(all) },
			func(_ cid.Cid, e entry) error { entries = append(entries, e); return nil })
	}
	if errors.Is(err, storage.ErrCorrupt) {
		entries, err = nil, nil
	}
	if err != nil {
		return err
	}
	n.add(name, ref, roots, info, slices.Values(entries))
	return nil
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
	n.commit.RLock()
	defer n.commit.RUnlock()
	return n.publish(c.File, objectName(c.dag.Ref), c.dag.Ref, nil, c.entries)
}

// publish gives a synced temporary file its name and makes its blocks known.
func (n *Node) publish(f *os.File, name string, ref storage.Ref, roots []string, entries func(yield func(entry) bool)) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), n.path(name)); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(n.path(name))); err != nil {
		return err
	}
	n.add(name, ref, roots, info, entries)
	return nil
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
	c, err := openCar(n.path(objectName(ref)), ref)
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
