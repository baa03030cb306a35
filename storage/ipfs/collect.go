package ipfs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
)

// Collect removes the objects that keep does not keep, and the archives, which have no Ref to ask keep about, except what was last put at
// or after before, and everything held below a pin. It returns what it has removed, and how many bytes that were.
//
// keep must know every object that anything live names: all shards and manifests of all datasets, results that may still be asked for, and
// what jobs under way are reading. An object that is put and not yet named anywhere is what before is for: choose it longer ago than that
// ever takes. A file that had another length than its object when the node was opened is asked about as an object of that length, or
// stays if there can be none. A block that is also in a file that stays can still be had from there. Nothing is removed that was put or pinned
// meanwhile; when keep returns an error, ctx ends or a block below a pin cannot be read, nothing more is. A crash leaves every file
// whole or removed. Objects that are open stay readable. Two collections do not run at once.
func (n *Node) Collect(ctx context.Context, keep func(storage.Ref) (bool, error), before time.Time) (removed []Stored, bytes int64, err error) {
	n.collect.Lock()
	defer n.collect.Unlock()
	defer n.purge()
	if err := n.sweep(ctx, keep, before, func(s Stored) { removed, bytes = append(removed, s), bytes+s.Size }); err != nil {
		return removed, bytes, fmt.Errorf("collect garbage: %w", err)
	}
	return removed, bytes, nil
}

func (n *Node) sweep(ctx context.Context, keep func(storage.Ref) (bool, error), before time.Time, removed func(Stored)) error {
	if n.closed.Load() {
		return fs.ErrClosed
	}
	var pinned map[*file]bool
	looked := -1 // at the pins, when they had been changed that many times
	look := func() error {
		set, many := n.pinState()
		if many == looked {
			return nil
		}
		var err error
		if pinned, err = n.pinned(ctx, set); err == nil {
			looked = many
		}
		return err
	}
	dirty := map[string]bool{} // directories
	defer func() {
		for path := range dirty {
			dir.SyncDir(path) // if it fails, what was removed may be back after a crash: nobody is harmed
		}
	}()
	for _, f := range n.list() {
		if err := ctx.Err(); err != nil {
			return err
		}
		n.mu.RLock()
		puts := f.puts
		n.mu.RUnlock()
		if err := look(); err != nil {
			return err
		}
		if pinned[f] {
			continue
		}
		if f.ref != (storage.Ref{}) {
			if f.ref.Check() != nil {
				continue // damaged, and nobody can be asked about it
			}
			if kept, err := keep(f.ref); err != nil {
				return fmt.Errorf("ask whether to keep %s: %w", f.ref, err)
			} else if kept {
				continue
			}
		}
		size, gone, err := n.removeFile(ctx, f, puts, before, func() (bool, error) { err := look(); return pinned[f], err })
		if err != nil {
			return err
		}
		if gone {
			dirty[filepath.Dir(n.path(f.name))] = true
			removed(f.stored(size))
		}
	}
	return nil
}

// removeFile removes a file, unless it was put since it was looked at, or at before or later, or is pinned by now.
func (n *Node) removeFile(ctx context.Context, f *file, puts int, before time.Time, pinned func() (bool, error)) (size int64, gone bool, err error) {
	n.commit.Lock()
	defer n.commit.Unlock()
	if err := ctx.Err(); err != nil {
		return 0, false, err
	}
	info, err := os.Stat(n.path(f.name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, false, err
	}
	if err == nil && !info.ModTime().Before(before) || f.puts != puts {
		return 0, false, nil
	}
	if is, err := pinned(); is || err != nil {
		return 0, false, err
	}
	if err == nil {
		size = info.Size()
	}
	if f.ref != (storage.Ref{}) {
		err = n.objects.Remove(f.ref)
	} else if err = os.Remove(n.path(f.name)); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return 0, false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	f.gone = true
	delete(n.files, f.name)
	return size, true, nil
}

func (n *Node) pinState() (map[string]string, int) {
	n.pins.mu.Lock()
	defer n.pins.mu.Unlock()
	return n.pins.set, n.pins.many
}

// list returns all files, in the order of their names.
func (n *Node) list() []*file {
	n.mu.RLock()
	defer n.mu.RUnlock()
	all := make([]*file, 0, len(n.files))
	for _, f := range n.files {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *file) int { return strings.Compare(a.name, b.name) })
	return all
}

// pinned returns the files that have to stay for all that is held below the pins.
func (n *Node) pinned(ctx context.Context, set map[string]string) (map[*file]bool, error) {
	stay := map[*file]bool{}
	n.mu.RLock()
	for _, f := range n.files {
		if _, ok := set[f.ref.CID]; ok {
			stay[f] = true
		}
	}
	n.mu.RUnlock()
	for text := range set {
		root, err := cid.Decode(text)
		if err != nil {
			return nil, fmt.Errorf("pin %q: %w", text, err)
		}
		err = walk(ctx, root, func(c cid.Cid) ([]cid.Cid, error) {
			if _, ok := inlined(c); !ok {
				digest, _ := digestOf(c)
				places := n.lookup(digest)
				if len(places) == 0 {
					return nil, nil // there is no more of it
				}
				// Any one of them will do: one that stays already, if there is.
				best := places[max(0, slices.IndexFunc(places, func(p place) bool { return stay[p.in] }))]
				stay[best.in] = true
				if best.in.ref.CID == c.String() || !hasLinks(c.Type()) {
					return nil, nil // an object's file has all of it
				}
			}
			b, err := n.Blocks().Get(ctx, c)
			if ipld.IsNotFound(err) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			links, err := linksOf(c.Type(), b.RawData())
			if err != nil {
				return nil, nil // nobody can tell of anything below it
			}
			return links, nil
		})
		if err != nil {
			return nil, fmt.Errorf("pin %s: %w", text, err)
		}
	}
	return stay, nil
}
