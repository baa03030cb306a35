package ipfs

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/multiformats/go-multihash"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

const (
	// MaxBlock is the length of the longest block that ImportCAR takes in, in bytes: 2 MiB, as everywhere in IPFS.
	MaxBlock = 2 << 20
	// MaxBlocks is how many blocks an imported archive may have. Every one takes about 130 bytes of memory.
	MaxBlocks = 1 << 20

	// maxUnfolded is the size up to which an archive whose object repeats leaves becomes that object, with all leaves in its file.
	maxUnfolded = 1 << 30

	maxArchiveHeader = 64 << 10
	maxCID           = 256 // bytes
)

// archiveName is what the file of an archive is called: the SHA2-256 of its header and of what stands before every block, which says all
// that is in it, so that the same archive has the same name.
var archiveName = regexp.MustCompile(`^[0-9a-f]{64}\.car$`)

// ImportCAR takes in a CAR, version 1 or 2, of whatever DAGs, pins its roots, and returns them. When it returns nil the blocks are
// durable; on an error nothing of the archive is visible or left on the disk. Whatever codec a block has, it must match its SHA2-256;
// blocks that are inlined in their CID are left out. Every root must be in the archive or held already; other blocks may be missing, as in
// a part of a DAG. An archive of exactly one object becomes that object, which Open finds (but
// stays an archive where repeated leaves would make it longer than 1 GiB).
//
// The error is ErrArchive for a CAR that is cut off or damaged, and for one with other hashes (md5, SHA-1, SHA2-512, BLAKE3, truncated
// ones...), a header above 64 KiB, a block above MaxBlock, an inlined one above 128 bytes, or more than MaxBlocks blocks. A CAR version 1
// that is cut off exactly between two blocks cannot be told from a whole one. Memory is bounded by MaxBlocks.
func (n *Node) ImportCAR(ctx context.Context, r io.Reader) ([]string, error) {
	roots, err := n.importCAR(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("import archive: %w", err)
	}
	return roots, nil
}

func (n *Node) importCAR(ctx context.Context, r io.Reader) ([]string, error) {
	if n.closed.Load() {
		return nil, fs.ErrClosed
	}
	f, err := os.CreateTemp(n.temp(), "import-*")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer os.Remove(f.Name()) // unless it has another name by then
	a := &archive{w: bufio.NewWriterSize(f, 1<<18), heads: sha256.New(), at: map[[32]byte]int{}}
	if err := a.take(ctx, &source{r: bufio.NewReaderSize(contextReader{ctx, r}, 1<<16)}); err != nil {
		return nil, err
	}
	roots := texts(a.roots)
	for _, c := range a.roots {
		if _, held := a.find(c); !held {
			if held, _ := n.Blocks().Has(ctx, c); !held {
				return nil, fmt.Errorf("root %s is not in it: %w", c, ErrArchive)
			}
		}
	}
	if ref, dag, ok := a.object(f); ok {
		return roots, n.importObject(ctx, ref, dag, a, f)
	}
	if err := f.Sync(); err != nil {
		return nil, err
	}
	n.commit.RLock()
	defer n.commit.RUnlock()
	undo, err := n.pinAll(roots)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(archivesDir, hex.EncodeToString(a.heads.Sum(nil))+".car")
	if err = os.Rename(f.Name(), n.path(name)); err == nil {
		err = dir.SyncDir(n.path(archivesDir))
	}
	if err == nil {
		err = n.add(name, storage.Ref{}, roots, slices.Values(a.entries))
	}
	if err != nil {
		return nil, errors.Join(err, undo())
	}
	return roots, nil
}

// importObject puts the object that an archive is.
func (n *Node) importObject(ctx context.Context, ref storage.Ref, dag storage.DAG, a *archive, f *os.File) error {
	undo, err := n.pinAll([]string{ref.CID})
	if err != nil {
		return err
	}
	parts := make([]io.Reader, len(dag.Leaves))
	for i, digest := range dag.Leaves {
		e := a.entries[a.at[digest]]
		parts[i] = io.NewSectionReader(f, e.off, int64(e.len))
	}
	got, err := n.Put(ctx, io.MultiReader(parts...))
	if err == nil && got != ref {
		err = fmt.Errorf("%s became %s: %w", ref, got, ErrArchive)
	}
	if err != nil {
		return errors.Join(err, undo())
	}
	return nil
}

// archive is a CAR file being written.
type archive struct {
	w       *bufio.Writer
	off     int64
	heads   hash.Hash // of all that is not blocks
	roots   []cid.Cid
	entries []entry
	at      map[[32]byte]int // the entry of a digest
}

// take writes down the archive that r yields.
func (a *archive) take(ctx context.Context, r *source) error {
	err := a.read(ctx, r)
	if r.err != nil {
		return fmt.Errorf("read source: %w", r.err)
	}
	return err
}

func (a *archive) read(ctx context.Context, r *source) error {
	in, err := carv2.NewBlockReader(r, carv2.MaxAllowedHeaderSize(maxArchiveHeader), carv2.MaxAllowedSectionSize(MaxBlock+maxCID), carv2.WithTrustedCAR(true))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchive, err)
	}
	for _, c := range in.Roots {
		if err := checkHash(c); err != nil {
			return fmt.Errorf("root %s: %w", c, err)
		}
	}
	a.roots = in.Roots
	if err := a.write(archiveHeader(in.Roots), nil); err != nil {
		return err
	}
	for {
		start := r.n
		b, err := in.Next() // not verified by it
		if err == io.EOF && r.n == start {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: section at %d: %w", ErrArchive, start, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.block(b.Cid(), b.RawData()); err != nil {
			return fmt.Errorf("block %s: %w", b.Cid(), err)
		}
	}
	if in.Version == 2 {
		// The first bytes are what NewBlockReader has accepted.
		var h carv2.Header
		if _, err := h.ReadFrom(bytes.NewReader(r.head[carv2.PragmaSize:])); err != nil || uint64(r.n) != h.DataOffset+h.DataSize {
			return fmt.Errorf("%w: it ends early", ErrArchive)
		}
	}
	return a.w.Flush()
}

// block verifies and writes one block.
func (a *archive) block(c cid.Cid, b []byte) error {
	if err := checkHash(c); err != nil {
		return err
	}
	if in, ok := inlined(c); ok {
		if !bytes.Equal(in, b) {
			return fmt.Errorf("%w: other bytes than its CID has", ErrArchive)
		}
		return nil
	}
	digest, _ := digestOf(c)
	switch {
	case len(b) > MaxBlock:
		return fmt.Errorf("%w: longer than %d bytes", ErrArchive, MaxBlock)
	case sha256.Sum256(b) != digest:
		return fmt.Errorf("%w: it does not match its CID", ErrArchive)
	}
	if _, ok := a.at[digest]; ok {
		return nil
	}
	if len(a.entries) == MaxBlocks {
		return fmt.Errorf("%w: more than %d blocks", ErrArchive, MaxBlocks)
	}
	head := sectionOf(c, len(b))
	a.at[digest] = len(a.entries)
	a.entries = append(a.entries, entry{digest: digest, off: a.off + int64(len(head)), len: int32(len(b))})
	return a.write(head, b)
}

// sectionOf is what stands before a block of size bytes: the length of CID and block, and the CID.
func sectionOf(c cid.Cid, size int) []byte {
	return append(binary.AppendUvarint(nil, uint64(c.ByteLen()+size)), c.Bytes()...)
}

// section is what stands before a block of an object.
func section(codec uint64, digest [32]byte, size int) []byte {
	return sectionOf(storage.BlockCID(codec, digest), size)
}

func (a *archive) write(head, block []byte) error {
	a.heads.Write(head)
	a.off += int64(len(head)) + int64(len(block))
	if _, err := a.w.Write(head); err != nil {
		return err
	}
	_, err := a.w.Write(block)
	return err
}

// find returns the entry of a block, or none for an inlined one.
func (a *archive) find(c cid.Cid) (entry, bool) {
	if _, ok := inlined(c); ok {
		return entry{}, true
	}
	digest, _ := digestOf(c)
	i, ok := a.at[digest]
	if !ok {
		return entry{}, false
	}
	return a.entries[i], true
}

// object tells whether the archive is one object, all of it and nothing else.
func (a *archive) object(f io.ReaderAt) (ref storage.Ref, dag storage.DAG, ok bool) {
	if len(a.roots) != 1 {
		return ref, dag, false
	}
	load := func(digest [32]byte) ([]byte, error) {
		i, ok := a.at[digest]
		if !ok {
			return nil, storage.ErrCorrupt
		}
		b := make([]byte, a.entries[i].len)
		_, err := f.ReadAt(b, a.entries[i].off)
		return b, err
	}
	root := a.roots[0]
	digest, known := digestOf(root)
	b, err := load(digest)
	if !known || err != nil {
		return ref, dag, false
	}
	if ref, err = storage.RefOfRoot(root.String(), b); err != nil || ref.Size > max(a.off, maxUnfolded) {
		return ref, dag, false
	}
	if dag, err = storage.Resolve(ref, load); err != nil {
		return ref, dag, false
	}
	all := map[[32]byte]bool{}
	for i, leaf := range dag.Leaves {
		at, held := a.at[leaf]
		if !held || int(a.entries[at].len) != dag.LeafLen(i) {
			return ref, dag, false
		}
		all[leaf] = true
	}
	for _, node := range dag.Nodes {
		all[node.Digest] = true
	}
	return ref, dag, len(all) == len(a.entries)
}

// checkHash refuses CIDs whose hash a node does not keep blocks by.
func checkHash(c cid.Cid) error {
	if _, ok := inlined(c); ok {
		return nil
	}
	if _, ok := digestOf(c); ok && c.ByteLen() <= maxCID {
		return nil
	}
	name := multihash.Codes[c.Prefix().MhType]
	return fmt.Errorf("%w: hash %q of %d bytes", ErrArchive, name, c.Prefix().MhLength)
}

// source is where an archive is read from. It remembers how it begins, how much was read, and what became of it.
type source struct {
	r    *bufio.Reader
	n    int64
	head []byte
	err  error // but io.EOF
}

func (s *source) Read(p []byte) (int, error) {
	k, err := s.r.Read(p)
	return k, s.note(p[:k], err)
}

func (s *source) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, s.note(nil, err)
	}
	return b, s.note([]byte{b}, nil)
}

func (s *source) note(p []byte, err error) error {
	s.n += int64(len(p))
	if left := carv2.PragmaSize + carv2.HeaderSize - len(s.head); left > 0 {
		s.head = append(s.head, p[:min(left, len(p))]...)
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return err
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// archiveHeader is the CARv1 header with the length before it: {"roots": roots, "version": 1} in DAG-CBOR.
func archiveHeader(roots []cid.Cid) []byte {
	count := func(b []byte, kind byte, n int) []byte {
		switch {
		case n < 24:
			return append(b, kind|byte(n))
		case n < 1<<8:
			return append(b, kind|24, byte(n))
		}
		return binary.BigEndian.AppendUint16(append(b, kind|25), uint16(n)) // a header of 64 KiB has no more
	}
	b := count([]byte{0xa2, 0x65, 'r', 'o', 'o', 't', 's'}, 0x80, len(roots))
	for _, c := range roots {
		b = append(count(append(b, 0xd8, 0x2a), 0x40, 1+c.ByteLen()), 0)
		b = append(b, c.Bytes()...)
	}
	b = append(b, 0x67, 'v', 'e', 'r', 's', 'i', 'o', 'n', 1)
	return append(binary.AppendUvarint(nil, uint64(len(b))), b...)
}

// readSections reads the roots of a CAR file of size bytes, and then where its blocks lie, without reading them. The error is
// storage.ErrCorrupt if the file is not one that ImportCAR wrote, and what each returned.
func readSections(f io.ReaderAt, size int64, first func(roots []cid.Cid), each func(c cid.Cid, e entry) error) error {
	r := io.NewSectionReader(f, 0, size)
	b := bufio.NewReaderSize(r, 4<<10)
	length, err := binary.ReadUvarint(b)
	if err == nil && length > maxArchiveHeader {
		err = storage.ErrCorrupt
	}
	if err != nil {
		return damaged(err)
	}
	off := int64(len(binary.AppendUvarint(nil, length))) + int64(length)
	in, err := carv2.NewBlockReader(io.NewSectionReader(f, 0, min(off, size)))
	if err == nil && in.Version != 1 {
		err = storage.ErrCorrupt
	}
	if err != nil {
		return damaged(err)
	}
	first(in.Roots)
	for skip := int64(length); ; {
		if skip <= int64(b.Buffered()) {
			b.Discard(int(skip))
		} else if off < size {
			if _, err := r.Seek(off, io.SeekStart); err != nil {
				return err
			}
			b.Reset(r)
		}
		if off >= size {
			break
		}
		length, err := binary.ReadUvarint(b)
		if err == nil && length > MaxBlock+maxCID {
			err = storage.ErrCorrupt
		}
		if err != nil {
			return damaged(err)
		}
		head, err := b.Peek(int(min(length, maxCID)))
		if err != nil {
			return damaged(err)
		}
		k, c, err := cid.CidFromBytes(head)
		digest, ok := digestOf(c)
		if err != nil || !ok {
			return damaged(storage.ErrCorrupt)
		}
		start := off + int64(len(binary.AppendUvarint(nil, length)))
		off, skip = start+int64(length), int64(length)
		if err := each(c, entry{digest: digest, off: start + int64(k), len: int32(int(length) - k)}); err != nil {
			return err
		}
	}
	if off != size {
		return damaged(storage.ErrCorrupt)
	}
	return nil
}

// damaged turns the ways a file can turn out not to hold sections into ErrCorrupt, and leaves errors of the disk as they are.
func damaged(err error) error {
	var disk *os.PathError
	if errors.As(err, &disk) {
		return err
	}
	return fmt.Errorf("read blocks: %w", storage.ErrCorrupt)
}

func texts(all []cid.Cid) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.String()
	}
	return out
}

// ExportCAR writes the DAG below root, as far down as links lead, as a CAR version 1: every block once, depth first, and none that is
// inlined in its CID. Every block is verified. The error is storage.ErrNotFound where a block is missing, storage.ErrCorrupt where one is
// damaged, and ErrArchive where the links of a block cannot be read or too many (a million) wait to be followed; what was written by then
// is no whole archive. Time and memory depend on the blocks there are, not on how often the DAG repeats them.
func (n *Node) ExportCAR(ctx context.Context, root string, w io.Writer) error {
	if err := n.exportCAR(ctx, root, w); err != nil {
		return fmt.Errorf("export %.100s: %w", root, err)
	}
	return nil
}

func (n *Node) exportCAR(ctx context.Context, root string, w io.Writer) error {
	top, err := parseCID(root)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	head := archiveHeader([]cid.Cid{top})
	next := func(c cid.Cid) ([]cid.Cid, error) {
		b, err := n.Blocks().Get(ctx, c)
		if ipld.IsNotFound(err) {
			err = fmt.Errorf("block %s: %w", c, storage.ErrNotFound)
		}
		if err != nil {
			return nil, err
		}
		if _, ok := inlined(c); !ok {
			out.Write(head)
			out.Write(sectionOf(c, len(b.RawData())))
			if _, err := out.Write(b.RawData()); err != nil {
				return nil, err
			}
			head = nil
		}
		links, err := linksOf(c.Type(), b.RawData())
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", c, err)
		}
		return links, nil
	}
	if err := walk(ctx, top, next); err != nil {
		return err
	}
	out.Write(head) // if all of it is inlined
	return out.Flush()
}

// parseCID reads a CID. The error is storage.ErrRef.
func parseCID(text string) (cid.Cid, error) {
	c, err := cid.Decode(text)
	if err != nil {
		return cid.Undef, fmt.Errorf("%w: %w", storage.ErrRef, err)
	}
	return c, nil
}
