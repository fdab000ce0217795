import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AccountLimits } from "@caudal/contract/resources/account-use.ts";
import { FileDetail, FileResource, RejectPage, RowPage } from "@caudal/contract/resources/file.ts";
import { Insight } from "@caudal/contract/resources/insight.ts";
import { Me } from "@caudal/contract/resources/me.ts";
import { Notification } from "@caudal/contract/resources/notification.ts";
import { RunDetail } from "@caudal/contract/resources/run.ts";
import { detail, files, rejects, rowPage, runDetail } from "./files.ts";
import { insights } from "./insights.ts";
import { accountLimits, me, notifications } from "./people.ts";

describe("what the stand-in says is what the contract says", () => {
  test("person and notifications", () => {
    expect(Me.parse(me)).toEqual(me);
    AccountLimits.parse(accountLimits);
    z.array(Notification).parse(notifications());
  });
  test("files, their details and runs", () => {
    z.array(FileResource).parse(files());
    for (const file of files()) {
      FileDetail.parse(detail(file.id));
      if (file.run !== null) RunDetail.parse(runDetail(file.run.id));
    }
  });
  test("insights, rows and rejects", () => {
    z.array(Insight).parse(insights(files()[0]?.id ?? ""));
    RowPage.parse(rowPage(50_900, 100, 50_999));
    RejectPage.parse(rejects);
  });
});
