package broker

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Client is a conductor's end: its Rounds, Keys and Seal, and the addresses of its cells. What fails for want of an answer is tried again until
// the context ends, for the broker may be on its way to another node; a Refusal is final, unless it says Unavailable.
type Client struct {
	at       string
	job      datatoken.Hash
	token    string
	hc       *http.Client
	identity storage.Identity
	shards   []c2d.Shard
	wait     func(context.Context) error

	mu   sync.Mutex
	keys map[string]storage.Envelope // by shard and member; nil before they were asked for
}

// Dial makes a Client of the run's broker at an https address, whose key has a fingerprint. identity is the conductor's own, made in memory for
// this process; clock is what it waits by between tries.
func Dial(at, fingerprint string, token []byte, identity storage.Identity, run c2d.Run, clock enclosure.Clock) *Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig, t.Proxy = pinned(fingerprint), nil
	return &Client{
		at: at, job: run.Job, token: hex.EncodeToString(token), identity: identity, shards: run.Shards,
		hc:   &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		wait: func(ctx context.Context) error { return clock.Wait(ctx, clock.Now().Add(200*time.Millisecond)) },
	}
}

var (
	_ enclosure.Rounds = (*Client)(nil)
	_ enclosure.Keys   = (*Client)(nil)
	_ enclosure.Seal   = (*Client)(nil)
)

// call asks until there is an answer. Every route may be repeated.
func (c *Client) call(ctx context.Context, method, path string, body []byte) (http.Header, []byte, error) {
	for {
		h, b, err := c.once(ctx, method, path, body)
		if no := c2d.AsRefusal(err); err == nil || no != nil && no.Code != c2d.Unavailable {
			return h, b, err
		}
		if werr := c.wait(ctx); werr != nil {
			return nil, nil, fmt.Errorf("ask the broker: %w", errors.Join(werr, err))
		}
	}
}

func (c *Client) once(ctx context.Context, method, path string, body []byte) (http.Header, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, c.at+"/v1/runs/"+c.job.String()+"/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, fmt.Errorf("ask the broker: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	a, err := c.hc.Do(r)
	if err != nil {
		return nil, nil, fmt.Errorf("ask the broker: %w", err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxResult+1))
	if err != nil {
		return nil, nil, fmt.Errorf("ask the broker: %w", err)
	}
	if a.StatusCode == http.StatusOK {
		return a.Header, b, nil
	}
	var no c2d.Refusal
	if json.Unmarshal(b, &no) != nil || no.Code == "" {
		return nil, nil, fmt.Errorf("the broker answered %s", a.Status)
	}
	return nil, nil, &no
}

func (c *Client) document(ctx context.Context, method, path string, q, v any) error {
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("ask the broker: %w", err)
	}
	_, b, err := c.call(ctx, method, path, body)
	if err != nil || v == nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read the broker's answer: %w", err)
	}
	return nil
}

// Cell is the address of a lane's cell. It waits until that is up.
func (c *Client) Cell(ctx context.Context, lane int) (string, error) {
	for {
		var all []string
		if err := c.document(ctx, http.MethodGet, "cells", nil, &all); err != nil {
			return "", err
		}
		if lane < 0 || lane >= len(all) {
			return "", fmt.Errorf("the run has %d cells, not one for lane %d", len(all), lane)
		}
		if all[lane] != "" {
			return all[lane], nil
		}
		if err := c.wait(ctx); err != nil {
			return "", fmt.Errorf("wait for the cell of lane %d: %w", lane, err)
		}
	}
}

// anew turns a refusal that a new challenge would answer into an error that makes the run start again, where its rounds end.
func anew(err error) error {
	if c2d.IsRefusal(err, c2d.Conflict) {
		return fmt.Errorf("the seal has to be proven anew: %v", err)
	}
	return err
}

// Challenge implements enclosure.Seal.
func (c *Client) Challenge(ctx context.Context) ([]byte, []string, error) {
	var ch challenge
	err := c.document(ctx, http.MethodPost, "challenge", nil, &ch)
	return ch.Nonce, ch.Forbidden, err
}

// Prove implements enclosure.Seal.
func (c *Client) Prove(ctx context.Context, cells []enclosure.Proof) error {
	return anew(c.document(ctx, http.MethodPost, "proof", cells, nil))
}

// Unwrap implements enclosure.Keys. All keys of the run are fetched at the first call.
func (c *Client) Unwrap(ctx context.Context, s c2d.Shard) (storage.Key, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil {
		var list []storage.Envelope
		if err := c.document(ctx, http.MethodPost, "keys", release{c.identity.Recipient()}, &list); err != nil {
			return storage.Key{}, anew(err)
		}
		if len(list) != len(c.shards) {
			return storage.Key{}, fmt.Errorf("the broker gave %d keys for %d shards", len(list), len(c.shards))
		}
		c.keys = map[string]storage.Envelope{}
		for i, e := range list {
			c.keys[name(c.shards[i])] = e
		}
	}
	e := c.keys[name(s)]
	if len(e.Sealed) == 0 {
		return storage.Key{}, fmt.Errorf("shard %s is not sealed to this provider: %w", s.Shard, storage.ErrKey)
	}
	return c.identity.Unwrap(e, c2d.KeyInfo(c.job, s.Shard))
}

// name tells shards of a run apart: two members may seal the same bytes.
func name(s c2d.Shard) string { return s.Member.String() + "|" + s.Shard.CID }

// Break tells why the run will not finish.
func (c *Client) Break(ctx context.Context, why *c2d.Refusal) error {
	return c.document(ctx, http.MethodPost, "fault", why, nil)
}

// Begin implements enclosure.Rounds.
func (c *Client) Begin(ctx context.Context, _ datatoken.Hash, round int) error {
	_, _, err := c.call(ctx, http.MethodPost, "rounds/"+strconv.Itoa(round), nil)
	return err
}

// Finish implements enclosure.Rounds.
func (c *Client) Finish(ctx context.Context, _ datatoken.Hash, round int, result []byte) error {
	_, _, err := c.call(ctx, http.MethodPut, "rounds/"+strconv.Itoa(round), result)
	return err
}

// Load implements enclosure.Rounds.
func (c *Client) Load(ctx context.Context, _ datatoken.Hash) (begun, finished int, last []byte, err error) {
	h, b, err := c.call(ctx, http.MethodGet, "rounds", nil)
	if err != nil {
		return 0, 0, nil, err
	}
	begun, e1 := strconv.Atoi(h.Get("Stint-Begun"))
	finished, e2 := strconv.Atoi(h.Get("Stint-Finished"))
	if err := errors.Join(e1, e2); err != nil {
		return 0, 0, nil, fmt.Errorf("read the broker's answer: %w", err)
	}
	return begun, finished, b, nil
}
