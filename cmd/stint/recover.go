package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/storage"
)

func (a *app) recoverCmd() *cobra.Command {
	var dataset, identity string
	cmd := &cobra.Command{
		Use:   "recover --dataset DATASET --identity FILE",
		Short: "Give a node the keys to a dataset's shards again, with a recovery key of the DAO",
		Long: `Give a node the keys to a dataset's shards, with an identity that they are wrapped to as well: one whose recipient is in the "recovery" list of the dataset's card
(stint store identity makes one). For a node that has lost its own identity, or a new one. Keys are opened and wrapped on this machine; shards stay as they are, and
the node keeps only keys that open.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			id, err := address(dataset)
			if err != nil {
				return err
			}
			who, err := readIdentity(identity)
			if err != nil {
				return err
			}
			v, err := a.look(ctx)
			if err != nil {
				return err
			}
			to, err := storage.ParseRecipient(v.info.Recipient)
			if err != nil {
				return fmt.Errorf("read the node's key: %w", err)
			}
			d, err := v.Dataset(ctx, id)
			if err != nil {
				return err
			}
			var grants []c2d.Grant
			shards := 0
			for _, b := range d.Batches {
				list, err := c2d.LoadBatch(ctx, web.ClientVault{Client: v.Client}, b)
				if err != nil {
					return err
				}
				shards += len(list)
				for _, c := range list {
					for _, e := range c.Keys {
						if e.Recipient != who.Recipient().Fingerprint() {
							continue
						}
						key, err := who.Unwrap(e, c2d.ShardInfo(id, c.Member))
						if err == nil {
							err = key.CheckCommit(c.Shard, c.Commit)
						}
						if err != nil {
							a.note("The contributor of %s wrapped no key that opens it.", c.Shard)
							continue
						}
						again, err := storage.Wrap(key, to, c2d.ShardInfo(id, c.Member))
						if err != nil {
							return err
						}
						grants = append(grants, c2d.Grant{Shard: c.Shard, Key: again})
					}
				}
			}
			if len(grants) == 0 {
				return c2d.Refuse(c2d.NotAuthorized, "use an identity whose recipient is in the card's recovery list", "no shard of dataset %s is sealed to this identity", id)
			}
			if err := v.Grant(ctx, id, grants); err != nil {
				return err
			}
			return a.show(map[string]any{"shards": shards, "recovered": len(grants)}, "", func(out io.Writer) {
				fmt.Fprintf(out, "the node has the keys to %d of %s again\n", len(grants), plural(shards, "shard"))
			})
		},
	}
	cmd.Flags().StringVar(&dataset, "dataset", "", "the dataset")
	cmd.Flags().StringVar(&identity, "identity", "", "file with the recovery identity")
	return cmd
}
