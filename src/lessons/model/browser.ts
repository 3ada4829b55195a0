/** A page of a real browser, as far as lessons use one. */
export interface BrowserPage {
  /** Opens an address; placeholders such as `{{url svc/webui}}` are filled in. Throws when nothing answers. */
  open(address: string): Promise<void>;
  /** Clicks what shows `text`, or what a selector of CSS finds. */
  click(what: string): Promise<void>;
  /** Types into the field that a selector of CSS finds. */
  fill(selector: string, text: string): Promise<void>;
  /** The visible text of what a selector of CSS finds; of the page, without one. */
  text(selector?: string): Promise<string>;
  /** Waits until the page shows something, while time goes on. Throws with what it shows instead. */
  shows(text: string | RegExp): Promise<void>;
}
