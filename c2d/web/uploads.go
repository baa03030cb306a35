package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// Uploads keep what has arrived of objects that are sent in pieces. A Client is the Uploads of the node it talks to.
type Uploads interface {
	// Received returns how many bytes of an upload have arrived.
	Received(ctx context.Context, id string) (int64, error)
	// Append adds the bytes from at on to an upload, passing over those that have arrived, and returns how many have then.
	Append(ctx context.Context, id string, at int64, r io.Reader) (int64, error)
	// Finish stores the upload as an object, or returns storage.ErrNotFound. Finishing it again returns the same.
	Finish(ctx context.Context, id string) (storage.Ref, error)
	// Forget removes what is known of an upload.
	Forget(ctx context.Context, id string) error
}

// Arrived says how far an upload is.
type Arrived struct {
	Bytes int64 `json:"bytes"`
}

// uploadID is the ID in the path of a request: 32 hexadecimal digits that who uploads drew.
func uploadID(r *http.Request) (string, error) {
	id := r.PathValue("id")
	for _, c := range id {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			id = ""
		}
	}
	if len(id) != 32 {
		return "", c2d.Refuse(c2d.BadRequest, "draw 16 random bytes and write them as 32 lower-case hexadecimal digits", "this is not the ID of an upload")
	}
	return id, nil
}

// arrived says where an upload that was cut short goes on.
func (s *Server) arrived(ctx context.Context, r *http.Request) (Arrived, error) {
	id, err := s.upload(r)
	if err != nil {
		return Arrived{}, err
	}
	n, err := s.c.Uploads.Received(ctx, id)
	return Arrived{n}, err
}

func (s *Server) upload(r *http.Request) (string, error) {
	if s.c.Uploads == nil {
		return "", c2d.Refuse(c2d.NotFound, "send the whole object to /v1/objects", "this node takes no objects in pieces")
	}
	return uploadID(r)
}

// appendUpload adds the body to an upload.
func (s *Server) appendUpload(w *answer, r *http.Request) error {
	id, err := s.upload(r)
	if err != nil {
		return err
	}
	if err := mediaType(r, "application/octet-stream"); err != nil {
		return err
	}
	text, err := query(r, "at")
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(text, 10, 64)
	if err != nil || at < 0 {
		return c2d.Refuse(c2d.BadRequest, "add ?at= and how many bytes have arrived", "where the bytes begin is missing")
	}
	release, err := s.slot(r.Context())
	if err != nil {
		return err
	}
	defer release()
	body, err := w.intake(r.Context(), r, max(0, s.c.MaxObject-at))
	if err != nil {
		return err
	}
	switch n, err := s.c.Uploads.Received(r.Context(), id); {
	case err != nil:
		return fmt.Errorf("look at upload: %w", err)
	case at > n:
		return c2d.Refuse(c2d.BadRequest, fmt.Sprintf("go on with ?at=%d", n), "%d bytes of the upload have arrived, these begin at %d", n, at)
	}
	n, err := s.c.Uploads.Append(r.Context(), id, at, body)
	if err != nil {
		return fmt.Errorf("store a piece: %w", err)
	}
	return reply(w, Arrived{n})
}

// finishUpload makes an object of an upload.
func (s *Server) finishUpload(w *answer, r *http.Request) error {
	id, err := s.upload(r)
	if err != nil {
		return err
	}
	release, err := s.slot(r.Context())
	if err != nil {
		return err
	}
	defer release()
	ref, err := s.c.Uploads.Finish(r.Context(), id)
	if errors.Is(err, storage.ErrNotFound) {
		return c2d.Refuse(c2d.NotFound, "send its bytes first", "nothing of this upload has arrived")
	}
	if err != nil {
		return fmt.Errorf("store object: %w", err)
	}
	return reply(w, ref)
}

// forgetUpload drops an upload.
func (s *Server) forgetUpload(ctx context.Context, r *http.Request) (nothing, error) {
	id, err := s.upload(r)
	if err != nil {
		return nothing{}, err
	}
	return nothing{}, s.c.Uploads.Forget(ctx, id)
}

// slot waits until few enough objects are being stored.
func (s *Server) slot(ctx context.Context) (release func(), err error) {
	select {
	case s.uploads <- struct{}{}:
		return func() { <-s.uploads }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(patience):
		return nil, c2d.Refuse(c2d.Unavailable, "try again", "the node is busy storing other objects")
	}
}

// Received implements Uploads.
func (c *Client) Received(ctx context.Context, id string) (int64, error) {
	a, err := get[Arrived](ctx, c, "v1/uploads/"+id)
	return a.Bytes, err
}

// Append implements Uploads.
func (c *Client) Append(ctx context.Context, id string, at int64, r io.Reader) (int64, error) {
	path := fmt.Sprintf("v1/uploads/%s?at=%d", id, at)
	a, err := send[Arrived](ctx, c, request{method: http.MethodPut, path: path, mediaType: "application/octet-stream", body: r})
	return a.Bytes, err
}

// Finish implements Uploads.
func (c *Client) Finish(ctx context.Context, id string) (storage.Ref, error) {
	ref, err := send[storage.Ref](ctx, c, request{method: http.MethodPost, path: "v1/uploads/" + id})
	if c2d.IsRefusal(err, c2d.NotFound) {
		return ref, fmt.Errorf("%w: %w", storage.ErrNotFound, err)
	}
	return ref, err
}

// Forget implements Uploads.
func (c *Client) Forget(ctx context.Context, id string) error {
	_, err := send[nothing](ctx, c, request{method: http.MethodDelete, path: "v1/uploads/" + id})
	return err
}

// pieceSize is how much of an upload is sent in one request.
const pieceSize = 8 << 20

// PutAs stores what r yields, like Put, and goes on with an upload of the same id, 32 hexadecimal digits that were drawn for these bytes: what
// arrived before a kill is not sent again. On storage.ErrCorrupt what had arrived was something else; it is forgotten, and the next PutAs begins at the
// start.
func (v ClientVault) PutAs(ctx context.Context, id string, r io.Reader) (storage.Ref, error) {
	ref, err := v.putAs(ctx, id, r)
	if errors.Is(err, storage.ErrCorrupt) {
		err = errors.Join(err, v.Client.Forget(ctx, id))
	}
	if err != nil {
		return storage.Ref{}, fmt.Errorf("put object: %w", err)
	}
	return ref, nil
}

func (v ClientVault) putAs(ctx context.Context, id string, r io.Reader) (storage.Ref, error) {
	arrived, err := v.Client.Received(ctx, id)
	if c2d.IsRefusal(err, c2d.NotFound) { // it takes no pieces
		return v.Client.PutObject(ctx, r)
	}
	if err != nil {
		return storage.Ref{}, err
	}
	to := &pieces{ctx: ctx, client: v.Client, id: id, arrived: arrived, piece: make([]byte, 0, pieceSize)}
	d, err := storage.Import(ctx, io.TeeReader(r, to), nil)
	if err == nil {
		err = to.send()
	}
	if err == nil && to.seen == 0 { // an empty object has no piece
		_, err = v.Client.Append(ctx, id, 0, http.NoBody)
	}
	if err != nil {
		return storage.Ref{}, err
	}
	if to.seen != to.arrived {
		return storage.Ref{}, fmt.Errorf("%d bytes have arrived of %d: %w", to.arrived, to.seen, storage.ErrCorrupt)
	}
	ref, err := v.Client.Finish(ctx, id)
	if err == nil && ref != d.Ref {
		err = fmt.Errorf("the node has put together something else: %w", storage.ErrCorrupt)
	}
	return ref, err
}

// pieces sends what is written to it, after as many bytes as have arrived already.
type pieces struct {
	ctx           context.Context
	client        *Client
	id            string
	arrived, seen int64
	piece         []byte
}

func (p *pieces) Write(b []byte) (int, error) {
	n := len(b)
	if known := min(int64(n), max(0, p.arrived-p.seen)); known > 0 {
		p.seen += known
		b = b[known:]
	}
	for len(b) > 0 {
		k := copy(p.piece[len(p.piece):cap(p.piece)], b)
		p.piece, b = p.piece[:len(p.piece)+k], b[k:]
		p.seen += int64(k)
		if len(p.piece) == cap(p.piece) {
			if err := p.send(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (p *pieces) send() error {
	if len(p.piece) == 0 {
		return nil
	}
	n, err := p.client.Append(p.ctx, p.id, p.arrived, bytes.NewReader(p.piece))
	if err != nil {
		return err
	}
	if want := p.arrived + int64(len(p.piece)); n != want {
		return fmt.Errorf("%d bytes have arrived, want %d: %w", n, want, storage.ErrCorrupt)
	}
	p.arrived, p.piece = n, p.piece[:0]
	return nil
}
