import type { IConstruct } from "constructs";

const metadata = "gatehouse:loss-reason";

/**
 * Says why nobody misses what a resource holds: then nothing has to keep it, and the lock leaves it out. For a
 * cache, or what is made anew from something else; not for pools, tables, keys and their like, of which
 * environments.ts says that they are not protected.
 *
 * @param reason for whoever reviews it.
 */
export function explainLoss(resource: IConstruct, reason: string): void {
  resource.node.addMetadata(metadata, reason);
}

/** What {@link explainLoss} was told about a resource. */
export function lossReasonOf(resource: IConstruct): string | undefined {
  return resource.node.metadata.find(({ type }) => type === metadata)?.data as string | undefined;
}
