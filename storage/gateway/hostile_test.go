package gateway_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/gateway"
	"github.com/stintdao/stint/storage/storagetest"
)

// raw takes the connection of a request and writes what it likes to it; write reports whether the other side still takes it.
func raw(w http.ResponseWriter, talk func(write func(s string) bool)) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	talk(func(s string) bool {
		_, err := io.WriteString(conn, s)
		return err == nil
	})
}

const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.ipld.raw\r\n"

// Whatever a server does, for the root of an object or for a leaf, reads say what is wrong, in time, after a bounded number of requests, and
// return nothing.
func TestMisbehavingServers(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Errorf("another host was asked for %s", r.URL) }))
	defer elsewhere.Close()
	var taken atomic.Int64 // bytes of endless answers
	pour := func(write func(string) bool, s string) {
		for write(s) {
			if taken.Add(int64(len(s))); taken.Load() > 64<<20 {
				return
			}
		}
	}
	type attack struct {
		answer   func(w http.ResponseWriter, r *http.Request, block []byte)
		want     error  // errors.Is
		says     string // in the text
		requests int64  // at most, where it is not 1
		once     bool   // it misbehaves at the first request only
		fine     bool   // it is read all the same
	}
	status := func(code int, headers ...string) func(http.ResponseWriter, *http.Request, []byte) {
		return func(w http.ResponseWriter, _ *http.Request, _ []byte) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
			io.WriteString(w, strings.Repeat("no ", 10_000))
		}
	}
	cut := func(w http.ResponseWriter, _ *http.Request, block []byte) {
		raw(w, func(write func(string) bool) {
			write(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", ok, len(block), block[:len(block)/2]))
		})
	}
	stall := func(s func(block []byte) string) func(http.ResponseWriter, *http.Request, []byte) {
		return func(w http.ResponseWriter, r *http.Request, block []byte) {
			raw(w, func(write func(string) bool) {
				write(s(block))
				time.Sleep(time.Second)
			})
		}
	}
	for name, tc := range map[string]attack{
		"other bytes": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			b = bytes.Clone(b)
			b[len(b)-1] ^= 1
			send(w, b)
		}, want: storage.ErrCorrupt},
		"another block": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) { send(w, storagetest.Bytes(99, len(b))) }, want: storage.ErrCorrupt},
		"too short":     {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) { send(w, b[1:]) }, want: storage.ErrCorrupt},
		"too long":      {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) { send(w, append(bytes.Clone(b), 0)) }, want: storage.ErrCorrupt},
		"nothing":       {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) { send(w, nil) }, want: storage.ErrCorrupt},
		"too short, in chunks": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			w.Write(b[:len(b)-1])
			http.NewResponseController(w).Flush()
		}, want: storage.ErrCorrupt},
		"too long, in chunks": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			w.Write(b)
			http.NewResponseController(w).Flush()
			w.Write([]byte{0})
		}, want: storage.ErrCorrupt},
		"endless": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { write(ok + "\r\n"); pour(write, strings.Repeat("x", 1<<16)) })
		}, want: storage.ErrCorrupt},
		"endless chunks": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) {
				write(ok + "Transfer-Encoding: chunked\r\n\r\n")
				pour(write, "10000\r\n"+strings.Repeat("x", 1<<16)+"\r\n")
			})
		}, want: storage.ErrCorrupt},
		"endless headers": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { write(ok); pour(write, "X: "+strings.Repeat("x", 1<<10)+"\r\n") })
		}, says: "headers"},
		"endless line": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { pour(write, strings.Repeat("x", 1<<16)) })
		}, says: "ask 127.0.0.1"},
		"endless interim answers": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { pour(write, "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n") })
		}, says: "ask 127.0.0.1"},
		"huge promise": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { write(ok + "Content-Length: 9000000000000000000\r\n\r\n") })
		}, want: storage.ErrCorrupt},
		"nonsense": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			raw(w, func(write func(string) bool) { write("\x16\x03\x01 what?\r\n\r\n") })
		}, says: "malformed"},
		"gzip": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(b)
			z.Close()
		}, says: "turn compression off"},
		"bomb of zeros": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(make([]byte, 32<<20))
			z.Close()
		}, says: "turn compression off"},
		"web page": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			io.WriteString(w, "<!DOCTYPE html><html>please log in</html>")
		}, want: storage.ErrCorrupt, says: "web page"},
		"another range": {answer: func(w http.ResponseWriter, _ *http.Request, b []byte) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(b)-1, len(b)))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(b)
		}, says: "answered 206"},
		"no content":    {answer: status(204), says: "answered 204"},
		"not found":     {answer: status(404), want: storage.ErrNotFound, says: "does not have it"},
		"gone":          {answer: status(410), want: storage.ErrNotFound},
		"forbidden":     {answer: status(403), says: "credentials"},
		"not for us":    {answer: status(406), says: "trustless gateway"},
		"broken":        {answer: status(500), says: "500 Internal Server Error: try again"},
		"unheard of":    {answer: status(599), says: "answered 599: "},
		"busy":          {answer: status(429, "Retry-After", "0"), says: "busy", requests: 3},
		"busy, no time": {answer: status(503), says: "busy", requests: 3},
		"busy once":     {answer: status(503, "Retry-After", "0"), once: true, fine: true},
		"busy for an hour": {answer: status(503, "Retry-After", "3600"),
			says: "left alone for 1h"},
		"busy until tomorrow": {answer: status(429, "Date", "Tue, 06 Jan 2026 08:00:00 GMT", "Retry-After", "Wed, 07 Jan 2026 08:00:00 GMT"), says: "left alone for 24h"},
		"busy until before":   {answer: status(429, "Date", "Tue, 06 Jan 2026 08:00:00 GMT", "Retry-After", "Mon, 05 Jan 2026 08:00:00 GMT"), once: true, fine: true},
		"another host": {answer: func(w http.ResponseWriter, r *http.Request, _ []byte) {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusFound)
		}, says: "redirects to another host"},
		"another scheme": {answer: func(w http.ResponseWriter, r *http.Request, _ []byte) {
			http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
		}, says: "redirects to another host"},
		"redirects for ever": {answer: func(w http.ResponseWriter, r *http.Request, _ []byte) {
			http.Redirect(w, r, r.URL.Path+"?x", http.StatusTemporaryRedirect)
		}, says: "redirects more than", requests: 4},
		"redirects nowhere": {answer: status(302), says: "answered 302"},
		"redirects here": {answer: func(w http.ResponseWriter, r *http.Request, b []byte) {
			if r.URL.Query().Has("again") {
				send(w, b)
			} else {
				http.Redirect(w, r, r.URL.Path+"?again", http.StatusFound)
			}
		}, fine: true},
		"cut off":      {answer: cut, says: "broke off", requests: 3},
		"cut off once": {answer: cut, once: true, fine: true},
		"no answer": {answer: func(w http.ResponseWriter, _ *http.Request, _ []byte) { raw(w, func(func(string) bool) {}) },
			says: "broke off", requests: 5}, // some of them sent by the transport on connections that it had kept
		"no answer once":        {answer: func(w http.ResponseWriter, _ *http.Request, _ []byte) { raw(w, func(func(string) bool) {}) }, once: true, fine: true},
		"silent":                {answer: stall(func([]byte) string { return "" }), says: "silent"},
		"silent within headers": {answer: stall(func([]byte) string { return ok }), says: "silent"},
		"silent half way":       {answer: stall(func(b []byte) string { return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", ok, len(b), b[:len(b)/2]) }), says: "silent"},
		"silent before the end": {answer: stall(func(b []byte) string {
			return fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", ok, len(b), b)
		}), says: "silent"},
		"silent on an error page":  {answer: stall(func([]byte) string { return "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n" }), want: storage.ErrNotFound},
		"a byte now and then":      {answer: slowly(10 * time.Millisecond), says: "silent"},
		"a header now and then":    {answer: slowHeaders, says: "silent"},
		"chunks with nothing else": {answer: slowChunks, says: "silent"},
	} {
		for _, at := range []string{"root", "leaf"} {
			t.Run(name+", "+at, func(t *testing.T) {
				d, data, blocks := object(t, 2*leaf)
				attacked := d.Ref.CID
				if at == "leaf" {
					attacked = blockCID(cid.Raw, d.Leaves[1]).String()
				}
				var asked atomic.Int64
				taken.Store(0)
				s := serve(t, blocks, func(w http.ResponseWriter, r *http.Request, b []byte) bool {
					if !strings.HasSuffix(r.URL.Path, attacked) || asked.Add(1) > 1 && tc.once {
						return false
					}
					tc.answer(w, r, b)
					return true
				})
				start := time.Now()
				st := open(t, gateway.Config{URL: s.URL, Stall: 300 * time.Millisecond, MaxRetries: 2})
				o, err := st.Open(t.Context(), d.Ref)
				p := make([]byte, leaf)
				if err == nil {
					defer o.Close()
					_, err = o.ReadAt(p, leaf)
				} else if at == "leaf" {
					t.Fatalf("open: %v", err)
				}
				if tc.fine {
					if err != nil || !bytes.Equal(p, data[leaf:]) {
						t.Fatalf("error %v, or wrong bytes", err)
					}
					return
				}
				if err == nil || tc.want != nil && !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
					t.Errorf("error %v, want %v that says %q", err, tc.want, tc.says)
				}
				if lies := at == "leaf" && errors.Is(err, storage.ErrNotFound); tc.want != storage.ErrCorrupt && !lies && errors.Is(err, storage.ErrCorrupt) || errors.Is(err, io.EOF) {
					t.Errorf("it is taken for something else: %v", err)
				}
				if !bytes.Equal(p, make([]byte, leaf)) {
					t.Error("something was returned")
				}
				if n := asked.Load(); n > max(1, tc.requests) || tc.requests == 3 && n != 3 {
					t.Errorf("%d requests, want %d", n, max(1, tc.requests))
				}
				if n := taken.Load(); n > 32<<20 {
					t.Errorf("%d bytes were taken", n)
				}
				if took := time.Since(start); took > 5*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
}

// slowly sends a byte at a time.
func slowly(every time.Duration) func(http.ResponseWriter, *http.Request, []byte) {
	return func(w http.ResponseWriter, _ *http.Request, b []byte) {
		raw(w, func(write func(string) bool) {
			write(fmt.Sprintf("%sContent-Length: %d\r\n\r\n", ok, len(b)))
			for i := 0; i < len(b) && write(string(b[i:i+1])); i++ {
				time.Sleep(every)
			}
		})
	}
}

func slowHeaders(w http.ResponseWriter, _ *http.Request, _ []byte) {
	raw(w, func(write func(string) bool) {
		for ok := write(ok); ok; ok = write("X: x\r\n") {
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// slowChunks sends one byte in each chunk, with an extension that is longer than it.
func slowChunks(w http.ResponseWriter, _ *http.Request, _ []byte) {
	raw(w, func(write func(string) bool) {
		write(ok + "Transfer-Encoding: chunked\r\n\r\n")
		for write("1;x=" + strings.Repeat("y", 10) + "\r\nz\r\n") {
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// A slow server that does send is waited for, however long it takes.
func TestSlowServerIsWaitedFor(t *testing.T) {
	d, data, blocks := object(t, leaf)
	s := serve(t, blocks, func(w http.ResponseWriter, r *http.Request, b []byte) bool {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", fmt.Sprint(len(b)))
			for part := range slices.Chunk(b, 64<<10) {
				w.Write(part)
				http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		}
		return r.Method == http.MethodGet
	})
	if got, err := readAll(t.Context(), open(t, gateway.Config{URL: s.URL, Stall: 300 * time.Millisecond}), d.Ref); err != nil || !bytes.Equal(got, data) {
		t.Errorf("read %d bytes, error %v", len(got), err)
	}
}

func TestNobodyAnswers(t *testing.T) {
	s := httptest.NewServer(nil)
	s.Close()
	d, _, _ := object(t, 10)
	start := time.Now()
	_, err := open(t, gateway.Config{URL: s.URL}).Open(t.Context(), d.Ref)
	if err == nil || !strings.Contains(err.Error(), "refused") || errors.Is(err, storage.ErrNotFound) || time.Since(start) > 5*time.Second {
		t.Errorf("open: error %v after %v", err, time.Since(start))
	}
}

// link is a link of an inner node, as whoever makes it up wants it.
type link struct {
	to          cid.Cid
	size, total uint64
}

// inner encodes an inner node, and the link to it.
func inner(links ...link) ([]byte, link) {
	var out, file []byte
	var sum link
	for _, l := range links {
		id := l.to.Bytes()
		body := binary.AppendUvarint(append(append([]byte{0x0a, byte(len(id))}, id...), 0x12, 0, 0x18), l.total)
		out = append(binary.AppendUvarint(append(out, 0x12), uint64(len(body))), body...)
		file = binary.AppendUvarint(append(file, 0x20), l.size)
		sum.size += l.size
		sum.total += l.total
	}
	file = append(binary.AppendUvarint([]byte{0x08, 2, 0x18}, sum.size), file...)
	out = append(binary.AppendUvarint(append(out, 0x0a), uint64(len(file))), file...)
	sum.to = blockCID(cid.DagProtobuf, sha256.Sum256(out))
	sum.total += uint64(len(out))
	return out, sum
}

// Each case is a DAG whose blocks hash as they should, and that is not what a Ref says. It is found out after few requests.
func TestHostileDAGs(t *testing.T) {
	blocks := map[string][]byte{}
	keep := func(links ...link) link {
		b, l := inner(links...)
		blocks[l.to.String()] = b
		return l
	}
	repeat := func(l link, n int) []link { return slices.Repeat([]link{l}, n) }
	full := link{blockCID(cid.Raw, sha256.Sum256(make([]byte, leaf))), leaf, leaf}
	blocks[full.to.String()] = make([]byte, leaf)
	five := link{blockCID(cid.Raw, sha256.Sum256(make([]byte, 5))), 5, 5}
	level1 := keep(repeat(full, 1024)...)
	level2 := keep(repeat(level1, 1024)...)
	level3 := keep(repeat(level2, 1024)...)
	chain := keep(full, full)
	for range 50 {
		chain = keep(chain)
	}
	// A root that is right, as far as it goes, above a node that is not as the root says.
	wrong := keep(repeat(full, 1023)...)
	below := keep(level1, link{wrong.to, level1.size, level1.total})
	// The same above the whole of an object, which is a level too much.
	deeper := keep(level1, link{level2.to, level1.size, level1.total})
	absent := keep(level1, link{blockCID(cid.DagProtobuf, [32]byte{1}), level1.size, level1.total})
	directory := []byte{0x0a, 2, 0x08, 1}
	blocks[blockCID(cid.DagProtobuf, sha256.Sum256(directory)).String()] = directory
	for name, tc := range map[string]struct {
		root     link
		size     int64
		requests int64
		want     error
	}{
		"lies about its size":   {keep(full, five), leaf + 6, 1, storage.ErrCorrupt},
		"lies about a leaf":     {keep(link{full.to, leaf - 1, leaf}, link{five.to, 6, 5}), leaf + 5, 1, storage.ErrCorrupt},
		"lies about a total":    {keep(full, link{five.to, 5, 1 << 60}), leaf + 5, 1, storage.ErrCorrupt},
		"too many links":        {keep(full, full, full), 2 * leaf, 1, storage.ErrCorrupt},
		"far too many links":    {keep(repeat(full, 2000)...), 1024 * leaf, 1, storage.ErrCorrupt},
		"too few links":         {keep(full, full), 3 * leaf, 1, storage.ErrCorrupt},
		"no links":              {keep(), 2 * leaf, 1, storage.ErrCorrupt},
		"short leaf first":      {keep(five, full), leaf + 5, 1, storage.ErrCorrupt},
		"chain":                 {chain, 2 * leaf, 1, storage.ErrCorrupt},
		"chain, long":           {chain, 1025 * leaf, 1, storage.ErrCorrupt},
		"bomb":                  {level3, 3000 * leaf, 1, storage.ErrCorrupt},
		"bomb, as long as can":  {level3, storage.MaxSize, 1, storage.ErrCorrupt},
		"bomb, beyond":          {level3, storage.MaxSize * 1024, 0, storage.ErrRef},
		"sizes that wrap":       {keep(link{full.to, 1 << 63, 1}, link{five.to, 1<<63 + leaf + 5, 1}), leaf + 5, 1, storage.ErrCorrupt},
		"directory":             {link{to: blockCID(cid.DagProtobuf, sha256.Sum256(directory))}, 2 * leaf, 1, storage.ErrCorrupt},
		"another node below":    {below, 2048 * leaf, 3, storage.ErrCorrupt},
		"a level too much":      {deeper, 2048 * leaf, 3, storage.ErrCorrupt},
		"a node that is absent": {absent, 2048 * leaf, 3, storage.ErrNotFound},
		"one node, many times":  {keep(repeat(level1, 3)...), 3 * 1024 * leaf, 2, nil}, // no lie
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, blocks, nil)
			o, err := open(t, gateway.Config{URL: s.URL}).Open(t.Context(), storage.Ref{CID: tc.root.to.String(), Size: tc.size})
			if !errors.Is(err, tc.want) || (err == nil) != (tc.want == nil) {
				t.Errorf("opened %v, error %v, want %v", o, err, tc.want)
			}
			if n := s.asked.Load(); n > tc.requests {
				t.Errorf("%d requests, want at most %d", n, tc.requests)
			}
		})
	}
}

// The nodes of a large object are fetched at the same time.
func TestNodesAreFetchedAtOnce(t *testing.T) {
	const wide = 40
	leaves := make([][32]byte, wide*1024)
	for i := range leaves {
		leaves[i] = [32]byte{byte(i), byte(i >> 8), 1}
	}
	d, err := storage.Layout(leaves, int64(len(leaves))*leaf)
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]byte{}
	for _, n := range d.Nodes {
		blocks[blockCID(cid.DagProtobuf, n.Digest).String()] = n.Bytes
	}
	var now, most atomic.Int64
	s := serve(t, blocks, func(http.ResponseWriter, *http.Request, []byte) bool {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(30 * time.Millisecond)
		now.Add(-1)
		return false
	})
	o, err := open(t, gateway.Config{URL: s.URL}).Open(t.Context(), d.Ref)
	if err != nil || o.Size() != d.Ref.Size {
		t.Fatal(err)
	}
	if n := s.asked.Load(); n != wide+1 {
		t.Errorf("%d requests for %d nodes", n, wide+1)
	}
	if n := most.Load(); n < 4 || n > 16 {
		t.Errorf("%d requests at once", n)
	}
}
