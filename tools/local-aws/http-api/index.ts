import type { Interceptor } from "../interceptor";
import { httpJson, readJson } from "../json-protocol";
import { HttpApis, type HttpApiProps } from "./answer-request";
import { unsupported, withEndpoints } from "./control-plane";
import { DeployedApis } from "./deployed-apis";

const apiCall = /^\/http-api\/([a-z0-9]+)(\/[^?]*)?(\?.*)?$/s;

/** HTTP APIs: moto keeps what Terraform makes of them, and here they answer. */
export function httpApis({
  endpoint,
  ...props
}: HttpApiProps & {
  /** The gateway's endpoint, known once it listens. */
  readonly endpoint: () => string;
}): Interceptor {
  const deployed = new DeployedApis(props.call);
  const apis = new HttpApis(props);
  return async (request, forward) => {
    const [, apiId, path = "/", query = ""] = apiCall.exec(request.url) ?? [];
    if (apiId !== undefined) {
      const api = await deployed.find(apiId);
      if (api === undefined) return httpJson({ message: "Not Found" }, { status: 404 });
      return apis.answer(api, request, path + query);
    }
    const [control = ""] = request.url.split("?", 1);
    if (request.service !== "apigateway" || !control.startsWith("/v2/")) return undefined;
    const refusal = unsupported(request, control);
    if (refusal !== undefined) return refusal;
    const response = await forward(request);
    if (request.method !== "GET") deployed.forget();
    if (response.status >= 300 || !/^\/v2\/apis(\/[^/]+)?$/.test(control)) return response;
    if (request.method === "POST" || request.method === "PATCH") {
      deployed.add(String(readJson(response)["apiId"]), request.region);
    }
    return response.body.length === 0 ? response : withEndpoints(response, endpoint());
  };
}
