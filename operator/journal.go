package operator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
	"github.com/stintdao/stint/privacy"
)

// Finalizer keeps a job's record until its run has left nothing behind and its money is settled.
const Finalizer = "stint.dev/run"

// Journal keeps jobs as TrainingJobs: the spec as it was ordered, and the engine's record in the status. A job's revision is its object's
// resource version, so that whoever wrote in between, however they did, makes Save stale.
type Journal struct{ cluster }

// NewJournal makes a Journal over the TrainingJobs of a namespace. cached may lag behind what live reads and writes.
func NewJournal(cached client.Reader, live client.Client, namespace string) *Journal {
	return &Journal{newCluster(cached, live, namespace)}
}

var _ c2d.Journal = (*Journal)(nil)

// Load returns a job, or c2d.ErrNoJob for one that has no record yet.
func (j *Journal) Load(ctx context.Context, id datatoken.Hash) (c2d.Job, error) {
	var o v1alpha1.TrainingJob
	if err := j.get(ctx, JobName(id), &o); apierrors.IsNotFound(err) {
		return c2d.Job{}, c2d.ErrNoJob
	} else if err != nil {
		return c2d.Job{}, fmt.Errorf("read job: %w", err)
	}
	return decodeJob(&o)
}

// Save writes a job, or returns c2d.ErrStale if its object is not as it was when the job was read. A new job's object is made first and its
// record written after: one that was left without a record by a crash is submitted again, by the controller.
func (j *Journal) Save(ctx context.Context, job c2d.Job) (c2d.Job, error) {
	o, err := j.writable(ctx, job)
	if err != nil {
		return c2d.Job{}, err
	}
	if err := describe(o, job); err != nil {
		return c2d.Job{}, err
	}
	err = j.live.Status().Update(ctx, o)
	if apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
		return c2d.Job{}, c2d.ErrStale
	}
	if err != nil {
		return c2d.Job{}, fmt.Errorf("write job: %w", err)
	}
	j.remember(o)
	job.Revision, err = revision(o)
	return job, err
}

// writable returns the job's object at the revision that the job was read at.
func (j *Journal) writable(ctx context.Context, job c2d.Job) (*v1alpha1.TrainingJob, error) {
	if job.Revision == 0 {
		return j.create(ctx, job)
	}
	var o v1alpha1.TrainingJob
	err := j.get(ctx, JobName(job.ID), &o)
	at := strconv.FormatUint(job.Revision, 10)
	if err == nil && o.ResourceVersion != at {
		err = j.live.Get(ctx, client.ObjectKey{Namespace: j.namespace, Name: JobName(job.ID)}, &o)
	}
	switch {
	case apierrors.IsNotFound(err), err == nil && o.ResourceVersion != at:
		return nil, c2d.ErrStale
	case err != nil:
		return nil, fmt.Errorf("read job: %w", err)
	}
	return &o, nil
}

func (j *Journal) create(ctx context.Context, job c2d.Job) (*v1alpha1.TrainingJob, error) {
	o := &v1alpha1.TrainingJob{
		ObjectMeta: metav1.ObjectMeta{Namespace: j.namespace, Name: JobName(job.ID), Finalizers: []string{Finalizer}},
		Spec:       v1alpha1.TrainingJobSpec{Order: job.ID.String(), Document: string(job.Spec.Canonical())},
	}
	err := j.live.Create(ctx, o)
	if err == nil {
		return o, nil
	}
	if !apierrors.IsAlreadyExists(err) {
		return nil, fmt.Errorf("create job: %w", err)
	}
	if err := j.live.Get(ctx, client.ObjectKeyFromObject(o), o); err != nil {
		return nil, fmt.Errorf("read job: %w", err)
	}
	switch spec, err := decodeSpec(o); {
	case o.Status.Record != "":
		j.remember(o) // the cache may not have it yet, and who comes again must find it
		return nil, c2d.ErrStale
	case !o.DeletionTimestamp.IsZero():
		return nil, c2d.Refuse(c2d.Unavailable, "submit it again in a moment", "a TrainingJob %s without a job is being deleted", o.Name)
	case err != nil || spec.Digest() != job.Spec.Digest():
		return nil, c2d.Refuse(c2d.Conflict, "delete that TrainingJob", "there is a TrainingJob %s that describes another job", o.Name)
	}
	if !controllerutil.ContainsFinalizer(o, Finalizer) {
		controllerutil.AddFinalizer(o, Finalizer)
		if err := j.live.Update(ctx, o); err != nil {
			return nil, fmt.Errorf("claim job: %w", err)
		}
	}
	return o, nil
}

// List returns all jobs that have a record, oldest first.
func (j *Journal) List(ctx context.Context) ([]c2d.Job, error) {
	var all v1alpha1.TrainingJobList
	if err := j.cached.List(ctx, &all, client.InNamespace(j.namespace)); err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := []c2d.Job{}
	for _, o := range newest(j.cluster, all.Items) {
		job, err := decodeJob(o)
		if errors.Is(err, c2d.ErrNoJob) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, job)
	}
	slices.SortFunc(out, func(a, b c2d.Job) int {
		return cmp.Or(a.Created.Compare(b.Created), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out, nil
}

// describe writes a job into its object's status: the record, and what people look at.
func describe(o *v1alpha1.TrainingJob, job c2d.Job) error {
	record := job
	record.Revision, record.Spec = 0, c2d.Spec{} // the one is the object's, the other its spec
	b, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("write job: %w", err)
	}
	s := &o.Status
	s.Record, s.Mode, s.Dataset, s.Environment = string(b), string(job.Spec.Mode), job.Spec.Dataset.String(), job.Place.Environment
	s.Steps, s.Started = int32(job.Spec.Plan().Steps()), int32(job.Started)
	if job.Fault != nil {
		s.Fault = string(job.Fault.Code)
	}
	s.Epsilon = decimal(job.Epsilon)
	for _, c := range conditions(job, o.Generation) {
		meta.SetStatusCondition(&s.Conditions, c)
	}
	return nil
}

// conditions is what a job's record comes to in the words of Kubernetes. Reasons are stages and codes; nothing of a run is in them.
func conditions(j c2d.Job, generation int64) []metav1.Condition {
	is := func(kind string, yes bool, reason, message string) metav1.Condition {
		c := metav1.Condition{Type: kind, Status: metav1.ConditionFalse, Reason: reason, Message: message, ObservedGeneration: generation}
		if yes {
			c.Status = metav1.ConditionTrue
		}
		return c
	}
	reason, message := string(j.Stage), ""
	if j.Fault != nil {
		message = j.Fault.Error()
	}
	outcome := reason
	if j.Done() && j.Fault != nil {
		reason, outcome = "Refunded", string(j.Fault.Code)
	}
	started := j.Stage != c2d.Submitted && j.Stage != c2d.Refused
	over := j.Stage == c2d.Judged || j.Stage == c2d.Charged || j.Stage == c2d.Released || j.Stage == c2d.Settled || j.Stage == c2d.Failed || j.Stage == c2d.Refused
	return []metav1.Condition{is(v1alpha1.JobAdmitted, started, outcome, message), is(v1alpha1.JobFinished, over && j.Fault == nil, outcome, message), is(v1alpha1.JobSettled, j.Done(), reason, message)}
}

// decimal writes an ε as people read it, in nats.
func decimal(eps privacy.Micros) string {
	s := fmt.Sprintf("%d.%06d", eps/privacy.One, eps%privacy.One)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func decodeJob(o *v1alpha1.TrainingJob) (c2d.Job, error) {
	if o.Status.Record == "" {
		return c2d.Job{}, c2d.ErrNoJob
	}
	var job c2d.Job
	if err := json.Unmarshal([]byte(o.Status.Record), &job); err != nil {
		return c2d.Job{}, fmt.Errorf("read job %s: %w", o.Name, err)
	}
	var err error
	if job.Spec, err = decodeSpec(o); err != nil {
		return c2d.Job{}, err
	}
	job.Revision, err = revision(o)
	return job, err
}

// decodeSpec reads the job spec as it was ordered.
func decodeSpec(o *v1alpha1.TrainingJob) (c2d.Spec, error) {
	var s c2d.Spec
	d := json.NewDecoder(strings.NewReader(o.Spec.Document))
	d.DisallowUnknownFields()
	err := d.Decode(&s)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the document")
		}
	}
	if err != nil {
		return c2d.Spec{}, c2d.Refuse(c2d.BadRequest, "write the document as it was ordered", "the job's document cannot be read: %.200v", err)
	}
	return s, nil
}

// revision is the object's resource version as a number. Since Kubernetes 1.35 they are documented to be comparable as such.
func revision(o client.Object) (uint64, error) {
	n, err := strconv.ParseUint(o.GetResourceVersion(), 10, 64)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("this API server's resource version %q is no number", o.GetResourceVersion())
	}
	return n, nil
}
