package operator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Secrets are the keys of a run that are not data keys: who is its conductor, who are its cells, and what its rounds are stored under.
type Secrets interface {
	// Token is what the run's conductor shows to the broker.
	Token(job datatoken.Hash) []byte
	// LinkKey is what the run's conductor and cells know each other by: 32 bytes.
	LinkKey(job datatoken.Hash) []byte
	// RoundsKey seals what one round gave. The salt is new for every seal.
	RoundsKey(job datatoken.Hash, salt []byte) []byte
	// Fingerprint is the SHA-256 of the broker's public key, in hexadecimal digits.
	Fingerprint() string
}

// Runs is the durable memory of runs: one ConfigMap each, beside the TrainingJobs, with which rounds began, the digests of what finished ones
// gave, and where the last of those is stored, sealed. It is the conductor's Rounds, behind the broker.
//
// Every write is made against the object as it was read, so that of two conductors of one run, should a node come back from the dead, one loses.
type Runs struct {
	cluster
	vault   c2d.Vault
	secrets Secrets
	random  io.Reader
}

// NewRuns makes Runs in a namespace.
func NewRuns(cached client.Reader, live client.Client, namespace string, vault c2d.Vault, secrets Secrets, random io.Reader) *Runs {
	return &Runs{newCluster(cached, live, namespace), vault, secrets, random}
}

var _ enclosure.Rounds = (*Runs)(nil)

// LabelPart says, on a ConfigMap of the operator's, what it keeps: a run, or an inbox.
const LabelPart = "stint.dev/part"

// RunName is the name of the ConfigMap that remembers a run.
func RunName(job datatoken.Hash) string { return "run-" + jobLabel(job) }

// state is what is remembered of a run.
type state struct {
	run     storage.Ref // the run's document
	steps   int         // of the plan
	begun   int
	digests []datatoken.Hash
	last    kept
	stopped bool // no round begins any more
	fault   *c2d.Refusal
}

// kept is where what a round gave is.
type kept struct {
	Sealed storage.Ref `json:"sealed"`
	Salt   []byte      `json:"salt"`
}

// errNoRun reports a run that was never started, or is forgotten.
var errNoRun = errors.New("no such run")

const (
	keyRun, keySteps, keyBegun, keyLast, keyStopped, keyFault, keyDigests = "run", "steps", "begun", "last", "stopped", "fault", "digests"
)

func (s state) encode(c *corev1.ConfigMap) error {
	c.Data = map[string]string{keyBegun: strconv.Itoa(s.begun), keySteps: strconv.Itoa(s.steps)}
	for k, v := range map[string]any{keyRun: s.run, keyLast: s.last, keyFault: s.fault} {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		c.Data[k] = string(b)
	}
	if s.stopped {
		c.Data[keyStopped] = "true"
	}
	var all []byte
	for _, d := range s.digests {
		all = append(all, d[:]...)
	}
	c.BinaryData = map[string][]byte{keyDigests: all}
	return nil
}

func decodeState(c *corev1.ConfigMap) (s state, err error) {
	var e error
	s.begun, err = strconv.Atoi(c.Data[keyBegun])
	s.steps, e = strconv.Atoi(c.Data[keySteps])
	err = errors.Join(err, e)
	for k, v := range map[string]any{keyRun: &s.run, keyLast: &s.last, keyFault: &s.fault} {
		err = errors.Join(err, json.Unmarshal([]byte(c.Data[k]), v))
	}
	s.stopped = c.Data[keyStopped] == "true"
	all := c.BinaryData[keyDigests]
	for ; len(all) >= len(datatoken.Hash{}); all = all[len(datatoken.Hash{}):] {
		s.digests = append(s.digests, datatoken.Hash(all))
	}
	if err != nil || len(all) > 0 || s.begun < len(s.digests) || s.begun > len(s.digests)+1 {
		return state{}, fmt.Errorf("run %s is damaged: %w", c.Name, errors.Join(err, errNoRun))
	}
	return s, nil
}

// look reads a run as this process knows it, or returns errNoRun.
func (r *Runs) look(ctx context.Context, job datatoken.Hash) (state, error) {
	var c corev1.ConfigMap
	if err := r.get(ctx, RunName(job), &c); apierrors.IsNotFound(err) {
		return state{}, errNoRun
	} else if err != nil {
		return state{}, fmt.Errorf("read run: %w", err)
	}
	return decodeState(&c)
}

// change writes a run from its newest state, again until nobody wrote in between. A run that is not there is errNoRun, unless it is to be made.
//
// What this process knows is tried first: a write that it leads to is made against that very revision. Anything else it leads to is asked again of
// the API server.
func (r *Runs) change(ctx context.Context, job datatoken.Hash, create bool, how func(*state) error) error {
	for live := false; ; live = true {
		c := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
			Namespace: r.namespace, Name: RunName(job), Labels: map[string]string{LabelPart: "run", LabelJob: jobLabel(job)},
			Annotations: map[string]string{AnnotationJob: job.String()},
		}}
		var err error
		if live {
			err = r.live.Get(ctx, client.ObjectKeyFromObject(c), c)
		} else {
			err = r.known(ctx, c.Name, c)
		}
		fresh := apierrors.IsNotFound(err)
		var s state
		switch {
		case err == nil:
			s, err = decodeState(c)
		case fresh && create:
			err = nil
		case fresh:
			err = errNoRun
		default:
			err = fmt.Errorf("read run: %w", err)
		}
		if err == nil {
			err = how(&s)
		}
		if err != nil && !live {
			continue
		}
		if errors.Is(err, errSame) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.encode(c); err != nil {
			return fmt.Errorf("write run: %w", err)
		}
		if fresh {
			err = r.live.Create(ctx, c)
		} else {
			err = r.live.Update(ctx, c)
		}
		switch {
		case err == nil:
			r.remember(c)
			return nil
		case !apierrors.IsConflict(err) && !apierrors.IsAlreadyExists(err) && !apierrors.IsNotFound(err):
			return fmt.Errorf("write run: %w", err)
		}
	}
}

// errSame says that there is nothing to change.
var errSame = errors.New("nothing to change")

// errRound reports a round out of order, or a stored result that would change.
func errRound(format string, args ...any) error {
	return c2d.Refuse(c2d.Conflict, "", format, args...)
}

// Open makes the memory of a run, with the address of its document and the number of its steps. Opening it again changes nothing.
func (r *Runs) Open(ctx context.Context, job datatoken.Hash, run storage.Ref, steps int) error {
	return r.change(ctx, job, true, func(s *state) error {
		if s.run == run {
			return errSame
		}
		if s.run != (storage.Ref{}) && s.begun > 0 {
			return errRound("run %s was started with another document", job)
		}
		s.run, s.steps = run, steps
		return nil
	})
}

// Begin records, durably, that a round's data is about to be read. Beginning the round again that was begun last changes nothing.
func (r *Runs) Begin(ctx context.Context, job datatoken.Hash, round int) error {
	return r.change(ctx, job, false, func(s *state) error {
		switch {
		case s.stopped || s.fault != nil:
			return c2d.Refuse(c2d.RunFailed, "", "the run was ended")
		case round == s.begun-1 && round == len(s.digests):
			return errSame
		case round != s.begun || round != len(s.digests):
			return errRound("round %d cannot begin: %d began and %d finished", round, s.begun, len(s.digests))
		}
		s.begun++
		return nil
	})
}

// Finish stores what a begun round gave, sealed. What is stored never changes: other bytes for the same round are refused.
func (r *Runs) Finish(ctx context.Context, job datatoken.Hash, round int, result []byte) error {
	now, err := r.look(ctx, job)
	if err != nil {
		return err
	}
	digest := datatoken.Hash(sha256.Sum256(result))
	if round < len(now.digests) {
		return same(now, round, digest)
	}
	k := kept{Salt: make([]byte, 16)}
	if _, err := io.ReadFull(r.random, k.Salt); err != nil {
		return fmt.Errorf("store round: %w", err)
	}
	key, err := storage.NewKey(bytes.NewReader(r.secrets.RoundsKey(job, k.Salt)))
	if err == nil {
		k.Sealed, err = storage.PutSealed(ctx, r.vault, bytes.NewReader(result), storage.SealConfig{Key: key, AAD: roundInfo(job, round), Rand: r.random})
	}
	if err != nil {
		return fmt.Errorf("store round: %w", err)
	}
	return r.change(ctx, job, false, func(s *state) error {
		if round < len(s.digests) {
			if err := same(*s, round, digest); err != nil {
				return err
			}
			return errSame
		}
		if round != len(s.digests) || round != s.begun-1 {
			return errRound("round %d cannot finish: %d began and %d finished", round, s.begun, len(s.digests))
		}
		s.digests, s.last = append(s.digests, digest), k
		return nil
	})
}

func same(s state, round int, digest datatoken.Hash) error {
	if s.digests[round] != digest {
		return errRound("round %d was finished already, and gave something else", round)
	}
	return nil
}

func roundInfo(job datatoken.Hash, round int) []byte {
	return fmt.Appendf(nil, "stint round v1|%s|%d", job, round)
}

// Load returns how many rounds of a run began and finished, and what the last finished one gave.
func (r *Runs) Load(ctx context.Context, job datatoken.Hash) (begun, finished int, last []byte, err error) {
	var c corev1.ConfigMap
	if err := r.live.Get(ctx, client.ObjectKey{Namespace: r.namespace, Name: RunName(job)}, &c); apierrors.IsNotFound(err) {
		return 0, 0, nil, nil
	} else if err != nil {
		return 0, 0, nil, fmt.Errorf("read run: %w", err)
	}
	s, err := decodeState(&c)
	if err != nil || len(s.digests) == 0 {
		return s.begun, 0, nil, err
	}
	if last, err = r.open(ctx, job, s); err != nil {
		return 0, 0, nil, err
	}
	return s.begun, len(s.digests), last, nil
}

// open reads what the last finished round gave.
func (r *Runs) open(ctx context.Context, job datatoken.Hash, s state) ([]byte, error) {
	o, err := r.vault.Open(ctx, s.last.Sealed)
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	defer o.Close()
	key, err := storage.NewKey(bytes.NewReader(r.secrets.RoundsKey(job, s.last.Salt)))
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	plain, err := storage.OpenSealed(o, key, roundInfo(job, len(s.digests)-1))
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	b, err := io.ReadAll(io.NewSectionReader(plain, 0, plain.Size()))
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	if datatoken.Hash(sha256.Sum256(b)) != s.digests[len(s.digests)-1] {
		return nil, fmt.Errorf("read round: the store gave something else: %w", storage.ErrCorrupt)
	}
	return b, nil
}

// Break records that a run will not finish. The first reason stays; a run whose rounds are all finished has finished, whatever a conductor says that
// lost to another.
func (r *Runs) Break(ctx context.Context, job datatoken.Hash, why *c2d.Refusal) error {
	return r.change(ctx, job, false, func(s *state) error {
		if s.fault != nil || s.stopped || s.steps > 0 && len(s.digests) == s.steps {
			return errSame
		}
		s.fault = why
		return nil
	})
}

// Fence makes sure that no round of a run begins any more: what has begun when it returns is final.
func (r *Runs) Fence(ctx context.Context, job datatoken.Hash) error {
	err := r.change(ctx, job, false, func(s *state) error {
		if s.stopped {
			return errSame
		}
		s.stopped = true
		return nil
	})
	if errors.Is(err, errNoRun) {
		return nil
	}
	return err
}

// Forget removes the memory of a run whose job is settled.
func (r *Runs) Forget(ctx context.Context, job datatoken.Hash) error {
	c := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: RunName(job)}}
	if err := r.live.Delete(ctx, c); err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("forget run: %w", err)
	}
	r.forget(c, c.Name)
	return nil
}
