package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// said is a problem as anybody reads it.
type said struct {
	Type, Title, Code, Sentence, Next, Request string
	Status                                     int
}

// problem reads an answer that must be a problem.
func problem(t testing.TB, resp *http.Response) said {
	t.Helper()
	defer resp.Body.Close()
	var p said
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &p); err != nil || resp.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("status %d, %s, is no problem: %q", resp.StatusCode, resp.Header.Get("Content-Type"), b)
	}
	if p.Status != resp.StatusCode || p.Type != "urn:stint:problem:"+p.Code || p.Title != http.StatusText(p.Status) || p.Sentence == "" || p.Next == "" || p.Request == "" {
		t.Fatalf("problem %+v with status %d", p, resp.StatusCode)
	}
	if h := resp.Header; h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
		t.Fatalf("headers of a problem %v", h)
	}
	return p
}

// TestEveryRefusalCrossesTheWire: what a need of the node refuses is, at the other end, the same Refusal.
func TestEveryRefusalCrossesTheWire(t *testing.T) {
	w := newWorld(t)
	for _, code := range c2d.Codes() {
		want := c2d.Refuse(code, "do this next", "the sentence of %s", code)
		w.chain.fail = fmt.Errorf("behind words that must not be seen: %w", want)
		var got *c2d.Refusal
		if err := w.client.Fund(t.Context(), account("a")); !errors.As(err, &got) {
			t.Errorf("%s: arrived as %v", code, err)
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-sent +arrived):\n%s", code, d)
		}
	}
}

// TestUnexpectedErrorsStayInside: the caller learns a request ID, the log learns why, once.
func TestUnexpectedErrorsStayInside(t *testing.T) {
	for name, breakIt := range map[string]func(*chain){
		"error": func(c *chain) { c.fail = errors.New("canary") },
		"panic": func(c *chain) { c.panics = "canary" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			breakIt(w.chain)
			resp, err := http.Post(w.at.URL+"/v1/faucet", "application/json", strings.NewReader(`{"account":"0x00000000000000000000000000000000000000ff"}`))
			if err != nil {
				t.Fatal(err)
			}
			p := problem(t, resp)
			if p.Status != 500 || p.Code != "Internal" || strings.Contains(fmt.Sprint(p), "canary") || !strings.Contains(p.Next, p.Request) {
				t.Fatalf("problem %+v", p)
			}
			var line map[string]any
			if err := json.Unmarshal([]byte(w.log.String()), &line); err != nil {
				t.Fatalf("want one line in the log: %v:\n%s", err, w.log)
			}
			if line["msg"] != "a request failed" || line["request"] != p.Request || line["route"] != "POST /v1/faucet" || !strings.Contains(fmt.Sprint(line["error"]), "canary") {
				t.Fatalf("log %v", line)
			}
			if err := w.client.Fund(t.Context(), account("a")); !c2d.IsRefusal(err, web.Internal) {
				t.Fatalf("the client says %v", err)
			}
		})
	}
}

// TestHostileRequests are what no client of ours sends.
func TestHostileRequests(t *testing.T) {
	w := newWorld(t)
	id := w.submit(c2d.ModeQuery)
	held, err := w.client.PutObject(t.Context(), strings.NewReader("held"))
	if err != nil {
		t.Fatal(err)
	}
	const zero = "0x0000000000000000000000000000000000000000"
	dataset := w.dataset.ID.String()
	type request struct {
		method, target, body string
		header               map[string]string
		code                 c2d.Code
		status               int
	}
	bad := func(method, target, body string) request {
		return request{method, target, body, nil, c2d.BadRequest, 400}
	}
	lost := func(target string) request { return request{"GET", target, "", nil, c2d.NotFound, 404} }
	tests := map[string]request{
		"no JSON":                     bad("POST", "/v1/quotes", "{"),
		"empty body":                  bad("POST", "/v1/quotes", ""),
		"unknown field":               bad("POST", "/v1/faucet", `{"account":"`+zero+`","amount":7}`),
		"unknown field inside":        bad("POST", "/v1/jobs", `{"spec":{"stint":1,"sudo":true}}`),
		"two documents":               bad("POST", "/v1/faucet", `{} {}`),
		"text after the document":     bad("POST", "/v1/faucet", `{}]`),
		"null":                        bad("POST", "/v1/faucet", `null`),
		"wrong type":                  bad("POST", "/v1/datasets", `{"id":7}`),
		"array for object":            bad("POST", "/v1/datasets", `[]`),
		"zero dataset":                bad("POST", "/v1/datasets", `{"id":"`+zero+`"}`),
		"zero account":                bad("POST", "/v1/faucet", `{"account":"`+zero+`"}`),
		"deep":                        bad("POST", "/v1/quotes", `{"isolate":{"params":`+strings.Repeat("[", 20_000)+`}}`),
		"number out of range":         bad("POST", "/v1/quotes", `{"stint":1e400}`),
		"long field name":             bad("POST", "/v1/faucet", `{"`+strings.Repeat("a", 50_000)+`":1}`),
		"not UTF-8":                   bad("POST", "/v1/faucet", "{\"\xff\xfe\":1}"),
		"no contributions":            bad("POST", "/v1/datasets/"+dataset+"/contributions", `[]`),
		"empty contribution":          bad("POST", "/v1/datasets/"+dataset+"/contributions", `[{}]`),
		"contribution to nothing":     {"POST", "/v1/datasets/" + zero + "/contributions", `[{}]`, nil, c2d.NotFound, 404},
		"no such dataset":             lost("/v1/datasets/" + zero),
		"budget of no dataset":        lost("/v1/datasets/" + zero + "/budget"),
		"description of no dataset":   lost("/v1/datasets/" + zero + "/croissant"),
		"royalties of no dataset":     lost("/v1/datasets/" + zero + "/royalties"),
		"no such job":                 lost("/v1/jobs/0x" + strings.Repeat("00", 32)),
		"no such job to follow":       lost("/v1/jobs/0x" + strings.Repeat("00", 32) + "/progress"),
		"not registered on the chain": {"POST", "/v1/datasets", `{"id":"0x00000000000000000000000000000000000000ff"}`, nil, c2d.NotFound, 404},
		"dataset that is no address":  bad("GET", "/v1/datasets/abc", ""),
		"job that is no hash":         bad("GET", "/v1/jobs/0x00", ""),
		"misspelled filter":           bad("GET", "/v1/jobs?datset="+dataset, ""),
		"filter twice":                bad("GET", "/v1/jobs?dataset="+dataset+"&dataset="+zero, ""),
		"filter that is no address":   bad("GET", "/v1/jobs?dataset=x", ""),
		"semicolons":                  bad("GET", "/v1/jobs?a;b", ""),
		"object without size":         bad("GET", "/v1/objects/"+held.CID, ""),
		"object of negative size":     bad("GET", "/v1/objects/"+held.CID+"?size=-1", ""),
		"object of a size too large":  bad("GET", "/v1/objects/"+held.CID+"?size=99999999999999999999", ""),
		"object of another kind":      bad("GET", "/v1/objects/"+held.CID+"?size=2000000", ""),
		"object that is no CID":       bad("GET", "/v1/objects/passwd?size=4", ""),
		"object that is a path":       lost("/v1/objects/%2e%2e%2f%2e%2e%2fetc%2fpasswd?size=4"),
		"object not held":             lost("/v1/objects/" + strings.Replace(held.CID, held.CID[20:24], "aaaa", 1) + "?size=4"),

		"no route":             lost("/v1/nodes"),
		"root":                 lost("/"),
		"version to come":      lost("/v2/node"),
		"trailing slash":       lost("/v1/node/"),
		"double slash":         lost("/v1//node"),
		"dot dot":              lost("/v1/datasets/../node"),
		"dot dot in disguise":  lost("/v1/datasets/%2e%2e/node"),
		"dot dot from gateway": lost("/ipfs/../v1/node"),
		"dot":                  lost("/v1/./node"),
		"backslash":            lost("/v1/datasets/..%5cnode"),

		"wrong method":            {"DELETE", "/v1/jobs/" + id.String(), "", nil, web.MethodNotAllowed, 405},
		"write to what is read":   {"POST", "/v1/node", "{}", nil, web.MethodNotAllowed, 405},
		"read what is written":    {"GET", "/v1/quotes", "", nil, web.MethodNotAllowed, 405},
		"method nobody knows":     {"BREW", "/v1/node", "", nil, web.MethodNotAllowed, 405},
		"form":                    {"POST", "/v1/faucet", "account=1", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, web.MediaType, 415},
		"JSON called text":        {"POST", "/v1/faucet", "{}", map[string]string{"Content-Type": "text/plain"}, web.MediaType, 415},
		"no media type":           {"POST", "/v1/faucet", "{}", map[string]string{"Content-Type": ""}, web.MediaType, 415},
		"object called JSON":      {"POST", "/v1/objects", "{}", nil, web.MediaType, 415},
		"huge JSON":               {"POST", "/v1/faucet", strings.Repeat(" ", 70_000), nil, web.TooLarge, 413},
		"huge spec":               {"POST", "/v1/quotes", strings.Repeat(" ", 3<<20), nil, web.TooLarge, 413},
		"huge object":             {"POST", "/v1/objects", strings.Repeat("a", 5<<20), map[string]string{"Content-Type": "application/octet-stream"}, web.TooLarge, 413},
		"rebound host":            {"GET", "/v1/node", "", map[string]string{"Host": "attacker.example"}, web.WrongHost, 421},
		"rebound host, port":      {"GET", "/v1/node", "", map[string]string{"Host": "attacker.example:8440"}, web.WrongHost, 421},
		"rebound host, gateway":   {"GET", "/ipfs/x", "", map[string]string{"Host": "attacker.example"}, web.WrongHost, 421},
		"host that looks local":   {"GET", "/v1/node", "", map[string]string{"Host": "localhost.attacker.example"}, web.WrongHost, 421},
		"host that begins local":  {"GET", "/v1/node", "", map[string]string{"Host": "127.0.0.1.attacker.example"}, web.WrongHost, 421},
		"private, not loopback":   {"GET", "/v1/node", "", map[string]string{"Host": "192.168.0.1"}, web.WrongHost, 421},
		"page of another site":    {"POST", "/v1/faucet", "{}", map[string]string{"Origin": "https://attacker.example"}, c2d.NotAuthorized, 403},
		"page without an origin":  {"POST", "/v1/faucet", "{}", map[string]string{"Origin": "null"}, c2d.NotAuthorized, 403},
		"cross-site fetch":        {"POST", "/v1/objects", "{}", map[string]string{"Sec-Fetch-Site": "cross-site"}, c2d.NotAuthorized, 403},
		"form of a neighbour":     {"POST", "/v1/faucet", "{}", map[string]string{"Sec-Fetch-Site": "same-site"}, c2d.NotAuthorized, 403},
		"gateway of another site": {"POST", "/ipfs/x", "{}", map[string]string{"Sec-Fetch-Site": "cross-site"}, c2d.NotAuthorized, 403},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tc.method, w.at.URL+tc.target, strings.NewReader(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			for k, v := range tc.header {
				r.Header.Set(k, v)
			}
			r.Host = tc.header["Host"]
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			p := problem(t, resp)
			if p.Code != string(tc.code) || p.Status != tc.status {
				t.Fatalf("%s %d, want %s %d: %s", p.Code, p.Status, tc.code, tc.status, p.Sentence)
			}
			if len(p.Sentence) > 1000 {
				t.Fatalf("the problem says %d bytes", len(p.Sentence))
			}
			if p.Status == 405 && resp.Header.Get("Allow") == "" {
				t.Fatal("no Allow")
			}
		})
	}
	if w.log.String() != "" {
		t.Errorf("a caller's mistakes are not the node's, but it logged:\n%s", w.log)
	}
}

// TestEndlessUpload: a body of unknown length is cut at the limit, and nothing of it is kept.
func TestEndlessUpload(t *testing.T) {
	w := newWorld(t)
	endless := io.LimitReader(zeros{}, 1<<40)
	if _, err := w.client.PutObject(t.Context(), endless); !c2d.IsRefusal(err, web.TooLarge) {
		t.Fatal(err)
	}
	fits, err := w.client.PutObject(t.Context(), io.LimitReader(zeros{}, 4<<20))
	if err != nil || fits.Size != 4<<20 {
		t.Fatalf("an object of just the limit: %v, %v", fits, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestHosts(t *testing.T) {
	w := newWorld(t)
	w.config.Hosts = []string{"Node.Example", "192.168.0.1", "fd00::1"}
	w.serve()
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:1": 200, "127.0.0.1": 200, "127.9.9.9:80": 200, "[::1]": 200, "[::1]:8440": 200,
		"node.example": 200, "NODE.example:443": 200, "192.168.0.1:1": 200, "[fd00::1]:1": 200,
		"sub.node.example": 421, "node.example.": 421, "192.168.0.2": 421, "[fd00::2]": 421, "0.0.0.0": 421, "": 421,
	} {
		r := httptest.NewRequest("GET", "/v1/node", nil)
		r.Host = host
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		if rec.Code != want {
			t.Errorf("host %q: %d, want %d", host, rec.Code, want)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	good := newWorld(t).config
	for name, spoil := range map[string]func(*web.Config){
		"no engine":           func(c *web.Config) { c.Engine = nil },
		"no vault":            func(c *web.Config) { c.Vault = nil },
		"no catalogue":        func(c *web.Config) { c.Catalogue = nil },
		"no ledger":           func(c *web.Config) { c.Ledger = nil },
		"no chain":            func(c *web.Config) { c.Chain = nil },
		"no inbox":            func(c *web.Config) { c.Inbox = nil },
		"no log":              func(c *web.Config) { c.Log = nil },
		"no wake":             func(c *web.Config) { c.Wake = nil },
		"no clock":            func(c *web.Config) { c.Now = nil },
		"no randomness":       func(c *web.Config) { c.Rand = nil },
		"exhausted":           func(c *web.Config) { c.Rand = strings.NewReader("") },
		"no provider":         func(c *web.Config) { c.Info.Provider = datatoken.Address{} },
		"no tier":             func(c *web.Config) { c.Info.Tier = "" },
		"no recipient":        func(c *web.Config) { c.Info.Recipient = "me" },
		"host with port":      func(c *web.Config) { c.Hosts = []string{"a:1"} },
		"empty host":          func(c *web.Config) { c.Hosts = []string{""} },
		"objects of no size":  func(c *web.Config) { c.MaxObject = -1 },
		"objects of any size": func(c *web.Config) { c.MaxObject = storage.MaxSize + 1 },
	} {
		c := good
		spoil(&c)
		if _, err := web.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestGateway: stored bytes come from another room, and cannot act as a page of this node.
func TestGateway(t *testing.T) {
	w := newWorld(t)
	get := func() *http.Response {
		t.Helper()
		resp, err := http.Get(w.at.URL + "/ipfs/bafy/some%20file")
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	resp := get()
	b, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(b) != "block /ipfs/bafy/some file" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "sandbox") || resp.Header.Get("Cache-Control") != "" {
		t.Fatalf("%q, %v, headers %v", b, err, resp.Header)
	}
	w.config.Gateway = nil
	w.serve()
	if p := problem(t, get()); p.Status != 404 {
		t.Fatalf("without a gateway: %+v", p)
	}
}

// TestObjectHeaders: what is addressed by content never changes, and is never a page.
func TestObjectHeaders(t *testing.T) {
	w := newWorld(t)
	ref, err := w.client.PutObject(t.Context(), strings.NewReader("<script>alert(1)</script>"))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, have string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, fmt.Sprintf("%s/v1/objects/%s?size=%d", w.at.URL, ref.CID, ref.Size), nil)
		if err != nil {
			t.Fatal(err)
		}
		if have != "" {
			r.Header.Set("If-None-Match", have)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(b)
	}
	resp, body := ask("GET", "")
	h := resp.Header
	if body != "<script>alert(1)</script>" || h.Get("Content-Type") != "application/octet-stream" || h.Get("Content-Disposition") != "attachment" ||
		h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("ETag") != `"`+ref.CID+`"` {
		t.Fatalf("%q, headers %v", body, h)
	}
	if resp, body := ask("HEAD", ""); resp.StatusCode != 200 || body != "" || resp.ContentLength != ref.Size {
		t.Fatalf("HEAD: %d, %d bytes", resp.StatusCode, resp.ContentLength)
	}
	if resp, body := ask("GET", h.Get("ETag")); resp.StatusCode != 304 || body != "" {
		t.Fatalf("asked for what is already there: %d, %q", resp.StatusCode, body)
	}
}

// FuzzRequest sends anything anywhere: the answer is a good one or a problem, and never the node's own failure.
func FuzzRequest(f *testing.F) {
	w := newWorld(f)
	spec, err := json.Marshal(w.spec(c2d.ModeIsolate))
	if err != nil {
		f.Fatal(err)
	}
	contributions, err := json.Marshal([]c2d.Contribution{w.contribution("alice")})
	if err != nil {
		f.Fatal(err)
	}
	dataset := w.dataset.ID.String()
	id := w.submit(c2d.ModeQuery)
	w.finish(id)
	f.Add("POST", "/v1/quotes", spec)
	f.Add("POST", "/v1/jobs", fmt.Appendf(nil, `{"spec":%s,"order":%q}`, spec, id))
	f.Add("POST", "/v1/datasets", fmt.Appendf(nil, `{"id":%q}`, dataset))
	f.Add("POST", "/v1/datasets/"+dataset+"/contributions", contributions)
	f.Add("POST", "/v1/faucet", fmt.Appendf(nil, `{"account":%q}`, dataset))
	f.Add("POST", "/v1/objects", []byte("bytes"))
	f.Add("GET", "/v1/jobs?dataset="+dataset, []byte{})
	f.Add("GET", "/v1/jobs/"+id.String()+"/progress", []byte{})
	f.Add("GET", "/v1/jobs/"+id.String()+"/evidence", []byte{})
	f.Add("GET", "/v1/datasets/"+dataset+"/budget", []byte{})
	f.Add("HEAD", "/v1/objects/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy?size=1", []byte{})
	f.Fuzz(func(t *testing.T, method, target string, body []byte) {
		r, err := http.NewRequest(method, "http://localhost"+target, bytes.NewReader(body))
		if err != nil || r.URL.Host != "localhost" {
			return
		}
		r.Header.Set("Content-Type", "application/json")
		if r.URL.Path == "/v1/objects" {
			r.Header.Set("Content-Type", "application/octet-stream")
		}
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		resp := rec.Result()
		if resp.StatusCode >= 400 && problem(t, resp).Code == string(web.Internal) {
			t.Fatalf("%s %q failed:\n%s", method, target, w.log)
		}
		for len(w.woken) > 0 {
			<-w.woken
		}
	})
}
