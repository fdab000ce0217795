import { sql, type Selectable, type Transaction } from "kysely";
import { fixedQuery, type StandIns } from "../fixed-query.ts";
import type { Database, NotificationsTable } from "../schema.ts";

/** `place` is where a list goes on after it. */
export type NotificationRow = Selectable<NotificationsTable> & { readonly place: string };

export type NotificationList = {
  readonly limit: number;
  readonly after?: { readonly createdAt: string; readonly id: string };
};

/** Said without a parameter: a plan that holds for every value has no use for the index of the unread. */
const isUnread = sql<boolean>`not is_read`;

/** Notifications of this scope, newest first. */
export async function listNotifications(
  tx: Transaction<Database>,
  list: NotificationList,
): Promise<readonly NotificationRow[]> {
  return pageAlone(tx, pageValues(list));
}

/** The same, and how many are unread in all, in one statement. */
export async function loadNotificationPage(
  tx: Transaction<Database>,
  list: NotificationList,
): Promise<{ readonly found: readonly NotificationRow[]; readonly unread: number }> {
  const rows = await pageCounted(tx, pageValues(list));
  const [first] = rows;
  const unread = first === undefined ? await countUnread(tx) : Number(first.unread);
  return { found: rows.map(({ unread: _unread, ...row }) => row), unread };
}

/** The notification as this scope sees it; null when there is none, or it is somebody else's. */
export async function findNotification(tx: Transaction<Database>, id: string): Promise<NotificationRow | null> {
  return (await selectNotifications(tx).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** How many notifications of this scope are unread. */
export async function countUnread(tx: Transaction<Database>): Promise<number> {
  const { count } = await tx
    .selectFrom("notifications")
    .select((of) => of.fn.countAll<string>().as("count"))
    .where(isUnread)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** False when this scope sees no such notification. */
export async function markNotification(tx: Transaction<Database>, id: string, isRead: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("notifications")
    .set({ is_read: isRead })
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Marks all as read; gives how many were not. */
export async function markAllRead(tx: Transaction<Database>): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable("notifications")
    .set({ is_read: true })
    .where(isUnread)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

type PageValues = { readonly limit: number; readonly createdAt: string | undefined; readonly id: string | undefined };

function pageValues({ limit, after }: NotificationList): PageValues {
  return { limit, createdAt: after?.createdAt, id: after?.id };
}

function selectPage(tx: Transaction<Database>, { limit, createdAt, id }: StandIns<PageValues>) {
  const query = selectNotifications(tx).orderBy("created_at", "desc").orderBy("id", "desc").limit(limit);
  return createdAt === undefined || id === undefined
    ? query
    : query.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)`);
}

const pageAlone = fixedQuery(selectPage);
const pageCounted = fixedQuery((tx, said: StandIns<PageValues>) =>
  selectPage(tx, said).select(sql<string>`(select count(*) from notifications where ${isUnread})`.as("unread")),
);

function selectNotifications(tx: Transaction<Database>) {
  return tx
    .selectFrom("notifications")
    .selectAll()
    .select(sql<string>`created_at::text`.as("place"));
}
