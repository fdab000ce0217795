import { describe, expect, it } from "vitest";
import { socketFolderIn } from "./socket-folder.ts";
import { readFailure } from "./start-server.ts";

describe("the folder of a cluster's socket", () => {
  it("is the cluster's own, unless its path is too long, cannot be named in a setting, or the system has none", () => {
    expect(socketFolderIn("/srv/caudal, dos/postgres", "linux")).toBe("/srv/caudal, dos/postgres");
    expect(socketFolderIn(`/srv/${"ñ".repeat(50)}`, "linux")).toBeNull();
    expect(socketFolderIn('/srv/"x"', "linux")).toBeNull();
    expect(socketFolderIn("/srv/postgres", "win32")).toBeNull();
  });

  it("that takes no socket is told from a port that is taken", () => {
    const log = `LOG:  starting PostgreSQL 18
LOG:  could not bind Unix address "/srv/.s.PGSQL.5432": Operation not permitted
WARNING:  could not create Unix-domain socket in directory "/srv"
FATAL:  could not create any Unix-domain sockets`;
    expect(readFailure(log).kind).toBe("socket");
    expect(readFailure(log.replace("Operation not permitted", "Address already in use")).kind).toBe("port");
  });

  it("with a lock in it is told from one that takes no socket", () => {
    const log = `FATAL:  lock file "/srv/.s.PGSQL.5432.lock" already exists
HINT:  Is another postmaster (PID 7) using socket file "/srv/.s.PGSQL.5432"?`;
    expect(readFailure(log).kind).toBe("socket_lock");
    expect(readFailure(log.replace("already exists", "is empty")).kind).toBe("socket_lock");
    expect(readFailure('FATAL:  lock file "postmaster.pid" already exists').kind).toBe("other");
  });
});
