package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar shows how far something is, on stderr: a line that redraws itself on a terminal, a line at the end otherwise.
type bar struct {
	w     io.Writer
	what  string
	total int
	done  int
	bytes int
	start time.Time
	drawn time.Time
	live  bool
}

func newBar(w io.Writer, what string, total int) *bar {
	f, ok := w.(*os.File)
	live := false
	if ok {
		s, err := f.Stat()
		live = err == nil && s.Mode()&os.ModeCharDevice != 0
	}
	return &bar{w: w, what: what, total: total, start: time.Now(), live: live}
}

// step counts one of the total, of n bytes.
func (b *bar) step(n int) {
	b.bytes += n
	b.set(b.done + 1)
}

func (b *bar) set(done int) {
	b.done = done
	if !b.live || time.Since(b.drawn) < 50*time.Millisecond && done < b.total {
		return
	}
	b.drawn = time.Now()
	const width = 30
	full := 0
	if b.total > 0 {
		full = width * min(done, b.total) / b.total
	}
	eta := ""
	if done > 0 && done < b.total {
		eta = fmt.Sprintf("  %s left", (time.Since(b.start) * time.Duration(b.total-done) / time.Duration(done)).Round(time.Second))
	}
	fmt.Fprintf(b.w, "\r\x1b[K%s [%s%s] %d/%d%s%s", b.what, strings.Repeat("=", full), strings.Repeat(" ", width-full), done, b.total, b.rate(), eta)
}

func (b *bar) rate() string {
	if s := time.Since(b.start).Seconds(); b.bytes > 0 && s > 0 {
		return fmt.Sprintf("  %.1f MB/s", float64(b.bytes)/s/1e6)
	}
	return ""
}

// end leaves the last state standing.
func (b *bar) end() {
	if b.live {
		fmt.Fprintln(b.w)
		return
	}
	fmt.Fprintf(b.w, "%s: %d of %d in %s%s\n", b.what, b.done, b.total, time.Since(b.start).Round(100*time.Millisecond), b.rate())
}
