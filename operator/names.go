package operator

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/stintdao/stint/datatoken"
)

// Labels of what the operator makes. On a run's namespace they are what admission goes by, and do not change.
const (
	LabelRun          = "stint.dev/run"           // "true" on a run's namespace
	LabelJob          = "stint.dev/job"           // the first 40 digits of the job
	LabelRole         = "stint.dev/role"          // on pods: RoleCell or RoleConductor
	LabelRuntimeClass = "stint.dev/runtime-class" // on a run's namespace: what its pods run in; empty for the cluster's own
	LabelEnvironment  = "stint.dev/environment"
	LabelQueue        = "kueue.x-k8s.io/queue-name" // on a run's Jobs: what lets them go on is not the operator, but this queue
)

// Annotations of what the operator makes.
const (
	AnnotationJob   = "stint.dev/job"   // the whole job, as 0x and 64 digits, on everything made for its run
	AnnotationImage = "stint.dev/image" // on a run's namespace: the trainer's image that its cells may have; absent if there is none
)

// Roles of a run's pods.
const (
	RoleCell      = "cell"
	RoleConductor = "conductor"
)

// Names of what is in a run's namespace: one run each, so they need not say whose.
const (
	cellName       = "cell"
	conductorName  = "conductor"
	accountName    = "run"
	quotaName      = "run"
	limitsName     = "run"
	denyName       = "deny"  // the policy that closes everything
	secretLinkKey  = "link"  // in a Secret: what conductor and cells know each other by
	secretTokenKey = "token" // in a Secret: what the broker knows the conductor by
)

// JobName is the name of a job's TrainingJob: its 64 digits.
func JobName(job datatoken.Hash) string { return hex.EncodeToString(job[:]) }

// DatasetName is the name of a dataset's Dataset: its 40 digits.
func DatasetName(id datatoken.Address) string { return hex.EncodeToString(id[:]) }

// NamespaceName is the namespace that a job's run has to itself.
func NamespaceName(job datatoken.Hash) string { return "stint-run-" + jobLabel(job) }

func jobLabel(job datatoken.Hash) string { return hex.EncodeToString(job[:20]) }

// User is the user and group that a run's processes are, the same on every node. Runs have different ones as far as the numbers go, because the
// kernel counts some things by user alone: processes, locked memory, keys. A pod with users of its own has 65536 of them, which are nobody
// else's on its node.
func User(job datatoken.Hash, hostUsers *bool) int64 {
	least, above := int64(100_000), int64(1<<31)
	if hostUsers != nil && !*hostUsers {
		least, above = 10_000, 65_534
	}
	return least + int64(binary.BigEndian.Uint64(job[:8])%uint64(above-least))
}
