import { accessRoutes } from "./access.ts";
import { accountRoutes } from "./accounts.ts";
import { apiKeyRoutes } from "./api-keys.ts";
import { auditRoutes } from "./audit.ts";
import { departureRoutes } from "./departures.ts";
import { fileRoutes } from "./files.ts";
import { linkRoutes } from "./links.ts";
import { invitationRoutes } from "./invitations.ts";
import { masterKeyRoutes } from "./master-key.ts";
import { memberWaysRoutes } from "./member-ways.ts";
import { memberRoutes } from "./members.ts";
import { mailedLinkRoutes } from "./mailed-links.ts";
import { notificationRoutes } from "./notifications.ts";
import { quotaRoutes } from "./quotas.ts";
import { oidcRoutes } from "./oidc.ts";
import { operationRoutes } from "./operations.ts";
import { operatorPeopleRoutes } from "./operator-people.ts";
import { ownDataRoutes } from "./own-data.ts";
import { personRoutes } from "./people.ts";
import { receiptRoutes } from "./receipts.ts";
import { runRoutes } from "./runs.ts";
import { secondFactorRoutes } from "./second-factor.ts";
import { securityActivityRoutes } from "./security-activity.ts";
import { sessionRoutes } from "./sessions.ts";
import { shareRoutes } from "./shares.ts";
import { viewRoutes } from "./views.ts";
import { webhookRoutes } from "./webhooks.ts";

/** The whole HTTP API (uploads apart: they speak tus, see uploads.ts), by operationId. */
export const routes = {
  ...personRoutes,
  ...secondFactorRoutes,
  ...operatorPeopleRoutes,
  ...sessionRoutes,
  ...securityActivityRoutes,
  ...apiKeyRoutes,
  ...oidcRoutes,
  ...ownDataRoutes,
  ...quotaRoutes,
  ...mailedLinkRoutes,
  ...fileRoutes,
  ...shareRoutes,
  ...linkRoutes,
  ...runRoutes,
  ...receiptRoutes,
  ...accountRoutes,
  ...memberRoutes,
  ...memberWaysRoutes,
  ...departureRoutes,
  ...invitationRoutes,
  ...accessRoutes,
  ...viewRoutes,
  ...auditRoutes,
  ...notificationRoutes,
  ...webhookRoutes,
  ...masterKeyRoutes,
  ...operationRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;
