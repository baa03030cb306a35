package ipfs

import (
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"syscall"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

// file is one file of a node: an object, or an imported archive. The zero ref is an archive's. All but name and ref are guarded by
// Node.mu.
type file struct {
	name  string // below the node's root
	ref   storage.Ref
	as    stamp // how it was when it was last known to be right
	puts  int   // how many times it was put since the node was opened
	gone  bool  // collected, or put again with another length
	roots []string
}

// Stored names what one file of a node holds: an object by its Ref, or an archive that was imported by the roots it named.
type Stored struct {
	Ref   storage.Ref // with the length of the file as its size, if that was another than the object's when the node was opened
	Roots []string    // of an archive, which has no Ref
	Size  int64       // of the file in bytes, as far as it is known
}

func (f *file) stored(size int64) Stored { return Stored{Ref: f.ref, Roots: f.roots, Size: size} }

// stamp tells a file from one that was put in its place or written to since, as far as the file system tells.
type stamp struct {
	inode        uint64
	size         int64
	sec, nanosec int64
}

func stampOf(info fs.FileInfo) stamp {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return stamp{}
	}
	return stamp{s.Ino, s.Size, int64(s.Mtim.Sec), int64(s.Mtim.Nsec)}
}

// place is where a block lies: in a file, or, if it is an inner node of an object, in memory.
type place struct {
	in   *file
	node *storage.Node
	off  int64
	len  int32
}

const objectsDir, archivesDir = "objects", "archives"

func objectName(ref storage.Ref) string { return filepath.Join(objectsDir, dir.Name(ref)) }

func (n *Node) path(name string) string { return filepath.Join(n.root, name) }

// same tells whether an open file is as it was when it was put.
func (n *Node) same(f *os.File, in *file) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	return stampOf(info) == in.as
}

// lookup returns where a block lies, the best place first.
func (n *Node) lookup(digest [32]byte) []place {
	n.mu.RLock()
	defer n.mu.RUnlock()
	p, ok := n.blocks[digest]
	if !ok {
		return nil
	}
	all := append(make([]place, 0, 1), p)
	all = append(all, n.also[digest]...)
	for i := 0; i < len(all); {
		if all[i].in.gone {
			all = append(all[:i], all[i+1:]...)
			continue
		}
		i++
	}
	return all
}

// entry is a block of a file, or an inner node of the object in it.
type entry struct {
	digest [32]byte
	node   *storage.Node
	off    int64
	len    int32
}

// entriesOf yields the blocks of an object: in its file the leaves lie one behind the other, without anything between them.
func entriesOf(d storage.DAG) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		for i, digest := range d.Leaves {
			if !yield(entry{digest: digest, off: int64(i) * storage.LeafSize, len: int32(d.LeafLen(i))}) {
				return
			}
		}
		for i := range d.Nodes {
			node := &d.Nodes[i]
			if !yield(entry{digest: node.Digest, node: node, len: int32(len(node.Bytes))}) {
				return
			}
		}
	}
}

// add makes a file that has its name, and its blocks, known. Whoever asks for a block gets it from the file that was put last.
func (n *Node) add(name string, ref storage.Ref, roots []string, entries iter.Seq[entry]) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	info, err := os.Stat(n.path(name)) // not before the lock: of two who put it, the last one sees what is there
	if err != nil {
		return err
	}
	f := n.files[name]
	if f != nil && f.ref != ref { // it was damaged when the node was opened, and has another length
		f.gone, f.puts, f = true, f.puts+1, nil
	}
	if f == nil {
		f = &file{name: name, ref: ref, roots: roots}
		n.files[name] = f
	}
	f.as = stampOf(info)
	f.puts++
	for e := range entries {
		n.enter(e.digest, place{f, e.node, e.off, e.len})
	}
	return nil
}

// enter puts a place before those known for the block.
func (n *Node) enter(digest [32]byte, p place) {
	old, ok := n.blocks[digest]
	n.blocks[digest] = p
	if !ok || old.in == p.in || old.in.gone {
		return
	}
	others := []place{old}
	for _, o := range n.also[digest] {
		if o.in != p.in && !o.in.gone {
			others = append(others, o)
		}
	}
	n.also[digest] = others
}

// purge forgets the places in files that are gone, and lets those who wait for the index have it in between.
func (n *Node) purge() {
	n.mu.Lock()
	defer n.mu.Unlock()
	breathe := func(i int) {
		if i%(1<<16) == 0 {
			n.mu.Unlock()
			n.mu.Lock()
		}
	}
	i := 0
	for digest, others := range n.also {
		left := make([]place, 0, len(others))
		for _, o := range others {
			if !o.in.gone {
				left = append(left, o)
			}
		}
		if n.also[digest] = left; len(left) == 0 {
			delete(n.also, digest)
		}
		i++
		breathe(i)
	}
	for digest, p := range n.blocks {
		if p.in.gone {
			if others := n.also[digest]; len(others) > 0 {
				n.blocks[digest], n.also[digest] = others[0], others[1:]
			} else {
				delete(n.blocks, digest)
			}
			if len(n.also[digest]) == 0 {
				delete(n.also, digest)
			}
		}
		i++
		breathe(i)
	}
}
