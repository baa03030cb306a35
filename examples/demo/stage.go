package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// stage is a node in a fresh directory, and the commands run against it.
type stage struct {
	ctx    context.Context
	bin    string // directory of the programs
	dir    string // everything the demo makes
	server string
	serve  []string // arguments of the node
	node   *exec.Cmd
	log    string // file of the node's log
}

func newStage(ctx context.Context, bin, dir string) (*stage, error) {
	if err := os.MkdirAll(filepath.Join(dir, "home"), 0o700); err != nil {
		return nil, err
	}
	api, err := freePort()
	if err != nil {
		return nil, err
	}
	rpc, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &stage{ctx: ctx, bin: bin, dir: dir, server: "http://" + api, log: filepath.Join(dir, "node.log")}
	s.serve = []string{"serve", "--dir", filepath.Join(dir, "node"), "--listen", api, "--chain-listen", rpc}
	return s, nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start runs the node and returns when it answers.
func (s *stage) start() error {
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	s.node = exec.Command(filepath.Join(s.bin, "stint"), s.serve...)
	s.node.Stdout, s.node.Stderr = out, out
	s.node.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.node.Start(); err != nil {
		return err
	}
	gone := make(chan struct{})
	node := s.node
	go func() { node.Wait(); close(gone) }()
	for {
		req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.server+"/v1/node", nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
			return nil
		}
		select {
		case <-gone:
			b, _ := os.ReadFile(s.log)
			return fmt.Errorf("the node ended:\n%s", b)
		case <-s.ctx.Done():
			return s.ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// end sends the node a signal and returns when it is gone.
func (s *stage) end(sig syscall.Signal) error {
	if s.node == nil || s.node.Process == nil {
		return nil
	}
	if err := s.node.Process.Signal(sig); err != nil {
		return nil // gone already
	}
	for range 1000 {
		if s.node.Process.Signal(syscall.Signal(0)) != nil {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("the node does not end")
}

// run shows a command and what it prints, and returns its output. It fails if the command does.
func (s *stage) run(args ...string) (string, error) {
	out, code, err := s.exec(true, args...)
	if err == nil && code != 0 {
		return out, fmt.Errorf("stint %s ended with exit code %d", args[0], code)
	}
	return out, err
}

// refused shows a command that must fail with an exit code.
func (s *stage) refused(want int, args ...string) error {
	_, code, err := s.exec(true, args...)
	if err == nil && code != want {
		return fmt.Errorf("stint %s ended with exit code %d, want %d", args[0], code, want)
	}
	return err
}

// read runs a command out of sight and decodes its JSON.
func (s *stage) read(v any, args ...string) error {
	out, code, err := s.exec(false, append(args, "-o", "json")...)
	if err != nil {
		return err
	}
	if code != 0 {
		return fmt.Errorf("stint %s ended with exit code %d: %s", args[0], code, out)
	}
	if err := json.Unmarshal([]byte(out), v); err != nil {
		return fmt.Errorf("stint %s: %w", args[0], err)
	}
	return nil
}

func (s *stage) exec(show bool, args ...string) (string, int, error) {
	cmd := exec.CommandContext(s.ctx, filepath.Join(s.bin, "stint"), args...)
	cmd.Env = append(os.Environ(), "STINT_SERVER="+s.server, "STINT_HOME="+filepath.Join(s.dir, "home"))
	var out, progress bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &progress
	if show {
		fmt.Printf("\n  $ stint %s\n", s.short(args))
		cmd.Stdout, cmd.Stderr = &out, &lines{w: os.Stdout, before: "    | "}
	}
	err := cmd.Run()
	if show {
		(&lines{w: os.Stdout, before: "    "}).Write(out.Bytes())
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return out.String() + progress.String(), exit.ExitCode(), nil
	}
	return out.String(), 0, err
}

// short writes a command line as a person would type it.
func (s *stage) short(args []string) string {
	var out []string
	for _, a := range args {
		a = strings.ReplaceAll(a, s.dir+"/", "")
		if strings.ContainsAny(a, " *") {
			a = "'" + a + "'"
		}
		out = append(out, a)
	}
	return strings.Join(out, " ")
}

// lines writes whole lines, each with something before it.
type lines struct {
	w      io.Writer
	before string
	part   []byte
}

func (l *lines) Write(b []byte) (int, error) {
	l.part = append(l.part, b...)
	for {
		line, rest, ok := bytes.Cut(l.part, []byte("\n"))
		if !ok {
			return len(b), nil
		}
		if _, err := fmt.Fprintf(l.w, "%s%s\n", l.before, line); err != nil {
			return 0, err
		}
		l.part = rest
	}
}
