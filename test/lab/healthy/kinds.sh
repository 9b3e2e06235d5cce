# shellcheck shell=bash
# The kinds of healthy nodes: device and addresses of the Pod, layers of rules, traffic, forms. See ../healthy.sh.

# kind NAME DEV GATEWAY POD LAYER ... -- ORDER ... -- FORM ...
kind() {
  local layers=() orders=()
  PHASE=$1
  fresh "$2" "$3" "$4"
  shift 4
  while [ "$1" != -- ]; do layers+=("$1") && shift; done
  shift
  while [ "$1" != -- ]; do orders+=("$1") && shift; done
  shift
  load "${layers[@]}"
  traffic "${orders[@]}"
  forms "$@"
}

cluster_orders=("tcp:$SERVICE*5" "hold:$SERVICE*2" "reset:$SERVICE" "udp:$DNS*3" "late:$POD:8080*4" "syn:$DEAD:8080" "ping:$POD")

clusters() {
  local at=(10.244.1.1 $POD)
  kind flannel cni0 "${at[@]}" kube-proxy-1.30 flannel -- "${cluster_orders[@]}" -- save-c nvL S scroll
  kind calico cali0ef24ba3c3f "${at[@]}" kube-proxy-1.30 calico -- "${cluster_orders[@]}" "syn:$POD:9999*3" -- save-c S nvL nL nft scroll
  kind cilium lxc8d1f2a3b4c5d 10.0.1.203 10.0.1.34 kubelet cilium -- "tcp:10.0.1.34:8080*5" "hold:10.0.1.34:8080" "late:10.0.1.34:8080*2" \
    -- save-c S nvL scroll
  kind k3s cni0 10.42.1.1 10.42.1.2 kube-proxy-k3s flannel-k3s k3s -- "tcp:$SERVICE*5" "hold:$SERVICE" "tcp:10.77.1.1:8081*2" \
    "late:10.42.1.2:8080*4" "syn:10.42.1.2:9999*3" "udp:$DNS*2" -- save-c S nvL nL scroll
  kind aws-vpc-cni eni7f1a2b3c4d5 "${at[@]}" kube-proxy-1.30 aws-vpc-cni -- "${cluster_orders[@]}" -- save-c S nvL scroll
  kind gke cali0 "${at[@]}" kube-proxy-1.30 gke -- "${cluster_orders[@]}" -- save-c nvL nL scroll
  LOCAL=(169.254.20.10 10.96.0.10)               # node-cache answers on these addresses itself
  kind nodelocal-dns cali0 "${at[@]}" kube-proxy-1.30 nodelocal-dns -- "${cluster_orders[@]}" -- save-c scroll
  LOCAL=()
  kind kind-node veth0a1b2c3d "${at[@]}" kube-proxy-liberal kind -- "${cluster_orders[@]}" -- save-c nvL scroll
  kind ipvs cali0 "${at[@]}" ipvs -- "tcp:$POD:8080*4" "late:$POD:8080*2" -- save-c S nvL
  record ipset out -- typed node "ipset list"
  kind ovn-kubernetes ovn-k8s-mp0 "${at[@]}" kubelet ovn-kubernetes -- "tcp:$POD:8080*4" "hold:$POD:8080" -- save-c nvL scroll
  kind nftables-mode cali0 "${at[@]}" kubelet kube-proxy-nftables.nft -- "${cluster_orders[@]}" "tcp:10.77.1.1:31080*2" -- save-c nft nvL scroll
}

hosts() {
  local container=(docker0 172.17.0.1 172.17.0.2) direct=172.17.0.2:8080 published=10.77.1.1:8000
  local docker=("tcp:$published*5" "hold:$published" "syn:$direct*2" "late:$direct*2")
  kind docker-28 "${container[@]}" docker-28 -- "${docker[@]}" -- save-c S nvL nL scroll
  kind docker-29 "${container[@]}" docker-29 -- "${docker[@]}" -- save-c nvL nL nft
  kind docker-29-nftables "${container[@]}" docker-29-nftables.nft -- "${docker[@]}" -- nft scroll
  kind ufw eth1 10.9.0.1 10.9.0.2 ufw ufw.v6 -- "tcp:10.77.1.1:8080*4" "syn:10.77.1.1:5432*4" "syn:10.77.1.1:23*3" -- save-c save-c-6 S nvL nL scroll
  kind ufw-docker "${container[@]}" ufw docker-28 -- "${docker[@]}" "syn:10.77.1.1:5432*4" -- save-c nvL
  kind firewalld cni0 10.42.1.1 10.42.1.2 firewalld -- "tcp:10.77.1.1:8080*4" "syn:10.77.1.1:5432*4" "syn:10.42.1.2:9999*2" -- save-c S nvL nL
  kind firewalld-nftables cni0 10.42.1.1 10.42.1.2 firewalld.nft -- "tcp:10.77.1.1:8080*4" "syn:10.77.1.1:5432*4" -- nft
  kind laptop virbr0 192.168.122.1 192.168.122.10 docker-29 libvirt tailscale wg-quick -- "syn:192.168.122.10:22*3" "tcp:10.77.1.1:443*2" \
    -- save-c S nvL nL scroll
  kind laptop-nftables virbr0 192.168.122.1 192.168.122.10 libvirt.nft -- "syn:192.168.122.10:22*3" "tcp:10.77.1.1:443*2" -- nft
  kind server-fail2ban eth1 10.9.0.1 10.9.0.2 fail2ban -- "tcp:10.77.1.1:443*4" -- save-c S nvL nL scroll
  kind oracle-cloud eth1 10.9.0.1 10.9.0.2 oracle -- "syn:10.77.1.1:8080*3" -- save-c S nvL nL
  kind podman podman0 10.88.0.1 10.88.0.2 netavark.nft -- "tcp:$published*4" "hold:$published" "late:10.88.0.2:8080*3" -- nft scroll
  kind istio-pod eth1 10.9.0.1 10.9.0.2 istio-sidecar -- "tcp:10.77.1.1:8080*4" -- save-c S nvL
  kind linkerd-pod eth1 10.9.0.1 10.9.0.2 linkerd-proxy -- "tcp:10.77.1.1:8080*4" -- save-c nvL
}

# Old nodes: the legacy back end and what was current then.
legacy() {
  local path=$PATH
  with_legacy
  kube_proxy 1.18
  forms save-c S nvL nL scroll
  kind weave weave 10.244.1.1 $POD kube-proxy-1.18 weave -- "${cluster_orders[@]}" -- save-c S nvL scroll
  kind docker-27 docker0 172.17.0.1 172.17.0.2 docker-27 -- "tcp:10.77.1.1:8000*5" "hold:10.77.1.1:8000" -- save-c S nvL nL scroll
  PATH=$path
}
