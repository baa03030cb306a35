package local

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/web"
	"github.com/stintdao/stint/datatoken"
)

// Probe attacks the sandbox of one machine on a visitor's behalf, and has the provider sign what came of it.
type Probe struct {
	Cells    enclosure.Cells
	Signer   c2d.Signer
	Provider datatoken.Address
	Tier     string
	Now      func() time.Time
	Random   io.Reader
}

// Do probes. One machine has no environments.
func (p Probe) Do(ctx context.Context, environment string) (web.Probe, error) {
	if environment != "" {
		return web.Probe{}, c2d.Refuse(c2d.BadRequest, "name none", "this node has no environment %.80q", environment)
	}
	r, err := enclosure.Probe(ctx, p.Cells, p.Random)
	if err != nil && !c2d.IsRefusal(err, c2d.SealNotProven) {
		return web.Probe{}, err
	}
	out := web.Probe{Stint: 1, Provider: p.Provider, Tier: p.Tier, Wall: string(r.Wall), At: p.Now().UTC().Truncate(time.Second), Closed: err == nil}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, web.ProbeCheck{Name: c.Name, Closed: c.Closed, Detail: c.Detail})
	}
	if out.Signature, err = p.Signer.SignReceipt(ctx, out.Digest()); err != nil {
		return web.Probe{}, fmt.Errorf("sign probe: %w", err)
	}
	return out, nil
}
