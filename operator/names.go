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
)

// AnnotationJob is the whole job, on everything made for its run.
const AnnotationJob = "stint.dev/job"

// AnnotationImage is, on a run's namespace, the image of the trainer that its cells may have; absent if there is none.
const AnnotationImage = "stint.dev/image"

// Roles of a run's pods.
const (
	RoleCell      = "cell"
	RoleConductor = "conductor"
)

// Names of what is in a run's namespace: one run each, so they need not say whose.
const (
	cellName        = "cell"
	conductorName   = "conductor"
	linkSecretName  = "link"  // what conductor and cells know each other by
	tokenSecretName = "token" // what the broker knows the conductor by
	accountName     = "run"
	quotaName       = "run"
	limitsName      = "run"
	denyName        = "deny" // the policy that closes everything
)

// JobName is the name of a job's TrainingJob: its 64 digits.
func JobName(job datatoken.Hash) string { return hex.EncodeToString(job[:]) }

// DatasetName is the name of a dataset's Dataset: its 40 digits.
func DatasetName(id datatoken.Address) string { return hex.EncodeToString(id[:]) }

// NamespaceName is the namespace that a job's run has to itself.
func NamespaceName(job datatoken.Hash) string { return "stint-run-" + jobLabel(job) }

func jobLabel(job datatoken.Hash) string { return hex.EncodeToString(job[:20]) }

// User is the user and group that a run's processes are, the same on every node. Runs have different ones as far as 31 bits go, because the
// kernel counts some things by user alone: processes, locked memory, keys.
func User(job datatoken.Hash) int64 {
	const least, above = 100_000, 1 << 31
	return least + int64(binary.BigEndian.Uint64(job[:8])%(above-least))
}
