package cell

import (
	"bytes"
	"errors"
	"math"
	"runtime"
	"strconv"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// together bounds what all processes of one run hold at the same moment, where a program may make processes, each of which has the
// limit for itself. The cell looks at them while the run goes on, the more often the less is left. It counts what is nobody else's: private
// memory, swapped or not, page tables, and a round number for the kernel's record of a thread. Private memory that processes share
// since a fork counts for each of them. Files do not count: those that a program can write are of fixed size, and the others can be
// dropped.
type together struct {
	proc  int           // /proc
	cell  int           // whose descendants are the run; the cell's own memory is not the run's
	most  uint64        // bytes
	rate  uint64        // bytes that the program's processors can fill in a second
	next  time.Duration // of the kernel's clock
	above int           // looks in a row that were above
	mine  map[int]int   // processes of the run at the last look, and their records, which are open: a record is never another's
	kin   map[int]bool  // every other process that was known at the last look
	looks int
	names []byte
	text  []byte
}

const (
	seldom = 32 * time.Millisecond // between two looks, at most
	often  = time.Millisecond      // and at least
	// A process that is about to become another program is for a moment counted twice: its memory is its parent's. What is above for
	// this many looks in a row is no such moment.
	certain = 3
	// fillRate is more than the bytes that a processor fills in a second, when the kernel gives it huge pages and nothing else slows it.
	fillRate   = 16 << 30
	threadRoom = 64 << 10 // the kernel's record of a thread: its stack, its descriptors, its tables
	refresh    = 64       // looks until every process is new again, lest a number that was taken over is taken for its last owner's
)

func newTogether(task Task, processor int) (*together, error) {
	fd, err := unix.Open("/proc", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, forbidden("look at processes", err)
	}
	prompt()
	n := runtime.NumCPU()
	if processor >= 0 {
		n = 1
	}
	g := &together{
		proc: fd, cell: unix.Getpid(), most: uint64(task.Memory+Overhead) << 20, rate: fillRate * uint64(n),
		mine: map[int]int{}, names: make([]byte, 32<<10), text: make([]byte, 16<<10),
	}
	record, err := g.open(strconv.Itoa(g.cell) + "/status")
	if err == nil {
		if held(g.read(record)).memory == 0 {
			err = unix.ENODATA
		}
		unix.Close(record)
	}
	if err != nil {
		g.close()
		return nil, forbidden("look at the memory of processes", err)
	}
	return g, nil
}

// prompt asks the kernel to run this thread soon after it wakes, however many others want to run: it takes little time, and knows no
// favour for its children. Kernels before 6.12 let it wait for its turn.
var prompt = sync.OnceFunc(func() {
	a, err := unix.SchedGetAttr(0, 0)
	if err == nil && a.Policy == unix.SCHED_NORMAL {
		a.Runtime, a.Flags = uint64(often/10), a.Flags|unix.SCHED_FLAG_RESET_ON_FORK
		unix.SchedSetAttr(0, a, 0) // best effort
	}
})

func (g *together) close() {
	for _, record := range g.mine {
		unix.Close(record)
	}
	unix.Close(g.proc)
}

// wait is how many milliseconds there are until the next look; for ever where nobody looks.
func (g *together) wait() int {
	if g == nil {
		return -1
	}
	return int(max(0, g.next-uptime()+time.Millisecond-1) / time.Millisecond)
}

// exceeded looks, if it is time to, and reports whether the run has more than it may.
func (g *together) exceeded() bool {
	if g == nil {
		return false
	}
	start := uptime()
	if start < g.next {
		return false
	}
	sum := g.look()
	took := uptime() - start
	pause := max(often, took) // at most half of a processor's time
	if sum <= g.most {
		g.above = 0
		left := time.Duration(float64(g.most-sum) / float64(g.rate) * float64(time.Second))
		pause = min(max(left-took, pause), seldom) // the next look takes as long as this one
	} else {
		g.above++
	}
	g.next = start + took + pause
	return g.above >= certain
}

// uptime is the kernel's clock that nobody sets.
func uptime() time.Duration {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return time.Duration(t.Nano())
}

// kill ends every process of the run that is known. It goes by descriptors: a number could be somebody else's by now.
func (g *together) kill() {
	for pid, record := range g.mine {
		fd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			continue
		}
		if len(g.read(record)) > 0 { // it still has the number, and so the descriptor is its own
			unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
		}
		unix.Close(fd)
	}
}

// look finds the run's processes, and returns what they hold together.
func (g *together) look() (sum uint64) {
	if g.looks++; g.looks%refresh == 1 {
		g.kin = map[int]bool{g.cell: true}
	}
	type met struct {
		pid, record int
		share
	}
	var fresh []met
	mine, kin := make(map[int]int, len(g.mine)), make(map[int]bool, len(g.kin))
	count := func(m met) {
		mine[m.pid] = m.record
		if m.memory == 0 && m.threads > 1 {
			m.memory = g.leaderless(m.pid)
		}
		sum += m.memory + threadRoom*m.threads
	}
	for pid := range g.pids {
		if g.kin[pid] {
			kin[pid] = true
			continue
		}
		record, known := g.mine[pid]
		if !known {
			var err error
			if record, err = g.open(strconv.Itoa(pid) + "/status"); err != nil {
				continue // it is gone
			}
		}
		text := g.read(record)
		switch m := (met{pid, record, held(text)}); {
		case len(text) == 0:
			unix.Close(record)
		case known:
			count(m)
		default:
			fresh = append(fresh, m)
		}
		delete(g.mine, pid)
	}
	before := g.mine // whose records nobody needs any more
	// Children can come before their parents, and a parent can be gone that was there at the last look.
	for again := true; again; {
		again = false
		for i, m := range fresh {
			_, parent := mine[m.parent]
			_, was := before[m.parent]
			ours := m.parent == g.cell || parent || was
			if m.pid == 0 || !ours && m.parent != 0 && !kin[m.parent] {
				continue
			}
			if again, fresh[i].pid = true, 0; ours {
				count(m)
				continue
			}
			kin[m.pid] = true
			unix.Close(m.record)
		}
	}
	for _, m := range fresh {
		if m.pid != 0 { // nobody knows yet whose it is
			unix.Close(m.record)
		}
	}
	for _, record := range before {
		unix.Close(record)
	}
	g.mine, g.kin = mine, kin
	return sum
}

// leaderless is the memory of a process whose first thread has ended before the others, which its own record does not tell.
func (g *together) leaderless(pid int) uint64 {
	dir := strconv.Itoa(pid) + "/task"
	fd, err := unix.Openat(g.proc, dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	defer unix.Close(fd)
	for tid := range numbersIn(fd, make([]byte, 4096)) {
		record, err := g.open(dir + "/" + strconv.Itoa(tid) + "/status")
		if err != nil {
			continue
		}
		m := held(g.read(record)).memory
		unix.Close(record)
		if m > 0 {
			return m
		}
	}
	return 0
}

func (g *together) pids(yield func(int) bool) {
	unix.Seek(g.proc, 0, unix.SEEK_SET)
	numbersIn(g.proc, g.names)(yield)
}

func (g *together) open(path string) (int, error) {
	return unix.Openat(g.proc, path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
}

// read returns what a record says now: nothing, when its process is gone.
func (g *together) read(record int) []byte {
	for {
		n, err := unix.Pread(record, g.text, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return g.text[:max(n, 0)]
	}
}

// numbersIn yields the entries of a directory that are numbers.
func numbersIn(fd int, buf []byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for {
			n, err := unix.ReadDirent(fd, buf)
			if errors.Is(err, unix.EINTR) {
				continue
			}
			if err != nil || n <= 0 {
				return
			}
			const nameAt = int(unsafe.Offsetof(unix.Dirent{}.Name))
			for b := buf[:n]; len(b) > nameAt; {
				size := int(*(*uint16)(unsafe.Pointer(&b[unsafe.Offsetof(unix.Dirent{}.Reclen)])))
				number := 0
				for _, c := range b[nameAt:size] {
					if c < '0' || c > '9' || number > math.MaxInt32 {
						if c != 0 {
							number = 0
						}
						break
					}
					number = 10*number + int(c-'0')
				}
				b = b[size:]
				if number > 0 && !yield(number) {
					return
				}
			}
		}
	}
}

// share is what a process's record says of it.
type share struct {
	parent          int
	memory, threads uint64 // bytes; how many
}

// held reads a record. A program can choose its name there, but no line. A kernel that does not tell private memory from other is taken to
// have no other.
func held(status []byte) share {
	var s share
	var private, all, tables, swapped uint64
	told := false
	for line := range bytes.Lines(status) {
		name, value, _ := bytes.Cut(line, []byte{':'})
		switch string(name) {
		case "PPid":
			s.parent = int(number(value))
		case "VmRSS":
			all = number(value)
		case "RssAnon":
			private, told = number(value), true
		case "VmPTE":
			tables = number(value)
		case "VmSwap":
			swapped = number(value)
		case "Threads":
			s.threads = number(value)
		}
	}
	if !told {
		private = all
	}
	s.memory = (private + tables + swapped) << 10
	return s
}

// number is the first one of a value.
func number(value []byte) (n uint64) {
	for _, c := range bytes.TrimLeft(value, " \t") {
		if c < '0' || c > '9' {
			break
		}
		n = 10*n + uint64(c-'0')
	}
	return n
}
