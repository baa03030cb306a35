package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
)

// forwardMain copies TCP streams between two listeners' families so that a
// unix socket can carry the apiserver's port out of the node's network
// namespace to the loopback address outside, with no veth and no route:
//
//	inside:  kubelab forward -listen unix:$LAB/api.sock -to tcp:127.0.0.1:6443
//	outside: kubelab forward -listen tcp:127.0.0.1:6443 -to unix:$LAB/api.sock
func forwardMain() {
	fs := flag.NewFlagSet("forward", flag.ExitOnError)
	listen := fs.String("listen", "", "tcp:ADDR or unix:PATH")
	to := fs.String("to", "", "tcp:ADDR or unix:PATH")
	_ = fs.Parse(os.Args[1:])
	ln, la, _ := strings.Cut(*listen, ":")
	tn, ta, _ := strings.Cut(*to, ":")
	if ln == "unix" {
		_ = os.Remove(la)
	}
	l, err := net.Listen(ln, la)
	must(err)
	fmt.Println("listening on", l.Addr()) // up.sh waits for this line
	for {
		c, err := l.Accept()
		must(err)
		go func() {
			defer c.Close()
			d, err := net.Dial(tn, ta)
			if err != nil {
				return
			}
			defer d.Close()
			var wg sync.WaitGroup
			wg.Add(2)
			pipe := func(dst, src net.Conn) {
				defer wg.Done()
				_, _ = io.Copy(dst, src)
				if w, ok := dst.(interface{ CloseWrite() error }); ok {
					_ = w.CloseWrite()
				}
			}
			go pipe(d, c)
			go pipe(c, d)
			wg.Wait()
		}()
	}
}
