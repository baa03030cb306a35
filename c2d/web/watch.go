package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
)

const (
	backoffFirst = 100 * time.Millisecond
	backoffLast  = 5 * time.Second
	maxEvent     = 1 << 20 // bytes
)

// errCut reports a stream that ended before its job did.
var errCut = errors.New("stream ended early")

// Watch calls f with a job's progress, first as it is now and then whenever it changed, and returns nil once the job is done. It
// outlives the node: when the connection breaks or the node is away it tries again, less and less often up to every 5 s, until
// ctx ends, whose error it then returns. It returns what the node refuses for good, such as an unknown job.
func (c *Client) Watch(ctx context.Context, id datatoken.Hash, f func(JobProgress)) error {
	var last []byte
	wait := backoffFirst
	for {
		err := c.follow(ctx, id, func(event []byte) (bool, error) {
			wait = backoffFirst
			var p JobProgress
			if err := json.Unmarshal(event, &p); err != nil || p.Job != id {
				return false, c.strange("an event of something else")
			}
			if !bytes.Equal(event, last) {
				last = append(last[:0], event...)
				f(p)
			}
			return p.Done, nil
		})
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("watch job: %w", ctx.Err())
		}
		if no := c2d.AsRefusal(err); no != nil && no.Code != c2d.Unavailable && no.Code != Internal {
			return err
		}
		if err := pause(ctx, wait); err != nil {
			return fmt.Errorf("watch job: %w", err)
		}
		wait = min(2*wait, backoffLast)
	}
}

// follow reads one stream of events to its end. It gives up on a stream that says nothing for longer than a node ever does.
func (c *Client) follow(ctx context.Context, id datatoken.Hash, each func([]byte) (done bool, err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silence := time.AfterFunc(3*aliveEvery, cancel)
	defer silence.Stop()
	resp, err := c.do(ctx, request{method: http.MethodGet, path: "v1/jobs/" + id.String() + "/progress", accept: eventType})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, maxEvent)
	for lines.Scan() {
		silence.Reset(3 * aliveEvery)
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue // the kind of the event, the line between two, or a sign of life
		}
		if done, err := each(data); done || err != nil {
			return err
		}
	}
	return errors.Join(errCut, lines.Err())
}

// pause waits, unless ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
