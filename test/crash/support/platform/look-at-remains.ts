import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mailsIn } from "../../../support/mail-folder.ts";
import { sha256 } from "../servers/tus-upload.ts";
import type { Asker } from "./asker.ts";
import type { Remains } from "./history.ts";
import { findTraces } from "./find-traces.ts";
import { lookAtAudit, lookAtReceipts } from "./look-at-record.ts";
import type { Stage } from "./stage.ts";

export type Looked = {
  /** Those who are there and can be asked. */
  readonly askers: readonly Asker[];
  /** Addresses that were invited. */
  readonly invited: readonly string[];
  /** Those who had themselves erased. */
  readonly erased: readonly { readonly userId: string; readonly email: string }[];
};

/** What is there once everything has come to rest: the database past all policies, what each person is shown, and what they download. */
export async function lookAtRemains(stage: Stage, { askers, invited, erased }: Looked): Promise<Remains> {
  const whose = [[...askers, ...erased].map(({ userId }) => userId)];
  const files = await stage.look<Omit<Remains["files"][number], "downloaded">>(
    `select f.id, f.user_id as who, f.file_name as name, f.status::text, f.sha256, f.rows::float8 as rows,
       array(select i.key || ' ' || array_to_string(i.columns, ' ') from caudal.insights i where i.run_id = f.profile_run_id) as insights
     from caudal.files f where f.user_id = any ($1::uuid[]) order by f.uploaded_at`,
    whose,
  );
  const runs = await stage.look<Remains["runs"][number]>(
    `select r.id, r.user_id as who, r.file_id as "fileId", r.state, r.attempt, r.max_attempts as "maxAttempts",
       array(select k.key from caudal.run_keys k where k.run_id = r.id) as keys
     from caudal.runs r where r.user_id = any ($1::uuid[])`,
    whose,
  );
  return {
    files: await Promise.all(
      files.map(async (file) => ({
        ...file,
        downloaded: await downloadOf(
          askers.find(({ userId }) => userId === file.who),
          file.id,
        ),
      })),
    ),
    runs,
    notifications: await stage.look(
      `select id, user_id as who, coalesce(related_file_id::text, '') as "fileId", key, is_read as "isRead"
       from caudal.notifications where user_id = any ($1::uuid[])`,
      whose,
    ),
    shares: await stage.look(
      `select id, file_id as "fileId", grantee_user_id as "with", revoked_at is not null as revoked
       from caudal.shares where user_id = any ($1::uuid[])`,
      whose,
    ),
    events: await stage.look(
      `select id::float8 as id, user_id as who, topic, subject_id as subject from caudal.events where user_id = any ($1::uuid[])`,
      whose,
    ),
    shown: await Promise.all(askers.map(shownTo)),
    keys: await stage.look(
      `select id, user_id as who, revoked_at is not null as revoked from caudal.api_keys where user_id = any ($1::uuid[])`,
      whose,
    ),
    invitations: await stage.look(
      `select id, accepted_by as "acceptedBy",
         case when accepted_at is not null then 'accepted' when revoked_at is not null then 'revoked' else 'open' end as state
       from caudal.invitations`,
    ),
    addresses: await Promise.all(
      (
        await stage.look<{ email: string; persons: number; members: number }>(
          `select a.email, (select count(*)::int from auth."user" u where u.email = a.email) as persons,
             (select count(*)::int from caudal.members m join caudal.profiles p using (user_id) where p.email = a.email) as members
           from unnest($1::text[]) as a (email)`,
          [invited],
        )
      ).map(async (address) => ({ ...address, mails: await invitationsTo(stage, address.email) })),
    ),
    traces: await findTraces(stage, erased),
    stored: await storedFolders(stage),
    receipts: await lookAtReceipts(stage, askers, runs),
    audit: await lookAtAudit(stage),
  };
}

async function invitationsTo(stage: Stage, email: string): Promise<number> {
  return (await mailsIn(stage.folder, email)).filter(({ text }) => text.includes("/invitation#")).length;
}

/** Every folder in which bytes lie, below that of its account. */
export async function storedFolders(stage: Stage): Promise<Remains["stored"]> {
  const objects = join(stage.folder, "objects");
  const names = await Promise.all(
    (await readdir(objects)).map(async (account) => readdir(join(objects, account)).catch((): string[] => [])),
  );
  const owned = await stage.look<{ readonly folder: string }>(
    `select split_part(object_key, '/', 2) as folder from caudal.files
     union select split_part(object_key, '/', 2) from caudal.uploads where file_id is null`,
  );
  const known = new Set(owned.map(({ folder }) => folder));
  return names.flat().map((folder) => ({ folder, known: known.has(folder) }));
}

async function downloadOf(asker: Asker | undefined, fileId: string): Promise<string> {
  for (let times = 0; times < 100; times += 1) {
    const response = await asker?.tryOnce(`/api/files/${fileId}/content`);
    if (response?.status === 200) return sha256(Buffer.from(await response.arrayBuffer()));
  }
  return "cannot be downloaded";
}

async function shownTo(asker: Asker): Promise<Remains["shown"][number]> {
  return {
    who: asker.userId,
    files: await idsOf(asker, "/api/files?limit=200&whose=own"),
    notifications: await idsOf(asker, "/api/notifications?limit=200"),
  };
}

/** All pages of a list. */
async function idsOf(asker: Asker, path: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const { response, text } = await asker.ask(cursor === "" ? path : `${path}&cursor=${encodeURIComponent(cursor)}`);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    const page = JSON.parse(text) as { items: { id: string }[]; next: string | null };
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  return ids;
}
