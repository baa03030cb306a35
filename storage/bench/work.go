package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/gateway"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/ipfs/swarm"
	"github.com/stintdao/stint/storage/pack"
	"github.com/stintdao/stint/storage/s3"
)

// ahead is how many pieces are fetched at once.
const ahead = 8

// work is what one measured process does.
func work(ctx context.Context, what string, args []string) error {
	switch what {
	case "publish": // NODE FILE REF
		f, err := os.Open(args[1])
		if err != nil {
			return err
		}
		defer f.Close()
		return publishTo(ctx, args[0], f, args[2])
	case "disk": // FILE SIZE
		return writeDisk(args[0], args[1])
	case "pack": // NODE DIR REF
		src, err := pack.Open(args[1], pack.Options{})
		if err != nil {
			return err
		}
		defer src.Close()
		return publishTo(ctx, args[0], src, args[2])
	case "serve": // NODE ADDRESS MULTIADDR FILE-FOR-PEER
		return serve(ctx, args)
	case "fetch": // URL-OR-PEER REF
		return fetch(ctx, args[0], args[1])
	case "open", "seek": // NODE REF [COUNT]
		node, err := ipfs.Open(args[0])
		if err != nil {
			return err
		}
		defer node.Close()
		if what == "open" {
			return stage(ctx, node, args[1])
		}
		return seek(ctx, node, args[1], args[2])
	case "s3put", "s3get": // ENDPOINT BUCKET [FILE] REF
		st, err := s3.New(ctx, s3.Config{
			Endpoint: args[0], Bucket: args[1], Region: "us-east-1", AccessKey: os.Getenv("S3_ACCESS_KEY"), SecretKey: os.Getenv("S3_SECRET_KEY"),
			Insecure: true, PathStyle: true, Rand: rand.Reader,
		})
		if err != nil {
			return err
		}
		if what == "s3get" {
			return stage(ctx, st, args[2])
		}
		f, err := os.Open(args[2])
		if err != nil {
			return err
		}
		defer f.Close()
		return put(ctx, st, f, args[3])
	}
	return fmt.Errorf("no such work")
}

// sealed is what opening an object takes.
type sealed struct {
	Ref      storage.Ref
	Identity string
	Envelope storage.Envelope
}

func publishTo(ctx context.Context, root string, plain io.Reader, to string) error {
	node, err := ipfs.Open(root)
	if err != nil {
		return err
	}
	defer node.Close()
	return put(ctx, node, plain, to)
}

// put seals into a store, wraps the key, and writes down what opens it.
func put(ctx context.Context, st storage.Store, plain io.Reader, to string) error {
	key, err := storage.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	ref, err := storage.PutSealed(ctx, st, plain, storage.SealConfig{Key: key, AAD: []byte("bench"), Rand: rand.Reader})
	if err != nil {
		return err
	}
	id, err := storage.NewIdentity(rand.Reader)
	if err != nil {
		return err
	}
	secret, err := id.Secret()
	if err != nil {
		return err
	}
	e, err := storage.Wrap(key, id.Recipient(), []byte("bench"))
	if err != nil {
		return err
	}
	b, err := json.Marshal(sealed{ref, secret, e})
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

func open(ctx context.Context, st storage.Store, from string) (*storage.Reader, storage.Object, error) {
	b, err := os.ReadFile(from)
	if err != nil {
		return nil, nil, err
	}
	var s sealed
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, nil, err
	}
	id, err := storage.ParseIdentity(s.Identity)
	if err != nil {
		return nil, nil, err
	}
	key, err := id.Unwrap(s.Envelope, []byte("bench"))
	if err != nil {
		return nil, nil, err
	}
	o, err := st.Open(ctx, s.Ref)
	if err != nil {
		return nil, nil, err
	}
	r, err := storage.OpenSealed(o, key, []byte("bench"))
	return r, o, err
}

// stage verifies and opens all of an object, in memory.
func stage(ctx context.Context, st storage.Store, from string) error {
	r, o, err := open(ctx, st, from)
	if err != nil {
		return err
	}
	defer o.Close()
	s := storage.Stream(ctx, r, ahead)
	defer s.Close()
	n, err := io.Copy(io.Discard, s)
	if err == nil && n != r.Size() {
		err = fmt.Errorf("%d bytes of %d", n, r.Size())
	}
	return err
}

// writeDisk writes size bytes as a store that does nothing else would: in mebibytes, eight at a time, past the page cache, and waits for the disk.
func writeDisk(path, size string) error {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return err
	}
	os.Remove(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|syscall.O_DIRECT, 0o600)
	if errors.Is(err, syscall.EINVAL) {
		f, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	}
	if err != nil {
		return err
	}
	defer os.Remove(path)
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, ahead)
	for i := range ahead {
		group.Go(func() {
			b := make([]byte, 1<<20)
			if _, errs[i] = rand.Read(b); errs[i] != nil {
				return
			}
			for {
				off := next.Add(1<<20) - 1<<20
				if off >= n {
					return
				}
				if _, errs[i] = f.WriteAt(b, off); errs[i] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return errors.Join(append(errs, f.Sync(), f.Close())...)
}

func seek(ctx context.Context, st storage.Store, from, count string) error {
	r, o, err := open(ctx, st, from)
	if err != nil {
		return err
	}
	defer o.Close()
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	var took []time.Duration
	b := make([]byte, 1<<20)
	for range n {
		off := mrand.Int64N(r.Size() - int64(len(b)))
		start := time.Now()
		if _, err := r.ReadAt(b, off); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	word := "reached"
	if took[n/2] > 10*time.Millisecond {
		word = "MISSED"
	}
	fmt.Printf("%-58s median %.2f ms, p99 %.2f ms (goal: below 10 ms: %s)\n", "open 1 MiB at a random offset: stint",
		took[n/2].Seconds()*1e3, took[n*99/100].Seconds()*1e3, word)
	return nil
}

func serve(ctx context.Context, args []string) error {
	node, err := ipfs.Open(args[0])
	if err != nil {
		return err
	}
	defer node.Close()
	key, err := swarm.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	host, err := swarm.Open(ctx, swarm.Config{Key: key, Listen: []string{args[2]}, Blocks: node.Blocks()})
	if err != nil {
		return err
	}
	defer host.Close()
	l, err := net.Listen("tcp", args[1])
	if err != nil {
		return err
	}
	if err := os.WriteFile(args[3], []byte(host.Addrs()[0]), 0o600); err != nil {
		return err
	}
	server := http.Server{Handler: node.Handler()}
	go server.Serve(l)
	<-ctx.Done()
	return server.Close()
}

func fetch(ctx context.Context, from, ref string) error {
	if strings.HasPrefix(from, "http") {
		st, err := gateway.New(gateway.Config{URL: from})
		if err != nil {
			return err
		}
		return stage(ctx, st, ref)
	}
	key, err := swarm.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	host, err := swarm.Open(ctx, swarm.Config{Key: key, Peers: []string{from}})
	if err != nil {
		return err
	}
	defer host.Close()
	return stage(ctx, host, ref)
}
