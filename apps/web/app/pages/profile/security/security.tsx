import { Activity } from "./activity.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { Email } from "./email.tsx";
import { Password } from "./password.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { Sessions } from "./sessions.tsx";

/** How one gets in, where one is, and who else may. */
export function SecuritySection() {
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <SecondFactor />
      <Password />
      <Email />
      <Sessions />
      <ApiKeys />
      <Activity />
    </div>
  );
}
