package cell

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Net frame asks the cell to try what its pod must not reach. It is tried outside the inner wall, because it is the outer one that is
// probed; behind the inner wall there are no sockets at all.

// What a Net frame can ask at most, and the size of what it answers: the update size its task must declare.
const (
	MaxDestinations = 64
	NetVerdictSize  = 32 << 10
	maxName         = 64
	maxDetail       = 120
)

// destination is one line of a Net frame: "tcp IP:PORT name" or "udp IP:PORT name". The name is what people call it.
type destination struct {
	network string
	address netip.AddrPort
	name    string
}

func (d destination) String() string {
	return strings.TrimSuffix(d.network+" "+d.address.String()+" "+d.name, " ")
}

// CheckDestination refuses a line that no cell would try.
func CheckDestination(line string) error {
	_, err := parseDestination(line)
	return err
}

func parseDestination(line string) (destination, error) {
	network, rest, _ := strings.Cut(line, " ")
	address, name, _ := strings.Cut(rest, " ")
	d := destination{network: network, name: name}
	var err error
	d.address, err = netip.ParseAddrPort(address)
	plain := strings.IndexFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) < 0
	if err != nil || network != "tcp" && network != "udp" || d.address.Port() == 0 || d.address.Addr().Zone() != "" || !plain || len(name) > maxName || d.String() != line {
		return destination{}, fmt.Errorf("destination %.100q, want tcp or udp, IP:PORT and a name: %w", line, ErrFrame)
	}
	return d, nil
}

// EncodeNet returns what follows the task in a Net frame.
func EncodeNet(nonce []byte, destinations []string) []byte {
	return []byte(strings.Join(append([]string{hex.EncodeToString(nonce)}, destinations...), "\n"))
}

func parseNet(p []byte) (nonce []byte, list []destination, err error) {
	lines := strings.Split(string(p), "\n")
	if nonce, err = hex.DecodeString(lines[0]); err != nil || hex.EncodeToString(nonce) != lines[0] || len(nonce) > 64 {
		return nil, nil, fmt.Errorf("read nonce: %w", ErrFrame)
	}
	if len(lines) > MaxDestinations+1 {
		return nil, nil, fmt.Errorf("%d destinations: %w", len(lines)-1, ErrFrame)
	}
	for _, l := range lines[1:] {
		d, err := parseDestination(l)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, d)
	}
	return nonce, list, nil
}

// Facts returns the names of what a Net frame has the cell look at besides the network, in order.
func Facts() []string {
	var names []string
	for _, f := range facts {
		names = append(names, f.name)
	}
	return names
}

// ParseNetVerdict reads the answer to a Net frame. It returns ErrFrame unless every destination and every fact, and nothing else, is there.
func ParseNetVerdict(p, nonce []byte, destinations []string) ([]Check, error) {
	return parseChecks(p, NetVerdictSize, hex.EncodeToString(nonce), append(append([]string{}, destinations...), Facts()...))
}

// answerNet answers a Net frame.
func (s *server) answerNet(h Head) error {
	if h.Size > taskLen+MaxDestinations*256 || h.Size < taskLen {
		return fmt.Errorf("serve: network probe of %d bytes: %w", h.Size, ErrFrame)
	}
	t, err := ReadTask(s.conn)
	if err != nil {
		return err
	}
	p, err := ReadPayload(s.conn, Head{Net, h.Size - taskLen})
	if err != nil {
		return err
	}
	nonce, list, err := parseNet(p)
	if err != nil || t.Output != NetVerdictSize {
		return fmt.Errorf("serve: %v: %w", err, ErrFrame)
	}
	var b bytes.Buffer
	b.WriteString(hex.EncodeToString(nonce) + "\n")
	for i, open := range tryAll(list, nonce, time.Duration(t.Limit)*time.Millisecond) {
		writeCheck(&b, list[i].String(), open)
	}
	for _, f := range facts {
		writeCheck(&b, f.name, f.look())
	}
	b.Write(bytes.Repeat([]byte{'\n'}, max(NetVerdictSize-b.Len(), 0)))
	return s.answer(t, b.Bytes(), nil)
}

func writeCheck(b *bytes.Buffer, name, open string) {
	if open == "" {
		fmt.Fprintf(b, "closed\t%s\n", name)
		return
	}
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, open)
	fmt.Fprintf(b, "OPEN\t%s\t%.*s\n", name, maxDetail, clean)
}

// tryAll tries all at the same time, and says for each what was possible.
func tryAll(list []destination, nonce []byte, most time.Duration) []string {
	open := make([]string, len(list))
	var all sync.WaitGroup
	for i, d := range list {
		all.Go(func() {
			if d.network == "tcp" {
				open[i] = tryTCP(d.address, most)
			} else {
				open[i] = tryUDP(d.address, query(nonce, i), most)
			}
		})
	}
	all.Wait()
	return open
}

func tryTCP(to netip.AddrPort, most time.Duration) string {
	c, err := (&net.Dialer{Timeout: most}).Dial("tcp", to.String())
	if err == nil {
		c.Close()
		return "a connection was made"
	}
	return whatArrived(err)
}

// tryUDP asks a question that every resolver answers, twice, since one packet can be lost.
func tryUDP(to netip.AddrPort, question []byte, most time.Duration) string {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return whatArrived(err)
	}
	defer c.Close()
	over := time.AfterFunc(most, func() { c.Close() })
	defer over.Stop()
	if _, err := c.Write(question); err != nil {
		return whatArrived(err)
	}
	again := time.AfterFunc(most/2, func() { c.Write(question) })
	defer again.Stop()
	if _, err := c.Read(make([]byte, 512)); err != nil {
		return whatArrived(err)
	}
	return "an answer came"
}

// whatArrived says what an error tells of the other end: nothing, if nothing came back from it. What could not be tried is open.
func whatArrived(err error) string {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, net.ErrClosed) {
		return ""
	}
	for _, nothing := range []error{unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.ENETDOWN, unix.EHOSTDOWN, unix.EPERM, unix.EACCES,
		unix.EADDRNOTAVAIL, unix.EAFNOSUPPORT} {
		if errors.Is(err, nothing) {
			return ""
		}
	}
	if errors.Is(err, unix.ECONNREFUSED) || errors.Is(err, unix.ECONNRESET) {
		return "it was refused, so a packet arrived"
	}
	return "it could not be tried: " + err.Error()
}

// query is a DNS question for the address of a name that nobody has asked for before.
func query(nonce []byte, i int) []byte {
	id := append(append([]byte{}, nonce...), make([]byte, 8)...)
	label := fmt.Sprintf("%x-%d", id[:8], i)
	b := binary.BigEndian.AppendUint16(nil, uint16(id[0])<<8|uint16(i))
	b = append(b, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0) // recursion desired, one question
	for _, l := range []string{label, "example", "com"} {
		b = append(append(b, byte(len(l))), l...)
	}
	return append(b, 0, 0, 1, 0, 1) // root; type A, class IN
}

type fact struct {
	name string
	look func() string // "" when it is as it must be
}

// facts is what must be so in a pod of cells, as far as a cell can see.
var facts = []fact{
	{"service account token", func() string {
		var st unix.Stat_t
		if err := unix.Lstat("/var/run/secrets/kubernetes.io", &st); !errors.Is(err, unix.ENOENT) && !errors.Is(err, unix.ENOTDIR) {
			return fmt.Sprintf("/var/run/secrets/kubernetes.io: %v", err)
		}
		return ""
	}},
	{"environment of the cell", func() string {
		for _, v := range syscall.Environ() {
			if !isHarmless(v) {
				name, _, _ := strings.Cut(v, "=")
				return "it has " + name
			}
		}
		return ""
	}},
	{"resolver", func() string { return foreignResolver("/etc/resolv.conf") }},
	{"user of the cell", func() string {
		if unix.Getuid() == 0 || unix.Geteuid() == 0 || unix.Getgid() == 0 {
			return fmt.Sprintf("user %d, group %d", unix.Geteuid(), unix.Getgid())
		}
		return ""
	}},
	{"root file system", func() string {
		var st unix.Statfs_t
		if err := unix.Statfs("/", &st); err != nil || st.Flags&unix.ST_RDONLY == 0 {
			return fmt.Sprintf("it can be written (flags %x, %v)", st.Flags, err)
		}
		return ""
	}},
	{"seccomp of the pod", func() string {
		if !seccomped() {
			return "no filter is on the cell"
		}
		return ""
	}},
}

func foreignResolver(path string) string {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		return err.Error()
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "nameserver" {
			continue
		}
		if a, err := netip.ParseAddr(f[1]); err != nil || !a.IsLoopback() {
			return "it is " + f[1]
		}
	}
	return ""
}
