package ipfs

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
)

// car is a CARv1 file that holds one object. All CIDs in it have the same length and all leaves but the last too, so where a leaf
// lies follows from its number, and it can be written and read before and without the others.
type car struct {
	*os.File
	dag storage.DAG
}

const cidSize = 36

const syncFileRangeWrite = 2 // of sync_file_range(2)

// headerSize is the length of what header returns.
const headerSize = 59

// header is the CARv1 header: its length and {"roots": [root], "version": 1} in DAG-CBOR.
func header(root cid.Cid) []byte {
	b := []byte{headerSize - 1, 0xa2, 0x65, 'r', 'o', 'o', 't', 's', 0x81, 0xd8, 0x2a, 0x58, 1 + cidSize, 0}
	b = append(b, root.Bytes()...)
	return append(b, 0x67, 'v', 'e', 'r', 's', 'i', 'o', 'n', 1)
}

// section is what stands before a block of an object.
func section(codec uint64, digest [32]byte, size int) []byte {
	return sectionOf(blockCID(codec, digest), size)
}

func blockCID(codec uint64, digest [32]byte) cid.Cid {
	return cid.NewCidV1(codec, append(multihash.Multihash{multihash.SHA2_256, 32}, digest[:]...))
}

// sectionHead is the length of what section returns.
func sectionHead(size int) int64 {
	return int64(len(binary.AppendUvarint(nil, uint64(cidSize+size)))) + cidSize
}

// leafStart is where the section of leaf i begins.
func leafStart(i int) int64 {
	return headerSize + int64(i)*(sectionHead(storage.LeafSize)+storage.LeafSize)
}

// nodesStart is where the leaves of an object of size bytes end and its inner nodes begin.
func nodesStart(size int64) int64 {
	last := storage.LeafCount(size) - 1
	n := int(size - int64(last)*storage.LeafSize)
	return leafStart(last) + sectionHead(n) + int64(n)
}

func (c *car) writeLeaf(i int, digest [32]byte, b []byte) error {
	head := section(cid.Raw, digest, len(b))
	if _, err := c.WriteAt(head, leafStart(i)); err != nil {
		return err
	}
	if _, err := c.WriteAt(b, leafStart(i)+int64(len(head))); err != nil {
		return err
	}
	if len(b) == storage.LeafSize {
		// Start writing it to the disk while the next ones are hashed: the sync at the end has less to wait for. This
		// promises nothing, so its failure is of no interest.
		syscall.SyncFileRange(int(c.Fd()), leafStart(i), int64(len(b)), syncFileRangeWrite)
	}
	return nil
}

// writeRest writes what could not be known before the last leaf: the inner nodes and the header.
func (c *car) writeRest() error {
	w := bufio.NewWriterSize(io.NewOffsetWriter(c, nodesStart(c.dag.Ref.Size)), 1<<16)
	for _, node := range c.dag.Nodes {
		w.Write(section(cid.DagProtobuf, node.Digest, len(node.Bytes)))
		w.Write(node.Bytes)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := c.WriteAt(header(cid.MustParse(c.dag.Ref.CID)), 0)
	return err
}

// entries yields where the blocks of the object lie.
func (c *car) entries(yield func(entry) bool) {
	for i, digest := range c.dag.Leaves {
		if !yield(entry{digest, leafStart(i) + sectionHead(c.dag.LeafLen(i)), int32(c.dag.LeafLen(i))}) {
			return
		}
	}
	off := nodesStart(c.dag.Ref.Size)
	for _, node := range c.dag.Nodes {
		off += sectionHead(len(node.Bytes))
		if !yield(entry{node.Digest, off, int32(len(node.Bytes))}) {
			return
		}
		off += int64(len(node.Bytes))
	}
}

func (c *car) readLeaf(i int, p []byte) error {
	_, err := c.ReadAt(p, leafStart(i)+sectionHead(len(p)))
	return err
}

// openCar opens the file of an object and recovers its DAG. The error is ErrCorrupt if the inner nodes are not the object's.
func openCar(path string, ref storage.Ref) (*car, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c := &car{File: f}
	if c.dag, err = c.resolve(ref); err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

func (c *car) resolve(ref storage.Ref) (storage.DAG, error) {
	info, err := c.Stat()
	if err != nil {
		return storage.DAG{}, err
	}
	// An inner node has at most 1024 links of less than 64 bytes.
	start, count := nodesStart(ref.Size), int64(storage.LeafCount(ref.Size))
	tail := info.Size() - start
	if tail < 0 || tail > (count/1024+2)*2*(64<<10) {
		return storage.DAG{}, fmt.Errorf("file of %d bytes: %w", info.Size(), storage.ErrCorrupt)
	}
	nodes, err := readNodes(io.NewSectionReader(c, start, tail))
	if err != nil {
		return storage.DAG{}, err
	}
	return storage.Resolve(ref, func(digest [32]byte) ([]byte, error) {
		b, ok := nodes[digest]
		if !ok {
			return nil, storage.ErrCorrupt
		}
		return b, nil
	})
}

// readNodes reads sections to the end of r, by the digest each claims to have.
func readNodes(r io.Reader) (map[[32]byte][]byte, error) {
	b := bufio.NewReader(r)
	nodes := make(map[[32]byte][]byte)
	for {
		size, err := binary.ReadUvarint(b)
		if err == io.EOF {
			return nodes, nil
		}
		if err == nil && (size < cidSize || size > 1<<20) {
			err = storage.ErrCorrupt
		}
		if err != nil {
			return nil, damaged(err)
		}
		block := make([]byte, size)
		if _, err := io.ReadFull(b, block); err != nil {
			return nil, damaged(err)
		}
		nodes[[32]byte(block[cidSize-32:cidSize])] = block[cidSize:]
	}
}

// damaged turns the ways a file can turn out not to hold sections into ErrCorrupt, and leaves errors of the disk as they are.
func damaged(err error) error {
	var disk *os.PathError
	if errors.As(err, &disk) {
		return err
	}
	return fmt.Errorf("read blocks: %w", storage.ErrCorrupt)
}

// fileName is the name of an object's file.
func fileName(ref storage.Ref) string { return fmt.Sprintf("%s-%d.car", ref.CID, ref.Size) }

// parseName reads the name of an object's file.
func parseName(name string) (storage.Ref, bool) {
	base, ok := strings.CutSuffix(name, ".car")
	id, digits, dash := strings.Cut(base, "-")
	size, err := strconv.ParseInt(digits, 10, 64)
	ref := storage.Ref{CID: id, Size: size}
	return ref, ok && dash && err == nil && ref.Check() == nil && fileName(ref) == name
}
