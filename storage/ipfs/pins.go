package ipfs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"sync"
	"unicode/utf8"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

// pins are the roots that Collect spares, in a file: {"<cid>": "<name>"}.
type pins struct {
	mu   sync.Mutex
	set  map[string]string // never changed, only replaced
	many int               // how many times it was replaced
}

const pinsFile = "pins.json"

// loadPins reads the pins. A damaged file is an error: without it Collect would remove what is pinned.
func (n *Node) loadPins() error {
	b, err := os.ReadFile(n.path(pinsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, &n.pins.set)
	}
	if err != nil {
		return fmt.Errorf("read pins: %w", err)
	}
	return nil
}

// change replaces the pins, durably, with what edit makes of a copy, and returns how to put those before back.
func (n *Node) changePins(edit func(map[string]string)) (undo func() error, err error) {
	n.pins.mu.Lock()
	defer n.pins.mu.Unlock()
	if n.closed.Load() {
		return nil, fs.ErrClosed
	}
	before, now := n.pins.set, maps.Clone(n.pins.set)
	if now == nil {
		now = map[string]string{}
	}
	edit(now)
	undo = func() error {
		_, err := n.changePins(func(m map[string]string) {
			for c := range now {
				if _, was := before[c]; !was {
					delete(m, c)
				}
			}
		})
		return err
	}
	if maps.Equal(before, now) {
		return undo, nil
	}
	b, err := json.MarshalIndent(now, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := n.replace(pinsFile, b); err != nil {
		return nil, fmt.Errorf("write pins: %w", err)
	}
	n.pins.set = now
	n.pins.many++
	return undo, nil
}

// replace writes a small file durably, all of it or nothing.
func (n *Node) replace(name string, b []byte) error {
	f, err := os.CreateTemp(n.temp(), "file-*")
	if err != nil {
		return err
	}
	defer f.Close()
	defer os.Remove(f.Name()) // unless it has another name by then
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), n.path(name)); err != nil {
		return err
	}
	return dir.SyncDir(n.root)
}

// pinAll pins roots without a name, and leaves those alone that are pinned.
func (n *Node) pinAll(roots []string) (undo func() error, err error) {
	return n.changePins(func(m map[string]string) {
		for _, c := range roots {
			if _, pinned := m[c]; !pinned {
				m[c] = ""
			}
		}
	})
}

// Pin makes Collect spare everything that is held below a CID, however its blocks are spread over files. The name, up to 1024 bytes, is for
// people; pinning again replaces it. When Pin returns nil the pin is durable. The error is storage.ErrRef for what is no CID, and
// storage.ErrNotFound if the block is not held.
func (n *Node) Pin(c, name string) error {
	root, err := parseCID(c)
	if err == nil && (len(name) > 1024 || !utf8.ValidString(name)) {
		err = errors.New("a name is UTF-8 of at most 1024 bytes")
	}
	if err == nil {
		n.commit.RLock() // or Collect might be past looking at the pins
		defer n.commit.RUnlock()
		if _, _, err = (view{n}).find(root); err != nil {
			err = storage.ErrNotFound
		}
	}
	if err == nil {
		_, err = n.changePins(func(m map[string]string) { m[root.String()] = name })
	}
	if err != nil {
		return fmt.Errorf("pin %.100s: %w", c, err)
	}
	return nil
}

// Unpin takes a pin back, if there is one. What was below it stays until Collect.
func (n *Node) Unpin(c string) error {
	root, err := parseCID(c)
	if err == nil {
		_, err = n.changePins(func(m map[string]string) { delete(m, root.String()) })
	}
	if err != nil {
		return fmt.Errorf("unpin %.100s: %w", c, err)
	}
	return nil
}

// Pins returns the names of all pins by their CIDs.
func (n *Node) Pins() map[string]string {
	n.pins.mu.Lock()
	defer n.pins.mu.Unlock()
	return maps.Clone(n.pins.set)
}
