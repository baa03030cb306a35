package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// netpolMain enforces networking.k8s.io/v1 NetworkPolicy (IPv4, one node) with
// one nftables table, rebuilt whole and swapped in one transaction whenever a
// pod, a namespace or a policy changes. It relies on a routed pod network (the
// CNI "ptp" plugin), where every packet between pods passes the forward hook.
//
// It is fail-closed: an address of the pod range that belongs to no pod known
// here yet may neither send nor receive, so a new pod has no network in the
// moment between its start and the first rule set that knows it.
//
// Real networks are not: there a new pod runs before its rules do. The file
// -delay-file, while it holds a number of seconds above 0, makes it so here: no
// policy selects a pod until its address has been known for so long, and an
// unknown address may do anything.
func netpolMain() {
	fs := flag.NewFlagSet("netpol", flag.ExitOnError)
	kubeconfig := fs.String("kubeconfig", "", "kubeconfig")
	podCIDR := fs.String("pod-cidr", "", "pod range of this node")
	delayFile := fs.String("delay-file", "", "file with the seconds for which a new pod is open")
	_ = fs.Parse(os.Args[1:])
	cfg, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	must(err)
	cs, err := kubernetes.NewForConfig(cfg)
	must(err)
	// Closed from the first moment, before the apiserver has answered.
	must(nft(ruleset(*podCIDR, nil, nil, nil, nil)))

	f := informers.NewSharedInformerFactory(cs, 0)
	pods, nss, nps := f.Core().V1().Pods(), f.Core().V1().Namespaces(), f.Networking().V1().NetworkPolicies()
	dirty := make(chan struct{}, 1)
	mark := func() {
		select {
		case dirty <- struct{}{}:
		default:
		}
	}
	h := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { mark() }, UpdateFunc: func(any, any) { mark() }, DeleteFunc: func(any) { mark() },
	}
	for _, i := range []cache.SharedIndexInformer{pods.Informer(), nss.Informer(), nps.Informer()} {
		_, err := i.AddEventHandler(h)
		must(err)
	}
	stop := make(chan struct{})
	f.Start(stop)
	f.WaitForCacheSync(stop)
	go func() { // the file, and the age of pods, change without an event
		for range time.Tick(100 * time.Millisecond) {
			mark()
		}
	}()
	ages := ages{}
	var last string
	for range dirty {
		p, err := pods.Lister().List(labels.Everything())
		must(err)
		n, err := nss.Lister().List(labels.Everything())
		must(err)
		np, err := nps.Lister().List(labels.Everything())
		must(err)
		var open func(*corev1.Pod) bool
		now, delay := time.Now(), seconds(*delayFile)
		ages.see(p, now)
		if delay > 0 {
			open = func(p *corev1.Pod) bool { return now.Sub(ages[p.UID]) < delay }
		}
		rs := ruleset(*podCIDR, p, n, np, open)
		if rs == last {
			continue
		}
		if err := nft(rs); err != nil {
			fmt.Fprintln(os.Stderr, "netpol:", err)
			time.Sleep(time.Second)
			mark()
			continue
		}
		last = rs
		fmt.Printf("%s applied: %d pods, %d policies\n", time.Now().Format(time.RFC3339Nano), len(p), len(np))
		time.Sleep(50 * time.Millisecond) // at most 20 rule sets a second
	}
}

// ages says since when each pod's address is known here.
type ages map[types.UID]time.Time

func (a ages) see(pods []*corev1.Pod, now time.Time) {
	live := map[types.UID]bool{}
	for _, p := range pods {
		live[p.UID] = true
		if _, seen := a[p.UID]; !seen && p.Status.PodIP != "" {
			a[p.UID] = now
		}
	}
	for uid := range a {
		if !live[uid] {
			delete(a, uid)
		}
	}
}

// seconds reads a number of seconds; none where there is no file or no number.
func seconds(file string) time.Duration {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	s, _ := strconv.ParseFloat(strings.TrimSpace(string(b)), 64)
	return time.Duration(s * float64(time.Second))
}

func nft(rs string) error {
	c := exec.Command("nft", "-f", "-")
	c.Stdin = strings.NewReader(rs)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, out)
	}
	return nil
}

const netpolTable = "inet kubelab_netpol"

// ruleset gives the whole table as an nft script. Pods for which open is true
// are selected by no policy; with an open, unknown addresses are let through.
func ruleset(podCIDR string, pods []*corev1.Pod, nss []*corev1.Namespace, nps []*netv1.NetworkPolicy, open func(*corev1.Pod) bool) string {
	nsLabels := map[string]labels.Set{}
	for _, n := range nss {
		nsLabels[n.Name] = n.Labels
	}
	// Pods with an address on the pod network and not yet ended; an ended
	// pod's address may belong to another pod by now.
	live := map[string]*corev1.Pod{}
	for _, p := range pods {
		if p.Spec.HostNetwork || p.Status.PodIP == "" || p.Status.Phase == corev1.PodSucceeded || p.Status.Phase == corev1.PodFailed {
			continue
		}
		if o := live[p.Status.PodIP]; o == nil || o.CreationTimestamp.Before(&p.CreationTimestamp) {
			live[p.Status.PodIP] = p
		}
	}
	ips := make([]string, 0, len(live))
	for ip := range live {
		ips = append(ips, ip)
	}
	sort.Strings(ips)
	sort.Slice(nps, func(i, j int) bool {
		return nps[i].Namespace+"/"+nps[i].Name < nps[j].Namespace+"/"+nps[j].Name
	})

	r := &rules{live: live, ips: ips, nsLabels: nsLabels}
	var chains, eg, in bytes.Buffer
	for _, ip := range ips {
		p := live[ip]
		id := strings.ReplaceAll(ip, ".", "_")
		var egRules, inRules []string
		egIso, inIso := false, false
		for _, np := range nps {
			if open != nil && open(p) || np.Namespace != p.Namespace || !matches(&np.Spec.PodSelector, p.Labels) {
				continue
			}
			for _, t := range np.Spec.PolicyTypes {
				switch t {
				case netv1.PolicyTypeEgress:
					egIso = true
					for _, e := range np.Spec.Egress {
						egRules = append(egRules, r.allow("daddr", np.Namespace, e.To, e.Ports, nil)...)
					}
				case netv1.PolicyTypeIngress:
					inIso = true
					for _, e := range np.Spec.Ingress {
						inRules = append(inRules, r.allow("saddr", np.Namespace, e.From, e.Ports, p)...)
					}
				}
			}
		}
		chain := func(dir string, isolated bool, rr []string, hook *bytes.Buffer) {
			if !isolated {
				fmt.Fprintf(hook, "%s : return,\n", ip)
				return
			}
			fmt.Fprintf(hook, "%s : goto %s_%s,\n", ip, dir, id)
			fmt.Fprintf(&chains, "  chain %s_%s { # %s/%s\n", dir, id, p.Namespace, p.Name)
			for _, l := range rr {
				fmt.Fprintf(&chains, "    %s return\n", l)
			}
			fmt.Fprintf(&chains, "    counter drop\n  }\n")
		}
		chain("egress", egIso, egRules, &eg)
		chain("ingress", inIso, inRules, &in)
	}
	hook := func(key, elems string) string {
		s := ""
		if elems != "" {
			s = fmt.Sprintf("    ip %s vmap {\n%s}\n", key, elems)
		}
		if open != nil {
			return s
		}
		return s + fmt.Sprintf("    ip %s %s counter drop\n", key, podCIDR) // unknown pod address
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "table %s\ndelete table %s\ntable %s {\n%s", netpolTable, netpolTable, netpolTable, chains.String())
	fmt.Fprintf(&b, "  chain egress {\n%s  }\n", hook("saddr", eg.String()))
	fmt.Fprintf(&b, "  chain ingress {\n%s  }\n", hook("daddr", in.String()))
	b.WriteString(`  chain forward {
    type filter hook forward priority 10; policy accept;
    ct state established,related accept
    jump egress
    jump ingress
  }
  chain input {
    type filter hook input priority 10; policy accept;
    ct state established,related accept
    jump egress
  }
}
`)
	return b.String()
}

type rules struct {
	live     map[string]*corev1.Pod
	ips      []string
	nsLabels map[string]labels.Set
}

// allow gives the match expressions of one ingress or egress rule. dir says
// which address the peer has; target is the policed pod where named ports are
// its own (ingress), nil where they are the peer's (egress).
func (r *rules) allow(dir, ns string, peers []netv1.NetworkPolicyPeer, ports []netv1.NetworkPolicyPort, target *corev1.Pod) []string {
	var addrs []string // one match expression each
	if len(peers) == 0 {
		addrs = []string{""}
	}
	var peerIPs []string
	for _, pe := range peers {
		if pe.IPBlock != nil {
			if strings.Contains(pe.IPBlock.CIDR, ":") {
				continue
			}
			m := fmt.Sprintf("ip %s %s ", dir, pe.IPBlock.CIDR)
			if len(pe.IPBlock.Except) > 0 {
				m += fmt.Sprintf("ip %s != { %s } ", dir, strings.Join(pe.IPBlock.Except, ", "))
			}
			addrs = append(addrs, m)
			continue
		}
		for _, ip := range r.ips {
			q := r.live[ip]
			if pe.NamespaceSelector == nil {
				if q.Namespace != ns {
					continue
				}
			} else if !matches(pe.NamespaceSelector, r.nsLabels[q.Namespace]) {
				continue
			}
			if pe.PodSelector != nil && !matches(pe.PodSelector, q.Labels) {
				continue
			}
			peerIPs = append(peerIPs, ip)
		}
	}
	if len(peerIPs) > 0 {
		sort.Strings(peerIPs)
		addrs = append(addrs, fmt.Sprintf("ip %s { %s } ", dir, strings.Join(dedup(peerIPs), ", ")))
	}
	if len(ports) == 0 {
		return addrs
	}
	var out []string
	for _, pt := range ports {
		proto := "tcp"
		if pt.Protocol != nil {
			proto = strings.ToLower(string(*pt.Protocol))
		}
		switch {
		case pt.Port == nil:
			for _, a := range addrs {
				out = append(out, a+"meta l4proto "+proto)
			}
		case pt.Port.Type == intstr.Int:
			spec := fmt.Sprintf("%s dport %d", proto, pt.Port.IntVal)
			if pt.EndPort != nil {
				spec += fmt.Sprintf("-%d", *pt.EndPort)
			}
			for _, a := range addrs {
				out = append(out, a+spec)
			}
		case target != nil: // named port of the policed pod
			if n := namedPort(target, pt.Port.StrVal, proto); n != 0 {
				for _, a := range addrs {
					out = append(out, fmt.Sprintf("%s%s dport %d", a, proto, n))
				}
			}
		default: // named port of each peer pod
			cand := peerIPs
			if len(peers) == 0 {
				cand = r.ips
			}
			for _, ip := range dedup(cand) {
				if n := namedPort(r.live[ip], pt.Port.StrVal, proto); n != 0 {
					out = append(out, fmt.Sprintf("ip %s %s %s dport %d", dir, ip, proto, n))
				}
			}
		}
	}
	return out
}

func namedPort(p *corev1.Pod, name, proto string) int32 {
	for _, c := range p.Spec.Containers {
		for _, cp := range c.Ports {
			cproto := strings.ToLower(string(cp.Protocol))
			if cproto == "" {
				cproto = "tcp"
			}
			if cp.Name == name && cproto == proto {
				return cp.ContainerPort
			}
		}
	}
	return 0
}

func matches(s *metav1.LabelSelector, l labels.Set) bool {
	sel, err := metav1.LabelSelectorAsSelector(s)
	return err == nil && sel.Matches(l)
}

func dedup(s []string) []string {
	var out []string
	for i, v := range s {
		if i == 0 || v != s[i-1] {
			out = append(out, v)
		}
	}
	return out
}
