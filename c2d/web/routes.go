package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stintdao/stint/c2d"
)

// Longest bodies of the routes that take JSON, in bytes.
const (
	maxSmall         = 64 << 10
	maxSpec          = 2 << 20
	maxContributions = 64 << 20
)

// routes is the whole API. docs/api.md has the same table.
func (s *Server) routes() []route {
	return []route{
		{"GET", "/v1/node", reads(s.node)},
		{"POST", "/v1/objects", s.putObject},
		{"GET", "/v1/objects/{cid}", s.getObject},
		{"GET", "/v1/uploads/{id}", reads(s.arrived)},
		{"PUT", "/v1/uploads/{id}", s.appendUpload},
		{"POST", "/v1/uploads/{id}", s.finishUpload},
		{"DELETE", "/v1/uploads/{id}", reads(s.forgetUpload)},
		{"GET", "/v1/datasets", reads(s.datasets)},
		{"POST", "/v1/datasets", takes(maxSmall, s.register)},
		{"GET", "/v1/datasets/{id}", reads(s.dataset)},
		{"GET", "/v1/datasets/{id}/croissant", reads(s.croissant)},
		{"GET", "/v1/datasets/{id}/budget", reads(s.budget)},
		{"GET", "/v1/datasets/{id}/royalties", reads(s.royalties)},
		{"GET", "/v1/datasets/{id}/contributions", reads(s.pending)},
		{"POST", "/v1/datasets/{id}/contributions", takes(maxContributions, s.contribute)},
		{"POST", "/v1/datasets/{id}/keys", takes(maxContributions, s.grant)},
		{"POST", "/v1/quotes", takes(maxSpec, s.quote)},
		{"GET", "/v1/jobs", reads(s.jobs)},
		{"POST", "/v1/jobs", takes(maxSpec, s.submit)},
		{"GET", "/v1/jobs/{id}", reads(s.job)},
		{"GET", "/v1/jobs/{id}/progress", s.progress},
		{"POST", "/v1/jobs/{id}/voucher", takes(maxSmall, s.vouch)},
		{"GET", "/v1/jobs/{id}/evidence", reads(s.evidence)},
		{"POST", "/v1/probes", s.probe},
		{"POST", "/v1/faucet", takes(maxSmall, s.fund)},
	}
}

type route struct {
	method, path string
	handle       func(*answer, *http.Request) error
}

// route registers every route, and for every path what to say of other methods.
func (s *Server) route() {
	methods := map[string][]string{}
	for _, rt := range s.routes() {
		methods[rt.path] = append(methods[rt.path], rt.method)
		if rt.method == http.MethodGet {
			methods[rt.path] = append(methods[rt.path], http.MethodHead)
		}
		s.mount(rt.method+" "+rt.path, rt.handle)
	}
	for path, m := range methods {
		allow := strings.Join(slices.Sorted(slices.Values(m)), ", ")
		s.mount(path, func(w *answer, _ *http.Request) error {
			w.Header().Set("Allow", allow)
			return c2d.Refuse(MethodNotAllowed, "use one of "+allow, "the route does not take this method")
		})
	}
	s.mount("/", func(*answer, *http.Request) error { return noRoute() })
}

func (s *Server) mount(pattern string, handle func(*answer, *http.Request) error) {
	s.mux.HandleFunc(pattern, func(rw http.ResponseWriter, r *http.Request) {
		w := rw.(*answer) // ServeHTTP made it
		s.finish(w, r, func() error { return handle(w, r) })
	})
}

// reads makes a route of something that only answers.
func reads[A any](do func(context.Context, *http.Request) (A, error)) func(*answer, *http.Request) error {
	return func(w *answer, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
		defer cancel()
		a, err := do(ctx, r)
		if err != nil {
			return err
		}
		return reply(w, a)
	}
}

// takes makes a route of something that takes one JSON document of at most limit bytes.
func takes[Q, A any](limit int64, do func(context.Context, *http.Request, Q) (A, error)) func(*answer, *http.Request) error {
	return func(w *answer, r *http.Request) error {
		if err := mediaType(r, "application/json"); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
		defer cancel()
		body, err := w.intake(ctx, r, limit)
		if err != nil {
			return err
		}
		q, err := decode[Q](body)
		if err != nil {
			return err
		}
		a, err := do(ctx, r, q)
		if err != nil {
			return err
		}
		return reply(w, a)
	}
}

// nothing is the answer of a route that has none.
type nothing struct{}

func reply(w *answer, a any) error {
	if _, none := a.(nothing); none {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	_, _ = w.Write(b) // nobody is left to hear of an error
	return nil
}

func mediaType(r *http.Request, want string) error {
	got, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || got != want {
		return c2d.Refuse(MediaType, "send it with Content-Type: "+want, "the route takes %s", want)
	}
	return nil
}

// decode reads exactly one JSON document, refusing members that Q does not have.
func decode[Q any](body io.Reader) (Q, error) {
	var q Q
	b, err := io.ReadAll(body)
	if err != nil {
		return q, fmt.Errorf("read request: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err = d.Decode(&q); err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the document")
		}
	}
	if err != nil {
		return q, c2d.Refuse(c2d.BadRequest, "correct the request and try again", "the request cannot be read: %.200s", strings.ToValidUTF8(err.Error(), "?"))
	}
	return q, nil
}

// query returns the value of the one parameter a route takes, and refuses others: a misspelled filter must not mean none.
func query(r *http.Request, name string) (string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if n := len(values[name]); err != nil || n > 1 || n != len(values) {
		return "", c2d.Refuse(c2d.BadRequest, "correct the address and try again", "the route takes one parameter, %s, once", name)
	}
	return values.Get(name), nil
}
