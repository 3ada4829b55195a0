const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The date that was last written: many lines share a second. */
let last = { second: -1, day: '', time: '' };

/** Virtual time as access logs say it: `01/Jan/2026:00:00:00`; `separator` stands between day and time. */
export function accessDate(timeMs: number, separator: ':' | ' '): string {
  const second = Math.floor(timeMs / 1000);
  if (second !== last.second) {
    const text = new Date(timeMs).toISOString();
    const month = MONTHS[Number(text.slice(5, 7)) - 1] ?? '';
    last = { second, day: `${text.slice(8, 10)}/${month}/${text.slice(0, 4)}`, time: text.slice(11, 19) };
  }
  return `${last.day}${separator}${last.time}`;
}
