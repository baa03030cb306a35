package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/privacy"
)

// JobSummary is one line of a list of jobs.
type JobSummary struct {
	ID       datatoken.Hash    `json:"id"`
	Dataset  datatoken.Address `json:"dataset"`
	Version  datatoken.Hash    `json:"version"` // of the dataset
	Mode     c2d.Mode          `json:"mode"`
	Stage    c2d.Stage         `json:"stage"`
	Done     bool              `json:"done"` // nothing is left to do
	Steps    int               `json:"steps"`
	Started  int               `json:"started"`  // steps charged; final once the job is Charged
	Reserved privacy.Loss      `json:"reserved"` // of the whole plan
	Spent    privacy.Loss      `json:"spent"`
	Fault    *c2d.Refusal      `json:"fault,omitempty"`
	Trainer  datatoken.Address `json:"trainer"`
	Price    datatoken.Amount  `json:"price"`
	Compute  datatoken.Amount  `json:"compute"`
	Created  time.Time         `json:"created"`
	Updated  time.Time         `json:"updated"`
}

// Job is everything a node says of a job. It is a list of what may be said, so that what a journal keeps besides never
// leaves by being added there: the plan and the price are what the trainer asked for, the stages and steps follow a schedule that
// does not depend on data, and the outputs are sealed to the trainer.
type Job struct {
	JobSummary
	Spec      c2d.Spec           `json:"spec"`
	Order     datatoken.Order    `json:"order"`
	Members   int                `json:"members"`
	Blocks    []uint32           `json:"blocks"`
	Place     c2d.Place          `json:"place"`
	Epsilon   privacy.Micros     `json:"epsilon"` // of the whole plan alone, as it was quoted
	Marks     []c2d.Mark         `json:"marks"`
	Delivered []c2d.Delivery     `json:"delivered"`
	Receipt   *c2d.SignedReceipt `json:"receipt,omitempty"`
	Vouched   datatoken.Amount   `json:"vouched"` // machine time that the trainer has given its word for
	Drawn     *c2d.Drawing       `json:"drawn,omitempty"`
}

// JobProgress is how far a job is. Its Fault, if any, is the job's; the one in Progress is the run's.
type JobProgress struct {
	Job      datatoken.Hash `json:"job"`
	Stage    c2d.Stage      `json:"stage"`
	Done     bool           `json:"done"`
	Fault    *c2d.Refusal   `json:"fault,omitempty"`
	Progress c2d.Progress   `json:"progress"`
}

// Evidence is what it takes to verify a job offline, with c2d.Verify.
type Evidence struct {
	c2d.Evidence
	Snapshot json.RawMessage `json:"snapshot"` // of the chain
}

// submission is the body of a request for a job: what to run, and the order that pays for it: the ID of its job, or the transaction that made it.
type submission struct {
	Spec  c2d.Spec       `json:"spec"`
	Order datatoken.Hash `json:"order"`
}

func summarize(j c2d.Job) JobSummary {
	return JobSummary{
		ID: j.ID, Dataset: j.Spec.Dataset, Version: j.Spec.Version, Mode: j.Spec.Mode, Stage: j.Stage, Done: j.Done(),
		Steps: j.Spec.Plan().Steps(), Started: j.Started, Reserved: j.Loss, Spent: j.Spent, Fault: j.Fault,
		Trainer: j.Order.Trainer, Price: j.Order.Price, Compute: j.Order.Compute, Created: j.Created, Updated: j.Updated,
	}
}

func publish(j c2d.Job) Job {
	return Job{
		JobSummary: summarize(j), Spec: j.Spec, Order: j.Order, Members: j.Members, Blocks: list(j.Blocks), Place: j.Place, Epsilon: j.Epsilon, Marks: list(j.Marks),
		Delivered: list(j.Delivered), Receipt: j.Receipt, Vouched: j.Voucher.Cumulative, Drawn: j.Drawn,
	}
}

// list makes an absent list an empty one, which JSON tells apart.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// progress joins a job's stage with what its runner says. A run is asked only while it is the job's business: before it there is nothing
// to say, after it the journal is final.
func progress(j c2d.Job, run c2d.Progress) JobProgress {
	p := JobProgress{Job: j.ID, Stage: j.Stage, Done: j.Done(), Fault: j.Fault, Progress: run}
	switch {
	case j.Stage == c2d.Running:
	case j.Stage == c2d.Submitted, j.Stage == c2d.Admitted, j.Started == 0:
		p.Progress = c2d.Progress{State: c2d.RunUnknown}
	case j.Fault != nil:
		p.Progress = c2d.Progress{State: c2d.RunBroken, Started: j.Started} // nothing of it leaves, so nothing of it is done
	default:
		p.Progress = c2d.Progress{State: c2d.RunDone, Started: j.Started, Done: j.Started, Rounds: j.Rounds}
	}
	p.Progress.Steps = j.Spec.Plan().Steps()
	return p
}

func jobID(r *http.Request) (datatoken.Hash, error) {
	id, err := datatoken.ParseHash(r.PathValue("id"))
	if err != nil {
		return id, c2d.Refuse(c2d.BadRequest, "give the job's ID", "that is no job: %v", err)
	}
	return id, nil
}

func (s *Server) quote(ctx context.Context, _ *http.Request, q c2d.Spec) (c2d.Quote, error) {
	return s.c.Engine.Quote(ctx, q)
}

func (s *Server) submit(ctx context.Context, _ *http.Request, q submission) (Job, error) {
	j, err := s.c.Engine.Submit(ctx, q.Spec, q.Order)
	if err != nil {
		return Job{}, err
	}
	s.c.Wake()
	return publish(j), nil
}

func (s *Server) vouch(ctx context.Context, r *http.Request, v datatoken.Voucher) (Job, error) {
	id, err := jobID(r)
	if err != nil {
		return Job{}, err
	}
	j, err := s.c.Engine.Vouch(ctx, id, v)
	return publish(j), err
}

func (s *Server) jobs(ctx context.Context, r *http.Request) ([]JobSummary, error) {
	of, err := query(r, "dataset")
	if err != nil {
		return nil, err
	}
	var dataset datatoken.Address
	if of != "" {
		if dataset, err = datatoken.ParseAddress(of); err != nil {
			return nil, c2d.Refuse(c2d.BadRequest, "give the dataset's address", "that is no dataset: %v", err)
		}
	}
	jobs, err := s.c.Engine.Jobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := []JobSummary{}
	for _, j := range jobs {
		if of == "" || j.Spec.Dataset == dataset {
			out = append(out, summarize(j))
		}
	}
	return out, nil
}

func (s *Server) job(ctx context.Context, r *http.Request) (Job, error) {
	id, err := jobID(r)
	if err != nil {
		return Job{}, err
	}
	j, err := s.c.Engine.Job(ctx, id)
	return publish(j), err
}

func (s *Server) evidence(ctx context.Context, r *http.Request) (Evidence, error) {
	id, err := jobID(r)
	if err != nil {
		return Evidence{}, err
	}
	j, err := s.c.Engine.Job(ctx, id)
	if err != nil {
		return Evidence{}, err
	}
	if j.Receipt == nil {
		return Evidence{}, c2d.Refuse(c2d.NotFound, "wait until the job is Settled", "the job has no receipt yet")
	}
	snapshot, err := s.c.Chain.Snapshot(ctx, id)
	if err != nil {
		return Evidence{}, fmt.Errorf("take chain snapshot: %w", err)
	}
	return Evidence{Evidence: c2d.Evidence{Spec: j.Spec, Receipt: *j.Receipt}, Snapshot: snapshot}, nil
}
