package operator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Recorder writes Kubernetes events. What it is told never depends on a record.
type Recorder interface {
	Record(job datatoken.Hash, reason, message string)
}

// BrokerConfig is what a Broker is made of. Every field is required but Forbidden.
type BrokerConfig struct {
	Cached       client.Reader
	Live         client.Client
	Runner       *Runner
	Journal      c2d.Journal
	Exchange     c2d.Exchange
	Environments *Environments
	// Identity opens what was sealed to this provider.
	Identity storage.Identity
	// Forbidden are destinations that no cell may reach, besides those of this cluster: one each, as cells take them.
	Forbidden []string
	// Self are addresses of the operator's own pod and services, which no cell may reach either.
	Self    []string
	Events  Recorder
	Metrics *Metrics
	Log     *slog.Logger
	Random  io.Reader
}

// Broker decides which conductor gets keys, and when: only for a run whose order is open, whose reservation stands, whose job is running, whose
// namespace is closed by the policies it should have, and whose cells have proven, for a nonce drawn here, that they reach nothing. Data keys
// are in this process's memory while they are wrapped to the conductor, and nowhere else; every release is an event, a line in the log and a count.
//
// A proof is remembered in memory alone: after a restart it has to be given again.
type Broker struct {
	BrokerConfig

	mu     sync.Mutex
	seals  map[datatoken.Hash]*seal
	probes map[datatoken.Hash]*probing
}

// seal is what is known of a run's walls.
type seal struct {
	nonce     []byte
	forbidden []string
	proven    bool
}

// NewBroker makes a Broker.
func NewBroker(c BrokerConfig) *Broker {
	return &Broker{BrokerConfig: c, seals: map[datatoken.Hash]*seal{}, probes: map[datatoken.Hash]*probing{}}
}

// cellPort is cellListens as text.
var cellPort = strconv.Itoa(cellListens)

// Cells returns the addresses of a run's cells, one a lane; those that are not up have none.
func (b *Broker) Cells(ctx context.Context, job datatoken.Hash) ([]string, error) {
	var j batchv1.Job
	if err := b.Cached.Get(ctx, client.ObjectKey{Namespace: NamespaceName(job), Name: cellName}, &j); err != nil {
		return nil, notYet("the run's cells are not made yet", err)
	}
	pods, err := b.cells(ctx, job)
	if err != nil {
		return nil, err
	}
	out := make([]string, *j.Spec.Completions)
	for i := range pods {
		lane, err := strconv.Atoi(pods[i].Annotations[batchv1.JobCompletionIndexAnnotation])
		if err == nil && lane >= 0 && lane < len(out) && up(&pods[i]) {
			out[lane] = net.JoinHostPort(pods[i].Status.PodIP, cellPort)
		}
	}
	return out, nil
}

func (b *Broker) cells(ctx context.Context, job datatoken.Hash) ([]corev1.Pod, error) {
	var pods corev1.PodList
	err := b.Cached.List(ctx, &pods, client.InNamespace(NamespaceName(job)), client.MatchingLabels{LabelRole: RoleCell})
	if err != nil {
		return nil, fmt.Errorf("list cells: %w", err)
	}
	return pods.Items, nil
}

func up(p *corev1.Pod) bool {
	return p.Status.Phase == corev1.PodRunning && p.DeletionTimestamp.IsZero() && p.Status.PodIP != ""
}

func notYet(what string, err error) error {
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return c2d.Refuse(c2d.Unavailable, "ask again", "%s", what)
}

// Challenge draws the nonce that the run's proof must carry. An earlier proof is void.
func (b *Broker) Challenge(ctx context.Context, job datatoken.Hash) ([]byte, []string, error) {
	nonce := make([]byte, 32)
	if _, err := io.ReadFull(b.Random, nonce); err != nil {
		return nil, nil, fmt.Errorf("draw a nonce: %w", err)
	}
	forbidden, err := b.forbidden(ctx, job)
	if err != nil {
		return nil, nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seals[job] = &seal{nonce: nonce, forbidden: forbidden}
	return nonce, forbidden, nil
}

// forbidden lists what a run's cells must not reach: the API server, the metadata service, their nodes, resolvers, the pods of the platform and
// of the run itself, and the outside.
func (b *Broker) forbidden(ctx context.Context, job datatoken.Hash) ([]string, error) {
	out := []string{"tcp 169.254.169.254:80 metadata service", "udp 169.254.20.10:53 resolver on the node"}
	add := func(proto, host, port, name string) {
		if line := proto + " " + net.JoinHostPort(host, port) + " " + name; net.ParseIP(host) != nil && !slices.Contains(out, line) && len(out) < maxForbidden {
			out = append(out, line)
		}
	}
	var api corev1.Service
	if err := b.Live.Get(ctx, client.ObjectKey{Namespace: metav1.NamespaceDefault, Name: "kubernetes"}, &api); err != nil {
		return nil, fmt.Errorf("find the API server's address: %w", err)
	}
	add("tcp", api.Spec.ClusterIP, "443", "API server")
	var dns corev1.Service
	if err := b.Live.Get(ctx, client.ObjectKey{Namespace: metav1.NamespaceSystem, Name: "kube-dns"}, &dns); err == nil {
		add("udp", dns.Spec.ClusterIP, "53", "cluster resolver")
		add("tcp", dns.Spec.ClusterIP, "53", "cluster resolver")
	} else if !apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("find the resolver's address: %w", err)
	}
	for _, line := range slices.Concat(b.Self, b.Forbidden) {
		if len(out) < maxForbidden && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	var pods corev1.PodList
	if err := b.Cached.List(ctx, &pods, client.InNamespace(NamespaceName(job))); err != nil {
		return nil, fmt.Errorf("list pods: %w", err)
	}
	for _, p := range pods.Items {
		add("tcp", p.Status.HostIP, "10250", "kubelet of its node")
		if p.Labels[LabelRole] == RoleConductor {
			add("tcp", p.Status.PodIP, cellPort, "conductor")
		}
	}
	return out, nil
}

// maxForbidden is how many destinations a cell takes.
const maxForbidden = 64

// Prove judges a proof of the run's seal: every cell's, each of the inner wall and of the pod's network, for the nonce of the last challenge.
func (b *Broker) Prove(ctx context.Context, job datatoken.Hash, cells []enclosure.Proof) error {
	b.mu.Lock()
	s, p := b.seals[job], b.probes[job]
	b.mu.Unlock()
	if p != nil {
		select {
		case p.proofs <- cells:
		default:
		}
		return c2d.Refuse(c2d.NotAuthorized, "", "a probe is over when its cells have spoken")
	}
	if s == nil {
		return forgotten()
	}
	j, err := b.Journal.Load(ctx, job)
	if err != nil {
		return fmt.Errorf("read job: %w", err)
	}
	wall, err := judge(cells, min(j.Place.Lanes, j.Members), s)
	if err != nil {
		return err // which the conductor brings to Break
	}
	if err := b.Environments.proven(ctx, j.Place.Environment, wall, true); err != nil {
		b.Log.Warn("environment was not updated", "err", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seals[job] != s {
		return forgotten()
	}
	s.proven = true
	return nil
}

// forgotten says that a proof has to be given anew: this broker is younger than the challenge, or there was another one since.
func forgotten() error {
	return c2d.Refuse(c2d.Conflict, "answer a new challenge", "the challenge that this answers is not the last one known here")
}

// judge returns the wall that all cells have, if each of them proved it and the closed network around it.
func judge(cells []enclosure.Proof, lanes int, s *seal) (wall string, err error) {
	seen := map[int]bool{}
	for _, p := range cells {
		if err := enclosure.CheckProof(p, s.nonce, s.forbidden); err != nil {
			return "", err
		}
		if p.Lane < 0 || p.Lane >= lanes || seen[p.Lane] || wall != "" && wall != p.Wall {
			return "", c2d.Refuse(c2d.SealNotProven, "", "the proofs are not one of each lane")
		}
		seen[p.Lane], wall = true, p.Wall
	}
	if len(seen) != lanes {
		return "", c2d.Refuse(c2d.SealNotProven, "", "%d of %d cells have proven their seal", len(seen), lanes)
	}
	return wall, nil
}

// Keys wraps the keys of the run's shards to its conductor.
func (b *Broker) Keys(ctx context.Context, job datatoken.Hash, to storage.Recipient) ([]storage.Envelope, error) {
	j, run, err := b.entitled(ctx, job)
	if err != nil {
		if no := c2d.AsRefusal(err); no != nil && no.Code != c2d.Unavailable {
			b.Events.Record(job, "KeysRefused", no.Sentence)
		}
		return nil, err
	}
	ring, out := enclosure.Keyring{Identity: b.Identity}, make([]storage.Envelope, len(run.Shards))
	n := 0
	for i, s := range run.Shards {
		key, err := ring.Unwrap(ctx, s)
		if errors.Is(err, storage.ErrKey) {
			continue // its contributor's doing; it counts as nothing
		}
		if err == nil {
			out[i], err = storage.Wrap(key, to, c2d.KeyInfo(job, s.Contribution.Shard))
		}
		if err != nil {
			return nil, fmt.Errorf("wrap key: %w", err)
		}
		n++
	}
	b.Log.Info("keys released", "job", job, "dataset", run.Spec.Dataset, "version", run.Spec.Version, "keys", n, "conductor", to.Fingerprint())
	b.Events.Record(job, "KeysReleased", fmt.Sprintf("keys to %d shards of dataset version %s were wrapped to conductor %s", n, run.Spec.Version, to.Fingerprint()))
	b.Metrics.KeysReleased.Add(float64(n))
	b.Metrics.StartSeconds.Observe(b.Runner.Now().Sub(j.Created).Seconds())
	return out, nil
}

// entitled returns a run whose conductor may have keys now, or a Refusal that says what is missing.
func (b *Broker) entitled(ctx context.Context, job datatoken.Hash) (c2d.Job, c2d.Run, error) {
	no := func(format string, args ...any) (c2d.Job, c2d.Run, error) {
		return c2d.Job{}, c2d.Run{}, c2d.Refuse(c2d.NotAuthorized, "", format, args...)
	}
	j, err := b.Journal.Load(ctx, job)
	if err != nil {
		return c2d.Job{}, c2d.Run{}, fmt.Errorf("read job: %w", err)
	}
	if j.Stage == c2d.Admitted {
		return c2d.Job{}, c2d.Run{}, notYet("the job's start is not written yet", nil)
	}
	if j.Stage != c2d.Running || j.Fault != nil {
		return no("the job is %s", j.Stage)
	}
	if !slices.ContainsFunc(j.Marks, func(m c2d.Mark) bool { return m.Step == c2d.StepReserve && !m.Outcome.IsZero() && m.Evidence != nil }) {
		return no("the job has no reservation")
	}
	order, err := b.Exchange.Order(ctx, j.Order.Tx)
	if err != nil {
		return c2d.Job{}, c2d.Run{}, fmt.Errorf("read order: %w", err)
	}
	if order.Job != job || order.State != datatoken.OrderOpen || order.Spec != j.Spec.Digest() {
		return no("the order is not open, or for another job")
	}
	b.mu.Lock()
	s := b.seals[job]
	proven := s != nil && s.proven
	b.mu.Unlock()
	if j.Spec.Isolate != nil && s == nil {
		return c2d.Job{}, c2d.Run{}, forgotten()
	}
	if j.Spec.Isolate != nil && !proven {
		return c2d.Job{}, c2d.Run{}, c2d.Refuse(c2d.SealNotProven, "", "the run's cells have not proven their seal")
	}
	if err := b.Runner.Sealed(ctx); err != nil {
		return c2d.Job{}, c2d.Run{}, err
	}
	st, err := b.Runner.Runs.look(ctx, job)
	if err != nil {
		return c2d.Job{}, c2d.Run{}, err
	}
	if st.stopped || st.fault != nil {
		return no("the run was ended")
	}
	run, err := c2d.ReadRun(ctx, b.Runner.Vault, st.run)
	if err != nil {
		return c2d.Job{}, c2d.Run{}, err
	}
	p, err := b.Runner.layout(ctx, run, st.run)
	if err != nil {
		return c2d.Job{}, c2d.Run{}, err
	}
	if err := b.Runner.closed(ctx, Objects(p).Policies); apierrors.IsNotFound(err) {
		return c2d.Job{}, c2d.Run{}, c2d.Refuse(c2d.SealPolicyMissing, "", "a network policy of the run is gone")
	} else if err != nil {
		return c2d.Job{}, c2d.Run{}, err
	}
	return j, run, nil
}

// Break records that a run will not finish.
func (b *Broker) Break(ctx context.Context, job datatoken.Hash, why *c2d.Refusal) error {
	if !slices.Contains(c2d.Codes(), why.Code) {
		return c2d.Refuse(c2d.BadRequest, "", "there is no code %.40q", string(why.Code))
	}
	if why.Code == c2d.SealNotProven && !b.isProbe(job) {
		b.unsealed(ctx, job, why)
	}
	return b.Runner.Runs.Break(ctx, job, why)
}

// unsealed tells of a run whose cells did not prove their seal, or whose conductor saw that they would not.
func (b *Broker) unsealed(ctx context.Context, job datatoken.Hash, why error) {
	b.Metrics.SealFailures.Inc()
	b.Events.Record(job, "SealNotProven", why.Error())
	j, err := b.Journal.Load(ctx, job)
	if err == nil {
		err = b.Environments.proven(ctx, j.Place.Environment, "", false)
	}
	if err != nil {
		b.Log.Warn("environment was not updated", "err", err)
	}
}

// forget drops what is known of the seal of a run that is over.
func (b *Broker) forget(job datatoken.Hash) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.seals, job)
}
