package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/local"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/dir"
	"github.com/stintdao/stint/storage/doors"
	"github.com/stintdao/stint/storage/ipfs"
	"github.com/stintdao/stint/storage/ipfs/swarm"
	"github.com/stintdao/stint/storage/pack"
)

// ahead is how many pieces are fetched at once.
const ahead = 8

func (a *app) storeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Seal files, and move sealed objects between directories, IPFS, S3 and other people's tools",
		Long: `Seal files, and move sealed objects between stores. A LOCATION is ` + doors.Kinds + `, or a peer's
/ip4/ADDRESS/tcp/PORT/p2p/ID to fetch from over bitswap. Keys to S3 are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

An object has the same address everywhere: ipfs://CID?size=BYTES. Every byte that is read is verified against it, whoever sent it.`,
	}
	cmd.AddCommand(a.storePutCmd(), a.storeGetCmd(), a.storeCopyCmd(), a.storeShareCmd(), a.storeIdentityCmd(), a.storeImportCmd(), a.storeExportCmd(),
		a.storeLinkCmd(), a.storeCheckCmd(), a.storePinCmd(), a.storeCollectCmd(), a.storeSweepCmd(), a.storeServeCmd())
	return cmd
}

// plural counts things for people.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// sheet is what opening a sealed object takes, for whoever has one of the identities it is sealed to. It holds no secret.
type sheet struct {
	Address    string             `json:"address"`
	Commitment string             `json:"keyCommitment"` // hex
	Keys       []storage.Envelope `json:"keys"`
}

// fileInfo binds objects that were sealed as files to being that.
var fileInfo = []byte("stint file v1")

// openStore opens the store at a location, a peer included.
func (a *app) openStore(ctx context.Context, location string) (storage.Store, func() error, error) {
	if strings.HasPrefix(location, "/ip4/") || strings.HasPrefix(location, "/ip6/") || strings.HasPrefix(location, "/dns") {
		key, err := swarm.NewKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		h, err := swarm.Open(ctx, swarm.Config{Key: key, Peers: []string{location}})
		if err != nil {
			return nil, nil, c2d.Refuse(c2d.BadRequest, "give /ip4/ADDRESS/tcp/PORT/p2p/ID", "%v", err)
		}
		return h, h.Close, nil
	}
	s, done, err := doors.Open(ctx, location, doors.Config{Getenv: os.Getenv, Rand: rand.Reader})
	switch {
	case errors.Is(err, doors.ErrLocation):
		return nil, nil, c2d.Refuse(c2d.BadRequest, "give "+doors.Kinds, "%v", err)
	case errors.Is(err, ipfs.ErrInUse):
		return nil, nil, c2d.Refuse(c2d.Unavailable, "stop that node, or go through its URL", "%s is open in another process", location)
	}
	return s, done, err
}

// openAny opens several as one source.
func (a *app) openAny(ctx context.Context, locations []string) (storage.Store, func() error, error) {
	if len(locations) == 0 {
		return nil, nil, c2d.Refuse(c2d.BadRequest, "name a LOCATION with --from", "there is nowhere to read from")
	}
	var stores []storage.Store
	var open closers
	for _, l := range locations {
		// Opening one to write makes it; there is nothing to read in one that is not there.
		if path, ok := doors.Path(l); ok {
			if _, err := os.Stat(path); err != nil {
				return nil, nil, errors.Join(c2d.Refuse(c2d.NotFound, "name another LOCATION with --from", "there is no store at %s", l), open.close())
			}
		}
		s, done, err := a.openStore(ctx, l)
		if err != nil {
			return nil, nil, errors.Join(err, open.close())
		}
		stores = append(stores, s)
		open.add(done)
	}
	if len(stores) == 1 {
		return stores[0], open.close, nil
	}
	return storage.Any(storage.Patience, stores...), open.close, nil
}

func (a *app) storePutCmd() *cobra.Command {
	var to, out string
	var recipients []string
	var plain, dry, skip bool
	cmd := &cobra.Command{
		Use:   "put FILE|DIRECTORY --to LOCATION --recipient RECIPIENT... --sheet FILE",
		Short: "Seal a file, or a directory as one archive, into a store, in one pass",
		Long: `Seal a file, or a directory as one tar archive, into a store, in one pass: plain bytes are never written anywhere. The sheet says where the object is and
holds its key, wrapped to each recipient (stint store identity makes one). Killed, and run again, it goes on where it was: what has arrived in an S3 store is
not sent again.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var who []storage.Recipient
			for _, text := range recipients {
				r, err := storage.ParseRecipient(text)
				if err != nil {
					return c2d.Refuse(c2d.BadRequest, "stint store identity prints one", "%.60q is not a recipient", text)
				}
				who = append(who, r)
			}
			if !dry && (plain != (len(who) == 0) || plain != (out == "")) {
				return c2d.Refuse(c2d.BadRequest, "give --recipient and --sheet, or --plain to store the bytes as they are, for everybody to read", "nobody could open the object, or everybody")
			}
			src, err := pack.Open(args[0], pack.Options{Skip: skip})
			if errors.Is(err, pack.ErrEntry) {
				return c2d.Refuse(c2d.BadRequest, "take it away, or pass over such files with --skip", "%v", err)
			}
			if err != nil {
				return changed(err)
			}
			defer src.Close()
			stored := src.Size()
			if !plain {
				stored = storage.SealedSize(src.Size())
			}
			if dry {
				return a.show(map[string]any{"files": src.Files(), "bytes": src.Size(), "stored": stored, "leaves": storage.LeafCount(stored)}, "", func(w io.Writer) {
					fmt.Fprintf(w, "%s, %s, would be one object of %s\n", plural(src.Files(), "file"), bytesText(src.Size()), bytesText(stored))
				})
			}
			st, done, err := a.openStore(ctx, to)
			if err != nil {
				return err
			}
			defer done()
			p := putting{a: a, src: src, from: args[0], location: to, to: st}
			if plain {
				ref, err := p.plain(ctx)
				if err != nil {
					return err
				}
				return a.show(map[string]any{"address": ref.URI()}, ref.URI(), func(w io.Writer) { fmt.Fprintln(w, ref.URI()) })
			}
			s, err := p.sealed(ctx, who)
			if err != nil {
				return err
			}
			if err := writeJSON(out, s); err != nil {
				return err
			}
			return a.show(s, s.Address, func(w io.Writer) {
				fmt.Fprintf(w, "%s\nsealed to %s, see %s\n", s.Address, plural(len(s.Keys), "recipient"), out)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "to", "", "LOCATION of the store")
	f.StringArrayVar(&recipients, "recipient", nil, "who can open it")
	f.StringVar(&out, "sheet", "", "file to write what opening it takes")
	f.BoolVar(&plain, "plain", false, "store the bytes as they are")
	f.BoolVar(&dry, "dry-run", false, "say how large it would be, and store nothing")
	f.BoolVar(&skip, "skip", false, "pass over links, devices and the like")
	return cmd
}

// putting is one put.
type putting struct {
	a              *app
	src            *pack.Source
	from, location string
	to             storage.Store
}

func (p putting) plain(ctx context.Context) (storage.Ref, error) {
	bar := newBar(p.a.err, "storing", 1).ofBytes(p.src.Size())
	defer bar.end()
	ref, err := p.to.Put(ctx, bar.read(p.src))
	if err == nil {
		bar.step()
	}
	return ref, changed(readOnly(err, p.location))
}

// changed refuses what is written to while it is read.
func changed(err error) error {
	if errors.Is(err, pack.ErrChanged) {
		return c2d.Refuse(c2d.Conflict, "try again when nobody writes to it", "%v", err)
	}
	return err
}

func readOnly(err error, location string) error {
	if errors.Is(err, storage.ErrReadOnly) {
		return c2d.Refuse(c2d.BadRequest, "name a directory, ipfs:DIRECTORY or s3://BUCKET with --to", "%s is only read from", location)
	}
	return err
}

// resumable is a store that can go on with a put that was cut short.
type resumable interface {
	PutAs(ctx context.Context, id string, r io.Reader) (storage.Ref, error)
}

// as puts under an id.
type as struct {
	resumable
	id string
}

func (s as) Put(ctx context.Context, r io.Reader) (storage.Ref, error) { return s.PutAs(ctx, s.id, r) }

// sealed seals the source into the store, or goes on doing so after a kill: the key and what may have left are remembered in the home directory
// until the sheet is written.
func (p putting) sealed(ctx context.Context, who []storage.Recipient) (sheet, error) {
	bar := newBar(p.a.err, "sealing and storing", 1).ofBytes(p.src.Size())
	defer bar.end()
	abs, err := filepath.Abs(p.from)
	if err != nil {
		return sheet{}, err
	}
	sum := sha256.Sum256([]byte(abs + "\x00" + p.location))
	memory := filepath.Join(p.a.home, "sealing", hex.EncodeToString(sum[:16]))
	if err := os.MkdirAll(filepath.Dir(memory), 0o700); err != nil {
		return sheet{}, err
	}
	for again := false; ; again = true {
		s, err := dir.OpenSealing(memory, rand.Reader)
		if errors.Is(err, dir.ErrBusy) {
			return sheet{}, c2d.Refuse(c2d.Conflict, "wait for it", "another process is storing %s at %s", p.from, p.location)
		}
		if err != nil {
			return sheet{}, err
		}
		c := s.Config(fileInfo)
		var to interface {
			Put(context.Context, io.Reader) (storage.Ref, error)
		} = p.to
		if r, ok := p.to.(resumable); ok {
			to = as{r, s.ID()}
		}
		ref, err := storage.PutSealed(ctx, to, bar.read(p.src), c)
		if errors.Is(err, storage.ErrChanged) && !again {
			// Not what was being sealed when it was killed: a new key, from the start.
			if err := s.Forget(); err != nil {
				return sheet{}, err
			}
			bar.add(-bar.bytes)
			p.src.Rewind()
			continue
		}
		if err != nil {
			return sheet{}, errors.Join(changed(readOnly(err, p.location)), s.Close())
		}
		commit := c.Key.Commit(ref)
		out := sheet{Address: ref.URI(), Commitment: hex.EncodeToString(commit[:])}
		for _, r := range who {
			e, err := storage.Wrap(c.Key, r, fileInfo)
			if err != nil {
				return sheet{}, errors.Join(err, s.Close())
			}
			out.Keys = append(out.Keys, e)
		}
		bar.step()
		return out, s.Forget()
	}
}

// readSheet reads a sheet, or an address alone.
func readSheet(text string) (sheet, storage.Ref, error) {
	if strings.HasPrefix(text, "ipfs://") {
		ref, err := storage.ParseURI(text)
		if err != nil {
			return sheet{}, ref, c2d.Refuse(c2d.BadRequest, "give ipfs://CID?size=BYTES, or the file that stint store put wrote", "%v", err)
		}
		return sheet{Address: text}, ref, nil
	}
	b, err := os.ReadFile(text)
	if err != nil {
		return sheet{}, storage.Ref{}, fmt.Errorf("read sheet: %w", err)
	}
	var s sheet
	err = json.Unmarshal(b, &s)
	ref, refErr := storage.ParseURI(s.Address)
	if err = errors.Join(err, refErr); err != nil {
		return s, ref, c2d.Refuse(c2d.BadRequest, "give the file that stint store put wrote", "%s is not a sheet: %v", text, err)
	}
	return s, ref, nil
}

// key opens the sheet's key with an identity.
func (s sheet) key(ref storage.Ref, id storage.Identity) (storage.Key, error) {
	for _, e := range s.Keys {
		if e.Recipient != id.Recipient().Fingerprint() {
			continue
		}
		key, err := id.Unwrap(e, fileInfo)
		if err != nil {
			return key, err
		}
		commit, err := hex.DecodeString(s.Commitment)
		if err != nil || len(commit) != 32 {
			return key, storage.ErrKey
		}
		return key, key.CheckCommit(ref, [32]byte(commit))
	}
	return storage.Key{}, c2d.Refuse(c2d.NotAuthorized, "ask a recipient to stint store share it with you", "the object is not sealed to this identity")
}

func readIdentity(path string) (storage.Identity, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return storage.Identity{}, fmt.Errorf("read identity: %w", err)
	}
	id, err := storage.ParseIdentity(strings.TrimSpace(string(b)))
	if err != nil {
		return id, c2d.Refuse(c2d.BadRequest, "stint store identity makes one", "%s holds no identity", path)
	}
	return id, nil
}

func (a *app) storeGetCmd() *cobra.Command {
	var from []string
	var identity, to string
	cmd := &cobra.Command{
		Use:   "get SHEET|ADDRESS|CID --from LOCATION... [--identity FILE] --to FILE",
		Short: "Fetch an object from whichever of several stores answers, verified, and open it",
		Long: `Fetch an object, several pieces at once, from whichever LOCATION answers: one that fails, lies or is slow is left for another. Every byte is verified against
the address. With --identity the object is opened, else the bytes are those that were stored. A CID alone will do for a gateway or a peer.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if to == "" {
				return c2d.Refuse(c2d.BadRequest, "name it with --to, - for standard output", "there is no file to write")
			}
			st, done, err := a.openAny(ctx, from)
			if err != nil {
				return err
			}
			defer done()
			var s sheet
			var ref storage.Ref
			if ask, ok := st.(interface {
				Stat(ctx context.Context, cid string) (storage.Ref, error)
			}); ok && (strings.HasPrefix(args[0], "baf") || strings.HasPrefix(args[0], "Qm")) {
				ref, err = ask.Stat(ctx, args[0])
			} else {
				s, ref, err = readSheet(args[0])
			}
			if err != nil {
				return notHere(err)
			}
			o, err := st.Open(ctx, ref)
			if err != nil {
				return notHere(err)
			}
			defer o.Close()
			var read storage.Sized = o
			if identity != "" {
				id, err := readIdentity(identity)
				if err != nil {
					return err
				}
				key, err := s.key(ref, id)
				if err == nil {
					read, err = storage.OpenSealed(o, key, fileInfo)
				}
				if err != nil {
					return err
				}
			}
			return a.save(ctx, read, to)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&from, "from", nil, "LOCATION to read from; several are one source")
	f.StringVar(&identity, "identity", "", "file with the identity that opens it")
	f.StringVar(&to, "to", "", "file to write, - for standard output")
	return cmd
}

func notHere(err error) error {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return c2d.Refuse(c2d.NotFound, "name another LOCATION with --from", "%v", err)
	case errors.Is(err, storage.ErrRef):
		return c2d.Refuse(c2d.BadRequest, "give an address that stint, or ipfs add with the profile unixfs-v1-2025, printed", "%v", err)
	case errors.Is(err, storage.ErrCorrupt):
		return c2d.Refuse(c2d.VerificationFailed, "name another LOCATION with --from", "%v", err)
	}
	return err
}

// save writes what is read to a file, which appears whole, or to standard output in order.
func (a *app) save(ctx context.Context, from storage.Sized, to string) error {
	bar := newBar(a.err, "fetching", 1).ofBytes(from.Size())
	defer bar.end()
	if to == "-" {
		s := storage.Stream(ctx, from, ahead)
		defer s.Close()
		_, err := io.Copy(a.out, bar.read(s))
		if err == nil {
			bar.step()
		}
		return notHere(err)
	}
	f, err := newUnnamed(to)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := storage.Copy(ctx, countingWriter{f, bar}, from, ahead); err != nil {
		return notHere(err)
	}
	bar.step()
	return nameFile(f, to)
}

// newUnnamed makes a file in the directory of path that has no name until it is whole: a kill leaves nothing of it.
func newUnnamed(path string) (*os.File, error) {
	fd, err := unix.Open(filepath.Dir(path), unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make a file beside %s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// nameFile gives an unnamed file its name, replacing what had it.
func nameFile(f *os.File, path string) error {
	link := func(to string) error {
		return unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, to, unix.AT_SYMLINK_FOLLOW)
	}
	err := link(path)
	if errors.Is(err, unix.EEXIST) {
		beside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), os.Getpid()))
		if err = link(beside); err == nil {
			err = os.Rename(beside, path)
		}
	}
	if err != nil {
		return fmt.Errorf("name %s: %w", path, err)
	}
	return nil
}

type countingWriter struct {
	*os.File
	bar *bar
}

func (w countingWriter) WriteAt(p []byte, off int64) (int, error) {
	n, err := w.File.WriteAt(p, off)
	w.bar.add(int64(n))
	return n, err
}

func (a *app) storeCopyCmd() *cobra.Command {
	var from []string
	var to string
	cmd := &cobra.Command{
		Use: "copy SHEET|ADDRESS --from LOCATION... --to LOCATION", Short: "Copy an object as it is from one store to another, verified", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, ref, err := readSheet(args[0])
			if err != nil {
				return err
			}
			st, done, err := a.openAny(ctx, from)
			if err != nil {
				return err
			}
			defer done()
			dst, doneTo, err := a.openStore(ctx, to)
			if err != nil {
				return err
			}
			defer doneTo()
			o, err := st.Open(ctx, ref)
			if err != nil {
				return notHere(err)
			}
			defer o.Close()
			bar := newBar(a.err, "copying", 1).ofBytes(ref.Size)
			defer bar.end()
			s := storage.Stream(ctx, o, ahead)
			defer s.Close()
			got, err := dst.Put(ctx, bar.read(s))
			if err == nil && got != ref {
				err = storage.ErrCorrupt
			}
			if err != nil {
				return notHere(readOnly(err, to))
			}
			bar.step()
			return a.show(map[string]any{"address": ref.URI()}, ref.URI(), func(w io.Writer) { fmt.Fprintln(w, ref.URI()) })
		},
	}
	cmd.Flags().StringArrayVar(&from, "from", nil, "LOCATION to read from; several are one source")
	cmd.Flags().StringVar(&to, "to", "", "LOCATION to write to")
	return cmd
}

func (a *app) storeShareCmd() *cobra.Command {
	var identity string
	var recipients []string
	cmd := &cobra.Command{
		Use:   "share SHEET --identity FILE --recipient RECIPIENT...",
		Short: "Wrap an object's key to more recipients; the object stays as it is",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			s, ref, err := readSheet(args[0])
			if err != nil {
				return err
			}
			id, err := readIdentity(identity)
			if err != nil {
				return err
			}
			key, err := s.key(ref, id)
			if err != nil {
				return err
			}
			for _, text := range recipients {
				r, err := storage.ParseRecipient(text)
				if err != nil {
					return c2d.Refuse(c2d.BadRequest, "stint store identity prints one", "%.60q is not a recipient", text)
				}
				e, err := storage.Wrap(key, r, fileInfo)
				if err != nil {
					return err
				}
				s.Keys = append(s.Keys, e)
			}
			if err := writeJSON(args[0], s); err != nil {
				return err
			}
			return a.show(s, s.Address, func(w io.Writer) { fmt.Fprintf(w, "%s is sealed to %s\n", s.Address, plural(len(s.Keys), "recipient")) })
		},
	}
	cmd.Flags().StringVar(&identity, "identity", "", "file with an identity that opens it")
	cmd.Flags().StringArrayVar(&recipients, "recipient", nil, "who can open it from now on, too")
	return cmd
}

func (a *app) storeIdentityCmd() *cobra.Command {
	return &cobra.Command{
		Use: "identity FILE", Short: "Make an identity in a file, if it is not there, and print its recipient", Args: cobra.ExactArgs(1),
		Long: `Make an identity in a file that only you can read, if it is not there, and print its recipient: what others seal to, so that you can open it. Keep a
copy of the file: without it, nothing that was sealed to it alone opens. A DAO names its recovery recipients in the dataset's card.`,
		RunE: func(_ *cobra.Command, args []string) error {
			id, err := loadIdentity(args[0])
			if err != nil {
				return err
			}
			r := id.Recipient()
			return a.show(map[string]any{"recipient": r.String(), "fingerprint": r.Fingerprint()}, r.String(), func(w io.Writer) { fmt.Fprintln(w, r) })
		},
	}
}

func (a *app) storeLinkCmd() *cobra.Command {
	var ttl time.Duration
	cmd := &cobra.Command{
		Use: "link SHEET|ADDRESS s3://BUCKET", Short: "Print a link at which anybody can fetch an object from an S3 store for a while", Args: cobra.ExactArgs(2),
		Long: `Print a presigned link at which anybody can fetch an object from an S3 store for a while, without an account there: for sealed objects, which only a recipient
can open. What is fetched is verified when it is opened.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, ref, err := readSheet(args[0])
			if err != nil {
				return err
			}
			st, done, err := a.openStore(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			defer done()
			s, ok := st.(interface {
				Presign(ctx context.Context, ref storage.Ref, ttl time.Duration) (string, error)
			})
			if !ok {
				return c2d.Refuse(c2d.BadRequest, "give s3://BUCKET/PREFIX", "%s makes no links", args[1])
			}
			link, err := s.Presign(cmd.Context(), ref, ttl)
			if err != nil {
				return notHere(err)
			}
			return a.show(map[string]any{"link": link}, link, func(w io.Writer) { fmt.Fprintln(w, link) })
		},
	}
	cmd.Flags().DurationVar(&ttl, "for", time.Hour, "how long it works, at most a week")
	return cmd
}

// node opens an IPFS node's store, which a LOCATION must be that archives, pins and checks are for.
func (a *app) node(ctx context.Context, location string) (*ipfs.Node, error) {
	st, done, err := a.openStore(ctx, location)
	if err != nil {
		return nil, err
	}
	n, ok := st.(*ipfs.Node)
	if !ok {
		return nil, errors.Join(c2d.Refuse(c2d.BadRequest, "give ipfs:DIRECTORY", "%s is not an IPFS node's store", location), done())
	}
	return n, nil
}

func (a *app) storeImportCmd() *cobra.Command {
	return &cobra.Command{
		Use: "import CAR ipfs:DIRECTORY", Short: "Store the blocks of a CAR archive, any IPFS tool's, and pin its roots", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := a.node(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			defer n.Close()
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			roots, err := n.ImportCAR(cmd.Context(), f)
			if err != nil {
				return notHere(err)
			}
			return a.show(roots, strings.Join(roots, "\n"), func(w io.Writer) { fmt.Fprintln(w, strings.Join(roots, "\n")) })
		},
	}
}

func (a *app) storeExportCmd() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "export SHEET|ADDRESS|CID ipfs:DIRECTORY --to FILE", Short: "Write an object as a CAR archive, which any IPFS tool imports", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := args[0]
			if !strings.HasPrefix(root, "baf") && !strings.HasPrefix(root, "Qm") {
				_, ref, err := readSheet(root)
				if err != nil {
					return err
				}
				root = ref.CID
			}
			n, err := a.node(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			defer n.Close()
			f, err := newUnnamed(to)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := n.ExportCAR(cmd.Context(), root, f); err != nil {
				return notHere(err)
			}
			return nameFile(f, to)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "file to write")
	return cmd
}

func (a *app) storeCheckCmd() *cobra.Command {
	return &cobra.Command{
		Use: "check ipfs:DIRECTORY", Short: "Read every block of a store and name the objects that are damaged", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := a.node(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer n.Close()
			bad, err := n.Verify(cmd.Context())
			if err != nil {
				return err
			}
			if len(bad) > 0 {
				var names []string
				for _, b := range bad {
					if names = append(names, b.Roots...); len(b.Roots) == 0 {
						names = append(names, b.Ref.URI())
					}
				}
				return c2d.Refuse(c2d.VerificationFailed, "put them again, or copy them from another store with stint store copy", "%d objects are damaged: %s",
					len(bad), strings.Join(names, " "))
			}
			return a.show([]string{}, "", func(w io.Writer) { fmt.Fprintln(w, "every block is what its address says") })
		},
	}
}

// writeJSON replaces a file at once.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func (a *app) storeCollectCmd() *cobra.Command {
	var older time.Duration
	var yes bool
	cmd := &cobra.Command{
		Use:   "collect NODE-DIRECTORY",
		Short: "Remove objects of a stopped node that no dataset, job or waiting contribution names",
		Long: `Remove objects from the store of a stopped node (what stint serve was given as --dir) that are named by no dataset it knows, no job and no contribution that
waits, are not pinned, and are older than --older. If anything that names objects cannot be read, nothing is removed.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			disk, err := local.OpenDisk(filepath.Join(args[0], "node.db"))
			if errors.Is(err, local.ErrLocked) {
				return c2d.Refuse(c2d.Unavailable, "stop it first", "a node is using %s", args[0])
			}
			if err != nil {
				return err
			}
			defer disk.Close()
			n, err := ipfs.Open(filepath.Join(args[0], "ipfs"))
			if err != nil {
				return err
			}
			defer n.Close()
			live, err := live(ctx, disk, n)
			if err != nil {
				return fmt.Errorf("find what is live: %w", err)
			}
			if !yes {
				return a.show(map[string]any{"live": len(live)}, "", func(w io.Writer) {
					fmt.Fprintf(w, "%d objects are live and stay; repeat with --yes to remove others that are older than %s\n", len(live), older)
				})
			}
			cids := map[string]bool{} // a damaged object has the wrong length, and is live all the same
			for r := range live {
				cids[r.CID] = true
			}
			removed, size, err := n.Collect(ctx, func(r storage.Ref) (bool, error) { return cids[r.CID], nil }, time.Now().Add(-older))
			if err != nil {
				return err
			}
			return a.show(map[string]any{"removed": len(removed), "bytes": size}, "", func(w io.Writer) {
				fmt.Fprintf(w, "%d objects removed, %s\n", len(removed), bytesText(size))
			})
		},
	}
	cmd.Flags().DurationVar(&older, "older", 24*time.Hour, "spare what was put more recently: it may be about to be named")
	cmd.Flags().BoolVar(&yes, "yes", false, "remove them")
	return cmd
}

// live is what a node's records name.
func live(ctx context.Context, disk *local.Disk, vault c2d.Vault) (map[storage.Ref]bool, error) {
	datasets, err := disk.Datasets().List(ctx)
	if err != nil {
		return nil, err
	}
	jobs, err := disk.List(ctx)
	if err != nil {
		return nil, err
	}
	var waiting []c2d.Contribution
	for _, d := range datasets {
		list, err := disk.Inbox().Pending(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, list...)
	}
	return c2d.Live(ctx, vault, datasets, jobs, waiting)
}

func (a *app) storeSweepCmd() *cobra.Command {
	var older time.Duration
	cmd := &cobra.Command{
		Use: "sweep s3://BUCKET/PREFIX", Short: "Remove what interrupted uploads left in an S3 store", Args: cobra.ExactArgs(1),
		Long: `Remove what interrupted uploads left in an S3 store: parts of uploads that nobody finished, and bytes that no object names. What is younger than --older is
spared: it may be on its way. Other stores sweep themselves when they are opened.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			st, done, err := a.openStore(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer done()
			s, ok := st.(interface {
				AbortStale(ctx context.Context, before time.Time) error
			})
			if !ok {
				return c2d.Refuse(c2d.BadRequest, "give s3://BUCKET/PREFIX", "%s sweeps itself when it is opened", args[0])
			}
			if err := s.AbortStale(cmd.Context(), time.Now().Add(-older)); err != nil {
				return notHere(err)
			}
			return a.show([]string{}, "", func(w io.Writer) { fmt.Fprintln(w, "swept") })
		},
	}
	cmd.Flags().DurationVar(&older, "older", 7*24*time.Hour, "spare what began more recently: longer than any upload takes")
	return cmd
}

func (a *app) storePinCmd() *cobra.Command {
	var name string
	var remove bool
	cmd := &cobra.Command{
		Use: "pin ipfs:DIRECTORY [CID]", Short: "Keep a DAG whatever is collected, or list what is kept so", Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := a.node(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer n.Close()
			if len(args) == 2 {
				if remove {
					return notHere(n.Unpin(args[1]))
				}
				return notHere(n.Pin(args[1], name))
			}
			pins := n.Pins()
			ids := slices.Sorted(maps.Keys(pins))
			return a.show(pins, strings.Join(ids, "\n"), func(w io.Writer) {
				for _, id := range ids {
					fmt.Fprintf(w, "%s  %s\n", id, pins[id])
				}
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what it is, for people")
	cmd.Flags().BoolVar(&remove, "remove", false, "do not keep it any more")
	return cmd
}

func (a *app) storeServeCmd() *cobra.Command {
	var c serveConfig
	var listen string
	var deserialized bool
	cmd := &cobra.Command{
		Use:   "serve ipfs:DIRECTORY",
		Short: "Serve a store's blocks as a trustless IPFS gateway, and to peers",
		Long: `Serve a store's blocks to whoever asks, until interrupted: as a trustless IPFS gateway over HTTP (GET /ipfs/CID?format=raw or car), and with --peer-listen over
bitswap. It fetches nothing. With --deserialized it serves plain files and directories at paths, too, as a browser wants them.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			n, err := a.node(ctx, args[0])
			if err != nil {
				return err
			}
			defer n.Close()
			if len(c.PeerListen)+len(c.Peers) > 0 {
				c.Dir, _ = strings.CutPrefix(args[0], "ipfs:")
				host, err := c.host(ctx, n)
				if err != nil {
					return err
				}
				defer host.Close()
				for _, at := range host.Addrs() {
					a.note("peers reach it at %s", at)
				}
			}
			handler := n.Handler()
			if deserialized {
				if handler, err = n.HandlerWith(ipfs.GatewayConfig{Deserialized: true}); err != nil {
					return err
				}
			}
			l, err := net.Listen("tcp", listen)
			if err != nil {
				return c2d.Refuse(c2d.Unavailable, "choose another --listen", "cannot listen on %s: %v", listen, err)
			}
			server := &http.Server{Handler: handler, ReadHeaderTimeout: 30 * time.Second}
			stop := context.AfterFunc(ctx, func() { server.Close() })
			defer stop()
			a.note("gateway at http://%s/ipfs/", l.Addr())
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:8780", "address of the gateway")
	f.BoolVar(&deserialized, "deserialized", false, "serve files and directories, too")
	f.StringArrayVar(&c.PeerListen, "peer-listen", nil, "serve blocks over bitswap at this multiaddress, such as /ip4/0.0.0.0/tcp/4001")
	f.StringArrayVar(&c.Peers, "peer", nil, "stay connected with this peer: /ip4/ADDRESS/tcp/PORT/p2p/ID")
	f.StringVar(&c.SwarmKey, "swarm-key", "", "swarm.key file: talk only to peers that have the same")
	return cmd
}
