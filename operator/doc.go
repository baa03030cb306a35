// Package operator is the body of a cluster: pods are the runners, Kubernetes is the scheduler, and jobs and datasets are custom resources.
//
// It promises that what it acknowledged is in the API server: it can be killed at any moment, replaced by another replica, or watch its
// objects being deleted, and no job is charged twice, no noise is drawn again for a stored round, and nothing of a run is left behind. No
// run's pod exists before the policies that close it; no data key leaves before the run's cells have proven that they hold.
//
// It does NOT protect against whoever administers the cluster, who can read the memory of its nodes and write any object. What a tier
// promises beyond that is the runtime class's.
//
// This package holds no rule of privacy, royalties or the airlock: it calls c2d.Engine.
package operator
