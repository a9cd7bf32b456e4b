/** The administrator's pair of every local AWS that a test starts. It is verified like any other. */
export const administrator = { accessKeyId: "test", secretAccessKey: "test" };
