package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// EnvironmentReady is the condition that is True while runs can be placed in an environment.
const EnvironmentReady = "Ready"

// Tier is what an environment promises a dataset's members.
//
// +kubebuilder:validation:Enum=sealed;sandboxed;attested;attested-gpu
type Tier string

// The tiers, weakest first. Whoever operates the cluster can read the memory of sealed and of sandboxed runs.
const (
	Sealed      Tier = "sealed"       // containers of the cluster's own kernel, closed by policy
	Sandboxed   Tier = "sandboxed"    // a kernel of their own: gVisor or a virtual machine
	Attested    Tier = "attested"     // encrypted memory, with the hardware's evidence
	AttestedGPU Tier = "attested-gpu" // the same, with the accelerator's
)

// Wall is how a cell contains one program.
//
// +kubebuilder:validation:Enum=auto;namespaces;landlock
type Wall string

// The walls a cell can build around a program.
const (
	WallAuto       Wall = "auto" // namespaces where the node allows them, Landlock where it does not
	WallNamespaces Wall = "namespaces"
	WallLandlock   Wall = "landlock"
)

// EnvironmentSpec is where runs are placed, what closes them, and what they cost.
//
// +kubebuilder:validation:XValidation:rule="self.tier == 'sealed' || self.runtimeClassName.size() > 0",message="a tier above sealed needs a runtimeClassName"
// +kubebuilder:validation:XValidation:rule="self.tier != 'attested-gpu' || has(self.gpu)",message="tier attested-gpu needs gpu"
// +kubebuilder:validation:XValidation:rule="!(has(self.hostUsers) && !self.hostUsers) || self.tier == 'sealed' || self.tier == 'sandboxed'",message="confidential runtimes have no user namespaces: leave hostUsers unset with an attested tier"
// +kubebuilder:validation:XValidation:rule="!(has(self.hostUsers) && !self.hostUsers) || !self.runtimeClassName.endsWith('-sandbox')",message="isolated-sandbox and confidential-sandbox refuse hostUsers false"
// +kubebuilder:validation:XValidation:rule="!self.runtimeClassName.contains('gvisor') || !has(self.gpu) || !self.gpu.resourceName.contains('/mig-')",message="gVisor does not support MIG devices"
type EnvironmentSpec struct {
	// Default makes this the environment of jobs that name none. If several say so, the first by name is.
	// +optional
	Default bool `json:"default,omitempty"`
	// Tier is what is promised, and printed on receipts.
	// +required
	Tier Tier `json:"tier"`
	// RuntimeClassName picks what runs the pods; empty for the cluster's own.
	// +optional
	// +default=""
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$`
	RuntimeClassName string `json:"runtimeClassName"`
	// Wall is how cells contain programs.
	// +optional
	// +default="auto"
	Wall Wall `json:"wall,omitempty"`
	// SeccompProfile is the path of a profile below the nodes' seccomp directory, for cells that build namespaces; empty for the runtime's own.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^([A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*)?$`
	SeccompProfile string `json:"seccompProfile,omitempty"`
	// HostUsers, if it is false, gives each pod users of its own. Unset where the nodes or the runtime cannot.
	// +optional
	HostUsers *bool `json:"hostUsers,omitempty"`
	// Lanes is how many cells one run gets at most, side by side.
	// +optional
	// +default=1
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=256
	Lanes int32 `json:"lanes,omitempty"`
	// CPU is how many processors one cell gets, and its program with it.
	// +optional
	// +default="1"
	CPU resource.Quantity `json:"cpu,omitzero"`
	// MaxMemoryMiB is the most memory that one program may ask for.
	// +optional
	// +default=4096
	// +kubebuilder:validation:Minimum=64
	// +kubebuilder:validation:Maximum=65536
	MaxMemoryMiB int32 `json:"maxMemoryMiB,omitempty"`
	// Conductor is what the pod gets that opens shards, beyond the room for what it opens.
	// +optional
	// +default={}
	Conductor Conductor `json:"conductor,omitzero"`
	// GPU says which accelerators there are; absent for none.
	// +optional
	GPU *GPU `json:"gpu,omitempty"`
	// NodeSelector picks the nodes of runs.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	NodeSelector map[string]string `json:"nodeSelector,omitempty"`
	// Tolerations are those of runs' pods.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=16
	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`
	// Labels are put on runs' Jobs and pods, for queueing systems and the like.
	// +optional
	// +kubebuilder:validation:MaxProperties=16
	// +kubebuilder:validation:XValidation:rule="self.all(k, !k.startsWith('stint.dev/') && !k.contains('kubernetes.io/') && !k.startsWith('pod-security'))",message="labels of stint.dev and of Kubernetes are not for choosing"
	Labels map[string]string `json:"labels,omitempty"`
	// Queue is the Kueue ClusterQueue that admits runs, by a LocalQueue of the same name in each run's namespace; empty where Kueue does not.
	// +optional
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$`
	Queue string `json:"queue,omitempty"`
	// Price is what machine time costs here.
	// +optional
	// +default={}
	Price Price `json:"price,omitzero"`
}

// Conductor is what the pod of a run gets that opens shards.
type Conductor struct {
	// CPU is how many processors it gets.
	// +optional
	// +default="1"
	CPU resource.Quantity `json:"cpu,omitzero"`
	// Memory is what its program needs itself.
	// +optional
	// +default="256Mi"
	Memory resource.Quantity `json:"memory,omitzero"`
}

// GPU is a kind of accelerator. One that a program gets is its alone, for as long as the run lasts.
type GPU struct {
	// ResourceName is how nodes offer them.
	// +optional
	// +default="nvidia.com/gpu"
	// +kubebuilder:validation:MaxLength=253
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`
	ResourceName string `json:"resourceName,omitempty"`
	// PerCell is the most that one cell may ask for.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=16
	PerCell int32 `json:"perCell"`
}

// Price is what machine time costs, in the smallest units of the currency that orders are paid in. Integers of any size are text.
type Price struct {
	// Base is the fixed part of each job.
	// +optional
	// +default="0"
	// +kubebuilder:validation:MaxLength=78
	// +kubebuilder:validation:Pattern=`^(0|[1-9][0-9]*)$`
	Base string `json:"base,omitempty"`
	// PerMinute is the part for each started minute of a job's public length.
	// +optional
	// +default="0"
	// +kubebuilder:validation:MaxLength=78
	// +kubebuilder:validation:Pattern=`^(0|[1-9][0-9]*)$`
	PerMinute string `json:"perMinute,omitempty"`
}

// Capabilities is what the cluster was seen to offer.
type Capabilities struct {
	// Kubernetes is the API server's version.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Kubernetes string `json:"kubernetes,omitempty"`
	// RuntimeClassPresent is whether the named RuntimeClass exists, or none is named.
	// +optional
	RuntimeClassPresent bool `json:"runtimeClassPresent"`
	// Nodes is how many nodes fit the environment.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Nodes int32 `json:"nodes"`
	// GPUsTotal is how many accelerators they offer together.
	// +optional
	// +kubebuilder:validation:Minimum=0
	GPUsTotal int64 `json:"gpusTotal"`
	// GPUsLargestNode is how many the best of them offers.
	// +optional
	// +kubebuilder:validation:Minimum=0
	GPUsLargestNode int64 `json:"gpusLargestNode"`
	// Wall is the wall that cells of the last run proved.
	// +optional
	// +kubebuilder:validation:MaxLength=32
	Wall string `json:"wall,omitempty"`
	// SealProven is whether the last run here proved its seal.
	// +optional
	SealProven bool `json:"sealProven"`
}

// EnvironmentStatus is what was seen of an environment.
type EnvironmentStatus struct {
	// Conditions are Ready.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	// Capabilities is what the cluster offers it.
	// +optional
	Capabilities Capabilities `json:"capabilities,omitempty"`
}

// Environment is a place that jobs run in.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=stenv,categories=stint
// +kubebuilder:printcolumn:name="Tier",type=string,JSONPath=`.spec.tier`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Lanes",type=integer,JSONPath=`.spec.lanes`
// +kubebuilder:printcolumn:name="Nodes",type=integer,JSONPath=`.status.capabilities.nodes`
// +kubebuilder:printcolumn:name="GPUs",type=integer,JSONPath=`.status.capabilities.gpusTotal`
// +kubebuilder:printcolumn:name="Runtime",type=string,JSONPath=`.spec.runtimeClassName`,priority=1
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:validation:XValidation:rule="self.metadata.name.size() <= 63",message="the name of an environment has at most 63 characters"
type Environment struct {
	metav1.TypeMeta `json:",inline"`
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`
	// Spec is what the environment is.
	// +required
	Spec EnvironmentSpec `json:"spec"`
	// Status is what was seen of it.
	// +optional
	Status EnvironmentStatus `json:"status,omitempty"`
}

// EnvironmentList is a list of environments.
//
// +kubebuilder:object:root=true
type EnvironmentList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Environment `json:"items"`
}
