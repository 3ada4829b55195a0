/**
 * The typed classes of Kubernetes 1.28. They are those that `cdk8s-plus-28` exports as `k8s`, loaded without its other
 * constructs: nothing here uses those, and loading them takes a third of the start of a small program.
 */
export * as k8s from 'cdk8s-plus-28/lib/imports/k8s';
