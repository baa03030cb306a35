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
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
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
func openStore(ctx context.Context, location string) (storage.Store, func() error, error) {
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
func openAny(ctx context.Context, locations []string) (storage.Store, func() error, error) {
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
		s, done, err := openStore(ctx, l)
		if err != nil {
			return nil, nil, errors.Join(err, open.close())
		}
		stores = append(stores, s)
		open.add(done)
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
			st, done, err := openStore(ctx, to)
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
	var out sheet
	err = resume(memory, func(mem *dir.Sealing) error {
		p.src.Rewind()
		r := bar.read(p.src)
		ref, commit, keys, err := sealTo(ctx, p.to, r, mem, fileInfo, who)
		if err != nil {
			bar.add(-r.n)
			return changed(readOnly(err, p.location))
		}
		out = sheet{Address: ref.URI(), Commitment: hex.EncodeToString(commit[:]), Keys: keys}
		return nil
	})
	if errors.Is(err, dir.ErrBusy) {
		return sheet{}, c2d.Refuse(c2d.Conflict, "wait for it", "another process is storing %s at %s", p.from, p.location)
	}
	if err != nil {
		return sheet{}, err
	}
	bar.step()
	return out, nil
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
			st, done, err := openAny(ctx, from)
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
			st, done, err := openAny(ctx, from)
			if err != nil {
				return err
			}
			defer done()
			dst, doneTo, err := openStore(ctx, to)
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
			st, done, err := openStore(cmd.Context(), args[1])
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
