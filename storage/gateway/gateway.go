package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
)

// Config says where a gateway is and how to ask it. It prints without its secrets.
type Config struct {
	// URL is the http or https address below which the server has /ipfs/, such as https://example.org or https://example.org/prefix.
	URL string
	// Client sends the requests, but follows redirects to the same host only. It is one with many idle connections, without a proxy,
	// where it is nil.
	Client *http.Client `json:"-"`
	// Header is sent with every request, for servers that want to know who asks.
	Header http.Header `json:"-"`
	// Stall is how long a request may make no progress, and how long a server may ask to wait before it is asked again. 20 seconds where it
	// is 0.
	Stall time.Duration
	// MaxRetries is how many times a request is sent again, after a connection broke or the server said that it is busy. 3 where it is 0, none
	// where it is negative.
	MaxRetries int
}

const (
	defaultStall   = 20 * time.Second
	defaultRetries = 3

	maxNode   = 128 << 10 // bytes of an inner node: at most 1024 links of less than 64 bytes each, and as many sizes
	nodesOnce = 16        // inner nodes that one Open asks for at once
)

// Check refuses what New would.
func (c Config) Check() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("gateway address %.200q: want an http or https URL such as https://example.org", c.URL)
	case u.User != nil:
		return errors.New("gateway address with a password: put it into a header")
	case c.Stall < 0:
		return fmt.Errorf("gateway stall of %v: want no less than nothing", c.Stall)
	case c.MaxRetries > 100:
		return fmt.Errorf("%d retries at a gateway: want at most 100", c.MaxRetries)
	}
	return nil
}

func (c Config) String() string { return "gateway at " + c.URL }

// GoString prints what String does.
func (c Config) GoString() string { return c.String() }

// Store is a storage.Store that reads from a gateway. It cannot be written to.
type Store struct {
	base    *url.URL // of blocks
	client  http.Client
	header  http.Header
	stall   time.Duration
	retries int
	idle    func() // closes idle connections
}

var _ storage.Store = (*Store)(nil)

// New makes a Store. It sends nothing yet.
func New(c Config) (*Store, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	if u.Path == "" {
		u.Path = "/" // or the joined path would be a relative one
	}
	u.RawQuery = "format=raw"
	s := &Store{base: u.JoinPath("ipfs"), header: c.Header.Clone(), stall: c.Stall, retries: max(0, c.MaxRetries), idle: func() {}}
	if s.stall == 0 {
		s.stall = defaultStall
	}
	if c.MaxRetries == 0 {
		s.retries = defaultRetries
	}
	if s.header == nil {
		s.header = http.Header{}
	}
	s.header.Set("Accept", "application/vnd.ipld.raw")
	s.header.Set("Accept-Encoding", "identity")
	if c.Client != nil {
		s.client = *c.Client
	} else {
		t := transport()
		s.client.Transport, s.idle = t, t.CloseIdleConnections
	}
	s.client.CheckRedirect = sameHost
	return s, nil
}

// transport has a connection for each of many readers.
func transport() *http.Transport {
	t := &http.Transport{
		MaxIdleConns: 256, MaxIdleConnsPerHost: 256, IdleConnTimeout: 90 * time.Second, DisableCompression: true,
		MaxResponseHeaderBytes: 64 << 10, Protocols: new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true) // HTTP/2 would put all readers on one connection
	return t
}

// Close closes idle connections, unless they are those of Config.Client. Objects that are open stay open.
func (s *Store) Close() error {
	s.idle()
	return nil
}

// Put implements storage.Store: it refuses.
func (*Store) Put(context.Context, io.Reader) (storage.Ref, error) {
	return storage.Ref{}, fmt.Errorf("put object: %w", storage.ErrReadOnly)
}

// Open implements storage.Store. It fetches the inner nodes of the object, at most 16 at once, and asks whether the server has an object
// that has none. The context bounds Open alone; closing the object ends the reads that are on their way. Reads return
// storage.ErrCorrupt where the server sends other bytes or lacks a leaf, which is storage.ErrNotFound too.
func (s *Store) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	d, err := s.resolve(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("open object %s: %w", ref, err)
	}
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	return storage.NewObject(d, func(i int, p []byte) error {
		err := s.leaf(life, storage.BlockCID(cid.Raw, d.Leaves[i]).String(), p)
		if errors.Is(err, storage.ErrNotFound) {
			return fmt.Errorf("%w: a part of it is missing: %w", storage.ErrCorrupt, err)
		}
		return err
	}, func() error {
		end(fs.ErrClosed)
		return nil
	}), nil
}

// Stat finds the Ref that belongs to the text of a CID, such as one that an IPFS tool printed, by fetching its root. The error is
// storage.ErrRef if it is of no object, such as a directory, or a file that was imported with another profile than unixfs-v1-2025; other errors
// are those of Open. Inner nodes below the root are not looked at.
func (s *Store) Stat(ctx context.Context, cid string) (storage.Ref, error) {
	ref, err := storage.RefOfRoot(cid, nil)
	if err == nil || errors.Is(err, storage.ErrRef) {
		return ref, err // no block is needed to tell
	}
	b, err := s.block(ctx, cid, storage.LeafSize)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("look up %s: %w", cid, err)
	}
	return storage.RefOfRoot(cid, b)
}

// resolve finds the leaves of an object.
func (s *Store) resolve(ctx context.Context, ref storage.Ref) (storage.DAG, error) {
	if err := ref.Check(); err != nil {
		return storage.DAG{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fetch := func(digest [32]byte) ([]byte, error) {
		return s.block(ctx, storage.BlockCID(cid.DagProtobuf, digest).String(), maxNode)
	}
	ahead := map[[32]byte]func() ([]byte, error){} // what is on its way below the root
	free := make(chan struct{}, nodesOnce)
	d, err := storage.Resolve(ref, func(digest [32]byte) ([]byte, error) {
		if get := ahead[digest]; get != nil {
			return get()
		}
		b, err := fetch(digest)
		if err != nil {
			return nil, err
		}
		if got, err := storage.RefOfRoot(ref.CID, b); err != nil || got != ref {
			return nil, fmt.Errorf("its root is not that of %d bytes: %w", ref.Size, storage.ErrCorrupt)
		}
		links := storage.Links(b)
		if len(links) == storage.LeafCount(ref.Size) {
			return b, nil // to leaves
		}
		for _, child := range links {
			if ahead[child] == nil {
				get := sync.OnceValues(func() ([]byte, error) {
					free <- struct{}{}
					defer func() { <-free }()
					return fetch(child)
				})
				ahead[child] = get
				go get()
			}
		}
		return b, nil
	})
	if err == nil && len(d.Nodes) == 0 {
		err = s.has(ctx, ref)
	}
	return d, err
}

// has asks for an object that is a leaf, without fetching it.
func (s *Store) has(ctx context.Context, ref storage.Ref) error {
	if ref.Size == 0 && ref.Digest() != sha256.Sum256(nil) {
		return fmt.Errorf("it has more than no bytes: %w", storage.ErrCorrupt) // nothing will be read that could show it
	}
	err := s.ask(ctx, http.MethodHead, ref.CID, func(length int64, _ io.Reader) error {
		if length >= 0 && length != ref.Size {
			return fmt.Errorf("%s has %d bytes and not %d: %w", s.base.Host, length, ref.Size, storage.ErrCorrupt)
		}
		return nil
	})
	var e *StatusError
	if errors.As(err, &e) && (e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusNotImplemented) {
		return s.leaf(ctx, ref.CID, make([]byte, ref.Size)) // it only knows GET
	}
	return err
}
