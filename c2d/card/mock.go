package card

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/stintdao/stint/c2d"
)

// MaxMock is how many made-up records one call writes at most.
const MaxMock = 10_000_000

// Mock writes made-up records that look as the manifest says, for trying a program before paying for a job: numbers within their bounds, declared values, by the weights that
// the publisher declared; text that says what it is. No real record can be among them but by chance: all that is seen here is the manifest. Columns are drawn
// independently of each other, so nothing can be learned from them together.
//
// The format is the manifest's; where that is Parquet, it is csv. Of a tar archive, each of Files is there rows times (once, where its name has no "*"). The same manifest, rows and
// seed give the same bytes.
func Mock(w io.Writer, m c2d.Manifest, rows int, seed uint64) error {
	if err := m.Check(); err != nil {
		return err
	}
	if rows < 1 || rows > MaxMock {
		return c2d.Refuse(c2d.BadRequest, "ask for fewer or more", "there can be 1 to %d made-up records, not %d", MaxMock, rows)
	}
	d := dice{rand.New(rand.NewChaCha8(sha256.Sum256(binary.BigEndian.AppendUint64([]byte("stint mock v1\x00"), seed))))}
	out := bufio.NewWriter(w)
	var err error
	switch m.Format {
	case "tar":
		err = d.archive(out, m, rows)
	case "jsonl":
		err = d.records(out, m, rows, jsonLine)
	default:
		err = d.records(out, m, rows, csvLine)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write made-up records: %w", err)
	}
	return nil
}

// dice are where all chance comes from.
type dice struct{ *rand.Rand }

// records draws records and writes each as a line.
func (d dice) records(w io.Writer, m c2d.Manifest, rows int, line func([]byte, []c2d.Column, []cell) []byte) error {
	record := make([]cell, len(m.Columns))
	var b []byte
	for i := range rows {
		for k, c := range m.Columns {
			record[k] = d.cell(c, i)
		}
		b = append(line(b[:0], m.Columns, record), '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value of a record.
type cell struct {
	number int64
	text   string
}

func (d dice) cell(c c2d.Column, row int) cell {
	switch c.Kind {
	case "integer":
		low, high := c.Min, c.Max
		if n := int64(len(c.Weights)); n > 0 {
			k, width := int64(d.pick(c.Weights)), c.Max-c.Min+1
			low, high = c.Min+width*k/n, c.Min+width*(k+1)/n-1
		}
		return cell{number: low + d.Int64N(high-low+1)}
	case "category":
		if len(c.Weights) > 0 {
			return cell{text: c.Values[d.pick(c.Weights)]}
		}
		return cell{text: c.Values[d.IntN(len(c.Values))]}
	}
	return cell{text: "mock-" + strconv.Itoa(row+1)}
}

// pick draws an index by weight.
func (d dice) pick(weights []uint32) int {
	sum := int64(0)
	for _, w := range weights {
		sum += int64(w)
	}
	at := d.Int64N(sum)
	for i, w := range weights {
		if at -= int64(w); at < 0 {
			return i
		}
	}
	panic("unreachable: weights have a sum")
}

func csvLine(b []byte, columns []c2d.Column, record []cell) []byte {
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		if c.Kind == "integer" {
			b = strconv.AppendInt(b, record[i].number, 10)
			continue
		}
		if text := record[i].text; text == "" || strings.ContainsAny(text, `",`) {
			b = append(append(append(b, '"'), strings.ReplaceAll(text, `"`, `""`)...), '"')
		} else {
			b = append(b, text...)
		}
	}
	return b
}

func jsonLine(b []byte, columns []c2d.Column, record []cell) []byte {
	for i, c := range columns {
		b = append(b, "{,"[min(i, 1)])
		b = append(append(b, quote(c.Name)...), ':')
		if c.Kind == "integer" {
			b = strconv.AppendInt(b, record[i].number, 10)
		} else {
			b = append(b, quote(record[i].text)...)
		}
	}
	return append(b, '}')
}

func quote(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("card: " + err.Error()) // cannot happen: strings marshal
	}
	return b
}

// archive writes files of the declared names: pictures of noise, lines of text, or noise.
func (d dice) archive(w io.Writer, m c2d.Manifest, rows int) error {
	if len(m.Files) == 0 {
		return c2d.Refuse(c2d.BadRequest, `add to the manifest: "files": [{"name": "images/*.png", "type": "image/png"}]`, "the manifest does not say what is in an archive")
	}
	t := tar.NewWriter(w)
	for i := range rows {
		for _, k := range m.Files {
			many := strings.Contains(k.Name, "*")
			if i > 0 && !many {
				continue
			}
			body, err := d.file(k.Type, i)
			if err != nil {
				return err
			}
			h := &tar.Header{Name: strings.Replace(k.Name, "*", fmt.Sprintf("mock-%06d", i+1), 1), Mode: 0o644, Size: int64(len(body)), Format: tar.FormatPAX}
			if err := t.WriteHeader(h); err != nil {
				return err
			}
			if _, err := t.Write(body); err != nil {
				return err
			}
		}
	}
	return t.Close()
}

const side = 32 // pixels of a made-up picture

func (d dice) file(kind string, row int) ([]byte, error) {
	var b bytes.Buffer
	switch {
	case kind == "image/png":
		err := png.Encode(&b, d.picture())
		return b.Bytes(), err
	case kind == "image/jpeg":
		err := jpeg.Encode(&b, d.picture(), nil)
		return b.Bytes(), err
	case kind == "application/json":
		fmt.Fprintf(&b, "{\"mock\":%d}\n", row+1)
	case strings.HasPrefix(kind, "text/"):
		fmt.Fprintf(&b, "mock-%d\n", row+1)
	default:
		for range 128 {
			b.Write(binary.BigEndian.AppendUint64(nil, d.Uint64()))
		}
	}
	return b.Bytes(), nil
}

func (d dice) picture() image.Image {
	p := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			v := d.Uint32()
			p.SetRGBA(x, y, color.RGBA{byte(v), byte(v >> 8), byte(v >> 16), 255})
		}
	}
	return p
}
