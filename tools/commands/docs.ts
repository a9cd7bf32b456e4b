import { writeFileSync } from "node:fs";
import path from "node:path";
import { documentedFunctions } from "../docs/documented-functions";
import { triggersDocument } from "../docs/triggers-document";
import { reviewDocument } from "../docs/review-document";
import { projectFolder } from "../project/project";

/* `npm run docs`: writes what is made of the code. */

writeFileSync(
  path.join(projectFolder, "docs", "triggers.md"),
  triggersDocument(documentedFunctions()),
);
writeFileSync(path.join(projectFolder, "docs", "review.md"), reviewDocument());
