package s3_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stintdao/stint/storage/s3"
	"github.com/stintdao/stint/storage/storagetest"
)

// proxy stands between a store and the server. It counts, and does what it is told to first.
type proxy struct {
	address string
	next    http.Handler

	mu       sync.Mutex
	do       func(w http.ResponseWriter, r *http.Request) (done bool)
	requests map[string]int // by kind, see kind
	sent     map[string]int64
}

func newProxy(t *testing.T, server *storagetest.S3Server) *proxy {
	t.Helper()
	p := &proxy{requests: map[string]int{}, sent: map[string]int64{}}
	p.next = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: server.Endpoint})
			r.Out.Host = r.In.Host // it is signed
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) { panic(http.ErrAbortHandler) },
	}
	h := httptest.NewServer(p)
	t.Cleanup(h.Close)
	t.Cleanup(h.CloseClientConnections)
	p.address = strings.TrimPrefix(h.URL, "http://")
	return p
}

// kind is what a request is about: part, start, complete, list, or the method and the folder of the key.
func kind(r *http.Request) string {
	q := r.URL.Query()
	switch {
	case q.Has("partNumber"):
		return "part"
	case q.Has("uploads") && r.Method == http.MethodPost:
		return "start"
	case q.Has("uploadId") && r.Method == http.MethodPost:
		return "complete"
	}
	for _, folder := range []string{"leaf", "data", "index", "probe"} {
		if strings.Contains(r.URL.Path, "/"+folder+"/") {
			return r.Method + " " + folder
		}
	}
	return r.Method
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := kind(r)
	p.mu.Lock()
	do := p.do
	p.requests[k]++
	p.mu.Unlock()
	r.Body = &counting{r.Body, p, k}
	if do == nil || !do(w, r) {
		p.next.ServeHTTP(w, r)
	}
}

type counting struct {
	io.ReadCloser
	p    *proxy
	kind string
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.p.mu.Lock()
	c.p.sent[c.kind] += int64(n)
	c.p.mu.Unlock()
	return n, err
}

func (p *proxy) count(kind string) (requests int, sent int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests[kind], p.sent[kind]
}

// reset forgets what was counted and does something else from now on.
func (p *proxy) reset(do func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.do = do
	clear(p.requests)
	clear(p.sent)
}

func (p *proxy) store(t *testing.T, c s3.Config) *s3.Store {
	t.Helper()
	c.Endpoint = p.address
	return open(t, c)
}

func open(t testing.TB, c s3.Config) *s3.Store {
	t.Helper()
	s, err := s3.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
