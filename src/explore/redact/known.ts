/** Words that people who write rules, and the programs that write them, use in comments: none of them names anybody. */
const FIELD = `
a about above accept accepted access ack active addr address addresses after agent all allow allowed allows already an and any
anycast api apiserver app apps are arp as at audit auth aws azure backend backends backup backups balancer be because before begin best between
bgp block blocked both bpf bridge broadcast but by cache calico can canal catch chain chains change check checks cidr cidrs cilium
class clean client clients cloud cluster clusterip clusterips cni code comment compat config configured connection connections
connect connmark connected conntrack container containers containerd continue control controller controllers core counter counters
cri cross ct ctstate custom daemon dashboard data database date db debug default delete demux deny denied dest destination
destinations destined dev device devices dhcp dir direct disable disabled dispatch dmz dnat dns dns-tcp do docker done dport drop
dropped drops dst dual dynamic each early east echo edge egress eip enable enabled encap encapsulated encapsulation end endpoint
endpoints eni ensure entire error errors est established etcd eth eth0 events ever every exclude except expected explicit explicitly exporter
exposed ext external externalip externally externaltrafficpolicy fail failed failure fallback false family fastpath felix file filter fin
find fire firewall first flag flags flannel flanneld flood flow flows for forward forwarded forwarding forwards frag from front
frontend ftp full fw fwmark gateway gcp general generated geneve get global goes good google gre grafana group grpc guard half
hairpin handle handled has have head headless health healthcheck healthz hijack high hit hold hook hop host hosts host-port hostport
hostports how http https hostnetwork icmp icmpv6 id if igmp ignore image images imap impact in inbound incoming info ingress init
input insert inside instance int interface interfaces internal internaltrafficpolicy internet into invalid io ip ip4 ip6 ipam
ipip ips ipsec ipset iptables ipv4 ipv6 ipvs is isolate isolation istio it its itself job jump jumping k3s k8s keep kernel key kind
knp kns kubelet kube kube-proxy kube-router kubeadm kubectl kubernetes kvm l2 l3 l4 l7 lab label lan last later layer lb ldap least legacy let level
limit limits link list listen mirror live lo load loadbalancer loadbalancers loadbalancersourceranges loadbalancing local locally localnet localhost log
logged logging long lookup loop loopback low lxc mac made main make manage managed management manager manual map mark marked marking
marks mask masq masquerade masqueraded master match matched matches matching max may mdns member mesh metadata meta metallb metric metrics
mgmt min misc mode module monitor monitoring more mount move mss mtu multicast must mysql name named names namespace nat native need neither
net netfilter netns netpol network networking networkpolicy networks never new next nfs nft nftables nginx no node nodelocal nodelocaldns
nodeport nodeports nodes non none nor normal north not note notrack now ntp null nw observe of off office ok old on one only open
openvpn option or order origin original originated originating other our out outbound outgoing output outside overlay own packet
packets pass passed path peer per permit persistent ping place plain pod pods policies policy pool port portal portals portfwd portmap ports
post postgres postrouting pre prerouting prevent previous primary private probe process processed profile profiles prometheus protect proto
protocol provided proxied proxies proxy public purpose queue quick quic random range ranges rate raw rdp re read ready real redirect redis
ref refuse refused reject rejected related release remote removed removing replace replied replies reply request requests require
required requiring reserved reset resolver response rest restore return returning rev reverse root route routed router routes routing rst rule rules
run running runs s safe same save scan scanners scope sctp secondary section secure security see select selected self send sent separate server
servers service services session set sets shared short should side sip site skip slow smtp snat snmp so socket socks solving some source sourcerange sources spoof
spoofed sport src ssh ssl stack standard start state stateful stateless states static statically statistic status steer step stop store
strict subject subnet subnets such sync syn sys syslog system table tables tagged take target targets tcp tcp4 tcp6 team telnet temp temporary
terminated test testing than that the their them then there these this threshold through throttle tier time timeout timeouts tls to too tproxy trace tracing
traffic translate translated translation true trust trusted try tun tunnel tunneled two type udp udp4 udp6 unallocated unhealthy unknown unless
unpublished until up upgrade upstream use used user users uses using v4 v6 valid value vap version veth vhost via view vip virt virtual vip4 vlan vm
vmap vpc vpn vrf vrrp vxlan wan was we weave web webhook webhooks webui well west what when where which white whitelist blacklist
wg while wildcard will wireguard with within without word workload workloads write xfrm you zone zones zero`;

/** Names that are the same in every cluster and on every node: namespaces, services, daemons, users, ends of names of the DNS. */
const NAMES = `
default kube-system kube-public kube-node-lease kubernetes kube-dns kube-dns-upstream coredns node-local-dns kube-proxy kube-proxy-ds
kube-apiserver kube-controller-manager kube-scheduler etcd metrics-server metrics-api calico-system calico-node calico-typha
calico-kube-controllers calico-apiserver tigera-operator kube-flannel kube-flannel-ds flannel-ds cilium cilium-agent cilium-operator weave-net
kindnet antrea-agent aws-node istio-system istiod ingress-nginx ingress-nginx-controller cert-manager local-path-provisioner monitoring
kubernetes-dashboard openshift-dns openshift-ingress openshift-sdn openshift-ovn-kubernetes ovnkube-node docker-desktop minikube kind-control-plane
cluster local svc pod localhost localdomain com net org io dev internal compute amazonaws elb example test invalid arpa in-addr ip6 lan home corp intra
control-plane master worker cbr0 cilium_host cilium_net root nobody daemon messagebus systemd+ systemd-network systemd-resolve systemd-timesyncd
syslog ubuntu debian centos fedora core user admin ec2-user azureuser opc vagrant www-data nginx postgres redis mysql chrony ntp dbus polkitd
sshd rpc statd bin sys nfsnobody avahi tcpdump resolved anywhere www mail ns ns1 ns2 api gw gateway`;

const standard = new Set(NAMES.split(/\s+/));
const field = new Set(FIELD.split(/\s+/));

/** A name that is the same everywhere, and stays. */
export function isStandard(name: string): boolean {
  return standard.has(name.toLowerCase()) || /^[\d.]{0,40}$/.test(name);
}

/** A word of a comment or a label that stays: one of the field, a number, or words of the field put together (`ip-masq-agent`). */
export function isPlainWord(word: string): boolean {
  const lower = word.toLowerCase();
  if (lower.length > 253) return false;
  const stays = (part: string) => field.has(part) || standard.has(part) || /^v?\d{0,20}$/.test(part);
  return stays(lower) || lower.split(/[-_]/).every(stays);
}

/** Ends of names that belong to projects and registries everybody uses, or that mean nobody. */
const PUBLIC_ENDS =
  /(?:^|\.)(?:k8s\.io|kubernetes\.io|docker\.(?:io|com)|gcr\.io|quay\.io|ghcr\.io|pkg\.dev|projectcalico\.org|cilium\.io|istio\.io|x-k8s\.io|openshift\.io|github\.com|golang\.org|netfilter\.org|kernel\.org|debian\.org|ubuntu\.com|example\.(?:com|net|org)|root-servers\.net|gtld-servers\.net|in-addr\.arpa|ip6\.arpa)$/i;

/** A name of the DNS that stays whole. */
export function isPublicName(name: string): boolean {
  return PUBLIC_ENDS.test(name.replace(/\.$/, ''));
}

/**
 * The last label of a name of the DNS, as far as no file, module or setting ends in it: `proxier.go`, `ip_vs.ko`, `run.sh` and
 * `net.ipv4.tcp_fin_timeout` are none.
 */
const LAST_LABELS = new Set(
  `svc local internal lan home corp intra intranet private localdomain domain cluster consul arpa test example invalid
   com net org io dev app cloud biz info edu gov mil int xyz online site tech store bank ai ac ad ae af al am ao ar at au az ba bd be bg bh
   bo br by ca ch ci cl cn co cr cu cy cz de dk do dz ec ee eg es et eu fi fr ge gh gr gt hk hn hr hu id ie il in iq ir is it jm jo jp ke
   kg kh kr kw kz la lb lk lt lu lv ly ma mm mn mo mt mx my ng ni nl no np nz om pa pe ph pk pt qa ro ru sa se sg si sk su sv sy th tn tr
   tw tz ua ug uk us uy uz ve vn za zm zw`.split(/\s+/),
);

/** Whether a name of several labels is one of the DNS. */
export function isDnsName(name: string): boolean {
  const labels = name.replace(/\.$/, '').toLowerCase().split('.');
  return labels.length > 1 && LAST_LABELS.has(labels.at(-1) as string);
}
