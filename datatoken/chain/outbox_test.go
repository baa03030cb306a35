package chain

import (
	"bytes"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stintdao/stint/datatoken"
)

var someone = Account{Chain: 5747, Genesis: datatoken.Hash{1}, Address: datatoken.Address{2}}

func fileOutbox(t testing.TB, dir string) *FileOutbox {
	t.Helper()
	b, err := openOutbox(dir, someone)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// boxes are the implementations. Reopening is what a new process does.
var boxes = map[string]func(testing.TB) (Outbox, func() Outbox){
	"in memory": func(testing.TB) (Outbox, func() Outbox) {
		m := NewMemoryOutbox()
		return m, func() Outbox { return m }
	},
	"in a directory": func(t testing.TB) (Outbox, func() Outbox) {
		dir := t.TempDir()
		b := fileOutbox(t, dir)
		return b, func() Outbox {
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			b = fileOutbox(t, dir)
			return b
		}
	},
}

func done(raw []byte) Ending {
	return Ending{FateDone, datatoken.Evidence{Tx: datatoken.Hash(crypto.Keccak256(raw)), Block: 9}, datatoken.Hash{3}}
}

// must is for what cannot fail in a test.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestOutboxes is the suite of all outboxes.
func TestOutboxes(t *testing.T) {
	for name, open := range boxes {
		t.Run(name, func(t *testing.T) {
			box, reopen := open(t)
			id := must[uint64](t)(box.Begin(Outgoing{Nonce: 7, Key: "pay/1", Action: ActionFund, Raws: [][]byte{{1}}}))
			other := must[uint64](t)(box.Begin(Outgoing{Nonce: 6, Raws: [][]byte{{2}}}))
			if err := box.Replace(id, []byte{3}); err != nil {
				t.Fatal(err)
			}
			box = reopen()
			want := []Outgoing{
				{ID: other, Nonce: 6, Raws: [][]byte{{2}}},
				{ID: id, Nonce: 7, Key: "pay/1", Action: ActionFund, Raws: [][]byte{{1}, {3}}},
			}
			if diff := cmp.Diff(want, box.Open()); diff != "" {
				t.Errorf("open (-want +got):\n%s", diff)
			}
			box.Open()[0].Raws[0] = []byte{99} // what was handed out is not what is kept
			if got, ok := box.Find("pay/1"); !ok || cmp.Diff(want[1], got) != "" {
				t.Errorf("found %+v (%v)", got, ok)
			}
			if _, ok := box.Find(""); ok {
				t.Error("found a transaction without a key by its key")
			}
			if _, err := box.Begin(Outgoing{Nonce: 8, Key: "pay/1", Raws: [][]byte{{4}}}); !errors.Is(err, ErrOutbox) {
				t.Errorf("the same key again: %v", err)
			}
			if _, err := box.Begin(Outgoing{Nonce: 8, Key: "pay/2"}); !errors.Is(err, ErrOutbox) {
				t.Errorf("nothing signed: %v", err)
			}
			// The older form is in the block.
			if err := box.End(id, done([]byte{1})); err != nil {
				t.Fatal(err)
			}
			if err := box.End(id, done([]byte{1})); !errors.Is(err, ErrOutbox) {
				t.Errorf("ended twice: %v", err)
			}
			box = reopen()
			if got, ok := box.Find("pay/1"); !ok || got.End == nil || got.End.Evidence.Block != 9 || !slices.EqualFunc(got.Raws, [][]byte{{1}}, bytes.Equal) {
				t.Errorf("found %+v (%v)", got, ok)
			}
			if _, err := box.Begin(Outgoing{Nonce: 8, Key: "pay/1", Raws: [][]byte{{4}}}); !errors.Is(err, ErrOutbox) {
				t.Errorf("the same key after it is done: %v", err)
			}
			// A reorganisation undid it.
			if err := box.Replace(id, []byte{1}); err != nil {
				t.Fatal(err)
			}
			box = reopen()
			if got, ok := box.Find("pay/1"); !ok || got.End != nil || len(box.Open()) != 2 {
				t.Errorf("opened again: %+v (%v)", got, ok)
			}
			// What did not happen frees its key.
			for _, fate := range []Fate{FateVoid, FateReverted} {
				got, _ := box.Find("pay/1")
				if err := box.End(got.ID, Ending{Fate: fate}); err != nil {
					t.Fatal(err)
				}
				box = reopen()
				if _, ok := box.Find("pay/1"); ok {
					t.Errorf("%s, and still there", fate)
				}
				if again := must[uint64](t)(box.Begin(Outgoing{Nonce: 8, Key: "pay/1", Raws: [][]byte{{5}}})); again <= got.ID {
					t.Errorf("ID %d after %d", again, got.ID)
				}
			}
			for _, err := range []error{box.Replace(1<<40, []byte{1}), box.End(1<<40, Ending{Fate: FateVoid}), box.Replace(id, []byte{1})} {
				if !errors.Is(err, ErrOutbox) {
					t.Errorf("a transaction that is not there: %v", err)
				}
			}
		})
	}
}

// wander chooses what happens next to an outbox, at random.
func wander(r *mrand.Rand, box Outbox) record {
	open := box.Open()
	switch n := r.IntN(10); {
	case n < 4 || len(open) == 0:
		o := Outgoing{Nonce: r.Uint64N(100), Raws: [][]byte{{byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256))}}}
		if r.IntN(3) > 0 {
			o.Key = fmt.Sprint("key/", r.IntN(40))
		}
		return record{Begin: &o}
	case n < 6:
		return record{Replace: &replaced{open[r.IntN(len(open))].ID, []byte{byte(r.IntN(256)), 1}}}
	default:
		o := open[r.IntN(len(open))]
		if r.IntN(4) == 0 {
			return record{End: &ended{o.ID, Ending{Fate: []Fate{FateVoid, FateReverted}[r.IntN(2)]}}}
		}
		return record{End: &ended{o.ID, done(o.Raws[r.IntN(len(o.Raws))])}}
	}
}

func perform(box Outbox, r record) error {
	switch {
	case r.Begin != nil:
		_, err := box.Begin(*r.Begin)
		return err
	case r.Replace != nil:
		return box.Replace(r.Replace.ID, r.Replace.Raw)
	}
	return box.End(r.End.ID, r.End.End)
}

// same reports differences between what two outboxes say, of keys too.
func same(a, b Outbox) string {
	if d := cmp.Diff(a.Open(), b.Open(), cmpopts.EquateEmpty()); d != "" {
		return d
	}
	for i := range 40 {
		x, _ := a.Find(fmt.Sprint("key/", i))
		y, _ := b.Find(fmt.Sprint("key/", i))
		if d := cmp.Diff(x, y, cmpopts.EquateEmpty()); d != "" {
			return d
		}
	}
	return ""
}

// TestFileOutboxIsTheMemoryOutbox: over any history, with restarts and new files in between, a directory says what memory says.
func TestFileOutboxIsTheMemoryOutbox(t *testing.T) {
	for seed := range uint64(4) {
		r := mrand.New(mrand.NewPCG(seed, 1))
		dir := t.TempDir()
		disk, memory := fileOutbox(t, dir), NewMemoryOutbox()
		for i := range 100 {
			rec := wander(r, memory)
			if e1, e2 := perform(disk, rec), perform(memory, rec); (e1 == nil) != (e2 == nil) {
				t.Fatalf("seed %d, step %d: %v on disk, %v in memory", seed, i, e1, e2)
			}
			switch r.IntN(40) {
			case 0:
				disk.Close()
				disk = fileOutbox(t, dir)
			case 1:
				disk.compact = 0 // the next record begins a new file
			}
			if d := same(disk, memory); d != "" {
				t.Fatalf("seed %d, step %d (-disk +memory):\n%s", seed, i, d)
			}
		}
		disk.Close()
	}
}

// TestFileOutboxTorn cuts the file at every byte, as a crash does, and puts rubbish behind it: what was told to be there before is there.
func TestFileOutboxTorn(t *testing.T) {
	dir := t.TempDir()
	b := fileOutbox(t, dir)
	var lengths []int64
	var states []*MemoryOutbox
	memory := NewMemoryOutbox()
	keep := func() {
		lengths = append(lengths, b.size)
		m := NewMemoryOutbox()
		for _, o := range memory.Open() {
			m.s.apply(record{Begin: &o})
		}
		for i := range 40 {
			if o, ok := memory.Find(fmt.Sprint("key/", i)); ok && o.End != nil {
				m.s.apply(record{Begin: &o})
			}
		}
		states = append(states, m)
	}
	keep()
	r := mrand.New(mrand.NewPCG(5, 5))
	for range 8 {
		rec := wander(r, memory)
		if e1, e2 := perform(b, rec), perform(memory, rec); e1 != nil || e2 != nil {
			continue
		}
		keep()
	}
	b.Close()
	raw, err := os.ReadFile(filepath.Join(dir, outboxFile))
	if err != nil {
		t.Fatal(err)
	}
	for cut := lengths[0]; cut <= int64(len(raw)); cut++ {
		rubbish := []string{"", "\x00\x00\x00\x00", "half\nand more"}[cut%3]
		torn := t.TempDir()
		if err := os.WriteFile(filepath.Join(torn, outboxFile), append(bytes.Clone(raw[:cut]), rubbish...), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := openOutbox(torn, someone)
		if err != nil {
			t.Fatalf("cut at %d of %d: %v", cut, len(raw), err)
		}
		n := 0
		for n+1 < len(lengths) && lengths[n+1] <= cut {
			n++
		}
		if d := same(got, states[n]); d != "" {
			t.Fatalf("cut at %d of %d, after %d records (-got +want):\n%s", cut, len(raw), n, d)
		}
		if cut%9 == 0 {
			must[uint64](t)(got.Begin(Outgoing{Nonce: 99, Raws: [][]byte{{1}}}))
			got.Close()
			if got, err = openOutbox(torn, someone); err != nil || len(got.Open()) != len(states[n].Open())+1 {
				t.Fatalf("cut at %d: after another record: %v", cut, err)
			}
		}
		got.Close()
	}
}

// TestFileOutboxRefuses: what is another's, in use, closed or changed is not used and not touched.
func TestFileOutboxRefuses(t *testing.T) {
	dir := t.TempDir()
	b := fileOutbox(t, dir)
	for i := range 4 {
		must[uint64](t)(b.Begin(Outgoing{Nonce: uint64(i), Raws: [][]byte{{1}}}))
	}
	if _, err := openOutbox(dir, someone); !errors.Is(err, ErrOutboxBusy) {
		t.Errorf("opened twice: %v", err)
	}
	b.Close()
	b.Close()
	if _, err := b.Begin(Outgoing{Raws: [][]byte{{1}}}); !errors.Is(err, ErrOutbox) {
		t.Errorf("closed: %v", err)
	}
	for name, a := range map[string]Account{
		"chain": {1, someone.Genesis, someone.Address}, "first block": {5747, datatoken.Hash{9}, someone.Address}, "account": {5747, someone.Genesis, datatoken.Address{9}},
	} {
		if _, err := openOutbox(dir, a); !errors.Is(err, ErrOutbox) {
			t.Errorf("of another %s: %v", name, err)
		}
	}
	path := filepath.Join(dir, outboxFile)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(raw, []byte("\n"))
	twice := append(bytes.Clone(raw), lines[1]...)
	flipped := bytes.Clone(raw)
	flipped[len(lines[0])+20] ^= 1
	for name, bad := range map[string][]byte{
		"one bit of a record":   flipped,
		"without a record":      slices.Concat(lines[1:]...),
		"with a record twice":   twice,
		"something else":        []byte("hello\n"),
		"an end of nothing":     append(bytes.Clone(raw), must[[]byte](t)(line(record{End: &ended{77, Ending{Fate: FateVoid}}}))...),
		"a version from beyond": must[[]byte](t)(line(record{Head: &head{2, someone, 0}})),
	} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openOutbox(dir, someone); !errors.Is(err, ErrOutbox) {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, bad) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// TestFileOutboxForgets: ended transactions leave the file, and of done ones with a key only the newest keep their signed form.
func TestFileOutboxForgets(t *testing.T) {
	dir := t.TempDir()
	b := fileOutbox(t, dir)
	big := bytes.Repeat([]byte{7}, 1000)
	for i := range 2 * keepRaws {
		raw := append(bytes.Clone(big), byte(i), byte(i>>8))
		id := must[uint64](t)(b.Begin(Outgoing{Nonce: uint64(2 * i), Key: fmt.Sprint("key/", i), Raws: [][]byte{raw}}))
		if err := b.End(id, done(raw)); err != nil {
			t.Fatal(err)
		}
		id = must[uint64](t)(b.Begin(Outgoing{Nonce: uint64(2*i + 1), Raws: [][]byte{raw}}))
		if err := b.End(id, Ending{Fate: FateVoid}); err != nil {
			t.Fatal(err)
		}
	}
	before := b.size
	b.Close()
	b = fileOutbox(t, dir)
	if b.size > before/3 {
		t.Errorf("%d bytes of %d are left", b.size, before)
	}
	for i, kept := range map[int]bool{0: false, keepRaws - 1: false, keepRaws: true, 2*keepRaws - 1: true} {
		if o, ok := b.Find(fmt.Sprint("key/", i)); !ok || o.End == nil || (len(o.Raws) == 1) != kept {
			t.Errorf("transaction %d: %v, %d forms, want it there, with its form: %v", i, ok, len(o.Raws), kept)
		}
	}
}

func FuzzReadRecords(f *testing.F) {
	var good []byte
	for _, r := range []record{
		{Head: &head{1, someone, 3}}, {Begin: &Outgoing{ID: 3, Nonce: 1, Key: "k", Raws: [][]byte{{1}}}}, {Replace: &replaced{3, []byte{2}}}, {End: &ended{3, Ending{Fate: FateDone}}},
	} {
		l, err := line(r)
		if err != nil {
			f.Fatal(err)
		}
		good = append(good, l...)
	}
	f.Add(good)
	f.Add(good[:len(good)-5])
	f.Add([]byte("00000000 {}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		records, err := readRecords(raw)
		if err != nil {
			if !errors.Is(err, ErrOutbox) {
				t.Fatal(err)
			}
			return
		}
		s := newShelf()
		for _, r := range records {
			if r.Head == nil && s.check(r) == nil {
				s.apply(r)
			}
		}
		for _, o := range s.opened() {
			if len(o.Raws) == 0 || o.End != nil {
				t.Fatalf("open: %+v", o)
			}
		}
	})
}

// BenchmarkOutbox measures one transaction's stay in an outbox: begin and end.
func BenchmarkOutbox(b *testing.B) {
	box := fileOutbox(b, b.TempDir())
	raw := bytes.Repeat([]byte{7}, 500)
	for i := 0; b.Loop(); i++ {
		raw[0], raw[1], raw[2] = byte(i), byte(i>>8), byte(i>>16)
		id, err := box.Begin(Outgoing{Nonce: uint64(i), Key: fmt.Sprint("key/", i), Raws: [][]byte{raw}})
		if err == nil {
			err = box.End(id, done(raw))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
