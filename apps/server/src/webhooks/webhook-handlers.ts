import { randomUUID } from "node:crypto";
import type { Dialer } from "@caudal/base/dial/dialer.ts";
import { Fault } from "@caudal/base/fault.ts";
import { maxWebhooks, rotationHours } from "@caudal/contract/resources/webhook.ts";
import type { webhookRoutes } from "@caudal/contract/routes/webhooks.ts";
import {
  deleteWebhook,
  findWebhook,
  findWebhookDelivery,
  insertWebhook,
  listWebhookDeliveries,
  listWebhooks,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from "@caudal/db/queries/webhooks.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { Kysely, Transaction } from "kysely";
import { pageOfRows, placeOf } from "../http/list-place.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { deliveryResource, webhookResource } from "./webhook-resource.ts";
import { makeWebhookSecret, sealWebhookSecret, type WebhookPlace } from "./webhook-secret.ts";

export type WebhookHandlerPorts = {
  readonly db: Kysely<Database>;
  readonly dialer: Dialer;
  readonly keyring: Keyring;
};

async function requireActive(tx: Transaction<Database>, id: string): Promise<void> {
  const hook = await findWebhook(tx, id);
  if (hook === null) throw new Fault("not_found");
  if (!hook.active) throw new Fault("webhook_off");
}

export function webhookHandlers({ db, dialer, keyring }: WebhookHandlerPorts): HandlersOf<typeof webhookRoutes> {
  const makeSecret = (place: WebhookPlace) => {
    const secret = makeWebhookSecret();
    return { secret, sealed: sealWebhookSecret(keyring, secret, place) };
  };
  /** Whoever saves an address that is not called is told at once; it is judged again each time that it is called. */
  const checkAddress = (url: string) => dialer.check(url, { plainWhereOpened: true });

  return {
    listWebhooks: async ({ person, context }) => ({
      items: (await readInScope(db, person.scope, listWebhooks)).map((row) => webhookResource(row, context.locale)),
    }),

    createWebhook: async ({ body: { name, url, kinds }, person, context }) => {
      await checkAddress(url);
      const id = randomUUID();
      const { secret, sealed } = makeSecret({ webhook: id, account: person.scope.accountId, url });
      const row = await withScope(db, person.scope, (tx) =>
        insertWebhook(tx, { id, name, url, kinds, secret: sealed }, maxWebhooks),
      );
      if (row === null) throw new Fault("webhooks_too_many", { params: { limit: maxWebhooks } });
      return { ...webhookResource(row, context.locale), secret };
    },

    updateWebhook: async ({ params: { id }, body: { url, ...change }, person, context }) => {
      const before = await withScope(db, person.scope, (tx) => findWebhook(tx, id));
      if (before === null) throw new Fault("not_found");
      const moving = url !== undefined && url !== before.url ? { url } : null;
      if (moving !== null) await checkAddress(moving.url);
      const made = moving && makeSecret({ webhook: id, account: person.scope.accountId, url: moving.url });
      const row = await withScope(db, person.scope, (tx) =>
        updateWebhook(tx, id, {
          ...(change.name === undefined ? {} : { name: change.name }),
          ...(change.kinds === undefined ? {} : { kinds: change.kinds }),
          ...(change.active === undefined ? {} : { active: change.active }),
          ...(moving && made ? { moved: { url: moving.url, secret: made.sealed } } : {}),
        }),
      );
      if (row === null) throw new Fault("not_found");
      return { ...webhookResource(row, context.locale), secret: made?.secret ?? null };
    },

    rotateWebhookSecret: async ({ params: { id }, person, context }) => {
      const before = await withScope(db, person.scope, (tx) => findWebhook(tx, id));
      if (before === null) throw new Fault("not_found");
      const { secret, sealed } = makeSecret({ webhook: id, account: person.scope.accountId, url: before.url });
      const row = await withScope(db, person.scope, (tx) => rotateWebhookSecret(tx, before, sealed, rotationHours));
      if (row === null) throw new Fault("not_found");
      return { ...webhookResource(row, context.locale), secret };
    },

    deleteWebhook: async ({ params: { id }, person }) => {
      if (!(await withScope(db, person.scope, (tx) => deleteWebhook(tx, id)))) throw new Fault("not_found");
    },

    testWebhook: async ({ params: { id }, person, context }) => {
      const sent = await withScope(db, person.scope, async (tx) => {
        const entry = await testWebhook(tx, id);
        return entry === null ? null : findWebhookDelivery(tx, id, entry);
      });
      if (sent === null) throw new Fault("not_found");
      return deliveryResource(sent, context.locale);
    },

    listWebhookDeliveries: async ({ params: { id }, query: { state, cursor, limit }, person, context }) => {
      const asked = {
        limit: limit + 1,
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { after: placeOf(cursor) }),
      };
      const found = await readInScope(db, person.scope, async (tx) =>
        (await findWebhook(tx, id)) === null ? null : listWebhookDeliveries(tx, id, asked),
      );
      if (found === null) throw new Fault("not_found");
      const { rows, next } = pageOfRows(found, limit, (row) => ({ at: row.place, id: row.id }));
      return { items: rows.map((row) => deliveryResource(row, context.locale)), next };
    },

    replayWebhookDelivery: async ({ params: { id, delivery }, person, context }) =>
      withScope(db, person.scope, async (tx) => {
        await requireActive(tx, id);
        const replayed = await replayWebhook(tx, id, delivery);
        const row = await findWebhookDelivery(tx, id, delivery);
        if (row === null) throw new Fault("not_found");
        if (replayed === 0) throw new Fault("webhook_not_replayable");
        return deliveryResource(row, context.locale);
      }),

    replayWebhook: async ({ params: { id }, person }) =>
      withScope(db, person.scope, async (tx) => {
        await requireActive(tx, id);
        return { replayed: await replayWebhook(tx, id, null) };
      }),
  };
}
