package enclosure

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"

	"github.com/stintdao/stint/c2d"
)

// What one Parquet shard can make a reader do. Whoever writes a file decides what sizes it claims, and into how much it unpacks.
const (
	maxScanned  = 1 << 24  // rows that are looked at
	maxValue    = 256      // bytes of a text that are: no category is longer, and one text can be the value of all rows
	openPages   = 32 << 20 // bytes that open pages take at once, beyond as many as the shard has
	maxUnpacked = 1 << 30  // bytes that are unpacked in all, and
	unpackRatio = 16       // as many times those of the shard
	maxNesting  = 64       // of columns
)

// Codes of the format: github.com/apache/parquet-format, parquet.thrift.
const (
	physicalInt32, physicalInt64, physicalBytes = 1, 2, 6

	pageData, pageDictionary, pageDataV2 = 0, 2, 3

	encodingPlain, encodingPlainDictionary, encodingRLE, encodingDelta, encodingDeltaLength, encodingDeltaText, encodingDictionary = 0, 2, 3, 5, 6, 7, 8

	codecNone, codecSnappy, codecGzip = 0, 1, 2
)

// readParquet reads what usual writers make of flat columns: pages of version 1 and 2, plain, by dictionary or in deltas, with Snappy, gzip or no compression. Columns are found by name; a record fits if no column of the manifest is null in it. Of a file
// that breaks off or is broken, the records before count; one that lacks a column, or has it in another type, has none.
//
// It is not a library because a library would run in the one process that has everybody's records: those at hand draw on pools of
// buffers that are not cleared, on assembly and unsafe pointers, and unpack whatever a stranger's page unpacks to. Here everything is a slice of the
// shard, or of a buffer whose size was granted before.
func readParquet(m c2d.Manifest, plain []byte, use func(*record) bool) {
	using := false
	defer func() {
		if !using { // a mistake here must not let one contributor stop everybody's jobs
			_ = recover()
		}
	}()
	f, ok := openParquet(m, plain)
	if !ok {
		return
	}
	r := newRecord(m)
	for scanned := 0; f.group(); {
		for ; scanned < maxScanned; scanned++ {
			fits, more := f.row(r)
			if !more {
				break
			}
			if !fits {
				continue
			}
			using = true
			if !use(r) {
				return
			}
			using = false
		}
		if scanned == maxScanned || f.broken {
			return
		}
	}
}

// parquet is a file, at one of its row groups.
type parquet struct {
	data    []byte // without the footer
	columns []pages
	leaves  map[int]int // which leaf of the schema is which of columns
	groups  thrift      // the rest of the list of row groups
	left    int         // how many there are
	room    int         // bytes that may be allocated for open pages
	unpack  int         // bytes that may be unpacked
	broken  bool
}

// openParquet finds the columns of the manifest in the footer.
func openParquet(m c2d.Manifest, plain []byte) (*parquet, bool) {
	const magic = "PAR1"
	n := len(plain)
	if n < 12 || string(plain[:4]) != magic || string(plain[n-4:]) != magic {
		return nil, false
	}
	size := int64(binary.LittleEndian.Uint32(plain[n-8:]))
	if size > int64(n-12) {
		return nil, false
	}
	footer := plain[n-8-int(size) : n-8]
	f := &parquet{data: plain[:n-8-int(size)], leaves: map[int]int{}, room: openPages + n, unpack: maxUnpacked + unpackRatio*n}
	known := map[string]int{}
	for i, c := range m.Columns {
		known[c.Name] = i
		f.columns = append(f.columns, pages{file: f, place: i, integer: c.Kind == "integer"})
	}
	t := thrift{b: footer}
	found := false
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 2 && kind == thriftList:
			found = f.schema(&t, known)
			return true
		case id == 4 && kind == thriftList && found:
			f.left = t.list(thriftStruct)
			f.groups = t
			t.bad = true // the groups are read from here when their turn comes
			return true
		}
		return false
	})
	return f, found && len(f.leaves) == len(m.Columns)
}

// schema reads the tree of columns, which is listed depth first, and reports whether it can be one. Only columns right below the root are of interest.
func (f *parquet) schema(t *thrift, known map[string]int) bool {
	var inner [maxNesting]int // children to come, by depth
	depth, leaf := 0, 0
	for i := range t.list(thriftStruct) {
		var name []byte
		var physical, repetition, children, converted, logical int64 = -1, 0, 0, -1, -1
		unsigned := false
		t.fields(func(id int, kind byte) bool {
			switch {
			case id == 1 && kind == thriftInt32:
				physical = t.integer()
			case id == 3 && kind == thriftInt32:
				repetition = t.integer()
			case id == 4 && kind == thriftBytes:
				name = t.bytes()
			case id == 5 && kind == thriftInt32:
				children = t.integer()
			case id == 6 && kind == thriftInt32:
				converted = t.integer()
			case id == 10 && kind == thriftStruct:
				t.fields(func(id int, kind byte) bool {
					logical = int64(id)
					if id != 10 || kind != thriftStruct {
						return false
					}
					t.fields(func(id int, kind byte) bool { // of INTEGER; a boolean is its kind
						unsigned = unsigned || id == 2 && kind == thriftFalse
						return false
					})
					return true
				})
			default:
				return false
			}
			return true
		})
		if t.bad || children < 0 || children > math.MaxInt32 {
			return false
		}
		if i == 0 {
			inner[0] = int(children)
			continue
		}
		for inner[depth] == 0 {
			if depth == 0 {
				return false
			}
			depth--
		}
		inner[depth]--
		if children > 0 {
			if depth++; depth == maxNesting {
				return false
			}
			inner[depth] = int(children)
			continue
		}
		if k, ok := known[string(name)]; ok && depth == 0 {
			c := &f.columns[k]
			unsigned = unsigned || converted >= 11 && converted <= 14
			fits := physical == physicalBytes && converted != 5 && logical != 5 // no decimal
			if c.integer {
				plain := converted < 0 || converted >= 11 && converted <= 18 // no decimal, date or time
				fits = (physical == physicalInt32 || physical == physicalInt64) && plain && (logical < 0 || logical == 10)
			}
			if !fits || repetition > 1 {
				return false
			}
			if _, twice := f.leaves[leaf]; twice || c.physical != 0 {
				return false
			}
			c.physical, c.optional, c.unsigned = physical, repetition == 1, unsigned
			f.leaves[leaf] = k
		}
		leaf++
	}
	return !t.bad
}

// group goes to the next row group that has all columns.
func (f *parquet) group() bool {
	if f.left == 0 || f.groups.bad || f.broken {
		return false
	}
	f.left--
	for k := range f.columns {
		f.columns[k].start(nil, 0)
	}
	t := &f.groups
	t.fields(func(id int, kind byte) bool {
		if id != 1 || kind != thriftList {
			return false
		}
		for leaf := range t.list(thriftStruct) {
			k, ok := f.leaves[leaf]
			if !ok {
				t.skip(thriftStruct)
				continue
			}
			f.chunk(t, &f.columns[k])
			if t.bad {
				break
			}
		}
		return true
	})
	return !t.bad
}

// chunk reads where a column's part of a row group is.
func (f *parquet) chunk(t *thrift, p *pages) {
	var codec, size, data, dictionary int64 = -1, -1, -1, 0
	t.fields(func(id int, kind byte) bool {
		if id != 3 || kind != thriftStruct {
			return false
		}
		t.fields(func(id int, kind byte) bool {
			switch {
			case id == 4 && kind == thriftInt32:
				codec = t.integer()
			case id == 7 && kind == thriftInt64:
				size = t.integer()
			case id == 9 && kind == thriftInt64:
				data = t.integer()
			case id == 11 && kind == thriftInt64:
				dictionary = t.integer()
			default:
				return false
			}
			return true
		})
		return true
	})
	if dictionary > 0 && dictionary < data {
		data = dictionary
	}
	if data < 0 || size < 0 || data > int64(len(f.data)) || size > int64(len(f.data))-data {
		return
	}
	p.start(f.data[data:data+size], codec)
}

// row reads the next row of the group, and reports whether it fits and whether there was one.
func (f *parquet) row(r *record) (fits, more bool) {
	fits = true
	for k := range f.columns {
		p := &f.columns[k]
		v, text, state := p.next()
		switch state {
		case valueEnd:
			return false, false
		case valueBroken:
			f.broken = true
			return false, false
		case valueNull:
			fits = false
			continue
		}
		if p.integer {
			r.numbers[p.place] = v
		} else {
			r.texts[p.place] = text[:min(len(text), maxValue)]
		}
	}
	return fits, true
}

// What next of a column finds.
const (
	valueThere = iota
	valueNull
	valueEnd
	valueBroken
)

// pages are one column's part of a row group, at one of its values.
type pages struct {
	file               *parquet
	place              int // in the manifest
	integer            bool
	physical           int64
	optional, unsigned bool

	rest   []byte // pages to come
	codec  int64
	left   int // values of the page at hand, nulls included
	levels hybrid
	values values

	words   []byte   // the dictionary, plain
	entries []uint32 // where its texts are
	known   int      // how many values it has

	page, dictionary []byte // buffers
	gzip             *gzip.Reader
}

func (p *pages) start(chunk []byte, codec int64) {
	p.rest, p.codec, p.left, p.known = chunk, codec, 0, 0
}

// next returns the next value.
func (p *pages) next() (v int64, text []byte, state int) {
	for p.left == 0 {
		if len(p.rest) == 0 {
			return 0, nil, valueEnd
		}
		if !p.turn() {
			return 0, nil, valueBroken
		}
	}
	p.left--
	if p.optional {
		switch level, ok := p.levels.next(); {
		case !ok || level > 1:
			return 0, nil, valueBroken
		case level == 0:
			return 0, nil, valueNull
		}
	}
	ok := false
	if v, text, ok = p.values.next(); !ok {
		return 0, nil, valueBroken
	}
	if p.integer && p.physical == physicalInt32 {
		if v = int64(int32(v)); p.unsigned {
			v = int64(uint32(v))
		}
	}
	if p.integer && p.unsigned && v < 0 {
		return 0, nil, valueNull // beyond 63 bits
	}
	return v, text, valueThere
}

// turn goes to the next page. It leaves a dictionary, or a page of values that may be empty.
func (p *pages) turn() bool {
	t := thrift{b: p.rest}
	h := t.pageHeader()
	if t.bad || h.packed < 0 || h.packed > int64(len(t.b)) || h.unpacked < 0 || h.unpacked > math.MaxInt32 || h.count < 0 {
		return false
	}
	body := t.b[:h.packed]
	p.rest = t.b[h.packed:]
	switch h.kind {
	case pageDictionary:
		words, ok := p.unpack(&p.dictionary, body, h.unpacked, true)
		return ok && (h.encoding == encodingPlain || h.encoding == encodingPlainDictionary) && p.learn(words, h.count)
	case pageData:
		b, ok := p.unpack(&p.page, body, h.unpacked, true)
		if !ok {
			return false
		}
		if p.optional {
			if h.levels != encodingRLE || len(b) < 4 {
				return false
			}
			n := int64(binary.LittleEndian.Uint32(b))
			if b = b[4:]; n > int64(len(b)) {
				return false
			}
			p.levels, b = hybrid{b: b[:n], width: 1}, b[n:]
		}
		return p.open(b, h)
	case pageDataV2:
		if h.levelBytes < 0 || h.levelBytes > h.packed || h.levelBytes > h.unpacked || h.repetitionBytes != 0 {
			return false
		}
		p.levels = hybrid{b: body[:h.levelBytes], width: 1}
		b, ok := p.unpack(&p.page, body[h.levelBytes:], h.unpacked-h.levelBytes, h.compressed)
		return ok && p.open(b, h)
	}
	return true // an index, or what a later version has
}

// unpack returns a page's bytes: exactly as many as its header says, in the buffer if they were compressed.
func (p *pages) unpack(buffer *[]byte, body []byte, size int64, compressed bool) ([]byte, bool) {
	if !compressed || p.codec == codecNone {
		return body, int64(len(body)) == size
	}
	n := int(size)
	if p.file.unpack -= n; p.file.unpack < 0 {
		return nil, false
	}
	if n > cap(*buffer) {
		if p.file.room -= n - cap(*buffer); p.file.room < 0 {
			return nil, false
		}
		*buffer = make([]byte, n)
	}
	out := (*buffer)[:n]
	switch p.codec {
	case codecSnappy:
		return out, unsnap(out, body)
	case codecGzip:
		return out, p.gunzip(out, body)
	}
	return nil, false
}

func (p *pages) gunzip(out, body []byte) bool {
	r := bytes.NewReader(body)
	if p.gzip == nil {
		p.gzip = new(gzip.Reader)
	}
	if p.gzip.Reset(r) != nil {
		return false
	}
	_, err := io.ReadFull(p.gzip, out)
	return err == nil
}

// learn takes a dictionary page.
func (p *pages) learn(words []byte, count int64) bool {
	p.words = words
	if p.physical != physicalBytes {
		p.known = int(min(count, int64(len(words)/width(p.physical))))
		return int64(p.known) == count
	}
	if count > int64(len(words)/4) {
		return false
	}
	n := int(count)
	if n > cap(p.entries) {
		if p.file.room -= 4 * (n - cap(p.entries)); p.file.room < 0 {
			return false
		}
		p.entries = make([]uint32, n)
	}
	p.entries, p.known = p.entries[:n], n
	scan := values{b: words, physical: physicalBytes}
	for i := range p.entries {
		p.entries[i] = uint32(len(words) - len(scan.b))
		if _, _, ok := scan.plain(); !ok {
			return false
		}
	}
	return true
}

// word is an entry of the dictionary.
func (p *pages) word(i uint32) (int64, []byte, bool) {
	if int64(i) >= int64(p.known) {
		return 0, nil, false
	}
	switch p.physical {
	case physicalInt32:
		return int64(int32(binary.LittleEndian.Uint32(p.words[4*i:]))), nil, true
	case physicalInt64:
		return int64(binary.LittleEndian.Uint64(p.words[8*i:])), nil, true
	}
	at := p.words[p.entries[i]:]
	return 0, at[4 : 4+binary.LittleEndian.Uint32(at)], true
}

func width(physical int64) int {
	if physical == physicalInt32 {
		return 4
	}
	return 8
}

// open makes the values of a page ready.
func (p *pages) open(b []byte, h pageHeader) bool {
	p.values = values{b: b, physical: p.physical, encoding: h.encoding}
	p.left = int(h.count)
	if len(b) == 0 { // all null
		return true
	}
	switch h.encoding {
	case encodingPlain:
		return true
	case encodingPlainDictionary, encodingDictionary:
		p.values.encoding = encodingDictionary
		p.values.dictionary = p
		p.values.indexes = hybrid{b: b[1:], width: uint(b[0])}
		return b[0] <= 32
	case encodingDelta:
		_, ok := p.values.deltas.open(b)
		return ok && p.physical != physicalBytes
	case encodingDeltaLength, encodingDeltaText:
		if p.physical != physicalBytes {
			return false
		}
		ok := true
		if h.encoding == encodingDeltaText {
			if b, ok = p.values.prefixes.open(b); !ok {
				return false
			}
		}
		p.values.b, ok = p.values.deltas.open(b)
		return ok
	}
	return false
}

// values are those of one page, of which none is null.
type values struct {
	b          []byte // plain values, or texts whose lengths deltas has
	physical   int64
	encoding   int64
	dictionary *pages
	indexes    hybrid
	deltas     deltas
	prefixes   deltas // how much of the text before each text begins with
	text       []byte // the text before
}

func (s *values) next() (int64, []byte, bool) {
	switch s.encoding {
	case encodingPlain:
		return s.plain()
	case encodingDictionary:
		i, ok := s.indexes.next()
		if !ok {
			return 0, nil, false
		}
		return s.dictionary.word(i)
	case encodingDelta:
		v, ok := s.deltas.next()
		return v, nil, ok
	case encodingDeltaLength, encodingDeltaText:
		n, ok := s.deltas.next()
		if !ok || n < 0 || n > int64(len(s.b)) {
			return 0, nil, false
		}
		text := s.b[:n]
		s.b = s.b[n:]
		if s.encoding == encodingDeltaLength {
			return 0, text, true
		}
		same, ok := s.prefixes.next()
		if !ok || same < 0 || same > int64(len(s.text)) {
			return 0, nil, false
		}
		s.text = append(s.text[:same], text...)
		return 0, s.text, true
	}
	return 0, nil, false
}

// plain takes a plain value.
func (s *values) plain() (int64, []byte, bool) {
	switch {
	case s.physical == physicalInt32 && len(s.b) >= 4:
		v := int64(int32(binary.LittleEndian.Uint32(s.b)))
		s.b = s.b[4:]
		return v, nil, true
	case s.physical == physicalInt64 && len(s.b) >= 8:
		v := int64(binary.LittleEndian.Uint64(s.b))
		s.b = s.b[8:]
		return v, nil, true
	case s.physical == physicalBytes && len(s.b) >= 4:
		n := int64(binary.LittleEndian.Uint32(s.b))
		if n > int64(len(s.b)-4) {
			return 0, nil, false
		}
		text := s.b[4 : 4+n]
		s.b = s.b[4+n:]
		return 0, text, true
	}
	return 0, nil, false
}
