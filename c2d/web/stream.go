package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

const (
	lookEvery  = 200 * time.Millisecond // how often a stream looks at its job
	aliveEvery = 15 * time.Second       // how long a stream says nothing at most
	eventType  = "text/event-stream"
)

// progress answers once, or to those who accept it with a stream of events that ends when the job is done. Every event is a whole
// JobProgress, so a reader that reconnects has missed nothing that still matters.
func (s *Server) progress(w *answer, r *http.Request) error {
	id, err := jobID(r)
	if err != nil {
		return err
	}
	now, err := s.look(r.Context(), id)
	if err != nil {
		return err
	}
	if !accepts(r, eventType) {
		return reply(w, now)
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		return c2d.Refuse(c2d.Unavailable, "ask again, without a stream", "the node follows as many jobs as it can")
	}
	w.Header().Set("Content-Type", eventType)
	return s.stream(w, r, now)
}

func (s *Server) stream(w *answer, r *http.Request, now JobProgress) error {
	look, alive := time.NewTicker(lookEvery), time.NewTicker(aliveEvery)
	defer look.Stop()
	defer alive.Stop()
	var told []byte
	for {
		event, err := json.Marshal(now)
		if err != nil {
			return fmt.Errorf("write progress: %w", err)
		}
		if !bytes.Equal(event, told) {
			if _, err := fmt.Fprintf(w, "event: progress\ndata: %s\n\n", event); err != nil {
				return nil // the reader is gone
			}
			w.Flush()
			told = event
			alive.Reset(aliveEvery)
		}
		if now.Done || r.Method == http.MethodHead {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-s.ending:
			return nil
		case <-alive.C:
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil {
				return nil
			}
			w.Flush()
		case <-look.C:
			if now, err = s.look(r.Context(), now.Job); err != nil {
				return err // the stream is cut; the reader comes back and hears why
			}
		}
	}
}

func (s *Server) look(ctx context.Context, id datatoken.Hash) (JobProgress, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	j, err := s.c.Engine.Job(ctx, id)
	if err != nil {
		return JobProgress{}, err
	}
	var run c2d.Progress
	if j.Stage == c2d.Running {
		if run, err = s.c.Engine.Progress(ctx, id); err != nil {
			return JobProgress{}, fmt.Errorf("observe run: %w", err)
		}
	}
	return progress(j, run), nil
}

// accepts reports whether a request names a media type that it takes.
func accepts(r *http.Request, want string) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		if got, _, err := mime.ParseMediaType(part); err == nil && got == want {
			return true
		}
	}
	return false
}
