import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { client as calls } from "../api/client.ts";
import { keys } from "../api/queries.ts";
import { paths } from "../paths.ts";
import { closeUploads } from "../uploads/uploads.ts";

/** Ends the session on the server first: a session that could not be ended is not shown as ended. */
export function useSignOut(): () => void {
  const client = useQueryClient();
  const router = useRouter();
  const leave = useMutation({
    mutationKey: keys.signOut,
    mutationFn: () => calls.signOut(),
    onSuccess: () => {
      closeUploads();
      router.history.push(paths.signIn());
      client.clear();
    },
  });
  return () => leave.mutate();
}
