import { asks, type Chapter, file, lines, objects, prints, table } from '../../model';

const INTERFACE = `allow-hotplug eth0
iface eth0 inet static
    address 10.0.0.1
    netmask 255.255.255.0
    broadcast 10.0.0.255
    gateway 10.0.0.1
`;

const DHCP = `option domain-name "cluster.home";
option domain-name-servers 8.8.8.8, 8.8.4.4;

subnet 10.0.0.0 netmask 255.255.255.0 {
    range 10.0.0.1 10.0.0.10;
    option subnet-mask 255.255.255.0;
    option broadcast-address 10.0.0.255;
    option routers 10.0.0.1;
}
default-lease-time 600;
max-lease-time 7200;
authoritative;
`;

const AT_HOME = 'It is done with boards, cards and cables.';

/** A page that a second container writes anew every second. */
const SIDECAR = `apiVersion: v1
kind: Pod
metadata: {name: sidecar}
spec:
  containers:
    - name: web
      image: nginx
      volumeMounts: [{name: pages, mountPath: /usr/share/nginx/html}]
    - name: writer
      image: busybox
      command: [sh, -c, 'while true; do echo written by the sidecar >/pages/index.html; sleep 1; done']
      volumeMounts: [{name: pages, mountPath: /pages}]
  volumes:
    - {name: pages, emptyDir: {}}
`;

/** A program that knows localhost only, and a container that knows where the shop is. */
const AMBASSADOR = `apiVersion: v1
kind: Pod
metadata: {name: ambassador}
spec:
  containers:
    - name: main
      image: busybox
      command: [sleep, 1d]
    - name: ambassador
      image: nginx
      command:
        - sh
        - -c
        - |
          echo 'server { listen 8080; location / { proxy_pass http://shop.elsewhere; } }' >/etc/nginx/conf.d/default.conf
          exec nginx -g 'daemon off;'
`;

/** A program that counts in its own way, and a container that tells others in theirs. */
const ADAPTOR = `apiVersion: v1
kind: Pod
metadata: {name: adaptor}
spec:
  containers:
    - name: main
      image: busybox
      command: [sh, -c, 'echo "requests=7;errors=1" >/data/stats; sleep 1d']
      volumeMounts: [{name: data, mountPath: /data}]
    - name: adaptor
      image: busybox
      command:
        - sh
        - -c
        - |
          while true; do
            { printf 'HTTP/1.0 200 OK\\r\\n\\r\\n'; tr ';=' '\\n ' </data/stats; } | nc -l -p 8080
          done
      volumeMounts: [{name: data, mountPath: /data}]
  volumes:
    - {name: data, emptyDir: {}}
`;

const SHOP = [
  'kubectl create namespace elsewhere',
  'kubectl run shop -n elsewhere --image=nginx --port=80 --expose',
  'kubectl wait -n elsewhere --for=condition=Ready pod/shop',
].join('\n');

/** A cluster of one's own, and how containers are put together. */
export const appendixA: Chapter = {
  workshop: 'KUAR',
  title: 'Appendix A. A cluster of Raspberry Pis',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUARA-01',
      title: 'Raspberry Pi cluster',
      goal: 'You know what such a cluster is made of, and how its network is set up.',
      nature: 'outside',
      steps: [
        {
          task:
            'Get four boards, four cards, network cables, a switch with five ports, a charger, its cables and a case. Write the ' +
            'Hypriot image to each card, and change the password that it comes with.',
          outside: AT_HOME,
          writes: { 'parts.txt': '4 boards\n4 cards\n4 network cables\n1 switch\n1 charger\n4 power cables\n1 case\n' },
          see: [file('parts.txt', '4 boards', '4 cards', '1 switch', '1 charger', '1 case')],
        },
        {
          task:
            'On the first board, write the wireless network into /boot/user-data and an address for the wired one into ' +
            '/etc/network/interfaces.d/eth0. Start it anew.',
          writes: { 'interfaces.d/eth0': INTERFACE },
          run: 'sudo reboot',
          outside: AT_HOME,
          see: [file('interfaces.d/eth0', 'iface eth0 inet static', 'address 10.0.0.1', 'netmask 255.255.255.0')],
        },
        {
          task: 'The other boards ask this one for addresses: install a DHCP server, and write /etc/dhcp/dhcpd.conf.',
          writes: { 'dhcpd.conf': DHCP, 'isc-dhcp-server': 'INTERFACES="eth0"\n' },
          run: 'sudo apt-get install isc-dhcp-server',
          outside: AT_HOME,
          see: [
            file(
              'dhcpd.conf',
              'subnet 10.0.0.0 netmask 255.255.255.0 {',
              'range 10.0.0.1 10.0.0.10;',
              'authoritative;',
            ),
            file('isc-dhcp-server', 'INTERFACES="eth0"'),
          ],
          moral: 'Nodes need no more than addresses at which they find each other; the book goes on with kubeadm.',
        },
      ],
    },
    {
      id: 'KUARA-02',
      title: 'Removing a node',
      goal: 'You have seen what the cluster does by itself when a machine goes.',
      nature: 'claim',
      stack: 'kuar-daemonsets/plain',
      nodes: 4,
      begin: {
        running: [objects('kuar-daemonsets/plain', 'DaemonSet/fluentd')],
        commands: [
          'kubectl create deployment web --image=nginx --replicas=3 --port=80',
          'kubectl expose deployment web',
          'kubectl rollout status deployment web',
        ].join('\n'),
      },
      steps: [
        {
          task:
            'Four machines: a Pod of the DaemonSet fluentd is on each, three Pods of the Deployment web on some. Watch nodes, Pods ' +
            'and endpoints, pull the plug of a machine with a Pod of web, and wait for six minutes.',
          hand: [
            `kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.spec.nodeName}{"\\n"}{end}' | grep -v '^minikube$' | head -n 1 >node.txt`,
            'rm -f nodes.txt pods.txt endpoints.txt',
            'kubectl get nodes -w >nodes.txt &',
            'kubectl get pods -l app=web -w >pods.txt &',
            'kubectl get endpoints web -w >endpoints.txt 2>&1 &',
            'until [ -s nodes.txt ] && [ -s pods.txt ] && grep -qs web endpoints.txt; do sleep 0.05; done',
            'workshop cluster node fail $(cat node.txt)',
          ].join('\n'),
          advance: '6m10s',
          see: [
            asks('kubectl get node $(cat node.txt)', table({ NAME: '{{name}}', STATUS: 'NotReady' })),
            asks(
              `kubectl get node $(cat node.txt) -o jsonpath='{range .spec.taints[*]}{.key}:{.effect}{"\\n"}{end}' | sort`,
              prints('node.kubernetes.io/unreachable:NoExecute\nnode.kubernetes.io/unreachable:NoSchedule'),
            ),
            file(
              'endpoints.txt',
              'web {{ip as A}}:80,{{ip as B}}:80,{{ip as C}}:80 {{age}}',
              'web {{ip}}:80,{{ip}}:80 {{age}}',
              'web {{ip}}:80,{{ip}}:80,{{ip}}:80 {{age}}',
            ),
            file(
              'pods.txt',
              'web-{{hash}}-{{suffix as OLD}} 1/1 Terminating 0 {{age}}',
              'web-{{hash}}-{{suffix as NEW}} 0/1 Pending 0 {{age}}',
              'web-{{hash}}-{{suffix as NEW}} 1/1 Running 0 {{age}}',
            ),
            asks(
              'kubectl get pods -l app=web --field-selector spec.nodeName=$(cat node.txt)',
              table({
                NAME: 'web-{{hash}}-{{suffix}}',
                READY: '1/1',
                STATUS: 'Terminating',
                RESTARTS: '0',
                AGE: '{{age}}',
              }),
            ),
            asks(
              'kubectl get pods -l app=fluentd --field-selector spec.nodeName=$(cat node.txt)',
              table({ NAME: 'fluentd-{{suffix}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' }),
            ),
          ],
          moral:
            'After less than a minute of silence nobody is sent to its Pods any more; five minutes later others take their place. ' +
            'A Pod of a DaemonSet is not moved: where should it go?',
        },
      ],
    },
    {
      id: 'KUARA-03',
      title: 'Sidecar, ambassador, adaptor',
      goal: 'Three Pods show the three ways in which a second container helps a first one.',
      nature: 'claim',
      begin: { commands: SHOP },
      steps: [
        {
          task:
            'Build one Pod of each pattern: a sidecar that writes the pages of a web server; an ambassador through which a program ' +
            'reaches a shop somewhere else at localhost; an adaptor that tells the numbers of a program in the form that others read.',
          writes: { 'pods.yaml': [SIDECAR, AMBASSADOR, ADAPTOR].join('---\n') },
          hand: 'kubectl apply -f pods.yaml\nkubectl wait --for=condition=Ready pod/sidecar pod/ambassador pod/adaptor',
          see: [
            asks('kubectl exec sidecar -c writer -- wget -qO- localhost', prints('written by the sidecar')),
            asks(
              'kubectl exec ambassador -c main -- wget -qO- localhost:8080',
              lines('<title>Welcome to nginx!</title>'),
            ),
            asks('kubectl exec adaptor -c main -- cat /data/stats', prints('requests=7;errors=1')),
            asks(
              'kubectl exec sidecar -c writer -- wget -qO- {{pods/adaptor .status.podIP}}:8080',
              lines('requests 7', 'errors 1'),
            ),
          ],
          moral:
            'A sidecar adds to what the main container does. An ambassador spares it to know where others are, an adaptor spares ' +
            'others to know how it speaks. They share a Pod because they would be of no use apart.',
        },
      ],
    },
  ],
};
