import { App, TerraformStack } from "cdktf";

/** The least that cdktf can synthesize: what every app pays for. */
const app = new App();
new TerraformStack(app, "empty");
app.synth();
