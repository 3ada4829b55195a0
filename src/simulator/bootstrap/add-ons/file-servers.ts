/** What the volumes of the lessons mount: "Kubernetes: Up and Running", chapters 5 and 15. */
export const LESSON_EXPORTS = [
  { server: 'my.nfs.server.local', path: '/exports' },
  { server: '192.168.0.1', path: '/exports' },
];
