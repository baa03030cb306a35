package c2d

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/storage"
)

// Next says when a body should call Advance again.
type Next struct {
	Stage Stage         // where the job is now
	Done  bool          // nothing is left to do
	After time.Duration // wait this long; 0 is at once
}

const watchEvery = 100 * time.Millisecond

// move is what decide makes of a job: a step to act on, or a fault to record, or nothing to do yet.
type move struct {
	step  Step
	fault *Refusal
	wait  time.Duration
}

// decide is the whole life of a job, as a pure function of what the journal says, what the runner says and what time it is.
func decide(j Job, seen Progress, now time.Time, margin, drawEvery time.Duration) move {
	late := Refuse(DeadlinePassed, "order again", "the order's deadline came before the job was done")
	switch j.Stage {
	case Submitted, Admitted:
		if now.After(j.Order.Deadline.Add(-margin)) {
			return move{fault: late}
		}
		if j.Stage == Submitted {
			return move{step: StepReserve}
		}
		return move{step: StepStart}
	case Running:
		switch {
		case seen.State == RunBroken:
			return move{fault: seen.Fault}
		case seen.State == RunDone:
			return move{step: StepJudge}
		case now.After(j.Order.Deadline.Add(-margin)):
			return move{fault: late}
		case seen.State == RunUnknown:
			return move{step: StepStart} // lost in a crash: resume from its durable rounds
		case j.drawable(now, drawEvery):
			return move{step: StepDraw}
		}
		return move{step: StepWatch, wait: watchEvery}
	case Judged, Failed:
		return move{step: StepCommit}
	case Charged, Refused:
		if j.Fault == nil && now.After(j.Order.Deadline) {
			return move{fault: late} // from the deadline on the order can be refunded by anybody: nothing leaves unpaid
		}
		return move{step: StepRelease}
	case Released:
		if j.Fault != nil {
			return move{step: StepRefund}
		}
		return move{step: StepPay}
	}
	return move{}
}

// Advance does at most one step of a job's life: it reads the marks, decides, writes the intent unless the step before did, acts, and writes the
// outcome. Repeating it after any crash is safe. An error that is not a Refusal means the outcome is unknown or the step could not be done now: nothing was
// recorded as done, and Advance can be called again.
func (e *Engine) Advance(ctx context.Context, id datatoken.Hash) (Next, error) {
	j, err := e.Job(ctx, id)
	if err != nil {
		return Next{}, err
	}
	var seen Progress
	if j.Stage == Running {
		if seen, err = e.c.Runner.Observe(ctx, id); err != nil {
			return Next{}, fmt.Errorf("observe run: %w", err)
		}
	}
	read := keep(j)
	m := decide(j, seen, e.c.Now(), e.c.Margin, e.c.DrawEvery)
	switch {
	case m.fault != nil:
		return e.fail(ctx, j, m.fault, j.mark(StepReserve) != nil)
	case m.step == StepWatch:
		return Next{Stage: j.Stage, After: m.wait}, nil
	case m.step == StepDraw:
		return e.draw(ctx, j)
	case m.step == "":
		return Next{Stage: j.Stage, Done: true}, nil
	}
	if e.intend(&j, m.step) {
		if j, err = e.save(ctx, read, j); err != nil {
			return Next{}, err
		}
		read = keep(j)
	}
	if j.Stage == Running {
		j.Started, j.Rounds = seen.Started, seen.Rounds
	}
	ev, err := e.act(ctx, &j, m.step)
	if r := AsRefusal(err); r != nil && j.Fault == nil {
		return e.fail(ctx, j, r, m.step != StepReserve)
	}
	if errors.Is(err, ErrOrderClosed) { // somebody refunded it after the deadline: the money is settled, though not by us
		j.Fault, err = Refuse(DeadlinePassed, "", "the order had been closed by somebody else"), nil
	}
	if err != nil {
		return Next{}, fmt.Errorf("%s job %s: %w", m.step, id, err)
	}
	mark := j.mark(m.step)
	if mark.Outcome.IsZero() {
		mark.Outcome, mark.Evidence = e.c.Now().UTC(), ev
	}
	j.Stage = after(m.step, j.Stage)
	e.foresee(&j)
	if _, err := e.save(ctx, read, j); err != nil {
		return Next{}, err
	}
	return Next{Stage: j.Stage, Done: j.Done()}, nil
}

// draw has the provider paid for machine time while the job runs. The intent is the voucher, which the journal has. A voucher that does not hold any more is
// forgotten, so that the trainer can give another; whether the job goes on does not depend on any of this.
func (e *Engine) draw(ctx context.Context, j Job) (Next, error) {
	read := keep(j)
	d := j.drawing()
	d.At = e.c.Now().UTC()
	ev, err := e.c.Vouchers.Draw(ctx, j.Order, j.Voucher)
	switch {
	case err == nil:
		d.Cumulative, d.Evidence = j.Voucher.Cumulative, ev
	case AsRefusal(err) != nil:
		j.Voucher = datatoken.Voucher{}
	case !errors.Is(err, ErrOrderClosed): // by somebody else, after the deadline: the job will see
		return Next{}, fmt.Errorf("draw for machine time of job %s: %w", j.ID, err)
	}
	j.Drawn = &d
	_, err = e.save(ctx, read, j)
	return Next{Stage: j.Stage}, err
}

// foresee writes the intent of the next step with the outcome of this one, where nothing has to be looked at first: one write of the journal for two.
func (e *Engine) foresee(j *Job) {
	if j.Stage == Running {
		return
	}
	if m := decide(*j, Progress{}, e.c.Now(), e.c.Margin, e.c.DrawEvery); m.step != "" {
		e.intend(j, m.step)
	}
}

// intend marks the intent of a step, and reports whether it was not marked yet.
func (e *Engine) intend(j *Job, s Step) bool {
	if j.mark(s) != nil {
		return false
	}
	j.Marks = append(j.Marks, Mark{Step: s, Intent: e.c.Now().UTC()})
	return true
}

// Cancel ends a job that its operator wants gone: it is charged for what ran, and refunded. A job whose outputs passed the airlock goes on to
// its end, which is near: it is paid for. Cancelling again changes nothing. What is left to do, Advance does.
func (e *Engine) Cancel(ctx context.Context, id datatoken.Hash) error {
	j, err := e.Job(ctx, id)
	if err != nil {
		return err
	}
	switch j.Stage {
	case Submitted, Admitted, Running:
		_, err = e.fail(ctx, j, Refuse(RunFailed, "order again", "the operator ended the job"), j.mark(StepReserve) != nil)
	}
	return err
}

// after is the stage a step leads to.
func after(s Step, from Stage) Stage {
	switch s {
	case StepReserve:
		return Admitted
	case StepStart:
		return Running
	case StepJudge:
		return Judged
	case StepCommit:
		return Charged
	case StepRelease:
		return Released
	case StepPay, StepRefund:
		return Settled
	}
	return from
}

// fail records a fault: from then on the job is charged for what ran, and refunded. A run is stopped first, so that what it started is
// final when it is counted. A job that may have a reservation is charged even if nothing ran, which releases it.
func (e *Engine) fail(ctx context.Context, j Job, fault *Refusal, reserved bool) (Next, error) {
	read := keep(j)
	j.Fault = fault
	if !reserved {
		j.Stage = Refused
		_, err := e.save(ctx, read, j)
		return Next{Stage: j.Stage}, err
	}
	if err := e.c.Runner.Stop(ctx, j.ID); err != nil {
		return Next{}, fmt.Errorf("stop run: %w", err)
	}
	seen, err := e.c.Runner.Observe(ctx, j.ID)
	if err != nil {
		return Next{}, fmt.Errorf("observe run: %w", err)
	}
	j.Started, j.Stage = seen.Started, Failed
	_, err = e.save(ctx, read, j)
	return Next{Stage: j.Stage}, err
}

// keep is a job as it is now, for save to compare with.
func keep(j Job) Job {
	j.Marks = slices.Clone(j.Marks)
	return j
}

// save writes what became of a job as it was read. Where nothing but the trainer's voucher has changed in the journal since, it is written all the same,
// with that voucher.
func (e *Engine) save(ctx context.Context, read, j Job) (Job, error) {
	j.Updated = e.c.Now().UTC()
	saved, err := e.c.Journal.Save(ctx, j)
	for errors.Is(err, ErrStale) {
		now, e2 := e.c.Journal.Load(ctx, j.ID)
		if e2 != nil || now.Revision == j.Revision || !sameButVoucher(read, now) { // at the same revision: the journal does not know yet what it is behind
			break
		}
		j.Voucher, j.Revision = now.Voucher, now.Revision
		saved, err = e.c.Journal.Save(ctx, j)
	}
	if err != nil {
		return Job{}, fmt.Errorf("write journal: %w", err)
	}
	return saved, nil
}

func sameButVoucher(a, b Job) bool {
	for _, j := range []*Job{&a, &b} {
		j.Voucher, j.Revision, j.Updated = datatoken.Voucher{}, 0, time.Time{}
	}
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

// act performs one step. It changes j only in memory; everything it does outside is idempotent by job.
func (e *Engine) act(ctx context.Context, j *Job, s Step) (*datatoken.Evidence, error) {
	switch s {
	case StepReserve:
		ev, err := e.c.Ledger.Reserve(ctx, Claim{Job: j.ID, Dataset: j.Spec.Dataset, Blocks: j.Blocks, Loss: j.Loss})
		if errors.Is(err, ErrOverBudget) {
			return nil, overBudget()
		}
		return some(ev, err)
	case StepStart:
		return nil, e.start(ctx, *j)
	case StepJudge:
		outputs, err := e.c.Runner.Collect(ctx, j.ID)
		if err != nil {
			return nil, fmt.Errorf("collect outputs: %w", err)
		}
		return nil, e.c.Judge(j.Spec.Declared(), outputs)
	case StepCommit:
		return e.commit(ctx, j)
	case StepRelease:
		return nil, e.release(ctx, j)
	case StepPay:
		return some(e.c.Exchange.Pay(ctx, j.Order, j.Receipt.Digest, j.Voucher))
	case StepRefund:
		return some(e.c.Exchange.Refund(ctx, j.Order, j.Receipt.Digest))
	}
	return nil, fmt.Errorf("no such step %q", s)
}

func some(ev datatoken.Evidence, err error) (*datatoken.Evidence, error) {
	if err != nil {
		return nil, err
	}
	return &ev, nil
}

func (e *Engine) start(ctx context.Context, j Job) error {
	r, err := e.run(ctx, j)
	if errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrCorrupt) {
		return Refuse(DataUnavailable, "order again later", "the list of contributions cannot be fetched and verified")
	}
	if err != nil {
		return err
	}
	return e.c.Runner.Start(ctx, r)
}

// commit charges what our side started, never what code reports. A job that never got a reservation, because its life ended while
// that was unknown, first makes it: then both are true or neither is.
func (e *Engine) commit(ctx context.Context, j *Job) (*datatoken.Evidence, error) {
	spent, err := j.Spec.Plan().LossAfter(j.Started)
	if err != nil {
		return nil, fmt.Errorf("account for %d steps: %w", j.Started, err)
	}
	if m := j.mark(StepReserve); m != nil && m.Outcome.IsZero() {
		_, err := e.act(ctx, j, StepReserve)
		if AsRefusal(err) != nil {
			j.Spent = spent // zero: nothing can have started
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	j.Spent = spent
	return some(e.c.Ledger.Commit(ctx, j.ID, spent))
}

// release seals what the airlock passed to the trainer and writes the receipt. A job with a fault releases nothing but the receipt.
func (e *Engine) release(ctx context.Context, j *Job) error {
	j.Delivered = nil
	if j.Fault == nil {
		outputs, err := e.c.Runner.Collect(ctx, j.ID)
		if err != nil {
			return fmt.Errorf("collect outputs: %w", err)
		}
		for _, o := range outputs {
			d, err := e.deliver(ctx, *j, o)
			if err != nil {
				return err
			}
			j.Delivered = append(j.Delivered, d)
		}
	}
	r := e.receipt(*j)
	digest := r.Digest()
	sig, err := e.c.Signer.SignReceipt(ctx, digest)
	if err != nil {
		return fmt.Errorf("sign receipt: %w", err)
	}
	j.Receipt = &SignedReceipt{Receipt: r, Digest: digest, Signature: sig}
	return nil
}
