package index

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ethereum/go-ethereum/common"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// schema is the version of the tables below and of what is written into them.
	schema = 1
	// magic marks a database as an index (SQLite's application ID, bytes 68 to 71 of the file).
	magic = 0x73746e78
	// headerSize is of the header of an SQLite file.
	headerSize = 100
	// maxReaders bounds how many Snapshots are open at a time; more wait.
	maxReaders = 16
)

// A block has a row when it has logs, is one of the last, or ended a range. The two indexes of logs serve a first topic alone, a second or third
// topic alone, and both together; the order of their columns is what lets two serve all of these.
const tables = `
CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), schema INTEGER NOT NULL, chain TEXT NOT NULL, config BLOB NOT NULL) STRICT;
CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL) STRICT;
CREATE TABLE logs (
	block INTEGER NOT NULL, idx INTEGER NOT NULL, address BLOB NOT NULL, topic0 BLOB, topic1 BLOB, topic2 BLOB, topic3 BLOB,
	data BLOB NOT NULL, tx BLOB NOT NULL, txidx INTEGER NOT NULL, PRIMARY KEY (block, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX logs_by_topic1 ON logs (address, topic1, topic0);
CREATE INDEX logs_by_topic2 ON logs (address, topic0, topic2);
CREATE TABLE emitters (
	rule INTEGER NOT NULL, address BLOB NOT NULL, block INTEGER NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (address, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX emitters_by_block ON emitters (block);
`

// store is an index's file, locked.
type store struct {
	lock           *os.File
	write          *sql.DB // of one connection
	read           *sql.DB
	log, at, prune *sql.Stmt
}

// openStore opens the index file at path, or makes one. It throws away an index that is broken or not of this plan.
func openStore(path string, p *plan) (*store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// The lock is a file of its own: closing a file that SQLite has open would take SQLite's locks away.
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	s := &store{lock: lock}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		s.close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrBusy
		}
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := s.open(path, p); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *store) open(path string, p *plan) error {
	there, err := inspect(path)
	if err != nil {
		return err
	}
	if there {
		why, err := unfit(path, p)
		if err != nil {
			return err
		}
		if why != "" {
			p.Log.Warn("index is made again from nothing", "reason", why)
			if err := os.Remove(path); err != nil { // first: without it, nothing of the rest counts
				return err
			}
			there = false
		}
	}
	if !there {
		if err := create(path, p); err != nil {
			return fmt.Errorf("make index: %w", err)
		}
	}
	if s.write, err = sql.Open("sqlite", dsn(path, "journal_mode(WAL)", "synchronous(NORMAL)")+"&_txlock=immediate"); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dsn(path, "query_only(1)")); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(maxReaders)
	s.read.SetMaxIdleConns(maxReaders / 4)
	if s.log, err = s.write.Prepare("INSERT INTO logs VALUES (?,?,?,?,?,?,?,?,?,?)"); err != nil {
		return err
	}
	if s.at, err = s.write.Prepare("INSERT INTO blocks VALUES (?,?,?)"); err != nil {
		return err
	}
	s.prune, err = s.write.Prepare("DELETE FROM blocks WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM logs WHERE block = ?1)")
	return err
}

func (s *store) close() error {
	var errs []error
	for _, st := range []*sql.Stmt{s.log, s.at, s.prune} {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

func dsn(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "trusted_schema(0)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// inspect reports whether there is an index file at path, broken or not. It returns ErrForeign when there is something else.
func inspect(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return false, errors.Join(err, ErrForeign)
	}
	h := make([]byte, headerSize)
	n, err := io.ReadFull(f, h)
	if err == io.EOF {
		return false, nil // an empty file holds nothing that could be lost
	}
	if n < headerSize || !bytes.HasPrefix(h, []byte("SQLite format 3\x00")) || binary.BigEndian.Uint32(h[68:]) != magic {
		return false, ErrForeign
	}
	return true, nil
}

// unfit says why an index file cannot be gone on with, "" when it can.
func unfit(path string, p *plan) (why string, err error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var sound string
	if err := db.QueryRow("PRAGMA quick_check(1)").Scan(&sound); broken(err) {
		return err.Error(), nil
	} else if err != nil {
		return "", err
	}
	if sound != "ok" {
		return sound, nil
	}
	var version int
	var digest []byte
	err = db.QueryRow("SELECT schema, config FROM meta").Scan(&version, &digest)
	switch {
	case errors.Is(err, sql.ErrNoRows) || broken(err):
		return "no account of itself", nil
	case err != nil:
		return "", err
	case version != schema:
		return fmt.Sprintf("schema %d, not %d", version, schema), nil
	case common.BytesToHash(digest) != p.digest:
		return "other configuration", nil
	}
	return "", nil
}

// broken reports an error that comes from what is in the file.
func broken(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT: // ERROR: a table is missing
		return true
	}
	return false
}

// create makes an index file without blocks, at a path where there is none. It is there whole or not at all: what has our mark and is at
// path was once complete.
func create(path string, p *plan) error {
	fresh := path + ".new"
	for _, old := range []string{fresh, fresh + "-journal", path + "-wal", path + "-shm", path + "-journal"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	db, err := sql.Open("sqlite", dsn(fresh, "synchronous(FULL)"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d;", magic) + tables); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO meta VALUES (1, ?, ?, ?)", schema, fmt.Sprint(p.ChainID), p.digest[:]); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// reached returns the newest block, nil when there is none.
func (s *store) reached(ctx context.Context) (*block, error) { return s.row(ctx, 0) }

// row returns the block of the k-th newest row, nil when there are fewer.
func (s *store) row(ctx context.Context, k int) (*block, error) {
	b, err := scanBlock(s.write.QueryRowContext(ctx, "SELECT number, hash, time FROM blocks ORDER BY number DESC LIMIT 1 OFFSET ?", k))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return b, err
}

type scanner interface{ Scan(...any) error }

func scanBlock(r scanner) (*block, error) {
	var b block
	var hash []byte
	if err := r.Scan(&b.number, &hash, &b.time); err != nil {
		return nil, err
	}
	b.hash = common.BytesToHash(hash)
	return &b, nil
}

// emitters returns the followed contracts that were announced before a block.
func emitters(ctx context.Context, q interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, before uint64,
) (map[followed]place, error) {
	rows, err := q.QueryContext(ctx, "SELECT rule, address, block, idx FROM emitters WHERE block < ?", int64(before))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[followed]place{}
	for rows.Next() {
		var f followed
		var at place
		var address []byte
		if err := rows.Scan(&f.rule, &address, &at.block, &at.index); err != nil {
			return nil, err
		}
		f.at = common.BytesToAddress(address)
		out[f] = at
	}
	return out, rows.Err()
}

// add commits a piece of the chain that follows what is there. A row without logs that is older than the last blocks goes.
func (s *store) add(ctx context.Context, b batch) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		at, log := tx.StmtContext(ctx, s.at), tx.StmtContext(ctx, s.log)
		for _, b := range b.blocks {
			if _, err := at.ExecContext(ctx, int64(b.number), b.hash[:], int64(b.time)); err != nil {
				return err
			}
		}
		var args [10]any
		for i := range b.logs {
			l := &b.logs[i]
			args = [10]any{int64(l.BlockNumber), int64(l.Index), l.Address[:], 7: l.Data, 8: l.TxHash[:], 9: int64(l.TxIndex)}
			if l.Data == nil {
				args[7] = []byte{}
			}
			for n := range l.Topics {
				args[3+n] = l.Topics[n][:]
			}
			if _, err := log.ExecContext(ctx, args[:]...); err != nil {
				return err
			}
		}
		for f, at := range b.emitters {
			if _, err := tx.ExecContext(ctx, "INSERT INTO emitters VALUES (?,?,?,?)", f.rule, f.at[:], int64(at.block), int64(at.index)); err != nil {
				return err
			}
		}
		if b.last.number < tail {
			return nil
		}
		_, err := tx.StmtContext(ctx, s.prune).ExecContext(ctx, int64(b.last.number-tail))
		return err
	})
}

// cut takes everything above a block away, everything at all when it is nil.
func (s *store) cut(ctx context.Context, to *block) error {
	above := int64(-1)
	if to != nil {
		above = int64(to.number)
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{"DELETE FROM logs WHERE block > ?", "DELETE FROM emitters WHERE block > ?", "DELETE FROM blocks WHERE number > ?"} {
			if _, err := tx.ExecContext(ctx, q, above); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *store) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("change index: %w", err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return fmt.Errorf("change index: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("change index: %w", err)
	}
	return nil
}
