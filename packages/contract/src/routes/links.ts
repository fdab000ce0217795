import { z } from "zod";
import { Insight } from "../resources/insight.ts";
import { RowPage } from "../resources/file.ts";
import { LinkedFile } from "../resources/share.ts";
import { defineRoute } from "./define-route.ts";
import { RowsQuery } from "./files.ts";

/** Any text: what is no token of ours is answered as one that has ended. */
const LinkParams = z.object({ token: z.string() });

/** Where the page of a link stands; its token follows. */
export const linkPagePath = "/s/";
/** What stands below is read without signing in, by whoever holds the token. */
export const linkApiPath = "/api/links/";

/** An insight without its ids. */
export const LinkedInsight = Insight.omit({ file_id: true, user_id: true }).meta({ id: "LinkedInsight" });
export type LinkedInsight = z.infer<typeof LinkedInsight>;

export const openLink = defineRoute({
  operationId: "openLink",
  method: "get",
  path: "/api/links/{token}",
  tag: "sharing",
  summary: "The file that a link opens; counts as an opening",
  access: "public",
  params: LinkParams,
  answer: { kind: "json", status: 200, schema: LinkedFile },
  faults: ["link_unknown"],
});

export const listLinkedInsights = defineRoute({
  operationId: "listLinkedInsights",
  method: "get",
  path: "/api/links/{token}/insights",
  tag: "sharing",
  summary: "What was found in a link's file, ranked, in the reader's language",
  access: "public",
  params: LinkParams,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(LinkedInsight) }) },
  faults: ["link_unknown"],
});

export const listLinkedRows = defineRoute({
  operationId: "listLinkedRows",
  method: "get",
  path: "/api/links/{token}/rows",
  tag: "sharing",
  summary: "A page of raw rows of a link's file",
  access: "public",
  costly: true,
  params: LinkParams,
  query: RowsQuery,
  answer: { kind: "json", status: 200, schema: RowPage },
  faults: ["link_unknown", "not_ready"],
});

export const downloadLinkedFile = defineRoute({
  operationId: "downloadLinkedFile",
  method: "get",
  path: "/api/links/{token}/content",
  tag: "sharing",
  summary: "The bytes of a link's file, where whoever made it allows it",
  access: "public",
  costly: true,
  params: LinkParams,
  answer: {
    kind: "bytes",
    status: 200,
    mediaType: "application/octet-stream",
    description: "The original bytes, as an attachment under the original name",
  },
  faults: ["link_unknown", "download_not_shared", "file_missing"],
});

export const linkRoutes = { openLink, listLinkedInsights, listLinkedRows, downloadLinkedFile };
