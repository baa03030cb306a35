package cell

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDestinations(t *testing.T) {
	for line, ok := range map[string]bool{
		"tcp 10.0.0.1:6443 api server":               true,
		"udp [fd00::a]:53 resolver":                  true,
		"tcp 10.0.0.1:6443":                          true,
		"tcp 10.0.0.1:6443 ":                         false,
		"tcp 10.0.0.1:0 x":                           false,
		"tcp 10.0.0.1:06443 x":                       false,
		"tcp example.org:80 x":                       false,
		"icmp 10.0.0.1:1 x":                          false,
		"tcp [fe80::1%eth0]:80 x":                    false,
		"tcp 10.0.0.1:80 a\tb":                       false,
		"tcp  10.0.0.1:80 x":                         false,
		"":                                           false,
		"tcp 10.0.0.1:80 " + strings.Repeat("x", 65): false,
	} {
		if err := CheckDestination(line); ok != (err == nil) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func FuzzNet(f *testing.F) {
	f.Add(EncodeNet([]byte("nonce"), []string{"tcp 10.0.0.1:6443 api server", "udp [fd00::a]:53 resolver"}))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		nonce, list, err := parseNet(in)
		if err != nil {
			return
		}
		var lines []string
		for _, d := range list {
			lines = append(lines, d.String())
			if q := query(append(nonce, make([]byte, 16)...), len(lines)); len(q) > 100 {
				t.Fatalf("a question of %d bytes", len(q))
			}
		}
		if len(list) > MaxDestinations || !bytes.Equal(EncodeNet(nonce, lines), in) {
			t.Fatalf("%q is written as %q", in, EncodeNet(nonce, lines))
		}
	})
}

// FuzzNetVerdict: nothing but all destinations and all facts, for the very nonce, is a verdict.
func FuzzNetVerdict(f *testing.F) {
	list := []string{"tcp 10.0.0.1:6443 api server"}
	var b bytes.Buffer
	b.WriteString("6e\n")
	for _, n := range append(slices.Clone(list), Facts()...) {
		writeCheck(&b, n, map[bool]string{true: "open\nto all"}[n == "resolver"])
	}
	b.Write(bytes.Repeat([]byte{'\n'}, NetVerdictSize-b.Len()))
	f.Add(b.Bytes())
	if _, err := ParseNetVerdict(b.Bytes(), []byte("n"), list); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		checks, err := ParseNetVerdict(in, []byte("n"), list)
		if err == nil && (len(checks) != 1+len(Facts()) || checks[0].Name != list[0]) {
			t.Fatalf("%+v", checks)
		}
	})
}

// TestNetVerdictFits: the longest verdict there can be has room.
func TestNetVerdictFits(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(strings.Repeat("00", 64) + "\n")
	for range MaxDestinations {
		writeCheck(&b, "tcp [ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535 "+strings.Repeat("x", maxName), strings.Repeat("y", 1000))
	}
	for _, n := range Facts() {
		writeCheck(&b, n, strings.Repeat("y", 1000))
	}
	if b.Len() > NetVerdictSize {
		t.Errorf("%d bytes, %d fit", b.Len(), NetVerdictSize)
	}
}

func TestForeignResolver(t *testing.T) {
	d := t.TempDir()
	for conf, ok := range map[string]bool{"": true, "nameserver 127.0.0.1\n": true, "nameserver ::1\noptions ndots:5\n": true, "nameserver 10.96.0.10\n": false,
		"nameserver 127.0.0.1\nnameserver 8.8.8.8\n": false, "nameserver x\n": false} {
		p := filepath.Join(d, "resolv.conf")
		if err := os.WriteFile(p, []byte(conf), 0o600); err != nil {
			t.Fatal(err)
		}
		if open := foreignResolver(p); ok != (open == "") {
			t.Errorf("%q: %q", conf, open)
		}
	}
	if open := foreignResolver(filepath.Join(d, "none")); open != "" {
		t.Error(open)
	}
}
