package main

import (
	"context"
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

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/local"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/ipfs"
)

// openNode opens an IPFS node's store, which a LOCATION must be that archives, pins and checks are for.
func openNode(ctx context.Context, location string) (*ipfs.Node, error) {
	st, done, err := openStore(ctx, location)
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
			n, err := openNode(cmd.Context(), args[1])
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
			n, err := openNode(cmd.Context(), args[1])
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
			n, err := openNode(cmd.Context(), args[0])
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
			st, done, err := openStore(cmd.Context(), args[0])
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
			n, err := openNode(cmd.Context(), args[0])
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
			n, err := openNode(ctx, args[0])
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
