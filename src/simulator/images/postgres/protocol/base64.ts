const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as letters, four for three bytes. Source: RFC 4648. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => LETTERS.charAt((bits >> shift) & 63));
    const left = bytes.length - index;
    text += left >= 3 ? letters.join('') : `${letters.slice(0, left + 1).join('')}${'='.repeat(3 - left)}`;
  }
  return text;
}

/** The bytes of letters; letters that are none are left out. */
export function fromBase64(text: string): Uint8Array {
  const values = [...text].map((letter) => LETTERS.indexOf(letter)).filter((value) => value >= 0);
  const bytes = new Uint8Array(Math.floor((values.length * 3) / 4));
  for (let index = 0; index < bytes.length; index += 1) {
    const place = Math.floor((index * 4) / 3);
    const shift = 2 * ((index % 3) + 1);
    const [high = 0, low = 0] = [values[place], values[place + 1]];
    bytes[index] = (high << shift) | (low >> (6 - shift));
  }
  return bytes;
}
