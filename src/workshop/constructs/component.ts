import { Construct } from 'constructs';

/**
 * A part of a stack that one team owns: everything made below it is written to a folder of its name.
 *
 * @example
 * const frontend = new Component(this, 'frontend');
 * new WebService(frontend, 'frontend', { ... }); // frontend/frontend-deployment.yaml, frontend/frontend-service.yaml
 */
export class Component extends Construct {
  /** Name of the folder: the id. */
  readonly folder: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.folder = id;
  }
}
