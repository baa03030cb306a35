package swarm

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/storagetest"
)

// TestDHT has a host find who announced an object, knowing only a way into the DHT.
func TestDHT(t *testing.T) {
	way, err := libp2p.New(libp2p.ListenAddrStrings(local...), libp2p.DisableRelay())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { way.Close() })
	d, err := dht.New(way, dht.Mode(dht.ModeServer))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	bootstrap := fullAddrs(peer.AddrInfo{ID: way.ID(), Addrs: way.Addrs()})

	n := openNode(t)
	want, secret := storagetest.Bytes(1, 3*leaf), storagetest.Bytes(2, 3*leaf)
	ref, quiet := put(t, n, want), put(t, n, secret)
	server := start(t, Config{Listen: local, Blocks: n.Blocks(), Bootstrap: bootstrap})
	client := start(t, Config{Bootstrap: bootstrap, Timeout: 5 * time.Second})
	if _, err := client.Open(t.Context(), quiet); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("open what nobody announced: error %v, want %v", err, storage.ErrNotFound)
	}
	for range 100 { // an announcement is not acknowledged, and fails while the server knows nobody
		if err = server.Provide(t.Context(), ref); err == nil {
			if _, err = client.Stat(t.Context(), ref.CID); err == nil {
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	wantRead(t, client, ref, want)
	lost := start(t, Config{Bootstrap: start(t, Config{Listen: local}).Addrs(), Timeout: time.Second})
	if _, err := lost.Open(t.Context(), ref); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "bootstrap") {
		t.Errorf("open with a bootstrap peer that is in no DHT: error %v, want %v", err, ErrUnreachable)
	}
	if err := server.Provide(t.Context(), storage.Ref{}); !errors.Is(err, storage.ErrRef) {
		t.Errorf("provide nothing: error %v, want %v", err, storage.ErrRef)
	}
	if err := start(t, Config{}).Provide(t.Context(), ref); !errors.Is(err, ErrNoDHT) {
		t.Errorf("provide without a DHT: error %v, want %v", err, ErrNoDHT)
	}
}
