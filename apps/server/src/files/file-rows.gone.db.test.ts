import { Fault } from "@caudal/base/fault.ts";
import { expect, onTestFinished, test } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer } from "../../testing/test-server.ts";

test("rows of a file that is deleted while they are read are not found, whatever the engine said; a failure without that stays one", async () => {
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const server = await startTestServer({
    rows: {
      readRows: async () => {
        await meanwhile();
        throw new Fault("engine_query_failed", { params: { message: "No files found" } });
      },
    },
  });
  onTestFinished(server.close);
  const person = await signUp(server);
  const { fileId } = await furnish(server, person.scope);
  const page = () => person.fetch(`/api/files/${fileId}/rows?offset=0&limit=10`);

  expect((await page()).status).toBe(500);
  meanwhile = () => person.client.deleteFile({ params: { id: fileId } });
  expect((await page()).status).toBe(404);
});
