package operator

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/operator/api/v1alpha1"
)

// RunObjects is everything that a run has in a cluster. Nothing of it may be made before Namespace and Policies are there.
type RunObjects struct {
	Namespace      *corev1.Namespace
	Policies       []*netv1.NetworkPolicy // the first closes everything; each of the rest opens one thing
	Quota          *corev1.ResourceQuota
	Limits         *corev1.LimitRange
	ServiceAccount *corev1.ServiceAccount
	Secrets        []*corev1.Secret
	Queue          *unstructured.Unstructured // Kueue's LocalQueue, where the environment names a queue
	Cells          *batchv1.Job               // nil for a query job
	Conductor      *batchv1.Job
}

// StartAllowance is how long a pod of a run may live beyond the public length of its rounds: for its image to be pulled, its seal to be proven,
// shards to be fetched, and the last round to be stored.
const StartAllowance = 10 * time.Minute

// Paths in a run's pods. None of them is one that a program is given by its contract, except below scratchPath, where the cell makes that.
const (
	keysPath    = "/stint-key"
	binaryPath  = "/stint-bin"
	scratchPath = "/stint"
)

const mebibyte = 1 << 20

// Rooms, in bytes, that do not depend on a job.
const (
	supervisorRoom = 32 * mebibyte // one cell's supervisor
	binaryRoom     = 64 * mebibyte // stint-cell in a memory volume, beside a trainer's image
	// What a program can have beyond its limit in the pod's accounting: page tables of 65,530 single pages, which nobody looks for; or, where it can
	// make processes, what they fill until the cell sees that together they have too much, and the pipes between them. A pod that the kernel ended
	// for memory would take shards of others with it.
	unseenRoom     = 544 * mebibyte
	programScratch = 20 * mebibyte // /tmp of a program and the skeleton of its root
	cellFrame      = 1 << 30       // the most that one member's data, or any other thing a cell is handed, can be
	diskRoom       = 64 * mebibyte // logs
	groupRoom      = 400           // bytes that one group of a query takes in the conductor, with what is not collected yet
	parserRoom     = 32 * mebibyte // open pages of a Parquet shard
	answersRoom    = 24 * mebibyte // answers, as numbers and as they are written
)

// Retries of pods. What a node or a scheduler did to a pod counts for neither.
const (
	cellRetries      = 1000 // of each lane: a run that ended because its cells were lost would tell of what made them
	conductorRetries = 6
	exitFinal        = 3 // of a conductor that told the broker why the run will not finish
)

// Objects is what a run has in a cluster: a pure function of its place, the same objects every time. Specs are as the API server would store
// them, so that what it stored can be compared.
func Objects(p Place) RunObjects {
	o := RunObjects{
		Namespace: p.namespace(), Policies: p.policies(), Quota: p.quota(), Limits: p.limits(), ServiceAccount: p.account(), Secrets: p.secrets(),
		Conductor: p.conductor(),
	}
	if p.Isolate != nil {
		o.Cells = p.cells()
	}
	if p.Spec.Queue != "" {
		o.Queue = p.queue()
	}
	return o
}

// queue leads from the run's namespace to the ClusterQueue that the environment names. Kueue's types are not known here: it is optional.
func (p Place) queue() *unstructured.Unstructured {
	u := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"clusterQueue": p.Spec.Queue}}}
	u.SetAPIVersion("kueue.x-k8s.io/v1beta2")
	u.SetKind("LocalQueue")
	m := p.meta(p.Spec.Queue, "")
	u.SetNamespace(m.Namespace)
	u.SetName(m.Name)
	u.SetLabels(m.Labels)
	u.SetAnnotations(m.Annotations)
	return u
}

// meta is the metadata of something in a run's namespace.
func (p Place) meta(name, role string) metav1.ObjectMeta {
	m := metav1.ObjectMeta{
		Name: name, Namespace: NamespaceName(p.Job), Labels: map[string]string{LabelJob: jobLabel(p.Job), LabelEnvironment: p.Environment},
		Annotations: map[string]string{AnnotationJob: p.Job.String()},
	}
	if role != "" {
		m.Labels[LabelRole] = role
	}
	return m
}

func (p Place) namespace() *corev1.Namespace {
	n := &corev1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: p.meta(NamespaceName(p.Job), "")}
	n.Namespace = ""
	n.Labels[LabelRun], n.Labels[LabelRuntimeClass] = "true", p.Spec.RuntimeClassName
	for _, mode := range []string{"enforce", "audit", "warn"} {
		n.Labels["pod-security.kubernetes.io/"+mode] = "restricted"
		n.Labels["pod-security.kubernetes.io/"+mode+"-version"] = "latest"
	}
	if p.Isolate != nil && p.Isolate.Image != nil {
		n.Annotations[AnnotationImage] = p.Isolate.Image.Reference
	}
	return n
}

// policies close the namespace and open two ways out of its conductor, and one into its cells.
func (p Place) policies() []*netv1.NetworkPolicy {
	both := []netv1.PolicyType{netv1.PolicyTypeIngress, netv1.PolicyTypeEgress}
	policy := func(name string, spec netv1.NetworkPolicySpec) *netv1.NetworkPolicy {
		return &netv1.NetworkPolicy{
			TypeMeta: metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"}, ObjectMeta: p.meta(name, ""), Spec: spec,
		}
	}
	port := func(n int32) []netv1.NetworkPolicyPort {
		tcp, at := corev1.ProtocolTCP, intstr.FromInt32(n)
		return []netv1.NetworkPolicyPort{{Protocol: &tcp, Port: &at}}
	}
	pods := func(labels map[string]string) []netv1.NetworkPolicyPeer {
		return []netv1.NetworkPolicyPeer{{
			NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: p.Services.Namespace}},
			PodSelector:       &metav1.LabelSelector{MatchLabels: labels},
		}}
	}
	role := func(r string) metav1.LabelSelector {
		return metav1.LabelSelector{MatchLabels: map[string]string{LabelRole: r}}
	}
	here := func(r string) []netv1.NetworkPolicyPeer {
		s := role(r)
		return []netv1.NetworkPolicyPeer{{PodSelector: &s}}
	}
	store := pods(p.Services.StoragePods)
	if p.Services.StorageBlock != "" {
		store = []netv1.NetworkPolicyPeer{{IPBlock: &netv1.IPBlock{CIDR: p.Services.StorageBlock}}}
	}
	egress := []netv1.NetworkPolicyEgressRule{
		{To: store, Ports: port(p.Services.StorageTarget)},
		{To: pods(p.Services.OperatorPods), Ports: port(p.Services.BrokerTarget)},
	}
	all := []*netv1.NetworkPolicy{policy(denyName, netv1.NetworkPolicySpec{PolicyTypes: both})}
	if p.Isolate != nil {
		egress = append(egress, netv1.NetworkPolicyEgressRule{To: here(RoleCell), Ports: port(cellListens)})
		all = append(all, policy(cellName, netv1.NetworkPolicySpec{
			PodSelector: role(RoleCell), PolicyTypes: both,
			Ingress: []netv1.NetworkPolicyIngressRule{{From: here(RoleConductor), Ports: port(cellListens)}},
		}))
	}
	return append(all, policy(conductorName, netv1.NetworkPolicySpec{PodSelector: role(RoleConductor), PolicyTypes: both, Egress: egress}))
}

// cellListens is the port of cells.
const cellListens = 7443

func (p Place) account() *corev1.ServiceAccount {
	no := false
	return &corev1.ServiceAccount{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"}, ObjectMeta: p.meta(accountName, ""), AutomountServiceAccountToken: &no,
	}
}

// secrets are one for each role, so that a cell, which runs a stranger's program, is never given the conductor's token.
func (p Place) secrets() []*corev1.Secret {
	yes := true
	secret := func(role string, data map[string][]byte) *corev1.Secret {
		return &corev1.Secret{
			TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"}, ObjectMeta: p.meta(role, role), Type: corev1.SecretTypeOpaque,
			Immutable: &yes, Data: data,
		}
	}
	if p.Isolate == nil {
		return []*corev1.Secret{secret(RoleConductor, map[string][]byte{secretTokenKey: p.Token})}
	}
	return []*corev1.Secret{
		secret(RoleConductor, map[string][]byte{secretTokenKey: p.Token, secretLinkKey: p.LinkKey}),
		secret(RoleCell, map[string][]byte{secretLinkKey: p.LinkKey}),
	}
}

// lanes is how many cells the run has.
func (p Place) lanes() int32 {
	if p.Isolate == nil {
		return 0
	}
	return int32(max(p.Lanes, 1))
}

// quota admits exactly the run's pods. What they use is bounded by it only in the cluster's own runtime: a RuntimeClass may add an overhead that
// counts too and is not known here. Containers are bounded by the LimitRange in any case, and accelerators always by the quota.
func (p Place) quota() *corev1.ResourceQuota {
	n := int64(p.lanes())
	hard := corev1.ResourceList{
		corev1.ResourcePods: *number(n + 1), "count/jobs.batch": *number(min(n, 1) + 1), "count/secrets": *number(min(n, 1) + 1),
		corev1.ResourceServices: *number(0), corev1.ResourcePersistentVolumeClaims: *number(0),
	}
	conductor, cell := p.conductorResources(), p.cellResources()
	if p.Spec.RuntimeClassName == "" {
		for _, r := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage} {
			total := conductor[r].DeepCopy()
			for range n {
				total.Add(cell[r])
			}
			hard["requests."+r], hard["limits."+r] = total, total
		}
	}
	if g := p.gpu(); g != "" {
		total := cell[g]
		hard["requests."+g] = *number(total.Value() * n)
	}
	return &corev1.ResourceQuota{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ResourceQuota"}, ObjectMeta: p.meta(quotaName, ""), Spec: corev1.ResourceQuotaSpec{Hard: hard},
	}
}

// limits bounds every container by the largest there is.
func (p Place) limits() *corev1.LimitRange {
	most := p.conductorResources()
	if p.Isolate != nil {
		for name, q := range p.cellResources() {
			if have, ok := most[name]; !ok || have.Cmp(q) < 0 {
				most[name] = q
			}
		}
	}
	if g := p.gpu(); g != "" {
		delete(most, g) // the quota's, exactly
	}
	// Defaults are what the API server would derive from Max; every container here says itself what it needs.
	return &corev1.LimitRange{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "LimitRange"}, ObjectMeta: p.meta(limitsName, ""),
		Spec: corev1.LimitRangeSpec{Limits: []corev1.LimitRangeItem{{
			Type: corev1.LimitTypeContainer, Max: most, Default: maps.Clone(most), DefaultRequest: maps.Clone(most),
		}}},
	}
}

// gpu is the resource that the run's cells ask accelerators of, or nothing.
func (p Place) gpu() corev1.ResourceName {
	switch {
	case p.Isolate == nil || p.Isolate.GPUs == 0:
		return ""
	case p.Spec.GPU == nil || p.Spec.GPU.ResourceName == "":
		return "nvidia.com/gpu"
	}
	return corev1.ResourceName(p.Spec.GPU.ResourceName)
}

// largest bounds what one member has in the dataset, and so what a cell or the conductor has open of it.
func (p Place) largest() uint64 {
	if p.Largest == 0 {
		return min(p.Sealed, cellFrame)
	}
	return min(p.Largest, cellFrame)
}

// handed is what one cell is given for a shard: the program, unless it is an image's, its parameters, the model and one member's data.
func (p Place) handed() uint64 {
	i := p.Isolate
	return uint64(max(i.Program.Size, 0)) + uint64(len(i.Params)) + 4*uint64(i.Dim) + p.largest()
}

// given is what a program has in memory file systems: a copy of all that its cell was handed, its update and its scratch.
func (p Place) given() uint64 { return p.handed() + 4*uint64(p.Isolate.Dim) + programScratch }

// cellMemory is what a cell's pod may use. The program's own memory is what its limit is, and what the kernel lets it map beyond. Around it, in
// the pod's own accounting, are: what the cell was handed, in memory files; a copy of that, which is the program's root, with the update and
// scratch in it; and the update once more, on its way out. All of that twice, because a lane's next cell is alive beside it, and while a
// cell that is late is taken down the other runs already; the program only once, for it is killed a margin before its slot ends. A supervisor
// for each cell and one that waits for conductors. And the binary, which lies in memory beside a trainer's image.
func (p Place) cellMemory() uint64 {
	i := p.Isolate
	program := (uint64(i.Limit()) + c2d.MemoryOverhead) * mebibyte
	return program + unseenRoom + 2*(p.handed()+p.given()+4*uint64(i.Dim)) + 3*supervisorRoom + binaryRoom
}

func (p Place) cellResources() corev1.ResourceList {
	if p.Isolate == nil {
		return corev1.ResourceList{}
	}
	r := corev1.ResourceList{
		corev1.ResourceCPU: orElse(p.Spec.CPU, "1"), corev1.ResourceMemory: size(p.cellMemory()), corev1.ResourceEphemeralStorage: size(diskRoom),
	}
	if g := p.gpu(); g != "" {
		r[g] = *number(int64(p.Isolate.GPUs))
	}
	return r
}

// conductorMemory is room for what a conductor has open, beyond what the environment gives it. A query's is one member's data, read and being
// read, and the groups of statistics that have some: other statistics keep a few sums. An isolate job's is the sum in 64 bits, its noisy copy, and the model as numbers, as
// it is sent and as it is stored: 64 bytes a coordinate; and for each lane two members' data, for the next is opened while one runs, and an
// update, as it came and as numbers. And the program, which every cell is sent.
func (p Place) conductorMemory() uint64 {
	i := p.Isolate
	if i == nil {
		return 3*p.largest() + parserRoom + answersRoom + groupRoom*p.Groups
	}
	return 64*uint64(i.Dim) + uint64(p.lanes())*(3*p.largest()+12*uint64(i.Dim)) + 2*uint64(max(i.Program.Size, 0))
}

func (p Place) conductorResources() corev1.ResourceList {
	memory := orElse(p.Spec.Conductor.Memory, "256Mi")
	memory.Add(size(p.conductorMemory()))
	return corev1.ResourceList{
		corev1.ResourceCPU: orElse(p.Spec.Conductor.CPU, "1"), corev1.ResourceMemory: memory,
		corev1.ResourceEphemeralStorage: size(p.Sealed + 2*diskRoom),
	}
}

// cells is the Job of the run's cells: one pod a lane, none of which ends by itself.
func (p Place) cells() *batchv1.Job {
	image, platform := p.Images.Cell, p.Isolate.Image == nil
	if !platform {
		image = p.Isolate.Image.Reference
	}
	main := container(cellName, image, p.cellResources())
	main.Command = p.cellCommand()
	main.Ports = []corev1.ContainerPort{{ContainerPort: cellListens, Protocol: corev1.ProtocolTCP}}
	main.ReadinessProbe = &corev1.Probe{
		ProbeHandler:  corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(cellListens)}},
		PeriodSeconds: 2, TimeoutSeconds: 1, SuccessThreshold: 1, FailureThreshold: 3,
	}
	main.VolumeMounts = []corev1.VolumeMount{{Name: "key", MountPath: keysPath, ReadOnly: true}, {Name: "scratch", MountPath: scratchPath}}
	spec := p.pod(RoleCell, p.Spec.SeccompProfile)
	spec.Volumes = []corev1.Volume{secretVolume("key", RoleCell, secretLinkKey), memoryVolume("scratch", 2*p.given())}
	if !platform {
		main.VolumeMounts = append(main.VolumeMounts, corev1.VolumeMount{Name: "bin", MountPath: binaryPath, ReadOnly: true})
		spec.Volumes = append([]corev1.Volume{memoryVolume("bin", binaryRoom)}, spec.Volumes...)
		spec.InitContainers = []corev1.Container{p.install()}
	}
	spec.Containers = []corev1.Container{main}
	spec.TerminationGracePeriodSeconds = new(int64) // nothing of a cell is worth waiting for
	spec.TopologySpreadConstraints = []corev1.TopologySpreadConstraint{{
		MaxSkew: 1, TopologyKey: corev1.LabelHostname, WhenUnsatisfiable: corev1.ScheduleAnyway,
		LabelSelector: &metav1.LabelSelector{MatchLabels: map[string]string{LabelRole: RoleCell}},
	}}
	j := p.job(cellName, RoleCell, spec)
	lanes, indexed, failed, retries, none := p.lanes(), batchv1.IndexedCompletion, batchv1.Failed, int32(cellRetries), int32(0)
	j.Spec.CompletionMode, j.Spec.PodReplacementPolicy = &indexed, &failed
	j.Spec.Completions, j.Spec.Parallelism = &lanes, &lanes
	j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = &retries, &none // a run needs all of its lanes
	j.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{disrupted(), {
		// Whatever a supervisor ended with, its lane is tried again. It says nothing of a program.
		Action: batchv1.PodFailurePolicyActionCount, OnExitCodes: exit(cellName, batchv1.PodFailurePolicyOnExitCodesOpNotIn, 0),
	}}}
	return j
}

// install puts the platform's binary beside a trainer's image, as build systems inject an entry point.
func (p Place) install() corev1.Container {
	c := container("install", p.Images.Cell, corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: size(2 * binaryRoom), corev1.ResourceEphemeralStorage: size(diskRoom),
	})
	c.Args = []string{"install", binaryPath}
	c.VolumeMounts = []corev1.VolumeMount{{Name: "bin", MountPath: binaryPath}}
	return c
}

// cellCommand makes a cell's main container a cell, whatever its image.
func (p Place) cellCommand() []string {
	wall := p.Spec.Wall
	if wall == "" {
		wall = v1alpha1.WallAuto
	}
	program := "/app/stint-cell" // of the platform's own image
	if p.Isolate.Image != nil {
		program = binaryPath + "/stint-cell"
	}
	c := []string{
		program, "host", "--listen", ":" + strconv.Itoa(cellListens), "--key", keysPath + "/" + secretLinkKey,
		"--scratch", scratchPath, "--wall", string(wall),
	}
	if p.Isolate.Image != nil {
		c = append(c, "--hide", binaryPath, "--hide", keysPath)
	}
	return c
}

// conductor is the Job of the run's one conductor.
func (p Place) conductor() *batchv1.Job {
	main := container(conductorName, p.Images.Conductor, p.conductorResources())
	main.Args = p.conductorArgs()
	main.VolumeMounts = []corev1.VolumeMount{{Name: "key", MountPath: keysPath, ReadOnly: true}, {Name: "scratch", MountPath: scratchPath}}
	spec := p.pod(RoleConductor, "")
	spec.Containers = []corev1.Container{main}
	scratch := size(p.Sealed + diskRoom)
	keys := secretVolume("key", RoleConductor, secretTokenKey)
	if p.Isolate != nil {
		keys = secretVolume("key", RoleConductor, secretLinkKey, secretTokenKey)
	}
	spec.Volumes = []corev1.Volume{keys, {Name: "scratch", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: &scratch}}}}
	j := p.job(conductorName, RoleConductor, spec)
	one, retries := int32(1), int32(conductorRetries)
	j.Spec.Completions, j.Spec.Parallelism, j.Spec.BackoffLimit = &one, &one, &retries
	j.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{disrupted(), {
		Action: batchv1.PodFailurePolicyActionFailJob, OnExitCodes: exit(conductorName, batchv1.PodFailurePolicyOnExitCodesOpIn, exitFinal),
	}}}
	return j
}

func (p Place) conductorArgs() []string {
	a := []string{
		"--job", p.Job.String(), "--run", fmt.Sprintf("%s:%d", p.Run.CID, p.Run.Size),
		"--storage", p.Services.Storage, "--broker", p.Services.Broker, "--broker-key", p.Services.BrokerKey,
		"--token-file", keysPath + "/" + secretTokenKey, "--scratch", scratchPath,
	}
	if p.Services.StorageAddress != "" {
		a = append(a, "--storage-address", p.Services.StorageAddress)
	}
	if p.Isolate != nil {
		a = append(a, "--link-file", keysPath+"/"+secretLinkKey)
	}
	return a
}

// job is a Job around a pod. It waits to be let go on, unless there is nothing that it could wait for: a queue, or cells.
func (p Place) job(name, role string, spec corev1.PodSpec) *batchv1.Job {
	waits := p.Spec.Queue != "" || p.Isolate != nil
	j := &batchv1.Job{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"}, ObjectMeta: p.meta(name, role), Spec: batchv1.JobSpec{Suspend: &waits}}
	pod := p.meta("", role)
	pod.Name, pod.Namespace = "", ""
	for k, v := range p.Spec.Labels {
		for _, labels := range []map[string]string{j.Labels, pod.Labels} {
			if _, ours := labels[k]; !ours {
				labels[k] = v
			}
		}
	}
	// What is scarce is the cells'. The conductor of a run that has some goes on when they do, so that neither waits for the other.
	if p.Spec.Queue != "" && (role == RoleCell || p.Isolate == nil) {
		j.Labels[LabelQueue] = p.Spec.Queue
	}
	j.Spec.Template = corev1.PodTemplateSpec{ObjectMeta: pod, Spec: spec}
	return j
}

// pod is what every pod of a run is: no name service, no account, no user of the node's, nothing that outlives it, an end.
func (p Place) pod(role, profile string) corev1.PodSpec {
	no, yes, user, group := false, true, User(p.Job, p.Spec.HostUsers), User(p.Job, p.Spec.HostUsers)
	deadline := int64((p.Length + StartAllowance + time.Second - 1) / time.Second)
	seccomp := &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}
	if profile != "" {
		seccomp = &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeLocalhost, LocalhostProfile: &profile}
	}
	s := corev1.PodSpec{
		RestartPolicy: corev1.RestartPolicyNever, ActiveDeadlineSeconds: &deadline,
		ServiceAccountName: accountName, AutomountServiceAccountToken: &no, EnableServiceLinks: &no,
		DNSPolicy: corev1.DNSNone, DNSConfig: &corev1.PodDNSConfig{Nameservers: []string{"127.0.0.1"}},
		SecurityContext: &corev1.PodSecurityContext{RunAsNonRoot: &yes, RunAsUser: &user, RunAsGroup: &group, FSGroup: &group, SeccompProfile: seccomp},
		NodeSelector:    maps.Clone(p.Spec.NodeSelector), Tolerations: append([]corev1.Toleration(nil), p.Spec.Tolerations...),
	}
	if p.Spec.HostUsers != nil {
		own := *p.Spec.HostUsers
		s.HostUsers = &own
	}
	if p.Spec.RuntimeClassName != "" {
		class := p.Spec.RuntimeClassName
		s.RuntimeClassName = &class
	}
	return s
}

func container(name, image string, r corev1.ResourceList) corev1.Container {
	no, yes := false, true
	return corev1.Container{
		Name: name, Image: image, ImagePullPolicy: corev1.PullIfNotPresent, Resources: corev1.ResourceRequirements{Requests: r, Limits: maps.Clone(r)},
		TerminationMessagePath: corev1.TerminationMessagePathDefault, TerminationMessagePolicy: corev1.TerminationMessageReadFile,
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: &no, ReadOnlyRootFilesystem: &yes, RunAsNonRoot: &yes, Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
	}
}

func memoryVolume(name string, most uint64) corev1.Volume {
	q := size(most)
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMediumMemory, SizeLimit: &q}}}
}

// secret is a volume of some keys of a Secret, readable by the run's group.
func secretVolume(volume, name string, keys ...string) corev1.Volume {
	mode := int32(0o440)
	s := &corev1.SecretVolumeSource{SecretName: name, DefaultMode: &mode}
	for _, k := range keys {
		s.Items = append(s.Items, corev1.KeyToPath{Key: k, Path: k})
	}
	return corev1.Volume{Name: volume, VolumeSource: corev1.VolumeSource{Secret: s}}
}

func disrupted() batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{
		Action:          batchv1.PodFailurePolicyActionIgnore,
		OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue}},
	}
}

func exit(name string, op batchv1.PodFailurePolicyOnExitCodesOperator, code int32) *batchv1.PodFailurePolicyOnExitCodesRequirement {
	return &batchv1.PodFailurePolicyOnExitCodesRequirement{ContainerName: &name, Operator: op, Values: []int32{code}}
}

func number(n int64) *resource.Quantity { return resource.NewQuantity(n, resource.DecimalSI) }

// size is a quantity of memory or disk, in whole mebibytes.
func size(n uint64) resource.Quantity {
	return *resource.NewQuantity(int64((n+mebibyte-1)/mebibyte)*mebibyte, resource.BinarySI)
}

func orElse(q resource.Quantity, other string) resource.Quantity {
	if q.IsZero() {
		return resource.MustParse(other)
	}
	return q.DeepCopy()
}
