/** Where uploads go: tus 1.0 (https://tus.io/protocols/resumable-upload), whose own document describes it; no part of OpenAPI. */
export const uploadsPath = "/api/uploads";
