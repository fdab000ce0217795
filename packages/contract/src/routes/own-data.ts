import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { ErasurePlan, ErasureRequest } from "../resources/erasure.ts";
import { defineRoute } from "./define-route.ts";

export const exportMyData = defineRoute({
  operationId: "exportMyData",
  method: "get",
  path: "/api/me/export",
  tag: "people",
  summary:
    "All that is the person's, as a zip that is written while it is read; one that was cut has no end and does not open",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  outsiders: true,
  answer: {
    kind: "bytes",
    status: 200,
    mediaType: "application/zip",
    description:
      "Files as uploaded, what was found in them, and everything kept about the person, with a manifest of SHA-256 sums",
  },
  costly: true,
  faults: ["viewing_as"],
});

export const planMyErasure = defineRoute({
  operationId: "planMyErasure",
  method: "get",
  path: "/api/me/erasure",
  tag: "people",
  summary: "What erasing the person would remove, and what it would do to their accounts",
  access: "member",
  roles: everyRole,
  keys: "never",
  outsiders: true,
  answer: { kind: "json", status: 200, schema: ErasurePlan },
  faults: ["viewing_as"],
});

export const eraseMe = defineRoute({
  operationId: "eraseMe",
  method: "post",
  path: "/api/me/erasure",
  tag: "people",
  summary:
    "Erase the person with all that is theirs: access ends at once, the rest follows by itself and cannot be called off",
  access: "member",
  roles: everyRole,
  keys: "never",
  outsiders: true,
  proof: "recent",
  body: ErasureRequest,
  answer: { kind: "json", status: 202, schema: z.object({ status: z.literal("erasing") }) },
  faults: ["erasure_word_wrong", "erasure_last_owner", "last_owner"],
});

export const ownDataRoutes = { exportMyData, planMyErasure, eraseMe };
