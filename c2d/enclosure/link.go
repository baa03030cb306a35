package enclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// link is the conductor's end of one cell. It is used by one goroutine; only end may be called by others.
type link struct {
	conn     io.ReadWriteCloser
	greeting cell.Greeting
	seq      uint32
	once     sync.Once
	handed   chan struct{} // closed when the model that was handed last is there, or will not be; nil if there was none yet
	fault    error         // of that; valid when handed is closed
}

// errLost reports a cell that went away or broke the protocol.
var errLost = errors.New("the cell was lost")

func connect(ctx context.Context, cells Cells, lane int) (*link, error) {
	conn, err := cells.Dial(ctx, lane)
	if err != nil {
		return nil, fmt.Errorf("reach a cell: %w", err)
	}
	l := &link{conn: conn}
	defer context.AfterFunc(ctx, l.end)()
	h, err := cell.ReadHead(conn, 4096)
	var p []byte
	if err == nil {
		p, err = cell.ReadPayload(conn, h)
	}
	if err == nil && h.Kind != cell.Hello {
		err = cell.ErrFrame
	}
	if err == nil {
		l.greeting, err = cell.ParseGreeting(p)
	}
	if err != nil {
		l.end()
		return nil, fmt.Errorf("greet a cell: %v: %w", err, errLost)
	}
	return l, nil
}

// end kills the cell and everything in it.
func (l *link) end() { l.once.Do(func() { l.conn.Close() }) }

// load gives the cell what stays the same for all shards of a round.
func (l *link) load(k cell.Kind, b []byte) error {
	if err := cell.WriteFrame(l.conn, k, b); err != nil {
		return fmt.Errorf("load a cell: %v: %w", err, errLost)
	}
	return nil
}

// hand sends a model and does not wait for it.
func (l *link) hand(model []byte) {
	before, handed := l.handed, make(chan struct{})
	l.handed = handed
	go func() {
		if before != nil {
			<-before
		}
		l.fault = l.load(cell.Model, model)
		close(handed)
	}()
}

// taken waits until the model is there, and reports whether it is. When the context ends before, the cell is ended.
func (l *link) taken(ctx context.Context) bool {
	defer context.AfterFunc(ctx, l.end)()
	<-l.handed
	return l.fault == nil
}

// refused reports whether it is known that the model will not be there.
func (l *link) refused() bool {
	select {
	case <-l.handed:
		return l.fault != nil
	default:
		return false
	}
}

// run runs the program, or the probe, over one shard. A nil update with a nil error is a program that gave none; an error is the
// infrastructure's: errLost, or cell.ErrWall when the wall could not be built.
func (l *link) run(k cell.Kind, t cell.Task, shard []byte) ([]byte, error) {
	l.seq++
	t.Seq = l.seq
	if err := cell.WriteFrame(l.conn, k, t.Encode(), shard); err != nil {
		return nil, fmt.Errorf("hand over a shard: %v: %w", err, errLost)
	}
	h, err := cell.ReadHead(l.conn, int(t.Output)+4096)
	if err != nil || h.Kind != cell.Done {
		return nil, fmt.Errorf("await an update: %v: %w", err, errLost)
	}
	p, err := cell.ReadPayload(l.conn, h)
	if err != nil {
		return nil, fmt.Errorf("await an update: %v: %w", err, errLost)
	}
	a, b, err := cell.ParseAnswer(p)
	switch {
	case err != nil || a.Seq != t.Seq || a.Status == cell.Update && len(b) != int(t.Output):
		return nil, fmt.Errorf("read an update: %w", errLost)
	case a.Status == cell.Fault:
		return nil, fmt.Errorf("%.512s: %w", strings.TrimSuffix(string(b), ": "+cell.ErrWall.Error()), cell.ErrWall)
	case a.Status == cell.Nothing:
		return nil, nil
	}
	return b, nil
}

// unavailable turns a wall that could not be built into the refusal a person can act on.
func unavailable(err error) error {
	if !errors.Is(err, cell.ErrWall) && !errors.Is(err, errLost) {
		return err
	}
	return c2d.Refuse(c2d.SandboxUnavailable,
		"use a kernel with Landlock (Linux 5.13, lsm=landlock); for the stronger wall run the node as root, or let it make user namespaces: "+
			"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000, or an AppArmor profile with \"userns,\" for stint-cell",
		"this machine cannot contain untrusted code: %v", err)
}
