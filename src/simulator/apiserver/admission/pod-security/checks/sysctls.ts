import { listAt, textAt } from '../../../../resources/fields';
import { type Judgement, type PodCheck, securityOf } from '../check';

const SAFE = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SAFE_27 = [...SAFE, 'net.ipv4.ip_local_reserved_ports'];
const SAFE_29 = [
  ...SAFE_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SAFE_32 = [...SAFE_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

const judgeBy =
  (safe: readonly string[]): Judgement =>
  ({ spec }) => {
    const names = listAt(securityOf(spec), 'sysctls').map((sysctl) => textAt(sysctl, 'name'));
    const bad = names.filter((name) => !safe.includes(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };

/** Only safe parameters of the kernel. Source: Kubernetes 1.36, pod-security-admission/policy/check_sysctls.go. */
export const sysctls: PodCheck = {
  id: 'sysctls',
  level: 'baseline',
  versions: [
    { since: 0, judge: judgeBy(SAFE) },
    { since: 27, judge: judgeBy(SAFE_27) },
    { since: 29, judge: judgeBy(SAFE_29) },
    { since: 32, judge: judgeBy(SAFE_32) },
  ],
};
