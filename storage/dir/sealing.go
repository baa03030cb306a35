package dir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/stintdao/stint/storage"
)

// The file of a sealing is sealingHead bytes: magic, boot id, key, randomness, upload id, and SHA2-256 of all these; then the SHA2-256 of every
// sealed segment at its index, zeros where it is not known. A digest never crosses a page, so that it is there whole or not at all.
const (
	sealingMagic = "stint sealing 1\n"
	bootSize     = 36
	idSize       = 16
	sealingUsed  = len(sealingMagic) + bootSize + 32 + storage.SealRandom + idSize
	sealingHead  = 192

	maxSegments = storage.MaxSize / storage.LeafSize
)

// ErrBusy reports a sealing that another process is at.
var ErrBusy = errors.New("another process is at it")

// Sealing is the memory of sealing one object, in a file: the key, the bytes that Seal draws, and the digest of every segment that may have left.
// A sealing that was killed goes on with it under the same key, so that a store can tell what it has already; and no two different
// plain texts are ever sealed under one nonce: where the plain bytes have changed, Config's Sealed says so before a byte leaves.
//
// The file is written without waiting for the disk: what was written survives the process, not the machine. So a file from before the machine
// started, or a damaged one, is not gone on with: there is a new key then, and a new ID. The file has the key in it, readable by its
// owner alone; Forget it when the object is stored and the key is wrapped.
//
// What it does not protect against: a file or a machine that is put back to an earlier state while it runs, by a snapshot or a backup, forgets
// what left since, and so does a disk that loses what was written without an error; and whoever reads the file can open the object.
type Sealing struct {
	key    storage.Key
	random [storage.SealRandom]byte
	id     string

	mu    sync.Mutex
	file  *os.File // locked
	known [][32]byte
	fault error // of the file: nothing can be remembered any more
}

// Format keeps the key out of everything that is printed.
func (*Sealing) Format(f fmt.State, _ rune) { io.WriteString(f, "[sealing]") }

// OpenSealing goes on with the sealing at path, or begins one there, with a key and an ID drawn of random. The error is ErrBusy while another
// process has it.
func OpenSealing(path string, random io.Reader) (*Sealing, error) {
	f, err := lock(path, os.O_CREATE)
	if err != nil {
		return nil, fmt.Errorf("open sealing: %w", err)
	}
	s := &Sealing{file: f}
	ok, err := s.load()
	if err == nil && !ok {
		err = s.begin(random)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open sealing: %w", err)
	}
	return s, nil
}

// lock opens the file at path for this process alone.
func lock(path string, flags int) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, flags|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				err = ErrBusy
			}
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, err
		}
		if info.Sys().(*syscall.Stat_t).Nlink > 0 {
			return f, nil
		}
		f.Close() // forgotten between its opening and the lock: again
	}
}

// boot is what tells this run of the machine from others; it is empty where the kernel does not say.
func boot() []byte {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if b = bytes.TrimSpace(b); err != nil || len(b) != bootSize {
		return nil
	}
	return b
}

// load reads the file. It returns false for one that cannot be gone on with.
func (s *Sealing) load() (bool, error) {
	b, err := io.ReadAll(io.LimitReader(s.file, sealingHead+32*maxSegments+1))
	if err != nil {
		return false, err
	}
	if len(b) < sealingHead || len(b)%32 != 0 || len(b) > sealingHead+32*maxSegments {
		return false, nil
	}
	sum := sha256.Sum256(b[:sealingUsed])
	now := boot()
	head, ok := bytes.CutPrefix(b[:sealingUsed], []byte(sealingMagic))
	if !ok || !bytes.Equal(sum[:], b[sealingUsed:][:32]) || now == nil || !bytes.Equal(head[:bootSize], now) {
		return false, nil
	}
	if err := s.take(bytes.NewReader(head[bootSize:])); err != nil {
		return false, err
	}
	for b = b[sealingHead:]; len(b) > 0; b = b[32:] {
		s.known = append(s.known, [32]byte(b))
	}
	return true, nil
}

// take reads key, randomness and ID.
func (s *Sealing) take(r io.Reader) (err error) {
	if s.key, err = storage.NewKey(r); err != nil {
		return err
	}
	var id [idSize]byte
	if _, err = io.ReadFull(r, s.random[:]); err == nil {
		_, err = io.ReadFull(r, id[:])
	}
	s.id = hex.EncodeToString(id[:])
	return err
}

// begin draws everything new.
func (s *Sealing) begin(random io.Reader) error {
	if err := s.file.Truncate(0); err != nil {
		return err
	}
	if err := s.file.Chmod(0o600); err != nil {
		return err
	}
	b := append(make([]byte, 0, sealingHead), sealingMagic...)
	if b = append(b, boot()...); len(b) < len(sealingMagic)+bootSize {
		b = append(b, make([]byte, bootSize)...) // what no kernel says: never gone on with
	}
	secret := len(b)
	b = b[:sealingUsed]
	defer clear(b)
	if _, err := io.ReadFull(random, b[secret:]); err != nil {
		return err
	}
	if err := s.take(bytes.NewReader(b[secret:])); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	b = append(b, sum[:]...)
	_, err := s.file.WriteAt(b[:sealingHead], 0)
	return err
}

// Config is how to seal the object, bound to aad. It may be used again, as long as the object is the same.
func (s *Sealing) Config(aad []byte) storage.SealConfig {
	return storage.SealConfig{Key: s.key, AAD: aad, Rand: bytes.NewReader(s.random[:]), Sealed: s.sealed}
}

// sealed remembers a segment before it leaves, or returns storage.ErrChanged if another one may have left in its place.
func (s *Sealing) sealed(i int, digest [32]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.fault != nil:
		return s.fault
	case i < 0 || i >= maxSegments:
		return fmt.Errorf("remember segment %d: %w", i, storage.ErrRef)
	case i < len(s.known) && s.known[i] == digest:
		return nil
	case i < len(s.known) && s.known[i] != [32]byte{}:
		return storage.ErrChanged
	}
	if _, err := s.file.WriteAt(digest[:], sealingHead+32*int64(i)); err != nil {
		s.fault = fmt.Errorf("remember segment %d: %w", i, err)
		return s.fault
	}
	for len(s.known) <= i {
		s.known = append(s.known, [32]byte{})
	}
	s.known[i] = digest
	return nil
}

// ID names this attempt, for stores that keep the parts of an upload that was cut off: 32 hexadecimal digits, as long-lived as the key.
func (s *Sealing) ID() string { return s.id }

// Known is how many segments may have left, before the sealing was opened and since.
func (s *Sealing) Known() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, d := range s.known {
		if d != [32]byte{} {
			n++
		}
	}
	return n
}

// Forget removes the file: the object is stored, or will be sealed with another key. Whatever still seals with Config fails.
func (s *Sealing) Forget() error { return s.end(func() error { return os.Remove(s.file.Name()) }) }

// Close keeps the file, for another process to go on.
func (s *Sealing) Close() error { return s.end(func() error { return nil }) }

func (s *Sealing) end(last func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	err := errors.Join(last(), s.file.Close())
	s.file, s.key, s.random, s.fault = nil, storage.Key{}, [storage.SealRandom]byte{}, fs.ErrClosed
	if err != nil {
		return fmt.Errorf("close sealing: %w", err)
	}
	return nil
}

// SweepSealings removes the sealings whose paths match a pattern of filepath.Glob and that nobody can go on with: those from before the
// machine started, and damaged ones.
func SweepSealings(pattern string) error {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return fmt.Errorf("sweep sealings: %w", err)
	}
	for _, path := range paths {
		f, err := lock(path, 0)
		if errors.Is(err, ErrBusy) || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("sweep sealings: %w", err)
		}
		s := Sealing{file: f}
		ok, err := s.load()
		if err == nil && !ok {
			err = s.Forget()
		}
		if err = errors.Join(err, s.Close()); err != nil {
			return fmt.Errorf("sweep sealings: %w", err)
		}
	}
	return nil
}
