import { Fault } from "@caudal/base/fault.ts";

/** The text is no JSON, or ends before its end. */
export class JsonBroken extends Error {
  readonly truncated: boolean;
  constructor(truncated: boolean) {
    super(truncated ? "JSON text ends early" : "not JSON");
    this.name = "JsonBroken";
    this.truncated = truncated;
  }
}

/** An element of a list of records: `path` holds the keys that lead from the root to the list, none for a list at the root. */
export type RecordText = { readonly path: string; readonly text: string };

type Level = { readonly list: boolean; readonly path: string | null; key: string; elements: number };

const maxPathDepth = 3;
/** Deeper than any record that a person or a program writes down. */
const maxDepth = 512;
/** A longer key leads to no list. */
const maxKeyLength = 1024;

/**
 * Walks through a JSON text chunk by chunk and yields each object that is an element of a list which only objects lead to.
 * Checks brackets and strings, not every value: who needs a record parses it. Paths are keys joined by ".".
 * Throws `file_too_many_columns` for a record of more than `maxKeys` keys, before anybody parses it.
 */
export function createRecordSplitter(maxRecordLength: number, maxKeys = Number.POSITIVE_INFINITY) {
  const stack: Level[] = [];
  let inString = false;
  let escaped = false;
  let stringStart = -1;
  let lastString = "";
  let recordStart = -1;
  let recordDepth = 0;
  let recordKeys = 0;
  let rest = "";
  let started = false;
  let ended = false;
  let other = 0;

  function* push(chunk: string): Generator<RecordText> {
    const text = rest + chunk;
    let at = rest.length;
    rest = "";
    while (at < text.length) {
      if (inString) {
        const close = escaped ? at : nextMark(text, at);
        if (escaped) {
          escaped = false;
          at++;
          continue;
        }
        if (close === -1) {
          at = text.length;
          break;
        }
        if (text.charCodeAt(close) === 92) escaped = true;
        else {
          inString = false;
          if (recordStart === -1) lastString = text.slice(stringStart + 1, close);
        }
        at = close + 1;
        continue;
      }
      const code = text.charCodeAt(at);
      if (code === 34) {
        inString = true;
        stringStart = at;
        noteScalar();
      } else if (code === 123 || code === 91) {
        if (ended) throw new JsonBroken(false);
        open(code === 91, at);
      } else if (code === 125 || code === 93) {
        const level = stack.pop();
        if (level === undefined || level.list !== (code === 93)) throw new JsonBroken(false);
        if (stack.length === 0) ended = true;
        if (recordStart !== -1 && stack.length === recordDepth) {
          yield { path: stack.at(-1)?.path ?? "", text: text.slice(recordStart, at + 1) };
          recordStart = -1;
        }
      } else if (code === 58 && recordStart === -1) {
        const level = stack.at(-1);
        if (level !== undefined && !level.list) level.key = lastString;
      } else if (code === 58 && stack.length === recordDepth + 1) {
        if (++recordKeys > maxKeys)
          throw new Fault("file_too_many_columns", { params: { columns: recordKeys, limit: maxKeys } });
      } else if (code > 32 && code !== 44 && code !== 58 && code !== 0xfeff) {
        noteScalar();
        if (stack.length === 0 && !started) throw new JsonBroken(false);
      }
      at++;
    }
    keep(text);
  }

  function noteScalar(): void {
    if (recordStart === -1 && stack.length === 1 && stack[0]?.list === true) other++;
  }

  function open(list: boolean, at: number): void {
    started = true;
    if (stack.length >= maxDepth) throw new JsonBroken(false);
    const parent = stack.at(-1);
    const path = pathOf(parent);
    if (!list && recordStart === -1 && parent?.list === true && parent.path !== null) {
      recordStart = at;
      recordDepth = stack.length;
      recordKeys = 0;
    } else if (list && recordStart === -1 && stack.length === 1 && parent?.list === true) other++;
    stack.push({ list, path: recordStart === -1 ? path : null, key: "", elements: 0 });
  }

  function pathOf(parent: Level | undefined): string | null {
    if (parent === undefined) return "";
    if (parent.list || parent.path === null || stack.length > maxPathDepth || parent.key.length > maxKeyLength)
      return null;
    return parent.path === "" ? parent.key : `${parent.path}.${parent.key}`;
  }

  /** Keeps what the next chunk needs: an unfinished record or string, nothing else. */
  function keep(text: string): void {
    const from = recordStart !== -1 ? recordStart : inString ? stringStart : text.length;
    rest = text.slice(from);
    if (rest.length > maxRecordLength) throw new JsonBroken(false);
    if (recordStart !== -1) recordStart -= from;
    if (inString) stringStart -= from;
  }

  /** To be called at the end of the text. `other` counts elements of a list at the root that are no objects. */
  function finish(): { readonly other: number } {
    if (inString || stack.length > 0) throw new JsonBroken(true);
    if (!started) throw new JsonBroken(false);
    return { other };
  }

  return { push, finish };
}

function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 92) return at;
  }
  return -1;
}
