package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/pack"
)

const (
	// maxSealed is how many sealed bytes a contributor may have in a dataset, with one more for each shard: so much a program can be given.
	maxSealed = cell.MaxPayload - 1024
	// maxDealt bounds what is held in memory to deal its records to people.
	maxDealt = 256 << 20
	// maxLine bounds one record of a file of lines.
	maxLine = 64 << 20
	// maxFiles bounds an archive: so many headers are all that a contributor's data can be.
	maxFiles = cell.MaxPayload / 512
)

// hand is what one person contributes.
type hand struct {
	rows   uint64
	size   int64 // bytes
	digest [32]byte
	open   func() io.Reader // from its start; ends the one before
}

// openData opens a file, or a directory as the dataset's format wants it.
func openData(m c2d.Manifest, path string, skip bool) (*pack.Source, error) {
	o := pack.Options{Skip: skip}
	if ofLines(m) {
		o.Lines = "." + m.Format
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() && !ofLines(m) && m.Format != "tar" {
		return nil, c2d.Refuse(c2d.BadRequest, "contribute each file by itself", "%s is a directory, and records in %s are one file", path, m.Format)
	}
	s, err := pack.Open(path, o)
	if errors.Is(err, pack.ErrEntry) {
		return nil, c2d.Refuse(c2d.BadRequest, "take it away or rename it; --skip leaves out links, devices and files of other kinds", "%v", err)
	}
	return s, err
}

func ofLines(m c2d.Manifest) bool { return m.Format == "csv" || m.Format == "jsonl" }

// blank says whether a path is a file of nothing but white space, which is no record in any format.
func blank(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("read records: %w", err)
	}
	if !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("read records: %w", err)
	}
	defer f.Close()
	b := make([]byte, 64<<10)
	for {
		n, err := f.Read(b)
		if len(bytes.TrimSpace(b[:n])) > 0 {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("read records: %w", err)
		}
	}
}

// handsOf reads the data once, to know whose it is, how much there is, and what it is called: nothing of it was sealed before.
func handsOf(m c2d.Manifest, src *pack.Source, path string, people int) ([]hand, error) {
	if people == 1 {
		if sealed := storage.SealedSize(src.Size()); sealed >= maxSealed {
			return nil, tooMuch(sealed, 0)
		}
		h, err := whole(m, src, path)
		return []hand{h}, err
	}
	if !ofLines(m) {
		return nil, c2d.Refuse(c2d.BadRequest, "contribute a file for each person, each with its own wallet", "data in %s cannot be dealt to %d people", m.Format, people)
	}
	if src.Size() > maxDealt {
		return nil, c2d.Refuse(c2d.BadRequest, "contribute a file for each person, each with its own wallet", "%s are too much to deal: at most %s", bytesText(src.Size()), bytesText(maxDealt))
	}
	return deal(src, people)
}

// tooMuch refuses what no program could be given.
func tooMuch(sealed, before int64) error {
	next := "divide it between several contributors, or leave records out"
	if before > 0 {
		return c2d.Refuse(c2d.BadRequest, next, "a contributor's data must be less than %s when sealed; this is %s, beside %s contributed before", bytesText(maxSealed), bytesText(sealed), bytesText(before))
	}
	return c2d.Refuse(c2d.BadRequest, next, "a contributor's data must be less than %s when sealed, and this is %s", bytesText(maxSealed), bytesText(sealed))
}

// whole gives all of the data to one person.
func whole(m c2d.Manifest, src *pack.Source, path string) (h hand, err error) {
	h.open = func() io.Reader {
		src.Rewind()
		return src
	}
	none := "compare its columns with those that stint datasets shows"
	switch {
	case ofLines(m):
		l := newLines(src)
		h.size, h.digest, err = measure(l)
		h.rows, none = l.rows, "give a file with records"
		h.open = func() io.Reader {
			src.Rewind()
			return newLines(src)
		}
	case m.Format == "tar":
		none = "give files"
		if h.rows = uint64(src.Files()); isFile(path) {
			h.rows, h.size, h.digest, err = measureArchive(src)
			break
		}
		h.size, h.digest, err = measure(src)
	default:
		if h.size, h.digest, err = measure(src); err == nil {
			h.rows, err = countRecords(m, path)
		}
	}
	if errors.Is(err, pack.ErrArchive) || errors.Is(err, pack.ErrEntry) {
		return h, c2d.Refuse(c2d.BadRequest, "give a tar archive of regular files, not compressed, or the directory itself", "%s: %v", path, err)
	}
	if err != nil {
		return h, fmt.Errorf("read records: %w", err)
	}
	if h.rows == 0 {
		return h, c2d.Refuse(c2d.BadRequest, none, "%s has 0 records of a dataset in %s", path, m.Format)
	}
	return h, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func measure(r io.Reader) (int64, [32]byte, error) {
	h := sha256.New()
	n, err := io.CopyBuffer(h, struct{ io.Reader }{r}, make([]byte, 256<<10))
	return n, [32]byte(h.Sum(nil)), err
}

// measureArchive also counts the files of an archive, and refuses one that nobody should be given.
func measureArchive(r io.Reader) (files uint64, size int64, digest [32]byte, err error) {
	h := sha256.New()
	counted := &counter{r: io.TeeReader(r, h)}
	for e, err := range pack.Read(counted, pack.Limits{Entries: maxFiles, Size: maxSealed}) {
		if err != nil {
			return 0, 0, digest, err
		}
		if !e.Dir {
			files++
		}
	}
	return files, counted.n, [32]byte(h.Sum(nil)), nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// countRecords counts what of a file fits the dataset, without taking it into memory. A file that somebody cuts meanwhile has fewer.
func countRecords(m c2d.Manifest, path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return 0, err
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return 0, fmt.Errorf("map %s: %w", filepath.Base(path), err)
	}
	defer syscall.Munmap(b)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // where the file ends now: the reader takes it for a broken file
	return enclosure.CountRecords(m, b), nil
}

// lines are the records of a file of lines as they are contributed: without blank lines, each ended by one line end. It is a reader.
type lines struct {
	r    *bufio.Reader
	rows uint64
	held []byte // a record that was longer than the reader's buffer, or had no line end
	rest []byte // of the record at hand
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, 256<<10)} }

// next returns the next record and its line end, valid until it is called again; or io.EOF.
func (l *lines) next() ([]byte, error) {
	for {
		b, err := l.r.ReadSlice('\n')
		if err != nil {
			l.held = l.held[:0]
			for err == bufio.ErrBufferFull {
				if l.held = append(l.held, b...); len(l.held) > maxLine {
					return nil, c2d.Refuse(c2d.BadRequest, "compare it with the dataset's format", "record %d has more than %s", l.rows+1, bytesText(maxLine))
				}
				b, err = l.r.ReadSlice('\n')
			}
			if l.held = append(l.held, b...); err != nil && (err != io.EOF || len(l.held) == 0) {
				return nil, err
			}
			b = append(l.held, '\n')
		}
		if len(bytes.TrimSpace(b)) == 0 {
			continue
		}
		n := len(bytes.TrimRight(b, "\r\n"))
		b[n] = '\n'
		l.rows++
		return b[:n+1], nil
	}
}

func (l *lines) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(l.rest) == 0 {
			if l.rest, err = l.next(); err != nil {
				if n > 0 {
					l.rest = nil
					return n, nil // the error comes again
				}
				return 0, err
			}
		}
		k := copy(p[n:], l.rest)
		n, l.rest = n+k, l.rest[k:]
	}
	return n, nil
}

// deal gives each record to one of n people, in turn.
func deal(r io.Reader, n int) ([]hand, error) {
	data := make([][]byte, n)
	l := newLines(r)
	for {
		record, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read records: %w", err)
		}
		i := (l.rows - 1) % uint64(n)
		data[i] = append(data[i], record...)
	}
	if l.rows < uint64(n) {
		return nil, c2d.Refuse(c2d.BadRequest, "give fewer people, or more records", "%d records cannot be dealt to %d people", l.rows, n)
	}
	hands := make([]hand, n)
	for i, b := range data {
		hands[i] = hand{
			rows: uint64(bytes.Count(b, []byte{'\n'})), size: int64(len(b)), digest: sha256.Sum256(b),
			open: func() io.Reader { return bytes.NewReader(b) },
		}
	}
	return hands, nil
}
