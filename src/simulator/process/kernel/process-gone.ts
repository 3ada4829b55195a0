/** Unwinds what runs in a process when it has ended amid a step. Programs need not know of it: nothing they do is heard. */
export class ProcessGone extends Error {
  constructor() {
    super('the process has ended');
    this.name = 'ProcessGone';
  }
}
