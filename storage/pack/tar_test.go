package pack_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stintdao/stint/storage/pack"
)

var limits = pack.Limits{Entries: 10, Size: 10_000}

// archive is what the standard library makes of headers; a regular file holds its size in bytes.
func archive(headers ...tar.Header) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
		}
		if err := w.WriteHeader(&h); err != nil {
			panic(err)
		}
		if h.Typeflag == tar.TypeReg {
			w.Write(bytes.Repeat([]byte{'x'}, int(h.Size)))
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// patch puts text into the first header and mends its checksum.
func patch(b []byte, at int, text string) []byte {
	b = bytes.Clone(b)
	copy(b[at:], text)
	copy(b[148:156], "        ")
	sum := 0
	for _, c := range b[:512] {
		sum += int(c)
	}
	copy(b[148:156], fmt.Sprintf("%06o\x00 ", sum))
	return b
}

func read(b []byte, l pack.Limits) (names []string, err error) {
	for e, err := range pack.Read(iotest.HalfReader(bytes.NewReader(b)), l) {
		if err != nil {
			return names, err
		}
		names = append(names, e.Name)
	}
	return names, nil
}

func TestReadRefuses(t *testing.T) {
	good := archive(tar.Header{Name: "a", Size: 600})
	oldSparse := archive(tar.Header{Name: "s", Size: 512, Format: tar.FormatGNU})
	oldSparse = patch(patch(patch(oldSparse, 156, "S"), 386, "00077777000\x0000000001000\x00"), 483, "00100000000\x00")
	sparse := func(major string) []byte {
		return archive(tar.Header{Name: "a", Size: 600, Format: tar.FormatPAX, PAXRecords: map[string]string{"SCHILY.xattr.user.pad": "x"}},
			tar.Header{Name: "holes", Size: 512, Format: tar.FormatPAX, PAXRecords: map[string]string{"SCHILY.xattr.user.pad" + major: "x"}})
	}
	for name, tc := range map[string]struct {
		b    []byte
		err  error
		says string
	}{
		"up":                  {archive(tar.Header{Name: "../evil"}), pack.ErrEntry, `"../evil"`},
		"up from below":       {archive(tar.Header{Name: "a/../../evil"}), pack.ErrEntry, `"a/../../evil"`},
		"up and back":         {archive(tar.Header{Name: "a/../b"}), pack.ErrEntry, `"a/../b"`},
		"absolute":            {archive(tar.Header{Name: "/etc/passwd"}), pack.ErrEntry, `"/etc/passwd"`},
		"absolute, below ./":  {archive(tar.Header{Name: ".//etc/passwd"}), pack.ErrEntry, `"/etc/passwd"`},
		"twice ./":            {archive(tar.Header{Name: "././a"}), pack.ErrEntry, `"./a"`},
		"double slash":        {archive(tar.Header{Name: "a//b"}), pack.ErrEntry, `"a//b"`},
		"no name":             {archive(tar.Header{Name: "./", Typeflag: tar.TypeDir}, tar.Header{Name: ""}), pack.ErrEntry, `""`},
		"file with a slash":   {patch(archive(tar.Header{Name: "aa"}), 0, "a/"), pack.ErrEntry, `"a/"`},
		"root":                {archive(tar.Header{Name: "/", Typeflag: tar.TypeDir}), pack.ErrEntry, `""`},
		"directory up":        {archive(tar.Header{Name: "../", Typeflag: tar.TypeDir}), pack.ErrEntry, `".."`},
		"not UTF-8":           {archive(tar.Header{Name: "a\xff", Format: tar.FormatGNU}), pack.ErrEntry, `"a\xff"`},
		"too long":            {archive(tar.Header{Name: strings.Repeat("long/", 300) + "x"}), pack.ErrEntry, "longer than 1024"},
		"symbolic link":       {archive(tar.Header{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "/etc"}), pack.ErrEntry, `"l" is a symbolic link`},
		"hard link":           {archive(tar.Header{Name: "l", Typeflag: tar.TypeLink, Linkname: "a"}), pack.ErrEntry, `"l" is a hard link`},
		"device":              {archive(tar.Header{Name: "d", Typeflag: tar.TypeBlock}), pack.ErrEntry, `"d" is a device`},
		"character device":    {archive(tar.Header{Name: "d", Typeflag: tar.TypeChar}), pack.ErrEntry, `"d" is a device`},
		"pipe":                {archive(tar.Header{Name: "p", Typeflag: tar.TypeFifo}), pack.ErrEntry, `"p" is a pipe`},
		"for all":             {archive(tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "g", PAXRecords: map[string]string{"path": "evil"}}), pack.ErrEntry, "of kind 'g'"},
		"unknown kind":        {patch(good, 156, "Z"), pack.ErrEntry, "of kind 'Z'"},
		"old sparse":          {oldSparse, pack.ErrEntry, `"s" is a sparse file`},
		"sparse bomb of PAX":  {bytes.Replace(sparse("y"), []byte("SCHILY.xattr.user.pady=x"), []byte("GNU.sparse.size=99999999"), 1), pack.ErrEntry, `"holes" is a sparse file`},
		"twice":               {archive(tar.Header{Name: "a"}, tar.Header{Name: "b"}, tar.Header{Name: "./a"}), pack.ErrEntry, `"./a" is there twice`},
		"too many":            {archive(make11()...), pack.ErrArchive, `"10" is one more than the limit`},
		"too large":           {archive(tar.Header{Name: "a", Size: 6000}, tar.Header{Name: "b", Size: 4001}), pack.ErrArchive, `"b" of 4001 bytes is more than the limit leaves room for, 4000`},
		"claims to be huge":   {patch(good, 124, "77777777777"), pack.ErrArchive, `"a" of 8589934591 bytes`},
		"claims 8 exbibytes":  {patch(good, 124, "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"), pack.ErrArchive, `"a" of 9223372036854775807 bytes`},
		"claims less than 0":  {patch(good, 124, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), pack.ErrArchive, "damaged"},
		"garbage behind":      {append(bytes.Clone(good), "x"...), pack.ErrArchive, "follows its end"},
		"garbage far behind":  {append(append(bytes.Clone(good), make([]byte, 50_000)...), "x"...), pack.ErrArchive, "follows its end"},
		"an archive behind":   {append(bytes.Clone(good), good...), pack.ErrArchive, "follows its end"},
		"zeros without end":   {append(bytes.Clone(good), make([]byte, 2<<20)...), pack.ErrArchive, "follows its end"},
		"no end":              {good[:len(good)-1024], pack.ErrArchive, `after "a"`},
		"half an end":         {good[:len(good)-512], pack.ErrArchive, `after "a"`},
		"cut in the end":      {good[:len(good)-100], pack.ErrArchive, `after "a"`},
		"cut in the padding":  {good[:512+600], pack.ErrArchive, `after "a"`},
		"cut in the contents": {good[:512+599], pack.ErrArchive, `after "a"`},
		"cut in the header":   {good[:511], pack.ErrArchive, "at its start"},
		"nothing":             {nil, pack.ErrArchive, "at its start"},
		"no archive":          {[]byte(strings.Repeat("1, 2, 3\n", 100)), pack.ErrArchive, "at its start"},
		"one flipped bit":     {append([]byte{good[0] ^ 1}, good[1:]...), pack.ErrArchive, "at its start"},
		"zeros in the contents": {patch(archive(tar.Header{Name: "a"}), 124, "00000002000\x00"), pack.ErrArchive,
			`after "a"`}, // the end mark is taken for contents, and then there is none
	} {
		t.Run(name, func(t *testing.T) {
			if names, err := read(tc.b, limits); !errors.Is(err, tc.err) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("read %q, error %v, want %v that says %s", names, err, tc.err, tc.says)
			}
		})
	}
}

func make11() (list []tar.Header) {
	for i := range 11 {
		list = append(list, tar.Header{Name: fmt.Sprint(i)})
	}
	return list
}

func TestReadTakes(t *testing.T) {
	for name, tc := range map[string]struct {
		b    []byte
		want string
	}{
		"nothing in it":       {archive(), "[]"},
		"files of ./":         {archive(tar.Header{Name: "./", Typeflag: tar.TypeDir}, tar.Header{Name: "./a", Size: 3}, tar.Header{Name: "./b/", Typeflag: tar.TypeDir}), "[a b]"},
		"directories twice":   {archive(tar.Header{Name: "d/", Typeflag: tar.TypeDir}, tar.Header{Name: "d/a"}, tar.Header{Name: "d/", Typeflag: tar.TypeDir}, tar.Header{Name: "d/b"}), "[d d/a d d/b]"},
		"the limit":           {archive(tar.Header{Name: "a", Size: 6000}, tar.Header{Name: "b", Size: 4000}), "[a b]"},
		"long names":          {archive(tar.Header{Name: strings.Repeat("x", 300), Format: tar.FormatPAX}, tar.Header{Name: strings.Repeat("y", 300), Format: tar.FormatGNU}), "[" + strings.Repeat("x", 300) + " " + strings.Repeat("y", 300) + "]"},
		"records of a tape":   {append(archive(tar.Header{Name: "a"}), make([]byte, 10240)...), "[a]"},
		"programs and owners": {archive(tar.Header{Name: "a", Mode: 0o4755, Uid: 7, Uname: "root", Gname: "root"}), "[a]"},
	} {
		t.Run(name, func(t *testing.T) {
			names, err := read(tc.b, limits)
			if got := fmt.Sprint(names); err != nil || got != tc.want {
				t.Errorf("read %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

// What breaks the source is not the archive's fault, and what is left is not read.
func TestReadReturnsErrorsOfItsSource(t *testing.T) {
	boom := errors.New("boom")
	b := archive(tar.Header{Name: "a", Size: 600}, tar.Header{Name: "b"})
	for cut := range len(b) {
		var last error
		for _, err := range pack.Read(io.MultiReader(bytes.NewReader(b[:cut]), iotest.ErrReader(boom)), limits) {
			last = err
		}
		if !errors.Is(last, boom) {
			t.Fatalf("cut at %d: error %v, want %v", cut, last, boom)
		}
	}
	for range pack.Read(bytes.NewReader(b), limits) {
		break
	}
}

// FuzzRead: whatever a stranger packed, names lead nowhere, nothing is larger than the limits, and no more is in memory than they allow. What Read
// takes is an archive that another one can follow at its End.
func FuzzRead(f *testing.F) {
	f.Add(archive(tar.Header{Name: "a", Size: 600}, tar.Header{Name: "b/", Typeflag: tar.TypeDir}))
	f.Add(archive(tar.Header{Name: strings.Repeat("long/", 50) + "x", Format: tar.FormatPAX}, tar.Header{Name: strings.Repeat("y", 200), Format: tar.FormatGNU}))
	f.Add(patch(archive(tar.Header{Name: "s", Size: 512, Format: tar.FormatGNU}), 156, "S"))
	f.Add(archive(tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "g", PAXRecords: map[string]string{"path": "evil"}}))
	f.Add([]byte{})
	more := archive(tar.Header{Name: "\u00fcber/last", Size: 5})
	f.Fuzz(func(t *testing.T, b []byte) {
		if end := pack.End(b); end < 0 || end > len(b) || end%512 != 0 {
			t.Fatalf("entries end at %d of %d", end, len(b))
		}
		names, sum := []string{}, int64(0)
		for e, err := range pack.Read(bytes.NewReader(b), limits) {
			if err != nil {
				return
			}
			if !fs.ValidPath(e.Name) || e.Name == "." || len(e.Name) > 1024 {
				t.Fatalf("name %q", e.Name)
			}
			n, err := io.Copy(io.Discard, e)
			if sum += n; err == nil && n != e.Size {
				t.Fatalf("%d bytes of an entry of %d", n, e.Size)
			}
			names = append(names, e.Name)
		}
		if len(names) > limits.Entries || sum > limits.Size {
			t.Fatalf("%d entries of %d bytes", len(names), sum)
		}
		wide := pack.Limits{Entries: 99, Size: 1 << 20}
		got, err := read(append(bytes.Clone(b[:pack.End(b)]), more...), wide)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(append(names, "\u00fcber/last")) {
			t.Fatalf("continued at its end: %q, error %v, want %q and one more", got, err, names)
		}
	})
}
