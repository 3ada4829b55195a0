/** The applications of the Kubernetes workshops, their environments, and the program that joins them. */
export { environments } from './workshop/environments';
export { workshopProgram } from './workshop/program';
export { stacks } from './workshop/stacks';
