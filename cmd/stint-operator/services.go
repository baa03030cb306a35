package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/stintdao/stint/operator"
)

// service is a URL that may name a Service of the operator's namespace, and where it is: runs have no resolver, and the operator needs none.
type service struct {
	named   string // as it was given
	url     string // by address
	address string // IP:PORT
	pods    map[string]string
	target  int32 // the port that its pods listen on; 0 where it is no Service
}

// find looks a URL up.
func (n *node) find(ctx context.Context, raw string) (service, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return service{}, fmt.Errorf("%q is no http address", raw)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	s := service{named: raw, url: raw, address: net.JoinHostPort(u.Hostname(), port)}
	if net.ParseIP(u.Hostname()) != nil {
		return s, nil
	}
	var svc corev1.Service
	err = n.live.Get(ctx, client.ObjectKey{Namespace: n.Namespace, Name: u.Hostname()}, &svc)
	if apierrors.IsNotFound(err) {
		return s, nil // a name that the operator's own resolver may know
	}
	if err != nil {
		return s, fmt.Errorf("find service %s: %w", u.Hostname(), err)
	}
	s.address, s.pods = net.JoinHostPort(svc.Spec.ClusterIP, port), svc.Spec.Selector
	u.Host = s.address
	s.url = u.String()
	for _, p := range svc.Spec.Ports {
		if fmt.Sprint(p.Port) == port {
			s.target = p.TargetPort.IntVal
			if s.target == 0 {
				return s, fmt.Errorf("service %s: give its port %s a number to go to: policies go by numbers", svc.Name, port)
			}
		}
	}
	if s.target == 0 {
		return s, fmt.Errorf("service %s has no port %s", svc.Name, port)
	}
	return s, nil
}

// services is where conductors find the store and the broker, and what of both cells must not reach.
func (n *node) services(ctx context.Context, store service, fingerprint string) (s operator.Services, self []string, err error) {
	_, port, err := net.SplitHostPort(n.BrokerListen)
	if err != nil {
		return s, nil, fmt.Errorf("--broker-listen: %w", err)
	}
	broker, err := n.find(ctx, "https://"+net.JoinHostPort(n.Broker, port))
	if err != nil {
		return s, nil, err
	}
	if broker.target == 0 {
		return s, nil, fmt.Errorf("there is no Service %s in namespace %s", n.Broker, n.Namespace)
	}
	if store.target == 0 && n.StorageCIDR == "" {
		return s, nil, fmt.Errorf("the store at %s is no Service of namespace %s: say where conductors may go with --storage-cidr", store.named, n.Namespace)
	}
	_, storePort, err := net.SplitHostPort(store.address)
	if err != nil {
		return s, nil, err
	}
	if store.target == 0 {
		if _, err := fmt.Sscan(storePort, &store.target); err != nil {
			return s, nil, fmt.Errorf("--storage: %w", err)
		}
	}
	s = operator.Services{
		Storage: store.named, StorageAddress: store.address, Broker: broker.url, BrokerKey: fingerprint, Namespace: n.Namespace,
		StoragePods: store.pods, OperatorPods: broker.pods, StorageTarget: store.target, BrokerTarget: broker.target, StorageBlock: n.StorageCIDR,
	}
	self = []string{"tcp " + broker.address + " broker", "tcp " + store.address + " store"}
	if ip := os.Getenv("POD_IP"); ip != "" {
		self = append(self, "tcp "+net.JoinHostPort(ip, port)+" operator")
	}
	return s, self, nil
}
