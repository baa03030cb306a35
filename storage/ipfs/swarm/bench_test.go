package swarm

import (
	"bytes"
	"testing"

	"github.com/stintdao/stint/storage/storagetest"
)

// BenchmarkFetch fetches 64 MiB from another host of the same process over loopback TCP, verified, with 16 workers.
func BenchmarkFetch(b *testing.B) {
	n := openNode(b)
	const size = 64 * leaf
	ref := put(b, n, storagetest.Bytes(1, size))
	client := start(b, Config{Peers: start(b, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	b.SetBytes(size)
	for b.Loop() {
		o, err := client.Open(b.Context(), ref)
		if err != nil {
			b.Fatal(err)
		}
		if err := readParallel(o, 16, func(int64, []byte) {}); err != nil {
			b.Fatal(err)
		}
		o.Close()
	}
}

// BenchmarkOpen opens and reads an object of 100 bytes, which is three round trips.
func BenchmarkOpen(b *testing.B) {
	n := openNode(b)
	want := storagetest.Bytes(1, 100)
	ref := put(b, n, want)
	client := start(b, Config{Peers: start(b, Config{Listen: local, Blocks: n.Blocks()}).Addrs()})
	for b.Loop() {
		if got, err := read(b.Context(), client, ref); err != nil || !bytes.Equal(got, want) {
			b.Fatal(err)
		}
	}
}
