/** A line that is being edited, and the place of the cursor in it. */
export class LineBuffer {
  private characters: string[] = [];
  private place = 0;
  /** What was cut last, for ^Y. */
  private cut = '';

  get text(): string {
    return this.characters.join('');
  }

  get cursor(): number {
    return this.place;
  }

  get length(): number {
    return this.characters.length;
  }

  /** What stands before the cursor. */
  get before(): string {
    return this.characters.slice(0, this.place).join('');
  }

  /** Replaces all; the cursor goes to the end. */
  set(text: string): void {
    this.characters = [...text];
    this.place = this.characters.length;
  }

  insert(text: string): void {
    const added = [...text];
    this.characters.splice(this.place, 0, ...added);
    this.place += added.length;
  }

  move(by: number): void {
    this.place = Math.max(0, Math.min(this.characters.length, this.place + by));
  }

  moveTo(place: 'start' | 'end'): void {
    this.place = place === 'start' ? 0 : this.characters.length;
  }

  /** Moves over a word: back, or forward. */
  moveWord(direction: -1 | 1): void {
    this.place = this.wordEdge(direction, /\w/);
  }

  eraseBefore(): void {
    if (this.place === 0) return;
    this.place -= 1;
    this.characters.splice(this.place, 1);
  }

  eraseAt(): void {
    this.characters.splice(this.place, 1);
  }

  /** Cuts what is between the cursor and an end of the line. */
  cutTo(place: 'start' | 'end'): void {
    if (place === 'end') this.cut = this.characters.splice(this.place).join('');
    else {
      this.cut = this.characters.splice(0, this.place).join('');
      this.place = 0;
    }
  }

  /** Cuts the word before the cursor. */
  cutWord(): void {
    const begin = this.wordEdge(-1, /\S/);
    this.cut = this.characters.splice(begin, this.place - begin).join('');
    this.place = begin;
  }

  paste(): void {
    this.insert(this.cut);
  }

  private wordEdge(direction: -1 | 1, inWord: RegExp): number {
    const at = (place: number): string => this.characters[direction < 0 ? place - 1 : place] ?? '';
    let place = this.place;
    while (at(place) !== '' && !inWord.test(at(place))) place += direction;
    while (at(place) !== '' && inWord.test(at(place))) place += direction;
    return place;
  }
}
