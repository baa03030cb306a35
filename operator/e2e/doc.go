// Package e2e is the tests of stint on a real cluster: the chart installed by Helm, kubelet, containerd and enforced network policies, the
// commands that people use, and a person who kills things. It has no code; make e2e runs it.
package e2e
