package enclosure

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// Remote makes cells in other places, by way of their hosts: stint-cell host, one for each lane, for example in a pod.
type Remote struct {
	// Address returns where the host of a lane listens. It may wait until the host is there.
	Address func(ctx context.Context, lane int) (string, error)
	// Key is what this conductor shares with the hosts of one run: cell.KeySize bytes. Each end proves to the other that it has it.
	Key []byte
}

const (
	// reachable is how long a host is looked for: it may be on its way to another place.
	reachable = time.Minute
	oneDial   = 10 * time.Second
	// A host that is gone without a word is noticed after three of these.
	alive = 5 * time.Second
)

// Dial has the lane's host start a cell. While there is no host it asks for the address again, for a minute at most, or until the context ends.
// A host that has another key is none, and is not tried twice.
func (r Remote) Dial(ctx context.Context, lane int) (io.ReadWriteCloser, error) {
	config, err := cell.ConductorTLS(r.Key)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, reachable)
	defer cancel()
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		conn, err := r.dial(ctx, lane, config)
		if err == nil {
			return conn, nil
		}
		if strange(err) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

func (r Remote) dial(ctx context.Context, lane int, config *tls.Config) (net.Conn, error) {
	at, err := r.Address(ctx, lane)
	if err != nil {
		return nil, fmt.Errorf("find the host of lane %d: %w", lane, err)
	}
	ctx, cancel := context.WithTimeout(ctx, oneDial)
	defer cancel()
	d := tls.Dialer{Config: config, NetDialer: &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: alive, Interval: alive, Count: 3}}}
	conn, err := d.DialContext(ctx, "tcp", at)
	if err != nil {
		return nil, fmt.Errorf("reach the host of lane %d: %w", lane, err)
	}
	return conn, nil
}

// strange reports whether there was an answer, from somebody who is not the run's host.
func strange(err error) bool {
	var record tls.RecordHeaderError
	var said *net.OpError
	return errors.Is(err, cell.ErrKey) || errors.As(err, &record) || errors.As(err, &said) && said.Op == "remote error"
}

// Accepts refuses a program that could not start there: hosts offer no runtime to programs that are handed over.
func (r Remote) Accepts(program []byte) error { return Local{}.Accepts(program) }
