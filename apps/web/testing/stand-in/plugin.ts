import type { Plugin } from "vite";
export function standInPlugin(): Plugin { return { name: "stand-in" }; }
