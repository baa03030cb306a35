package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Condition types of a TrainingJob. A condition's reason is one of a fixed list of words, and its message never depends on a record.
const (
	// JobAdmitted is True once the privacy loss of the whole plan is reserved on the ledger, and False when it was refused.
	JobAdmitted = "Admitted"
	// JobFinished is True once the run is over and what it gave was released, and False with the reason why it never will be.
	JobFinished = "Finished"
	// JobSettled is True at the end of the job's life, when contributors were paid or the trainer was refunded. Until then it is False, and its
	// reason is the stage that the job is in.
	JobSettled = "Settled"
)

// TrainingJobSpec is what a trainer ordered. It does not change.
type TrainingJobSpec struct {
	// Order is the job's identity on the chain: the order that pays for it.
	// +required
	// +kubebuilder:validation:Pattern=`^0x[0-9a-f]{64}$`
	// +kubebuilder:validation:MaxLength=66
	Order string `json:"order"`
	// Document is the job's spec as JSON, exactly as it was ordered. It is text because the order names its digest, byte for byte.
	// +required
	// +kubebuilder:validation:MinLength=2
	// +kubebuilder:validation:MaxLength=524288
	Document string `json:"document"`
}

// TrainingJobStatus is how far a job's life has come.
type TrainingJobStatus struct {
	// Conditions are Admitted, Finished and Settled.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	// Mode is how the job may look at data: query or isolate.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Mode string `json:"mode,omitempty"`
	// Dataset is the address of the dataset it is of.
	// +optional
	// +kubebuilder:validation:MaxLength=42
	Dataset string `json:"dataset,omitempty"`
	// Environment is where it runs.
	// +optional
	// +kubebuilder:validation:MaxLength=63
	Environment string `json:"environment,omitempty"`
	// Epsilon is what the whole plan may cost one contributor, as a decimal number.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Epsilon string `json:"epsilon,omitempty"`
	// Steps is how many steps the plan has.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Steps int32 `json:"steps,omitempty"`
	// Started is how many of them were started, which is what the job is charged for.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Started int32 `json:"started,omitempty"`
	// Fault is the code of what the job failed of, if it did.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Fault string `json:"fault,omitempty"`
	// Record is the job as the engine keeps it, as JSON. Everything above is derived from it.
	// +optional
	// +kubebuilder:validation:MaxLength=1200000
	Record string `json:"record,omitempty"`
}

// TrainingJob is one run of one algorithm over one dataset version, paid for by one order.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=tjob,categories=stint
// +kubebuilder:printcolumn:name="Mode",type=string,JSONPath=`.status.mode`
// +kubebuilder:printcolumn:name="Stage",type=string,JSONPath=`.status.conditions[?(@.type=="Settled")].reason`
// +kubebuilder:printcolumn:name="Epsilon",type=string,JSONPath=`.status.epsilon`
// +kubebuilder:printcolumn:name="Environment",type=string,JSONPath=`.status.environment`
// +kubebuilder:printcolumn:name="Fault",type=string,JSONPath=`.status.fault`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="self.metadata.name == self.spec.order.substring(2)",message="the name of a job is its order without 0x"
type TrainingJob struct {
	metav1.TypeMeta `json:",inline"`
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`
	// Spec is what was ordered.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="a job does not change once it is ordered"
	Spec TrainingJobSpec `json:"spec"`
	// Status is how far its life has come.
	// +optional
	Status TrainingJobStatus `json:"status,omitempty"`
}

// TrainingJobList is a list of jobs.
//
// +kubebuilder:object:root=true
type TrainingJobList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []TrainingJob `json:"items"`
}
