package operator

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// Metrics are the operator's own, beside those of controller-runtime. Names and meanings are here and nowhere else; charts/stint has a dashboard
// and alerts over them. None of them says anything of a record, a program's result, or how long one took.
type Metrics struct {
	Jobs         *prometheus.GaugeVec
	Stages       *prometheus.CounterVec
	Advance      prometheus.Histogram
	KeysReleased prometheus.Counter
	SealFailures prometheus.Counter
	Refused      *prometheus.CounterVec
	StartSeconds prometheus.Histogram
}

// NewMetrics makes the metrics and registers them.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		Jobs: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "stint_jobs", Help: "Jobs that have a record, by stage.",
		}, []string{"stage"}),
		Stages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stint_job_stages_total", Help: "Stages that jobs have come to.",
		}, []string{"stage"}),
		Advance: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stint_advance_seconds", Help: "Time one step of one job's life took.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}),
		KeysReleased: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "stint_keys_released_total", Help: "Shard keys that were wrapped to a conductor.",
		}),
		SealFailures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "stint_seal_failures_total", Help: "Runs whose cells did not prove their seal.",
		}),
		Refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stint_jobs_failed_total", Help: "Jobs that ended with a fault, by its code; each was refunded.",
		}, []string{"code"}),
		StartSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "stint_start_seconds", Help: "Time from a job's acceptance to the release of its keys, which its first round follows at once.", Buckets: prometheus.ExponentialBuckets(0.25, 2, 12),
		}),
	}
	for _, code := range c2d.Codes() { // so that the first of a kind is an increase
		m.Refused.WithLabelValues(string(code))
	}
	r.MustRegister(m.Jobs, m.Stages, m.Advance, m.KeysReleased, m.SealFailures, m.Refused, m.StartSeconds)
	return m
}

// Count brings Jobs up to date.
func (m *Metrics) Count(ctx context.Context, cached client.Reader, namespace string) error {
	var all v1alpha1.TrainingJobList
	if err := cached.List(ctx, &all, client.InNamespace(namespace), client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("count jobs: %w", err)
	}
	m.Jobs.Reset()
	for i := range all.Items {
		if c := meta.FindStatusCondition(all.Items[i].Status.Conditions, v1alpha1.JobSettled); c != nil {
			m.Jobs.WithLabelValues(c.Reason).Inc()
		}
	}
	return nil
}
