package ipfs

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/stintdao/stint/storage"
)

// file is one CAR file of a node: an object, or an imported archive. The zero ref is an archive's. All but name and ref are guarded by
// Node.mu.
type file struct {
	name  string // below the node's root
	ref   storage.Ref
	as    stamp // how it was when it was last known to be right
	puts  int   // how many times it was put since the node was opened
	gone  bool  // collected
	roots []string
}

// Stored names what one file of a node holds: an object by its Ref, or an archive that was imported by the roots it named.
type Stored struct {
	Ref   storage.Ref
	Roots []string // of an archive, which has no Ref
	Size  int64    // of the file in bytes, as far as it is known
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

// place is where a block lies.
type place struct {
	in  *file
	off int64
	len int32
}

const objectsDir, archivesDir = "objects", "archives"

func objectName(ref storage.Ref) string { return filepath.Join(objectsDir, fileName(ref)) }

func (n *Node) path(name string) string { return filepath.Join(n.root, name) }

// at opens the file that holds a block, and tells whether the file is as it was when it was put.
func (n *Node) at(p place) (_ *os.File, same bool, err error) {
	f, err := os.Open(n.path(p.in.name))
	if err != nil {
		return nil, false, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, false, err
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	return f, stampOf(info) == p.in.as, nil
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

// entry is a block of a file.
type entry struct {
	digest [32]byte
	off    int64
	len    int32
}

// add makes a file and its blocks known, from info on. Whoever asks for a block gets it from the file that was put last.
func (n *Node) add(name string, ref storage.Ref, roots []string, info fs.FileInfo, entries func(yield func(entry) bool)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := n.files[name]
	if f == nil {
		f = &file{name: name, ref: ref, roots: roots}
		n.files[name] = f
	}
	f.as = stampOf(info)
	f.puts++
	for e := range entries {
		n.enter(e.digest, place{f, e.off, e.len})
	}
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
