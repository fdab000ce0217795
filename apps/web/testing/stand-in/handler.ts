import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import { detail, files, rejects, rowPage, runDetail } from "./files.ts";
import { insights } from "./insights.ts";
import { accountLimits, idOf, me, notifications } from "./people.ts";
import { answerUpload } from "./uploads.ts";

/** What the stand-in shows: chosen by the cookie `scene`. */
export type Scene = "full" | "empty" | "loading" | "failing" | "offline" | "signed-out";

function sceneOf(request: IncomingMessage): Scene {
  const found = /(?:^|;\s*)scene=([a-z-]+)/.exec(request.headers.cookie ?? "")?.[1];
  return found === "empty" ||
    found === "loading" ||
    found === "failing" ||
    found === "offline" ||
    found === "signed-out"
    ? found
    : "full";
}

function problem(status: number, code: string, title: string, detailText: string, action: string): Problem {
  return {
    type: `https://caudal.dev/problems/${code}`,
    title,
    status,
    detail: detailText,
    code,
    action,
    request_id: "7c1f0a52",
  };
}

const failing = problem(
  503,
  "database_unreachable",
  "La base de datos no responde",
  "El servidor está en pie, pero no alcanza su base de datos. Nada de lo guardado se perdió.",
  "Espera un momento y reintenta; si sigue, avisa a quien administra el servidor.",
);
const notFound = problem(
  404,
  "not_found",
  "No existe",
  "No hay nada en esta dirección, o no es tuyo.",
  "Vuelve a la lista de archivos.",
);
const signedOut = problem(
  401,
  "not_signed_in",
  "No has entrado",
  "Esta página necesita que entres a tu cuenta.",
  "Entra y sigue donde estabas.",
);
const refused = problem(
  401,
  "sign_in_refused",
  "El correo o la contraseña no coinciden",
  "Revisa que estén bien escritos, mayúsculas incluidas.",
  "Inténtalo de nuevo.",
);

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": status >= 400 ? "application/problem+json" : "application/json" });
  response.end(JSON.stringify(body));
}

/** Answers the API from memory; false when the request is not for the API. */
export function answer(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? "/", "http://stand-in");
  const path = url.pathname;
  if (!path.startsWith("/api/") && !path.startsWith("/functions/")) return false;
  const scene = sceneOf(request);
  if (path.startsWith("/api/uploads")) return answerUpload(request, response);
  if (path === "/api/auth/sign-in/email" || path === "/api/auth/sign-up/email")
    return (
      send(response, scene === "failing" ? 401 : 200, scene === "failing" ? refused : { delivery: "smtp" }), true
    );
  if (path === "/api/auth/ways")
    return (send(response, 200, { sign_up: true, passwords: true, oidc: { name: "Google" } }), true);
  if (path === "/api/auth/sign-out") return (response.writeHead(204).end(), true);
  if (scene === "signed-out") return (send(response, 401, signedOut), true);
  if (path === "/api/me") return (send(response, 200, me), true);
  if (path === "/api/account/limits") return (send(response, 200, accountLimits), true);
  if (path === "/api/events") return openEvents(response, scene);
  if (scene === "loading") return true;
  if (scene === "failing") return (send(response, 503, failing), true);
  const body = bodyOf(path, url.searchParams, scene, request.method ?? "GET");
  if (body === undefined) response.writeHead(204).end();
  else send(response, body === null ? 404 : 200, body ?? notFound);
  return true;
}

function openEvents(response: ServerResponse, scene: Scene): boolean {
  if (scene === "offline") return (send(response, 503, failing), true);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": open\n\n");
  return true;
}

function bodyOf(path: string, query: URLSearchParams, scene: Scene, method: string): unknown {
  const [, , room, id, part] = path.split("/");
  if (room === "notifications")
    return id === "read-all"
      ? { updated: 2, unread: 0 }
      : id === undefined
        ? scene === "empty"
          ? { items: [], next: null, unread: 0 }
          : { items: notifications(), next: null, unread: 2 }
        : { ...notifications()[0], is_read: true };
  if (room === "runs" && id !== undefined) return runDetail(id);
  if (path === "/functions/v1/process-file") return { success: true, jobId: idOf(777) };
  if (room !== "files") return null;
  if (id === undefined) return { items: scene === "empty" ? [] : listed(query), next: null };
  if (method === "DELETE") return undefined;
  const found = detail(id);
  if (found === null) return null;
  switch (part) {
    case undefined:
      return found;
    case "insights":
      return { items: found.insight_count === 0 ? [] : insights(id, found.insight_count) };
    case "rows":
      return rowPage(Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 100), found.rows ?? 0);
    case "rejects":
      return found.rejected === 0 || found.rejected === null ? { rejects: [], total: 0 } : rejects;
    default:
      return null;
  }
}

function listed(query: URLSearchParams) {
  const status = query.get("status");
  const q = query.get("q")?.toLowerCase() ?? "";
  return files().filter(
    (file) => (status === null || file.status === status) && file.file_name.toLowerCase().includes(q),
  );
}
