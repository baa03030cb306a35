package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/storage"
	"github.com/stintdao/stint/storage/gateway"
)

// ClientVault is a node's vault from afar. It trusts the node with nothing: Put computes the address itself, and objects are read block by
// block through the node's gateway, each block verified before a byte of it is returned. Nothing is kept: a part of a large object costs
// that part, and whoever wants all of one quickly reads whole leaves concurrently, as storage.Copy does.
type ClientVault struct{ Client *Client }

var _ c2d.Vault = ClientVault{}

// Put implements c2d.Vault.
func (v ClientVault) Put(ctx context.Context, r io.Reader) (storage.Ref, error) {
	return v.Client.PutObject(ctx, r)
}

// Open implements c2d.Vault. The error, also that of a later read, is storage.ErrNotFound when the node does not hold the object, storage.ErrCorrupt
// when what it sends, or has, is something else, and a Refusal in both cases; it is a Refusal with code Unavailable when the node cannot be
// reached. The context bounds Open alone.
func (v ClientVault) Open(ctx context.Context, ref storage.Ref) (storage.Object, error) {
	s, err := gateway.New(gateway.Config{URL: v.Client.base.String(), Client: v.Client.hc})
	if err != nil {
		return nil, err
	}
	o, err := s.Open(ctx, ref)
	if err != nil {
		return nil, v.Client.unread(ctx, err)
	}
	return remote{o, v.Client}, nil
}

// remote is an object of a node that says what a person can do when it cannot be read.
type remote struct {
	storage.Object
	c *Client
}

func (o remote) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.Object.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = o.c.unread(context.Background(), err)
	}
	return n, err
}

// unread is what to say of an object that cannot be read.
func (c *Client) unread(ctx context.Context, err error) error {
	var answer *gateway.StatusError
	status := 0
	if errors.As(err, &answer) {
		status = answer.Status
	}
	switch {
	case errors.Is(err, storage.ErrRef), errors.Is(err, fs.ErrClosed):
		return err
	case errors.Is(err, storage.ErrCorrupt):
		return fmt.Errorf("%w: %w", c2d.Refuse(c2d.DataUnavailable, "fetch it from another node", "what the node at %s has is not what the address names", c.base), err)
	case status == http.StatusInternalServerError:
		// It knows the block, and cannot read it, or found it damaged.
		return fmt.Errorf("%w: %w: %w", c2d.Refuse(c2d.DataUnavailable, "fetch it from another node", "the node at %s cannot read what it has", c.base), storage.ErrCorrupt, err)
	case errors.Is(err, storage.ErrNotFound):
		return fmt.Errorf("%w: %w", c2d.Refuse(c2d.NotFound, "check the address, or ask a node that holds it", "the node at %s does not hold the object", c.base), err)
	case status != 0:
		return fmt.Errorf("%w: %w", c.strange("status "+strconv.Itoa(status)), err)
	}
	return c.unreachable(ctx, err)
}
