package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stintdao/stint/c2d"
)

// pipes is a listener whose connections are in memory, so that hours pass at once.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// slowly serves the world on a clock of the test's own and hands over one raw connection.
func slowly(t *testing.T, talk func(w *world, conn net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.at.Close() // it is outside the bubble
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.server.Serve(ctx, l) }()
		here, there := net.Pipe()
		l.conns <- there
		talk(w, here)
		here.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	})
}

// TestStalledUpload: a caller that stops sending is told so after a while, and does not hold the node up.
func TestStalledUpload(t *testing.T) {
	slowly(t, func(w *world, conn net.Conn) {
		start := time.Now()
		go io.WriteString(conn, "POST /v1/faucet HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			w.t.Fatal(err)
		}
		if p := problem(w.t, resp); p.Code != string(c2d.BadRequest) || time.Since(start) < 10*time.Second || time.Since(start) > time.Minute {
			w.t.Fatalf("%+v after %s", p, time.Since(start))
		}
	})
}

// TestStalledDownload: a caller that stops taking is let go.
func TestStalledDownload(t *testing.T) {
	slowly(t, func(w *world, conn net.Conn) {
		ref, err := w.vault.Put(w.t.Context(), strings.NewReader(strings.Repeat("b", 1<<20)))
		if err != nil {
			w.t.Fatal(err)
		}
		go io.WriteString(conn, "GET /v1/objects/"+ref.CID+"?size=1048576 HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if _, err := io.ReadFull(conn, make([]byte, 1000)); err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		n, err := io.Copy(io.Discard, conn)
		if n > 1<<16 || err != nil && !errors.Is(err, io.ErrClosedPipe) {
			w.t.Fatalf("after two minutes it still sent %d bytes, %v", n, err)
		}
	})
}

// TestQuietStream: following a job that does not move shows signs of life for hours, and outlives every limit on a request.
func TestQuietStream(t *testing.T) {
	slowly(t, func(w *world, conn net.Conn) {
		s := w.spec(c2d.ModeQuery)
		id := w.buy(s)
		if _, err := w.engine.Submit(w.t.Context(), s, id); err != nil {
			w.t.Fatal(err)
		}
		start := time.Now()
		go io.WriteString(conn, "GET /v1/jobs/"+id.String()+"/progress HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			w.t.Fatal(err)
		}
		lines, alive := bufio.NewScanner(resp.Body), 0
		for lines.Scan() {
			if lines.Text() == ": alive" {
				alive++
			}
			if alive == 200 {
				w.finish(id)
				alive++
			}
		}
		if err := lines.Err(); err != nil || alive < 200 || time.Since(start) < 45*time.Minute {
			w.t.Fatalf("%d signs of life in %s, %v", alive, time.Since(start), err)
		}
	})
}
