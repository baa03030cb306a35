package broker

import (
	"context"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Limits on what one conductor may send.
const (
	maxProof    = 32 << 20
	maxResult   = 1 << 30
	maxSmall    = 64 << 10
	maxRounds   = 1 << 20
	headerLimit = 16 << 10
)

// Server answers conductors.
type Server struct {
	Secret Secret
	Holder Holder
	Rounds enclosure.Rounds
	Log    *slog.Logger
}

// Serve answers on a listener until ctx ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	config, err := s.Secret.TLS()
	if err != nil {
		return err
	}
	hs := &http.Server{
		Handler: s.Handler(), TLSConfig: config, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 5 * time.Minute, MaxHeaderBytes: headerLimit,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { hs.Close() })
	defer stop()
	if err := hs.Serve(tls.NewListener(l, config)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve conductors: %w", err)
	}
	return nil
}

// Handler is the routes, each for one run.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, do := range map[string]func(call) (any, error){
		"GET /v1/runs/{job}/cells":           s.cells,
		"POST /v1/runs/{job}/challenge":      s.challenge,
		"POST /v1/runs/{job}/proof":          s.prove,
		"POST /v1/runs/{job}/keys":           s.keys,
		"POST /v1/runs/{job}/fault":          s.fault,
		"GET /v1/runs/{job}/rounds":          s.load,
		"POST /v1/runs/{job}/rounds/{round}": s.begin,
		"PUT /v1/runs/{job}/rounds/{round}":  s.finish,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, do) })
	}
	return mux
}

// call is one request of a conductor that has shown its token.
type call struct {
	*http.Request
	job datatoken.Hash
	w   http.ResponseWriter
}

// document reads the body as one JSON document.
func (c call) document(limit int64, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(c.w, c.Body, limit))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return c2d.Refuse(c2d.BadRequest, "", "the request cannot be read: %.200v", err)
	}
	return nil
}

func (c call) round() (int, error) {
	n, err := strconv.Atoi(c.PathValue("round"))
	if err != nil || n < 0 || n > maxRounds {
		return 0, c2d.Refuse(c2d.BadRequest, "", "there is no round %.20q", c.PathValue("round"))
	}
	return n, nil
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, do func(call) (any, error)) {
	job, err := datatoken.ParseHash(r.PathValue("job"))
	token, terr := hex.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	if err != nil || terr != nil || !s.Secret.admits(job, token) {
		reply(w, http.StatusForbidden, c2d.Refuse(c2d.NotAuthorized, "", "this is not the token of that run"))
		return
	}
	v, err := do(call{r, job, w})
	switch no := c2d.AsRefusal(err); {
	case no != nil && no.Code == c2d.Unavailable:
		reply(w, http.StatusServiceUnavailable, no)
	case no != nil:
		reply(w, http.StatusUnprocessableEntity, no)
	case err != nil:
		if r.Context().Err() == nil {
			s.Log.Warn("a conductor was not answered", "job", job, "call", r.Pattern, "err", err)
		}
		reply(w, http.StatusServiceUnavailable, c2d.Refuse(c2d.Unavailable, "try again", "the broker cannot do that now"))
	default:
		reply(w, http.StatusOK, v)
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	if raw, ok := v.(stored); ok {
		w.Header().Set("Stint-Begun", strconv.Itoa(raw.begun))
		w.Header().Set("Stint-Finished", strconv.Itoa(raw.finished))
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(len(raw.last)))
		w.Write(raw.last)
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte("{}")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(b)
}

func (s *Server) cells(c call) (any, error) { return s.Holder.Cells(c.Context(), c.job) }

// challenge is what a proof answers.
type challenge struct {
	Nonce     []byte   `json:"nonce"`
	Forbidden []string `json:"forbidden"` // one destination each, as cells take them
}

func (s *Server) challenge(c call) (any, error) {
	nonce, forbidden, err := s.Holder.Challenge(c.Context(), c.job)
	return challenge{nonce, forbidden}, err
}

func (s *Server) prove(c call) (any, error) {
	var cells []enclosure.Proof
	if err := c.document(maxProof, &cells); err != nil {
		return nil, err
	}
	return nil, s.Holder.Prove(c.Context(), c.job, cells)
}

// release is the body of a request for keys.
type release struct {
	To storage.Recipient `json:"to"`
}

func (s *Server) keys(c call) (any, error) {
	var q release
	if err := c.document(maxSmall, &q); err != nil {
		return nil, err
	}
	return s.Holder.Keys(c.Context(), c.job, q.To)
}

func (s *Server) fault(c call) (any, error) {
	var why c2d.Refusal
	if err := c.document(maxSmall, &why); err != nil {
		return nil, err
	}
	return nil, s.Holder.Break(c.Context(), c.job, &why)
}

// stored is what rounds are remembered.
type stored struct {
	begun, finished int
	last            []byte
}

func (s *Server) load(c call) (any, error) {
	begun, finished, last, err := s.Rounds.Load(c.Context(), c.job)
	return stored{begun, finished, last}, err
}

func (s *Server) begin(c call) (any, error) {
	n, err := c.round()
	if err != nil {
		return nil, err
	}
	return nil, s.Rounds.Begin(c.Context(), c.job, n)
}

func (s *Server) finish(c call) (any, error) {
	n, err := c.round()
	if err != nil {
		return nil, err
	}
	if c.ContentLength < 0 || c.ContentLength > maxResult {
		return nil, c2d.Refuse(c2d.BadRequest, "", "a round of %d bytes", c.ContentLength)
	}
	b := make([]byte, c.ContentLength)
	if _, err := io.ReadFull(c.Body, b); err != nil {
		return nil, c2d.Refuse(c2d.BadRequest, "", "the request did not come to its end")
	}
	return nil, s.Rounds.Finish(c.Context(), c.job, n, b)
}
