// Stint-conductor is the one program of a cluster that opens shards: it runs one job's plan in a pod of its own, reaches the store and the
// operator's broker and nothing else, and drives the run's cells. It has no Kubernetes client, no chain client and no key of its own but one
// that it makes in memory.
//
// It exits with 0 when every round is finished, with 3 when the run will not finish and the broker knows why, and with 1 when trying again is
// right. What it prints says nothing of records, programs or their results.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Exit codes that a pod failure policy goes by.
const (
	exitAgain = 1
	exitUsage = 2
	exitFinal = 3
)

type config struct {
	job       datatoken.Hash
	run       storage.Ref
	storage   string
	storageAt string
	broker    string
	brokerKey string
	token     []byte
	link      []byte // nil for a query job
	scratch   string
}

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	c, err := parse(os.Args[1:])
	if err != nil {
		log.Error("stint-conductor is started by stint-operator, not by hand", "err", err)
		os.Exit(exitUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(conduct(ctx, c, log))
}

func parse(args []string) (c config, err error) {
	f := flag.NewFlagSet("stint-conductor", flag.ContinueOnError)
	job, run := f.String("job", "", "the job"), f.String("run", "", "address and size of the run's document, CID:SIZE")
	f.StringVar(&c.storage, "storage", "", "URL of the store's API")
	f.StringVar(&c.storageAt, "storage-address", "", "IP:PORT to reach that URL at; empty to look its name up")
	f.StringVar(&c.broker, "broker", "", "URL of the broker")
	f.StringVar(&c.brokerKey, "broker-key", "", "SHA-256 of the broker's public key, in hexadecimal digits")
	token, link := f.String("token-file", "", "file with the token for the broker"), f.String("link-file", "", "file with the key that cells know")
	f.StringVar(&c.scratch, "scratch", "", "directory for ciphertext")
	if err := f.Parse(args); err != nil {
		return c, err
	}
	cid, size, _ := strings.Cut(*run, ":")
	n, e1 := strconv.ParseInt(size, 10, 64)
	c.run = storage.Ref{CID: cid, Size: n}
	var e2, e3, e4 error
	c.job, e2 = datatoken.ParseHash(*job)
	if c.token, e3 = os.ReadFile(*token); *link != "" {
		c.link, e4 = os.ReadFile(*link)
	}
	return c, errors.Join(e1, e2, e3, e4, c.run.Check())
}

// conduct runs the job and returns the exit code.
func conduct(ctx context.Context, c config, log *slog.Logger) int {
	err := run(ctx, c, log)
	switch {
	case err == nil:
		log.Info("every round is finished", "job", c.job)
		return 0
	case errors.Is(err, errTold):
		log.Info("the run will not finish", "job", c.job)
		return exitFinal
	}
	log.Error("the run was cut short", "job", c.job, "err", err)
	return exitAgain
}

// errTold reports a run that will not finish, whose broker knows why.
var errTold = errors.New("told the broker why the run will not finish")

func run(ctx context.Context, c config, log *slog.Logger) error {
	var hc *http.Client
	if c.storageAt != "" {
		hc = web.At(c.storageAt)
	}
	client, err := web.NewClient(c.storage, hc)
	if err != nil {
		return err
	}
	vault := patient{web.ClientVault{Client: client}, enclosure.WallClock(time.Now)}
	document, err := c2d.ReadRun(ctx, vault, c.run)
	if err != nil {
		return err
	}
	if document.Job != c.job {
		return fmt.Errorf("the run's document is of job %s", document.Job)
	}
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		return err
	}
	b := broker.Dial(c.broker, c.brokerKey, c.token, id, document, enclosure.WallClock(time.Now))
	config := enclosure.Config{
		Vault: vault, Keys: b, Rounds: b, Clock: enclosure.WallClock(time.Now), Rand: rand.Reader, Scratch: c.scratch, Lanes: document.Place.Lanes,
		Progress: func(p c2d.Progress) { log.Info("rounds", "begun", p.Started, "finished", p.Done, "of", p.Steps) },
	}
	if c.link != nil {
		config.Cells, config.Seal = enclosure.Remote{Address: b.Cell, Key: c.link}, b
	}
	conductor, err := enclosure.New(config)
	if err != nil {
		return err
	}
	_, err = conductor.Run(ctx, document)
	if no := c2d.AsRefusal(err); no != nil {
		if err := b.Break(ctx, no); err != nil {
			return fmt.Errorf("tell why the run will not finish: %w", err)
		}
		return errTold
	}
	return err
}

// patient is a vault that waits for a store which cannot be reached.
type patient struct {
	c2d.Vault
	clock enclosure.Clock
}

// Open tries for a minute.
func (p patient) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	var o storage.Object
	err := p.try(ctx, func() (err error) {
		o, err = p.Vault.Open(ctx, ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	return patientObject{o, p, ctx}, nil
}

// try does what may be refused because the store cannot be reached, until that has lasted for a minute.
func (p patient) try(ctx context.Context, do func() error) error {
	var err error
	for range 60 {
		if err = do(); !c2d.IsRefusal(err, c2d.Unavailable) {
			return err
		}
		if werr := p.clock.Wait(ctx, p.clock.Now().Add(time.Second)); werr != nil {
			return errors.Join(werr, err)
		}
	}
	return err
}

// patientObject is read piece by piece, while the store comes and goes.
type patientObject struct {
	storage.Object
	p   patient
	ctx context.Context // of the run
}

func (o patientObject) ReadAt(b []byte, off int64) (n int, err error) {
	err = o.p.try(o.ctx, func() (err error) {
		n, err = o.Object.ReadAt(b, off)
		return err
	})
	return n, err
}
