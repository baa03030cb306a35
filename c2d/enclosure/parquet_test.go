package enclosure

import (
	"bytes"
	"embed"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stintdao/stint/c2d"
)

// The files in testdata/parquet were written by pyarrow 26, polars 2.1, duckdb 2.0, fastparquet 2026.9 and parquet-go 0.32, with what their names say. All
// hold the same 500 records; those that begin with nulls lack every fifth age, seventh work and eleventh note, and those that begin with none cannot be read.
func parquetRecords(nulls bool) (out []string) {
	for i := range 500 {
		if nulls && (i%5 == 0 || i%7 == 0 || i%11 == 0) {
			continue
		}
		out = append(out, fmt.Sprintf("%d|%s|note %d", i*7%101, []string{"Private", "State", "Elsewhere"}[i/10%3], i*i%37))
	}
	return out
}

//go:embed testdata/parquet/*.parquet
var parquetWritten embed.FS // this binary is run elsewhere, too

func parquetFiles(t testing.TB) map[string][]byte {
	t.Helper()
	const folder = "testdata/parquet"
	list, err := parquetWritten.ReadDir(folder)
	if err != nil || len(list) < 20 {
		t.Fatalf("%d files: %v", len(list), err)
	}
	out := map[string][]byte{}
	for _, e := range list {
		if out[strings.TrimSuffix(e.Name(), ".parquet")], err = parquetWritten.ReadFile(folder + "/" + e.Name()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func parquetSeeds(f *testing.F) (out [][]byte) {
	for _, b := range parquetFiles(f) {
		if len(b) < 4000 {
			out = append(out, b)
		}
	}
	return out
}

func TestReadParquet(t *testing.T) {
	for name, b := range parquetFiles(t) {
		t.Run(name, func(t *testing.T) {
			want := parquetRecords(strings.HasPrefix(name, "nulls"))
			if strings.HasPrefix(name, "none") {
				want = nil
			}
			got := read("parquet", b)
			if !slices.Equal(got, want) {
				t.Errorf("read %d records, want %d", len(got), len(want))
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("record %d is %s, want %s", i, got[i], want[i])
					}
				}
			}
		})
	}
}

// TestParquetStops: a reader stops when enough records were taken.
func TestParquetStops(t *testing.T) {
	n := 0
	readParquet(c2d.Manifest{Columns: columns()}, parquetFiles(t)["arrow-gzip-groups"], func(*record) bool { n++; return n < 101 })
	if n != 101 {
		t.Errorf("%d records were taken, want 101", n)
	}
}

// TestParquetBroken: of a file that was cut, or changed anywhere, nothing is read that was not in it as a value of its column, and reading ends.
func TestParquetBroken(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for name, b := range parquetFiles(t) {
		for range 300 {
			c := bytes.Clone(b)
			for range 1 + r.IntN(3) {
				c[r.IntN(len(c))] = byte(r.Uint32())
			}
			if r.IntN(3) == 0 {
				at := r.IntN(len(c))
				c = slices.Delete(c, at, min(at+r.IntN(9), len(c)))
			}
			readParquet(c2d.Manifest{Columns: columns()}, c, func(r *record) bool {
				for i := range r.texts {
					if len(r.texts[i]) > len(b)*200 {
						t.Errorf("%s: a text of %d bytes", name, len(r.texts[i]))
					}
				}
				return true
			})
		}
	}
}

// parquetFile puts a file together: a column of each kind, of one page each, all with the same header and body.
func parquetFile(codec int64, pages ...[]byte) []byte {
	b := []byte("PAR1")
	var at, size []int
	for _, p := range pages {
		at, size = append(at, len(b)), append(size, len(p))
		b = append(b, p...)
	}
	var f []byte
	i32 := func(v int64) []byte { return binary.AppendVarint(nil, v) }
	text := func(s string) []byte { return append(binary.AppendUvarint(nil, uint64(len(s))), s...) }
	f = append(f, 0x29, 0x4c)                                        // field 2, a list of 4 structs
	f = append(append(append(f, 0x48), text("root")...), 0x15, 6, 0) // name, 3 children
	for _, c := range []struct {
		name     string
		physical int64
	}{{"age", physicalInt64}, {"work", physicalBytes}, {"note", physicalBytes}} {
		f = append(append(f, 0x15), i32(c.physical)...) // type
		f = append(append(f, 0x25), i32(0)...)          // required
		f = append(append(append(f, 0x18), text(c.name)...), 0)
	}
	f = append(f, 0x29, 0x1c, 0x19, 0x3c) // field 4, a list of one row group; its field 1, a list of 3 columns
	for i := range pages {
		f = append(f, 0x3c)                                 // field 3
		f = append(append(f, 0x45), i32(codec)...)          // field 4
		f = append(append(f, 0x36), i32(int64(size[i]))...) // field 7
		f = append(append(f, 0x26), i32(int64(at[i]))...)   // field 9
		f = append(f, 0, 0)
	}
	f = append(f, 0, 0)
	b = append(b, f...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(f))), "PAR1"...)
}

// dataPage is a page of version 1.
func dataPage(encoding, count, unpacked int64, body []byte) []byte {
	var h []byte
	for _, v := range []int64{pageData, unpacked, int64(len(body))} {
		h = append(append(h, 0x15), binary.AppendVarint(nil, v)...)
	}
	h = append(h, 0x2c)
	for _, v := range []int64{count, encoding, encodingRLE} {
		h = append(append(h, 0x15), binary.AppendVarint(nil, v)...)
	}
	return append(append(h, 0, 0), body...)
}

func dictionaryPage(count, unpacked int64, body []byte) []byte {
	var h []byte
	for _, v := range []int64{pageDictionary, unpacked, int64(len(body))} {
		h = append(append(h, 0x15), binary.AppendVarint(nil, v)...)
	}
	h = append(h, 0x4c)
	for _, v := range []int64{count, encodingPlain} {
		h = append(append(h, 0x15), binary.AppendVarint(nil, v)...)
	}
	return append(append(h, 0, 0), body...)
}

func words(list ...string) (b []byte) {
	for _, s := range list {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return b
}

// TestParquetByHand: files as no usual writer makes them.
func TestParquetByHand(t *testing.T) {
	number := binary.LittleEndian.AppendUint64(nil, 7)
	age := dataPage(encodingPlain, 1, 8, number)
	work := dataPage(encodingPlain, 1, 5, words("a"))
	page := func(encoding, count int64, body []byte) []byte {
		return dataPage(encoding, count, int64(len(body)), body)
	}
	dictionary := dictionaryPage(2, 10, words("x", "y"))
	index := func(width byte, runs ...byte) []byte { return append([]byte{width}, runs...) }
	for name, tc := range map[string]struct {
		file []byte
		want []string
	}{
		"plain":                         {parquetFile(codecNone, age, work, work), []string{"7|a|a"}},
		"two pages":                     {parquetFile(codecNone, slices.Concat(age, age), slices.Concat(work, work), page(encodingPlain, 2, words("b", "c"))), []string{"7|a|b", "7|a|c"}},
		"an empty page":                 {parquetFile(codecNone, slices.Concat(page(encodingPlain, 0, nil), age), work, work), []string{"7|a|a"}},
		"columns of other lengths":      {parquetFile(codecNone, slices.Concat(age, age), work, work), []string{"7|a|a"}},
		"a dictionary":                  {parquetFile(codecNone, age, work, slices.Concat(dictionary, page(encodingDictionary, 1, index(1, 2, 1)))), []string{"7|a|y"}},
		"an index beyond it":            {parquetFile(codecNone, age, work, slices.Concat(dictionary, page(encodingDictionary, 1, index(2, 2, 2)))), nil},
		"an index into none":            {parquetFile(codecNone, age, work, page(encodingDictionary, 1, index(1, 2, 0))), nil},
		"33 bits":                       {parquetFile(codecNone, age, work, slices.Concat(dictionary, page(encodingDictionary, 1, index(33, 2, 0)))), nil},
		"a dictionary that lies":        {parquetFile(codecNone, age, work, slices.Concat(dictionaryPage(3, 10, words("x", "y")), page(encodingDictionary, 1, index(1, 2, 0)))), nil},
		"a text that is longer":         {parquetFile(codecNone, age, work, page(encodingPlain, 1, []byte{9, 0, 0, 0, 'a'})), nil},
		"a text of 4 GiB":               {parquetFile(codecNone, age, work, page(encodingPlain, 1, []byte{0xff, 0xff, 0xff, 0xff, 'a'})), nil},
		"fewer values than it says":     {parquetFile(codecNone, age, work, page(encodingPlain, 9, words("b"))), []string{"7|a|b"}},
		"a size that lies":              {parquetFile(codecNone, age, work, dataPage(encodingPlain, 1, 6, words("a"))), nil},
		"2 GiB of nothing":              {parquetFile(codecSnappy, age, work, dataPage(encodingPlain, 1, 1<<31-1, append(binary.AppendUvarint(nil, 1<<31-1), 0))), nil},
		"an encoding nobody knows":      {parquetFile(codecNone, age, work, page(9, 1, words("a"))), nil},
		"a codec nobody knows":          {parquetFile(6, age, work, work), nil},
		"lengths that lie":              {parquetFile(codecNone, age, work, page(encodingDeltaLength, 1, []byte{0x80, 1, 4, 1, 0x40, 'a'})), nil},
		"deltas without an end":         {parquetFile(codecNone, page(encodingDelta, 1<<30, []byte{0x80, 1, 4, 0xff, 0xff, 0xff, 0x7f, 0}), work, work), nil},
		"deltas in blocks of nothing":   {parquetFile(codecNone, page(encodingDelta, 1, []byte{0, 0, 1, 0}), work, work), nil},
		"a run without an end":          {parquetFile(codecNone, age, work, slices.Concat(dictionary, page(encodingDictionary, 1<<30, index(0, 0xff, 0xff, 0xff, 0xff, 0x0f)))), nil},
		"cut":                           {parquetFile(codecNone, age, work, work)[:60], nil},
		"nothing":                       {nil, nil},
		"magic alone":                   {[]byte("PAR1PAR1"), nil},
		"a footer longer than the file": {[]byte("PAR1\xff\xff\xff\x7fPAR1"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := read("parquet", tc.file)
			if name == "a run without an end" || name == "deltas without an end" {
				got = got[min(len(got), 1):] // the other columns end after one
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("read %q, want %q", got, tc.want)
			}
		})
	}
}

// TestParquetNesting: what is nested deeper than anything needs ends, and does not take the stack.
func TestParquetNesting(t *testing.T) {
	for _, kind := range []byte{0x1c, 0x19} {
		deep := bytes.Repeat([]byte{kind}, 1<<22)
		b := append([]byte("PAR1"), deep...)
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(deep))), "PAR1"...)
		if got := read("parquet", b); got != nil {
			t.Errorf("read %v", got)
		}
	}
}

// TestParquetBombs: files that claim, or unpack to, far more than they have are given up within a bounded amount of memory and work.
func TestParquetBombs(t *testing.T) {
	snap := func(size int) []byte { // zeros, by copies of 64 of them
		b := binary.AppendUvarint(nil, uint64(size))
		b = append(b, 0, 0)
		for size--; size > 0; size -= 64 {
			n := min(size, 64)
			b = append(b, byte(n-1)<<2|2, 1, 0)
		}
		return b
	}
	age := dataPage(encodingPlain, 1, 8, append(append([]byte{8}, 7<<2), make([]byte, 8)...))
	// a text of nothing for every four bytes
	page := func(size int) []byte { return dataPage(encodingPlain, int64(size/4), int64(size), snap(size)) }
	ages := dataPage(encodingPlain, 1<<20, 8<<20, snap(8<<20))
	many := func(p []byte, n int) []byte { return bytes.Repeat(p, n) }
	for name, file := range map[string][]byte{
		"one page of 1 GiB":      parquetFile(codecSnappy, age, age, page(1<<30)),
		"pages of 16 MiB":        parquetFile(codecSnappy, many(ages, 40), many(page(16<<20), 10), many(page(16<<20), 10)),
		"a dictionary of 64 MiB": parquetFile(codecSnappy, age, age, append(dictionaryPage(1<<24, 1<<26, snap(1<<26)), page(4)...)),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			n := 0
			readParquet(c2d.Manifest{Columns: columns()}, file, func(*record) bool { n++; return true })
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > openPages+uint64(len(file))+1<<20 {
				t.Errorf("a file of %d bytes took %d bytes", len(file), used)
			}
			if n > maxScanned {
				t.Errorf("%d records", n)
			}
			t.Logf("%d bytes: %d records", len(file), n)
		})
	}
}

// FuzzParquet: no bytes make reading fail or go on, and what is read is in the file or in what it unpacks to.
func FuzzParquet(f *testing.F) {
	for _, b := range parquetSeeds(f) {
		f.Add(b)
	}
	f.Add(parquetFile(codecNone, dataPage(encodingPlain, 1, 8, make([]byte, 8)), dataPage(encodingPlain, 1, 5, words("a")), dataPage(encodingPlain, 1, 5, words("b"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		// without the net that catches mistakes
		file, ok := openParquet(c2d.Manifest{Columns: columns()}, b)
		r := newRecord(c2d.Manifest{Columns: columns()})
		for ok && file.group() {
			for n++; n < 1<<16; n++ {
				if _, more := file.row(r); !more {
					break
				}
			}
			if n >= 1<<16 || file.broken {
				break
			}
		}
	})
}

// FuzzUnsnap: no block makes unpacking fail, or write outside of what it was given.
func FuzzUnsnap(f *testing.F) {
	f.Add([]byte{5, 0, 'a', 1, 1}, 5)
	f.Fuzz(func(t *testing.T, b []byte, size int) {
		if size < 0 || size > 1<<16 {
			return
		}
		out := make([]byte, size+1)
		out[size] = 'x'
		unsnap(out[:size:size], b)
		if out[size] != 'x' {
			t.Fatal("wrote beyond the end")
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var lines, objects bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&lines, "%d, Private, note %d\n", i%100, i%37)
		fmt.Fprintf(&objects, "{\"age\":%d,\"work\":\"Private\",\"note\":\"note %d\"}\n", i%100, i%37)
	}
	for format, plain := range map[string][]byte{"csv": lines.Bytes(), "jsonl": objects.Bytes(), "parquet": parquetFiles(b)["arrow-snappy"]} {
		b.Run(format, func(b *testing.B) {
			n := 0
			for b.Loop() {
				readers[format](c2d.Manifest{Columns: columns()}, plain, func(*record) bool { n++; return true })
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/record")
		})
	}
}
