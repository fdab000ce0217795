import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient, ProblemError } from "@caudal/contract/client/client.ts";
import { type DemoRecord, demoEmail, makePassword, readDemoRecord, writeDemoRecord } from "./demo-record.ts";
import { beginUpload, finishUpload, type SessionFetch } from "./demo-uploads.ts";

export type DemoOptions = {
  /** Where the server answers, without a slash at the end. */
  readonly address: string;
  /** The data folder, which remembers how far the demonstration came. */
  readonly folder: string;
  /** Folder of sample files, each of which the demonstration's person uploads once. */
  readonly samples: string;
  /** Path of the upload endpoint on the server. */
  readonly uploadPath: string;
  /** With which the demonstration's person may sign up while that is closed to others. */
  readonly founderToken: string;
};

/** `leftOut`: samples that are larger than an upload may be. */
export type DemoSignIn = { readonly email: string; readonly password: string; readonly leftOut: readonly string[] };

/**
 * Signs up the demonstration's person and uploads the sample files, as a browser would, once in the life of a data folder:
 * killed anywhere, it goes on there, and neither the person nor a file is there twice.
 * @returns how to sign in, until `rememberShown` was called; undefined ever after.
 */
export async function seedDemo(options: DemoOptions): Promise<DemoSignIn | undefined> {
  const record = readDemoRecord(options.folder) ?? begin(options.folder);
  if (record.state === "shown" || record.password === null) return undefined;
  let leftOut: readonly string[] = [];
  if (record.state === "begun") {
    const session = openSession(options.address, options.founderToken);
    if (!(await enter(session.client, record.password))) {
      // Somebody else has that address: an older data folder's person, whose password only they know.
      writeDemoRecord(options.folder, { ...record, password: null, state: "shown" });
      return undefined;
    }
    leftOut = await uploadSamples(session, options, record);
    writeDemoRecord(options.folder, { ...record, state: "filled" });
  }
  return { email: demoEmail, password: record.password, leftOut };
}

/** The sign-in was shown: forgets the password. */
export function rememberShown(folder: string): void {
  const record = readDemoRecord(folder);
  if (record !== undefined) writeDemoRecord(folder, { ...record, password: null, state: "shown" });
}

function begin(folder: string): DemoRecord {
  const record: DemoRecord = { password: makePassword(), uploads: {}, state: "begun" };
  writeDemoRecord(folder, record);
  return record;
}

type Session = { readonly client: Client; readonly send: SessionFetch };

/** Keeps the session's cookie between requests, and names the server's own page as their origin. */
function openSession(address: string, founderToken: string): Session {
  const cookies = new Map<string, string>();
  const send: SessionFetch = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("origin", address);
    headers.set("caudal-founder-token", founderToken);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, address), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  };
  const client = createClient({
    baseUrl: address,
    fetch: (input, init) => send(input instanceof Request ? input.url : input.toString(), init),
    locale: () => "es",
  });
  return { client, send };
}

/** Signs up, or in when an earlier start had signed up already. @returns false when the address has another password */
async function enter(client: Client, password: string): Promise<boolean> {
  try {
    await client.signUp({ body: { name: "Ana (demostración)", email: demoEmail, password, locale: "es" } });
    return true;
  } catch (error) {
    if (!hasCode(error, "email_taken")) throw error;
  }
  try {
    await client.signIn({ body: { email: demoEmail, password } });
    return true;
  } catch (error) {
    if (hasCode(error, "sign_in_refused")) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.problem.code === code;
}

/** What the server has already is asked of the server; the record only knows the uploads that were begun. */
async function uploadSamples(
  { client, send }: Session,
  options: DemoOptions,
  record: DemoRecord,
): Promise<readonly string[]> {
  const leftOut: string[] = [];
  const there = new Set((await client.listFiles({ query: { limit: 200 } })).items.map((file) => file.file_name));
  const samples = readdirSync(options.samples).filter((name) => /\.(csv|xlsx|json|parquet|gz|tsv|ndjson)$/.test(name));
  for (const name of samples.toSorted()) {
    if (there.has(name)) continue;
    const file = join(options.samples, name);
    const begun = record.uploads[name];
    if (begun !== undefined && (await finishUpload(send, begun, file))) continue;
    const upload = await beginUpload(send, options.uploadPath, file);
    if (upload === null) {
      leftOut.push(name);
      continue;
    }
    record.uploads[name] = upload;
    writeDemoRecord(options.folder, record);
    await finishUpload(send, upload, file);
  }
  return leftOut;
}
