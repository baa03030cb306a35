// Package pack turns what people have, a file or a directory of files, into one stream of bytes, which is what becomes one object; and reads
// archives that strangers packed.
//
// A file is itself. A directory is a tar archive, or, where its files are lists of lines, their concatenation. The archive depends on names
// and contents alone: entries in the order of a walk by name, directories and regular files only, no owners, one time, one mode. So the same
// files give the same bytes, on every machine, whoever owns them. Nothing is written to a disk, and memory is bounded: a few megabytes, and
// about a hundred bytes for each file. Files are read ahead, several at once, because opening and closing is what many small ones cost.
//
// The length of the stream is known before the first byte is read. A file that has become another by the time it is read (another inode,
// length or time of change) is an error: nobody gets half of the old and half of the new.
//
// What it does not protect against: whoever writes to a file within one tick of the file system's clock, keeping its length, or sets the time
// back, is not noticed. Read checks names, kinds and sizes of what an archive holds, not what the contents are; it extracts nothing.
//
// This package does not know about keys, stores, networks, or formats of records.
package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

var (
	// ErrChanged reports a file that is not any more what it was when the source was opened.
	ErrChanged = errors.New("it has changed since it was looked at")
	// ErrEntry reports a name or a kind of file that has no place in a stream.
	ErrEntry = errors.New("not packed")
)

// maxName is the length of the longest name of an entry in bytes, directories included.
const maxName = 1024

// Options say what becomes of a directory.
type Options struct {
	// Lines, unless it is empty, is how the names of files of lines end, such as ".csv": a directory is the concatenation of these files, each
	// ended by a line end, and other files are refused. If it is empty a directory is a tar archive.
	Lines string
	// Skip passes over what is refused otherwise: symbolic links, devices, sockets, pipes, and files with another ending than Lines.
	Skip bool
}

// Source is a stream of what a path holds. It is not safe for concurrent use, and must be closed.
type Source struct {
	root    string
	entries []entry
	files   int
	skipped int
	size    int64
	flow    *flow // nil before the first Read
}

// entry is a part of the stream: what precedes a file's bytes, the file, and what follows.
type entry struct {
	name  string // below the root; empty for the root itself, and for the end of an archive
	head  int64  // bytes of its header in an archive
	size  int64
	tail  int32 // padding, or a line end
	dir   bool
	lines bool
	inode uint64
	mtime int64 // in nanoseconds
}

func (e *entry) length() int64 { return e.head + e.size + int64(e.tail) }

// Open looks at everything below path and opens it as a stream. A path that is a symbolic link is followed; links below it are refused, or
// skipped. The error is ErrEntry, and names the file, for what has no place in a stream.
func Open(path string, o Options) (*Source, error) {
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := &Source{root: root}
	switch {
	case info.Mode().IsRegular():
		s.add(entry{}, info)
	case !info.IsDir():
		return nil, fmt.Errorf("open %s: it is %s: %w", path, kind(info.Mode()), ErrEntry)
	case o.Lines != "":
		err = s.walk("", o)
	default:
		if err = s.walk("", o); err == nil {
			s.entries = append(s.entries, entry{tail: endOfArchive})
			s.size += endOfArchive
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return s, nil
}

// add puts a file or a directory behind the others.
func (s *Source) add(e entry, info fs.FileInfo) {
	if !e.dir {
		st := info.Sys().(*syscall.Stat_t)
		e.size, e.inode, e.mtime = info.Size(), st.Ino, st.Mtim.Nano()
		s.files++
	}
	if e.head > 0 {
		e.tail = int32(-e.size & (block - 1))
	}
	s.entries = append(s.entries, e)
	s.size += e.length()
}

// walk adds what is in a directory below the root, in the order of names.
func (s *Source) walk(dir string, o Options) error {
	list, err := os.ReadDir(filepath.Join(s.root, dir))
	if err != nil {
		return err
	}
	for _, d := range list {
		name := d.Name()
		if dir != "" {
			name = dir + "/" + name
		}
		if !d.IsDir() && (!d.Type().IsRegular() || !strings.HasSuffix(name, o.Lines)) {
			if o.Skip {
				s.skipped++
				continue
			}
			if d.Type().IsRegular() {
				return fmt.Errorf("%q does not end in %s: %w", name, o.Lines, ErrEntry)
			}
			return fmt.Errorf("%q is %s: %w", name, kind(d.Type()), ErrEntry)
		}
		if err := checkName(name); err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().Type() != d.Type() {
			return fmt.Errorf("%q: %w", name, ErrChanged)
		}
		if err != nil {
			return err
		}
		e := entry{name: name, dir: d.IsDir()}
		switch {
		case o.Lines == "":
			if e.head, err = headLength(name, e.dir, info.Size()); err != nil {
				return fmt.Errorf("%q: %w", name, err)
			}
			s.add(e, info)
		case !e.dir:
			e.lines = true
			s.add(e, info)
			if err := s.endLine(); err != nil {
				return err
			}
		}
		if e.dir {
			if err := s.walk(name, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// endLine gives the last entry a line end if its file has none.
func (s *Source) endLine() error {
	e := &s.entries[len(s.entries)-1]
	if e.size == 0 {
		return nil
	}
	var last [1]byte
	if err := s.readFile(e, last[:], e.size-1); err != nil {
		return err
	}
	if last[0] != '\n' {
		e.tail = 1
		s.size++
	}
	return nil
}

// Size is the length of the stream in bytes.
func (s *Source) Size() int64 { return s.size }

// Files is how many regular files are in the stream.
func (s *Source) Files() int { return s.files }

// Skipped is how many things were passed over.
func (s *Source) Skipped() int { return s.skipped }

// Read implements io.Reader. The error is ErrChanged, and names the file, where a file is not what it was when the source was opened.
func (s *Source) Read(p []byte) (int, error) {
	if s.flow == nil {
		s.flow = s.start()
	}
	return s.flow.read(p)
}

// Rewind makes the next Read begin at the start. Files must still be what they were when the source was opened.
func (s *Source) Rewind() {
	if s.flow != nil {
		s.flow.stop()
		s.flow = nil
	}
}

// Close lets go of what is open. Reading on starts again.
func (s *Source) Close() error {
	s.Rewind()
	return nil
}

// checkName refuses names that mean different things to different systems, or something outside an archive.
func checkName(name string) error {
	switch {
	case len(name) > maxName:
		return fmt.Errorf("name of %d bytes, %.100q…, is longer than %d: %w", len(name), name, maxName, ErrEntry)
	case !fs.ValidPath(name) || name == "." || strings.ContainsRune(name, 0):
		return fmt.Errorf("name %.200q is not a relative path in UTF-8: %w", name, ErrEntry)
	}
	return nil
}

func kind(m fs.FileMode) string {
	switch m.Type() {
	case fs.ModeSymlink:
		return "a symbolic link"
	case fs.ModeNamedPipe:
		return "a pipe"
	case fs.ModeSocket:
		return "a socket"
	case fs.ModeDir:
		return "a directory"
	}
	return "a device"
}
