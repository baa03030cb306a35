// Outside plays the whole internet to a cluster's pods, so that a test can prove what gets out: every address on TCP port 80 answers, every
// address on UDP port 53 is a DNS server that knows each name, and every packet that arrives from a pod is one line on standard output.
//
//	outside POD_CIDR ANSWER    ANSWER is the address that names have
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: outside POD_CIDR ANSWER")
		os.Exit(2)
	}
	pods, answer := netip.MustParsePrefix(os.Args[1]), netip.MustParseAddr(os.Args[2]).As4()
	go sniff(pods)
	go names(answer)
	l, err := net.Listen("tcp4", ":80")
	check(err)
	for {
		c, err := l.Accept()
		check(err)
		go func() { fmt.Fprintln(c, "hello from outside"); c.Close() }()
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "outside:", err)
		os.Exit(1)
	}
}

func say(format string, args ...any) {
	fmt.Printf("%s "+format+"\n", append([]any{time.Now().UTC().Format(time.RFC3339Nano)}, args...)...)
}

// sniff reports every IPv4 packet that comes from a pod, whatever port or protocol it is for.
func sniff(pods netip.Prefix) {
	const ipv4 = syscall.ETH_P_IP>>8 | syscall.ETH_P_IP&0xff<<8 // in network order
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_DGRAM, ipv4)
	check(err)
	b := make([]byte, 1<<16)
	for {
		n, _, err := syscall.Recvfrom(fd, b, 0)
		if err == syscall.EINTR {
			continue
		}
		check(err)
		if n < 20 {
			continue
		}
		from, to := netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
		if !pods.Contains(from) {
			continue
		}
		proto, head := b[9], int(b[0]&15)*4
		name, port := map[byte]string{1: "icmp", 6: "tcp", 17: "udp"}[proto], ""
		if name == "" {
			name = fmt.Sprint("proto", proto)
		}
		if (proto == 6 || proto == 17) && n >= head+4 {
			port = fmt.Sprint(":", binary.BigEndian.Uint16(b[head+2:]))
		}
		say("packet %s from %s to %s%s, %d bytes", name, from, to, port, n)
	}
}

// names answers DNS over UDP. What is no DNS question is sent back as it came.
func names(answer [4]byte) {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{Port: 53})
	check(err)
	// An answer must come from the address that was asked, and this host has them all.
	raw, err := c.SyscallConn()
	check(err)
	check(raw.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, syscall.IP_PKTINFO, 1) }))
	check(err)
	b, oob := make([]byte, 4096), make([]byte, 128)
	for {
		n, k, _, from, err := c.ReadMsgUDP(b, oob)
		check(err)
		reply := b[:n]
		if name, end := question(reply); end > 0 {
			say("asked %s by %s", name, from)
			reply = resolve(reply[:end], answer)
		}
		_, _, _ = c.WriteMsgUDP(reply, oob[:k], from)
	}
}

// question reads the first question of a DNS query; end is 0 where there is none.
func question(b []byte) (name string, end int) {
	if len(b) < 17 || b[2]&0x80 != 0 || binary.BigEndian.Uint16(b[4:]) == 0 {
		return "", 0
	}
	var labels []string
	i := 12
	for i < len(b) && b[i] != 0 {
		n := int(b[i])
		if n > 63 || i+1+n >= len(b) {
			return "", 0
		}
		labels = append(labels, string(b[i+1:i+1+n]))
		i += 1 + n
	}
	if i+5 > len(b) {
		return "", 0
	}
	return strings.Join(labels, "."), i + 5
}

// resolve turns a query of one question into its answer: one address for a question of type A, none for another.
func resolve(q []byte, answer [4]byte) []byte {
	r := append([]byte(nil), q...)
	a := binary.BigEndian.Uint16(q[len(q)-4:]) == 1
	copy(r[2:], []byte{0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0})
	if a {
		r[7] = 1
		r = append(r, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4)
		r = append(r, answer[:]...)
	}
	return r
}
