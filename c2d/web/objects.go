package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// putObject stores a body. Putting the same bytes again changes nothing.
func (s *Server) putObject(w *answer, r *http.Request) error {
	if err := mediaType(r, "application/octet-stream"); err != nil {
		return err
	}
	release, err := s.slot(r.Context())
	if err != nil {
		return err
	}
	defer release()
	body, err := w.intake(r.Context(), r, s.c.MaxObject)
	if err != nil {
		return err
	}
	ref, err := s.c.Vault.Put(r.Context(), body)
	if err != nil {
		return fmt.Errorf("store object: %w", err)
	}
	return reply(w, ref)
}

// getObject sends the bytes of an object. What does not match the address is not sent: an answer that is cut short was.
func (s *Server) getObject(w *answer, r *http.Request) error {
	text, err := query(r, "size")
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return c2d.Refuse(c2d.BadRequest, "add ?size= and the size that was published with the address", "the size of the object is missing")
	}
	ref := storage.Ref{CID: r.PathValue("cid"), Size: size}
	if err := ref.Check(); err != nil {
		return err
	}
	h, tag := w.Header(), `"`+ref.CID+`"`
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Set("ETag", tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	late := time.AfterFunc(answerWithin, cancel)
	o, err := openFirst(ctx, s.c.Vault, ref)
	if !late.Stop() && r.Context().Err() == nil {
		err = context.DeadlineExceeded
	}
	if o != nil {
		defer o.Close()
	}
	if err != nil {
		return fmt.Errorf("open object: %w", err)
	}
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", tag)
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.CopyBuffer(w, io.NewSectionReader(o, 0, size), make([]byte, storage.LeafSize)); err != nil {
		return fmt.Errorf("send object: %w", err)
	}
	return nil
}

// openFirst opens an object and verifies its first bytes, before anybody is told that it is here.
func openFirst(ctx context.Context, v c2d.Vault, ref storage.Ref) (storage.Object, error) {
	o, err := v.Open(ctx, ref)
	if err != nil {
		return nil, err
	}
	var first [1]byte
	if _, err := o.ReadAt(first[:], 0); err != nil && err != io.EOF {
		return o, err
	}
	return o, nil
}
