"""What is demanded of every answer of the API beside what its document says, and what each operation is asked for so that it is done."""

import json
import os
from urllib.request import urlopen

import schemathesis

# By operation: path, query, headers and body.
good_asks = json.loads(os.environ.get("CAUDAL_GOOD_ASKS", "{}"))


def name_of(operation):
    return operation.definition.raw.get("operationId", f"{operation.method} {operation.path}")


# Where somebody new is fetched for each call that may end, or change, who asks; and who asks until then, by operation.
door = os.environ.get("CAUDAL_DOOR")
fresh = {}


def somebody_for(name):
    if name not in fresh:
        with urlopen(f"{door}/{name}") as answer:
            fresh[name] = json.load(answer)
    return fresh[name]


def good_ask(name):
    return somebody_for(name)["ask"] if door else good_asks.get(name)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Asks as whoever was made for it, in place of whom the whole run names, and in whichever account they are."""
    # What is made up for a header minds neither form nor pattern, and an account that is nobody's is refused before anything else is asked.
    # So it goes too where the method alone is to be refused.
    if case.meta is not None and (case.meta.generation.mode.is_positive or case.method.upper() != case.operation.method.upper()):
        for name in [name for name in case.headers or {} if name.lower() == "caudal-account"]:
            del case.headers[name]
    if not door:
        return
    cookie = somebody_for(name_of(case.operation))["cookie"]

    def sign(request):
        request.headers.pop("Cookie", None)
        if cookie:
            request.headers["Cookie"] = cookie
        return request

    kwargs["auth"] = sign


@schemathesis.hook
def before_add_examples(context, examples):
    """First of all each operation is asked for something that is there; whatever is made up comes later, and may end it."""
    ask = good_ask(name_of(context.operation))
    if ask is None:
        return
    parts = {"body": ask["body"]} if "body" in ask else {}
    examples.clear()
    examples.append(
        context.operation.Case(
            path_parameters=ask.get("path"), query=ask.get("query"), headers=ask.get("headers"), **parts
        )
    )


answers = os.environ.get("CAUDAL_ANSWERS")


@schemathesis.hook
def after_call(context, case, response):
    """Notes how each operation was answered, for whoever asks which of them never did what they are for."""
    if answers:
        with open(answers, "a") as lines:
            lines.write(f"{response.status_code} {name_of(case.operation)}\n")
    # Whatever was done may have ended them, or what they were given; a refusal did not, but where it says that they are ended, or must wait.
    if response.status_code < 400 or response.status_code in (401, 429):
        fresh.pop(name_of(case.operation), None)


@schemathesis.check
def failures_are_problems(ctx, response, case):
    """A failure is a problem document (RFC 9457) with words for people, and is none that nobody thought of."""
    if response.status_code < 400:
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind.startswith("application/problem+json"), f"{response.status_code} as {kind!r}"
    # To a HEAD nothing of the body is sent.
    if case.method.upper() == "HEAD":
        return
    problem = response.json()
    for name in ("type", "title", "status", "detail", "code", "action"):
        assert problem.get(name) not in (None, ""), f"a problem without {name}"
    assert problem["status"] == response.status_code, "the status of the problem is another"
    assert problem["code"] != "internal", "a failure that nobody thought of"


# What a schema cannot say of a field that it names; a code where a problem names none.
refused_rightly = {
    "cursor": "a place in a list, as an answer gave it",
    "sort": "a column of that very file",
    "upload-metadata": "Base64 of a name in UTF-8",
    "upload_name_invalid": "a name of which something is left once what cannot be seen is gone",
}


@schemathesis.check
def valid_requests_are_taken(ctx, response, case):
    """What the schemas allow is done, or refused for what only the moment, somebody's rights or another thing decide (4xx but 400)."""
    if response.status_code == 400 and case.meta is not None and case.meta.generation.mode.is_positive:
        problem = response.json()
        told = [error["path"] for error in problem.get("errors", [])] or [problem["code"]]
        assert all(each in refused_rightly for each in told), f"refused though allowed: {told}"


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Every other time the id of something that is there, unless it would be gone afterwards."""
    operation = context.operation
    if path_parameters and operation.method.upper() != "DELETE" and len(str(path_parameters)) % 2 == 0:
        return {**path_parameters, **(good_ask(name_of(operation)) or {}).get("path", {})}
    return path_parameters


@schemathesis.serializer("application/offset+octet-stream")
def bytes_as_they_are(ctx, value):
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else repr(value).encode()
