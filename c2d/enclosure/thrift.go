package enclosure

import "encoding/binary"

// thrift reads Thrift's compact protocol (thrift-compact-protocol.md), in which Parquet's headers are written. Once something is wrong it is bad, and
// gives nothing more.
type thrift struct {
	b     []byte
	bad   bool
	depth int // of what is being read
}

// Kinds of fields.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftInt16  = 4
	thriftInt32  = 5
	thriftInt64  = 6
	thriftDouble = 7
	thriftBytes  = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

// thriftDepth bounds how deep structs and lists are nested.
const thriftDepth = 32

func (t *thrift) fail() { t.b, t.bad = nil, true }

func (t *thrift) take(n uint64) []byte {
	if t.bad || n > uint64(len(t.b)) {
		t.fail()
		return nil
	}
	out := t.b[:n]
	t.b = t.b[n:]
	return out
}

func (t *thrift) byte() byte {
	if b := t.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (t *thrift) uvarint() uint64 {
	v, n := binary.Uvarint(t.b)
	if t.bad || n <= 0 {
		t.fail()
		return 0
	}
	t.b = t.b[n:]
	return v
}

func (t *thrift) integer() int64 {
	v := t.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (t *thrift) bytes() []byte { return t.take(t.uvarint()) }

// enter goes one level down, and returns what goes up again.
func (t *thrift) enter() func() {
	if t.depth++; t.depth > thriftDepth {
		t.fail()
	}
	return func() { t.depth-- }
}

// fields reads a struct: it calls read for each field, and skips those that read leaves. A boolean's value is its kind.
func (t *thrift) fields(read func(id int, kind byte) bool) {
	defer t.enter()()
	id := int64(0)
	for !t.bad {
		head := t.byte()
		if head == 0 {
			return
		}
		if delta := int64(head >> 4); delta > 0 {
			id += delta
		} else {
			id = t.integer()
		}
		if id < -1<<15 || id >= 1<<15 {
			t.fail()
			return
		}
		if !t.bad && !read(int(id), head&15) {
			t.skip(head & 15)
		}
	}
}

// list reads the head of a list and returns how many elements follow, if they are of the kind; 0 else. Each takes a byte or more.
func (t *thrift) list(kind byte) int {
	head := t.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = t.uvarint()
	}
	if n == 0 {
		return 0
	}
	if head&15 != kind || n > uint64(len(t.b)) {
		t.fail()
		return 0
	}
	return int(n)
}

// skip passes over a value of a kind.
func (t *thrift) skip(kind byte) {
	defer t.enter()()
	switch kind {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.take(1)
	case thriftInt16, thriftInt32, thriftInt64:
		t.uvarint()
	case thriftDouble:
		t.take(8)
	case thriftUUID:
		t.take(16)
	case thriftBytes:
		t.bytes()
	case thriftList, thriftSet:
		head := t.byte()
		n := uint64(head >> 4)
		if n == 15 {
			n = t.uvarint()
		}
		for ; n > 0 && !t.bad; n-- {
			t.element(head & 15)
		}
	case thriftMap:
		n := t.uvarint()
		if n == 0 {
			return
		}
		kinds := t.byte()
		for ; n > 0 && !t.bad; n-- {
			t.element(kinds >> 4)
			t.element(kinds & 15)
		}
	case thriftStruct:
		t.fields(func(int, byte) bool { return false })
	default:
		t.fail()
	}
}

// element passes over an element of a list: a boolean, too, takes a byte there.
func (t *thrift) element(kind byte) {
	if kind == thriftTrue || kind == thriftFalse {
		t.take(1)
		return
	}
	t.skip(kind)
}

// pageHeader is what a page's header says.
type pageHeader struct {
	kind, packed, unpacked      int64
	count, encoding, levels     int64
	levelBytes, repetitionBytes int64 // of version 2
	compressed                  bool
}

func (t *thrift) pageHeader() pageHeader {
	h := pageHeader{kind: -1, packed: -1, unpacked: -1, count: -1, encoding: -1, levels: -1, compressed: true}
	number := func(kind byte, v *int64) bool {
		if kind != thriftInt32 {
			return false
		}
		*v = t.integer()
		return true
	}
	t.fields(func(id int, kind byte) bool {
		switch id {
		case 1:
			return number(kind, &h.kind)
		case 2:
			return number(kind, &h.unpacked)
		case 3:
			return number(kind, &h.packed)
		}
		if kind != thriftStruct || id != 5 && id != 7 && id != 8 {
			return false
		}
		into := map[int]*int64{1: &h.count, 2: &h.encoding, 3: &h.levels} // of a data page, and of a dictionary
		if id == 8 {
			into = map[int]*int64{1: &h.count, 4: &h.encoding, 5: &h.levelBytes, 6: &h.repetitionBytes}
		}
		t.fields(func(field int, kind byte) bool {
			if id == 8 && field == 7 {
				h.compressed = kind == thriftTrue
				return false
			}
			v := into[field]
			return v != nil && number(kind, v)
		})
		return true
	})
	if h.kind != pageData && h.kind != pageDictionary && h.kind != pageDataV2 {
		h.count = 0
	}
	return h
}
