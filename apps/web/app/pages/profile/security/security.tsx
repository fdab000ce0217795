import { useQuery } from "@tanstack/react-query";
import { proofWaysQuery } from "../../../api/provider.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Activity } from "./activity.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { Email } from "./email.tsx";
import { NoPassword } from "./no-password.tsx";
import { Password } from "./password.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { Sessions } from "./sessions.tsx";

/** How one gets in, where one is, and who else may. */
export function SecuritySection() {
  const ways = useQuery(proofWaysQuery);
  if (ways.isPending) return <Skeleton className="mt-7 h-96 w-full max-w-3xl" />;
  const password = ways.data?.password ?? true;
  const lacking = password ? null : { service: ways.data?.oidc?.name ?? null };
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <SecondFactor lacking={lacking} />
      {lacking === null ? <Password /> : <NoPassword lacking={lacking} />}
      <Email lacking={lacking} />
      <Sessions lacking={lacking} />
      <ApiKeys />
      <Activity lacking={lacking} />
    </div>
  );
}
