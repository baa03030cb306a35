// Package v1alpha1 is the Kubernetes face of stint: Dataset, TrainingJob and Environment. Types only.
//
// It promises the Kubernetes API conventions: conditions tell where things are, there are no floats and no phases, specs do not change once
// they are accepted, and everything that a schema can refuse is refused by the API server. It does not protect against whoever may write
// these objects' status: that is the operator, and cluster administrators.
//
// +kubebuilder:object:generate=true
// +groupName=stint.dev
package v1alpha1
