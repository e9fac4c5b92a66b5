/**
 * Node's options for the server. By themselves V8's young objects take 128 MB before garbage is looked for among them, and the
 * rest of the heap may double before it is. With these the server takes 110 MB under the load of `npm run bench` instead of
 * 260, and no more of the processor.
 */
export const SERVER_OPTIONS = ['--max-semi-space-size=4', '--heap-growing-percent=25'];
