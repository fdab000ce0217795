import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { InfiniteData } from "@tanstack/react-query";
import type { z } from "zod";
import type { UpdateMe } from "@caudal/contract/resources/me.ts";
import type { FileResource } from "@caudal/contract/resources/file.ts";
import { applyEvent } from "./apply-event.ts";
import { tellRemoval } from "./told-removal.ts";
import { api, client as calls } from "./client.ts";
import type { NotificationPage } from "./client.ts";
import { keys } from "./queries.ts";

/** Live events bring the outcome of most of these; what is asked again here covers a page without its live connection. */
export function useProcessFile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.processFile(id),
    onSettled: (_answer, _error, id) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.file(id) }),
        client.invalidateQueries({ queryKey: keys.lists }),
      ]),
  });
}

export function useCancelRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (run: { readonly id: string; readonly fileId: string }) => api.cancelRun(run.id),
    onSettled: (_answer, _error, run) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.file(run.fileId) }),
        client.invalidateQueries({ queryKey: keys.lists }),
      ]),
  });
}

export function useDeleteFile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: FileResource) => api.deleteFile(file.id),
    meta: { shown: true },
    onSuccess: (removal, file) => {
      tellRemoval(removal);
      applyEvent(client, { topic: "file_removed", file_id: file.id });
    },
  });
}

export function useReadNotification() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.readNotification(id),
    onSuccess: (notification) => applyEvent(client, { topic: "notification", notification }),
  });
}

export function useReadAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => calls.readAllNotifications(),
    onSuccess: () => {
      client.setQueryData<InfiniteData<NotificationPage, string | undefined>>(keys.notifications, (data) =>
        data === undefined
          ? data
          : {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                unread: 0,
                items: page.items.map((item) => ({ ...item, is_read: true })),
              })),
            },
      );
    },
  });
}

export function useUpdateMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateMe>) => calls.updateMe({ body }),
    onSuccess: (me) => client.setQueryData(keys.me, me),
  });
}
