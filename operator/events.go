package operator

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"

	"github.com/stintdao/stint/datatoken"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// Events writes what happens to jobs as Kubernetes events of their TrainingJobs: audit records that a cluster's own tools collect.
type Events struct {
	recorder  events.EventRecorder
	namespace string
}

// NewEvents makes Events for the TrainingJobs of a namespace.
func NewEvents(r events.EventRecorder, namespace string) *Events { return &Events{r, namespace} }

// Record writes one event.
func (e *Events) Record(job datatoken.Hash, reason, message string) {
	kind := corev1.EventTypeWarning
	if reason == "KeysReleased" {
		kind = corev1.EventTypeNormal
	}
	e.recorder.Eventf(&v1alpha1.TrainingJob{
		TypeMeta:   metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "TrainingJob"},
		ObjectMeta: metav1.ObjectMeta{Namespace: e.namespace, Name: JobName(job), UID: types.UID("")},
	}, nil, kind, reason, reason, "%s", message)
}
