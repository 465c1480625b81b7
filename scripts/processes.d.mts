/** What tests and the bench start the built server with, as `silin start` does. */
export declare const serverFlags: readonly string[]
export declare const serverEnvironment: Readonly<Record<string, string>>
