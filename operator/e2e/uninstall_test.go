package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestUninstall: what docs/operations.md says to remove removes everything. It comes last.
func TestUninstall(t *testing.T) {
	if os.Getenv("STINT_E2E_AS_IS") != "" {
		t.Skip("it was installed by hand")
	}
	w := open(t)
	for _, args := range [][]string{{"uninstall", release, "--namespace", namespace, "--wait"}} {
		if _, err := w.command("helm", args...); err != nil {
			t.Fatal(err)
		}
	}
	var left []string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		out, err := w.kubectl("-n", namespace, "get", "all,configmaps,secrets,networkpolicies,roles,rolebindings,leases", "-o", "name")
		if err != nil {
			t.Fatal(err)
		}
		left = slices.DeleteFunc(strings.Fields(out), func(o string) bool {
			// The cluster's; what must not be lost; nobody's.
			return o == "configmap/kube-root-ca.crt" || o == "secret/stint-keys" || o == "lease.coordination.k8s.io/stint-operator"
		})
		if len(left) == 0 {
			break
		}
	}
	if len(left) > 0 {
		t.Errorf("left in the namespace: %s", left)
	}
	if _, err := w.kubectl("delete", "namespace", namespace, "--timeout=120s"); err != nil {
		t.Error(err)
	}
	if _, err := w.kubectl("delete", "crd", "trainingjobs.stint.dev", "datasets.stint.dev", "environments.stint.dev", "--timeout=120s"); err != nil {
		t.Error(err)
	}
	all, err := w.kubectl("get", "namespaces,clusterroles,clusterrolebindings,crds,validatingadmissionpolicies,validatingadmissionpolicybindings", "-o", "name")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range strings.Fields(all) {
		if strings.Contains(o, "stint") {
			t.Errorf("left in the cluster: %s", o)
		}
	}
}
