package chain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"github.com/stintdao/stint/datatoken"
)

// ErrOutboxBusy reports an outbox that another process, or another part of this one, has open.
var ErrOutboxBusy = errors.New("outbox is in use")

// Account is one account on one chain, which is told from others of the same number by its first block.
type Account struct {
	Chain   uint64            `json:"chain"`
	Genesis datatoken.Hash    `json:"genesis"`
	Address datatoken.Address `json:"address"`
}

// account asks the node which account of which chain an address is.
func (c *Client) account(ctx context.Context, a datatoken.Address) (Account, error) {
	h, err := c.eth.HeaderByNumber(ctx, new(big.Int))
	if err != nil {
		return Account{}, fmt.Errorf("read first block: %w", err)
	}
	return Account{c.id.Uint64(), datatoken.Hash(h.Hash()), a}, nil
}

// FileOutbox is an Outbox in a directory. What Begin and Replace were told is on the disk when they return: it survives the death of the process at any moment,
// and of the machine as far as its disk keeps its word. It needs a local file system that honours fsync, rename and flock. It holds no key, but who can write
// in it can have anything re-sent that the key once signed, and who can read it sees the transactions before they are public.
//
// A record that was being written when the process died is dropped: nobody was told that it was there. Anything else that does not add up is ErrOutbox, and is
// left as it is.
type FileOutbox struct {
	account Account
	dir     string
	lock    *os.File

	mu      sync.Mutex
	s       shelf
	f       *os.File // nil once closed
	size    int64    // bytes in f
	compact int64    // size at which f is written anew
	broken  error    // why nothing can be written any more
}

const (
	outboxFile = "outbox"
	// slack is how much an outbox grows beyond twice of what it holds before it is written anew.
	slack = 4 << 20
	// maxRecord is the most bytes of a record: of a transaction with all its forms.
	maxRecord = 16 << 20
)

// record is one line of the file: its CRC-32C in 8 hexadecimal digits, a space, and this in JSON. Exactly one part is there.
type record struct {
	Head    *head     `json:"head,omitempty"`
	Begin   *Outgoing `json:"begin,omitempty"`
	Replace *replaced `json:"replace,omitempty"`
	End     *ended    `json:"end,omitempty"`
}

type head struct {
	Version int     `json:"version"`
	Account Account `json:"account"`
	Next    uint64  `json:"next"` // ID
}

type replaced struct {
	ID  uint64 `json:"id"`
	Raw []byte `json:"raw"`
}

type ended struct {
	ID  uint64 `json:"id"`
	End Ending `json:"end"`
}

// OpenOutbox opens the outbox of an account in a directory, or makes one there. It returns ErrOutboxBusy when it is open already, and ErrOutbox when it is another
// account's, another chain's, or damaged.
func OpenOutbox(ctx context.Context, dir string, c *Client, account datatoken.Address) (*FileOutbox, error) {
	a, err := c.account(ctx, account)
	if err == nil {
		var b *FileOutbox
		if b, err = openOutbox(dir, a); err == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("open outbox in %s: %w", dir, err)
}

func openOutbox(dir string, a Account) (*FileOutbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	b := &FileOutbox{account: a, dir: dir, lock: lock, s: newShelf()}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrOutboxBusy
	}
	if err == nil {
		err = b.load()
	}
	if err == nil {
		err = b.rewrite() // drops what a crash left half written, and what nobody needs any more
	}
	if err != nil {
		lock.Close()
		return nil, err
	}
	return b, nil
}

// load reads the file, if there is one.
func (b *FileOutbox) load() error {
	raw, err := os.ReadFile(filepath.Join(b.dir, outboxFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	records, err := readRecords(raw)
	if err != nil {
		return err
	}
	// The file begins its life, by a rename, with its head.
	if len(records) == 0 || records[0].Head == nil {
		return fmt.Errorf("it does not begin with a head: %w", ErrOutbox)
	}
	if h := records[0].Head; h.Version != 1 || h.Account != b.account {
		return fmt.Errorf("it is of account %s on chain %d that begins with block %s, in version %d: %w",
			h.Account.Address, h.Account.Chain, h.Account.Genesis, h.Version, ErrOutbox)
	}
	b.s.next = records[0].Head.Next
	for _, r := range records[1:] {
		if err := b.s.check(r); err != nil {
			return err
		}
		b.s.apply(r)
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// line writes a record as it is in the file.
func line(r record) ([]byte, error) {
	j, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	if len(j) > maxRecord {
		return nil, fmt.Errorf("a record of %d bytes: %w", len(j), ErrOutbox)
	}
	return fmt.Appendf(make([]byte, 0, len(j)+10), "%08x %s\n", crc32.Checksum(j, castagnoli), j), nil
}

// readRecords reads the file's records. A last one that is cut off, or whose checksum does not hold, was never finished and is left out; an earlier one is ErrOutbox.
func readRecords(raw []byte) ([]record, error) {
	var out []record
	for n := 1; len(raw) > 0; n++ {
		text, rest, whole := bytes.Cut(raw, []byte("\n"))
		r, ok := readRecord(text)
		if !ok || !whole {
			if whole && holdsRecord(rest) {
				return nil, fmt.Errorf("record %d is damaged: %w", n, ErrOutbox)
			}
			break
		}
		out, raw = append(out, r), rest
	}
	return out, nil
}

// holdsRecord reports whether a whole record follows somewhere.
func holdsRecord(raw []byte) bool {
	for text := range bytes.Lines(raw) {
		if _, ok := readRecord(bytes.TrimSuffix(text, []byte("\n"))); ok && bytes.HasSuffix(text, []byte("\n")) {
			return true
		}
	}
	return false
}

func readRecord(text []byte) (r record, ok bool) {
	if len(text) < 10 || len(text) > maxRecord+9 || text[8] != ' ' {
		return r, false
	}
	j := text[9:]
	if string(text[:8]) != fmt.Sprintf("%08x", crc32.Checksum(j, castagnoli)) || json.Unmarshal(j, &r) != nil {
		return r, false
	}
	parts := 0
	for _, there := range []bool{r.Head != nil, r.Begin != nil, r.Replace != nil, r.End != nil} {
		if there {
			parts++
		}
	}
	return r, parts == 1
}

// rewrite puts a file in the place of the old one that says the same in as few words as possible.
func (b *FileOutbox) rewrite() error {
	var out bytes.Buffer
	add := func(r record) error {
		l, err := line(r)
		out.Write(l)
		return err
	}
	if err := add(record{Head: &head{1, b.account, b.s.next}}); err != nil {
		return err
	}
	list := map[uint64]*Outgoing{}
	for _, o := range b.s.keys {
		list[o.ID] = o
	}
	for id, o := range b.s.open {
		list[id] = o
	}
	ids := make([]uint64, 0, len(list))
	for id := range list {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := add(record{Begin: list[id]}); err != nil {
			return err
		}
	}
	tmp, err := os.CreateTemp(b.dir, ".outbox-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails once it is renamed
	_, err = tmp.Write(out.Bytes())
	if err == nil {
		err = tmp.Sync()
	}
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(b.dir, outboxFile))
	}
	if err == nil {
		err = syncDir(b.dir)
	}
	if err != nil {
		tmp.Close()
		return err
	}
	if b.f != nil {
		b.f.Close()
	}
	b.f, b.size = tmp, int64(out.Len())
	b.compact = 2*b.size + slack
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// do writes a record and then does what it says. After a write that failed nobody knows what is on the disk: only opening it anew finds out.
func (b *FileOutbox) do(r record, sync bool) error {
	if b.f == nil {
		return fmt.Errorf("it is closed: %w", ErrOutbox)
	}
	if b.broken != nil {
		return b.broken
	}
	if err := b.s.check(r); err != nil {
		return err
	}
	l, err := line(r)
	if err != nil {
		return err
	}
	if b.size > b.compact {
		err = b.rewrite()
	}
	if err == nil {
		_, err = b.f.Write(l)
	}
	if err == nil && sync {
		err = b.f.Sync()
	}
	if err != nil {
		b.broken = fmt.Errorf("an earlier record could not be written, open it anew: %w: %w", ErrOutbox, err)
		return err
	}
	b.size += int64(len(l))
	b.s.apply(r)
	return nil
}

// Begin is Outbox.Begin; it survives a crash.
func (b *FileOutbox) Begin(o Outgoing) (uint64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o.ID, o.End = b.s.next, nil
	if err := b.do(record{Begin: &o}, true); err != nil {
		return 0, fmt.Errorf("keep transaction with nonce %d: %w", o.Nonce, err)
	}
	return o.ID, nil
}

// Replace is Outbox.Replace; it survives a crash.
func (b *FileOutbox) Replace(id uint64, raw []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.do(record{Replace: &replaced{id, raw}}, true); err != nil {
		return fmt.Errorf("keep transaction %d: %w", id, err)
	}
	return nil
}

// End is Outbox.End; of FateVoid it survives a crash.
func (b *FileOutbox) End(id uint64, e Ending) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	// What was reported not to have happened must not come back; the rest can be found out again.
	if err := b.do(record{End: &ended{id, e}}, e.Fate == FateVoid); err != nil {
		return fmt.Errorf("keep end of transaction %d: %w", id, err)
	}
	return nil
}

// Open is Outbox.Open.
func (b *FileOutbox) Open() []Outgoing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s.opened()
}

// Find is Outbox.Find.
func (b *FileOutbox) Find(key string) (Outgoing, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.s.find(key)
}

// Close ends its use. Closing twice is fine.
func (b *FileOutbox) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.f == nil {
		return nil
	}
	err := errors.Join(b.f.Sync(), b.f.Close(), b.lock.Close())
	b.f = nil
	if err != nil {
		return fmt.Errorf("close outbox in %s: %w", b.dir, err)
	}
	return nil
}
