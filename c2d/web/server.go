package web

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
)

// Config is what a Server is made of. Every field is required but Gateway, RPC, Probe, Hosts and MaxObject.
type Config struct {
	Engine    *c2d.Engine
	Vault     c2d.Vault
	Catalogue c2d.Catalogue
	Ledger    c2d.Ledger
	Chain     Chain
	Inbox     Inbox
	Info      Info
	Log       *slog.Logger
	// Wake is called after a job was submitted. It must not wait.
	Wake func()
	// Now is the clock connections are timed by, Rand what request IDs begin with.
	Now  func() time.Time
	Rand io.Reader
	// Grants takes keys to shards; nil where nobody is granted any.
	Grants Grants
	// Uploads take objects that are sent in pieces; nil where objects are sent whole.
	Uploads Uploads
	// Gateway serves /ipfs/.
	Gateway http.Handler
	// RPC serves /rpc: the chain's JSON-RPC, for a node whose visitors do not reach the chain otherwise.
	RPC http.Handler
	// Probe attacks the place where an environment's jobs run; nil where that is not done from afar.
	Probe func(ctx context.Context, environment string) (Probe, error)
	// Hosts are the names besides those of the loopback interface that the node may be called by, without port.
	Hosts []string
	// MaxObject is the longest object taken, in bytes; 0 is 1 GiB.
	MaxObject int64
}

// Limits on what one caller can take up.
const (
	defaultMaxObject = 1 << 30
	maxHeader        = 64 << 10
	maxStreams       = 256 // progress streams at once
	maxUploads       = 16  // objects being put at once

	answerWithin = time.Minute      // what a request may take besides moving bytes
	patience     = 30 * time.Second // with a connection on which nothing moves
	drain        = 10 * time.Second // for requests under way when the server is told to end
)

// Check refuses a Config that lacks a part.
func (c Config) Check() error {
	switch {
	case c.Engine == nil, c.Vault == nil, c.Catalogue == nil, c.Ledger == nil, c.Chain == nil, c.Inbox == nil:
		return errors.New("web: a need is missing")
	case c.Log == nil, c.Wake == nil, c.Now == nil, c.Rand == nil:
		return errors.New("web: log, wake, clock or randomness is missing")
	case c.MaxObject < 0 || c.MaxObject > storage.MaxSize:
		return fmt.Errorf("web: the longest object is %d bytes, want at most %d", c.MaxObject, int64(storage.MaxSize))
	}
	for _, h := range c.Hosts {
		if h == "" || h != hostOnly(h) {
			return fmt.Errorf("web: host %q: want a name or an address without port", h)
		}
	}
	return c.Info.check()
}

// Server is the HTTP face of a node. It keeps no state but counters.
type Server struct {
	c       Config
	mux     *http.ServeMux
	origin  *http.CrossOriginProtection
	prefix  string // of request IDs
	count   atomic.Uint64
	streams chan struct{}
	uploads chan struct{}
	probes  chan struct{}
	ending  chan struct{}
	end     func()
}

// New makes a Server.
func New(c Config) (*Server, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	var start [4]byte
	if _, err := io.ReadFull(c.Rand, start[:]); err != nil {
		return nil, fmt.Errorf("web: draw request prefix: %w", err)
	}
	if c.MaxObject == 0 {
		c.MaxObject = defaultMaxObject
	}
	c.Info.Stint, c.Info.MaxObject = 1, c.MaxObject
	s := &Server{
		c: c, mux: http.NewServeMux(), origin: http.NewCrossOriginProtection(), prefix: hex.EncodeToString(start[:]),
		streams: make(chan struct{}, maxStreams), uploads: make(chan struct{}, maxUploads), probes: make(chan struct{}, 1), ending: make(chan struct{}),
	}
	s.end = sync.OnceFunc(func() { close(s.ending) })
	s.route()
	return s, nil
}

// Serve answers on a listener until ctx ends, then lets requests under way finish. It returns nil when it ended because ctx did. Call it
// at most once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	hs := &http.Server{
		Handler: s, ReadHeaderTimeout: patience, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.c.Log.Handler(), slog.LevelDebug),
	}
	hs.RegisterOnShutdown(s.end)
	ended := make(chan error, 1)
	go func() { ended <- hs.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if hs.Shutdown(last) != nil {
		hs.Close() // somebody does not let go
	}
	<-ended
	return nil
}

// ServeHTTP turns away what cannot be meant for this node and hands the rest to its route.
func (s *Server) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w := &answer{ResponseWriter: rw, control: http.NewResponseController(rw), now: s.c.Now, id: fmt.Sprintf("%s-%06d", s.prefix, s.count.Add(1))}
	w.move()
	if r.ContentLength != 0 {
		_ = w.control.SetReadDeadline(s.c.Now().Add(patience)) // also of a body that nobody reads
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox") // stored bytes must never act as a page of this node
	h.Set("Cache-Control", "no-store")
	s.finish(w, r, func() error {
		if err := s.guard(r); err != nil {
			return err
		}
		if s.c.Gateway != nil && strings.HasPrefix(r.URL.Path, "/ipfs/") {
			h.Del("Cache-Control")
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
			s.c.Gateway.ServeHTTP(w, r)
			return nil
		}
		if s.c.RPC != nil && r.URL.Path == "/rpc" {
			s.c.RPC.ServeHTTP(w, r)
			return nil
		}
		s.mux.ServeHTTP(w, r)
		return nil
	})
}

// guard refuses other hosts, other sites and paths that mean something else than they say.
func (s *Server) guard(r *http.Request) error {
	host := strings.ToLower(hostOnly(r.Host))
	ip, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && ip.IsLoopback()
	if !loopback && !slices.ContainsFunc(s.c.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
		return c2d.Refuse(WrongHost, "call it by localhost, or serve with that host allowed", "this node is not called that")
	}
	if err := s.origin.Check(r); err != nil {
		return c2d.Refuse(c2d.NotAuthorized, "call the node from a program, or from its own pages", "a page of another site may not do this")
	}
	p := r.URL.Path
	if clean := path.Clean(p); clean != strings.TrimSuffix(p, "/") && clean != p || strings.Contains(p, `\`) {
		return noRoute()
	}
	return nil
}

func noRoute() *c2d.Refusal {
	return c2d.Refuse(c2d.NotFound, "docs/api.md lists the routes", "there is no such route")
}

// hostOnly takes the port, and the brackets of an IPv6 address, from a host.
func hostOnly(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		return host[1 : len(host)-1]
	}
	return host
}

// finish does a part of a request and answers with what it comes to, once.
func (s *Server) finish(w *answer, r *http.Request, do func() error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			panic(p)
		} else if p != nil {
			s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if err := do(); err != nil {
		s.fail(w, r, err)
	}
}

// fail answers a request that came to nothing. A caller that went away is told nothing, and nothing is logged of it.
func (s *Server) fail(w *answer, r *http.Request, err error) {
	no := refusal(err)
	if no == nil && r.Context().Err() != nil {
		return
	}
	if no == nil {
		s.c.Log.ErrorContext(r.Context(), "a request failed", "request", w.id, "route", r.Pattern, "error", err)
		no = c2d.Refuse(Internal, "look for request "+w.id+" in the node's log", "the node failed to answer this request")
	}
	if w.begun {
		panic(http.ErrAbortHandler) // so that half an answer is not taken for a whole one
	}
	refuse(w, no, w.id)
}

// answer is a ResponseWriter that knows whether it began, and gives up on a caller that stops taking bytes.
type answer struct {
	http.ResponseWriter
	control *http.ResponseController
	now     func() time.Time
	id      string
	begun   bool
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// move gives the caller time to take what is written next. A writer that has no deadlines has no connection to lose.
func (a *answer) move() { _ = a.control.SetWriteDeadline(a.now().Add(patience)) }

func (a *answer) WriteHeader(status int) {
	a.begun = a.begun || status >= 200
	a.move()
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if !a.begun {
		a.WriteHeader(http.StatusOK)
	}
	a.move()
	return a.ResponseWriter.Write(b)
}

// Flush sends what was written, for a gateway that looks for http.Flusher.
func (a *answer) Flush() { _ = a.control.Flush() }

// intake is a request's body: at most limit bytes, from a caller that keeps sending.
type intake struct {
	r   io.Reader
	ctx context.Context
	a   *answer
}

func (a *answer) intake(ctx context.Context, r *http.Request, limit int64) (io.Reader, error) {
	if r.ContentLength > limit {
		return nil, &http.MaxBytesError{Limit: limit}
	}
	return &intake{http.MaxBytesReader(a.ResponseWriter, r.Body, limit), ctx, a}, nil
}

func (b *intake) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	_ = b.a.control.SetReadDeadline(b.a.now().Add(patience))
	n, err := b.r.Read(p)
	if err == io.EOF {
		_ = b.a.control.SetReadDeadline(time.Time{}) // or the connection would count as lost while the answer is made
	}
	var long *http.MaxBytesError
	if err != nil && err != io.EOF && !errors.As(err, &long) {
		err = c2d.Refuse(c2d.BadRequest, "send the request again", "the request did not come to its end")
	}
	return n, err
}
