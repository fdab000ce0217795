import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { answersInTime } from "@caudal/db/embedded/answers-in-time.ts";
import { openCluster, type Cluster } from "@caudal/db/embedded/open-cluster.ts";
import { couldServe } from "@caudal/db/embedded/postmaster-pid.ts";
import { migrate } from "@caudal/db/migrate.ts";
import type { LauncherSettings } from "./settings.ts";

/** The database that the platform works on: ours, which we watch and stop, or the operator's. */
export type PlatformDatabase = {
  /** What the server gets to know of it. Never the owner's address: the server has no business with that login. */
  readonly env: { readonly DATABASE_URL: string; readonly CAUDAL_AUTH_URL: string };
  /** The embedded server's; undefined for a database of the operator's. */
  readonly process: DatabaseProcess | undefined;
  stop(): Promise<void>;
};

/** The embedded server as seen from outside: it may not be our child, when an earlier start left it behind. */
export type DatabaseProcess = {
  readonly pid: number;
  /** It lives and is that server: its number may have been given to another program since. */
  isThere(): Promise<boolean>;
  /** It takes a new connection and answers a query. */
  answers(deadlineMs: number): Promise<boolean>;
};

/** Starts or adopts the embedded PostgreSQL, or takes the operator's, and brings its tables to this version. */
export async function openDatabase(settings: LauncherSettings): Promise<PlatformDatabase> {
  if (settings.databaseUrl !== undefined && settings.authUrl !== undefined) {
    return takeOperatorsDatabase(settings.databaseUrl, settings.authUrl, settings.migrateUrl);
  }
  const cluster = await openCluster({ folder: join(settings.dataDir, "postgres") });
  try {
    await migrate(cluster.urls.owner, { appLogin: cluster.logins.app, signinLogin: cluster.logins.signin });
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return {
    env: { DATABASE_URL: cluster.urls.app, CAUDAL_AUTH_URL: cluster.urls.signin },
    process: processOf(cluster),
    stop: () => cluster.stop(),
  };
}

export function processOf({ pid, dataFolder, urls }: Pick<Cluster, "pid" | "dataFolder" | "urls">): DatabaseProcess {
  return {
    pid,
    isThere: () => couldServe({ pid, dataFolder }, dataFolder),
    answers: (deadlineMs) => answersInTime(urls.app, deadlineMs),
  };
}

/** Without the owner's address nothing is migrated here, and the server refuses a database that is not current. */
async function takeOperatorsDatabase(
  app: string,
  signin: string,
  owner: string | undefined,
): Promise<PlatformDatabase> {
  if (owner !== undefined) {
    await migrate(owner, { appLogin: loginOf(app, "DATABASE_URL"), signinLogin: loginOf(signin, "CAUDAL_AUTH_URL") });
  }
  return { env: { DATABASE_URL: app, CAUDAL_AUTH_URL: signin }, process: undefined, stop: () => Promise.resolve() };
}

function loginOf(url: string, name: string): string {
  const login = decodeURIComponent(new URL(url).username);
  if (login === "")
    throw new Fault("config_invalid", { params: { problems: `${name}: postgres://USER:…@HOST/DATABASE` } });
  return login;
}
