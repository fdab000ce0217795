import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { client as calls } from "../api/client.ts";
import { endPresence } from "../api/presence.ts";
import { keys } from "../api/queries.ts";
import { paths } from "../paths.ts";

/** Ends the session on the server first: a session that could not be ended is not shown as ended. */
export function useSignOut(): () => void {
  const router = useRouter();
  const leave = useMutation({
    mutationKey: keys.signOut,
    mutationFn: () => calls.signOut(),
    onSuccess: () => {
      endPresence();
      router.history.push(paths.signIn());
    },
  });
  return () => leave.mutate();
}
