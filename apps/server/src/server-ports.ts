import type { Clock } from "@caudal/base/clock.ts";
import type { Dialer } from "@caudal/base/dial/dialer.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { Listener } from "@caudal/db/listen.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { TableChecker } from "@caudal/engines/embedded/table-checker.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { KeyFile } from "@caudal/secrets/key-file.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { ChainWatch } from "./audit/chain-watch.ts";
import type { SessionTimes } from "./auth/create-auth.ts";
import type { SignInLimits } from "./auth/limit-attempts.ts";
import type { MailLimits } from "./auth/limit-mails.ts";
import type { EventHubSettings } from "./events/event-hub.ts";
import type { RowReader } from "./files/file-rows.ts";
import type { HttpLimits } from "./http/http-service.ts";
import type { ServerMetrics } from "./http/metrics.ts";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import type { LoggedAddresses } from "./http/who-asks.ts";
import type { RequestRates } from "./limits/limit-requests.ts";
import type { MailSender } from "./mail/mail-sender.ts";
import type { RotationSettings } from "./master-key/key-rotation.ts";
import type { OidcSettings } from "./oidc/open-oidc.ts";
import type { ReceiptKeys } from "./receipts/receipt-keys.ts";
import type { SecurityRecorder } from "./security-events/security-recorder.ts";
import type { Uploads, UploadsPorts } from "./uploads/uploads.ts";

/** Everything outside of the server that it works with: main.ts opens them, tests hand in the same or smaller ones. */
export type ServerPorts = {
  readonly db: Kysely<Database>;
  /** The application's login without Kysely, for what is no query of a scope. */
  readonly pool: Pool;
  /** Sign-in's own login. */
  readonly authPool: Pool;
  /** The same login, for what every request asks. */
  readonly authLanes: Lanes;
  readonly listener: Listener;
  readonly objects: ObjectStore;
  /** Where mails are files while there is no mail server. */
  readonly mailFolder: string;
  readonly rows: RowReader;
  readonly dialer: Dialer;
  /** Seals what is kept in the database and must not be read there. */
  readonly keyring: Keyring;
  /** Where the ring's keys come from, and how they are changed. */
  readonly keyFile: KeyFile;
  readonly receiptKeys: ReceiptKeys;
  /** Compares the audit's chain with what is kept of it outside of the database. */
  readonly auditWatch: ChainWatch;
  /** Adds up Parquet copies, to compare them with their receipts. */
  readonly checker: TableChecker;
  readonly log: Log;
  /** Makes what answers below `/api/uploads`; null for a server without uploads (tests). */
  readonly openUploads:
    | ((ports: Pick<UploadsPorts, "authenticate" | "localeOf" | "problemOf" | "onError" | "onEnd">) => Uploads)
    | null;
  /** Parts that run beside the requests: the worker, sweepers, schedules. They may use the metrics, and say what was refused. */
  readonly beside: (metrics: ServerMetrics, note: SecurityRecorder["note"]) => readonly Service[];
};

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly baseUrl: string;
  readonly authSecret: string;
  readonly signUpOpen: boolean;
  /** Whether people may have and use passwords; when not said they may. Off only beside `oidc`. */
  readonly passwordsOn?: boolean;
  /** Where mails go: people are told when it is a folder that the administrator has to look into. */
  readonly mailDelivery: MailSender["delivery"];
  /** Whoever sends it may sign up while that is closed. */
  readonly founderToken: string | undefined;
  readonly trustedProxies: number;
  /** Whoever sends it operates the server. */
  readonly operatorToken: string;
  /** Of who asks, in the log; whole when not said. */
  readonly logAddresses?: LoggedAddresses;
  readonly maxUploadBytes: number;
  readonly webDir: string;
  /** Where an export waits for a slow reader; the system's folder for such things when absent. */
  readonly spoolFolder?: string | undefined;
  /** Bytes of a disk that are left free; a share of it (`keptFree`) when absent. */
  readonly storageReserve?: number | undefined;
  readonly version: string;
  readonly sessions?: SessionTimes;
  readonly limits?: Partial<SignInLimits>;
  readonly mailLimits?: MailLimits;
  readonly rates: RequestRates;
  /** Uploads and downloads at once of one person, and of their keys. */
  readonly transfersPerPerson: number;
  readonly keyRotation?: RotationSettings;
  /** Binary logarithm of what hashing a password costs; tests take less than password-hash.ts says. */
  readonly passwordCost?: number;
  /** Other than the machine's own, in tests. */
  readonly clock?: Clock;
  /** Bytes that an account without a figure of its own may keep; absent for no limit. */
  readonly storagePerAccount?: number | null | undefined;
  /** Files that such an account may keep; absent for no limit. */
  readonly filesPerAccount?: number | null | undefined;
  /** Runs at once of an account without a figure of its own. */
  readonly runsPerAccount?: number;
  /** The service with which one may sign in besides; null where none is configured. */
  readonly oidc?: OidcSettings | null;
  readonly events?: EventHubSettings;
  readonly connections?: Pick<
    HttpLimits,
    "bodyTimeoutMs" | "connections" | "slowestReader" | "slowestSender" | "checkPaceMs"
  >;
};
