package s3

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/stintdao/stint/storage"
)

// maxParts is how many parts an upload may have.
const maxParts = 10_000

// Put implements storage.Store. What a killed Put leaves in the bucket is AbortStale's to remove.
func (s *Store) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	name, err := s.drawn()
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	ref, err := s.store(ctx, r, name, minio.ChecksumCRC64NVME)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	return ref, nil
}

// PutAs is Put under an id that the caller chooses: 8 to 128 letters, digits, '-' and '_', as hexadecimal and base64url have. After a
// PutAs that failed or was killed, PutAs of the same bytes under the same id, by a Store with the same part size, sends only the parts
// that the server does not list with their length and SHA2-256 digest. An id is for one object: other bytes under it are ErrID once an
// upload under it was completed. Two at once with the same bytes under one id are safe; they share the upload.
func (s *Store) PutAs(ctx context.Context, id string, r io.Reader) (storage.Ref, error) {
	if !ids.MatchString(id) {
		return storage.Ref{}, fmt.Errorf("put object as %.150q: want 8 to 128 letters, digits, '-' and '_'", id)
	}
	if s.c.ReadOnly {
		return storage.Ref{}, fmt.Errorf("put object as %s: %w", id, storage.ErrReadOnly)
	}
	ref, err := s.store(ctx, r, "a"+id, minio.ChecksumSHA256)
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object as %s: %w", id, err)
	}
	return ref, nil
}

func (s *Store) drawn() (string, error) {
	if s.c.ReadOnly {
		return "", storage.ErrReadOnly
	}
	return s.name()
}

// store uploads what r yields as the data called name and makes it visible. Parts are recognised by sum.
func (s *Store) store(ctx context.Context, r io.Reader, name string, sum minio.ChecksumType) (storage.Ref, error) {
	u := s.newUpload(ctx, s.dataKey(name), sum)
	defer u.cancel(nil)
	d, err := storage.Import(ctx, &gate{r: r, u: u}, u.leaf)
	if u.ctx.Err() != nil {
		err = context.Cause(u.ctx) // which is why the source could not be read
	}
	switch {
	case err != nil:
	case isLeaf(d.Ref):
		err = s.storeLeaf(ctx, d, u.bytes())
	default:
		at := place{key: u.key}
		if at.version, err = u.finish(d); err == nil {
			err = s.publish(ctx, d, name, at)
		} else if errors.Is(err, storage.ErrNotFound) && s.holds(ctx, d) {
			err = nil // another one under the same id finished, lost against somebody else, and removed its data, which was ours
		}
	}
	resumable := sum == minio.ChecksumSHA256
	if !resumable {
		u.cancel(err) // otherwise parts that are on their way are worth their time
	}
	u.sends.Wait()
	if err != nil {
		if !resumable {
			u.abort(ctx)
		}
		return storage.Ref{}, err
	}
	return d.Ref, nil
}

// holds reports whether an object is there, whole.
func (s *Store) holds(ctx context.Context, d storage.DAG) bool {
	_, at, err := s.find(ctx, d.Ref)
	return err == nil && s.verify(ctx, d, at) == nil
}

// storeLeaf stores an object of one leaf, whose key is its address.
func (s *Store) storeLeaf(ctx context.Context, d storage.DAG, b []byte) error {
	key := s.leafKey(d.Ref)
	version, err := s.create(ctx, key, b)
	if !errors.Is(err, errExists) {
		return err
	}
	if err := s.verify(ctx, d, place{key, version}); !damaged(err) {
		return err
	}
	_, err = s.write(ctx, key, b, false)
	return err
}

func damaged(err error) bool {
	return errors.Is(err, storage.ErrCorrupt) || errors.Is(err, storage.ErrNotFound)
}

// publish makes data that is complete visible as an object. If there is one, whole, the data is removed.
func (s *Store) publish(ctx context.Context, d storage.DAG, name string, at place) error {
	b, err := newIndex(d, name, at.version)
	if err != nil {
		return err
	}
	if _, err := s.create(ctx, s.indexKey(d.Ref), b); !errors.Is(err, errExists) {
		return err
	}
	_, other, err := s.find(ctx, d.Ref)
	if err == nil && other == at {
		return nil // it was us, and the answer was lost
	}
	if err == nil {
		err = s.verify(ctx, d, other)
	}
	if err == nil {
		if other.key == at.key { // the same id
			return nil
		}
		return s.remove(ctx, at.key, at.version)
	}
	if !damaged(err) {
		return err
	}
	_, err = s.write(ctx, s.indexKey(d.Ref), b, false)
	return err
}

// gate lets a part of the source into memory when there is room for it. Import reads in order, so no part waits for a later one.
type gate struct {
	r     io.Reader
	u     *upload
	read  int64
	parts int64 // that there was room for
}

func (g *gate) Read(p []byte) (int, error) {
	size := g.u.s.c.PartSize
	if g.read == g.parts*size {
		if g.parts == maxParts {
			return 0, fmt.Errorf("longer than %d parts of %d bytes, the most an S3 upload has: configure longer ones", maxParts, size)
		}
		select {
		case g.u.room <- struct{}{}:
			g.parts++
		case <-g.u.ctx.Done():
			return 0, context.Cause(g.u.ctx)
		}
	}
	n, err := g.r.Read(p[:min(int64(len(p)), g.parts*size-g.read)])
	g.read += int64(n)
	return n, err
}

// chunks are pieces of parts. Import's own buffers are the caller's only during a call.
var chunks = sync.Pool{New: func() any { return new([storage.LeafSize]byte) }}

// upload is data on its way to the server.
type upload struct {
	s      *Store
	ctx    context.Context
	cancel context.CancelCauseFunc
	key    string
	sum    minio.ChecksumType
	room   chan struct{} // one for every part in memory
	wire   chan struct{} // one for every part on its way
	sends  sync.WaitGroup

	mu    sync.Mutex
	parts map[int]*part // being filled
	done  []minio.CompletePart

	begin func() error // starts the multipart upload or finds the one to go on with
	id    string
	there map[int]minio.ObjectPart // by part number
	whole atomic.Bool              // the data is complete on the server, by another's doing: there is nothing to send
	begun bool
}

func (s *Store) newUpload(ctx context.Context, key string, sum minio.ChecksumType) *upload {
	u := &upload{s: s, key: key, sum: sum, room: make(chan struct{}, s.c.Parallel+1), wire: make(chan struct{}, s.c.Parallel), parts: map[int]*part{}}
	u.ctx, u.cancel = context.WithCancelCause(ctx)
	u.begin = sync.OnceValue(u.start)
	return u
}

// leaf takes a leaf of the object, in any order, and sends the part that it completes.
func (u *upload) leaf(i int, _ [32]byte, b []byte) error {
	per := int(u.s.c.PartSize / storage.LeafSize)
	k := i / per
	u.mu.Lock()
	p := u.parts[k]
	if p == nil {
		p = &part{leaves: make([]*[storage.LeafSize]byte, per)}
		u.parts[k] = p
	}
	u.mu.Unlock()
	c := chunks.Get().(*[storage.LeafSize]byte)
	copy(c[:], b)
	u.mu.Lock()
	p.leaves[i%per] = c
	p.size += int64(len(b))
	full := p.size == u.s.c.PartSize
	if full {
		delete(u.parts, k)
	}
	u.mu.Unlock()
	if full {
		u.dispatch(k, p)
	}
	if u.ctx.Err() != nil {
		return context.Cause(u.ctx)
	}
	return nil
}

// dispatch sends a part while others are filled.
func (u *upload) dispatch(k int, p *part) {
	u.sends.Go(func() {
		u.wire <- struct{}{}
		if err := u.send(k, p); err != nil {
			u.cancel(err)
		}
		<-u.wire
		p.free()
		<-u.room
	})
}

// bytes is the content of an object of one leaf.
func (u *upload) bytes() []byte {
	p := u.parts[0]
	return p.leaves[0][:p.size]
}

// start starts the multipart upload. Under an id it goes on with the one there is, unless its data is complete already.
func (u *upload) start() error {
	s := u.s
	u.begun = true
	if u.sum == minio.ChecksumSHA256 {
		found, err := s.uploads(u.ctx, u.key)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.Key == u.key {
				u.id = f.UploadID
				return u.list()
			}
		}
		if _, err := s.stat(u.ctx, u.key, ""); !errors.Is(err, storage.ErrNotFound) {
			u.whole.Store(err == nil)
			return err
		}
	}
	kind := map[string]string{"X-Amz-Checksum-Algorithm": u.sum.String()}
	if u.sum.FullObjectRequested() {
		kind["X-Amz-Checksum-Type"] = "FULL_OBJECT"
	}
	if u.ctx.Err() != nil {
		return context.Cause(u.ctx)
	}
	// To its end, also when nobody wants the upload any more: one whose id nobody knows could not be aborted.
	return s.request(context.WithoutCancel(u.ctx), func(ctx context.Context) (err error) {
		u.id, err = s.core.NewMultipartUpload(ctx, s.c.Bucket, u.key, minio.PutObjectOptions{UserMetadata: kind})
		return err
	})
}

// list learns which parts the server has.
func (u *upload) list() error {
	u.there = map[int]minio.ObjectPart{}
	for after, more := 0, true; more; {
		err := u.s.request(u.ctx, func(ctx context.Context) error {
			r, err := u.s.core.ListObjectParts(ctx, u.s.c.Bucket, u.key, u.id, after, 1000)
			if err != nil {
				return err
			}
			for _, p := range r.ObjectParts {
				u.there[p.PartNumber] = p
			}
			more = r.IsTruncated && r.NextPartNumberMarker > after
			after = r.NextPartNumberMarker
			return nil
		})
		if err != nil {
			return fmt.Errorf("list parts: %w", err)
		}
	}
	return nil
}

// send sends part k, counted from 0, unless the server has it.
func (u *upload) send(k int, p *part) error {
	if err := u.begin(); err != nil {
		return fmt.Errorf("start upload: %w", err)
	}
	if u.whole.Load() {
		return nil
	}
	sum, hexSum := p.checksum(u.sum)
	got, ok := u.there[k+1]
	if !ok || got.Size != p.size || got.Checksum(u.sum) != sum {
		err := twice(u.ctx, func() (err error) {
			w := watch(u.ctx, u.s.c.Stall)
			defer w.done()
			got, err = u.s.core.PutObjectPart(w, u.s.c.Bucket, u.key, u.id, k+1, sending{p.reader(), w}, p.size, minio.PutObjectPartOptions{
				DisableContentSha256: true,
				Sha256Hex:            hexSum,
				CustomHeader:         map[string][]string{u.sum.KeyCapitalized(): {sum}},
			})
			return w.why(err)
		})
		if code(err) == minio.NoSuchUpload { // another one under the same id has completed it
			u.whole.Store(true)
			return nil
		}
		if err != nil {
			return fmt.Errorf("send part %d: %w", k+1, err)
		}
	}
	done := minio.CompletePart{PartNumber: k + 1, ETag: got.ETag}
	if u.sum == minio.ChecksumSHA256 {
		done.ChecksumSHA256 = sum
	} else {
		done.ChecksumCRC64NVME = sum
	}
	u.mu.Lock()
	u.done = append(u.done, done)
	u.mu.Unlock()
	return nil
}

// finish sends what is left and returns the version of the data, when the server has all of it.
func (u *upload) finish(d storage.DAG) (version string, err error) {
	u.sends.Wait()
	for _, k := range slices.Sorted(maps.Keys(u.parts)) { // at most one: the last
		p := u.parts[k]
		if k == 0 && !u.begun {
			return u.single(d, p)
		}
		u.dispatch(k, p)
	}
	u.sends.Wait()
	if u.ctx.Err() != nil {
		return "", context.Cause(u.ctx)
	}
	if u.whole.Load() {
		return u.claim(d)
	}
	version, err = u.complete()
	if errors.Is(err, errExists) || code(err) == minio.NoSuchUpload {
		return u.claim(d) // another one under the same id was faster, or the answer was lost
	}
	if err != nil {
		return "", fmt.Errorf("complete upload: %w", err)
	}
	info, err := u.look(version)
	if err == nil && info.Size != d.Ref.Size {
		err = fmt.Errorf("%d bytes of %d are there: %w", info.Size, d.Ref.Size, storage.ErrCorrupt)
	}
	if err != nil {
		return "", fmt.Errorf("look for what was uploaded: %w", err)
	}
	return info.VersionID, nil
}

// look looks for data that should be there. Servers were seen to say that an upload is complete, or is none any more, while another
// request is completing it.
func (u *upload) look(version string) (info minio.ObjectInfo, err error) {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		info, err = u.s.stat(u.ctx, u.key, version)
		if !errors.Is(err, storage.ErrNotFound) || wait > 2*time.Second {
			return info, err
		}
		select {
		case <-time.After(wait):
		case <-u.ctx.Done():
		}
	}
}

// single sends an object that fits into one part without a multipart upload.
func (u *upload) single(d storage.DAG, p *part) (version string, err error) {
	sum, hexSum := p.checksum(u.sum)
	if !u.s.atPut {
		if _, err := u.s.stat(u.ctx, u.key, ""); err == nil {
			return u.claim(d)
		}
	}
	version, err = u.s.put(u.ctx, u.key, p.reader(), p.size, hexSum, map[string]string{u.sum.Key(): sum}, u.s.atPut)
	if errors.Is(err, errExists) {
		return u.claim(d)
	}
	p.free()
	return version, err
}

// complete makes the data of the parts.
func (u *upload) complete() (version string, err error) {
	slices.SortFunc(u.done, func(a, b minio.CompletePart) int { return a.PartNumber - b.PartNumber })
	var opts minio.PutObjectOptions
	if u.sum.FullObjectRequested() {
		opts.UserMetadata = map[string]string{"X-Amz-Checksum-Type": "FULL_OBJECT"}
	}
	if u.s.atComplete {
		opts.SetMatchETagExcept("*")
	}
	w := watch(u.ctx, 20*u.s.c.Stall) // servers copy gigabytes here
	defer w.done()
	info, err := u.s.core.CompleteMultipartUpload(w, u.s.c.Bucket, u.key, u.id, u.done, opts)
	err = w.why(err)
	if code(err) == "ConditionalRequestConflict" {
		err = fmt.Errorf("%w: %w", err, errExists)
	}
	return info.VersionID, err
}

// claim is for data that is there although it was not sent now: it is this object's if all its bytes are.
func (u *upload) claim(d storage.DAG) (version string, err error) {
	info, err := u.look("")
	if err == nil {
		err = u.s.verify(u.ctx, d, place{u.key, info.VersionID})
	}
	if errors.Is(err, storage.ErrCorrupt) {
		err = fmt.Errorf("%w: %v", ErrID, err)
	}
	if err != nil {
		return "", fmt.Errorf("look for what was uploaded before: %w", err)
	}
	return info.VersionID, nil
}

// abort removes the parts. Failing, it leaves them to AbortStale.
func (u *upload) abort(ctx context.Context) {
	if u.id == "" {
		return
	}
	u.s.request(context.WithoutCancel(ctx), func(ctx context.Context) error {
		return u.s.core.AbortMultipartUpload(ctx, u.s.c.Bucket, u.key, u.id)
	})
}

// part is some leaves of an object, in order.
type part struct {
	leaves []*[storage.LeafSize]byte
	size   int64
}

func newPart(b []byte) *part {
	p := &part{leaves: []*[storage.LeafSize]byte{new([storage.LeafSize]byte)}, size: int64(len(b))}
	copy(p.leaves[0][:], b)
	return p
}

func (p *part) reader() body {
	return io.NewSectionReader(p, 0, p.size)
}

// ReadAt implements io.ReaderAt within one leaf.
func (p *part) ReadAt(b []byte, off int64) (int, error) {
	return copy(b, p.leaves[off/storage.LeafSize][off%storage.LeafSize:]), nil
}

// checksum is what the server compares, in base64, and its SHA2-256 digest in hexadecimal where that was computed.
func (p *part) checksum(kind minio.ChecksumType) (sum, sha256 string) {
	h := kind.Hasher()
	for off := int64(0); off < p.size; off += storage.LeafSize {
		h.Write(p.leaves[off/storage.LeafSize][:min(storage.LeafSize, p.size-off)])
	}
	raw := h.Sum(nil)
	if kind == minio.ChecksumSHA256 {
		sha256 = fmt.Sprintf("%x", raw)
	}
	return base64.StdEncoding.EncodeToString(raw), sha256
}

func (p *part) free() {
	for i, c := range p.leaves {
		if c != nil {
			chunks.Put(c)
			p.leaves[i] = nil
		}
	}
}
