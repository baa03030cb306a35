package operator

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// CacheOptions keeps of a cluster only what the operator made, or looks at: its custom resources in its own namespace, and the Jobs, pods and
// namespaces of runs. Secrets are never cached. Who wrote which field is dropped: nobody here asks, and it is half of a small object.
func CacheOptions(namespace string) cache.Options {
	has := func(label string) labels.Selector {
		r, err := labels.NewRequirement(label, selection.Exists, nil)
		if err != nil {
			panic(err) // the labels are constants
		}
		return labels.NewSelector().Add(*r)
	}
	own := map[string]cache.Config{namespace: {}}
	return cache.Options{DefaultTransform: cache.TransformStripManagedFields(), ByObject: map[client.Object]cache.ByObject{
		&v1alpha1.TrainingJob{}: {Namespaces: own},
		&v1alpha1.Dataset{}:     {Namespaces: own},
		&corev1.ConfigMap{}:     {Namespaces: map[string]cache.Config{namespace: {LabelSelector: has(LabelPart)}}},
		&corev1.Namespace{}:     {Label: has(LabelRun)},
		&batchv1.Job{}:          {Label: has(LabelRole)},
		&corev1.Pod{}:           {Label: has(LabelRole)},
	}}
}
