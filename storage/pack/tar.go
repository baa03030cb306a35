package pack

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
)

const (
	block        = 512
	endOfArchive = 2 * block
)

// header is an entry as an archive has it: one block of USTAR, and before it what PAX has to say where a name or a size is too long for that.
func header(name string, dir bool, size int64) ([]byte, error) {
	h := tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o644, ModTime: time.Unix(0, 0)}
	if dir {
		h.Typeflag, h.Name, h.Size, h.Mode = tar.TypeDir, name+"/", 0, 0o755
	}
	var b bytes.Buffer
	b.Grow(block)
	err := tar.NewWriter(&b).WriteHeader(&h)
	return b.Bytes(), err
}

// headLength is the length of header, mostly without making it.
func headLength(name string, dir bool, size int64) (int64, error) {
	if n := len(name); n < 100 && size < 1<<33 {
		ascii := true
		for i := range n {
			ascii = ascii && name[i] < 0x80
		}
		if ascii {
			return block, nil
		}
	}
	b, err := header(name, dir, size)
	return int64(len(b)), err
}

// ErrArchive reports an archive that is broken, or holds what no honest one does.
var ErrArchive = errors.New("bad archive")

// Limits bound what an archive may hold, because whoever packed it decides what it claims. Zero allows nothing.
type Limits struct {
	Entries int   // files and directories
	Size    int64 // bytes of all files together
}

// Entry is a file or a directory of an archive. Its Reader is valid until the next one.
type Entry struct {
	Name string // relative, with slashes, clean; without the ./ that some archives put first
	Dir  bool
	Size int64
	io.Reader
}

// Read reads a tar archive that a stranger packed. It yields regular files and directories, whose names lead nowhere outside, no file twice.
// Everything else ends the iteration with ErrArchive, or ErrEntry for what an entry is, and names the entry: links, devices, sparse files, headers for
// the whole archive, more than the limits allow, a missing end, and anything behind the end but zeros. An error of r is returned wrapped. r
// is read to its end, unless the iteration is left before.
func Read(r io.Reader, l Limits) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		a := &archive{from: r, left: l, seen: map[[16]byte]struct{}{}}
		a.tar = tar.NewReader(a)
		for {
			e, err := a.next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("read archive: %w", err))
				return
			}
			if e != nil && !yield(e, nil) {
				return
			}
		}
	}
}

// archive is one being read.
type archive struct {
	from io.Reader
	at   int64
	err  error // of from, except its end
	tar  *tar.Reader
	left Limits
	seen map[[16]byte]struct{} // files, by digest of their names
	name string                // of the entry at hand
}

func (a *archive) Read(p []byte) (int, error) {
	n, err := a.from.Read(p)
	a.at += int64(n)
	if err != nil && err != io.EOF {
		a.err = err
	}
	return n, err
}

// broken is what to say of an error of the tar reader.
func (a *archive) broken(err error) error {
	if a.err != nil {
		return a.err
	}
	after := "at its start"
	if a.name != "" {
		after = fmt.Sprintf("at or after %.200q", a.name)
	}
	if errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("it is damaged or cut %s: %w", after, ErrArchive)
	}
	return fmt.Errorf("%s: %w: %w", after, err, ErrArchive)
}

// next returns the next entry, or nil for one that says nothing, such as ./ itself.
func (a *archive) next() (*Entry, error) {
	if _, err := io.Copy(io.Discard, a.tar); err != nil {
		return nil, a.broken(err)
	}
	end := (a.at + block - 1) &^ (block - 1)
	h, err := a.tar.Next()
	if err == io.EOF && a.err == nil {
		if a.at != end+endOfArchive {
			return nil, a.broken(io.ErrUnexpectedEOF)
		}
		return nil, a.finish()
	}
	if err != nil {
		return nil, a.broken(err)
	}
	name := strings.TrimPrefix(h.Name, "./")
	dir := h.Typeflag == tar.TypeDir
	if a.name = h.Name; dir {
		name = strings.TrimSuffix(name, "/")
	}
	if a.left.Entries--; a.left.Entries < 0 {
		return nil, fmt.Errorf("entry %.200q is one more than the limit allows: %w", h.Name, ErrArchive)
	}
	if dir && name == "" && h.Name != "/" || dir && name == "." {
		return nil, nil
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	if dir {
		return &Entry{Name: name, Dir: true, Reader: strings.NewReader("")}, nil
	}
	if h.Typeflag != tar.TypeReg {
		return nil, fmt.Errorf("entry %.200q is %s: %w", h.Name, tarKind(h.Typeflag), ErrEntry)
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return nil, fmt.Errorf("entry %.200q is a sparse file: %w", h.Name, ErrEntry)
		}
	}
	digest := sha256.Sum256([]byte(name))
	key := [16]byte(digest[:])
	if _, twice := a.seen[key]; twice {
		return nil, fmt.Errorf("entry %.200q is there twice: %w", h.Name, ErrEntry)
	}
	a.seen[key] = struct{}{}
	if h.Size > a.left.Size {
		return nil, fmt.Errorf("entry %.200q of %d bytes is more than the limit leaves room for, %d bytes: %w", h.Name, h.Size, a.left.Size, ErrArchive)
	}
	a.left.Size -= h.Size
	return &Entry{Name: name, Size: h.Size, Reader: a.tar}, nil
}

// maxPadding is how many zeros may follow an archive: programs that write to tapes fill their records.
const maxPadding = 1 << 20

// finish reads what follows the end of the archive, and returns io.EOF if that is nothing.
func (a *archive) finish() error {
	b := make([]byte, 32<<10)
	for n := 0; ; {
		k, err := a.Read(b)
		n += k
		if len(bytes.Trim(b[:k], "\x00")) > 0 || n > maxPadding {
			return fmt.Errorf("something follows its end: %w", ErrArchive)
		}
		if err != nil {
			return err
		}
	}
}

func tarKind(flag byte) string {
	switch flag {
	case tar.TypeLink:
		return "a hard link"
	case tar.TypeSymlink:
		return "a symbolic link"
	case tar.TypeChar, tar.TypeBlock:
		return "a device"
	case tar.TypeFifo:
		return "a pipe"
	case tar.TypeGNUSparse:
		return "a sparse file"
	}
	return fmt.Sprintf("of kind %q", flag)
}

// End is where the entries of an archive end and its end mark begins: another archive that is put there continues this one. Of an archive that
// is broken it is where the last whole entry ends. It looks at nothing but headers.
func End(archive []byte) int {
	end := 0 // of the last entry; headers that speak of the next one are no entry
	for at := 0; at+block <= len(archive); {
		h := archive[at : at+block]
		size, ok := headerSize(h)
		if kind := h[156]; kind >= tar.TypeLink && kind <= tar.TypeFifo {
			size = 0 // whatever it says
		}
		if !ok || size > int64(len(archive)-at-block) {
			return end
		}
		at += block + int(size+block-1)&^(block-1)
		if at > len(archive) {
			return end
		}
		switch h[156] {
		case tar.TypeXHeader, tar.TypeXGlobalHeader, tar.TypeGNULongName, tar.TypeGNULongLink:
		case tar.TypeGNUSparse:
			return end // blocks that no header counts may follow it
		default:
			end = at
		}
	}
	return end
}

// headerSize is how many bytes follow a header block; ok says whether it is one.
func headerSize(h []byte) (size int64, ok bool) {
	sum := int64(8 * ' ') // the checksum counts as spaces
	for i, c := range h {
		if i < 148 || i >= 156 {
			sum += int64(c)
		}
	}
	want, ok := octal(h[148:156])
	if !ok || sum != want || sum == 8*' ' {
		return 0, false
	}
	if h[124]&0x80 != 0 { // a number of base 256
		if h[124] != 0x80 {
			return 0, false
		}
		for _, c := range h[125:136] {
			if size > 1<<40 {
				return 0, false
			}
			size = size<<8 | int64(c)
		}
		return size, true
	}
	return octal(h[124:136])
}

// octal reads a number between spaces and zero bytes.
func octal(b []byte) (n int64, ok bool) {
	b = bytes.Trim(b, " \x00")
	for _, c := range b {
		if c < '0' || c > '7' {
			return 0, false
		}
		n = n<<3 | int64(c-'0')
	}
	return n, true
}
