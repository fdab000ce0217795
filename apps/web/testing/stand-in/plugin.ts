import type { Plugin } from "vite";
import { answer } from "./handler.ts";

/** Lets the development server answer the API by itself. */
export function standInPlugin(): Plugin {
  return {
    name: "caudal-stand-in",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!answer(request, response)) next();
      });
    },
  };
}
