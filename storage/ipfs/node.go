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
	"github.com/stintdao/stint/storage/dir"
)

// ErrInUse reports a directory that another Node has open.
var ErrInUse = errors.New("directory is in use by another node")

// Node is an IPFS block store with a gateway. It is safe for concurrent use.
type Node struct {
	root    string
	lock    *os.File
	objects *dir.Store
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
// the digests of all objects, and where the blocks of archives lie. The error is ErrInUse while another Node, of this process or
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
	if err := os.MkdirAll(n.path(archivesDir), 0o700); err != nil {
		return nil, err
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
	if n.objects, err = dir.Open(n.path(objectsDir)); err != nil {
		return nil, err
	}
	if err := dir.SyncDir(root); err != nil {
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

// index learns where all blocks lie. A file whose digests or sections are damaged has none: its object is there to be opened, and found to
// be corrupt, or put again.
func (n *Node) index() error {
	if err := n.objects.Each(n.indexObject); err != nil {
		return err
	}
	archives, err := os.ReadDir(n.path(archivesDir))
	if err != nil {
		return err
	}
	for _, e := range archives {
		if archiveName.MatchString(e.Name()) {
			if err := n.indexArchive(filepath.Join(archivesDir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Node) indexObject(ref storage.Ref) error {
	f, d, err := n.object(ref)
	if errors.Is(err, storage.ErrCorrupt) {
		return n.add(objectName(ref), ref, nil, slices.Values([]entry(nil)))
	}
	if err != nil {
		return err
	}
	f.Close()
	return n.add(objectName(ref), ref, nil, entriesOf(d))
}

func (n *Node) indexArchive(name string) error {
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
	err = readSections(f, info.Size(), func(all []cid.Cid) { roots = texts(all) },
		func(_ cid.Cid, e entry) error { entries = append(entries, e); return nil })
	if errors.Is(err, storage.ErrCorrupt) {
		entries, err = nil, nil
	}
	if err != nil {
		return err
	}
	return n.add(name, storage.Ref{}, roots, slices.Values(entries))
}

// object opens the file of an object. A length that no object with its CID has is damage here.
func (n *Node) object(ref storage.Ref) (*os.File, storage.DAG, error) {
	f, d, err := n.objects.File(ref)
	if errors.Is(err, storage.ErrRef) {
		err = fmt.Errorf("file of %d bytes: %w", ref.Size, storage.ErrCorrupt)
	}
	return f, d, err
}

// Put implements storage.Store.
func (n *Node) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	if n.closed.Load() {
		return storage.Ref{}, fmt.Errorf("put object: %w", fs.ErrClosed)
	}
	return n.objects.PutWith(ctx, r, func(d storage.DAG, commit func() error) error {
		n.commit.RLock()
		defer n.commit.RUnlock()
		if err := commit(); err != nil {
			return err
		}
		return n.add(objectName(d.Ref), d.Ref, nil, entriesOf(d))
	})
}

// Open implements storage.Store.
func (n *Node) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	if n.closed.Load() {
		return nil, fmt.Errorf("open object %s: %w", ref, fs.ErrClosed)
	}
	return n.objects.Open(ctx, ref)
}

// Close gives the directory back. Objects that are open stay open.
func (n *Node) Close() error {
	if n.closed.Swap(true) {
		return nil
	}
	return n.lock.Close()
}
