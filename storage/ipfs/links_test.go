package ipfs

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multicodec"

	"github.com/stintdao/stint/storage"
)

// Whatever a block is, its links are read or refused, and countLinks counts those of DAG-PB.
func FuzzLinksOf(f *testing.F) {
	d, err := storage.Layout([][32]byte{{1}, {2}}, storage.LeafSize+1)
	if err != nil {
		f.Fatal(err)
	}
	link := storage.BlockCID(cid.Raw, [32]byte{1})
	f.Add(uint64(multicodec.DagPb), d.Nodes[0].Bytes)
	f.Add(uint64(multicodec.DagJson), []byte(`[{"/":"`+link.String()+`"}]`))
	f.Add(uint64(multicodec.DagCbor), append([]byte{0xd8, 0x2a, 0x58, 0x25, 0}, link.Bytes()...))
	f.Add(uint64(multicodec.DagCbor), bytes.Repeat([]byte{0x81}, 5000))
	f.Add(uint64(multicodec.GitRaw), []byte("x"))
	f.Fuzz(func(t *testing.T, codec uint64, b []byte) {
		count := countLinks(b)
		links, err := linksOf(codec, b)
		if err != nil && !errors.Is(err, ErrArchive) {
			t.Error(err)
		}
		if len(links) > len(b) || len(links) > 0 && !hasLinks(codec) {
			t.Errorf("%d links in %d bytes of codec %d", len(links), len(b), codec)
		}
		if node, err := merkledag.DecodeProtobuf(b); err == nil && count != len(node.Links()) {
			t.Errorf("counted %d links of %d", count, len(node.Links()))
		}
	})
}

// Whatever stands in an archive's file, its blocks lie in it, or it is corrupt.
func FuzzReadSections(f *testing.F) {
	c := storage.BlockCID(cid.Raw, [32]byte{1})
	good := append(archiveHeader([]cid.Cid{c}), append(sectionOf(c, 3), "abc"...)...)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(archiveHeader(nil))
	f.Add(append(archiveHeader(nil), 0xff, 0xff, 0xff, 0xff, 0x7f))
	f.Add(append(archiveHeader(make([]cid.Cid, 0, 1)), 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		end := int64(0)
		err := readSections(bytes.NewReader(b), int64(len(b)), func([]cid.Cid) {}, func(_ cid.Cid, e entry) error {
			if e.off < end || e.len < 0 {
				t.Errorf("a block of %d bytes at %d, after %d", e.len, e.off, end)
			}
			end = e.off + int64(e.len)
			return nil
		})
		if err != nil && !errors.Is(err, storage.ErrCorrupt) {
			t.Error(err)
		}
		if err == nil && end > int64(len(b)) {
			t.Errorf("blocks end at %d of %d bytes", end, len(b))
		}
	})
}

// The header that is written here is the library's.
func TestArchiveHeader(t *testing.T) {
	for _, count := range []int{0, 1, 23, 24, 255, 256, 1000} {
		roots := make([]cid.Cid, count)
		for i := range roots {
			roots[i] = storage.BlockCID(cid.DagProtobuf, [32]byte{byte(i), byte(i >> 8)})
		}
		got := archiveHeader(roots)
		if n := countBlocks(t, got); n != 0 {
			t.Errorf("%d roots: %d blocks", count, n)
		}
		if count == 1 && string(got) != "\x3a\xa2eroots\x81\xd8\x2aX\x25\x00"+string(roots[0].Bytes())+"gversion\x01" {
			t.Errorf("not the header of an object: %x", got)
		}
		back := 0
		if err := readSections(bytes.NewReader(got), int64(len(got)), func(r []cid.Cid) { back = len(r) }, nil); err != nil || back != count {
			t.Errorf("%d roots read back as %d, error %v", count, back, err)
		}
	}
}
