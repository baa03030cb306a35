package enclosure

import "encoding/binary"

// hybrid reads integers of some bits: runs of one value, and groups of eight packed ones (parquet-format, Encodings.md, RLE).
type hybrid struct {
	b      []byte // runs to come
	width  uint   // bits, at most 32
	left   int    // of the run at hand
	value  uint32 // that it repeats
	packed []byte // or that it packs; nil if it repeats
	at     int    // in packed, in values
}

func (h *hybrid) next() (uint32, bool) {
	if h.left == 0 && !h.run() {
		return 0, false
	}
	h.left--
	if h.packed == nil {
		return h.value, true
	}
	v, ok := bits(h.packed, h.at*int(h.width), h.width)
	h.at++
	return uint32(v), ok
}

func (h *hybrid) run() bool {
	head, n := binary.Uvarint(h.b)
	if n <= 0 || head>>1 == 0 || head>>1 > 1<<31 {
		return false
	}
	h.b = h.b[n:]
	if head&1 == 0 {
		size := int(h.width+7) / 8
		if len(h.b) < size {
			return false
		}
		h.left, h.value, h.packed = int(head>>1), 0, nil
		for i, c := range h.b[:size] {
			h.value |= uint32(c) << (8 * i)
		}
		h.b = h.b[size:]
		return true
	}
	size := min(int(head>>1)*int(h.width), len(h.b)) // the last one may be cut short
	h.left, h.packed, h.at = int(head>>1)*8, h.b[:size:size], 0
	h.b = h.b[size:]
	return true
}

// bits returns width bits, at most 64, from a position, the lowest first.
func bits(b []byte, at int, width uint) (uint64, bool) {
	if width == 0 {
		return 0, true
	}
	first, shift := at/8, uint(at%8)
	need := int(shift+width+7) / 8 // at most 9 bytes
	if first+need > len(b) {
		return 0, false
	}
	b = b[first : first+need]
	v := uint64(0)
	for i, c := range b[:min(need, 8)] {
		v |= uint64(c) << (8 * i)
	}
	v >>= shift
	if need == 9 {
		v |= uint64(b[8]) << (64 - shift)
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v, true
}

// deltas reads integers that are stored as differences, in blocks of packed ones (parquet-format, Encodings.md, DELTA_BINARY_PACKED).
type deltas struct {
	b      []byte // blocks to come
	left   int64  // values to come
	value  int64  // the next, if it is the first
	began  bool
	block  int // values of a block
	mini   int // of a miniblock
	least  int64
	widths []byte // of the miniblocks to come in the block
	packed []byte // the miniblock at hand
	width  uint
	at     int // in it, in values
	inMini int // values it has to come
}

// open begins, and returns what follows the values.
func (d *deltas) open(b []byte) ([]byte, bool) {
	block, b, ok1 := uvarint(b)
	minis, b, ok2 := uvarint(b)
	total, b, ok3 := uvarint(b)
	first, n := binary.Varint(b)
	if !ok1 || !ok2 || !ok3 || n <= 0 || block == 0 || block > 1<<20 || minis == 0 || minis > block || block%minis != 0 || block/minis%8 != 0 || total > 1<<31 {
		return nil, false
	}
	*d = deltas{b: b[n:], left: int64(total), value: first, block: int(block), mini: int(block / minis)}
	all := *d
	for all.left > 1 { // the first is not in a block
		if !all.turn() {
			return nil, false
		}
		all.left -= min(int64(all.mini), all.left-1)
	}
	return all.b, true
}

func (d *deltas) next() (int64, bool) {
	if d.left == 0 {
		return 0, false
	}
	d.left--
	if !d.began {
		d.began = true
		return d.value, true
	}
	if d.inMini == 0 && !d.turn() {
		return 0, false
	}
	v, ok := bits(d.packed, d.at*int(d.width), d.width)
	d.at++
	d.inMini--
	d.value += d.least + int64(v) // wraps, as the writer's did
	return d.value, ok
}

// turn goes to the next miniblock.
func (d *deltas) turn() bool {
	if len(d.widths) == 0 {
		least, n := binary.Varint(d.b)
		if minis := d.block / d.mini; n <= 0 || len(d.b)-n < minis {
			return false
		} else {
			d.least, d.widths, d.b = least, d.b[n:n+minis], d.b[n+minis:]
		}
	}
	d.width, d.widths = uint(d.widths[0]), d.widths[1:]
	size := d.mini * int(d.width) / 8
	if d.width > 64 || size > len(d.b) {
		return false
	}
	d.packed, d.b = d.b[:size:size], d.b[size:]
	d.at, d.inMini = 0, d.mini
	return true
}

func uvarint(b []byte) (uint64, []byte, bool) {
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, false
	}
	return v, b[n:], true
}

// unsnap unpacks a Snappy block (github.com/google/snappy, format_description.txt) that has to fill out exactly.
func unsnap(out, in []byte) bool {
	size, in, ok := uvarint(in)
	if !ok || size != uint64(len(out)) {
		return false
	}
	at := 0
	for len(in) > 0 {
		tag := in[0]
		in = in[1:]
		var length, offset int
		switch tag & 3 {
		case 0: // a literal
			length = int(tag>>2) + 1
			if extra := length - 60; extra > 0 {
				if len(in) < extra {
					return false
				}
				length = 0
				for i, c := range in[:extra] {
					length |= int(c) << (8 * i)
				}
				length++
				in = in[extra:]
			}
			if length > len(in) || length > len(out)-at {
				return false
			}
			at += copy(out[at:], in[:length])
			in = in[length:]
			continue
		case 1:
			if len(in) < 1 {
				return false
			}
			length, offset = int(tag>>2&7)+4, int(tag>>5)<<8|int(in[0])
			in = in[1:]
		case 2:
			if len(in) < 2 {
				return false
			}
			length, offset = int(tag>>2)+1, int(binary.LittleEndian.Uint16(in))
			in = in[2:]
		case 3:
			if len(in) < 4 {
				return false
			}
			length, offset = int(tag>>2)+1, int(binary.LittleEndian.Uint32(in))
			in = in[4:]
		}
		if offset == 0 || offset > at || length > len(out)-at {
			return false
		}
		for end := at + length; at < end; { // a copy may overlap what it makes
			at += copy(out[at:end], out[at-offset:at])
		}
	}
	return at == len(out)
}
