package enclosure

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// BenchmarkSandbox is the cost of one shard beyond the program's own work: new namespaces or a scratch directory, files, walls, exec,
// kill, read back.
func BenchmarkSandbox(b *testing.B) {
	for name, cells := range walls {
		b.Run(name, func(b *testing.B) { benchmark(b, cells()) })
	}
}

func benchmark(b *testing.B, cells Local) {
	l, err := connect(context.Background(), cells, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer l.end()
	if err := l.load(cell.Program, built(b, "trivial")); err != nil {
		b.Fatal(err)
	}
	if err := l.load(cell.Params, []byte("{}")); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		u, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 1000}, []byte("a,b,c\n"))
		if err != nil || len(u) != 4 {
			b.Fatalf("update %x, %v", u, err)
		}
		took = append(took, time.Since(start))
		b.StopTimer()
		time.Sleep(30 * time.Millisecond) // the margin at the end of a slot, in which the cell gets ready for the next
		b.StartTimer()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
