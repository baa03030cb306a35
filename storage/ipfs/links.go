package ipfs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/go-cid"
	"github.com/ipld/go-ipld-prime/codec"
	"github.com/ipld/go-ipld-prime/codec/dagcbor"
	"github.com/ipld/go-ipld-prime/codec/dagjson"
	cidlink "github.com/ipld/go-ipld-prime/linking/cid"
	"github.com/ipld/go-ipld-prime/node/basicnode"
	"github.com/ipld/go-ipld-prime/traversal"
	"github.com/multiformats/go-multicodec"
)

// ErrArchive reports a CAR that is damaged or that a node does not take in, or a DAG that cannot be written as one.
var ErrArchive = errors.New("unacceptable archive")

// maxPending bounds the links that wait to be followed while a DAG is walked, and so its memory: about 100 MB.
const maxPending = 1 << 20

// hasLinks tells whether blocks of a codec can link to others.
func hasLinks(codec uint64) bool {
	switch multicodec.Code(codec) {
	case multicodec.Raw, multicodec.Json, multicodec.Cbor, multicodec.Libp2pKey:
		return false
	}
	return true
}

// linksOf returns the links of a block in the order of the block. The error is ErrArchive for a codec whose links are not known, and for a
// block that is not of its codec.
func linksOf(codec uint64, b []byte) (links []cid.Cid, err error) {
	defer func() {
		if r := recover(); r != nil { // the decoders are the libraries', and the bytes a stranger's
			links, err = nil, fmt.Errorf("read links of codec %s: %w: %v", multicodec.Code(codec), ErrArchive, r)
		}
	}()
	switch multicodec.Code(codec) {
	case multicodec.DagPb:
		var node *merkledag.ProtoNode
		if node, err = merkledag.DecodeProtobuf(b); err == nil {
			for _, l := range node.Links() {
				links = append(links, l.Cid)
			}
		}
	case multicodec.DagCbor:
		links, err = modelLinks(dagcbor.Decode, b)
	case multicodec.DagJson:
		links, err = modelLinks(dagjson.Decode, b)
	default:
		if hasLinks(codec) {
			err = errors.New("its links are not known")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read links of codec %s: %w: %w", multicodec.Code(codec), ErrArchive, err)
	}
	return links, nil
}

func modelLinks(decode codec.Decoder, b []byte) (links []cid.Cid, err error) {
	build := basicnode.Prototype.Any.NewBuilder()
	if err := decode(build, bytes.NewReader(b)); err != nil {
		return nil, err
	}
	all, err := traversal.SelectLinks(build.Build())
	for _, l := range all {
		if l, ok := l.(cidlink.Link); ok {
			links = append(links, l.Cid)
		}
	}
	return links, err
}

// countLinks counts the links of a DAG-PB block without decoding it: a block that is not DAG-PB may have any count.
func countLinks(b []byte) int {
	count := 0
	for len(b) > 0 {
		size, k := binary.Uvarint(b[1:])
		if k <= 0 || b[0]&7 != 2 || size > uint64(len(b)-1-k) {
			break
		}
		if b[0] == 0x12 {
			count++
		}
		b = b[1+k+int(size):]
	}
	return count
}

// walk goes through the DAG below root depth first, to every block once, however many links lead to it. next returns the links of a block
// that are to be followed.
func walk(ctx context.Context, root cid.Cid, next func(cid.Cid) ([]cid.Cid, error)) error {
	type block struct {
		codec uint64
		hash  string
	}
	seen := map[block]bool{}
	pending := 1
	path := [][]cid.Cid{{root}} // what is left to do at every depth
	for len(path) > 0 {
		top := &path[len(path)-1]
		if len(*top) == 0 {
			path = path[:len(path)-1]
			continue
		}
		c := (*top)[0]
		*top = (*top)[1:]
		pending--
		id := block{c.Type(), string(c.Hash())}
		if seen[id] {
			continue
		}
		seen[id] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		links, err := next(c)
		if err != nil {
			return err
		}
		if pending += len(links); pending > maxPending {
			return fmt.Errorf("more than %d links wait to be followed: %w", maxPending, ErrArchive)
		}
		if len(links) > 0 {
			path = append(path, links)
		}
	}
	return nil
}
