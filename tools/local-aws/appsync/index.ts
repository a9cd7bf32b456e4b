import type { Forward, Interceptor } from "../interceptor";
import { httpJson, readJson } from "../json-protocol";
import { serviceError } from "../service-error";
import type { Apis } from "./api-store";
import { Callers, type IamCallers } from "./callers";
import { ControlError } from "./control-plane/control-error";
import { routes } from "./control-plane/routes";
import { RoleCaller } from "./data-sources/role-caller";
import { answerGraphql } from "./graphql-endpoint";
import { RealTime, type RealTimeProps } from "./subscriptions/real-time";
import { Subscriptions } from "./subscriptions/subscriptions";

/** What AppSync needs of the local AWS. */
export interface AppSyncProps {
  readonly call: Forward;
  readonly iam: IamCallers;
  readonly accountId: string;
  readonly region: string;
  /** The gateway's endpoint, known once it listens. */
  readonly endpoint: () => string;
  readonly verify: RealTimeProps["verify"];
  readonly mayConnect: RealTimeProps["mayConnect"];
  readonly log: ((line: string) => void) | undefined;
}

/** AppSync: the operations that Terraform uses, each API's GraphQL endpoint, and its WebSocket. */
export function appSync(props: AppSyncProps): {
  readonly interceptor: Interceptor;
  readonly realTime: RealTime;
} {
  const { call, iam, accountId, region, log } = props;
  const apis: Apis = new Map();
  const roles = new RoleCaller(call);
  const callers = new Callers({ call, iam });
  const subscriptions = new Subscriptions(roles, log);
  const interceptor: Interceptor = async (request, forward) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const [, apiId = ""] = /^\/graphql\/([^/]+)$/.exec(pathname) ?? [];
    const store = apis.get(apiId);
    if (store !== undefined && request.method === "POST") {
      return answerGraphql(store, request, { callers, roles, subscriptions, log });
    }
    if (request.service === "iam") {
      const response = await forward(request);
      roles.forget();
      return response;
    }
    if (request.service !== "appsync") return undefined;
    const place = { endpoint: props.endpoint(), region: request.region, accountId };
    const route = routes.find(
      ({ method, path }) => method === request.method && path.test(pathname),
    );
    if (route === undefined) {
      const what = `The local AWS has no operation ${request.method} ${pathname} of AppSync's.`;
      return serviceError(request, {
        status: 404,
        code: "UnknownOperationException",
        message: what,
      });
    }
    const parts = (route.path.exec(pathname) ?? []).slice(1).map(decodeURIComponent);
    try {
      const body = request.body.length === 0 ? {} : readJson(request);
      return httpJson(await route.answer({ apis, place, parts, body, query: searchParams }));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return serviceError(request, error);
    }
  };
  const { verify, mayConnect } = props;
  const realTime = new RealTime({ apis, callers, subscriptions, region, verify, mayConnect });
  return { interceptor, realTime };
}
