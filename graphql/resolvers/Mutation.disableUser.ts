import type { PipelineContext } from "../shared/stash";

export const pipeline = ["read-user", "disable-user", "sign-out-user", "touch-user"];

export const request = () => ({});

export const response = (ctx: PipelineContext) => ctx.prev.result;
