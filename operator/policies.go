package operator

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/c2d"
)

// Account is the name of the operator's ServiceAccount.
const Account = "stint-operator"

// OperatorUser is who the operator in a namespace is to the API server.
func OperatorUser(namespace string) string {
	return "system:serviceaccount:" + namespace + ":" + Account
}

// queueUser is who Kueue is where it is installed the usual way. It lets Jobs go on and says on which nodes; the API server lets nobody change
// anything else of a Job's pods, and whatever pods come of it are judged for themselves.
const queueUser = "system:serviceaccount:kueue-system:kueue-controller-manager"

// Names of the policies, and of their bindings.
const (
	policyNamespaces = "stint-namespaces"
	policyWriters    = "stint-run-writers"
	policyPods       = "stint-run-pods"
	policyLabels     = "stint-run-labels"
	policyClosed     = "stint-run-closed"
	policyDoors      = "stint-run-doors"
	policyReach      = "stint-operator-reach"
)

// Policies is what the API server itself holds every run's namespace to, whatever the roles of who asks. Specs are as the server would store
// them. The operator is a user, and images are what its runs' pods may be of.
func Policies(operator string, images Images) ([]*admissionv1.ValidatingAdmissionPolicy, []*admissionv1.ValidatingAdmissionPolicyBinding) {
	policies := []*admissionv1.ValidatingAdmissionPolicy{
		namespacesPolicy(operator), writersPolicy(operator), podsPolicy(images), labelsPolicy(), closedPolicy(), doorsPolicy(), reachPolicy(operator),
	}
	var bindings []*admissionv1.ValidatingAdmissionPolicyBinding
	for _, p := range policies {
		bindings = append(bindings, &admissionv1.ValidatingAdmissionPolicyBinding{
			TypeMeta:   metav1.TypeMeta{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicyBinding"},
			ObjectMeta: metav1.ObjectMeta{Name: p.Name},
			Spec: admissionv1.ValidatingAdmissionPolicyBindingSpec{
				PolicyName: p.Name, ValidationActions: []admissionv1.ValidationAction{admissionv1.Deny},
			},
		})
	}
	return policies, bindings
}

// Sealed returns a check that the policies are in force, for the operator of a namespace and its images: nil, or a Refusal with code
// SealPolicyMissing that says which is not.
func Sealed(r client.Reader, namespace string, images Images) func(context.Context) error {
	return func(ctx context.Context) error {
		var policies admissionv1.ValidatingAdmissionPolicyList
		var bindings admissionv1.ValidatingAdmissionPolicyBindingList
		if err := r.List(ctx, &policies); err != nil {
			return fmt.Errorf("list admission policies: %w", err)
		}
		if err := r.List(ctx, &bindings); err != nil {
			return fmt.Errorf("list admission policies' bindings: %w", err)
		}
		return CheckPolicies(OperatorUser(namespace), images, policies.Items, bindings.Items)
	}
}

// CheckPolicies returns nil if all of Policies are among what a cluster has, to the letter, and a Refusal with code SealPolicyMissing that names
// the first which is missing, different, being deleted, or bound otherwise. It cannot see policies that an API server was told to ignore.
func CheckPolicies(operator string, images Images, have []admissionv1.ValidatingAdmissionPolicy, bound []admissionv1.ValidatingAdmissionPolicyBinding) error {
	missing := func(format string, args ...any) error {
		return c2d.Refuse(c2d.SealPolicyMissing, "install the chart again, of the operator's own version", format, args...)
	}
	policies, bindings := Policies(operator, images)
	for i, want := range policies {
		var p *admissionv1.ValidatingAdmissionPolicy
		for k := range have {
			if have[k].Name == want.Name {
				p = &have[k]
			}
		}
		var b *admissionv1.ValidatingAdmissionPolicyBinding
		for k := range bound {
			if bound[k].Name == want.Name {
				b = &bound[k]
			}
		}
		switch {
		case p == nil:
			return missing("there is no admission policy %s", want.Name)
		case p.DeletionTimestamp != nil:
			return missing("admission policy %s is being deleted", want.Name)
		case !equality.Semantic.DeepEqual(p.Spec, want.Spec):
			return missing("admission policy %s is not the one that this operator needs", want.Name)
		case b == nil:
			return missing("admission policy %s is not bound", want.Name)
		case b.DeletionTimestamp != nil:
			return missing("the binding of admission policy %s is being deleted", want.Name)
		case !equality.Semantic.DeepEqual(b.Spec, bindings[i].Spec):
			return missing("admission policy %s is not bound as this operator needs it", want.Name)
		}
	}
	return nil
}

const (
	opCreate  = admissionv1.Create
	opUpdate  = admissionv1.Update
	opDelete  = admissionv1.Delete
	opConnect = admissionv1.Connect
)

// on matches operations on resources, each as group/resource; core ones have no group.
func on(scope admissionv1.ScopeType, operations []admissionv1.OperationType, groups []string, resources ...string) admissionv1.NamedRuleWithOperations {
	return admissionv1.NamedRuleWithOperations{RuleWithOperations: admissionv1.RuleWithOperations{
		Operations: operations, Rule: admissionv1.Rule{APIGroups: groups, APIVersions: []string{"*"}, Resources: resources, Scope: &scope},
	}}
}

var core = []string{""}

// policy is one of ours over what rules match; in runs' namespaces alone, unless everywhere.
func policy(name string, everywhere bool, rules ...admissionv1.NamedRuleWithOperations) *admissionv1.ValidatingAdmissionPolicy {
	fail, equivalent := admissionv1.Fail, admissionv1.Equivalent
	where := &metav1.LabelSelector{MatchLabels: map[string]string{LabelRun: "true"}}
	if everywhere {
		where = &metav1.LabelSelector{}
	}
	return &admissionv1.ValidatingAdmissionPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicy"},
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: admissionv1.ValidatingAdmissionPolicySpec{
			FailurePolicy: &fail,
			MatchConstraints: &admissionv1.MatchResources{
				NamespaceSelector: where, ObjectSelector: &metav1.LabelSelector{}, MatchPolicy: &equivalent, ResourceRules: rules,
			},
		},
	}
}

func let(p *admissionv1.ValidatingAdmissionPolicy, name, expression string) {
	p.Spec.Variables = append(p.Spec.Variables, admissionv1.Variable{Name: name, Expression: expression})
}

func demand(p *admissionv1.ValidatingAdmissionPolicy, message, expression string) {
	reason := metav1.StatusReasonForbidden
	p.Spec.Validations = append(p.Spec.Validations, admissionv1.Validation{Expression: expression, Message: message, Reason: &reason})
}

func all(conditions ...string) string { return strings.Join(conditions, " &&\n") }

func either(conditions ...string) string { return strings.Join(conditions, " ||\n") }

// namespacesPolicy: run namespaces are made by the operator alone, closed to containers with privileges, and what says so on them stays; nothing
// else becomes one, and none becomes anything else.
func namespacesPolicy(operator string) *admissionv1.ValidatingAdmissionPolicy {
	p := policy(policyNamespaces, true, on(admissionv1.ClusterScope, []admissionv1.OperationType{opCreate, opUpdate}, core,
		"namespaces", "namespaces/status", "namespaces/finalize"))
	const labels, old = "object.metadata.?labels.orValue({})", "oldObject.metadata.?labels.orValue({})"
	p.Spec.MatchConditions = []admissionv1.MatchCondition{{Name: "is-or-becomes-a-run", Expression: either(
		"object.metadata.name.startsWith('stint-run-')",
		"'"+LabelRun+"' in "+labels,
		"(oldObject != null && '"+LabelRun+"' in "+old+")",
	)}}
	let(p, "labels", labels)
	let(p, "annotations", "object.metadata.?annotations.orValue({})")
	let(p, "oldLabels", "oldObject == null ? {} : "+old)
	let(p, "oldAnnotations", "oldObject == null ? {} : oldObject.metadata.?annotations.orValue({})")
	demand(p, "only the stint operator makes namespaces for runs",
		"request.operation != 'CREATE' || request.userInfo.username == '"+operator+"'")
	demand(p, "a run's namespace is called stint-run-, has the label "+LabelRun+": \"true\", and is held to the restricted standard", either(
		"request.operation != 'CREATE'",
		"("+all(
			"object.metadata.name.startsWith('stint-run-')",
			"variables.labels[?'"+LabelRun+"'].orValue('') == 'true'",
			"variables.labels[?'pod-security.kubernetes.io/enforce'].orValue('') == 'restricted'",
			"variables.labels[?'pod-security.kubernetes.io/enforce-version'].orValue('') == 'latest'")+")"))
	const ours = "(k.startsWith('stint.dev/') || k.startsWith('pod-security.kubernetes.io/'))"
	same := func(a, b string) string {
		return "variables." + a + ".all(k, !" + ours + " || variables." + b + "[?k] == optional.of(variables." + a + "[k]))"
	}
	demand(p, "what a namespace is to stint, and what it is held to, does not change", either("request.operation != 'UPDATE'", "("+all(
		same("labels", "oldLabels"), same("oldLabels", "labels"), same("annotations", "oldAnnotations"), same("oldAnnotations", "annotations"))+")"))
	return p
}

// writersPolicy: in a run's namespace only the operator makes and changes things, and Kubernetes' own controllers what is theirs.
func writersPolicy(operator string) *admissionv1.ValidatingAdmissionPolicy {
	both := []admissionv1.OperationType{opCreate, opUpdate}
	const scope = admissionv1.NamespacedScope
	p := policy(policyWriters, false,
		on(scope, both, []string{"", "apps", "batch", "rbac.authorization.k8s.io", "networking.k8s.io", "discovery.k8s.io", "autoscaling", "policy"}, "*"),
		// Policies of network plugins that can open what a NetworkPolicy closes. What else they keep in a namespace is theirs.
		on(scope, both, []string{"cilium.io"}, "ciliumnetworkpolicies"),
		on(scope, both, []string{"crd.projectcalico.org", "projectcalico.org"}, "networkpolicies", "networksets"),
		on(scope, both, []string{"crd.antrea.io"}, "networkpolicies"),
	)
	p.Spec.MatchConstraints.ExcludeResourceRules = []admissionv1.NamedRuleWithOperations{on(scope, both, core, "events")}
	let(p, "user", "request.userInfo.username")
	const prefix = "system:serviceaccount:kube-system:"
	let(p, "controller", "variables.user == 'system:kube-controller-manager' ? '*' : "+
		"(variables.user.startsWith('"+prefix+"') ? variables.user.substring("+strconv.Itoa(len(prefix))+") : '')")
	let(p, "what", "request.resource.group + '/' + request.resource.resource")
	let(p, "ofJob", "object.metadata.?ownerReferences.orValue([]).exists(o, o.apiVersion == 'batch/v1' && o.kind == 'Job' && o.?controller.orValue(false))")
	const update = "request.operation == 'UPDATE'"
	is := func(controllers ...string) string {
		return "variables.controller in ['" + strings.Join(append(controllers, "*"), "', '") + "']"
	}
	demand(p, "only the stint operator makes and changes what is in a run's namespace", either(
		"variables.user == '"+operator+"'",
		"("+is("job-controller")+" && variables.what == '/pods' && ("+update+" || variables.ofJob))",
		"("+is("job-controller")+" && variables.what == 'batch/jobs' && "+update+")",
		"("+is("service-account-controller")+" && variables.what == '/serviceaccounts' && object.metadata.name == 'default')",
		"("+is("root-ca-cert-publisher")+" && variables.what == '/configmaps' && object.metadata.name == 'kube-root-ca.crt')",
		"("+is("generic-garbage-collector", "namespace-controller")+" && "+update+")",
		"(variables.user == 'system:kube-scheduler' && variables.what == '/pods' && "+update+")",
		"(variables.user == '"+queueUser+"' && variables.what == 'batch/jobs' && "+update+")",
	))
	return p
}

// podsPolicy: a pod of a run is as the operator makes it, whoever made it, in everything that could let something in or out.
func podsPolicy(images Images) *admissionv1.ValidatingAdmissionPolicy {
	p := policy(policyPods, false, on(admissionv1.NamespacedScope, []admissionv1.OperationType{opCreate, opUpdate}, core, "pods"))
	let(p, "containers", "object.spec.containers + object.spec.?initContainers.orValue([])")
	let(p, "role", "object.metadata.?labels[?'"+LabelRole+"'].orValue('')")
	let(p, "trainer", "namespaceObject.metadata.?annotations[?'"+AnnotationImage+"'].orValue('')")
	let(p, "class", "namespaceObject.metadata.?labels[?'"+LabelRuntimeClass+"'].orValue('')")
	each := func(conditions ...string) string { return "variables.containers.all(c,\n" + all(conditions...) + ")" }
	demand(p, "a pod of a run is a cell or a conductor, of the namespace's own job", all(
		"variables.role in ['"+RoleCell+"', '"+RoleConductor+"']",
		"object.metadata.?labels[?'"+LabelJob+"'] == namespaceObject.metadata.?labels[?'"+LabelJob+"']"))
	demand(p, "an image of a run is the platform's or the one that the trainer ordered, by digest", either(
		"(variables.role == '"+RoleConductor+"' && variables.containers.all(c, c.image == '"+images.Conductor+"'))",
		"("+all(
			"variables.role == '"+RoleCell+"'",
			"object.spec.?initContainers.orValue([]).all(c, c.image == '"+images.Cell+"')",
			"object.spec.containers.all(c, c.image == '"+images.Cell+"' || (variables.trainer.contains('@sha256:') && c.image == variables.trainer))")+")"))
	demand(p, "a pod of a run runs in the RuntimeClass of its environment", "object.spec.?runtimeClassName.orValue('') == variables.class")
	demand(p, "a pod of a run has no account, no name service, no part of its node, and an end", all(
		"object.spec.?serviceAccountName.orValue('') == '"+accountName+"'",
		"object.spec.?automountServiceAccountToken.orValue(true) == false",
		"object.spec.?enableServiceLinks.orValue(true) == false",
		"object.spec.?dnsPolicy.orValue('') == 'None'",
		"object.spec.?dnsConfig.?nameservers.orValue([]) == ['127.0.0.1']",
		"object.spec.?dnsConfig.?searches.orValue([]) == []",
		"!object.spec.?hostNetwork.orValue(false)",
		"!object.spec.?hostPID.orValue(false)",
		"!object.spec.?hostIPC.orValue(false)",
		"!object.spec.?shareProcessNamespace.orValue(false)",
		"object.spec.?hostAliases.orValue([]) == []",
		"object.spec.?resourceClaims.orValue([]) == []",
		"object.spec.?ephemeralContainers.orValue([]) == []",
		"object.spec.?restartPolicy.orValue('') == 'Never'",
		"object.spec.?activeDeadlineSeconds.orValue(0) > 0"))
	demand(p, "a pod of a run has no volumes but memory, bounded scratch, and the keys of its role",
		"object.spec.?volumes.orValue([]).all(v,\n"+either(
			"(has(v.emptyDir) && has(v.emptyDir.sizeLimit))",
			"(has(v.secret) && v.secret.?secretName.orValue('') == variables.role && v.secret.?defaultMode.orValue(420) == 288)")+")")
	demand(p, "a pod of a run is an ordinary user with a syscall filter", all(
		"object.spec.?securityContext.?runAsNonRoot.orValue(false)",
		"object.spec.?securityContext.?runAsUser.orValue(0) >= 10000",
		"object.spec.?securityContext.?runAsGroup.orValue(0) >= 10000",
		"object.spec.?securityContext.?fsGroup.orValue(0) >= 10000",
		"object.spec.?securityContext.?seccompProfile.?type.orValue('') in ['RuntimeDefault', 'Localhost']",
		"object.spec.?securityContext.?supplementalGroups.orValue([]) == []",
		"object.spec.?securityContext.?sysctls.orValue([]) == []"))
	demand(p, "a container of a run has no privileges and a read-only root", each(
		"c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
		"c.?securityContext.?readOnlyRootFilesystem.orValue(false)",
		"c.?securityContext.?capabilities.?drop.orValue([]) == ['ALL']",
		"c.?securityContext.?capabilities.?add.orValue([]) == []",
		"!c.?securityContext.?privileged.orValue(false)",
		"c.?securityContext.?procMount.orValue('Default') == 'Default'",
		"c.?securityContext.?runAsUser.orValue(10000) >= 10000",
		"c.?securityContext.?runAsNonRoot.orValue(true)",
		"!has(c.securityContext.seccompProfile)"))
	demand(p, "a container of a run gets exactly what it asks for", each(
		"c.?resources.?limits.orValue({}) == c.?resources.?requests.orValue({})",
		"['cpu', 'memory', 'ephemeral-storage'].all(r, r in c.?resources.?limits.orValue({}))"))
	demand(p, "a container of a run has nothing that carries words in or out", each(
		"c.?terminationMessagePolicy.orValue('') == 'File'",
		"c.?env.orValue([]).all(e, e.name == 'JOB_COMPLETION_INDEX')",
		"c.?envFrom.orValue([]) == []",
		"!has(c.lifecycle)",
		"!c.?stdin.orValue(false)",
		"!c.?tty.orValue(false)",
		"c.?volumeDevices.orValue([]) == []",
		"c.?ports.orValue([]).all(q, q.?hostPort.orValue(0) == 0)",
		"!has(c.livenessProbe)",
		"!has(c.startupProbe)",
		"(!has(c.readinessProbe) || has(c.readinessProbe.tcpSocket))"))
	return p
}

// labelsPolicy: what a run's network policies select pods by stays on them, also where only a status is written.
func labelsPolicy() *admissionv1.ValidatingAdmissionPolicy {
	p := policy(policyLabels, false, on(admissionv1.NamespacedScope, []admissionv1.OperationType{opUpdate}, core, "pods", "pods/status"))
	let(p, "labels", "object.metadata.?labels.orValue({})")
	let(p, "oldLabels", "oldObject.metadata.?labels.orValue({})")
	demand(p, "what a pod of a run is does not change", all(
		"variables.labels.all(k, !k.startsWith('stint.dev/') || variables.oldLabels[?k] == optional.of(variables.labels[k]))",
		"variables.oldLabels.all(k, !k.startsWith('stint.dev/') || variables.labels[?k] == optional.of(variables.oldLabels[k]))"))
	return p
}

// closedPolicy: what closes a run's namespace stays, for everybody, until the namespace itself goes.
func closedPolicy() *admissionv1.ValidatingAdmissionPolicy {
	p := policy(policyClosed, false, on(admissionv1.NamespacedScope, []admissionv1.OperationType{opUpdate, opDelete}, []string{"networking.k8s.io"}, "networkpolicies"))
	demand(p, "the network policies of a run stay as they are for as long as its namespace does", either(
		"has(namespaceObject.metadata.deletionTimestamp)",
		"(request.operation == 'UPDATE' && object.spec == oldObject.spec)"))
	return p
}

// doorsPolicy: nobody enters a pod of a run, adds to it, or takes its account's name.
func doorsPolicy() *admissionv1.ValidatingAdmissionPolicy {
	const scope = admissionv1.NamespacedScope
	p := policy(policyDoors, false,
		on(scope, []admissionv1.OperationType{opConnect}, core, "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"),
		on(scope, []admissionv1.OperationType{opCreate, opUpdate}, core, "pods/ephemeralcontainers", "pods/resize", "serviceaccounts/token"),
	)
	demand(p, "nobody enters a pod of a run", "false")
	return p
}

// reachPolicy: the operator writes in its own namespace and in those of runs, and makes and removes none but those. Its roles say what, but cannot
// say where: run namespaces come and go.
func reachPolicy(operator string) *admissionv1.ValidatingAdmissionPolicy {
	p := policy(policyReach, true,
		on(admissionv1.NamespacedScope, []admissionv1.OperationType{opCreate, opUpdate, opDelete, opConnect}, []string{"*"}, "*/*"),
		on(admissionv1.ClusterScope, []admissionv1.OperationType{opCreate, opUpdate, opDelete}, core, "namespaces", "namespaces/status", "namespaces/finalize"),
	)
	p.Spec.MatchConditions = []admissionv1.MatchCondition{{Name: "is-the-operator", Expression: "request.userInfo.username == '" + operator + "'"}}
	let(p, "space", "oldObject == null ? object : oldObject")
	const space = "request.resource.resource == 'namespaces'"
	demand(p, "the stint operator writes in its own namespace and in those of runs", either(
		"("+space+" && variables.space.metadata.?labels[?'"+LabelRun+"'].orValue('') == 'true')",
		"(!("+space+") && request.namespace == request.userInfo.username.split(':')[2])",
		"(!("+space+") && namespaceObject.metadata.?labels[?'"+LabelRun+"'].orValue('') == 'true')"))
	return p
}
