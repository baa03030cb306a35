package enclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/pack"
)

// stage holds the ciphertexts of a run, so that no round depends on a network, and the keys to them once they are released. The
// file has no name and nothing in it is readable without the keys, which are in memory only.
type stage struct {
	file         *os.File
	contributors []contributor // in the order in which they first appear in the run
	tar          bool          // shards are archives, not lines
}

// contributor is the privacy unit: everything one member put into the dataset.
type contributor struct {
	member datatoken.Address
	shards []staged
	size   int64 // bound on the plain bytes
}

type staged struct {
	c2d.Shard
	at   int64 // in the file
	key  storage.Key
	void bool // its contributor wrapped no key to us that opens it
}

// newStage fetches and verifies every ciphertext of the run.
func newStage(ctx context.Context, c Config, shards []c2d.Shard) (*stage, error) {
	f, err := os.CreateTemp(c.Scratch, "stint-sealed-")
	if err != nil {
		return nil, fmt.Errorf("stage ciphertexts: %w", err)
	}
	s := &stage{file: f}
	if err := os.Remove(f.Name()); err != nil {
		s.close()
		return nil, fmt.Errorf("stage ciphertexts: %w", err)
	}
	index := map[datatoken.Address]int{}
	at := int64(0)
	for _, shard := range shards {
		i, ok := index[shard.Member]
		if !ok {
			i = len(s.contributors)
			index[shard.Member] = i
			s.contributors = append(s.contributors, contributor{member: shard.Member})
		}
		who := &s.contributors[i]
		who.shards = append(who.shards, staged{Shard: shard, at: at})
		who.size += shard.Contribution.Shard.Size + 1
		at += shard.Contribution.Shard.Size
		if who.size > cell.MaxPayload-1024 {
			s.close()
			return nil, unreadable("contributor %s has more than a gibibyte of data", who.member)
		}
	}
	if err := s.fetchAll(ctx, c.Vault); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stage) close() {
	for i := range s.contributors {
		for k := range s.contributors[i].shards {
			s.contributors[i].shards[k].key = storage.Key{}
		}
	}
	s.file.Close()
}

// How many shards are fetched at once, and how many pieces of each: sixteen mebibytes on their way.
const shardsAtOnce, piecesAtOnce = 4, 4

// fetchAll fetches every shard to its place in the file.
func (s *stage) fetchAll(ctx context.Context, vault c2d.Vault) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(shardsAtOnce)
	for _, who := range s.contributors {
		for _, shard := range who.shards {
			g.Go(func() error { return s.fetch(ctx, vault, shard) })
		}
	}
	return g.Wait()
}

func (s *stage) fetch(ctx context.Context, vault c2d.Vault, shard staged) error {
	if ctx.Err() != nil {
		return ctx.Err() // nobody waits for the others any more
	}
	ref := shard.Contribution.Shard
	obj, err := vault.Open(ctx, ref)
	if err == nil {
		defer obj.Close()
		err = storage.Copy(ctx, io.NewOffsetWriter(s.file, shard.at), obj, piecesAtOnce)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return unreadable("shard %s cannot be fetched: %v", ref, err)
	}
	return nil
}

// unlock gets every key and checks it against the contributor's commitment. The wall must have been proven before. A shard whose
// contributor gave a wrong key counts as nothing: one contributor cannot stop everybody's jobs. It returns DataUnavailable when no shard
// has a key that is right.
func (s *stage) unlock(ctx context.Context, keys Keys) error {
	readable := false
	for i := range s.contributors {
		for k := range s.contributors[i].shards {
			sh := &s.contributors[i].shards[k]
			key, err := keys.Unwrap(ctx, sh.Shard)
			if err == nil {
				err = key.CheckCommit(sh.Contribution.Shard, sh.Commit)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil && !errors.Is(err, storage.ErrKey) {
				return fmt.Errorf("get the key to shard %s: %w", sh.Contribution.Shard, err) // a refusal stays one; anything else can be tried again
			}
			sh.key, sh.void = key, err != nil
			readable = readable || !sh.void
		}
	}
	if !readable {
		return unreadable("no shard of the dataset opens with this provider's key")
	}
	return nil
}

// open returns contributor k's plain records: all the shards of one member, one after the other, each ended by a line end; or, of
// archives, as one archive, for which every one but the last loses the mark of its end. The caller clears them. Nothing is left of a
// contributor whose shards are all left out.
func (s *stage) open(k int) ([]byte, error) {
	who := s.contributors[k]
	plain := make([]byte, 0, who.size)
	at := 0 // where the last archive begins
	for _, sh := range who.shards {
		n := len(plain)
		more, err := s.appendShard(plain, sh)
		if err != nil {
			clear(plain)
			return nil, err
		}
		switch plain = more; {
		case len(plain) == n: // left out
		case s.tar:
			at += pack.End(plain[at:n])
			plain = slices.Delete(plain, at, n)
		case len(who.shards) > 1 && plain[len(plain)-1] != '\n':
			plain = append(plain, '\n')
		}
	}
	return plain, nil
}

// appendShard puts a shard's plain records behind plain, which has room for them. The caller clears them; where there is an error they are cleared. A
// shard that is sealed wrongly, although its ciphertext is what its address says, is left out: that is its contributor's doing.
func (s *stage) appendShard(plain []byte, sh staged) ([]byte, error) {
	if sh.void {
		return plain, nil
	}
	ref, n := sh.Contribution.Shard, len(plain)
	r, err := storage.OpenSealed(io.NewSectionReader(s.file, sh.at, ref.Size), sh.key, c2d.ShardInfo(sh.Dataset, sh.Member))
	if err == nil {
		plain = plain[:n+int(r.Size())]
		var got int
		if got, err = r.ReadAt(plain[n:], 0); got == int(r.Size()) {
			err = nil // io.EOF at the end is no failure
		}
	}
	if err == nil {
		return plain, nil
	}
	clear(plain[n:])
	if errors.Is(err, storage.ErrKey) || errors.Is(err, storage.ErrCorrupt) {
		return plain[:n], nil
	}
	return nil, unreadable("shard %s cannot be opened: %v", ref, err)
}
