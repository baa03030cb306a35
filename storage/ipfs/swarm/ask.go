package swarm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ipfs/boxo/bitswap/message"
	"github.com/ipfs/boxo/bitswap/message/pb"
	bitswap "github.com/ipfs/boxo/bitswap/network"
	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/multiformats/go-multistream"

	"github.com/stintdao/stint/storage"
)

// ErrUnreachable reports that no peer delivered in time, though one may have the object: none was connected, or one stalled or left.
var ErrUnreachable = errors.New("no peer delivered in time")

// parallel is how many blocks are asked for at once. A block on its way takes up to three times its length: in the reader's buffer, as
// a message, and as what was decoded from it.
const parallel = 8

// When to repeat a want for what the same peer answered just before, at first and at last.
const firstAgain, lastAgain = 10 * time.Millisecond, 80 * time.Millisecond

// asker is the asking side of bitswap 1.2. It asks one peer at a time for a block, so that none comes twice, and one that is known to have
// the object if there is one; it asks all others at once whether they have it when there is none.
type asker struct {
	ctx     context.Context // ends when the host closes
	net     bitswap.BitSwapNetwork
	timeout time.Duration
	missing func() bool                               // tells whether a configured peer is not connected
	find    func(ctx context.Context, c cid.Cid) bool // connects to who has c as far as the DHT knows, or reports false; nil without a DHT
	slots   chan struct{}

	mu     sync.Mutex
	peers  map[peer.ID]*remote
	joined chan struct{} // closed, and replaced, when a peer connects
}

// remote is one connected peer. A peer that comes back is another remote. All but id, ctx and kick are guarded by asker.mu.
type remote struct {
	id     peer.ID
	ctx    context.Context // ends when the peer leaves
	cancel context.CancelFunc
	kick   chan struct{}
	out    message.BitSwapMessage // to be sent
	asks   map[cid.Cid]*ask
	timer  *time.Timer // runs while something is asked, for half of asker.timeout from the last useful answer
	silent bool        // timer has fired once since
	slow   bool        // it stalled, and has not been useful since
	done   []cid.Cid   // what it answered last
}

// ask is who waits for what a remote says about a CID.
type ask struct{ have, block []chan<- reply }

// reply is what became of an ask: a block, or that the peer has it, or why neither.
type reply struct {
	from  *remote
	block []byte
	has   bool
	err   error
}

var (
	errNo      = errors.New("does not have it")
	errStalled = errors.New("stalled")
	errLeft    = errors.New("disconnected")
	errJoined  = errors.New("another peer connected")
	errExpired = errors.New("nobody connected")
)

// noBytes is the CID of the block of no bytes. Nobody is asked for it: boxo's server, and so kubo, says that it does not have it when it does.
var noBytes = storage.BlockCID(cid.Raw, sha256.Sum256(nil))

// holders are the peers known to have blocks of an object, guarded by asker.mu. ctx ends when the object is closed.
type holders struct {
	ctx    context.Context
	ids    map[peer.ID]struct{}
	sought chan struct{} // closed when the DHT was asked; nil before
	silent bool          // the DHT could not be asked; read after sought
}

func newHolders(ctx context.Context) *holders { return &holders{ctx: ctx, ids: map[peer.ID]struct{}{}} }

// search is one block being looked for.
type search struct {
	c       cid.Cid
	known   *holders
	tried   map[*remote]error
	expired <-chan time.Time // fires when it has waited long enough for peers to connect; nil until it waits
}

// get returns the block c, which hashes to its CID.
func (a *asker) get(ctx context.Context, c cid.Cid, known *holders) ([]byte, error) {
	if c == noBytes {
		return nil, nil
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-a.ctx.Done():
		return nil, errClosed
	}
	s := &search{c: c, known: known, tried: map[*remote]error{}}
	for {
		if r, ch := a.askBest(s); r != nil {
			got, err := a.wait(ctx, c, ch, nil)
			if err != nil {
				return nil, err
			}
			if got.block != nil {
				return got.block, nil
			}
			s.tried[r] = got.err
			continue
		}
		b, err := a.discover(ctx, s)
		if b != nil || err != nil {
			return b, err
		}
	}
}

// has looks for who has the block c, and does not fetch it.
func (a *asker) has(ctx context.Context, c cid.Cid, known *holders) error {
	if c == noBytes {
		return nil
	}
	s := &search{c: c, known: known, tried: map[*remote]error{}}
	for {
		if _, err := a.discover(ctx, s); err != nil || a.any(known) {
			return err
		}
	}
}

// askBest asks the holder with the least to do for the block.
func (a *asker) askBest(s *search) (*remote, chan reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var best *remote
	for id := range s.known.ids {
		r := a.peers[id]
		if r == nil || s.tried[r] != nil {
			continue
		}
		if best == nil || best.slow && !r.slow || best.slow == r.slow && len(r.asks) < len(best.asks) {
			best = r
		}
	}
	if best == nil {
		return nil, nil
	}
	ch := make(chan reply, 1)
	a.ask(best, s.c, true, ch)
	return best, ch
}

// discover asks the connected peers that were not asked yet who has the block, and returns when the search can go on, or the block where
// it is so small that a peer answers with it. The error says that nobody has it.
func (a *asker) discover(ctx context.Context, s *search) ([]byte, error) {
	a.mu.Lock()
	joined := a.joined
	ch := make(chan reply, len(a.peers))
	left := 0
	for _, r := range a.peers {
		if s.tried[r] == nil {
			a.ask(r, s.c, false, ch)
			left++
		}
	}
	a.mu.Unlock()
	for left > 0 {
		got, err := a.wait(ctx, s.c, ch, joined)
		if err == errJoined {
			go a.collect(s, ch, left) // ask the newcomer too
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		left--
		if got.err != nil {
			s.tried[got.from] = got.err
			continue
		}
		a.learn(s.known, got)
		go a.collect(s, ch, left) // the others may have it too
		return got.block, nil
	}
	return nil, a.more(ctx, s, joined)
}

// collect learns from the replies to a question that nobody waits for any more.
func (a *asker) collect(s *search, ch chan reply, left int) {
	for range left {
		got, err := a.wait(s.known.ctx, s.c, ch, nil)
		if err != nil {
			return
		}
		a.learn(s.known, got)
	}
}

func (a *asker) any(known *holders) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(known.ids) > 0
}

func (a *asker) learn(known *holders, got reply) {
	if got.err == nil {
		a.mu.Lock()
		known.ids[got.from.id] = struct{}{}
		a.mu.Unlock()
	}
}

// more waits until there are peers that were not asked, or returns what to say to who waits for the block.
func (a *asker) more(ctx context.Context, s *search, joined <-chan struct{}) error {
	a.mu.Lock()
	seek := a.find != nil && s.known.sought == nil
	if seek {
		s.known.sought = make(chan struct{})
	}
	connected := len(a.peers)
	var failed error
	for id := range s.known.ids {
		if a.peers[id] == nil {
			failed = fmt.Errorf("peer %s, which had the object, %w", id, errLeft)
		}
	}
	for r, err := range s.tried {
		if err != errNo {
			failed = fmt.Errorf("peer %s %w", r.id, err)
		}
	}
	a.mu.Unlock()
	select {
	case <-joined:
		return nil
	default:
	}
	if seek {
		go func() {
			s.known.silent = !a.find(s.known.ctx, s.c)
			close(s.known.sought)
		}()
	}
	if a.find != nil {
		select {
		case <-joined:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-a.ctx.Done():
			return errClosed
		case <-s.known.sought:
		}
	}
	switch {
	case a.ctx.Err() != nil:
		return errClosed
	case a.missing():
		if err := a.waitPeer(ctx, s, joined); err != errExpired {
			return err
		}
		return fmt.Errorf("block %s: %w: a configured peer is not connected after %v: check that it runs, its address and the swarm key",
			s.c, ErrUnreachable, a.timeout)
	case failed != nil:
		return fmt.Errorf("block %s: %w: %w: try again, or add a peer that has it", s.c, ErrUnreachable, failed)
	case s.known.silent:
		return fmt.Errorf("block %s: %w: no peer of the DHT answers: check the bootstrap peers and the swarm key", s.c, ErrUnreachable)
	case connected > 0 || a.find != nil:
		return fmt.Errorf("block %s: none of the %d connected peers has it: add a peer that has it: %w", s.c, connected, storage.ErrNotFound)
	}
	if err := a.waitPeer(ctx, s, joined); err != errExpired {
		return err
	}
	return fmt.Errorf("block %s: %w: no peer is connected after %v: add a peer that has it", s.c, ErrUnreachable, a.timeout)
}

// waitPeer waits until a peer connects, or the search has waited for as long as it may.
func (a *asker) waitPeer(ctx context.Context, s *search, joined <-chan struct{}) error {
	if s.expired == nil {
		s.expired = time.After(a.timeout)
	}
	select {
	case <-joined:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-a.ctx.Done():
		return errClosed
	case <-s.expired:
		return errExpired
	}
}

// ask sends a want for c to r and has what comes of it sent to ch, which has room for it. It is called with mu held.
func (a *asker) ask(r *remote, c cid.Cid, block bool, ch chan<- reply) {
	k := r.asks[c]
	if k == nil {
		k = &ask{}
		r.asks[c] = k
		if slices.Contains(r.done, c) {
			a.again(r, c, k, firstAgain)
		}
	}
	if len(r.asks) == 1 && len(k.have)+len(k.block) == 0 {
		a.heard(r)
	}
	first := len(k.have)+len(k.block) == 0 || block && len(k.block) == 0
	if block {
		k.block = append(k.block, ch)
	} else {
		k.have = append(k.have, ch)
	}
	if first {
		r.want(c, block)
	}
}

func (r *remote) wake() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// wait returns the next reply to ch, or errJoined. When ctx ends first, the asks that go to ch are taken back.
func (a *asker) wait(ctx context.Context, c cid.Cid, ch chan reply, joined <-chan struct{}) (reply, error) {
	select {
	case got := <-ch:
		return got, nil
	case <-joined:
		return reply{}, errJoined
	case <-a.ctx.Done():
		return reply{}, errClosed
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.peers {
		if k := r.asks[c]; k != nil {
			k.have, k.block = without(k.have, ch), without(k.block, ch)
			if len(k.have)+len(k.block) == 0 {
				a.forget(r, c, true)
			}
		}
	}
	return reply{}, ctx.Err()
}

func without(all []chan<- reply, ch chan reply) []chan<- reply {
	kept := all[:0]
	for _, x := range all {
		if x != (chan<- reply)(ch) {
			kept = append(kept, x)
		}
	}
	return kept
}

// forget ends an ask; where the peer may still think that it is wanted, it is told. It is called with mu held.
func (a *asker) forget(r *remote, c cid.Cid, tell bool) {
	delete(r.asks, c)
	if len(r.asks) == 0 {
		r.timer.Stop()
	}
	if tell {
		r.out.Cancel(c)
		r.wake()
	}
}

// answer gives got to who waits for c from r. It is called with mu held.
func (a *asker) answer(r *remote, c cid.Cid, got reply) {
	k := r.asks[c]
	if k == nil {
		return
	}
	got.from = r
	if r.done = append(r.done, c); len(r.done) > 2*parallel {
		r.done = r.done[1:]
	}
	for _, ch := range k.have {
		ch <- got
	}
	k.have = nil
	if got.has && got.block == nil {
		if len(k.block) == 0 {
			a.forget(r, c, false)
		}
		return
	}
	for _, ch := range k.block {
		ch <- got
	}
	a.forget(r, c, got.block == nil)
}

// ReceiveMessage implements bitswap.Receiver. Blocks arrive with the CIDs they hash to; one that was not asked for is dropped.
func (a *asker) ReceiveMessage(_ context.Context, from peer.ID, m message.BitSwapMessage) {
	blocks, haves, not := m.Blocks(), m.Haves(), m.DontHaves()
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.peers[from]
	if r == nil {
		return
	}
	before := len(r.asks)
	for _, b := range blocks {
		a.answer(r, b.Cid(), reply{block: b.RawData()})
	}
	for _, c := range haves {
		a.answer(r, c, reply{has: true})
	}
	for _, c := range not {
		a.answer(r, c, reply{err: errNo})
	}
	if len(r.asks) < before {
		r.slow = false
		if len(r.asks) > 0 {
			a.heard(r)
		}
	}
}

// heard starts to measure how long r is silent. It is called with mu held.
func (a *asker) heard(r *remote) {
	r.silent = false
	if r.timer == nil {
		r.timer = time.AfterFunc(a.timeout/2, func() { a.silence(r) })
		return
	}
	r.timer.Reset(a.timeout / 2)
}

// silence asks everything once more, and gives it up when r has still sent nothing useful after that.
func (a *asker) silence(r *remote) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(r.asks) == 0 {
		return // it answered just now
	}
	if !r.silent {
		for c, k := range r.asks {
			r.want(c, len(k.block) > 0)
		}
		r.silent = true
		r.timer.Reset(a.timeout / 2)
		return
	}
	r.slow = true
	for c := range r.asks {
		a.answer(r, c, reply{err: fmt.Errorf("%w: it sent nothing of what was asked for %v", errStalled, a.timeout)})
	}
}

// again repeats a want soon: boxo's server ignores one for a block that it is just finishing to send. It is called with mu held.
func (a *asker) again(r *remote, c cid.Cid, k *ask, after time.Duration) {
	time.AfterFunc(after, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if r.asks[c] == k {
			r.want(c, len(k.block) > 0)
			if after < lastAgain {
				a.again(r, c, k, 2*after)
			}
		}
	})
}

// want sends a want. It is called with mu held.
func (r *remote) want(c cid.Cid, block bool) {
	kind := pb.Message_Wantlist_Have
	if block {
		kind = pb.Message_Wantlist_Block
	}
	r.out.Remove(c) // a cancel that was not sent yet would win
	r.out.AddEntry(c, 1, kind, true)
	r.wake()
}

// join and leave follow the connections.
func (a *asker) join(_ network.Network, conn network.Conn) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.add(conn.RemotePeer())
}

func (a *asker) add(id peer.ID) {
	if a.peers[id] != nil || a.ctx.Err() != nil {
		return
	}
	r := &remote{id: id, kick: make(chan struct{}, 1), out: message.New(false), asks: map[cid.Cid]*ask{}}
	r.ctx, r.cancel = context.WithCancel(a.ctx)
	a.peers[id] = r
	close(a.joined)
	a.joined = make(chan struct{})
	go a.send(r)
}

func (a *asker) leave(n network.Network, conn network.Conn) {
	id := conn.RemotePeer()
	a.mu.Lock()
	defer a.mu.Unlock()
	if r := a.peers[id]; r != nil {
		a.drop(r, errLeft)
	}
	if n.Connectedness(id) == network.Connected {
		a.add(id) // by another connection; what was asked over this one may be lost
	}
}

// drop is called with mu held.
func (a *asker) drop(r *remote, err error) {
	if a.peers[r.id] == r {
		delete(a.peers, r.id)
	}
	r.cancel()
	for c := range r.asks {
		a.answer(r, c, reply{err: err})
	}
}

// send sends what is to be sent to r, all there is in one message, until r leaves.
func (a *asker) send(r *remote) {
	var sender bitswap.MessageSender
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-r.kick:
		}
		a.mu.Lock()
		m := r.out
		r.out = message.New(false)
		a.mu.Unlock()
		if m.Empty() {
			continue
		}
		var err error
		if sender == nil {
			sender, err = a.net.NewMessageSender(r.ctx, r.id, &bitswap.MessageSenderOpts{MaxRetries: 1, SendTimeout: a.timeout})
		}
		if err == nil {
			err = sender.SendMsg(r.ctx, m)
		}
		if err == nil {
			continue
		}
		if errors.Is(err, multistream.ErrNotSupported[protocol.ID]{}) {
			err = errNo // it is there for something else
		} else {
			err = fmt.Errorf("cannot be asked: %w", err)
			a.net.DisconnectFrom(a.ctx, r.id) // it may come back
		}
		a.mu.Lock()
		a.drop(r, err)
		a.mu.Unlock()
		return
	}
}

// ReceiveError implements bitswap.Receiver. Who sent what cannot be read is dealt with when it stalls.
func (*asker) ReceiveError(error) {}

// PeerConnected and PeerDisconnected implement bitswap.Receiver; join and leave do the work, because these two miss a peer that leaves
// and comes back at once.
func (*asker) PeerConnected(peer.ID)    {}
func (*asker) PeerDisconnected(peer.ID) {}
