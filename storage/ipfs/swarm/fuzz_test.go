package swarm

import "testing"

// FuzzConfig checks what a user may write into a configuration: what Check accepts has an address to dial.
func FuzzConfig(f *testing.F) {
	const someone = "/p2p/12D3KooWBLkQ1Py9icfgnVKG2u1zqUdtGiZCPxkBkFtJGu5Mt5BQ"
	f.Add("/ip4/127.0.0.1/tcp/1"+someone, []byte("/key/swarm/psk/1.0.0/\n/bin/\n01234567890123456789012345678901"))
	f.Add("/dns4/a/udp/1/quic-v1"+someone, []byte{})
	f.Fuzz(func(t *testing.T, addr string, key []byte) {
		c := Config{Key: make([]byte, 32), Peers: []string{addr}, SwarmKey: key}
		p, err := c.parse()
		if err != nil {
			return
		}
		if len(p.peers) != 1 || len(p.peers[0].Addrs) == 0 || len(key) > 0 && len(p.psk) != 32 {
			t.Errorf("%q accepted as %v", addr, p.peers)
		}
	})
}
