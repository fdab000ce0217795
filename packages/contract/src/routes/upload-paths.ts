import { problemAnswer } from "./problem-answer.ts";
import { uploadKeyScope, uploadRoles, uploadsPath } from "./uploads.ts";

type Json = Record<string, unknown>;

const version = { name: "Tus-Resumable", in: "header", required: true, schema: { const: "1.0.0" } };
const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const count = (description: string): Json => ({ description, schema: { type: "integer", minimum: 0 } });
const text = (description: string): Json => ({ description, schema: { type: "string" } });
const fileId = text("Once all bytes are there: the id of the file that they became");
const bytes = { content: { "application/offset+octet-stream": { schema: {} } } };

/** One operation of tus: `faults` by status, besides those that any of them can meet. */
function operation(
  operationId: string,
  summary: string,
  parts: { readonly parameters: readonly Json[]; readonly body?: Json },
  answer: { readonly status: number; readonly description: string; readonly headers: Json },
  faults: Readonly<Record<number, string>>,
): Json {
  const { status, ...said } = answer;
  const problems = Object.entries({
    401: "not_signed_in, key_refused",
    403: "forbidden, key_scope_missing, second_factor_required, origin_refused",
    409: "account_changed",
    429: "rate_limited, too_many_at_once: Retry-After says in how many seconds to ask again; what was sent stays",
    ...faults,
    default: "Any other failure",
  });
  return {
    operationId,
    summary,
    tags: ["files"],
    security: [{ session: [] }, { key: [] }],
    "x-roles": uploadRoles,
    "x-key-scope": uploadKeyScope,
    parameters: [
      ...parts.parameters,
      { $ref: "#/components/parameters/Language" },
      { $ref: "#/components/parameters/Account" },
    ],
    ...(parts.body === undefined ? {} : { requestBody: parts.body }),
    responses: {
      [String(status)]: said,
      ...Object.fromEntries(problems.map(([each, description]) => [each, problemAnswer(description)])),
    },
    externalDocs: { url: "https://tus.io/protocols/resumable-upload" },
  };
}

const header = (name: string, required: boolean, schema: Json, description: string): Json => ({
  name,
  in: "header",
  required,
  schema,
  description,
});
const length = { type: "integer", minimum: 0 };

/** Uploads as the OpenAPI document tells them: announce (POST), send (PATCH), and ask how much has come (HEAD) to go on after a cut. */
export const uploadPaths: Readonly<Record<string, Json>> = {
  [uploadsPath]: {
    options: operation(
      "describeUploads",
      "What of tus 1.0 is offered here",
      { parameters: [] },
      {
        status: 204,
        description: "Offered",
        headers: {
          "Tus-Version": text("1.0.0"),
          "Tus-Extension": text("Extensions, separated by commas"),
          "Tus-Max-Size": count("Bytes that a file may have"),
        },
      },
      {},
    ),
    post: operation(
      "createUpload",
      "Announce a file: its length and its name; its first bytes may come along",
      {
        parameters: [
          version,
          header("Upload-Length", true, length, "Bytes of the whole file"),
          header(
            "Upload-Metadata",
            true,
            { type: "string", pattern: "^(.*,)? ?filename [A-Za-z0-9+/]+={0,2} ?(,.*)?$" },
            "`filename` and, after a blank, the name as Base64 of its UTF-8; more pairs after commas are borne",
          ),
        ],
        body: { required: false, ...bytes },
      },
      {
        status: 201,
        description: "Announced",
        headers: {
          Location: text("Where its bytes go, as a path of this server"),
          "Upload-Offset": count("Bytes that came along, where some did"),
          "Upload-Expires": text("Until when it is waited for"),
          "Caudal-File-Id": fileId,
        },
      },
      {
        400: "invalid_fields, upload_name_invalid",
        413: "too_large, upload_longer_than_declared",
        507: "storage_full",
      },
    ),
  },
  [`${uploadsPath}/{id}`]: {
    head: operation(
      "getUpload",
      "How many bytes have come",
      { parameters: [id, version] },
      {
        status: 200,
        description: "So many",
        headers: {
          "Upload-Offset": count("Bytes that have come: go on from here"),
          "Upload-Length": count("Bytes of the whole file"),
          "Caudal-File-Id": fileId,
        },
      },
      { 404: "not_found", 410: "not_found", 423: "conflict" },
    ),
    patch: operation(
      "sendUpload",
      "Send bytes, from the offset that the server has on",
      {
        parameters: [id, version, header("Upload-Offset", true, length, "Bytes that have come: where these belong")],
        body: { required: true, ...bytes },
      },
      {
        status: 204,
        description: "They have come",
        headers: { "Upload-Offset": count("Bytes that have come now"), "Caudal-File-Id": fileId },
      },
      {
        400: "invalid_fields",
        404: "not_found",
        409: "account_changed; conflict: it has another offset",
        410: "not_found",
        413: "upload_longer_than_declared",
        423: "conflict: somebody sends to it",
        507: "storage_full",
      },
    ),
    delete: operation(
      "deleteUpload",
      "Give up an upload that is not finished",
      { parameters: [id, version] },
      { status: 204, description: "Given up", headers: {} },
      { 400: "bad_request: it is finished, delete the file", 404: "not_found", 410: "not_found", 423: "conflict" },
    ),
  },
};
