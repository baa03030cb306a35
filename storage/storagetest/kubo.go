package storagetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// KuboOptions say how a Kubo differs from the usual.
type KuboOptions struct {
	SwarmKey []byte // content of swarm.key: the node is in that private network
	QUIC     bool   // listen on QUIC alone, and not on TCP
}

// KuboNode is a kubo daemon: the implementation of IPFS that others use. It knows nobody, is known to nobody, and listens on loopback only.
type KuboNode struct {
	t       testing.TB
	program string
	repo    string
	daemon  *exec.Cmd
	ended   chan struct{} // closed when daemon has
}

// Kubo starts a kubo daemon on an empty repository, with the profile unixfs-v1-2025 and ports that were free, until the test ends. It is the
// program "ipfs" (see Program).
func Kubo(t testing.TB, o KuboOptions) *KuboNode {
	t.Helper()
	k := &KuboNode{t: t, program: Program(t, "ipfs"), repo: filepath.Join(t.TempDir(), "ipfs")}
	k.Run(nil, "init", "--empty-repo", "--profile=unixfs-v1-2025")
	path := filepath.Join(k.repo, "config")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var config map[string]any
	if err := json.Unmarshal(b, &config); err != nil {
		t.Fatal(err)
	}
	listen := "/ip4/127.0.0.1/tcp/0"
	if o.QUIC {
		listen = "/ip4/127.0.0.1/udp/0/quic-v1"
	}
	off := map[string]any{"Enabled": false}
	for key, value := range map[string]any{
		"Addresses": map[string]any{"Swarm": []string{listen}, "API": "/ip4/127.0.0.1/tcp/0", "Gateway": "/ip4/127.0.0.1/tcp/0"},
		"AutoConf":  off, "AutoTLS": off, "AutoNAT": map[string]any{"ServiceMode": "disabled"},
		"Bootstrap": []string{}, "DNS": map[string]any{"Resolvers": map[string]string{}},
		"Discovery": map[string]any{"MDNS": off},
		"Ipns":      map[string]any{"DelegatedPublishers": []string{}},
		"Plugins":   map[string]any{"Plugins": map[string]any{"telemetry": map[string]any{"Disabled": true}}},
		"Provide":   off,
		"Routing":   map[string]any{"Type": "none", "DelegatedRouters": []string{}},
		"Swarm": map[string]any{
			"DisableNatPortMap": true, "EnableHolePunching": false, "RelayClient": off, "RelayService": off,
			"Transports": map[string]any{"Network": map[string]any{
				"Relay": false, "QUIC": o.QUIC, "WebTransport": false, "WebRTCDirect": false, "Websocket": false,
			}},
		},
	} {
		config[key] = value
	}
	if b, err = json.Marshal(config); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if o.SwarmKey != nil {
		if err := os.WriteFile(filepath.Join(k.repo, "swarm.key"), o.SwarmKey, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(k.Stop)
	k.Start()
	return k
}

func (k *KuboNode) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, k.program, args...)
	cmd.Env = append(os.Environ(), "IPFS_PATH="+k.repo, "IPFS_TELEMETRY=off")
	return cmd
}

// Start starts the daemon and waits until it answers. Kubo has done it already; it is for after Stop.
func (k *KuboNode) Start() {
	k.t.Helper()
	daemon, ended := k.command(context.Background(), "daemon"), make(chan struct{})
	var said bytes.Buffer
	daemon.Stdout, daemon.Stderr = &said, &said
	if err := daemon.Start(); err != nil {
		k.t.Fatal(err)
	}
	go func() {
		daemon.Wait()
		close(ended)
	}()
	k.daemon, k.ended = daemon, ended
	for range 600 {
		select {
		case <-ended:
			k.t.Fatalf("kubo ended: %v: %s", daemon.ProcessState, said.Bytes())
		case <-time.After(50 * time.Millisecond):
		}
		// The file gateway is the last that a daemon writes.
		if _, err := os.Stat(filepath.Join(k.repo, "gateway")); err == nil {
			if _, err := k.Try(context.Background(), nil, "id"); err == nil {
				return
			}
		}
	}
	k.Stop()
	k.t.Fatalf("kubo does not answer: %s", said.Bytes())
}

// Stop kills the daemon, if it runs. What it has stays.
func (k *KuboNode) Stop() {
	if k.daemon == nil {
		return
	}
	k.daemon.Process.Kill()
	<-k.ended
	k.daemon = nil
	for _, name := range []string{"api", "gateway"} { // or the next daemon would seem to answer at once
		os.Remove(filepath.Join(k.repo, name))
	}
}

// Try runs ipfs with args, and in as its input, and returns what it printed; if it failed, the error has what it complained of.
func (k *KuboNode) Try(ctx context.Context, in io.Reader, args ...string) ([]byte, error) {
	cmd := k.command(ctx, args...)
	cmd.Stdin = in
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("ipfs %s: %w: %s", strings.Join(args, " "), errors.Join(err, ctx.Err()), complaint.Bytes())
	}
	return out, err
}

// Run is Try for what must not fail.
func (k *KuboNode) Run(in io.Reader, args ...string) []byte {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := k.Try(ctx, in, args...)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

// Add adds what r yields as a file and returns its CID.
func (k *KuboNode) Add(r io.Reader) string {
	k.t.Helper()
	return strings.TrimSpace(string(k.Run(r, "add", "--quieter", "--pin=false")))
}

// Cat returns the bytes of a file, from this node or from one it is connected to.
func (k *KuboNode) Cat(cid string) []byte {
	k.t.Helper()
	return k.Run(nil, "cat", cid)
}

// Pin fetches all of a DAG and keeps it.
func (k *KuboNode) Pin(cid string) {
	k.t.Helper()
	k.Run(nil, "pin", "add", cid)
}

// Connect connects to a peer by its address, which ends in /p2p/ID.
func (k *KuboNode) Connect(addr string) {
	k.t.Helper()
	k.Run(nil, "swarm", "connect", addr)
}

// PeerAddr is the address of the node for peers, which ends in /p2p/ID.
func (k *KuboNode) PeerAddr() string {
	k.t.Helper()
	addr, _, _ := strings.Cut(strings.TrimSpace(string(k.Run(nil, "swarm", "addrs", "local", "--id"))), "\n")
	return addr
}

// GatewayURL is where the gateway is, without a slash at the end: a CID is at GatewayURL()+"/ipfs/"+cid.
func (k *KuboNode) GatewayURL() string {
	k.t.Helper()
	b, err := os.ReadFile(filepath.Join(k.repo, "gateway"))
	if err != nil {
		k.t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimSpace(string(b)), "/")
}

// APIURL is where the RPC interface is: a command is POSTed to APIURL()+"/api/v0/...".
func (k *KuboNode) APIURL() string {
	k.t.Helper()
	b, err := os.ReadFile(filepath.Join(k.repo, "api")) // /ip4/127.0.0.1/tcp/PORT
	if err != nil {
		k.t.Fatal(err)
	}
	part := strings.Split(strings.TrimSpace(string(b)), "/")
	if len(part) != 5 {
		k.t.Fatalf("the address of kubo's RPC interface is %q", b)
	}
	return "http://" + part[2] + ":" + part[4]
}
