import { Fault } from "@caudal/base/fault.ts";
import type { masterKeyRoutes } from "@caudal/contract/routes/master-key.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import type { KeyRotation } from "./key-rotation.ts";

export function masterKeyHandlers(rotation: KeyRotation): HandlersOf<typeof masterKeyRoutes> {
  return {
    getMasterKey: async () => rotation.state(),
    rotateMasterKey: async ({ context: { clientAddress: address, requestId } }) => {
      const state = await rotation.begin({ address, requestId });
      if (state === null) throw new Fault("master_key_configured");
      return state;
    },
  };
}
