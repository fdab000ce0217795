/** A failure in the OpenAPI document, as a problem document. */
export function problemAnswer(description: string): Record<string, unknown> {
  return { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };
}
