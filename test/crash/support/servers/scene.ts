import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunState } from "@caudal/runs/run.ts";
import { expect } from "vitest";
import { installGates, type Gate, type Gates } from "./gates.ts";
import { signUpAt, type Person } from "./person.ts";
import { enginesBelow } from "./processes.ts";
import type { RealServer } from "./real-server.ts";
import { scratchLeft, startServerPair, type PairOptions, type ServerPair } from "./server-pair.ts";
import { createUpload, finishUpload, type SentFile } from "./tus-upload.ts";
import { until } from "./until.ts";

/** Real servers, somebody signed in, and gates at which a run can be made to stand still. */
export type Scene = {
  readonly pair: ServerPair;
  readonly gates: Gates;
  readonly person: Person;
  readonly server: () => RealServer;
  /** Uploads to a server; gives the file's id. */
  upload(file: SentFile, server?: RealServer): Promise<string>;
  /** Uploads, and gives the file and the server whose run stands at the gate. */
  uploadAndHold(gate: Gate, file: SentFile): Promise<{ readonly id: string; readonly holder: RealServer }>;
  stateOf(fileId: string): Promise<RunState | null>;
  untilState(fileId: string, state: RunState): Promise<void>;
  /** Makes the wait before another attempt long enough to be looked at; `endWait` ends one. */
  lengthenWaits(): Promise<void>;
  endWait(fileId: string): Promise<void>;
  /** Engines of a server that carry out runs. */
  engines(server: RealServer): readonly number[];
  /** No engine at work, no scratch folder. */
  untilQuiet(): Promise<void>;
  /** Files in the store, as paths. */
  stored(): Promise<readonly string[]>;
  close(): Promise<void>;
};

export async function setScene(options: PairOptions = {}): Promise<Scene> {
  const pair = await startServerPair(options);
  const gates = await installGates(pair.database.superuserUrl);
  const server = () => pair.alive()[0] as RealServer;
  const person = await signUpAt(server().url);
  const stateOf = async (fileId: string) => {
    const { rows } = await pair.superuser.query<{ state: RunState }>(
      "select state from caudal.runs where file_id = $1 order by queued_at desc limit 1",
      [fileId],
    );
    return rows[0]?.state ?? null;
  };
  const upload = async (file: SentFile, to = server()) => {
    const path = await createUpload(person, to.url, file);
    return finishUpload(person, () => to.url + path, file.bytes);
  };
  const scratch = join(pair.dataDir, "scratch");
  return {
    pair,
    gates,
    person,
    server,
    upload,
    uploadAndHold: async (gate, file) => {
      await gates.close(gate);
      const id = await upload(file);
      const name = await gates.waiter(async () => ["succeeded", "failed"].includes((await stateOf(id)) ?? ""));
      return { id, holder: pair.named(name) };
    },
    stateOf,
    untilState: async (fileId, state) => {
      let last: RunState | null = null;
      await until(`run of ${fileId} becomes ${state}`, async () => (last = await stateOf(fileId)) === state).catch(
        (cause: unknown) => {
          throw new Error(`the run is ${last}\n${pair.output()}`, { cause });
        },
      );
    },
    lengthenWaits: async () => {
      await pair.superuser.query(`create function crash.wait_long() returns trigger language plpgsql as
        $$ begin new.available_at := now() + interval '1 hour'; return new; end $$`);
      await pair.superuser.query(`create trigger wait_long before update of state on caudal.runs for each row
        when (new.state = 'waiting') execute function crash.wait_long()`);
    },
    endWait: async (fileId) => {
      await pair.superuser.query("update caudal.runs set available_at = now() where file_id = $1", [fileId]);
    },
    engines: (of) =>
      enginesBelow(scratch)
        .filter(({ parent }) => parent === of.pid)
        .map(({ pid }) => pid),
    untilQuiet: async () => {
      await until("no engine is left at work", () => enginesBelow(scratch).length === 0);
      await until("no scratch folder is left", async () => (await scratchLeft(pair.dataDir)).length === 0);
    },
    stored: async () => {
      const folder = join(pair.dataDir, "objects");
      const found = await until("the store can be looked through while nothing in it goes", () =>
        readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) =>
          error.code === "ENOENT" ? null : Promise.reject(error),
        ),
      );
      return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    },
    close: async () => {
      await gates.open();
      await pair.close();
      await gates.end();
    },
  };
}

/** The status and the code of a problem that an answer carries. */
export async function problemIn(response: Response): Promise<{ readonly status: number; readonly code: string }> {
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  return (await response.json()) as { status: number; code: string };
}
