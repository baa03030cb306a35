package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar shows how far something is, on stderr: a line that redraws itself on a terminal, and elsewhere a line now and then, and one at the end.
type bar struct {
	w     io.Writer
	what  string
	total int
	done  int
	size  int64 // bytes in all; 0 if the steps are all there is to count
	bytes int64
	start time.Time
	drawn time.Time
	live  bool
}

// How often a bar is drawn.
const (
	redraw  = 50 * time.Millisecond
	tellOne = 10 * time.Second // where it is a line of its own
)

func newBar(w io.Writer, what string, total int) *bar {
	f, ok := w.(*os.File)
	live := false
	if ok {
		s, err := f.Stat()
		live = err == nil && s.Mode()&os.ModeCharDevice != 0
	}
	now := time.Now()
	return &bar{w: w, what: what, total: total, start: now, drawn: now, live: live}
}

// ofBytes makes the bar one of size bytes, in as many parts as it has steps.
func (b *bar) ofBytes(size int64) *bar {
	b.size = size
	return b
}

// step counts one of the total.
func (b *bar) step() { b.set(b.done + 1) }

// add counts bytes; less than none for those that will be done again.
func (b *bar) add(n int64) {
	b.bytes += n
	b.draw(false)
}

// read counts what is read of r.
func (b *bar) read(r io.Reader) *barReader { return &barReader{r: r, bar: b} }

type barReader struct {
	r   io.Reader
	bar *bar
	n   int64
}

func (r *barReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.n += int64(n)
	r.bar.add(int64(n))
	return n, err
}

func (b *bar) set(done int) {
	b.done = done
	b.draw(done == b.total)
}

func (b *bar) draw(now bool) {
	if !b.live {
		if time.Since(b.drawn) >= tellOne {
			b.drawn = time.Now()
			fmt.Fprintf(b.w, "%s: %d of %d%s%s%s\n", b.what, b.done, b.total, b.amount(), b.rate(), b.left())
		}
		return
	}
	if !now && time.Since(b.drawn) < redraw {
		return
	}
	b.drawn = time.Now()
	const width = 30
	full := int(width * b.share())
	fmt.Fprintf(b.w, "\r\x1b[K%s [%s%s] %d/%d%s%s%s", b.what, strings.Repeat("=", full), strings.Repeat(" ", width-full), b.done, b.total, b.amount(), b.rate(), b.left())
}

// share is how much is done, from 0 to 1.
func (b *bar) share() float64 {
	switch {
	case b.size > 0:
		return max(0, min(1, float64(b.bytes)/float64(b.size)))
	case b.total > 0:
		return float64(min(b.done, b.total)) / float64(b.total)
	}
	return 0
}

func (b *bar) amount() string {
	if b.size == 0 {
		return ""
	}
	return fmt.Sprintf("  %s of %s", bytesText(b.bytes), bytesText(b.size))
}

func (b *bar) rate() string {
	if s := time.Since(b.start).Seconds(); b.bytes > 0 && s > 0 {
		return fmt.Sprintf("  %s/s", bytesText(int64(float64(b.bytes)/s)))
	}
	return ""
}

func (b *bar) left() string {
	share := b.share()
	if share == 0 || share == 1 {
		return ""
	}
	return fmt.Sprintf("  %s left", time.Duration(float64(time.Since(b.start))*(1-share)/share).Round(time.Second))
}

// end leaves the last state standing.
func (b *bar) end() {
	if b.live {
		b.draw(true)
		fmt.Fprintln(b.w)
		return
	}
	fmt.Fprintf(b.w, "%s: %d of %d in %s%s%s\n", b.what, b.done, b.total, time.Since(b.start).Round(100*time.Millisecond), b.amount(), b.rate())
}

// bytesText writes a number of bytes for people.
func bytesText(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if n >= u.size {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.size), u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
