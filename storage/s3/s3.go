// Package s3 keeps objects in a bucket of any server that speaks the S3 protocol.
//
//	<prefix>leaf/<cid>          an object of one leaf (at most 1 MiB): its bytes
//	<prefix>data/<name>         the bytes of a longer object, under a name that is not its address
//	<prefix>index/<cid>-<size>  where those bytes are, in which version, and the SHA2-256 digests of their leaves
//	<prefix>probe/<name>        what New asks the server to refuse, and removes
//
// The address of a stream is known at its end, so the bytes go up first, in one PUT or in the parts of a multipart upload, and the
// index last: an object is visible when its index is, whole. Every key is created with If-None-Match, so that of any number of
// publishers one makes the object; the others read what is there to its end, remove their own bytes, and succeed with the same Ref.
// What is there and damaged is replaced: Put mends. Any S3 client can read leaf and data keys: they hold the bytes as they are.
//
// A reader fetches leaves by range, from the version that the index names where the bucket keeps versions, and verifies each. No
// answer is believed: a range that is not the one asked for, a body that is longer or shorter, a redirect and a server that falls
// silent are errors. Uploads carry a checksum of every part that the server compares.
//
// # What it does not protect against
//
// Durability is the server's promise. Whoever can write to the bucket can delete objects or make them unreadable, though never make
// this package return other bytes than a Ref names; where the bucket keeps versions, an overwritten data key still reads as before,
// an overwritten index or leaf does not. A server that ignores If-None-Match is refused by New, unless Config.Unconditional says
// otherwise. A server that sends a byte now and then is waited for. Sizes, names and times are the server's to see; bytes are to be
// sealed before they come here, and SSE-C is not used because servers were seen to ignore it.
//
// A multipart upload has at most 10,000 parts: with the default part size no object is longer than 156 GiB.
//
// # What the credentials must allow
//
// To read: GetObject (and GetObjectVersion), and ListBucket, without which servers do not say that an object is not there. To write
// as well: PutObject, DeleteObject (and DeleteObjectVersion), AbortMultipartUpload, ListMultipartUploadParts and
// ListBucketMultipartUploads.
//
// This package does not know about keys of ciphers, IPFS nodes, or what the bytes mean.
package s3

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/stintdao/stint/storage"
)

// ErrDenied reports that the server does not accept the credentials, or that they do not allow what was asked.
var ErrDenied = errors.New("the S3 server refuses the credentials")

// ErrUnconditional reports a server that overwrites an object it was asked not to.
var ErrUnconditional = errors.New("the S3 server ignores If-None-Match: two publishers at once would overwrite each other")

// ErrID reports an id of PutAs under which other bytes were uploaded before.
var ErrID = errors.New("the id was used for another object")

// Config says where a bucket is and how to use it. It prints without its secrets.
type Config struct {
	Endpoint     string // host or host:port
	Region       string // "us-east-1" where it is empty
	Bucket       string // must exist
	Prefix       string // of every key: empty, or segments that each end with a slash
	AccessKey    string // empty for a bucket that anybody may read
	SecretKey    string `json:"-"`
	SessionToken string `json:"-"`
	Insecure     bool   // plain http
	PathStyle    bool   // http://endpoint/bucket/ even for endpoints that are known to have bucket.endpoint

	// ReadOnly opens a bucket that is only to be read: New writes no probe and Put returns storage.ErrReadOnly.
	ReadOnly bool
	// Unconditional accepts a server that ignores or refuses If-None-Match, and uses it where the server honours it: some do for PUT and
	// not for the end of a multipart upload. Where it does not for PUT, existence is looked up before it is written, publishers of one
	// object at one moment overwrite each other's index, and the bytes of the losers stay until AbortStale. Nobody should use one id of
	// PutAs twice at once there.
	Unconditional bool

	// PartSize is the length of an uploaded part in bytes: a multiple of 1 MiB, at least 5 MiB, which servers insist on. 16 MiB where it
	// is 0. Up to Parallel parts of a Put are on their way while another is filled: a Put holds (Parallel+1)*PartSize bytes.
	PartSize int64
	// Parallel is how many requests a Put or a read has on their way at once. 3 where it is 0.
	Parallel int
	// Stall is how long a request may make no progress. 30 seconds where it is 0.
	Stall time.Duration

	// Transport sends the requests. It is one with many idle connections and large buffers where it is nil.
	Transport http.RoundTripper `json:"-"`
	// Rand names the bytes of Put. It is not needed where ReadOnly is set.
	Rand io.Reader `json:"-"`
}

const mib = 1 << 20

var (
	prefixes = regexp.MustCompile(`^([A-Za-z0-9_=-][A-Za-z0-9._=-]{0,99}/){0,8}$`)
	ids      = regexp.MustCompile(`^[A-Za-z0-9_-]{8,128}$`)
)

// Check refuses what New would.
func (c Config) Check() error {
	switch {
	case c.Endpoint == "" || strings.ContainsAny(c.Endpoint, "/?#@ "):
		return fmt.Errorf("S3 endpoint %q: want host or host:port, without a scheme", c.Endpoint)
	case c.Bucket == "":
		return errors.New("S3 bucket has no name")
	case !prefixes.MatchString(c.Prefix):
		return fmt.Errorf("S3 prefix %q: want segments of letters, digits, '.', '_', '=' and '-' that each end with a slash", c.Prefix)
	case (c.AccessKey == "") != (c.SecretKey == ""):
		return errors.New("S3 credentials: want an access key and a secret key, or neither")
	case c.PartSize != 0 && (c.PartSize < 5*mib || c.PartSize%mib != 0 || c.PartSize > 5<<30):
		return fmt.Errorf("S3 part size %d: want a multiple of 1 MiB between 5 MiB and 5 GiB", c.PartSize)
	case c.Parallel < 0 || c.Parallel > 256:
		return fmt.Errorf("%d parallel S3 requests: want at most 256", c.Parallel)
	case c.Stall < 0:
		return fmt.Errorf("S3 stall of %v: want no less than nothing", c.Stall)
	case c.Rand == nil && !c.ReadOnly:
		return errors.New("S3 store that is written to needs randomness")
	}
	return nil
}

func (c Config) String() string {
	return fmt.Sprintf("s3://%s/%s at %s as %q", c.Bucket, c.Prefix, c.Endpoint, c.AccessKey)
}

// GoString prints what String does.
func (c Config) GoString() string { return c.String() }

// Store is a storage.Store in a bucket.
type Store struct {
	c    Config
	core *minio.Core
	idle func() // closes idle connections
	rand sync.Mutex

	// Where the server honours If-None-Match.
	atPut, atComplete bool
}

var _ storage.Store = (*Store)(nil)

// New opens the store in a bucket. It asks the server to overwrite an object that may not be overwritten, by PUT and by completing a
// multipart upload, and returns ErrUnconditional where the server does; it returns ErrDenied where the credentials do not suffice.
func New(ctx context.Context, c Config) (*Store, error) {
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("open S3 store: %w", err)
	}
	c.Region = orDefault(c.Region, "us-east-1")
	c.PartSize = orDefault(c.PartSize, 16*mib)
	c.Parallel = orDefault(c.Parallel, 3)
	c.Stall = orDefault(c.Stall, 30*time.Second)
	s := &Store{c: c, idle: func() {}}
	if c.Transport == nil {
		t, err := minio.DefaultTransport(!c.Insecure)
		if err != nil {
			return nil, fmt.Errorf("open S3 store: %w", err)
		}
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 256
		t.ReadBufferSize, t.WriteBufferSize = 256<<10, 256<<10
		t.ResponseHeaderTimeout = 0 // the stall of a request is watched from its first byte to its last
		s.c.Transport, s.idle = t, t.CloseIdleConnections
	}
	lookup := minio.BucketLookupAuto
	if c.PathStyle {
		lookup = minio.BucketLookupPath
	}
	var err error
	s.core, err = minio.NewCore(c.Endpoint, &minio.Options{
		Creds:        credentials.NewStaticV4(c.AccessKey, c.SecretKey, c.SessionToken),
		Secure:       !c.Insecure,
		Transport:    s.c.Transport,
		Region:       c.Region,
		BucketLookup: lookup,
	})
	if err != nil {
		return nil, fmt.Errorf("open S3 store: %w", err)
	}
	if c.ReadOnly {
		err = s.reach(ctx)
	} else {
		err = s.probe(ctx)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("open S3 store %v: %w", c, err)
	}
	return s, nil
}

func orDefault[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}

// Close closes idle connections. Objects that are open stay open.
func (s *Store) Close() error {
	s.idle()
	return nil
}

// name draws the name of bytes that are to be stored.
func (s *Store) name() (string, error) {
	s.rand.Lock()
	defer s.rand.Unlock()
	var b [16]byte
	if _, err := io.ReadFull(s.c.Rand, b[:]); err != nil {
		return "", fmt.Errorf("draw a name: %w", err)
	}
	return "p" + hex.EncodeToString(b[:]), nil
}

// Keys of the bucket.
func (s *Store) leafKey(ref storage.Ref) string { return s.c.Prefix + "leaf/" + ref.CID }
func (s *Store) dataKey(name string) string     { return s.c.Prefix + "data/" + name }
func (s *Store) indexKey(r storage.Ref) string {
	return fmt.Sprintf("%sindex/%s-%d", s.c.Prefix, r.CID, r.Size)
}
func (s *Store) probeKey(name string) string { return s.c.Prefix + "probe/" + name }
func isLeaf(ref storage.Ref) bool            { return ref.Size <= storage.LeafSize }
func (s *Store) short(key string) string     { return strings.TrimPrefix(key, s.c.Prefix) }

// reach makes sure that the bucket is there and may be read: an object that does not exist must be reported as that.
func (s *Store) reach(ctx context.Context) error {
	_, err := s.stat(ctx, s.probeKey("none"), "")
	if errors.Is(err, storage.ErrNotFound) {
		_, err = s.get(ctx, s.probeKey("none"), "", 0)
	}
	if err == nil || errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// probe finds out whether the server creates objects conditionally.
func (s *Store) probe(ctx context.Context) (err error) {
	name, err := s.name()
	if err != nil {
		return err
	}
	key := s.probeKey(name)
	if _, err := s.write(ctx, key, []byte("first"), false); err != nil {
		return fmt.Errorf("write a probe: %w", err)
	}
	defer func() {
		if removeErr := s.erase(context.WithoutCancel(ctx), key); err == nil {
			err = removeErr
		}
	}()
	_, err = s.write(ctx, key, []byte("second"), true)
	if s.atPut, err = s.honoured(err); err != nil {
		return fmt.Errorf("overwrite a probe: %w", err)
	}
	s.atComplete = true
	u := s.newUpload(ctx, key, minio.ChecksumCRC64NVME)
	defer u.cancel(nil)
	defer u.abort(ctx)
	if err := u.send(0, newPart([]byte("third"))); err != nil {
		return fmt.Errorf("overwrite a probe with a multipart upload: %w", err)
	}
	_, err = u.complete()
	if s.atComplete, err = s.honoured(err); err != nil {
		return fmt.Errorf("overwrite a probe with a multipart upload: %w", err)
	}
	return nil
}

// honoured judges what the server says to a request that it was to refuse.
func (s *Store) honoured(err error) (bool, error) {
	switch {
	case errors.Is(err, errExists):
		return true, nil
	case s.c.Unconditional && (err == nil || code(err) != ""):
		return false, nil
	case err == nil:
		return false, ErrUnconditional
	}
	return false, err
}
