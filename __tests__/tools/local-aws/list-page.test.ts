import { expect, test } from "@jest/globals";
import type { EventSources } from "../../../tools/local-aws/event-sources";
import { ApiStore } from "../../../tools/local-aws/appsync/api-store";
import { graphqlApis } from "../../../tools/local-aws/appsync/control-plane/graphql-apis";
import { eventSourceMappings } from "../../../tools/local-aws/event-sources/control-plane";
import { readJson, type JsonObject } from "../../../tools/local-aws/json-protocol";
import { listPage } from "../../../tools/local-aws/list-page";

const numbers = Array.from({ length: 60 }, (_, index) => index);

test("pages lead through a list, and each token through its own list alone", () => {
  const pages: number[][] = [];
  let token: string | undefined;
  do {
    const page = listPage(numbers, { of: ["ListUsers", "pool"], size: 25, token });
    pages.push([...(page?.items ?? [])]);
    token = page?.next;
  } while (token !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([25, 25, 10]);
  expect(pages.flat()).toEqual(numbers);
  const next = listPage(numbers, { of: ["ListUsers", "pool"], size: 25, token: undefined })?.next;
  for (const other of [["ListUsers", "other"], ["ListGroups", "pool"], ["ListUsers"]]) {
    expect(listPage(numbers, { of: other, size: 25, token: next })).toBeUndefined();
  }
  for (const none of ["", "25", "none", "\u0000", Buffer.from("25 x").toString("base64url")]) {
    expect(listPage(numbers, { of: ["ListUsers", "pool"], size: 25, token: none })).toBeUndefined();
  }
});

/** AppSync's APIs, as a query asks for them. */
async function graphqlApisAt(query: string) {
  const apis = new Map(
    numbers.map((number) => {
      const name = `api-${number}`;
      const uris = { GRAPHQL: "", REALTIME: "" };
      const api = { apiId: name, arn: name, name, authenticationType: "AWS_IAM", uris } as const;
      return [name, new ApiStore(api)] as const;
    }),
  );
  const place = { endpoint: "", region: "eu-west-1", accountId: "123456789012" };
  const route = graphqlApis.find(({ action }) => action === "ListGraphqlApis");
  const call = { apis, place, parts: [], body: {}, query: new URLSearchParams(query) };
  return (await route?.answer(call)) as { graphqlApis: unknown[]; nextToken?: string };
}

test("AppSync lists 25 at a time, and refuses other numbers and tokens", async () => {
  const first = await graphqlApisAt("");
  expect(first.graphqlApis).toHaveLength(25);
  const last = await graphqlApisAt(
    `nextToken=${(await graphqlApisAt(`nextToken=${first.nextToken ?? ""}`)).nextToken ?? ""}`,
  );
  expect(last.graphqlApis).toHaveLength(10);
  expect(last.nextToken).toBeUndefined();
  for (const query of ["maxResults=26", "maxResults=a", "maxResults=-1", "nextToken=none"]) {
    await expect(graphqlApisAt(query)).rejects.toMatchObject({ code: "BadRequestException" });
  }
});

test("Lambda lists event sources by markers, and refuses other numbers and markers", async () => {
  const mappings = numbers.map((number) => ({
    uuid: `${number}`,
    ...{ region: "eu-west-1", accountId: "123456789012", tags: {}, settings: {} },
    functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
    sourceArn: "arn:aws:sqs:eu-west-1:123456789012:q",
    ...{ lastModified: 0, lastResult: "" },
  }));
  const list = eventSourceMappings({ mappings } as unknown as EventSources, "123456789012");
  const at = async (query: string): Promise<JsonObject> => {
    const response = await list(
      {
        ...{ service: "lambda", region: "eu-west-1", operation: undefined, method: "GET" },
        url: `/2015-03-31/event-source-mappings/?${query}`,
        ...{ headers: {}, body: Buffer.from("") },
      },
      () => Promise.reject(new Error("It is not passed on.")),
    );
    if (response === undefined) throw new Error("It is not answered.");
    return { status: response.status, ...readJson(response) };
  };
  const first = await at("MaxItems=40");
  expect(first["EventSourceMappings"]).toHaveLength(40);
  const rest = await at(`MaxItems=40&Marker=${first["NextMarker"] as string}`);
  expect(rest["EventSourceMappings"]).toHaveLength(20);
  expect(rest).not.toHaveProperty("NextMarker");
  for (const query of ["MaxItems=0", "MaxItems=x", "Marker=none"]) {
    expect(await at(query)).toMatchObject({ status: 400 });
  }
});
