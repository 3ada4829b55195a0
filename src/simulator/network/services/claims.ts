/** Who has what: the first to claim a key has it, the next one gets it when the first gives it back. */
export class Claims<Owner> {
  private readonly owners = new Map<string, Owner[]>();

  /** Who has a key. */
  get(key: string): Owner | undefined {
    return this.owners.get(key)?.[0];
  }

  claim(key: string, owner: Owner): void {
    const owners = this.owners.get(key);
    if (owners === undefined) this.owners.set(key, [owner]);
    else if (!owners.includes(owner)) owners.push(owner);
  }

  release(key: string, owner: Owner): void {
    const owners = this.owners.get(key)?.filter((each) => each !== owner) ?? [];
    if (owners.length === 0) this.owners.delete(key);
    else this.owners.set(key, owners);
  }
}
