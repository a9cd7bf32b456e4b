import type { DataSource } from "../model";
import type { AskDataSource } from "./data-source";
import { askDynamodb } from "./dynamodb";
import { askHttp } from "./http";
import { askLambda } from "./lambda";

/** What each type of data source does with a request. */
export const dataSources: Readonly<Record<DataSource["type"], AskDataSource>> = {
  AMAZON_DYNAMODB: askDynamodb,
  AWS_LAMBDA: askLambda,
  HTTP: askHttp,
  NONE: (_source, { payload }) => Promise.resolve({ result: payload ?? null }),
};
