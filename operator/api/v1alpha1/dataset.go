package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// DatasetRegistered is the condition that is True while the chain and the store hold all that a dataset is.
const DatasetRegistered = "Registered"

// DatasetSpec names a dataset on the chain.
type DatasetSpec struct {
	// ID is the address of the dataset's data NFT.
	// +required
	// +kubebuilder:validation:Pattern=`^0x[0-9a-f]{40}$`
	// +kubebuilder:validation:MaxLength=42
	ID string `json:"id"`
}

// DatasetStatus is what is known of a dataset: all of it public, all of it recoverable from the chain and the store.
type DatasetStatus struct {
	// Conditions are Registered.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	// Name is the dataset's name in its manifest.
	// +optional
	// +kubebuilder:validation:MaxLength=128
	Name string `json:"name,omitempty"`
	// Curator is the account that published it.
	// +optional
	// +kubebuilder:validation:MaxLength=42
	Curator string `json:"curator,omitempty"`
	// Version is the digest of the contributions that have joined.
	// +optional
	// +kubebuilder:validation:MaxLength=66
	Version string `json:"version,omitempty"`
	// Members is how many contributions have joined.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Members int64 `json:"members,omitempty"`
	// Epsilon is the whole privacy budget of one block, as a decimal number.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Epsilon string `json:"epsilon,omitempty"`
	// EpsilonLeft is what is left of it in the block that has least, as a decimal number.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	EpsilonLeft string `json:"epsilonLeft,omitempty"`
	// JobsLeft is how many more jobs like the last ones fit into what is left.
	// +optional
	// +kubebuilder:validation:Minimum=0
	JobsLeft *int64 `json:"jobsLeft,omitempty"`
	// Record is the dataset as the engine keeps it, as JSON. Everything above is derived from it.
	// +optional
	// +kubebuilder:validation:MaxLength=1200000
	Record string `json:"record,omitempty"`
}

// Dataset is a published dataset.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:categories=stint
// +kubebuilder:printcolumn:name="Name",type=string,JSONPath=`.status.name`
// +kubebuilder:printcolumn:name="Members",type=integer,JSONPath=`.status.members`
// +kubebuilder:printcolumn:name="Jobs Left",type=integer,JSONPath=`.status.jobsLeft`
// +kubebuilder:printcolumn:name="ε Left",type=string,JSONPath=`.status.epsilonLeft`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="self.metadata.name == self.spec.id.substring(2)",message="the name of a dataset is its address without 0x"
type Dataset struct {
	metav1.TypeMeta `json:",inline"`
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`
	// Spec names the dataset.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="a dataset does not become another one"
	Spec DatasetSpec `json:"spec"`
	// Status is what is known of it.
	// +optional
	Status DatasetStatus `json:"status,omitempty"`
}

// DatasetList is a list of datasets.
//
// +kubebuilder:object:root=true
type DatasetList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Dataset `json:"items"`
}
