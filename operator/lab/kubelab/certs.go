package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"flag"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// certsMain makes, once, the cluster's PKI and kubeconfigs in -dir:
// a CA, the apiserver's serving certificate, one client certificate and
// kubeconfig per component, and the service-account signing key.
// It keeps what is already there if it was made for the same names, so it may
// be called at every start.
func certsMain() {
	fs := flag.NewFlagSet("certs", flag.ExitOnError)
	dir := fs.String("dir", "", "directory to write to")
	node := fs.String("node", "node1", "node name")
	server := fs.String("server", "https://127.0.0.1:6443", "apiserver URL for the kubeconfigs")
	sans := fs.String("sans", "127.0.0.1,localhost,kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local", "apiserver names and addresses")
	_ = fs.Parse(os.Args[1:])
	made := strings.Join([]string{*node, *server, *sans}, "\n")
	if b, err := os.ReadFile(filepath.Join(*dir, "done")); err == nil && string(b) == made {
		return
	}
	must(os.MkdirAll(*dir, 0o700))

	caKey := newKey()
	caTmpl := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "kubelab-ca"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, caTmpl, caTmpl, caKey.Public(), caKey)
	must(err)
	ca, err := x509.ParseCertificate(caDER)
	must(err)
	caPEM := writePEM(*dir, "ca.crt", "CERTIFICATE", caDER)
	writeKey(*dir, "ca.key", caKey)

	issue := func(name string, subj pkix.Name, server bool, sans []string) (certPEM, keyPEM []byte) {
		key := newKey()
		t := &x509.Certificate{
			SerialNumber: serial(), Subject: subj,
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
			KeyUsage:    x509.KeyUsageDigitalSignature,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		}
		if server {
			t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
			for _, s := range sans {
				if ip := net.ParseIP(s); ip != nil {
					t.IPAddresses = append(t.IPAddresses, ip)
				} else {
					t.DNSNames = append(t.DNSNames, s)
				}
			}
		}
		der, err := x509.CreateCertificate(rand.Reader, t, ca, key.Public(), caKey)
		must(err)
		return writePEM(*dir, name+".crt", "CERTIFICATE", der), writeKey(*dir, name+".key", key)
	}

	issue("apiserver", pkix.Name{CommonName: "kube-apiserver"}, true, strings.Split(*sans, ","))
	b64 := base64.StdEncoding.EncodeToString
	for name, subj := range map[string]pkix.Name{
		"admin":                   {CommonName: "admin", Organization: []string{"system:masters"}},
		"apiserver-kubelet":       {CommonName: "kube-apiserver-kubelet-client", Organization: []string{"system:masters"}},
		"kube-controller-manager": {CommonName: "system:kube-controller-manager"},
		"kube-scheduler":          {CommonName: "system:kube-scheduler"},
		"kube-proxy":              {CommonName: "system:kube-proxy"},
		"kubelet":                 {CommonName: "system:node:" + *node, Organization: []string{"system:nodes"}},
	} {
		crt, key := issue(name, subj, false, nil)
		kc := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: kubelab, cluster: {server: %q, certificate-authority-data: %s}}]
users: [{name: %s, user: {client-certificate-data: %s, client-key-data: %s}}]
contexts: [{name: kubelab, context: {cluster: kubelab, user: %s}}]
current-context: kubelab
`, *server, b64(caPEM), name, b64(crt), b64(key), name)
		must(os.WriteFile(filepath.Join(*dir, name+".kubeconfig"), []byte(kc), 0o600))
	}

	sa, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	writePEM(*dir, "sa.key", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(sa))
	pub, err := x509.MarshalPKIXPublicKey(sa.Public())
	must(err)
	writePEM(*dir, "sa.pub", "PUBLIC KEY", pub)
	must(os.WriteFile(filepath.Join(*dir, "done"), []byte(made), 0o600))
}

func newKey() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	return k
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	must(err)
	return n
}

func writePEM(dir, name, typ string, der []byte) []byte {
	b := pem.EncodeToMemory(&pem.Block{Type: typ, Bytes: der})
	must(os.WriteFile(filepath.Join(dir, name), b, 0o600))
	return b
}

func writeKey(dir, name string, k crypto.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(k)
	must(err)
	return writePEM(dir, name, "PRIVATE KEY", der)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "kubelab:", err)
		os.Exit(1)
	}
}
