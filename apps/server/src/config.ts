export { type ServerSettings, serverSettings } from "@caudal/base/server-settings.ts";
