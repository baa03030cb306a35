package enclosure

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// Remote makes cells in other places, by way of their hosts: stint-cell host, one for each lane, for example in a pod.
type Remote struct {
	// Address returns where the host of a lane listens. It may wait until the host is there.
	Address func(ctx context.Context, lane int) (string, error)
	// Key is what this conductor shares with the hosts of one run: cell.KeySize bytes. Each end proves to the other that it has it.
	Key []byte
}

// Dial has the lane's host start a cell.
func (r Remote) Dial(ctx context.Context, lane int) (io.ReadWriteCloser, error) {
	config, err := cell.ConductorTLS(r.Key)
	if err != nil {
		return nil, err
	}
	at, err := r.Address(ctx, lane)
	if err != nil {
		return nil, fmt.Errorf("find the host of lane %d: %w", lane, err)
	}
	d := tls.Dialer{Config: config}
	conn, err := d.DialContext(ctx, "tcp", at)
	if err != nil {
		return nil, fmt.Errorf("reach the host of lane %d: %w", lane, err)
	}
	return conn, nil
}

// Accepts refuses a program that could not start there: hosts offer no runtime to programs that are handed over.
func (r Remote) Accepts(program []byte) error { return Local{}.Accepts(program) }
