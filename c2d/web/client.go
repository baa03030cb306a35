package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"unicode"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Client talks to a node. Its methods are safe for concurrent use and may be repeated: none does a thing twice but Fund. What the node
// refuses comes back as the c2d.Refusal it was; a node that cannot be reached is a Refusal with code Unavailable. What a node
// answers is only what it says: evidence is verified elsewhere, bytes here (see ClientVault).
type Client struct {
	base *url.URL
	hc   *http.Client
}

const (
	maxAnswer  = 256 << 20 // bytes of JSON
	maxProblem = 64 << 10

	readers = 64 // of objects that keep their connections
)

// NewClient makes a Client of the node at an http or https address. hc may be nil; its Timeout, if it has one, is for whole transfers.
// Redirects are not followed unless hc says how.
func NewClient(baseURL string, hc *http.Client) (*Client, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, c2d.Refuse(c2d.BadRequest, "give an address such as http://127.0.0.1:8440", "%.200q is no address of a node", baseURL)
	}
	c := http.Client{}
	if hc != nil {
		c = *hc
	} else if t, ok := http.DefaultTransport.(*http.Transport); ok {
		t = t.Clone()
		t.ResponseHeaderTimeout, t.MaxIdleConnsPerHost = 2*answerWithin, readers
		c.Transport = t
	}
	if c.CheckRedirect == nil {
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return &Client{base: u, hc: &c}, nil
}

// At is a client that reaches every host at one address, for where names do not resolve. The node is still called by its name.
func At(address string) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy, t.ResponseHeaderTimeout, t.MaxIdleConnsPerHost = nil, 2*answerWithin, readers
	t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}
	return &http.Client{Transport: t}
}

// Node returns what does not change about the node.
func (c *Client) Node(ctx context.Context) (Info, error) { return get[Info](ctx, c, "v1/node") }

// Datasets lists the datasets the node knows.
func (c *Client) Datasets(ctx context.Context) ([]c2d.Dataset, error) {
	return get[[]c2d.Dataset](ctx, c, "v1/datasets")
}

// Dataset returns a dataset as the node knows it.
func (c *Client) Dataset(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	return get[c2d.Dataset](ctx, c, "v1/datasets/"+id.String())
}

// Croissant returns a dataset's description in JSON-LD, as the node writes it.
func (c *Client) Croissant(ctx context.Context, dataset datatoken.Address) (json.RawMessage, error) {
	return get[json.RawMessage](ctx, c, "v1/datasets/"+dataset.String()+"/croissant")
}

// Register makes the node read a dataset from the chain, for the first time or again.
func (c *Client) Register(ctx context.Context, id datatoken.Address) (c2d.Dataset, error) {
	return post[c2d.Dataset](ctx, c, "v1/datasets", registration{id})
}

// Budget returns what is left of a dataset's privacy budget.
func (c *Client) Budget(ctx context.Context, dataset datatoken.Address) (Budget, error) {
	return get[Budget](ctx, c, "v1/datasets/"+dataset.String()+"/budget")
}

// Royalties returns a dataset's royalty pool.
func (c *Client) Royalties(ctx context.Context, dataset datatoken.Address) (Royalties, error) {
	return get[Royalties](ctx, c, "v1/datasets/"+dataset.String()+"/royalties")
}

// Contribute hands in contributions, which wait until the curator lets them join.
func (c *Client) Contribute(ctx context.Context, dataset datatoken.Address, list []c2d.Contribution) error {
	_, err := post[nothing](ctx, c, "v1/datasets/"+dataset.String()+"/contributions", list)
	return err
}

// Grant gives the node keys to shards of a dataset, wrapped to it.
func (c *Client) Grant(ctx context.Context, dataset datatoken.Address, keys []c2d.Grant) error {
	_, err := post[nothing](ctx, c, "v1/datasets/"+dataset.String()+"/keys", keys)
	return err
}

// Pending lists the contributions that wait to join a dataset.
func (c *Client) Pending(ctx context.Context, dataset datatoken.Address) ([]c2d.Contribution, error) {
	return get[[]c2d.Contribution](ctx, c, "v1/datasets/"+dataset.String()+"/contributions")
}

// Quote prices a job.
func (c *Client) Quote(ctx context.Context, s c2d.Spec) (c2d.Quote, error) {
	return post[c2d.Quote](ctx, c, "v1/quotes", s)
}

// Submit starts the job that an order pays for, or returns it if it was submitted before. The order is the ID of its job, or the transaction that made it.
func (c *Client) Submit(ctx context.Context, s c2d.Spec, order datatoken.Hash) (Job, error) {
	return post[Job](ctx, c, "v1/jobs", submission{Spec: s, Order: order})
}

// Vouch gives the node the trainer's voucher for a job's machine time.
func (c *Client) Vouch(ctx context.Context, job datatoken.Hash, v datatoken.Voucher) (Job, error) {
	return post[Job](ctx, c, "v1/jobs/"+job.String()+"/voucher", v)
}

// Jobs lists the node's jobs on a dataset, oldest first; on all of them for the zero address.
func (c *Client) Jobs(ctx context.Context, dataset datatoken.Address) ([]JobSummary, error) {
	if dataset.IsZero() {
		return get[[]JobSummary](ctx, c, "v1/jobs")
	}
	return get[[]JobSummary](ctx, c, "v1/jobs?dataset="+dataset.String())
}

// Job returns a job.
func (c *Client) Job(ctx context.Context, id datatoken.Hash) (Job, error) {
	return get[Job](ctx, c, "v1/jobs/"+id.String())
}

// Progress says how far a job is. Watch follows it.
func (c *Client) Progress(ctx context.Context, id datatoken.Hash) (JobProgress, error) {
	return get[JobProgress](ctx, c, "v1/jobs/"+id.String()+"/progress")
}

// Evidence returns what it takes to verify a job offline.
func (c *Client) Evidence(ctx context.Context, id datatoken.Hash) (Evidence, error) {
	return get[Evidence](ctx, c, "v1/jobs/"+id.String()+"/evidence")
}

// Fund asks for development coins.
func (c *Client) Fund(ctx context.Context, account datatoken.Address) error {
	_, err := post[nothing](ctx, c, "v1/faucet", funding{account})
	return err
}

// PutObject stores what r yields and returns its address, having computed it: it does not return one that the bytes do not have.
// It does not return before it has let go of r.
func (c *Client) PutObject(ctx context.Context, r io.Reader) (storage.Ref, error) {
	body, copied := io.Pipe()
	type result struct {
		ref storage.Ref
		err error
	}
	hashed := make(chan result, 1)
	go func() {
		d, err := storage.Import(ctx, io.TeeReader(r, copied), nil)
		copied.CloseWithError(err)
		hashed <- result{d.Ref, err}
	}()
	got, err := send[storage.Ref](ctx, c, request{method: http.MethodPost, path: "v1/objects", mediaType: "application/octet-stream", body: body})
	body.CloseWithError(io.ErrClosedPipe)
	want := <-hashed
	if want.err != nil && !errors.Is(want.err, io.ErrClosedPipe) {
		return storage.Ref{}, fmt.Errorf("put object: %w", want.err)
	}
	if err != nil {
		return storage.Ref{}, err
	}
	if want.err != nil || got != want.ref {
		return storage.Ref{}, fmt.Errorf("put object: the node answered with an address the bytes do not have: %w", storage.ErrCorrupt)
	}
	return want.ref, nil
}

// request is one call of a route.
type request struct {
	method, path      string
	mediaType, accept string
	body              io.Reader
}

func get[A any](ctx context.Context, c *Client, path string) (A, error) {
	return send[A](ctx, c, request{method: http.MethodGet, path: path})
}

func post[A any](ctx context.Context, c *Client, path string, q any) (A, error) {
	b, err := json.Marshal(q)
	if err != nil {
		var a A
		return a, c2d.Refuse(c2d.BadRequest, "correct the request and try again", "the request cannot be written: %v", err)
	}
	return send[A](ctx, c, request{method: http.MethodPost, path: path, mediaType: "application/json", body: bytes.NewReader(b)})
}

// send makes a request and reads its answer.
func send[A any](ctx context.Context, c *Client, q request) (A, error) {
	var a A
	resp, err := c.do(ctx, q)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNoContent {
		return a, nil
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return a, c.unreachable(ctx, err)
	}
	if len(b) > maxAnswer {
		return a, c.strange("an answer too long to read")
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, c.strange("something that cannot be read")
	}
	return a, nil
}

// do makes a request and returns its answer if it is a good one.
func (c *Client) do(ctx context.Context, q request) (*http.Response, error) {
	path, search, _ := strings.Cut(q.path, "?")
	u := c.base.JoinPath(path)
	u.RawQuery = search
	r, err := http.NewRequestWithContext(ctx, q.method, u.String(), q.body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if q.mediaType != "" {
		r.Header.Set("Content-Type", q.mediaType)
	}
	if q.accept != "" {
		r.Header.Set("Accept", q.accept)
	}
	r.Header["Idempotency-Key"] = nil // tells the transport that a request may be repeated; nothing is sent
	resp, err := c.hc.Do(r)
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusNoContent {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, c.problem(resp)
}

// problem is the Refusal that an answer carries.
func (c *Client) problem(resp *http.Response) error {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	var p problem
	if err == nil && kind == problemType {
		err = json.NewDecoder(io.LimitReader(resp.Body, maxProblem)).Decode(&p)
	}
	if err != nil || p.Code == "" {
		return c.strange("status " + strconv.Itoa(resp.StatusCode))
	}
	return &c2d.Refusal{Code: c2d.Code(printable(string(p.Code), 64)), Sentence: printable(p.Sentence, 2048), Next: printable(p.Next, 2048)}
}

func (c *Client) strange(what string) *c2d.Refusal {
	return c2d.Refuse(c2d.Unavailable, "check the address and the version of the node", "what is at %s answered with %s, which a node does not do", c.base, what)
}

// unreachable is what to say when no answer came.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("call node: %w", ctx.Err())
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return c2d.Refuse(c2d.Unavailable, "start it with stint serve", "no node answers at %s", c.base)
	}
	return fmt.Errorf("%w: %w", c2d.Refuse(c2d.Unavailable, "check the address, and try again", "the node at %s did not answer", c.base), err)
}

// printable is text from elsewhere that may be shown on a terminal: at most n bytes, without control characters.
func printable(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
