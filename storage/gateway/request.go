package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stintdao/stint/storage"
)

const (
	progress     = 16 << 10               // bytes that have to arrive within Config.Stall, or the end
	maxRedirects = 3                      // within one host
	maxTrouble   = 4 << 10                // bytes of an error page that are read so that the connection can be used again
	breather     = 100 * time.Millisecond // before the first retry; each following one waits twice as long

	giveUp, unsaid = -1, -2 // instead of how long to wait before a retry
)

var (
	errBroken = errors.New("the connection broke off: try again")
	errStall  = errors.New("it has fallen silent: try again, or ask another gateway")
)

// StatusError is an answer that is no block. It is storage.ErrNotFound if the server says that it does not have one.
type StatusError struct {
	Host   string
	Status int // of HTTP
}

func (e *StatusError) Error() string {
	var advice string
	switch e.Status {
	case http.StatusNotFound, http.StatusGone:
		return fmt.Sprintf("%s does not have it (status %d)", e.Host, e.Status)
	case http.StatusUnauthorized, http.StatusForbidden:
		advice = "it wants other credentials"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		advice = "it is busy: try again later, or ask another gateway"
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		advice = "try again, or ask another gateway"
	default:
		advice = "check that the address is that of a trustless gateway"
	}
	return fmt.Sprintf("%s answered %s: %s", e.Host, strings.TrimSpace(fmt.Sprint(e.Status, " ", http.StatusText(e.Status))), advice)
}

// Unwrap returns storage.ErrNotFound for the statuses that say so.
func (e *StatusError) Unwrap() error {
	if e.Status == http.StatusNotFound || e.Status == http.StatusGone {
		return storage.ErrNotFound
	}
	return nil
}

// leaf fetches a block that has exactly the length of p into it. It does not verify it.
func (s *Store) leaf(ctx context.Context, id string, p []byte) error {
	return s.ask(ctx, http.MethodGet, id, func(length int64, body io.Reader) error {
		if length >= 0 && length != int64(len(p)) {
			return fmt.Errorf("%s sent %d bytes and not %d: %w", s.base.Host, length, len(p), storage.ErrCorrupt)
		}
		return s.fill(p, body)
	})
}

// block fetches a block of at most limit bytes. It does not verify it.
func (s *Store) block(ctx context.Context, id string, limit int64) ([]byte, error) {
	var b []byte
	err := s.ask(ctx, http.MethodGet, id, func(length int64, body io.Reader) (err error) {
		switch {
		case length > limit:
		case length >= 0:
			b = make([]byte, length)
			return s.fill(b, body)
		default:
			if b, err = io.ReadAll(io.LimitReader(body, limit+1)); err != nil || int64(len(b)) <= limit {
				return err
			}
		}
		return fmt.Errorf("%s sent more than %d bytes: %w", s.base.Host, limit, storage.ErrCorrupt)
	})
	return b, err
}

// fill reads all of body, which is to be as long as p.
func (s *Store) fill(p []byte, body io.Reader) error {
	n := 0
	for n < len(p) {
		k, err := body.Read(p[n:])
		if n += k; err == io.EOF {
			if n < len(p) {
				return fmt.Errorf("%s sent %d bytes and not %d: %w", s.base.Host, n, len(p), storage.ErrCorrupt)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
	// To its end, or the connection could not be used again.
	switch k, err := io.ReadFull(body, make([]byte, 1)); {
	case k > 0:
		return fmt.Errorf("%s sent more than %d bytes: %w", s.base.Host, len(p), storage.ErrCorrupt)
	case err != io.EOF:
		return err
	}
	return nil
}

// ask sends the request for a block until it is answered, and hands the length of the answer, -1 if it is not known, and the answer to
// take, which may be called again if it returns an error of the answer.
func (s *Store) ask(ctx context.Context, method, id string, take func(length int64, body io.Reader) error) error {
	for retry := 0; ; retry++ {
		wait, err := s.once(ctx, method, id, take)
		if err == nil || wait == giveUp || retry == s.retries {
			return err
		}
		if wait == unsaid {
			wait = min(breather<<min(retry, 10), s.stall)
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return context.Cause(ctx)
		}
	}
}

// once sends a request. If it makes sense to send it again, it returns how long to wait before.
func (s *Store) once(ctx context.Context, method, id string, take func(length int64, body io.Reader) error) (time.Duration, error) {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(s.stall, func() { cancel(errStall) })
	defer silence.Stop()
	u := s.base.JoinPath(id)
	r := (&http.Request{Method: method, URL: u, Host: u.Host, Header: s.header.Clone()}).WithContext(inner)
	resp, err := s.client.Do(r)
	if err != nil {
		return s.failed(inner, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, maxTrouble)
		return s.trouble(resp)
	}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && coding != "identity" || resp.Uncompressed {
		return giveUp, fmt.Errorf("%s answered in an encoding that was not asked for: turn compression off there", s.base.Host)
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		return giveUp, fmt.Errorf("%s answered with a web page: check that the address is that of a trustless gateway: %w", s.base.Host, storage.ErrCorrupt)
	}
	if err := take(resp.ContentLength, &watched{resp.Body, silence, s.stall, progress}); errors.Is(err, storage.ErrCorrupt) {
		return giveUp, err
	} else if err != nil {
		return s.failed(inner, err)
	}
	return 0, nil
}

// watched is a body that is given another while whenever some of it has arrived.
type watched struct {
	io.Reader
	silence *time.Timer
	stall   time.Duration
	left    int // until it is
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if w.left -= n; w.left <= 0 {
		w.left = progress
		w.silence.Reset(w.stall)
	}
	return n, err
}

// failed says what became of a request that was not answered, or not to the end.
func (s *Store) failed(ctx context.Context, err error) (time.Duration, error) {
	if cause := context.Cause(ctx); cause == errStall {
		return giveUp, fmt.Errorf("ask %s: after %v %w", s.base.Host, s.stall, errStall)
	} else if cause != nil {
		return giveUp, cause
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return unsaid, fmt.Errorf("ask %s: %w", s.base.Host, errBroken) // an end of file would look like the end of the object
	}
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return unsaid, fmt.Errorf("ask %s: %w: %w", s.base.Host, errBroken, err)
	}
	return giveUp, fmt.Errorf("ask %s: %w", s.base.Host, err)
}

// trouble says what an answer means that is no block.
func (s *Store) trouble(resp *http.Response) (time.Duration, error) {
	err := &StatusError{s.base.Host, resp.StatusCode}
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return giveUp, err
	}
	wait, ok := retryAfter(resp.Header)
	switch {
	case !ok:
		return unsaid, err
	case wait > s.stall:
		return giveUp, fmt.Errorf("%w: it wants to be left alone for %v", err, wait)
	}
	return wait, err
}

// retryAfter reads how long a server wants to be left alone. A time of day is understood by the server's own clock.
func retryAfter(h http.Header) (time.Duration, bool) {
	v := h.Get("Retry-After")
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(n) * time.Second, true
	}
	then, err := http.ParseTime(v)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil {
		return 0, false
	}
	return max(0, then.Sub(now)), true
}

// sameHost follows a few redirects that stay where they are.
func sameHost(r *http.Request, via []*http.Request) error {
	from := via[0].URL
	switch {
	case r.URL.Scheme != from.Scheme || r.URL.Host != from.Host:
		return fmt.Errorf("it redirects to another host, %.100q: use the address of a gateway that answers by itself (one with subdomains does at its IP address)", r.URL.Host)
	case len(via) > maxRedirects:
		return fmt.Errorf("it redirects more than %d times: check that the address is that of a trustless gateway", maxRedirects)
	}
	return nil
}
