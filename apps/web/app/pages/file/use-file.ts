import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { fileQuery } from "../../api/queries.ts";

/** The file whose address this is. */
export function useFile() {
  const { fileId } = useParams({ from: "/inside/files/$fileId" });
  return { fileId, query: useQuery(fileQuery(fileId)) };
}
