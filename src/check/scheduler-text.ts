/**
 * What the scheduler says, without what nobody can act on: `0/3 nodes are available: 2 Insufficient cpu, 1 node(s) were
 * unschedulable`.
 */
export const schedulerText = (message: string): string =>
  message.replace(/\.? (?:no new claims to deallocate|preemption: ).*$/, '').replace(/\.$/, '');
