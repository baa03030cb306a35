package operator

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/broker"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/c2d/enclosure/cell"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// conductor is a run's conductor as the broker knows it: the same calls in the same order, each repeated until it is answered, and results that
// are drawn anew by every conductor. It opens nothing and runs nothing.
type conductor struct {
	run  c2d.Run
	me   storage.Identity
	draw func() uint64
	// began and stored are told of what the broker said yes to.
	began  func(round int)
	stored func(round int, result []byte)
	// open makes a cell's walls not hold.
	open bool

	next      func(context.Context, broker.Holder, enclosure.Rounds) error // nil when it has ended
	fault     *c2d.Refusal                                                 // why it ended, if it did not finish
	nonce     []byte
	forbidden []string
	round     int
	result    []byte
}

// hire makes a conductor of a run, which has asked nothing yet.
func hire(run c2d.Run, me storage.Identity, draw func() uint64) *conductor {
	c := &conductor{run: run, me: me, draw: draw, began: func(int) {}, stored: func(int, []byte) {}}
	c.next = c.load
	return c
}

// ask makes one call. What fails for want of an answer is asked again the next time; what is refused ends the run.
func (c *conductor) ask(ctx context.Context, h broker.Holder, r enclosure.Rounds) error {
	err := c.next(ctx, h, r)
	if no := c2d.AsRefusal(err); no != nil && no.Code != c2d.Unavailable {
		if c.fault != nil { // not even that could be told
			c.next = nil
			return nil
		}
		c.fault, c.next = no, c.tell
		return nil
	}
	return err
}

func (c *conductor) tell(ctx context.Context, h broker.Holder, _ enclosure.Rounds) error {
	err := h.Break(ctx, c.run.Job, c.fault)
	if err == nil {
		c.next = nil
	}
	return err
}

func (c *conductor) load(ctx context.Context, _ broker.Holder, r enclosure.Rounds) error {
	_, finished, last, err := r.Load(ctx, c.run.Job)
	if err != nil {
		return err
	}
	if c.round = finished; finished > 0 {
		c.stored(finished-1, last)
	}
	switch {
	case finished == c.run.Spec.Plan().Steps():
		c.next = nil
	case c.run.Spec.Isolate != nil:
		c.next = c.challenge
	default:
		c.next = c.keys
	}
	return nil
}

func (c *conductor) challenge(ctx context.Context, h broker.Holder, _ enclosure.Rounds) (err error) {
	if c.nonce, c.forbidden, err = h.Challenge(ctx, c.run.Job); err == nil {
		c.next = c.prove
	}
	return err
}

func (c *conductor) prove(ctx context.Context, h broker.Holder, _ enclosure.Rounds) error {
	members := map[datatoken.Address]bool{}
	for _, s := range c.run.Shards {
		members[s.Member] = true
	}
	var all []enclosure.Proof
	for lane := range min(c.run.Place.Lanes, len(members)) {
		all = append(all, enclosure.Proof{
			Lane: lane, Wall: string(cell.Namespaces), Inner: verdict(fmt.Sprintf("%x %s", c.nonce, cell.Namespaces), cell.Checks(), cell.VerdictSize, c.open),
			Net: verdict(fmt.Sprintf("%x", c.nonce), slices.Concat(c.forbidden, cell.Facts()), cell.NetVerdictSize, false),
		})
	}
	err := c.anew(h.Prove(ctx, c.run.Job, all))
	if err == nil {
		c.next = c.keys
	}
	return err
}

// errAnew is of a broker that has forgotten a challenge, or was asked for another one.
var errAnew = errors.New("the seal has to be proven anew")

// anew starts again where the rounds end, as the next pod of the run does, when a refusal asks for a new proof.
func (c *conductor) anew(err error) error {
	if c2d.IsRefusal(err, c2d.Conflict) {
		c.next = c.load
		return errAnew
	}
	return err
}

// verdict is what a cell says of its walls: that they held, or that the first of them did not.
func verdict(head string, checks []string, size int, open bool) []byte {
	var b bytes.Buffer
	b.WriteString(head + "\n")
	for i, name := range checks {
		if open && i == 0 {
			fmt.Fprintf(&b, "OPEN\t%s\tit is open\n", name)
			continue
		}
		fmt.Fprintf(&b, "closed\t%s\n", name)
	}
	return append(b.Bytes(), bytes.Repeat([]byte{'\n'}, size-b.Len())...)
}

func (c *conductor) keys(ctx context.Context, h broker.Holder, _ enclosure.Rounds) error {
	list, err := h.Keys(ctx, c.run.Job, c.me.Recipient())
	if err != nil {
		return c.anew(err)
	}
	for i, s := range c.run.Shards {
		if _, err := c.me.Unwrap(list[i], c2d.KeyInfo(c.run.Job, s.Contribution.Shard)); err != nil {
			return fmt.Errorf("the key of shard %d: %w", i, err)
		}
	}
	c.next = c.begin
	return nil
}

func (c *conductor) begin(ctx context.Context, _ broker.Holder, r enclosure.Rounds) error {
	if err := r.Begin(ctx, c.run.Job, c.round); err != nil {
		return err
	}
	c.began(c.round)
	c.result, c.next = c.noisy(), c.finish
	return nil
}

// noisy is what a round gives: never the same twice.
func (c *conductor) noisy() []byte {
	if c.run.Spec.Isolate == nil {
		return fmt.Appendf(nil, `{"draw":%d}`, c.draw()>>2)
	}
	var b []byte
	for range c.run.Spec.Isolate.Dim {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(c.draw()>>40+1)))
	}
	return b
}

func (c *conductor) finish(ctx context.Context, _ broker.Holder, r enclosure.Rounds) error {
	if err := r.Finish(ctx, c.run.Job, c.round, c.result); err != nil {
		return err
	}
	c.stored(c.round, c.result)
	if c.round++; c.round == c.run.Spec.Plan().Steps() {
		c.next = nil
	} else {
		c.next = c.begin
	}
	return nil
}

// runOf reads which run a conductor's Job is for, and its document, as the conductor does.
func runOf(ctx context.Context, v c2d.Vault, j *batchv1.Job) (c2d.Run, error) {
	args := j.Spec.Template.Spec.Containers[0].Args
	i := slices.Index(args, "--run")
	cid, size, _ := strings.Cut(args[i+1], ":")
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return c2d.Run{}, err
	}
	return c2d.ReadRun(ctx, v, storage.Ref{CID: cid, Size: n})
}

// ended marks a Job as the Job controller does when its pod is done.
func ended(ctx context.Context, c client.Client, j *batchv1.Job, failed bool) error {
	now := metav1.Now()
	kinds := []batchv1.JobConditionType{batchv1.JobSuccessCriteriaMet, batchv1.JobComplete}
	if j.Status.StartTime = &now; failed {
		kinds = []batchv1.JobConditionType{batchv1.JobFailureTarget, batchv1.JobFailed}
	} else {
		j.Status.CompletionTime, j.Status.Succeeded = &now, 1
	}
	for _, k := range kinds {
		j.Status.Conditions = append(j.Status.Conditions, batchv1.JobCondition{Type: k, Status: corev1.ConditionTrue, Reason: "Played", LastTransitionTime: now})
	}
	return c.Status().Update(ctx, j)
}

// kubernetesFinalizer stands, in the object tracker, for the one that a real API server puts on every namespace.
const kubernetesFinalizer = "stint.test/kubernetes"

// vanish finishes a namespace that is being deleted, as the namespace controller does: first what is in it, then itself.
func vanish(ctx context.Context, c client.Client, n *corev1.Namespace) error {
	for _, o := range []client.Object{
		&batchv1.Job{}, &corev1.Pod{}, &corev1.Secret{}, &corev1.ServiceAccount{}, &corev1.LimitRange{}, &corev1.ResourceQuota{}, &netv1.NetworkPolicy{},
	} {
		if err := c.DeleteAllOf(ctx, o, client.InNamespace(n.Name), client.GracePeriodSeconds(0), client.PropagationPolicy(metav1.DeletePropagationBackground)); err != nil {
			return err
		}
	}
	return finalize(ctx, c, n)
}

func finalize(ctx context.Context, c client.Client, n *corev1.Namespace) error {
	if controllerutil.RemoveFinalizer(n, kubernetesFinalizer) {
		return client.IgnoreNotFound(c.Update(ctx, n))
	}
	n.Spec.Finalizers = nil
	return client.IgnoreNotFound(c.SubResource("finalize").Update(ctx, n))
}

// hollow plays what is below the API of one cluster: the Job controller, the kubelet, the conductors and the namespace controller.
type hollow struct {
	live  client.Client
	vault c2d.Vault
	me    storage.Identity
	rng   *rand.Rand
	// trouble makes conductors die, say that their run is broken, find their walls open, or come twice.
	trouble bool
	began   func(c2d.Run, int)
	stored  func(c2d.Run, int, []byte)
	broken  func(format string, args ...any)

	alive map[datatoken.Hash][]*conductor
	lost  map[datatoken.Hash]int
}

// tend brings what is below the API to what the API says of one run, by one step.
func (h *hollow) tend(ctx context.Context, job datatoken.Hash) error {
	n := &corev1.Namespace{}
	err := h.live.Get(ctx, client.ObjectKey{Name: NamespaceName(job)}, n)
	if apierrors.IsNotFound(err) {
		delete(h.alive, job)
		return nil
	}
	if err != nil {
		return err
	}
	if !n.DeletionTimestamp.IsZero() {
		if h.rng.IntN(4) > 0 { // a pod outlives its Job for a while
			return nil
		}
		delete(h.alive, job)
		return vanish(ctx, h.live, n)
	}
	j := &batchv1.Job{}
	err = h.live.Get(ctx, client.ObjectKey{Namespace: n.Name, Name: conductorName}, j)
	if err != nil || *j.Spec.Suspend || len(j.Status.Conditions) > 0 {
		return client.IgnoreNotFound(err)
	}
	if err := h.closed(ctx, n.Name); err != nil {
		return err
	}
	if len(h.alive[job]) > 0 {
		return nil
	}
	if h.lost[job] > conductorRetries {
		return ended(ctx, h.live, j, true)
	}
	run, err := runOf(ctx, h.vault, j)
	if err != nil {
		return err
	}
	h.start(run)
	if h.trouble && h.rng.IntN(8) == 0 {
		h.start(run) // a node that was thought dead is not
	}
	return nil
}

// closed sees that what goes on is closed: pods of a run whose policies are not there would be open.
func (h *hollow) closed(ctx context.Context, namespace string) error {
	for _, name := range []string{cellName, conductorName} {
		j := &batchv1.Job{}
		err := h.live.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, j)
		if apierrors.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		for _, policy := range []string{denyName, name} {
			if err := h.live.Get(ctx, client.ObjectKey{Namespace: namespace, Name: policy}, &netv1.NetworkPolicy{}); err != nil {
				h.broken("%s of %s goes on without policy %s: %v", name, namespace, policy, err)
			}
		}
	}
	return nil
}

func (h *hollow) start(run c2d.Run) {
	c := hire(run, h.me, h.rng.Uint64)
	c.began = func(round int) { h.began(run, round) }
	c.stored = func(round int, b []byte) { h.stored(run, round, b) }
	c.open = h.trouble && h.rng.IntN(8) == 0
	h.alive[run.Job] = append(h.alive[run.Job], c)
}

// conduct lets one conductor of a run make one call at the broker.
func (h *hollow) conduct(ctx context.Context, job datatoken.Hash, b broker.Holder, r enclosure.Rounds) error {
	all := h.alive[job]
	if len(all) == 0 {
		return nil
	}
	i := h.rng.IntN(len(all))
	c := all[i]
	gone := func() { h.alive[job] = slices.Delete(slices.Clone(h.alive[job]), i, i+1) }
	if h.trouble {
		switch h.rng.IntN(24) {
		case 0: // its node is lost
			h.lost[job]++
			gone()
			return nil
		case 1: // it finds that the run cannot be finished
			if c.fault == nil && h.rng.IntN(3) == 0 {
				c.fault, c.next = c2d.Refuse(c2d.DataUnavailable, "", "a shard is gone"), c.tell
			}
		}
	}
	if err := c.ask(ctx, b, r); err != nil || c.next != nil {
		return err
	}
	gone()
	j := &batchv1.Job{}
	err := h.live.Get(ctx, types.NamespacedName{Namespace: NamespaceName(job), Name: conductorName}, j)
	if err != nil || len(j.Status.Conditions) > 0 || !j.DeletionTimestamp.IsZero() {
		return client.IgnoreNotFound(err)
	}
	return errors.Join(ended(ctx, h.live, j, c.fault != nil))
}
