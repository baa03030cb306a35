package local

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

var (
	jobsBucket     = []byte("jobs")     // job → JSON
	datasetsBucket = []byte("datasets") // dataset → JSON
	runsBucket     = []byte("runs")     // job → JSON of what was started
	roundsBucket   = []byte("rounds")   // job → bucket of startedKey, and per round its stored output and the output's digest
	inboxBucket    = []byte("inbox")    // dataset → bucket of CID → JSON of a contribution that waits for its curator
	startedKey     = []byte("started")
)

// ErrLocked reports that another node has the directory open.
var ErrLocked = errors.New("another node is using this directory")

// Disk is the one file in which a node keeps what must survive it. It is the Journal, the Catalogue, the inbox of contributions and, by
// Rounds, the memory of the conductor. Every write is one transaction, durable when it returns.
type Disk struct{ db *bbolt.DB }

// OpenDisk opens or creates the file. It returns ErrLocked when another process has it.
func OpenDisk(path string) (*Disk, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		if errors.Is(err, bolterrors.ErrTimeout) {
			return nil, fmt.Errorf("open %s: %w", path, ErrLocked)
		}
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{jobsBucket, datasetsBucket, runsBucket, roundsBucket, inboxBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare %s: %w", path, err), db.Close())
	}
	return &Disk{db}, nil
}

// Close releases the file.
func (d *Disk) Close() error { return d.db.Close() }

// Load returns a job, or c2d.ErrNoJob.
func (d *Disk) Load(_ context.Context, id datatoken.Hash) (j c2d.Job, err error) {
	err = d.db.View(func(tx *bbolt.Tx) error {
		return read(tx.Bucket(jobsBucket), id[:], &j, c2d.ErrNoJob)
	})
	return j, err
}

// Save writes a job if nobody wrote it since it was read, or returns c2d.ErrStale.
func (d *Disk) Save(_ context.Context, j c2d.Job) (c2d.Job, error) {
	err := d.db.Update(func(tx *bbolt.Tx) error {
		var old c2d.Job
		if err := read(tx.Bucket(jobsBucket), j.ID[:], &old, nil); err != nil {
			return err
		}
		if old.Revision != j.Revision {
			return c2d.ErrStale
		}
		j.Revision++
		return write(tx.Bucket(jobsBucket), j.ID[:], j)
	})
	if err != nil {
		return c2d.Job{}, err
	}
	return j, nil
}

// List returns all jobs, oldest first.
func (d *Disk) List(context.Context) ([]c2d.Job, error) {
	jobs, err := all[c2d.Job](d.db, jobsBucket)
	slices.SortFunc(jobs, func(a, b c2d.Job) int {
		return cmp.Or(a.Created.Compare(b.Created), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return jobs, err
}

// Datasets is the disk as a c2d.Catalogue.
func (d *Disk) Datasets() Datasets { return Datasets{d.db} }

// Datasets keeps what is known of datasets.
type Datasets struct{ db *bbolt.DB }

// Get returns a dataset, or c2d.ErrNoDataset.
func (c Datasets) Get(_ context.Context, id datatoken.Address) (s c2d.Dataset, err error) {
	err = c.db.View(func(tx *bbolt.Tx) error {
		return read(tx.Bucket(datasetsBucket), id[:], &s, c2d.ErrNoDataset)
	})
	return s, err
}

// Put writes a dataset.
func (c Datasets) Put(_ context.Context, s c2d.Dataset) error {
	return c.db.Update(func(tx *bbolt.Tx) error { return write(tx.Bucket(datasetsBucket), s.ID[:], s) })
}

// List returns all datasets, by ID.
func (c Datasets) List(context.Context) ([]c2d.Dataset, error) {
	return all[c2d.Dataset](c.db, datasetsBucket)
}

// Rounds is the conductor's durable memory: which rounds began, and what those that ended gave.
func (d *Disk) Rounds() Rounds { return Rounds{d.db} }

// Rounds keeps rounds of runs.
type Rounds struct{ db *bbolt.DB }

// ErrRound reports a round out of order, or a stored output that would change.
var ErrRound = errors.New("round out of order")

func roundKey(n int) []byte  { return binary.BigEndian.AppendUint32([]byte("r"), uint32(n)) }
func digestKey(n int) []byte { return binary.BigEndian.AppendUint32([]byte("d"), uint32(n)) }

// Begin records, durably, that a round's data is about to be read. Beginning the round again that was begun last changes nothing.
func (r Rounds) Begin(_ context.Context, job datatoken.Hash, round int) error {
	return r.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.Bucket(roundsBucket).CreateBucketIfNotExists(job[:])
		if err != nil {
			return err
		}
		started := int(count(b))
		if round == started-1 && b.Get(roundKey(round)) == nil {
			return nil // begun before a crash, and never ended
		}
		if round != started {
			return fmt.Errorf("begin round %d after %d: %w", round, started, ErrRound)
		}
		return b.Put(startedKey, binary.BigEndian.AppendUint32(nil, uint32(round+1)))
	})
}

// Finish stores what a begun round gave. What is stored never changes: other bytes for the same round are refused.
func (r Rounds) Finish(_ context.Context, job datatoken.Hash, round int, output []byte) error {
	return r.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(roundsBucket).Bucket(job[:])
		if b == nil || round != int(count(b))-1 {
			return fmt.Errorf("finish round %d: %w", round, ErrRound)
		}
		if old := b.Get(roundKey(round)); old != nil && !bytes.Equal(old, output) {
			return fmt.Errorf("finish round %d again: %w", round, ErrRound)
		}
		digest := sha256.Sum256(output)
		if err := b.Put(digestKey(round), digest[:]); err != nil {
			return err
		}
		return b.Put(roundKey(round), output)
	})
}

// Load returns how many rounds of a job began and ended, and the output of the last that ended.
func (r Rounds) Load(_ context.Context, job datatoken.Hash) (started, done int, last []byte, err error) {
	err = r.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(roundsBucket).Bucket(job[:])
		if b == nil {
			return nil
		}
		if started = int(count(b)); started == 0 {
			return nil
		}
		done = started
		if b.Get(roundKey(started-1)) == nil {
			done--
		}
		if done > 0 {
			last = bytes.Clone(b.Get(roundKey(done - 1)))
		}
		return nil
	})
	return started, done, last, err
}

// digests returns the digest of what each finished round of a job gave.
func (r Rounds) digests(job datatoken.Hash) (out []datatoken.Hash, err error) {
	err = r.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(roundsBucket).Bucket(job[:])
		for n := 0; b != nil; n++ {
			d := b.Get(digestKey(n))
			if len(d) != len(datatoken.Hash{}) {
				return nil
			}
			out = append(out, datatoken.Hash(d))
		}
		return nil
	})
	return out, err
}

// putRun keeps what was started, so that it can be resumed and its outputs collected by another process.
func (d *Disk) putRun(r c2d.Run) error {
	return d.db.Update(func(tx *bbolt.Tx) error { return write(tx.Bucket(runsBucket), r.Job[:], r) })
}

// run returns what was started for a job, or c2d.ErrNoJob.
func (d *Disk) run(job datatoken.Hash) (r c2d.Run, err error) {
	err = d.db.View(func(tx *bbolt.Tx) error { return read(tx.Bucket(runsBucket), job[:], &r, c2d.ErrNoJob) })
	return r, err
}

func count(b *bbolt.Bucket) uint32 {
	if v := b.Get(startedKey); len(v) == 4 {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

// Inbox is where contributions wait for the dataset's curator.
func (d *Disk) Inbox() Inbox { return Inbox{d.db} }

// Inbox keeps contributions that nobody accepted yet.
type Inbox struct{ db *bbolt.DB }

// Add keeps contributions to a dataset; the same shard twice is one.
func (i Inbox) Add(_ context.Context, dataset datatoken.Address, list []c2d.Contribution) error {
	return i.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.Bucket(inboxBucket).CreateBucketIfNotExists(dataset[:])
		if err != nil {
			return err
		}
		for _, c := range list {
			if err := write(b, []byte(c.Shard.CID), c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Pending lists contributions that wait, by shard address.
func (i Inbox) Pending(_ context.Context, dataset datatoken.Address) (list []c2d.Contribution, err error) {
	err = i.db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(inboxBucket).Bucket(dataset[:]); b != nil {
			list, err = each[c2d.Contribution](b)
		}
		return err
	})
	return list, err
}

// Clear removes contributions, once they joined or were declined.
func (i Inbox) Clear(_ context.Context, dataset datatoken.Address, shards []storage.Ref) error {
	return i.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(inboxBucket).Bucket(dataset[:])
		if b == nil {
			return nil
		}
		for _, s := range shards {
			if err := b.Delete([]byte(s.CID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// read decodes the value at key into v; a missing one is the error given, or nothing.
func read(b *bbolt.Bucket, key []byte, v any, missing error) error {
	raw := b.Get(key)
	if raw == nil {
		return missing
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	return nil
}

func write(b *bbolt.Bucket, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	return b.Put(key, raw)
}

func all[T any](db *bbolt.DB, bucket []byte) (list []T, err error) {
	err = db.View(func(tx *bbolt.Tx) error {
		list, err = each[T](tx.Bucket(bucket))
		return err
	})
	return list, err
}

func each[T any](b *bbolt.Bucket) (list []T, err error) {
	err = b.ForEach(func(_, raw []byte) error {
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return fmt.Errorf("read record: %w", err)
		}
		list = append(list, v)
		return nil
	})
	return list, err
}
