import { expect, test } from "vitest";
import { routes } from "../routes/routes.ts";
import { rolesDocument } from "./roles-document.ts";

test("docs/roles.md says what the routes say; -u writes it anew", async () => {
  const document = rolesDocument();
  for (const operation of Object.keys(routes)) expect(document).toContain(`| ${operation} `);
  await expect(document).toMatchFileSnapshot("../../../../docs/roles.md");
});
