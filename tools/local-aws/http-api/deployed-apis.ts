import { z } from "zod";
import type { Forward } from "../interceptor";
import { readJson } from "../json-protocol";
import { ownRequest } from "../own-request";
import {
  apiSchema,
  authorizerSchema,
  integrationSchema,
  routeSchema,
  stageSchema,
  type DeployedApi,
} from "./model";

/** The HTTP APIs that moto keeps, read once until something about them changes. */
export class DeployedApis {
  private readonly regions = new Map<string, string>();
  private readonly known = new Map<string, Promise<DeployedApi | undefined>>();

  constructor(private readonly call: Forward) {}

  /** Takes note of where an API is: its address does not tell. */
  add(apiId: string, region: string): void {
    this.regions.set(apiId, region);
  }

  /** Something has changed. */
  forget(): void {
    this.known.clear();
  }

  /** The API with an id; `undefined` where there is none. */
  find(apiId: string): Promise<DeployedApi | undefined> {
    const known = this.known.get(apiId);
    if (known !== undefined) return known;
    const read = this.read(apiId);
    this.known.set(apiId, read);
    read.catch(() => this.known.delete(apiId));
    return read;
  }

  private async read(apiId: string): Promise<DeployedApi | undefined> {
    const region = this.regions.get(apiId);
    if (region === undefined) return undefined;
    const api = apiSchema.safeParse(await this.get(region, `/v2/apis/${apiId}`)).data;
    if (api?.protocolType !== "HTTP") return undefined;
    const [routes, integrations, stages] = await Promise.all([
      this.list(region, `/v2/apis/${apiId}/routes`, routeSchema),
      this.list(region, `/v2/apis/${apiId}/integrations`, integrationSchema),
      this.list(region, `/v2/apis/${apiId}/stages`, stageSchema),
    ]);
    // moto 5.2.1 does not list authorizers.
    const named = new Set(routes.flatMap(({ authorizerId }) => authorizerId ?? []));
    const authorizers = await Promise.all(
      [...named].map((id) => this.get(region, `/v2/apis/${apiId}/authorizers/${id}`)),
    );
    return {
      apiId,
      region,
      isReachable: !api.disableExecuteApiEndpoint,
      cors: api.corsConfiguration ?? undefined,
      routes,
      authorizers: authorizers.map((one) => authorizerSchema.parse(one)),
      integrations,
      stage: stages.find(({ stageName }) => stageName === "$default"),
    };
  }

  private async list<T extends z.ZodType>(
    region: string,
    url: string,
    schema: T,
  ): Promise<z.output<T>[]> {
    return z.object({ items: z.array(schema) }).parse(await this.get(region, url)).items;
  }

  private async get(region: string, url: string): Promise<unknown> {
    return readJson(
      await this.call(ownRequest({ service: "apigateway", region, method: "GET", url })),
    );
  }
}
